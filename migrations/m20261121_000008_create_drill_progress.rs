//! Practice phones that a member tapped through to the end: derived from the ledger.

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
                    .table("drill_progress")
                    .col(ColumnDef::new("member_id").uuid().not_null())
                    .col(ColumnDef::new("module_id").string_len(40).not_null())
                    .col(ColumnDef::new("drill_id").string_len(40).not_null())
                    .col(ColumnDef::new("finished_at").timestamp_with_time_zone().not_null())
                    .primary_key(Index::create().col("member_id").col("module_id").col("drill_id"))
                    .foreign_key(ForeignKey::create().from("drill_progress", "member_id").to("person", "id"))
                    .to_owned(),
            )
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("drill_progress").to_owned()).await
    }
}
