//! What was asked again in which version, and with which version each answer, lesson and sign-off was recorded.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

/// New columns; empty where nothing is known.
const COLUMNS: [(&str, &str); 4] = [
    ("question_progress", "first_version"),
    ("question_progress", "module_version"),
    ("lesson_progress", "module_version"),
    ("sign_off", "module_version"),
];

/// Both databases understand these. Ids are slugs, so that they need no escaping in the JSON of an event.
const FILL: [&str; 4] = [
    "UPDATE question_progress SET first_version = COALESCE((SELECT e.module_version FROM ledger_event e WHERE \
     e.member_id = question_progress.member_id AND e.module_id = question_progress.module_id AND e.kind = \
     'lesson-answered' AND e.body LIKE '%\"question\":\"' || question_progress.question_id || '\"%' ORDER BY e.seq \
     LIMIT 1), '')",
    "UPDATE question_progress SET module_version = COALESCE((SELECT e.module_version FROM ledger_event e WHERE \
     e.member_id = question_progress.member_id AND e.module_id = question_progress.module_id AND e.kind = \
     'lesson-answered' AND e.body LIKE '%\"question\":\"' || question_progress.question_id || '\"%' ORDER BY e.seq \
     DESC LIMIT 1), '')",
    "UPDATE lesson_progress SET module_version = COALESCE((SELECT e.module_version FROM ledger_event e WHERE \
     e.member_id = lesson_progress.member_id AND e.module_id = lesson_progress.module_id AND e.kind = \
     'lesson-finished' AND e.body LIKE '%\"lesson\":\"' || lesson_progress.lesson_id || '\"%' ORDER BY e.seq DESC \
     LIMIT 1), '')",
    "UPDATE sign_off SET module_version = COALESCE((SELECT e.module_version FROM ledger_event e WHERE e.id = \
     sign_off.id), '')",
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("content_mark")
                    .col(ColumnDef::new("module_id").string_len(40).not_null())
                    .col(ColumnDef::new("version").string_len(64).not_null())
                    .col(ColumnDef::new("part").string_len(64).not_null())
                    .col(ColumnDef::new("asked").big_integer().not_null())
                    .col(ColumnDef::new("recalled").big_integer().not_null())
                    .primary_key(Index::create().col("module_id").col("version").col("part"))
                    .to_owned(),
            )
            .await?;
        for (table, column) in COLUMNS {
            manager
                .alter_table(
                    Table::alter()
                        .table(table)
                        .add_column(ColumnDef::new(column).string_len(64).not_null().default(""))
                        .to_owned(),
                )
                .await?;
        }
        for statement in FILL {
            manager.get_connection().execute_unprepared(statement).await?;
        }
        // What the author's desk counts: answers of a module, and its latest tests.
        manager
            .create_index(
                Index::create()
                    .name("question_progress_by_module_id_question_id")
                    .table("question_progress")
                    .col("module_id")
                    .col("question_id")
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create()
                    .name("attempt_by_module_id_closed_at")
                    .table("attempt")
                    .col("module_id")
                    .col("closed_at")
                    .to_owned(),
            )
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .drop_index(Index::drop().name("attempt_by_module_id_closed_at").table("attempt").to_owned())
            .await?;
        manager
            .drop_index(
                Index::drop()
                    .name("question_progress_by_module_id_question_id")
                    .table("question_progress")
                    .to_owned(),
            )
            .await?;
        for (table, column) in COLUMNS.into_iter().rev() {
            manager.alter_table(Table::alter().table(table).drop_column(column).to_owned()).await?;
        }
        manager.drop_table(Table::drop().table("content_mark").to_owned()).await
    }
}
