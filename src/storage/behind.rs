//! The lists behind the figures: exactly those members or teams that a number counts, and what a list says of them.
//!
//! Owns: these reads. Does not own: the figures ([`crate::figures`]), who counts where ([`tungngo_domain::rollup`]).

use crate::certificates::MEMBERS_PROGRAMME;
use crate::connect::Store;
use crate::entity::{member_stage, module_progress, person, rollup_counter, unit};
use crate::error::{Result, StorageError};
use crate::people::{Member, teams_below, teams_within};
use crate::rollup::figures_day;
use crate::units::{Unit, unit_from};
use chrono::NaiveDate;
use sea_orm::sea_query::{Expr, ExprTrait, JoinType, Order, Query, SelectStatement};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
};
use std::collections::{BTreeSet, HashMap};
use tungngo_domain::access::Scope;
use tungngo_domain::attention::Stage;
use tungngo_domain::ids::{PersonId, UnitId};
use tungngo_domain::people::TeamRole;
use tungngo_domain::rollup::{ANY_MODULE, Cohort, Metric, Part, Subject};
use tungngo_domain::units::in_sentence;
use uuid::Uuid;

/// Members or teams of a page of the list behind a number.
pub const ROWS_BEHIND: u64 = 50;

/// What a list behind a number is of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Behind {
    /// [`ANY_MODULE`], a module or the programme.
    pub subject: String,
    /// What is counted.
    pub metric: Metric,
    /// Of whom.
    pub part: Part,
}

/// Where a member stands, in a row of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RowState {
    /// The stage.
    pub stage: Stage,
    /// The last valid day of the member's certificate, where there is or was one.
    pub certified_until: Option<NaiveDate>,
}

/// A team with its commune, by name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Whereabouts {
    /// The team's village.
    pub team: String,
    /// Its commune.
    pub commune: String,
}

impl Whereabouts {
    /// "Thôn Bến Đá, xã Đồng Mây"
    pub fn in_words(&self) -> String {
        if self.commune.is_empty() {
            self.team.clone()
        } else {
            [self.team.as_str(), &in_sentence(&self.commune)].join(", ")
        }
    }
}

impl Store {
    /// A page of the members behind a number, in the order of the roster: exactly those whom it counts. `after` is the
    /// last one of the page before.
    pub async fn members_behind(
        &self,
        scope: &Scope,
        id: UnitId,
        behind: &Behind,
        after: Option<PersonId>,
    ) -> Result<Vec<Member>> {
        let mut query = self.behind(scope, id, behind).await?;
        query.expr_as(Expr::col(("p", "id")), "id").join_as(
            JoinType::InnerJoin,
            person::Entity,
            "p",
            Expr::col(("p", "id")).equals(("s", "member_id")),
        );
        if let Some(after) = after {
            let last = person::Entity::find_by_id(after.0)
                .one(self.reader())
                .await?
                .ok_or(StorageError::NotFound)?;
            let key = Expr::tuple([Expr::col(("p", "sort_key")), Expr::col(("p", "id"))]);
            query.and_where(key.gt(Expr::tuple([Expr::val(last.sort_key), Expr::val(last.id)])));
        }
        query.order_by(("p", "sort_key"), Order::Asc).order_by(("p", "id"), Order::Asc).limit(ROWS_BEHIND);
        let ids: Vec<Uuid> = self
            .reader()
            .query_all(&query)
            .await?
            .iter()
            .map(|row| Ok(row.try_get("", "id")?))
            .collect::<Result<_>>()?;
        let places = self.places_of(&ids).await?;
        self.members_at(places, &HashMap::new()).await
    }

    /// How many members are behind a number, counted one by one: what its list is announced with.
    pub async fn count_behind(&self, scope: &Scope, id: UnitId, behind: &Behind) -> Result<u64> {
        let mut query = self.behind(scope, id, behind).await?;
        query.expr_as(Expr::col(("s", "member_id")).count(), "n");
        let row = self.reader().query_one(&query).await?;
        let n: i64 = row.map(|row| row.try_get("", "n")).transpose()?.unwrap_or(0);
        Ok(u64::try_from(n).unwrap_or(0))
    }

    /// The members that a number counts, without columns: `s` is the member's stage, `g` the module's progress. The
    /// same conditions as [`tungngo_domain::rollup::contribution`]; tests hold the two together.
    async fn behind(&self, scope: &Scope, id: UnitId, behind: &Behind) -> Result<SelectStatement> {
        if behind.metric.counts_teams() || !self.reaches(scope, id).await? {
            return Err(StorageError::NotFound);
        }
        let day = Ord::max(figures_day(self.reader()).await?, crate::rollup::EARLIEST);
        let s = |column: &'static str| Expr::col(("s", column));
        let mut query = Query::select();
        query
            .from_as(member_stage::Entity, "s")
            .and_where(s("team_id").in_subquery(teams_within(scope)))
            .and_where(s("team_id").in_subquery(teams_below([id])));
        let any = behind.subject == ANY_MODULE;
        let programme = behind.subject == MEMBERS_PROGRAMME;
        let g = |column: &'static str| Expr::col(("g", column));
        if !any && !programme {
            query.join_as(
                JoinType::InnerJoin,
                module_progress::Entity,
                "g",
                g("member_id").equals(("s", "member_id")).and(g("module_id").eq(behind.subject.as_str())),
            );
        }
        let nobody = Expr::val(1).eq(0);
        let counted = match (behind.metric, any, programme) {
            (Metric::Members, true, _) => Expr::val(1).eq(1),
            (Metric::Reachable, true, _) => s("reachable").eq(true),
            (Metric::NoDevice, true, _) => s("no_device").eq(true),
            (Metric::Borrowed, true, _) => s("borrowed").eq(true),
            (Metric::Paper, true, _) => s("paper").eq(true),
            (Metric::Waiting, true, _) => s("stage").eq("waiting"),
            (Metric::Started, true, _) => s("started_on").is_not_null(),
            (Metric::Knows, true, _) => s("knows").eq(true),
            (Metric::Does, true, _) => s("does").eq(true),
            (Metric::Teaches, true, _) => s("teaches").eq(true),
            (Metric::Certified, false, true) => s("certified_until").gte(day),
            (Metric::Lapsed, false, true) => s("certified_until").lt(day),
            (Metric::Leaders, false, true) => {
                s("certified_until").gte(day).and(s("role").eq(TeamRole::Leader.code()))
            }
            (Metric::Started, false, false) => g("started_at").is_not_null(),
            (Metric::Knows, false, false) => g("knows_at").is_not_null(),
            (Metric::Does, false, false) => g("does_at").is_not_null(),
            (Metric::Teaches, false, false) => g("teaches_at").is_not_null(),
            (Metric::Certified, false, false) => g("certified_until").gte(day),
            (Metric::Lapsed, false, false) => g("certified_until").lt(day),
            _ => nobody.clone(),
        };
        query.and_where(counted);
        match behind.part {
            Part::All => {}
            Part::Cohort(Cohort::Role(role)) => {
                query.and_where(s("role").eq(role.code()));
            }
            Part::Cohort(Cohort::Born(Some(decade))) => {
                query.and_where(s("birth_decade").eq(decade));
            }
            Part::Cohort(Cohort::Born(None)) => {
                query.and_where(s("birth_decade").is_null());
            }
            // Weeks are shown as a curve; nobody asks who stands behind one of its points.
            Part::Week(_) => {
                query.and_where(nobody);
            }
        }
        Ok(query)
    }

    /// A page of the teams behind a number, by name. `after` is the last one of the page before.
    pub async fn teams_behind(
        &self,
        scope: &Scope,
        id: UnitId,
        behind: &Behind,
        after: Option<UnitId>,
    ) -> Result<Vec<Unit>> {
        let mut query = self.teams_counted(scope, id, behind).await?;
        if let Some(after) = after {
            let last =
                unit::Entity::find_by_id(after.0).one(self.reader()).await?.ok_or(StorageError::NotFound)?;
            let key = Expr::tuple([
                Expr::col((unit::Entity, unit::Column::SortKey)),
                Expr::col((unit::Entity, unit::Column::Id)),
            ]);
            query = query.filter(key.gt(Expr::tuple([Expr::val(last.sort_key), Expr::val(last.id)])));
        }
        let rows = query
            .order_by_asc(unit::Column::SortKey)
            .order_by_asc(unit::Column::Id)
            .limit(ROWS_BEHIND)
            .all(self.reader())
            .await?;
        Ok(rows.into_iter().filter_map(unit_from).collect())
    }

    /// How many teams are behind a number.
    pub async fn count_teams_behind(&self, scope: &Scope, id: UnitId, behind: &Behind) -> Result<u64> {
        Ok(self.teams_counted(scope, id, behind).await?.count(self.reader()).await?)
    }

    async fn teams_counted(
        &self,
        scope: &Scope,
        id: UnitId,
        behind: &Behind,
    ) -> Result<sea_orm::Select<unit::Entity>> {
        if !behind.metric.counts_teams() || behind.part != Part::All || !self.reaches(scope, id).await? {
            return Err(StorageError::NotFound);
        }
        let counted = match behind.metric {
            Metric::Teams | Metric::TeamsSilent => Metric::Members,
            Metric::TeamsStarted => Metric::Started,
            Metric::TeamsDoing => Metric::Does,
            Metric::TeamsTeaching => Metric::Teaches,
            Metric::TeamsLed => Metric::Leaders,
            other => other,
        };
        let subject = Subject::from_code(&behind.subject, |code| code == MEMBERS_PROGRAMME);
        let is_counted = subject.is_some_and(|subject| match behind.metric {
            Metric::TeamsReady => matches!(subject, Subject::Programme(_)),
            Metric::TeamsSilent => subject == Subject::Any,
            metric => counted.teams(&subject) == Some(metric),
        });
        let with = |metric: Metric| {
            Query::select()
                .column(rollup_counter::Column::UnitId)
                .from(rollup_counter::Entity)
                .and_where(Expr::col(rollup_counter::Column::UnitId).in_subquery(teams_below([id])))
                .and_where(Expr::col(rollup_counter::Column::Part).eq(""))
                .and_where(Expr::col(rollup_counter::Column::ModuleId).eq(behind.subject.as_str()))
                .and_where(Expr::col(rollup_counter::Column::Metric).eq(metric.code()))
                .and_where(Expr::col(rollup_counter::Column::N).gt(0))
                .and_where(Expr::val(is_counted).eq(true))
                .to_owned()
        };
        let teams = unit::Entity::find()
            .filter(unit::Column::Kind.eq("village"))
            .filter(unit::Column::Id.in_subquery(teams_within(scope)))
            .filter(unit::Column::Id.in_subquery(with(counted)));
        Ok(if behind.metric == Metric::TeamsSilent {
            teams.filter(unit::Column::Id.not_in_subquery(with(Metric::Started)))
        } else {
            teams
        })
    }

    /// Where these members stand, who were found through the scope before.
    pub async fn row_states(&self, members: &[PersonId]) -> Result<HashMap<PersonId, RowState>> {
        let rows = member_stage::Entity::find()
            .filter(member_stage::Column::MemberId.is_in(members.iter().map(|id| id.0)))
            .all(self.reader())
            .await?;
        Ok(rows
            .into_iter()
            .filter_map(|row| {
                let stage = Stage::from_code(&row.stage)?;
                Some((PersonId(row.member_id), RowState { stage, certified_until: row.certified_until }))
            })
            .collect())
    }

    /// The names of these teams and of their communes, which are public.
    pub async fn whereabouts(&self, teams: &[UnitId]) -> Result<HashMap<UnitId, Whereabouts>> {
        let named = async |ids: BTreeSet<Uuid>| {
            unit::Entity::find().filter(unit::Column::Id.is_in(ids)).all(self.reader()).await
        };
        let teams = named(teams.iter().map(|team| team.0).collect()).await?;
        let communes = named(teams.iter().filter_map(|team| team.parent_id).collect()).await?;
        let communes: HashMap<Uuid, String> = communes.into_iter().map(|row| (row.id, row.name)).collect();
        let place = |team: unit::Model| {
            let commune = team.parent_id.and_then(|id| communes.get(&id)).cloned().unwrap_or_default();
            (UnitId(team.id), Whereabouts { team: team.name, commune })
        };
        Ok(teams.into_iter().map(place).collect())
    }
}
