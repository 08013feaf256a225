//! Every change is a POST that came from our own page with this login's token (H1), and takes no field it did not
//! offer (Z5).

use crate::support::{MATRIX, Of, Persona, TestApp, World, days};
use reqwest::Method;

/// What is wrong with a request, its headers, and its token.
type Case<'a> = (&'a str, &'a [(&'a str, &'a str)], &'a str);

#[tokio::test]
async fn sec_h1_a_form_from_elsewhere_changes_nothing_at_any_address() {
    let app = TestApp::start().await;
    let world = World::new(&app).await;
    let watcher = app.database().connect().await;
    for (_, path, who) in MATRIX.iter().filter(|(method, ..)| *method == "POST") {
        let persona = Persona::of(*who);
        let browser = world.browser(&app, persona).await;
        let (address, _) = world.address(&app, path, Of::Own).await.unwrap();
        let good = world.token(&browser).await;
        let others = world.token(&world.browser(&app, Persona::Officer).await).await;
        assert_ne!(good, others, "tokens belong to a login");
        let visitors = world.token(&app.visitor()).await;
        let origin = app.origin();
        // What was read so far comes into the trail now and not in between.
        app.store.audit_entries(None).await.unwrap();
        let before = app.database().fingerprint(&watcher).await;
        let cases: [Case<'_>; 11] = [
            ("a foreign origin", &[("origin", "https://evil.example")], &good),
            ("no origin at all", &[], &good),
            ("a null origin", &[("origin", "null")], &good),
            ("a look-alike", &[("origin", &[origin.as_str(), ".evil.example"].concat())], &good),
            ("cross-site", &[("origin", &origin), ("sec-fetch-site", "cross-site")], &good),
            ("same-site", &[("origin", &origin), ("sec-fetch-site", "same-site")], &good),
            ("typed in", &[("origin", &origin), ("sec-fetch-site", "none")], &good),
            ("no token", &[("origin", &origin), ("sec-fetch-site", "same-origin")], ""),
            ("a made-up token", &[("origin", &origin), ("sec-fetch-site", "same-origin")], &"0".repeat(32)),
            ("another login's token", &[("origin", &origin), ("sec-fetch-site", "same-origin")], &others),
            (
                "a visitor's token",
                &[("origin", &origin), ("sec-fetch-site", "same-origin")],
                if persona == Persona::Visitor { "" } else { &visitors },
            ),
        ];
        for (what, headers, token) in cases {
            let mut request = browser.request(Method::POST, &address).form(&world.fields(token));
            for (name, value) in headers {
                request = request.header(name, value);
            }
            assert_eq!(request.send().await.status, 403, "{path} with {what}");
        }
        // Other kinds of bodies are not read as forms.
        for kind in ["text/plain", "application/json", "multipart/form-data; boundary=x"] {
            let page = browser
                .request(Method::POST, &address)
                .on_own_page()
                .header("content-type", kind)
                .send()
                .await;
            assert_eq!(page.status, 400, "{path} as {kind}");
        }
        // Asking for it changes nothing either; other methods are not there.
        let has_page = MATRIX.iter().any(|(method, other, _)| *method == "GET" && other == path);
        for method in [Method::GET, Method::HEAD] {
            if !has_page {
                assert_eq!(browser.request(method, &address).send().await.status, 404, "{path}");
            }
        }
        for method in [Method::PUT, Method::PATCH, Method::DELETE] {
            let page =
                browser.request(method, &address).on_own_page().form(&world.fields(&good)).send().await;
            assert_eq!(page.status, 404, "{path}");
        }
        assert_eq!(app.database().fingerprint(&watcher).await, before, "{path} wrote something");
    }
}

#[tokio::test]
async fn sec_h1_an_old_browser_without_sec_fetch_site_is_known_by_its_origin() {
    let app = TestApp::start().await;
    let learner = app.learner(&app.db_member().await).await;
    let form = learner.get("/me").await.form("/me").set("address_form", "anh");
    let page =
        learner.request(Method::POST, "/me").header("origin", &app.origin()).form(&form.fields).send().await;
    page.leads_to("/me?done=address-saved");
}

#[tokio::test]
async fn sec_h1_the_login_cookie_is_closed_to_scripts_other_sites_and_plain_http() {
    let app = TestApp::start().await;
    let member = app.db_member().await;
    app.db_pin(member.id).await;
    let browser = app.visitor();
    let form = browser.get("/login").await.form("/login").set("phone", &member.phone);
    let page = browser.submit(&form.set("pin", crate::support::PIN)).await;
    let cookie = page.header("set-cookie");
    assert!(cookie.starts_with("__Host-tungngo="), "{cookie}");
    for attribute in ["HttpOnly", "Secure", "SameSite=Lax", "Path=/", "Max-Age="] {
        assert!(cookie.contains(attribute), "{cookie} lacks {attribute}");
    }
    assert!(!cookie.contains("Domain"), "{cookie}");
    // On a shared phone it goes with the browser's window.
    let shared = app.visitor();
    let form = shared.get("/login").await.form("/login").set("phone", &member.phone).set("shared", "1");
    let cookie = shared.submit(&form.set("pin", crate::support::PIN)).await.header("set-cookie");
    assert!(!cookie.contains("Max-Age"), "{cookie}");
}

#[tokio::test]
async fn sec_z5_fields_that_no_form_offers_are_ignored() {
    let app = TestApp::start().await;
    let world = World::new(&app).await;
    let extra = [
        ("id", "00000000-0000-0000-0000-000000000001"),
        ("person_id", "00000000-0000-0000-0000-000000000001"),
        ("member_id", "00000000-0000-0000-0000-000000000001"),
        ("actor", "00000000-0000-0000-0000-000000000001"),
        ("full_name", "Kẻ Khác"),
        ("phone", "0999999999"),
        ("role", "administrator"),
        ("unit_id", "00000000-0000-0000-0000-000000000001"),
        ("team_id", "00000000-0000-0000-0000-000000000001"),
        ("right", "true"),
        ("score", "100"),
        ("closed_at", "2020-01-01T00:00:00Z"),
        ("happened", "2020-01-01T00:00:00Z"),
        ("level", "staff"),
        ("active", "0"),
        ("consent_at", ""),
    ];
    let with = |mut form: crate::support::Form, leave: &[&str]| {
        for (name, value) in extra.iter().filter(|(name, _)| !leave.contains(name)) {
            form = form.tick(name, value);
        }
        form
    };
    let learner = world.login(&app, Persona::Learner).await;
    let before = app.store.own_person(world.own.member.id).await.unwrap();
    let form = with(learner.get("/me").await.form("/me").set("address_form", "co"), &[]);
    learner.submit(&form).await.is(303);
    let mut after = app.store.own_person(world.own.member.id).await.unwrap();
    assert_ne!(after.address_form, before.address_form);
    after.address_form = before.address_form;
    assert_eq!(after, before);
    assert!(app.store.rights(world.own.member.id).await.unwrap().is_empty());

    // A wrong answer stays wrong, whatever the form says of it.
    let path = "/modules/an-toan/lessons/at-01/questions/1";
    let form = with(learner.get(path).await.form(path).tick("c", "0"), &[]);
    learner.send(&form).await.sees("Chưa đúng");
    let progress = app.store.progress(world.own.member.id, &"an-toan".parse().unwrap()).await.unwrap();
    assert_eq!(progress.questions.len(), 1);
    assert!(progress.module.started_at.unwrap() > app.now() - days(1));

    // A member is added to the team of the address, signs in with nothing, and has no role.
    let trainer = world.login(&app, Persona::Trainer).await;
    let team = format!("/trainer/teams/{}/members", world.own.commune.team);
    let page = trainer.get(&[team.as_str(), "/new"].concat()).await;
    let form = page.form(&team).set("full_name", "Hoàng Thị Lụa").set("phone", "0900 123 321");
    let page = trainer.send(&with(form, &["full_name", "phone"])).await;
    page.is(200).sees("Đã thêm thành viên").sees("Hoàng Thị Lụa");
    let scope = app.trainer_scope(trainer.person, world.own.commune.id);
    let members = app.store.members(&scope, Some(world.own.commune.team)).await.unwrap();
    let lua = members.iter().find(|one| one.person.full_name == "Hoàng Thị Lụa").unwrap();
    assert!(lua.person.active && lua.person.consent_at.is_none());
    assert!(app.store.rights(lua.person.id).await.unwrap().is_empty());
    app.assert_books_agree().await;
}
