//! `/trainer/teams/{team}/members`: adding a member; and how a team is found and named.

use crate::web::App;
use crate::web::error::WebError;
use crate::web::form::Form;
use crate::web::login::Trainer;
use crate::web::messages::message;
use crate::web::page::{Page, see_other_done};
use crate::web::view::trainer::NewMemberPage;
use crate::web::view::{Action, Choice, FieldError, words};
use actix_web::{HttpRequest, HttpResponse, web};
use chrono::Datelike;
use serde::Deserialize;
use tungngo_domain::ids::UnitId;
use tungngo_domain::people::{AddressForm, Phone, TeamRole, read_name};
use tungngo_domain::units::{UnitKind, in_sentence};
use tungngo_storage::audit;
use tungngo_storage::people::{NewPerson, add_person, join_team};
use tungngo_storage::units::Unit;

/// The form of a new member.
#[derive(Debug, Deserialize)]
pub struct NewMember {
    #[serde(default)]
    full_name: String,
    #[serde(default)]
    phone: String,
    #[serde(default)]
    birth_year: String,
    #[serde(default)]
    role_in_team: String,
    #[serde(default)]
    address_form: String,
    #[serde(default)]
    device: String,
}

/// A team within reach; any other does not exist.
pub async fn find(app: &App, trainer: &Trainer, id: &str) -> Result<Unit, WebError> {
    let id: UnitId = id.parse().map_err(|_| WebError::NotFound)?;
    if !app.store.reaches(&trainer.scope, id).await? {
        return Err(WebError::NotFound);
    }
    let unit = app.store.unit(id).await?;
    if unit.kind == UnitKind::Village { Ok(unit) } else { Err(WebError::NotFound) }
}

/// "67 tuổi, tổ trưởng"
pub fn about(birth_year: Option<i32>, role: TeamRole, today: chrono::NaiveDate) -> String {
    match birth_year {
        Some(year) => {
            let age = (today.year() - year).to_string();
            message("about-age", &[("age", &age), ("role", role.word())])
        }
        None => words::capital(role.word()),
    }
}

/// "Tổ thôn Bến Đá"
pub fn heading(unit: &Unit) -> String {
    message("team-heading", &[("village", &in_sentence(&unit.name))])
}

fn form_page(unit: &Unit, form: &NewMember, errors: Vec<FieldError>) -> NewMemberPage {
    let short = |text: &str| text.chars().take(120).collect::<String>();
    let choice = |value: &str, label: String, chosen: &str| Choice {
        value: value.to_owned(),
        label,
        checked: value == chosen,
    };
    let href = ["/trainer/teams/", &unit.id.to_string()].concat();
    NewMemberPage {
        team: heading(unit),
        action: [&href, "/members"].concat(),
        full_name: short(&form.full_name),
        phone: short(&form.phone),
        birth_year: short(&form.birth_year),
        roles: TeamRole::ALL
            .into_iter()
            .map(|role| choice(role.code(), words::capital(role.word()), &form.role_in_team))
            .collect(),
        address_forms: AddressForm::ALL
            .into_iter()
            .map(|address| choice(address.code(), words::capital(address.word()), &form.address_form))
            .collect(),
        devices: ["own", "shared", "none"]
            .into_iter()
            .map(|device| choice(device, message(&["device-", device].concat(), &[]), &form.device))
            .collect(),
        errors,
        back: Action::new(href, heading(unit)),
    }
}

/// Shows the form of a new member.
pub async fn show_new_member(
    app: web::Data<App>,
    trainer: Trainer,
    path: web::Path<String>,
) -> Result<Page<NewMemberPage>, WebError> {
    let unit = find(&app, &trainer, &path).await?;
    let form = NewMember {
        full_name: String::new(),
        phone: String::new(),
        birth_year: String::new(),
        role_in_team: TeamRole::Member.code().to_owned(),
        address_form: AddressForm::Bac.code().to_owned(),
        device: "own".to_owned(),
    };
    Ok(Page::new(form_page(&unit, &form, vec![])))
}

/// Adds a member to the team.
pub async fn add_member(
    app: web::Data<App>,
    request: HttpRequest,
    trainer: Trainer,
    path: web::Path<String>,
    form: Form<NewMember>,
) -> Result<HttpResponse, WebError> {
    let unit = find(&app, &trainer, &path).await?;
    let Form(form) = form;
    let mut errors = Vec::new();
    let name = read_name(&form.full_name);
    if name.is_err() {
        errors.push(FieldError::new("full_name", message("name-wrong", &[])));
    }
    let phone = if form.phone.trim().is_empty() {
        None
    } else {
        let phone = Phone::read(&form.phone);
        if phone.is_err() {
            errors.push(FieldError::new("phone", message("login-phone-wrong", &[])));
        }
        phone.ok()
    };
    let this_year = app.today().year();
    let birth_year = if form.birth_year.trim().is_empty() {
        None
    } else {
        let year = form.birth_year.trim().parse::<i32>().ok();
        let year = year.filter(|year| (this_year - 110..=this_year - 14).contains(year));
        if year.is_none() {
            errors.push(FieldError::new("birth_year", message("birth-year-wrong", &[])));
        }
        year
    };
    let role = TeamRole::from_code(&form.role_in_team);
    if role.is_none() {
        errors.push(FieldError::new("role_in_team", message("choose-one", &[])));
    }
    let address_form = AddressForm::from_code(&form.address_form);
    if address_form.is_none() {
        errors.push(FieldError::new("address_form", message("choose-one", &[])));
    }
    let device =
        Some(form.device.clone()).filter(|device| ["own", "shared", "none"].contains(&device.as_str()));
    if device.is_none() {
        errors.push(FieldError::new("device", message("choose-one", &[])));
    }
    let (Ok(full_name), Some(role), Some(address_form), true) = (name, role, address_form, errors.is_empty())
    else {
        return Page::with_errors(form_page(&unit, &form, errors)).into_response(&request);
    };
    let now = app.now();
    let actor = trainer.login.person.id;
    let member = app
        .store
        .write(async |txn| {
            let new = NewPerson { full_name, address_form, phone, birth_year, device };
            let member = add_person(txn, new, now).await?;
            join_team(txn, member, unit.id, role, now).await?;
            let entry = audit::Entry {
                actor: Some(actor),
                action: "member-added",
                target: Some(("person", member.to_string())),
                unit: Some(unit.id),
                ..audit::Entry::default()
            };
            audit::write(txn, entry, now).await?;
            Ok(member)
        })
        .await?;
    Ok(see_other_done(&["/trainer/members/", &member.to_string()].concat(), "member-added"))
}
