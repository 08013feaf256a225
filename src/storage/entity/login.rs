//! A signed-in browser.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "login")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub person_id: Uuid,
    pub door: String,
    pub level: String,
    pub shared: bool,
    pub device: String,
    pub created_at: DateTimeUtc,
    pub last_seen_at: DateTimeUtc,
    pub expires_at: DateTimeUtc,
    pub second_factor_at: Option<DateTimeUtc>,
    pub ended_at: Option<DateTimeUtc>,
    pub opened_by: Option<Uuid>,
    pub returns_to: Option<Uuid>,
}

impl ActiveModelBehavior for ActiveModel {}
