//! Where a learner is stuck: what may be asked, how long it has waited, and what may stand beside a lesson.
//!
//! Owns: the kinds of difficulty and of steps, the bounds, the marks of age, what betrays the asker in a published text,
//! how many published answers a lesson page shows. Does not own: who reaches a request ([`crate::access`]).

use crate::people::{clean_line, fold};
use chrono::{Datelike, Duration, NaiveDate, Weekday};

/// Open requests of one person.
pub const OPEN_AT_MOST: u64 = 20;
/// Requests of one person within a day and a night.
pub const A_DAY_AT_MOST: u64 = 12;
/// What a learner writes, and the note with which a request is passed on, in characters.
pub const TEXT_MAX_CHARS: usize = 500;
/// An answer.
pub const ANSWER_MAX_CHARS: usize = 2_000;
/// A question beside a lesson.
pub const SHOWN_QUESTION_MAX_CHARS: usize = 200;
/// An answer beside a lesson.
pub const SHOWN_ANSWER_MAX_CHARS: usize = 1_000;
/// Published answers on a lesson page.
pub const SHOWN_AT_MOST: usize = 5;
/// All of them together: a lesson page stays light on a slow network.
pub const SHOWN_MAX_CHARS: usize = 1_500;
/// So long a new answer is told on the learner's first page, unless they said that it is clear.
pub const NEWS_DAYS: i64 = 30;

/// What is hard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Difficulty {
    /// The point is not understood.
    Unclear,
    /// The own phone looks different.
    Phone,
    /// The question or its answer seems wrong.
    Wrong,
    /// Something else.
    Other,
}

impl Difficulty {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 4] = [Self::Unclear, Self::Phone, Self::Wrong, Self::Other];

    /// How forms and the database write it.
    pub fn code(self) -> &'static str {
        match self {
            Self::Unclear => "unclear",
            Self::Phone => "phone",
            Self::Wrong => "wrong",
            Self::Other => "other",
        }
    }

    /// Reads [`Self::code`].
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.code() == code)
    }
}

/// A step taken with a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// The learner asked.
    Asked,
    /// Somebody answered, or corrected the answer.
    Answered,
    /// The answer was taken back.
    Withdrawn,
    /// The trainer passed it on to the province.
    Passed,
    /// The province gave it back to the trainer.
    HandedBack,
    /// The answer was put beside the lesson.
    Published,
    /// It was taken from there.
    Ended,
    /// The learner said that it is clear now.
    Cleared,
    /// The learner said that it is not clear yet.
    Reopened,
}

impl Step {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::Asked,
        Self::Answered,
        Self::Withdrawn,
        Self::Passed,
        Self::HandedBack,
        Self::Published,
        Self::Ended,
        Self::Cleared,
        Self::Reopened,
    ];

    /// How the database writes it.
    pub fn code(self) -> &'static str {
        match self {
            Self::Asked => "asked",
            Self::Answered => "answered",
            Self::Withdrawn => "withdrawn",
            Self::Passed => "passed",
            Self::HandedBack => "handed-back",
            Self::Published => "published",
            Self::Ended => "ended",
            Self::Cleared => "cleared",
            Self::Reopened => "reopened",
        }
    }

    /// Reads [`Self::code`].
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.code() == code)
    }
}

/// How long a request has waited.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Waiting {
    /// Days of the calendar.
    pub days: i64,
    /// How late that is.
    pub late: Late,
}

/// How late an answer is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Late {
    /// Not yet.
    No,
    /// Over three working days.
    OverThree,
    /// Over seven working days.
    OverSeven,
}

/// How long somebody has waited on `today` for what was asked on `since`.
pub fn waiting(since: NaiveDate, today: NaiveDate) -> Waiting {
    let days = (today - since).num_days().max(0);
    let late = match working_days(since, today) {
        8.. => Late::OverSeven,
        4..=7 => Late::OverThree,
        _ => Late::No,
    };
    Waiting { days, late }
}

/// The days from Monday to Friday after `since`, up to `today`.
fn working_days(since: NaiveDate, today: NaiveDate) -> i64 {
    let days = (today - since).num_days().max(0);
    let rest = (1..=days % 7)
        .filter(|n| !matches!((since + Duration::days(*n)).weekday(), Weekday::Sat | Weekday::Sun))
        .count();
    days / 7 * 5 + rest as i64
}

/// Text of several lines as it is kept: what is invisible is gone, and so are empty lines.
pub fn clean_text(text: &str) -> String {
    text.lines().map(clean_line).filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
}

/// What in a text that many will read tells who asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trace {
    /// The asker's name.
    Name,
    /// A long number: of a phone, an identity card, an account.
    Number,
}

/// A number of so many digits belongs to somebody; help lines are shorter.
const NUMBER_DIGITS: usize = 9;

/// The first thing in a question meant for all that tells who asked it.
pub fn trace_in_question(text: &str, full_name: &str) -> Option<Trace> {
    if names(text, full_name) {
        return Some(Trace::Name);
    }
    let mut digits = 0;
    for c in text.chars() {
        match c {
            '0'..='9' => digits += 1,
            ' ' | '.' | '-' | '\u{a0}' => {}
            _ => digits = 0,
        }
        if digits >= NUMBER_DIGITS {
            return Some(Trace::Number);
        }
    }
    None
}

/// Whether a text says the asker's full name, with diacritics or without.
pub fn names(text: &str, full_name: &str) -> bool {
    let words = |text: &str| -> Vec<String> {
        let folded = fold(text);
        folded.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).map(str::to_owned).collect()
    };
    let (text, name) = (words(text), words(full_name));
    // One word alone ("Hòa") is a word of the language too.
    name.len() > 1 && text.windows(name.len()).any(|some| some == name)
}

/// How many of these published answers, of so many characters each, a lesson page shows: the first ones that fit.
pub fn shown(lengths: impl IntoIterator<Item = usize>) -> usize {
    let mut sum = 0;
    let fits = |length: &usize| {
        sum += length;
        sum <= SHOWN_MAX_CHARS
    };
    lengths.into_iter().take(SHOWN_AT_MOST).take_while(fits).count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn date(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_request_is_late_after_three_working_days_and_very_late_after_seven() {
        // Asked on a Friday: the weekend does not count.
        let friday = date("2026-11-20");
        for (today, days, late) in [
            ("2026-11-20", 0, Late::No),
            ("2026-11-23", 3, Late::No),
            ("2026-11-25", 5, Late::No),
            ("2026-11-26", 6, Late::OverThree),
            ("2026-12-01", 11, Late::OverThree),
            ("2026-12-02", 12, Late::OverSeven),
            ("2026-11-19", 0, Late::No),
        ] {
            assert_eq!(waiting(friday, date(today)), Waiting { days, late }, "{today}");
        }
    }

    proptest! {
        #[test]
        fn working_days_are_the_days_that_are_no_weekend(start in 0i64..3000, days in 0i64..400) {
            let since = date("2026-01-01") + Duration::days(start);
            let today = since + Duration::days(days);
            let counted = (1..=days)
                .map(|n| (since + Duration::days(n)).weekday().num_days_from_monday())
                .filter(|weekday| *weekday < 5)
                .count();
            prop_assert_eq!(working_days(since, today), counted as i64);
        }

        #[test]
        fn what_is_shown_fits(lengths in proptest::collection::vec(1usize..1200, 0..12)) {
            let n = shown(lengths.iter().copied());
            prop_assert!(n <= SHOWN_AT_MOST && lengths[..n].iter().sum::<usize>() <= SHOWN_MAX_CHARS);
            let more = n < lengths.len().min(SHOWN_AT_MOST);
            prop_assert!(!more || lengths[..=n].iter().sum::<usize>() > SHOWN_MAX_CHARS);
        }
    }

    #[test]
    fn a_question_for_all_holds_no_name_and_no_long_number() {
        let trace = |text| trace_in_question(text, "Nguyễn Văn Hòa");
        assert_eq!(trace("Bác Nguyễn Văn Hòa hỏi"), Some(Trace::Name));
        assert_eq!(trace("bac NGUYEN VAN HOA, hoi"), Some(Trace::Name));
        assert_eq!(trace("Nguyễn Văn Hòan hỏi"), None);
        assert_eq!(trace("Gọi 0900 000 101 không được"), Some(Trace::Number));
        assert_eq!(trace("Thẻ 008.159.000.123"), Some(Trace::Number));
        assert_eq!(trace("Gọi 1800 1091 hay 1022? Chuyển 45.000 đồng"), None);
        assert_eq!(trace("Hòa tan là gì"), None);
        assert!(!names("Hòa", "Hòa"));
    }

    #[test]
    fn text_keeps_its_lines_and_loses_what_is_invisible() {
        assert_eq!(clean_text(" Một \u{200b}\r\n\r\n\n hai  ba \n"), "Một\nhai ba");
        assert_eq!(clean_text(" \n\u{200b}\n"), "");
    }

    #[test]
    fn codes_read_back() {
        for one in Difficulty::ALL {
            assert_eq!(Difficulty::from_code(one.code()), Some(one));
        }
        for one in Step::ALL {
            assert_eq!(Step::from_code(one.code()), Some(one));
            assert!(one.code().len() <= 12);
        }
    }

    #[test]
    fn the_longest_published_answer_is_shown() {
        assert_eq!(shown([SHOWN_QUESTION_MAX_CHARS + SHOWN_ANSWER_MAX_CHARS]), 1);
    }
}
