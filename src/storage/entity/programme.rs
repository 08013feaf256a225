//! Which modules a programme requires, and who issues its certificates.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "programme")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    pub title: String,
    #[sea_orm(column_type = "Text")]
    pub requires: String,
    pub issuer_unit: Option<String>,
    pub issuer_title: Option<String>,
    pub issuer_name: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
