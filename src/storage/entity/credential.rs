//! What a person knows; hashes only, and useless without the key file.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "credential")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub person_id: Uuid,
    #[sea_orm(column_type = "Text", nullable)]
    pub pin_hash: Option<String>,
    #[sea_orm(column_type = "Text", nullable)]
    pub first_pin_hash: Option<String>,
    pub first_pin_until: Option<DateTimeUtc>,
    pub account: Option<String>,
    #[sea_orm(column_type = "Text", nullable)]
    pub passphrase_hash: Option<String>,
    pub totp_salt: Option<String>,
    pub totp_confirmed_at: Option<DateTimeUtc>,
    pub totp_last_step: Option<i64>,
}

impl ActiveModelBehavior for ActiveModel {}
