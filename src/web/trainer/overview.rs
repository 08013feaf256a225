//! `/trainer`: who waits for a sign-off, and the teams by skills.

use super::columns;
use crate::web::App;
use crate::web::error::WebError;
use crate::web::learner::Stand;
use crate::web::login::{Trainer, called};
use crate::web::page::Page;
use crate::web::render::message;
use crate::web::view::trainer::{Cell, OverviewPage, Ramp, TeamRow, WaitingRow};
use crate::web::view::{House, words};
use actix_web::web;
use std::collections::{BTreeMap, HashMap};
use tungngo_domain::content::Skill;
use tungngo_domain::ids::{PersonId, UnitId};
use tungngo_domain::time::day;
use tungngo_storage::certificates::{Certificate, MEMBERS_PROGRAMME, SubjectKind, held_for};
use tungngo_storage::people::Member;

/// At most so many rows of those who wait; the teams' pages have all.
const WAITING_SHOWN: usize = 20;

/// Everything the pages of one trainer need of the members within reach, in a fixed number of reads.
pub struct Reach {
    /// The members.
    pub members: Vec<Member>,
    /// Their certificates.
    pub certificates: HashMap<PersonId, Vec<Certificate>>,
    /// Names of the teams.
    pub teams: BTreeMap<UnitId, String>,
}

/// Reads the members of the teams within reach.
pub async fn reach(app: &App, trainer: &Trainer, team: Option<UnitId>) -> Result<Reach, WebError> {
    let members = app.store.members(&trainer.scope, team).await?;
    let ids: Vec<PersonId> = members.iter().map(|member| member.person.id).collect();
    let certificates = app.store.certificates_of(&ids).await?;
    let mut teams = BTreeMap::new();
    for root in trainer.scope.roots() {
        for unit in app.store.villages_below(*root).await? {
            teams.insert(unit.id, unit.name);
        }
    }
    Ok(Reach { members, certificates, teams })
}

/// Whether a member holds the valid member's certificate.
pub fn is_certified(app: &App, certificates: Option<&Vec<Certificate>>) -> bool {
    let held =
        certificates.map(|all| held_for(all, SubjectKind::Programme, MEMBERS_PROGRAMME)).unwrap_or_default();
    tungngo_domain::certification::standing(&held, app.today()).is_certified()
}

/// Shows the overview.
pub async fn show(app: web::Data<App>, trainer: Trainer) -> Result<Page<OverviewPage>, WebError> {
    let in_use = app.courses.now();
    let reach = reach(&app, &trainer, None).await?;
    let ids: Vec<PersonId> = reach.members.iter().map(|member| member.person.id).collect();
    let mut progress = app.store.members_progress(&ids).await?;
    let none = Vec::new();
    let mut waiting = Vec::new();
    let mut cells: BTreeMap<(UnitId, Skill), (usize, usize)> = BTreeMap::new();
    let mut sizes: BTreeMap<UnitId, usize> = BTreeMap::new();
    let mut certified = 0u64;
    for member in &reach.members {
        *sizes.entry(member.team).or_default() += 1;
        let certificates = reach.certificates.get(&member.person.id);
        certified += u64::from(is_certified(&app, certificates));
        let mut own = progress.remove(&member.person.id).unwrap_or_default();
        for module in &in_use.catalogue.modules {
            let module_progress = own.remove(&module.id).unwrap_or_default();
            let stand = Stand::new(module, module_progress, certificates.unwrap_or(&none), &app);
            let cell = cells.entry((member.team, module.skill)).or_default();
            cell.1 += 1;
            match stand.house() {
                House::Lit | House::Teach => cell.0 += 1,
                House::Wait => {
                    if let Some(since) = stand.rungs.knows {
                        waiting.push((since, member, module.skill));
                    }
                }
                House::Dark | House::Half => {}
            }
        }
    }
    waiting.sort_by_key(|(since, ..)| *since);
    let today = app.today();
    let heading = match trainer.scope.roots() {
        [one] => app.store.unit(*one).await?.name,
        _ => message("trainer-heading", &[]),
    };
    let mut teams: Vec<(&UnitId, &String)> = reach.teams.iter().collect();
    teams.sort_by_key(|(_, name)| tungngo_domain::people::fold(name));
    Ok(Page::new(OverviewPage {
        heading,
        counts: words::commune_counts(reach.teams.len() as u64, reach.members.len() as u64, certified),
        waiting: waiting
            .iter()
            .take(WAITING_SHOWN)
            .map(|(since, member, skill)| WaitingRow {
                name: words::capital(&called(&member.person)) + " (" + &member.person.full_name + ")",
                place: [reach.teams.get(&member.team).map_or("", String::as_str), member.role.word()]
                    .join(", "),
                module: message("waiting-module", &[("title", skill.title())]),
                since: words::waiting_since(
                    day(*since),
                    u64::try_from((today - day(*since)).num_days()).unwrap_or(0),
                ),
                href: ["/trainer/members/", &member.person.id.to_string()].concat(),
            })
            .collect(),
        modules: columns(),
        teams: teams
            .into_iter()
            .map(|(team, name)| TeamRow {
                name: name.clone(),
                href: ["/trainer/teams/", &team.to_string()].concat(),
                cells: Skill::ALL
                    .into_iter()
                    .map(|skill| team_cell(cells.get(&(*team, skill)), sizes.get(team)))
                    .collect(),
            })
            .collect(),
    }))
}

/// How many of a team do it: "3/5", "Đủ".
fn team_cell(counted: Option<&(usize, usize)>, size: Option<&usize>) -> Cell {
    let size = size.copied().unwrap_or(0);
    let Some((do_it, _)) = counted.filter(|_| size > 0) else {
        return Cell { ramp: Ramp::T0, text: "–".to_owned(), short: None };
    };
    let ramp = match *do_it {
        0 => Ramp::T1,
        n if n == size => Ramp::T5,
        n if n * 2 > size => Ramp::T3,
        _ => Ramp::T2,
    };
    let text = if *do_it == size {
        message("team-all", &[])
    } else {
        [do_it.to_string(), size.to_string()].join("/")
    };
    Cell { ramp, text, short: None }
}
