//! `/consent`: which data, why, who sees it; agreed to before the first lesson (D2).

use crate::web::App;
use crate::web::error::WebError;
use crate::web::form::Form;
use crate::web::login::{SignedIn, learning_doer};
use crate::web::messages::message;
use crate::web::page::{Page, see_other};
use crate::web::view::FieldError;
use crate::web::view::public::ConsentPage;
use actix_web::{HttpRequest, HttpResponse, web};
use serde::Deserialize;
use tungngo_storage::logins::Level;

/// The version of the notice; a new text gets a new one.
pub const NOTICE_VERSION: &str = "2026-11";

/// The form of the page.
#[derive(Debug, Deserialize)]
pub struct Agreement {
    #[serde(default)]
    agree: Option<String>,
    #[serde(default)]
    version: String,
}

/// Shows the notice.
pub async fn show(login: SignedIn) -> Result<Page<ConsentPage>, WebError> {
    if login.level == Level::FirstPin {
        return Err(WebError::GoTo("/first-pin".to_owned()));
    }
    Ok(Page::new(ConsentPage { version: NOTICE_VERSION.to_owned(), ..ConsentPage::default() }))
}

/// Records the agreement to the version that was shown.
pub async fn give(
    app: web::Data<App>,
    request: HttpRequest,
    login: SignedIn,
    form: Form<Agreement>,
) -> Result<HttpResponse, WebError> {
    if login.level == Level::FirstPin {
        return Err(WebError::GoTo("/first-pin".to_owned()));
    }
    if form.0.agree.is_none() || form.0.version != NOTICE_VERSION {
        let errors = vec![FieldError::new("agree", message("consent-missing", &[]))];
        let page = ConsentPage { version: NOTICE_VERSION.to_owned(), errors };
        return Page::with_errors(page).into_response(&request);
    }
    app.store.give_consent(learning_doer(&login, app.now()), NOTICE_VERSION).await?;
    Ok(see_other("/"))
}
