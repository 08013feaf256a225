//! Practice watched by a trainer: `thuc-hanh.md`.
//!
//! Owns: the hands-on checklist (*Làm được*) and the teach-back (*Dạy lại*). Does not own: ids (`quiz.rs`).
//!
//! ```text
//! # Bài thực hành
//!
//! Mang theo điện thoại của mình.                      what to prepare
//!
//! - [ ] Tự mở ứng dụng, không nhờ bấm hộ <!-- id: th1 -->
//!   > Tự tìm thấy ứng dụng, có che tay khi gõ mã.     what the trainer looks for
//!
//! ## Dạy lại
//!
//! - [ ] Chỉ một người quét mã, không cầm máy hộ <!-- id: dl1 -->
//! ```
//!
//! An item without an id gets the key `{module id}-lam-{number}` or `{module id}-day-{number}`, with the lint L011.

use crate::diagnostic::code;
use crate::fields::{Fields, shorten};
use crate::html::{Markup, Writer};
use crate::lesson::title;
use crate::markdown::{Block, BlockKind, Item, plain, take_id};
use crate::page::{Page, first_line, paragraphs};
use crate::quiz::{Ids, item_line};
use crate::vietnamese::{nearest, said};
use chrono::NaiveDate;
use tungngo_domain::content::{Practice, PracticeItem};

/// Reads the practice.
pub(crate) fn read(
    writer: &Writer<'_>,
    fields: Option<Fields<'_>>,
    blocks: &[Block],
    module: &str,
    ids: &Ids,
    today: NaiveDate,
) -> Option<Practice> {
    if let Some(mut fields) = fields {
        fields.review_by(today);
        fields.finish();
    }
    let notes = writer.notes;
    let rest = title(writer, blocks, None);
    let name = match blocks.first().map(|block| &block.kind) {
        Some(BlockKind::Heading { text, .. }) => plain(text),
        _ => String::new(),
    };
    let owner = module.get(..module.len().min(30)).unwrap_or("bai");
    let lists = lists(writer, rest, owner, ids, true);
    let whole = blocks.first().map_or(0..1, |block| first_line(writer, block));
    if lists.checklist.is_none() {
        notes.add(code::NO_CHECKLIST, whole.clone());
    }
    if lists.teach_back.is_none() {
        notes.add(code::NO_TEACH_BACK, whole);
    }
    Some(Practice {
        title: name,
        intro: lists.intro.into_html(),
        checklist: lists.checklist?,
        teach_back: lists.teach_back?,
    })
}

/// What a province adds to the practice.
pub(crate) struct LocalPractice {
    pub(crate) checklist: Vec<PracticeItem>,
    pub(crate) teach_back: Vec<PracticeItem>,
}

/// Reads a province's `thuc-hanh.md`: further items only, at least one. `owner` begins the keys of items without an id.
pub(crate) fn read_local(
    writer: &Writer<'_>,
    fields: Option<Fields<'_>>,
    blocks: &[Block],
    owner: &str,
    ids: &Ids,
    today: NaiveDate,
) -> LocalPractice {
    if let Some(mut fields) = fields {
        fields.review_by(today);
        fields.finish();
    }
    let rest = match blocks.split_first() {
        Some((Block { kind: BlockKind::Heading { level: 1, .. }, .. }, rest)) => rest,
        _ => blocks,
    };
    let lists = lists(writer, rest, owner.get(..owner.len().min(30)).unwrap_or("bai"), ids, false);
    if lists.checklist.is_none() && lists.teach_back.is_none() {
        let whole = blocks.first().map_or(0..1, |block| first_line(writer, block));
        writer.notes.add(code::NO_CHECKLIST, whole);
    }
    LocalPractice {
        checklist: lists.checklist.unwrap_or_default(),
        teach_back: lists.teach_back.unwrap_or_default(),
    }
}

#[derive(Default)]
struct Lists {
    intro: Markup,
    checklist: Option<Vec<PracticeItem>>,
    teach_back: Option<Vec<PracticeItem>>,
}

/// The two lists of a file; words before the first stand only where there may be an introduction.
fn lists(writer: &Writer<'_>, blocks: &[Block], owner: &str, ids: &Ids, introduced: bool) -> Lists {
    let mut found = Lists::default();
    let mut page = Page::new(writer);
    let mut teaching = false;
    for block in blocks {
        let line = first_line(writer, block);
        match &block.kind {
            BlockKind::Heading { level: 2, text } if said(&plain(text)) == "dạy lại" => teaching = true,
            BlockKind::Heading { level: 2, text } if !teaching && said(&plain(text)) == "làm được" => {}
            BlockKind::List { first: None, items } if items.iter().any(|item| item.ticked.is_some()) => {
                let (part, list) =
                    if teaching { ("day", &mut found.teach_back) } else { ("lam", &mut found.checklist) };
                let list = list.get_or_insert_default();
                let owner = format!("{owner}-{part}");
                for entry in items {
                    let number = list.len() + 1;
                    list.extend(item(writer, entry, &owner, number, ids));
                }
            }
            BlockKind::Heading { level: 2, text }
                if !teaching && nearest(&plain(text), ["Dạy lại"]).is_some() =>
            {
                teaching = true;
                let message = format!("Không hiểu “{}”", shorten(&plain(text)));
                writer.notes.add_with(code::PRACTICE_TEXT, line, message, "Có phải ý bác là ## Dạy lại?");
            }
            _ if introduced && !teaching && found.checklist.is_none() => {
                page.blocks(std::slice::from_ref(block), &mut found.intro);
            }
            _ => writer.notes.add(code::PRACTICE_TEXT, line),
        }
    }
    found
}

fn item(writer: &Writer<'_>, item: &Item, owner: &str, number: usize, ids: &Ids) -> Option<PracticeItem> {
    let notes = writer.notes;
    let line = item_line(writer, item);
    let wrong = |message: &str| {
        notes.say(code::PRACTICE_ITEM, line.clone(), message);
    };
    match item.ticked {
        Some(false) => {}
        Some(true) => wrong("Việc thực hành không đánh dấu sẵn, viết - [ ]"),
        None => wrong("Việc thực hành thiếu ô [ ]"),
    }
    let Some((Block { kind: BlockKind::Paragraph(text), .. }, rest)) = item.blocks.split_first() else {
        wrong("Việc thực hành chưa có chữ");
        return None;
    };
    let mut text = text.clone();
    let id = take_id(&mut text);
    let act = writer.words(&text);
    if act.is_empty() {
        wrong("Việc thực hành chưa có chữ");
    }
    let key = ids.written_or_made(notes, id, owner, number, line.clone());
    let look_for = match rest {
        [] => None,
        [Block { kind: BlockKind::Quote { alert: None, blocks }, .. }] => {
            let mut words = Markup::default();
            if !paragraphs(writer, blocks, &mut words) {
                wrong("Dưới một việc chỉ có lời cho tập huấn viên, mở đầu bằng dấu >");
            }
            Some(words.into_html())
        }
        _ => {
            wrong("Dưới một việc chỉ có lời cho tập huấn viên, mở đầu bằng dấu >");
            None
        }
    };
    Some(PracticeItem { key, act, look_for })
}
