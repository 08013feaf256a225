//! Whom a trainer should meet first, and why.
//!
//! Owns: the stage a member is at, which follows from their progress alone; the reason that stage becomes on a day;
//! and the order. Does not own: keeping stages (storage does, in the transaction of the event) nor the words.

use crate::ids::Slug;
use crate::ledger::ModuleProgress;
use crate::time::{Instant, day};
use chrono::{Duration, NaiveDate};
use std::cmp::Reverse;

/// A member is left in peace for so many days; after them a silence is a reason to call.
pub const PATIENCE_DAYS: i64 = 7;
/// So many failed tests of one module are a reason to sit down together.
pub const FAILED_TESTS: u32 = 2;
/// For how many days a row is set aside when no day was agreed on.
pub const ASIDE_DAYS: i64 = 7;
/// The furthest day that can be agreed on.
pub const ASIDE_MAX_DAYS: i64 = 90;

/// Where a member is, over all modules. Time alone does not change it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stage {
    /// Never did anything.
    New,
    /// In the middle of a module.
    Studying,
    /// Failed the test of a module [`FAILED_TESTS`] times or more, without passing it.
    Stuck,
    /// *Biết*, and a trainer has to see it done.
    Waiting,
    /// Everything begun is at *Làm được*.
    Done,
}

impl Stage {
    /// All stages.
    pub const ALL: [Self; 5] = [Self::New, Self::Studying, Self::Stuck, Self::Waiting, Self::Done];

    /// How the database writes it.
    pub fn code(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Studying => "studying",
            Self::Stuck => "stuck",
            Self::Waiting => "waiting",
            Self::Done => "done",
        }
    }

    /// Reads [`Self::code`].
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|stage| stage.code() == code)
    }
}

/// What the rule looks at in one module.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Studied {
    /// Which module.
    pub module: Slug,
    /// How far the member is.
    pub progress: ModuleProgress,
    /// How many of its tests were failed.
    pub failed: u32,
    /// When the last of them was.
    pub failed_at: Option<Instant>,
}

/// A member's stage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// Which.
    pub stage: Stage,
    /// Since when: joining the team, the last activity, the last failed test, the passed test.
    pub since: NaiveDate,
    /// The module it is about; none for [`Stage::New`].
    pub module: Option<Slug>,
    /// Failed tests of that module.
    pub failed: u32,
}

/// The stage of a member who joined the team on `joined`.
///
/// Needing a trainer comes before being in the middle of something: who is stuck stays so while reading on.
pub fn standing(joined: NaiveDate, studied: &[Studied]) -> Standing {
    let last = studied
        .iter()
        .filter_map(|one| Some((one.progress.last_at?, one)))
        .max_by_key(|(at, one)| (*at, Reverse(&one.module)));
    let Some((last_at, latest)) = last else {
        return Standing { stage: Stage::New, since: joined, module: None, failed: 0 };
    };
    let at = |stage, since: Instant, one: &Studied| Standing {
        stage,
        since: day(since),
        module: Some(one.module.clone()),
        failed: one.failed,
    };
    let stuck = studied
        .iter()
        .filter(|one| one.progress.knows_at.is_none() && one.failed >= FAILED_TESTS)
        .filter_map(|one| Some((one.failed_at?, one)))
        .min_by_key(|(since, one)| (*since, &one.module));
    if let Some((since, one)) = stuck {
        return at(Stage::Stuck, since, one);
    }
    let waiting = studied
        .iter()
        .filter(|one| one.progress.does_at.is_none())
        .filter_map(|one| Some((one.progress.knows_at?, one)))
        .min_by_key(|(since, one)| (*since, &one.module));
    if let Some((since, one)) = waiting {
        return at(Stage::Waiting, since, one);
    }
    let open = |one: &&Studied| one.progress.does_at.is_none() && one.progress.last_at.is_some();
    match studied.iter().filter(open).max_by_key(|one| (one.progress.last_at, Reverse(&one.module))) {
        // Whatever was done last shows that the member is there, in whichever module it was.
        Some(one) => at(Stage::Studying, last_at, one),
        None => at(Stage::Done, last_at, latest),
    }
}

/// Why to meet somebody, in the order in which equals are named.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reason {
    /// Joined more than [`PATIENCE_DAYS`] ago and never came in.
    NeverCame,
    /// Began, and did nothing for more than [`PATIENCE_DAYS`].
    Stopped,
    /// Failed a test again and again.
    Failed,
    /// Passed; a trainer has to see it done.
    Waiting,
    /// Just joined, and has no device to begin on.
    NoDevice,
}

impl Reason {
    /// All reasons.
    pub const ALL: [Self; 5] = [Self::NeverCame, Self::Stopped, Self::Failed, Self::Waiting, Self::NoDevice];
}

/// The first day that is still within patience: stages since before it have waited too long.
pub fn patience_from(today: NaiveDate) -> NaiveDate {
    today - Duration::days(PATIENCE_DAYS)
}

/// Whether a member of this stage is to be met today, and why.
pub fn reason(stage: Stage, since: NaiveDate, no_device: bool, today: NaiveDate) -> Option<Reason> {
    let too_long = since < patience_from(today);
    match stage {
        Stage::New if too_long => Some(Reason::NeverCame),
        Stage::New if no_device => Some(Reason::NoDevice),
        Stage::Studying if too_long => Some(Reason::Stopped),
        Stage::Stuck => Some(Reason::Failed),
        Stage::Waiting => Some(Reason::Waiting),
        Stage::New | Stage::Studying | Stage::Done => None,
    }
}

/// Somebody to meet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case<T> {
    /// Who.
    pub who: T,
    /// Why.
    pub reason: Reason,
    /// Since when.
    pub since: NaiveDate,
}

/// Who comes onto a list of so many places, longest wait first.
///
/// The reasons take turns until the places are full, each with who waits longest, so that a hundred who never came do
/// not hide the one whose certificate needs only a signature.
pub fn first_to_meet<T>(cases: Vec<Case<T>>, places: usize) -> Vec<Case<T>> {
    let mut by_reason: Vec<std::collections::VecDeque<Case<T>>> =
        Reason::ALL.iter().map(|_| Default::default()).collect();
    let mut cases = cases;
    cases.sort_by_key(|case| case.since);
    for case in cases {
        by_reason[case.reason as usize].push_back(case);
    }
    let mut chosen = Vec::new();
    while chosen.len() < places && by_reason.iter().any(|queue| !queue.is_empty()) {
        let left = places - chosen.len();
        chosen.extend(by_reason.iter_mut().filter_map(std::collections::VecDeque::pop_front).take(left));
    }
    chosen.sort_by_key(|case| (case.since, case.reason));
    chosen
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn date(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn at(day: u32) -> Option<Instant> {
        Some(format!("2026-11-{day:02}T03:00:00Z").parse().unwrap())
    }

    fn studied(module: &str, progress: ModuleProgress, failed: u32, failed_at: Option<Instant>) -> Studied {
        Studied { module: Slug::parse(module).unwrap(), progress, failed, failed_at }
    }

    fn begun(last: u32) -> ModuleProgress {
        ModuleProgress { started_at: at(1), last_at: at(last), ..ModuleProgress::default() }
    }

    #[test]
    fn the_stage_follows_from_what_was_done() {
        let joined = date("2026-10-18");
        let knows = |on| ModuleProgress { knows_at: at(on), ..begun(on) };
        let does = |on| ModuleProgress { does_at: at(on), ..knows(on) };
        let table: [(Vec<Studied>, Stage, &str, Option<&str>); 10] = [
            (vec![], Stage::New, "2026-10-18", None),
            (vec![studied("a", ModuleProgress::default(), 0, None)], Stage::New, "2026-10-18", None),
            (vec![studied("a", begun(9), 0, None)], Stage::Studying, "2026-11-09", Some("a")),
            (vec![studied("a", begun(9), 1, at(9))], Stage::Studying, "2026-11-09", Some("a")),
            (vec![studied("a", begun(12), 2, at(9))], Stage::Stuck, "2026-11-09", Some("a")),
            // Passed in the end: what was failed before no longer counts.
            (vec![studied("a", knows(12), 3, at(9))], Stage::Waiting, "2026-11-12", Some("a")),
            (
                vec![studied("a", knows(12), 0, None), studied("b", begun(15), 2, at(14))],
                Stage::Stuck,
                "2026-11-14",
                Some("b"),
            ),
            (
                vec![studied("a", knows(12), 0, None), studied("b", begun(15), 0, None)],
                Stage::Waiting,
                "2026-11-12",
                Some("a"),
            ),
            (
                vec![studied("a", does(16), 0, None), studied("b", begun(15), 0, None)],
                Stage::Studying,
                "2026-11-16",
                Some("b"),
            ),
            (
                vec![studied("a", does(12), 0, None), studied("b", does(15), 0, None)],
                Stage::Done,
                "2026-11-15",
                Some("b"),
            ),
        ];
        for (all, stage, since, module) in table {
            let found = standing(joined, &all);
            let wanted = (stage, date(since), module);
            assert_eq!(
                (found.stage, found.since, found.module.as_ref().map(Slug::as_str)),
                wanted,
                "{all:?}"
            );
        }
    }

    #[test]
    fn a_stage_becomes_a_reason_when_patience_ends() {
        let today = date("2026-11-21");
        let table = [
            (Stage::New, "2026-11-13", false, Some(Reason::NeverCame)),
            (Stage::New, "2026-11-13", true, Some(Reason::NeverCame)),
            (Stage::New, "2026-11-14", false, None),
            (Stage::New, "2026-11-14", true, Some(Reason::NoDevice)),
            (Stage::Studying, "2026-11-13", false, Some(Reason::Stopped)),
            (Stage::Studying, "2026-11-14", true, None),
            (Stage::Stuck, "2026-11-21", false, Some(Reason::Failed)),
            (Stage::Waiting, "2026-11-21", false, Some(Reason::Waiting)),
            (Stage::Done, "2026-01-01", true, None),
        ];
        for (stage, since, no_device, wanted) in table {
            assert_eq!(reason(stage, date(since), no_device, today), wanted, "{stage:?} since {since}");
        }
    }

    #[test]
    fn the_longest_wait_stands_first_and_no_reason_hides_another() {
        let case = |who: &'static str, reason, since: &str| Case { who, reason, since: date(since) };
        let cases = vec![
            case("wait", Reason::Waiting, "2026-11-13"),
            case("never 1", Reason::NeverCame, "2026-10-31"),
            case("never 2", Reason::NeverCame, "2026-11-01"),
            case("never 3", Reason::NeverCame, "2026-11-02"),
            case("stopped", Reason::Stopped, "2026-11-05"),
            case("failed", Reason::Failed, "2026-11-12"),
        ];
        let names =
            |places| first_to_meet(cases.clone(), places).iter().map(|case| case.who).collect::<Vec<_>>();
        assert_eq!(names(9), ["never 1", "never 2", "never 3", "stopped", "failed", "wait"]);
        assert_eq!(names(4), ["never 1", "stopped", "failed", "wait"]);
        assert_eq!(names(2), ["never 1", "stopped"]);
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn every_reason_has_its_longest_and_nobody_is_named_twice(
            cases in prop::collection::vec((0usize..5, 0i64..60), 0..60), places in 5usize..30,
        ) {
            let cases: Vec<Case<usize>> = cases.into_iter().enumerate().map(|(who, (reason, days))| Case {
                who, reason: Reason::ALL[reason], since: date("2026-11-21") - Duration::days(days),
            }).collect();
            let list = first_to_meet(cases.clone(), places);
            prop_assert_eq!(list.len(), places.min(cases.len()));
            prop_assert!(list.is_sorted_by_key(|case| case.since));
            let who: std::collections::BTreeSet<usize> = list.iter().map(|case| case.who).collect();
            prop_assert_eq!(who.len(), list.len());
            for reason in Reason::ALL {
                let longest = cases.iter().filter(|case| case.reason == reason).map(|case| case.since).min();
                let shown = list.iter().filter(|case| case.reason == reason).map(|case| case.since).min();
                prop_assert_eq!(longest, shown);
            }
        }
    }
}
