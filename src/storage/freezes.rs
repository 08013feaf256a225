//! Frozen months: the figures of a unit at the end of a month, counted once and standing still ever after.
//!
//! A frozen month counts who was on the roster at the end of its last day in Vietnam, by the events that happened by
//! then and had been received when it was frozen. What the ledger does not hold (role, year of birth, device, the map,
//! what the programme requires) is copied as it was at the freezing; the rest is counted from the ledger, and can be
//! counted again for ever ([`Store::recount_freeze`]). What arrives later changes nothing: it is told beside the numbers.
//! Two counts that live figures have are left out, because they are states of work and not of a month: who waits for a
//! trainer, and who came in on another's phone.
//!
//! Owns: the tables of frozen months and what is done with them: freeze, sign, reopen. Does not own: the countings
//! ([`counting`], [`as_of`]), who counts where ([`tungngo_domain::rollup`]).

mod as_of;
mod counting;

pub use as_of::Way;
pub use counting::{Difference, Later, Recount};

use crate::audit;
use crate::connect::Store;
use crate::entity::{freeze_unit, ledger_event, month_freeze, unit};
use crate::error::{Result, StorageError};
use crate::figures::{Below, Cohorts, Counts, UnitFigures};
use crate::people::names;
use crate::rollup::required_modules;
use crate::units::Unit;
use as_of::Cut;
use counting::{Counters, last_event, stored_counters};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbBackend, EntityTrait, IntoActiveModel, QueryFilter,
    QueryOrder, QuerySelect, TryInsertResult,
};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, HashMap};
use tungngo_domain::access::Scope;
use tungngo_domain::ids::{PersonId, Slug, UnitId};
use tungngo_domain::months::Month;
use tungngo_domain::people::fold;
use tungngo_domain::rollup::{Metric, Part};
use tungngo_domain::time::{Instant, day};
use tungngo_domain::units::UnitKind;
use uuid::Uuid;

/// A counting that was not heard of for so long has ended with its server.
pub const STOPPED_AFTER_MINUTES: i64 = 3;

/// Months back that are offered for freezing.
const MONTHS_OFFERED: usize = 24;

/// How far a freezing has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// It is being counted; no number is shown.
    Counting,
    /// It could not be counted to the end.
    Failed,
    /// The figures stand.
    Frozen,
}

impl State {
    const ALL: [Self; 3] = [Self::Counting, Self::Failed, Self::Frozen];

    /// How the database writes it.
    pub fn code(self) -> &'static str {
        match self {
            Self::Counting => "counting",
            Self::Failed => "failed",
            Self::Frozen => "frozen",
        }
    }
}

/// Who did something with a month, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct By {
    /// Who.
    pub id: PersonId,
    /// That person's name.
    pub name: String,
}

/// A month of a unit whose figures stand still.
#[derive(Debug, Clone)]
pub struct Freeze {
    /// Of the freezing.
    pub id: Uuid,
    /// Of which unit.
    pub unit: UnitId,
    /// What the unit was called.
    pub unit_name: String,
    /// Which month.
    pub month: Month,
    /// The first, second … freezing of this month.
    pub version: u32,
    /// How far it has come.
    pub state: State,
    /// When its counting was last heard of.
    pub beat_at: Instant,
    /// Members counted.
    pub members: u64,
    /// What had been received by then counts.
    pub cutoff: Instant,
    /// The number of the last event received.
    pub events_to: i64,
    /// The modules that the programme required.
    pub requires: Vec<Slug>,
    /// The seal of the numbers: it stands in the audit trail too, so that nobody changes both unseen.
    pub digest: String,
    /// Who froze it; nobody where the operator did.
    pub frozen_by: Option<By>,
    /// Since when the figures stand.
    pub frozen_at: Option<Instant>,
    /// Who signed it, and when.
    pub signed: Option<(By, Instant)>,
    /// Who reopened it, when, and why.
    pub reopened: Option<(By, Instant, String)>,
    /// When a recount was last heard of that is at work.
    pub checking_at: Option<Instant>,
    /// What the last recount found.
    pub checked: Option<Recount>,
}

impl Freeze {
    fn from_row(row: month_freeze::Model, names: &HashMap<Uuid, String>) -> Result<Self> {
        let by = |id: Uuid| By { id: PersonId(id), name: names.get(&id).cloned().unwrap_or_default() };
        let state = State::ALL.into_iter().find(|state| state.code() == row.state);
        let reason = row.reopen_reason.unwrap_or_default();
        Ok(Self {
            id: row.id,
            unit: UnitId(row.unit_id),
            unit_name: row.unit_name,
            month: Month::of(row.month),
            version: u32::try_from(row.version).unwrap_or(1),
            state: state.ok_or(StorageError::Corrupt(row.state))?,
            beat_at: row.beat_at,
            members: u64::try_from(row.members).unwrap_or(0),
            cutoff: row.cutoff,
            events_to: row.events_to,
            requires: serde_json::from_str(&row.requires)?,
            digest: row.digest,
            frozen_by: row.frozen_by.map(by),
            frozen_at: row.frozen_at,
            signed: row.signed_by.map(by).zip(row.signed_at),
            reopened: row.reopened_by.map(by).zip(row.reopened_at).map(|(by, at)| (by, at, reason)),
            checking_at: row.checking_at,
            checked: row.checked.as_deref().map(serde_json::from_str).transpose()?,
        })
    }

    fn cut(&self) -> Cut {
        Cut { before: self.month.span().1, events_to: self.events_to }
    }

    /// Whether its counting ended with its server.
    pub fn stopped(&self, now: Instant) -> bool {
        self.state == State::Failed || (self.state == State::Counting && silent(self.beat_at, now))
    }

    /// Whether a recount is at work.
    pub fn is_checking(&self, now: Instant) -> bool {
        self.checking_at.is_some_and(|at| !silent(at, now))
    }
}

fn silent(since: Instant, now: Instant) -> bool {
    now - since > chrono::Duration::minutes(STOPPED_AFTER_MINUTES)
}

/// A freezing that was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Begun {
    /// Of the freezing.
    pub id: Uuid,
    /// The run to count it in; none where it is counted or being counted already.
    pub run: Option<Uuid>,
}

fn entry(
    action: &'static str,
    freeze: Uuid,
    unit: UnitId,
    actor: Option<PersonId>,
    detail: String,
) -> audit::Entry {
    audit::Entry {
        actor,
        action,
        target: Some(("month-freeze", freeze.to_string())),
        unit: Some(unit),
        detail,
        ..audit::Entry::default()
    }
}

async fn row_of(db: &impl ConnectionTrait, id: Uuid) -> Result<month_freeze::Model> {
    month_freeze::Entity::find_by_id(id).one(db).await?.ok_or(StorageError::NotFound)
}

/// The seal of numbers.
fn digest_of(counters: &Counters) -> String {
    let mut hash = Sha256::new();
    for ((unit, part, subject, metric), n) in counters.iter().filter(|(_, n)| **n != 0) {
        for text in [&unit.to_string(), part, subject, metric, &n.to_string()] {
            hash.update((text.len() as u64).to_be_bytes());
            hash.update(text);
        }
    }
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

impl Store {
    /// Begins to freeze a month of a nation, province or commune within reach, once it has ended. A month that stands or
    /// is being counted is not begun again; a counting that ended with its server is.
    pub async fn begin_freeze(
        &self,
        scope: &Scope,
        unit: UnitId,
        month: Month,
        actor: Option<PersonId>,
        now: Instant,
    ) -> Result<Begun> {
        if !self.reaches(scope, unit).await? {
            return Err(StorageError::NotFound);
        }
        if !is_frozen_by_month(self.reader(), unit).await? {
            return Err(StorageError::NotFound);
        }
        let found = self.unit(unit).await?;
        if month.span().1 > now {
            return Err(StorageError::Refused("the month has not ended"));
        }
        self.write(async |txn| {
            if txn.get_database_backend() == DbBackend::Postgres {
                // Whoever has a number already writes it before we look for the last one.
                txn.execute_unprepared("LOCK TABLE ledger_event IN SHARE MODE").await?;
            }
            let of_month = Condition::all()
                .add(month_freeze::Column::UnitId.eq(unit.0))
                .add(month_freeze::Column::Month.eq(month.first_day()));
            let all = month_freeze::Entity::find().filter(of_month).all(txn).await?;
            let events_to = last_event(txn).await?;
            let run = Uuid::now_v7();
            if let Some(open) = all.iter().find(|row| row.reopened_at.is_none()) {
                let standing = Freeze::from_row(open.clone(), &HashMap::new())?;
                if !standing.stopped(now) {
                    return Ok(Begun { id: open.id, run: None });
                }
                let requires = serde_json::to_string(&required_modules(txn).await?)?;
                let taken = month_freeze::Entity::update_many()
                    .col_expr(month_freeze::Column::State, Expr::value(State::Counting.code()))
                    .col_expr(month_freeze::Column::Run, Expr::value(run))
                    .col_expr(month_freeze::Column::BeatAt, Expr::value(now))
                    .col_expr(month_freeze::Column::Members, Expr::value(0_i64))
                    .col_expr(month_freeze::Column::Cutoff, Expr::value(now))
                    .col_expr(month_freeze::Column::EventsTo, Expr::value(events_to))
                    .col_expr(month_freeze::Column::Requires, Expr::value(requires))
                    .col_expr(month_freeze::Column::FrozenBy, Expr::value(actor.map(|by| by.0)))
                    .filter(month_freeze::Column::Id.eq(open.id))
                    .filter(month_freeze::Column::Run.eq(open.run))
                    .exec(txn)
                    .await?;
                return Ok(Begun { id: open.id, run: (taken.rows_affected > 0).then_some(run) });
            }
            let id = Uuid::now_v7();
            let row = month_freeze::Model {
                id,
                unit_id: unit.0,
                unit_name: found.name.clone(),
                month: month.first_day(),
                version: i32::try_from(all.len() + 1).unwrap_or(i32::MAX),
                state: State::Counting.code().to_owned(),
                run,
                beat_at: now,
                members: 0,
                cutoff: now,
                events_to,
                requires: serde_json::to_string(&required_modules(txn).await?)?,
                digest: String::new(),
                frozen_by: actor.map(|by| by.0),
                frozen_at: None,
                signed_by: None,
                signed_at: None,
                reopened_by: None,
                reopened_at: None,
                reopen_reason: None,
                checking_at: None,
                checked: None,
            };
            let inserted = month_freeze::Entity::insert(row.into_active_model())
                .on_conflict_do_nothing()
                .exec_without_returning(txn)
                .await?;
            if let TryInsertResult::Inserted(1..) = inserted {
                return Ok(Begun { id, run: Some(run) });
            }
            // Somebody else began in the same moment.
            let open = month_freeze::Entity::find()
                .filter(month_freeze::Column::UnitId.eq(unit.0))
                .filter(month_freeze::Column::Month.eq(month.first_day()))
                .filter(month_freeze::Column::ReopenedAt.is_null())
                .one(txn)
                .await?;
            Ok(Begun { id: open.ok_or(StorageError::Conflict)?.id, run: None })
        })
        .await
    }

    /// A frozen month of a unit within reach.
    pub async fn freeze(&self, scope: &Scope, id: Uuid) -> Result<Freeze> {
        let row = row_of(self.reader(), id).await?;
        if !self.reaches(scope, UnitId(row.unit_id)).await? {
            return Err(StorageError::NotFound);
        }
        let mut all = self.with_names(vec![row]).await?;
        all.pop().ok_or(StorageError::NotFound)
    }

    /// The frozen months of a unit within reach, the latest first.
    pub async fn freezes(&self, scope: &Scope, unit: UnitId) -> Result<Vec<Freeze>> {
        if !self.reaches(scope, unit).await? {
            return Err(StorageError::NotFound);
        }
        let rows = month_freeze::Entity::find()
            .filter(month_freeze::Column::UnitId.eq(unit.0))
            .order_by_desc(month_freeze::Column::Month)
            .order_by_desc(month_freeze::Column::Version)
            .all(self.reader())
            .await?;
        self.with_names(rows).await
    }

    /// Every month that was counted to its end, for the operator.
    pub(crate) async fn all_frozen(&self) -> Result<Vec<Freeze>> {
        let rows = month_freeze::Entity::find()
            .filter(month_freeze::Column::State.eq(State::Frozen.code()))
            .order_by_asc(month_freeze::Column::Id)
            .all(self.reader())
            .await?;
        rows.into_iter().map(|row| Freeze::from_row(row, &HashMap::new())).collect()
    }

    async fn with_names(&self, rows: Vec<month_freeze::Model>) -> Result<Vec<Freeze>> {
        let ids = rows.iter().flat_map(|row| [row.frozen_by, row.signed_by, row.reopened_by]).flatten();
        let names = names(self.reader(), ids).await?;
        rows.into_iter().map(|row| Freeze::from_row(row, &names)).collect()
    }

    /// The months of a unit that can be frozen now, the latest first: ended since the ledger began, and not standing.
    /// None of a closed unit: its teams are another's now.
    pub async fn months_to_freeze(&self, scope: &Scope, unit: UnitId, now: Instant) -> Result<Vec<Month>> {
        let begun = self.freezes(scope, unit).await?;
        if !is_frozen_by_month(self.reader(), unit).await? {
            return Ok(Vec::new());
        }
        let first = ledger_event::Entity::find()
            .select_only()
            .column(ledger_event::Column::Happened)
            .order_by_asc(ledger_event::Column::Seq)
            .into_tuple::<Instant>()
            .one(self.reader())
            .await?;
        let Some(first) = first.map(|at| Month::of(day(at))) else { return Ok(Vec::new()) };
        let ended =
            std::iter::successors(Some(Month::of(day(now)).previous()), |month| Some(month.previous()))
                .take_while(|month| *month >= first)
                .take(MONTHS_OFFERED);
        let stands = |month: Month| {
            begun.iter().any(|one| one.month == month && one.reopened.is_none() && !one.stopped(now))
        };
        Ok(ended.filter(|month| !stands(*month)).collect())
    }

    /// The figures of a frozen month, which was found through a scope.
    pub async fn frozen_figures(&self, freeze: &Freeze) -> Result<UnitFigures> {
        let mut unit = self.unit(freeze.unit).await?;
        unit.name.clone_from(&freeze.unit_name);
        let below_kind = unit.kind.below().unwrap_or(UnitKind::Village);
        let (mut own, mut cohorts) = (Vec::new(), Cohorts::new());
        let mut below: HashMap<Uuid, Vec<((String, Metric), u64)>> = HashMap::new();
        for ((of, part, subject, metric), n) in stored_counters(self.reader(), freeze.id).await? {
            let (Some(metric), Ok(n)) = (Metric::from_code(&metric), u64::try_from(n)) else { continue };
            match Part::from_code(&part) {
                Some(Part::All) if of == freeze.unit.0 => own.push(((subject, metric), n)),
                Some(Part::All) => below.entry(of).or_default().push(((subject, metric), n)),
                Some(Part::Cohort(cohort)) if of == freeze.unit.0 => {
                    cohorts.insert((cohort, metric), n);
                }
                _ => {}
            }
        }
        let names = freeze_unit::Entity::find()
            .filter(freeze_unit::Column::FreezeId.eq(freeze.id))
            .all(self.reader())
            .await?;
        let children = names.into_iter().map(|row| Below {
            counts: below.remove(&row.unit_id).unwrap_or_default().into_iter().collect::<Counts>(),
            cohorts: Cohorts::new(),
            unit: Unit {
                id: UnitId(row.unit_id),
                parent: Some(freeze.unit),
                kind: below_kind,
                code: None,
                name_key: fold(&row.name),
                name: row.name,
            },
        });
        let children = children.collect();
        let month_end = freeze.month.next().first_day().pred_opt().unwrap_or(freeze.month.first_day());
        Ok(UnitFigures {
            unit,
            own: own.into_iter().collect(),
            cohorts,
            weeks: HashMap::new(),
            children,
            day: month_end,
            behind: false,
        })
    }

    /// Signs a frozen month of a unit within reach; says whether that changed anything.
    pub async fn sign_month(&self, scope: &Scope, id: Uuid, now: Instant) -> Result<bool> {
        let freeze = self.freeze(scope, id).await?;
        let actor = scope.actor();
        self.write(async |txn| {
            let signed = standing(id)
                .filter(month_freeze::Column::SignedAt.is_null())
                .col_expr(month_freeze::Column::SignedBy, Expr::value(actor.0))
                .col_expr(month_freeze::Column::SignedAt, Expr::value(now))
                .exec(txn)
                .await?;
            if signed.rows_affected == 0 {
                return Ok(false);
            }
            let detail = [&freeze.month.to_string(), " ", &freeze.digest].concat();
            audit::write(txn, entry("month-signed", id, freeze.unit, Some(actor), detail), now).await?;
            Ok(true)
        })
        .await
    }

    /// Reopens a frozen month of a unit within reach, with its reason: the figures stay to be read, and the month can be
    /// frozen anew. Says whether that changed anything.
    pub async fn reopen_month(&self, scope: &Scope, id: Uuid, reason: &str, now: Instant) -> Result<bool> {
        let freeze = self.freeze(scope, id).await?;
        let actor = scope.actor();
        self.write(async |txn| {
            let reopened = standing(id)
                .col_expr(month_freeze::Column::ReopenedBy, Expr::value(actor.0))
                .col_expr(month_freeze::Column::ReopenedAt, Expr::value(now))
                .col_expr(month_freeze::Column::ReopenReason, Expr::value(reason))
                .exec(txn)
                .await?;
            if reopened.rows_affected == 0 {
                return Ok(false);
            }
            let detail = freeze.month.to_string();
            audit::write(txn, entry("month-reopened", id, freeze.unit, Some(actor), detail), now).await?;
            Ok(true)
        })
        .await
    }

    /// Claims the recount of a frozen month; `false` while one is at work.
    pub async fn begin_check(&self, id: Uuid, now: Instant) -> Result<bool> {
        let stopped_before = now - chrono::Duration::minutes(STOPPED_AFTER_MINUTES);
        self.write(async |txn| {
            let begun = month_freeze::Entity::update_many()
                .filter(month_freeze::Column::Id.eq(id))
                .filter(month_freeze::Column::State.eq(State::Frozen.code()))
                .filter(
                    Condition::any()
                        .add(month_freeze::Column::CheckingAt.is_null())
                        .add(month_freeze::Column::CheckingAt.lt(stopped_before)),
                )
                .col_expr(month_freeze::Column::CheckingAt, Expr::value(now))
                .exec(txn)
                .await?;
            Ok(begun.rows_affected > 0)
        })
        .await
    }

    /// Says that a recount is at work.
    pub async fn check_beats(&self, id: Uuid, now: Instant) -> Result<()> {
        self.note_check(id, Some(now), None).await
    }

    /// Keeps what a recount found; nothing where it could not be ended.
    pub async fn end_check(&self, id: Uuid, found: Option<&Recount>) -> Result<()> {
        self.note_check(id, None, found).await
    }

    async fn note_check(&self, id: Uuid, at: Option<Instant>, found: Option<&Recount>) -> Result<()> {
        let found = found.map(serde_json::to_string).transpose()?;
        self.write(async |txn| {
            let mut update = month_freeze::Entity::update_many()
                .filter(month_freeze::Column::Id.eq(id))
                .col_expr(month_freeze::Column::CheckingAt, Expr::value(at));
            if let Some(found) = found {
                update = update.col_expr(month_freeze::Column::Checked, Expr::value(found));
            }
            update.exec(txn).await?;
            Ok(())
        })
        .await
    }

    /// What the units of a recount are called, and those of a month.
    pub async fn names_of_units(&self, units: &[Uuid]) -> Result<BTreeMap<Uuid, String>> {
        let mut names = BTreeMap::new();
        for unit in units {
            if !names.contains_key(unit) {
                names.insert(*unit, self.unit(UnitId(*unit)).await?.name);
            }
        }
        Ok(names)
    }
}

/// Whether months of a unit are frozen: of every present one that has units below it.
async fn is_frozen_by_month(db: &impl ConnectionTrait, id: UnitId) -> Result<bool> {
    let row = unit::Entity::find_by_id(id.0).one(db).await?.ok_or(StorageError::NotFound)?;
    Ok(row.valid_to.is_none() && UnitKind::from_code(&row.kind).is_some_and(|kind| kind.below().is_some()))
}

/// An update of a month that stands.
fn standing(id: Uuid) -> sea_orm::UpdateMany<month_freeze::Entity> {
    month_freeze::Entity::update_many()
        .filter(month_freeze::Column::Id.eq(id))
        .filter(month_freeze::Column::State.eq(State::Frozen.code()))
        .filter(month_freeze::Column::ReopenedAt.is_null())
}
