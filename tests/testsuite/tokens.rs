//! Login tokens: only our own, unexpired, pointing to a login that is alive (J1).

use crate::support::{TestApp, days};
use tungngo::web::secrets::Keys;
use tungngo_domain::ids::LoginId;
use uuid::Uuid;

#[tokio::test]
async fn sec_j1_a_token_that_is_not_ours_signs_nobody_in() {
    let app = TestApp::start().await;
    let learner = app.learner(&app.db_member().await).await;
    let name = app.cookie_name();
    let good = learner.cookie(name).unwrap();
    let (now, later) = (app.now(), app.now() + days(1));
    let parts: Vec<&str> = good.split('.').collect();
    let swap = |text: &str, at: usize| {
        let mut bytes = text.as_bytes().to_vec();
        bytes[at] = if bytes[at] == b'A' { b'B' } else { b'A' };
        String::from_utf8(bytes).unwrap()
    };
    // {"alg":"none"}, and {"alg":"HS256"} without a key's name, with and without a signature.
    let none = "eyJhbGciOiJub25lIn0";
    let plain = "eyJhbGciOiJIUzI1NiJ9";
    for (what, token) in [
        ("nothing", String::new()),
        ("rubbish", "x.y.z".to_owned()),
        ("two parts", [parts[0], parts[1]].join(".")),
        ("no signature", [parts[0], parts[1], ""].join(".")),
        ("alg none", [none, parts[1], ""].join(".")),
        ("alg none, signed", [none, parts[1], parts[2]].join(".")),
        ("no key named", [plain, parts[1], parts[2]].join(".")),
        ("another signature", [parts[0], parts[1], &swap(parts[2], 5)].join(".")),
        ("another body", [parts[0], &swap(parts[1], 20), parts[2]].join(".")),
        ("another server's key", Keys::fresh(false).login_token(learner.id, now, later).unwrap()),
        (
            "expired a second ago",
            app.keys.login_token(learner.id, now, now - chrono::Duration::seconds(1)).unwrap(),
        ),
        ("no such login", app.keys.login_token(LoginId(Uuid::new_v4()), now, later).unwrap()),
        ("a person's id", app.keys.login_token(LoginId(learner.person.0), now, later).unwrap()),
        ("very long", good.repeat(20)),
    ] {
        let thief = app.visitor();
        thief.set_cookie(name, &token);
        let page = thief.get("/me").await;
        assert_eq!((page.status, page.header("location").as_str()), (303, "/login?next=/me"), "{what}");
    }
    // Without the prefix the cookie is not read.
    let thief = app.visitor();
    thief.set_cookie("tungngo", &good);
    thief.get("/me").await.is(303);
    learner.get("/me").await.is(200);
}

#[tokio::test]
async fn sec_j2_after_rotating_the_keys_nobody_is_thrown_out() {
    let app = TestApp::start().await;
    let member = app.db_member().await;
    let learner = app.learner(&member).await;
    let cookie = learner.cookie(app.cookie_name()).unwrap();
    Keys::rotate(&app.data_folder().join("keys.json")).unwrap();
    let app = app.restart().await;
    let browser = app.visitor();
    browser.set_cookie(app.cookie_name(), &cookie);
    browser.get("/me").await.is(200);
    // Twice is too often: the key that signed it is gone.
    Keys::rotate(&app.data_folder().join("keys.json")).unwrap();
    let app = app.restart().await;
    let browser = app.visitor();
    browser.set_cookie(app.cookie_name(), &cookie);
    browser.get("/me").await.is(303);
}
