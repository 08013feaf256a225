//! Answers: a page from a view, or a redirect after a POST. Fills the layout, so that no handler has to.
//!
//! Owns: [`Page`], [`see_other`] and what stands around a page. Does not own: what the view says.

use super::App;
use super::compress::pack;
use super::error::WebError;
use super::login::{address, cookie_login};
use super::messages::message;
use super::own_path::url_escape;
use super::view::{Kind, Layout, NavItem, Notice, StaffBar, View};
use actix_web::http::{StatusCode, header};
use actix_web::{HttpMessage, HttpRequest, HttpResponse, Responder, web};
use std::rc::Rc;
use tungngo_domain::access::{Right, Role};
use tungngo_storage::logins::{Level, Login};

/// Marks a response whose body is a page already, so that the outer layer leaves it alone.
#[derive(Debug, Clone, Copy)]
pub struct IsPage;

/// A page to show.
#[derive(Debug)]
pub struct Page<V> {
    view: V,
    status: StatusCode,
    cacheable: bool,
}

impl<V: View> Page<V> {
    /// The page of this view.
    pub fn new(view: V) -> Self {
        Self { view, status: StatusCode::OK, cacheable: false }
    }

    /// The same page after a form that cannot be taken as it is (F2: status 422).
    pub fn with_errors(view: V) -> Self {
        Self { view, status: StatusCode::UNPROCESSABLE_ENTITY, cacheable: false }
    }

    /// With another status.
    pub fn with_status(view: V, status: StatusCode) -> Self {
        Self { view, status, cacheable: false }
    }

    /// What was sent, with a question before it is kept.
    pub fn asking(view: V) -> Self {
        Self::with_status(view, StatusCode::CONFLICT)
    }

    /// Renders it now.
    pub fn into_response(self, request: &HttpRequest) -> Result<HttpResponse, WebError> {
        let app = request.app_data::<web::Data<App>>().ok_or(WebError::NotFound)?;
        let layout = layout(app, request);
        let body = app.renderer.render(&layout, &self.view)?;
        // A form's token belongs to one login, and such a page to one member.
        let same_for_many = V::SAME_FOR_MANY && layout.shared_name.is_none() && layout.staff.is_none();
        let (encoding, body) = pack(request, body, same_for_many);
        let mut response = HttpResponse::build(self.status);
        response
            .content_type("text/html; charset=utf-8")
            .insert_header((header::CACHE_CONTROL, if self.cacheable { "no-cache" } else { "no-store" }))
            .insert_header((header::VARY, "accept-encoding"));
        if let Some(encoding) = encoding {
            response.insert_header(encoding);
        }
        let mut response = response.body(body);
        response.extensions_mut().insert(IsPage);
        Ok(response)
    }
}

impl<V: View> Responder for Page<V> {
    type Body = actix_web::body::BoxBody;

    fn respond_to(self, request: &HttpRequest) -> HttpResponse {
        self.into_response(request).unwrap_or_else(HttpResponse::from_error)
    }
}

/// To another page of ours after a POST, so that reload and Back send nothing twice (T4).
pub fn see_other(place: &str) -> HttpResponse {
    HttpResponse::SeeOther()
        .insert_header((header::LOCATION, place))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .finish()
}

/// The same, with a sentence at the top of the next page: the end of a message key `done-…`.
pub fn see_other_done(place: &str, done: &str) -> HttpResponse {
    see_other(&[place, "?done=", done].concat())
}

/// The sentences that may be asked for by [`see_other_done`].
const DONE: &[&str] = &[
    "reform-applied",
    "rule-adopted",
    "programme-renamed",
    "rule-withdrawn",
    "reform-reversed",
    "roster-applied",
    "roster-undone",
    "roster-dropped",
    "published",
    "pin-saved",
    "address-saved",
    "logins-ended",
    "signed-off",
    "revoked",
    "member-added",
    "member-corrected",
    "member-moved",
    "member-stays",
    "member-replaced",
    "member-left",
    "member-returned",
    "trainer-granted",
    "trainer-changed",
    "role-ended",
    "granted",
    "unit-added",
    "assigned",
    "assignment-changed",
    "assignment-withdrawn",
    "assignment-ended",
    "assignment-resumed",
    "contact-noted",
    "session-all-present",
    "session-planned",
    "session-planned-past",
    "session-saved",
    "session-guest",
    "session-closed",
    "session-changed",
    "session-changed-past",
    "session-same",
    "session-cancelled",
    "papers-drawn",
    "paper-keyed",
    "tries-used",
    "help-asked",
    "help-cleared",
    "help-answered",
    "help-withdrawn",
    "help-passed",
    "help-handed-back",
    "help-published",
    "help-unpublished",
    "token-ended",
    "target-set",
    "target-taken-back",
    "certificate-revoked",
    "certificate-reissued",
    "certificates-continued",
    "wording-used",
    "month-signed",
    "month-reopened",
];

/// What stands around the page of this request.
pub fn layout(app: &App, request: &HttpRequest) -> Layout {
    let login = request.extensions().get::<Rc<Login>>().cloned();
    let rights = request.extensions().get::<Rc<Vec<Right>>>().cloned();
    let on_work_page = work_home(request.path()) != "/";
    let size = login
        .as_ref()
        .map(|login| login.person.text_size.clone())
        .filter(|size| !size.is_empty())
        .or_else(|| request.cookie("chu").map(|cookie| cookie.value().to_owned()));
    let (text_size_class, next_size) = match size.as_deref() {
        Some("to") => ("to", "rat-to"),
        Some("rat-to") => ("rat-to", "vua"),
        _ => ("", "to"),
    };
    let back = if request.method() == "GET" { request.path() } else { "/" };
    let done = url_query(request, "done").and_then(|done| DONE.iter().copied().find(|known| *known == done));
    Layout {
        text_size_class,
        text_size_href: ["/text-size?to=", next_size, "&back=", &url_escape(back)].concat(),
        help_href: app.help_href(),
        csrf: app.keys.form_token(cookie_login(app, request)),
        notice: done.map(|done| Notice { kind: Kind::Ok, text: message(&["done-", done].concat(), &[]) }),
        insecure_http: app.config.insecure_http,
        hand_back: login.as_ref().is_some_and(|login| login.returns_to.is_some()),
        shared_name: login.as_ref().filter(|login| login.shared).map(|login| login.person.full_name.clone()),
        address: login.as_ref().map_or("bác", |login| address(login.person.address_form)).to_owned(),
        staff: login
            .as_ref()
            .filter(|login| on_work_page && login.level == Level::Staff)
            .map(|login| staff_bar(&login.person.full_name, rights.as_deref(), request.path(), app)),
        home_href: work_home(request.path()).to_owned(),
        ..Layout::default()
    }
}

/// The first page of the role whose page this is; home for all others.
fn work_home(path: &str) -> &'static str {
    ["/trainer", "/officer", "/author", "/admin"]
        .into_iter()
        .find(|root| path.starts_with(root))
        .unwrap_or("/")
}

fn staff_bar(name: &str, rights: Option<&Vec<Right>>, path: &str, app: &App) -> StaffBar {
    let now = app.now();
    let nav = [
        (Role::Trainer, "/trainer", "nav-trainer"),
        (Role::Trainer, "/trainer/assignments", "nav-assign"),
        (Role::Trainer, "/trainer/sessions", "nav-sessions"),
        (Role::Officer, "/officer", "nav-officer"),
        (Role::Author, "/author", "nav-author"),
        (Role::Administrator, "/admin", "nav-admin"),
    ]
    .into_iter()
    .filter(|(role, ..)| {
        rights.is_some_and(|rights| rights.iter().any(|right| right.role == *role && right.in_force(now)))
    })
    .map(|(_, href, key)| NavItem {
        href: href.to_owned(),
        label: message(key, &[]),
        current: match href {
            "/trainer" => {
                path.starts_with(href) && !is_evening(path) && !path.starts_with("/trainer/assignments")
            }
            "/trainer/sessions" => is_evening(path),
            _ => path.starts_with(href),
        },
    })
    .chain([NavItem { href: "/".to_owned(), label: message("nav-learn", &[]), current: false }])
    .collect();
    StaffBar { name: name.to_owned(), nav }
}

/// Training sessions and papers have a link of their own in the header.
fn is_evening(path: &str) -> bool {
    path.starts_with("/trainer/sessions") || path.starts_with("/trainer/papers")
}

/// All values of one name in the address's query.
pub fn url_queries(request: &HttpRequest, name: &str) -> Vec<String> {
    let pairs: Vec<(String, String)> = serde_html_form::from_str(request.query_string()).unwrap_or_default();
    pairs.into_iter().filter(|(key, _)| key == name).map(|(_, value)| value).collect()
}

/// A value of the address's query.
pub fn url_query(request: &HttpRequest, name: &str) -> Option<String> {
    let pairs: Vec<(String, String)> = serde_html_form::from_str(request.query_string()).ok()?;
    pairs.into_iter().find(|(key, _)| key == name).map(|(_, value)| value)
}
