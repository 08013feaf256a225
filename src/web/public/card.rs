//! `/card/{secret}`: the QR of a login card names the person; the PIN still proves them (P7).
//!
//! GET changes nothing, because chat programs preview links.

use super::door::{Tried, come_in, doors, locked_words, try_pin};
use super::login::pin_error_words;
use crate::web::App;
use crate::web::error::WebError;
use crate::web::form::Form;
use crate::web::login::called;
use crate::web::messages::message;
use crate::web::page::Page;
use crate::web::secrets::secret_hash;
use crate::web::view::public::CardPage;
use crate::web::view::{FieldError, words};
use actix_web::{HttpRequest, HttpResponse, web};
use serde::Deserialize;
use tungngo_domain::pin::Pin;
use tungngo_domain::throttle::CARD_DOOR;
use tungngo_storage::logins::{Card, Door};

/// The form of the card door.
#[derive(Debug, Deserialize)]
pub struct Entry {
    #[serde(default)]
    pin: String,
    #[serde(default)]
    shared: Option<String>,
}

fn page(card: &Card, secret: &str, shared: bool) -> CardPage {
    CardPage {
        greeting: words::greeting(&called(&card.person)),
        address: card.person.address_form.word().to_owned(),
        action: ["/card/", secret].concat(),
        shared,
        ..CardPage::default()
    }
}

/// Greets by form of address and given name, nothing more.
pub async fn show(app: web::Data<App>, secret: web::Path<String>) -> Result<Page<CardPage>, WebError> {
    let card = app.store.card(&secret_hash(&secret)).await?;
    let shared = card.person.device.as_deref() == Some("shared");
    Ok(Page::new(page(&card, &secret, shared)))
}

/// Lets in whoever has the card and knows the PIN.
pub async fn enter(
    app: web::Data<App>,
    request: HttpRequest,
    secret: web::Path<String>,
    form: Form<Entry>,
) -> Result<HttpResponse, WebError> {
    let Form(form) = form;
    let card = app.store.card(&secret_hash(&secret)).await?;
    let mut page = page(&card, &secret, form.shared.is_some());
    let pin = match Pin::read(&form.pin) {
        Ok(pin) => pin,
        Err(error) => {
            page.errors.push(FieldError::new("pin", pin_error_words(error)));
            return Page::with_errors(page).into_response(&request);
        }
    };
    let doors = doors(&app, &request, "card", &card.id.to_string(), CARD_DOOR);
    match try_pin(&app, &request, &doors, Some(card.person.id), &pin).await? {
        Tried::Right(level) => {
            come_in(&app, &request, card.person.id, Door::Card, level, page.shared, "/").await
        }
        Tried::Closed { until } => {
            page.locked = Some(locked_words(until, app.now()));
            Page::with_errors(page).into_response(&request)
        }
        Tried::Wrong { left } => {
            let trainer = message("the-trainer", &[]);
            page.errors.push(FieldError::new("pin", words::wrong_pin_card(u64::from(left), &trainer)));
            Page::with_errors(page).into_response(&request)
        }
    }
}
