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
use crate::vietnamese::nearest;
use chrono::NaiveDate;
use serde::Serialize;
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use toml::de::{DeTable, DeValue};

/// A card of `facts.toml`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FactCard {
    /// Its name, as in `fact:name`.
    pub name: String,
    /// What it prints; empty where the card is faulty.
    pub value: String,
    /// Where it was read.
    pub source: String,
    /// When it was last held against its source.
    pub checked_on: Option<NaiveDate>,
    /// When it must be looked at again.
    pub review_by: Option<NaiveDate>,
    /// Whether that day has passed.
    pub overdue: bool,
    /// The file it stands in: `facts.toml`, or that of a province.
    pub file: String,
    /// Its line in that file, from 1.
    pub line: u32,
    /// Every place that prints it, by file and line.
    pub printed_at: Vec<PrintedAt>,
}

/// A place in a file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct PrintedAt {
    /// The path within the compiled folder.
    pub file: String,
    /// The line, from 1.
    pub line: u32,
}

/// The card of this name.
///
/// # Errors
///
/// What to say of a name that no card has, with the one that was probably meant.
pub fn find_card<'a>(cards: &'a [FactCard], name: &str) -> Result<&'a FactCard, String> {
    let name = name.strip_prefix("fact:").unwrap_or(name);
    cards.iter().find(|card| card.name == name).ok_or_else(|| {
        match nearest(name, cards.iter().map(|card| card.name.as_str())) {
            Some(meant) => format!("Không có thẻ {name}. Có phải ý bác là {meant}?"),
            None => format!("Không có thẻ {name}. Xem mọi thẻ: tungngo course facts"),
        }
    })
}

/// The cards by name, and what was printed of them.
#[derive(Debug, Default)]
pub(crate) struct Facts {
    known: Arc<Known>,
    /// The cards that were read here, not before.
    own: Vec<FactCard>,
    printed: RefCell<Printed>,
}

/// What a card prints, by its name.
#[derive(Debug, Default, Clone)]
struct Known {
    values: BTreeMap<String, String>,
    /// Cards to be filled in, and what is wanted.
    wanted: BTreeMap<String, String>,
}

/// What a module, or a province's part of it, printed.
#[derive(Debug, Default, Clone)]
pub(crate) struct Printed {
    /// The places by the name of the card, of cards that were read before.
    places: BTreeMap<String, BTreeSet<PrintedAt>>,
    /// The cards of provinces, with their places.
    cards: Vec<FactCard>,
}

impl Facts {
    /// Reads all cards, telling of each that is not whole.
    pub(crate) fn read(notes: &Notes<'_>, today: NaiveDate) -> Self {
        Self::default().with(notes, today, false)
    }

    /// Reads a province's cards beside the national ones.
    pub(crate) fn read_local(notes: &Notes<'_>, today: NaiveDate, national: &Self) -> Self {
        national.fresh().with(notes, today, true)
    }

    fn with(mut self, notes: &Notes<'_>, today: NaiveDate, local: bool) -> Self {
        let (table, errors) = DeTable::parse_recoverable(notes.text());
        let known = Arc::make_mut(&mut self.known);
        for error in &errors {
            notes.add(code::BROKEN_FACTS, error.span().unwrap_or(0..1));
        }
        if !errors.is_empty() {
            // What was recovered still serves the lessons, so that one slip is not told a hundred times.
            for (name, card) in table.get_ref() {
                let value =
                    card.get_ref().get("value").and_then(|value| value.get_ref().as_str().map(str::to_owned));
                known.values.insert(name.get_ref().to_string(), value.unwrap_or_default());
            }
            return self;
        }
        for (name, card) in table.get_ref() {
            let DeValue::Table(keys) = card.get_ref() else {
                notes.add(code::BROKEN_FACTS, name.span());
                continue;
            };
            slug(notes, name.get_ref(), name.span());
            if local && known.values.contains_key(name.get_ref().as_ref()) {
                notes.add(code::FACT_TAKEN, name.span());
                continue;
            }
            let entries = keys.iter().map(|(k, v)| (k.get_ref().to_string(), k.span(), shape(v))).collect();
            let mut fields = Fields::new(notes, name.span(), entries);
            if local && let Some((wanted, _)) = fields.text("can") {
                fields.review_by(today);
                fields.finish();
                known.wanted.insert(name.get_ref().to_string(), wanted);
                continue;
            }
            let value = fields.must_text("value", "\"156\"");
            let source = fields.must_text("source", "\"https://…\"");
            let checked =
                fields.must("checked_on", "2026-10-01").then(|| fields.date("checked_on")).flatten();
            let review_by = fields.must("review_by", "2027-04-01").then(|| fields.review_by(today)).flatten();
            fields.finish();
            let value = value.map(|(text, _)| text).unwrap_or_default();
            known.values.insert(name.get_ref().to_string(), value.clone());
            self.own.push(FactCard {
                name: name.get_ref().to_string(),
                value,
                source: source.map(|(text, _)| text).unwrap_or_default(),
                checked_on: checked.map(|(date, _)| date),
                review_by,
                overdue: review_by.is_some_and(|date| date < today),
                file: notes.file().to_owned(),
                line: notes.line(name.span().start),
                printed_at: Vec::new(),
            });
        }
        self
    }

    /// The same cards, of which nothing is printed yet: for one module, or one province's part of it.
    pub(crate) fn fresh(&self) -> Self {
        Self { known: Arc::clone(&self.known), ..Self::default() }
    }

    /// Takes over what a module or a province's part printed, and the province's own cards.
    pub(crate) fn absorb(&self, mut other: Printed) {
        let mut printed = self.printed.borrow_mut();
        printed.cards.append(&mut other.cards);
        for (name, places) in other.places {
            printed.places.entry(name).or_default().extend(places);
        }
    }

    /// Remembers that a line prints the card of this name.
    pub(crate) fn printed_at(&self, name: &str, file: &str, line: u32) {
        let place = PrintedAt { file: file.to_owned(), line };
        self.printed.borrow_mut().places.entry(name.to_owned()).or_default().insert(place);
    }

    /// What was printed, the cards that were read here with their places.
    pub(crate) fn into_printed(self) -> Printed {
        let mut printed = self.printed.into_inner();
        for mut card in self.own {
            card.printed_at = printed.places.remove(&card.name).unwrap_or_default().into_iter().collect();
            printed.cards.push(card);
        }
        printed
    }

    /// The cards with the places that print them.
    pub(crate) fn into_cards(self) -> Vec<FactCard> {
        let mut cards = self.into_printed().cards;
        cards.sort_by(|a, b| (&a.name, &a.file).cmp(&(&b.name, &b.file)));
        cards
    }

    /// The cards that still have to be filled in, with what is wanted.
    pub(crate) fn wanted(&self) -> impl Iterator<Item = (&str, &str)> {
        self.known.wanted.iter().map(|(name, wanted)| (name.as_str(), wanted.as_str()))
    }

    /// What the card of this name prints; empty if the card itself is faulty.
    pub(crate) fn value(&self, name: &str) -> Option<&str> {
        self.known.values.get(name).map(String::as_str)
    }

    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.known.values.keys().map(String::as_str)
    }
}

impl Printed {
    /// Puts each place where it belongs; those of another file's lines are left out.
    pub(crate) fn moved(mut self, place: impl Fn(u32) -> Option<u32>) -> Self {
        for places in self.places.values_mut() {
            let moved = std::mem::take(places).into_iter();
            *places = moved.filter_map(|at| Some(PrintedAt { line: place(at.line)?, ..at })).collect();
        }
        self
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
