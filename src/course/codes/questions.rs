//! Questions. How an entry is written stands over `codes.rs`.

use crate::sample::Course;

codes! {
    QUESTION_HEADING = "Q001" Error "Tiêu đề câu hỏi viết chưa đúng" "Viết: ### Câu 1 (chọn một) — Câu hỏi? <!-- id: k7m2 -->" {
        why: "Tiêu đề nói số câu, loại câu và câu hỏi. Người học cũng đọc dòng này.",
        wrong: "### Câu 1 — Nên làm gì? <!-- id: k7m2 -->",
        right: "### Câu 1 (chọn một) — Nên làm gì? <!-- id: k7m2 -->",
        course: |text, _| Course::sample().lesson("### Câu 1 (chọn một) — Nên làm gì? <!-- id: q1 -->", text),
    };
    UNKNOWN_KIND = "Q002" Error "Loại câu hỏi lạ" "Dùng: chọn một, chọn nhiều, đúng/sai, sắp xếp, ghép đôi, điền số, trả lời ngắn, chạm, tìm dấu hiệu." {
        why: "Loại câu quyết định cách trả lời và cách chấm.",
        wrong: "### Câu 1 (chon mot) — Nên làm gì? <!-- id: k7m2 -->",
        right: "### Câu 1 (chọn một) — Nên làm gì? <!-- id: k7m2 -->",
        course: |text, _| Course::sample().lesson("### Câu 1 (chọn một) — Nên làm gì? <!-- id: q1 -->", text),
    };
    NO_OPTIONS = "Q004" Error "Câu hỏi không có lựa chọn" "Thêm các dòng - [ ] và - [x] dưới câu hỏi." {
        why: "Không có lựa chọn thì người học không trả lời được.",
        wrong: "### Câu 1 (chọn một) — Nên làm gì? <!-- id: k7m2 -->",
        right: r#"### Câu 1 (chọn một) — Nên làm gì? <!-- id: k7m2 -->

- [ ] Chuyển ngay
  > Tiền đi rồi khó lấy lại.
- [x] Hỏi lại
  > Đúng rồi."#,
        course: |text, _| Course::sample().question(text),
    };
    ONE_OPTION = "Q005" Error "Câu hỏi chỉ có một lựa chọn" "Thêm ít nhất một lựa chọn nữa." {
        why: "Chỉ một lựa chọn thì ai bấm cũng đúng.",
        wrong: r#"- [x] Hỏi lại
  > Đúng rồi."#,
        right: r#"- [x] Hỏi lại
  > Đúng rồi.
- [ ] Chuyển ngay
  > Tiền đi rồi khó lấy lại."#,
        course: |text, _| Course::sample().options("chọn một", text),
    };
    NO_RIGHT = "Q006" Error "Chưa đánh dấu đáp án đúng" "Đánh dấu - [x] trước đáp án đúng." {
        why: "Không có đáp án đúng thì ai trả lời cũng sai.",
        wrong: r#"- [ ] Chuyển ngay
  > Tiền đi rồi khó lấy lại.
- [ ] Hỏi lại
  > Đúng rồi."#,
        right: r#"- [ ] Chuyển ngay
  > Tiền đi rồi khó lấy lại.
- [x] Hỏi lại
  > Đúng rồi."#,
        course: |text, _| Course::sample().options("chọn một", text),
    };
    MANY_RIGHT = "Q007" Error "Câu chọn một (hoặc đúng/sai) có nhiều đáp án đúng" "Giữ một dấu [x], hoặc đổi loại thành chọn nhiều." {
        why: "Người học chỉ chọn được một. Hai đáp án đúng thì chấm oan người chọn đáp án kia.",
        wrong: r#"- [x] Gọi hỏi lại
  > Đúng rồi.
- [x] Hỏi người nhà
  > Đúng rồi."#,
        right: r#"- [x] Gọi hỏi lại
  > Đúng rồi.
- [ ] Chuyển ngay
  > Tiền đi rồi khó lấy lại."#,
        course: |text, _| Course::sample().options("chọn một", text),
    };
    NOT_TWO = "Q008" Error "Câu đúng/sai không có đúng hai lựa chọn" "Viết đúng hai dòng, ví dụ Đúng và Sai." {
        why: "Đúng hay sai chỉ có hai phía.",
        wrong: r#"- [x] Đúng
  > Đúng rồi.
- [ ] Sai
  > Xem lại hình.
- [ ] Không rõ
  > Xem lại hình."#,
        right: r#"- [x] Đúng
  > Đúng rồi.
- [ ] Sai
  > Xem lại hình."#,
        course: |text, _| Course::sample().options("đúng/sai", text),
    };
    SHAPE = "Q009" Error "Cách viết bên dưới không khớp loại câu hỏi" "Viết câu trả lời đúng mẫu của loại câu hỏi, xem bảng các loại câu hỏi." {
        why: "Loại ghi ở tiêu đề và cách viết bên dưới phải khớp, máy không đoán.",
        wrong: r#"1. Chuyển ngay
2. Hỏi lại"#,
        right: r#"- [ ] Chuyển ngay
  > Tiền đi rồi khó lấy lại.
- [x] Hỏi lại
  > Đúng rồi."#,
        course: |text, _| Course::sample().options("chọn một", text),
    };
    NO_BOX = "Q010" Error "Lựa chọn thiếu ô [ ]" "Mỗi lựa chọn mở đầu bằng - [ ] hoặc - [x]." {
        why: "Thiếu ô thì máy không biết lựa chọn đó đúng hay sai.",
        wrong: r#"- Chuyển ngay
  > Tiền đi rồi khó lấy lại.
- [x] Hỏi lại
  > Đúng rồi."#,
        right: r#"- [ ] Chuyển ngay
  > Tiền đi rồi khó lấy lại.
- [x] Hỏi lại
  > Đúng rồi."#,
        course: |text, _| Course::sample().options("chọn một", text),
    };
    OPTION_BODY = "Q011" Error "Dưới lựa chọn có thứ không phải lời phản hồi" "Chỉ viết lời phản hồi, thụt vào, mở đầu bằng dấu >." {
        why: "Dưới lựa chọn chỉ có chỗ cho lời phản hồi. Thứ khác sẽ mất.",
        wrong: r#"- [ ] Chuyển ngay
  - Tiền đi rồi khó lấy lại.
- [x] Hỏi lại
  > Đúng rồi."#,
        right: r#"- [ ] Chuyển ngay
  > Tiền đi rồi khó lấy lại.
- [x] Hỏi lại
  > Đúng rồi."#,
        course: |text, _| Course::sample().options("chọn một", text),
    };
    EMPTY_OPTION = "Q012" Error "Lựa chọn trống" "Viết nội dung sau ô [ ]." {
        why: "Lựa chọn không chữ thì người học không biết mình chọn gì.",
        wrong: r#"- [ ]
  > Tiền đi rồi khó lấy lại.
- [x] Hỏi lại
  > Đúng rồi."#,
        right: r#"- [ ] Chuyển ngay
  > Tiền đi rồi khó lấy lại.
- [x] Hỏi lại
  > Đúng rồi."#,
        course: |text, _| Course::sample().options("chọn một", text),
    };
    AFTER_OPTIONS = "Q013" Error "Chữ thừa sau các lựa chọn" "Sau lựa chọn chỉ có > **Giải thích:** hoặc > **Gợi ý:**." {
        why: "Chữ đứng sau các lựa chọn không có chỗ hiện ra.",
        wrong: r#"- [ ] Chuyển ngay
  > Tiền đi rồi khó lấy lại.
- [x] Hỏi lại
  > Đúng rồi.

Kẻ gian hay giục."#,
        right: r#"- [ ] Chuyển ngay
  > Tiền đi rồi khó lấy lại.
- [x] Hỏi lại
  > Đúng rồi.

> **Giải thích:** Kẻ gian hay giục."#,
        course: |text, _| Course::sample().options("chọn một", text),
    };
    TWICE_IN_QUESTION = "Q014" Error "Một câu hỏi có hai gợi ý hoặc hai giải thích" "Gộp lại thành một." {
        why: "Mỗi câu chỉ có một chỗ cho gợi ý và một chỗ cho giải thích.",
        wrong: r#"> **Gợi ý:** Đọc tên.

> **Gợi ý:** Hỏi chủ quán.

- [ ] Chuyển ngay
  > Tiền đi rồi khó lấy lại.
- [x] Hỏi lại
  > Đúng rồi."#,
        right: r#"> **Gợi ý:** Đọc tên, hỏi chủ quán.

- [ ] Chuyển ngay
  > Tiền đi rồi khó lấy lại.
- [x] Hỏi lại
  > Đúng rồi."#,
        course: |text, _| Course::sample().options("chọn một", text),
    };
    NO_QUESTIONS = "Q015" Error "Bài học chưa có câu hỏi" "Thêm mục ## Câu hỏi với hai, ba câu." {
        why: "Học xong phải tự thử được mình đã hiểu chưa.",
        wrong: "Bài không có mục ## Câu hỏi.",
        right: "Bài có mục ## Câu hỏi với ít nhất một câu.",
        course: |_, wrong| if wrong { Course::sample().lesson("## Câu hỏi", "").question("") } else { Course::sample() },
    };
    OUTSIDE_QUESTION = "Q016" Error "Chữ nằm ngoài câu hỏi" "Trong phần này chỉ có các câu ### Câu …; chuyển chữ lên trên." {
        why: "Sau dòng ## Câu hỏi, mỗi trang là một câu. Chữ khác không có trang để hiện.",
        wrong: r#"## Câu hỏi

Bà con làm thử nhé."#,
        right: "## Câu hỏi",
        course: |text, _| Course::sample().lesson("## Câu hỏi", text),
    };
    EQUAL_OPTIONS = "Q017" Error "Hai lựa chọn giống nhau" "Viết lại một trong hai." {
        why: "Hai lựa chọn giống nhau thì chọn bên nào cũng oan.",
        wrong: r#"- [ ] Hoà tiền
  > Chưa phải.
- [x] hòa tiền.
  > Đúng rồi."#,
        right: r#"- [ ] Trả tiền
  > Chưa phải.
- [x] Hỏi lại
  > Đúng rồi."#,
        course: |text, _| Course::sample().options("chọn một", text),
    };
    NO_SCENE = "Q018" Error "Câu hỏi chưa có khối để chạm" "Thêm một khối dien-thoai; câu tìm dấu hiệu dùng được cả tin-nhan, cuoc-goi." {
        why: "Câu chạm mà không có màn hình thì người học không có gì để chạm.",
        wrong: "Màn hình có nút Quét mã và nút Nạp thẻ.",
        right: r#"```dien-thoai
# Ngân hàng
nút: Quét mã  <- đúng
nút: Nạp thẻ
đúng: Đúng rồi.
sai: Chưa phải.
```"#,
        course: |text, _| Course::sample().options("chạm", text),
    };
    ORDER_ITEMS = "Q019" Error "Số việc cần xếp không đúng" "Câu sắp xếp có 3 đến 6 việc, nhiều nhất là 8." {
        why: "Một việc thì không có gì để xếp. Quá tám việc thì không ai nhớ nổi.",
        wrong: r#"1. Quét mã
   > Vì vậy mới xong việc."#,
        right: r#"1. Quét mã
   > Vì vậy mới xong việc.
2. Đọc tên
   > Vì vậy mới xong việc.
3. Bấm chuyển tiền
   > Vì vậy mới xong việc."#,
        course: |text, _| Course::sample().options("sắp xếp", text),
    };
    PAIRS = "Q020" Error "Bảng ghép đôi viết chưa đúng" "Bảng có hai cột (cột thứ ba là lời phản hồi), 2 đến 6 dòng." {
        why: "Ô trống thì người học không biết ghép với gì.",
        wrong: r#"| Tin nhắn | Là gì | Vì sao |
|---|---|---|
| Trúng thưởng rồi | Lừa đảo | Quà không tự đến. |
| Mai họp tổ | | Người quen nhắn. |"#,
        right: r#"| Tin nhắn | Là gì | Vì sao |
|---|---|---|
| Trúng thưởng rồi | Lừa đảo | Quà không tự đến. |
| Mai họp tổ | Bình thường | Người quen nhắn. |"#,
        course: |text, _| Course::sample().options("ghép đôi", text),
    };
    NO_ANSWER = "Q021" Error "Câu hỏi chưa có dòng Đáp án" "Thêm một đoạn riêng, ví dụ Đáp án: 45.000 (đồng)" {
        why: "Thiếu dòng Đáp án thì gõ số nào cũng bị chấm sai.",
        wrong: r#"- 4.500
  > Thiếu một số 0."#,
        right: r#"Đáp án: 45.000 (đồng)

- 4.500
  > Thiếu một số 0."#,
        course: |text, _| Course::sample().options("điền số", text),
    };
    ANSWER = "Q022" Error "Dòng Đáp án viết chưa đúng" "Viết thành đoạn riêng, ví dụ Đáp án: 45.000 (đồng)" {
        why: "Máy so bằng số. Chữ thì máy không so được.",
        wrong: "Đáp án: bốn lăm nghìn (đồng)",
        right: "Đáp án: 45.000 (đồng)",
        course: |text, _| Course::sample().options("điền số", text),
    };
    MISTAKE = "Q023" Error "Lỗi hay gặp viết chưa đúng" "Viết mỗi lỗi một dòng - …, khác đáp án, dưới đó là lời phản hồi > …" {
        why: "Một số vừa đúng vừa sai thì người học trả lời đúng lại bị nhắc là sai.",
        wrong: r#"Đáp án: 45.000 (đồng)

- 45000
  > Thiếu một số 0."#,
        right: r#"Đáp án: 45.000 (đồng)

- 4.500
  > Thiếu một số 0."#,
        course: |text, _| Course::sample().options("điền số", text),
    };
}
