//! The figures of units whose teams changed: counted anew from their members, their provinces summed.

use super::journal::{run, what};
use crate::entity::{reform_change, unit};
use crate::error::Result;
use crate::rollup::{due_provinces, recount, sum_anew, sum_provinces};
use sea_orm::sea_query::{Expr, ExprTrait, Query, SelectStatement};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use tungngo_domain::ids::UnitId;
use uuid::Uuid;

const FORGET: &str = "DELETE FROM rollup_counter WHERE unit_id IN (SELECT row_id FROM reform_change WHERE reform_id = $1 \
                      AND what = $2)";
const FORGET_DUE: &str = "DELETE FROM rollup_due WHERE unit_id IN (SELECT row_id FROM reform_change WHERE reform_id = $1 \
                          AND what = $2)";

/// Counts a reform's created or reopened communes anew, and sums every province in force in which something began or
/// ended.
pub(super) async fn sum(txn: &impl ConnectionTrait, reform: Uuid, what: &str) -> Result<()> {
    forget(txn, reform, what).await?;
    recount(txn, &communes(txn, reform, what).await?).await?;
    sum_anew(txn, &provinces(txn, reform).await?).await
}

/// Sums the provinces above units that will be closed while they are in force, so that their figures stay as they were
/// on the last day.
pub(super) async fn sum_for_the_last_time(txn: &impl ConnectionTrait) -> Result<()> {
    let provinces = due_provinces(txn).await?;
    sum_provinces(txn, &provinces).await
}

/// Units that were never in force have no figures, and nothing is due of them.
pub(super) async fn forget(txn: &impl ConnectionTrait, reform: Uuid, what: &str) -> Result<()> {
    run(txn, FORGET, reform, [what.into()]).await?;
    run(txn, FORGET_DUE, reform, [what.into()]).await?;
    Ok(())
}

/// The units that a reform closed, created, or one of these.
fn changed(reform: Uuid, what: &[&str]) -> SelectStatement {
    Query::select()
        .column(reform_change::Column::RowId)
        .from(reform_change::Entity)
        .and_where(Expr::col(reform_change::Column::ReformId).eq(reform))
        .and_where(Expr::col(reform_change::Column::What).is_in(what.iter().copied()))
        .to_owned()
}

async fn communes(txn: &impl ConnectionTrait, reform: Uuid, what: &str) -> Result<Vec<UnitId>> {
    ids(txn, "commune", unit::Column::Id.in_subquery(changed(reform, &[what]))).await
}

async fn provinces(txn: &impl ConnectionTrait, reform: Uuid) -> Result<Vec<UnitId>> {
    let changed = changed(reform, &[what::CLOSED, what::CREATED]);
    let above = Query::select()
        .column(unit::Column::ParentId)
        .from(unit::Entity)
        .and_where(unit::Column::Id.in_subquery(changed.clone()))
        .to_owned();
    let touched = unit::Column::Id.in_subquery(changed).or(unit::Column::Id.in_subquery(above));
    ids(txn, "province", unit::Column::ValidTo.is_null().and(touched)).await
}

async fn ids(txn: &impl ConnectionTrait, kind: &str, which: Expr) -> Result<Vec<UnitId>> {
    let ids: Vec<Uuid> = unit::Entity::find()
        .select_only()
        .column(unit::Column::Id)
        .filter(unit::Column::Kind.eq(kind))
        .filter(which)
        .order_by_asc(unit::Column::Id)
        .into_tuple()
        .all(txn)
        .await?;
    Ok(ids.into_iter().map(UnitId).collect())
}
