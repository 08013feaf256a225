//! Whom a publication would touch: counts, each by one statement.
//!
//! Owns: counting. Does not own: what a change asks of whom ([`tungngo_domain::renewal`]).

use crate::connect::Store;
use crate::entity::{attempt, certificate, lesson_progress, module_progress, question_progress, sign_off};
use crate::error::Result;
use sea_orm::sea_query::{Expr, ExprTrait, Query, SelectStatement, UnionType};
use sea_orm::{ColumnTrait, Condition, EntityTrait, PaginatorTrait, QueryFilter, QuerySelect, QueryTrait};
use std::collections::BTreeMap;
use tungngo_domain::change::Class;
use tungngo_domain::ids::Slug;
use tungngo_domain::renewal::Ask;
use tungngo_domain::time::{Instant, day};

/// Whom replacing a version touches.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Touched {
    /// Open tests, which are finished on the version they began with.
    pub attempts: u64,
    /// Members who have to do something again.
    pub members: u64,
    /// Valid certificates of the module whose holder has to do something again.
    pub certificates: u64,
    /// Valid certificates that will say that they rest on what was recalled.
    pub recalled: u64,
    /// How many members have to do which part again.
    pub parts: Vec<(Ask, u64)>,
}

impl Touched {
    /// Whether anybody's record is touched.
    pub fn anybody(&self) -> bool {
        self.attempts + self.members + self.certificates + self.recalled > 0
    }
}

/// Who has a record of a part, as `member_id`.
fn having(module: &str, what: &Ask) -> SelectStatement {
    match what {
        Ask::Lesson(id) => lesson_progress::Entity::find()
            .select_only()
            .column(lesson_progress::Column::MemberId)
            .filter(lesson_progress::Column::ModuleId.eq(module))
            .filter(lesson_progress::Column::LessonId.eq(id.as_str()))
            .into_query(),
        Ask::Question(id) => question_progress::Entity::find()
            .select_only()
            .column(question_progress::Column::MemberId)
            .filter(question_progress::Column::ModuleId.eq(module))
            .filter(question_progress::Column::QuestionId.eq(id.as_str()))
            .into_query(),
        Ask::Act(id) => sign_off::Entity::find()
            .select_only()
            .column(sign_off::Column::MemberId)
            .filter(sign_off::Column::ModuleId.eq(module))
            .filter(sign_off::Column::ItemId.eq(id.as_str()))
            .filter(sign_off::Column::RevokedAt.is_null())
            .into_query(),
        Ask::Test => attempt::Entity::find()
            .select_only()
            .column(attempt::Column::MemberId)
            .filter(attempt::Column::ModuleId.eq(module))
            .filter(attempt::Column::ClosedAt.is_not_null())
            .filter(Expr::col(attempt::Column::RightAnswers).gte(Expr::col(attempt::Column::Needed)))
            .into_query(),
    }
}

/// The members of several such selections, each once.
fn any_of(module: &str, parts: &BTreeMap<Ask, Class>) -> Option<SelectStatement> {
    let mut all = parts.keys().map(|what| having(module, what));
    let mut first = all.next()?;
    for other in all {
        first.union(UnionType::Distinct, other);
    }
    Some(first)
}

impl Store {
    /// Counts whom asking `parts` of a module again would touch. `tests_change`: whether its test or banks differ, so
    /// that open attempts go on with another version than new ones.
    pub async fn touched(
        &self,
        module: &Slug,
        parts: &BTreeMap<Ask, Class>,
        tests_change: bool,
        now: Instant,
    ) -> Result<Touched> {
        let db = self.reader();
        let mut touched = Touched::default();
        if tests_change {
            touched.attempts = attempt::Entity::find()
                .filter(attempt::Column::ModuleId.eq(module.as_str()))
                .filter(attempt::Column::ClosedAt.is_null())
                .count(db)
                .await?;
        }
        let Some(members) = any_of(module.as_str(), parts) else { return Ok(touched) };
        touched.members = self.count_distinct(members.clone()).await?;
        let valid = || {
            certificate::Entity::find()
                .filter(certificate::Column::SubjectKind.eq("module"))
                .filter(certificate::Column::SubjectId.eq(module.as_str()))
                .filter(certificate::Column::RevokedAt.is_null())
                .filter(certificate::Column::ReplacedAt.is_null())
                .filter(
                    Condition::any()
                        .add(certificate::Column::ValidUntil.is_null())
                        .add(certificate::Column::ValidUntil.gte(day(now))),
                )
        };
        touched.certificates =
            valid().filter(certificate::Column::MemberId.in_subquery(members)).count(db).await?;
        if parts.values().any(|class| *class == Class::Recall) {
            touched.recalled = valid().count(db).await?;
        }
        // A question is counted with its lesson, and apart where the lesson was not finished.
        for what in parts.keys() {
            let n = self.count_distinct(having(module.as_str(), what)).await?;
            if n > 0 {
                touched.parts.push((what.clone(), n));
            }
        }
        Ok(touched)
    }

    /// How many people have any record in a module.
    pub async fn studied_by(&self, module: &Slug) -> Result<u64> {
        Ok(module_progress::Entity::find()
            .filter(module_progress::Column::ModuleId.eq(module.as_str()))
            .count(self.reader())
            .await?)
    }

    async fn count_distinct(&self, members: SelectStatement) -> Result<u64> {
        use sea_orm::ConnectionTrait;
        let mut count = Query::select();
        count
            .expr_as(Expr::col(("found", "member_id")).count_distinct(), "n")
            .from_subquery(members, "found");
        let row = self.reader().query_one(&count).await?;
        let n: i64 = row.map(|row| row.try_get("", "n")).transpose()?.unwrap_or(0);
        Ok(u64::try_from(n).unwrap_or(0))
    }
}
