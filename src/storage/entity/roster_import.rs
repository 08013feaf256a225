//! A file with a roster, and what became of it.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "roster_import")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub unit_id: Uuid,
    pub created_by: Option<Uuid>,
    pub created_at: DateTimeUtc,
    pub beat_at: DateTimeUtc,
    pub file_name: String,
    pub state: String,
    #[sea_orm(column_type = "Text")]
    pub problem: String,
    #[sea_orm(column_type = "Text")]
    pub understood: String,
    pub lines: i64,
    pub new_rows: i64,
    pub changed_rows: i64,
    pub same_rows: i64,
    pub refused_rows: i64,
    pub aside_rows: i64,
    pub carried_rows: i64,
    pub absent: i64,
    pub new_units: i64,
    pub applied_at: Option<DateTimeUtc>,
    pub applied_by: Option<Uuid>,
    pub undone_at: Option<DateTimeUtc>,
    pub undone_by: Option<Uuid>,
}

impl ActiveModelBehavior for ActiveModel {}
