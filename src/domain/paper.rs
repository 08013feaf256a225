//! A test on paper: how a question is answered with a pen, and how what was written is read when it is keyed in.
//!
//! Owns: the letters, and the grammar of keyed answers. Does not own: marking ([`crate::grading`], the same rule as on
//! a phone) nor how the sheet looks. Letters count what is *shown*; the author's places are the key.
//!
//! | kind | on paper | keyed |
//! |---|---|---|
//! | chọn một, chạm | one letter | `b` |
//! | chọn nhiều, tìm dấu hiệu | letters | `a c`; no sign at all: `0` |
//! | đúng/sai | Đ or S | `đ`, `s` (or `a`, `b`) |
//! | sắp xếp | the letters in the right order | `b a c d` |
//! | ghép đôi | a letter for each number | `1b 2a` |
//! | điền số, trả lời ngắn | as written | as written, to the end of the line |
//!
//! Each answer stands after its question's number; `-` is a question left open.

use crate::content::{Question, QuestionKind};
use crate::folding::fold_marks;
use crate::grading::{Answer, AnswerError, Choices, Sent, read_answer};

/// The sign of a question that was left open.
pub const LEFT_OPEN: char = '-';
/// Signs of a sheet's number.
pub const SHEET_SIGNS: usize = 6;
/// The longest text that is read.
pub const TYPED_MAX: usize = 4_000;

/// What is wrong with keyed answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Problem {
    /// Nothing stands for this question.
    Missing,
    /// The question has two answers.
    Twice,
    /// What stands there is no answer to it.
    Unreadable(AnswerError),
}

/// What is wrong by question, and something that belongs to none.
pub type Problems = (Vec<(usize, Problem)>, Option<String>);

/// The letter of something shown, from 0.
pub fn letter(at: usize) -> char {
    char::from(b'a' + u8::try_from(at.min(25)).unwrap_or(25))
}

/// How many letters a question has on paper.
pub fn letters(question: &Question) -> usize {
    match question.kind {
        QuestionKind::Number | QuestionKind::Short => 0,
        _ => question.shown(),
    }
}

/// Reads the keyed answers to these questions, each with the order it was shown in. `None` is a question left open.
/// On a problem, each question's own (numbers from 0), and whether something stood there that belongs to none.
pub fn read_sheet(asked: &[(&Question, &[u8])], typed: &str) -> Result<Vec<Option<Answer>>, Problems> {
    let mut found: Vec<Option<Result<Option<Answer>, Problem>>> = vec![None; asked.len()];
    let mut stray = None;
    for line in typed.lines() {
        let mut rest = line.trim_start_matches(is_gap);
        while !rest.is_empty() {
            let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
            let number = rest[..digits].parse::<usize>().ok().and_then(|number| number.checked_sub(1));
            let Some((at, (question, order))) = number.and_then(|at| Some((at, *asked.get(at)?))) else {
                stray.get_or_insert_with(|| rest.chars().take(20).collect());
                break;
            };
            let after = rest[digits..].trim_start_matches(|c| is_gap(c) || matches!(c, '.' | ':' | ')'));
            let length = extent(question, after);
            let (mine, others) = after.split_at(length);
            let answer = read_one(question, order, mine).map_err(Problem::Unreadable);
            found[at] = Some(if found[at].is_some() { Err(Problem::Twice) } else { answer });
            rest = others.trim_start_matches(is_gap);
        }
    }
    let problem = |(at, one): (usize, &Option<Result<Option<Answer>, Problem>>)| match one {
        None => Some((at, Problem::Missing)),
        Some(Err(problem)) => Some((at, *problem)),
        Some(Ok(_)) => None,
    };
    let problems: Vec<_> = found.iter().enumerate().filter_map(problem).collect();
    if problems.is_empty() && stray.is_none() {
        Ok(found.into_iter().map(|one| one.and_then(Result::ok).flatten()).collect())
    } else {
        Err((problems, stray))
    }
}

/// How much of the text answers this question: typed answers reach to the end of the line, pairs are counted, letters
/// end where the next number begins.
fn extent(question: &Question, text: &str) -> usize {
    if text.starts_with(LEFT_OPEN) && !text[1..].starts_with(|c: char| c.is_ascii_digit()) {
        return 1;
    }
    match question.kind {
        QuestionKind::Number | QuestionKind::Short => text.len(),
        QuestionKind::Match => {
            let mut pairs = 0;
            let mut was_digit = false;
            for (at, c) in text.char_indices() {
                if c.is_ascii_digit() && !was_digit {
                    if pairs == question.options.len() {
                        return at;
                    }
                    pairs += 1;
                }
                was_digit = c.is_ascii_digit();
            }
            text.len()
        }
        QuestionKind::Signs if text.starts_with('0') => 1,
        _ => text.find(|c: char| c.is_ascii_digit()).unwrap_or(text.len()),
    }
}

fn is_gap(c: char) -> bool {
    c.is_whitespace() || matches!(c, ',' | ';' | '/' | '|')
}

/// Reads what was written for one question. `None` is a question left open.
pub fn read_one(question: &Question, order: &[u8], text: &str) -> Result<Option<Answer>, AnswerError> {
    let text = text.trim_matches(is_gap);
    if text.is_empty() {
        return Err(AnswerError::NothingChosen);
    }
    if text.chars().eq([LEFT_OPEN]) {
        return Ok(None);
    }
    let places: Vec<String> = match question.kind {
        QuestionKind::Number | QuestionKind::Short => {
            return read_answer(question, Sent { typed: text, ..Sent::default() }).map(Some);
        }
        QuestionKind::Match => {
            let mut targets = vec![String::new(); question.options.len()];
            for (row, shown) in pairs(text)? {
                let slot = targets.get_mut(row).ok_or(AnswerError::NoSuchOption)?;
                if !slot.is_empty() {
                    return Err(AnswerError::SamePlace);
                }
                *slot = order.get(shown).ok_or(AnswerError::NoSuchOption)?.to_string();
            }
            return read_answer(question, Sent { arranged: &targets, ..Sent::default() }).map(Some);
        }
        QuestionKind::Signs if text == "0" => {
            return read_answer(question, Sent::default()).map(Some);
        }
        QuestionKind::TrueFalse => match fold_marks(text).as_str() {
            "d" | "dung" => vec!["0".to_owned()],
            "s" | "sai" => vec!["1".to_owned()],
            _ => shown_places(order, text)?,
        },
        _ => shown_places(order, text)?,
    };
    if question.kind == QuestionKind::Order {
        let mut placed = vec![String::new(); question.options.len()];
        for (place, option) in places.iter().enumerate() {
            let option: usize = option.parse().map_err(|_| AnswerError::NoSuchOption)?;
            let slot = placed.get_mut(option).ok_or(AnswerError::NoSuchOption)?;
            if !slot.is_empty() {
                return Err(AnswerError::SamePlace);
            }
            *slot = place.to_string();
        }
        return read_answer(question, Sent { arranged: &placed, ..Sent::default() }).map(Some);
    }
    if question.kind == QuestionKind::One && places.len() > 1 {
        return Err(AnswerError::OnlyOne);
    }
    read_answer(question, Sent { chosen: &places, ..Sent::default() }).map(Some)
}

/// Letters as the author's places.
fn shown_places(order: &[u8], text: &str) -> Result<Vec<String>, AnswerError> {
    text.chars()
        .filter(|c| !is_gap(*c) && *c != '.')
        .map(|c| {
            let c = c.to_ascii_lowercase();
            let at = if c.is_ascii_lowercase() { usize::from(c as u8 - b'a') } else { usize::MAX };
            order.get(at).map(u8::to_string).ok_or(AnswerError::NoSuchOption)
        })
        .collect()
}

/// `1b 2a` as rows and letters, from 0.
fn pairs(text: &str) -> Result<Vec<(usize, usize)>, AnswerError> {
    let mut pairs = Vec::new();
    let mut row = None;
    for c in text.chars().filter(|c| !is_gap(*c) && !matches!(c, '.' | '-' | ':' | '=')) {
        let c = c.to_ascii_lowercase();
        match (c, row) {
            ('1'..='9', None) => row = Some(c as usize - '1' as usize),
            ('a'..='z', Some(at)) => {
                pairs.push((at, c as usize - 'a' as usize));
                row = None;
            }
            _ => return Err(AnswerError::NoSuchOption),
        }
    }
    if row.is_some() { Err(AnswerError::Incomplete) } else { Ok(pairs) }
}

/// An answer as it is written on the sheet: the inverse of [`read_one`].
pub fn written(question: &Question, order: &[u8], answer: Option<&Answer>) -> String {
    let Some(answer) = answer else { return LEFT_OPEN.to_string() };
    let shown = |place: u8| order.iter().position(|one| *one == place).map_or('?', letter).to_string();
    match answer {
        Answer::Typed { typed } => typed.clone(),
        Answer::Chosen(choices) if choices.is_empty() => "0".to_owned(),
        Answer::Chosen(choices) if question.kind == QuestionKind::TrueFalse => {
            if choices == &Choices::from([0]) { "đ" } else { "s" }.to_owned()
        }
        Answer::Chosen(choices) => {
            let mut letters: Vec<String> = choices.iter().map(|place| shown(*place)).collect();
            letters.sort();
            letters.join(" ")
        }
        Answer::Arranged { arranged } if question.kind == QuestionKind::Match => (1..)
            .zip(arranged)
            .map(|(row, target): (usize, &u8)| [row.to_string(), shown(*target)].concat())
            .collect::<Vec<_>>()
            .join(" "),
        Answer::Arranged { arranged } => {
            let mut by_place: Vec<(u8, u8)> = arranged.iter().copied().zip(0..).collect();
            by_place.sort_unstable();
            by_place.into_iter().map(|(_, option)| shown(option)).collect::<Vec<_>>().join(" ")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::{Accepted, Choice, Html};
    use crate::ids::Slug;
    use proptest::prelude::*;

    fn question(kind: QuestionKind, options: usize) -> Question {
        let choice = |at: usize| Choice {
            text: Html::default(),
            right: at == 0,
            feedback: None,
            target: (kind == QuestionKind::Match).then_some(u8::try_from(at).unwrap()),
        };
        Question {
            key: Slug::parse("q").unwrap(),
            kind,
            situation: false,
            stem: "?".into(),
            context: Html::default(),
            hint: None,
            options: (0..options).map(choice).collect(),
            explanation: None,
            scene: None,
            targets: if kind == QuestionKind::Match { vec![Html::default(); options] } else { vec![] },
            accepted: match kind {
                QuestionKind::Number => Some(Accepted::Number {
                    from: 45_000.into(),
                    to: 45_000.into(),
                    unit: Some("đồng".into()),
                    shown: "45.000".into(),
                }),
                QuestionKind::Short => {
                    Some(Accepted::Text { answers: vec!["cà phê".into()], without_marks: true })
                }
                _ => None,
            },
        }
    }

    #[test]
    fn each_kind_is_read_as_it_is_written() {
        let order = [2, 0, 1, 3];
        let one = question(QuestionKind::One, 4);
        assert_eq!(read_one(&one, &order, " B "), Ok(Some(Choices::from([0]).into())));
        assert_eq!(read_one(&one, &order, "a b"), Err(AnswerError::OnlyOne));
        assert_eq!(read_one(&one, &order, "aa"), Err(AnswerError::OnlyOne));
        assert_eq!(read_one(&one, &order, "e"), Err(AnswerError::NoSuchOption));
        assert_eq!(read_one(&one, &order, "-"), Ok(None));
        let many = question(QuestionKind::Many, 4);
        assert_eq!(read_one(&many, &order, "a,c"), Ok(Some(Choices::from([1, 2]).into())));
        let signs = question(QuestionKind::Signs, 3);
        assert_eq!(read_one(&signs, &[0, 1, 2], "0"), Ok(Some(Choices::new().into())));
        let yes = question(QuestionKind::TrueFalse, 2);
        for text in ["đ", "Đ", "d", "đúng", "a"] {
            assert_eq!(read_one(&yes, &[0, 1], text), Ok(Some(Choices::from([0]).into())), "{text}");
        }
        assert_eq!(read_one(&yes, &[0, 1], "S"), Ok(Some(Choices::from([1]).into())));
        let arranged = |places: &[u8]| Ok(Some(Answer::Arranged { arranged: places.to_vec() }));
        let row = question(QuestionKind::Order, 4);
        assert_eq!(read_one(&row, &order, "b c a d"), arranged(&[0, 1, 2, 3]));
        assert_eq!(read_one(&row, &order, "b b a d"), Err(AnswerError::SamePlace));
        assert_eq!(read_one(&row, &order, "b c a"), Err(AnswerError::Incomplete));
        let pair = question(QuestionKind::Match, 4);
        assert_eq!(read_one(&pair, &order, "1b 2c 3-a 4d"), arranged(&[0, 1, 2, 3]));
        assert_eq!(read_one(&pair, &order, "1b 1c 3a 4d"), Err(AnswerError::SamePlace));
        assert_eq!(read_one(&pair, &order, "1b 2c"), Err(AnswerError::Incomplete));
        let typed = |text: &str| Ok(Some(Answer::Typed { typed: text.to_owned() }));
        assert_eq!(read_one(&question(QuestionKind::Number, 2), &[], "45.000 đồng"), typed("45.000 đồng"));
        assert_eq!(read_one(&question(QuestionKind::Number, 2), &[], "nhiều"), Err(AnswerError::NotANumber));
        assert_eq!(read_one(&question(QuestionKind::Short, 1), &[], "cà phê"), typed("cà phê"));
    }

    #[test]
    fn a_sheet_is_keyed_in_one_line_or_in_many() {
        let (one, many, yes) = (
            question(QuestionKind::One, 4),
            question(QuestionKind::Many, 4),
            question(QuestionKind::TrueFalse, 2),
        );
        let (pair, number) = (question(QuestionKind::Match, 2), question(QuestionKind::Number, 2));
        let order: &[u8] = &[0, 1, 2, 3];
        let asked = [(&one, order), (&many, order), (&yes, order), (&pair, &order[..2]), (&number, order)];
        let wanted = Ok(vec![
            Some(Choices::from([0]).into()),
            Some(Choices::from([1, 3]).into()),
            Some(Choices::from([0]).into()),
            Some(Answer::Arranged { arranged: vec![1, 0] }),
            Some(Answer::Typed { typed: "45.000".into() }),
        ]);
        for text in [
            "1a 2bd 3đ 4 1b 2a 5 45.000",
            "1 a\n2 b d\n3 đ\n4 1b 2a\n5 45.000",
            "5: 45.000\n1) A; 2) B, D; 3. Đ; 4. 1-b, 2-a",
        ] {
            assert_eq!(read_sheet(&asked, text), wanted, "{text}");
        }
        let (problems, stray) = read_sheet(&asked, "1a 1b 2x 9a").unwrap_err();
        assert_eq!(
            problems,
            [
                (0, Problem::Twice),
                (1, Problem::Unreadable(AnswerError::NoSuchOption)),
                (2, Problem::Missing),
                (3, Problem::Missing),
                (4, Problem::Missing)
            ]
        );
        assert_eq!(stray.as_deref(), Some("9a"));
        assert_eq!(read_sheet(&asked, "1- 2- 3- 4- 5-"), Ok(vec![None; 5]));
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn whatever_is_typed_is_read_or_refused(text in "\\PC{0,80}", kind in 0usize..9) {
            let question = question(QuestionKind::ALL[kind], 4);
            let _ = read_sheet(&[(&question, &[3, 1, 0, 2])], &text);
            let _ = read_one(&question, &[3, 1, 0, 2], &text);
        }

        #[test]
        fn what_was_written_reads_back(
            kind in 0usize..9, order in Just([0u8, 1, 2, 3]).prop_shuffle(), given in Just([0u8, 1, 2, 3]).prop_shuffle(),
            some in prop::collection::btree_set(0u8..4, 1..4),
        ) {
            let kind = QuestionKind::ALL[kind];
            let question = question(kind, if kind == QuestionKind::TrueFalse { 2 } else { 4 });
            let order: Vec<u8> = match kind {
                QuestionKind::TrueFalse => vec![0, 1],
                _ => order.to_vec(),
            };
            let answer = match kind {
                QuestionKind::One | QuestionKind::Tap => Answer::Chosen([given[0]].into()),
                QuestionKind::TrueFalse => Answer::Chosen([given[0] % 2].into()),
                QuestionKind::Many | QuestionKind::Signs => Answer::Chosen(some),
                QuestionKind::Order | QuestionKind::Match => Answer::Arranged { arranged: given.to_vec() },
                QuestionKind::Number => Answer::Typed { typed: "45.000".into() },
                QuestionKind::Short => Answer::Typed { typed: "cà phê".into() },
            };
            let text = written(&question, &order, Some(&answer));
            prop_assert_eq!(read_one(&question, &order, &text), Ok(Some(answer.clone())), "{}", &text);
            let sheet = read_sheet(&[(&question, &order)], &format!("1 {text}"));
            prop_assert_eq!(sheet, Ok(vec![Some(answer)]));
        }
    }
}
