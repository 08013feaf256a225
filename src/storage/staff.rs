//! Everybody with a right in force, page by page, in the order of their names: the administrator's list.
//!
//! Does not own: granting and ending rights ([`crate::rights`]), trainers within an officer's reach ([`crate::trainers`]).

use crate::connect::Store;
use crate::entity::{credential, person, role_grant, unit};
use crate::error::Result;
use crate::rights::{modules_of_grants, right_from};
use sea_orm::sea_query::{Query, SelectStatement};
use sea_orm::{ColumnTrait, Condition, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect};
use std::collections::HashMap;
use tungngo_domain::access::{Right, Role};
use tungngo_domain::ids::PersonId;
use tungngo_domain::time::Instant;
use uuid::Uuid;

/// A right of somebody, as the list shows it.
#[derive(Debug, Clone)]
pub struct StaffRight {
    /// Of the grant.
    pub id: Uuid,
    /// What and where.
    pub right: Right,
    /// The unit's name.
    pub unit: String,
}

/// Somebody with rights.
#[derive(Debug, Clone)]
pub struct StaffMember {
    /// Who.
    pub id: PersonId,
    /// The full name.
    pub name: String,
    /// The account's name.
    pub account: Option<String>,
    /// Whether they chose a passphrase.
    pub can_sign_in: bool,
    /// Their rights in force, the oldest first.
    pub rights: Vec<StaffRight>,
}

/// The grants that count at a moment.
fn in_force(now: Instant) -> Condition {
    use role_grant::Column as G;
    Condition::all()
        .add(G::EndedAt.is_null())
        .add(G::ValidFrom.lte(now))
        .add(Condition::any().add(G::ValidUntil.is_null()).add(G::ValidUntil.gt(now)))
}

fn people_in_force(now: Instant) -> SelectStatement {
    Query::select()
        .column(role_grant::Column::PersonId)
        .from(role_grant::Entity)
        .cond_where(in_force(now))
        .to_owned()
}

impl Store {
    /// Whether anybody is an administrator yet.
    pub async fn has_administrator(&self, now: Instant) -> Result<bool> {
        let administrators = role_grant::Entity::find()
            .filter(in_force(now))
            .filter(role_grant::Column::Role.eq(Role::Administrator.code()));
        Ok(administrators.count(self.reader()).await? > 0)
    }

    /// A page of those with a right in force, and after whom the next one begins. A cursor that names nobody begins at
    /// the beginning.
    pub async fn staff(
        &self,
        after: Option<PersonId>,
        now: Instant,
    ) -> Result<(Vec<StaffMember>, Option<PersonId>)> {
        use person::Column as P;
        let db = self.reader();
        let mut query = person::Entity::find().filter(P::Id.in_subquery(people_in_force(now)));
        if let Some(after) = after
            && let Some(last) = person::Entity::find_by_id(after.0).one(db).await?
        {
            let same = Condition::all().add(P::SortKey.eq(last.sort_key.clone())).add(P::Id.gt(last.id));
            query = query.filter(Condition::any().add(P::SortKey.gt(last.sort_key)).add(same));
        }
        let mut people =
            query.order_by_asc(P::SortKey).order_by_asc(P::Id).limit(crate::PAGE_ROWS + 1).all(db).await?;
        let next = crate::cut_to_page(&mut people, |row| PersonId(row.id));
        let ids = || people.iter().map(|row| row.id);
        let grants = role_grant::Entity::find()
            .filter(in_force(now))
            .filter(role_grant::Column::PersonId.is_in(ids()))
            .order_by_asc(role_grant::Column::CreatedAt)
            .order_by_asc(role_grant::Column::Id)
            .all(db)
            .await?;
        let modules = modules_of_grants(db, &grants).await?;
        let units = unit::Entity::find()
            .filter(unit::Column::Id.is_in(grants.iter().map(|row| row.unit_id)))
            .all(db)
            .await?;
        let units: HashMap<Uuid, String> = units.into_iter().map(|row| (row.id, row.name)).collect();
        let mut rights: HashMap<Uuid, Vec<StaffRight>> = HashMap::new();
        for row in &grants {
            if let Some(right) = right_from(row, &modules) {
                let unit = units.get(&row.unit_id).cloned().unwrap_or_default();
                rights.entry(row.person_id).or_default().push(StaffRight { id: row.id, right, unit });
            }
        }
        let known =
            credential::Entity::find().filter(credential::Column::PersonId.is_in(ids())).all(db).await?;
        let mut known: HashMap<Uuid, credential::Model> =
            known.into_iter().map(|row| (row.person_id, row)).collect();
        let member = |row: person::Model| {
            let known = known.remove(&row.id);
            StaffMember {
                id: PersonId(row.id),
                name: row.full_name,
                can_sign_in: known.as_ref().is_some_and(|known| known.passphrase_hash.is_some()),
                account: known.and_then(|known| known.account),
                rights: rights.remove(&row.id).unwrap_or_default(),
            }
        };
        Ok((people.into_iter().map(member).collect(), next))
    }
}
