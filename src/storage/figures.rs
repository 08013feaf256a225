//! Reading the figures of a unit and of what lies below it.
//!
//! All that a page shows of a unit is read in one snapshot, the whole and its parts, so that parts always add up.
//! Owns: this read. Does not own: who counts where ([`tungngo_domain::rollup`]), the counters ([`crate::rollup`]), the
//! lists behind the numbers ([`crate::behind`]).

use crate::connect::Store;
use crate::entity::rollup_counter::Column::{
    Metric as MetricColumn, ModuleId, N, Part as PartColumn, Summed, UnitId as UnitColumn,
};
use crate::entity::{rollup_counter, rollup_due, unit};
use crate::error::{Result, StorageError};
use crate::packed::{self, Cell};
use crate::reforms::{children_of, counted_on};
use crate::rollup::figures_day;
use crate::units::{Unit, unit_from};
use chrono::NaiveDate;
use sea_orm::sea_query::{Expr, ExprTrait, Order, Query, SelectStatement, UnionType};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter};
use std::collections::{BTreeMap, BTreeSet, HashMap};
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
    /// Of the unit: its cohorts; teams are too small to be told apart so, and keep none.
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
    /// The first day on which the unit was there.
    pub since: NaiveDate,
    /// The first day on which the unit was no more. What is counted of it stays as it was.
    pub ended: Option<NaiveDate>,
    /// Something changed since provinces were summed: the nation's figures are a moment behind while it is so.
    pub behind: bool,
}

impl Store {
    /// The figures of a unit within reach, or of a closed one whose heir is ([`Store::shows_figures`]).
    pub async fn figures(&self, scope: &Scope, id: UnitId, ask: &Ask<'_>) -> Result<UnitFigures> {
        if !self.shows_figures(scope, id).await? {
            return Err(StorageError::NotFound);
        }
        let state = self.snapshot().await?;
        let txn = &*state;
        let row = unit::Entity::find_by_id(id.0).one(txn).await?.ok_or(StorageError::NotFound)?;
        let (since, ended) = (row.valid_from, row.valid_to);
        let unit = unit_from(row).ok_or(StorageError::NotFound)?;
        let right_below = children_of(id, ended);
        let (mut own, mut cohorts, mut weeks) = (Counts::default(), Cohorts::new(), HashMap::new());
        if unit.kind != UnitKind::Village {
            weeks.extend(ask.weeks_of.iter().map(|subject| ((*subject).to_owned(), Weeks::new())));
        }
        for ((part, subject, metric), n) in counters(txn, &unit, ask).await? {
            let (Some(metric), n) = (Metric::from_code(&metric), u64::try_from(n).unwrap_or(0)) else {
                continue;
            };
            match Part::from_code(&part) {
                Some(Part::All) => {
                    own.0.insert((subject, metric), n);
                }
                Some(Part::Cohort(cohort)) => {
                    cohorts.insert((cohort, metric), n);
                }
                Some(Part::Week(monday)) => {
                    weeks.entry(subject).or_default().insert((monday, metric), n);
                }
                None => {}
            }
        }
        let mut below = counts_below(txn, &right_below, ask.below).await?;
        let mut cohorts_below = match ask.cohort_below {
            Some(cohort) => cohort_below(txn, &right_below, cohort).await?,
            None => HashMap::new(),
        };
        let children = units_by_name(txn, id, right_below).await?.into_iter().map(|unit| Below {
            counts: below.remove(&unit.id.0).unwrap_or_default(),
            cohorts: cohorts_below.remove(&unit.id.0).unwrap_or_default(),
            unit,
        });
        let children = children.collect();
        let day = match ended {
            Some(_) => counted_on(txn, id).await?,
            None => None,
        };
        let day = day.unwrap_or(figures_day(txn).await?);
        let behind = unit.kind == UnitKind::Nation && rollup_due::Entity::find().count(txn).await? > 0;
        Ok(UnitFigures { unit, own, cohorts, weeks, children, day, since, ended, behind })
    }
}

async fn counts_below(
    db: &impl ConnectionTrait,
    right_below: &SelectStatement,
    wanted: &[(&str, Metric)],
) -> Result<HashMap<Uuid, Counts>> {
    let mut below: HashMap<Uuid, Counts> = HashMap::new();
    let mut by_subject: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (subject, metric) in wanted {
        by_subject.entry(subject).or_default().extend(metric.kept_as().iter().map(|kept| kept.code()));
    }
    // Each counter is looked up by its whole key; asked in one condition, all that a unit has would be gone through.
    let parts = by_subject.into_iter().map(|(subject, metrics)| {
        Query::select()
            .columns([UnitColumn, ModuleId, MetricColumn, N])
            .from(rollup_counter::Entity)
            .and_where(Expr::col(UnitColumn).in_subquery(right_below.clone()))
            .and_where(PartColumn.eq(""))
            .and_where(ModuleId.eq(subject))
            .and_where(MetricColumn.is_in(metrics))
            .to_owned()
    });
    let together = |mut all: SelectStatement, part| all.union(UnionType::All, part).to_owned();
    let Some(query) = parts.reduce(together) else { return Ok(below) };
    let cells = [Cell::Id("unit_id"), Cell::Plain("module_id"), Cell::Plain("metric"), Cell::Plain("n")];
    for (unit, subject, metric, n) in packed::read::<(Uuid, String, String, i64)>(db, &query, &cells).await? {
        if let Some(metric) = Metric::from_code(&metric) {
            below.entry(unit).or_default().0.insert((subject, metric), u64::try_from(n).unwrap_or(0));
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

/// Counters by part, subject and metric.
type ByKey = HashMap<(String, String, String), i64>;

/// The counters of a unit that are asked for. What is not yet summed of a province's communes is added here, so that what
/// a page shows of the parts is always what it shows of the whole. The nation has what its provinces have
/// ([`crate::rollup`]).
async fn counters(db: &impl ConnectionTrait, unit: &Unit, ask: &Ask<'_>) -> Result<ByKey> {
    let mut wanted = Condition::any().add(PartColumn.eq(""));
    let is_team = unit.kind == UnitKind::Village;
    if ask.cohorts && !is_team {
        wanted = wanted.add(PartColumn.gt("").and(PartColumn.lt("w")));
    }
    if !ask.weeks_of.is_empty() && !is_team {
        wanted = wanted.add(PartColumn.gte("w").and(ModuleId.is_in(ask.weeks_of.iter().copied())));
    }
    let counters = |n: Expr, of: Expr| {
        Query::select()
            .columns([PartColumn, ModuleId, MetricColumn])
            .expr_as(n, "n")
            .from(rollup_counter::Entity)
            .cond_where(wanted.clone())
            .and_where(of)
            .to_owned()
    };
    let mut query = counters(Expr::col(N), Expr::col(UnitColumn).eq(unit.id.0));
    if unit.kind == UnitKind::Province {
        let missing = Expr::col(N).sub(Expr::col(Summed));
        let due = Expr::col(UnitColumn).in_subquery(due_below(unit.id));
        let is_missing = Expr::col(N).ne(Expr::col(Summed));
        query.union(UnionType::All, counters(missing, due.and(is_missing)));
    }
    let cells = [Cell::Plain("part"), Cell::Plain("module_id"), Cell::Plain("metric"), Cell::Plain("n")];
    let mut all = ByKey::new();
    for (part, subject, metric, n) in
        packed::read::<(String, String, String, i64)>(db, &query, &cells).await?
    {
        *all.entry((part, subject, metric)).or_insert(0) += n;
    }
    Ok(all)
}

/// These units right below another, in the order of their names.
async fn units_by_name(
    db: &impl ConnectionTrait,
    parent: UnitId,
    which: SelectStatement,
) -> Result<Vec<Unit>> {
    use unit::Column::{Code, Id, Kind, Name, NameKey, SortKey};
    let query = Query::select()
        .columns([Id, Kind, Code, Name, NameKey])
        .from(unit::Entity)
        .and_where(Expr::col(Id).in_subquery(which))
        .order_by(SortKey, Order::Asc)
        .order_by(Id, Order::Asc)
        .to_owned();
    let cells = [
        Cell::Id("id"),
        Cell::Plain("kind"),
        Cell::Plain("code"),
        Cell::Plain("name"),
        Cell::Plain("name_key"),
    ];
    let rows: Vec<(Uuid, String, Option<String>, String, String)> = packed::read(db, &query, &cells).await?;
    let unit = |(id, kind, code, name, name_key): (Uuid, String, Option<String>, String, String)| {
        Some(Unit {
            id: UnitId(id),
            parent: Some(parent),
            kind: UnitKind::from_code(&kind)?,
            code,
            name,
            name_key,
        })
    };
    Ok(rows.into_iter().filter_map(unit).collect())
}

/// The communes of a province that changed since it was summed.
fn due_below(province: UnitId) -> SelectStatement {
    Query::select()
        .column(rollup_due::Column::UnitId)
        .from(rollup_due::Entity)
        .and_where(
            Expr::col(rollup_due::Column::UnitId).in_subquery(
                Query::select()
                    .column(unit::Column::Id)
                    .from(unit::Entity)
                    .and_where(unit::Column::ParentId.eq(province.0))
                    .to_owned(),
            ),
        )
        .to_owned()
}
