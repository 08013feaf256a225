//! Answers that are typed: *điền số* and *trả lời ngắn*.
//!
//! Owns: the line `Đáp án:` and the list of common mistakes. Does not own: how a typed answer is compared
//! (`tungngo_domain::grading`), the heading of the question (`quiz.rs`).
//!
//! ```text
//! Đáp án: 45.000 (đồng)              a number, its unit in brackets if it has one
//! Đáp án: 3..5                       from 3 to 5, both included
//! Đáp án: 10 ± 2                     from 8 to 12, both included
//! Đáp án: 156 | 5656                 either of these texts
//! Đáp án (không kể dấu): cà phê      marks do not count
//!
//! - 4.500                            then, if wanted, common mistakes, each with what is answered
//!   > Thiếu một số 0.
//! ```
//!
//! The line stands in a paragraph of its own: anywhere else a learner would read it.

use crate::diagnostic::code;
use crate::fields::shorten;
use crate::html::Writer;
use crate::markdown::{Block, BlockKind, Inline, InlineKind, Item, plain};
use crate::options::{item_typed, item_words, look_for_equal};
use crate::page::first_line;
use crate::quiz::item_line;
use crate::vietnamese::{bare, fold, nearest, said};
use std::ops::Range;
use tungngo_domain::content::{Accepted, Choice, Decimal, QuestionKind};
use tungngo_domain::folding::fold_marks;
use tungngo_domain::grading::{TYPED_MAX, read_number};

const MOST_ANSWERS: usize = 12;
const MOST_MISTAKES: usize = 12;
const UNIT_MAX: usize = 20;
const WITHOUT_MARKS: &str = "đáp án (không kể dấu)";

/// Whether a paragraph holds a line that begins with `Đáp án:`, wherever in it.
pub(crate) fn says_answer(text: &[Inline]) -> bool {
    lines(text).any(|line| begins_answer(&plain(line)))
}

fn lines(text: &[Inline]) -> impl Iterator<Item = &[Inline]> {
    text.split(|inline| matches!(inline.kind, InlineKind::Space | InlineKind::Break))
}

fn begins_answer(line: &str) -> bool {
    let begin = bare(&line.chars().take(8).collect::<String>());
    begin.strip_prefix("dap an").is_some_and(|rest| rest.trim_start().starts_with([':', '(']))
}

/// What counts as right, and the common mistakes. `answer` holds the paragraph and, if there is one, the list.
pub(crate) fn read(
    writer: &Writer<'_>,
    kind: QuestionKind,
    answer: &[&Block],
) -> Option<(Accepted, Vec<Choice>)> {
    let notes = writer.notes;
    let (paragraph, list) = answer.split_first()?;
    let BlockKind::Paragraph(text) = &paragraph.kind else { return None };
    let place = first_line(writer, paragraph);
    let wrong = |message: &str| {
        notes.say(code::ANSWER, place.clone(), message);
        None
    };
    if lines(text).count() > 1 {
        return wrong("Dòng Đáp án phải đứng thành một đoạn riêng");
    }
    let words = writer.unread(text);
    let Some((head, answer)) = words.split_once(':') else {
        return wrong("Sau chữ Đáp án thiếu dấu hai chấm");
    };
    let without_marks = match (said(head).as_str(), kind) {
        ("đáp án", _) => false,
        (WITHOUT_MARKS, QuestionKind::Short) => true,
        (head, _) => {
            let known: &[&str] =
                if kind == QuestionKind::Short { &["đáp án", WITHOUT_MARKS] } else { &["đáp án"] };
            let fix = match nearest(head, known.iter().copied()) {
                Some(meant) => format!("Có phải ý bác là {meant}: …?"),
                None => code::ANSWER.mend.to_owned(),
            };
            notes.add_with(code::ANSWER, place, format!("Không hiểu “{}:”", shorten(head)), fix);
            return None;
        }
    };
    let accepted = match kind {
        QuestionKind::Number => match number(answer.trim()) {
            Ok(accepted) => accepted,
            Err(message) => return wrong(&message),
        },
        _ => match texts(writer, answer, without_marks, &place) {
            Ok(accepted) => accepted,
            Err(message) => return wrong(&message),
        },
    };
    let options = match list.first().map(|block| &block.kind) {
        Some(BlockKind::List { items, .. }) => mistakes(writer, &accepted, items),
        _ => Vec::new(),
    };
    Some((accepted, options))
}

/// `45.000 (đồng)`, `3..5`, `10 ± 2`
fn number(text: &str) -> Result<Accepted, String> {
    let (value, unit) = match text.strip_suffix(')').and_then(|rest| rest.rsplit_once('(')) {
        Some((value, unit)) => (value.trim(), Some(unit.trim().to_owned())),
        None => (text, None),
    };
    if unit.as_ref().is_some_and(|unit| unit.is_empty() || unit.chars().count() > UNIT_MAX) {
        return Err(format!("Đơn vị trong ngoặc tròn dài 1 đến {UNIT_MAX} chữ"));
    }
    let read = |text: &str| -> Result<Decimal, String> {
        read_number(text, unit.as_deref())
            .ok_or_else(|| format!("“{}” không phải một số", shorten(text.trim())))
    };
    let too_large = || "Số này lớn quá".to_owned();
    let (from, to, shown) = if let Some((from, to)) = value.split_once("..") {
        (read(from)?, read(to)?, format!("từ {} đến {}", from.trim(), to.trim()))
    } else if let Some((middle, around)) = value.split_once('±') {
        let (number, slack) = (read(middle)?, read(around)?);
        let from = number.checked_sub(slack).ok_or_else(too_large)?;
        let to = number.checked_add(slack).ok_or_else(too_large)?;
        (from, to, format!("{}, hơn kém {}", middle.trim(), around.trim()))
    } else {
        let number = read(value)?;
        (number, number, value.to_owned())
    };
    if from > to {
        return Err("Khoảng đáp án phải viết từ số nhỏ đến số lớn".to_owned());
    }
    Ok(Accepted::Number { from, to, unit, shown })
}

/// `156 | 5656`
fn texts(
    writer: &Writer<'_>,
    text: &str,
    without_marks: bool,
    place: &Range<usize>,
) -> Result<Accepted, String> {
    let answers: Vec<String> = text.split('|').map(|answer| answer.trim().to_owned()).collect();
    if answers.len() > MOST_ANSWERS {
        return Err(format!("Có {} đáp án, không được quá {MOST_ANSWERS}", answers.len()));
    }
    if answers.iter().any(|answer| fold(answer).is_empty()) {
        return Err("Có đáp án trống".to_owned());
    }
    if answers.iter().any(|answer| answer.chars().count() > TYPED_MAX) {
        return Err(format!("Đáp án dài quá {TYPED_MAX} chữ cái"));
    }
    look_for_equal(writer, answers.iter().map(|answer| (answer.as_str(), place.clone())));
    Ok(Accepted::Text { answers, without_marks })
}

fn mistakes(writer: &Writer<'_>, accepted: &Accepted, items: &[Item]) -> Vec<Choice> {
    let notes = writer.notes;
    if let Some(item) = items.get(MOST_MISTAKES) {
        let message = format!("Có {} lỗi hay gặp, không được quá {MOST_MISTAKES}", items.len());
        notes.say(code::MISTAKE, item_line(writer, item), message);
    }
    let mut options = Vec::new();
    let mut keys = Vec::new();
    for item in items.iter().take(MOST_MISTAKES) {
        let place = item_line(writer, item);
        let words = item_words(item);
        if let Some(message) = wrong_mistake(accepted, item, &words) {
            notes.say(code::MISTAKE, place.clone(), message);
        }
        let read = item_typed(writer, item);
        if read.feedback.is_none() {
            notes.say(code::NO_FEEDBACK, place.clone(), "Lỗi hay gặp này chưa có lời phản hồi");
        }
        options.push(read.choice(false));
        // The same number, however it is written, is the same mistake.
        let key = match accepted {
            Accepted::Number { unit, .. } => {
                read_number(&words, unit.as_deref()).map_or(words, |number| number.normalize().to_string())
            }
            Accepted::Text { .. } => words,
        };
        keys.push((key, place));
    }
    look_for_equal(writer, keys.iter().map(|(key, place)| (key.as_str(), place.clone())));
    options
}

fn wrong_mistake(accepted: &Accepted, item: &Item, words: &str) -> Option<String> {
    if item.ticked.is_some() {
        return Some("Lỗi hay gặp không có ô [ ]".to_owned());
    }
    match accepted {
        Accepted::Number { from, to, unit, .. } => match read_number(words, unit.as_deref()) {
            None => Some(format!("“{}” không phải một số", shorten(words))),
            Some(number) if *from <= number && number <= *to => {
                Some("Lỗi hay gặp lại nằm trong đáp án".to_owned())
            }
            Some(_) => None,
        },
        Accepted::Text { answers, without_marks } => {
            let folded = |text: &str| if *without_marks { fold_marks(text) } else { fold(text) };
            if folded(words).is_empty() {
                return Some("Lỗi hay gặp chưa có chữ".to_owned());
            }
            let same = answers.iter().any(|answer| folded(answer) == folded(words));
            same.then(|| "Lỗi hay gặp lại trùng với đáp án".to_owned())
        }
    }
}
