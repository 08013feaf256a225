//! What was given to a query of members to learn, and by when.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "assignment")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    #[sea_orm(column_type = "Text")]
    pub audience: String,
    pub due_on: Date,
    #[sea_orm(column_type = "Text")]
    pub message: String,
    pub created_by: Uuid,
    pub created_at: DateTimeUtc,
    pub ended_at: Option<DateTimeUtc>,
    pub withdrawn: bool,
}

impl ActiveModelBehavior for ActiveModel {}
