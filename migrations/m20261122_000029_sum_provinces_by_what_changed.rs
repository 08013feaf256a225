//! What of each counter of a commune stands in the sums above it, so that provinces, and now the nation too, are
//! summed by what changed since, and can be read as they stand.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

const NATION: &str =
    "DELETE FROM rollup_counter WHERE unit_id IN (SELECT id FROM unit WHERE kind = 'nation')";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let column = ColumnDef::new("summed").big_integer().not_null().default(0).to_owned();
        manager.alter_table(Table::alter().table("rollup_counter").add_column(column).to_owned()).await?;
        let sums = |whole: &str, part: &str| {
            format!(
                "INSERT INTO rollup_counter (unit_id, part, module_id, metric, n) SELECT w.id, r.part, r.module_id, \
                 r.metric, CAST(SUM(r.n) AS BIGINT) FROM unit w JOIN unit u ON u.parent_id = w.id AND u.kind = '{part}' \
                 AND u.valid_to IS NULL JOIN rollup_counter r ON r.unit_id = u.id WHERE w.kind = '{whole}' AND \
                 w.valid_to IS NULL GROUP BY w.id, r.part, r.module_id, r.metric HAVING SUM(r.n) <> 0"
            )
        };
        for sql in [
            "UPDATE rollup_counter SET summed = n WHERE unit_id IN (SELECT id FROM unit WHERE kind = 'commune')",
            "DELETE FROM rollup_counter WHERE unit_id IN (SELECT id FROM unit WHERE kind = 'province' AND valid_to IS \
             NULL)",
            NATION,
            &sums("province", "commune"),
            &sums("nation", "province"),
        ] {
            manager.get_connection().execute_unprepared(sql).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.get_connection().execute_unprepared(NATION).await?;
        manager.alter_table(Table::alter().table("rollup_counter").drop_column("summed").to_owned()).await
    }
}
