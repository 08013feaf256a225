//! `/officer/certificates/continuations`: certificates that end soon, and continuing several of them.
//!
//! Nothing is issued by accident: nothing is chosen beforehand, the chosen ones are shown with what each will be, and
//! how many they are is typed. All are continued, or none.

use super::certificate_acts::refusal_words;
use super::certificates::{crumbs, href, note, unit_within, units};
use crate::web::App;
use crate::web::error::WebError;
use crate::web::form::Form;
use crate::web::learner::{form_id, read_form_id};
use crate::web::login::Officer;
use crate::web::messages::message;
use crate::web::page::{Page, see_other_done, url_query};
use crate::web::secrets::random_byte;
use crate::web::view::certificates::{ContinuePage, ContinueRow};
use crate::web::view::{FieldError, words};
use actix_web::{HttpRequest, HttpResponse, web};
use serde::Deserialize;
use std::collections::BTreeSet;
use tungngo_domain::certificate_acts::State;
use tungngo_domain::ids::{CertificateId, UnitId};
use tungngo_domain::units::in_sentence;
use tungngo_storage::certificate_desk::{Listed, Wanted};
use tungngo_storage::{PAGE_ROWS, Span, StorageError};

/// Where it is.
pub(super) const LIST: &str = "/officer/certificates/continuations";

/// What was chosen, and how sure the officer is.
#[derive(Debug, Default, Deserialize)]
pub struct ContinueForm {
    #[serde(default)]
    certificate: Vec<String>,
    #[serde(default)]
    unit: String,
    #[serde(default)]
    form_id: String,
    #[serde(default)]
    sure: String,
    #[serde(default)]
    count: String,
}

/// The rows of a page, and whether each of them may be continued.
async fn rows(
    app: &App,
    officer: &Officer,
    found: Vec<Listed>,
    chosen: &BTreeSet<CertificateId>,
) -> Result<(Vec<ContinueRow>, bool), WebError> {
    let teams: Vec<UnitId> = found.iter().filter_map(|one| one.team).collect();
    let places = app.store.whereabouts(&teams).await?;
    let certificates: Vec<_> = found.iter().map(|one| one.certificate.clone()).collect();
    let in_use = app.courses.now();
    let next = app.store.continuations(&officer.scope, &certificates, &in_use.catalogue, app.now()).await?;
    let all = next.iter().all(Result::is_ok);
    let row = |(Listed { certificate, name, team }, next): (Listed, Result<_, _>)| {
        let place = team.and_then(|team| places.get(&team));
        let (next, why_not) = match next {
            Ok(tungngo_storage::certificate_acts::Continuation { until: Some(until) }) => {
                (words::full_day(until), String::new())
            }
            Ok(_) => (message("continue-for-good", &[]), String::new()),
            Err(refusal) => (String::new(), refusal_words(refusal)),
        };
        ContinueRow {
            id: certificate.id.to_string(),
            href: href(certificate.id),
            checked: chosen.contains(&certificate.id),
            name,
            number: certificate.number,
            subject: certificate.title,
            place: place
                .map(|place| [place.team.as_str(), &in_sentence(&place.commune)].join(", "))
                .unwrap_or_default(),
            until: certificate.valid_until.map(words::full_day).unwrap_or_default(),
            next,
            why_not,
        }
    };
    Ok((found.into_iter().zip(next).map(row).collect(), all))
}

async fn first_page(
    app: &App,
    officer: &Officer,
    unit: &str,
    after: Option<CertificateId>,
    errors: Vec<FieldError>,
) -> Result<ContinuePage, WebError> {
    let chosen = unit_within(app, officer, unit).await?;
    let wanted = Wanted { unit: chosen, state: Some(State::Ending), ..Wanted::default() };
    let span = Span { after, rows: PAGE_ROWS };
    let page = app.store.certificate_page(&officer.scope, &wanted, span, app.today()).await?;
    note(app, officer, "certificates-read", None, page.rows.len().to_string()).await?;
    let pairs = if unit.is_empty() { "?".to_owned() } else { ["?unit=", unit, "&"].concat() };
    Ok(ContinuePage {
        crumbs: crumbs(),
        unit: unit.to_owned(),
        units: units(app, officer, chosen).await?,
        rows: rows(app, officer, page.rows, &BTreeSet::new()).await?.0,
        form_id: form_id(),
        first_href: after.map(|_| [LIST, pairs.trim_end_matches(['&', '?'])].concat()),
        next_href: page.next.map(|next| [LIST, &pairs, "after=", &next.to_string()].concat()),
        errors,
        ..ContinuePage::default()
    })
}

/// Lists those that end soon.
pub async fn show(
    app: web::Data<App>,
    request: HttpRequest,
    officer: Officer,
) -> Result<Page<ContinuePage>, WebError> {
    let unit = url_query(&request, "unit").unwrap_or_default();
    let after = url_query(&request, "after").and_then(|text| text.parse().ok());
    Ok(Page::new(first_page(&app, &officer, &unit, after, vec![]).await?))
}

/// Shows what continuing the chosen ones does; done when their count is typed.
pub async fn post(
    app: web::Data<App>,
    request: HttpRequest,
    officer: Officer,
    form: Form<ContinueForm>,
) -> Result<HttpResponse, WebError> {
    let Form(form) = form;
    let ids: BTreeSet<CertificateId> = form
        .certificate
        .iter()
        .map(|id| id.parse().map_err(|_| WebError::NotFound))
        .collect::<Result<_, _>>()?;
    if ids.is_empty() {
        let errors = vec![FieldError::new("certificate", message("continue-choose-some", &[]))];
        let page = first_page(&app, &officer, &form.unit, None, errors).await?;
        return Page::with_errors(page).into_response(&request);
    }
    let found = app.store.certificates_by_id(&officer.scope, &ids).await?;
    let id = read_form_id(&form.form_id)?;
    let typed = form.count.trim().parse::<usize>().ok() == Some(ids.len());
    let sure = !form.sure.is_empty();
    if sure && typed {
        let in_use = app.courses.now();
        let done = app
            .store
            .continue_certificates(&officer.scope, &ids, id, &in_use.catalogue, &mut random_byte, app.now())
            .await;
        match done {
            Ok(_) => return Ok(see_other_done(LIST, "certificates-continued")),
            // One of them changed since it was shown.
            Err(StorageError::Refused(_)) => {}
            Err(error) => return Err(error.into()),
        }
    }
    let (rows, all) = rows(&app, &officer, found, &ids).await?;
    let page = ContinuePage {
        crumbs: crumbs(),
        sure: all,
        what: message("continue-what", &[("n", &words::number(ids.len() as u64))]),
        unit: form.unit,
        rows,
        form_id: form.form_id,
        count: form.count.chars().take(12).collect(),
        ..ContinuePage::default()
    };
    let error = match (all, sure) {
        (false, _) => FieldError::new("certificate", message("continue-some-not", &[])),
        (true, true) => FieldError::new("count", message("continue-count-wrong", &[])),
        (true, false) => return Page::new(page).into_response(&request),
    };
    let units = units(&app, &officer, None).await?;
    Page::with_errors(ContinuePage { units, errors: vec![error], ..page }).into_response(&request)
}
