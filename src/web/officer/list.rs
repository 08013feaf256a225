//! `/officer/units/{id}/list`: the members or teams that a number counts, as many as it says.
//!
//! Owns: which list an address means, its heading, its pages. Does not own: who counts (storage asks by the same rule
//! as the counters).

use super::asked::{list_href, unit_href};
use super::unit::cohort_words;
use super::{audit_read, crumbs, modules, unit_id};
use crate::web::App;
use crate::web::error::WebError;
use crate::web::login::Officer;
use crate::web::messages::message;
use crate::web::page::{Page, url_query};
use crate::web::view::officer::{BehindPage, BehindRow, FilePart};
use crate::web::view::words;
use actix_web::{HttpRequest, web};
use tungngo_domain::attention::Stage;
use tungngo_domain::ids::{PersonId, UnitId};
use tungngo_domain::rollup::{ANY_MODULE, Cohort, Metric, Part, Subject};
use tungngo_storage::certificates::MEMBERS_PROGRAMME;
use tungngo_storage::figures::{Behind, ROWS_BEHIND};
use tungngo_storage::figures_below::RowState;
use tungngo_storage::units::Unit;

/// The teams with members of whom none began: no counter of their own, the rest of two.
pub const SILENT: &str = "teams-silent";

/// Who or what is listed.
enum Listed {
    /// What a counter counts.
    Behind(Behind),
    /// The teams in which nobody began.
    Silent,
}

/// Which list is wanted, of a unit within reach.
pub(super) struct Wanted {
    /// The unit.
    pub unit: Unit,
    /// The time of the list.
    pub as_of: String,
    subject: Subject,
    metric: Metric,
    cohort: Option<Cohort>,
    listed: Listed,
}

impl Wanted {
    /// Reads an address. What nothing counts has no list.
    pub async fn read(
        app: &App,
        request: &HttpRequest,
        officer: &Officer,
        id: UnitId,
    ) -> Result<Self, WebError> {
        if !app.store.reaches(&officer.scope, id).await? {
            return Err(WebError::NotFound);
        }
        let asked = |name| url_query(request, name);
        let subject = asked("subject").unwrap_or_else(|| ANY_MODULE.to_owned());
        let subject = Subject::from_code(&subject, |id| id == MEMBERS_PROGRAMME).ok_or(WebError::NotFound)?;
        let cohort = match asked("cohort") {
            Some(code) => Some(Cohort::from_code(&code).ok_or(WebError::NotFound)?),
            None => None,
        };
        let code = asked("metric").unwrap_or_default();
        let silent = code == SILENT && subject == Subject::Any && cohort.is_none();
        let metric =
            Metric::from_code(&code).or(silent.then_some(Metric::Teams)).ok_or(WebError::NotFound)?;
        if metric.counts_teams() && cohort.is_some() {
            return Err(WebError::NotFound);
        }
        let behind = Behind {
            subject: subject.code().to_owned(),
            metric,
            part: cohort.map_or(Part::All, Part::Cohort),
        };
        Ok(Self {
            unit: app.store.unit(id).await?,
            as_of: words::moment(app.now()),
            listed: if silent { Listed::Silent } else { Listed::Behind(behind) },
            subject,
            metric,
            cohort,
        })
    }

    /// Whether it holds teams, not members.
    pub fn teams(&self) -> bool {
        self.metric.counts_teams()
    }

    /// What the trail says when it goes out as a file.
    pub fn export_action(&self) -> &'static str {
        if self.teams() { "figures-exported" } else { "roster-exported" }
    }

    /// "Có giấy chứng nhận", "Tổ đạt chuẩn"
    fn words(&self) -> String {
        let of_teams = match self.metric {
            _ if matches!(self.listed, Listed::Silent) => "metric-teams-silent",
            Metric::TeamsStarted => "metric-teams-started",
            Metric::TeamsDoing => "metric-teams-doing",
            Metric::TeamsTeaching => "metric-teams-teaching",
            Metric::TeamsLed => "metric-teams-led",
            Metric::TeamsReady => "metric-teams-ready",
            other => return message(&["metric-", other.code()].concat(), &[]),
        };
        message(of_teams, &[])
    }

    /// Its address.
    fn href(&self) -> String {
        match self.listed {
            Listed::Silent => [&unit_href(self.unit.id), "/list?metric=", SILENT].concat(),
            Listed::Behind(_) => list_href(self.unit.id, &self.subject, self.metric, self.cohort),
        }
    }

    /// How many rows it has, counted one by one.
    async fn count(&self, app: &App, officer: &Officer) -> Result<u64, WebError> {
        let (store, scope, id) = (&app.store, &officer.scope, self.unit.id);
        Ok(match &self.listed {
            Listed::Behind(behind) if self.teams() => store.count_teams_behind(scope, id, behind).await?,
            Listed::Behind(behind) => store.count_behind(scope, id, behind).await?,
            Listed::Silent => {
                let of = async |metric| {
                    let behind = Behind { subject: ANY_MODULE.to_owned(), metric, part: Part::All };
                    store.count_teams_behind(scope, id, &behind).await
                };
                of(Metric::Teams).await?.saturating_sub(of(Metric::TeamsStarted).await?)
            }
        })
    }
}

/// A page of a list.
pub(super) struct Rows {
    /// The rows.
    pub rows: Vec<BehindRow>,
    /// What the next page comes after.
    pub next: Option<String>,
}

/// A page of the list, after a key; what is no key of ours begins at the beginning.
pub(super) async fn rows(
    app: &App,
    officer: &Officer,
    wanted: &Wanted,
    after: Option<String>,
) -> Result<Rows, WebError> {
    let (store, scope, id) = (&app.store, &officer.scope, wanted.unit.id);
    if wanted.teams() {
        let after = after.and_then(|text| text.parse::<UnitId>().ok());
        let teams = match &wanted.listed {
            Listed::Behind(behind) => store.teams_behind(scope, id, behind, after).await?,
            Listed::Silent => store.silent_teams(scope, id, after).await?,
        };
        let ids: Vec<UnitId> = teams.iter().map(|team| team.id).collect();
        let (places, sizes) = (store.whereabouts(&ids).await?, store.team_sizes(&ids).await?);
        let rows = ids.iter().map(|id| {
            let place = places.get(id).cloned().unwrap_or_default();
            let size = words::number(sizes.get(id).copied().unwrap_or(0));
            BehindRow {
                name: String::new(),
                team: place.team,
                commune: place.commune,
                state: message("list-team-size", &[("n", &size)]),
            }
        });
        return Ok(Rows { rows: rows.collect(), next: next(&ids) });
    }
    let Listed::Behind(behind) = &wanted.listed else { return Err(WebError::NotFound) };
    let after = after.and_then(|text| text.parse::<PersonId>().ok());
    let members = store.members_behind(scope, id, behind, after).await?;
    let ids: Vec<PersonId> = members.iter().map(|member| member.person.id).collect();
    let teams: Vec<UnitId> = members.iter().map(|member| member.team).collect();
    let (places, states) = (store.whereabouts(&teams).await?, store.row_states(&ids).await?);
    let rows = members.iter().map(|member| {
        let place = places.get(&member.team).cloned().unwrap_or_default();
        let state = states.get(&member.person.id);
        let state = state.map_or_else(String::new, |state| state_words(*state, app.today()));
        BehindRow {
            name: member.shown_name(),
            team: place.team,
            commune: place.commune,
            state: message(
                "list-member-state",
                &[("role", &words::capital(member.role.word())), ("state", &state)],
            ),
        }
    });
    Ok(Rows { rows: rows.collect(), next: next(&ids) })
}

/// The key of the next page, while pages are full.
fn next<T: ToString>(ids: &[T]) -> Option<String> {
    ids.last().filter(|_| ids.len() as u64 >= ROWS_BEHIND).map(T::to_string)
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
    let wanted = Wanted::read(&app, &request, &officer, id).await?;
    let after = url_query(&request, "after");
    let later = after.is_some();
    let page = rows(&app, &officer, &wanted, after).await?;
    let action = if wanted.teams() { "figures-read" } else { "members-read" };
    let detail = if wanted.teams() { String::new() } else { page.rows.len().to_string() };
    audit_read(&app, &officer, action, id, detail).await?;
    let own = wanted.href();
    let file = |ending: &str| own.replacen("/list?", &["/list.", ending, "?"].concat(), 1);
    let way = app.store.unit_path(id).await?;
    let mut heading = wanted.words();
    if let Subject::Module(module) = &wanted.subject {
        let titles = modules(&app);
        if let Some((_, title)) = titles.iter().find(|(id, _)| id == module) {
            heading = [heading.as_str(), title].join(": ");
        }
    }
    let about = [wanted.cohort.map(cohort_words), Some(wanted.unit.name.clone())];
    let about = about.into_iter().flatten().collect::<Vec<_>>().join(", ");
    let count = words::number(wanted.count(&app, &officer).await?);
    let key = if wanted.teams() { "list-teams" } else { "list-members" };
    let (members, teams) = if wanted.teams() { (vec![], page.rows) } else { (page.rows, vec![]) };
    Ok(Page::new(BehindPage {
        crumbs: crumbs(&app, &officer, &way).await?,
        heading,
        count: message(key, &[("n", &count), ("about", &about)]),
        as_of: words::figures_as_of(&wanted.as_of),
        members,
        teams,
        first_href: later.then(|| own.clone()),
        next_href: page.next.map(|next| [&own, "&after=", &next].concat()),
        files: Some(FilePart { label: message("list-file", &[]), xlsx: file("xlsx"), csv: file("csv") }),
    }))
}
