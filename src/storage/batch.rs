//! Several inserts as one message to the database. Each statement is a hand-over to SQLite's thread, or a way to
//! PostgreSQL and back, and waking somebody costs more there than writing a row.

use crate::error::Result;
use sea_orm::sea_query::{Alias, CommonTableExpression, InsertStatement, OnConflict, WithClause};
use sea_orm::{
    ActiveModelTrait, ConnectionTrait, DbBackend, EntityTrait, IntoActiveModel, ModelTrait, QueryTrait,
    Statement,
};

/// Inserts rows, or brings those up to date that stand already; nothing for no rows.
pub(crate) fn upsert<M>(rows: impl IntoIterator<Item = M>, conflict: OnConflict) -> Option<InsertStatement>
where
    M: ModelTrait + IntoActiveModel<<M::Entity as EntityTrait>::ActiveModel>,
    <M::Entity as EntityTrait>::ActiveModel: ActiveModelTrait<Entity = M::Entity>,
{
    let mut rows = rows.into_iter().map(IntoActiveModel::into_active_model).peekable();
    rows.peek()?;
    Some(M::Entity::insert_many(rows).on_conflict(conflict).into_query())
}

/// Writes all of them or fails. On SQLite they run in this order; on PostgreSQL they are one statement: the first runs
/// first, the others in no promised order, none sees what another wrote, and no two may touch the same row.
pub(crate) async fn write(
    txn: &impl ConnectionTrait,
    inserts: impl IntoIterator<Item = InsertStatement>,
) -> Result<()> {
    let backend = txn.get_database_backend();
    let mut inserts = inserts.into_iter();
    let Some(first) = inserts.next() else { return Ok(()) };
    let others: Vec<InsertStatement> = inserts.collect();
    if others.is_empty() {
        txn.execute(&first).await?;
    } else if backend == DbBackend::Postgres {
        let mut with = WithClause::new();
        for (insert, n) in others.into_iter().zip(1..) {
            let name = Alias::new(format!("other_{n}"));
            with.cte(CommonTableExpression::new().query(insert).table_name(name).to_owned());
        }
        txn.execute(&with.query(first)).await?;
    } else {
        let (mut sql, mut values) = (Vec::new(), Vec::new());
        for insert in std::iter::once(first).chain(others) {
            let built = backend.build(&insert);
            sql.push(built.sql);
            values.extend(built.values.into_iter().flat_map(|values| values.0));
        }
        txn.execute_raw(Statement::from_sql_and_values(backend, sql.join("; "), values)).await?;
    }
    Ok(())
}
