//! A programme: which modules it requires to which rung, for whom, for how long and from when; and when its certificate
//! is due.
//!
//! Owns: the rule and its bounds. Does not own: a module's own certificate ([`crate::certification`]), who is asked
//! (storage), nor what the rule of a day is kept as. In the members' programme no module may ask for less than *Làm
//! được* (product.md §5); programmes of trainers and officials may.

use crate::access::Role;
use crate::certification::{Due, Held, Rung, Rungs, Standing, next_cycle, standing, valid_until};
use crate::ids::Slug;
use crate::people::TeamRole;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// A module, and how far one must have come in it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Requirement {
    /// The module.
    pub module: Slug,
    /// *Biết*: its test passed. *Làm được*: its certificate held. *Dạy được*: that, and the teach-back signed off.
    pub rung: Rung,
}

/// Whom a programme is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Audience {
    /// Members of village teams, in these places of their teams.
    Members(BTreeSet<TeamRole>),
    /// People with one of these rights: trainers, officials.
    Staff(BTreeSet<Role>),
}

impl Audience {
    /// The rights that make somebody staff a programme can be for.
    pub const STAFF: [Role; 2] = [Role::Trainer, Role::Officer];
}

/// What a programme asks for, from a day on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// What is required, each module once.
    pub requires: Vec<Requirement>,
    /// For how many months its certificate lasts; none for as long as its modules.
    pub valid_for_months: Option<u32>,
    /// Whom it is for.
    pub audience: Audience,
    /// The first day.
    pub from: NaiveDate,
}

/// The longest a certificate may last, in months.
pub const MONTHS_AT_MOST: u32 = 120;

/// Why a rule cannot be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadRule {
    /// The members' programme requires nothing.
    #[error("the members' programme requires at least one module")]
    Nothing,
    /// The members' programme asks for less than *Làm được*.
    #[error("the members' programme requires at least Làm được")]
    TooLow,
    /// It is for nobody.
    #[error("a programme is for somebody")]
    Nobody,
    /// It would begin today or earlier: what counted yesterday must stand.
    #[error("a rule begins tomorrow at the earliest")]
    TooSoon,
    /// The certificate would last for no month, or for too many.
    #[error("a certificate lasts 1 to 120 months")]
    Months,
}

impl Rule {
    /// Checks a rule that is to come into force; `of_members` is the members' own programme. Another one may require
    /// nothing any more: it has stopped, and certifies nobody.
    pub fn check(&self, of_members: bool, today: NaiveDate) -> Result<(), BadRule> {
        let nobody = match &self.audience {
            Audience::Members(roles) => roles.is_empty(),
            Audience::Staff(roles) => roles.is_empty(),
        };
        if of_members && self.requires.is_empty() {
            Err(BadRule::Nothing)
        } else if of_members && self.requires.iter().any(|one| one.rung < Rung::Does) {
            Err(BadRule::TooLow)
        } else if nobody {
            Err(BadRule::Nobody)
        } else if self.valid_for_months.is_some_and(|months| !(1..=MONTHS_AT_MOST).contains(&months)) {
            Err(BadRule::Months)
        } else if self.from <= today {
            Err(BadRule::TooSoon)
        } else {
            Ok(())
        }
    }

    /// The programme's certificate that is due to somebody it is for, where `reached` says of each requirement whether
    /// it counts today.
    ///
    /// It ends with the first of its requirements, or after its own months. While one is held, another is due only when
    /// it would last longer, and a programme with its own months has none due by itself after the first: its
    /// certificate is continued by an officer, and so is one that was revoked.
    pub fn due(&self, reached: &[Standing], held: &[Held], today: NaiveDate) -> Option<Due> {
        let due = self.next(reached, held, today)?;
        let needed = match standing(held, today) {
            Standing::NotYet => true,
            Standing::Revoked => false,
            _ if self.valid_for_months.is_some() => false,
            Standing::Lapsed { .. } => true,
            Standing::Certified { until: None } => false,
            Standing::Certified { until: Some(until) } => due.valid_until.is_none_or(|ends| ends > until),
        };
        needed.then_some(due)
    }

    /// The same when an officer continues one that is held: due whenever it would last longer.
    pub fn continued(&self, reached: &[Standing], held: &[Held], today: NaiveDate) -> Option<Due> {
        let due = self.next(reached, held, today)?;
        match standing(held, today) {
            Standing::Certified { until: Some(until) } if due.valid_until.is_none_or(|ends| ends > until) => {
                Some(due)
            }
            _ => None,
        }
    }

    fn next(&self, reached: &[Standing], held: &[Held], today: NaiveDate) -> Option<Due> {
        if reached.is_empty() {
            return None;
        }
        let mut ends = valid_until(today, self.valid_for_months);
        for one in reached {
            let Standing::Certified { until } = one else { return None };
            ends = match (ends, *until) {
                (Some(a), Some(b)) => Some(a.min(b)),
                (a, b) => a.or(b),
            };
        }
        Some(Due { cycle: next_cycle(held), rungs: Rungs::default(), valid_until: ends })
    }
}

/// Whether a requirement counts today: `held` are the module's certificates, `reached` the rungs on record. A passed
/// test counts for good; the programme's own months say for how long its certificate does.
pub fn reached(rung: Rung, held: &[Held], reached: &Rungs, today: NaiveDate) -> Standing {
    match rung {
        Rung::Knows if reached.knows.is_some() => Standing::Certified { until: None },
        Rung::Knows => Standing::NotYet,
        Rung::Does => standing(held, today),
        Rung::Teaches if reached.teaches.is_some() => standing(held, today),
        Rung::Teaches => Standing::NotYet,
    }
}

/// What changes between two rules.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Change {
    /// What is required now and was not, or not so far.
    pub more: Vec<Requirement>,
    /// What was required and no longer is, or not so far.
    pub less: Vec<Requirement>,
}

impl Change {
    /// From one list of requirements to another.
    pub fn between(old: &[Requirement], new: &[Requirement]) -> Self {
        let rung = |list: &[Requirement], module: &Slug| {
            list.iter().find(|one| one.module == *module).map(|one| one.rung)
        };
        let beyond = |list: &[Requirement], other: &[Requirement]| {
            list.iter().filter(|one| rung(other, &one.module) < Some(one.rung)).cloned().collect()
        };
        Self { more: beyond(new, old), less: beyond(old, new) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn date(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn requirement(module: &str, rung: Rung) -> Requirement {
        Requirement { module: Slug::parse(module).unwrap(), rung }
    }

    fn rule(requires: &[(&str, Rung)], months: Option<u32>) -> Rule {
        Rule {
            requires: requires.iter().map(|(module, rung)| requirement(module, *rung)).collect(),
            valid_for_months: months,
            audience: Audience::Members(TeamRole::ALL.into_iter().collect()),
            from: date("2026-12-01"),
        }
    }

    const GOOD: Standing = Standing::Certified { until: None };

    fn until(text: &str) -> Standing {
        Standing::Certified { until: Some(date(text)) }
    }

    fn held(text: Option<&str>, revoked: bool) -> [Held; 1] {
        let revoked_at = revoked.then(|| "2026-01-01T00:00:00Z".parse().unwrap());
        [Held { cycle: 1, valid_until: text.map(date), revoked_at }]
    }

    #[test]
    fn it_is_due_when_everything_counts_and_ends_with_the_first() {
        let (rule, today) = (rule(&[("a", Rung::Does), ("b", Rung::Does)], None), date("2026-11-22"));
        assert_eq!(rule.due(&[], &[], today), None, "nothing required certifies nobody");
        assert_eq!(rule.due(&[GOOD, Standing::NotYet], &[], today), None);
        let due = rule.due(&[GOOD, until("2027-01-31")], &[], today).unwrap();
        assert_eq!((due.cycle, due.valid_until), (1, Some(date("2027-01-31"))));
        let now = held(Some("2027-01-31"), false);
        assert_eq!(rule.due(&[GOOD, until("2027-01-31")], &now, today), None, "no longer than the one held");
        assert_eq!(rule.due(&[GOOD, GOOD], &now, today).unwrap().cycle, 2);
        assert_eq!(rule.due(&[GOOD, GOOD], &held(None, true), today), None, "an officer decides");
        assert!(rule.due(&[GOOD, GOOD], &held(Some("2026-11-21"), false), today).is_some(), "it had ended");
    }

    #[test]
    fn a_programme_with_its_own_months_is_continued_by_an_officer() {
        let (rule, today) = (rule(&[("a", Rung::Knows)], Some(12)), date("2026-11-22"));
        assert_eq!(rule.due(&[GOOD], &[], today).unwrap().valid_until, Some(date("2027-11-21")));
        assert_eq!(
            rule.due(&[until("2027-02-01")], &[], today).unwrap().valid_until,
            Some(date("2027-02-01"))
        );
        assert_eq!(rule.due(&[GOOD], &held(Some("2026-11-30"), false), today), None);
        assert_eq!(rule.due(&[GOOD], &held(Some("2026-11-01"), false), today), None);
        let next = rule.continued(&[GOOD], &held(Some("2026-11-30"), false), today).unwrap();
        assert_eq!((next.cycle, next.valid_until), (2, Some(date("2027-11-21"))));
        assert_eq!(rule.continued(&[Standing::NotYet], &held(Some("2026-11-30"), false), today), None);
        assert_eq!(rule.continued(&[GOOD], &held(None, true), today), None);
    }

    #[test]
    fn a_requirement_counts_by_its_rung() {
        let today = date("2026-11-22");
        let at = Some("2026-01-10T05:00:00Z".parse().unwrap());
        let none = Rungs::default();
        let of = |rung, held: &[Held], rungs: &Rungs| reached(rung, held, rungs, today);
        assert_eq!(of(Rung::Knows, &[], &none), Standing::NotYet);
        let knows = Rungs { knows: at, ..none };
        assert_eq!(of(Rung::Knows, &[], &knows), GOOD);
        assert_eq!(of(Rung::Does, &[], &Rungs { does: at, ..knows }), Standing::NotYet);
        let certificate = held(Some("2027-05-01"), false);
        assert_eq!(of(Rung::Does, &certificate, &knows), until("2027-05-01"));
        assert_eq!(of(Rung::Teaches, &certificate, &knows), Standing::NotYet);
        assert_eq!(of(Rung::Teaches, &certificate, &Rungs { teaches: at, ..knows }), until("2027-05-01"));
        assert_eq!(of(Rung::Teaches, &[], &Rungs { teaches: at, ..knows }), Standing::NotYet);
        assert_eq!(of(Rung::Does, &held(None, true), &knows), Standing::Revoked);
    }

    #[test]
    fn a_rule_must_ask_somebody_for_something_from_tomorrow_on() {
        let today = date("2026-11-22");
        let good = rule(&[("a", Rung::Does)], None);
        assert_eq!(good.check(true, today), Ok(()));
        assert_eq!(rule(&[], None).check(true, today), Err(BadRule::Nothing));
        assert_eq!(rule(&[], None).check(false, today), Ok(()), "it stops");
        let low = rule(&[("a", Rung::Does), ("b", Rung::Knows)], None);
        assert_eq!((low.check(true, today), low.check(false, today)), (Err(BadRule::TooLow), Ok(())));
        assert_eq!(rule(&[("a", Rung::Does)], Some(0)).check(true, today), Err(BadRule::Months));
        assert_eq!(rule(&[("a", Rung::Does)], Some(121)).check(true, today), Err(BadRule::Months));
        assert_eq!(good.check(true, date("2026-12-01")), Err(BadRule::TooSoon));
        let nobody = Rule { audience: Audience::Staff(BTreeSet::new()), ..good };
        assert_eq!(nobody.check(false, today), Err(BadRule::Nobody));
    }

    fn requirements() -> impl Strategy<Value = Vec<Requirement>> {
        proptest::collection::btree_map("[a-e]", 0..3_usize, 0..5).prop_map(|all| {
            all.into_iter().map(|(module, rung)| requirement(&module, Rung::ALL[rung])).collect()
        })
    }

    proptest! {
        #[test]
        fn a_change_goes_both_ways_and_nothing_else_is_in_it(old in requirements(), new in requirements()) {
            let (there, back) = (Change::between(&old, &new), Change::between(&new, &old));
            prop_assert_eq!(&there.more, &back.less);
            prop_assert_eq!(&there.less, &back.more);
            prop_assert_eq!(there == Change::default(), old == new);
            for one in &there.more {
                prop_assert!(new.contains(one) && !old.contains(one));
            }
        }

        #[test]
        fn who_meets_a_rule_meets_every_weaker_one(
            ends in proptest::collection::vec(proptest::option::of(0..800_u64), 1..5),
            dropped in 0..5_usize,
        ) {
            let today = date("2026-11-22");
            let standings: Vec<Standing> = ends
                .iter()
                .map(|days| Standing::Certified { until: days.map(|days| today + chrono::Days::new(days)) })
                .collect();
            let rule = rule(&[("a", Rung::Does)], None);
            let due = rule.due(&standings, &[], today).unwrap();
            let fewer: Vec<Standing> =
                standings.iter().enumerate().filter(|(at, _)| *at != dropped).map(|(_, one)| *one).collect();
            if !fewer.is_empty() {
                let later = rule.due(&fewer, &[], today).unwrap();
                let lasts = |due: Due| due.valid_until.unwrap_or(NaiveDate::MAX);
                prop_assert!(lasts(later) >= lasts(due));
            }
        }
    }
}
