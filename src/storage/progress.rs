//! Reading back what is derived of members' learning: of one in one module, or of many in all of theirs.
//!
//! Owns: these reads. Does not own: how events become progress ([`crate::ledger`]).

use crate::connect::Store;
use crate::entity::{
    attempt, attempt_answer, drill_progress, lesson_progress, membership, module_progress, observation,
    question_progress, sign_off,
};
use crate::error::Result;
use crate::ledger::{answer_from, attempt_from, module_from, observation_from, question_from, sign_off_from};
use crate::people::places_within;
use crate::slug;
use sea_orm::sea_query::{Expr, ExprTrait, Query, UnionType};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect, QueryTrait, Select};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use tungngo_domain::access::Scope;
use tungngo_domain::grading::Answer;
use tungngo_domain::ids::{AttemptId, EventId, PersonId, Slug};
use tungngo_domain::ledger::Progress;
use uuid::Uuid;

/// How much is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Depth {
    /// Without questions, answers and observations.
    Outline,
    /// Everything.
    Whole,
}

/// Members with what is recorded of them, by module.
pub(crate) type Progresses = HashMap<PersonId, BTreeMap<Slug, Progress>>;

impl Store {
    /// Everything recorded of a member in one module.
    pub async fn progress(&self, member: PersonId, module: &Slug) -> Result<Progress> {
        progress_in(self.reader(), member, module).await
    }

    /// The progress of a member in every module, without single questions and answers: what home needs.
    pub async fn all_progress(&self, member: PersonId) -> Result<BTreeMap<Slug, Progress>> {
        let mut all = self.members_progress(&[member]).await?;
        Ok(all.remove(&member).unwrap_or_default())
    }

    /// The same for several members, in five reads however many they are.
    pub async fn members_progress(
        &self,
        members: &[PersonId],
    ) -> Result<HashMap<PersonId, BTreeMap<Slug, Progress>>> {
        let mut all = Progresses::new();
        for chunk in members.chunks(crate::BATCH_ROWS) {
            all.extend(progress_of(self.reader(), chunk, None, Depth::Outline).await?);
        }
        Ok(all)
    }

    /// The present members within reach who have a lesson, a test or a sign-off of a module that was made with another
    /// version than this one; where none is named, with any.
    pub async fn recorded_otherwise(
        &self,
        scope: &Scope,
        module: &Slug,
        version: Option<&str>,
    ) -> Result<Vec<PersonId>> {
        let places = places_within(scope).select_only().column(membership::Column::PersonId);
        let members: Vec<Uuid> = places.into_tuple().all(self.reader()).await?;
        let mut found = BTreeSet::new();
        for chunk in members.chunks(crate::BATCH_ROWS) {
            let having = |table: &'static str| {
                let mut having = Query::select();
                having
                    .column("member_id")
                    .from(table)
                    .and_where(Expr::col("member_id").is_in(chunk.iter().copied()))
                    .and_where(Expr::col("module_id").eq(module.as_str()));
                if let Some(version) = version {
                    having.and_where(Expr::col("module_version").ne(version));
                }
                having
            };
            let mut all = having("lesson_progress");
            all.union(UnionType::Distinct, having("sign_off")).union(UnionType::Distinct, having("attempt"));
            for row in self.reader().query_all(&all).await? {
                found.insert(PersonId(row.try_get("", "member_id")?));
            }
        }
        Ok(found.into_iter().collect())
    }

    /// The same in one module.
    pub async fn members_progress_in(
        &self,
        members: &[PersonId],
        module: &Slug,
    ) -> Result<HashMap<PersonId, Progress>> {
        let mut all = HashMap::new();
        for chunk in members.chunks(crate::BATCH_ROWS) {
            let found = progress_of(self.reader(), chunk, Some(module), Depth::Outline).await?;
            all.extend(found.into_iter().filter_map(|(member, mut own)| Some((member, own.remove(module)?))));
        }
        Ok(all)
    }
}

/// Everything derived of a member and module, read back.
pub(crate) async fn progress_in(
    db: &impl ConnectionTrait,
    member: PersonId,
    module: &Slug,
) -> Result<Progress> {
    let mut all = progress_of(db, &[member], Some(module), Depth::Whole).await?;
    Ok(all.remove(&member).and_then(|mut modules| modules.remove(module)).unwrap_or_default())
}

/// What is derived of these members, not more than [`crate::BATCH_ROWS`], in one module or in all.
pub(crate) async fn progress_of(
    db: &impl ConnectionTrait,
    members: &[PersonId],
    module: Option<&Slug>,
    depth: Depth,
) -> Result<Progresses> {
    let wanted = Wanted { members, module };
    let mut all = Progresses::new();
    let rows = wanted.rows::<module_progress::Entity>(
        module_progress::Column::MemberId,
        module_progress::Column::ModuleId,
    );
    for row in rows.all(db).await? {
        let progress = entry(&mut all, row.member_id, &row.module_id)?;
        progress.module = module_from(row);
    }
    let rows = wanted
        .rows::<drill_progress::Entity>(drill_progress::Column::MemberId, drill_progress::Column::ModuleId);
    for row in rows.all(db).await? {
        let progress = entry(&mut all, row.member_id, &row.module_id)?;
        progress.drills.insert(slug(&row.drill_id)?, row.finished_at);
    }
    let rows = wanted.rows::<lesson_progress::Entity>(
        lesson_progress::Column::MemberId,
        lesson_progress::Column::ModuleId,
    );
    for row in rows.all(db).await? {
        let (progress, lesson) = (entry(&mut all, row.member_id, &row.module_id)?, slug(&row.lesson_id)?);
        progress.finished_in.insert(lesson.clone(), row.module_version);
        progress.lessons.insert(lesson, row.finished_at);
    }
    let attempts = wanted.rows::<attempt::Entity>(attempt::Column::MemberId, attempt::Column::ModuleId);
    let mut answers = match depth {
        Depth::Outline => HashMap::new(),
        Depth::Whole => answers_of(db, &attempts).await?,
    };
    for row in attempts.all(db).await? {
        let (progress, id) = (entry(&mut all, row.member_id, &row.module_id)?, AttemptId(row.id));
        let mut attempt = attempt_from(row)?;
        attempt.answers = answers.remove(&id).unwrap_or_default();
        progress.attempts.insert(id, attempt);
    }
    let rows = wanted.rows::<sign_off::Entity>(sign_off::Column::MemberId, sign_off::Column::ModuleId);
    for row in rows.all(db).await? {
        let (progress, id) = (entry(&mut all, row.member_id, &row.module_id)?, EventId(row.id));
        progress.sign_offs.insert(id, sign_off_from(row)?);
    }
    if depth == Depth::Outline {
        return Ok(all);
    }
    let rows = wanted.rows::<question_progress::Entity>(
        question_progress::Column::MemberId,
        question_progress::Column::ModuleId,
    );
    for row in rows.all(db).await? {
        let progress = entry(&mut all, row.member_id, &row.module_id)?;
        let (key, question) = question_from(row)?;
        progress.questions.insert(key, question);
    }
    let rows =
        wanted.rows::<observation::Entity>(observation::Column::MemberId, observation::Column::ModuleId);
    for row in rows.all(db).await? {
        let progress = entry(&mut all, row.member_id, &row.module_id)?;
        let (item, seen) = observation_from(row)?;
        progress.observations.insert(item, seen);
    }
    Ok(all)
}

/// Whose rows are read, and of which module.
struct Wanted<'a> {
    members: &'a [PersonId],
    module: Option<&'a Slug>,
}

impl Wanted<'_> {
    fn rows<E: EntityTrait>(&self, member: E::Column, module: E::Column) -> Select<E> {
        let rows = match self.members {
            [one] => E::find().filter(member.eq(one.0)),
            many => E::find().filter(member.is_in(many.iter().map(|one| one.0))),
        };
        match self.module {
            Some(only) => rows.filter(module.eq(only.as_str())),
            None => rows,
        }
    }
}

fn entry<'a>(all: &'a mut Progresses, member: Uuid, module: &str) -> Result<&'a mut Progress> {
    Ok(all.entry(PersonId(member)).or_default().entry(slug(module)?).or_default())
}

/// The answers given in these attempts, by place.
async fn answers_of(
    db: &impl ConnectionTrait,
    attempts: &Select<attempt::Entity>,
) -> Result<HashMap<AttemptId, BTreeMap<u16, Answer>>> {
    let ids = attempts.clone().select_only().column(attempt::Column::Id).into_query();
    let rows = attempt_answer::Entity::find()
        .filter(attempt_answer::Column::AttemptId.in_subquery(ids))
        .all(db)
        .await?;
    let mut answers: HashMap<AttemptId, BTreeMap<u16, Answer>> = HashMap::new();
    for row in rows {
        let id = AttemptId(row.attempt_id);
        let (place, answer) = answer_from(row)?;
        answers.entry(id).or_default().insert(place, answer);
    }
    Ok(answers)
}
