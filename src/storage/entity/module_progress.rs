//! Derived: a member and one module.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "module_progress")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub member_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub module_id: String,
    pub started_at: Option<DateTimeUtc>,
    pub last_at: Option<DateTimeUtc>,
    pub lessons_finished: i32,
    pub knows_at: Option<DateTimeUtc>,
    pub does_at: Option<DateTimeUtc>,
    pub teaches_at: Option<DateTimeUtc>,
    pub certified_until: Option<Date>,
}

impl ActiveModelBehavior for ActiveModel {}
