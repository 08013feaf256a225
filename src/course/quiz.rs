//! Questions, in lessons and in banks.
//!
//! Owns: the heading of a question, its id, context, hint and explanation, and what can be said of a set of questions.
//! Does not own: where questions may stand (`lesson.rs`, `bank.rs`), the block that answers one (`answer.rs`).
//!
//! # The format
//!
//! A question is a heading of level 3 that says its number, its kind in words and the question; then, if needed, a
//! paragraph of context and a hint; then what answers it, in the shape of its kind, the right answer marked where it
//! stands, with what is said to one who chose it beside it; then an explanation.
//!
//! ```text
//! question    = "### Câu" number "(" ["tình huống,"] kind ")" "—" text [id]  {block}  answer  {callout}
//! id          = "<!-- id: " a-z 0-9 - " -->"
//! callout     = "> **Gợi ý:**" text | "> **Giải thích:**" text
//! kind            answer
//! "chọn một"      { "- [ ]" | "- [x]"  text  ["> " feedback] }
//! "chọn nhiều"    the same
//! "đúng/sai"      the same, two of them
//! "sắp xếp"       a numbered list in the right order      (arrange.rs)
//! "ghép đôi"      a table                                 (arrange.rs)
//! "điền số"       "Đáp án:" number, common mistakes       (typed.rs)
//! "trả lời ngắn"  "Đáp án:" texts, common mistakes        (typed.rs)
//! "chạm"          a block dien-thoai                      (tap.rs)
//! "tìm dấu hiệu"  a block tin-nhan, cuoc-goi, dien-thoai  (tap.rs)
//! ```
//!
//! A question without an id gets the key `{lesson or bank id}-{number}`, so that drafts can be tried; the lint L011
//! asks for an id, because that key changes meaning when questions are reordered.
//!
//! A complete lesson, which a test compiles:
//!
#![doc = include_str!("example-lesson.md")]
//!
//! Another, with every block and every kind that has its own shape:
//!
#![doc = include_str!("example-kinds.md")]

use crate::answer::{Answered, Asked, answers, shape};
use crate::diagnostic::{Notes, code};
use crate::fields::{shorten, slug};
use crate::html::{Markup, Writer};
use crate::markdown::{Block, BlockKind, Inline, Item, span, take_id};
use crate::page::{Callout, Page, callout_inline, first_line, read_callout};
use crate::typed;
use crate::vietnamese::{nearest, said};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::ops::Range;
use tungngo_domain::content::{Choice, Question, QuestionKind};
use tungngo_domain::ids::Slug;

/// From how many questions on "always" means something.
const ENOUGH_FOR_ALWAYS: usize = 3;

/// The ids of a module, to tell of one used twice, in whatever file.
#[derive(Debug, Default)]
pub(crate) struct Ids(RefCell<BTreeMap<Slug, String>>);

impl Ids {
    /// Records an id; tells if it is taken.
    pub(crate) fn claim(&self, notes: &Notes<'_>, id: &Slug, range: Range<usize>) {
        let mut seen = self.0.borrow_mut();
        match seen.get(id) {
            Some(first) => {
                let message = format!("Mã {id} đã dùng trong {first}");
                notes.say(code::ID_TWICE, range, message);
            }
            None => {
                seen.insert(id.clone(), notes.file().to_owned());
            }
        }
    }

    /// The id an author wrote, or else the one made from `owner` and `number`, with a lint.
    pub(crate) fn written_or_made(
        &self,
        notes: &Notes<'_>,
        written: Option<(String, Range<usize>)>,
        owner: &str,
        number: usize,
        place: Range<usize>,
    ) -> Slug {
        self.written_or_made_with(notes, written, owner, number, place, code::MISSING_ID.mend)
    }

    /// The same; `fix` says where such an id is written.
    pub(crate) fn written_or_made_with(
        &self,
        notes: &Notes<'_>,
        written: Option<(String, Range<usize>)>,
        owner: &str,
        number: usize,
        place: Range<usize>,
        fix: &str,
    ) -> Slug {
        let made = made_key(owner, number);
        let key = match written {
            Some((text, range)) => {
                let key = slug(notes, &text, range.clone());
                if let Some(key) = &key {
                    self.claim(notes, key, range);
                }
                key
            }
            None => {
                notes.add_with(code::MISSING_ID, place.clone(), code::MISSING_ID.meaning, fix);
                self.claim(notes, &made, place);
                None
            }
        };
        key.unwrap_or(made)
    }
}

/// `ttkm-03` and 2 make `ttkm-03-2`; a long owner is cut so that the key stays an id.
fn made_key(owner: &str, number: usize) -> Slug {
    let number = number.to_string();
    let room = 39usize.saturating_sub(number.len());
    let owner = owner.get(..owner.len().min(room)).unwrap_or_default().trim_end_matches('-');
    // `owner` is a valid id cut short, so this parses; the rest is for owners that were faulty themselves.
    Slug::parse(&format!("{owner}-{number}"))
        .or_else(|_| Slug::parse(&format!("cau-{number}")))
        .unwrap_or_else(|_| Slug::parse("cau").expect("three letters are a slug"))
}

struct Draft<'b> {
    heading: &'b Block,
    text: &'b [Inline],
    blocks: &'b [Block],
}

/// Reads all questions; `blocks` begins at the first heading of one.
pub(crate) fn read(writer: &Writer<'_>, blocks: &[Block], owner: &str, ids: &Ids) -> Vec<Question> {
    let mut drafts: Vec<Draft<'_>> = Vec::new();
    let mut rest = blocks;
    while let Some((block, after)) = rest.split_first() {
        rest = after;
        let BlockKind::Heading { level, text } = &block.kind else {
            writer.notes.add(code::OUTSIDE_QUESTION, first_line(writer, block));
            continue;
        };
        if *level != 3 {
            let message = "Trong phần câu hỏi chỉ có tiêu đề ### Câu …";
            writer.notes.say(code::HEADING_LEVEL, first_line(writer, block), message);
        }
        let length =
            rest.iter().position(|next| matches!(next.kind, BlockKind::Heading { .. })).unwrap_or(rest.len());
        let (blocks, after) = rest.split_at(length);
        rest = after;
        drafts.push(Draft { heading: block, text, blocks });
    }
    let mut questions = Vec::new();
    for (index, draft) in drafts.iter().enumerate() {
        questions.extend(question(writer, draft, index + 1, owner, ids));
    }
    look_at_set(writer, &questions, drafts.first().map(|draft| first_line(writer, draft.heading)));
    questions
}

struct Heading {
    kind: QuestionKind,
    situation: bool,
    stem: String,
}

fn question(
    writer: &Writer<'_>,
    draft: &Draft<'_>,
    place: usize,
    owner: &str,
    ids: &Ids,
) -> Option<Question> {
    let notes = writer.notes;
    let line = first_line(writer, draft.heading);
    let mut text = draft.text.to_vec();
    let id = take_id(&mut text);
    let key = ids.written_or_made(notes, id, owner, place, line.clone());
    let words = writer.words(&text);
    let heading = heading(notes, &words, span(&text, &line), place);

    let kind = heading.as_ref().map(|heading| heading.kind);
    let mut context = Markup::default();
    let mut page = Page::in_question(writer);
    let mut hint = None;
    let mut explanation = None;
    let mut answer: Vec<&Block> = Vec::new();
    for block in draft.blocks {
        match &block.kind {
            BlockKind::Quote { alert, blocks } => {
                let Some((callout, rest)) = read_callout(writer, *alert, blocks, block) else { continue };
                let slot = match callout.kind {
                    Callout::Hint => &mut hint,
                    Callout::Explanation => &mut explanation,
                    // [!NOTE] stands for an explanation here, for *Cần nhớ* in the text of a lesson.
                    Callout::Remember if alert.is_some() => &mut explanation,
                    _ if answer.is_empty() => {
                        page.blocks(std::slice::from_ref(block), &mut context);
                        continue;
                    }
                    _ => {
                        notes.add(code::AFTER_OPTIONS, first_line(writer, block));
                        continue;
                    }
                };
                if slot.is_some() {
                    notes.add(code::TWICE_IN_QUESTION, first_line(writer, block));
                    continue;
                }
                match callout_inline(writer, &callout, rest) {
                    Some(markup) => *slot = Some(markup.into_html()),
                    None => notes.say(
                        code::OPTION_BODY,
                        first_line(writer, block),
                        "Gợi ý và giải thích chỉ có chữ, không có danh sách hay khối",
                    ),
                }
            }
            _ if answers(kind, &answer, &block.kind) => answer.push(block),
            _ if !answer.is_empty() => notes.add(code::AFTER_OPTIONS, first_line(writer, block)),
            BlockKind::List { .. } if matches!(kind, Some(QuestionKind::Number | QuestionKind::Short)) => {
                let message = "Trên danh sách này chưa có dòng Đáp án";
                notes.say(code::NO_ANSWER, first_line(writer, block), message);
                return None;
            }
            BlockKind::List { .. } | BlockKind::Table { .. } => {
                let fix = kind.map_or(code::SHAPE.mend, shape);
                notes.add_with(code::SHAPE, first_line(writer, block), code::SHAPE.meaning, fix);
                return None;
            }
            BlockKind::Paragraph(text) if typed::says_answer(text) => {
                // Printed as context, it would tell the answer.
                let fix = kind.map_or(code::SHAPE.mend, shape);
                let message = "Dòng Đáp án: chỉ dùng trong câu điền số, trả lời ngắn";
                notes.add_with(code::SHAPE, first_line(writer, block), message, fix);
            }
            _ => page.blocks(std::slice::from_ref(block), &mut context),
        }
    }
    let Heading { kind, situation, stem } = heading?;
    let asked = Asked { writer, line: &line, stem: &stem, explained: explanation.is_some() };
    let Answered { options, targets, accepted, scene } = asked.answered(kind, &answer)?;
    Some(Question {
        key,
        kind,
        situation,
        stem,
        context: context.into_html(),
        hint,
        options,
        explanation,
        scene,
        targets,
        accepted,
    })
}

/// `Câu 1 (tình huống, chọn một) — Nên làm gì?`
fn heading(notes: &Notes<'_>, words: &str, range: Range<usize>, place: usize) -> Option<Heading> {
    let wrong = |message: &str| {
        notes.say(code::QUESTION_HEADING, range.clone(), message);
        None
    };
    let Some(rest) = words.strip_prefix("Câu").map(str::trim_start) else {
        return wrong("Tiêu đề câu hỏi phải mở đầu bằng chữ Câu và số");
    };
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let Ok(number) = rest[..digits].parse::<usize>() else {
        return wrong("Sau chữ Câu phải là số của câu hỏi");
    };
    let Some((kinds, stem)) =
        rest[digits..].trim_start().strip_prefix('(').and_then(|rest| rest.split_once(')'))
    else {
        return wrong("Sau số câu phải ghi loại câu hỏi trong ngoặc tròn");
    };
    let dashed = stem.trim_start();
    let stem = dashed.trim_start_matches(['—', '–', '-']).trim();
    if stem.len() == dashed.trim_end().len() {
        return wrong("Sau ngoặc tròn phải có gạch ngang, rồi tới câu hỏi");
    }
    if stem.is_empty() {
        return wrong("Tiêu đề chưa có câu hỏi");
    }
    if number != place {
        let message = format!("Đây là câu thứ {place}, nhưng ghi là Câu {number}");
        notes.say(code::QUESTION_NUMBER, range.clone(), message);
    }
    let mut kinds: Vec<&str> = kinds.split(',').map(str::trim).collect();
    let situation = kinds.len() > 1 && said(kinds[0]) == "tình huống";
    if situation {
        kinds.remove(0);
    }
    let words = kinds.join(", ");
    let found = QuestionKind::ALL.into_iter().find(|kind| kind.word() == said(&words));
    if found.is_none() {
        let fix = match nearest(&words, QuestionKind::ALL.map(QuestionKind::word)) {
            Some(meant) => format!("Có phải ý bác là ({meant})?"),
            None => code::UNKNOWN_KIND.mend.to_owned(),
        };
        notes.add_with(code::UNKNOWN_KIND, range, format!("Loại câu hỏi lạ “{}”", shorten(&words)), fix);
    }
    found.map(|kind| Heading { kind, situation, stem: stem.to_owned() })
}

/// The first line of an item, where it is told of.
pub(crate) fn item_line(writer: &Writer<'_>, item: &Item) -> Range<usize> {
    let text = writer.notes.text().get(item.range.clone()).unwrap_or_default();
    let length = text.find(['\n', '\r']).unwrap_or(text.len());
    item.range.start..item.range.start + length.max(1)
}

/// What a learner could guess from without reading: the right option is always the longest, or always in one place.
fn look_at_set(writer: &Writer<'_>, questions: &[Question], place: Option<Range<usize>>) {
    let Some(place) = place else { return };
    let ones: Vec<&Question> = questions
        .iter()
        .filter(|question| {
            question.kind == QuestionKind::One && question.right().len() == 1 && question.options.len() > 1
        })
        .collect();
    if ones.len() < ENOUGH_FOR_ALWAYS {
        return;
    }
    let length = |option: &Choice| option.text.as_str().chars().count();
    let longest = |question: &&Question| {
        let right = question.options.iter().filter(|option| option.right).map(length).max();
        let wrong = question.options.iter().filter(|option| !option.right).map(length).max();
        right > wrong
    };
    if ones.iter().all(longest) {
        let message = format!("Cả {} câu chọn một đều có đáp án đúng dài nhất", ones.len());
        writer.notes.say(code::RIGHT_IS_LONGEST, place.clone(), message);
    }
    if ones.iter().all(|question| question.right() == ones[0].right()) {
        let message = format!(
            "Cả {} câu chọn một đều có đáp án đúng ở dòng thứ {}",
            ones.len(),
            ones[0].right()[0] + 1
        );
        writer.notes.say(code::RIGHT_SAME_PLACE, place, message);
    }
}
