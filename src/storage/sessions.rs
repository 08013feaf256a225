//! Training sessions: planning, marking who is there, closing.
//!
//! Once a session is closed nothing of it changes, save that a sign-off may be taken back. Does not own: who is invited
//! ([`crate::session_people`]), what was seen ([`crate::session_acts`]), nor another plan and calling it off
//! ([`crate::session_changes`]).

use crate::audit;
use crate::connect::Store;
use crate::entity::{session_person, training_session};
use crate::error::{Result, StorageError};
use crate::learning::Doer;
use crate::people::{place_within, reaches_in, teams_within};
use crate::session_people::Attendee;
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, DbBackend, EntityTrait, IntoActiveModel,
    QueryFilter, QueryOrder, QuerySelect, Set, Statement,
};
use tungngo_domain::access::Scope;
use tungngo_domain::audience::Audience;
use tungngo_domain::ids::{PersonId, SessionId, Slug, UnitId};
use tungngo_domain::ledger::form_event_id;
use tungngo_domain::time::Instant;
use uuid::Uuid;

/// A training session.
#[derive(Debug, Clone)]
pub struct Session {
    /// Which.
    pub id: SessionId,
    /// For which unit: whoever reaches it sees the session.
    pub unit: UnitId,
    /// Who planned it.
    pub trainer: PersonId,
    /// Where it is.
    pub place: String,
    /// When it begins.
    pub starts_at: Instant,
    /// What it is about.
    pub modules: Vec<Slug>,
    /// Who is invited.
    pub audience: Audience,
    /// When it was closed.
    pub closed_at: Option<Instant>,
    /// Who closed it.
    pub closed_by: Option<PersonId>,
    /// That it does not take place.
    pub cancelled: Option<Cancelled>,
}

/// That a session does not take place.
#[derive(Debug, Clone)]
pub struct Cancelled {
    /// Since when.
    pub at: Instant,
    /// Who said so.
    pub by: PersonId,
    /// Why.
    pub why: String,
}

impl Session {
    /// Whether anything may still be written in it.
    pub fn is_open(&self) -> bool {
        self.closed_at.is_none() && self.cancelled.is_none()
    }
}

/// What a session is planned from.
#[derive(Debug, Clone)]
pub struct NewSession {
    /// For which unit.
    pub unit: UnitId,
    /// Where it is.
    pub place: String,
    /// When it begins.
    pub starts_at: Instant,
    /// What it is about.
    pub modules: Vec<Slug>,
    /// Who is invited.
    pub audience: Audience,
    /// The form's hidden id: the same form sent twice is one session.
    pub form: Uuid,
}

fn session_from(row: training_session::Model) -> Result<Session> {
    Ok(Session {
        id: SessionId(row.id),
        unit: UnitId(row.unit_id),
        trainer: PersonId(row.trainer_id),
        place: row.place,
        starts_at: row.starts_at,
        modules: serde_json::from_str(&row.modules)?,
        audience: serde_json::from_str(&row.audience)?,
        closed_at: row.closed_at,
        closed_by: row.closed_by.map(PersonId),
        cancelled: row.cancelled_at.zip(row.cancelled_by).map(|(at, by)| Cancelled {
            at,
            by: PersonId(by),
            why: row.cancelled_why.unwrap_or_default(),
        }),
    })
}

/// The open session, locked until the transaction ends.
pub(crate) async fn open_session(
    txn: &impl ConnectionTrait,
    scope: &Scope,
    id: SessionId,
) -> Result<Session> {
    if txn.get_database_backend() == DbBackend::Postgres {
        let sql = "SELECT id FROM training_session WHERE id = $1 FOR UPDATE";
        txn.query_one_raw(Statement::from_sql_and_values(DbBackend::Postgres, sql, [id.0.into()])).await?;
    }
    let session = session_in(txn, scope, id).await?;
    if session.is_open() { Ok(session) } else { Err(StorageError::SessionClosed) }
}

/// Sessions of units within reach, and those one planned oneself: after a reform of the map their commune may be beyond
/// one's reach. Who is shown in them is bounded by the scope anyway.
fn found_by(scope: &Scope) -> Condition {
    Condition::any()
        .add(training_session::Column::UnitId.in_subquery(teams_within(scope)))
        .add(training_session::Column::TrainerId.eq(scope.actor().0))
}

pub(crate) async fn session_in(db: &impl ConnectionTrait, scope: &Scope, id: SessionId) -> Result<Session> {
    let row = training_session::Entity::find_by_id(id.0)
        .filter(found_by(scope))
        .one(db)
        .await?
        .ok_or(StorageError::NotFound)?;
    session_from(row)
}

impl Store {
    /// Plans a session; the same form sent twice plans one. Every team of the query must be within reach.
    pub async fn plan_session(&self, scope: &Scope, doer: Doer, new: NewSession) -> Result<SessionId> {
        let id = form_event_id(doer.person, new.form, "session").0;
        self.write(async |txn| {
            let units = new.audience.teams.iter().chain([&new.unit]).copied().collect();
            if !reaches_in(txn, scope, &units).await? {
                return Err(StorageError::NotFound);
            }
            if training_session::Entity::find_by_id(id).one(txn).await?.is_some() {
                return Ok(SessionId(id));
            }
            let row = training_session::Model {
                id,
                unit_id: new.unit.0,
                trainer_id: doer.person.0,
                place: new.place.clone(),
                starts_at: new.starts_at,
                modules: serde_json::to_string(&new.modules)?,
                audience: serde_json::to_string(&new.audience)?,
                created_at: doer.now,
                closed_at: None,
                closed_by: None,
                cancelled_at: None,
                cancelled_by: None,
                cancelled_why: None,
            };
            training_session::Entity::insert(row.into_active_model()).exec_without_returning(txn).await?;
            log(txn, doer, "session-planned", SessionId(id), new.unit, String::new()).await?;
            Ok(SessionId(id))
        })
        .await
    }

    /// A session within reach.
    pub async fn session(&self, scope: &Scope, id: SessionId) -> Result<Session> {
        session_in(self.reader(), scope, id).await
    }

    /// The sessions within reach, the latest evening first, after `after` (an evening and its id).
    pub async fn sessions(
        &self,
        scope: &Scope,
        after: Option<(Instant, SessionId)>,
        limit: u64,
    ) -> Result<Vec<Session>> {
        use training_session::Column::{Id, StartsAt};
        let mut query = training_session::Entity::find().filter(found_by(scope));
        if let Some((at, id)) = after {
            query = query.filter(
                Condition::any()
                    .add(StartsAt.lt(at))
                    .add(Condition::all().add(StartsAt.eq(at)).add(Id.lt(id.0))),
            );
        }
        let rows = query.order_by_desc(StartsAt).order_by_desc(Id).limit(limit).all(self.reader()).await?;
        rows.into_iter().map(session_from).collect()
    }

    /// Marks people as there or not, all or none: each must be within reach.
    pub async fn mark_present(
        &self,
        scope: &Scope,
        doer: Doer,
        session: SessionId,
        people: &[(PersonId, bool)],
        present: bool,
    ) -> Result<()> {
        self.write(async |txn| {
            let unit = open_session(txn, scope, session).await?.unit;
            for (person, invited) in people {
                attend(txn, scope, session, *person, *invited, present, doer.now).await?;
            }
            let action = if present { "session-present" } else { "session-absent" };
            log(txn, doer, action, session, unit, people.len().to_string()).await
        })
        .await
    }

    /// Closes a session: who was invited and who came is fixed as it is now. Closing it again changes nothing; one that
    /// was cancelled is not closed.
    pub async fn close_session(&self, scope: &Scope, doer: Doer, id: SessionId) -> Result<()> {
        let session = self.session(scope, id).await?;
        let attendees = self.attendees(scope, &session, doer.now).await?;
        self.write(async |txn| {
            match open_session(txn, scope, id).await {
                Err(StorageError::SessionClosed) if session_in(txn, scope, id).await?.closed_at.is_some() => {
                    return Ok(());
                }
                other => other?,
            };
            keep_attendees(txn, id, &attendees).await?;
            let row = training_session::ActiveModel {
                id: Set(id.0),
                closed_at: Set(Some(doer.now)),
                closed_by: Set(Some(doer.person.0)),
                ..Default::default()
            };
            row.update(txn).await?;
            log(txn, doer, "session-closed", id, session.unit, String::new()).await
        })
        .await
    }
}

/// Fixes who was invited, as it is now; who came is noted already.
pub(crate) async fn keep_attendees(
    txn: &impl ConnectionTrait,
    session: SessionId,
    attendees: &[Attendee],
) -> Result<()> {
    for one in attendees {
        let row = session_person::Model {
            session_id: session.0,
            person_id: one.member.person.id.0,
            team_id: one.member.team.0,
            invited: one.invited,
            present: false,
            notes: String::new(),
            marked_at: None,
        };
        use session_person::Column::{PersonId, SessionId};
        session_person::Entity::insert(row.into_active_model())
            .on_conflict_do_nothing_on([SessionId, PersonId])
            .exec_without_returning(txn)
            .await?;
    }
    Ok(())
}

/// Notes that a member within reach came, or did not.
pub(crate) async fn attend(
    txn: &impl ConnectionTrait,
    scope: &Scope,
    session: SessionId,
    person: PersonId,
    invited: bool,
    present: bool,
    now: Instant,
) -> Result<()> {
    let place = place_within(txn, scope, person).await?;
    let row = session_person::Model {
        session_id: session.0,
        person_id: person.0,
        team_id: place.team_id,
        invited,
        present,
        notes: String::new(),
        marked_at: Some(now),
    };
    use session_person::Column::{MarkedAt, PersonId as Who, Present, SessionId as Of};
    session_person::Entity::insert(row.into_active_model())
        .on_conflict(OnConflict::columns([Of, Who]).update_columns([Present, MarkedAt]).to_owned())
        .exec_without_returning(txn)
        .await?;
    Ok(())
}

pub(crate) async fn log(
    txn: &impl ConnectionTrait,
    doer: Doer,
    action: &'static str,
    session: SessionId,
    unit: UnitId,
    detail: String,
) -> Result<()> {
    let entry = audit::Entry {
        actor: Some(doer.person),
        action,
        target: Some(("session", session.to_string())),
        unit: Some(unit),
        detail,
        ..audit::Entry::default()
    };
    audit::write(txn, entry, doer.now).await
}
