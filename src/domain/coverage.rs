//! Whether a team can serve its village (*đạt chuẩn*, product.md §5): its leader holds the member's certificate, and
//! every required skill has at least one member at *Làm được* or above.
//!
//! Owns: the rule, and what a team still lacks. Does not own: the counting of members at a rung
//! ([`crate::rollup`]) nor the words of it.

use crate::ids::Slug;

/// How many members of a team have reached each rung of one module.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Reached {
    /// *Biết*
    pub knows: u64,
    /// *Làm được*
    pub does: u64,
    /// *Dạy được*
    pub teaches: u64,
}

impl Reached {
    /// Whether somebody is at *Làm được* or above. Who teaches it has it, even where the other rung was not recorded.
    pub fn serves(&self) -> bool {
        self.does > 0 || self.teaches > 0
    }
}

/// The team's leader, as far as the rule asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Leader {
    /// Nobody leads the team.
    None,
    /// Somebody does, without a valid member's certificate.
    Uncertified,
    /// Somebody does, with one.
    Certified,
}

impl Leader {
    /// Of all who lead a team: one with the certificate is enough.
    pub fn of(certified: impl IntoIterator<Item = bool>) -> Self {
        certified.into_iter().fold(Self::None, |leader, one| match (leader, one) {
            (Self::Certified, _) | (_, true) => Self::Certified,
            _ => Self::Uncertified,
        })
    }
}

/// What a team lacks before it can serve its village.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Lacking {
    /// A leader.
    Leader,
    /// The leader's certificate.
    LeaderCertificate,
    /// Somebody at *Làm được* in this module.
    Skill(Slug),
}

/// What is missing, the leader first, then the required modules in their order; nothing where the team is *đạt chuẩn*.
pub fn lacking(leader: Leader, required: &[(Slug, Reached)]) -> Vec<Lacking> {
    let leader = match leader {
        Leader::None => Some(Lacking::Leader),
        Leader::Uncertified => Some(Lacking::LeaderCertificate),
        Leader::Certified => None,
    };
    let skills = required.iter().filter(|(_, reached)| !reached.serves());
    leader.into_iter().chain(skills.map(|(module, _)| Lacking::Skill(module.clone()))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn slug(text: &str) -> Slug {
        Slug::parse(text).unwrap()
    }

    fn reached(knows: u64, does: u64, teaches: u64) -> Reached {
        Reached { knows, does, teaches }
    }

    #[test]
    fn a_team_is_complete_with_a_certified_leader_and_somebody_for_every_skill() {
        let pay = |reached| (slug("thanh-toan"), reached);
        let safe = |reached| (slug("an-toan"), reached);
        let table = [
            (Leader::Certified, vec![pay(reached(1, 1, 0)), safe(reached(1, 1, 1))], vec![]),
            (
                Leader::Certified,
                vec![pay(reached(5, 0, 0)), safe(reached(1, 1, 0))],
                vec![Lacking::Skill(slug("thanh-toan"))],
            ),
            (Leader::Certified, vec![pay(reached(0, 0, 1)), safe(reached(0, 1, 0))], vec![]),
            (Leader::Uncertified, vec![pay(reached(1, 1, 0))], vec![Lacking::LeaderCertificate]),
            (
                Leader::None,
                vec![safe(reached(0, 0, 0))],
                vec![Lacking::Leader, Lacking::Skill(slug("an-toan"))],
            ),
        ];
        for (leader, required, wanted) in table {
            assert_eq!(lacking(leader, &required), wanted, "{leader:?} {required:?}");
        }
    }

    #[test]
    fn one_certified_leader_is_enough() {
        assert_eq!(Leader::of([]), Leader::None);
        assert_eq!(Leader::of([false]), Leader::Uncertified);
        assert_eq!(Leader::of([false, true, false]), Leader::Certified);
    }

    fn counts() -> impl Strategy<Value = Vec<Reached>> {
        prop::collection::vec((0u64..3, 0u64..3, 0u64..3).prop_map(|(k, d, t)| reached(k, d, t)), 0..6)
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        /// Learning never makes a team lack more, and each lack goes away by mending just it.
        #[test]
        fn learning_never_takes_away(counts in counts(), at in any::<prop::sample::Index>(), certified in any::<bool>()) {
            let name = |n: usize| slug(&format!("m{n}"));
            let named: Vec<_> = counts.iter().enumerate().map(|(n, one)| (name(n), *one)).collect();
            let leader = Leader::of([certified]);
            let before = lacking(leader, &named);
            prop_assert!(lacking(Leader::Certified, &named).len() <= before.len());
            if !named.is_empty() {
                let mut more = named.clone();
                let at = at.index(more.len());
                more[at].1.does += 1;
                let after = lacking(leader, &more);
                prop_assert!(after.iter().all(|one| before.contains(one)));
                prop_assert!(!after.contains(&Lacking::Skill(name(at))));
            }
            // Required skills that are all served, and a certified leader: nothing lacks; and the other way round.
            let complete = certified && named.iter().all(|(_, one)| one.does + one.teaches > 0);
            prop_assert_eq!(before.is_empty(), complete);
        }
    }
}
