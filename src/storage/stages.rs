//! Each present member's stage, derived from their progress in the transaction that changes it, and read for lists.
//!
//! One row a present member, found by team: so the trainer's overview counts and picks from an index, and never reads
//! the progress of everybody. Owns: `member_stage` and its reads. Does not own: the rule
//! ([`tungngo_domain::attention`]) nor the events ([`crate::ledger`]).

use crate::certificates::{MEMBERS_PROGRAMME, SubjectKind};
use crate::connect::Store;
use crate::entity::{attempt, certificate, contact_note, member_stage, membership, module_progress, person};
use crate::error::{Result, StorageError};
use crate::ledger::module_from;
use crate::people::teams_within;
use chrono::NaiveDate;
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict, Query, SelectStatement};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, FromQueryResult, IntoActiveModel, QueryFilter,
    QueryOrder, QuerySelect,
};
use std::collections::{BTreeMap, HashMap};
use tungngo_domain::access::Scope;
use tungngo_domain::attention::{Case, Reason, Stage, Standing, Studied, patience_from, standing};
use tungngo_domain::ids::{PersonId, Slug, UnitId};
use tungngo_domain::ledger::{Event, Happening, ModuleProgress};
use tungngo_domain::time::day;
use uuid::Uuid;

/// What the list of whom to meet says of one member.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToMeet {
    /// Who.
    pub member: PersonId,
    /// In which team.
    pub team: UnitId,
    /// The module it is about.
    pub module: Option<Slug>,
    /// Failed tests of that module.
    pub failed: u32,
}

/// How many members a trainer reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Headcount {
    /// Members of teams.
    pub members: u64,
    /// With a valid member's certificate.
    pub certified: u64,
    /// Whom to meet.
    pub to_meet: u64,
}

#[derive(FromQueryResult)]
struct CaseRow {
    member_id: Uuid,
    team_id: Uuid,
    since: NaiveDate,
    module_id: Option<String>,
    failed: i32,
}

#[derive(FromQueryResult)]
struct HeadcountRow {
    members: i64,
    certified: i64,
    to_meet: i64,
}

/// Whether events that changed a module's progress so can change the member's stage: its days and rungs do, an answer
/// among others of the same day does not.
pub(crate) fn concerns(before: &ModuleProgress, after: &ModuleProgress, events: &[Event]) -> bool {
    before.last_at.map(day) != after.last_at.map(day)
        || (before.knows_at, before.does_at) != (after.knows_at, after.does_at)
        || events.iter().any(|event| matches!(event.what, Happening::AttemptClosed { .. }))
}

/// Brings a member's row up to date after something changed; takes it away when the member left.
pub async fn refresh(db: &impl ConnectionTrait, member: PersonId) -> Result<()> {
    let Some(row) = derive(db, member).await? else {
        member_stage::Entity::delete_by_id(member.0).exec(db).await?;
        return Ok(());
    };
    use member_stage::Column::{
        AsideUntil, CertifiedUntil, Failed, MemberId, ModuleId, Since, Stage, TeamId,
    };
    member_stage::Entity::insert(row.into_active_model())
        .on_conflict(
            OnConflict::column(MemberId)
                .update_columns([TeamId, Stage, Since, ModuleId, Failed, CertifiedUntil, AsideUntil])
                .to_owned(),
        )
        .exec_without_returning(db)
        .await?;
    Ok(())
}

/// The row as it follows from everything else that is stored; none for who is in no team.
pub(crate) async fn derive(
    db: &impl ConnectionTrait,
    member: PersonId,
) -> Result<Option<member_stage::Model>> {
    let stay = membership::Entity::find()
        .filter(membership::Column::PersonId.eq(member.0))
        .filter(membership::Column::LeftOn.is_null())
        .one(db)
        .await?;
    let Some(stay) = stay else { return Ok(None) };
    let mut studied = module_progress::Entity::find()
        .filter(module_progress::Column::MemberId.eq(member.0))
        .all(db)
        .await?
        .into_iter()
        .map(|row| {
            let module = slug(&row.module_id)?;
            Ok(Studied { module, progress: module_from(row), failed: 0, failed_at: None })
        })
        .collect::<Result<Vec<_>>>()?;
    if studied.iter().any(|one| one.progress.knows_at.is_none()) {
        add_failed_tests(db, member, &mut studied).await?;
    }
    let Standing { stage, since, module, failed } = standing(stay.joined_on, &studied);
    let last_note = contact_note::Entity::find()
        .filter(contact_note::Column::MemberId.eq(member.0))
        .order_by_desc(contact_note::Column::At)
        .order_by_desc(contact_note::Column::Id)
        .one(db)
        .await?;
    Ok(Some(member_stage::Model {
        member_id: member.0,
        team_id: stay.team_id,
        stage: stage.code().to_owned(),
        since,
        module_id: module.map(String::from),
        failed: i32::try_from(failed).unwrap_or(i32::MAX),
        certified_until: certified_until(db, member).await?,
        aside_until: last_note.map(|note| note.until),
    }))
}

async fn add_failed_tests(
    db: &impl ConnectionTrait,
    member: PersonId,
    studied: &mut [Studied],
) -> Result<()> {
    let failed: Vec<(String, tungngo_domain::time::Instant)> = attempt::Entity::find()
        .select_only()
        .columns([attempt::Column::ModuleId, attempt::Column::ClosedAt])
        .filter(attempt::Column::MemberId.eq(member.0))
        .filter(attempt::Column::ClosedAt.is_not_null())
        .filter(
            Condition::any()
                .add(Expr::col(attempt::Column::RightAnswers).lt(Expr::col(attempt::Column::Needed)))
                .add(attempt::Column::Questions.eq(0)),
        )
        .into_tuple()
        .all(db)
        .await?;
    for (module, at) in failed {
        if let Some(one) = studied.iter_mut().find(|one| one.module.as_str() == module) {
            one.failed += 1;
            one.failed_at = Some(one.failed_at.map_or(at, |last| Ord::max(last, at)));
        }
    }
    Ok(())
}

/// The last day on which the member's certificate is valid; the end of time where it does not end.
async fn certified_until(db: &impl ConnectionTrait, member: PersonId) -> Result<Option<NaiveDate>> {
    let ends: Vec<Option<NaiveDate>> = certificate::Entity::find()
        .select_only()
        .column(certificate::Column::ValidUntil)
        .filter(certificate::Column::MemberId.eq(member.0))
        .filter(certificate::Column::SubjectKind.eq(SubjectKind::Programme.code()))
        .filter(certificate::Column::SubjectId.eq(MEMBERS_PROGRAMME))
        .filter(certificate::Column::RevokedAt.is_null())
        .into_tuple()
        .all(db)
        .await?;
    Ok(ends.into_iter().map(|end| end.unwrap_or(NO_END)).max())
}

/// A day that both databases can hold and nobody lives to see.
pub(crate) const NO_END: NaiveDate = match NaiveDate::from_ymd_opt(9999, 12, 31) {
    Some(day) => day,
    None => NaiveDate::MAX,
};

fn slug(text: &str) -> Result<Slug> {
    Slug::parse(text).map_err(|_| StorageError::Corrupt(text.to_owned()))
}

/// Gives a stage to members who have none yet: after the migration that brought it.
pub(crate) async fn fill(db: &impl ConnectionTrait) -> Result<()> {
    loop {
        let known =
            Query::select().column(member_stage::Column::MemberId).from(member_stage::Entity).to_owned();
        let members: Vec<Uuid> = membership::Entity::find()
            .select_only()
            .column(membership::Column::PersonId)
            .filter(membership::Column::LeftOn.is_null())
            .filter(membership::Column::PersonId.not_in_subquery(known))
            .limit(crate::BATCH_ROWS as u64)
            .into_tuple()
            .all(db)
            .await?;
        if members.is_empty() {
            return Ok(());
        }
        for member in members {
            refresh(db, PersonId(member)).await?;
        }
    }
}

/// Not set aside today.
fn not_aside(today: NaiveDate) -> Condition {
    Condition::any()
        .add(member_stage::Column::AsideUntil.is_null())
        .add(member_stage::Column::AsideUntil.lte(today))
}

/// The rows that are a case for this reason; the same bounds as [`tungngo_domain::attention::reason`].
fn cases_for(reason: Reason, today: NaiveDate) -> Condition {
    let stage = |stage: Stage| member_stage::Column::Stage.eq(stage.code());
    let patience = patience_from(today);
    let all = Condition::all().add(not_aside(today));
    match reason {
        Reason::NeverCame => all.add(stage(Stage::New)).add(member_stage::Column::Since.lt(patience)),
        Reason::Stopped => all.add(stage(Stage::Studying)).add(member_stage::Column::Since.lt(patience)),
        Reason::Failed => all.add(stage(Stage::Stuck)),
        Reason::Waiting => all.add(stage(Stage::Waiting)),
        Reason::NoDevice => all.add(stage(Stage::New)).add(member_stage::Column::Since.gte(patience)),
    }
}

fn no_device() -> SelectStatement {
    Query::select()
        .column(person::Column::Id)
        .from(person::Entity)
        .and_where(Expr::col(person::Column::Device).eq("none"))
        .to_owned()
}

impl Store {
    /// The longest cases of each reason within reach, at most `each` of one.
    pub async fn cases(&self, scope: &Scope, today: NaiveDate, each: u64) -> Result<Vec<Case<ToMeet>>> {
        let mut cases = Vec::new();
        for reason in Reason::ALL {
            let mut rows = member_stage::Entity::find()
                .filter(member_stage::Column::TeamId.in_subquery(teams_within(scope)))
                .filter(cases_for(reason, today));
            if reason == Reason::NoDevice {
                rows = rows.filter(member_stage::Column::MemberId.in_subquery(no_device()));
            }
            let rows = rows
                .order_by_asc(member_stage::Column::Since)
                .order_by_asc(member_stage::Column::MemberId)
                .limit(each)
                .into_model::<CaseRow>()
                .all(self.reader())
                .await?;
            for row in rows {
                let who = ToMeet {
                    member: PersonId(row.member_id),
                    team: UnitId(row.team_id),
                    module: row.module_id.as_deref().map(slug).transpose()?,
                    failed: u32::try_from(row.failed).unwrap_or(0),
                };
                cases.push(Case { who, reason, since: row.since });
            }
        }
        Ok(cases)
    }

    /// How many members are within reach, how many of them are certified today, and how many are to be met.
    pub async fn headcount(&self, scope: &Scope, today: NaiveDate) -> Result<Headcount> {
        let sum = |when: Condition| {
            Expr::expr(sea_orm::sea_query::CaseStatement::new().case(when, 1).finally(0)).sum()
        };
        let to_meet = Reason::ALL
            .into_iter()
            .filter(|reason| *reason != Reason::NoDevice)
            .fold(Condition::any(), |any, reason| any.add(cases_for(reason, today)));
        let certified = Condition::all().add(member_stage::Column::CertifiedUntil.gte(today));
        let mut count = Query::select();
        count
            .expr_as(Expr::col(member_stage::Column::TeamId).count(), "members")
            .expr_as(Expr::expr(sum(certified)).if_null(0).cast_as("BIGINT"), "certified")
            .expr_as(Expr::expr(sum(to_meet)).if_null(0).cast_as("BIGINT"), "to_meet")
            .from(member_stage::Entity)
            .and_where(Expr::col(member_stage::Column::TeamId).in_subquery(teams_within(scope)));
        let Some(row) = self.reader().query_one(&count).await? else { return Ok(Headcount::default()) };
        let row = HeadcountRow::from_query_result(&row, "")?;
        let positive = |n: i64| u64::try_from(n).unwrap_or(0);
        Ok(Headcount {
            members: positive(row.members),
            certified: positive(row.certified),
            to_meet: positive(row.to_meet),
        })
    }

    /// How many members these teams have. Unscoped: for teams that were found through the scope.
    pub async fn team_sizes(&self, teams: &[UnitId]) -> Result<HashMap<UnitId, u64>> {
        let mut sizes = HashMap::new();
        for chunk in teams.chunks(crate::BATCH_ROWS) {
            let rows: Vec<(Uuid, i64)> = member_stage::Entity::find()
                .select_only()
                .column(member_stage::Column::TeamId)
                .column_as(member_stage::Column::TeamId.count(), "n")
                .filter(member_stage::Column::TeamId.is_in(chunk.iter().map(|team| team.0)))
                .group_by(member_stage::Column::TeamId)
                .into_tuple()
                .all(self.reader())
                .await?;
            sizes.extend(rows.into_iter().map(|(team, n)| (UnitId(team), u64::try_from(n).unwrap_or(0))));
        }
        Ok(sizes)
    }

    /// How many members of a team hold the member's certificate today, and whether each of its leaders does.
    pub async fn team_certified(
        &self,
        scope: &Scope,
        team: UnitId,
        today: NaiveDate,
    ) -> Result<(u64, Vec<bool>)> {
        use sea_orm::PaginatorTrait;
        let valid = || {
            member_stage::Entity::find()
                .filter(member_stage::Column::TeamId.eq(team.0))
                .filter(member_stage::Column::TeamId.in_subquery(teams_within(scope)))
        };
        let certified =
            valid().filter(member_stage::Column::CertifiedUntil.gte(today)).count(self.reader()).await?;
        let leaders = Query::select()
            .column(membership::Column::PersonId)
            .from(membership::Entity)
            .and_where(Expr::col(membership::Column::TeamId).eq(team.0))
            .and_where(Expr::col(membership::Column::LeftOn).is_null())
            .and_where(Expr::col(membership::Column::Role).eq("leader"))
            .to_owned();
        let leaders =
            valid().filter(member_stage::Column::MemberId.in_subquery(leaders)).all(self.reader()).await?;
        let leaders = leaders.iter().map(|row| row.certified_until.is_some_and(|end| end >= today)).collect();
        Ok((certified, leaders))
    }

    /// How many lessons these members finished in these modules. Unscoped: for members found through the scope.
    pub async fn lessons_finished(&self, of: &[(PersonId, Slug)]) -> Result<BTreeMap<(PersonId, Slug), u32>> {
        let rows = module_progress::Entity::find()
            .filter(module_progress::Column::MemberId.is_in(of.iter().map(|(member, _)| member.0)))
            .all(self.reader())
            .await?;
        let mut finished = BTreeMap::new();
        for row in rows {
            let key = (PersonId(row.member_id), slug(&row.module_id)?);
            finished.insert(key, u32::try_from(row.lessons_finished).unwrap_or(0));
        }
        Ok(finished)
    }
}
