//! What happened, in the order of receipt.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "ledger_event")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub seq: i64,
    pub id: Uuid,
    pub member_id: Uuid,
    pub actor_id: Uuid,
    pub module_id: Option<String>,
    pub module_version: Option<String>,
    pub kind: String,
    #[sea_orm(column_type = "Text")]
    pub body: String,
    pub source: String,
    pub login_id: Option<Uuid>,
    pub happened: DateTimeUtc,
    pub clamped: bool,
    pub received: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
