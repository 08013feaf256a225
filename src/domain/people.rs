//! What is true of a person's name, phone number and form of address, whoever asks.
//!
//! Owns: reading and folding names, reading phone numbers, masking. Does not own: who may see them ([`crate::access`]).

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The longest name, in characters (B10).
pub const NAME_MAX_CHARS: usize = 100;

/// Why a text is no name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NameError {
    /// Nothing but space.
    #[error("the name is empty")]
    Empty,
    /// More than [`NAME_MAX_CHARS`].
    #[error("the name is longer than 100 characters")]
    TooLong,
    /// No letter: a number that slipped into the column.
    #[error("the name holds no letter")]
    NoLetters,
}

/// Cleans a line typed by a person: NFC, no control, zero-width or bidi characters, single spaces (V1, B10).
pub fn clean_line(text: &str) -> String {
    let visible: String = text
        .chars()
        .map(|c| if c.is_whitespace() { ' ' } else { c })
        .filter(|c| !c.is_control() && !is_invisible(*c))
        .nfc()
        .collect();
    visible.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

fn is_invisible(c: char) -> bool {
    matches!(c, '\u{00AD}' | '\u{061C}' | '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{206F}' | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}' | '\u{E0000}'..='\u{E007F}')
}

/// Whether a text is written in capitals only.
pub fn shouted(text: &str) -> bool {
    text.chars().any(char::is_alphabetic) && !text.chars().any(char::is_lowercase)
}

/// The same words, each with its first letter large: "Lò Văn Mẫu", "H'Hen Niê".
pub fn in_title_case(text: &str) -> String {
    let mut inside = false;
    let mut titled = String::with_capacity(text.len());
    for c in text.chars() {
        if inside {
            titled.extend(c.to_lowercase());
        } else {
            titled.extend(c.to_uppercase());
        }
        inside = c.is_alphanumeric();
    }
    titled.nfc().collect()
}

/// Reads a person's name as typed; one in capitals only, as offices send them, in the case of a name.
pub fn read_name(text: &str) -> Result<String, NameError> {
    let name = clean_line(text);
    if name.is_empty() {
        Err(NameError::Empty)
    } else if name.chars().count() > NAME_MAX_CHARS {
        Err(NameError::TooLong)
    } else if !name.chars().any(char::is_alphabetic) {
        Err(NameError::NoLetters)
    } else if shouted(&name) {
        Ok(in_title_case(&name))
    } else {
        Ok(name)
    }
}

/// The given name: the last word of a Vietnamese name.
pub fn given_name(full_name: &str) -> &str {
    full_name.rsplit(' ').next().unwrap_or(full_name)
}

/// The folded key that search and comparison use on both databases: lower case, no marks, đ as d.
pub fn fold(text: &str) -> String {
    text.nfd()
        .filter(|c| !is_combining_mark(*c))
        .flat_map(char::to_lowercase)
        .map(|c| if c == 'đ' { 'd' } else { c })
        .collect()
}

/// A Vietnamese phone number in its national form, ten digits beginning with 0.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Phone(String);

/// The text holds no phone number of ten digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a phone number has ten digits and begins with 0")]
pub struct BadPhone;

impl Phone {
    /// Reads a number as people write it: spaces, dots, hyphens, `+84`, `84…`, or with the first 0 eaten by a
    /// spreadsheet (L4 of accessibility.md).
    pub fn read(text: &str) -> Result<Self, BadPhone> {
        if text.chars().any(|c| !(c.is_ascii_digit() || c.is_whitespace() || "+.-()".contains(c))) {
            return Err(BadPhone);
        }
        let digits: String = text.chars().filter(char::is_ascii_digit).collect();
        let national = match digits.len() {
            10 if digits.starts_with('0') => digits,
            9 if !digits.starts_with('0') => format!("0{digits}"),
            11 if digits.starts_with("84") => format!("0{}", &digits[2..]),
            12 if digits.starts_with("840") => digits[2..].to_owned(),
            _ => return Err(BadPhone),
        };
        Ok(Self(national))
    }

    /// The ten digits.
    pub fn digits(&self) -> &str {
        &self.0
    }

    /// In groups, as printed: `0900 000 123`.
    pub fn grouped(&self) -> String {
        format!("{} {} {}", &self.0[..4], &self.0[4..7], &self.0[7..])
    }

    /// Masked (P5): `09•• ••• 123`.
    pub fn masked(&self) -> String {
        format!("{}•• ••• {}", &self.0[..2], self.last_three())
    }

    /// The last three digits.
    pub fn last_three(&self) -> &str {
        &self.0[7..]
    }

    /// A link that calls it.
    pub fn tel_href(&self) -> String {
        format!("tel:+84{}", &self.0[1..])
    }
}

/// How a person is spoken to (design.md §7). Who speaks to one person says *cô* or *chú*; the pairs are for those of
/// whom nobody has said which.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AddressForm {
    /// *bác*, the default.
    #[default]
    Bac,
    /// *cô*.
    Co,
    /// *chú*.
    Chu,
    /// *anh*.
    Anh,
    /// *chị*.
    Chi,
    /// *cô chú*.
    CoChu,
    /// *anh chị*.
    AnhChi,
}

impl AddressForm {
    /// All forms, in the order they are offered.
    pub const ALL: [Self; 7] =
        [Self::Bac, Self::Co, Self::Chu, Self::Anh, Self::Chi, Self::CoChu, Self::AnhChi];

    /// What is offered to somebody spoken to in this way, if in any: a pair only while it is on record.
    pub fn offered(on_record: Option<Self>) -> impl Iterator<Item = Self> {
        let is_pair = |form: Self| matches!(form, Self::CoChu | Self::AnhChi);
        Self::ALL.into_iter().filter(move |form| !is_pair(*form) || on_record == Some(*form))
    }

    /// The word itself, where no name follows.
    pub fn word(self) -> &'static str {
        match self {
            Self::Bac => "bác",
            Self::Co => "cô",
            Self::Chu => "chú",
            Self::Anh => "anh",
            Self::Chi => "chị",
            Self::CoChu => "cô chú",
            Self::AnhChi => "anh chị",
        }
    }

    /// The word before one person's name: *cô/chú Bích*, for *cô chú Bích* would be two people.
    pub fn before_name(self) -> &'static str {
        match self {
            Self::CoChu => "cô/chú",
            Self::AnhChi => "anh/chị",
            one => one.word(),
        }
    }

    /// How forms and the database write it.
    pub fn code(self) -> &'static str {
        match self {
            Self::Bac => "bac",
            Self::Co => "co",
            Self::Chu => "chu",
            Self::Anh => "anh",
            Self::Chi => "chi",
            Self::CoChu => "co-chu",
            Self::AnhChi => "anh-chi",
        }
    }

    /// Reads [`Self::code`].
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|form| form.code() == code)
    }
}

/// A member's place in the team.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TeamRole {
    /// *tổ trưởng*
    Leader,
    /// *tổ phó*
    Deputy,
    /// *tổ viên*
    Member,
}

impl TeamRole {
    /// All, leaders first.
    pub const ALL: [Self; 3] = [Self::Leader, Self::Deputy, Self::Member];

    /// The Vietnamese word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Leader => "tổ trưởng",
            Self::Deputy => "tổ phó",
            Self::Member => "tổ viên",
        }
    }

    /// How forms and the database write it.
    pub fn code(self) -> &'static str {
        match self {
            Self::Leader => "leader",
            Self::Deputy => "deputy",
            Self::Member => "member",
        }
    }

    /// Reads [`Self::code`].
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.code() == code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn sec_b10_twins_in_different_normal_forms_are_one_name() {
        let composed = "Nguyễn Văn Hòa";
        let decomposed: String = composed.nfd().collect();
        assert_eq!(read_name(&decomposed).unwrap(), composed);
        assert_eq!(fold(composed), "nguyen van hoa");
        assert_eq!(fold("ĐẶNG Thị Đào"), "dang thi dao");
        assert_eq!(read_name("Nguyễn\u{202E}xe").unwrap(), "Nguyễnxe");
        assert_eq!(read_name(" \u{200B}\t "), Err(NameError::Empty));
        assert_eq!(read_name("12"), Err(NameError::NoLetters));
        for (typed, name) in [
            ("LÒ VĂN MẪU", "Lò Văn Mẫu"),
            ("H'HEN NIÊ", "H'Hen Niê"),
            ("ĐẶNG THỊ ÚT", "Đặng Thị Út"),
            ("Y BHIÊU", "Y Bhiêu"),
            ("K’BRỬU-MLÔ", "K’Brửu-Mlô"),
            ("Lò Văn A", "Lò Văn A"),
            ("lò Văn Mẫu", "lò Văn Mẫu"),
        ] {
            assert_eq!(read_name(typed).unwrap(), name);
        }
        assert_eq!(read_name(&"a".repeat(101)), Err(NameError::TooLong));
        assert_eq!(given_name(composed), "Hòa");
    }

    #[test]
    fn a_phone_number_is_read_as_people_write_it() {
        for text in
            ["0900000123", "0900 000 123", "0900.000.123", "+84 900 000 123", "84900000123", "900000123"]
        {
            assert_eq!(Phone::read(text).unwrap().digits(), "0900000123", "{text}");
        }
        for text in ["", "0900", "09000001234567", "abc0900000123", "1900000123", "0900000123;"] {
            assert_eq!(Phone::read(text), Err(BadPhone), "{text}");
        }
        let phone = Phone::read("0900000123").unwrap();
        assert_eq!(phone.masked(), "09•• ••• 123");
        assert_eq!(phone.grouped(), "0900 000 123");
        assert_eq!(phone.tel_href(), "tel:+84900000123");
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn sec_v1_a_cleaned_line_is_clean_and_stays_so(text in "\\PC{0,40}|[\\s\\S]{0,40}") {
            let clean = clean_line(&text);
            prop_assert_eq!(clean_line(&clean), clean.clone());
            prop_assert!(!clean.chars().any(|c| c.is_control() || is_invisible(c)));
        }
    }
}
