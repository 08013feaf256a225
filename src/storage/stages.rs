//! Each present member's stage, derived from their progress in the transaction that changes it, and read for lists.
//!
//! One row a present member, found by team: so the trainer's overview counts and picks from an index, never reads the
//! progress of everybody, and an officer's figures are counted from this row ([`crate::rollup`]). Owns: `member_stage`
//! and its reads. Does not own: the rule
//! ([`tungngo_domain::attention`]) nor the events ([`crate::ledger`]).

use crate::batch;
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
use sea_orm::sea_query::{CaseStatement, Expr, ExprTrait, InsertStatement, OnConflict, Order, Query};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder,
    QuerySelect,
};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use tungngo_domain::access::Scope;
use tungngo_domain::attention::{Case, Reason, Stage, Standing, Studied, patience_from, standing};
use tungngo_domain::certification::{Held, certified_until};
use tungngo_domain::ids::{PersonId, Slug, UnitId};
use tungngo_domain::ledger::{Event, Happening, ModuleProgress};
use tungngo_domain::people::TeamRole;
use tungngo_domain::rollup::{Certified, decade};
use tungngo_domain::time::{Instant, day};
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
    reason: i32,
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
        Some(row) => batch::write(db, saved(row)).await,
        None => {
            member_stage::Entity::delete_by_id(member.0).exec(db).await?;
            Ok(())
        }
    }
}

/// The row after the member learnt something: what a learner cannot change stays as it is in `row`. `tried`: a test was
/// handed in.
pub(crate) async fn refreshed(
    db: &impl ConnectionTrait,
    row: member_stage::Model,
    joined_on: Option<NaiveDate>,
    modules: &[module_progress::Model],
    tried: bool,
) -> Result<member_stage::Model> {
    let joined_on = joined_on.unwrap_or(row.since);
    let undone = modules.iter().find(|one| tried && one.knows_at.is_none()).map(|one| one.member_id);
    let failed = failed_tests(db, undone).await?.remove(&row.member_id).unwrap_or_default();
    learnt(row, joined_on, modules, &failed)
}

/// Writes a row, new or in the place of the member's.
pub(crate) fn saved(row: member_stage::Model) -> Option<InsertStatement> {
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
    batch::upsert([row], OnConflict::column(C::MemberId).update_columns(all).to_owned())
}

/// The row as it follows from everything else that is stored; none for who is in no team.
async fn derive(db: &impl ConnectionTrait, member: PersonId) -> Result<Option<member_stage::Model>> {
    Ok(derive_all(db, &[member]).await?.remove(&member))
}

/// The same for several members, not more than [`crate::BATCH_ROWS`], in eight reads however many they are.
pub(crate) async fn derive_all(
    db: &impl ConnectionTrait,
    members: &[PersonId],
) -> Result<HashMap<PersonId, member_stage::Model>> {
    let stays = membership::Entity::find()
        .filter(membership::Column::PersonId.is_in(uuids(members)))
        .filter(membership::Column::LeftOn.is_null())
        .all(db)
        .await?;
    let members: Vec<PersonId> = stays.iter().map(|stay| PersonId(stay.person_id)).collect();
    if members.is_empty() {
        return Ok(HashMap::new());
    }
    let people = person::Entity::find().filter(person::Column::Id.is_in(uuids(&members))).all(db).await?;
    let mut people: HashMap<Uuid, person::Model> = people.into_iter().map(|row| (row.id, row)).collect();
    let notes: Vec<(Uuid, NaiveDate)> = contact_note::Entity::find()
        .select_only()
        .columns([contact_note::Column::MemberId, contact_note::Column::Until])
        .filter(contact_note::Column::MemberId.is_in(uuids(&members)))
        .order_by_asc(contact_note::Column::At)
        .order_by_asc(contact_note::Column::Id)
        .into_tuple()
        .all(db)
        .await?;
    let aside: HashMap<Uuid, NaiveDate> = notes.into_iter().collect();
    let borrowed: Vec<Uuid> = login::Entity::find()
        .select_only()
        .distinct()
        .column(login::Column::PersonId)
        .filter(login::Column::PersonId.is_in(uuids(&members)))
        .filter(login::Column::OpenedBy.is_not_null())
        .into_tuple()
        .all(db)
        .await?;
    let paper: Vec<Uuid> = paper_sheet::Entity::find()
        .select_only()
        .distinct()
        .column(paper_sheet::Column::MemberId)
        .filter(paper_sheet::Column::MemberId.is_in(uuids(&members)))
        .filter(paper_sheet::Column::KeyedAt.is_not_null())
        .into_tuple()
        .all(db)
        .await?;
    let certified = certified_in(db, &members).await?;
    let mut modules = crate::rollup::modules_of_all(db, &members).await?;
    let undone = |row: &&module_progress::Model| row.knows_at.is_none();
    let trying: BTreeSet<Uuid> = modules.values().flatten().filter(undone).map(|row| row.member_id).collect();
    let mut failed = failed_tests(db, trying).await?;
    let mut rows = HashMap::new();
    for stay in stays {
        let id = stay.person_id;
        let person = people.remove(&id).ok_or(StorageError::NotFound)?;
        let certified = certified.get(&id);
        let row = member_stage::Model {
            member_id: id,
            team_id: stay.team_id,
            stage: String::new(),
            since: stay.joined_on,
            module_id: None,
            failed: 0,
            certified_on: certified.map(|held| held.on),
            certified_until: certified.map(|held| held.until),
            aside_until: aside.get(&id).copied(),
            role: stay.role,
            birth_decade: person.birth_year.map(decade),
            reachable: is_reachable(&person),
            no_device: has_no_device(&person),
            borrowed: borrowed.contains(&id),
            paper: paper.contains(&id),
            started_on: None,
            knows: false,
            does: false,
            teaches: false,
        };
        let (modules, failed) =
            (modules.remove(&id).unwrap_or_default(), failed.remove(&id).unwrap_or_default());
        rows.insert(PersonId(id), learnt(row, stay.joined_on, &modules, &failed)?);
    }
    Ok(rows)
}

fn uuids(members: &[PersonId]) -> impl Iterator<Item = Uuid> {
    members.iter().map(|member| member.0)
}

/// A device or a phone number is on record.
pub(crate) fn is_reachable(person: &person::Model) -> bool {
    matches!(person.device.as_deref(), Some("own" | "shared")) || person.phone.is_some()
}

/// No device, as said.
pub(crate) fn has_no_device(person: &person::Model) -> bool {
    person.device.as_deref() == Some("none")
}

/// The part of the row that follows from what was learnt. `failed` are the tests not passed.
fn learnt(
    row: member_stage::Model,
    joined_on: NaiveDate,
    modules: &[module_progress::Model],
    failed: &[FailedTest],
) -> Result<member_stage::Model> {
    let mut studied = modules
        .iter()
        .map(|row| {
            let progress = module_from(row.clone());
            Ok(Studied { module: slug(&row.module_id)?, progress, failed: 0, failed_at: None })
        })
        .collect::<Result<Vec<_>>>()?;
    for (module, at) in failed {
        if let Some(one) = studied.iter_mut().find(|one| one.module.as_str() == module) {
            one.failed += 1;
            one.failed_at = Some(one.failed_at.map_or(*at, |last| Ord::max(last, *at)));
        }
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

/// A test that was not passed: of which module, and when it was closed.
type FailedTest = (String, Instant);

async fn failed_tests(
    db: &impl ConnectionTrait,
    members: impl IntoIterator<Item = Uuid>,
) -> Result<HashMap<Uuid, Vec<FailedTest>>> {
    let mut members = members.into_iter().peekable();
    if members.peek().is_none() {
        return Ok(HashMap::new());
    }
    let rows: Vec<(Uuid, String, Instant)> = attempt::Entity::find()
        .select_only()
        .columns([attempt::Column::MemberId, attempt::Column::ModuleId, attempt::Column::ClosedAt])
        .filter(attempt::Column::MemberId.is_in(members))
        .filter(attempt::Column::ClosedAt.is_not_null())
        .filter(
            Condition::any()
                .add(Expr::col(attempt::Column::RightAnswers).lt(Expr::col(attempt::Column::Needed)))
                .add(attempt::Column::Questions.eq(0)),
        )
        .into_tuple()
        .all(db)
        .await?;
    let mut failed: HashMap<Uuid, Vec<FailedTest>> = HashMap::new();
    for (member, module, at) in rows {
        failed.entry(member).or_default().push((module, at));
    }
    Ok(failed)
}

/// From when until when the member's certificate makes its holders certified, of those who have or had one.
async fn certified_in(db: &impl ConnectionTrait, members: &[PersonId]) -> Result<HashMap<Uuid, Certified>> {
    let rows = certificate::Entity::find()
        .filter(certificate::Column::MemberId.is_in(uuids(members)))
        .filter(certificate::Column::SubjectKind.eq(SubjectKind::Programme.code()))
        .filter(certificate::Column::SubjectId.eq(MEMBERS_PROGRAMME))
        .order_by_asc(certificate::Column::Cycle)
        .all(db)
        .await?;
    let mut held: HashMap<Uuid, (NaiveDate, Vec<Held>)> = HashMap::new();
    for row in &rows {
        // One that replaces another certifies since that one was issued.
        let on = day(row.first_issued_at.unwrap_or(row.issued_at));
        let of_member = held.entry(row.member_id).or_insert((on, Vec::new()));
        of_member.0 = on;
        of_member.1.push(crate::certificates::held_from(row));
    }
    let certified = |(member, (on, held)): (Uuid, (NaiveDate, Vec<Held>))| {
        Some((member, Certified { on, until: certified_until(&held)? }))
    };
    Ok(held.into_iter().filter_map(certified).collect())
}

/// Gives a stage to members who have none yet: after the migration that brought it.
pub(crate) async fn fill(db: &impl ConnectionTrait) -> Result<()> {
    loop {
        // Held together row by row: a list of all members would not fit what PostgreSQL gives one statement.
        let known = Query::select()
            .expr(Expr::val(1))
            .from(member_stage::Entity)
            .and_where(
                Expr::col((member_stage::Entity, member_stage::Column::MemberId))
                    .equals((membership::Entity, membership::Column::PersonId)),
            )
            .to_owned();
        let members: Vec<Uuid> = membership::Entity::find()
            .select_only()
            .column(membership::Column::PersonId)
            .filter(membership::Column::LeftOn.is_null())
            .filter(Expr::exists(known).not())
            .limit(crate::BATCH_ROWS as u64)
            .into_tuple()
            .all(db)
            .await?;
        if members.is_empty() {
            return Ok(());
        }
        let members: Vec<PersonId> = members.into_iter().map(PersonId).collect();
        for row in derive_all(db, &members).await?.into_values() {
            batch::write(db, saved(row)).await?;
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
        Reason::NoDevice => all
            .add(stage(Stage::New))
            .add(member_stage::Column::Since.gte(patience))
            .add(member_stage::Column::NoDevice.eq(true)),
    }
}

/// The rows that are a case for any reason.
fn any_case(today: NaiveDate) -> Condition {
    Reason::ALL.into_iter().fold(Condition::any(), |any, reason| any.add(cases_for(reason, today)))
}

impl Store {
    /// The longest cases of each reason within reach, at most `each` of one. The members are walked once for all reasons.
    pub async fn cases(&self, scope: &Scope, today: NaiveDate, each: u64) -> Result<Vec<Case<ToMeet>>> {
        use member_stage::Column::{Failed, MemberId, ModuleId, Since, TeamId};
        let reason = Reason::ALL
            .into_iter()
            .fold(CaseStatement::new(), |all, reason| all.case(cases_for(reason, today), reason as i32));
        let found = Query::select()
            .columns([MemberId, TeamId, Since, ModuleId, Failed])
            .expr_as(reason, "reason")
            .from(member_stage::Entity)
            .and_where(Expr::col(TeamId).in_subquery(teams_within(scope)))
            .cond_where(any_case(today))
            .to_owned();
        let place = "ROW_NUMBER() OVER (PARTITION BY reason ORDER BY since, member_id)";
        let placed = Query::select()
            .columns([MemberId, TeamId, Since, ModuleId, Failed])
            .column("reason")
            .expr_as(Expr::cust(place), "place")
            .from_subquery(found, "found")
            .to_owned();
        let first = Query::select()
            .columns([MemberId, TeamId, Since, ModuleId, Failed])
            .column("reason")
            .from_subquery(placed, "placed")
            .and_where(Expr::col("place").lte(each))
            .order_by("reason", Order::Asc)
            .order_by("place", Order::Asc)
            .to_owned();
        let rows = self.reader().query_all(&first).await?;
        rows.iter()
            .map(|row| {
                let row = CaseRow::from_query_result(row, "")?;
                let reason = Reason::ALL.into_iter().find(|reason| *reason as i32 == row.reason);
                let who = ToMeet {
                    member: PersonId(row.member_id),
                    team: UnitId(row.team_id),
                    module: row.module_id.as_deref().map(slug).transpose()?,
                    failed: u32::try_from(row.failed).unwrap_or(0),
                };
                let reason = reason.ok_or_else(|| StorageError::Corrupt(row.reason.to_string()))?;
                Ok(Case { who, reason, since: row.since })
            })
            .collect()
    }

    /// How many members are within reach, how many of them are certified today, and how many are to be met.
    pub async fn headcount(&self, scope: &Scope, today: NaiveDate) -> Result<Headcount> {
        let sum = |when: Condition| Expr::expr(CaseStatement::new().case(when, 1).finally(0)).sum();
        let certified = Condition::all().add(member_stage::Column::CertifiedUntil.gte(today));
        let mut count = Query::select();
        count
            .expr_as(Expr::col(member_stage::Column::TeamId).count(), "members")
            .expr_as(Expr::expr(sum(certified)).if_null(0).cast_as("BIGINT"), "certified")
            .expr_as(Expr::expr(sum(any_case(today))).if_null(0).cast_as("BIGINT"), "to_meet")
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
        // Asked of the stage's own role: the team's memberships beside it PostgreSQL held against each of its rows.
        let leaders =
            valid().filter(member_stage::Column::Role.eq(TeamRole::Leader.code())).all(self.reader()).await?;
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
