//! Rights: who has which role over which unit, and which modules a trainer holds.
//!
//! Rights are read from here at each request (Z2); nothing about them is in a token.

use crate::audit;
use crate::certificates;
use crate::connect::Store;
use crate::entity::{holding_grant, person, role_grant, role_grant_module};
use crate::error::{Result, StorageError};
use crate::joined::{columns, joined};
use crate::ledger::record;
use crate::slug;
use chrono::NaiveDate;
use sea_orm::sea_query::{Expr, ExprTrait, Query};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, IntoActiveModel,
    QueryFilter, QueryOrder, Set,
};
use std::collections::{BTreeSet, HashMap};
use tungngo_domain::access::{Right, Role};
use tungngo_domain::ids::{EventId, PersonId, Slug, UnitId};
use tungngo_domain::ledger::{Event, Happening, Source};
use tungngo_domain::time::{Instant, day};
use uuid::Uuid;

/// A right with its place in the administrator's list.
#[derive(Debug, Clone)]
pub struct Granted {
    /// Of the grant.
    pub id: Uuid,
    /// Who has it.
    pub person: PersonId,
    /// That person's name.
    pub name: String,
    /// What and where.
    pub right: Right,
}

/// An initial grant (*cấp ban đầu*).
#[derive(Debug, Clone)]
pub struct NewHolding {
    /// Who may sign off from now on.
    pub holder: PersonId,
    /// Which module.
    pub module: Slug,
    /// Why.
    pub reason: String,
    /// The document it rests on.
    pub document: String,
    /// That document's date.
    pub document_date: NaiveDate,
}

pub(crate) fn right_from(row: &role_grant::Model, modules: &ModulesOfGrants) -> Option<Right> {
    let until = match (row.valid_until, row.ended_at) {
        (Some(a), Some(b)) => Some(Ord::min(a, b)),
        (a, b) => a.or(b),
    };
    Some(Right {
        role: Role::from_code(&row.role)?,
        unit: UnitId(row.unit_id),
        from: row.valid_from,
        until,
        modules: modules.get(&row.id).cloned().unwrap_or_default(),
    })
}

/// The modules that grants are limited to; a grant that is not here covers all.
pub(crate) type ModulesOfGrants = HashMap<Uuid, BTreeSet<Slug>>;

pub(crate) async fn modules_of_grants(
    db: &impl ConnectionTrait,
    grants: &[role_grant::Model],
) -> Result<ModulesOfGrants> {
    let mut modules = ModulesOfGrants::new();
    let trainers: Vec<Uuid> =
        grants.iter().filter(|row| row.role == Role::Trainer.code()).map(|row| row.id).collect();
    for chunk in trainers.chunks(crate::BATCH_ROWS) {
        let rows = role_grant_module::Entity::find()
            .filter(role_grant_module::Column::GrantId.is_in(chunk.iter().copied()))
            .all(db)
            .await?;
        for row in rows {
            // A limit that cannot be read must not become "all modules".
            let module = slug(&row.module_id)?;
            modules.entry(row.grant_id).or_default().insert(module);
        }
    }
    Ok(modules)
}

/// All rights of a person, inside or outside a transaction.
pub(crate) async fn rights_in(db: &impl ConnectionTrait, person: PersonId) -> Result<Vec<Right>> {
    // Grants and their modules in one read: each page of staff begins with it.
    let of_grant = Expr::col((role_grant_module::Entity, role_grant_module::Column::GrantId))
        .equals((role_grant::Entity, role_grant::Column::Id));
    let mut query = Query::select();
    columns::<role_grant::Entity>(&mut query, "grant_");
    columns::<role_grant_module::Entity>(&mut query, "module_");
    query
        .from(role_grant::Entity)
        .left_join(role_grant_module::Entity, of_grant)
        .and_where(role_grant::Column::PersonId.eq(person.0));
    let mut grants: Vec<role_grant::Model> = Vec::new();
    let mut modules = ModulesOfGrants::new();
    for row in db.query_all(&query).await? {
        let grant = role_grant::Model::from_query_result(&row, "grant_")?;
        let limits = grant.role == Role::Trainer.code();
        if let Some(module) = joined::<role_grant_module::Model>(&row, "module_")?.filter(|_| limits) {
            // A limit that cannot be read must not become "all modules".
            modules.entry(grant.id).or_default().insert(slug(&module.module_id)?);
        }
        if grants.iter().all(|known| known.id != grant.id) {
            grants.push(grant);
        }
    }
    Ok(grants.iter().filter_map(|grant| right_from(grant, &modules)).collect())
}

impl Store {
    /// All rights of a person, in force or not.
    pub async fn rights(&self, person: PersonId) -> Result<Vec<Right>> {
        rights_in(self.reader(), person).await
    }

    /// All rights in force, by name.
    pub async fn all_rights(&self, now: Instant) -> Result<Vec<Granted>> {
        let rows = role_grant::Entity::find()
            .filter(role_grant::Column::EndedAt.is_null())
            .order_by_asc(role_grant::Column::CreatedAt)
            .all(self.reader())
            .await?;
        let people = person::Entity::find()
            .filter(person::Column::Id.is_in(rows.iter().map(|row| row.person_id)))
            .all(self.reader())
            .await?;
        let modules = modules_of_grants(self.reader(), &rows).await?;
        let name = |id: Uuid| people.iter().find(|one| one.id == id).map(|one| one.full_name.clone());
        Ok(rows
            .iter()
            .filter_map(|row| {
                let right = right_from(row, &modules).filter(|right| right.in_force(now))?;
                Some(Granted {
                    id: row.id,
                    person: PersonId(row.person_id),
                    name: name(row.person_id)?,
                    right,
                })
            })
            .collect())
    }

    /// Ends a right at once.
    pub async fn end_right(&self, grant: Uuid, actor: PersonId, now: Instant) -> Result<()> {
        self.write(async |txn| {
            let row = role_grant::Entity::find_by_id(grant)
                .filter(role_grant::Column::EndedAt.is_null())
                .one(txn)
                .await?
                .ok_or(StorageError::NotFound)?;
            if row.person_id == actor.0 && row.role == Role::Administrator.code() {
                return Err(StorageError::Refused("an administrator does not end their own right"));
            }
            end_grant(txn, row, actor, now).await
        })
        .await
    }

    /// The modules a person holds today: by a valid certificate or by an initial grant.
    pub async fn held_modules(&self, person: PersonId, now: Instant) -> Result<Vec<Slug>> {
        held_modules_in(self.reader(), person, now).await
    }
}

/// Ends a grant now, with its line in the trail. Whether it may be ended was asked before.
pub(crate) async fn end_grant(
    txn: &impl ConnectionTrait,
    row: role_grant::Model,
    actor: PersonId,
    now: Instant,
) -> Result<()> {
    let entry = audit::Entry {
        actor: Some(actor),
        action: "role-ended",
        target: Some(("person", row.person_id.to_string())),
        unit: Some(UnitId(row.unit_id)),
        detail: row.role.clone(),
        ..audit::Entry::default()
    };
    let mut row = row.into_active_model();
    row.ended_at = Set(Some(now));
    row.update(txn).await?;
    audit::write(txn, entry, now).await
}

pub(crate) async fn held_modules_in(
    db: &impl ConnectionTrait,
    person: PersonId,
    now: Instant,
) -> Result<Vec<Slug>> {
    let mut held = certificates::valid_modules_in(db, person, day(now)).await?;
    let grants = holding_grant::Entity::find()
        .filter(holding_grant::Column::PersonId.eq(person.0))
        .filter(holding_grant::Column::EndedAt.is_null())
        .all(db)
        .await?;
    held.extend(grants.iter().filter_map(|grant| Slug::parse(&grant.module_id).ok()));
    Ok(held)
}

/// Grants a role over a unit.
pub async fn grant_role(
    txn: &impl ConnectionTrait,
    person: PersonId,
    role: Role,
    unit: UnitId,
    until: Option<Instant>,
    by: Option<PersonId>,
    now: Instant,
) -> Result<()> {
    let row = role_grant::Model {
        id: Uuid::now_v7(),
        person_id: person.0,
        role: role.code().to_owned(),
        unit_id: unit.0,
        valid_from: now,
        valid_until: until,
        ended_at: None,
        granted_by: by.map(|by| by.0),
        created_at: now,
    };
    role_grant::Entity::insert(row.into_active_model()).exec_without_returning(txn).await?;
    let entry = audit::Entry {
        actor: by,
        action: "role-granted",
        target: Some(("person", person.to_string())),
        unit: Some(unit),
        detail: role.code().to_owned(),
        ..audit::Entry::default()
    };
    audit::write(txn, entry, now).await
}

/// Makes an initial grant: a ledger event with its reason and document (product.md §5).
pub async fn grant_holding(
    txn: &impl ConnectionTrait,
    new: NewHolding,
    by: PersonId,
    now: Instant,
) -> Result<()> {
    if new.holder == by {
        return Err(StorageError::Refused("nobody grants themselves a module"));
    }
    let id = Uuid::now_v7();
    let row = holding_grant::Model {
        id,
        person_id: new.holder.0,
        module_id: new.module.to_string(),
        reason: new.reason,
        document: new.document,
        document_date: new.document_date,
        granted_by: Some(by.0),
        created_at: now,
        ended_at: None,
    };
    holding_grant::Entity::insert(row.into_active_model()).exec_without_returning(txn).await?;
    let event = Event {
        id: EventId(Uuid::now_v7()),
        member: new.holder,
        actor: by,
        module: Some(new.module.clone()),
        module_version: None,
        source: Source::Server,
        login: None,
        happened: now,
        clamped: false,
        received: now,
        what: Happening::HoldingGranted { grant: id },
    };
    record(txn, &[event]).await?;
    let entry = audit::Entry {
        actor: Some(by),
        action: "holding-granted",
        target: Some(("person", new.holder.to_string())),
        detail: new.module.to_string(),
        ..audit::Entry::default()
    };
    audit::write(txn, entry, now).await
}
