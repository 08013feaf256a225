//! The words on the certificates of a programme: a version, of which only the coming into force is written later.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "certificate_template")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub programme_id: String,
    pub version: i32,
    pub heading: String,
    pub programme_words: String,
    pub module_words: String,
    pub teaching_words: String,
    pub issuer_unit: String,
    pub signer_title: String,
    pub signer_name: String,
    pub place: String,
    pub created_at: DateTimeUtc,
    pub created_by: Uuid,
    pub in_force_from: Option<DateTimeUtc>,
    pub in_force_by: Option<Uuid>,
}

impl ActiveModelBehavior for ActiveModel {}
