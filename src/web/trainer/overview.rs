//! `/trainer`: whom to meet first, what was done about it, and the teams by skills.
//!
//! Reads counters and one index, never the progress of everybody, so that it costs the same with thirty members as with
//! a thousand; teams come a page at a time.

use super::dates::read_day;
use super::{columns, later_page, reading, sessions};
use crate::web::App;
use crate::web::courses::InUse;
use crate::web::error::WebError;
use crate::web::form::Form;
use crate::web::learner::lesson::module_href;
use crate::web::learner::{Stand, form_id, read_form_id};
use crate::web::login::Trainer;
use crate::web::messages::message;
use crate::web::page::{Page, see_other, see_other_done, url_query};
use crate::web::publishing::grouped;
use crate::web::view::trainer::{Cell, MeetRow, OverviewPage, Ramp, TeamRow, Tonight};
use crate::web::view::{Action, Choice, FieldError, Kind, Status, words};
use actix_web::{HttpRequest, HttpResponse, web};
use chrono::{Duration, NaiveDate, Timelike as _};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::ops::RangeInclusive;
use tungngo_domain::attention::{ASIDE_DAYS, ASIDE_MAX_DAYS, Case, Reason, first_to_meet};
use tungngo_domain::content::{Catalogue, Module, Skill};
use tungngo_domain::ids::{PersonId, SessionId, Slug, UnitId};
use tungngo_domain::ledger::form_event_id;
use tungngo_domain::months::Month;
use tungngo_domain::rollup::Metric;
use tungngo_domain::time::{day, in_vietnam, start_of_day};
use tungngo_domain::units::UnitKind;
use tungngo_storage::PAGE_ROWS;
use tungngo_storage::contacts::{ContactKind, NewContact};
use tungngo_storage::sessions::Session;
use tungngo_storage::stages::ToMeet;
use tungngo_storage::teams::Team;
use uuid::Uuid;

/// Rows of those to meet.
const PLACES: usize = 20;
/// The pages of that list. Each is found by gathering those before it, so there is a last one.
const PAGES: RangeInclusive<usize> = 1..=50;

/// From this hour a session is said to be tonight.
const EVENING: u32 = 17;

/// So many sessions of a day are looked at for the one that is next.
const SESSIONS_OF_A_DAY: u64 = 20;

/// Up to so many members, which is most communes, the page says how many of them have changed content to do again:
/// that needs the record of each who studied an earlier version, and the page is opened every evening.
const COUNTED_MEMBERS: u64 = 160;

/// What was done about a member.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Contacted {
    #[serde(default)]
    kind: String,
    #[serde(default)]
    until: String,
    #[serde(default)]
    form_id: String,
    /// The page of the list that it was typed on.
    #[serde(default)]
    meet: String,
}

/// A row that came back with a mistake.
#[derive(Debug, Default)]
struct Typed {
    member: Option<PersonId>,
    form: Contacted,
    errors: Vec<FieldError>,
}

/// Shows the overview.
pub async fn show(
    app: web::Data<App>,
    request: HttpRequest,
    trainer: Trainer,
) -> Result<Page<OverviewPage>, WebError> {
    let after = later_page(&request).map(UnitId);
    let meet = match url_query(&request, "meet") {
        Some(text) => page_number(&text).ok_or(WebError::NotFound)?,
        None => 1,
    };
    Ok(Page::new(page(&app, &trainer, after, meet, Typed::default()).await?))
}

/// Notes that a member was called or met, and sets the row aside.
pub async fn note_contact(
    app: web::Data<App>,
    request: HttpRequest,
    trainer: Trainer,
    path: web::Path<String>,
    form: Form<Contacted>,
) -> Result<HttpResponse, WebError> {
    let member: PersonId = path.parse().map_err(|_| WebError::NotFound)?;
    app.store.member(&trainer.scope, member).await?;
    let Form(form) = form;
    let form_uuid = read_form_id(&form.form_id)?;
    let today = app.today();
    let mut errors = Vec::new();
    let kind = ContactKind::from_code(&form.kind);
    if kind.is_none() {
        errors.push(FieldError::new(field("viec", member), message("contact-kind-wrong", &[])));
    }
    let until = match form.until.trim() {
        "" => Some(today + Duration::days(ASIDE_DAYS)),
        text => {
            read_day(text, today).filter(|day| *day > today && *day <= today + Duration::days(ASIDE_MAX_DAYS))
        }
    };
    if until.is_none() {
        errors.push(FieldError::new(field("hen", member), message("contact-until-wrong", &[])));
    }
    let (Some(kind), Some(until)) = (kind, until) else {
        let meet = page_number(&form.meet).unwrap_or(1);
        let typed = Typed { member: Some(member), form, errors };
        return Page::with_errors(page(&app, &trainer, None, meet, typed).await?).into_response(&request);
    };
    let content = ["contact/", &member.to_string(), "/", kind.code()].concat();
    let id = form_event_id(trainer.login.person.id, form_uuid, &content).0;
    app.store.note_contact(&trainer.scope, NewContact { id, member, kind, until }, app.now()).await?;
    Ok(match page_number(&form.meet) {
        Some(page) if page > 1 => {
            see_other(&["/trainer?meet=", &page.to_string(), "&done=contact-noted"].concat())
        }
        _ => see_other_done("/trainer", "contact-noted"),
    })
}

fn page_number(text: &str) -> Option<usize> {
    text.parse().ok().filter(|number| PAGES.contains(number))
}

fn field(name: &str, member: PersonId) -> String {
    [name, "-", &member.to_string()].concat()
}

async fn page(
    app: &App,
    trainer: &Trainer,
    after: Option<UnitId>,
    meet: usize,
    typed: Typed,
) -> Result<OverviewPage, WebError> {
    let in_use = app.courses.now();
    let (scope, today) = (&trainer.scope, app.today());
    let headcount = app.store.headcount(scope, today).await?;
    let mut teams = app.store.teams(scope, None, after, PAGE_ROWS + 1).await?;
    let more_href = super::next_page(&mut teams, "/trainer", |team| team.id.0);
    let team_count = match (&more_href, after) {
        (None, None) => teams.len() as u64,
        _ => app.store.team_count(scope).await?,
    };
    // One more than are shown tells whether there are more. A page behind the last one is the last one: somebody on it
    // was set aside a moment ago.
    let cases = app.store.cases(scope, today, (meet * PLACES) as u64 + 1).await?;
    let meet = meet.min(cases.len().div_ceil(PLACES).max(1));
    let places = meet * PLACES;
    let more = cases.len() > places;
    let who = |case: &Case<ToMeet>| (case.who.member, case.reason);
    let before: HashSet<_> = first_to_meet(cases.clone(), places - PLACES).iter().map(who).collect();
    let mut cases = first_to_meet(cases, places);
    let found = cases.len();
    cases.retain(|case| !before.contains(&who(case)));
    reading(app, trainer, None, cases.len()).await?;
    let catalogue = &in_use.catalogue;
    let rows = meet_rows(app, catalogue, &cases, &typed).await?;
    let (heading, months) = heading(app, trainer).await?;
    let guides = catalogue.modules.iter().filter(|module| module.skill == Skill::HuongDan);
    let number = |n: usize| words::number(n as u64);
    Ok(OverviewPage {
        heading,
        counts: words::commune_counts(team_count, headcount.members, headcount.certified),
        tonight: tonight(app, trainer).await?,
        meet_heading: match headcount.to_meet {
            0 => message("meet-heading-none", &[]),
            n => message("meet-heading", &[("n", &words::number(n))]),
        },
        meet_more: match (meet, more) {
            (1, false) => String::new(),
            (1, true) => message("meet-more", &[("n", &number(found))]),
            _ => message("meet-later", &[("from", &number(before.len() + 1)), ("to", &number(found))]),
        },
        meet_page: meet,
        meet_ways: [
            (meet > 1).then(|| Action::new("/trainer", message("meet-first", &[]))),
            (more && PAGES.contains(&(meet + 1))).then(|| {
                let href = ["/trainer?meet=", &(meet + 1).to_string(), "#cg"].concat();
                Action::new(href, message("meet-next", &[]))
            }),
        ]
        .into_iter()
        .flatten()
        .collect(),
        meet: rows,
        changed: changed(app, trainer, headcount.members).await?,
        help: super::help::count_words(app, scope).await?,
        modules: columns(),
        teams: team_rows(app, catalogue, teams).await?,
        more_href,
        months,
        guides: guides.map(|module| Action::new(module_href(module), module.title.clone())).collect(),
        errors: typed.errors,
    })
}

/// The first session of today that is not over.
async fn tonight(app: &App, trainer: &Trainer) -> Result<Option<Tonight>, WebError> {
    let (today, now) = (app.today(), app.now());
    let tomorrow = start_of_day(today) + Duration::days(1);
    let until = Some((tomorrow, SessionId(Uuid::nil())));
    let of_day = app.store.sessions(&trainer.scope, until, SESSIONS_OF_A_DAY).await?;
    let open = |one: &&Session| day(one.starts_at) == today && one.is_open();
    let Some(session) = of_day.iter().rev().find(open) else { return Ok(None) };
    let invited = app.store.invited(&trainer.scope, &session.audience, &session.modules, now).await?.len();
    let key =
        if in_vietnam(session.starts_at).hour() < EVENING { "today-session" } else { "tonight-session" };
    let (time, place) = (words::clock(session.starts_at), session.place.as_str());
    Ok(Some(Tonight {
        heading: message(key, &[("time", &time), ("place", place)]),
        text: message("session-invited", &[("n", &words::number(invited as u64))]),
        action: Action::new(sessions::href(session.id), message("session-open-roll", &[])),
    }))
}

/// The name of what is within reach, and the month's sheet of each commune it consists of.
async fn heading(app: &App, trainer: &Trainer) -> Result<(String, Vec<Action>), WebError> {
    let mut months = Vec::new();
    let mut names = Vec::new();
    for root in trainer.scope.roots() {
        let unit = app.store.unit(*root).await?;
        if unit.kind == UnitKind::Commune {
            let month = Month::of(app.today()).to_string();
            let href = ["/trainer/communes/", &unit.id.to_string(), "/months/", &month].concat();
            months.push(Action::new(href, message("month-of", &[("name", &unit.name)])));
        }
        names.push(unit.name);
    }
    match <[String; 1]>::try_from(names) {
        Ok([one]) => Ok((one, months)),
        Err(_) => Ok((message("trainer-heading", &[]), months)),
    }
}

async fn meet_rows(
    app: &App,
    catalogue: &Catalogue,
    cases: &[Case<ToMeet>],
    typed: &Typed,
) -> Result<Vec<MeetRow>, WebError> {
    let ids: Vec<PersonId> = cases.iter().map(|case| case.who.member).collect();
    let people = app.store.present_members(&ids).await?;
    let names = app.store.unit_names(cases.iter().map(|case| case.who.team)).await?;
    let stopped: Vec<(PersonId, Slug)> =
        cases.iter().filter_map(|case| Some((case.who.member, case.who.module.clone()?))).collect();
    let finished = app.store.lessons_finished(&stopped).await?;
    let mut rows = Vec::new();
    for case in cases {
        let member = case.who.member;
        let Some(shown) = people.get(&member) else { continue };
        let person = &shown.person;
        let lessons = case.who.module.as_ref().and_then(|module| finished.get(&(member, module.clone())));
        let team = names.get(&case.who.team).map_or("", String::as_str);
        let mine = typed.member == Some(member);
        let form = if mine { typed.form.clone() } else { Contacted::default() };
        rows.push(MeetRow {
            id: member.to_string(),
            name: shown.shown_name(),
            place: [team, shown.role.word()].join(", "),
            why: why(catalogue, case, lessons.copied().unwrap_or(0), app.today()),
            no_device: person.device.as_deref() == Some("none") && case.reason != Reason::NoDevice,
            href: ["/trainer/members/", &member.to_string()].concat(),
            call_href: person.phone.as_ref().map(|phone| phone.tel_href()),
            action: ["/trainer/members/", &member.to_string(), "/contacts"].concat(),
            form_id: form_id(),
            kinds: ContactKind::ALL
                .into_iter()
                .map(|kind| Choice {
                    value: kind.code().to_owned(),
                    label: message(&["contact-", kind.code()].concat(), &[]),
                    checked: form.kind == kind.code(),
                })
                .collect(),
            until: form.until.chars().take(20).collect(),
            open: mine,
        });
    }
    Ok(rows)
}

/// Why somebody is to be met, in words.
fn why(catalogue: &Catalogue, case: &Case<ToMeet>, finished: u32, today: NaiveDate) -> Status {
    let days = match (today - case.since).num_days() {
        ..=0 => message("meet-today", &[]),
        n => message("meet-days", &[("n", &n.to_string())]),
    };
    let module = case.who.module.as_ref().and_then(|id| catalogue.module(id));
    let title = module.map_or("", |module| module.skill.short_title());
    let place = module.map(|module| next_place(module, finished)).unwrap_or_default();
    let tries = case.who.failed.to_string();
    let (kind, key) = match case.reason {
        Reason::NeverCame => (Kind::Bad, "meet-never"),
        Reason::Stopped => (Kind::Bad, "meet-stopped"),
        Reason::Failed => (Kind::Bad, "meet-failed"),
        Reason::Waiting => (Kind::Warn, "meet-waiting"),
        Reason::NoDevice => (Kind::Warn, "meet-no-device"),
    };
    let args = [("days", days.as_str()), ("title", title), ("place", &place), ("tries", &tries)];
    Status::new(kind, message(key, &args))
}

/// "chuyên đề 2, bài 3"
fn next_place(module: &Module, finished: u32) -> String {
    let number = module.skill.house().to_string();
    match module.lessons.get(finished as usize) {
        Some(lesson) => {
            message("place-lesson", &[("module", &number), ("lesson", &lesson.number.to_string())])
        }
        None => message("place-test", &[("module", &number)]),
    }
}

/// Whether the version in use asks something of this module again.
pub fn asks_again(in_use: &InUse, module: &Module) -> bool {
    let marks = in_use.marks.get(&module.id).and_then(|marks| marks.versions.get(&module.version));
    marks.is_some_and(|marks| !marks.is_empty())
}

/// Modules of which something is asked again, and of how many.
async fn changed(app: &App, trainer: &Trainer, members: u64) -> Result<Vec<String>, WebError> {
    let in_use = app.courses.now();
    let marked = |module: &Module| asks_again(&in_use, module);
    let all = || in_use.catalogue.modules.iter().chain(in_use.catalogue.local.values().flatten());
    if !all().any(|module| marked(module)) {
        return Ok(Vec::new());
    }
    if members > COUNTED_MEMBERS {
        let titles = all().filter(|module| marked(module)).map(|module| module.title.as_str());
        let titles: BTreeSet<&str> = titles.collect();
        let said = titles.into_iter().map(|title| message("overview-changed-many", &[("title", title)]));
        return Ok(said.collect());
    }
    let ids_of_modules: BTreeSet<&Slug> = all().filter(|one| marked(one)).map(|module| &module.id).collect();
    let mut again: BTreeMap<&str, u64> = BTreeMap::new();
    for id in ids_of_modules {
        // Nothing is asked again of what was made with the version in use; which that is depends on the province.
        let versions: BTreeSet<&str> =
            all().filter(|one| one.id == *id).map(|one| one.version.as_str()).collect();
        let version = (versions.len() == 1).then(|| versions.first().copied()).flatten();
        let members = app.store.recorded_otherwise(&trainer.scope, id, version).await?;
        if members.is_empty() {
            continue;
        }
        let people = match version {
            Some(_) => Vec::new(),
            None => app.store.members(&trainer.scope, None).await?,
        };
        let provinces: BTreeMap<PersonId, Option<&str>> =
            people.iter().map(|one| (one.person.id, one.province.as_deref())).collect();
        for (member, own) in app.store.members_progress_in(&members, id).await? {
            let province = provinces.get(&member).copied().flatten();
            let module = in_use.catalogue.modules_for(province).find(|one| one.id == *id);
            let Some(module) = module.filter(|one| marked(one)) else { continue };
            if !Stand::new(module, own, &[], app).again.is_empty() {
                *again.entry(module.title.as_str()).or_default() += 1;
            }
        }
    }
    let said = again
        .into_iter()
        .map(|(title, n)| message("overview-changed", &[("title", title), ("n", &grouped(n))]));
    Ok(said.collect())
}

async fn team_rows(app: &App, catalogue: &Catalogue, teams: Vec<Team>) -> Result<Vec<TeamRow>, WebError> {
    let ids: Vec<UnitId> = teams.iter().map(|team| team.id).collect();
    let sizes = app.store.team_sizes(&ids).await?;
    let reached = app.store.reached(&ids).await?;
    let assigned = app.store.assigned(&ids).await?;
    let one_commune = teams.windows(2).all(|pair| pair[0].commune == pair[1].commune);
    let cell = |team: UnitId, skill: Skill| {
        let Some(module) = catalogue.modules.iter().find(|module| module.skill == skill) else {
            return no_cell("cell-not-open");
        };
        let key = (team, module.id.to_string());
        let count = |metric| reached.get(&(team, key.1.clone(), metric)).copied().unwrap_or(0);
        let size = sizes.get(&team).copied().unwrap_or(0);
        if count(Metric::Does) == 0 && count(Metric::Started) == 0 && !assigned.contains_key(&key) {
            return no_cell("cell-not-assigned");
        }
        team_cell(count(Metric::Does), size)
    };
    Ok(teams
        .into_iter()
        .map(|team| TeamRow {
            cells: Skill::ALL.into_iter().map(|skill| cell(team.id, skill)).collect(),
            href: ["/trainer/teams/", &team.id.to_string()].concat(),
            name: if one_commune { team.name } else { team.with_commune() },
        })
        .collect())
}

/// A cell without a figure: a sign, and its words for who hears the page.
pub fn no_cell(key: &str) -> Cell {
    Cell { ramp: Ramp::T0, text: "–".to_owned(), short: None, said: Some(message(key, &[])) }
}

/// How many of a team do it: "3/5", "Đủ".
fn team_cell(do_it: u64, size: u64) -> Cell {
    let ramp = match do_it {
        0 => Ramp::T1,
        n if n >= size => Ramp::T5,
        n if n * 2 > size => Ramp::T3,
        _ => Ramp::T2,
    };
    let text = if do_it > 0 && do_it >= size {
        message("team-all", &[])
    } else {
        [do_it.to_string(), size.to_string()].join("/")
    };
    Cell { ramp, text, ..Cell::default() }
}
