//! `tu-dien.toml`: foreign words that lessons may use, each with its explanation; and the lint for all others.
//!
//! Owns: reading the glossary, which word is foreign. Does not own: where text stands (`html.rs`).
//!
//! ```toml
//! wifi = "mạng không dây trong nhà"
//! ```
//!
//! A word is foreign when it is written in Latin letters, cannot be a Vietnamese syllable even without its marks
//! (*app*, *link*, *online*), and does not begin with a capital, as names and abbreviations do. Words in an address, with
//! a digit, or set as `code` are passed over. Each word is told of once a file.

use crate::diagnostic::{Notes, code};
use crate::letters::is_letter_or_digit;
use crate::markdown::{Inline, InlineKind};
use crate::vietnamese::{bare, said};
use foldhash::fast::RandomState;
use std::cell::RefCell;
use std::collections::{BTreeSet, HashSet};
use std::sync::{Arc, PoisonError, RwLock};
use toml::de::{DeTable, DeValue};

/// The glossary of a course folder.
#[derive(Debug, Default)]
pub(crate) struct Glossary {
    words: Arc<BTreeSet<String>>,
    /// Files with the words told of in them.
    told: RefCell<BTreeSet<(String, String)>>,
    /// Words as they stand between spaces in which nothing was foreign, in whatever module: most words of a text stood
    /// somewhere before.
    passed: Arc<RwLock<HashSet<String, RandomState>>>,
}

/// So many words are remembered as passed.
const MOST_PASSED: usize = 20_000;

impl Glossary {
    /// Reads the glossary, telling of each word without an explanation.
    pub(crate) fn read(notes: &Notes<'_>) -> Self {
        let (table, errors) = DeTable::parse_recoverable(notes.text());
        for error in &errors {
            notes.add(code::BROKEN_GLOSSARY, error.span().unwrap_or(0..1));
        }
        let mut words = BTreeSet::new();
        for (word, meaning) in table.get_ref() {
            match meaning.get_ref() {
                DeValue::String(text) if !text.trim().is_empty() => {}
                _ if !errors.is_empty() => {}
                _ => {
                    let message = format!("Từ “{}” chưa có lời giải thích", word.get_ref());
                    notes.say(code::BROKEN_GLOSSARY, word.span(), message);
                }
            }
            words.insert(said(word.get_ref()));
        }
        Self { words: Arc::new(words), ..Self::default() }
    }

    /// The same words, of which nothing is told yet: for one module.
    pub(crate) fn fresh(&self) -> Self {
        Self { words: Arc::clone(&self.words), passed: Arc::clone(&self.passed), told: RefCell::default() }
    }

    /// Tells of each foreign word that the glossary does not explain.
    pub(crate) fn look_at(&self, notes: &Notes<'_>, inlines: &[Inline]) {
        for inline in inlines {
            match &inline.kind {
                InlineKind::Text(text) => self.words(notes, text, inline),
                InlineKind::Bold(inner) | InlineKind::Italic(inner) => self.look_at(notes, inner),
                InlineKind::Link { to, text } if !to.starts_with("fact:") => self.look_at(notes, text),
                _ => {}
            }
        }
    }

    fn words(&self, notes: &Notes<'_>, text: &str, inline: &Inline) {
        // Escapes and entities make the text shorter than its source: then the whole piece is the place.
        let exact = text.len() == inline.range.len();
        let unknown: Vec<&str> = {
            let passed = self.passed.read().unwrap_or_else(PoisonError::into_inner);
            text.split_whitespace().filter(|spaced| !passed.contains(*spaced)).collect()
        };
        for spaced in unknown {
            let mut passes = true;
            let token = spaced.trim_matches(|c: char| !is_letter_or_digit(c));
            let is_address = token.contains(|c: char| c.is_numeric() || "@/.:_=&".contains(c));
            for word in token.split(|c: char| !is_letter_or_digit(c)).filter(|_| !is_address) {
                if !is_foreign(word) || self.words.contains(&said(word)) {
                    continue;
                }
                passes = false;
                if !self.told.borrow_mut().insert((notes.file().to_owned(), said(word))) {
                    continue;
                }
                // `word` is a part of `text`.
                let at = inline.range.start + (word.as_ptr() as usize - text.as_ptr() as usize);
                let place = if exact { at..at + word.len() } else { inline.range.clone() };
                notes.say(code::FOREIGN_WORD, place, format!("Từ nước ngoài “{word}” chưa được giải thích"));
            }
            let mut passed = self.passed.write().unwrap_or_else(PoisonError::into_inner);
            if passes && passed.len() < MOST_PASSED {
                passed.insert(spaced.to_owned());
            }
        }
    }
}

/// Units that everybody reads.
const UNITS: [&str; 9] = ["km", "cm", "mm", "kg", "ml", "mg", "kb", "mb", "gb"];

fn is_foreign(word: &str) -> bool {
    let letters = bare(word);
    word.starts_with(char::is_lowercase)
        && letters.len() > 1
        && letters.bytes().all(|b| b.is_ascii_lowercase())
        && !UNITS.contains(&letters.as_str())
        && !is_syllable(&letters)
}

/// First letters of a syllable, longer ones before those they begin with.
const ONSETS: [&str; 27] = [
    "ngh", "ng", "nh", "gh", "gi", "kh", "ch", "ph", "th", "tr", "qu", "b", "c", "d", "g", "h", "k", "l",
    "m", "n", "p", "r", "s", "t", "v", "x", "",
];

/// What may follow them, without marks.
const RIMES: &str = " a ac ach ai am an ang anh ao ap at au ay e ec ech em en eng enh eo ep et eu \
    i ia ich iec iem ien ieng iep iet ieu im in ing inh ip it iu o oa oac oach oai oam oan oang oanh oao oap oat oay \
    oc oe oen oeo oet oi om on ong oong ooc op ot u ua uan uang uat uay uc ue uech uenh ui um un ung uo uoc uoi uom \
    uon uong uop uot uou up ut uu uy uya uych uyen uyet uynh uyt uyp uyu y ych yem yen yeng yet yeu ynh yt ya yu ";

/// Whether these letters, without marks, can be a Vietnamese syllable.
fn is_syllable(letters: &str) -> bool {
    ONSETS.iter().filter_map(|onset| letters.strip_prefix(onset)).any(|rime| {
        // In `gì` and `giêng` the onset's own vowel is the syllable's.
        (rime.is_empty() && letters == "gi") || (!rime.is_empty() && RIMES.contains(&format!(" {rime} ")))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn syllables_of_any_kind_are_not_foreign() {
        let text = "nghiêng quýnh khuỷu giếng gì quốc quyển thuở xoong moóc ngoằn ngoèo tuếch toác yểu điệu hươu rượu \
            huých quyết uống ướt iếc oái chuyện trường nghỉ ghế pin xăng bướu loay hoay khúc khuỷu giặc quạ boong \
            quét mã chuyen tien bà con đường dẫn khuếch trương nguệch ngoạc tuýp voan soát";
        for word in text.split_whitespace() {
            assert!(!is_foreign(word), "{word}");
        }
    }

    #[test]
    fn words_that_no_syllable_can_be_are_foreign_unless_they_are_names() {
        for word in
            ["app", "link", "online", "email", "website", "wifi", "hotline", "video", "shop", "click", "file"]
        {
            assert!(is_foreign(word), "{word}");
        }
        for word in ["Zalo", "VNeID", "QR", "km", "x", "đ", "", "日本"] {
            assert!(!is_foreign(word), "{word}");
        }
    }
}
