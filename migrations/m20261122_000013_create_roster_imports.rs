//! Rosters that came in as files: each file, its rows as classified, the villages it adds, the units it
//! names, what changed members had before; and the indexes that taking
//! one back needs to find what stands on a person.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

/// Indexes on what refers to a person, so that taking back thousands of persons looks nothing up by reading a table.
const ON_PERSONS: [(&str, &str, &str); 2] = [
    ("sign_off_by_signer_id", "sign_off", "signer_id"),
    ("invitation_by_person_id", "invitation", "person_id"),
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("roster_import")
                    .col(ColumnDef::new("id").uuid().not_null().primary_key())
                    .col(ColumnDef::new("unit_id").uuid().not_null())
                    .col(ColumnDef::new("created_by").uuid())
                    .col(ColumnDef::new("created_at").timestamp_with_time_zone().not_null())
                    .col(ColumnDef::new("beat_at").timestamp_with_time_zone().not_null())
                    .col(ColumnDef::new("file_name").string_len(200).not_null())
                    .col(ColumnDef::new("state").string_len(8).not_null())
                    .col(ColumnDef::new("problem").text().not_null())
                    .col(ColumnDef::new("understood").text().not_null())
                    .col(ColumnDef::new("lines").big_integer().not_null())
                    .col(ColumnDef::new("new_rows").big_integer().not_null())
                    .col(ColumnDef::new("changed_rows").big_integer().not_null())
                    .col(ColumnDef::new("same_rows").big_integer().not_null())
                    .col(ColumnDef::new("refused_rows").big_integer().not_null())
                    .col(ColumnDef::new("aside_rows").big_integer().not_null())
                    .col(ColumnDef::new("carried_rows").big_integer().not_null())
                    .col(ColumnDef::new("absent").big_integer().not_null())
                    .col(ColumnDef::new("new_units").big_integer().not_null())
                    .col(ColumnDef::new("applied_at").timestamp_with_time_zone())
                    .col(ColumnDef::new("applied_by").uuid())
                    .col(ColumnDef::new("undone_at").timestamp_with_time_zone())
                    .col(ColumnDef::new("undone_by").uuid())
                    .foreign_key(ForeignKey::create().from("roster_import", "unit_id").to("unit", "id"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create()
                    .name("roster_import_by_created_at")
                    .table("roster_import")
                    .col("created_at")
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("roster_import_unit")
                    .col(ColumnDef::new("import_id").uuid().not_null())
                    .col(ColumnDef::new("unit_id").uuid().not_null())
                    .col(ColumnDef::new("parent_id").uuid().not_null())
                    .col(ColumnDef::new("name").string_len(100).not_null())
                    .col(ColumnDef::new("name_key").string_len(100).not_null())
                    .col(ColumnDef::new("sort_key").blob().not_null())
                    .primary_key(Index::create().col("import_id").col("unit_id"))
                    .foreign_key(
                        ForeignKey::create()
                            .from("roster_import_unit", "import_id")
                            .to("roster_import", "id")
                            .on_delete(ForeignKeyAction::Cascade),
                    )
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("roster_import_row")
                    .col(ColumnDef::new("import_id").uuid().not_null())
                    .col(ColumnDef::new("line").integer().not_null())
                    .col(ColumnDef::new("class").string_len(8).not_null())
                    .col(ColumnDef::new("reason").string_len(24).not_null())
                    .col(ColumnDef::new("detail").text().not_null())
                    .col(ColumnDef::new("changes").text().not_null())
                    .col(ColumnDef::new("village").string_len(100).not_null())
                    .col(ColumnDef::new("team_id").uuid())
                    .col(ColumnDef::new("person_id").uuid())
                    .col(ColumnDef::new("membership_id").uuid())
                    .col(ColumnDef::new("full_name").string_len(100).not_null())
                    .col(ColumnDef::new("name_key").string_len(100).not_null())
                    .col(ColumnDef::new("sort_key").blob().not_null())
                    .col(ColumnDef::new("phone").string_len(10))
                    .col(ColumnDef::new("opens_door").boolean().not_null())
                    .col(ColumnDef::new("birth_year").integer())
                    .col(ColumnDef::new("role").string_len(8).not_null())
                    .col(ColumnDef::new("body").string_len(40))
                    .col(ColumnDef::new("address_form").string_len(8).not_null())
                    .col(ColumnDef::new("device").string_len(8))
                    .primary_key(Index::create().col("import_id").col("line"))
                    .foreign_key(
                        ForeignKey::create()
                            .from("roster_import_row", "import_id")
                            .to("roster_import", "id")
                            .on_delete(ForeignKeyAction::Cascade),
                    )
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("roster_import_change")
                    .col(ColumnDef::new("import_id").uuid().not_null())
                    .col(ColumnDef::new("line").integer().not_null())
                    .col(ColumnDef::new("old_name").string_len(100).not_null())
                    .col(ColumnDef::new("old_name_key").string_len(100).not_null())
                    .col(ColumnDef::new("old_sort_key").blob().not_null())
                    .col(ColumnDef::new("old_phone").string_len(10))
                    .col(ColumnDef::new("old_door").string_len(10))
                    .col(ColumnDef::new("old_birth_year").integer())
                    .col(ColumnDef::new("old_role").string_len(8).not_null())
                    .col(ColumnDef::new("old_body").string_len(40))
                    .col(ColumnDef::new("old_address_form").string_len(8).not_null())
                    .col(ColumnDef::new("old_device").string_len(8))
                    .primary_key(Index::create().col("import_id").col("line"))
                    .foreign_key(
                        ForeignKey::create()
                            .from("roster_import_change", "import_id")
                            .to("roster_import", "id")
                            .on_delete(ForeignKeyAction::Cascade),
                    )
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("roster_import_reach")
                    .col(ColumnDef::new("import_id").uuid().not_null())
                    .col(ColumnDef::new("unit_id").uuid().not_null())
                    .primary_key(Index::create().col("import_id").col("unit_id"))
                    .foreign_key(
                        ForeignKey::create()
                            .from("roster_import_reach", "import_id")
                            .to("roster_import", "id")
                            .on_delete(ForeignKeyAction::Cascade),
                    )
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create()
                    .name("roster_import_row_by_class")
                    .table("roster_import_row")
                    .col("import_id")
                    .col("class")
                    .col("line")
                    .to_owned(),
            )
            .await?;
        for (name, table, column) in ON_PERSONS {
            manager
                .create_index(Index::create().if_not_exists().name(name).table(table).col(column).to_owned())
                .await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (name, table, _) in ON_PERSONS {
            manager.drop_index(Index::drop().name(name).table(table).to_owned()).await?;
        }
        manager.drop_table(Table::drop().table("roster_import_reach").to_owned()).await?;
        manager.drop_table(Table::drop().table("roster_import_change").to_owned()).await?;
        manager.drop_table(Table::drop().table("roster_import_row").to_owned()).await?;
        manager.drop_table(Table::drop().table("roster_import_unit").to_owned()).await?;
        manager.drop_table(Table::drop().table("roster_import").to_owned()).await
    }
}
