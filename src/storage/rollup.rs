//! The counters of units, written in the transaction that changes a record (K1).
//!
//! Whoever changes what is counted of a member asks for the member as [`counted`] before, and then calls [`settle`]: it
//! brings the member's stage up to date and adds the difference to the team and the commune. [`recount`] does the same
//! for whole communes from what is stored of their members, and `ledger verify` counts aside and compares ([`aside`]).
//! Provinces and the nation are sums, brought up by [`Store::sum_provinces`] a moment later: written with the events,
//! every writer of a province would queue for its row. Each counter of a commune says how much of it stands in the sums
//! above, so they are brought up by what changed, and whoever reads a province adds what is still missing
//! ([`crate::figures`]).
//!
//! Owns: `rollup_counter` and `rollup_due`. Does not own: who counts where ([`tungngo_domain::rollup`]).

pub(crate) mod aside;
pub(crate) mod statements;

use crate::batch;
use crate::certificates::MEMBERS_PROGRAMME;
use crate::connect::Store;
use crate::entity::{
    attempt, member_stage, membership, module_progress, rollup_counter, rollup_due, setting, unit,
};
use crate::error::{Result, StorageError};
use crate::joined::{columns, joined};
use crate::ledger::module_from;
use crate::programmes::required_modules;
use crate::settings::{self, names::FIGURES_DAY};
use crate::slug;
use crate::stages;
use chrono::NaiveDate;
use sea_orm::sea_query::{Expr, ExprTrait, InsertStatement, JoinType, OnConflict, Order, Query};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, FromQueryResult, IntoActiveModel, QueryFilter,
    QueryOrder, QuerySelect, Statement, Value,
};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use tungngo_domain::ids::{PersonId, Slug, UnitId};
use tungngo_domain::people::TeamRole;
use tungngo_domain::rollup::{
    Certified, Counted, Counter, Metric, Part, Subject, contribution, difference, team_is_ready,
};
use tungngo_domain::units::UnitKind;
use uuid::Uuid;

pub use tungngo_domain::rollup::ANY_MODULE;

/// Communes that are counted anew at once where nothing keeps them together: none may hold a database for long.
const COMMUNES_AT_ONCE: usize = 200;

/// What a recount is at, and how many communes of how many are done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Recounting {
    /// Counting aside, and comparing.
    Comparing {
        /// So many are done
        done: usize,
        /// of so many.
        all: usize,
    },
    /// Writing those whose counters were not what their members give.
    Writing {
        /// So many are done
        done: usize,
        /// of so many.
        all: usize,
    },
}

/// What a recount did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Recounted {
    /// Communes that were counted.
    pub communes: usize,
    /// Communes whose counters were not what their members give, and are now.
    pub wrong: usize,
}

/// A member as far as counters look at them: the stage, and each module that was begun.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snapshot {
    stage: Option<member_stage::Model>,
    modules: Vec<module_progress::Model>,
}

/// A member as counted now. To be asked before something changes, and handed to [`settle`] after.
pub async fn counted(db: &impl ConnectionTrait, member: PersonId) -> Result<Snapshot> {
    let stage = member_stage::Entity::find_by_id(member.0).one(db).await?;
    Ok(Snapshot { stage, modules: modules_of(db, member).await? })
}

pub(crate) async fn modules_of(
    db: &impl ConnectionTrait,
    member: PersonId,
) -> Result<Vec<module_progress::Model>> {
    Ok(modules_of_all(db, &[member]).await?.remove(&member.0).unwrap_or_default())
}

/// The modules begun by each of these members, not more than [`crate::BATCH_ROWS`].
pub(crate) async fn modules_of_all(
    db: &impl ConnectionTrait,
    members: &[PersonId],
) -> Result<HashMap<Uuid, Vec<module_progress::Model>>> {
    let rows = module_progress::Entity::find()
        .filter(module_progress::Column::MemberId.is_in(members.iter().map(|member| member.0)))
        .order_by_asc(module_progress::Column::ModuleId)
        .all(db)
        .await?;
    let mut all: HashMap<Uuid, Vec<module_progress::Model>> = HashMap::new();
    for row in rows {
        all.entry(row.member_id).or_default().push(row);
    }
    Ok(all)
}

/// Counts what changed of a member since `before`, whatever it was: the stage is derived anew.
pub async fn settle(txn: &impl ConnectionTrait, member: PersonId, before: Snapshot) -> Result<()> {
    stages::refresh(txn, member).await?;
    let after = counted(txn, member).await?;
    add_difference(txn, before, after).await
}

/// The same after events of learning in one module, which change neither the place nor the certificates. `before` is that
/// module's row as it was.
pub(crate) async fn settle_learnt(
    txn: &impl ConnectionTrait,
    member: PersonId,
    module: &Slug,
    before: Option<module_progress::Model>,
) -> Result<()> {
    // Nobody outside every team is counted.
    let Some(Learnt { stage, commune, day, joined_on, modules, tried }) = Learnt::read(txn, member).await?
    else {
        return Ok(());
    };
    let mut modules_before = modules.clone();
    modules_before.retain(|row| row.module_id != module.as_str());
    modules_before.extend(before);
    modules_before.sort_by(|one, other| one.module_id.cmp(&other.module_id));
    let now = stages::refreshed(txn, stage.clone(), joined_on, &modules, tried).await?;
    let saved = if now == stage { None } else { stages::saved(now.clone()) };
    let was = Snapshot { stage: Some(stage), modules: modules_before }.contribution(day)?;
    let is = Snapshot { stage: Some(now.clone()), modules }.contribution(day)?;
    let changes = difference(&was, &is);
    if changes.is_empty() {
        return batch::write(txn, saved).await;
    }
    add_to(txn, now.team_id, commune.ok_or(StorageError::NotFound)?, &changes, saved).await
}

/// A member as far as learning changes what is counted, read at once.
struct Learnt {
    stage: member_stage::Model,
    commune: Option<Uuid>,
    day: NaiveDate,
    joined_on: Option<NaiveDate>,
    modules: Vec<module_progress::Model>,
    /// A test was handed in, of whatever module.
    tried: bool,
}

impl Learnt {
    async fn read(txn: &impl ConnectionTrait, member: PersonId) -> Result<Option<Self>> {
        let here = |column: member_stage::Column| Expr::col((member_stage::Entity, column));
        let mut query = Query::select();
        query.from(member_stage::Entity).and_where(here(member_stage::Column::MemberId).eq(member.0));
        columns::<member_stage::Entity>(&mut query, "stage_");
        let of_member = here(member_stage::Column::MemberId)
            .equals((module_progress::Entity, module_progress::Column::MemberId));
        query.join(JoinType::LeftJoin, module_progress::Entity, of_member);
        query.order_by((module_progress::Entity, module_progress::Column::ModuleId), Order::Asc);
        columns::<module_progress::Entity>(&mut query, "module_");
        let commune = Query::select()
            .column(unit::Column::ParentId)
            .from(unit::Entity)
            .and_where(
                unit::Column::Id.into_expr().equals((member_stage::Entity, member_stage::Column::TeamId)),
            )
            .to_owned();
        let joined_on = Query::select()
            .expr(membership::Column::JoinedOn.into_expr().max())
            .from(membership::Entity)
            .and_where(membership::Column::PersonId.eq(member.0))
            .and_where(membership::Column::LeftOn.is_null())
            .to_owned();
        let day = Query::select()
            .column(setting::Column::Value)
            .from(setting::Entity)
            .and_where(setting::Column::Name.eq(FIGURES_DAY))
            .to_owned();
        let tests = Query::select()
            .expr(attempt::Column::Id.into_expr().count())
            .from(attempt::Entity)
            .and_where(attempt::Column::MemberId.eq(member.0))
            .and_where(attempt::Column::ClosedAt.is_not_null())
            .to_owned();
        query.expr_as(Expr::SubQuery(None, Box::new(commune.into())), "commune");
        query.expr_as(Expr::SubQuery(None, Box::new(joined_on.into())), "joined_on");
        query.expr_as(Expr::SubQuery(None, Box::new(day.into())), "figures_day");
        query.expr_as(Expr::SubQuery(None, Box::new(tests.into())), "tests");
        let rows = txn.query_all(&query).await?;
        let Some(row) = rows.first() else { return Ok(None) };
        let mut modules = Vec::new();
        for row in &rows {
            modules.extend(joined::<module_progress::Model>(row, "module_")?);
        }
        Ok(Some(Self {
            stage: member_stage::Model::from_query_result(row, "stage_")?,
            commune: row.try_get("", "commune")?,
            day: figures_day_from(row.try_get("", "figures_day")?)?,
            joined_on: row.try_get("", "joined_on")?,
            modules,
            tried: row.try_get::<i64>("", "tests")? > 0,
        }))
    }
}

async fn add_difference(txn: &impl ConnectionTrait, before: Snapshot, after: Snapshot) -> Result<()> {
    if before == after {
        return Ok(());
    }
    let team = |snapshot: &Snapshot| snapshot.stage.as_ref().map(|stage| stage.team_id);
    let day = figures_day(txn).await?;
    let nothing = BTreeMap::new();
    let (was, is) = (before.contribution(day)?, after.contribution(day)?);
    match (team(&before), team(&after)) {
        (Some(old), Some(new)) if old == new => add(txn, new, &difference(&was, &is)).await,
        (old, new) => {
            if let Some(old) = old {
                add(txn, old, &difference(&was, &nothing)).await?;
            }
            match new {
                Some(new) => add(txn, new, &is).await,
                None => Ok(()),
            }
        }
    }
}

impl Snapshot {
    fn contribution(&self, day: NaiveDate) -> Result<BTreeMap<Counter, i64>> {
        let Some(stage) = &self.stage else { return Ok(BTreeMap::new()) };
        let modules = self
            .modules
            .iter()
            .map(|row| Ok((slug(&row.module_id)?, module_from(row.clone()), row.certified_until)))
            .collect::<Result<Vec<_>>>()?;
        let member = Counted {
            role: TeamRole::from_code(&stage.role)
                .ok_or_else(|| StorageError::Corrupt(stage.role.clone()))?,
            birth_decade: stage.birth_decade,
            reachable: stage.reachable,
            no_device: stage.no_device,
            borrowed: stage.borrowed,
            paper: stage.paper,
            waiting: stage.stage == "waiting",
            certified: stage
                .certified_on
                .zip(stage.certified_until)
                .map(|(on, until)| Certified { on, until }),
            modules,
        };
        Ok(contribution(&member, &slug(MEMBERS_PROGRAMME)?, day))
    }
}

/// Adds changes to the counters of a team and of its commune.
async fn add(txn: &impl ConnectionTrait, team: Uuid, changes: &BTreeMap<Counter, i64>) -> Result<()> {
    if changes.is_empty() {
        return Ok(());
    }
    let commune = unit::Entity::find_by_id(team).one(txn).await?.and_then(|unit| unit.parent_id);
    add_to(txn, team, commune.ok_or(StorageError::NotFound)?, changes, None).await
}

/// The same where the team's commune is known, with another row that is to be written.
async fn add_to(
    txn: &impl ConnectionTrait,
    team: Uuid,
    commune: Uuid,
    changes: &BTreeMap<Counter, i64>,
    beside: Option<InsertStatement>,
) -> Result<()> {
    // First, and as an update: on PostgreSQL it makes other writers of this commune's counters wait, so that they
    // never wait for each other in a circle, and the summing waits for what it would miss.
    batch::write(txn, due(commune).into_iter().chain(beside)).await?;
    let of_team = changes.iter().filter(|(counter, _)| counter.part == Part::All);
    let now = upsert(txn, team, of_team.clone().map(|(counter, n)| (counter.clone(), *n))).await?;
    let mut of_commune = changes.clone();
    let mut may_be_ready = false;
    for (counter, change) in of_team {
        let n = now.get(counter).copied().unwrap_or(0);
        if (n > 0) == (n - change > 0) {
            continue;
        }
        if let Some(metric) = counter.metric.teams(&counter.subject) {
            let counter = Counter { metric, ..counter.clone() };
            *of_commune.entry(counter).or_default() += if n > 0 { 1 } else { -1 };
            may_be_ready |= matches!(metric, Metric::TeamsLed | Metric::TeamsDoing);
        }
    }
    if may_be_ready {
        let (counter, change) = readiness(txn, team).await?;
        if change != 0 {
            upsert(txn, team, [(counter.clone(), change)]).await?;
            of_commune.insert(counter, change);
        }
    }
    upsert(txn, commune, of_commune).await?;
    Ok(())
}

/// How the counter of ready teams changes by this team.
async fn readiness(txn: &impl ConnectionTrait, team: Uuid) -> Result<(Counter, i64)> {
    let rows = rollup_counter::Entity::find()
        .filter(rollup_counter::Column::UnitId.eq(team))
        .filter(rollup_counter::Column::Part.eq(""))
        .filter(rollup_counter::Column::Metric.is_in([
            Metric::Leaders.code(),
            Metric::Does.code(),
            Metric::TeamsReady.code(),
        ]))
        .all(txn)
        .await?;
    let n = |subject: &str, metric: Metric| {
        let found = rows.iter().find(|row| row.module_id == subject && row.metric == metric.code());
        found.map_or(0, |row| row.n)
    };
    let required = required_modules(txn, figures_day(txn).await?).await?;
    let ready = team_is_ready(n(MEMBERS_PROGRAMME, Metric::Leaders), &required, |module| {
        n(module.as_str(), Metric::Does)
    });
    let subject = Subject::Programme(slug(MEMBERS_PROGRAMME)?);
    let counter = Counter { subject, metric: Metric::TeamsReady, part: Part::All };
    Ok((counter, i64::from(ready) - n(MEMBERS_PROGRAMME, Metric::TeamsReady)))
}

/// Adds to counters of one unit, and answers what they are now.
async fn upsert(
    txn: &impl ConnectionTrait,
    unit: Uuid,
    changes: impl IntoIterator<Item = (Counter, i64)>,
) -> Result<HashMap<Counter, i64>> {
    use rollup_counter::Column::{
        Metric as MetricColumn, ModuleId, N, Part as PartColumn, UnitId as UnitColumn,
    };
    let changes: Vec<(Counter, i64)> = changes.into_iter().collect();
    if changes.is_empty() {
        return Ok(HashMap::new());
    }
    let mut insert = Query::insert();
    insert.into_table(rollup_counter::Entity).columns([UnitColumn, PartColumn, ModuleId, MetricColumn, N]);
    let mut counters = HashMap::new();
    for (counter, n) in changes {
        let (part, subject, metric) =
            (counter.part.code(), counter.subject.code().to_owned(), counter.metric.code());
        insert.values_panic([
            unit.into(),
            part.clone().into(),
            subject.clone().into(),
            metric.into(),
            n.into(),
        ]);
        counters.insert((part, subject, metric.to_owned()), counter);
    }
    insert
        .on_conflict(
            OnConflict::columns([UnitColumn, PartColumn, ModuleId, MetricColumn])
                .value(N, Expr::col((rollup_counter::Entity, N)).add(Expr::cust("excluded.n")))
                .to_owned(),
        )
        .returning(Query::returning().columns([PartColumn, ModuleId, MetricColumn, N]));
    let mut now = HashMap::new();
    for row in txn.query_all(&insert).await? {
        let key = (row.try_get("", "part")?, row.try_get("", "module_id")?, row.try_get("", "metric")?);
        if let Some(counter) = counters.remove(&key) {
            now.insert(counter, row.try_get("", "n")?);
        }
    }
    Ok(now)
}

/// Notes that the province of a commune is to be summed again.
fn due(commune: Uuid) -> Option<InsertStatement> {
    let row = rollup_due::Model { unit_id: commune, recount: false };
    let conflict = OnConflict::column(rollup_due::Column::UnitId)
        .value(rollup_due::Column::Recount, Expr::col((rollup_due::Entity, rollup_due::Column::Recount)))
        .to_owned();
    batch::upsert([row], conflict)
}

/// Before this day no certificate has ended.
const FIRST_DAY: NaiveDate = NaiveDate::MIN;

/// The day for which certificates are counted as valid or lapsed.
pub(crate) async fn figures_day(db: &impl ConnectionTrait) -> Result<NaiveDate> {
    let row = setting::Entity::find_by_id(FIGURES_DAY.to_owned()).one(db).await?;
    figures_day_from(row.map(|row| row.value))
}

fn figures_day_from(value: Option<String>) -> Result<NaiveDate> {
    let Some(value) = value else { return Ok(FIRST_DAY) };
    value.parse().map_err(|_| StorageError::Corrupt(value))
}

/// Counts communes anew from their members, all by the same statements: after whole tables were written at once. The
/// stages of the members must be up to date.
pub async fn recount(txn: &impl ConnectionTrait, communes: &[UnitId]) -> Result<()> {
    if communes.is_empty() {
        return Ok(());
    }
    let day = figures_day(txn).await?;
    let required = required_modules(txn, day).await?;
    for chunk in communes.chunks(crate::BATCH_ROWS) {
        let rows = chunk
            .iter()
            .map(|commune| rollup_due::Model { unit_id: commune.0, recount: true }.into_active_model());
        rollup_due::Entity::insert_many(rows)
            .on_conflict(
                OnConflict::column(rollup_due::Column::UnitId)
                    .update_column(rollup_due::Column::Recount)
                    .to_owned(),
            )
            .exec_without_returning(txn)
            .await?;
    }
    let learn = communes.len() >= COMMUNES_AT_ONCE;
    for statement in statements::recount(txn.get_database_backend(), day, &required, learn) {
        txn.execute_raw(statement).await?;
    }
    Ok(())
}

/// The communes of these teams.
pub(crate) async fn communes_of(
    db: &impl ConnectionTrait,
    teams: sea_orm::sea_query::SelectStatement,
) -> Result<Vec<UnitId>> {
    let ids: Vec<Option<Uuid>> = unit::Entity::find()
        .select_only()
        .column(unit::Column::ParentId)
        .distinct()
        .filter(unit::Column::Kind.eq("village"))
        .filter(unit::Column::Id.in_subquery(teams))
        .into_tuple()
        .all(db)
        .await?;
    Ok(ids.into_iter().flatten().map(UnitId).collect())
}

/// The present units of a kind.
pub(crate) async fn in_force(db: &impl ConnectionTrait, kind: UnitKind) -> Result<Vec<UnitId>> {
    let ids: Vec<Uuid> = unit::Entity::find()
        .select_only()
        .column(unit::Column::Id)
        .filter(unit::Column::Kind.eq(kind.code()))
        .filter(unit::Column::ValidTo.is_null())
        .order_by_asc(unit::Column::Id)
        .into_tuple()
        .all(db)
        .await?;
    Ok(ids.into_iter().map(UnitId).collect())
}

/// Counts every commune from its members where nothing is counted yet: after the migration that brought the counters.
pub(crate) async fn fill(db: &impl ConnectionTrait) -> Result<()> {
    if rollup_counter::Entity::find().limit(1).one(db).await?.is_some() {
        return Ok(());
    }
    recount(db, &in_force(db, UnitKind::Commune).await?).await
}

impl Store {
    /// Counts every commune anew from what is stored of its members, writes those whose counters are not so, some at a
    /// time, and sums every province and the nation anew.
    pub async fn recount_everything(&self, progress: impl Fn(Recounting)) -> Result<Recounted> {
        let compared =
            self.compare_communes(|done, all| progress(Recounting::Comparing { done, all })).await?;
        let mut wrong: BTreeSet<UnitId> = compared.wrong.into_iter().map(|wrong| wrong.commune).collect();
        let not_summed = Statement::from_string(self.backend(), statements::NOT_SUMMED);
        for row in self.reader().query_all_raw(not_summed).await? {
            wrong.insert(UnitId(row.try_get("", "unit_id")?));
        }
        let wrong: Vec<UnitId> = wrong.into_iter().collect();
        for (at, chunk) in wrong.chunks(COMMUNES_AT_ONCE).enumerate() {
            progress(Recounting::Writing { done: at * COMMUNES_AT_ONCE, all: wrong.len() });
            self.write(async |txn| recount(txn, chunk).await).await?;
        }
        let provinces = in_force(self.reader(), UnitKind::Province).await?;
        self.write(async |txn| sum_anew(txn, &provinces).await).await?;
        Ok(Recounted { communes: compared.communes, wrong: wrong.len() })
    }

    /// Moves the figures on to a day: who was certified yesterday and no longer is has lapsed. An earlier day than
    /// theirs changes nothing.
    pub async fn bring_figures_to(&self, today: NaiveDate) -> Result<()> {
        if figures_day(self.reader()).await? >= today {
            return Ok(());
        }
        self.write(async |txn| {
            if txn.get_database_backend() == DbBackend::Postgres {
                txn.execute_unprepared("LOCK TABLE setting IN SHARE ROW EXCLUSIVE MODE").await?;
            }
            let from = figures_day(txn).await?;
            if from >= today {
                return Ok(());
            }
            let ended = |column: Expr| column.clone().lt(today).and(column.gte(Ord::max(from, EARLIEST)));
            let by_module = Query::select()
                .column(module_progress::Column::MemberId)
                .from(module_progress::Entity)
                .and_where(ended(Expr::col(module_progress::Column::CertifiedUntil)))
                .to_owned();
            let teams = Query::select()
                .column(member_stage::Column::TeamId)
                .from(member_stage::Entity)
                .and_where(
                    ended(Expr::col(member_stage::Column::CertifiedUntil))
                        .or(Expr::col(member_stage::Column::MemberId).in_subquery(by_module)),
                )
                .to_owned();
            // A rule of the members' programme that begins makes other teams ready.
            let same = required_modules(txn, from).await? == required_modules(txn, today).await?;
            let communes =
                if same { communes_of(txn, teams).await? } else { in_force(txn, UnitKind::Commune).await? };
            settings::set(txn, FIGURES_DAY, &today.to_string()).await?;
            recount(txn, &communes).await
        })
        .await
    }

    /// Brings the sums of the provinces up whose communes changed since the last time, each in a transaction of its own.
    /// Answers how many there were.
    pub async fn sum_provinces(&self) -> Result<usize> {
        let provinces = due_provinces(self.reader()).await?;
        for province in &provinces {
            self.write(async |txn| sum_provinces(txn, &[*province]).await).await?;
        }
        Ok(provinces.len())
    }
}

/// The provinces whose communes changed since they were summed.
pub(crate) async fn due_provinces(db: &impl ConnectionTrait) -> Result<Vec<UnitId>> {
    let due = Query::select().column(rollup_due::Column::UnitId).from(rollup_due::Entity).to_owned();
    let provinces: Vec<Option<Uuid>> = unit::Entity::find()
        .select_only()
        .column(unit::Column::ParentId)
        .distinct()
        .filter(unit::Column::Id.in_subquery(due))
        .order_by_asc(unit::Column::ParentId)
        .into_tuple()
        .all(db)
        .await?;
    Ok(provinces.into_iter().flatten().map(UnitId).collect())
}

/// Brings the sums of provinces, and of the nation with them, up to their communes.
pub(crate) async fn sum_provinces(txn: &impl ConnectionTrait, provinces: &[UnitId]) -> Result<()> {
    let backend = txn.get_database_backend();
    for province in provinces {
        let take = Statement::from_sql_and_values(backend, statements::TAKE_DUE, [province.0.into()]);
        let rows = txn.query_all_raw(take).await?;
        let due: Vec<Uuid> = rows.iter().map(|row| Ok(row.try_get("", "unit_id")?)).collect::<Result<_>>()?;
        let above = [Some(*province), nation_above(txn, *province).await?];
        for chunk in due.chunks(crate::BATCH_ROWS) {
            for unit in above.into_iter().flatten() {
                let sql = statements::add_changes(&places(2, chunk.len()));
                let values = std::iter::once(unit.0).chain(chunk.iter().copied()).map(Value::from);
                txn.execute_raw(Statement::from_sql_and_values(backend, sql, values)).await?;
            }
            let sql = statements::are_summed(&places(1, chunk.len()));
            let values = chunk.iter().copied().map(Value::from);
            txn.execute_raw(Statement::from_sql_and_values(backend, sql, values)).await?;
        }
    }
    Ok(())
}

/// Sums provinces and the nation anew: after units below them began or ended.
pub(crate) async fn sum_anew(txn: &impl ConnectionTrait, provinces: &[UnitId]) -> Result<()> {
    let mut nations = BTreeSet::new();
    for province in provinces {
        sum_provinces(txn, &[*province]).await?;
        add_up(txn, *province, "summed").await?;
        nations.extend(nation_above(txn, *province).await?);
    }
    for nation in nations {
        add_up(txn, nation, "n").await?;
    }
    Ok(())
}

async fn add_up(txn: &impl ConnectionTrait, unit: UnitId, column: &str) -> Result<()> {
    for sql in [statements::FORGET_SUMS, &statements::sum_anew(column)] {
        let statement = Statement::from_sql_and_values(txn.get_database_backend(), sql, [unit.0.into()]);
        txn.execute_raw(statement).await?;
    }
    Ok(())
}

async fn nation_above(db: &impl ConnectionTrait, province: UnitId) -> Result<Option<UnitId>> {
    let row = unit::Entity::find_by_id(province.0).one(db).await?;
    Ok(row.and_then(|row| row.parent_id).map(UnitId))
}

/// `$2, $3, $4`: so many places for values, from this number on.
fn places(first: usize, n: usize) -> String {
    (first..first + n).map(|place| format!("${place}")).collect::<Vec<_>>().join(", ")
}

/// A day that both databases compare rightly.
pub(crate) const EARLIEST: NaiveDate = match NaiveDate::from_ymd_opt(1, 1, 1) {
    Some(day) => day,
    None => NaiveDate::MIN,
};
