//! Each present member's stage, derived from their progress in the transaction that changes it, and read for lists.
//!
//! One row a present member, found by team: so the trainer's overview counts and picks from an index, never reads the
//! progress of everybody, and an officer's figures are counted from this row ([`crate::rollup`]). Owns: `member_stage`
//! and its reads. Does not own: the rule
//! ([`tungngo_domain::attention`]) nor the events ([`crate::ledger`]).

use crate::certificates::{MEMBERS_PROGRAMME, SubjectKind};
use crate::connect::Store;
use crate::entity::{
    attempt, certificate, contact_note, login, member_stage, membership, module_progress, paper_sheet, person,
};
use crate::error::{Result, StorageError};
use crate::ledger::module_from;
use crate::people::teams_within;
use crate::slug;
use chrono::NaiveDate;
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict, Query, SelectStatement};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, FromQueryResult, IntoActiveModel, QueryFilter,
    QueryOrder, QuerySelect,
};
use std::collections::{BTreeMap, HashMap};
use tungngo_domain::access::Scope;
use tungngo_domain::attention::{Case, Reason, Stage, Standing, Studied, patience_from, standing};
use tungngo_domain::certification::{Held, certified_until};
use tungngo_domain::ids::{PersonId, Slug, UnitId};
use tungngo_domain::ledger::{Event, Happening, ModuleProgress};
use tungngo_domain::rollup::{Certified, decade};
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
    match derive(db, member).await? {
        Some(row) => save(db, row).await,
        None => {
            member_stage::Entity::delete_by_id(member.0).exec(db).await?;
            Ok(())
        }
    }
}

/// The same after the member learnt something: what a learner cannot change stays as it is in `row`.
pub(crate) async fn refresh_learnt(
    db: &impl ConnectionTrait,
    row: member_stage::Model,
    modules: &[module_progress::Model],
) -> Result<member_stage::Model> {
    let joined_on: Option<NaiveDate> = membership::Entity::find()
        .select_only()
        .column(membership::Column::JoinedOn)
        .filter(membership::Column::PersonId.eq(row.member_id))
        .filter(membership::Column::LeftOn.is_null())
        .into_tuple()
        .one(db)
        .await?;
    let joined_on = joined_on.unwrap_or(row.since);
    let row = learnt(db, row, joined_on, modules).await?;
    save(db, row.clone()).await?;
    Ok(row)
}

async fn save(db: &impl ConnectionTrait, row: member_stage::Model) -> Result<()> {
    use member_stage::Column as C;
    let all = [
        C::TeamId,
        C::Stage,
        C::Since,
        C::ModuleId,
        C::Failed,
        C::CertifiedOn,
        C::CertifiedUntil,
        C::AsideUntil,
        C::Role,
        C::BirthDecade,
        C::Reachable,
        C::NoDevice,
        C::Borrowed,
        C::Paper,
        C::StartedOn,
        C::Knows,
        C::Does,
        C::Teaches,
    ];
    member_stage::Entity::insert(row.into_active_model())
        .on_conflict(OnConflict::column(C::MemberId).update_columns(all).to_owned())
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
    let person = person::Entity::find_by_id(member.0).one(db).await?.ok_or(StorageError::NotFound)?;
    let last_note = contact_note::Entity::find()
        .filter(contact_note::Column::MemberId.eq(member.0))
        .order_by_desc(contact_note::Column::At)
        .order_by_desc(contact_note::Column::Id)
        .one(db)
        .await?;
    let borrowed = login::Entity::find()
        .filter(login::Column::PersonId.eq(member.0))
        .filter(login::Column::OpenedBy.is_not_null());
    let paper = paper_sheet::Entity::find()
        .filter(paper_sheet::Column::MemberId.eq(member.0))
        .filter(paper_sheet::Column::KeyedAt.is_not_null());
    let certified = certified_in(db, member).await?;
    let has_device = matches!(person.device.as_deref(), Some("own" | "shared"));
    let row = member_stage::Model {
        member_id: member.0,
        team_id: stay.team_id,
        stage: String::new(),
        since: stay.joined_on,
        module_id: None,
        failed: 0,
        certified_on: certified.map(|held| held.on),
        certified_until: certified.map(|held| held.until),
        aside_until: last_note.map(|note| note.until),
        role: stay.role,
        birth_decade: person.birth_year.map(decade),
        reachable: has_device || person.phone.is_some(),
        no_device: person.device.as_deref() == Some("none"),
        borrowed: borrowed.one(db).await?.is_some(),
        paper: paper.one(db).await?.is_some(),
        started_on: None,
        knows: false,
        does: false,
        teaches: false,
    };
    let modules = crate::rollup::modules_of(db, member).await?;
    Ok(Some(learnt(db, row, stay.joined_on, &modules).await?))
}

/// The part of the row that follows from what was learnt.
async fn learnt(
    db: &impl ConnectionTrait,
    row: member_stage::Model,
    joined_on: NaiveDate,
    modules: &[module_progress::Model],
) -> Result<member_stage::Model> {
    let mut studied = modules
        .iter()
        .map(|row| {
            let progress = module_from(row.clone());
            Ok(Studied { module: slug(&row.module_id)?, progress, failed: 0, failed_at: None })
        })
        .collect::<Result<Vec<_>>>()?;
    if studied.iter().any(|one| one.progress.knows_at.is_none()) {
        add_failed_tests(db, PersonId(row.member_id), &mut studied).await?;
    }
    let Standing { stage, since, module, failed } = standing(joined_on, &studied);
    Ok(member_stage::Model {
        stage: stage.code().to_owned(),
        since,
        module_id: module.map(String::from),
        failed: i32::try_from(failed).unwrap_or(i32::MAX),
        started_on: modules.iter().filter_map(|one| one.started_at).min().map(day),
        knows: modules.iter().any(|one| one.knows_at.is_some()),
        does: modules.iter().any(|one| one.does_at.is_some()),
        teaches: modules.iter().any(|one| one.teaches_at.is_some()),
        ..row
    })
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

/// From when until when the member's certificate makes its holder certified.
async fn certified_in(db: &impl ConnectionTrait, member: PersonId) -> Result<Option<Certified>> {
    let rows = certificate::Entity::find()
        .filter(certificate::Column::MemberId.eq(member.0))
        .filter(certificate::Column::SubjectKind.eq(SubjectKind::Programme.code()))
        .filter(certificate::Column::SubjectId.eq(MEMBERS_PROGRAMME))
        .order_by_asc(certificate::Column::Cycle)
        .all(db)
        .await?;
    let Some(on) = rows.last().map(|row| day(row.issued_at)) else { return Ok(None) };
    let held: Vec<Held> = rows.iter().map(crate::certificates::held_from).collect();
    Ok(certified_until(&held).map(|until| Certified { on, until }))
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
