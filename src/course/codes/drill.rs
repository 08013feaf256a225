//! Practice phones. How an entry is written stands over `codes.rs`.

use crate::sample::Course;

codes! {
    NO_DRILL = "B001" Error "Mục Tập trên máy tập chưa có khối may-tap" "Thêm một khối ```may-tap k7m2 vào mục này.";
    DRILL_NAME = "B002" Error "Sau chữ may-tap có chữ thừa" "Sau may-tap chỉ ghi một mã, ví dụ ```may-tap k7m2";
    NO_TASK = "B003" Error "Bước của máy tập chưa có dòng bước:" "Mở mỗi bước bằng một dòng bước: việc cần làm.";
    DRILL_STEPS = "B004" Error "Số bước của máy tập không đúng" "Máy tập có 1 đến 12 bước, ngăn nhau bằng một dòng ---";
    DRILL_TEXT = "B005" Error "Chữ thừa trong mục Tập trên máy tập" "Viết lời dặn trước các khối may-tap, không thêm tiêu đề.";
    DRILL_SECTION = "B006" Error "Mục Tập trên máy tập viết hai lần" "Gộp các khối may-tap vào một mục, trước ## Câu hỏi.";
}
