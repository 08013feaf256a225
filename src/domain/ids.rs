//! The identities of the programme, one type each, so that a member can never be passed where a unit is meant.
//!
//! Owns: the newtypes and how they are read from text. Does not own: how they are stored (storage converts at its edge).

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;
use uuid::Uuid;

macro_rules! uuid_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Uuid::parse_str(text).map(Self)
            }
        }
    };
}

uuid_id!(
    /// A person with an account; a *member* is a person who belongs to a village team.
    PersonId
);
uuid_id!(
    /// A unit of the tree: the nation, a province, a commune or a village with its team.
    UnitId
);
uuid_id!(
    /// A signed-in browser.
    LoginId
);
uuid_id!(
    /// One try at a certifying test.
    AttemptId
);
uuid_id!(
    /// An entry of the ledger; made where the event happened.
    EventId
);
uuid_id!(
    /// An issued certificate.
    CertificateId
);
uuid_id!(
    /// A training session: a taught evening.
    SessionId
);
uuid_id!(
    /// A test printed for one person.
    SheetId
);

/// Why a text is no [`Slug`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an id is 1 to 40 characters a-z, 0-9 and inner hyphens")]
pub struct BadSlug;

/// The authored id of a module, lesson, bank, question or checklist item: `a-z`, `0-9` and inner hyphens, 1–40 characters.
///
/// Everything recorded points at these, so they are never reused.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Slug(String);

impl Slug {
    /// Reads an authored id.
    pub fn parse(text: &str) -> Result<Self, BadSlug> {
        let fits = (1..=40).contains(&text.len())
            && !text.starts_with('-')
            && !text.ends_with('-')
            && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        if fits { Ok(Self(text.to_owned())) } else { Err(BadSlug) }
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Slug {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for Slug {
    type Error = BadSlug;
    fn try_from(text: String) -> Result<Self, BadSlug> {
        Self::parse(&text)
    }
}

impl From<Slug> for String {
    fn from(slug: Slug) -> String {
        slug.0
    }
}

impl FromStr for Slug {
    type Err = BadSlug;
    fn from_str(text: &str) -> Result<Self, BadSlug> {
        Self::parse(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slug_is_lower_case_ascii_with_inner_hyphens() {
        for good in ["a", "ttkm-03", "k7m2", "dich-vu-cong"] {
            assert!(Slug::parse(good).is_ok(), "{good}");
        }
        for bad in ["", "-a", "a-", "A", "đ", "a b", "a/b", "..", &"a".repeat(41)] {
            assert_eq!(Slug::parse(bad), Err(BadSlug), "{bad}");
        }
    }
}
