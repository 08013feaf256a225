//! The trainer's pages: whom to meet, assigning, teams and members, signing off what was seen, cards, monthly sheets,
//! answering who is stuck.

pub mod assign;
pub mod assignment;
pub mod cards;
pub mod chosen;
pub mod coverage;
pub mod dates;
mod doubts;
pub mod entry;
pub mod help;
pub mod help_acts;
pub mod member;
pub mod members;
pub mod memberships;
pub mod month;
pub mod overview;
pub mod papers;
mod person_form;
pub mod rosters;
pub mod session;
pub mod session_plan;
pub mod session_prints;
pub mod sessions;
pub mod team;

use super::App;
use super::error::WebError;
use super::login::Trainer;
use super::page::url_query;
use super::view::trainer::ModuleColumn;
use actix_web::HttpRequest;
use tungngo_domain::content::Skill;
use tungngo_domain::ids::UnitId;
use tungngo_storage::{audit, cut_to_page};
use uuid::Uuid;

/// The key behind which a later page of a list begins; what is no key is the first page.
pub fn later_page(request: &HttpRequest) -> Option<Uuid> {
    url_query(request, "after").and_then(|key| Uuid::parse_str(&key).ok())
}

/// Cuts a list that was read one row too far to a page, and tells where the next one begins.
pub fn next_page<T>(rows: &mut Vec<T>, path: &str, key: impl Fn(&T) -> Uuid) -> Option<String> {
    let sign = if path.contains('?') { "&" } else { "?" };
    cut_to_page(rows, key).map(|last| [path, sign, "after=", &last.to_string()].concat())
}

/// Notes in the audit trail that a list of so many members was read (A1).
pub async fn reading(
    app: &App,
    trainer: &Trainer,
    unit: Option<UnitId>,
    rows: usize,
) -> Result<(), WebError> {
    let entry = audit::Entry {
        actor: Some(trainer.login.person.id),
        action: "members-read",
        unit: unit.or_else(|| trainer.scope.roots().first().copied()),
        detail: rows.to_string(),
        ..audit::Entry::default()
    };
    Ok(app.store.audit_read(entry, app.now())?)
}

/// The five columns of every matrix.
pub fn columns() -> Vec<ModuleColumn> {
    Skill::ALL
        .into_iter()
        .map(|skill| ModuleColumn {
            number: u32::try_from(skill.house()).unwrap_or(0),
            title: skill.short_title().to_owned(),
        })
        .collect()
}
