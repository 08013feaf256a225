//! `/admin/reforms`: a reform of the map is sent as a file, shown with everything it touches, carried out, taken back.
//!
//! Holding a file against the map of a country and carrying it out take longer than a page may. So both go on by
//! themselves; the page tells how far they are. Does not own: what a reform does (`domain`, `storage`).

use crate::reform_file;
use crate::table;
use crate::web::App;
use crate::web::download;
use crate::web::error::WebError;
use crate::web::form::Form;
use crate::web::login::Administrator;
use crate::web::messages::message;
use crate::web::page::{Page, see_other, see_other_done};
use crate::web::public::logout::Nothing;
use crate::web::upload::Upload;
use crate::web::view::reforms::{self as say, NamedList, ReformPage, ReformRow, ReformsPage};
use crate::web::view::{Action, FieldError, Kind, Status, words};
use actix_web::{HttpRequest, HttpResponse, web};
use chrono::NaiveDate;
use serde::Deserialize;
use std::collections::HashMap;
use std::sync::{LazyLock, Mutex, PoisonError};
use std::time::Duration;
use tungngo_domain::ids::PersonId;
use tungngo_domain::people::clean_line;
use tungngo_storage::reforms::{
    Conditions, Found, NewReform, Reform, Refusal, Report, Reversal, reform_of_2025,
};
use tungngo_storage::{Result as StorageResult, StorageError};
use uuid::Uuid;

/// How long an answer waits for what goes on by itself.
const AT_ONCE: Duration = Duration::from_secs(5);
/// How long holding a file against the map may take before it counts as stopped.
const STOPPED_AFTER_MINUTES: i64 = 15;
/// Lines of a list that the page shows.
const SHOWN: usize = 100;
const NAME_MAX_CHARS: usize = 200;
const ROOT: &str = "/admin/reforms";

/// What is being done in this process, and why it was not done.
#[derive(Debug, Clone)]
enum Work {
    Going,
    Refused(Vec<String>),
}

static WORK: LazyLock<Mutex<HashMap<Uuid, Work>>> = LazyLock::new(Mutex::default);

fn work_on(reform: Uuid) -> Option<Work> {
    WORK.lock().unwrap_or_else(PoisonError::into_inner).get(&reform).cloned()
}

fn set_work(reform: Uuid, work: Option<Work>) {
    let mut all = WORK.lock().unwrap_or_else(PoisonError::into_inner);
    match work {
        Some(work) => all.insert(reform, work),
        None => all.remove(&reform),
    };
}

/// Begins a work unless one is going on; `false` when it is.
fn begin_work(reform: Uuid) -> bool {
    let mut all = WORK.lock().unwrap_or_else(PoisonError::into_inner);
    if matches!(all.get(&reform), Some(Work::Going)) {
        return false;
    }
    all.insert(reform, Work::Going);
    true
}

fn href(reform: Uuid) -> String {
    [ROOT, "/", &reform.to_string()].concat()
}

fn stopped(reform: &Reform, app: &App) -> bool {
    app.now() - reform.created_at > chrono::Duration::minutes(STOPPED_AFTER_MINUTES)
}

fn state(reform: &Reform, app: &App) -> Status {
    let going = matches!(work_on(reform.id), Some(Work::Going));
    let (kind, text) = match (&reform.found, reform.applied, reform.reversed) {
        _ if going => (Kind::Plain, message("reform-working", &[])),
        (Found::Reading, ..) if stopped(reform, app) => (Kind::Bad, message("reform-stopped", &[])),
        (Found::Reading, ..) => (Kind::Plain, message("reform-reading", &[])),
        (Found::Refused(_), ..) => (Kind::Bad, message("reform-unfit", &[])),
        (_, _, Some(_)) => (Kind::Plain, say::standing(reform)),
        (_, Some(_), None) => (Kind::Ok, say::standing(reform)),
        _ => (Kind::Warn, say::standing(reform)),
    };
    Status::new(kind, words::capital(&text))
}

fn since(reform: &Reform) -> String {
    message("reform-since", &[("day", &words::full_day(reform.day))])
}

async fn list_page(app: &App, typed: (&str, &str), errors: Vec<FieldError>) -> Result<ReformsPage, WebError> {
    let reforms = app.store.reforms().await?;
    Ok(ReformsPage {
        name: typed.0.chars().take(NAME_MAX_CHARS).collect(),
        day: typed.1.chars().take(20).collect(),
        reforms: reforms
            .iter()
            .map(|one| ReformRow {
                name: one.name.clone(),
                href: href(one.id),
                since: since(one),
                state: state(one, app),
            })
            .collect(),
        errors,
    })
}

/// Shows the reforms so far, and the form for one more.
pub async fn list(app: web::Data<App>, _admin: Administrator) -> Result<Page<ReformsPage>, WebError> {
    Ok(Page::new(list_page(&app, ("", ""), vec![]).await?))
}

/// The reform of 2025 as a sample of the file.
pub async fn legacy_2025(_admin: Administrator) -> Result<HttpResponse, WebError> {
    let file = reform_file::write(&reform_of_2025()?).map_err(|_| WebError::Unreadable)?;
    Ok(download::attachment(table::Kind::Csv.content_type(), "sap-xep-01-07-2025.csv").body(file))
}

/// Takes a file and begins to hold it against the map.
pub async fn upload(
    app: web::Data<App>,
    request: HttpRequest,
    admin: Administrator,
    payload: web::Payload,
) -> Result<HttpResponse, WebError> {
    let upload = Upload::receive(&app, &request, payload).await?;
    let field = |name: &str| upload.fields.get(name).map(|text| clean_line(text)).unwrap_or_default();
    let (name, typed_day) = (field("name"), field("day"));
    let mut errors = Vec::new();
    if name.is_empty() || name.chars().count() > NAME_MAX_CHARS {
        errors.push(FieldError::new("name", message("reforms-name-wrong", &[])));
    }
    let first_day = NaiveDate::parse_from_str(&typed_day, "%d/%m/%Y").ok();
    if first_day.is_none() {
        errors.push(FieldError::new("day", message("date-wrong", &[])));
    }
    let bytes = std::fs::read(upload.file.path()).map_err(|_| WebError::Unreadable)?;
    let mut sheet = None;
    if upload.length == 0 {
        errors.push(FieldError::new("file", message("reforms-file-wrong", &[])));
    } else {
        match reform_file::read(&bytes) {
            Ok(read) => sheet = Some(read),
            Err(why) => errors.push(FieldError::new("file", say::unreadable(&why))),
        }
    }
    let (Some(day), Some(sheet), true) = (first_day, sheet, errors.is_empty()) else {
        let page = list_page(&app, (&name, &typed_day), errors).await?;
        return Page::with_errors(page).into_response(&request);
    };
    let file = String::from_utf8_lossy(&bytes).into_owned();
    let new = NewReform { id: Uuid::now_v7(), name, day, file, sheet };
    let (id, actor) = (new.id, admin.login.person.id);
    app.store.keep_reform(&new, &Found::Reading, Some(actor), app.now()).await?;
    let mut going = actix_web::rt::spawn({
        let app = app.clone();
        async move {
            if let Err(error) = look(&app, &new, actor).await {
                tracing::error!(%error, "a reform could not be held against the map");
            }
        }
    });
    let _ = tokio::time::timeout(AT_ONCE, &mut going).await;
    Ok(see_other(&href(id)))
}

async fn look(app: &App, new: &NewReform, actor: PersonId) -> StorageResult<Result<Report, Refusal>> {
    let found = app.store.check_reform(&new.sheet, new.day, app.now(), |_| {}).await?;
    let kept = match &found {
        Ok(report) => Found::Touches(Box::new(report.clone())),
        Err(refusal) => Found::Refused(refusal.clone()),
    };
    app.store.keep_reform(new, &kept, Some(actor), app.now()).await?;
    Ok(found)
}

/// Shows what a reform touches.
pub async fn show(
    app: web::Data<App>,
    _admin: Administrator,
    path: web::Path<String>,
) -> Result<Page<ReformPage>, WebError> {
    let id: Uuid = path.parse().map_err(|_| WebError::NotFound)?;
    Ok(Page::new(page(&app, id).await?))
}

async fn page(app: &App, id: Uuid) -> Result<ReformPage, WebError> {
    let reform = app.store.reform(id).await?;
    let work = work_on(id);
    let going = matches!(work, Some(Work::Going));
    let mut page = ReformPage {
        name: reform.name.clone(),
        since: since(&reform),
        state: state(&reform, app),
        back: Action::new(ROOT, message("reform-back", &[])),
        ..ReformPage::default()
    };
    match &reform.found {
        Found::Reading => {
            if !stopped(&reform, app) {
                page.look_again = Some(href(id));
            }
        }
        Found::Refused(refusal) => page.problems = limited(say::refusal(refusal)),
        Found::Touches(report) => {
            page.summary = say::summary(report);
            page.lists = lists(report);
            page.shown = report.digest.clone();
            let to = |what: &str| Some([&href(id), what].concat());
            match (reform.applied, reform.reversed) {
                _ if going => page.look_again = Some(href(id)),
                (None, _) if reform.day > app.today() => {
                    page.not_yet = message("reform-not-yet-from", &[("day", &words::full_day(reform.day))]);
                }
                (None, _) => page.apply_action = to("/application"),
                (Some(_), None) => page.reverse_action = to("/reversal"),
                _ => {}
            }
        }
    }
    if let Some(Work::Refused(why)) = work {
        page.problems = limited(why);
    }
    Ok(page)
}

fn limited(mut lines: Vec<String>) -> Vec<String> {
    let more = lines.len().saturating_sub(SHOWN);
    lines.truncate(SHOWN);
    if more > 0 {
        lines.push(message("reform-more", &[("n", &words::number(more as u64))]));
    }
    lines
}

fn lists(report: &Report) -> Vec<NamedList> {
    let hints = say::hints();
    say::lists(report)
        .into_iter()
        .zip(hints)
        .filter(|((_, lines), _)| !lines.is_empty())
        .map(|((heading, lines), hint)| NamedList {
            heading: [&heading, " (", &words::number(lines.len() as u64), ")"].concat(),
            hint,
            lines: limited(lines),
        })
        .collect()
}

/// What the page showed when it was agreed to.
#[derive(Debug, Deserialize)]
pub struct Agreed {
    #[serde(default)]
    shown: String,
    /// How many members it moves, as typed: nobody turns a map round by one press.
    #[serde(default)]
    members: String,
}

/// Carries a reform out as it was shown; shows it anew when something would be done that it did not say.
pub async fn apply(
    app: web::Data<App>,
    request: HttpRequest,
    admin: Administrator,
    path: web::Path<String>,
    form: Form<Agreed>,
) -> Result<HttpResponse, WebError> {
    let id: Uuid = path.parse().map_err(|_| WebError::NotFound)?;
    let reform = app.store.reform(id).await?;
    let Found::Touches(report) = &reform.found else { return Ok(see_other(&href(id))) };
    if reform.applied.is_some() {
        return Ok(see_other(&href(id)));
    }
    let (actor, Form(Agreed { shown, members })) = (admin.login.person.id, form);
    // What was shown is no longer what would be done: that is told first, whatever was typed.
    if shown == report.digest && members.trim().replace('.', "").parse() != Ok(report.members) {
        let wrong = FieldError::new("members", message("reform-members-wrong", &[]));
        let members = members.chars().take(12).collect();
        let page = ReformPage { members, errors: vec![wrong], ..page(&app, id).await? };
        return Page::with_errors(page).into_response(&request);
    }
    let file = app.store.reform_file(id).await?;
    let sheet = reform_file::read(file.as_bytes()).map_err(|_| WebError::Unreadable)?;
    let new = NewReform { id, name: reform.name, day: reform.day, file, sheet };
    let work = {
        let app = app.clone();
        async move {
            let conditions = Conditions { strict: false, as_shown: Some(shown) };
            let found = app.store.apply_reform(&new, &conditions, Some(actor), app.now(), |_| {}).await?;
            match found {
                Ok(_) | Err(Refusal::Applied) => Ok(None),
                Err(refusal) => {
                    // What is shown from now on is what would be done now.
                    look(&app, &new, actor).await?.err();
                    Ok(Some(say::refusal(&refusal)))
                }
            }
        }
    };
    Ok(wait(id, "reform-applied", work).await)
}

/// Takes a reform back.
pub async fn reverse(
    app: web::Data<App>,
    admin: Administrator,
    path: web::Path<String>,
    _form: Form<Nothing>,
) -> Result<HttpResponse, WebError> {
    let id: Uuid = path.parse().map_err(|_| WebError::NotFound)?;
    app.store.reform(id).await?;
    let actor = admin.login.person.id;
    let work = {
        let app = app.clone();
        async move {
            Ok(match app.store.reverse_reform(id, Some(actor), app.now(), |_| {}).await? {
                Reversal::Done | Reversal::NotInForce => None,
                Reversal::Blocked(blocks) => Some(blocks.iter().map(say::block).collect()),
            })
        }
    };
    Ok(wait(id, "reform-reversed", work).await)
}

/// Lets a work go on by itself, also when the browser goes away, and waits for it a while.
async fn wait(
    reform: Uuid,
    done: &'static str,
    work: impl Future<Output = StorageResult<Option<Vec<String>>>> + 'static,
) -> HttpResponse {
    if !begin_work(reform) {
        return see_other(&href(reform));
    }
    let mut going = actix_web::rt::spawn(async move {
        match work.await {
            Ok(None) => {
                set_work(reform, None);
                true
            }
            Ok(Some(why)) => {
                set_work(reform, Some(Work::Refused(why)));
                false
            }
            Err(error) => {
                tracing::error!(%error, "a change of the map failed");
                let busy = matches!(error, StorageError::Unreachable(_));
                let key = if busy { "reform-busy" } else { "reform-failed" };
                set_work(reform, Some(Work::Refused(vec![message(key, &[])])));
                false
            }
        }
    });
    match tokio::time::timeout(AT_ONCE, &mut going).await {
        Ok(Ok(true)) => see_other_done(&href(reform), done),
        _ => see_other(&href(reform)),
    }
}
