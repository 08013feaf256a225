//! Another title for a programme, by who keeps it.
//!
//! What was issued keeps the title of its day, which is copied at issue; so no page asks what a renaming would touch.

use super::{find, href, programme_page, wrong_title};
use crate::web::App;
use crate::web::error::WebError;
use crate::web::form::Form;
use crate::web::login::Officer;
use crate::web::page::{Page, see_other_done};
use actix_web::{HttpRequest, HttpResponse, web};
use serde::Deserialize;
use tungngo_domain::people::clean_line;

/// The title as typed.
#[derive(Debug, Default, Deserialize)]
pub struct TitleForm {
    #[serde(default)]
    title: String,
}

/// Gives the programme the title, for what is issued from now on.
pub async fn rename(
    app: web::Data<App>,
    request: HttpRequest,
    officer: Officer,
    path: web::Path<String>,
    form: Form<TitleForm>,
) -> Result<HttpResponse, WebError> {
    let Form(form) = form;
    let (programme, keeps) = find(&app, &officer, &path).await?;
    if !keeps {
        return Err(WebError::NotFound);
    }
    let title = clean_line(&form.title);
    let errors = wrong_title(&title);
    if !errors.is_empty() {
        let found = (programme, keeps);
        let page = programme_page(&app, &officer, found, None, Some(form.title), errors).await?;
        return Page::with_errors(page).into_response(&request);
    }
    app.store.rename_programme(&officer.scope, &programme.id, &title, app.now()).await?;
    Ok(see_other_done(&href(&programme.id), "programme-renamed"))
}
