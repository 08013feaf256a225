//! How people come in: credentials, cards, invitations, signed-in browsers, and the count of wrong tries.

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
                    .table("credential")
                    .col(ColumnDef::new("person_id").uuid().not_null().primary_key())
                    .col(ColumnDef::new("pin_hash").text())
                    .col(ColumnDef::new("first_pin_hash").text())
                    .col(ColumnDef::new("first_pin_until").timestamp_with_time_zone())
                    .col(ColumnDef::new("account").string_len(60).unique_key())
                    .col(ColumnDef::new("passphrase_hash").text())
                    .col(ColumnDef::new("totp_salt").string_len(64))
                    .col(ColumnDef::new("totp_confirmed_at").timestamp_with_time_zone())
                    .col(ColumnDef::new("totp_last_step").big_integer())
                    .foreign_key(ForeignKey::create().from("credential", "person_id").to("person", "id"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("login")
                    .col(ColumnDef::new("id").uuid().not_null().primary_key())
                    .col(ColumnDef::new("person_id").uuid().not_null())
                    .col(ColumnDef::new("door").string_len(16).not_null())
                    .col(ColumnDef::new("level").string_len(8).not_null())
                    .col(ColumnDef::new("shared").boolean().not_null())
                    .col(ColumnDef::new("device").string_len(200).not_null())
                    .col(ColumnDef::new("created_at").timestamp_with_time_zone().not_null())
                    .col(ColumnDef::new("last_seen_at").timestamp_with_time_zone().not_null())
                    .col(ColumnDef::new("expires_at").timestamp_with_time_zone().not_null())
                    .col(ColumnDef::new("second_factor_at").timestamp_with_time_zone())
                    .col(ColumnDef::new("ended_at").timestamp_with_time_zone())
                    .foreign_key(ForeignKey::create().from("login", "person_id").to("person", "id"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create().name("login_by_person_id").table("login").col("person_id").to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("card")
                    .col(ColumnDef::new("id").uuid().not_null().primary_key())
                    .col(ColumnDef::new("person_id").uuid().not_null())
                    .col(ColumnDef::new("secret_hash").string_len(64).not_null().unique_key())
                    .col(ColumnDef::new("serial").string_len(8).not_null().unique_key())
                    .col(ColumnDef::new("created_at").timestamp_with_time_zone().not_null())
                    .col(ColumnDef::new("replaced_at").timestamp_with_time_zone())
                    .foreign_key(ForeignKey::create().from("card", "person_id").to("person", "id"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(Index::create().name("card_by_person_id").table("card").col("person_id").to_owned())
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("invitation")
                    .col(ColumnDef::new("id").uuid().not_null().primary_key())
                    .col(ColumnDef::new("person_id").uuid())
                    .col(ColumnDef::new("secret_hash").string_len(64).not_null().unique_key())
                    .col(ColumnDef::new("purpose").string_len(16).not_null())
                    .col(ColumnDef::new("created_at").timestamp_with_time_zone().not_null())
                    .col(ColumnDef::new("expires_at").timestamp_with_time_zone().not_null())
                    .col(ColumnDef::new("used_at").timestamp_with_time_zone())
                    .foreign_key(ForeignKey::create().from("invitation", "person_id").to("person", "id"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("throttle")
                    .col(ColumnDef::new("door").string_len(120).not_null().primary_key())
                    .col(ColumnDef::new("in_a_row").integer().not_null())
                    .col(ColumnDef::new("today").integer().not_null())
                    .col(ColumnDef::new("day_ends").timestamp_with_time_zone())
                    .col(ColumnDef::new("closed_until").timestamp_with_time_zone())
                    .to_owned(),
            )
            .await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("throttle").to_owned()).await?;
        manager.drop_table(Table::drop().table("invitation").to_owned()).await?;
        manager.drop_table(Table::drop().table("card").to_owned()).await?;
        manager.drop_table(Table::drop().table("login").to_owned()).await?;
        manager.drop_table(Table::drop().table("credential").to_owned()).await?;
        Ok(())
    }
}
