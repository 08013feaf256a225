//! Things put in their places: *sắp xếp* and *ghép đôi*.
//!
//! Owns: their grammar and bounds. Does not own: the heading of the question (`quiz.rs`).
//!
//! ```text
//! sắp xếp:   1. Quét mã                      a numbered list in the right order, shown in another
//!               > Quét trước thì máy mới biết gửi cho ai.
//!            2. Đọc tên người nhận
//!            3. Bấm chuyển tiền
//!
//! ghép đôi:  | Tin nhắn     | Là gì       | Vì sao                 |     a table; the heading row is free text
//!            |--------------|-------------|------------------------|
//!            | Trúng thưởng | Lừa đảo     | Không ai cho không.    |     the third column is what is said when the
//!            | Mai họp tổ   | Bình thường | Người quen, không đòi. |     left was put wrongly; it may be left out
//! ```
//!
//! Right-hand cells that say the same are one target.

use crate::diagnostic::code;
use crate::html::{Markup, Writer};
use crate::markdown::{Block, Inline, Item, plain, span};
use crate::options::{item_text, item_words, look_for_equal};
use crate::page::first_line;
use crate::quiz::item_line;
use crate::vietnamese::fold;
use std::ops::{Range, RangeInclusive};
use tungngo_domain::content::{Choice, Html};

const ORDER_BOUNDS: RangeInclusive<usize> = 2..=8;
const ORDER_GOOD: RangeInclusive<usize> = 3..=6;
const PAIR_BOUNDS: RangeInclusive<usize> = 2..=6;

/// The options of *sắp xếp*, in the right order; `explained` if the question says why as a whole.
pub(crate) fn order(
    writer: &Writer<'_>,
    items: &[Item],
    line: &Range<usize>,
    explained: bool,
) -> Vec<Choice> {
    let notes = writer.notes;
    if !ORDER_BOUNDS.contains(&items.len()) {
        let message = format!("Có {} việc cần xếp, phải từ 2 đến 8", items.len());
        notes.say(code::ORDER_ITEMS, line.clone(), message);
    } else if !ORDER_GOOD.contains(&items.len()) {
        let message = format!("Có {} việc cần xếp, nên từ 3 đến 6", items.len());
        notes.say(code::MANY_ITEMS, line.clone(), message);
    }
    let mut options = Vec::new();
    let mut words = Vec::new();
    for item in items {
        let place = item_line(writer, item);
        words.push(item_words(item));
        if item.ticked.is_some() {
            notes.add_with(
                code::SHAPE,
                place.clone(),
                "Câu sắp xếp không có ô [ ]",
                "Viết các việc thành danh sách đánh số, theo đúng thứ tự.",
            );
        } else if words.last().is_none_or(String::is_empty) {
            notes.say(code::EMPTY_OPTION, place.clone(), "Việc cần xếp chưa có chữ");
        }
        let read = item_text(writer, item);
        if read.feedback.is_none() && !explained {
            notes.say(code::NO_FEEDBACK, place, "Việc này chưa có lời phản hồi");
        }
        options.push(read.choice(false));
    }
    let places = items.iter().map(|item| item_line(writer, item));
    look_for_equal(writer, words.iter().map(String::as_str).zip(places));
    options
}

/// The options and targets of *ghép đôi*.
pub(crate) fn pairs(
    writer: &Writer<'_>,
    table: &Block,
    rows: &[Vec<Vec<Inline>>],
    explained: bool,
) -> Option<(Vec<Choice>, Vec<Html>)> {
    let notes = writer.notes;
    let place = first_line(writer, table);
    let wrong = |place: Range<usize>, message: String| notes.say(code::PAIRS, place, message);
    let (head, body) = rows.split_first()?;
    if !(2..=3).contains(&head.len()) {
        wrong(place, format!("Bảng có {} cột, phải có hai hoặc ba", head.len()));
        return None;
    }
    for cell in head {
        let _ = writer.prose(cell);
    }
    if let Some(wide) = wide_row(writer, table, head.len()) {
        wrong(wide, format!("Dòng này có nhiều ô hơn {} cột của bảng", head.len()));
    }
    if !PAIR_BOUNDS.contains(&body.len()) {
        wrong(place.clone(), format!("Bảng có {} dòng để ghép, phải từ 2 đến 6", body.len()));
    }
    let mut options = Vec::new();
    let mut targets: Vec<(String, Html)> = Vec::new();
    let mut lefts = Vec::new();
    for row in body {
        let [left, right, reason @ ..] = row.as_slice() else { continue };
        let line = span(left, &place);
        let (left_words, right_words) = (plain(left), fold(&plain(right)));
        if left_words.is_empty() || right_words.is_empty() {
            wrong(line.clone(), "Bảng có ô trống".to_owned());
        }
        let right = writer.prose(right).into_html();
        let target = match targets.iter().position(|(words, _)| *words == right_words) {
            Some(known) => known,
            None => {
                targets.push((right_words, right));
                targets.len() - 1
            }
        };
        let feedback = reason.first().map(|cell| writer.prose(cell)).filter(|said| !said.is_empty());
        if feedback.is_none() && !explained {
            notes.add_with(
                code::NO_FEEDBACK,
                line.clone(),
                "Dòng này chưa có lời phản hồi",
                "Thêm cột thứ ba, hoặc thêm > **Giải thích:** dưới bảng.",
            );
        }
        options.push(Choice {
            text: writer.prose(left).into_html(),
            right: false,
            feedback: feedback.map(Markup::into_html),
            target: u8::try_from(target).ok(),
        });
        lefts.push((left_words, line));
    }
    look_for_equal(writer, lefts.iter().map(|(words, line)| (words.as_str(), line.clone())));
    if targets.len() < 2 {
        wrong(place, "Cột bên phải cần ít nhất hai ý khác nhau".to_owned());
    }
    Some((options, targets.into_iter().map(|(_, html)| html).collect()))
}

/// A row with more cells than the table has columns: Markdown drops what is too much.
fn wide_row(writer: &Writer<'_>, table: &Block, columns: usize) -> Option<Range<usize>> {
    let mut at = table.range.start;
    for line in writer.notes.text().get(table.range.clone())?.split_inclusive('\n') {
        let trimmed = line.trim();
        let inner = trimmed.strip_prefix('|').unwrap_or(trimmed);
        let inner = inner.strip_suffix('|').filter(|inner| !inner.ends_with('\\')).unwrap_or(inner);
        if inner.replace("\\|", "").split('|').count() > columns {
            return Some(at..at + line.trim_end().len());
        }
        at += line.len();
    }
    None
}
