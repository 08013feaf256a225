//! `/officer/units/{id}/months` and `/officer/months/{freeze}`: freezing a month, signing, reopening and recounting it.
//!
//! Owns: what is asked, within reach, and the work that goes on when the answer has gone. Does not own: the counting
//! (storage), what a frozen month says ([`super::frozen`]).

use super::asked::unit_href;
use super::export::PagePart;
use super::frozen::{self, freeze_href};
use super::reading::modules_of;
use super::{audit_read, crumbs, export, unit_id};
use crate::table::Kind;
use crate::web::App;
use crate::web::download;
use crate::web::error::WebError;
use crate::web::form::Form;
use crate::web::login::Officer;
use crate::web::messages::message;
use crate::web::page::{Page, see_other, see_other_done};
use crate::web::public::logout::Nothing;
use crate::web::view::FieldError;
use crate::web::view::freezes::{FrozenPage, MonthsPage};
use actix_web::{HttpRequest, HttpResponse, web};
use serde::Deserialize;
use std::time::Duration;
use tungngo_domain::ids::{Slug, UnitId};
use tungngo_domain::months::Month;
use tungngo_domain::people::clean_line;
use tungngo_domain::units::UnitKind;
use tungngo_storage::audit;
use tungngo_storage::freezes::{Freeze, State, Way};
use tungngo_storage::units::Unit;
use uuid::Uuid;

/// A counting is waited for so long before its page says how far it is.
const AT_ONCE: Duration = Duration::from_millis(1_500);
/// The longest reason.
const REASON_MAX: usize = 500;

/// The months of a unit; teams have none.
pub(super) fn months_href(unit: &Unit) -> Option<String> {
    (unit.kind != UnitKind::Village).then(|| months_of(unit.id))
}

pub(super) fn months_of(unit: UnitId) -> String {
    [&unit_href(unit), "/months"].concat()
}

/// The modules with their titles.
pub(super) fn modules(app: &App) -> Vec<(Slug, String)> {
    modules_of(&app.courses.now().catalogue)
}

/// Which month is frozen.
#[derive(Debug, Deserialize)]
pub struct Wanted {
    #[serde(default)]
    month: String,
}

/// Why a month is reopened.
#[derive(Debug, Deserialize)]
pub struct Reopening {
    #[serde(default)]
    reason: String,
}

/// Shows which months are frozen, and which can be.
pub async fn list(
    app: web::Data<App>,
    officer: Officer,
    path: web::Path<String>,
) -> Result<Page<MonthsPage>, WebError> {
    Ok(Page::new(months(&app, &officer, unit_id(&path)?, vec![]).await?))
}

async fn months(
    app: &App,
    officer: &Officer,
    id: UnitId,
    errors: Vec<FieldError>,
) -> Result<MonthsPage, WebError> {
    let begun = app.store.freezes(&officer.scope, id).await?;
    let unit = app.store.unit(id).await?;
    if unit.kind == UnitKind::Village {
        return Err(WebError::NotFound);
    }
    let open = app.store.months_to_freeze(&officer.scope, id, app.now()).await?;
    let path = app.store.unit_path(id).await?;
    Ok(MonthsPage {
        crumbs: crumbs(app, officer, &path).await?,
        heading: message("months-heading", &[("unit", &unit.name)]),
        action: months_of(id),
        open: open.into_iter().map(frozen::choice).collect(),
        months: begun.iter().map(|freeze| frozen::row(freeze, app.now())).collect(),
        errors,
    })
}

/// Freezes a month. It is counted while one may leave; a double tap freezes once.
pub async fn freeze(
    app: web::Data<App>,
    request: HttpRequest,
    officer: Officer,
    path: web::Path<String>,
    form: Form<Wanted>,
) -> Result<HttpResponse, WebError> {
    let id = unit_id(&path)?;
    let now = app.now();
    // One that is offered, or that was begun before: a double tap is no mistake.
    let open = app.store.months_to_freeze(&officer.scope, id, now).await?;
    let begun = app.store.freezes(&officer.scope, id).await?;
    let known = |month: &Month| open.contains(month) || begun.iter().any(|one| one.month == *month);
    let Some(month) = form.0.month.parse::<Month>().ok().filter(known) else {
        let wrong = vec![FieldError::new("month", message("frozen-month-wrong", &[]))];
        let page = months(&app, &officer, id, wrong).await?;
        return Page::with_errors(page).into_response(&request);
    };
    let actor = officer.scope.actor();
    let begun = app.store.begin_freeze(&officer.scope, id, month, Some(actor), now).await?;
    if let Some(run) = begun.run {
        let mut counting = actix_web::rt::spawn({
            let app = app.clone();
            async move {
                let clock = app.clock.clone();
                if let Err(error) = app.store.count_freeze(begun.id, run, || clock.now()).await {
                    tracing::error!(freeze = %begun.id, %error, "a month could not be counted");
                }
            }
        });
        let _ = tokio::time::timeout(AT_ONCE, &mut counting).await;
    }
    Ok(see_other(&freeze_href(begun.id)))
}

/// Shows a frozen month, or how far its counting is.
pub async fn show(
    app: web::Data<App>,
    officer: Officer,
    path: web::Path<String>,
) -> Result<Page<FrozenPage>, WebError> {
    let freeze = find(&app, &officer, &path).await?;
    audit_read(&app, &officer, "figures-read", freeze.unit, freeze.month.to_string()).await?;
    Ok(Page::new(page(&app, &officer, &freeze).await?))
}

pub(super) async fn find(app: &App, officer: &Officer, id: &str) -> Result<Freeze, WebError> {
    let id: Uuid = id.parse().map_err(|_| WebError::NotFound)?;
    Ok(app.store.freeze(&officer.scope, id).await?)
}

async fn page(app: &App, officer: &Officer, freeze: &Freeze) -> Result<FrozenPage, WebError> {
    let above = app.store.unit_path(freeze.unit).await?;
    let mut crumbs = crumbs(app, officer, &above).await?;
    crumbs.push(frozen::months_crumb(freeze.unit));
    let figures = match freeze.state {
        State::Frozen => Some(app.store.frozen_figures(freeze).await?),
        State::Counting | State::Failed => None,
    };
    let units = match &freeze.checked {
        Some(found) => app.store.unit_names(found.first.iter().map(|one| UnitId(one.unit))).await?,
        None => Default::default(),
    };
    Ok(frozen::page(crumbs, freeze, figures.as_ref(), &modules(app), &units, app.now()))
}

/// Signs a frozen month.
pub async fn sign(
    app: web::Data<App>,
    officer: Officer,
    path: web::Path<String>,
    _: Form<Nothing>,
) -> Result<HttpResponse, WebError> {
    let freeze = find(&app, &officer, &path).await?;
    let signed = app.store.sign_month(&officer.scope, freeze.id, app.now()).await?;
    Ok(done(freeze.id, "month-signed", signed || freeze.signed.is_some()))
}

/// Reopens a frozen month, with a reason.
pub async fn reopen(
    app: web::Data<App>,
    request: HttpRequest,
    officer: Officer,
    path: web::Path<String>,
    form: Form<Reopening>,
) -> Result<HttpResponse, WebError> {
    let freeze = find(&app, &officer, &path).await?;
    let reason = clean_line(&form.0.reason);
    if reason.is_empty() || reason.chars().count() > REASON_MAX {
        let wrong = vec![FieldError::new("reason", message("frozen-reopen-missing", &[]))];
        let page = FrozenPage { reason, errors: wrong, ..page(&app, &officer, &freeze).await? };
        return Page::with_errors(page).into_response(&request);
    }
    let reopened = app.store.reopen_month(&officer.scope, freeze.id, &reason, app.now()).await?;
    Ok(done(freeze.id, "month-reopened", reopened || freeze.reopened.is_some()))
}

fn done(id: Uuid, what: &str, happened: bool) -> HttpResponse {
    let href = freeze_href(id);
    if happened { see_other_done(&href, what) } else { see_other(&href) }
}

/// Counts a frozen month anew. One recount at a time; it goes on while one leaves.
pub async fn recount(
    app: web::Data<App>,
    officer: Officer,
    path: web::Path<String>,
    _: Form<Nothing>,
) -> Result<HttpResponse, WebError> {
    let freeze = find(&app, &officer, &path).await?;
    if app.store.begin_check(freeze.id, app.now()).await? {
        let entry = audit::Entry {
            actor: Some(officer.scope.actor()),
            action: "month-recounted",
            target: Some(("month-freeze", freeze.id.to_string())),
            unit: Some(freeze.unit),
            detail: freeze.month.to_string(),
            ..audit::Entry::default()
        };
        app.store.audit(entry, app.now()).await?;
        let mut counting = actix_web::rt::spawn({
            let (app, id) = (app.clone(), freeze.id);
            async move {
                let beat = async |_| app.store.check_beats(id, app.now()).await;
                let found = app.store.recount_freeze(id, Way::Quick, app.now(), beat).await;
                if let Err(error) = &found {
                    tracing::error!(freeze = %id, %error, "a month could not be counted anew");
                }
                if let Err(error) = app.store.end_check(id, found.ok().as_ref()).await {
                    tracing::error!(freeze = %id, %error, "a recount could not be ended");
                }
            }
        });
        let _ = tokio::time::timeout(AT_ONCE, &mut counting).await;
    }
    Ok(see_other(&[&freeze_href(freeze.id), "#tinh-lai"].concat()))
}

export::in_both_formats! {
    /// A part of a frozen month
    csv, xlsx => file;
}

async fn file(
    app: &App,
    request: &HttpRequest,
    officer: &Officer,
    path: &str,
    kind: Kind,
) -> Result<HttpResponse, WebError> {
    let freeze = find(app, officer, path).await?;
    if freeze.state != State::Frozen {
        return Err(WebError::NotFound);
    }
    let part = PagePart::asked(request)?;
    let figures = app.store.frozen_figures(&freeze).await?;
    let page = frozen::unit_page(&freeze, &figures, &modules(app));
    let table = export::part_of(part, &page).ok_or(WebError::NotFound)?;
    let unit = &figures.unit;
    let month = freeze.month.to_string();
    let name = ["so-lieu-", part.code(), "-", &month, "-", &download::plain(unit)].concat();
    export::send_table((app, officer), (kind, &name), unit, &table, &frozen::as_of(&freeze)).await
}
