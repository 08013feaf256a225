//! The counters of units, written in the transaction that changes a record (K1).
//!
//! Whoever changes what is counted of a member asks for the member as [`counted`] before, and then calls [`settle`]: it
//! brings the member's stage up to date and adds the difference to the team and the commune. [`recount`] does the same
//! for whole communes from what is stored of their members, and `ledger verify` compares the two ([`crate::verify`]).
//! Provinces are sums of their communes, made by [`Store::sum_provinces`] a moment later: written with the events,
//! every writer of a province would queue for its row. The nation is summed when it is read ([`crate::figures`]).
//!
//! Owns: `rollup_counter` and `rollup_due`. Does not own: who counts where ([`tungngo_domain::rollup`]).

pub(crate) mod statements;

use crate::certificates::{MEMBERS_PROGRAMME, programme_in};
use crate::connect::Store;
use crate::entity::{member_stage, module_progress, rollup_counter, rollup_due, setting, unit};
use crate::error::{Result, StorageError};
use crate::ledger::module_from;
use crate::people::teams_within;
use crate::settings::names::FIGURES_DAY;
use crate::slug;
use crate::stages;
use chrono::NaiveDate;
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict, Query};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, FromQueryResult, IntoActiveModel, QueryFilter,
    QueryOrder, QuerySelect, Statement,
};
use std::collections::{BTreeMap, HashMap};
use tungngo_domain::access::Scope;
use tungngo_domain::ids::{PersonId, Slug, UnitId};
use tungngo_domain::people::TeamRole;
use tungngo_domain::rollup::{
    Certified, Counted, Counter, Metric, Part, Subject, contribution, difference, team_is_ready,
};
use uuid::Uuid;

pub use tungngo_domain::rollup::ANY_MODULE;

/// Communes that are counted anew by one statement: none may hold a database for long.
pub(crate) const COMMUNES_AT_ONCE: usize = 200;

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
    let rows = module_progress::Entity::find()
        .filter(module_progress::Column::MemberId.eq(member.0))
        .order_by_asc(module_progress::Column::ModuleId)
        .all(db)
        .await?;
    Ok(rows)
}

/// Counts what changed of a member since `before`, whatever it was: the stage is derived anew.
pub async fn settle(txn: &impl ConnectionTrait, member: PersonId, before: Snapshot) -> Result<()> {
    stages::refresh(txn, member).await?;
    let after = counted(txn, member).await?;
    add_difference(txn, before, after).await
}

/// The same after events of learning, which change neither the place nor the certificates.
pub(crate) async fn settle_learnt(
    txn: &impl ConnectionTrait,
    member: PersonId,
    before: Snapshot,
) -> Result<()> {
    // Nobody outside every team is counted.
    let Some(stage) = before.stage.clone() else { return Ok(()) };
    let modules = modules_of(txn, member).await?;
    let stage = stages::refresh_learnt(txn, stage, &modules).await?;
    add_difference(txn, before, Snapshot { stage: Some(stage), modules }).await
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
    let commune = commune.ok_or(StorageError::NotFound)?;
    // First, and as an update: on PostgreSQL it makes other writers of this commune's counters wait, so that they
    // never wait for each other in a circle, and the summing waits for what it would miss.
    mark_due(txn, commune).await?;
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
    let required = required_modules(txn).await?;
    let ready = team_is_ready(n(MEMBERS_PROGRAMME, Metric::Leaders), &required, |module| {
        n(module.as_str(), Metric::Does)
    });
    let subject = Subject::Programme(slug(MEMBERS_PROGRAMME)?);
    let counter = Counter { subject, metric: Metric::TeamsReady, part: Part::All };
    Ok((counter, i64::from(ready) - n(MEMBERS_PROGRAMME, Metric::TeamsReady)))
}

/// The modules that the members' programme requires; none before it is set up.
pub(crate) async fn required_modules(db: &impl ConnectionTrait) -> Result<Vec<Slug>> {
    match programme_in(db).await {
        Ok(programme) => programme.requires.iter().map(|id| slug(id)).collect(),
        Err(StorageError::NotFound) => Ok(Vec::new()),
        Err(error) => Err(error),
    }
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
async fn mark_due(txn: &impl ConnectionTrait, commune: Uuid) -> Result<()> {
    let row = rollup_due::Model { unit_id: commune, recount: false };
    rollup_due::Entity::insert(row.into_active_model())
        .on_conflict(
            OnConflict::column(rollup_due::Column::UnitId)
                .value(
                    rollup_due::Column::Recount,
                    Expr::col((rollup_due::Entity, rollup_due::Column::Recount)),
                )
                .to_owned(),
        )
        .exec_without_returning(txn)
        .await?;
    Ok(())
}

/// Before this day no certificate has ended.
const FIRST_DAY: NaiveDate = NaiveDate::MIN;

/// The day for which certificates are counted as valid or lapsed.
pub(crate) async fn figures_day(db: &impl ConnectionTrait) -> Result<NaiveDate> {
    let row = setting::Entity::find_by_id(FIGURES_DAY.to_owned()).one(db).await?;
    let Some(row) = row else { return Ok(FIRST_DAY) };
    row.value.parse().map_err(|_| StorageError::Corrupt(row.value.clone()))
}

/// Counts communes anew from their members: after whole tables were written at once. The stages of the members must be
/// up to date.
pub async fn recount(txn: &impl ConnectionTrait, communes: &[UnitId]) -> Result<()> {
    let day = figures_day(txn).await?;
    let required = required_modules(txn).await?;
    for chunk in communes.chunks(COMMUNES_AT_ONCE) {
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
        for statement in statements::recount(txn.get_database_backend(), day, &required) {
            txn.execute_raw(statement).await?;
        }
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

pub(crate) async fn all_communes(db: &impl ConnectionTrait) -> Result<Vec<UnitId>> {
    let ids: Vec<Uuid> = unit::Entity::find()
        .select_only()
        .column(unit::Column::Id)
        .filter(unit::Column::Kind.eq("commune"))
        .filter(unit::Column::ValidTo.is_null())
        .order_by_asc(unit::Column::Id)
        .into_tuple()
        .all(db)
        .await?;
    Ok(ids.into_iter().map(UnitId).collect())
}

/// Counts every commune from its members: after the migration that brought the counters.
pub(crate) async fn fill(db: &impl ConnectionTrait) -> Result<()> {
    recount(db, &all_communes(db).await?).await
}

impl Store {
    /// Counts every commune anew: after a whole country was written at once, or when the programme asks otherwise.
    pub async fn recount_everything(&self) -> Result<()> {
        for chunk in all_communes(self.reader()).await?.chunks(COMMUNES_AT_ONCE) {
            self.write(async |txn| recount(txn, chunk).await).await?;
        }
        Ok(())
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
            let communes = communes_of(txn, teams).await?;
            let row = setting::Model { name: FIGURES_DAY.to_owned(), value: today.to_string() };
            setting::Entity::insert(row.into_active_model())
                .on_conflict(
                    OnConflict::column(setting::Column::Name)
                        .update_column(setting::Column::Value)
                        .to_owned(),
                )
                .exec_without_returning(txn)
                .await?;
            recount(txn, &communes).await
        })
        .await
    }

    /// Sums the provinces whose communes changed since the last time, each in a transaction of its own. Answers how
    /// many there were.
    pub async fn sum_provinces(&self) -> Result<usize> {
        let due = Query::select().column(rollup_due::Column::UnitId).from(rollup_due::Entity).to_owned();
        let provinces: Vec<Option<Uuid>> = unit::Entity::find()
            .select_only()
            .column(unit::Column::ParentId)
            .distinct()
            .filter(unit::Column::Id.in_subquery(due))
            .into_tuple()
            .all(self.reader())
            .await?;
        let provinces: Vec<Uuid> = provinces.into_iter().flatten().collect();
        for province in &provinces {
            self.write(async |txn| {
                let backend = txn.get_database_backend();
                for sql in statements::SUM_PROVINCE {
                    txn.execute_raw(Statement::from_sql_and_values(backend, sql, [(*province).into()]))
                        .await?;
                }
                Ok(())
            })
            .await?;
        }
        Ok(provinces.len())
    }
}

/// A day that both databases compare rightly.
pub(crate) const EARLIEST: NaiveDate = match NaiveDate::from_ymd_opt(1, 1, 1) {
    Some(day) => day,
    None => NaiveDate::MIN,
};

/// How many members a unit has, and how many of them can be reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Roster {
    /// On the roster today.
    pub members: i64,
    /// With a device or a phone number.
    pub reachable: i64,
    /// With a valid member's certificate.
    pub certified: i64,
}

#[derive(FromQueryResult)]
struct RosterRow {
    unit_id: Uuid,
    members: i64,
    reachable: i64,
    certified: i64,
}

impl Store {
    /// The children of a unit, by name. Unscoped: names of units are public knowledge.
    pub async fn children(&self, unit_id: UnitId) -> Result<Vec<crate::units::Unit>> {
        let mut rows: Vec<crate::units::Unit> = unit::Entity::find()
            .filter(unit::Column::ParentId.eq(unit_id.0))
            .filter(unit::Column::ValidTo.is_null())
            .all(self.reader())
            .await?
            .into_iter()
            .filter_map(crate::units::unit_from)
            .collect();
        rows.sort_by_cached_key(|unit| tungngo_domain::collation::sort_key(&unit.name));
        Ok(rows)
    }

    /// All villages below a unit.
    pub async fn villages_below(&self, unit: UnitId) -> Result<Vec<crate::units::Unit>> {
        let rows = unit::Entity::find()
            .filter(unit::Column::Id.in_subquery(villages_below(unit)))
            .filter(unit::Column::ValidTo.is_null())
            .all(self.reader())
            .await?;
        Ok(rows.into_iter().filter_map(crate::units::unit_from).collect())
    }

    /// The parent of each unit below `unit`: what summing up the tree needs.
    pub async fn parents_below(&self, unit: UnitId) -> Result<HashMap<UnitId, UnitId>> {
        let rows: Vec<(Uuid, Option<Uuid>)> = unit::Entity::find()
            .select_only()
            .columns([unit::Column::Id, unit::Column::ParentId])
            .filter(unit::Column::Id.in_subquery(all_below(unit)))
            .into_tuple()
            .all(self.reader())
            .await?;
        Ok(rows
            .into_iter()
            .filter_map(|(id, parent)| Some((UnitId(id), UnitId(parent?))))
            .filter(|(id, _)| *id != unit)
            .collect())
    }

    /// Members on the roster below each child of `unit`, and below `unit` itself, as of now.
    pub async fn rosters(
        &self,
        scope: &Scope,
        unit: UnitId,
        today: NaiveDate,
    ) -> Result<HashMap<UnitId, Roster>> {
        if !self.reaches(scope, unit).await? {
            return Ok(HashMap::new());
        }
        const SQL: &str = "SELECT a.ancestor_id AS unit_id, COUNT(*) AS members, COUNT(CASE WHEN p.phone IS NOT NULL \
                           OR p.device IN ('own', 'shared') THEN 1 END) AS reachable, COUNT(CASE WHEN EXISTS (SELECT 1 FROM certificate c WHERE c.member_id = m.person_id AND c.subject_kind = 'programme' AND c.revoked_at IS NULL AND (c.valid_until IS NULL OR c.valid_until >= $2)) THEN 1 END) AS certified FROM membership m JOIN person p \
                           ON p.id = m.person_id JOIN unit_ancestor a ON a.unit_id = m.team_id JOIN unit u ON u.id = \
                           a.ancestor_id WHERE m.left_on IS NULL AND (u.parent_id = $1 OR u.id = $1) AND m.team_id IN \
                           (SELECT unit_id FROM unit_ancestor WHERE ancestor_id = $1) GROUP BY a.ancestor_id";
        let statement = Statement::from_sql_and_values(self.backend(), SQL, [unit.0.into(), today.into()]);
        let rows = RosterRow::find_by_statement(statement).all(self.reader()).await?;
        Ok(rows
            .into_iter()
            .map(|row| {
                (
                    UnitId(row.unit_id),
                    Roster { members: row.members, reachable: row.reachable, certified: row.certified },
                )
            })
            .collect())
    }

    /// The counters of every team within reach below `unit` for one subject: a module, or [`ANY_MODULE`].
    pub async fn team_counters(
        &self,
        scope: &Scope,
        unit: UnitId,
        subject: &str,
    ) -> Result<BTreeMap<(UnitId, Metric), i64>> {
        let rows: Vec<(Uuid, String, i64)> = rollup_counter::Entity::find()
            .select_only()
            .columns([
                rollup_counter::Column::UnitId,
                rollup_counter::Column::Metric,
                rollup_counter::Column::N,
            ])
            .filter(rollup_counter::Column::ModuleId.eq(subject))
            .filter(rollup_counter::Column::Part.eq(""))
            .filter(rollup_counter::Column::UnitId.in_subquery(teams_within(scope)))
            .filter(rollup_counter::Column::UnitId.in_subquery(villages_below(unit)))
            .into_tuple()
            .all(self.reader())
            .await?;
        Ok(rows
            .into_iter()
            .filter_map(|(unit, metric, n)| Some(((UnitId(unit), Metric::from_code(&metric)?), n)))
            .collect())
    }
}

fn all_below(ancestor: UnitId) -> sea_orm::sea_query::SelectStatement {
    use crate::entity::unit_ancestor;
    sea_orm::sea_query::Query::select()
        .column(unit_ancestor::Column::UnitId)
        .from(unit_ancestor::Entity)
        .and_where(Expr::col(unit_ancestor::Column::AncestorId).eq(ancestor.0))
        .to_owned()
}

fn villages_below(ancestor: UnitId) -> sea_orm::sea_query::SelectStatement {
    use crate::entity::unit_ancestor;
    sea_orm::sea_query::Query::select()
        .column((unit_ancestor::Entity, unit_ancestor::Column::UnitId))
        .from(unit_ancestor::Entity)
        .inner_join(
            unit::Entity,
            Expr::col((unit::Entity, unit::Column::Id))
                .equals((unit_ancestor::Entity, unit_ancestor::Column::UnitId)),
        )
        .and_where(Expr::col((unit_ancestor::Entity, unit_ancestor::Column::AncestorId)).eq(ancestor.0))
        .and_where(Expr::col((unit::Entity, unit::Column::Kind)).eq("village"))
        .to_owned()
}
