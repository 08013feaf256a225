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
use crate::joined::{columns, joined};
use crate::slug;
use crate::{batch, rollup, stages};
use sea_orm::sea_query::{Condition, Expr, InsertStatement, JoinType, OnConflict, Query};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryTrait, Set,
};
use std::collections::BTreeSet;
use tungngo_domain::grading::Answer;
use tungngo_domain::ids::{AttemptId, EventId, LoginId, PersonId, Slug};
use tungngo_domain::ledger::{
    AttemptProgress, Closed, Event, Happening, ModuleProgress, Observation, Progress, QuestionProgress,
    SignOff, Source,
};
use tungngo_domain::rollup as rollup_rules;
use tungngo_domain::session::Outcome;

/// What became of a batch of events.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Recorded {
    /// At least the first event is new.
    New,
    /// The first event was there already, with the same content: nothing was changed.
    Duplicate,
}

/// What stands before some events are added, read at once.
pub(crate) struct Standing {
    event: Option<ledger_event::Model>,
    module: Option<module_progress::Model>,
    /// The lesson whose answers these are.
    lesson: Option<Slug>,
    /// The member's answers to its questions.
    pub(crate) questions: Vec<question_progress::Model>,
}

impl Standing {
    /// For a batch of events of one member that begins with this one.
    pub(crate) async fn read(txn: &impl ConnectionTrait, first: &Event) -> Result<Self> {
        let lesson = match &first.what {
            Happening::LessonAnswered { lesson, .. } => Some(lesson.clone()),
            _ => None,
        };
        let (member, module) = (first.member.0, first.module.as_ref().map(Slug::as_str));
        let mut query = Query::select();
        query.from_subquery(Query::select().expr_as(Expr::val(1), "here").to_owned(), "nothing");
        let event = Condition::all().add(ledger_event::Column::Id.eq(first.id.0));
        query.join(JoinType::LeftJoin, ledger_event::Entity, event);
        columns::<ledger_event::Entity>(&mut query, "event_");
        let of_module = Condition::all()
            .add(module_progress::Column::MemberId.eq(member))
            .add(module_progress::Column::ModuleId.eq(module));
        query.join(JoinType::LeftJoin, module_progress::Entity, of_module);
        columns::<module_progress::Entity>(&mut query, "module_");
        if let Some(lesson) = &lesson {
            let of_lesson = Condition::all()
                .add(question_progress::Column::MemberId.eq(member))
                .add(question_progress::Column::ModuleId.eq(module))
                .add(question_progress::Column::LessonId.eq(lesson.as_str()));
            query.join(JoinType::LeftJoin, question_progress::Entity, of_lesson);
            columns::<question_progress::Entity>(&mut query, "question_");
        }
        let rows = txn.query_all(&query).await?;
        let row = rows.first().ok_or(StorageError::NotFound)?;
        let mut questions = Vec::new();
        if lesson.is_some() {
            for row in &rows {
                questions.extend(joined::<question_progress::Model>(row, "question_")?);
            }
        }
        Ok(Self { event: joined(row, "event_")?, module: joined(row, "module_")?, lesson, questions })
    }
}

/// Appends the events of one member, all of one module (or none), and updates what is derived from them. The caller
/// holds the member's lock, or the first event's id is new in the world.
///
/// If the first event is known already, the batch was recorded before and nothing happens (K3); the same id with other
/// content is a [`StorageError::Conflict`].
pub(crate) async fn record(txn: &impl ConnectionTrait, events: &[Event]) -> Result<Recorded> {
    let Some(first) = events.first() else { return Ok(Recorded::New) };
    record_upon(txn, events, Standing::read(txn, first).await?).await
}

/// The same where what stands was read already, in this transaction, for the first of these events.
pub(crate) async fn record_upon(
    txn: &impl ConnectionTrait,
    events: &[Event],
    standing: Standing,
) -> Result<Recorded> {
    let Some(first) = events.first() else { return Ok(Recorded::New) };
    if let Some(there) = &standing.event {
        let same = there.member_id == first.member.0 && there.body == serde_json::to_string(&first.what)?;
        return if same { Ok(Recorded::Duplicate) } else { Err(StorageError::Conflict) };
    }
    let rows = events.iter().map(|event| {
        let mut row = event_row(event, 0)?.into_active_model();
        row.seq = sea_orm::ActiveValue::NotSet;
        Ok(row)
    });
    let mut writes = vec![ledger_event::Entity::insert_many(rows.collect::<Result<Vec<_>>>()?).into_query()];
    let mut counts_otherwise = false;
    if let Some(module) = &first.module {
        let mut touched = Touched::load(txn, first.member, module, events, &standing).await?;
        let before = touched.progress.module.clone();
        for event in events {
            touched.progress.apply(event);
        }
        let after = &touched.progress.module;
        counts_otherwise =
            rollup_rules::counts_otherwise(&before, after) || stages::concerns(&before, after, events);
        writes.extend(touched.writes(&before)?);
    }
    batch::write(txn, writes).await?;
    if counts_otherwise && let Some(module) = &first.module {
        rollup::settle_learnt(txn, first.member, module, standing.module).await?;
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
        standing: &Standing,
    ) -> Result<Self> {
        let module_progress = standing.module.clone().map(module_from).unwrap_or_default();
        let mut touched = Self {
            member,
            module: module.clone(),
            progress: Progress { module: module_progress, ..Progress::default() },
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
                Happening::LessonAnswered { lesson, question, .. } => {
                    if standing.lesson.as_ref() != Some(lesson) {
                        return Err(StorageError::Corrupt(lesson.to_string()));
                    }
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
        for row in &standing.questions {
            let (key, question) = question_from(row.clone())?;
            if touched.questions.contains(&key) {
                touched.progress.questions.insert(key, question);
            }
        }
        touched.load_rows(txn).await?;
        Ok(touched)
    }

    async fn load_rows(&mut self, txn: &impl ConnectionTrait) -> Result<()> {
        let (member, module) = (self.member.0, self.module.as_str());
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

    /// What is to be written of it: one insert a table.
    fn writes(&self, before: &ModuleProgress) -> Result<Vec<InsertStatement>> {
        let (member, module) = (self.member.0, self.module.to_string());
        let mut writes = Vec::new();
        if self.progress.module != *before {
            use module_progress::Column::{
                DoesAt, KnowsAt, LastAt, LessonsFinished, MemberId, ModuleId, StartedAt, TeachesAt,
            };
            let row = module_row(self.member, &self.module, &self.progress.module);
            let conflict = OnConflict::columns([MemberId, ModuleId])
                .update_columns([StartedAt, LastAt, LessonsFinished, KnowsAt, DoesAt, TeachesAt])
                .to_owned();
            writes.extend(batch::upsert([row], conflict));
        }
        let of_questions = {
            use question_progress::Column::{
                Answers, LastAt, LastChoices, LastRight, MemberId, ModuleId, ModuleVersion, QuestionId,
            };
            OnConflict::columns([MemberId, ModuleId, QuestionId])
                .update_columns([LastChoices, LastRight, Answers, LastAt, ModuleVersion])
                .to_owned()
        };
        let rows = self.questions.iter().filter_map(|key| {
            let question = self.progress.questions.get(key)?;
            Some(question_row(self.member, &self.module, key, question))
        });
        writes.extend(batch::upsert(rows, of_questions));
        let of_lessons = {
            use lesson_progress::Column::{LessonId, MemberId, ModuleId, ModuleVersion};
            OnConflict::columns([MemberId, ModuleId, LessonId]).update_column(ModuleVersion).to_owned()
        };
        let rows = self.lessons.iter().filter_map(|key| {
            Some(lesson_progress::Model {
                member_id: member,
                module_id: module.clone(),
                lesson_id: key.to_string(),
                finished_at: *self.progress.lessons.get(key)?,
                module_version: self.progress.finished_in.get(key).cloned().unwrap_or_default(),
            })
        });
        writes.extend(batch::upsert(rows, of_lessons));
        let of_drills = {
            use drill_progress::Column::{DrillId, MemberId, ModuleId};
            OnConflict::columns([MemberId, ModuleId, DrillId]).do_nothing().to_owned()
        };
        let rows = self.drills.iter().filter_map(|key| {
            Some(drill_progress::Model {
                member_id: member,
                module_id: module.clone(),
                drill_id: key.to_string(),
                finished_at: *self.progress.drills.get(key)?,
            })
        });
        writes.extend(batch::upsert(rows, of_drills));
        let of_attempts = {
            use attempt::Column::{ClosedAt, Id, Needed, Questions, RightAnswers};
            OnConflict::column(Id).update_columns([ClosedAt, RightAnswers, Questions, Needed]).to_owned()
        };
        let attempts = |id: &AttemptId| Some((*id, self.progress.attempts.get(id)?));
        let rows = self.attempts.iter().filter_map(attempts);
        let rows = rows.map(|(id, attempt)| attempt_row(self.member, &self.module, id, attempt));
        writes.extend(batch::upsert(rows.collect::<Result<Vec<_>>>()?, of_attempts));
        let of_answers = {
            use attempt_answer::Column::{AttemptId, Choices, Place};
            OnConflict::columns([AttemptId, Place]).update_column(Choices).to_owned()
        };
        let rows = self.answers.iter().filter_map(|(id, place)| {
            let choices = self.progress.attempts.get(id)?.answers.get(place)?.code();
            Some(attempt_answer::Model { attempt_id: id.0, place: i32::from(*place), choices })
        });
        writes.extend(batch::upsert(rows, of_answers));
        let of_sign_offs = {
            use sign_off::Column::{Id, RevokedAt};
            OnConflict::column(Id).update_column(RevokedAt).to_owned()
        };
        let rows = self.sign_offs.iter().filter_map(|id| {
            Some(sign_off_row(self.member, &self.module, *id, self.progress.sign_offs.get(id)?))
        });
        writes.extend(batch::upsert(rows, of_sign_offs));
        let of_observations = {
            use observation::Column::{ItemId, MemberId, ModuleId, ObservedAt, ObserverId, Outcome};
            OnConflict::columns([MemberId, ModuleId, ItemId])
                .update_columns([Outcome, ObserverId, ObservedAt])
                .to_owned()
        };
        let rows = self.observed.iter().filter_map(|key| {
            let seen = self.progress.observations.get(key)?;
            Some(observation::Model {
                member_id: member,
                module_id: module.clone(),
                item_id: key.to_string(),
                outcome: seen.outcome.code().to_owned(),
                observer_id: seen.observer.0,
                observed_at: seen.at,
            })
        });
        writes.extend(batch::upsert(rows, of_observations));
        Ok(writes)
    }
}

fn answer_code(text: &str) -> Result<Answer> {
    Answer::from_code(text).ok_or_else(|| StorageError::Corrupt(text.to_owned()))
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
