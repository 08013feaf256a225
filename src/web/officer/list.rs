//! `/officer/units/{id}/list`: the members or teams that a number counts, as many as it says.
//!
//! Owns: which list an address means, its heading, its pages. Does not own: who counts (storage asks by the same rule
//! as the counters).

use super::asked::list_href;
use super::stub::{Behind, Cohort, Metric, Subject};
use super::unit::cohort_words;
use super::{audit_read, crumbs, modules, unit_id};
use crate::web::App;
use crate::web::error::WebError;
use crate::web::login::Officer;
use crate::web::messages::message;
use crate::web::page::{Page, url_query};
use crate::web::view::officer::{BehindPage, BehindRow, FilePart};
use crate::web::view::words;
use actix_web::{HttpRequest, web};
use tungngo_domain::ids::UnitId;
use tungngo_storage::certificates::MEMBERS_PROGRAMME;
use tungngo_storage::units::Unit;

/// Which list is wanted, of a unit within reach.
pub(super) struct Wanted {
    /// The unit.
    pub unit: Unit,
    /// Who or what is in it.
    pub behind: Behind,
    /// How many, by the counters.
    pub count: u64,
    /// The time of the figures.
    pub as_of: String,
}

impl Wanted {
    /// Reads an address. A metric that nothing counts has no list.
    pub async fn read(
        app: &App,
        request: &HttpRequest,
        officer: &Officer,
        unit: UnitId,
    ) -> Result<Self, WebError> {
        if !app.store.reaches(&officer.scope, unit).await? {
            return Err(WebError::NotFound);
        }
        todo!()
    }

    /// Whether it holds teams, not members.
    pub fn teams(&self) -> bool {
        self.behind.metric.counts_teams()
    }

    /// What the trail says when it goes out as a file.
    pub fn export_action(&self) -> &'static str {
        if self.teams() { "figures-exported" } else { "roster-exported" }
    }
}

/// A page of a list.
pub(super) struct Rows {
    /// The rows.
    pub rows: Vec<BehindRow>,
    /// What the next page comes after.
    pub next: Option<String>,
}

/// A page of the list, after a key.
pub(super) async fn rows(
    app: &App,
    officer: &Officer,
    wanted: &Wanted,
    after: Option<String>,
) -> Result<Rows, WebError> {
    todo!()
}

/// Shows a page of the list.
pub async fn show(
    app: web::Data<App>,
    request: HttpRequest,
    officer: Officer,
    path: web::Path<String>,
) -> Result<Page<BehindPage>, WebError> {
    let id = unit_id(&path)?;
    let wanted = Wanted::read(&app, &request, &officer, id).await?;
    let after = url_query(&request, "after");
    let later = after.is_some();
    let page = rows(&app, &officer, &wanted, after).await?;
    let action = if wanted.teams() { "figures-read" } else { "members-read" };
    let detail = if wanted.teams() { String::new() } else { page.rows.len().to_string() };
    audit_read(&app, &officer, action, id, detail).await?;
    let Behind { subject, metric, cohort } = &wanted.behind;
    let own = list_href(id, subject, *metric, *cohort);
    let file = |ending: &str| own.replacen("/list?", &["/list.", ending, "?"].concat(), 1);
    let way = app.store.unit_path(id).await?;
    let mut heading = message(&["metric-", metric.code()].concat(), &[]);
    if let Subject::Module(module) = subject {
        let titles = modules(&app);
        if let Some((_, title)) = titles.iter().find(|(id, _)| id == module) {
            heading = [heading.as_str(), title].join(": ");
        }
    }
    let about = [cohort.map(cohort_words), Some(wanted.unit.name.clone())];
    let about = about.into_iter().flatten().collect::<Vec<_>>().join(", ");
    let count = words::number(wanted.count);
    let key = if wanted.teams() { "list-teams" } else { "list-members" };
    let (members, teams) = if wanted.teams() { (vec![], page.rows) } else { (page.rows, vec![]) };
    Ok(Page::new(BehindPage {
        crumbs: crumbs(&app, &officer, &way).await?,
        heading,
        count: message(key, &[("n", &count), ("about", &about)]),
        as_of: words::figures_as_of(&wanted.as_of),
        members,
        teams,
        first_href: later.then(|| own.clone()),
        next_href: page.next.map(|next| [&own, "&after=", &next].concat()),
        files: Some(FilePart { label: message("list-file", &[]), xlsx: file("xlsx"), csv: file("csv") }),
    }))
}
