//! What the kinds of question, scenes and practice phones compile into, and what must never stand in them.

use super::pages::lines;
use super::{Course, LESSON};
use crate::render_human;
use insta::assert_snapshot;
use proptest::prelude::*;
use proptest::test_runner::Config;
use std::io::Write as _;
use tungngo_domain::content::{Accepted, Choice, Html, Lesson, Piece, Question, QuestionKind, Scene};
use tungngo_domain::grading::{Answer, is_right};

/// The second lesson printed over the reference of the format (`quiz.rs`), in which nothing is wrong.
fn example() -> Lesson {
    let text = include_str!("../example-kinds.md").trim();
    let text = text.strip_prefix("````markdown\n").and_then(|text| text.strip_suffix("````"));
    let text = text.expect("the example stands between ```` lines");
    let course =
        Course::sample().with(LESSON, text).edit("facts.toml", "[hotline]", "[hotline-cuoc-goi-rac]");
    let compiled = course.compile();
    assert_eq!(render_human(&compiled.diagnostics), "Không có lỗi nào.\n");
    compiled.catalogue.modules[0].lessons[0].clone()
}

fn question(course: &Course) -> Question {
    let compiled = course.compile();
    assert!(!compiled.has_errors(), "{}", render_human(&compiled.diagnostics));
    compiled.catalogue.modules[0].lessons[0].questions[0].clone()
}

/// A scene as it is printed: a part between bars, with its place and class.
fn printed(scene: &Scene) -> String {
    let mut out = String::new();
    for piece in &scene.pieces {
        match piece {
            Piece::Markup(html) => out.push_str(html.as_str()),
            Piece::Part { place, class, label } => {
                out.push_str(&format!("\n|{place} {class}| {}", label.as_str()));
            }
        }
    }
    format!("{:?}: {}\n{out}", scene.frame, scene.reading)
}

/// Options one a line: right or not, target, text, feedback.
fn options(options: &[Choice]) -> String {
    let line = |option: &Choice| {
        let feedback = option.feedback.as_ref().map_or("-", Html::as_str);
        let target = option.target.map(|target| format!(" → {target}")).unwrap_or_default();
        format!("{}{target} {} / {feedback}\n", if option.right { "x" } else { "·" }, option.text.as_str())
    };
    options.iter().map(line).collect()
}

#[test]
fn the_second_example_has_every_kind_with_its_own_shape() {
    let lesson = example();
    let kinds: Vec<_> = lesson.questions.iter().map(|question| question.kind).collect();
    use QuestionKind::{Match, Number, Order, Short, Signs, Tap};
    assert_eq!(kinds, [Order, Match, Number, Short, Tap, Signs]);
    for question in &lesson.questions {
        let right = Answer::right(question).expect("each can be answered");
        assert!(is_right(question, &right), "{:?}", question.kind);
    }
}

/// A question with all its kind gives it.
fn whole(question: &Question) -> String {
    let scene = question.scene.as_ref().map(|scene| printed(scene) + "\n").unwrap_or_default();
    let targets: String = question.targets.iter().map(|html| format!("→ {}\n", html.as_str())).collect();
    let accepted = question.accepted.as_ref().map(|accepted| format!("{accepted:?}\n")).unwrap_or_default();
    format!("{scene}{targets}{accepted}{}", options(&question.options))
}

fn drills(lesson: &Lesson) -> String {
    let mut out = lesson.drills_intro.as_str().to_owned();
    for drill in &lesson.drills {
        out.push_str(&format!("\n{}\n", drill.key));
        for step in &drill.steps {
            out.push_str(&format!("{}\n{}\n{}", step.task, printed(&step.screen), options(&step.parts)));
        }
    }
    out
}

#[test]
fn the_scenes_of_a_text_are_figures_that_are_read_aloud() {
    assert_snapshot!(lines(example().body.as_str()), @r##"
    <p>Bài này có đủ các khối và các loại câu hỏi.</p>
    <h2>Tin nhắn và cuộc gọi giả</h2>
    <figure class="pic">
    <div class="sms" role="group" aria-label="Tin nhắn">
    <p class="mut">Tin nhắn từ 0900 000 987, lúc 19 giờ 30</p>
    <p>VNeID của bác <mark>sắp bị khóa</mark>. <small>Dấu hiệu: thúc ép</small></p>
    <p>Bấm <mark>vneid-capnhat.example</mark> để cập nhật. <small>Dấu hiệu: đường dẫn lạ</small></p>
    <p class="me"><small>Bác trả lời:</small> Cho tôi hỏi lại đã.</p></div></figure>
    <figure class="pic">
    <div class="call" role="group" aria-label="Cuộc gọi">
    <p class="mut">Cuộc gọi từ 0900 000 986, tự xưng cán bộ công an</p>
    <p><small>Người gọi:</small> Bác <mark>phải chuyển tiền ngay</mark> để giữ an toàn. <small>Dấu hiệu: giục chuyển tiền</small></p>
    <p class="me"><small>Bác nói:</small> Tôi sẽ hỏi công an xã.</p></div></figure>
    <p class="say"><small>Nói với bà con</small>Ai giục chuyển tiền thì dừng lại, hỏi người quen.</p>
    <figure class="pic">
    <div class="card">
    <p class="ct">Ba điều nhớ khi nhận cuộc gọi lạ</p>
    <ul class="dots">
    <li>Không vội.
    </li>
    <li>Không đọc mã.
    </li>
    <li>Nghi ngờ thì gọi <b>156</b>.
    </li></ul>
    <p class="cw">Số của cháu: <span></span></p>
    <p class="mut noprint">In trang này ra giấy là có thẻ để phát cho bà con.</p></div></figure>
    "##);
}

#[test]
fn a_practice_phone_has_its_steps_and_replies() {
    assert_snapshot!(drills(&example()), @r##"
    <p>Tập ở đây thì không mất tiền. Bấm nhầm cũng không sao.</p>
    k8m0
    Mở phần quét mã
    Phone: Màn hình Ngân hàng: các nút Chuyển tiền, Nạp thẻ, Hóa đơn; nút tròn Quét mã
    <p class="pt">Ngân hàng</p><div class="pg">
    |0 | Chuyển tiền
    |1 | Nạp thẻ
    |2 | Hóa đơn</div>
    |3 pr| <svg class="i" aria-hidden="true"><use href="#i-qr"/></svg>Quét mã
    · Chuyển tiền / Nút này để chuyển cho người quen. Tìm hình ô vuông đen trắng.
    · Nạp thẻ / Chưa phải nút này. Tìm chữ “Quét mã”.
    · Hóa đơn / Chưa phải nút này. Tìm chữ “Quét mã”.
    x Quét mã / Khung quét đã mở.
    Đọc tên người nhận, rồi chuyển
    Phone: Màn hình Xác nhận: Người nhận TRAN THI LAN; Số tiền 45.000 đ; nút Chuyển tiền; nút Hủy
    <p class="pt">Xác nhận</p>
    |0 pl| <small>Người nhận</small><b>TRAN THI LAN</b>
    |1 pl| <small>Số tiền</small><b>45.000 đ</b>
    |2 pb| Chuyển tiền
    |3 pb| Hủy
    · Người nhận: TRAN THI LAN / Chỗ này chỉ để đọc. Bấm nút để làm tiếp.
    · Số tiền: 45.000 đ / Chỗ này chỉ để đọc. Bấm nút để làm tiếp.
    x Chuyển tiền / -
    · Hủy / Hủy thì tiền không đi. Bài này cần chuyển.
    "##);
}

#[test]
fn the_example_of_an_order() {
    assert_snapshot!(whole(&example().questions[0]), @r##"
    · Quét mã / Quét mã trước thì máy mới biết gửi cho ai.
    · Đọc tên người nhận / Đọc tên trước khi tiền đi.
    · Bấm chuyển tiền / Tên đúng rồi mới bấm.
    "##);
}

#[test]
fn the_example_of_pairs() {
    assert_snapshot!(whole(&example().questions[1]), @r##"
    → Lừa đảo
    → Bình thường
    · → 0 “Trúng thưởng, bấm vào đây” / Phần thưởng không đến từ đường dẫn lạ.
    · → 0 “Tài khoản sắp khóa, đọc mã ngay” / Không ai được hỏi mã của bác.
    · → 1 “Cô Lan: mai họp tổ” / Người quen, không đòi gì.
    "##);
}

#[test]
fn the_example_of_a_number() {
    assert_snapshot!(whole(&example().questions[2]), @r##"
    Number { from: 45000, to: 45000, unit: Some("đồng"), shown: "45.000" }
    · 4.500 / Thiếu một số 0.
    · 450.000 / Thừa một số 0.
    "##);
}

#[test]
fn the_example_of_a_short_answer() {
    assert_snapshot!(whole(&example().questions[3]), @r##"
    Text { answers: ["quét mã", "quét QR"], without_marks: true }
    · chuyển tiền / Nút đó để chuyển cho người quen.
    "##);
}

#[test]
fn the_example_of_a_screen_to_tap() {
    assert_snapshot!(whole(&example().questions[4]), @r##"
    Phone: Màn hình Ngân hàng: các nút Chuyển tiền, Nạp thẻ, Hóa đơn; nút tròn Quét mã
    <p class="pt">Ngân hàng</p><div class="pg">
    |0 | Chuyển tiền
    |1 | Nạp thẻ
    |2 | Hóa đơn</div>
    |3 pr| <svg class="i" aria-hidden="true"><use href="#i-qr"/></svg>Quét mã
    · Chuyển tiền / Nút này để gửi cho người quen.
    · Nạp thẻ / Chưa phải. Tìm nút có chữ “Quét”.
    · Hóa đơn / Chưa phải. Tìm nút có chữ “Quét”.
    x Quét mã / Đúng rồi. Nút này mở khung quét.
    "##);
}

#[test]
fn the_example_of_a_message_of_signs() {
    assert_snapshot!(whole(&example().questions[5]), @r##"
    Message: Tin nhắn từ 0900 000 987. VNeID của bác sắp bị khóa. Bấm vneid-capnhat.example để cập nhật. Xin cảm ơn bác.
    <p class="mut">Tin nhắn từ 0900 000 987</p>
    |0 | VNeID của bác sắp bị khóa.
    |1 | Bấm vneid-capnhat.example để cập nhật.
    |2 | Xin cảm ơn bác.
    x VNeID của bác sắp bị khóa. / Đúng. Kẻ gian dọa để bác vội.
    x Bấm vneid-capnhat.example để cập nhật. / Đúng. Đường dẫn lạ thì không bấm.
    · Xin cảm ơn bác. / Lời chào thì không hại gì.
    "##);
}

#[test]
fn a_range_and_a_tolerance_are_numbers_from_and_to() {
    let accepted = |line: &str| question(&Course::sample().options("điền số", line)).accepted;
    let number = |from: &str, to: &str, unit: Option<&str>, shown: &str| {
        Some(Accepted::Number {
            from: from.parse().unwrap(),
            to: to.parse().unwrap(),
            unit: unit.map(str::to_owned),
            shown: shown.to_owned(),
        })
    };
    assert_eq!(accepted("Đáp án: 3..5 (ngày)"), number("3", "5", Some("ngày"), "từ 3 đến 5"));
    assert_eq!(accepted("Đáp án: 10 ± 2"), number("8", "12", None, "10, hơn kém 2"));
    assert_eq!(accepted("Đáp án: 1.250.000,5"), number("1250000.5", "1250000.5", None, "1.250.000,5"));
}

#[test]
fn a_long_list_of_right_answers_is_no_long_sentence() {
    let answers = (0..11).map(|n| format!("đơn hàng số {n}")).collect::<Vec<_>>().join(" | ");
    let course = Course::sample().options("trả lời ngắn", &format!("Đáp án: {answers}"));
    assert_eq!(course.compile().diagnostics, []);
}

#[test]
fn several_parts_may_be_right_and_the_default_reply_is_written_into_every_wrong_one() {
    let tap = question(&Course::sample().tap(
        "# Máy\nnút: Gửi <- đúng\nlưới: Nạp thẻ | Gửi nhanh <- đúng | Hóa đơn\nô: Ghi chú: lời nhắn\n\
         đúng: Đúng rồi.\nsai Ghi chú: lời nhắn: Chỗ này để gõ.\nsai: Chưa phải.",
    ));
    assert_eq!(
        options(&tap.options),
        "x Gửi / Đúng rồi.\n· Nạp thẻ / Chưa phải.\nx Gửi nhanh / Đúng rồi.\n· Hóa đơn / Chưa phải.\n\
         · Ghi chú: lời nhắn / Chỗ này để gõ.\n"
    );
}

#[test]
fn a_scene_in_a_question_of_another_kind_shows_no_sign() {
    let message = "```tin-nhan\ntừ: 0900 000 987\nBấm [vào đây](!bí mật của câu hỏi).\n```";
    let asked = question(
        &Course::sample()
            .options("chọn một", &format!("{message}\n\n- [ ] Bấm\n  > Không.\n- [x] Xóa\n  > Đúng.")),
    );
    assert!(asked.context.as_str().contains("Bấm vào đây."));
    assert!(!asked.context.as_str().contains("bí mật") && !asked.context.as_str().contains("mark"));
    let read = Course::sample().page(message).body();
    assert!(read.contains("<mark>vào đây</mark>. <small>Dấu hiệu: bí mật của câu hỏi</small>"), "{read}");
}

#[test]
fn every_kind_may_stand_in_a_bank() {
    let kinds = include_str!("../example-kinds.md");
    let start = kinds.find("### Câu 1").expect("it has questions");
    let end = kinds.rfind("````").expect("it ends");
    let bank = format!("---\nid: mau-de\n---\n\n# Ngân hàng mẫu\n\n{}", &kinds[start..end]);
    let compiled = Course::sample().with("mau/ngan-hang/de.md", bank).compile();
    assert_eq!(render_human(&compiled.diagnostics), "Không có lỗi nào.\n");
    assert_eq!(compiled.catalogue.modules[0].banks[0].questions.len(), 6);
}

#[test]
fn a_message_without_sign_is_a_question_when_it_says_so() {
    let signs = "```tin-nhan\ntừ: Cô Lan\nMai họp tổ. <- bình thường: Người quen, không đòi gì.\n```";
    let text = format!("### Câu 1 (tìm dấu hiệu) — Có gì đáng ngờ không? <!-- id: q1 -->\n\n{signs}\n");
    let compiled = Course::sample().question(&text).compile();
    assert_eq!(compiled.diagnostics, []);
    let asked = &compiled.catalogue.modules[0].lessons[0].questions[0];
    assert!(is_right(asked, &Answer::default()));
}

fn compressed(text: &str) -> usize {
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    gzip.write_all(text.as_bytes()).expect("memory can be written");
    gzip.finish().expect("memory can be written").len()
}

/// A drawn screen in at most 1.2 KB, as it travels; alone, so that nothing else of the page helps.
#[test]
fn a_typical_screen_is_small() {
    let screens = [
        "# Xác nhận\ndòng: Người nhận | TRAN THI LAN\ndòng: Số tiền | 45.000 đ\nnút: Chuyển tiền",
        "# Ngân hàng\nsố dư: ••••••\nlưới: Chuyển tiền | Nạp thẻ | Hóa đơn | Tiết kiệm\nnút tròn: Quét mã",
        "# Nộp hồ sơ\nô: Họ và tên | Nguyễn Văn Mẫu\nô: Số định danh\nô: Ngày sinh | 02/09/1960\nảnh: Căn cước, mặt trước\n\
         công tắc: Tôi cam đoan lời khai là đúng | bật\nbàn phím số\nnút: Tiếp tục\nnút: Lưu lại",
        "# Mã nhận tiền\nqr: Quán cô Lan\ndòng: Số tài khoản | 0900 000 011\nnút: Lưu ảnh\nnút: Chia sẻ",
    ];
    for screen in screens {
        let figure = compressed(&Course::sample().phone(screen).body());
        let replies = "đúng: Đúng rồi. Nút này làm bước sau.\nsai: Chưa phải chỗ này. Đọc lại chữ trên nút.";
        let last = screen.rfind('\n').expect("more than a title");
        let (before, button) = screen.split_at(last);
        let asked = question(&Course::sample().tap(&format!("{before}{button} <- đúng\n{replies}")));
        let scene = compressed(&printed(asked.scene.as_ref().expect("a scene")));
        println!("{}: figure {figure} bytes, to tap {scene} bytes", screen.lines().next().unwrap_or(""));
        assert!(figure <= 1_200 && scene <= 1_200, "{screen}");
    }
}

/// Words that stand nowhere else in a scene.
fn secret() -> impl Strategy<Value = String> {
    "(bí mật|vì kẻ gian|lý do) [a-zà-ỹ]{3,12}"
}

proptest! {
    #![proptest_config(Config { cases: 64, failure_persistence: None, ..Config::default() })]

    /// The answer to a certifying question never travels with it.
    #[test]
    fn what_is_right_never_stands_in_the_markup_of_a_question(
        secret in secret(),
        other in secret(),
        place in 0usize..5,
        call in any::<bool>(),
    ) {
        let mut lines: Vec<String> = (0..5).map(|n| format!("Lời thứ {n}. <- bình thường: {other}")).collect();
        lines[place] = format!("Lời [thứ mấy](!{secret}) đây.");
        let speaker = if call { "họ: " } else { "" };
        let lines: String = lines.iter().map(|line| format!("{speaker}{line}\n")).collect();
        let name = if call { "cuoc-goi" } else { "tin-nhan" };
        let talk = question(&Course::sample().signs(name, &format!("từ: 0900 000 987\n{lines}bác: Thôi nhé.")));

        let mut parts: Vec<String> = (0..5).map(|n| format!("nút: Nút {n}")).collect();
        parts[place].push_str(" <- đúng");
        let screen = format!("# Máy\n{}\nđúng: {secret}\nsai Nút {}: {other}\nsai: {other}", parts.join("\n"), (place + 1) % 5);
        let tap = question(&Course::sample().tap(&screen));

        let mut parts: Vec<String> = (0..5).map(|n| format!("nút: Nút {n} <- bình thường: {other}")).collect();
        parts[place] = format!("lưới: Nút {place} <- dấu hiệu: {secret} | Nút 9 <- bình thường: {other}");
        let phone = question(&Course::sample().signs("dien-thoai", &format!("# Máy\n{}", parts.join("\n"))));

        for asked in [&talk, &tap, &phone] {
            let scene = asked.scene.as_ref().expect("a scene");
            let shown = format!("{}{}{}", asked.context.as_str(), asked.stem, printed(scene));
            for told in [secret.as_str(), other.as_str(), "đúng", "Đúng", "mark", "hit", "dấu hiệu", "Dấu hiệu"] {
                prop_assert!(!shown.contains(told), "{told:?} stands in {shown}");
            }
            prop_assert!(asked.options.iter().any(|option| option.right));
            let parts = scene.pieces.iter().filter(|piece| matches!(piece, Piece::Part { .. })).count();
            prop_assert_eq!(parts, asked.options.len());
        }
    }
}
