//! Revoking a certificate and reissuing it: each shown first, then done.

use super::certificates::{crumbs, facts, find, heading, href};
use crate::web::App;
use crate::web::error::WebError;
use crate::web::form::Form;
use crate::web::login::Officer;
use crate::web::messages::message;
use crate::web::page::{Page, see_other_done};
use crate::web::public::logout::Nothing;
use crate::web::secrets::random_byte;
use crate::web::view::assignments::Hidden;
use crate::web::view::certificates::ActPage;
use crate::web::view::{Action, Choice, FieldError};
use actix_web::{HttpRequest, HttpResponse, web};
use serde::Deserialize;
use tungngo_domain::certificate_acts::{ActRefusal, RevokeReason, may_reissue, may_revoke};
use tungngo_domain::people::clean_line;
use tungngo_domain::units::in_sentence;
use tungngo_storage::StorageError;
use tungngo_storage::certificate_desk::Found;

/// The fewest letters of a note: it must say something.
const NOTE_MIN: usize = 10;
/// The most letters of a note.
const NOTE_MAX: usize = 500;

/// Why a certificate is revoked.
#[derive(Debug, Default, Deserialize)]
pub struct RevokeForm {
    #[serde(default)]
    reason: String,
    #[serde(default)]
    note: String,
    #[serde(default)]
    sure: String,
}

/// Why something cannot be done, in a sentence.
pub(super) fn refusal_words(refusal: ActRefusal) -> String {
    let key = match refusal {
        ActRefusal::OwnRecord => "refusal-own",
        ActRefusal::Revoked => "refusal-revoked",
        ActRefusal::Replaced => "refusal-replaced",
        ActRefusal::Ended => "refusal-ended",
        ActRefusal::NotLatest => "refusal-not-latest",
        ActRefusal::SameName => "refusal-same-name",
        ActRefusal::NoEnd => "refusal-no-end",
        ActRefusal::TooEarly => "refusal-too-early",
        ActRefusal::RuleNotMet => "refusal-rule",
        ActRefusal::Left => "refusal-left",
        ActRefusal::ModulesFirst => "refusal-modules-first",
    };
    message(key, &[])
}

fn page(found: &Found, act: &str, title: &str, save: &str) -> ActPage {
    let one = &found.certificate;
    ActPage {
        crumbs: crumbs().into_iter().chain([Action::new(href(one.id), heading(one))]).collect(),
        heading: message(title, &[]),
        facts: facts(found),
        action: [&href(one.id), act].concat(),
        save: message(save, &[]),
        back: Action::new(href(one.id), heading(one)),
        ..ActPage::default()
    }
}

fn revocation(found: &Found) -> ActPage {
    page(found, "/revocation", "revoke-title", "revoke-save")
}

fn reissuing(found: &Found) -> ActPage {
    page(found, "/reissue", "reissue-title", "reissue-save")
}

/// The page of an act that may not be done, with the reason.
fn refused(page: ActPage, refusal: ActRefusal, request: &HttpRequest) -> Result<HttpResponse, WebError> {
    let errors = vec![FieldError::new("act", refusal_words(refusal))];
    Page::with_errors(ActPage { errors, save: String::new(), ..page }).into_response(request)
}

fn revoke_page(found: &Found, form: &RevokeForm, errors: Vec<FieldError>) -> ActPage {
    let reasons = RevokeReason::ALL.map(|one| Choice {
        value: one.code().to_owned(),
        label: one.words().to_owned(),
        checked: one.code() == form.reason,
    });
    ActPage {
        lines: vec![message("revoke-what", &[])],
        reasons: reasons.into(),
        note: form.note.chars().take(NOTE_MAX).collect(),
        save: message("revoke-look", &[]),
        errors,
        ..revocation(found)
    }
}

/// Asks why a certificate is revoked.
pub async fn show_revoke(
    app: web::Data<App>,
    request: HttpRequest,
    officer: Officer,
    path: web::Path<String>,
) -> Result<HttpResponse, WebError> {
    let found = find(&app, &officer, &path).await?;
    if let Err(refusal) = may_revoke(officer.login.person.id, &found.seen) {
        return refused(revocation(&found), refusal, &request);
    }
    Page::new(revoke_page(&found, &RevokeForm::default(), vec![])).into_response(&request)
}

/// Shows what revoking does; done when it is said once more.
pub async fn revoke(
    app: web::Data<App>,
    request: HttpRequest,
    officer: Officer,
    path: web::Path<String>,
    form: Form<RevokeForm>,
) -> Result<HttpResponse, WebError> {
    let found = find(&app, &officer, &path).await?;
    let one = &found.certificate;
    let form = RevokeForm { note: clean_line(&form.0.note), ..form.0 };
    match may_revoke(officer.login.person.id, &found.seen) {
        Ok(()) => {}
        // A second tap finds it done.
        Err(ActRefusal::Revoked) => return Ok(see_other_done(&href(one.id), "certificate-revoked")),
        Err(refusal) => return refused(revocation(&found), refusal, &request),
    }
    let mut errors = Vec::new();
    let reason = RevokeReason::from_code(&form.reason);
    if reason.is_none() {
        errors.push(FieldError::new("reason", message("choose-one", &[])));
    }
    let letters = form.note.chars().count();
    if !(NOTE_MIN..=NOTE_MAX).contains(&letters) {
        errors.push(FieldError::new("note", message("revoke-note-wrong", &[])));
    }
    let (Some(reason), true) = (reason, errors.is_empty()) else {
        return Page::with_errors(revoke_page(&found, &form, errors)).into_response(&request);
    };
    if form.sure.is_empty() {
        let kept = [("reason", reason.code()), ("note", &form.note), ("sure", "1")];
        let hidden = |(name, value): (&str, &str)| Hidden { name: name.to_owned(), value: value.to_owned() };
        let said = ActPage {
            lines: vec![
                message("revoke-sure", &[]),
                message("revoke-shown", &[("reason", &in_sentence(reason.words()))]),
                message("revoke-noted", &[("note", &form.note)]),
            ],
            kept: kept.map(hidden).into(),
            ..revocation(&found)
        };
        return Page::new(said).into_response(&request);
    }
    app.store.revoke_at_desk(&officer.scope, one.id, reason, &form.note, app.now()).await?;
    Ok(see_other_done(&href(one.id), "certificate-revoked"))
}

fn reissue_page(found: &Found) -> ActPage {
    let one = &found.certificate;
    let names = [("old", one.holder_name.as_str()), ("new", &found.name)];
    ActPage {
        lines: vec![message("reissue-names", &names), message("reissue-what", &[])],
        ..reissuing(found)
    }
}

fn may_be_reissued(app: &App, officer: &Officer, found: &Found) -> Result<(), ActRefusal> {
    let printed = &found.certificate.holder_name;
    may_reissue(officer.login.person.id, &found.seen, printed, &found.name, app.today())
}

/// Shows what reissuing does.
pub async fn show_reissue(
    app: web::Data<App>,
    request: HttpRequest,
    officer: Officer,
    path: web::Path<String>,
) -> Result<HttpResponse, WebError> {
    let found = find(&app, &officer, &path).await?;
    match may_be_reissued(&app, &officer, &found) {
        Ok(()) => Page::new(reissue_page(&found)).into_response(&request),
        Err(refusal) => refused(reissuing(&found), refusal, &request),
    }
}

/// Issues the certificate anew with the name on record.
pub async fn reissue(
    app: web::Data<App>,
    request: HttpRequest,
    officer: Officer,
    path: web::Path<String>,
    _form: Form<Nothing>,
) -> Result<HttpResponse, WebError> {
    let found = find(&app, &officer, &path).await?;
    if let Some(newer) = &found.replaced_by {
        // A second tap finds it done.
        return Ok(see_other_done(&href(newer.id), "certificate-reissued"));
    }
    if let Err(refusal) = may_be_reissued(&app, &officer, &found) {
        return refused(reissuing(&found), refusal, &request);
    }
    let id = found.certificate.id;
    let newer = app.store.reissue_certificate(&officer.scope, id, &mut random_byte, app.now()).await;
    match newer {
        Ok(newer) => Ok(see_other_done(&href(newer), "certificate-reissued")),
        // Somebody changed the name or the certificate a moment ago.
        Err(StorageError::Refused(_)) => {
            let found = find(&app, &officer, &path).await?;
            let refusal = may_be_reissued(&app, &officer, &found).err().unwrap_or(ActRefusal::SameName);
            refused(reissuing(&found), refusal, &request)
        }
        Err(error) => Err(error.into()),
    }
}
