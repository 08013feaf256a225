//! The counters of teams and communes, written with the event that changes them (K1), and read for officers' pages.

use crate::connect::Store;
use crate::entity::{certificate, module_progress, rollup_counter, unit};
use crate::error::Result;
use crate::ledger::module_from;
use crate::people::{place_in, teams_within};
use chrono::NaiveDate;
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, PaginatorTrait,
    QueryFilter, QueryOrder, QuerySelect, Statement,
};
use std::collections::{BTreeMap, HashMap};
use tungngo_domain::access::Scope;
use tungngo_domain::ids::{PersonId, Slug, UnitId};
use tungngo_domain::ledger::ModuleProgress;
use tungngo_domain::rollup::{Metric, deltas};
use uuid::Uuid;

/// Counts what a member's progress changed, for the member's team and commune. Nobody outside every team is counted.
pub(crate) async fn apply(
    txn: &impl ConnectionTrait,
    member: PersonId,
    module: &Slug,
    before: &ModuleProgress,
    after: &ModuleProgress,
) -> Result<()> {
    let changes = deltas(before, after);
    add(txn, member, module.as_str(), &changes).await?;
    let mut first_or_last = Vec::new();
    for (metric, n) in changes {
        if !has_in_another_module(txn, member, module, metric).await? {
            first_or_last.push((metric, n));
        }
    }
    add(txn, member, ANY_MODULE, &first_or_last).await
}

/// Whether the member counts for this metric in a module other than this one.
async fn has_in_another_module(
    txn: &impl ConnectionTrait,
    member: PersonId,
    module: &Slug,
    metric: Metric,
) -> Result<bool> {
    use module_progress::Column::{DoesAt, KnowsAt, MemberId, ModuleId, StartedAt, TeachesAt};
    let reached = match metric {
        Metric::Started => StartedAt,
        Metric::Knows => KnowsAt,
        Metric::Does => DoesAt,
        Metric::Teaches => TeachesAt,
        Metric::Certificates => return Ok(true),
    };
    let others = module_progress::Entity::find()
        .filter(MemberId.eq(member.0))
        .filter(ModuleId.ne(module.as_str()))
        .filter(reached.is_not_null())
        .count(txn)
        .await?;
    Ok(others > 0)
}

/// Adds to the counters of a member's team and commune.
pub(crate) async fn add(
    txn: &impl ConnectionTrait,
    member: PersonId,
    subject: &str,
    changes: &[(Metric, i64)],
) -> Result<()> {
    if changes.is_empty() {
        return Ok(());
    }
    let Some(place) = place_in(txn, member).await? else { return Ok(()) };
    let rows = [place.team, place.commune].into_iter().flat_map(|unit| {
        changes.iter().map(move |(metric, n)| rollup_counter::ActiveModel {
            unit_id: Set(unit.0),
            module_id: Set(subject.to_owned()),
            metric: Set(metric.code().to_owned()),
            n: Set(*n),
        })
    });
    use rollup_counter::Column::{Metric as MetricColumn, ModuleId, N, UnitId as UnitColumn};
    rollup_counter::Entity::insert_many(rows)
        .on_conflict(
            OnConflict::columns([UnitColumn, ModuleId, MetricColumn])
                .value(N, Expr::col((rollup_counter::Entity, N)).add(Expr::cust("excluded.n")))
                .to_owned(),
        )
        .exec_without_returning(txn)
        .await?;
    Ok(())
}

/// Takes everything that is counted of a member out of the counters of their present place (`sign` is -1), or puts it
/// in (1): before they leave a team, and after they came into one.
pub(crate) async fn carry(txn: &impl ConnectionTrait, member: PersonId, sign: i64) -> Result<()> {
    let signed = |metrics: Vec<(Metric, i64)>| -> Vec<(Metric, i64)> {
        metrics.into_iter().map(|(metric, n)| (metric, n * sign)).collect()
    };
    let modules = module_progress::Entity::find()
        .filter(module_progress::Column::MemberId.eq(member.0))
        .order_by_asc(module_progress::Column::ModuleId)
        .all(txn)
        .await?;
    let nothing = ModuleProgress::default();
    let mut anywhere = BTreeMap::new();
    // The order of the events' own counting: modules, all together, certificates.
    for row in modules {
        let module = row.module_id.clone();
        let counted = deltas(&nothing, &module_from(row));
        anywhere.extend(counted.iter().copied());
        add(txn, member, &module, &signed(counted)).await?;
    }
    add(txn, member, ANY_MODULE, &signed(anywhere.into_iter().collect())).await?;
    let held = certificate::Entity::find()
        .filter(certificate::Column::MemberId.eq(member.0))
        .filter(certificate::Column::RevokedAt.is_null())
        .all(txn)
        .await?;
    let mut subjects: BTreeMap<String, i64> = BTreeMap::new();
    for row in held {
        *subjects.entry(row.subject_id).or_default() += 1;
    }
    for (subject, n) in subjects {
        add(txn, member, &subject, &signed(vec![(Metric::Certificates, n)])).await?;
    }
    Ok(())
}

/// The subject under which a member counts once, in however many modules: no module may have this id.
pub const ANY_MODULE: &str = "*";

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
