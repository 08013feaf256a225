//! The tree of units: the nation, provinces, communes, and villages with their teams.
//!
//! Owns: the kinds and how a unit is named in a sentence. Does not own: reforms of the map, which keep history by
//! validity dates in storage.

use serde::{Deserialize, Serialize};

/// The level of a unit. There are no districts since 2025-07-01 (facts.md §2.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum UnitKind {
    /// The whole country.
    Nation,
    /// *tỉnh* or *thành phố*.
    Province,
    /// *xã*, *phường* or *đặc khu*.
    Commune,
    /// *thôn, bản, ấp, tổ dân phố*: has no official code, and one team.
    Village,
}

impl UnitKind {
    /// How the database writes it.
    pub fn code(self) -> &'static str {
        match self {
            Self::Nation => "nation",
            Self::Province => "province",
            Self::Commune => "commune",
            Self::Village => "village",
        }
    }

    /// Reads [`Self::code`].
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Nation, Self::Province, Self::Commune, Self::Village]
            .into_iter()
            .find(|kind| kind.code() == code)
    }

    /// The level right below, if any.
    pub fn below(self) -> Option<Self> {
        match self {
            Self::Nation => Some(Self::Province),
            Self::Province => Some(Self::Commune),
            Self::Commune => Some(Self::Village),
            Self::Village => None,
        }
    }
}

/// The 34 provinces and cities of the map in force since 2025-07-01: official code and bare name.
pub const PROVINCES: [(&str, &str); 34] = [
    ("01", "Hà Nội"),
    ("04", "Cao Bằng"),
    ("08", "Tuyên Quang"),
    ("11", "Điện Biên"),
    ("12", "Lai Châu"),
    ("14", "Sơn La"),
    ("15", "Lào Cai"),
    ("19", "Thái Nguyên"),
    ("20", "Lạng Sơn"),
    ("22", "Quảng Ninh"),
    ("24", "Bắc Ninh"),
    ("25", "Phú Thọ"),
    ("31", "Hải Phòng"),
    ("33", "Hưng Yên"),
    ("37", "Ninh Bình"),
    ("38", "Thanh Hóa"),
    ("40", "Nghệ An"),
    ("42", "Hà Tĩnh"),
    ("44", "Quảng Trị"),
    ("46", "Huế"),
    ("48", "Đà Nẵng"),
    ("51", "Quảng Ngãi"),
    ("52", "Gia Lai"),
    ("56", "Khánh Hòa"),
    ("66", "Đắk Lắk"),
    ("68", "Lâm Đồng"),
    ("75", "Đồng Nai"),
    ("79", "Hồ Chí Minh"),
    ("80", "Tây Ninh"),
    ("82", "Đồng Tháp"),
    ("86", "Vĩnh Long"),
    ("91", "An Giang"),
    ("92", "Cần Thơ"),
    ("96", "Cà Mau"),
];

/// The bare name of a province by its official code.
pub fn province_name(code: &str) -> Option<&'static str> {
    PROVINCES.iter().find(|(known, _)| *known == code).map(|(_, name)| *name)
}

/// A unit's name inside a sentence: the type word in lower case ("xã Đồng Mây", "tỉnh Tuyên Quang").
pub fn in_sentence(name: &str) -> String {
    const TYPES: [&str; 8] = ["Thành phố", "Đặc khu", "Tỉnh", "Phường", "Xã", "Thôn", "Bản", "Tổ dân phố"];
    for word in TYPES {
        if let Some(rest) = name.strip_prefix(word).filter(|rest| rest.starts_with(' ')) {
            return format!("{}{rest}", word.to_lowercase());
        }
    }
    name.to_owned()
}

/// The name of a province or commune without its type word ("Xã Đồng Mây" → "Đồng Mây"): by which lists are ordered.
pub fn bare_name(name: &str) -> &str {
    ["Thành phố ", "Đặc khu ", "Phường ", "Tỉnh ", "Xã "]
        .iter()
        .find_map(|word| name.strip_prefix(word))
        .unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_type_word_is_lower_case_inside_a_sentence() {
        assert_eq!(in_sentence("Xã Đồng Mây"), "xã Đồng Mây");
        assert_eq!(in_sentence("Thành phố Hà Nội"), "thành phố Hà Nội");
        assert_eq!(in_sentence("Bản"), "Bản");
        assert_eq!(in_sentence("Xãnh"), "Xãnh");
        assert_eq!(bare_name("Thành phố Hà Nội"), "Hà Nội");
        assert_eq!(bare_name("Xãnh"), "Xãnh");
    }
}
