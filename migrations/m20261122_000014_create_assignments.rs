//! What is assigned to whom by when, whom a trainer spoke to, and each member's stage, which follows from their progress.

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
                    .table("assignment")
                    .col(ColumnDef::new("id").uuid().not_null().primary_key())
                    .col(ColumnDef::new("audience").text().not_null())
                    .col(ColumnDef::new("due_on").date().not_null())
                    .col(ColumnDef::new("message").text().not_null())
                    .col(ColumnDef::new("created_by").uuid().not_null())
                    .col(ColumnDef::new("created_at").timestamp_with_time_zone().not_null())
                    .col(ColumnDef::new("ended_at").timestamp_with_time_zone())
                    .col(ColumnDef::new("withdrawn").boolean().not_null())
                    .foreign_key(ForeignKey::create().from("assignment", "created_by").to("person", "id"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("assignment_module")
                    .col(ColumnDef::new("assignment_id").uuid().not_null())
                    .col(ColumnDef::new("module_id").string_len(40).not_null())
                    .primary_key(Index::create().col("assignment_id").col("module_id"))
                    .foreign_key(
                        ForeignKey::create()
                            .from("assignment_module", "assignment_id")
                            .to("assignment", "id"),
                    )
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("assignment_unit")
                    .col(ColumnDef::new("unit_id").uuid().not_null())
                    .col(ColumnDef::new("assignment_id").uuid().not_null())
                    .primary_key(Index::create().col("unit_id").col("assignment_id"))
                    .foreign_key(ForeignKey::create().from("assignment_unit", "unit_id").to("unit", "id"))
                    .foreign_key(
                        ForeignKey::create().from("assignment_unit", "assignment_id").to("assignment", "id"),
                    )
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create()
                    .name("assignment_unit_by_assignment_id")
                    .table("assignment_unit")
                    .col("assignment_id")
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("contact_note")
                    .col(ColumnDef::new("id").uuid().not_null().primary_key())
                    .col(ColumnDef::new("member_id").uuid().not_null())
                    .col(ColumnDef::new("actor_id").uuid().not_null())
                    .col(ColumnDef::new("kind").string_len(8).not_null())
                    .col(ColumnDef::new("at").timestamp_with_time_zone().not_null())
                    .col(ColumnDef::new("until").date().not_null())
                    .foreign_key(ForeignKey::create().from("contact_note", "member_id").to("person", "id"))
                    .foreign_key(ForeignKey::create().from("contact_note", "actor_id").to("person", "id"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create()
                    .name("contact_note_by_member_id_at")
                    .table("contact_note")
                    .col("member_id")
                    .col("at")
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("member_stage")
                    .col(ColumnDef::new("member_id").uuid().not_null().primary_key())
                    .col(ColumnDef::new("team_id").uuid().not_null())
                    .col(ColumnDef::new("stage").string_len(8).not_null())
                    .col(ColumnDef::new("since").date().not_null())
                    .col(ColumnDef::new("module_id").string_len(40))
                    .col(ColumnDef::new("failed").integer().not_null())
                    .col(ColumnDef::new("certified_until").date())
                    .col(ColumnDef::new("aside_until").date())
                    .foreign_key(ForeignKey::create().from("member_stage", "member_id").to("person", "id"))
                    .foreign_key(ForeignKey::create().from("member_stage", "team_id").to("unit", "id"))
                    .to_owned(),
            )
            .await?;
        // Holds everything that lists and counts of a team ask, so that they read no row of the table itself.
        manager
            .create_index(
                Index::create()
                    .name("member_stage_by_team_id_stage_since")
                    .table("member_stage")
                    .col("team_id")
                    .col("stage")
                    .col("since")
                    .col("aside_until")
                    .col("certified_until")
                    .to_owned(),
            )
            .await?;
        // The order of names, as persons have it; the program fills it when it opens the database.
        manager
            .alter_table(
                Table::alter()
                    .table("unit")
                    .add_column(ColumnDef::new("sort_key").blob().not_null().default(Vec::<u8>::new()))
                    .to_owned(),
            )
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.alter_table(Table::alter().table("unit").drop_column("sort_key").to_owned()).await?;
        manager.drop_table(Table::drop().table("member_stage").to_owned()).await?;
        manager.drop_table(Table::drop().table("contact_note").to_owned()).await?;
        manager.drop_table(Table::drop().table("assignment_unit").to_owned()).await?;
        manager.drop_table(Table::drop().table("assignment_module").to_owned()).await?;
        manager.drop_table(Table::drop().table("assignment").to_owned()).await?;
        Ok(())
    }
}
