//! The words on certificates, for the administrator and for officers of the nation: a version is drafted, seen as a
//! sheet, then put in force for what is issued after.
//!
//! Owns: reading and checking the words, the sheet that shows them. Does not own: what an issued certificate says, which
//! keeps the version it was issued with ([`crate::web::face`]).

use super::certificates::{crumbs, reaches_nation};
use crate::pdf::PdfError;
use crate::web::App;
use crate::web::download;
use crate::web::error::WebError;
use crate::web::face::{self, TITLE_PLACE};
use crate::web::form::Form;
use crate::web::learner::{form_id, read_form_id};
use crate::web::login::{Administrator, Officer, Staff};
use crate::web::messages::message;
use crate::web::page::{Page, see_other, see_other_done};
use crate::web::public::logout::Nothing;
use crate::web::view::certificates::{PreviewPage, VersionRow, WordingField, WordingPage};
use crate::web::view::learner::Fact;
use crate::web::view::{Action, FieldError, Kind, Status, words};
use actix_web::{HttpRequest, HttpResponse, web};
use serde::Deserialize;
use std::future::Future;
use std::ops::Deref;
use tungngo_domain::certificate_acts::may_change_words;
use tungngo_domain::codes;
use tungngo_domain::ids::{CertificateId, PersonId};
use tungngo_domain::people::clean_line;
use tungngo_domain::time::day;
use tungngo_storage::certificate_templates::{Standing, Template, Wording};
use tungngo_storage::certificates::{Certificate, MEMBERS_PROGRAMME, SubjectKind};
use uuid::Uuid;

/// Versions that are listed.
const LISTED: u64 = 20;

/// A role that may change the words, and where its pages are.
pub trait Keeper: Deref<Target = Staff> {
    /// Where its pages begin.
    const ROOT: &'static str;
    /// The way down to them.
    fn crumbs() -> Vec<Action>;
    /// Whether this one may.
    fn may(&self, app: &App) -> impl Future<Output = Result<bool, WebError>>;
}

impl Keeper for Officer {
    const ROOT: &'static str = "/officer/certificates/wording";
    fn crumbs() -> Vec<Action> {
        crumbs()
    }
    async fn may(&self, app: &App) -> Result<bool, WebError> {
        Ok(may_change_words(self.scope.role(), reaches_nation(app, self).await?))
    }
}

impl Keeper for Administrator {
    const ROOT: &'static str = "/admin/certificates/wording";
    fn crumbs() -> Vec<Action> {
        vec![Action::new("/admin", message("nav-admin", &[]))]
    }
    async fn may(&self, _app: &App) -> Result<bool, WebError> {
        Ok(may_change_words(self.scope.role(), false))
    }
}

/// The words as typed.
#[derive(Debug, Default, Deserialize)]
pub struct WordingForm {
    #[serde(default)]
    form_id: String,
    #[serde(default)]
    heading: String,
    #[serde(default)]
    programme: String,
    #[serde(default)]
    module: String,
    #[serde(default)]
    teaching: String,
    #[serde(default)]
    issuer_unit: String,
    #[serde(default)]
    signer_title: String,
    #[serde(default)]
    signer_name: String,
    #[serde(default)]
    place: String,
}

/// A field: its name, its most letters, whether it must be there, whether it must hold the place of the title.
type Rule = (&'static str, usize, bool, bool);
const RULES: [Rule; 8] = [
    ("heading", 60, true, false),
    ("issuer_unit", 200, false, false),
    ("programme", 200, true, false),
    ("module", 200, true, true),
    ("teaching", 200, true, true),
    ("place", 120, false, false),
    ("signer_title", 120, false, false),
    ("signer_name", 100, false, false),
];

fn value<'w>(wording: &'w Wording, name: &str) -> &'w str {
    match name {
        "heading" => &wording.heading,
        "issuer_unit" => &wording.issuer_unit,
        "programme" => &wording.programme,
        "module" => &wording.module,
        "teaching" => &wording.teaching,
        "place" => &wording.place,
        "signer_title" => &wording.signer_title,
        _ => &wording.signer_name,
    }
}

/// The words of the program, which stand while no version is in force.
async fn own_words(app: &App) -> Result<Wording, WebError> {
    let title = |key: &str| message(key, &[("title", TITLE_PLACE)]);
    let issuer = app.store.programme(app.today()).await?.issuer;
    let (issuer_unit, signer_title, signer_name) =
        issuer.map(|issuer| (issuer.unit, issuer.title, issuer.name)).unwrap_or_default();
    Ok(Wording {
        heading: message("certificate-title", &[]),
        programme: title("statement-member"),
        module: title("statement-module"),
        teaching: title("statement-module-teaches"),
        issuer_unit,
        signer_title,
        signer_name,
        place: String::new(),
    })
}

fn state(standing: Standing) -> Status {
    match standing {
        Standing::Draft => Status::new(Kind::Warn, message("wording-draft", &[])),
        Standing::InForce => Status::new(Kind::Ok, message("wording-in-force", &[])),
        Standing::Past => Status::new(Kind::Plain, message("wording-past", &[])),
    }
}

fn href<K: Keeper>(id: Uuid) -> String {
    [K::ROOT, "/", &id.to_string()].concat()
}

async fn form_page<K: Keeper>(
    app: &App,
    wording: &Wording,
    form_id: String,
    errors: Vec<FieldError>,
) -> Result<WordingPage, WebError> {
    let field = |(name, max, ..): Rule| WordingField {
        name: name.to_owned(),
        label: message(&["wording-", name].concat(), &[]),
        hint: message(&["wording-hint-", name].concat(), &[]),
        value: value(wording, name).chars().take(max).collect(),
        max,
    };
    let versions = app.store.certificate_templates(LISTED).await?;
    let version = |(template, standing): (Template, Standing)| VersionRow {
        href: href::<K>(template.id),
        label: message("wording-version", &[("n", &template.version.to_string())]),
        when: message("wording-written", &[("date", &words::full_day(day(template.created_at)))]),
        state: state(standing),
    };
    Ok(WordingPage {
        crumbs: K::crumbs(),
        action: K::ROOT.to_owned(),
        form_id,
        fields: RULES.map(field).into(),
        versions: versions.into_iter().map(version).collect(),
        errors,
    })
}

async fn checked<K: Keeper>(app: &App, keeper: &K) -> Result<(), WebError> {
    if keeper.may(app).await? { Ok(()) } else { Err(WebError::NotFound) }
}

/// Shows the words in force, to write others.
pub async fn show<K: Keeper>(app: web::Data<App>, keeper: K) -> Result<Page<WordingPage>, WebError> {
    checked(&app, &keeper).await?;
    let wording = match app.store.template_in_force().await? {
        Some(template) => template.wording,
        None => own_words(&app).await?,
    };
    Ok(Page::new(form_page::<K>(&app, &wording, form_id(), vec![]).await?))
}

/// What is wrong with the words, by field.
fn wrong(wording: &Wording) -> Vec<FieldError> {
    let mut errors = Vec::new();
    for (name, max, needed, titled) in RULES {
        let text = value(wording, name);
        let key = match text.chars().count() {
            0 if needed => "wording-missing",
            n if n > max => "wording-long",
            _ if titled && !text.contains(TITLE_PLACE) => "wording-no-title",
            _ => continue,
        };
        errors.push(FieldError::new(name, message(key, &[])));
    }
    if wording.issuer_unit.is_empty() && !(wording.signer_title.is_empty() && wording.signer_name.is_empty())
    {
        errors.push(FieldError::new("issuer_unit", message("wording-no-unit", &[])));
    }
    errors
}

/// Keeps new words as a draft, and goes on to how they look.
pub async fn draft<K: Keeper>(
    app: web::Data<App>,
    request: HttpRequest,
    keeper: K,
    form: Form<WordingForm>,
) -> Result<HttpResponse, WebError> {
    checked(&app, &keeper).await?;
    let Form(form) = form;
    let wording = Wording {
        heading: clean_line(&form.heading),
        programme: clean_line(&form.programme),
        module: clean_line(&form.module),
        teaching: clean_line(&form.teaching),
        issuer_unit: clean_line(&form.issuer_unit),
        signer_title: clean_line(&form.signer_title),
        signer_name: clean_line(&form.signer_name),
        place: clean_line(&form.place),
    };
    let mut errors = wrong(&wording);
    if errors.is_empty()
        && let Err(error) = sample_pdf(&app, &wording).await
    {
        match error {
            WebError::Ours(error) if error.downcast_ref::<PdfError>().is_some() => {
                errors.push(FieldError::new("heading", message("wording-no-letter", &[])));
            }
            other => return Err(other),
        }
    }
    if !errors.is_empty() {
        let page = form_page::<K>(&app, &wording, form.form_id, errors).await?;
        return Page::with_errors(page).into_response(&request);
    }
    let id = read_form_id(&form.form_id)?;
    let draft = app.store.draft_template(id, wording, keeper.login.person.id, app.now()).await?;
    Ok(see_other(&href::<K>(draft.id)))
}

/// A certificate of nobody, to show words on.
async fn sample(app: &App, wording: &Wording) -> Result<Certificate, WebError> {
    let programme = app.store.programme(app.today()).await?;
    let place = if wording.place.is_empty() { message("sample-place", &[]) } else { wording.place.clone() };
    Ok(Certificate {
        id: CertificateId(Uuid::nil()),
        code: "2".repeat(codes::VERIFY_CODE_SIGNS),
        key: String::new(),
        number: "TN-0000-000000".to_owned(),
        member: PersonId(Uuid::nil()),
        kind: SubjectKind::Programme,
        subject: MEMBERS_PROGRAMME.to_owned(),
        title: programme.title,
        cycle: 1,
        content_version: String::new(),
        holder_name: message("sample-name", &[]),
        holder_line: message("sample-post", &[]),
        unit_line: message("sample-unit", &[]),
        place,
        knows_on: None,
        does_on: None,
        teaches_on: None,
        signers: String::new(),
        issuer: wording.issuer(),
        lit_houses: [true; 5],
        issued_at: app.now(),
        valid_until: None,
        revoked_at: None,
        revoke_reason: None,
        revoke_note: None,
        replaces: None,
        replaced_at: None,
        issued_by: None,
        template: None,
    })
}

async fn sample_pdf(app: &App, wording: &Wording) -> Result<Vec<u8>, WebError> {
    let sample = sample(app, wording).await?;
    face::pdf_bytes(app, sample, Some(wording.clone()), Some(message("sheet-sample", &[]))).await
}

async fn find(app: &App, id: &str) -> Result<(Template, Standing), WebError> {
    let id: Uuid = id.parse().map_err(|_| WebError::NotFound)?;
    let template = app.store.certificate_template(id).await?;
    let standing = match template.in_force_from {
        None => Standing::Draft,
        Some(_) if app.store.template_in_force().await?.is_some_and(|now| now.id == id) => Standing::InForce,
        Some(_) => Standing::Past,
    };
    Ok((template, standing))
}

/// Shows a version on a sheet.
pub async fn preview<K: Keeper>(
    app: web::Data<App>,
    keeper: K,
    path: web::Path<String>,
) -> Result<Page<PreviewPage>, WebError> {
    checked(&app, &keeper).await?;
    let (template, standing) = find(&app, &path).await?;
    let wording = &template.wording;
    let sentence = |key: &str, text: &str| Fact {
        label: message(key, &[]),
        value: text.replace(TITLE_PLACE, &message("sample-module", &[])),
    };
    let mut way = K::crumbs();
    way.push(Action::new(K::ROOT, message("wording-title", &[])));
    let here = href::<K>(template.id);
    Ok(Page::new(PreviewPage {
        crumbs: way,
        heading: message("wording-preview", &[("n", &template.version.to_string())]),
        state: state(standing),
        pdf_href: [&here, "/preview.pdf"].concat(),
        use_action: (standing == Standing::Draft).then(|| [&here, "/application"].concat()),
        face: face::face(&sample(&app, wording).await?, Some(wording), None),
        sentences: vec![
            sentence("wording-module", &wording.module),
            sentence("wording-teaching", &wording.teaching),
        ],
    }))
}

/// The same as PDF, marked as no certificate.
pub async fn preview_pdf<K: Keeper>(
    app: web::Data<App>,
    keeper: K,
    path: web::Path<String>,
) -> Result<HttpResponse, WebError> {
    checked(&app, &keeper).await?;
    let (template, _) = find(&app, &path).await?;
    let bytes = sample_pdf(&app, &template.wording).await?;
    Ok(download::attachment("application/pdf", "mau-giay.pdf").body(bytes))
}

/// Puts a draft in force for what is issued from now on.
pub async fn apply<K: Keeper>(
    app: web::Data<App>,
    keeper: K,
    path: web::Path<String>,
    _form: Form<Nothing>,
) -> Result<HttpResponse, WebError> {
    checked(&app, &keeper).await?;
    let (template, _) = find(&app, &path).await?;
    app.store.use_template(template.id, keeper.login.person.id, app.now()).await?;
    Ok(see_other_done(&href::<K>(template.id), "wording-used"))
}
