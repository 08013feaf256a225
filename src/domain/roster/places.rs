//! How units are named in a file: with or without their type word, in any case, with or without marks.

use crate::people::{clean_line, fold, in_title_case, shouted};

/// The type words of villages, folded, the longer before the shorter they begin with.
const VILLAGE_WORDS: [&str; 18] = [
    "to dan pho so",
    "to dan pho",
    "to dan cu",
    "tdp so",
    "tdp",
    "khu dan cu",
    "khu pho",
    "khu",
    "khom",
    "thon",
    "ban",
    "ap",
    "buon",
    "lang",
    "plei",
    "xom",
    "phum",
    "to",
];

/// The type words of communes, folded.
const COMMUNE_WORDS: [&str; 6] = ["xa", "phuong", "dac khu", "thi tran", "x", "p"];
/// The type words of provinces, folded.
const PROVINCE_WORDS: [&str; 5] = ["tinh", "thanh pho", "tp", "t", "tp."];

/// The folded name with single spaces and without punctuation.
pub fn key(name: &str) -> String {
    let folded = fold(&clean_line(name));
    folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

fn without<'t>(key: &'t str, words: &[&str]) -> &'t str {
    words
        .iter()
        .find_map(|word| key.strip_prefix(word)?.strip_prefix(' '))
        .filter(|rest| !rest.is_empty())
        .unwrap_or(key)
}

/// The key of a commune without its type word.
pub fn bare_commune(name: &str) -> String {
    without(&key(name), &COMMUNE_WORDS).to_owned()
}

/// The key of a province without its type word.
pub fn bare_province(name: &str) -> String {
    without(&key(name), &PROVINCE_WORDS).to_owned()
}

/// The key of a village without its type word; leading zeros of a number do not count ("Tổ 03" = "Tổ 3").
pub fn bare_village(name: &str) -> String {
    let key = key(name);
    let place = without(&key, &["to cong nghe so cong dong", "to cnscd", "to cnsc"]);
    let bare = without(place, &VILLAGE_WORDS);
    let trimmed = bare.trim_start_matches('0');
    if bare.chars().all(|c| c.is_ascii_digit()) && !trimmed.is_empty() { trimmed } else { bare }.to_owned()
}

/// Whether a text begins with the type word of a village. Marks count: *Bàn* and *Lăng* are family names, *bản* and
/// *làng* are not.
pub fn names_village(text: &str) -> bool {
    const WORDS: [&str; 20] = [
        "thôn",
        "thon",
        "bản",
        "ấp",
        "khu",
        "khu pho",
        "khu phố",
        "khóm",
        "buôn",
        "làng",
        "plei",
        "tổ",
        "tổ dân phố",
        "to dan pho",
        "tdp",
        "xóm",
        "xom",
        "phum",
        "sóc",
        "đội",
    ];
    let lower = clean_line(text).to_lowercase();
    WORDS.iter().any(|word| lower.strip_prefix(word).is_some_and(|rest| rest.starts_with([' ', '.'])))
}

/// Whether a text begins with the type word of a commune.
pub fn names_commune(text: &str) -> bool {
    let key = key(text);
    without(&key, &COMMUNE_WORDS[..4]) != key
}

/// "Thôn Bến Đá, xã Đồng Mây, tỉnh …" as its parts; a text without commas is a village.
pub fn split(text: &str) -> (String, String, String) {
    let mut parts = text.split([',', ';']).map(clean_line).filter(|part| !part.is_empty());
    let village = parts.next().unwrap_or_default();
    let rest: Vec<String> = parts.collect();
    if names_commune(&village) && !names_village(&village) && !rest.is_empty() {
        return (String::new(), village, rest[0].clone());
    }
    let commune = rest.iter().position(|part| names_commune(part));
    match commune {
        Some(at) => (village, rest[at].clone(), rest.get(at + 1).cloned().unwrap_or_default()),
        None => (village, String::new(), String::new()),
    }
}

/// The name that a village gets which is not known yet: as the file names it, with the heading's type word before a
/// name that has none.
pub fn village_name(text: &str, word: Option<&str>) -> String {
    let name = clean_line(text);
    match word {
        Some(word) if !names_village(&name) && !name.is_empty() => [word, " ", &name].concat(),
        _ => {
            let mut letters = name.chars();
            let rest = letters.clone().skip(1).collect::<String>();
            if shouted(&name) {
                return in_title_case(&name);
            }
            letters.next().map(|first| first.to_uppercase().collect::<String>() + &rest).unwrap_or_default()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_unit_is_known_by_its_bare_name() {
        for text in ["Thôn Bến Đá", "thôn  BẾN ĐÁ", "Ben Da", "thon Be\u{302}\u{301}n \u{110}a\u{301}"]
        {
            assert_eq!(bare_village(text), "ben da", "{text}");
        }
        for text in ["Tổ dân phố số 3", "TDP 03", "Tổ 3", "3", "Tổ dân phố 3."] {
            assert_eq!(bare_village(text), "3", "{text}");
        }
        assert_eq!(bare_village("Tổ 10"), "10");
        assert_eq!(bare_commune("Xã Đồng Mây"), bare_commune("đồng mây"));
        assert_eq!(bare_province("TP. Hồ Chí Minh"), bare_province("Thành phố Hồ Chí Minh"));
        assert_eq!(bare_village("Bản"), "ban");
    }

    #[test]
    fn an_address_is_taken_apart() {
        let parts = |text| split(text);
        assert_eq!(
            parts("Thôn Bến Đá, xã Đồng Mây, tỉnh Tuyên Quang"),
            ("Thôn Bến Đá".into(), "xã Đồng Mây".into(), "tỉnh Tuyên Quang".into())
        );
        assert_eq!(parts("Bến Đá"), ("Bến Đá".into(), String::new(), String::new()));
    }

    #[test]
    fn a_new_village_is_named_as_in_the_file_with_the_word_of_its_heading() {
        assert_eq!(village_name("Bến Đá", Some("Thôn")), "Thôn Bến Đá");
        assert_eq!(village_name("thôn Bến Đá", Some("Thôn")), "Thôn Bến Đá");
        assert_eq!(village_name("THÔN BẾN ĐÁ", None), "Thôn Bến Đá");
        assert_eq!(village_name("3", Some("Tổ dân phố")), "Tổ dân phố 3");
    }
}
