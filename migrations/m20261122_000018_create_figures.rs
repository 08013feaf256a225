//! What officers' figures need: facts of a present member in one row, counts in parts, and what is to be summed.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // All of it is derived: the program fills it when it opens the database.
        manager.drop_table(Table::drop().table("member_stage").to_owned()).await?;
        manager
            .create_table(
                Table::create()
                    .table("member_stage")
                    .col(ColumnDef::new("member_id").uuid().not_null().primary_key())
                    .col(ColumnDef::new("team_id").uuid().not_null())
                    .col(ColumnDef::new("stage").string_len(8).not_null())
                    .col(ColumnDef::new("since").date().not_null())
                    .col(ColumnDef::new("module_id").string_len(40))
                    .col(ColumnDef::new("failed").integer().not_null())
                    .col(ColumnDef::new("certified_on").date())
                    .col(ColumnDef::new("certified_until").date())
                    .col(ColumnDef::new("aside_until").date())
                    .col(ColumnDef::new("role").string_len(8).not_null())
                    .col(ColumnDef::new("birth_decade").integer())
                    .col(ColumnDef::new("reachable").boolean().not_null())
                    .col(ColumnDef::new("no_device").boolean().not_null())
                    .col(ColumnDef::new("borrowed").boolean().not_null())
                    .col(ColumnDef::new("paper").boolean().not_null())
                    .col(ColumnDef::new("started_on").date())
                    .col(ColumnDef::new("knows").boolean().not_null())
                    .col(ColumnDef::new("does").boolean().not_null())
                    .col(ColumnDef::new("teaches").boolean().not_null())
                    .foreign_key(ForeignKey::create().from("member_stage", "member_id").to("person", "id"))
                    .foreign_key(ForeignKey::create().from("member_stage", "team_id").to("unit", "id"))
                    .to_owned(),
            )
            .await?;
        // Holds everything that lists and counts of a team ask, so that they read no row of the table itself.
        manager
            .create_index(
                Index::create()
                    .name("member_stage_by_team_id_stage_since")
                    .table("member_stage")
                    .col("team_id")
                    .col("stage")
                    .col("since")
                    .col("aside_until")
                    .col("certified_until")
                    .to_owned(),
            )
            .await?;
        // Whose certificate ends is asked every night.
        manager
            .create_index(
                Index::create()
                    .name("member_stage_by_certified_until")
                    .table("member_stage")
                    .col("certified_until")
                    .to_owned(),
            )
            .await?;
        manager
            .alter_table(
                Table::alter()
                    .table("module_progress")
                    .add_column(ColumnDef::new("certified_until").date())
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create()
                    .name("module_progress_by_certified_until")
                    .table("module_progress")
                    .col("certified_until")
                    .to_owned(),
            )
            .await?;
        manager.drop_table(Table::drop().table("rollup_counter").to_owned()).await?;
        manager
            .create_table(
                Table::create()
                    .table("rollup_counter")
                    .col(ColumnDef::new("unit_id").uuid().not_null())
                    .col(ColumnDef::new("part").string_len(16).not_null())
                    .col(ColumnDef::new("module_id").string_len(40).not_null())
                    .col(ColumnDef::new("metric").string_len(16).not_null())
                    .col(ColumnDef::new("n").big_integer().not_null())
                    .primary_key(Index::create().col("unit_id").col("part").col("module_id").col("metric"))
                    .foreign_key(ForeignKey::create().from("rollup_counter", "unit_id").to("unit", "id"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create()
                    .name("paper_sheet_by_member_id")
                    .table("paper_sheet")
                    .col("member_id")
                    .to_owned(),
            )
            .await?;
        // Communes whose counters changed since their province was summed; those that `recount` names are counted anew.
        manager
            .create_table(
                Table::create()
                    .table("rollup_due")
                    .col(ColumnDef::new("unit_id").uuid().not_null().primary_key())
                    .col(ColumnDef::new("recount").boolean().not_null())
                    .to_owned(),
            )
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("rollup_due").to_owned()).await?;
        manager
            .drop_index(Index::drop().name("paper_sheet_by_member_id").table("paper_sheet").to_owned())
            .await?;
        manager.drop_table(Table::drop().table("rollup_counter").to_owned()).await?;
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
        manager
            .drop_index(
                Index::drop().name("module_progress_by_certified_until").table("module_progress").to_owned(),
            )
            .await?;
        manager
            .alter_table(Table::alter().table("module_progress").drop_column("certified_until").to_owned())
            .await?;
        manager.drop_table(Table::drop().table("member_stage").to_owned()).await?;
        manager
            .create_table(
                Table::create()
                    .table("member_stage")
                    .col(ColumnDef::new("member_id").uuid().not_null().primary_key())
                    .col(ColumnDef::new("team_id").uuid().not_null())
                    .col(ColumnDef::new("stage").string_len(8).not_null())
                    .col(ColumnDef::new("since").date().not_null())
                    .col(ColumnDef::new("module_id").string_len(40))
                    .col(ColumnDef::new("failed").integer().not_null())
                    .col(ColumnDef::new("certified_until").date())
                    .col(ColumnDef::new("aside_until").date())
                    .foreign_key(ForeignKey::create().from("member_stage", "member_id").to("person", "id"))
                    .foreign_key(ForeignKey::create().from("member_stage", "team_id").to("unit", "id"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create()
                    .name("member_stage_by_team_id_stage_since")
                    .table("member_stage")
                    .col("team_id")
                    .col("stage")
                    .col("since")
                    .col("aside_until")
                    .col("certified_until")
                    .to_owned(),
            )
            .await
    }
}
