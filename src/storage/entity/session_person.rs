//! Who was invited to a taught evening or came; all of them once it is closed.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "session_person")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub session_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub person_id: Uuid,
    pub team_id: Uuid,
    pub invited: bool,
    pub present: bool,
    pub notes: String,
    /// When it was noted that they came or did not; not known of what was noted before this was kept.
    pub marked_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
