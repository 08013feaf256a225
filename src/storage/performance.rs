//! How each question performs: what learners answered, counted for the author's desk.
//!
//! Owns: the counting reads, each bounded however many members there are. Does not own: what the figures say
//! ([`tungngo_domain::performance`]).

use crate::connect::Store;
use crate::entity::{attempt, attempt_answer};
use crate::error::{Result, StorageError};
use crate::ledger::{answer_from, attempt_from};
use sea_orm::{
    ColumnTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect, Statement, Value,
};
use std::collections::HashMap;
use tungngo_domain::grading::Answer;
use tungngo_domain::ids::Slug;
use tungngo_domain::ledger::AttemptProgress;
use tungngo_domain::performance::Answered;
use uuid::Uuid;

/// At most so many records of each question are looked at.
const RECORDS_MOST: i64 = 5_000;
/// At most so many of the latest tests are looked at.
const ATTEMPTS_MOST: u64 = 1_000;

#[derive(FromQueryResult)]
struct Counted {
    version: String,
    choices: String,
    last_right: bool,
    first_right: bool,
    passed: i64,
    n: i64,
}

/// Answers to one question of a lesson, in groups of like ones.
const ANSWERS: [&str; 2] = [
    "SELECT q.first_version AS version, q.last_choices AS choices, q.last_right AS last_right, q.first_right AS \
     first_right, q.passed AS passed, COUNT(*) AS n FROM (SELECT p.first_version, p.last_choices, p.last_right, \
     p.first_right, COALESCE((SELECT CASE WHEN a.right_answers >= a.needed THEN 1 ELSE 0 END FROM attempt a WHERE \
     a.member_id = p.member_id AND a.module_id = p.module_id AND a.closed_at IS NOT NULL ORDER BY a.closed_at LIMIT \
     1), -1) AS passed FROM question_progress p WHERE p.module_id = ? AND p.question_id = ? LIMIT ?) q GROUP BY \
     q.first_version, q.last_choices, q.last_right, q.first_right, q.passed",
    "SELECT q.first_version AS version, q.last_choices AS choices, q.last_right AS last_right, q.first_right AS \
     first_right, CAST(q.passed AS BIGINT) AS passed, COUNT(*) AS n FROM (SELECT p.first_version, p.last_choices, \
     p.last_right, p.first_right, COALESCE((SELECT CASE WHEN a.right_answers >= a.needed THEN 1 ELSE 0 END FROM \
     attempt a WHERE a.member_id = p.member_id AND a.module_id = p.module_id AND a.closed_at IS NOT NULL ORDER BY \
     a.closed_at LIMIT 1), -1) AS passed FROM question_progress p WHERE p.module_id = $1 AND p.question_id = $2 LIMIT \
     $3) q GROUP BY q.first_version, q.last_choices, q.last_right, q.first_right, q.passed",
];

impl Store {
    /// What was answered to a question of a lesson, first and last, in groups of like answers.
    pub async fn lesson_answers(&self, module: &Slug, question: &Slug) -> Result<Vec<Answered>> {
        let sqlite = self.backend() == sea_orm::DbBackend::Sqlite;
        let statement = Statement::from_sql_and_values(
            self.backend(),
            ANSWERS[usize::from(!sqlite)],
            [module.as_str().into(), question.as_str().into(), Value::from(RECORDS_MOST)],
        );
        let rows = Counted::find_by_statement(statement).all(self.reader()).await?;
        rows.into_iter()
            .map(|row| {
                Ok(Answered {
                    version: row.version,
                    last: Answer::from_code(&row.choices)
                        .ok_or_else(|| StorageError::Corrupt(row.choices.clone()))?,
                    last_right: row.last_right,
                    first_right: row.first_right,
                    strong: (row.passed >= 0).then_some(row.passed == 1),
                    n: u64::try_from(row.n).unwrap_or(0),
                })
            })
            .collect()
    }

    /// The latest closed tests of a module with their answers.
    pub async fn latest_attempts(&self, module: &Slug) -> Result<Vec<AttemptProgress>> {
        let rows = attempt::Entity::find()
            .filter(attempt::Column::ModuleId.eq(module.as_str()))
            .filter(attempt::Column::ClosedAt.is_not_null())
            .order_by_desc(attempt::Column::ClosedAt)
            .limit(ATTEMPTS_MOST)
            .all(self.reader())
            .await?;
        let mut all: HashMap<Uuid, AttemptProgress> = HashMap::with_capacity(rows.len());
        for row in rows {
            all.insert(row.id, attempt_from(row)?);
        }
        let ids: Vec<Uuid> = all.keys().copied().collect();
        for chunk in ids.chunks(crate::BATCH_ROWS) {
            let answers = attempt_answer::Entity::find()
                .filter(attempt_answer::Column::AttemptId.is_in(chunk.to_vec()))
                .all(self.reader())
                .await?;
            for row in answers {
                let id = row.attempt_id;
                let (place, answer) = answer_from(row)?;
                if let Some(attempt) = all.get_mut(&id) {
                    attempt.answers.insert(place, answer);
                }
            }
        }
        Ok(all.into_values().collect())
    }
}
