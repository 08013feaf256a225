//! How a question performs, so that bad ones are found: how many got it right at once, what was chosen wrongly most, and
//! whether those who know more get it right more often.
//!
//! Owns: the figures and when a question should be looked at again. Does not own: where the answers come from.

use crate::content::{Module, Question};
use crate::grading::{Answer, is_right};
use crate::ids::Slug;
use crate::ledger::AttemptProgress;
use std::collections::BTreeMap;

/// Fewer answers than this say nothing.
pub const ENOUGH: u64 = 20;
/// A question that fewer get right should be looked at.
const RIGHT_LEAST: f64 = 0.3;
/// A question that divides worse should be looked at.
const DISCRIMINATION_LEAST: f64 = 0.2;

/// Like answers of several members to one question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answered {
    /// The content version that was answered first.
    pub version: String,
    /// The latest answer.
    pub last: Answer,
    /// Whether that is right.
    pub last_right: bool,
    /// Whether the first one was.
    pub first_right: bool,
    /// Whether they belong to those who know more; `None` where it is not known, or they stand in the middle.
    pub strong: Option<bool>,
    /// How many members.
    pub n: u64,
}

/// The figures of a question.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Performance {
    /// How many answered.
    pub n: u64,
    /// How many of them rightly at the first try.
    pub right: u64,
    /// The wrong answer given most, and how often.
    pub wrong: Option<(Answer, u64)>,
    /// The share right among the strong minus that among the weak, −1 to 1; `None` where one of the groups is empty.
    pub discrimination: Option<f64>,
}

impl Performance {
    /// Adds up groups of like answers.
    pub fn of(answers: &[Answered]) -> Self {
        let count = |matches: &dyn Fn(&Answered) -> bool| -> u64 {
            answers.iter().filter(|one| matches(one)).map(|one| one.n).sum()
        };
        let share = |strong: bool| {
            let all = count(&|one| one.strong == Some(strong));
            let right = count(&|one| one.strong == Some(strong) && one.first_right);
            (all > 0).then(|| right as f64 / all as f64)
        };
        let mut wrong: BTreeMap<String, (Answer, u64)> = BTreeMap::new();
        for one in answers.iter().filter(|one| !one.last_right && one.last != Answer::default()) {
            wrong.entry(one.last.code()).or_insert((one.last.clone(), 0)).1 += one.n;
        }
        Self {
            n: count(&|_| true),
            right: count(&|one| one.first_right),
            wrong: wrong.into_values().max_by_key(|(_, n)| *n),
            discrimination: share(true).zip(share(false)).map(|(strong, weak)| strong - weak),
        }
    }

    /// The share right at the first try, 0 to 1.
    pub fn share(&self) -> f64 {
        if self.n == 0 { 0.0 } else { self.right as f64 / self.n as f64 }
    }

    /// Whether its author should look at it again: enough answers, and few of them right, or right no oftener from
    /// those who know more.
    pub fn is_bad(&self) -> bool {
        self.n >= ENOUGH
            && (self.share() < RIGHT_LEAST
                || self.discrimination.is_some_and(|discrimination| discrimination < DISCRIMINATION_LEAST))
    }
}

/// What closed tests say of each question of the banks, by its key. Strong and weak are the third with the best and
/// the third with the worst results. `counts` tells whether an answer given with a version is one to the question as it
/// is now.
pub fn of_attempts(
    module: &Module,
    mut attempts: Vec<AttemptProgress>,
    counts: impl Fn(&Slug, &str) -> bool,
) -> BTreeMap<Slug, Performance> {
    let share = |attempt: &AttemptProgress| {
        attempt.closed.map_or(0.0, |closed| f64::from(closed.right) / f64::from(closed.of.max(1)))
    };
    attempts.sort_by(|a, b| share(a).total_cmp(&share(b)));
    let third = attempts.len() / 3;
    // Equal results belong to one group: who stands on the line to the middle stands in the middle.
    let weak_below = attempts.get(third).map_or(0.0, share);
    let strong_above =
        attempts.len().checked_sub(third + 1).and_then(|at| attempts.get(at)).map_or(1.0, share);
    let mut answers: BTreeMap<Slug, Vec<Answered>> = BTreeMap::new();
    for attempt in &attempts {
        let result = share(attempt);
        let strong = match () {
            () if result > strong_above => Some(true),
            () if result < weak_below => Some(false),
            () if weak_below < strong_above && result == strong_above => Some(true),
            () if weak_below < strong_above && result == weak_below => Some(false),
            () => None,
        };
        for (place, drawn) in (0u16..).zip(&attempt.draw) {
            let Some(question) = module.bank_question(&drawn.key) else { continue };
            if !counts(&drawn.key, &attempt.module_version) {
                continue;
            }
            let last = attempt.answers.get(&place).cloned().unwrap_or_default();
            let right = is_right(question, &last);
            answers.entry(drawn.key.clone()).or_default().push(Answered {
                version: attempt.module_version.clone(),
                last,
                last_right: right,
                first_right: right,
                strong,
                n: 1,
            });
        }
    }
    answers.into_iter().map(|(key, all)| (key, Performance::of(&all))).collect()
}

/// What an answer says, in the words of the question.
pub fn words(question: &Question, answer: &Answer) -> String {
    let texts: Vec<String> = question
        .options
        .iter()
        .zip(0u8..)
        .filter(|(_, place)| answer.chose(*place))
        .map(|(option, _)| crate::meaning::plain(&option.text))
        .collect();
    match answer {
        Answer::Typed { typed } => typed.clone(),
        Answer::Chosen(_) | Answer::Arranged { .. } => texts.join("; "),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answered(first_right: bool, strong: Option<bool>, n: u64) -> Answered {
        let last = Answer::Chosen([u8::from(!first_right)].into());
        Answered { version: String::new(), last, last_right: first_right, first_right, strong, n }
    }

    #[test]
    fn a_question_is_bad_when_few_get_it_right_or_when_it_divides_nobody() {
        let of = |groups: &[(bool, bool, u64)]| {
            let all: Vec<_> =
                groups.iter().map(|(right, strong, n)| answered(*right, Some(*strong), *n)).collect();
            Performance::of(&all)
        };
        let good = of(&[(true, true, 9), (false, true, 1), (true, false, 4), (false, false, 6)]);
        assert_eq!((good.n, good.right), (20, 13));
        assert!((good.discrimination.unwrap() - 0.5).abs() < 1e-9 && !good.is_bad());
        assert!(of(&[(true, true, 5), (false, true, 5), (true, false, 5), (false, false, 5)]).is_bad());
        assert!(of(&[(true, true, 5), (false, true, 5), (false, false, 10)]).is_bad(), "a quarter is right");
        assert!(
            !of(&[(true, true, 4), (false, true, 5), (true, false, 5), (false, false, 5)]).is_bad(),
            "19"
        );
    }

    #[test]
    fn without_two_groups_there_is_no_discrimination() {
        let found = Performance::of(&[answered(true, None, 30), answered(false, Some(true), 3)]);
        assert_eq!(found.discrimination, None);
        assert_eq!(found.wrong.map(|(_, n)| n), Some(3));
        assert_eq!(Performance::of(&[]).share(), 0.0);
    }
}
