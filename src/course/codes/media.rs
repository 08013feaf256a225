//! Pictures, narration, other languages. How an entry is written stands over `codes.rs`.

use crate::sample::{Course, PNG, TRANSLATION, TRANSLATION_TEXT, translated};

codes! {
    MEDIA_MISSING = "A001" Error "Không có tệp ảnh hoặc âm thanh này" "Viết đúng đường dẫn, ví dụ anh/quet-ma.webp." {
        why: "Không có tệp thì người học thấy một ô trống.",
        wrong: "![Nút Quét mã ở giữa màn hình](anh/quetma.png)",
        right: "![Nút Quét mã ở giữa màn hình](anh/quet-ma.png)",
        course: |text, _| Course::sample().with("mau/anh/quet-ma.png", PNG).page(text),
    };
    MEDIA_TOO_LARGE = "A002" Error "Tệp ảnh hoặc âm thanh lớn quá" "Ảnh nhiều nhất 200 KiB, âm thanh nhiều nhất 2 MiB." {
        why: "Ảnh nặng thì nơi sóng yếu chờ mãi không ra, lại tốn tiền mạng.",
        wrong: "anh/quet-ma.png nặng 300 KiB.",
        right: "anh/quet-ma.png nặng vài chục KiB.",
        course: |_, wrong| Course::sample().with("mau/anh/quet-ma.png", if wrong { vec![0; 300 << 10] } else { PNG.to_vec() }).page("![Nút Quét mã](anh/quet-ma.png)"),
    };
    MEDIA_CONTENT = "A003" Error "Nội dung tệp không đúng với đuôi tệp" "Xuất lại tệp từ phần mềm ảnh hoặc âm thanh." {
        why: "Đổi đuôi tệp không làm tệp thành ảnh. Máy người học mở không ra.",
        wrong: "anh/quet-ma.png thật ra là một trang chữ, chỉ đổi đuôi.",
        right: "anh/quet-ma.png là ảnh PNG.",
        course: |_, wrong| Course::sample().with("mau/anh/quet-ma.png", if wrong { b"<svg>".to_vec() } else { PNG.to_vec() }).page("![Nút Quét mã](anh/quet-ma.png)"),
    };
    MEDIA_KIND = "A004" Error "Loại tệp không dùng được ở đây" "Ảnh: png, jpg, webp. Âm thanh: opus, mp3, m4a." {
        why: "Ảnh ở trang khác có thể mất hoặc bị đổi. Xem ảnh ấy thì trang kia biết ai đang học.",
        wrong: "![Nút Quét mã](https://vi.du/quet-ma.png)",
        right: "![Nút Quét mã](anh/quet-ma.png)",
        course: |text, _| Course::sample().with("mau/anh/quet-ma.png", PNG).page(text),
    };
    NO_ALT = "A005" Error "Ảnh thiếu lời tả" "Viết lời tả trong ngoặc vuông: ![Nút Quét mã ở giữa](anh/quet-ma.webp)" {
        why: "Người không nhìn được chỉ nghe lời tả. Không có lời tả thì với họ là không có ảnh.",
        wrong: "![](anh/quet-ma.png)",
        right: "![Nút Quét mã ở giữa màn hình](anh/quet-ma.png)",
        course: |text, _| Course::sample().with("mau/anh/quet-ma.png", PNG).page(text),
    };
    UNKNOWN_LANGUAGE = "A006" Error "Không có tiếng mang mã này" "Các mã dùng được ở mục Tiếng khác trong courses/README.md." {
        why: "Sai mã tiếng thì người học chọn tiếng của mình mà không thấy bài.",
        wrong: "mau/01-bai.hnm.md",
        right: "mau/01-bai.hmn.md",
        course: |text, wrong| { let course = Course::sample().with(text, TRANSLATION_TEXT); if wrong { course.edit(text, "lang: hmn", "lang: hnm") } else { course } },
    };
    NO_ORIGINAL = "A007" Error "Bản dịch không có bài gốc bên cạnh" "Đặt tên như bài gốc, thêm mã tiếng: 01-bai.hmn.md." {
        why: "Bản dịch đi theo bài gốc. Không có bài gốc thì không ai mở ra được.",
        wrong: "mau/02-bai.hmn.md, mà không có mau/02-bai.md.",
        right: "mau/01-bai.hmn.md, cạnh mau/01-bai.md.",
        course: |_, wrong| Course::sample().with(if wrong { "mau/02-bai.hmn.md" } else { TRANSLATION }, TRANSLATION_TEXT),
    };
    TRANSLATION_DIFFERS = "A008" Error "Bản dịch không khớp bài gốc" "Giữ nguyên mã, thứ tự câu, loại câu và chỗ đáp án đúng." {
        why: "Học tiếng nào cũng phải được hỏi như nhau, chấm như nhau.",
        wrong: r#"- [x] Chuyển ngay
  > Tiền đi rồi khó lấy lại.
- [ ] Hỏi lại"#,
        right: r#"- [ ] Chuyển ngay
  > Tiền đi rồi khó lấy lại.
- [x] Hỏi lại"#,
        course: |text, _| translated().edit(TRANSLATION, "- [ ] Chuyển ngay\n  > Tiền đi rồi khó lấy lại.\n- [x] Hỏi lại", text),
    };
}
