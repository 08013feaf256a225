//! Where learners are stuck: asking, one's own requests, and what the learner says of an answer.
//!
//! Owns: `help_request` and `help_step`; steps are only ever added. Does not own: what staff do with a request
//! ([`crate::help_desk`]), answers beside lessons ([`crate::help_notes`]), the bounds ([`tungngo_domain::help`]).

use crate::connect::Store;
use crate::entity::{help_request, help_step, person};
use crate::error::{Result, StorageError};
use crate::people::{lock_member, place_in};
use chrono::Duration;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect, Set,
};
use std::collections::{BTreeSet, HashMap};
use tungngo_domain::help::{A_DAY_AT_MOST, Difficulty, NEWS_DAYS, OPEN_AT_MOST, Step};
use tungngo_domain::ids::{PersonId, Slug, UnitId};
use tungngo_domain::ledger::form_event_id;
use tungngo_domain::time::Instant;
use uuid::Uuid;

/// A place in the courses, with its words as they were when it was asked about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HelpPlace {
    /// The module.
    pub module: Slug,
    /// The lesson; none where the module's test as a whole is meant.
    pub lesson: Option<Slug>,
    /// The question of the lesson.
    pub question: Option<Slug>,
    /// "Thanh toán: Bài 2. Quét mã"
    pub title: String,
    /// What the question asks; empty without one.
    pub stem: String,
}

/// What a learner asks.
#[derive(Debug, Clone)]
pub struct NewHelp {
    /// Who.
    pub member: PersonId,
    /// Where.
    pub place: HelpPlace,
    /// What is hard.
    pub kind: Difficulty,
    /// In the learner's own words; may be empty.
    pub text: String,
    /// Of the form: sent twice, it is asked once.
    pub form: Uuid,
}

/// What came of asking.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    /// It is with the trainer.
    Sent,
    /// Too many are open.
    TooManyOpen,
    /// Too many were asked within a day.
    TooManyToday,
    /// Outside every team there is no trainer.
    NoTeam,
}

/// Which of a page's rows comes before the first one shown, and how many are read.
#[derive(Debug, Clone, Copy, Default)]
pub struct Slice {
    /// The last row of the page before.
    pub after: Option<Uuid>,
    /// How many.
    pub limit: u64,
}

/// A request for help.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HelpRequest {
    /// Which.
    pub id: Uuid,
    /// Who asked.
    pub member: PersonId,
    /// The asker's name.
    pub member_name: String,
    /// The team in which it was asked.
    pub team: UnitId,
    /// Where.
    pub place: HelpPlace,
    /// What is hard.
    pub kind: Difficulty,
    /// In the learner's own words.
    pub text: String,
    /// When it was asked.
    pub asked_at: Instant,
    /// Since when somebody waits for an answer, or had waited for the last one.
    pub open_since: Instant,
    /// When it was passed on to the province, while it is there.
    pub passed_at: Option<Instant>,
    /// The answer that stands.
    pub answer: Option<String>,
    /// Who gave it.
    pub answered_by: Option<String>,
    /// When; none while it is open.
    pub answered_at: Option<Instant>,
    /// When the learner said that it is clear.
    pub cleared_at: Option<Instant>,
    /// How many steps were taken: what a page was made of.
    pub steps: i32,
}

impl HelpRequest {
    /// Whether somebody waits for an answer.
    pub fn is_open(&self) -> bool {
        self.answered_at.is_none()
    }
}

/// A step as read back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HelpStep {
    /// What was done.
    pub kind: Step,
    /// By whom.
    pub actor_name: String,
    /// When.
    pub at: Instant,
    /// What was written.
    pub text: String,
}

/// What home says of one's own requests.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct HelpNews {
    /// Whether there is any request.
    pub any: bool,
    /// Answers that the learner has not called clear.
    pub answers: u64,
}

/// The names of these people.
pub(crate) async fn names(
    db: &impl ConnectionTrait,
    ids: impl IntoIterator<Item = Uuid>,
) -> Result<HashMap<Uuid, String>> {
    let ids: BTreeSet<Uuid> = ids.into_iter().collect();
    let people = person::Entity::find().filter(person::Column::Id.is_in(ids)).all(db).await?;
    Ok(people.into_iter().map(|one| (one.id, one.full_name)).collect())
}

/// Rows as requests, with names.
pub(crate) async fn requests_from(
    db: &impl ConnectionTrait,
    rows: Vec<help_request::Model>,
) -> Result<Vec<HelpRequest>> {
    let people = rows.iter().flat_map(|row| [Some(row.member_id), row.answered_by]).flatten();
    let names = names(db, people).await?;
    let name = |id: Uuid| names.get(&id).cloned().unwrap_or_default();
    let slug = |text: String| Slug::parse(&text).map_err(|_| StorageError::Corrupt(text));
    rows.into_iter()
        .map(|row| {
            Ok(HelpRequest {
                id: row.id,
                member: PersonId(row.member_id),
                member_name: name(row.member_id),
                team: UnitId(row.team_id),
                place: HelpPlace {
                    module: slug(row.module_id)?,
                    lesson: row.lesson_id.map(slug).transpose()?,
                    question: row.question_key.map(slug).transpose()?,
                    title: row.place,
                    stem: row.stem,
                },
                kind: Difficulty::from_code(&row.kind).ok_or(StorageError::Corrupt(row.kind))?,
                text: row.body,
                asked_at: row.asked_at,
                open_since: row.open_since,
                passed_at: row.passed_at,
                answer: row.answer,
                answered_by: row.answered_by.map(name),
                answered_at: row.answered_at,
                cleared_at: row.cleared_at,
                steps: row.steps,
            })
        })
        .collect()
}

/// A step to be added.
pub(crate) struct NewStep<'a> {
    pub id: Uuid,
    pub request: Uuid,
    pub actor: PersonId,
    pub kind: Step,
    pub text: &'a str,
}

/// Whether a step was taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Took {
    /// Now.
    Now,
    /// By the same form, which came at the same time.
    Before,
    /// Not at all: somebody else was faster.
    Not,
}

/// Adds a step and changes the request, if nobody took a step since the `seen` ones.
pub(crate) async fn take_step(
    txn: &impl ConnectionTrait,
    step: NewStep<'_>,
    seen: i32,
    mut change: help_request::ActiveModel,
    now: Instant,
) -> Result<Took> {
    change.steps = Set(seen + 1);
    let changed = help_request::Entity::update_many()
        .set(change)
        .filter(help_request::Column::Id.eq(step.request))
        .filter(help_request::Column::Steps.eq(seen))
        .exec(txn)
        .await?;
    if changed.rows_affected == 0 {
        return Ok(if was_taken(txn, step.id).await? { Took::Before } else { Took::Not });
    }
    add_step(txn, &step, seen + 1, now).await?;
    Ok(Took::Now)
}

async fn add_step(txn: &impl ConnectionTrait, step: &NewStep<'_>, number: i32, now: Instant) -> Result<()> {
    let row = help_step::Model {
        id: step.id,
        request_id: step.request,
        number,
        actor_id: step.actor.0,
        kind: step.kind.code().to_owned(),
        at: now,
        body: step.text.to_owned(),
    };
    help_step::Entity::insert(row.into_active_model()).exec_without_returning(txn).await?;
    Ok(())
}

/// Whether a step with this id was taken: the same form came before.
pub(crate) async fn was_taken(txn: &impl ConnectionTrait, id: Uuid) -> Result<bool> {
    Ok(help_step::Entity::find_by_id(id).one(txn).await?.is_some())
}

impl Store {
    /// Asks for help. The same form sent twice asks once.
    pub async fn ask_for_help(&self, new: &NewHelp, now: Instant) -> Result<Asked> {
        let place = &new.place;
        let part = |slug: &Option<Slug>| slug.as_ref().map(ToString::to_string);
        let (lesson, question) = (part(&place.lesson), part(&place.question));
        let content = ["help", place.module.as_str(), new.kind.code(), &new.text]
            .into_iter()
            .chain([lesson.as_deref(), question.as_deref()].map(Option::unwrap_or_default))
            .collect::<Vec<_>>()
            .join("/");
        let id = form_event_id(new.member, new.form, &content).0;
        self.write(async |txn| {
            let Some(team) = place_in(txn, new.member).await? else { return Ok(Asked::NoTeam) };
            lock_member(txn, new.member).await?;
            if help_request::Entity::find_by_id(id).one(txn).await?.is_some() {
                return Ok(Asked::Sent);
            }
            let own = || help_request::Entity::find().filter(help_request::Column::MemberId.eq(new.member.0));
            let open = own().filter(help_request::Column::AnsweredAt.is_null()).count(txn).await?;
            if open >= OPEN_AT_MOST {
                return Ok(Asked::TooManyOpen);
            }
            let lately = own().filter(help_request::Column::AskedAt.gt(now - Duration::days(1)));
            if lately.count(txn).await? >= A_DAY_AT_MOST {
                return Ok(Asked::TooManyToday);
            }
            let row = help_request::Model {
                id,
                member_id: new.member.0,
                team_id: team.team.0,
                module_id: place.module.to_string(),
                lesson_id: lesson.clone(),
                question_key: question.clone(),
                place: place.title.clone(),
                stem: place.stem.clone(),
                kind: new.kind.code().to_owned(),
                body: new.text.clone(),
                asked_at: now,
                open_since: now,
                passed_at: None,
                answer: None,
                answered_by: None,
                answered_at: None,
                cleared_at: None,
                steps: 1,
            };
            help_request::Entity::insert(row.into_active_model()).exec_without_returning(txn).await?;
            let step = NewStep { id, request: id, actor: new.member, kind: Step::Asked, text: &new.text };
            add_step(txn, &step, 1, now).await?;
            Ok(Asked::Sent)
        })
        .await
    }

    /// One's own requests, newest first.
    pub async fn own_help(&self, member: PersonId, slice: Slice) -> Result<Vec<HelpRequest>> {
        let mut query = help_request::Entity::find().filter(help_request::Column::MemberId.eq(member.0));
        // What is no place in the list is its beginning.
        if let Some(after) = slice.after
            && let Some(last) =
                query.clone().filter(help_request::Column::Id.eq(after)).one(self.reader()).await?
        {
            query = query.filter(before(last.asked_at, last.id));
        }
        let rows = query
            .order_by_desc(help_request::Column::AskedAt)
            .order_by_desc(help_request::Column::Id)
            .limit(slice.limit)
            .all(self.reader())
            .await?;
        requests_from(self.reader(), rows).await
    }

    /// What home says of one's own requests.
    pub async fn help_news(&self, member: PersonId, now: Instant) -> Result<HelpNews> {
        let news = Condition::all()
            .add(help_request::Column::AnsweredAt.gt(now - Duration::days(NEWS_DAYS)))
            .add(help_request::Column::ClearedAt.is_null());
        let counted = Expr::case(news, 1).finally(0);
        let found: Option<(i64, Option<i64>)> = help_request::Entity::find()
            .filter(help_request::Column::MemberId.eq(member.0))
            .select_only()
            .column_as(help_request::Column::Id.count(), "all")
            .column_as(Expr::expr(counted).sum(), "news")
            .into_tuple()
            .one(self.reader())
            .await?;
        let (all, news) = found.unwrap_or_default();
        Ok(HelpNews { any: all > 0, answers: u64::try_from(news.unwrap_or(0)).unwrap_or(0) })
    }

    /// What the learner says of the answer to an own request: it is clear, or not yet, which opens it again for the
    /// trainer. Said twice, or of a request that is open, it changes nothing.
    pub async fn judge_help(
        &self,
        member: PersonId,
        request: Uuid,
        unclear: Option<&str>,
        form: Uuid,
        now: Instant,
    ) -> Result<()> {
        let kind = if unclear.is_some() { Step::Reopened } else { Step::Cleared };
        let id = form_event_id(member, form, &[kind.code(), "/", &request.to_string()].concat()).0;
        self.write(async |txn| {
            let row = help_request::Entity::find_by_id(request)
                .filter(help_request::Column::MemberId.eq(member.0))
                .one(txn)
                .await?
                .ok_or(StorageError::NotFound)?;
            let said = row.answered_at.is_none() || (unclear.is_none() && row.cleared_at.is_some());
            if said || was_taken(txn, id).await? {
                return Ok(());
            }
            let change = match unclear {
                Some(_) => help_request::ActiveModel {
                    answered_at: Set(None),
                    cleared_at: Set(None),
                    passed_at: Set(None),
                    open_since: Set(now),
                    ..Default::default()
                },
                None => help_request::ActiveModel { cleared_at: Set(Some(now)), ..Default::default() },
            };
            let step = NewStep { id, request, actor: member, kind, text: unclear.unwrap_or_default() };
            take_step(txn, step, row.steps, change, now).await?;
            Ok(())
        })
        .await
    }
}

/// Rows that were asked before this one.
pub(crate) fn before(asked_at: Instant, id: Uuid) -> Condition {
    use help_request::Column::{AskedAt, Id};
    Condition::any().add(AskedAt.lt(asked_at)).add(Condition::all().add(AskedAt.eq(asked_at)).add(Id.lt(id)))
}
