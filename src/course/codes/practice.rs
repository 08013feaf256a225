//! Practice. How an entry is written stands over `codes.rs`.

use crate::sample::Course;

codes! {
    NO_CHECKLIST = "T001" Error "Bài thực hành thiếu danh sách việc" "Thêm các dòng - [ ] cho từng việc quan sát được." {
        why: "Không có danh sách thì tập huấn viên không biết nhìn điều gì.",
        wrong: "Tự mở ứng dụng.",
        right: r#"- [ ] Tự mở ứng dụng <!-- id: th1 -->
  > Tự tìm thấy."#,
        course: |text, _| Course::sample().edit("mau/thuc-hanh.md", "- [ ] Tự mở ứng dụng <!-- id: th1 -->\n  > Tự tìm thấy.", text),
    };
    NO_TEACH_BACK = "T002" Error "Bài thực hành thiếu phần Dạy lại" "Thêm ## Dạy lại và các dòng - [ ] bên dưới." {
        why: "Thành viên tổ phải chỉ lại được cho người khác, không chỉ tự làm.",
        wrong: "- [ ] Chỉ một người <!-- id: dl1 -->",
        right: r#"## Dạy lại

- [ ] Chỉ một người <!-- id: dl1 -->"#,
        course: |text, _| Course::sample().edit("mau/thuc-hanh.md", "## Dạy lại\n\n- [ ] Chỉ một người <!-- id: dl1 -->", text),
    };
    PRACTICE_ITEM = "T003" Error "Việc thực hành viết chưa đúng" "Viết: - [ ] Tự mở ứng dụng <!-- id: th-1 -->, dưới đó > Nhìn xem …" {
        why: "Việc phải do tập huấn viên nhìn rồi mới đánh dấu, không đánh sẵn.",
        wrong: "- [x] Tự mở ứng dụng <!-- id: th1 -->",
        right: "- [ ] Tự mở ứng dụng <!-- id: th1 -->",
        course: |text, _| Course::sample().edit("mau/thuc-hanh.md", "- [ ] Tự mở ứng dụng <!-- id: th1 -->", text),
    };
    PRACTICE_TEXT = "T004" Error "Phần này không thuộc bài thực hành" "Chỉ có lời mở đầu, danh sách việc, rồi ## Dạy lại và danh sách việc." {
        why: "Phiếu thực hành chỉ in hai danh sách. Chữ xen giữa sẽ mất.",
        wrong: r#"Bà con nghỉ năm phút.

## Dạy lại"#,
        right: "## Dạy lại",
        course: |text, _| Course::sample().edit("mau/thuc-hanh.md", "## Dạy lại", text),
    };
}
