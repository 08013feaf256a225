//! A month of a unit whose figures stand still, and what was done with it.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "month_freeze")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub unit_id: Uuid,
    pub unit_name: String,
    pub month: Date,
    pub version: i32,
    pub state: String,
    pub run: Uuid,
    pub beat_at: DateTimeUtc,
    pub members: i64,
    pub cutoff: DateTimeUtc,
    pub events_to: i64,
    #[sea_orm(column_type = "Text")]
    pub requires: String,
    pub digest: String,
    pub frozen_by: Option<Uuid>,
    pub frozen_at: Option<DateTimeUtc>,
    pub signed_by: Option<Uuid>,
    pub signed_at: Option<DateTimeUtc>,
    pub reopened_by: Option<Uuid>,
    pub reopened_at: Option<DateTimeUtc>,
    #[sea_orm(column_type = "Text", nullable)]
    pub reopen_reason: Option<String>,
    pub checking_at: Option<DateTimeUtc>,
    #[sea_orm(column_type = "Text", nullable)]
    pub checked: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
