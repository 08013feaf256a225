//! `/trainer/sessions`: the sessions within reach, and the words that all their pages share.

use crate::web::App;
use crate::web::error::WebError;
use crate::web::login::Trainer;
use crate::web::messages::message;
use crate::web::page::{Page, url_query};
use crate::web::view::session::{SessionRow, SessionsPage};
use crate::web::view::{Action, Kind, Status, words};
use actix_web::{HttpRequest, web};
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use tungngo_domain::ids::{PersonId, SessionId, Slug};
use tungngo_domain::time::{Instant, in_vietnam};
use tungngo_storage::sessions::Cancelled;

/// Rows of a page of sessions.
const ROWS: u64 = 50;

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
    words::capital(&when_in_text(at))
}

/// The same within a sentence: "thứ Bảy 21/11/2026, 19 giờ 30"
pub fn when_in_text(at: Instant) -> String {
    let date = in_vietnam(at).date_naive();
    let year = date.format("%Y").to_string();
    [words::weekday_day(date).as_str(), "/", &year, ", ", &words::clock(at)].concat()
}

/// The session's address.
pub fn href(id: SessionId) -> String {
    ["/trainer/sessions/", &id.to_string()].concat()
}

/// "Thanh toán, An toàn": the titles of these modules.
pub fn module_titles(app: &App, modules: &[Slug]) -> String {
    let in_use = app.courses.now();
    let title =
        |id: &Slug| in_use.catalogue.module(id).map_or_else(|| id.to_string(), |one| one.title.clone());
    modules.iter().map(title).collect::<Vec<_>>().join(", ")
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
    let mut names: BTreeMap<PersonId, String> = BTreeMap::new();
    let mut rows = Vec::new();
    for session in sessions.iter().take(ROWS as usize) {
        let status = match (&session.cancelled, session.closed_at) {
            (Some(cancelled), _) => {
                let who = match names.entry(cancelled.by) {
                    Entry::Occupied(name) => name.into_mut(),
                    Entry::Vacant(name) => name.insert(app.store.own_person(cancelled.by).await?.full_name),
                };
                let text = [cancelled_words(cancelled, who), why_words(cancelled)].join(". ");
                Status::new(Kind::Plain, text)
            }
            (None, Some(at)) => {
                Status::new(Kind::Ok, message("session-closed-at", &[("when", &words::moment(at))]))
            }
            (None, None) => Status::new(Kind::Warn, message("session-open", &[])),
        };
        rows.push(SessionRow {
            when: when(session.starts_at),
            about: [session.place.as_str(), ". ", &module_titles(&app, &session.modules)].concat(),
            status,
            href: href(session.id),
        });
    }
    Ok(Page::new(SessionsPage { sessions: rows, more }))
}

/// "Đã hủy 10 giờ 05, 21/11/2026, người hủy: Trần Thị Thu Hằng"
pub fn cancelled_words(cancelled: &Cancelled, who: &str) -> String {
    message("session-cancelled-at", &[("when", &words::moment(cancelled.at)), ("who", who)])
}

/// "Lý do: mưa to."
pub fn why_words(cancelled: &Cancelled) -> String {
    message("session-cancelled-why", &[("why", cancelled.why.trim_end_matches('.'))])
}
