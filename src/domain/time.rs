//! Official time: days are counted in `Asia/Ho_Chi_Minh` (product.md §5), instants are kept in UTC to the microsecond.

use chrono::{DateTime, Datelike, Duration, FixedOffset, NaiveDate, SubsecRound, Timelike, Utc};

/// An instant, in UTC, to the microsecond: what both databases can keep exactly.
pub type Instant = DateTime<Utc>;

/// Vietnam has had one offset and no summer time since 1975.
const VIETNAM_SECONDS_EAST: i32 = 7 * 3600;

/// An instant as it will be read back from either database.
pub fn to_micros(instant: Instant) -> Instant {
    instant.trunc_subsecs(6)
}

/// The same instant on a Vietnamese clock.
pub fn in_vietnam(instant: Instant) -> DateTime<FixedOffset> {
    match FixedOffset::east_opt(VIETNAM_SECONDS_EAST) {
        Some(offset) => instant.with_timezone(&offset),
        None => instant.fixed_offset(),
    }
}

/// The official day of an instant.
pub fn day(instant: Instant) -> NaiveDate {
    in_vietnam(instant).date_naive()
}

/// The instant at which an official day begins.
pub fn start_of_day(day: NaiveDate) -> Instant {
    day.and_time(chrono::NaiveTime::MIN).and_utc() - Duration::seconds(i64::from(VIETNAM_SECONDS_EAST))
}

/// The next five o'clock in the morning in Vietnam: when a day's login attempts are forgiven (P3).
pub fn next_morning(instant: Instant) -> Instant {
    let local = in_vietnam(instant);
    let day = if local.hour() < 5 { local.date_naive() } else { local.date_naive() + Duration::days(1) };
    start_of_day(day) + Duration::hours(5)
}

/// The same day of the month, `months` later; the last day of the month where that day does not exist.
pub fn add_months(day: NaiveDate, months: u32) -> NaiveDate {
    let months_from_zero = day.year() * 12 + day.month0() as i32 + months as i32;
    let (year, month) = (months_from_zero.div_euclid(12), months_from_zero.rem_euclid(12) as u32 + 1);
    (1..=day.day()).rev().find_map(|d| NaiveDate::from_ymd_opt(year, month, d)).unwrap_or(day)
}

/// Holds the time a phone claims within what is believable (K5): from a day before the form was issued to five
/// minutes after receipt. Returns the time and whether it had to be changed.
pub fn clamp_happened(claimed: Instant, form_issued: Instant, received: Instant) -> (Instant, bool) {
    let earliest = form_issued - Duration::days(1);
    let latest = received + Duration::minutes(5);
    let held = claimed.min(latest).max(earliest.min(latest));
    (held, held != claimed)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Instant {
        text.parse().unwrap()
    }

    #[test]
    fn sec_k5_the_day_changes_at_midnight_in_vietnam() {
        assert_eq!(day(at("2026-11-21T16:59:59.999999Z")).to_string(), "2026-11-21");
        assert_eq!(day(at("2026-11-21T17:00:00Z")).to_string(), "2026-11-22");
        assert_eq!(start_of_day(day(at("2026-11-21T17:00:00Z"))), at("2026-11-21T17:00:00Z"));
    }

    #[test]
    fn the_morning_is_five_o_clock_in_vietnam() {
        assert_eq!(next_morning(at("2026-11-21T16:00:00Z")), at("2026-11-21T22:00:00Z"));
        assert_eq!(next_morning(at("2026-11-21T18:00:00Z")), at("2026-11-21T22:00:00Z"));
        assert_eq!(next_morning(at("2026-11-21T22:00:00Z")), at("2026-11-22T22:00:00Z"));
    }

    #[test]
    fn adding_months_keeps_the_day_where_it_exists() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        assert_eq!(add_months(day("2026-11-21"), 24), day("2028-11-21"));
        assert_eq!(add_months(day("2026-08-31"), 6), day("2027-02-28"));
        assert_eq!(add_months(day("2026-12-01"), 1), day("2027-01-01"));
    }

    #[test]
    fn sec_k5_a_phone_with_a_wrong_clock_is_held_within_bounds() {
        let (issued, received) = (at("2026-11-21T10:00:00Z"), at("2026-11-21T12:00:00Z"));
        assert_eq!(
            clamp_happened(at("2026-11-21T11:00:00Z"), issued, received),
            (at("2026-11-21T11:00:00Z"), false)
        );
        assert_eq!(
            clamp_happened(at("2026-10-22T11:00:00Z"), issued, received),
            (at("2026-11-20T10:00:00Z"), true)
        );
        assert_eq!(
            clamp_happened(at("2026-12-21T11:00:00Z"), issued, received),
            (at("2026-11-21T12:05:00Z"), true)
        );
    }
}
