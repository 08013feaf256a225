//! What a learner sees: the markup made from the sample and from pieces of a page.

use super::{Course, LESSON, today};
use crate::{Limits, SourceTree, compile, render_human};
use insta::assert_snapshot;
use tungngo_domain::content::{Lesson, Module, QuestionKind};

/// The lesson printed over the reference of the format (`quiz.rs`).
fn example() -> String {
    let text = include_str!("../example-lesson.md");
    let inner = text.trim().strip_prefix("````markdown\n").and_then(|text| text.strip_suffix("````"));
    inner.expect("the example stands between ```` lines").to_owned()
}

fn module(course: &Course) -> Module {
    let compiled = course.compile();
    assert!(!compiled.has_errors(), "{}", render_human(&compiled.diagnostics));
    Module::clone(&compiled.catalogue.modules[0])
}

/// Markup with each block on its own line, to be read.
pub(super) fn lines(markup: &str) -> String {
    let mut text = markup.to_owned();
    for tag in [
        "<ol",
        "<ul",
        "<li",
        "<figure",
        "<figcaption",
        "<section",
        "<h2",
        "<h3",
        "<p",
        "<div",
        "</ol",
        "</li",
        "<table",
        "<span class",
    ] {
        text = text.replace(tag, &format!("\n{tag}"));
    }
    text.trim().to_owned()
}

fn example_lesson() -> Lesson {
    let course =
        Course::sample().with(LESSON, example()).edit("facts.toml", "[hotline]", "[hotline-cuoc-goi-rac]");
    let compiled = course.compile();
    assert_eq!(render_human(&compiled.diagnostics), "Không có lỗi nào.\n");
    compiled.catalogue.modules[0].lessons[0].clone()
}

#[test]
fn the_example_over_the_parser_compiles() {
    let lesson = example_lesson();
    assert_eq!((lesson.id.as_str(), lesson.number, lesson.minutes, lesson.version), ("ttkm-03", 1, 8, 2));
    assert_eq!(lesson.title, "Trả tiền bằng mã QR");
    assert_eq!(lesson.say.as_deref(), Some("Đọc tên trước, bấm tiền sau."));
    assert_snapshot!(lines(lesson.body.as_str()), @r##"
    <p>Học xong bài này, tự quét mã trả tiền được và chỉ lại được cho bà con.</p>
    <h2>Các bước: quét mã ở quán</h2>
    <ol class="steps">
    <li>
    <p><span>Mở ứng dụng ngân hàng. Bấm nút <b>Quét mã</b>.</span></p>
    <figure class="pic">
    <div class="phone" role="img" aria-label="Màn hình Ngân hàng: Số dư ••••••; các nút Chuyển tiền, Nạp thẻ, Hóa đơn; nút tròn Quét mã, chỗ cần bấm">
    <p class="pt">Ngân hàng</p>
    <p class="pl"><small>Số dư</small><b>••••••</b></p>
    <div class="pg"><span>Chuyển tiền</span><span>Nạp thẻ</span><span>Hóa đơn</span></div>
    <span class="pr hit"><svg class="i" aria-hidden="true"><use href="#i-qr"/></svg>Quét mã</span></div>
    <figcaption>Nút này thường ở giữa, phía dưới màn hình.</figcaption></figure>
    </li>
    <li>
    <p><span><b>Dừng lại, đọc tên người nhận.</b> Hỏi người bán có đúng tên không.</span></p>
    <figure class="pic">
    <div class="phone" role="img" aria-label="Màn hình Xác nhận: Người nhận TRAN THI LAN, chỗ cần nhìn; Số tiền 45.000 đ; nút Chuyển tiền">
    <p class="pt">Xác nhận</p>
    <p class="pl hit"><small>Người nhận</small><b>TRAN THI LAN</b></p>
    <p class="pl"><small>Số tiền</small><b>45.000 đ</b></p>
    <span class="pb">Chuyển tiền</span></div></figure>
    <div class="stack">
    <section class="note warn">
    <h3><svg class="i" aria-hidden="true"><use href="#i-warn"/></svg>Cẩn thận</h3>
    <p>Tên lạ thì không bấm chuyển.</p></section></div>
    </li>
    </ol>
    <p class="say"><small>Nói với bà con</small>Đọc tên trước, bấm tiền sau.</p>
    <p>Gọi ngay <b>156</b> khi nghi ngờ.</p>
    "##);
}

#[test]
fn a_question_keeps_its_kind_options_feedback_hint_and_explanation() {
    let lesson = example_lesson();
    let [first, second] = lesson.questions.as_slice() else { panic!("two questions") };
    assert_eq!((first.key.as_str(), first.kind, first.situation), ("k7m2", QuestionKind::One, true));
    assert_eq!(first.stem, "Quét xong, tên hiện ra không phải tên chủ quán. Nên làm gì?");
    assert_eq!(first.right(), [1]);
    assert_eq!(first.hint.as_ref().map(|html| html.as_str()), Some("Mã có thể bị dán đè."));
    assert_eq!(first.options[0].text.as_str(), "Cứ chuyển, chắc là người nhà");
    assert_eq!(
        first.options[1].feedback.as_ref().map(|html| html.as_str()),
        Some("Đúng. Hỏi một câu, giữ được tiền.")
    );
    assert!(first.explanation.is_some());
    assert_eq!((second.kind, second.right()), (QuestionKind::TrueFalse, vec![1]));
}

#[test]
fn the_banks_the_test_and_the_practice_are_read_whole() {
    let module = module(&Course::sample());
    assert_eq!(module.banks[0].title, "Ngân hàng mẫu");
    assert_eq!(module.banks[0].questions[1].kind, QuestionKind::Many);
    assert_eq!(module.banks[0].questions[1].right(), [0, 1]);
    let test = module.test.expect("a test");
    assert_eq!((test.pass_percent, test.tries_a_day, test.questions()), (80, 3, 1));
    assert_eq!(test.draws[0].bank.as_str(), "mau-de");
    assert_eq!(test.intro.as_str(), "<p>Không tính giờ.</p>");
    let practice = module.practice.expect("practice");
    assert_eq!(
        (practice.checklist[0].key.as_str(), practice.checklist[0].act.as_str()),
        ("th1", "Tự mở ứng dụng")
    );
    assert_eq!(practice.teach_back[0].look_for.as_ref().map(|html| html.as_str()), Some("Không cầm máy hộ."));
    assert_eq!(practice.intro.as_str(), "<p>Mang theo điện thoại.</p>");
}

#[test]
fn every_part_of_a_screen_is_drawn_and_read() {
    let course = Course::sample().phone(
        "# Máy\ndòng: Tên | Lan <- nhìn\nô: Số tiền | 5.000 đ\nô: Ghi chú\nnút: Gửi <- bấm\nnút tròn: Quét mã\n\
         lưới: Nạp thẻ | Hóa đơn <- bấm\nđường dẫn: vneid.gov.vn\nthông báo: Thành công\n\
         thông báo: Không thành công\ncông tắc: Khóa màn hình | bật\nbàn phím số\nảnh: Căn cước\nqr: Quán cô Lan\nqr\n\
         số dư: ••••",
    );
    assert_snapshot!(lines(&course.body()), @r##"
    <figure class="pic">
    <div class="phone" role="img" aria-label="Màn hình Máy: Tên Lan, chỗ cần nhìn; ô Số tiền, ghi 5.000 đ; ô Ghi chú, còn trống; nút Gửi, chỗ cần bấm; nút tròn Quét mã; các nút Nạp thẻ, Hóa đơn, chỗ cần bấm; đường dẫn vneid.gov.vn; thông báo Thành công; thông báo Không thành công; công tắc Khóa màn hình, đang bật; bàn phím số; ảnh Căn cước; mã QR, dưới ghi Quán cô Lan; mã QR; Số dư ••••">
    <p class="pt">Máy</p>
    <p class="pl hit"><small>Tên</small><b>Lan</b></p>
    <p class="pf"><small>Số tiền</small>5.000 đ</p>
    <p class="pf"><small>Ghi chú</small> </p>
    <span class="pb hit">Gửi</span>
    <span class="pr"><svg class="i" aria-hidden="true"><use href="#i-qr"/></svg>Quét mã</span>
    <div class="pg"><span>Nạp thẻ</span>
    <span class="hit">Hóa đơn</span></div>
    <p class="pl"><small>Đường dẫn</small><b>vneid.gov.vn</b></p>
    <p class="pn"><svg class="i" aria-hidden="true"><use href="#i-ok"/></svg>Thành công</p>
    <p class="pn">Không thành công</p>
    <p class="pl"><small>Khóa màn hình</small><b>Bật</b></p>
    <p class="pn">1 2 3<br>4 5 6<br>7 8 9<br>0</p>
    <p class="pf"><small>Ảnh</small>Căn cước</p><svg class="pq" viewBox="0 0 21 21" aria-hidden="true">
    <path d="M0 0h7v7H0zM1.5 1.5v4h4v-4zM14 0h7v7h-7zM15.5 1.5v4h4v-4zM0 14h7v7H0zM1.5 15.5v4h4v-4zM9 1h2v3H9zM9 6h3v2H9zM2 9h3v2H2zM8 10h2v3H8zM12 11h3v2h-3zM17 9h3v3h-3zM9 15h2v4H9zM13 15h3v3h-3zM17 17h3v3h-3z"/></svg>
    <p class="pn">Quán cô Lan</p><svg class="pq" viewBox="0 0 21 21" aria-hidden="true">
    <path d="M0 0h7v7H0zM1.5 1.5v4h4v-4zM14 0h7v7h-7zM15.5 1.5v4h4v-4zM0 14h7v7H0zM1.5 15.5v4h4v-4zM9 1h2v3H9zM9 6h3v2H9zM2 9h3v2H2zM8 10h2v3H8zM12 11h3v2h-3zM17 9h3v3h-3zM9 15h2v4H9zM13 15h3v3h-3zM17 17h3v3h-3z"/></svg>
    <p class="pl"><small>Số dư</small><b>••••</b></p></div></figure>
    "##);
}

#[test]
fn callouts_become_notes_and_alerts_are_synonyms() {
    let course = Course::sample().page(
        "> **Cần nhớ:** Một.\n\n> [!WARNING]\n> Hai.\n\n> **Cẩn thận: Coi chừng mã dán đè**\n>\n> Ba.\n>\n> - a\n> - b\n\n\
         > **Vì sao hỏi thông tin này?** Bốn.\n\n> **Nói với bà con:** Năm.",
    );
    assert_snapshot!(lines(&course.body()), @r##"
    <section class="note">
    <h2>Cần nhớ</h2>
    <p>Một.</p></section>
    <section class="note warn">
    <h2><svg class="i" aria-hidden="true"><use href="#i-warn"/></svg>Cẩn thận</h2>
    <p>Hai.</p></section>
    <section class="note warn">
    <h2><svg class="i" aria-hidden="true"><use href="#i-warn"/></svg>Coi chừng mã dán đè</h2>
    <p>Ba.</p>
    <ul class="dots">
    <li>a
    </li>
    <li>b
    </li></ul></section>
    <section class="note">
    <h2>Vì sao hỏi thông tin này?</h2>
    <p>Bốn.</p></section>
    <p class="say"><small>Nói với bà con</small>Năm.</p>
    "##);
}

#[test]
fn text_lists_tables_and_links_have_plain_markup() {
    let course = Course::sample().page(
        "**Đậm**, *nghiêng*, `mã`, 1 < 2 & \"ba\".\n\n- Một\n- Hai\n\n| A | B |\n|---|---|\n| 1 | 2 |\n\n\
         [Trang](https://vi.du/?a=1&b=2), [gọi](tel:156), [thư](mailto:a@vi.du), [bài](01-bai.md), [156](fact:hotline).\n\n## Mục\n\n### Mục nhỏ\n\n---",
    );
    assert_snapshot!(lines(&course.body()), @r##"
    <p><b>Đậm</b>, <em>nghiêng</em>, <code>mã</code>, 1 &lt; 2 &amp; &quot;ba&quot;.</p>
    <ul class="dots">
    <li>Một
    </li>
    <li>Hai
    </li></ul>
    <table><thead><tr><th scope="col">A</th><th scope="col">B</th></tr></thead><tbody><tr><td>1</td><td>2</td></tr></tbody></table>
    <p><a href="https://vi.du/?a=1&amp;b=2" rel="noopener noreferrer">Trang</a>, <a href="tel:156">gọi</a>, <a href="mailto:a@vi.du">thư</a>, <a href="/modules/mau/lessons/mau-01">bài</a>, <b>156</b>.</p>
    <h2>Mục</h2>
    <h3>Mục nhỏ</h3><hr>
    "##);
}

#[test]
fn a_module_is_found_in_its_own_folder_too() {
    let whole = module(&Course::sample());
    let course = Course::sample();
    let files = course.files.iter().map(|(path, bytes)| (path.replace("mau/", ""), bytes.clone()));
    let compiled = compile(&SourceTree::from_files(files), &Limits::default(), today());
    assert_eq!(compiled.diagnostics, []);
    assert_eq!(compiled.catalogue.modules, [whole.into()]);
}

#[test]
fn a_faulty_module_is_left_out_and_the_others_stay() {
    let mut course = Course::sample().lesson("[x]", "[ ]");
    for path in ["module.md", "01-bai.md"] {
        let text = String::from_utf8(Course::sample().files[&format!("mau/{path}")].clone()).unwrap();
        course = course.with(&format!("hai/{path}"), text.replace("id: mau", "id: hai"));
    }
    let compiled = course.compile();
    assert!(compiled.has_errors());
    let ids: Vec<_> = compiled.catalogue.modules.iter().map(|module| module.id.as_str()).collect();
    assert_eq!(ids, ["hai"]);
}

#[test]
fn two_modules_of_one_id_are_told_and_the_second_left_out() {
    let mut course = Course::sample();
    for path in ["module.md", "01-bai.md"] {
        let text = course.files[&format!("mau/{path}")].clone();
        course = course.with(&format!("nua/{path}"), text);
    }
    let compiled = course.compile();
    let told: Vec<_> =
        compiled.diagnostics.iter().map(|found| (found.code, found.file.as_str(), found.line)).collect();
    assert_eq!(told, [("M008", "nua/module.md", 2)]);
    assert_eq!(compiled.catalogue.modules.len(), 1);
}

#[test]
fn the_version_is_the_same_for_the_same_text_and_changes_with_it() {
    let version = |course: Course| module(&course).version;
    let first = version(Course::sample());
    assert_eq!(first.len(), 64);
    assert_eq!(first, version(Course::sample()));
    assert_ne!(first, version(Course::sample().page("Đoạn khác.")));
    // Front matter that no learner sees does not make a new version.
    assert_eq!(first, version(Course::sample().lesson("version: 1", "version: 1\nreview_by: 2027-01-01")));
}

#[test]
fn a_question_without_id_gets_a_key_from_its_lesson_and_number() {
    let module = module(&Course::sample().lesson(" <!-- id: q1 -->", ""));
    assert_eq!(module.lessons[0].questions[0].key.as_str(), "mau-01-1");
}

#[test]
fn a_lint_is_silenced_by_name_in_its_own_file() {
    let long = "một ".repeat(30);
    let allow = "version: 1\nallow: [{ lint: L001, reason: \"trích luật\" }]";
    let course = Course::sample().page(&long).lesson("version: 1", allow);
    assert_eq!(course.compile().diagnostics, []);
}

#[test]
fn all_faults_of_all_files_are_told_in_one_run() {
    let compiled = Course::sample()
        .lesson("minutes: 5", "minutes: năm")
        .lesson("[x]", "[ ]")
        .page("<b>a</b>")
        .edit("mau/kiem-tra.md", "đạt: 80", "đạt: 0")
        .edit("mau/thuc-hanh.md", "id: dl1", "id: DL1")
        .edit("mau/ngan-hang/de.md", "chọn nhiều", "chọn nhìu")
        .compile();
    let codes: Vec<_> = compiled.diagnostics.iter().map(|found| found.code).collect();
    assert_eq!(codes, ["M005", "V001", "V001", "Q006", "K006", "Q002", "M007"]);
}

#[test]
fn windows_line_ends_and_a_byte_order_mark_are_accepted() {
    let course = Course::sample();
    let mut windows = course.clone();
    for (path, bytes) in &course.files {
        let text = String::from_utf8(bytes.clone()).unwrap().replace('\n', "\r\n");
        windows = windows.with(path, format!("\u{feff}{text}"));
    }
    assert_eq!(windows.compile().diagnostics, []);
    assert_eq!(module(&windows), module(&course));
}

#[test]
fn columns_count_what_people_call_characters() {
    let compiled = Course::sample().page("Tie\u{302}\u{300}n <b>").compile();
    let html = compiled.diagnostics.iter().find(|found| found.code == "V001").expect("told");
    assert_eq!((html.line, html.column, html.length), (10, 6, 3));
}

#[test]
fn a_picture_has_its_size_and_its_words_and_is_named_by_its_content() {
    let course = Course::sample().with("mau/anh/a.png", super::PNG).page("![Nút \"Gửi\" ở giữa](anh/a.png)");
    let module = course.compile().catalogue.modules.remove(0);
    let [asset] = module.assets.as_slice() else { panic!("one picture") };
    assert_eq!(
        course.body(),
        format!(
            "<p><img src=\"/media/{}\" width=\"3\" height=\"2\" loading=\"lazy\" alt=\"Nút &quot;Gửi&quot; ở giữa\"></p>",
            asset.hash
        )
    );
    assert_eq!((asset.kind.mime(), asset.length as usize), ("image/png", super::PNG.len()));
    let other =
        course.with("mau/anh/a.png", [super::PNG, b"x"].concat()).compile().catalogue.modules.remove(0);
    assert_ne!(other.version, module.version, "another picture is another version");
}

#[test]
fn narration_is_kept_while_it_reads_the_text() {
    let course = Course::sample()
        .with("mau/am-thanh/01.mp3", b"ID3 tieng noi".to_vec())
        .lesson("version: 1", "version: 1\naudio: { file: am-thanh/01.mp3, text: 7ca3f76b }");
    let compiled = course.compile();
    assert_eq!(render_human(&compiled.diagnostics), "Không có lỗi nào.\n");
    let lesson = &compiled.catalogue.modules[0].lessons[0];
    assert_eq!(lesson.audio.as_ref().map(|sound| sound.kind.mime()), Some("audio/mpeg"));
}

#[test]
fn a_lesson_in_another_language_asks_the_same() {
    let text = crate::sample::LESSON_TEXT
        .replace("title: Bài mẫu", "title: Zaj qauv\nlang: hmn\noriginal: 7ca3f76b")
        .replace("minutes: 5\nversion: 1\n", "")
        .replace("# Bài mẫu", "# Zaj qauv")
        .replace("Nên làm gì?", "Yuav ua li cas?");
    let compiled = Course::sample().with("mau/01-bai.hmn.md", text).compile();
    assert_eq!(render_human(&compiled.diagnostics), "Không có lỗi nào.\n");
    let lesson = &compiled.catalogue.modules[0].lessons[0];
    let spoken = lesson.in_language(Some("hmn"));
    assert_eq!((spoken.title.as_str(), spoken.questions[0].stem.as_str()), ("Zaj qauv", "Yuav ua li cas?"));
    assert_eq!((&spoken.id, spoken.questions[0].right()), (&lesson.id, lesson.questions[0].right()));
    for lang in [None, Some("khm")] {
        assert_eq!(lesson.in_language(lang).title, "Bài mẫu");
    }
}
