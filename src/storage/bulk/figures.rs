//! What is counted of lives that are written at once: each member's stage, and until when certificates count.
//!
//! The counters follow from these rows when the batch is written ([`crate::rollup::recount`]).

use super::Life;
use crate::certificates::{MEMBERS_PROGRAMME, SubjectKind, held_from};
use crate::entity::{certificate, member_stage, person};
use crate::people::Place;
use chrono::NaiveDate;
use tungngo_domain::attention::{Standing, Studied, standing};
use tungngo_domain::certification::certified_until;
use tungngo_domain::ids::Slug;
use tungngo_domain::ledger::ModuleProgress;
use tungngo_domain::rollup::decade;
use tungngo_domain::time::{Instant, day};

/// The stage of a member who joined on a day and lived so.
pub(super) fn stage(
    person: &person::Model,
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
    let programme = held(life, SubjectKind::Programme, MEMBERS_PROGRAMME);
    let until = certified_until(&programme.iter().map(|row| held_from(row)).collect::<Vec<_>>());
    let last = programme.iter().max_by_key(|row| row.cycle);
    let has_device = matches!(person.device.as_deref(), Some("own" | "shared"));
    let reached = |at: fn(&ModuleProgress) -> Option<Instant>| {
        life.progress.values().filter_map(|progress| at(&progress.module)).min()
    };
    member_stage::Model {
        member_id: person.id,
        team_id: place.team.0,
        stage: stage.code().to_owned(),
        since,
        module_id: module.map(String::from),
        failed: i32::try_from(failed).unwrap_or(i32::MAX),
        certified_on: until.and(last).map(|row| day(row.issued_at)),
        certified_until: until,
        aside_until: None,
        role: place.role.code().to_owned(),
        birth_decade: person.birth_year.map(decade),
        reachable: has_device || person.phone.is_some(),
        no_device: person.device.as_deref() == Some("none"),
        borrowed: false,
        paper: life.sheets.iter().any(|sheet| sheet.keyed_at.is_some()),
        started_on: reached(|progress| progress.started_at).map(day),
        knows: reached(|progress| progress.knows_at).is_some(),
        does: reached(|progress| progress.does_at).is_some(),
        teaches: reached(|progress| progress.teaches_at).is_some(),
    }
}

/// Until when the certificates of a module count.
pub(super) fn module_end(life: &Life<'_>, module: &Slug) -> Option<NaiveDate> {
    let held = held(life, SubjectKind::Module, module.as_str());
    certified_until(&held.iter().map(|row| held_from(row)).collect::<Vec<_>>())
}

fn held<'a>(life: &'a Life<'_>, kind: SubjectKind, subject: &str) -> Vec<&'a certificate::Model> {
    let all = life.certificates.iter().map(|(_, row)| row);
    all.filter(|row| row.subject_kind == kind.code() && row.subject_id == subject).collect()
}
