//! The fields of a person and of the place in the team, as three forms ask for them: a new member, a correction,
//! somebody in another's place.
//!
//! Owns: reading them, and showing them as typed. Does not own: what happens with them ([`super::memberships`]).

use crate::web::App;
use crate::web::messages::message;
use crate::web::view::memberships::PersonFields;
use crate::web::view::{Choice, FieldError, words};
use chrono::Datelike;
use serde::Deserialize;
use std::collections::BTreeSet;
use tungngo_domain::content::LANGUAGES;
use tungngo_domain::membership::{BODIES, read_body};
use tungngo_domain::people::{AddressForm, Phone, TeamRole, read_name};
use tungngo_storage::memberships::{Correction, Newcomer};
use tungngo_storage::people::{Member, NewPerson};

/// The value of the choice "another body".
const OTHER: &str = "other";

/// What was typed.
#[derive(Debug, Default, Deserialize)]
pub struct PersonForm {
    #[serde(default)]
    full_name: String,
    #[serde(default)]
    phone: String,
    #[serde(default)]
    birth_year: String,
    #[serde(default)]
    role_in_team: String,
    #[serde(default)]
    body: String,
    #[serde(default)]
    body_other: String,
    #[serde(default)]
    address_form: String,
    #[serde(default)]
    device: String,
    #[serde(default)]
    language: String,
    /// What the form says yes to.
    #[serde(default)]
    pub sure: String,
    /// The hidden id of the form.
    #[serde(default)]
    pub form_id: String,
}

impl PersonForm {
    /// The form of somebody new, in this place of the team.
    pub fn of_newcomer(role: TeamRole) -> Self {
        Self {
            role_in_team: role.code().to_owned(),
            address_form: AddressForm::Bac.code().to_owned(),
            device: "own".to_owned(),
            language: "vi".to_owned(),
            ..Self::default()
        }
    }

    /// The form of what is on record.
    pub fn of_member(member: &Member) -> Self {
        let person = &member.person;
        let body = member.body.clone().unwrap_or_default();
        let known = body.is_empty() || BODIES.contains(&body.as_str());
        Self {
            full_name: person.full_name.clone(),
            phone: person.phone.as_ref().map(Phone::grouped).unwrap_or_default(),
            birth_year: person.birth_year.map(|year| year.to_string()).unwrap_or_default(),
            role_in_team: member.role.code().to_owned(),
            body: if known { body.clone() } else { OTHER.to_owned() },
            body_other: if known { String::new() } else { body },
            address_form: person.address_form.code().to_owned(),
            device: person.device.clone().unwrap_or_default(),
            language: person.language.clone(),
            ..Self::default()
        }
    }

    /// The fields as typed.
    pub fn fields(&self, app: &App) -> PersonFields {
        let short = |text: &str| text.chars().take(120).collect::<String>();
        let choice = |value: &str, label: String, chosen: &str| Choice {
            value: value.to_owned(),
            label,
            checked: value == chosen,
        };
        let mut bodies = vec![choice("", message("body-none", &[]), &self.body)];
        bodies.extend(BODIES.into_iter().map(|body| choice(body, body.to_owned(), &self.body)));
        bodies.push(choice(OTHER, message("body-other", &[]), &self.body));
        PersonFields {
            full_name: short(&self.full_name),
            phone: short(&self.phone),
            birth_year: short(&self.birth_year),
            roles: roles(&self.role_in_team),
            bodies,
            body_other: short(&self.body_other),
            address_forms: AddressForm::offered(AddressForm::from_code(&self.address_form))
                .map(|address| choice(address.code(), words::capital(address.word()), &self.address_form))
                .collect(),
            devices: ["own", "shared", "none"]
                .into_iter()
                .map(|device| choice(device, message(&["device-", device].concat(), &[]), &self.device))
                .collect(),
            languages: languages(app, &self.language)
                .into_iter()
                .map(|(code, name)| choice(code, words::capital(name), &self.language))
                .collect(),
        }
    }

    /// What was typed, or what is wrong with it.
    pub fn read(&self, app: &App) -> Result<Correction, Vec<FieldError>> {
        let mut errors = Vec::new();
        let mut wrong = |field: &str, key: &str| errors.push(FieldError::new(field, message(key, &[])));
        let name = read_name(&self.full_name);
        if name.is_err() {
            wrong("full_name", "name-wrong");
        }
        let phone = Some(self.phone.trim()).filter(|text| !text.is_empty()).map(Phone::read);
        if matches!(phone, Some(Err(_))) {
            wrong("phone", "login-phone-wrong");
        }
        let this_year = app.today().year();
        let birth_year = Some(self.birth_year.trim()).filter(|text| !text.is_empty()).map(|text| {
            let year = text.parse::<i32>().ok();
            year.filter(|year| (this_year - 110..=this_year - 14).contains(year))
        });
        if birth_year == Some(None) {
            wrong("birth_year", "birth-year-wrong");
        }
        let role = TeamRole::from_code(&self.role_in_team);
        if role.is_none() {
            wrong("role_in_team", "choose-one");
        }
        let body = match self.body.as_str() {
            OTHER => match read_body(&self.body_other) {
                Ok(Some(body)) => Some(body),
                _ => {
                    wrong("body_other", "body-wrong");
                    None
                }
            },
            "" => None,
            known => {
                let body = BODIES.into_iter().find(|body| *body == known).map(str::to_owned);
                if body.is_none() {
                    wrong("body", "choose-one");
                }
                body
            }
        };
        let address_form = AddressForm::from_code(&self.address_form);
        if address_form.is_none() {
            wrong("address_form", "choose-one");
        }
        let device = ["own", "shared", "none"].into_iter().find(|device| *device == self.device);
        if device.is_none() {
            wrong("device", "choose-one");
        }
        let language = languages(app, &self.language).into_iter().find(|(code, _)| *code == self.language);
        if language.is_none() {
            wrong("language", "choose-one");
        }
        match (name, role, address_form, device, language, errors.is_empty()) {
            (Ok(full_name), Some(role), Some(address_form), Some(device), Some((language, _)), true) => {
                Ok(Correction {
                    full_name,
                    address_form,
                    phone: phone.and_then(Result::ok),
                    birth_year: birth_year.flatten(),
                    device: Some(device.to_owned()),
                    language: language.to_owned(),
                    role,
                    body,
                })
            }
            _ => Err(errors),
        }
    }
}

/// What was read, as somebody new.
pub fn newcomer(read: Correction) -> Newcomer {
    Newcomer {
        person: NewPerson {
            full_name: read.full_name,
            address_form: read.address_form,
            phone: read.phone,
            birth_year: read.birth_year,
            device: read.device,
        },
        language: read.language,
        role: read.role,
        body: read.body,
    }
}

/// The places in a team to choose from.
pub fn roles(chosen: &str) -> Vec<Choice> {
    TeamRole::ALL
        .into_iter()
        .map(|role| Choice {
            value: role.code().to_owned(),
            label: words::capital(role.word()),
            checked: role.code() == chosen,
        })
        .collect()
}

/// Vietnamese, every language that a lesson in use is translated into, and the one that is on record.
fn languages(app: &App, on_record: &str) -> Vec<(&'static str, &'static str)> {
    let in_use = app.courses.now();
    let spoken: BTreeSet<&str> = in_use
        .catalogue
        .modules
        .iter()
        .flat_map(|module| &module.lessons)
        .flat_map(|lesson| &lesson.translations)
        .map(|one| one.lang.as_str())
        .collect();
    let offered = LANGUAGES.iter().filter(|known| spoken.contains(known.code) || known.code == on_record);
    std::iter::once(("vi", "tiếng Việt")).chain(offered.map(|known| (known.code, known.name))).collect()
}
