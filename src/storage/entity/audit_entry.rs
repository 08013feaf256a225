//! Who did what to whom, when and from where.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "audit_entry")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub seq: i64,
    pub at: DateTimeUtc,
    pub actor_id: Option<Uuid>,
    pub action: String,
    pub target_kind: Option<String>,
    pub target_id: Option<String>,
    pub unit_id: Option<Uuid>,
    pub address: Option<String>,
    #[sea_orm(column_type = "Text")]
    pub detail: String,
    pub previous_hash: String,
    pub hash: String,
}

impl ActiveModelBehavior for ActiveModel {}
