//! What a programme asks for from a day on: drafted, adopted, perhaps withdrawn before its day.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "programme_rule")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub programme_id: String,
    pub version: i32,
    pub from_day: Date,
    #[sea_orm(column_type = "Text")]
    pub requires: String,
    pub valid_for_months: Option<i32>,
    pub audience: String,
    pub roles: String,
    pub made_by: Option<Uuid>,
    pub made_at: DateTimeUtc,
    pub adopted_by: Option<Uuid>,
    pub adopted_at: Option<DateTimeUtc>,
    pub withdrawn_at: Option<DateTimeUtc>,
    /// Up to whom certificates were issued after it came into force.
    pub swept_to: Option<Uuid>,
    pub swept_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
