//! `/officer`: the figures of a unit and of the units below it, each with its denominator and the list behind it.
//!
//! Owns: reading what was asked, loading it within reach, the audit line. Does not own: what is counted (`domain`,
//! `storage`), what a page says of it ([`unit`]).

pub mod asked;
mod below;
pub mod certificate_acts;
pub mod certificates;
mod compare;
pub mod continuations;
mod controls;
pub mod export;
pub mod freezes;
mod frozen;
pub mod frozen_list;
pub mod list;
mod map;
pub mod member;
mod past;
mod period_figures;
pub mod periods;
pub mod programmes;
pub mod reading;
pub mod target;
pub mod tokens;
pub mod trainers;
mod trend;
pub mod turns;
pub mod unit;
pub mod wording;

pub use compare::{csv as comparison_csv, show as show_comparison, xlsx as comparison_xlsx};
pub use export::{figures_csv, figures_xlsx, list_csv, list_xlsx};
pub use list::show as show_list;

use super::App;
use super::error::WebError;
use super::login::Officer;
use super::messages::message;
use super::page::Page;
use super::view::Action;
use super::view::officer::UnitPage;
use actix_web::{HttpRequest, web};
use asked::{Asked, unit_href};
use reading::{Loaded, Reader};
use tungngo_domain::content::Lacking;
use tungngo_domain::ids::UnitId;
use tungngo_domain::units::{UnitKind, in_sentence};
use tungngo_storage::audit;
use tungngo_storage::units::Unit;
use unit::Material;

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
    let reader = Reader::of(app, officer);
    let asked = Asked::read(request, &reader.modules);
    let loaded = Loaded::of(&reader, id, &asked).await?;
    let asked = asked.settled(&loaded.figures);
    audit_read(app, officer, "figures-read", id, String::new()).await?;
    let path = app.store.unit_path(id).await?;
    let crumbs = crumbs(app, officer, &path[..path.len() - 1]).await?;
    let target = app.store.target(&path).await?;
    let province = path.iter().find(|above| above.kind == UnitKind::Province);
    let in_use = app.courses.now();
    let lacking =
        province.and_then(|province| province.code.as_deref()).map(|code| in_use.catalogue.lacking(code));
    let help = super::trainer::help::count_words(app, &officer.scope).await?;
    let mut page = UnitPage {
        compare_href: (!crumbs.is_empty()).then(|| [&unit_href(id), "/comparison"].concat()),
        months_href: freezes::months_href(&loaded.figures.unit),
        periods_href: periods::periods_href(&loaded.figures.unit, &asked),
        crumbs,
        help,
        lacking_heading: province
            .map(|province| message("lacking-heading", &[("province", &in_sentence(&province.name))]))
            .unwrap_or_default(),
        lacking: lacking.unwrap_or_default().iter().map(lacking_words).collect(),
        target_href: (loaded.figures.unit.kind != UnitKind::Village)
            .then(|| [&unit_href(id), "/target"].concat()),
        ..Material { target, ..loaded.material(&asked) }.page()
    };
    past::put(app, officer, &loaded.figures, &mut page).await?;
    Ok(Page::new(page))
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

/// The units above, as far as the officer reaches.
async fn crumbs(app: &App, officer: &Officer, above: &[Unit]) -> Result<Vec<Action>, WebError> {
    if above.is_empty() {
        return Ok(Vec::new());
    }
    let ids = above.iter().map(|unit| unit.id).collect();
    let reached = app.store.units_reached(&officer.scope, &ids).await?;
    let seen = above.iter().filter(|unit| reached.contains(&unit.id));
    Ok(seen.map(|unit| Action::new(unit_href(unit.id), unit.name.clone())).collect())
}

/// An officer's own units and those right below, each once.
async fn own_units(app: &App, officer: &Officer) -> Result<Vec<Unit>, WebError> {
    let mut all: Vec<Unit> = Vec::new();
    for root in officer.scope.roots() {
        let below = app.store.children(*root).await?;
        for unit in std::iter::once(app.store.unit(*root).await?).chain(below) {
            if all.iter().all(|one| one.id != unit.id) {
                all.push(unit);
            }
        }
    }
    Ok(all)
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
    Ok(app.store.audit_read(entry, app.now())?)
}
