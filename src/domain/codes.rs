//! Codes that people read aloud and type: verification codes of certificates and serials of cards; and bytes as text.
//!
//! Owns: the alphabet and how a typed code is read; hexadecimal. Does not own: the randomness, which the caller brings.

/// Letters and digits that are not mistaken for each other (no 0/O, 1/I/L, U): 32 minus look-alikes = 30 signs.
const ALPHABET: &[u8; 30] = b"23456789ABCDEFGHJKMNPQRSTVWXYZ";

/// Signs of a verification code: 30²⁰ is more than 2⁹⁸ (D7 asks for at least 80 bits). Shown in five groups of four.
pub const VERIFY_CODE_SIGNS: usize = 20;
/// Signs of a card's serial, which helps a trainer to find the card and opens nothing. With six of them, a sheet of forty
/// cards would have met a serial that is taken once in fifty times in a country of 348,362 members.
pub const CARD_SERIAL_SIGNS: usize = 8;

/// Bytes in lower-case hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    let digit = |nibble: u8| char::from_digit(u32::from(nibble), 16).unwrap_or('0');
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

/// Makes a code of `signs` signs from uniform random bytes; asks for bytes until there are enough.
pub fn make(signs: usize, mut random: impl FnMut() -> u8) -> String {
    /// The largest multiple of the alphabet's size in a byte: above it, low signs would be favoured.
    const FAIR_BELOW: u8 = 240;
    let mut code = String::with_capacity(signs);
    while code.len() < signs {
        let byte = random();
        if byte < FAIR_BELOW {
            code.push(char::from(ALPHABET[usize::from(byte) % ALPHABET.len()]));
        }
    }
    code
}

/// A code as printed: groups of four.
pub fn grouped(code: &str) -> String {
    let signs: Vec<char> = code.chars().collect();
    signs.chunks(4).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join("-")
}

/// Reads a typed code: case, spaces and hyphens do not matter. `None` when it has a sign no code has.
pub fn read(typed: &str, signs: usize) -> Option<String> {
    let mut code = String::new();
    for c in typed.chars().filter(|c| !c.is_whitespace() && !matches!(c, '-' | '.' | '–')) {
        let c = c.to_ascii_uppercase();
        if !c.is_ascii() || !ALPHABET.contains(&(c as u8)) || code.len() == signs {
            return None;
        }
        code.push(c);
    }
    (code.len() == signs).then_some(code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sec_d7_a_verification_code_has_more_than_eighty_bits() {
        assert!(VERIFY_CODE_SIGNS as f64 * (ALPHABET.len() as f64).log2() > 80.0);
    }

    #[test]
    fn a_code_is_read_back_however_it_was_typed() {
        let mut byte = 0u8;
        let code = make(VERIFY_CODE_SIGNS, || {
            byte = byte.wrapping_mul(31).wrapping_add(17);
            byte
        });
        assert_eq!(code.len(), VERIFY_CODE_SIGNS);
        assert_eq!(read(&grouped(&code).to_lowercase(), VERIFY_CODE_SIGNS), Some(code.clone()));
        assert_eq!(read(&format!(" {code} "), VERIFY_CODE_SIGNS), Some(code.clone()));
        assert_eq!(read(&code[1..], VERIFY_CODE_SIGNS), None);
        assert_eq!(read(&format!("{code}2"), VERIFY_CODE_SIGNS), None);
        assert_eq!(read("đ", 1), None);
        assert_eq!(read("0", 1), None);
    }
}
