//! Who is signed in, and as what: the cookie, and the extractors that are the proof of a role (Z1, Z2).
//!
//! A handler that takes a [`Trainer`] runs only for a trainer, and gets that trainer's reach with it. Rights are read
//! from the database at each request; the token only names a login row (J1).

use super::App;
use super::error::WebError;
use super::own_path::{is_own_path, own_path_or_home, url_escape};
use actix_web::cookie::{Cookie, SameSite, time::Duration as CookieDuration};
use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpMessage, HttpRequest, web};
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use tungngo_domain::access::{Right, Role, Scope};
use tungngo_domain::ids::LoginId;
use tungngo_domain::ledger::Source;
use tungngo_domain::login_policy::{ADMINISTRATOR, FIRST_PIN, Lifetime, OWN_PHONE, SHARED_PHONE, STAFF};
use tungngo_domain::people::AddressForm;
use tungngo_domain::time::Instant;
use tungngo_storage::learning::Doer;
use tungngo_storage::logins::{Level, Login};
use tungngo_storage::people::Person;

/// A signed-in browser, of whatever level.
#[derive(Debug, Clone)]
pub struct SignedIn(pub Rc<Login>);

/// A person who learns: came in by PIN, or staff with the second factor; agreed to the notice.
#[derive(Debug, Clone)]
pub struct Learner(pub Rc<Login>);

/// A role with its reach.
#[derive(Debug, Clone)]
pub struct Staff {
    /// The signed-in browser.
    pub login: Rc<Login>,
    /// What the role reaches now.
    pub scope: Scope,
    /// All rights of the person, for the header's links.
    pub rights: Rc<Vec<Right>>,
}

/// A login's cookie, signed anew because the login was used: the outer layer sends it with the answer. So a token is
/// never much older than the login's idle time, and an old signing key may go after that.
#[derive(Debug, Clone)]
pub struct Renewed(pub Cookie<'static>);

/// The state of the map before the reach was read; the outer layer compares it when the page is done (Z7).
#[derive(Debug, Clone)]
pub struct MapAsRead(pub String);

/// Sits beside members and signs off.
#[derive(Debug, Clone)]
pub struct Trainer(pub Staff);
/// Reads figures.
#[derive(Debug, Clone)]
pub struct Officer(pub Staff);
/// Writes courses.
#[derive(Debug, Clone)]
pub struct Author(pub Staff);
/// The operator's role.
#[derive(Debug, Clone)]
pub struct Administrator(pub Staff);

impl std::ops::Deref for SignedIn {
    type Target = Login;
    fn deref(&self) -> &Login {
        &self.0
    }
}

impl std::ops::Deref for Learner {
    type Target = Login;
    fn deref(&self) -> &Login {
        &self.0
    }
}

macro_rules! staff_role {
    ($name:ident, $role:expr) => {
        impl std::ops::Deref for $name {
            type Target = Staff;
            fn deref(&self) -> &Staff {
                &self.0
            }
        }

        impl FromRequest for $name {
            type Error = WebError;
            type Future = Pin<Box<dyn Future<Output = Result<Self, WebError>>>>;
            fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
                let request = request.clone();
                Box::pin(async move { staff(&request, $role).await.map(Self) })
            }
        }
    };
}

staff_role!(Trainer, Role::Trainer);
staff_role!(Officer, Role::Officer);
staff_role!(Author, Role::Author);
staff_role!(Administrator, Role::Administrator);

impl FromRequest for SignedIn {
    type Error = WebError;
    type Future = Pin<Box<dyn Future<Output = Result<Self, WebError>>>>;
    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move { signed_in(&request).await.map(Self) })
    }
}

impl FromRequest for Learner {
    type Error = WebError;
    type Future = Pin<Box<dyn Future<Output = Result<Self, WebError>>>>;
    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move {
            let login = signed_in(&request).await?;
            past_the_door(&request, &login)?;
            if login.person.consent_at.is_none() {
                return Err(WebError::GoTo("/consent".to_owned()));
            }
            Ok(Self(login))
        })
    }
}

/// Refuses a login that has a step to finish first: the lasting PIN, or the second factor.
fn past_the_door(request: &HttpRequest, login: &Login) -> Result<(), WebError> {
    match login.level {
        Level::FirstPin => Err(WebError::GoTo("/first-pin".to_owned())),
        Level::Staff if login.second_factor_at.is_none() => {
            let next = request.path();
            let next = if is_own_path(next) && next != "/" {
                ["?next=", &url_escape(next)].concat()
            } else {
                String::new()
            };
            Err(WebError::GoTo(["/staff/second-factor", &next].concat()))
        }
        Level::Learner | Level::Staff => Ok(()),
    }
}

/// The login that the cookie names, by its signature alone: what form tokens are bound to. No right follows from it.
pub fn cookie_login(app: &App, request: &HttpRequest) -> Option<LoginId> {
    let cookie = request.cookie(app.cookie_name())?;
    app.keys.read_login_token(cookie.value(), app.now())
}

async fn signed_in(request: &HttpRequest) -> Result<Rc<Login>, WebError> {
    if let Some(login) = request.extensions().get::<Rc<Login>>() {
        return Ok(Rc::clone(login));
    }
    let app = request.app_data::<web::Data<App>>().cloned().ok_or(WebError::NotFound)?;
    let now = app.now();
    let refused = || WebError::sign_in_first(if request.method() == "GET" { request.path() } else { "/" });
    let cookie = request.cookie(app.cookie_name()).ok_or_else(refused)?;
    let id = app.keys.read_login_token(cookie.value(), now).ok_or_else(refused)?;
    let login = match app.store.login(id, now).await {
        Ok(login) => login,
        Err(tungngo_storage::StorageError::NotFound) => return Err(refused()),
        Err(error) => return Err(error.into()),
    };
    let lifetime = lifetime(&login);
    if !lifetime.lives(login.created_at, login.last_seen_at, now) {
        return Err(refused());
    }
    let login = Rc::new(login);
    request.extensions_mut().insert(Rc::clone(&login));
    let stale = now - login.last_seen_at > lifetime.stale_after().min(stale_at_most(&login));
    if stale && !app.store.writing_waits() {
        let ends = lifetime.ends(login.created_at, now);
        match app.store.touch_login(login.id, now, ends).await {
            Ok(()) => {
                let renewed = app.login_cookie(login.id, login.level, login.shared)?;
                request.extensions_mut().insert(Renewed(renewed));
            }
            // Nobody can write for a while, as during a reform of the map: the next use is noted instead.
            Err(tungngo_storage::StorageError::Unreachable(_)) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(login)
}

/// Administrators' pages count idle minutes, so a staff login notes its use at least once a minute.
fn stale_at_most(login: &Login) -> chrono::Duration {
    if login.level == Level::Staff { chrono::Duration::minutes(1) } else { chrono::Duration::days(1) }
}

/// How long this login lasts.
pub fn lifetime(login: &Login) -> Lifetime {
    lifetime_of(login.level, login.shared)
}

/// How long a login of this level lasts.
pub fn lifetime_of(level: Level, shared: bool) -> Lifetime {
    match level {
        Level::Staff => STAFF,
        Level::FirstPin => FIRST_PIN,
        Level::Learner if shared => SHARED_PHONE,
        Level::Learner => OWN_PHONE,
    }
}

async fn staff(request: &HttpRequest, role: Role) -> Result<Staff, WebError> {
    let login = signed_in(request).await?;
    let app = request.app_data::<web::Data<App>>().cloned().ok_or(WebError::NotFound)?;
    let now = app.now();
    let map = app.store.map_state().await?;
    request.extensions_mut().insert(MapAsRead(map));
    let rights = Rc::new(app.store.rights(login.person.id).await?);
    let scope = Scope::of(login.person.id, role, &rights, now).ok_or(WebError::NotFound)?;
    if login.opened_by.is_some() {
        // Let in by a trainer: the member's own learning and nothing else (P8).
        return Err(WebError::NotFound);
    }
    if login.level != Level::Staff {
        // A PIN never opens a role (P6).
        let next = own_path_or_home(request.path());
        return Err(WebError::GoTo(["/staff/login?next=", &url_escape(next)].concat()));
    }
    past_the_door(request, &login)?;
    if role == Role::Administrator && !ADMINISTRATOR.lives(login.created_at, login.last_seen_at, now) {
        app.store.end_login(login.person.id, login.id, now).await?;
        return Err(WebError::GoTo("/staff/login".to_owned()));
    }
    request.extensions_mut().insert(Rc::clone(&rights));
    Ok(Staff { login, scope, rights })
}

/// What this login does now, for the ledger.
pub fn doer(login: &Login, now: Instant) -> Doer {
    let source = match (login.level, login.shared) {
        _ if login.returns_to.is_some() => Source::TrainerPhone,
        (Level::Staff, _) => Source::TrainerPhone,
        (_, true) => Source::SharedPhone,
        (_, false) => Source::OwnPhone,
    };
    Doer { person: login.person.id, login: login.id, source, now }
}

/// What a learner does now: studying on one's own device, whatever one's roles.
pub fn learning_doer(login: &Login, now: Instant) -> Doer {
    let source = match login.shared {
        _ if login.returns_to.is_some() => Source::TrainerPhone,
        true => Source::SharedPhone,
        false => Source::OwnPhone,
    };
    Doer { source, ..doer(login, now) }
}

/// "bác Hòa"
pub fn called(person: &Person) -> String {
    super::view::words::called(person.address_form, &person.full_name)
}

/// The word for "you" of a person.
pub fn address(form: AddressForm) -> &'static str {
    form.word()
}

impl App {
    /// The name of the login cookie: with the `__Host-` prefix wherever the browser keeps such a cookie (H1).
    pub fn cookie_name(&self) -> &'static str {
        if self.config.insecure_http { "tungngo" } else { "__Host-tungngo" }
    }

    /// The cookie that names a login row.
    pub fn login_cookie(&self, id: LoginId, level: Level, shared: bool) -> Result<Cookie<'static>, WebError> {
        let now = self.now();
        let lifetime = lifetime_of(level, shared);
        // The row decides how long it lasts; the token must outlive the idle time, and is signed anew by use.
        let until = now + lifetime.at_most.unwrap_or(lifetime.idle + lifetime.stale_after());
        let token = self.keys.login_token(id, now, until)?;
        let mut cookie = Cookie::build(self.cookie_name(), token)
            .path("/")
            .http_only(true)
            .same_site(SameSite::Lax)
            .secure(!self.config.insecure_http);
        if !shared {
            let days = lifetime.at_most.unwrap_or(chrono::Duration::days(400)).num_seconds();
            cookie = cookie.max_age(CookieDuration::seconds(days));
        }
        Ok(cookie.finish())
    }

    /// The cookie that takes the login away again.
    pub fn no_login_cookie(&self) -> Cookie<'static> {
        let mut cookie = Cookie::build(self.cookie_name(), "")
            .path("/")
            .http_only(true)
            .same_site(SameSite::Lax)
            .secure(!self.config.insecure_http)
            .finish();
        cookie.make_removal();
        cookie
    }
}
