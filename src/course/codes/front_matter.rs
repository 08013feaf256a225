//! Front matter. How an entry is written stands over `codes.rs`.

use crate::sample::{Course, bank_beginning};

codes! {
    NO_FRONT_MATTER = "M001" Error "Thiếu phần khai báo giữa hai dòng --- ở đầu tệp" "Thêm dòng ---, các mục khai báo, rồi dòng --- ở đầu tệp." {
        why: "Máy cần mã và tên trước khi đọc nội dung.",
        wrong: "# Ngân hàng mẫu",
        right: r#"---
id: mau-de
title: Ngân hàng mẫu
---

# Ngân hàng mẫu"#,
        course: |text, wrong| bank_beginning(text, wrong),
    };
    BROKEN_FRONT_MATTER = "M002" Error "Phần khai báo viết sai, không đọc được" "Mỗi mục một dòng: tên, dấu hai chấm, dấu cách, giá trị." {
        why: "Viết sai một dấu là máy không đọc được mục nào trong phần khai báo.",
        wrong: "title: Bài 1: mẫu",
        right: r#"title: "Bài 1: mẫu""#,
        course: |text, _| Course::sample().lesson("title: Bài mẫu", text).lesson("# Bài mẫu", "# Bài 1: mẫu"),
    };
    UNKNOWN_KEY = "M003" Error "Mục khai báo lạ" "Viết đúng tên mục như trong bảng, hoặc bỏ dòng đó." {
        why: "Gõ sai tên mục thì giá trị bị bỏ qua mà không ai hay.",
        wrong: "reviewby: 2027-01-01",
        right: "review_by: 2027-01-01",
        course: |text, _| Course::sample().lesson("version: 1", &format!("version: 1\n{text}")),
    };
    MISSING_KEY = "M004" Error "Thiếu một mục khai báo bắt buộc" "Thêm mục đó vào phần khai báo." {
        why: "Thiếu mục bắt buộc thì máy không biết ghi kết quả học vào đâu.",
        wrong: r#"id: mau-01
title: Bài mẫu
minutes: 5"#,
        right: r#"id: mau-01
title: Bài mẫu
minutes: 5
version: 1"#,
        course: |text, _| Course::sample().lesson("id: mau-01\ntitle: Bài mẫu\nminutes: 5\nversion: 1", text),
    };
    BAD_VALUE = "M005" Error "Giá trị của mục khai báo không đúng mẫu" "Viết lại giá trị theo mẫu trong thông báo." {
        why: "Giá trị sai mẫu thì máy không tính được ngày, số phút hay loại thay đổi.",
        wrong: "minutes: năm phút",
        right: "minutes: 5",
        course: |text, _| Course::sample().lesson("minutes: 5", text),
    };
    KEY_TWICE = "M006" Error "Một mục khai báo viết hai lần" "Giữ lại một dòng." {
        why: "Hai giá trị khác nhau thì máy không biết theo giá trị nào.",
        wrong: r#"minutes: 5
minutes: 6"#,
        right: "minutes: 6",
        course: |text, _| Course::sample().lesson("minutes: 5", text),
    };
    BAD_ID = "M007" Error "Mã (id) viết sai" "Mã dài 1 đến 40 ký tự: chữ a-z không dấu, số, gạch nối ở giữa." {
        why: "Mã đứng trong địa chỉ trang và trong sổ kết quả, nên chỉ dùng chữ không dấu.",
        wrong: "### Câu 1 (chọn một) — Nên làm gì? <!-- id: Câu_1 -->",
        right: "### Câu 1 (chọn một) — Nên làm gì? <!-- id: k7m2 -->",
        course: |text, _| Course::sample().lesson("### Câu 1 (chọn một) — Nên làm gì? <!-- id: q1 -->", text),
    };
    ID_TWICE = "M008" Error "Một mã (id) dùng hai lần" "Đặt mã khác cho chỗ mới viết; mã đã dùng thì giữ nguyên." {
        why: "Kết quả ghi theo mã. Hai câu chung mã thì kết quả lẫn vào nhau.",
        wrong: "### Câu 1 (chọn một) — Nên làm gì? <!-- id: b1 -->",
        right: "### Câu 1 (chọn một) — Nên làm gì? <!-- id: k7m2 -->",
        course: |text, _| Course::sample().lesson("### Câu 1 (chọn một) — Nên làm gì? <!-- id: q1 -->", text),
    };
    TITLE_DIFFERS = "M009" Error "Tên bài trong khai báo khác dòng # đầu bài" "Viết hai chỗ giống hệt nhau." {
        why: "Tên ở danh sách và tên ở đầu bài phải là một, để bà con khỏi tưởng mở nhầm.",
        wrong: "# Bài mẫu khác",
        right: "# Bài mẫu",
        course: |text, _| Course::sample().lesson("# Bài mẫu", text),
    };
    BAD_ALLOW = "M010" Error "Mục allow viết chưa đúng" "Viết: allow: [{ lint: L003, reason: \"lý do\" }]" {
        why: "Tắt cảnh báo mà không ghi lý do thì người sau không biết có nên tin không.",
        wrong: "allow: [{ lint: L006 }]",
        right: r#"allow: [{ lint: L006, reason: "Bài này phải đọc trọn văn bản" }]"#,
        course: |text, _| Course::sample().lesson("minutes: 5\nversion: 1", &format!("minutes: 12\nversion: 1\n{text}")),
    };
    UNKNOWN_MODULE = "M011" Error "requires nhắc tới chuyên đề không có" "Viết đúng id của một chuyên đề trong thư mục courses." {
        why: "Người học sẽ mắc ở một chuyên đề phải học trước mà không có.",
        wrong: "requires: [an-toan]",
        right: "requires: [mau]",
        course: |text, _| Course::sample().edit("mau/module.md", "order: 3", &format!("order: 3\n{text}")),
    };
    ID_OF_ANOTHER = "M041" Error "Mã (id) trước đây là mã của thứ khác" "Xóa mã ở đây, rồi chạy tungngo course ids để lấy mã mới." {
        why: "Kết quả cũ ghi theo mã. Mã chuyển sang thứ khác thì kết quả cũng bị hiểu sai.",
        wrong: "ma-da-dung.txt có dòng “q1 viec”. Nay mã q1 đứng ở một câu hỏi.",
        right: "ma-da-dung.txt có dòng “q1 cau”. Mã q1 vẫn đứng ở câu hỏi.",
        course: |_, wrong| Course::sample().with("mau/ma-da-dung.txt", if wrong { "q1 viec\n" } else { "q1 cau\n" }),
    };
    BROKEN_USED_IDS = "M042" Error "Dòng trong ma-da-dung.txt viết sai" "Xóa dòng này, rồi chạy tungngo course ids." {
        why: "Tệp này nhớ mọi mã đã dùng. Dòng hỏng thì mã cũ có thể bị cấp lại.",
        wrong: "q1 cau hoi",
        right: "q1 cau",
        course: |text, _| Course::sample().with("mau/ma-da-dung.txt", text),
    };
}
