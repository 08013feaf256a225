//! A person with an account.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "person")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub full_name: String,
    pub name_key: String,
    pub sort_key: Vec<u8>,
    pub phone: Option<String>,
    pub phone_door: Option<String>,
    pub address_form: String,
    pub birth_year: Option<i32>,
    pub device: Option<String>,
    pub language: String,
    pub text_size: String,
    pub active: bool,
    pub consent_notice: Option<String>,
    pub consent_at: Option<DateTimeUtc>,
    pub created_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
