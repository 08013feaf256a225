//! What an author sees for the parts of provinces, pictures, narration and other languages.

use super::diagnostics::sees;
use super::{Course, LESSON_TEXT, PNG};
use crate::sample::{LOCAL_LESSON, overlay};
use insta::assert_snapshot;

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
    let course = Course::sample().with("mau/anh/quet-ma.png", PNG).page("![Nút](anh/quetma.png)");
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
    let course = Course::sample().with("mau/anh/a.png", PNG).page("![](anh/a.png)");
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
    let text = LESSON_TEXT
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

#[test]
fn lints_of_vietnamese_do_not_apply_to_another_language() {
    let long = "Peb kawm siv lub xov tooj ua ke hauv zos no txhua hnub kom peb txhua tus paub siv thiab qhia lwm tus tau.";
    let page = Course::sample().lesson("Đoạn để thay.", long).compile().diagnostics;
    let told: Vec<&str> = page.iter().map(|one| one.code).collect();
    assert!(told.contains(&"L001") && told.contains(&"L042"), "{told:?}");
    let course = translated("mau/01-bai.hmn.md", "Đoạn để thay.", &format!("{long}\u{200b}"));
    assert_eq!(course.compile().diagnostics, []);
}

#[test]
fn a_page_shows_no_picture_of_another_module() {
    let course = Course::sample().with("khac/anh/a.png", PNG).page("![Nút](../khac/anh/a.png)");
    let told = course.compile().diagnostics;
    assert!(told.iter().any(|one| (one.code, one.line) == ("A001", 10)), "{told:?}");
}
