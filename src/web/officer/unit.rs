//! What a unit's page says: every figure with its denominator and the list behind it.
//!
//! Owns: which figures stand where, and their order. Does not own: the counts (storage), the drawings ([`super::map`],
//! [`super::trend`]). Nothing here is counted or guessed: a figure that is not known is not shown.

use super::asked::{Asked, Order, list_href, unit_href};
use super::map::{Province, map, spread, whole_percent};
use super::stub::{Cohort, Cohorts, Counts, Metric, Subject, UnitFigures, Weeks};
use super::trend::Drawn;
use crate::web::messages::message;
use crate::web::view::officer::{
    BarRow, CohortRow, Column, Figure, FilePart, Files, Filters, ModuleRow, Number, UnitPage, UnitRow,
};
use crate::web::view::{Action, Choice, words};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use tungngo_domain::collation::sort_key;
use tungngo_domain::ids::{Slug, UnitId};
use tungngo_domain::people::TeamRole;
use tungngo_domain::units::UnitKind;
use tungngo_storage::units::Unit;

/// The denominators, from the roster to the certificate; those of the programme are named in [`Material::count`].
const STAGES: [Metric; 11] = [
    Metric::Members,
    Metric::Reachable,
    Metric::NoDevice,
    Metric::Started,
    Metric::Knows,
    Metric::Waiting,
    Metric::Does,
    Metric::Certified,
    Metric::Lapsed,
    Metric::Teaches,
    Metric::Paper,
];

/// The rungs of a module, as columns.
const RUNGS: [Metric; 6] =
    [Metric::Started, Metric::Knows, Metric::Does, Metric::Teaches, Metric::Certified, Metric::Lapsed];

/// What is counted of a cohort.
const OF_COHORTS: [Metric; 3] = [Metric::Members, Metric::Started, Metric::Certified];

/// What a unit's page is made of.
#[derive(Debug)]
pub struct Material<'a> {
    /// What was asked for.
    pub asked: &'a Asked,
    /// The counts.
    pub figures: &'a UnitFigures,
    /// The counts of each role and decade.
    pub cohorts: &'a Cohorts,
    /// The counts of the chosen role in the units below, where they are kept.
    pub below: &'a BTreeMap<UnitId, Cohorts>,
    /// What was reached when.
    pub weeks: &'a Weeks,
    /// The modules, in their order.
    pub modules: &'a [(Slug, String)],
    /// The members' programme.
    pub programme: &'a Slug,
    /// The planned share of certified members, in percent, where there is a plan.
    pub target: Option<u64>,
    /// "17 giờ, 20/11/2026"
    pub as_of: String,
}

impl Material<'_> {
    fn id(&self) -> UnitId {
        self.figures.unit.id
    }

    /// What people have once: in whatever module, or of the programme.
    fn once(&self, metric: Metric) -> Subject {
        match metric {
            Metric::Certified | Metric::Lapsed | Metric::Leaders | Metric::TeamsLed | Metric::TeamsReady => {
                Subject::Programme(self.programme.clone())
            }
            _ => Subject::Any,
        }
    }

    fn count(&self, metric: Metric) -> u64 {
        self.figures.own.get(&self.once(metric), metric)
    }

    /// A count of this unit, with its list.
    fn number(&self, subject: &Subject, metric: Metric) -> Number {
        number(self.id(), self.figures.own.get(subject, metric), subject, metric, None)
    }

    fn once_number(&self, metric: Metric) -> Number {
        self.number(&self.once(metric), metric)
    }

    /// The page.
    pub fn page(&self) -> UnitPage {
        let unit = &self.figures.unit;
        let subject = self.asked.subject(self.programme);
        let line = Drawn::metric(&subject);
        let drawn = Drawn {
            weekly: self.asked.weekly,
            today: self.figures.day,
            subject: &subject,
            now: self.figures.own.get(&subject, line),
            members: self.count(Metric::Members),
            target: self.target,
        };
        let rows = self.children();
        let (heading, columns) = self.columns(rows.len());
        let chosen_role = self.asked.role.map(TeamRole::word);
        UnitPage {
            heading: unit.name.clone(),
            size: self.size(),
            as_of: words::figures_as_of(&self.as_of),
            chosen: match (&self.asked.module, chosen_role) {
                (Some(module), _) => message("chosen-module", &[("title", self.title(module))]),
                (None, Some(role)) => message("chosen-role", &[("role", role)]),
                (None, None) => String::new(),
            },
            figures: self.heading_figures(),
            trend: drawn.trend(self.weeks),
            map: (unit.kind == UnitKind::Nation).then(|| map(self.asked, self.id(), &self.provinces())),
            spread: (unit.kind == UnitKind::Province && !rows.is_empty()).then(|| {
                let rates: Vec<u64> =
                    rows.iter().filter_map(|row| whole_percent(row.certified, row.members)).collect();
                spread(&message("kind-communes", &[]), &rates)
            }),
            stages: self.stages(),
            modules: self.modules.iter().enumerate().map(|(at, module)| self.module(at, module)).collect(),
            roles: TeamRole::ALL.into_iter().map(|role| self.cohort(Cohort::Role(role))).collect(),
            births: self.births(),
            filters: self.filters(),
            children_heading: heading,
            total: (!rows.is_empty()).then(|| self.row(unit, &self.figures.own, true).shown),
            children: rows.into_iter().map(|row| row.shown).collect(),
            columns,
            files: self.files(),
            ..UnitPage::default()
        }
    }

    fn title(&self, module: &Slug) -> &str {
        self.modules.iter().find(|(id, _)| id == module).map_or("", |(_, title)| title)
    }

    fn size(&self) -> String {
        let (members, teams) =
            (words::number(self.count(Metric::Members)), words::number(self.count(Metric::Teams)));
        let key = match self.figures.unit.kind {
            UnitKind::Nation => "size-nation",
            UnitKind::Province => "size-province",
            UnitKind::Commune => "size-commune",
            UnitKind::Village => "size-team",
        };
        let below = words::number(self.figures.children.len() as u64);
        message(key, &[("below", &below), ("teams", &teams), ("members", &members)])
    }

    fn heading_figures(&self) -> Vec<Figure> {
        let (members, teams) = (self.count(Metric::Members), self.count(Metric::Teams));
        let subject = self.asked.subject(self.programme);
        let (certified, of) = match self.asked.role {
            Some(role) => {
                let of = |metric| self.cohorts.get(&(Cohort::Role(role), metric)).copied().unwrap_or(0);
                (of(Metric::Certified), of(Metric::Members))
            }
            None => (self.figures.own.get(&subject, Metric::Certified), members),
        };
        let list = list_href(self.id(), &subject, Metric::Certified, self.asked.role.map(Cohort::Role));
        let note = [("n", words::number(certified)), ("of", words::number(of))];
        let note = message("figure-rate-note", &note.each_ref().map(|(name, text)| (*name, text.as_str())));
        let target = self.target.map(|target| message("figure-target", &[("target", &target.to_string())]));
        let mut figures = vec![Figure {
            label: message("figure-rate", &[]),
            value: Number {
                text: words::percent(certified, of),
                href: (certified > 0).then_some(list),
            },
            note: [note].into_iter().chain(target).collect::<Vec<_>>().join(". "),
        }];
        if self.figures.unit.kind != UnitKind::Village {
            let silent = teams.saturating_sub(self.count(Metric::TeamsStarted));
            let of_teams = message("figure-of-teams", &[("teams", &words::number(teams))]);
            for (key, metric) in [("figure-ready", Metric::TeamsReady), ("figure-led", Metric::TeamsLed)] {
                figures.push(Figure {
                    label: message(key, &[]),
                    value: self.once_number(metric),
                    note: of_teams.clone(),
                });
            }
            figures.push(Figure {
                label: message("figure-silent", &[]),
                value: self.silent(silent),
                note: of_teams,
            });
        }
        figures
    }

    fn silent(&self, n: u64) -> Number {
        let href = [&unit_href(self.id()), "/list?metric=teams-silent"].concat();
        Number { text: words::number(n), href: (n > 0).then_some(href) }
    }

    /// What is held beside another unit: the stages, then how many are certified in each module.
    pub fn compared(&self) -> Vec<BarRow> {
        let members = self.count(Metric::Members);
        let module = |(id, title): &(Slug, String)| {
            let subject = Subject::Module(id.clone());
            let n = self.figures.own.get(&subject, Metric::Certified);
            BarRow {
                label: message("compare-module", &[("title", title)]),
                bar: bar(n, members),
                n: self.number(&subject, Metric::Certified),
                share: words::percent(n, members),
            }
        };
        self.stages().into_iter().chain(self.modules.iter().map(module)).collect()
    }

    fn stages(&self) -> Vec<BarRow> {
        let members = self.count(Metric::Members);
        STAGES
            .into_iter()
            .map(|metric| {
                let n = self.count(metric);
                BarRow {
                    label: message(&["stage-row-", metric.code()].concat(), &[]),
                    bar: bar(n, members),
                    n: self.once_number(metric),
                    share: words::percent(n, members),
                }
            })
            .collect()
    }

    fn module(&self, at: usize, (id, title): &(Slug, String)) -> ModuleRow {
        let (members, teams) = (self.count(Metric::Members), self.count(Metric::Teams));
        let subject = Subject::Module(id.clone());
        let own = |metric| self.figures.own.get(&subject, metric);
        ModuleRow {
            label: format!("{}. {title}", at + 1),
            cells: RUNGS.into_iter().map(|metric| self.number(&subject, metric)).collect(),
            teaching: self.number(&subject, Metric::TeamsTeaching),
            covered: words::percent(own(Metric::TeamsTeaching), teams),
            knows_bar: bar(own(Metric::Knows), members),
            bar: bar(own(Metric::Certified), members),
        }
    }

    fn cohort(&self, cohort: Cohort) -> CohortRow {
        let of = |metric| self.cohorts.get(&(cohort, metric)).copied().unwrap_or(0);
        let programme = Subject::Programme(self.programme.clone());
        let subject = |metric| if metric == Metric::Certified { &programme } else { &Subject::Any };
        CohortRow {
            label: cohort_words(cohort),
            cells: OF_COHORTS
                .into_iter()
                .map(|metric| number(self.id(), of(metric), subject(metric), metric, Some(cohort)))
                .collect(),
            bar: bar(of(Metric::Certified), of(Metric::Members)),
            rate: words::percent(of(Metric::Certified), of(Metric::Members)),
        }
    }

    /// The decades in which somebody is born, the oldest first, and who gave none.
    fn births(&self) -> Vec<CohortRow> {
        let decades: BTreeSet<(bool, i32)> = self
            .cohorts
            .keys()
            .filter(|key| self.cohorts[*key] > 0)
            .filter_map(|(cohort, _)| match cohort {
                Cohort::Born(decade) => Some((decade.is_none(), decade.unwrap_or(0))),
                Cohort::Role(_) => None,
            })
            .collect();
        decades
            .into_iter()
            .map(|(unknown, decade)| self.cohort(Cohort::Born((!unknown).then_some(decade))))
            .collect()
    }

    fn provinces(&self) -> Vec<Province> {
        let of = |(unit, counts): &(Unit, Counts)| {
            let row = self.row(unit, counts, false);
            Some(Province {
                code: unit.code.clone()?,
                id: unit.id,
                rate: (row.certified, row.members),
            })
        };
        self.figures.children.iter().filter_map(of).collect()
    }

    /// The units below, in the order asked for.
    fn children(&self) -> Vec<Row> {
        let mut rows: Vec<Row> =
            self.figures.children.iter().map(|(unit, counts)| self.row(unit, counts, false)).collect();
        rows.sort_by_cached_key(|row| sort_key(&row.shown.name));
        // Nobody is no rate: those stand last either way.
        match self.asked.order {
            Order::Name => {}
            Order::Size => rows.sort_by_key(|row| Reverse(row.members)),
            Order::Best => rows.sort_by(|a, b| (a.members == 0).cmp(&(b.members == 0)).then(b.rate_to(a))),
            Order::Worst => rows.sort_by(|a, b| (a.members == 0).cmp(&(b.members == 0)).then(a.rate_to(b))),
        }
        rows
    }

    fn row(&self, unit: &Unit, counts: &Counts, is_sum: bool) -> Row {
        let subject = self.asked.subject(self.programme);
        let once = |metric| self.once(metric);
        let (metrics, cohort): (Vec<(Subject, Metric)>, _) = match (&self.asked.module, self.asked.role) {
            (None, Some(role)) => {
                (OF_COHORTS.into_iter().map(|metric| (once(metric), metric)).collect(), Some(Cohort::Role(role)))
            }
            (module, _) => {
                let of = |metric| match (module, metric) {
                    (Some(_), Metric::Started | Metric::Knows | Metric::Does | Metric::Certified) => subject.clone(),
                    _ => once(metric),
                };
                let metrics = if unit.kind == UnitKind::Village && !is_sum {
                    &[Metric::Members, Metric::Started, Metric::Knows, Metric::Does, Metric::Certified][..]
                } else {
                    &[
                        Metric::Teams,
                        Metric::Members,
                        Metric::Started,
                        Metric::Knows,
                        Metric::Does,
                        Metric::Certified,
                    ][..]
                };
                let metrics = if self.figures.unit.kind == UnitKind::Commune && is_sum { &metrics[1..] } else { metrics };
                (metrics.iter().map(|metric| (of(*metric), *metric)).collect(), None)
            }
        };
        let of_cohort = |cohort, metric| {
            let kept = if is_sum { Some(self.cohorts) } else { self.below.get(&unit.id) };
            kept.and_then(|kept| kept.get(&(cohort, metric))).copied().unwrap_or(0)
        };
        let of = |subject: &Subject, metric| match cohort {
            Some(cohort) => of_cohort(cohort, metric),
            None => counts.get(subject, metric),
        };
        let (members, certified) = (of(&Subject::Any, Metric::Members), of(&subject, Metric::Certified));
        Row {
            members,
            certified,
            shown: UnitRow {
                name: if is_sum { message("total", &[]) } else { unit.name.clone() },
                href: (!is_sum).then(|| {
                    let stay = Asked { order: Order::default(), drawn: false, ..self.asked.clone() };
                    stay.href(unit.id)
                }),
                cells: metrics
                    .iter()
                    .map(|(subject, metric)| number(unit.id, of(subject, *metric), subject, *metric, cohort))
                    .collect(),
                rate: words::percent(certified, members),
                bar: bar(certified, members),
            },
        }
    }

    fn columns(&self, rows: usize) -> (String, Vec<Column>) {
        let count = words::number(rows as u64);
        let (heading, first) = match self.figures.unit.kind {
            UnitKind::Nation => ("children-provinces", "column-province"),
            UnitKind::Province => ("children-communes", "column-commune"),
            UnitKind::Commune => ("children-villages", "column-village"),
            UnitKind::Village => return (String::new(), Vec::new()),
        };
        let asked = self.asked;
        let sorted = |key: &str, order: Order, shown: &'static str| Column {
            label: message(key, &[]),
            href: (asked.order != order).then(|| Asked { order, ..asked.clone() }.href(self.id())),
            sorted: if asked.order == order { shown } else { "" },
        };
        let plain = |key: &str| Column { label: message(key, &[]), ..Column::default() };
        let mut columns = vec![sorted(first, Order::Name, "ascending")];
        if self.asked.role.is_none() && self.figures.unit.kind != UnitKind::Commune {
            columns.push(plain("unit-teams"));
        }
        columns.push(sorted("unit-roster", Order::Size, "descending"));
        columns.push(plain("unit-started"));
        if self.asked.role.is_none() {
            columns.extend([plain("rung-knows"), plain("rung-does")]);
        }
        columns.push(plain("unit-certified"));
        // The rate turns round: lowest first, highest first.
        let (order, shown) = match asked.order {
            Order::Best => (Order::Worst, "descending"),
            Order::Worst => (Order::Best, "ascending"),
            _ => (Order::Best, ""),
        };
        columns.push(Column {
            label: message("unit-rate", &[]),
            href: Some(Asked { order, ..asked.clone() }.href(self.id())),
            sorted: shown,
        });
        (message(heading, &[("count", &count)]), columns)
    }

    fn filters(&self) -> Filters {
        let choice = |value: &str, label: String, checked| Choice { value: value.to_owned(), label, checked };
        let module = self.asked.module.as_ref();
        let mut subjects = vec![choice("", message("filter-programme", &[]), module.is_none())];
        subjects.extend(
            self.modules.iter().map(|(id, title)| choice(id.as_str(), title.clone(), module == Some(id))),
        );
        let mut roles = vec![choice("", message("filter-roles", &[]), self.asked.role.is_none())];
        roles.extend(TeamRole::ALL.into_iter().map(|role| {
            choice(role.code(), words::capital(role.word()), self.asked.role == Some(role))
        }));
        let kept = Asked { module: None, role: None, weekly: false, ..self.asked.clone() };
        Filters {
            action: unit_href(self.id()),
            subjects,
            roles,
            periods: vec![
                choice("months", message("filter-months", &[]), !self.asked.weekly),
                choice("weeks", message("filter-weeks", &[]), self.asked.weekly),
            ],
            kept: kept.pairs().into_iter().map(|(name, value)| Action::new(name, value)).collect(),
        }
    }

    fn files(&self) -> Files {
        let part = |code: &str, key: &str| FilePart {
            label: message(key, &[]),
            xlsx: self.asked.file_href(self.id(), code, "xlsx"),
            csv: self.asked.file_href(self.id(), code, "csv"),
        };
        let mut parts = vec![part("stages", "part-stages"), part("modules", "part-modules")];
        parts.extend([part("cohorts", "part-cohorts"), part("trend", "part-trend")]);
        if !self.figures.children.is_empty() {
            parts.push(part("units", "part-units"));
        }
        Files { parts }
    }
}

/// A unit below with what it is sorted by.
struct Row {
    members: u64,
    certified: u64,
    shown: UnitRow,
}

impl Row {
    /// Compares rates exactly, not as they are rounded.
    fn rate_to(&self, other: &Self) -> std::cmp::Ordering {
        (u128::from(self.certified) * u128::from(other.members))
            .cmp(&(u128::from(other.certified) * u128::from(self.members)))
    }
}

/// A count of a unit, with the list that has so many rows.
pub fn number(unit: UnitId, n: u64, subject: &Subject, metric: Metric, cohort: Option<Cohort>) -> Number {
    Number { text: words::number(n), href: (n > 0).then(|| list_href(unit, subject, metric, cohort)) }
}

/// How long a bar is, of 100, to one decimal.
fn bar(part: u64, whole: u64) -> String {
    let tenths = (u128::from(part) * 1000).checked_div(u128::from(whole)).unwrap_or(0).min(1000);
    if tenths % 10 == 0 { (tenths / 10).to_string() } else { format!("{}.{}", tenths / 10, tenths % 10) }
}

/// "Tổ trưởng", "Sinh 1960–1969", "Chưa rõ năm sinh".
pub fn cohort_words(cohort: Cohort) -> String {
    match cohort {
        Cohort::Role(role) => words::capital(role.word()),
        Cohort::Born(Some(decade)) => {
            message("born", &[("from", &decade.to_string()), ("until", &(decade + 9).to_string())])
        }
        Cohort::Born(None) => message("born-unknown", &[]),
    }
}
