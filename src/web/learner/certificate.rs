//! `/certificates`: what was issued, as a page and as a PDF made from the snapshot.

use super::{missing_words, stands};
use crate::pdf::certificate as sheet;
use crate::pdf::certificate::CertificateSheet;
use crate::web::App;
use crate::web::download;
use crate::web::error::WebError;
use crate::web::login::{Learner, called};
use crate::web::messages::message;
use crate::web::page::Page;
use crate::web::qr;
use crate::web::recall::recalled_words;
use crate::web::view::learner::{CertificatePage, CertificateRow, CertificatesPage, Warning};
use crate::web::view::{House, Kind, Lane, Status, words};
use actix_web::{HttpResponse, web};
use tungngo_domain::codes;
use tungngo_domain::content::Skill;
use tungngo_domain::ids::CertificateId;
use tungngo_domain::time::day;
use tungngo_storage::certificates::{Certificate, SubjectKind, Validity, validity};

/// Lists a member's certificates.
pub async fn list(app: web::Data<App>, learner: Learner) -> Result<Page<CertificatesPage>, WebError> {
    let in_use = app.courses.now();
    let (stands, certificates) = stands(&app, &in_use.catalogue, &learner).await?;
    let rows = certificates
        .iter()
        .rev()
        .map(|one| {
            let skill = Skill::ALL
                .into_iter()
                .find(|skill| one.kind == SubjectKind::Module && one.lit_houses[skill.house() - 1]);
            CertificateRow {
                title: one.title.clone(),
                house: skill.map(Skill::house),
                status: status(&app, one),
                href: ["/certificates/", &one.id.to_string()].concat(),
            }
        })
        .collect();
    let missing = stands
        .iter()
        .filter(|stand| !stand.missing.is_empty())
        .map(|stand| {
            let what: Vec<String> = stand.missing.iter().map(missing_words).collect();
            message("missing-in-module", &[("title", &stand.module.title), ("what", &what.join(", "))])
        })
        .collect();
    Ok(Page::new(CertificatesPage { certificates: rows, missing }))
}

fn status(app: &App, certificate: &Certificate) -> Status {
    let until = certificate.valid_until.map(words::full_day).unwrap_or_default();
    match validity(certificate, app.today()) {
        Validity::Revoked => Status::new(Kind::Bad, message("certificate-revoked", &[])),
        Validity::Expired => Status::new(Kind::Warn, message("certificate-expired", &[("date", &until)])),
        Validity::Valid if certificate.valid_until.is_some() => {
            Status::new(Kind::Ok, message("certificate-valid-until", &[("date", &until)]))
        }
        Validity::Valid => Status::new(Kind::Ok, message("certificate-valid", &[])),
    }
}

async fn find(app: &App, learner: &Learner, id: &str) -> Result<Certificate, WebError> {
    let id: CertificateId = id.parse().map_err(|_| WebError::NotFound)?;
    let all = app.store.certificates(learner.person.id).await?;
    all.into_iter().find(|one| one.id == id).ok_or(WebError::NotFound)
}

/// The address in the QR: the check page with the second key, which shows the name (D7).
fn verify_url(app: &App, certificate: &Certificate) -> String {
    [&app.config.base_url, "/verify/", &certificate.code, "?k=", &certificate.key].concat()
}

/// What the sheet certifies, as the middle of its sentence.
fn statement(certificate: &Certificate) -> String {
    match (certificate.kind, certificate.teaches_on) {
        (SubjectKind::Programme, _) => message("statement-member", &[("title", &certificate.title)]),
        (SubjectKind::Module, None) => message("statement-module", &[("title", &certificate.title)]),
        (SubjectKind::Module, Some(_)) => {
            message("statement-module-teaches", &[("title", &certificate.title)])
        }
    }
}

fn place_and_day(certificate: &Certificate) -> String {
    let date = words::long_day(day(certificate.issued_at));
    if certificate.place.is_empty() {
        words::capital(&date)
    } else {
        [certificate.place.as_str(), ", ", &date].concat()
    }
}

fn houses(certificate: &Certificate) -> Lane {
    certificate.lit_houses.map(|lit| if lit { House::Lit } else { House::Dark })
}

/// Shows a certificate.
pub async fn show(
    app: web::Data<App>,
    learner: Learner,
    path: web::Path<String>,
) -> Result<Page<CertificatePage>, WebError> {
    let certificate = find(&app, &learner, &path).await?;
    let state = validity(&certificate, app.today());
    let warning = match state {
        Validity::Valid => recalled_words(&app, &certificate).await?.map(|text| Warning {
            kind: Kind::Warn,
            heading: message("recalled-heading", &[]),
            text,
        }),
        Validity::Expired => Some(Warning {
            kind: Kind::Warn,
            heading: message("certificate-expired-heading", &[]),
            text: message("certificate-expired-text", &[]),
        }),
        Validity::Revoked => Some(Warning {
            kind: Kind::Bad,
            heading: message("certificate-revoked", &[]),
            text: certificate.revoke_reason.clone().unwrap_or_default(),
        }),
    };
    let issuer = certificate.issuer.as_ref();
    Ok(Page::new(CertificatePage {
        lead: message("certificate-lead", &[("who", &called(&learner.person))]),
        warning,
        pdf_href: (state != Validity::Revoked)
            .then(|| ["/certificates/", &certificate.id.to_string(), "/certificate.pdf"].concat()),
        pdf_hint: message("certificate-pdf-hint", &[]),
        issuer: issuer
            .map(|issuer| message("certificate-issuer", &[("unit", &issuer.unit)]))
            .unwrap_or_default(),
        name: certificate.holder_name.clone(),
        role: [certificate.holder_line.as_str(), &certificate.unit_line]
            .into_iter()
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .join(", "),
        statement: statement(&certificate),
        number: message("certificate-number", &[("number", &certificate.number)]),
        code: codes::grouped(&certificate.code),
        qr_svg: qr::svg(&verify_url(&app, &certificate), &message("certificate-qr", &[]))?,
        place_and_day: place_and_day(&certificate),
        signer_title: issuer.map(|issuer| issuer.title.clone()).unwrap_or_default(),
        signer_name: issuer.map(|issuer| issuer.name.clone()).unwrap_or_default(),
        lane: houses(&certificate),
        valid_until: certificate
            .valid_until
            .map(|until| message("certificate-valid-until", &[("date", &words::full_day(until))])),
    }))
}

/// Makes the A4 sheet to print.
pub async fn pdf(
    app: web::Data<App>,
    learner: Learner,
    path: web::Path<String>,
) -> Result<HttpResponse, WebError> {
    let certificate = find(&app, &learner, &path).await?;
    let url = verify_url(&app, &certificate);
    let name = ["tung-ngo-", &certificate.number, ".pdf"].concat();
    let revoked = validity(&certificate, app.today()) == Validity::Revoked;
    let bytes = web::block(move || sheet(&certificate, &url, revoked))
        .await
        .map_err(|error| WebError::Ours(error.into()))??;
    Ok(download::attachment("application/pdf", &name).body(bytes))
}

fn sheet(certificate: &Certificate, url: &str, revoked: bool) -> Result<Vec<u8>, WebError> {
    let mut details: Vec<(String, String)> = Vec::new();
    let mut detail = |key: &str, value: Option<String>| {
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            details.push((message(key, &[]), value));
        }
    };
    detail("sheet-knows", certificate.knows_on.map(words::full_day));
    detail("sheet-does", certificate.does_on.map(words::full_day));
    detail("sheet-teaches", certificate.teaches_on.map(words::full_day));
    detail("sheet-signers", Some(certificate.signers.clone()));
    detail("sheet-valid-until", certificate.valid_until.map(words::full_day));
    let details: Vec<(&str, &str)> = details.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
    let code = codes::grouped(&certificate.code);
    let void = message("sheet-revoked", &[]);
    let issuer = certificate.issuer.as_ref().map(|issuer| sheet::Issuer {
        unit: &issuer.unit,
        signatory_title: &issuer.title,
        signatory_name: &issuer.name,
    });
    let sheet = CertificateSheet {
        holder: &certificate.holder_name,
        holder_line: &certificate.holder_line,
        unit_line: &certificate.unit_line,
        achievement: &statement(certificate),
        issuer,
        number: &certificate.number,
        code: &code,
        verify_url: url,
        place_and_date: &place_and_day(certificate),
        details: &details,
        lit_houses: certificate.lit_houses,
        void_notice: revoked.then_some(void.as_str()),
    };
    sheet::render(&sheet).map_err(|error| WebError::Ours(error.into()))
}
