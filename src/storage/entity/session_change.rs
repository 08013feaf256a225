//! The plan of a taught evening as it was before a change of it.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "session_change")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub session_id: Uuid,
    pub changed_by: Uuid,
    pub changed_at: DateTimeUtc,
    pub place: String,
    pub starts_at: DateTimeUtc,
    #[sea_orm(column_type = "Text")]
    pub modules: String,
    #[sea_orm(column_type = "Text")]
    pub audience: String,
}

impl ActiveModelBehavior for ActiveModel {}
