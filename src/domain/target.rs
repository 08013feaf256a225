//! The planned share of certified members (*chỉ tiêu*) of a unit, and what is missing until its day.
//!
//! Owns: the arithmetic. Does not own: who sets one, nor the counts.

use chrono::NaiveDate;

/// A plan: so many of a hundred members on the roster hold a valid certificate on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Plan {
    /// Of a hundred members, 1–100.
    pub percent: u8,
    /// The day.
    pub due_on: NaiveDate,
}

/// How a unit stands to its plan today.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Reached.
    Reached,
    /// So many members are still to be certified, in so many weeks: begun ones count.
    Missing {
        /// Members.
        members: u64,
        /// Weeks until the day, at least one.
        weeks: u64,
    },
    /// The day is over, and so many members were missing.
    Over {
        /// Members.
        members: u64,
    },
}

impl Plan {
    /// A plan that can be set: 1–100 of a hundred.
    pub fn new(percent: u8, due_on: NaiveDate) -> Option<Self> {
        (1..=100).contains(&percent).then_some(Self { percent, due_on })
    }

    /// How many members of `members` it asks for: the least number whose share is not below the plan.
    pub fn wanted(self, members: u64) -> u64 {
        let tenths = u128::from(members) * u128::from(self.percent);
        u64::try_from(tenths.div_ceil(100)).unwrap_or(u64::MAX)
    }

    /// How a unit stands: `certified` of `members`, on a day.
    pub fn standing(self, certified: u64, members: u64, today: NaiveDate) -> Standing {
        let missing = self.wanted(members).saturating_sub(certified);
        let days = (self.due_on - today).num_days();
        match u64::try_from(days) {
            _ if missing == 0 => Standing::Reached,
            Ok(days) => Standing::Missing { members: missing, weeks: (days + 1).div_ceil(7) },
            Err(_) => Standing::Over { members: missing },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn on(days: i64) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, 22).unwrap() + chrono::Duration::days(days)
    }

    #[test]
    fn a_plan_says_how_many_are_missing_and_how_long_there_is() {
        let plan = Plan::new(80, on(38)).unwrap();
        assert_eq!(plan.standing(52, 100, on(0)), Standing::Missing { members: 28, weeks: 6 });
        assert_eq!(plan.standing(52, 100, on(38)), Standing::Missing { members: 28, weeks: 1 });
        assert_eq!(plan.standing(52, 100, on(39)), Standing::Over { members: 28 });
        assert_eq!(plan.standing(80, 100, on(39)), Standing::Reached);
        // Of seven, 80 % is 5.6: six.
        assert_eq!(plan.wanted(7), 6);
        assert_eq!(plan.standing(0, 0, on(0)), Standing::Reached);
        assert_eq!((Plan::new(0, on(0)), Plan::new(101, on(0))), (None, None));
    }

    proptest! {
        #[test]
        fn what_is_wanted_is_the_least_that_suffices(percent in 1u8..=100, members in 1u64..400_000) {
            let wanted = Plan::new(percent, on(0)).unwrap().wanted(members);
            prop_assert!(wanted <= members);
            prop_assert!(wanted * 100 >= members * u64::from(percent));
            prop_assert!((wanted - 1) * 100 < members * u64::from(percent));
        }
    }
}
