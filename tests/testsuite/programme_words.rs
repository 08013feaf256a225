//! The words and the title of each programme: changed by who keeps it, on its own certificates alone, and never on what
//! was issued before.

use crate::support::{Commune, Form, Login, TestApp, days};
use tungngo_domain::access::{Right, Role, Scope};
use tungngo_domain::ids::PersonId;
use tungngo_domain::people::{AddressForm, TeamRole};
use tungngo_storage::certificates::{Certificate, MEMBERS_PROGRAMME, SubjectKind};
use tungngo_storage::memberships::Correction;

const WORDING: &str = "/officer/certificates/wording";
const STAFF: &str = "/officer/certificates/wording?programme=ct-nguoi-huong-dan";
const PROGRAMMES: &str = "/officer/programmes";
/// The programme that is marked among those to choose from.
const CHOSEN: &str = "main .nav [aria-current=page]";

/// What there is to see of a certificate: its face, what the check says, the sheet to print.
#[derive(Debug, PartialEq)]
struct Seen {
    face: Vec<String>,
    check: String,
    sheet: Vec<u8>,
}

async fn seen(app: &TestApp, holder: PersonId, one: &Certificate) -> Seen {
    let learner = app.learner(holder).await;
    let page = learner.get(&format!("/certificates/{}", one.id)).await;
    let sheet = learner.get(&format!("/certificates/{}/certificate.pdf", one.id)).await;
    let check = app.visitor().get(&format!("/verify/{}?k={}", one.code, one.key)).await;
    page.is(200);
    sheet.is(200);
    check.is(200).sees(&one.title).sees(&one.holder_name);
    Seen { face: page.all(".cert"), check: check.text(), sheet: sheet.bytes.to_vec() }
}

/// The certificates of one programme, as somebody has them.
async fn of_programme(app: &TestApp, holder: PersonId, programme: &str) -> Vec<Certificate> {
    let all = app.store.certificates(holder).await.unwrap();
    all.into_iter().filter(|one| one.kind == SubjectKind::Programme && one.subject == programme).collect()
}

/// A trainer of the commune who knows the module, and the certificate of the trainers' programme that follows.
async fn trainer(app: &TestApp, commune: Commune, name: &str) -> (PersonId, Certificate) {
    let person = app.db_a_member().named(name).without_phone().in_team(commune.team).create().await.id;
    app.db_grant(person, Role::Trainer, commune.id).await;
    app.db_pass_test(person, "an-toan").await;
    (person, of_programme(app, person, "ct-nguoi-huong-dan").await.remove(0))
}

async fn correct_name(app: &TestApp, commune: Commune, person: PersonId, name: &str) {
    let by = app.db_staff("Trần Thị Sửa", Role::Trainer, commune.id).await.person;
    let to = Correction {
        full_name: name.to_owned(),
        address_form: AddressForm::Bac,
        phone: None,
        birth_year: Some(1979),
        device: Some("own".to_owned()),
        language: "vi".to_owned(),
        role: TeamRole::Member,
        body: None,
    };
    let right =
        Right { role: Role::Trainer, unit: commune.id, from: app.now(), until: None, modules: [].into() };
    let scope = Scope::of(by, Role::Trainer, &[right], app.now()).unwrap();
    app.store.correct_member(&scope, person, to, app.now()).await.unwrap();
}

/// Drafts words with this heading for the programme at an address, and answers where the draft is.
async fn draft(officer: &Login, at: &str, heading: &str) -> String {
    let form = officer.get(at).await.form(at).set("heading", heading);
    let drafted = officer.submit(&form).await;
    drafted.is(303);
    drafted.location()
}

#[tokio::test]
async fn the_words_of_one_programme_are_on_its_own_certificates_from_then_on() {
    let app = TestApp::start().await;
    let commune = app.db_commune().await;
    let programme = app.db_staff_programme("an-toan").await;
    let member = app.db_a_member().in_team(commune.team).create().await;
    for module in ["thanh-toan", "an-toan"] {
        app.db_certified(member.id, module, commune).await;
    }
    let of_member = app.store.certificates(member.id).await.unwrap();
    assert_eq!(of_member.len(), 3);
    let (first, one) = trainer(&app, commune, "Nông Văn Đức").await;
    let mut before = vec![seen(&app, first, &one).await];
    for certificate in &of_member {
        before.push(seen(&app, member.id, certificate).await);
    }

    // The programme is chosen by a link; its words begin with its own, and none are about modules.
    let officer = app.officer_of(app.db_nation().await).await;
    let page = officer.get(WORDING).await;
    assert_eq!(page.all(CHOSEN), ["Thành viên Tổ công nghệ số cộng đồng"]);
    page.sees("Câu trên giấy của một chuyên đề");
    assert_eq!(page.link("Người hướng dẫn"), STAFF);
    let way = officer.get(&format!("{PROGRAMMES}/{programme}")).await.link("Lời văn trên giấy");
    assert_eq!(way, STAFF);
    let page = officer.get(STAFF).await;
    assert_eq!(page.all(CHOSEN), ["Người hướng dẫn"]);
    page.is(200).does_not_see("Câu trên giấy của một chuyên đề");
    assert_eq!(page.link("Thành viên Tổ công nghệ số cộng đồng"), WORDING);
    officer.get(&format!("{WORDING}?programme=khong-co")).await.is(404);
    officer.get(&format!("{WORDING}?programme=")).await.is(404);
    let form = page.form(STAFF);
    assert_eq!(form.value("programme"), "đã hoàn thành chương trình [tên]");
    let wrong = officer.submit(&form.clone().set("programme", "")).await;
    assert_eq!(wrong.is(422).sees("Điền mục này").all(CHOSEN), ["Người hướng dẫn"]);
    assert_eq!(wrong.form(STAFF).action, STAFF);

    // A draft of the members' programme is a first one there, and so is one here.
    app.db_template(officer.person, "Giấy của thành viên").await;
    let words = form.set("heading", "Giấy công nhận").set("programme", "đủ sức hướng dẫn người khác: [tên]");
    let words = words.set("signer_title", "Giám đốc").set("issuer_unit", "Sở Khoa học và Công nghệ");
    let drafted = officer.submit(&words.clone().set("module", "không in ở đâu")).await;
    drafted.is(303);
    let at = drafted.location();
    // The same form, sent to another programme, is no draft of it.
    let form = Form { action: WORDING.to_owned(), ..words }.set("module", "[tên]").set("teaching", "[tên]");
    officer.submit(&form).await.is(404);
    let preview = officer.get(&at).await;
    preview
        .is(200)
        .sees("bản 1")
        .sees("Chương trình Người hướng dẫn")
        .sees("Chưa dùng")
        .sees("Tập huấn viên");
    preview.sees("đủ sức hướng dẫn người khác: Người hướng dẫn").sees("Giấy công nhận");
    preview.does_not_see("không in ở đâu").does_not_see("Thanh toán không dùng tiền mặt");
    assert_eq!(preview.link("Lời văn trên giấy"), STAFF);
    assert!(officer.get(&format!("{at}/preview.pdf")).await.is(200).bytes.starts_with(b"%PDF-"));
    let (_, drafted) = trainer(&app, commune, "Hà Thị Nháp").await;
    assert_eq!(drafted.template, None, "a draft is on nothing");
    officer.submit(&preview.form("/application")).await.leads_to(&format!("{at}?done=wording-used"));
    officer.get(STAFF).await.sees("Đang dùng");
    officer.get(WORDING).await.does_not_see("Đang dùng").does_not_see("Giấy công nhận");

    // What is issued of it from now on has them, and nothing else does.
    let (next, new) = trainer(&app, commune, "Lò Văn Ún").await;
    let face = app.learner(next).await.get(&format!("/certificates/{}", new.id)).await;
    face.sees("Giấy công nhận").sees("đủ sức hướng dẫn người khác: Người hướng dẫn").sees("Giám đốc");
    let late = app.db_a_member().in_team(commune.team).create().await;
    for module in ["thanh-toan", "an-toan"] {
        app.db_certified(late.id, module, commune).await;
    }
    for certificate in app.store.certificates(late.id).await.unwrap() {
        assert_eq!(certificate.template, None, "{}", certificate.title);
    }
    let mut after = vec![seen(&app, first, &one).await];
    for certificate in &of_member {
        after.push(seen(&app, member.id, certificate).await);
    }
    assert_eq!(after, before);

    // Nor do words of the members' programme reach the other.
    let of_new = seen(&app, next, &new).await;
    let members = draft(&officer, WORDING, "Giấy khen").await;
    officer.submit(&officer.get(&members).await.form("/application")).await.is(303);
    assert_eq!(seen(&app, next, &new).await, of_new);
    let (_, third) = trainer(&app, commune, "Sùng A Pao").await;
    assert_eq!(third.template, new.template);

    // One that takes the place of another has the words of its programme in force now.
    correct_name(&app, commune, first, "Nông Văn Đức Anh").await;
    let desk = app.officer_of(commune.id).await;
    let reissue = desk.get(&format!("/officer/certificates/{}/reissue", one.id)).await.form("/reissue");
    desk.submit(&reissue).await.is(303);
    let all = of_programme(&app, first, programme.as_str()).await;
    assert_eq!((all.len(), all[1].template), (2, new.template));
    app.assert_books_agree().await;
}

#[tokio::test]
async fn sec_z3_the_words_of_a_units_programme_are_changed_by_who_keeps_it() {
    let app = TestApp::start().await;
    let (commune, other) = (app.db_commune_in("08").await, app.db_commune_in("01").await);
    app.db_staff_programme("an-toan").await;
    let programme = app.db_programme(commune.province).await;
    let at = format!("{WORDING}?programme={programme}");
    let keeper = app.officer_of(commune.province).await;
    let page = keeper.get(&format!("{PROGRAMMES}/{programme}")).await;
    assert_eq!(page.link("Lời văn trên giấy"), at);
    assert_eq!(keeper.get("/officer/certificates").await.link("Lời văn trên giấy"), at);
    let page = keeper.get(&at).await;
    assert!(page.all("main .nav").is_empty(), "nothing to choose from");
    page.sees("Chương trình Chương trình thử, Tỉnh");
    let form = page.form(&at).set("heading", "Giấy của tỉnh");
    // Those above are not theirs to change, nor by a form made for their own.
    for foreign in [WORDING, STAFF] {
        keeper.get(foreign).await.is(404);
        keeper.submit(&Form { action: foreign.to_owned(), ..form.clone() }).await.is(404);
    }
    let of_nation = app.db_template(keeper.person, "Giấy của cả nước").await;
    keeper.get(&format!("{WORDING}/{of_nation}")).await.is(404);
    let drafted = keeper.submit(&form).await;
    drafted.is(303);
    let version = drafted.location();
    // Who is below sees the programme and not its words; who is elsewhere, neither.
    for (unit, status) in [(commune.id, 200), (other.province, 404)] {
        let stranger = app.officer_of(unit).await;
        let page = stranger.get(&format!("{PROGRAMMES}/{programme}")).await;
        assert!(!page.is(status).body().contains("/wording"));
        assert!(!stranger.get("/officer/certificates").await.body().contains("/wording"));
        let own = stranger.get(PROGRAMMES).await.form(PROGRAMMES);
        for address in [at.clone(), version.clone(), format!("{version}/preview.pdf")] {
            stranger.get(&address).await.is(404);
        }
        for action in [at.clone(), format!("{version}/application")] {
            stranger.submit(&Form { action, ..form.clone() }.set("csrf", &own.value("csrf"))).await.is(404);
        }
    }
    let nation = app.officer_of(app.db_nation().await).await;
    nation.get(WORDING).await.is(200).sees("Chương trình thử, Tỉnh");
    nation.get(&version).await.is(200).sees("Giấy của tỉnh");
    let administrator = app.administrator().await;
    let of_admin = administrator.get(&format!("/admin/certificates/wording?programme={programme}")).await;
    of_admin.is(200).sees("Bản 1").sees("Chưa dùng");
    assert_eq!(of_admin.link("Người hướng dẫn"), STAFF.replace("officer", "admin"));
    let page = administrator.get(&version.replace("officer", "admin")).await;
    administrator.submit(&page.form("/application")).await.is(303);

    // What a rule makes due on its day has them.
    let member = app.db_a_member().in_team(commune.team).create().await;
    app.db_certified(member.id, "thanh-toan", commune).await;
    let rule = app.db_rule(commune.province, &programme).await;
    let page = keeper.get(&format!("/officer/programme-rules/{rule}")).await;
    keeper.submit(&page.form("/adoption").set("count", "1")).await.is(303);
    app.travel(days(3));
    app.keep_figures().await.unwrap();
    let [issued] = &of_programme(&app, member.id, programme.as_str()).await[..] else { panic!("one") };
    assert_eq!(issued.template.map(|id| format!("{WORDING}/{id}")), Some(version));
    let page = app.learner(&member).await.get(&format!("/certificates/{}", issued.id)).await;
    page.sees("Giấy của tỉnh").sees("đã hoàn thành chương trình Chương trình thử");
    let trail = app.store.audit_entries(None).await.unwrap();
    let noted =
        |action: &str| trail.iter().find(|entry| entry.action == action).map(|one| one.detail.clone());
    assert_eq!(noted("template-used"), Some(format!("1 {programme}")));
    app.assert_books_agree().await;
}

#[tokio::test]
async fn a_programme_is_renamed_by_who_keeps_it_and_certificates_keep_the_title_of_their_day() {
    let app = TestApp::start().await;
    let commune = app.db_commune().await;
    let programme = app.db_staff_programme("an-toan").await;
    let (first, one) = trainer(&app, commune, "Nông Văn Đức").await;
    let before = seen(&app, first, &one).await;
    let officer = app.officer_of(app.db_nation().await).await;
    let here = format!("{PROGRAMMES}/{programme}");
    let form = officer.get(&here).await.form("/title");
    assert_eq!(form.value("title"), "Người hướng dẫn");
    let long = "x".repeat(81);
    for wrong in [" ", long.as_str()] {
        let page = officer.submit(&form.clone().set("title", wrong)).await;
        page.is(422).sees("Gõ tên, nhiều nhất 80 chữ cái.");
    }
    // Who is below sees it and gives it no name.
    let below = app.officer_of(commune.province).await;
    assert!(below.get(&here).await.is(200).find_form("/title").is_none());
    let own = below.get(PROGRAMMES).await.form(PROGRAMMES).set("title", "Của tỉnh");
    below.submit(&Form { action: format!("{here}/title"), ..own }).await.is(404);

    let form = form.set("title", "  Người dạy   lại ");
    let there = format!("{here}?done=programme-renamed");
    officer.submit(&form).await.leads_to(&there);
    officer.submit(&form).await.leads_to(&there);
    let page = officer.get(&there).await;
    assert_eq!(page.is(200).sees("Đã đổi tên chương trình.").heading(), "Người dạy lại");
    assert_eq!(seen(&app, first, &one).await, before);
    let (_, new) = trainer(&app, commune, "Lò Văn Ún").await;
    assert_eq!((one.title.as_str(), new.title.as_str()), ("Người hướng dẫn", "Người dạy lại"));
    // One that takes the place of another certifies what that one did.
    correct_name(&app, commune, first, "Nông Văn Đức Anh").await;
    let desk = app.officer_of(commune.id).await;
    let reissue = desk.get(&format!("/officer/certificates/{}/reissue", one.id)).await.form("/reissue");
    desk.submit(&reissue).await.is(303);
    assert_eq!(of_programme(&app, first, programme.as_str()).await[1].title, "Người hướng dẫn");
    assert!(of_programme(&app, first, MEMBERS_PROGRAMME).await.is_empty());
    let trail = app.store.audit_entries(None).await.unwrap();
    let noted: Vec<_> = trail.iter().filter(|entry| entry.action == "programme-renamed").collect();
    assert_eq!(noted.len(), 1, "a double tap is one renaming");
    assert_eq!(noted[0].detail, "Người hướng dẫn → Người dạy lại");
    app.administrator().await.get("/admin/audit").await.sees("Đổi tên chương trình");
    app.assert_books_agree().await;
}
