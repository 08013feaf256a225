//! Wrong tries at one door.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "throttle")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub door: String,
    pub in_a_row: i32,
    pub today: i32,
    pub day_ends: Option<DateTimeUtc>,
    pub closed_until: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
