//! Counting members per unit: what is counted, how one member's progress changes the counts, and sums up the tree.
//!
//! Owns: the metrics and the arithmetic. Does not own: keeping the counters; storage writes those of team and commune
//! in the event's own transaction (K1), and sums above are made by [`sum_up`] in memory.

use crate::ids::UnitId;
use crate::ledger::ModuleProgress;
use std::collections::{BTreeMap, HashMap};

/// What is counted of a module: members who …
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Metric {
    /// … answered something.
    Started,
    /// … passed the certifying test (*Biết*).
    Knows,
    /// … were seen doing it (*Làm được*).
    Does,
    /// … were seen teaching it (*Dạy được*).
    Teaches,
    /// Certificates issued and not revoked; validity by date is applied when reading.
    Certificates,
}

impl Metric {
    /// All metrics.
    pub const ALL: [Self; 5] = [Self::Started, Self::Knows, Self::Does, Self::Teaches, Self::Certificates];

    /// How the database writes it.
    pub fn code(self) -> &'static str {
        match self {
            Self::Started => "started",
            Self::Knows => "knows",
            Self::Does => "does",
            Self::Teaches => "teaches",
            Self::Certificates => "certificates",
        }
    }

    /// Reads [`Self::code`].
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|metric| metric.code() == code)
    }

    fn counts(self, progress: &ModuleProgress) -> bool {
        match self {
            Self::Started => progress.started_at.is_some(),
            Self::Knows => progress.knows_at.is_some(),
            Self::Does => progress.does_at.is_some(),
            Self::Teaches => progress.teaches_at.is_some(),
            Self::Certificates => false,
        }
    }
}

/// How the counters of a member's units change when the member's progress does.
pub fn deltas(before: &ModuleProgress, after: &ModuleProgress) -> Vec<(Metric, i64)> {
    Metric::ALL
        .into_iter()
        .filter_map(|metric| match (metric.counts(before), metric.counts(after)) {
            (false, true) => Some((metric, 1)),
            (true, false) => Some((metric, -1)),
            _ => None,
        })
        .collect()
}

/// Sums of each unit's own counts and those of all units below it.
///
/// `parents` names each unit's parent; `own` holds counts of single units. A unit in `own` without a parent is a root.
pub fn sum_up(
    parents: &HashMap<UnitId, UnitId>,
    own: &BTreeMap<(UnitId, Metric), i64>,
) -> BTreeMap<(UnitId, Metric), i64> {
    let mut sums = BTreeMap::new();
    for ((unit, metric), count) in own {
        let mut at = Some(*unit);
        while let Some(unit) = at {
            *sums.entry((unit, *metric)).or_default() += count;
            at = parents.get(&unit).copied();
        }
    }
    sums
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use uuid::Uuid;

    fn unit(n: u128) -> UnitId {
        UnitId(Uuid::from_u128(n))
    }

    #[test]
    fn reaching_and_losing_a_rung_cancel_out() {
        let now = Some("2026-11-21T00:00:00Z".parse().unwrap());
        let before = ModuleProgress::default();
        let after = ModuleProgress { started_at: now, knows_at: now, ..ModuleProgress::default() };
        assert_eq!(deltas(&before, &after), [(Metric::Started, 1), (Metric::Knows, 1)]);
        assert_eq!(deltas(&after, &before), [(Metric::Started, -1), (Metric::Knows, -1)]);
        assert_eq!(deltas(&after, &after), []);
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        /// Units 2..20 hang below a unit with a smaller number; unit 1 is the root.
        #[test]
        fn the_root_counts_every_member_once(
            above in prop::collection::vec(any::<prop::sample::Index>(), 18), counts in prop::collection::vec(0i64..100, 19),
        ) {
            let parents: HashMap<UnitId, UnitId> = (2..20u128).zip(&above)
                .map(|(n, above)| (unit(n), unit(1 + above.index(n as usize - 1) as u128)))
                .collect();
            let own: BTreeMap<_, _> =
                (1..20u128).zip(&counts).map(|(n, count)| ((unit(n), Metric::Knows), *count)).collect();
            let sums = sum_up(&parents, &own);
            prop_assert_eq!(sums[&(unit(1), Metric::Knows)], counts.iter().sum::<i64>());
        }

        #[test]
        fn moving_a_leaf_changes_only_its_two_lines_of_ancestors(count in 1i64..100) {
            // 1 ← 2, 3; 2 ← 4; 4 moves from 2 to 3.
            let own = BTreeMap::from([((unit(4), Metric::Does), count)]);
            let before = sum_up(&HashMap::from([(unit(2), unit(1)), (unit(3), unit(1)), (unit(4), unit(2))]), &own);
            let after = sum_up(&HashMap::from([(unit(2), unit(1)), (unit(3), unit(1)), (unit(4), unit(3))]), &own);
            prop_assert_eq!(before[&(unit(1), Metric::Does)], after[&(unit(1), Metric::Does)]);
            prop_assert_eq!(before[&(unit(2), Metric::Does)], after[&(unit(3), Metric::Does)]);
            prop_assert!(!after.contains_key(&(unit(2), Metric::Does)));
        }
    }
}
