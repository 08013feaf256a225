//! Rights are read at each request: what ends, ends at once (Z2); and the administrator's pages that give them.

use crate::support::{Persona, TestApp, World, days};
use tungngo_domain::access::Role;
use tungngo_storage::rights::grant_role;

#[tokio::test]
async fn sec_z2_a_role_that_ends_between_two_requests_is_gone_at_the_second() {
    let app = TestApp::start().await;
    let world = World::new(&app).await;
    let administrator = world.login(&app, Persona::Administrator).await;
    for (persona, path) in
        [(Persona::Trainer, "/trainer"), (Persona::Officer, "/officer"), (Persona::Author, "/author")]
    {
        let login = world.login(&app, persona).await;
        login.get(path).await.is(200);
        let grant = app.db_grant_id(login.person).await;
        let list = administrator.get("/admin").await;
        let form = list.form(&format!("/admin/roles/{grant}/ending"));
        administrator.send(&form).await.is(200).sees("Đã kết thúc vai trò.");
        login.get(path).await.is(404);
        // The person goes on learning.
        login.get("/").await.is(200);
        administrator.submit(&form).await.is(404);
    }
    app.assert_books_agree().await;
}

#[tokio::test]
async fn sec_z2_a_role_ends_on_its_day_and_begins_on_its_day() {
    let app = TestApp::start().await;
    let commune = app.db_commune().await;
    let staff = app.db_staff("Lê Văn Xã", Role::Officer, commune.id).await;
    let until = app.now() + days(3);
    app.store
        .write(async |txn| {
            grant_role(txn, staff.person, Role::Trainer, commune.id, Some(until), None, app.now()).await
        })
        .await
        .unwrap();
    app.staff(staff.person).await.get("/trainer").await.is(200);
    app.travel(days(2));
    app.staff(staff.person).await.get("/trainer").await.is(200);
    app.travel(days(1));
    let login = app.staff(staff.person).await;
    login.get("/trainer").await.is(404);
    login.get("/officer").await.is(200);
}

#[tokio::test]
async fn an_administrator_does_not_end_their_own_right() {
    let app = TestApp::start().await;
    let world = World::new(&app).await;
    let administrator = world.login(&app, Persona::Administrator).await;
    let grant = app.db_grant_id(administrator.person).await;
    let token = world.token(&administrator).await;
    let page = administrator
        .request(reqwest::Method::POST, &format!("/admin/roles/{grant}/ending"))
        .on_own_page()
        .form(&world.fields(&token))
        .send()
        .await;
    page.is(403);
    administrator.get("/admin").await.is(200);
}

#[tokio::test]
async fn an_administrator_grants_a_module_with_a_reason_but_not_to_themselves() {
    let app = TestApp::start().await;
    let commune = app.db_commune().await;
    let member = app.db_a_member().in_team(commune.team).create().await;
    let staff = app.db_staff("Trần Thị Thu Hằng", Role::Trainer, commune.id).await;
    let trainer = app.staff(staff.person).await;
    let path = format!("/trainer/members/{}", member.id);
    trainer.get(&path).await.sees("cần có chứng nhận của chuyên đề này trước");
    let administrator = app.administrator().await;
    let form = administrator.get("/admin/grants/new").await.form("/admin/grants");
    administrator
        .submit(&form)
        .await
        .is(422)
        .sees("Không tìm thấy tài khoản này")
        .sees("Ghi lý do")
        .sees("Gõ ngày theo kiểu");
    let own = app.store.account_name(administrator.person).await.unwrap().unwrap();
    let filled = form
        .set("module", "thanh-toan")
        .set("reason", "Đã dạy lớp mẫu")
        .set("document", "Quyết định 01/QĐ")
        .set("date", "30/11/2026");
    administrator.submit(&filled.clone().set("account", &own)).await.is(422).sees("Không tự cấp cho mình.");
    administrator
        .submit(&filled.clone().set("account", &staff.account).set("date", "02/12/2026"))
        .await
        .is(422);
    administrator.send(&filled.set("account", &staff.account)).await.sees("Đã cấp ban đầu.");
    let page = trainer.get(&path).await;
    trainer.send(&page.form("/modules/thanh-toan/sign-offs").choose("Tự mở ứng dụng")).await.is(200);
    assert!(page.find_form("/modules/an-toan/sign-offs").is_none());
    // A grant is no certificate and is in no figure.
    assert!(app.store.certificates(staff.person).await.unwrap().is_empty());
    app.assert_books_agree().await;
}

#[tokio::test]
async fn an_administrator_adds_a_village_team_once() {
    let app = TestApp::start().await;
    let administrator = app.administrator().await;
    let communes = app.store.children(app.store.unit_by_code("08").await.unwrap().id).await.unwrap();
    let code = communes.iter().find_map(|one| one.code.clone()).unwrap();
    let form = administrator.get("/admin/units/new").await.form("/admin/units");
    administrator.submit(&form).await.is(422).sees("Không có xã nào mang mã này").sees("Gõ tên thôn");
    administrator.submit(&form.clone().set("parent", "08").set("name", "Thôn Một")).await.is(422);
    let filled = form.set("parent", &code).set("name", "Thôn  Bến\u{202E} Đá");
    administrator.send(&filled).await.sees("Đã thêm tổ.");
    administrator.submit(&filled).await.is(422).sees("Xã này đã có tổ cùng tên.");
    app.assert_books_agree().await;
}

#[tokio::test]
async fn the_list_of_staff_is_read_page_by_page_and_holds_each_once() {
    let app = TestApp::start().await;
    let commune = app.db_commune().await;
    let names: Vec<String> = (0..130).map(|n| format!("Cán Bộ Số {n:03}")).collect();
    for name in &names {
        app.db_staff(name, Role::Officer, commune.id).await;
    }
    let gone = app.db_staff("Lê Văn Nghỉ", Role::Trainer, commune.id).await;
    let administrator = app.administrator().await;
    let grant = app.db_grant_id(gone.person).await;
    app.store.end_right(grant, administrator.person, app.now()).await.unwrap();
    let first = administrator.get("/admin").await;
    let second = administrator.get(&first.link("Trang sau")).await;
    let words = [first.text(), second.text()].concat();
    // Each name stands as the heading and beside both of the person's forms.
    for name in &names {
        assert_eq!(words.matches(name.as_str()).count(), 3, "{name}");
    }
    let on_the_first = names.iter().filter(|name| first.text().contains(name.as_str())).count();
    assert!((90..=100).contains(&on_the_first), "{on_the_first}");
    second.does_not_see("Trang sau");
    first.does_not_see("Lê Văn Nghỉ");
    second.does_not_see("Lê Văn Nghỉ");
}
