//! Banks and the certifying test. How an entry is written stands over `codes.rs`.

use crate::sample::Course;

codes! {
    DRAW = "K001" Error "Dòng rút câu viết chưa đúng" "Viết: - Rút **5** câu từ [nhận biết](ngan-hang/nhan-biet.md)" {
        why: "Máy cần biết rút mấy câu và từ tệp nào.",
        wrong: "- Lấy một câu từ [mẫu](ngan-hang/de.md)",
        right: "- Rút **1** câu từ [mẫu](ngan-hang/de.md)",
        course: |text, _| Course::sample().edit("mau/kiem-tra.md", "- Rút **1** câu từ [mẫu](ngan-hang/de.md)", text),
    };
    MISSING_BANK = "K002" Error "Không có ngân hàng câu hỏi này" "Viết đúng tên tệp trong thư mục ngan-hang." {
        why: "Không có ngân hàng thì bài kiểm tra thiếu câu.",
        wrong: "- Rút **1** câu từ [mẫu](ngan-hang/dee.md)",
        right: "- Rút **1** câu từ [mẫu](ngan-hang/de.md)",
        course: |text, _| Course::sample().edit("mau/kiem-tra.md", "- Rút **1** câu từ [mẫu](ngan-hang/de.md)", text),
    };
    DRAW_TOO_MANY = "K003" Error "Rút nhiều hơn số câu trong ngân hàng" "Thêm câu vào ngân hàng, hoặc rút ít đi." {
        why: "Ngân hàng không đủ câu thì không ra được đề.",
        wrong: "- Rút **3** câu từ [mẫu](ngan-hang/de.md)",
        right: "- Rút **1** câu từ [mẫu](ngan-hang/de.md)",
        course: |text, _| Course::sample().edit("mau/kiem-tra.md", "- Rút **1** câu từ [mẫu](ngan-hang/de.md)", text),
    };
    BANK_TWICE = "K004" Error "Một ngân hàng được rút hai lần" "Gộp thành một dòng." {
        why: "Hai dòng rút từ một nơi dễ ra câu trùng, và khó thấy tổng số câu.",
        wrong: r#"- Rút **1** câu từ [mẫu](ngan-hang/de.md)
- Rút **1** câu từ [mẫu](ngan-hang/de.md)"#,
        right: "- Rút **1** câu từ [mẫu](ngan-hang/de.md)",
        course: |text, _| Course::sample().edit("mau/kiem-tra.md", "- Rút **1** câu từ [mẫu](ngan-hang/de.md)", text),
    };
    NO_DRAWS = "K005" Error "Bài kiểm tra không rút câu nào" "Thêm dòng - Rút **5** câu từ […](ngan-hang/….md)" {
        why: "Không rút câu nào thì không có gì để kiểm tra.",
        wrong: "Không tính giờ.",
        right: r#"Không tính giờ.

- Rút **1** câu từ [mẫu](ngan-hang/de.md)"#,
        course: |text, wrong| { let course = Course::sample().edit("mau/kiem-tra.md", "Không tính giờ.\n\n- Rút **1** câu từ [mẫu](ngan-hang/de.md)", text); if wrong { course.without("mau/ngan-hang/de.md") } else { course } },
    };
    PASS_MARK = "K006" Error "Thiếu hoặc sai điểm đạt" "Viết một dòng: đạt: 80" {
        why: "Điểm đạt phải rõ trước khi thi, ai cũng như ai.",
        wrong: "đạt: tám mươi",
        right: "đạt: 80",
        course: |text, _| Course::sample().edit("mau/kiem-tra.md", "đạt: 80", text),
    };
    RETAKE = "K007" Error "Thiếu hoặc sai quy định làm lại" "Viết một dòng: làm lại: ngay, đề khác; 3 lần một ngày" {
        why: "Người thi trượt phải biết được làm lại khi nào, mấy lần.",
        wrong: "làm lại: ngay, đề khác",
        right: "làm lại: ngay, đề khác; 3 lần một ngày",
        course: |text, _| Course::sample().edit("mau/kiem-tra.md", "làm lại: ngay, đề khác; 3 lần một ngày", text),
    };
    TIMER = "K008" Error "Bài kiểm tra không tính giờ" "Bỏ dòng về thời gian." {
        why: "Tính giờ làm khó người đọc chậm, mắt kém. Chứng nhận không đo tốc độ.",
        wrong: r#"đạt: 80
thời gian: 30 phút"#,
        right: "đạt: 80",
        course: |text, _| Course::sample().edit("mau/kiem-tra.md", "đạt: 80", text),
    };
    TEST_TEXT = "K009" Error "Phần này không thuộc bài kiểm tra" "Bài kiểm tra chỉ có lời mở đầu, các dòng Rút, đạt: và làm lại:." {
        why: "Chữ sau các dòng quy định không có chỗ hiện ra.",
        wrong: r#"đạt: 80

Chúc bà con làm tốt."#,
        right: "đạt: 80",
        course: |text, _| Course::sample().edit("mau/kiem-tra.md", "đạt: 80", text),
    };
}
