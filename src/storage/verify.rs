//! `ledger verify`: rebuilds everything derived from the ledger aside and compares it with what is stored.
//!
//! Reads some members at a time, as many such parts at once as there are processors: memory stays small however many
//! events there are. Changes nothing.

use crate::certificates::held_from;
use crate::connect::Store;
use crate::content::module_version_in;
use crate::entity::{certificate, ledger_event, member_stage, person, rollup_counter};
use crate::error::Result;
use crate::freezes::Way;
use crate::learning::mark;
use crate::ledger::event_from;
use crate::progress::{Depth, progress_of};
use crate::rollup::{in_force, modules_of_all, statements};
use crate::stages::derive_all;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QueryResult,
    QuerySelect, Statement,
};
use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};
use std::sync::Arc;
use tokio::sync::Mutex;
use tungngo_domain::certification::{Held, certified_until};
use tungngo_domain::content::Module;
use tungngo_domain::ids::{PersonId, Slug, UnitId};
use tungngo_domain::ledger::{Event, Happening, Progress};
use tungngo_domain::units::UnitKind;
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

/// Members that are compared at once: some reads for all of them instead of some for each.
const MEMBERS_AT_ONCE: u64 = 100;

/// Published versions that were read already: thousands of attempts are marked by the same one.
#[derive(Default)]
struct Versions(Mutex<HashMap<(Slug, String), Arc<Module>>>);

impl Versions {
    async fn get(&self, db: &impl ConnectionTrait, module: &Slug, version: &str) -> Result<Arc<Module>> {
        let key = (module.clone(), version.to_owned());
        let mut known = self.0.lock().await;
        if let Some(there) = known.get(&key) {
            return Ok(there.clone());
        }
        let read = Arc::new(module_version_in(db, module.as_str(), version).await?);
        known.insert(key, read.clone());
        Ok(read)
    }
}

impl Store {
    /// Compares everything derived with a rebuild from the ledger. `progress` hears how many members are done.
    pub async fn verify_ledger(&self, mut progress: impl FnMut(u64)) -> Result<Verification> {
        let mut found = Verification::default();
        let versions = Arc::new(Versions::default());
        let at_once = std::thread::available_parallelism().map_or(2, std::num::NonZero::get);
        // In the order of the members, so that the same differences are told in the same order.
        let mut running = VecDeque::new();
        let mut ids = self.people_after(None).await?;
        loop {
            let last = ids.last().copied();
            if let Some(last) = last {
                let next = self.people_after(Some(last)).await?;
                let (store, versions) = (self.clone(), versions.clone());
                let ids = std::mem::replace(&mut ids, next);
                running.push_back(tokio::spawn(async move { store.verify_members(&ids, &versions).await }));
            }
            if running.len() > at_once || last.is_none() {
                let Some(first) = running.pop_front() else { break };
                let part: Verification = match first.await {
                    Ok(part) => part?,
                    Err(ended) => std::panic::resume_unwind(ended.into_panic()),
                };
                found.events += part.events;
                found.members += part.members;
                found.certificates += part.certificates;
                found.differences.extend(part.differences);
                progress(found.members);
            }
        }
        self.verify_counters(&mut found).await?;
        self.verify_months(&mut found).await?;
        Ok(found)
    }

    async fn people_after(&self, after: Option<PersonId>) -> Result<Vec<PersonId>> {
        let mut query = person::Entity::find().select_only().column(person::Column::Id);
        if let Some(after) = after {
            query = query.filter(person::Column::Id.gt(after.0));
        }
        let ids: Vec<Uuid> = query
            .order_by_asc(person::Column::Id)
            .limit(MEMBERS_AT_ONCE)
            .into_tuple()
            .all(self.reader())
            .await?;
        Ok(ids.into_iter().map(PersonId).collect())
    }

    /// Compares some members as they are at one moment: a server may go on writing.
    async fn verify_members(&self, members: &[PersonId], versions: &Versions) -> Result<Verification> {
        let mut found = Verification { members: members.len() as u64, ..Verification::default() };
        let db = &*self.snapshot().await?;
        let mut told = told_of(db, members).await?;
        let mut progress = progress_of(db, members, None, Depth::Whole).await?;
        let mut modules = modules_of_all(db, members).await?;
        let mut derived = derive_all(db, members).await?;
        let uuids = || members.iter().map(|member| member.0);
        let stages = member_stage::Entity::find().filter(member_stage::Column::MemberId.is_in(uuids()));
        let mut stages: HashMap<Uuid, member_stage::Model> =
            stages.all(db).await?.into_iter().map(|row| (row.member_id, row)).collect();
        let mut certificates: HashMap<Uuid, Vec<certificate::Model>> = HashMap::new();
        for row in
            certificate::Entity::find().filter(certificate::Column::MemberId.is_in(uuids())).all(db).await?
        {
            certificates.entry(row.member_id).or_default().push(row);
        }
        for member in members {
            let told = told.remove(member).unwrap_or_default();
            found.events += told.events;
            let progress = progress.remove(member).unwrap_or_default();
            verify_progress(db, *member, &told, progress, versions, &mut found).await?;
            let stored = certificates.remove(&member.0).unwrap_or_default();
            verify_certificates(*member, &told, &stored, &mut found);
            for row in modules.remove(&member.0).unwrap_or_default() {
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
            if stages.remove(&member.0) != derived.remove(member) {
                found.differences.push(["stage of member ", &member.to_string()].concat());
            }
        }
        Ok(found)
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

    /// Counts every commune aside from its members, sums every province from its communes and the nation from its provinces,
    /// and compares.
    async fn verify_counters(&self, found: &mut Verification) -> Result<()> {
        found.counters = rollup_counter::Entity::find()
            .filter(rollup_counter::Column::N.ne(0))
            .count(self.reader())
            .await?;
        for wrong in self.compare_communes(|_, _| {}).await?.wrong {
            found.differences.push(counter_line(&wrong.counter, wrong.unit));
        }
        for (kind, of_parts) in [(UnitKind::Province, "summed"), (UnitKind::Nation, "n")] {
            for unit in in_force(self.reader(), kind).await? {
                let sql = statements::compare_sums(of_parts);
                let compare = Statement::from_sql_and_values(self.backend(), sql, [unit.0.into()]);
                for row in self.reader().query_all_raw(compare).await? {
                    found.differences.push(counter_line(&counter_of(&row)?, unit));
                }
            }
        }
        let not_summed = Statement::from_string(self.backend(), statements::NOT_SUMMED);
        for row in self.reader().query_all_raw(not_summed).await? {
            let unit = UnitId(row.try_get("", "unit_id")?);
            found.differences.push(["sums above unit ", &unit.to_string()].concat());
        }
        Ok(())
    }
}

/// The part, subject and metric of a counter.
fn counter_of(row: &QueryResult) -> Result<[String; 3]> {
    Ok([row.try_get("", "part")?, row.try_get("", "module_id")?, row.try_get("", "metric")?])
}

fn counter_line([part, subject, metric]: &[String; 3], unit: UnitId) -> String {
    let part = if part.is_empty() { String::new() } else { [" (", part, ")"].concat() };
    ["counter ", metric, &part, " of ", subject, " in unit ", &unit.to_string()].concat()
}

/// What the events of one member say, heard in the order of the ledger.
#[derive(Default)]
struct Told {
    events: u64,
    progress: BTreeMap<Slug, Progress>,
    issued: BTreeSet<Uuid>,
    revoked: BTreeSet<Uuid>,
    replaced: BTreeSet<(Uuid, Option<Uuid>)>,
}

impl Told {
    fn hear(&mut self, event: &Event) {
        self.events += 1;
        match &event.what {
            Happening::CertificateIssued { certificate } => {
                self.issued.insert(certificate.0);
            }
            Happening::CertificateRevoked { certificate } => {
                self.revoked.insert(certificate.0);
            }
            Happening::CertificateReplaced { certificate, by } => {
                self.replaced.insert((certificate.0, Some(by.0)));
            }
            _ => {}
        }
        if let Some(module) = &event.module {
            self.progress.entry(module.clone()).or_default().apply(event);
        }
    }
}

/// What the ledger says of these members.
async fn told_of(db: &impl ConnectionTrait, members: &[PersonId]) -> Result<HashMap<PersonId, Told>> {
    let rows = ledger_event::Entity::find()
        .filter(ledger_event::Column::MemberId.is_in(members.iter().map(|member| member.0)))
        .order_by_asc(ledger_event::Column::Seq)
        .all(db)
        .await?;
    let mut all: HashMap<PersonId, Told> = HashMap::new();
    for row in rows {
        let event = event_from(row)?;
        all.entry(event.member).or_default().hear(&event);
    }
    Ok(all)
}

async fn verify_progress(
    db: &impl ConnectionTrait,
    member: PersonId,
    told: &Told,
    mut stored: BTreeMap<Slug, Progress>,
    versions: &Versions,
    found: &mut Verification,
) -> Result<()> {
    let modules: BTreeSet<Slug> = told.progress.keys().chain(stored.keys()).cloned().collect();
    let nothing = Progress::default();
    for module in modules {
        let rebuilt = told.progress.get(&module).unwrap_or(&nothing);
        if stored.remove(&module).unwrap_or_default() != *rebuilt {
            found
                .differences
                .push(["progress of member ", &member.to_string(), " in ", module.as_str()].concat());
        }
        for (id, attempt) in &rebuilt.attempts {
            let Some(closed) = attempt.closed else { continue };
            let content = versions.get(db, &module, &attempt.module_version).await?;
            if mark(&content, attempt, closed.at)? != closed {
                found.differences.push(["score of attempt ", &id.to_string()].concat());
            }
        }
    }
    Ok(())
}

fn verify_certificates(
    member: PersonId,
    told: &Told,
    stored: &[certificate::Model],
    found: &mut Verification,
) {
    found.certificates += stored.len() as u64;
    let ids: BTreeSet<Uuid> = stored.iter().map(|row| row.id).collect();
    let revoked: BTreeSet<Uuid> =
        stored.iter().filter(|row| row.revoked_at.is_some()).map(|row| row.id).collect();
    let by = |id: Uuid| stored.iter().find(|row| row.replaces_id == Some(id)).map(|row| row.id);
    let replaced: BTreeSet<(Uuid, Option<Uuid>)> = stored
        .iter()
        .filter(|row| row.replaced_at.is_some() || by(row.id).is_some())
        .map(|row| (row.id, by(row.id).filter(|_| row.replaced_at.is_some())))
        .collect();
    if ids != told.issued || revoked != told.revoked || replaced != told.replaced {
        found.differences.push(["certificates of member ", &member.to_string()].concat());
    }
}
