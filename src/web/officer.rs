//! `/officer`: the figures of a unit and of the units below it, each with its denominator and the list behind it.
//!
//! Owns: reading what was asked, loading it within reach, the audit line. Does not own: what is counted (`domain`,
//! `storage`), what a page says of it ([`unit`]).

pub mod asked;
mod compare;
mod controls;
mod export;
mod list;
mod map;
pub mod trainers;
mod trend;
pub mod unit;

pub use compare::show as show_comparison;
pub use export::{figures_csv, figures_xlsx, list_csv, list_xlsx};
pub use list::show as show_list;

use super::App;
use super::error::WebError;
use super::login::Officer;
use super::messages::message;
use super::page::Page;
use super::view::officer::UnitPage;
use super::view::{Action, words};
use actix_web::{HttpRequest, web};
use asked::{Asked, unit_href};
use std::collections::BTreeMap;
use tungngo_domain::content::Lacking;
use tungngo_domain::ids::{Slug, UnitId};
use tungngo_domain::rollup::{ANY_MODULE, Cohort, Metric};
use tungngo_domain::units::{UnitKind, in_sentence};
use tungngo_storage::audit;
use tungngo_storage::certificates::MEMBERS_PROGRAMME;
use tungngo_storage::figures::UnitFigures;
use tungngo_storage::units::Unit;
use unit::{Cohorts, Material, Weeks};

/// Units below on a unit's own page, so that it stays small; the whole table is a page by itself.
const FIRST_ROWS: usize = 10;
/// Rows of a page of that table.
const TABLE_ROWS: usize = 100;

/// The officer's own unit.
pub async fn show_own(
    app: web::Data<App>,
    request: HttpRequest,
    officer: Officer,
) -> Result<Page<UnitPage>, WebError> {
    let own = *officer.scope.roots().first().ok_or(WebError::NotFound)?;
    page(&app, &request, &officer, own).await
}

/// A unit within reach; any other does not exist.
pub async fn show(
    app: web::Data<App>,
    request: HttpRequest,
    officer: Officer,
    path: web::Path<String>,
) -> Result<Page<UnitPage>, WebError> {
    page(&app, &request, &officer, unit_id(&path)?).await
}

async fn page(
    app: &App,
    request: &HttpRequest,
    officer: &Officer,
    id: UnitId,
) -> Result<Page<UnitPage>, WebError> {
    let asked = Asked::read(request, &modules(app));
    let loaded = Loaded::of(app, officer, id, &asked).await?;
    audit_read(app, officer, "figures-read", id, String::new()).await?;
    let path = app.store.unit_path(id).await?;
    let crumbs = crumbs(app, officer, &path[..path.len() - 1]).await?;
    let province = path.iter().find(|above| above.kind == UnitKind::Province);
    let in_use = app.courses.now();
    let lacking =
        province.and_then(|province| province.code.as_deref()).map(|code| in_use.catalogue.lacking(code));
    let help = super::trainer::help::count_words(app, &officer.scope).await?;
    Ok(Page::new(UnitPage {
        compare_href: (!crumbs.is_empty()).then(|| [&unit_href(id), "/comparison"].concat()),
        crumbs,
        help,
        lacking_heading: province
            .map(|province| message("lacking-heading", &[("province", &in_sentence(&province.name))]))
            .unwrap_or_default(),
        lacking: lacking.unwrap_or_default().iter().map(lacking_words).collect(),
        ..loaded.material(&asked).page()
    }))
}

/// What a province has not written yet, as a sentence.
fn lacking_words(lacking: &Lacking<'_>) -> String {
    match lacking {
        Lacking::Part(module) => message("lacking-part", &[("title", &module.title)]),
        Lacking::Card(module, card) => {
            message("lacking-card", &[("title", &module.title), ("wanted", &card.wanted)])
        }
    }
}

fn unit_id(text: &str) -> Result<UnitId, WebError> {
    text.parse().map_err(|_| WebError::NotFound)
}

/// The national modules with their titles, in their order.
fn modules(app: &App) -> Vec<(Slug, String)> {
    app.courses
        .now()
        .catalogue
        .modules
        .iter()
        .map(|module| (module.id.clone(), module.title.clone()))
        .collect()
}

/// The units above, as far as the officer reaches.
async fn crumbs(app: &App, officer: &Officer, above: &[Unit]) -> Result<Vec<Action>, WebError> {
    let mut crumbs = Vec::new();
    for unit in above {
        if app.store.reaches(&officer.scope, unit.id).await? {
            crumbs.push(Action::new(unit_href(unit.id), unit.name.clone()));
        }
    }
    Ok(crumbs)
}

/// A line of the trail: what was read of which unit.
async fn audit_read(
    app: &App,
    officer: &Officer,
    action: &'static str,
    unit: UnitId,
    detail: String,
) -> Result<(), WebError> {
    let entry = audit::Entry {
        actor: Some(officer.login.person.id),
        action,
        unit: Some(unit),
        detail,
        ..audit::Entry::default()
    };
    Ok(app.store.audit(entry, app.now()).await?)
}

/// The counts of a unit within reach.
struct Loaded {
    figures: UnitFigures,
    cohorts: Cohorts,
    below: BTreeMap<UnitId, Cohorts>,
    weeks: Weeks,
    started: Weeks,
    modules: Vec<(Slug, String)>,
    programme: Slug,
    as_of: String,
}

impl Loaded {
    async fn of(app: &App, officer: &Officer, id: UnitId, asked: &Asked) -> Result<Self, WebError> {
        let (store, scope) = (&app.store, &officer.scope);
        let programme = Slug::parse(MEMBERS_PROGRAMME).map_err(|error| WebError::Ours(error.into()))?;
        let subject = asked.subject(&programme);
        let of_modules = if asked.module.is_some() { subject.code() } else { ANY_MODULE };
        let wanted = [
            (ANY_MODULE, Metric::Members),
            (ANY_MODULE, Metric::Teams),
            (of_modules, Metric::Started),
            (of_modules, Metric::Knows),
            (of_modules, Metric::Does),
            (subject.code(), Metric::Certified),
        ];
        let figures = store.figures(scope, id, &wanted).await?;
        let is_team = figures.unit.kind == UnitKind::Village;
        let weeks = if is_team { Weeks::new() } else { store.weeks(scope, id, subject.code()).await? };
        let started = match &asked.module {
            Some(_) => weeks.clone(),
            None if is_team => Weeks::new(),
            None => store.weeks(scope, id, ANY_MODULE).await?,
        };
        let below = match asked.role {
            Some(role) => store.cohort_below(scope, id, Cohort::Role(role)).await?,
            None => BTreeMap::new(),
        };
        Ok(Self {
            cohorts: if is_team { Cohorts::new() } else { store.cohorts(scope, id).await? },
            below,
            weeks,
            started,
            modules: modules(app),
            programme,
            as_of: words::moment(app.now()),
            figures,
        })
    }

    fn material<'a>(&'a self, asked: &'a Asked) -> Material<'a> {
        Material {
            asked,
            figures: &self.figures,
            cohorts: &self.cohorts,
            below: &self.below,
            weeks: &self.weeks,
            started: &self.started,
            modules: &self.modules,
            programme: &self.programme,
            target: None,
            rows: match asked.table {
                0 => (0, FIRST_ROWS),
                page => ((page - 1).saturating_mul(TABLE_ROWS), TABLE_ROWS),
            },
            as_of: self.as_of.clone(),
        }
    }
}
