//! The past of a unit: from when it is no more, what it became, and what it was made of.
//!
//! Figures of a closed unit are those of its last day (*as it was*); those of a unit in force are of the members its
//! teams have now, with all they did before (*as the map is today*). Owns: reading the successions for this, and who may
//! see the figures of a closed unit. Does not own: the figures ([`crate::figures`]).

use super::journal::what;
use crate::connect::Store;
use crate::entity::{membership, reform, reform_change, unit, unit_succession};
use crate::error::Result;
use crate::units::{Unit, unit_from};
use chrono::NaiveDate;
use sea_orm::sea_query::{Expr, ExprTrait, Query, SelectStatement};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use std::collections::HashMap;
use tungngo_domain::access::Scope;
use tungngo_domain::ids::{PersonId, UnitId};
use tungngo_domain::reform::Relation;
use uuid::Uuid;

/// A unit of the other map that another one became, or was made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kin {
    /// Which.
    pub unit: Unit,
    /// All of the old unit, or a part of it.
    pub relation: Relation,
}

/// The past of a unit.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Past {
    /// The first day on which it was no more; `None` while it is in force.
    pub ended: Option<NaiveDate>,
    /// It was made by a reform that was taken back, and so it never was.
    pub never: bool,
    /// What it became.
    pub became: Vec<Kin>,
    /// From which day, and of what it was made; nothing where it was there from the beginning.
    pub made_of: Option<(NaiveDate, Vec<Kin>)>,
}

impl Store {
    /// The past of a unit that was there from the first of these days, and was no more on the second. Unscoped: the
    /// names of units are public, their figures are not.
    pub async fn past(&self, id: UnitId, (from, to): (NaiveDate, Option<NaiveDate>)) -> Result<Past> {
        let found = unit_succession::Entity::find()
            .filter(
                Condition::any()
                    .add(unit_succession::Column::OldId.eq(id.0))
                    .add(unit_succession::Column::NewId.eq(id.0)),
            )
            .filter(unit_succession::Column::ReformId.in_subquery(in_force()))
            .order_by_desc(unit_succession::Column::IsDefault)
            .all(self.reader())
            .await?;
        if found.is_empty() {
            return Ok(Past { never: to == Some(from), ended: to, ..Past::default() });
        }
        let others = found.iter().flat_map(|one| [one.old_id, one.new_id]).filter(|other| *other != id.0);
        let mut units: HashMap<Uuid, Unit> = unit::Entity::find()
            .filter(unit::Column::Id.is_in(others))
            .all(self.reader())
            .await?
            .into_iter()
            .filter_map(|row| Some((row.id, unit_from(row)?)))
            .collect();
        let mut past = Past { never: to == Some(from), ended: to, ..Past::default() };
        let mut made_of = Vec::new();
        for one in found {
            let (other, kin) =
                if one.old_id == id.0 { (one.new_id, &mut past.became) } else { (one.old_id, &mut made_of) };
            if let (Some(unit), Some(relation)) = (units.remove(&other), Relation::from_code(&one.relation)) {
                kin.push(Kin { unit, relation });
            }
        }
        made_of.sort_by_cached_key(|kin| tungngo_domain::collation::sort_key(&kin.unit.name));
        past.made_of = (!made_of.is_empty()).then_some((from, made_of));
        Ok(past)
    }

    /// Whether the figures of a unit may be seen: it is within reach, or it is closed and what it became is. Of what was
    /// divided this is the successor that got all that cannot be divided.
    pub async fn shows_figures(&self, scope: &Scope, id: UnitId) -> Result<bool> {
        let mut unit = id;
        loop {
            if self.reaches(scope, unit).await? {
                return Ok(true);
            }
            let next = unit_succession::Entity::find()
                .filter(unit_succession::Column::OldId.eq(unit.0))
                .filter(unit_succession::Column::IsDefault.eq(true))
                .filter(unit_succession::Column::ReformId.in_subquery(in_force()))
                .one(self.reader())
                .await?;
            match next {
                Some(next) => unit = UnitId(next.new_id),
                None => return Ok(false),
            }
        }
    }
}

/// The reforms that were carried out and not taken back.
fn in_force() -> SelectStatement {
    Query::select()
        .column(reform::Column::Id)
        .from(reform::Entity)
        .and_where(reform::Column::AppliedAt.is_not_null())
        .and_where(reform::Column::ReversedAt.is_null())
        .to_owned()
}

/// The closed communes that the present team of a member was in, as a sub-query: what was meant for one of them is
/// meant for its villages wherever they are now.
pub(crate) fn closed_communes_of(member: PersonId) -> SelectStatement {
    let c = |column: reform_change::Column| Expr::col((reform_change::Entity, column));
    let team = Query::select()
        .column(membership::Column::TeamId)
        .from(membership::Entity)
        .and_where(membership::Column::PersonId.eq(member.0))
        .and_where(membership::Column::LeftOn.is_null())
        .to_owned();
    Query::select()
        .column((reform_change::Entity, reform_change::Column::OldUnit))
        .from(reform_change::Entity)
        .and_where(c(reform_change::Column::ReformId).in_subquery(in_force()))
        .and_where(c(reform_change::Column::What).eq(what::VILLAGE))
        .and_where(c(reform_change::Column::RowId).in_subquery(team))
        .to_owned()
}

/// The provinces that those communes were in, as a sub-query.
pub(crate) fn closed_provinces_of(member: PersonId) -> SelectStatement {
    Query::select()
        .column(unit::Column::ParentId)
        .from(unit::Entity)
        .and_where(Expr::col(unit::Column::Id).in_subquery(closed_communes_of(member)))
        .to_owned()
}

/// The day on which a closed unit was counted for the last time: when the reform was carried out that closed it.
pub(crate) async fn counted_on(db: &impl ConnectionTrait, id: UnitId) -> Result<Option<NaiveDate>> {
    let of = Query::select()
        .column(unit_succession::Column::ReformId)
        .from(unit_succession::Entity)
        .and_where(unit_succession::Column::OldId.eq(id.0))
        .to_owned();
    let row = reform::Entity::find()
        .filter(reform::Column::Id.in_subquery(of))
        .filter(reform::Column::Id.in_subquery(in_force()))
        .one(db)
        .await?;
    Ok(row.and_then(|row| row.applied_at).map(tungngo_domain::time::day))
}

/// The units that were right below a unit: those in force, of a closed one those that ended on the same day.
pub(crate) fn children_of(id: UnitId, ended: Option<NaiveDate>) -> SelectStatement {
    Query::select()
        .column(unit::Column::Id)
        .from(unit::Entity)
        .and_where(unit::Column::ParentId.eq(id.0))
        .and_where(match ended {
            None => unit::Column::ValidTo.is_null(),
            Some(day) => unit::Column::ValidTo.eq(day),
        })
        .to_owned()
}
