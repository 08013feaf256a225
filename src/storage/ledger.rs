//! Writing the append-only ledger and, in the same transaction, everything derived from it (K1).
//!
//! Owns: [`record`], the only way an event gets in. It loads the rows an event touches, applies the domain's fold
//! ([`tungngo_domain::ledger::Progress::apply`]) and writes them back, so the rule of what follows stands once. Does
//! not own: which events a request makes ([`crate::learning`], [`crate::certificates`]).

use crate::entity::{
    attempt, attempt_answer, drill_progress, ledger_event, lesson_progress, module_progress, observation,
    person, question_progress, sign_off,
};
use crate::error::{Result, StorageError};
use crate::slug;
use crate::{rollup, stages};
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, Set,
    TryInsertResult,
};
use std::collections::BTreeSet;
use tungngo_domain::grading::Answer;
use tungngo_domain::ids::{AttemptId, EventId, LoginId, PersonId, Slug};
use tungngo_domain::ledger::{
    AttemptProgress, Closed, Event, Happening, ModuleProgress, Observation, Progress, QuestionProgress,
    SignOff, Source,
};
use tungngo_domain::rollup::counts_otherwise;
use tungngo_domain::session::Outcome;

/// What became of a batch of events.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Recorded {
    /// At least the first event is new.
    New,
    /// The first event was there already, with the same content: nothing was changed.
    Duplicate,
}

/// Appends the events of one member, all of one module (or none), and updates what is derived from them.
///
/// If the first event is known already, the batch was recorded before and nothing happens (K3); the same id with other
/// content is a [`StorageError::Conflict`].
pub(crate) async fn record(txn: &impl ConnectionTrait, events: &[Event]) -> Result<Recorded> {
    let Some(first) = events.first() else { return Ok(Recorded::New) };
    if let Recorded::Duplicate = insert(txn, first).await? {
        return Ok(Recorded::Duplicate);
    }
    for event in &events[1..] {
        insert(txn, event).await?;
    }
    if let Some(module) = &first.module {
        let mut touched = Touched::load(txn, first.member, module, events).await?;
        let before = touched.progress.module.clone();
        for event in events {
            touched.progress.apply(event);
        }
        let after = &touched.progress.module;
        if counts_otherwise(&before, after) || stages::concerns(&before, after, events) {
            let counted = rollup::counted(txn, first.member).await?;
            touched.save(txn, &before).await?;
            rollup::settle_learnt(txn, first.member, counted).await?;
        } else {
            touched.save(txn, &before).await?;
        }
    }
    for event in events {
        if let Happening::ConsentGiven { notice } = &event.what {
            let row = person::ActiveModel {
                id: Set(event.member.0),
                consent_notice: Set(Some(notice.clone())),
                consent_at: Set(Some(event.received)),
                ..Default::default()
            };
            row.update(txn).await?;
        }
    }
    Ok(Recorded::New)
}

async fn insert(txn: &impl ConnectionTrait, event: &Event) -> Result<Recorded> {
    let mut row = event_row(event, 0)?.into_active_model();
    row.seq = sea_orm::ActiveValue::NotSet;
    let inserted = ledger_event::Entity::insert(row)
        .on_conflict_do_nothing_on([ledger_event::Column::Id])
        .exec_without_returning(txn)
        .await?;
    // On a conflict it is still `Inserted`, of no row.
    if let TryInsertResult::Inserted(1..) = inserted {
        return Ok(Recorded::New);
    }
    let there = ledger_event::Entity::find()
        .filter(ledger_event::Column::Id.eq(event.id.0))
        .one(txn)
        .await?
        .ok_or(StorageError::Conflict)?;
    if there.member_id == event.member.0 && there.body == serde_json::to_string(&event.what)? {
        Ok(Recorded::Duplicate)
    } else {
        Err(StorageError::Conflict)
    }
}

/// The row of an event.
pub(crate) fn event_row(event: &Event, seq: i64) -> Result<ledger_event::Model> {
    Ok(ledger_event::Model {
        seq,
        id: event.id.0,
        member_id: event.member.0,
        actor_id: event.actor.0,
        module_id: event.module.as_ref().map(Slug::to_string),
        module_version: event.module_version.clone(),
        kind: event.what.kind().to_owned(),
        body: serde_json::to_string(&event.what)?,
        source: event.source.code().to_owned(),
        login_id: event.login.map(|login| login.0),
        happened: event.happened,
        clamped: event.clamped,
        received: event.received,
    })
}

/// Reads an event back.
pub(crate) fn event_from(row: ledger_event::Model) -> Result<Event> {
    Ok(Event {
        id: EventId(row.id),
        member: PersonId(row.member_id),
        actor: PersonId(row.actor_id),
        module: row.module_id.as_deref().map(slug).transpose()?,
        module_version: row.module_version,
        source: Source::from_code(&row.source).ok_or_else(|| StorageError::Corrupt(row.source.clone()))?,
        login: row.login_id.map(LoginId),
        happened: row.happened,
        clamped: row.clamped,
        received: row.received,
        what: serde_json::from_str(&row.body)?,
    })
}

/// The part of a member's progress that a batch of events touches.
struct Touched {
    member: PersonId,
    module: Slug,
    progress: Progress,
    questions: BTreeSet<Slug>,
    lessons: BTreeSet<Slug>,
    drills: BTreeSet<Slug>,
    attempts: BTreeSet<AttemptId>,
    answers: BTreeSet<(AttemptId, u16)>,
    sign_offs: BTreeSet<EventId>,
    observed: BTreeSet<Slug>,
}

impl Touched {
    async fn load(
        txn: &impl ConnectionTrait,
        member: PersonId,
        module: &Slug,
        events: &[Event],
    ) -> Result<Self> {
        let mut touched = Self {
            member,
            module: module.clone(),
            progress: Progress { module: module_progress(txn, member, module).await?, ..Progress::default() },
            questions: BTreeSet::new(),
            lessons: BTreeSet::new(),
            drills: BTreeSet::new(),
            attempts: BTreeSet::new(),
            answers: BTreeSet::new(),
            sign_offs: BTreeSet::new(),
            observed: BTreeSet::new(),
        };
        for event in events {
            match &event.what {
                Happening::LessonAnswered { question, .. } => {
                    touched.questions.insert(question.clone());
                }
                Happening::LessonFinished { lesson } => {
                    touched.lessons.insert(lesson.clone());
                }
                Happening::DrillFinished { drill, .. } => {
                    touched.drills.insert(drill.clone());
                }
                Happening::AttemptOpened { attempt, .. } | Happening::AttemptClosed { attempt, .. } => {
                    touched.attempts.insert(*attempt);
                }
                Happening::AttemptAnswered { attempt, place, .. } => {
                    touched.attempts.insert(*attempt);
                    touched.answers.insert((*attempt, *place));
                }
                Happening::SignedOff { .. } => {
                    touched.sign_offs.insert(event.id);
                }
                Happening::SignOffRevoked { sign_off } => {
                    touched.sign_offs.insert(*sign_off);
                }
                Happening::Observed { item, .. } => {
                    // The latest replaces what was there, so nothing of it is read.
                    touched.observed.insert(item.clone());
                }
                _ => {}
            }
        }
        touched.load_rows(txn).await?;
        Ok(touched)
    }

    async fn load_rows(&mut self, txn: &impl ConnectionTrait) -> Result<()> {
        let (member, module) = (self.member.0, self.module.as_str());
        for key in &self.questions {
            let row = question_progress::Entity::find_by_id((member, module.to_owned(), key.to_string()));
            if let Some(row) = row.one(txn).await? {
                let (key, question) = question_from(row)?;
                self.progress.questions.insert(key, question);
            }
        }
        for key in &self.lessons {
            let row = lesson_progress::Entity::find_by_id((member, module.to_owned(), key.to_string()));
            if let Some(row) = row.one(txn).await? {
                self.progress.lessons.insert(key.clone(), row.finished_at);
                self.progress.finished_in.insert(key.clone(), row.module_version);
            }
        }
        for key in &self.drills {
            let row = drill_progress::Entity::find_by_id((member, module.to_owned(), key.to_string()));
            if let Some(row) = row.one(txn).await? {
                self.progress.drills.insert(key.clone(), row.finished_at);
            }
        }
        for id in &self.attempts {
            if let Some(row) = attempt::Entity::find_by_id(id.0).one(txn).await? {
                self.progress.attempts.insert(*id, attempt_from(row)?);
            }
        }
        for id in &self.sign_offs {
            if let Some(row) = sign_off::Entity::find_by_id(id.0).one(txn).await? {
                self.progress.sign_offs.insert(*id, sign_off_from(row)?);
            }
        }
        Ok(())
    }

    async fn save(&self, txn: &impl ConnectionTrait, before: &ModuleProgress) -> Result<()> {
        let (member, module) = (self.member.0, self.module.to_string());
        if self.progress.module != *before {
            let row = module_row(self.member, &self.module, &self.progress.module);
            use module_progress::Column::{
                DoesAt, KnowsAt, LastAt, LessonsFinished, MemberId, ModuleId, StartedAt, TeachesAt,
            };
            module_progress::Entity::insert(row.into_active_model())
                .on_conflict(
                    OnConflict::columns([MemberId, ModuleId])
                        .update_columns([StartedAt, LastAt, LessonsFinished, KnowsAt, DoesAt, TeachesAt])
                        .to_owned(),
                )
                .exec_without_returning(txn)
                .await?;
        }
        for key in &self.questions {
            let Some(question) = self.progress.questions.get(key) else { continue };
            use question_progress::Column::{
                Answers, LastAt, LastChoices, LastRight, MemberId, ModuleId, ModuleVersion, QuestionId,
            };
            let row = question_row(self.member, &self.module, key, question);
            question_progress::Entity::insert(row.into_active_model())
                .on_conflict(
                    OnConflict::columns([MemberId, ModuleId, QuestionId])
                        .update_columns([LastChoices, LastRight, Answers, LastAt, ModuleVersion])
                        .to_owned(),
                )
                .exec_without_returning(txn)
                .await?;
        }
        for key in &self.lessons {
            let Some(finished_at) = self.progress.lessons.get(key) else { continue };
            use lesson_progress::Column::{LessonId, MemberId, ModuleId, ModuleVersion};
            let row = lesson_progress::Model {
                member_id: member,
                module_id: module.clone(),
                lesson_id: key.to_string(),
                finished_at: *finished_at,
                module_version: self.progress.finished_in.get(key).cloned().unwrap_or_default(),
            };
            lesson_progress::Entity::insert(row.into_active_model())
                .on_conflict(
                    OnConflict::columns([MemberId, ModuleId, LessonId])
                        .update_column(ModuleVersion)
                        .to_owned(),
                )
                .exec_without_returning(txn)
                .await?;
        }
        for key in &self.drills {
            let Some(finished_at) = self.progress.drills.get(key) else { continue };
            use drill_progress::Column::{DrillId, MemberId, ModuleId};
            let row = drill_progress::Model {
                member_id: member,
                module_id: module.clone(),
                drill_id: key.to_string(),
                finished_at: *finished_at,
            };
            drill_progress::Entity::insert(row.into_active_model())
                .on_conflict_do_nothing_on([MemberId, ModuleId, DrillId])
                .exec_without_returning(txn)
                .await?;
        }
        for id in &self.attempts {
            let Some(attempt) = self.progress.attempts.get(id) else { continue };
            use attempt::Column::{ClosedAt, Id, Needed, Questions, RightAnswers};
            let row = attempt_row(self.member, &self.module, *id, attempt)?;
            attempt::Entity::insert(row.into_active_model())
                .on_conflict(
                    OnConflict::column(Id)
                        .update_columns([ClosedAt, RightAnswers, Questions, Needed])
                        .to_owned(),
                )
                .exec_without_returning(txn)
                .await?;
        }
        for (id, place) in &self.answers {
            let Some(choices) = self.progress.attempts.get(id).and_then(|attempt| attempt.answers.get(place))
            else {
                continue;
            };
            use attempt_answer::Column::{AttemptId, Choices, Place};
            let row =
                attempt_answer::Model { attempt_id: id.0, place: i32::from(*place), choices: choices.code() };
            attempt_answer::Entity::insert(row.into_active_model())
                .on_conflict(OnConflict::columns([AttemptId, Place]).update_column(Choices).to_owned())
                .exec_without_returning(txn)
                .await?;
        }
        for id in &self.sign_offs {
            let Some(signed) = self.progress.sign_offs.get(id) else { continue };
            use sign_off::Column::{Id, RevokedAt};
            let row = sign_off_row(self.member, &self.module, *id, signed);
            sign_off::Entity::insert(row.into_active_model())
                .on_conflict(OnConflict::column(Id).update_column(RevokedAt).to_owned())
                .exec_without_returning(txn)
                .await?;
        }
        for key in &self.observed {
            let Some(seen) = self.progress.observations.get(key) else { continue };
            use observation::Column::{ItemId, MemberId, ModuleId, ObservedAt, ObserverId, Outcome};
            let row = observation::Model {
                member_id: member,
                module_id: module.clone(),
                item_id: key.to_string(),
                outcome: seen.outcome.code().to_owned(),
                observer_id: seen.observer.0,
                observed_at: seen.at,
            };
            observation::Entity::insert(row.into_active_model())
                .on_conflict(
                    OnConflict::columns([MemberId, ModuleId, ItemId])
                        .update_columns([Outcome, ObserverId, ObservedAt])
                        .to_owned(),
                )
                .exec_without_returning(txn)
                .await?;
        }
        Ok(())
    }
}

fn answer_code(text: &str) -> Result<Answer> {
    Answer::from_code(text).ok_or_else(|| StorageError::Corrupt(text.to_owned()))
}

pub(crate) async fn module_progress(
    db: &impl ConnectionTrait,
    member: PersonId,
    module: &Slug,
) -> Result<ModuleProgress> {
    let row = module_progress::Entity::find_by_id((member.0, module.to_string())).one(db).await?;
    Ok(row.map(module_from).unwrap_or_default())
}

pub(crate) fn module_from(row: module_progress::Model) -> ModuleProgress {
    ModuleProgress {
        started_at: row.started_at,
        last_at: row.last_at,
        lessons_finished: row.lessons_finished.try_into().unwrap_or(0),
        knows_at: row.knows_at,
        does_at: row.does_at,
        teaches_at: row.teaches_at,
    }
}

pub(crate) fn module_row(
    member: PersonId,
    module: &Slug,
    progress: &ModuleProgress,
) -> module_progress::Model {
    module_progress::Model {
        member_id: member.0,
        module_id: module.to_string(),
        started_at: progress.started_at,
        last_at: progress.last_at,
        lessons_finished: progress.lessons_finished.try_into().unwrap_or(i32::MAX),
        knows_at: progress.knows_at,
        does_at: progress.does_at,
        teaches_at: progress.teaches_at,
        // Kept by the certificates; no event of learning changes it.
        certified_until: None,
    }
}

pub(crate) fn question_from(row: question_progress::Model) -> Result<(Slug, QuestionProgress)> {
    let question = QuestionProgress {
        lesson: slug(&row.lesson_id)?,
        first_right: row.first_right,
        last_choices: answer_code(&row.last_choices)?,
        last_right: row.last_right,
        answers: row.answers.try_into().unwrap_or(0),
        last_at: row.last_at,
        first_version: row.first_version,
        version: row.module_version,
    };
    Ok((slug(&row.question_id)?, question))
}

pub(crate) fn question_row(
    member: PersonId,
    module: &Slug,
    key: &Slug,
    question: &QuestionProgress,
) -> question_progress::Model {
    question_progress::Model {
        member_id: member.0,
        module_id: module.to_string(),
        question_id: key.to_string(),
        lesson_id: question.lesson.to_string(),
        first_right: question.first_right,
        last_choices: question.last_choices.code(),
        last_right: question.last_right,
        answers: question.answers.try_into().unwrap_or(i32::MAX),
        last_at: question.last_at,
        first_version: question.first_version.clone(),
        module_version: question.version.clone(),
    }
}

/// An attempt without its answers, which have their own table.
pub(crate) fn attempt_from(row: attempt::Model) -> Result<AttemptProgress> {
    let count = |n: Option<i32>| n.and_then(|n| u32::try_from(n).ok()).unwrap_or(0);
    let closed = row.closed_at.map(|at| Closed {
        at,
        right: count(row.right_answers),
        of: count(row.questions),
        needed: count(row.needed),
    });
    Ok(AttemptProgress {
        module_version: row.module_version,
        draw: serde_json::from_str(&row.draw)?,
        answers: Default::default(),
        opened_at: row.opened_at,
        closed,
    })
}

pub(crate) fn attempt_row(
    member: PersonId,
    module: &Slug,
    id: AttemptId,
    attempt: &AttemptProgress,
) -> Result<attempt::Model> {
    let count = |n: fn(&Closed) -> u32| {
        attempt.closed.as_ref().map(|closed| n(closed).try_into().unwrap_or(i32::MAX))
    };
    Ok(attempt::Model {
        id: id.0,
        member_id: member.0,
        module_id: module.to_string(),
        module_version: attempt.module_version.clone(),
        draw: serde_json::to_string(&attempt.draw)?,
        opened_at: attempt.opened_at,
        closed_at: attempt.closed.map(|closed| closed.at),
        right_answers: count(|closed| closed.right),
        questions: count(|closed| closed.of),
        needed: count(|closed| closed.needed),
    })
}

pub(crate) fn answer_from(row: attempt_answer::Model) -> Result<(u16, Answer)> {
    let place = u16::try_from(row.place).map_err(|_| StorageError::Corrupt(row.place.to_string()))?;
    Ok((place, answer_code(&row.choices)?))
}

pub(crate) fn sign_off_from(row: sign_off::Model) -> Result<SignOff> {
    Ok(SignOff {
        item: slug(&row.item_id)?,
        signer: PersonId(row.signer_id),
        at: row.signed_at,
        revoked_at: row.revoked_at,
        version: row.module_version,
    })
}

pub(crate) fn sign_off_row(
    member: PersonId,
    module: &Slug,
    id: EventId,
    signed: &SignOff,
) -> sign_off::Model {
    sign_off::Model {
        id: id.0,
        member_id: member.0,
        module_id: module.to_string(),
        item_id: signed.item.to_string(),
        signer_id: signed.signer.0,
        signed_at: signed.at,
        revoked_at: signed.revoked_at,
        revoked_by: None,
        revoke_reason: None,
        module_version: signed.version.clone(),
    }
}

pub(crate) fn observation_from(row: observation::Model) -> Result<(Slug, Observation)> {
    let outcome =
        Outcome::from_code(&row.outcome).ok_or_else(|| StorageError::Corrupt(row.outcome.clone()))?;
    let seen = Observation { outcome, observer: PersonId(row.observer_id), at: row.observed_at };
    Ok((slug(&row.item_id)?, seen))
}
