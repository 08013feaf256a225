//! What an officer's address asks for: which module, whose role, by week or month, in which order, which map.
//!
//! Owns: reading it and writing it again, so that a view can be bookmarked and sent. What is no choice of ours is the
//! first choice. Does not own: what is then shown.

use crate::web::page::url_query;
use actix_web::HttpRequest;
use tungngo_domain::ids::{Slug, UnitId};
use tungngo_domain::people::TeamRole;
use tungngo_domain::rollup::{Cohort, Metric, Subject};

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

/// What is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Asked {
    /// One module; none is the programme's certificate.
    pub module: Option<Slug>,
    /// Members of one role in their team.
    pub role: Option<TeamRole>,
    /// By week; otherwise by month.
    pub weekly: bool,
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
        let asked = |name| url_query(request, name).unwrap_or_default();
        let module = asked("subject");
        // Cohorts by role are counted of the programme only.
        let module = modules.iter().find(|(id, _)| id.as_str() == module).map(|(id, _)| id.clone());
        Self {
            role: TeamRole::from_code(&asked("role")).filter(|_| module.is_none()),
            module,
            weekly: asked("period") == "weeks",
            order: Order::ALL.into_iter().find(|order| order.code() == asked("sort")).unwrap_or_default(),
            drawn: asked("view") == "map",
            table: asked("table").parse().unwrap_or(0).min(MOST_PAGES),
        }
    }

    /// What is certified: the module, or the programme.
    pub fn subject(&self, programme: &Slug) -> Subject {
        match &self.module {
            Some(module) => Subject::Module(module.clone()),
            None => Subject::Programme(programme.clone()),
        }
    }

    /// The address of a unit's page with this choice.
    pub fn href(&self, unit: UnitId) -> String {
        self.with_query(unit_href(unit))
    }

    /// The file of a part of a unit's page with this choice.
    pub fn file_href(&self, unit: UnitId, part: &str, ending: &str) -> String {
        let mut href = self.with_query([&unit_href(unit), "/figures.", ending].concat());
        href.push(if href.contains('?') { '&' } else { '?' });
        href + "part=" + part
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

/// A unit's page.
pub fn unit_href(unit: UnitId) -> String {
    ["/officer/units/", &unit.to_string()].concat()
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
        ] {
            assert_eq!(read(query).href(unit), [&page, "?", query].concat());
        }
        for query in ["", "subject=khong-co", "role=boss&sort=x&view=y&period=z&table=-1", "sort=rate"] {
            assert_eq!(read(query), Asked::default(), "{query}");
            assert_eq!(read(query).href(unit), page);
        }
        assert_eq!(read("subject=thanh-toan&role=leader").role, None);
        assert_eq!(read("").file_href(unit, "units", "csv"), page.clone() + "/figures.csv?part=units");
        let leaders = Some(Cohort::Role(TeamRole::Leader));
        let href = list_href(unit, &Subject::Module(modules[0].0.clone()), Metric::Knows, leaders);
        assert_eq!(href, page + "/list?metric=knows&subject=thanh-toan&cohort=leader");
    }
}
