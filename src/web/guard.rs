//! The outer layers around every request: origin, size and time, headers, and one page for every failure.
//!
//! Owns: H1's outer check, H2 and H3, B1's address length, B2's time for a handler, V3's error pages and panics. Does
//! not own: who may see what (the extractors).

use super::App;
use super::api::ApiError;
use super::error::{WebError, reference};
use super::login::{MapAsRead, Renewed};
use super::page::{IsPage, Page, see_other};
use super::view::public::ErrorPage;
use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{self, HeaderName, HeaderValue};
use actix_web::http::{Method, StatusCode};
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage, HttpRequest, HttpResponse, ResponseError, web};
use futures_util::FutureExt;
use std::panic::AssertUnwindSafe;
use std::time::Duration;
use tungngo_storage::reader::in_one_state;

/// The longest address (B1).
const ADDRESS_MAX_BYTES: usize = 4 * 1024;
/// The longest a handler may take (B2).
const HANDLER_MAX_TIME: Duration = Duration::from_secs(40);

/// The longest that a table of a whole country may take until it is written.
const TABLE_MAX_TIME: Duration = Duration::from_secs(320);

/// The longest that sending a file may take, with what follows it (B2).
const UPLOAD_MAX_TIME: Duration = Duration::from_secs(320);

/// No inline script or style, nothing from anywhere else (H2).
pub const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; \
     media-src 'self'; font-src 'self'; connect-src 'self'; manifest-src 'self'; worker-src 'self'; form-action \
     'self'; base-uri 'none'; frame-ancestors 'none'";

/// The headers of every answer (H3).
const HEADERS: [(&str, &str); 6] = [
    ("content-security-policy", CONTENT_SECURITY_POLICY),
    ("x-content-type-options", "nosniff"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    (
        "permissions-policy",
        "camera=(), microphone=(), geolocation=(), payment=(), usb=(), interest-cohort=()",
    ),
    ("x-frame-options", "DENY"),
];

/// The one outer layer.
pub async fn guard(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    // The request itself must not be held here: actix needs the only handle to it for routing.
    let app = request.app_data::<web::Data<App>>().cloned();
    let secret_in_path =
        ["/card/", "/invitation/", "/setup/", "/verify/"].iter().any(|root| request.path().starts_with(root));
    let brings_file = request.method() == Method::POST
        && (request.path().ends_with("/roster") || request.path() == "/admin/reforms");
    let again = (request.method() == Method::GET).then(|| request.uri().to_string());
    let takes_table = [".csv", ".xlsx"].iter().any(|ending| request.path().ends_with(ending));
    let at_most = match (brings_file, takes_table) {
        (true, _) => UPLOAD_MAX_TIME,
        (_, true) => TABLE_MAX_TIME,
        _ => HANDLER_MAX_TIME,
    };
    let looks = [Method::GET, Method::HEAD].contains(request.method());
    let (mut response, whole) = match refuse(&request) {
        Some(error) => (request.into_response(error.error_response().map_into_boxed_body()), true),
        None => {
            let call = tokio::time::timeout(at_most, AssertUnwindSafe(next.call(request)).catch_unwind());
            // Only what looks: a form that is still on its way must not keep a connection.
            let (answer, whole) = if looks { in_one_state(call).await } else { (call.await, false) };
            match answer {
                Ok(Ok(answer)) => (answer?.map_into_boxed_body(), whole),
                Ok(Err(_panic)) => return Err(Caught::new(app, "a handler panicked").into()),
                Err(_elapsed) => return Err(Caught::new(app, "a handler took too long").into()),
            }
        }
    };
    let renewed = response.request().extensions().get::<Renewed>().cloned();
    let map = response.request().extensions().get::<MapAsRead>().cloned();
    if let (Some(app), Some(again), Some(MapAsRead(before)), false) = (&app, again, map, whole)
        && app.store.map_state().await.is_ok_and(|now| now != before)
    {
        // The map changed while this was read in more than one state: half of it may be of the old one (Z7).
        let request = response.request().clone();
        response = ServiceResponse::new(request, see_other(&again));
    }
    response = finish(response);
    if let Some(Renewed(cookie)) = renewed {
        let sets_its_own = response
            .headers()
            .get_all(header::SET_COOKIE)
            .any(|value| value.to_str().is_ok_and(|value| value.starts_with(cookie.name())));
        if !sets_its_own && let Ok(value) = HeaderValue::from_str(&cookie.to_string()) {
            response.headers_mut().append(header::SET_COOKIE, value);
        }
    }
    let insecure = app.is_some_and(|app| app.config.insecure_http);
    set_headers(response.headers_mut(), insecure, secret_in_path);
    Ok(response)
}

fn set_headers(headers: &mut header::HeaderMap, insecure: bool, secret_in_path: bool) {
    for (name, value) in HEADERS {
        headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
    let referrer = if secret_in_path { "no-referrer" } else { "same-origin" };
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static(referrer));
    if !insecure {
        let year = HeaderValue::from_static("max-age=31536000; includeSubDomains");
        headers.insert(header::STRICT_TRANSPORT_SECURITY, year);
    }
    if !headers.contains_key(header::CACHE_CONTROL) {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
}

/// A panic or a handler that hangs: the request is gone with it, so the page is made without one (V3).
#[derive(Debug)]
struct Caught {
    what: &'static str,
    reference: String,
    page: Option<String>,
}

impl Caught {
    fn new(app: Option<web::Data<App>>, what: &'static str) -> Self {
        let reference = reference();
        tracing::error!(reference, what, "a request failed");
        let page = app.and_then(|app| {
            let when = super::view::words::clock(app.now());
            let view = ErrorPage::of_status(500, "/", Some([reference.as_str(), ", ", &when].concat()));
            app.renderer.render(&super::view::Layout::default(), &view).ok()
        });
        Self { what, reference, page }
    }
}

impl std::fmt::Display for Caught {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} ({})", self.what, self.reference)
    }
}

impl ResponseError for Caught {
    fn error_response(&self) -> HttpResponse {
        let mut response = HttpResponse::InternalServerError()
            .content_type("text/html; charset=utf-8")
            .body(self.page.clone().unwrap_or_default());
        set_headers(response.headers_mut(), false, true);
        response
    }
}

fn refuse(request: &ServiceRequest) -> Option<WebError> {
    if request.uri().path_and_query().is_some_and(|address| address.as_str().len() > ADDRESS_MAX_BYTES) {
        return Some(WebError::AddressTooLong);
    }
    if ![Method::GET, Method::HEAD].contains(request.method()) && !from_our_own_page(request) {
        return Some(WebError::NotOurForm);
    }
    None
}

/// H1: `Sec-Fetch-Site` says same-origin or, where the browser does not send it, `Origin` names this host. A request
/// with neither does not come from a page.
fn from_our_own_page(request: &ServiceRequest) -> bool {
    let value = |name: &str| request.headers().get(name).and_then(|value| value.to_str().ok());
    if let Some(site) = value("sec-fetch-site") {
        return site == "same-origin";
    }
    let (Some(origin), Some(host)) = (value("origin"), value("host")) else { return false };
    origin.split_once("://").is_some_and(|(_, origin_host)| origin_host.eq_ignore_ascii_case(host))
}

/// Gives every failure its page (V3). A failure that is our fault gets a reference, and one line in the log.
fn finish(response: ServiceResponse<BoxBody>) -> ServiceResponse<BoxBody> {
    let status = response.status();
    if status.as_u16() < 400 || response.response().extensions().get::<IsPage>().is_some() {
        return response;
    }
    let reference = reference();
    let error = response.response().error().map(|error| format!("{error:#}")).unwrap_or_default();
    if status.is_server_error() {
        tracing::error!(reference, status = status.as_u16(), error, "a request failed");
    } else {
        tracing::debug!(status = status.as_u16(), error, "a request was refused");
    }
    let request = response.request().clone();
    if request.path().starts_with("/health") {
        return response;
    }
    let retry_after = response.headers().get(header::RETRY_AFTER).cloned();
    let when = super::view::words::clock(
        request.app_data::<web::Data<App>>().map_or_else(chrono::Utc::now, |app| app.now()),
    );
    let page = ErrorPage::of_status(status.as_u16(), "/", Some([reference.as_str(), ", ", &when].concat()));
    // Another method on a known address is no more there than an unknown address.
    let status = if status == StatusCode::METHOD_NOT_ALLOWED { StatusCode::NOT_FOUND } else { status };
    let mut answer = Page::with_status(page, status)
        .into_response(&request)
        .unwrap_or_else(|_| HttpResponse::build(status).finish());
    if let Some(retry_after) = retry_after {
        answer.headers_mut().insert(header::RETRY_AFTER, retry_after);
    }
    ServiceResponse::new(request, answer)
}

/// For addresses that nothing answers.
pub async fn not_found(request: HttpRequest) -> actix_web::Result<HttpResponse> {
    // Programs are answered in their own tongue.
    if request.path().starts_with("/api/") {
        return Err(ApiError::NoAddress.into());
    }
    Err(WebError::NotFound.into())
}
