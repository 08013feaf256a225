//! Months and quarters that are held beside each other, made of whole weeks.
//!
//! Counters know in which week somebody got somewhere, and a week belongs to the month in which it begins. So every
//! week is in exactly one month, every month in exactly one quarter, and what periods count adds up.
//! Owns: which weeks a period is, what was reached in it and how many stood there at its end. Does not own: the counts.

use crate::months::Month;
use crate::rollup::week_of;
use chrono::{Datelike, Days, NaiveDate};
use std::fmt;
use std::str::FromStr;

/// A month or a quarter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    first: Month,
    last: Month,
}

/// The text is no period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a period is written 2026-11 or 2026-Q4")]
pub struct BadPeriod;

impl Period {
    /// A month.
    pub fn of_month(month: Month) -> Self {
        Self { first: month, last: month }
    }

    /// The quarter in which a month lies.
    pub fn quarter_of(month: Month) -> Self {
        let after = month.first_day().month0() % 3;
        let first = (0..after).fold(month, |month, _| month.previous());
        Self { first, last: first.next().next() }
    }

    /// Its first month.
    pub fn first(self) -> Month {
        self.first
    }

    /// Its last month.
    pub fn last(self) -> Month {
        self.last
    }

    /// Which quarter of its year, where it is one.
    pub fn quarter(self) -> Option<u32> {
        (self.first != self.last).then(|| self.first.first_day().month0() / 3 + 1)
    }

    /// The Monday of its first week, and that of its last.
    pub fn mondays(self) -> (NaiveDate, NaiveDate) {
        (week_of(self.first.first_day() + Days::new(6)), week_of(self.last.last_day()))
    }

    /// Whether the week that begins on this Monday belongs to it.
    pub fn holds(self, monday: NaiveDate) -> bool {
        (self.first..=self.last).contains(&Month::of(monday))
    }

    /// How many of its weeks have begun on a day.
    pub fn weeks_begun(self, today: NaiveDate) -> u64 {
        let (first, last) = self.mondays();
        let last = last.min(week_of(today));
        u64::try_from((last - first).num_weeks() + 1).unwrap_or(0)
    }

    /// Whether its last week is over on a day.
    pub fn is_over(self, today: NaiveDate) -> bool {
        self.mondays().1 < week_of(today)
    }

    /// Whether its first week has begun on a day.
    pub fn has_begun(self, today: NaiveDate) -> bool {
        self.mondays().0 <= today
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.quarter() {
            Some(quarter) => write!(f, "{:04}-Q{quarter}", self.first.first_day().year()),
            None => self.first.fmt(f),
        }
    }
}

impl FromStr for Period {
    type Err = BadPeriod;
    fn from_str(text: &str) -> Result<Self, BadPeriod> {
        let month = |text: &str| text.parse::<Month>().map_err(|_| BadPeriod);
        match text.split_once("-Q") {
            None => month(text).map(Self::of_month),
            Some((year, quarter @ ("1" | "2" | "3" | "4"))) => {
                let first = quarter.parse::<u32>().map_err(|_| BadPeriod)? * 3 - 2;
                month(&format!("{year}-{first:02}")).map(Self::quarter_of)
            }
            Some(_) => Err(BadPeriod),
        }
    }
}

/// What a count did in a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stand {
    /// How many got there in it.
    pub reached: u64,
    /// How many were there at its end.
    pub at_end: u64,
}

impl Stand {
    /// Of `now` people, by the weeks in which they got there.
    pub fn of(weeks: impl IntoIterator<Item = (NaiveDate, u64)>, now: u64, period: Period) -> Self {
        let (mut reached, mut later) = (0, 0);
        for (monday, n) in weeks {
            if period.holds(monday) {
                reached += n;
            } else if Month::of(monday) > period.last {
                later += n;
            }
        }
        Self { reached, at_end: now.saturating_sub(later) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    fn date(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn period(text: &str) -> Period {
        text.parse().unwrap()
    }

    #[test]
    fn a_period_says_again_what_it_was_read_from() {
        for text in ["2026-10", "2026-01", "2020-12", "2026-Q1", "2026-Q4", "2999-Q2"] {
            assert_eq!(period(text).to_string(), text);
        }
        for text in ["", "2026", "2026-13", "2026-Q0", "2026-Q5", "2026-Q", "2026-Q11", "1999-Q1", "x-Q1"] {
            assert_eq!(text.parse::<Period>(), Err(BadPeriod), "{text}");
        }
        assert_eq!(Period::quarter_of("2026-12".parse().unwrap()), period("2026-Q4"));
    }

    #[test]
    fn a_week_belongs_to_the_month_in_which_it_begins() {
        // 1 October 2026 is a Thursday.
        let october = period("2026-10");
        assert_eq!(october.mondays(), (date("2026-10-05"), date("2026-10-26")));
        assert_eq!(october.weeks_begun(date("2026-11-30")), 4);
        assert_eq!(october.weeks_begun(date("2026-10-12")), 2);
        assert_eq!(october.weeks_begun(date("2026-10-04")), 0);
        // The week of 26 October ends on 1 November.
        assert!(!october.is_over(date("2026-11-01")));
        assert!(october.is_over(date("2026-11-02")));
        assert!(!october.has_begun(date("2026-10-04")));
        assert!(october.has_begun(date("2026-10-05")));
        assert_eq!(period("2026-11").weeks_begun(date("2027-01-01")), 5);
        assert_eq!(period("2026-Q4").mondays(), (date("2026-10-05"), date("2026-12-28")));
    }

    #[test]
    fn what_came_later_is_not_there_at_the_end() {
        let weeks = [("2026-09-28", 3), ("2026-10-05", 5), ("2026-11-02", 2)].map(|(at, n)| (date(at), n));
        let stand = |of: &str| Stand::of(weeks, 10, period(of));
        assert_eq!(stand("2026-10"), Stand { reached: 5, at_end: 8 });
        assert_eq!(stand("2026-11"), Stand { reached: 2, at_end: 10 });
        assert_eq!(stand("2026-09"), Stand { reached: 3, at_end: 3 });
        assert_eq!(stand("2026-Q3"), Stand { reached: 3, at_end: 3 });
        assert_eq!(stand("2025-01"), Stand { reached: 0, at_end: 0 });
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        /// Consecutive periods add up to the whole, and each begins where the one before it ended.
        #[test]
        fn periods_that_follow_each_other_add_up(
            days in prop::collection::vec((0_u64..1_500, 0_u64..50), 0..60),
        ) {
            let begin = date("2023-01-02");
            let mut weeks = BTreeMap::new();
            for (after, n) in days {
                *weeks.entry(week_of(begin + Days::new(after))).or_insert(0) += n;
            }
            let now: u64 = weeks.values().sum();
            let of = |period| Stand::of(weeks.iter().map(|(at, n)| (*at, *n)), now, period);
            let months: Vec<Month> =
                std::iter::successors(Some(Month::of(begin)), |month| Some(month.next())).take(60).collect();
            let stands: Vec<Stand> = months.iter().map(|month| of(Period::of_month(*month))).collect();
            prop_assert_eq!(stands.iter().map(|stand| stand.reached).sum::<u64>(), now);
            prop_assert_eq!(stands[59].at_end, now);
            prop_assert_eq!(stands[0].at_end, stands[0].reached);
            for pair in stands.windows(2) {
                prop_assert_eq!(pair[1].at_end, pair[0].at_end + pair[1].reached);
            }
            for (three, quarter) in stands.chunks(3).zip(months.chunks(3)) {
                let whole = of(Period::quarter_of(quarter[1]));
                prop_assert_eq!(whole.reached, three.iter().map(|stand| stand.reached).sum::<u64>());
                prop_assert_eq!(whole.at_end, three[2].at_end);
            }
        }

        /// Every week is in one month and in its quarter, and the weeks of a period are counted right.
        #[test]
        fn every_week_is_in_one_month(after in 0_u64..4_000) {
            let monday = date("2021-01-04") + Days::new(after * 7);
            let month = Period::of_month(Month::of(monday));
            prop_assert!(month.holds(monday) && Period::quarter_of(month.first()).holds(monday));
            prop_assert!(!Period::of_month(month.first().next()).holds(monday));
            let (first, last) = month.mondays();
            prop_assert!(month.holds(first) && month.holds(last));
            prop_assert!(!month.holds(first - Days::new(7)) && !month.holds(last + Days::new(7)));
            prop_assert_eq!(month.weeks_begun(last), u64::try_from((last - first).num_weeks()).unwrap() + 1);
            prop_assert!([4, 5].contains(&month.weeks_begun(last)));
            prop_assert!(!month.is_over(last + Days::new(6)) && month.is_over(last + Days::new(7)));
        }
    }
}
