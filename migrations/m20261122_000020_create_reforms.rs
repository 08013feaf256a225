//! Reforms of the map: each file, which units went on in which, and everything it changed, so that it can be taken back.

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
                    .table("reform")
                    .col(ColumnDef::new("id").uuid().not_null().primary_key())
                    .col(ColumnDef::new("name").string_len(200).not_null())
                    .col(ColumnDef::new("day").date().not_null())
                    .col(ColumnDef::new("file").text().not_null())
                    .col(ColumnDef::new("report").text().not_null())
                    .col(ColumnDef::new("created_at").timestamp_with_time_zone().not_null())
                    .col(ColumnDef::new("created_by").uuid())
                    .col(ColumnDef::new("applied_at").timestamp_with_time_zone())
                    .col(ColumnDef::new("applied_by").uuid())
                    .col(ColumnDef::new("reversed_at").timestamp_with_time_zone())
                    .col(ColumnDef::new("reversed_by").uuid())
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("unit_succession")
                    .col(ColumnDef::new("old_id").uuid().not_null())
                    .col(ColumnDef::new("new_id").uuid().not_null())
                    .col(ColumnDef::new("relation").string_len(10).not_null())
                    .col(ColumnDef::new("is_default").boolean().not_null())
                    .col(ColumnDef::new("reform_id").uuid().not_null())
                    .primary_key(Index::create().col("old_id").col("new_id"))
                    .foreign_key(ForeignKey::create().from("unit_succession", "old_id").to("unit", "id"))
                    .foreign_key(ForeignKey::create().from("unit_succession", "new_id").to("unit", "id"))
                    .foreign_key(ForeignKey::create().from("unit_succession", "reform_id").to("reform", "id"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create()
                    .name("unit_succession_by_new_id")
                    .table("unit_succession")
                    .col("new_id")
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("reform_change")
                    .col(ColumnDef::new("reform_id").uuid().not_null())
                    .col(ColumnDef::new("number").integer().not_null())
                    .col(ColumnDef::new("what").string_len(10).not_null())
                    .col(ColumnDef::new("row_id").uuid().not_null())
                    .col(ColumnDef::new("old_unit").uuid())
                    .col(ColumnDef::new("new_unit").uuid())
                    .col(ColumnDef::new("old_text").text())
                    .col(ColumnDef::new("new_text").text())
                    .primary_key(Index::create().col("reform_id").col("number"))
                    .foreign_key(ForeignKey::create().from("reform_change", "reform_id").to("reform", "id"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create()
                    .name("reform_change_by_row_id")
                    .table("reform_change")
                    .col("reform_id")
                    .col("what")
                    .col("row_id")
                    .to_owned(),
            )
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in ["reform_change", "unit_succession", "reform"] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}
