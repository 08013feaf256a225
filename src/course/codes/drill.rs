//! Practice phones. How an entry is written stands over `codes.rs`.

use crate::sample::Course;

codes! {
    NO_DRILL = "B001" Error "Mục Tập trên máy tập chưa có khối may-tap" "Thêm một khối ```may-tap k7m2 vào mục này." {
        why: "Mục có tên là tập mà không có gì để bấm thì người học mở ra trang trống.",
        wrong: r#"## Tập trên máy tập

Tập ở đây không mất tiền."#,
        right: r#"## Tập trên máy tập

Tập ở đây không mất tiền.

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
    DRILL_NAME = "B002" Error "Sau chữ may-tap có chữ thừa" "Sau may-tap chỉ ghi một mã, ví dụ ```may-tap k7m2" {
        why: "Sau may-tap chỉ là mã để ghi kết quả. Chữ khác làm máy không nhận ra mã.",
        wrong: r#"```may-tap k7m2 quét mã
bước: Mở phần quét mã
# Ngân hàng
nút: Quét mã  <- đúng
nút: Nạp thẻ
đúng: Khung quét đã mở.
sai: Chưa phải nút này.
```"#,
        right: r#"```may-tap k7m2
bước: Mở phần quét mã
# Ngân hàng
nút: Quét mã  <- đúng
nút: Nạp thẻ
đúng: Khung quét đã mở.
sai: Chưa phải nút này.
```"#,
        course: |text, _| Course::sample().drill(text),
    };
    NO_TASK = "B003" Error "Bước của máy tập chưa có dòng bước:" "Mở mỗi bước bằng một dòng bước: việc cần làm." {
        why: "Không có việc cần làm thì người học nhìn màn hình mà không biết phải bấm gì.",
        wrong: r#"```may-tap k7m2
# Ngân hàng
nút: Quét mã  <- đúng
nút: Nạp thẻ
đúng: Khung quét đã mở.
sai: Chưa phải nút này.
```"#,
        right: r#"```may-tap k7m2
bước: Mở phần quét mã
# Ngân hàng
nút: Quét mã  <- đúng
nút: Nạp thẻ
đúng: Khung quét đã mở.
sai: Chưa phải nút này.
```"#,
        course: |text, _| Course::sample().drill(text),
    };
    DRILL_STEPS = "B004" Error "Số bước của máy tập không đúng" "Máy tập có 1 đến 12 bước, ngăn nhau bằng một dòng ---" {
        why: "Hai dòng --- liền nhau là một bước trống, người học sẽ kẹt ở đó.",
        wrong: r#"```may-tap k7m2
bước: Mở phần quét mã
# Ngân hàng
nút: Quét mã  <- đúng
nút: Nạp thẻ
đúng: Khung quét đã mở.
sai: Chưa phải nút này.
---
```"#,
        right: r#"```may-tap k7m2
bước: Mở phần quét mã
# Ngân hàng
nút: Quét mã  <- đúng
nút: Nạp thẻ
đúng: Khung quét đã mở.
sai: Chưa phải nút này.
```"#,
        course: |text, _| Course::sample().drill(text),
    };
    DRILL_TEXT = "B005" Error "Chữ thừa trong mục Tập trên máy tập" "Viết lời dặn trước các khối may-tap, không thêm tiêu đề." {
        why: "Trang máy tập chỉ có lời dặn rồi tới máy. Chữ viết sau máy không có chỗ hiện.",
        wrong: r#"```may-tap k7m2
bước: Mở phần quét mã
# Ngân hàng
nút: Quét mã  <- đúng
nút: Nạp thẻ
đúng: Khung quét đã mở.
sai: Chưa phải nút này.
```

Xong thì học tiếp."#,
        right: r#"```may-tap k7m2
bước: Mở phần quét mã
# Ngân hàng
nút: Quét mã  <- đúng
nút: Nạp thẻ
đúng: Khung quét đã mở.
sai: Chưa phải nút này.
```"#,
        course: |text, _| Course::sample().drill(text),
    };
    DRILL_SECTION = "B006" Error "Mục Tập trên máy tập viết hai lần" "Gộp các khối may-tap vào một mục, trước ## Câu hỏi." {
        why: "Mỗi bài chỉ có một trang máy tập. Mục thứ hai sẽ không tới được người học.",
        wrong: r#"```may-tap k7m2
bước: Mở phần quét mã
# Ngân hàng
nút: Quét mã  <- đúng
nút: Nạp thẻ
đúng: Khung quét đã mở.
sai: Chưa phải nút này.
```

## Tập trên máy tập

```may-tap k7m3
bước: Mở phần quét mã
# Ngân hàng
nút: Quét mã  <- đúng
nút: Nạp thẻ
đúng: Khung quét đã mở.
sai: Chưa phải nút này.
```"#,
        right: r#"```may-tap k7m2
bước: Mở phần quét mã
# Ngân hàng
nút: Quét mã  <- đúng
nút: Nạp thẻ
đúng: Khung quét đã mở.
sai: Chưa phải nút này.
```

```may-tap k7m3
bước: Mở phần quét mã
# Ngân hàng
nút: Quét mã  <- đúng
nút: Nạp thẻ
đúng: Khung quét đã mở.
sai: Chưa phải nút này.
```"#,
        course: |text, _| Course::sample().drill(text),
    };
}
