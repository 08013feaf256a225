//! The append-only ledger and everything that is derived from it.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("ledger_event")
                    .col(ColumnDef::new("seq").big_integer().not_null().auto_increment().primary_key())
                    .col(ColumnDef::new("id").uuid().not_null().unique_key())
                    .col(ColumnDef::new("member_id").uuid().not_null())
                    .col(ColumnDef::new("actor_id").uuid().not_null())
                    .col(ColumnDef::new("module_id").string_len(40))
                    .col(ColumnDef::new("module_version").string_len(64))
                    .col(ColumnDef::new("kind").string_len(32).not_null())
                    .col(ColumnDef::new("body").text().not_null())
                    .col(ColumnDef::new("source").string_len(16).not_null())
                    .col(ColumnDef::new("login_id").uuid())
                    .col(ColumnDef::new("happened").timestamp_with_time_zone().not_null())
                    .col(ColumnDef::new("clamped").boolean().not_null())
                    .col(ColumnDef::new("received").timestamp_with_time_zone().not_null())
                    .foreign_key(ForeignKey::create().from("ledger_event", "member_id").to("person", "id"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create()
                    .name("ledger_event_by_member_id_module_id")
                    .table("ledger_event")
                    .col("member_id")
                    .col("module_id")
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("question_progress")
                    .col(ColumnDef::new("member_id").uuid().not_null())
                    .col(ColumnDef::new("module_id").string_len(40).not_null())
                    .col(ColumnDef::new("question_id").string_len(40).not_null())
                    .col(ColumnDef::new("lesson_id").string_len(40).not_null())
                    .col(ColumnDef::new("first_right").boolean().not_null())
                    .col(ColumnDef::new("last_choices").string_len(64).not_null())
                    .col(ColumnDef::new("last_right").boolean().not_null())
                    .col(ColumnDef::new("answers").integer().not_null())
                    .col(ColumnDef::new("last_at").timestamp_with_time_zone().not_null())
                    .primary_key(Index::create().col("member_id").col("module_id").col("question_id"))
                    .foreign_key(
                        ForeignKey::create().from("question_progress", "member_id").to("person", "id"),
                    )
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("lesson_progress")
                    .col(ColumnDef::new("member_id").uuid().not_null())
                    .col(ColumnDef::new("module_id").string_len(40).not_null())
                    .col(ColumnDef::new("lesson_id").string_len(40).not_null())
                    .col(ColumnDef::new("finished_at").timestamp_with_time_zone().not_null())
                    .primary_key(Index::create().col("member_id").col("module_id").col("lesson_id"))
                    .foreign_key(ForeignKey::create().from("lesson_progress", "member_id").to("person", "id"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("module_progress")
                    .col(ColumnDef::new("member_id").uuid().not_null())
                    .col(ColumnDef::new("module_id").string_len(40).not_null())
                    .col(ColumnDef::new("started_at").timestamp_with_time_zone())
                    .col(ColumnDef::new("last_at").timestamp_with_time_zone())
                    .col(ColumnDef::new("lessons_finished").integer().not_null())
                    .col(ColumnDef::new("knows_at").timestamp_with_time_zone())
                    .col(ColumnDef::new("does_at").timestamp_with_time_zone())
                    .col(ColumnDef::new("teaches_at").timestamp_with_time_zone())
                    .primary_key(Index::create().col("member_id").col("module_id"))
                    .foreign_key(ForeignKey::create().from("module_progress", "member_id").to("person", "id"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("attempt")
                    .col(ColumnDef::new("id").uuid().not_null().primary_key())
                    .col(ColumnDef::new("member_id").uuid().not_null())
                    .col(ColumnDef::new("module_id").string_len(40).not_null())
                    .col(ColumnDef::new("module_version").string_len(64).not_null())
                    .col(ColumnDef::new("draw").text().not_null())
                    .col(ColumnDef::new("opened_at").timestamp_with_time_zone().not_null())
                    .col(ColumnDef::new("closed_at").timestamp_with_time_zone())
                    .col(ColumnDef::new("right_answers").integer())
                    .col(ColumnDef::new("questions").integer())
                    .col(ColumnDef::new("needed").integer())
                    .foreign_key(ForeignKey::create().from("attempt", "member_id").to("person", "id"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create()
                    .name("attempt_by_member_id_module_id")
                    .table("attempt")
                    .col("member_id")
                    .col("module_id")
                    .to_owned(),
            )
            .await?;
        manager.get_connection().execute_unprepared("CREATE UNIQUE INDEX one_open_attempt ON attempt (member_id, module_id) WHERE closed_at IS NULL").await?;
        manager
            .create_table(
                Table::create()
                    .table("attempt_answer")
                    .col(ColumnDef::new("attempt_id").uuid().not_null())
                    .col(ColumnDef::new("place").integer().not_null())
                    .col(ColumnDef::new("choices").string_len(64).not_null())
                    .primary_key(Index::create().col("attempt_id").col("place"))
                    .foreign_key(
                        ForeignKey::create().from("attempt_answer", "attempt_id").to("attempt", "id"),
                    )
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("sign_off")
                    .col(ColumnDef::new("id").uuid().not_null().primary_key())
                    .col(ColumnDef::new("member_id").uuid().not_null())
                    .col(ColumnDef::new("module_id").string_len(40).not_null())
                    .col(ColumnDef::new("item_id").string_len(40).not_null())
                    .col(ColumnDef::new("signer_id").uuid().not_null())
                    .col(ColumnDef::new("signed_at").timestamp_with_time_zone().not_null())
                    .col(ColumnDef::new("revoked_at").timestamp_with_time_zone())
                    .col(ColumnDef::new("revoked_by").uuid())
                    .col(ColumnDef::new("revoke_reason").text())
                    .foreign_key(ForeignKey::create().from("sign_off", "member_id").to("person", "id"))
                    .foreign_key(ForeignKey::create().from("sign_off", "signer_id").to("person", "id"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create()
                    .name("sign_off_by_member_id_module_id")
                    .table("sign_off")
                    .col("member_id")
                    .col("module_id")
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("rollup_counter")
                    .col(ColumnDef::new("unit_id").uuid().not_null())
                    .col(ColumnDef::new("module_id").string_len(40).not_null())
                    .col(ColumnDef::new("metric").string_len(16).not_null())
                    .col(ColumnDef::new("n").big_integer().not_null())
                    .primary_key(Index::create().col("unit_id").col("module_id").col("metric"))
                    .foreign_key(ForeignKey::create().from("rollup_counter", "unit_id").to("unit", "id"))
                    .to_owned(),
            )
            .await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("rollup_counter").to_owned()).await?;
        manager.drop_table(Table::drop().table("sign_off").to_owned()).await?;
        manager.drop_table(Table::drop().table("attempt_answer").to_owned()).await?;
        manager.drop_table(Table::drop().table("attempt").to_owned()).await?;
        manager.drop_table(Table::drop().table("module_progress").to_owned()).await?;
        manager.drop_table(Table::drop().table("lesson_progress").to_owned()).await?;
        manager.drop_table(Table::drop().table("question_progress").to_owned()).await?;
        manager.drop_table(Table::drop().table("ledger_event").to_owned()).await?;
        Ok(())
    }
}
