//! What a learner is stuck at: the place with its words as they were, and how it stands.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "help_request")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub member_id: Uuid,
    pub team_id: Uuid,
    pub module_id: String,
    pub lesson_id: Option<String>,
    pub question_key: Option<String>,
    pub place: String,
    pub stem: String,
    pub kind: String,
    pub body: String,
    pub asked_at: DateTimeUtc,
    pub open_since: DateTimeUtc,
    pub passed_at: Option<DateTimeUtc>,
    pub answer: Option<String>,
    pub answered_by: Option<Uuid>,
    pub answered_at: Option<DateTimeUtc>,
    pub cleared_at: Option<DateTimeUtc>,
    pub steps: i32,
}

impl ActiveModelBehavior for ActiveModel {}
