//! Words that carry data: dates, numbers, names and the sentences around them.
//!
//! Owns: how the programme writes them in Vietnamese (design.md §7, domain facts §11.2). Does not own: the sentences
//! themselves, which stand in `messages/vi.ftl`.

use crate::web::messages::message;
use chrono::{DateTime, Datelike, NaiveDate, Timelike, Utc};
use std::cmp::Ordering;
use tungngo_domain::content::Decimal;
use tungngo_domain::months::Month;
use tungngo_domain::people::{AddressForm, given_name};
use tungngo_domain::time::in_vietnam;

/// A month with its year: `9/2026`, `02/2026`; as in dates, the first two have a nought.
pub fn month(month: Month) -> String {
    let first = month.first_day();
    [&month_digits(first), "/", &first.year().to_string()].concat()
}

fn month_digits(day: NaiveDate) -> String {
    if day.month() < 3 { format!("{:02}", day.month()) } else { day.month().to_string() }
}

/// A whole number with dots: `348.362`.
pub fn number(n: u64) -> String {
    let digits = n.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            out.push('.');
        }
        out.push(digit);
    }
    out
}

/// An exact number with dots and a comma: `45.000`, `2,5`.
pub fn decimal(n: &Decimal) -> String {
    let text = n.abs().normalize().to_string();
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let mut out = if n.is_sign_negative() { "-".to_owned() } else { String::new() };
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && (whole.len() - place).is_multiple_of(3) {
            out.push('.');
        }
        out.push(digit);
    }
    if !fraction.is_empty() {
        out.push(',');
        out.push_str(fraction);
    }
    out
}

/// A range of numbers: `từ 3 đến 5`.
pub fn from_to(from: &Decimal, to: &Decimal) -> String {
    message("word-from-to", &[("from", &decimal(from)), ("to", &decimal(to))])
}

/// A share of a whole to one decimal: `60,3%`; a dash when there is no whole.
pub fn percent(part: u64, whole: u64) -> String {
    share_tenths(part, whole).map_or_else(|| "–".to_owned(), |share| [&tenths(share), "%"].concat())
}

/// By how much something changed: `+312`, `−4`, `0`.
pub fn change(from: u64, to: u64) -> String {
    [sign(from, to), &number(to.abs_diff(from))].concat()
}

/// The same as a share of what it was: `+35,0%`; a dash when it was nothing.
pub fn change_percent(from: u64, to: u64) -> String {
    match share_tenths(to.abs_diff(from), from) {
        Some(share) => [sign(from, to), &tenths(share), "%"].concat(),
        None => "–".to_owned(),
    }
}

/// By how many points a rate changed, as both are written: `+2,1`; a dash where one is none.
pub fn change_points(from: (u64, u64), to: (u64, u64)) -> String {
    match (share_tenths(from.0, from.1), share_tenths(to.0, to.1)) {
        (Some(from), Some(to)) => [sign(from, to), &tenths(to.abs_diff(from))].concat(),
        _ => "–".to_owned(),
    }
}

fn sign(from: u64, to: u64) -> &'static str {
    match to.cmp(&from) {
        Ordering::Less => "−",
        Ordering::Equal => "",
        Ordering::Greater => "+",
    }
}

/// A share in tenths of a percent, rounded as it is written; none where there is no whole.
fn share_tenths(part: u64, whole: u64) -> Option<u64> {
    let n = (u128::from(part) * 2000 + u128::from(whole)).checked_div(u128::from(whole) * 2)?;
    Some(u64::try_from(n).unwrap_or(u64::MAX))
}

/// A number of tenths: `0,5`.
pub fn tenths(n: u64) -> String {
    format!("{},{}", number(n / 10), n % 10)
}

/// A day near today: `30/11`.
pub fn day(day: NaiveDate) -> String {
    format!("{:02}/{:02}", day.day(), day.month())
}

/// A day of any year: `30/11/2026`.
pub fn full_day(date: NaiveDate) -> String {
    format!("{}/{}", day(date), date.year())
}

/// A day with its weekday: `thứ Hai 30/11`.
pub fn weekday_day(date: NaiveDate) -> String {
    const WEEKDAYS: [&str; 7] = ["thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật"];
    format!("{} {}", WEEKDAYS[date.weekday().num_days_from_monday() as usize], day(date))
}

/// A day as certificates write it: `ngày 21 tháng 11 năm 2026`; January and February with a leading zero.
pub fn long_day(date: NaiveDate) -> String {
    let month = month_digits(date);
    format!("ngày {:02} tháng {month} năm {}", date.day(), date.year())
}

/// A time of day on a Vietnamese clock: `19 giờ 30`, `7 giờ`.
pub fn clock(at: DateTime<Utc>) -> String {
    let local = in_vietnam(at);
    if local.minute() == 0 {
        format!("{} giờ", local.hour())
    } else {
        format!("{} giờ {:02}", local.hour(), local.minute())
    }
}

/// A moment: `19 giờ 30, 21/11/2026`.
pub fn moment(at: DateTime<Utc>) -> String {
    format!("{}, {}", clock(at), full_day(in_vietnam(at).date_naive()))
}

/// How a person is called: `bác Hòa`.
pub fn called(form: AddressForm, full_name: &str) -> String {
    format!("{} {}", form.before_name(), given_name(full_name))
}

/// The same at the beginning of a sentence or heading: `Bác Hòa`.
pub fn capital(text: &str) -> String {
    let mut chars = text.chars();
    match chars.next() {
        Some(first) => first.to_uppercase().chain(chars).collect(),
        None => String::new(),
    }
}

/// Six digits in two groups: `482 913`.
pub fn pin_digits(pin: &str) -> String {
    in_groups(pin, 3)
}

/// Text in groups of some characters, as keys and codes are read aloud.
pub fn in_groups(text: &str, size: usize) -> String {
    let mut out = String::with_capacity(text.len() * 2);
    for (place, c) in text.chars().enumerate() {
        if place > 0 && place.is_multiple_of(size.max(1)) {
            out.push(' ');
        }
        out.push(c);
    }
    out
}

/// "5 người đã có giấy chứng nhận.", "Chưa ai có giấy chứng nhận."
fn certified_people(certified: u64) -> String {
    match certified {
        0 => message("word-certified-none", &[]),
        some => message("word-certified", &[("certified", &number(some))]),
    }
}

/// "8 tổ, 40 thành viên. 5 người đã có giấy chứng nhận."
pub fn commune_counts(teams: u64, members: u64, certified: u64) -> String {
    let args =
        [("teams", number(teams)), ("members", number(members)), ("certified", certified_people(certified))];
    message("word-commune-counts", &args.each_ref().map(|(name, text)| (*name, text.as_str())))
}

/// "5 thành viên. Chưa ai có giấy chứng nhận."
pub fn team_counts(members: u64, certified: u64) -> String {
    let (members, certified) = (number(members), certified_people(certified));
    message("word-team-counts", &[("members", &members), ("certified", &certified)])
}

/// Sentences and labels that take numbers or names. Each is one message of the catalogue.
macro_rules! sentences {
    ($($(#[$doc:meta])* $name:ident($($arg:ident: $kind:ident),*) = $key:literal;)*) => {$(
        $(#[$doc])*
        pub fn $name($($arg: sentences!(@type $kind)),*) -> String {
            message($key, &[$((stringify!($arg), &sentences!(@text $kind $arg))),*])
        }
    )*};
    (@type text) => { &str };
    (@type count) => { u64 };
    (@type date) => { NaiveDate };
    (@text text $arg:ident) => { $arg };
    (@text count $arg:ident) => { number($arg) };
    (@text date $arg:ident) => { day($arg) };
}

sentences! {
    /// "Chào bác Hòa"
    greeting(who: text) = "word-greeting";
    /// "khoảng 8 phút"
    about_minutes(minutes: count) = "word-about-minutes";
    /// "Chuyên đề 3"
    module_place(module: count) = "word-module-place";
    /// "Chuyên đề 3, bài 2 trong 5"
    lesson_place(module: count, lesson: count, lessons: count) = "word-lesson-place";
    /// "Bài 2 trong 5, khoảng 8 phút"
    next_lesson(lesson: count, lessons: count, minutes: count) = "word-next-lesson";
    /// "Hạn: thứ Hai 30/11, còn 9 ngày"; `when` from [`weekday_day`].
    deadline_left(when: text, days: count) = "word-deadline-left";
    /// "Hạn: thứ Hai 30/11, đã qua 2 ngày"
    deadline_past(when: text, days: count) = "word-deadline-past";
    /// "Sáng đèn 1 trong 5 chuyên đề"
    houses_lit(lit: count, all: count) = "word-houses-lit";
    /// "Đang học, xong 1/5 bài"
    studying(done: count, all: count) = "word-studying";
    /// "Đã học 1 trong 5 bài", the reading of a bar.
    lessons_bar(done: count, all: count) = "word-lessons-bar";
    /// "3/5 bài"
    lessons_done(done: count, all: count) = "word-lessons-done";
    /// "Bài 2, câu hỏi 2 trong 3"
    question_place(lesson: count, question: count, questions: count) = "word-question-place";
    /// "Câu 2/3 – Bài 3: Quét mã", a page title.
    question_title(question: count, questions: count, lesson: count, lesson_title: text) = "word-question-title";
    /// "Câu 2: đúng rồi", a page title.
    answer_title_right(question: count) = "word-answer-title-right";
    /// "Câu 2: chưa đúng", a page title.
    answer_title_wrong(question: count) = "word-answer-title-wrong";
    /// "Chọn 2 ý"
    choose_many(count: count) = "word-choose-many";
    /// "Trả lời 3 câu hỏi"
    answer_questions(questions: count) = "word-answer-questions";
    /// "Câu 2"
    question(number: count) = "word-question";
    /// "Máy tập, bước 1 trong 4"
    drill_place(step: count, steps: count) = "word-drill-place";
    /// "Bước 1/4 – Máy tập, bài 3: Quét mã", a page title.
    drill_title(step: count, steps: count, lesson: count, lesson_title: text) = "word-drill-title";
    /// "Máy tập 2", where a lesson has several.
    drill(number: count) = "word-drill";
    /// "Máy tập của bài 2"
    drill_of_lesson(lesson: count) = "word-drill-of-lesson";
    /// "Đã tập xong 1 trong 3 máy tập"
    drilled(done: count, all: count) = "word-drilled";
    /// "Xem bài 3"
    see_lesson(number: count) = "word-see-lesson";
    /// "Bài 2. Trả tiền bằng mã QR"
    lesson_name(number: count, title: text) = "word-lesson-name";
    /// "Về chuyên đề 3"
    back_to_module(module: count) = "word-back-to-module";
    /// "12 câu hỏi, không tính giờ"
    test_questions(questions: count) = "word-test-questions";
    /// "Đúng từ 10 câu là đạt"
    test_needed(needed: count) = "word-test-needed";
    /// "Hôm nay còn 2 lần làm"
    tries_left(tries: count) = "word-tries-left";
    /// "Hôm nay đã làm 3 lần. Mai làm lại được."
    tries_used(tries: count) = "word-tries-used";
    /// "Câu 2 trong 12"
    attempt_place(question: count, questions: count) = "word-attempt-place";
    /// "Câu 2/12 – Kiểm tra: Thanh toán", a page title.
    attempt_title(question: count, questions: count, module_title: text) = "word-attempt-title";
    /// "Còn 2 câu chưa trả lời"
    unanswered(questions: count) = "word-unanswered";
    /// "Đạt rồi, chúc mừng bác Hòa"
    passed(who: text) = "word-passed";
    /// "Chưa đạt lần này, còn thiếu 2 câu"
    not_yet(missing: count) = "word-not-yet";
    /// "Đúng 9 trong 10 câu. Cần đúng 8 câu."
    result_numbers(right: count, questions: count, needed: count) = "word-result-numbers";
    /// "Chưa đúng 2 câu, khoảng 8 phút"
    lesson_again(wrong: count, minutes: count) = "word-lesson-again";
    /// "Đã xác nhận 19/11, cô Hằng"
    signed_off(date: date, by: text) = "word-signed-off";
    /// "Đạt bài kiểm tra ngày 14/11"
    test_passed_on(date: date) = "word-test-passed-on";
    /// "Gọi cô Hằng"
    call(who: text) = "word-call";
    /// "Mã PIN chưa đúng. Còn 3 lần thử. Quên mã thì gọi cô Hằng để nhận mã mới."
    wrong_pin_card(tries: count, trainer: text) = "word-wrong-pin-card";
    /// The same before anybody is known: "Số điện thoại hoặc mã PIN chưa đúng. Còn 3 lần thử. …"
    wrong_pin_phone(tries: count) = "word-wrong-pin-phone";
    /// "Gõ sai 5 lần nên tạm nghỉ 15 phút. …"
    locked_minutes(tries: count, minutes: count) = "word-locked-minutes";
    /// "Mới có 4 chữ số. Gõ thêm 2 chữ số nữa."
    digits_short(typed: count, missing: count) = "word-digits-short";
    /// "Đã gõ 7 chữ số. Mã chỉ có 6 chữ số."
    digits_long(typed: count, wanted: count) = "word-digits-long";
    /// "Số liệu đến 17 giờ, 20/11/2026"; `when` from [`moment`].
    figures_as_of(when: text) = "word-figures-as-of";
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn numbers_are_written_the_vietnamese_way() {
        for (n, text) in
            [(0, "0"), (999, "999"), (1_000, "1.000"), (348_362, "348.362"), (1_250_000, "1.250.000")]
        {
            assert_eq!(number(n), text);
        }
        assert_eq!((tenths(5), tenths(21)), ("0,5".to_owned(), "2,1".to_owned()));
        assert_eq!(percent(603, 1000), "60,3%");
        assert_eq!(percent(1, 3), "33,3%");
        assert_eq!(percent(2, 3), "66,7%");
        assert_eq!(percent(40, 40), "100,0%");
        assert_eq!(percent(0, 0), "–");
        for (from, to, by, share) in [
            (8, 12, "+4", "+50,0%"),
            (12, 8, "−4", "−33,3%"),
            (3, 3, "0", "0,0%"),
            (0, 0, "0", "–"),
            (0, 1_200, "+1.200", "–"),
            (5, 0, "−5", "−100,0%"),
            (1, 24, "+23", "+2.300,0%"),
        ] {
            assert_eq!((change(from, to), change_percent(from, to)), (by.to_owned(), share.to_owned()));
        }
        // 33,3% and 66,7%: what is written adds up.
        assert_eq!(change_points((1, 3), (2, 3)), "+33,4");
        assert_eq!(change_points((2, 3), (1, 3)), "−33,4");
        assert_eq!(change_points((1, 2), (2, 4)), "0,0");
        assert_eq!(change_points((0, 0), (2, 4)), "–");
        for (n, text) in [("45000", "45.000"), ("2.50", "2,5"), ("-1234567.5", "-1.234.567,5"), ("0", "0")] {
            assert_eq!(decimal(&n.parse().unwrap()), text);
        }
        assert_eq!(from_to(&3.into(), &5.into()), "từ 3 đến 5");
    }

    #[test]
    fn dates_carry_their_weekday_and_certificates_the_long_form() {
        assert_eq!(weekday_day(date("2026-11-30")), "thứ Hai 30/11");
        assert_eq!(weekday_day(date("2026-11-22")), "Chủ nhật 22/11");
        assert_eq!(full_day(date("2022-03-05")), "05/03/2022");
        assert_eq!(long_day(date("2022-03-05")), "ngày 05 tháng 3 năm 2022");
        assert_eq!(long_day(date("2026-01-21")), "ngày 21 tháng 01 năm 2026");
        assert_eq!(moment("2026-11-21T12:30:00Z".parse().unwrap()), "19 giờ 30, 21/11/2026");
    }

    #[test]
    fn people_are_called_by_form_of_address_and_given_name() {
        let who = called(AddressForm::Bac, "Nguyễn Văn Hòa");
        assert_eq!(who, "bác Hòa");
        assert_eq!(greeting(&who), "Chào bác Hòa");
        assert_eq!(capital(&who), "Bác Hòa");
        assert_eq!(capital("ông Đạt"), "Ông Đạt");
    }

    #[test]
    fn digits_are_read_in_groups() {
        assert_eq!(pin_digits("482913"), "482 913");
        assert_eq!(in_groups("JBSWY3DPEHPK3PXP", 4), "JBSW Y3DP EHPK 3PXP");
    }

    #[test]
    fn sentences_carry_their_numbers() {
        assert_eq!(digits_short(4, 2), "Mới có 4 chữ số. Gõ thêm 2 chữ số nữa.");
        assert_eq!(result_numbers(9, 10, 8), "Đúng 9 trong 10 câu. Cần\u{a0}đúng\u{a0}8\u{a0}câu.");
        assert_eq!(team_counts(5, 0), "5 thành viên. Chưa ai có giấy chứng nhận.");
        assert_eq!(commune_counts(8, 40, 5), "8 tổ, 40 thành viên. 5 người đã có giấy chứng nhận.");
        assert_eq!(
            deadline_left(&weekday_day(date("2026-11-30")), 9),
            "Hạn: thứ Hai 30/11, còn\u{a0}9\u{a0}ngày"
        );
    }
}
