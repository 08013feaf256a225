//! What an author sees for each code of scenes, practice phones and the kinds of question with their own shape.

use super::Course;
use super::diagnostics::sees;
use insta::assert_snapshot;

#[test]
fn a_reply_on_a_screen_that_is_only_drawn() {
    assert_snapshot!(sees("P007", Course::sample().phone("# Máy\nnút: Gửi\nsai: Chưa phải.")), @r#"
    mau/01-bai.md:13:1: lỗi[P007]: Dòng đúng: hoặc sai: không dùng ở màn hình này
      13 | sai: Chưa phải.
         | ^^^^^^^^^^^^^^^
      Sửa: Hai dòng này chỉ dùng trong câu chạm và máy tập.

    Có 1 lỗi.
    "#);
}

#[test]
fn a_reply_to_a_part_that_is_not_there() {
    assert_snapshot!(sees("P008", Course::sample().tap("# Máy\nnút: Gửi <- đúng\nnút: Nạp thẻ\nđúng: Đúng rồi.\nsai Nap the điện: Để nạp.\nsai: Chưa phải.")), @r#"
    mau/01-bai.md:21:5: lỗi[P008]: Màn hình không có phần “Nap the điện”
      21 | sai Nap the điện: Để nạp.
         |     ^^^^^^^^^^^^^^^^^^^^^
      Sửa: Viết sai, rồi đúng tên của một phần, ví dụ sai Nạp thẻ: …

    Có 1 lỗi.
    "#);
}

#[test]
fn a_reply_to_the_right_part_as_wrong() {
    assert_snapshot!(sees("P008", Course::sample().tap("# Máy\nnút: Gửi <- đúng\nnút: Thôi\nđúng: Đúng rồi.\nsai Gửi: Chưa phải.\nsai: Chưa phải.")), @r#"
    mau/01-bai.md:21:5: lỗi[P008]: Dòng sai này nhắc tới phần đúng
      21 | sai Gửi: Chưa phải.
         |     ^^^^^^^^^^^^^^^
      Sửa: Lời sau phần đúng viết ở dòng đúng: …

    Có 1 lỗi.
    "#);
}

#[test]
fn two_replies_to_one_part() {
    assert_snapshot!(sees("P009", Course::sample().tap("# Máy\nnút: Gửi <- đúng\nnút: Thôi\nđúng: Đúng rồi.\nsai: Chưa phải.\nsai: Chưa.")), @r#"
    mau/01-bai.md:22:6: lỗi[P009]: Một phần màn hình có hai lời phản hồi
      22 | sai: Chưa.
         |      ^^^^^
      Sửa: Giữ lại một dòng.

    Có 1 lỗi.
    "#);
}

#[test]
fn a_reply_without_words() {
    assert_snapshot!(sees("P003", Course::sample().tap("# Máy\nnút: Gửi <- đúng\nnút: Thôi\nđúng: Đúng rồi.\nsai: Chưa phải.\nsai Thôi:")), @r#"
    mau/01-bai.md:22:1: lỗi[P003]: Dòng “sai thôi:” chưa có lời phản hồi
      22 | sai Thôi:
         | ^^^^^^^^^
      Sửa: Viết nội dung sau dấu hai chấm.

    Có 1 lỗi.
    "#);
}

#[test]
fn too_many_parts_to_tap() {
    assert_snapshot!(sees("P010", Course::sample().tap("# Máy\nnút: Gửi <- đúng\nnút: Thôi\nnút: Thôi\nnút: Thôi\nnút: Thôi\nnút: Thôi\nnút: Thôi\nnút: Thôi\nnút: Thôi\nnút: Thôi\nnút: Thôi\nnút: Thôi\nnút: Thôi\nnút: Thôi\nnút: Thôi\nnút: Thôi\nnút: Thôi\nđúng: Đúng rồi.\nsai: Chưa.")), @r#"
    mau/01-bai.md:16:1: lỗi[P010]: Có 17 phần để bấm, không được quá 16
      16 | ```dien-thoai
         | ^^^^^^^^^^^^^
      Sửa: Bớt phần: màn hình nhiều nhất 16, tin nhắn và cuộc gọi nhiều nhất 12.

    Có 1 lỗi.
    "#);
}

#[test]
fn a_mark_of_another_use() {
    assert_snapshot!(sees("P002", Course::sample().tap("# Máy\nnút: Gửi <- đúng\nnút: Thôi <- bấm\nnút: Lùi <- dúng\nđúng: Đúng rồi.\nsai: Chưa phải.")), @r#"
    mau/01-bai.md:16:1: lỗi[Q005]: Màn hình chỉ có một phần để chạm
      16 | ```dien-thoai
         | ^^^^^^^^^^^^^
      Sửa: Thêm ít nhất một phần nữa vào màn hình.

    mau/01-bai.md:19:1: lỗi[P002]: Dấu <- bấm không dùng ở màn hình này
      19 | nút: Thôi <- bấm
         | ^^^^^^^^^^^^^^^^
      Sửa: Ghi <- đúng sau phần cần bấm.

    mau/01-bai.md:20:1: lỗi[P002]: Không có dấu “<- dúng”
      20 | nút: Lùi <- dúng
         | ^^^^^^^^^^^^^^^^
      Sửa: Có phải ý bác là <- đúng?

    Có 3 lỗi.
    "#);
}

#[test]
fn a_mark_on_the_title_of_a_screen() {
    assert_snapshot!(sees("P002", Course::sample().phone("# Máy <- bấm\nnút: Gửi")), @r#"
    mau/01-bai.md:11:1: lỗi[P002]: Tên màn hình không phải chỗ để bấm, không có dấu <-
      11 | # Máy <- bấm
         | ^^^^^^^^^^^^
      Sửa: Trong bài: <- bấm, <- nhìn. Câu chạm, máy tập: <- đúng. Câu tìm dấu hiệu: <- dấu hiệu: lý do.

    Có 1 lỗi.
    "#);
}

#[test]
fn a_screen_to_tap_without_right_part() {
    assert_snapshot!(sees("Q006", Course::sample().tap("# Máy\nnút: Gửi\nnút: Thôi\nsai: Chưa phải.")), @r#"
    mau/01-bai.md:16:1: lỗi[Q006]: Chưa ghi phần nào là đúng
      16 | ```dien-thoai
         | ^^^^^^^^^^^^^
      Sửa: Ghi <- đúng sau phần cần bấm.

    Có 1 lỗi.
    "#);
}

#[test]
fn a_screen_with_one_part() {
    assert_snapshot!(sees("Q005", Course::sample().tap("# Máy\nnút: Gửi <- đúng\nđúng: Đúng rồi.")), @r#"
    mau/01-bai.md:16:1: lỗi[Q005]: Màn hình chỉ có một phần để chạm
      16 | ```dien-thoai
         | ^^^^^^^^^^^^^
      Sửa: Thêm ít nhất một phần nữa vào màn hình.

    Có 1 lỗi.
    "#);
}

#[test]
fn a_part_without_reply() {
    assert_snapshot!(sees("L012", Course::sample().tap("# Máy\nnút: Gửi <- đúng\nnút: Thôi")), @r#"
    mau/01-bai.md:16:1: cảnh báo[L012]: Phần “Thôi” chưa có lời phản hồi khi bấm nhầm
      16 | ```dien-thoai
         | ^^^^^^^^^^^^^
      Sửa: Thêm một dòng sai: … vào khối.

    mau/01-bai.md:16:1: cảnh báo[L012]: Phần đúng chưa có lời phản hồi
      16 | ```dien-thoai
         | ^^^^^^^^^^^^^
      Sửa: Thêm một dòng đúng: … vào khối.

    Không có lỗi, có 2 cảnh báo.
    "#);
}

#[test]
fn a_block_in_the_wrong_place() {
    assert_snapshot!(sees("S001", Course::sample().page("```may-tap k7m2\nbước: Bấm nút\n# A\nnút: Gửi <- đúng\n```")), @r#"
    mau/01-bai.md:10:1: lỗi[S001]: Khối may-tap không đứng ở đây được
      10 | ```may-tap k7m2
         | ^^^^^^^^^^^^^^^
      Sửa: Khối may-tap đứng trong mục ## Tập trên máy tập; khối the-in đứng trong bài học.

    Có 1 lỗi.
    "#);
}

#[test]
fn a_card_to_print_in_a_question() {
    assert_snapshot!(sees("S001", Course::sample().lesson("- [ ]", "```the-in\n# A\n- B\n```\n\n- [ ]")), @r#"
    mau/01-bai.md:16:1: lỗi[S001]: Khối the-in không đứng ở đây được
      16 | ```the-in
         | ^^^^^^^^^
      Sửa: Khối may-tap đứng trong mục ## Tập trên máy tập; khối the-in đứng trong bài học.

    Có 1 lỗi.
    "#);
}

#[test]
fn a_message_from_nobody() {
    assert_snapshot!(sees("S002", Course::sample().page("```tin-nhan\ntu: 0900 000 987\nChào bác.\n```")), @r#"
    mau/01-bai.md:11:1: lỗi[S002]: Tin nhắn hoặc cuộc gọi chưa ghi từ ai
      11 | tu: 0900 000 987
         | ^^^^^^^^^^^^^^^^
      Sửa: Có phải ý bác là từ: …?

    Có 1 lỗi.
    "#);
}

#[test]
fn a_message_with_a_late_head() {
    assert_snapshot!(sees("S003", Course::sample().page("```tin-nhan\ntừ: 0900 000 987\nChào bác.\nlúc: 19 giờ\n```")), @r#"
    mau/01-bai.md:13:1: lỗi[S003]: Dòng mở đầu khối đứng sai chỗ, hoặc viết hai lần
      13 | lúc: 19 giờ
         | ^^^^^^^^^^^
      Sửa: Viết một lần, ở đầu khối, trước mọi lời.

    Có 1 lỗi.
    "#);
}

#[test]
fn lines_of_a_call_in_a_message() {
    assert_snapshot!(sees("S003", Course::sample().page("```tin-nhan\ntừ: 0900 000 987\nxưng: cán bộ\nhọ: Chào bác.\nGọi lại nhé.\n```")), @r#"
    mau/01-bai.md:12:1: lỗi[S003]: Tin nhắn không có dòng xưng:
      12 | xưng: cán bộ
         | ^^^^^^^^^^^^
      Sửa: Bỏ chữ xưng: ở dòng này.

    mau/01-bai.md:13:1: lỗi[S003]: Tin nhắn không có dòng họ:
      13 | họ: Chào bác.
         | ^^^^^^^^^^^^^
      Sửa: Bỏ chữ họ: ở dòng này.

    Có 2 lỗi.
    "#);
}

#[test]
fn words_of_nobody_in_a_call() {
    assert_snapshot!(sees("S004", Course::sample().page("```cuoc-goi\ntừ: 0900 000 986\nhọ: Chào bác.\nho: Tôi gọi từ huyện.\n```")), @r#"
    mau/01-bai.md:13:1: lỗi[S004]: Lời trong cuộc gọi chưa rõ của ai
      13 | ho: Tôi gọi từ huyện.
         | ^^^^^^^^^^^^^^^^^^^^^
      Sửa: Có phải ý bác là họ: …?

    Có 1 lỗi.
    "#);
}

#[test]
fn a_sign_that_is_not_whole() {
    assert_snapshot!(sees("S005", Course::sample().page("```tin-nhan\ntừ: 0900 000 987\nBấm [vào đây](!đường dẫn lạ\nBấm vào đây](!lạ)\n[](!lạ)\nbác: Tôi [bấm](!vội) rồi.\n```")), @r#"
    mau/01-bai.md:10:1: lỗi[S007]: Tin nhắn hoặc cuộc gọi chưa có lời nào
      10 | ```tin-nhan
         | ^^^^^^^^^^^
      Sửa: Thêm ít nhất một dòng lời của người gửi.

    mau/01-bai.md:12:1: lỗi[S005]: Dấu hiệu thiếu ngoặc ) ở cuối lý do
      12 | Bấm [vào đây](!đường dẫn lạ
         | ^^^^^^^^^^^^^^^^^^^^^^^^^^^
      Sửa: Viết [chữ đáng ngờ](!lý do)

    mau/01-bai.md:13:1: lỗi[S005]: Dấu hiệu thiếu ngoặc [ mở đầu
      13 | Bấm vào đây](!lạ)
         | ^^^^^^^^^^^^^^^^^
      Sửa: Viết [chữ đáng ngờ](!lý do)

    mau/01-bai.md:14:1: lỗi[S005]: Dấu hiệu thiếu chữ hoặc thiếu lý do
      14 | [](!lạ)
         | ^^^^^^^
      Sửa: Viết [chữ đáng ngờ](!lý do)

    mau/01-bai.md:15:1: lỗi[S005]: Lời của bác không phải dấu hiệu
      15 | bác: Tôi [bấm](!vội) rồi.
         | ^^^^^^^^^^^^^^^^^^^^^^^^^
      Sửa: Bỏ ngoặc vuông và lý do ở lời của bác.

    Có 5 lỗi.
    "#);
}

#[test]
fn a_sign_without_reason_on_a_screen() {
    assert_snapshot!(sees("S005", Course::sample().signs("dien-thoai", "# Máy\nnút: Nhận quà <- dấu hiệu\nnút: Thôi <- bình thường: Lùi lại thì yên tâm.")), @r#"
    mau/01-bai.md:16:1: cảnh báo[L024]: Câu tìm dấu hiệu không có dấu hiệu nào
      16 | ```dien-thoai
         | ^^^^^^^^^^^^^
      Sửa: Đánh dấu chỗ đáng ngờ, hoặc hỏi rõ là có thể không có.

    mau/01-bai.md:18:1: lỗi[S005]: Dấu <- dấu hiệu chưa có lý do
      18 | nút: Nhận quà <- dấu hiệu
         | ^^^^^^^^^^^^^^^^^^^^^^^^^
      Sửa: Viết <- dấu hiệu: lý do

    Có 1 lỗi và 1 cảnh báo.
    "#);
}

#[test]
fn a_mark_in_a_message() {
    assert_snapshot!(sees("S006", Course::sample().page("```tin-nhan\ntừ: 0900 000 987\nChào bác. <- binh thuong: lời chào\nCảm ơn bác. <- bình thường: lời chào\n```")), @r#"
    mau/01-bai.md:12:1: lỗi[S006]: Không có dấu “<- binh thuong”
      12 | Chào bác. <- binh thuong: lời chào
         | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      Sửa: Có phải ý bác là <- bình thường: …?

    mau/01-bai.md:13:29: lỗi[S006]: Dấu <- trong tin nhắn, cuộc gọi không đúng
      13 | Cảm ơn bác. <- bình thường: lời chào
         |                             ^^^^^^^^
      Sửa: Chỉ dùng <- bình thường: lý do, trong câu tìm dấu hiệu.

    Có 2 lỗi.
    "#);
}

#[test]
fn a_message_without_words() {
    assert_snapshot!(sees("S007", Course::sample().page("```tin-nhan\ntừ: 0900 000 987\nbác: Ai đấy?\n```")), @r#"
    mau/01-bai.md:10:1: lỗi[S007]: Tin nhắn hoặc cuộc gọi chưa có lời nào
      10 | ```tin-nhan
         | ^^^^^^^^^^^
      Sửa: Thêm ít nhất một dòng lời của người gửi.

    Có 1 lỗi.
    "#);
}

#[test]
fn a_message_too_long() {
    assert_snapshot!(sees("S008", Course::sample().page("```tin-nhan\ntừ: 0900 000 987\nChào bác.\nChào bác.\nChào bác.\nChào bác.\nChào bác.\nChào bác.\nChào bác.\nChào bác.\nChào bác.\nChào bác.\nChào bác.\nChào bác.\nChào bác.\nChào bác.\nChào bác.\nChào bác.\nChào bác.\nChào bác.\nChào bác.\nChào bác.\nChào bác.\nChào bác.\nChào bác.\nChào bác.\nChào bác.\nChào bác.\nChào bác.\nChào bác.\nChào bác.\nChào bác.\nChào bác.\n```")), @r#"
    mau/01-bai.md:42:1: lỗi[S008]: Tin nhắn hoặc cuộc gọi dài quá 30 dòng
      42 | Chào bác.
         | ^^^^^^^^^
      Sửa: Chỉ giữ những lời cần cho bài.

    Có 1 lỗi.
    "#);
}

#[test]
fn links_and_bold_in_a_block() {
    assert_snapshot!(sees("S009", Course::sample().page("```tin-nhan\ntừ: 0900 000 987\nBấm [vào](https://a.example).\n```")), @r#"
    mau/01-bai.md:12:1: lỗi[S009]: Trong khối có liên kết, dấu ** hoặc (! thừa
      12 | Bấm [vào](https://a.example).
         | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      Sửa: Trong khối chỉ viết chữ trơn.

    Có 1 lỗi.
    "#);
}

#[test]
fn a_sign_whose_reason_a_learner_would_read() {
    assert_snapshot!(sees("S009", Course::sample().page("```tin-nhan\ntừ: 0900 000 987\nBấm vào đây (!đường dẫn lạ).\n```")), @r#"
    mau/01-bai.md:12:1: lỗi[S009]: Trong khối có liên kết, dấu ** hoặc (! thừa
      12 | Bấm vào đây (!đường dẫn lạ).
         | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      Sửa: Trong khối chỉ viết chữ trơn.

    Có 1 lỗi.
    "#);
}

#[test]
fn a_card_without_title() {
    assert_snapshot!(sees("S010", Course::sample().page("```the-in\n- Không vội.\n```")), @r#"
    mau/01-bai.md:10:1: lỗi[S010]: Thẻ in cần đúng một dòng # ở đầu
      10 | ```the-in
         | ^^^^^^^^^
      Sửa: Mở khối bằng một dòng # tên thẻ.

    Có 1 lỗi.
    "#);
}

#[test]
fn a_card_with_an_empty_line_to_write_on() {
    assert_snapshot!(sees("S011", Course::sample().page("```the-in\n# Ba điều nhớ\nghi:\n```")), @r#"
    mau/01-bai.md:12:1: lỗi[S011]: Thẻ in có dòng trống nội dung
      12 | ghi:
         | ^^^^
      Sửa: Viết nội dung, hoặc bỏ dòng đó.

    Có 1 lỗi.
    "#);
}

#[test]
fn a_card_too_long() {
    assert_snapshot!(sees("S012", Course::sample().page("```the-in\n# Ba điều nhớ\n- Không vội.\n- Không vội.\n- Không vội.\n- Không vội.\n- Không vội.\n- Không vội.\n- Không vội.\n- Không vội.\n- Không vội.\n- Không vội.\n- Không vội.\n- Không vội.\n- Không vội.\n```")), @r#"
    mau/01-bai.md:24:1: lỗi[S012]: Thẻ in dài quá 12 dòng
      24 | - Không vội.
         | ^^^^^^^^^^^^
      Sửa: Chỉ giữ điều cần nhớ nhất.

    Có 1 lỗi.
    "#);
}

#[test]
fn a_fact_in_a_card_that_is_not_whole() {
    assert_snapshot!(sees("S013", Course::sample().page("```the-in\n# Ba điều nhớ\n- Gọi {fact:hotline.\n```")), @r#"
    mau/01-bai.md:12:3: lỗi[S013]: Số liệu trong thẻ in viết chưa đúng
      12 | - Gọi {fact:hotline.
         |   ^^^^^^^^^^^^^^^^^^
      Sửa: Viết {fact:ten-the}, đủ hai ngoặc nhọn.

    Có 1 lỗi.
    "#);
}

#[test]
fn a_fact_in_a_card_that_is_not_there() {
    assert_snapshot!(sees("V013", Course::sample().page("```the-in\n# Ba điều nhớ\n- Gọi {fact:hotlin}.\n```")), @r#"
    mau/01-bai.md:12:3: lỗi[V013]: Không có thẻ số liệu “hotlin”
      12 | - Gọi {fact:hotlin}.
         |   ^^^^^^^^^^^^^^^^^^
      Sửa: Có phải ý bác là fact:hotline?

    Có 1 lỗi.
    "#);
}

#[test]
fn a_section_without_practice_phone() {
    assert_snapshot!(sees("B001", Course::sample().page("## Tập trên máy tập\n\nTập ở đây không mất tiền.")), @r#"
    mau/01-bai.md:10:1: lỗi[B001]: Mục Tập trên máy tập chưa có khối may-tap
      10 | ## Tập trên máy tập
         | ^^^^^^^^^^^^^^^^^^^
      Sửa: Thêm một khối ```may-tap k7m2 vào mục này.

    Có 1 lỗi.
    "#);
}

#[test]
fn words_after_the_id_of_a_practice_phone() {
    assert_snapshot!(sees("B002", Course::sample().drill("```may-tap k7m2 chuyển tiền\nbước: Bấm nút\n# Máy\nnút: Gửi <- đúng\nnút: Thôi\nđúng: Đúng rồi.\nsai: Chưa phải.\n```")), @r#"
    mau/01-bai.md:16:1: lỗi[B002]: Sau chữ may-tap có chữ thừa
      16 | ```may-tap k7m2 chuyển tiền
         | ^^^^^^^^^^^^^^^^^^^^^^^^^^^
      Sửa: Sau may-tap chỉ ghi một mã, ví dụ ```may-tap k7m2

    Có 1 lỗi.
    "#);
}

#[test]
fn a_step_without_task() {
    assert_snapshot!(sees("B003", Course::sample().drill("```may-tap k7m2\n# Máy\nnút: Gửi <- đúng\nnút: Thôi\nđúng: Đúng rồi.\nsai: Chưa phải.\n```")), @r#"
    mau/01-bai.md:17:1: lỗi[B003]: Bước của máy tập chưa có dòng bước:
      17 | # Máy
         | ^^^^^
      Sửa: Mở mỗi bước bằng một dòng bước: việc cần làm.

    Có 1 lỗi.
    "#);
}

#[test]
fn a_step_with_two_tasks() {
    assert_snapshot!(sees("B003", Course::sample().drill("```may-tap k7m2\nbước: Bấm nút\n# Máy\nnút: Gửi <- đúng\nnút: Thôi\nđúng: Đúng rồi.\nsai: Chưa phải.\nbước: Bấm nữa\n```")), @r#"
    mau/01-bai.md:23:1: lỗi[B003]: Một bước có hai dòng bước:
      23 | bước: Bấm nữa
         | ^^^^^^^^^^^^^
      Sửa: Ngăn hai bước bằng một dòng ---

    Có 1 lỗi.
    "#);
}

#[test]
fn a_practice_phone_with_too_many_steps() {
    assert_snapshot!(sees("B004", Course::sample().drill("```may-tap k7m2\nbước: Bấm nút\n# Máy\nnút: Gửi <- đúng\nnút: Thôi\nđúng: Đúng rồi.\nsai: Chưa phải.\n---\nbước: Bấm nút\n# Máy\nnút: Gửi <- đúng\nnút: Thôi\nđúng: Đúng rồi.\nsai: Chưa phải.\n---\nbước: Bấm nút\n# Máy\nnút: Gửi <- đúng\nnút: Thôi\nđúng: Đúng rồi.\nsai: Chưa phải.\n---\nbước: Bấm nút\n# Máy\nnút: Gửi <- đúng\nnút: Thôi\nđúng: Đúng rồi.\nsai: Chưa phải.\n---\nbước: Bấm nút\n# Máy\nnút: Gửi <- đúng\nnút: Thôi\nđúng: Đúng rồi.\nsai: Chưa phải.\n---\nbước: Bấm nút\n# Máy\nnút: Gửi <- đúng\nnút: Thôi\nđúng: Đúng rồi.\nsai: Chưa phải.\n---\nbước: Bấm nút\n# Máy\nnút: Gửi <- đúng\nnút: Thôi\nđúng: Đúng rồi.\nsai: Chưa phải.\n---\nbước: Bấm nút\n# Máy\nnút: Gửi <- đúng\nnút: Thôi\nđúng: Đúng rồi.\nsai: Chưa phải.\n---\nbước: Bấm nút\n# Máy\nnút: Gửi <- đúng\nnút: Thôi\nđúng: Đúng rồi.\nsai: Chưa phải.\n---\nbước: Bấm nút\n# Máy\nnút: Gửi <- đúng\nnút: Thôi\nđúng: Đúng rồi.\nsai: Chưa phải.\n---\nbước: Bấm nút\n# Máy\nnút: Gửi <- đúng\nnút: Thôi\nđúng: Đúng rồi.\nsai: Chưa phải.\n---\nbước: Bấm nút\n# Máy\nnút: Gửi <- đúng\nnút: Thôi\nđúng: Đúng rồi.\nsai: Chưa phải.\n---\nbước: Bấm nút\n# Máy\nnút: Gửi <- đúng\nnút: Thôi\nđúng: Đúng rồi.\nsai: Chưa phải.\n```")), @r#"
    mau/01-bai.md:16:1: lỗi[B004]: Máy tập có 13 bước, không được quá 12
      16 | ```may-tap k7m2
         | ^^^^^^^^^^^^^^^
      Sửa: Máy tập có 1 đến 12 bước, ngăn nhau bằng một dòng ---

    Có 1 lỗi.
    "#);
}

#[test]
fn a_practice_phone_with_an_empty_step() {
    assert_snapshot!(sees("B004", Course::sample().drill("```may-tap k7m2\nbước: Bấm nút\n# Máy\nnút: Gửi <- đúng\nnút: Thôi\nđúng: Đúng rồi.\nsai: Chưa phải.\n---\n```")), @r#"
    mau/01-bai.md:16:1: lỗi[B004]: Máy tập có một bước trống
      16 | ```may-tap k7m2
         | ^^^^^^^^^^^^^^^
      Sửa: Máy tập có 1 đến 12 bước, ngăn nhau bằng một dòng ---

    Có 1 lỗi.
    "#);
}

#[test]
fn text_after_a_practice_phone() {
    assert_snapshot!(sees("B005", Course::sample().drill("```may-tap k7m2\nbước: Bấm nút\n# Máy\nnút: Gửi <- đúng\nnút: Thôi\nđúng: Đúng rồi.\nsai: Chưa phải.\n```\n\nChữ thừa.")), @r#"
    mau/01-bai.md:25:1: lỗi[B005]: Chữ thừa trong mục Tập trên máy tập
      25 | Chữ thừa.
         | ^^^^^^^^^
      Sửa: Viết lời dặn trước các khối may-tap, không thêm tiêu đề.

    Có 1 lỗi.
    "#);
}

#[test]
fn two_sections_of_practice_phones() {
    assert_snapshot!(sees("B006", Course::sample().drill("```may-tap k7m2\nbước: Bấm nút\n# Máy\nnút: Gửi <- đúng\nnút: Thôi\nđúng: Đúng rồi.\nsai: Chưa phải.\n```\n\n## Tập trên máy tập\n\nNữa.")), @r#"
    mau/01-bai.md:25:1: lỗi[B006]: Mục Tập trên máy tập viết hai lần
      25 | ## Tập trên máy tập
         | ^^^^^^^^^^^^^^^^^^^
      Sửa: Gộp các khối may-tap vào một mục, trước ## Câu hỏi.

    Có 1 lỗi.
    "#);
}

#[test]
fn a_practice_phone_without_id() {
    assert_snapshot!(sees("L011", Course::sample().drill("```may-tap\nbước: Bấm nút\n# Máy\nnút: Gửi <- đúng\nnút: Thôi\nđúng: Đúng rồi.\nsai: Chưa phải.\n```")), @r#"
    mau/01-bai.md:16:1: cảnh báo[L011]: Chưa có mã (id)
      16 | ```may-tap
         | ^^^^^^^^^^
      Sửa: Viết mã sau tên khối, ví dụ ```may-tap k7m2

    Không có lỗi, có 1 cảnh báo.
    "#);
}

#[test]
fn a_wrong_part_of_a_practice_phone_without_reply() {
    assert_snapshot!(sees("L012", Course::sample().drill("```may-tap k7m2\nbước: Bấm nút\n# Máy\nnút: Gửi <- đúng\nnút: Thôi\n```")), @r#"
    mau/01-bai.md:17:1: cảnh báo[L012]: Phần “Thôi” chưa có lời phản hồi khi bấm nhầm
      17 | bước: Bấm nút
         | ^^^^^^^^^^^^^
      Sửa: Thêm một dòng sai: … vào khối.

    Không có lỗi, có 1 cảnh báo.
    "#);
}

#[test]
fn a_long_sentence_in_a_reply() {
    assert_snapshot!(sees("L001", Course::sample().tap("# Máy\nnút: Gửi <- đúng\nnút: Thôi\nđúng: Đúng rồi.\nsai: một hai ba bốn năm sáu bảy một hai ba bốn năm sáu bảy một hai ba bốn năm sáu bảy tám.")), @r#"
    mau/01-bai.md:21:6: cảnh báo[L001]: Câu dài 22 tiếng, hơn 20 tiếng
      21 | sai: một hai ba bốn năm sáu bảy một hai ba bốn năm sáu bảy một hai ba bốn năm sáu bảy tám.
         |      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      Sửa: Tách thành hai câu ngắn.

    Không có lỗi, có 1 cảnh báo.
    "#);
}

#[test]
fn a_question_without_the_block_to_tap() {
    assert_snapshot!(sees("Q018", Course::sample().options("chạm", "")), @r#"
    mau/01-bai.md:14:1: lỗi[Q018]: Câu hỏi chưa có khối để chạm
      14 | ### Câu 1 (chạm) — Nên làm gì? <!-- id: q1 -->
         | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      Sửa: Loại này cần một khối ```dien-thoai.

    Có 1 lỗi.
    "#);
}

#[test]
fn too_many_things_to_put_in_order() {
    assert_snapshot!(sees("Q019", Course::sample().options("sắp xếp", "1. Việc 1\n   > Vì vậy.\n2. Việc 2\n   > Vì vậy.\n3. Việc 3\n   > Vì vậy.\n4. Việc 4\n   > Vì vậy.\n5. Việc 5\n   > Vì vậy.\n6. Việc 6\n   > Vì vậy.\n7. Việc 7\n   > Vì vậy.\n8. Việc 8\n   > Vì vậy.\n9. Việc 9\n   > Vì vậy.\n")), @r#"
    mau/01-bai.md:14:1: lỗi[Q019]: Có 9 việc cần xếp, phải từ 2 đến 8
      14 | ### Câu 1 (sắp xếp) — Nên làm gì? <!-- id: q1 -->
         | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      Sửa: Câu sắp xếp có 3 đến 6 việc, nhiều nhất là 8.

    Có 1 lỗi.
    "#);
}

#[test]
fn seven_things_to_put_in_order() {
    assert_snapshot!(sees("L021", Course::sample().options("sắp xếp", "1. Việc 1\n   > Vì vậy.\n2. Việc 2\n   > Vì vậy.\n3. Việc 3\n   > Vì vậy.\n4. Việc 4\n   > Vì vậy.\n5. Việc 5\n   > Vì vậy.\n6. Việc 6\n   > Vì vậy.\n7. Việc 7\n   > Vì vậy.\n")), @r#"
    mau/01-bai.md:14:1: cảnh báo[L021]: Có 7 việc cần xếp, nên từ 3 đến 6
      14 | ### Câu 1 (sắp xếp) — Nên làm gì? <!-- id: q1 -->
         | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      Sửa: Bớt hoặc thêm việc.

    Không có lỗi, có 1 cảnh báo.
    "#);
}

#[test]
fn things_to_put_in_order_with_boxes() {
    assert_snapshot!(sees("Q009", Course::sample().options("sắp xếp", "- [ ] Một\n- [ ] Hai")), @r#"
    mau/01-bai.md:16:1: lỗi[Q009]: Cách viết bên dưới không khớp loại câu hỏi
      16 | - [ ] Một
         | ^^^^^^^^^
      Sửa: Loại này cần danh sách đánh số, theo đúng thứ tự.

    Có 1 lỗi.
    "#);
}

#[test]
fn two_equal_things_to_put_in_order() {
    assert_snapshot!(sees("Q017", Course::sample().options("sắp xếp", "1. Mở máy\n   > a\n2. mở máy.\n   > b\n3. Bấm nút\n   > c")), @r#"
    mau/01-bai.md:18:1: lỗi[Q017]: Lựa chọn 2 giống lựa chọn 1
      18 | 2. mở máy.
         | ^^^^^^^^^^
      Sửa: Viết lại một trong hai.

    Có 1 lỗi.
    "#);
}

#[test]
fn a_thing_to_put_in_order_without_reason() {
    assert_snapshot!(sees("L012", Course::sample().options("sắp xếp", "1. Mở máy\n   > a\n2. Bấm nút\n3. Xem lại\n   > c")), @r#"
    mau/01-bai.md:18:1: cảnh báo[L012]: Việc này chưa có lời phản hồi
      18 | 2. Bấm nút
         | ^^^^^^^^^^
      Sửa: Thêm một dòng > … thụt vào bên dưới.

    Không có lỗi, có 1 cảnh báo.
    "#);
}

#[test]
fn a_table_of_one_pair() {
    assert_snapshot!(sees("Q020", Course::sample().options("ghép đôi", "| A | B | C |\n|---|---|---|\n| Một | Hai | Vì vậy. |")), @r#"
    mau/01-bai.md:16:1: lỗi[Q020]: Bảng có 1 dòng để ghép, phải từ 2 đến 6
      16 | | A | B | C |
         | ^^^^^^^^^^^^^
      Sửa: Bảng có hai cột (cột thứ ba là lời phản hồi), 2 đến 6 dòng.

    mau/01-bai.md:16:1: lỗi[Q020]: Cột bên phải cần ít nhất hai ý khác nhau
      16 | | A | B | C |
         | ^^^^^^^^^^^^^
      Sửa: Bảng có hai cột (cột thứ ba là lời phản hồi), 2 đến 6 dòng.

    Có 2 lỗi.
    "#);
}

#[test]
fn a_row_wider_than_its_table() {
    assert_snapshot!(sees("Q020", Course::sample().options("ghép đôi", "| A | B |\n|---|---|\n| Một | Hai | Vì vậy. |\n| Ba | Bốn |\n\n> **Giải thích:** Vì vậy.")), @r#"
    mau/01-bai.md:18:1: lỗi[Q020]: Dòng này có nhiều ô hơn 2 cột của bảng
      18 | | Một | Hai | Vì vậy. |
         | ^^^^^^^^^^^^^^^^^^^^^^^
      Sửa: Bảng có hai cột (cột thứ ba là lời phản hồi), 2 đến 6 dòng.

    Có 1 lỗi.
    "#);
}

#[test]
fn an_empty_cell() {
    assert_snapshot!(sees("Q020", Course::sample().options("ghép đôi", "| A | B |\n|---|---|\n| Một | |\n| Ba | Bốn |\n\n> **Giải thích:** Vì vậy.")), @r#"
    mau/01-bai.md:18:3: lỗi[Q020]: Bảng có ô trống
      18 | | Một | |
         |   ^^^
      Sửa: Bảng có hai cột (cột thứ ba là lời phản hồi), 2 đến 6 dòng.

    Có 1 lỗi.
    "#);
}

#[test]
fn pairs_without_reasons() {
    assert_snapshot!(sees("L012", Course::sample().options("ghép đôi", "| A | B |\n|---|---|\n| Một | Hai |\n| Ba | Bốn |")), @r#"
    mau/01-bai.md:18:3: cảnh báo[L012]: Dòng này chưa có lời phản hồi
      18 | | Một | Hai |
         |   ^^^
      Sửa: Thêm cột thứ ba, hoặc thêm > **Giải thích:** dưới bảng.

    mau/01-bai.md:19:3: cảnh báo[L012]: Dòng này chưa có lời phản hồi
      19 | | Ba | Bốn |
         |   ^^
      Sửa: Thêm cột thứ ba, hoặc thêm > **Giải thích:** dưới bảng.

    Không có lỗi, có 2 cảnh báo.
    "#);
}

#[test]
fn a_number_without_answer() {
    assert_snapshot!(sees("Q021", Course::sample().options("điền số", "- 4.500\n  > Thiếu một số 0.")), @r#"
    mau/01-bai.md:16:1: lỗi[Q021]: Trên danh sách này chưa có dòng Đáp án
      16 | - 4.500
         | ^^^^^^^
      Sửa: Thêm một đoạn riêng, ví dụ Đáp án: 45.000 (đồng)

    Có 1 lỗi.
    "#);
}

#[test]
fn an_answer_that_is_no_number() {
    assert_snapshot!(sees("Q022", Course::sample().options("điền số", "Đáp án: bốn mươi (đồng)")), @r#"
    mau/01-bai.md:16:1: lỗi[Q022]: “bốn mươi” không phải một số
      16 | Đáp án: bốn mươi (đồng)
         | ^^^^^^^^^^^^^^^^^^^^^^^
      Sửa: Viết thành đoạn riêng, ví dụ Đáp án: 45.000 (đồng)

    Có 1 lỗi.
    "#);
}

#[test]
fn an_answer_in_the_middle_of_a_paragraph() {
    assert_snapshot!(sees("Q022", Course::sample().options("điền số", "Bác trả bao nhiêu?\nĐáp án: 45.000 (đồng)")), @r#"
    mau/01-bai.md:16:1: lỗi[Q022]: Dòng Đáp án phải đứng thành một đoạn riêng
      16 | Bác trả bao nhiêu?
         | ^^^^^^^^^^^^^^^^^^
      Sửa: Viết thành đoạn riêng, ví dụ Đáp án: 45.000 (đồng)

    Có 1 lỗi.
    "#);
}

#[test]
fn a_range_the_wrong_way_round() {
    assert_snapshot!(sees("Q022", Course::sample().options("điền số", "Đáp án: 5..3")), @r#"
    mau/01-bai.md:16:1: lỗi[Q022]: Khoảng đáp án phải viết từ số nhỏ đến số lớn
      16 | Đáp án: 5..3
         | ^^^^^^^^^^^^
      Sửa: Viết thành đoạn riêng, ví dụ Đáp án: 45.000 (đồng)

    Có 1 lỗi.
    "#);
}

#[test]
fn an_answer_with_an_unknown_remark() {
    assert_snapshot!(sees("Q022", Course::sample().options("trả lời ngắn", "Đáp án (khong ke dau): cà phê")), @r#"
    mau/01-bai.md:16:1: lỗi[Q022]: Không hiểu “đáp án (khong ke dau):”
      16 | Đáp án (khong ke dau): cà phê
         | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      Sửa: Có phải ý bác là đáp án (không kể dấu): …?

    Có 1 lỗi.
    "#);
}

#[test]
fn an_answer_where_none_is_typed() {
    assert_snapshot!(sees("Q009", Course::sample().options("chọn một", "Đáp án: 2\n\n- [ ] Một\n  > a\n- [x] Hai\n  > b")), @r#"
    mau/01-bai.md:16:1: lỗi[Q009]: Dòng Đáp án: chỉ dùng trong câu điền số, trả lời ngắn
      16 | Đáp án: 2
         | ^^^^^^^^^
      Sửa: Loại này cần danh sách - [ ] và - [x].

    Có 1 lỗi.
    "#);
}

#[test]
fn a_mistake_that_is_right() {
    assert_snapshot!(sees("Q023", Course::sample().options("điền số", "Đáp án: 3..5\n\n- 4\n  > Thiếu.\n- nhiều\n  > Chưa rõ.\n- [ ] 9\n  > Thừa.")), @r#"
    mau/01-bai.md:18:1: lỗi[Q023]: Lỗi hay gặp lại nằm trong đáp án
      18 | - 4
         | ^^^
      Sửa: Viết mỗi lỗi một dòng - …, khác đáp án, dưới đó là lời phản hồi > …

    mau/01-bai.md:20:1: lỗi[Q023]: “nhiều” không phải một số
      20 | - nhiều
         | ^^^^^^^
      Sửa: Viết mỗi lỗi một dòng - …, khác đáp án, dưới đó là lời phản hồi > …

    mau/01-bai.md:22:1: lỗi[Q023]: Lỗi hay gặp không có ô [ ]
      22 | - [ ] 9
         | ^^^^^^^
      Sửa: Viết mỗi lỗi một dòng - …, khác đáp án, dưới đó là lời phản hồi > …

    Có 3 lỗi.
    "#);
}

#[test]
fn a_mistake_that_is_an_answer() {
    assert_snapshot!(sees("Q023", Course::sample().options("trả lời ngắn", "Đáp án: 156 | 5656\n\n- 5656\n  > Thiếu.")), @r#"
    mau/01-bai.md:18:1: lỗi[Q023]: Lỗi hay gặp lại trùng với đáp án
      18 | - 5656
         | ^^^^^^
      Sửa: Viết mỗi lỗi một dòng - …, khác đáp án, dưới đó là lời phản hồi > …

    Có 1 lỗi.
    "#);
}

#[test]
fn two_equal_mistakes() {
    assert_snapshot!(sees("Q017", Course::sample().options("điền số", "Đáp án: 45.000 (đồng)\n\n- 4.500\n  > Thiếu.\n- 4500 đ\n  > Thiếu.")), @r#"
    mau/01-bai.md:20:1: lỗi[Q017]: Lựa chọn 2 giống lựa chọn 1
      20 | - 4500 đ
         | ^^^^^^^^
      Sửa: Viết lại một trong hai.

    Có 1 lỗi.
    "#);
}

#[test]
fn a_number_that_may_be_somebodys() {
    assert_snapshot!(sees("L022", Course::sample().page("```tin-nhan\ntừ: 0912 345 678\nChào bác.\n```")), @r#"
    mau/01-bai.md:11:5: cảnh báo[L022]: Số 0912345678 có thể là số của người thật
      11 | từ: 0912 345 678
         |     ^^^^^^^^^^^^
      Sửa: Dùng số bịa 0900 000 xxx.

    Không có lỗi, có 1 cảnh báo.
    "#);
}

#[test]
fn an_address_that_may_be_somebodys() {
    assert_snapshot!(sees("L023", Course::sample().page("```tin-nhan\ntừ: 0900 000 987\nBấm vneid-capnhat.com nhé.\n```")), @r#"
    mau/01-bai.md:12:1: cảnh báo[L023]: Địa chỉ “vneid-capnhat.com” có thể là trang thật
      12 | Bấm vneid-capnhat.com nhé.
         | ^^^^^^^^^^^^^^^^^^^^^^^^^^
      Sửa: Dùng địa chỉ bịa, đuôi .example

    Không có lỗi, có 1 cảnh báo.
    "#);
}

#[test]
fn a_question_of_signs_without_sign() {
    assert_snapshot!(sees("L024", Course::sample().signs("tin-nhan", "từ: 0900 000 987\nMai họp tổ. <- bình thường: Người quen, không đòi gì.")), @r#"
    mau/01-bai.md:16:1: cảnh báo[L024]: Câu tìm dấu hiệu không có dấu hiệu nào
      16 | ```tin-nhan
         | ^^^^^^^^^^^
      Sửa: Đánh dấu chỗ đáng ngờ, hoặc hỏi rõ là có thể không có.

    Không có lỗi, có 1 cảnh báo.
    "#);
}

#[test]
fn a_harmless_line_without_reply() {
    assert_snapshot!(sees("L012", Course::sample().signs("tin-nhan", "từ: 0900 000 987\nBấm [vào đây](!đường dẫn lạ).\nMai họp tổ.")), @r#"
    mau/01-bai.md:16:1: cảnh báo[L012]: Có 1 chỗ bình thường chưa có lời phản hồi
      16 | ```tin-nhan
         | ^^^^^^^^^^^
      Sửa: Ghi cuối dòng: <- bình thường: lý do.

    Không có lỗi, có 1 cảnh báo.
    "#);
}

#[test]
fn too_many_lines_to_tap() {
    assert_snapshot!(sees("P010", Course::sample().signs("tin-nhan", "từ: 0900 000 987\nBấm [vào đây](!đường dẫn lạ).\nMai họp. <- bình thường: Không đòi gì.\nMai họp. <- bình thường: Không đòi gì.\nMai họp. <- bình thường: Không đòi gì.\nMai họp. <- bình thường: Không đòi gì.\nMai họp. <- bình thường: Không đòi gì.\nMai họp. <- bình thường: Không đòi gì.\nMai họp. <- bình thường: Không đòi gì.\nMai họp. <- bình thường: Không đòi gì.\nMai họp. <- bình thường: Không đòi gì.\nMai họp. <- bình thường: Không đòi gì.\nMai họp. <- bình thường: Không đòi gì.\nMai họp. <- bình thường: Không đòi gì.\n")), @r#"
    mau/01-bai.md:16:1: lỗi[P010]: Có 13 phần để bấm, không được quá 12
      16 | ```tin-nhan
         | ^^^^^^^^^^^
      Sửa: Bớt phần: màn hình nhiều nhất 16, tin nhắn và cuộc gọi nhiều nhất 12.

    Có 1 lỗi.
    "#);
}
