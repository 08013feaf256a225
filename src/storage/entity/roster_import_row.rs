//! A row of such a file, as it was understood and classified.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "roster_import_row")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub import_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub line: i32,
    pub class: String,
    pub reason: String,
    #[sea_orm(column_type = "Text")]
    pub detail: String,
    #[sea_orm(column_type = "Text")]
    pub changes: String,
    pub village: String,
    pub team_id: Option<Uuid>,
    pub person_id: Option<Uuid>,
    pub membership_id: Option<Uuid>,
    pub full_name: String,
    pub name_key: String,
    pub sort_key: Vec<u8>,
    pub phone: Option<String>,
    pub opens_door: bool,
    pub birth_year: Option<i32>,
    pub role: String,
    pub body: Option<String>,
    pub address_form: String,
    pub device: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
