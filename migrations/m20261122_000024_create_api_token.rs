//! Tokens with which programs read figures: of one unit, until a day.

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
                    .table("api_token")
                    .col(ColumnDef::new("id").uuid().not_null().primary_key())
                    .col(ColumnDef::new("name").string_len(80).not_null())
                    .col(ColumnDef::new("owner_id").uuid().not_null())
                    .col(ColumnDef::new("unit_id").uuid().not_null())
                    .col(ColumnDef::new("lists").boolean().not_null())
                    .col(ColumnDef::new("secret_hash").string_len(64).not_null().unique_key())
                    .col(ColumnDef::new("made_at").timestamp_with_time_zone().not_null())
                    .col(ColumnDef::new("until").timestamp_with_time_zone().not_null())
                    .col(ColumnDef::new("ended_at").timestamp_with_time_zone())
                    .col(ColumnDef::new("used_at").timestamp_with_time_zone())
                    .foreign_key(ForeignKey::create().from("api_token", "owner_id").to("person", "id"))
                    .foreign_key(ForeignKey::create().from("api_token", "unit_id").to("unit", "id"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create()
                    .name("api_token_by_unit_id")
                    .table("api_token")
                    .col("unit_id")
                    .col("id")
                    .to_owned(),
            )
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("api_token").to_owned()).await
    }
}
