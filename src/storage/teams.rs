//! Teams as a trainer's lists need them: by name and page, with what their members reached and what was assigned.
//!
//! Counts come from the counters that are written with the events, so a page costs the same with five members or a
//! thousand. Does not own: the counters ([`crate::rollup`]).

use crate::connect::Store;
use crate::entity::{
    assignment, assignment_module, assignment_unit, membership, module_progress, person, rollup_counter,
    unit, unit_ancestor,
};
use crate::error::{Result, StorageError};
use crate::ledger::module_from;
use crate::member_list::{word_like, words};
use crate::people::{Member, names, teams_below, teams_within, units_within};
use crate::slug;
use chrono::NaiveDate;
use sea_orm::sea_query::{BinOper, Expr, ExprTrait, JoinType, Order, Query, SelectStatement};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter};
use std::collections::{BTreeMap, HashMap};
use tungngo_domain::access::Scope;
use tungngo_domain::ids::{PersonId, Slug, UnitId};
use tungngo_domain::ledger::ModuleProgress;
use tungngo_domain::rollup::Metric;
use uuid::Uuid;

/// A village team with its commune.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Team {
    /// Which.
    pub id: UnitId,
    /// "Thôn Bến Đá"
    pub name: String,
    /// The commune.
    pub commune: UnitId,
    /// "Xã Đồng Mây"
    pub commune_name: String,
}

impl Team {
    /// "Thôn Bến Đá, Xã Đồng Mây"
    pub fn with_commune(&self) -> String {
        [self.name.as_str(), &self.commune_name].join(", ")
    }
}

#[derive(FromQueryResult)]
struct TeamRow {
    id: Uuid,
    name: String,
    commune_id: Uuid,
    commune_name: String,
}

#[derive(FromQueryResult)]
struct AssignedRow {
    unit_id: Uuid,
    module_id: String,
    due_on: NaiveDate,
}

/// The order of teams: by commune and name.
const KEY: [(&str, &str); 4] = [("c", "sort_key"), ("c", "id"), ("t", "sort_key"), ("t", "id")];

/// The teams `t` within reach with their communes `c`, in their order.
fn teams_query(scope: &Scope) -> SelectStatement {
    let mut query = Query::select();
    query
        .expr_as(Expr::col(("t", "id")), "id")
        .expr_as(Expr::col(("t", "name")), "name")
        .expr_as(Expr::col(("c", "id")), "commune_id")
        .expr_as(Expr::col(("c", "name")), "commune_name")
        .from_as(unit::Entity, "t")
        .join_as(JoinType::InnerJoin, unit::Entity, "c", Expr::col(("c", "id")).equals(("t", "parent_id")))
        .and_where(Expr::col(("t", "kind")).eq("village"))
        .and_where(Expr::col(("t", "valid_to")).is_null())
        .and_where(Expr::col(("t", "id")).in_subquery(teams_within(scope)));
    for column in KEY {
        query.order_by(column, Order::Asc);
    }
    query
}

/// More members than any team has.
const GATHERED_AT_MOST: u64 = 1_000_000;

impl Store {
    /// The teams within reach in the order of their communes and names, those below `within` only where it is given,
    /// from behind `after` on, all or so many.
    pub async fn teams(
        &self,
        scope: &Scope,
        within: Option<UnitId>,
        after: Option<UnitId>,
        limit: impl Into<Option<u64>>,
    ) -> Result<Vec<Team>> {
        let mut query = teams_query(scope);
        if let Some(within) = within {
            query.and_where(Expr::col(("t", "id")).in_subquery(teams_below([within])));
        }
        if let Some(after) = after {
            let find = async |id: Uuid| {
                unit::Entity::find_by_id(id).one(self.reader()).await?.ok_or(StorageError::NotFound)
            };
            let team = find(after.0).await?;
            let commune = find(team.parent_id.ok_or(StorageError::NotFound)?).await?;
            let last = [
                Expr::val(commune.sort_key),
                Expr::val(commune.id),
                Expr::val(team.sort_key),
                Expr::val(team.id),
            ];
            query.and_where(Expr::tuple(KEY.map(Expr::col)).gt(Expr::tuple(last)));
        }
        if let Some(limit) = limit.into() {
            query.limit(limit);
        }
        self.read_teams(query).await
    }

    /// So many teams within reach in whose name, or their commune's, each word looked for begins one, diacritics or none.
    pub async fn teams_named(&self, scope: &Scope, looked_for: &str, limit: u64) -> Result<Vec<Team>> {
        let mut query = teams_query(scope);
        for word in words(looked_for) {
            let beside = |text: Expr, more: Expr| text.binary(BinOper::Custom("||"), more);
            let own = beside(Expr::val(" "), Expr::col(("t", "name_key")));
            let both = beside(beside(own, Expr::val(" ")), Expr::col(("c", "name_key")));
            query.and_where(both.like(word_like(&word)));
        }
        self.read_teams(query.limit(limit).to_owned()).await
    }

    /// Those of these teams that are within reach.
    pub async fn teams_among(
        &self,
        scope: &Scope,
        teams: impl IntoIterator<Item = UnitId>,
    ) -> Result<Vec<Team>> {
        let teams: Vec<Uuid> = teams.into_iter().map(|team| team.0).collect();
        let mut found = Vec::new();
        for chunk in teams.chunks(crate::BATCH_ROWS) {
            let mut query = teams_query(scope);
            query.and_where(Expr::col(("t", "id")).is_in(chunk.iter().copied()));
            found.extend(self.read_teams(query).await?);
        }
        Ok(found)
    }

    async fn read_teams(&self, query: SelectStatement) -> Result<Vec<Team>> {
        let rows = self.reader().query_all(&query).await?;
        rows.iter()
            .map(|row| {
                let row = TeamRow::from_query_result(row, "")?;
                Ok(Team {
                    id: UnitId(row.id),
                    name: row.name,
                    commune: UnitId(row.commune_id),
                    commune_name: row.commune_name,
                })
            })
            .collect()
    }

    /// How many teams are within reach.
    pub async fn team_count(&self, scope: &Scope) -> Result<u64> {
        use sea_orm::PaginatorTrait;
        let teams = units_within(scope).filter(unit::Column::Kind.eq("village"));
        Ok(teams.count(self.reader()).await?)
    }

    /// How many members of these teams reached what in which module. Unscoped: for teams found through the scope.
    pub async fn reached(&self, teams: &[UnitId]) -> Result<HashMap<(UnitId, String, Metric), u64>> {
        let mut reached = HashMap::new();
        for chunk in teams.chunks(crate::BATCH_ROWS) {
            let rows = rollup_counter::Entity::find()
                .filter(rollup_counter::Column::UnitId.is_in(chunk.iter().map(|team| team.0)))
                .filter(rollup_counter::Column::Part.eq(""))
                .all(self.reader())
                .await?;
            reached.extend(rows.into_iter().filter_map(|row| {
                let metric = Metric::from_code(&row.metric)?;
                Some(((UnitId(row.unit_id), row.module_id, metric), u64::try_from(row.n).unwrap_or(0)))
            }));
        }
        Ok(reached)
    }

    /// Which modules were assigned to members of these teams, with the last deadline. What was taken back does not
    /// count. Unscoped: for teams found through the scope.
    pub async fn assigned(&self, teams: &[UnitId]) -> Result<BTreeMap<(UnitId, String), NaiveDate>> {
        let mut assigned: BTreeMap<(UnitId, String), NaiveDate> = BTreeMap::new();
        for row in self.assigned_rows(teams, false).await? {
            let due = assigned.entry((UnitId(row.unit_id), row.module_id)).or_insert(row.due_on);
            *due = Ord::max(*due, row.due_on);
        }
        Ok(assigned)
    }

    /// What is assigned now to these units or to one above them, ended assignments apart: unit, module and deadline.
    /// Unscoped: for units found through the scope.
    pub async fn assigned_now(&self, units: &[UnitId]) -> Result<Vec<(UnitId, String, NaiveDate)>> {
        let rows = self.assigned_rows(units, true).await?;
        Ok(rows.into_iter().map(|row| (UnitId(row.unit_id), row.module_id, row.due_on)).collect())
    }

    async fn assigned_rows(&self, units: &[UnitId], only_open: bool) -> Result<Vec<AssignedRow>> {
        let mut rows = Vec::new();
        for chunk in units.chunks(crate::BATCH_ROWS) {
            let mut query = Query::select();
            query
                .expr_as(Expr::col(("a", "unit_id")), "unit_id")
                .expr_as(Expr::col(("m", "module_id")), "module_id")
                .expr_as(Expr::col(("s", "due_on")), "due_on")
                .from_as(unit_ancestor::Entity, "a")
                .join_as(
                    JoinType::InnerJoin,
                    assignment_unit::Entity,
                    "u",
                    Expr::col(("u", "unit_id")).equals(("a", "ancestor_id")),
                )
                .join_as(
                    JoinType::InnerJoin,
                    assignment::Entity,
                    "s",
                    Expr::col(("s", "id")).equals(("u", "assignment_id")),
                )
                .join_as(
                    JoinType::InnerJoin,
                    assignment_module::Entity,
                    "m",
                    Expr::col(("m", "assignment_id")).equals(("s", "id")),
                )
                .and_where(Expr::col(("s", "withdrawn")).eq(false))
                .and_where(Expr::col(("a", "unit_id")).is_in(chunk.iter().map(|team| team.0)));
            if only_open {
                query.and_where(Expr::col(("s", "ended_at")).is_null());
            }
            for row in self.reader().query_all(&query).await? {
                rows.push(AssignedRow::from_query_result(&row, "")?);
            }
        }
        Ok(rows)
    }

    /// A page of a team's members in the order of their names, from behind `after` on.
    pub async fn team_members(
        &self,
        scope: &Scope,
        team: UnitId,
        province: Option<&str>,
        after: Option<PersonId>,
        limit: u64,
    ) -> Result<Vec<Member>> {
        let mut members = Query::select();
        members
            .expr_as(Expr::col(("m", "person_id")), "id")
            .expr_as(Expr::col(("p", "sort_key")), "sort_key")
            .from_as(membership::Entity, "m")
            .join_as(
                JoinType::InnerJoin,
                person::Entity,
                "p",
                Expr::col(("p", "id")).equals(("m", "person_id")),
            )
            .and_where(Expr::col(("m", "team_id")).eq(team.0))
            .and_where(Expr::col(("m", "left_on")).is_null())
            .and_where(Expr::col(("m", "team_id")).in_subquery(teams_within(scope)));
        if let Some(after) = after {
            // Who is or was in this team has a place in its order; behind anybody else the list begins anew.
            let place = membership::Entity::find()
                .filter(membership::Column::PersonId.eq(after.0))
                .filter(membership::Column::TeamId.eq(team.0))
                .one(self.reader())
                .await?;
            let last = match place {
                Some(place) => person::Entity::find_by_id(place.person_id).one(self.reader()).await?,
                None => None,
            };
            if let Some(last) = last {
                let key = Expr::tuple([Expr::col(("p", "sort_key")), Expr::col(("p", "id"))]);
                members.and_where(key.gt(Expr::tuple([Expr::val(last.sort_key), Expr::val(last.id)])));
            }
        }
        // Gathered first, whatever their number: PostgreSQL would walk all people of the country in the order of their
        // names until a page is full.
        members.limit(GATHERED_AT_MOST);
        let mut query = Query::select();
        query
            .column("id")
            .from_subquery(members, "of_team")
            .order_by("sort_key", Order::Asc)
            .order_by("id", Order::Asc)
            .limit(limit);
        let people: Vec<Uuid> = self
            .reader()
            .query_all(&query)
            .await?
            .iter()
            .map(|row| Ok(row.try_get("", "id")?))
            .collect::<Result<_>>()?;
        let places = self.places_of(&people).await?;
        let province = province.map(|code| (team.0, code.to_owned()));
        self.members_at(places, &province.into_iter().collect()).await
    }

    /// How far members are in each module, without their single answers, tests and acts. Unscoped: for members found
    /// through the scope.
    pub async fn module_progress_of(
        &self,
        members: &[PersonId],
    ) -> Result<HashMap<PersonId, BTreeMap<Slug, ModuleProgress>>> {
        let mut all: HashMap<PersonId, BTreeMap<Slug, ModuleProgress>> = HashMap::new();
        for chunk in members.chunks(crate::BATCH_ROWS) {
            let rows = module_progress::Entity::find()
                .filter(module_progress::Column::MemberId.is_in(chunk.iter().map(|member| member.0)))
                .all(self.reader())
                .await?;
            for row in rows {
                let module = slug(&row.module_id)?;
                all.entry(PersonId(row.member_id)).or_default().insert(module, module_from(row));
            }
        }
        Ok(all)
    }

    /// The names of people. Unscoped: for members found through the scope.
    pub async fn names_of(&self, ids: &[PersonId]) -> Result<HashMap<PersonId, String>> {
        let names = names(self.reader(), ids.iter().map(|id| id.0)).await?;
        Ok(names.into_iter().map(|(id, name)| (PersonId(id), name)).collect())
    }

    /// Present members by their persons. Unscoped: for members found through the scope.
    pub async fn present_members(&self, ids: &[PersonId]) -> Result<HashMap<PersonId, Member>> {
        let mut members = HashMap::new();
        for chunk in ids.chunks(crate::BATCH_ROWS) {
            let places = membership::Entity::find()
                .filter(membership::Column::PersonId.is_in(chunk.iter().map(|id| id.0)))
                .filter(membership::Column::LeftOn.is_null())
                .all(self.reader())
                .await?;
            let found = self.members_at(places, &HashMap::new()).await?;
            members.extend(found.into_iter().map(|member| (member.person.id, member)));
        }
        Ok(members)
    }
}
