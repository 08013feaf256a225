//! Published content: every module version for ever, and which of them are in use.

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
                    .table("module_version")
                    .col(ColumnDef::new("module_id").string_len(40).not_null())
                    .col(ColumnDef::new("version").string_len(64).not_null())
                    .col(ColumnDef::new("body").text().not_null())
                    .col(ColumnDef::new("compiled_at").timestamp_with_time_zone().not_null())
                    .primary_key(Index::create().col("module_id").col("version"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("catalogue")
                    .col(ColumnDef::new("id").big_integer().not_null().auto_increment().primary_key())
                    .col(ColumnDef::new("fingerprint").string_len(64).not_null())
                    .col(ColumnDef::new("modules").text().not_null())
                    .col(ColumnDef::new("published_at").timestamp_with_time_zone().not_null())
                    .to_owned(),
            )
            .await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("catalogue").to_owned()).await?;
        manager.drop_table(Table::drop().table("module_version").to_owned()).await?;
        Ok(())
    }
}
