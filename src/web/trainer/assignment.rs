//! `/trainer/assignments`: what is assigned, who is behind, changing and ending it.

use super::assign::{
    clean_message, deadline_words, modules_of, reach, role_choices, team_choices, titles, whom,
};
use super::chosen::{read_roles, read_units, role_value};
use super::dates::read_day;
use super::{later_page, next_page, reading};
use crate::web::App;
use crate::web::error::WebError;
use crate::web::form::Form;
use crate::web::learner::{Stand, number};
use crate::web::login::Trainer;
use crate::web::messages::message;
use crate::web::page::{Page, see_other_done, url_query};
use crate::web::public::logout::Nothing;
use crate::web::view::assignments::{
    AssignedRow, AssignmentPage, AssignmentRow, AssignmentsPage, ChangePage,
};
use crate::web::view::learner::Fact;
use crate::web::view::{Action, Doubts, FieldError, Kind, Status, words};
use actix_web::{HttpRequest, HttpResponse, web};
use chrono::NaiveDate;
use serde::Deserialize;
use tungngo_domain::assignment::check_deadline;
use tungngo_domain::content::Module;
use tungngo_domain::ids::{PersonId, UnitId};
use tungngo_domain::progress::Step;
use tungngo_domain::time::day;
use tungngo_storage::PAGE_ROWS;
use tungngo_storage::assignments::{Assigning, Assignment, Terms};
use tungngo_storage::meant::Assigned;
use uuid::Uuid;

/// What is changed.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Change {
    #[serde(default)]
    team: Vec<String>,
    #[serde(default)]
    role: String,
    #[serde(default)]
    due: String,
    #[serde(default)]
    message: String,
    #[serde(default)]
    sure: String,
}

/// "Hạn: thứ Bảy 19/12, còn 27 ngày"
pub fn due_words(due: NaiveDate, today: NaiveDate) -> String {
    let (when, days) = (words::weekday_day(due), (due - today).num_days());
    match u64::try_from(days) {
        Ok(left) => words::deadline_left(&when, left),
        Err(_) => words::deadline_past(&when, days.unsigned_abs()),
    }
}

fn state_words(one: &Assignment, today: NaiveDate) -> String {
    match one.ended_at {
        Some(at) if one.withdrawn => message("assignment-withdrawn", &[("date", &words::day(day(at)))]),
        Some(at) => message("assignment-ended", &[("date", &words::day(day(at)))]),
        None => due_words(one.what.due_on, today),
    }
}

fn href(id: Uuid) -> String {
    ["/trainer/assignments/", &id.to_string()].concat()
}

fn crumbs() -> Vec<Action> {
    vec![Action::new("/trainer/assignments", message("assignments-title", &[]))]
}

async fn find(app: &App, trainer: &Trainer, id: &str) -> Result<Assignment, WebError> {
    let id = Uuid::parse_str(id).map_err(|_| WebError::NotFound)?;
    Ok(app.store.assignment(&trainer.scope, id).await?)
}

/// All assignments that concern teams within reach.
pub async fn list(
    app: web::Data<App>,
    request: HttpRequest,
    trainer: Trainer,
) -> Result<Page<AssignmentsPage>, WebError> {
    let after = later_page(&request);
    let mut all = app.store.assignments(&trainer.scope, after, PAGE_ROWS + 1).await?;
    let more_href = next_page(&mut all, "/trainer/assignments", |one| one.id);
    let in_use = app.courses.now();
    let mut assignments = Vec::new();
    for one in &all {
        assignments.push(AssignmentRow {
            title: titles(&modules_of(&in_use.catalogue, &one.what.terms.modules)),
            whom: whom(&app, &one.what.terms).await?,
            due: state_words(one, app.today()),
            href: href(one.id),
        });
    }
    Ok(Page::new(AssignmentsPage { assignments, more_href }))
}

/// One assignment, and who is behind.
pub async fn show(
    app: web::Data<App>,
    request: HttpRequest,
    trainer: Trainer,
    path: web::Path<String>,
) -> Result<Page<AssignmentPage>, WebError> {
    let one = find(&app, &trainer, &path).await?;
    let (in_use, today) = (app.courses.now(), app.today());
    let terms = &one.what.terms;
    let modules = modules_of(&in_use.catalogue, &terms.modules);
    let all = url_query(&request, "all").is_some();
    let after = later_page(&request).map(PersonId);
    let since = (one.made_at, today);
    let meant = app.store.meant(&trainer.scope, terms, one.made_at, today).await?;
    let mut members =
        app.store.meant_members(&trainer.scope, terms, since, !all, after, PAGE_ROWS + 1).await?;
    let (own, with_all) = (href(one.id), [&href(one.id), "?all=1"].concat());
    let here = if all { &with_all } else { &own };
    let more_href = next_page(&mut members, here, |one| one.member.person.id.0);
    reading(&app, &trainer, None, members.len()).await?;
    let ids: Vec<PersonId> = members.iter().map(|one| one.member.person.id).collect();
    let mut progress = app.store.members_progress(&ids).await?;
    let certificates = app.store.certificates_of(&ids).await?;
    let rows = members.into_iter().map(|Assigned { member, team_name }| {
        let mut progress = progress.remove(&member.person.id).unwrap_or_default();
        let held = certificates.get(&member.person.id).map(Vec::as_slice).unwrap_or_default();
        let states = modules.iter().map(|module| {
            let stand = Stand::new(module, progress.remove(&module.id).unwrap_or_default(), held, &app);
            state(&stand, modules.len() > 1)
        });
        AssignedRow {
            states: states.collect(),
            place: [&team_name, member.role.word()].join(", "),
            href: ["/trainer/members/", &member.person.id.to_string()].concat(),
            name: member.shown_name(),
        }
    });
    let members: Vec<AssignedRow> = rows.collect();
    let fact = |key: &str, value: String| Fact { label: message(key, &[]), value };
    let mut facts = vec![
        fact("assign-sum-due", state_words(&one, today)),
        fact("assign-sum-teams", whom(&app, terms).await?),
        fact(
            "assign-sum-made",
            message(
                "assignment-made",
                &[("name", &one.made_by), ("date", &words::full_day(day(one.made_at)))],
            ),
        ),
    ];
    if meant.certified > 0 {
        let left = words::number(meant.certified);
        facts.push(fact("assign-sum-left", message("assign-people", &[("n", &left)])));
    }
    if !one.what.message.is_empty() {
        facts.push(fact("assign-sum-message", one.what.message.clone()));
    }
    let open = one.own && one.ended_at.is_none();
    let over = one.own && !open && app.store.units_stand(terms).await?;
    let early = today <= one.what.due_on;
    let (n, done) = (words::number(meant.members), words::number(meant.done));
    Ok(Page::new(AssignmentPage {
        crumbs: crumbs(),
        heading: titles(&modules),
        counts: message("assignment-counts", &[("n", &n), ("done", &done)]),
        facts,
        change_href: open.then(|| [&own, "/change"].concat()),
        ending: match (open, early) {
            _ if over => Some(Action::new([&own, "/resumption"].concat(), message("assignment-resume", &[]))),
            (false, _) => None,
            (true, true) => {
                Some(Action::new([&own, "/ending"].concat(), message("assignment-withdraw", &[])))
            }
            (true, false) => Some(Action::new([&own, "/ending"].concat(), message("assignment-end", &[]))),
        },
        ending_hint: match (open, early) {
            _ if over => message(
                if early { "assignment-resume-hint" } else { "assignment-resume-over" },
                &[("date", &words::full_day(one.what.due_on))],
            ),
            (false, _) => String::new(),
            (true, true) => message("assignment-withdraw-hint", &[]),
            (true, false) => message("assignment-end-hint", &[]),
        },
        list_heading: message(if all { "assignment-all" } else { "assignment-behind" }, &[]),
        switch: if all {
            Action::new(own, message("assignment-see-behind", &[]))
        } else {
            Action::new(with_all, message("assignment-see-all", &[]))
        },
        members,
        more_href,
    }))
}

/// How far a member is in a module of an assignment.
fn state(stand: &Stand<'_>, numbered: bool) -> Status {
    let begun = stand.progress.module.last_at.is_some();
    let (kind, words) = match stand.step() {
        Step::Lesson(_) if !begun => (Kind::Bad, message("state-new", &[])),
        Step::Lesson(lesson) => (Kind::Plain, message("state-lesson", &[("n", &lesson.number.to_string())])),
        Step::Test { .. } if !begun => (Kind::Bad, message("state-new", &[])),
        Step::Test { .. } => (Kind::Plain, message("state-test", &[])),
        Step::Practice => (Kind::Warn, message("state-practice", &[])),
        Step::Done | Step::Nothing => (Kind::Ok, message("state-done", &[])),
    };
    if !numbered {
        return Status::new(kind, words::capital(&words));
    }
    let module = number(stand.module).to_string();
    Status::new(kind, message("state-of-module", &[("module", &module), ("state", &words)]))
}

/// The form that changes an assignment.
pub async fn show_change(
    app: web::Data<App>,
    trainer: Trainer,
    path: web::Path<String>,
) -> Result<Page<ChangePage>, WebError> {
    let one = find_own(&app, &trainer, &path).await?;
    let form = Change {
        team: one.what.terms.audience.teams.iter().map(UnitId::to_string).collect(),
        role: role_value(&one.what.terms.audience.roles).to_owned(),
        due: words::full_day(one.what.due_on),
        message: one.what.message.clone(),
        sure: String::new(),
    };
    Ok(Page::new(change_page(&app, &trainer, &one, form, vec![]).await?))
}

/// An assignment that may be changed; any other is not there.
async fn find_own(app: &App, trainer: &Trainer, id: &str) -> Result<Assignment, WebError> {
    let one = find(app, trainer, id).await?;
    if one.own { Ok(one) } else { Err(WebError::NotFound) }
}

async fn change_page(
    app: &App,
    trainer: &Trainer,
    one: &Assignment,
    form: Change,
    errors: Vec<FieldError>,
) -> Result<ChangePage, WebError> {
    let in_use = app.courses.now();
    let modules: Vec<&Module> = modules_of(&in_use.catalogue, &one.what.terms.modules);
    let mut teams = Vec::new();
    if !one.what.terms.audience.teams.is_empty() {
        let within = app.store.teams(&trainer.scope, None, None, super::assign::TEAMS_TICKED).await?;
        let ticked = |team: UnitId, _| form.team.contains(&team.to_string());
        teams = team_choices(app, &modules, &within, ticked).await?;
    }
    Ok(ChangePage {
        crumbs: [crumbs(), vec![Action::new(href(one.id), titles(&modules))]].concat(),
        heading: titles(&modules),
        action: href(one.id),
        teams,
        roles: role_choices(&form.role),
        due: form.due.chars().take(20).collect(),
        message: form.message,
        doubts: None,
        errors,
    })
}

/// What a change of whom it is for comes to, asked before it is kept; nothing where the same are meant.
async fn other_people(
    app: &App,
    trainer: &Trainer,
    one: &Assignment,
    terms: &Terms,
) -> Result<Option<Doubts>, WebError> {
    if *terms == one.what.terms {
        return Ok(None);
    }
    let (scope, today) = (&trainer.scope, app.today());
    let before = app.store.meant(scope, &one.what.terms, one.made_at, today).await?.members;
    let after = app.store.meant(scope, terms, one.made_at, today).await?.members;
    let args = [
        ("before", words::number(before)),
        ("after", words::number(after)),
        ("whom", whom(app, terms).await?),
    ];
    let line = message("assign-change-asks", &args.each_ref().map(|(name, text)| (*name, text.as_str())));
    let lines = vec![line.clone(), message("assign-change-leaves", &[])];
    Ok(Some(Doubts { lines, answer: line }))
}

/// Changes teams, places in the team, deadline and message.
pub async fn change(
    app: web::Data<App>,
    request: HttpRequest,
    trainer: Trainer,
    path: web::Path<String>,
    form: Form<Change>,
) -> Result<HttpResponse, WebError> {
    let one = find_own(&app, &trainer, &path).await?;
    let Form(form) = form;
    let today = app.today();
    let mut errors = Vec::new();
    let mut terms = one.what.terms.clone();
    if !terms.audience.teams.is_empty() {
        terms.audience.teams = read_units(&form.team)?;
        terms.units = terms.audience.teams.clone();
        if terms.units.is_empty() {
            errors.push(FieldError::new("team", message("assign-no-team", &[])));
        }
    }
    terms.audience.roles = read_roles(&form.role).ok_or(WebError::NotFound)?;
    reach(&app, &trainer, &terms).await?;
    let due = read_day(&form.due, today);
    match due {
        None => errors.push(FieldError::new("due", message("date-wrong", &[]))),
        // The day it has may stay, even if it has passed.
        Some(due) if due == one.what.due_on => {}
        Some(due) => {
            if let Err(bad) = check_deadline(due, today, &[]) {
                errors.push(FieldError::new("due", deadline_words(bad)));
            }
        }
    }
    let (Some(due_on), true) = (due, errors.is_empty()) else {
        let page = change_page(&app, &trainer, &one, form, errors).await?;
        return Page::with_errors(page).into_response(&request);
    };
    if let Some(asked) =
        other_people(&app, &trainer, &one, &terms).await?.filter(|asked| asked.answer != form.sure)
    {
        let page = change_page(&app, &trainer, &one, form, vec![]).await?;
        return Page::asking(ChangePage { doubts: Some(asked), ..page }).into_response(&request);
    }
    let what = Assigning { terms, due_on, message: clean_message(&form.message) };
    app.store.change_assignment(&trainer.scope, one.id, &what, app.now()).await?;
    Ok(see_other_done(&href(one.id), "assignment-changed"))
}

/// Takes it back, or ends it once its deadline has passed.
pub async fn end(
    app: web::Data<App>,
    trainer: Trainer,
    path: web::Path<String>,
    _form: Form<Nothing>,
) -> Result<HttpResponse, WebError> {
    let id = Uuid::parse_str(&path).map_err(|_| WebError::NotFound)?;
    let withdrawn = app.store.end_assignment(&trainer.scope, id, app.now()).await?;
    let done = if withdrawn { "assignment-withdrawn" } else { "assignment-ended" };
    Ok(see_other_done(&href(id), done))
}

/// Assigns it again as it was: a slip is mended by one tap.
pub async fn resume(
    app: web::Data<App>,
    trainer: Trainer,
    path: web::Path<String>,
    _form: Form<Nothing>,
) -> Result<HttpResponse, WebError> {
    let id = Uuid::parse_str(&path).map_err(|_| WebError::NotFound)?;
    app.store.resume_assignment(&trainer.scope, id, app.now()).await?;
    Ok(see_other_done(&href(id), "assignment-resumed"))
}
