//! `/admin`: staff and their rights, initial grants, village teams, the audit trail. Every change is in the trail.

pub mod reforms;

use super::App;
use super::error::WebError;
use super::form::Form;
use super::login::Administrator;
use super::messages::message;
use super::page::{Page, see_other_done, url_query};
use super::public::invitation::is_account_name;
use super::public::logout::Nothing;
use super::secrets::{link_secret, secret_hash};
use super::view::admin::{
    AuditPage, AuditRow, InvitationMadePage, NewGrantPage, NewPersonPage, NewUnitPage, PeoplePage, RoleRow,
    StaffRow,
};
use super::view::{Action, Choice, FieldError, Kind, Status, words};
use actix_web::{HttpRequest, HttpResponse, web};
use chrono::{Duration, NaiveDate};
use serde::Deserialize;
use tungngo_domain::access::Role;
use tungngo_domain::ids::{PersonId, Slug};
use tungngo_domain::login_policy::INVITATION_DAYS;
use tungngo_domain::people::{AddressForm, NAME_MAX_CHARS, Phone, clean_line, read_name};
use tungngo_domain::time::{day, start_of_day};
use tungngo_domain::units::UnitKind;
use tungngo_storage::logins::{Purpose, invite, name_account};
use tungngo_storage::people::{NewPerson, add_person};
use tungngo_storage::rights::{NewHolding, grant_holding, grant_role};
use tungngo_storage::staff::StaffRight;
use tungngo_storage::{StorageError, audit, units};
use uuid::Uuid;

/// Lists the staff, a page at a time.
pub async fn people(
    app: web::Data<App>,
    request: HttpRequest,
    _admin: Administrator,
) -> Result<Page<PeoplePage>, WebError> {
    let after = url_query(&request, "after").and_then(|text| text.parse().ok());
    let (staff, next) = app.store.staff(after, app.now()).await?;
    let mut people = Vec::with_capacity(staff.len());
    for one in staff {
        let state = if one.can_sign_in {
            Status::new(Kind::Ok, message("staff-active", &[]))
        } else {
            Status::new(Kind::Warn, message("staff-invited", &[]))
        };
        let role = |granted: StaffRight| {
            let from = words::full_day(day(granted.right.from));
            RoleRow {
                role: words::capital(granted.right.role.word()),
                unit: granted.unit,
                dates: match granted.right.until {
                    Some(until) => {
                        message("role-dates", &[("from", &from), ("until", &words::full_day(day(until)))])
                    }
                    None => message("role-dates-open", &[("from", &from)]),
                },
                end_action: Some(["/admin/roles/", &granted.id.to_string(), "/ending"].concat()),
            }
        };
        people.push(StaffRow {
            name: one.name,
            account: one.account.unwrap_or_default(),
            state,
            roles: one.rights.into_iter().map(role).collect(),
            invite_action: Some(["/admin/people/", &one.id.to_string(), "/invitations"].concat()),
        });
    }
    Ok(Page::new(PeoplePage {
        people,
        first_href: after.map(|_| "/admin".to_owned()),
        next_href: next.map(|next| ["/admin?after=", &next.to_string()].concat()),
    }))
}

/// The form of a new member of staff.
#[derive(Debug, Default, Deserialize)]
pub struct NewStaff {
    #[serde(default)]
    full_name: String,
    #[serde(default)]
    phone: String,
    #[serde(default)]
    account: String,
    #[serde(default)]
    role: String,
    #[serde(default)]
    unit_code: String,
    #[serde(default)]
    valid_until: String,
}

fn person_page(form: &NewStaff, errors: Vec<FieldError>) -> NewPersonPage {
    let short = |text: &str| text.chars().take(120).collect::<String>();
    NewPersonPage {
        full_name: short(&form.full_name),
        phone: short(&form.phone),
        account: short(&form.account),
        roles: Role::ALL
            .into_iter()
            .map(|role| Choice {
                value: role.code().to_owned(),
                label: words::capital(role.word()),
                checked: role.code() == form.role,
            })
            .collect(),
        unit_code: short(&form.unit_code),
        valid_until: short(&form.valid_until),
        errors,
    }
}

/// Shows the form.
pub async fn show_new_person(_admin: Administrator) -> Page<NewPersonPage> {
    Page::new(person_page(&NewStaff::default(), vec![]))
}

/// Reads a day typed as dd/mm/yyyy.
fn read_day(text: &str) -> Option<NaiveDate> {
    NaiveDate::parse_from_str(text.trim(), "%d/%m/%Y").ok()
}

/// Adds a member of staff and shows the invitation link, once.
pub async fn invite_person(
    app: web::Data<App>,
    request: HttpRequest,
    admin: Administrator,
    form: Form<NewStaff>,
) -> Result<HttpResponse, WebError> {
    let Form(form) = form;
    let mut errors = Vec::new();
    let name = read_name(&form.full_name);
    if name.is_err() {
        errors.push(FieldError::new("full_name", message("name-wrong", &[])));
    }
    let phone = Some(form.phone.trim()).filter(|phone| !phone.is_empty()).map(Phone::read);
    if matches!(phone, Some(Err(_))) {
        errors.push(FieldError::new("phone", message("login-phone-wrong", &[])));
    }
    let account = clean_line(&form.account).to_lowercase();
    if !is_account_name(&account) {
        errors.push(FieldError::new("account", message("account-wrong", &[])));
    } else if app.store.person_by_account(&account).await?.is_some() {
        errors.push(FieldError::new("account", message("account-taken", &[])));
    }
    let role = Role::from_code(&form.role);
    if role.is_none() {
        errors.push(FieldError::new("role", message("choose-one", &[])));
    }
    let unit = match find_unit(&app, &form.unit_code).await? {
        Some(unit) if app.store.reaches(&admin.scope, unit.id).await? => Some(unit),
        _ => None,
    };
    match (&unit, role) {
        (None, _) => errors.push(FieldError::new("unit_code", message("unit-code-wrong", &[]))),
        // An administrator sees all staff and the whole trail, so the role exists for the nation only.
        (Some(unit), Some(Role::Administrator)) if unit.kind != UnitKind::Nation => {
            errors.push(FieldError::new("unit_code", message("administrator-nation", &[])));
        }
        _ => {}
    }
    let until = Some(form.valid_until.trim()).filter(|text| !text.is_empty()).map(read_day);
    if until.is_some_and(|day| day.is_none_or(|day| day < app.today())) {
        errors.push(FieldError::new("valid_until", message("date-wrong", &[])));
    }
    let (Ok(full_name), Some(role), Some(unit), true) = (name, role, unit, errors.is_empty()) else {
        return Page::with_errors(person_page(&form, errors)).into_response(&request);
    };
    let (now, actor, secret) = (app.now(), admin.login.person.id, link_secret());
    let expires = now + Duration::days(INVITATION_DAYS);
    let until = until.flatten().map(|day| start_of_day(day + Duration::days(1)));
    let shown = full_name.clone();
    app.store
        .write(async |txn| {
            let new = NewPerson {
                full_name,
                address_form: AddressForm::AnhChi,
                phone: phone.and_then(Result::ok),
                birth_year: None,
                device: None,
            };
            let person = add_person(txn, new, now).await?;
            name_account(txn, person, &account).await?;
            grant_role(txn, person, role, unit.id, until, Some(actor), now).await?;
            invite(txn, Some(person), Purpose::Staff, secret_hash(&secret), expires, now).await?;
            note(txn, actor, "invited", person, now).await
        })
        .await?;
    invitation_page(&app, shown, &secret, expires).into_response(&request)
}

async fn note(
    txn: &impl tungngo_storage::Connection,
    actor: PersonId,
    action: &'static str,
    person: PersonId,
    now: tungngo_domain::time::Instant,
) -> tungngo_storage::Result<()> {
    let entry = audit::Entry {
        actor: Some(actor),
        action,
        target: Some(("person", person.to_string())),
        ..audit::Entry::default()
    };
    audit::write(txn, entry, now).await
}

fn invitation_page(
    app: &App,
    name: String,
    secret: &str,
    expires: tungngo_domain::time::Instant,
) -> Page<InvitationMadePage> {
    Page::new(InvitationMadePage {
        name,
        link: [&app.config.base_url, "/invitation/", secret].concat(),
        expires: words::full_day(day(expires)),
        back: Action::new("/admin", message("back-people", &[])),
    })
}

async fn find_unit(app: &App, code: &str) -> Result<Option<units::Unit>, WebError> {
    let code = clean_line(code).to_lowercase();
    if code.is_empty() {
        return Ok(None);
    }
    match app.store.unit_by_code(&code).await {
        Ok(unit) => Ok(Some(unit)),
        Err(StorageError::NotFound) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// Makes a new link for somebody who lost the first, or forgot the passphrase; the old passphrase goes on until then.
pub async fn invite_again(
    app: web::Data<App>,
    request: HttpRequest,
    admin: Administrator,
    path: web::Path<String>,
    _form: Form<Nothing>,
) -> Result<HttpResponse, WebError> {
    let person: PersonId = path.parse().map_err(|_| WebError::NotFound)?;
    let now = app.now();
    let staff = app.store.rights(person).await?;
    if !staff.iter().any(|right| right.in_force(now)) {
        return Err(WebError::NotFound);
    }
    let name = app.store.own_person(person).await?.full_name;
    let (secret, expires) = (link_secret(), now + Duration::days(INVITATION_DAYS));
    let actor = admin.login.person.id;
    app.store
        .write(async |txn| {
            invite(txn, Some(person), Purpose::Staff, secret_hash(&secret), expires, now).await?;
            note(txn, actor, "invited", person, now).await
        })
        .await?;
    invitation_page(&app, name, &secret, expires).into_response(&request)
}

/// Ends a role at once.
pub async fn end_role(
    app: web::Data<App>,
    admin: Administrator,
    path: web::Path<String>,
    _form: Form<Nothing>,
) -> Result<HttpResponse, WebError> {
    let grant: Uuid = path.parse().map_err(|_| WebError::NotFound)?;
    app.store.end_right(grant, admin.login.person.id, app.now()).await?;
    Ok(see_other_done("/admin", "role-ended"))
}

/// The form of an initial grant.
#[derive(Debug, Default, Deserialize)]
pub struct NewGrant {
    #[serde(default)]
    account: String,
    #[serde(default)]
    module: String,
    #[serde(default)]
    reason: String,
    #[serde(default)]
    document: String,
    #[serde(default)]
    date: String,
}

fn grant_page(app: &App, form: &NewGrant, errors: Vec<FieldError>) -> NewGrantPage {
    let short = |text: &str| text.chars().take(500).collect::<String>();
    let in_use = app.courses.now();
    NewGrantPage {
        account: short(&form.account),
        modules: in_use
            .catalogue
            .modules
            .iter()
            .map(|module| Choice {
                value: module.id.to_string(),
                label: module.title.clone(),
                checked: module.id.as_str() == form.module,
            })
            .collect(),
        reason: short(&form.reason),
        document: short(&form.document),
        date: short(&form.date),
        errors,
    }
}

/// Shows the form of an initial grant.
pub async fn show_new_grant(app: web::Data<App>, _admin: Administrator) -> Page<NewGrantPage> {
    Page::new(grant_page(&app, &NewGrant::default(), vec![]))
}

/// Makes an initial grant.
pub async fn grant(
    app: web::Data<App>,
    request: HttpRequest,
    admin: Administrator,
    form: Form<NewGrant>,
) -> Result<HttpResponse, WebError> {
    let Form(form) = form;
    let mut errors = Vec::new();
    let holder = app.store.person_by_account(&clean_line(&form.account)).await?;
    if holder.is_none() {
        errors.push(FieldError::new("account", message("account-unknown", &[])));
    }
    if holder.as_ref().is_some_and(|holder| holder.id == admin.login.person.id) {
        errors.push(FieldError::new("account", message("grant-own", &[])));
    }
    let in_use = app.courses.now();
    let module = Slug::parse(&form.module).ok().filter(|id| in_use.catalogue.module(id).is_some());
    if module.is_none() {
        errors.push(FieldError::new("module", message("choose-one", &[])));
    }
    let limited = |text: &str, most: usize| {
        let text = clean_line(text);
        (!text.is_empty() && text.chars().count() <= most).then_some(text)
    };
    let reason = limited(&form.reason, 500);
    if reason.is_none() {
        errors.push(FieldError::new("reason", message("grant-reason-wrong", &[])));
    }
    let document = limited(&form.document, 200);
    if document.is_none() {
        errors.push(FieldError::new("document", message("grant-document-wrong", &[])));
    }
    let date = read_day(&form.date).filter(|date| *date <= app.today());
    if date.is_none() {
        errors.push(FieldError::new("date", message("date-wrong", &[])));
    }
    let (Some(holder), Some(module), Some(reason), Some(document), Some(document_date), true) =
        (holder, module, reason, document, date, errors.is_empty())
    else {
        return Page::with_errors(grant_page(&app, &form, errors)).into_response(&request);
    };
    let (now, actor) = (app.now(), admin.login.person.id);
    let new = NewHolding { holder: holder.id, module, reason, document, document_date };
    app.store.write(async |txn| grant_holding(txn, new, actor, now).await).await?;
    Ok(see_other_done("/admin", "granted"))
}

/// The form of a new village team.
#[derive(Debug, Default, Deserialize)]
pub struct NewUnit {
    #[serde(default)]
    parent: String,
    #[serde(default)]
    name: String,
}

async fn unit_page(app: &App, form: &NewUnit, errors: Vec<FieldError>) -> Result<NewUnitPage, WebError> {
    let short = |text: &str| text.chars().take(120).collect::<String>();
    let parent = find_unit(app, &form.parent).await?;
    Ok(NewUnitPage {
        parent: short(&form.parent),
        name: short(&form.name),
        parent_name: parent.filter(|unit| unit.kind == UnitKind::Commune).map(|unit| unit.name),
        errors,
    })
}

/// Shows the form of a new village team.
pub async fn show_new_unit(
    app: web::Data<App>,
    request: HttpRequest,
    _admin: Administrator,
) -> Result<Page<NewUnitPage>, WebError> {
    let parent = url_query(&request, "parent").unwrap_or_default();
    Ok(Page::new(unit_page(&app, &NewUnit { parent, name: String::new() }, vec![]).await?))
}

/// Adds a village team below a commune.
pub async fn add_unit(
    app: web::Data<App>,
    request: HttpRequest,
    admin: Administrator,
    form: Form<NewUnit>,
) -> Result<HttpResponse, WebError> {
    let Form(form) = form;
    let mut errors = Vec::new();
    let commune = find_unit(&app, &form.parent).await?.filter(|unit| unit.kind == UnitKind::Commune);
    if commune.is_none() {
        errors.push(FieldError::new("parent", message("commune-code-wrong", &[])));
    }
    let name = clean_line(&form.name);
    if name.is_empty() || name.chars().count() > NAME_MAX_CHARS {
        errors.push(FieldError::new("name", message("village-name-wrong", &[])));
    }
    let (Some(commune), true) = (commune, errors.is_empty()) else {
        return Page::with_errors(unit_page(&app, &form, errors).await?).into_response(&request);
    };
    let (now, actor, today) = (app.now(), admin.login.person.id, app.today());
    let added = app
        .store
        .write(async |txn| {
            let unit = units::add_unit(txn, commune.id, &name, today).await?;
            let entry = audit::Entry {
                actor: Some(actor),
                action: "unit-added",
                unit: Some(unit),
                ..audit::Entry::default()
            };
            audit::write(txn, entry, now).await
        })
        .await;
    match added {
        Ok(()) => Ok(see_other_done("/admin", "unit-added")),
        Err(StorageError::Taken) => {
            let errors = vec![FieldError::new("name", message("village-name-taken", &[]))];
            Page::with_errors(unit_page(&app, &form, errors).await?).into_response(&request)
        }
        Err(error) => Err(error.into()),
    }
}

/// Shows the audit trail, newest first.
pub async fn audit(
    app: web::Data<App>,
    request: HttpRequest,
    _admin: Administrator,
) -> Result<Page<AuditPage>, WebError> {
    let before = match url_query(&request, "before") {
        Some(text) => Some(text.parse::<i64>().map_err(|_| WebError::Unreadable)?),
        None => None,
    };
    let entries = app.store.audit_entries(before).await?;
    let older_href = entries
        .last()
        .filter(|_| entries.len() == 100)
        .map(|last| ["/admin/audit?before=", &last.seq.to_string()].concat());
    let actors: Vec<PersonId> = entries.iter().filter_map(|entry| entry.actor).collect();
    let names = app.store.names_of(&actors).await?;
    let row = |entry: audit::Recorded| AuditRow {
        when: words::moment(entry.at),
        who: entry.actor.and_then(|actor| names.get(&actor).cloned()).unwrap_or_default(),
        what: [audit_words(&entry.action), entry.detail].join(" ").trim().to_owned(),
        whom: entry.target.map(|(kind, id)| [kind, id].join(" ")).unwrap_or_default(),
        source: entry.address.unwrap_or_default(),
    };
    let rows = entries.into_iter().map(row).collect();
    Ok(Page::new(AuditPage { rows, older_href, newer_href: before.map(|_| "/admin/audit".to_owned()) }))
}

fn audit_words(action: &str) -> String {
    const KNOWN: &[&str] = &[
        "programme-begun",
        "programme-renamed",
        "rule-drafted",
        "rule-adopted",
        "rule-withdrawn",
        "reform-applied",
        "reform-reversed",
        "role-moved",
        "roster-uploaded",
        "roster-applied",
        "roster-undone",
        "roster-dropped",
        "roster-exported",
        "course-published",
        "login",
        "login-refused",
        "second-factor",
        "pin-saved",
        "invitation-used",
        "invited",
        "role-granted",
        "role-ended",
        "holding-granted",
        "unit-added",
        "member-added",
        "member-corrected",
        "member-moved",
        "member-replaced",
        "member-left",
        "member-returned",
        "role-changed",
        "member-read",
        "members-read",
        "figures-read",
        "figures-exported",
        "token-made",
        "token-ended",
        "target-set",
        "month-frozen",
        "month-signed",
        "month-reopened",
        "month-recounted",
        "card-printed",
        "signed-off",
        "sign-off-revoked",
        "certificate-revoked",
        "session-planned",
        "session-read",
        "session-present",
        "session-absent",
        "session-closed",
        "session-changed",
        "session-cancelled",
        "session-exported",
        "paper-printed",
        "paper-keyed",
        "paper-kept-aside",
        "entry-made",
        "entry-opened",
        "help-read",
        "help-answered",
        "help-corrected",
        "help-withdrawn",
        "help-passed",
        "help-handed-back",
        "help-published",
        "help-unpublished",
        "certificate-read",
        "certificates-read",
        "certificates-exported",
        "certificate-reissued",
        "certificates-continued",
        "template-drafted",
        "template-used",
    ];
    match KNOWN.iter().copied().find(|known| *known == action) {
        Some(known) => message(&["audit-", known].concat(), &[]),
        None => action.to_owned(),
    }
}
