//! `/trainer/sessions/{session}`: the run sheet on the phone. Attendance, each person's acts, one act of all who are
//! there, people who came unasked, closing.

use super::member::refusal_words;
use super::sessions::{Fields, all, cancelled_words, first, href, when, why_words};
use crate::web::App;
use crate::web::error::WebError;
use crate::web::form::Form;
use crate::web::learner::{Stand, find_module, form_id, read_form_id};
use crate::web::login::{Trainer, doer};
use crate::web::messages::message;
use crate::web::page::{Page, see_other, see_other_done, url_query};
use crate::web::public::logout::Nothing;
use crate::web::secrets::random_byte;
use crate::web::view::session::{
    ActLink, ActPerson, ClosingPage, GuestRow, GuestsPage, PersonAct, PersonModule, PersonRow,
    SessionActPage, SessionPage, SessionPersonPage, TeamGroup,
};
use crate::web::view::{Action, Choice, FieldError, Kind, Status, words};
use actix_web::{HttpRequest, HttpResponse, web};
use chrono::Duration;
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use tungngo_domain::access::may_sign_off;
use tungngo_domain::certification::still_stands;
use tungngo_domain::content::{Catalogue, Module, PracticeItem};
use tungngo_domain::ids::{PersonId, SessionId, Slug, UnitId};
use tungngo_domain::people::given_name;
use tungngo_domain::session::{Note, Outcome};
use tungngo_domain::time::{Instant, day};
use tungngo_storage::certificates::{SubjectKind, held_for};
use tungngo_storage::session_acts::{Act, Marked, Watched};
use tungngo_storage::session_people::Attendee;
use tungngo_storage::sessions::Session;
use tungngo_storage::{StorageError, audit};

/// People found by name, at the most.
const FOUND_MAX: u64 = 20;
/// For so long people marked as there in one act are offered to be unmarked in one.
const TAKEN_BACK_MINUTES: i64 = 15;

/// A session with its people, and how each stands in its modules.
pub struct Evening {
    /// The session.
    pub session: Session,
    /// Who was invited or came.
    pub attendees: Vec<Attendee>,
    /// The names of their teams.
    pub teams: BTreeMap<UnitId, String>,
    /// What was seen.
    pub acts: Vec<Act>,
    /// By person and module: the acts that are signed off; of a session that is over, those that were when it was closed.
    pub signed: BTreeMap<(PersonId, Slug), BTreeSet<Slug>>,
}

/// Reads a session within reach; the look is noted in the audit trail with its number of rows (A1). One that was
/// cancelled leads to its page, which says so: there is nothing to do or to print.
pub async fn load(app: &App, trainer: &Trainer, id: &str) -> Result<Evening, WebError> {
    let evening = load_any(app, trainer, id).await?;
    match evening.session.cancelled {
        Some(_) => Err(WebError::GoTo(href(evening.session.id))),
        None => Ok(evening),
    }
}

/// The same, also where it was cancelled.
pub async fn load_any(app: &App, trainer: &Trainer, id: &str) -> Result<Evening, WebError> {
    let id: SessionId = id.parse().map_err(|_| WebError::NotFound)?;
    let session = app.store.session(&trainer.scope, id).await?;
    let attendees = app.store.attendees(&trainer.scope, &session, app.now()).await?;
    let entry = audit::Entry {
        actor: Some(trainer.login.person.id),
        action: "session-read",
        target: Some(("session", id.to_string())),
        unit: Some(session.unit),
        detail: attendees.len().to_string(),
        ..audit::Entry::default()
    };
    app.store.audit_read(entry, app.now())?;
    let ids: Vec<PersonId> = attendees.iter().map(|one| one.member.person.id).collect();
    let acts = app.store.session_acts(id, &ids).await?;
    let mut teams = BTreeMap::new();
    for one in &attendees {
        if let Entry::Vacant(team) = teams.entry(one.member.team) {
            team.insert(app.store.unit(one.member.team).await?.name);
        }
    }
    let in_use = app.courses.now();
    let mut progress = app.store.members_progress(&ids).await?;
    let certificates = app.store.certificates_of(&ids).await?;
    let mut signed = BTreeMap::new();
    for one in &attendees {
        let person = one.member.person.id;
        let mut own = progress.remove(&person).unwrap_or_default();
        let held = certificates.get(&person).map(Vec::as_slice).unwrap_or_default();
        for module in modules_of(&session, &in_use.catalogue, one) {
            let of_module = held_for(held, SubjectKind::Module, module.id.as_str());
            let stand = Stand::new(module, own.remove(&module.id).unwrap_or_default(), held, app);
            let items = stand.progress.sign_offs.values().filter(|one| {
                one.revoked_at.is_none()
                    && still_stands(&of_module, one.at, app.now())
                    && session.closed_at.is_none_or(|closed| one.at <= closed)
            });
            signed.insert((person, module.id.clone()), items.map(|one| one.item.clone()).collect());
        }
    }
    Ok(Evening { session, attendees, teams, acts, signed })
}

/// The session's modules, as the person's province has them.
pub fn modules_of<'c>(
    session: &'c Session,
    catalogue: &'c Catalogue,
    one: &'c Attendee,
) -> impl Iterator<Item = &'c Module> {
    session.modules.iter().filter_map(|id| catalogue.for_province(one.member.province.as_deref(), id))
}

/// The acts a trainer watches in a module: hands-on, then teach-back (marked `true`).
pub fn items(module: &Module) -> impl Iterator<Item = (&PracticeItem, bool)> {
    let practice = module.practice.as_ref();
    let checklist = practice.map(|one| one.checklist.as_slice()).unwrap_or_default();
    let teaching = practice.map(|one| one.teach_back.as_slice()).unwrap_or_default();
    checklist.iter().map(|item| (item, false)).chain(teaching.iter().map(|item| (item, true)))
}

impl Evening {
    fn is_signed(&self, person: PersonId, module: &Slug, item: &Slug) -> bool {
        self.signed.get(&(person, module.clone())).is_some_and(|items| items.contains(item))
    }

    /// Hands-on acts signed off, and how many there are.
    fn progress(&self, catalogue: &Catalogue, one: &Attendee) -> (usize, usize) {
        let mut count = (0, 0);
        for module in modules_of(&self.session, catalogue, one) {
            for (item, _) in items(module).filter(|(_, teaching)| !teaching) {
                count.0 += usize::from(self.is_signed(one.member.person.id, &module.id, &item.key));
                count.1 += 1;
            }
        }
        count
    }

    /// "12 người được mời, 9 người có mặt, 14 việc tự làm được."
    pub fn counts(&self) -> String {
        let number = |n: usize| words::number(n as u64);
        let alone = self.acts.iter().filter(|act| act.outcome == Outcome::Alone && !act.revoked).count();
        message(
            "session-counts",
            &[
                ("invited", &number(self.attendees.iter().filter(|one| one.invited).count())),
                ("present", &number(self.attendees.iter().filter(|one| one.present).count())),
                ("acts", &number(alone)),
            ],
        )
    }

    fn person(&self, id: &str) -> Result<(usize, &Attendee), WebError> {
        let id: PersonId = id.parse().map_err(|_| WebError::NotFound)?;
        let at =
            self.attendees.iter().position(|one| one.member.person.id == id).ok_or(WebError::NotFound)?;
        Ok((at, &self.attendees[at]))
    }

    fn team(&self, one: &Attendee) -> &str {
        self.teams.get(&one.member.team).map_or("", String::as_str)
    }
}

/// Why a trainer may not sign off, in words.
async fn refusal(
    app: &App,
    trainer: &Trainer,
    person: Option<PersonId>,
    module: &Module,
) -> Result<Option<String>, WebError> {
    let me = trainer.login.person.id;
    let held = app.store.held_modules(me, app.now()).await?;
    // Asked about nobody in particular, it is about the module alone, wherever in reach.
    let (member, above) = match person {
        Some(person) => (person, app.store.units_above(person).await?),
        None => (PersonId(uuid::Uuid::nil()), trainer.scope.roots().to_vec()),
    };
    Ok(may_sign_off(&trainer.scope, member, &above, &module.id, &held)
        .err()
        .map(|refusal| refusal_words(refusal, module)))
}

/// A change that came after the session was over leads to the page that says so.
pub fn or_over(error: StorageError, id: SessionId) -> Result<HttpResponse, WebError> {
    match error {
        StorageError::SessionClosed => Ok(see_other(&href(id))),
        error => Err(error.into()),
    }
}

fn or_closed(result: Result<(), StorageError>, id: SessionId) -> Result<Option<HttpResponse>, WebError> {
    result.map_or_else(|error| or_over(error, id).map(Some), |()| Ok(None))
}

/// Who was marked as there in one act a short while ago, and of whom nothing was recorded since: a slip of the finger is
/// taken back as it was made.
fn marked_together(evening: &Evening, now: Instant) -> Vec<String> {
    let mut together: BTreeMap<Instant, Vec<&Attendee>> = BTreeMap::new();
    for one in evening.attendees.iter().filter(|one| one.present) {
        let Some(at) = one.marked_at.filter(|at| now - *at < Duration::minutes(TAKEN_BACK_MINUTES)) else {
            continue;
        };
        together.entry(at).or_default().push(one);
    }
    let last = together.into_values().rfind(|people| people.len() > 1).unwrap_or_default();
    let untouched = |one: &&&Attendee| {
        one.notes.is_empty() && !evening.acts.iter().any(|act| act.person == one.member.person.id)
    };
    last.iter().filter(untouched).map(|one| one.member.person.id.to_string()).collect()
}

/// Shows the run sheet.
pub async fn show(
    app: web::Data<App>,
    trainer: Trainer,
    path: web::Path<String>,
) -> Result<Page<SessionPage>, WebError> {
    let evening = load_any(&app, &trainer, &path).await?;
    let in_use = app.courses.now();
    let place = href(evening.session.id);
    let cancelled = match &evening.session.cancelled {
        Some(cancelled) => {
            let who = app.store.own_person(cancelled.by).await?.full_name;
            Some([cancelled_words(cancelled, &who), why_words(cancelled)])
        }
        None => None,
    };
    let changed = match app.store.earlier_plans(evening.session.id).await?.first() {
        Some(last) => {
            let who = app.store.own_person(last.changed_by).await?.full_name;
            let args = [("when", words::moment(last.changed_at)), ("who", who)];
            Some(message("session-changed-at", &[("when", &args[0].1), ("who", &args[1].1)]))
        }
        None => None,
    };
    let mut groups: Vec<TeamGroup> = Vec::new();
    let mut last = None;
    for one in &evening.attendees {
        if last != Some(one.member.team) {
            groups.push(TeamGroup { name: evening.team(one).to_owned(), people: vec![] });
            last = Some(one.member.team);
        }
        let (done, of) = evening.progress(&in_use.catalogue, one);
        let mut text = message("session-acts-done", &[("done", &done.to_string()), ("of", &of.to_string())]);
        if one.member.person.device.as_deref() == Some("none") {
            text = [text, message("session-no-device", &[])].join(", ");
        }
        let id = one.member.person.id.to_string();
        if let Some(group) = groups.last_mut() {
            group.people.push(PersonRow {
                href: match cancelled {
                    Some(_) => ["/trainer/members/", &id].concat(),
                    None => [&place, "/members/", &id].concat(),
                },
                id,
                name: one.member.shown_name(),
                status: Status::new(if of > 0 && done == of { Kind::Ok } else { Kind::Plain }, text),
                present: one.present,
            });
        }
    }
    let mut acts = Vec::new();
    for id in &evening.session.modules {
        let Some(module) = in_use.catalogue.module(id) else { continue };
        for (item, _) in items(module) {
            let here: Vec<&Attendee> = evening.attendees.iter().filter(|one| one.present).collect();
            let done =
                here.iter().filter(|one| evening.is_signed(one.member.person.id, id, &item.key)).count();
            let args = [
                ("title", module.title.as_str()),
                ("done", &done.to_string()),
                ("of", &here.len().to_string()),
            ];
            acts.push(ActLink {
                act: item.act.clone(),
                status: message("session-act-status", &args),
                href: [&place, "/modules/", id.as_str(), "/acts/", item.key.as_str()].concat(),
            });
        }
    }
    let marked = marked_together(&evening, app.now());
    let absent = evening.attendees.iter().filter(|one| !one.present).count();
    let count = |key: &str, n: usize| message(key, &[("n", &words::number(n as u64))]);
    let started = when(evening.session.starts_at);
    let (date, clock) = started.split_once(", ").unwrap_or((&started, ""));
    Ok(Page::new(SessionPage {
        heading: date.to_owned(),
        about: [clock, ", ", &evening.session.place].concat(),
        counts: evening.counts(),
        changed,
        cancelled: cancelled.map(Vec::from).unwrap_or_default(),
        closed: evening
            .session
            .closed_at
            .map(|at| message("session-closed-at", &[("when", &words::moment(at))])),
        href: place,
        all_present: (absent > 0).then(|| count("session-all-present", absent)),
        unmark: count("session-unmark", marked.len()),
        marked,
        groups,
        acts,
    }))
}

/// Marks people as there or not: one, all of whom nothing is noted, or those named.
pub async fn attend(
    app: web::Data<App>,
    trainer: Trainer,
    path: web::Path<String>,
    form: Form<Fields>,
) -> Result<HttpResponse, WebError> {
    let evening = load(&app, &trainer, &path).await?;
    let id = evening.session.id;
    let mut place = href(id);
    let everybody = !first(&form.0, "all").is_empty();
    let people: Vec<(PersonId, bool)> = if everybody {
        let absent = evening.attendees.iter().filter(|one| !one.present);
        absent.map(|one| (one.member.person.id, one.invited)).collect()
    } else {
        let mut people = Vec::new();
        for member in all(&form.0, "member") {
            let (_, one) = evening.person(member)?;
            people.push((one.member.person.id, one.invited));
            place = [&href(id), "#p-", member].concat();
        }
        if people.len() > 1 {
            place = href(id);
        }
        people
    };
    if everybody {
        place = [&href(id), "?done=session-all-present"].concat();
    }
    // The second of two taps finds everybody marked, and says what the first one did.
    if people.is_empty() {
        return Ok(see_other(&place));
    }
    let present = first(&form.0, "present") != "0";
    let doer = doer(&trainer.login, app.now());
    let marked = app.store.mark_present(&trainer.scope, doer, id, &people, present).await;
    Ok(or_closed(marked, id)?.unwrap_or_else(|| see_other(&place)))
}

fn person_page(
    app: &App,
    evening: &Evening,
    at: usize,
    refusals: &BTreeMap<Slug, String>,
    named: &BTreeMap<(Slug, Slug), String>,
    errors: Vec<FieldError>,
) -> SessionPersonPage {
    let one = &evening.attendees[at];
    let person = one.member.person.id;
    let in_use = app.courses.now();
    let closed = !evening.session.is_open();
    let place = href(evening.session.id);
    let modules = modules_of(&evening.session, &in_use.catalogue, one).map(|module| {
        let refusal = refusals.get(&module.id).cloned();
        let act = |(item, teaching): (&PracticeItem, bool)| {
            let signed = named.get(&(module.id.clone(), item.key.clone())).cloned();
            let seen = evening
                .acts
                .iter()
                .find(|act| act.person == person && act.module == module.id && act.item == item.key)
                .filter(|act| act.outcome != Outcome::Alone);
            let open = signed.is_none() && refusal.is_none() && !closed;
            let outcomes = Outcome::ALL.into_iter().filter(|_| open).map(|outcome| Choice {
                value: outcome.code().to_owned(),
                label: words::capital(outcome.word()),
                checked: seen.is_some_and(|seen| seen.outcome == outcome),
            });
            PersonAct {
                name: ["o.", module.id.as_str(), ".", item.key.as_str()].concat(),
                act: item.act.clone(),
                look_for: item.look_for.clone(),
                teaching,
                outcomes: outcomes.collect(),
                signed: signed
                    .or_else(|| seen.filter(|_| closed).map(|seen| words::capital(seen.outcome.word()))),
            }
        };
        PersonModule {
            title: module.title.clone(),
            acts: items(module).map(act).collect(),
            refusal: refusal.clone(),
        }
    });
    let next = evening.attendees.iter().skip(at + 1).find(|one| one.present || closed);
    let id = person.to_string();
    SessionPersonPage {
        name: one.member.shown_name(),
        about: [evening.team(one), one.member.role.word()].join(", "),
        present: one.present,
        action: [&place, "/members/", &id].concat(),
        form_id: form_id(),
        modules: modules.collect(),
        notes: Note::ALL
            .into_iter()
            .map(|note| Choice {
                value: note.code().to_owned(),
                label: message(&["note-", note.code()].concat(), &[]),
                checked: one.notes.contains(&note),
            })
            .collect(),
        next: next.map(|next| {
            let href = [&place, "/members/", &next.member.person.id.to_string()].concat();
            Action::new(href, message("session-next", &[("name", &next.member.shown_name())]))
        }),
        back: Action::new([&place, "#p-", &id].concat(), message("session-back", &[])),
        member_href: ["/trainer/members/", &id].concat(),
        entries_action: ["/trainer/members/", &id, "/entries"].concat(),
        closed,
        errors,
    }
}

/// What the person's page needs beside the evening: refusals by module, and what is signed off in words.
async fn person_words(
    app: &App,
    trainer: &Trainer,
    evening: &Evening,
    one: &Attendee,
) -> Result<(BTreeMap<Slug, String>, BTreeMap<(Slug, Slug), String>), WebError> {
    let in_use = app.courses.now();
    let (mut refusals, mut named) = (BTreeMap::new(), BTreeMap::new());
    let person = one.member.person.id;
    for module in modules_of(&evening.session, &in_use.catalogue, one) {
        if let Some(refusal) = refusal(app, trainer, Some(person), module).await? {
            refusals.insert(module.id.clone(), refusal);
        }
        for signed in app.store.named_sign_offs(person, &module.id).await? {
            if evening.is_signed(person, &module.id, &signed.sign_off.item) {
                let text = words::signed_off(day(signed.sign_off.at), given_name(&signed.signer_name));
                named.insert((module.id.clone(), signed.sign_off.item), text);
            }
        }
    }
    Ok((refusals, named))
}

/// Shows one person's acts.
pub async fn show_person(
    app: web::Data<App>,
    trainer: Trainer,
    path: web::Path<(String, String)>,
) -> Result<Page<SessionPersonPage>, WebError> {
    let evening = load(&app, &trainer, &path.0).await?;
    let (at, one) = evening.person(&path.1)?;
    let (refusals, named) = person_words(&app, &trainer, &evening, one).await?;
    Ok(Page::new(person_page(&app, &evening, at, &refusals, &named, vec![])))
}

/// Records what was seen of one person; whoever was seen is there.
pub async fn record_person(
    app: web::Data<App>,
    trainer: Trainer,
    path: web::Path<(String, String)>,
    form: Form<Fields>,
) -> Result<HttpResponse, WebError> {
    let evening = load(&app, &trainer, &path.0).await?;
    let (at, one) = evening.person(&path.1)?;
    let (id, person) = (evening.session.id, one.member.person.id);
    let form_id = read_form_id(first(&form.0, "form_id"))?;
    let in_use = app.courses.now();
    let mut seen: BTreeMap<Slug, BTreeMap<Slug, Outcome>> = BTreeMap::new();
    for (name, value) in &form.0 {
        let Some((module, item)) = name.strip_prefix("o.").and_then(|name| name.split_once('.')) else {
            continue;
        };
        let slug = |text: &str| Slug::parse(text).map_err(|_| WebError::NotFound);
        let outcome = Outcome::from_code(value).ok_or(WebError::NotFound)?;
        seen.entry(slug(module)?).or_default().insert(slug(item)?, outcome);
    }
    let mut marked = Vec::new();
    for (module, seen) in seen {
        let module = find_module(&in_use.catalogue, one.member.province.as_deref(), module.as_str())?;
        marked.push(Marked { member: person, module, seen });
    }
    let doer = doer(&trainer.login, app.now());
    let notes: BTreeSet<Note> = all(&form.0, "note").into_iter().filter_map(Note::from_code).collect();
    // Whoever is seen doing something is there.
    let comes = !one.present && (!marked.is_empty() || !notes.is_empty());
    let arriving = [(person, one.invited)];
    let watched = Watched {
        session: id,
        marked: &marked,
        arriving: if comes { &arriving } else { &[] },
        notes: (notes != one.notes).then_some((person, notes)),
        form: form_id,
    };
    let (scope, catalogue) = (&trainer.scope, &in_use.catalogue);
    let done = app.store.record_seen(scope, doer, catalogue, watched, &mut random_byte).await;
    if let Some(closed) = or_closed(done, id)? {
        return Ok(closed);
    }
    let next = evening.attendees.iter().skip(at + 1).find(|one| one.present);
    Ok(match next.filter(|_| !first(&form.0, "next").is_empty()) {
        Some(next) => see_other_done(
            &[&href(id), "/members/", &next.member.person.id.to_string()].concat(),
            "session-saved",
        ),
        None => see_other_done(&[&href(id), "/members/", &person.to_string()].concat(), "session-saved"),
    })
}

/// An act of a module of the session, in the national version.
fn find_act<'c>(
    evening: &Evening,
    catalogue: &'c Catalogue,
    module: &str,
    act: &str,
) -> Result<(&'c Module, &'c PracticeItem), WebError> {
    let module = find_module(catalogue, None, module)?;
    let item = items(module).map(|(item, _)| item).find(|item| item.key.as_str() == act);
    let of_session = evening.session.modules.contains(&module.id);
    item.filter(|_| of_session).map(|item| (module, item)).ok_or(WebError::NotFound)
}

fn act_page(
    evening: &Evening,
    module: &Module,
    item: &PracticeItem,
    refusal: Option<String>,
    errors: Vec<FieldError>,
) -> SessionActPage {
    let place = href(evening.session.id);
    let open = evening
        .attendees
        .iter()
        .filter(|one| one.present && !evening.is_signed(one.member.person.id, &module.id, &item.key));
    let people = open.map(|one| {
        let person = one.member.person.id;
        let seen = evening
            .acts
            .iter()
            .find(|act| act.person == person && act.module == module.id && act.item == item.key)
            .filter(|act| act.outcome != Outcome::Alone);
        ActPerson {
            name: ["p.", &person.to_string()].concat(),
            who: one.member.shown_name(),
            outcomes: Outcome::ALL
                .into_iter()
                .map(|outcome| Choice {
                    value: outcome.code().to_owned(),
                    label: words::capital(outcome.word()),
                    checked: seen.is_some_and(|seen| seen.outcome == outcome),
                })
                .collect(),
        }
    });
    SessionActPage {
        act: item.act.clone(),
        module: module.title.clone(),
        look_for: item.look_for.clone(),
        refusal,
        action: [&place, "/modules/", module.id.as_str(), "/acts/", item.key.as_str()].concat(),
        form_id: form_id(),
        people: if evening.session.is_open() { people.collect() } else { vec![] },
        confirm: vec![],
        chosen: vec![],
        back: Action::new(place, message("session-back", &[])),
        errors,
    }
}

/// Shows one act of all who are there.
pub async fn show_act(
    app: web::Data<App>,
    trainer: Trainer,
    path: web::Path<(String, String, String)>,
) -> Result<Page<SessionActPage>, WebError> {
    let evening = load(&app, &trainer, &path.0).await?;
    let in_use = app.courses.now();
    let (module, item) = find_act(&evening, &in_use.catalogue, &path.1, &path.2)?;
    let refusal = refusal(&app, &trainer, None, module).await?;
    Ok(Page::new(act_page(&evening, module, item, refusal, vec![])))
}

/// Says what will be recorded of one act; asked again, records it: all or nothing.
pub async fn record_act(
    app: web::Data<App>,
    request: HttpRequest,
    trainer: Trainer,
    path: web::Path<(String, String, String)>,
    form: Form<Fields>,
) -> Result<HttpResponse, WebError> {
    let evening = load(&app, &trainer, &path.0).await?;
    let id = evening.session.id;
    let in_use = app.courses.now();
    let (module, item) = find_act(&evening, &in_use.catalogue, &path.1, &path.2)?;
    let form_id = read_form_id(first(&form.0, "form_id"))?;
    let (mut marked, mut by_outcome) = (Vec::new(), BTreeMap::<Outcome, Vec<String>>::new());
    for (name, value) in &form.0 {
        let Some(person) = name.strip_prefix("p.") else { continue };
        let (_, one) = evening.person(person)?;
        let outcome = Outcome::from_code(value).ok_or(WebError::NotFound)?;
        let own = find_module(&in_use.catalogue, one.member.province.as_deref(), module.id.as_str())?;
        marked.push(Marked {
            member: one.member.person.id,
            module: own,
            seen: BTreeMap::from([(item.key.clone(), outcome)]),
        });
        by_outcome.entry(outcome).or_default().push(one.member.shown_name());
    }
    if marked.is_empty() && evening.session.is_open() {
        let errors = vec![FieldError::new("nguoi", message("session-act-nothing", &[]))];
        let refusal = refusal(&app, &trainer, None, module).await?;
        let mut page = act_page(&evening, module, item, refusal, errors);
        if page.people.is_empty() {
            page.errors.clear();
        }
        return Page::with_errors(page).into_response(&request);
    }
    if first(&form.0, "confirm").is_empty() && evening.session.is_open() {
        let mut page = act_page(&evening, module, item, refusal(&app, &trainer, None, module).await?, vec![]);
        page.form_id = form_id.to_string();
        page.confirm = by_outcome
            .iter()
            .map(|(outcome, names)| {
                let n = names.len().to_string();
                let how = words::capital(outcome.word());
                message("session-act-line", &[("how", &how), ("n", &n), ("names", &names.join(", "))])
            })
            .collect();
        let chosen = form.0.iter().filter(|(name, _)| name.starts_with("p."));
        page.chosen = chosen
            .map(|(name, value)| Choice { label: name.clone(), value: value.clone(), checked: true })
            .collect();
        return Page::new(page).into_response(&request);
    }
    let doer = doer(&trainer.login, app.now());
    let (scope, catalogue) = (&trainer.scope, &in_use.catalogue);
    let watched = Watched { session: id, marked: &marked, arriving: &[], notes: None, form: form_id };
    let done = app.store.record_seen(scope, doer, catalogue, watched, &mut random_byte).await;
    Ok(or_closed(done, id)?.unwrap_or_else(|| see_other_done(&href(id), "session-saved")))
}

/// Searches for somebody who came without being invited.
pub async fn show_guests(
    app: web::Data<App>,
    request: HttpRequest,
    trainer: Trainer,
    path: web::Path<String>,
) -> Result<Page<GuestsPage>, WebError> {
    let evening = load(&app, &trainer, &path).await?;
    let q: String = url_query(&request, "q").unwrap_or_default().chars().take(60).collect();
    let place = href(evening.session.id);
    let mut found = Vec::new();
    if q.trim().chars().count() >= 2 {
        for member in app.store.find_members(&trainer.scope, q.trim(), FOUND_MAX).await? {
            if evening.attendees.iter().any(|one| one.member.person.id == member.person.id && one.present) {
                continue;
            }
            let team = app.store.unit(member.team).await?.name;
            let about = super::team::about(member.person.birth_year, member.role, app.today());
            found.push(GuestRow {
                id: member.person.id.to_string(),
                name: member.shown_name(),
                about: [team, about].join(", "),
            });
        }
    }
    Ok(Page::new(GuestsPage {
        nobody: found.is_empty() && !q.trim().is_empty(),
        q,
        action: [&place, "/guests"].concat(),
        found,
        back: Action::new(place, message("session-back", &[])),
    }))
}

/// Adds somebody who came without being invited.
pub async fn add_guest(
    app: web::Data<App>,
    trainer: Trainer,
    path: web::Path<String>,
    form: Form<Fields>,
) -> Result<HttpResponse, WebError> {
    let id: SessionId = path.parse().map_err(|_| WebError::NotFound)?;
    let evening = load(&app, &trainer, &path).await?;
    let mut people = Vec::new();
    for member in all(&form.0, "member") {
        let member: PersonId = member.parse().map_err(|_| WebError::NotFound)?;
        let invited = evening.attendees.iter().any(|one| one.member.person.id == member && one.invited);
        people.push((member, invited));
    }
    let doer = doer(&trainer.login, app.now());
    let added = app.store.mark_present(&trainer.scope, doer, id, &people, true).await;
    let done =
        if people.is_empty() { see_other(&href(id)) } else { see_other_done(&href(id), "session-guest") };
    Ok(or_closed(added, id)?.unwrap_or(done))
}

/// Says what closing does.
pub async fn show_closing(
    app: web::Data<App>,
    trainer: Trainer,
    path: web::Path<String>,
) -> Result<Page<ClosingPage>, WebError> {
    let evening = load(&app, &trainer, &path).await?;
    let sheets = app.store.session_sheets(&trainer.scope, evening.session.id).await?;
    let open = sheets.iter().filter(|sheet| sheet.keyed_at.is_none()).count();
    let mut lines = vec![evening.counts()];
    if open > 0 {
        lines.push(message("session-closing-papers", &[("n", &open.to_string())]));
    }
    lines.push(message("session-closing-text", &[]));
    let place = href(evening.session.id);
    Ok(Page::new(ClosingPage {
        lines,
        action: [&place, "/closing"].concat(),
        back: Action::new(place, message("session-back", &[])),
    }))
}

/// Closes the session.
pub async fn close(
    app: web::Data<App>,
    trainer: Trainer,
    path: web::Path<String>,
    _form: Form<Nothing>,
) -> Result<HttpResponse, WebError> {
    let id: SessionId = path.parse().map_err(|_| WebError::NotFound)?;
    let closed = app.store.close_session(&trainer.scope, doer(&trainer.login, app.now()), id).await;
    let done = see_other_done(&[&href(id), "/record"].concat(), "session-closed");
    Ok(or_closed(closed, id)?.unwrap_or(done))
}
