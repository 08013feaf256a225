//! Changes of memberships: correct, move, replace, leave, return. Each is one transaction with its line in the trail.
//!
//! Owns: the rows of memberships and that the counters of teams and communes go with the person (K1). Does not own: what
//! is counted ([`crate::rollup`]) nor the reasons ([`tungngo_domain::membership`]). Nobody outside the scope exists here,
//! and asking twice for the same change makes it once.

use crate::audit;
use crate::connect::Store;
use crate::entity::{membership, person, unit};
use crate::error::{Result, StorageError};
use crate::people::{
    NewPerson, add_person_as, lock_member, place_within, present_place, teams_within, units_within,
};
use crate::rollup;
use chrono::NaiveDate;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, IntoActiveModel, QueryFilter,
    QueryOrder, Set,
};
use tungngo_domain::access::Scope;
use tungngo_domain::collation::person_sort_key;
use tungngo_domain::ids::{PersonId, UnitId};
use tungngo_domain::ledger::form_event_id;
use tungngo_domain::membership::Ending;
use tungngo_domain::people::{AddressForm, Phone, TeamRole, fold};
use tungngo_domain::time::{Instant, day};
use uuid::Uuid;

/// Somebody who comes into a team.
#[derive(Debug, Clone)]
pub struct Newcomer {
    /// The person.
    pub person: NewPerson,
    /// `vi`, or the code of another language.
    pub language: String,
    /// The place in the team.
    pub role: TeamRole,
    /// The body they come from.
    pub body: Option<String>,
}

/// What is on record of a member from now on.
#[derive(Debug, Clone)]
pub struct Correction {
    /// The name, read by [`tungngo_domain::people::read_name`].
    pub full_name: String,
    /// How to speak to them.
    pub address_form: AddressForm,
    /// A contact.
    pub phone: Option<Phone>,
    /// Year of birth.
    pub birth_year: Option<i32>,
    /// `own`, `shared` or `none`.
    pub device: Option<String>,
    /// `vi`, or the code of another language.
    pub language: String,
    /// The place in the team.
    pub role: TeamRole,
    /// The body they come from.
    pub body: Option<String>,
}

/// A person's place in a team that ended, the latest they had.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PastPlace {
    /// The team.
    pub team: UnitId,
    /// The place in it.
    pub role: TeamRole,
    /// From when.
    pub joined_on: NaiveDate,
    /// Until when.
    pub left_on: NaiveDate,
    /// Why it ended.
    pub why: Ending,
}

pub(crate) fn past_from(row: &membership::Model) -> Option<PastPlace> {
    Some(PastPlace {
        team: UnitId(row.team_id),
        role: TeamRole::from_code(&row.role)?,
        joined_on: row.joined_on,
        left_on: row.left_on?,
        why: Ending::from_code(row.ended_why.as_deref().unwrap_or_default()),
    })
}

impl Store {
    /// Adds somebody to a team within reach. The same form with the same content adds them once.
    pub async fn add_member(
        &self,
        scope: &Scope,
        team: UnitId,
        new: Newcomer,
        form: Uuid,
        now: Instant,
    ) -> Result<PersonId> {
        let id = newcomer_id(scope, team, &new, form);
        self.write(async |txn| {
            if person::Entity::find_by_id(id).one(txn).await?.is_some() {
                return Ok(PersonId(id));
            }
            add_newcomer(txn, scope, team, new, id, now).await
        })
        .await
    }

    /// Corrects what is on record of a member within reach.
    pub async fn correct_member(
        &self,
        scope: &Scope,
        id: PersonId,
        to: Correction,
        now: Instant,
    ) -> Result<()> {
        self.write(async |txn| {
            lock_member(txn, id).await?;
            let place = place_within(txn, scope, id).await?;
            let old = person::Entity::find_by_id(id.0).one(txn).await?.ok_or(StorageError::NotFound)?;
            let phone = to.phone.as_ref().map(|phone| phone.digits().to_owned());
            let door = if old.phone == phone {
                old.phone_door.clone()
            } else {
                match &phone {
                    Some(digits) if !opens_a_door(txn, digits).await? => Some(digits.clone()),
                    _ => None,
                }
            };
            let before = rollup::counted(txn, id).await?;
            let row = person::ActiveModel {
                id: Set(id.0),
                name_key: Set(fold(&to.full_name)),
                sort_key: Set(person_sort_key(&to.full_name)),
                full_name: Set(to.full_name.clone()),
                phone: Set(phone.clone()),
                phone_door: Set(door),
                address_form: Set(to.address_form.code().to_owned()),
                birth_year: Set(to.birth_year),
                device: Set(to.device.clone()),
                language: Set(to.language.clone()),
                ..Default::default()
            };
            row.update(txn).await?;
            let changed = [
                ("name", old.full_name != to.full_name),
                ("phone", old.phone != phone),
                ("birth-year", old.birth_year != to.birth_year),
                ("address-form", old.address_form != to.address_form.code()),
                ("device", old.device != to.device),
                ("language", old.language != to.language),
                ("role", place.role != to.role.code()),
                ("body", place.body != to.body),
            ];
            let changed: Vec<&str> = changed.iter().filter(|(_, is)| *is).map(|(what, _)| *what).collect();
            if changed.is_empty() {
                return Ok(());
            }
            let team = UnitId(place.team_id);
            let mut place = place.into_active_model();
            place.role = Set(to.role.code().to_owned());
            place.body = Set(to.body);
            place.update(txn).await?;
            rollup::settle(txn, id, before).await?;
            note(txn, scope, "member-corrected", id, team, changed.join(" "), now).await
        })
        .await
    }

    /// Moves a member within reach to another team within reach, with everything that is counted of them.
    pub async fn move_member(
        &self,
        scope: &Scope,
        id: PersonId,
        to: UnitId,
        role: TeamRole,
        now: Instant,
    ) -> Result<()> {
        self.write(async |txn| {
            one_at_a_time(txn).await?;
            lock_member(txn, id).await?;
            village_within(txn, scope, to).await?;
            let place = place_within(txn, scope, id).await?;
            if place.team_id == to.0 {
                return Ok(());
            }
            let from = UnitId(place.team_id);
            let body = place.body.clone();
            end(txn, id, place, &Ending::Moved, now).await?;
            begin(txn, id, to, role, body, now).await?;
            note(txn, scope, "member-moved", id, to, from.to_string(), now).await
        })
        .await
    }

    /// Ends a membership within reach. Ended already, nothing changes.
    pub async fn end_membership(
        &self,
        scope: &Scope,
        id: PersonId,
        why: Ending,
        now: Instant,
    ) -> Result<UnitId> {
        self.write(async |txn| {
            one_at_a_time(txn).await?;
            lock_member(txn, id).await?;
            let Some(place) = present_place(txn, scope, id).await? else {
                return Ok(UnitId(past(txn, scope, id).await?.team_id));
            };
            let team = UnitId(place.team_id);
            end(txn, id, place, &why, now).await?;
            note(txn, scope, "member-left", id, team, String::new(), now).await?;
            Ok(team)
        })
        .await
    }

    /// Brings somebody back who left a team within reach and is in none.
    pub async fn return_member(
        &self,
        scope: &Scope,
        id: PersonId,
        to: UnitId,
        role: TeamRole,
        now: Instant,
    ) -> Result<()> {
        self.write(async |txn| {
            one_at_a_time(txn).await?;
            lock_member(txn, id).await?;
            village_within(txn, scope, to).await?;
            if present_place(txn, scope, id).await?.is_some_and(|place| place.team_id == to.0) {
                return Ok(());
            }
            let before = past(txn, scope, id).await?;
            begin(txn, id, to, role, before.body, now).await?;
            note(txn, scope, "member-returned", id, to, String::new(), now).await
        })
        .await
    }

    /// Puts somebody new in a member's place: the old member's time in the team ends, the new one's begins. Sent twice,
    /// the same form does it once.
    pub async fn replace_member(
        &self,
        scope: &Scope,
        id: PersonId,
        new: Newcomer,
        form: Uuid,
        now: Instant,
    ) -> Result<PersonId> {
        self.write(async |txn| {
            one_at_a_time(txn).await?;
            lock_member(txn, id).await?;
            let Some(place) = present_place(txn, scope, id).await? else {
                let team = UnitId(past(txn, scope, id).await?.team_id);
                let known = newcomer_id(scope, team, &new, form);
                let there = person::Entity::find_by_id(known).one(txn).await?;
                return there.map(|row| PersonId(row.id)).ok_or(StorageError::NotFound);
            };
            let team = UnitId(place.team_id);
            let newcomer = newcomer_id(scope, team, &new, form);
            end(txn, id, place, &Ending::Replaced, now).await?;
            note(txn, scope, "member-replaced", id, team, newcomer.to_string(), now).await?;
            add_newcomer(txn, scope, team, new, newcomer, now).await
        })
        .await
    }

    /// The latest place of somebody who left a team within reach and is in none now; anybody else does not exist.
    pub async fn past_place(&self, scope: &Scope, id: PersonId) -> Result<PastPlace> {
        let row = past(self.reader(), scope, id).await?;
        past_from(&row).ok_or(StorageError::NotFound)
    }
}

pub(crate) fn newcomer_id(scope: &Scope, team: UnitId, new: &Newcomer, form: Uuid) -> Uuid {
    let one = &new.person;
    let content = [
        "newcomer",
        &team.to_string(),
        &one.full_name,
        one.phone.as_ref().map_or("", Phone::digits),
        &one.birth_year.map(|year| year.to_string()).unwrap_or_default(),
    ]
    .join("/");
    form_event_id(scope.actor(), form, &content).0
}

async fn add_newcomer(
    txn: &impl ConnectionTrait,
    scope: &Scope,
    team: UnitId,
    new: Newcomer,
    id: Uuid,
    now: Instant,
) -> Result<PersonId> {
    village_within(txn, scope, team).await?;
    let person = add_person_as(txn, id, new.person, now).await?;
    let language = person::ActiveModel { id: Set(id), language: Set(new.language), ..Default::default() };
    language.update(txn).await?;
    begin(txn, person, team, new.role, new.body, now).await?;
    note(txn, scope, "member-added", person, team, String::new(), now).await?;
    Ok(person)
}

/// Whether a phone number opens the door of somebody already.
async fn opens_a_door(txn: &impl ConnectionTrait, digits: &str) -> Result<bool> {
    let taken = person::Entity::find().filter(person::Column::PhoneDoor.eq(digits)).one(txn).await?;
    Ok(taken.is_some())
}

/// Two people who change places at the same moment would wait for each other's counters; SQLite has one writer anyway.
async fn one_at_a_time(txn: &impl ConnectionTrait) -> Result<()> {
    if txn.get_database_backend() == DbBackend::Postgres {
        txn.execute_unprepared("SELECT pg_advisory_xact_lock(7420260103)").await?;
    }
    Ok(())
}

/// A village within reach that still is one; nothing else has a team.
async fn village_within(txn: &impl ConnectionTrait, scope: &Scope, team: UnitId) -> Result<()> {
    let found = units_within(scope)
        .filter(unit::Column::Id.eq(team.0))
        .filter(unit::Column::Kind.eq("village"))
        .one(txn)
        .await?;
    found.map(|_| ()).ok_or(StorageError::NotFound)
}

/// The latest membership of somebody who is in no team, if it was within reach.
async fn past(db: &impl ConnectionTrait, scope: &Scope, id: PersonId) -> Result<membership::Model> {
    let latest = membership::Entity::find()
        .filter(membership::Column::PersonId.eq(id.0))
        .order_by_desc(Expr::col(membership::Column::LeftOn).is_null())
        .order_by_desc(membership::Column::LeftOn)
        .order_by_desc(membership::Column::Id)
        .one(db)
        .await?
        .filter(|row| row.left_on.is_some())
        .ok_or(StorageError::NotFound)?;
    membership::Entity::find_by_id(latest.id)
        .filter(membership::Column::TeamId.in_subquery(teams_within(scope)))
        .one(db)
        .await?
        .ok_or(StorageError::NotFound)
}

async fn end(
    txn: &impl ConnectionTrait,
    id: PersonId,
    place: membership::Model,
    why: &Ending,
    now: Instant,
) -> Result<()> {
    let before = rollup::counted(txn, id).await?;
    let mut row = place.into_active_model();
    row.left_on = Set(Some(day(now)));
    row.ended_why = Set(Some(why.code().to_owned()));
    row.update(txn).await?;
    rollup::settle(txn, id, before).await
}

async fn begin(
    txn: &impl ConnectionTrait,
    id: PersonId,
    team: UnitId,
    role: TeamRole,
    body: Option<String>,
    now: Instant,
) -> Result<()> {
    let row = membership::Model {
        id: Uuid::now_v7(),
        person_id: id.0,
        team_id: team.0,
        role: role.code().to_owned(),
        body,
        joined_on: day(now),
        left_on: None,
        ended_why: None,
    };
    let before = rollup::counted(txn, id).await?;
    membership::Entity::insert(row.into_active_model()).exec_without_returning(txn).await?;
    rollup::settle(txn, id, before).await
}

async fn note(
    txn: &impl ConnectionTrait,
    scope: &Scope,
    action: &'static str,
    person: PersonId,
    team: UnitId,
    detail: String,
    now: Instant,
) -> Result<()> {
    let entry = audit::Entry {
        actor: Some(scope.actor()),
        action,
        target: Some(("person", person.to_string())),
        unit: Some(team),
        detail,
        ..audit::Entry::default()
    };
    audit::write(txn, entry, now).await
}
