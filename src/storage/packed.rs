//! Many small rows read as one: the database writes them as a JSON array. SQLite runs on a thread of its own, and
//! whoever reads is woken for each row; of a wide page's hundreds of counters that costs more than finding them.

use crate::error::{Result, StorageError};
use sea_orm::sea_query::SelectStatement;
use sea_orm::{ConnectionTrait, DbBackend, Statement};
use serde::de::DeserializeOwned;

/// A column of the query.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Cell {
    /// A word or a number.
    Plain(&'static str),
    /// An id.
    Id(&'static str),
}

/// The rows of a query, in its order, each a tuple of these columns.
pub(crate) async fn read<T: DeserializeOwned>(
    db: &impl ConnectionTrait,
    query: &SelectStatement,
    cells: &[Cell],
) -> Result<Vec<T>> {
    let backend = db.get_database_backend();
    let is_postgres = backend == DbBackend::Postgres;
    let cells: Vec<String> = cells
        .iter()
        .map(|cell| match cell {
            Cell::Plain(name) => ["\"", name, "\""].concat(),
            Cell::Id(name) if is_postgres => ["CAST(\"", name, "\" AS TEXT)"].concat(),
            Cell::Id(name) => ["hex(\"", name, "\")"].concat(),
        })
        .collect();
    let (all, row) =
        if is_postgres { ("json_agg", "json_build_array") } else { ("json_group_array", "json_array") };
    let inner = backend.build(query);
    let sql = format!(
        "SELECT CAST({all}({row}({})) AS TEXT) AS rows_as_one FROM ({}) AS packed",
        cells.join(", "),
        inner.sql
    );
    let statement = Statement { sql, values: inner.values, db_backend: backend };
    let found = db.query_one_raw(statement).await?.ok_or(StorageError::NotFound)?;
    // PostgreSQL has nothing for no rows, SQLite an empty list.
    let text: Option<String> = found.try_get("", "rows_as_one")?;
    text.map_or_else(|| Ok(Vec::new()), |text| Ok(serde_json::from_str(&text)?))
}
