//! What members had learnt and held at a cut of the ledger: events that happened before an instant, received up to a
//! number.
//!
//! For whom nothing came after the cut, what is stored is the answer; for the others their events are folded again, by
//! the fold that writes ([`Progress::apply`]). `ledger verify` holds the two together. Owns: this read. Does not own:
//! who counts where ([`tungngo_domain::rollup`]). It must be asked in one snapshot of the database.

use crate::certificates::{MEMBERS_PROGRAMME, SubjectKind, held_from};
use crate::entity::{certificate, ledger_event, module_progress, paper_sheet};
use crate::error::Result;
use crate::ledger::{event_from, module_from};
use crate::slug;
use chrono::NaiveDate;
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use tungngo_domain::certification::{Held, certified_until};
use tungngo_domain::ids::Slug;
use tungngo_domain::ledger::{Happening, ModuleProgress, Progress, Source};
use tungngo_domain::rollup::Certified;
use tungngo_domain::time::{Instant, day};
use uuid::Uuid;

/// Where the ledger is cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Cut {
    /// What happened before this.
    pub before: Instant,
    /// What was received up to this number.
    pub events_to: i64,
}

impl Cut {
    fn holds(&self) -> Condition {
        Condition::all()
            .add(ledger_event::Column::Seq.lte(self.events_to))
            .add(ledger_event::Column::Happened.lt(self.before))
    }

    fn leaves_out(&self) -> Condition {
        Condition::any()
            .add(ledger_event::Column::Seq.gt(self.events_to))
            .add(ledger_event::Column::Happened.gte(self.before))
    }
}

/// How the answer is found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// What is stored, where nothing came after the cut.
    Quick,
    /// From the events alone, for everybody.
    Replay,
}

/// A member at a cut.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Record {
    /// Each module they began, and the last valid day of its certificate.
    pub modules: Vec<(Slug, ModuleProgress, Option<NaiveDate>)>,
    /// The certificate of the programme.
    pub certified: Option<Certified>,
    /// A test on paper was keyed in.
    pub paper: bool,
}

/// What was folded of a member.
#[derive(Default)]
struct Folded {
    modules: BTreeMap<Slug, Progress>,
    issued: BTreeSet<Uuid>,
    revoked: BTreeSet<Uuid>,
}

/// These members at a cut; at most a batch of them.
pub(crate) async fn records(
    db: &impl ConnectionTrait,
    members: &[Uuid],
    cut: &Cut,
    way: Way,
) -> Result<HashMap<Uuid, Record>> {
    let touched = match way {
        Way::Quick => members_with(db, members, cut.leaves_out()).await?,
        Way::Replay => members.iter().copied().collect(),
    };
    let mut folded = fold(db, &touched, cut).await?;
    let mut modules: HashMap<Uuid, Vec<(Slug, ModuleProgress)>> = HashMap::new();
    let stored = module_progress::Entity::find()
        .filter(module_progress::Column::MemberId.is_in(members.iter().copied()))
        .order_by_asc(module_progress::Column::ModuleId)
        .all(db)
        .await?;
    for row in stored.into_iter().filter(|row| !touched.contains(&row.member_id)) {
        let module = slug(&row.module_id)?;
        modules.entry(row.member_id).or_default().push((module, module_from(row)));
    }
    let mut certificates: HashMap<Uuid, Vec<certificate::Model>> = HashMap::new();
    let rows = certificate::Entity::find()
        .filter(certificate::Column::MemberId.is_in(members.iter().copied()))
        .order_by_asc(certificate::Column::Cycle)
        .order_by_asc(certificate::Column::IssuedAt)
        .all(db)
        .await?;
    for row in rows {
        certificates.entry(row.member_id).or_default().push(row);
    }
    let keyed = paper_sheet::Entity::find()
        .select_only()
        .column(paper_sheet::Column::MemberId)
        .filter(paper_sheet::Column::MemberId.is_in(members.iter().copied()))
        .filter(paper_sheet::Column::KeyedAt.is_not_null())
        .into_tuple::<Uuid>()
        .all(db)
        .await?;
    let closed_on_paper = cut
        .holds()
        .add(ledger_event::Column::Source.eq(Source::Paper.code()))
        .add(ledger_event::Column::Kind.eq("attempt-closed"));
    let paper = members_with(db, &keyed, closed_on_paper).await?;
    let records = members.iter().map(|member| {
        let folded = touched.contains(member).then(|| folded.remove(member).unwrap_or_default());
        let mut held = certificates.remove(member).unwrap_or_default();
        let modules = match folded {
            Some(folded) => {
                held.retain(|row| folded.issued.contains(&row.id));
                for row in &mut held {
                    row.revoked_at = row.revoked_at.filter(|_| folded.revoked.contains(&row.id));
                }
                folded.modules.into_iter().map(|(module, progress)| (module, progress.module)).collect()
            }
            None => modules.remove(member).unwrap_or_default(),
        };
        (*member, record(modules, &held, paper.contains(member)))
    });
    Ok(records.collect())
}

/// Those of these members who have such an event.
pub(crate) async fn members_with(
    db: &impl ConnectionTrait,
    members: &[Uuid],
    events: Condition,
) -> Result<BTreeSet<Uuid>> {
    if members.is_empty() {
        return Ok(BTreeSet::new());
    }
    let found: Vec<Uuid> = ledger_event::Entity::find()
        .select_only()
        .column(ledger_event::Column::MemberId)
        .distinct()
        .filter(ledger_event::Column::MemberId.is_in(members.iter().copied()))
        .filter(events)
        .into_tuple()
        .all(db)
        .await?;
    Ok(found.into_iter().collect())
}

/// Members whose events are held in memory at once.
const FOLDED_AT_ONCE: usize = 50;

async fn fold(
    db: &impl ConnectionTrait,
    members: &BTreeSet<Uuid>,
    cut: &Cut,
) -> Result<HashMap<Uuid, Folded>> {
    let members: Vec<Uuid> = members.iter().copied().collect();
    let mut all: HashMap<Uuid, Folded> = HashMap::new();
    for chunk in members.chunks(FOLDED_AT_ONCE) {
        let rows = ledger_event::Entity::find()
            .filter(ledger_event::Column::MemberId.is_in(chunk.iter().copied()))
            .filter(cut.holds())
            .order_by_asc(ledger_event::Column::Seq)
            .all(db)
            .await?;
        for row in rows {
            let folded = all.entry(row.member_id).or_default();
            let event = event_from(row)?;
            match &event.what {
                Happening::CertificateIssued { certificate } => {
                    folded.issued.insert(certificate.0);
                }
                Happening::CertificateRevoked { certificate } => {
                    folded.revoked.insert(certificate.0);
                }
                _ => {}
            }
            if let Some(module) = &event.module {
                folded.modules.entry(module.clone()).or_default().apply(&event);
            }
        }
    }
    Ok(all)
}

/// What follows from the progress in each module and from the certificates, the earlier cycle first.
fn record(modules: Vec<(Slug, ModuleProgress)>, held: &[certificate::Model], paper: bool) -> Record {
    let of = |kind: SubjectKind, subject: &str| -> Vec<&certificate::Model> {
        held.iter().filter(|row| row.subject_kind == kind.code() && row.subject_id == subject).collect()
    };
    let until = |rows: &[&certificate::Model]| {
        certified_until(&rows.iter().map(|row| held_from(row)).collect::<Vec<Held>>())
    };
    let programme = of(SubjectKind::Programme, MEMBERS_PROGRAMME);
    let on = programme.last().map(|row| day(row.issued_at));
    Record {
        certified: on.zip(until(&programme)).map(|(on, until)| Certified { on, until }),
        modules: modules
            .into_iter()
            .map(|(module, progress)| {
                let until = until(&of(SubjectKind::Module, module.as_str()));
                (module, progress, until)
            })
            .collect(),
        paper,
    }
}
