//! `/verify`: anybody checks a certificate by its code (D7). The name shows only by the QR, whose address carries a
//! second key, or after the last three digits of the holder's phone.

use crate::web::App;
use crate::web::error::WebError;
use crate::web::form::Form;
use crate::web::messages::message;
use crate::web::page::{Page, see_other, url_query};
use crate::web::recall::recalled_words;
use crate::web::secrets::same;
use crate::web::view::public::{Verdict, VerifyFormPage, VerifyPage};
use crate::web::view::{Action, FieldError, words};
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use serde::Deserialize;
use tungngo_domain::codes;
use tungngo_domain::throttle::{VERIFY, VERIFY_DIGITS};
use tungngo_domain::time::day;
use tungngo_storage::StorageError;
use tungngo_storage::certificates::{Certificate, SubjectKind, Validity, validity};
use tungngo_storage::logins::CountingDoor;

/// The last digits of the holder's phone.
#[derive(Debug, Deserialize)]
pub struct Digits {
    #[serde(default)]
    digits: String,
}

/// Asks for the code, or goes on to it.
pub async fn ask(request: HttpRequest) -> Result<HttpResponse, WebError> {
    let typed: String = url_query(&request, "code").unwrap_or_default().chars().take(60).collect();
    if typed.trim().is_empty() {
        return Page::new(VerifyFormPage::default()).into_response(&request);
    }
    match codes::read(&typed, codes::VERIFY_CODE_SIGNS) {
        Some(code) => Ok(see_other(&["/verify/", &code].concat())),
        None => {
            let errors = vec![FieldError::new("code", message("verify-code-wrong", &[]))];
            Page::with_errors(VerifyFormPage { code: typed, errors }).into_response(&request)
        }
    }
}

/// Shows what a certificate is worth; with the QR's key also whose it is.
pub async fn show(
    app: web::Data<App>,
    request: HttpRequest,
    code: web::Path<String>,
) -> Result<HttpResponse, WebError> {
    let key = url_query(&request, "k").unwrap_or_default();
    let certificate = match find(&app, &request, &code).await? {
        Found::Certificate(certificate) => certificate,
        Found::Nothing => return unknown(&request),
    };
    let mut page = page(&app, &certificate).await?;
    if same(&key, &certificate.key) {
        page.name = Some(certificate.holder_name.clone());
        page.ask_last_digits = false;
    } else if !key.is_empty() {
        count_wrong(&app, &request, &certificate.code).await?;
    }
    Page::new(page).into_response(&request)
}

/// Shows the name too, if the last digits are right.
pub async fn show_name(
    app: web::Data<App>,
    request: HttpRequest,
    code: web::Path<String>,
    form: Form<Digits>,
) -> Result<HttpResponse, WebError> {
    let certificate = match find(&app, &request, &code).await? {
        Found::Certificate(certificate) => certificate,
        Found::Nothing => return unknown(&request),
    };
    let mut page = page(&app, &certificate).await?;
    if !page.ask_last_digits {
        return Page::new(page).into_response(&request);
    }
    let doors = doors(&app, &request, Some(&certificate.code));
    if app.store.count_try(&doors, app.now()).await?.is_err() {
        return Err(WebError::TooMany);
    }
    let phone = app.store.own_person(certificate.member).await?.phone;
    let digits: String = form.0.digits.chars().filter(|c| !c.is_whitespace()).collect();
    if phone.is_some_and(|phone| same(phone.last_three(), &digits)) {
        app.store.forgive_try(&doors).await?;
        page.name = Some(certificate.holder_name.clone());
        page.ask_last_digits = false;
        return Page::new(page).into_response(&request);
    }
    page.errors.push(FieldError::new("digits", message("verify-digits-wrong", &[])));
    Page::with_errors(page).into_response(&request)
}

enum Found {
    Certificate(Box<Certificate>),
    Nothing,
}

async fn find(app: &App, request: &HttpRequest, code: &str) -> Result<Found, WebError> {
    let doors = doors(app, request, None);
    if app.store.closed_until(&doors[0], app.now()).await?.is_some() {
        return Err(WebError::TooMany);
    }
    let read = codes::read(code, codes::VERIFY_CODE_SIGNS);
    let found = app.store.certificate_by_code(read.as_deref().unwrap_or_default()).await;
    match found {
        Ok(certificate) => Ok(Found::Certificate(Box::new(certificate))),
        Err(StorageError::NotFound) => {
            if app.store.count_try(&doors, app.now()).await?.is_err() {
                return Err(WebError::TooMany);
            }
            Ok(Found::Nothing)
        }
        Err(error) => Err(error.into()),
    }
}

async fn count_wrong(app: &App, request: &HttpRequest, code: &str) -> Result<(), WebError> {
    match app.store.count_try(&doors(app, request, Some(code)), app.now()).await? {
        Ok(_) => Ok(()),
        Err(_) => Err(WebError::TooMany),
    }
}

fn doors(app: &App, request: &HttpRequest, code: Option<&str>) -> Vec<CountingDoor> {
    let network = CountingDoor { name: app.keys.door_name("verify", &app.address(request)), rule: VERIFY };
    let own = code
        .map(|code| CountingDoor { name: app.keys.door_name("verify-digits", code), rule: VERIFY_DIGITS });
    std::iter::once(network).chain(own).collect()
}

fn unknown(request: &HttpRequest) -> Result<HttpResponse, WebError> {
    let page = VerifyPage { status: Verdict::Unknown, ..VerifyPage::default() };
    Page::with_status(page, StatusCode::NOT_FOUND).into_response(request)
}

async fn page(app: &App, certificate: &Certificate) -> Result<VerifyPage, WebError> {
    let phone = app.store.own_person(certificate.member).await?.phone;
    let status = match validity(certificate, app.today()) {
        Validity::Valid => Verdict::Valid,
        Validity::Expired => Verdict::Expired,
        Validity::Revoked => Verdict::Revoked,
        Validity::Replaced => Verdict::Replaced,
    };
    let level = match (certificate.kind, certificate.teaches_on) {
        (SubjectKind::Programme, _) => String::new(),
        (SubjectKind::Module, Some(_)) => "Dạy được".to_owned(),
        (SubjectKind::Module, None) => "Làm được".to_owned(),
    };
    Ok(VerifyPage {
        status,
        course: certificate.title.clone(),
        level,
        unit: certificate.unit_line.clone(),
        issued_on: words::full_day(day(certificate.issued_at)),
        valid_until: certificate.valid_until.map(words::full_day),
        revoked_on: certificate.revoked_at.map(|at| words::full_day(day(at))),
        revoked_reason: certificate.revoke_reason.clone(),
        recalled: if status == Verdict::Valid { recalled_words(app, certificate).await? } else { None },
        replaced_by: match status {
            Verdict::Replaced => app.store.replacement_of(certificate.id).await?.map(|newer| {
                Action::new(
                    ["/verify/", &newer.code].concat(),
                    message("certificate-number", &[("number", &newer.number)]),
                )
            }),
            _ => None,
        },
        replaces: certificate
            .replaces
            .as_ref()
            .map(|other| message("certificate-number", &[("number", &other.number)])),
        name: None,
        ask_last_digits: phone.is_some(),
        action: ["/verify/", &certificate.code].concat(),
        errors: vec![],
    })
}
