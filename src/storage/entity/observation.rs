//! Derived: how an act that is not done alone yet went the last time a trainer saw it.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "observation")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub member_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub module_id: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub item_id: String,
    pub outcome: String,
    pub observer_id: Uuid,
    pub observed_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
