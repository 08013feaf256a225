//! A taught evening: what may be said of an act that was watched, and of a person.
//!
//! Owns: the three outcomes, the codes of notes (no free remark about a person is ever kept, D4) and the bounds. Does
//! not own: who is invited ([`crate::audience`]) nor who may sign off ([`crate::access`]).

use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// The most people one evening is for: nobody sits beside more.
pub const PEOPLE_MAX: usize = 100;
/// The most modules one evening is about.
pub const MODULES_MAX: usize = 6;
/// The longest reason why an evening does not take place.
pub const WHY_MAX_CHARS: usize = 200;

/// How an act went that a trainer watched. Only [`Self::Alone`] is a sign-off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// *Tự làm*.
    Alone,
    /// *Cần giúp*.
    Helped,
    /// *Chưa*.
    NotYet,
}

impl Outcome {
    /// All, the best first.
    pub const ALL: [Self; 3] = [Self::Alone, Self::Helped, Self::NotYet];

    /// How forms and the database write it.
    pub fn code(self) -> &'static str {
        match self {
            Self::Alone => "alone",
            Self::Helped => "helped",
            Self::NotYet => "not-yet",
        }
    }

    /// Reads [`Self::code`].
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.code() == code)
    }

    /// The Vietnamese word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Alone => "tự làm",
            Self::Helped => "cần giúp",
            Self::NotYet => "chưa",
        }
    }
}

/// What may be noted of a person's evening.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Note {
    /// Came after the beginning.
    Late,
    /// Left before the end.
    Early,
    /// Reads only large letters.
    LargeText,
    /// The phone is weak, or there is none.
    NoPhone,
    /// Somebody should sit beside them next time.
    SitBeside,
    /// Wants the lesson on paper.
    OnPaper,
}

impl Note {
    /// All, in the order shown.
    pub const ALL: [Self; 6] =
        [Self::Late, Self::Early, Self::LargeText, Self::NoPhone, Self::SitBeside, Self::OnPaper];

    /// How forms and the database write it.
    pub fn code(self) -> &'static str {
        match self {
            Self::Late => "late",
            Self::Early => "early",
            Self::LargeText => "large-text",
            Self::NoPhone => "no-phone",
            Self::SitBeside => "sit-beside",
            Self::OnPaper => "on-paper",
        }
    }

    /// Reads [`Self::code`].
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.code() == code)
    }

    /// Several as one text.
    pub fn join(notes: &BTreeSet<Self>) -> String {
        notes.iter().map(|note| note.code()).collect::<Vec<_>>().join(",")
    }

    /// Reads [`Self::join`]; what is no note is left out.
    pub fn split(text: &str) -> BTreeSet<Self> {
        text.split(',').filter_map(Self::from_code).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outcomes_and_notes_read_back() {
        for outcome in Outcome::ALL {
            assert_eq!(Outcome::from_code(outcome.code()), Some(outcome));
            assert_eq!(serde_json::to_string(&outcome).unwrap(), format!("\"{}\"", outcome.code()));
        }
        let all: BTreeSet<Note> = Note::ALL.into_iter().collect();
        assert_eq!(Note::split(&Note::join(&all)), all);
        assert_eq!(Note::split("lazy,late"), [Note::Late].into());
        assert!(Note::join(&all).len() <= 120, "fits its column");
    }
}
