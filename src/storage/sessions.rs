//! Training sessions: planning, who is invited and who came, what was seen of whom, closing.
//!
//! Once a session is closed nothing of it changes, save that a sign-off may be taken back. Does not own: sign-offs and
//! observations themselves, which are ledger events ([`crate::learning`], [`crate::ledger`]).

use crate::audit;
use crate::connect::Store;
use crate::entity::{
    membership, person, session_act, session_person, sign_off, training_session, unit, unit_ancestor,
};
use crate::error::{Result, StorageError};
use crate::learning::{Doer, Seen, in_reach, may_record, progress_in};
use crate::ledger::{Recorded, record};
use crate::people::{Member, person_from, teams_within};
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, DbBackend, EntityTrait, IntoActiveModel,
    JoinType, QueryFilter, QueryOrder, QuerySelect, Set, Statement,
};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use tungngo_domain::access::Scope;
use tungngo_domain::audience::{Audience, Candidate};
use tungngo_domain::certification::standing;
use tungngo_domain::collation::person_sort_key;
use tungngo_domain::content::{Catalogue, Module};
use tungngo_domain::ids::{EventId, PersonId, SessionId, Slug, UnitId};
use tungngo_domain::ledger::{Happening, form_event_id};
use tungngo_domain::people::{TeamRole, fold};
use tungngo_domain::session::{Note, Outcome};
use tungngo_domain::time::{Instant, day};
use uuid::Uuid;

/// A query may look at so many members before those who are certified are left out.
const CANDIDATES_MAX: u64 = 1_000;

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

/// Somebody who was invited or came.
#[derive(Debug, Clone)]
pub struct Attendee {
    /// Who, with the team at that time.
    pub member: Member,
    /// Invited by the query.
    pub invited: bool,
    /// There.
    pub present: bool,
    /// What was noted.
    pub notes: BTreeSet<Note>,
}

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
    })
}

fn slug(text: &str) -> Result<Slug> {
    Slug::parse(text).map_err(|_| StorageError::Corrupt(text.to_owned()))
}

async fn reaches_in(db: &impl ConnectionTrait, scope: &Scope, unit: UnitId) -> Result<()> {
    let found = unit::Entity::find()
        .filter(unit::Column::Id.eq(unit.0))
        .filter(unit::Column::Id.in_subquery(teams_within(scope)))
        .one(db)
        .await?;
    found.map(|_| ()).ok_or(StorageError::NotFound)
}

/// The open session, locked until the transaction ends.
async fn open_session(txn: &impl ConnectionTrait, scope: &Scope, id: SessionId) -> Result<Session> {
    if txn.get_database_backend() == DbBackend::Postgres {
        let sql = "SELECT id FROM training_session WHERE id = $1 FOR UPDATE";
        txn.query_one_raw(Statement::from_sql_and_values(DbBackend::Postgres, sql, [id.0.into()])).await?;
    }
    let session = session_in(txn, scope, id).await?;
    if session.closed_at.is_some() {
        return Err(StorageError::Refused("the session is closed"));
    }
    Ok(session)
}

async fn session_in(db: &impl ConnectionTrait, scope: &Scope, id: SessionId) -> Result<Session> {
    let row = training_session::Entity::find_by_id(id.0)
        .filter(training_session::Column::UnitId.in_subquery(teams_within(scope)))
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
            for unit in new.audience.teams.iter().chain([&new.unit]) {
                reaches_in(txn, scope, *unit).await?;
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
        use training_session::Column::{Id, StartsAt, UnitId};
        let mut query = training_session::Entity::find().filter(UnitId.in_subquery(teams_within(scope)));
        if let Some((at, id)) = after {
            query = query.filter(
                Condition::any()
                    .add(StartsAt.lt(at))
                    .add(Condition::all().add(StartsAt.eq(at)).add(Id.lt(id.0))),
            );
        }
        let rows = query
            .order_by_desc(StartsAt)
            .order_by_desc(Id)
            .limit(limit)
            .all(self.reader())
            .await?;
        rows.into_iter().map(session_from).collect()
    }

    /// The members within reach whom a query means, by team, role and name. Refused when it looks at too many.
    pub async fn invited(
        &self,
        scope: &Scope,
        audience: &Audience,
        modules: &[Slug],
        now: Instant,
    ) -> Result<Vec<Member>> {
        let mut query = membership::Entity::find()
            .filter(membership::Column::LeftOn.is_null())
            .filter(membership::Column::TeamId.in_subquery(teams_within(scope)));
        if !audience.teams.is_empty() {
            query = query.filter(membership::Column::TeamId.is_in(audience.teams.iter().map(|team| team.0)));
        }
        if !audience.roles.is_empty() {
            query = query.filter(membership::Column::Role.is_in(audience.roles.iter().map(|role| role.code())));
        }
        let places = query.limit(CANDIDATES_MAX + 1).all(self.reader()).await?;
        if places.len() as u64 > CANDIDATES_MAX {
            return Err(StorageError::Refused("the query looks at too many members"));
        }
        let mut members = self.members_at(places.into_iter().map(|p| (p.person_id, p.team_id, p.role))).await?;
        if audience.uncertified {
            let ids: Vec<PersonId> = members.iter().map(|member| member.person.id).collect();
            let all = self.certificates_of(&ids).await?;
            members.retain(|member| {
                let mine = all.get(&member.person.id).map(Vec::as_slice).unwrap_or_default();
                let holds = |module: &Slug| {
                    use crate::certificates::{SubjectKind, held_for};
                    let held = held_for(mine, SubjectKind::Module, module.as_str());
                    standing(&held, day(now)).is_certified()
                };
                let certified = modules.iter().all(holds);
                audience.includes(Candidate { team: member.team, role: member.role, certified })
            });
        }
        Ok(members)
    }

    /// Persons at these teams and roles as members, in the order of lists.
    async fn members_at(&self, places: impl Iterator<Item = (Uuid, Uuid, String)>) -> Result<Vec<Member>> {
        let places: Vec<(Uuid, Uuid, String)> = places.collect();
        let mut people = HashMap::new();
        let mut provinces: HashMap<Uuid, String> = HashMap::new();
        for chunk in places.chunks(crate::BATCH_ROWS) {
            let rows = person::Entity::find()
                .filter(person::Column::Id.is_in(chunk.iter().map(|place| place.0)))
                .all(self.reader())
                .await?;
            people.extend(rows.into_iter().map(|row| (row.id, row)));
            let teams: BTreeSet<Uuid> = chunk.iter().map(|place| place.1).collect();
            let rows: Vec<(Uuid, Option<String>)> = unit_ancestor::Entity::find()
                .join(
                    JoinType::InnerJoin,
                    unit_ancestor::Entity::belongs_to(unit::Entity)
                        .from(unit_ancestor::Column::AncestorId)
                        .to(unit::Column::Id)
                        .into(),
                )
                .filter(unit::Column::Kind.eq("province"))
                .filter(unit_ancestor::Column::UnitId.is_in(teams))
                .select_only()
                .column(unit_ancestor::Column::UnitId)
                .column(unit::Column::Code)
                .into_tuple()
                .all(self.reader())
                .await?;
            provinces.extend(rows.into_iter().filter_map(|(team, code)| Some((team, code?))));
        }
        let mut members: Vec<Member> = places
            .into_iter()
            .filter_map(|(id, team, role)| {
                let person = person_from(people.remove(&id)?);
                let province = provinces.get(&team).cloned();
                let role = TeamRole::from_code(&role).unwrap_or(TeamRole::Member);
                Some(Member { person, team: UnitId(team), role, province })
            })
            .collect();
        members.sort_by_cached_key(|one| {
            (one.team, one.role, person_sort_key(&one.person.full_name), one.person.id)
        });
        Ok(members)
    }

    /// Everybody invited or there, by team, role and name: while it is open by the query of now, afterwards as it was
    /// when it was closed.
    pub async fn attendees(&self, scope: &Scope, session: &Session, now: Instant) -> Result<Vec<Attendee>> {
        let rows = session_person::Entity::find()
            .filter(session_person::Column::SessionId.eq(session.id.0))
            .filter(session_person::Column::TeamId.in_subquery(teams_within(scope)))
            .all(self.reader())
            .await?;
        let mut noted: HashMap<Uuid, session_person::Model> =
            rows.into_iter().map(|row| (row.person_id, row)).collect();
        let mut members = if session.closed_at.is_some() {
            vec![]
        } else {
            self.invited(scope, &session.audience, &session.modules, now).await?
        };
        let invited: BTreeSet<PersonId> = members.iter().map(|member| member.person.id).collect();
        // Who came unasked, or was invited when they were noted.
        let others: Vec<&session_person::Model> =
            noted.values().filter(|row| !invited.contains(&PersonId(row.person_id))).collect();
        if !others.is_empty() {
            let roles: HashMap<Uuid, String> = membership::Entity::find()
                .filter(membership::Column::PersonId.is_in(others.iter().map(|row| row.person_id)))
                .filter(membership::Column::LeftOn.is_null())
                .all(self.reader())
                .await?
                .into_iter()
                .map(|row| (row.person_id, row.role))
                .collect();
            let places = others
                .iter()
                .map(|row| (row.person_id, row.team_id, roles.get(&row.person_id).cloned().unwrap_or_default()));
            members.extend(self.members_at(places).await?);
            members.sort_by_cached_key(|one| {
                (one.team, one.role, person_sort_key(&one.person.full_name), one.person.id)
            });
        }
        Ok(members
            .into_iter()
            .map(|member| {
                let row = noted.remove(&member.person.id.0);
                Attendee {
                    invited: row.as_ref().is_none_or(|row| row.invited) || invited.contains(&member.person.id),
                    present: row.as_ref().is_some_and(|row| row.present),
                    notes: row.map(|row| Note::split(&row.notes)).unwrap_or_default(),
                    member,
                }
            })
            .collect())
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
            open_session(txn, scope, session).await?;
            for (person, invited) in people {
                attend(txn, scope, session, *person, *invited, present).await?;
            }
            let entry = (people.len().to_string(), if present { "session-present" } else { "session-absent" });
            let unit = session_in(txn, scope, session).await?.unit;
            log(txn, doer, entry.1, session, unit, entry.0).await
        })
        .await
    }

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
                attend(txn, scope, session.id, *person, *invited, true).await?;
            }
            for one in &marked {
                if !session.modules.contains(&one.module.id) {
                    return Err(StorageError::NotFound);
                }
                may_record(txn, scope, doer, one.member, one.module, one.seen.keys()).await?;
                let there =
                    session_person::Entity::find_by_id((session.id.0, one.member.0)).one(txn).await?;
                if !there.is_some_and(|row| row.present) {
                    return Err(StorageError::Refused("only who is there is signed off"));
                }
                self.record_one(txn, scope, doer, catalogue, session.id, one, form, random).await?;
            }
            if let Some((person, notes)) = &watched.notes {
                in_reach(txn, scope, *person).await?;
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
        let alone: BTreeSet<Slug> =
            one.seen.iter().filter(|(_, how)| **how == Outcome::Alone).map(|(item, _)| item.clone()).collect();
        if !alone.is_empty() {
            let seen = Seen { member: one.member, module: one.module, items: &alone, form };
            self.sign_off_in(txn, scope, doer, catalogue, seen, random).await?;
        }
        let progress = progress_in(txn, one.member, &one.module.id).await?;
        let standing = |item: &Slug| {
            let mine = progress.sign_offs.iter().filter(|(_, one)| one.item == *item && one.revoked_at.is_none());
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

    /// Closes a session: who was invited and who came is fixed as it is now. Closing it again changes nothing.
    pub async fn close_session(&self, scope: &Scope, doer: Doer, id: SessionId) -> Result<()> {
        let session = self.session(scope, id).await?;
        let attendees = self.attendees(scope, &session, doer.now).await?;
        self.write(async |txn| {
            match open_session(txn, scope, id).await {
                Err(StorageError::Refused(_)) => return Ok(()),
                other => other?,
            };
            for one in &attendees {
                let row = session_person::Model {
                    session_id: id.0,
                    person_id: one.member.person.id.0,
                    team_id: one.member.team.0,
                    invited: one.invited,
                    present: false,
                    notes: String::new(),
                };
                use session_person::Column::{PersonId, SessionId};
                session_person::Entity::insert(row.into_active_model())
                    .on_conflict_do_nothing_on([SessionId, PersonId])
                    .exec_without_returning(txn)
                    .await?;
            }
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

    /// Members within reach whose name holds these letters, without regard to marks; at most `limit`.
    pub async fn find_members(&self, scope: &Scope, name: &str, limit: u64) -> Result<Vec<Member>> {
        // Its letters alone: a pattern's own signs find nothing (V2).
        let key: String = fold(name).chars().filter(|c| !matches!(c, '%' | '_' | '\\')).collect();
        if key.trim().is_empty() {
            return Ok(vec![]);
        }
        let rows: Vec<(Uuid, Uuid, String)> = membership::Entity::find()
            .join(
                JoinType::InnerJoin,
                membership::Entity::belongs_to(person::Entity)
                    .from(membership::Column::PersonId)
                    .to(person::Column::Id)
                    .into(),
            )
            .filter(membership::Column::LeftOn.is_null())
            .filter(membership::Column::TeamId.in_subquery(teams_within(scope)))
            .filter(person::Column::NameKey.contains(key))
            .order_by_asc(person::Column::SortKey)
            .order_by_asc(person::Column::Id)
            .limit(limit)
            .select_only()
            .column(membership::Column::PersonId)
            .column(membership::Column::TeamId)
            .column(membership::Column::Role)
            .into_tuple()
            .all(self.reader())
            .await?;
        self.members_at(rows.into_iter()).await
    }
}

/// Notes that a member within reach came, or did not.
async fn attend(
    txn: &impl ConnectionTrait,
    scope: &Scope,
    session: SessionId,
    person: PersonId,
    invited: bool,
    present: bool,
) -> Result<()> {
    let place = membership::Entity::find()
        .filter(membership::Column::PersonId.eq(person.0))
        .filter(membership::Column::LeftOn.is_null())
        .filter(membership::Column::TeamId.in_subquery(teams_within(scope)))
        .one(txn)
        .await?
        .ok_or(StorageError::NotFound)?;
    let row = session_person::Model {
        session_id: session.0,
        person_id: person.0,
        team_id: place.team_id,
        invited,
        present,
        notes: String::new(),
    };
    use session_person::Column::{PersonId as Who, Present, SessionId as Of};
    session_person::Entity::insert(row.into_active_model())
        .on_conflict(OnConflict::columns([Of, Who]).update_column(Present).to_owned())
        .exec_without_returning(txn)
        .await?;
    Ok(())
}

async fn log(
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
