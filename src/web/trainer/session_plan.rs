//! The plan of a training session: a new one, another one for a session that is not over, and calling it off.

use super::dates::read_day;
use super::session::or_over;
use super::sessions::{Fields, all, first, href, module_titles, when};
use crate::web::App;
use crate::web::error::WebError;
use crate::web::form::Form;
use crate::web::learner::{form_id, read_form_id};
use crate::web::login::{Trainer, doer};
use crate::web::messages::message;
use crate::web::page::{Page, see_other_done};
use crate::web::view::session::{CancellingPage, PlanPage};
use crate::web::view::{Action, Choice, FieldError, words};
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use chrono::{NaiveDate, NaiveDateTime, NaiveTime, TimeZone};
use std::collections::BTreeSet;
use tungngo_domain::audience::Audience;
use tungngo_domain::content::Catalogue;
use tungngo_domain::ids::{SessionId, Slug, UnitId};
use tungngo_domain::people::{TeamRole, clean_line};
use tungngo_domain::session::{MODULES_MAX, PEOPLE_MAX, WHY_MAX_CHARS};
use tungngo_domain::time::{Instant, in_vietnam, start_of_day};
use tungngo_storage::StorageError;
use tungngo_storage::session_changes::{Cancelling, Changing};
use tungngo_storage::sessions::{NewSession, Session};
use tungngo_storage::teams::Team;

/// Teams shown at once on the form.
const TEAMS_SHOWN: usize = 100;
/// Of what is typed to find teams.
const SEARCH_MAX_CHARS: usize = 60;

/// Of the teams within reach those that the form shows, or that somebody named.
struct Offered {
    /// Those that were named first.
    teams: Vec<Team>,
    /// There are more than it shows.
    many: bool,
    /// Of which those are that are shown, where only some are.
    search: String,
    /// There is no such team.
    none_found: bool,
    /// They lie in several communes.
    several: bool,
}

/// Whether not all of these lie in one commune.
fn in_several(teams: &[Team]) -> bool {
    teams.iter().any(|team| team.commune != teams[0].commune)
}

impl Offered {
    /// `named` are the teams of a session as it is.
    async fn read(app: &App, trainer: &Trainer, fields: &Fields, named: &[UnitId]) -> Result<Self, WebError> {
        let search: String = first(fields, "q").chars().take(SEARCH_MAX_CHARS).collect();
        let mut teams = app.store.teams(&trainer.scope, None, None, TEAMS_SHOWN as u64 + 1).await?;
        let many = teams.len() > TEAMS_SHOWN;
        let (mut none_found, mut several) = (false, in_several(&teams));
        if many {
            teams.truncate(TEAMS_SHOWN);
            if !search.trim().is_empty() {
                teams = app.store.teams_named(&trainer.scope, &search, TEAMS_SHOWN as u64).await?;
                none_found = teams.is_empty();
            }
            // What is ticked is never lost because there are too many.
            let ticked = all(fields, "team").into_iter().filter_map(|id| id.parse().ok());
            let named: BTreeSet<UnitId> = ticked.chain(named.iter().copied()).collect();
            let mut shown = app.store.teams_among(&trainer.scope, named).await?;
            teams.retain(|team| shown.iter().all(|one| one.id != team.id));
            let room = TEAMS_SHOWN.saturating_sub(shown.len());
            shown.extend(teams.into_iter().take(room));
            teams = shown;
            several |= in_several(&teams);
        }
        Ok(Self { teams, many, search, none_found, several })
    }

    fn has(&self, team: &UnitId) -> bool {
        self.teams.iter().any(|one| one.id == *team)
    }
}

/// The teams that a session invites.
fn invited_teams(session: &Session) -> Vec<UnitId> {
    session.audience.teams.iter().copied().collect()
}

/// Whether the button beside the search was pressed: then the form is shown again with other teams, as it was filled in.
fn searches(fields: &Fields) -> bool {
    !first(fields, "find").is_empty()
}

/// The unit of the trainer's rights that a team hangs below: whoever reaches that one sees the session. A session keeps
/// the unit it has while one of its teams hangs below that.
async fn unit_of(
    app: &App,
    trainer: &Trainer,
    teams: &BTreeSet<UnitId>,
    of: Option<&Session>,
) -> Result<UnitId, WebError> {
    let mut root = None;
    for team in teams {
        let above = app.store.unit_path(*team).await?;
        let hangs_below = |unit: &UnitId| above.iter().any(|one| one.id == *unit);
        if let Some(session) = of.filter(|session| hangs_below(&session.unit)) {
            return Ok(session.unit);
        }
        root = root.or_else(|| trainer.scope.roots().iter().copied().find(hangs_below));
        if root.is_some() && of.is_none() {
            break;
        }
    }
    root.or(of.map(|session| session.unit)).ok_or(WebError::NotFound)
}

/// Whether a session can be about this module: there is something to watch in it.
fn is_offered(catalogue: &Catalogue, id: &Slug) -> bool {
    catalogue.module(id).is_some_and(|module| module.practice.is_some())
}

/// The form as it was filled in.
fn form_page(
    app: &App,
    offered: &Offered,
    fields: &Fields,
    of: Option<SessionId>,
    errors: Vec<FieldError>,
) -> PlanPage {
    let in_use = app.courses.now();
    let short = |name: &str| first(fields, name).chars().take(200).collect::<String>();
    let choice = |value: String, label: String, field: &str| {
        let checked = all(fields, field).contains(&value.as_str());
        Choice { value, label, checked }
    };
    let teams = &offered.teams;
    let label = |team: &Team| if offered.several { team.with_commune() } else { team.name.clone() };
    let modules = in_use.catalogue.modules.iter().filter(|module| module.practice.is_some());
    let own = of.map(href);
    PlanPage {
        change: of.is_some(),
        action: own.clone().unwrap_or_else(|| "/trainer/sessions".to_owned()),
        back: match own {
            Some(own) => Action::new(own, message("session-back", &[])),
            None => Action::new("/trainer/sessions", message("sessions-back", &[])),
        },
        place: short("place"),
        date: short("date"),
        time: short("time"),
        modules: modules
            .map(|module| choice(module.id.to_string(), module.title.clone(), "module"))
            .collect(),
        teams: teams.iter().map(|team| choice(team.id.to_string(), label(team), "team")).collect(),
        roles: TeamRole::ALL
            .into_iter()
            .map(|role| choice(role.code().to_owned(), words::capital(role.word()), "role"))
            .collect(),
        uncertified: !first(fields, "uncertified").is_empty(),
        search: offered.many.then(|| offered.search.clone()),
        search_hint: match offered.none_found {
            true => message("session-new-search-none", &[]),
            false => message("session-new-search-hint", &[("most", &TEAMS_SHOWN.to_string())]),
        },
        form_id: form_id(),
        errors,
    }
}

/// Shows the form of a new session.
pub async fn show_new(app: web::Data<App>, trainer: Trainer) -> Result<Page<PlanPage>, WebError> {
    let mut fields: Fields = vec![
        ("date".to_owned(), app.today().format("%Y-%m-%d").to_string()),
        ("time".to_owned(), "19:30".to_owned()),
    ];
    let offered = Offered::read(&app, &trainer, &fields, &[]).await?;
    if let [only] = offered.teams.as_slice() {
        fields.push(("team".to_owned(), only.id.to_string()));
    }
    Ok(Page::new(form_page(&app, &offered, &fields, None, vec![])))
}

/// "19:30", "19h30", "19 giờ"
fn read_time(text: &str) -> Option<NaiveTime> {
    let numbers: Vec<u32> = text
        .split(|c: char| !c.is_ascii_digit())
        .filter(|part| !part.is_empty())
        .map(|part| part.parse().ok())
        .collect::<Option<_>>()?;
    match numbers.as_slice() {
        [hour] => NaiveTime::from_hms_opt(*hour, 0, 0),
        [hour, minute, ..] => NaiveTime::from_hms_opt(*hour, *minute, 0),
        [] => None,
    }
}

/// Reads the form of a plan; with a session, of another plan for that one: the day it has may stay, and so do its teams
/// and modules that the form cannot show, because they are out of this trainer's reach or no longer taught.
async fn read_plan(
    app: &App,
    trainer: &Trainer,
    offered: &Offered,
    fields: &Fields,
    of: Option<&Session>,
) -> Result<Result<NewSession, Vec<FieldError>>, WebError> {
    let mut errors = Vec::new();
    let mut wrong = |field: &str, key: &str| errors.push(FieldError::new(field, message(key, &[])));
    let place: String = clean_line(first(fields, "place")).chars().take(200).collect();
    if place.is_empty() {
        wrong("place", "session-place-wrong");
    }
    let date = read_day(first(fields, "date"), app.today());
    let its_own = of.map(|session| in_vietnam(session.starts_at).date_naive());
    let nearby = |date: &NaiveDate| (*date - app.today()).num_days().abs() <= 366 || Some(*date) == its_own;
    let date = date.filter(nearby);
    if date.is_none() {
        wrong("date", "session-date-wrong");
    }
    let time = read_time(first(fields, "time"));
    if time.is_none() {
        wrong("time", "session-time-wrong");
    }
    let in_use = app.courses.now();
    let mut modules: BTreeSet<Slug> =
        all(fields, "module").into_iter().filter_map(|id| Slug::parse(id).ok()).collect();
    if !modules.iter().all(|id| is_offered(&in_use.catalogue, id)) {
        return Err(WebError::NotFound);
    }
    let had = of.map(|session| session.modules.as_slice()).unwrap_or_default();
    modules.extend(had.iter().filter(|id| !is_offered(&in_use.catalogue, id)).cloned());
    if modules.is_empty() || modules.len() > MODULES_MAX {
        wrong("module", "session-modules-wrong");
    }
    let mut chosen: BTreeSet<UnitId> = all(fields, "team")
        .into_iter()
        .map(|id| id.parse().map_err(|_| WebError::NotFound))
        .collect::<Result<_, _>>()?;
    // A team out of reach does not exist.
    if !chosen.iter().all(|team| offered.has(team)) {
        return Err(WebError::NotFound);
    }
    chosen.extend(of.iter().flat_map(|session| &session.audience.teams).filter(|team| !offered.has(team)));
    if chosen.is_empty() {
        wrong("team", "session-teams-wrong");
    }
    let roles: BTreeSet<TeamRole> = all(fields, "role").into_iter().filter_map(TeamRole::from_code).collect();
    let audience =
        Audience { teams: chosen.clone(), roles, uncertified: !first(fields, "uncertified").is_empty() };
    let modules: Vec<Slug> = modules.into_iter().collect();
    if errors.is_empty() {
        let too_many = match app.store.invited(&trainer.scope, &audience, &modules, app.now()).await {
            Ok(invited) => invited.len() > PEOPLE_MAX,
            Err(StorageError::Refused(_)) => true,
            Err(error) => return Err(error.into()),
        };
        if too_many {
            let most = PEOPLE_MAX.to_string();
            errors.push(FieldError::new("team", message("session-too-many", &[("most", &most)])));
        }
    }
    let (Some(date), Some(time), true) = (date, time, errors.is_empty()) else { return Ok(Err(errors)) };
    let offset = *in_vietnam(start_of_day(date)).offset();
    let starts_at = offset
        .from_local_datetime(&NaiveDateTime::new(date, time))
        .single()
        .ok_or(WebError::Unreadable)?
        .to_utc();
    let form = read_form_id(first(fields, "form_id"))?;
    let unit = unit_of(app, trainer, &chosen, of).await?;
    Ok(Ok(NewSession { unit, place, starts_at, modules, audience, form }))
}

fn is_past(app: &App, starts_at: Instant) -> bool {
    in_vietnam(starts_at).date_naive() < app.today()
}

/// Plans a session.
pub async fn plan(
    app: web::Data<App>,
    request: HttpRequest,
    trainer: Trainer,
    form: Form<Fields>,
) -> Result<HttpResponse, WebError> {
    let offered = Offered::read(&app, &trainer, &form.0, &[]).await?;
    if searches(&form.0) {
        return Page::new(form_page(&app, &offered, &form.0, None, vec![])).into_response(&request);
    }
    let new = match read_plan(&app, &trainer, &offered, &form.0, None).await? {
        Ok(new) => new,
        Err(errors) => {
            let page = form_page(&app, &offered, &form.0, None, errors);
            return Page::with_errors(page).into_response(&request);
        }
    };
    // Written down afterwards it is a record; of a slip somebody has to hear.
    let is_past = is_past(&app, new.starts_at);
    let id = app.store.plan_session(&trainer.scope, doer(&trainer.login, app.now()), new).await?;
    Ok(see_other_done(&href(id), if is_past { "session-planned-past" } else { "session-planned" }))
}

/// A session within reach that is not over; any other leads to its page, which says so.
async fn find_open(app: &App, trainer: &Trainer, id: &str) -> Result<Session, WebError> {
    let id: SessionId = id.parse().map_err(|_| WebError::NotFound)?;
    let session = app.store.session(&trainer.scope, id).await?;
    if session.is_open() { Ok(session) } else { Err(WebError::GoTo(href(id))) }
}

/// Shows the form that changes a session, with its plan of now.
pub async fn show_change(
    app: web::Data<App>,
    trainer: Trainer,
    path: web::Path<String>,
) -> Result<Page<PlanPage>, WebError> {
    let session = find_open(&app, &trainer, &path).await?;
    let invited = invited_teams(&session);
    let starts = in_vietnam(session.starts_at);
    let mut fields: Fields = vec![
        ("place".to_owned(), session.place),
        ("date".to_owned(), starts.format("%Y-%m-%d").to_string()),
        ("time".to_owned(), starts.format("%H:%M").to_string()),
    ];
    fields.extend(session.modules.iter().map(|id| ("module".to_owned(), id.to_string())));
    fields.extend(session.audience.teams.iter().map(|team| ("team".to_owned(), team.to_string())));
    fields.extend(session.audience.roles.iter().map(|role| ("role".to_owned(), role.code().to_owned())));
    if session.audience.uncertified {
        fields.push(("uncertified".to_owned(), "1".to_owned()));
    }
    let offered = Offered::read(&app, &trainer, &fields, &invited).await?;
    Ok(Page::new(form_page(&app, &offered, &fields, Some(session.id), vec![])))
}

/// Changes a session's plan.
pub async fn change(
    app: web::Data<App>,
    request: HttpRequest,
    trainer: Trainer,
    path: web::Path<String>,
    form: Form<Fields>,
) -> Result<HttpResponse, WebError> {
    let session = find_open(&app, &trainer, &path).await?;
    let id = session.id;
    let offered = Offered::read(&app, &trainer, &form.0, &invited_teams(&session)).await?;
    if searches(&form.0) {
        return Page::new(form_page(&app, &offered, &form.0, Some(id), vec![])).into_response(&request);
    }
    let errors = match read_plan(&app, &trainer, &offered, &form.0, Some(&session)).await? {
        Err(errors) => errors,
        Ok(plan) => {
            let doer = doer(&trainer.login, app.now());
            match app.store.change_session(&trainer.scope, doer, id, &plan).await {
                Ok(Changing::Done) => {
                    // A day gone by is right for a record; of a slip somebody has to hear.
                    let slipped = plan.starts_at != session.starts_at && is_past(&app, plan.starts_at);
                    let done = if slipped { "session-changed-past" } else { "session-changed" };
                    return Ok(see_other_done(&href(id), done));
                }
                Ok(Changing::Same) => return Ok(see_other_done(&href(id), "session-same")),
                Ok(Changing::Recorded(modules)) => {
                    let titles = module_titles(&app, &modules);
                    let text = message("session-modules-recorded", &[("titles", &titles)]);
                    vec![FieldError::new("module", text)]
                }
                Err(error) => return or_over(error, id),
            }
        }
    };
    let page = form_page(&app, &offered, &form.0, Some(id), errors);
    Page::with_errors(page).into_response(&request)
}

fn cancelling_page(session: &Session, begun: bool, why: &str, errors: Vec<FieldError>) -> CancellingPage {
    let own = href(session.id);
    CancellingPage {
        about: [when(session.starts_at), session.place.clone()].join(", "),
        close_href: begun.then(|| [&own, "/closing"].concat()),
        action: [&own, "/cancellation"].concat(),
        why: why.chars().take(WHY_MAX_CHARS).collect(),
        max: WHY_MAX_CHARS,
        back: Action::new(own, message("session-back", &[])),
        errors,
    }
}

/// Says what calling the session off does, and asks why.
pub async fn show_cancelling(
    app: web::Data<App>,
    trainer: Trainer,
    path: web::Path<String>,
) -> Result<Page<CancellingPage>, WebError> {
    let session = find_open(&app, &trainer, &path).await?;
    let begun = app.store.session_begun(session.id).await?;
    Ok(Page::new(cancelling_page(&session, begun, "", vec![])))
}

/// Calls the session off.
pub async fn cancel(
    app: web::Data<App>,
    request: HttpRequest,
    trainer: Trainer,
    path: web::Path<String>,
    form: Form<Fields>,
) -> Result<HttpResponse, WebError> {
    let id: SessionId = path.parse().map_err(|_| WebError::NotFound)?;
    let session = app.store.session(&trainer.scope, id).await?;
    let why: String = clean_line(first(&form.0, "reason")).chars().take(WHY_MAX_CHARS).collect();
    if why.is_empty() && session.is_open() && !app.store.session_begun(id).await? {
        let errors = vec![FieldError::new("reason", message("session-why-wrong", &[]))];
        return Page::with_errors(cancelling_page(&session, false, "", errors)).into_response(&request);
    }
    let doer = doer(&trainer.login, app.now());
    match app.store.cancel_session(&trainer.scope, doer, id, &why).await {
        Ok(Cancelling::Done) => Ok(see_other_done(&href(id), "session-cancelled")),
        Ok(Cancelling::Begun) => {
            let page = cancelling_page(&session, true, &why, vec![]);
            Page::with_status(page, StatusCode::CONFLICT).into_response(&request)
        }
        Err(error) => or_over(error, id),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_as_fields_and_people_write_them() {
        let half = NaiveTime::from_hms_opt(19, 30, 0);
        for text in ["19:30", "19h30", "19 giờ 30", "19:30:00"] {
            assert_eq!(read_time(text), half, "{text}");
        }
        assert_eq!(read_time("19 giờ"), NaiveTime::from_hms_opt(19, 0, 0));
        assert_eq!((read_time("25:00"), read_time(""), read_time("tối")), (None, None, None));
    }
}
