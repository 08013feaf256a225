//! What a frozen month says: its figures in the look of a unit's page, who froze and signed it, what a recount found.
//!
//! Owns: the words and which figures stand. Does not own: the counts (storage), the figures' look ([`super::unit`]).

use super::asked::{Asked, Order};
use super::export::PagePart;
use super::freezes::months_of;
use super::frozen_list::relisted;
use super::list::metric_words;
use super::unit::{Material, cohort_words};
use crate::web::messages::message;
use crate::web::view::freezes::{CheckPart, FrozenPage, LaterRow, MonthRow};
use crate::web::view::officer::{FilePart, UnitPage};
use crate::web::view::{Action, Kind, Status, words};
use std::collections::{BTreeSet, HashMap};
use tungngo_domain::ids::{Slug, UnitId};
use tungngo_domain::months::Month;
use tungngo_domain::rollup::{ANY_MODULE, Metric, Part};
use tungngo_domain::time::Instant;
use tungngo_storage::certificates::MEMBERS_PROGRAMME;
use tungngo_storage::figures::UnitFigures;
use tungngo_storage::freezes::{By, Freeze, Recount, State};
use uuid::Uuid;

pub(super) fn freeze_href(id: Uuid) -> String {
    ["/officer/months/", &id.to_string()].concat()
}

/// The word of a month in a form, and its button.
pub(super) fn choice(month: Month) -> Action {
    Action::new(month.to_string(), message("months-freeze", &[("month", &words::month(month))]))
}

/// The way up to the months of a unit.
pub(super) fn months_crumb(unit: UnitId) -> Action {
    Action::new(months_of(unit), message("months-title", &[]))
}

/// "Tháng 10/2026, lần chốt 2"
pub(super) fn label(freeze: &Freeze) -> String {
    let month = words::month(freeze.month);
    match freeze.version {
        1 => message("frozen-month", &[("month", &month)]),
        version => message("frozen-month-again", &[("month", &month), ("version", &version.to_string())]),
    }
}

fn state(freeze: &Freeze, now: Instant) -> Status {
    let (kind, key) = match freeze.state {
        _ if freeze.stopped(now) => (Kind::Bad, "frozen-state-stopped"),
        State::Counting | State::Failed => (Kind::Plain, "frozen-state-counting"),
        State::Frozen if freeze.reopened.is_some() => (Kind::Plain, "frozen-state-reopened"),
        State::Frozen if freeze.signed.is_some() => (Kind::Ok, "frozen-state-signed"),
        State::Frozen => (Kind::Warn, "frozen-state-frozen"),
    };
    Status::new(kind, message(key, &[]))
}

/// Who froze, signed and reopened it, and when.
fn lines(freeze: &Freeze) -> Vec<String> {
    let said =
        |key: &str, by: &By, at: Instant| message(key, &[("when", &words::moment(at)), ("who", &by.name)]);
    let mut lines = Vec::new();
    if freeze.frozen_at.is_some() {
        let operator = message("frozen-operator", &[]);
        let who = freeze.frozen_by.as_ref().map_or(operator.as_str(), |by| by.name.as_str());
        let when = words::moment(freeze.cutoff);
        lines.push(message("frozen-by", &[("when", &when), ("who", who)]));
    }
    if let Some((by, at)) = &freeze.signed {
        lines.push(said("frozen-signed", by, *at));
    }
    if let Some((by, at, reason)) = &freeze.reopened {
        lines.push(said("frozen-reopened", by, *at));
        lines.push(message("frozen-reason", &[("reason", reason)]));
    }
    lines
}

/// A line of the list of months.
pub(super) fn row(freeze: &Freeze, now: Instant) -> MonthRow {
    MonthRow {
        label: label(freeze),
        href: freeze_href(freeze.id),
        state: state(freeze, now),
        lines: lines(freeze),
    }
}

/// "tháng 10/2026, chốt 8 giờ, 05/11/2026"
pub(super) fn as_of(freeze: &Freeze) -> String {
    let (month, when) = (words::month(freeze.month), words::moment(freeze.cutoff));
    message("frozen-as-of", &[("month", &month), ("when", &when)])
}

/// The modules there are, and those of which the month counts something though they are gone.
fn modules_of(figures: &UnitFigures, modules: &[(Slug, String)]) -> Vec<(Slug, String)> {
    let known: BTreeSet<&str> = modules.iter().map(|(id, _)| id.as_str()).collect();
    let gone = figures.own.subjects().into_iter().filter(|subject| {
        *subject != ANY_MODULE && *subject != MEMBERS_PROGRAMME && !known.contains(subject)
    });
    let gone = gone.filter_map(|id| Some((Slug::parse(id).ok()?, id.to_owned())));
    modules.iter().cloned().chain(gone).collect()
}

/// The figures as a unit's page words them: every unit below, no way on, and nothing that is a state of today's work.
pub(super) fn unit_page(freeze: &Freeze, figures: &UnitFigures, modules: &[(Slug, String)]) -> UnitPage {
    let Ok(programme) = Slug::parse(MEMBERS_PROGRAMME) else { return UnitPage::default() };
    // By name, as on every sheet of this unit: rates change from month to month.
    let (asked, modules) = (Asked { order: Order::Name, ..Asked::default() }, modules_of(figures, modules));
    let material = Material {
        asked: &asked,
        figures,
        modules: &modules,
        programme: &programme,
        target: None,
        of_now: false,
        rows: (0, usize::MAX),
        as_of: as_of(freeze),
    };
    let mut page = UnitPage { map: None, spread: None, ..material.page() }.without_ways();
    for number in page.numbers() {
        number.href = number.href.as_deref().map(|live| relisted(freeze, live));
    }
    page
}

/// The page of a frozen month.
pub fn page(
    crumbs: Vec<Action>,
    freeze: &Freeze,
    figures: Option<&UnitFigures>,
    modules: &[(Slug, String)],
    units: &HashMap<UnitId, String>,
    now: Instant,
) -> FrozenPage {
    let stands = freeze.state == State::Frozen;
    let stopped = freeze.stopped(now);
    let href = freeze_href(freeze.id);
    let mut lines = lines(freeze);
    if stands {
        let seal: String = freeze.digest.chars().take(16).collect();
        lines.push(message("frozen-seal", &[("seal", &words::in_groups(&seal, 4))]));
    }
    let file = |part: PagePart| {
        let of = |ending: &str| [&href, "/figures.", ending, "?part=", part.code()].concat();
        FilePart { label: part.label(), xlsx: of("xlsx"), csv: of("csv") }
    };
    let files = PagePart::ALL.into_iter().filter(|part| stands && *part != PagePart::Trend);
    let counted = words::number(freeze.members);
    FrozenPage {
        crumbs,
        heading: message("frozen-heading", &[("month", &label(freeze)), ("unit", &freeze.unit_name)]),
        state: state(freeze, now),
        lines,
        progress: if stands || stopped {
            String::new()
        } else {
            message("frozen-progress", &[("n", &counted)])
        },
        stopped: if stopped { message("frozen-stopped-text", &[]) } else { String::new() },
        months_href: months_of(freeze.unit),
        unit: figures.map(|figures| unit_page(freeze, figures, modules)),
        files: files.map(file).collect(),
        check: freeze.checked.as_ref().map(|found| check(found, modules, units)),
        checking: freeze.is_checking(now),
        may_sign: stands && freeze.signed.is_none() && freeze.reopened.is_none(),
        may_reopen: stands && freeze.reopened.is_none(),
        href,
        ..FrozenPage::default()
    }
}

/// "Biết: An toàn trên không gian mạng"
pub(super) fn counter_words(subject: &str, metric: &str, modules: &[(Slug, String)]) -> String {
    let what = Metric::from_code(metric).map_or_else(|| metric.to_owned(), metric_words);
    if subject == ANY_MODULE || subject == MEMBERS_PROGRAMME {
        return what;
    }
    let title = modules.iter().find(|(id, _)| id.as_str() == subject).map_or(subject, |(_, title)| title);
    message("frozen-of-module", &[("what", &what), ("title", title)])
}

/// What a recount found, in words.
fn check(found: &Recount, modules: &[(Slug, String)], units: &HashMap<UnitId, String>) -> CheckPart {
    let n = |n: i64| words::number(u64::try_from(n).unwrap_or(0));
    let differences = found.first.iter().map(|one| {
        let [subject, metric, part] = &one.counter;
        let mut what = counter_words(subject, metric, modules);
        if let Some(Part::Cohort(cohort)) = Part::from_code(part) {
            what = [&what, ", ", &cohort_words(cohort)].concat();
        }
        let unit = units.get(&UnitId(one.unit)).cloned().unwrap_or_default();
        message(
            "frozen-difference",
            &[("unit", &unit), ("what", &what), ("stored", &n(one.stored)), ("counted", &n(one.counted))],
        )
    });
    let late = [words::number(found.late_events), words::number(found.late_members)];
    CheckPart {
        state: if found.differences == 0 {
            Status::new(Kind::Ok, message("frozen-check-same", &[]))
        } else {
            let n = words::number(found.differences);
            Status::new(Kind::Bad, message("frozen-check-differs", &[("n", &n)]))
        },
        when: message(
            "frozen-check-when",
            &[("when", &words::moment(found.at)), ("n", &words::number(found.members))],
        ),
        differences: differences.collect(),
        late: match found.late_events {
            0 => message("frozen-late-none", &[]),
            _ => message("frozen-late", &[("events", &late[0]), ("members", &late[1])]),
        },
        unmoved: if found.late_events > 0 && found.later.is_empty() {
            message("frozen-late-same", &[])
        } else {
            String::new()
        },
        later: found
            .later
            .iter()
            .map(|one| LaterRow {
                label: counter_words(&one.subject, &one.metric, modules),
                frozen: n(one.frozen),
                with: n(one.with),
            })
            .collect(),
    }
}
