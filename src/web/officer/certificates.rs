//! `/officer/certificates`: searching the certificates within reach, and one of them.
//!
//! Owns: reading what is looked for, what a list and a page say. Does not own: what is done to a certificate
//! ([`super::certificate_acts`]), who is within reach (storage).

use super::export;
use super::own_units;
use crate::table::Kind as Table;
use crate::web::App;
use crate::web::download;
use crate::web::error::WebError;
use crate::web::face::{face, wording_of};
use crate::web::login::Officer;
use crate::web::messages::message;
use crate::web::own_path::url_escape;
use crate::web::page::{Page, url_query};
use crate::web::view::certificates::{OnePage, OtherRow, PastRow, SearchPage, SearchRow};
use crate::web::view::learner::Fact;
use crate::web::view::officer::FilePart;
use crate::web::view::{Action, Choice, Kind, Status, words};
use actix_web::{HttpRequest, HttpResponse, web};
use chrono::NaiveDate;
use tungngo_domain::access::{Role, Scope};
use tungngo_domain::certificate_acts::{State, may_reissue, may_revoke, state};
use tungngo_domain::ids::{CertificateId, UnitId};
use tungngo_domain::ledger::Happening;
use tungngo_domain::people::clean_line;
use tungngo_domain::time::day;
use tungngo_domain::units::in_sentence;
use tungngo_storage::certificate_desk::{Found, Listed, Past, Wanted};
use tungngo_storage::certificates::{Certificate, SubjectKind};
use tungngo_storage::{PAGE_ROWS, Span, audit};

/// The search.
pub(super) const LIST: &str = "/officer/certificates";

/// The page of a certificate.
pub(super) fn href(id: CertificateId) -> String {
    [LIST, "/", &id.to_string()].concat()
}

/// The way down to the search.
fn above() -> Action {
    Action::new("/officer", message("nav-officer", &[]))
}

/// The way down to the pages of certificates.
pub(super) fn crumbs() -> Vec<Action> {
    vec![above(), Action::new(LIST, message("certificates-title", &[]))]
}

/// A line of the trail: whose certificates were read, or one of them.
pub(super) async fn note(
    app: &App,
    officer: &Officer,
    action: &'static str,
    target: Option<CertificateId>,
    detail: String,
) -> Result<(), WebError> {
    let entry = audit::Entry {
        actor: Some(officer.login.person.id),
        action,
        target: target.map(|id| ("certificate", id.to_string())),
        unit: officer.scope.roots().first().copied(),
        detail,
        ..audit::Entry::default()
    };
    Ok(app.store.audit_read(entry, app.now())?)
}

/// The units that an officer chooses from: the own ones and those below, and the one that is chosen.
pub(super) async fn units(
    app: &App,
    officer: &Officer,
    chosen: Option<UnitId>,
) -> Result<Vec<Choice>, WebError> {
    let mut choices = vec![Choice {
        value: String::new(),
        label: message("issued-any-unit", &[]),
        checked: chosen.is_none(),
    }];
    let mut all = own_units(app, officer).await?;
    if let Some(chosen) = chosen
        && all.iter().all(|unit| unit.id != chosen)
    {
        all.push(app.store.unit(chosen).await?);
    }
    choices.extend(all.into_iter().map(|unit| Choice {
        value: unit.id.to_string(),
        checked: chosen == Some(unit.id),
        label: unit.name,
    }));
    Ok(choices)
}

/// Reads a unit that is asked for; one out of reach does not exist.
pub(super) async fn unit_within(
    app: &App,
    officer: &Officer,
    text: &str,
) -> Result<Option<UnitId>, WebError> {
    if text.is_empty() {
        return Ok(None);
    }
    let unit: UnitId = text.parse().map_err(|_| WebError::NotFound)?;
    if app.store.reaches(&officer.scope, unit).await? { Ok(Some(unit)) } else { Err(WebError::NotFound) }
}

/// What an address looks for.
struct Asked {
    wanted: Wanted,
    /// The same as an address, without the page.
    pairs: String,
}

async fn read(app: &App, request: &HttpRequest, officer: &Officer) -> Result<Asked, WebError> {
    let asked = |name| url_query(request, name).unwrap_or_default();
    let query: String = clean_line(&asked("q")).chars().take(100).collect();
    let unit = unit_within(app, officer, &asked("unit")).await?;
    let subject = asked("subject");
    let programmes = app.store.programmes(app.today()).await?;
    let subject = match subject.as_str() {
        "" => None,
        id if programmes.iter().any(|one| one.id.as_str() == id) => Some((SubjectKind::Programme, subject)),
        _ => Some((SubjectKind::Module, subject)),
    };
    let state = State::from_code(&asked("state"));
    let mut pairs = String::new();
    let mut pair = |name: &str, value: &str| {
        if !value.is_empty() {
            let and = if pairs.is_empty() { "?" } else { "&" };
            pairs += &[and, name, "=", &url_escape(value)].concat();
        }
    };
    pair("q", &query);
    pair("unit", &unit.map(|unit| unit.to_string()).unwrap_or_default());
    pair("subject", subject.as_ref().map_or("", |(_, id)| id));
    pair("state", state.map_or("", State::code));
    Ok(Asked { wanted: Wanted { query, unit, subject, state }, pairs })
}

/// An address with one more pair.
fn with(base: &str, pairs: &str, name: &str, value: &str) -> String {
    let and = if pairs.is_empty() { "?" } else { "&" };
    [base, pairs, and, name, "=", value].concat()
}

/// "Có giá trị đến 21/11/2028"
pub(super) fn state_of(certificate: &Certificate, today: NaiveDate) -> Status {
    let until = certificate.valid_until.map(words::full_day).unwrap_or_default();
    let on =
        |at: Option<tungngo_domain::time::Instant>| at.map(|at| words::full_day(day(at))).unwrap_or_default();
    let (kind, key, date) = match state(&certificate.held(), certificate.replaced_at.is_some(), today) {
        State::InForce if certificate.valid_until.is_none() => (Kind::Ok, "certificate-valid", until),
        State::InForce => (Kind::Ok, "certificate-valid-until", until),
        State::Ending => (Kind::Warn, "issued-ending", until),
        State::Ended => (Kind::Plain, "certificate-expired", until),
        State::Revoked => (Kind::Bad, "issued-revoked", on(certificate.revoked_at)),
        State::Replaced => (Kind::Plain, "issued-replaced", on(certificate.replaced_at)),
    };
    Status::new(kind, message(key, &[("date", &date)]))
}

/// A certificate as a line of another page.
pub(super) fn other(certificate: &Certificate, today: NaiveDate) -> OtherRow {
    OtherRow {
        href: href(certificate.id),
        label: message("issued-other", &[("title", &certificate.title), ("number", &certificate.number)]),
        state: state_of(certificate, today),
    }
}

async fn subjects(app: &App, officer: &Officer, chosen: Option<&str>) -> Result<Vec<Choice>, WebError> {
    let in_use = app.courses.now();
    let programmes = app.store.programmes_within(&officer.scope, app.today()).await?;
    let own = programmes.into_iter().map(|(one, _)| match one.is_of_members() {
        true => (one.id.to_string(), message("issued-of-members", &[])),
        false => (one.id.to_string(), message("programme-of", &[("title", &one.title)])),
    });
    let modules = in_use.catalogue.modules.iter().map(|one| (one.id.to_string(), one.title.clone()));
    let any = (String::new(), message("issued-any-subject", &[]));
    let all = std::iter::once(any).chain(own).chain(modules);
    let choice = |(value, label): (String, String)| Choice {
        checked: chosen.unwrap_or_default() == value,
        value,
        label,
    };
    Ok(all.map(choice).collect())
}

fn states(chosen: Option<State>) -> Vec<Choice> {
    let any = (String::new(), message("issued-any-state", &[]));
    let all =
        State::ALL.map(|one| (one.code().to_owned(), message(&["issued-state-", one.code()].concat(), &[])));
    [any]
        .into_iter()
        .chain(all)
        .map(|(value, label)| Choice { checked: chosen.map_or("", State::code) == value, value, label })
        .collect()
}

async fn rows(app: &App, found: &[Listed]) -> Result<Vec<SearchRow>, WebError> {
    let teams: Vec<UnitId> = found.iter().filter_map(|one| one.team).collect();
    let places = app.store.whereabouts(&teams).await?;
    Ok(found
        .iter()
        .map(|Listed { certificate, name, team }| SearchRow {
            href: href(certificate.id),
            name: certificate.holder_name.clone(),
            name_now: (*name != certificate.holder_name)
                .then(|| message("issued-name-now", &[("name", name)])),
            number: certificate.number.clone(),
            subject: certificate.title.clone(),
            team: team.and_then(|team| places.get(&team)).map(|at| at.team.clone()).unwrap_or_default(),
            unit: certificate.unit_line.clone(),
            issued: words::full_day(day(certificate.issued_at)),
            state: state_of(certificate, app.today()),
        })
        .collect())
}

fn cursor(text: Option<String>) -> Option<CertificateId> {
    text.and_then(|text| text.parse().ok())
}

/// Shows a page of what was looked for.
pub async fn list(
    app: web::Data<App>,
    request: HttpRequest,
    officer: Officer,
) -> Result<Page<SearchPage>, WebError> {
    let Asked { wanted, pairs } = read(&app, &request, &officer).await?;
    let after = cursor(url_query(&request, "after"));
    let span = Span { after, rows: PAGE_ROWS };
    let page = app.store.certificate_page(&officer.scope, &wanted, span, app.today()).await?;
    note(&app, &officer, "certificates-read", None, page.rows.len().to_string()).await?;
    let mut ways = vec![Action::new(super::continuations::LIST, message("continue-title", &[]))];
    ways.extend(super::wording::first_way(&app, &officer).await?);
    let file = |ending: &str| [LIST, "/list.", ending, &pairs].concat();
    let label = message("list-file", &[]);
    Ok(Page::new(SearchPage {
        crumbs: vec![above()],
        units: units(&app, &officer, wanted.unit).await?,
        subjects: subjects(&app, &officer, wanted.subject.as_ref().map(|(_, id)| id.as_str())).await?,
        states: states(wanted.state),
        rows: rows(&app, &page.rows).await?,
        first_href: after.map(|_| [LIST, &pairs].concat()),
        next_href: page.next.map(|next| with(LIST, &pairs, "after", &next.to_string())),
        files: Some(FilePart { label, xlsx: file("xlsx"), csv: file("csv") }),
        query: wanted.query,
        ways,
    }))
}

/// What was looked for as CSV.
pub async fn list_csv(
    app: web::Data<App>,
    request: HttpRequest,
    officer: Officer,
) -> Result<HttpResponse, WebError> {
    file(&app, &request, &officer, Table::Csv).await
}

/// What was looked for as XLSX.
pub async fn list_xlsx(
    app: web::Data<App>,
    request: HttpRequest,
    officer: Officer,
) -> Result<HttpResponse, WebError> {
    file(&app, &request, &officer, Table::Xlsx).await
}

async fn file(
    app: &App,
    request: &HttpRequest,
    officer: &Officer,
    kind: Table,
) -> Result<HttpResponse, WebError> {
    let Asked { wanted, .. } = read(app, request, officer).await?;
    let root = *officer.scope.roots().first().ok_or(WebError::NotFound)?;
    let unit = app.store.unit(wanted.unit.unwrap_or(root)).await?;
    let keys = [
        "issued-name",
        "issued-number",
        "issued-subject",
        "column-village",
        "issued-place",
        "verify-issued",
        "list-state",
    ];
    let heading: Vec<String> = keys.iter().map(|key| message(key, &[])).collect();
    let mut table = export::begin(kind, &unit, &heading, download::beside().await?)?;
    let as_of = words::moment(app.now());
    let (mut after, mut count) = (None, 0_u64);
    loop {
        let part = Span::of_a_file(after);
        let page = app.store.certificate_page(&officer.scope, &wanted, part, app.today()).await?;
        for row in rows(app, &page.rows).await? {
            let SearchRow { name, number, subject, team, unit: of, issued, state, .. } = row;
            let cells = [name, number, subject, team, of, issued, state.text];
            export::write(&mut table, &unit.name, &cells, &as_of)?;
            count += 1;
        }
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    note(app, officer, "certificates-exported", None, count.to_string()).await?;
    let name = ["giay-chung-nhan-", &download::plain(&unit)].concat();
    download::send(download::table(kind, &name), table.finish()?)
}

/// Finds a certificate within reach.
pub(super) async fn find(app: &App, officer: &Officer, id: &str) -> Result<Found, WebError> {
    let id: CertificateId = id.parse().map_err(|_| WebError::NotFound)?;
    Ok(app.store.desk_certificate(&officer.scope, id).await?)
}

/// "Giấy số TN-2026-000184"
pub(super) fn heading(certificate: &Certificate) -> String {
    message("issued-one", &[("number", &certificate.number)])
}

/// What every page of a certificate says of it.
pub(super) fn facts(found: &Found) -> Vec<Fact> {
    let one = &found.certificate;
    let fact = |key: &str, value: String| Fact { label: message(key, &[]), value };
    let mut facts = vec![
        fact("issued-name", one.holder_name.clone()),
        fact("issued-subject", one.title.clone()),
        fact("issued-number", one.number.clone()),
        fact("verify-issued", words::full_day(day(one.issued_at))),
    ];
    if found.name != one.holder_name {
        facts.insert(1, fact("issued-on-record", found.name.clone()));
    }
    facts.extend(one.valid_until.map(|until| fact("verify-until", words::full_day(until))));
    facts
}

fn past_row(past: &Past, certificate: &Certificate) -> PastRow {
    let by = past.actor_name.as_str();
    let what = match &past.what {
        Happening::CertificateRevoked { .. } => message("issued-past-revoked", &[("name", by)]),
        Happening::CertificateReplaced { .. } => message("issued-past-replaced", &[("name", by)]),
        _ if certificate.replaces.is_some() => message("issued-past-reissued", &[("name", by)]),
        _ if certificate.issued_by.is_some() => message("issued-past-continued", &[("name", by)]),
        _ => message("issued-past-issued", &[("name", by)]),
    };
    PastRow { when: words::moment(past.at), what }
}

/// Shows one certificate.
pub async fn show(
    app: web::Data<App>,
    officer: Officer,
    path: web::Path<String>,
) -> Result<Page<OnePage>, WebError> {
    let found = find(&app, &officer, &path).await?;
    let (one, today, actor) = (&found.certificate, app.today(), officer.login.person.id);
    note(&app, &officer, "certificate-read", Some(one.id), String::new()).await?;
    let mut facts = facts(&found);
    let path = match found.team {
        Some(team) => app.store.unit_path(team).await?,
        None => vec![],
    };
    let place = path.iter().rev().take(3).map(|unit| in_sentence(&unit.name)).collect::<Vec<_>>().join(", ");
    facts.push(Fact {
        label: message("issued-team-now", &[]),
        value: if place.is_empty() { message("issued-left", &[]) } else { words::capital(&place) },
    });
    let mut notes = Vec::new();
    if let Some(reason) = &one.revoke_reason {
        notes.push(message("issued-revoke-reason", &[("reason", reason)]));
    }
    if let Some(note) = one.revoke_note.as_ref().filter(|note| !note.is_empty()) {
        notes.push(message("issued-revoke-note", &[("note", note)]));
    }
    let mut ways = Vec::new();
    if let Some(newer) = &found.replaced_by {
        ways.push(Action::new(href(newer.id), message("issued-newer", &[("number", &newer.number)])));
    }
    if let Some(other) = &one.replaces {
        ways.push(Action::new(href(other.id), message("issued-older", &[("number", &other.number)])));
    }
    ways.push(Action::new(["/verify/", &one.code].concat(), message("issued-verify", &[])));
    let trainer = Scope::of(actor, Role::Trainer, &officer.rights, app.now());
    if let Some(trainer) = trainer
        && app.store.member(&trainer, one.member).await.is_ok()
    {
        let to = ["/trainer/members/", &one.member.to_string()].concat();
        ways.push(Action::new(to, message("issued-holder", &[])));
    }
    let mut acts = Vec::new();
    if may_reissue(actor, &found.seen, &one.holder_name, &found.name, today).is_ok() {
        acts.push(Action::new(href(one.id) + "/reissue", message("reissue-title", &[])));
    }
    if may_revoke(actor, &found.seen).is_ok() {
        acts.push(Action::new(href(one.id) + "/revocation", message("revoke-title", &[])));
    }
    if found.seen.holder == actor {
        notes.push(message("refusal-own", &[]));
    }
    let others = found.others.iter().map(|one| other(one, today));
    let wording = wording_of(&app, one).await?;
    Ok(Page::new(OnePage {
        crumbs: crumbs(),
        heading: heading(one),
        state: state_of(one, today),
        notes,
        facts,
        ways,
        acts,
        history: found.history.iter().map(|past| past_row(past, one)).collect(),
        others: others.collect(),
        face: face(one, wording.as_ref(), None),
    }))
}
