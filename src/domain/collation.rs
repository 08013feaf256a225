//! The order in which Vietnamese people look for a name: the rules of CLDR's `vi` collation, and persons by their given
//! name first.
//!
//! Owns: the sort keys, byte strings that both databases compare alike. Does not own: the folded key of search
//! ([`crate::people::fold`]), which forgets marks.

use crate::people::given_name;
use icu_collator::options::CollatorOptions;
use icu_collator::{CollatorBorrowed, CollatorPreferences};
use std::cmp::Ordering;
use std::sync::LazyLock;

static VIETNAMESE: LazyLock<Option<CollatorBorrowed<'static>>> = LazyLock::new(|| {
    let preferences = CollatorPreferences::from(icu_locale_core::locale!("vi"));
    // The data is compiled in; without it, names fall back to the order of their letters' code points.
    CollatorBorrowed::try_new(preferences, CollatorOptions::default()).ok()
});

/// Compares two texts in Vietnamese order: a < ă < â, d < đ, then ngang, huyền, hỏi, ngã, sắc, nặng.
pub fn compare(a: &str, b: &str) -> Ordering {
    match VIETNAMESE.as_ref() {
        Some(collator) => collator.compare(a, b),
        None => a.cmp(b),
    }
}

/// The key of a text: keys compare as bytes in the order of [`compare`].
pub fn sort_key(text: &str) -> Vec<u8> {
    let mut key = Vec::with_capacity(text.len() + 8);
    if let Some(collator) = VIETNAMESE.as_ref() {
        // Writing to a vector cannot fail.
        let _ = collator.write_sort_key_to(text, &mut key);
    } else {
        key.extend_from_slice(text.as_bytes());
    }
    key
}

/// The key of a person's name: by given name, and among those of one given name by the whole name.
pub fn person_sort_key(full_name: &str) -> Vec<u8> {
    let mut key = sort_key(given_name(full_name));
    // No byte of a key is 0, so a shorter given name comes before a longer one that begins alike.
    key.push(0);
    key.extend(sort_key(full_name));
    key
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn letters_and_tones_stand_in_the_order_of_vietnamese_dictionaries() {
        let letters = ["a", "ă", "â", "b", "c", "d", "đ", "e", "ê", "o", "ô", "ơ", "u", "ư", "y"];
        assert!(letters.is_sorted_by(|a, b| compare(a, b).is_lt()));
        let tones = ["ma", "mà", "mả", "mã", "má", "mạ"];
        assert!(tones.is_sorted_by(|a, b| compare(a, b).is_lt()));
    }

    #[test]
    fn people_stand_by_given_name_then_by_the_whole_name() {
        let names = ["Trần Văn An", "Lê Thị Ánh", "Bùi Văn Hòa", "Nguyễn Thị Hòa", "Lý Thị Xuân"];
        assert!(names.is_sorted_by_key(|name| person_sort_key(name)));
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn keys_compare_as_the_texts_do(a in "[a-zA-Zà-ỹ ]{0,12}", b in "[a-zA-Zà-ỹ ]{0,12}") {
            prop_assert_eq!(sort_key(&a).cmp(&sort_key(&b)), compare(&a, &b));
            prop_assert!(!sort_key(&a).contains(&0));
        }
    }
}
