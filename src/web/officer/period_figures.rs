//! What two periods of a unit say: how many got where in each, how many were there at its end, and what was frozen.
//!
//! Owns: which figures stand where, and in which words. Does not own: the counts (storage), what a period is (`domain`),
//! reading them ([`super::periods`]). Weeks count those who are on the roster today; only frozen months say how it was.

use super::asked::{list_href, unit_href, when_words};
use super::export::Table;
use super::frozen::freeze_href;
use super::frozen_list::relisted;
use super::list::metric_words;
use super::periods::{Asked, period_words};
use super::unit::bar;
use crate::web::messages::message;
use crate::web::view::officer::Number;
use crate::web::view::periods::{PeriodName, PeriodRow, PeriodTable};
use crate::web::view::words;
use chrono::{Days, NaiveDate};
use tungngo_domain::ids::Slug;
use tungngo_domain::periods::{Period, Stand};
use tungngo_domain::rollup::{ANY_MODULE, Metric, Subject};
use tungngo_storage::behind::When;
use tungngo_storage::certificates::MEMBERS_PROGRAMME;
use tungngo_storage::figures::UnitFigures;
use tungngo_storage::freezes::Freeze;

/// The rungs, which are counted by week of each module.
const RUNGS: [Metric; 3] = [Metric::Knows, Metric::Does, Metric::Teaches];

/// The frozen months at the ends of two periods, where they stand.
#[derive(Debug, Default)]
pub struct Ends {
    /// Of the earlier.
    pub one: Option<(Freeze, UnitFigures)>,
    /// Of the later.
    pub other: Option<(Freeze, UnitFigures)>,
}

/// What two periods are made of.
#[derive(Debug)]
pub struct Material<'a> {
    /// Which periods, of what.
    pub asked: &'a Asked,
    /// The counts of today, with all weeks.
    pub figures: &'a UnitFigures,
    /// The frozen ends.
    pub ends: &'a Ends,
    /// The modules with their titles.
    pub modules: &'a [(Slug, String)],
    /// The day in Vietnam.
    pub today: NaiveDate,
}

/// A count by weeks.
struct Counted {
    label: String,
    /// The list behind it, without a time; of turns, their page.
    list: String,
    now: u64,
    weeks: Vec<(NaiveDate, u64)>,
}

impl Material<'_> {
    fn periods(&self) -> [Period; 2] {
        [self.asked.one, self.asked.other]
    }

    /// What is counted by week.
    fn counted(&self) -> Vec<Counted> {
        let unit = self.figures.unit.id;
        let count = |key: &str, metric: Metric, subjects: &[&str]| {
            let of = |subject: &&str| {
                let weeks = self.figures.weeks.get(*subject).into_iter().flatten();
                weeks.filter(|((_, what), _)| *what == metric).map(|((week, _), n)| (*week, *n))
            };
            let subject = |code: &str| Subject::from_code(code, |id| id == MEMBERS_PROGRAMME);
            Counted {
                list: match subjects {
                    [one] => list_href(unit, &subject(one).unwrap_or(Subject::Any), metric, None),
                    _ => [&unit_href(unit), "/turns?metric=", metric.code()].concat(),
                },
                label: message(key, &[]),
                now: subjects.iter().map(|subject| self.figures.own.get(subject, metric)).sum(),
                weeks: subjects.iter().flat_map(of).collect(),
            }
        };
        let rungs = |keys: [&str; 3], subjects: &[&str]| {
            RUNGS.into_iter().zip(keys).map(|(metric, key)| count(key, metric, subjects)).collect::<Vec<_>>()
        };
        match &self.asked.module {
            Some(module) => {
                let subject = [module.as_str()];
                let mut all = vec![count("periods-started", Metric::Started, &subject)];
                all.extend(rungs(["rung-knows", "rung-does", "rung-teaches"], &subject));
                all
            }
            None => {
                let modules: Vec<&str> = self.modules.iter().map(|(id, _)| id.as_str()).collect();
                let mut all = vec![count("periods-started", Metric::Started, &[ANY_MODULE])];
                all.extend(rungs(["periods-knows", "periods-does", "periods-teaches"], &modules));
                all.push(count("periods-certified", Metric::Certified, &[MEMBERS_PROGRAMME]));
                all
            }
        }
    }

    /// "Tháng 11/2026: 3 tuần, từ 02/11/2026. Chưa hết."
    pub fn spans(&self) -> Vec<String> {
        let mut said: Vec<String> = self.periods().map(|period| self.span(period)).into();
        let [one, other] = self.periods().map(|period| period.weeks_begun(self.today));
        if one != other {
            let (one, other) = (words::number(one), words::number(other));
            said.push(message("periods-unequal", &[("one", &one), ("other", &other)]));
        }
        said
    }

    fn span(&self, period: Period) -> String {
        let (first, last) = period.mondays();
        let name = words::capital(&period_words(period));
        let weeks = words::number(period.weeks_begun(self.today));
        let from = words::full_day(first);
        let said = [("period", name.as_str()), ("weeks", &weeks), ("from", &from)];
        if !period.is_over(self.today) {
            return message("periods-span-open", &said);
        }
        let until = words::full_day(last + Days::new(6));
        message("periods-span", &[said[0], said[1], said[2], ("until", &until)])
    }

    /// What was reached in each period, what was there at its end, and what was frozen.
    pub fn tables(&self) -> Vec<PeriodTable> {
        let counted = self.counted();
        let stands: Vec<[Stand; 2]> = counted
            .iter()
            .map(|one| self.periods().map(|period| Stand::of(one.weeks.iter().copied(), one.now, period)))
            .collect();
        let names = || -> Vec<PeriodName> {
            let name = |period| PeriodName { label: words::capital(&period_words(period)), href: None };
            self.periods().map(name).into()
        };
        let table = |id, key: &str, full: &str, of: fn(&Stand) -> u64, when: fn(Period) -> When| {
            let lists = self.periods().map(|period| when_words(when(period)));
            let whole = stands.iter().flatten().map(of).max().unwrap_or(0);
            let rows = counted.iter().zip(&stands);
            PeriodTable {
                id,
                heading: message(key, &[]),
                names: names(),
                full: message(full, &[("n", &words::number(whole))]),
                rows: rows
                    .map(|(one, both)| {
                        let lists = lists.each_ref().map(|when| [one.list.as_str(), when].concat());
                        row(&one.label, both.each_ref().map(of), lists.map(Some), whole)
                    })
                    .collect(),
            }
        };
        let mut tables = vec![
            table("trong-ky", "periods-reached", "periods-full", |stand| stand.reached, within),
            table("cuoi-ky", "periods-at-end", "periods-full", |stand| stand.at_end, until),
        ];
        tables.extend(self.frozen());
        tables
    }

    /// The frozen ends side by side; none where one of them is missing.
    fn frozen(&self) -> Option<PeriodTable> {
        let both = [self.ends.one.as_ref()?, self.ends.other.as_ref()?];
        let module = self.asked.module.as_ref().map(Slug::as_str);
        let subject = |metric: Metric| {
            let whole = matches!(metric, Metric::Certified | Metric::Lapsed | Metric::TeamsReady);
            match (module, metric) {
                (_, Metric::Members) => ANY_MODULE,
                (Some(module), _) => module,
                (None, _) => {
                    if whole {
                        MEMBERS_PROGRAMME
                    } else {
                        ANY_MODULE
                    }
                }
            }
        };
        let get = |of: &UnitFigures, metric: Metric| of.own.get(subject(metric), metric);
        let list = |freeze: &Freeze, metric: Metric| {
            let subject = Subject::from_code(subject(metric), |id| id == MEMBERS_PROGRAMME)?;
            Some(relisted(freeze, &list_href(self.figures.unit.id, &subject, metric, None)))
        };
        let label = |metric: Metric| match (module, metric) {
            (Some(_), Metric::Started | Metric::Knows | Metric::Does | Metric::Teaches) => {
                metric_words(metric)
            }
            (_, Metric::TeamsReady) => message("figure-ready", &[]),
            _ => message(&["stage-row-", metric.code()].concat(), &[]),
        };
        let counts = |metric: Metric| {
            let lists = both.map(|(freeze, _)| list(freeze, metric));
            row(&label(metric), both.map(|(_, of)| get(of, metric)), lists, 0)
        };
        let rates = both.map(|(_, of)| (get(of, Metric::Certified), get(of, Metric::Members)));
        let rate = PeriodRow {
            label: message("periods-rate", &[]),
            cells: rates
                .iter()
                .map(|(part, whole)| Number { text: words::percent(*part, *whole), href: None })
                .collect(),
            by: message("periods-points", &[("points", &words::change_points(rates[0], rates[1]))]),
            percent: "–".to_owned(),
            bars: Vec::new(),
        };
        let mut rows: Vec<PeriodRow> = [Metric::Members, Metric::Started, Metric::Knows, Metric::Does]
            .into_iter()
            .chain([Metric::Teaches, Metric::Certified])
            .map(counts)
            .collect();
        rows.push(rate);
        rows.push(counts(Metric::Lapsed));
        if module.is_none() {
            rows.push(counts(Metric::TeamsReady));
        }
        let name = |(freeze, _): &(Freeze, UnitFigures)| PeriodName {
            label: words::capital(&period_words(Period::of_month(freeze.month))),
            href: Some(freeze_href(freeze.id)),
        };
        Some(PeriodTable {
            id: "so-chot",
            heading: message("periods-frozen", &[]),
            names: both.map(name).into(),
            full: String::new(),
            rows,
        })
    }

    /// "Chưa chốt tháng 9/2026, nên không có số đúng như lúc đó."
    pub fn unfrozen(&self) -> String {
        let missing: Vec<String> = [(&self.ends.one, self.asked.one), (&self.ends.other, self.asked.other)]
            .into_iter()
            .filter(|(end, _)| end.is_none())
            .map(|(_, period)| period_words(Period::of_month(period.last())))
            .collect();
        match missing.as_slice() {
            [] => String::new(),
            [one] => message("periods-unfrozen", &[("months", one)]),
            // Two periods may end with the same month.
            [one, other] if one == other => message("periods-unfrozen", &[("months", one)]),
            [one, other, ..] => {
                let months = message("periods-two", &[("one", one), ("other", other)]);
                message("periods-unfrozen", &[("months", &months)])
            }
        }
    }

    /// How it is counted.
    pub fn how(&self) -> Vec<String> {
        let mut keys = vec!["periods-how-roster", "periods-how-weeks"];
        if self.periods().iter().any(|period| period.quarter().is_some()) {
            keys.push("periods-how-quarter");
        }
        keys.extend(if self.asked.module.is_none() {
            ["periods-how-turns", "periods-how-certified"].as_slice()
        } else {
            ["periods-how-module"].as_slice()
        });
        keys.push("periods-how-percent");
        if self.ends.one.is_some() && self.ends.other.is_some() {
            keys.push("periods-how-frozen");
        }
        keys.into_iter().map(|key| message(key, &[])).collect()
    }

    /// All tables as one: rows of several files can stand in one sheet, so the periods stand in the rows.
    pub fn as_table(&self) -> Table {
        let keys = [
            "periods-file-way",
            "stages-first",
            "periods-one",
            "periods-file-one-n",
            "periods-other",
            "periods-file-other-n",
            "periods-by",
            "periods-percent",
        ];
        let plain = |text: &String| text.replace('.', "");
        let mut rows = Vec::new();
        for table in self.tables() {
            for row in &table.rows {
                let mut cells = vec![table.heading.clone(), row.label.clone()];
                for (name, cell) in table.names.iter().zip(&row.cells) {
                    cells.extend([name.label.clone(), plain(&cell.text)]);
                }
                cells.extend([plain(&row.by), plain(&row.percent)]);
                rows.push(cells);
            }
        }
        (keys.iter().map(|key| message(key, &[])).collect(), rows)
    }
}

/// Who got there in a period.
fn within(period: Period) -> When {
    When::Within(period.first().first_day(), period.last().next().first_day())
}

/// Who had got there at its end.
fn until(period: Period) -> When {
    When::Before(period.last().next().first_day())
}

/// A count in both periods with the lists behind it, and its bars where there is a whole.
fn row(label: &str, [one, other]: [u64; 2], lists: [Option<String>; 2], whole: u64) -> PeriodRow {
    let [first, second] = lists;
    let number = |n, href: Option<String>| Number { text: words::number(n), href: href.filter(|_| n > 0) };
    PeriodRow {
        label: label.to_owned(),
        cells: vec![number(one, first), number(other, second)],
        by: words::change(one, other),
        percent: words::change_percent(one, other),
        bars: if whole > 0 { vec![bar(one, whole), bar(other, whole)] } else { Vec::new() },
    }
}
