//! When it was last noted of somebody that they came or did not: who was marked together can be unmarked together.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut column = ColumnDef::new("marked_at").timestamp_with_time_zone().to_owned();
        manager.alter_table(Table::alter().table("session_person").add_column(&mut column).to_owned()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.alter_table(Table::alter().table("session_person").drop_column("marked_at").to_owned()).await
    }
}
