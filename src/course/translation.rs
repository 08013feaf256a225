//! A lesson in another language: `NN-slug.<lang>.md` beside `NN-slug.md`.
//!
//! Owns: its front matter, and that it asks the same as the original. Does not own: the page and the questions, which
//! are read as in any lesson (`lesson.rs`); the words of the format stay Vietnamese in every language.
//!
//! ```yaml
//! id: ttkm-03              # the id of the original
//! lang: hmn
//! title: …
//! original: 1a2b3c4d       # the hash of the text it was made from; another one is told of
//! ```

use crate::diagnostic::{Code, Notes, code};
use crate::fields::Fields;
use crate::html::{Surroundings, Writer};
use crate::lesson::{self, Head};
use crate::limits::Limits;
use crate::markdown;
use crate::media::{narration, text_hash};
use crate::opened::{FileKind, Opened};
use crate::quiz::Ids;
use crate::vietnamese::nearest;
use chrono::NaiveDate;
use tungngo_domain::content::{LANGUAGES, Lesson, Question, Translation};

/// Cuts the name of a translation: `01-bai.md` and `hmn` of `01-bai.hmn.md`.
pub(crate) fn cut(name: &str) -> Option<(String, &str)> {
    let (stem, lang) = name.strip_suffix(".md")?.rsplit_once('.')?;
    let original = format!("{stem}.md");
    matches!(FileKind::of(&original), FileKind::Lesson(_)).then_some((original, lang))
}

/// Lints that do not apply to a lesson in another language: those of Vietnamese, of signs that other scripts need (Khmer
/// parts words with a space that is not seen), and of what the original alone decides.
const NOT_OF_TRANSLATIONS: &[Code] = &[
    code::LONG_SENTENCE,
    code::RIGHT_SAME_PLACE,
    code::OFFICE_LEFTOVER,
    code::MANY_OPTIONS,
    code::MANY_ITEMS,
    code::FOREIGN_WORD,
];

/// The lints that do not apply to a file of this name.
pub(crate) fn passed_over(name: &str) -> &'static [Code] {
    match cut(name.rsplit('/').next().unwrap_or(name)) {
        Some(_) => NOT_OF_TRANSLATIONS,
        None => &[],
    }
}

/// Reads a translation into its lesson. `fields` are its front matter.
pub(crate) fn read(
    file: &Opened<'_>,
    fields: Option<Fields<'_>>,
    original: Option<(&Opened<'_>, &mut Lesson)>,
    around: &Surroundings<'_>,
    limits: &Limits,
    today: NaiveDate,
) {
    let notes = &file.notes;
    let Some((_, lang)) = cut(file.name.rsplit('/').next().unwrap_or(file.name)) else { return };
    let known = LANGUAGES.iter().find(|known| known.code == lang);
    if known.is_none() {
        let fix = match nearest(lang, LANGUAGES.iter().map(|known| known.code)) {
            Some(meant) => format!("Có phải ý bác là .{meant}.md?"),
            None => code::UNKNOWN_LANGUAGE.mend.to_owned(),
        };
        let message = format!("Không có tiếng mang mã “{lang}”");
        notes.add_with(code::UNKNOWN_LANGUAGE, 0..0, message, fix);
    }
    let Some(mut fields) = fields else { return };
    let id = fields.must_slug("id", "ttkm-03");
    let said = fields.must("lang", lang).then(|| fields.text("lang")).flatten();
    let title = fields.must_text("title", "…").map(|(title, _)| title);
    let made_from = fields.must_text("original", "1a2b3c4d");
    let audio = narration(&mut fields);
    fields.review_by(today);
    fields.finish();
    if let Some((said, place)) = said.filter(|(said, _)| said != lang) {
        notes.say(code::BAD_VALUE, place, format!("lang ghi {said}, tên tệp ghi {lang}"));
    }
    let Some((source, lesson)) = original else {
        notes.add(code::NO_ORIGINAL, 0..0);
        return;
    };
    if let Some((id, place)) = &id
        && *id != lesson.id
    {
        let message = format!("Bản dịch ghi id {id}, bài gốc là {}", lesson.id);
        notes.say(code::TRANSLATION_DIFFERS, place.clone(), message);
    }
    let now = text_hash(source.notes.text());
    if let Some((made_from, place)) = made_from
        && made_from != now
    {
        let fix = format!("Sửa bản dịch theo bài gốc, rồi ghi original: {now}");
        notes.add_with(code::DRIFT, place, code::DRIFT.meaning, fix);
    }
    let Some(blocks) = markdown::parse(notes, file.cut.body, limits) else { return };
    let writer = Writer { notes, around };
    let head = Head::of_translation(lesson, title, audio);
    // The ids are the original's, so they are claimed in a list of their own.
    let Some(read) = lesson::read(&writer, head, lesson.number, &blocks, &Ids::default()) else { return };
    same_questions(notes, &lesson.questions, &read.questions);
    file.bound_output(&read, limits);
    if let Some(known) = known
        && !notes.has_errors()
    {
        lesson.translations.push(Translation {
            lang: known.code.to_owned(),
            title: read.title,
            body: read.body,
            say: read.say,
            drills: read.drills,
            questions: read.questions,
            audio: read.audio,
        });
    }
}

/// A translation asks exactly what the original asks: an answer counts the same in every language.
fn same_questions(notes: &Notes<'_>, original: &[Question], translated: &[Question]) {
    let place = |key: &str| {
        let text = notes.text();
        let at = text.find(&format!("id: {key} ")).unwrap_or(0);
        let start = text[..at].rfind('\n').map_or(0, |end| end + 1);
        start..start + text[start..].lines().next().map_or(0, str::len)
    };
    let keys = |questions: &[Question]| -> Vec<String> {
        questions.iter().map(|question| question.key.to_string()).collect()
    };
    if keys(original) != keys(translated) {
        let message = format!("Bài gốc có các câu {}, theo đúng thứ tự ấy", keys(original).join(", "));
        notes.say(code::TRANSLATION_DIFFERS, 0..0, message);
        return;
    }
    for (one, other) in original.iter().zip(translated) {
        let targets = |question: &Question| -> Vec<Option<u8>> {
            question.options.iter().map(|option| option.target).collect()
        };
        let differs = if one.kind != other.kind {
            Some(format!("Câu {} ở bài gốc là {}", one.key, one.kind.word()))
        } else if one.options.len() != other.options.len() || one.targets.len() != other.targets.len() {
            Some(format!("Câu {} ở bài gốc có {} lựa chọn", one.key, one.options.len()))
        } else if one.right() != other.right() || targets(one) != targets(other) {
            Some(format!("Câu {} có đáp án đúng ở chỗ khác bài gốc", one.key))
        } else {
            None
        };
        if let Some(message) = differs {
            notes.say(code::TRANSLATION_DIFFERS, place(one.key.as_str()), message);
        }
    }
}
