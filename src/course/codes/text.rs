//! The text of a page. How an entry is written stands over `codes.rs`.

use crate::limits::Limits;
use crate::sample::Course;

codes! {
    RAW_HTML = "V001" Error "Có mã HTML" "Bỏ mã HTML, viết bằng Markdown. Cần viết dấu < thì gõ &lt;." {
        why: "HTML có thể giấu chữ hoặc chạy mã lạ trên máy người học, nên không được dùng.",
        wrong: "Chữ <b>đậm</b> đây.",
        right: "Chữ **đậm** đây.",
        course: |text, _| Course::sample().page(text),
    };
    COMMENT = "V002" Error "Có chú thích ẩn, hoặc mã id đặt sai chỗ" "Xóa chú thích. Mã <!-- id: … --> chỉ đứng cuối dòng ### của câu hỏi hoặc cuối một việc thực hành." {
        why: "Người duyệt bài chỉ duyệt được điều mắt thấy. Chú thích ẩn thì không ai thấy.",
        wrong: "Bấm nút xanh. <!-- nhớ hỏi lại -->",
        right: "Bấm nút xanh.",
        course: |text, _| Course::sample().page(text),
    };
    BAD_LINK = "V003" Error "Loại liên kết không dùng được" "Chỉ dùng https://, tel:, mailto:, fact: hoặc tên tệp bài học trong cùng chuyên đề." {
        why: "Liên kết lạ có thể chạy mã, hoặc đưa bà con tới trang không an toàn.",
        wrong: "Xem [trang tin](http://tin.example).",
        right: "Xem [trang tin](https://tin.example).",
        course: |text, _| Course::sample().page(text),
    };
    MISSING_LESSON = "V004" Error "Liên kết tới bài học không có" "Viết đúng tên tệp của bài học trong cùng thư mục." {
        why: "Người học bấm vào sẽ gặp trang trống.",
        wrong: "Xem lại [bài đầu](02-bai.md).",
        right: "Xem lại [bài đầu](01-bai.md).",
        course: |text, _| Course::sample().page(text),
    };
    TOO_DEEP = "V005" Error "Lồng quá nhiều tầng" "Viết lại cho phẳng, không quá 16 tầng." {
        why: "Chữ lồng sâu không đọc được trên màn hình hẹp.",
        wrong: "> > > > > > > > > > > > > > > > > Nhớ đọc tên.",
        right: "> **Cần nhớ:** Nhớ đọc tên.",
        course: |text, _| Course::sample().page(text),
    };
    TABLE_TOO_LARGE = "V006" Error "Bảng quá lớn" "Bảng có nhiều nhất 20 cột và 200 dòng." {
        why: "Bảng quá rộng thì điện thoại không hiện hết.",
        wrong: "|a|b|c|d|e|g|h|i|k|l|m|n|o|p|q|r|s|t|u|v|x|",
        right: "|a|b|",
        course: |text, _| Course::sample().page(&format!("{text}\n{}\n", text.chars().map(|c| if c == '|' { '|' } else { '-' }).collect::<String>())),
    };
    OUTPUT_TOO_LARGE = "V007" Error "Trang làm ra quá lớn so với tệp viết" "Tách thành nhiều bài ngắn." {
        why: "Trang nặng thì nơi sóng yếu mở không nổi.",
        wrong: "Một bài lặp lại hàng nghìn hình vẽ điện thoại.",
        right: "Một bài có vài hình vẽ điện thoại.",
        course: |_, wrong| if wrong { Course::sample().limits(Limits { output_factor: 1, output_floor: 10, ..Limits::default() }) } else { Course::sample() },
    };
    IMAGE = "V008" Error "Ảnh không dùng được ở chỗ này" "Đưa ảnh xuống một dòng riêng trong bài, hoặc vẽ bằng khối dien-thoai." {
        why: "Tên bài và lời hỏi còn hiện ở danh sách, ở giấy in. Ở đó chỉ có chữ.",
        wrong: "### Câu 1 (chọn một) — Bấm nút nào? ![Nút Quét mã](anh/quet-ma.png) <!-- id: q1 -->",
        right: r#"### Câu 1 (chọn một) — Bấm nút nào? <!-- id: q1 -->

![Màn hình có nút Quét mã ở giữa](anh/quet-ma.png)"#,
        course: |text, _| Course::sample().with("mau/anh/quet-ma.png", crate::sample::PNG).lesson("### Câu 1 (chọn một) — Nên làm gì? <!-- id: q1 -->", text),
    };
    HEADING_LEVEL = "V009" Error "Cấp tiêu đề không đúng" "Một dòng # ở đầu tệp, rồi ##, trong ## mới dùng ###." {
        why: "Người nghe bài bằng máy đọc đi theo cấp tiêu đề. Nhảy cấp là lạc.",
        wrong: "### Mục nhỏ",
        right: "## Mục lớn",
        course: |text, _| Course::sample().page(text),
    };
    UNKNOWN_CALLOUT = "V010" Error "Khung trích không bắt đầu bằng lời nhắc quen" "Mở đầu bằng chữ đậm, ví dụ: > **Cẩn thận:** …" {
        why: "Khung nhắc phải nói rõ là nhắc điều gì, để người học biết mức quan trọng.",
        wrong: "> **Cẩn thật:** Đọc tên.",
        right: "> **Cẩn thận:** Đọc tên.",
        course: |text, _| Course::sample().page(text),
    };
    UNKNOWN_BLOCK = "V011" Error "Khối ``` không có tên hoặc tên lạ" "Tên khối: dien-thoai, tin-nhan, cuoc-goi, the-in, may-tap." {
        why: "Tên khối cho máy biết phải vẽ gì. Tên lạ thì máy không vẽ được.",
        wrong: r#"```dienthoai
# Ngân hàng
nút: Quét mã
```"#,
        right: r#"```dien-thoai
# Ngân hàng
nút: Quét mã
```"#,
        course: |text, _| Course::sample().page(text),
    };
    UNKNOWN_FACT = "V013" Error "Không có thẻ số liệu mang tên này" "Viết đúng tên thẻ trong facts.toml, hoặc thêm thẻ." {
        why: "Số liệu phải có thẻ, để khi số đổi còn biết bài nào phải sửa.",
        wrong: "Gọi [156](fact:hotlin).",
        right: "Gọi [156](fact:hotline).",
        course: |text, _| Course::sample().page(text),
    };
    FACT_DIFFERS = "V014" Error "Số in trong bài khác số trong thẻ" "Chép đúng giá trị của thẻ vào trong ngoặc vuông." {
        why: "In sai một số điện thoại là bà con gọi nhầm người.",
        wrong: "Gọi [165](fact:hotline).",
        right: "Gọi [156](fact:hotline).",
        course: |text, _| Course::sample().page(text),
    };
    BROKEN_FACTS = "V015" Error "Tệp facts.toml viết sai, không đọc được" "Mỗi thẻ: dòng [ten-the], rồi value, source, checked_on, review_by." {
        why: "Thẻ không đọc được thì không so được số in trong bài.",
        wrong: r#"value "156""#,
        right: r#"value = "156""#,
        course: |text, _| Course::sample().edit("facts.toml", "value = \"156\"", text),
    };
    STEP = "V016" Error "Bước viết chưa đúng" "Mỗi bước mở đầu bằng một câu, không lồng bước trong bước." {
        why: "Mỗi bước là một việc làm ngay. Bước lồng bước làm người học lạc chỗ.",
        wrong: r#"1. Mở máy.

Màn hình sáng lên.

2. Bấm nút."#,
        right: r#"1. Mở máy.

   Màn hình sáng lên.

2. Bấm nút."#,
        course: |text, _| Course::sample().page(text),
    };
    SAY = "V017" Error "Câu Nói với bà con phải là một đoạn" "Viết một đoạn ngắn: > **Nói với bà con:** …" {
        why: "Đây là câu để học thuộc và nói lại, nên chỉ là một đoạn ngắn.",
        wrong: r#"> **Nói với bà con:**
>
> - Đọc tên trước.
> - Bấm tiền sau."#,
        right: "> **Nói với bà con:** Đọc tên trước, bấm tiền sau.",
        course: |text, _| Course::sample().page(text),
    };
    TASK_BOX = "V018" Error "Ô [ ] đứng ngoài câu hỏi" "Bỏ ô [ ], hoặc đưa vào dưới một tiêu đề câu hỏi." {
        why: "Ô vuông là chỗ đánh dấu đáp án. Đứng ngoài câu hỏi thì không ai bấm được.",
        wrong: "- [ ] Mang theo điện thoại",
        right: "- Mang theo điện thoại",
        course: |text, _| Course::sample().page(text),
    };
    NO_TITLE = "V019" Error "Tệp chưa mở đầu bằng dòng # tên" "Dòng đầu sau phần khai báo: # Tên bài." {
        why: "Trang nào cũng phải có tên, để người học và máy đọc biết mình đang ở đâu.",
        wrong: "Chào bà con.",
        right: "# Bài mẫu",
        course: |text, _| Course::sample().lesson("# Bài mẫu", text),
    };
    BROKEN_GLOSSARY = "V041" Error "Tệp tu-dien.toml viết sai" "Mỗi từ một dòng: từ, dấu bằng, lời giải thích trong nháy thẳng." {
        why: "Từ điển không đọc được thì không biết từ nào đã được giải thích.",
        wrong: "wifi =",
        right: "wifi = \"mạng không dây trong nhà\"",
        course: |text, _| Course::sample().with("tu-dien.toml", text),
    };
}
