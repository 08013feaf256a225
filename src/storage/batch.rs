//! Several inserts as one message to the database. Each statement is a hand-over to SQLite's thread, or a way to
//! PostgreSQL and back, and waking somebody costs more there than writing a row.

use crate::error::Result;
use sea_orm::sea_query::{Alias, CommonTableExpression, InsertStatement, WithClause};
use sea_orm::{ConnectionTrait, DbBackend, Statement};

/// Writes all of them or fails. On SQLite they run in this order; on PostgreSQL they are one statement: the first runs
/// first, the others in no promised order, none sees what another wrote, and no two may touch the same row.
pub(crate) async fn write(txn: &impl ConnectionTrait, inserts: Vec<InsertStatement>) -> Result<()> {
    let backend = txn.get_database_backend();
    if backend == DbBackend::Postgres {
        let mut inserts = inserts.into_iter();
        let Some(first) = inserts.next() else { return Ok(()) };
        let mut others = WithClause::new();
        let mut any = false;
        for (insert, n) in inserts.zip(1..) {
            let name = Alias::new(format!("other_{n}"));
            others.cte(CommonTableExpression::new().query(insert).table_name(name).to_owned());
            any = true;
        }
        if any {
            txn.execute(&others.query(first)).await?;
        } else {
            txn.execute(&first).await?;
        }
        return Ok(());
    }
    let (mut sql, mut values) = (Vec::new(), Vec::new());
    for insert in &inserts {
        let built = backend.build(insert);
        sql.push(built.sql);
        values.extend(built.values.into_iter().flat_map(|values| values.0));
    }
    if !sql.is_empty() {
        txn.execute_raw(Statement::from_sql_and_values(backend, sql.join("; "), values)).await?;
    }
    Ok(())
}
