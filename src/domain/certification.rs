//! Who is certified: the three rungs, when a certificate is due, and what is still missing.
//!
//! Owns: the rule of product.md §3.3 — *Biết* is a passed certifying test, *Làm được* a hands-on checklist signed off
//! in full, *Dạy được* a teach-back signed off in full; a module certificate needs Biết and Làm được; the member's
//! certificate needs a valid certificate of every module the programme requires. Does not own: where the evidence is
//! kept, nor the printed sheet.

use crate::content::Practice;
use crate::ids::Slug;
use crate::time::{Instant, add_months, day, start_of_day};
use chrono::{Duration, NaiveDate};
use serde::{Deserialize, Serialize};

/// Days before a certificate ends in which new evidence counts towards the next one.
pub const RENEWAL_WINDOW_DAYS: i64 = 90;

/// The rungs of a skill, each dated apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Rung {
    /// *Biết*: passed the certifying test.
    Knows,
    /// *Làm được*: a trainer watched the whole checklist.
    Does,
    /// *Dạy được*: a trainer watched the member teach it back.
    Teaches,
}

impl Rung {
    /// All rungs, lowest first.
    pub const ALL: [Self; 3] = [Self::Knows, Self::Does, Self::Teaches];

    /// The Vietnamese word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Knows => "Biết",
            Self::Does => "Làm được",
            Self::Teaches => "Dạy được",
        }
    }
}

/// What the ledger holds of one member and module.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Evidence {
    /// When certifying tests were passed.
    pub passes: Vec<Instant>,
    /// Acts signed off and not revoked: the item's key and when.
    pub sign_offs: Vec<(Slug, Instant)>,
}

/// When each rung was reached; `None` where it was not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Rungs {
    /// *Biết*
    pub knows: Option<Instant>,
    /// *Làm được*
    pub does: Option<Instant>,
    /// *Dạy được*
    pub teaches: Option<Instant>,
}

impl Rungs {
    /// When this rung was reached.
    pub fn at(&self, rung: Rung) -> Option<Instant> {
        match rung {
            Rung::Knows => self.knows,
            Rung::Does => self.does,
            Rung::Teaches => self.teaches,
        }
    }

    /// The highest rung reached. Teaching presupposes doing.
    pub fn highest(&self) -> Option<Rung> {
        Rung::ALL.into_iter().rev().find(|rung| self.at(*rung).is_some())
    }
}

/// The rungs reached by evidence from `since` on (all evidence where it is `None`).
pub fn rungs(practice: Option<&Practice>, evidence: &Evidence, since: Option<Instant>) -> Rungs {
    let counts = |at: Instant| since.is_none_or(|since| at >= since);
    let knows = evidence.passes.iter().copied().filter(|at| counts(*at)).min();
    let signed_in_full = |items: &[crate::content::PracticeItem]| -> Option<Instant> {
        let firsts = items.iter().map(|item| {
            evidence
                .sign_offs
                .iter()
                .filter(|(key, at)| *key == item.key && counts(*at))
                .map(|(_, at)| *at)
                .min()
        });
        firsts.collect::<Option<Vec<Instant>>>()?.into_iter().max()
    };
    let does = practice.and_then(|practice| signed_in_full(&practice.checklist));
    let teaches = practice
        .and_then(|practice| signed_in_full(&practice.teach_back))
        .and_then(|taught| does.map(|done| taught.max(done)));
    Rungs { knows, does, teaches }
}

/// A certificate that exists, as far as the rule needs it. Cycles count from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Held {
    /// The first, second … certificate of this member for this subject.
    pub cycle: u32,
    /// The last day on which it is valid; `None` is for good.
    pub valid_until: Option<NaiveDate>,
    /// When it was revoked.
    pub revoked_at: Option<Instant>,
}

/// Where a member stands with one subject (a module or the programme) on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Holds a valid certificate.
    Certified {
        /// Its last day; `None` is for good.
        until: Option<NaiveDate>,
    },
    /// Held one that has ended.
    Lapsed {
        /// Its last day.
        until: NaiveDate,
    },
    /// Held one that was revoked.
    Revoked,
    /// Never held one.
    NotYet,
}

impl Standing {
    /// Whether a valid certificate is held.
    pub fn is_certified(self) -> bool {
        matches!(self, Self::Certified { .. })
    }
}

/// The standing given by the certificates of one subject: its latest cycle decides.
pub fn standing(held: &[Held], today: NaiveDate) -> Standing {
    match held.iter().max_by_key(|one| one.cycle) {
        None => Standing::NotYet,
        Some(last) if last.revoked_at.is_some() => Standing::Revoked,
        Some(Held { valid_until: Some(until), .. }) if *until < today => Standing::Lapsed { until: *until },
        Some(last) => Standing::Certified { until: last.valid_until },
    }
}

/// A day that every database can hold and nobody lives to see: the last one of a certificate without an end.
pub const NO_END: NaiveDate = match NaiveDate::from_ymd_opt(9999, 12, 31) {
    Some(day) => day,
    None => NaiveDate::MAX,
};

/// The last day on which the certificates of one subject make their holder certified, whatever today is: what is kept
/// of them, so that a count need not read them all. Says the same as [`standing`]; `None` where none counts.
pub fn certified_until(held: &[Held]) -> Option<NaiveDate> {
    let last = held.iter().max_by_key(|one| one.cycle)?;
    last.revoked_at.is_none().then(|| last.valid_until.unwrap_or(NO_END))
}

/// From when evidence counts towards the next certificate; `Err` while none can become due.
///
/// The first counts everything; after a revocation only what came later; before an end what came within
/// [`RENEWAL_WINDOW_DAYS`]; a certificate that is valid for good has no successor.
fn counts_since(held: &[Held]) -> Result<Option<Instant>, NothingDue> {
    match held.iter().max_by_key(|one| one.cycle) {
        None => Ok(None),
        Some(Held { revoked_at: Some(at), .. }) => Ok(Some(*at)),
        Some(Held { valid_until: Some(until), .. }) => {
            Ok(Some(start_of_day(*until - Duration::days(RENEWAL_WINDOW_DAYS))))
        }
        Some(_) => Err(NothingDue),
    }
}

struct NothingDue;

/// Whether a sign-off of `at` still stands for its act at `now`, so that signing the act once more would add nothing.
///
/// Once the next certificate asks for new evidence, what counted for the last one no longer does.
pub fn still_stands(held: &[Held], at: Instant, now: Instant) -> bool {
    match counts_since(held) {
        Ok(Some(since)) => at >= since || now < since,
        Ok(None) | Err(NothingDue) => true,
    }
}

/// A certificate that must be issued now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Due {
    /// Its cycle.
    pub cycle: u32,
    /// The rungs it certifies.
    pub rungs: Rungs,
    /// Its last day.
    pub valid_until: Option<NaiveDate>,
}

fn next_cycle(held: &[Held]) -> u32 {
    1 + held.iter().map(|one| one.cycle).max().unwrap_or(0)
}

/// The last day of a certificate that is issued on `issued` for `months`.
pub fn valid_until(issued: NaiveDate, months: Option<u32>) -> Option<NaiveDate> {
    months.map(|months| add_months(issued, months) - Duration::days(1))
}

/// The module certificate that is due, if Biết and Làm được are there for the next cycle.
pub fn due_module_certificate(
    practice: Option<&Practice>,
    valid_for_months: Option<u32>,
    evidence: &Evidence,
    held: &[Held],
    now: Instant,
) -> Option<Due> {
    let since = counts_since(held).ok()?;
    let rungs = rungs(practice, evidence, since);
    rungs.knows?;
    rungs.does?;
    Some(Due { cycle: next_cycle(held), rungs, valid_until: valid_until(day(now), valid_for_months) })
}

/// The member's certificate that is due: every required module is certified today, and the next cycle would last
/// longer than the one held. It ends with the first of its modules. A programme that requires nothing certifies nobody.
pub fn due_member_certificate(modules: &[Standing], held: &[Held], today: NaiveDate) -> Option<Due> {
    if modules.is_empty() {
        return None;
    }
    let mut ends: Option<NaiveDate> = None;
    for module in modules {
        let Standing::Certified { until } = module else { return None };
        ends = match (ends, *until) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        };
    }
    let needed = match standing(held, today) {
        Standing::Certified { until: None } => false,
        Standing::Certified { until: Some(until) } => ends.is_none_or(|ends| ends > until),
        Standing::Lapsed { .. } | Standing::NotYet => true,
        // A revoked member's certificate comes back by an officer's decision, not by itself.
        Standing::Revoked => false,
    };
    needed.then_some(Due { cycle: next_cycle(held), rungs: Rungs::default(), valid_until: ends })
}

/// What a member still lacks for a module certificate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Missing {
    /// The certifying test.
    Test,
    /// Acts of the checklist: how many of how many.
    Acts {
        /// Not yet signed off.
        left: usize,
        /// In the checklist.
        of: usize,
    },
    /// The author gave the module no test or no checklist: nobody can be certified yet.
    NotOffered,
}

/// What is missing for the next certificate of a module; empty when it is held or due.
pub fn missing(
    has_test: bool,
    practice: Option<&Practice>,
    evidence: &Evidence,
    held: &[Held],
    today: NaiveDate,
) -> Vec<Missing> {
    if standing(held, today).is_certified() {
        return Vec::new();
    }
    let Some(practice) = practice.filter(|practice| has_test && !practice.checklist.is_empty()) else {
        return vec![Missing::NotOffered];
    };
    let since = counts_since(held).unwrap_or(None);
    let counts = |at: Instant| since.is_none_or(|since| at >= since);
    let mut missing = Vec::new();
    if !evidence.passes.iter().any(|at| counts(*at)) {
        missing.push(Missing::Test);
    }
    let left = practice
        .checklist
        .iter()
        .filter(|item| !evidence.sign_offs.iter().any(|(key, at)| *key == item.key && counts(*at)))
        .count();
    if left > 0 {
        missing.push(Missing::Acts { left, of: practice.checklist.len() });
    }
    missing
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::{Html, PracticeItem};
    use proptest::prelude::*;

    fn at(text: &str) -> Instant {
        text.parse().unwrap()
    }

    fn date(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn slug(text: &str) -> Slug {
        Slug::parse(text).unwrap()
    }

    fn practice(checklist: &[&str], teach_back: &[&str]) -> Practice {
        let items = |keys: &[&str]| {
            keys.iter()
                .map(|key| PracticeItem { key: slug(key), act: String::new(), look_for: None })
                .collect::<Vec<_>>()
        };
        Practice {
            title: String::new(),
            intro: Html::default(),
            checklist: items(checklist),
            teach_back: items(teach_back),
        }
    }

    fn evidence(passes: &[&str], signed: &[(&str, &str)]) -> Evidence {
        Evidence {
            passes: passes.iter().map(|text| at(text)).collect(),
            sign_offs: signed.iter().map(|(key, when)| (slug(key), at(when))).collect(),
        }
    }

    const PASS: &str = "2026-11-14T10:00:00Z";
    const SEEN: &str = "2026-11-20T13:00:00Z";

    #[test]
    fn a_module_certificate_needs_the_test_and_every_act_of_the_checklist() {
        let practice = practice(&["a", "b"], &["t"]);
        let now = at("2026-11-21T12:00:00Z");
        let due = |evidence: &Evidence| due_module_certificate(Some(&practice), Some(24), evidence, &[], now);
        assert_eq!(due(&evidence(&[PASS], &[("a", SEEN)])), None);
        assert_eq!(due(&evidence(&[], &[("a", SEEN), ("b", SEEN)])), None);
        let both = due(&evidence(&[PASS], &[("a", SEEN), ("b", SEEN)])).unwrap();
        assert_eq!(both.cycle, 1);
        assert_eq!(both.valid_until, Some(date("2028-11-20")));
        assert_eq!(both.rungs.teaches, None);
    }

    #[test]
    fn a_module_without_a_checklist_certifies_nobody() {
        let now = at(SEEN);
        assert_eq!(due_module_certificate(None, None, &evidence(&[PASS], &[]), &[], now), None);
        assert_eq!(missing(true, None, &Evidence::default(), &[], day(now)), [Missing::NotOffered]);
    }

    #[test]
    fn teaching_counts_only_once_doing_is_there() {
        let practice = practice(&["a"], &["t"]);
        assert_eq!(rungs(Some(&practice), &evidence(&[], &[("t", SEEN)]), None).teaches, None);
        let all = rungs(Some(&practice), &evidence(&[], &[("t", PASS), ("a", SEEN)]), None);
        assert_eq!(all.teaches, Some(at(SEEN)));
        assert_eq!(all.highest(), Some(Rung::Teaches));
    }

    #[test]
    fn nothing_is_due_twice_in_one_cycle() {
        let practice = practice(&["a"], &[]);
        let evidence = evidence(&[PASS], &[("a", SEEN)]);
        let for_good = [Held { cycle: 1, valid_until: None, revoked_at: None }];
        let dated = [Held { cycle: 1, valid_until: Some(date("2028-11-20")), revoked_at: None }];
        for held in [&for_good, &dated] {
            let now = at("2026-11-21T12:00:00Z");
            assert_eq!(due_module_certificate(Some(&practice), Some(24), &evidence, held, now), None);
        }
    }

    #[test]
    fn a_certificate_lapses_after_its_validity_and_is_renewed_by_new_evidence() {
        let practice = practice(&["a"], &[]);
        let held = [Held { cycle: 1, valid_until: Some(date("2028-11-20")), revoked_at: None }];
        assert!(standing(&held, date("2028-11-20")).is_certified());
        assert_eq!(standing(&held, date("2028-11-21")), Standing::Lapsed { until: date("2028-11-20") });
        let renewed =
            evidence(&[PASS, "2028-10-01T10:00:00Z"], &[("a", SEEN), ("a", "2028-10-02T10:00:00Z")]);
        let due =
            due_module_certificate(Some(&practice), Some(24), &renewed, &held, at("2028-10-02T10:00:01Z"))
                .unwrap();
        assert_eq!(due.cycle, 2);
        assert_eq!(due.valid_until, Some(date("2030-10-01")));
        let too_early = evidence(&["2028-01-01T10:00:00Z"], &[("a", "2028-10-02T10:00:00Z")]);
        assert_eq!(
            due_module_certificate(Some(&practice), Some(24), &too_early, &held, at("2028-10-03T10:00:00Z")),
            None
        );
    }

    #[test]
    fn after_a_revocation_only_later_evidence_counts() {
        let practice = practice(&["a"], &[]);
        let held = [Held { cycle: 1, valid_until: None, revoked_at: Some(at("2026-12-01T00:00:00Z")) }];
        let now = at("2026-12-10T00:00:00Z");
        let old = evidence(&[PASS], &[("a", SEEN)]);
        assert_eq!(due_module_certificate(Some(&practice), None, &old, &held, now), None);
        assert_eq!(standing(&held, day(now)), Standing::Revoked);
        let new = evidence(&["2026-12-05T00:00:00Z"], &[("a", "2026-12-06T00:00:00Z")]);
        assert_eq!(due_module_certificate(Some(&practice), None, &new, &held, now).unwrap().cycle, 2);
    }

    #[test]
    fn the_members_certificate_needs_every_required_module() {
        let today = date("2026-11-21");
        let good = Standing::Certified { until: Some(date("2028-11-20")) };
        let sooner = Standing::Certified { until: Some(date("2028-01-01")) };
        assert_eq!(due_member_certificate(&[], &[], today), None);
        assert_eq!(due_member_certificate(&[good, Standing::NotYet], &[], today), None);
        let due = due_member_certificate(&[good, sooner], &[], today).unwrap();
        assert_eq!((due.cycle, due.valid_until), (1, Some(date("2028-01-01"))));
        let held = [Held { cycle: 1, valid_until: due.valid_until, revoked_at: None }];
        assert_eq!(due_member_certificate(&[good, sooner], &held, today), None);
        assert_eq!(due_member_certificate(&[good, good], &held, today).unwrap().cycle, 2);
    }

    #[test]
    fn what_is_missing_is_said_in_numbers() {
        let practice = practice(&["a", "b", "c"], &[]);
        let today = date("2026-11-21");
        assert_eq!(
            missing(true, Some(&practice), &evidence(&[], &[("a", SEEN)]), &[], today),
            [Missing::Test, Missing::Acts { left: 2, of: 3 }]
        );
        assert_eq!(
            missing(
                true,
                Some(&practice),
                &evidence(&[PASS], &[("a", SEEN), ("b", SEEN), ("c", SEEN)]),
                &[],
                today
            ),
            []
        );
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        /// More evidence never takes a rung away, and never makes it later.
        #[test]
        fn evidence_only_ever_raises(
            passes in prop::collection::vec(0i64..1000, 0..4),
            signs in prop::collection::vec((0usize..3, 0i64..1000), 0..8),
            extra in (0usize..3, 0i64..1000),
        ) {
            let keys = ["a", "b", "t"];
            let practice = practice(&["a", "b"], &["t"]);
            let moment = |n: i64| at("2026-01-01T00:00:00Z") + Duration::hours(n);
            let before = Evidence {
                passes: passes.iter().map(|n| moment(*n)).collect(),
                sign_offs: signs.iter().map(|(k, n)| (slug(keys[*k]), moment(*n))).collect(),
            };
            let mut after = before.clone();
            after.sign_offs.push((slug(keys[extra.0]), moment(extra.1)));
            let (low, high) = (rungs(Some(&practice), &before, None), rungs(Some(&practice), &after, None));
            for rung in Rung::ALL {
                if let Some(then) = low.at(rung) {
                    prop_assert!(high.at(rung).is_some_and(|now| now <= then));
                }
            }
        }

        /// Issuing what is due leaves nothing due at that moment.
        #[test]
        fn issuing_settles_what_is_due(months in prop::option::of(7u32..60)) {
            let practice = practice(&["a"], &[]);
            let evidence = evidence(&[PASS], &[("a", SEEN)]);
            let now = at("2026-11-21T12:00:00Z");
            let due = due_module_certificate(Some(&practice), months, &evidence, &[], now).unwrap();
            let held = [Held { cycle: due.cycle, valid_until: due.valid_until, revoked_at: None }];
            prop_assert_eq!(due_module_certificate(Some(&practice), months, &evidence, &held, now), None);
        }
    }
}
