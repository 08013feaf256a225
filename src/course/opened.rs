//! A text file opened: what it is by its name, and what every text is held to.
//!
//! Owns: the bound of a file, its encoding, letters that no text may have. Does not own: which files are read
//! (`module.rs`, `compile.rs`), what stands in them.

use crate::compile::GLOSSARY;
use crate::diagnostic::{Code, Notes, code, is_hidden};
use crate::front_matter::Cut;
use crate::limits::Limits;
use crate::translation;
use serde::Serialize;
use tungngo_domain::ids::Slug;
use unicode_normalization::is_nfc;

/// A file opened: its text and where its front matter ends.
pub(crate) struct Opened<'a> {
    /// The path within its module.
    pub(crate) name: &'a str,
    pub(crate) notes: Notes<'a>,
    pub(crate) cut: Cut,
}

impl Opened<'_> {
    /// Tells if what was made of the file is too large for it.
    pub(crate) fn bound_output(&self, value: &impl Serialize, limits: &Limits) {
        let mut counter = Counter(0);
        let size = serde_json::to_writer(&mut counter, value).map_or(0, |()| counter.0);
        if size > limits.output_for(self.notes.text().len()) {
            self.notes.add(code::OUTPUT_TOO_LARGE, 0..0);
        }
    }
}

/// Counts what is written to it.
struct Counter(usize);

impl std::io::Write for Counter {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0 += bytes.len();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

pub(crate) fn without_bom(text: &str) -> &str {
    text.strip_prefix('\u{feff}').unwrap_or(text)
}

pub(crate) fn text_of<'a>(path: &str, bytes: &'a [u8], limits: &Limits) -> Result<&'a str, Code> {
    if bytes.len() > limits.file_bytes {
        return Err(code::FILE_TOO_LARGE);
    }
    let text = std::str::from_utf8(bytes).map(without_bom).map_err(|_| code::NOT_UTF8)?;
    if text.trim().is_empty() && !matches!(path, "facts.toml" | GLOSSARY) {
        return Err(code::EMPTY_FILE);
    }
    Ok(text)
}

/// Hidden characters are errors; letters in the wrong normal form and a word processor's leftovers are lints.
pub(crate) fn look_at_letters(notes: &Notes<'_>) {
    if notes.is_ordinary() {
        return;
    }
    let mut at = 0;
    let mut normal = true;
    for line in notes.text().split_inclusive('\n') {
        if let Some((column, c)) = line.char_indices().find(|(_, c)| is_hidden(*c)) {
            let start = at + column;
            let message = format!("Có ký tự ẩn U+{:04X}", c as u32);
            notes.say(code::BAD_CHARACTER, start..start + c.len_utf8(), message);
        }
        let leftover = |(_, c): &(usize, char)| matches!(c, '\u{a0}' | '\u{202f}' | '\u{200b}' | '\t');
        if let Some((column, c)) = line.char_indices().find(leftover) {
            let start = at + column;
            let name = match c {
                '\t' => "dấu tab",
                '\u{200b}' => "dấu cách không thấy được",
                _ => "dấu cách cứng",
            };
            notes.say(code::OFFICE_LEFTOVER, start..start + c.len_utf8(), format!("Có {name} trong dòng"));
        }
        if normal && !is_nfc(line) {
            // Once a file: such text comes whole from one keyboard.
            notes.add(code::NOT_NFC, at..at + line.trim_end().len());
            normal = false;
        }
        at += line.len();
    }
}

/// What a file of a module is, by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FileKind {
    Module,
    Lesson(u32),
    Bank,
    Test,
    Practice,
    /// A lesson in another language, or what was meant as one.
    Translation,
    Unknown,
}

impl FileKind {
    pub(crate) fn of(name: &str) -> Self {
        let is_slug = |text: &str| Slug::parse(text).is_ok();
        match name {
            "module.md" => return Self::Module,
            "kiem-tra.md" => return Self::Test,
            "thuc-hanh.md" => return Self::Practice,
            _ => {}
        }
        let Some(stem) = name.strip_suffix(".md") else { return Self::Unknown };
        if let Some(bank) = stem.strip_prefix("ngan-hang/") {
            return if is_slug(bank) { Self::Bank } else { Self::Unknown };
        }
        if translation::cut(name).is_some() {
            return Self::Translation;
        }
        match stem.split_once('-') {
            Some((number, slug)) if number.len() == 2 && slug.len() <= 40 && is_slug(slug) => {
                number.parse().ok().filter(|number| *number > 0).map_or(Self::Unknown, Self::Lesson)
            }
            _ => Self::Unknown,
        }
    }
}
