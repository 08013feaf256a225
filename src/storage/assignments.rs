//! What is assigned to whom by when: a query on members with modules and a deadline.
//!
//! Owns: `assignment` with its modules and units; every change is audited. Does not own: finding whom one is for
//! ([`crate::meant`]), who is meant ([`tungngo_domain::audience`]), how a deadline is counted
//! ([`tungngo_domain::assignment`]).

use crate::audit;
use crate::connect::Store;
use crate::entity::{assignment, assignment_module, assignment_unit, person, unit, unit_ancestor};
use crate::error::{Result, StorageError};
use crate::people::{teams_within, units_within};
use crate::slug;
use chrono::NaiveDate;
use sea_orm::sea_query::{Expr, ExprTrait, Query};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter,
    QueryOrder, QuerySelect, Set, TryInsertResult,
};
use std::collections::{BTreeMap, BTreeSet};
use tungngo_domain::access::Scope;
use tungngo_domain::audience::Audience;
use tungngo_domain::ids::{Slug, UnitId};
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

/// Refuses terms that name a unit out of reach, wherever it stands among the others (Z3).
async fn check_reach(db: &impl ConnectionTrait, scope: &Scope, terms: &Terms) -> Result<()> {
    use sea_orm::PaginatorTrait;
    if terms.units.is_empty() || terms.modules.is_empty() {
        return Err(StorageError::NotFound);
    }
    let wanted = terms.units.iter().map(|unit| unit.0);
    let found = units_within(scope).filter(unit::Column::Id.is_in(wanted)).count(db).await?;
    let villages = unit::Entity::find()
        .filter(unit::Column::Id.is_in(terms.audience.teams.iter().map(|team| team.0)))
        .filter(unit::Column::Kind.eq("village"))
        .count(db)
        .await?;
    let named = terms.audience.teams.is_empty() || terms.audience.teams == terms.units;
    let all = found == terms.units.len() as u64 && villages == terms.audience.teams.len() as u64;
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

    /// Whether every unit that is meant exists today. A reform leads open assignments on to the new units, and leaves
    /// alone what is over.
    pub async fn units_stand(&self, terms: &Terms) -> Result<bool> {
        all_stand(self.reader(), &terms.units).await
    }

    /// Assigns again, as it was, what was taken back or ended, where [`Self::units_stand`]. Twice is once.
    pub async fn resume_assignment(&self, scope: &Scope, id: Uuid, now: Instant) -> Result<()> {
        self.write(async |txn| {
            let row = own(txn, scope, id).await?;
            if row.ended_at.is_none() {
                return Ok(());
            }
            let units = assignment_unit::Entity::find()
                .filter(assignment_unit::Column::AssignmentId.eq(id))
                .all(txn)
                .await?;
            if !all_stand(txn, &units.iter().map(|one| UnitId(one.unit_id)).collect()).await? {
                return Err(StorageError::NotFound);
            }
            let mut row = row.into_active_model();
            row.ended_at = Set(None);
            row.withdrawn = Set(false);
            row.update(txn).await?;
            audit::write(txn, entry(scope, "assignment-resumed", id), now).await
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

async fn all_stand(db: &impl ConnectionTrait, units: &BTreeSet<UnitId>) -> Result<bool> {
    use sea_orm::PaginatorTrait;
    let standing = unit::Entity::find()
        .filter(unit::Column::Id.is_in(units.iter().map(|unit| unit.0)))
        .filter(unit::Column::ValidTo.is_null())
        .count(db)
        .await?;
    Ok(standing == units.len() as u64)
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
