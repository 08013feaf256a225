//! What an author sees where an example (`codes/`) cannot show it: several things at once, or other words for a code.
//! What is seen of the examples themselves stands in `courses/MA-LOI.md`, which a test holds to the compiler.

use super::Course;
use crate::codes::{PARTS, example_of};
use crate::{CODES, Limits, Severity, render_human};
use insta::assert_snapshot;

/// What is told of a course; the code must be among it.
pub(super) fn sees(code: &str, course: Course) -> String {
    let compiled = course.compile();
    assert!(compiled.diagnostics.iter().any(|found| found.code == code), "{code} is not told");
    render_human(&compiled.diagnostics)
}

#[test]
fn every_code_has_an_example() {
    let without: Vec<&str> =
        CODES.iter().map(|code| code.code).filter(|code| example_of(code).is_none()).collect();
    assert!(
        without.is_empty(),
        "no example for {}. After the mending, in src/course/codes/, write:\n\
         {{\n    why: \"…\",\n    wrong: \"…\",\n    right: \"…\",\n    \
         course: |text, wrong| Course::sample().page(text),\n}};",
        without.join(", ")
    );
}

#[test]
fn every_wrong_example_yields_its_code_and_of_no_right_one_is_anything_told() {
    let mut faults = Vec::new();
    for example in CODES.iter().filter_map(|code| example_of(code.code)) {
        let wrong = (example.course)(example.wrong, true).compile().diagnostics;
        if !wrong.iter().any(|found| found.code == example.code) {
            faults.push(format!("{}: wrong does not yield it:\n{}", example.code, render_human(&wrong)));
        }
        let right = (example.course)(example.right, false).compile().diagnostics;
        if !right.is_empty() {
            faults.push(format!("{}: right is not right:\n{}", example.code, render_human(&right)));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn codes_stand_in_their_part_in_order_and_once() {
    for part in &PARTS {
        let codes: Vec<&str> = part.codes.iter().map(|code| code.code).collect();
        assert!(codes.is_sorted_by(|a, b| a < b), "{codes:?} are not in order, or one stands twice");
        for code in part.codes {
            assert!(code.code.starts_with(part.letter), "{} stands in part {}", code.code, part.letter);
            let lint = part.letter == 'L';
            assert_eq!(code.severity == Severity::Warning, lint, "{}: lints and only lints are L", code.code);
        }
    }
}

#[test]
fn examples_are_said_in_short_sentences() {
    for example in CODES.iter().filter_map(|code| example_of(code.code)) {
        for sentence in example.why.split_inclusive(['.', '!', '?']) {
            let holds_a_sign = |word: &&str| word.chars().any(char::is_alphanumeric);
            let count = sentence.split_whitespace().filter(holds_a_sign).count();
            assert!(count <= 20, "{}: {count} tiếng: {sentence}", example.code);
        }
    }
}

#[test]
fn a_hidden_character() {
    assert_snapshot!(sees("F009", Course::sample().page("Mã \u{202e}tắng.")), @r#"
    mau/01-bai.md:10:4: lỗi[F009]: Có ký tự ẩn U+202E
      10 | Mã �tắng.
         |    ^
      Sửa: Xóa ký tự đó, gõ lại chữ.

    Có 1 lỗi.
    "#);
}

#[test]
fn paths_that_differ_in_case_only() {
    assert_snapshot!(sees("F010", Course::sample().with("MAU/01-bai.md", "x")), @r#"
    MAU:1:1: lỗi[F007]: Thư mục chuyên đề thiếu tệp module.md
      Sửa: Thêm tệp module.md vào thư mục.

    mau/01-bai.md:1:1: lỗi[F010]: Hai đường dẫn chỉ khác chữ hoa, chữ thường
      Sửa: Đổi tên một trong hai.

    Có 2 lỗi.
    "#);
}

#[test]
fn a_title_with_a_colon() {
    assert_snapshot!(sees("M002", Course::sample().lesson("title: Bài mẫu", "title: Bài 1: mẫu")), @r#"
    mau/01-bai.md:3:1: lỗi[M002]: Giá trị có dấu hai chấm thì phải đặt trong nháy thẳng
      3 | title: Bài 1: mẫu
        | ^^^^^^^^^^^^^^^^^
      Sửa: Viết: title: "…"

    Có 1 lỗi.
    "#);
}

#[test]
fn a_value_of_the_wrong_shape() {
    assert_snapshot!(sees("M005", Course::sample().lesson("minutes: 5", "minutes: năm phút").lesson("version: 1", "version: 1\nchange: materal")), @r#"
    mau/01-bai.md:4:10: lỗi[M005]: minutes phải là một số từ 1 đến 120
      4 | minutes: năm phút
        |          ^^^^^^^^
      Sửa: Viết lại giá trị theo mẫu trong thông báo.

    mau/01-bai.md:6:9: lỗi[M005]: change không có giá trị “materal”
      6 | change: materal
        |         ^^^^^^^
      Sửa: Có phải ý bác là material?

    Có 2 lỗi.
    "#);
}

#[test]
fn a_lint_silenced_without_a_reason() {
    assert_snapshot!(sees("M010", Course::sample().lesson("version: 1", "version: 1\nallow: [{ lint: L001 }, { lint: Q001, reason: \"x\" }]")), @r#"
    mau/01-bai.md:6:9: lỗi[M010]: Muốn tắt L001 thì phải ghi lý do (reason)
      6 | allow: [{ lint: L001 }, { lint: Q001, reason: "x" }]
        |         ^
      Sửa: Viết: allow: [{ lint: L003, reason: "lý do" }]

    mau/01-bai.md:6:33: lỗi[M010]: “Q001” không phải mã của một cảnh báo
      6 | allow: [{ lint: L001 }, { lint: Q001, reason: "x" }]
        |                                 ^^^^
      Sửa: Viết: allow: [{ lint: L003, reason: "lý do" }]

    Có 2 lỗi.
    "#);
}

#[test]
fn raw_html() {
    assert_snapshot!(sees("V001", Course::sample().page("Chữ <b>đậm</b>.\n\n<script>\nalert(1)\n</script>")), @r#"
    mau/01-bai.md:10:5: lỗi[V001]: Có mã HTML
      10 | Chữ <b>đậm</b>.
         |     ^^^
      Sửa: Bỏ mã HTML, viết bằng Markdown. Cần viết dấu < thì gõ &lt;.

    mau/01-bai.md:10:11: lỗi[V001]: Có mã HTML
      10 | Chữ <b>đậm</b>.
         |           ^^^^
      Sửa: Bỏ mã HTML, viết bằng Markdown. Cần viết dấu < thì gõ &lt;.

    mau/01-bai.md:12:1: lỗi[V001]: Có mã HTML
      12 | <script>
         | ^^^^^^^^
      Sửa: Bỏ mã HTML, viết bằng Markdown. Cần viết dấu < thì gõ &lt;.

    Có 3 lỗi.
    "#);
}

#[test]
fn a_link_of_a_scheme_that_is_not_allowed() {
    assert_snapshot!(sees("V003", Course::sample().page("[bấm](javascript:alert(1)) và [xem](http://vi.du)")), @r#"
    mau/01-bai.md:10:1: lỗi[V003]: Không dùng được liên kết loại “javascript:”
      10 | [bấm](javascript:alert(1)) và [xem](http://vi.du)
         | ^^^^^^^^^^^^^^^^^^^^^^^^^^
      Sửa: Chỉ dùng https://, tel:, mailto:, fact: hoặc tên tệp bài học trong cùng chuyên đề.

    mau/01-bai.md:10:31: lỗi[V003]: Liên kết http:// không an toàn
      10 | [bấm](javascript:alert(1)) và [xem](http://vi.du)
         |                               ^^^^^^^^^^^^^^^^^^^
      Sửa: Viết https:// thay cho http://.

    Có 2 lỗi.
    "#);
}

#[test]
fn a_step_in_a_step() {
    assert_snapshot!(sees("V016", Course::sample().page("1. Mở máy.\n\n   1. Bấm nút.\n")), @r#"
    mau/01-bai.md:12:4: lỗi[V016]: Trong một bước không đánh số tiếp
      12 |    1. Bấm nút.
         |    ^^^^^^^^^^^
      Sửa: Mỗi bước mở đầu bằng một câu, không lồng bước trong bước.

    Có 1 lỗi.
    "#);
}

#[test]
fn a_list_of_steps_cut_in_two() {
    assert_snapshot!(sees("V016", Course::sample().page("1. Mở máy.\n\nChữ không thụt vào.\n\n2. Bấm nút.")), @r#"
    mau/01-bai.md:14:1: lỗi[V016]: Các bước bị ngắt ở bước 2: chữ hoặc hình phía trên chưa thụt vào
      14 | 2. Bấm nút.
         | ^^^^^^^^^^^
      Sửa: Thụt màn hình và chữ của mỗi bước vào ba dấu cách.

    Có 1 lỗi.
    "#);
}

#[test]
fn a_line_that_no_phone_has() {
    assert_snapshot!(sees("P001", Course::sample().phone("# Máy\nnut: Gửi\nchữ trơn")), @r#"
    mau/01-bai.md:12:1: lỗi[P001]: Không hiểu “nut” trên màn hình
      12 | nut: Gửi
         | ^^^^^^^^
      Sửa: Có phải ý bác là nút?

    mau/01-bai.md:13:1: lỗi[P001]: Không hiểu “chữ trơn” trên màn hình
      13 | chữ trơn
         | ^^^^^^^^
      Sửa: Có phải ý bác là nút tròn?

    Có 2 lỗi.
    "#);
}

#[test]
fn a_mark_that_is_none() {
    assert_snapshot!(sees("P002", Course::sample().phone("# Máy\nnút: Gửi <- bam\nnút: Thôi <- đúng")), @r#"
    mau/01-bai.md:12:1: lỗi[P002]: Không có dấu “<- bam”
      12 | nút: Gửi <- bam
         | ^^^^^^^^^^^^^^^
      Sửa: Có phải ý bác là <- bấm?

    mau/01-bai.md:13:1: lỗi[P002]: Dấu <- đúng không dùng ở màn hình này
      13 | nút: Thôi <- đúng
         | ^^^^^^^^^^^^^^^^^
      Sửa: Dùng <- bấm hoặc <- nhìn.

    Có 2 lỗi.
    "#);
}

#[test]
fn leftovers_of_a_word_processor() {
    assert_snapshot!(sees("L010", Course::sample().page("Bấm\u{a0}nút `“Gửi”`.").lesson("title: Bài mẫu", "title: “Bài mẫu”").lesson("# Bài mẫu", "# “Bài mẫu”")), @r#"
    mau/01-bai.md:3:8: cảnh báo[L010]: Nháy cong ở đầu giá trị sẽ bị in ra cùng chữ
      3 | title: “Bài mẫu”
        |        ^
      Sửa: Thay bằng dấu cách hoặc nháy thẳng.

    mau/01-bai.md:10:4: cảnh báo[L010]: Có dấu cách cứng trong dòng
      10 | Bấm nút `“Gửi”`.
         |    ^
      Sửa: Thay bằng dấu cách hoặc nháy thẳng.

    mau/01-bai.md:10:10: cảnh báo[L010]: Nháy cong trong chữ `mã` thường là do trình soạn văn bản tự đổi
      10 | Bấm nút `“Gửi”`.
         |          ^
      Sửa: Thay bằng dấu cách hoặc nháy thẳng.

    Không có lỗi, có 3 cảnh báo.
    "#);
}

#[test]
fn more_than_can_be_told() {
    assert_snapshot!(sees("L016", Course::sample().page("<b> <i> <u>").limits(Limits { diagnostics_per_file: 2, ..Limits::default() })), @r#"
    mau/01-bai.md:10:1: lỗi[V001]: Có mã HTML
      10 | <b> <i> <u>
         | ^^^
      Sửa: Bỏ mã HTML, viết bằng Markdown. Cần viết dấu < thì gõ &lt;.

    mau/01-bai.md:10:5: lỗi[V001]: Có mã HTML
      10 | <b> <i> <u>
         |     ^^^
      Sửa: Bỏ mã HTML, viết bằng Markdown. Cần viết dấu < thì gõ &lt;.

    mau/01-bai.md:10:9: cảnh báo[L016]: Còn nhiều điều khác trong tệp này
      10 | <b> <i> <u>
         |         ^^^
      Sửa: Sửa những chỗ đã báo rồi kiểm tra lại.

    Có 2 lỗi và 1 cảnh báo.
    "#);
}
