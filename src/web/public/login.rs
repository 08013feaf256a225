//! `/login`: phone number and PIN.

use super::door::{Tried, come_in, doors, locked_words, try_pin};
use crate::web::App;
use crate::web::error::WebError;
use crate::web::form::Form;
use crate::web::messages::message;
use crate::web::own_path::own_path_or_home;
use crate::web::page::{Page, url_query};
use crate::web::view::public::LoginPage;
use crate::web::view::{FieldError, words};
use actix_web::{HttpRequest, HttpResponse, web};
use serde::Deserialize;
use tungngo_domain::people::Phone;
use tungngo_domain::pin::{PIN_DIGITS, Pin, PinError};
use tungngo_domain::throttle::PHONE_DOOR;
use tungngo_storage::logins::Door;

/// The form of the phone-number door.
#[derive(Debug, Deserialize)]
pub struct Entry {
    #[serde(default)]
    phone: String,
    #[serde(default)]
    pin: String,
    #[serde(default)]
    shared: Option<String>,
    #[serde(default)]
    next: String,
}

/// Shows the door.
pub async fn show(request: HttpRequest) -> Page<LoginPage> {
    let next = url_query(&request, "next").unwrap_or_default();
    Page::new(LoginPage { next: own_path_or_home(&next).to_owned(), ..LoginPage::default() })
}

/// Lets in whoever knows number and PIN.
pub async fn enter(
    app: web::Data<App>,
    request: HttpRequest,
    form: Form<Entry>,
) -> Result<HttpResponse, WebError> {
    let Form(form) = form;
    let mut page = LoginPage {
        phone: form.phone.chars().take(30).collect(),
        shared: form.shared.is_some(),
        next: own_path_or_home(&form.next).to_owned(),
        ..LoginPage::default()
    };
    let phone = Phone::read(&form.phone);
    if phone.is_err() {
        page.errors.push(FieldError::new("phone", message("login-phone-wrong", &[])));
    }
    let pin = Pin::read(&form.pin);
    if let Err(error) = &pin {
        page.errors.push(FieldError::new("pin", pin_error_words(*error)));
    }
    let (Ok(phone), Ok(pin)) = (phone, pin) else {
        return Page::with_errors(page).into_response(&request);
    };
    let now = app.now();
    if app.store.count_system_wrong(false, now).await? {
        page.locked = Some(message("login-card-only", &[]));
        return Page::with_errors(page).into_response(&request);
    }
    let person = app.store.person_by_phone(&phone).await?.map(|person| person.id);
    let doors = doors(&app, &request, "phone", phone.digits(), PHONE_DOOR);
    match (try_pin(&app, &request, &doors, person, &pin).await?, person) {
        (Tried::Right(level), Some(person)) => {
            come_in(&app, &request, person, Door::Phone, level, page.shared, &page.next).await
        }
        (Tried::Closed { until }, _) => {
            page.locked = Some(locked_words(until, now));
            Page::with_errors(page).into_response(&request)
        }
        (Tried::Wrong { left }, _) => {
            page.errors.push(FieldError::new("pin", words::wrong_pin_phone(u64::from(left))));
            Page::with_errors(page).into_response(&request)
        }
        (Tried::Right(_), None) => Err(WebError::NotFound),
    }
}

/// What is wrong with something typed as a PIN.
pub fn pin_error_words(error: PinError) -> String {
    let wanted = PIN_DIGITS as u64;
    match error {
        PinError::Length(0) => message("pin-empty", &[]),
        PinError::Length(typed) if (typed as u64) < wanted => {
            words::digits_short(typed as u64, wanted - typed as u64)
        }
        PinError::Length(typed) => words::digits_long(typed as u64, wanted),
        PinError::NotDigits => message("pin-not-digits", &[]),
        PinError::Repeats => message("pin-repeats", &[]),
        PinError::Sequence => message("pin-sequence", &[]),
        PinError::Date => message("pin-date", &[]),
        PinError::PhoneTail => message("pin-phone", &[]),
    }
}
