//! The trainers of a unit: grants that an officer makes, changes and ends within reach.
//!
//! Owns: the rows of these grants, their modules and their lines in the trail. Does not own: who may grant
//! ([`tungngo_domain::access`]) nor what a grant allows.

use crate::audit;
use crate::connect::Store;
use crate::entity::{credential, membership, person, role_grant, role_grant_module, unit};
use crate::error::{Result, StorageError};
use crate::member_list::Wanted;
use crate::people::{Person, is_below, members_within, person_from, places_within, units_within};
use crate::rights::{end_grant, modules_of_grants, right_from};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, EntityTrait, IntoActiveModel, JoinType,
    PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, Set,
};
use std::collections::{BTreeSet, HashMap};
use tungngo_domain::access::{Right, Role, Scope, may_grant_trainer};
use tungngo_domain::ids::{PersonId, Slug, UnitId};
use tungngo_domain::people::Phone;
use tungngo_domain::time::{Instant, day};
use uuid::Uuid;

/// People that a search shows.
const FOUND_AT_MOST: u64 = 20;

/// For how long and for which modules somebody is a trainer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// From when.
    pub from: Instant,
    /// Until when.
    pub until: Instant,
    /// The modules; none named means all.
    pub modules: BTreeSet<Slug>,
}

/// A trainer's grant as officers see it.
#[derive(Debug, Clone)]
pub struct TrainerGrant {
    /// Of the grant.
    pub id: Uuid,
    /// Whose it is.
    pub person: PersonId,
    /// That person's name.
    pub name: String,
    /// The contact.
    pub phone: Option<Phone>,
    /// The unit's name.
    pub unit_name: String,
    /// What and where; `until` says when it ends or ended.
    pub right: Right,
    /// Whether somebody ended it before its time.
    pub ended: bool,
    /// Whether the person can sign in as staff: a passphrase is set.
    pub can_sign_in: bool,
}

/// Grants are few beside the units below one.
const GRANTED_FOR: (role_grant::Entity, role_grant::Column) =
    (role_grant::Entity, role_grant::Column::UnitId);

impl Store {
    /// A page of the trainers' grants within reach, by name, then by unit; `after` is the last of the page before.
    pub async fn trainer_grants(
        &self,
        scope: &Scope,
        after: Option<Uuid>,
    ) -> Result<(Vec<TrainerGrant>, Option<Uuid>)> {
        let mut query = role_grant::Entity::find()
            .join(
                JoinType::InnerJoin,
                role_grant::Entity::belongs_to(person::Entity)
                    .from(role_grant::Column::PersonId)
                    .to(person::Column::Id)
                    .into(),
            )
            .filter(role_grant::Column::Role.eq(Role::Trainer.code()))
            .filter(is_below(scope.roots().iter().copied(), GRANTED_FOR));
        if let Some(after) = after
            && let Some(last) = self.trainer_grant_row(scope, after).await?
            && let Some(whose) = person::Entity::find_by_id(last.person_id).one(self.reader()).await?
        {
            use person::Column::SortKey;
            query =
                query.filter(Condition::any().add(SortKey.gt(whose.sort_key.clone())).add(
                    Condition::all().add(SortKey.eq(whose.sort_key)).add(role_grant::Column::Id.gt(after)),
                ));
        }
        let mut rows = query
            .order_by_asc(person::Column::SortKey)
            .order_by_asc(role_grant::Column::Id)
            .limit(crate::PAGE_ROWS + 1)
            .all(self.reader())
            .await?;
        let next = crate::cut_to_page(&mut rows, |row| row.id);
        Ok((self.trainer_grants_from(&rows).await?, next))
    }

    /// One trainer's grant within reach.
    pub async fn trainer_grant(&self, scope: &Scope, id: Uuid) -> Result<TrainerGrant> {
        let row = self.trainer_grant_row(scope, id).await?.ok_or(StorageError::NotFound)?;
        self.trainer_grants_from(&[row]).await?.pop().ok_or(StorageError::NotFound)
    }

    async fn trainer_grant_row(&self, scope: &Scope, id: Uuid) -> Result<Option<role_grant::Model>> {
        grant_within(self.reader(), scope, id).await
    }

    async fn trainer_grants_from(&self, rows: &[role_grant::Model]) -> Result<Vec<TrainerGrant>> {
        let modules = modules_of_grants(self.reader(), rows).await?;
        let people: HashMap<Uuid, person::Model> = person::Entity::find()
            .filter(person::Column::Id.is_in(rows.iter().map(|row| row.person_id)))
            .all(self.reader())
            .await?
            .into_iter()
            .map(|row| (row.id, row))
            .collect();
        let units: HashMap<Uuid, String> = unit::Entity::find()
            .filter(unit::Column::Id.is_in(rows.iter().map(|row| row.unit_id)))
            .all(self.reader())
            .await?
            .into_iter()
            .map(|row| (row.id, row.name))
            .collect();
        let signed: BTreeSet<Uuid> = credential::Entity::find()
            .filter(credential::Column::PersonId.is_in(rows.iter().map(|row| row.person_id)))
            .filter(credential::Column::PassphraseHash.is_not_null())
            .all(self.reader())
            .await?
            .into_iter()
            .map(|row| row.person_id)
            .collect();
        Ok(rows
            .iter()
            .filter_map(|row| {
                let whose = person_from(people.get(&row.person_id)?.clone());
                Some(TrainerGrant {
                    id: row.id,
                    person: whose.id,
                    name: whose.full_name,
                    phone: whose.phone,
                    unit_name: units.get(&row.unit_id)?.clone(),
                    right: right_from(row, &modules)?,
                    ended: row.ended_at.is_some(),
                    can_sign_in: signed.contains(&row.person_id),
                })
            })
            .collect())
    }

    /// People within an officer's reach whose name or phone number is like this: present members, and whoever is or was
    /// a trainer there.
    pub async fn people_to_grant(&self, scope: &Scope, query: &str) -> Result<Vec<Person>> {
        let Some(wanted) = Wanted::read(query).condition() else { return Ok(Vec::new()) };
        let rows = person::Entity::find()
            .filter(within(scope))
            .filter(wanted)
            .order_by_asc(person::Column::SortKey)
            .order_by_asc(person::Column::Id)
            .limit(FOUND_AT_MOST)
            .all(self.reader())
            .await?;
        Ok(rows.into_iter().map(person_from).collect())
    }

    /// In which team within reach these people are now; who is in none there stands for nothing.
    pub async fn teams_of(&self, scope: &Scope, people: &[PersonId]) -> Result<HashMap<PersonId, UnitId>> {
        let rows: Vec<(Uuid, Uuid)> = places_within(scope)
            .filter(membership::Column::PersonId.is_in(people.iter().map(|one| one.0)))
            .select_only()
            .columns([membership::Column::PersonId, membership::Column::TeamId])
            .into_tuple()
            .all(self.reader())
            .await?;
        Ok(rows.into_iter().map(|(person, team)| (PersonId(person), UnitId(team))).collect())
    }

    /// One of the people that [`Self::people_to_grant`] may find.
    pub async fn person_to_grant(&self, scope: &Scope, id: PersonId) -> Result<Person> {
        let row = person::Entity::find_by_id(id.0).filter(within(scope)).one(self.reader()).await?;
        row.map(person_from).ok_or(StorageError::NotFound)
    }

    /// Changes the term of a grant that was not ended.
    pub async fn change_trainer_grant(
        &self,
        scope: &Scope,
        id: Uuid,
        term: &Term,
        now: Instant,
    ) -> Result<()> {
        self.write(async |txn| {
            let row = open_grant(txn, scope, id).await?;
            let (whose, unit) = (PersonId(row.person_id), UnitId(row.unit_id));
            let mut row = row.into_active_model();
            row.valid_from = Set(term.from);
            row.valid_until = Set(Some(term.until));
            row.update(txn).await?;
            role_grant_module::Entity::delete_many()
                .filter(role_grant_module::Column::GrantId.eq(id))
                .exec(txn)
                .await?;
            limit(txn, id, &term.modules).await?;
            note(txn, scope, "role-changed", whose, unit, term, now).await
        })
        .await
    }

    /// Ends a grant at once.
    pub async fn end_trainer_grant(&self, scope: &Scope, id: Uuid, now: Instant) -> Result<()> {
        self.write(async |txn| {
            let row = grant_within(txn, scope, id).await?.ok_or(StorageError::NotFound)?;
            if row.ended_at.is_some() {
                return Ok(());
            }
            let row = open_grant(txn, scope, id).await?;
            end_grant(txn, row, scope.actor(), now).await
        })
        .await
    }
}

/// Makes somebody a trainer of each of these units, all or none. A grant that is there with the same term is not made a
/// second time.
pub async fn grant_trainer(
    txn: &impl ConnectionTrait,
    scope: &Scope,
    whom: PersonId,
    units: &BTreeSet<UnitId>,
    term: &Term,
    now: Instant,
) -> Result<()> {
    may_grant_trainer(scope, whom).map_err(|_| StorageError::Refused("nobody grants themselves a role"))?;
    let reached = units_within(scope)
        .filter(unit::Column::Id.is_in(units.iter().map(|unit| unit.0)))
        .count(txn)
        .await?;
    if units.is_empty() || reached != units.len() as u64 {
        return Err(StorageError::NotFound);
    }
    let there = role_grant::Entity::find()
        .filter(role_grant::Column::PersonId.eq(whom.0))
        .filter(role_grant::Column::Role.eq(Role::Trainer.code()))
        .filter(role_grant::Column::EndedAt.is_null())
        .all(txn)
        .await?;
    let limits = modules_of_grants(txn, &there).await?;
    for unit in units {
        let is_same = |row: &role_grant::Model| {
            row.unit_id == unit.0
                && day(row.valid_from) == day(term.from)
                && row.valid_until == Some(term.until)
                && limits.get(&row.id).cloned().unwrap_or_default() == term.modules
        };
        if there.iter().any(is_same) {
            continue;
        }
        let id = Uuid::now_v7();
        let row = role_grant::Model {
            id,
            person_id: whom.0,
            role: Role::Trainer.code().to_owned(),
            unit_id: unit.0,
            valid_from: term.from,
            valid_until: Some(term.until),
            ended_at: None,
            granted_by: Some(scope.actor().0),
            created_at: now,
        };
        role_grant::Entity::insert(row.into_active_model()).exec_without_returning(txn).await?;
        limit(txn, id, &term.modules).await?;
        note(txn, scope, "role-granted", whom, *unit, term, now).await?;
    }
    Ok(())
}

/// Present members within reach, and whoever has or had a trainer's grant there.
fn within(scope: &Scope) -> Condition {
    let trainers = role_grant::Entity::find()
        .select_only()
        .column(role_grant::Column::PersonId)
        .filter(role_grant::Column::Role.eq(Role::Trainer.code()))
        .filter(is_below(scope.roots().iter().copied(), GRANTED_FOR));
    Condition::any()
        .add(person::Column::Id.in_subquery(members_within(scope)))
        .add(person::Column::Id.in_subquery(sea_orm::QueryTrait::into_query(trainers)))
}

async fn grant_within(
    db: &impl ConnectionTrait,
    scope: &Scope,
    id: Uuid,
) -> Result<Option<role_grant::Model>> {
    let row = role_grant::Entity::find_by_id(id)
        .filter(role_grant::Column::Role.eq(Role::Trainer.code()))
        .filter(is_below(scope.roots().iter().copied(), GRANTED_FOR))
        .one(db)
        .await?;
    Ok(row)
}

/// A grant within reach that was not ended, and is not the officer's own.
async fn open_grant(txn: &impl ConnectionTrait, scope: &Scope, id: Uuid) -> Result<role_grant::Model> {
    let row = grant_within(txn, scope, id).await?.filter(|row| row.ended_at.is_none());
    let row = row.ok_or(StorageError::NotFound)?;
    may_grant_trainer(scope, PersonId(row.person_id))
        .map_err(|_| StorageError::Refused("nobody changes their own role"))?;
    Ok(row)
}

async fn limit(txn: &impl ConnectionTrait, grant: Uuid, modules: &BTreeSet<Slug>) -> Result<()> {
    for module in modules {
        let row = role_grant_module::Model { grant_id: grant, module_id: module.to_string() };
        role_grant_module::Entity::insert(row.into_active_model()).exec_without_returning(txn).await?;
    }
    Ok(())
}

async fn note(
    txn: &impl ConnectionTrait,
    scope: &Scope,
    action: &'static str,
    whom: PersonId,
    unit: UnitId,
    term: &Term,
    now: Instant,
) -> Result<()> {
    let modules: Vec<&str> = term.modules.iter().map(Slug::as_str).collect();
    let last = day(term.until - chrono::Duration::microseconds(1));
    let mut detail: String =
        [Role::Trainer.code(), &day(term.from).to_string(), &last.to_string(), &modules.join(",")].join(" ");
    detail.truncate(detail.trim_end().len());
    let entry = audit::Entry {
        actor: Some(scope.actor()),
        action,
        target: Some(("person", whom.to_string())),
        unit: Some(unit),
        detail,
        ..audit::Entry::default()
    };
    audit::write(txn, entry, now).await
}
