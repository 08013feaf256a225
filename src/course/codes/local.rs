//! The parts of provinces. How an entry is written stands over `codes.rs`.

use crate::sample::Course;

codes! {
    UNKNOWN_PROVINCE = "D001" Error "Thư mục không mang mã của tỉnh nào" "Đặt tên tinh- và mã hai chữ số của tỉnh, ví dụ tinh-15.";
    UNKNOWN_OVERLAY = "D002" Error "overlay nhắc tới bài không có" "Viết đúng id của một bài chung trong chuyên đề.";
    OVERLAY_TWICE = "D003" Error "Hai tệp của một tỉnh cùng sửa một bài" "Gộp hai tệp thành một.";
    OVERLAY_TEXT = "D004" Error "Chữ đứng ngoài các mục ## trong tệp sửa bài" "Đưa chữ vào dưới một dòng ## tên mục.";
    SECTION_TWICE = "D005" Error "Một mục viết hai lần trong tệp sửa bài" "Gộp hai mục thành một.";
    OVERLAY_QUESTIONS = "D006" Error "Phần của tỉnh làm mất hoặc đổi câu hỏi chung" "Tỉnh chỉ được thêm câu. Xem lại khối ``` chưa đóng.";
    LOWER_PASS = "D007" Error "Điểm đạt của tỉnh thấp hơn điểm chung" "Ghi điểm bằng hoặc cao hơn, hay bỏ dòng đạt.";
    LOCAL_TEST_TEXT = "D008" Error "Phần này không thuộc bài kiểm tra của tỉnh" "Bài kiểm tra của tỉnh chỉ có các dòng Rút và dòng đạt.";
    NOTHING_TO_ADD = "D009" Error "Chuyên đề chung chưa có phần để thêm vào" "Thêm phần chung trước, hoặc bỏ tệp này.";
    FACT_TAKEN = "D010" Error "Thẻ của tỉnh trùng tên với thẻ chung" "Đặt tên khác cho thẻ của tỉnh.";
    FACT_WANTED = "D011" Error "Thẻ này tỉnh chưa điền, chưa in ra được" "Điền value, source, checked_on, review_by; bỏ dòng can.";
}
