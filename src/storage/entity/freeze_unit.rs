//! A unit right below a frozen one, as it was called.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "freeze_unit")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub freeze_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub unit_id: Uuid,
    pub name: String,
}

impl ActiveModelBehavior for ActiveModel {}
