//! In which unit a closed one went on; one row a pair.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "unit_succession")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub old_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub new_id: Uuid,
    pub relation: String,
    pub is_default: bool,
    pub reform_id: Uuid,
}

impl ActiveModelBehavior for ActiveModel {}
