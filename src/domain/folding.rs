//! Comparing written Vietnamese: what does not count when two texts are held to say the same.
//!
//! Owns: folding for answers and for what an author or officer typed. Pure. Does not own: sorting and searching names
//! ([`crate::people`]).

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::decompose_canonical;

/// Whether a letter decomposes by itself alone, whatever stands beside it: Latin and Vietnamese letters do.
fn stands_alone(c: char) -> bool {
    matches!(c, '\0'..='\u{2ff}' | '\u{1e80}'..='\u{1eff}' | '\u{2010}'..='\u{2027}')
}

/// Text folded for comparing two answers: normal form, case, white space, closing punctuation and the place of the
/// tone mark do not count (`Hoà ` = `hòa.`); the tone itself does (`ba` ≠ `bà`).
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    // The last is the Greek question mark, which normal form makes a semicolon.
    let closes = |c: char| c.is_whitespace() || ".,;:!?…\u{37e}".contains(c);
    let text = text.trim_start().trim_end_matches(closes);
    // The tones of the word at hand, each of two bytes; they come after its letters.
    let mut tones = String::new();
    for word in text.split_whitespace() {
        if !folded.is_empty() {
            folded.push(' ');
        }
        let mut put = |c: char| match c {
            // nặng, which normal form puts before those above a letter
            '\u{323}' => tones.insert(0, c),
            // huyền, sắc, ngã, hỏi
            '\u{300}' | '\u{301}' | '\u{303}' | '\u{309}' => tones.push(c),
            _ => folded.push(c),
        };
        if word.chars().all(stands_alone) {
            for c in word.chars().flat_map(char::to_lowercase) {
                decompose_canonical(c, &mut put);
            }
        } else {
            word.to_lowercase().nfd().for_each(put);
        }
        folded.push_str(&tones);
        tones.clear();
    }
    folded
}

/// [`fold`], and marks do not count either (`Cà phê` = `ca phe`).
pub fn fold_marks(text: &str) -> String {
    fold(text)
        .nfd()
        .filter(|c| !unicode_normalization::char::is_combining_mark(*c))
        .map(|c| if c == 'đ' { 'd' } else { c })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn case_space_normal_form_and_the_place_of_the_tone_do_not_count() {
        assert_eq!(fold("  Hoà  bình. "), fold("hòa bình"));
        assert_eq!(fold("hòa"), fold("ho\u{300}a"));
        assert_ne!(fold("ba"), fold("bà"));
        assert_ne!(fold("cà phê"), fold("ca phe"));
        assert_eq!(fold("hòa . …"), fold("hòa"));
        assert_eq!(fold("hòa\u{37e}"), fold("hòa;"));
        assert_eq!(fold(&fold("ÀḲ")), fold("ÀḲ"), "two tones in one word, against the order of normal form");
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn normal_form_and_case_never_count(text in "[a-zA-ZÀ-ỹẠ-ỹĐđΣς“”… \u{300}-\u{323}]{0,24}") {
            let decomposed: String = text.nfd().collect();
            let composed: String = text.nfc().collect();
            prop_assert_eq!(fold(&decomposed), fold(&composed));
            prop_assert_eq!(fold(&fold(&text)), fold(&text));
        }
    }

    #[test]
    fn marks_do_not_count_where_the_author_says_so() {
        assert_eq!(fold_marks("Đồng Mây"), "dong may");
        assert_eq!(fold_marks("Cà phê"), fold_marks("ca phe"));
    }
}
