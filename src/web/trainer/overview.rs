//! `/trainer`: who waits for a sign-off, and the teams by skills.

use super::columns;
use crate::web::App;
use crate::web::error::WebError;
use crate::web::learner::Stand;
use crate::web::learner::lesson::module_href;
use crate::web::login::Trainer;
use crate::web::messages::message;
use crate::web::page::Page;
use crate::web::publishing::grouped;
use crate::web::view::trainer::{Cell, OverviewPage, Ramp, TeamRow, WaitingRow};
use crate::web::view::{Action, House, words};
use actix_web::web;
use std::collections::{BTreeMap, HashMap};
use tungngo_domain::content::Skill;
use tungngo_domain::ids::{PersonId, UnitId};
use tungngo_domain::time::{Instant, day};
use tungngo_storage::audit;
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

/// Reads the members of the teams within reach; the look is noted in the audit trail with its number of rows (A1).
pub async fn reach(app: &App, trainer: &Trainer, team: Option<UnitId>) -> Result<Reach, WebError> {
    let members = app.store.members(&trainer.scope, team).await?;
    let entry = audit::Entry {
        actor: Some(trainer.login.person.id),
        action: "members-read",
        unit: team.or_else(|| trainer.scope.roots().first().copied()),
        detail: members.len().to_string(),
        ..audit::Entry::default()
    };
    app.store.audit(entry, app.now()).await?;
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
    let mut again: BTreeMap<&str, u64> = BTreeMap::new();
    for member in &reach.members {
        *sizes.entry(member.team).or_default() += 1;
        let certificates = reach.certificates.get(&member.person.id);
        certified += u64::from(is_certified(&app, certificates));
        let mut own = progress.remove(&member.person.id).unwrap_or_default();
        for module in in_use.catalogue.modules_for(member.province.as_deref()) {
            let module_progress = own.remove(&module.id).unwrap_or_default();
            let stand = Stand::new(module, module_progress, certificates.unwrap_or(&none), &app);
            if !stand.again.is_empty() {
                *again.entry(module.title.as_str()).or_default() += 1;
            }
            let cell = cells.entry((member.team, module.skill)).or_default();
            cell.1 += 1;
            match stand.house() {
                House::Lit | House::Teach => cell.0 += 1,
                House::Wait => {
                    if let Some(since) = stand.rungs.knows {
                        waiting.push((since, member, module.skill, None));
                    }
                }
                House::Dark | House::Half => {
                    if let Some((on, tries)) = tried_out(&stand) {
                        waiting.push((on, member, module.skill, Some(tries)));
                    }
                }
            }
        }
    }
    // Who used up a day's tries comes before who waits for a sign-off; the longest wait first.
    waiting.sort_by_key(|(since, _, _, tries)| (tries.is_none(), *since));
    let today = app.today();
    let heading = match trainer.scope.roots() {
        [one] => app.store.unit(*one).await?.name,
        _ => message("trainer-heading", &[]),
    };
    let mut teams: Vec<(&UnitId, &String)> = reach.teams.iter().collect();
    teams.sort_by_cached_key(|(_, name)| tungngo_domain::collation::sort_key(name));
    let guides = in_use.catalogue.modules.iter().filter(|module| module.skill == Skill::HuongDan);
    Ok(Page::new(OverviewPage {
        heading,
        guides: guides.map(|module| Action::new(module_href(module), module.title.clone())).collect(),
        counts: words::commune_counts(reach.teams.len() as u64, reach.members.len() as u64, certified),
        waiting: waiting
            .iter()
            .take(WAITING_SHOWN)
            .map(|(since, member, skill, tries)| WaitingRow {
                name: member.shown_name(),
                place: [reach.teams.get(&member.team).map_or("", String::as_str), member.role.word()]
                    .join(", "),
                module: match tries {
                    None => message("waiting-module", &[("title", skill.title())]),
                    Some(_) => message("tried-module", &[("title", skill.title())]),
                },
                since: match tries {
                    None => words::waiting_since(
                        day(*since),
                        u64::try_from((today - day(*since)).num_days()).unwrap_or(0),
                    ),
                    Some(tries) => message(
                        "tried-out",
                        &[("tries", &tries.to_string()), ("date", &words::day(day(*since)))],
                    ),
                },
                href: ["/trainer/members/", &member.person.id.to_string()].concat(),
            })
            .collect(),
        changed: again
            .into_iter()
            .map(|(title, n)| message("overview-changed", &[("title", title), ("n", &grouped(n))]))
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

/// The latest day on which a member used up the tries of a test without passing since: the trainer hears of it
/// (product.md §5). Returns when the last of them closed, and how many there were.
fn tried_out(stand: &Stand<'_>) -> Option<(Instant, usize)> {
    let allowed = stand.module.test.as_ref()?.tries_a_day as usize;
    let mut days: BTreeMap<chrono::NaiveDate, (Instant, usize)> = BTreeMap::new();
    for closed in stand.progress.attempts.values().filter_map(|attempt| attempt.closed) {
        if closed.passed() {
            return None;
        }
        let on = days.entry(day(closed.at)).or_insert((closed.at, 0));
        *on = (on.0.max(closed.at), on.1 + 1);
    }
    days.into_values().rev().find(|(_, tries)| *tries >= allowed)
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
