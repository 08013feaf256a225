//! Small facts about written Vietnamese: folding for comparison, the nearest known word.
//!
//! Owns: pure functions over text. Does not own: what a lint says (the file that checks).

pub(crate) use tungngo_domain::folding::fold;
use unicode_normalization::UnicodeNormalization;

/// Text for matching with a word of the format: lower case, normal form, single spaces.
pub(crate) fn said(text: &str) -> String {
    let words: Vec<String> =
        text.split_whitespace().map(|word| word.to_lowercase().nfc().collect()).collect();
    words.join(" ")
}

/// Whether two texts read the same: only normal form and white space may differ.
pub(crate) fn same_text(a: &str, b: &str) -> bool {
    if a == b {
        return true;
    }
    let words =
        |text: &str| text.split_whitespace().map(|word| word.nfc().collect()).collect::<Vec<String>>();
    words(a) == words(b)
}

/// Text without tone marks and case, for finding what a hurried author meant (`Nut tron` is close to `nút tròn`).
pub(crate) fn bare(text: &str) -> String {
    text.nfd()
        .filter(|c| !unicode_normalization::char::is_combining_mark(*c))
        .flat_map(char::to_lowercase)
        .map(|c| if c == 'đ' { 'd' } else { c })
        .collect()
}

/// The known word that was probably meant, if one is close.
pub(crate) fn nearest<'a>(written: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let written: Vec<char> = bare(written).chars().take(60).collect();
    let allowed = match written.len() {
        0 => return None,
        1..=3 => 1,
        4..=7 => 2,
        _ => 3,
    };
    known
        .into_iter()
        .map(|word| (distance(&written, &bare(word).chars().collect::<Vec<_>>()), word))
        .filter(|(steps, word)| *steps <= allowed && *steps < word.chars().count())
        .min_by_key(|(steps, _)| *steps)
        .map(|(_, word)| word)
}

/// Letters to add, drop or change to turn one word into the other.
fn distance(a: &[char], b: &[char]) -> usize {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let changed = diagonal + usize::from(x != y);
            diagonal = row[j + 1];
            row[j + 1] = changed.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folding_ignores_case_space_normal_form_and_the_place_of_the_tone() {
        for (a, b) in [
            ("Hoà", "hòa"),
            ("thuỷ  chung.", "Thủy chung"),
            ("hoà tiền", "Hòa tiền."),
            ("a\u{309}", "ả"),
            ("khỏe", "khoẻ"),
        ] {
            assert_eq!(fold(a), fold(b), "{a} {b}");
        }
        assert_ne!(fold("ba"), fold("bà"));
        assert_ne!(fold("đa"), fold("da"));
    }

    #[test]
    fn the_nearest_word_forgives_missing_marks_and_slips() {
        let known = ["nút", "nút tròn", "lưới", "dòng"];
        assert_eq!(nearest("nut tron", known), Some("nút tròn"));
        assert_eq!(nearest("Luoi", known), Some("lưới"));
        assert_eq!(nearest("số dư", known), None);
        assert_eq!(nearest("", known), None);
    }
}
