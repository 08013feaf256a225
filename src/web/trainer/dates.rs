//! Days as trainers type them.

use chrono::{Datelike, NaiveDate};

/// Reads `19/12/2026`, `2026-12-19` as a date field sends it, or `19/12` as the next such day from today on.
pub fn read_day(text: &str, today: NaiveDate) -> Option<NaiveDate> {
    let text = text.trim().replace(['-', '.', ' '], "/");
    let numbers: Vec<u32> = text.split('/').map(|part| part.parse().ok()).collect::<Option<_>>()?;
    let of_year = |year: i32, month, day| NaiveDate::from_ymd_opt(year, month, day);
    match numbers[..] {
        [day, month, year @ 1000..=9999] | [year @ 1000..=9999, month, day] => {
            of_year(i32::try_from(year).ok()?, month, day)
        }
        [day, month] => (0..=4)
            .filter_map(|later| of_year(today.year() + later, month, day))
            .find(|found| *found >= today),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_read_with_or_without_its_year() {
        let today = NaiveDate::from_ymd_opt(2026, 11, 21).unwrap();
        for (text, wanted) in [
            ("19/12/2026", Some("2026-12-19")),
            (" 9-1-2027 ", Some("2027-01-09")),
            ("2026-12-19", Some("2026-12-19")),
            (" 21/11/2026 ", Some("2026-11-21")),
            ("31/2/2026", None),
            ("19/12", Some("2026-12-19")),
            ("21/11", Some("2026-11-21")),
            ("20.11", Some("2027-11-20")),
            ("29/2", Some("2028-02-29")),
            ("31/2/2027", None),
            ("19/12/26", None),
            ("19", None),
            ("", None),
            ("mai", None),
            ("99999999999/1", None),
        ] {
            assert_eq!(read_day(text, today), wanted.map(|text| text.parse().unwrap()), "{text:?}");
        }
    }
}
