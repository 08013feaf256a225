//! Questions, in lessons and in banks.
//!
//! Owns: the heading of a question, its options, hint, feedback and explanation, and what can be said of a set of
//! questions. Does not own: where questions may stand (`lesson.rs`, `bank.rs`).
//!
//! # The format
//!
//! A question is a heading of level 3 that says its number, its kind in words and the question; then, if needed, a
//! paragraph of context and a hint; then a list with boxes, the right option marked where it stands, with what is said
//! to one who chose it hanging under it; then an explanation.
//!
//! ```text
//! question    = "### Câu" number "(" ["tình huống,"] kind ")" "—" text [id]  {block}  options  {callout}
//! kind        = "chọn một" | "chọn nhiều" | "đúng/sai"
//! id          = "<!-- id: " a-z 0-9 - " -->"
//! options     = { "- [ ]" | "- [x]"  text  ["> " feedback] }
//! callout     = "> **Gợi ý:**" text | "> **Giải thích:**" text
//! ```
//!
//! A question without an id gets the key `{lesson or bank id}-{number}`, so that drafts can be tried; the lint L011
//! asks for an id, because that key changes meaning when questions are reordered.
//!
//! A complete lesson, which a test compiles:
//!
#![doc = include_str!("example-lesson.md")]

use crate::diagnostic::{Notes, code};
use crate::fields::{shorten, slug};
use crate::html::{Markup, Writer};
use crate::markdown::{Block, BlockKind, Inline, Item, plain, span, take_id};
use crate::page::{Callout, Page, callout_inline, first_line, paragraphs, read_callout};
use crate::vietnamese::{bare, fold, nearest, said};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::ops::Range;
use tungngo_domain::content::{Choice, Question, QuestionKind};
use tungngo_domain::ids::Slug;

/// From how many questions on "always" means something.
const ENOUGH_FOR_ALWAYS: usize = 3;
const MOST_OPTIONS: usize = 4;

/// The kind of a question as its heading says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum SaidKind {
    Asked(QuestionKind),
    /// In the format, not in this edition: sắp xếp, ghép đôi, điền số, trả lời ngắn, chạm, tìm dấu hiệu.
    Later(&'static str),
}

const KINDS: [(&str, SaidKind); 9] = [
    ("chọn một", SaidKind::Asked(QuestionKind::One)),
    ("chọn nhiều", SaidKind::Asked(QuestionKind::Many)),
    ("đúng/sai", SaidKind::Asked(QuestionKind::TrueFalse)),
    ("sắp xếp", SaidKind::Later("sắp xếp")),
    ("ghép đôi", SaidKind::Later("ghép đôi")),
    ("điền số", SaidKind::Later("điền số")),
    ("trả lời ngắn", SaidKind::Later("trả lời ngắn")),
    ("chạm", SaidKind::Later("chạm")),
    ("tìm dấu hiệu", SaidKind::Later("tìm dấu hiệu")),
];

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
                notes.add(code::MISSING_ID, place.clone());
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

    let mut context = Markup::default();
    let mut page = Page::new(writer);
    let mut hint = None;
    let mut explanation = None;
    let mut options: Option<(&Block, &[Item])> = None;
    for block in draft.blocks {
        match &block.kind {
            BlockKind::Quote { alert, blocks } => {
                let Some((callout, rest)) = read_callout(writer, *alert, blocks, block) else { continue };
                let slot = match callout.kind {
                    Callout::Hint => &mut hint,
                    Callout::Explanation => &mut explanation,
                    // [!NOTE] stands for an explanation here, for *Cần nhớ* in the text of a lesson.
                    Callout::Remember if alert.is_some() => &mut explanation,
                    _ if options.is_none() => {
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
            BlockKind::List { first: None, items } if options.is_none() => options = Some((block, items)),
            _ if options.is_some() => notes.add(code::AFTER_OPTIONS, first_line(writer, block)),
            BlockKind::List { .. } | BlockKind::Table { .. } => {
                notes.add(code::SHAPE, first_line(writer, block));
                return None;
            }
            _ => page.blocks(std::slice::from_ref(block), &mut context),
        }
    }
    let Heading { kind, situation, stem } = heading?;
    let Some((_, items)) = options else {
        notes.add(code::NO_OPTIONS, line);
        return None;
    };
    let options: Vec<Choice> = items.iter().map(|item| option(writer, item)).collect();
    look_at_options(writer, kind, &options, items, &line);
    Some(Question {
        key,
        kind,
        situation,
        stem,
        context: context.into_html(),
        hint,
        options,
        explanation,
        scene: None,
        targets: Vec::new(),
        accepted: None,
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
    let found = KINDS.iter().find(|(name, _)| *name == said(&words)).map(|(_, kind)| *kind);
    match found {
        Some(SaidKind::Asked(kind)) => Some(Heading { kind, situation, stem: stem.to_owned() }),
        Some(SaidKind::Later(name)) => {
            notes.say(code::KIND_NOT_YET, range, format!("Loại câu hỏi “{name}” chưa dùng được ở bản này"));
            None
        }
        None => {
            let fix = match nearest(&words, KINDS.map(|(name, _)| name)) {
                Some(meant) => format!("Có phải ý bác là ({meant})?"),
                None => code::UNKNOWN_KIND.mend.to_owned(),
            };
            notes.add_with(code::UNKNOWN_KIND, range, format!("Loại câu hỏi lạ “{}”", shorten(&words)), fix);
            None
        }
    }
}

fn option(writer: &Writer<'_>, item: &Item) -> Choice {
    let notes = writer.notes;
    let place = item_line(writer, item);
    let words = option_words(item);
    // A box with nothing after it is no box to the Markdown reader.
    let bare_box = item.ticked.is_none() && matches!(words.as_str(), "[ ]" | "[x]" | "[X]");
    if words.is_empty() || bare_box {
        notes.add(code::EMPTY_OPTION, place.clone());
    } else if item.ticked.is_none() {
        notes.add(code::NO_BOX, place.clone());
    }
    let mut text = Markup::default();
    let mut feedback: Option<Markup> = None;
    for (index, block) in item.blocks.iter().enumerate() {
        match &block.kind {
            BlockKind::Paragraph(words) if index == 0 => {
                text.append(writer.prose(words));
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
    if feedback.is_none() {
        notes.add(code::NO_FEEDBACK, place);
    }
    Choice {
        text: text.into_html(),
        right: item.ticked == Some(true),
        feedback: feedback.map(Markup::into_html),
        target: None,
    }
}

pub(crate) fn item_line(writer: &Writer<'_>, item: &Item) -> Range<usize> {
    let text = writer.notes.text().get(item.range.clone()).unwrap_or_default();
    let length = text.find(['\n', '\r']).unwrap_or(text.len());
    item.range.start..item.range.start + length.max(1)
}

fn option_words(item: &Item) -> String {
    match item.blocks.first().map(|block| &block.kind) {
        Some(BlockKind::Paragraph(text)) => plain(text),
        _ => String::new(),
    }
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
    let mut seen = BTreeMap::new();
    for (index, item) in items.iter().enumerate() {
        let words = option_words(item);
        let folded = fold(&words);
        if let Some(first) = seen.insert(folded.clone(), index)
            && !folded.is_empty()
        {
            let message = format!("Lựa chọn {} giống lựa chọn {}", index + 1, first + 1);
            notes.say(code::EQUAL_OPTIONS, item_line(writer, item), message);
        }
        let said = bare(&words);
        let all = [
            "tat ca dap an tren",
            "tat ca cac dap an",
            "tat ca deu dung",
            "ca hai deu dung",
            "tat ca cac y tren",
        ];
        if kind != QuestionKind::TrueFalse && all.iter().any(|phrase| said.contains(phrase)) {
            notes.add(code::ALL_OF_THE_ABOVE, item_line(writer, item));
        }
    }
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
