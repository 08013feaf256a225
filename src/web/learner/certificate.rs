//! `/certificates`: what was issued, as a page and as a PDF made from the snapshot.

use super::{missing_words, stands};
use crate::web::App;
use crate::web::error::WebError;
use crate::web::face;
use crate::web::login::{Learner, called};
use crate::web::messages::message;
use crate::web::page::Page;
use crate::web::recall::recalled_words;
use crate::web::view::learner::{CertificatePage, CertificateRow, CertificatesPage, Warning};
use crate::web::view::{Action, Kind, Status, words};
use actix_web::{HttpResponse, web};
use tungngo_domain::certificate_acts::ending_until;
use tungngo_domain::content::Skill;
use tungngo_domain::ids::CertificateId;
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
        Validity::Replaced => Status::new(Kind::Plain, message("certificate-replaced", &[])),
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

/// Shows a certificate.
pub async fn show(
    app: web::Data<App>,
    learner: Learner,
    path: web::Path<String>,
) -> Result<Page<CertificatePage>, WebError> {
    let certificate = find(&app, &learner, &path).await?;
    let state = validity(&certificate, app.today());
    let replacement = match state {
        Validity::Replaced => app.store.replacement_of(certificate.id).await?,
        _ => None,
    };
    let warning = match state {
        Validity::Valid => match recalled_words(&app, &certificate).await? {
            Some(text) => Some(Warning { kind: Kind::Warn, heading: message("recalled-heading", &[]), text }),
            None => ending(&app, &certificate),
        },
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
        Validity::Replaced => Some(Warning {
            kind: Kind::Warn,
            heading: message("certificate-replaced", &[]),
            text: message("certificate-replaced-text", &[]),
        }),
    };
    let wording = face::wording_of(&app, &certificate).await?;
    let qr = face::qr_of(&app, &certificate)?;
    Ok(Page::new(CertificatePage {
        lead: message("certificate-lead", &[("who", &called(&learner.person))]),
        newer: replacement.map(|newer| {
            Action::new(
                ["/certificates/", &newer.id.to_string()].concat(),
                message("certificate-number", &[("number", &newer.number)]),
            )
        }),
        warning,
        pdf_href: matches!(state, Validity::Valid | Validity::Expired)
            .then(|| ["/certificates/", &certificate.id.to_string(), "/certificate.pdf"].concat()),
        pdf_hint: message("certificate-pdf-hint", &[]),
        face: face::face(&certificate, wording.as_ref(), Some(qr)),
    }))
}

/// What is to be done before the end, while the office may still continue it.
fn ending(app: &App, certificate: &Certificate) -> Option<Warning> {
    let until = certificate.valid_until.filter(|until| *until <= ending_until(app.today()))?;
    Some(Warning {
        kind: Kind::Warn,
        heading: message("certificate-ending-heading", &[]),
        text: message("certificate-ending-text", &[("date", &words::full_day(until))]),
    })
}

/// Makes the A4 sheet to print.
pub async fn pdf(
    app: web::Data<App>,
    learner: Learner,
    path: web::Path<String>,
) -> Result<HttpResponse, WebError> {
    let certificate = find(&app, &learner, &path).await?;
    let wording = face::wording_of(&app, &certificate).await?;
    face::pdf(&app, certificate, wording).await
}
