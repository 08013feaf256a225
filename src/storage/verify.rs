//! `ledger verify`: rebuilds everything derived from the ledger aside and compares it with what is stored.
//!
//! Reads member by member, so memory stays small however many events there are. Changes nothing.

use crate::connect::Store;
use crate::entity::{certificate, ledger_event, member_stage, person, rollup_counter, unit};
use crate::error::Result;
use crate::learning::{mark, progress_in};
use crate::ledger::event_from;
use crate::stages::derive;
use sea_orm::sea_query::Query;
use sea_orm::{ColumnTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect, Statement};
use std::collections::{BTreeMap, BTreeSet};
use tungngo_domain::ids::{PersonId, Slug};
use tungngo_domain::ledger::{Happening, Progress};
use uuid::Uuid;

/// What the comparison found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Verification {
    /// Events read.
    pub events: u64,
    /// Members looked at.
    pub members: u64,
    /// Counters compared.
    pub counters: u64,
    /// Certificates compared.
    pub certificates: u64,
    /// What does not agree, as lines for the operator (ids only).
    pub differences: Vec<String>,
}

#[derive(FromQueryResult)]
struct CounterRow {
    unit_id: Uuid,
    module_id: String,
    started: i64,
    knows: i64,
    does: i64,
    teaches: i64,
}

#[derive(FromQueryResult)]
struct CertificateCount {
    unit_id: Uuid,
    subject_id: String,
    n: i64,
}

impl Store {
    /// Compares everything derived with a rebuild from the ledger. `progress` hears how many members are done.
    pub async fn verify_ledger(&self, mut progress: impl FnMut(u64)) -> Result<Verification> {
        let mut found = Verification::default();
        let mut after: Option<Uuid> = None;
        loop {
            let mut query = person::Entity::find().select_only().column(person::Column::Id);
            if let Some(after) = after {
                query = query.filter(person::Column::Id.gt(after));
            }
            let ids: Vec<Uuid> = query
                .order_by_asc(person::Column::Id)
                .limit(crate::BATCH_ROWS as u64)
                .into_tuple()
                .all(self.reader())
                .await?;
            let Some(last) = ids.last() else { break };
            after = Some(*last);
            for id in ids {
                self.verify_member(PersonId(id), &mut found).await?;
                found.members += 1;
                progress(found.members);
            }
        }
        self.verify_counters(&mut found).await?;
        Ok(found)
    }

    async fn verify_member(&self, member: PersonId, found: &mut Verification) -> Result<()> {
        let rows = ledger_event::Entity::find()
            .filter(ledger_event::Column::MemberId.eq(member.0))
            .order_by_asc(ledger_event::Column::Seq)
            .all(self.reader())
            .await?;
        let mut rebuilt: BTreeMap<Slug, Progress> = BTreeMap::new();
        let (mut issued, mut revoked) = (BTreeSet::new(), BTreeSet::new());
        for row in rows {
            let event = event_from(row)?;
            found.events += 1;
            match &event.what {
                Happening::CertificateIssued { certificate } => {
                    issued.insert(certificate.0);
                }
                Happening::CertificateRevoked { certificate } => {
                    revoked.insert(certificate.0);
                }
                _ => {}
            }
            if let Some(module) = &event.module {
                rebuilt.entry(module.clone()).or_default().apply(&event);
            }
        }
        let mut modules: BTreeSet<Slug> = rebuilt.keys().cloned().collect();
        modules.extend(self.all_progress(member).await?.into_keys());
        for module in modules {
            let stored = progress_in(self.reader(), member, &module).await?;
            let rebuilt = rebuilt.remove(&module).unwrap_or_default();
            if stored != rebuilt {
                found
                    .differences
                    .push(["progress of member ", &member.to_string(), " in ", module.as_str()].concat());
            }
            for (id, attempt) in &rebuilt.attempts {
                let Some(closed) = attempt.closed else { continue };
                let content = self.module_version(&module, &attempt.module_version).await?;
                if mark(&content, attempt, closed.at)? != closed {
                    found.differences.push(["score of attempt ", &id.to_string()].concat());
                }
            }
        }
        let stored = certificate::Entity::find()
            .filter(certificate::Column::MemberId.eq(member.0))
            .all(self.reader())
            .await?;
        found.certificates += stored.len() as u64;
        let stored_ids: BTreeSet<Uuid> = stored.iter().map(|row| row.id).collect();
        let stored_revoked: BTreeSet<Uuid> =
            stored.iter().filter(|row| row.revoked_at.is_some()).map(|row| row.id).collect();
        if stored_ids != issued || stored_revoked != revoked {
            found.differences.push(["certificates of member ", &member.to_string()].concat());
        }
        // What a stage follows from was compared with the ledger above.
        let stage = member_stage::Entity::find_by_id(member.0).one(self.reader()).await?;
        if stage != derive(self.reader(), member).await? {
            found.differences.push(["stage of member ", &member.to_string()].concat());
        }
        Ok(())
    }

    /// Regroups the members' progress in one statement and compares it with the counters.
    async fn verify_counters(&self, found: &mut Verification) -> Result<()> {
        const PROGRESS: &str = "SELECT a.ancestor_id AS unit_id, mp.module_id AS module_id, COUNT(mp.started_at) AS \
                                started, COUNT(mp.knows_at) AS knows, COUNT(mp.does_at) AS does, \
                                COUNT(mp.teaches_at) AS teaches FROM module_progress mp JOIN membership m ON \
                                m.person_id = mp.member_id AND m.left_on IS NULL JOIN unit_ancestor a ON a.unit_id = \
                                m.team_id AND a.depth <= 1 GROUP BY a.ancestor_id, mp.module_id";
        const ANY: &str = "SELECT a.ancestor_id AS unit_id, '*' AS module_id, COUNT(DISTINCT CASE WHEN mp.started_at IS NOT NULL THEN mp.member_id END) AS started, COUNT(DISTINCT CASE WHEN mp.knows_at IS NOT NULL THEN mp.member_id END) AS knows, COUNT(DISTINCT CASE WHEN mp.does_at IS NOT NULL THEN mp.member_id END) AS does, COUNT(DISTINCT CASE WHEN mp.teaches_at IS NOT NULL THEN mp.member_id END) AS teaches FROM module_progress mp JOIN membership m ON m.person_id = mp.member_id AND m.left_on IS NULL JOIN unit_ancestor a ON a.unit_id = m.team_id AND a.depth <= 1 GROUP BY a.ancestor_id";
        const CERTIFICATES: &str = "SELECT a.ancestor_id AS unit_id, c.subject_id AS subject_id, COUNT(*) AS n FROM \
                                    certificate c JOIN membership m ON m.person_id = c.member_id AND m.left_on IS \
                                    NULL JOIN unit_ancestor a ON a.unit_id = m.team_id AND a.depth <= 1 WHERE \
                                    c.revoked_at IS NULL GROUP BY a.ancestor_id, c.subject_id";
        let mut counted: BTreeMap<(Uuid, String, String), i64> = BTreeMap::new();
        let mut add = |unit: Uuid, subject: &str, metric: &str, n: i64| {
            if n != 0 {
                counted.insert((unit, subject.to_owned(), metric.to_owned()), n);
            }
        };
        for grouping in [PROGRESS, ANY] {
            let statement = Statement::from_string(self.backend(), grouping);
            for row in CounterRow::find_by_statement(statement).all(self.reader()).await? {
                for (metric, n) in [
                    ("started", row.started),
                    ("knows", row.knows),
                    ("does", row.does),
                    ("teaches", row.teaches),
                ] {
                    add(row.unit_id, &row.module_id, metric, n);
                }
            }
        }
        let statement = Statement::from_string(self.backend(), CERTIFICATES);
        for row in CertificateCount::find_by_statement(statement).all(self.reader()).await? {
            add(row.unit_id, &row.subject_id, "certificates", row.n);
        }
        let mut stored: BTreeMap<(Uuid, String, String), i64> = BTreeMap::new();
        // Those of closed units stand as they were.
        let in_force = Query::select()
            .column(unit::Column::Id)
            .from(unit::Entity)
            .and_where(unit::Column::ValidTo.is_null())
            .to_owned();
        let rows = rollup_counter::Entity::find()
            .filter(rollup_counter::Column::UnitId.in_subquery(in_force))
            .all(self.reader())
            .await?;
        for row in rows {
            if row.n != 0 {
                stored.insert((row.unit_id, row.module_id, row.metric), row.n);
            }
        }
        found.counters = counted.len() as u64;
        let keys: BTreeSet<_> = counted.keys().chain(stored.keys()).cloned().collect();
        for key in keys {
            if counted.get(&key) != stored.get(&key) {
                let (unit, module, metric) = key;
                found
                    .differences
                    .push(["counter ", &metric, " of ", &module, " in unit ", &unit.to_string()].concat());
            }
        }
        Ok(())
    }
}
