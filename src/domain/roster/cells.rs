//! What a cell says, through all that spreadsheets and hands do to it: lost zeros, scientific notation, days as numbers.

use super::places::key;
use super::{BODY_MAX_CHARS, Reason, Refusal};
use crate::people::{AddressForm, NameError, Phone, TeamRole, clean_line, read_name};
use chrono::{Datelike, Days, NaiveDate};

/// Ages that a member of a team may have.
const AGES: std::ops::RangeInclusive<i32> = 14..=110;

/// A cell as a spreadsheet's CSV keeps it: an apostrophe that only keeps a formula from running is not part of the text.
pub fn unquoted(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest)
            if rest
                .trim_start_matches(' ')
                .starts_with(['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠']) =>
        {
            rest
        }
        _ => cell,
    }
}

/// Signs that the old one-byte fonts TCVN3 and VNI put where letters should be.
const OLD_FONT_SIGNS: [char; 18] =
    ['¨', '©', 'ª', '«', '¬', '®', 'µ', '¶', '·', '¸', '¹', '»', '¼', '½', '¾', '§', '¤', '¦'];

/// A name.
pub fn name(cell: &str) -> Result<String, Refusal> {
    let name = read_name(cell).map_err(|error| match error {
        NameError::Empty => Refusal::new(Reason::NoName, ""),
        NameError::TooLong => Refusal::new(Reason::NameTooLong, cell),
        NameError::NoLetters => Refusal::new(Reason::NameWithoutLetters, cell),
    })?;
    if name.contains(OLD_FONT_SIGNS) {
        return Err(Refusal::new(Reason::OldFont, &name));
    }
    Ok(name)
}

/// The digits of a number that a spreadsheet wrote as `9,12E+08`; `None` where digits are lost.
fn all_digits(mantissa: &str, exponent: &str) -> Option<String> {
    let exponent: usize = exponent.trim_start_matches('+').parse().ok()?;
    let (whole, decimals) = mantissa.split_once([',', '.']).unwrap_or((mantissa, ""));
    let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    // Only where every digit of the number is written is nothing lost.
    let exact = whole.len() == 1 && digits(whole) && digits(decimals) && decimals.len() == exponent;
    exact.then(|| [whole, decimals].concat())
}

/// A phone number, or none where the cell says that there is none.
pub fn phone(cell: &str) -> Result<Option<Phone>, Refusal> {
    let text = clean_line(cell);
    let text = text.trim_start_matches('\'').trim();
    let folded = key(text);
    if folded.is_empty() || ["khong", "khong co", "chua co", "ko", "x", "0"].contains(&folded.as_str()) {
        return Ok(None);
    }
    let lower = text.to_lowercase();
    if let Some((mantissa, exponent)) = lower.split_once('e') {
        let digits =
            all_digits(mantissa, exponent).ok_or_else(|| Refusal::new(Reason::PhoneDigitsLost, text))?;
        return Phone::read(&digits).map(Some).map_err(|_| Refusal::new(Reason::PhoneUnreadable, text));
    }
    // A number of a spreadsheet with a decimal part of zeros.
    let text = text.strip_suffix(".0").or_else(|| text.strip_suffix(",0")).unwrap_or(text);
    if let Ok(phone) = Phone::read(text) {
        return Ok(Some(phone));
    }
    let parts: Vec<&str> =
        text.split([',', ';', '/', '\n']).map(str::trim).filter(|part| !part.is_empty()).collect();
    if parts.len() > 1 && parts.iter().all(|part| Phone::read(part).is_ok()) {
        return Err(Refusal::new(Reason::TwoPhones, text));
    }
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let twice = digits >= 18 && text.chars().all(|c| c.is_ascii_digit() || " .-+()".contains(c));
    Err(Refusal::new(if twice { Reason::TwoPhones } else { Reason::PhoneUnreadable }, text))
}

/// A year of birth: the year itself, a day in any common order, or a spreadsheet's number of a day.
pub fn birth_year(cell: &str, this_year: i32) -> Result<Option<i32>, Refusal> {
    let text = clean_line(cell);
    let text = text.trim_start_matches('\'').trim();
    let folded = key(text);
    if folded.is_empty() || ["khong", "khong ro", "chua ro", "x"].contains(&folded.as_str()) {
        return Ok(None);
    }
    let unreadable = || Refusal::new(Reason::BirthUnreadable, text);
    let whole = text.strip_suffix(".0").or_else(|| text.strip_suffix(",0")).unwrap_or(text);
    let year = if let Ok(number) = whole.parse::<i32>() {
        match whole.len() {
            4 => number,
            // 1927-05-18 to 2036-11-21 as a spreadsheet counts days.
            5 if (10_000..50_000).contains(&number) => spreadsheet_day(number).ok_or_else(unreadable)?.year(),
            _ => return Err(unreadable()),
        }
    } else {
        // The day, without the time that a spreadsheet may add to it.
        let day = text.split(['T', ' ']).next().unwrap_or(text);
        let parts: Vec<&str> = day.split(['/', '-', '.']).collect();
        let parts: Vec<u32> = parts.iter().filter_map(|part| part.parse().ok()).collect();
        let count = day.split(['/', '-', '.']).count();
        match parts.as_slice() {
            [a, b, year] if count == 3 && *year >= 1_000 && fits(*a, *b) => *year as i32,
            [year, month, day] if count == 3 && *year >= 1_000 && fits(*day, *month) => *year as i32,
            [month, year] if count == 2 && *year >= 1_000 && (1..=12).contains(month) => *year as i32,
            _ => return Err(unreadable()),
        }
    };
    if AGES.contains(&(this_year - year)) {
        Ok(Some(year))
    } else {
        Err(Refusal::new(Reason::BirthOutOfRange, text))
    }
}

/// A day and a month, in either order.
fn fits(a: u32, b: u32) -> bool {
    ((1..=31).contains(&a) && (1..=12).contains(&b)) || ((1..=12).contains(&a) && (1..=31).contains(&b))
}

fn spreadsheet_day(number: i32) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(1899, 12, 30)?.checked_add_days(Days::new(u64::try_from(number).ok()?))
}

/// The place in the team, where the cell names one.
pub fn role(cell: &str) -> Option<TeamRole> {
    let key = key(cell);
    let has = |words: &[&str]| words.iter().any(|word| key.contains(word));
    if has(&["to pho", "pho to", "doi pho"]) || key == "pho" {
        Some(TeamRole::Deputy)
    } else if has(&["to truong", "truong to", "doi truong"]) || key == "truong" || key == "tt" {
        Some(TeamRole::Leader)
    } else if has(&["to vien", "thanh vien", "doi vien", "uy vien"]) || key == "tv" || key == "vien" {
        Some(TeamRole::Member)
    } else {
        None
    }
}

/// The body somebody is from, cut to what the roster keeps.
pub fn body(cell: &str) -> Option<String> {
    let text: String = clean_line(cell).chars().take(BODY_MAX_CHARS).collect();
    let text = text.trim().to_owned();
    (!text.is_empty() && !["khong", "x"].contains(&key(&text).as_str())).then_some(text)
}

/// How somebody is spoken to, where the cell says it; *cô/chú* is a pair, *em* is said to both.
pub fn address_form(cell: &str) -> Option<AddressForm> {
    let key = key(cell);
    let words: Vec<&str> = key.split(' ').collect();
    match words.as_slice() {
        ["bac" | "ong" | "ba" | "cu", ..] => Some(AddressForm::Bac),
        ["co", "chu", ..] | ["chu", "co", ..] => Some(AddressForm::CoChu),
        ["anh", "chi", ..] | ["chi", "anh", ..] | ["em", ..] => Some(AddressForm::AnhChi),
        ["co", ..] => Some(AddressForm::Co),
        ["chu", ..] => Some(AddressForm::Chu),
        ["anh", ..] => Some(AddressForm::Anh),
        ["chi", ..] => Some(AddressForm::Chi),
        _ => None,
    }
}

/// The device somebody learns on, where the cell says it.
pub fn device(cell: &str) -> Option<&'static str> {
    let key = key(cell);
    if key.is_empty() {
        None
    } else if key.starts_with("khong") || key.starts_with("chua") || ["ko", "k", "0"].contains(&key.as_str())
    {
        Some("none")
    } else if ["chung", "muon", "nho", "gia dinh"].iter().any(|word| key.contains(word)) {
        Some("shared")
    } else if ["rieng", "co", "x", "1", "smartphone", "dien thoai", "may tinh", "own"]
        .iter()
        .any(|word| key == *word || (word.len() > 2 && key.contains(word)) || key.starts_with("co "))
    {
        Some("own")
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn sec_f4_phones_are_repaired_where_nothing_is_lost_and_refused_otherwise() {
        for text in [
            "0912345678",
            "912345678",
            "0912.345.678",
            "+84 912 345 678",
            "'0912345678",
            "912345678.0",
            "9,12345678E+08",
            "9.12345678E8",
            "0912\u{a0}345\u{a0}678",
            "84912345678",
        ] {
            assert_eq!(phone(text).unwrap().unwrap().digits(), "0912345678", "{text}");
        }
        for text in ["", " ", "không", "Không có", "\u{200B}"] {
            assert_eq!(phone(text), Ok(None), "{text}");
        }
        let refused = |text| phone(text).unwrap_err().reason;
        assert_eq!(refused("9,12E+08"), Reason::PhoneDigitsLost);
        assert_eq!(refused("9.1235E+08"), Reason::PhoneDigitsLost);
        assert_eq!(refused("0912345678 / 0987654321"), Reason::TwoPhones);
        assert_eq!(refused("0912345678, 0987654321"), Reason::TwoPhones);
        assert_eq!(refused("0912345678 0987654321"), Reason::TwoPhones);
        assert_eq!(refused("01691234567"), Reason::PhoneUnreadable);
        assert_eq!(refused("hỏi cô Hằng"), Reason::PhoneUnreadable);
    }

    #[test]
    fn a_year_of_birth_is_read_from_a_year_a_day_or_a_number_of_days() {
        for text in [
            "1959",
            "12/03/1959",
            "3/12/1959",
            "12-3-1959",
            "12.03.1959",
            "1959-03-12",
            "21621",
            "1959.0",
            "1959-03-12T00:00:00",
            "03/1959",
        ] {
            assert_eq!(birth_year(text, 2026), Ok(Some(1959)), "{text}");
        }
        let refused = |text| birth_year(text, 2026).unwrap_err().reason;
        assert_eq!(refused("59"), Reason::BirthUnreadable);
        assert_eq!(refused("khoảng 1959"), Reason::BirthUnreadable);
        assert_eq!(refused("45/45/1959"), Reason::BirthUnreadable);
        assert_eq!(refused("1900"), Reason::BirthOutOfRange);
        assert_eq!(refused("2020"), Reason::BirthOutOfRange);
        assert_eq!(birth_year(" ", 2026), Ok(None));
    }

    #[test]
    fn words_of_offices_are_understood() {
        for (text, wanted) in [
            ("Tổ trưởng", Some(TeamRole::Leader)),
            ("TT", Some(TeamRole::Leader)),
            ("Phó tổ trưởng", Some(TeamRole::Deputy)),
            ("Tổ phó", Some(TeamRole::Deputy)),
            ("Thành viên", Some(TeamRole::Member)),
            ("Bí thư Đoàn", None),
            ("", None),
        ] {
            assert_eq!(role(text), wanted, "{text}");
        }
        for (text, wanted) in [
            ("Riêng", Some("own")),
            ("Có", Some("own")),
            ("Dùng chung", Some("shared")),
            ("Không có", Some("none")),
            ("chưa", Some("none")),
            ("", None),
            ("???", None),
        ] {
            assert_eq!(device(text), wanted, "{text}");
        }
        assert_eq!(address_form("Cô"), Some(AddressForm::Co));
        assert_eq!(address_form("Chị Hằng"), Some(AddressForm::Chi));
        assert_eq!(address_form("chú, cô"), Some(AddressForm::CoChu));
        assert_eq!(address_form("anh/chị"), Some(AddressForm::AnhChi));
        for form in AddressForm::ALL {
            assert_eq!(address_form(form.word()), Some(form));
            assert_eq!(address_form(form.before_name()), Some(form));
        }
        assert_eq!(name("NguyÔn V¨n Hßa").unwrap_err().reason, Reason::OldFont);
        assert_eq!(name("12").unwrap_err().reason, Reason::NameWithoutLetters);
        assert_eq!(unquoted("'=HYPERLINK(1)"), "=HYPERLINK(1)");
        assert_eq!(unquoted("'quoted'"), "'quoted'");
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn any_number_survives_what_a_spreadsheet_does_to_it(number in 300_000_000u64..999_999_999) {
            let full = format!("0{number}");
            let text = number.to_string();
            let scientific = format!("{},{}E+08", &text[..1], &text[1..]);
            for seen in [full.clone(), text.clone(), format!("{text}.0"), scientific, format!("+84{text}")] {
                let read = phone(&seen).unwrap().unwrap();
                prop_assert_eq!(read.digits(), &full);
            }
        }

        #[test]
        fn no_cell_whatever_stops_the_reading(cell in "\\PC{0,60}|[0-9eE+,. /-]{0,24}") {
            let _ = (phone(&cell), birth_year(&cell, 2026), name(&cell), role(&cell), body(&cell));
            let _ = (device(&cell), address_form(&cell), unquoted(&cell));
        }
    }
}
