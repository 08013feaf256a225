//! A planned share of certified members; one without a share takes the plan back.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "figure_target")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub unit_id: Uuid,
    pub percent: Option<i32>,
    pub due_on: Option<Date>,
    pub set_by: Uuid,
    pub set_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
