//! Programmes, the unit each is of (none for the nation), and who issues their certificates.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "programme")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    pub title: String,
    pub issuer_unit: Option<String>,
    pub issuer_title: Option<String>,
    pub issuer_name: Option<String>,
    pub unit_id: Option<Uuid>,
}

impl ActiveModelBehavior for ActiveModel {}
