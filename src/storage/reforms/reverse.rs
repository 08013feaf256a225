//! Taking a reform back: every row it changed is as it was before. What was done since and belongs to both maps stays;
//! what could only belong to the new map keeps the reform from being taken back, and is named.

use super::journal::{self, run, what};
use super::{Step, apply, counters, hanging, standing};
use crate::audit;
use crate::connect::Store;
use crate::entity::{
    assignment, assignment_unit, person, reform, reform_change, role_grant, role_grant_module,
    training_session, unit,
};
use crate::error::{Result, StorageError};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, IntoActiveModel,
    QueryFilter, QueryOrder, QuerySelect, Set,
};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use tungngo_domain::access::Role;
use tungngo_domain::ids::PersonId;
use tungngo_domain::time::Instant;
use uuid::Uuid;

/// Why a reform is not taken back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// A reform of this name was carried out later.
    Later(String),
    /// This village was added to a new commune since, or a village of it was moved.
    Village(String),
    /// A right of this person over a new unit was given or changed since.
    Right(String),
    /// An assignment of this person for a new unit was made or changed since.
    Assignment(String),
    /// A session at this place was planned for a new unit since, or its unit or whom it invites was changed.
    Session(String),
    /// A list of this file name is being read for a new unit.
    Import(String),
}

/// What came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reversal {
    /// It is taken back.
    Done,
    /// It was not carried out, or is taken back already.
    NotInForce,
    /// These things would have no place; nothing was changed.
    Blocked(Vec<Block>),
}

const REOPEN: &str = "UPDATE unit SET valid_to = NULL WHERE id IN (SELECT row_id FROM reform_change WHERE reform_id = $1 AND \
                      what = 'closed')";
const NEVER: &str = "UPDATE unit SET valid_to = valid_from WHERE id IN (SELECT row_id FROM reform_change WHERE reform_id = \
                     $1 AND what = 'created')";
const MOVE_VILLAGES: &str = "UPDATE unit SET parent_id = c.old_unit FROM reform_change c WHERE c.reform_id = $1 AND c.what \
                             = 'village' AND c.row_id = unit.id";
const MOVE_GRANTS: &str = "UPDATE role_grant SET unit_id = c.old_unit FROM reform_change c WHERE c.reform_id = $1 AND \
                           c.what = 'grant' AND c.row_id = role_grant.id";
const MOVE_SESSIONS: &str = "UPDATE training_session SET unit_id = c.old_unit, audience = c.old_text FROM reform_change c \
                             WHERE c.reform_id = $1 AND c.what = 'session' AND c.row_id = training_session.id";
const UNASSIGN: &str = "DELETE FROM assignment_unit WHERE EXISTS (SELECT 1 FROM reform_change c WHERE c.reform_id = $1 AND \
                        c.what = 'assigned' AND c.row_id = assignment_unit.assignment_id AND c.new_unit = \
                        assignment_unit.unit_id)";
const ASSIGN: &str = "INSERT INTO assignment_unit (unit_id, assignment_id) SELECT c.old_unit, c.row_id FROM reform_change c \
                      WHERE c.reform_id = $1 AND c.what = 'assigned' AND c.old_unit IS NOT NULL";

impl Store {
    /// Takes the reform back that was carried out last, or names what keeps it from being taken back.
    pub async fn reverse_reform(
        &self,
        id: Uuid,
        actor: Option<PersonId>,
        now: Instant,
        step: impl Fn(Step),
    ) -> Result<Reversal> {
        self.write_alone(async |txn| {
            step(Step::ReadingMap);
            let row = reform::Entity::find_by_id(id).one(txn).await?.ok_or(StorageError::NotFound)?;
            if row.applied_at.is_none() || row.reversed_at.is_some() {
                return Ok(Reversal::NotInForce);
            }
            let last = standing::last_applied().one(txn).await?;
            if let Some(later) = last.filter(|later| later.id != id) {
                return Ok(Reversal::Blocked(vec![Block::Later(later.name)]));
            }
            let blocks = blocks(txn, id).await?;
            if !blocks.is_empty() {
                return Ok(Reversal::Blocked(blocks));
            }
            take_back(txn, row, actor, now, &step).await?;
            Ok(Reversal::Done)
        })
        .await
    }
}

async fn take_back(
    txn: &DatabaseTransaction,
    row: reform::Model,
    actor: Option<PersonId>,
    now: Instant,
    step: &impl Fn(Step),
) -> Result<()> {
    let id = row.id;
    let first_day = row.day;
    let mut row = row.into_active_model();
    row.reversed_at = Set(Some(now));
    row.reversed_by = Set(actor.map(|actor| actor.0));
    row.update(txn).await?;
    step(Step::Moving);
    run(txn, REOPEN, id, []).await?;
    run(txn, NEVER, id, []).await?;
    run(txn, MOVE_VILLAGES, id, []).await?;
    hanging::hang(txn, id).await?;
    step(Step::Rights);
    let moved = rows_with_grants(txn, id).await?;
    role_grant_module::Entity::delete_many()
        .filter(role_grant_module::Column::GrantId.in_subquery(standing::rows_of(id, what::GRANTED)))
        .exec(txn)
        .await?;
    role_grant::Entity::delete_many()
        .filter(role_grant::Column::Id.in_subquery(standing::rows_of(id, what::GRANTED)))
        .exec(txn)
        .await?;
    run(txn, MOVE_GRANTS, id, []).await?;
    run(txn, UNASSIGN, id, []).await?;
    run(txn, ASSIGN, id, []).await?;
    run(txn, MOVE_SESSIONS, id, []).await?;
    step(Step::Summing);
    counters::forget(txn, id, what::CREATED).await?;
    counters::sum(txn, id, what::CLOSED).await?;
    let entries = moved.into_iter().filter_map(|(change, row)| {
        Some(apply::moved(actor, &row, Role::from_code(&row.role)?, change.old_unit?, id))
    });
    audit::append(txn, entries.map(|entry| (entry, now))).await?;
    let entry = audit::Entry {
        actor,
        action: "reform-reversed",
        target: Some(("reform", id.to_string())),
        detail: first_day.to_string(),
        ..audit::Entry::default()
    };
    audit::write(txn, entry, now).await?;
    journal::new_map(txn).await?;
    step(Step::Proving);
    match hanging::prove(txn).await? {
        None => Ok(()),
        Some(broken) => Err(StorageError::Corrupt(broken.to_owned())),
    }
}

/// The rights that moved, with their rows as they are now.
async fn rows_with_grants(
    txn: &impl ConnectionTrait,
    id: Uuid,
) -> Result<Vec<(reform_change::Model, role_grant::Model)>> {
    let changes = journal::read(txn, id, what::GRANT).await?;
    let rows = role_grant::Entity::find()
        .filter(role_grant::Column::Id.in_subquery(standing::rows_of(id, what::GRANT)))
        .all(txn)
        .await?;
    let mut rows: HashMap<Uuid, role_grant::Model> = rows.into_iter().map(|row| (row.id, row)).collect();
    Ok(changes.into_iter().filter_map(|one| rows.remove(&one.row_id).map(|row| (one, row))).collect())
}

/// Everything that would have no place on the old map.
async fn blocks(txn: &impl ConnectionTrait, id: Uuid) -> Result<Vec<Block>> {
    let created = || standing::rows_of(id, what::CREATED);
    let mut blocks = Vec::new();
    let moved: HashMap<Uuid, Option<Uuid>> = journal::read(txn, id, what::VILLAGE)
        .await?
        .into_iter()
        .map(|change| (change.row_id, change.new_unit))
        .collect();
    let there: Vec<(Uuid, Option<Uuid>, String)> = unit::Entity::find()
        .select_only()
        .columns([unit::Column::Id, unit::Column::ParentId, unit::Column::Name])
        .filter(unit::Column::Kind.eq("village"))
        .filter(unit::Column::ParentId.in_subquery(created()))
        .order_by_asc(unit::Column::SortKey)
        .into_tuple()
        .all(txn)
        .await?;
    let mut seen = 0;
    for (village, parent, name) in there {
        match moved.get(&village) {
            Some(to) if *to == parent => seen += 1,
            _ => blocks.push(Block::Village(name)),
        }
    }
    if seen < moved.len() && blocks.is_empty() {
        blocks.push(Block::Village(String::new()));
    }
    rights(txn, id, &mut blocks).await?;
    assignments(txn, id, &mut blocks).await?;
    let mut known: BTreeMap<Uuid, reform_change::Model> =
        journal::read(txn, id, what::SESSION).await?.into_iter().map(|one| (one.row_id, one)).collect();
    let planned = training_session::Entity::find()
        .filter(training_session::Column::UnitId.in_subquery(created()))
        .order_by_asc(training_session::Column::StartsAt)
        .all(txn)
        .await?;
    for row in planned {
        let change = known.remove(&row.id);
        let same = change.is_some_and(|one| {
            Some(row.unit_id) == one.new_unit && Some(&row.audience) == one.new_text.as_ref()
        });
        if !same && is_open(&row) {
            blocks.push(Block::Session(row.place));
        }
    }
    // Those that moved and were given to another unit since.
    let left: Vec<Uuid> = known.into_keys().collect();
    for chunk in left.chunks(crate::BATCH_ROWS) {
        let rows = training_session::Entity::find()
            .filter(training_session::Column::Id.is_in(chunk.iter().copied()))
            .all(txn)
            .await?;
        blocks.extend(rows.into_iter().filter(is_open).map(|row| Block::Session(row.place)));
    }
    use crate::entity::roster_import;
    let lists = roster_import::Entity::find()
        .filter(roster_import::Column::UnitId.in_subquery(created()))
        .filter(roster_import::Column::State.is_in(["reading", "read"]))
        .all(txn)
        .await?;
    blocks.extend(lists.into_iter().map(|row| Block::Import(row.file_name)));
    Ok(blocks)
}

fn is_open(row: &training_session::Model) -> bool {
    row.closed_at.is_none() && row.cancelled_at.is_none()
}

async fn rights(txn: &impl ConnectionTrait, id: Uuid, blocks: &mut Vec<Block>) -> Result<()> {
    let mut odd: BTreeSet<Uuid> = BTreeSet::new();
    let (moved, copied) =
        (journal::read(txn, id, what::GRANT).await?, journal::read(txn, id, what::GRANTED).await?);
    let mut rows: HashMap<Uuid, role_grant::Model> = HashMap::new();
    for of in [standing::rows_of(id, what::GRANT), standing::rows_of(id, what::GRANTED)] {
        let found =
            role_grant::Entity::find().filter(role_grant::Column::Id.in_subquery(of)).all(txn).await?;
        rows.extend(found.into_iter().map(|row| (row.id, row)));
    }
    let at_new = role_grant::Entity::find()
        .filter(role_grant::Column::UnitId.in_subquery(standing::rows_of(id, what::CREATED)))
        .filter(role_grant::Column::EndedAt.is_null())
        .all(txn)
        .await?;
    odd.extend(at_new.into_iter().filter(|row| !rows.contains_key(&row.id)).map(|row| row.person_id));
    let limits =
        limits(txn, copied.iter().flat_map(|one| [Some(one.row_id), one.old_unit]).flatten()).await?;
    for change in moved.iter().chain(&copied) {
        let Some(row) = rows.get(&change.row_id) else { continue };
        let of =
            if change.what == what::GRANTED { change.old_unit.and_then(|of| rows.get(&of)) } else { None };
        let terms = |row: &role_grant::Model| (row.valid_from, row.valid_until, row.ended_at);
        let changed =
            of.is_some_and(|of| terms(of) != terms(row) || limits.get(&of.id) != limits.get(&row.id));
        if Some(row.unit_id) != change.new_unit || changed {
            odd.insert(row.person_id);
        }
    }
    let odd: Vec<Uuid> = odd.into_iter().collect();
    for chunk in odd.chunks(crate::BATCH_ROWS) {
        let people =
            person::Entity::find().filter(person::Column::Id.is_in(chunk.iter().copied())).all(txn).await?;
        blocks.extend(people.into_iter().map(|row| Block::Right(row.full_name)));
    }
    Ok(())
}

async fn limits(
    txn: &impl ConnectionTrait,
    grants: impl Iterator<Item = Uuid>,
) -> Result<HashMap<Uuid, BTreeSet<String>>> {
    let grants: Vec<Uuid> = grants.collect();
    let mut limits: HashMap<Uuid, BTreeSet<String>> = HashMap::new();
    for chunk in grants.chunks(crate::BATCH_ROWS) {
        let rows = role_grant_module::Entity::find()
            .filter(role_grant_module::Column::GrantId.is_in(chunk.iter().copied()))
            .all(txn)
            .await?;
        for row in rows {
            limits.entry(row.grant_id).or_default().insert(row.module_id);
        }
    }
    Ok(limits)
}

async fn assignments(txn: &impl ConnectionTrait, id: Uuid, blocks: &mut Vec<Block>) -> Result<()> {
    let changes = journal::read(txn, id, what::ASSIGNED).await?;
    let mut wanted: BTreeMap<Uuid, (BTreeSet<Uuid>, BTreeSet<Uuid>)> = BTreeMap::new();
    for change in changes {
        let (gone, added) = wanted.entry(change.row_id).or_default();
        gone.extend(change.old_unit);
        added.extend(change.new_unit);
    }
    let mut odd: BTreeSet<Uuid> = BTreeSet::new();
    let ids: Vec<Uuid> = wanted.keys().copied().collect();
    let mut now: BTreeMap<Uuid, BTreeSet<Uuid>> = BTreeMap::new();
    for chunk in ids.chunks(crate::BATCH_ROWS) {
        let rows = assignment_unit::Entity::find()
            .filter(assignment_unit::Column::AssignmentId.is_in(chunk.iter().copied()))
            .all(txn)
            .await?;
        for row in rows {
            now.entry(row.assignment_id).or_default().insert(row.unit_id);
        }
    }
    let nothing = BTreeSet::new();
    for (assignment, (gone, added)) in &wanted {
        let now = now.get(assignment).unwrap_or(&nothing);
        if !added.is_subset(now) || !gone.is_disjoint(now) {
            odd.insert(*assignment);
        }
    }
    let made = assignment_unit::Entity::find()
        .filter(assignment_unit::Column::UnitId.in_subquery(standing::rows_of(id, what::CREATED)))
        .all(txn)
        .await?;
    let is_ours = |row: &assignment_unit::Model| {
        wanted.get(&row.assignment_id).is_some_and(|of| of.1.contains(&row.unit_id))
    };
    odd.extend(made.iter().filter(|row| !is_ours(row)).map(|row| row.assignment_id));
    for one in odd {
        let Some(row) = assignment::Entity::find_by_id(one).one(txn).await? else { continue };
        if row.ended_at.is_some() && !wanted.contains_key(&one) {
            continue;
        }
        let maker = person::Entity::find_by_id(row.created_by).one(txn).await?;
        blocks.push(Block::Assignment(maker.map(|one| one.full_name).unwrap_or_default()));
    }
    Ok(())
}
