//! `/trainer/sessions`: the sessions within reach, and planning one.

use super::dates::read_day;
use crate::web::App;
use crate::web::error::WebError;
use crate::web::form::Form;
use crate::web::learner::{form_id, read_form_id};
use crate::web::login::{Trainer, doer};
use crate::web::messages::message;
use crate::web::page::{Page, see_other_done, url_query};
use crate::web::view::session::{NewSessionPage, SessionRow, SessionsPage};
use crate::web::view::{Action, Choice, FieldError, Kind, Status, words};
use actix_web::{HttpRequest, HttpResponse, web};
use chrono::{NaiveDate, NaiveDateTime, NaiveTime, TimeZone};
use std::collections::BTreeSet;
use tungngo_domain::audience::Audience;
use tungngo_domain::ids::{SessionId, Slug, UnitId};
use tungngo_domain::people::{TeamRole, clean_line, fold};
use tungngo_domain::session::{MODULES_MAX, PEOPLE_MAX};
use tungngo_domain::time::{Instant, in_vietnam, start_of_day};
use tungngo_storage::StorageError;
use tungngo_storage::sessions::{NewSession, Session};
use tungngo_storage::teams::Team;

/// Rows of a page of sessions.
const ROWS: u64 = 50;
/// Teams shown at once on the form.
const TEAMS_SHOWN: usize = 100;

/// The fields of a form whose names depend on what is shown.
pub type Fields = Vec<(String, String)>;

/// All values of a field.
pub fn all<'f>(fields: &'f Fields, name: &str) -> Vec<&'f str> {
    fields.iter().filter(|(key, _)| key == name).map(|(_, value)| value.as_str()).collect()
}

/// The first value of a field, empty where there is none.
pub fn first<'f>(fields: &'f Fields, name: &str) -> &'f str {
    all(fields, name).first().copied().unwrap_or_default()
}

/// "Thứ Bảy 21/11/2026, 19 giờ 30"
pub fn when(at: Instant) -> String {
    let date = in_vietnam(at).date_naive();
    words::capital(
        &[
            words::weekday_day(date),
            "/".to_owned(),
            date.format("%Y").to_string(),
            ", ".to_owned(),
            words::clock(at),
        ]
        .concat(),
    )
}

/// The session's address.
pub fn href(id: SessionId) -> String {
    ["/trainer/sessions/", &id.to_string()].concat()
}

/// "Thanh toán, An toàn": the short titles of the session's modules.
pub fn module_titles(app: &App, session: &Session) -> String {
    let in_use = app.courses.now();
    let title =
        |id: &Slug| in_use.catalogue.module(id).map_or_else(|| id.to_string(), |one| one.title.clone());
    session.modules.iter().map(title).collect::<Vec<_>>().join(", ")
}

/// Lists the sessions.
pub async fn list(
    app: web::Data<App>,
    request: HttpRequest,
    trainer: Trainer,
) -> Result<Page<SessionsPage>, WebError> {
    let after = url_query(&request, "after").and_then(|text| {
        let (at, id) = text.split_once('_')?;
        Some((Instant::from_timestamp_micros(at.parse().ok()?)?, id.parse().ok()?))
    });
    let sessions = app.store.sessions(&trainer.scope, after, ROWS + 1).await?;
    let more = sessions.get(ROWS as usize - 1).filter(|_| sessions.len() as u64 > ROWS).map(|last| {
        let at = last.starts_at.timestamp_micros().to_string();
        let place = ["/trainer/sessions?after=", &at, "_", &last.id.to_string()].concat();
        Action::new(place, message("sessions-more", &[]))
    });
    let row = |session: &Session| SessionRow {
        when: when(session.starts_at),
        about: [session.place.as_str(), ". ", &module_titles(&app, session)].concat(),
        status: match session.closed_at {
            Some(at) => Status::new(Kind::Ok, message("session-closed-at", &[("when", &words::moment(at))])),
            None => Status::new(Kind::Warn, message("session-open", &[])),
        },
        href: href(session.id),
    };
    Ok(Page::new(SessionsPage { sessions: sessions.iter().take(ROWS as usize).map(row).collect(), more }))
}

/// The teams within reach.
async fn teams(app: &App, trainer: &Trainer) -> Result<Vec<Team>, WebError> {
    Ok(app.store.teams(&trainer.scope, None, None, None).await?)
}

/// The unit of the trainer's rights that a team hangs below: whoever reaches that one sees the session.
async fn root_of(app: &App, trainer: &Trainer, team: UnitId) -> Result<UnitId, WebError> {
    let above = app.store.unit_path(team).await?;
    let root = trainer.scope.roots().iter().find(|root| above.iter().any(|unit| unit.id == **root));
    root.copied().ok_or(WebError::NotFound)
}

/// The form as it was filled in.
fn form_page(
    app: &App,
    teams: &[Team],
    fields: &Fields,
    search: &str,
    errors: Vec<FieldError>,
) -> NewSessionPage {
    let in_use = app.courses.now();
    let short = |name: &str| first(fields, name).chars().take(200).collect::<String>();
    let choice = |value: String, label: String, field: &str| {
        let checked = all(fields, field).contains(&value.as_str());
        Choice { value, label, checked }
    };
    let key = fold(search);
    let chosen = all(fields, "team");
    let shown = teams.iter().filter(|team| {
        key.is_empty() || fold(&team.name).contains(&key) || chosen.contains(&team.id.to_string().as_str())
    });
    NewSessionPage {
        place: short("place"),
        date: short("date"),
        time: short("time"),
        modules: in_use
            .catalogue
            .modules
            .iter()
            .filter(|module| module.practice.is_some())
            .map(|module| choice(module.id.to_string(), module.title.clone(), "module"))
            .collect(),
        teams: shown
            .take(TEAMS_SHOWN)
            .map(|team| choice(team.id.to_string(), team.name.clone(), "team"))
            .collect(),
        roles: TeamRole::ALL
            .into_iter()
            .map(|role| choice(role.code().to_owned(), words::capital(role.word()), "role"))
            .collect(),
        uncertified: !first(fields, "uncertified").is_empty(),
        search: (teams.len() > TEAMS_SHOWN).then(|| search.chars().take(60).collect()),
        form_id: form_id(),
        errors,
    }
}

/// Shows the form of a new session.
pub async fn show_new(
    app: web::Data<App>,
    request: HttpRequest,
    trainer: Trainer,
) -> Result<Page<NewSessionPage>, WebError> {
    let teams = teams(&app, &trainer).await?;
    let search = url_query(&request, "q").unwrap_or_default();
    let mut fields: Fields = vec![
        ("date".to_owned(), app.today().format("%Y-%m-%d").to_string()),
        ("time".to_owned(), "19:30".to_owned()),
    ];
    if let [only] = teams.as_slice() {
        fields.push(("team".to_owned(), only.id.to_string()));
    }
    Ok(Page::new(form_page(&app, &teams, &fields, &search, vec![])))
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

/// Plans a session.
pub async fn plan(
    app: web::Data<App>,
    request: HttpRequest,
    trainer: Trainer,
    form: Form<Fields>,
) -> Result<HttpResponse, WebError> {
    let fields = form.0;
    let teams = teams(&app, &trainer).await?;
    let mut errors = Vec::new();
    let mut wrong = |field: &str, key: &str| errors.push(FieldError::new(field, message(key, &[])));
    let place: String = clean_line(first(&fields, "place")).chars().take(200).collect();
    if place.is_empty() {
        wrong("place", "session-place-wrong");
    }
    let date = read_day(first(&fields, "date"), app.today());
    let nearby = |date: &NaiveDate| (*date - app.today()).num_days().abs() <= 366;
    let date = date.filter(nearby);
    if date.is_none() {
        wrong("date", "session-date-wrong");
    }
    let time = read_time(first(&fields, "time"));
    if time.is_none() {
        wrong("time", "session-time-wrong");
    }
    let in_use = app.courses.now();
    let modules: BTreeSet<Slug> =
        all(&fields, "module").into_iter().filter_map(|id| Slug::parse(id).ok()).collect();
    let known = |id: &Slug| in_use.catalogue.module(id).is_some_and(|module| module.practice.is_some());
    if !modules.iter().all(known) {
        return Err(WebError::NotFound);
    }
    if modules.is_empty() || modules.len() > MODULES_MAX {
        wrong("module", "session-modules-wrong");
    }
    let chosen: BTreeSet<UnitId> = all(&fields, "team")
        .into_iter()
        .map(|id| id.parse().map_err(|_| WebError::NotFound))
        .collect::<Result<_, _>>()?;
    // A team out of reach does not exist.
    if !chosen.iter().all(|chosen| teams.iter().any(|team| team.id == *chosen)) {
        return Err(WebError::NotFound);
    }
    if chosen.is_empty() {
        wrong("team", "session-teams-wrong");
    }
    let roles: BTreeSet<TeamRole> =
        all(&fields, "role").into_iter().filter_map(TeamRole::from_code).collect();
    let audience =
        Audience { teams: chosen.clone(), roles, uncertified: !first(&fields, "uncertified").is_empty() };
    let modules: Vec<Slug> = modules.into_iter().collect();
    if errors.is_empty() {
        let too_many = match app.store.invited(&trainer.scope, &audience, &modules, app.now()).await {
            Ok(invited) => invited.len() > PEOPLE_MAX,
            Err(StorageError::Refused(_)) => true,
            Err(error) => return Err(error.into()),
        };
        if too_many {
            errors.push(FieldError::new(
                "team",
                message("session-too-many", &[("most", &PEOPLE_MAX.to_string())]),
            ));
        }
    }
    let team = teams.iter().find(|team| chosen.contains(&team.id));
    let (Some(date), Some(time), Some(team), true) = (date, time, team, errors.is_empty()) else {
        let page = form_page(&app, &teams, &fields, "", errors);
        return Page::with_errors(page).into_response(&request);
    };
    let offset = *in_vietnam(start_of_day(date)).offset();
    let starts_at = offset
        .from_local_datetime(&NaiveDateTime::new(date, time))
        .single()
        .ok_or(WebError::Unreadable)?
        .to_utc();
    let form = read_form_id(first(&fields, "form_id"))?;
    let unit = root_of(&app, &trainer, team.id).await?;
    let new = NewSession { unit, place, starts_at, modules, audience, form };
    let id = app.store.plan_session(&trainer.scope, doer(&trainer.login, app.now()), new).await?;
    Ok(see_other_done(&href(id), "session-planned"))
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
