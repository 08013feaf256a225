//! A member's learning: the writes of the learner's and the trainer's way.
//!
//! Each write makes the events of one request, asks the domain what follows, and records it all in one transaction.
//! Does not own: the fold from events to progress ([`crate::ledger`]) nor the certificates ([`crate::certificates`]).

use crate::certificates::{Cause, SubjectKind, certificates_in, held_for, issue_due};
use crate::connect::Store;
use crate::content::marks_in;
use crate::entity::{attempt, attempt_answer, drill_progress, person, question_progress, sign_off};
use crate::error::{Result, StorageError};
use crate::ledger::{
    Recorded, Standing, answer_from, attempt_from, question_from, record, record_upon, sign_off_from,
};
use crate::people::{lock_member, place_within, province_in, units_above};
use crate::progress::progress_in;
use crate::rights::held_modules_in;
use crate::slug;
use sea_orm::{ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, Set};
use std::collections::BTreeSet;
use tungngo_domain::access::{Scope, may_sign_off};
use tungngo_domain::certification::{Rung, rungs, still_stands};
use tungngo_domain::content::{Catalogue, Drill, Lesson, Module, Practice, PracticeItem, Question};
use tungngo_domain::exam::{self, Drawn};
use tungngo_domain::grading::{self, Answer};
use tungngo_domain::ids::{AttemptId, CertificateId, EventId, LoginId, PersonId, Slug};
use tungngo_domain::ledger::{
    AttemptProgress, Closed, Event, Happening, Progress, SignOff, Source, following_event_id, form_event_id,
};
use tungngo_domain::renewal::{Ask, renew};
use tungngo_domain::time::{Instant, start_of_day};
use uuid::Uuid;

/// Who does something, from where and when.
#[derive(Debug, Clone, Copy)]
pub struct Doer {
    /// The acting person.
    pub person: PersonId,
    /// The signed-in browser.
    pub login: LoginId,
    /// What kind of device it is.
    pub source: Source,
    /// When the server received it.
    pub now: Instant,
}

/// What a trainer saw a member do.
#[derive(Debug, Clone, Copy)]
pub struct Seen<'a> {
    /// Who did it.
    pub member: PersonId,
    /// The module it belongs to, as the member's province has it.
    pub module: &'a Module,
    /// The acts of the checklist or teach-back.
    pub items: &'a BTreeSet<Slug>,
    /// The form's hidden id: the same form sent twice counts once.
    pub form: Uuid,
}

/// A sign-off with the name of who made it.
#[derive(Debug, Clone)]
pub struct NamedSignOff {
    /// The event's id.
    pub id: EventId,
    /// What was seen and when.
    pub sign_off: SignOff,
    /// Who saw it.
    pub signer_name: String,
}

impl Doer {
    pub(crate) fn event(&self, id: EventId, member: PersonId, module: &Module, what: Happening) -> Event {
        Event {
            id,
            member,
            actor: self.person,
            module: Some(module.id.clone()),
            module_version: Some(module.version.clone()),
            source: self.source,
            login: Some(self.login),
            // Without a script the phone tells no time of its own: what happened was just received.
            happened: self.now,
            clamped: false,
            received: self.now,
            what,
        }
    }
}

impl Store {
    /// Which questions and practice phones of a lesson a member did: what a lesson's pages need.
    pub async fn lesson_progress(
        &self,
        member: PersonId,
        module: &Slug,
        lesson: &Lesson,
    ) -> Result<Progress> {
        let mut progress = Progress::default();
        let keys = lesson.questions.iter().map(|question| question.key.as_str());
        let rows = question_progress::Entity::find()
            .filter(question_progress::Column::MemberId.eq(member.0))
            .filter(question_progress::Column::ModuleId.eq(module.as_str()))
            .filter(question_progress::Column::QuestionId.is_in(keys))
            .all(self.reader())
            .await?;
        for row in rows {
            let (key, question) = question_from(row)?;
            progress.questions.insert(key, question);
        }
        if lesson.drills.is_empty() {
            return Ok(progress);
        }
        let keys = lesson.drills.iter().map(|drill| drill.key.as_str());
        let rows = drill_progress::Entity::find()
            .filter(drill_progress::Column::MemberId.eq(member.0))
            .filter(drill_progress::Column::ModuleId.eq(module.as_str()))
            .filter(drill_progress::Column::DrillId.is_in(keys))
            .all(self.reader())
            .await?;
        for row in rows {
            let key = slug(&row.drill_id)?;
            progress.drills.insert(key, row.finished_at);
        }
        Ok(progress)
    }

    /// Records an answer to a lesson's question; the lesson is finished with its last open question.
    pub async fn answer_question(
        &self,
        doer: Doer,
        module: &Module,
        lesson: &Lesson,
        question: &Question,
        answer: impl Into<Answer>,
        form: Uuid,
    ) -> Result<()> {
        let choices: Answer = answer.into();
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
        self.write(async |txn| {
            lock_member(txn, doer.person).await?;
            let standing = Standing::read(txn, &events[0]).await?;
            let current = |row: &&question_progress::Model| row.module_version == module.version;
            let answered: BTreeSet<&str> = if standing.questions.iter().all(|row| current(&row)) {
                standing.questions.iter().map(|row| row.question_id.as_str()).collect()
            } else {
                let marks = marks_in(txn, &module.id).await?;
                let counts = |row: &&question_progress::Model| {
                    Slug::parse(&row.question_id).is_ok_and(|key| {
                        !marks.is_asked_again(&Ask::Question(key), &row.module_version, &module.version)
                    })
                };
                standing.questions.iter().filter(counts).map(|row| row.question_id.as_str()).collect()
            };
            let open = |key: &Slug| *key != question.key && !answered.contains(key.as_str());
            let completes = !answered.contains(question.key.as_str())
                && !lesson.questions.iter().any(|question| open(&question.key));
            if completes {
                let finished = Happening::LessonFinished { lesson: lesson.id.clone() };
                events.push(doer.event(
                    following_event_id(id, "lesson finished"),
                    doer.person,
                    module,
                    finished,
                ));
            }
            record_upon(txn, &events, standing).await?;
            Ok(())
        })
        .await
    }

    /// Records that a practice phone was tapped through to its end. Doing it again is another event and changes nothing.
    pub async fn finish_drill(
        &self,
        doer: Doer,
        module: &Module,
        lesson: &Lesson,
        drill: &Drill,
        form: Uuid,
    ) -> Result<()> {
        let content = [lesson.id.as_str(), "/", drill.key.as_str(), "/drill"].concat();
        let id = form_event_id(doer.person, form, &content);
        let what = Happening::DrillFinished { lesson: lesson.id.clone(), drill: drill.key.clone() };
        let event = doer.event(id, doer.person, module, what);
        self.write(async |txn| {
            lock_member(txn, doer.person).await?;
            record(txn, &[event]).await?;
            Ok(())
        })
        .await
    }

    /// An attempt of this member, with its answers. Another's attempt does not exist (Z8).
    pub async fn attempt(&self, member: PersonId, id: AttemptId) -> Result<(Slug, AttemptProgress)> {
        attempt_in(self.reader(), member, id).await
    }

    /// Closed attempts of a member in a module that were not passed since the official day began.
    pub async fn failed_today(&self, member: PersonId, module: &Slug, now: Instant) -> Result<u32> {
        failed_today_in(self.reader(), member, module, now).await
    }

    /// Opens an attempt, or gives back the one that is open: leaving a test never draws anew (Z8).
    ///
    /// `seed` must come from the operating system's randomness. Refused while the day's tries are used up.
    pub async fn open_attempt(
        &self,
        doer: Doer,
        module: &Module,
        form: Uuid,
        seed: [u8; 32],
    ) -> Result<AttemptId> {
        let id = form_event_id(doer.person, form, "attempt");
        self.write(async |txn| {
            lock_member(txn, doer.person).await?;
            open_in(txn, doer, doer.person, module, id, seed).await
        })
        .await
    }

    /// Records an answer to a question of an open attempt; it may be changed until the attempt is closed.
    ///
    /// `module` is the version the attempt was drawn from.
    pub async fn answer_attempt(
        &self,
        doer: Doer,
        module: &Module,
        attempt: AttemptId,
        place: u16,
        answer: impl Into<Answer>,
        form: Uuid,
    ) -> Result<()> {
        let choices: Answer = answer.into();
        let content = [attempt.to_string().as_str(), "/", &place.to_string(), "/", &choices.code()].concat();
        let id = form_event_id(doer.person, form, &content);
        let what = Happening::AttemptAnswered { attempt, place, choices };
        self.write(async |txn| {
            lock_member(txn, doer.person).await?;
            let row = attempt::Entity::find_by_id(attempt.0)
                .filter(attempt::Column::MemberId.eq(doer.person.0))
                .one(txn)
                .await?
                .ok_or(StorageError::NotFound)?;
            if row.closed_at.is_some() {
                return Err(StorageError::Refused("the attempt is closed"));
            }
            let draw: Vec<Drawn> = serde_json::from_str(&row.draw)?;
            if usize::from(place) >= draw.len() {
                return Err(StorageError::NotFound);
            }
            record(txn, &[doer.event(id, doer.person, module, what)]).await?;
            Ok(())
        })
        .await
    }

    /// Closes an attempt: marks it by the version it was drawn from, and issues what becomes due by it.
    ///
    /// Closing a closed attempt changes nothing. `catalogue` is the one in use now.
    pub async fn close_attempt(
        &self,
        doer: Doer,
        catalogue: &Catalogue,
        drawn_from: &Module,
        attempt: AttemptId,
        random: &mut dyn FnMut() -> u8,
    ) -> Result<Closed> {
        self.write(async |txn| {
            lock_member(txn, doer.person).await?;
            close_in(txn, doer, doer.person, catalogue, drawn_from, attempt, random).await
        })
        .await
    }

    /// Signs off what a trainer saw a member do. Items that are signed already stay as they are, unless the next
    /// certificate asks for them anew.
    ///
    /// The member must be within reach, the module held by the trainer, the record not the trainer's own (Z6); one
    /// item outside the module's lists refuses them all.
    pub async fn sign_off(
        &self,
        scope: &Scope,
        doer: Doer,
        catalogue: &Catalogue,
        seen: Seen<'_>,
        random: &mut dyn FnMut() -> u8,
    ) -> Result<Vec<CertificateId>> {
        self.write(async |txn| self.sign_off_in(txn, scope, doer, catalogue, seen, random).await).await
    }

    /// The same inside a transaction that does more: an error anywhere undoes all of it.
    pub(crate) async fn sign_off_in(
        &self,
        txn: &impl ConnectionTrait,
        scope: &Scope,
        doer: Doer,
        catalogue: &Catalogue,
        seen: Seen<'_>,
        random: &mut dyn FnMut() -> u8,
    ) -> Result<Vec<CertificateId>> {
        let Seen { member, module, items, form } = seen;
        may_record(txn, scope, doer, member, module, items.iter()).await?;
        let before = counting_in(txn, member, module).await?;
        let all = certificates_in(txn, member).await?;
        let certificates = held_for(&all, SubjectKind::Module, module.id.as_str());
        let signed = |item: &Slug| {
            before.sign_offs.values().any(|one| {
                one.item == *item && one.revoked_at.is_none() && still_stands(&certificates, one.at, doer.now)
            })
        };
        let mut cause = None;
        for item in items.iter().filter(|item| !signed(item)) {
            let id = form_event_id(doer.person, form, &[&member.to_string(), "/", item.as_str()].concat());
            let what = Happening::SignedOff { item: item.clone() };
            if record(txn, &[doer.event(id, member, module, what)]).await? == Recorded::New {
                cause = Some(id);
            }
        }
        let Some(event) = cause else { return Ok(Vec::new()) };
        self.settle_rungs(txn, doer, member, module, event, None).await?;
        let evidence = counting_in(txn, member, module).await?.evidence();
        let cause = Cause { event, actor: doer.person, source: Source::Server, now: doer.now };
        let issued = issue_due(txn, member, catalogue, module, &evidence, random, &cause).await?;
        let entry = crate::audit::Entry {
            actor: Some(doer.person),
            action: "signed-off",
            target: Some(("event", event.to_string())),
            ..crate::audit::Entry::default()
        };
        crate::audit::write(txn, entry, doer.now).await?;
        Ok(issued)
    }

    /// Takes back a sign-off, with its reason. Certificates that were issued stay; revoking one is its own decision.
    pub async fn revoke_sign_off(
        &self,
        scope: &Scope,
        doer: Doer,
        catalogue: &Catalogue,
        sign_off_id: EventId,
        reason: &str,
    ) -> Result<PersonId> {
        self.write(async |txn| {
            let row =
                sign_off::Entity::find_by_id(sign_off_id.0).one(txn).await?.ok_or(StorageError::NotFound)?;
            let member = PersonId(row.member_id);
            place_within(txn, scope, member).await?;
            lock_member(txn, member).await?;
            let province = province_in(txn, member).await?;
            let id = Slug::parse(&row.module_id).ok();
            let module = id.and_then(|id| catalogue.for_province(province.as_deref(), &id));
            let module = module.ok_or(StorageError::NotFound)?;
            let held = held_modules_in(txn, doer.person, doer.now).await?;
            let above = units_above(txn, member).await?;
            may_sign_off(scope, member, &above, &module.id, &held)
                .map_err(|_| StorageError::Refused("this trainer may not take this back"))?;
            if row.revoked_at.is_some() {
                return Ok(member);
            }
            let id = following_event_id(sign_off_id, "revoked");
            let what = Happening::SignOffRevoked { sign_off: sign_off_id };
            record(txn, &[doer.event(id, member, module, what)]).await?;
            let row_item = row.item_id;
            let row = sign_off::ActiveModel {
                id: Set(sign_off_id.0),
                revoked_by: Set(Some(doer.person.0)),
                revoke_reason: Set(Some(reason.to_owned())),
                ..Default::default()
            };
            row.update(txn).await?;
            self.settle_rungs(txn, doer, member, module, id, Some(&row_item)).await?;
            let entry = crate::audit::Entry {
                actor: Some(doer.person),
                action: "sign-off-revoked",
                target: Some(("event", sign_off_id.to_string())),
                ..crate::audit::Entry::default()
            };
            crate::audit::write(txn, entry, doer.now).await?;
            Ok(member)
        })
        .await
    }

    /// Records which hands-on rungs were reached or lost by what changed just now. A rung is reached by what counts
    /// under the module as it is now; it is lost only by taking back one of its sign-offs, never by an edit.
    async fn settle_rungs(
        &self,
        txn: &impl ConnectionTrait,
        doer: Doer,
        member: PersonId,
        module: &Module,
        cause: EventId,
        taken_back: Option<&str>,
    ) -> Result<()> {
        let progress = progress_in(txn, member, &module.id).await?;
        let recorded = rungs(module.practice.as_ref(), &progress.evidence(), None);
        let counting = counting_in(txn, member, module).await?.evidence();
        let counting = rungs(module.practice.as_ref(), &counting, None);
        let is_one_of = |items: fn(&Practice) -> &[PracticeItem]| {
            let items = module.practice.as_ref().map(items).unwrap_or_default();
            taken_back.is_some_and(|item| items.iter().any(|one| one.key.as_str() == item))
        };
        let by_doing = is_one_of(|practice| &practice.checklist);
        let by_teaching = by_doing || is_one_of(|practice| &practice.teach_back);
        let stored = [
            (Rung::Does, progress.module.does_at, by_doing),
            (Rung::Teaches, progress.module.teaches_at, by_teaching),
        ];
        let mut events = Vec::new();
        for (rung, was, may_be_lost) in stored {
            let what = match was {
                None if counting.at(rung).is_some() => Happening::RungReached { rung },
                Some(_) if may_be_lost && recorded.at(rung).is_none() => Happening::RungLost { rung },
                _ => continue,
            };
            events.push(doer.event(following_event_id(cause, rung.word()), member, module, what));
        }
        record(txn, &events).await?;
        Ok(())
    }

    /// Whose sign-off it is, of which module and item; nothing when the member is out of reach.
    pub async fn sign_off_place(&self, scope: &Scope, id: EventId) -> Result<(PersonId, Slug, Slug)> {
        let row =
            sign_off::Entity::find_by_id(id.0).one(self.reader()).await?.ok_or(StorageError::NotFound)?;
        place_within(self.reader(), scope, PersonId(row.member_id)).await?;
        Ok((PersonId(row.member_id), slug(&row.module_id)?, slug(&row.item_id)?))
    }

    /// The sign-offs of a member in a module that were not taken back, with the signers' names.
    pub async fn named_sign_offs(&self, member: PersonId, module: &Slug) -> Result<Vec<NamedSignOff>> {
        let rows = sign_off::Entity::find()
            .filter(sign_off::Column::MemberId.eq(member.0))
            .filter(sign_off::Column::ModuleId.eq(module.as_str()))
            .filter(sign_off::Column::RevokedAt.is_null())
            .all(self.reader())
            .await?;
        let people = person::Entity::find()
            .filter(person::Column::Id.is_in(rows.iter().map(|row| row.signer_id)))
            .all(self.reader())
            .await?;
        rows.into_iter()
            .map(|row| {
                let signer_name = people
                    .iter()
                    .find(|one| one.id == row.signer_id)
                    .map(|one| one.full_name.clone())
                    .unwrap_or_default();
                Ok(NamedSignOff { id: EventId(row.id), sign_off: sign_off_from(row)?, signer_name })
            })
            .collect()
    }

    /// Records that a person agreed to the notice of this version; once only.
    pub async fn give_consent(&self, doer: Doer, notice: &str) -> Result<()> {
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
        self.write(async |txn| {
            lock_member(txn, doer.person).await?;
            record(txn, &[event]).await?;
            Ok(())
        })
        .await
    }
}

/// Whether a trainer may record what was seen of these acts: the member within reach, the module held, the record not
/// the trainer's own (Z6), every act on the module's lists. Takes the member's lock.
pub(crate) async fn may_record<'i>(
    txn: &impl ConnectionTrait,
    scope: &Scope,
    doer: Doer,
    member: PersonId,
    module: &Module,
    mut items: impl Iterator<Item = &'i Slug>,
) -> Result<()> {
    let practice = module.practice.as_ref().ok_or(StorageError::NotFound)?;
    let lists = practice.checklist.iter().chain(&practice.teach_back);
    let mut any = false;
    if !items.all(|item| {
        any = true;
        lists.clone().any(|known| known.key == *item)
    }) || !any
    {
        return Err(StorageError::NotFound);
    }
    place_within(txn, scope, member).await?;
    lock_member(txn, member).await?;
    let held = held_modules_in(txn, doer.person, doer.now).await?;
    let above = units_above(txn, member).await?;
    may_sign_off(scope, member, &above, &module.id, &held)
        .map_err(|_| StorageError::Refused("this trainer may not sign this off"))
}

/// Draws a test for a member inside a transaction that holds the member's lock, or gives back the open one.
pub(crate) async fn open_in(
    txn: &impl ConnectionTrait,
    doer: Doer,
    member: PersonId,
    module: &Module,
    id: EventId,
    seed: [u8; 32],
) -> Result<AttemptId> {
    let test = module.test.as_ref().ok_or(StorageError::NotFound)?;
    let attempt = AttemptId(following_event_id(id, "attempt").0);
    if attempt::Entity::find_by_id(attempt.0).one(txn).await?.is_some() {
        return Ok(attempt);
    }
    let open = attempt::Entity::find()
        .filter(attempt::Column::MemberId.eq(member.0))
        .filter(attempt::Column::ModuleId.eq(module.id.as_str()))
        .filter(attempt::Column::ClosedAt.is_null())
        .one(txn)
        .await?;
    if let Some(open) = open {
        return Ok(AttemptId(open.id));
    }
    let failed = failed_today_in(txn, member, &module.id, doer.now).await?;
    if !exam::may_begin(test, failed) {
        return Err(StorageError::TriesUsedUp);
    }
    let draw = exam::draw(module, test, seed);
    let what = Happening::AttemptOpened { attempt, draw };
    record(txn, &[doer.event(id, member, module, what)]).await?;
    Ok(attempt)
}

/// Closes a member's attempt inside a transaction that holds the member's lock; `doer` hands it in.
pub(crate) async fn close_in(
    txn: &impl ConnectionTrait,
    doer: Doer,
    member: PersonId,
    catalogue: &Catalogue,
    drawn_from: &Module,
    attempt: AttemptId,
    random: &mut dyn FnMut() -> u8,
) -> Result<Closed> {
    let (_, there) = attempt_in(txn, member, attempt).await?;
    if let Some(closed) = there.closed {
        return Ok(closed);
    }
    let closed = mark(drawn_from, &there, doer.now)?;
    let id = following_event_id(EventId(attempt.0), "closed");
    let what =
        Happening::AttemptClosed { attempt, right: closed.right, of: closed.of, needed: closed.needed };
    let mut events = vec![doer.event(id, member, drawn_from, what)];
    let province = province_in(txn, member).await?;
    let module = catalogue.for_province(province.as_deref(), &drawn_from.id).unwrap_or(drawn_from);
    let before = progress_in(txn, member, &module.id).await?;
    if closed.passed() && before.module.knows_at.is_none() {
        let reached = Happening::RungReached { rung: Rung::Knows };
        events.push(doer.event(following_event_id(id, "knows"), member, drawn_from, reached));
    }
    record(txn, &events).await?;
    if closed.passed() {
        let evidence = counting_in(txn, member, module).await?.evidence();
        let cause = Cause { event: id, actor: doer.person, source: Source::Server, now: doer.now };
        issue_due(txn, member, catalogue, module, &evidence, random, &cause).await?;
    }
    Ok(closed)
}

/// Marks an attempt by the content it was drawn from (K2 of the rule: score = f(answers)).
pub(crate) fn mark(drawn_from: &Module, attempt: &AttemptProgress, now: Instant) -> Result<Closed> {
    let test = drawn_from.test.as_ref().ok_or(StorageError::NotFound)?;
    let asked = attempt
        .draw
        .iter()
        .zip(0u16..)
        .map(|(drawn, place)| {
            let question = drawn_from
                .bank_question(&drawn.key)
                .ok_or_else(|| StorageError::Corrupt(drawn.key.to_string()))?;
            Ok((question, attempt.answers.get(&place)))
        })
        .collect::<Result<Vec<_>>>()?;
    let score = grading::score(asked);
    let needed = grading::needed(score.of, test.pass_percent);
    Ok(Closed { at: now, right: score.right, of: score.of, needed })
}

pub(crate) async fn attempt_in(
    db: &impl ConnectionTrait,
    member: PersonId,
    id: AttemptId,
) -> Result<(Slug, AttemptProgress)> {
    let row = attempt::Entity::find_by_id(id.0)
        .filter(attempt::Column::MemberId.eq(member.0))
        .one(db)
        .await?
        .ok_or(StorageError::NotFound)?;
    let module = slug(&row.module_id)?;
    let mut attempt = attempt_from(row)?;
    let rows =
        attempt_answer::Entity::find().filter(attempt_answer::Column::AttemptId.eq(id.0)).all(db).await?;
    for row in rows {
        let (place, choices) = answer_from(row)?;
        attempt.answers.insert(place, choices);
    }
    Ok((module, attempt))
}

async fn failed_today_in(
    db: &impl ConnectionTrait,
    member: PersonId,
    module: &Slug,
    now: Instant,
) -> Result<u32> {
    let since = start_of_day(tungngo_domain::time::day(now));
    let rows = attempt::Entity::find()
        .filter(attempt::Column::MemberId.eq(member.0))
        .filter(attempt::Column::ModuleId.eq(module.as_str()))
        .filter(attempt::Column::ClosedAt.gte(since))
        .all(db)
        .await?;
    let mut failed = 0;
    for row in rows {
        if attempt_from(row)?.closed.is_some_and(|closed| !closed.passed()) {
            failed += 1;
        }
    }
    Ok(failed)
}

/// What of a member's record counts under the module as it is now ([`tungngo_domain::renewal`]).
pub(crate) async fn counting_in(
    db: &impl ConnectionTrait,
    member: PersonId,
    module: &Module,
) -> Result<Progress> {
    let mut progress = progress_in(db, member, &module.id).await?;
    renew(&mut progress, module, &marks_in(db, &module.id).await?);
    Ok(progress)
}
