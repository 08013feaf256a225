//! Who may ask for which address, and that what is out of reach looks exactly like what is not there (Z1–Z4).

use crate::support::{MATRIX, Of, Page, Persona, TestApp, Who, World};
use std::collections::BTreeSet;

/// What a page is once everything is taken out that names the thing asked for, or is drawn anew for each answer.
fn likeness(page: &Page, ids: &[String]) -> (u16, Vec<(String, String)>, String) {
    let mut body = page.body();
    let mut location = page.header("location");
    for id in ids {
        body = body.replace(id.as_str(), "ID");
        location = location.replace(id.as_str(), "ID");
    }
    for (before, after) in
        [("name=\"csrf\" value=\"", "\""), ("name=\"form_id\" value=\"", "\""), ("Mã để báo:", "</p>")]
    {
        let mut rest = std::mem::take(&mut body);
        while let Some(at) = rest.find(before) {
            let from = at + before.len();
            let until = rest[from..].find(after).map_or(rest.len(), |end| from + end);
            body += &rest[..from];
            rest = rest[until..].to_owned();
        }
        body += &rest;
    }
    // Whether the connection goes on depends on how much of a form had arrived when it was refused.
    let passing = ["date", "content-length", "location", "connection"];
    let mut headers: Vec<(String, String)> = page
        .headers
        .iter()
        .filter(|(name, _)| !passing.contains(&name.as_str()))
        .map(|(name, value)| (name.to_string(), value.to_str().unwrap_or_default().to_owned()))
        .collect();
    headers.sort();
    headers.push(("location".to_owned(), location));
    (page.status, headers, body)
}

#[test]
fn sec_z1_every_route_is_in_the_matrix() {
    let served: BTreeSet<(String, &str)> =
        tungngo::web::routes::ROUTES.iter().map(|one| (one.method.to_string(), one.path)).collect();
    let tested: BTreeSet<(String, &str)> =
        MATRIX.iter().map(|(method, path, _)| ((*method).to_owned(), *path)).collect();
    assert_eq!(served, tested, "a route without a row in tests/testsuite/support/world.rs");
    for entry in tungngo::web::routes::ROUTES {
        let (.., who) =
            MATRIX.iter().find(|row| row.0 == entry.method.as_str() && row.1 == entry.path).unwrap();
        let said = match who {
            Who::ByPin => "Learner".to_owned(),
            Who::Staff => "SignedIn".to_owned(),
            who => format!("{who:?}"),
        };
        assert_eq!(format!("{:?}", entry.audience), said, "{} {}", entry.method, entry.path);
    }
}

/// One persona walks the whole matrix.
async fn walk(persona: Persona) {
    let app = TestApp::start().await;
    let world = World::new(&app).await;
    let mut browser = world.browser(&app, persona).await;
    for (method, path, who) in MATRIX {
        let mut answers = Vec::new();
        for of in [Of::Own, Of::Sibling, Of::Parent, Of::Missing] {
            let has_ids = path.contains('{') && !path.starts_with("/static");
            if of != Of::Own && !has_ids {
                continue;
            }
            let Some((address, ids)) = world.address(&app, path, of).await else { continue };
            if of == Of::Missing && ids.is_empty() {
                continue;
            }
            let page = world.ask(&browser, method, &address).await;
            if *method == "POST" {
                // Some of these end logins; the next request has a fresh one.
                browser = world.browser(&app, persona).await;
            }
            answers.push((of, address, likeness(&page, &ids)));
        }
        let at = |of: Of| answers.iter().find(|(one, ..)| *one == of);
        let what = |of: Of| format!("{persona:?} {method} {path} of {of:?}");
        let status = at(Of::Own).unwrap().2.0;
        let is_theirs = match *path {
            p if p.contains("{attempt}") || p.contains("{certificate}") || p.contains("{login}") => {
                persona == Persona::Learner
            }
            // One's own alone.
            "/help-requests/{request}" => persona == Persona::Learner,
            // While there is an administrator, the setup link makes no second one.
            "/setup/{secret}" => false,
            // Only for a login that a trainer opened on the own phone.
            "/hand-back" => false,
            _ => true,
        };
        if persona == Persona::Visitor && *who != Who::Everyone {
            let location = &at(Of::Own).unwrap().2.1.last().unwrap().1;
            assert_eq!(status, 303, "{}", what(Of::Own));
            assert!(location.starts_with("/login"), "{} leads to {location}", what(Of::Own));
        } else if persona.may(*who) && is_theirs {
            assert!(![403, 404, 500].contains(&status), "{}: {status}", what(Of::Own));
        } else {
            assert_eq!(status, 404, "{}", what(Of::Own));
        }
        let Some((_, _, missing)) = at(Of::Missing) else { continue };
        let public = *path == "/verify/{code}";
        for (of, address, answer) in &answers {
            let own = *of == Of::Own || public;
            if *of == Of::Missing || (own && persona.may(*who) && is_theirs) {
                continue;
            }
            assert_eq!(answer, missing, "{} ({address}) tells itself apart from nothing", what(*of));
        }
        if persona.may(*who) {
            assert_eq!(missing.0, 404, "{}", what(Of::Missing));
        }
    }
    app.assert_books_agree().await;
}

#[tokio::test]
async fn sec_z3_a_visitor_is_sent_to_the_door_before_any_look_up() {
    walk(Persona::Visitor).await;
}

#[tokio::test]
async fn sec_z3_a_learner_reaches_only_what_is_their_own() {
    walk(Persona::Learner).await;
}

#[tokio::test]
async fn sec_z3_a_trainer_reaches_only_the_own_commune() {
    walk(Persona::Trainer).await;
}

#[tokio::test]
async fn sec_z3_an_officer_reaches_only_the_own_unit() {
    walk(Persona::Officer).await;
}

#[tokio::test]
async fn sec_z3_an_author_reaches_no_person() {
    walk(Persona::Author).await;
}

#[tokio::test]
async fn sec_z3_an_administrator_is_no_trainer() {
    walk(Persona::Administrator).await;
}

#[tokio::test]
async fn sec_z3_names_of_another_commune_are_on_no_list() {
    let app = TestApp::start().await;
    let world = World::new(&app).await;
    let trainer = world.login(&app, Persona::Trainer).await;
    let officer = world.login(&app, Persona::Officer).await;
    trainer.get("/trainer").await.is(200).sees("2 tổ, 1 thành viên").does_not_see("Ma Thị Mùi");
    let own = format!("/trainer/teams/{}", world.own.commune.team);
    trainer.get(&own).await.is(200).sees("Nguyễn Văn Hòa").does_not_see("Ma Thị Mùi");
    officer.get("/officer").await.is(200).sees("trong 1 người").does_not_see("Nguyễn Văn Hòa");
    // A trainer of one team sees that team only; with two rights, both.
    let person = app
        .db_staff("Lương Văn Cội", tungngo_domain::access::Role::Trainer, world.own.commune.other_team)
        .await;
    let both = app.staff(person.person).await;
    both.get(&own).await.is(404);
    app.db_grant(person.person, tungngo_domain::access::Role::Trainer, world.sibling.commune.team).await;
    both.get(&own).await.is(404);
    both.get(&format!("/trainer/teams/{}", world.sibling.commune.team)).await.is(200).sees("Ma Thị Mùi");
    both.get(&format!("/trainer/members/{}", world.sibling.member.id)).await.is(200);
    both.get(&format!("/trainer/members/{}", world.own.member.id)).await.is(404);
}
