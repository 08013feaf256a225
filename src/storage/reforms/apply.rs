//! Carrying out a reform: everything in one transaction in which nobody else writes.

use super::journal::{self, Journal, run, what};
use super::standing::{self, Effects};
use super::{Conditions, Found, NewReform, Refusal, Step, counters, hanging, report};
use crate::audit;
use crate::connect::Store;
use crate::entity::{assignment_unit, reform, role_grant, role_grant_module, unit, unit_succession};
use crate::error::{Result, StorageError};
use chrono::NaiveDate;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, IntoActiveModel,
    QueryFilter, Set,
};
use std::collections::BTreeMap;
use tungngo_domain::access::Role;
use tungngo_domain::collation::sort_key;
use tungngo_domain::ids::{PersonId, UnitId};
use tungngo_domain::people::fold;
use tungngo_domain::reform::{Destination, Plan, Present, Sheet, Target};
use tungngo_domain::time::{Instant, day};
use uuid::Uuid;

/// A sheet held against the map.
#[derive(Debug)]
pub(super) struct Ready {
    pub(super) present: Present,
    pub(super) plan: Plan,
    pub(super) effects: Effects,
}

const CLOSE: &str = "UPDATE unit SET valid_to = $2 WHERE id IN (SELECT row_id FROM reform_change WHERE reform_id = $1 AND \
                     what = 'closed')";
const MOVE_VILLAGES: &str = "UPDATE unit SET parent_id = c.new_unit FROM reform_change c WHERE c.reform_id = $1 AND c.what \
                             = 'village' AND c.row_id = unit.id";
const MOVE_GRANTS: &str = "UPDATE role_grant SET unit_id = c.new_unit FROM reform_change c WHERE c.reform_id = $1 AND \
                           c.what = 'grant' AND c.row_id = role_grant.id";
const MOVE_SESSIONS: &str = "UPDATE training_session SET unit_id = c.new_unit, audience = c.new_text FROM reform_change c \
                             WHERE c.reform_id = $1 AND c.what = 'session' AND c.row_id = training_session.id";
const UNASSIGN: &str = "DELETE FROM assignment_unit WHERE EXISTS (SELECT 1 FROM reform_change c WHERE c.reform_id = $1 AND \
                        c.what = 'assigned' AND c.row_id = assignment_unit.assignment_id AND c.old_unit = \
                        assignment_unit.unit_id)";

/// Reads the map and what hangs on it, and plans. A day to come is looked at as things are today.
pub(super) async fn prepare(
    db: &impl ConnectionTrait,
    sheet: &Sheet,
    first_day: NaiveDate,
    now: Instant,
    step: &impl Fn(Step),
) -> Result<std::result::Result<Ready, Refusal>> {
    let present = standing::present(db, sheet, step).await?;
    step(Step::Planning);
    let plan = match tungngo_domain::reform::plan(&present, sheet) {
        Ok(plan) => plan,
        Err(problems) => return Ok(Err(Refusal::Problems(problems))),
    };
    if let Some(since) = standing::younger(db, &plan, first_day).await? {
        return Ok(Err(Refusal::Younger(since)));
    }
    let effects = standing::effects(db, &plan, now, step).await?;
    Ok(Ok(Ready { present, plan, effects }))
}

impl Store {
    /// Carries a reform out, or tells why not and changes nothing. Nobody else writes meanwhile, and readers see the map
    /// before or the map after.
    pub async fn apply_reform(
        &self,
        new: &NewReform,
        conditions: &Conditions,
        actor: Option<PersonId>,
        now: Instant,
        step: impl Fn(Step),
    ) -> Result<std::result::Result<report::Report, Refusal>> {
        self.write_alone(async |txn| {
            let row = reform::Entity::find_by_id(new.id).one(txn).await?;
            if row.as_ref().is_some_and(|row| row.applied_at.is_some()) {
                return Ok(Err(Refusal::Applied));
            }
            if new.day > day(now) {
                return Ok(Err(Refusal::NotYet));
            }
            let ready = match prepare(txn, &new.sheet, new.day, now, &step).await? {
                Ok(ready) => ready,
                Err(refusal) => return Ok(Err(refusal)),
            };
            if conditions.strict && !ready.plan.undecided.is_empty() {
                return Ok(Err(Refusal::Undecided(ready.plan.undecided.len())));
            }
            if conditions.as_shown.as_ref().is_some_and(|shown| *shown != report::digest(&ready)) {
                return Ok(Err(Refusal::Changed));
            }
            let report = report::report(txn, &ready, &step).await?;
            let found = Found::Touches(Box::new(report));
            if row.is_none() {
                journal::insert_reform(txn, new, &found, actor, now).await?;
            }
            let row = reform::ActiveModel {
                id: Set(new.id),
                report: Set(serde_json::to_string(&found)?),
                applied_at: Set(Some(now)),
                applied_by: Set(actor.map(|actor| actor.0)),
                ..Default::default()
            };
            row.update(txn).await?;
            carry_out(txn, new, &ready, actor, now, &step).await?;
            let Found::Touches(report) = found else { return Err(StorageError::NotFound) };
            let entry = audit::Entry {
                actor,
                action: "reform-applied",
                target: Some(("reform", new.id.to_string())),
                detail: [&new.day.to_string(), " ", &report.digest[..16]].concat(),
                ..audit::Entry::default()
            };
            audit::write(txn, entry, now).await?;
            Ok(Ok(*report))
        })
        .await
    }
}

async fn carry_out(
    txn: &DatabaseTransaction,
    new: &NewReform,
    ready: &Ready,
    actor: Option<PersonId>,
    now: Instant,
    step: &impl Fn(Step),
) -> Result<()> {
    step(Step::Journal);
    let (plan, effects) = (&ready.plan, &ready.effects);
    let ids: Vec<Uuid> = plan.created.iter().map(|_| Uuid::now_v7()).collect();
    add_units(txn, new, plan, &ids).await?;
    let mut journal = Journal::new(new.id);
    for id in &plan.closed {
        journal.add(what::CLOSED, id.0, None, None);
    }
    for id in &ids {
        journal.add(what::CREATED, *id, None, None);
    }
    for one in &plan.moves {
        journal.add(what::VILLAGE, one.village.0, Some(one.from.0), Some(ids[one.to]));
    }
    let place = |to: &Destination| match to {
        Destination::Created(at) => ids[*at],
        Destination::Village(village) => village.0,
    };
    let (mut copies, mut trail) = (Vec::new(), Vec::new());
    for one in &effects.grants {
        let mut places = one.to.to.iter().map(place);
        let Some(first) = places.next() else { continue };
        journal.add(what::GRANT, one.row.id, Some(one.row.unit_id), Some(first));
        trail.push((one, first));
        for unit in places {
            let id = Uuid::now_v7();
            journal.add(what::GRANTED, id, Some(one.row.id), Some(unit));
            copies.push((one.row.id, role_grant::Model { id, unit_id: unit, ..one.row.clone() }));
            trail.push((one, unit));
        }
    }
    let mut assigned = Vec::new();
    let mut units = effects.assigned_before.clone();
    for one in &effects.assigned {
        journal.add(what::ASSIGNED, one.assignment, Some(one.from), None);
        let of = units.entry(one.assignment).or_default();
        for unit in one.to.iter().map(place) {
            if of.insert(unit) {
                journal.add(what::ASSIGNED, one.assignment, None, Some(unit));
                assigned.push(assignment_unit::Model { unit_id: unit, assignment_id: one.assignment });
            }
        }
    }
    for one in &effects.sessions {
        let texts = (Some(one.old_audience.clone()), Some(one.audience.clone()));
        journal.add_text(what::SESSION, one.session, (Some(one.from), Some(ids[one.to])), texts);
    }
    journal.write(txn).await?;
    step(Step::Moving);
    counters::sum_for_the_last_time(txn).await?;
    run(txn, CLOSE, new.id, [new.day.into()]).await?;
    run(txn, MOVE_VILLAGES, new.id, []).await?;
    hanging::hang(txn, new.id).await?;
    step(Step::Rights);
    run(txn, MOVE_GRANTS, new.id, []).await?;
    copy_grants(txn, copies).await?;
    run(txn, UNASSIGN, new.id, []).await?;
    for chunk in assigned.chunks(crate::BATCH_ROWS) {
        let rows = chunk.iter().cloned().map(IntoActiveModel::into_active_model);
        assignment_unit::Entity::insert_many(rows).exec_without_returning(txn).await?;
    }
    run(txn, MOVE_SESSIONS, new.id, []).await?;
    step(Step::Summing);
    counters::sum(txn, new.id, what::CREATED).await?;
    let entries = trail.into_iter().map(|(one, unit)| moved(actor, &one.row, one.role, unit, new.id));
    audit::append(txn, entries.map(|entry| (entry, now))).await?;
    journal::new_map(txn).await?;
    step(Step::Proving);
    match hanging::prove(txn).await? {
        None => Ok(()),
        Some(broken) => Err(StorageError::Corrupt(broken.to_owned())),
    }
}

/// The line of the trail for a right that a reform moved.
pub(super) fn moved(
    actor: Option<PersonId>,
    row: &role_grant::Model,
    role: Role,
    unit: Uuid,
    reform: Uuid,
) -> audit::Entry {
    audit::Entry {
        actor,
        action: "role-moved",
        target: Some(("person", row.person_id.to_string())),
        unit: Some(UnitId(unit)),
        detail: [role.code(), " ", &reform.to_string()].concat(),
        ..audit::Entry::default()
    }
}

async fn add_units(txn: &impl ConnectionTrait, new: &NewReform, plan: &Plan, ids: &[Uuid]) -> Result<()> {
    let rows: Vec<unit::Model> = plan
        .created
        .iter()
        .zip(ids)
        .map(|(one, id)| unit::Model {
            id: *id,
            parent_id: Some(match one.parent {
                Target::Kept(unit) => unit.0,
                Target::Created(at) => ids[at],
            }),
            kind: one.kind.code().to_owned(),
            code: one.code.clone(),
            name: one.name.clone(),
            name_key: fold(&one.name),
            sort_key: sort_key(&one.name),
            valid_from: new.day,
            valid_to: None,
        })
        .collect();
    for chunk in rows.chunks(crate::BATCH_ROWS) {
        let rows = chunk.iter().cloned().map(IntoActiveModel::into_active_model);
        unit::Entity::insert_many(rows).exec_without_returning(txn).await?;
    }
    let rows: Vec<unit_succession::Model> = plan
        .successions
        .iter()
        .map(|one| unit_succession::Model {
            old_id: one.old.0,
            new_id: ids[one.new],
            relation: one.relation.code().to_owned(),
            is_default: one.is_default,
            reform_id: new.id,
        })
        .collect();
    for chunk in rows.chunks(crate::BATCH_ROWS) {
        let rows = chunk.iter().cloned().map(IntoActiveModel::into_active_model);
        unit_succession::Entity::insert_many(rows).exec_without_returning(txn).await?;
    }
    Ok(())
}

/// Adds rights that stand beside another, with the same modules.
async fn copy_grants(txn: &impl ConnectionTrait, copies: Vec<(Uuid, role_grant::Model)>) -> Result<()> {
    let mut limits: BTreeMap<Uuid, Vec<String>> = BTreeMap::new();
    let of: Vec<Uuid> = copies.iter().map(|(of, _)| *of).collect();
    for chunk in of.chunks(crate::BATCH_ROWS) {
        let rows = role_grant_module::Entity::find()
            .filter(role_grant_module::Column::GrantId.is_in(chunk.iter().copied()))
            .all(txn)
            .await?;
        for row in rows {
            let known = limits.entry(row.grant_id).or_default();
            if !known.contains(&row.module_id) {
                known.push(row.module_id);
            }
        }
    }
    let mut modules = Vec::new();
    for (of, row) in &copies {
        for module in limits.get(of).into_iter().flatten() {
            modules.push(role_grant_module::Model { grant_id: row.id, module_id: module.clone() });
        }
    }
    for chunk in copies.chunks(crate::BATCH_ROWS) {
        let rows = chunk.iter().map(|(_, row)| row.clone().into_active_model());
        role_grant::Entity::insert_many(rows).exec_without_returning(txn).await?;
    }
    for chunk in modules.chunks(crate::BATCH_ROWS) {
        let rows = chunk.iter().cloned().map(IntoActiveModel::into_active_model);
        role_grant_module::Entity::insert_many(rows).exec_without_returning(txn).await?;
    }
    Ok(())
}
