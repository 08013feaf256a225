//! Taught evenings: the plan, who came, what was seen of whom; and what was seen but not yet done alone.

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
                    .table("training_session")
                    .col(ColumnDef::new("id").uuid().not_null().primary_key())
                    .col(ColumnDef::new("unit_id").uuid().not_null())
                    .col(ColumnDef::new("trainer_id").uuid().not_null())
                    .col(ColumnDef::new("place").string_len(200).not_null())
                    .col(ColumnDef::new("starts_at").timestamp_with_time_zone().not_null())
                    .col(ColumnDef::new("modules").text().not_null())
                    .col(ColumnDef::new("audience").text().not_null())
                    .col(ColumnDef::new("created_at").timestamp_with_time_zone().not_null())
                    .col(ColumnDef::new("closed_at").timestamp_with_time_zone())
                    .col(ColumnDef::new("closed_by").uuid())
                    .foreign_key(ForeignKey::create().from("training_session", "unit_id").to("unit", "id"))
                    .foreign_key(
                        ForeignKey::create().from("training_session", "trainer_id").to("person", "id"),
                    )
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create()
                    .name("training_session_by_unit_id_starts_at")
                    .table("training_session")
                    .col("unit_id")
                    .col("starts_at")
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("session_person")
                    .col(ColumnDef::new("session_id").uuid().not_null())
                    .col(ColumnDef::new("person_id").uuid().not_null())
                    .col(ColumnDef::new("team_id").uuid().not_null())
                    .col(ColumnDef::new("invited").boolean().not_null())
                    .col(ColumnDef::new("present").boolean().not_null())
                    .col(ColumnDef::new("notes").string_len(120).not_null())
                    .primary_key(Index::create().col("session_id").col("person_id"))
                    .foreign_key(
                        ForeignKey::create()
                            .from("session_person", "session_id")
                            .to("training_session", "id"),
                    )
                    .foreign_key(ForeignKey::create().from("session_person", "person_id").to("person", "id"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("session_act")
                    .col(ColumnDef::new("session_id").uuid().not_null())
                    .col(ColumnDef::new("person_id").uuid().not_null())
                    .col(ColumnDef::new("module_id").string_len(40).not_null())
                    .col(ColumnDef::new("item_id").string_len(40).not_null())
                    .col(ColumnDef::new("outcome").string_len(8).not_null())
                    .col(ColumnDef::new("trainer_id").uuid().not_null())
                    .col(ColumnDef::new("seen_at").timestamp_with_time_zone().not_null())
                    .col(ColumnDef::new("event_id").uuid().not_null())
                    .primary_key(
                        Index::create().col("session_id").col("person_id").col("module_id").col("item_id"),
                    )
                    .foreign_key(
                        ForeignKey::create().from("session_act", "session_id").to("training_session", "id"),
                    )
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("observation")
                    .col(ColumnDef::new("member_id").uuid().not_null())
                    .col(ColumnDef::new("module_id").string_len(40).not_null())
                    .col(ColumnDef::new("item_id").string_len(40).not_null())
                    .col(ColumnDef::new("outcome").string_len(8).not_null())
                    .col(ColumnDef::new("observer_id").uuid().not_null())
                    .col(ColumnDef::new("observed_at").timestamp_with_time_zone().not_null())
                    .primary_key(Index::create().col("member_id").col("module_id").col("item_id"))
                    .foreign_key(ForeignKey::create().from("observation", "member_id").to("person", "id"))
                    .to_owned(),
            )
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in ["observation", "session_act", "session_person", "training_session"] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}
