//! `/staff/second-factor`: six digits of an authenticator, set up at the first staff sign-in (P6).

use super::door::{Tried, closed_after, doors, locked_words, refused, staff_home};
use crate::web::App;
use crate::web::error::WebError;
use crate::web::form::Form;
use crate::web::login::SignedIn;
use crate::web::messages::message;
use crate::web::own_path::own_path_or_home;
use crate::web::page::{Page, see_other, url_query};
use crate::web::secrets::random_bytes;
use crate::web::view::public::{NewSecondFactorPage, SecondFactorPage};
use crate::web::view::{FieldError, words};
use actix_web::{HttpRequest, HttpResponse, web};
use serde::Deserialize;
use tungngo_domain::throttle::STAFF_DOOR;
use tungngo_storage::StorageError;
use tungngo_storage::logins::Level;

/// The form of a code.
#[derive(Debug, Deserialize)]
pub struct Code {
    #[serde(default)]
    code: String,
    #[serde(default)]
    next: String,
}

fn staff_only(login: &SignedIn) -> Result<(), WebError> {
    if login.level == Level::Staff { Ok(()) } else { Err(WebError::NotFound) }
}

/// Asks for the code, or leads to setting the factor up.
pub async fn show(
    app: web::Data<App>,
    request: HttpRequest,
    login: SignedIn,
) -> Result<HttpResponse, WebError> {
    staff_only(&login)?;
    let next = own_path_or_home(&url_query(&request, "next").unwrap_or_default()).to_owned();
    if !app.store.credential(login.person.id).await?.totp_confirmed {
        return Ok(see_other("/staff/second-factor/new"));
    }
    Page::new(SecondFactorPage { next, ..SecondFactorPage::default() }).into_response(&request)
}

/// Takes a code.
pub async fn enter(
    app: web::Data<App>,
    request: HttpRequest,
    login: SignedIn,
    form: Form<Code>,
) -> Result<HttpResponse, WebError> {
    staff_only(&login)?;
    let next = own_path_or_home(&form.0.next).to_owned();
    match take_code(&app, &request, &login, &form.0.code, true).await? {
        Ok(()) => Ok(see_other(&staff_home(&app, login.person.id, &next).await?)),
        Err(problem) => {
            let page = match problem {
                Problem::Wrong(text) => {
                    SecondFactorPage { next, errors: vec![FieldError::new("code", text)], locked: None }
                }
                Problem::Locked(text) => SecondFactorPage { next, errors: vec![], locked: Some(text) },
            };
            Page::with_errors(page).into_response(&request)
        }
    }
}

/// Shows the secret of a new second factor.
pub async fn show_new(
    app: web::Data<App>,
    request: HttpRequest,
    login: SignedIn,
) -> Result<HttpResponse, WebError> {
    staff_only(&login)?;
    match new_page(&app, &login, vec![]).await? {
        Some(page) => Page::new(page).into_response(&request),
        None => Ok(see_other("/staff/second-factor")),
    }
}

/// Confirms a new second factor by its first code.
pub async fn confirm_new(
    app: web::Data<App>,
    request: HttpRequest,
    login: SignedIn,
    form: Form<Code>,
) -> Result<HttpResponse, WebError> {
    staff_only(&login)?;
    match take_code(&app, &request, &login, &form.0.code, false).await? {
        Ok(()) => Ok(see_other(&staff_home(&app, login.person.id, "/").await?)),
        Err(Problem::Wrong(text) | Problem::Locked(text)) => {
            match new_page(&app, &login, vec![FieldError::new("code", text)]).await? {
                Some(page) => Page::with_errors(page).into_response(&request),
                None => Ok(see_other("/staff/second-factor")),
            }
        }
    }
}

async fn new_page(
    app: &App,
    login: &SignedIn,
    errors: Vec<FieldError>,
) -> Result<Option<NewSecondFactorPage>, WebError> {
    let person = login.person.id;
    let credential = app.store.credential(person).await?;
    if credential.totp_confirmed {
        return Ok(None);
    }
    let salt = match credential.totp_salt {
        Some(salt) => salt,
        None => {
            let salt = tungngo_domain::codes::hex(&random_bytes::<16>());
            app.store.set_totp_salt(person, salt.clone()).await?;
            salt
        }
    };
    let secret = app.keys.totp_secret_text(person, &salt);
    let address = ["otpauth://totp/TungNgo?secret=", &secret, "&issuer=TungNgo"].concat();
    let qr_svg = crate::web::qr::svg(&address, &message("second-factor-qr", &[]))?;
    Ok(Some(NewSecondFactorPage { qr_svg, secret: words::in_groups(&secret, 4), errors }))
}

enum Problem {
    Wrong(String),
    Locked(String),
}

async fn take_code(
    app: &App,
    request: &HttpRequest,
    login: &SignedIn,
    code: &str,
    confirmed: bool,
) -> Result<Result<(), Problem>, WebError> {
    let (person, now) = (login.person.id, app.now());
    let wrong = |left: u32| Problem::Wrong(message("second-factor-wrong", &[("tries", &left.to_string())]));
    let doors = doors(app, request, "second-factor", &person.to_string(), STAFF_DOOR);
    let left = match app.store.count_try(&doors, now).await? {
        Ok(left) => left,
        Err(until) => return Ok(Err(Problem::Locked(locked_words(until, now)))),
    };
    let credential = app.store.credential(person).await?;
    let salt = credential.totp_salt.filter(|_| credential.totp_confirmed == confirmed);
    let step = salt.and_then(|salt| app.keys.totp_step(person, &salt, code, now));
    if let Some(step) = step {
        match app.store.pass_second_factor(person, login.id, step, now).await {
            Ok(()) => {
                app.store.forgive_try(&doors).await?;
                return Ok(Ok(()));
            }
            Err(StorageError::Refused(_)) => {}
            Err(error) => return Err(error.into()),
        }
    }
    refused(app, request, Some(person), "second factor").await?;
    if left == 0
        && let Tried::Closed { until } = closed_after(app, &doors, now).await?
    {
        return Ok(Err(Problem::Locked(locked_words(until, now))));
    }
    Ok(Err(wrong(left)))
}
