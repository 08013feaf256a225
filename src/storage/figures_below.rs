//! What an officer's page reads beside the figures: a role's counts in each unit below, teams in which nobody began,
//! and what a list says of its rows.
//!
//! Owns: these reads. Does not own: the figures and the lists behind them ([`crate::figures`]).

use crate::connect::Store;
use crate::entity::{member_stage, rollup_counter, unit};
use crate::error::{Result, StorageError};
use crate::figures::ROWS_BEHIND;
use crate::people::{teams_below, teams_within};
use crate::units::{Unit, unit_from};
use chrono::NaiveDate;
use sea_orm::sea_query::{Expr, ExprTrait, Query};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use std::collections::{BTreeMap, HashMap};
use tungngo_domain::access::Scope;
use tungngo_domain::attention::Stage;
use tungngo_domain::ids::{PersonId, UnitId};
use tungngo_domain::rollup::{ANY_MODULE, Cohort, Metric, Part};
use uuid::Uuid;

/// Where a member stands, in a row of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RowState {
    /// The stage.
    pub stage: Stage,
    /// The last valid day of the member's certificate, where there is or was one.
    pub certified_until: Option<NaiveDate>,
}

/// A team with its commune, by name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Whereabouts {
    /// The team's village.
    pub team: String,
    /// Its commune.
    pub commune: String,
}

impl Store {
    /// The counts of one cohort in each province or commune right below a unit within reach; teams keep none.
    pub async fn cohort_below(
        &self,
        scope: &Scope,
        id: UnitId,
        cohort: Cohort,
    ) -> Result<BTreeMap<UnitId, BTreeMap<(Cohort, Metric), u64>>> {
        if !self.reaches(scope, id).await? {
            return Err(StorageError::NotFound);
        }
        let children = Query::select()
            .column(unit::Column::Id)
            .from(unit::Entity)
            .and_where(Expr::col(unit::Column::ParentId).eq(id.0))
            .and_where(Expr::col(unit::Column::ValidTo).is_null())
            .to_owned();
        let rows = rollup_counter::Entity::find()
            .filter(rollup_counter::Column::UnitId.in_subquery(children))
            .filter(rollup_counter::Column::Part.eq(Part::Cohort(cohort).code()))
            .all(self.reader())
            .await?;
        let mut below: BTreeMap<UnitId, BTreeMap<(Cohort, Metric), u64>> = BTreeMap::new();
        for row in rows {
            if let Some(metric) = Metric::from_code(&row.metric) {
                let n = u64::try_from(row.n).unwrap_or(0);
                below.entry(UnitId(row.unit_id)).or_default().insert((cohort, metric), n);
            }
        }
        Ok(below)
    }

    /// A page of the teams below a unit within reach that have members, none of whom ever began: there on paper only.
    pub async fn silent_teams(&self, scope: &Scope, id: UnitId, after: Option<UnitId>) -> Result<Vec<Unit>> {
        if !self.reaches(scope, id).await? {
            return Err(StorageError::NotFound);
        }
        let with = |metric: Metric| {
            Query::select()
                .column(rollup_counter::Column::UnitId)
                .from(rollup_counter::Entity)
                .and_where(Expr::col(rollup_counter::Column::UnitId).in_subquery(teams_below([id])))
                .and_where(Expr::col(rollup_counter::Column::Part).eq(""))
                .and_where(Expr::col(rollup_counter::Column::ModuleId).eq(ANY_MODULE))
                .and_where(Expr::col(rollup_counter::Column::Metric).eq(metric.code()))
                .and_where(Expr::col(rollup_counter::Column::N).gt(0))
                .to_owned()
        };
        let mut query = unit::Entity::find()
            .filter(unit::Column::Kind.eq("village"))
            .filter(unit::Column::Id.in_subquery(teams_within(scope)))
            .filter(unit::Column::Id.in_subquery(with(Metric::Members)))
            .filter(unit::Column::Id.not_in_subquery(with(Metric::Started)));
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

    /// Where these members stand, who were found through the scope before.
    pub async fn row_states(&self, members: &[PersonId]) -> Result<HashMap<PersonId, RowState>> {
        let rows = member_stage::Entity::find()
            .filter(member_stage::Column::MemberId.is_in(members.iter().map(|id| id.0)))
            .all(self.reader())
            .await?;
        Ok(rows
            .into_iter()
            .filter_map(|row| {
                let stage = Stage::from_code(&row.stage)?;
                Some((PersonId(row.member_id), RowState { stage, certified_until: row.certified_until }))
            })
            .collect())
    }

    /// The names of these teams and of their communes, which are public.
    pub async fn whereabouts(&self, teams: &[UnitId]) -> Result<HashMap<UnitId, Whereabouts>> {
        let named = async |ids: Vec<Uuid>| -> Result<HashMap<Uuid, unit::Model>> {
            let rows = unit::Entity::find().filter(unit::Column::Id.is_in(ids)).all(self.reader()).await?;
            Ok(rows.into_iter().map(|row| (row.id, row)).collect())
        };
        let teams = named(teams.iter().map(|team| team.0).collect()).await?;
        let communes = named(teams.values().filter_map(|team| team.parent_id).collect()).await?;
        let name = |id: Option<Uuid>| id.and_then(|id| communes.get(&id)).map(|row| row.name.clone());
        Ok(teams
            .into_iter()
            .map(|(id, team)| {
                let commune = name(team.parent_id).unwrap_or_default();
                (UnitId(id), Whereabouts { team: team.name, commune })
            })
            .collect())
    }
}
