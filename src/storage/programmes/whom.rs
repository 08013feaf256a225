//! Whom a programme's rule touches, before it comes into force and after.
//!
//! Owns: the conditions on people, as queries, and the numbers and lists made of them: every number has its list with
//! exactly so many rows. They say of a day what [`tungngo_domain::programmes`] says of one person; who issues asks the
//! domain again.

use super::Programme;
use super::rules::kept_programme;
use crate::certificates::{MEMBERS_PROGRAMME, SubjectKind};
use crate::connect::Store;
use crate::entity::{certificate, member_stage, module_progress, person, role_grant, rollup_counter, unit};
use crate::error::{Result, StorageError};
use crate::people::teams_within;
use crate::{PAGE_ROWS, cut_to_page};
use sea_orm::sea_query::{Expr, ExprTrait, Query, SelectStatement};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect,
};
use tungngo_domain::access::Scope;
use tungngo_domain::certification::Rung;
use tungngo_domain::ids::{PersonId, UnitId};
use tungngo_domain::programmes::{Audience, Requirement, Rule};
use tungngo_domain::rollup::Metric;
use tungngo_domain::time::{Instant, day};

/// How a rule stands with the people it is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Touched {
    /// Whom it is for.
    pub people: u64,
    /// Who of them holds the certificate today; they keep it to its end.
    pub holders: u64,
    /// Who of the holders does not meet the rule: they need more for the next one.
    pub lacking: u64,
    /// Who gets the certificate when the rule comes into force.
    pub due: u64,
    /// Of each requirement, who meets it.
    pub met: Vec<(Requirement, u64)>,
    /// Of the members' programme: teams, those that are *đạt chuẩn* today, and those that are under the rule.
    pub teams: Option<[u64; 3]>,
}

/// A list behind one of the numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum List {
    /// [`Touched::people`]
    People,
    /// [`Touched::holders`]
    Holders,
    /// [`Touched::lacking`]
    Lacking,
    /// [`Touched::due`]
    Due,
}

impl List {
    /// All lists.
    pub const ALL: [Self; 4] = [Self::People, Self::Holders, Self::Lacking, Self::Due];

    /// As addresses name it.
    pub fn code(self) -> &'static str {
        match self {
            Self::People => "people",
            Self::Holders => "holders",
            Self::Lacking => "lacking",
            Self::Due => "due",
        }
    }
}

/// Somebody of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct One {
    /// Who.
    pub person: PersonId,
    /// The name.
    pub name: String,
    /// The present team, of somebody in one.
    pub team: Option<UnitId>,
}

/// The units below those a programme is for, and within reach.
fn units(programme: &Programme, scope: Option<&Scope>, column: Expr) -> Condition {
    let mut all = Condition::all();
    if let Some(unit) = programme.unit {
        all = all.add(column.clone().in_subquery(crate::people::teams_below([unit])));
    }
    if let Some(scope) = scope {
        all = all.add(column.in_subquery(teams_within(scope)));
    }
    all
}

/// Whom a programme is for now, as a condition on `person`.
pub(super) fn is_for(programme: &Programme, rule: &Rule, scope: Option<&Scope>, now: Instant) -> Condition {
    let whom: SelectStatement = match &rule.audience {
        Audience::Members(roles) => {
            use member_stage::Column::{MemberId, Role, TeamId};
            let of = |column| Expr::col((member_stage::Entity, column));
            Query::select()
                .column(MemberId)
                .from(member_stage::Entity)
                .cond_where(of(Role).is_in(roles.iter().map(|role| role.code())))
                .cond_where(units(programme, scope, of(TeamId)))
                .to_owned()
        }
        Audience::Staff(roles) => {
            use role_grant::Column::{EndedAt, PersonId, Role, UnitId, ValidFrom, ValidUntil};
            let of = |column| Expr::col((role_grant::Entity, column));
            Query::select()
                .column(PersonId)
                .from(role_grant::Entity)
                .cond_where(of(Role).is_in(roles.iter().map(|role| role.code())))
                .cond_where(of(EndedAt).is_null())
                .cond_where(of(ValidFrom).lte(now))
                .cond_where(of(ValidUntil).is_null().or(of(ValidUntil).gt(now)))
                .cond_where(units(programme, scope, of(UnitId)))
                .to_owned()
        }
    };
    Condition::all().add(person::Column::Id.in_subquery(whom))
}

fn meets(one: &Requirement, now: Instant) -> Condition {
    use module_progress::Column::{CertifiedUntil, KnowsAt, MemberId, ModuleId, TeachesAt};
    let of = |column| Expr::col((module_progress::Entity, column));
    let mut rows = Query::select();
    rows.expr(Expr::val(1))
        .from(module_progress::Entity)
        .cond_where(of(MemberId).equals((person::Entity, person::Column::Id)))
        .cond_where(of(ModuleId).eq(one.module.as_str()));
    if one.rung == Rung::Knows {
        rows.cond_where(of(KnowsAt).is_not_null());
    } else {
        rows.cond_where(of(CertifiedUntil).gte(day(now)));
    }
    if one.rung == Rung::Teaches {
        rows.cond_where(of(TeachesAt).is_not_null());
    }
    Condition::all().add(Expr::exists(rows))
}

fn meets_all(rule: &Rule, now: Instant) -> Condition {
    rule.requires.iter().fold(Condition::all(), |all, one| all.add(meets(one, now)))
}

/// Certificates of the programme that somebody has.
fn certificates(programme: &Programme) -> SelectStatement {
    use certificate::Column::{MemberId, SubjectId, SubjectKind as Kind};
    let of = |column| Expr::col((certificate::Entity, column));
    Query::select()
        .expr(Expr::val(1))
        .from(certificate::Entity)
        .cond_where(of(MemberId).equals((person::Entity, person::Column::Id)))
        .cond_where(of(Kind).eq(SubjectKind::Programme.code()))
        .cond_where(of(SubjectId).eq(programme.id.as_str()))
        .to_owned()
}

fn holds(programme: &Programme, now: Instant) -> Condition {
    use certificate::Column::{ReplacedAt, RevokedAt, ValidUntil};
    let of = |column| Expr::col((certificate::Entity, column));
    let mut rows = certificates(programme);
    rows.cond_where(of(RevokedAt).is_null())
        .cond_where(of(ReplacedAt).is_null())
        .cond_where(of(ValidUntil).is_null().or(of(ValidUntil).gte(day(now))));
    Condition::all().add(Expr::exists(rows))
}

/// Who would get a certificate by the rule now, as a condition on `person`. Who once had one revoked waits for an
/// officer, and so does who had one of a programme with its own months.
pub(super) fn is_due(programme: &Programme, scope: Option<&Scope>, now: Instant) -> Condition {
    let Some(rule) = &programme.rule else { return Condition::any().add(Expr::val(1).eq(0)) };
    if rule.requires.is_empty() {
        return Condition::any().add(Expr::val(1).eq(0));
    }
    let mut had = certificates(programme);
    if rule.valid_for_months.is_none() {
        had.cond_where(Expr::col((certificate::Entity, certificate::Column::RevokedAt)).is_not_null());
    }
    is_for(programme, rule, scope, now)
        .add(meets_all(rule, now))
        .add(holds(programme, now).not())
        .add(Expr::exists(had).not())
}

fn condition(
    programme: &Programme,
    rule: &Rule,
    list: List,
    scope: Option<&Scope>,
    now: Instant,
) -> Condition {
    let whom = is_for(programme, rule, scope, now);
    match list {
        List::People => whom,
        List::Holders => whom.add(holds(programme, now)),
        List::Lacking => whom.add(holds(programme, now)).add(meets_all(rule, now).not()),
        List::Due => is_due(programme, scope, now),
    }
}

async fn count(db: &impl ConnectionTrait, whom: Condition) -> Result<u64> {
    Ok(person::Entity::find().filter(whom).count(db).await?)
}

/// How many get a certificate when the rule comes into force, as far as it can be said now.
pub(super) async fn due(
    db: &impl ConnectionTrait,
    programme: &Programme,
    scope: Option<&Scope>,
    now: Instant,
) -> Result<u64> {
    count(db, is_due(programme, scope, now)).await
}

/// Teams within reach, those that are ready as counted, and those that would be under the rule.
async fn teams(
    db: &impl ConnectionTrait,
    programme: &Programme,
    rule: &Rule,
    scope: &Scope,
) -> Result<[u64; 3]> {
    let has = |subject: &str, metric: Metric| {
        use rollup_counter::Column::{Metric as Of, ModuleId, N, Part, UnitId};
        let of = |column| Expr::col((rollup_counter::Entity, column));
        Expr::exists(
            Query::select()
                .expr(Expr::val(1))
                .from(rollup_counter::Entity)
                .cond_where(of(UnitId).equals((unit::Entity, unit::Column::Id)))
                .cond_where(of(Part).eq(""))
                .cond_where(of(ModuleId).eq(subject))
                .cond_where(of(Of).eq(metric.code()))
                .cond_where(of(N).gt(0))
                .to_owned(),
        )
    };
    let all = || {
        unit::Entity::find()
            .filter(unit::Column::Kind.eq("village"))
            .filter(unit::Column::ValidTo.is_null())
            .filter(units(programme, Some(scope), Expr::col((unit::Entity, unit::Column::Id))))
            .filter(has("*", Metric::Members))
    };
    let mut under = all().filter(has(MEMBERS_PROGRAMME, Metric::Leaders));
    for one in &rule.requires {
        under = under.filter(has(one.module.as_str(), Metric::Does));
    }
    Ok([
        all().count(db).await?,
        all().filter(has(MEMBERS_PROGRAMME, Metric::TeamsReady)).count(db).await?,
        under.count(db).await?,
    ])
}

impl Store {
    /// How a programme's rule stands with the people it is for and who are within reach; the programme carries the
    /// rule that is asked about.
    pub async fn touched_by_rule(
        &self,
        scope: &Scope,
        programme: &Programme,
        now: Instant,
    ) -> Result<Touched> {
        let rule = programme.rule.as_ref().ok_or(StorageError::NotFound)?;
        let state = self.snapshot().await?;
        let txn = &*state;
        let of = |list| condition(programme, rule, list, Some(scope), now);
        let mut met = Vec::new();
        for one in &rule.requires {
            let whom = is_for(programme, rule, Some(scope), now).add(meets(one, now));
            met.push((one.clone(), count(txn, whom).await?));
        }
        let touched = Touched {
            people: count(txn, of(List::People)).await?,
            holders: count(txn, of(List::Holders)).await?,
            lacking: count(txn, of(List::Lacking)).await?,
            due: count(txn, of(List::Due)).await?,
            met,
            teams: match programme.is_of_members() {
                true => Some(teams(txn, programme, rule, scope).await?),
                false => None,
            },
        };
        Ok(touched)
    }

    /// How many rows a list of a rule has within reach.
    pub async fn count_of_rule(
        &self,
        scope: &Scope,
        programme: &Programme,
        list: List,
        now: Instant,
    ) -> Result<u64> {
        let rule = programme.rule.as_ref().ok_or(StorageError::NotFound)?;
        count(self.reader(), condition(programme, rule, list, Some(scope), now)).await
    }

    /// A page of a list, by name; `after` is the last of the page before.
    pub async fn people_of_rule(
        &self,
        scope: &Scope,
        programme: &Programme,
        list: List,
        after: Option<PersonId>,
        now: Instant,
    ) -> Result<(Vec<One>, Option<PersonId>)> {
        use person::Column::{FullName, Id, SortKey};
        let rule = programme.rule.as_ref().ok_or(StorageError::NotFound)?;
        let mut query = person::Entity::find().filter(condition(programme, rule, list, Some(scope), now));
        if let Some(after) = after
            && let Some(last) = person::Entity::find_by_id(after.0).one(self.reader()).await?
        {
            let same = Condition::all().add(SortKey.eq(last.sort_key.clone())).add(Id.gt(after.0));
            query = query.filter(Condition::any().add(SortKey.gt(last.sort_key)).add(same));
        }
        let mut rows: Vec<(uuid::Uuid, String)> = query
            .select_only()
            .columns([Id, FullName])
            .order_by_asc(SortKey)
            .order_by_asc(Id)
            .limit(PAGE_ROWS + 1)
            .into_tuple()
            .all(self.reader())
            .await?;
        let next = cut_to_page(&mut rows, |row| PersonId(row.0));
        let places: std::collections::HashMap<uuid::Uuid, uuid::Uuid> = member_stage::Entity::find()
            .select_only()
            .columns([member_stage::Column::MemberId, member_stage::Column::TeamId])
            .filter(member_stage::Column::MemberId.is_in(rows.iter().map(|row| row.0)))
            .into_tuple::<(uuid::Uuid, uuid::Uuid)>()
            .all(self.reader())
            .await?
            .into_iter()
            .collect();
        let one = |(id, name)| One { person: PersonId(id), name, team: places.get(&id).copied().map(UnitId) };
        Ok((rows.into_iter().map(one).collect(), next))
    }

    /// The programme of a rule, carrying that rule, for whoever keeps it.
    pub async fn programme_with(&self, scope: &Scope, kept: &super::Kept) -> Result<Programme> {
        let row = kept_programme(self.reader(), scope, &kept.programme).await?;
        super::programme_from(&row, kept.rule.clone())
    }
}
