//! The practice phone: the section `## Tập trên máy tập` of a lesson and its blocks `may-tap`.
//!
//! Owns: where the section begins and ends, the steps of a practice phone. Does not own: the grammar of a screen
//! (`phone.rs`) nor what is answered after a tap (`tap.rs`).
//!
//! ````text
//! ## Tập trên máy tập
//!
//! Tập ở đây thì không mất tiền.              any paragraphs
//!
//! ```may-tap k7m2                            the id stands after the name
//! bước: Mở phần quét mã                      what to do
//! # Ngân hàng                                a screen as in chạm
//! lưới: Chuyển tiền | Nạp thẻ
//! nút tròn: Quét mã  <- đúng
//! sai: Chưa phải nút này.
//! đúng: Khung quét đã mở.
//! ---                                        between two steps
//! bước: Đọc tên người nhận
//! …
//! ```
//! ````
//!
//! A practice phone without an id gets the key `{lesson id}-tap-{number}`, with the lint L011.

use crate::diagnostic::code;
use crate::html::{Markup, Writer};
use crate::markdown::{Block, BlockKind, plain};
use crate::page::{Page, first_line};
use crate::quiz::Ids;
use crate::scene::{Line, Said, Scene, lines, plain_words};
use crate::tap::{Source, screen_to_tap};
use crate::vietnamese::said;
use tungngo_domain::content::{Drill, DrillStep, Html};

const MOST_STEPS: usize = 12;

/// The section's heading.
const HEADING: &str = "tập trên máy tập";

/// What a lesson's section holds.
#[derive(Default)]
pub(crate) struct Section {
    pub(crate) intro: Html,
    pub(crate) drills: Vec<Drill>,
}

/// Cuts the section out of a page: what stands before it, the section with its heading, what stands after it.
pub(crate) fn cut(blocks: &[Block]) -> (&[Block], &[Block], &[Block]) {
    let Some(start) = blocks.iter().position(is_section) else { return (blocks, &[], &[]) };
    let ends = |block: &Block| matches!(block.kind, BlockKind::Heading { level: 1 | 2, .. });
    let end = blocks[start + 1..].iter().position(ends).map_or(blocks.len(), |length| start + 1 + length);
    (&blocks[..start], &blocks[start..end], &blocks[end..])
}

/// Whether a block is the section's heading.
pub(crate) fn is_section(block: &Block) -> bool {
    matches!(&block.kind, BlockKind::Heading { level: 2, text } if said(&plain(text)) == HEADING)
}

/// Reads the section; `blocks` begins with its heading, or is empty where a lesson has none.
pub(crate) fn section(writer: &Writer<'_>, blocks: &[Block], owner: &str, ids: &Ids) -> Section {
    let notes = writer.notes;
    let Some((heading, blocks)) = blocks.split_first() else { return Section::default() };
    let mut intro = Markup::default();
    let mut page = Page::new(writer);
    let mut drills = Vec::new();
    let mut found = 0;
    for block in blocks {
        match &block.kind {
            BlockKind::Code { info, text, at } if Scene::of(info) == Some(Scene::Drill) => {
                found += 1;
                let place = first_line(writer, block);
                let source = Source { text, at: *at, place: &place };
                drills.extend(drill(writer, info, source, owner, found, ids));
            }
            _ if found > 0 || matches!(block.kind, BlockKind::Heading { .. }) => {
                notes.add(code::DRILL_TEXT, first_line(writer, block));
            }
            _ => page.blocks(std::slice::from_ref(block), &mut intro),
        }
    }
    if found == 0 {
        notes.add(code::NO_DRILL, first_line(writer, heading));
    }
    Section { intro: intro.into_html(), drills }
}

fn drill(
    writer: &Writer<'_>,
    info: &str,
    source: Source<'_>,
    owner: &str,
    number: usize,
    ids: &Ids,
) -> Option<Drill> {
    let notes = writer.notes;
    let mut words = info.split_whitespace().skip(1);
    let written = words.next().map(|id| (id.to_owned(), source.place.clone()));
    if words.next().is_some() {
        notes.add(code::DRILL_NAME, source.place.clone());
    }
    let fix = "Viết mã sau tên khối, ví dụ ```may-tap k7m2";
    let owner = format!("{}-tap", owner.get(..owner.len().min(34)).unwrap_or("bai"));
    let key = ids.written_or_made_with(notes, written, &owner, number, source.place.clone(), fix);
    let lines = lines(notes.text(), source.text, source.at);
    let mut steps = Vec::new();
    let parts: Vec<&[Line]> = lines.split(|line| line.text.bytes().all(|byte| byte == b'-')).collect();
    if parts.len() > MOST_STEPS {
        let message = format!("Máy tập có {} bước, không được quá {MOST_STEPS}", parts.len());
        notes.say(code::DRILL_STEPS, source.place.clone(), message);
        return None;
    }
    for lines in parts {
        steps.push(step(writer, lines, source));
    }
    Some(Drill { key, steps: steps.into_iter().collect::<Option<_>>()? })
}

fn step(writer: &Writer<'_>, lines: &[Line], source: Source<'_>) -> Option<DrillStep> {
    let notes = writer.notes;
    let Some(first) = lines.first() else {
        notes.say(code::DRILL_STEPS, source.place.clone(), "Máy tập có một bước trống");
        return None;
    };
    let mut task: Option<Said> = None;
    let mut screen = Vec::new();
    for line in lines {
        match line.text.split_once(':') {
            Some((head, words)) if said(head) == "bước" => {
                let words = line.part(words);
                if words.words.is_empty() {
                    notes.say(code::NO_TASK, line.range.clone(), "Dòng bước: chưa ghi việc cần làm");
                } else if task.is_some() {
                    notes.add_with(
                        code::NO_TASK,
                        line.range.clone(),
                        "Một bước có hai dòng bước:",
                        "Ngăn hai bước bằng một dòng ---",
                    );
                }
                plain_words(notes, &words.words, &words.place);
                let _ = writer.spoken(&words.words, &words.place);
                task.get_or_insert(words);
            }
            _ => screen.push(line.clone()),
        }
    }
    if task.is_none() {
        notes.add(code::NO_TASK, first.range.clone());
    }
    let (screen, parts) = screen_to_tap(writer, &screen, &first.range)?;
    Some(DrillStep { task: task?.words, screen, parts })
}
