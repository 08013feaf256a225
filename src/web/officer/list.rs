//! `/officer/units/{id}/list`: the members or teams that a number counts, as many as it says.
//!
//! Owns: which list an address means, its heading, its pages. Does not own: who counts (storage asks by the same rule
//! as the counters).

use super::asked::{Asked, list_href, unit_href, unit_word, when_words};
use super::member::member_href;
use super::reading::Reader;
use super::unit::cohort_words;
use super::{audit_read, crumbs, unit_id};
use crate::web::App;
use crate::web::error::WebError;
use crate::web::login::Officer;
use crate::web::messages::message;
use crate::web::page::{Page, url_query};
use crate::web::view::officer::{BehindPage, BehindRow, FilePart};
use crate::web::view::words;
use actix_web::{HttpRequest, web};
use chrono::{Datelike, NaiveDate};
use tungngo_domain::attention::Stage;
use tungngo_domain::ids::{PersonId, UnitId};
use tungngo_domain::months::Month;
use tungngo_domain::people::fold;
use tungngo_domain::rollup::{ANY_MODULE, Cohort, Metric, Part, Subject};
use tungngo_domain::units::{UnitKind, in_sentence};
use tungngo_storage::Span;
use tungngo_storage::behind::{Behind, Listing, ROWS_BEHIND, RowState, When};
use tungngo_storage::certificates::MEMBERS_PROGRAMME;
use tungngo_storage::units::Unit;

/// Years of which a list can be asked: before there was nothing to learn, later is not yet.
const TIMES: std::ops::Range<i32> = 2000..2200;

/// Which list is wanted, of a unit within reach.
pub struct Wanted {
    /// The list.
    listing: Listing,
    /// The time of the list.
    pub as_of: String,
    subject: Subject,
    cohort: Option<Cohort>,
    among: Vec<Unit>,
}

impl Wanted {
    /// Reads what was asked by its names: `metric`, `subject` and `cohort`. What nothing counts has no list.
    pub async fn read(
        reader: &Reader<'_>,
        id: UnitId,
        asked: impl Fn(&str) -> Option<String>,
    ) -> Result<Self, WebError> {
        let subject = asked("subject").unwrap_or_else(|| ANY_MODULE.to_owned());
        let subject = Subject::from_code(&subject, |id| id == MEMBERS_PROGRAMME).ok_or(WebError::NotFound)?;
        if let Subject::Module(module) = &subject
            && reader.modules.iter().all(|(id, _)| id != module)
        {
            return Err(WebError::NotFound);
        }
        let cohort = match asked("cohort") {
            Some(code) => Some(Cohort::from_code(&code).ok_or(WebError::NotFound)?),
            None => None,
        };
        let metric = asked("metric").and_then(|code| Metric::from_code(&code)).ok_or(WebError::NotFound)?;
        if metric.counts_teams() && cohort.is_some() {
            return Err(WebError::NotFound);
        }
        let when = read_when(&asked)?;
        let chosen = Asked::of_units(&asked("units").unwrap_or_default());
        let mut among: Vec<Unit> = Vec::new();
        if !chosen.units.is_empty() {
            // Their names are public; whose they are within reach is asked below.
            among = reader.store.children(id).await?;
            among.retain(|unit| chosen.chose(unit));
            // What is none of the units below is no choice, and must not become the list of them all.
            if among.is_empty() {
                return Err(WebError::NotFound);
            }
        }
        let behind = Behind {
            part: cohort.map_or(Part::All, Part::Cohort),
            when,
            among: among.iter().map(|unit| unit.id).collect(),
            ..Behind::of(subject.code(), metric)
        };
        let listing = reader.store.listing(reader.scope, id, behind).await?;
        Ok(Self { listing, as_of: reader.as_of(), subject, cohort, among })
    }

    /// Its unit.
    pub fn unit(&self) -> &Unit {
        &self.listing.unit
    }

    /// Whether it holds teams, not members.
    pub fn teams(&self) -> bool {
        self.listing.behind.metric.counts_teams()
    }

    /// What the trail says when it goes out as a file.
    pub fn export_action(&self) -> &'static str {
        if self.teams() { "figures-exported" } else { "roster-exported" }
    }

    /// "Có giấy chứng nhận", "Tổ đạt chuẩn"
    fn words(&self) -> String {
        metric_words(self.listing.behind.metric)
    }

    /// "co-giay-chung-nhan-an-toan-leader": what tells its file from others of the unit.
    pub fn file_words(&self) -> String {
        let words = plain_words(&self.words());
        let subject = match &self.subject {
            Subject::Module(module) => Some(module.as_str().to_owned()),
            _ => None,
        };
        let cohort = self.cohort.map(|cohort| plain_words(&cohort_words(cohort)));
        let when = match self.listing.behind.when {
            When::Ever => None,
            When::Within(from, before) => Some(format!("tu-{from}-truoc-{before}")),
            When::Before(before) => Some(format!("truoc-{before}")),
        };
        let among = (!self.among.is_empty()).then(|| format!("{}-noi", self.among.len()));
        [Some(words), subject, cohort, when, among].into_iter().flatten().collect::<Vec<_>>().join("-")
    }

    /// Its address.
    fn href(&self) -> String {
        let mut href =
            list_href(self.listing.unit.id, &self.subject, self.listing.behind.metric, self.cohort);
        href += &when_words(self.listing.behind.when);
        if !self.among.is_empty() {
            href += &["&units=", &self.among.iter().map(unit_word).collect::<Vec<_>>().join(",")].concat();
        }
        href
    }

    /// "Xã Đồng Mây, Phường Bình Thuận", or how many they are.
    fn where_said(&self) -> String {
        match self.among.as_slice() {
            [] => self.listing.unit.name.clone(),
            some if some.len() <= 3 => {
                some.iter().map(|unit| unit.name.as_str()).collect::<Vec<_>>().join(", ")
            }
            many => {
                let said =
                    [("n", words::number(many.len() as u64)), ("unit", in_sentence(&self.listing.unit.name))];
                message("list-among", &said.each_ref().map(|(name, text)| (*name, text.as_str())))
            }
        }
    }
}

/// "Có giấy chứng nhận" as a part of a file's name: "co-giay-chung-nhan".
pub(super) fn plain_words(words: &str) -> String {
    fold(words).replace(|c: char| !c.is_ascii_alphanumeric(), "-")
}

/// The time that an address asks for; what is none does not exist.
pub(super) fn read_when(asked: &impl Fn(&str) -> Option<String>) -> Result<When, WebError> {
    let day = |name| match asked(name).map(|day| day.parse::<NaiveDate>()) {
        Some(Ok(day)) if TIMES.contains(&day.year()) => Ok(Some(day)),
        Some(_) => Err(WebError::NotFound),
        None => Ok(None),
    };
    let month = |name| match asked(name).map(|month| month.parse::<Month>()) {
        Some(Ok(month)) if TIMES.contains(&month.first_day().year()) => Ok(Some(month)),
        Some(_) => Err(WebError::NotFound),
        None => Ok(None),
    };
    match (month("in")?, month("to")?) {
        (Some(month), _) => return Ok(When::Within(month.first_day(), month.next().first_day())),
        (None, Some(month)) => return Ok(When::Before(month.next().first_day())),
        (None, None) => {}
    }
    match (day("from")?, day("before")?) {
        (None, None) => Ok(When::Ever),
        (None, Some(before)) => Ok(When::Before(before)),
        (Some(from), Some(before)) if from < before => Ok(When::Within(from, before)),
        (Some(_), _) => Err(WebError::NotFound),
    }
}

/// "đạt trong các tuần từ 05/10/2026 đến 01/11/2026"; nothing where it is whenever.
pub(super) fn when_said(when: When) -> Option<String> {
    let (from, before) = when.days();
    let until = words::full_day(before?.pred_opt()?);
    Some(match from {
        Some(from) => message("list-within", &[("from", &words::full_day(from)), ("until", &until)]),
        None => message("list-until", &[("until", &until)]),
    })
}

/// What a number counts.
pub(super) fn metric_words(metric: Metric) -> String {
    let of_teams = match metric {
        Metric::TeamsStarted => "metric-teams-started",
        Metric::TeamsSilent => "metric-teams-silent",
        Metric::TeamsDoing => "metric-teams-doing",
        Metric::TeamsTeaching => "metric-teams-teaching",
        Metric::TeamsLed => "metric-teams-led",
        Metric::TeamsReady => "metric-teams-ready",
        other => return message(&["metric-", other.code()].concat(), &[]),
    };
    message(of_teams, &[])
}

/// A page of a list.
pub struct Rows {
    /// The rows.
    pub rows: Vec<BehindRow>,
    /// What the next page comes after.
    pub next: Option<String>,
}

/// A page of the list, after a key; what is no key of ours begins at the beginning.
pub async fn rows(reader: &Reader<'_>, wanted: &Wanted, span: Span<String>) -> Result<Rows, WebError> {
    let store = reader.store;
    if wanted.teams() {
        let after = span.after.and_then(|text| text.parse::<UnitId>().ok());
        let of_teams = Span { after, rows: span.rows };
        let teams = store.teams_behind(&wanted.listing, of_teams).await?;
        let ids: Vec<UnitId> = teams.iter().map(|team| team.id).collect();
        let (places, sizes) = (store.whereabouts(&ids).await?, store.team_sizes(&ids).await?);
        let rows = ids.iter().map(|id| {
            let place = places.get(id).cloned().unwrap_or_default();
            let size = words::number(sizes.get(id).copied().unwrap_or(0));
            BehindRow {
                name: String::new(),
                href: Some(unit_href(*id)),
                team: place.team,
                commune: place.commune,
                province: place.province,
                state: message("list-team-size", &[("n", &size)]),
            }
        });
        return Ok(Rows { rows: rows.collect(), next: next(&ids, span.rows) });
    }
    let after = span.after.and_then(|text| text.parse::<PersonId>().ok());
    let of_members = Span { after, rows: span.rows };
    let members = store.members_behind(&wanted.listing, of_members).await?;
    let ids: Vec<PersonId> = members.iter().map(|member| member.person.id).collect();
    let teams: Vec<UnitId> = members.iter().map(|member| member.team).collect();
    let (places, states) = (store.whereabouts(&teams).await?, store.row_states(&ids).await?);
    let rows = members.iter().map(|member| {
        let place = places.get(&member.team).cloned().unwrap_or_default();
        let state = states.get(&member.person.id);
        let state = state.map_or_else(String::new, |state| state_words(*state, reader.today()));
        BehindRow {
            name: member.shown_name(),
            href: Some(member_href(member.person.id)),
            team: place.team,
            commune: place.commune,
            province: place.province,
            state: message(
                "list-member-state",
                &[("role", &words::capital(member.role.word())), ("state", &state)],
            ),
        }
    });
    Ok(Rows { rows: rows.collect(), next: next(&ids, span.rows) })
}

/// A page of a list as it is shown.
pub fn page_after(after: Option<String>) -> Span<String> {
    Span { after, rows: ROWS_BEHIND }
}

/// The key of the next page, while pages are full.
fn next<T: ToString>(ids: &[T], rows: u64) -> Option<String> {
    ids.last().filter(|_| ids.len() as u64 >= rows).map(T::to_string)
}

fn state_words(state: RowState, today: chrono::NaiveDate) -> String {
    let key = match (state.certified_until, state.stage) {
        (Some(until), _) if until >= today => "list-certified",
        (Some(_), _) => "list-lapsed",
        (None, Stage::New) => "list-new",
        (None, Stage::Studying) => "list-studying",
        (None, Stage::Stuck) => "list-stuck",
        (None, Stage::Waiting) => "list-waiting",
        (None, Stage::Done) => "list-done",
    };
    message(key, &[])
}

/// Shows a page of the list.
pub async fn show(
    app: web::Data<App>,
    request: HttpRequest,
    officer: Officer,
    path: web::Path<String>,
) -> Result<Page<BehindPage>, WebError> {
    let id = unit_id(&path)?;
    let reader = Reader::of(&app, &officer);
    let wanted = Wanted::read(&reader, id, |name| url_query(&request, name)).await?;
    let after = url_query(&request, "after");
    let later = after.is_some();
    let mut page = rows(&reader, &wanted, page_after(after)).await?;
    if wanted.listing.unit.kind != UnitKind::Nation {
        // All of one province, which stands above.
        page.rows.iter_mut().for_each(|row| row.province.clear());
    }
    let action = if wanted.teams() { "figures-read" } else { "members-read" };
    let detail = if wanted.teams() { String::new() } else { page.rows.len().to_string() };
    audit_read(&app, &officer, action, id, detail).await?;
    let own = wanted.href();
    let file = |ending: &str| own.replacen("/list?", &["/list.", ending, "?"].concat(), 1);
    let way = app.store.unit_path(id).await?;
    let mut heading = wanted.words();
    if let Subject::Module(module) = &wanted.subject
        && let Some((_, title)) = reader.modules.iter().find(|(id, _)| id == module)
    {
        heading = [heading.as_str(), title].join(": ");
    }
    let about =
        [wanted.cohort.map(cohort_words), Some(wanted.where_said()), when_said(wanted.listing.behind.when)];
    let about = about.into_iter().flatten().collect::<Vec<_>>().join(", ");
    let count = words::number(app.store.count_behind(&wanted.listing).await?);
    let key = if wanted.teams() { "list-teams" } else { "list-members" };
    let (members, teams) = if wanted.teams() { (vec![], page.rows) } else { (page.rows, vec![]) };
    Ok(Page::new(BehindPage {
        crumbs: crumbs(&app, &officer, &way).await?,
        heading,
        count: message(key, &[("n", &count), ("about", &about)]),
        as_of: words::figures_as_of(&wanted.as_of),
        state: message("list-state", &[]),
        members,
        teams,
        first_href: later.then(|| own.clone()),
        next_href: page.next.map(|next| [&own, "&after=", &next].concat()),
        files: Some(FilePart { label: message("list-file", &[]), xlsx: file("xlsx"), csv: file("csv") }),
    }))
}
