//! The headers of every answer, failures included (H2, H3).

use crate::support::{MATRIX, Of, Page, Persona, TestApp, World};
use reqwest::Method;

const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; media-src 'self'; \
                      font-src 'self'; connect-src 'self'; manifest-src 'self'; worker-src 'self'; form-action \
                      'self'; base-uri 'none'; frame-ancestors 'none'";

fn check(page: &Page) {
    let path = &page.path;
    for (name, value) in [
        ("content-security-policy", POLICY),
        ("x-content-type-options", "nosniff"),
        ("cross-origin-opener-policy", "same-origin"),
        ("strict-transport-security", "max-age=31536000; includeSubDomains"),
        ("x-frame-options", "DENY"),
    ] {
        assert_eq!(page.header(name), value, "{name} of {path} ({})", page.status);
    }
    assert!(page.header("permissions-policy").contains("camera=()"), "{path}");
    for banner in ["server", "x-powered-by", "via"] {
        assert_eq!(page.header(banner), "", "{path}");
    }
    let secret = ["/card/", "/invitation/", "/setup/", "/verify/"].iter().any(|root| path.starts_with(root));
    assert_eq!(page.header("referrer-policy"), if secret { "no-referrer" } else { "same-origin" }, "{path}");
    let caching = page.header("cache-control");
    if path.starts_with("/static/") && page.status == 200 {
        assert_eq!(caching, "public, max-age=31536000, immutable", "{path}");
    } else if path.starts_with("/media/") && page.status == 200 {
        // Named by the hash of its content; for the signed-in browser alone.
        assert_eq!(caching, "private, max-age=31536000, immutable", "{path}");
    } else {
        assert_eq!(caching, "no-store", "{path} ({})", page.status);
    }
    if page.header("content-type").starts_with("text/html") {
        let body = page.body();
        for inline in [" style=", " onclick=", " onload=", " onerror=", "<style", "javascript:", "<script>"] {
            assert!(!body.contains(inline), "{path} has {inline}");
        }
    }
}

#[tokio::test]
async fn sec_h2_sec_h3_every_address_answers_with_the_headers() {
    let app = TestApp::start().await;
    let world = World::new(&app).await;
    for (method, path, who) in MATRIX {
        let (address, _) = world.address(&app, path, Of::Own).await.unwrap();
        let browser = world.browser(&app, Persona::of(*who)).await;
        check(&world.ask(&browser, method, &address).await);
        // To somebody not signed in, and without a token.
        check(&world.ask(&app.visitor(), method, &address).await);
        if *method == "POST" {
            check(&browser.request(Method::POST, &address).form(&[]).send().await);
        }
    }
}

#[tokio::test]
async fn sec_h3_failures_have_the_headers_too() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    let long = format!("/login?x={}", "a".repeat(4096));
    for (status, path) in
        [(404, "/khong-co"), (404, "/static/khong-co.css"), (414, long.as_str()), (404, "/.env"), (404, "//")]
    {
        let page = visitor.get(path).await;
        page.is(status);
        check(&page);
    }
    let too_long =
        visitor.request(Method::POST, "/login").on_own_page().body("a".repeat(16 * 1024 + 1)).send().await;
    too_long.is(413);
    check(&too_long);
    for method in [Method::PUT, Method::DELETE, Method::OPTIONS, Method::TRACE, Method::PATCH] {
        let page = visitor.request(method, "/login").on_own_page().send().await;
        page.is(404);
        check(&page);
    }
    let head = visitor.request(Method::HEAD, "/login").send().await;
    head.is(200);
    assert!(head.bytes.is_empty());
    check(&head);
}

#[tokio::test]
async fn sec_v3_a_failure_is_told_in_vietnamese_with_a_reference_and_no_detail() {
    let app = TestApp::start().await;
    let page = app.visitor().get("/khong-co").await;
    page.is(404).sees("Không tìm thấy trang này").sees("Về trang chính");
    // The database goes away under the running server: our fault, said so, and nothing about why.
    let member = app.db_member().await;
    let learner = app.learner(&member).await;
    {
        use tungngo_storage::Connection;
        app.store
            .write(async |txn| {
                txn.execute_unprepared("ALTER TABLE module_progress RENAME TO gone").await?;
                Ok(())
            })
            .await
            .unwrap();
    }
    let page = learner.get("/").await;
    page.is(500).sees("Lớp đang trục trặc, không phải lỗi của người học").sees("Mã để báo:");
    for detail in ["module_progress", "SELECT", "sqlx", "no such table", "relation", "panicked", ".rs"] {
        assert!(!page.body().contains(detail), "{detail}");
    }
    check(&page);
    app.visitor().get("/login").await.is(200);
    app.visitor().get("/health").await.is(200);
}
