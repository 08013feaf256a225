//! Frozen months: the figures of a unit at the end of a month, counted once and standing still ever after.
//!
//! A frozen month counts who was on the roster at the end of its last day in Vietnam, by the events that happened by
//! then and had been received when it was frozen. What the ledger does not hold (role, year of birth, device, the
//! map, what the programme requires) is copied as it was at the freezing; the rest is counted from the ledger, and
//! can be counted again for ever ([`Store::recount_freeze`]). What arrives later changes nothing: it is told beside
//! the numbers. Two counts that live figures have are left out, because they are states of work and not of a month:
//! who waits for a trainer, and who came in on another's phone.
//!
//! Owns: the tables of frozen months, and reading them. Does not own: what is done with them ([`acts`]), the countings
//! ([`counting`], [`recount`]), who counts where ([`tungngo_domain::rollup`]).

mod acts;
mod as_of;
mod behind;
mod counting;
mod recount;

pub use acts::Begun;
pub use as_of::Way;
pub use behind::{FrozenMember, FrozenNumber, FrozenPage};
pub use recount::{Difference, Later, Recount};

use crate::audit;
use crate::connect::Store;
use crate::entity::{freeze_unit, ledger_event, month_freeze, unit};
use crate::error::{Result, StorageError};
use crate::figures::{Below, Cohorts, Counts, UnitFigures};
use crate::people::names;
use crate::units::{Unit, unit_from};
use as_of::Cut;
use counting::Counters;
use recount::stored_counters;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use tungngo_domain::access::Scope;
use tungngo_domain::codes::hex;
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

/// What [`Counts`] are made of.
type One = ((String, Metric), u64);

/// The seal of numbers.
fn digest_of(counters: &Counters) -> String {
    let mut hash = Sha256::new();
    for ((unit, part, subject, metric), n) in counters.iter().filter(|(_, n)| **n != 0) {
        for text in [&unit.to_string(), part, subject, metric, &n.to_string()] {
            hash.update((text.len() as u64).to_be_bytes());
            hash.update(text);
        }
    }
    hex(&hash.finalize())
}

impl Store {
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
        let row = unit::Entity::find_by_id(freeze.unit.0).one(self.reader()).await?;
        let row = row.ok_or(StorageError::NotFound)?;
        let since = row.valid_from;
        let mut unit = unit_from(row).ok_or(StorageError::NotFound)?;
        unit.name.clone_from(&freeze.unit_name);
        let below_kind = unit.kind.below().unwrap_or(UnitKind::Village);
        let (mut own, mut cohorts) = (Vec::new(), Cohorts::new());
        let mut below: HashMap<Uuid, Vec<One>> = HashMap::new();
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
        Ok(UnitFigures {
            unit,
            own: own.into_iter().collect(),
            cohorts,
            weeks: HashMap::new(),
            children,
            day: freeze.month.last_day(),
            since,
            ended: None,
            behind: false,
        })
    }
}

/// Whether months of a unit are frozen: of every present one that has units below it.
async fn is_frozen_by_month(db: &impl ConnectionTrait, id: UnitId) -> Result<bool> {
    let row = unit::Entity::find_by_id(id.0).one(db).await?.ok_or(StorageError::NotFound)?;
    Ok(row.valid_to.is_none() && UnitKind::from_code(&row.kind).is_some_and(|kind| kind.below().is_some()))
}
