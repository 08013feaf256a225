//! What all doors share: counting a try before checking it, and starting the login afterwards (P3, P9).
//!
//! One function for every door, so that no second door is easier than the first.

use crate::web::App;
use crate::web::error::WebError;
use crate::web::login::lifetime_of;
use crate::web::page::see_other;
use actix_web::{HttpRequest, HttpResponse};
use tungngo_domain::access::Role;
use tungngo_domain::ids::PersonId;
use tungngo_domain::pin::Pin;
use tungngo_domain::throttle::{NETWORK, Rule};
use tungngo_domain::time::Instant;
use tungngo_storage::audit;
use tungngo_storage::logins::{CountingDoor, Door, Level, NewLogin};

/// What became of a try.
pub enum Tried {
    /// Right, and how far it reaches.
    Right(Level),
    /// Wrong, with this many tries left.
    Wrong {
        /// Tries left before the door closes.
        left: u32,
    },
    /// The door is closed until then.
    Closed {
        /// When it opens.
        until: Instant,
    },
}

/// The doors at which a try counts: the account's own and the network's.
pub fn doors(
    app: &App,
    request: &HttpRequest,
    kind: &'static str,
    of: &str,
    rule: Rule,
) -> Vec<CountingDoor> {
    vec![
        CountingDoor { name: app.keys.door_name(kind, of), rule },
        CountingDoor { name: app.keys.door_name("network", &app.address(request)), rule: NETWORK },
    ]
}

/// Tries a PIN of a person (or of nobody, with the same work) at these doors.
pub async fn try_pin(
    app: &App,
    request: &HttpRequest,
    doors: &[CountingDoor],
    person: Option<PersonId>,
    pin: &Pin,
) -> Result<Tried, WebError> {
    let now = app.now();
    let left = match app.store.count_try(doors, now).await? {
        Ok(left) => left,
        Err(until) => return Ok(Tried::Closed { until }),
    };
    let credential = match person {
        Some(person) => app.store.credential(person).await?,
        None => Default::default(),
    };
    // The lasting PIN where there is one; before that the printed one, which opens only the page that replaces it.
    let (hash, level) = match (&credential.pin_hash, &credential.first_pin) {
        (Some(hash), _) => (Some(hash.as_str()), Level::Learner),
        (None, Some((hash, until))) if *until > now => (Some(hash.as_str()), Level::FirstPin),
        _ => (None, Level::Learner),
    };
    if app.hasher.verify_pin(pin, person, hash).await? {
        app.store.forgive_try(doors).await?;
        return Ok(Tried::Right(level));
    }
    app.store.count_system_wrong(true, now).await?;
    refused(app, request, person, "pin").await?;
    Ok(if left == 0 { closed_after(app, doors, now).await? } else { Tried::Wrong { left } })
}

/// After the last try: until when the door that closed is closed.
pub async fn closed_after(app: &App, doors: &[CountingDoor], now: Instant) -> Result<Tried, WebError> {
    for door in doors {
        if let Some(until) = app.store.closed_until(door, now).await? {
            return Ok(Tried::Closed { until });
        }
    }
    Ok(Tried::Wrong { left: 0 })
}

/// Writes a refused try to the audit trail, with ids only.
pub async fn refused(
    app: &App,
    request: &HttpRequest,
    person: Option<PersonId>,
    what: &str,
) -> Result<(), WebError> {
    let entry = audit::Entry {
        action: "login-refused",
        target: person.map(|person| ("person", person.to_string())),
        address: Some(app.address(request)),
        detail: what.to_owned(),
        ..audit::Entry::default()
    };
    Ok(app.store.audit(entry, app.now()).await?)
}

/// Starts a login under a new id and goes on to `next`.
pub async fn come_in(
    app: &App,
    request: &HttpRequest,
    person: PersonId,
    door: Door,
    level: Level,
    shared: bool,
    next: &str,
) -> Result<HttpResponse, WebError> {
    let now = app.now();
    let new = NewLogin {
        person,
        door,
        level,
        shared,
        device: device(request),
        address: app.address(request),
        expires_at: lifetime_of(level, shared).ends(now, now),
        second_factor: level == Level::Staff && app.config.demo,
    };
    let id = app.store.start_login(new, now).await?;
    let place = match level {
        Level::FirstPin => "/first-pin",
        Level::Learner | Level::Staff => next,
    };
    let mut response = see_other(place);
    let cookie = app.login_cookie(id, level, shared)?;
    response.add_cookie(&cookie).map_err(|error| WebError::Ours(error.into()))?;
    Ok(response)
}

/// What the browser is, in a word or two.
pub fn device(request: &HttpRequest) -> String {
    let agent = request.headers().get("user-agent").and_then(|value| value.to_str().ok()).unwrap_or_default();
    let word = [
        ("Zalo", "Zalo"),
        ("Android", "Điện thoại Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Windows", "Máy tính Windows"),
        ("Macintosh", "Máy tính Mac"),
        ("Linux", "Máy tính Linux"),
    ]
    .into_iter()
    .find(|(sign, _)| agent.contains(sign))
    .map_or("Thiết bị khác", |(_, word)| word);
    word.to_owned()
}

/// "Gõ sai 5 lần nên tạm nghỉ 15 phút. …", or until the morning.
pub fn locked_words(until: Instant, now: Instant) -> String {
    let minutes = u64::try_from((until - now).num_seconds().max(1)).unwrap_or(1).div_ceil(60);
    if minutes <= 15 {
        crate::web::view::words::locked_minutes(5, minutes)
    } else {
        let when = crate::web::view::words::clock(until);
        crate::web::messages::message("locked-until", &[("when", &when)])
    }
}

/// Where a staff member's day begins, unless a page of ours was asked for.
pub async fn staff_home(app: &App, person: PersonId, next: &str) -> Result<String, WebError> {
    if next != "/" {
        return Ok(next.to_owned());
    }
    let rights = app.store.rights(person).await?;
    let now = app.now();
    let has = |role: Role| rights.iter().any(|right| right.role == role && right.in_force(now));
    let homes = [
        (Role::Trainer, "/trainer"),
        (Role::Officer, "/officer"),
        (Role::Author, "/author"),
        (Role::Administrator, "/admin"),
    ];
    Ok(homes.into_iter().find(|(role, _)| has(*role)).map_or("/", |(_, home)| home).to_owned())
}
