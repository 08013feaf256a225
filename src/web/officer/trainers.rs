//! `/officer/trainers`: making somebody a trainer of units within reach, for modules and dates; changing that, ending it.

use super::own_units;
use crate::web::App;
use crate::web::error::WebError;
use crate::web::form::Form;
use crate::web::login::Officer;
use crate::web::messages::message;
use crate::web::page::{Page, see_other_done, url_query};
use crate::web::public::invitation::is_account_name;
use crate::web::public::logout::Nothing;
use crate::web::secrets::{link_secret, secret_hash};
use crate::web::view::admin::InvitationMadePage;
use crate::web::view::trainers::{Found, GrantPage, GrantRow, TrainersPage};
use crate::web::view::{Action, Choice, FieldError, Kind, Status, words};
use actix_web::{HttpRequest, HttpResponse, web};
use chrono::{Duration, NaiveDate};
use serde::Deserialize;
use std::collections::BTreeSet;
use tungngo_domain::access::Role;
use tungngo_domain::ids::{PersonId, Slug, UnitId};
use tungngo_domain::login_policy::INVITATION_DAYS;
use tungngo_domain::people::{AddressForm, Phone, clean_line, read_name};
use tungngo_domain::time::{day, start_of_day};
use tungngo_domain::units::in_sentence;
use tungngo_storage::audit;
use tungngo_storage::logins::{Purpose, invite, name_account};
use tungngo_storage::people::{NewPerson, Person, add_person};
use tungngo_storage::teams::Team;
use tungngo_storage::trainers::{Term, TrainerGrant, grant_trainer};
use tungngo_storage::units::Unit;
use uuid::Uuid;

/// The list of trainers.
const LIST: &str = "/officer/trainers";

/// The form of a grant.
#[derive(Debug, Default, Deserialize)]
pub struct GrantForm {
    #[serde(default)]
    person: String,
    #[serde(default)]
    full_name: String,
    #[serde(default)]
    phone: String,
    #[serde(default)]
    account: String,
    #[serde(default)]
    unit: Vec<String>,
    #[serde(default)]
    module: Vec<String>,
    #[serde(default)]
    from: String,
    #[serde(default)]
    until: String,
}

/// Lists the trainers within reach.
pub async fn list(
    app: web::Data<App>,
    request: HttpRequest,
    officer: Officer,
) -> Result<Page<TrainersPage>, WebError> {
    let after = url_query(&request, "after").and_then(|text| text.parse::<Uuid>().ok());
    let (grants, next) = app.store.trainer_grants(&officer.scope, after).await?;
    note_read(&app, &officer, grants.len()).await?;
    Ok(Page::new(TrainersPage {
        crumbs: vec![Action::new("/officer", message("nav-officer", &[]))],
        grants: grants.iter().map(|grant| row(&app, &officer, grant)).collect(),
        first_href: after.map(|_| LIST.to_owned()),
        next_href: next.map(|next| [LIST, "?after=", &next.to_string()].concat()),
    }))
}

async fn note_read(app: &App, officer: &Officer, rows: usize) -> Result<(), WebError> {
    let entry = audit::Entry {
        actor: Some(officer.login.person.id),
        action: "members-read",
        unit: officer.scope.roots().first().copied(),
        detail: rows.to_string(),
        ..audit::Entry::default()
    };
    Ok(app.store.audit_read(entry, app.now())?)
}

/// The last day of a term that ends before this moment.
fn last_day(until: tungngo_domain::time::Instant) -> NaiveDate {
    day(until - Duration::microseconds(1))
}

fn row(app: &App, officer: &Officer, grant: &TrainerGrant) -> GrantRow {
    let (now, right) = (app.now(), &grant.right);
    let from = words::full_day(day(right.from));
    let over = grant.ended || right.until.is_some_and(|until| until <= now);
    let (kind, key) = match (over, right.from > now, grant.can_sign_in) {
        (true, ..) if grant.ended => (Kind::Bad, "grant-ended"),
        (true, ..) => (Kind::Bad, "grant-over"),
        (false, true, _) => (Kind::Plain, "grant-later"),
        (false, false, false) => (Kind::Warn, "staff-invited"),
        (false, false, true) => (Kind::Ok, "staff-active"),
    };
    let in_use = app.courses.now();
    let title =
        |id: &Slug| in_use.catalogue.module(id).map_or_else(|| id.to_string(), |module| module.title.clone());
    let may = grant.person != officer.login.person.id && !grant.ended;
    GrantRow {
        name: grant.name.clone(),
        unit: grant.unit_name.clone(),
        modules: if right.modules.is_empty() {
            message("grant-all-modules", &[])
        } else {
            right.modules.iter().map(title).collect::<Vec<_>>().join(", ")
        },
        dates: match right.until {
            Some(until) => {
                message("role-dates", &[("from", &from), ("until", &words::full_day(last_day(until)))])
            }
            None => message("role-dates-open", &[("from", &from)]),
        },
        state: Status::new(kind, message(key, &[])),
        change_href: may.then(|| [LIST, "/", &grant.id.to_string()].concat()),
    }
}

/// The units that an officer chooses from: the own ones and those below.
pub(super) async fn units(app: &App, officer: &Officer, chosen: &[String]) -> Result<Vec<Choice>, WebError> {
    let choice = |unit: Unit| {
        let value = unit.id.to_string();
        Choice { checked: chosen.contains(&value), value, label: unit.name }
    };
    Ok(own_units(app, officer).await?.into_iter().map(choice).collect())
}

fn modules(app: &App, chosen: &[String]) -> Vec<Choice> {
    let in_use = app.courses.now();
    let choice = |module: &tungngo_domain::content::Module| Choice {
        value: module.id.to_string(),
        label: module.title.clone(),
        checked: chosen.iter().any(|one| one == module.id.as_str()),
    };
    in_use.catalogue.modules.iter().map(|module| choice(module)).collect()
}

/// What a form of a grant looks like, whoever it is for.
async fn form_page(
    app: &App,
    officer: &Officer,
    form: &GrantForm,
    whom: Option<&Person>,
    errors: Vec<FieldError>,
) -> Result<GrantPage, WebError> {
    let short = |text: &str| text.chars().take(120).collect::<String>();
    let asks_account = match whom {
        Some(person) => app.store.account_name(person.id).await?.is_none(),
        None => true,
    };
    Ok(GrantPage {
        heading: message("trainer-new-title", &[]),
        action: LIST.to_owned(),
        person: whom.map(|person| person.id.to_string()).unwrap_or_default(),
        name: whom.map(|person| person.full_name.clone()).unwrap_or_default(),
        searches: whom.is_none(),
        full_name: short(&form.full_name),
        phone: short(&form.phone),
        asks_account,
        account: short(&form.account),
        units: units(app, officer, &form.unit).await?,
        modules: modules(app, &form.module),
        from: short(&form.from),
        until: short(&form.until),
        save: message("trainer-new-save", &[]),
        errors,
        ..GrantPage::default()
    })
}

/// Shows the form of a new grant, and who was found.
pub async fn show_new(
    app: web::Data<App>,
    request: HttpRequest,
    officer: Officer,
) -> Result<Page<GrantPage>, WebError> {
    let form = GrantForm { from: words::full_day(app.today()), ..GrantForm::default() };
    if let Some(id) = url_query(&request, "person") {
        let id: PersonId = id.parse().map_err(|_| WebError::NotFound)?;
        let whom = app.store.person_to_grant(&officer.scope, id).await?;
        return Ok(Page::new(form_page(&app, &officer, &form, Some(&whom), vec![]).await?));
    }
    let query: String = clean_line(&url_query(&request, "q").unwrap_or_default()).chars().take(100).collect();
    let people = app.store.people_to_grant(&officer.scope, &query).await?;
    if !query.is_empty() {
        note_read(&app, &officer, people.len()).await?;
    }
    // Who was a trainer here may be in a team elsewhere, of which nothing is said.
    let ids: Vec<PersonId> = people.iter().map(|one| one.id).collect();
    let teams_of = app.store.teams_of(&officer.scope, &ids).await?;
    let teams = app.store.teams_among(&officer.scope, teams_of.values().copied()).await?;
    let place = |one: &Person| {
        let team = teams_of.get(&one.id)?;
        teams.iter().find(|known| known.id == *team).map(Team::with_commune)
    };
    let found = people
        .iter()
        .map(|one| Found {
            name: one.full_name.clone(),
            about: found_words(one).into_iter().chain(place(one)).collect::<Vec<_>>().join(", "),
            href: [LIST, "/new?person=", &one.id.to_string()].concat(),
        })
        .collect();
    let page = form_page(&app, &officer, &form, None, vec![]).await?;
    Ok(Page::new(GrantPage { query, found, ..page }))
}

/// What tells people who were found apart.
fn found_words(one: &Person) -> Vec<String> {
    let born = one.birth_year.map(|year| message("found-born", &[("year", &year.to_string())]));
    let phone = one.phone.as_ref().map(|phone| message("found-phone", &[("phone", &phone.masked())]));
    born.into_iter().chain(phone).collect()
}

/// The term as typed, or what is wrong with it.
fn read_term(app: &App, form: &GrantForm, errors: &mut Vec<FieldError>) -> Option<Term> {
    let read = |text: &str| NaiveDate::parse_from_str(text.trim(), "%d/%m/%Y").ok();
    let (from, until) = (read(&form.from), read(&form.until));
    if from.is_none() {
        errors.push(FieldError::new("from", message("date-wrong", &[])));
    }
    match until {
        None => errors.push(FieldError::new("until", message("date-wrong", &[]))),
        Some(until) if until < app.today() || from.is_some_and(|from| until < from) => {
            errors.push(FieldError::new("until", message("until-wrong", &[])));
        }
        Some(_) => {}
    }
    let in_use = app.courses.now();
    let known = |id: &String| Slug::parse(id).ok().filter(|id| in_use.catalogue.module(id).is_some());
    let modules: Option<BTreeSet<Slug>> = form.module.iter().map(known).collect();
    if modules.is_none() {
        errors.push(FieldError::new("module", message("choose-one", &[])));
    }
    Some(Term { from: start_of_day(from?), until: start_of_day(until?.succ_opt()?), modules: modules? })
}

/// Who becomes a trainer.
enum Whom {
    Known(PersonId),
    New(NewPerson),
}

/// Makes somebody a trainer; who cannot come in as staff yet gets an invitation, shown once.
pub async fn grant(
    app: web::Data<App>,
    request: HttpRequest,
    officer: Officer,
    form: Form<GrantForm>,
) -> Result<HttpResponse, WebError> {
    let Form(form) = form;
    let known = if form.person.is_empty() {
        None
    } else {
        let id: PersonId = form.person.parse().map_err(|_| WebError::NotFound)?;
        Some(app.store.person_to_grant(&officer.scope, id).await?)
    };
    let mut errors = Vec::new();
    let mut wrong = |field: &str, key: &str| errors.push(FieldError::new(field, message(key, &[])));
    let account = match &known {
        Some(person) => app.store.account_name(person.id).await?,
        None => None,
    };
    let new_account = clean_line(&form.account).to_lowercase();
    if account.is_none() {
        if !is_account_name(&new_account) {
            wrong("account", "account-wrong");
        } else if app.store.person_by_account(&new_account).await?.is_some() {
            wrong("account", "account-taken");
        }
    }
    let name = match &known {
        Some(person) => Ok(person.full_name.clone()),
        None => read_name(&form.full_name),
    };
    if name.is_err() {
        wrong("full_name", "name-wrong");
    }
    let phone = Some(form.phone.trim()).filter(|phone| !phone.is_empty()).map(Phone::read);
    if known.is_none() && matches!(phone, Some(Err(_))) {
        wrong("phone", "login-phone-wrong");
    }
    let units: BTreeSet<UnitId> =
        form.unit.iter().map(|id| id.parse().map_err(|_| WebError::NotFound)).collect::<Result<_, _>>()?;
    if units.is_empty() {
        wrong("unit", "unit-missing");
    }
    if known.as_ref().is_some_and(|person| person.id == officer.login.person.id) {
        wrong("person", "grant-own");
    }
    let term = read_term(&app, &form, &mut errors);
    let (Ok(name), Some(term), true) = (name, term, errors.is_empty()) else {
        let page = form_page(&app, &officer, &form, known.as_ref(), errors).await?;
        return Page::with_errors(page).into_response(&request);
    };
    let (now, actor) = (app.now(), officer.login.person.id);
    // Who holds an invitation can come in as that person. So nobody is invited here who has a role that this officer
    // could not give: such a person has an own way in, or asks whoever gave that role.
    let invites = match &known {
        Some(person) => {
            app.store.credential(person.id).await?.passphrase_hash.is_none()
                && !has_other_rights(&app, &officer, person.id).await?
        }
        None => true,
    };
    let whom = match known {
        Some(person) => Whom::Known(person.id),
        None => Whom::New(NewPerson {
            full_name: name.clone(),
            address_form: AddressForm::AnhChi,
            phone: phone.and_then(Result::ok),
            birth_year: None,
            device: None,
        }),
    };
    let (secret, expires) = (link_secret(), now + Duration::days(INVITATION_DAYS));
    app.store
        .write(async |txn| {
            let person = match whom {
                Whom::Known(person) => person,
                Whom::New(new) => add_person(txn, new, now).await?,
            };
            if invites && account.is_none() {
                name_account(txn, person, &new_account).await?;
            }
            grant_trainer(txn, &officer.scope, person, &units, &term, now).await?;
            if !invites {
                return Ok(());
            }
            invite(txn, Some(person), Purpose::Staff, secret_hash(&secret), expires, now).await?;
            let entry = audit::Entry {
                actor: Some(actor),
                action: "invited",
                target: Some(("person", person.to_string())),
                ..audit::Entry::default()
            };
            audit::write(txn, entry, now).await
        })
        .await?;
    if !invites {
        return Ok(see_other_done(LIST, "trainer-granted"));
    }
    Page::new(InvitationMadePage {
        name,
        link: [&app.config.base_url, "/invitation/", &secret].concat(),
        expires: words::full_day(day(expires)),
        back: Action::new(LIST, message("trainers-title", &[])),
    })
    .into_response(&request)
}

/// Whether somebody has, or will have, a role that is not a trainer's within this officer's reach.
async fn has_other_rights(app: &App, officer: &Officer, person: PersonId) -> Result<bool, WebError> {
    for right in app.store.rights(person).await? {
        let is_over = right.until.is_some_and(|until| until <= app.now());
        let is_ours = right.role == Role::Trainer && app.store.reaches(&officer.scope, right.unit).await?;
        if !is_over && !is_ours {
            return Ok(true);
        }
    }
    Ok(false)
}

/// A grant that may be changed; one that ended does not exist.
async fn find(app: &App, officer: &Officer, id: &str) -> Result<TrainerGrant, WebError> {
    let id: Uuid = id.parse().map_err(|_| WebError::NotFound)?;
    let grant = app.store.trainer_grant(&officer.scope, id).await?;
    if grant.ended { Err(WebError::NotFound) } else { Ok(grant) }
}

fn change_page(app: &App, grant: &TrainerGrant, form: &GrantForm, errors: Vec<FieldError>) -> GrantPage {
    let short = |text: &str| text.chars().take(120).collect::<String>();
    let href = [LIST, "/", &grant.id.to_string()].concat();
    GrantPage {
        heading: message(
            "trainer-change-title",
            &[("name", &grant.name), ("unit", &in_sentence(&grant.unit_name))],
        ),
        end_action: Some([&href, "/ending"].concat()),
        action: href,
        modules: modules(app, &form.module),
        from: short(&form.from),
        until: short(&form.until),
        save: message("trainer-change-save", &[]),
        errors,
        ..GrantPage::default()
    }
}

/// Shows a grant, to change it.
pub async fn show(
    app: web::Data<App>,
    officer: Officer,
    path: web::Path<String>,
) -> Result<Page<GrantPage>, WebError> {
    let grant = find(&app, &officer, &path).await?;
    note_read(&app, &officer, 1).await?;
    let form = GrantForm {
        module: grant.right.modules.iter().map(Slug::to_string).collect(),
        from: words::full_day(day(grant.right.from)),
        until: grant.right.until.map(|until| words::full_day(last_day(until))).unwrap_or_default(),
        ..GrantForm::default()
    };
    Ok(Page::new(change_page(&app, &grant, &form, vec![])))
}

/// Changes the dates and modules of a grant.
pub async fn change(
    app: web::Data<App>,
    request: HttpRequest,
    officer: Officer,
    path: web::Path<String>,
    form: Form<GrantForm>,
) -> Result<HttpResponse, WebError> {
    let grant = find(&app, &officer, &path).await?;
    let mut errors = Vec::new();
    match read_term(&app, &form.0, &mut errors) {
        Some(term) if errors.is_empty() => {
            app.store.change_trainer_grant(&officer.scope, grant.id, &term, app.now()).await?;
            Ok(see_other_done(LIST, "trainer-changed"))
        }
        _ => Page::with_errors(change_page(&app, &grant, &form.0, errors)).into_response(&request),
    }
}

/// Ends a grant at once.
pub async fn end(
    app: web::Data<App>,
    officer: Officer,
    path: web::Path<String>,
    _form: Form<Nothing>,
) -> Result<HttpResponse, WebError> {
    let id: Uuid = path.parse().map_err(|_| WebError::NotFound)?;
    app.store.end_trainer_grant(&officer.scope, id, app.now()).await?;
    Ok(see_other_done(LIST, "role-ended"))
}
