//! Who may see and do what: roles, their reach in the tree of units, and every decision, with its reason.
//!
//! Owns: the decisions. Does not own: finding the rights (storage reads them at each request, Z2) nor how a refusal
//! looks (the web turns "out of reach" into the same 404 as "not there", Z3).

use crate::ids::{PersonId, Slug, UnitId};
use crate::time::Instant;
use serde::{Deserialize, Serialize};

/// What a person may be besides a learner. Each is granted for a unit and a span of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// Sits beside members and signs off what was seen.
    Trainer,
    /// Reads figures and lists of a unit.
    Officer,
    /// Writes courses and sees their diagnostics.
    Author,
    /// The operator's role: accounts, rights, settings.
    Administrator,
}

impl Role {
    /// All roles.
    pub const ALL: [Self; 4] = [Self::Trainer, Self::Officer, Self::Author, Self::Administrator];

    /// The Vietnamese word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Trainer => "tập huấn viên",
            Self::Officer => "cán bộ theo dõi",
            Self::Author => "người soạn bài",
            Self::Administrator => "quản trị",
        }
    }

    /// How forms and the database write it.
    pub fn code(self) -> &'static str {
        match self {
            Self::Trainer => "trainer",
            Self::Officer => "officer",
            Self::Author => "author",
            Self::Administrator => "administrator",
        }
    }

    /// Reads [`Self::code`].
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.code() == code)
    }
}

/// A right in force: a role over a unit and all below it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Right {
    /// The role.
    pub role: Role,
    /// The root of its reach.
    pub unit: UnitId,
    /// From when.
    pub from: Instant,
    /// Until when; `None` is until ended.
    pub until: Option<Instant>,
}

impl Right {
    /// Whether it is in force.
    pub fn in_force(&self, now: Instant) -> bool {
        self.from <= now && self.until.is_none_or(|until| now < until)
    }
}

/// What one role of one person reaches now. Only storage turns it into rows; an empty scope reaches nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scope {
    role: Role,
    actor: PersonId,
    roots: Vec<UnitId>,
}

impl Scope {
    /// The reach of `role` among these rights, now; `None` when the person does not have the role.
    pub fn of(actor: PersonId, role: Role, rights: &[Right], now: Instant) -> Option<Self> {
        let roots: Vec<UnitId> = rights
            .iter()
            .filter(|right| right.role == role && right.in_force(now))
            .map(|right| right.unit)
            .collect();
        if roots.is_empty() { None } else { Some(Self { role, actor, roots }) }
    }

    /// The role it was granted for.
    pub fn role(&self) -> Role {
        self.role
    }

    /// Whose reach it is.
    pub fn actor(&self) -> PersonId {
        self.actor
    }

    /// The units whose subtrees are within reach.
    pub fn roots(&self) -> &[UnitId] {
        &self.roots
    }
}

/// Why a trainer may not sign off a member's act.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SignOffRefusal {
    /// Nobody signs off their own record (Z6).
    #[error("nobody signs off their own record")]
    OwnRecord,
    /// The trainer does not hold the module (product.md §3.3).
    #[error("the trainer does not hold the module")]
    NotHeld,
}

/// Whether a trainer, within whose reach the member already is, may sign off acts of a module.
///
/// `held` are the modules the trainer holds: by a valid certificate or by an initial grant (*cấp ban đầu*).
pub fn may_sign_off(
    trainer: PersonId,
    member: PersonId,
    module: &Slug,
    held: &[Slug],
) -> Result<(), SignOffRefusal> {
    if trainer == member {
        Err(SignOffRefusal::OwnRecord)
    } else if !held.contains(module) {
        Err(SignOffRefusal::NotHeld)
    } else {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn at(text: &str) -> Instant {
        text.parse().unwrap()
    }

    #[test]
    fn sec_z2_a_right_counts_from_its_first_instant_until_before_its_last() {
        let (unit, actor) = (UnitId(Uuid::from_u128(1)), PersonId(Uuid::from_u128(2)));
        let right = Right {
            role: Role::Trainer,
            unit,
            from: at("2026-11-01T00:00:00Z"),
            until: Some(at("2026-12-01T00:00:00Z")),
        };
        let roots =
            |now| Scope::of(actor, Role::Trainer, &[right], at(now)).map(|scope| scope.roots().to_vec());
        assert_eq!(roots("2026-10-31T23:59:59Z"), None);
        assert_eq!(roots("2026-11-01T00:00:00Z"), Some(vec![unit]));
        assert_eq!(roots("2026-11-30T23:59:59Z"), Some(vec![unit]));
        assert_eq!(roots("2026-12-01T00:00:00Z"), None);
        assert_eq!(Scope::of(actor, Role::Officer, &[right], at("2026-11-02T00:00:00Z")), None);
    }

    #[test]
    fn sec_z6_nobody_signs_off_their_own_record_or_what_they_do_not_hold() {
        let (trainer, member) = (PersonId(Uuid::from_u128(1)), PersonId(Uuid::from_u128(2)));
        let (held, other) = (Slug::parse("thanh-toan").unwrap(), Slug::parse("an-toan").unwrap());
        let holds = [held.clone()];
        assert_eq!(may_sign_off(trainer, member, &held, &holds), Ok(()));
        assert_eq!(may_sign_off(trainer, member, &other, &holds), Err(SignOffRefusal::NotHeld));
        assert_eq!(may_sign_off(trainer, trainer, &held, &holds), Err(SignOffRefusal::OwnRecord));
    }
}
