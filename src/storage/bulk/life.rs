//! One member's record in memory: the calls of [`crate::learning`], [`crate::papers`] and [`crate::certificates`] for
//! somebody of whom nothing is stored yet.
//!
//! Each call makes the events that the call on [`Store`](crate::Store) makes, with the same ids, and asks the same rules
//! what follows. Two things it leaves out, because the caller of a batch answers for them: whether the doer may, and
//! content that was published since (everything is recorded under the version in use).

use crate::audit::Entry;
use crate::certificates::{Cause, SubjectKind, held_for};
use crate::entity::{certificate, ledger_event, paper_sheet};
use crate::error::{Result, StorageError};
use crate::learning::{Doer, mark};
use crate::ledger::event_row;
use crate::people::Place;
use crate::programmes::Programme;
use std::collections::{BTreeMap, BTreeSet};
use tungngo_domain::certification::{Rung, rungs, still_stands};
use tungngo_domain::codes;
use tungngo_domain::content::{Catalogue, Drill, Lesson, Module, Question};
use tungngo_domain::exam::{self, Drawn};
use tungngo_domain::grading::{self, Answer};
use tungngo_domain::ids::{AttemptId, EventId, PersonId, Slug};
use tungngo_domain::ledger::{
    Closed, Event, Happening, ModuleProgress, Progress, Source, following_event_id, form_event_id,
};
use tungngo_domain::paper::SHEET_SIGNS;
use tungngo_domain::time::{Instant, day};
use uuid::Uuid;

/// What somebody lived through so far.
#[derive(Debug)]
pub struct Life<'a> {
    pub(super) catalogue: &'a Catalogue,
    pub(super) programme: &'a Programme,
    pub(super) member: PersonId,
    pub(super) name: String,
    pub(super) place: Place,
    /// Who signed something off, by the name that certificates print.
    pub(super) signers: BTreeMap<PersonId, String>,
    pub(super) order: u32,
    pub(super) events: Vec<(Instant, u32, ledger_event::Model)>,
    pub(super) audit: Vec<(Instant, u32, Entry)>,
    pub(super) sheets: Vec<paper_sheet::Model>,
    pub(super) consent: Option<(String, Instant)>,
    pub(super) progress: BTreeMap<Slug, Progress>,
    pub(super) certificates: Vec<(u32, certificate::Model)>,
}

impl<'a> Life<'a> {
    /// Of a member who did nothing yet. `catalogue` is the one in use.
    pub fn new(
        catalogue: &'a Catalogue,
        programme: &'a Programme,
        member: PersonId,
        name: &str,
        place: &Place,
    ) -> Self {
        Self {
            catalogue,
            programme,
            member,
            name: name.to_owned(),
            place: place.clone(),
            signers: BTreeMap::new(),
            order: 0,
            events: Vec::new(),
            audit: Vec::new(),
            sheets: Vec::new(),
            consent: None,
            progress: BTreeMap::new(),
            certificates: Vec::new(),
        }
    }

    /// See [`Store::give_consent`](crate::Store::give_consent).
    pub fn give_consent(&mut self, doer: Doer, notice: &str) -> Result<()> {
        let event = Event {
            id: following_event_id(EventId(doer.person.0), &["consent ", notice].concat()),
            member: doer.person,
            actor: doer.person,
            module: None,
            module_version: None,
            source: doer.source,
            login: Some(doer.login),
            happened: doer.now,
            clamped: false,
            received: doer.now,
            what: Happening::ConsentGiven { notice: notice.to_owned() },
        };
        self.consent = Some((notice.to_owned(), doer.now));
        self.record(&[event])
    }

    /// See [`Store::answer_question`](crate::Store::answer_question).
    pub fn answer_question(
        &mut self,
        doer: Doer,
        module: &Module,
        lesson: &Lesson,
        question: &Question,
        choices: Answer,
        form: Uuid,
    ) -> Result<()> {
        let content = [lesson.id.as_str(), "/", question.key.as_str(), "/", &choices.code()].concat();
        let id = form_event_id(doer.person, form, &content);
        let right = grading::is_right(question, &choices);
        let what = Happening::LessonAnswered {
            lesson: lesson.id.clone(),
            question: question.key.clone(),
            choices,
            right,
        };
        let mut events = vec![doer.event(id, doer.person, module, what)];
        let progress = self.progress.get(&module.id);
        let answered = |key: &Slug| {
            let known = progress.and_then(|progress| progress.questions.get(key));
            known.is_some_and(|known| known.lesson == lesson.id)
        };
        let open = |one: &Question| one.key != question.key && !answered(&one.key);
        if !answered(&question.key) && !lesson.questions.iter().any(open) {
            let finished = Happening::LessonFinished { lesson: lesson.id.clone() };
            events.push(doer.event(following_event_id(id, "lesson finished"), doer.person, module, finished));
        }
        self.record(&events)
    }

    /// See [`Store::finish_drill`](crate::Store::finish_drill).
    pub fn finish_drill(
        &mut self,
        doer: Doer,
        module: &Module,
        lesson: &Lesson,
        drill: &Drill,
        form: Uuid,
    ) -> Result<()> {
        let content = [lesson.id.as_str(), "/", drill.key.as_str(), "/drill"].concat();
        let id = form_event_id(doer.person, form, &content);
        let what = Happening::DrillFinished { lesson: lesson.id.clone(), drill: drill.key.clone() };
        self.record(&[doer.event(id, doer.person, module, what)])
    }

    /// See [`Store::open_attempt`](crate::Store::open_attempt).
    pub fn open_attempt(
        &mut self,
        doer: Doer,
        module: &Module,
        form: Uuid,
        seed: [u8; 32],
    ) -> Result<AttemptId> {
        self.open(doer, module, form_event_id(doer.person, form, "attempt"), seed)
    }

    /// What an attempt asks, in order.
    pub fn drawn(&self, module: &Module, attempt: AttemptId) -> Result<&[Drawn]> {
        let progress = self.progress.get(&module.id).ok_or(StorageError::NotFound)?;
        Ok(&progress.attempts.get(&attempt).ok_or(StorageError::NotFound)?.draw)
    }

    /// See [`Store::answer_attempt`](crate::Store::answer_attempt).
    pub fn answer_attempt(
        &mut self,
        doer: Doer,
        module: &Module,
        attempt: AttemptId,
        place: u16,
        choices: Answer,
        form: Uuid,
    ) -> Result<()> {
        let content = [attempt.to_string().as_str(), "/", &place.to_string(), "/", &choices.code()].concat();
        let id = form_event_id(doer.person, form, &content);
        let what = Happening::AttemptAnswered { attempt, place, choices };
        self.record(&[doer.event(id, doer.person, module, what)])
    }

    /// See [`Store::close_attempt`](crate::Store::close_attempt).
    pub fn close_attempt(
        &mut self,
        doer: Doer,
        module: &Module,
        attempt: AttemptId,
        random: &mut dyn FnMut() -> u8,
    ) -> Result<Closed> {
        let there = self.progress.get(&module.id).and_then(|progress| progress.attempts.get(&attempt));
        let there = there.ok_or(StorageError::NotFound)?;
        if let Some(closed) = there.closed {
            return Ok(closed);
        }
        let closed = mark(module, there, doer.now)?;
        let id = following_event_id(EventId(attempt.0), "closed");
        let what =
            Happening::AttemptClosed { attempt, right: closed.right, of: closed.of, needed: closed.needed };
        let mut events = vec![doer.event(id, self.member, module, what)];
        if closed.passed() && self.in_module(&module.id).knows_at.is_none() {
            let reached = Happening::RungReached { rung: Rung::Knows };
            events.push(doer.event(following_event_id(id, "knows"), self.member, module, reached));
        }
        self.record(&events)?;
        if closed.passed() {
            let cause = Cause { event: id, actor: doer.person, source: Source::Server, now: doer.now };
            self.issue_due(module, random, &cause)?;
        }
        Ok(closed)
    }

    /// See [`Store::sign_off`](crate::Store::sign_off); `signer` is the name of who does it.
    pub fn sign_off(
        &mut self,
        doer: Doer,
        signer: &str,
        module: &Module,
        items: &BTreeSet<Slug>,
        form: Uuid,
        random: &mut dyn FnMut() -> u8,
    ) -> Result<()> {
        let held = held_for(&self.all_certificates(), SubjectKind::Module, module.id.as_str());
        let progress = self.progress.get(&module.id);
        let signed = |item: &Slug| {
            let mut there = progress.into_iter().flat_map(|progress| progress.sign_offs.values());
            there.any(|one| {
                one.item == *item && one.revoked_at.is_none() && still_stands(&held, one.at, doer.now)
            })
        };
        let mut events = Vec::new();
        for item in items.iter().filter(|item| !signed(item)) {
            let content = [&self.member.to_string(), "/", item.as_str()].concat();
            let id = form_event_id(doer.person, form, &content);
            let what = Happening::SignedOff { item: item.clone() };
            events.push(doer.event(id, self.member, module, what));
        }
        let Some(event) = events.last().map(|event| event.id) else { return Ok(()) };
        self.record(&events)?;
        self.signers.entry(doer.person).or_insert_with(|| signer.to_owned());
        self.settle_rungs(doer, module, event)?;
        let cause = Cause { event, actor: doer.person, source: Source::Server, now: doer.now };
        self.issue_due(module, random, &cause)?;
        self.log(doer.person, "signed-off", ("event", event.to_string()), doer.now);
        Ok(())
    }

    /// See [`Store::print_sheets`](crate::Store::print_sheets), for one sheet; gives its place among this life's sheets.
    pub fn print_sheet(
        &mut self,
        doer: Doer,
        module: &Module,
        form: Uuid,
        seed: [u8; 32],
        random: &mut dyn FnMut() -> u8,
    ) -> Result<usize> {
        let content = ["paper/", &self.member.to_string(), "/", module.id.as_str()].concat();
        let id = form_event_id(doer.person, form, &content);
        let attempt = self.open(doer, module, id, seed)?;
        if let Some(there) = self.sheets.iter().position(|sheet| sheet.attempt_id == attempt.0) {
            return Ok(there);
        }
        let sheet = new_id(doer.now, random);
        self.sheets.push(paper_sheet::Model {
            id: sheet,
            code: codes::make(SHEET_SIGNS, random),
            attempt_id: attempt.0,
            member_id: self.member.0,
            module_id: module.id.to_string(),
            session_id: None,
            printed_by: doer.person.0,
            printed_at: doer.now,
            keyed_by: None,
            keyed_at: None,
            answers: None,
        });
        self.log(doer.person, "paper-printed", ("paper", sheet.to_string()), doer.now);
        Ok(self.sheets.len() - 1)
    }

    /// The attempt that a sheet prints.
    pub fn printed(&self, sheet: usize) -> Result<AttemptId> {
        self.sheets.get(sheet).map(|sheet| AttemptId(sheet.attempt_id)).ok_or(StorageError::NotFound)
    }

    /// See [`Store::key_sheet`](crate::Store::key_sheet).
    pub fn key_sheet(
        &mut self,
        doer: Doer,
        module: &Module,
        sheet: usize,
        answers: &[Option<Answer>],
        random: &mut dyn FnMut() -> u8,
    ) -> Result<Closed> {
        let attempt = self.printed(sheet)?;
        let id = self.sheets[sheet].id;
        let mut events = Vec::new();
        for (place, answer) in (0u16..).zip(answers) {
            let Some(choices) = answer.clone() else { continue };
            let content = ["paper ", &place.to_string(), "/", &choices.code()].concat();
            let what = Happening::AttemptAnswered { attempt, place, choices };
            events.push(doer.event(following_event_id(EventId(id), &content), self.member, module, what));
        }
        self.record(&events)?;
        let closed = self.close_attempt(doer, module, attempt, random)?;
        let row = &mut self.sheets[sheet];
        row.keyed_by = Some(doer.person.0);
        row.keyed_at = Some(doer.now);
        row.answers = Some(serde_json::to_string(answers)?);
        self.log(doer.person, "paper-keyed", ("paper", id.to_string()), doer.now);
        Ok(closed)
    }

    fn in_module(&self, module: &Slug) -> ModuleProgress {
        self.progress.get(module).map(|progress| progress.module.clone()).unwrap_or_default()
    }

    pub(super) fn record(&mut self, events: &[Event]) -> Result<()> {
        for event in events {
            self.order += 1;
            self.events.push((event.received, self.order, event_row(event, 0)?));
            if let Some(module) = &event.module {
                self.progress.entry(module.clone()).or_default().apply(event);
            }
        }
        Ok(())
    }

    pub(super) fn log(
        &mut self,
        actor: PersonId,
        action: &'static str,
        target: (&'static str, String),
        now: Instant,
    ) {
        self.order += 1;
        let entry = Entry { actor: Some(actor), action, target: Some(target), ..Entry::default() };
        self.audit.push((now, self.order, entry));
    }

    fn open(&mut self, doer: Doer, module: &Module, id: EventId, seed: [u8; 32]) -> Result<AttemptId> {
        let test = module.test.as_ref().ok_or(StorageError::NotFound)?;
        let attempt = AttemptId(following_event_id(id, "attempt").0);
        let mut failed = 0;
        if let Some(progress) = self.progress.get(&module.id) {
            if progress.attempts.contains_key(&attempt) {
                return Ok(attempt);
            }
            if let Some((open, _)) = progress.attempts.iter().find(|(_, one)| one.closed.is_none()) {
                return Ok(*open);
            }
            let closed = progress.attempts.values().filter_map(|one| one.closed);
            let today = closed.filter(|one| day(one.at) >= day(doer.now) && !one.passed());
            failed = u32::try_from(today.count()).unwrap_or(u32::MAX);
        }
        if !exam::may_begin(test, failed) {
            return Err(StorageError::Refused("the day's tries are used up"));
        }
        let what = Happening::AttemptOpened { attempt, draw: exam::draw(module, test, seed) };
        self.record(&[doer.event(id, self.member, module, what)])?;
        Ok(attempt)
    }

    fn settle_rungs(&mut self, doer: Doer, module: &Module, cause: EventId) -> Result<()> {
        let Some(progress) = self.progress.get(&module.id) else { return Ok(()) };
        let reached = rungs(module.practice.as_ref(), &progress.evidence(), None);
        let stored = [(Rung::Does, progress.module.does_at), (Rung::Teaches, progress.module.teaches_at)];
        let mut events = Vec::new();
        for (rung, was) in stored {
            if was.is_none() && reached.at(rung).is_some() {
                let id = following_event_id(cause, rung.word());
                events.push(doer.event(id, self.member, module, Happening::RungReached { rung }));
            }
        }
        self.record(&events)
    }
}

/// An id as the server makes them at a moment.
pub(super) fn new_id(now: Instant, random: &mut dyn FnMut() -> u8) -> Uuid {
    let bytes = std::array::from_fn(|_| random());
    let millis = u64::try_from(now.timestamp_millis()).unwrap_or(0);
    uuid::Builder::from_unix_timestamp_millis(millis, &bytes).into_uuid()
}
