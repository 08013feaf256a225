//! Drawn phones. How an entry is written stands over `codes.rs`.

use crate::sample::Course;

codes! {
    PHONE_LINE = "P001" Error "Dòng trong khối dien-thoai không hiểu được" "Mỗi dòng: tên phần, dấu hai chấm, nội dung. Ví dụ nút: Gửi." {
        why: "Máy chỉ vẽ được những phần có trong bảng.",
        wrong: r#"```dien-thoai
# Ngân hàng
nut: Gửi
```"#,
        right: r#"```dien-thoai
# Ngân hàng
nút: Gửi
```"#,
        course: |text, _| Course::sample().page(text),
    };
    PHONE_MARK = "P002" Error "Dấu <- sau phần màn hình không đúng" "Trong bài: <- bấm, <- nhìn. Câu chạm, máy tập: <- đúng. Câu tìm dấu hiệu: <- dấu hiệu: lý do." {
        why: "Dấu chỉ chỗ bấm. Dấu sai thì người học không biết bấm vào đâu.",
        wrong: r#"```dien-thoai
# Ngân hàng
nút: Gửi  <- bam
```"#,
        right: r#"```dien-thoai
# Ngân hàng
nút: Gửi  <- bấm
```"#,
        course: |text, _| Course::sample().page(text),
    };
    PHONE_EMPTY = "P003" Error "Phần màn hình thiếu nội dung" "Viết nội dung sau dấu hai chấm." {
        why: "Nút không chữ thì người học không biết đó là nút gì, máy đọc cũng im.",
        wrong: r#"```dien-thoai
# Ngân hàng
nút:
```"#,
        right: r#"```dien-thoai
# Ngân hàng
nút: Gửi
```"#,
        course: |text, _| Course::sample().page(text),
    };
    PHONE_TITLE = "P004" Error "Màn hình cần đúng một dòng # ở đầu" "Mở khối bằng một dòng # tên màn hình." {
        why: "Tên màn hình cho biết đang đứng ở đâu trong ứng dụng.",
        wrong: r#"```dien-thoai
nút: Gửi
```"#,
        right: r#"```dien-thoai
# Ngân hàng
nút: Gửi
```"#,
        course: |text, _| Course::sample().page(text),
    };
    PHONE_TOO_LARGE = "P005" Error "Màn hình có quá nhiều phần" "Một màn hình nhiều nhất 30 dòng, một lưới nhiều nhất 12 ô." {
        why: "Màn hình rậm thì chữ nhỏ li ti, bà con không đọc được.",
        wrong: r#"```dien-thoai
# Máy
lưới: a | b | c | d | e | g | h | i | k | l | m | n | o
```"#,
        right: r#"```dien-thoai
# Máy
lưới: a | b | c | d
```"#,
        course: |text, _| Course::sample().page(text),
    };
    SWITCH = "P006" Error "Công tắc phải là bật hoặc tắt" "Viết: công tắc: Thông báo | bật" {
        why: "Công tắc chỉ có hai phía. Chữ khác thì máy không biết vẽ phía nào.",
        wrong: r#"```dien-thoai
# Máy
công tắc: Thông báo | mở
```"#,
        right: r#"```dien-thoai
# Máy
công tắc: Thông báo | bật
```"#,
        course: |text, _| Course::sample().page(text),
    };
    REPLY_PLACE = "P007" Error "Dòng đúng: hoặc sai: không dùng ở màn hình này" "Hai dòng này chỉ dùng trong câu chạm và máy tập." {
        why: "Màn hình trong bài chỉ để xem, không ai bấm được. Lời phản hồi ở đó không bao giờ hiện ra.",
        wrong: r#"```dien-thoai
# Ngân hàng
nút: Quét mã  <- bấm
sai: Chưa phải nút này.
```"#,
        right: r#"```dien-thoai
# Ngân hàng
nút: Quét mã  <- bấm
```"#,
        course: |text, _| Course::sample().page(text),
    };
    UNKNOWN_PART = "P008" Error "Dòng sai nhắc tới phần không có trên màn hình" "Viết sai, rồi đúng tên của một phần, ví dụ sai Nạp thẻ: …" {
        why: "Viết sai tên một phần thì lời phản hồi cho phần ấy bị mất.",
        wrong: r#"```dien-thoai
# Ngân hàng
nút: Quét mã  <- đúng
nút: Nạp thẻ
đúng: Đúng rồi.
sai Nap tiền: Nút này để nạp điện thoại.
sai: Chưa phải.
```"#,
        right: r#"```dien-thoai
# Ngân hàng
nút: Quét mã  <- đúng
nút: Nạp thẻ
đúng: Đúng rồi.
sai Nạp thẻ: Nút này để nạp điện thoại.
sai: Chưa phải.
```"#,
        course: |text, _| Course::sample().options("chạm", text),
    };
    REPLY_TWICE = "P009" Error "Một phần màn hình có hai lời phản hồi" "Giữ lại một dòng." {
        why: "Bấm một chỗ thì chỉ nghe được một lời. Hai lời thì máy không biết nói lời nào.",
        wrong: r#"```dien-thoai
# Ngân hàng
nút: Quét mã  <- đúng
nút: Nạp thẻ
đúng: Đúng rồi.
sai Nạp thẻ: Nút này để nạp điện thoại.
sai Nạp thẻ: Chưa phải.
```"#,
        right: r#"```dien-thoai
# Ngân hàng
nút: Quét mã  <- đúng
nút: Nạp thẻ
đúng: Đúng rồi.
sai Nạp thẻ: Nút này để nạp điện thoại.
```"#,
        course: |text, _| Course::sample().options("chạm", text),
    };
    MANY_PARTS = "P010" Error "Có quá nhiều phần để bấm" "Bớt phần: màn hình nhiều nhất 16, tin nhắn và cuộc gọi nhiều nhất 12." {
        why: "Nhiều chỗ bấm quá thì người học dò mò, không còn đọc chữ.",
        wrong: r#"```dien-thoai
# Ngân hàng
lưới: Ô 1 | Ô 2 | Ô 3 | Ô 4 | Ô 5 | Ô 6 | Ô 7 | Ô 8 | Ô 9
lưới: Ô 10 | Ô 11 | Ô 12 | Ô 13 | Ô 14 | Ô 15 | Ô 16 | Ô 17
nút: Quét mã  <- đúng
đúng: Đúng rồi.
sai: Chưa phải.
```"#,
        right: r#"```dien-thoai
# Ngân hàng
lưới: Chuyển tiền | Nạp thẻ | Hóa đơn
nút: Quét mã  <- đúng
đúng: Đúng rồi.
sai: Chưa phải.
```"#,
        course: |text, _| Course::sample().options("chạm", text),
    };
}
