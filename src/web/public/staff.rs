//! `/staff/login`: account or phone number, and passphrase; the second factor follows (P6).

use super::door::{Tried, closed_after, come_in, doors, locked_words, refused, staff_home};
use crate::web::App;
use crate::web::error::WebError;
use crate::web::form::Form;
use crate::web::messages::message;
use crate::web::own_path::own_path_or_home;
use crate::web::page::{Page, url_query};
use crate::web::view::FieldError;
use crate::web::view::public::StaffLoginPage;
use actix_web::{HttpRequest, HttpResponse, web};
use serde::Deserialize;
use tungngo_domain::people::{Phone, clean_line};
use tungngo_domain::throttle::STAFF_DOOR;
use tungngo_storage::logins::{Door, Level};

/// The form of the staff door.
#[derive(Debug, Deserialize)]
pub struct Entry {
    #[serde(default)]
    account: String,
    #[serde(default)]
    passphrase: String,
    #[serde(default)]
    next: String,
}

/// Shows the door.
pub async fn show(request: HttpRequest) -> Page<StaffLoginPage> {
    let next = url_query(&request, "next").unwrap_or_default();
    Page::new(StaffLoginPage { next: own_path_or_home(&next).to_owned(), ..StaffLoginPage::default() })
}

/// Lets in whoever knows account and passphrase, as far as the second factor.
pub async fn enter(
    app: web::Data<App>,
    request: HttpRequest,
    form: Form<Entry>,
) -> Result<HttpResponse, WebError> {
    let Form(form) = form;
    let account: String = clean_line(&form.account).chars().take(60).collect();
    let mut page = StaffLoginPage {
        account: account.clone(),
        next: own_path_or_home(&form.next).to_owned(),
        ..StaffLoginPage::default()
    };
    if account.is_empty() {
        page.errors.push(FieldError::new("account", message("staff-account-empty", &[])));
    }
    if form.passphrase.is_empty() {
        page.errors.push(FieldError::new("passphrase", message("staff-passphrase-empty", &[])));
    }
    if !page.errors.is_empty() {
        return Page::with_errors(page).into_response(&request);
    }
    let now = app.now();
    let person = app.store.person_by_account(&account).await?.map(|person| person.id);
    // The same account by name and by number counts as one.
    let of = person.map_or_else(
        || Phone::read(&account).map_or_else(|_| account.to_lowercase(), |phone| phone.digits().to_owned()),
        |person| person.to_string(),
    );
    let doors = doors(&app, &request, "staff", &of, STAFF_DOOR);
    let left = match app.store.count_try(&doors, now).await? {
        Ok(left) => left,
        Err(until) => {
            page.locked = Some(locked_words(until, now));
            return Page::with_errors(page).into_response(&request);
        }
    };
    let hash = match person {
        Some(person) => app.store.credential(person).await?.passphrase_hash,
        None => None,
    };
    let passphrase: String = form.passphrase.chars().take(256).collect();
    if let (true, Some(person)) = (app.hasher.verify_passphrase(&passphrase, hash.as_deref()).await?, person)
    {
        app.store.forgive_try(&doors).await?;
        let next = staff_home(&app, person, &page.next).await?;
        return come_in(&app, &request, person, Door::Staff, Level::Staff, false, &next).await;
    }
    refused(&app, &request, person, "passphrase").await?;
    let closed = if left == 0 { closed_after(&app, &doors, now).await? } else { Tried::Wrong { left } };
    match closed {
        Tried::Closed { until } => page.locked = Some(locked_words(until, now)),
        _ => page
            .errors
            .push(FieldError::new("passphrase", message("staff-wrong", &[("tries", &left.to_string())]))),
    }
    Page::with_errors(page).into_response(&request)
}
