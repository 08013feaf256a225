//! What follows the villages: rights, assignments and planned sessions.

use super::Plan;
use crate::access::Role;
use crate::ids::{PersonId, UnitId};
use std::collections::BTreeSet;

/// Where something goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Destination {
    /// At a new commune or province: the place in [`Plan::created`].
    Created(usize),
    /// At a village.
    Village(UnitId),
}

/// How something follows that hung on a unit.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Following {
    /// Where it goes on. None: it stays on the closed unit, which has no village that it could follow.
    pub to: Vec<Destination>,
    /// It reaches villages that it did not reach before.
    pub wider: bool,
    /// It lost villages that it reached before, because nothing was named and only one successor can have it.
    pub narrower: bool,
}

impl Plan {
    /// Whether a unit ends.
    pub fn closes(&self, unit: UnitId) -> bool {
        self.successors.contains_key(&unit)
    }

    /// Where a right over a unit goes; `None` where the unit stays as it is.
    pub fn follow_right(&self, role: Role, person: PersonId, unit: UnitId) -> Option<Following> {
        let successors = self.successors.get(&unit)?;
        let villages = self.villages_before(unit);
        let one = match (self.named.get(&(person, unit)), successors.as_slice()) {
            (Some(named), _) => *named,
            (None, [whole]) => *whole,
            (None, _) if role == Role::Trainer => return Some(self.cover(unit)),
            (None, several) => several[0],
        };
        let after = self.villages_after(one);
        Some(Following {
            to: vec![Destination::Created(one)],
            wider: !after.is_subset(villages),
            narrower: !villages.is_subset(after),
        })
    }

    /// Where an assignment for all teams of a unit goes; `None` where the unit stays as it is.
    pub fn follow_assignment(&self, unit: UnitId) -> Option<Following> {
        self.closes(unit).then(|| self.cover(unit))
    }

    /// Where a planned session of a unit goes, and the teams that are invited from now on; `None` where the unit stays
    /// as it is. A session to which all teams were invited stays one for the teams of that day.
    pub fn follow_session(
        &self,
        unit: UnitId,
        invited: &BTreeSet<UnitId>,
    ) -> Option<(usize, BTreeSet<UnitId>)> {
        let successors = self.successors.get(&unit)?;
        let teams = if invited.is_empty() { self.villages_before(unit) } else { invited };
        let of = |one: &usize| self.villages_after(*one).intersection(teams).count();
        let most = successors.iter().map(of).max().unwrap_or(0);
        let one = successors.iter().find(|one| of(one) == most)?;
        Some((*one, teams.clone()))
    }

    /// The fewest units of the new map that have exactly the villages of an old one.
    fn cover(&self, unit: UnitId) -> Following {
        let villages = self.villages_before(unit);
        let mut to = Vec::new();
        for one in self.successors.get(&unit).into_iter().flatten() {
            self.cover_within(*one, villages, &mut to);
        }
        Following { to, ..Following::default() }
    }

    fn cover_within(&self, one: usize, villages: &BTreeSet<UnitId>, to: &mut Vec<Destination>) {
        let here = self.villages_after(one);
        if here.is_disjoint(villages) {
            return;
        }
        if here.is_subset(villages) {
            to.push(Destination::Created(one));
            return;
        }
        let below = self.below.get(one).map(Vec::as_slice).unwrap_or_default();
        for commune in below {
            self.cover_within(*commune, villages, to);
        }
        if below.is_empty() {
            to.extend(here.intersection(villages).map(|village| Destination::Village(*village)));
        }
    }

    /// The villages of a closed unit, before.
    pub fn villages_before(&self, unit: UnitId) -> &BTreeSet<UnitId> {
        static NONE: BTreeSet<UnitId> = BTreeSet::new();
        self.before.get(&unit).unwrap_or(&NONE)
    }

    /// The villages of a new commune or province.
    pub fn villages_after(&self, created: usize) -> &BTreeSet<UnitId> {
        static NONE: BTreeSet<UnitId> = BTreeSet::new();
        self.after.get(created).unwrap_or(&NONE)
    }
}
