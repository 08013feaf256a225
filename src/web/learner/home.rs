//! `/`: the next thing to do, the lane, and what is missing for the certificate.

use super::{Stand, lane, missing_words, stands};
use crate::web::App;
use crate::web::error::WebError;
use crate::web::login::{Learner, called};
use crate::web::messages::message;
use crate::web::page::Page;
use crate::web::trainer::assignment::due_words;
use crate::web::view::learner::{HomePage, Meter, ModuleRow, NextStep, ProgrammePart, ProgrammeRow};
use crate::web::view::{House, Kind, Status, words};
use actix_web::web;
use chrono::NaiveDate;
use std::collections::BTreeSet;
use tungngo_domain::certification::{Missing, Rung, Standing, standing};
use tungngo_domain::content::Skill;
use tungngo_domain::ids::Slug;
use tungngo_domain::programmes::Requirement;
use tungngo_domain::progress::Step;
use tungngo_domain::time::Instant;
use tungngo_storage::certificates::{Certificate, SubjectKind, held_for};
use tungngo_storage::meant::Deadline;
use tungngo_storage::programmes::Programme;

/// Shows home.
pub async fn show(app: web::Data<App>, learner: Learner) -> Result<Page<HomePage>, WebError> {
    let in_use = app.courses.now();
    let (stands, certificates) = stands(&app, &in_use.catalogue, &learner).await?;
    let programmes = app.store.programmes_for(learner.person.id, app.now()).await?;
    let lit = stands.iter().filter(|stand| matches!(stand.house(), House::Lit | House::Teach)).count();
    let own = programmes.iter().find(|programme| programme.is_of_members());
    let missing =
        own.map_or(&[][..], Programme::requires).iter().filter_map(|one| lacks(one, &stands)).collect();
    let mut others = Vec::new();
    for programme in programmes.iter().filter(|programme| !programme.is_of_members()) {
        others.extend(other(&app, &learner, programme, &stands, &certificates).await?);
    }
    let asked = deadlines(&app, &learner, &stands, &certificates).await?;
    let next = next(&stands, &asked);
    let help = app.store.help_news(learner.person.id, app.now()).await?;
    Ok(Page::new(HomePage {
        greeting: words::greeting(&called(&learner.person)),
        next: next.map(step_view),
        deadline: asked.first().map(|nearest| deadline_words(&asked, nearest, next, &stands, app.today())),
        lane: lane(&stands),
        progress: words::houses_lit(lit as u64, Skill::ALL.len() as u64),
        modules: rows(&stands),
        missing,
        programmes: others,
        help_news: match help.answers {
            0 => None,
            1 => Some(message("help-news", &[])),
            n => Some(message("help-news-many", &[("n", &words::number(n))])),
        },
        asked_help: help.any,
    }))
}

/// What somebody lacks of a requirement: "An toàn trên mạng: đạt bài kiểm tra"; nothing where it is met.
fn lacks(one: &Requirement, stands: &[Stand<'_>]) -> Option<String> {
    let title = |title: &str, what: &str| message("missing-in-module", &[("title", title), ("what", what)]);
    let Some(stand) = stands.iter().find(|stand| stand.module.id == one.module) else {
        let skill = Skill::KNOWN.into_iter().find(|skill| skill.word() == one.module.as_str())?;
        return Some(title(skill.title(), &missing_words(&Missing::NotOffered)));
    };
    let mut what: Vec<String> = stand.missing.iter().map(missing_words).collect();
    match one.rung {
        Rung::Knows if stand.rungs.knows.is_some() => return None,
        Rung::Knows => what = vec![missing_words(&Missing::Test)],
        Rung::Teaches if stand.rungs.teaches.is_none() => what.push(message("missing-teach-back", &[])),
        Rung::Does | Rung::Teaches => {}
    }
    if what.is_empty() { None } else { Some(title(&stand.module.title, &what.join(", "))) }
}

/// A programme beside the members' own: the certificate, or what is missing and where it is learnt. One that asks for
/// nothing is none.
async fn other(
    app: &App,
    learner: &Learner,
    programme: &Programme,
    stands: &[Stand<'_>],
    certificates: &[Certificate],
) -> Result<Option<ProgrammePart>, WebError> {
    let Some(rule) = programme.rule.as_ref().filter(|rule| !rule.requires.is_empty()) else {
        return Ok(None);
    };
    let today = app.today();
    let held = held_for(certificates, SubjectKind::Programme, programme.id.as_str());
    let is_held = standing(&held, today).is_certified();
    let reached = app.store.requirement_standings(rule, learner.person.id, today).await?;
    let row = |(one, reached): (&Requirement, &Standing)| {
        let stand = stands.iter().find(|stand| stand.module.id == one.module);
        let skill = Skill::KNOWN.into_iter().find(|skill| skill.word() == one.module.as_str());
        let title = stand.map(|stand| stand.module.title.clone());
        ProgrammeRow {
            title: title.or_else(|| skill.map(|skill| skill.title().to_owned())).unwrap_or_default(),
            href: stand.map(|stand| ["/modules/", stand.module.id.as_str()].concat()),
            status: match reached {
                Standing::Certified { .. } => Status::new(Kind::Ok, message("programme-met", &[])),
                _ => Status::new(Kind::Plain, message("programme-wanted", &[("rung", one.rung.word())])),
            },
        }
    };
    Ok(Some(ProgrammePart {
        title: message("programme-of", &[("title", &programme.title)]),
        held: is_held.then(|| Status::new(Kind::Ok, message("programme-held", &[]))),
        rows: rule.requires.iter().zip(&reached).map(row).collect(),
    }))
}

/// The deadlines of what was assigned to this member and is not done, nearest first.
async fn deadlines(
    app: &App,
    learner: &Learner,
    stands: &[Stand<'_>],
    certificates: &[Certificate],
) -> Result<Vec<Deadline>, WebError> {
    let Some(place) = app.store.place(learner.person.id).await? else { return Ok(Vec::new()) };
    let today = app.today();
    let held = |module: &Slug, before: Instant| {
        certificates.iter().any(|one| {
            one.kind == SubjectKind::Module
                && one.subject == module.as_str()
                && one.revoked_at.is_none()
                && one.issued_at < before
                && one.valid_until.is_none_or(|until| until >= today)
        })
    };
    let certified = |modules: &BTreeSet<Slug>, before| modules.iter().all(|module| held(module, before));
    let mut deadlines = app.store.deadlines(&place, certified).await?;
    deadlines.retain(|one| stands.iter().any(|stand| asks_for(one, stand)));
    Ok(deadlines)
}

/// Whether a deadline is one of this module, and something of it is open.
fn asks_for(deadline: &Deadline, stand: &Stand<'_>) -> bool {
    deadline.modules.contains(&stand.module.id) && !matches!(stand.step(), Step::Done | Step::Nothing)
}

/// The module of the next step: what is assigned and can be learnt, nearest deadline first; then what is begun; then
/// in the order of the catalogue.
fn next<'a, 'b>(stands: &'b [Stand<'a>], asked: &[Deadline]) -> Option<&'b Stand<'a>> {
    let open = |stand: &&Stand<'_>| !matches!(stand.step(), Step::Done | Step::Nothing);
    let begun = |stand: &&Stand<'_>| stand.progress.module.started_at.is_some();
    // Waiting for a trainer is nothing to do on the phone while another module has lessons.
    let to_do = |stand: &&Stand<'_>| open(stand) && stand.step() != Step::Practice;
    asked
        .iter()
        .find_map(|deadline| stands.iter().filter(to_do).find(|stand| asks_for(deadline, stand)))
        .or_else(|| stands.iter().filter(to_do).find(begun))
        .or_else(|| stands.iter().find(to_do))
        .or_else(|| asked.iter().find_map(|one| stands.iter().find(|stand| asks_for(one, stand))))
        .or_else(|| stands.iter().find(open))
        .or_else(|| stands.iter().find(|stand| stand.step() == Step::Done))
}

/// The deadline of the next step. Where none was set for its module, the nearest one, with the module it is for: what
/// waits for a trainer has its day, too.
fn deadline_words(
    asked: &[Deadline],
    nearest: &Deadline,
    next: Option<&Stand<'_>>,
    stands: &[Stand<'_>],
    today: NaiveDate,
) -> String {
    if let Some(of_next) = next.and_then(|next| asked.iter().find(|one| asks_for(one, next))) {
        return due_words(of_next.due_on, today);
    }
    let due = due_words(nearest.due_on, today);
    match stands.iter().find(|stand| asks_for(nearest, stand)) {
        Some(stand) => message("deadline-of-module", &[("title", &stand.module.title), ("due", &due)]),
        None => due,
    }
}

/// One step as the page's main button.
fn step_view(stand: &Stand<'_>) -> NextStep {
    let module = stand.module;
    let root = ["/modules/", module.id.as_str()].concat();
    match stand.step() {
        Step::Lesson(lesson) => NextStep {
            eyebrow: words::next_lesson(
                u64::from(lesson.number),
                module.lessons.len() as u64,
                u64::from(lesson.minutes),
            ),
            title: lesson.title.clone(),
            href: [root.as_str(), "/lessons/", lesson.id.as_str()].concat(),
            label: message(
                if stand.progress.module.started_at.is_some() { "next-continue" } else { "next-begin" },
                &[],
            ),
        },
        Step::Test { resume } => NextStep {
            eyebrow: module.title.clone(),
            title: module.test.as_ref().map(|test| test.title.clone()).unwrap_or_default(),
            href: [root.as_str(), "/test"].concat(),
            label: message(if resume { "next-test-resume" } else { "next-test" }, &[]),
        },
        Step::Practice => NextStep {
            eyebrow: module.title.clone(),
            title: module.practice.as_ref().map(|practice| practice.title.clone()).unwrap_or_default(),
            href: [root.as_str(), "/practice"].concat(),
            label: message("next-practice", &[]),
        },
        Step::Done | Step::Nothing => NextStep {
            eyebrow: module.title.clone(),
            title: message("next-certified", &[]),
            href: "/certificates".to_owned(),
            label: message("next-certificate", &[]),
        },
    }
}

/// A row a skill: five houses, also for modules that are not open yet.
fn rows(stands: &[Stand<'_>]) -> Vec<ModuleRow> {
    Skill::ALL
        .into_iter()
        .map(|skill| {
            let house = skill.house();
            let number = u32::try_from(house).unwrap_or(0);
            match stands.iter().find(|stand| stand.module.skill == skill) {
                None => ModuleRow {
                    number,
                    title: skill.title().to_owned(),
                    href: None,
                    house,
                    state: House::Dark,
                    status: Status::new(Kind::Plain, message("module-not-open", &[])),
                    meter: None,
                },
                Some(stand) => ModuleRow {
                    number,
                    title: stand.module.title.clone(),
                    href: Some(["/modules/", stand.module.id.as_str()].concat()),
                    house,
                    state: stand.house(),
                    status: status(stand),
                    meter: meter(stand),
                },
            }
        })
        .collect()
}

/// How a module stands, in words.
pub fn status(stand: &Stand<'_>) -> Status {
    let all = stand.module.lessons.len() as u64;
    let done = u64::from(stand.progress.module.lessons_finished).min(all);
    match (stand.standing, stand.house()) {
        (Standing::Lapsed { .. }, _) => Status::new(Kind::Warn, message("status-lapsed", &[])),
        (Standing::Revoked, _) => Status::new(Kind::Bad, message("status-revoked", &[])),
        (_, House::Teach) => Status::new(Kind::Ok, message("status-teaches", &[])),
        (_, House::Lit) => Status::new(Kind::Ok, message("status-does", &[])),
        (_, House::Wait) => Status::new(Kind::Warn, message("status-waiting", &[])),
        (_, House::Half) => Status::new(Kind::Plain, words::studying(done, all)),
        (_, House::Dark) => Status::new(Kind::Plain, message("status-not-begun", &[])),
    }
}

fn meter(stand: &Stand<'_>) -> Option<Meter> {
    if stand.house() != House::Half {
        return None;
    }
    let max = u32::try_from(stand.module.lessons.len()).ok().filter(|max| *max > 0)?;
    let value = stand.progress.module.lessons_finished.min(max);
    Some(Meter { value, max, label: words::lessons_bar(u64::from(value), u64::from(max)) })
}
