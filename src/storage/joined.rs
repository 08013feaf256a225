//! Rows of several tables read by one query: the columns of each under names that begin with a word of its own.

use crate::error::Result;
use sea_orm::sea_query::{Expr, SelectStatement};
use sea_orm::{ColumnTrait, EntityTrait, FromQueryResult, IdenStatic, Iterable, QueryResult};

/// Selects all columns of an entity under names that begin so.
pub(crate) fn columns<E: EntityTrait>(query: &mut SelectStatement, prefix: &str) {
    for column in E::Column::iter() {
        let name = [prefix, column.as_str()].concat();
        query.expr_as(Expr::col(column.as_column_ref()), name);
    }
}

/// The row of an outer join that was selected so; none where nothing was joined. A row that cannot be read is an error:
/// taken for none, it would be written over.
pub(crate) fn joined<M: FromQueryResult>(row: &QueryResult, prefix: &str) -> Result<Option<M>> {
    Ok(Option::<M>::from_query_result(row, prefix)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entity::lesson_progress;
    use sea_orm::{ConnectionTrait, Database, DbBackend, Statement};

    #[tokio::test]
    async fn a_row_that_cannot_be_read_is_an_error_and_not_none() {
        let db = Database::connect("sqlite::memory:").await.unwrap();
        let read = async |sql: &str| {
            let row = db.query_one_raw(Statement::from_string(DbBackend::Sqlite, sql)).await;
            joined::<lesson_progress::Model>(&row.unwrap().unwrap(), "l_")
        };
        let nothing = "SELECT NULL AS l_member_id, NULL AS l_module_id, NULL AS l_lesson_id, NULL AS l_finished_at, NULL \
                       AS l_module_version";
        assert_eq!(read(nothing).await.unwrap(), None);
        let row = "SELECT x'0123456789abcdef0123456789abcdef' AS l_member_id, 'm' AS l_module_id, 'b' AS l_lesson_id, \
                   '2026-11-20T00:00:00+00:00' AS l_finished_at, 'v' AS l_module_version";
        assert_eq!(read(row).await.unwrap().unwrap().lesson_id, "b");
        assert!(read(&row.replace("2026-11", "not a day")).await.is_err());
    }
}
