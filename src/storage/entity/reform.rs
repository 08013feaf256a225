//! A reform of the map: its file, what it was found to touch, and when it was applied and taken back.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "reform")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub name: String,
    pub day: Date,
    #[sea_orm(column_type = "Text")]
    pub file: String,
    #[sea_orm(column_type = "Text")]
    pub report: String,
    pub created_at: DateTimeUtc,
    pub created_by: Option<Uuid>,
    pub applied_at: Option<DateTimeUtc>,
    pub applied_by: Option<Uuid>,
    pub reversed_at: Option<DateTimeUtc>,
    pub reversed_by: Option<Uuid>,
}

impl ActiveModelBehavior for ActiveModel {}
