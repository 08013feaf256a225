//! Named values with their places: what front matter and fact cards have in common.
//!
//! Owns: taking keys one by one, checking their shape, telling of unknown keys and what was probably meant. Does not
//! own: how YAML or TOML is read into them, nor which keys a file has.

use crate::diagnostic::{Notes, code};
use crate::vietnamese::nearest;
use chrono::NaiveDate;
use std::ops::Range;
use tungngo_domain::ids::Slug;

/// A value and where it stands in the file.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Value {
    pub(crate) range: Range<usize>,
    pub(crate) shape: Shape,
}

/// What a value is.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Shape {
    Nothing,
    Text(String),
    List(Vec<Value>),
    Map(Vec<(String, Range<usize>, Value)>),
}

/// The keys of one mapping, taken one by one; what is left at the end is unknown.
pub(crate) struct Fields<'a> {
    notes: &'a Notes<'a>,
    place: Range<usize>,
    left: Vec<(String, Range<usize>, Value)>,
    known: Vec<&'static str>,
}

impl<'a> Fields<'a> {
    /// `place` is where a missing key is told of.
    pub(crate) fn new(
        notes: &'a Notes<'a>,
        place: Range<usize>,
        entries: Vec<(String, Range<usize>, Value)>,
    ) -> Self {
        Self { notes, place, left: entries, known: Vec::new() }
    }

    /// The value of a key, taken out.
    pub(crate) fn take(&mut self, key: &'static str) -> Option<Value> {
        self.known.push(key);
        let at = self.left.iter().position(|(name, ..)| name == key)?;
        Some(self.left.remove(at).2)
    }

    /// A value that is one text: never empty.
    pub(crate) fn text(&mut self, key: &'static str) -> Option<(String, Range<usize>)> {
        let value = self.take(key)?;
        match value.shape {
            Shape::Text(text) if !text.trim().is_empty() => Some((text.trim().to_owned(), value.range)),
            _ => {
                self.bad(key, value.range, "một dòng chữ");
                None
            }
        }
    }

    pub(crate) fn must_text(&mut self, key: &'static str, example: &str) -> Option<(String, Range<usize>)> {
        self.must(key, example).then(|| self.text(key)).flatten()
    }

    pub(crate) fn number(&mut self, key: &'static str, least: u32, most: u32) -> Option<(u32, Range<usize>)> {
        let (text, range) = self.text(key)?;
        match text.parse() {
            Ok(number) if (least..=most).contains(&number) => Some((number, range)),
            _ => {
                self.bad(key, range, &format!("một số từ {least} đến {most}"));
                None
            }
        }
    }

    pub(crate) fn must_number(
        &mut self,
        key: &'static str,
        least: u32,
        most: u32,
    ) -> Option<(u32, Range<usize>)> {
        self.must(key, &least.to_string()).then(|| self.number(key, least, most)).flatten()
    }

    pub(crate) fn date(&mut self, key: &'static str) -> Option<(NaiveDate, Range<usize>)> {
        let (text, range) = self.text(key)?;
        let date = NaiveDate::parse_from_str(&text, "%Y-%m-%d").ok().filter(|_| text.len() == 10);
        if date.is_none() {
            self.bad(key, range.clone(), "ngày viết kiểu năm-tháng-ngày, ví dụ 2027-03-01");
        }
        date.map(|date| (date, range))
    }

    /// A date by which the author wants to look again; told of when it has passed.
    pub(crate) fn review_by(&mut self, today: NaiveDate) -> Option<NaiveDate> {
        let (date, range) = self.date("review_by")?;
        if date < today {
            self.notes.say(
                code::REVIEW_PAST,
                range,
                format!("Đã quá ngày hẹn xem lại ({})", date.format("%d/%m/%Y")),
            );
        }
        Some(date)
    }

    pub(crate) fn must_slug(&mut self, key: &'static str, example: &str) -> Option<(Slug, Range<usize>)> {
        let (text, range) = self.must_text(key, example)?;
        slug(self.notes, &text, range.clone()).map(|slug| (slug, range))
    }

    /// One of a few words.
    pub(crate) fn word(&mut self, key: &'static str, words: &[&str]) -> Option<String> {
        let (text, range) = self.text(key)?;
        if words.contains(&text.as_str()) {
            return Some(text);
        }
        match nearest(&text, words.iter().copied()) {
            Some(meant) => self.notes.add_with(
                code::BAD_VALUE,
                range,
                format!("{key} không có giá trị “{}”", shorten(&text)),
                format!("Có phải ý bác là {meant}?"),
            ),
            None => self.bad(key, range, &format!("một trong các chữ: {}", words.join(", "))),
        }
        None
    }

    /// Tells of a value that is not what it should be.
    pub(crate) fn bad(&self, key: &str, range: Range<usize>, wanted: &str) {
        self.notes.say(code::BAD_VALUE, range, format!("{key} phải là {wanted}"));
    }

    /// Says whether a required key is there; tells of it if not.
    pub(crate) fn must(&mut self, key: &'static str, example: &str) -> bool {
        let there = self.left.iter().any(|(name, ..)| name == key);
        if !there {
            self.known.push(key);
            self.notes.add_with(
                code::MISSING_KEY,
                self.place.clone(),
                format!("Thiếu mục {key}"),
                format!("Thêm một dòng, ví dụ {key}: {example}"),
            );
        }
        there
    }

    /// Tells of all keys that nobody took.
    pub(crate) fn finish(self) {
        for (name, range, _) in &self.left {
            let fix = match nearest(name, self.known.iter().copied()) {
                Some(meant) => format!("Có phải ý bác là {meant}?"),
                None => format!("Bỏ dòng này. Các mục dùng được: {}.", self.known.join(", ")),
            };
            let message = format!("Mục khai báo lạ “{}”", shorten(name));
            self.notes.add_with(code::UNKNOWN_KEY, range.clone(), message, fix);
        }
    }
}

/// Reads an authored id, telling if it is none.
pub(crate) fn slug(notes: &Notes<'_>, text: &str, range: Range<usize>) -> Option<Slug> {
    let slug = Slug::parse(text).ok();
    if slug.is_none() {
        notes.say(code::BAD_ID, range, format!("Mã “{}” viết sai", shorten(text)));
    }
    slug
}

/// Author's text quoted in a message: its first 60 characters.
pub(crate) fn shorten(text: &str) -> String {
    if text.chars().count() <= 60 {
        return text.to_owned();
    }
    text.chars().take(59).chain(['…']).collect()
}
