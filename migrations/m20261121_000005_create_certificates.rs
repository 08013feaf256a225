//! Certificates as snapshots of what was true, their running numbers, and the programme they belong to.

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
                    .table("certificate")
                    .col(ColumnDef::new("id").uuid().not_null().primary_key())
                    .col(ColumnDef::new("code").string_len(24).not_null().unique_key())
                    .col(ColumnDef::new("name_key_secret").string_len(32).not_null())
                    .col(ColumnDef::new("number").string_len(24).not_null().unique_key())
                    .col(ColumnDef::new("member_id").uuid().not_null())
                    .col(ColumnDef::new("subject_kind").string_len(16).not_null())
                    .col(ColumnDef::new("subject_id").string_len(40).not_null())
                    .col(ColumnDef::new("subject_title").string_len(200).not_null())
                    .col(ColumnDef::new("cycle").integer().not_null())
                    .col(ColumnDef::new("content_version").string_len(64).not_null())
                    .col(ColumnDef::new("holder_name").string_len(100).not_null())
                    .col(ColumnDef::new("holder_line").string_len(200).not_null())
                    .col(ColumnDef::new("commune_id").uuid())
                    .col(ColumnDef::new("unit_line").string_len(200).not_null())
                    .col(ColumnDef::new("place").string_len(120).not_null())
                    .col(ColumnDef::new("knows_on").date())
                    .col(ColumnDef::new("does_on").date())
                    .col(ColumnDef::new("teaches_on").date())
                    .col(ColumnDef::new("signers").string_len(300).not_null())
                    .col(ColumnDef::new("issuer_unit").string_len(200))
                    .col(ColumnDef::new("issuer_title").string_len(120))
                    .col(ColumnDef::new("issuer_name").string_len(100))
                    .col(ColumnDef::new("lit_houses").string_len(8).not_null())
                    .col(ColumnDef::new("issued_at").timestamp_with_time_zone().not_null())
                    .col(ColumnDef::new("valid_until").date())
                    .col(ColumnDef::new("revoked_at").timestamp_with_time_zone())
                    .col(ColumnDef::new("revoked_by").uuid())
                    .col(ColumnDef::new("revoke_reason").text())
                    .foreign_key(ForeignKey::create().from("certificate", "member_id").to("person", "id"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create()
                    .unique()
                    .name("certificate_by_member_id_subject_kind_subject_id_cycle")
                    .table("certificate")
                    .col("member_id")
                    .col("subject_kind")
                    .col("subject_id")
                    .col("cycle")
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("certificate_number")
                    .col(ColumnDef::new("year").integer().not_null().primary_key())
                    .col(ColumnDef::new("last_number").big_integer().not_null())
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("programme")
                    .col(ColumnDef::new("id").string_len(40).not_null().primary_key())
                    .col(ColumnDef::new("title").string_len(200).not_null())
                    .col(ColumnDef::new("requires").text().not_null())
                    .col(ColumnDef::new("issuer_unit").string_len(200))
                    .col(ColumnDef::new("issuer_title").string_len(120))
                    .col(ColumnDef::new("issuer_name").string_len(100))
                    .to_owned(),
            )
            .await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("programme").to_owned()).await?;
        manager.drop_table(Table::drop().table("certificate_number").to_owned()).await?;
        manager.drop_table(Table::drop().table("certificate").to_owned()).await?;
        Ok(())
    }
}
