//! A token with which a program reads figures.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "api_token")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub name: String,
    pub owner_id: Uuid,
    pub unit_id: Uuid,
    pub lists: bool,
    pub secret_hash: String,
    pub made_at: DateTimeUtc,
    pub until: DateTimeUtc,
    pub ended_at: Option<DateTimeUtc>,
    pub used_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
