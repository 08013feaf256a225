//! Login cards for many at once: all of them are printed, or none.
//!
//! Owns: who has a card, and the one transaction of a sheet. Does not own: what a card is ([`crate::logins`]) nor how
//! secrets and PINs are made and hashed (the web).

use crate::audit;
use crate::connect::Store;
use crate::entity::{card, credential, membership};
use crate::error::{Result, StorageError};
use crate::logins::issue_card;
use crate::people::{Member, lock_member, place_within, places_within};
use sea_orm::sea_query::{Expr, ExprTrait, Query};
use sea_orm::{ColumnTrait, Condition, EntityTrait, PaginatorTrait, QueryFilter, QuerySelect, Select};
use std::collections::{BTreeSet, HashMap};
use tungngo_domain::access::Scope;
use tungngo_domain::ids::{PersonId, UnitId};
use tungngo_domain::time::Instant;
use uuid::Uuid;

/// A card about to be printed.
#[derive(Debug, Clone)]
pub struct NewCard {
    /// For whom.
    pub person: PersonId,
    /// The hash of the secret in its QR code.
    pub secret_hash: String,
    /// The serial in letters.
    pub serial: String,
    /// The hash of the first PIN.
    pub pin_hash: String,
    /// Until when the first PIN lives.
    pub pin_until: Instant,
}

/// Present members within reach, in one team only where one is given.
fn places(scope: &Scope, team: Option<UnitId>) -> Select<membership::Entity> {
    let places = places_within(scope);
    match team {
        Some(team) => places.filter(membership::Column::TeamId.eq(team.0)),
        None => places,
    }
}

/// No living card, and not whoever asks: nobody prints their own.
fn without_card(scope: &Scope) -> Condition {
    let living = Query::select()
        .expr(Expr::val(1))
        .from(card::Entity)
        .and_where(
            Expr::col((card::Entity, card::Column::PersonId))
                .equals((membership::Entity, membership::Column::PersonId)),
        )
        .and_where(Expr::col((card::Entity, card::Column::ReplacedAt)).is_null())
        .to_owned();
    Condition::all().add(membership::Column::PersonId.ne(scope.actor().0)).add(Expr::exists(living).not())
}

impl Store {
    /// How many members are within reach, or in a team, and for how many of them a first card can be printed.
    pub async fn card_counts(&self, scope: &Scope, team: Option<UnitId>) -> Result<(u64, u64)> {
        let all = places(scope, team).count(self.reader()).await?;
        let without = places(scope, team).filter(without_card(scope)).count(self.reader()).await?;
        Ok((all, without))
    }

    /// The members within reach for whom a first card can be printed.
    pub async fn members_without_card(&self, scope: &Scope) -> Result<Vec<Member>> {
        self.members_in(scope, places(scope, None).filter(without_card(scope))).await
    }

    /// For how many members of each of these teams a first card can be printed; a team that is not in the answer has
    /// none such.
    pub async fn without_card_by_team(
        &self,
        scope: &Scope,
        teams: &[UnitId],
    ) -> Result<HashMap<UnitId, u64>> {
        let mut counts = HashMap::new();
        for chunk in teams.chunks(crate::BATCH_ROWS) {
            let rows: Vec<(Uuid, i64)> = places(scope, None)
                .filter(membership::Column::TeamId.is_in(chunk.iter().map(|team| team.0)))
                .filter(without_card(scope))
                .select_only()
                .column(membership::Column::TeamId)
                .column_as(membership::Column::TeamId.count(), "n")
                .group_by(membership::Column::TeamId)
                .into_tuple()
                .all(self.reader())
                .await?;
            counts.extend(rows.into_iter().map(|(team, n)| (UnitId(team), u64::try_from(n).unwrap_or(0))));
        }
        Ok(counts)
    }

    /// When the living card of each of these people was printed; who has none is not in the answer. **Unscoped**: for
    /// members that were found through the scope before.
    pub async fn living_cards(&self, people: &[PersonId]) -> Result<HashMap<PersonId, Instant>> {
        let mut cards = HashMap::new();
        for chunk in people.chunks(crate::BATCH_ROWS) {
            let rows = card::Entity::find()
                .filter(card::Column::PersonId.is_in(chunk.iter().map(|one| one.0)))
                .filter(card::Column::ReplacedAt.is_null())
                .all(self.reader())
                .await?;
            cards.extend(rows.into_iter().map(|row| (PersonId(row.person_id), row.created_at)));
        }
        Ok(cards)
    }

    /// Which of these people have a PIN of their own, and so may be studying. **Unscoped**: for members that were found
    /// through the scope before.
    pub async fn with_pin(&self, people: &[PersonId]) -> Result<BTreeSet<PersonId>> {
        let mut found = BTreeSet::new();
        for chunk in people.chunks(crate::BATCH_ROWS) {
            let rows: Vec<Uuid> = credential::Entity::find()
                .filter(credential::Column::PersonId.is_in(chunk.iter().map(|one| one.0)))
                .filter(credential::Column::PinHash.is_not_null())
                .select_only()
                .column(credential::Column::PersonId)
                .into_tuple()
                .all(self.reader())
                .await?;
            found.extend(rows.into_iter().map(PersonId));
        }
        Ok(found)
    }

    /// Prints these cards, all or none: each for a member within reach, none for oneself. `now` is when it was asked for;
    /// where somebody's card was printed later than that, the sheet in hand is the later one, and this is a conflict.
    pub async fn print_cards(&self, scope: &Scope, mut cards: Vec<NewCard>, now: Instant) -> Result<()> {
        // Everybody locks in the same order.
        cards.sort_by_key(|card| card.person);
        self.write(async |txn| {
            for new in &cards {
                if new.person == scope.actor() {
                    return Err(StorageError::Refused("nobody prints their own card"));
                }
                lock_member(txn, new.person).await?;
                let place = place_within(txn, scope, new.person).await?;
                let later = card::Entity::find()
                    .filter(card::Column::PersonId.eq(new.person.0))
                    .filter(card::Column::ReplacedAt.is_null())
                    .filter(card::Column::CreatedAt.gt(now))
                    .one(txn)
                    .await?;
                if later.is_some() {
                    return Err(StorageError::Conflict);
                }
                let first_pin = (new.pin_hash.clone(), new.pin_until);
                issue_card(txn, new.person, new.secret_hash.clone(), new.serial.clone(), first_pin, now)
                    .await?;
                let entry = audit::Entry {
                    actor: Some(scope.actor()),
                    action: "card-printed",
                    target: Some(("person", new.person.to_string())),
                    unit: Some(UnitId(place.team_id)),
                    ..audit::Entry::default()
                };
                audit::write(txn, entry, now).await?;
            }
            Ok(())
        })
        .await
    }
}
