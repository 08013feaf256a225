//! Counting wrong tries at a door (P3): five wrong close it for fifteen minutes, ten a day until the morning.
//!
//! Owns: the rule, as a function of what was counted. Does not own: keeping the counts (storage) nor the network's
//! limits, which use the same rule with other numbers.

use crate::time::{Instant, next_morning};
use chrono::Duration;

/// How a door counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rule {
    /// Wrong tries in a row that close the door for a pause.
    pub wrong_in_a_row: u32,
    /// How long that pause is.
    pub pause: Duration,
    /// Wrong tries since the last morning that close it until the next; `None` where a door has no daily limit.
    pub wrong_a_day: Option<u32>,
}

/// The phone-number door, for one number.
pub const PHONE_DOOR: Rule = Rule { wrong_in_a_row: 5, pause: Duration::minutes(15), wrong_a_day: Some(10) };
/// The card door, for one card: having the card is proof already, so there is no daily limit.
pub const CARD_DOOR: Rule = Rule { wrong_in_a_row: 5, pause: Duration::minutes(15), wrong_a_day: None };
/// The staff door, for one account, and its second factor.
pub const STAFF_DOOR: Rule = Rule { wrong_in_a_row: 5, pause: Duration::minutes(15), wrong_a_day: Some(20) };
/// All doors together, for one network address: a hall's Wi-Fi holds forty learners.
pub const NETWORK: Rule = Rule { wrong_in_a_row: 60, pause: Duration::minutes(15), wrong_a_day: Some(400) };
/// Typing verification codes or the last digits of a phone, for one network address.
pub const VERIFY: Rule = Rule { wrong_in_a_row: 30, pause: Duration::minutes(15), wrong_a_day: Some(200) };
/// The last digits of a phone, for one certificate: a thousand values must not be tried through (D7).
pub const VERIFY_DIGITS: Rule =
    Rule { wrong_in_a_row: 5, pause: Duration::minutes(15), wrong_a_day: Some(10) };
/// Wrong tries an hour in the whole system beyond which the phone-number door asks for the card.
pub const SYSTEM_WRONG_AN_HOUR: u32 = 2_000;

/// What was counted at a door so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tally {
    /// Wrong tries since the last right one or the last pause.
    pub in_a_row: u32,
    /// Wrong tries until `day_ends`.
    pub today: u32,
    /// When `today` starts again from zero.
    pub day_ends: Option<Instant>,
    /// Until when the door is closed.
    pub closed_until: Option<Instant>,
}

/// Whether a door lets somebody try.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Open, with this many tries left before it closes.
    Open {
        /// Wrong tries left.
        left: u32,
    },
    /// Closed until then; a right PIN does not open it either.
    Closed {
        /// When it opens again.
        until: Instant,
    },
}

impl Tally {
    /// Whether somebody may try now.
    pub fn verdict(&self, rule: Rule, now: Instant) -> Verdict {
        if let Some(until) = self.closed_until.filter(|until| *until > now) {
            return Verdict::Closed { until };
        }
        let today = if self.day_ends.is_some_and(|ends| ends > now) { self.today } else { 0 };
        let row_left = rule.wrong_in_a_row.saturating_sub(self.in_a_row);
        let day_left = rule.wrong_a_day.map_or(row_left, |limit| limit.saturating_sub(today));
        Verdict::Open { left: row_left.min(day_left) }
    }

    /// Counts one wrong try.
    #[must_use]
    pub fn wrong(mut self, rule: Rule, now: Instant) -> Self {
        if self.day_ends.is_none_or(|ends| ends <= now) {
            self.today = 0;
            self.day_ends = Some(next_morning(now));
        }
        self.today += 1;
        self.in_a_row += 1;
        if self.in_a_row >= rule.wrong_in_a_row {
            self.in_a_row = 0;
            self.closed_until = Some(now + rule.pause);
        }
        if rule.wrong_a_day.is_some_and(|limit| self.today >= limit) {
            self.closed_until = self.day_ends;
        }
        self
    }

    /// Takes back a try that was counted as wrong before it was checked, and turned out right. Counting first is what
    /// keeps a hundred tries at the same instant from slipping through.
    #[must_use]
    pub fn was_right(mut self) -> Self {
        self.today = self.today.saturating_sub(1);
        self.in_a_row = 0;
        self.closed_until = None;
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Instant {
        text.parse().unwrap()
    }

    #[test]
    fn sec_p3_five_wrong_close_the_door_for_fifteen_minutes() {
        let now = at("2026-11-21T12:00:00Z");
        let mut tally = Tally::default();
        for left in (1..=4).rev() {
            tally = tally.wrong(PHONE_DOOR, now);
            assert_eq!(tally.verdict(PHONE_DOOR, now), Verdict::Open { left });
        }
        tally = tally.wrong(PHONE_DOOR, now);
        let until = at("2026-11-21T12:15:00Z");
        assert_eq!(tally.verdict(PHONE_DOOR, now), Verdict::Closed { until });
        assert_eq!(tally.verdict(PHONE_DOOR, until), Verdict::Open { left: 5 });
    }

    #[test]
    fn sec_p3_ten_wrong_a_day_close_it_until_five_in_the_morning() {
        let now = at("2026-11-21T12:00:00Z");
        let later = now + Duration::minutes(20);
        let mut tally = (0..5).fold(Tally::default(), |tally, _| tally.wrong(PHONE_DOOR, now));
        tally = (0..5).fold(tally, |tally, _| tally.wrong(PHONE_DOOR, later));
        let morning = at("2026-11-21T22:00:00Z");
        assert_eq!(tally.verdict(PHONE_DOOR, later), Verdict::Closed { until: morning });
        assert_eq!(tally.verdict(PHONE_DOOR, morning), Verdict::Open { left: 5 });
    }

    #[test]
    fn the_card_door_has_no_daily_limit() {
        let mut now = at("2026-11-21T12:00:00Z");
        let mut tally = Tally::default();
        for _ in 0..4 {
            tally = (0..5).fold(tally, |tally, _| tally.wrong(CARD_DOOR, now));
            now += Duration::minutes(15);
            assert_eq!(tally.verdict(CARD_DOOR, now), Verdict::Open { left: 5 });
        }
    }

    #[test]
    fn a_right_try_begins_the_row_anew_but_not_the_day() {
        let now = at("2026-11-21T12:00:00Z");
        let wrong = |tally: Tally| tally.wrong(PHONE_DOOR, now);
        let tally = wrong(wrong(wrong(Tally::default()))).was_right();
        assert_eq!(tally.verdict(PHONE_DOOR, now), Verdict::Open { left: 5 });
        assert_eq!(tally.today, 2);
    }
}
