//! Fact cards and the places that print them; what an author is told of names that are almost right.

use super::{Course, LESSON};
use crate::sample::lesson_two;
use crate::{PrintedAt, find_card, render_human};

fn told(course: &Course) -> Vec<(String, u32, &'static str, String)> {
    let found = course.compile().diagnostics;
    found.into_iter().map(|one| (one.file, one.line, one.code, one.fix)).collect()
}

/// A course that prints the card in a lesson (twice), another lesson, a bank, the test and the practice.
fn printing() -> Course {
    Course::sample()
        .page("Gọi [156](fact:hotline).\n\n- Nhớ số **[156](fact:hotline)**.\n")
        .with("mau/02-hai.md", lesson_two().replace("Đoạn để thay.", "Gọi [156](fact:hotline)."))
        .edit("mau/ngan-hang/de.md", "Xem lại hình.", "Gọi [156](fact:hotline).")
        .edit("mau/kiem-tra.md", "Không tính giờ.", "Cần hỏi thì gọi [156](fact:hotline).")
        .edit("mau/thuc-hanh.md", "Tự tìm thấy.", "Tự gọi [156](fact:hotline).")
}

const PLACES: [(&str, u32); 6] = [
    (LESSON, 10),
    (LESSON, 12),
    ("mau/02-hai.md", 10),
    ("mau/kiem-tra.md", 3),
    ("mau/ngan-hang/de.md", 13),
    ("mau/thuc-hanh.md", 6),
];

#[test]
fn a_card_knows_every_place_that_prints_it() {
    let compiled = printing().compile();
    assert_eq!(render_human(&compiled.diagnostics), "Không có lỗi nào.\n");
    let card = find_card(&compiled.facts, "fact:hotline").unwrap();
    assert_eq!((card.value.as_str(), card.overdue, card.line), ("156", false, 1));
    let mut places = PLACES.map(|(file, line)| PrintedAt { file: file.to_owned(), line });
    places.sort();
    assert_eq!(card.printed_at, places);
}

#[test]
fn changing_a_card_names_every_place_that_prints_the_old_value() {
    let changed = printing().edit("facts.toml", "\"156\"", "\"5656\"");
    let mut found: Vec<(String, u32)> = Vec::new();
    for (file, line, code, fix) in told(&changed) {
        assert_eq!((code, fix.as_str()), ("V014", "Viết [5656](fact:hotline)"));
        found.push((file, line));
    }
    let mut places = PLACES.map(|(file, line)| (file.to_owned(), line)).to_vec();
    places.sort();
    assert_eq!(found, places);
}

#[test]
fn an_overdue_card_is_told_at_its_line_and_marked() {
    let compiled = Course::sample().edit("facts.toml", "2027-04-01", "2026-11-20").compile();
    let found = &compiled.diagnostics[0];
    assert_eq!((found.file.as_str(), found.line, found.code), ("facts.toml", 5, "L007"));
    assert!(compiled.facts[0].overdue);
    let today = Course::sample().edit("facts.toml", "2027-04-01", "2026-11-21").compile();
    assert!(today.diagnostics.is_empty() && !today.facts[0].overdue);
}

#[test]
fn a_card_that_is_not_there_gets_the_one_that_was_meant() {
    let facts = Course::sample().compile().facts;
    assert_eq!(find_card(&facts, "hotlin"), Err("Không có thẻ hotlin. Có phải ý bác là hotline?".to_owned()));
    assert!(find_card(&facts, "han-muc-ngay").is_err_and(|told| told.ends_with("tungngo course facts")));
}

#[test]
fn names_that_are_almost_right_get_the_right_one() {
    let meant = |course: Course, meant: &str| {
        let told = told(&course);
        assert!(told.iter().any(|(.., fix)| fix.contains(meant)), "{meant}: {told:?}");
    };
    // Files.
    meant(Course::sample().with("mau/kiemtra.md", "# A"), "Có phải ý bác là kiem-tra.md?");
    meant(Course::sample().with("mau/2-bai.md", "# A"), "Có phải ý bác là 02-bai.md?");
    meant(Course::sample().with("mau/02-bai.docx", "# A"), "Có phải ý bác là 02-bai.md?");
    meant(Course::sample().with("fact.toml", "# A"), "Có phải ý bác là facts.toml?");
    meant(
        Course::sample().without("mau/module.md").with("mau/modul.md", "# A"),
        "Đổi tên modul.md thành module.md.",
    );
    // Keys.
    meant(Course::sample().lesson("version: 1", "version: 1\napp: []"), "Có phải ý bác là apps?");
    meant(Course::sample().edit("mau/module.md", "order: 3", "ordr: 3"), "Có phải ý bác là order?");
    meant(Course::sample().edit("mau/ngan-hang/de.md", "title:", "tilte:"), "Có phải ý bác là title?");
    meant(Course::sample().edit("facts.toml", "value", "vlaue"), "Có phải ý bác là value?");
    meant(Course::sample().edit("facts.toml", "checked_on", "check_on"), "Có phải ý bác là checked_on?");
    let allow = "version: 1\nallow: [{ lint: L006, resaon: \"x\" }]";
    meant(Course::sample().lesson("version: 1", allow), "Có phải ý bác là reason?");
    // Labels.
    meant(Course::sample().edit("mau/kiem-tra.md", "đạt: 80", "dat: 80"), "Có phải ý bác là đạt: …?");
    meant(Course::sample().edit("mau/kiem-tra.md", "làm lại:", "lam laị:"), "Có phải ý bác là làm lại: …?");
    meant(
        Course::sample().edit("mau/thuc-hanh.md", "## Dạy lại", "## Day lai"),
        "Có phải ý bác là ## Dạy lại?",
    );
    meant(Course::sample().lesson("## Câu hỏi", "## Cau hoi"), "Có phải ý bác là ## Câu hỏi?");
}

#[test]
fn a_foreign_word_is_told_once_a_file_unless_the_glossary_explains_it() {
    let course =
        Course::sample().page("Bấm vào link, rồi mở **app**. Bấm link lần nữa: `curl`, vi.example/link.");
    let found = course.compile().diagnostics;
    let places: Vec<_> = found.iter().map(|one| (one.code, one.line, one.column, one.length)).collect();
    assert_eq!(places, [("L042", 10, 9, 4), ("L042", 10, 24, 3)]);
    let glossary = "link = \"đường dẫn\"\napp = \"ứng dụng\"\n";
    assert!(course.clone().with("tu-dien.toml", glossary).compile().diagnostics.is_empty());
    let silenced =
        course.lesson("version: 1", "version: 1\nallow: [{ lint: L042, reason: \"Chữ trên màn hình\" }]");
    assert!(silenced.compile().diagnostics.is_empty());
}

#[test]
fn cards_of_the_same_name_in_two_provinces_have_their_own_places() {
    const CARD: &str =
        "[so-tinh]\nvalue = \"1022\"\nsource = \"Sở\"\nchecked_on = 2026-10-01\nreview_by = 2027-04-01\n";
    let print = |id: &str| {
        format!(
            "---\noverlay: mau-01\nid: {id}\nversion: 1\n---\n\n## Gọi số nào\n\nGọi [1022](fact:so-tinh).\n"
        )
    };
    let course = Course::sample()
        .page("Gọi [156](fact:hotline).")
        .with("mau/tinh-15/facts.toml", CARD)
        .with("mau/tinh-15/01-a.md", print("mau-15"))
        .with("mau/tinh-31/facts.toml", CARD)
        .with("mau/tinh-31/01-b.md", print("mau-31"));
    let compiled = course.compile();
    assert_eq!(render_human(&compiled.diagnostics), "Không có lỗi nào.\n");
    let places: Vec<(&str, Vec<(&str, u32)>)> = compiled
        .facts
        .iter()
        .map(|card| {
            (card.file.as_str(), card.printed_at.iter().map(|at| (at.file.as_str(), at.line)).collect())
        })
        .collect();
    assert_eq!(
        places,
        [
            ("facts.toml", vec![(LESSON, 10)]),
            ("mau/tinh-15/facts.toml", vec![("mau/tinh-15/01-a.md", 9)]),
            ("mau/tinh-31/facts.toml", vec![("mau/tinh-31/01-b.md", 9)]),
        ]
    );
}
