//! Answers keyed for a sheet that had others already, kept aside.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "paper_refusal")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub sheet_id: Uuid,
    pub keyed_by: Uuid,
    pub keyed_at: DateTimeUtc,
    #[sea_orm(column_type = "Text")]
    pub answers: String,
}

impl ActiveModelBehavior for ActiveModel {}
