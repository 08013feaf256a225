//! Derived: where a present member of a team is, over all modules.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "member_stage")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub member_id: Uuid,
    pub team_id: Uuid,
    pub stage: String,
    pub since: Date,
    pub module_id: Option<String>,
    pub failed: i32,
    pub certified_until: Option<Date>,
    pub aside_until: Option<Date>,
}

impl ActiveModelBehavior for ActiveModel {}
