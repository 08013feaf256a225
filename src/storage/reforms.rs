//! Reforms of the map: held against it, carried out, taken back; each in one transaction in which nobody else writes.
//!
//! Owns: `reform`, `reform_change` (every row that a reform changed, with what it was before) and `unit_succession`.
//! Does not own: the rules, which are [`tungngo_domain::reform`], nor reading files.
//!
//! A closed unit keeps its row, its counters (*as it was*) and what is over: ended rights and assignments, sessions that
//! were held, certificates. So that this is still found by whoever reaches all of the unit today, `unit_ancestor` holds
//! it below the lowest unit in force that contains all of it, with the depth [`PAST`]: below its successor, or, where it
//! was divided, below the province. Nothing else of `unit_ancestor` names closed units.
//!
//! A reform that was taken back leaves its units as rows that were in force for no day (`valid_to` = `valid_from`), for
//! what was written about them in the meantime.

mod apply;
mod counters;
mod hanging;
mod journal;
mod old_map;
mod past;
mod report;
mod reverse;
mod standing;

pub use old_map::{OLD_MAP_SINCE, REFORM_OF_2025_DAY, reform_of_2025};
pub use past::{Kin, Past};
pub(crate) use past::{children_of, closed_communes_of, closed_provinces_of, counted_on};
pub use report::{Report, RightLine, UndecidedLine};
pub use reverse::{Block, Reversal};

use crate::connect::Store;
use crate::entity::reform;
use crate::error::{Result, StorageError};
use chrono::NaiveDate;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect, Set,
};
use serde::{Deserialize, Serialize};
use tungngo_domain::ids::PersonId;
use tungngo_domain::reform::{Problem, Sheet};
use tungngo_domain::time::{Instant, day};
use uuid::Uuid;

/// The depth of a closed unit below those who reach its past.
pub const PAST: i32 = -1;
/// The setting that is another after each change of the map.
pub(crate) const MAP: &str = "map";

/// What is being done, for a progress bar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Reading the units.
    ReadingMap,
    /// Planning.
    Planning,
    /// Finding what follows.
    Following,
    /// Counting what is touched.
    Counting,
    /// Writing down what will be changed.
    Journal,
    /// Moving villages and units.
    Moving,
    /// Moving rights, assignments and sessions.
    Rights,
    /// Adding up the counters.
    Summing,
    /// Looking once more whether everybody is in exactly one unit.
    Proving,
}

/// A reform to be carried out.
#[derive(Debug, Clone)]
pub struct NewReform {
    /// Its number; the same a second time is the same reform.
    pub id: Uuid,
    /// What it is called.
    pub name: String,
    /// The first day of the new map.
    pub day: NaiveDate,
    /// The file it came in.
    pub file: String,
    /// What the file says.
    pub sheet: Sheet,
}

/// A reform as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reform {
    /// Its number.
    pub id: Uuid,
    /// What it is called.
    pub name: String,
    /// The first day of the new map.
    pub day: NaiveDate,
    /// What came of holding it against the map.
    pub found: Found,
    /// When it came in.
    pub created_at: Instant,
    /// When it was carried out, and by whom.
    pub applied: Option<(Instant, Option<PersonId>)>,
    /// When it was taken back, and by whom.
    pub reversed: Option<(Instant, Option<PersonId>)>,
}

/// What came of holding a reform against the map.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Found {
    /// It is being done.
    Reading,
    /// It cannot be carried out.
    Refused(Refusal),
    /// What it touches.
    Touches(Box<Report>),
}

/// Why a reform is not carried out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Refusal {
    /// The sheet does not fit the map.
    Problems(Vec<Problem>),
    /// A unit that would end is younger than the reform: since this day.
    Younger(NaiveDate),
    /// The day has not come.
    NotYet,
    /// Villages are undecided, and that was not allowed.
    Undecided(usize),
    /// The map, or what hangs on it, is no longer what was shown.
    Changed,
    /// It was carried out before.
    Applied,
}

/// How to carry out.
#[derive(Debug, Clone, Default)]
pub struct Conditions {
    /// Refuse while a village is undecided.
    pub strict: bool,
    /// Refuse when anything would be done that the report with this digest does not say.
    pub as_shown: Option<String>,
}

fn reform_from(row: reform::Model) -> Result<Reform> {
    Ok(Reform {
        id: row.id,
        name: row.name,
        day: row.day,
        found: serde_json::from_str(&row.report)?,
        created_at: row.created_at,
        applied: row.applied_at.map(|at| (at, row.applied_by.map(PersonId))),
        reversed: row.reversed_at.map(|at| (at, row.reversed_by.map(PersonId))),
    })
}

impl Store {
    /// Holds a sheet against the map: what it would touch, or why it cannot be carried out. Changes nothing.
    pub async fn check_reform(
        &self,
        sheet: &Sheet,
        day: NaiveDate,
        now: Instant,
        step: impl Fn(Step),
    ) -> Result<std::result::Result<Report, Refusal>> {
        let state = self.snapshot().await?;
        let txn = &*state;
        let found = apply::prepare(txn, sheet, day, now, &step).await?;
        let report = match found {
            Err(refusal) => Err(refusal),
            Ok(ready) => Ok(report::report(txn, &ready, &step).await?),
        };
        Ok(report)
    }

    /// Keeps a reform with what came of holding it against the map, so that it can be looked at and then carried out.
    /// What was never carried out is forgotten thirty days after it could have been.
    pub async fn keep_reform(
        &self,
        new: &NewReform,
        found: &Found,
        actor: Option<PersonId>,
        now: Instant,
    ) -> Result<()> {
        self.write(async |txn| {
            reform::Entity::delete_many()
                .filter(reform::Column::AppliedAt.is_null())
                .filter(reform::Column::CreatedAt.lt(now - chrono::Duration::days(30)))
                .filter(reform::Column::Day.lt(day(now - chrono::Duration::days(30))))
                .exec(txn)
                .await?;
            match reform::Entity::find_by_id(new.id).one(txn).await? {
                Some(row) if row.applied_at.is_some() => Err(StorageError::Refused("it is carried out")),
                Some(row) => {
                    let mut row = row.into_active_model();
                    row.report = Set(serde_json::to_string(found)?);
                    row.update(txn).await?;
                    Ok(())
                }
                None => journal::insert_reform(txn, new, found, actor, now).await,
            }
        })
        .await
    }

    /// All reforms, the newest first, at most 100.
    pub async fn reforms(&self) -> Result<Vec<Reform>> {
        let rows = reform::Entity::find()
            .order_by_desc(reform::Column::CreatedAt)
            .order_by_desc(reform::Column::Id)
            .limit(100)
            .all(self.reader())
            .await?;
        rows.into_iter().map(reform_from).collect()
    }

    /// One reform.
    pub async fn reform(&self, id: Uuid) -> Result<Reform> {
        let row = reform::Entity::find_by_id(id).one(self.reader()).await?;
        reform_from(row.ok_or(StorageError::NotFound)?)
    }

    /// The file a reform came in.
    pub async fn reform_file(&self, id: Uuid) -> Result<String> {
        let row = reform::Entity::find_by_id(id).one(self.reader()).await?;
        Ok(row.ok_or(StorageError::NotFound)?.file)
    }

    /// Is another after each change of the map: whoever reads rights and members in several statements compares it
    /// before and after (Z7).
    pub async fn map_state(&self) -> Result<String> {
        Ok(self.setting(MAP).await?.unwrap_or_default())
    }
}
