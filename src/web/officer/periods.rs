//! `/officer/units/{id}/periods`: two months or quarters of one unit side by side, as a page and as a file.
//!
//! Owns: which periods are asked for and may be, reading them within reach, the audit line. Does not own: what a period
//! is (`domain`), which figures stand where ([`super::period_figures`]).

use super::asked::{self, unit_href};
use super::controls::MONTHS_OFFERED;
use super::period_figures::{Ends, Material};
use super::reading::Reader;
use super::{audit_read, crumbs, export, unit_id};
use crate::table::Kind;
use crate::web::App;
use crate::web::download;
use crate::web::error::WebError;
use crate::web::login::Officer;
use crate::web::messages::message;
use crate::web::page::{Page, url_query};
use crate::web::view::officer::FilePart;
use crate::web::view::periods::PeriodsPage;
use crate::web::view::{Choice, words};
use actix_web::{HttpRequest, HttpResponse, web};
use chrono::{Datelike, NaiveDate};
use std::collections::BTreeSet;
use tungngo_domain::ids::{Slug, UnitId};
use tungngo_domain::months::Month;
use tungngo_domain::periods::Period;
use tungngo_domain::rollup::{ANY_MODULE, week_of};
use tungngo_domain::units::{UnitKind, in_sentence};
use tungngo_storage::certificates::MEMBERS_PROGRAMME;
use tungngo_storage::figures::{Ask, UnitFigures};
use tungngo_storage::freezes::{Freeze, State};
use tungngo_storage::units::Unit;

/// What an address asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// The earlier.
    pub one: Period,
    /// The later.
    pub other: Period,
    /// One module; none is all.
    pub module: Option<Slug>,
}

impl Asked {
    /// Reads an address. What has not begun, and what is no period, is the first choice: the last two months that are
    /// over.
    fn read(request: &HttpRequest, modules: &[(Slug, String)], today: NaiveDate) -> Self {
        let asked = |name| url_query(request, name).unwrap_or_default();
        let over = Month::of(week_of(today)).previous();
        let period = |name, first: Month| {
            let period = asked(name).parse::<Period>().ok().filter(|period| period.has_begun(today));
            period.unwrap_or(Period::of_month(first))
        };
        let mut both = [period("a", over.previous()), period("b", over)];
        both.sort_by_key(|period| (period.last(), period.first()));
        let [one, other] = both;
        let module = asked("subject");
        let module = modules.iter().find(|(id, _)| id.as_str() == module).map(|(id, _)| id.clone());
        Self { one, other, module }
    }

    /// The address of the page or of a file with this choice.
    fn href(&self, unit: UnitId, ending: &str) -> String {
        let mut href = [&periods_of(unit), ending].concat();
        href += &format!("?a={}&b={}", self.one, self.other);
        if let Some(module) = &self.module {
            href += &["&subject=", module.as_str()].concat();
        }
        href
    }
}

/// The periods of a unit with the module chosen on its page; teams have none.
pub(super) fn periods_href(unit: &Unit, chosen: &asked::Asked) -> Option<String> {
    let subject = chosen.module.as_ref().map_or(String::new(), |id| ["?subject=", id.as_str()].concat());
    (unit.kind != UnitKind::Village).then(|| periods_of(unit.id) + &subject)
}

/// The periods of a unit.
pub(super) fn periods_of(unit: UnitId) -> String {
    [&unit_href(unit), "/periods"].concat()
}

/// "tháng 10/2026", "quý 4/2026"
pub(super) fn period_words(period: Period) -> String {
    match period.quarter() {
        None => message("period-month", &[("month", &words::month(period.first()))]),
        Some(quarter) => {
            let year = period.first().first_day().year().to_string();
            message("period-quarter", &[("n", &quarter.to_string()), ("year", &year)])
        }
    }
}

/// What is held beside each other, and its frozen ends.
struct Loaded {
    asked: Asked,
    figures: UnitFigures,
    ends: Ends,
    today: NaiveDate,
}

impl Loaded {
    /// Reads it; a unit out of reach, a team and a closed unit have no periods.
    async fn of(reader: &Reader<'_>, id: UnitId, request: &HttpRequest) -> Result<Self, WebError> {
        let mut subjects = vec![ANY_MODULE, MEMBERS_PROGRAMME];
        subjects.extend(reader.modules.iter().map(|(id, _)| id.as_str()));
        let ask = Ask { weeks_of: &subjects, ..Ask::default() };
        let figures = reader.store.figures(reader.scope, id, &ask).await?;
        if figures.unit.kind == UnitKind::Village || figures.ended.is_some() {
            return Err(WebError::NotFound);
        }
        let asked = Asked::read(request, &reader.modules, reader.today());
        let freezes = reader.store.freezes(reader.scope, id).await?;
        let mut ends = Ends::default();
        for (end, period) in [(&mut ends.one, asked.one), (&mut ends.other, asked.other)] {
            if let Some(freeze) = standing(&freezes, period.last()) {
                *end = Some((freeze.clone(), reader.store.frozen_figures(freeze).await?));
            }
        }
        Ok(Self { asked, figures, ends, today: reader.today() })
    }

    fn material<'a>(&'a self, reader: &'a Reader<'_>) -> Material<'a> {
        Material {
            asked: &self.asked,
            figures: &self.figures,
            ends: &self.ends,
            modules: &reader.modules,
            today: self.today,
        }
    }
}

/// The figures of a month that stand: the last freezing that was not reopened.
fn standing(freezes: &[Freeze], month: Month) -> Option<&Freeze> {
    let stands = |freeze: &&Freeze| {
        freeze.month == month && freeze.state == State::Frozen && freeze.reopened.is_none()
    };
    freezes.iter().filter(stands).max_by_key(|freeze| freeze.version)
}

/// What may be chosen: the months up to today since anything was learnt, their quarters, and what is chosen.
fn choices(figures: &UnitFigures, today: NaiveDate, chosen: Period) -> Vec<Choice> {
    let this = Month::of(week_of(today));
    let first = figures.weeks.values().filter_map(|weeks| weeks.keys().next()).map(|(week, _)| *week).min();
    let first = first.map_or(this, Month::of).min(this.previous().previous());
    let months: Vec<Month> = std::iter::successors(Some(this), |month| Some(month.previous()))
        .take_while(|month| *month >= first)
        .take(MONTHS_OFFERED)
        .collect();
    let mut seen = BTreeSet::new();
    let quarters = months.iter().map(|month| Period::quarter_of(*month));
    months
        .iter()
        .map(|month| Period::of_month(*month))
        .chain(quarters)
        .chain([chosen])
        .filter(|period| period.has_begun(today) && seen.insert((period.first(), period.last())))
        .map(|period| Choice {
            value: period.to_string(),
            label: words::capital(&period_words(period)),
            checked: period == chosen,
        })
        .collect()
}

/// Shows two periods.
pub async fn show(
    app: web::Data<App>,
    request: HttpRequest,
    officer: Officer,
    path: web::Path<String>,
) -> Result<Page<PeriodsPage>, WebError> {
    let id = unit_id(&path)?;
    let reader = Reader::of(&app, &officer);
    let loaded = Loaded::of(&reader, id, &request).await?;
    let (asked, unit) = (&loaded.asked, &loaded.figures.unit);
    audit_read(&app, &officer, "figures-read", id, format!("{} {}", asked.one, asked.other)).await?;
    let way = app.store.unit_path(id).await?;
    let (one, other) = (words::capital(&period_words(asked.one)), period_words(asked.other));
    let heading = [("one", one.as_str()), ("other", &other), ("unit", &in_sentence(&unit.name))];
    let title = |module: &Slug| reader.modules.iter().find(|(id, _)| id == module).map(|(_, title)| title);
    let mut subjects = vec![Choice {
        label: message("filter-programme", &[]),
        checked: asked.module.is_none(),
        ..Choice::default()
    }];
    subjects.extend(reader.modules.iter().map(|(id, title)| Choice {
        value: id.as_str().to_owned(),
        label: title.clone(),
        checked: asked.module.as_ref() == Some(id),
    }));
    let material = loaded.material(&reader);
    Ok(Page::new(PeriodsPage {
        crumbs: crumbs(&app, &officer, &way).await?,
        heading: message("periods-heading", &heading),
        as_of: words::figures_as_of(&reader.as_of()),
        chosen: asked
            .module
            .as_ref()
            .and_then(title)
            .map(|title| message("chosen-module", &[("title", title)]))
            .unwrap_or_default(),
        action: periods_of(id),
        ones: choices(&loaded.figures, loaded.today, asked.one),
        others: choices(&loaded.figures, loaded.today, asked.other),
        subjects,
        spans: material.spans(),
        tables: material.tables(),
        unfrozen: material.unfrozen(),
        months_href: super::freezes::months_of(id),
        how: material.how(),
        file: FilePart {
            label: message("periods-file", &[]),
            xlsx: asked.href(id, ".xlsx"),
            csv: asked.href(id, ".csv"),
        },
    }))
}

export::in_both_formats! {
    /// Two periods
    csv, xlsx => file;
}

async fn file(
    app: &App,
    request: &HttpRequest,
    officer: &Officer,
    path: &str,
    kind: Kind,
) -> Result<HttpResponse, WebError> {
    let id = unit_id(path)?;
    let reader = Reader::of(app, officer);
    let loaded = Loaded::of(&reader, id, request).await?;
    let unit = &loaded.figures.unit;
    let table = loaded.material(&reader).as_table();
    let Asked { one, other, .. } = &loaded.asked;
    let name = format!("so-hai-ky-{one}-{other}-{}", download::plain(unit));
    export::send_table((app, officer), (kind, &name), unit, &table, &reader.as_of()).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::test::TestRequest;
    use uuid::Uuid;

    #[test]
    fn an_address_says_again_what_it_was_read_from() {
        let modules = [(Slug::parse("thanh-toan").unwrap(), "Thanh toán".to_owned())];
        let today: NaiveDate = "2026-11-22".parse().unwrap();
        let unit = UnitId(Uuid::from_u128(1));
        let read = |query: &str| {
            let request = TestRequest::with_uri(&["/officer?", query].concat()).to_http_request();
            Asked::read(&request, &modules, today).href(unit, "")
        };
        let page = periods_of(unit) + "?";
        for query in ["a=2026-07&b=2026-11", "a=2025-Q4&b=2026-Q4&subject=thanh-toan", "a=2026-10&b=2026-Q4"]
        {
            assert_eq!(read(query), page.clone() + query);
        }
        // The earlier stands first; what has not begun or is none is the first choice.
        assert_eq!(read("a=2026-11&b=2026-07"), page.clone() + "a=2026-07&b=2026-11");
        for query in ["", "a=2027-01&b=2026-12", "a=x&b=2026-13", "subject=khong-co&a=&b="] {
            assert_eq!(read(query), page.clone() + "a=2026-09&b=2026-10", "{query}");
        }
    }
}
