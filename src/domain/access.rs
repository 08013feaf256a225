//! Who may see and do what: roles, their reach in the tree of units, and every decision, with its reason.
//!
//! Owns: the decisions. Does not own: finding the rights (storage reads them at each request, Z2) nor how a refusal
//! looks (the web turns "out of reach" into the same 404 as "not there", Z3).

use crate::ids::{PersonId, Slug, UnitId};
use crate::time::Instant;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// What a person may be besides a learner. Each is granted for a unit and a span of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// Sits beside members and signs off what was seen.
    Trainer,
    /// Reads figures and lists of a unit, and keeps its roster.
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
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Right {
    /// The role.
    pub role: Role,
    /// The root of its reach.
    pub unit: UnitId,
    /// From when.
    pub from: Instant,
    /// Until when; `None` is until ended.
    pub until: Option<Instant>,
    /// The modules a trainer may sign off there; none named means all.
    pub modules: BTreeSet<Slug>,
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
    /// The modules of each root, in the same order; none named means all.
    modules: Vec<BTreeSet<Slug>>,
}

impl Scope {
    /// The reach of `role` among these rights, now; `None` when the person does not have the role.
    pub fn of(actor: PersonId, role: Role, rights: &[Right], now: Instant) -> Option<Self> {
        let (roots, modules): (Vec<UnitId>, Vec<BTreeSet<Slug>>) = rights
            .iter()
            .filter(|right| right.role == role && right.in_force(now))
            .map(|right| (right.unit, right.modules.clone()))
            .unzip();
        if roots.is_empty() { None } else { Some(Self { role, actor, roots, modules }) }
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

    /// Whether a module may be worked on where a member is: `above` are the member's team and all units above it. One
    /// grant that covers the place and the module is enough, so a trainer may have other modules in another commune.
    pub fn covers(&self, above: &[UnitId], module: &Slug) -> bool {
        self.roots
            .iter()
            .zip(&self.modules)
            .any(|(root, modules)| above.contains(root) && (modules.is_empty() || modules.contains(module)))
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
    /// None of the trainer's grants at the member's place covers the module.
    #[error("the trainer's grant does not cover the module")]
    NotGranted,
}

/// Whether a trainer, within whose reach the member already is, may sign off acts of a module.
///
/// `above` are the member's team and all units above it. `held` are the modules the trainer holds: by a valid
/// certificate or by an initial grant (*cấp ban đầu*).
pub fn may_sign_off(
    trainer: &Scope,
    member: PersonId,
    above: &[UnitId],
    module: &Slug,
    held: &[Slug],
) -> Result<(), SignOffRefusal> {
    if trainer.actor() == member {
        Err(SignOffRefusal::OwnRecord)
    } else if !trainer.covers(above, module) {
        Err(SignOffRefusal::NotGranted)
    } else if !held.contains(module) {
        Err(SignOffRefusal::NotHeld)
    } else {
        Ok(())
    }
}

/// Why a trainer's right may not be given, changed or ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum GrantRefusal {
    /// Nobody gives themselves a right, or lengthens their own.
    #[error("nobody changes their own rights")]
    OwnRights,
    /// Only officers and administrators give rights.
    #[error("this role gives no rights")]
    WrongRole,
}

/// Whether somebody may make `whom` a trainer, or change that, at a unit within their reach: an officer of the commune or
/// of a unit above it, and the administrator.
pub fn may_grant_trainer(granter: &Scope, whom: PersonId) -> Result<(), GrantRefusal> {
    if granter.actor() == whom {
        Err(GrantRefusal::OwnRights)
    } else if !matches!(granter.role(), Role::Officer | Role::Administrator) {
        Err(GrantRefusal::WrongRole)
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
            modules: BTreeSet::new(),
        };
        let rights = [right];
        let roots =
            |now| Scope::of(actor, Role::Trainer, &rights, at(now)).map(|scope| scope.roots().to_vec());
        assert_eq!(roots("2026-10-31T23:59:59Z"), None);
        assert_eq!(roots("2026-11-01T00:00:00Z"), Some(vec![unit]));
        assert_eq!(roots("2026-11-30T23:59:59Z"), Some(vec![unit]));
        assert_eq!(roots("2026-12-01T00:00:00Z"), None);
        assert_eq!(Scope::of(actor, Role::Officer, &rights, at("2026-11-02T00:00:00Z")), None);
    }

    fn trainer_over(actor: PersonId, grants: &[(UnitId, &[&str])]) -> Scope {
        let rights: Vec<Right> = grants
            .iter()
            .map(|(unit, modules)| Right {
                role: Role::Trainer,
                unit: *unit,
                from: at("2026-11-01T00:00:00Z"),
                until: None,
                modules: modules.iter().map(|module| Slug::parse(module).unwrap()).collect(),
            })
            .collect();
        Scope::of(actor, Role::Trainer, &rights, at("2026-11-02T00:00:00Z")).unwrap()
    }

    #[test]
    fn sec_z6_nobody_signs_off_their_own_record_or_what_they_do_not_hold() {
        let (trainer, member) = (PersonId(Uuid::from_u128(1)), PersonId(Uuid::from_u128(2)));
        let (held, other) = (Slug::parse("thanh-toan").unwrap(), Slug::parse("an-toan").unwrap());
        let holds = [held.clone()];
        let (team, commune) = (UnitId(Uuid::from_u128(3)), UnitId(Uuid::from_u128(4)));
        let scope = trainer_over(trainer, &[(commune, &[])]);
        let above = [team, commune];
        assert_eq!(may_sign_off(&scope, member, &above, &held, &holds), Ok(()));
        assert_eq!(may_sign_off(&scope, member, &above, &other, &holds), Err(SignOffRefusal::NotHeld));
        assert_eq!(may_sign_off(&scope, trainer, &above, &held, &holds), Err(SignOffRefusal::OwnRecord));
    }

    #[test]
    fn a_grant_for_some_modules_counts_at_its_own_unit_only() {
        let (trainer, member) = (PersonId(Uuid::from_u128(1)), PersonId(Uuid::from_u128(2)));
        let (here, there, team) =
            (UnitId(Uuid::from_u128(3)), UnitId(Uuid::from_u128(4)), UnitId(Uuid::from_u128(5)));
        let (pay, safe) = (Slug::parse("thanh-toan").unwrap(), Slug::parse("an-toan").unwrap());
        let holds = [pay.clone(), safe.clone()];
        let scope = trainer_over(trainer, &[(here, &["thanh-toan"]), (there, &["an-toan"]), (there, &[])]);
        let may = |above: &[UnitId], module: &Slug| may_sign_off(&scope, member, above, module, &holds);
        assert_eq!(may(&[team, here], &pay), Ok(()));
        assert_eq!(may(&[team, here], &safe), Err(SignOffRefusal::NotGranted));
        // Of two grants for one unit, the wider counts.
        assert_eq!(may(&[team, there], &pay), Ok(()));
        assert_eq!(may(&[team], &pay), Err(SignOffRefusal::NotGranted));
    }

    #[test]
    fn only_officers_and_administrators_make_others_trainers() {
        let (granter, whom) = (PersonId(Uuid::from_u128(1)), PersonId(Uuid::from_u128(2)));
        for (role, may) in [
            (Role::Officer, Ok(())),
            (Role::Administrator, Ok(())),
            (Role::Trainer, Err(GrantRefusal::WrongRole)),
            (Role::Author, Err(GrantRefusal::WrongRole)),
        ] {
            let right = Right {
                role,
                unit: UnitId(Uuid::from_u128(3)),
                from: at("2026-11-01T00:00:00Z"),
                until: None,
                modules: BTreeSet::new(),
            };
            let scope = Scope::of(granter, role, &[right], at("2026-11-02T00:00:00Z")).unwrap();
            assert_eq!(may_grant_trainer(&scope, whom), may, "{role:?}");
            assert_eq!(may_grant_trainer(&scope, granter), Err(GrantRefusal::OwnRights));
        }
    }
}
