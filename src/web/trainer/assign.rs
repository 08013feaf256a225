//! `/trainer/assignments/new…`: assigning in three steps. Each is a plain page whose address holds what was chosen
//! before; only the last one sends something.

use super::chosen::{Chosen, chosen, hidden};
use super::dates::read_day;
use crate::web::App;
use crate::web::error::WebError;
use crate::web::form::Form;
use crate::web::learner::{form_id, number, read_form_id};
use crate::web::login::Trainer;
use crate::web::messages::message;
use crate::web::page::{Page, see_other_done};
use crate::web::view::assignments::{DuePage, ModulesPage, RichChoice, TeamsPage};
use crate::web::view::learner::Fact;
use crate::web::view::{Action, Choice, FieldError, words};
use actix_web::{HttpRequest, HttpResponse, web};
use chrono::NaiveDate;
use std::collections::{BTreeMap, BTreeSet};
use tungngo_domain::assignment::{BadDeadline, Break, MESSAGE_MAX_CHARS, check_deadline, deadline, next_tet};
use tungngo_domain::content::{Catalogue, Module, Skill};
use tungngo_domain::ids::{Slug, UnitId};
use tungngo_domain::ledger::form_event_id;
use tungngo_domain::people::clean_line;
use tungngo_domain::rollup::Metric;
use tungngo_storage::assignments::{Assigning, Terms};
use tungngo_storage::teams::Team;

/// More teams than these are not ticked one by one: an address has room for so many.
pub const TEAMS_TICKED: u64 = 80;
/// The weeks that are offered.
const WEEKS: [u32; 2] = [2, 4];
/// The weeks that are proposed.
const WEEKS_PROPOSED: u32 = 4;

/// Every unit of the terms must be within reach, wherever it stands among the others.
pub(super) async fn reach(app: &App, trainer: &Trainer, terms: &Terms) -> Result<(), WebError> {
    let reached = app.store.reaches_all(&trainer.scope, &terms.units).await?;
    if reached { Ok(()) } else { Err(WebError::NotFound) }
}

/// Step 1: which modules.
pub async fn show_modules(
    app: web::Data<App>,
    request: HttpRequest,
    trainer: Trainer,
) -> Result<Page<ModulesPage>, WebError> {
    Ok(Page::new(modules_page(&app, &trainer, &chosen(&request)?, vec![]).await?))
}

async fn modules_page(
    app: &App,
    trainer: &Trainer,
    chosen: &Chosen,
    errors: Vec<FieldError>,
) -> Result<ModulesPage, WebError> {
    let in_use = app.courses.now();
    let teams = app.store.teams(&trainer.scope, None, None, TEAMS_TICKED + 1).await?;
    let counted = (teams.len() as u64 <= TEAMS_TICKED).then_some(&teams);
    let ids: Vec<UnitId> = teams.iter().map(|team| team.id).collect();
    let assigned = app.store.assigned(&ids).await?;
    let with = |module: &Module| {
        ids.iter().filter(|team| assigned.contains_key(&(**team, module.id.to_string()))).count()
    };
    let of_members = || in_use.catalogue.modules.iter().filter(|module| Skill::ALL.contains(&module.skill));
    let proposed = of_members().find(|module| with(module) < ids.len()).or_else(|| of_members().next());
    let modules = of_members()
        .map(|module| {
            let minutes = module.lessons.iter().map(|lesson| u64::from(lesson.minutes)).sum();
            let size = message(
                "assign-module-size",
                &[
                    ("lessons", &module.lessons.len().to_string()),
                    ("minutes", &words::about_minutes(minutes)),
                ],
            );
            let given = match (counted, with(module)) {
                (None, _) => String::new(),
                (_, 0) => message("assign-given-none", &[]),
                (_, n) => message("assign-given", &[("n", &n.to_string())]),
            };
            RichChoice {
                value: module.id.to_string(),
                label: [&number(module).to_string(), ". ", &module.title].concat(),
                note: [size, given].join(" ").trim().to_owned(),
                house: Some(module.skill.house()),
                checked: if chosen.module.is_empty() && errors.is_empty() {
                    proposed.is_some_and(|one| one.id == module.id)
                } else {
                    chosen.module.iter().any(|id| id == module.id.as_str())
                },
            }
        })
        .collect();
    let rest = ["team", "unit", "role", "certified", "skip", "from", "to"];
    Ok(ModulesPage { modules, hidden: hidden(&chosen.fields(&rest)), errors })
}

fn no_module() -> Vec<FieldError> {
    vec![FieldError::new("module", message("assign-no-module", &[]))]
}

/// Step 2: which teams, which places in them.
pub async fn show_teams(
    app: web::Data<App>,
    request: HttpRequest,
    trainer: Trainer,
) -> Result<HttpResponse, WebError> {
    let chosen = chosen(&request)?;
    let in_use = app.courses.now();
    let modules = chosen.modules(&in_use.catalogue)?;
    if modules.is_empty() {
        let page = modules_page(&app, &trainer, &chosen, no_module()).await?;
        return Page::with_errors(page).into_response(&request);
    }
    Page::new(teams_page(&app, &trainer, &chosen, &modules, vec![]).await?).into_response(&request)
}

async fn teams_page(
    app: &App,
    trainer: &Trainer,
    chosen: &Chosen,
    modules: &[&Module],
    errors: Vec<FieldError>,
) -> Result<TeamsPage, WebError> {
    let audience = chosen.audience()?;
    let within: Option<UnitId> = match chosen.unit.as_str() {
        "" => None,
        unit => Some(unit.parse().map_err(|_| WebError::NotFound)?),
    };
    if let Some(within) = within
        && !app.store.reaches(&trainer.scope, within).await?
    {
        return Err(WebError::NotFound);
    }
    let teams = app.store.teams(&trainer.scope, within, None, TEAMS_TICKED + 1).await?;
    let roots: Vec<UnitId> = within.map_or_else(|| trainer.scope.roots().to_vec(), |one| vec![one]);
    let mut page = TeamsPage {
        question: message("assign-whom", &[("title", &titles(modules))]),
        roles: role_choices(&chosen.role),
        certified: !audience.uncertified,
        hidden: hidden(&chosen.fields(&["module", "skip", "from", "to"])),
        back_href: chosen.address(
            "/trainer/assignments/new",
            &["module", "team", "role", "certified", "skip", "from", "to"],
        ),
        errors,
        ..TeamsPage::default()
    };
    if teams.len() as u64 > TEAMS_TICKED {
        for root in roots {
            let mut all = chosen.clone();
            let unit = app.store.unit(root).await?;
            all.unit = root.to_string();
            let label = message("assign-all-of", &[("name", &unit.name)]);
            let names = ["module", "unit", "role", "certified", "skip", "from", "to"];
            page.areas.push(Action::new(all.address("/trainer/assignments/new/due", &names), label));
            for child in app.store.children(root).await? {
                all.unit = child.id.to_string();
                let names = ["module", "unit", "skip", "from", "to"];
                page.areas
                    .push(Action::new(all.address("/trainer/assignments/new/teams", &names), child.name));
            }
        }
        page.hint = message("assign-many-teams", &[("n", &TEAMS_TICKED.to_string())]);
        return Ok(page);
    }
    let choices = team_choices(app, modules, &teams, |team, given| {
        if audience.teams.is_empty() { !given } else { audience.teams.contains(&team) }
    });
    page.teams = choices.await?;
    let n = page.teams.iter().filter(|team| team.checked).count();
    if audience.teams.is_empty() {
        page.hint = match n {
            0 => message("assign-preselected-none", &[]),
            n => message("assign-preselected", &[("n", &n.to_string())]),
        };
    }
    Ok(page)
}

/// Teams to tick: how many they are, and whether these modules were assigned to them. `checked` hears whether all were.
pub async fn team_choices(
    app: &App,
    modules: &[&Module],
    teams: &[Team],
    checked: impl Fn(UnitId, bool) -> bool,
) -> Result<Vec<RichChoice>, WebError> {
    let ids: Vec<UnitId> = teams.iter().map(|team| team.id).collect();
    let sizes = app.store.team_sizes(&ids).await?;
    let assigned = app.store.assigned(&ids).await?;
    let reached = app.store.reached(&ids).await?;
    let one_commune = teams.windows(2).all(|pair| pair[0].commune == pair[1].commune);
    Ok(teams
        .iter()
        .map(|team| {
            let size = sizes.get(&team.id).copied().unwrap_or(0);
            let key = |module: &Module| (team.id, module.id.to_string());
            let does = |module: &&&Module| {
                let (team, id) = key(module);
                size > 0 && reached.get(&(team, id, Metric::Does)).copied().unwrap_or(0) >= size
            };
            let able = modules.iter().filter(does).count() == modules.len();
            let dues: Vec<NaiveDate> =
                modules.iter().filter_map(|module| assigned.get(&key(module)).copied()).collect();
            let given = dues.len() == modules.len();
            let n = words::number(size);
            let note = match dues.iter().max() {
                _ if able => message("assign-team-able", &[("n", &n)]),
                Some(due) if given => message("assign-team-given", &[("n", &n), ("due", &words::day(*due))]),
                Some(_) => message("assign-team-partly", &[("n", &n)]),
                None => message("assign-team-open", &[("n", &n)]),
            };
            RichChoice {
                value: team.id.to_string(),
                label: if one_commune { team.name.clone() } else { team.with_commune() },
                note,
                house: None,
                checked: checked(team.id, given || able),
            }
        })
        .collect())
}

/// "An toàn trên không gian mạng", or several of them.
pub fn titles(modules: &[&Module]) -> String {
    modules.iter().map(|module| module.title.as_str()).collect::<Vec<_>>().join(", ")
}

/// Step 3: by when, and exactly what will happen.
pub async fn show_due(
    app: web::Data<App>,
    request: HttpRequest,
    trainer: Trainer,
) -> Result<HttpResponse, WebError> {
    let chosen = chosen(&request)?;
    let in_use = app.courses.now();
    let modules = chosen.modules(&in_use.catalogue)?;
    if modules.is_empty() {
        let page = modules_page(&app, &trainer, &chosen, no_module()).await?;
        return Page::with_errors(page).into_response(&request);
    }
    let Some(terms) = chosen.terms(&modules)? else {
        let errors = vec![FieldError::new("team", message("assign-no-team", &[]))];
        let page = teams_page(&app, &trainer, &chosen, &modules, errors).await?;
        return Page::with_errors(page).into_response(&request);
    };
    reach(&app, &trainer, &terms).await?;
    let (_, errors) = chosen.breaks(app.today());
    let wrong = !errors.is_empty();
    let page = due_page(&app, &trainer, &chosen, &modules, &terms, errors).await?;
    let page = if wrong { Page::with_errors(page) } else { Page::new(page) };
    page.into_response(&request)
}

async fn due_page(
    app: &App,
    trainer: &Trainer,
    chosen: &Chosen,
    modules: &[&Module],
    terms: &Terms,
    errors: Vec<FieldError>,
) -> Result<DuePage, WebError> {
    let today = app.today();
    let (breaks, _) = chosen.breaks(today);
    let meant = app.store.meant(&trainer.scope, terms, app.now(), today).await?;
    let weeks = |weeks: u32| {
        let day = deadline(today, weeks, &breaks);
        RichChoice {
            value: day.to_string(),
            label: message(if weeks == 2 { "due-2-weeks" } else { "due-4-weeks" }, &[]),
            note: words::capital(&words::weekday_day(day)),
            house: None,
            checked: if chosen.due.is_empty() {
                weeks == WEEKS_PROPOSED
            } else {
                chosen.due == day.to_string()
            },
        }
    };
    let mut dues: Vec<RichChoice> = WEEKS.into_iter().map(weeks).collect();
    dues.push(RichChoice {
        value: "other".to_owned(),
        label: message("due-other", &[]),
        note: message("due-other-note", &[]),
        house: None,
        checked: chosen.due == "other",
    });
    let tet = next_tet(today).filter(|tet| (tet.from - today).num_days() <= 120);
    let span = |one: &Break| {
        message("skip-span", &[("from", &words::full_day(one.from)), ("to", &words::full_day(one.to))])
    };
    let fact = |key: &str, value: String| Fact { label: message(key, &[]), value };
    let lessons: usize = modules.iter().map(|module| module.lessons.len()).sum();
    let tests = modules.iter().filter(|module| module.test.is_some()).count();
    let practices = modules.iter().filter(|module| module.practice.is_some()).count();
    let load = message(
        "assign-load",
        &[
            ("lessons", &lessons.to_string()),
            ("tests", &tests.to_string()),
            ("practices", &practices.to_string()),
        ],
    );
    let people = match meant.certified {
        0 => message("assign-people", &[("n", &words::number(meant.members))]),
        left => message(
            "assign-people-left",
            &[("n", &words::number(meant.members)), ("left", &words::number(left))],
        ),
    };
    let mut summary = vec![
        fact("assign-sum-modules", titles(modules)),
        fact("assign-sum-teams", whom(app, terms).await?),
        fact("assign-sum-people", people),
        fact("assign-sum-later", message("assign-later", &[])),
        fact("assign-sum-load", load),
        fact("assign-sum-told", message("assign-told", &[])),
    ];
    if let Some(before) = before_words(app, terms, modules, today).await? {
        summary.insert(2, fact("assign-sum-before", before));
    }
    let n = words::number(meant.members);
    Ok(DuePage {
        dues,
        other: chosen.other.chars().take(20).collect(),
        message: chosen.message.chars().take(MESSAGE_MAX_CHARS).collect(),
        summary,
        submit: Some(match meant.members {
            0 => message("assign-submit-later", &[]),
            _ => message("assign-submit", &[("n", &n)]),
        }),
        skips: tet
            .iter()
            .map(|tet| RichChoice {
                value: "tet".to_owned(),
                label: message("skip-tet", &[]),
                note: span(tet),
                house: None,
                checked: chosen.skip.iter().any(|one| one == "tet"),
            })
            .collect(),
        from: chosen.from.chars().take(20).collect(),
        to: chosen.to.chars().take(20).collect(),
        skipped: breaks.iter().map(span).collect::<Vec<_>>().join("; "),
        hidden: hidden(&chosen.fields(&["module", "team", "unit", "role", "certified"])),
        form_id: if chosen.form_id.is_empty() { form_id() } else { chosen.form_id.clone() },
        back_href: chosen.address(
            "/trainer/assignments/new/teams",
            &["module", "team", "role", "certified", "skip", "from", "to"],
        ),
        errors,
    })
}

/// Whom of the teams: everybody, who leads, or who leads and stands beside.
pub fn role_choices(chosen: &str) -> Vec<Choice> {
    ["", "leader", "leaders"]
        .into_iter()
        .zip(["assign-role-all", "assign-role-leader", "assign-role-leaders"])
        .map(|(value, key)| Choice {
            value: value.to_owned(),
            label: message(key, &[]),
            checked: chosen == value,
        })
        .collect()
}

/// What of it is assigned to some of them already, and until when; one that is overdue hides the new date.
async fn before_words(
    app: &App,
    terms: &Terms,
    modules: &[&Module],
    today: NaiveDate,
) -> Result<Option<String>, WebError> {
    let whole = terms.audience.teams.is_empty();
    let units = if whole { &terms.units } else { &terms.audience.teams };
    let units: Vec<UnitId> = units.iter().copied().collect();
    let mut before = app.store.assigned_now(&units).await?;
    before.retain(|(_, module, _)| modules.iter().any(|one| one.id.as_str() == module));
    let Some(last) = before.iter().map(|(_, _, due)| *due).max() else { return Ok(None) };
    let teams: BTreeSet<UnitId> = before.iter().map(|(unit, ..)| *unit).collect();
    let ids: BTreeSet<&str> = before.iter().map(|(_, module, _)| module.as_str()).collect();
    let again: Vec<&Module> = modules.iter().copied().filter(|one| ids.contains(one.id.as_str())).collect();
    let (what, n) = (titles(&again), words::number(teams.len() as u64));
    let args = [("n", n.as_str()), ("what", &what), ("date", &words::full_day(last))];
    let said = message(if whole { "assign-before-all" } else { "assign-before" }, &args);
    let rest = match before.iter().map(|(_, _, due)| *due).min().filter(|due| *due < today) {
        Some(over) => message("assign-before-over", &[("date", &words::full_day(over))]),
        None => message("assign-before-nearest", &[]),
    };
    Ok(Some([said, rest].join(" ")))
}

/// "Thôn Gò Sim, Thôn Suối Tre", with the places in the team where not all are meant.
pub async fn whom(app: &App, terms: &Terms) -> Result<String, WebError> {
    let names = app.store.unit_names(terms.units.iter().copied()).await?;
    let mut names: Vec<&String> = names.values().collect();
    names.sort_by_cached_key(|name| tungngo_domain::collation::sort_key(name));
    const NAMED: usize = 12;
    let more = names.len().saturating_sub(NAMED);
    let list = names.iter().take(NAMED).map(|name| name.as_str()).collect::<Vec<_>>().join(", ");
    let mut said = if terms.audience.teams.is_empty() {
        message("assign-all-of", &[("name", &list)])
    } else if more > 0 {
        message("assign-and-more", &[("names", &list), ("n", &more.to_string())])
    } else {
        list
    };
    if !terms.audience.roles.is_empty() {
        let roles: Vec<&str> = terms.audience.roles.iter().map(|role| role.word()).collect();
        said = message("assign-only-roles", &[("teams", &said), ("roles", &roles.join(", "))]);
    }
    Ok(said)
}

/// What is wrong with a deadline, in words.
pub fn deadline_words(bad: BadDeadline) -> String {
    message(
        match bad {
            BadDeadline::Past => "due-past",
            BadDeadline::TooFar => "due-far",
            BadDeadline::LeftOut => "due-left-out",
        },
        &[],
    )
}

/// Assigns.
pub async fn assign(
    app: web::Data<App>,
    request: HttpRequest,
    trainer: Trainer,
    form: Form<Chosen>,
) -> Result<HttpResponse, WebError> {
    let Form(chosen) = form;
    let form_uuid = read_form_id(&chosen.form_id)?;
    let in_use = app.courses.now();
    let modules = chosen.modules(&in_use.catalogue)?;
    if modules.is_empty() {
        let page = modules_page(&app, &trainer, &chosen, no_module()).await?;
        return Page::with_errors(page).into_response(&request);
    }
    let Some(terms) = chosen.terms(&modules)? else {
        let errors = vec![FieldError::new("team", message("assign-no-team", &[]))];
        let page = teams_page(&app, &trainer, &chosen, &modules, errors).await?;
        return Page::with_errors(page).into_response(&request);
    };
    reach(&app, &trainer, &terms).await?;
    let today = app.today();
    let (breaks, mut errors) = chosen.breaks(today);
    let other = chosen.due == "other";
    let due = if other { read_day(&chosen.other, today) } else { chosen.due.parse().ok() };
    match due.map(|due| check_deadline(due, today, if other { &breaks } else { &[] })) {
        None => {
            let field = if other { "other" } else { "due" };
            errors
                .push(FieldError::new(field, message(if other { "date-wrong" } else { "choose-one" }, &[])));
        }
        Some(Err(bad)) => {
            errors.push(FieldError::new(if other { "other" } else { "due" }, deadline_words(bad)));
        }
        Some(Ok(())) => {}
    }
    let (Some(due_on), true) = (due, errors.is_empty()) else {
        let page = due_page(&app, &trainer, &chosen, &modules, &terms, errors).await?;
        return Page::with_errors(page).into_response(&request);
    };
    let id = form_event_id(trainer.login.person.id, form_uuid, "assignment").0;
    let what = Assigning { terms, due_on, message: clean_message(&chosen.message) };
    app.store.assign(&trainer.scope, id, &what, app.now()).await?;
    Ok(see_other_done(&["/trainer/assignments/", &id.to_string()].concat(), "assigned"))
}

/// A message as it is kept.
pub fn clean_message(text: &str) -> String {
    clean_line(text).chars().take(MESSAGE_MAX_CHARS).collect()
}

/// The modules of an assignment as they are in use now.
pub fn modules_of<'a>(catalogue: &'a Catalogue, ids: &BTreeSet<Slug>) -> Vec<&'a Module> {
    let found: BTreeMap<u64, &Module> =
        ids.iter().filter_map(|id| catalogue.module(id)).map(|module| (number(module), module)).collect();
    found.into_values().collect()
}
