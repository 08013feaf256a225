//! People, their place in a team, and their rights.

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
                    .table("person")
                    .col(ColumnDef::new("id").uuid().not_null().primary_key())
                    .col(ColumnDef::new("full_name").string_len(100).not_null())
                    .col(ColumnDef::new("name_key").string_len(100).not_null())
                    .col(ColumnDef::new("phone").string_len(10))
                    .col(ColumnDef::new("phone_door").string_len(10).unique_key())
                    .col(ColumnDef::new("address_form").string_len(8).not_null())
                    .col(ColumnDef::new("birth_year").integer())
                    .col(ColumnDef::new("device").string_len(8))
                    .col(ColumnDef::new("language").string_len(8).not_null())
                    .col(ColumnDef::new("text_size").string_len(8).not_null())
                    .col(ColumnDef::new("active").boolean().not_null())
                    .col(ColumnDef::new("consent_notice").string_len(16))
                    .col(ColumnDef::new("consent_at").timestamp_with_time_zone())
                    .col(ColumnDef::new("created_at").timestamp_with_time_zone().not_null())
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(Index::create().name("person_by_phone").table("person").col("phone").to_owned())
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("membership")
                    .col(ColumnDef::new("id").uuid().not_null().primary_key())
                    .col(ColumnDef::new("person_id").uuid().not_null())
                    .col(ColumnDef::new("team_id").uuid().not_null())
                    .col(ColumnDef::new("role").string_len(8).not_null())
                    .col(ColumnDef::new("body").string_len(40))
                    .col(ColumnDef::new("joined_on").date().not_null())
                    .col(ColumnDef::new("left_on").date())
                    .foreign_key(ForeignKey::create().from("membership", "person_id").to("person", "id"))
                    .foreign_key(ForeignKey::create().from("membership", "team_id").to("unit", "id"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create().name("membership_by_team_id").table("membership").col("team_id").to_owned(),
            )
            .await?;
        manager
            .get_connection()
            .execute_unprepared(
                "CREATE UNIQUE INDEX one_present_membership ON membership (person_id) WHERE left_on IS NULL",
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("role_grant")
                    .col(ColumnDef::new("id").uuid().not_null().primary_key())
                    .col(ColumnDef::new("person_id").uuid().not_null())
                    .col(ColumnDef::new("role").string_len(16).not_null())
                    .col(ColumnDef::new("unit_id").uuid().not_null())
                    .col(ColumnDef::new("valid_from").timestamp_with_time_zone().not_null())
                    .col(ColumnDef::new("valid_until").timestamp_with_time_zone())
                    .col(ColumnDef::new("ended_at").timestamp_with_time_zone())
                    .col(ColumnDef::new("granted_by").uuid())
                    .col(ColumnDef::new("created_at").timestamp_with_time_zone().not_null())
                    .foreign_key(ForeignKey::create().from("role_grant", "person_id").to("person", "id"))
                    .foreign_key(ForeignKey::create().from("role_grant", "unit_id").to("unit", "id"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create()
                    .name("role_grant_by_person_id")
                    .table("role_grant")
                    .col("person_id")
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("holding_grant")
                    .col(ColumnDef::new("id").uuid().not_null().primary_key())
                    .col(ColumnDef::new("person_id").uuid().not_null())
                    .col(ColumnDef::new("module_id").string_len(40).not_null())
                    .col(ColumnDef::new("reason").text().not_null())
                    .col(ColumnDef::new("document").string_len(200).not_null())
                    .col(ColumnDef::new("document_date").date().not_null())
                    .col(ColumnDef::new("granted_by").uuid())
                    .col(ColumnDef::new("created_at").timestamp_with_time_zone().not_null())
                    .col(ColumnDef::new("ended_at").timestamp_with_time_zone())
                    .foreign_key(ForeignKey::create().from("holding_grant", "person_id").to("person", "id"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create()
                    .name("holding_grant_by_person_id")
                    .table("holding_grant")
                    .col("person_id")
                    .to_owned(),
            )
            .await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("holding_grant").to_owned()).await?;
        manager.drop_table(Table::drop().table("role_grant").to_owned()).await?;
        manager.drop_table(Table::drop().table("membership").to_owned()).await?;
        manager.drop_table(Table::drop().table("person").to_owned()).await?;
        Ok(())
    }
}
