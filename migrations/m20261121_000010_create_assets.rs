//! Pictures and recordings of the courses, by the hash of their content: kept for ever, as module versions are.

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
                    .table("asset")
                    .col(ColumnDef::new("hash").string_len(64).not_null().primary_key())
                    .col(ColumnDef::new("mime").string_len(40).not_null())
                    .col(ColumnDef::new("bytes").blob().not_null())
                    .to_owned(),
            )
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("asset").to_owned()).await
    }
}
