//! Hostile names stay text on every page (C2).

use crate::support::{Browser, Page, TestApp};
use tungngo_domain::access::Role;
use tungngo_storage::units::add_unit;

const HOSTILE: &str = "</script><img src=x onerror=alert(1)>\"'`{{7*7}}";

fn check(page: &Page) {
    let body = page.body();
    assert!(!body.contains("<img"), "{}: {}", page.path, &body[body.find("<img").unwrap_or(0)..][..80]);
    assert!(!body.contains("</script>"), "{}", page.path);
    let html = page.html();
    for element in html.tree.nodes().filter_map(|node| node.value().as_element()) {
        assert!(
            !["img", "script", "iframe"].contains(&element.name()),
            "{}: <{}>",
            page.path,
            element.name()
        );
        for (name, value) in element.attrs() {
            assert!(!name.starts_with("on"), "{}: {name}", page.path);
            assert!(!value.trim_start().starts_with("javascript:"), "{}: {value}", page.path);
        }
    }
}

async fn read(browser: &Browser, path: &str) -> Page {
    let page = browser.get(path).await;
    page.is(200);
    check(&page);
    page
}

#[tokio::test]
async fn sec_c2_a_hostile_name_is_text_on_all_pages() {
    let app = TestApp::start().await;
    let commune = app.db_commune().await;
    let today = app.today();
    let team = app.store.write(async |txn| add_unit(txn, commune.id, HOSTILE, today).await).await.unwrap();
    let member = app.db_a_member().named(HOSTILE).in_team(team).create().await;
    let card = app.db_card(member.id).await;
    app.db_certified(member.id, "thanh-toan", commune).await;
    let certificate = app.store.certificates(member.id).await.unwrap().remove(0);
    app.db_pass_test(member.id, "an-toan").await;

    let visitor = app.visitor();
    check(&visitor.get(&card.path).await);
    read(&visitor, &format!("/verify/{}?k={}", certificate.code, certificate.key)).await.sees("</script>");
    let typed = serde_html_form::to_string([("code", HOSTILE)]).unwrap();
    check(&visitor.get(&format!("/verify?{typed}")).await);
    for door in ["/login", "/staff/login"] {
        let form = visitor.get(door).await.form(door).set("next", HOSTILE);
        let form =
            form.set("phone", HOSTILE).set("pin", HOSTILE).set("account", HOSTILE).set("passphrase", "x");
        check(&visitor.submit(&form).await);
    }

    let learner = app.learner_on_shared_phone(&member).await;
    for path in
        ["/", "/me", "/certificates", "/logout", "/modules/thanh-toan", "/modules/thanh-toan/practice"]
    {
        read(&learner, path).await;
    }
    read(&learner, &format!("/certificates/{}", certificate.id)).await.sees("</script>");
    let sheet = learner.get(&format!("/certificates/{}/certificate.pdf", certificate.id)).await;
    assert!(sheet.bytes.starts_with(b"%PDF"));

    let staff = app.db_staff(HOSTILE, Role::Trainer, commune.id).await;
    app.db_grant(staff.person, Role::Officer, commune.id).await;
    let nation = app.db_nation().await;
    app.db_grant(staff.person, Role::Author, nation).await;
    app.db_grant(staff.person, Role::Administrator, nation).await;
    let work = app.staff(staff.person).await;
    let path = format!("/trainer/members/{}", member.id);
    for path in
        ["/trainer", "/officer", "/author", "/admin", "/admin/audit", "/admin/people/new", path.as_str()]
    {
        read(&work, path).await;
    }
    read(&work, &format!("/trainer/teams/{team}")).await.sees("</script>");
    let new = read(&work, &format!("/trainer/teams/{team}/members/new")).await;
    let form =
        new.form("/members").set("full_name", HOSTILE).set("phone", HOSTILE).set("birth_year", HOSTILE);
    check(&work.submit(&form).await);
    check(&work.submit(&work.get(&path).await.form("/cards")).await);
    for page in ["/admin/people", "/admin/grants", "/admin/units"] {
        let mut form = work.get(&format!("{page}/new")).await.form(page);
        for name in [
            "full_name",
            "phone",
            "account",
            "unit_code",
            "valid_until",
            "reason",
            "document",
            "date",
            "parent",
            "name",
        ] {
            form = form.set(name, HOSTILE);
        }
        check(&work.submit(&form).await);
    }
    let secret = app.db_invitation(staff.person).await;
    check(&app.visitor().get(&format!("/invitation/{secret}")).await);
}
