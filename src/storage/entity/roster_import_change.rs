//! What a member had before a row changed it.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "roster_import_change")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub import_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub line: i32,
    pub old_name: String,
    pub old_name_key: String,
    pub old_sort_key: Vec<u8>,
    pub old_phone: Option<String>,
    pub old_door: Option<String>,
    pub old_birth_year: Option<i32>,
    pub old_role: String,
    pub old_body: Option<String>,
    pub old_address_form: String,
    pub old_device: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
