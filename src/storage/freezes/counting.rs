//! Counting a month when it is frozen, from the roster and the ledger.
//!
//! Owns: this counting, in parts small enough that no transaction is long; nothing of it is shown before its end. Does
//! not own: who counts where ([`tungngo_domain::rollup`]), the adding up ([`tungngo_domain::tally`]), what a member was
//! at the cut ([`super::as_of`]).

use super::as_of::{Record, Way, records};
use super::{Freeze, State, digest_of, row_of};
use crate::audit;
use crate::certificates::MEMBERS_PROGRAMME;
use crate::connect::Store;
use crate::entity::{
    freeze_counter, freeze_member, freeze_unit, ledger_event, membership, month_freeze, person, unit,
    unit_ancestor,
};
use crate::error::{Result, StorageError};
use crate::{slug, stages};
use sea_orm::sea_query::{Expr, ExprTrait, Query};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
    QuerySelect,
};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use tungngo_domain::ids::{Slug, UnitId};
use tungngo_domain::months::Month;
use tungngo_domain::people::TeamRole;
use tungngo_domain::rollup::{Counted, decade};
use tungngo_domain::tally::{Sums, Tally};
use tungngo_domain::time::Instant;
use uuid::Uuid;

/// Teams that are counted in one transaction.
const TEAMS_AT_ONCE: usize = 60;
/// Rows of one statement: the values of each stay well below what a statement may bind.
const ROWS_AT_ONCE: usize = 250;

/// The counters of a unit and of those right below, by unit, part, subject and metric.
pub(super) type Counters = BTreeMap<(Uuid, String, String, String), i64>;

pub(super) fn tally(requires: &[Slug], month: Month) -> Result<Tally> {
    Ok(Tally::new(slug(MEMBERS_PROGRAMME)?, requires.to_vec(), month.last_day()))
}

pub(super) fn counted(row: &freeze_member::Model, record: Record) -> Result<Counted> {
    Ok(Counted {
        role: TeamRole::from_code(&row.role).ok_or_else(|| StorageError::Corrupt(row.role.clone()))?,
        birth_decade: row.birth_decade,
        reachable: row.reachable,
        no_device: row.no_device,
        // States of work, not of a month: who waits for a visit, who came in on another's phone.
        borrowed: false,
        waiting: false,
        paper: record.paper,
        certified: record.certified,
        modules: record.modules,
    })
}

pub(super) fn counters(unit: UnitId, (own, parts): (Sums, BTreeMap<UnitId, Sums>)) -> Counters {
    let mut all = Counters::new();
    for (unit, sums) in std::iter::once((unit, own)).chain(parts) {
        for (counter, n) in sums.into_iter().filter(|(_, n)| *n != 0) {
            let key =
                (counter.part.code(), counter.subject.code().to_owned(), counter.metric.code().to_owned());
            all.insert((unit.0, key.0, key.1, key.2), n);
        }
    }
    all
}

impl Store {
    /// Counts a month whose freezing was begun as `run`, to its end. Nothing of it is shown before; who died on the way
    /// left a freezing that can be begun again. Whoever finds another run at work stops, and gives `false`.
    pub async fn count_freeze(&self, id: Uuid, run: Uuid, clock: impl Fn() -> Instant) -> Result<bool> {
        let counted = self.count_all(id, run, &clock).await;
        if counted.is_err() {
            self.write(async |txn| {
                let failed = Expr::value(State::Failed.code());
                mine(id, run).col_expr(month_freeze::Column::State, failed).exec(txn).await?;
                Ok(())
            })
            .await?;
        }
        counted
    }

    async fn count_all(&self, id: Uuid, run: Uuid, clock: &impl Fn() -> Instant) -> Result<bool> {
        let row = row_of(self.reader(), id).await?;
        let freeze = Freeze::from_row(row, &HashMap::new())?;
        let unit = freeze.unit;
        while let Some(left) = self.clear_some(id, run, clock()).await? {
            if !left {
                return Ok(false);
            }
        }
        let teams = self.teams_by_part(unit).await?;
        let cut = freeze.cut();
        let mut tally = tally(&freeze.requires, freeze.month)?;
        let mut members = 0_u64;
        for chunk in teams.chunks(TEAMS_AT_ONCE) {
            let state = self.snapshot().await?;
            let rows = roster(&*state, id, chunk, freeze.month).await?;
            for some in rows.chunks(crate::BATCH_ROWS) {
                let ids: Vec<Uuid> = some.iter().map(|row| row.member_id).collect();
                let mut found = records(&*state, &ids, &cut, Way::Quick).await?;
                for row in some {
                    let record = found.remove(&row.member_id).unwrap_or_default();
                    tally.add(UnitId(row.team_id), UnitId(row.part_id), &counted(row, record)?);
                }
            }
            drop(state);
            members += rows.len() as u64;
            let alive = self
                .write(async |txn| {
                    let update = mine(id, run)
                        .col_expr(month_freeze::Column::BeatAt, Expr::value(clock()))
                        .col_expr(
                            month_freeze::Column::Members,
                            Expr::value(i64::try_from(members).unwrap_or(0)),
                        )
                        .exec(txn)
                        .await?;
                    if update.rows_affected == 0 {
                        return Ok(false);
                    }
                    for some in rows.chunks(ROWS_AT_ONCE) {
                        let some = some.iter().cloned().map(IntoActiveModel::into_active_model);
                        freeze_member::Entity::insert_many(some).exec_without_returning(txn).await?;
                    }
                    Ok(true)
                })
                .await?;
            if !alive {
                return Ok(false);
            }
        }
        let counters = counters(unit, tally.finish());
        let names = self.names_below(unit, &counters).await?;
        self.write(async |txn| finish(txn, &freeze, run, &counters, &names, clock()).await).await
    }

    /// Takes away some of what an earlier run left; `None` when nothing is left, `false` when another run is at work.
    async fn clear_some(&self, id: Uuid, run: Uuid, now: Instant) -> Result<Option<bool>> {
        self.write(async |txn| {
            let beat =
                mine(id, run).col_expr(month_freeze::Column::BeatAt, Expr::value(now)).exec(txn).await?;
            if beat.rows_affected == 0 {
                return Ok(Some(false));
            }
            let teams: Vec<Uuid> = freeze_member::Entity::find()
                .select_only()
                .column(freeze_member::Column::TeamId)
                .distinct()
                .filter(freeze_member::Column::FreezeId.eq(id))
                .limit(crate::BATCH_ROWS as u64)
                .into_tuple()
                .all(txn)
                .await?;
            if teams.is_empty() {
                return Ok(None);
            }
            freeze_member::Entity::delete_many()
                .filter(freeze_member::Column::FreezeId.eq(id))
                .filter(freeze_member::Column::TeamId.is_in(teams))
                .exec(txn)
                .await?;
            Ok(Some(true))
        })
        .await
    }

    /// The teams below a unit, each with the unit right below that it lies in, as the map is now.
    async fn teams_by_part(&self, unit: UnitId) -> Result<Vec<(Uuid, Uuid)>> {
        let below = Query::select()
            .column(unit::Column::Id)
            .from(unit::Entity)
            .and_where(Expr::col(unit::Column::ParentId).eq(unit.0))
            .and_where(Expr::col(unit::Column::ValidTo).is_null())
            .to_owned();
        let villages = Query::select()
            .column(unit::Column::Id)
            .from(unit::Entity)
            .and_where(Expr::col(unit::Column::Kind).eq("village"))
            .to_owned();
        let mut teams: Vec<(Uuid, Uuid)> = unit_ancestor::Entity::find()
            .select_only()
            .column(unit_ancestor::Column::UnitId)
            .column(unit_ancestor::Column::AncestorId)
            .filter(unit_ancestor::Column::AncestorId.in_subquery(below))
            .filter(unit_ancestor::Column::UnitId.in_subquery(villages))
            .into_tuple()
            .all(self.reader())
            .await?;
        teams.sort_unstable();
        Ok(teams)
    }

    /// The names of the units right below: those of today, and those where somebody was counted.
    async fn names_below(&self, unit: UnitId, counters: &Counters) -> Result<HashMap<UnitId, String>> {
        let today = self.children(unit).await?.into_iter().map(|below| below.id);
        let counted =
            counters.keys().map(|(counted, ..)| UnitId(*counted)).filter(|counted| *counted != unit);
        let below: BTreeSet<UnitId> = today.chain(counted).collect();
        self.unit_names(below).await
    }
}

/// An update of the freezing that this run is at work on, and no other.
fn mine(id: Uuid, run: Uuid) -> sea_orm::UpdateMany<month_freeze::Entity> {
    month_freeze::Entity::update_many()
        .filter(month_freeze::Column::Id.eq(id))
        .filter(month_freeze::Column::Run.eq(run))
        .filter(month_freeze::Column::State.eq(State::Counting.code()))
}

/// Writes the numbers, and shows the month: one transaction.
async fn finish(
    txn: &impl ConnectionTrait,
    freeze: &Freeze,
    run: Uuid,
    counters: &Counters,
    names: &HashMap<UnitId, String>,
    now: Instant,
) -> Result<bool> {
    let digest = digest_of(counters);
    let done = mine(freeze.id, run)
        .col_expr(month_freeze::Column::State, Expr::value(State::Frozen.code()))
        .col_expr(month_freeze::Column::FrozenAt, Expr::value(now))
        .col_expr(month_freeze::Column::Digest, Expr::value(digest.clone()))
        .exec(txn)
        .await?;
    if done.rows_affected == 0 {
        return Ok(false);
    }
    let rows: Vec<freeze_counter::ActiveModel> = counters
        .iter()
        .map(|((unit, part, module, metric), n)| {
            let row = freeze_counter::Model {
                freeze_id: freeze.id,
                unit_id: *unit,
                part: part.clone(),
                module_id: module.clone(),
                metric: metric.clone(),
                n: *n,
            };
            row.into_active_model()
        })
        .collect();
    for some in rows.chunks(ROWS_AT_ONCE) {
        freeze_counter::Entity::insert_many(some.iter().cloned()).exec_without_returning(txn).await?;
    }
    let rows: Vec<freeze_unit::ActiveModel> = names
        .iter()
        .map(|(unit, name)| {
            let row = freeze_unit::Model { freeze_id: freeze.id, unit_id: unit.0, name: name.clone() };
            row.into_active_model()
        })
        .collect();
    for some in rows.chunks(ROWS_AT_ONCE) {
        freeze_unit::Entity::insert_many(some.iter().cloned()).exec_without_returning(txn).await?;
    }
    let actor = freeze.frozen_by.as_ref().map(|by| by.id);
    let detail = [&freeze.month.to_string(), " ", &digest].concat();
    audit::write(txn, super::entry("month-frozen", freeze.id, freeze.unit, actor, detail), now).await?;
    Ok(true)
}

/// Who was on the roster of these teams at the end of a month's last day.
async fn roster(
    db: &impl ConnectionTrait,
    freeze: Uuid,
    teams: &[(Uuid, Uuid)],
    month: Month,
) -> Result<Vec<freeze_member::Model>> {
    let parts: HashMap<Uuid, Uuid> = teams.iter().copied().collect();
    let next = month.next().first_day();
    let stays = membership::Entity::find()
        .filter(membership::Column::TeamId.is_in(parts.keys().copied()))
        .filter(membership::Column::JoinedOn.lt(next))
        // The day of leaving belongs to the next team already.
        .filter(
            Condition::any()
                .add(membership::Column::LeftOn.is_null())
                .add(membership::Column::LeftOn.gte(next)),
        )
        .order_by_asc(membership::Column::TeamId)
        .order_by_asc(membership::Column::PersonId)
        .all(db)
        .await?;
    let mut people: HashMap<Uuid, person::Model> = HashMap::new();
    let ids: Vec<Uuid> = stays.iter().map(|stay| stay.person_id).collect();
    for some in ids.chunks(crate::BATCH_ROWS) {
        let found =
            person::Entity::find().filter(person::Column::Id.is_in(some.iter().copied())).all(db).await?;
        people.extend(found.into_iter().map(|person| (person.id, person)));
    }
    stays
        .into_iter()
        .map(|stay| {
            let person = people.get(&stay.person_id).ok_or(StorageError::NotFound)?;
            Ok(freeze_member::Model {
                freeze_id: freeze,
                team_id: stay.team_id,
                member_id: stay.person_id,
                part_id: parts.get(&stay.team_id).copied().ok_or(StorageError::NotFound)?,
                role: stay.role,
                birth_decade: person.birth_year.map(decade),
                reachable: stages::is_reachable(person),
                no_device: stages::has_no_device(person),
            })
        })
        .collect()
}

/// The number of the latest event.
pub(super) async fn last_event(db: &impl ConnectionTrait) -> Result<i64> {
    let last = ledger_event::Entity::find()
        .select_only()
        .column(ledger_event::Column::Seq)
        .order_by_desc(ledger_event::Column::Seq)
        .into_tuple::<i64>()
        .one(db)
        .await?;
    Ok(last.unwrap_or(0))
}
