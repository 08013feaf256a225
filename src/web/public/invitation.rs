//! `/invitation/{secret}` and `/setup/{secret}`: staff set their passphrase; the first administrator begins here (P7).
//!
//! GET changes nothing; the link is used up by the POST that succeeds.

use super::door::{come_in, staff_home};
use crate::web::App;
use crate::web::error::WebError;
use crate::web::form::Form;
use crate::web::messages::message;
use crate::web::page::Page;
use crate::web::secrets::secret_hash;
use crate::web::view::public::InvitationPage;
use crate::web::view::{FieldError, words};
use actix_web::{HttpRequest, HttpResponse, web};
use serde::Deserialize;
use tungngo_domain::access::Role;
use tungngo_domain::ids::PersonId;
use tungngo_domain::login_policy::{PassphraseError, check_passphrase};
use tungngo_domain::people::{AddressForm, clean_line, read_name};
use tungngo_storage::logins::{self, Door, Invitation, Level, Purpose};
use tungngo_storage::people::{NewPerson, add_person};
use tungngo_storage::rights::grant_role;
use tungngo_storage::{StorageError, audit};

/// The form of both pages.
#[derive(Debug, Deserialize)]
pub struct Acceptance {
    #[serde(default)]
    full_name: String,
    #[serde(default)]
    account: String,
    #[serde(default)]
    passphrase: String,
}

async fn find(app: &App, secret: &str, purpose: Purpose) -> Result<Invitation, WebError> {
    let now = app.now();
    let invitation = app.store.invitation(&secret_hash(secret), now).await?;
    // The way in for the first administrator is gone once there is one.
    if purpose == Purpose::Setup && app.store.has_administrator(now).await? {
        return Err(WebError::NotFound);
    }
    if invitation.purpose == purpose { Ok(invitation) } else { Err(WebError::NotFound) }
}

async fn staff_page(app: &App, invitation: &Invitation, secret: &str) -> Result<InvitationPage, WebError> {
    let person = invitation.person.as_ref().ok_or(WebError::NotFound)?;
    let now = app.now();
    let mut roles = Vec::new();
    for right in app.store.rights(person.id).await?.iter().filter(|right| right.in_force(now)) {
        let unit = app.store.unit(right.unit).await?;
        roles.push(
            [words::capital(right.role.word()), tungngo_domain::units::in_sentence(&unit.name)].join(" "),
        );
    }
    Ok(InvitationPage {
        heading: message("invitation-heading", &[("name", &person.full_name)]),
        role: roles.join(", "),
        action: ["/invitation/", secret].concat(),
        ..InvitationPage::default()
    })
}

fn setup_page(secret: &str) -> InvitationPage {
    InvitationPage {
        heading: message("setup-heading", &[]),
        setup: true,
        action: ["/setup/", secret].concat(),
        ..InvitationPage::default()
    }
}

/// Shows an invitation.
pub async fn show(app: web::Data<App>, secret: web::Path<String>) -> Result<Page<InvitationPage>, WebError> {
    let invitation = find(&app, &secret, Purpose::Staff).await?;
    Ok(Page::new(staff_page(&app, &invitation, &secret).await?))
}

/// Sets the passphrase and uses the link up.
pub async fn accept(
    app: web::Data<App>,
    request: HttpRequest,
    secret: web::Path<String>,
    form: Form<Acceptance>,
) -> Result<HttpResponse, WebError> {
    let invitation = find(&app, &secret, Purpose::Staff).await?;
    let mut page = staff_page(&app, &invitation, &secret).await?;
    let person = invitation.person.as_ref().ok_or(WebError::NotFound)?.id;
    if let Err(error) = check_passphrase(&form.0.passphrase, "") {
        page.errors.push(FieldError::new("passphrase", passphrase_words(error)));
        return Page::with_errors(page).into_response(&request);
    }
    let hash = app.hasher.hash_passphrase(&form.0.passphrase).await?;
    let now = app.now();
    app.store
        .write(async |txn| {
            logins::use_invitation(txn, invitation.id, now).await?;
            logins::set_passphrase(txn, person, None, hash, now).await?;
            let entry =
                audit::Entry { actor: Some(person), action: "invitation-used", ..audit::Entry::default() };
            audit::write(txn, entry, now).await
        })
        .await?;
    enter(&app, &request, person).await
}

/// In with the new passphrase: to setting up the second factor, or to the first page where a demo asks for none.
async fn enter(app: &App, request: &HttpRequest, person: PersonId) -> Result<HttpResponse, WebError> {
    let home = staff_home(app, person, "/").await?;
    let next = if app.config.demo { home.as_str() } else { "/staff/second-factor" };
    come_in(app, request, person, Door::Invitation, Level::Staff, false, next).await
}

/// Shows the page of the first administrator.
pub async fn show_setup(
    app: web::Data<App>,
    secret: web::Path<String>,
) -> Result<Page<InvitationPage>, WebError> {
    find(&app, &secret, Purpose::Setup).await?;
    Ok(Page::new(setup_page(&secret)))
}

/// Makes the first administrator. Only while there is none.
pub async fn set_up(
    app: web::Data<App>,
    request: HttpRequest,
    secret: web::Path<String>,
    form: Form<Acceptance>,
) -> Result<HttpResponse, WebError> {
    let invitation = find(&app, &secret, Purpose::Setup).await?;
    let Form(form) = form;
    let account = clean_line(&form.account).to_lowercase();
    let mut page = setup_page(&secret);
    page.full_name = form.full_name.chars().take(120).collect();
    page.account.clone_from(&account);
    let name = read_name(&form.full_name);
    if name.is_err() {
        page.errors.push(FieldError::new("full_name", message("name-wrong", &[])));
    }
    if !is_account_name(&account) {
        page.errors.push(FieldError::new("account", message("account-wrong", &[])));
    }
    if let Err(error) = check_passphrase(&form.passphrase, &account) {
        page.errors.push(FieldError::new("passphrase", passphrase_words(error)));
    }
    let Ok(full_name) = name else { return Page::with_errors(page).into_response(&request) };
    if !page.errors.is_empty() {
        return Page::with_errors(page).into_response(&request);
    }
    let now = app.now();
    let nation = app.store.unit_by_code("vn").await?.id;
    let hash = app.hasher.hash_passphrase(&form.passphrase).await?;
    let made = app
        .store
        .write(async |txn| {
            logins::use_invitation(txn, invitation.id, now).await?;
            let new = NewPerson {
                full_name,
                address_form: AddressForm::AnhChi,
                phone: None,
                birth_year: None,
                device: None,
            };
            let person = add_person(txn, new, now).await?;
            logins::set_passphrase(txn, person, Some(&account), hash, now).await?;
            grant_role(txn, person, Role::Administrator, nation, None, None, now).await?;
            Ok(person)
        })
        .await;
    match made {
        Ok(person) => enter(&app, &request, person).await,
        Err(StorageError::Taken) => {
            page.errors.push(FieldError::new("account", message("account-taken", &[])));
            Page::with_errors(page).into_response(&request)
        }
        Err(error) => Err(error.into()),
    }
}

/// An account name: 3 to 60 lower-case letters, digits, dots, hyphens or underscores; not a phone number.
pub fn is_account_name(account: &str) -> bool {
    (3..=60).contains(&account.len())
        && account.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"._-".contains(&b))
        && account.bytes().any(|b| b.is_ascii_lowercase())
}

/// What is wrong with a passphrase.
pub fn passphrase_words(error: PassphraseError) -> String {
    match error {
        PassphraseError::Short(0) => message("passphrase-empty", &[]),
        PassphraseError::Short(typed) => {
            let missing = tungngo_domain::login_policy::PASSPHRASE_MIN_CHARS - typed;
            message("passphrase-short", &[("typed", &typed.to_string()), ("missing", &missing.to_string())])
        }
        PassphraseError::Long => message("passphrase-long", &[]),
        PassphraseError::Common => message("passphrase-common", &[]),
        PassphraseError::Account => message("passphrase-account", &[]),
    }
}
