//! What all blocks between ``` lines have in common: their names, their lines with places, and plain words in them.
//!
//! Owns: the names of blocks, reading a block line by line, what no block may hold (markup, numbers and addresses that
//! may be somebody's). Does not own: the grammar of any one block (`phone.rs`, `talk.rs`, `card.rs`, `drill.rs`).

use crate::diagnostic::{Notes, code, is_hidden};
use crate::fields::shorten;
use crate::html::{Markup, Writer};
use crate::vietnamese::nearest;
use std::ops::Range;

/// What a block between ``` lines draws.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scene {
    Phone,
    Drill,
    Message,
    Call,
    Card,
}

impl Scene {
    const NAMES: [(&str, Self); 5] = [
        ("dien-thoai", Self::Phone),
        ("may-tap", Self::Drill),
        ("tin-nhan", Self::Message),
        ("cuoc-goi", Self::Call),
        ("the-in", Self::Card),
    ];

    /// The block that these words after ``` name, if any.
    pub(crate) fn of(info: &str) -> Option<Self> {
        let name = info.split_whitespace().next()?;
        Self::NAMES.iter().find(|(known, _)| *known == name).map(|(_, scene)| *scene)
    }

    /// The name authors write.
    pub(crate) fn name(self) -> &'static str {
        Self::NAMES.iter().find(|(_, scene)| *scene == self).map_or("", |(name, _)| name)
    }

    /// Tells of a block whose name is none, and which was probably meant.
    pub(crate) fn unknown(notes: &Notes<'_>, info: &str, place: Range<usize>) {
        let name = info.split_whitespace().next().unwrap_or_default();
        let message = match name {
            "" => "Khối không có tên (bốn dấu cách ở đầu dòng cũng thành khối)".to_owned(),
            _ => format!("Không có khối tên “{}”", shorten(name)),
        };
        let fix = match nearest(name, Self::NAMES.map(|(name, _)| name)) {
            Some(meant) => format!("Có phải ý bác là ```{meant}?"),
            None => code::UNKNOWN_BLOCK.mend.to_owned(),
        };
        notes.add_with(code::UNKNOWN_BLOCK, place, message, fix);
    }
}

/// Words and where they stand.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Said {
    pub(crate) words: String,
    pub(crate) place: Range<usize>,
}

impl Said {
    /// The words as a paragraph's content: escaped, their sentences looked at.
    pub(crate) fn prose(&self, writer: &Writer<'_>) -> Markup {
        plain_words(writer.notes, &self.words, &self.place);
        writer.spoken(&self.words, &self.place)
    }
}

/// A line of a block, without white space at its ends, and where it stands in the file.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Line {
    pub(crate) text: String,
    pub(crate) range: Range<usize>,
}

impl Line {
    /// A part of this line with its place; the whole line's place where hidden characters make it differ.
    pub(crate) fn part(&self, part: &str) -> Said {
        let part = part.trim();
        let place = match self.text.rfind(part) {
            Some(at) if !part.is_empty() => self.range.start + at..self.range.start + at + part.len(),
            _ => self.range.clone(),
        };
        Said { words: visible(part), place }
    }
}

/// The lines of a block that are not empty. In a list, each line of the file is indented more than its text.
pub(crate) fn lines(file: &str, source: &str, at: usize) -> Vec<Line> {
    let mut at = at;
    let mut lines = Vec::new();
    for text in source.lines().map(str::trim) {
        let rest = file.get(at..).unwrap_or_default();
        let line = rest.find('\n').map_or(rest, |end| &rest[..=end]);
        let start = at + line.find(text).unwrap_or(0);
        at += line.len();
        if !text.is_empty() {
            lines.push(Line { text: text.to_owned(), range: start..start + text.len() });
        }
    }
    lines
}

/// Text without the characters that no eye sees; the file's own were told already.
pub(crate) fn visible(text: &str) -> String {
    text.chars().filter(|c| !is_hidden(*c)).collect()
}

/// Tells of links and bold in a block, which would be printed as they are written.
pub(crate) fn plain_words(notes: &Notes<'_>, words: &str, place: &Range<usize>) {
    if ["](", "**", "(!"].iter().any(|markup| words.contains(markup)) {
        notes.add(code::PLAIN_WORDS, place.clone());
    }
}

/// Tells of a phone number or an address that may be somebody's: a drawn swindler must not send people to them.
pub(crate) fn look_for_real(notes: &Notes<'_>, said: &Said) {
    if let Some(number) = phone_numbers(&said.words).into_iter().find(|digits| !is_invented(digits)) {
        let message = format!("Số {number} có thể là số của người thật");
        notes.say(code::REAL_NUMBER, said.place.clone(), message);
    }
    if let Some(address) = said.words.split_whitespace().filter_map(address).find(|host| !is_reserved(host)) {
        let message = format!("Địa chỉ “{}” có thể là trang thật", shorten(address));
        notes.say(code::REAL_ADDRESS, said.place.clone(), message);
    }
}

/// Runs of digits that can be dialled, written with or without spaces and dots.
fn phone_numbers(text: &str) -> Vec<String> {
    let mut numbers = Vec::new();
    let mut digits = String::new();
    for c in text.chars().chain(['\n']) {
        match c {
            '0'..='9' => digits.push(c),
            ' ' | '.' | '-' | '+' => {}
            _ => {
                if (9..=12).contains(&digits.len()) && (digits.starts_with('0') || digits.starts_with("84")) {
                    numbers.push(std::mem::take(&mut digits));
                }
                digits.clear();
            }
        }
    }
    numbers
}

fn is_invented(digits: &str) -> bool {
    digits.starts_with("0900000") || digits.starts_with("84900000")
}

/// The host in a word such as `https://a-b.example/x`, if it looks like one.
fn address(word: &str) -> Option<&str> {
    let word = word.split_once("://").map_or(word, |(_, rest)| rest);
    let host = word.split(['/', '?', ')', ',', '”', '"']).next()?.trim_end_matches(['.', '!', ':', ';']);
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-');
    let (name, last) = host.rsplit_once('.')?;
    let is_host = host.chars().all(plain)
        && name.contains(|c: char| c.is_ascii_alphabetic())
        && last.len() >= 2
        && last.chars().all(|c| c.is_ascii_lowercase());
    is_host.then_some(host)
}

fn is_reserved(host: &str) -> bool {
    host.ends_with(".example") || host.ends_with(".gov.vn")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_that_can_be_dialled_are_found_however_they_are_written() {
        for (text, expected) in [
            ("0900 000 987", true),
            ("gọi +84 900 000 011 nhé", true),
            ("Số dư 100.000.000 đ", true),
            ("mã 0912", true),
            ("gọi 0912 345 678 ngay", false),
            ("0987.000.000", false),
            ("+84 912 345 678", false),
        ] {
            assert_eq!(phone_numbers(text).iter().all(|number| is_invented(number)), expected, "{text}");
        }
    }

    #[test]
    fn addresses_are_told_from_sentences() {
        for text in ["Xin chào.Bấm", "45.000", "tr.đ", "a.", "xong.Gọi", "..", "."] {
            assert_eq!(address(text), None, "{text}");
        }
        assert_eq!(address("https://vneid-capnhat.example/x"), Some("vneid-capnhat.example"));
        assert!(is_reserved("dichvucong.gov.vn") && !is_reserved("vneid-capnhat.com"));
        assert_eq!(address("nganhang.com."), Some("nganhang.com"));
    }
}
