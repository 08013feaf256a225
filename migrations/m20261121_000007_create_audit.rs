//! The audit trail, hash-chained, and settings.

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
                    .table("audit_entry")
                    .col(ColumnDef::new("seq").big_integer().not_null().auto_increment().primary_key())
                    .col(ColumnDef::new("at").timestamp_with_time_zone().not_null())
                    .col(ColumnDef::new("actor_id").uuid())
                    .col(ColumnDef::new("action").string_len(40).not_null())
                    .col(ColumnDef::new("target_kind").string_len(24))
                    .col(ColumnDef::new("target_id").string_len(64))
                    .col(ColumnDef::new("unit_id").uuid())
                    .col(ColumnDef::new("address").string_len(64))
                    .col(ColumnDef::new("detail").text().not_null())
                    .col(ColumnDef::new("previous_hash").string_len(64).not_null())
                    .col(ColumnDef::new("hash").string_len(64).not_null())
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(Index::create().name("audit_entry_by_at").table("audit_entry").col("at").to_owned())
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("setting")
                    .col(ColumnDef::new("name").string_len(60).not_null().primary_key())
                    .col(ColumnDef::new("value").text().not_null())
                    .to_owned(),
            )
            .await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("setting").to_owned()).await?;
        manager.drop_table(Table::drop().table("audit_entry").to_owned()).await?;
        Ok(())
    }
}
