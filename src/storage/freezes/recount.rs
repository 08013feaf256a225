//! Counting a frozen month again, from what was frozen of its members and the ledger, and what arrived later.
//!
//! Owns: the recount and what it finds. Does not own: the first counting ([`super::counting`]).

use super::as_of::{Cut, Way, records};
use super::counting::{Counters, counted, counters, last_event, tally};
use super::{Freeze, digest_of, row_of};
use crate::connect::Store;
use crate::entity::{freeze_counter, freeze_member, ledger_event};
use crate::error::Result;
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeSet, HashMap};
use tungngo_domain::ids::UnitId;
use tungngo_domain::rollup::Metric;
use tungngo_domain::time::Instant;
use uuid::Uuid;

/// A number that is not what the ledger says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Difference {
    /// Of which unit.
    pub unit: Uuid,
    /// What it counts: subject, metric and part, as the database writes them.
    pub counter: [String; 3],
    /// What stands there.
    pub stored: i64,
    /// What the ledger says.
    pub counted: i64,
}

/// A number of the unit as it would be with what arrived later.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Later {
    /// What it is about.
    pub subject: String,
    /// What it counts.
    pub metric: String,
    /// As frozen.
    pub frozen: i64,
    /// With what arrived later.
    pub with: i64,
}

/// What a recount found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recount {
    /// When.
    pub at: Instant,
    /// Members counted.
    pub members: u64,
    /// How many numbers, members or names are not as they were frozen.
    pub differences: u64,
    /// The first of the numbers.
    pub first: Vec<Difference>,
    /// Events of the month and before that arrived after the freezing.
    pub late_events: u64,
    /// Whose they are.
    pub late_members: u64,
    /// The unit's numbers that would be others with them.
    pub later: Vec<Later>,
}

/// Differences that are named one by one.
const NAMED: usize = 50;

impl Store {
    /// Counts a frozen month anew from its members and the ledger, and says what differs and what arrived later.
    /// `beat` hears how many members are done. Unscoped: for a month that was found through a scope, and the operator.
    pub async fn recount_freeze(
        &self,
        id: Uuid,
        way: Way,
        now: Instant,
        mut beat: impl AsyncFnMut(u64) -> Result<()>,
    ) -> Result<Recount> {
        let freeze = Freeze::from_row(row_of(self.reader(), id).await?, &HashMap::new())?;
        let last = last_event(self.reader()).await?;
        let (cut, later_cut) = (freeze.cut(), Cut { events_to: last, ..freeze.cut() });
        let mut then = tally(&freeze.requires, freeze.month)?;
        let mut with = then.clone();
        let mut recount = Recount {
            at: now,
            members: 0,
            differences: 0,
            first: Vec::new(),
            late_events: 0,
            late_members: 0,
            later: Vec::new(),
        };
        let mut after: Option<(Uuid, Uuid)> = None;
        loop {
            let state = self.snapshot().await?;
            let txn = &*state;
            let rows = members_after(txn, id, after).await?;
            let Some(end) = rows.last() else { break };
            after = Some((end.team_id, end.member_id));
            let ids: Vec<Uuid> = rows.iter().map(|row| row.member_id).collect();
            let mut as_frozen = records(txn, &ids, &cut, way).await?;
            let late = late_events(txn, &ids, &cut, last).await?;
            let late_ids: Vec<Uuid> = late.keys().copied().collect();
            let mut as_now = records(txn, &late_ids, &later_cut, Way::Replay).await?;
            drop(state);
            for row in &rows {
                let frozen = as_frozen.remove(&row.member_id).unwrap_or_default();
                let member = counted(row, as_now.remove(&row.member_id).unwrap_or_else(|| frozen.clone()))?;
                let (team, part) = (UnitId(row.team_id), UnitId(row.part_id));
                with.add(team, part, &member);
                then.add(team, part, &counted(row, frozen)?);
            }
            recount.members += rows.len() as u64;
            recount.late_members += late.len() as u64;
            recount.late_events += late.values().sum::<u64>();
            beat(recount.members).await?;
        }
        let (then, with) = (counters(freeze.unit, then.finish()), counters(freeze.unit, with.finish()));
        let stored = stored_counters(self.reader(), id).await?;
        compare(&mut recount, &freeze, &stored, &then);
        recount.later = later(freeze.unit, &then, &with);
        Ok(recount)
    }
}

async fn members_after(
    db: &impl ConnectionTrait,
    freeze: Uuid,
    after: Option<(Uuid, Uuid)>,
) -> Result<Vec<freeze_member::Model>> {
    use freeze_member::Column::{FreezeId, MemberId, TeamId};
    let mut query = freeze_member::Entity::find().filter(FreezeId.eq(freeze));
    if let Some((team, member)) = after {
        query = query.filter(
            Condition::any()
                .add(TeamId.gt(team))
                .add(Condition::all().add(TeamId.eq(team)).add(MemberId.gt(member))),
        );
    }
    let rows =
        query.order_by_asc(TeamId).order_by_asc(MemberId).limit(crate::BATCH_ROWS as u64).all(db).await?;
    Ok(rows)
}

/// How many events of these members belong before the cut by when they happened, but arrived after it.
async fn late_events(
    db: &impl ConnectionTrait,
    members: &[Uuid],
    cut: &Cut,
    last: i64,
) -> Result<HashMap<Uuid, u64>> {
    let rows: Vec<(Uuid, i64)> = ledger_event::Entity::find()
        .select_only()
        .column(ledger_event::Column::MemberId)
        .column_as(ledger_event::Column::Seq.count(), "n")
        .filter(ledger_event::Column::MemberId.is_in(members.iter().copied()))
        .filter(ledger_event::Column::Seq.gt(cut.events_to))
        .filter(ledger_event::Column::Seq.lte(last))
        .filter(ledger_event::Column::Happened.lt(cut.before))
        .group_by(ledger_event::Column::MemberId)
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|(member, n)| (member, u64::try_from(n).unwrap_or(0))).collect())
}

pub(super) async fn stored_counters(db: &impl ConnectionTrait, freeze: Uuid) -> Result<Counters> {
    let rows =
        freeze_counter::Entity::find().filter(freeze_counter::Column::FreezeId.eq(freeze)).all(db).await?;
    Ok(rows.into_iter().map(|row| ((row.unit_id, row.part, row.module_id, row.metric), row.n)).collect())
}

fn compare(recount: &mut Recount, freeze: &Freeze, stored: &Counters, counted: &Counters) {
    let keys: BTreeSet<_> = stored.keys().chain(counted.keys()).collect();
    for key in keys {
        let of = |counters: &Counters| counters.get(key).copied().unwrap_or(0);
        if of(stored) != of(counted) {
            recount.differences += 1;
            if recount.first.len() < NAMED {
                let (unit, part, subject, metric) = key.clone();
                let counter = [subject, metric, part];
                recount.first.push(Difference { unit, counter, stored: of(stored), counted: of(counted) });
            }
        }
    }
    // Numbers and ledger may agree because both were changed: then the members or the seal do not.
    recount.differences += u64::from(recount.members != freeze.members);
    recount.differences += u64::from(digest_of(stored) != freeze.digest);
}

/// The numbers of the unit itself, of everybody, that are others with what arrived later.
fn later(unit: UnitId, then: &Counters, with: &Counters) -> Vec<Later> {
    let keys: BTreeSet<_> = then.keys().chain(with.keys()).collect();
    keys.into_iter()
        .filter(|(of, part, ..)| *of == unit.0 && part.is_empty())
        .filter(|key| then.get(*key) != with.get(*key))
        .filter(|(.., metric)| Metric::from_code(metric).is_some())
        .map(|key| Later {
            subject: key.2.clone(),
            metric: key.3.clone(),
            frozen: then.get(key).copied().unwrap_or(0),
            with: with.get(key).copied().unwrap_or(0),
        })
        .collect()
}
