//! A village that such a file adds.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "roster_import_unit")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub import_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub unit_id: Uuid,
    pub parent_id: Uuid,
    pub name: String,
    pub name_key: String,
    pub sort_key: Vec<u8>,
}

impl ActiveModelBehavior for ActiveModel {}
