//! The audit trail (A1): append-only and hash-chained, so that an edited or missing row is found.
//!
//! Owns: writing entries, reading them back, proving the chain. Does not own: the ledger, which it points to and never
//! repeats. Entries carry ids and words of ours, never names, phones or texts (D8).

use crate::connect::Store;
use crate::entity::audit_entry;
use crate::error::Result;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
    QuerySelect,
};
use sha2::{Digest, Sha256};
use tungngo_domain::codes::hex;
use tungngo_domain::ids::{PersonId, UnitId};
use tungngo_domain::time::Instant;

/// Something worth a line in the trail.
#[derive(Debug, Clone, Default)]
pub struct Entry {
    /// Who; nobody for a failed login of an unknown person.
    pub actor: Option<PersonId>,
    /// What: a short word like `login`, `login-refused`, `role-granted`.
    pub action: &'static str,
    /// The kind and id of what it was done to.
    pub target: Option<(&'static str, String)>,
    /// The unit concerned.
    pub unit: Option<UnitId>,
    /// The network address it came from.
    pub address: Option<String>,
    /// Anything else, as short words.
    pub detail: String,
}

/// An entry as read back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded {
    /// Its number.
    pub seq: i64,
    /// When.
    pub at: Instant,
    /// Who.
    pub actor: Option<PersonId>,
    /// What.
    pub action: String,
    /// To what.
    pub target: Option<(String, String)>,
    /// From where.
    pub address: Option<String>,
    /// Anything else.
    pub detail: String,
}

fn chain_hash(row: &audit_entry::Model) -> String {
    let mut hash = Sha256::new();
    let mut part = |text: &str| {
        hash.update((text.len() as u64).to_be_bytes());
        hash.update(text.as_bytes());
    };
    part(&row.previous_hash);
    part(&row.at.timestamp_micros().to_string());
    part(&row.actor_id.map(|id| id.to_string()).unwrap_or_default());
    part(&row.action);
    part(row.target_kind.as_deref().unwrap_or_default());
    part(row.target_id.as_deref().unwrap_or_default());
    part(&row.unit_id.map(|id| id.to_string()).unwrap_or_default());
    part(row.address.as_deref().unwrap_or_default());
    part(&row.detail);
    hex(&hash.finalize())
}

/// Adds an entry to the end of the chain.
pub async fn write(txn: &impl ConnectionTrait, entry: Entry, now: Instant) -> Result<()> {
    append(txn, [(entry, now)]).await
}

/// Adds entries to the end of the chain, in their order.
pub(crate) async fn append(
    txn: &impl ConnectionTrait,
    entries: impl IntoIterator<Item = (Entry, Instant)>,
) -> Result<()> {
    if txn.get_database_backend() == DbBackend::Postgres {
        txn.execute_unprepared("SELECT pg_advisory_xact_lock(7420260102)").await?;
    }
    let last = audit_entry::Entity::find().order_by_desc(audit_entry::Column::Seq).one(txn).await?;
    let mut previous = last.map(|row| row.hash).unwrap_or_default();
    let mut rows = entries.into_iter().map(|(entry, now)| {
        let row = chained(entry, now, std::mem::take(&mut previous));
        previous.clone_from(&row.hash);
        numbered_later(row)
    });
    loop {
        // Numbers follow the order of the rows.
        let chunk: Vec<audit_entry::ActiveModel> = rows.by_ref().take(crate::BATCH_ROWS).collect();
        if chunk.is_empty() {
            return Ok(());
        }
        audit_entry::Entity::insert_many(chunk).exec_without_returning(txn).await?;
    }
}

/// The row of an entry that follows the one with this hash.
fn chained(entry: Entry, now: Instant, previous_hash: String) -> audit_entry::Model {
    let (target_kind, target_id) = match entry.target {
        Some((kind, id)) => (Some(kind.to_owned()), Some(id)),
        None => (None, None),
    };
    let mut row = audit_entry::Model {
        seq: 0,
        at: now,
        actor_id: entry.actor.map(|actor| actor.0),
        action: entry.action.to_owned(),
        target_kind,
        target_id,
        unit_id: entry.unit.map(|unit| unit.0),
        address: entry.address,
        detail: entry.detail,
        previous_hash,
        hash: String::new(),
    };
    row.hash = chain_hash(&row);
    row
}

/// The row to insert: the database gives the number.
fn numbered_later(row: audit_entry::Model) -> audit_entry::ActiveModel {
    audit_entry::ActiveModel { seq: sea_orm::ActiveValue::NotSet, ..row.into_active_model() }
}

impl Store {
    /// Adds one entry in a transaction of its own.
    pub async fn audit(&self, entry: Entry, now: Instant) -> Result<()> {
        self.write(async |txn| write(txn, entry, now).await).await
    }

    /// The latest entries before `before` (all where it is `None`), at most 100. What this program has read until now is
    /// among them.
    pub async fn audit_entries(&self, before: Option<i64>) -> Result<Vec<Recorded>> {
        self.write_reads().await;
        let mut query = audit_entry::Entity::find().order_by_desc(audit_entry::Column::Seq).limit(100);
        if let Some(before) = before {
            query = query.filter(audit_entry::Column::Seq.lt(before));
        }
        let rows = query.all(self.reader()).await?;
        Ok(rows
            .into_iter()
            .map(|row| Recorded {
                seq: row.seq,
                at: row.at,
                actor: row.actor_id.map(PersonId),
                action: row.action,
                target: row.target_kind.zip(row.target_id),
                address: row.address,
                detail: row.detail,
            })
            .collect())
    }

    /// Proves the chain. `Ok` holds how many entries were checked; the inner error names the first broken one.
    pub async fn verify_audit(&self) -> Result<std::result::Result<u64, i64>> {
        self.write_reads().await;
        let (mut checked, mut previous, mut after) = (0, String::new(), i64::MIN);
        loop {
            let rows = audit_entry::Entity::find()
                .filter(audit_entry::Column::Seq.gt(after))
                .order_by_asc(audit_entry::Column::Seq)
                .limit(1_000)
                .all(self.reader())
                .await?;
            let Some(last) = rows.last() else { return Ok(Ok(checked)) };
            after = last.seq;
            for row in &rows {
                if row.previous_hash != previous || row.hash != chain_hash(row) {
                    return Ok(Err(row.seq));
                }
                previous.clone_from(&row.hash);
                checked += 1;
            }
        }
    }
}
