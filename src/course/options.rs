//! Options with boxes: *chọn một*, *chọn nhiều*, *đúng/sai*; and what an item of any question's list holds.
//!
//! Owns: the boxes, an item's words and the feedback under it, faults of a set of options. Does not own: the heading
//! and the order of a question's parts (`quiz.rs`), lists without boxes (`arrange.rs`, `typed.rs`).

use crate::diagnostic::code;
use crate::html::{Markup, Writer};
use crate::markdown::{BlockKind, Inline, Item, plain};
use crate::page::{first_line, paragraphs};
use crate::quiz::item_line;
use crate::vietnamese::{bare, fold};
use std::collections::BTreeMap;
use std::ops::Range;
use tungngo_domain::content::{Choice, QuestionKind};

const MOST_OPTIONS: usize = 4;

/// An item of a list: its text, and what is said to one who chose it.
pub(crate) struct ItemText {
    pub(crate) text: Markup,
    pub(crate) feedback: Option<Markup>,
}

impl ItemText {
    /// The option that the item is.
    pub(crate) fn choice(self, right: bool) -> Choice {
        Choice {
            text: self.text.into_html(),
            right,
            feedback: self.feedback.map(Markup::into_html),
            target: None,
        }
    }
}

/// Reads an item's paragraph and the quote under it, telling of anything else.
pub(crate) fn item_text(writer: &Writer<'_>, item: &Item) -> ItemText {
    item_with(writer, item, |words| writer.prose(words))
}

/// Reads an item whose paragraph is what somebody may type: nobody reads it as a sentence.
pub(crate) fn item_typed(writer: &Writer<'_>, item: &Item) -> ItemText {
    item_with(writer, item, |words| writer.typed(words))
}

fn item_with(writer: &Writer<'_>, item: &Item, print: impl Fn(&[Inline]) -> Markup) -> ItemText {
    let notes = writer.notes;
    let mut text = Markup::default();
    let mut feedback: Option<Markup> = None;
    for (index, block) in item.blocks.iter().enumerate() {
        match &block.kind {
            BlockKind::Paragraph(words) if index == 0 => {
                text.append(print(words));
            }
            BlockKind::Quote { alert: None, blocks } if feedback.is_none() => {
                let mut said = Markup::default();
                if paragraphs(writer, blocks, &mut said) {
                    feedback = Some(said);
                } else {
                    notes.add(code::OPTION_BODY, first_line(writer, block));
                }
            }
            _ => notes.add(code::OPTION_BODY, first_line(writer, block)),
        }
    }
    ItemText { text, feedback }
}

/// The words of an item's first paragraph.
pub(crate) fn item_words(item: &Item) -> String {
    match item.blocks.first().map(|block| &block.kind) {
        Some(BlockKind::Paragraph(text)) => plain(text),
        _ => String::new(),
    }
}

/// Tells of two items that say the same.
pub(crate) fn look_for_equal<'w>(
    writer: &Writer<'_>,
    items: impl IntoIterator<Item = (&'w str, Range<usize>)>,
) {
    let mut seen = BTreeMap::new();
    for (index, (words, place)) in items.into_iter().enumerate() {
        let folded = fold(words);
        if let Some(first) = seen.insert(folded.clone(), index)
            && !folded.is_empty()
        {
            let message = format!("Lựa chọn {} giống lựa chọn {}", index + 1, first + 1);
            writer.notes.say(code::EQUAL_OPTIONS, place, message);
        }
    }
}

/// Reads the options of a question of this kind; `line` is where the question begins.
pub(crate) fn read(
    writer: &Writer<'_>,
    kind: QuestionKind,
    items: &[Item],
    line: &Range<usize>,
) -> Vec<Choice> {
    let options: Vec<Choice> = items.iter().map(|item| option(writer, item)).collect();
    look_at_options(writer, kind, &options, items, line);
    options
}

fn option(writer: &Writer<'_>, item: &Item) -> Choice {
    let notes = writer.notes;
    let place = item_line(writer, item);
    let words = item_words(item);
    // A box with nothing after it is no box to the Markdown reader.
    let bare_box = item.ticked.is_none() && matches!(words.as_str(), "[ ]" | "[x]" | "[X]");
    if words.is_empty() || bare_box {
        notes.add(code::EMPTY_OPTION, place.clone());
    } else if item.ticked.is_none() {
        notes.add(code::NO_BOX, place.clone());
    }
    let read = item_text(writer, item);
    if read.feedback.is_none() {
        notes.add(code::NO_FEEDBACK, place);
    }
    read.choice(item.ticked == Some(true))
}

fn look_at_options(
    writer: &Writer<'_>,
    kind: QuestionKind,
    options: &[Choice],
    items: &[Item],
    line: &Range<usize>,
) {
    let notes = writer.notes;
    let right = options.iter().filter(|option| option.right).count();
    match (kind, options.len()) {
        (_, 0) => notes.add(code::NO_OPTIONS, line.clone()),
        (QuestionKind::TrueFalse, count) if count != 2 => {
            notes.say(
                code::NOT_TWO,
                line.clone(),
                format!("Câu đúng/sai có {count} lựa chọn, phải có đúng hai"),
            );
        }
        (_, 1) => notes.add(code::ONE_OPTION, line.clone()),
        (_, count) if count > MOST_OPTIONS => {
            notes.say(
                code::MANY_OPTIONS,
                line.clone(),
                format!("Có {count} lựa chọn, nên không quá {MOST_OPTIONS}"),
            );
        }
        _ => {}
    }
    match right {
        0 => notes.add(code::NO_RIGHT, line.clone()),
        1 => {}
        _ if kind == QuestionKind::Many => {}
        _ => notes.say(
            code::MANY_RIGHT,
            line.clone(),
            format!("Câu này chỉ có một đáp án đúng, nhưng có {right} dấu [x]"),
        ),
    }
    let words: Vec<String> = items.iter().map(item_words).collect();
    let places = items.iter().map(|item| item_line(writer, item));
    look_for_equal(writer, words.iter().map(String::as_str).zip(places));
    let all = [
        "tat ca dap an tren",
        "tat ca cac dap an",
        "tat ca deu dung",
        "ca hai deu dung",
        "tat ca cac y tren",
    ];
    for (item, words) in items.iter().zip(&words) {
        let said = bare(words);
        if kind != QuestionKind::TrueFalse && all.iter().any(|phrase| said.contains(phrase)) {
            notes.add(code::ALL_OF_THE_ABOVE, item_line(writer, item));
        }
    }
}
