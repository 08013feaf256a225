//! Login cards for many at once: all of them are printed, or none.
//!
//! Owns: who has a card, and the one transaction of a sheet. Does not own: what a card is ([`crate::logins`]) nor how
//! secrets and PINs are made and hashed (the web).

use crate::audit;
use crate::connect::Store;
use crate::entity::card;
use crate::error::{Result, StorageError};
use crate::logins::issue_card;
use crate::people::{lock_member, place_within};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use std::collections::HashMap;
use tungngo_domain::access::Scope;
use tungngo_domain::ids::{PersonId, UnitId};
use tungngo_domain::time::Instant;

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

impl Store {
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
