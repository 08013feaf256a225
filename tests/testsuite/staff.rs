//! The staff door: passphrase, second factor, and that a PIN opens no role (P6).

use crate::support::{Browser, PASSPHRASE, PIN, Page, TestApp, days, minutes};
use tungngo_domain::access::Role;
use tungngo_domain::ids::PersonId;

async fn enter(browser: &Browser, account: &str, passphrase: &str) -> Page {
    let form = browser.get("/staff/login").await.form("/staff/login");
    browser.submit(&form.set("account", account).set("passphrase", passphrase)).await
}

/// The code that an authenticator shows now.
async fn code(app: &TestApp, person: PersonId) -> String {
    let salt = app.store.credential(person).await.unwrap().totp_salt.expect("a salt");
    app.keys.totp_code_at(person, &salt, app.now())
}

/// Sets the second factor up on a browser that has given the passphrase.
async fn set_up(app: &TestApp, browser: &Browser, person: PersonId) -> String {
    let page = browser.visit("/staff/second-factor").await;
    assert_eq!(page.path, "/staff/second-factor/new");
    page.is(200).sees("Cài mã xác nhận").sees("Không quét được thì gõ khóa này");
    let shown = code(app, person).await;
    browser.submit(&page.form("/staff/second-factor/new").set("code", &shown)).await.is(303);
    shown
}

#[tokio::test]
async fn sec_p6_staff_sign_in_with_passphrase_and_a_code_that_works_once() {
    let app = TestApp::start().await;
    let commune = app.db_commune().await;
    let staff = app.db_staff("Trần Thị Thu Hằng", Role::Trainer, commune.id).await;
    app.db_passphrase(staff.person).await;
    app.db_consent(staff.person).await;
    let browser = app.visitor();
    enter(&browser, &staff.account, PASSPHRASE).await.is(303);
    // The passphrase alone opens nothing, neither the role nor one's own lessons.
    for path in ["/trainer", "/", "/me"] {
        let place = browser.get(path).await.location();
        assert!(place.starts_with("/staff/second-factor"), "{path} leads to {place}");
    }
    let page = browser.visit("/staff/second-factor").await;
    browser.submit(&page.form("/new").set("code", "000000")).await.is(422).sees("Mã chưa đúng hoặc đã dùng.");
    let first = set_up(&app, &browser, staff.person).await;
    browser.get("/trainer").await.is(200).sees("Trần Thị Thu Hằng");

    // The next sign-in asks for a code, and not for one that was used.
    let other = app.visitor();
    enter(&other, &staff.account, PASSPHRASE).await.is(303);
    let asked = other.visit("/trainer").await;
    asked.is(200).sees("Nhập mã xác nhận");
    other.submit(&asked.form("/staff/second-factor").set("code", &first)).await.is(422).sees("đã dùng");
    other.get("/trainer").await.is(303);
    app.travel(minutes(1));
    let next = code(&app, staff.person).await;
    other.submit(&asked.form("/staff/second-factor").set("code", &next)).await.leads_to("/trainer");
    other.get("/trainer").await.is(200);
    let third = app.visitor();
    enter(&third, &staff.account, PASSPHRASE).await.is(303);
    let asked = third.visit("/trainer").await;
    third.submit(&asked.form("/staff/second-factor").set("code", &next)).await.is(422);
    // A second factor that is set up cannot be set up over.
    third.get("/staff/second-factor/new").await.leads_to("/staff/second-factor");
}

#[tokio::test]
async fn sec_p3_five_wrong_codes_close_the_second_factor_although_the_next_is_right() {
    let app = TestApp::start().await;
    let staff = app.db_staff("Vũ Thị Soạn", Role::Author, app.db_nation().await).await;
    app.db_passphrase(staff.person).await;
    let browser = app.visitor();
    enter(&browser, &staff.account, PASSPHRASE).await.is(303);
    set_up(&app, &browser, staff.person).await;
    app.travel(minutes(1));
    let other = app.visitor();
    enter(&other, &staff.account, PASSPHRASE).await.is(303);
    let form = other.get("/staff/second-factor").await.form("/staff/second-factor");
    for _ in 0..5 {
        other.submit(&form.clone().set("code", "000000")).await.is(422);
    }
    let right = code(&app, staff.person).await;
    other.submit(&form.clone().set("code", &right)).await.is(422).sees("Tạm nghỉ một lúc");
    app.travel(minutes(15));
    let right = code(&app, staff.person).await;
    other.submit(&form.set("code", &right)).await.is(303);
}

#[tokio::test]
async fn sec_p4_an_unknown_account_and_a_wrong_passphrase_read_alike() {
    let app = TestApp::start().await;
    let staff = app.db_staff("Vũ Thị Soạn", Role::Author, app.db_nation().await).await;
    app.db_passphrase(staff.person).await;
    let browser = app.visitor();
    for _ in 0..5 {
        let known = enter(&browser, &staff.account, "sai mất rồi, sai mất rồi").await;
        let unknown = enter(&browser, "khong.co.ai", "sai mất rồi, sai mất rồi").await;
        known.is(422);
        let text = unknown.text();
        assert_eq!(known.text(), text);
    }
    enter(&browser, &staff.account, PASSPHRASE).await.is(422).sees("tạm nghỉ");
    enter(&browser, &staff.account.to_uppercase(), PASSPHRASE).await.is(422).sees("tạm nghỉ");
    app.travel(minutes(15));
    enter(&browser, &staff.account, PASSPHRASE).await.is(303);
    // Nothing typed is told in words.
    enter(&app.visitor(), "", "")
        .await
        .is(422)
        .sees("Gõ tên tài khoản hoặc số điện thoại.")
        .sees("Gõ mật khẩu.");
}

#[tokio::test]
async fn sec_p6_a_pin_never_opens_a_role() {
    let app = TestApp::start().await;
    let commune = app.db_commune().await;
    let member = app.db_a_member().in_team(commune.team).create().await;
    for role in Role::ALL {
        app.db_grant(member.id, role, commune.id).await;
    }
    let phone = app.learner(&member).await;
    phone.get("/").await.is(200);
    for path in ["/trainer", "/officer", "/author", "/admin", "/admin/people/new"] {
        let place = phone.get(path).await.location();
        assert_eq!(place, format!("/staff/login?next={path}"));
    }
    let team = format!("/trainer/teams/{}", commune.team);
    assert!(phone.get(&team).await.location().starts_with("/staff/login"));
    // Nor does the second factor's page open for a PIN, nor the PIN at the staff door.
    phone.get("/staff/second-factor").await.is(404);
    phone.get("/staff/second-factor/new").await.is(404);
    app.db_pin(member.id).await;
    enter(&app.visitor(), &member.phone, PIN).await.is(422);
}

#[tokio::test]
async fn sec_p9_a_new_passphrase_ends_all_logins_and_the_old_second_factor() {
    let app = TestApp::start().await;
    let commune = app.db_commune().await;
    let trainer = app.trainer_of(commune.id).await;
    trainer.get("/trainer").await.is(200);
    app.db_passphrase(trainer.person).await;
    trainer.get("/trainer").await.leads_to("/login?next=/trainer");
    assert!(!app.store.credential(trainer.person).await.unwrap().totp_confirmed);
}

#[tokio::test]
async fn a_phone_number_opens_the_staff_door_too() {
    let app = TestApp::start().await;
    let commune = app.db_commune().await;
    let member = app.db_a_member().in_team(commune.team).create().await;
    app.db_grant(member.id, Role::Trainer, commune.id).await;
    app.db_passphrase(member.id).await;
    enter(&app.visitor(), &member.phone, PASSPHRASE).await.is(303);
    app.travel(days(1));
    enter(&app.visitor(), &format!("+84{}", &member.phone[1..]), PASSPHRASE).await.is(303);
}
