//! The face of a certificate: what stands on it, as a page and as the sheet to print.
//!
//! Owns: putting a snapshot into the words it was issued with. Does not own: who may see it, the drawing
//! ([`crate::pdf::certificate`]). The same snapshot always gives the same bytes, whatever words are in force today.

use super::App;
use super::download;
use super::error::WebError;
use super::messages::message;
use super::qr;
use super::view::learner::Face;
use super::view::{House, words};
use crate::pdf::certificate as sheet;
use crate::pdf::certificate::CertificateSheet;
use actix_web::{HttpResponse, web};
use tungngo_domain::codes;
use tungngo_domain::content::Html;
use tungngo_domain::time::day;
use tungngo_storage::certificate_templates::Wording;
use tungngo_storage::certificates::{Certificate, SubjectKind, Validity, validity};

/// What a sentence of a template holds where the title goes.
pub const TITLE_PLACE: &str = "[tên]";

/// The words a certificate was issued with; none for those of the program.
pub async fn wording_of(app: &App, certificate: &Certificate) -> Result<Option<Wording>, WebError> {
    Ok(match certificate.template {
        Some(id) => Some(app.store.certificate_template(id).await?.wording),
        None => None,
    })
}

/// The address in the QR: the check page with the second key, which shows the name (D7).
pub fn verify_url(app: &App, certificate: &Certificate) -> String {
    [&app.config.base_url, "/verify/", &certificate.code, "?k=", &certificate.key].concat()
}

/// What the sheet certifies, as the middle of its sentence.
fn statement(certificate: &Certificate, wording: Option<&Wording>) -> String {
    let (own, key) = match (certificate.kind, certificate.teaches_on) {
        (SubjectKind::Programme, _) => (wording.map(|w| &w.programme), "statement-programme"),
        (SubjectKind::Module, None) => (wording.map(|w| &w.module), "statement-module"),
        (SubjectKind::Module, Some(_)) => (wording.map(|w| &w.teaching), "statement-module-teaches"),
    };
    match own {
        Some(own) => own.replace(TITLE_PLACE, &certificate.title),
        None => message(key, &[("title", &certificate.title)]),
    }
}

fn heading(wording: Option<&Wording>) -> String {
    wording.map_or_else(|| message("certificate-title", &[]), |wording| wording.heading.clone())
}

fn place_and_day(certificate: &Certificate) -> String {
    let date = words::long_day(day(certificate.issued_at));
    if certificate.place.is_empty() {
        words::capital(&date)
    } else {
        [certificate.place.as_str(), ", ", &date].concat()
    }
}

/// The QR of the check page, for its holder's own page.
pub fn qr_of(app: &App, certificate: &Certificate) -> Result<Html, WebError> {
    qr::svg(&verify_url(app, certificate), &message("certificate-qr", &[]))
}

/// A certificate as a page shows it. The QR carries the key to the holder's name: only for pages of the holder.
pub fn face(certificate: &Certificate, wording: Option<&Wording>, qr_svg: Option<Html>) -> Face {
    let issuer = certificate.issuer.as_ref();
    let role = [certificate.holder_line.as_str(), &certificate.unit_line];
    Face {
        heading: heading(wording),
        issuer: issuer
            .map(|issuer| message("certificate-issuer", &[("unit", &issuer.unit)]))
            .unwrap_or_default(),
        name: certificate.holder_name.clone(),
        role: role.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", "),
        statement: statement(certificate, wording),
        number: message("certificate-number", &[("number", &certificate.number)]),
        replaces: certificate
            .replaces
            .as_ref()
            .map(|other| message("certificate-replaces", &[("number", &other.number)])),
        code: codes::grouped(&certificate.code),
        qr_svg,
        place_and_day: place_and_day(certificate),
        signer_title: issuer.map(|issuer| issuer.title.clone()).unwrap_or_default(),
        signer_name: issuer.map(|issuer| issuer.name.clone()).unwrap_or_default(),
        lane: certificate.lit_houses.map(|lit| if lit { House::Lit } else { House::Dark }),
        valid_until: certificate
            .valid_until
            .map(|until| message("certificate-valid-until", &[("date", &words::full_day(until))])),
    }
}

/// The A4 sheet to print, as a file.
pub async fn pdf(
    app: &App,
    certificate: Certificate,
    wording: Option<Wording>,
) -> Result<HttpResponse, WebError> {
    let name = ["tung-ngo-", &certificate.number, ".pdf"].concat();
    let void = match validity(&certificate, app.today()) {
        Validity::Revoked => Some(message("sheet-revoked", &[])),
        Validity::Replaced => Some(message("sheet-replaced", &[])),
        Validity::Valid | Validity::Expired => None,
    };
    let bytes = pdf_bytes(app, certificate, wording, void).await?;
    Ok(download::attachment("application/pdf", &name).body(bytes))
}

/// The same, with a notice across it where it does not hold.
pub async fn pdf_bytes(
    app: &App,
    certificate: Certificate,
    wording: Option<Wording>,
    void: Option<String>,
) -> Result<Vec<u8>, WebError> {
    let url = verify_url(app, &certificate);
    web::block(move || sheet(&certificate, wording.as_ref(), &url, void.as_deref()))
        .await
        .map_err(|error| WebError::Ours(error.into()))?
}

fn sheet(
    certificate: &Certificate,
    wording: Option<&Wording>,
    url: &str,
    void_notice: Option<&str>,
) -> Result<Vec<u8>, WebError> {
    let mut details: Vec<(String, String)> = Vec::new();
    let mut detail = |key: &str, value: Option<String>| {
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            details.push((message(key, &[]), value));
        }
    };
    detail("sheet-replaces", certificate.replaces.as_ref().map(|other| other.number.clone()));
    detail("sheet-knows", certificate.knows_on.map(words::full_day));
    detail("sheet-does", certificate.does_on.map(words::full_day));
    detail("sheet-teaches", certificate.teaches_on.map(words::full_day));
    detail("sheet-signers", Some(certificate.signers.clone()));
    detail("sheet-valid-until", certificate.valid_until.map(words::full_day));
    let details: Vec<(&str, &str)> = details.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
    let code = codes::grouped(&certificate.code);
    let issuer = certificate.issuer.as_ref().map(|issuer| sheet::Issuer {
        unit: &issuer.unit,
        signatory_title: &issuer.title,
        signatory_name: &issuer.name,
    });
    let sheet = CertificateSheet {
        heading: &heading(wording),
        holder: &certificate.holder_name,
        holder_line: &certificate.holder_line,
        unit_line: &certificate.unit_line,
        achievement: &statement(certificate, wording),
        issuer,
        number: &certificate.number,
        code: &code,
        verify_url: url,
        place_and_date: &place_and_day(certificate),
        details: &details,
        lit_houses: certificate.lit_houses,
        void_notice,
    };
    sheet::render(&sheet).map_err(|error| WebError::Ours(error.into()))
}
