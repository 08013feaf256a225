//! What was seen of a person in a taught evening; names the ledger event.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "session_act")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub session_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub person_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub module_id: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub item_id: String,
    pub outcome: String,
    pub trainer_id: Uuid,
    pub seen_at: DateTimeUtc,
    pub event_id: Uuid,
}

impl ActiveModelBehavior for ActiveModel {}
