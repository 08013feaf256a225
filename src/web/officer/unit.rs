//! What a unit's page says: every figure with its denominator and the list behind it.
//!
//! Owns: which figures stand where, and their order. Does not own: the counts (storage), the drawings ([`super::map`],
//! [`super::trend`]), the table of the units below ([`super::below`]). Nothing here is counted or guessed: a figure that
//! is not known is not shown.

use super::asked::{Asked, list_href};
use super::map::{Province, map, spread, whole_percent};
use super::trend::Drawn;
use crate::web::messages::message;
use crate::web::view::officer::{BarRow, CohortRow, Figure, ModuleRow, Number, UnitPage};
use crate::web::view::words;
use std::collections::BTreeSet;
use tungngo_domain::ids::{Slug, UnitId};
use tungngo_domain::people::TeamRole;
use tungngo_domain::rollup::{Cohort, Metric, Subject};
use tungngo_domain::target::Plan;
use tungngo_domain::units::UnitKind;
use tungngo_storage::figures::{Below, UnitFigures, Weeks};
use tungngo_storage::targets::Target;

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
pub(super) const OF_COHORTS: [Metric; 3] = [Metric::Members, Metric::Started, Metric::Certified];

/// What a unit's page is made of.
#[derive(Debug)]
pub struct Material<'a> {
    /// What was asked for.
    pub asked: &'a Asked,
    /// The counts.
    pub figures: &'a UnitFigures,
    /// The modules, in their order.
    pub modules: &'a [(Slug, String)],
    /// The members' programme.
    pub programme: &'a Slug,
    /// The planned share of certified members, where there is a plan.
    pub target: Option<Target>,
    /// Whether the figures are of now, so that states of today's work stand among them: who waits for a visit.
    pub of_now: bool,
    /// Which rows of the units below are shown: from, and how many.
    pub rows: (usize, usize),
    /// "17 giờ, 20/11/2026"
    pub as_of: String,
}

impl Material<'_> {
    pub(super) fn id(&self) -> UnitId {
        self.figures.unit.id
    }

    /// What people have once: in whatever module, or of the programme.
    pub(super) fn once(&self, metric: Metric) -> Subject {
        match metric {
            Metric::Certified | Metric::Lapsed | Metric::Leaders | Metric::TeamsLed | Metric::TeamsReady => {
                Subject::Programme(self.programme.clone())
            }
            _ => Subject::Any,
        }
    }

    fn count(&self, metric: Metric) -> u64 {
        self.figures.own.get(self.once(metric).code(), metric)
    }

    /// When the present members reached what the page is about, and when they began: the module, or anything.
    fn weeks(&self) -> Option<(&Weeks, &Weeks)> {
        let of = |subject: &str| self.figures.weeks.get(subject);
        Some((of(self.asked.subject(self.programme).code())?, of(self.asked.began().code())?))
    }

    /// A count of this unit, with its list.
    fn number(&self, subject: &Subject, metric: Metric) -> Number {
        number(self.id(), self.figures.own.get(subject.code(), metric), subject, metric, None)
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
            until: self.asked.until,
            unit: self.id(),
            subject: &subject,
            now: self.figures.own.get(subject.code(), line),
            members: self.count(Metric::Members),
            target: self.plan().map(|plan| plan.percent.into()),
        };
        let rows = self.children();
        let (heading, columns) = self.columns(rows.len());
        // Teams are too small for a curve.
        let trend = self.weeks().and_then(|(weeks, started)| drawn.trend(weeks, started));
        UnitPage {
            heading: unit.name.clone(),
            size: self.size(),
            as_of: words::figures_as_of(&self.as_of),
            behind: if self.figures.behind { message("figures-behind", &[]) } else { String::new() },
            chosen: self.chosen(),
            not_chosen: self.not_chosen(trend.is_some()),
            figures: self.heading_figures(),
            trend,
            map: (unit.kind == UnitKind::Nation).then(|| map(self.asked, self.id(), &self.provinces())),
            spread: (unit.kind == UnitKind::Province && !rows.is_empty()).then(|| {
                let all = self.figures.children.iter().map(|below| self.below(below));
                let rates: Vec<u64> =
                    all.filter_map(|row| whole_percent(row.certified, row.members)).collect();
                spread(&message("kind-communes", &[]), &rates, |from, to| {
                    // All of them, whatever is chosen beside.
                    Asked { units: Vec::new(), ..self.asked.at_rates(from, to) }.href(self.id())
                })
            }),
            stages: self.stages(),
            modules: self.modules.iter().enumerate().map(|(at, module)| self.module(at, module)).collect(),
            roles: if self.figures.cohorts.is_empty() {
                Vec::new()
            } else {
                TeamRole::ALL.into_iter().map(|role| self.cohort(Cohort::Role(role))).collect()
            },
            births: self.births(),
            filters: self.filters(),
            children_heading: heading,
            total: (!rows.is_empty()).then(|| self.total()),
            chosen_total: self.chosen_total(),
            set: self.set(),
            all_href: self.asked.shows_some().then(|| {
                let all = Asked { units: Vec::new(), rates: None, ..self.asked.clone() };
                all.href(self.id())
            }),
            table_only: self.asked.table > 0,
            more_href: self.more_href(rows.len()),
            children: rows.into_iter().skip(self.rows.0).take(self.rows.1).map(|row| row.shown).collect(),
            columns,
            files: self.files(),
            ..UnitPage::default()
        }
    }

    /// What the filters chose.
    fn chosen(&self) -> String {
        match (&self.asked.module, self.asked.role) {
            (Some(module), _) => message("chosen-module", &[("title", self.title(module))]),
            (None, Some(role)) => message("chosen-role", &[("role", role.word())]),
            (None, None) => String::new(),
        }
    }

    /// What of the page the filters do not reach.
    fn not_chosen(&self, is_drawn: bool) -> String {
        let mut said = match (&self.asked.module, self.asked.role) {
            (Some(_), _) => vec![message("chosen-module-rest", &[])],
            (None, Some(_)) => vec![message("chosen-role-rest", &[])],
            (None, None) => vec![],
        };
        match self.asked.until {
            Some(until) if is_drawn => {
                said.push(message("chosen-until", &[("month", &words::month(until))]));
            }
            Some(_) => said.push(message("chosen-until-none", &[])),
            None => {}
        }
        if self.asked.unread {
            said.push(message("chosen-unread", &[]));
        }
        if self.asked.role_left_out {
            said.push(message("chosen-not-both", &[]));
        }
        if self.asked.role.is_some() && is_drawn {
            said.push(message("chosen-role-trend", &[]));
        }
        said.join(" ")
    }

    /// The plan, of what it is about: everybody's certificate of the programme.
    fn plan(&self) -> Option<Plan> {
        let is_whole = self.asked.module.is_none() && self.asked.role.is_none();
        self.target.as_ref().filter(|_| is_whole).map(|target| target.plan)
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
                let of =
                    |metric| self.figures.cohorts.get(&(Cohort::Role(role), metric)).copied().unwrap_or(0);
                (of(Metric::Certified), of(Metric::Members))
            }
            None => (self.figures.own.get(subject.code(), Metric::Certified), members),
        };
        let list = list_href(self.id(), &subject, Metric::Certified, self.asked.role.map(Cohort::Role));
        let note = [("n", words::number(certified)), ("of", words::number(of))];
        let note = message("figure-rate-note", &note.each_ref().map(|(name, text)| (*name, text.as_str())));
        let target = self
            .target
            .as_ref()
            .filter(|_| self.plan().is_some())
            .map(|target| super::target::words_of(target, self.id(), certified, of, self.figures.day));
        let mut figures = vec![Figure {
            label: message("figure-rate", &[]),
            value: Number { text: words::percent(certified, of), href: (certified > 0).then_some(list) },
            note: [note].into_iter().chain(target).collect::<Vec<_>>().join(". "),
        }];
        if self.figures.unit.kind != UnitKind::Village {
            let of_teams = message("figure-of-teams", &[("teams", &words::number(teams))]);
            for (key, metric) in [
                ("figure-ready", Metric::TeamsReady),
                ("figure-led", Metric::TeamsLed),
                ("figure-silent", Metric::TeamsSilent),
            ] {
                figures.push(Figure {
                    label: message(key, &[]),
                    value: self.once_number(metric),
                    note: of_teams.clone(),
                });
            }
        }
        figures
    }

    /// What is held beside another unit: the stages, then how many are certified in each module.
    pub fn compared(&self) -> Vec<BarRow> {
        let members = self.count(Metric::Members);
        let module = |(id, title): &(Slug, String)| {
            let subject = Subject::Module(id.clone());
            let n = self.figures.own.get(subject.code(), Metric::Certified);
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
            .filter(|metric| self.of_now || *metric != Metric::Waiting)
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
        let own = |metric| self.figures.own.get(subject.code(), metric);
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
        let of = |metric| self.figures.cohorts.get(&(cohort, metric)).copied().unwrap_or(0);
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
            .figures
            .cohorts
            .keys()
            .filter(|key| self.figures.cohorts[*key] > 0)
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
        let of = |below: &Below| {
            let (row, unit) = (self.below(below), &below.unit);
            Some(Province { code: unit.code.clone()?, id: unit.id, rate: (row.certified, row.members) })
        };
        self.figures.children.iter().filter_map(of).collect()
    }
}

/// A count of a unit, with the list that has so many rows.
pub fn number(unit: UnitId, n: u64, subject: &Subject, metric: Metric, cohort: Option<Cohort>) -> Number {
    Number { text: words::number(n), href: (n > 0).then(|| list_href(unit, subject, metric, cohort)) }
}

/// How long a bar is, of 100, to one decimal.
pub(super) fn bar(part: u64, whole: u64) -> String {
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
