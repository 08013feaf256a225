//! Pictures, narration, other languages. How an entry is written stands over `codes.rs`.

use crate::sample::Course;

codes! {
    MEDIA_MISSING = "A001" Error "Không có tệp ảnh hoặc âm thanh này" "Viết đúng đường dẫn, ví dụ anh/quet-ma.webp.";
    MEDIA_TOO_LARGE = "A002" Error "Tệp ảnh hoặc âm thanh lớn quá" "Ảnh nhiều nhất 200 KiB, âm thanh nhiều nhất 2 MiB.";
    MEDIA_CONTENT = "A003" Error "Nội dung tệp không đúng với đuôi tệp" "Xuất lại tệp từ phần mềm ảnh hoặc âm thanh.";
    MEDIA_KIND = "A004" Error "Loại tệp không dùng được ở đây" "Ảnh: png, jpg, webp. Âm thanh: opus, mp3, m4a.";
    NO_ALT = "A005" Error "Ảnh thiếu lời tả" "Viết lời tả trong ngoặc vuông: ![Nút Quét mã ở giữa](anh/quet-ma.webp)";
    UNKNOWN_LANGUAGE = "A006" Error "Không có tiếng mang mã này" "Các mã dùng được ở mục Tiếng khác trong courses/README.md.";
    NO_ORIGINAL = "A007" Error "Bản dịch không có bài gốc bên cạnh" "Đặt tên như bài gốc, thêm mã tiếng: 01-bai.hmn.md.";
    TRANSLATION_DIFFERS = "A008" Error "Bản dịch không khớp bài gốc" "Giữ nguyên mã, thứ tự câu, loại câu và chỗ đáp án đúng.";
}
