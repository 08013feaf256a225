//! A picture or recording of the courses, by the hash of its content.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "asset")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub hash: String,
    pub mime: String,
    pub bytes: Vec<u8>,
}

impl ActiveModelBehavior for ActiveModel {}
