//! The parts of provinces. How an entry is written stands over `codes.rs`.

use crate::sample::{Course, LOCAL_LESSON, OVERLAY, overlay};

codes! {
    UNKNOWN_PROVINCE = "D001" Error "Thư mục không mang mã của tỉnh nào" "Đặt tên tinh- và mã hai chữ số của tỉnh, ví dụ tinh-15." {
        why: "Thư mục sai mã thì không tỉnh nào học phần ấy.",
        wrong: "mau/tinh-lao-cai/07-bai.md",
        right: "mau/tinh-15/07-bai.md",
        course: |text, _| Course::sample().with(text, LOCAL_LESSON),
    };
    UNKNOWN_OVERLAY = "D002" Error "overlay nhắc tới bài không có" "Viết đúng id của một bài chung trong chuyên đề." {
        why: "Không biết sửa bài nào thì phần của tỉnh không tới được người học.",
        wrong: "overlay: mau-1",
        right: "overlay: mau-01",
        course: |text, _| overlay("## Nơi hỏi\n\nHỏi tổ công nghệ số.\n").edit(OVERLAY, "overlay: mau-01", text),
    };
    OVERLAY_TWICE = "D003" Error "Hai tệp của một tỉnh cùng sửa một bài" "Gộp hai tệp thành một." {
        why: "Hai tệp cùng sửa một mục thì máy không biết theo tệp nào.",
        wrong: "tinh-15/01-sua.md và tinh-15/02-sua.md cùng ghi overlay: mau-01.",
        right: "tinh-15/01-sua.md có đủ hai mục.",
        course: |_, wrong| { let course = overlay("## Nơi hỏi\n\nHỏi tổ công nghệ số.\n"); if wrong { course.with("mau/tinh-15/02-sua.md", "---\noverlay: mau-01\nid: mau-khac\nversion: 1\n---\n\n## Giờ mở cửa\n\nBuổi sáng.\n") } else { course } },
    };
    OVERLAY_TEXT = "D004" Error "Chữ đứng ngoài các mục ## trong tệp sửa bài" "Đưa chữ vào dưới một dòng ## tên mục." {
        why: "Máy ghép bài theo từng mục ##. Chữ ở ngoài không biết ghép vào đâu.",
        wrong: r#"Hỏi tổ công nghệ số.

## Giờ mở cửa

Buổi sáng."#,
        right: r#"## Giờ mở cửa

Buổi sáng. Hỏi tổ công nghệ số."#,
        course: |text, _| overlay(text),
    };
    SECTION_TWICE = "D005" Error "Một mục viết hai lần trong tệp sửa bài" "Gộp hai mục thành một." {
        why: "Hai mục cùng tên thì máy không biết lấy mục nào thay vào bài chung.",
        wrong: r#"## Nơi hỏi

Hỏi tổ công nghệ số.

## Nơi hỏi

Hỏi ủy ban xã."#,
        right: r#"## Nơi hỏi

Hỏi tổ công nghệ số hoặc ủy ban xã."#,
        course: |text, _| overlay(text),
    };
    OVERLAY_QUESTIONS = "D006" Error "Phần của tỉnh làm mất hoặc đổi câu hỏi chung" "Tỉnh chỉ được thêm câu. Xem lại khối ``` chưa đóng." {
        why: "Câu hỏi chung giữ cho người học mọi tỉnh biết đủ điều cần biết.",
        wrong: r#"## Nơi hỏi

```dien-thoai
# Danh bạ
nút: Gọi"#,
        right: r#"## Nơi hỏi

```dien-thoai
# Danh bạ
nút: Gọi
```"#,
        course: |text, _| overlay(text),
    };
    LOWER_PASS = "D007" Error "Điểm đạt của tỉnh thấp hơn điểm chung" "Ghi điểm bằng hoặc cao hơn, hay bỏ dòng đạt." {
        why: "Chứng nhận ở đâu cũng phải có giá trị như nhau.",
        wrong: "đạt: 70",
        right: "đạt: 90",
        course: |text, _| Course::sample().with("mau/tinh-15/kiem-tra.md", text),
    };
    LOCAL_TEST_TEXT = "D008" Error "Phần này không thuộc bài kiểm tra của tỉnh" "Bài kiểm tra của tỉnh chỉ có các dòng Rút và dòng đạt." {
        why: "Quy định làm bài giữ chung cả nước. Tỉnh chỉ thêm câu và nâng điểm đạt.",
        wrong: "làm lại: ngay, đề khác; 9 lần một ngày",
        right: "đạt: 90",
        course: |text, _| Course::sample().with("mau/tinh-15/kiem-tra.md", text),
    };
    NOTHING_TO_ADD = "D009" Error "Chuyên đề chung chưa có phần để thêm vào" "Thêm phần chung trước, hoặc bỏ tệp này." {
        why: "Tỉnh thêm vào phần chung. Chưa có phần chung thì không có chỗ để thêm.",
        wrong: "Có tinh-15/thuc-hanh.md mà chuyên đề không có thuc-hanh.md.",
        right: "Có cả thuc-hanh.md và tinh-15/thuc-hanh.md.",
        course: |_, wrong| { let course = Course::sample().with("mau/tinh-15/thuc-hanh.md", "- [ ] Mở ứng dụng của tỉnh <!-- id: th15 -->\n  > Tự tìm thấy.\n"); if wrong { course.without("mau/thuc-hanh.md") } else { course } },
    };
    FACT_TAKEN = "D010" Error "Thẻ của tỉnh trùng tên với thẻ chung" "Đặt tên khác cho thẻ của tỉnh." {
        why: "Cùng tên mà khác số thì bài chung in nhầm số của tỉnh.",
        wrong: "[hotline]",
        right: "[hotline-tinh]",
        course: |text, _| Course::sample().with("mau/tinh-15/facts.toml", format!("{text}\nvalue = \"1022\"\nsource = \"Thông báo của tỉnh\"\nchecked_on = 2026-10-01\nreview_by = 2027-04-01\n")),
    };
    FACT_WANTED = "D011" Error "Thẻ này tỉnh chưa điền, chưa in ra được" "Điền value, source, checked_on, review_by; bỏ dòng can." {
        why: "Thẻ chưa điền thì bài in ra một chỗ trống. Số điện thoại thì không được đoán.",
        wrong: r#"[hotline-tinh]
can = "Số máy của tỉnh""#,
        right: r#"[hotline-tinh]
value = "1022"
source = "Thông báo của tỉnh"
checked_on = 2026-10-01
review_by = 2027-04-01"#,
        course: |text, _| Course::sample().with("mau/tinh-15/facts.toml", text).with("mau/tinh-15/07-bai.md", LOCAL_LESSON.replace("Đọc thêm", "Gọi [1022](fact:hotline-tinh). Đọc")),
    };
}
