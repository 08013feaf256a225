//! Browsers: they keep cookies, follow no redirect unasked, and send forms from the pages they came on.

use super::app::TestApp;
use super::page::{Form, Page};
use reqwest::Method;
use reqwest::header::HeaderMap;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::ops::Deref;
use tungngo_domain::access::Role;
use tungngo_domain::ids::{LoginId, PersonId};
use tungngo_storage::logins::Level;

/// A browser. Cookies are `Secure` and the tests' server speaks plain HTTP, so they are kept by hand.
#[derive(Debug, Clone)]
pub struct Browser {
    origin: String,
    http: reqwest::Client,
    cookies: RefCell<BTreeMap<String, String>>,
}

/// A request with everything spelled out.
#[derive(Debug)]
pub struct Request<'a> {
    browser: &'a Browser,
    method: Method,
    path: String,
    headers: Vec<(String, String)>,
    body: Option<Vec<u8>>,
}

impl Browser {
    /// A browser that knows nothing yet.
    pub fn new(origin: &str) -> Self {
        let http = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .timeout(std::time::Duration::from_secs(60))
            .build()
            .expect("an HTTP client");
        Self { origin: origin.to_owned(), http, cookies: RefCell::default() }
    }

    /// A second browser with the same cookies: a thief's, or another tab.
    pub fn with_the_same_cookies(&self) -> Self {
        self.clone()
    }

    /// A cookie's value.
    pub fn cookie(&self, name: &str) -> Option<String> {
        self.cookies.borrow().get(name).cloned()
    }

    /// Puts a cookie in.
    pub fn set_cookie(&self, name: &str, value: &str) {
        self.cookies.borrow_mut().insert(name.to_owned(), value.to_owned());
    }

    /// A request to be spelled out.
    pub fn request(&self, method: Method, path: &str) -> Request<'_> {
        Request { browser: self, method, path: path.to_owned(), headers: Vec::new(), body: None }
    }

    /// Opens an address; a redirect is shown, not followed.
    pub async fn get(&self, path: &str) -> Page {
        self.request(Method::GET, path).send().await
    }

    /// Opens an address and goes where it leads.
    pub async fn visit(&self, path: &str) -> Page {
        let page = self.get(path).await;
        self.follow(page).await
    }

    /// Goes where a page leads, until one stays.
    pub async fn follow(&self, mut page: Page) -> Page {
        for _ in 0..6 {
            if page.status != 303 {
                return page;
            }
            let place = page.location();
            page = self.get(&place).await;
        }
        panic!("{} leads round and round", page.path);
    }

    /// Sends a form as the browser does; a redirect is shown, not followed.
    pub async fn submit(&self, form: &Form) -> Page {
        self.request(Method::POST, &form.action).on_own_page().form(&form.fields).send().await
    }

    /// Sends a form and goes where it leads.
    pub async fn send(&self, form: &Form) -> Page {
        let page = self.submit(form).await;
        self.follow(page).await
    }
}

impl Request<'_> {
    /// Adds a header.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Says what a browser says when the request comes from a page of the same server.
    pub fn on_own_page(self) -> Self {
        let origin = self.browser.origin.clone();
        self.header("origin", &origin).header("sec-fetch-site", "same-origin")
    }

    /// Carries a form.
    pub fn form(mut self, fields: &[(String, String)]) -> Self {
        self.body = Some(serde_html_form::to_string(fields).expect("fields are text").into_bytes());
        self.header("content-type", "application/x-www-form-urlencoded")
    }

    /// Carries this body.
    pub fn body(mut self, body: String) -> Self {
        self.body = Some(body.into_bytes());
        self.header("content-type", "application/x-www-form-urlencoded")
    }

    /// Carries a form with a file, as a browser sends it.
    pub fn file(mut self, fields: &[(String, String)], name: &str, content: &[u8]) -> Self {
        let mut body = Vec::new();
        for (field, value) in fields {
            let part =
                format!("--ranh-gioi\r\nContent-Disposition: form-data; name=\"{field}\"\r\n\r\n{value}\r\n");
            body.extend(part.into_bytes());
        }
        body.extend(
            format!(
                "--ranh-gioi\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\nContent-Type: \
                 application/octet-stream\r\n\r\n"
            )
            .into_bytes(),
        );
        body.extend_from_slice(content);
        body.extend_from_slice(b"\r\n--ranh-gioi--\r\n");
        self.body = Some(body);
        self.header("content-type", "multipart/form-data; boundary=ranh-gioi")
    }

    /// Sends it.
    pub async fn send(self) -> Page {
        let url = [self.browser.origin.as_str(), &self.path].concat();
        let mut request = self.browser.http.request(self.method, url);
        let cookies: Vec<String> =
            self.browser.cookies.borrow().iter().map(|(name, value)| format!("{name}={value}")).collect();
        if !cookies.is_empty() {
            request = request.header("cookie", cookies.join("; "));
        }
        for (name, value) in self.headers {
            request = request.header(name, value);
        }
        if let Some(body) = self.body {
            request = request.body(body);
        }
        let answer = request.send().await.unwrap_or_else(|error| panic!("{}: {error:?}", self.path));
        let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
        self.browser.keep_cookies(&headers);
        let bytes = answer.bytes().await.expect("the whole answer").to_vec();
        Page { path: self.path, status, headers, bytes }
    }
}

impl Browser {
    fn keep_cookies(&self, headers: &HeaderMap) {
        for cookie in headers.get_all("set-cookie") {
            let cookie = cookie.to_str().expect("a cookie is text");
            let (pair, attributes) = cookie.split_once(';').unwrap_or((cookie, ""));
            let (name, value) = pair.split_once('=').expect("name and value");
            if attributes.contains("Max-Age=0") {
                self.cookies.borrow_mut().remove(name.trim());
            } else {
                self.cookies.borrow_mut().insert(name.trim().to_owned(), value.trim().to_owned());
            }
        }
    }
}

/// A signed-in person with a browser.
#[derive(Debug, Clone)]
pub struct Login {
    browser: Browser,
    /// Who.
    pub person: PersonId,
    /// The login's row.
    pub id: LoginId,
}

impl Login {
    /// The rows of a list, on all its pages.
    pub async fn listed(&self, href: &str) -> Vec<String> {
        let (mut rows, mut next) = (Vec::new(), Some(href.to_owned()));
        while let Some(href) = next {
            let page = self.get(&href).await;
            page.is(200);
            rows.extend(page.all("tbody tr"));
            next = page.text().contains("Trang sau").then(|| page.link("Trang sau"));
        }
        rows
    }
}

impl Deref for Login {
    type Target = Browser;
    fn deref(&self) -> &Browser {
        &self.browser
    }
}

/// Somebody with a role.
#[derive(Debug, Clone)]
pub struct StaffMember {
    /// Who.
    pub person: PersonId,
    /// The account name.
    pub account: String,
}

impl TestApp {
    /// Somebody who is not signed in.
    pub fn visitor(&self) -> Browser {
        Browser::new(&self.origin())
    }

    /// A browser in which this person is signed in on an own phone, past all doors, without typing anything.
    pub async fn learner(&self, person: impl Into<PersonId>) -> Login {
        let person = person.into();
        self.db_consent(person).await;
        self.db_login(person, Level::Learner, false).await
    }

    /// The same on a phone that others use too.
    pub async fn learner_on_shared_phone(&self, person: impl Into<PersonId>) -> Login {
        let person = person.into();
        self.db_consent(person).await;
        self.db_login(person, Level::Learner, true).await
    }

    /// A new trainer of this unit, signed in with the second factor, holding both modules.
    pub async fn trainer_of(&self, unit: tungngo_domain::ids::UnitId) -> Login {
        let staff = self.db_staff("Trần Thị Thu Hằng", Role::Trainer, unit).await;
        for module in ["thanh-toan", "an-toan"] {
            self.db_holding(staff.person, module).await;
        }
        self.staff(staff.person).await
    }

    /// A new officer of this unit, signed in.
    pub async fn officer_of(&self, unit: tungngo_domain::ids::UnitId) -> Login {
        let staff = self.db_staff("Lê Văn Xã", Role::Officer, unit).await;
        self.staff(staff.person).await
    }

    /// A new author, signed in.
    pub async fn author(&self) -> Login {
        let staff = self.db_staff("Vũ Thị Soạn", Role::Author, self.db_nation().await).await;
        self.staff(staff.person).await
    }

    /// A new administrator, signed in.
    pub async fn administrator(&self) -> Login {
        let staff = self.db_staff("Ngô Văn Trị", Role::Administrator, self.db_nation().await).await;
        self.staff(staff.person).await
    }

    /// Somebody with a role, signed in with the second factor, consent given.
    pub async fn staff(&self, person: PersonId) -> Login {
        self.db_consent(person).await;
        self.db_login(person, Level::Staff, false).await
    }

    /// The browser of a login row.
    pub fn browser_of(&self, person: PersonId, id: LoginId, level: Level, shared: bool) -> Login {
        let browser = self.visitor();
        let cookie = self.login_cookie(id, level, shared).expect("a cookie");
        browser.set_cookie(cookie.name(), cookie.value());
        Login { browser, person, id }
    }
}
