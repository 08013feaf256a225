//! The one rule of marking: a question is right or not right, and a test is passed when enough are right.
//!
//! Owns: reading an answer, marking it, scores and the number needed (product.md §5). Does not own: which questions
//! are asked ([`crate::exam`]) nor what a pass leads to ([`crate::certification`]).

use crate::content::{Question, QuestionKind};
use std::collections::BTreeSet;

/// The chosen options, as places from 0 in the author's order; the order of choosing is irrelevant.
pub type Choices = BTreeSet<u8>;

/// Why something sent is no answer to this question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AnswerError {
    /// No option was chosen.
    #[error("no option was chosen")]
    NothingChosen,
    /// More than one option for a question that has one right answer.
    #[error("only one option may be chosen")]
    OnlyOne,
    /// A place that the question does not have.
    #[error("there is no such option")]
    NoSuchOption,
}

/// Reads what a form sent for `question`: places as decimal text.
pub fn read_answer<'a>(
    question: &Question,
    sent: impl IntoIterator<Item = &'a str>,
) -> Result<Choices, AnswerError> {
    let mut choices = Choices::new();
    for value in sent {
        let place: u8 = value.parse().map_err(|_| AnswerError::NoSuchOption)?;
        if usize::from(place) >= question.options.len() {
            return Err(AnswerError::NoSuchOption);
        }
        choices.insert(place);
    }
    match (question.kind, choices.len()) {
        (_, 0) => Err(AnswerError::NothingChosen),
        (QuestionKind::One | QuestionKind::TrueFalse, 2..) => Err(AnswerError::OnlyOne),
        _ => Ok(choices),
    }
}

/// Whether the choices are exactly the right options. No part marks (product.md §5).
pub fn is_right(question: &Question, choices: &Choices) -> bool {
    question.right().into_iter().collect::<Choices>() == *choices
}

/// How many of how many questions were right. Unanswered counts as not right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Score {
    /// Questions answered rightly.
    pub right: u32,
    /// Questions asked.
    pub of: u32,
}

/// Marks the given answers: one entry a question asked, `None` where it was left open.
pub fn score<'a>(asked: impl IntoIterator<Item = (&'a Question, Option<&'a Choices>)>) -> Score {
    let mut score = Score { right: 0, of: 0 };
    for (question, answer) in asked {
        score.of += 1;
        if answer.is_some_and(|choices| is_right(question, choices)) {
            score.right += 1;
        }
    }
    score
}

/// The smallest number of right answers that passes: `right × 100 ≥ pass_percent × questions` (product.md §5).
pub fn needed(questions: u32, pass_percent: u32) -> u32 {
    (questions * pass_percent).div_ceil(100)
}

/// Whether a score passes. A test without questions is never passed.
pub fn passes(score: Score, pass_percent: u32) -> bool {
    score.of > 0 && score.right >= needed(score.of, pass_percent)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::{Choice, Html};
    use crate::ids::Slug;
    use proptest::prelude::*;

    fn question(kind: QuestionKind, right: &[bool]) -> Question {
        Question {
            key: Slug::parse("q").unwrap(),
            kind,
            situation: false,
            stem: "?".into(),
            context: Html::default(),
            hint: None,
            options: right
                .iter()
                .map(|right| Choice { text: Html::default(), right: *right, feedback: None })
                .collect(),
            explanation: None,
        }
    }

    #[test]
    fn twelve_questions_at_eighty_percent_need_ten() {
        assert_eq!(needed(12, 80), 10);
        assert_eq!(needed(10, 80), 8);
        assert_eq!(needed(1, 80), 1);
        assert_eq!(needed(3, 100), 3);
    }

    #[test]
    fn an_empty_test_is_never_passed() {
        assert!(!passes(Score { right: 0, of: 0 }, 1));
    }

    #[test]
    fn what_is_no_answer_is_refused_with_its_reason() {
        let one = question(QuestionKind::One, &[true, false, false]);
        assert_eq!(read_answer(&one, []), Err(AnswerError::NothingChosen));
        assert_eq!(read_answer(&one, ["0", "1"]), Err(AnswerError::OnlyOne));
        assert_eq!(read_answer(&one, ["3"]), Err(AnswerError::NoSuchOption));
        assert_eq!(read_answer(&one, ["-1"]), Err(AnswerError::NoSuchOption));
        assert_eq!(read_answer(&one, ["x"]), Err(AnswerError::NoSuchOption));
        assert_eq!(read_answer(&one, ["0", "0"]), Ok(Choices::from([0])));
    }

    #[test]
    fn choosing_some_of_the_right_options_is_not_right() {
        let many = question(QuestionKind::Many, &[true, true, false]);
        assert!(is_right(&many, &Choices::from([0, 1])));
        assert!(!is_right(&many, &Choices::from([0])));
        assert!(!is_right(&many, &Choices::from([0, 1, 2])));
    }

    fn a_test() -> impl Strategy<Value = Vec<(Vec<bool>, Option<Vec<u8>>)>> {
        prop::collection::vec(
            (
                prop::collection::vec(any::<bool>(), 1..5),
                prop::option::of(prop::collection::vec(0u8..4, 0..4)),
            ),
            0..20,
        )
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn a_score_stays_in_bounds(test in a_test()) {
            let asked: Vec<(Question, Option<Choices>)> = test.into_iter()
                .map(|(right, chosen)| (question(QuestionKind::Many, &right), chosen.map(|c| c.into_iter().collect())))
                .collect();
            let score = score(asked.iter().map(|(question, answer)| (question, answer.as_ref())));
            prop_assert!(score.right <= score.of);
            prop_assert_eq!(score.of as usize, asked.len());
        }

        #[test]
        fn the_order_of_choosing_is_irrelevant(right in prop::collection::vec(any::<bool>(), 1..5), chosen in prop::collection::vec(0u8..4, 1..6)) {
            let question = question(QuestionKind::Many, &right);
            let text: Vec<String> = chosen.iter().map(u8::to_string).collect();
            let there = read_answer(&question, text.iter().map(String::as_str));
            let back = read_answer(&question, text.iter().rev().map(String::as_str));
            prop_assert_eq!(there, back);
        }

        #[test]
        fn correcting_an_answer_never_lowers_the_score(test in a_test(), at in any::<prop::sample::Index>()) {
            prop_assume!(!test.is_empty());
            let mut asked: Vec<(Question, Option<Choices>)> = test.into_iter()
                .map(|(right, chosen)| (question(QuestionKind::Many, &right), chosen.map(|c| c.into_iter().collect())))
                .collect();
            let before = score(asked.iter().map(|(question, answer)| (question, answer.as_ref())));
            let index = at.index(asked.len());
            let right: Choices = asked[index].0.right().into_iter().collect();
            asked[index].1 = Some(right);
            let after = score(asked.iter().map(|(question, answer)| (question, answer.as_ref())));
            prop_assert!(after.right >= before.right);
        }

        #[test]
        fn one_more_right_answer_never_unmakes_a_pass(of in 1u32..60, right in 0u32..60, percent in 1u32..=100) {
            prop_assume!(right < of);
            if passes(Score { right, of }, percent) {
                let better = passes(Score { right: right + 1, of }, percent);
                prop_assert!(better);
            }
        }
    }
}
