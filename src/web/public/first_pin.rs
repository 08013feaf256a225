//! `/first-pin`: the lasting PIN, proposed at random by the server; typing one's own is possible (P1).
//!
//! The proposal is a function of the login and a round, so showing it writes nothing and the form cannot choose it.

use super::login::pin_error_words;
use crate::web::App;
use crate::web::error::WebError;
use crate::web::form::Form;
use crate::web::login::SignedIn;
use crate::web::page::{Page, see_other, see_other_done, url_query};
use crate::web::secrets::same;
use crate::web::view::FieldError;
use crate::web::view::public::FirstPinPage;
use actix_web::{HttpRequest, HttpResponse, web};
use serde::Deserialize;
use tungngo_domain::pin::Pin;
use tungngo_storage::logins::Level;

/// How many proposals one page walks through; then it begins again.
const ROUNDS: u32 = 50;

/// The form of the page.
#[derive(Debug, Deserialize)]
pub struct Choice {
    #[serde(default)]
    action: String,
    #[serde(default)]
    proposed_token: String,
    #[serde(default)]
    own_pin: String,
}

/// A login may set a PIN when it came in with the printed one, or has just proved the present one at `/pin`.
fn may_set(app: &App, request: &HttpRequest, login: &SignedIn) -> Result<(), WebError> {
    let proved = request.cookie("pin-proved").is_some_and(|cookie| {
        same(cookie.value(), &app.keys.seal("pin-proved", login.id, &five_minutes(app)))
    });
    match login.level {
        Level::FirstPin => Ok(()),
        Level::Learner if proved => Ok(()),
        Level::Learner | Level::Staff => Err(WebError::GoTo("/pin".to_owned())),
    }
}

/// The present span of some minutes, for the proof that the old PIN was typed just now.
pub fn five_minutes(app: &App) -> String {
    (app.now().timestamp() / 600).to_string()
}

fn token(app: &App, login: &SignedIn, round: u32) -> String {
    [round.to_string().as_str(), ".", &app.keys.seal("round", login.id, &round.to_string())].concat()
}

fn round_of(app: &App, login: &SignedIn, token_text: &str) -> Option<u32> {
    let round: u32 = token_text.split_once('.')?.0.parse().ok()?;
    same(token_text, &token(app, login, round)).then_some(round % ROUNDS)
}

fn page(app: &App, login: &SignedIn, round: u32, errors: Vec<FieldError>) -> FirstPinPage {
    let proposed = app.keys.proposed_pin(login.id, round, login.person.phone.as_ref());
    FirstPinPage {
        proposed: proposed.grouped(),
        proposed_token: token(app, login, round),
        changing: login.level != Level::FirstPin,
        errors,
    }
}

/// Shows a proposal.
pub async fn show(
    app: web::Data<App>,
    request: HttpRequest,
    login: SignedIn,
) -> Result<HttpResponse, WebError> {
    may_set(&app, &request, &login)?;
    let round =
        url_query(&request, "round").and_then(|round| round.parse::<u32>().ok()).unwrap_or(0) % ROUNDS;
    Page::new(page(&app, &login, round, vec![])).into_response(&request)
}

/// Saves the proposal or one's own, or proposes another.
pub async fn save(
    app: web::Data<App>,
    request: HttpRequest,
    login: SignedIn,
    form: Form<Choice>,
) -> Result<HttpResponse, WebError> {
    may_set(&app, &request, &login)?;
    let Form(form) = form;
    let round = round_of(&app, &login, &form.proposed_token).ok_or(WebError::NotOurForm)?;
    let phone = login.person.phone.as_ref();
    let pin = match form.action.as_str() {
        "keep" => app.keys.proposed_pin(login.id, round, phone),
        "own" => {
            let own = Pin::read(&form.own_pin).and_then(|pin| pin.check_own(phone).map(|()| pin));
            match own {
                Ok(pin) => pin,
                Err(error) => {
                    let errors = vec![FieldError::new("own_pin", pin_error_words(error))];
                    return Page::with_errors(page(&app, &login, round, errors)).into_response(&request);
                }
            }
        }
        _ => {
            let next = (round + 1) % ROUNDS;
            return Ok(see_other(&["/first-pin?round=", &next.to_string()].concat()));
        }
    };
    let hash = app.hasher.hash_pin(&pin, login.person.id).await?;
    app.store.save_pin(login.person.id, hash, login.id, app.now()).await?;
    // The browser may forget the short-lived cookie of the first sign-in; the login's own lasts from here on.
    let mut response = see_other_done("/", "pin-saved");
    let cookie = app.login_cookie(login.id, Level::Learner, login.shared)?;
    response.add_cookie(&cookie).map_err(|error| WebError::Ours(error.into()))?;
    let ends = crate::web::login::lifetime_of(Level::Learner, login.shared).ends(login.created_at, app.now());
    app.store.touch_login(login.id, app.now(), ends).await?;
    Ok(response)
}
