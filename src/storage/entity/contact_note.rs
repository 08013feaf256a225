//! That a trainer spoke to a member; no words about the person.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "contact_note")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub member_id: Uuid,
    pub actor_id: Uuid,
    pub kind: String,
    pub at: DateTimeUtc,
    pub until: Date,
}

impl ActiveModelBehavior for ActiveModel {}
