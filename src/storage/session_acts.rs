//! What trainers see in a training session: signed off, or kept as an observation; of one person or of many at once.
//!
//! All or nothing: one act, module or person that is not allowed refuses everything. Does not own: the sign-off itself
//! ([`crate::learning`]).

use crate::connect::Store;
use crate::entity::{session_act, session_person, sign_off};
use crate::error::{Result, StorageError};
use crate::learning::{Doer, Seen, may_record};
use crate::ledger::{Recorded, record};
use crate::people::place_within;
use crate::progress::progress_in;
use crate::sessions::{attend, open_session};
use crate::slug;
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect, Set,
};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use tungngo_domain::access::Scope;
use tungngo_domain::content::{Catalogue, Module};
use tungngo_domain::ids::{EventId, PersonId, SessionId, Slug};
use tungngo_domain::ledger::{Happening, form_event_id};
use tungngo_domain::session::{Note, Outcome};
use tungngo_domain::time::Instant;
use uuid::Uuid;

/// What was seen of a person in a session, the latest of each act.
#[derive(Debug, Clone)]
pub struct Act {
    /// Of whom.
    pub person: PersonId,
    /// The module.
    pub module: Slug,
    /// The act.
    pub item: Slug,
    /// How it went.
    pub outcome: Outcome,
    /// Who saw it.
    pub trainer: PersonId,
    /// When it was recorded.
    pub at: Instant,
    /// Whether the sign-off was taken back since.
    pub revoked: bool,
}

/// What a trainer marks of one person in one module.
#[derive(Debug, Clone)]
pub struct Marked<'a> {
    /// Who.
    pub member: PersonId,
    /// The module, as the member's province has it.
    pub module: &'a Module,
    /// How each act went.
    pub seen: BTreeMap<Slug, Outcome>,
}

/// What one form of the run sheet says.
#[derive(Debug, Clone)]
pub struct Watched<'a> {
    /// In which session.
    pub session: SessionId,
    /// Who was seen, and how it went.
    pub marked: &'a [Marked<'a>],
    /// Who is there, as the form says, and whether they were invited.
    pub arriving: &'a [(PersonId, bool)],
    /// What is noted of a person's evening.
    pub notes: Option<(PersonId, BTreeSet<Note>)>,
    /// The form's hidden id: the same form sent twice counts once.
    pub form: Uuid,
}

impl Store {
    /// Records what a trainer saw, of one person or of many: what was done alone is signed off, the rest kept as an
    /// observation. All or nothing: one act, module or person that is not allowed refuses everything.
    pub async fn record_seen(
        &self,
        scope: &Scope,
        doer: Doer,
        catalogue: &Catalogue,
        watched: Watched<'_>,
        random: &mut dyn FnMut() -> u8,
    ) -> Result<()> {
        // One order for everybody, so that two trainers never wait for each other.
        let mut marked: Vec<&Marked<'_>> = watched.marked.iter().collect();
        marked.sort_by_key(|one| one.member);
        let form = watched.form;
        self.write(async |txn| {
            let session = open_session(txn, scope, watched.session).await?;
            for (person, invited) in watched.arriving {
                attend(txn, scope, session.id, *person, *invited, true, doer.now).await?;
            }
            for one in &marked {
                if !session.modules.contains(&one.module.id) {
                    return Err(StorageError::NotFound);
                }
                may_record(txn, scope, doer, one.member, one.module, one.seen.keys()).await?;
                let there = session_person::Entity::find_by_id((session.id.0, one.member.0)).one(txn).await?;
                if !there.is_some_and(|row| row.present) {
                    return Err(StorageError::Refused("only who is there is signed off"));
                }
                self.record_one(txn, scope, doer, catalogue, session.id, one, form, random).await?;
            }
            if let Some((person, notes)) = &watched.notes {
                place_within(txn, scope, *person).await?;
                session_person::Entity::update_many()
                    .set(session_person::ActiveModel { notes: Set(Note::join(notes)), ..Default::default() })
                    .filter(session_person::Column::SessionId.eq(session.id.0))
                    .filter(session_person::Column::PersonId.eq(person.0))
                    .exec(txn)
                    .await?;
            }
            Ok(())
        })
        .await
    }

    #[allow(clippy::too_many_arguments)]
    async fn record_one(
        &self,
        txn: &impl ConnectionTrait,
        scope: &Scope,
        doer: Doer,
        catalogue: &Catalogue,
        session: SessionId,
        one: &Marked<'_>,
        form: Uuid,
        random: &mut dyn FnMut() -> u8,
    ) -> Result<()> {
        let before: HashMap<String, session_act::Model> = session_act::Entity::find()
            .filter(session_act::Column::SessionId.eq(session.0))
            .filter(session_act::Column::PersonId.eq(one.member.0))
            .filter(session_act::Column::ModuleId.eq(one.module.id.as_str()))
            .all(txn)
            .await?
            .into_iter()
            .map(|row| (row.item_id.clone(), row))
            .collect();
        let alone: BTreeSet<Slug> = one
            .seen
            .iter()
            .filter(|(_, how)| **how == Outcome::Alone)
            .map(|(item, _)| item.clone())
            .collect();
        if !alone.is_empty() {
            let seen = Seen { member: one.member, module: one.module, items: &alone, form };
            self.sign_off_in(txn, scope, doer, catalogue, seen, random).await?;
        }
        let progress = progress_in(txn, one.member, &one.module.id).await?;
        let standing = |item: &Slug| {
            let mine =
                progress.sign_offs.iter().filter(|(_, one)| one.item == *item && one.revoked_at.is_none());
            mine.max_by_key(|(_, one)| one.at).map(|(id, _)| *id)
        };
        for (item, outcome) in &one.seen {
            let old = before.get(item.as_str());
            let event = if *outcome == Outcome::Alone {
                let Some(event) = standing(item) else { continue };
                if old.is_some_and(|old| old.event_id == event.0) {
                    continue;
                }
                event
            } else {
                let signed_here = old.is_some_and(|old| {
                    old.outcome == Outcome::Alone.code() && standing(item) == Some(EventId(old.event_id))
                });
                // Saying the same once more says nothing new; a sign-off is undone only by taking it back.
                if signed_here || old.is_some_and(|old| old.outcome == outcome.code()) {
                    continue;
                }
                let content = [&one.member.to_string(), "/", item.as_str(), "/", outcome.code()].concat();
                let id = form_event_id(doer.person, form, &content);
                let what = Happening::Observed { item: item.clone(), outcome: *outcome };
                let event = doer.event(id, one.member, one.module, what);
                if record(txn, &[event]).await? == Recorded::Duplicate {
                    continue;
                }
                id
            };
            let row = session_act::Model {
                session_id: session.0,
                person_id: one.member.0,
                module_id: one.module.id.to_string(),
                item_id: item.to_string(),
                outcome: outcome.code().to_owned(),
                trainer_id: doer.person.0,
                seen_at: doer.now,
                event_id: event.0,
            };
            use session_act::Column::{
                EventId as Event, ItemId, ModuleId, Outcome as How, PersonId as Who, SeenAt, SessionId as Of,
                TrainerId,
            };
            session_act::Entity::insert(row.into_active_model())
                .on_conflict(
                    OnConflict::columns([Of, Who, ModuleId, ItemId])
                        .update_columns([How, TrainerId, SeenAt, Event])
                        .to_owned(),
                )
                .exec_without_returning(txn)
                .await?;
        }
        Ok(())
    }

    /// What was seen in a session, of these people.
    pub async fn session_acts(&self, session: SessionId, people: &[PersonId]) -> Result<Vec<Act>> {
        let people: BTreeSet<Uuid> = people.iter().map(|person| person.0).collect();
        let rows = session_act::Entity::find()
            .filter(session_act::Column::SessionId.eq(session.0))
            .order_by_asc(session_act::Column::SeenAt)
            .order_by_asc(session_act::Column::ItemId)
            .all(self.reader())
            .await?;
        let mut revoked = BTreeSet::new();
        for chunk in rows.chunks(crate::BATCH_ROWS) {
            let ids: Vec<Uuid> = sign_off::Entity::find()
                .filter(sign_off::Column::Id.is_in(chunk.iter().map(|row| row.event_id)))
                .filter(sign_off::Column::RevokedAt.is_not_null())
                .select_only()
                .column(sign_off::Column::Id)
                .into_tuple()
                .all(self.reader())
                .await?;
            revoked.extend(ids);
        }
        rows.into_iter()
            .filter(|row| people.contains(&row.person_id))
            .map(|row| {
                Ok(Act {
                    person: PersonId(row.person_id),
                    module: slug(&row.module_id)?,
                    item: slug(&row.item_id)?,
                    outcome: Outcome::from_code(&row.outcome)
                        .ok_or_else(|| StorageError::Corrupt(row.outcome.clone()))?,
                    trainer: PersonId(row.trainer_id),
                    at: row.seen_at,
                    revoked: revoked.contains(&row.event_id),
                })
            })
            .collect()
    }
}
