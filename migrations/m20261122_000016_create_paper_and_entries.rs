//! Tests on paper, and a member's login that a trainer opened.

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
                    .table("paper_sheet")
                    .col(ColumnDef::new("id").uuid().not_null().primary_key())
                    .col(ColumnDef::new("code").string_len(8).not_null().unique_key())
                    .col(ColumnDef::new("attempt_id").uuid().not_null().unique_key())
                    .col(ColumnDef::new("member_id").uuid().not_null())
                    .col(ColumnDef::new("module_id").string_len(40).not_null())
                    .col(ColumnDef::new("session_id").uuid())
                    .col(ColumnDef::new("printed_by").uuid().not_null())
                    .col(ColumnDef::new("printed_at").timestamp_with_time_zone().not_null())
                    .col(ColumnDef::new("keyed_by").uuid())
                    .col(ColumnDef::new("keyed_at").timestamp_with_time_zone())
                    .col(ColumnDef::new("answers").text())
                    .foreign_key(ForeignKey::create().from("paper_sheet", "attempt_id").to("attempt", "id"))
                    .foreign_key(ForeignKey::create().from("paper_sheet", "member_id").to("person", "id"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create()
                    .name("paper_sheet_by_session_id")
                    .table("paper_sheet")
                    .col("session_id")
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("paper_refusal")
                    .col(ColumnDef::new("id").uuid().not_null().primary_key())
                    .col(ColumnDef::new("sheet_id").uuid().not_null())
                    .col(ColumnDef::new("keyed_by").uuid().not_null())
                    .col(ColumnDef::new("keyed_at").timestamp_with_time_zone().not_null())
                    .col(ColumnDef::new("answers").text().not_null())
                    .foreign_key(
                        ForeignKey::create().from("paper_refusal", "sheet_id").to("paper_sheet", "id"),
                    )
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("trainer_entry")
                    .col(ColumnDef::new("id").uuid().not_null().primary_key())
                    .col(ColumnDef::new("member_id").uuid().not_null())
                    .col(ColumnDef::new("trainer_id").uuid().not_null())
                    .col(ColumnDef::new("code_hash").string_len(64).not_null().unique_key())
                    .col(ColumnDef::new("created_at").timestamp_with_time_zone().not_null())
                    .col(ColumnDef::new("expires_at").timestamp_with_time_zone().not_null())
                    .col(ColumnDef::new("used_at").timestamp_with_time_zone())
                    .foreign_key(ForeignKey::create().from("trainer_entry", "member_id").to("person", "id"))
                    .foreign_key(ForeignKey::create().from("trainer_entry", "trainer_id").to("person", "id"))
                    .to_owned(),
            )
            .await?;
        for column in ["opened_by", "returns_to"] {
            manager
                .alter_table(
                    Table::alter().table("login").add_column(ColumnDef::new(column).uuid()).to_owned(),
                )
                .await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for column in ["returns_to", "opened_by"] {
            manager.alter_table(Table::alter().table("login").drop_column(column).to_owned()).await?;
        }
        for table in ["trainer_entry", "paper_refusal", "paper_sheet"] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}
