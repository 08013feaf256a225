//! A person's time in a team; the present one has no end.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "membership")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub person_id: Uuid,
    pub team_id: Uuid,
    pub role: String,
    pub body: Option<String>,
    pub joined_on: Date,
    pub left_on: Option<Date>,
    pub ended_why: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
