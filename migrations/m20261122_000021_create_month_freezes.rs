//! Months whose figures stand still: who was counted, what was counted, who froze, signed and reopened it.

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
                    .table("month_freeze")
                    .col(ColumnDef::new("id").uuid().not_null().primary_key())
                    .col(ColumnDef::new("unit_id").uuid().not_null())
                    .col(ColumnDef::new("unit_name").string_len(200).not_null())
                    .col(ColumnDef::new("month").date().not_null())
                    .col(ColumnDef::new("version").integer().not_null())
                    .col(ColumnDef::new("state").string_len(8).not_null())
                    .col(ColumnDef::new("run").uuid().not_null())
                    .col(ColumnDef::new("beat_at").timestamp_with_time_zone().not_null())
                    .col(ColumnDef::new("members").big_integer().not_null())
                    .col(ColumnDef::new("cutoff").timestamp_with_time_zone().not_null())
                    .col(ColumnDef::new("events_to").big_integer().not_null())
                    .col(ColumnDef::new("requires").text().not_null())
                    .col(ColumnDef::new("digest").string_len(64).not_null())
                    .col(ColumnDef::new("frozen_by").uuid())
                    .col(ColumnDef::new("frozen_at").timestamp_with_time_zone())
                    .col(ColumnDef::new("signed_by").uuid())
                    .col(ColumnDef::new("signed_at").timestamp_with_time_zone())
                    .col(ColumnDef::new("reopened_by").uuid())
                    .col(ColumnDef::new("reopened_at").timestamp_with_time_zone())
                    .col(ColumnDef::new("reopen_reason").text())
                    .col(ColumnDef::new("checking_at").timestamp_with_time_zone())
                    .col(ColumnDef::new("checked").text())
                    .foreign_key(ForeignKey::create().from("month_freeze", "unit_id").to("unit", "id"))
                    .to_owned(),
            )
            .await?;
        // SQLite and PostgreSQL both know partial indexes; the builder does not.
        manager
            .get_connection()
            .execute_unprepared(
                "CREATE UNIQUE INDEX one_open_freeze ON month_freeze (unit_id, month) WHERE reopened_at IS NULL",
            )
            .await?;
        // The units right below, as they were called.
        manager
            .create_table(
                Table::create()
                    .table("freeze_unit")
                    .col(ColumnDef::new("freeze_id").uuid().not_null())
                    .col(ColumnDef::new("unit_id").uuid().not_null())
                    .col(ColumnDef::new("name").string_len(200).not_null())
                    .primary_key(Index::create().col("freeze_id").col("unit_id"))
                    .foreign_key(
                        ForeignKey::create().from("freeze_unit", "freeze_id").to("month_freeze", "id"),
                    )
                    .to_owned(),
            )
            .await?;
        // By team, because a team is counted as a whole. No key on the person: an import that is taken back may take
        // the person away, the number stays.
        manager
            .create_table(
                Table::create()
                    .table("freeze_member")
                    .col(ColumnDef::new("freeze_id").uuid().not_null())
                    .col(ColumnDef::new("team_id").uuid().not_null())
                    .col(ColumnDef::new("member_id").uuid().not_null())
                    .col(ColumnDef::new("part_id").uuid().not_null())
                    .col(ColumnDef::new("role").string_len(8).not_null())
                    .col(ColumnDef::new("birth_decade").integer())
                    .col(ColumnDef::new("reachable").boolean().not_null())
                    .col(ColumnDef::new("no_device").boolean().not_null())
                    .primary_key(Index::create().col("freeze_id").col("team_id").col("member_id"))
                    .foreign_key(
                        ForeignKey::create().from("freeze_member", "freeze_id").to("month_freeze", "id"),
                    )
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("freeze_counter")
                    .col(ColumnDef::new("freeze_id").uuid().not_null())
                    .col(ColumnDef::new("unit_id").uuid().not_null())
                    .col(ColumnDef::new("part").string_len(16).not_null())
                    .col(ColumnDef::new("module_id").string_len(40).not_null())
                    .col(ColumnDef::new("metric").string_len(16).not_null())
                    .col(ColumnDef::new("n").big_integer().not_null())
                    .primary_key(
                        Index::create()
                            .col("freeze_id")
                            .col("unit_id")
                            .col("part")
                            .col("module_id")
                            .col("metric"),
                    )
                    .foreign_key(
                        ForeignKey::create().from("freeze_counter", "freeze_id").to("month_freeze", "id"),
                    )
                    .to_owned(),
            )
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in ["freeze_counter", "freeze_member", "freeze_unit", "month_freeze"] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}
