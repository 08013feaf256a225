//! A member who was counted in a frozen month: where, and what the ledger does not hold.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "freeze_member")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub freeze_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub team_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub member_id: Uuid,
    pub part_id: Uuid,
    pub role: String,
    pub birth_decade: Option<i32>,
    pub reachable: bool,
    pub no_device: bool,
}

impl ActiveModelBehavior for ActiveModel {}
