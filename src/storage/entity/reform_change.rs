//! A row that a reform changed, with what it was before.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "reform_change")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub reform_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub number: i32,
    pub what: String,
    pub row_id: Uuid,
    pub old_unit: Option<Uuid>,
    pub new_unit: Option<Uuid>,
    #[sea_orm(column_type = "Text", nullable)]
    pub old_text: Option<String>,
    #[sea_orm(column_type = "Text", nullable)]
    pub new_text: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
