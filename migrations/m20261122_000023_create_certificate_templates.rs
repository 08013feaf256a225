//! The words on a programme's certificates, a version a row: drafted, seen, then in force for what is issued after.

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
                    .table("certificate_template")
                    .col(ColumnDef::new("id").uuid().not_null().primary_key())
                    .col(ColumnDef::new("programme_id").string_len(40).not_null())
                    .col(ColumnDef::new("version").integer().not_null())
                    .col(ColumnDef::new("heading").string_len(60).not_null())
                    .col(ColumnDef::new("programme_words").string_len(200).not_null())
                    .col(ColumnDef::new("module_words").string_len(200).not_null())
                    .col(ColumnDef::new("teaching_words").string_len(200).not_null())
                    .col(ColumnDef::new("issuer_unit").string_len(200).not_null())
                    .col(ColumnDef::new("signer_title").string_len(120).not_null())
                    .col(ColumnDef::new("signer_name").string_len(100).not_null())
                    .col(ColumnDef::new("place").string_len(120).not_null())
                    .col(ColumnDef::new("created_at").timestamp_with_time_zone().not_null())
                    .col(ColumnDef::new("created_by").uuid().not_null())
                    .col(ColumnDef::new("in_force_from").timestamp_with_time_zone())
                    .col(ColumnDef::new("in_force_by").uuid())
                    .foreign_key(
                        ForeignKey::create()
                            .from("certificate_template", "programme_id")
                            .to("programme", "id"),
                    )
                    .foreign_key(
                        ForeignKey::create().from("certificate_template", "created_by").to("person", "id"),
                    )
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create()
                    .unique()
                    .name("certificate_template_by_programme_id_version")
                    .table("certificate_template")
                    .col("programme_id")
                    .col("version")
                    .to_owned(),
            )
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("certificate_template").to_owned()).await
    }
}
