//! Reading the figures of a unit and of what lies below it, and the lists behind them.
//!
//! A page reads one number of the whole and the numbers of its parts in one snapshot, so that parts always add up.
//! Owns: these reads. Does not own: who counts where ([`tungngo_domain::rollup`]) nor the counters ([`crate::rollup`]).

use crate::certificates::MEMBERS_PROGRAMME;
use crate::connect::Store;
use crate::entity::{member_stage, membership, module_progress, person, rollup_counter, rollup_due, unit};
use crate::error::{Result, StorageError};
use crate::people::{Member, teams_below, teams_within};
use crate::rollup::figures_day;
use crate::units::{Unit, unit_from};
use chrono::NaiveDate;
use sea_orm::sea_query::{Expr, ExprTrait, JoinType, Order, Query, SelectStatement};
use sea_orm::{
    AccessMode, ColumnTrait, Condition, ConnectionTrait, DbBackend, EntityTrait, IsolationLevel,
    PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, TransactionTrait,
};
use std::collections::{BTreeMap, HashMap};
use tungngo_domain::access::Scope;
use tungngo_domain::ids::{PersonId, UnitId};
use tungngo_domain::people::TeamRole;
use tungngo_domain::rollup::{ANY_MODULE, Cohort, Metric, Part, Subject};
use tungngo_domain::units::UnitKind;
use uuid::Uuid;

/// Members or teams of a page of the list behind a number.
pub const ROWS_BEHIND: u64 = 50;

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
        self.0.get(&(subject.to_owned(), metric)).copied().unwrap_or(0)
    }

    /// The modules of which anything is counted, and the programme.
    pub fn subjects(&self) -> std::collections::BTreeSet<&str> {
        self.0.keys().map(|(subject, _)| subject.as_str()).collect()
    }
}

/// The figures of a unit.
#[derive(Debug, Clone)]
pub struct UnitFigures {
    /// Which.
    pub unit: Unit,
    /// Of the whole.
    pub own: Counts,
    /// Of each unit below, by name: those metrics that were asked for.
    pub children: Vec<(Unit, Counts)>,
    /// The day for which certificates count as valid or lapsed.
    pub day: NaiveDate,
    /// Provinces that changed since they were summed: the nation's figures are a moment behind while there are any.
    pub behind: bool,
}

/// What a list behind a number is of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Behind {
    /// [`ANY_MODULE`], a module or the programme.
    pub subject: String,
    /// What is counted.
    pub metric: Metric,
    /// Of whom.
    pub part: Part,
}

impl Store {
    /// The figures of a unit within reach; of the units below it those of `wanted` (subject, metric).
    pub async fn figures(&self, scope: &Scope, id: UnitId, wanted: &[(&str, Metric)]) -> Result<UnitFigures> {
        if !self.reaches(scope, id).await? {
            return Err(StorageError::NotFound);
        }
        let unit = self.unit(id).await?;
        let txn = self
            .reader()
            .begin_with_config(
                (self.backend() == DbBackend::Postgres).then_some(IsolationLevel::RepeatableRead),
                (self.backend() == DbBackend::Postgres).then_some(AccessMode::ReadOnly),
            )
            .await?;
        let own = whole(&txn, &unit, Part::All).await?;
        let mut below = HashMap::new();
        if !wanted.is_empty() {
            let any = wanted.iter().fold(Condition::any(), |any, (subject, metric)| {
                any.add(
                    rollup_counter::Column::ModuleId
                        .eq(*subject)
                        .and(rollup_counter::Column::Metric.eq(metric.code())),
                )
            });
            let rows = rollup_counter::Entity::find()
                .filter(rollup_counter::Column::UnitId.in_subquery(children_of(id)))
                .filter(rollup_counter::Column::Part.eq(""))
                .filter(any)
                .all(&txn)
                .await?;
            for row in rows {
                let counts: &mut Counts = below.entry(row.unit_id).or_default();
                if let Some(metric) = Metric::from_code(&row.metric) {
                    counts.0.insert((row.module_id, metric), u64::try_from(row.n).unwrap_or(0));
                }
            }
        }
        let day = figures_day(&txn).await?;
        let behind = unit.kind == UnitKind::Nation && rollup_due::Entity::find().count(&txn).await? > 0;
        txn.commit().await?;
        let children = self
            .children(id)
            .await?
            .into_iter()
            .map(|child| {
                let counts = below.remove(&child.id.0).unwrap_or_default();
                (child, counts)
            })
            .collect();
        Ok(UnitFigures { unit, own, children, day, behind })
    }

    /// The members of a commune or of what is above it by role and by decade of birth: on the roster, started, and
    /// certified. Teams are too small to be told apart so.
    pub async fn cohorts(&self, scope: &Scope, id: UnitId) -> Result<BTreeMap<(Cohort, Metric), u64>> {
        if !self.reaches(scope, id).await? {
            return Err(StorageError::NotFound);
        }
        let unit = self.unit(id).await?;
        let rows =
            parts(self.reader(), &unit, Condition::all().add(rollup_counter::Column::Part.lt("w"))).await?;
        Ok(rows
            .into_iter()
            .filter_map(|row| match Part::from_code(&row.part)? {
                Part::Cohort(cohort) => {
                    Some(((cohort, Metric::from_code(&row.metric)?), u64::try_from(row.n).unwrap_or(0)))
                }
                _ => None,
            })
            .collect())
    }

    /// How many of the present members of a commune, or of what is above it, reached what in which week: by the Monday,
    /// the subject and the metric. All weeks of a metric add up to its count.
    pub async fn weeks(
        &self,
        scope: &Scope,
        id: UnitId,
        subject: &str,
    ) -> Result<BTreeMap<(NaiveDate, Metric), u64>> {
        if !self.reaches(scope, id).await? {
            return Err(StorageError::NotFound);
        }
        let unit = self.unit(id).await?;
        let wanted = Condition::all()
            .add(rollup_counter::Column::Part.gte("w"))
            .add(rollup_counter::Column::ModuleId.eq(subject));
        let rows = parts(self.reader(), &unit, wanted).await?;
        Ok(rows
            .into_iter()
            .filter_map(|row| match Part::from_code(&row.part)? {
                Part::Week(monday) => {
                    Some(((monday, Metric::from_code(&row.metric)?), u64::try_from(row.n).unwrap_or(0)))
                }
                _ => None,
            })
            .collect())
    }

    /// A page of the members behind a number, in the order of the roster: exactly those whom it counts. `after` is the
    /// last one of the page before.
    pub async fn members_behind(
        &self,
        scope: &Scope,
        id: UnitId,
        behind: &Behind,
        after: Option<PersonId>,
    ) -> Result<Vec<Member>> {
        let mut query = self.behind(scope, id, behind).await?;
        query
            .expr_as(Expr::col(("m", "id")), "id")
            .join_as(
                JoinType::InnerJoin,
                membership::Entity,
                "m",
                Expr::col(("m", "person_id"))
                    .equals(("s", "member_id"))
                    .and(Expr::col(("m", "left_on")).is_null()),
            )
            .join_as(
                JoinType::InnerJoin,
                person::Entity,
                "p",
                Expr::col(("p", "id")).equals(("s", "member_id")),
            );
        if let Some(after) = after {
            let last = person::Entity::find_by_id(after.0)
                .one(self.reader())
                .await?
                .ok_or(StorageError::NotFound)?;
            let key = Expr::tuple([Expr::col(("p", "sort_key")), Expr::col(("p", "id"))]);
            query.and_where(key.gt(Expr::tuple([Expr::val(last.sort_key), Expr::val(last.id)])));
        }
        query.order_by(("p", "sort_key"), Order::Asc).order_by(("p", "id"), Order::Asc).limit(ROWS_BEHIND);
        let ids: Vec<Uuid> = self
            .reader()
            .query_all(&query)
            .await?
            .iter()
            .map(|row| Ok(row.try_get("", "id")?))
            .collect::<Result<_>>()?;
        let mut rows: HashMap<Uuid, membership::Model> = membership::Entity::find()
            .filter(membership::Column::Id.is_in(ids.iter().copied()))
            .all(self.reader())
            .await?
            .into_iter()
            .map(|row| (row.id, row))
            .collect();
        let places = ids.iter().filter_map(|id| rows.remove(id)).collect();
        self.members_at(places, &HashMap::new()).await
    }

    /// How many members are behind a number, counted one by one: what its list is announced with.
    pub async fn count_behind(&self, scope: &Scope, id: UnitId, behind: &Behind) -> Result<u64> {
        let mut query = self.behind(scope, id, behind).await?;
        query.expr_as(Expr::col(("s", "member_id")).count(), "n");
        let row = self.reader().query_one(&query).await?;
        let n: i64 = row.map(|row| row.try_get("", "n")).transpose()?.unwrap_or(0);
        Ok(u64::try_from(n).unwrap_or(0))
    }

    /// The members that a number counts, without columns: `s` is the member's stage, `g` the module's progress. The
    /// same conditions as [`tungngo_domain::rollup::contribution`]; tests hold the two together.
    async fn behind(&self, scope: &Scope, id: UnitId, behind: &Behind) -> Result<SelectStatement> {
        if behind.metric.counts_teams() || !self.reaches(scope, id).await? {
            return Err(StorageError::NotFound);
        }
        let day = Ord::max(figures_day(self.reader()).await?, crate::rollup::EARLIEST);
        let s = |column: &'static str| Expr::col(("s", column));
        let mut query = Query::select();
        query
            .from_as(member_stage::Entity, "s")
            .and_where(s("team_id").in_subquery(teams_within(scope)))
            .and_where(s("team_id").in_subquery(teams_below([id])));
        let any = behind.subject == ANY_MODULE;
        let programme = behind.subject == MEMBERS_PROGRAMME;
        let g = |column: &'static str| Expr::col(("g", column));
        if !any && !programme {
            query.join_as(
                JoinType::InnerJoin,
                module_progress::Entity,
                "g",
                g("member_id").equals(("s", "member_id")).and(g("module_id").eq(behind.subject.as_str())),
            );
        }
        let nobody = Expr::val(1).eq(0);
        let counted = match (behind.metric, any, programme) {
            (Metric::Members, true, _) => Expr::val(1).eq(1),
            (Metric::Reachable, true, _) => s("reachable").eq(true),
            (Metric::NoDevice, true, _) => s("no_device").eq(true),
            (Metric::Borrowed, true, _) => s("borrowed").eq(true),
            (Metric::Paper, true, _) => s("paper").eq(true),
            (Metric::Waiting, true, _) => s("stage").eq("waiting"),
            (Metric::Started, true, _) => s("started_on").is_not_null(),
            (Metric::Knows, true, _) => s("knows").eq(true),
            (Metric::Does, true, _) => s("does").eq(true),
            (Metric::Teaches, true, _) => s("teaches").eq(true),
            (Metric::Certified, false, true) => s("certified_until").gte(day),
            (Metric::Lapsed, false, true) => s("certified_until").lt(day),
            (Metric::Leaders, false, true) => {
                s("certified_until").gte(day).and(s("role").eq(TeamRole::Leader.code()))
            }
            (Metric::Started, false, false) => g("started_at").is_not_null(),
            (Metric::Knows, false, false) => g("knows_at").is_not_null(),
            (Metric::Does, false, false) => g("does_at").is_not_null(),
            (Metric::Teaches, false, false) => g("teaches_at").is_not_null(),
            (Metric::Certified, false, false) => g("certified_until").gte(day),
            (Metric::Lapsed, false, false) => g("certified_until").lt(day),
            _ => nobody.clone(),
        };
        query.and_where(counted);
        match behind.part {
            Part::All => {}
            Part::Cohort(Cohort::Role(role)) => {
                query.and_where(s("role").eq(role.code()));
            }
            Part::Cohort(Cohort::Born(Some(decade))) => {
                query.and_where(s("birth_decade").eq(decade));
            }
            Part::Cohort(Cohort::Born(None)) => {
                query.and_where(s("birth_decade").is_null());
            }
            // Weeks are shown as a curve; nobody asks who stands behind one of its points.
            Part::Week(_) => {
                query.and_where(nobody);
            }
        }
        Ok(query)
    }

    /// A page of the teams behind a number, by name. `after` is the last one of the page before.
    pub async fn teams_behind(
        &self,
        scope: &Scope,
        id: UnitId,
        behind: &Behind,
        after: Option<UnitId>,
    ) -> Result<Vec<Unit>> {
        let mut query = self.teams_counted(scope, id, behind).await?;
        if let Some(after) = after {
            let last =
                unit::Entity::find_by_id(after.0).one(self.reader()).await?.ok_or(StorageError::NotFound)?;
            let key = Expr::tuple([
                Expr::col((unit::Entity, unit::Column::SortKey)),
                Expr::col((unit::Entity, unit::Column::Id)),
            ]);
            query = query.filter(key.gt(Expr::tuple([Expr::val(last.sort_key), Expr::val(last.id)])));
        }
        let rows = query
            .order_by_asc(unit::Column::SortKey)
            .order_by_asc(unit::Column::Id)
            .limit(ROWS_BEHIND)
            .all(self.reader())
            .await?;
        Ok(rows.into_iter().filter_map(unit_from).collect())
    }

    /// How many teams are behind a number.
    pub async fn count_teams_behind(&self, scope: &Scope, id: UnitId, behind: &Behind) -> Result<u64> {
        Ok(self.teams_counted(scope, id, behind).await?.count(self.reader()).await?)
    }

    async fn teams_counted(
        &self,
        scope: &Scope,
        id: UnitId,
        behind: &Behind,
    ) -> Result<sea_orm::Select<unit::Entity>> {
        if !behind.metric.counts_teams() || behind.part != Part::All || !self.reaches(scope, id).await? {
            return Err(StorageError::NotFound);
        }
        let counted = match behind.metric {
            Metric::Teams => Metric::Members,
            Metric::TeamsStarted => Metric::Started,
            Metric::TeamsDoing => Metric::Does,
            Metric::TeamsTeaching => Metric::Teaches,
            Metric::TeamsLed => Metric::Leaders,
            other => other,
        };
        let subject = Subject::from_code(&behind.subject, |code| code == MEMBERS_PROGRAMME);
        let is_counted = subject.is_some_and(|subject| match behind.metric {
            Metric::TeamsReady => matches!(subject, Subject::Programme(_)),
            metric => counted.teams(&subject) == Some(metric),
        });
        let teams = Query::select()
            .column(rollup_counter::Column::UnitId)
            .from(rollup_counter::Entity)
            .and_where(Expr::col(rollup_counter::Column::UnitId).in_subquery(teams_below([id])))
            .and_where(Expr::col(rollup_counter::Column::Part).eq(""))
            .and_where(Expr::col(rollup_counter::Column::ModuleId).eq(behind.subject.as_str()))
            .and_where(Expr::col(rollup_counter::Column::Metric).eq(counted.code()))
            .and_where(Expr::col(rollup_counter::Column::N).gt(0))
            .and_where(Expr::val(is_counted).eq(true))
            .to_owned();
        Ok(unit::Entity::find()
            .filter(unit::Column::Kind.eq("village"))
            .filter(unit::Column::Id.in_subquery(teams_within(scope)))
            .filter(unit::Column::Id.in_subquery(teams)))
    }
}

/// The counts of a unit; the nation's are the sums of its provinces, in the same snapshot.
async fn whole(db: &impl ConnectionTrait, unit: &Unit, part: Part) -> Result<Counts> {
    let wanted = Condition::all().add(rollup_counter::Column::Part.eq(part.code()));
    let rows = parts(db, unit, wanted).await?;
    Ok(Counts(
        rows.into_iter()
            .filter_map(|row| {
                let metric = Metric::from_code(&row.metric)?;
                Some(((row.module_id, metric), u64::try_from(row.n).unwrap_or(0)))
            })
            .collect(),
    ))
}

struct Row {
    part: String,
    module_id: String,
    metric: String,
    n: i64,
}

/// Counters of a unit. Provinces of the nation, and communes of a province, are added up here, so that what a page
/// shows of the parts is always what it shows of the whole.
async fn parts(db: &impl ConnectionTrait, unit: &Unit, wanted: Condition) -> Result<Vec<Row>> {
    use rollup_counter::Column::{
        Metric as MetricColumn, ModuleId, N, Part as PartColumn, UnitId as UnitColumn,
    };
    let mut query = Query::select();
    query.columns([PartColumn, ModuleId, MetricColumn]).from(rollup_counter::Entity).cond_where(wanted);
    match unit.kind {
        UnitKind::Nation | UnitKind::Province => {
            query
                .expr_as(Expr::col(N).sum().cast_as("BIGINT"), "n")
                .and_where(Expr::col(UnitColumn).in_subquery(children_of(unit.id)))
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
            Ok(Row {
                part: row.try_get("", "part")?,
                module_id: row.try_get("", "module_id")?,
                metric: row.try_get("", "metric")?,
                n: row.try_get("", "n")?,
            })
        })
        .collect()
}

fn children_of(id: UnitId) -> SelectStatement {
    Query::select()
        .column(unit::Column::Id)
        .from(unit::Entity)
        .and_where(Expr::col(unit::Column::ParentId).eq(id.0))
        .and_where(Expr::col(unit::Column::ValidTo).is_null())
        .to_owned()
}
