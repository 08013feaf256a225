//! `/trainer/help` and `/officer/help`: who is stuck where, the longest wait first, and the page of one request.
//!
//! Trainers see all of their reach, officers what was passed on to them. Does not own: acts ([`super::help_acts`]).

use super::{later_page, next_page};
use crate::web::App;
use crate::web::error::WebError;
use crate::web::learner::form_id;
use crate::web::learner::help::{difficulty_words, lines, place_href};
use crate::web::login::{Officer, Staff, Trainer};
use crate::web::messages::message;
use crate::web::page::{Page, url_query};
use crate::web::view::help::{HelpListPage, HelpRequestPage, HelpRow, HelpStepRow};
use crate::web::view::rosters::Tab;
use crate::web::view::{Action, FieldError, Kind, Status, words};
use actix_web::{HttpRequest, web};
use std::ops::Deref;
use tungngo_domain::access::{Role, Scope};
use tungngo_domain::help::{Late, Step, waiting};
use tungngo_domain::ids::{PersonId, UnitId};
use tungngo_domain::time::day;
use tungngo_domain::units::in_sentence;
use tungngo_storage::PAGE_ROWS;
use tungngo_storage::audit;
use tungngo_storage::behind::Whereabouts;
use tungngo_storage::help::{HelpRequest, HelpStep, Slice};
use tungngo_storage::help_desk::Which;
use uuid::Uuid;

/// A role that answers, and where its pages are.
pub trait Helper: Deref<Target = Staff> {
    /// Where its pages begin.
    const ROOT: &'static str;
    /// The page above.
    const HOME: &'static str;
    /// What that page is called.
    const HOME_LABEL: &'static str;
}

impl Helper for Trainer {
    const ROOT: &'static str = "/trainer/help";
    const HOME: &'static str = "/trainer";
    const HOME_LABEL: &'static str = "nav-trainer";
}

impl Helper for Officer {
    const ROOT: &'static str = "/officer/help";
    const HOME: &'static str = "/officer";
    const HOME_LABEL: &'static str = "nav-officer";
}

/// "Chỗ vướng: 2 đang chờ", the link of the role's first page.
pub async fn count_words(app: &App, scope: &Scope) -> Result<String, WebError> {
    let open = app.store.open_help(scope).await?;
    Ok(match open {
        0 => message("help-desk-title", &[]),
        n => message("help-waiting", &[("n", &words::number(n))]),
    })
}

/// The address of a request.
pub fn href<H: Helper>(id: Uuid) -> String {
    [H::ROOT, "/", &id.to_string()].concat()
}

/// The way down to a request.
pub fn crumbs<H: Helper>() -> Vec<Action> {
    vec![
        Action::new(H::HOME, message(H::HOME_LABEL, &[])),
        Action::new(H::ROOT, message("help-desk-title", &[])),
    ]
}

/// Notes in the audit trail that so many requests were read.
async fn note_read(app: &App, staff: &Staff, of: Option<&HelpRequest>, rows: usize) -> Result<(), WebError> {
    let entry = audit::Entry {
        actor: Some(staff.login.person.id),
        action: "help-read",
        target: of.map(|one| ("help", one.id.to_string())),
        unit: of.map(|one| one.team).or_else(|| staff.scope.roots().first().copied()),
        detail: rows.to_string(),
        ..audit::Entry::default()
    };
    Ok(app.store.audit_read(entry, app.now())?)
}

/// "Chờ 4 ngày, quá 3 ngày làm việc", or when it was answered.
fn status(request: &HelpRequest, app: &App) -> Status {
    if let Some(at) = request.answered_at {
        let date = words::full_day(day(at));
        let key = if request.cleared_at.is_some() { "help-cleared-on" } else { "help-answered-on" };
        return Status::new(Kind::Ok, message(key, &[("date", &date)]));
    }
    let wait = waiting(day(request.open_since), app.today());
    let mut parts = vec![match wait.days {
        0 => message("help-waits-today", &[]),
        n => message("help-waits", &[("days", &words::number(n.unsigned_abs()))]),
    }];
    let (kind, late) = match wait.late {
        Late::No => (Kind::Plain, None),
        Late::OverThree => (Kind::Warn, Some("help-over-three")),
        Late::OverSeven => (Kind::Bad, Some("help-over-seven")),
    };
    parts.extend(late.map(|key| message(key, &[])));
    if request.passed_at.is_some() {
        parts.push(message("help-at-province", &[]));
    }
    Status::new(kind, parts.join(", "))
}

fn which(request: &HttpRequest) -> Which {
    match url_query(request, "show").as_deref() {
        Some("passed") => Which::Passed,
        Some("all") => Which::All,
        _ => Which::Open,
    }
}

fn tabs<H: Helper>(role: Role, shown: Which) -> (Vec<Tab>, String) {
    let all = [
        (Which::Open, "", "help-tab-open"),
        (Which::Passed, "?show=passed", "help-tab-passed"),
        (Which::All, "?show=all", "help-tab-all"),
    ];
    let address = |query: &str| [H::ROOT, query].concat();
    let here = all.iter().find(|one| one.0 == shown).map_or_else(String::new, |one| address(one.1));
    // To an officer, all that waits was passed on.
    let offered = all.into_iter().filter(|one| role == Role::Trainer || one.0 != Which::Passed);
    let tab = |(which, query, key): (Which, &str, &str)| Tab {
        label: message(key, &[]),
        href: address(query),
        current: which == shown,
    };
    (offered.map(tab).collect(), here)
}

/// Lists the requests.
pub async fn list<H: Helper>(
    app: web::Data<App>,
    request: HttpRequest,
    helper: H,
) -> Result<Page<HelpListPage>, WebError> {
    let shown = which(&request);
    let (tabs, here) = tabs::<H>(helper.scope.role(), shown);
    let slice = Slice { after: later_page(&request), limit: PAGE_ROWS + 1 };
    let mut requests = app.store.help_requests(&helper.scope, shown, slice).await?;
    let more_href = next_page(&mut requests, &here, |one| one.id);
    note_read(&app, &helper, None, requests.len()).await?;
    let ids: Vec<PersonId> = requests.iter().map(|one| one.member).collect();
    let people = app.store.present_members(&ids).await?;
    let teams: Vec<UnitId> = requests.iter().map(|one| one.team).collect();
    let places = app.store.whereabouts(&teams).await?;
    let row = |one: &HelpRequest| HelpRow {
        name: people.get(&one.member).map_or_else(|| one.member_name.clone(), |who| who.shown_name()),
        team: places.get(&one.team).map(Whereabouts::in_words).unwrap_or_default(),
        place: one.place.title.clone(),
        kind: difficulty_words(one.kind),
        status: status(one, &app),
        href: href::<H>(one.id),
    };
    let requests = requests.iter().map(row).collect();
    let crumbs = crumbs::<H>().into_iter().take(1).collect();
    Ok(Page::new(HelpListPage { crumbs, tabs, requests, more_href }))
}

/// A request within reach; any other does not exist.
pub async fn find<H: Helper>(app: &App, helper: &H, id: &str) -> Result<HelpRequest, WebError> {
    let id: Uuid = id.parse().map_err(|_| WebError::NotFound)?;
    Ok(app.store.help_request(&helper.scope, id).await?)
}

/// What was typed into a request's page and came back with a mistake.
#[derive(Debug, Default)]
pub struct Typed {
    /// The answer.
    pub answer: Option<String>,
    /// The note of passing on or handing back.
    pub note: String,
    /// The form's hidden id.
    pub form_id: Option<String>,
    /// What was wrong.
    pub errors: Vec<FieldError>,
}

fn step_row(step: &HelpStep) -> HelpStepRow {
    let key = match step.kind {
        Step::Asked => "help-step-asked",
        Step::Answered => "help-step-answered",
        Step::Withdrawn => "help-step-withdrawn",
        Step::Passed => "help-step-passed",
        Step::HandedBack => "help-step-handed-back",
        Step::Published => "help-step-published",
        Step::Ended => "help-step-ended",
        Step::Cleared => "help-step-cleared",
        Step::Reopened => "help-step-reopened",
    };
    HelpStepRow {
        what: message(key, &[("who", &step.actor_name)]),
        when: words::moment(step.at),
        text: lines(&step.text),
    }
}

/// The page of one request.
pub async fn page<H: Helper>(
    app: &App,
    helper: &H,
    one: HelpRequest,
    typed: Typed,
) -> Result<HelpRequestPage, WebError> {
    let scope = &helper.scope;
    note_read(app, helper, Some(&one), 1).await?;
    let here = href::<H>(one.id);
    // Who moved away is no member of this reach any more, and so has no page here.
    let member = match scope.role() {
        Role::Trainer => app.store.member(scope, one.member).await.ok(),
        _ => None,
    };
    let mut published = Vec::new();
    for note in app.store.notes_of_help(scope, one.id).await? {
        let unit = in_sentence(&app.store.unit(note.unit).await?.name);
        published.push(message("help-published-for", &[("unit", &unit)]));
    }
    let key = if published.is_empty() { "help-publish" } else { "help-publish-change" };
    let publishable = one.place.lesson.is_some();
    let (open, passed) = (one.is_open(), one.passed_at.is_some());
    let in_use = app.courses.now();
    Ok(HelpRequestPage {
        crumbs: crumbs::<H>(),
        name: member.as_ref().map_or_else(|| one.member_name.clone(), |who| who.shown_name()),
        member_href: member.map(|who| ["/trainer/members/", &who.person.id.to_string()].concat()),
        team: app
            .store
            .whereabouts(&[one.team])
            .await?
            .get(&one.team)
            .map(Whereabouts::in_words)
            .unwrap_or_default(),
        place_href: place_href(&in_use.catalogue, helper.login.province.as_deref(), &one.place),
        kind: difficulty_words(one.kind),
        text: lines(&one.text),
        status: status(&one, app),
        form_id: typed.form_id.unwrap_or_else(form_id),
        seen: one.steps.to_string(),
        typed: typed.answer.or_else(|| one.answer.clone()).unwrap_or_default(),
        note: typed.note,
        can_publish: publishable,
        can_pass: scope.role() == Role::Trainer && open && !passed,
        can_hand_back: scope.role() == Role::Officer && open && passed,
        publication: (publishable && one.answer.is_some())
            .then(|| Action::new([&here, "/publication"].concat(), message(key, &[]))),
        published,
        steps: app.store.help_steps(scope, one.id).await?.iter().map(step_row).collect(),
        action: here,
        answer: one.answer.as_deref().map(lines).unwrap_or_default(),
        place: one.place.title,
        stem: one.place.stem,
        errors: typed.errors,
    })
}

/// Shows one request.
pub async fn show<H: Helper>(
    app: web::Data<App>,
    helper: H,
    path: web::Path<String>,
) -> Result<Page<HelpRequestPage>, WebError> {
    let one = find(&app, &helper, &path).await?;
    Ok(Page::new(page(&app, &helper, one, Typed::default()).await?))
}
