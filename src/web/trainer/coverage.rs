//! `/trainer/teams/{team}`: whether a team can serve its village, and its members one by one, a page at a time.

use super::overview::{asks_again, no_cell};
use super::team::{about, find, heading};
use super::{columns, later_page, next_page, reading};
use crate::web::App;
use crate::web::error::WebError;
use crate::web::learner::Stand;
use crate::web::login::Trainer;
use crate::web::messages::message;
use crate::web::page::Page;
use crate::web::view::trainer::{Cell, CoverageRow, MemberRow, Ramp, TeamPage};
use crate::web::view::{Action, House, Kind, Status, words};
use actix_web::{HttpRequest, web};
use chrono::NaiveDate;
use std::collections::{BTreeMap, HashMap};
use tungngo_domain::attention::patience_from;
use tungngo_domain::content::{Module, Skill};
use tungngo_domain::coverage::{Lacking, Leader, Reached, lacking};
use tungngo_domain::ids::{PersonId, Slug, UnitId};
use tungngo_domain::ledger::Progress;
use tungngo_domain::membership::short_names;
use tungngo_domain::months::Month;
use tungngo_domain::rollup::Metric;
use tungngo_domain::time::day;
use tungngo_storage::PAGE_ROWS;
use tungngo_storage::people::Member;

/// So many are named on a line of the coverage.
const NAMED: usize = 8;

/// How one member stands in one module, as far as the page says it.
struct At {
    house: House,
    /// The last day of activity.
    last: Option<NaiveDate>,
}

type Standings = HashMap<PersonId, BTreeMap<Slug, At>>;

/// Shows a team.
pub async fn show(
    app: web::Data<App>,
    request: HttpRequest,
    trainer: Trainer,
    path: web::Path<String>,
) -> Result<Page<TeamPage>, WebError> {
    let unit = find(&app, &trainer, &path).await?;
    let after = later_page(&request).map(PersonId);
    let (scope, today) = (&trainer.scope, app.today());
    let province = app.store.province_of_unit(unit.id).await?;
    let mut members =
        app.store.team_members(scope, unit.id, province.as_deref(), after, PAGE_ROWS + 1).await?;
    let href = ["/trainer/teams/", &unit.id.to_string()].concat();
    let more_href = next_page(&mut members, &href, |member| member.person.id.0);
    reading(&app, &trainer, Some(unit.id), members.len()).await?;
    let whole = more_href.is_none() && after.is_none();
    let (certified, leaders) = app.store.team_certified(scope, unit.id, today).await?;
    let size = app.store.team_sizes(&[unit.id]).await?.get(&unit.id).copied().unwrap_or(0);
    let in_use = app.courses.now();
    let modules: Vec<&Module> = in_use.catalogue.modules_for(province.as_deref()).collect();
    let standings = standings(&app, &modules, &members).await?;
    let assigned = app.store.assigned(&[unit.id]).await?;
    let rows = members.iter().map(|member| {
        let own = standings.get(&member.person.id);
        MemberRow {
            name: member.shown_name(),
            about: about(member.person.birth_year, member.role, today),
            href: ["/trainer/members/", &member.person.id.to_string()].concat(),
            cells: Skill::ALL
                .into_iter()
                .map(|skill| {
                    let Some(module) = modules.iter().find(|module| module.skill == skill) else {
                        return no_cell("cell-not-open");
                    };
                    let asked = assigned.contains_key(&(unit.id, module.id.to_string()));
                    cell(own.and_then(|own| own.get(&module.id)), asked, today)
                })
                .collect(),
        }
    });
    let rows: Vec<MemberRow> = rows.collect();
    let named = if whole { Some((members.as_slice(), &standings)) } else { None };
    let reached = reached(&app, unit.id, &modules).await?;
    let programme = app.store.programme(today).await?;
    let required: Vec<(Slug, Reached)> = programme
        .requires()
        .iter()
        .map(|one| (one.module.clone(), reached.get(&one.module).copied().unwrap_or_default()))
        .collect();
    let lacks = lacking(Leader::of(leaders), &required);
    let coverage = coverage(&modules, &reached, &lacks, named);
    let (verdict, lacks) = verdict(&modules, &lacks);
    let month = Month::of(today).to_string();
    Ok(Page::new(TeamPage {
        crumbs: vec![Action::new("/trainer", message("nav-trainer", &[]))],
        heading: heading(&unit),
        counts: words::team_counts(size, certified),
        add_href: [&href, "/members/new"].concat(),
        ways: vec![
            Action::new([&href, "/cards"].concat(), message("cards-of-team", &[])),
            Action::new("/trainer/former-members", message("former-title", &[])),
        ],
        first_href: after.map(|_| href.clone()),
        modules: columns(),
        members: rows,
        more_href,
        coverage,
        verdict,
        lacking: lacks,
        month: Action::new([&href, "/months/", &month].concat(), message("month-link", &[])),
    }))
}

/// How these members stand in each module. Only of modules whose content changed must their whole records be read, to
/// tell what of them still counts.
async fn standings(app: &App, modules: &[&Module], members: &[Member]) -> Result<Standings, WebError> {
    let ids: Vec<PersonId> = members.iter().map(|member| member.person.id).collect();
    let in_use = app.courses.now();
    let changed: Vec<&Module> =
        modules.iter().copied().filter(|module| asks_again(&in_use, module)).collect();
    let mut all = Standings::new();
    if !changed.is_empty() {
        let certificates = app.store.certificates_of(&ids).await?;
        for module in &changed {
            for (member, own) in app.store.members_progress_in(&ids, &module.id).await? {
                let held = certificates.get(&member).map(Vec::as_slice).unwrap_or_default();
                let last = own.module.last_at.map(day);
                let house = Stand::new(module, own, held, app).house();
                all.entry(member).or_default().insert(module.id.clone(), At { house, last });
            }
        }
    }
    for (member, modules) in app.store.module_progress_of(&ids).await? {
        for (module, progress) in modules {
            if changed.iter().any(|one| one.id == module) {
                continue;
            }
            let last = progress.last_at.map(day);
            let rungs = tungngo_domain::certification::Rungs {
                knows: progress.knows_at,
                does: progress.does_at,
                teaches: progress.teaches_at,
            };
            let progress = Progress { module: progress, ..Progress::default() };
            let house = match tungngo_domain::progress::house(&progress, rungs) {
                tungngo_domain::progress::House::Dark if last.is_none() => House::Dark,
                tungngo_domain::progress::House::Dark | tungngo_domain::progress::House::Half => House::Half,
                tungngo_domain::progress::House::Waiting => House::Wait,
                tungngo_domain::progress::House::Lit => House::Lit,
                tungngo_domain::progress::House::Teaching => House::Teach,
            };
            all.entry(member).or_default().insert(module, At { house, last });
        }
    }
    Ok(all)
}

/// One member in one module, as a cell.
fn cell(at: Option<&At>, asked: bool, today: NaiveDate) -> Cell {
    let words = |ramp, key: &str, short: Option<&str>| Cell {
        ramp,
        text: message(key, &[]),
        short: short.map(|key| message(key, &[])),
        said: None,
    };
    match at.map(|at| (at.house, at.last)) {
        None | Some((House::Dark, _)) if !asked => no_cell("cell-not-assigned"),
        None | Some((House::Dark, _)) => words(Ramp::T1, "cell-new", Some("cell-new-short")),
        Some((House::Half, Some(last))) if last < patience_from(today) => {
            let days = (today - last).num_days().to_string();
            Cell {
                ramp: Ramp::Stop,
                text: message("cell-stopped", &[("n", &days)]),
                short: Some("!".to_owned()),
                said: None,
            }
        }
        Some((House::Half, _)) => words(Ramp::T2, "cell-studies", Some("cell-studies-short")),
        Some((House::Wait, _)) => words(Ramp::T3, "rung-knows", None),
        Some((House::Lit, _)) => words(Ramp::T4, "rung-does", Some("cell-does-short")),
        Some((House::Teach, _)) => words(Ramp::T5, "cell-teaches", Some("cell-teaches-short")),
    }
}

async fn reached(app: &App, team: UnitId, modules: &[&Module]) -> Result<BTreeMap<Slug, Reached>, WebError> {
    let counts = app.store.reached(&[team]).await?;
    let of = |module: &Module| {
        let count = |metric| counts.get(&(team, module.id.to_string(), metric)).copied().unwrap_or(0);
        Reached { knows: count(Metric::Knows), does: count(Metric::Does), teaches: count(Metric::Teaches) }
    };
    Ok(modules.iter().map(|module| (module.id.clone(), of(module))).collect())
}

/// A line a skill. Names stand there where all members are on this page.
fn coverage(
    modules: &[&Module],
    reached: &BTreeMap<Slug, Reached>,
    lacks: &[Lacking],
    named: Option<(&[Member], &Standings)>,
) -> Vec<CoverageRow> {
    let members = named.map_or(&[][..], |(members, _)| members);
    let names: Vec<_> =
        members.iter().map(|member| (member.person.full_name.as_str(), member.shown_name())).collect();
    let shorts = short_names(&names);
    let of_members = modules.iter().filter(|module| Skill::ALL.contains(&module.skill));
    of_members
        .map(|module| {
            let count = reached.get(&module.id).copied().unwrap_or_default();
            let text = |n: u64, least: House| {
                let names = named.map(|(members, standings)| {
                    let at = |member: &&Member| {
                        let own = standings.get(&member.person.id).and_then(|own| own.get(&module.id));
                        own.is_some_and(|at| rank(at.house) >= rank(least))
                    };
                    let of = members.iter().zip(&shorts).filter(|(member, _)| at(member));
                    of.map(|(_, short)| short.as_str()).collect()
                });
                who(n, names.unwrap_or_default())
            };
            CoverageRow {
                skill: module.skill.title().to_owned(),
                knows: text(count.knows, House::Wait),
                does: text(count.does, House::Lit),
                teaches: text(count.teaches, House::Teach),
                lacking: lacks.contains(&Lacking::Skill(module.id.clone())),
            }
        })
        .collect()
}

fn rank(house: House) -> u8 {
    match house {
        House::Dark => 0,
        House::Half => 1,
        House::Wait => 2,
        House::Lit => 3,
        House::Teach => 4,
    }
}

/// "3: Hòa, Khôi, Mùi"
fn who(n: u64, names: Vec<&str>) -> String {
    match names.len() {
        0 => words::number(n),
        few if few <= NAMED => [&words::number(n), ": ", &names.join(", ")].concat(),
        _ => [&words::number(n), ": ", &names[..NAMED].join(", "), "…"].concat(),
    }
}

fn verdict(modules: &[&Module], lacks: &[Lacking]) -> (Status, Vec<String>) {
    if lacks.is_empty() {
        return (Status::new(Kind::Ok, message("coverage-complete", &[])), Vec::new());
    }
    let said = lacks.iter().map(|lack| match lack {
        Lacking::Leader => message("lacks-leader", &[]),
        Lacking::LeaderCertificate => message("lacks-leader-certificate", &[]),
        Lacking::Skill(id) => {
            let skill = modules.iter().find(|module| module.id == *id).map(|module| module.skill);
            let skill = skill.or_else(|| Skill::ALL.into_iter().find(|skill| skill.word() == id.as_str()));
            message("lacks-skill", &[("title", skill.map_or("", Skill::title))])
        }
    });
    (Status::new(Kind::Warn, message("coverage-lacking", &[])), said.collect())
}
