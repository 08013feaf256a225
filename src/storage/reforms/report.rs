//! What a reform would touch, counted and named, with a digest of everything it would do.

use super::Step;
use super::apply::Ready;
use super::standing::by_team;
use crate::entity::person;
use crate::error::Result;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use tungngo_domain::ids::UnitId;
use tungngo_domain::reform::{Destination, Target};
use tungngo_domain::units::UnitKind;
use uuid::Uuid;

/// A village that goes to the default successor, because nothing was named for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UndecidedLine {
    /// The village.
    pub village: String,
    /// The divided commune.
    pub commune: String,
    /// Its code.
    pub code: Option<String>,
    /// Where it goes.
    pub to: String,
    /// How many members go along.
    pub members: u64,
}

/// A right that does not simply go along.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RightLine {
    /// Whose.
    pub person: String,
    /// As what.
    pub role: String,
    /// Over which unit that ends.
    pub from: String,
    /// Over what from now on.
    pub to: Vec<String>,
}

/// What a reform touches.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// Provinces and communes that end.
    pub closed: [u64; 2],
    /// Provinces and communes that begin.
    pub created: [u64; 2],
    /// Provinces and communes that stay as they are.
    pub kept: u64,
    /// Closed communes that were divided.
    pub divided: u64,
    /// Villages that come under another commune.
    pub villages: u64,
    /// Present members in them.
    pub members: u64,
    /// Their certificates that are not revoked: none of them changes.
    pub certificates: u64,
    /// Their tests that are open: each goes on as it was drawn.
    pub attempts: u64,
    /// Rights that move.
    pub rights: u64,
    /// Open assignments that move.
    pub assignments: u64,
    /// Planned sessions that move.
    pub sessions: u64,
    /// Lists that are being read for units that end.
    pub imports: u64,
    /// Villages that nothing was named for.
    pub undecided: Vec<UndecidedLine>,
    /// Rights that reach members they did not reach before.
    pub wider: Vec<RightLine>,
    /// Rights of divided units that only the default successor can have.
    pub narrower: Vec<RightLine>,
    /// Trainers' rights of divided units, now several.
    pub split: Vec<RightLine>,
    /// Rights over divided units without any village: they stay, and reach nobody.
    pub left: Vec<RightLine>,
    /// Of everything that would be done.
    pub digest: String,
}

const MEMBERS: &str = "SELECT team_id, COUNT(*) AS n FROM membership WHERE left_on IS NULL GROUP BY team_id";
const CERTIFICATES: &str = "SELECT m.team_id AS team_id, COUNT(*) AS n FROM certificate c JOIN membership m ON m.person_id = \
                            c.member_id AND m.left_on IS NULL WHERE c.revoked_at IS NULL GROUP BY m.team_id";
const ATTEMPTS: &str = "SELECT m.team_id AS team_id, COUNT(*) AS n FROM attempt a JOIN membership m ON m.person_id = \
                        a.member_id AND m.left_on IS NULL WHERE a.closed_at IS NULL GROUP BY m.team_id";

/// Counts and names.
pub(super) async fn report(db: &impl ConnectionTrait, ready: &Ready, step: &impl Fn(Step)) -> Result<Report> {
    step(Step::Counting);
    let (plan, present) = (&ready.plan, &ready.present);
    let members = by_team(db, MEMBERS).await?;
    let moved = |of: &BTreeMap<UnitId, u64>| -> u64 {
        plan.moves.iter().filter_map(|one| of.get(&one.village)).sum()
    };
    let names: HashMap<UnitId, &str> = present.places.iter().map(|one| (one.id, one.name.as_str())).collect();
    let village_names: HashMap<UnitId, &str> =
        present.villages.iter().map(|one| (one.id, one.name.as_str())).collect();
    let kinds: HashMap<UnitId, UnitKind> = present.places.iter().map(|one| (one.id, one.kind)).collect();
    let codes: HashMap<UnitId, &Option<String>> =
        present.places.iter().map(|one| (one.id, &one.code)).collect();
    let name = |unit: UnitId| names.get(&unit).map(|name| (*name).to_owned()).unwrap_or_default();
    let named = |to: &Destination| match to {
        Destination::Created(at) => plan.created[*at].name.clone(),
        Destination::Village(village) => {
            village_names.get(village).map(|name| (*name).to_owned()).unwrap_or_default()
        }
    };
    let moves: HashMap<UnitId, (UnitId, usize)> =
        plan.moves.iter().map(|one| (one.village, (one.from, one.to))).collect();
    let undecided = plan
        .undecided
        .iter()
        .filter_map(|village| {
            let (from, to) = moves.get(village)?;
            Some(UndecidedLine {
                village: named(&Destination::Village(*village)),
                commune: name(*from),
                code: codes.get(from).and_then(|code| (*code).clone()),
                to: plan.created[*to].name.clone(),
                members: members.get(village).copied().unwrap_or(0),
            })
        })
        .collect();
    let people = person_names(db, ready).await?;
    let rights = |wanted: &dyn Fn(&tungngo_domain::reform::Following) -> bool| -> Vec<RightLine> {
        let grants = ready.effects.grants.iter().filter(|one| wanted(&one.to));
        grants
            .map(|one| RightLine {
                person: people.get(&one.row.person_id).cloned().unwrap_or_default(),
                role: one.row.role.clone(),
                from: name(UnitId(one.row.unit_id)),
                to: one.to.to.iter().map(named).collect(),
            })
            .collect()
    };
    let of_kind =
        |kind: UnitKind| plan.closed.iter().filter(|id| kinds.get(id) == Some(&kind)).count() as u64;
    let made = |kind: UnitKind| plan.created.iter().filter(|one| one.kind == kind).count() as u64;
    let divided: BTreeSet<UnitId> = plan
        .successions
        .iter()
        .filter(|one| one.relation == tungngo_domain::reform::Relation::Divided)
        .map(|one| one.old)
        .filter(|id| kinds.get(id) == Some(&UnitKind::Commune))
        .collect();
    Ok(Report {
        closed: [of_kind(UnitKind::Province), of_kind(UnitKind::Commune)],
        created: [made(UnitKind::Province), made(UnitKind::Commune)],
        kept: plan.kept as u64,
        divided: divided.len() as u64,
        villages: plan.moves.len() as u64,
        members: moved(&members),
        certificates: moved(&by_team(db, CERTIFICATES).await?),
        attempts: moved(&by_team(db, ATTEMPTS).await?),
        rights: ready.effects.grants.iter().filter(|one| !one.to.to.is_empty()).count() as u64,
        assignments: ready.effects.assigned_before.len() as u64,
        sessions: ready.effects.sessions.len() as u64,
        imports: ready.effects.imports as u64,
        undecided,
        wider: rights(&|to| to.wider),
        narrower: rights(&|to| to.narrower),
        split: rights(&|to| to.to.len() > 1),
        left: rights(&|to| to.to.is_empty()),
        digest: digest(ready),
    })
}

async fn person_names(db: &impl ConnectionTrait, ready: &Ready) -> Result<HashMap<Uuid, String>> {
    let ids: BTreeSet<Uuid> = ready.effects.grants.iter().map(|one| one.row.person_id).collect();
    let ids: Vec<Uuid> = ids.into_iter().collect();
    let mut names = HashMap::new();
    for chunk in ids.chunks(crate::BATCH_ROWS) {
        let rows =
            person::Entity::find().filter(person::Column::Id.is_in(chunk.iter().copied())).all(db).await?;
        names.extend(rows.into_iter().map(|row| (row.id, row.full_name)));
    }
    Ok(names)
}

/// Says everything that would be done in one fixed order; two maps on which the same would be done agree.
pub(super) fn digest(ready: &Ready) -> String {
    let plan = &ready.plan;
    let mut hash = Sha256::new();
    let mut say = |parts: &[&str]| {
        for part in parts {
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part.as_bytes());
        }
    };
    for id in &plan.closed {
        say(&["closed", &id.to_string()]);
    }
    for one in &plan.created {
        let parent = match one.parent {
            Target::Kept(id) => id.to_string(),
            Target::Created(at) => at.to_string(),
        };
        say(&["created", one.code.as_deref().unwrap_or_default(), &one.name, &parent]);
    }
    for one in &plan.successions {
        say(&["goes on", &one.old.to_string(), &one.new.to_string(), &one.is_default.to_string()]);
    }
    for one in &plan.moves {
        say(&["village", &one.village.to_string(), &one.to.to_string()]);
    }
    let mut to = |what: &str, id: Uuid, to: &[Destination]| {
        let to: Vec<String> = to
            .iter()
            .map(|one| match one {
                Destination::Created(at) => at.to_string(),
                Destination::Village(id) => id.to_string(),
            })
            .collect();
        say(&[what, &id.to_string(), &to.join(" ")]);
    };
    for one in &ready.effects.grants {
        to("right", one.row.id, &one.to.to);
    }
    for one in &ready.effects.assigned {
        to("assigned", one.assignment, &one.to);
    }
    for one in &ready.effects.sessions {
        to("session", one.session, &[Destination::Created(one.to)]);
    }
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}
