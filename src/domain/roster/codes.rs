//! The code of a member in a table of the roster: what tells two people apart whom nothing else tells apart.
//!
//! Our own export gives each member one, and an import takes it up again. It is made of the last ten hexadecimal digits
//! of their id, which are drawn at random, behind a letter, so that no spreadsheet takes it for a number or a day. It
//! tells people of one village apart and is no secret.

use crate::ids::PersonId;
use std::fmt;

/// The letter before the digits.
const PREFIX: char = 'M';
/// Digits of a code.
pub const DIGITS: usize = 10;

/// The code of a member.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Code(u64);

impl Code {
    /// The code of this person.
    pub fn of(id: PersonId) -> Self {
        Self(id.0.as_u64_pair().1 & ((1 << (4 * DIGITS)) - 1))
    }

    /// Reads a cell; a text that is no code of ours says nothing.
    pub fn read(cell: &str) -> Option<Self> {
        Self::from_digits(cell.trim().strip_prefix([PREFIX, PREFIX.to_ascii_lowercase()])?)
    }

    /// The code of these digits, the last ones of an id.
    pub fn from_digits(digits: &str) -> Option<Self> {
        let ours = digits.len() == DIGITS && digits.bytes().all(|b| b.is_ascii_hexdigit());
        ours.then(|| u64::from_str_radix(digits, 16).ok().map(Self)).flatten()
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{PREFIX}{:0DIGITS$X}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use uuid::Uuid;

    #[test]
    fn a_cell_that_is_no_code_says_nothing() {
        for cell in ["", "M", "12", "M12345", "NV00000001", "M00000000001", "Mabcdefghix", "M+123456789"] {
            assert_eq!(Code::read(cell), None, "{cell}");
        }
        let id = PersonId(Uuid::from_u128(0x0190_0000_0000_7000_8000_00AB_0000_0001));
        assert_eq!(Code::of(id).to_string(), "MAB00000001");
        assert_eq!(Code::read(" mab00000001 "), Some(Code::of(id)));
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn a_code_is_read_as_it_is_written(id in any::<u128>()) {
            let code = Code::of(PersonId(Uuid::from_u128(id)));
            prop_assert_eq!(Code::read(&code.to_string()), Some(code));
        }
    }
}
