//! Messages, calls and cards to print. How an entry is written stands over `codes.rs`.

use crate::sample::Course;

codes! {
    SCENE_PLACE = "S001" Error "Khối này không đứng ở đây được" "Khối may-tap đứng trong mục ## Tập trên máy tập; khối the-in đứng trong bài học.";
    TALK_FROM = "S002" Error "Tin nhắn hoặc cuộc gọi chưa ghi từ ai" "Mở khối bằng dòng từ: 0900 000 987";
    TALK_HEAD = "S003" Error "Dòng mở đầu khối đứng sai chỗ, hoặc viết hai lần" "Viết một lần, ở đầu khối, trước mọi lời.";
    TALK_SPEAKER = "S004" Error "Lời trong cuộc gọi chưa rõ của ai" "Mở đầu dòng bằng họ: hoặc bác:";
    SIGN = "S005" Error "Dấu hiệu viết chưa đúng" "Viết [chữ đáng ngờ](!lý do)";
    TALK_MARK = "S006" Error "Dấu <- trong tin nhắn, cuộc gọi không đúng" "Chỉ dùng <- bình thường: lý do, trong câu tìm dấu hiệu.";
    TALK_EMPTY = "S007" Error "Tin nhắn hoặc cuộc gọi chưa có lời nào" "Thêm ít nhất một dòng lời của người gửi.";
    TALK_TOO_LONG = "S008" Error "Tin nhắn hoặc cuộc gọi dài quá 30 dòng" "Chỉ giữ những lời cần cho bài.";
    PLAIN_WORDS = "S009" Error "Trong khối có liên kết, dấu ** hoặc (! thừa" "Trong khối chỉ viết chữ trơn.";
    CARD_TITLE = "S010" Error "Thẻ in cần đúng một dòng # ở đầu" "Mở khối bằng một dòng # tên thẻ.";
    CARD_LINE = "S011" Error "Thẻ in có dòng trống nội dung" "Viết nội dung, hoặc bỏ dòng đó.";
    CARD_TOO_LONG = "S012" Error "Thẻ in dài quá 12 dòng" "Chỉ giữ điều cần nhớ nhất.";
    CARD_FACT = "S013" Error "Số liệu trong thẻ in viết chưa đúng" "Viết {fact:ten-the}, đủ hai ngoặc nhọn.";
}
