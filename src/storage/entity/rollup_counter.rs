//! Derived: how many members or teams of a unit reached something in a module.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "rollup_counter")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub unit_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub part: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub module_id: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub metric: String,
    pub n: i64,
    /// Of a commune: what of `n` stands in the sums of its province and of the nation. Differs from `n` only while the
    /// commune is due.
    pub summed: i64,
}

impl ActiveModelBehavior for ActiveModel {}
