//! That a trainer called or met a member: a kind and a day, never words about the person (D4).
//!
//! Owns: `contact_note`. The row is set aside on the list of whom to meet until the day that was agreed on.

use crate::audit;
use crate::connect::Store;
use crate::entity::{contact_note, person};
use crate::error::{Result, StorageError};
use crate::people::{lock_member, place_within};
use crate::stages::refresh;
use chrono::NaiveDate;
use sea_orm::{ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect};
use tungngo_domain::access::Scope;
use tungngo_domain::ids::{PersonId, UnitId};
use tungngo_domain::time::Instant;
use uuid::Uuid;

/// What was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ContactKind {
    /// Called.
    Called,
    /// Met.
    Met,
    /// A day was agreed on.
    Agreed,
}

impl ContactKind {
    /// All kinds.
    pub const ALL: [Self; 3] = [Self::Called, Self::Met, Self::Agreed];

    /// How forms and the database write it.
    pub fn code(self) -> &'static str {
        match self {
            Self::Called => "called",
            Self::Met => "met",
            Self::Agreed => "agreed",
        }
    }

    /// Reads [`Self::code`].
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

/// A note as read back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContactNote {
    /// What was done.
    pub kind: ContactKind,
    /// When.
    pub at: Instant,
    /// Until when the member is left in peace.
    pub until: NaiveDate,
    /// By whom.
    pub actor_name: String,
}

/// A note to be made.
#[derive(Debug, Clone, Copy)]
pub struct NewContact {
    /// Of the form: sent twice, it is one note.
    pub id: Uuid,
    /// About whom.
    pub member: PersonId,
    /// What was done.
    pub kind: ContactKind,
    /// Until when to leave them in peace.
    pub until: NaiveDate,
}

impl Store {
    /// Notes that a trainer spoke to a member within reach.
    pub async fn note_contact(&self, scope: &Scope, new: NewContact, now: Instant) -> Result<()> {
        self.write(async |txn| {
            lock_member(txn, new.member).await?;
            let place = place_within(txn, scope, new.member).await?;
            let row = contact_note::Model {
                id: new.id,
                member_id: new.member.0,
                actor_id: scope.actor().0,
                kind: new.kind.code().to_owned(),
                at: now,
                until: new.until,
            };
            let inserted = contact_note::Entity::insert(row.into_active_model())
                .on_conflict_do_nothing_on([contact_note::Column::Id])
                .exec_without_returning(txn)
                .await?;
            let sea_orm::TryInsertResult::Inserted(1..) = inserted else { return Ok(()) };
            refresh(txn, new.member).await?;
            let entry = audit::Entry {
                actor: Some(scope.actor()),
                action: "member-contacted",
                target: Some(("person", new.member.to_string())),
                unit: Some(UnitId(place.team_id)),
                detail: new.kind.code().to_owned(),
                ..audit::Entry::default()
            };
            audit::write(txn, entry, now).await
        })
        .await
    }

    /// The latest notes of a member, newest first. Unscoped: for members found through the scope.
    pub async fn contacts(&self, member: PersonId) -> Result<Vec<ContactNote>> {
        let rows = contact_note::Entity::find()
            .filter(contact_note::Column::MemberId.eq(member.0))
            .order_by_desc(contact_note::Column::At)
            .order_by_desc(contact_note::Column::Id)
            .limit(10)
            .all(self.reader())
            .await?;
        let people = person::Entity::find()
            .filter(person::Column::Id.is_in(rows.iter().map(|row| row.actor_id)))
            .all(self.reader())
            .await?;
        let name = |id: Uuid| people.iter().find(|one| one.id == id).map(|one| one.full_name.clone());
        rows.into_iter()
            .map(|row| {
                Ok(ContactNote {
                    kind: ContactKind::from_code(&row.kind)
                        .ok_or_else(|| StorageError::Corrupt(row.kind.clone()))?,
                    at: row.at,
                    until: row.until,
                    actor_name: name(row.actor_id).unwrap_or_default(),
                })
            })
            .collect()
    }
}
