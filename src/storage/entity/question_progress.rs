//! Derived: a member and one question of a lesson.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "question_progress")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub member_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub module_id: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub question_id: String,
    pub lesson_id: String,
    pub first_right: bool,
    pub last_choices: String,
    pub last_right: bool,
    pub answers: i32,
    pub last_at: DateTimeUtc,
    pub first_version: String,
    pub module_version: String,
}

impl ActiveModelBehavior for ActiveModel {}
