//! `ledger verify`: rebuilds everything derived from the ledger aside and compares it with what is stored.
//!
//! Reads member by member, so memory stays small however many events there are. Changes nothing.

use crate::certificates::held_from;
use crate::connect::Store;
use crate::entity::{certificate, ledger_event, member_stage, person, rollup_counter, unit};
use crate::error::Result;
use crate::freezes::Way;
use crate::learning::{mark, progress_in};
use crate::ledger::event_from;
use crate::programmes::required_modules;
use crate::rollup::{COMMUNES_AT_ONCE, all_communes, figures_day, modules_of, statements};
use crate::stages::derive;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QueryResult,
    QuerySelect, Statement,
};
use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use tungngo_domain::certification::{Held, certified_until};
use tungngo_domain::content::Module;
use tungngo_domain::ids::{PersonId, Slug, UnitId};
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
    /// Frozen months counted again.
    pub months: u64,
    /// What does not agree, as lines for the operator (ids only).
    pub differences: Vec<String>,
}

/// Published versions that were read already: thousands of attempts are marked by the same one.
type Versions = HashMap<(Slug, String), Module>;

impl Store {
    /// Compares everything derived with a rebuild from the ledger. `progress` hears how many members are done.
    pub async fn verify_ledger(&self, mut progress: impl FnMut(u64)) -> Result<Verification> {
        let mut found = Verification::default();
        let mut versions = Versions::new();
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
                self.verify_member(PersonId(id), &mut versions, &mut found).await?;
                found.members += 1;
                progress(found.members);
            }
        }
        self.verify_counters(&mut found).await?;
        self.verify_months(&mut found).await?;
        Ok(found)
    }

    async fn verify_member(
        &self,
        member: PersonId,
        versions: &mut Versions,
        found: &mut Verification,
    ) -> Result<()> {
        let rows = ledger_event::Entity::find()
            .filter(ledger_event::Column::MemberId.eq(member.0))
            .order_by_asc(ledger_event::Column::Seq)
            .all(self.reader())
            .await?;
        let mut rebuilt: BTreeMap<Slug, Progress> = BTreeMap::new();
        let (mut issued, mut revoked) = (BTreeSet::new(), BTreeSet::new());
        let mut replaced: BTreeSet<(Uuid, Option<Uuid>)> = BTreeSet::new();
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
                Happening::CertificateReplaced { certificate, by } => {
                    replaced.insert((certificate.0, Some(by.0)));
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
                let content = match versions.entry((module.clone(), attempt.module_version.clone())) {
                    Entry::Occupied(there) => there.into_mut(),
                    Entry::Vacant(missing) => {
                        missing.insert(self.module_version(&module, &attempt.module_version).await?)
                    }
                };
                if mark(content, attempt, closed.at)? != closed {
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
        let by = |id: Uuid| stored.iter().find(|row| row.replaces_id == Some(id)).map(|row| row.id);
        let stored_replaced: BTreeSet<(Uuid, Option<Uuid>)> = stored
            .iter()
            .filter(|row| row.replaced_at.is_some() || by(row.id).is_some())
            .map(|row| (row.id, by(row.id).filter(|_| row.replaced_at.is_some())))
            .collect();
        if stored_ids != issued || stored_revoked != revoked || stored_replaced != replaced {
            found.differences.push(["certificates of member ", &member.to_string()].concat());
        }
        let ends = modules_of(self.reader(), member).await?;
        for row in ends {
            let held: Vec<Held> = stored
                .iter()
                .filter(|one| one.subject_kind == "module" && one.subject_id == row.module_id)
                .map(held_from)
                .collect();
            if row.certified_until != certified_until(&held) {
                let member = member.to_string();
                found
                    .differences
                    .push(["end of certificate of member ", &member, " in ", &row.module_id].concat());
            }
        }
        // What a stage follows from was compared with the ledger above.
        let stage = member_stage::Entity::find_by_id(member.0).one(self.reader()).await?;
        if stage != derive(self.reader(), member).await? {
            found.differences.push(["stage of member ", &member.to_string()].concat());
        }
        Ok(())
    }

    /// Counts every frozen month again. That what is stored of a member is what the events say was compared above.
    async fn verify_months(&self, found: &mut Verification) -> Result<()> {
        for freeze in self.all_frozen().await? {
            let recount = self.recount_freeze(freeze.id, Way::Quick, freeze.cutoff, async |_| Ok(())).await?;
            found.months += 1;
            if recount.differences > 0 {
                let (month, unit, n) =
                    (freeze.month.to_string(), freeze.unit.to_string(), recount.differences.to_string());
                found
                    .differences
                    .push(["frozen month ", &month, " of unit ", &unit, ": ", &n, " numbers"].concat());
            }
        }
        Ok(())
    }

    /// Counts every commune again from its members, and every province from its communes, and compares.
    async fn verify_counters(&self, found: &mut Verification) -> Result<()> {
        let day = figures_day(self.reader()).await?;
        let required = required_modules(self.reader(), day).await?;
        found.counters = rollup_counter::Entity::find()
            .filter(rollup_counter::Column::N.ne(0))
            .count(self.reader())
            .await?;
        let communes = all_communes(self.reader()).await?;
        for chunk in communes.chunks(COMMUNES_AT_ONCE) {
            let (Some(first), Some(last)) = (chunk.first(), chunk.last()) else { continue };
            for statement in statements::compare(self.backend(), day, &required, (first.0, last.0)) {
                for row in self.reader().query_all_raw(statement).await? {
                    let unit: Uuid = row.try_get("", "unit_id")?;
                    found.differences.push(counter_line(&row, UnitId(unit))?);
                }
            }
        }
        let provinces: Vec<Uuid> = unit::Entity::find()
            .select_only()
            .column(unit::Column::Id)
            .filter(unit::Column::Kind.eq("province"))
            .filter(unit::Column::ValidTo.is_null())
            .into_tuple()
            .all(self.reader())
            .await?;
        for province in provinces {
            let values = [province.into()];
            let compare =
                Statement::from_sql_and_values(self.backend(), statements::COMPARE_PROVINCE, values);
            for row in self.reader().query_all_raw(compare).await? {
                found.differences.push(counter_line(&row, UnitId(province))?);
            }
        }
        Ok(())
    }
}

fn counter_line(row: &QueryResult, unit: UnitId) -> Result<String> {
    let field = |name: &str| row.try_get::<String>("", name);
    let (part, module, metric) = (field("part")?, field("module_id")?, field("metric")?);
    let part = if part.is_empty() { String::new() } else { [" (", &part, ")"].concat() };
    Ok(["counter ", &metric, &part, " of ", &module, " in unit ", &unit.to_string()].concat())
}
