//! A taught evening.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "training_session")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub unit_id: Uuid,
    pub trainer_id: Uuid,
    pub place: String,
    pub starts_at: DateTimeUtc,
    #[sea_orm(column_type = "Text")]
    pub modules: String,
    #[sea_orm(column_type = "Text")]
    pub audience: String,
    pub created_at: DateTimeUtc,
    pub closed_at: Option<DateTimeUtc>,
    pub closed_by: Option<Uuid>,
    pub cancelled_at: Option<DateTimeUtc>,
    pub cancelled_by: Option<Uuid>,
    pub cancelled_why: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
