//! What an officer's address asks for: which module, whose role, by week or month and until when, in which order, which
//! map, which of the units below.
//!
//! Owns: reading it and writing it again, so that a view can be bookmarked and sent. What is no choice of ours is the
//! first choice. Does not own: what is then shown.

use super::export::PagePart;
use crate::web::page::{url_queries, url_query};
use actix_web::HttpRequest;
use chrono::NaiveDate;
use std::collections::BTreeSet;
use tungngo_domain::ids::{Slug, UnitId};
use tungngo_domain::months::Month;
use tungngo_domain::people::TeamRole;
use tungngo_domain::rollup::{Cohort, Metric, Subject, week_of};
use tungngo_storage::behind::When;
use tungngo_storage::figures::UnitFigures;
use tungngo_storage::units::Unit;

/// The order of the units below.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Order {
    /// By name.
    Name,
    /// The most members first.
    Size,
    /// The highest rate first.
    #[default]
    Best,
    /// The lowest rate first.
    Worst,
}

impl Order {
    const ALL: [Self; 4] = [Self::Name, Self::Size, Self::Best, Self::Worst];

    /// How addresses write it.
    pub fn code(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Size => "size",
            Self::Best => "rate",
            Self::Worst => "rate-up",
        }
    }
}

/// No table of units has more pages.
const MOST_PAGES: usize = 1_000;
/// No unit has more right below it that anybody would choose one by one.
const MOST_UNITS: usize = 500;

/// What is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Asked {
    /// One module; none is the programme's certificate.
    pub module: Option<Slug>,
    /// Members of one role in their team.
    pub role: Option<TeamRole>,
    /// A role was asked for beside a module, of which roles are not counted.
    pub role_left_out: bool,
    /// Something was asked for that there is not, and the first choice stands in its place.
    pub unread: bool,
    /// By week; otherwise by month.
    pub weekly: bool,
    /// The last month of the weeks or months; otherwise they go on to today.
    pub until: Option<Month>,
    /// Only these of the units right below, as [`unit_word`] writes them; none is all.
    pub units: Vec<String>,
    /// Only the units right below whose rate, in whole percent, lies between these.
    pub rates: Option<(u64, u64)>,
    /// The order of the units below.
    pub order: Order,
    /// The drawn map; otherwise tiles.
    pub drawn: bool,
    /// The whole table of the units below, by itself: which page of it, from 1. Nought is the page with everything.
    pub table: usize,
}

impl Asked {
    /// Reads an address; `modules` are those there are.
    pub fn read(request: &HttpRequest, modules: &[(Slug, String)]) -> Self {
        let asked = |name: &str| url_query(request, name).unwrap_or_default();
        let role = TeamRole::from_code(&asked("role"));
        let subject = asked("subject");
        let module = modules.iter().find(|(id, _)| id.as_str() == subject).map(|(id, _)| id.clone());
        let until: Option<Month> = asked("until").parse().ok();
        let rates = rates(&asked("rates"));
        let lost = |name: &str, found: bool| !found && !asked(name).is_empty();
        // Cohorts by role are counted of the programme only.
        Self {
            unread: lost("subject", module.is_some())
                || lost("role", role.is_some())
                || lost("until", until.is_some())
                || lost("rates", rates.is_some()),
            role: role.filter(|_| module.is_none()),
            role_left_out: role.is_some() && module.is_some(),
            module,
            weekly: asked("period") == "weeks",
            until,
            units: in_order(url_queries(request, "units").iter().flat_map(|some| some.split(','))),
            rates,
            order: Order::ALL.into_iter().find(|order| order.code() == asked("sort")).unwrap_or_default(),
            drawn: asked("view") == "map",
            table: asked("table").parse().unwrap_or(0).min(MOST_PAGES),
        }
    }

    /// Only some of the units right below, "02212,08".
    pub fn of_units(units: &str) -> Self {
        Self { units: in_order(units.split(',')), ..Self::default() }
    }

    /// What of it there is: the current month is the same as today, and units that are not right below are none.
    pub fn settled(mut self, figures: &UnitFigures) -> Self {
        let this = Month::of(week_of(figures.day));
        self.until = self.until.filter(|until| *until < this);
        let there = figures.children.iter().map(|below| &below.unit).filter(|unit| self.chose(unit));
        let there: Vec<String> = there.map(unit_word).collect();
        self.unread |= there.len() < self.units.len();
        self.units = in_order(there.iter().map(String::as_str));
        self
    }

    /// Whether a unit right below was chosen by itself.
    pub fn chose(&self, unit: &Unit) -> bool {
        let (word, id) = (unit_word(unit), unit.id.to_string());
        self.units.iter().any(|one| *one == word || *one == id)
    }

    /// The same of another unit: what stands below it was not chosen.
    pub fn elsewhere(&self) -> Self {
        Self {
            order: Order::default(),
            drawn: false,
            table: 0,
            units: Vec::new(),
            rates: None,
            unread: false,
            ..self.clone()
        }
    }

    /// The table of the units below whose rate lies there.
    pub fn at_rates(&self, from: u64, to: u64) -> Self {
        Self { rates: Some((from, to)), table: 1, ..self.clone() }
    }

    /// Whether only some of the units below are shown.
    pub fn shows_some(&self) -> bool {
        !self.units.is_empty() || self.rates.is_some()
    }

    /// What is certified: the module, or the programme.
    pub fn subject(&self, programme: &Slug) -> Subject {
        match &self.module {
            Some(module) => Subject::Module(module.clone()),
            None => Subject::Programme(programme.clone()),
        }
    }

    /// What is begun: the module, or anything.
    pub fn began(&self) -> Subject {
        self.module.clone().map_or(Subject::Any, Subject::Module)
    }

    /// The address of a unit's page with this choice.
    pub fn href(&self, unit: UnitId) -> String {
        self.with_query(unit_href(unit))
    }

    /// The file of a part of a unit's page with this choice.
    pub fn file_href(&self, unit: UnitId, part: PagePart, ending: &str) -> String {
        let mut href = self.with_query([&unit_href(unit), "/figures.", ending].concat());
        href.push(if href.contains('?') { '&' } else { '?' });
        href + "part=" + part.code()
    }

    fn with_query(&self, mut href: String) -> String {
        for (name, value) in self.pairs() {
            href.push(if href.contains('?') { '&' } else { '?' });
            href += &[name, "=", &value].concat();
        }
        href
    }

    /// What differs from the first choice.
    pub fn pairs(&self) -> Vec<(&'static str, String)> {
        let mut pairs = Vec::new();
        if let Some(module) = &self.module {
            pairs.push(("subject", module.as_str().to_owned()));
        }
        if let Some(role) = self.role {
            pairs.push(("role", role.code().to_owned()));
        }
        if self.weekly {
            pairs.push(("period", "weeks".to_owned()));
        }
        if let Some(until) = self.until {
            pairs.push(("until", until.to_string()));
        }
        if !self.units.is_empty() {
            pairs.push(("units", self.units.join(",")));
        }
        if let Some((from, to)) = self.rates {
            pairs.push(("rates", format!("{from}-{to}")));
        }
        if self.order != Order::default() {
            pairs.push(("sort", self.order.code().to_owned()));
        }
        if self.drawn {
            pairs.push(("view", "map".to_owned()));
        }
        if self.table > 0 {
            pairs.push(("table", self.table.to_string()));
        }
        pairs
    }
}

/// How an address names a unit below: by its code, or by the end of its id, so that many stand in one address.
pub fn unit_word(unit: &Unit) -> String {
    let by_id = || unit.id.0.simple().to_string().split_off(20);
    unit.code.clone().unwrap_or_else(by_id)
}

/// "30-39": both ends belong to it.
fn rates(text: &str) -> Option<(u64, u64)> {
    let (from, to) = text.split_once('-')?;
    let (from, to) = (from.parse().ok()?, to.parse().ok()?);
    (from <= to && to <= 100).then_some((from, to))
}

/// Words that may name units, each once, in order.
fn in_order<'a>(words: impl Iterator<Item = &'a str>) -> Vec<String> {
    let plain = |word: &&str| {
        let fits = |c: u8| c.is_ascii_lowercase() || c.is_ascii_digit() || c == b'-';
        (1..=36).contains(&word.len()) && word.bytes().all(fits)
    };
    let words: BTreeSet<&str> = words.filter(plain).take(MOST_UNITS).collect();
    words.into_iter().map(str::to_owned).collect()
}

/// A unit's page.
pub fn unit_href(unit: UnitId) -> String {
    ["/officer/units/", &unit.to_string()].concat()
}

/// The time of a list, as an address says it: a month shortly, since a page holds many.
pub fn when_words(when: When) -> String {
    let month = |day: NaiveDate| Some(Month::of(day)).filter(|month| month.first_day() == day);
    match when {
        When::Ever => String::new(),
        When::Within(from, before) if month(from).is_some_and(|m| m.next().first_day() == before) => {
            format!("&in={}", Month::of(from))
        }
        When::Before(before) if month(before).is_some() => {
            format!("&to={}", Month::of(before).previous())
        }
        When::Within(from, before) => format!("&from={from}&before={before}"),
        When::Before(before) => format!("&before={before}"),
    }
}

/// The list behind a number: what is left out is everybody, of every module.
pub fn list_href(unit: UnitId, subject: &Subject, metric: Metric, cohort: Option<Cohort>) -> String {
    let mut href = [&unit_href(unit), "/list?metric=", metric.code()].concat();
    if *subject != Subject::Any {
        href += &["&subject=", subject.code()].concat();
    }
    if let Some(cohort) = cohort {
        href += &["&cohort=", &cohort.code()].concat();
    }
    href
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::test::TestRequest;
    use uuid::Uuid;

    #[test]
    fn an_address_says_again_what_it_was_read_from() {
        let modules = [(Slug::parse("thanh-toan").unwrap(), "Thanh toán".to_owned())];
        let read = |query: &str| {
            let request = TestRequest::with_uri(&["/officer?", query].concat()).to_http_request();
            Asked::read(&request, &modules)
        };
        let unit = UnitId(Uuid::from_u128(1));
        let page = unit_href(unit);
        for query in [
            "subject=thanh-toan&period=weeks&sort=name&view=map",
            "role=leader&sort=rate-up",
            "sort=size&table=2",
            "period=weeks",
            "sort=size",
            "rates=30-39&table=1",
            "units=08&rates=0-100",
            "until=2026-09",
            "period=weeks&until=2025-12&units=02212,08&table=1",
        ] {
            assert_eq!(read(query).href(unit), [&page, "?", query].concat());
        }
        for query in [
            "",
            "subject=khong-co",
            "role=boss&sort=x&view=y&period=z&table=-1",
            "sort=rate",
            "until=2026-13&units=",
            "rates=39-30",
            "rates=-1-3&",
            "rates=0-101",
            "units=A%20b,%C4%91&units=,",
        ] {
            // Nothing at all, or something that is said to be none.
            let unread = ["subject", "role=boss", "until=2", "rates=3", "rates=-", "rates=0"];
            let unread = unread.iter().any(|one| query.contains(one));
            assert_eq!(read(query), Asked { unread, ..Asked::default() }, "{query}");
            assert_eq!(read(query).href(unit), page);
        }
        // As a form sends it, and as a link says it.
        assert_eq!(read("units=08&units=02212,08").href(unit), [&page, "?units=02212,08"].concat());
        let many: Vec<String> = (0..2_000).map(|n| format!("units={n:05}")).collect();
        assert_eq!(read(&many.join("&")).units.len(), MOST_UNITS);
        assert_eq!(read("subject=thanh-toan&role=leader").role, None);
        assert_eq!(
            read("").file_href(unit, PagePart::Units, "csv"),
            page.clone() + "/figures.csv?part=units"
        );
        let leaders = Some(Cohort::Role(TeamRole::Leader));
        let href = list_href(unit, &Subject::Module(modules[0].0.clone()), Metric::Knows, leaders);
        assert_eq!(href, page + "/list?metric=knows&subject=thanh-toan&cohort=leader");
    }
}
