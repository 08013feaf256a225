//! Invitation and setup links: one use, fourteen days, and looking uses nothing up (P7).

use crate::support::{PASSPHRASE, TestApp, days, minutes};
use tungngo_domain::access::Role;

#[tokio::test]
async fn sec_p7_an_invited_trainer_sets_a_passphrase_once() {
    let app = TestApp::start().await;
    let communes = app.store.children(app.store.unit_by_code("08").await.unwrap().id).await.unwrap();
    let commune = communes.into_iter().find(|one| one.code.is_some()).unwrap();
    let administrator = app.administrator().await;
    let form = administrator.get("/admin/people/new").await.form("/admin/people");
    administrator
        .submit(&form)
        .await
        .is(422)
        .sees("Gõ họ và tên")
        .sees("Tên tài khoản gồm")
        .sees("Chọn một mục.");
    let filled = form
        .set("full_name", "Trần Thị Thu Hằng")
        .set("account", "hang")
        .set("role", "trainer")
        .set("unit_code", commune.code.as_deref().unwrap());
    let made = administrator.submit(&filled).await;
    made.is(200).sees("Đã tạo đường dẫn mời").sees("Trần Thị Thu Hằng").sees("15/12/2026");
    administrator.submit(&filled).await.is(422).sees("Tên tài khoản này đã có người dùng.");
    let html = made.body();
    let at = html.find("/invitation/").unwrap();
    let path: String = html[at..].chars().take_while(|c| *c != '"').collect();

    let watcher = app.database().connect().await;
    let before = app.database().fingerprint(&watcher).await;
    let browser = app.visitor();
    for _ in 0..5 {
        browser.get(&path).await.is(200).sees("Mời Trần Thị Thu Hằng nhận việc").sees("Tập huấn viên");
    }
    assert_eq!(app.database().fingerprint(&watcher).await, before);
    let form = browser.get(&path).await.form(&path);
    for (typed, words) in [
        ("", "Gõ mật khẩu, từ 12 ký tự trở lên."),
        ("ngắn", "Mới có 4 ký tự. Gõ thêm 8 ký tự nữa."),
        ("matkhau123456", "nhiều người dùng"),
    ] {
        browser.submit(&form.clone().set("passphrase", typed)).await.is(422).sees(words);
    }
    let good = form.set("passphrase", PASSPHRASE);
    browser.submit(&good).await.leads_to("/staff/second-factor");
    // The link is used up; the login still needs its second factor.
    let thief = app.visitor();
    thief.get(&path).await.is(404);
    let token = thief.get("/login").await.form("/login").value("csrf");
    thief.submit(&good.set("csrf", &token)).await.is(404);
    browser.get("/trainer").await.leads_to("/staff/second-factor?next=/trainer");
}

#[tokio::test]
async fn sec_p7_an_invitation_dies_after_fourteen_days_and_a_new_one_can_be_made() {
    let app = TestApp::start().await;
    let commune = app.db_commune().await;
    let staff = app.db_staff("Lê Văn Xã", Role::Officer, commune.id).await;
    let secret = app.db_invitation(staff.person).await;
    let path = format!("/invitation/{secret}");
    app.travel(days(14) - minutes(1));
    let form = app.visitor().get(&path).await.form(&path).set("passphrase", PASSPHRASE);
    app.travel(minutes(2));
    app.visitor().get(&path).await.is(404);
    app.visitor().submit(&form).await.is(404);
    let administrator = app.administrator().await;
    let list = administrator.get("/admin").await;
    list.sees("Chưa nhận lời mời");
    let made = administrator.submit(&list.form(&format!("/admin/people/{}/invitations", staff.person))).await;
    made.is(200).sees("Lê Văn Xã");
}

#[tokio::test]
async fn sec_p7_an_invitation_is_not_a_setup_link_nor_the_other_way_round() {
    let app = TestApp::start().await;
    let setup = app.setup_link.clone().unwrap();
    let secret = setup.rsplit('/').next().unwrap();
    app.visitor().get(&format!("/setup/{secret}")).await.is(200);
    app.visitor().get(&format!("/invitation/{secret}")).await.is(404);
    let staff = app.db_staff("Lê Văn Xã", Role::Officer, app.db_nation().await).await;
    let invitation = app.db_invitation(staff.person).await;
    app.visitor().get(&format!("/setup/{invitation}")).await.is(404);
}

#[tokio::test]
async fn the_setup_link_makes_the_first_administrator_and_no_second_one() {
    let app = TestApp::setup().with_empty_database().start().await;
    let link = app.setup_link.clone().expect("an empty database has a setup link");
    assert!(link.starts_with(&app.origin()));
    let path = link[app.origin().len()..].to_owned();
    let browser = app.visitor();
    for _ in 0..3 {
        browser.get(&path).await.is(200).sees("Tạo quản trị viên đầu tiên");
    }
    let form = browser.get(&path).await.form(&path);
    browser.submit(&form).await.is(422).sees("Gõ họ và tên").sees("Tên tài khoản gồm");
    let filled = form.set("full_name", "Ngô Văn Trị").set("account", "quantri").set("passphrase", PASSPHRASE);
    browser.submit(&filled).await.leads_to("/staff/second-factor");
    assert!(app.store.has_administrator(app.now()).await.unwrap());
    browser.get("/admin").await.leads_to("/staff/second-factor?next=/admin");
    app.visitor().get(&path).await.is(404);
    let again = app.visitor();
    let token = again.get("/login").await.form("/login").value("csrf");
    again.submit(&filled.set("account", "keke").set("csrf", &token)).await.is(404);
    // The next start offers none.
    let app = app.restart().await;
    assert_eq!(app.setup_link, None);
    app.assert_books_agree().await;
}
