//! Finding whom an assignment is for: how many, who, and what a learner's nearest deadline is.
//!
//! Owns: these queries, bounded by a scope. Does not own: the assignments themselves ([`crate::assignments`]).

use crate::assignments::Terms;
use crate::connect::Store;
use crate::entity::{
    assignment, assignment_module, assignment_unit, certificate, membership, module_progress, person, unit,
    unit_ancestor,
};
use crate::error::{Result, StorageError};
use crate::people::{Member, Place, teams_below, teams_within};
use crate::slug;
use chrono::NaiveDate;
use sea_orm::sea_query::{Alias, Expr, ExprTrait, JoinType, Order, Query, SelectStatement};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder,
};
use std::collections::BTreeSet;
use tungngo_domain::access::Scope;
use tungngo_domain::audience::{Audience, Candidate};
use tungngo_domain::ids::{PersonId, Slug};
use tungngo_domain::time::Instant;

/// How many an assignment is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Meant {
    /// Members it is for.
    pub members: u64,
    /// Members of the same teams and roles who are left out because they were certified before.
    pub certified: u64,
    /// Of [`Self::members`]: who reached *Làm được* in every module since.
    pub done: u64,
}

/// A member of an assignment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assigned {
    /// Who.
    pub member: Member,
    /// "Thôn Bến Đá"
    pub team_name: String,
}

/// A deadline of a learner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deadline {
    /// The last day.
    pub due_on: NaiveDate,
    /// The modules.
    pub modules: BTreeSet<Slug>,
}

#[derive(FromQueryResult)]
struct MeantRow {
    members: i64,
    certified: i64,
    done: i64,
}

/// How many of the modules a member `m` had a certificate of before `since` that is valid today.
fn certified_before(modules: &BTreeSet<Slug>, since: Instant, today: NaiveDate) -> Expr {
    let count = Query::select()
        .expr(Expr::col(("k", certificate::Column::SubjectId)).count_distinct())
        .from_as(certificate::Entity, "k")
        .and_where(Expr::col(("k", certificate::Column::MemberId)).equals(("m", "person_id")))
        .and_where(Expr::col(("k", certificate::Column::SubjectKind)).eq("module"))
        .and_where(Expr::col(("k", certificate::Column::SubjectId)).is_in(modules.iter().map(Slug::as_str)))
        .and_where(Expr::col(("k", certificate::Column::RevokedAt)).is_null())
        .and_where(Expr::col(("k", certificate::Column::IssuedAt)).lt(since))
        .cond_where(
            Condition::any()
                .add(Expr::col(("k", certificate::Column::ValidUntil)).is_null())
                .add(Expr::col(("k", certificate::Column::ValidUntil)).gte(today)),
        )
        .to_owned();
    Expr::SubQuery(None, Box::new(count.into()))
}

/// In how many of the modules a member `m` is at *Làm được*.
fn done_modules(modules: &BTreeSet<Slug>) -> Expr {
    let count = Query::select()
        .expr(Expr::col(("g", module_progress::Column::ModuleId)).count())
        .from_as(module_progress::Entity, "g")
        .and_where(Expr::col(("g", module_progress::Column::MemberId)).equals(("m", "person_id")))
        .and_where(
            Expr::col(("g", module_progress::Column::ModuleId)).is_in(modules.iter().map(Slug::as_str)),
        )
        .and_where(Expr::col(("g", module_progress::Column::KnowsAt)).is_not_null())
        .and_where(Expr::col(("g", module_progress::Column::DoesAt)).is_not_null())
        .to_owned();
    Expr::SubQuery(None, Box::new(count.into()))
}

/// Members `m` of the teams and roles of these terms, within reach.
fn in_teams(query: &mut SelectStatement, scope: &Scope, terms: &Terms) {
    query
        .from_as(membership::Entity, "m")
        .and_where(Expr::col(("m", "left_on")).is_null())
        .and_where(Expr::col(("m", "team_id")).in_subquery(teams_within(scope)))
        .and_where(Expr::col(("m", "team_id")).in_subquery(teams_below(terms.units.iter().copied())));
    if !terms.audience.roles.is_empty() {
        let roles = terms.audience.roles.iter().map(|role| role.code());
        query.and_where(Expr::col(("m", "role")).is_in(roles));
    }
}

impl Store {
    /// How many members within reach these terms are for. `since`: whoever was certified before is left out, where
    /// the audience says so; who is certified later is done.
    pub async fn meant(
        &self,
        scope: &Scope,
        terms: &Terms,
        since: Instant,
        today: NaiveDate,
    ) -> Result<Meant> {
        let all = terms.modules.len() as i64;
        let flag = |expr: Expr| {
            let case = sea_orm::sea_query::CaseStatement::new().case(expr.gte(all), 1).finally(0);
            Expr::expr(case)
        };
        let mut each = Query::select();
        each.expr_as(flag(certified_before(&terms.modules, since, today)), "certified")
            .expr_as(flag(done_modules(&terms.modules)), "done");
        in_teams(&mut each, scope, terms);
        let left_out = |n: i32| Expr::col(("e", "certified")).eq(n);
        let count = |when: Expr| {
            let case = sea_orm::sea_query::CaseStatement::new().case(when, 1).finally(0);
            Expr::expr(Expr::expr(case).sum()).if_null(0).cast_as(Alias::new("BIGINT"))
        };
        let meant = || if terms.audience.uncertified { left_out(0) } else { Expr::val(1).eq(1) };
        let mut sum = Query::select();
        sum.expr_as(count(meant()), "members")
            .expr_as(count(left_out(1)), "certified")
            .expr_as(count(meant().and(Expr::col(("e", "done")).eq(1))), "done")
            .from_subquery(each, "e");
        let Some(row) = self.reader().query_one(&sum).await? else { return Ok(Meant::default()) };
        let row = MeantRow::from_query_result(&row, "")?;
        let positive = |n: i64| u64::try_from(n).unwrap_or(0);
        let certified = if terms.audience.uncertified { positive(row.certified) } else { 0 };
        Ok(Meant { members: positive(row.members), certified, done: positive(row.done) })
    }

    /// Whom these terms are for, by team and name, from behind `after` on; with `behind`, without those who are done.
    pub async fn meant_members(
        &self,
        scope: &Scope,
        terms: &Terms,
        (since, today): (Instant, NaiveDate),
        behind: bool,
        after: Option<PersonId>,
        limit: u64,
    ) -> Result<Vec<Assigned>> {
        let all = terms.modules.len() as i64;
        let mut query = Query::select();
        query
            .expr_as(Expr::col(("m", "person_id")), "person_id")
            .expr_as(Expr::col(("t", "name")), "team_name");
        in_teams(&mut query, scope, terms);
        query
            .join_as(
                JoinType::InnerJoin,
                person::Entity,
                "p",
                Expr::col(("p", "id")).equals(("m", "person_id")),
            )
            .join_as(JoinType::InnerJoin, unit::Entity, "t", Expr::col(("t", "id")).equals(("m", "team_id")));
        if terms.audience.uncertified {
            query.and_where(certified_before(&terms.modules, since, today).lt(all));
        }
        if behind {
            query.and_where(done_modules(&terms.modules).lt(all));
        }
        const KEY: [(&str, &str); 4] = [("t", "sort_key"), ("t", "id"), ("p", "sort_key"), ("p", "id")];
        if let Some(after) = after {
            let person = person::Entity::find_by_id(after.0).one(self.reader()).await?;
            let place = self.place(after).await?;
            let (person, place) = person.zip(place).ok_or(StorageError::NotFound)?;
            let team = unit::Entity::find_by_id(place.team.0).one(self.reader()).await?;
            let team = team.ok_or(StorageError::NotFound)?;
            let last = [
                Expr::val(team.sort_key),
                Expr::val(team.id),
                Expr::val(person.sort_key),
                Expr::val(person.id),
            ];
            query.and_where(Expr::tuple(KEY.map(Expr::col)).gt(Expr::tuple(last)));
        }
        for column in KEY {
            query.order_by(column, Order::Asc);
        }
        query.limit(limit);
        let rows = self.reader().query_all(&query).await?;
        let found = rows
            .iter()
            .map(|row| Ok((PersonId(row.try_get("", "person_id")?), row.try_get("", "team_name")?)))
            .collect::<Result<Vec<(PersonId, String)>>>()?;
        let ids: Vec<PersonId> = found.iter().map(|(person, _)| *person).collect();
        let mut members = self.present_members(&ids).await?;
        Ok(found
            .into_iter()
            .filter_map(|(person, team_name)| Some(Assigned { member: members.remove(&person)?, team_name }))
            .collect())
    }

    /// The open assignments that include a member, nearest deadline first. `certified` tells whether every one of some
    /// modules was certified before a moment. Unscoped: for one's own home.
    pub async fn deadlines(
        &self,
        place: &Place,
        certified: impl Fn(&BTreeSet<Slug>, Instant) -> bool,
    ) -> Result<Vec<Deadline>> {
        let above = Query::select()
            .column(unit_ancestor::Column::AncestorId)
            .from(unit_ancestor::Entity)
            .and_where(Expr::col(unit_ancestor::Column::UnitId).eq(place.team.0))
            .to_owned();
        let of_team = Query::select()
            .column(assignment_unit::Column::AssignmentId)
            .from(assignment_unit::Entity)
            .and_where(Expr::col(assignment_unit::Column::UnitId).in_subquery(above))
            .to_owned();
        let rows = assignment::Entity::find()
            .filter(assignment::Column::EndedAt.is_null())
            .filter(assignment::Column::Id.in_subquery(of_team))
            .order_by_asc(assignment::Column::DueOn)
            .order_by_asc(assignment::Column::Id)
            .all(self.reader())
            .await?;
        if rows.is_empty() {
            return Ok(Vec::new());
        }
        let found = assignment_module::Entity::find()
            .filter(assignment_module::Column::AssignmentId.is_in(rows.iter().map(|row| row.id)))
            .all(self.reader())
            .await?;
        let mut deadlines = Vec::new();
        for row in rows {
            let audience: Audience = serde_json::from_str(&row.audience)?;
            let modules = found
                .iter()
                .filter(|one| one.assignment_id == row.id)
                .map(|one| slug(&one.module_id))
                .collect::<Result<BTreeSet<_>>>()?;
            let certified = certified(&modules, row.created_at);
            if audience.includes(Candidate { team: place.team, role: place.role, certified }) {
                deadlines.push(Deadline { due_on: row.due_on, modules });
            }
        }
        Ok(deadlines)
    }
}
