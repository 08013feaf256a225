//! `/pin`: the present PIN first, then a new one is proposed.

use crate::web::App;
use crate::web::error::WebError;
use crate::web::form::Form;
use crate::web::login::Learner;
use crate::web::messages::message;
use crate::web::page::{Page, see_other};
use crate::web::public::door::{Tried, doors, locked_words, try_pin};
use crate::web::public::first_pin::five_minutes;
use crate::web::public::login::pin_error_words;
use crate::web::view::FieldError;
use crate::web::view::learner::PinPage;
use actix_web::cookie::{Cookie, SameSite, time::Duration};
use actix_web::{HttpRequest, HttpResponse, web};
use serde::Deserialize;
use tungngo_domain::pin::Pin;
use tungngo_domain::throttle::CARD_DOOR;
use tungngo_storage::logins::Level;

/// The present PIN.
#[derive(Debug, Deserialize)]
pub struct Present {
    #[serde(default)]
    pin: String,
}

/// Staff have a passphrase; only a login that came in by PIN has one to change.
fn has_pin(learner: &Learner) -> Result<(), WebError> {
    // Nor is it changed on a phone that a trainer opened.
    let own = learner.level == Level::Learner && learner.opened_by.is_none();
    if own { Ok(()) } else { Err(WebError::NotFound) }
}

/// Asks for the present PIN.
pub async fn show(learner: Learner) -> Result<Page<PinPage>, WebError> {
    has_pin(&learner)?;
    Ok(Page::new(PinPage::default()))
}

/// Checks it, and opens the page that proposes a new one for some minutes.
pub async fn check(
    app: web::Data<App>,
    request: HttpRequest,
    learner: Learner,
    form: Form<Present>,
) -> Result<HttpResponse, WebError> {
    has_pin(&learner)?;
    let wrong = |text: String| PinPage { errors: vec![FieldError::new("pin", text)], locked: None };
    let pin = match Pin::read(&form.0.pin) {
        Ok(pin) => pin,
        Err(error) => return Page::with_errors(wrong(pin_error_words(error))).into_response(&request),
    };
    let person = learner.person.id;
    let doors = doors(&app, &request, "pin", &person.to_string(), CARD_DOOR);
    match try_pin(&app, &request, &doors, Some(person), &pin).await? {
        Tried::Right(_) => {
            let mut response = see_other("/first-pin");
            let seal = app.keys.seal("pin-proved", learner.id, &five_minutes(&app));
            let cookie = Cookie::build("pin-proved", seal)
                .path("/first-pin")
                .http_only(true)
                .same_site(SameSite::Lax)
                .max_age(Duration::minutes(10))
                .finish();
            response.add_cookie(&cookie).map_err(|error| WebError::Ours(error.into()))?;
            Ok(response)
        }
        Tried::Closed { until } => {
            let page = PinPage { errors: vec![], locked: Some(locked_words(until, app.now())) };
            Page::with_errors(page).into_response(&request)
        }
        Tried::Wrong { left } => {
            let text = message("pin-wrong", &[("tries", &left.to_string())]);
            Page::with_errors(wrong(text)).into_response(&request)
        }
    }
}
