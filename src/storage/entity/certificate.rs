//! An issued certificate: what was true on its day.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "certificate")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub code: String,
    pub name_key_secret: String,
    pub number: String,
    pub member_id: Uuid,
    pub subject_kind: String,
    pub subject_id: String,
    pub subject_title: String,
    pub cycle: i32,
    pub content_version: String,
    pub holder_name: String,
    pub holder_line: String,
    pub commune_id: Option<Uuid>,
    pub unit_line: String,
    pub place: String,
    pub knows_on: Option<Date>,
    pub does_on: Option<Date>,
    pub teaches_on: Option<Date>,
    pub signers: String,
    pub issuer_unit: Option<String>,
    pub issuer_title: Option<String>,
    pub issuer_name: Option<String>,
    pub lit_houses: String,
    pub issued_at: DateTimeUtc,
    pub valid_until: Option<Date>,
    pub revoked_at: Option<DateTimeUtc>,
    pub revoked_by: Option<Uuid>,
    #[sea_orm(column_type = "Text", nullable)]
    pub revoke_reason: Option<String>,
    pub replaces_id: Option<Uuid>,
    pub replaces_number: Option<String>,
    pub replaced_at: Option<DateTimeUtc>,
    pub first_issued_at: Option<DateTimeUtc>,
    pub issued_by: Option<Uuid>,
    pub template_id: Option<Uuid>,
    #[sea_orm(column_type = "Text", nullable)]
    pub revoke_note: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
