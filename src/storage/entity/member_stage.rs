//! Derived: where a present member of a team is, over all modules, and what is counted of them.

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
    pub certified_on: Option<Date>,
    pub certified_until: Option<Date>,
    pub aside_until: Option<Date>,
    pub role: String,
    pub birth_decade: Option<i32>,
    pub reachable: bool,
    pub no_device: bool,
    pub borrowed: bool,
    pub paper: bool,
    pub started_on: Option<Date>,
    pub knows: bool,
    pub does: bool,
    pub teaches: bool,
}

impl ActiveModelBehavior for ActiveModel {}
