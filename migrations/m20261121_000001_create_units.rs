//! The tree of units with their validity, and every unit's ancestors for scope filters.

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
                    .table("unit")
                    .col(ColumnDef::new("id").uuid().not_null().primary_key())
                    .col(ColumnDef::new("parent_id").uuid())
                    .col(ColumnDef::new("kind").string_len(16).not_null())
                    .col(ColumnDef::new("code").string_len(16))
                    .col(ColumnDef::new("name").string_len(120).not_null())
                    .col(ColumnDef::new("name_key").string_len(120).not_null())
                    .col(ColumnDef::new("valid_from").date().not_null())
                    .col(ColumnDef::new("valid_to").date())
                    .foreign_key(ForeignKey::create().from("unit", "parent_id").to("unit", "id"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(Index::create().name("unit_by_parent_id").table("unit").col("parent_id").to_owned())
            .await?;
        manager
            .create_index(Index::create().name("unit_by_code").table("unit").col("code").to_owned())
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("unit_ancestor")
                    .col(ColumnDef::new("ancestor_id").uuid().not_null())
                    .col(ColumnDef::new("unit_id").uuid().not_null())
                    .col(ColumnDef::new("depth").integer().not_null())
                    .primary_key(Index::create().col("ancestor_id").col("unit_id"))
                    .foreign_key(ForeignKey::create().from("unit_ancestor", "ancestor_id").to("unit", "id"))
                    .foreign_key(ForeignKey::create().from("unit_ancestor", "unit_id").to("unit", "id"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create()
                    .name("unit_ancestor_by_unit_id")
                    .table("unit_ancestor")
                    .col("unit_id")
                    .to_owned(),
            )
            .await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("unit_ancestor").to_owned()).await?;
        manager.drop_table(Table::drop().table("unit").to_owned()).await?;
        Ok(())
    }
}
