//! What is counted of lives that are written at once: each member's stage, and the counters of teams and communes.
//!
//! The one place of [`crate::bulk`] that knows what is counted. Everything is added up in memory by the domain's rules
//! and written with the batch, which holds whole communes.

use super::Life;
use crate::certificates::{MEMBERS_PROGRAMME, SubjectKind};
use crate::entity::{member_stage, rollup_counter};
use crate::people::Place;
use crate::rollup::ANY_MODULE;
use crate::stages::NO_END;
use chrono::NaiveDate;
use std::collections::{BTreeMap, BTreeSet};
use tungngo_domain::attention::{Standing, Studied, standing};
use tungngo_domain::ids::PersonId;
use tungngo_domain::ledger::ModuleProgress;
use tungngo_domain::rollup::{Metric, deltas};
use uuid::Uuid;

/// The counters of a batch's communes and teams.
#[derive(Debug, Default)]
pub(super) struct Figures(BTreeMap<(Uuid, String, Metric), i64>);

impl Figures {
    /// Counts a member with everything they lived through.
    pub(super) fn count(&mut self, place: &Place, life: &Life<'_>) {
        let nothing = ModuleProgress::default();
        let mut counts: Vec<(String, Metric, i64)> = Vec::new();
        let mut anywhere = BTreeSet::new();
        for (module, progress) in &life.progress {
            for (metric, n) in deltas(&nothing, &progress.module) {
                anywhere.insert(metric);
                counts.push((module.to_string(), metric, n));
            }
        }
        counts.extend(anywhere.into_iter().map(|metric| (ANY_MODULE.to_owned(), metric, 1)));
        let held = life.certificates.iter().map(|(_, row)| row).filter(|row| row.revoked_at.is_none());
        counts.extend(held.map(|row| (row.subject_id.clone(), Metric::Certificates, 1)));
        for (subject, metric, n) in counts {
            *self.0.entry((place.team.0, subject.clone(), metric)).or_default() += n;
            *self.0.entry((place.commune.0, subject, metric)).or_default() += n;
        }
    }

    /// Their rows.
    pub(super) fn rows(self) -> impl Iterator<Item = rollup_counter::Model> {
        self.0.into_iter().map(|((unit, subject, metric), n)| rollup_counter::Model {
            unit_id: unit,
            module_id: subject,
            metric: metric.code().to_owned(),
            n,
        })
    }
}

/// The stage of a member who joined on a day and lived so.
pub(super) fn stage(
    member: PersonId,
    place: &Place,
    joined: NaiveDate,
    life: &Life<'_>,
) -> member_stage::Model {
    let begun = life.progress.iter().filter(|(_, progress)| progress.module != ModuleProgress::default());
    let mut studied: Vec<Studied> = begun
        .map(|(module, progress)| {
            let failed =
                || progress.attempts.values().filter_map(|one| one.closed).filter(|one| !one.passed());
            Studied {
                module: module.clone(),
                progress: progress.module.clone(),
                failed: u32::try_from(failed().count()).unwrap_or(u32::MAX),
                failed_at: failed().map(|one| one.at).max(),
            }
        })
        .collect();
    // Failed tests are looked at while something is not known yet.
    if studied.iter().all(|one| one.progress.knows_at.is_some()) {
        for one in &mut studied {
            (one.failed, one.failed_at) = (0, None);
        }
    }
    let Standing { stage, since, module, failed } = standing(joined, &studied);
    let ends = life
        .certificates
        .iter()
        .map(|(_, row)| row)
        .filter(|row| {
            row.subject_kind == SubjectKind::Programme.code() && row.subject_id == MEMBERS_PROGRAMME
        })
        .filter(|row| row.revoked_at.is_none());
    member_stage::Model {
        member_id: member.0,
        team_id: place.team.0,
        stage: stage.code().to_owned(),
        since,
        module_id: module.map(String::from),
        failed: i32::try_from(failed).unwrap_or(i32::MAX),
        certified_until: ends.map(|row| row.valid_until.unwrap_or(NO_END)).max(),
        aside_until: None,
    }
}
