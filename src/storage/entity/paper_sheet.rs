//! A test printed for one person.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "paper_sheet")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub code: String,
    pub attempt_id: Uuid,
    pub member_id: Uuid,
    pub module_id: String,
    pub session_id: Option<Uuid>,
    pub printed_by: Uuid,
    pub printed_at: DateTimeUtc,
    pub keyed_by: Option<Uuid>,
    pub keyed_at: Option<DateTimeUtc>,
    #[sea_orm(column_type = "Text", nullable)]
    pub answers: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
