//! Who stands behind a number of a frozen month: counted again from what was frozen of the members and the ledger, by
//! the same rule, and so exactly as many as the number says.
//!
//! Owns: these reads. Does not own: who counts where ([`tungngo_domain::rollup`]), what a member was at the cut
//! ([`super::as_of`]).

use super::as_of::{Way, records};
use super::counting::counted;
use super::{Freeze, State};
use crate::certificates::MEMBERS_PROGRAMME;
use crate::connect::Store;
use crate::entity::{freeze_counter, freeze_member, freeze_unit, person, unit};
use crate::error::{Result, StorageError};
use crate::{Span, slug};
use sea_orm::sea_query::{Expr, ExprTrait, JoinType, Order, Query};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, FromQueryResult, Iterable, QueryFilter, QueryResult,
};
use tungngo_domain::ids::{PersonId, UnitId};
use tungngo_domain::people::TeamRole;
use tungngo_domain::rollup::{Cohort, Counter, Metric, Part, Subject, contribution};
use tungngo_domain::tally::{Sums, as_a_team};
use uuid::Uuid;

/// A number of a frozen month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FrozenNumber {
    /// Of the frozen unit, or of one right below it.
    pub unit: UnitId,
    /// What it counts.
    pub counter: Counter,
}

/// A member who was counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FrozenMember {
    /// Who.
    pub person: PersonId,
    /// What that person is called today.
    pub name: String,
    /// In which team.
    pub team: UnitId,
    /// The role in it then.
    pub role: TeamRole,
}

/// A page of those whom a number counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FrozenPage {
    /// The members, by the names of their teams and their own; none where teams are counted.
    pub members: Vec<FrozenMember>,
    /// The teams, by name.
    pub teams: Vec<UnitId>,
    /// The member or team after whom the next page begins.
    pub next: Option<Uuid>,
}

/// A member of a frozen month, before it is known what they had learnt.
struct Candidate {
    row: freeze_member::Model,
    name: String,
}

impl Store {
    /// How much a number of a frozen month is, as it stands: of the frozen unit, of everybody or a cohort; of one right
    /// below it, of everybody. `None` where the unit is neither.
    pub async fn frozen_number(&self, freeze: &Freeze, number: &FrozenNumber) -> Result<Option<u64>> {
        if freeze.state != State::Frozen || !self.is_of(freeze, number.unit).await? {
            return Ok(None);
        }
        let stored = async |metric: Metric| -> Result<i64> {
            let key = (freeze.id, number.unit.0, number.counter.part.code());
            let n = freeze_counter::Entity::find()
                .filter(freeze_counter::Column::FreezeId.eq(key.0))
                .filter(freeze_counter::Column::UnitId.eq(key.1))
                .filter(freeze_counter::Column::Part.eq(key.2))
                .filter(freeze_counter::Column::ModuleId.eq(number.counter.subject.code()))
                .filter(freeze_counter::Column::Metric.eq(metric.code()))
                .one(self.reader())
                .await?;
            Ok(n.map_or(0, |row| row.n))
        };
        let n = match number.counter.metric.kept_as() {
            [all, some] => stored(*all).await? - stored(*some).await?,
            _ => stored(number.counter.metric).await?,
        };
        Ok(u64::try_from(n).ok())
    }

    /// The units right below a frozen one with their share of one of its numbers, by name: they add up to it.
    pub async fn frozen_parts(
        &self,
        freeze: &Freeze,
        counter: &Counter,
    ) -> Result<Vec<(UnitId, String, u64)>> {
        let figures = self.frozen_figures(freeze).await?;
        let parts = figures.children.into_iter().map(|below| {
            let n = below.counts.get(counter.subject.code(), counter.metric);
            (below.unit.id, below.unit.name, n)
        });
        Ok(parts.filter(|(.., n)| *n > 0).collect())
    }

    async fn is_of(&self, freeze: &Freeze, id: UnitId) -> Result<bool> {
        let part = freeze_unit::Entity::find_by_id((freeze.id, id.0)).one(self.reader()).await?;
        Ok(id == freeze.unit || part.is_some())
    }

    /// A page of those whom a number of a frozen month counts. The frozen month was found through a scope.
    pub async fn frozen_behind(
        &self,
        freeze: &Freeze,
        number: &FrozenNumber,
        span: Span<Uuid>,
    ) -> Result<FrozenPage> {
        if freeze.state != State::Frozen || !self.is_of(freeze, number.unit).await? {
            return Err(StorageError::NotFound);
        }
        let counts_teams = number.counter.metric.counts_teams();
        let rows = usize::try_from(span.rows).unwrap_or(usize::MAX);
        let candidates = self.candidates(freeze, number).await?;
        let mut page = FrozenPage { members: Vec::new(), teams: Vec::new(), next: None };
        // What comes after the last one shown; a team is looked at whole.
        let key = |one: &Candidate| if counts_teams { one.row.team_id } else { one.row.member_id };
        let begin = match span.after {
            Some(after) => candidates.iter().rposition(|one| key(one) == after).map_or(0, |at| at + 1),
            None => 0,
        };
        let mut team: Option<(Uuid, Sums)> = None;
        for some in candidates.get(begin..).unwrap_or_default().chunks(crate::BATCH_ROWS) {
            let ids: Vec<Uuid> = some.iter().map(|one| one.row.member_id).collect();
            let state = self.snapshot().await?;
            let mut found = records(&*state, &ids, &freeze.cut(), Way::Quick).await?;
            drop(state);
            for one in some {
                let record = found.remove(&one.row.member_id).unwrap_or_default();
                let counts = contribution(
                    &counted(&one.row, record)?,
                    &slug(MEMBERS_PROGRAMME)?,
                    freeze.month.last_day(),
                );
                if counts_teams {
                    if team.as_ref().is_none_or(|(open, _)| *open != one.row.team_id) {
                        close(&mut page, team.take(), freeze, &number.counter)?;
                        team = Some((one.row.team_id, Sums::new()));
                    }
                    if let Some((_, sums)) = &mut team {
                        counts.into_iter().for_each(|(counter, n)| *sums.entry(counter).or_default() += n);
                    }
                } else if counts.contains_key(&number.counter) {
                    page.members.push(FrozenMember {
                        person: PersonId(one.row.member_id),
                        name: one.name.clone(),
                        team: UnitId(one.row.team_id),
                        role: TeamRole::from_code(&one.row.role)
                            .ok_or_else(|| StorageError::Corrupt(one.row.role.clone()))?,
                    });
                }
                if page.members.len() >= rows || page.teams.len() >= rows {
                    page.next = page.members.last().map(|last| last.person.0);
                    page.next = page.next.or(page.teams.last().map(|last| last.0));
                    return Ok(page);
                }
            }
        }
        close(&mut page, team, freeze, &number.counter)?;
        Ok(page)
    }

    /// Everybody who was counted in a unit of a frozen month, of the cohort that is asked for, team by team.
    async fn candidates(&self, freeze: &Freeze, number: &FrozenNumber) -> Result<Vec<Candidate>> {
        use freeze_member::Column::{BirthDecade, FreezeId, PartId, Role};
        let mut among = Condition::all().add(FreezeId.eq(freeze.id));
        if number.unit != freeze.unit {
            among = among.add(PartId.eq(number.unit.0));
        }
        match number.counter.part {
            Part::Cohort(Cohort::Role(role)) => among = among.add(Role.eq(role.code())),
            Part::Cohort(Cohort::Born(Some(decade))) => among = among.add(BirthDecade.eq(decade)),
            Part::Cohort(Cohort::Born(None)) => among = among.add(BirthDecade.is_null()),
            Part::All | Part::Week(_) => {}
        }
        let m = |column: freeze_member::Column| (freeze_member::Entity, column);
        let mut query = Query::select();
        query
            .from(freeze_member::Entity)
            .join_as(
                JoinType::InnerJoin,
                unit::Entity,
                "t",
                Expr::col(("t", "id")).equals(m(freeze_member::Column::TeamId)),
            )
            .join_as(
                JoinType::InnerJoin,
                person::Entity,
                "p",
                Expr::col(("p", "id")).equals(m(freeze_member::Column::MemberId)),
            )
            .cond_where(among)
            .columns(freeze_member::Column::iter().map(m))
            .expr_as(Expr::col(("p", "full_name")), "full_name");
        for (table, column) in [("t", "sort_key"), ("t", "id"), ("p", "sort_key"), ("p", "id")] {
            query.order_by((table, column), Order::Asc);
        }
        let candidate = |row: &QueryResult| {
            let member = freeze_member::Model::from_query_result(row, "")?;
            Ok(Candidate { row: member, name: row.try_get("", "full_name")? })
        };
        self.reader().query_all(&query).await?.iter().map(candidate).collect()
    }
}

/// Ends a team: it stands in the page where the number counts it.
fn close(page: &mut FrozenPage, team: Option<(Uuid, Sums)>, freeze: &Freeze, number: &Counter) -> Result<()> {
    let Some((id, sums)) = team else { return Ok(()) };
    let of_teams = as_a_team(&sums, &slug(MEMBERS_PROGRAMME)?, &freeze.requires);
    let has = |metric: Metric, subject: &Subject| {
        of_teams.contains(&Counter { metric, subject: subject.clone(), part: Part::All })
    };
    let is_counted = match number.metric.kept_as() {
        [all, some] => has(*all, &number.subject) && !has(*some, &number.subject),
        _ => has(number.metric, &number.subject),
    };
    // A number of everybody, of the subject it is kept of.
    if is_counted && number.part == Part::All {
        page.teams.push(UnitId(id));
    }
    Ok(())
}
