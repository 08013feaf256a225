//! The monthly sheet: what the members of a team learnt in one month, each thing once, in the team they were in that day.
//!
//! Owns: the month as a span of official time, and the adding up. Does not own: where stays and achievements are read
//! from (storage) nor the sheet's look. Hours are not counted: nobody measures them.

use crate::ids::{PersonId, Slug, UnitId};
use crate::time::{Instant, day, start_of_day};
use chrono::{Datelike, Months, NaiveDate};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::ops::AddAssign;
use std::str::FromStr;

/// A month of the official calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Month(NaiveDate);

/// The text is no month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a month is written 2026-11")]
pub struct BadMonth;

impl Month {
    /// The month of a day.
    pub fn of(day: NaiveDate) -> Self {
        Self(day.with_day(1).unwrap_or(day))
    }

    /// Its first day.
    pub fn first_day(self) -> NaiveDate {
        self.0
    }

    /// Its last day.
    pub fn last_day(self) -> NaiveDate {
        self.next().0.pred_opt().unwrap_or(self.0)
    }

    /// The month after it.
    pub fn next(self) -> Self {
        Self(self.0 + Months::new(1))
    }

    /// The month before it.
    pub fn previous(self) -> Self {
        Self(self.0 - Months::new(1))
    }

    /// The instants that belong to it: from the first on, before the second.
    pub fn span(self) -> (Instant, Instant) {
        (start_of_day(self.0), start_of_day(self.next().0))
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.0.year(), self.0.month())
    }
}

impl FromStr for Month {
    type Err = BadMonth;
    fn from_str(text: &str) -> Result<Self, BadMonth> {
        let (year, month) = text.split_once('-').ok_or(BadMonth)?;
        let digits = |text: &str, n| text.len() == n && text.bytes().all(|b| b.is_ascii_digit());
        if !digits(year, 4) || !digits(month, 2) {
            return Err(BadMonth);
        }
        let (year, month) = (year.parse().map_err(|_| BadMonth)?, month.parse().map_err(|_| BadMonth)?);
        // Before the programme there is nothing to show, and arithmetic on dates needs bounds.
        if !(2020..=2999).contains(&year) {
            return Err(BadMonth);
        }
        NaiveDate::from_ymd_opt(year, month, 1).map(Self).ok_or(BadMonth)
    }
}

/// A member's time in a team.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stay {
    /// Who.
    pub member: PersonId,
    /// Where.
    pub team: UnitId,
    /// The first day.
    pub from: NaiveDate,
    /// The day of leaving, which belongs to the next team already; none for the present one.
    pub until: Option<NaiveDate>,
}

impl Stay {
    fn holds(&self, day: NaiveDate) -> bool {
        self.from <= day && self.until.is_none_or(|until| day < until)
    }
}

/// What counts on a sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A lesson was finished for the first time.
    Lesson,
    /// A certifying test was passed.
    Test,
    /// An act was signed off, and not taken back.
    Act,
    /// A certificate was issued, and not revoked.
    Certificate,
}

/// Something a member achieved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Achievement {
    /// Who.
    pub member: PersonId,
    /// What.
    pub kind: Kind,
    /// In which module; none for the member's certificate.
    pub module: Option<Slug>,
    /// When the server received it.
    pub at: Instant,
}

/// The figures of a line.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Line {
    /// Lessons finished.
    pub lessons: u64,
    /// Tests passed.
    pub tests: u64,
    /// Acts signed off.
    pub acts: u64,
    /// Certificates.
    pub certificates: u64,
    /// The modules it was in.
    pub modules: BTreeSet<Slug>,
}

impl Line {
    /// Whether anything was learnt.
    pub fn is_empty(&self) -> bool {
        self.lessons + self.tests + self.acts + self.certificates == 0
    }

    fn count(&mut self, one: &Achievement) {
        *match one.kind {
            Kind::Lesson => &mut self.lessons,
            Kind::Test => &mut self.tests,
            Kind::Act => &mut self.acts,
            Kind::Certificate => &mut self.certificates,
        } += 1;
        self.modules.extend(one.module.clone());
    }
}

impl AddAssign<&Line> for Line {
    fn add_assign(&mut self, other: &Line) {
        self.lessons += other.lessons;
        self.tests += other.tests;
        self.acts += other.acts;
        self.certificates += other.certificates;
        self.modules.extend(other.modules.iter().cloned());
    }
}

/// The lines of a month: one for each member and team of the stays, with what they achieved while they stayed there.
pub fn lines(month: Month, stays: &[Stay], achieved: &[Achievement]) -> BTreeMap<(UnitId, PersonId), Line> {
    let (from, until) = month.span();
    let mut lines: BTreeMap<(UnitId, PersonId), Line> = BTreeMap::new();
    let mut of_member: BTreeMap<PersonId, Vec<&Stay>> = BTreeMap::new();
    for stay in stays {
        let before_end = stay.from < month.next().first_day();
        if before_end && stay.until.is_none_or(|until| until > month.first_day()) {
            lines.entry((stay.team, stay.member)).or_default();
            of_member.entry(stay.member).or_default().push(stay);
        }
    }
    for one in achieved.iter().filter(|one| from <= one.at && one.at < until) {
        let stays = of_member.get(&one.member).map(Vec::as_slice).unwrap_or_default();
        if let Some(stay) = stays.iter().find(|stay| stay.holds(day(one.at))) {
            lines.entry((stay.team, one.member)).or_default().count(one);
        }
    }
    lines
}

/// The sum of lines.
pub fn total<'a>(lines: impl IntoIterator<Item = &'a Line>) -> Line {
    lines.into_iter().fold(Line::default(), |mut sum, line| {
        sum += line;
        sum
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::Duration;
    use proptest::prelude::*;
    use uuid::Uuid;

    fn month() -> Month {
        "2026-11".parse().unwrap()
    }

    fn stay(member: u128, team: u128, from: &str, until: Option<&str>) -> Stay {
        let date = |text: &str| text.parse().unwrap();
        Stay {
            member: PersonId(Uuid::from_u128(member)),
            team: UnitId(Uuid::from_u128(team)),
            from: date(from),
            until: until.map(date),
        }
    }

    fn lesson(member: u128, at: &str) -> Achievement {
        Achievement {
            member: PersonId(Uuid::from_u128(member)),
            kind: Kind::Lesson,
            module: Some(Slug::parse("thanh-toan").unwrap()),
            at: at.parse().unwrap(),
        }
    }

    #[test]
    fn a_month_is_written_with_its_year_and_has_bounds_in_vietnam() {
        assert_eq!(month().to_string(), "2026-11");
        assert_eq!(
            (month().previous().to_string(), month().next().next().to_string()),
            ("2026-10".into(), "2027-01".into())
        );
        let (from, until) = month().span();
        assert_eq!(from.to_rfc3339(), "2026-10-31T17:00:00+00:00");
        assert_eq!(until.to_rfc3339(), "2026-11-30T17:00:00+00:00");
        for bad in [
            "",
            "2026",
            "2026-13",
            "2026-00",
            "26-11",
            "2026-1",
            "2026-11-01",
            "+026-11",
            "1999-01",
            "3000-01",
        ] {
            assert_eq!(bad.parse::<Month>(), Err(BadMonth), "{bad}");
        }
    }

    #[test]
    fn what_was_learnt_stays_with_the_team_of_that_day() {
        let stays = [
            stay(1, 10, "2026-10-01", Some("2026-11-15")),
            stay(1, 20, "2026-11-15", None),
            stay(2, 10, "2026-12-01", None),
        ];
        let achieved = [
            lesson(1, "2026-10-31T16:59:59Z"),
            lesson(1, "2026-10-31T17:00:00Z"),
            lesson(1, "2026-11-14T16:59:59Z"),
            lesson(1, "2026-11-14T17:00:00Z"),
            lesson(1, "2026-11-30T17:00:00Z"),
            lesson(3, "2026-11-10T03:00:00Z"),
        ];
        let lines = lines(month(), &stays, &achieved);
        let of = |team: u128| {
            lines
                .iter()
                .find(|((unit, _), _)| *unit == UnitId(Uuid::from_u128(team)))
                .map(|(_, line)| line.lessons)
        };
        assert_eq!((of(10), of(20), lines.len()), (Some(2), Some(1), 2));
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        /// Whatever happens in the month to somebody who stays in a team is on exactly one line.
        #[test]
        fn the_lines_add_up_to_what_happened(
            moves in prop::collection::vec(0i64..60, 1..4), happened in prop::collection::vec((0usize..4, 0i64..(60 * 24)), 0..40),
        ) {
            let begin: NaiveDate = "2026-10-15".parse().unwrap();
            let mut days: Vec<NaiveDate> = moves.iter().map(|days| begin + Duration::days(*days)).collect();
            days.sort();
            let member = PersonId(Uuid::from_u128(1));
            let stays: Vec<Stay> = days.iter().enumerate().map(|(n, from)| Stay {
                member, team: UnitId(Uuid::from_u128(n as u128)), from: *from, until: days.get(n + 1).copied(),
            }).collect();
            let kinds = [Kind::Lesson, Kind::Test, Kind::Act, Kind::Certificate];
            let achieved: Vec<Achievement> = happened.iter().map(|(kind, hours)| Achievement {
                member, kind: kinds[*kind], module: None, at: start_of_day(begin) + Duration::hours(*hours),
            }).collect();
            let lines = lines(month(), &stays, &achieved);
            let sum = total(lines.values());
            let (from, until) = month().span();
            let first = start_of_day(days[0]);
            let within = |kind| achieved.iter()
                .filter(|one| one.kind == kind && from.max(first) <= one.at && one.at < until).count() as u64;
            prop_assert_eq!(
                [sum.lessons, sum.tests, sum.acts, sum.certificates],
                [within(Kind::Lesson), within(Kind::Test), within(Kind::Act), within(Kind::Certificate)]
            );
        }
    }
}
