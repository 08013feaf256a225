//! `facts.toml`: volatile values written once (a hotline, a limit, a fee), each with its source.
//!
//! Owns: reading the cards and finding one by name. Does not own: comparing the printed text with the card (`html.rs`).
//! A province's own cards stand in its folder; one that it still has to fill in says `can = "…"` (what is wanted) in
//! place of value, source and date, and cannot be printed.
//!
//! ```toml
//! [hotline-cuoc-goi-rac]
//! value = "156"
//! source = "https://example.vn/thong-bao"
//! checked_on = 2026-10-01
//! review_by = 2027-04-01
//! ```

use crate::diagnostic::{Notes, code};
use crate::fields::{Fields, Shape, Value, slug};
use chrono::NaiveDate;
use std::collections::BTreeMap;
use toml::de::{DeTable, DeValue};

/// The cards by name: the value each prints.
#[derive(Debug, Default, Clone)]
pub(crate) struct Facts {
    values: BTreeMap<String, String>,
    /// Cards to be filled in, and what is wanted.
    wanted: BTreeMap<String, String>,
}

impl Facts {
    /// Reads all cards, telling of each that is not whole.
    pub(crate) fn read(notes: &Notes<'_>, today: NaiveDate) -> Self {
        Self::default().with(notes, today, false)
    }

    /// Reads a province's cards beside the national ones.
    pub(crate) fn read_local(notes: &Notes<'_>, today: NaiveDate, national: &Self) -> Self {
        national.clone().with(notes, today, true)
    }

    fn with(mut self, notes: &Notes<'_>, today: NaiveDate, local: bool) -> Self {
        let (table, errors) = DeTable::parse_recoverable(notes.text());
        for error in &errors {
            notes.add(code::BROKEN_FACTS, error.span().unwrap_or(0..1));
        }
        if !errors.is_empty() {
            // What was recovered still serves the lessons, so that one slip is not told a hundred times.
            for (name, card) in table.get_ref() {
                let value =
                    card.get_ref().get("value").and_then(|value| value.get_ref().as_str().map(str::to_owned));
                self.values.insert(name.get_ref().to_string(), value.unwrap_or_default());
            }
            return self;
        }
        for (name, card) in table.get_ref() {
            let DeValue::Table(keys) = card.get_ref() else {
                notes.add(code::BROKEN_FACTS, name.span());
                continue;
            };
            slug(notes, name.get_ref(), name.span());
            if local && self.values.contains_key(name.get_ref().as_ref()) {
                notes.add(code::FACT_TAKEN, name.span());
                continue;
            }
            let entries = keys.iter().map(|(k, v)| (k.get_ref().to_string(), k.span(), shape(v))).collect();
            let mut fields = Fields::new(notes, name.span(), entries);
            if local && let Some((wanted, _)) = fields.text("can") {
                fields.review_by(today);
                fields.finish();
                self.wanted.insert(name.get_ref().to_string(), wanted);
                continue;
            }
            let value = fields.must_text("value", "\"156\"");
            fields.must_text("source", "\"https://…\"");
            if fields.must("checked_on", "2026-10-01") {
                fields.date("checked_on");
            }
            if fields.must("review_by", "2027-04-01") {
                fields.review_by(today);
            }
            fields.finish();
            self.values.insert(name.get_ref().to_string(), value.map(|(text, _)| text).unwrap_or_default());
        }
        self
    }

    /// The cards that still have to be filled in, with what is wanted.
    pub(crate) fn wanted(&self) -> impl Iterator<Item = (&str, &str)> {
        self.wanted.iter().map(|(name, wanted)| (name.as_str(), wanted.as_str()))
    }

    /// What the card of this name prints; empty if the card itself is faulty.
    pub(crate) fn value(&self, name: &str) -> Option<&str> {
        self.values.get(name).map(String::as_str)
    }

    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.values.keys().map(String::as_str)
    }
}

fn shape(value: &toml::Spanned<DeValue<'_>>) -> Value {
    let shape = match value.get_ref() {
        DeValue::String(text) => Shape::Text(text.to_string()),
        DeValue::Integer(number) => Shape::Text(number.as_str().to_owned()),
        DeValue::Float(number) => Shape::Text(number.as_str().to_owned()),
        DeValue::Boolean(word) => Shape::Text(word.to_string()),
        DeValue::Datetime(date) => Shape::Text(date.to_string()),
        DeValue::Array(_) => Shape::List(Vec::new()),
        DeValue::Table(_) => Shape::Map(Vec::new()),
    };
    Value { range: value.span(), shape }
}
