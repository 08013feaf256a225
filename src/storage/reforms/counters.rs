//! The figures of units whose teams changed: counted anew from their members, their provinces summed.

use super::journal::run;
use crate::entity::{reform_change, unit};
use crate::error::Result;
use crate::rollup::{due_provinces, recount, sum_provinces};
use sea_orm::sea_query::{Expr, ExprTrait, Query};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use tungngo_domain::ids::UnitId;
use uuid::Uuid;

const FORGET: &str = "DELETE FROM rollup_counter WHERE unit_id IN (SELECT row_id FROM reform_change WHERE reform_id = $1 \
                      AND what = $2)";
const FORGET_DUE: &str = "DELETE FROM rollup_due WHERE unit_id IN (SELECT row_id FROM reform_change WHERE reform_id = $1 \
                          AND what = $2)";

/// Counts a reform's created or reopened communes anew, and sums its created or reopened provinces.
pub(super) async fn sum(txn: &impl ConnectionTrait, reform: Uuid, what: &str) -> Result<()> {
    forget(txn, reform, what).await?;
    let communes = units(txn, reform, what, "commune").await?;
    recount(txn, &communes).await?;
    sum_provinces(txn, &units(txn, reform, what, "province").await?).await
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

async fn units(txn: &impl ConnectionTrait, reform: Uuid, what: &str, kind: &str) -> Result<Vec<UnitId>> {
    let changed = Query::select()
        .column(reform_change::Column::RowId)
        .from(reform_change::Entity)
        .and_where(Expr::col(reform_change::Column::ReformId).eq(reform))
        .and_where(Expr::col(reform_change::Column::What).eq(what))
        .to_owned();
    let ids: Vec<Uuid> = unit::Entity::find()
        .select_only()
        .column(unit::Column::Id)
        .filter(unit::Column::Kind.eq(kind))
        .filter(unit::Column::Id.in_subquery(changed))
        .order_by_asc(unit::Column::Id)
        .into_tuple()
        .all(txn)
        .await?;
    Ok(ids.into_iter().map(UnitId).collect())
}
