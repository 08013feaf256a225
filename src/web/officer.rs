//! `/officer`: the figures of a unit and of the units below it, each with its denominator.
//!
//! Counts come from the counters that are written with the events; sums are made up the tree by the domain.

pub mod trainers;

use super::App;
use super::error::WebError;
use super::login::Officer;
use super::messages::message;
use super::page::Page;
use super::view::officer::{Figure, UnitPage, UnitRow};
use super::view::{Action, words};
use actix_web::web;
use std::collections::{BTreeMap, HashMap};
use tungngo_domain::content::Lacking;
use tungngo_domain::ids::UnitId;
use tungngo_domain::rollup::{Metric, sum_up};
use tungngo_domain::units::{UnitKind, in_sentence};
use tungngo_storage::audit;
use tungngo_storage::rollup::{ANY_MODULE, Roster};

/// The officer's own unit.
pub async fn show_own(app: web::Data<App>, officer: Officer) -> Result<Page<UnitPage>, WebError> {
    let own = *officer.scope.roots().first().ok_or(WebError::NotFound)?;
    page(&app, &officer, own).await
}

/// A unit within reach; any other does not exist.
pub async fn show(
    app: web::Data<App>,
    officer: Officer,
    path: web::Path<String>,
) -> Result<Page<UnitPage>, WebError> {
    let id: UnitId = path.parse().map_err(|_| WebError::NotFound)?;
    page(&app, &officer, id).await
}

async fn page(app: &App, officer: &Officer, id: UnitId) -> Result<Page<UnitPage>, WebError> {
    if !app.store.reaches(&officer.scope, id).await? {
        return Err(WebError::NotFound);
    }
    let now = app.now();
    let entry = audit::Entry {
        actor: Some(officer.login.person.id),
        action: "figures-read",
        unit: Some(id),
        ..audit::Entry::default()
    };
    app.store.audit(entry, now).await?;
    let path = app.store.unit_path(id).await?;
    let unit = path.last().cloned().ok_or(WebError::NotFound)?;
    let children = app.store.children(id).await?;
    let rosters = app.store.rosters(&officer.scope, id, app.today()).await?;
    // The counters of the teams below, summed up the tree: a member counts once, in however many modules.
    let by_team = app.store.team_counters(&officer.scope, id, ANY_MODULE).await?;
    let counts = sum_up(&app.store.parents_below(id).await?, &by_team);
    let own = Line::of(id, &rosters, &counts);
    let mut crumbs: Vec<Action> = Vec::new();
    for above in &path[..path.len() - 1] {
        if app.store.reaches(&officer.scope, above.id).await? {
            crumbs.push(Action::new(unit_href(above.id), above.name.clone()));
        }
    }
    let province = path.iter().find(|above| above.kind == UnitKind::Province);
    let in_use = app.courses.now();
    let lacking =
        province.and_then(|province| province.code.as_deref()).map(|code| in_use.catalogue.lacking(code));
    let (children_heading, child_column) = child_words(unit.kind, children.len());
    let help = super::trainer::help::count_words(app, &officer.scope).await?;
    Ok(Page::new(UnitPage {
        crumbs,
        heading: unit.name.clone(),
        as_of: words::figures_as_of(&words::moment(now)),
        figures: figures(own),
        children_heading,
        child_column,
        children: children
            .iter()
            .map(|child| {
                let href = (child.kind != UnitKind::Village).then(|| unit_href(child.id));
                Line::of(child.id, &rosters, &counts).row(child.name.clone(), href)
            })
            .collect(),
        total: (!children.is_empty()).then(|| own.row(message("total", &[]), None)),
        help,
        lacking_heading: province
            .map(|province| message("lacking-heading", &[("province", &in_sentence(&province.name))]))
            .unwrap_or_default(),
        lacking: lacking.unwrap_or_default().iter().map(lacking_words).collect(),
    }))
}

/// What a province has not written yet, as a sentence.
fn lacking_words(lacking: &Lacking<'_>) -> String {
    match lacking {
        Lacking::Part(module) => message("lacking-part", &[("title", &module.title)]),
        Lacking::Card(module, card) => {
            message("lacking-card", &[("title", &module.title), ("wanted", &card.wanted)])
        }
    }
}

fn unit_href(id: UnitId) -> String {
    ["/officer/units/", &id.to_string()].concat()
}

type Counts = BTreeMap<(UnitId, Metric), i64>;

/// The numbers of one unit.
#[derive(Debug, Clone, Copy)]
struct Line {
    roster: u64,
    reachable: u64,
    started: u64,
    knows: u64,
    does: u64,
    certified: u64,
}

impl Line {
    fn of(unit: UnitId, rosters: &HashMap<UnitId, Roster>, counts: &Counts) -> Self {
        let roster = rosters.get(&unit).copied().unwrap_or_default();
        let positive = |n: i64| u64::try_from(n).unwrap_or(0);
        let counted = |metric| positive(counts.get(&(unit, metric)).copied().unwrap_or(0));
        Self {
            roster: positive(roster.members),
            reachable: positive(roster.reachable),
            started: counted(Metric::Started),
            knows: counted(Metric::Knows),
            does: counted(Metric::Does),
            certified: positive(roster.certified),
        }
    }

    fn row(self, name: String, href: Option<String>) -> UnitRow {
        UnitRow {
            name,
            href,
            roster: words::number(self.roster),
            reachable: words::number(self.reachable),
            started: words::number(self.started),
            knows: words::number(self.knows),
            does: words::number(self.does),
            certified: words::number(self.certified),
            rate: words::percent(self.certified, self.roster),
        }
    }
}

fn figures(own: Line) -> Vec<Figure> {
    let share = |key: &str, n: u64| Figure {
        label: message(key, &[]),
        value: words::number(n),
        note: words::out_of(own.roster),
    };
    vec![
        Figure {
            label: message("figure-rate", &[]),
            value: words::percent(own.certified, own.roster),
            note: message(
                "figure-rate-note",
                &[("n", &words::number(own.certified)), ("of", &words::number(own.roster))],
            ),
        },
        share("figure-started", own.started),
        share("figure-knows", own.knows),
        share("figure-does", own.does),
        share("figure-reachable", own.reachable),
    ]
}

fn child_words(kind: UnitKind, count: usize) -> (String, String) {
    let count = words::number(count as u64);
    let (heading, column) = match kind {
        UnitKind::Nation => ("children-provinces", "column-province"),
        UnitKind::Province => ("children-communes", "column-commune"),
        UnitKind::Commune => ("children-villages", "column-village"),
        UnitKind::Village => return (String::new(), String::new()),
    };
    (message(heading, &[("count", &count)]), message(column, &[]))
}
