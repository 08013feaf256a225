//! Messages, calls and cards to print. How an entry is written stands over `codes.rs`.

use crate::sample::Course;

codes! {
    SCENE_PLACE = "S001" Error "Khối này không đứng ở đây được" "Khối may-tap đứng trong mục ## Tập trên máy tập; khối the-in đứng trong bài học." {
        why: "Máy tập có trang riêng. Viết lẫn vào trang đọc thì không ai bấm tập được.",
        wrong: r#"```may-tap k7m2
bước: Mở phần quét mã
# Ngân hàng
nút: Quét mã  <- đúng
nút: Nạp thẻ
đúng: Khung quét đã mở.
sai: Chưa phải nút này.
```"#,
        right: r#"## Tập trên máy tập

```may-tap k7m2
bước: Mở phần quét mã
# Ngân hàng
nút: Quét mã  <- đúng
nút: Nạp thẻ
đúng: Khung quét đã mở.
sai: Chưa phải nút này.
```"#,
        course: |text, _| Course::sample().page(text),
    };
    TALK_FROM = "S002" Error "Tin nhắn hoặc cuộc gọi chưa ghi từ ai" "Mở khối bằng dòng từ: 0900 000 987" {
        why: "Xem ai gửi là việc đầu tiên khi có tin lạ. Thiếu dòng ấy thì bài dạy thiếu.",
        wrong: r#"```tin-nhan
Bác trúng thưởng rồi.
```"#,
        right: r#"```tin-nhan
từ: 0900 000 987
Bác trúng thưởng rồi.
```"#,
        course: |text, _| Course::sample().page(text),
    };
    TALK_HEAD = "S003" Error "Dòng mở đầu khối đứng sai chỗ, hoặc viết hai lần" "Viết một lần, ở đầu khối, trước mọi lời." {
        why: "Dòng mở đầu đứng lẫn trong lời thì bị đọc thành lời của người gửi.",
        wrong: r#"```tin-nhan
từ: 0900 000 987
Bác trúng thưởng rồi.
lúc: 19 giờ 30
```"#,
        right: r#"```tin-nhan
từ: 0900 000 987
lúc: 19 giờ 30
Bác trúng thưởng rồi.
```"#,
        course: |text, _| Course::sample().page(text),
    };
    TALK_SPEAKER = "S004" Error "Lời trong cuộc gọi chưa rõ của ai" "Mở đầu dòng bằng họ: hoặc bác:" {
        why: "Không rõ ai nói thì người học không biết lời nào là của kẻ gian.",
        wrong: r#"```cuoc-goi
từ: 0900 000 986
họ: Tôi gọi từ ngân hàng.
Cho tôi hỏi lại đã.
```"#,
        right: r#"```cuoc-goi
từ: 0900 000 986
họ: Tôi gọi từ ngân hàng.
bác: Cho tôi hỏi lại đã.
```"#,
        course: |text, _| Course::sample().page(text),
    };
    SIGN = "S005" Error "Dấu hiệu viết chưa đúng" "Viết [chữ đáng ngờ](!lý do)" {
        why: "Thiếu một dấu ngoặc là lý do hiện ra ngay trong tin, người học thấy trước đáp án.",
        wrong: r#"```tin-nhan
từ: 0900 000 987
Bác trúng thưởng rồi.
Bấm [vào đây](!đường dẫn lạ
```"#,
        right: r#"```tin-nhan
từ: 0900 000 987
Bác trúng thưởng rồi.
Bấm [vào đây](!đường dẫn lạ)
```"#,
        course: |text, _| Course::sample().page(text),
    };
    TALK_MARK = "S006" Error "Dấu <- trong tin nhắn, cuộc gọi không đúng" "Chỉ dùng <- bình thường: lý do, trong câu tìm dấu hiệu." {
        why: "Trong bài đọc không ai chạm vào tin, nên lời nhắc về dòng bình thường không có chỗ hiện.",
        wrong: r#"```tin-nhan
từ: 0900 000 987
Mai họp tổ. <- bình thường: Người quen nhắn.
```"#,
        right: r#"```tin-nhan
từ: 0900 000 987
Mai họp tổ.
```"#,
        course: |text, _| Course::sample().page(text),
    };
    TALK_EMPTY = "S007" Error "Tin nhắn hoặc cuộc gọi chưa có lời nào" "Thêm ít nhất một dòng lời của người gửi." {
        why: "Tin không có lời của người gửi thì không có gì để xem.",
        wrong: r#"```tin-nhan
từ: 0900 000 987
bác: Ai đấy?
```"#,
        right: r#"```tin-nhan
từ: 0900 000 987
Bác trúng thưởng rồi.
bác: Ai đấy?
```"#,
        course: |text, _| Course::sample().page(text),
    };
    TALK_TOO_LONG = "S008" Error "Tin nhắn hoặc cuộc gọi dài quá 30 dòng" "Chỉ giữ những lời cần cho bài." {
        why: "Tin dài quá thì người học bỏ dở, không tìm dấu hiệu nữa.",
        wrong: "Một khối tin-nhan có 31 dòng lời.",
        right: "Một khối tin-nhan có 2 dòng lời.",
        course: |_, wrong| Course::sample().page(&format!("```tin-nhan\ntừ: 0900 000 987\n{}```", "Chào bác.\n".repeat(if wrong { 31 } else { 2 }))),
    };
    PLAIN_WORDS = "S009" Error "Trong khối có liên kết, dấu ** hoặc (! thừa" "Trong khối chỉ viết chữ trơn." {
        why: "Liên kết trong tin lừa đảo mà bấm được thì bài học thành cái bẫy.",
        wrong: r#"```tin-nhan
từ: 0900 000 987
Bấm [vào đây](https://qua-tang.example).
```"#,
        right: r#"```tin-nhan
từ: 0900 000 987
Bấm qua-tang.example nhé.
```"#,
        course: |text, _| Course::sample().page(text),
    };
    CARD_TITLE = "S010" Error "Thẻ in cần đúng một dòng # ở đầu" "Mở khối bằng một dòng # tên thẻ." {
        why: "Thẻ không có tên thì phát ra không ai biết thẻ nói về việc gì.",
        wrong: r#"```the-in
- Không vội.
```"#,
        right: r#"```the-in
# Ba điều nhớ
- Không vội.
```"#,
        course: |text, _| Course::sample().page(text),
    };
    CARD_LINE = "S011" Error "Thẻ in có dòng trống nội dung" "Viết nội dung, hoặc bỏ dòng đó." {
        why: "Dòng trống in ra giấy là phí chỗ, người nhận không hiểu để làm gì.",
        wrong: r#"```the-in
# Ba điều nhớ
- Không vội.
ghi:
```"#,
        right: r#"```the-in
# Ba điều nhớ
- Không vội.
ghi: Số của cháu
```"#,
        course: |text, _| Course::sample().page(text),
    };
    CARD_TOO_LONG = "S012" Error "Thẻ in dài quá 12 dòng" "Chỉ giữ điều cần nhớ nhất." {
        why: "Thẻ nhiều chữ thì chữ in ra nhỏ, bà con không đọc được.",
        wrong: "Một khối the-in có 13 dòng.",
        right: "Một khối the-in có 3 dòng.",
        course: |_, wrong| Course::sample().page(&format!("```the-in\n# Ba điều nhớ\n{}```", "- Không vội.\n".repeat(if wrong { 13 } else { 3 }))),
    };
    CARD_FACT = "S013" Error "Số liệu trong thẻ in viết chưa đúng" "Viết {fact:ten-the}, đủ hai ngoặc nhọn." {
        why: "Viết thiếu ngoặc thì thẻ in ra chữ mẫu, không in ra số điện thoại.",
        wrong: r#"```the-in
# Ba điều nhớ
- Gọi {fact:hotline.
```"#,
        right: r#"```the-in
# Ba điều nhớ
- Gọi {fact:hotline}.
```"#,
        course: |text, _| Course::sample().page(text),
    };
}
