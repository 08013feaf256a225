//! Tokens with which programs read figures: made by an officer for one unit within reach, until a day.
//!
//! A token never reaches further than the officer who made it does now: when that right ends, so does the token. Only
//! the hash of its secret is stored. Owns: the rows and their lines in the trail. Does not own: what may be read with
//! one (`web/api`).

use crate::audit;
use crate::connect::Store;
use crate::entity::api_token;
use crate::error::{Result, StorageError};
use crate::people::{names, reaches_in, teams_within};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect, Set,
};
use std::collections::BTreeSet;
use tungngo_domain::access::{Right, Role, Scope};
use tungngo_domain::ids::{PersonId, UnitId};
use tungngo_domain::time::Instant;
use uuid::Uuid;

/// The use of a token is noted at most so often.
const NOTED_EVERY: chrono::Duration = chrono::Duration::hours(1);

/// A token to be made.
#[derive(Debug, Clone)]
pub struct NewToken {
    /// What it is for, as its maker calls it.
    pub name: String,
    /// Of which unit it reads.
    pub unit: UnitId,
    /// Whether it may read lists of members and teams too.
    pub lists: bool,
    /// Until when.
    pub until: Instant,
    /// The hash of its secret.
    pub secret_hash: String,
}

/// A token as officers see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiToken {
    /// Which.
    pub id: Uuid,
    /// What it is for.
    pub name: String,
    /// Who made it.
    pub owner: PersonId,
    /// That person's name.
    pub owner_name: String,
    /// Of which unit it reads.
    pub unit: UnitId,
    /// That unit's name.
    pub unit_name: String,
    /// Whether it may read lists too.
    pub lists: bool,
    /// Until when.
    pub until: Instant,
    /// When somebody ended it before its time.
    pub ended_at: Option<Instant>,
    /// When it was last used, to the hour.
    pub used_at: Option<Instant>,
}

/// What a program may read.
#[derive(Debug, Clone)]
pub struct TokenReach {
    /// The token.
    pub id: Uuid,
    /// The unit and all below it.
    pub scope: Scope,
    /// Lists too.
    pub lists: bool,
}

fn entry(scope: &Scope, action: &'static str, id: Uuid, unit: Uuid) -> audit::Entry {
    audit::Entry {
        actor: Some(scope.actor()),
        action,
        target: Some(("token", id.to_string())),
        unit: Some(UnitId(unit)),
        ..audit::Entry::default()
    }
}

impl Store {
    /// Makes a token for a unit within reach.
    pub async fn make_token(&self, scope: &Scope, new: NewToken, now: Instant) -> Result<Uuid> {
        let id = Uuid::now_v7();
        self.write(async |txn| {
            if !reaches_in(txn, scope, &BTreeSet::from([new.unit])).await? {
                return Err(StorageError::NotFound);
            }
            let row = api_token::Model {
                id,
                name: new.name.clone(),
                owner_id: scope.actor().0,
                unit_id: new.unit.0,
                lists: new.lists,
                secret_hash: new.secret_hash.clone(),
                made_at: now,
                until: new.until,
                ended_at: None,
                used_at: None,
            };
            api_token::Entity::insert(row.into_active_model()).exec_without_returning(txn).await?;
            audit::write(txn, entry(scope, "token-made", id, new.unit.0), now).await
        })
        .await?;
        Ok(id)
    }

    /// A page of the tokens of units within reach, the newest first; `before` is the last of the page before.
    pub async fn tokens(&self, scope: &Scope, before: Option<Uuid>) -> Result<(Vec<ApiToken>, Option<Uuid>)> {
        let mut query =
            api_token::Entity::find().filter(api_token::Column::UnitId.in_subquery(teams_within(scope)));
        if let Some(before) = before {
            query = query.filter(api_token::Column::Id.lt(before));
        }
        let mut rows =
            query.order_by_desc(api_token::Column::Id).limit(crate::PAGE_ROWS + 1).all(self.reader()).await?;
        let next = crate::cut_to_page(&mut rows, |row| row.id);
        let names = names(self.reader(), rows.iter().map(|row| row.owner_id)).await?;
        let units = self.unit_names(rows.iter().map(|row| UnitId(row.unit_id))).await?;
        let token = |row: api_token::Model| ApiToken {
            id: row.id,
            name: row.name,
            owner: PersonId(row.owner_id),
            owner_name: names.get(&row.owner_id).cloned().unwrap_or_default(),
            unit: UnitId(row.unit_id),
            unit_name: units.get(&UnitId(row.unit_id)).cloned().unwrap_or_default(),
            lists: row.lists,
            until: row.until,
            ended_at: row.ended_at,
            used_at: row.used_at,
        };
        Ok((rows.into_iter().map(token).collect(), next))
    }

    /// Ends a token of a unit within reach at once; a second time changes nothing.
    pub async fn end_token(&self, scope: &Scope, id: Uuid, now: Instant) -> Result<()> {
        self.write(async |txn| {
            let row = api_token::Entity::find_by_id(id)
                .filter(api_token::Column::UnitId.in_subquery(teams_within(scope)))
                .one(txn)
                .await?
                .ok_or(StorageError::NotFound)?;
            if row.ended_at.is_some() {
                return Ok(());
            }
            let unit = row.unit_id;
            api_token::ActiveModel { ended_at: Set(Some(now)), ..row.into_active_model() }
                .update(txn)
                .await?;
            audit::write(txn, entry(scope, "token-ended", id, unit), now).await
        })
        .await
    }

    /// What the token with this hash may read now; one that is over, or whose maker no longer reaches its unit, reads
    /// nothing.
    pub async fn token_reach(&self, secret_hash: &str, now: Instant) -> Result<TokenReach> {
        let row = api_token::Entity::find()
            .filter(api_token::Column::SecretHash.eq(secret_hash))
            .one(self.reader())
            .await?
            .filter(|row| row.ended_at.is_none() && row.until > now)
            .ok_or(StorageError::NotFound)?;
        let (owner, unit) = (PersonId(row.owner_id), UnitId(row.unit_id));
        let rights = self.rights(owner).await?;
        let whole = Scope::of(owner, Role::Officer, &rights, now).ok_or(StorageError::NotFound)?;
        if !self.reaches(&whole, unit).await? {
            return Err(StorageError::NotFound);
        }
        let right = Right {
            role: Role::Officer,
            unit,
            from: row.made_at,
            until: Some(row.until),
            modules: BTreeSet::new(),
        };
        let scope = Scope::of(owner, Role::Officer, &[right], now).ok_or(StorageError::NotFound)?;
        let (id, lists) = (row.id, row.lists);
        if row.used_at.is_none_or(|used| now - used > NOTED_EVERY) && !self.writing_waits() {
            let noted = self.write(async |txn| {
                let row =
                    api_token::ActiveModel { id: Set(id), used_at: Set(Some(now)), ..Default::default() };
                row.update(txn).await?;
                Ok(())
            });
            match noted.await {
                // Who reads does not wait for the map; the next request notes it.
                Ok(()) | Err(StorageError::Unreachable(_)) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(TokenReach { id, scope, lists })
    }
}
