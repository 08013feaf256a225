//! How the present members got where they are, week by week or month by month: a line and its table.
//!
//! Owns: the weeks and months that are shown, the drawing. Does not own: the counts. A month is the weeks that begin in
//! it. Everything counts those who are on the roster and hold the certificate today, so the last point is the figure of
//! the page, unless the line ends before.

use super::asked::when_words;
use super::unit::number;
use crate::web::messages::message;
use crate::web::view::officer::{Number, Point, Tick, Trend, TrendRow};
use crate::web::view::words;
use chrono::{Datelike, Days, Months, NaiveDate};
use tungngo_domain::ids::UnitId;
use tungngo_domain::months::Month;
use tungngo_domain::rollup::{Metric, Subject, week_of};
use tungngo_storage::behind::When;
use tungngo_storage::figures::Weeks;

/// Weeks or months on one page.
const SHOWN: u64 = 12;
/// The drawing: left, right, top and floor of the line.
const LEFT: u64 = 40;
const RIGHT: u64 = 560;
const TOP: u64 = 30;
const FLOOR: u64 = 196;

/// A week or month: from, and before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Span {
    from: NaiveDate,
    before: NaiveDate,
}

/// The weeks or months up to today, or up to the end of a month.
fn spans(weekly: bool, today: NaiveDate, until: Option<Month>) -> Vec<Span> {
    let this = week_of(until.map_or(today, Month::last_day));
    let first_of_month = this.with_day(1).unwrap_or(this);
    (0..SHOWN)
        .rev()
        .map(|back| {
            if weekly {
                let from = this - Days::new(7 * back);
                Span { from, before: from + Days::new(7) }
            } else {
                let from = first_of_month - Months::new(u32::try_from(back).unwrap_or(0));
                Span { from, before: from + Months::new(1) }
            }
        })
        .collect()
}

/// What is drawn.
#[derive(Debug, Clone)]
pub struct Drawn<'a> {
    /// By week; otherwise by month.
    pub weekly: bool,
    /// The day of the counters.
    pub today: NaiveDate,
    /// The last month; otherwise it goes on to today.
    pub until: Option<Month>,
    /// Of which unit.
    pub unit: UnitId,
    /// What it is about: a module, or the programme.
    pub subject: &'a Subject,
    /// How many there are today.
    pub now: u64,
    /// Of how many members.
    pub members: u64,
    /// The planned share of members, in percent.
    pub target: Option<u64>,
}

impl Drawn<'_> {
    /// What the line shows: certificates of the programme, *Làm được* of a module.
    pub fn metric(subject: &Subject) -> Metric {
        if matches!(subject, Subject::Module(_)) { Metric::Does } else { Metric::Certified }
    }

    /// The line and its table; nothing where nobody is on the roster. `started` are the weeks in which members began:
    /// the module, or anything.
    pub fn trend(&self, weeks: &Weeks, started: &Weeks) -> Option<Trend> {
        if self.members == 0 {
            return None;
        }
        let line = Self::metric(self.subject);
        let began = if line == Metric::Does { self.subject } else { &Subject::Any };
        let spans = spans(self.weekly, self.today, self.until);
        let end = spans.last()?.before;
        let within = |weeks: &Weeks, span: &Span, metric: Metric| -> u64 {
            let fits = |week: &NaiveDate| (span.from..span.before).contains(week);
            weeks.iter().filter(|((week, what), _)| fits(week) && *what == metric).map(|(_, n)| n).sum()
        };
        let reached: Vec<u64> = spans.iter().map(|span| within(weeks, span, line)).collect();
        let beyond = |week: NaiveDate| self.until.is_some() && week >= end;
        let beyond = weeks.iter().filter(|((week, what), _)| *what == line && beyond(*week));
        let mut later: u64 = reached.iter().chain(beyond.map(|(_, n)| n)).sum();
        let mut sums = Vec::new();
        for n in &reached {
            later -= n;
            sums.push(self.now.saturating_sub(later));
        }
        let top = self.top(sums.iter().copied().max().unwrap_or(0));
        let place = |at: usize, n: u64| {
            let x = LEFT + (RIGHT - LEFT) * at as u64 / (SHOWN - 1);
            (x, FLOOR - ((FLOOR - TOP) * 100 * n / self.members / top).min(FLOOR - TOP))
        };
        let when = |span: &Span| {
            if self.weekly { words::day(span.from) } else { format!("T{}", span.from.month()) }
        };
        let points: Vec<Point> = spans
            .iter()
            .zip(&sums)
            .enumerate()
            .map(|(at, (span, sum))| {
                let (x, y) = place(at, *sum);
                let rate = words::percent(*sum, self.members);
                Point {
                    x: x.to_string(),
                    y: y.to_string(),
                    above: (y - 12).to_string(),
                    text: if at + 1 == spans.len() { rate } else { rate.trim_end_matches('%').to_owned() },
                    when: when(span),
                }
            })
            .collect();
        let (first, last) = (points.first()?, points.last()?);
        let heading = match (line, self.weekly) {
            (Metric::Does, true) => "trend-does-weeks",
            (Metric::Does, false) => "trend-does-months",
            (_, true) => "trend-certified-weeks",
            (_, false) => "trend-certified-months",
        };
        let said = [("from", first.text.clone() + "%"), ("first", first.when.clone())];
        let until = [("until", last.text.clone()), ("last", last.when.clone())];
        let args: Vec<(&str, &str)> =
            said.iter().chain(&until).map(|(name, text)| (*name, text.as_str())).collect();
        Some(Trend {
            said: message("trend-said", &args),
            heading: self.heading(message(heading, &[])),
            line: points
                .iter()
                .map(|point| [&*point.x, " ", &*point.y].concat())
                .collect::<Vec<_>>()
                .join(" "),
            ticks: [0, top / 2, top]
                .into_iter()
                .map(|percent| {
                    let y = FLOOR - (FLOOR - TOP) * percent / top;
                    Tick { y: y.to_string(), base: (y + 5).to_string(), text: percent.to_string() }
                })
                .collect(),
            columns: ["trend-started", "trend-new", "trend-sum", "trend-rate"]
                .into_iter()
                .map(|key| message(key, &[]))
                .collect(),
            rows: spans
                .iter()
                .zip(reached.iter().zip(&sums))
                .enumerate()
                .map(|(at, (span, (n, sum)))| TrendRow {
                    when: if self.weekly {
                        message("trend-week", &[("day", &words::full_day(span.from))])
                    } else {
                        message("trend-month", &[("month", &words::month(Month::of(span.from)))])
                    },
                    cells: {
                        let within_it = When::Within(span.from, span.before);
                        let is_now = at + 1 == spans.len() && self.until.is_none();
                        let until = if is_now { When::Ever } else { When::Before(span.before) };
                        let begun = within(started, span, Metric::Started);
                        vec![
                            self.number(begun, began, Metric::Started, within_it),
                            self.number(*n, self.subject, line, within_it),
                            self.number(*sum, self.subject, line, until),
                        ]
                    },
                    rate: words::percent(*sum, self.members),
                })
                .collect(),
            target: self.target.map(|percent| {
                let y = FLOOR - (FLOOR - TOP) * percent.min(top) / top;
                let text = message("trend-target", &[("percent", &percent.to_string())]);
                Tick { y: y.to_string(), base: (y - 6).to_string(), text }
            }),
            points,
        })
    }

    /// A count with those who got there at a time.
    fn number(&self, n: u64, subject: &Subject, metric: Metric, when: When) -> Number {
        let mut number = number(self.unit, n, subject, metric, None);
        if let Some(href) = &mut number.href {
            *href += &when_words(when);
        }
        number
    }

    fn heading(&self, heading: String) -> String {
        match self.until {
            Some(until) => message("trend-until", &[("heading", &heading), ("month", &words::month(until))]),
            None => heading,
        }
    }

    /// The share at the top of the drawing, in percent.
    fn top(&self, most: u64) -> u64 {
        let most = (100 * most).div_ceil(self.members).max(self.target.unwrap_or(0));
        [10, 20, 50].into_iter().find(|top| most <= *top).unwrap_or(100)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tungngo_domain::ids::Slug;
    use uuid::Uuid;

    fn date(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn weeks_and_months_follow_each_other_up_to_today() {
        for today in ["2026-11-22", "2026-01-01", "2028-02-29"].map(date) {
            for weekly in [false, true] {
                let spans = spans(weekly, today, None);
                assert_eq!(spans.len(), 12);
                assert!(spans.windows(2).all(|pair| pair[0].before == pair[1].from));
                let last = spans[11];
                assert!((last.from..last.before).contains(&week_of(today)), "{today} {last:?}");
                let until: Month = "2026-08".parse().unwrap();
                let spans = super::spans(weekly, today, Some(until));
                assert!(spans.windows(2).all(|pair| pair[0].before == pair[1].from));
                // The last week that begins in August, and August.
                assert_eq!(spans[11].from, date(if weekly { "2026-08-31" } else { "2026-08-01" }));
            }
        }
    }

    #[test]
    fn the_last_point_is_the_figure_of_the_page() {
        let programme = Subject::Programme(Slug::parse("thanh-vien").unwrap());
        let mut weeks = Weeks::new();
        for (week, n) in [("2026-09-07", 3), ("2026-11-02", 5), ("2026-11-16", 2), ("2024-01-01", 50)] {
            weeks.insert((date(week), Metric::Certified), n);
        }
        let drawn = Drawn {
            weekly: false,
            today: date("2026-11-22"),
            until: None,
            unit: UnitId(Uuid::from_u128(1)),
            subject: &programme,
            now: 20,
            members: 40,
            target: None,
        };
        let trend = drawn.trend(&weeks, &Weeks::new()).unwrap();
        let sums: Vec<&str> = trend.rows.iter().map(|row| row.cells[2].text.as_str()).collect();
        assert_eq!(sums, ["10", "10", "10", "10", "10", "10", "10", "10", "10", "13", "13", "20"]);
        assert_eq!((trend.points[11].text.as_str(), trend.points[11].when.as_str()), ("50,0%", "T11"));
        // The top of the drawing is 50 %, where the line ends.
        assert_eq!(trend.points[11].y, TOP.to_string());
        let cells = |row: &TrendRow| -> Vec<String> {
            row.cells.iter().map(|cell| cell.text.clone()).chain([row.rate.clone()]).collect()
        };
        assert_eq!(cells(&trend.rows[11]), ["0", "7", "20", "50,0%"]);
        let list = format!("/officer/units/{}/list?metric=certified&subject=thanh-vien", drawn.unit);
        let within = [&list, "&in=2026-11"].concat();
        let hrefs = trend.rows[11].cells.iter().map(|cell| cell.href.as_deref()).collect::<Vec<_>>();
        assert_eq!(hrefs, [None, Some(within.as_str()), Some(list.as_str())]);
        assert_eq!(trend.rows[10].cells[2].href, Some([&list, "&to=2026-10"].concat()));
        let by_week = Drawn { weekly: true, ..drawn.clone() }.trend(&weeks, &Weeks::new()).unwrap();
        assert_eq!(cells(&by_week.rows[11])[1..3], ["2".to_owned(), "20".to_owned()]);
        // A line that ends before is the same line, cut off: what came later is not there.
        for weekly in [false, true] {
            let until = Drawn { weekly, until: "2026-10".parse().ok(), ..drawn.clone() };
            let cut = until.trend(&weeks, &Weeks::new()).unwrap();
            assert_eq!(cells(&cut.rows[11])[1..], ["0".to_owned(), "13".to_owned(), "32,5%".to_owned()]);
            assert!(cut.heading.ends_with("đến tháng 10/2026"), "{}", cut.heading);
        }
        let by_month = Drawn { until: "2026-10".parse().ok(), ..drawn.clone() };
        let cut = by_month.trend(&weeks, &Weeks::new()).unwrap();
        for (row, of_whole) in cut.rows[1..].iter().zip(&trend.rows) {
            assert_eq!(cells(row), cells(of_whole));
        }
        assert_eq!(Drawn { members: 0, ..drawn }.trend(&weeks, &weeks).map(|trend| trend.line), None);
    }
}
