//! The figures of units whose teams changed: the sums of their teams' rows.

use super::journal::run;
use crate::error::Result;
use sea_orm::ConnectionTrait;
use uuid::Uuid;

const FORGET: &str = "DELETE FROM rollup_counter WHERE unit_id IN (SELECT row_id FROM reform_change WHERE reform_id = $1 \
                      AND what = $2)";
const SUM: &str = "INSERT INTO rollup_counter (unit_id, module_id, metric, n) SELECT t.parent_id, r.module_id, r.metric, \
                   CAST(SUM(r.n) AS BIGINT) FROM rollup_counter r JOIN unit t ON t.id = r.unit_id AND t.kind = 'village' \
                   WHERE t.parent_id IN (SELECT row_id FROM reform_change WHERE reform_id = $1 AND what = $2) GROUP BY \
                   t.parent_id, r.module_id, r.metric";

/// Adds up the counters of a reform's created or closed communes anew.
pub(super) async fn sum(txn: &impl ConnectionTrait, reform: Uuid, what: &str) -> Result<()> {
    forget(txn, reform, what).await?;
    run(txn, SUM, reform, [what.into()]).await?;
    Ok(())
}

/// Units that were never in force have no figures.
pub(super) async fn forget(txn: &impl ConnectionTrait, reform: Uuid, what: &str) -> Result<()> {
    run(txn, FORGET, reform, [what.into()]).await?;
    Ok(())
}
