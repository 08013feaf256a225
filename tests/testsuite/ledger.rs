//! The ledger and the audit trail: proofs that find what was tampered with (A1, G6).

use crate::support::{Persona, TestApp, World};
use sea_orm::{ConnectionTrait, Statement};
use std::time::Duration;

async fn tamper(app: &TestApp, sql: &str) {
    app.store
        .write(async |txn| {
            let changed = txn.execute_unprepared(sql).await?;
            assert!(changed.rows_affected() > 0, "{sql}");
            Ok(())
        })
        .await
        .unwrap();
}

#[tokio::test]
async fn sec_a1_an_edited_or_missing_line_of_the_audit_trail_is_named() {
    let app = TestApp::start().await;
    let world = World::new(&app).await;
    let trainer = world.login(&app, Persona::Trainer).await;
    trainer.get(&format!("/trainer/members/{}", world.own.member.id)).await.is(200);
    let read = app.store.audit_entries(None).await.unwrap().remove(0);
    assert_eq!((read.action.as_str(), read.actor), ("member-read", Some(trainer.person)));
    assert_eq!(read.target, Some(("person".to_owned(), world.own.member.id.to_string())));
    let seq = read.seq;
    trainer.get("/trainer").await.is(200);
    app.db_login(trainer.person, tungngo_storage::logins::Level::Staff, false).await;
    assert!(app.store.verify_audit().await.unwrap().is_ok());
    tamper(&app, &format!("UPDATE audit_entry SET action = 'x' WHERE seq = {seq}")).await;
    assert_eq!(app.store.verify_audit().await.unwrap(), Err(seq));
    tamper(&app, &format!("UPDATE audit_entry SET action = 'member-read' WHERE seq = {seq}")).await;
    assert!(app.store.verify_audit().await.unwrap().is_ok());
    tamper(&app, &format!("DELETE FROM audit_entry WHERE seq = {seq}")).await;
    assert!(app.store.verify_audit().await.unwrap().is_err());
}

#[tokio::test]
async fn ledger_verify_finds_every_figure_that_was_tampered_with() {
    for sql in [
        "UPDATE module_progress SET lessons_finished = lessons_finished + 1",
        "UPDATE rollup_counter SET n = n + 1",
        "UPDATE rollup_counter SET n = n + 1 WHERE unit_id IN (SELECT id FROM unit WHERE kind = 'nation')",
        "UPDATE rollup_counter SET n = n + 1, summed = n + 1 WHERE unit_id IN (SELECT id FROM unit WHERE kind = 'commune')",
        "UPDATE rollup_counter SET summed = summed + 1 WHERE unit_id IN (SELECT id FROM unit WHERE kind = 'commune')",
        "UPDATE attempt SET right_answers = right_answers - 1 WHERE closed_at IS NOT NULL",
        "DELETE FROM ledger_event WHERE kind = 'certificate-issued'",
    ] {
        let app = TestApp::start().await;
        World::new(&app).await;
        app.keep_figures().await.unwrap();
        app.assert_books_agree().await;
        tamper(&app, sql).await;
        let found = app.store.verify_ledger(|_| {}).await.unwrap();
        assert!(!found.differences.is_empty(), "{sql} was not found");
    }
}

#[tokio::test]
async fn sec_a1_what_was_read_comes_into_the_trail_by_itself_and_when_the_server_stops() {
    let app = TestApp::start().await;
    let world = World::new(&app).await;
    let officer = world.login(&app, Persona::Officer).await;
    let db = app.database().connect().await;
    // Asking the store for the trail would write what waits.
    let lines = async |db: &sea_orm::DatabaseConnection| -> i64 {
        let sql = "SELECT COUNT(*) AS n FROM audit_entry WHERE action = 'figures-read'";
        let row = db.query_one_raw(Statement::from_string(db.get_database_backend(), sql)).await.unwrap();
        row.unwrap().try_get("", "n").unwrap()
    };
    officer.get("/officer").await.is(200);
    officer.get("/officer").await.is(200);
    for _ in 0..200 {
        if lines(&db).await == 2 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert_eq!(lines(&db).await, 2);
    officer.get("/officer").await.is(200);
    let app = app.restart().await;
    assert_eq!(lines(&db).await, 3);
    assert!(app.store.verify_audit().await.unwrap().is_ok());
    db.close().await.unwrap();
}

#[tokio::test]
async fn a_recount_mends_every_counter_and_every_sum() {
    let app = TestApp::start().await;
    World::new(&app).await;
    app.keep_figures().await.unwrap();
    for sql in [
        "UPDATE rollup_counter SET n = n + 1",
        "UPDATE rollup_counter SET summed = summed + 1",
        "UPDATE rollup_counter SET n = n - 1, summed = 0",
        "DELETE FROM rollup_counter",
    ] {
        tamper(&app, sql).await;
        assert!(!app.store.verify_ledger(|_| {}).await.unwrap().differences.is_empty());
        assert!(app.store.recount_everything(|_| {}).await.unwrap().wrong > 0);
        app.assert_books_agree().await;
    }
    let again = app.store.recount_everything(|_| {}).await.unwrap();
    assert!(again.communes > 0);
    assert_eq!(again.wrong, 0);
}

#[tokio::test]
async fn sec_a1_every_look_of_staff_at_a_person_and_every_refusal_is_on_record() {
    let app = TestApp::start().await;
    let world = World::new(&app).await;
    let trainer = world.login(&app, Persona::Trainer).await;
    let officer = world.login(&app, Persona::Officer).await;
    let count = async |action: &str| {
        let all = app.store.audit_entries(None).await.unwrap();
        all.iter().filter(|one| one.action == action).count()
    };
    let path = format!("/trainer/members/{}", world.own.member.id);
    trainer.get(&path).await.is(200);
    trainer.get(&path).await.is(200);
    trainer.get(&format!("/trainer/members/{}", world.sibling.member.id)).await.is(404);
    officer.get("/officer").await.is(200);
    assert_eq!((count("member-read").await, count("figures-read").await), (2, 1));
    let visitor = app.visitor();
    let form = visitor.get("/login").await.form("/login").set("phone", &world.own.member.phone);
    visitor.submit(&form.set("pin", "271828")).await.is(422);
    assert_eq!(count("login-refused").await, 1);
    // Nothing in the trail says a name or a number.
    for entry in app.store.audit_entries(None).await.unwrap() {
        let line = format!("{entry:?}");
        assert!(!line.contains("Nguyễn") && !line.contains(&world.own.member.phone), "{line}");
    }
}
