//! Reading the figures of a unit and of what lies below it.
//!
//! All that a page shows of a unit is read in one snapshot, the whole and its parts, so that parts always add up.
//! Owns: this read. Does not own: who counts where ([`tungngo_domain::rollup`]), the counters ([`crate::rollup`]), the
//! lists behind the numbers ([`crate::behind`]).

use crate::connect::Store;
use crate::entity::{rollup_counter, rollup_due, unit};
use crate::error::{Result, StorageError};
use crate::reforms::{children_of, counted_on};
use crate::rollup::figures_day;
use crate::units::{Unit, unit_from};
use chrono::NaiveDate;
use sea_orm::sea_query::{Expr, ExprTrait, Query, SelectStatement};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
};
use std::collections::{BTreeMap, HashMap};
use tungngo_domain::access::Scope;
use tungngo_domain::ids::UnitId;
use tungngo_domain::rollup::{Cohort, Metric, Part};
use tungngo_domain::units::UnitKind;
use uuid::Uuid;

/// The counts of one unit: of everybody.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Counts(HashMap<(String, Metric), u64>);

impl FromIterator<((String, Metric), u64)> for Counts {
    fn from_iter<I: IntoIterator<Item = ((String, Metric), u64)>>(counts: I) -> Self {
        Self(counts.into_iter().collect())
    }
}

impl Counts {
    /// One count; `subject` is [`ANY_MODULE`], a module or the programme.
    pub fn get(&self, subject: &str, metric: Metric) -> u64 {
        match metric.kept_as() {
            // What is the rest of two: all without some.
            [all, some] => self.get(subject, *all).saturating_sub(self.get(subject, *some)),
            _ => self.0.get(&(subject.to_owned(), metric)).copied().unwrap_or(0),
        }
    }

    /// The modules of which anything is counted, and the programme.
    pub fn subjects(&self) -> std::collections::BTreeSet<&str> {
        self.0.keys().map(|(subject, _)| subject.as_str()).collect()
    }
}

/// Counts of roles and decades of birth: on the roster, started, and certified.
pub type Cohorts = BTreeMap<(Cohort, Metric), u64>;
/// How many of the present members reached what in the week that begins on this Monday: all weeks of a metric add up
/// to its count.
pub type Weeks = BTreeMap<(NaiveDate, Metric), u64>;

/// What is asked of a unit beside its own counts.
#[derive(Debug, Clone, Default)]
pub struct Ask<'a> {
    /// Of each unit right below: these, by subject.
    pub below: &'a [(&'a str, Metric)],
    /// Of each unit right below: one cohort; teams keep none.
    pub cohort_below: Option<Cohort>,
    /// Of the unit: its cohorts. Teams are too small to be told apart so.
    pub cohorts: bool,
    /// Of the unit: the weeks of these subjects; teams keep none.
    pub weeks_of: &'a [&'a str],
}

/// A unit right below another.
#[derive(Debug, Clone)]
pub struct Below {
    /// Which.
    pub unit: Unit,
    /// Those counts that were asked for.
    pub counts: Counts,
    /// The cohort that was asked for.
    pub cohorts: Cohorts,
}

/// The figures of a unit.
#[derive(Debug, Clone)]
pub struct UnitFigures {
    /// Which.
    pub unit: Unit,
    /// Of the whole.
    pub own: Counts,
    /// Its cohorts, where they were asked for.
    pub cohorts: Cohorts,
    /// Its weeks, of the subjects that were asked for.
    pub weeks: HashMap<String, Weeks>,
    /// The units right below, by name.
    pub children: Vec<Below>,
    /// The day for which certificates count as valid or lapsed; of a closed unit the last on which it was counted.
    pub day: NaiveDate,
    /// The first day on which the unit was no more. What is counted of it stays as it was.
    pub ended: Option<NaiveDate>,
    /// Provinces that changed since they were summed: the nation's figures are a moment behind while there are any.
    pub behind: bool,
}

impl Store {
    /// The figures of a unit within reach, or of a closed one whose heir is ([`Store::shows_figures`]).
    pub async fn figures(&self, scope: &Scope, id: UnitId, ask: &Ask<'_>) -> Result<UnitFigures> {
        if !self.shows_figures(scope, id).await? {
            return Err(StorageError::NotFound);
        }
        let unit = self.unit(id).await?;
        let txn = self.snapshot().await?;
        let (ended, right_below) = children_of(&txn, id).await?;
        let own = parts(&txn, &unit, &right_below, Condition::all().add(rollup_counter::Column::Part.eq("")))
            .await?;
        let own = own.into_iter().filter_map(|row| Some(((row.module_id, row.metric?), row.n))).collect();
        let mut cohorts = Cohorts::new();
        if ask.cohorts {
            let these = Condition::all()
                .add(rollup_counter::Column::Part.gt(""))
                .add(rollup_counter::Column::Part.lt("w"));
            let rows = parts(&txn, &unit, &right_below, these).await?;
            cohorts = rows.into_iter().filter_map(Row::of_cohort).collect();
        }
        let mut weeks = HashMap::new();
        for subject in ask.weeks_of {
            if weeks.contains_key(*subject) {
                continue;
            }
            let these = Condition::all()
                .add(rollup_counter::Column::Part.gte("w"))
                .add(rollup_counter::Column::ModuleId.eq(*subject));
            let rows = parts(&txn, &unit, &right_below, these).await?;
            weeks.insert((*subject).to_owned(), rows.into_iter().filter_map(Row::of_week).collect());
        }
        let mut below = counts_below(&txn, &right_below, ask.below).await?;
        let mut cohorts_below = match ask.cohort_below {
            Some(cohort) => cohort_below(&txn, &right_below, cohort).await?,
            None => HashMap::new(),
        };
        let children = unit::Entity::find()
            .filter(unit::Column::Id.in_subquery(right_below))
            .order_by_asc(unit::Column::SortKey)
            .order_by_asc(unit::Column::Id)
            .all(&txn)
            .await?;
        let children = children.into_iter().filter_map(unit_from).map(|unit| Below {
            counts: below.remove(&unit.id.0).unwrap_or_default(),
            cohorts: cohorts_below.remove(&unit.id.0).unwrap_or_default(),
            unit,
        });
        let children = children.collect();
        let day = match ended {
            Some(_) => counted_on(&txn, id).await?,
            None => None,
        };
        let day = day.unwrap_or(figures_day(&txn).await?);
        let behind = unit.kind == UnitKind::Nation && rollup_due::Entity::find().count(&txn).await? > 0;
        txn.commit().await?;
        Ok(UnitFigures { unit, own, cohorts, weeks, children, day, ended, behind })
    }
}

async fn counts_below(
    db: &impl ConnectionTrait,
    right_below: &SelectStatement,
    wanted: &[(&str, Metric)],
) -> Result<HashMap<Uuid, Counts>> {
    let mut below: HashMap<Uuid, Counts> = HashMap::new();
    if wanted.is_empty() {
        return Ok(below);
    }
    let mut any = Condition::any();
    for (subject, metric) in wanted {
        for kept in metric.kept_as() {
            any = any.add(
                rollup_counter::Column::ModuleId
                    .eq(*subject)
                    .and(rollup_counter::Column::Metric.eq(kept.code())),
            );
        }
    }
    let rows = rollup_counter::Entity::find()
        .filter(rollup_counter::Column::UnitId.in_subquery(right_below.clone()))
        .filter(rollup_counter::Column::Part.eq(""))
        .filter(any)
        .all(db)
        .await?;
    for row in rows {
        if let Some(metric) = Metric::from_code(&row.metric) {
            let n = u64::try_from(row.n).unwrap_or(0);
            below.entry(row.unit_id).or_default().0.insert((row.module_id, metric), n);
        }
    }
    Ok(below)
}

async fn cohort_below(
    db: &impl ConnectionTrait,
    right_below: &SelectStatement,
    cohort: Cohort,
) -> Result<HashMap<Uuid, Cohorts>> {
    let rows = rollup_counter::Entity::find()
        .filter(rollup_counter::Column::UnitId.in_subquery(right_below.clone()))
        .filter(rollup_counter::Column::Part.eq(Part::Cohort(cohort).code()))
        .all(db)
        .await?;
    let mut below: HashMap<Uuid, Cohorts> = HashMap::new();
    for row in rows {
        if let Some(metric) = Metric::from_code(&row.metric) {
            let n = u64::try_from(row.n).unwrap_or(0);
            below.entry(row.unit_id).or_default().insert((cohort, metric), n);
        }
    }
    Ok(below)
}

struct Row {
    part: String,
    module_id: String,
    metric: Option<Metric>,
    n: u64,
}

impl Row {
    fn of_cohort(self) -> Option<((Cohort, Metric), u64)> {
        match Part::from_code(&self.part)? {
            Part::Cohort(cohort) => Some(((cohort, self.metric?), self.n)),
            _ => None,
        }
    }

    fn of_week(self) -> Option<((NaiveDate, Metric), u64)> {
        match Part::from_code(&self.part)? {
            Part::Week(monday) => Some(((monday, self.metric?), self.n)),
            _ => None,
        }
    }
}

/// Counters of a unit. Provinces of the nation, and communes of a province, are added up here, so that what a page
/// shows of the parts is always what it shows of the whole.
async fn parts(
    db: &impl ConnectionTrait,
    unit: &Unit,
    right_below: &SelectStatement,
    wanted: Condition,
) -> Result<Vec<Row>> {
    use rollup_counter::Column::{
        Metric as MetricColumn, ModuleId, N, Part as PartColumn, UnitId as UnitColumn,
    };
    let mut query = Query::select();
    query.columns([PartColumn, ModuleId, MetricColumn]).from(rollup_counter::Entity).cond_where(wanted);
    match unit.kind {
        UnitKind::Nation | UnitKind::Province => {
            query
                .expr_as(Expr::col(N).sum().cast_as("BIGINT"), "n")
                .and_where(Expr::col(UnitColumn).in_subquery(right_below.clone()))
                .group_by_columns([PartColumn, ModuleId, MetricColumn]);
        }
        UnitKind::Commune | UnitKind::Village => {
            query.column(N).and_where(Expr::col(UnitColumn).eq(unit.id.0));
        }
    }
    db.query_all(&query)
        .await?
        .iter()
        .map(|row| {
            let metric: String = row.try_get("", "metric")?;
            let n: i64 = row.try_get("", "n")?;
            Ok(Row {
                part: row.try_get("", "part")?,
                module_id: row.try_get("", "module_id")?,
                metric: Metric::from_code(&metric),
                n: u64::try_from(n).unwrap_or(0),
            })
        })
        .collect()
}
