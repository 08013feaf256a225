//! `/text-size`: "Chữ to". The one GET by which a person sets something: a preference, named in its address (H1, S2).

use crate::web::App;
use crate::web::error::WebError;
use crate::web::login::SignedIn;
use crate::web::own_path::own_path_or_home;
use crate::web::page::{see_other, url_query};
use actix_web::cookie::{Cookie, SameSite, time::Duration};
use actix_web::{HttpRequest, HttpResponse, web};

/// Addresses that may be gone back to besides those a sign-in may lead to.
const ALSO: [&str; 4] = ["/login", "/staff/login", "/verify", "/help"];

/// Keeps the chosen size on this phone and, when signed in, with the person.
pub async fn choose(
    app: web::Data<App>,
    request: HttpRequest,
    login: Option<SignedIn>,
) -> Result<HttpResponse, WebError> {
    let size = match url_query(&request, "to").as_deref() {
        Some("to") => "to",
        Some("rat-to") => "rat-to",
        Some("vua") => "",
        _ => return Err(WebError::NotFound),
    };
    if let Some(login) = login {
        app.store.set_text_size(login.person.id, size).await?;
    }
    let back = url_query(&request, "back").unwrap_or_default();
    let own = ALSO.contains(&back.as_str())
        || ["/card/", "/verify/", "/first-pin", "/consent"].iter().any(|root| {
            back.starts_with(root)
                && back.bytes().all(|b| b.is_ascii_alphanumeric() || b"/-".contains(&b))
                && !back.contains("//")
        });
    let mut response = see_other(if own { &back } else { own_path_or_home(&back) });
    let cookie = Cookie::build("chu", size)
        .path("/")
        .http_only(true)
        .same_site(SameSite::Lax)
        .max_age(Duration::days(400))
        .finish();
    response.add_cookie(&cookie).map_err(|error| WebError::Ours(error.into()))?;
    Ok(response)
}
