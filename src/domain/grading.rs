//! The one rule of marking: a question is right or not right, and a test is passed when enough are right.
//!
//! Owns: reading an answer, marking it, scores and the number needed (product.md §5). Does not own: which questions
//! are asked ([`crate::exam`]) nor what a pass leads to ([`crate::certification`]).
//!
//! One rule a kind, no part marks:
//!
//! | kind | answered by | right when |
//! |---|---|---|
//! | chọn một, chọn nhiều, đúng/sai, tìm dấu hiệu | options chosen | exactly the right options are chosen |
//! | chạm | a part tapped | it is one of the right parts |
//! | sắp xếp | a place for each option | every option stands in the author's place |
//! | ghép đôi | a target for each option | every option has its own target |
//! | điền số | a number | it lies in the author's range, both ends included |
//! | trả lời ngắn | a text | after folding it equals one of the author's |

use crate::content::{Accepted, Decimal, Question, QuestionKind};
use crate::folding::{fold, fold_marks};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// The chosen options, as places from 0 in the author's order; the order of choosing is irrelevant.
pub type Choices = BTreeSet<u8>;

/// The longest typed answer, in characters.
pub const TYPED_MAX: usize = 60;
/// The most options that can be put in order or matched.
pub const ARRANGED_MAX: usize = 8;

/// What a member answered. The ledger keeps it as JSON: a list of places, or an object with one field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Answer {
    /// Options chosen.
    Chosen(Choices),
    /// By option: the place it was given (*sắp xếp*) or the target it was given (*ghép đôi*), from 0.
    Arranged {
        /// One entry an option.
        arranged: Vec<u8>,
    },
    /// What was typed, without white space at its ends.
    Typed {
        /// The text.
        typed: String,
    },
}

impl Default for Answer {
    fn default() -> Self {
        Self::Chosen(Choices::new())
    }
}

impl From<Choices> for Answer {
    fn from(choices: Choices) -> Self {
        Self::Chosen(choices)
    }
}

impl Answer {
    /// Whether this option was chosen.
    pub fn chose(&self, place: u8) -> bool {
        matches!(self, Self::Chosen(choices) if choices.contains(&place))
    }

    /// The place or target this option was given.
    pub fn put(&self, option: u8) -> Option<u8> {
        match self {
            Self::Arranged { arranged } => arranged.get(usize::from(option)).copied(),
            _ => None,
        }
    }

    /// What was typed.
    pub fn typed(&self) -> Option<&str> {
        match self {
            Self::Typed { typed } => Some(typed),
            _ => None,
        }
    }

    /// How tables keep it, at most 62 characters: `0,2`, `a:2,0,1` or `t:45.000`.
    pub fn code(&self) -> String {
        let join =
            |places: &mut dyn Iterator<Item = &u8>| places.map(u8::to_string).collect::<Vec<_>>().join(",");
        match self {
            Self::Chosen(choices) => join(&mut choices.iter()),
            Self::Arranged { arranged } => format!("a:{}", join(&mut arranged.iter())),
            Self::Typed { typed } => format!("t:{typed}"),
        }
    }

    /// Reads [`Self::code`]; `None` if it is none.
    pub fn from_code(code: &str) -> Option<Self> {
        if let Some(typed) = code.strip_prefix("t:") {
            return Some(Self::Typed { typed: typed.to_owned() });
        }
        let places = code.strip_prefix("a:").unwrap_or(code);
        let places = places.split(',').filter(|part| !part.is_empty()).map(|part| part.parse().ok());
        if code.starts_with("a:") {
            return Some(Self::Arranged { arranged: places.collect::<Option<_>>()? });
        }
        Some(Self::Chosen(places.collect::<Option<_>>()?))
    }

    /// An answer that is right, if the question can be answered at all.
    pub fn right(question: &Question) -> Option<Self> {
        match (question.kind, &question.accepted) {
            (QuestionKind::Number, Some(Accepted::Number { from, .. })) => {
                Some(Self::Typed { typed: from.to_string().replace('.', ",") })
            }
            (QuestionKind::Short, Some(Accepted::Text { answers, .. })) => {
                answers.first().map(|typed| Self::Typed { typed: typed.clone() })
            }
            (QuestionKind::Number | QuestionKind::Short, _) => None,
            (QuestionKind::Order | QuestionKind::Match, _) => {
                Some(Self::Arranged { arranged: wanted(question) })
            }
            (QuestionKind::Tap, _) => {
                question.right().first().map(|place| Self::Chosen(Choices::from([*place])))
            }
            _ => Some(Self::Chosen(question.right().into_iter().collect())),
        }
    }
}

/// Where each option of *sắp xếp* or *ghép đôi* belongs.
fn wanted(question: &Question) -> Vec<u8> {
    (0..).zip(&question.options).map(|(place, option)| option.target.unwrap_or(place)).collect()
}

/// Why something sent is no answer to this question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AnswerError {
    /// No option was chosen, or nothing typed.
    #[error("nothing was answered")]
    NothingChosen,
    /// More than one option for a question that has one right answer.
    #[error("only one option may be chosen")]
    OnlyOne,
    /// A place that the question does not have.
    #[error("there is no such option")]
    NoSuchOption,
    /// Some options were given no place or target.
    #[error("not every option has its place")]
    Incomplete,
    /// Two options were given the same place in the order.
    #[error("two options have the same place")]
    SamePlace,
    /// What was typed is no number.
    #[error("not a number")]
    NotANumber,
    /// What was typed is too long.
    #[error("too long")]
    TooLong,
}

/// What a form sent.
#[derive(Debug, Clone, Copy, Default)]
pub struct Sent<'a> {
    /// Chosen options, as decimal text.
    pub chosen: &'a [String],
    /// By option, the place or target it was given, as decimal text; empty where none was given.
    pub arranged: &'a [String],
    /// What was typed.
    pub typed: &'a str,
}

/// Reads what a form sent for `question`.
pub fn read_answer(question: &Question, sent: Sent<'_>) -> Result<Answer, AnswerError> {
    let place = |text: &String, below: usize| match text.parse::<u8>() {
        Ok(place) if usize::from(place) < below => Ok(place),
        _ => Err(AnswerError::NoSuchOption),
    };
    let options = question.options.len();
    match question.kind {
        QuestionKind::Order | QuestionKind::Match => {
            let of = question.shown();
            let given = |text: Option<&String>| match text {
                Some(text) if !text.is_empty() => place(text, of).map(Some),
                _ => Ok(None),
            };
            let given: Vec<Option<u8>> =
                (0..options).map(|option| given(sent.arranged.get(option))).collect::<Result<_, _>>()?;
            if given.iter().all(Option::is_none) {
                return Err(AnswerError::NothingChosen);
            }
            let arranged: Vec<u8> =
                given.into_iter().collect::<Option<_>>().ok_or(AnswerError::Incomplete)?;
            let different: BTreeSet<u8> = arranged.iter().copied().collect();
            if question.kind == QuestionKind::Order && different.len() < arranged.len() {
                return Err(AnswerError::SamePlace);
            }
            Ok(Answer::Arranged { arranged })
        }
        QuestionKind::Number | QuestionKind::Short => {
            let typed = sent.typed.split_whitespace().collect::<Vec<_>>().join(" ");
            if typed.is_empty() {
                return Err(AnswerError::NothingChosen);
            }
            if typed.chars().count() > TYPED_MAX {
                return Err(AnswerError::TooLong);
            }
            if question.kind == QuestionKind::Number && typed_number(question, &typed).is_none() {
                return Err(AnswerError::NotANumber);
            }
            Ok(Answer::Typed { typed })
        }
        _ => {
            let choices: Choices =
                sent.chosen.iter().map(|text| place(text, options)).collect::<Result<_, _>>()?;
            match (question.kind, choices.len()) {
                // A message may hold no sign at all, so nothing tapped is an answer too.
                (QuestionKind::Signs, 0) => Ok(choices.into()),
                (_, 0) => Err(AnswerError::NothingChosen),
                (QuestionKind::One | QuestionKind::TrueFalse | QuestionKind::Tap, 2..) => {
                    Err(AnswerError::OnlyOne)
                }
                _ => Ok(choices.into()),
            }
        }
    }
}

/// Whether the answer is right by the rule of the question's kind (see the module's table). No part marks.
pub fn is_right(question: &Question, answer: &Answer) -> bool {
    match answer {
        // Several parts of a screen may lead on; tapping any of them is right.
        Answer::Chosen(choices) if question.kind == QuestionKind::Tap => {
            let right: Choices = question.right().into_iter().collect();
            choices.len() == 1 && choices.is_subset(&right)
        }
        Answer::Chosen(choices) => {
            !matches!(
                question.kind,
                QuestionKind::Order | QuestionKind::Match | QuestionKind::Number | QuestionKind::Short
            ) && question.right().into_iter().collect::<Choices>() == *choices
        }
        Answer::Arranged { arranged } => {
            matches!(question.kind, QuestionKind::Order | QuestionKind::Match)
                && *arranged == wanted(question)
        }
        Answer::Typed { typed } => match &question.accepted {
            Some(Accepted::Number { from, to, .. }) => {
                typed_number(question, typed).is_some_and(|number| *from <= number && number <= *to)
            }
            Some(Accepted::Text { answers, without_marks }) => {
                let folded = |text: &str| if *without_marks { fold_marks(text) } else { fold(text) };
                answers.iter().any(|answer| folded(answer) == folded(typed))
            }
            None => false,
        },
    }
}

/// The option that says what is wrong with something typed: the common mistake it equals, if the author named it.
pub fn mistake(
    question: &Question,
    typed: &str,
    words: impl Fn(&crate::content::Choice) -> String,
) -> Option<usize> {
    question.options.iter().position(|option| {
        let named = words(option);
        match question.kind {
            QuestionKind::Number => typed_number(question, &named)
                .is_some_and(|number| typed_number(question, typed) == Some(number)),
            _ => fold(&named) == fold(typed),
        }
    })
}

fn typed_number(question: &Question, typed: &str) -> Option<Decimal> {
    let unit = match &question.accepted {
        Some(Accepted::Number { unit, .. }) => unit.as_deref(),
        _ => None,
    };
    read_number(typed, unit)
}

/// Reads a number as it is written in Vietnamese: decimal comma, thousands by dots or spaces (`1.250.000,5`), with or
/// without its unit and the sign of the đồng. A single dot that cannot part thousands is read as a decimal point.
pub fn read_number(text: &str, unit: Option<&str>) -> Option<Decimal> {
    let folded = fold(text);
    for unit in unit.into_iter().chain(["đồng", "đ", "vnd", "₫"]) {
        if let Some(before) = folded.strip_suffix(&fold(unit)).filter(|before| !before.is_empty()) {
            return read_plain(before.trim_end());
        }
    }
    read_plain(&folded)
}

fn read_plain(text: &str) -> Option<Decimal> {
    let (minus, text) = match text.strip_prefix(['-', '−']) {
        Some(rest) => (true, rest.trim_start()),
        None => (false, text),
    };
    let (whole, fraction) = match text.split_once(',') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (text, None),
    };
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let parts: Vec<&str> = whole.split(['.', ' ']).collect();
    let thousands = parts.len() > 1
        && (1..=3).contains(&parts[0].len())
        && parts[1..].iter().all(|part| part.len() == 3)
        && parts.iter().all(|part| digits(part));
    let plain = match (parts.as_slice(), fraction) {
        ([whole], None) if digits(whole) => (*whole).to_owned(),
        ([whole], Some(fraction)) if digits(whole) && digits(fraction) => format!("{whole}.{fraction}"),
        (_, None) if thousands => parts.concat(),
        (_, Some(fraction)) if thousands && digits(fraction) => format!("{}.{fraction}", parts.concat()),
        ([whole, tail], None) if text.contains('.') && digits(whole) && digits(tail) => {
            format!("{whole}.{tail}")
        }
        _ => return None,
    };
    let number: Decimal = plain.parse().ok()?;
    Some(if minus { -number } else { number })
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
pub fn score<'a>(asked: impl IntoIterator<Item = (&'a Question, Option<&'a Answer>)>) -> Score {
    let mut score = Score { right: 0, of: 0 };
    for (question, answer) in asked {
        score.of += 1;
        if answer.is_some_and(|answer| is_right(question, answer)) {
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
                .map(|right| Choice { text: Html::default(), right: *right, feedback: None, target: None })
                .collect(),
            explanation: None,
            scene: None,
            targets: vec![],
            accepted: None,
        }
    }

    fn texts(values: &[&str]) -> Vec<String> {
        values.iter().map(|text| (*text).to_owned()).collect()
    }

    fn choose(question: &Question, values: &[&str]) -> Result<Answer, AnswerError> {
        read_answer(question, Sent { chosen: &texts(values), ..Sent::default() })
    }

    fn arrange(question: &Question, values: &[&str]) -> Result<Answer, AnswerError> {
        read_answer(question, Sent { arranged: &texts(values), ..Sent::default() })
    }

    fn write(question: &Question, typed: &str) -> Result<Answer, AnswerError> {
        read_answer(question, Sent { typed, ..Sent::default() })
    }

    fn chosen<const N: usize>(places: [u8; N]) -> Answer {
        Answer::Chosen(places.into())
    }

    fn matching(targets: &[u8], of: usize) -> Question {
        let mut question = question(QuestionKind::Match, &vec![false; targets.len()]);
        for (option, target) in question.options.iter_mut().zip(targets) {
            option.target = Some(*target);
        }
        question.targets = vec![Html::default(); of];
        question
    }

    fn number(from: &str, to: &str, unit: Option<&str>) -> Question {
        let mut question = question(QuestionKind::Number, &[]);
        let read = |text| read_number(text, None).unwrap();
        question.accepted = Some(Accepted::Number {
            from: read(from),
            to: read(to),
            unit: unit.map(str::to_owned),
            shown: from.to_owned(),
        });
        question
    }

    fn short(answers: &[&str], without_marks: bool) -> Question {
        let mut question = question(QuestionKind::Short, &[]);
        question.accepted = Some(Accepted::Text { answers: texts(answers), without_marks });
        question
    }

    /// A question of every kind with `n` options, drawn from a small number.
    fn any_question() -> impl Strategy<Value = Question> {
        (0usize..QuestionKind::ALL.len(), prop::collection::vec(any::<bool>(), 2..5)).prop_map(
            |(kind, right)| match QuestionKind::ALL[kind] {
                QuestionKind::Match => matching(&right.iter().map(|r| u8::from(*r)).collect::<Vec<_>>(), 2),
                QuestionKind::Number => number("3", "5", None),
                QuestionKind::Short => short(&["hòa", "bình"], right[0]),
                // A screen without a right part cannot be answered; the compiler refuses it.
                QuestionKind::Tap => question(QuestionKind::Tap, &[&[true], right.as_slice()].concat()),
                kind => question(kind, &right),
            },
        )
    }

    fn any_answer() -> impl Strategy<Value = Answer> {
        prop_oneof![
            prop::collection::btree_set(0u8..4, 0..4).prop_map(Answer::Chosen),
            prop::collection::vec(0u8..4, 0..5).prop_map(|arranged| Answer::Arranged { arranged }),
            "[0-9a-zà-ỹ.,: ]{0,20}".prop_map(|typed| Answer::Typed { typed }),
        ]
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
        assert_eq!(choose(&one, &[]), Err(AnswerError::NothingChosen));
        assert_eq!(choose(&one, &["0", "1"]), Err(AnswerError::OnlyOne));
        assert_eq!(choose(&one, &["3"]), Err(AnswerError::NoSuchOption));
        assert_eq!(choose(&one, &["-1"]), Err(AnswerError::NoSuchOption));
        assert_eq!(choose(&one, &["x"]), Err(AnswerError::NoSuchOption));
        assert_eq!(choose(&one, &["0", "0"]), Ok(chosen([0])));
        let order = question(QuestionKind::Order, &[false; 3]);
        assert_eq!(arrange(&order, &[]), Err(AnswerError::NothingChosen));
        assert_eq!(arrange(&order, &["0", "", "1"]), Err(AnswerError::Incomplete));
        assert_eq!(arrange(&order, &["0", "1", "1"]), Err(AnswerError::SamePlace));
        assert_eq!(arrange(&order, &["0", "1", "3"]), Err(AnswerError::NoSuchOption));
        assert_eq!(write(&number("1", "1", None), "một"), Err(AnswerError::NotANumber));
        assert_eq!(write(&short(&["a"], false), "  "), Err(AnswerError::NothingChosen));
        assert_eq!(write(&short(&["a"], false), &"a".repeat(61)), Err(AnswerError::TooLong));
    }

    #[test]
    fn choosing_some_of_the_right_options_is_not_right() {
        let many = question(QuestionKind::Many, &[true, true, false]);
        assert!(is_right(&many, &chosen([0, 1])));
        assert!(!is_right(&many, &chosen([0])));
        assert!(!is_right(&many, &chosen([0, 1, 2])));
    }

    #[test]
    fn tapping_any_of_the_right_parts_is_right() {
        let tap = question(QuestionKind::Tap, &[true, false, true]);
        assert!(is_right(&tap, &chosen([0])) && is_right(&tap, &chosen([2])));
        assert!(!is_right(&tap, &chosen([1])));
        assert_eq!(choose(&tap, &["0", "2"]), Err(AnswerError::OnlyOne));
    }

    #[test]
    fn a_message_without_signs_is_answered_by_tapping_nothing() {
        let signs = question(QuestionKind::Signs, &[false, false]);
        let nothing = choose(&signs, &[]).unwrap();
        assert!(is_right(&signs, &nothing));
        assert!(!is_right(&signs, &chosen([0])));
    }

    #[test]
    fn an_order_is_right_only_as_a_whole() {
        let order = question(QuestionKind::Order, &[false; 3]);
        assert!(is_right(&order, &arrange(&order, &["0", "1", "2"]).unwrap()));
        assert!(!is_right(&order, &arrange(&order, &["0", "2", "1"]).unwrap()));
    }

    #[test]
    fn several_options_may_belong_to_one_target() {
        let pairs = matching(&[0, 1, 0], 2);
        assert!(is_right(&pairs, &arrange(&pairs, &["0", "1", "0"]).unwrap()));
        assert!(!is_right(&pairs, &arrange(&pairs, &["0", "1", "1"]).unwrap()));
        assert_eq!(arrange(&pairs, &["0", "1", "2"]), Err(AnswerError::NoSuchOption));
    }

    #[test]
    fn numbers_are_read_as_they_are_written_here() {
        let read =
            |text: &str| read_number(text, Some("nghìn đồng")).map(|number| number.normalize().to_string());
        for (written, meant) in [
            ("45.000", "45000"),
            ("45 000", "45000"),
            ("45\u{a0}000 đ", "45000"),
            ("45000đ", "45000"),
            ("45.000 đồng", "45000"),
            ("45.000 VND", "45000"),
            ("1.250.000,5", "1250000.5"),
            ("4,5", "4.5"),
            ("4.5", "4.5"),
            ("-3", "-3"),
            ("45 nghìn đồng", "45"),
            ("045", "45"),
        ] {
            assert_eq!(read(written).as_deref(), Some(meant), "{written}");
        }
        for not in [
            "",
            "x",
            "1.2.3",
            "1,2,3",
            "1..2",
            "12.34.567",
            "đ",
            "1e5",
            "99999999999999999999999999999999999",
        ] {
            assert_eq!(read(not), None, "{not}");
        }
    }

    #[test]
    fn both_ends_of_a_range_are_right() {
        let range = number("3", "5", None);
        for (typed, right) in [("3", true), ("5", true), ("4,2", true), ("2,9", false), ("5,1", false)] {
            assert_eq!(is_right(&range, &write(&range, typed).unwrap()), right, "{typed}");
        }
    }

    #[test]
    fn a_short_answer_is_folded_but_never_guessed() {
        let strict = short(&["Hoà Bình"], false);
        assert!(is_right(&strict, &write(&strict, " hòa  BÌNH.").unwrap()));
        assert!(!is_right(&strict, &write(&strict, "hoa binh").unwrap()));
        assert!(!is_right(&strict, &write(&strict, "hòa bìn").unwrap()));
        let lenient = short(&["Hoà Bình"], true);
        assert!(is_right(&lenient, &write(&lenient, "hoa binh").unwrap()));
    }

    #[test]
    fn a_named_mistake_is_recognised_however_it_is_written() {
        let mut question = number("45.000", "45.000", Some("đồng"));
        question.options = vec![Choice {
            text: Html::from_compiler("4.500".into()),
            right: false,
            feedback: None,
            target: None,
        }];
        let words = |option: &Choice| option.text.as_str().to_owned();
        assert_eq!(mistake(&question, "4500 đ", words), Some(0));
        assert_eq!(mistake(&question, "450.000", words), None);
    }

    #[test]
    fn older_ledger_entries_are_still_read() {
        assert_eq!(serde_json::from_str::<Answer>("[0,2]").unwrap(), chosen([0, 2]));
        assert_eq!(serde_json::to_string(&chosen([0, 2])).unwrap(), "[0,2]");
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn a_score_stays_in_bounds(test in prop::collection::vec((any_question(), prop::option::of(any_answer())), 0..20)) {
            let score = score(test.iter().map(|(question, answer)| (question, answer.as_ref())));
            prop_assert!(score.right <= score.of);
            prop_assert_eq!(score.of as usize, test.len());
        }

        #[test]
        fn the_order_of_choosing_is_irrelevant(right in prop::collection::vec(any::<bool>(), 1..5), chosen in prop::collection::vec(0u8..4, 1..6)) {
            let question = question(QuestionKind::Many, &right);
            let text: Vec<String> = chosen.iter().map(u8::to_string).collect();
            let back: Vec<String> = text.iter().rev().cloned().collect();
            let there = read_answer(&question, Sent { chosen: &text, ..Sent::default() });
            let back = read_answer(&question, Sent { chosen: &back, ..Sent::default() });
            prop_assert_eq!(there, back);
        }

        #[test]
        fn correcting_an_answer_never_lowers_the_score(
            test in prop::collection::vec((any_question(), prop::option::of(any_answer())), 1..20),
            at in any::<prop::sample::Index>(),
        ) {
            let mut asked = test;
            let before = score(asked.iter().map(|(question, answer)| (question, answer.as_ref())));
            let index = at.index(asked.len());
            asked[index].1 = Answer::right(&asked[index].0);
            let after = score(asked.iter().map(|(question, answer)| (question, answer.as_ref())));
            prop_assert!(after.right >= before.right);
        }

        #[test]
        fn the_right_answer_is_right_and_can_be_sent(question in any_question()) {
            let right = Answer::right(&question).unwrap();
            prop_assert!(is_right(&question, &right));
        }

        #[test]
        fn an_answer_survives_its_code_and_its_json(answer in any_answer()) {
            prop_assert_eq!(Answer::from_code(&answer.code()), Some(answer.clone()));
            let json = serde_json::to_string(&answer).unwrap();
            prop_assert_eq!(serde_json::from_str::<Answer>(&json).unwrap(), answer);
        }

        #[test]
        fn reading_numbers_never_panics(text in any::<String>()) {
            let _ = read_number(&text, Some("đồng"));
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
