//! Derived: one try at a certifying test, with its draw.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "attempt")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub member_id: Uuid,
    pub module_id: String,
    pub module_version: String,
    #[sea_orm(column_type = "Text")]
    pub draw: String,
    pub opened_at: DateTimeUtc,
    pub closed_at: Option<DateTimeUtc>,
    pub right_answers: Option<i32>,
    pub questions: Option<i32>,
    pub needed: Option<i32>,
}

impl ActiveModelBehavior for ActiveModel {}
