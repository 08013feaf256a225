//! Fast answers about letters for the text nearly every lesson holds: plain Latin and Vietnamese in its normal form.
//!
//! Owns: deciding from the bytes alone that nothing is to be looked for, and what a letter is. Each answer is the
//! slow function's, only sooner; the tests hold them to it. Does not own: what is told (`opened.rs`, `markdown.rs`).

/// Whether the text certainly has no control, hidden or invisible character but line ends, no tab and no hard space,
/// and is in normal form C: letters of Latin and Vietnamese, and the usual punctuation. `false` means: look closer.
pub(crate) fn is_ordinary(text: &str) -> bool {
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(&first) = bytes.get(at) {
        at += match first {
            b'\n' | b'\r' | 0x20..=0x7e => 1,
            // U+00A1–U+00BF without the soft hyphen, U+00C0–U+02FF: no marks that combine before U+0300.
            0xc2 if matches!(bytes.get(at + 1), Some(0xa1..=0xac | 0xae..=0xbf)) => 2,
            0xc3..=0xcb => 2,
            // U+1E80–U+1EFF: every Vietnamese letter with two marks.
            0xe1 if matches!(bytes.get(at + 1), Some(0xba | 0xbb)) => 3,
            // U+2010–U+2027: dashes, quotes, dots.
            0xe2 if bytes.get(at + 1) == Some(&0x80) && matches!(bytes.get(at + 2), Some(0x90..=0xa7)) => 3,
            // U+2190–U+21BF: arrows.
            0xe2 if bytes.get(at + 1) == Some(&0x86) => 3,
            _ => return false,
        };
    }
    true
}

/// [`char::is_alphanumeric`], without a search for the letters of Latin and Vietnamese.
pub(crate) fn is_letter_or_digit(c: char) -> bool {
    match c {
        '\0'..='\u{7f}' => c.is_ascii_alphanumeric(),
        '\u{c0}'..='\u{d6}' | '\u{d8}'..='\u{f6}' | '\u{f8}'..='\u{2c1}' | '\u{1e00}'..='\u{1eff}' => true,
        '\u{2010}'..='\u{2027}' => false,
        _ => c.is_alphanumeric(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::is_hidden;
    use proptest::prelude::*;
    use unicode_normalization::is_nfc;

    fn to_look_for(c: char) -> bool {
        is_hidden(c) || matches!(c, '\u{a0}' | '\u{ad}' | '\u{202f}' | '\u{200b}' | '\t')
    }

    #[test]
    fn each_letter_gets_the_slow_answer() {
        for c in '\0'..='\u{ffff}' {
            assert_eq!(is_letter_or_digit(c), c.is_alphanumeric(), "U+{:04X}", c as u32);
            let text = c.to_string();
            if is_ordinary(&text) {
                assert!(!to_look_for(c) && is_nfc(&text), "U+{:04X}", c as u32);
            }
        }
        assert!(is_ordinary("Bác bấm “Chuyển tiền” → chờ… Đã xong – nghỉ.\r\n"));
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn ordinary_text_has_nothing_to_look_for(text in "[a-zà-ỹ“”\u{300}-\u{323}\u{a0}\u{ad}…→ \n]{0,30}") {
            if is_ordinary(&text) {
                prop_assert!(is_nfc(&text) && !text.contains(to_look_for));
            }
        }
    }
}
