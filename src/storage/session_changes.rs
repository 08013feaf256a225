//! A session's plan is changed, or the session is called off.
//!
//! A change touches the plan alone: who is there and what was seen stays, whatever the new query says. Every plan that
//! was left is kept, so that people can be told what is different. Only a session in which nothing happened is called
//! off; afterwards nothing of it changes. Does not own: planning, running and closing ([`crate::sessions`]).

use crate::connect::Store;
use crate::entity::{paper_sheet, session_act, session_change, session_person, training_session};
use crate::error::{Result, StorageError};
use crate::learning::Doer;
use crate::people::reaches_in;
use crate::sessions::{NewSession, keep_attendees, log, open_session, session_in};
use crate::slug;
use sea_orm::sea_query::{Expr, ExprTrait, Query};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, EntityTrait, IntoActiveModel, PaginatorTrait,
    QueryFilter, QueryOrder, QuerySelect, Set,
};
use std::collections::BTreeSet;
use tungngo_domain::access::Scope;
use tungngo_domain::audience::Audience;
use tungngo_domain::ids::{PersonId, SessionId, Slug};
use tungngo_domain::ledger::form_event_id;
use tungngo_domain::time::Instant;

/// A plan that a change left behind.
#[derive(Debug, Clone)]
pub struct EarlierPlan {
    /// Where it was to be.
    pub place: String,
    /// When it was to begin.
    pub starts_at: Instant,
    /// What it was to be about.
    pub modules: Vec<Slug>,
    /// Who was invited.
    pub audience: Audience,
    /// When it was changed.
    pub changed_at: Instant,
    /// By whom.
    pub changed_by: PersonId,
}

/// What became of a change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Changing {
    /// Changed, now or by the same form before.
    Done,
    /// The plan says that already.
    Same,
    /// Of these modules, which the new plan leaves out, something was recorded: nothing is changed.
    Recorded(Vec<Slug>),
}

/// What became of calling a session off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cancelling {
    /// Called off, now or before.
    Done,
    /// Somebody is there or something was recorded: it can only be closed.
    Begun,
}

impl Store {
    /// Gives an open session another plan; the same form sent twice changes it once. Units and teams that come new must
    /// be within reach.
    pub async fn change_session(
        &self,
        scope: &Scope,
        doer: Doer,
        id: SessionId,
        plan: &NewSession,
    ) -> Result<Changing> {
        let (modules, audience) =
            (serde_json::to_string(&plan.modules)?, serde_json::to_string(&plan.audience)?);
        let at = plan.starts_at.timestamp().to_string();
        let content = [&id.to_string(), &at, &plan.place, &modules, &audience].map(String::as_str).join("\n");
        let change = form_event_id(doer.person, plan.form, &content).0;
        self.write(async |txn| {
            let before = open_session(txn, scope, id).await?;
            if session_change::Entity::find_by_id(change).one(txn).await?.is_some() {
                return Ok(Changing::Done);
            }
            let mut units: BTreeSet<_> =
                plan.audience.teams.difference(&before.audience.teams).copied().collect();
            if plan.unit != before.unit {
                units.insert(plan.unit);
            }
            if !reaches_in(txn, scope, &units).await? {
                return Err(StorageError::NotFound);
            }
            let recorded = recorded_modules(txn, id).await?;
            let lost: Vec<Slug> =
                recorded.into_iter().filter(|module| !plan.modules.contains(module)).collect();
            if !lost.is_empty() {
                return Ok(Changing::Recorded(lost));
            }
            let same = (&before.place, before.starts_at, &before.modules, &before.audience)
                == (&plan.place, plan.starts_at, &plan.modules, &plan.audience);
            if same {
                return Ok(Changing::Same);
            }
            let left = session_change::Model {
                id: change,
                session_id: id.0,
                changed_by: doer.person.0,
                changed_at: doer.now,
                place: before.place,
                starts_at: before.starts_at,
                modules: serde_json::to_string(&before.modules)?,
                audience: serde_json::to_string(&before.audience)?,
            };
            session_change::Entity::insert(left.into_active_model()).exec_without_returning(txn).await?;
            let row = training_session::ActiveModel {
                id: Set(id.0),
                unit_id: Set(plan.unit.0),
                place: Set(plan.place.clone()),
                starts_at: Set(plan.starts_at),
                modules: Set(modules.clone()),
                audience: Set(audience.clone()),
                ..Default::default()
            };
            row.update(txn).await?;
            forget_blanks(txn, id).await?;
            log(txn, doer, "session-changed", id, plan.unit, String::new()).await?;
            Ok(Changing::Done)
        })
        .await
    }

    /// The plans that changes of a session left behind, the latest first. The session was found through the scope.
    pub async fn earlier_plans(&self, id: SessionId) -> Result<Vec<EarlierPlan>> {
        let rows = session_change::Entity::find()
            .filter(session_change::Column::SessionId.eq(id.0))
            .order_by_desc(session_change::Column::ChangedAt)
            .order_by_desc(session_change::Column::Id)
            .all(self.reader())
            .await?;
        rows.into_iter()
            .map(|row| {
                Ok(EarlierPlan {
                    place: row.place,
                    starts_at: row.starts_at,
                    modules: serde_json::from_str(&row.modules)?,
                    audience: serde_json::from_str(&row.audience)?,
                    changed_at: row.changed_at,
                    changed_by: PersonId(row.changed_by),
                })
            })
            .collect()
    }

    /// Whether a session can still be called off: nobody is there and nothing was recorded. It was found through the
    /// scope.
    pub async fn session_begun(&self, id: SessionId) -> Result<bool> {
        begun(self.reader(), id).await
    }

    /// Calls an open session off: who was invited is fixed, so that they can be told. Twice is once; a closed one has
    /// taken place.
    pub async fn cancel_session(
        &self,
        scope: &Scope,
        doer: Doer,
        id: SessionId,
        why: &str,
    ) -> Result<Cancelling> {
        let session = self.session(scope, id).await?;
        let attendees = self.attendees(scope, &session, doer.now).await?;
        self.write(async |txn| {
            let unit = match open_session(txn, scope, id).await {
                Err(StorageError::SessionClosed) if session_in(txn, scope, id).await?.cancelled.is_some() => {
                    return Ok(Cancelling::Done);
                }
                other => other?.unit,
            };
            if begun(txn, id).await? {
                return Ok(Cancelling::Begun);
            }
            if why.is_empty() {
                return Err(StorageError::Refused("nothing is called off without a reason"));
            }
            keep_attendees(txn, id, &attendees).await?;
            let row = training_session::ActiveModel {
                id: Set(id.0),
                cancelled_at: Set(Some(doer.now)),
                cancelled_by: Set(Some(doer.person.0)),
                cancelled_why: Set(Some(why.to_owned())),
                ..Default::default()
            };
            row.update(txn).await?;
            log(txn, doer, "session-cancelled", id, unit, String::new()).await?;
            Ok(Cancelling::Done)
        })
        .await
    }
}

/// The modules of which something was seen in a session.
async fn recorded_modules(txn: &impl ConnectionTrait, id: SessionId) -> Result<Vec<Slug>> {
    let modules: Vec<String> = session_act::Entity::find()
        .select_only()
        .column(session_act::Column::ModuleId)
        .distinct()
        .filter(session_act::Column::SessionId.eq(id.0))
        .order_by_asc(session_act::Column::ModuleId)
        .into_tuple()
        .all(txn)
        .await?;
    modules.iter().map(|module| slug(module)).collect()
}

/// Whether somebody is there, was seen doing something or has a note, or a sheet of the session was keyed in.
async fn begun(db: &impl ConnectionTrait, id: SessionId) -> Result<bool> {
    let noted = Condition::any()
        .add(session_person::Column::Present.eq(true))
        .add(session_person::Column::Notes.ne(""));
    let people = session_person::Entity::find()
        .filter(session_person::Column::SessionId.eq(id.0))
        .filter(noted)
        .count(db)
        .await?;
    let acts = session_act::Entity::find().filter(session_act::Column::SessionId.eq(id.0)).count(db).await?;
    let sheets = paper_sheet::Entity::find()
        .filter(paper_sheet::Column::SessionId.eq(id.0))
        .filter(paper_sheet::Column::KeyedAt.is_not_null())
        .count(db)
        .await?;
    Ok(people + acts + sheets > 0)
}

/// A mark that was taken back says nothing: whether these people are invited is for the new query to say.
async fn forget_blanks(txn: &impl ConnectionTrait, id: SessionId) -> Result<()> {
    let seen = Query::select()
        .column(session_act::Column::PersonId)
        .from(session_act::Entity)
        .and_where(Expr::col(session_act::Column::SessionId).eq(id.0))
        .to_owned();
    session_person::Entity::delete_many()
        .filter(session_person::Column::SessionId.eq(id.0))
        .filter(session_person::Column::Present.eq(false))
        .filter(session_person::Column::Notes.eq(""))
        .filter(session_person::Column::PersonId.not_in_subquery(seen))
        .exec(txn)
        .await?;
    Ok(())
}
