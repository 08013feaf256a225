//! What stands on the map when a reform is held against it: the units, and everything that hangs on the ones that end.

use super::Step;
use crate::entity::{
    assignment, assignment_unit, credential, membership, person, reform, role_grant, roster_import,
    training_session, unit,
};
use crate::error::{Result, StorageError};
use crate::rights::right_from;
use sea_orm::sea_query::{Query, SelectStatement};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use tungngo_domain::access::Role;
use tungngo_domain::audience::Audience;
use tungngo_domain::ids::{PersonId, UnitId};
use tungngo_domain::reform::{Destination, Following, Named, Place, Plan, Present, Sheet, Village};
use tungngo_domain::time::Instant;
use tungngo_domain::units::UnitKind;
use uuid::Uuid;

/// A right over a unit that ends.
#[derive(Debug)]
pub(super) struct GrantMove {
    pub(super) row: role_grant::Model,
    pub(super) role: Role,
    pub(super) to: Following,
}

/// An assignment for a unit that ends.
#[derive(Debug)]
pub(super) struct AssignedMove {
    pub(super) assignment: Uuid,
    pub(super) from: Uuid,
    pub(super) to: Vec<Destination>,
}

/// A planned session of a unit that ends.
#[derive(Debug)]
pub(super) struct SessionMove {
    pub(super) session: Uuid,
    pub(super) from: Uuid,
    pub(super) to: usize,
    pub(super) old_audience: String,
    pub(super) audience: String,
}

/// What follows the plan.
#[derive(Debug, Default)]
pub(super) struct Effects {
    pub(super) grants: Vec<GrantMove>,
    pub(super) assigned: Vec<AssignedMove>,
    /// The units that each touched assignment is for, before.
    pub(super) assigned_before: HashMap<Uuid, BTreeSet<Uuid>>,
    pub(super) sessions: Vec<SessionMove>,
    pub(super) imports: usize,
}

/// A unit's id and the one above it, its kind, code and name.
type UnitRow = (Uuid, Option<Uuid>, String, Option<String>, String);

/// The map in force, with the persons that the sheet names.
pub(super) async fn present(
    db: &impl ConnectionTrait,
    sheet: &Sheet,
    step: &impl Fn(Step),
) -> Result<Present> {
    step(Step::ReadingMap);
    let rows: Vec<UnitRow> = unit::Entity::find()
        .select_only()
        .columns([
            unit::Column::Id,
            unit::Column::ParentId,
            unit::Column::Kind,
            unit::Column::Code,
            unit::Column::Name,
        ])
        .filter(unit::Column::ValidTo.is_null())
        .order_by_asc(unit::Column::Id)
        .into_tuple()
        .all(db)
        .await?;
    let mut map = Present::default();
    for (id, parent, kind, code, name) in rows {
        let parent = parent.map(UnitId);
        match (UnitKind::from_code(&kind).ok_or(StorageError::Corrupt(kind))?, parent) {
            (UnitKind::Village, Some(commune)) => {
                map.villages.push(Village { id: UnitId(id), name, commune })
            }
            (kind, parent) => map.places.push(Place { id: UnitId(id), kind, code, name, parent }),
        }
    }
    let names: BTreeSet<&String> = sheet.lines.iter().filter_map(|line| line.person.as_ref()).collect();
    for name in names {
        if let Some(one) = named(db, name).await? {
            map.people.insert(name.clone(), one);
        }
    }
    Ok(map)
}

/// Somebody by id or by the name of their staff account.
async fn named(db: &impl ConnectionTrait, name: &str) -> Result<Option<Named>> {
    let person = match name.parse::<Uuid>() {
        Ok(id) => person::Entity::find_by_id(id).one(db).await?.map(|row| row.id),
        Err(_) => credential::Entity::find()
            .filter(credential::Column::Account.eq(name.to_lowercase()))
            .one(db)
            .await?
            .map(|row| row.person_id),
    };
    let Some(person) = person else { return Ok(None) };
    let place = membership::Entity::find()
        .filter(membership::Column::PersonId.eq(person))
        .filter(membership::Column::LeftOn.is_null())
        .one(db)
        .await?;
    let village = place.map(|row| UnitId(row.team_id));
    Ok(Some(Named { person: PersonId(person), village }))
}

/// The first day of the youngest unit that would end and is not older than the reform; `None` when all are.
pub(super) async fn younger(
    db: &impl ConnectionTrait,
    plan: &Plan,
    first_day: chrono::NaiveDate,
) -> Result<Option<chrono::NaiveDate>> {
    let mut youngest = None;
    for chunk in plan.closed.chunks(crate::BATCH_ROWS) {
        let days: Vec<chrono::NaiveDate> = unit::Entity::find()
            .select_only()
            .column(unit::Column::ValidFrom)
            .filter(unit::Column::Id.is_in(chunk.iter().map(|id| id.0)))
            .filter(unit::Column::ValidFrom.gte(first_day))
            .into_tuple()
            .all(db)
            .await?;
        youngest = youngest.max(days.into_iter().max());
    }
    Ok(youngest)
}

/// Everything that hangs on units that end and is not settled yet: rights in force or to come, open assignments, planned
/// sessions, lists that are being read.
pub(super) async fn effects(
    db: &impl ConnectionTrait,
    plan: &Plan,
    now: Instant,
    step: &impl Fn(Step),
) -> Result<Effects> {
    step(Step::Following);
    let mut effects = Effects::default();
    let rows = role_grant::Entity::find()
        .filter(role_grant::Column::EndedAt.is_null())
        .order_by_asc(role_grant::Column::Id)
        .all(db)
        .await?;
    for row in rows {
        let Some(right) = right_from(&row, &HashMap::new()) else { continue };
        if right.until.is_some_and(|until| until <= now) {
            continue;
        }
        if let Some(to) = plan.follow_right(right.role, PersonId(row.person_id), right.unit) {
            effects.grants.push(GrantMove { row, role: right.role, to });
        }
    }
    let open = Query::select()
        .column(assignment::Column::Id)
        .from(assignment::Entity)
        .and_where(assignment::Column::EndedAt.is_null())
        .to_owned();
    let rows = assignment_unit::Entity::find()
        .filter(assignment_unit::Column::AssignmentId.in_subquery(open))
        .order_by_asc(assignment_unit::Column::AssignmentId)
        .order_by_asc(assignment_unit::Column::UnitId)
        .all(db)
        .await?;
    for row in &rows {
        if let Some(to) = plan.follow_assignment(UnitId(row.unit_id)).filter(|to| !to.to.is_empty()) {
            let (assignment, from) = (row.assignment_id, row.unit_id);
            effects.assigned_before.entry(assignment).or_default();
            effects.assigned.push(AssignedMove { assignment, from, to: to.to });
        }
    }
    for row in rows {
        if let Some(units) = effects.assigned_before.get_mut(&row.assignment_id) {
            units.insert(row.unit_id);
        }
    }
    let rows = training_session::Entity::find()
        .filter(training_session::Column::ClosedAt.is_null())
        .filter(training_session::Column::CancelledAt.is_null())
        .order_by_asc(training_session::Column::Id)
        .all(db)
        .await?;
    for row in rows {
        let mut audience: Audience = serde_json::from_str(&row.audience)?;
        if let Some((to, teams)) = plan.follow_session(UnitId(row.unit_id), &audience.teams) {
            audience.teams = teams;
            effects.sessions.push(SessionMove {
                session: row.id,
                from: row.unit_id,
                to,
                audience: serde_json::to_string(&audience)?,
                old_audience: row.audience,
            });
        }
    }
    let rows = roster_import::Entity::find()
        .filter(roster_import::Column::State.is_in(["reading", "read"]))
        .all(db)
        .await?;
    effects.imports = rows.iter().filter(|row| plan.closes(UnitId(row.unit_id))).count();
    Ok(effects)
}

/// How many rows of a kind there are for each team, by a statement that names `team_id` and `n`.
pub(super) async fn by_team(db: &impl ConnectionTrait, sql: &str) -> Result<BTreeMap<UnitId, u64>> {
    let statement = sea_orm::Statement::from_string(db.get_database_backend(), sql);
    db.query_all_raw(statement)
        .await?
        .iter()
        .map(|row| {
            let n: i64 = row.try_get("", "n")?;
            Ok((UnitId(row.try_get("", "team_id")?), u64::try_from(n).unwrap_or(0)))
        })
        .collect()
}

/// The reform that was applied last and not taken back.
pub(super) fn last_applied() -> sea_orm::Select<reform::Entity> {
    reform::Entity::find()
        .filter(reform::Column::AppliedAt.is_not_null())
        .filter(reform::Column::ReversedAt.is_null())
        .order_by_desc(reform::Column::AppliedAt)
        .order_by_desc(reform::Column::Id)
}

/// The rows of a reform's journal of one kind, as a sub-query of their ids.
pub(super) fn rows_of(reform: Uuid, what: &str) -> SelectStatement {
    use crate::entity::reform_change as change;
    Query::select()
        .column(change::Column::RowId)
        .from(change::Entity)
        .and_where(change::Column::ReformId.eq(reform))
        .and_where(change::Column::What.eq(what))
        .to_owned()
}
