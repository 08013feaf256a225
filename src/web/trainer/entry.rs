//! How a trainer lets a member in (P8): on this phone at once, or on another by a code; and taking the phone back.
//!
//! On the trainer's phone the cookie becomes the member's; the trainer's login waits and comes back only with the
//! trainer's passphrase. Never for oneself, never out of reach.

use crate::web::App;
use crate::web::error::WebError;
use crate::web::form::Form;
use crate::web::login::{SignedIn, Trainer, called, doer, lifetime, lifetime_of};
use crate::web::messages::message;
use crate::web::page::{Page, see_other};
use crate::web::public::door::{Tried, closed_after, device, doors, locked_words, refused};
use crate::web::secrets::{random_byte, secret_hash};
use crate::web::view::paper::{EntryCodePage, EntryPage, HandBackPage};
use crate::web::view::{Action, FieldError, words};
use actix_web::http::header::{HeaderName, HeaderValue};
use actix_web::{HttpRequest, HttpResponse, web};
use chrono::Duration;
use serde::Deserialize;
use tungngo_domain::codes;
use tungngo_domain::ids::{LoginId, PersonId};
use tungngo_domain::throttle::{NETWORK, STAFF_DOOR};
use tungngo_storage::StorageError;
use tungngo_storage::logins::{CountingDoor, Door, Level, NewLogin};

/// Signs of an entry's code: 30⁸ is more than 2³⁹, for ten minutes and one use.
const CODE_SIGNS: usize = 8;
/// Minutes it works.
const CODE_MINUTES: i64 = 10;

/// On which phone.
#[derive(Debug, Deserialize)]
pub struct Where {
    #[serde(default, rename = "where")]
    place: String,
}

/// The code of an entry.
#[derive(Debug, Deserialize)]
pub struct Code {
    #[serde(default)]
    code: String,
}

/// The trainer's passphrase.
#[derive(Debug, Deserialize)]
pub struct Passphrase {
    #[serde(default)]
    passphrase: String,
}

fn new_login(app: &App, request: &HttpRequest, person: PersonId) -> NewLogin {
    let now = app.now();
    NewLogin {
        person,
        door: Door::Trainer,
        level: Level::Learner,
        shared: true,
        device: device(request),
        address: app.address(request),
        expires_at: lifetime_of(Level::Learner, true).ends(now, now),
        second_factor: false,
    }
}

fn with_cookie(app: &App, place: &str, id: LoginId, level: Level) -> Result<HttpResponse, WebError> {
    let mut response = see_other(place);
    let cookie = app.login_cookie(id, level, level == Level::Learner)?;
    response.add_cookie(&cookie).map_err(|error| WebError::Ours(error.into()))?;
    // What one person's pages left behind is not for the next (K3 of accessibility.md).
    response
        .headers_mut()
        .insert(HeaderName::from_static("clear-site-data"), HeaderValue::from_static("\"cache\""));
    Ok(response)
}

/// Lets a member in, here or by a code.
pub async fn open(
    app: web::Data<App>,
    request: HttpRequest,
    trainer: Trainer,
    path: web::Path<String>,
    form: Form<Where>,
) -> Result<HttpResponse, WebError> {
    let id: PersonId = path.parse().map_err(|_| WebError::NotFound)?;
    let member = app.store.member(&trainer.scope, id).await?;
    let doer = doer(&trainer.login, app.now());
    if form.0.place == "here" {
        let login = app.store.enter_here(&trainer.scope, doer, new_login(&app, &request, id)).await?;
        return with_cookie(&app, "/", login, Level::Learner);
    }
    let code = codes::make(CODE_SIGNS, random_byte);
    let until = app.now() + Duration::minutes(CODE_MINUTES);
    app.store.make_entry(&trainer.scope, doer, id, secret_hash(&code), until).await?;
    let page = EntryCodePage {
        name: member.shown_name(),
        code: codes::grouped(&code),
        address: [&app.config.base_url, "/entry"].concat(),
        until: words::clock(until),
        back: Action::new(["/trainer/members/", &id.to_string()].concat(), member.shown_name()),
    };
    Page::new(page).into_response(&request)
}

/// Shows where the code is typed.
pub async fn show() -> Page<EntryPage> {
    Page::new(EntryPage::default())
}

/// Lets in whoever has a code that still works.
pub async fn enter(
    app: web::Data<App>,
    request: HttpRequest,
    form: Form<Code>,
) -> Result<HttpResponse, WebError> {
    let mut page = EntryPage { code: form.0.code.chars().take(20).collect(), ..EntryPage::default() };
    let now = app.now();
    let doors =
        vec![CountingDoor { name: app.keys.door_name("network", &app.address(&request)), rule: NETWORK }];
    if let Err(until) = app.store.count_try(&doors, now).await? {
        page.locked = Some(locked_words(until, now));
        return Page::with_errors(page).into_response(&request);
    }
    let found = match codes::read(&form.0.code, CODE_SIGNS) {
        Some(code) => {
            let login = |person| new_login(&app, &request, person);
            app.store.use_entry(&secret_hash(&code), now, login).await
        }
        None => Err(StorageError::NotFound),
    };
    match found {
        Ok(login) => {
            app.store.forgive_try(&doors).await?;
            with_cookie(&app, "/", login, Level::Learner)
        }
        Err(StorageError::NotFound) => {
            refused(&app, &request, None, "entry").await?;
            page.errors.push(FieldError::new("code", message("entry-code-wrong", &[])));
            Page::with_errors(page).into_response(&request)
        }
        Err(error) => Err(error.into()),
    }
}

async fn hand_back_page(app: &App, login: &SignedIn) -> Result<(HandBackPage, PersonId, LoginId), WebError> {
    let (Some(trainer), Some(waits)) = (login.opened_by, login.returns_to) else {
        return Err(WebError::NotFound);
    };
    let page = HandBackPage {
        name: login.person.full_name.clone(),
        trainer: called(&app.store.own_person(trainer).await?),
        ..HandBackPage::default()
    };
    Ok((page, trainer, waits))
}

/// Asks for the trainer's passphrase.
pub async fn show_hand_back(app: web::Data<App>, login: SignedIn) -> Result<Page<HandBackPage>, WebError> {
    Ok(Page::new(hand_back_page(&app, &login).await?.0))
}

/// Ends the member's turn; the trainer's login goes on where it still lives.
pub async fn hand_back(
    app: web::Data<App>,
    request: HttpRequest,
    login: SignedIn,
    form: Form<Passphrase>,
) -> Result<HttpResponse, WebError> {
    let (mut page, trainer, waits) = hand_back_page(&app, &login).await?;
    let now = app.now();
    if form.0.passphrase.is_empty() {
        page.errors.push(FieldError::new("passphrase", message("staff-passphrase-empty", &[])));
        return Page::with_errors(page).into_response(&request);
    }
    let doors = doors(&app, &request, "staff", &trainer.to_string(), STAFF_DOOR);
    let left = match app.store.count_try(&doors, now).await? {
        Ok(left) => left,
        Err(until) => {
            page.locked = Some(locked_words(until, now));
            return Page::with_errors(page).into_response(&request);
        }
    };
    let hash = app.store.credential(trainer).await?.passphrase_hash;
    let typed: String = form.0.passphrase.chars().take(256).collect();
    if app.hasher.verify_passphrase(&typed, hash.as_deref()).await? {
        app.store.forgive_try(&doors).await?;
        app.store.end_login(login.person.id, login.id, now).await?;
        let place = ["/trainer/members/", &login.person.id.to_string()].concat();
        let waiting = app.store.login(waits, now).await.ok().filter(|one| {
            one.person.id == trainer && lifetime(one).lives(one.created_at, one.last_seen_at, now)
        });
        let Some(waiting) = waiting else {
            let mut response = see_other("/staff/login");
            let gone = app.no_login_cookie();
            response.add_removal_cookie(&gone).map_err(|error| WebError::Ours(error.into()))?;
            return Ok(response);
        };
        app.store.touch_login(waits, now, lifetime(&waiting).ends(waiting.created_at, now)).await?;
        return with_cookie(&app, &place, waits, Level::Staff);
    }
    refused(&app, &request, Some(trainer), "hand-back").await?;
    let closed = if left == 0 { closed_after(&app, &doors, now).await? } else { Tried::Wrong { left } };
    match closed {
        Tried::Closed { until } => page.locked = Some(locked_words(until, now)),
        _ => {
            let text = message("hand-back-wrong", &[("tries", &left.to_string())]);
            page.errors.push(FieldError::new("passphrase", text));
        }
    }
    Page::with_errors(page).into_response(&request)
}
