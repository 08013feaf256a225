//! Derived: communes whose counters are not yet in the sums above them, and which of them are to be counted anew.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "rollup_due")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub unit_id: Uuid,
    pub recount: bool,
}

impl ActiveModelBehavior for ActiveModel {}
