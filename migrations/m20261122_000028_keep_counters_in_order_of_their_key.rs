//! On SQLite counters stand in the order of their key, without a table beside the index: a province is summed over
//! its communes in half the time, and half as much is written. PostgreSQL knows no such tables.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

#[derive(DeriveMigrationName)]
pub struct Migration;

const COLUMNS: &str = "unit_id uuid_text NOT NULL REFERENCES unit (id), part varchar(16) NOT NULL, \
                       module_id varchar(40) NOT NULL, metric varchar(16) NOT NULL, n integer NOT NULL, \
                       PRIMARY KEY (unit_id, part, module_id, metric)";

async fn rebuild(manager: &SchemaManager<'_>, options: &str) -> Result<(), DbErr> {
    let db = manager.get_connection();
    if db.get_database_backend() != DbBackend::Sqlite {
        return Ok(());
    }
    for statement in [
        ["CREATE TABLE rollup_counter_again (", COLUMNS, ") ", options].concat(),
        "INSERT INTO rollup_counter_again SELECT unit_id, part, module_id, metric, n FROM rollup_counter \
         ORDER BY unit_id, part, module_id, metric"
            .to_owned(),
        "DROP TABLE rollup_counter".to_owned(),
        "ALTER TABLE rollup_counter_again RENAME TO rollup_counter".to_owned(),
    ] {
        db.execute_unprepared(&statement).await?;
    }
    Ok(())
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        rebuild(manager, "WITHOUT ROWID").await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        rebuild(manager, "").await
    }
}
