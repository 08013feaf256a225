//! `/me`: what the programme keeps about the person, and where they are signed in (D3, P9).

use crate::web::App;
use crate::web::error::WebError;
use crate::web::form::Form;
use crate::web::login::Learner;
use crate::web::messages::message;
use crate::web::page::{Page, see_other_done};
use crate::web::public::logout::Nothing;
use crate::web::view::learner::{Fact, LoginRow, MePage};
use crate::web::view::{Choice, FieldError, words};
use actix_web::{HttpRequest, HttpResponse, web};
use serde::Deserialize;
use tungngo_domain::ids::LoginId;
use tungngo_domain::people::AddressForm;
use tungngo_domain::time::day;

/// What may be changed here.
#[derive(Debug, Deserialize)]
pub struct Changes {
    #[serde(default)]
    address_form: String,
}

async fn page(app: &App, learner: &Learner, errors: Vec<FieldError>) -> Result<MePage, WebError> {
    let person = &learner.person;
    let mut facts = Vec::new();
    let mut fact = |key: &str, value: String| facts.push(Fact { label: message(key, &[]), value });
    if let Some(phone) = &person.phone {
        fact("fact-phone", phone.masked());
    }
    if let Some(place) = app.store.place(person.id).await? {
        fact("fact-team", place.team_name);
        fact("fact-role", words::capital(place.role.word()));
        fact("fact-unit", [place.commune_name, place.province_name].join(", "));
    }
    if let Some(year) = person.birth_year {
        fact("fact-born", year.to_string());
    }
    let mut logins: Vec<LoginRow> = app
        .store
        .logins(person.id, app.now())
        .await?
        .into_iter()
        .map(|(id, device, shared, since)| LoginRow {
            device: if shared {
                [device.as_str(), ", ", &message("shared-phone", &[])].concat()
            } else {
                device
            },
            since: message("login-since", &[("when", &words::moment(since))]),
            this: id == learner.id,
            action: ["/logins/", &id.to_string(), "/ending"].concat(),
        })
        .collect();
    logins.sort_by_key(|login| !login.this);
    Ok(MePage {
        name: person.full_name.clone(),
        facts,
        address_forms: address_forms(person.address_form),
        logins,
        consent: person
            .consent_at
            .map(|at| message("consent-on", &[("date", &words::full_day(day(at)))]))
            .unwrap_or_default(),
        errors,
    })
}

/// The forms of address as choices.
pub fn address_forms(chosen: AddressForm) -> Vec<Choice> {
    AddressForm::offered(Some(chosen))
        .map(|form| Choice {
            value: form.code().to_owned(),
            label: words::capital(form.word()),
            checked: form == chosen,
        })
        .collect()
}

/// Shows what is kept.
pub async fn show(app: web::Data<App>, learner: Learner) -> Result<Page<MePage>, WebError> {
    Ok(Page::new(page(&app, &learner, vec![]).await?))
}

/// Changes how the person is spoken to.
pub async fn save(
    app: web::Data<App>,
    request: HttpRequest,
    learner: Learner,
    form: Form<Changes>,
) -> Result<HttpResponse, WebError> {
    match AddressForm::from_code(&form.0.address_form) {
        Some(address) => {
            app.store.set_address_form(learner.person.id, address).await?;
            Ok(see_other_done("/me", "address-saved"))
        }
        None => {
            let errors = vec![FieldError::new("address_form", message("address-form-wrong", &[]))];
            Page::with_errors(page(&app, &learner, errors).await?).into_response(&request)
        }
    }
}

/// On a phone that a trainer opened there is learning, and nothing of the account (P8).
fn not_let_in(learner: &Learner) -> Result<(), WebError> {
    if learner.opened_by.is_none() { Ok(()) } else { Err(WebError::NotFound) }
}

/// Ends one of the person's own logins.
pub async fn end_login(
    app: web::Data<App>,
    learner: Learner,
    path: web::Path<String>,
    _form: Form<Nothing>,
) -> Result<HttpResponse, WebError> {
    not_let_in(&learner)?;
    let id: LoginId = path.parse().map_err(|_| WebError::NotFound)?;
    app.store.end_login(learner.person.id, id, app.now()).await?;
    Ok(see_other_done("/me", "logins-ended"))
}

/// Ends all logins of the person but this one.
pub async fn end_all_logins(
    app: web::Data<App>,
    learner: Learner,
    _form: Form<Nothing>,
) -> Result<HttpResponse, WebError> {
    not_let_in(&learner)?;
    app.store.end_all_logins(learner.person.id, Some(learner.id), app.now()).await?;
    Ok(see_other_done("/me", "logins-ended"))
}
