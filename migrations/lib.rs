//! The schema, one change a file, in schema terms only; see `README.md` beside this file for the rules.

use sea_orm_migration::prelude::*;

mod m20261121_000001_create_units;
mod m20261121_000002_create_people;
mod m20261121_000003_create_logins;
mod m20261121_000004_create_ledger;
mod m20261121_000005_create_certificates;
mod m20261121_000006_create_content;
mod m20261121_000007_create_audit;
mod m20261121_000008_create_drill_progress;
mod m20261121_000009_create_content_mark;
mod m20261121_000010_create_assets;
mod m20261122_000011_add_sort_key;
mod m20261122_000012_keep_why_members_leave;
mod m20261122_000013_create_roster_imports;
mod m20261122_000014_create_assignments;
mod m20261122_000015_create_training_session;
mod m20261122_000016_create_paper_and_entries;
mod m20261122_000017_create_help;
mod m20261122_000018_create_figures;
mod m20261122_000020_create_reforms;
mod m20261122_000021_create_month_freezes;
mod m20261122_000022_keep_certificate_acts;
mod m20261122_000023_create_certificate_templates;
mod m20261122_000024_create_api_token;
mod m20261122_000025_create_figure_target;
mod m20261122_000026_create_programme_rules;
mod m20261122_000027_index_units_by_name;
mod m20261122_000028_keep_counters_in_order_of_their_key;
mod m20261122_000029_sum_provinces_by_what_changed;
mod m20261122_000030_keep_changes_of_sessions;
mod m20261123_000031_keep_when_attendance_was_marked;

/// All migrations in order.
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m20261121_000001_create_units::Migration),
            Box::new(m20261121_000002_create_people::Migration),
            Box::new(m20261121_000003_create_logins::Migration),
            Box::new(m20261121_000004_create_ledger::Migration),
            Box::new(m20261121_000005_create_certificates::Migration),
            Box::new(m20261121_000006_create_content::Migration),
            Box::new(m20261121_000007_create_audit::Migration),
            Box::new(m20261121_000008_create_drill_progress::Migration),
            Box::new(m20261121_000009_create_content_mark::Migration),
            Box::new(m20261121_000010_create_assets::Migration),
            Box::new(m20261122_000011_add_sort_key::Migration),
            Box::new(m20261122_000012_keep_why_members_leave::Migration),
            Box::new(m20261122_000013_create_roster_imports::Migration),
            Box::new(m20261122_000014_create_assignments::Migration),
            Box::new(m20261122_000015_create_training_session::Migration),
            Box::new(m20261122_000016_create_paper_and_entries::Migration),
            Box::new(m20261122_000017_create_help::Migration),
            Box::new(m20261122_000018_create_figures::Migration),
            Box::new(m20261122_000020_create_reforms::Migration),
            Box::new(m20261122_000021_create_month_freezes::Migration),
            Box::new(m20261122_000022_keep_certificate_acts::Migration),
            Box::new(m20261122_000023_create_certificate_templates::Migration),
            Box::new(m20261122_000024_create_api_token::Migration),
            Box::new(m20261122_000025_create_figure_target::Migration),
            Box::new(m20261122_000026_create_programme_rules::Migration),
            Box::new(m20261122_000027_index_units_by_name::Migration),
            Box::new(m20261122_000028_keep_counters_in_order_of_their_key::Migration),
            Box::new(m20261122_000029_sum_provinces_by_what_changed::Migration),
            Box::new(m20261122_000030_keep_changes_of_sessions::Migration),
            Box::new(m20261123_000031_keep_when_attendance_was_marked::Migration),
        ]
    }
}
