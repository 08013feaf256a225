//! What an author sees for each code. Each check changes one thing in the sample course.

use super::{Course, LESSON};
use crate::diagnostic::code;
use crate::{CODES, Limits, render_human};
use insta::assert_snapshot;

/// What is told of a course; the code must be among it.
fn sees(code: &str, course: Course) -> String {
    let compiled = course.compile();
    assert!(compiled.diagnostics.iter().any(|found| found.code == code), "{code} is not told");
    render_human(&compiled.diagnostics)
}

fn lesson_two() -> String {
    super::LESSON_TEXT.replace("mau-01", "mau-02").replace("q1", "q2")
}

fn three_questions(options: [&str; 3]) -> String {
    let mut text = String::new();
    for (index, options) in options.iter().enumerate() {
        let number = index + 1;
        text.push_str(&format!(
            "### Câu {number} (chọn một) — Nên làm gì? <!-- id: q{number} -->\n\n{options}\n\n"
        ));
    }
    text
}

#[test]
fn every_code_has_a_check_here() {
    let checks = include_str!("diagnostics.rs");
    for known in CODES {
        assert!(checks.contains(&format!("sees(\"{}\"", known.code)), "{} has no check", known.code);
    }
}

#[test]
fn a_file_that_is_not_utf8() {
    assert_snapshot!(sees("F001", Course::sample().with(LESSON, b"# B\xe0i".to_vec())), @r#"
    mau/01-bai.md:1:1: lỗi[F001]: Tệp không phải chữ Unicode (UTF-8)
      Sửa: Lưu lại tệp với mã UTF-8.

    Có 1 lỗi.
    "#);
}

#[test]
fn a_file_over_the_bound() {
    assert_snapshot!(sees("F002", Course::sample().with(LESSON, "a".repeat(300_000))), @r#"
    mau/01-bai.md:1:1: lỗi[F002]: Tệp lớn quá 256 KiB
      Sửa: Tách thành nhiều bài ngắn.

    Có 1 lỗi.
    "#);
}

#[test]
fn a_module_over_the_bound() {
    assert_snapshot!(sees("F003", Course::sample().with("mau/anh/a.webp", vec![0; 21 << 20])), @r#"
    mau/module.md:1:1: lỗi[F003]: Cả thư mục chuyên đề lớn quá 20 MiB
      Sửa: Bớt ảnh, bớt bản ghi âm.

    Có 1 lỗi.
    "#);
}

#[test]
fn a_path_that_leads_out() {
    assert_snapshot!(sees("F004", Course::sample().with("mau/../../bí mật.md", "x")), @r#"
    mau/../../bí mật.md:1:1: lỗi[F004]: Tên tệp hoặc thư mục không dùng được
      Sửa: Đặt tên bằng chữ a-z không dấu, số và gạch nối, ví dụ 02-quet-ma.md.

    Có 1 lỗi.
    "#);
}

#[test]
fn a_link() {
    assert_snapshot!(sees("F005", Course::sample().refusing("mau/02-bai.md", code::SYMLINK)), @r#"
    mau/02-bai.md:1:1: lỗi[F005]: Đường tắt (symlink) hoặc tệp đặc biệt
      Sửa: Chép tệp thật vào thư mục.

    Có 1 lỗi.
    "#);
}

#[test]
fn a_folder_named_as_a_file() {
    assert_snapshot!(sees("F006", Course::sample().with("mau/quiz.md/a.md", "x")), @r#"
    mau/quiz.md/a.md:1:1: lỗi[F006]: Thư mục mang tên của tệp
      Sửa: Đổi tên thư mục, bỏ đuôi .md hoặc .toml.

    Có 1 lỗi.
    "#);
}

#[test]
fn a_folder_without_module_file() {
    assert_snapshot!(sees("F007", Course::sample().without("mau/module.md")), @r#"
    mau:1:1: lỗi[F007]: Thư mục chuyên đề thiếu tệp module.md
      Sửa: Thêm tệp module.md vào thư mục.

    Có 1 lỗi.
    "#);
}

#[test]
fn a_file_of_unknown_name() {
    assert_snapshot!(sees("L017", Course::sample().with("mau/bai-hai.md", "# Bài hai")), @r#"
    mau/bai-hai.md:1:1: cảnh báo[L017]: Tệp không được dùng tới
      1 | # Bài hai
        | ^
      Sửa: Đổi tên cho đúng mẫu, hoặc chuyển tệp đi chỗ khác.

    Không có lỗi, có 1 cảnh báo.
    "#);
}

#[test]
fn a_hidden_character() {
    assert_snapshot!(sees("F009", Course::sample().page("Mã \u{202e}gnuhc.")), @r#"
    mau/01-bai.md:10:4: lỗi[F009]: Có ký tự ẩn U+202E
      10 | Mã �gnuhc.
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
fn too_many_files() {
    assert_snapshot!(sees("F011", Course::sample().refusing("mau/a/b/c/d/e/f/g/h", code::TOO_MANY_FILES)), @r#"
    mau/a/b/c/d/e/f/g/h:1:1: lỗi[F011]: Quá nhiều tệp, hoặc thư mục lồng quá sâu
      Sửa: Bớt tệp, bớt thư mục lồng nhau.

    Có 1 lỗi.
    "#);
}

#[test]
fn an_empty_file() {
    assert_snapshot!(sees("F012", Course::sample().with(LESSON, "\n")), @r#"
    mau/01-bai.md:1:1: lỗi[F012]: Tệp trống
      Sửa: Viết nội dung, hoặc xóa tệp.

    Có 1 lỗi.
    "#);
}

#[test]
fn a_module_without_lessons() {
    assert_snapshot!(sees("F013", Course::sample().without(LESSON)), @r#"
    mau/module.md:1:1: lỗi[F013]: Chuyên đề chưa có bài học nào
      1 | ---
        | ^
      Sửa: Thêm tệp bài học, ví dụ 01-bai-dau.md.

    Có 1 lỗi.
    "#);
}

#[test]
fn two_lessons_of_one_number() {
    assert_snapshot!(sees("F014", Course::sample().with("mau/01-khac.md", lesson_two())), @r#"
    mau/01-khac.md:1:1: lỗi[F014]: Số 01 đã là số của 01-bai.md
      1 | ---
        | ^
      Sửa: Đổi số ở đầu tên một trong hai tệp.

    Có 1 lỗi.
    "#);
}

#[test]
fn a_file_that_cannot_be_opened() {
    assert_snapshot!(sees("F008", Course::sample().refusing("mau/02-bai.md", code::UNREADABLE)), @r#"
    mau/02-bai.md:1:1: lỗi[F008]: Không mở được tệp hoặc thư mục
      Sửa: Xem lại quyền đọc của tệp.

    Có 1 lỗi.
    "#);
}

#[test]
fn no_front_matter() {
    assert_snapshot!(sees("M001", Course::sample().edit("mau/ngan-hang/de.md", "---\nid: mau-de\ntitle: Ngân hàng mẫu\n---\n\n", "").without("mau/kiem-tra.md")), @r#"
    mau/ngan-hang/de.md:1:1: lỗi[M001]: Thiếu phần khai báo giữa hai dòng --- ở đầu tệp
      1 | # Ngân hàng mẫu
        | ^^^^^^^^^^^^^^^
      Sửa: Thêm dòng ---, các mục khai báo, rồi dòng --- ở đầu tệp.

    Có 1 lỗi.
    "#);
}

#[test]
fn broken_front_matter() {
    assert_snapshot!(sees("M002", Course::sample().lesson("title: Bài mẫu", "title: [Bài mẫu")), @r#"
    mau/01-bai.md:4:1: lỗi[M002]: Phần khai báo viết sai ở dòng này, hoặc dòng ngay trên
      4 | minutes: 5
        | ^
      Sửa: Mỗi mục một dòng: tên, dấu hai chấm, dấu cách, giá trị.

    Có 1 lỗi.
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
fn an_unknown_key() {
    assert_snapshot!(sees("M003", Course::sample().lesson("minutes: 5", "minutes: 5\nreviewby: 2027-01-01")), @r#"
    mau/01-bai.md:5:1: lỗi[M003]: Mục khai báo lạ “reviewby”
      5 | reviewby: 2027-01-01
        | ^^^^^^^^
      Sửa: Có phải ý bác là review_by?

    Có 1 lỗi.
    "#);
}

#[test]
fn a_missing_key() {
    assert_snapshot!(sees("M004", Course::sample().lesson("version: 1\n", "")), @r#"
    mau/01-bai.md:1:1: lỗi[M004]: Thiếu mục version
      1 | ---
        | ^^^
      Sửa: Thêm một dòng, ví dụ version: 1

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
fn a_key_written_twice() {
    assert_snapshot!(sees("M006", Course::sample().lesson("minutes: 5", "minutes: 5\nminutes: 6")), @r#"
    mau/01-bai.md:5:1: lỗi[M006]: Mục minutes viết hai lần
      5 | minutes: 6
        | ^^^^^^^
      Sửa: Giữ lại một dòng.

    Có 1 lỗi.
    "#);
}

#[test]
fn a_bad_id() {
    assert_snapshot!(sees("M007", Course::sample().lesson("id: q1", "id: Câu_1")), @r#"
    mau/01-bai.md:14:36: lỗi[M007]: Mã “Câu_1” viết sai
      14 | ### Câu 1 (chọn một) — Nên làm gì? <!-- id: Câu_1 -->
         |                                    ^^^^^^^^^^^^^^^^^^
      Sửa: Mã dài 1 đến 40 ký tự: chữ a-z không dấu, số, gạch nối ở giữa.

    Có 1 lỗi.
    "#);
}

#[test]
fn an_id_used_twice() {
    assert_snapshot!(sees("M008", Course::sample().lesson("id: q1", "id: b1")), @r#"
    mau/ngan-hang/de.md:8:42: lỗi[M008]: Mã b1 đã dùng trong mau/01-bai.md
      8 | ### Câu 1 (đúng/sai) — Mã QR là ô vuông. <!-- id: b1 -->
        |                                          ^^^^^^^^^^^^^^^
      Sửa: Đặt mã khác cho chỗ mới viết; mã đã dùng thì giữ nguyên.

    Có 1 lỗi.
    "#);
}

#[test]
fn a_title_that_differs() {
    assert_snapshot!(sees("M009", Course::sample().lesson("# Bài mẫu", "# Bài mẫu khác")), @r#"
    mau/01-bai.md:8:3: lỗi[M009]: Khai báo ghi “Bài mẫu”, đầu bài ghi “Bài mẫu khác”
      8 | # Bài mẫu khác
        |   ^^^^^^^^^^^^
      Sửa: Viết hai chỗ giống nhau, ví dụ: # Bài mẫu

    Có 1 lỗi.
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
fn a_required_module_that_is_not_there() {
    assert_snapshot!(sees("M011", Course::sample().edit("mau/module.md", "order: 3", "order: 3\nrequires: [an-toan]")), @r#"
    mau/module.md:7:12: lỗi[M011]: Không có chuyên đề mang mã “an-toan”
      7 | requires: [an-toan]
        |            ^^^^^^^
      Sửa: Viết đúng id của một chuyên đề trong thư mục courses.

    Có 1 lỗi.
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
fn a_comment() {
    assert_snapshot!(sees("V002", Course::sample().page("Chữ. <!-- ghi chú -->")), @r#"
    mau/01-bai.md:10:6: lỗi[V002]: Có chú thích ẩn, hoặc mã id đặt sai chỗ
      10 | Chữ. <!-- ghi chú -->
         |      ^^^^^^^^^^^^^^^^
      Sửa: Xóa chú thích. Mã <!-- id: … --> chỉ đứng cuối dòng ### của câu hỏi hoặc cuối một việc thực hành.

    Có 1 lỗi.
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
fn a_link_to_a_lesson_that_is_not_there() {
    assert_snapshot!(sees("V004", Course::sample().page("Xem [bài](02-bai.md).")), @r#"
    mau/01-bai.md:10:5: lỗi[V004]: Chuyên đề này không có bài 02-bai.md
      10 | Xem [bài](02-bai.md).
         |     ^^^^^^^^^^^^^^^^
      Sửa: Có phải ý bác là 01-bai.md?

    Có 1 lỗi.
    "#);
}

#[test]
fn nesting_too_deep() {
    assert_snapshot!(sees("V005", Course::sample().page(&format!("{}sâu", "> ".repeat(17)))), @r#"
    mau/01-bai.md:10:1: lỗi[V005]: Lồng quá nhiều tầng
      10 | > > > > > > > > > > > > > > > > > sâu
         | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      Sửa: Viết lại cho phẳng, không quá 16 tầng.

    Có 1 lỗi.
    "#);
}

#[test]
fn a_table_too_large() {
    assert_snapshot!(sees("V006", Course::sample().page(&format!("|{}\n|{}\n", "a|".repeat(21), "-|".repeat(21)))), @r#"
    mau/01-bai.md:11:1: lỗi[V006]: Bảng quá lớn
      11 | |-|-|-|-|-|-|-|-|-|-|-|-|-|-|-|-|-|-|-|-|-|
         | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      Sửa: Bảng có nhiều nhất 20 cột và 200 dòng.

    Có 1 lỗi.
    "#);
}

#[test]
fn a_page_too_large() {
    assert_snapshot!(sees("V007", Course::sample().limits(Limits { output_factor: 1, output_floor: 10, ..Limits::default() })), @r#"
    mau/01-bai.md:1:1: lỗi[V007]: Trang làm ra quá lớn so với tệp viết
      1 | ---
        | ^
      Sửa: Tách thành nhiều bài ngắn.

    mau/ngan-hang/de.md:1:1: lỗi[V007]: Trang làm ra quá lớn so với tệp viết
      1 | ---
        | ^
      Sửa: Tách thành nhiều bài ngắn.

    mau/thuc-hanh.md:1:1: lỗi[V007]: Trang làm ra quá lớn so với tệp viết
      1 | # Bài thực hành mẫu
        | ^
      Sửa: Tách thành nhiều bài ngắn.

    Có 3 lỗi.
    "#);
}

#[test]
fn a_picture() {
    let course = Course::sample()
        .with("mau/anh/a.png", super::PNG)
        .lesson("Nên làm gì?", "Bấm ![nút](anh/a.png) nào?");
    assert_snapshot!(sees("V008", course), @r##"
    mau/01-bai.md:14:28: lỗi[V008]: Ảnh không dùng được ở chỗ này
      14 | ### Câu 1 (chọn một) — Bấm ![nút](anh/a.png) nào? <!-- id: q1 -->
         |                            ^^^^^^^^^^^^^^^^^
      Sửa: Đưa ảnh xuống một dòng riêng trong bài, hoặc vẽ bằng khối dien-thoai.

    Có 1 lỗi.
    "##);
}

#[test]
fn a_heading_of_a_skipped_level() {
    assert_snapshot!(sees("V009", Course::sample().page("### Mục nhỏ")), @r#"
    mau/01-bai.md:10:1: lỗi[V009]: Cấp tiêu đề không đúng
      10 | ### Mục nhỏ
         | ^^^^^^^^^^^
      Sửa: Một dòng # ở đầu tệp, rồi ##, trong ## mới dùng ###.

    Có 1 lỗi.
    "#);
}

#[test]
fn a_quote_that_is_no_callout() {
    assert_snapshot!(sees("V010", Course::sample().page("> **Cẩn thật:** Đọc tên.")), @r#"
    mau/01-bai.md:10:1: lỗi[V010]: Khung trích không bắt đầu bằng lời nhắc quen
      10 | > **Cẩn thật:** Đọc tên.
         | ^^^^^^^^^^^^^^^^^^^^^^^^
      Sửa: Có phải ý bác là > **Cẩn thận:** …?

    Có 1 lỗi.
    "#);
}

#[test]
fn a_block_of_unknown_name() {
    assert_snapshot!(sees("V011", Course::sample().page("```dienthoai\n# A\n```")), @r#"
    mau/01-bai.md:10:1: lỗi[V011]: Không có khối tên “dienthoai”
      10 | ```dienthoai
         | ^^^^^^^^^^^^
      Sửa: Có phải ý bác là ```dien-thoai?

    Có 1 lỗi.
    "#);
}

#[test]
fn a_block_that_is_not_there_yet() {
    assert_snapshot!(sees("V012", Course::sample().page("```may-tap k7m2\n# A\n```")), @r#"
    mau/01-bai.md:10:1: lỗi[V012]: Khối máy tập (may-tap) chưa dùng được ở bản này
      10 | ```may-tap k7m2
         | ^^^^^^^^^^^^^^^
      Sửa: Vẽ màn hình bằng khối dien-thoai, hoặc kể bằng lời.

    Có 1 lỗi.
    "#);
}

#[test]
fn a_fact_that_is_not_there() {
    assert_snapshot!(sees("V013", Course::sample().page("Gọi [156](fact:hotlin).")), @r#"
    mau/01-bai.md:10:5: lỗi[V013]: Không có thẻ số liệu “hotlin”
      10 | Gọi [156](fact:hotlin).
         |     ^^^^^^^^^^^^^^^^^^
      Sửa: Có phải ý bác là fact:hotline?

    Có 1 lỗi.
    "#);
}

#[test]
fn a_fact_that_differs_from_its_card() {
    assert_snapshot!(sees("V014", Course::sample().page("Gọi [165](fact:hotline).")), @r#"
    mau/01-bai.md:10:5: lỗi[V014]: Bài in “165”, thẻ hotline ghi “156”
      10 | Gọi [165](fact:hotline).
         |     ^^^^^^^^^^^^^^^^^^^
      Sửa: Viết [156](fact:hotline)

    Có 1 lỗi.
    "#);
}

#[test]
fn broken_facts() {
    assert_snapshot!(sees("V015", Course::sample().edit("facts.toml", "value = ", "value ")), @r#"
    facts.toml:2:7: lỗi[V015]: Tệp facts.toml viết sai, không đọc được
      2 | value "156"
        |       ^
      Sửa: Mỗi thẻ: dòng [ten-the], rồi value, source, checked_on, review_by.

    Có 1 lỗi.
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
fn a_sentence_to_repeat_that_is_a_list() {
    assert_snapshot!(sees("V017", Course::sample().page("> **Nói với bà con:**\n>\n> - Một\n> - Hai")), @r#"
    mau/01-bai.md:10:1: lỗi[V017]: Câu Nói với bà con phải là một đoạn
      10 | > **Nói với bà con:**
         | ^^^^^^^^^^^^^^^^^^^^^
      Sửa: Viết một đoạn ngắn: > **Nói với bà con:** …

    Có 1 lỗi.
    "#);
}

#[test]
fn a_box_outside_a_question() {
    assert_snapshot!(sees("V018", Course::sample().page("- [ ] Việc")), @r#"
    mau/01-bai.md:10:1: lỗi[V018]: Ô [ ] đứng ngoài câu hỏi
      10 | - [ ] Việc
         | ^
      Sửa: Bỏ ô [ ], hoặc đưa vào dưới một tiêu đề câu hỏi.

    Có 1 lỗi.
    "#);
}

#[test]
fn no_title() {
    assert_snapshot!(sees("V019", Course::sample().lesson("# Bài mẫu\n", "Chào bà con.\n")), @r#"
    mau/01-bai.md:8:1: lỗi[V019]: Tệp chưa mở đầu bằng dòng # tên
      8 | Chào bà con.
        | ^^^^^^^^^^^^
      Sửa: Dòng đầu sau phần khai báo: # Tên bài.

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

    mau/01-bai.md:13:1: lỗi[P002]: Dấu <- đúng chỉ dùng trong máy tập, chưa có ở bản này
      13 | nút: Thôi <- đúng
         | ^^^^^^^^^^^^^^^^^
      Sửa: Dùng <- bấm hoặc <- nhìn.

    Có 2 lỗi.
    "#);
}

#[test]
fn a_part_without_words() {
    assert_snapshot!(sees("P003", Course::sample().phone("# Máy\nnút:")), @r#"
    mau/01-bai.md:12:1: lỗi[P003]: Phần “nút” thiếu nội dung
      12 | nút:
         | ^^^^
      Sửa: Viết nội dung sau dấu hai chấm.

    Có 1 lỗi.
    "#);
}

#[test]
fn a_phone_without_title() {
    assert_snapshot!(sees("P004", Course::sample().phone("nút: Gửi")), @r#"
    mau/01-bai.md:10:1: lỗi[P004]: Màn hình cần đúng một dòng # ở đầu
      10 | ```dien-thoai
         | ^^^^^^^^^^^^^
      Sửa: Mở khối bằng một dòng # tên màn hình.

    Có 1 lỗi.
    "#);
}

#[test]
fn a_phone_with_too_many_parts() {
    assert_snapshot!(sees("P005", Course::sample().phone(&format!("# Máy\nlưới: {}", "a|".repeat(13)))), @r#"
    mau/01-bai.md:12:1: lỗi[P005]: Màn hình có quá nhiều phần
      12 | lưới: a|a|a|a|a|a|a|a|a|a|a|a|a|
         | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      Sửa: Một màn hình nhiều nhất 30 dòng, một lưới nhiều nhất 12 ô.

    Có 1 lỗi.
    "#);
}

#[test]
fn a_switch_neither_on_nor_off() {
    assert_snapshot!(sees("P006", Course::sample().phone("# Máy\ncông tắc: Thông báo | mở")), @r#"
    mau/01-bai.md:12:1: lỗi[P006]: Công tắc phải là bật hoặc tắt
      12 | công tắc: Thông báo | mở
         | ^^^^^^^^^^^^^^^^^^^^^^^^
      Sửa: Viết: công tắc: Thông báo | bật

    Có 1 lỗi.
    "#);
}

#[test]
fn a_question_heading_without_kind() {
    assert_snapshot!(sees("Q001", Course::sample().lesson("(chọn một) ", "")), @r#"
    mau/01-bai.md:14:5: lỗi[Q001]: Sau số câu phải ghi loại câu hỏi trong ngoặc tròn
      14 | ### Câu 1 — Nên làm gì? <!-- id: q1 -->
         |     ^^^^^^^^^^^^^^^^^^^
      Sửa: Viết: ### Câu 1 (chọn một) — Câu hỏi? <!-- id: k7m2 -->

    Có 1 lỗi.
    "#);
}

#[test]
fn an_unknown_kind_of_question() {
    assert_snapshot!(sees("Q002", Course::sample().lesson("chọn một", "chon mot")), @r#"
    mau/01-bai.md:14:5: lỗi[Q002]: Loại câu hỏi lạ “chon mot”
      14 | ### Câu 1 (chon mot) — Nên làm gì? <!-- id: q1 -->
         |     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      Sửa: Có phải ý bác là (chọn một)?

    Có 1 lỗi.
    "#);
}

#[test]
fn a_kind_of_question_that_is_not_there_yet() {
    assert_snapshot!(sees("Q003", Course::sample().lesson("chọn một", "sắp xếp")), @r#"
    mau/01-bai.md:14:5: lỗi[Q003]: Loại câu hỏi “sắp xếp” chưa dùng được ở bản này
      14 | ### Câu 1 (sắp xếp) — Nên làm gì? <!-- id: q1 -->
         |     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      Sửa: Dùng chọn một, chọn nhiều hoặc đúng/sai.

    Có 1 lỗi.
    "#);
}

#[test]
fn a_question_without_options() {
    assert_snapshot!(sees("Q004", Course::sample().options("chọn một", "")), @r#"
    mau/01-bai.md:14:1: lỗi[Q004]: Câu hỏi không có lựa chọn
      14 | ### Câu 1 (chọn một) — Nên làm gì? <!-- id: q1 -->
         | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      Sửa: Thêm các dòng - [ ] và - [x] dưới câu hỏi.

    Có 1 lỗi.
    "#);
}

#[test]
fn a_question_with_one_option() {
    assert_snapshot!(sees("Q005", Course::sample().options("chọn một", "- [x] Hỏi lại\n  > Đúng.")), @r#"
    mau/01-bai.md:14:1: lỗi[Q005]: Câu hỏi chỉ có một lựa chọn
      14 | ### Câu 1 (chọn một) — Nên làm gì? <!-- id: q1 -->
         | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      Sửa: Thêm ít nhất một lựa chọn nữa.

    Có 1 lỗi.
    "#);
}

#[test]
fn no_right_option() {
    assert_snapshot!(sees("Q006", Course::sample().lesson("[x]", "[ ]")), @r#"
    mau/01-bai.md:14:1: lỗi[Q006]: Chưa đánh dấu đáp án đúng
      14 | ### Câu 1 (chọn một) — Nên làm gì? <!-- id: q1 -->
         | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      Sửa: Đánh dấu - [x] trước đáp án đúng.

    Có 1 lỗi.
    "#);
}

#[test]
fn two_right_options_where_one_is_asked() {
    assert_snapshot!(sees("Q007", Course::sample().lesson("- [ ]", "- [x]")), @r#"
    mau/01-bai.md:14:1: lỗi[Q007]: Câu này chỉ có một đáp án đúng, nhưng có 2 dấu [x]
      14 | ### Câu 1 (chọn một) — Nên làm gì? <!-- id: q1 -->
         | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      Sửa: Giữ một dấu [x], hoặc đổi loại thành chọn nhiều.

    Có 1 lỗi.
    "#);
}

#[test]
fn true_or_false_with_three_options() {
    assert_snapshot!(sees("Q008", Course::sample().options("đúng/sai", "- [x] Đúng\n  > a\n- [ ] Sai\n  > b\n- [ ] Không rõ\n  > c")), @r#"
    mau/01-bai.md:14:1: lỗi[Q008]: Câu đúng/sai có 3 lựa chọn, phải có đúng hai
      14 | ### Câu 1 (đúng/sai) — Nên làm gì? <!-- id: q1 -->
         | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      Sửa: Viết đúng hai dòng, ví dụ Đúng và Sai.

    Có 1 lỗi.
    "#);
}

#[test]
fn options_written_as_a_numbered_list() {
    assert_snapshot!(sees("Q009", Course::sample().options("chọn một", "1. Hỏi\n2. Thôi")), @r#"
    mau/01-bai.md:16:1: lỗi[Q009]: Cách viết bên dưới không khớp loại câu hỏi
      16 | 1. Hỏi
         | ^^^^^^
      Sửa: Loại này cần danh sách - [ ] và - [x].

    Có 1 lỗi.
    "#);
}

#[test]
fn an_option_without_box() {
    assert_snapshot!(sees("Q010", Course::sample().options("chọn một", "- Thôi\n  > a\n- [x] Hỏi\n  > b")), @r#"
    mau/01-bai.md:16:1: lỗi[Q010]: Lựa chọn thiếu ô [ ]
      16 | - Thôi
         | ^^^^^^
      Sửa: Mỗi lựa chọn mở đầu bằng - [ ] hoặc - [x].

    Có 1 lỗi.
    "#);
}

#[test]
fn something_else_under_an_option() {
    assert_snapshot!(sees("Q011", Course::sample().options("chọn một", "- [ ] Thôi\n  - a\n- [x] Hỏi\n  > b")), @r#"
    mau/01-bai.md:16:1: cảnh báo[L012]: Lựa chọn chưa có lời phản hồi
      16 | - [ ] Thôi
         | ^^^^^^^^^^
      Sửa: Thêm một dòng > … thụt vào bên dưới.

    mau/01-bai.md:17:3: lỗi[Q011]: Dưới lựa chọn có thứ không phải lời phản hồi
      17 |   - a
         |   ^^^
      Sửa: Chỉ viết lời phản hồi, thụt vào, mở đầu bằng dấu >.

    Có 1 lỗi và 1 cảnh báo.
    "#);
}

#[test]
fn an_empty_option() {
    assert_snapshot!(sees("Q012", Course::sample().options("chọn một", "- [ ]\n  > a\n- [x] Hỏi\n  > b")), @r#"
    mau/01-bai.md:16:1: lỗi[Q012]: Lựa chọn trống
      16 | - [ ]
         | ^^^^^
      Sửa: Viết nội dung sau ô [ ].

    Có 1 lỗi.
    "#);
}

#[test]
fn text_after_the_options() {
    assert_snapshot!(sees("Q013", Course::sample().options("chọn một", "- [ ] Thôi\n  > a\n- [x] Hỏi\n  > b\n\nChữ thừa.")), @r#"
    mau/01-bai.md:21:1: lỗi[Q013]: Chữ thừa sau các lựa chọn
      21 | Chữ thừa.
         | ^^^^^^^^^
      Sửa: Sau lựa chọn chỉ có > **Giải thích:** hoặc > **Gợi ý:**.

    Có 1 lỗi.
    "#);
}

#[test]
fn two_hints() {
    assert_snapshot!(sees("Q014", Course::sample().lesson("- [ ]", "> **Gợi ý:** Một.\n\n> **Gợi ý:** Hai.\n\n- [ ]")), @r#"
    mau/01-bai.md:18:1: lỗi[Q014]: Một câu hỏi có hai gợi ý hoặc hai giải thích
      18 | > **Gợi ý:** Hai.
         | ^^^^^^^^^^^^^^^^^
      Sửa: Gộp lại thành một.

    Có 1 lỗi.
    "#);
}

#[test]
fn a_lesson_without_questions() {
    assert_snapshot!(sees("Q015", Course::sample().lesson("## Câu hỏi", "").question("")), @r#"
    mau/01-bai.md:8:1: lỗi[Q015]: Bài học chưa có câu hỏi
      8 | # Bài mẫu
        | ^^^^^^^^^
      Sửa: Thêm mục ## Câu hỏi với hai, ba câu.

    Có 1 lỗi.
    "#);
}

#[test]
fn text_before_the_first_question() {
    assert_snapshot!(sees("Q016", Course::sample().lesson("## Câu hỏi", "## Câu hỏi\n\nChữ thừa.")), @r#"
    mau/01-bai.md:14:1: lỗi[Q016]: Chữ nằm ngoài câu hỏi
      14 | Chữ thừa.
         | ^^^^^^^^^
      Sửa: Trong phần này chỉ có các câu ### Câu …; chuyển chữ lên trên.

    Có 1 lỗi.
    "#);
}

#[test]
fn two_equal_options() {
    assert_snapshot!(sees("Q017", Course::sample().options("chọn một", "- [ ] Hoà tiền\n  > a\n- [x] hòa tiền.\n  > b")), @r#"
    mau/01-bai.md:18:1: lỗi[Q017]: Lựa chọn 2 giống lựa chọn 1
      18 | - [x] hòa tiền.
         | ^^^^^^^^^^^^^^^
      Sửa: Viết lại một trong hai.

    Có 1 lỗi.
    "#);
}

#[test]
fn a_draw_that_is_not_understood() {
    assert_snapshot!(sees("K001", Course::sample().edit("mau/kiem-tra.md", "Rút **1** câu", "Lấy một câu")), @r#"
    mau/kiem-tra.md:5:1: lỗi[K001]: Dòng rút câu viết chưa đúng
      5 | - Lấy một câu từ [mẫu](ngan-hang/de.md)
        | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      Sửa: Viết: - Rút **5** câu từ [nhận biết](ngan-hang/nhan-biet.md)

    Có 1 lỗi.
    "#);
}

#[test]
fn a_bank_that_is_not_there() {
    assert_snapshot!(sees("K002", Course::sample().edit("mau/kiem-tra.md", "ngan-hang/de.md", "ngan-hang/dee.md")), @r#"
    mau/kiem-tra.md:5:1: lỗi[K002]: Không có ngân hàng ngan-hang/dee.md
      5 | - Rút **1** câu từ [mẫu](ngan-hang/dee.md)
        | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      Sửa: Có phải ý bác là ngan-hang/de.md?

    Có 1 lỗi.
    "#);
}

#[test]
fn more_drawn_than_there_is() {
    assert_snapshot!(sees("K003", Course::sample().edit("mau/kiem-tra.md", "**1**", "**3**")), @r#"
    mau/kiem-tra.md:5:1: lỗi[K003]: Rút 3 câu, ngân hàng chỉ có 2 câu
      5 | - Rút **3** câu từ [mẫu](ngan-hang/de.md)
        | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      Sửa: Thêm câu vào ngân hàng, hoặc rút ít đi.

    Có 1 lỗi.
    "#);
}

#[test]
fn a_bank_drawn_twice() {
    assert_snapshot!(sees("K004", Course::sample().edit("mau/kiem-tra.md", "\n\nđạt", "\n- Rút **1** câu từ [mẫu](ngan-hang/de.md)\n\nđạt")), @r#"
    mau/kiem-tra.md:6:1: lỗi[K004]: Một ngân hàng được rút hai lần
      6 | - Rút **1** câu từ [mẫu](ngan-hang/de.md)
        | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      Sửa: Gộp thành một dòng.

    Có 1 lỗi.
    "#);
}

#[test]
fn a_test_that_draws_nothing() {
    assert_snapshot!(sees("K005", Course::sample().edit("mau/kiem-tra.md", "- Rút **1** câu từ [mẫu](ngan-hang/de.md)", "").without("mau/ngan-hang/de.md")), @r#"
    mau/kiem-tra.md:1:1: lỗi[K005]: Bài kiểm tra không rút câu nào
      1 | # Bài kiểm tra mẫu
        | ^^^^^^^^^^^^^^^^^^
      Sửa: Thêm dòng - Rút **5** câu từ […](ngan-hang/….md)

    Có 1 lỗi.
    "#);
}

#[test]
fn no_pass_mark() {
    assert_snapshot!(sees("K006", Course::sample().edit("mau/kiem-tra.md", "đạt: 80", "đạt: tám mươi")), @r#"
    mau/kiem-tra.md:7:1: lỗi[K006]: Điểm đạt là một số từ 1 đến 100, viết một lần
      7 | đạt: tám mươi
        | ^^^^^^^^^^^^^
      Sửa: Viết một dòng: đạt: 80

    Có 1 lỗi.
    "#);
}

#[test]
fn no_rule_for_trying_again() {
    assert_snapshot!(sees("K007", Course::sample().edit("mau/kiem-tra.md", "; 3 lần một ngày", "")), @r#"
    mau/kiem-tra.md:9:1: lỗi[K007]: Làm lại phải ghi đủ: ngay, đề khác, và mấy lần một ngày
      9 | làm lại: ngay, đề khác
        | ^^^^^^^^^^^^^^^^^^^^^^
      Sửa: Viết một dòng: làm lại: ngay, đề khác; 3 lần một ngày

    Có 1 lỗi.
    "#);
}

#[test]
fn a_timer() {
    assert_snapshot!(sees("K008", Course::sample().edit("mau/kiem-tra.md", "đạt: 80", "đạt: 80\nthời gian: 30 phút")), @r#"
    mau/kiem-tra.md:8:1: lỗi[K008]: Bài kiểm tra không tính giờ
      8 | thời gian: 30 phút
        | ^^^^^^^^^^^^^^^^^^
      Sửa: Bỏ dòng về thời gian.

    Có 1 lỗi.
    "#);
}

#[test]
fn something_else_in_a_test() {
    assert_snapshot!(sees("K009", Course::sample().edit("mau/kiem-tra.md", "đạt: 80", "đạt: 80\n\nChúc may mắn.")), @r#"
    mau/kiem-tra.md:9:1: lỗi[K009]: Phần này không thuộc bài kiểm tra
      9 | Chúc may mắn.
        | ^^^^^^^^^^^^^
      Sửa: Bài kiểm tra chỉ có lời mở đầu, các dòng Rút, đạt: và làm lại:.

    Có 1 lỗi.
    "#);
}

#[test]
fn no_checklist() {
    assert_snapshot!(sees("T001", Course::sample().edit("mau/thuc-hanh.md", "- [ ] Tự mở ứng dụng <!-- id: th1 -->\n  > Tự tìm thấy.\n", "")), @r#"
    mau/thuc-hanh.md:1:1: lỗi[T001]: Bài thực hành thiếu danh sách việc
      1 | # Bài thực hành mẫu
        | ^^^^^^^^^^^^^^^^^^^
      Sửa: Thêm các dòng - [ ] cho từng việc quan sát được.

    Có 1 lỗi.
    "#);
}

#[test]
fn no_teach_back() {
    assert_snapshot!(sees("T002", Course::sample().edit("mau/thuc-hanh.md", "## Dạy lại", "")), @r#"
    mau/thuc-hanh.md:1:1: lỗi[T002]: Bài thực hành thiếu phần Dạy lại
      1 | # Bài thực hành mẫu
        | ^^^^^^^^^^^^^^^^^^^
      Sửa: Thêm ## Dạy lại và các dòng - [ ] bên dưới.

    Có 1 lỗi.
    "#);
}

#[test]
fn a_practice_item_ticked_already() {
    assert_snapshot!(sees("T003", Course::sample().edit("mau/thuc-hanh.md", "- [ ] Tự", "- [x] Tự")), @r#"
    mau/thuc-hanh.md:5:1: lỗi[T003]: Việc thực hành không đánh dấu sẵn, viết - [ ]
      5 | - [x] Tự mở ứng dụng <!-- id: th1 -->
        | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      Sửa: Viết: - [ ] Tự mở ứng dụng <!-- id: th-1 -->, dưới đó > Nhìn xem …

    Có 1 lỗi.
    "#);
}

#[test]
fn something_else_in_practice() {
    assert_snapshot!(sees("T004", Course::sample().edit("mau/thuc-hanh.md", "## Dạy lại", "Chữ thừa.\n\n## Dạy lại")), @r#"
    mau/thuc-hanh.md:8:1: lỗi[T004]: Phần này không thuộc bài thực hành
      8 | Chữ thừa.
        | ^^^^^^^^^
      Sửa: Chỉ có lời mở đầu, danh sách việc, rồi ## Dạy lại và danh sách việc.

    Có 1 lỗi.
    "#);
}

#[test]
fn a_long_sentence() {
    assert_snapshot!(sees("L001", Course::sample().page("Câu ngắn. Mở ứng dụng ngân hàng rồi bấm vào nút quét mã ở giữa phía dưới màn hình để bắt đầu quét mã của quán.")), @r#"
    mau/01-bai.md:10:11: cảnh báo[L001]: Câu dài 24 tiếng, hơn 20 tiếng
      10 | Câu ngắn. Mở ứng dụng ngân hàng rồi bấm vào nút quét mã ở giữa phía dưới màn hình để bắt đầu quét mã của quán.
         |           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      Sửa: Tách thành hai câu ngắn.

    Không có lỗi, có 1 cảnh báo.
    "#);
}

#[test]
fn the_right_option_is_always_the_longest() {
    assert_snapshot!(sees("L002", Course::sample().question(&three_questions(["- [x] Dài hơn hẳn\n  > a\n- [ ] Ngắn\n  > b", "- [ ] Ngắn\n  > a\n- [x] Dài hơn hẳn\n  > b", "- [x] Dài hơn hẳn\n  > a\n- [ ] Ngắn\n  > b"]))), @r#"
    mau/01-bai.md:14:1: cảnh báo[L002]: Cả 3 câu chọn một đều có đáp án đúng dài nhất
      14 | ### Câu 1 (chọn một) — Nên làm gì? <!-- id: q1 -->
         | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      Sửa: Viết dài thêm một đáp án sai, hoặc rút ngắn đáp án đúng.

    Không có lỗi, có 1 cảnh báo.
    "#);
}

#[test]
fn the_right_option_is_always_in_one_place() {
    assert_snapshot!(sees("L003", Course::sample().question(&three_questions(["- [x] Hỏi\n  > a\n- [ ] Chuyển\n  > b"; 3]))), @r#"
    mau/01-bai.md:14:1: cảnh báo[L003]: Cả 3 câu chọn một đều có đáp án đúng ở dòng thứ 1
      14 | ### Câu 1 (chọn một) — Nên làm gì? <!-- id: q1 -->
         | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      Sửa: Đổi chỗ các lựa chọn ở vài câu.

    Không có lỗi, có 1 cảnh báo.
    "#);
}

#[test]
fn all_of_the_above() {
    assert_snapshot!(sees("L004", Course::sample().options("chọn một", "- [ ] Thôi\n  > a\n- [x] Tất cả đáp án trên\n  > b")), @r#"
    mau/01-bai.md:18:1: cảnh báo[L004]: Lựa chọn kiểu “tất cả đáp án trên” trong khi thứ tự bị xáo
      18 | - [x] Tất cả đáp án trên
         | ^^^^^^^^^^^^^^^^^^^^^^^^
      Sửa: Viết thành câu chọn nhiều.

    Không có lỗi, có 1 cảnh báo.
    "#);
}

#[test]
fn more_than_seven_steps() {
    assert_snapshot!(sees("L005", Course::sample().page(&"1. Bấm nút.\n".repeat(8))), @r#"
    mau/01-bai.md:10:1: cảnh báo[L005]: Có 8 bước, nên không quá 7
      10 | 1. Bấm nút.
         | ^^^^^^^^^^^
      Sửa: Tách thành hai phần ngắn.

    Không có lỗi, có 1 cảnh báo.
    "#);
}

#[test]
fn a_long_lesson() {
    assert_snapshot!(sees("L006", Course::sample().lesson("minutes: 5", "minutes: 12")), @r#"
    mau/01-bai.md:4:10: cảnh báo[L006]: Bài dài 12 phút, nên không quá 10 phút
      4 | minutes: 12
        |          ^^
      Sửa: Tách thành hai bài.

    Không có lỗi, có 1 cảnh báo.
    "#);
}

#[test]
fn a_review_that_is_due() {
    assert_snapshot!(sees("L007", Course::sample().lesson("version: 1", "version: 1\nreview_by: 2026-01-01")), @r#"
    mau/01-bai.md:6:12: cảnh báo[L007]: Đã quá ngày hẹn xem lại (01/01/2026)
      6 | review_by: 2026-01-01
        |            ^^^^^^^^^^
      Sửa: Xem lại nội dung, rồi ghi ngày hẹn mới.

    Không có lỗi, có 1 cảnh báo.
    "#);
}

#[test]
fn a_small_bank() {
    assert_snapshot!(sees("L008", Course::sample().edit("mau/kiem-tra.md", "**1**", "**2**")), @r#"
    mau/kiem-tra.md:5:1: cảnh báo[L008]: Rút 2 câu, ngân hàng có 2 câu, nên có ít nhất 4
      5 | - Rút **2** câu từ [mẫu](ngan-hang/de.md)
        | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      Sửa: Thêm câu để hai lần làm bài ít trùng nhau.

    Không có lỗi, có 1 cảnh báo.
    "#);
}

#[test]
fn text_in_the_wrong_normal_form() {
    assert_snapshot!(sees("L009", Course::sample().page("Tie\u{302}\u{300}n.")), @r#"
    mau/01-bai.md:10:1: cảnh báo[L009]: Chữ có dấu chưa ở dạng chuẩn (NFC)
      10 | Tiền.
         | ^^^^^
      Sửa: Lưu lại tệp ở dạng Unicode dựng sẵn.

    Không có lỗi, có 1 cảnh báo.
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
fn a_question_without_id() {
    assert_snapshot!(sees("L011", Course::sample().lesson(" <!-- id: q1 -->", "")), @r#"
    mau/01-bai.md:14:1: cảnh báo[L011]: Chưa có mã (id)
      14 | ### Câu 1 (chọn một) — Nên làm gì?
         | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      Sửa: Thêm vào cuối dòng một mã chưa dùng ở đâu, ví dụ <!-- id: k7m2 -->

    Không có lỗi, có 1 cảnh báo.
    "#);
}

#[test]
fn an_option_without_feedback() {
    assert_snapshot!(sees("L012", Course::sample().lesson("  > Đúng rồi.\n", "")), @r#"
    mau/01-bai.md:18:1: cảnh báo[L012]: Lựa chọn chưa có lời phản hồi
      18 | - [x] Hỏi lại
         | ^^^^^^^^^^^^^
      Sửa: Thêm một dòng > … thụt vào bên dưới.

    Không có lỗi, có 1 cảnh báo.
    "#);
}

#[test]
fn five_options() {
    assert_snapshot!(sees("L013", Course::sample().options("chọn một", "- [x] A\n  > a\n- [ ] B\n  > a\n- [ ] C\n  > a\n- [ ] D\n  > a\n- [ ] E\n  > a")), @r#"
    mau/01-bai.md:14:1: cảnh báo[L013]: Có 5 lựa chọn, nên không quá 4
      14 | ### Câu 1 (chọn một) — Nên làm gì? <!-- id: q1 -->
         | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      Sửa: Bớt còn ba hoặc bốn lựa chọn.

    Không có lỗi, có 1 cảnh báo.
    "#);
}

#[test]
fn questions_out_of_order() {
    assert_snapshot!(sees("L014", Course::sample().lesson("Câu 1", "Câu 2")), @r#"
    mau/01-bai.md:14:5: cảnh báo[L014]: Đây là câu thứ 1, nhưng ghi là Câu 2
      14 | ### Câu 2 (chọn một) — Nên làm gì? <!-- id: q1 -->
         |     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      Sửa: Đánh số lại 1, 2, 3 …

    Không có lỗi, có 1 cảnh báo.
    "#);
}

#[test]
fn a_bank_that_no_test_uses() {
    assert_snapshot!(sees("L015", Course::sample().with("mau/ngan-hang/thua.md", "---\nid: thua\n---\n\n# Thừa\n\n### Câu 1 (đúng/sai) — A? <!-- id: t1 -->\n\n- [x] Đúng\n  > a\n- [ ] Sai\n  > b\n")), @r#"
    mau/kiem-tra.md:1:1: cảnh báo[L015]: Ngân hàng ngan-hang/thua.md không được rút câu nào
      1 | # Bài kiểm tra mẫu
        | ^^^^^^^^^^^^^^^^^^
      Sửa: Thêm dòng Rút trong kiem-tra.md, hoặc xóa ngân hàng.

    Không có lỗi, có 1 cảnh báo.
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

const LOCAL_LESSON: &str = "---
id: mau-15
title: Ứng dụng của tỉnh
minutes: 5
version: 1
---

# Ứng dụng của tỉnh

Đọc thêm [bài mẫu](../01-bai.md).

## Câu hỏi

### Câu 1 (chọn một) — Gọi ai? <!-- id: t1 -->

- [ ] Không ai
  > Nên hỏi.
- [x] Tổ công nghệ số
  > Đúng rồi.
";

/// An overlay of the sample's lesson with this text.
fn overlay(text: &str) -> Course {
    let head = "---\noverlay: mau-01\nid: mau-01-15\nversion: 1\n---\n\n";
    Course::sample().with("mau/tinh-15/01-sua.md", [head, text].concat())
}

#[test]
fn a_folder_of_no_province() {
    assert_snapshot!(sees("D001", Course::sample().with("mau/tinh-lao-cai/07-bai.md", LOCAL_LESSON)), @r##"
    mau/tinh-lao-cai/:1:1: lỗi[D001]: Thư mục tinh-lao-cai không mang mã của tỉnh nào
      Sửa: Có phải ý bác là tinh-15?

    Có 1 lỗi.
    "##);
}

#[test]
fn a_folder_of_a_number_that_no_province_has() {
    assert_snapshot!(sees("D001", Course::sample().with("mau/tinh-99/07-bai.md", LOCAL_LESSON)), @r##"
    mau/tinh-99/:1:1: lỗi[D001]: Thư mục tinh-99 không mang mã của tỉnh nào
      Sửa: Đặt tên tinh- và mã hai chữ số của tỉnh, ví dụ tinh-15.

    Có 1 lỗi.
    "##);
}

#[test]
fn a_province_lesson_with_a_number_that_is_taken() {
    assert_snapshot!(sees("F014", Course::sample().with("mau/tinh-15/01-bai.md", LOCAL_LESSON)), @r##"
    mau/tinh-15/01-bai.md:1:1: lỗi[F014]: Số 01 đã là số của 01-bai.md
      1 | ---
        | ^
      Sửa: Đổi số ở đầu tên một trong hai tệp.

    Có 1 lỗi.
    "##);
}

#[test]
fn a_province_that_uses_an_id_again() {
    let text = LOCAL_LESSON.replace("t1", "q1");
    assert_snapshot!(sees("M008", Course::sample().with("mau/tinh-15/07-bai.md", text)), @r##"
    mau/tinh-15/07-bai.md:14:32: lỗi[M008]: Mã q1 đã dùng trong mau/01-bai.md
      14 | ### Câu 1 (chọn một) — Gọi ai? <!-- id: q1 -->
         |                                ^^^^^^^^^^^^^^^
      Sửa: Đặt mã khác cho chỗ mới viết; mã đã dùng thì giữ nguyên.

    Có 1 lỗi.
    "##);
}

#[test]
fn an_overlay_of_a_lesson_that_is_not_there() {
    let course =
        overlay("## Mục mới\n\nChữ.\n").edit("mau/tinh-15/01-sua.md", "overlay: mau-01", "overlay: mau-1");
    assert_snapshot!(sees("D002", course), @r##"
    mau/tinh-15/01-sua.md:2:10: lỗi[D002]: Chuyên đề không có bài mang mã “mau-1”
      2 | overlay: mau-1
        |          ^^^^^
      Sửa: Có phải ý bác là mau-01?

    Có 1 lỗi.
    "##);
}

#[test]
fn two_overlays_of_one_lesson() {
    let other = "---\noverlay: mau-01\nid: mau-khac\nversion: 1\n---\n\n## Mục hai\n\nChữ.\n";
    assert_snapshot!(sees("D003", overlay("## Mục\n\nChữ.\n").with("mau/tinh-15/02-sua.md", other)), @r##"
    mau/tinh-15/02-sua.md:2:10: lỗi[D003]: Bài mau-01 đã được sửa trong tinh-15/01-sua.md
      2 | overlay: mau-01
        |          ^^^^^^
      Sửa: Gộp hai tệp thành một.

    Có 1 lỗi.
    "##);
}

#[test]
fn text_before_the_sections_of_an_overlay() {
    assert_snapshot!(sees("D004", overlay("Chữ lạc.\n\n## Mục\n\nChữ.\n")), @r##"
    mau/tinh-15/01-sua.md:7:1: lỗi[D004]: Chữ đứng ngoài các mục ## trong tệp sửa bài
      7 | Chữ lạc.
        | ^^^^^^^^
      Sửa: Đưa chữ vào dưới một dòng ## tên mục.

    Có 1 lỗi.
    "##);
}

#[test]
fn an_overlay_without_a_section() {
    assert_snapshot!(sees("D004", overlay("# Bài mẫu\n")), @r##"
    mau/tinh-15/01-sua.md:1:1: lỗi[D004]: Tệp sửa bài chưa có mục ## nào
      1 | ---
        | ^
      Sửa: Đưa chữ vào dưới một dòng ## tên mục.

    Có 1 lỗi.
    "##);
}

#[test]
fn a_section_twice_in_an_overlay() {
    assert_snapshot!(sees("D005", overlay("## Mục\n\nChữ.\n\n## Mục\n\nChữ.\n")), @r##"
    mau/tinh-15/01-sua.md:11:1: lỗi[D005]: Một mục viết hai lần trong tệp sửa bài
      11 | ## Mục
         | ^^^^^^
      Sửa: Gộp hai mục thành một.

    Có 1 lỗi.
    "##);
}

#[test]
fn an_overlay_that_swallows_the_questions() {
    assert_snapshot!(sees("D006", overlay("## Mục\n\n```dien-thoai\n# Ngân hàng\n")), @r##"
    mau/tinh-15/01-sua.md:9:1: lỗi[D006]: Phần của tỉnh làm mất hoặc đổi câu hỏi chung
      9 | ```dien-thoai
        | ^^^^^^^^^^^^^
      Sửa: Tỉnh chỉ được thêm câu. Xem lại khối ``` chưa đóng.

    Có 1 lỗi.
    "##);
}

#[test]
fn a_fault_in_an_overlay_is_told_in_its_own_line() {
    let text = "## Mục\n\nChữ.\n\n## Câu hỏi\n\n### Câu 1 (chọn một) — Gọi ai? <!-- id: t1 -->\n\n\
                - [ ] Không ai\n  > Nên hỏi.\n- [ ] Hàng xóm\n  > Cũng được.\n";
    assert_snapshot!(sees("Q006", overlay(text)), @r##"
    mau/tinh-15/01-sua.md:13:1: lỗi[Q006]: Chưa đánh dấu đáp án đúng
      13 | ### Câu 1 (chọn một) — Gọi ai? <!-- id: t1 -->
         | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      Sửa: Đánh dấu - [x] trước đáp án đúng.

    Có 1 lỗi.
    "##);
}

#[test]
fn a_province_that_lowers_the_pass_mark() {
    assert_snapshot!(sees("D007", Course::sample().with("mau/tinh-15/kiem-tra.md", "đạt: 70\n")), @r##"
    mau/tinh-15/kiem-tra.md:1:1: lỗi[D007]: Tỉnh ghi đạt 70, điểm chung là 80
      1 | đạt: 70
        | ^^^^^^^
      Sửa: Ghi điểm bằng hoặc cao hơn, hay bỏ dòng đạt.

    Có 1 lỗi.
    "##);
}

#[test]
fn a_province_that_changes_the_rule_of_trying_again() {
    let text = "đạt: 90\n\nlàm lại: ngay, đề khác; 9 lần một ngày\n";
    assert_snapshot!(sees("D008", Course::sample().with("mau/tinh-15/kiem-tra.md", text)), @r##"
    mau/tinh-15/kiem-tra.md:3:1: lỗi[D008]: Tỉnh không đổi quy định làm lại
      3 | làm lại: ngay, đề khác; 9 lần một ngày
        | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      Sửa: Bài kiểm tra của tỉnh chỉ có các dòng Rút và dòng đạt.

    Có 1 lỗi.
    "##);
}

#[test]
fn a_province_that_draws_again_from_a_national_bank() {
    let text = "- Rút **1** câu từ [mẫu](../ngan-hang/de.md)\n";
    assert_snapshot!(sees("K004", Course::sample().with("mau/tinh-15/kiem-tra.md", text)), @r##"
    mau/tinh-15/kiem-tra.md:1:1: lỗi[K004]: Một ngân hàng được rút hai lần
      1 | - Rút **1** câu từ [mẫu](../ngan-hang/de.md)
        | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      Sửa: Gộp thành một dòng.

    Có 1 lỗi.
    "##);
}

#[test]
fn acts_of_a_province_where_the_module_has_none() {
    let course = Course::sample()
        .without("mau/thuc-hanh.md")
        .with("mau/tinh-15/thuc-hanh.md", "- [ ] Mở ứng dụng của tỉnh <!-- id: th15 -->\n");
    assert_snapshot!(sees("D009", course), @r##"
    mau/tinh-15/thuc-hanh.md:1:1: lỗi[D009]: Chuyên đề chưa có thuc-hanh.md chung để thêm việc
      1 | - [ ] Mở ứng dụng của tỉnh <!-- id: th15 -->
        | ^
      Sửa: Thêm phần chung trước, hoặc bỏ tệp này.

    Có 1 lỗi.
    "##);
}

#[test]
fn a_card_of_a_province_with_the_name_of_a_national_one() {
    let card =
        "[hotline]\nvalue = \"157\"\nsource = \"Sở\"\nchecked_on = 2026-10-01\nreview_by = 2027-04-01\n";
    assert_snapshot!(sees("D010", Course::sample().with("mau/tinh-15/facts.toml", card)), @r##"
    mau/tinh-15/facts.toml:1:2: lỗi[D010]: Thẻ của tỉnh trùng tên với thẻ chung
      1 | [hotline]
        |  ^^^^^^^
      Sửa: Đặt tên khác cho thẻ của tỉnh.

    Có 1 lỗi.
    "##);
}

#[test]
fn a_card_that_the_province_has_to_fill_in_is_not_printed() {
    let course =
        Course::sample().with("mau/tinh-15/facts.toml", "[hotline-tinh]\ncan = \"Số máy của tỉnh\"\n").with(
            "mau/tinh-15/07-bai.md",
            LOCAL_LESSON.replace("Đọc thêm", "Gọi [số máy](fact:hotline-tinh). Đọc"),
        );
    assert_snapshot!(sees("D011", course), @r##"
    mau/tinh-15/07-bai.md:10:5: lỗi[D011]: Tỉnh chưa điền thẻ hotline-tinh
      10 | Gọi [số máy](fact:hotline-tinh). Đọc [bài mẫu](../01-bai.md).
         |     ^^^^^^^^^^^^^^^^^^^^^^^^^^^
      Sửa: Điền value, source, checked_on, review_by; bỏ dòng can.

    Có 1 lỗi.
    "##);
}

#[test]
fn a_scope_that_is_nearly_right() {
    let course = Course::sample().edit("mau/module.md", "order: 3", "scope: tinhh\norder: 3");
    assert_snapshot!(sees("M005", course), @r##"
    mau/module.md:6:8: lỗi[M005]: scope không có giá trị “tinhh”
      6 | scope: tinhh
        |        ^^^^^
      Sửa: Có phải ý bác là tinh?

    Có 1 lỗi.
    "##);
}

#[test]
fn a_picture_that_is_not_there() {
    let course = Course::sample().with("mau/anh/quet-ma.png", super::PNG).page("![Nút](anh/quetma.png)");
    assert_snapshot!(sees("A001", course), @r##"
    mau/01-bai.md:10:1: lỗi[A001]: Không có tệp anh/quetma.png
      10 | ![Nút](anh/quetma.png)
         | ^^^^^^^^^^^^^^^^^^^^^^
      Sửa: Có phải ý bác là anh/quet-ma.png?

    Có 1 lỗi.
    "##);
}

#[test]
fn a_picture_over_the_bound() {
    let course = Course::sample().with("mau/anh/a.png", vec![0; 300 << 10]).page("![Nút](anh/a.png)");
    assert_snapshot!(sees("A002", course), @r##"
    mau/01-bai.md:10:1: lỗi[A002]: Tệp anh/a.png lớn quá 200 KiB
      10 | ![Nút](anh/a.png)
         | ^^^^^^^^^^^^^^^^^
      Sửa: Ảnh nhiều nhất 200 KiB, âm thanh nhiều nhất 2 MiB.

    Có 1 lỗi.
    "##);
}

#[test]
fn a_picture_that_is_something_else() {
    let course = Course::sample().with("mau/anh/a.png", "<svg onload=alert(1)>").page("![Nút](anh/a.png)");
    assert_snapshot!(sees("A003", course), @r##"
    mau/01-bai.md:10:1: lỗi[A003]: Nội dung tệp không đúng với đuôi tệp
      10 | ![Nút](anh/a.png)
         | ^^^^^^^^^^^^^^^^^
      Sửa: Xuất lại tệp từ phần mềm ảnh hoặc âm thanh.

    Có 1 lỗi.
    "##);
}

#[test]
fn a_picture_from_elsewhere() {
    assert_snapshot!(sees("A004", Course::sample().page("![Nút](https://vi.du/a.svg)")), @r##"
    mau/01-bai.md:10:1: lỗi[A004]: Không dùng được tệp “https://vi.du/a.svg” ở đây
      10 | ![Nút](https://vi.du/a.svg)
         | ^^^^^^^^^^^^^^^^^^^^^^^^^^^
      Sửa: Ảnh: png, jpg, webp. Âm thanh: opus, mp3, m4a.

    Có 1 lỗi.
    "##);
}

#[test]
fn a_picture_without_words() {
    let course = Course::sample().with("mau/anh/a.png", super::PNG).page("![](anh/a.png)");
    assert_snapshot!(sees("A005", course), @r##"
    mau/01-bai.md:10:1: lỗi[A005]: Ảnh thiếu lời tả
      10 | ![](anh/a.png)
         | ^^^^^^^^^^^^^^
      Sửa: Viết lời tả trong ngoặc vuông: ![Nút Quét mã ở giữa](anh/quet-ma.webp)

    Có 1 lỗi.
    "##);
}

#[test]
fn narration_of_another_text() {
    let course = Course::sample()
        .with("mau/am-thanh/01.mp3", b"ID3 tieng noi".to_vec())
        .lesson("version: 1", "version: 1\naudio: { file: am-thanh/01.mp3, text: 00000000 }");
    assert_snapshot!(sees("L030", course.clone()), @r##"
    mau/01-bai.md:6:39: cảnh báo[L030]: Chữ đã đổi, bản ghi âm còn đọc chữ cũ
      6 | audio: { file: am-thanh/01.mp3, text: 00000000 }
        |                                       ^^^^^^^^
      Sửa: Thu lại, hoặc nghe lại thấy vẫn đúng thì ghi text: 7ca3f76b

    Không có lỗi, có 1 cảnh báo.
    "##);
    assert_eq!(course.compile().catalogue.modules[0].lessons[0].audio, None);
}

#[test]
fn narration_that_is_not_there() {
    let course =
        Course::sample().lesson("version: 1", "version: 1\naudio: { file: am-thanh/01.mp3, text: 00000000 }");
    assert_snapshot!(sees("A001", course), @r##"
    mau/01-bai.md:6:16: lỗi[A001]: Không có tệp am-thanh/01.mp3
      6 | audio: { file: am-thanh/01.mp3, text: 00000000 }
        |                ^^^^^^^^^^^^^^^
      Sửa: Viết đúng đường dẫn, ví dụ anh/quet-ma.webp.

    Có 1 lỗi.
    "##);
}

/// The sample's lesson in another language, changed.
fn translated(name: &str, from: &str, to: &str) -> Course {
    let text = super::LESSON_TEXT
        .replace("title: Bài mẫu", "title: Zaj qauv\nlang: hmn\noriginal: 7ca3f76b")
        .replace("minutes: 5\nversion: 1\n", "")
        .replace("# Bài mẫu", "# Zaj qauv");
    assert!(text.contains(from));
    Course::sample().with(name, text.replacen(from, to, 1))
}

#[test]
fn a_language_that_is_not_known() {
    assert_snapshot!(sees("A006", translated("mau/01-bai.hnm.md", "lang: hmn", "lang: hnm")), @r##"
    mau/01-bai.hnm.md:1:1: lỗi[A006]: Không có tiếng mang mã “hnm”
      1 | ---
        | ^
      Sửa: Các mã dùng được ở mục Tiếng khác trong courses/README.md.

    Có 1 lỗi.
    "##);
}

#[test]
fn a_translation_without_its_original() {
    assert_snapshot!(sees("A007", translated("mau/02-bai.hmn.md", "q1", "q1")), @r##"
    mau/02-bai.hmn.md:1:1: lỗi[A007]: Bản dịch không có bài gốc bên cạnh
      1 | ---
        | ^
      Sửa: Đặt tên như bài gốc, thêm mã tiếng: 01-bai.hmn.md.

    Có 1 lỗi.
    "##);
}

#[test]
fn a_translation_with_another_right_answer() {
    let course = translated("mau/01-bai.hmn.md", "- [ ] Chuyển", "- [x] Chuyển");
    let course = course.edit("mau/01-bai.hmn.md", "- [x] Hỏi", "- [ ] Hỏi");
    assert_snapshot!(sees("A008", course), @r##"
    mau/01-bai.hmn.md:14:1: lỗi[A008]: Câu q1 có đáp án đúng ở chỗ khác bài gốc
      14 | ### Câu 1 (chọn một) — Nên làm gì? <!-- id: q1 -->
         | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      Sửa: Giữ nguyên mã, thứ tự câu, loại câu và chỗ đáp án đúng.

    Có 1 lỗi.
    "##);
}

#[test]
fn a_translation_of_an_older_text() {
    assert_snapshot!(sees("L031", translated("mau/01-bai.hmn.md", "7ca3f76b", "00000000")), @r##"
    mau/01-bai.hmn.md:5:11: cảnh báo[L031]: Bài gốc đã đổi từ khi dịch
      5 | original: 00000000
        |           ^^^^^^^^
      Sửa: Sửa bản dịch theo bài gốc, rồi ghi original: 7ca3f76b

    Không có lỗi, có 1 cảnh báo.
    "##);
}
