//! The learner's PIN: six digits, proposed by the server; one typed by the member must not be easily guessed (P1).
//!
//! Owns: which PINs are allowed, and how random numbers become one. Does not own: hashing it (P2) nor counting wrong
//! tries ([`crate::throttle`]).

use crate::people::Phone;
use std::fmt;

/// How many digits a PIN has.
pub const PIN_DIGITS: usize = 6;
/// Days from printing until the first PIN on a card's stub dies (P1).
pub const FIRST_PIN_DAYS: i64 = 30;

/// A PIN as typed or proposed. Shown only where it must be; `Debug` hides it.
#[derive(Clone, PartialEq, Eq)]
pub struct Pin(String);

impl fmt::Debug for Pin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Pin(••••••)")
    }
}

/// Why something typed is no PIN, or may not become one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PinError {
    /// Not six digits; holds how many digits were typed.
    #[error("{0} digits instead of 6")]
    Length(usize),
    /// Something that is neither a digit nor space.
    #[error("a PIN has digits only")]
    NotDigits,
    /// All alike, few different digits, or a short pattern repeated.
    #[error("the digits repeat")]
    Repeats,
    /// Counts up or down.
    #[error("the digits are a sequence")]
    Sequence,
    /// Looks like a date or a year.
    #[error("the digits look like a date")]
    Date,
    /// Part of the member's phone number.
    #[error("the digits are part of the phone number")]
    PhoneTail,
}

impl Pin {
    /// Reads what was typed; spaces between digits are fine.
    pub fn read(typed: &str) -> Result<Self, PinError> {
        let typed: String = typed.chars().filter(|c| !c.is_whitespace()).collect();
        if typed.chars().any(|c| !c.is_ascii_digit()) {
            return Err(PinError::NotDigits);
        }
        if typed.len() != PIN_DIGITS {
            return Err(PinError::Length(typed.len()));
        }
        Ok(Self(typed))
    }

    /// Turns uniform random numbers into a PIN that passes [`Pin::check_own`]; asks for numbers until one does.
    pub fn propose(mut random: impl FnMut() -> u32, phone: Option<&Phone>) -> Self {
        /// The largest multiple of a million below 2³²: numbers above it would favour small PINs.
        const FAIR_BELOW: u32 = 4_294_000_000;
        loop {
            let number = random();
            if number < FAIR_BELOW {
                let pin = Self(format!("{:06}", number % 1_000_000));
                if pin.check_own(phone).is_ok() {
                    return pin;
                }
            }
        }
    }

    /// The six digits.
    pub fn digits(&self) -> &str {
        &self.0
    }

    /// As shown large: `482 913`.
    pub fn grouped(&self) -> String {
        format!("{} {}", &self.0[..3], &self.0[3..])
    }

    /// The block-list for a lasting PIN (P1): repeats, sequences, dates, the member's own phone number.
    pub fn check_own(&self, phone: Option<&Phone>) -> Result<(), PinError> {
        let digits: Vec<u8> = self.0.bytes().map(|b| b - b'0').collect();
        if repeats(&digits) {
            return Err(PinError::Repeats);
        }
        if is_sequence(&digits) {
            return Err(PinError::Sequence);
        }
        if looks_like_date(&digits) {
            return Err(PinError::Date);
        }
        if phone.is_some_and(|phone| phone.digits().contains(&self.0)) {
            return Err(PinError::PhoneTail);
        }
        Ok(())
    }
}

fn repeats(digits: &[u8]) -> bool {
    let mut different = digits.to_vec();
    different.sort_unstable();
    different.dedup();
    let period = |n: usize| digits.iter().zip(&digits[n..]).all(|(a, b)| a == b);
    different.len() <= 2 || period(2) || period(3)
}

fn is_sequence(digits: &[u8]) -> bool {
    let steps: Vec<i8> = digits.windows(2).map(|pair| ((pair[1] + 10 - pair[0]) % 10) as i8).collect();
    steps.iter().all(|step| *step == 1) || steps.iter().all(|step| *step == 9)
}

/// `ddmmyy`, `mmddyy`, `yymmdd`, `ddyyyy`-like and anything with a birth year 1930–2029 at either end.
fn looks_like_date(digits: &[u8]) -> bool {
    let pair = |at: usize| digits[at] * 10 + digits[at + 1];
    let (a, b, c) = (pair(0), pair(2), pair(4));
    let day_month = |day: u8, month: u8| (1..=31).contains(&day) && (1..=12).contains(&month);
    let year = |high: u8, low: u8| matches!(high, 19 if low >= 30) || (high == 20 && low <= 29);
    day_month(a, b) || day_month(b, a) || day_month(c, b) || year(a, b) || year(b, c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sec_p1_guessable_pins_are_refused_with_their_reason() {
        let phone = Phone::read("0900 731 864").unwrap();
        for (pin, reason) in [
            ("111111", PinError::Repeats),
            ("121212", PinError::Repeats),
            ("472472", PinError::Repeats),
            ("998899", PinError::Repeats),
            ("123456", PinError::Sequence),
            ("876543", PinError::Sequence),
            ("890123", PinError::Sequence),
            ("021157", PinError::Date),
            ("570211", PinError::Date),
            ("471957", PinError::Date),
            ("195784", PinError::Date),
            ("731864", PinError::PhoneTail),
        ] {
            assert_eq!(Pin::read(pin).unwrap().check_own(Some(&phone)), Err(reason), "{pin}");
        }
        assert_eq!(Pin::read("482 913").unwrap().check_own(Some(&phone)), Ok(()));
    }

    #[test]
    fn what_is_not_six_digits_is_no_pin() {
        assert_eq!(Pin::read("4827"), Err(PinError::Length(4)));
        assert_eq!(Pin::read(""), Err(PinError::Length(0)));
        assert_eq!(Pin::read("48291a"), Err(PinError::NotDigits));
        assert_eq!(Pin::read("٤٨٢٩١٣"), Err(PinError::NotDigits));
    }

    #[test]
    fn sec_p1_a_million_proposed_pins_are_allowed_and_evenly_spread() {
        let mut state = 1u64;
        let mut random = || {
            // xorshift64*: enough to test the spread; the real source is the operating system's.
            state ^= state >> 12;
            state ^= state << 25;
            state ^= state >> 27;
            (state.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 32) as u32
        };
        let mut first_digit = [0u32; 10];
        for _ in 0..1_000_000 {
            let pin = Pin::propose(&mut random, None);
            assert_eq!(pin.check_own(None), Ok(()));
            first_digit[usize::from(pin.digits().as_bytes()[0] - b'0')] += 1;
        }
        // Dates make 0–3 rarer; no digit may dominate.
        assert!(first_digit.iter().all(|count| (50_000..150_000).contains(count)), "{first_digit:?}");
    }

    #[test]
    fn a_pin_does_not_show_in_debug_output() {
        assert!(!format!("{:?}", Pin::read("482913").unwrap()).contains("482"));
    }
}
