//! Requests of odd sizes and shapes (B1, B5, V1).

use crate::support::TestApp;
use reqwest::Method;
use tokio::sync::oneshot;
use tungngo_storage::Store;
use tungngo_storage::reader::{in_one_state, read_apart};

#[tokio::test]
async fn sec_b1_a_form_may_have_sixteen_kibibytes_and_not_one_more() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    let token = visitor.get("/login").await.form("/login").value("csrf");
    for (size, status) in [(16 * 1024, 422), (16 * 1024 + 1, 413), (1024 * 1024, 413)] {
        let start = format!("csrf={token}&phone=0900000000&pin=12&x=");
        let body = [start.as_str(), &"a".repeat(size - start.len())].concat();
        let page = visitor.request(Method::POST, "/login").on_own_page().body(body).send().await;
        assert_eq!(page.status, status, "{size}");
        if status == 413 {
            page.sees("Nội dung gửi lên dài quá");
        }
    }
}

#[tokio::test]
async fn sec_b1_an_address_may_have_four_kibibytes_and_not_one_more() {
    let app = TestApp::start().await;
    let fill = |size: usize| format!("/login?x={}", "a".repeat(size - "/login?x=".len()));
    app.visitor().get(&fill(4096)).await.is(200);
    app.visitor().get(&fill(4097)).await.is(414);
}

#[tokio::test]
async fn sec_b1_a_hundred_headers_are_too_many() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    let mut request = visitor.request(Method::GET, "/login");
    for n in 0..120 {
        request = request.header(&format!("x-{n}"), "1");
    }
    let status = request.send().await.status;
    assert!((400..500).contains(&status), "{status}");
    visitor.get("/login").await.is(200);
}

#[tokio::test]
async fn sec_v1_forms_that_are_no_forms_are_refused_not_guessed() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    let token = visitor.get("/login").await.form("/login").value("csrf");
    for (body, status) in [
        ("phone=%ff%fe".to_owned() + "&csrf=" + &token, 400),
        (format!("csrf={token}&csrf={token}&phone=0900000000&pin=1"), 400),
        (format!("csrf={token}&phone=1&phone=2&pin=1"), 400),
        (String::new(), 403),
        ("%".repeat(100), 403),
        ("&".repeat(1000), 403),
        ("=".repeat(1000), 403),
    ] {
        let page = visitor.request(Method::POST, "/login").on_own_page().body(body.clone()).send().await;
        assert!(
            [status, 400, 403, 422].contains(&page.status) && page.status != 500,
            "{body:.40}: {}",
            page.status
        );
    }
    // A name with marks to turn the text round, and control signs, is cleaned; too long or empty is told.
    let commune = app.db_commune().await;
    let trainer = app.trainer_of(commune.id).await;
    let action = format!("/trainer/teams/{}/members", commune.team);
    let form = trainer.get(&[action.as_str(), "/new"].concat()).await.form(&action);
    for bad in ["", " \u{200B}\u{202E} ", &"ấ".repeat(101)] {
        trainer
            .submit(&form.clone().set("full_name", bad))
            .await
            .is(422)
            .sees("Gõ họ và tên bằng chữ, nhiều nhất 100 ký tự.");
    }
    let odd = form
        .clone()
        .set("full_name", "Hòa")
        .set("phone", "12")
        .set("birth_year", "1")
        .set("role_in_team", "x");
    trainer
        .submit(&odd.set("device", "x").set("address_form", "x"))
        .await
        .is(422)
        .sees("Số điện thoại cần đủ 10 chữ số")
        .sees("Năm sinh gồm 4 chữ số")
        .sees("Chọn một mục.");
    let page = trainer
        .send(&form.set("full_name", "Nguye\u{302}\u{303}n\u{202E}\u{0007} Va\u{306}n  Ho\u{300}a\n"))
        .await;
    page.is(200);
    assert_eq!(page.heading(), "Nguyễn Văn Hòa");
}

#[tokio::test]
async fn sec_b5_the_audit_trail_is_read_a_hundred_lines_at_a_time() {
    let app = TestApp::start().await;
    let member = app.db_member().await;
    let administrator = app.administrator().await;
    for bad in ["abc", "", "1.5", "9999999999999999999999", "1;DROP TABLE audit_entry", "%00", "--1"] {
        administrator.get(&format!("/admin/audit?before={bad}")).await.is(400);
    }
    for fine in ["-1", "0", "1", "1000000000", "9223372036854775807", "-9223372036854775808"] {
        administrator.get(&format!("/admin/audit?before={fine}")).await.is(200);
    }
    for _ in 0..120 {
        app.db_login(member.id, tungngo_storage::logins::Level::Learner, false).await;
    }
    let first = administrator.get("/admin/audit").await;
    assert_eq!(first.all("tbody tr").len(), 100);
    first.sees("Nguyễn Văn Hòa");
    let older = administrator.get(&first.link("Cũ hơn")).await;
    let rest = older.all("tbody tr").len();
    assert!((20..100).contains(&rest), "{rest}");
    older.link("Mới hơn");
    app.assert_books_agree().await;
}

#[tokio::test]
async fn health_answers_ok_and_says_nothing_more() {
    let app = TestApp::start().await;
    let page = app.visitor().get("/health").await;
    assert_eq!((page.status, page.body().as_str()), (200, "ok\n"));
}

#[tokio::test]
async fn a_static_file_is_served_under_its_fingerprint_only() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    let css = &tungngo::web::render::static_files()["app.css"].path;
    visitor.get(css).await.is(200);
    for other in [
        "/static/app.css",
        "/static/app.00000000.css",
        "/static/../Cargo.toml",
        "/static/%2e%2e%2fCargo.toml",
        "/static/",
    ] {
        visitor.get(other).await.is(404);
    }
}

/// A request that reads a setting, lets somebody else change it, reads it again, takes a `turn`, and reads it once more;
/// and whether it read one state to the end.
async fn reads_thrice(store: &Store, turn: impl AsyncFnOnce()) -> (Vec<String>, bool) {
    const NAME: &str = "a setting of this test";
    store.set_setting(NAME, "old").await.expect("a setting");
    let ((has_read, read), (has_written, written)) = (oneshot::channel(), oneshot::channel());
    let setting = async || store.setting(NAME).await.expect("a setting").expect("is set");
    let request = in_one_state(async {
        let first = setting().await;
        has_read.send(()).expect("somebody waits");
        written.await.expect("it is written");
        let second = setting().await;
        turn().await;
        vec![first, second, setting().await]
    });
    let other = async {
        read.await.expect("the request has read");
        store.set_setting(NAME, "new").await.expect("a setting");
        assert_eq!(setting().await, "new", "outside of the request");
        has_written.send(()).expect("the request waits");
    };
    tokio::join!(request, other).0
}

#[tokio::test]
async fn what_a_request_reads_is_one_state_of_the_database_until_it_writes_or_reads_apart() {
    let app = TestApp::start().await;
    let store = &app.store;
    let old = || vec!["old".to_owned(); 3];
    let then_new = || vec!["old".to_owned(), "old".to_owned(), "new".to_owned()];
    assert_eq!(reads_thrice(store, async || {}).await, (old(), true));
    let write = async || store.set_setting("another", "mine").await.expect("a setting");
    assert_eq!(reads_thrice(store, write).await, (then_new(), false));
    assert_eq!(reads_thrice(store, read_apart).await, (then_new(), false));
}
