//! What an officer does to certificates: one that replaces another, one that is continued, why one was revoked.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

/// The columns, all empty for what was issued before.
fn columns() -> [(&'static str, ColumnDef); 7] {
    let column = |name: &'static str| ColumnDef::new(name);
    [
        // The one it replaces, and that one's number as printed.
        ("replaces_id", column("replaces_id").uuid().to_owned()),
        ("replaces_number", column("replaces_number").string_len(24).to_owned()),
        // When another took its place.
        ("replaced_at", column("replaced_at").timestamp_with_time_zone().to_owned()),
        // When the first of those it replaces was issued.
        ("first_issued_at", column("first_issued_at").timestamp_with_time_zone().to_owned()),
        // The officer who had it issued; none where it followed from the record by itself.
        ("issued_by", column("issued_by").uuid().to_owned()),
        // The words it was issued with; none for those of the program.
        ("template_id", column("template_id").uuid().to_owned()),
        // What was noted of a revocation, for the office alone.
        ("revoke_note", column("revoke_note").text().to_owned()),
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
                .alter_table(Table::alter().table("certificate").add_column(&mut column).to_owned())
                .await?;
        }
        manager
            .create_index(
                Index::create()
                    .unique()
                    .name("one_certificate_replaces_another")
                    .table("certificate")
                    .col("replaces_id")
                    .to_owned(),
            )
            .await?;
        // Those that end soon are asked for by their end.
        manager
            .create_index(
                Index::create()
                    .name("certificate_by_valid_until_id")
                    .table("certificate")
                    .col("valid_until")
                    .col("id")
                    .to_owned(),
            )
            .await?;
        manager
            .get_connection()
            .execute_unprepared(
                "CREATE INDEX revoked_certificates ON certificate (id) WHERE revoked_at IS NOT NULL",
            )
            .await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for index in
            ["revoked_certificates", "certificate_by_valid_until_id", "one_certificate_replaces_another"]
        {
            manager.drop_index(Index::drop().name(index).table("certificate").to_owned()).await?;
        }
        for (name, _) in columns().into_iter().rev() {
            manager.alter_table(Table::alter().table("certificate").drop_column(name).to_owned()).await?;
        }
        Ok(())
    }
}
