//! `/language`: lessons in another language. A preference, named in its address like the text size, kept on the phone.

use crate::web::error::WebError;
use crate::web::login::Learner;
use crate::web::own_path::own_path_or_home;
use crate::web::own_path::url_escape;
use crate::web::page::{see_other, url_query};
use crate::web::view::learner::LanguageLink;
use actix_web::cookie::{Cookie, SameSite, time::Duration};
use actix_web::{HttpMessage, HttpRequest, HttpResponse};
use std::rc::Rc;
use tungngo_domain::content::{LANGUAGES, Language, Lesson};
use tungngo_storage::logins::Login;

/// The cookie that keeps the choice.
const COOKIE: &str = "tieng";

/// The language chosen on this phone, if not Vietnamese; where nothing was chosen, the one on record of the member.
pub fn chosen(request: &HttpRequest) -> Option<&'static str> {
    let code = match request.cookie(COOKIE) {
        Some(cookie) => cookie.value().to_owned(),
        None => request.extensions().get::<Rc<Login>>()?.person.language.clone(),
    };
    LANGUAGES.iter().find(|known| known.code == code).map(|known| known.code)
}

/// What the `lang` attribute of a lesson's text says; nothing where it is Vietnamese, as the page is.
pub fn tag(lesson: &Lesson, chosen: Option<&str>) -> Option<&'static str> {
    let translated = lesson.translations.iter().any(|one| Some(one.lang.as_str()) == chosen);
    LANGUAGES.iter().find(|known| translated && Some(known.code) == chosen).map(|known| known.tag)
}

/// The other languages of a lesson, as links; none where it is in Vietnamese only.
pub fn links(lesson: &Lesson, chosen: Option<&str>, here: &str) -> Vec<LanguageLink> {
    let href = |code: &str| ["/language?to=", code, "&back=", &url_escape(here)].concat();
    let now = lesson.translations.iter().find(|one| Some(one.lang.as_str()) == chosen);
    let mut links = Vec::new();
    if now.is_some() {
        links.push(LanguageLink { href: href("vie"), name: "tiếng Việt".to_owned() });
    }
    let has = |known: &&Language| lesson.translations.iter().any(|one| one.lang == known.code);
    for known in LANGUAGES.iter().filter(has).filter(|known| now.is_none_or(|now| now.lang != known.code)) {
        links.push(LanguageLink { href: href(known.code), name: known.name.to_owned() });
    }
    links
}

/// Keeps the chosen language on this phone.
pub async fn choose(request: HttpRequest, _learner: Learner) -> Result<HttpResponse, WebError> {
    let to = url_query(&request, "to").ok_or(WebError::NotFound)?;
    let known = LANGUAGES.iter().find(|known| known.code == to).map(|known| known.code);
    if known.is_none() && to != "vie" {
        return Err(WebError::NotFound);
    }
    let mut response = see_other(own_path_or_home(&url_query(&request, "back").unwrap_or_default()));
    let cookie = Cookie::build(COOKIE, known.unwrap_or("vie"))
        .path("/")
        .http_only(true)
        .same_site(SameSite::Lax)
        .max_age(Duration::days(400))
        .finish();
    response.add_cookie(&cookie).map_err(|error| WebError::Ours(error.into()))?;
    Ok(response)
}
