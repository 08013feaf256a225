//! What is assigned to whom by when: a query on members with modules and a deadline.
//!
//! Owns: `assignment` with its modules and units, finding whom one is for, and the deadline a learner sees. Every
//! change is audited. Does not own: who is meant ([`tungngo_domain::audience`]) nor how a deadline is counted
//! ([`tungngo_domain::assignment`]).

use crate::audit;
use crate::connect::Store;
use crate::entity::{
    assignment, assignment_module, assignment_unit, certificate, membership, module_progress, person, unit,
    unit_ancestor,
};
use crate::error::{Result, StorageError};
use crate::people::{Person, Place, person_from, teams_within};
use chrono::NaiveDate;
use sea_orm::sea_query::{Alias, Expr, ExprTrait, JoinType, Order, Query, SelectStatement};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, EntityTrait, FromQueryResult, IntoActiveModel,
    QueryFilter, QueryOrder, QuerySelect, Set, TryInsertResult,
};
use std::collections::{BTreeMap, BTreeSet};
use tungngo_domain::access::Scope;
use tungngo_domain::audience::{Audience, Candidate};
use tungngo_domain::ids::{PersonId, Slug, UnitId};
use tungngo_domain::people::TeamRole;
use tungngo_domain::time::{Instant, day};
use uuid::Uuid;

/// What is asked of whom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Terms {
    /// The modules.
    pub modules: BTreeSet<Slug>,
    /// Whom. The teams stand in [`Self::units`] too.
    pub audience: Audience,
    /// The units whose teams are meant: the audience's teams, or a unit above all teams that are meant.
    pub units: BTreeSet<UnitId>,
}

/// What may be changed later.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assigning {
    /// What of whom.
    pub terms: Terms,
    /// The last day.
    pub due_on: NaiveDate,
    /// What the trainer says to the teams; may be empty.
    pub message: String,
}

/// An assignment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assignment {
    /// Which.
    pub id: Uuid,
    /// What was assigned.
    pub what: Assigning,
    /// By whom.
    pub made_by: String,
    /// When.
    pub made_at: Instant,
    /// When it was ended or taken back.
    pub ended_at: Option<Instant>,
    /// Taken back: as if it had never been.
    pub withdrawn: bool,
    /// Whether all of it is within reach, so that it may be changed.
    pub own: bool,
}

/// How many an assignment is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Meant {
    /// Members it is for.
    pub members: u64,
    /// Members of the same teams and roles who are left out because they were certified before.
    pub certified: u64,
    /// Of [`Self::members`]: who reached *Làm được* in every module since.
    pub done: u64,
}

/// A member of an assignment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assigned {
    /// Who.
    pub person: Person,
    /// The team.
    pub team: UnitId,
    /// "Thôn Bến Đá"
    pub team_name: String,
    /// The place in it.
    pub role: TeamRole,
}

/// A deadline of a learner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deadline {
    /// The last day.
    pub due_on: NaiveDate,
    /// The modules.
    pub modules: BTreeSet<Slug>,
}

#[derive(FromQueryResult)]
struct MeantRow {
    members: i64,
    certified: i64,
    done: i64,
}

/// The units below these, themselves too.
fn below(units: &BTreeSet<UnitId>) -> SelectStatement {
    Query::select()
        .column(unit_ancestor::Column::UnitId)
        .from(unit_ancestor::Entity)
        .and_where(Expr::col(unit_ancestor::Column::AncestorId).is_in(units.iter().map(|unit| unit.0)))
        .to_owned()
}

/// How many of the modules a member `m` had a certificate of before `since` that is valid today.
fn certified_before(modules: &BTreeSet<Slug>, since: Instant, today: NaiveDate) -> Expr {
    let count = Query::select()
        .expr(Expr::col(("k", certificate::Column::SubjectId)).count_distinct())
        .from_as(certificate::Entity, "k")
        .and_where(Expr::col(("k", certificate::Column::MemberId)).equals(("m", "person_id")))
        .and_where(Expr::col(("k", certificate::Column::SubjectKind)).eq("module"))
        .and_where(Expr::col(("k", certificate::Column::SubjectId)).is_in(modules.iter().map(Slug::as_str)))
        .and_where(Expr::col(("k", certificate::Column::RevokedAt)).is_null())
        .and_where(Expr::col(("k", certificate::Column::IssuedAt)).lt(since))
        .cond_where(
            Condition::any()
                .add(Expr::col(("k", certificate::Column::ValidUntil)).is_null())
                .add(Expr::col(("k", certificate::Column::ValidUntil)).gte(today)),
        )
        .to_owned();
    Expr::SubQuery(None, Box::new(count.into()))
}

/// In how many of the modules a member `m` is at *Làm được*.
fn done_modules(modules: &BTreeSet<Slug>) -> Expr {
    let count = Query::select()
        .expr(Expr::col(("g", module_progress::Column::ModuleId)).count())
        .from_as(module_progress::Entity, "g")
        .and_where(Expr::col(("g", module_progress::Column::MemberId)).equals(("m", "person_id")))
        .and_where(
            Expr::col(("g", module_progress::Column::ModuleId)).is_in(modules.iter().map(Slug::as_str)),
        )
        .and_where(Expr::col(("g", module_progress::Column::KnowsAt)).is_not_null())
        .and_where(Expr::col(("g", module_progress::Column::DoesAt)).is_not_null())
        .to_owned();
    Expr::SubQuery(None, Box::new(count.into()))
}

/// Members `m` of the teams and roles of these terms, within reach.
fn in_teams(query: &mut SelectStatement, scope: &Scope, terms: &Terms) {
    query
        .from_as(membership::Entity, "m")
        .and_where(Expr::col(("m", "left_on")).is_null())
        .and_where(Expr::col(("m", "team_id")).in_subquery(teams_within(scope)))
        .and_where(Expr::col(("m", "team_id")).in_subquery(below(&terms.units)));
    if !terms.audience.roles.is_empty() {
        let roles = terms.audience.roles.iter().map(|role| role.code());
        query.and_where(Expr::col(("m", "role")).is_in(roles));
    }
}

fn slug(text: &str) -> Result<Slug> {
    Slug::parse(text).map_err(|_| StorageError::Corrupt(text.to_owned()))
}

/// Refuses terms that name a unit out of reach, wherever it stands among the others (Z3).
async fn check_reach(db: &impl ConnectionTrait, scope: &Scope, terms: &Terms) -> Result<()> {
    use sea_orm::PaginatorTrait;
    if terms.units.is_empty() || terms.modules.is_empty() {
        return Err(StorageError::NotFound);
    }
    let wanted = terms.units.iter().map(|unit| unit.0);
    let found = unit::Entity::find()
        .filter(unit::Column::Id.is_in(wanted))
        .filter(unit::Column::ValidTo.is_null())
        .filter(unit::Column::Id.in_subquery(teams_within(scope)))
        .all(db)
        .await?;
    let villages = unit::Entity::find()
        .filter(unit::Column::Id.is_in(terms.audience.teams.iter().map(|team| team.0)))
        .filter(unit::Column::Kind.eq("village"))
        .count(db)
        .await?;
    let named = terms.audience.teams.is_empty() || terms.audience.teams == terms.units;
    let all = found.len() == terms.units.len() && villages == terms.audience.teams.len() as u64;
    if named && all { Ok(()) } else { Err(StorageError::NotFound) }
}

async fn put_units(txn: &impl ConnectionTrait, id: Uuid, terms: &Terms) -> Result<()> {
    let units = terms
        .units
        .iter()
        .map(|unit| assignment_unit::Model { unit_id: unit.0, assignment_id: id }.into_active_model());
    assignment_unit::Entity::insert_many(units).exec_without_returning(txn).await?;
    Ok(())
}

impl Store {
    /// Assigns. The same id a second time changes nothing: a double tap is one assignment.
    pub async fn assign(&self, scope: &Scope, id: Uuid, what: &Assigning, now: Instant) -> Result<()> {
        self.write(async |txn| {
            check_reach(txn, scope, &what.terms).await?;
            let row = assignment::Model {
                id,
                audience: serde_json::to_string(&what.terms.audience)?,
                due_on: what.due_on,
                message: what.message.clone(),
                created_by: scope.actor().0,
                created_at: now,
                ended_at: None,
                withdrawn: false,
            };
            let inserted = assignment::Entity::insert(row.into_active_model())
                .on_conflict_do_nothing_on([assignment::Column::Id])
                .exec_without_returning(txn)
                .await?;
            let TryInsertResult::Inserted(1..) = inserted else { return Ok(()) };
            let modules = what.terms.modules.iter().map(|module| {
                assignment_module::Model { assignment_id: id, module_id: module.to_string() }
                    .into_active_model()
            });
            assignment_module::Entity::insert_many(modules).exec_without_returning(txn).await?;
            put_units(txn, id, &what.terms).await?;
            audit::write(txn, entry(scope, "assignment-made", id), now).await
        })
        .await
    }

    /// Changes teams, deadline or message of an assignment that is all within reach. The modules stay.
    pub async fn change_assignment(
        &self,
        scope: &Scope,
        id: Uuid,
        what: &Assigning,
        now: Instant,
    ) -> Result<()> {
        self.write(async |txn| {
            let row = own(txn, scope, id).await?;
            if row.ended_at.is_some() {
                return Err(StorageError::Refused("the assignment has ended"));
            }
            check_reach(txn, scope, &what.terms).await?;
            assignment_unit::Entity::delete_many()
                .filter(assignment_unit::Column::AssignmentId.eq(id))
                .exec(txn)
                .await?;
            put_units(txn, id, &what.terms).await?;
            let mut row = row.into_active_model();
            row.audience = Set(serde_json::to_string(&what.terms.audience)?);
            row.due_on = Set(what.due_on);
            row.message = Set(what.message.clone());
            row.update(txn).await?;
            audit::write(txn, entry(scope, "assignment-changed", id), now).await
        })
        .await
    }

    /// Takes an assignment back while its deadline has not passed, ends it afterwards. Twice is once.
    pub async fn end_assignment(&self, scope: &Scope, id: Uuid, now: Instant) -> Result<bool> {
        self.write(async |txn| {
            let row = own(txn, scope, id).await?;
            if row.ended_at.is_some() {
                return Ok(row.withdrawn);
            }
            let withdrawn = day(now) <= row.due_on;
            let mut row = row.into_active_model();
            row.ended_at = Set(Some(now));
            row.withdrawn = Set(withdrawn);
            row.update(txn).await?;
            let action = if withdrawn { "assignment-withdrawn" } else { "assignment-ended" };
            audit::write(txn, entry(scope, action, id), now).await?;
            Ok(withdrawn)
        })
        .await
    }

    /// The assignments that concern teams within reach, newest first, from behind `after` on.
    pub async fn assignments(
        &self,
        scope: &Scope,
        after: Option<Uuid>,
        limit: u64,
    ) -> Result<Vec<Assignment>> {
        let mut query = assignment::Entity::find().filter(concerning(scope));
        if let Some(after) = after {
            let last = assignment::Entity::find_by_id(after).one(self.reader()).await?;
            let last = last.ok_or(StorageError::NotFound)?;
            let key =
                Expr::tuple([Expr::col(assignment::Column::CreatedAt), Expr::col(assignment::Column::Id)]);
            query = query.filter(key.lt(Expr::tuple([Expr::val(last.created_at), Expr::val(last.id)])));
        }
        let rows = query
            .order_by_desc(assignment::Column::CreatedAt)
            .order_by_desc(assignment::Column::Id)
            .limit(limit)
            .all(self.reader())
            .await?;
        self.read_assignments(scope, rows).await
    }

    /// An assignment that concerns a team within reach.
    pub async fn assignment(&self, scope: &Scope, id: Uuid) -> Result<Assignment> {
        let row = assignment::Entity::find_by_id(id)
            .filter(concerning(scope))
            .one(self.reader())
            .await?
            .ok_or(StorageError::NotFound)?;
        self.read_assignments(scope, vec![row]).await?.pop().ok_or(StorageError::NotFound)
    }

    async fn read_assignments(&self, scope: &Scope, rows: Vec<assignment::Model>) -> Result<Vec<Assignment>> {
        let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
        let db = self.reader();
        let mut modules: BTreeMap<Uuid, BTreeSet<Slug>> = BTreeMap::new();
        let found = assignment_module::Entity::find()
            .filter(assignment_module::Column::AssignmentId.is_in(ids.iter().copied()))
            .all(db)
            .await?;
        for one in found {
            modules.entry(one.assignment_id).or_default().insert(slug(&one.module_id)?);
        }
        let mut units: BTreeMap<Uuid, BTreeSet<UnitId>> = BTreeMap::new();
        let of = || {
            assignment_unit::Entity::find()
                .filter(assignment_unit::Column::AssignmentId.is_in(ids.iter().copied()))
        };
        for one in of().all(db).await? {
            units.entry(one.assignment_id).or_default().insert(UnitId(one.unit_id));
        }
        let mut reached: BTreeMap<Uuid, usize> = BTreeMap::new();
        let within = of().filter(assignment_unit::Column::UnitId.in_subquery(teams_within(scope)));
        for one in within.all(db).await? {
            *reached.entry(one.assignment_id).or_default() += 1;
        }
        let people = person::Entity::find()
            .filter(person::Column::Id.is_in(rows.iter().map(|row| row.created_by)))
            .all(db)
            .await?;
        rows.into_iter()
            .map(|row| {
                let units = units.remove(&row.id).unwrap_or_default();
                let maker = people.iter().find(|one| one.id == row.created_by);
                Ok(Assignment {
                    own: reached.get(&row.id).copied().unwrap_or(0) == units.len(),
                    what: Assigning {
                        terms: Terms {
                            modules: modules.remove(&row.id).unwrap_or_default(),
                            audience: serde_json::from_str(&row.audience)?,
                            units,
                        },
                        due_on: row.due_on,
                        message: row.message,
                    },
                    id: row.id,
                    made_by: maker.map(|one| one.full_name.clone()).unwrap_or_default(),
                    made_at: row.created_at,
                    ended_at: row.ended_at,
                    withdrawn: row.withdrawn,
                })
            })
            .collect()
    }

    /// How many members within reach these terms are for. `since`: whoever was certified before is left out, where
    /// the audience says so; who is certified later is done.
    pub async fn meant(
        &self,
        scope: &Scope,
        terms: &Terms,
        since: Instant,
        today: NaiveDate,
    ) -> Result<Meant> {
        let all = terms.modules.len() as i64;
        let flag = |expr: Expr| {
            let case = sea_orm::sea_query::CaseStatement::new().case(expr.gte(all), 1).finally(0);
            Expr::expr(case)
        };
        let mut each = Query::select();
        each.expr_as(flag(certified_before(&terms.modules, since, today)), "certified")
            .expr_as(flag(done_modules(&terms.modules)), "done");
        in_teams(&mut each, scope, terms);
        let left_out = |n: i32| Expr::col(("e", "certified")).eq(n);
        let count = |when: Expr| {
            let case = sea_orm::sea_query::CaseStatement::new().case(when, 1).finally(0);
            Expr::expr(Expr::expr(case).sum()).if_null(0).cast_as(Alias::new("BIGINT"))
        };
        let meant = || if terms.audience.uncertified { left_out(0) } else { Expr::val(1).eq(1) };
        let mut sum = Query::select();
        sum.expr_as(count(meant()), "members")
            .expr_as(count(left_out(1)), "certified")
            .expr_as(count(meant().and(Expr::col(("e", "done")).eq(1))), "done")
            .from_subquery(each, "e");
        let Some(row) = self.reader().query_one(&sum).await? else { return Ok(Meant::default()) };
        let row = MeantRow::from_query_result(&row, "")?;
        let positive = |n: i64| u64::try_from(n).unwrap_or(0);
        let certified = if terms.audience.uncertified { positive(row.certified) } else { 0 };
        Ok(Meant { members: positive(row.members), certified, done: positive(row.done) })
    }

    /// Whom these terms are for, by team and name, from behind `after` on; with `behind`, without those who are done.
    pub async fn meant_members(
        &self,
        scope: &Scope,
        terms: &Terms,
        (since, today): (Instant, NaiveDate),
        behind: bool,
        after: Option<PersonId>,
        limit: u64,
    ) -> Result<Vec<Assigned>> {
        let all = terms.modules.len() as i64;
        let mut query = Query::select();
        query
            .expr_as(Expr::col(("m", "person_id")), "person_id")
            .expr_as(Expr::col(("m", "team_id")), "team_id")
            .expr_as(Expr::col(("m", "role")), "role")
            .expr_as(Expr::col(("t", "name")), "team_name");
        in_teams(&mut query, scope, terms);
        query
            .join_as(
                JoinType::InnerJoin,
                person::Entity,
                "p",
                Expr::col(("p", "id")).equals(("m", "person_id")),
            )
            .join_as(JoinType::InnerJoin, unit::Entity, "t", Expr::col(("t", "id")).equals(("m", "team_id")));
        if terms.audience.uncertified {
            query.and_where(certified_before(&terms.modules, since, today).lt(all));
        }
        if behind {
            query.and_where(done_modules(&terms.modules).lt(all));
        }
        const KEY: [(&str, &str); 4] = [("t", "sort_key"), ("t", "id"), ("p", "sort_key"), ("p", "id")];
        if let Some(after) = after {
            let person = person::Entity::find_by_id(after.0).one(self.reader()).await?;
            let place = self.place(after).await?;
            let (person, place) = person.zip(place).ok_or(StorageError::NotFound)?;
            let team = unit::Entity::find_by_id(place.team.0).one(self.reader()).await?;
            let team = team.ok_or(StorageError::NotFound)?;
            let last = [
                Expr::val(team.sort_key),
                Expr::val(team.id),
                Expr::val(person.sort_key),
                Expr::val(person.id),
            ];
            query.and_where(Expr::tuple(KEY.map(Expr::col)).gt(Expr::tuple(last)));
        }
        for column in KEY {
            query.order_by(column, Order::Asc);
        }
        query.limit(limit);
        let rows = self.reader().query_all(&query).await?;
        let mut found = Vec::new();
        for row in &rows {
            let person: Uuid = row.try_get("", "person_id")?;
            let role: String = row.try_get("", "role")?;
            found.push((person, UnitId(row.try_get("", "team_id")?), row.try_get("", "team_name")?, role));
        }
        let people = person::Entity::find()
            .filter(person::Column::Id.is_in(found.iter().map(|(person, ..)| *person)))
            .all(self.reader())
            .await?;
        let mut people: BTreeMap<Uuid, Person> =
            people.into_iter().map(|row| (row.id, person_from(row))).collect();
        Ok(found
            .into_iter()
            .filter_map(|(person, team, team_name, role)| {
                let (person, role) = (people.remove(&person)?, TeamRole::from_code(&role)?);
                Some(Assigned { person, team, team_name, role })
            })
            .collect())
    }

    /// The open assignments that include a member, nearest deadline first. `certified` tells whether every one of some
    /// modules was certified before a moment. Unscoped: for one's own home.
    pub async fn deadlines(
        &self,
        place: &Place,
        certified: impl Fn(&BTreeSet<Slug>, Instant) -> bool,
    ) -> Result<Vec<Deadline>> {
        let above = Query::select()
            .column(unit_ancestor::Column::AncestorId)
            .from(unit_ancestor::Entity)
            .and_where(Expr::col(unit_ancestor::Column::UnitId).eq(place.team.0))
            .to_owned();
        let of_team = Query::select()
            .column(assignment_unit::Column::AssignmentId)
            .from(assignment_unit::Entity)
            .and_where(Expr::col(assignment_unit::Column::UnitId).in_subquery(above))
            .to_owned();
        let rows = assignment::Entity::find()
            .filter(assignment::Column::EndedAt.is_null())
            .filter(assignment::Column::Id.in_subquery(of_team))
            .order_by_asc(assignment::Column::DueOn)
            .order_by_asc(assignment::Column::Id)
            .all(self.reader())
            .await?;
        if rows.is_empty() {
            return Ok(Vec::new());
        }
        let found = assignment_module::Entity::find()
            .filter(assignment_module::Column::AssignmentId.is_in(rows.iter().map(|row| row.id)))
            .all(self.reader())
            .await?;
        let mut deadlines = Vec::new();
        for row in rows {
            let audience: Audience = serde_json::from_str(&row.audience)?;
            let modules = found
                .iter()
                .filter(|one| one.assignment_id == row.id)
                .map(|one| slug(&one.module_id))
                .collect::<Result<BTreeSet<_>>>()?;
            let certified = certified(&modules, row.created_at);
            if audience.includes(Candidate { team: place.team, role: place.role, certified }) {
                deadlines.push(Deadline { due_on: row.due_on, modules });
            }
        }
        Ok(deadlines)
    }
}

/// Assignments of which a unit is within reach, or above it.
fn concerning(scope: &Scope) -> Condition {
    let above = Query::select()
        .column(unit_ancestor::Column::AncestorId)
        .from(unit_ancestor::Entity)
        .and_where(Expr::col(unit_ancestor::Column::UnitId).is_in(scope.roots().iter().map(|root| root.0)))
        .to_owned();
    let ids = Query::select()
        .column(assignment_unit::Column::AssignmentId)
        .from(assignment_unit::Entity)
        .cond_where(
            Condition::any()
                .add(Expr::col(assignment_unit::Column::UnitId).in_subquery(teams_within(scope)))
                .add(Expr::col(assignment_unit::Column::UnitId).in_subquery(above)),
        )
        .to_owned();
    Condition::all().add(assignment::Column::Id.in_subquery(ids))
}

/// An assignment of which every unit is within reach.
async fn own(txn: &impl ConnectionTrait, scope: &Scope, id: Uuid) -> Result<assignment::Model> {
    use sea_orm::PaginatorTrait;
    let row = assignment::Entity::find_by_id(id).one(txn).await?.ok_or(StorageError::NotFound)?;
    let units = || assignment_unit::Entity::find().filter(assignment_unit::Column::AssignmentId.eq(id));
    let within = units().filter(assignment_unit::Column::UnitId.in_subquery(teams_within(scope)));
    if within.count(txn).await? != units().count(txn).await? {
        return Err(StorageError::NotFound);
    }
    Ok(row)
}

fn entry(scope: &Scope, action: &'static str, id: Uuid) -> audit::Entry {
    audit::Entry {
        actor: Some(scope.actor()),
        action,
        target: Some(("assignment", id.to_string())),
        unit: scope.roots().first().copied(),
        ..audit::Entry::default()
    }
}
