//! A lesson: `NN-slug.md`, one page to read and its questions.
//!
//! Owns: the keys of a lesson's front matter, its title, where the questions begin, its lints. Does not own: questions
//! (`quiz.rs`), the page's blocks (`page.rs`), practice phones (`drill.rs`).
//!
//! The title stands in the front matter and as the first heading, the same in both. Everything before `## Câu hỏi` is
//! the page, but for the section `## Tập trên máy tập`; everything after it is questions. An example stands over `quiz.rs`.

use crate::diagnostic::{Notes, code};
use crate::drill::{self, Section};
use crate::fields::{Fields, Shape};
use crate::html::{Markup, Writer};
use crate::markdown::{Block, BlockKind, plain};
use crate::media::{Narration, narration};
use crate::page::{Page, first_line};
use crate::quiz::{self, Ids};
use crate::vietnamese::{nearest, said};
use chrono::NaiveDate;
use tungngo_domain::change::Class;
use tungngo_domain::content::Lesson;
use tungngo_domain::ids::Slug;

/// The longest lesson, in minutes, that is not told of.
const MOST_MINUTES: u32 = 10;

/// The front matter of a lesson; empty where it could not be read.
#[derive(Default)]
pub(crate) struct Head {
    pub(crate) id: Option<Slug>,
    pub(crate) title: Option<String>,
    minutes: Option<u32>,
    version: Option<u32>,
    change: Option<Class>,
    audio: Option<Narration>,
}

impl Head {
    /// The head of a lesson in another language: all but its title and narration is the original's.
    pub(crate) fn of_translation(original: &Lesson, title: Option<String>, audio: Option<Narration>) -> Self {
        Self {
            id: Some(original.id.clone()),
            title,
            minutes: Some(original.minutes),
            version: Some(original.version),
            change: None,
            audio,
        }
    }
}

/// Takes the keys of a lesson.
pub(crate) fn head(mut fields: Fields<'_>, notes: &Notes<'_>, ids: &Ids, today: NaiveDate) -> Head {
    let id = fields.must_slug("id", "ttkm-03").map(|(id, range)| {
        ids.claim(notes, &id, range);
        id
    });
    let title = fields.must_text("title", "Trả tiền bằng mã QR").map(|(title, _)| title);
    let minutes = fields.must_number("minutes", 1, 120);
    if let Some((minutes, range)) = &minutes
        && *minutes > MOST_MINUTES
    {
        notes.say(
            code::LONG_LESSON,
            range.clone(),
            format!("Bài dài {minutes} phút, nên không quá {MOST_MINUTES} phút"),
        );
    }
    let version = fields.must_number("version", 1, 100_000);
    let change = declared_change(&mut fields);
    fields.word("lang", &["vi"]);
    fields.review_by(today);
    apps(&mut fields);
    let audio = narration(&mut fields);
    fields.finish();
    Head { id, title, minutes: minutes.map(|(n, _)| n), version: version.map(|(n, _)| n), change, audio }
}

/// `change: material`: what the author declares of the change that led to this version.
pub(crate) fn declared_change(fields: &mut Fields<'_>) -> Option<Class> {
    let word = fields.word("change", &Class::ALL.map(Class::word));
    word.and_then(|word| Class::ALL.into_iter().find(|class| class.word() == word))
}

/// `apps: [{ name: Ứng dụng ngân hàng, tested: 2026-10 }]`
fn apps(fields: &mut Fields<'_>) {
    const WANTED: &str = "danh sách, ví dụ [{ name: Ứng dụng ngân hàng, tested: 2026-10 }]";
    let Some(value) = fields.take("apps") else { return };
    let is_month = |text: &str| {
        NaiveDate::parse_from_str(&format!("{}-01", text.get(..7).unwrap_or("")), "%Y-%m-%d").is_ok()
    };
    let is_app = |keys: &[(String, std::ops::Range<usize>, crate::fields::Value)]| {
        keys.len() == 2
            && keys.iter().any(|(key, _, value)| key == "name" && matches!(value.shape, Shape::Text(_)))
            && keys.iter().any(|(key, _, value)| {
                key == "tested" && matches!(&value.shape, Shape::Text(text) if is_month(text) && matches!(text.len(), 7 | 10))
            })
    };
    match &value.shape {
        Shape::List(apps) => {
            for app in apps {
                if !matches!(&app.shape, Shape::Map(keys) if is_app(keys)) {
                    fields.bad("apps", app.range.clone(), WANTED);
                }
            }
        }
        _ => fields.bad("apps", value.range, WANTED),
    }
}

/// Reads the page and the questions. `None` if the head lacks what a lesson cannot be without.
pub(crate) fn read(
    writer: &Writer<'_>,
    head: Head,
    number: u32,
    blocks: &[Block],
    ids: &Ids,
) -> Option<Lesson> {
    let rest = title(writer, blocks, head.title.as_deref());
    let is_questions = |block: &Block| matches!(&block.kind, BlockKind::Heading { level: 2, text } if said(&plain(text)) == "câu hỏi");
    let at = rest.iter().position(is_questions);
    let (page, questions) = rest.split_at(at.unwrap_or(rest.len()));
    for block in page {
        if let BlockKind::Heading { text, .. } = &block.kind
            && plain(text).starts_with("Câu ")
            && plain(text).contains('(')
        {
            let message = "Câu hỏi phải đứng dưới dòng ## Câu hỏi";
            writer.notes.say(code::QUESTION_HEADING, first_line(writer, block), message);
        }
    }
    let mut body = Markup::default();
    let mut printed = Page::new(writer);
    let (before, section, after) = drill::cut(page);
    printed.blocks(before, &mut body);
    printed.blocks(after, &mut body);
    let say = printed.say.take();
    for block in after.iter().filter(|block| drill::is_section(block)) {
        writer.notes.add(code::DRILL_SECTION, first_line(writer, block));
    }

    let owner = head.id.as_ref().map_or("cau", Slug::as_str);
    let Section { intro: drills_intro, drills } = drill::section(writer, section, owner, ids);
    let questions = match questions.split_first() {
        Some((_, [])) | None => {
            let line = questions.first().or(blocks.first()).map_or(0..1, |block| first_line(writer, block));
            let meant = |block: &&Block| matches!(&block.kind, BlockKind::Heading { level: 2, text } if nearest(&plain(text), ["Câu hỏi"]).is_some());
            match page.iter().find(meant) {
                Some(block) => writer.notes.add_with(
                    code::NO_QUESTIONS,
                    first_line(writer, block),
                    code::NO_QUESTIONS.meaning,
                    "Có phải ý bác là ## Câu hỏi?",
                ),
                None => writer.notes.add(code::NO_QUESTIONS, line),
            }
            Vec::new()
        }
        Some((_, blocks)) => quiz::read(writer, blocks, owner, ids),
    };
    Some(Lesson {
        id: head.id?,
        number,
        title: head.title?,
        minutes: head.minutes?,
        version: head.version?,
        change: head.change,
        body: body.into_html(),
        say,
        drills_intro,
        drills,
        questions,
        audio: head.audio.and_then(|audio| writer.around.media.sound(writer.notes, &audio)),
        translations: Vec::new(),
    })
}

/// Takes the `#` heading that a file begins with, and compares it with the declared title.
pub(crate) fn title<'b>(writer: &Writer<'_>, blocks: &'b [Block], declared: Option<&str>) -> &'b [Block] {
    match blocks.split_first() {
        Some((Block { kind: BlockKind::Heading { level: 1, text }, range }, rest)) => {
            writer.same_title(text, range, declared);
            rest
        }
        first => {
            let line = first.map_or(0..1, |(block, _)| first_line(writer, block));
            writer.notes.add(code::NO_TITLE, line);
            blocks
        }
    }
}
