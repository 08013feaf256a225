//! Issuing the certificates of programmes: after something was reached, and when a rule comes into force.
//!
//! Owns: [`issue_due`] and [`Store::issue_by_new_rules`]. Does not own: what is due ([`super::due`]).

use super::{Asked, due, programme_from, programmes_on, rule_from, standing_rules, whom};
use crate::certificates::{Cause, issue};
use crate::connect::Store;
use crate::entity::{person, programme, programme_rule};
use crate::error::{Result, StorageError};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
    QuerySelect, Set,
};
use tungngo_domain::certification::Rung;
use tungngo_domain::content::Catalogue;
use tungngo_domain::ids::{CertificateId, EventId, PersonId, Slug};
use tungngo_domain::ledger::{Source, following_event_id};
use tungngo_domain::programmes::Requirement;
use tungngo_domain::time::{Instant, day};
use uuid::Uuid;
/// Members to whom certificates are issued in one transaction when a rule comes into force.
const ISSUED_AT_ONCE: u64 = 50;
/// Issues the certificates of programmes that are due to a member after something was reached in a module;
/// `certified` says whether the module's own certificate is new.
pub(crate) async fn issue_due(
    txn: &impl ConnectionTrait,
    member: PersonId,
    catalogue: &Catalogue,
    (module, certified): (&Slug, bool),
    random: &mut dyn FnMut() -> u8,
    cause: &Cause,
) -> Result<Vec<CertificateId>> {
    let mut issued = Vec::new();
    for programme in programmes_on(txn, day(cause.now)).await? {
        let may_count = |one: &Requirement| one.module == *module && (certified || one.rung != Rung::Does);
        if !programme.requires().iter().any(may_count) {
            continue;
        }
        let due = due(txn, &programme, catalogue, member, Asked::ByRecord, cause.now).await?;
        if let Some((subject, due)) = due {
            issued.push(issue(txn, member, &subject, &due, random, cause).await?);
        }
    }
    Ok(issued)
}

impl Store {
    /// Issues what rules made due that came into force, some members at a time, until nobody is left; whoever stops in
    /// the middle goes on where it was. Answers how many certificates were issued.
    pub async fn issue_by_new_rules(
        &self,
        catalogue: &Catalogue,
        random: &mut dyn FnMut() -> u8,
        now: Instant,
    ) -> Result<u64> {
        let open = standing_rules()
            .filter(programme_rule::Column::SweptAt.is_null())
            .filter(programme_rule::Column::FromDay.lte(day(now)))
            .order_by_asc(programme_rule::Column::FromDay)
            .all(self.reader())
            .await?;
        let mut issued = 0;
        for row in open {
            let mut after = row.swept_to;
            loop {
                let done =
                    self.write(async |txn| sweep(txn, row.id, after, catalogue, random, now).await).await?;
                issued += done.issued;
                match done.last {
                    Some(last) => after = Some(last),
                    None => break,
                }
            }
        }
        Ok(issued)
    }
}

/// A step of [`Store::issue_by_new_rules`].
struct Swept {
    issued: u64,
    /// The last member that was looked at; none at the end.
    last: Option<Uuid>,
}

async fn sweep(
    txn: &impl ConnectionTrait,
    id: Uuid,
    after: Option<Uuid>,
    catalogue: &Catalogue,
    random: &mut dyn FnMut() -> u8,
    now: Instant,
) -> Result<Swept> {
    let row = programme_rule::Entity::find_by_id(id).one(txn).await?.ok_or(StorageError::NotFound)?;
    let of = programme::Entity::find_by_id(row.programme_id.clone()).one(txn).await?;
    let of = of.ok_or(StorageError::NotFound)?;
    let programme = programme_from(&of, rule_from(&row)?)?;
    let in_force = programmes_on(txn, day(now)).await?;
    if !in_force.iter().any(|one| one.id == programme.id && one.rule == programme.rule) {
        // A later one came into force before this was done.
        let done = programme_rule::ActiveModel { swept_at: Set(Some(now)), ..row.into_active_model() };
        done.update(txn).await?;
        return Ok(Swept { issued: 0, last: None });
    }
    let mut found = person::Entity::find()
        .select_only()
        .column(person::Column::Id)
        .filter(whom::is_due(&programme, None, now))
        .order_by_asc(person::Column::Id)
        .limit(ISSUED_AT_ONCE);
    if let Some(after) = after {
        found = found.filter(person::Column::Id.gt(after));
    }
    let members: Vec<Uuid> = found.into_tuple().all(txn).await?;
    let last = members.last().copied();
    let actor = row.adopted_by.or(row.made_by).map(PersonId);
    let mut issued = 0;
    for member in members {
        let member = PersonId(member);
        let cause = Cause {
            event: following_event_id(EventId(id), &member.to_string()),
            actor: actor.unwrap_or(member),
            source: Source::Server,
            now,
        };
        let due = due(txn, &programme, catalogue, member, Asked::ByRecord, now).await?;
        if let Some((subject, due)) = due {
            issue(txn, member, &subject, &due, random, &cause).await?;
            issued += 1;
        }
    }
    let mut changed = row.into_active_model();
    match last {
        Some(last) => changed.swept_to = Set(Some(last)),
        None => changed.swept_at = Set(Some(now)),
    }
    changed.update(txn).await?;
    Ok(Swept { issued, last })
}
