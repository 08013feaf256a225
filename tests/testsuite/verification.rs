//! The public page on which anybody checks a certificate (D7).

use crate::support::{Commune, Member, TestApp, minutes};
use tungngo_storage::certificates::Certificate;

async fn certified(app: &TestApp) -> (Commune, Member, Certificate) {
    let commune = app.db_commune().await;
    let member = app.db_a_member().phone("0900 555 678").in_team(commune.team).create().await;
    app.db_certified(member.id, "thanh-toan", commune).await;
    let certificate = app.store.certificates(member.id).await.unwrap().remove(0);
    (commune, member, certificate)
}

#[tokio::test]
async fn sec_d7_a_code_shows_what_the_paper_is_worth_but_not_whose_it_is() {
    let app = TestApp::start().await;
    let (_, member, certificate) = certified(&app).await;
    let visitor = app.visitor();
    let page = visitor.get(&format!("/verify/{}", certificate.code)).await;
    page.is(200)
        .sees("Giấy này còn giá trị")
        .sees("Thanh toán thử")
        .sees("Làm được")
        .sees("Ngày cấp 01/12/2026");
    for hidden in [&member.name, "Hòa", &member.phone, "678", "1959", "Bến Đá", certificate.number.as_str()]
    {
        assert!(!page.text().contains(hidden), "shows {hidden}: {}", page.text());
    }
    assert!(page.body().contains("noindex"));
    // Typed by hand, in any case and grouping.
    let typed = tungngo_domain::codes::grouped(&certificate.code).to_lowercase();
    let found = visitor.get(&format!("/verify?code={}", typed.replace('-', "%20"))).await;
    found.leads_to(&format!("/verify/{}", certificate.code));
    visitor.get("/verify?code=khong").await.sees("Mã này chưa đủ hoặc có chữ lạ");
    visitor.get(&format!("/verify?code={}", certificate.number)).await.sees("Mã này chưa đủ hoặc có chữ lạ");
}

#[tokio::test]
async fn sec_d7_the_name_shows_by_the_qrs_key_or_the_last_three_digits() {
    let app = TestApp::start().await;
    let (_, _, certificate) = certified(&app).await;
    let visitor = app.visitor();
    let path = format!("/verify/{}", certificate.code);
    visitor
        .get(&format!("{path}?k={}", certificate.key))
        .await
        .is(200)
        .sees("Nguyễn Văn Hòa")
        .does_not_see("0900");
    visitor.get(&format!("{path}?k={}", "2".repeat(20))).await.is(200).does_not_see("Nguyễn Văn Hòa");
    let form = visitor.get(&path).await.form(&path);
    let wrong = visitor.submit(&form.clone().set("digits", "123")).await;
    wrong.is(422).sees("Ba số cuối chưa khớp").does_not_see("Nguyễn Văn Hòa");
    visitor.submit(&form.set("digits", " 678 ")).await.is(200).sees("Nguyễn Văn Hòa");
}

#[tokio::test]
async fn sec_d7_guessing_the_digits_is_slowed_down() {
    let app = TestApp::start().await;
    let (_, _, certificate) = certified(&app).await;
    let path = format!("/verify/{}", certificate.code);
    let visitor = app.visitor();
    let form = visitor.get(&path).await.form(&path);
    let mut tries = 0;
    loop {
        let page = visitor.submit(&form.clone().set("digits", "123")).await;
        tries += 1;
        if page.status == 429 {
            page.sees("Bấm nhiều lần quá nhanh");
            break;
        }
        page.is(422);
        assert!(tries < 40, "never slowed down");
    }
    assert!(tries <= 11, "{tries} tries");
    visitor.submit(&form.set("digits", "678")).await.is(429);
}

#[tokio::test]
async fn sec_d7_an_unknown_code_is_told_clearly_and_guessing_codes_is_slowed_down() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    visitor.get(&format!("/verify/{}", "3".repeat(20))).await.is(404).sees("Không có giấy nào mang mã này");
    visitor.get("/verify/khong").await.is(404).sees("Không có giấy nào mang mã này");
    let mut closed = false;
    for n in 0..200 {
        let page = visitor.get(&format!("/verify/{:0>20}", n.to_string().replace(['0', '1'], "Z"))).await;
        if page.status == 429 {
            closed = true;
            break;
        }
    }
    assert!(closed, "never slowed down");
    app.travel(minutes(24 * 60 + 1));
    visitor.get(&format!("/verify/{}", "3".repeat(20))).await.is(404);
}

#[tokio::test]
async fn a_revoked_certificate_says_so_and_an_expired_one_too() {
    let app = TestApp::start().await;
    let (commune, member, certificate) = certified(&app).await;
    let path = format!("/verify/{}", certificate.code);
    app.travel(crate::support::days(365));
    app.visitor().get(&path).await.is(200).sees("Giấy này đã hết hạn");
    let trainer = app.trainer_of(commune.id).await;
    let scope = app.trainer_scope(trainer.person, commune.id);
    app.store.revoke_certificate(&scope, certificate.id, "Nhầm người", app.now()).await.unwrap();
    app.visitor()
        .get(&path)
        .await
        .is(200)
        .sees("Giấy này đã bị thu hồi")
        .sees("Nhầm người")
        .sees("Ngày thu hồi");
    let learner = app.learner(&member).await;
    let list = learner.get("/certificates").await;
    list.sees("Giấy này đã bị thu hồi");
    let page = learner.get(&list.link("Thanh toán thử")).await;
    page.sees("Nhầm người");
    learner.get("/").await.sees("Chứng nhận đã bị thu hồi");
    app.assert_books_agree().await;
}

#[tokio::test]
async fn without_a_phone_only_the_qr_shows_the_name() {
    let app = TestApp::start().await;
    let commune = app.db_commune().await;
    let member = app.db_a_member().without_phone().in_team(commune.team).create().await;
    app.db_certified(member.id, "thanh-toan", commune).await;
    let certificate = app.store.certificates(member.id).await.unwrap().remove(0);
    let path = format!("/verify/{}", certificate.code);
    let page = app.visitor().get(&path).await;
    assert!(page.find_form(&path).is_none());
    app.visitor().get(&format!("{path}?k={}", certificate.key)).await.sees("Nguyễn Văn Hòa");
}
