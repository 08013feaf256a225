//! Planned shares of certified members: of a unit, for a day. A later row of a unit replaces the one before.

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
                    .table("figure_target")
                    .col(ColumnDef::new("id").uuid().not_null().primary_key())
                    .col(ColumnDef::new("unit_id").uuid().not_null())
                    .col(ColumnDef::new("percent").integer())
                    .col(ColumnDef::new("due_on").date())
                    .col(ColumnDef::new("set_by").uuid().not_null())
                    .col(ColumnDef::new("set_at").timestamp_with_time_zone().not_null())
                    .foreign_key(ForeignKey::create().from("figure_target", "unit_id").to("unit", "id"))
                    .foreign_key(ForeignKey::create().from("figure_target", "set_by").to("person", "id"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create()
                    .name("figure_target_by_unit_id")
                    .table("figure_target")
                    .col("unit_id")
                    .col("id")
                    .to_owned(),
            )
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("figure_target").to_owned()).await
    }
}
