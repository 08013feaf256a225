//! `/officer/months/{freeze}/list`: whom a number of a frozen month counts.
//!
//! Owns: which number an address means, its heading, its pages and files. Does not own: who counts (storage, by the rule
//! that counted the month). Of a unit too large to be read through at once, the list is of the units right below it,
//! whose numbers add up to it and lead on.

use super::asked::list_href;
use super::export::{self, begin, write};
use super::freezes::{find, modules};
use super::frozen::{self, freeze_href};
use super::list::metric_words;
use super::member::member_href;
use super::reading::Reader;
use super::unit::{bar, cohort_words};
use super::{audit_read, crumbs};
use crate::table::Kind;
use crate::web::App;
use crate::web::download;
use crate::web::error::WebError;
use crate::web::login::Officer;
use crate::web::messages::message;
use crate::web::page::{Page, url_query};
use crate::web::view::officer::{BarRow, BehindPage, BehindRow, FilePart, Number, PartsPage};
use crate::web::view::{Action, words};
use actix_web::{Either, HttpRequest, HttpResponse, web};
use std::collections::HashSet;
use tungngo_domain::ids::{PersonId, Slug, UnitId};
use tungngo_domain::rollup::{ANY_MODULE, Cohort, Counter, Metric, Part, Subject};
use tungngo_domain::units::UnitKind;
use tungngo_storage::Span;
use tungngo_storage::behind::ROWS_BEHIND;
use tungngo_storage::certificates::MEMBERS_PROGRAMME;
use tungngo_storage::freezes::{Freeze, FrozenNumber};
use uuid::Uuid;

/// Members of a frozen unit that are read through for a page of those whom a number counts.
const READ_THROUGH: u64 = 25_000;

/// A number of a frozen month that was asked for.
struct Wanted {
    freeze: Freeze,
    number: FrozenNumber,
    /// What the unit is called: the frozen one as it was then.
    unit_name: String,
    /// How much it is.
    n: u64,
    /// The titles of the modules.
    modules: Vec<(Slug, String)>,
}

impl Wanted {
    async fn read(app: &App, request: &HttpRequest, officer: &Officer, id: &str) -> Result<Self, WebError> {
        let asked = |name| url_query(request, name);
        let freeze = find(app, officer, id).await?;
        let unit = match asked("unit") {
            Some(unit) => unit.parse().map_err(|_| WebError::NotFound)?,
            None => freeze.unit,
        };
        let subject = asked("subject").unwrap_or_else(|| ANY_MODULE.to_owned());
        let subject = Subject::from_code(&subject, |id| id == MEMBERS_PROGRAMME).ok_or(WebError::NotFound)?;
        let metric = asked("metric").and_then(|code| Metric::from_code(&code)).ok_or(WebError::NotFound)?;
        let part = match asked("cohort") {
            Some(code) => Part::Cohort(Cohort::from_code(&code).ok_or(WebError::NotFound)?),
            None => Part::All,
        };
        if part != Part::All && (metric.counts_teams() || unit != freeze.unit) {
            return Err(WebError::NotFound);
        }
        let number = FrozenNumber { unit, counter: Counter { subject, metric, part } };
        let n = app.store.frozen_number(&freeze, &number).await?.ok_or(WebError::NotFound)?;
        let unit_name =
            if unit == freeze.unit { freeze.unit_name.clone() } else { app.store.unit(unit).await?.name };
        let modules = modules(app);
        Ok(Self { freeze, number, unit_name, n, modules })
    }

    /// Whether the number is told by the units right below.
    fn in_parts(&self) -> bool {
        self.number.unit == self.freeze.unit
            && self.number.counter.part == Part::All
            && self.freeze.members > READ_THROUGH
    }

    /// Its address, with or without an ending.
    fn href(&self, ending: &str) -> String {
        let counter = &self.number.counter;
        let cohort = match counter.part {
            Part::Cohort(cohort) => Some(cohort),
            _ => None,
        };
        let live = list_href(self.number.unit, &counter.subject, counter.metric, cohort);
        relisted(&self.freeze, &live).replacen("/list?", &["/list", ending, "?"].concat(), 1)
    }

    /// "Đã vào học", "Biết: An toàn trên không gian mạng"
    fn heading(&self) -> String {
        let counter = &self.number.counter;
        frozen::counter_words(counter.subject.code(), counter.metric.code(), &self.modules)
    }

    /// "Tổ trưởng, Xã Đồng Mây"
    fn about(&self) -> String {
        let cohort = match self.number.counter.part {
            Part::Cohort(cohort) => Some(cohort_words(cohort)),
            _ => None,
        };
        let about = [cohort, Some(self.unit_name.clone())];
        about.into_iter().flatten().collect::<Vec<_>>().join(", ")
    }

    fn count(&self) -> String {
        let key = if self.number.counter.metric.counts_teams() { "list-teams" } else { "list-members" };
        message(key, &[("n", &words::number(self.n)), ("about", &self.about())])
    }

    fn files(&self) -> Option<FilePart> {
        let (xlsx, csv) = (self.href(".xlsx"), self.href(".csv"));
        Some(FilePart { label: message("list-file", &[]), xlsx, csv })
    }

    /// The way down to it.
    async fn crumbs(&self, app: &App, officer: &Officer) -> Result<Vec<Action>, WebError> {
        let above = app.store.unit_path(self.freeze.unit).await?;
        let mut way = crumbs(app, officer, &above).await?;
        way.push(frozen::months_crumb(self.freeze.unit));
        way.push(Action::new(freeze_href(self.freeze.id), frozen::label(&self.freeze)));
        if self.number.unit != self.freeze.unit && self.freeze.members > READ_THROUGH {
            let counter = &self.number.counter;
            let live = list_href(self.freeze.unit, &counter.subject, counter.metric, None);
            way.push(Action::new(relisted(&self.freeze, &live), self.heading()));
        }
        Ok(way)
    }

    /// The units right below with their shares.
    async fn parts(&self, app: &App) -> Result<Vec<BarRow>, WebError> {
        let parts = app.store.frozen_parts(&self.freeze, &self.number.counter).await?;
        Ok(parts
            .into_iter()
            .map(|(unit, name, n)| {
                let counter = &self.number.counter;
                let live = list_href(unit, &counter.subject, counter.metric, None);
                BarRow {
                    label: name,
                    bar: bar(n, self.n),
                    n: Number { text: words::number(n), href: Some(relisted(&self.freeze, &live)) },
                    share: words::percent(n, self.n),
                }
            })
            .collect())
    }

    /// A page of the list; the names lead to those who are within reach today.
    async fn rows(
        &self,
        reader: &Reader<'_>,
        span: Span<Uuid>,
    ) -> Result<(Vec<BehindRow>, Option<Uuid>), WebError> {
        let store = reader.store;
        let page = store.frozen_behind(&self.freeze, &self.number, span).await?;
        let teams: Vec<UnitId> =
            page.members.iter().map(|member| member.team).chain(page.teams.iter().copied()).collect();
        let places = store.whereabouts(&teams).await?;
        let people: Vec<PersonId> = page.members.iter().map(|member| member.person).collect();
        let reached: HashSet<PersonId> = store.members_reached(reader.scope, &people).await?;
        let row = |team: UnitId| {
            let place = places.get(&team).cloned().unwrap_or_default();
            let (commune, province) = (place.commune, place.province);
            BehindRow { team: place.team, commune, province, ..BehindRow::default() }
        };
        let members = page.members.iter().map(|member| BehindRow {
            name: member.name.clone(),
            href: reached.contains(&member.person).then(|| member_href(member.person)),
            state: words::capital(member.role.word()),
            ..row(member.team)
        });
        let teams = page.teams.iter().map(|team| row(*team));
        Ok((members.chain(teams).collect(), page.next))
    }
}

/// The list of a frozen month in the place of that of a unit today.
pub(super) fn relisted(freeze: &Freeze, live: &str) -> String {
    let Some((unit, rest)) = live.split_once("/list?") else { return live.to_owned() };
    let unit = unit.rsplit('/').next().unwrap_or_default();
    let of = if unit == freeze.unit.to_string() { String::new() } else { ["unit=", unit, "&"].concat() };
    [&freeze_href(freeze.id), "/list?", &of, rest].concat()
}

/// Shows a page of the list.
pub async fn show(
    app: web::Data<App>,
    request: HttpRequest,
    officer: Officer,
    path: web::Path<String>,
) -> Result<Either<Page<BehindPage>, Page<PartsPage>>, WebError> {
    let wanted = Wanted::read(&app, &request, &officer, &path).await?;
    let as_of = frozen::as_of(&wanted.freeze);
    if wanted.in_parts() {
        audit_read(&app, &officer, "figures-read", wanted.number.unit, wanted.freeze.month.to_string())
            .await?;
        return Ok(Either::Right(Page::new(PartsPage {
            crumbs: wanted.crumbs(&app, &officer).await?,
            heading: wanted.heading(),
            count: wanted.count(),
            as_of: words::capital(&as_of),
            first: message("parts-unit", &[]),
            rows: wanted.parts(&app).await?,
            files: wanted.files(),
        })));
    }
    let reader = Reader::of(&app, &officer);
    let after = url_query(&request, "after").and_then(|after| after.parse::<Uuid>().ok());
    let (mut rows, next) = wanted.rows(&reader, Span { after, rows: ROWS_BEHIND }).await?;
    if app.store.unit(wanted.freeze.unit).await?.kind != UnitKind::Nation {
        rows.iter_mut().for_each(|row| row.province.clear());
    }
    let of_teams = wanted.number.counter.metric.counts_teams();
    let action = if of_teams { "figures-read" } else { "members-read" };
    audit_read(&app, &officer, action, wanted.number.unit, rows.len().to_string()).await?;
    let own = wanted.href("");
    let (members, teams) = if of_teams { (vec![], rows) } else { (rows, vec![]) };
    Ok(Either::Left(Page::new(BehindPage {
        crumbs: wanted.crumbs(&app, &officer).await?,
        heading: wanted.heading(),
        count: wanted.count(),
        as_of: words::capital(&as_of),
        state: message("frozen-role", &[]),
        members,
        teams,
        first_href: after.map(|_| own.clone()),
        next_href: next.map(|next| [&own, "&after=", &next.to_string()].concat()),
        files: wanted.files(),
    })))
}

export::in_both_formats! {
    /// The list
    csv, xlsx => file;
}

async fn file(
    app: &App,
    request: &HttpRequest,
    officer: &Officer,
    path: &str,
    kind: Kind,
) -> Result<HttpResponse, WebError> {
    let wanted = Wanted::read(app, request, officer, path).await?;
    let unit = app.store.unit(wanted.number.unit).await?;
    let as_of = frozen::as_of(&wanted.freeze);
    let metric = super::list::plain_words(&metric_words(wanted.number.counter.metric));
    let name = format!("danh-sach-chot-{metric}-{}-{}", wanted.freeze.month, download::plain(&unit));
    if wanted.in_parts() {
        let heading = ["parts-unit", "parts-n"].map(|key| message(key, &[])).to_vec();
        let rows = wanted.parts(app).await?;
        let rows = rows.into_iter().map(|row| vec![row.label, row.n.text.replace('.', "")]).collect();
        return export::send_table((app, officer), (kind, &name), &unit, &(heading, rows), &as_of).await;
    }
    let reader = Reader::of(app, officer);
    // Read through once: whoever comes after would be looked for from the beginning again.
    let (rows, _) = wanted.rows(&reader, Span { after: None, rows: u64::MAX }).await?;
    let of_teams = wanted.number.counter.metric.counts_teams();
    let keys = ["me-name", "column-village", "column-commune-of", "column-province", "frozen-role"];
    let keys = if of_teams { &keys[1..4] } else { &keys[..] };
    let heading: Vec<String> = keys.iter().map(|key| message(key, &[])).collect();
    let mut table = begin(kind, &unit, &heading, download::beside().await?)?;
    let count = rows.len();
    for row in rows {
        let cells = [row.name, row.team, row.commune, row.province, row.state];
        write(&mut table, &wanted.unit_name, if of_teams { &cells[1..4] } else { &cells[..] }, &as_of)?;
    }
    let action = if of_teams { "figures-exported" } else { "roster-exported" };
    audit_read(app, officer, action, unit.id, count.to_string()).await?;
    download::send(download::table(kind, &name), table.finish()?)
}
