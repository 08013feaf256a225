//! Planned shares of certified members: set by an officer for a unit within reach, the nearest one above counting where
//! a unit has none of its own. Owns: the rows and their lines in the trail. Does not own: the arithmetic
//! ([`tungngo_domain::target`]).

use crate::audit;
use crate::connect::Store;
use crate::entity::figure_target;
use crate::error::{Result, StorageError};
use crate::people::{names, reaches_in};
use crate::units::Unit;
use sea_orm::{ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect};
use std::collections::{BTreeSet, HashMap};
use tungngo_domain::access::Scope;
use tungngo_domain::ids::UnitId;
use tungngo_domain::target::Plan;
use tungngo_domain::time::Instant;
use uuid::Uuid;

/// Changes of one unit's plan that its page shows.
const SHOWN: u64 = 20;

/// The plan that counts for a unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// What is planned.
    pub plan: Plan,
    /// Where it was set: this unit, or one above.
    pub unit: UnitId,
    /// That unit's name.
    pub unit_name: String,
}

/// A change of a unit's plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// What was planned; nothing where a plan was taken back.
    pub plan: Option<Plan>,
    /// Who.
    pub by: String,
    /// When.
    pub at: Instant,
}

fn plan_of(row: &figure_target::Model) -> Option<Plan> {
    Plan::new(u8::try_from(row.percent?).ok()?, row.due_on?)
}

impl Store {
    /// The plan that counts for the last unit of a way down from the nation: its own, or the nearest one above.
    pub async fn target(&self, way: &[Unit]) -> Result<Option<Target>> {
        let rows = figure_target::Entity::find()
            .filter(figure_target::Column::UnitId.is_in(way.iter().map(|unit| unit.id.0)))
            .order_by_asc(figure_target::Column::Id)
            .all(self.reader())
            .await?;
        // The latest row of each unit counts.
        let latest: HashMap<Uuid, &figure_target::Model> =
            rows.iter().map(|row| (row.unit_id, row)).collect();
        Ok(way.iter().rev().find_map(|unit| {
            let plan = latest.get(&unit.id.0).and_then(|row| plan_of(row))?;
            Some(Target { plan, unit: unit.id, unit_name: unit.name.clone() })
        }))
    }

    /// The changes of a unit's own plan, the latest first.
    pub async fn target_changes(&self, unit: UnitId) -> Result<Vec<Change>> {
        let rows = figure_target::Entity::find()
            .filter(figure_target::Column::UnitId.eq(unit.0))
            .order_by_desc(figure_target::Column::Id)
            .limit(SHOWN)
            .all(self.reader())
            .await?;
        let names = names(self.reader(), rows.iter().map(|row| row.set_by)).await?;
        Ok(rows
            .iter()
            .map(|row| Change {
                plan: plan_of(row),
                by: names.get(&row.set_by).cloned().unwrap_or_default(),
                at: row.set_at,
            })
            .collect())
    }

    /// Sets the plan of a unit within reach, or takes it back. The same plan again changes nothing.
    pub async fn set_target(
        &self,
        scope: &Scope,
        unit: UnitId,
        plan: Option<Plan>,
        now: Instant,
    ) -> Result<()> {
        self.write(async |txn| {
            if !reaches_in(txn, scope, &BTreeSet::from([unit])).await? {
                return Err(StorageError::NotFound);
            }
            let last = figure_target::Entity::find()
                .filter(figure_target::Column::UnitId.eq(unit.0))
                .order_by_desc(figure_target::Column::Id)
                .one(txn)
                .await?;
            if last.as_ref().and_then(plan_of) == plan {
                return Ok(());
            }
            let row = figure_target::Model {
                id: Uuid::now_v7(),
                unit_id: unit.0,
                percent: plan.map(|plan| i32::from(plan.percent)),
                due_on: plan.map(|plan| plan.due_on),
                set_by: scope.actor().0,
                set_at: now,
            };
            figure_target::Entity::insert(row.into_active_model()).exec_without_returning(txn).await?;
            let entry = audit::Entry {
                actor: Some(scope.actor()),
                action: "target-set",
                unit: Some(unit),
                detail: plan.map_or_else(String::new, |plan| format!("{}% {}", plan.percent, plan.due_on)),
                ..audit::Entry::default()
            };
            audit::write(txn, entry, now).await
        })
        .await
    }
}
