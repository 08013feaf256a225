//! `/logout`: leaving. On a shared phone the page says whose turn ends first (K3 of accessibility.md).

use crate::web::App;
use crate::web::error::WebError;
use crate::web::form::Form;
use crate::web::login::SignedIn;
use crate::web::page::{Page, see_other};
use crate::web::view::public::LogoutPage;
use actix_web::http::header::{HeaderName, HeaderValue};
use actix_web::{HttpResponse, web};
use serde::Deserialize;
use tungngo_storage::StorageError;

/// Nothing but the token.
#[derive(Debug, Deserialize)]
pub struct Nothing {}

/// Asks once more on a shared phone.
pub async fn show(login: SignedIn) -> Page<LogoutPage> {
    Page::new(LogoutPage { name: login.person.full_name.clone(), waiting: None })
}

/// Ends the login row, takes the cookie away and has the browser forget what it kept.
pub async fn leave(
    app: web::Data<App>,
    login: SignedIn,
    _form: Form<Nothing>,
) -> Result<HttpResponse, WebError> {
    app.store.end_login(login.person.id, login.id, app.now()).await?;
    if let (Some(trainer), Some(waits)) = (login.opened_by, login.returns_to) {
        // Nobody has its cookie any more.
        match app.store.end_login(trainer, waits, app.now()).await {
            Ok(()) | Err(StorageError::NotFound) => {}
            Err(error) => return Err(error.into()),
        }
    }
    let mut response = see_other("/login");
    response.add_removal_cookie(&app.no_login_cookie()).map_err(|error| WebError::Ours(error.into()))?;
    response
        .headers_mut()
        .insert(HeaderName::from_static("clear-site-data"), HeaderValue::from_static("\"cache\""));
    Ok(response)
}
