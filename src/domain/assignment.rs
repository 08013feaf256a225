//! By when an assigned module is to be learnt: weeks in which people are free to learn, and the weeks that are left out.
//!
//! Owns: counting the weeks, the days of Tết, the bounds of a typed deadline. Does not own: for whom an assignment is
//! ([`crate::audience`]) nor who is behind (storage looks).

use chrono::{Duration, NaiveDate};

/// The furthest deadline, in days.
pub const DEADLINE_MAX_DAYS: i64 = 400;
/// The longest message, in characters.
pub const MESSAGE_MAX_CHARS: usize = 500;

/// Days that are left out: harvest, Tết. Both ends belong to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Break {
    /// The first day.
    pub from: NaiveDate,
    /// The last day.
    pub to: NaiveDate,
}

impl Break {
    /// Whether a day belongs to it.
    pub fn holds(&self, day: NaiveDate) -> bool {
        self.from <= day && day <= self.to
    }
}

/// The first day of Tết Nguyên Đán (mùng 1), Vietnamese time. Computed: the day at 105° E on which the new moon falls
/// that follows the one after the winter solstice's; a test computes each of them again from the mean motions of moon and sun.
/// In 2030 Vietnam is a day before China, as its midnight is an hour later.
pub const TET: [(i32, u32, u32); 6] =
    [(2026, 2, 17), (2027, 2, 6), (2028, 1, 26), (2029, 2, 13), (2030, 2, 2), (2031, 1, 23)];

/// Days left out before mùng 1: from the evening of the kitchen gods on, houses are cleaned and markets are full.
const TET_DAYS_BEFORE: i64 = 7;
/// Days left out after mùng 1.
const TET_DAYS_AFTER: i64 = 7;

/// The weeks around the next Tết that has not passed, as far as the table goes.
pub fn next_tet(today: NaiveDate) -> Option<Break> {
    TET.into_iter().filter_map(|(year, month, day)| NaiveDate::from_ymd_opt(year, month, day)).find_map(
        |first| {
            let tet = Break {
                from: first - Duration::days(TET_DAYS_BEFORE),
                to: first + Duration::days(TET_DAYS_AFTER),
            };
            (today <= tet.to).then_some(tet)
        },
    )
}

/// The deadline `weeks` weeks from today, counting only days that are not left out. It never falls on a day that is.
pub fn deadline(today: NaiveDate, weeks: u32, breaks: &[Break]) -> NaiveDate {
    let left_out = |day: NaiveDate| breaks.iter().any(|one| one.holds(day));
    let (mut day, mut counted) = (today, 0);
    while counted < i64::from(weeks) * 7 {
        // Breaks are bounded by whoever reads them, so this ends; the bound is for those who are not.
        match day.succ_opt() {
            Some(next) if (next - today).num_days() <= 2 * DEADLINE_MAX_DAYS => day = next,
            _ => return day,
        }
        counted += i64::from(!left_out(day));
    }
    day
}

/// Why a deadline is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadDeadline {
    /// Today or before.
    #[error("the deadline has passed")]
    Past,
    /// More than [`DEADLINE_MAX_DAYS`] on.
    #[error("the deadline is too far away")]
    TooFar,
    /// On a day that is left out.
    #[error("the deadline is on a day that is left out")]
    LeftOut,
}

/// Whether a deadline of this day can be given today.
pub fn check_deadline(day: NaiveDate, today: NaiveDate, breaks: &[Break]) -> Result<(), BadDeadline> {
    if day <= today {
        Err(BadDeadline::Past)
    } else if (day - today).num_days() > DEADLINE_MAX_DAYS {
        Err(BadDeadline::TooFar)
    } else if breaks.iter().any(|one| one.holds(day)) {
        Err(BadDeadline::LeftOut)
    } else {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::Datelike;
    use proptest::prelude::*;

    fn date(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn span(from: &str, to: &str) -> Break {
        Break { from: date(from), to: date(to) }
    }

    #[test]
    fn weeks_are_counted_without_the_days_that_are_left_out() {
        let today = date("2026-11-21");
        let harvest = span("2026-11-28", "2026-12-04");
        let table: [(u32, &[Break], &str); 6] = [
            (2, &[], "2026-12-05"),
            (4, &[], "2026-12-19"),
            (2, &[harvest], "2026-12-12"),
            // Overlapping ranges are left out once.
            (2, &[harvest, span("2026-12-01", "2026-12-06")], "2026-12-14"),
            // A range that lies behind, or begins after the deadline, changes nothing.
            (2, &[span("2026-11-01", "2026-11-21"), span("2026-12-06", "2026-12-20")], "2026-12-05"),
            // A deadline that would fall into Tết comes after it.
            (11, &[span("2027-01-30", "2027-02-13")], "2027-02-21"),
        ];
        for (weeks, breaks, wanted) in table {
            assert_eq!(deadline(today, weeks, breaks), date(wanted), "{weeks} weeks, {breaks:?}");
        }
    }

    #[test]
    fn a_typed_deadline_lies_ahead_within_bounds_and_on_a_day_of_learning() {
        let (today, tet) = (date("2026-12-01"), [span("2027-01-30", "2027-02-13")]);
        for (day, wanted) in [
            ("2026-12-01", Err(BadDeadline::Past)),
            ("2026-12-02", Ok(())),
            ("2027-01-30", Err(BadDeadline::LeftOut)),
            ("2027-02-13", Err(BadDeadline::LeftOut)),
            ("2027-02-14", Ok(())),
            ("2028-01-05", Ok(())),
            ("2028-01-06", Err(BadDeadline::TooFar)),
        ] {
            assert_eq!(check_deadline(date(day), today, &tet), wanted, "{day}");
        }
    }

    #[test]
    fn the_next_tet_is_offered_until_its_weeks_are_over() {
        assert_eq!(next_tet(date("2026-11-21")), Some(span("2027-01-30", "2027-02-13")));
        assert_eq!(next_tet(date("2027-02-13")), Some(span("2027-01-30", "2027-02-13")));
        assert_eq!(next_tet(date("2027-02-14")), Some(span("2028-01-19", "2028-02-02")));
        assert_eq!(next_tet(date("2040-01-01")), None);
    }

    /// The instant of new moon number `k` since 6 January 2000, as a Julian day: the mean lunation with the largest
    /// terms of the anomalies of sun and moon. Right to a few minutes in this century.
    fn new_moon(k: f64) -> f64 {
        let t = k / 1236.85;
        let mean = 2_451_550.097_66 + 29.530_588_861 * k + 0.000_154_37 * t * t;
        let sun = (2.5534 + 29.105_356_7 * k).to_radians();
        let moon = (201.5643 + 385.816_935_28 * k + 0.010_758_2 * t * t).to_radians();
        let node = (160.7108 + 390.670_502_84 * k).to_radians();
        let e = 1.0 - 0.002_516 * t;
        mean - 0.4072 * moon.sin()
            + 0.172_41 * e * sun.sin()
            + 0.016_08 * (2.0 * moon).sin()
            + 0.010_39 * (2.0 * node).sin()
            + 0.007_39 * e * (moon - sun).sin()
            - 0.005_14 * e * (moon + sun).sin()
    }

    #[test]
    fn each_tet_of_the_table_is_the_day_of_a_new_moon_in_vietnam() {
        for (year, month, day) in TET {
            let first = NaiveDate::from_ymd_opt(year, month, day).unwrap();
            // Days from 1 January 4713 BC at noon to that midnight in Vietnam, in dynamical time (about 70 s ahead).
            let midnight = f64::from(first.num_days_from_ce()) + 1_721_424.5 - 7.0 / 24.0 + 70.0 / 86_400.0;
            let about = ((midnight - 2_451_550.1) / 29.530_588_861).round();
            let moon = [about - 1.0, about, about + 1.0]
                .map(new_moon)
                .into_iter()
                .find(|moon| (midnight..midnight + 1.0).contains(moon));
            assert!(moon.is_some(), "{first}: no new moon on this day");
            // The month that holds the sun's entry into Pisces (about 19 February) is the first of the year.
            let next = new_moon(about + 1.0);
            let pisces =
                f64::from(NaiveDate::from_ymd_opt(year, 2, 19).unwrap().num_days_from_ce()) + 1_721_424.5;
            assert!(midnight <= pisces && pisces < next + 1.0, "{first}: not the first month");
        }
    }

    fn a_break() -> impl Strategy<Value = Break> {
        (0i64..90, 0i64..21).prop_map(|(from, length)| {
            let from = date("2026-11-01") + Duration::days(from);
            Break { from, to: from + Duration::days(length) }
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn exactly_the_asked_weeks_are_free(weeks in 1u32..9, breaks in prop::collection::vec(a_break(), 0..4)) {
            let today = date("2026-11-21");
            let due = deadline(today, weeks, &breaks);
            let free = today.iter_days().skip(1).take_while(|day| *day <= due)
                .filter(|day| !breaks.iter().any(|one| one.holds(*day))).count();
            prop_assert_eq!(free, weeks as usize * 7);
            prop_assert!(!breaks.iter().any(|one| one.holds(due)));
        }

        #[test]
        fn more_weeks_or_more_breaks_never_bring_it_nearer(
            weeks in 1u32..9, breaks in prop::collection::vec(a_break(), 0..4), more in a_break(),
        ) {
            let today = date("2026-11-21");
            let due = deadline(today, weeks, &breaks);
            prop_assert!(deadline(today, weeks + 1, &breaks) > due);
            let mut all = breaks.clone();
            all.push(more);
            prop_assert!(deadline(today, weeks, &all) >= due);
            prop_assert!(due >= deadline(today, weeks, &[]));
        }
    }
}
