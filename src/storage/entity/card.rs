//! A login card; its secret is kept hashed.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "card")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub person_id: Uuid,
    pub secret_hash: String,
    pub serial: String,
    pub created_at: DateTimeUtc,
    pub replaced_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
