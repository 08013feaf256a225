//! A national lesson changed by a province, section by section: `overlay: <id of the lesson>`.
//!
//! Owns: the keys of such a file, putting the two texts together, telling of faults where the author wrote them. Does
//! not own: what a lesson is (`lesson.rs`): the text put together is read like any other.
//!
//! A section is all from one `##` heading to the next. One whose heading the national lesson has too replaces it whole;
//! any other is put before the practice phone or the questions. `## Câu hỏi` adds questions and takes none away.

use crate::diagnostic::{Allowed, Diagnostic, Notes, Severity, code};
use crate::fields::{Fields, shorten};
use crate::front_matter;
use crate::html::{Surroundings, Writer};
use crate::lesson;
use crate::local::{National, NationalLesson};
use crate::markdown::{self, Block, BlockKind, plain};
use crate::opened::Opened;
use crate::vietnamese::{nearest, said, same_text};
use std::ops::Range;
use tungngo_domain::content::Lesson;

/// What the front matter of an overlay says.
pub(crate) struct Overlay {
    /// The id of the lesson it changes, as written.
    pub(crate) lesson: String,
}

/// Takes the keys of an overlay and looks for its lesson.
pub(crate) fn head(
    mut fields: Fields<'_>,
    notes: &Notes<'_>,
    lesson: String,
    place: Range<usize>,
    national: &National<'_, '_>,
) -> Overlay {
    if let Some((id, range)) = fields.must_slug("id", "ttkm-03-tinh-15") {
        national.ids.claim(notes, &id, range);
    }
    fields.must_number("version", 1, 100_000);
    fields.word("change", &["editorial", "material", "recall"]);
    fields.review_by(national.today);
    fields.finish();
    if !national.lessons.iter().any(|one| one.id == lesson) {
        let fix = match nearest(&lesson, national.lessons.iter().map(|one| one.id.as_str())) {
            Some(meant) => format!("Có phải ý bác là {meant}?"),
            None => code::UNKNOWN_OVERLAY.mend.to_owned(),
        };
        let message = format!("Chuyên đề không có bài mang mã “{}”", shorten(&lesson));
        notes.add_with(code::UNKNOWN_OVERLAY, place, message, fix);
    }
    Overlay { lesson }
}

/// A section of a file: its heading's words, where it begins, where its text begins, where it ends.
struct Section {
    name: String,
    start: usize,
    content: usize,
    end: usize,
}

impl Section {
    fn is_questions(&self) -> bool {
        self.name == "câu hỏi"
    }

    /// Where the page to read has ended.
    fn is_after_page(&self) -> bool {
        self.is_questions() || self.name == "tập trên máy tập"
    }
}

/// The sections of a file, and where the first one begins.
fn sections(text: &str, blocks: &[Block]) -> Vec<Section> {
    let line_start = |at: usize| text[..at].rfind(['\n', '\r']).map_or(0, |end| end + 1);
    let mut sections: Vec<Section> = Vec::new();
    for block in blocks {
        let BlockKind::Heading { level: 2, text: words } = &block.kind else { continue };
        let start = line_start(block.range.start);
        let heading_end = block.range.end.max(block.range.start + 1).min(text.len());
        let content = match text.as_bytes().get(heading_end - 1) {
            Some(b'\n') => heading_end,
            _ => text[heading_end..].find('\n').map_or(text.len(), |more| heading_end + more + 1),
        };
        if let Some(last) = sections.last_mut() {
            last.end = start;
        }
        sections.push(Section { name: said(&plain(words)), start, content, end: text.len() });
    }
    sections
}

/// A text put together from lines of two files.
#[derive(Default)]
struct Mixed {
    text: String,
    lines: usize,
    /// Where each piece begins, by line from 0; whose it is, and its own line.
    pieces: Vec<(usize, bool, usize)>,
    /// The province's block that is never closed, and so would swallow what follows.
    open_block: Option<Range<usize>>,
}

impl Mixed {
    /// Appends whole lines of a file; `own` says whether they are the province's.
    fn add(&mut self, file: &str, range: Range<usize>, own: bool) {
        let Some(piece) = file.get(range.clone()).filter(|piece| !piece.is_empty()) else { return };
        self.pieces.push((self.lines, own, line_count(&file[..range.start])));
        self.text.push_str(piece);
        if !piece.ends_with('\n') {
            self.text.push('\n');
        }
        // A paragraph never runs on into the next piece.
        self.text.push('\n');
        self.lines = line_count(&self.text);
    }

    /// Whose line it is (from 1), and its number there.
    fn origin(&self, line: u32) -> (bool, usize) {
        let line = (line as usize).saturating_sub(1);
        let at = self.pieces.partition_point(|(start, ..)| *start <= line).saturating_sub(1);
        self.pieces.get(at).map_or((false, 0), |(start, own, first)| (*own, first + line - start))
    }
}

/// How many lines end in a text, as [`Notes`] counts them.
fn line_count(text: &str) -> usize {
    let bytes = text.as_bytes();
    bytes
        .iter()
        .enumerate()
        .filter(|(at, byte)| **byte == b'\n' || (**byte == b'\r' && bytes.get(at + 1) != Some(&b'\n')))
        .count()
}

/// Reads the lesson as members of the province see it. Faults are told in the overlay's own lines.
pub(crate) fn apply(
    national: &National<'_, '_>,
    file: &Opened<'_>,
    overlay: &Overlay,
    around: &Surroundings<'_>,
    allowed: &[Allowed],
) -> (Option<Lesson>, Vec<Diagnostic>) {
    let Some(base) = national.lessons.iter().find(|one| one.id == overlay.lesson) else {
        return (None, Vec::new());
    };
    let Some(mixed) = put_together(national, base, file) else { return (None, Vec::new()) };
    // The national lines tell what they told before, and that does not count here.
    let notes = Notes::new(file.notes.file(), &mixed.text, usize::MAX / 2);
    let (outer, facts) = (around.facts, around.facts.fresh());
    let around = &Surroundings { facts: &facts, ..*around };
    let cut = front_matter::cut(notes.text());
    let lesson = front_matter::read(&notes, &cut).and_then(|mut fields| {
        front_matter::allowed(&notes, &mut fields);
        let head = lesson::head(fields, &notes, national.ids, national.today);
        let blocks = markdown::parse(&notes, cut.body, national.limits)?;
        let writer = Writer { notes: &notes, around };
        lesson::read(&writer, head, base.number, &blocks, national.ids)
    });
    let common = lesson.as_ref().and_then(|lesson| national.module?.lesson(&lesson.id));
    let kept = match (&lesson, common) {
        (Some(lesson), Some(common)) if !base.file.notes.has_errors() => {
            lesson.questions.starts_with(&common.questions)
        }
        _ => true,
    };
    if !kept {
        file.notes.add(code::OVERLAY_QUESTIONS, mixed.open_block.clone().unwrap_or(0..0));
    }
    let own_line = |line: u32| {
        let (own, line) = mixed.origin(line);
        own.then(|| u32::try_from(line + 1).unwrap_or(u32::MAX))
    };
    let mut told = Vec::new();
    for mut one in notes.take_found(allowed) {
        if let Some(line) = own_line(one.line) {
            // The numbers of a province's questions need not follow the national ones.
            if one.code != code::QUESTION_NUMBER.code {
                one.line = line;
                told.push(one);
            }
        } else if kept
            && one.severity == Severity::Error
            && one.code != code::ID_TWICE.code
            && !base.file.notes.has_told(one.code)
        {
            told.push(Diagnostic { line: 1, column: 1, length: 1, source_line: None, ..one });
        }
    }
    told.truncate(national.limits.diagnostics_per_file);
    // The national lines print what they printed before.
    outer.absorb(facts.into_printed().moved(own_line));
    if let Some(lesson) = &lesson {
        file.bound_output(lesson, national.limits);
    }
    (lesson, told)
}

fn put_together(
    national: &National<'_, '_>,
    base: &NationalLesson<'_, '_>,
    file: &Opened<'_>,
) -> Option<Mixed> {
    let (common, own) = (base.file.notes.text(), file.notes.text());
    let quiet = Notes::new("", common, 1);
    let common_sections = sections(common, &markdown::parse(&quiet, base.file.cut.body, national.limits)?);
    let Some(blocks) = markdown::parse(&Notes::new("", own, 1), file.cut.body, national.limits) else {
        // Read once more, aloud: what cannot be read is told.
        markdown::parse(&file.notes, file.cut.body, national.limits);
        return None;
    };
    let own_sections = sections(own, &blocks);
    look_before_sections(base, file, &blocks);
    for (index, section) in own_sections.iter().enumerate() {
        if own_sections[..index].iter().any(|before| before.name == section.name) {
            let heading = own[section.start..section.content].trim_end().len();
            file.notes.add(code::SECTION_TWICE, section.start..section.start + heading);
        }
    }
    let replaces = |section: &Section| own_sections.iter().find(|own| own.name == section.name);
    let is_new = |own: &&Section| {
        !own.is_questions() && !common_sections.iter().any(|section| section.name == own.name)
    };
    let mut mixed = Mixed { open_block: open_block(own, &blocks), ..Mixed::default() };
    let first = common_sections.first().map_or(common.len(), |section| section.start);
    mixed.add(common, 0..first, false);
    let mut added = false;
    let mut add_new = |mixed: &mut Mixed| {
        if !std::mem::replace(&mut added, true) {
            own_sections.iter().filter(is_new).for_each(|new| mixed.add(own, new.start..new.end, true));
        }
    };
    for section in &common_sections {
        if section.is_after_page() {
            add_new(&mut mixed);
        }
        match replaces(section) {
            Some(more) if section.is_questions() => {
                mixed.add(common, section.start..section.end, false);
                mixed.add(own, more.content..more.end, true);
            }
            Some(other) => mixed.add(own, other.start..other.end, true),
            None => mixed.add(common, section.start..section.end, false),
        }
    }
    add_new(&mut mixed);
    Some(mixed)
}

/// A block between ``` lines at the end of a file, without the second of them: its first line.
fn open_block(text: &str, blocks: &[Block]) -> Option<Range<usize>> {
    let Block { range, kind: BlockKind::Code { info, .. } } = blocks.last()? else { return None };
    let source = text.get(range.clone())?;
    let closed = source.lines().skip(1).last().is_some_and(|line| {
        let line = line.trim();
        line.len() >= 3 && line.bytes().all(|b| b == b'`' || b == b'~')
    });
    let first = range.start..range.start + source.lines().next().map_or(1, str::len);
    (!info.is_empty() && !closed).then_some(first)
}

/// An overlay is sections; only the lesson's own title may stand before them.
fn look_before_sections(base: &NationalLesson<'_, '_>, file: &Opened<'_>, blocks: &[Block]) {
    let is_section = |block: &Block| matches!(block.kind, BlockKind::Heading { level: 2, .. });
    let before = &blocks[..blocks.iter().position(is_section).unwrap_or(blocks.len())];
    let place = |block: &Block| {
        let text = file.notes.text().get(block.range.clone()).unwrap_or_default();
        block.range.start..block.range.start + text.lines().next().map_or(1, str::len)
    };
    for (index, block) in before.iter().enumerate() {
        match &block.kind {
            BlockKind::Heading { level: 1, text } if index == 0 => {
                let words = plain(text);
                if let Some(title) = base.title.as_deref()
                    && !same_text(title, &words)
                {
                    let message =
                        format!("Bài chung tên “{}”, ở đây ghi “{}”", shorten(title), shorten(&words));
                    let fix = format!("Viết: # {}, hoặc bỏ dòng này.", shorten(title));
                    file.notes.add_with(code::TITLE_DIFFERS, place(block), message, fix);
                }
            }
            _ => file.notes.add(code::OVERLAY_TEXT, place(block)),
        }
    }
    if before.len() == blocks.len() {
        file.notes.say(code::OVERLAY_TEXT, 0..0, "Tệp sửa bài chưa có mục ## nào");
    }
}
