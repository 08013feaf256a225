//! Lints: warnings that an author may silence, with a reason. How an entry is written stands over `codes.rs`.

use crate::limits::Limits;
use crate::sample::{
    BANK_TEXT, Course, OPTIONS_FIRST, OPTIONS_LONG_FIRST, OPTIONS_LONG_LAST, OPTIONS_SHORT_LAST, TRANSLATION,
    lesson_two, three_questions, translated,
};

codes! {
    LONG_SENTENCE = "L001" Warning "Câu dài hơn 20 tiếng" "Tách thành hai câu ngắn." {
        why: "Câu dài nghe một hơi không hết, người mới học chữ bỏ cuộc.",
        wrong: "Mở ứng dụng ngân hàng rồi bấm vào nút quét mã ở giữa phía dưới màn hình để bắt đầu quét mã của quán.",
        right: "Mở ứng dụng ngân hàng. Bấm nút quét mã ở giữa, phía dưới màn hình.",
        course: |text, _| Course::sample().page(text),
    };
    RIGHT_IS_LONGEST = "L002" Warning "Đáp án đúng luôn là câu dài nhất" "Viết dài thêm một đáp án sai, hoặc rút ngắn đáp án đúng." {
        why: "Đáp án đúng luôn dài nhất thì người học đoán được mà không cần hiểu.",
        wrong: "Ba câu, câu nào đáp án đúng cũng dài nhất.",
        right: "Ba câu, có câu đáp án đúng ngắn hơn đáp án sai.",
        course: |_, wrong| Course::sample().question(&three_questions([OPTIONS_LONG_FIRST, if wrong { OPTIONS_LONG_LAST } else { OPTIONS_SHORT_LAST }, OPTIONS_LONG_FIRST])),
    };
    RIGHT_SAME_PLACE = "L003" Warning "Đáp án đúng luôn ở cùng một chỗ" "Đổi chỗ các lựa chọn ở vài câu." {
        why: "Đáp án đúng luôn ở một chỗ thì người học bấm quen tay là đúng.",
        wrong: "Ba câu, câu nào đáp án đúng cũng ở dòng đầu.",
        right: "Ba câu, đáp án đúng khi ở dòng đầu, khi ở dòng sau.",
        course: |_, wrong| Course::sample().question(&three_questions([OPTIONS_FIRST, if wrong { OPTIONS_FIRST } else { OPTIONS_SHORT_LAST }, OPTIONS_FIRST])),
    };
    ALL_OF_THE_ABOVE = "L004" Warning "Lựa chọn kiểu “tất cả đáp án trên” trong khi thứ tự bị xáo" "Viết thành câu chọn nhiều." {
        why: "Thứ tự lựa chọn được xáo, nên chữ “trên” không còn đúng nghĩa.",
        wrong: r#"- [ ] Hỏi người nhà
  > Còn thiếu.
- [x] Tất cả đáp án trên
  > Đúng rồi."#,
        right: r#"- [ ] Chuyển ngay
  > Chưa phải.
- [x] Hỏi người nhà
  > Đúng rồi."#,
        course: |text, _| Course::sample().options("chọn một", text),
    };
    MANY_STEPS = "L005" Warning "Quá 7 bước" "Tách thành hai phần ngắn." {
        why: "Nhiều bước quá thì quên mất mình đang ở đâu.",
        wrong: r#"1. Mở máy.
2. Mở ứng dụng.
3. Bấm quét mã.
4. Đưa vào khung.
5. Đọc tên.
6. Gõ số tiền.
7. Bấm tiếp.
8. Gõ mã."#,
        right: r#"1. Mở ứng dụng.
2. Bấm quét mã.
3. Đọc tên."#,
        course: |text, _| Course::sample().page(text),
    };
    LONG_LESSON = "L006" Warning "Bài học dài hơn 10 phút" "Tách thành hai bài." {
        why: "Bà con học tranh thủ. Bài ngắn thì học xong được trong một lần.",
        wrong: "minutes: 12",
        right: "minutes: 8",
        course: |text, _| Course::sample().lesson("minutes: 5", text),
    };
    REVIEW_PAST = "L007" Warning "Đã quá ngày hẹn xem lại" "Xem lại nội dung, rồi ghi ngày hẹn mới." {
        why: "Ứng dụng và quy định đổi luôn. Quá hẹn xem lại thì bài có thể đã sai.",
        wrong: "review_by: 2026-01-01",
        right: "review_by: 2027-01-01",
        course: |text, _| Course::sample().lesson("version: 1", &format!("version: 1\n{text}")),
    };
    SMALL_BANK = "L008" Warning "Ngân hàng chưa gấp đôi số câu rút" "Thêm câu để hai lần làm bài ít trùng nhau." {
        why: "Ngân hàng ít câu thì làm lại gặp đúng câu cũ.",
        wrong: "- Rút **2** câu từ [mẫu](ngan-hang/de.md)",
        right: "- Rút **1** câu từ [mẫu](ngan-hang/de.md)",
        course: |text, _| Course::sample().edit("mau/kiem-tra.md", "- Rút **1** câu từ [mẫu](ngan-hang/de.md)", text),
    };
    NOT_NFC = "L009" Warning "Chữ có dấu chưa ở dạng chuẩn (NFC)" "Lưu lại tệp ở dạng Unicode dựng sẵn." {
        why: "Chữ ở dạng lạ thì tìm không ra, và máy yếu vẽ dấu lệch.",
        wrong: "Tie\u{302}\u{300}n trong tài khoản.",
        right: "Tiền trong tài khoản.",
        course: |text, _| Course::sample().page(text),
    };
    OFFICE_LEFTOVER = "L010" Warning "Dấu cách cứng, tab hoặc nháy cong còn sót từ trình soạn văn bản" "Thay bằng dấu cách hoặc nháy thẳng." {
        why: "Dấu mắt không thấy làm chữ xuống dòng sai chỗ, hoặc hỏng chữ mẫu.",
        wrong: "Bấm\u{a0}nút Gửi.",
        right: "Bấm nút Gửi.",
        course: |text, _| Course::sample().page(text),
    };
    MISSING_ID = "L011" Warning "Chưa có mã (id)" "Thêm vào cuối dòng một mã chưa dùng ở đâu, ví dụ <!-- id: k7m2 -->" {
        why: "Không có mã thì đổi chỗ câu hỏi là kết quả cũ lẫn sang câu khác.",
        wrong: "### Câu 1 (chọn một) — Nên làm gì?",
        right: "### Câu 1 (chọn một) — Nên làm gì? <!-- id: k7m2 -->",
        course: |text, _| Course::sample().lesson("### Câu 1 (chọn một) — Nên làm gì? <!-- id: q1 -->", text),
    };
    NO_FEEDBACK = "L012" Warning "Lựa chọn chưa có lời phản hồi" "Thêm một dòng > … thụt vào bên dưới." {
        why: "Chọn sai mà không được nói vì sao thì lần sau vẫn sai.",
        wrong: r#"- [ ] Chuyển ngay
  > Tiền đi rồi khó lấy lại.
- [x] Hỏi lại"#,
        right: r#"- [ ] Chuyển ngay
  > Tiền đi rồi khó lấy lại.
- [x] Hỏi lại
  > Đúng rồi."#,
        course: |text, _| Course::sample().options("chọn một", text),
    };
    MANY_OPTIONS = "L013" Warning "Hơn 4 lựa chọn" "Bớt còn ba hoặc bốn lựa chọn." {
        why: "Nhiều lựa chọn quá thì phải cuộn, phải nhớ, chứ không phải hiểu.",
        wrong: r#"- [x] Hỏi lại
  > Đúng rồi.
- [ ] Chuyển ngay
  > Chưa phải.
- [ ] Đưa điện thoại
  > Chưa phải.
- [ ] Đọc mã
  > Chưa phải.
- [ ] Tắt máy
  > Chưa phải."#,
        right: r#"- [x] Hỏi lại
  > Đúng rồi.
- [ ] Chuyển ngay
  > Chưa phải.
- [ ] Đọc mã
  > Chưa phải."#,
        course: |text, _| Course::sample().options("chọn một", text),
    };
    QUESTION_NUMBER = "L014" Warning "Số câu không theo thứ tự" "Đánh số lại 1, 2, 3 …" {
        why: "Số nhảy cóc làm người học tưởng mình bỏ sót câu.",
        wrong: "### Câu 2 (chọn một) — Nên làm gì? <!-- id: k7m2 -->",
        right: "### Câu 1 (chọn một) — Nên làm gì? <!-- id: k7m2 -->",
        course: |text, _| Course::sample().lesson("### Câu 1 (chọn một) — Nên làm gì? <!-- id: q1 -->", text),
    };
    UNUSED_BANK = "L015" Warning "Ngân hàng không được bài kiểm tra nào dùng" "Thêm dòng Rút trong kiem-tra.md, hoặc xóa ngân hàng." {
        why: "Ngân hàng không ai rút thì công soạn câu bị bỏ phí.",
        wrong: "Có tệp ngan-hang/them.md mà kiem-tra.md không có dòng Rút nào từ đó.",
        right: "kiem-tra.md có dòng Rút từ ngan-hang/them.md.",
        course: |_, wrong| { let course = Course::sample().with("mau/ngan-hang/them.md", BANK_TEXT.replace("mau-de", "mau-them").replace("id: b", "id: c")); if wrong { course } else { course.edit("mau/kiem-tra.md", "\n\nđạt", "\n- Rút **1** câu từ [thêm](ngan-hang/them.md)\n\nđạt") } },
    };
    MORE = "L016" Warning "Còn nhiều điều khác trong tệp này" "Sửa những chỗ đã báo rồi kiểm tra lại." {
        why: "Một chỗ sai có thể kéo theo trăm chỗ báo. Sửa chỗ đầu thì các chỗ sau thường hết.",
        wrong: "Một tệp có hơn một trăm chỗ sai.",
        right: "Một tệp có vài chỗ sai.",
        course: |_, wrong| if wrong { Course::sample().page("<b> <i> <u>").limits(Limits { diagnostics_per_file: 2, ..Limits::default() }) } else { Course::sample() },
    };
    UNKNOWN_FILE = "L017" Warning "Tệp không được dùng tới" "Đổi tên cho đúng mẫu, hoặc chuyển tệp đi chỗ khác." {
        why: "Tên sai mẫu thì máy bỏ qua tệp, bài trong đó không tới được người học.",
        wrong: "mau/bai-hai.md",
        right: "mau/02-bai-hai.md",
        course: |text, _| Course::sample().with(text, lesson_two()),
    };
    MANY_ITEMS = "L021" Warning "Số việc cần xếp nên từ 3 đến 6" "Bớt hoặc thêm việc." {
        why: "Nhiều việc quá thì người học mệt vì kéo chỗ, chứ không phải vì nghĩ.",
        wrong: r#"1. Mở máy
   > Vì vậy mới xong việc.
2. Mở ứng dụng
   > Vì vậy mới xong việc.
3. Bấm quét mã
   > Vì vậy mới xong việc.
4. Đưa vào khung
   > Vì vậy mới xong việc.
5. Đọc tên
   > Vì vậy mới xong việc.
6. Gõ số tiền
   > Vì vậy mới xong việc.
7. Bấm chuyển
   > Vì vậy mới xong việc."#,
        right: r#"1. Quét mã
   > Vì vậy mới xong việc.
2. Đọc tên
   > Vì vậy mới xong việc.
3. Bấm chuyển tiền
   > Vì vậy mới xong việc."#,
        course: |text, _| Course::sample().options("sắp xếp", text),
    };
    REAL_NUMBER = "L022" Warning "Số điện thoại có thể là số của người thật" "Dùng số bịa 0900 000 xxx." {
        why: "Bà con có thể gọi thử. Người có số thật sẽ bị làm phiền.",
        wrong: r#"```tin-nhan
từ: 0912 345 678
Bác trúng thưởng rồi.
```"#,
        right: r#"```tin-nhan
từ: 0900 000 987
Bác trúng thưởng rồi.
```"#,
        course: |text, _| Course::sample().page(text),
    };
    REAL_ADDRESS = "L023" Warning "Địa chỉ có thể là trang thật" "Dùng địa chỉ bịa, đuôi .example" {
        why: "Có người sẽ gõ thử địa chỉ trong bài. Trang thật có thể là trang lừa đảo.",
        wrong: r#"```tin-nhan
từ: 0900 000 987
Vào vneid-capnhat.com nhé.
```"#,
        right: r#"```tin-nhan
từ: 0900 000 987
Vào vneid-capnhat.example nhé.
```"#,
        course: |text, _| Course::sample().page(text),
    };
    NO_SIGN = "L024" Warning "Câu tìm dấu hiệu không có dấu hiệu nào" "Đánh dấu chỗ đáng ngờ, hoặc hỏi rõ là có thể không có." {
        why: "Không có dấu hiệu mà vẫn bảo tìm thì người học tưởng mình kém.",
        wrong: r#"```tin-nhan
từ: 0900 000 987
Mai họp tổ. <- bình thường: Người quen, không đòi gì.
```"#,
        right: r#"```tin-nhan
từ: 0900 000 987
Bấm [vào đây](!Đường dẫn lạ thì không bấm.) nhé.
Mai họp tổ. <- bình thường: Người quen, không đòi gì.
```"#,
        course: |text, _| Course::sample().options("tìm dấu hiệu", text),
    };
    STALE_SOUND = "L030" Warning "Chữ đã đổi, bản ghi âm còn đọc chữ cũ" "Thu lại, rồi ghi mã mới của chữ." {
        why: "Nghe một đằng, chữ một nẻo thì người học không biết tin bên nào.",
        wrong: "audio: { file: am-thanh/01.mp3, text: 00000000 }",
        right: "audio: { file: am-thanh/01.mp3, text: 7ca3f76b }",
        course: |text, _| Course::sample().with("mau/am-thanh/01.mp3", b"ID3 tieng noi".to_vec()).lesson("version: 1", &format!("version: 1\n{text}")),
    };
    DRIFT = "L031" Warning "Bài gốc đã đổi từ khi dịch" "Sửa bản dịch theo bài gốc, rồi ghi mã mới." {
        why: "Bài gốc đã sửa mà bản dịch còn dạy điều cũ.",
        wrong: "original: 00000000",
        right: "original: 7ca3f76b",
        course: |text, _| translated().edit(TRANSLATION, "original: 7ca3f76b", text),
    };
    ID_CAME_BACK = "L041" Warning "Mã (id) đã bỏ nay lại có" "Chép lại câu cũ thì xóa chữ bo ở mã đó trong ma-da-dung.txt. Câu mới thì đặt mã khác." {
        why: "Người học đã trả lời câu cũ theo mã này. Câu mới mang mã cũ thì lẫn kết quả.",
        wrong: "ma-da-dung.txt có dòng “q1 cau bo”. Nay mã q1 lại đứng ở một câu hỏi.",
        right: "ma-da-dung.txt có dòng “q1 cau”.",
        course: |_, wrong| Course::sample().with("mau/ma-da-dung.txt", if wrong { "q1 cau bo\n" } else { "q1 cau\n" }),
    };
    FOREIGN_WORD = "L042" Warning "Từ nước ngoài chưa được giải thích" "Viết bằng tiếng Việt, hoặc thêm từ và lời giải thích vào tu-dien.toml." {
        why: "Bà con không biết tiếng nước ngoài sẽ mắc lại ngay ở từ đó.",
        wrong: "Bấm vào link trong tin nhắn.",
        right: "Bấm vào đường dẫn trong tin nhắn.",
        course: |text, _| Course::sample().page(text),
    };
    UNUSED_ALLOW = "L043" Warning "Mục allow tắt một cảnh báo không còn nữa" "Bỏ cảnh báo này khỏi allow." {
        why: "Để lại thì lần sau cảnh báo thật cũng bị tắt mà không ai hay.",
        wrong: "allow: [{ lint: L006, reason: \"Bài này phải đọc trọn văn bản\" }]",
        right: "minutes: 8",
        course: |text, wrong| if wrong { Course::sample().lesson("version: 1", &format!("version: 1\n{text}")) } else { Course::sample().lesson("minutes: 5", text) },
    };
}
