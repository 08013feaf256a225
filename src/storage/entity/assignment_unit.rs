//! A unit whose teams an assignment is for: a team, or the root of the trainer's reach.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "assignment_unit")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub unit_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub assignment_id: Uuid,
}

impl ActiveModelBehavior for ActiveModel {}
