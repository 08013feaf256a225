//! One step taken with a request for help; never changed.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "help_step")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub request_id: Uuid,
    pub number: i32,
    pub actor_id: Uuid,
    pub kind: String,
    pub at: DateTimeUtc,
    pub body: String,
}

impl ActiveModelBehavior for ActiveModel {}
