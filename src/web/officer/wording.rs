//! The words on the certificates of each programme, for the administrator and for the officers who keep it: a version is
//! drafted, seen as a sheet, then put in force for what is issued after.
//!
//! Owns: reading and checking the words, the sheet that shows them. Does not own: what an issued certificate says, which
//! keeps the version it was issued with ([`crate::web::face`]), nor who keeps a programme (storage).
//!
//! `?programme=…` says which ([`keepers`]); without it, it is the members' own, whose words are also on certificates of modules.

mod keepers;

pub use keepers::Keeper;
pub(super) use keepers::{first_way, way};

use crate::pdf::PdfError;
use crate::web::App;
use crate::web::download;
use crate::web::error::WebError;
use crate::web::face::{self, TITLE_PLACE};
use crate::web::form::Form;
use crate::web::learner::{form_id, read_form_id};
use crate::web::messages::message;
use crate::web::page::{Page, see_other, see_other_done, url_query};
use crate::web::public::logout::Nothing;
use crate::web::view::certificates::{PreviewPage, ProgrammeTab, VersionRow, WordingField, WordingPage};
use crate::web::view::learner::Fact;
use crate::web::view::{Action, FieldError, Kind, Status, words};
use actix_web::{HttpRequest, HttpResponse, web};
use keepers::{asked, find, from_href, programme_href};
use serde::Deserialize;
use tungngo_domain::codes;
use tungngo_domain::ids::{CertificateId, PersonId};
use tungngo_domain::people::clean_line;
use tungngo_domain::programmes::{Audience, Rule as Asked};
use tungngo_domain::time::day;
use tungngo_domain::units::UnitKind;
use tungngo_storage::certificate_templates::{Standing, Template, Wording};
use tungngo_storage::certificates::{Certificate, SubjectKind};
use tungngo_storage::programmes::Programme;
use uuid::Uuid;

/// Versions that are listed.
const LISTED: u64 = 20;

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

/// A field: its name, its most letters, whether it must be there, whether it is about a module and must hold the place
/// of its title.
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

/// The fields of a programme: none about modules but for the members' own, on whose certificates alone they are printed.
fn rules(programme: &Programme) -> impl Iterator<Item = Rule> {
    let of_members = programme.is_of_members();
    RULES.into_iter().filter(move |(.., of_module)| of_members || !of_module)
}

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

/// The words of the program, which stand while a programme has no version in force.
async fn own_words(app: &App, programme: &Programme) -> Result<Wording, WebError> {
    let title = |key: &str| message(key, &[("title", TITLE_PLACE)]);
    let of_module = |key: &str| if programme.is_of_members() { title(key) } else { String::new() };
    let issuer = app.store.programme_issuer(&programme.id).await?;
    let (issuer_unit, signer_title, signer_name) =
        issuer.map(|issuer| (issuer.unit, issuer.title, issuer.name)).unwrap_or_default();
    Ok(Wording {
        heading: message("certificate-title", &[]),
        programme: title("statement-programme"),
        module: of_module("statement-module"),
        teaching: of_module("statement-module-teaches"),
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

/// "Thành viên Tổ công nghệ số cộng đồng", "Cán bộ một cửa, Xã Đồng Mây"
async fn named(app: &App, programme: &Programme) -> Result<String, WebError> {
    Ok(match programme.unit {
        None => programme.title.clone(),
        Some(unit) => {
            let unit = app.store.unit(unit).await?;
            let of = if unit.kind == UnitKind::Nation { String::new() } else { [", ", &unit.name].concat() };
            [programme.title.as_str(), &of].concat()
        }
    })
}

async fn form_page<K: Keeper>(
    app: &App,
    (programme, all): (&Programme, &[Programme]),
    wording: &Wording,
    form_id: String,
    errors: Vec<FieldError>,
) -> Result<WordingPage, WebError> {
    let hint = |name: &str| match name {
        "place" if programme.is_of_staff() => message("wording-hint-place-staff", &[]),
        name => message(&["wording-hint-", name].concat(), &[]),
    };
    let field = |(name, max, ..): Rule| WordingField {
        name: name.to_owned(),
        label: message(&["wording-", name].concat(), &[]),
        hint: hint(name),
        value: value(wording, name).chars().take(max).collect(),
        max,
    };
    let mut tabs = Vec::new();
    for one in all.iter().filter(|_| all.len() > 1) {
        tabs.push(ProgrammeTab {
            href: programme_href::<K>(&one.id),
            label: named(app, one).await?,
            current: one.id == programme.id,
        });
    }
    let versions = app.store.certificate_templates(&programme.id, LISTED).await?;
    let version = |(template, standing): (Template, Standing)| VersionRow {
        href: href::<K>(template.id),
        label: message("wording-version", &[("n", &template.version.to_string())]),
        when: message("wording-written", &[("date", &words::full_day(day(template.created_at)))]),
        state: state(standing),
    };
    Ok(WordingPage {
        crumbs: K::crumbs(),
        tabs,
        of: message("programme-of", &[("title", &named(app, programme).await?)]),
        action: programme_href::<K>(&programme.id),
        form_id,
        fields: rules(programme).map(field).collect(),
        versions: versions.into_iter().map(version).collect(),
        errors,
    })
}

/// Shows the words in force for a programme, to write others.
pub async fn show<K: Keeper>(
    app: web::Data<App>,
    request: HttpRequest,
    keeper: K,
) -> Result<Page<WordingPage>, WebError> {
    let (programme, all) = asked(&app, &keeper, &request).await?;
    if let Some(from) = url_query(&request, "from") {
        // Another version is gone on from.
        let (template, of) = find(&app, &keeper, &from).await?;
        let whole = (&programme, all.as_slice());
        return match of.id == programme.id {
            true => Ok(Page::new(form_page::<K>(&app, whole, &template.wording, form_id(), vec![]).await?)),
            false => Err(WebError::NotFound),
        };
    }
    let wording = match app.store.template_in_force(&programme.id).await? {
        Some(template) => template.wording,
        None => own_words(&app, &programme).await?,
    };
    Ok(Page::new(form_page::<K>(&app, (&programme, &all), &wording, form_id(), vec![]).await?))
}

/// What is wrong with the words, by field.
fn wrong(programme: &Programme, wording: &Wording) -> Vec<FieldError> {
    let mut errors = Vec::new();
    for (name, max, needed, titled) in rules(programme) {
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
    let (programme, all) = asked(&app, &keeper, &request).await?;
    let Form(form) = form;
    let of_module = |text: &str| if programme.is_of_members() { clean_line(text) } else { String::new() };
    let wording = Wording {
        heading: clean_line(&form.heading),
        programme: clean_line(&form.programme),
        module: of_module(&form.module),
        teaching: of_module(&form.teaching),
        issuer_unit: clean_line(&form.issuer_unit),
        signer_title: clean_line(&form.signer_title),
        signer_name: clean_line(&form.signer_name),
        place: clean_line(&form.place),
    };
    let mut errors = wrong(&programme, &wording);
    if errors.is_empty()
        && let Err(error) = sample_pdf(&app, &programme, &wording).await
    {
        match error {
            WebError::Ours(error) if error.downcast_ref::<PdfError>().is_some() => {
                errors.push(FieldError::new("heading", message("wording-no-letter", &[])));
            }
            other => return Err(other),
        }
    }
    if !errors.is_empty() {
        let page = form_page::<K>(&app, (&programme, &all), &wording, form.form_id, errors).await?;
        return Page::with_errors(page).into_response(&request);
    }
    let id = read_form_id(&form.form_id)?;
    let actor = keeper.login.person.id;
    let draft = app.store.draft_template(id, &programme.id, wording, actor, app.now()).await?;
    Ok(see_other(&href::<K>(draft.id)))
}

/// A certificate of nobody, to show words on.
fn sample(app: &App, programme: &Programme, wording: &Wording) -> Certificate {
    let place = if wording.place.is_empty() { message("sample-place", &[]) } else { wording.place.clone() };
    let post = match &programme.rule {
        Some(Asked { audience: Audience::Staff(roles), .. }) => {
            roles.first().map(|role| words::capital(role.word())).unwrap_or_default()
        }
        _ => message("sample-post", &[]),
    };
    Certificate {
        id: CertificateId(Uuid::nil()),
        code: "2".repeat(codes::VERIFY_CODE_SIGNS),
        key: String::new(),
        number: "TN-0000-000000".to_owned(),
        member: PersonId(Uuid::nil()),
        kind: SubjectKind::Programme,
        subject: programme.id.to_string(),
        title: programme.title.clone(),
        cycle: 1,
        content_version: String::new(),
        holder_name: message("sample-name", &[]),
        holder_line: post,
        unit_line: message("sample-unit", &[]),
        place,
        knows_on: None,
        does_on: None,
        teaches_on: None,
        signers: String::new(),
        issuer: wording.issuer(),
        lit_houses: programme.lit_houses(&app.courses.now().catalogue),
        issued_at: app.now(),
        valid_until: None,
        revoked_at: None,
        revoke_reason: None,
        revoke_note: None,
        replaces: None,
        replaced_at: None,
        issued_by: None,
        template: None,
    }
}

async fn sample_pdf(app: &App, programme: &Programme, wording: &Wording) -> Result<Vec<u8>, WebError> {
    let sample = sample(app, programme, wording);
    face::pdf_bytes(app, sample, Some(wording.clone()), Some(message("sheet-sample", &[]))).await
}

async fn standing_of(app: &App, template: &Template) -> Result<Standing, WebError> {
    let in_force = app.store.template_in_force(&template.programme).await?;
    Ok(match template.in_force_from {
        None => Standing::Draft,
        Some(_) if in_force.is_some_and(|now| now.id == template.id) => Standing::InForce,
        Some(_) => Standing::Past,
    })
}

/// Shows a version on a sheet.
pub async fn preview<K: Keeper>(
    app: web::Data<App>,
    keeper: K,
    path: web::Path<String>,
) -> Result<Page<PreviewPage>, WebError> {
    let (template, programme) = find(&app, &keeper, &path).await?;
    let standing = standing_of(&app, &template).await?;
    let wording = &template.wording;
    let sentence = |key: &str, text: &str| Fact {
        label: message(key, &[]),
        value: text.replace(TITLE_PLACE, &message("sample-module", &[])),
    };
    let mut way = K::crumbs();
    way.push(Action::new(programme_href::<K>(&programme.id), message("wording-title", &[])));
    let here = href::<K>(template.id);
    Ok(Page::new(PreviewPage {
        crumbs: way,
        heading: message("wording-preview", &[("n", &template.version.to_string())]),
        of: message("programme-of", &[("title", &named(&app, &programme).await?)]),
        state: state(standing),
        edit: Action::new(
            from_href::<K>(&programme.id, template.id),
            message(if standing == Standing::Draft { "wording-go-on" } else { "wording-from-this" }, &[]),
        ),
        pdf_href: [&here, "/preview.pdf"].concat(),
        use_action: (standing == Standing::Draft).then(|| [&here, "/application"].concat()),
        face: face::face(&sample(&app, &programme, wording), Some(wording), None),
        sentences: if programme.is_of_members() {
            vec![sentence("wording-module", &wording.module), sentence("wording-teaching", &wording.teaching)]
        } else {
            vec![]
        },
    }))
}

/// The same as PDF, marked as no certificate.
pub async fn preview_pdf<K: Keeper>(
    app: web::Data<App>,
    keeper: K,
    path: web::Path<String>,
) -> Result<HttpResponse, WebError> {
    let (template, programme) = find(&app, &keeper, &path).await?;
    let bytes = sample_pdf(&app, &programme, &template.wording).await?;
    Ok(download::attachment("application/pdf", "mau-giay.pdf").body(bytes))
}

/// Puts a draft in force for what is issued from now on.
pub async fn apply<K: Keeper>(
    app: web::Data<App>,
    keeper: K,
    path: web::Path<String>,
    _form: Form<Nothing>,
) -> Result<HttpResponse, WebError> {
    let (template, _) = find(&app, &keeper, &path).await?;
    app.store.use_template(template.id, keeper.login.person.id, app.now()).await?;
    Ok(see_other_done(&href::<K>(template.id), "wording-used"))
}
