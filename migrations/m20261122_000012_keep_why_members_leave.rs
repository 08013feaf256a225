//! Why a membership ended, which modules a trainer's grant is limited to, and what lists of members are found by.

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
            .alter_table(
                Table::alter()
                    .table("membership")
                    .add_column(ColumnDef::new("ended_why").string_len(100))
                    .to_owned(),
            )
            .await?;
        manager
            .get_connection()
            .execute_unprepared(
                "CREATE INDEX present_members_by_team ON membership (team_id, person_id, left_on) WHERE left_on \
                 IS NULL",
            )
            .await?;
        manager
            .create_index(
                Index::create()
                    .name("membership_by_person_id")
                    .table("membership")
                    .col("person_id")
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create()
                    .name("person_by_sort_key")
                    .table("person")
                    .col("sort_key")
                    .col("id")
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create().name("role_grant_by_unit_id").table("role_grant").col("unit_id").to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("role_grant_module")
                    .col(ColumnDef::new("grant_id").uuid().not_null())
                    .col(ColumnDef::new("module_id").string_len(40).not_null())
                    .primary_key(Index::create().col("grant_id").col("module_id"))
                    .foreign_key(
                        ForeignKey::create().from("role_grant_module", "grant_id").to("role_grant", "id"),
                    )
                    .to_owned(),
            )
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("role_grant_module").to_owned()).await?;
        for (index, table) in [
            ("role_grant_by_unit_id", "role_grant"),
            ("person_by_sort_key", "person"),
            ("membership_by_person_id", "membership"),
            ("present_members_by_team", "membership"),
        ] {
            manager.drop_index(Index::drop().name(index).table(table).to_owned()).await?;
        }
        manager.alter_table(Table::alter().table("membership").drop_column("ended_why").to_owned()).await
    }
}
