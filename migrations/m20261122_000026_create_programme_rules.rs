//! What programmes ask for, by the day from which they do, and the unit a programme is of.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::Statement;
use sea_orm_migration::sea_orm::prelude::{ChronoDate, ChronoDateTimeUtc, Uuid};

#[derive(DeriveMigrationName)]
pub struct Migration;

/// The first rule of a programme counts from the beginning. Its id is that of nobody else: there is one programme yet.
const KEEP: &str = "INSERT INTO programme_rule (id, programme_id, version, from_day, requires, audience, roles, made_at, \
                    adopted_at, swept_at) SELECT $1, id, 1, $2, requires, 'members', 'leader,deputy,member', $3, $3, \
                    $3 FROM programme";
const BACK: &str = "UPDATE programme SET requires = COALESCE((SELECT r.requires FROM programme_rule r WHERE \
                    r.programme_id = programme.id AND r.adopted_at IS NOT NULL ORDER BY r.version DESC LIMIT 1), '[]')";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("programme_rule")
                    .col(ColumnDef::new("id").uuid().not_null().primary_key())
                    .col(ColumnDef::new("programme_id").string().not_null())
                    .col(ColumnDef::new("version").integer().not_null())
                    .col(ColumnDef::new("from_day").date().not_null())
                    .col(ColumnDef::new("requires").text().not_null())
                    .col(ColumnDef::new("valid_for_months").integer())
                    .col(ColumnDef::new("audience").string().not_null())
                    .col(ColumnDef::new("roles").string().not_null())
                    .col(ColumnDef::new("made_by").uuid())
                    .col(ColumnDef::new("made_at").timestamp_with_time_zone().not_null())
                    .col(ColumnDef::new("adopted_by").uuid())
                    .col(ColumnDef::new("adopted_at").timestamp_with_time_zone())
                    .col(ColumnDef::new("withdrawn_at").timestamp_with_time_zone())
                    .col(ColumnDef::new("swept_to").uuid())
                    .col(ColumnDef::new("swept_at").timestamp_with_time_zone())
                    .foreign_key(
                        ForeignKey::create().from("programme_rule", "programme_id").to("programme", "id"),
                    )
                    .foreign_key(ForeignKey::create().from("programme_rule", "made_by").to("person", "id"))
                    .foreign_key(ForeignKey::create().from("programme_rule", "adopted_by").to("person", "id"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create()
                    .unique()
                    .name("programme_rule_by_version")
                    .table("programme_rule")
                    .col("programme_id")
                    .col("version")
                    .to_owned(),
            )
            .await?;
        let db = manager.get_connection();
        let (first, now) =
            (ChronoDate::from_ymd_opt(1, 1, 1), ChronoDateTimeUtc::from(std::time::SystemTime::now()));
        let values = [Uuid::now_v7().into(), first.into(), now.into()];
        db.execute_raw(Statement::from_sql_and_values(manager.get_database_backend(), KEEP, values)).await?;
        let alter = Table::alter().table("programme").drop_column("requires").to_owned();
        manager.alter_table(alter).await?;
        let unit = ColumnDef::new("unit_id").uuid().to_owned();
        manager.alter_table(Table::alter().table("programme").add_column(unit).to_owned()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let requires = ColumnDef::new("requires").text().not_null().default("[]").to_owned();
        manager.alter_table(Table::alter().table("programme").add_column(requires).to_owned()).await?;
        manager.get_connection().execute_unprepared(BACK).await?;
        let alter = Table::alter().table("programme").drop_column("unit_id").to_owned();
        manager.alter_table(alter).await?;
        manager.drop_table(Table::drop().table("programme_rule").to_owned()).await
    }
}
