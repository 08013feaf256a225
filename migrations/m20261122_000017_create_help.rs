//! Where learners are stuck: what they asked, each step that was taken with it, and answers published beside lessons.

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
                    .table("help_request")
                    .col(ColumnDef::new("id").uuid().not_null().primary_key())
                    .col(ColumnDef::new("member_id").uuid().not_null())
                    .col(ColumnDef::new("team_id").uuid().not_null())
                    .col(ColumnDef::new("module_id").string_len(40).not_null())
                    .col(ColumnDef::new("lesson_id").string_len(40))
                    .col(ColumnDef::new("question_key").string_len(40))
                    .col(ColumnDef::new("place").text().not_null())
                    .col(ColumnDef::new("stem").text().not_null())
                    .col(ColumnDef::new("kind").string_len(8).not_null())
                    .col(ColumnDef::new("body").text().not_null())
                    .col(ColumnDef::new("asked_at").timestamp_with_time_zone().not_null())
                    .col(ColumnDef::new("open_since").timestamp_with_time_zone().not_null())
                    .col(ColumnDef::new("passed_at").timestamp_with_time_zone())
                    .col(ColumnDef::new("answer").text())
                    .col(ColumnDef::new("answered_by").uuid())
                    .col(ColumnDef::new("answered_at").timestamp_with_time_zone())
                    .col(ColumnDef::new("cleared_at").timestamp_with_time_zone())
                    .col(ColumnDef::new("steps").integer().not_null())
                    .foreign_key(ForeignKey::create().from("help_request", "member_id").to("person", "id"))
                    .foreign_key(ForeignKey::create().from("help_request", "team_id").to("unit", "id"))
                    .foreign_key(ForeignKey::create().from("help_request", "answered_by").to("person", "id"))
                    .to_owned(),
            )
            .await?;
        for (name, columns) in [
            ("help_request_by_member_id_asked_at", ["member_id", "asked_at"].as_slice()),
            ("help_request_by_team_id_answered_at", &["team_id", "answered_at", "passed_at", "open_since"]),
            ("help_request_by_answered_at_open_since", &["answered_at", "open_since"]),
        ] {
            let mut index = Index::create().name(name).table("help_request").to_owned();
            for column in columns {
                index.col(*column);
            }
            manager.create_index(index).await?;
        }
        manager
            .create_table(
                Table::create()
                    .table("help_step")
                    .col(ColumnDef::new("id").uuid().not_null().primary_key())
                    .col(ColumnDef::new("request_id").uuid().not_null())
                    .col(ColumnDef::new("number").integer().not_null())
                    .col(ColumnDef::new("actor_id").uuid().not_null())
                    .col(ColumnDef::new("kind").string_len(12).not_null())
                    .col(ColumnDef::new("at").timestamp_with_time_zone().not_null())
                    .col(ColumnDef::new("body").text().not_null())
                    .foreign_key(
                        ForeignKey::create().from("help_step", "request_id").to("help_request", "id"),
                    )
                    .foreign_key(ForeignKey::create().from("help_step", "actor_id").to("person", "id"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create()
                    .name("help_step_by_request_id_number")
                    .table("help_step")
                    .col("request_id")
                    .col("number")
                    .unique()
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("help_note")
                    .col(ColumnDef::new("id").uuid().not_null().primary_key())
                    .col(ColumnDef::new("request_id").uuid().not_null())
                    .col(ColumnDef::new("unit_id").uuid().not_null())
                    .col(ColumnDef::new("module_id").string_len(40).not_null())
                    .col(ColumnDef::new("lesson_id").string_len(40).not_null())
                    .col(ColumnDef::new("question").text().not_null())
                    .col(ColumnDef::new("answer").text().not_null())
                    .col(ColumnDef::new("published_at").timestamp_with_time_zone().not_null())
                    .col(ColumnDef::new("ended_at").timestamp_with_time_zone())
                    .foreign_key(
                        ForeignKey::create().from("help_note", "request_id").to("help_request", "id"),
                    )
                    .foreign_key(ForeignKey::create().from("help_note", "unit_id").to("unit", "id"))
                    .to_owned(),
            )
            .await?;
        for (name, columns, unique) in [
            ("help_note_by_request_id_unit_id", ["request_id", "unit_id"].as_slice(), true),
            ("help_note_by_lesson", &["module_id", "lesson_id", "unit_id", "ended_at"], false),
        ] {
            let mut index = Index::create().name(name).table("help_note").to_owned();
            for column in columns {
                index.col(*column);
            }
            if unique {
                index.unique();
            }
            manager.create_index(index).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in ["help_note", "help_step", "help_request"] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}
