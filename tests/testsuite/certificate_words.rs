//! The words on certificates: who may change them, seen before they count, and never on what was issued before.

use crate::support::{TestApp, days};
use tungngo_domain::access::Role;
use tungngo_storage::certificates::Certificate;

const WORDING: &str = "/officer/certificates/wording";

async fn pdf(app: &TestApp, member: tungngo_domain::ids::PersonId, one: &Certificate) -> Vec<u8> {
    let page = app.learner(member).await.get(&format!("/certificates/{}/certificate.pdf", one.id)).await;
    page.is(200);
    page.bytes.to_vec()
}

#[tokio::test]
async fn new_words_are_drafted_seen_put_in_force_and_never_change_what_was_issued() {
    let app = TestApp::start().await;
    let commune = app.db_commune().await;
    let first = app.db_a_member().in_team(commune.team).create().await;
    app.db_certified(first.id, "thanh-toan", commune).await;
    let one = app.store.certificates(first.id).await.unwrap().remove(0);
    let (before, face) = (
        pdf(&app, first.id, &one).await,
        app.learner(&first).await.get(&format!("/certificates/{}", one.id)).await.all(".cert"),
    );
    let officer = app.officer_of(app.db_nation().await).await;
    let form = officer.get(WORDING).await.form(WORDING);
    assert_eq!(form.value("heading"), "Giấy chứng nhận", "begins with the words in force");
    let wrong = form.clone().set("heading", "").set("module", "đã học xong").set("signer_name", "Hà Thị Ký");
    let wrong = officer.submit(&wrong.set("issuer_unit", "")).await;
    wrong.is(422).sees("Điền mục này").sees("Thêm [tên]").sees("Có người ký thì cần ghi đơn vị cấp");
    assert_eq!(wrong.form(WORDING).value("module"), "đã học xong", "what was typed stays");
    officer.submit(&form.clone().set("heading", "Giấy 證書")).await.is(422).sees("ký tự không in được");
    let words = form
        .set("heading", "Giấy công nhận")
        .set("module", "đã học xong chuyên đề [tên]")
        .set("issuer_unit", "Sở Khoa học và Công nghệ tỉnh Thử")
        .set("signer_title", "Giám đốc")
        .set("signer_name", "Hà Thị Ký")
        .set("place", "Thành phố Thử");
    let draft = officer.submit(&words).await;
    draft.is(303);
    let at = draft.location();
    assert_eq!(officer.submit(&words).await.location(), at, "a second tap drafts nothing more");
    let preview = officer.get(&at).await;
    preview.is(200).sees("Giấy công nhận").sees("Hà Thị Ký").sees("Thành phố Thử").sees("Chưa dùng");
    preview.sees("đã học xong chuyên đề Thanh toán không dùng tiền mặt");
    let sample = officer.get(&format!("{at}/preview.pdf")).await;
    sample.is(200);
    assert!(sample.bytes.starts_with(b"%PDF-"));

    // It can be gone on from, and from words of another programme not.
    let go_on = officer.get(&preview.link("Sửa tiếp bản này")).await;
    let again = go_on.is(200).form(WORDING);
    assert_eq!(
        (again.value("heading"), again.value("place")),
        ("Giấy công nhận".into(), "Thành phố Thử".into())
    );
    officer.get(&format!("{WORDING}?from={}", uuid::Uuid::nil())).await.is(404);

    // A draft is on nothing.
    let second = app.db_a_member().in_team(commune.team).create().await;
    app.db_certified(second.id, "thanh-toan", commune).await;
    app.learner(&second).await.get("/certificates").await.is(200);
    let drafted = app.store.certificates(second.id).await.unwrap().remove(0);
    assert_eq!(drafted.template, None);

    let form = preview.form("/application");
    officer.submit(&form).await.leads_to(&format!("{at}?done=wording-used"));
    officer.submit(&form).await.leads_to(&format!("{at}?done=wording-used"));
    officer.get(&at).await.sees("Đang dùng");
    let third = app.db_a_member().in_team(commune.team).create().await;
    app.db_certified(third.id, "thanh-toan", commune).await;
    let new = app.store.certificates(third.id).await.unwrap().remove(0);
    let page = app.learner(&third).await.get(&format!("/certificates/{}", new.id)).await;
    page.sees("Giấy công nhận")
        .sees("đã học xong chuyên đề Thanh toán thử")
        .sees("Giám đốc")
        .sees("Thành phố Thử");
    let newest = pdf(&app, third.id, &new).await;

    // Whatever comes into force later, what was issued keeps its bytes.
    let later = app.db_template(officer.person, "Giấy khen").await;
    app.travel(days(1));
    app.store.use_template(later, officer.person, app.now()).await.unwrap();
    assert_eq!(pdf(&app, first.id, &one).await, before);
    assert_eq!(pdf(&app, third.id, &new).await, newest);
    assert_ne!(before, newest);
    let learner = app.learner(&first).await;
    assert_eq!(learner.get(&format!("/certificates/{}", one.id)).await.all(".cert"), face);
    let trail = app.store.audit_entries(None).await.unwrap();
    let noted = |action: &str| trail.iter().filter(|entry| entry.action == action).count();
    assert_eq!((noted("template-drafted"), noted("template-used")), (2, 2));
    app.assert_books_agree().await;
}

#[tokio::test]
async fn sec_z2_only_the_administrator_and_the_nations_officers_change_the_words() {
    let app = TestApp::start().await;
    let commune = app.db_commune().await;
    let draft = app
        .db_template(app.db_staff("Ngô Văn Trị", Role::Administrator, commune.id).await.person, "Giấy")
        .await;
    for unit in [commune.id, commune.province] {
        let officer = app.officer_of(unit).await;
        officer.get(WORDING).await.is(404);
        officer.get(&format!("{WORDING}/{draft}")).await.is(404);
        officer.get(&format!("{WORDING}/{draft}/preview.pdf")).await.is(404);
        officer.get("/admin/certificates/wording").await.is(404);
        assert!(!officer.get("/officer/certificates").await.body().contains("/wording"));
    }
    let administrator = app.administrator().await;
    let page = administrator.get(&format!("/admin/certificates/wording/{draft}")).await;
    administrator.submit(&page.form("/application")).await.is(303);
    administrator.get("/admin/certificates/wording").await.sees("Đang dùng");
    administrator.get(WORDING).await.is(404);
    app.officer_of(app.db_nation().await).await.get("/officer/certificates").await.sees("Lời văn trên giấy");
}
