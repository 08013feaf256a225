//! The schema goes up, down and up again, on either database; a newer one is refused.

use crate::support::{TestApp, TestDatabase};
use sea_orm::{ConnectionTrait, DbBackend, Statement};
use sea_orm_migration::MigratorTrait;
use std::collections::BTreeSet;
use tungngo_migrations::Migrator;

async fn tables(db: &sea_orm::DatabaseConnection) -> BTreeSet<String> {
    let sql = match db.get_database_backend() {
        DbBackend::Postgres => "SELECT tablename::text FROM pg_tables WHERE schemaname = 'public'",
        _ => "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'",
    };
    let rows = db.query_all_raw(Statement::from_string(db.get_database_backend(), sql)).await.unwrap();
    rows.iter()
        .map(|row| row.try_get_by_index::<String>(0).unwrap())
        .filter(|name| name != "seaql_migrations")
        .collect()
}

#[tokio::test]
async fn migrations_run_up_down_and_up_again() {
    let folder = std::env::temp_dir().join(format!("tungngo-test-migrations-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let database = TestDatabase::empty(&folder).await;
    let db = database.connect().await;
    Migrator::up(&db, None).await.unwrap();
    let up = tables(&db).await;
    assert!(up.contains("ledger_event") && up.contains("audit_entry") && up.len() > 20, "{up:?}");
    // One step at a time, all the way, and each step twice.
    for _ in Migrator::migrations() {
        Migrator::down(&db, Some(1)).await.unwrap();
        Migrator::up(&db, Some(1)).await.unwrap();
        Migrator::down(&db, Some(1)).await.unwrap();
    }
    assert_eq!(tables(&db).await, BTreeSet::new());
    Migrator::up(&db, None).await.unwrap();
    assert_eq!(tables(&db).await, up);
    Migrator::down(&db, None).await.unwrap();
    assert_eq!(tables(&db).await, BTreeSet::new());
    db.close().await.unwrap();
    database.remove().await;
    std::fs::remove_dir_all(&folder).unwrap();
}

#[tokio::test]
async fn a_database_of_a_newer_version_is_refused_in_one_sentence() {
    let app = TestApp::start().await;
    let watcher = app.database().connect().await;
    watcher
        .execute_unprepared(
            "INSERT INTO seaql_migrations (version, applied_at) VALUES ('m29991231_000001_fly', 0)",
        )
        .await
        .unwrap();
    watcher.close().await.unwrap();
    let refusal = app.try_restart().await.err().expect("refused");
    assert!(refusal.contains("phiên bản mới hơn") && refusal.contains("m29991231_000001_fly"), "{refusal}");
}

#[tokio::test]
async fn a_restart_keeps_everything_and_publishes_nothing_twice() {
    let app = TestApp::start().await;
    let commune = app.db_commune().await;
    let member = app.db_a_member().in_team(commune.team).create().await;
    app.db_certified(member.id, "thanh-toan", commune).await;
    let before = app.courses.now().published_at;
    let app = app.restart().await;
    assert_eq!(app.courses.now().published_at, before);
    app.learner(&member).await.get("/certificates").await.sees("Thanh toán thử");
    app.assert_books_agree().await;
}

#[tokio::test]
async fn a_start_that_ended_before_all_was_filled_is_taken_up_by_the_next() {
    let app = TestApp::start().await;
    let commune = app.db_commune().await;
    let member = app.db_a_member().in_team(commune.team).create().await;
    app.db_certified(member.id, "thanh-toan", commune).await;
    let watcher = app.database().connect().await;
    for statement in [
        "DELETE FROM member_stage",
        "DELETE FROM rollup_counter",
        "DELETE FROM setting WHERE name = 'filled-up-to'",
    ] {
        watcher.execute_unprepared(statement).await.unwrap();
    }
    watcher.close().await.unwrap();
    app.restart().await.assert_books_agree().await;
}
