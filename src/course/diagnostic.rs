//! What an author is told: one diagnostic, and the notes in which those of a file are gathered.
//!
//! Owns: positions in characters, how many are told, silencing. Does not own: the codes (`codes.rs`), how a
//! diagnostic is printed (`report.rs`), when a code applies (the file that reads the thing).

pub(crate) use crate::codes::code;
use crate::letters::is_ordinary;
use serde::Serialize;
use std::cell::{Cell, OnceCell, RefCell};
use std::ops::Range;
use unicode_segmentation::UnicodeSegmentation;

/// Whether a module can be published with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// *lỗi*: the module is left out of the catalogue.
    Error,
    /// *cảnh báo*: a lint; the author may silence it by its code, giving a reason.
    Warning,
}

/// A kind of diagnostic: its code never changes meaning and is never reused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Code {
    /// `Q012`, `L003` …
    pub code: &'static str,
    /// Error or warning.
    pub severity: Severity,
    /// What it means, in Vietnamese, as in the authors' reference.
    pub meaning: &'static str,
    /// How to mend it, in Vietnamese, as in the authors' reference.
    pub mend: &'static str,
}

/// One thing an author should know, at its place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Diagnostic {
    /// The stable code: `Q012`, `L003` …
    pub code: &'static str,
    /// Error or warning.
    pub severity: Severity,
    /// The file, relative to the compiled folder.
    pub file: String,
    /// The line, from 1.
    pub line: u32,
    /// The column in grapheme clusters (what people call characters), from 1.
    pub column: u32,
    /// How many grapheme clusters of that line it covers, at least 1.
    pub length: u32,
    /// What is wrong, in Vietnamese.
    pub message: String,
    /// One thing to write instead, in Vietnamese.
    pub fix: String,
    /// The line itself (the part around the place, if the line is very long); `None` where the file has no text.
    pub source_line: Option<SourceLine>,
}

/// The line a diagnostic points at, ready to print.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SourceLine {
    /// The text of the line, tabs shown as one space.
    pub text: String,
    /// The column within `text`, from 1; differs from the diagnostic's only when a very long line was cut.
    pub column: u32,
}

impl Diagnostic {
    /// About a file as a whole, or one that could not be read as text.
    pub(crate) fn about_file(path: &str, code: Code) -> Self {
        Self {
            code: code.code,
            severity: code.severity,
            file: path.to_owned(),
            line: 1,
            column: 1,
            length: 1,
            message: code.meaning.to_owned(),
            fix: code.mend.to_owned(),
            source_line: None,
        }
    }
}

/// Characters of a line shown before the place and, if the line goes on, in all.
const SHOWN_BEFORE: usize = 60;
const SHOWN: usize = 120;

/// Control characters, line separators and marks that turn the direction of text: never needed in a course.
pub(crate) fn is_hidden(c: char) -> bool {
    (c.is_control() && !matches!(c, '\n' | '\r' | '\t'))
        || matches!(c, '\u{2028}' | '\u{2029}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// A lint that the author of a file silences, with a reason.
#[derive(Debug, Clone)]
pub(crate) struct Allowed {
    /// The code of the lint.
    pub(crate) lint: String,
    /// Where that is said.
    pub(crate) place: Range<usize>,
    /// Nothing is told if it silences nothing.
    pub(crate) may_be_idle: bool,
}

/// One file's text and the diagnostics found in it. Positions are byte offsets into the text until one is reported.
pub(crate) struct Notes<'a> {
    file: &'a str,
    text: &'a str,
    line_starts: Vec<usize>,
    room_for_errors: Cell<usize>,
    room_for_warnings: Cell<usize>,
    /// Lints that do not apply to this file.
    passed_over: &'static [Code],
    found: RefCell<Vec<Diagnostic>>,
    is_ordinary: OnceCell<bool>,
}

impl<'a> Notes<'a> {
    pub(crate) fn new(file: &'a str, text: &'a str, most: usize) -> Self {
        let bytes = text.as_bytes();
        let after_break = |(at, byte): (usize, &u8)| match byte {
            b'\n' => Some(at + 1),
            b'\r' if bytes.get(at + 1) != Some(&b'\n') => Some(at + 1),
            _ => None,
        };
        let line_starts =
            std::iter::once(0).chain(bytes.iter().enumerate().filter_map(after_break)).collect();
        Self {
            file,
            text,
            line_starts,
            // One more than told: the last says that there are others. At least one error is always told as such.
            room_for_errors: Cell::new(most.saturating_add(1).max(2)),
            room_for_warnings: Cell::new(most.saturating_add(1)),
            passed_over: &[],
            found: RefCell::default(),
            is_ordinary: OnceCell::new(),
        }
    }

    /// The same, but these lints do not apply to the file.
    pub(crate) fn passing_over(self, lints: &'static [Code]) -> Self {
        Self { passed_over: lints, ..self }
    }

    pub(crate) fn file(&self) -> &'a str {
        self.file
    }

    pub(crate) fn text(&self) -> &'a str {
        self.text
    }

    /// Whether the whole text is [ordinary](crate::letters::is_ordinary): nothing hidden, in normal form.
    pub(crate) fn is_ordinary(&self) -> bool {
        *self.is_ordinary.get_or_init(|| is_ordinary(self.text))
    }

    /// The line, from 1, of a place.
    pub(crate) fn line(&self, at: usize) -> u32 {
        u32::try_from(self.line_starts.partition_point(|start| *start <= at).max(1)).unwrap_or(u32::MAX)
    }

    /// Reports with the code's own words.
    pub(crate) fn add(&self, code: Code, range: Range<usize>) {
        self.add_with(code, range, code.meaning, code.mend);
    }

    /// Reports with a message that carries data.
    pub(crate) fn say(&self, code: Code, range: Range<usize>, message: impl Into<String>) {
        self.add_with(code, range, message, code.mend);
    }

    /// Reports with a message and a mending that carry data.
    pub(crate) fn add_with(
        &self,
        code: Code,
        range: Range<usize>,
        message: impl Into<String>,
        fix: impl Into<String>,
    ) {
        if self.passed_over.contains(&code) {
            return;
        }
        // Errors and warnings have their own room, so that no number of lints can hide an error.
        let room = match code.severity {
            Severity::Error => &self.room_for_errors,
            Severity::Warning => &self.room_for_warnings,
        };
        match room.get() {
            0 => return,
            1 => self.push(code::MORE, range, code::MORE.meaning.to_owned(), code::MORE.mend.to_owned()),
            _ => self.push(code, range, message.into(), fix.into()),
        }
        room.set(room.get() - 1);
    }

    /// Whether another error would still be told; if not, no suggestion need be sought.
    pub(crate) fn has_room(&self) -> bool {
        self.room_for_errors.get() > 1
    }

    /// Whether something with this code has been told so far.
    pub(crate) fn has_told(&self, code: &str) -> bool {
        self.found.borrow().iter().any(|one| one.code == code)
    }

    /// Whether an error has been told so far.
    pub(crate) fn has_errors(&self) -> bool {
        self.found.borrow().iter().any(|one| one.severity == Severity::Error)
    }

    fn push(&self, code: Code, range: Range<usize>, message: String, fix: String) {
        let start = floor_boundary(self.text, range.start);
        let index = self.line_starts.partition_point(|at| *at <= start).max(1) - 1;
        let line_start = self.line_starts[index];
        let line_end = self.line_starts.get(index + 1).copied().unwrap_or(self.text.len());
        let line = self.text[line_start..line_end].trim_end_matches(['\n', '\r']);
        let end = floor_boundary(
            self.text,
            range.end.clamp(start, line_start + line.len().max(start - line_start)),
        );
        let before = self.text[line_start..start].graphemes(true).count();
        let length = self.text[start..end].trim_end().graphemes(true).count().max(1);
        let skip = if line.len() > SHOWN * 2 { before.saturating_sub(SHOWN_BEFORE) } else { 0 };
        let clean = |g: &str| -> String {
            g.chars().map(|c| if is_hidden(c) { '\u{fffd}' } else { c }).take(8).collect()
        };
        let shown: String = if line.len() > SHOWN * 2 {
            line.graphemes(true).skip(skip).take(SHOWN).map(clean).collect()
        } else {
            line.graphemes(true).map(clean).collect()
        };
        self.found.borrow_mut().push(Diagnostic {
            code: code.code,
            severity: code.severity,
            file: self.file.to_owned(),
            line: u32::try_from(index + 1).unwrap_or(u32::MAX),
            column: u32::try_from(before + 1).unwrap_or(u32::MAX),
            length: u32::try_from(length).unwrap_or(u32::MAX),
            message,
            fix,
            source_line: (!self.text.is_empty()).then(|| SourceLine {
                text: shown.replace('\t', " "),
                column: u32::try_from(before - skip + 1).unwrap_or(u32::MAX),
            }),
        });
    }

    /// What was found, without the lints the author silenced; tells of one that silences nothing.
    pub(crate) fn take_found(&self, silenced: &[Allowed]) -> Vec<Diagnostic> {
        // After an error, or more lints than can be told, not every lint had its turn.
        if !self.has_errors() && !self.found.borrow().iter().any(|one| one.code == code::MORE.code) {
            let idle = |allowed: &&Allowed| {
                !allowed.may_be_idle && !self.found.borrow().iter().any(|one| one.code == allowed.lint)
            };
            let idle: Vec<&Allowed> = silenced.iter().filter(idle).collect();
            for Allowed { lint, place, .. } in idle {
                let message = format!("Tệp này không có cảnh báo {lint} nào để tắt");
                self.say(code::UNUSED_ALLOW, place.clone(), message);
            }
        }
        let mut found = self.found.take();
        found.retain(|one| one.severity == Severity::Error || !silenced.iter().any(|a| a.lint == one.code));
        found
    }
}

/// The nearest place at or before `at` where a character begins.
pub(crate) fn floor_boundary(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}
