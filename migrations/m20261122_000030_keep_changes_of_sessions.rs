//! Training sessions that are changed or cancelled: each plan as it was before a change; when, by whom and why one does
//! not take place.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

/// The columns, empty for every session that is not cancelled.
fn columns() -> [(&'static str, ColumnDef); 3] {
    let column = |name: &'static str| ColumnDef::new(name);
    [
        ("cancelled_at", column("cancelled_at").timestamp_with_time_zone().to_owned()),
        ("cancelled_by", column("cancelled_by").uuid().to_owned()),
        ("cancelled_why", column("cancelled_why").string_len(200).to_owned()),
    ]
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (_, mut column) in columns() {
            manager
                .alter_table(Table::alter().table("training_session").add_column(&mut column).to_owned())
                .await?;
        }
        manager
            .create_table(
                Table::create()
                    .table("session_change")
                    .col(ColumnDef::new("id").uuid().not_null().primary_key())
                    .col(ColumnDef::new("session_id").uuid().not_null())
                    .col(ColumnDef::new("changed_by").uuid().not_null())
                    .col(ColumnDef::new("changed_at").timestamp_with_time_zone().not_null())
                    .col(ColumnDef::new("place").string_len(200).not_null())
                    .col(ColumnDef::new("starts_at").timestamp_with_time_zone().not_null())
                    .col(ColumnDef::new("modules").text().not_null())
                    .col(ColumnDef::new("audience").text().not_null())
                    .foreign_key(
                        ForeignKey::create()
                            .from("session_change", "session_id")
                            .to("training_session", "id"),
                    )
                    .foreign_key(ForeignKey::create().from("session_change", "changed_by").to("person", "id"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create()
                    .name("session_change_by_session_id")
                    .table("session_change")
                    .col("session_id")
                    .to_owned(),
            )
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("session_change").to_owned()).await?;
        for (name, _) in columns().into_iter().rev() {
            manager
                .alter_table(Table::alter().table("training_session").drop_column(name).to_owned())
                .await?;
        }
        Ok(())
    }
}
