//! Every page filled twice, once with everything and once with as little as can be: for tests and for looking at.
//!
//! Owns: the sample values; all people and numbers are invented. Does not own: what is checked about the pages
//! ([`super::tests`]).

mod desk_samples;
mod evening;
mod freeze_samples;
mod help;
mod officer_samples;
mod programme_samples;
mod reforms_samples;
mod roster_samples;

use super::admin::*;
use super::assignments::*;
use super::author::{self, CatalogueRow, DeskPage, Diagnostic, PreviewPage, PreviewQuestion, PreviewStep};
use super::learner::*;
use super::months::*;
use super::public::*;
use super::quiz::*;
use super::rosters::{ColumnRow, ImportPage, ImportRow, RosterPage, RowLine, Tab};
use super::trainer::*;
use super::*;
use serde_json::Value;
use tungngo_domain::content::Html;

/// Marks compiled markup among the sample values, so that a test can put hostile text everywhere else.
pub const COMPILED: &str = "<!---->";

/// A page ready to be made.
pub struct Sample {
    pub name: String,
    pub template: &'static str,
    pub title: String,
    pub layout: Layout,
    pub value: Value,
}

fn sample<V: View>(name: &str, layout: &Layout, view: V) -> Sample {
    Sample {
        name: name.to_owned(),
        template: V::TEMPLATE,
        title: view.title(),
        layout: layout.clone(),
        value: serde_json::to_value(&view).unwrap(),
    }
}

fn html(markup: &str) -> Html {
    let marked = if markup.is_empty() { String::new() } else { format!("{COMPILED}{markup}") };
    Html::from_compiler(marked)
}

fn qr() -> Html {
    html(concat!(
        "<svg viewBox=\"0 0 21 21\" role=\"img\" aria-label=\"Mã QR\"><path fill=\"#fff\" d=\"M0 0h21v21H0z\"/>",
        "<path d=\"M2 2h5v5H2zM14 2h5v5h-5zM2 14h5v5H2zM9 9h4v4H9zM15 15h3v3h-3z\"/></svg>"
    ))
}

fn s(text: &str) -> String {
    text.to_owned()
}

fn status(kind: Kind, text: &str) -> Status {
    Status::new(kind, text)
}

fn errors(pairs: &[(&str, &str)]) -> Vec<FieldError> {
    pairs.iter().map(|(field, text)| FieldError::new(*field, *text)).collect()
}

fn choices(all: &[(&str, &str)], checked: &str) -> Vec<Choice> {
    let choice = |(value, label): &(&str, &str)| Choice {
        value: s(value),
        label: s(label),
        checked: *value == checked,
    };
    all.iter().map(choice).collect()
}

fn learner_layout() -> Layout {
    Layout { help_href: s("tel:+84900000011"), csrf: s("token"), ..Layout::default() }
}

fn hall_layout() -> Layout {
    Layout {
        shared_name: Some(s("Nguyễn Văn Hòa")),
        insecure_http: true,
        text_size_class: "to",
        notice: Some(Notice { kind: Kind::Ok, text: s("Đã lưu cách xưng hô.") }),
        ..learner_layout()
    }
}

fn staff_layout(name: &str, nav: &[(&str, &str)]) -> Layout {
    let item = |(place, (href, label)): (usize, &(&str, &str))| NavItem {
        href: s(href),
        label: s(label),
        current: place == 0,
    };
    Layout {
        staff: Some(StaffBar { name: s(name), nav: nav.iter().enumerate().map(item).collect() }),
        home_href: s(nav[0].0),
        ..learner_layout()
    }
}

const LANE: Lane = [House::Teach, House::Wait, House::Half, House::Dark, House::Dark];
const LOCKED: &str = "Gõ sai 5 lần nên tạm nghỉ 15 phút để giữ an toàn. Bài đã học vẫn còn nguyên.";

/// All pages.
pub fn all() -> Vec<Sample> {
    let mut samples = public();
    samples.extend(learner());
    samples.extend(trainer());
    samples.extend(roster_samples::all());
    samples.extend(officer_samples::all());
    samples.extend(desk_samples::all());
    samples.extend(programme_samples::all());
    samples.extend(freeze_samples::all());
    samples.extend(assigning());
    samples.extend(evening::evening());
    samples.extend(help::help());
    samples.extend(roster());
    samples.extend(others());
    samples
}

/// What stands on a certificate.
fn face() -> Face {
    Face {
        heading: s("Giấy chứng nhận"),
        issuer: s("Ủy ban nhân dân xã Đồng Mây, tỉnh Tuyên Quang chứng nhận"),
        name: s("Nguyễn Văn Hòa"),
        role: s("Tổ trưởng Tổ công nghệ số cộng đồng thôn Bến Đá"),
        statement: s("đã học và thực hành đủ năm chuyên đề kỹ năng số cơ bản."),
        number: s("Số 0184/2026/TN-ĐM"),
        replaces: Some(s("Thay giấy số TN-2026-000184")),
        code: s("A7KM 2QXP 9RTD HJ4C"),
        qr_svg: Some(qr()),
        place_and_day: s("Đồng Mây, ngày 21 tháng 11 năm 2026"),
        signer_title: s("Chủ tịch"),
        signer_name: s("Ma Văn Sơn"),
        lane: [House::Lit; 5],
        valid_until: Some(s("Có giá trị đến 21/11/2028")),
    }
}

fn public() -> Vec<Sample> {
    let layout = &learner_layout();
    let phone_error = errors(&[
        ("phone", "Số điện thoại cần đủ 10 chữ số. Gõ thêm 2 chữ số nữa."),
        ("pin", "Mới có 4 chữ số. Gõ thêm 2 chữ số nữa."),
    ]);
    let wrong = errors(&[("pin", &words::wrong_pin_card(3, "cô Hằng"))]);
    vec![
        sample("login", &Layout { help_href: s("/help"), ..layout.clone() }, LoginPage::default()),
        sample(
            "login-error",
            layout,
            LoginPage {
                phone: s("0900 000"),
                shared: true,
                next: s("/modules/thanh-toan"),
                errors: phone_error,
                locked: None,
            },
        ),
        sample("login-locked", layout, LoginPage { locked: Some(s(LOCKED)), ..LoginPage::default() }),
        sample(
            "card",
            layout,
            CardPage {
                greeting: s("Chào bác Hòa"),
                address: s("bác"),
                action: s("/card/abc"),
                ..CardPage::default()
            },
        ),
        sample(
            "card-error",
            layout,
            CardPage {
                greeting: s("Chào bác Hòa"),
                address: s("bác"),
                action: s("/card/abc"),
                shared: true,
                errors: wrong,
                locked: Some(s(LOCKED)),
            },
        ),
        sample("first-pin", layout, FirstPinPage { proposed: s("482 913"), ..FirstPinPage::default() }),
        sample(
            "first-pin-error",
            layout,
            FirstPinPage {
                proposed: s("482 913"),
                proposed_token: s("k1"),
                changing: true,
                errors: errors(&[("own_pin", "Mã này dễ đoán vì là ngày tháng. Chọn 6 chữ số khác.")]),
            },
        ),
        sample("consent", layout, ConsentPage { version: s("1"), errors: vec![] }),
        sample(
            "consent-error",
            layout,
            ConsentPage {
                version: s("1"),
                errors: errors(&[("agree", "Bấm vào ô “Tôi đã đọc và đồng ý” rồi bấm nút bên dưới.")]),
            },
        ),
        sample("staff-login", layout, StaffLoginPage::default()),
        sample(
            "staff-login-error",
            layout,
            StaffLoginPage {
                account: s("hang.tran"),
                next: s("/trainer"),
                errors: errors(&[(
                    "passphrase",
                    "Tên tài khoản hoặc cụm mật khẩu chưa đúng. Còn 3 lần thử.",
                )]),
                locked: Some(s(LOCKED)),
            },
        ),
        sample("second-factor", layout, SecondFactorPage::default()),
        sample(
            "second-factor-error",
            layout,
            SecondFactorPage {
                next: s("/trainer"),
                errors: errors(&[("code", "Mã chưa đúng. Chờ mã mới hiện ra rồi gõ lại.")]),
                locked: Some(s(LOCKED)),
            },
        ),
        sample(
            "second-factor-new",
            layout,
            NewSecondFactorPage {
                qr_svg: qr(),
                secret: words::in_groups("JBSWY3DPEHPK3PXP", 4),
                errors: vec![],
            },
        ),
        sample(
            "invitation",
            layout,
            InvitationPage {
                heading: s("Mời Trần Thị Thu Hằng nhận việc"),
                role: s("Tập huấn viên xã Đồng Mây, đến 31/12/2027"),
                account: s("hang.tran"),
                action: s("/invitation/abc"),
                errors: errors(&[("passphrase", "Mới có 8 ký tự. Gõ thêm 4 ký tự nữa.")]),
                ..InvitationPage::default()
            },
        ),
        sample(
            "setup",
            layout,
            InvitationPage {
                heading: s("Tạo quản trị viên đầu tiên"),
                setup: true,
                action: s("/setup/abc"),
                ..InvitationPage::default()
            },
        ),
        sample(
            "help-empty",
            layout,
            HelpPage { phone: None, where_to_go: s("Đến Ủy ban nhân dân xã để được giúp.") },
        ),
        sample(
            "help",
            layout,
            HelpPage {
                phone: Some(Action::new("tel:+84900000011", "0900 000 011")),
                where_to_go: s("Hoặc đến Ủy ban nhân dân xã Đồng Mây, hỏi cô Hằng."),
            },
        ),
        sample("verify-form", layout, VerifyFormPage::default()),
        sample(
            "verify-form-error",
            layout,
            VerifyFormPage {
                code: s("ABC"),
                errors: errors(&[("code", "Mã còn thiếu. Gõ đủ 20 chữ và số trên giấy.")]),
            },
        ),
        sample("verify-unknown", layout, VerifyPage { action: s("/verify/X"), ..VerifyPage::default() }),
        sample(
            "verify",
            layout,
            VerifyPage {
                status: Verdict::Valid,
                recalled: Some(s("Nội dung đã thu hồi, cần học lại phần: bài “Trả tiền bằng mã QR”.")),
                course: s("Thành viên tổ công nghệ số cộng đồng"),
                level: s("Làm được"),
                unit: s("xã Đồng Mây, tỉnh Tuyên Quang"),
                issued_on: s("21/11/2026"),
                valid_until: Some(s("21/11/2028")),
                ask_last_digits: true,
                action: s("/verify/X"),
                errors: errors(&[("digits", "Chưa khớp. Xem lại 3 số cuối rồi gõ lại.")]),
                ..VerifyPage::default()
            },
        ),
        sample(
            "verify-revoked",
            layout,
            VerifyPage {
                status: Verdict::Revoked,
                name: Some(s("Nguyễn Văn Hòa")),
                course: s("Thanh toán không dùng tiền mặt"),
                unit: s("xã Đồng Mây, tỉnh Tuyên Quang"),
                issued_on: s("21/11/2026"),
                revoked_on: Some(s("02/12/2026")),
                revoked_reason: Some(s("Xác nhận thực hành đã bị thu lại.")),
                action: s("/verify/X"),
                ..VerifyPage::default()
            },
        ),
        sample(
            "verify-expired",
            layout,
            VerifyPage {
                status: Verdict::Expired,
                course: s("An toàn trên không gian mạng"),
                unit: s("xã Đồng Mây, tỉnh Tuyên Quang"),
                issued_on: s("21/11/2024"),
                valid_until: Some(s("21/11/2026")),
                action: s("/verify/X"),
                ..VerifyPage::default()
            },
        ),
        sample(
            "logout",
            &hall_layout(),
            LogoutPage {
                name: s("Nguyễn Văn Hòa"),
                waiting: Some(status(Kind::Warn, "Còn 3 câu trả lời chưa gửi. Có mạng máy sẽ tự gửi.")),
            },
        ),
        sample("error-404", layout, ErrorPage::of_status(404, "/", None)),
        sample("error-500", layout, ErrorPage::of_status(500, "/", Some(s("7F3K, 19 giờ 42")))),
    ]
}

fn rungs() -> Vec<Rung> {
    vec![
        Rung { label: s("Biết"), when: Some(s("14/11")), state: RungState::Got },
        Rung { label: s("Làm được"), when: None, state: RungState::Ask },
        Rung { label: s("Dạy được"), when: None, state: RungState::Open },
    ]
}

fn asked(multiple: bool, errors: Vec<FieldError>) -> Asked {
    let option =
        |value: &str, text: &str, checked| QuestionOption { value: s(value), text: html(text), checked };
    Asked {
        eyebrow: words::question_place(2, 2, 3),
        number: 2,
        total: 3,
        stem: s("Quét mã xong, tên hiện ra không phải tên chủ quán. Nên làm gì?"),
        context: html(if multiple { "<p>Ở quán cô Lan, máy hiện tên TRAN VAN B.</p>" } else { "" }),
        situation: multiple,
        hint: Some(html("Mã có thể bị <b>dán đè</b>.")),
        multiple,
        how: multiple.then(|| words::choose_many(2)),
        options: vec![
            option("0", "Cứ chuyển, chắc là tên người nhà chủ quán", false),
            option("1", "Dừng lại, hỏi chủ quán <b>trước khi bấm</b>", multiple),
            option("2", "Chuyển thử một ít tiền xem sao", false),
        ],
        form_id: s("01990000"),
        question: "q1.0123456789ab".to_owned(),
        action: s("/modules/thanh-toan/lessons/ttkm-03/questions/2"),
        errors,
        ..Asked::default()
    }
}

/// The same question asked in another way.
fn asked_by(fill: impl FnOnce(&mut Asked)) -> Asked {
    let mut asked = Asked { options: vec![], multiple: false, ..asked(false, vec![]) };
    fill(&mut asked);
    asked
}

fn row(at: usize, text: &str, choices: &[&str], numbers: bool) -> ArrangedRow {
    let choice = |(value, words): (usize, &&str)| RowChoice {
        value: value.to_string(),
        label: s(words),
        text: html(words),
        checked: value == at,
    };
    ArrangedRow {
        name: format!("a{at}"),
        text: html(text),
        numbers,
        listed: choices.len() > 3 && !numbers,
        choices: choices.iter().enumerate().map(choice).collect(),
    }
}

fn part(value: &str, class: &str, label: &str, mark: Option<(Kind, &str)>) -> DrawnPiece {
    let mark =
        mark.map(|(kind, words)| PartMark {
            kind, words: s(words), feedback: Some(html("Vì <b>lạ</b>."))
        });
    let part = DrawnPart {
        value: s(value),
        class: s(class),
        label: html(label),
        checked: value == "1",
        mark,
        wrong: Some(s("Nút này để nạp thẻ.")),
        next: None,
    };
    DrawnPiece { markup: html(""), part: Some(part) }
}

fn phone(marked: bool) -> DrawnScene {
    let markup = |markup: &str| DrawnPiece { markup: html(markup), part: None };
    let mark = |kind, words| marked.then_some((kind, words));
    DrawnScene {
        phone: true,
        call: false,
        reading: s("Màn hình Ngân hàng: các nút Chuyển tiền, Nạp thẻ; nút tròn Quét mã"),
        pieces: vec![
            markup("<p class=\"pt\">Ngân hàng</p><div class=\"pg\">"),
            part("0", "", "Chuyển tiền", None),
            part("1", "", "Nạp thẻ", mark(Kind::Bad, "Đã bấm")),
            markup("</div>"),
            part("2", "pl", "<small>Số dư</small><b>1.000.000 đ</b>", None),
            part(
                "3",
                "pr",
                "<svg class=\"i\" aria-hidden=\"true\"><use href=\"#i-qr\"/></svg>Quét mã",
                mark(Kind::Ok, "Chỗ đúng"),
            ),
        ],
    }
}

fn sms(marked: bool) -> DrawnScene {
    let mark = |kind, words| marked.then_some((kind, words));
    let from = "<p class=\"mut\">Tin nhắn từ 0900 000 987</p>";
    DrawnScene {
        reading: s("Tin nhắn từ 0900 000 987. VNeID của bác sắp bị khóa."),
        pieces: vec![
            DrawnPiece { markup: html(from), part: None },
            part("0", "", "VNeID của bác sắp bị khóa.", mark(Kind::Ok, "Tìm đúng dấu hiệu")),
            part("1", "", "Bấm vneid-capnhat.example", mark(Kind::Warn, "Bỏ sót dấu hiệu này")),
            part("2", "", "Xin cảm ơn bác.", mark(Kind::Bad, "Không phải dấu hiệu")),
        ],
        ..DrawnScene::default()
    }
}

fn marked_options() -> Vec<MarkedOption> {
    let said = |kind, words: &str, text: &str, feedback: Option<&str>| MarkedOption {
        kind,
        words: s(words),
        text: html(text),
        feedback: feedback.map(html),
        ..MarkedOption::default()
    };
    vec![
        said(Kind::Bad, "Đã chọn", "Chuyển thử một ít tiền xem sao", Some("Tiền đã đi thì rất khó lấy lại.")),
        said(Kind::Ok, "Câu đúng", "Dừng lại, hỏi chủ quán trước khi bấm", None),
    ]
}

fn explained() -> Explained {
    Explained { options: marked_options(), ..Explained::default() }
}

/// Everything that may be said of an answer at once.
fn all_explained() -> Explained {
    let mut options = marked_options();
    options[0].number = Some(1);
    options[1].partner = Some(html("Lừa đảo"));
    options.push(MarkedOption {
        kind: Kind::Bad,
        words: s("Đã gõ"),
        plain: s("4.500 đồng"),
        ..MarkedOption::default()
    });
    Explained {
        scene: Some(phone(true)), options, note: Some(s("Ở đây không có chỗ nào đáng ngờ."))
    }
}

fn modules() -> Vec<ModuleRow> {
    let row = |number: u32, title: &str, state, kind, words: &str, open: bool| ModuleRow {
        number,
        title: s(title),
        href: open.then(|| format!("/modules/{number}")),
        house: number as usize,
        state,
        status: status(kind, words),
        meter: (state == House::Half).then(|| Meter { value: 1, max: 5, label: words::lessons_bar(1, 5) }),
    };
    vec![
        row(1, "Dịch vụ công trực tuyến", House::Teach, Kind::Ok, "Dạy được", true),
        row(2, "Thương mại điện tử", House::Wait, Kind::Warn, "Biết, đang chờ xác nhận", true),
        row(3, "Thanh toán không dùng tiền mặt", House::Half, Kind::Plain, &words::studying(1, 5), true),
        row(4, "An toàn trên không gian mạng", House::Dark, Kind::Plain, "Chưa học. Hạn: 15/12", true),
        row(5, "Nền tảng số địa phương", House::Dark, Kind::Plain, "Chưa mở. Tỉnh đang soạn bài", false),
    ]
}

fn lesson_rows() -> Vec<LessonRow> {
    let row = |number: u32, title: &str, kind, words: &str| LessonRow {
        number,
        title: s(title),
        minutes: words::about_minutes(8),
        status: status(kind, words),
        href: format!("/modules/thanh-toan/lessons/{number}"),
        drill: (number == 2).then(|| {
            Action::new("/modules/thanh-toan/lessons/2/drills/1/steps/1", words::drill_of_lesson(2))
        }),
    };
    vec![
        row(1, "Mở tài khoản ngân hàng", Kind::Ok, "Đã học"),
        row(2, "Trả tiền bằng mã QR", Kind::Plain, "Trả lời 1/3 câu"),
        row(3, "Nhận ra tin nhắn giả", Kind::Plain, "Chưa học"),
    ]
}

fn question_marks() -> Vec<QuestionMark> {
    let mark = |number: u64, kind, words: &str| QuestionMark {
        label: words::question(number),
        status: status(kind, words),
        href: format!("/attempts/1/questions/{number}"),
    };
    vec![
        mark(1, Kind::Ok, "Đã trả lời"),
        mark(2, Kind::Plain, "Chưa trả lời"),
        mark(3, Kind::Ok, "Đã trả lời"),
    ]
}

/// A lesson as the compiler makes it, short.
const LESSON: &str = r##"<p>Học xong bài này, tự quét mã trả tiền được và chỉ lại được cho bà con.</p>
<h2>Các bước: quét mã ở quán</h2>
<ol class="steps"><li><p><span>Mở ứng dụng ngân hàng. Bấm nút <b>Quét mã</b>.</span></p><figure class="pic"><div class="phone" role="img" aria-label="Màn hình ngân hàng: ba nút; nút tròn Quét mã là nút cần bấm"><p class="pt">Ngân hàng</p><div class="pg"><span>Chuyển tiền</span><span>Nạp thẻ</span><span>Hóa đơn</span></div><span class="pr hit"><svg class="i" aria-hidden="true"><use href="#i-qr"/></svg>Quét mã</span></div><figcaption>Nút này thường ở giữa, phía dưới màn hình.</figcaption></figure></li>
<li><p><span><b>Dừng lại, đọc tên người nhận.</b> Hỏi người bán có đúng tên không.</span></p><figure class="pic"><div class="phone" role="img" aria-label="Màn hình xác nhận: Người nhận TRAN THI LAN, chỗ cần nhìn; Số tiền 45.000 đ; nút Chuyển tiền"><p class="pt">Xác nhận</p><p class="pl hit"><small>Người nhận</small><b>TRAN THI LAN</b></p><p class="pl"><small>Số tiền</small><b>45.000 đ</b></p><span class="pb">Chuyển tiền</span></div><figcaption>Đúng tên mới làm tiếp. Tên lạ thì thôi.</figcaption></figure></li></ol>
<table><thead><tr><th scope="col">Việc</th><th scope="col">Số gọi</th></tr></thead><tbody><tr><td>Báo cuộc gọi rác</td><td><a href="tel:156">156</a></td></tr></tbody></table>
<div class="note warn"><h3><svg class="i" aria-hidden="true"><use href="#i-warn"/></svg>Cẩn thận</h3><p>Kẻ gian dán mã của họ lên mã của cửa hàng. Tên người nhận lạ thì không bấm chuyển.</p></div>
<p class="say"><small>Nói với bà con</small>Đọc tên trước, bấm tiền sau.</p>"##;

fn learner() -> Vec<Sample> {
    let layout = &learner_layout();
    let back = || Action::new("/modules/thanh-toan", words::back_to_module(3));
    let home = HomePage {
        greeting: s("Chào bác Hòa"),
        next: Some(NextStep {
            eyebrow: words::next_lesson(2, 5, 8),
            title: s("Trả tiền bằng mã QR"),
            href: s("/modules/thanh-toan/lessons/ttkm-03"),
            label: s("Học tiếp"),
        }),
        deadline: Some(words::deadline_left("thứ Hai 30/11", 9)),
        lane: LANE,
        progress: words::houses_lit(1, 5),
        modules: modules(),
        programmes: vec![ProgrammePart {
            title: s("Chương trình Người hướng dẫn"),
            held: Some(Status::new(Kind::Ok, s("Đã có giấy chứng nhận"))),
            rows: vec![ProgrammeRow {
                title: s("Hướng dẫn người khác"),
                href: Some(s("/modules/nguoi-huong-dan")),
                status: Status::new(Kind::Ok, s("Đã đạt")),
            }],
        }],
        missing: vec![s("Còn 3 chuyên đề chưa làm được."), s("Chuyên đề 2 còn chờ cô Hằng xác nhận.")],
        help_news: Some(s("Có câu trả lời mới cho chỗ vướng")),
        asked_help: true,
    };
    let empty_home = HomePage {
        programmes: vec![],
        greeting: s("Chào bác Hòa"),
        next: None,
        deadline: None,
        lane: [House::Dark; 5],
        progress: words::houses_lit(0, 5),
        modules: vec![],
        missing: vec![],
        help_news: None,
        asked_help: false,
    };
    let module = ModulePage {
        eyebrow: words::module_place(3),
        title: s("Thanh toán không dùng tiền mặt"),
        summary: s("Quét mã, chuyển tiền, nhận tiền cho đúng và cho chắc."),
        count: words::lessons_done(1, 3),
        rungs: rungs(),
        house: 3,
        state: House::Half,
        lessons: lesson_rows(),
        test: Some(TaskRow {
            title: s("Bài kiểm tra"),
            status: status(Kind::Plain, "12 câu hỏi, đúng từ 10 câu là đạt"),
            href: s("/modules/thanh-toan/test"),
        }),
        practice: Some(TaskRow {
            title: s("Bài thực hành"),
            status: status(Kind::Warn, "Đang chờ xác nhận"),
            href: s("/modules/thanh-toan/practice"),
        }),
        certificate_href: Some(s("/certificates/1")),
        next: Some(Action::new("/modules/thanh-toan/lessons/2", "Học bài 2")),
    };
    let question = |page: Asked| QuestionPage {
        page_title: words::question_title(2, 3, 2, "Trả tiền bằng mã QR"),
        lang: None,
        q: page,
        help_href: Some(s("/modules/thanh-toan/help?lesson=ttkm-03&question=k1")),
        back: Action::new("/modules/thanh-toan/lessons/ttkm-03", "Xem lại bài học"),
    };
    let nothing_chosen = || errors(&[("c", "Chọn một câu trả lời rồi bấm “Trả lời”.")]);
    let answer = |right: bool| AnswerPage {
        lang: (!right).then_some("hmn"),
        page_title: if right { words::answer_title_right(2) } else { words::answer_title_wrong(2) },
        right,
        stem: s("Quét mã xong, tên hiện ra không phải tên chủ quán. Nên làm gì?"),
        explained: if right {
            Explained { scene: Some(sms(true)), ..Explained::default() }
        } else {
            explained()
        },
        explanation: (!right).then(|| html("Kẻ gian in mã của họ, dán lên mã của quán.")),
        say: right.then(|| s("Đọc tên trước, bấm tiền sau.")),
        next: Action::new("/modules/thanh-toan/lessons/ttkm-03/questions/3", "Câu tiếp theo"),
        retry_href: s("/modules/thanh-toan/lessons/ttkm-03/questions/2"),
        help_href: right.then(|| s("/modules/thanh-toan/help?lesson=ttkm-03&question=k1")),
        lesson_href: s("/modules/thanh-toan/lessons/ttkm-03"),
    };
    let intro = TestIntroPage {
        eyebrow: words::module_place(3),
        title: s("Kiểm tra: Thanh toán không dùng tiền mặt"),
        intro: html("<p>Làm một mình, xem lại bài lúc nào cũng được.</p>"),
        questions: words::test_questions(12),
        needed: words::test_needed(10),
        tries: words::tries_left(3),
        resume: None,
        paper: None,
        blocked: None,
        help_href: Some(s("/modules/thanh-toan/help")),
        action: s("/modules/thanh-toan/attempts"),
        form_id: s("01990001"),
        back: back(),
    };
    let resume = Some(Action::new("/attempts/1/questions/4", "Làm tiếp câu 4"));
    let attempt = AttemptQuestionPage {
        page_title: words::attempt_title(2, 12, "Thanh toán không dùng tiền mặt"),
        q: Asked { eyebrow: words::attempt_place(2, 12), total: 12, ..asked(true, vec![]) },
        saved: true,
        previous_href: Some(s("/attempts/1/questions/1")),
        skip_href: Some(s("/attempts/1/questions/3")),
        overview_href: s("/attempts/1"),
    };
    let first = AttemptQuestionPage {
        q: Asked { hint: None, ..asked(false, nothing_chosen()) },
        saved: false,
        previous_href: None,
        skip_href: None,
        ..attempt.clone()
    };
    let overview = AttemptOverviewPage {
        eyebrow: s("Kiểm tra chuyên đề 3"),
        questions: question_marks(),
        unanswered: Some(words::unanswered(1)),
        next: Some(Action::new("/attempts/1/questions/2", "Làm câu 2")),
        action: s("/attempts/1/closing"),
        form_id: s("01990002"),
        back: back(),
    };
    let passed = ResultPage {
        passed: true,
        eyebrow: s("Bài kiểm tra chuyên đề 3"),
        heading: words::passed("bác Hòa"),
        numbers: words::result_numbers(9, 10, 8),
        again: None,
        rungs: rungs(),
        lane: LANE,
        lessons: vec![],
        missing_heading: Some(s("Còn bậc Làm được là sáng đèn")),
        missing: vec![s("Giúp một hộ trong thôn quét mã trả tiền, rồi nhờ tập huấn viên xác nhận.")],
        next: Action::new("/modules/thanh-toan/practice", "Xem bài thực hành"),
        second: None,
        review_href: s("/attempts/1/review"),
    };
    let not_yet = ResultPage {
        passed: false,
        heading: words::not_yet(2),
        numbers: words::result_numbers(6, 10, 8),
        again: Some(s("Làm lại được ngay, không trừ điểm.")),
        lessons: lesson_rows().split_off(1),
        missing_heading: None,
        missing: vec![],
        next: Action::new("/modules/thanh-toan/lessons/2", words::see_lesson(2)),
        second: Some(Action::new("tel:+84900000011", words::call("cô Hằng"))),
        ..passed.clone()
    };
    let reviewed = |right: bool, unanswered: bool| ReviewedQuestion {
        label: words::question(1),
        stem: s("Quét mã xong, tên hiện ra không phải tên chủ quán. Nên làm gì?"),
        context: html(""),
        right,
        unanswered,
        explained: if right { all_explained() } else { explained() },
        explanation: Some(html("Kẻ gian in mã của họ, dán lên mã của quán.")),
    };
    let act = |text: &str, done: Option<&str>| Act {
        text: s(text),
        look_for: Some(html("tự bấm, <b>không</b> nhờ bấm hộ")),
        done: done.map(s),
    };
    let practice = PracticePage {
        eyebrow: s("Chuyên đề 2, bài thực hành"),
        title: s("Giúp một hộ đăng bán hàng trên mạng"),
        intro: html("<p>Chuẩn bị điện thoại có mạng và một món hàng thật.</p>"),
        waiting: Some(s("Cô Hằng sẽ xem và xác nhận trong buổi tập huấn tới.")),
        checklist: vec![
            act("Tự chụp ảnh món hàng", Some("Đã xác nhận 19/11, cô Hằng")),
            act("Tự đăng món hàng lên chợ", None),
        ],
        teach_back: vec![act("Dạy lại cho một người trước mặt tập huấn viên", None)],
        miles: vec![
            Mile {
                done: true, now: false, title: s("Biết"), text: s("Đạt bài kiểm tra ngày 14/11")
            },
            Mile {
                done: false,
                now: true,
                title: s("Làm được: chờ xác nhận"),
                text: s("Còn 1 việc chưa xác nhận"),
            },
            Mile { done: false, now: false, title: s("Dạy được"), text: s("Không bắt buộc") },
        ],
        trainer: Some(Contact {
            name: s("Cô Hằng"), href: s("tel:+84900000011"), phone: s("0900 000 011")
        }),
        next: Some(Action::new("/", "Học tiếp")),
        back: back(),
    };
    let certificate = CertificatePage {
        lead: s("Giấy chứng nhận của bác Hòa đã sẵn sàng."),
        warning: None,
        pdf_href: Some(s("/certificates/1/certificate.pdf")),
        pdf_hint: s("Tệp để in, 0,1 MB. Hoặc nhờ cô Hằng in tại ủy ban xã."),
        newer: None,
        face: face(),
    };
    let revoked = CertificatePage {
        warning: Some(Warning {
            kind: Kind::Bad,
            heading: s("Giấy này đã bị thu hồi"),
            text: s("Thu hồi ngày 02/12/2026. Hỏi cô Hằng để học lại."),
        }),
        pdf_href: None,
        face: Face { issuer: s(""), signer_title: s(""), valid_until: None, ..face() },
        ..certificate.clone()
    };
    let ending = CertificatePage {
        warning: Some(Warning {
            kind: Kind::Warn,
            heading: s("Giấy này sắp hết giá trị"),
            text: s("Giấy có giá trị đến 31/12/2026. Trước ngày ấy, nhờ tập huấn viên báo cán bộ gia hạn."),
        }),
        ..certificate.clone()
    };
    let me = MePage {
        name: s("Nguyễn Văn Hòa"),
        facts: vec![
            Fact { label: s("Số điện thoại"), value: s("09•• ••• 123") },
            Fact { label: s("Tổ"), value: s("Tổ thôn Bến Đá, xã Đồng Mây") },
        ],
        address_forms: choices(
            &[("bac", "Bác"), ("co", "Cô"), ("chu", "Chú"), ("anh", "Anh"), ("chi", "Chị")],
            "bac",
        ),
        logins: vec![
            LoginRow {
                device: s("Điện thoại Android"),
                since: s("Từ 12/10, dùng hôm nay"),
                this: true,
                action: s("/logins/1/ending"),
            },
            LoginRow {
                device: s("Máy tính"),
                since: s("Từ 02/11, dùng 05/11"),
                this: false,
                action: s("/logins/2/ending"),
            },
        ],
        consent: s("Đồng ý ngày 12/10/2026"),
        errors: vec![],
    };
    let bare_module = ModulePage {
        test: None,
        practice: None,
        certificate_href: None,
        next: None,
        lessons: vec![],
        ..module.clone()
    };
    let certificates = CertificatesPage {
        certificates: vec![
            CertificateRow {
                title: s("Thành viên tổ công nghệ số cộng đồng"),
                house: None,
                status: status(Kind::Ok, "Còn giá trị đến 21/11/2028"),
                href: s("/certificates/1"),
            },
            CertificateRow {
                title: s("Dịch vụ công trực tuyến"),
                house: Some(1),
                status: status(Kind::Bad, "Đã bị thu hồi 02/12/2026"),
                href: s("/certificates/2"),
            },
        ],
        missing: vec![s("Còn chuyên đề 4 chưa làm được.")],
    };
    let lesson = LessonPage {
        eyebrow: words::lesson_place(3, 2, 5),
        title: s("Trả tiền bằng mã QR"),
        page_title: s("Bài 2: Trả tiền bằng mã QR"),
        body: html(LESSON),
        drills_intro: html(""),
        drills: vec![],
        lang: None,
        languages: vec![LanguageLink { href: s("/language?to=hmn&back=%2F"), name: s("tiếng Mông") }],
        listen: Some(Listen { src: s("/media/00"), cost: s("tốn 0,5 MB") }),
        questions: vec![],
        finished: None,
        next: Action::new("/modules/thanh-toan/lessons/ttkm-03/questions/1", words::answer_questions(3)),
        second: None,
        notes: help::shown(),
        notes_href: Some(s("/modules/thanh-toan/lessons/ttkm-03/answers")),
        help_href: Some(s("/modules/thanh-toan/help?lesson=ttkm-03")),
        back: back(),
    };
    let with_drill = LessonPage {
        drills_intro: html("<p>Tập ở đây thì không mất tiền.</p>"),
        drills: vec![QuestionMark {
            label: s("Máy tập"),
            status: status(Kind::Plain, "Chưa tập"),
            href: s("/modules/thanh-toan/lessons/ttkm-03/drills/1/steps/1"),
        }],
        next: Action::new("/modules/thanh-toan/lessons/ttkm-03/drills/1/steps/1", "Tập trên máy tập"),
        second: Some(lesson.next.clone()),
        ..lesson.clone()
    };
    let step = DrillStepPage {
        page_title: words::drill_title(2, 4, 3, "Trả tiền bằng mã QR"),
        eyebrow: words::drill_place(2, 4),
        number: 2,
        total: 4,
        task: s("Mở phần quét mã"),
        done: Some(html("Khung <b>quét</b> đã mở.")),
        missed: false,
        wrong: None,
        scene: phone(false),
        action: s("/modules/thanh-toan/lessons/ttkm-03/drills/1/steps/2"),
        form_id: s("01990003"),
        step: s("0123456789ab"),
        back: Action::new("/modules/thanh-toan/lessons/ttkm-03", "Xem lại bài học"),
    };
    let missed = DrillStepPage {
        done: None,
        missed: true,
        wrong: Some(html("Nút này để <b>nạp thẻ</b>.")),
        ..step.clone()
    };
    let drilled = DrillFinishedPage {
        eyebrow: s("Bài 3. Trả tiền bằng mã QR"),
        done: Some(html("Tiền đã đi.")),
        steps: vec![s("Mở phần quét mã"), s("Đọc tên người nhận")],
        next: Action::new("/modules/thanh-toan/lessons/ttkm-03/questions/1", words::answer_questions(3)),
        again_href: s("/modules/thanh-toan/lessons/ttkm-03/drills/1/steps/1"),
        back: Action::new("/modules/thanh-toan/lessons/ttkm-03", "Xem lại bài học"),
    };
    let at = |field: &str, text: &str| errors(&[(field, text)]);
    let numbers = asked_by(|asked| {
        asked.rows = vec![
            row(0, "Đọc <b>tên</b> người nhận", &["1", "2"], true),
            row(1, "Quét mã", &["1", "2"], true),
        ];
        asked.errors = at("a1", "Hai việc đang cùng một số. Đổi số của một việc.");
    });
    let few = asked_by(|asked| asked.rows = vec![row(0, "“Trúng thưởng”", &["Lừa đảo", "Thật"], false)]);
    let many = asked_by(|asked| {
        asked.rows = vec![row(0, "“Trúng thưởng”", &["Lừa đảo", "Thật", "Lạ", "Quen"], false)];
        asked.errors = at("a0", "Dòng này chưa chọn. Chọn một ý cho dòng này.");
    });
    let number = asked_by(|asked| {
        asked.typed = Some(TypedField { value: s("bốn"), number: true, unit: s("đồng") });
        asked.errors = at("t", "Chỗ này cần một số. Gõ bằng chữ số, ví dụ 45.000.");
    });
    let text = asked_by(|asked| asked.typed = Some(TypedField::default()));
    let tap = asked_by(|asked| {
        asked.scene = Some(phone(false));
        asked.errors = at("c", "Bấm vào một chỗ trên hình rồi bấm “Trả lời”.");
    });
    let signs = asked_by(|asked| {
        asked.scene = Some(sms(false));
        asked.multiple = true;
    });
    let finished = LessonPage {
        questions: question_marks(),
        finished: Some(s("Đã học xong bài này")),
        notes: vec![],
        help_href: None,
        ..lesson.clone()
    };
    vec![
        sample("home", layout, home.clone()),
        sample("home-shared", &hall_layout(), home),
        sample("home-empty", layout, empty_home),
        sample("module", layout, module),
        sample("module-empty", layout, bare_module),
        sample("lesson", layout, lesson),
        sample("lesson-finished", layout, finished),
        sample("lesson-drill", layout, with_drill),
        sample("drill-step", layout, step),
        sample("drill-missed", &hall_layout(), missed),
        sample("drill-finished", layout, drilled.clone()),
        sample("drill-finished-bare", layout, DrillFinishedPage { done: None, ..drilled }),
        sample("question-order", layout, question(numbers)),
        sample("question-match-few", layout, question(few)),
        sample("question-match-many", layout, question(many)),
        sample("question-number", layout, question(number)),
        sample("question-short", layout, question(text)),
        sample("question-tap", layout, question(tap)),
        sample("question-signs", layout, question(signs)),
        sample("question", layout, question(asked(false, vec![]))),
        sample("question-error", &hall_layout(), question(asked(true, nothing_chosen()))),
        sample("answer-right", layout, answer(true)),
        sample("answer-wrong", layout, answer(false)),
        sample("test-intro", layout, intro.clone()),
        sample(
            "test-resume",
            layout,
            TestIntroPage {
                resume, paper: Some(s("Đang làm trên giấy, tờ số K7M-2PQ.")), ..intro.clone()
            },
        ),
        sample(
            "test-blocked",
            layout,
            TestIntroPage { blocked: Some(words::tries_used(3)), intro: html(""), ..intro },
        ),
        sample("attempt-question", layout, attempt),
        sample("attempt-question-error", layout, first),
        sample("attempt-overview", layout, overview.clone()),
        sample(
            "attempt-overview-all",
            layout,
            AttemptOverviewPage { unanswered: None, next: None, ..overview },
        ),
        sample("result-passed", layout, passed),
        sample("result-not-yet", layout, not_yet),
        sample(
            "review",
            layout,
            ReviewPage {
                eyebrow: s("Bài kiểm tra chuyên đề 3"),
                numbers: words::result_numbers(9, 10, 8),
                questions: vec![reviewed(true, false), reviewed(false, false), reviewed(false, true)],
                back: Action::new("/attempts/1/result", "Về kết quả"),
            },
        ),
        sample("practice", layout, practice.clone()),
        sample(
            "practice-empty",
            layout,
            PracticePage {
                intro: html(""),
                waiting: None,
                checklist: vec![],
                teach_back: vec![],
                trainer: None,
                next: None,
                ..practice
            },
        ),
        sample("certificates", layout, certificates),
        sample("certificates-empty", layout, CertificatesPage { certificates: vec![], missing: vec![] }),
        sample("certificate", layout, certificate),
        sample("certificate-revoked", layout, revoked),
        sample("certificate-ending", layout, ending),
        sample("me", layout, me),
        sample("pin", layout, PinPage::default()),
        sample("pin-locked", layout, PinPage { errors: vec![], locked: Some(s(LOCKED)) }),
        sample(
            "pin-error",
            layout,
            PinPage { errors: errors(&[("pin", "Mã PIN chưa đúng. Còn 3 lần thử.")]), locked: None },
        ),
    ]
}

fn columns() -> Vec<ModuleColumn> {
    let column = |number, title: &str| ModuleColumn { number, title: s(title) };
    vec![
        column(1, "Dịch vụ công"),
        column(2, "Thương mại"),
        column(3, "Thanh toán"),
        column(4, "An toàn"),
        column(5, "Địa phương"),
    ]
}

fn trainer() -> Vec<Sample> {
    let layout = &staff_layout("Trần Thị Thu Hằng", &[("/trainer", "Tổng quan")]);
    let cell = |ramp, text: &str| Cell { ramp, text: s(text), ..Cell::default() };
    let rung =
        |ramp, text: &str, short: &str| Cell { ramp, text: s(text), short: Some(s(short)), said: None };
    let meet = |id: &str, name: &str, why: &str, open: bool| MeetRow {
        id: s(id),
        name: s(name),
        place: s("Thôn Bến Đá, tổ trưởng"),
        why: status(Kind::Bad, why),
        no_device: !open,
        href: s("/trainer/members/1"),
        call_href: open.then(|| s("tel:+84900000123")),
        action: s("/trainer/members/1/contacts"),
        form_id: s("01990004"),
        kinds: choices(&[("called", "Đã gọi"), ("met", "Đã gặp"), ("agreed", "Hẹn lại")], "met"),
        until: if open { s("31/2") } else { s("") },
        open,
    };
    let team = |name: &str, cells: Vec<Cell>| TeamRow { name: s(name), href: s("/trainer/teams/1"), cells };
    let overview = OverviewPage {
        heading: s("Xã Đồng Mây"),
        counts: words::commune_counts(8, 40, 5),
        changed: vec![s("Chuyên đề “Thanh toán” đã đổi: 12 người cần làm lại.")],
        help: s("Chỗ vướng: 2 đang chờ"),
        tonight: Some(Tonight {
            heading: s("Tối nay 19 giờ 30, nhà văn hóa thôn Bến Đá"),
            text: s("8 người được mời, 4 bài thực hành chờ xác nhận."),
            action: Action::new("/trainer/sessions/1", "Mở điểm danh"),
        }),
        meet_heading: s("Cần gặp 24 người"),
        meet: vec![
            meet("1", "Nguyễn Văn Hòa", "Dừng ở chuyên đề 2, bài 3, 12 ngày", true),
            meet("2", "Hoàng Văn Nghị", "Chưa vào lớp lần nào, 21 ngày", false),
        ],
        meet_more: s("Đang hiện 2 người chờ lâu nhất theo từng lý do."),
        meet_page: 1,
        meet_ways: vec![Action::new("/trainer?meet=2#cg", "Xem những người tiếp theo")],
        more_href: Some(s("/trainer?after=1")),
        months: vec![Action::new("/trainer/communes/1/months/2026-11", "Bảng tháng này của Xã Đồng Mây")],
        errors: errors(&[
            ("viec-1", "Chọn việc đã làm."),
            ("hen-1", "Gõ ngày hẹn trong 90 ngày tới, ví dụ 05/12."),
        ]),
        guides: vec![Action::new("/modules/nguoi-huong-dan", "Người hướng dẫn: ngồi cạnh, xác nhận thật")],
        modules: columns(),
        teams: vec![
            team(
                "Bến Đá",
                vec![
                    cell(Ramp::T5, "Đủ"),
                    cell(Ramp::T3, "3/5"),
                    cell(Ramp::T2, "1/5"),
                    cell(Ramp::T1, "0/5"),
                    cell(Ramp::T0, "–"),
                ],
            ),
            team(
                "Nà Mây",
                vec![
                    cell(Ramp::T5, "Đủ"),
                    cell(Ramp::T5, "Đủ"),
                    cell(Ramp::T3, "4/5"),
                    cell(Ramp::T2, "2/5"),
                    cell(Ramp::T1, "0/5"),
                ],
            ),
        ],
    };
    let coverage = |skill: &str, lacking| CoverageRow {
        skill: s(skill),
        knows: s("3: Hòa, Khôi, Mùi"),
        does: s("0"),
        teaches: s("0"),
        lacking,
    };
    let team_page = TeamPage {
        more_href: Some(s("/trainer/teams/1?after=1")),
        coverage: vec![coverage("Dịch vụ công trực tuyến", false), coverage("An toàn trên mạng", true)],
        verdict: status(Kind::Warn, "Tổ còn thiếu:"),
        lacking: vec![s("người làm được An toàn trên mạng")],
        month: Action::new("/trainer/teams/1/months/2026-11", "Bảng tháng này"),
        crumbs: vec![Action::new("/trainer", "Xã Đồng Mây")],
        heading: s("Tổ thôn Bến Đá"),
        counts: words::team_counts(5, 0),
        add_href: s("/trainer/teams/1/members/new"),
        ways: vec![Action::new("/trainer/teams/1/cards", "In thẻ học cả tổ")],
        first_href: Some(s("/trainer/teams/1")),
        modules: columns(),
        members: vec![
            MemberRow {
                name: s("Nguyễn Văn Hòa"),
                about: s("67 tuổi, tổ trưởng"),
                href: s("/trainer/members/1"),
                cells: vec![
                    rung(Ramp::T5, "Dạy được", "Dạy"),
                    cell(Ramp::T3, "Biết"),
                    rung(Ramp::T2, "Đang học", "Học"),
                    rung(Ramp::T1, "Chưa học", "0"),
                    rung(Ramp::T1, "Chưa học", "0"),
                ],
            },
            MemberRow {
                name: s("Triệu Văn Thành"),
                about: s("62 tuổi"),
                href: s("/trainer/members/2"),
                cells: vec![
                    rung(Ramp::T4, "Làm được", "Làm"),
                    rung(Ramp::Stop, "Dừng 12 ngày", "Dừng"),
                    rung(Ramp::T1, "Chưa học", "0"),
                    rung(Ramp::T1, "Chưa học", "0"),
                    rung(Ramp::T1, "Chưa học", "0"),
                ],
            },
        ],
    };
    let item = |key: &str, act: &str, signed: Option<&str>| SignOffItem {
        key: s(key),
        act: s(act),
        look_for: Some(html("tự bấm, không nhờ bấm hộ")),
        signed: signed.map(s),
        revocation_action: signed.map(|_| s("/trainer/sign-offs/1/revocation")),
    };
    let sign_off = SignOff {
        action: s("/trainer/members/1/modules/thuong-mai-dien-tu/sign-offs"),
        form_id: s("01990003"),
        refusal: None,
        summary: s("Xác nhận việc đã thấy, còn 2 việc"),
        open: true,
        checklist: vec![
            item("chup", "Tự chụp ảnh món hàng", Some("Đã xác nhận 19/11, cô Hằng")),
            item("dang", "Tự đăng món hàng lên chợ", None),
        ],
        teach_back: vec![item("day", "Dạy lại cho một người", None)],
    };
    let module = |number, title: &str, sign_off| MemberModule {
        number,
        title: s(title),
        rungs: rungs(),
        status: words::studying(2, 5),
        drilled: Some(words::drilled(1, 3)),
        sign_off,
        paper_action: Some(s("/trainer/members/1/modules/thuong-mai-dien-tu/papers")),
        paper_form: s("01990003"),
    };
    let refused = SignOff {
        refusal: Some(s("Cần có giấy chứng nhận chuyên đề 3 thì mới xác nhận được.")),
        ..sign_off.clone()
    };
    let member = MemberPage {
        crumbs: vec![
            Action::new("/trainer", "Xã Đồng Mây"),
            Action::new("/trainer/teams/1", "Tổ thôn Bến Đá"),
        ],
        name: s("Nguyễn Văn Hòa"),
        about: s("67 tuổi, tổ trưởng"),
        contact: Some(Contact {
            name: s("bác Hòa"), href: s("tel:+84900000123"), phone: s("0900 000 123")
        }),
        facts: vec![Fact { label: s("Điện thoại"), value: s("Máy riêng") }],
        ways: vec![Action::new("/trainer/members/1/edit", "Sửa thông tin")],
        modules: vec![
            module(2, "Thương mại điện tử", Some(sign_off)),
            module(3, "Thanh toán không dùng tiền mặt", Some(refused)),
            module(4, "An toàn trên không gian mạng", None),
        ],
        contacts: vec![s("Đã gọi ngày 21/11, Hằng. Nhắc lại từ 28/11.")],
        cards_action: s("/trainer/members/1/cards"),
        entries_action: s("/trainer/members/1/entries"),
        card_note: s("Thẻ gần nhất in ngày 12/10."),
        errors: errors(&[
            ("ky-2", "Chọn ít nhất một việc đã thấy tận mắt."),
            ("ly-do-2-chup", "Viết lý do thu lại, một câu là đủ."),
        ]),
    };
    let card = PrintedCardPage {
        name: s("Nguyễn Văn Hòa"),
        role: s("Tổ trưởng, thôn Bến Đá"),
        unit: s("Xã Đồng Mây"),
        qr_svg: qr(),
        serial: s("BĐ-ABCD"),
        first_pin: Some(s("407 215")),
        pin_until: s("21/12/2026"),
        help_phone: s("0900 000 011"),
        back: Action::new("/trainer/members/1", "Về trang của bác Hòa"),
    };
    vec![
        sample("trainer-overview", layout, overview),
        sample(
            "trainer-overview-empty",
            layout,
            OverviewPage { heading: s("Xã Đồng Mây"), ..OverviewPage::default() },
        ),
        sample("trainer-team", layout, team_page.clone()),
        sample(
            "trainer-team-empty",
            layout,
            TeamPage { members: vec![], crumbs: vec![], lacking: vec![], coverage: vec![], ..team_page },
        ),
        sample("trainer-member", layout, member),
        sample("trainer-member-empty", layout, MemberPage { name: s("Ma Thị Mùi"), ..MemberPage::default() }),
        sample("trainer-card", layout, card.clone()),
        sample("trainer-card-keeps", layout, PrintedCardPage { first_pin: None, help_phone: s(""), ..card }),
    ]
}

fn assigning() -> Vec<Sample> {
    let layout = &staff_layout(
        "Trần Thị Thu Hằng",
        &[("/trainer", "Tổng quan"), ("/trainer/assignments", "Giao bài")],
    );
    let rich = |value: &str, label: &str, note: &str, house, checked| RichChoice {
        value: s(value),
        label: s(label),
        note: s(note),
        house,
        checked,
    };
    let hidden = |name: &str, value: &str| Hidden { name: s(name), value: s(value) };
    let fact = |label: &str, value: &str| Fact { label: s(label), value: s(value) };
    let teams = vec![
        rich("1", "Thôn Bến Đá", "5 người. Đã giao, hạn 15/12", None, false),
        rich("2", "Thôn Gò Sim", "5 người. Chưa giao", None, true),
    ];
    let teams_page = TeamsPage {
        question: s("An toàn trên không gian mạng: giao cho tổ nào?"),
        teams: teams.clone(),
        hint: s("Đã chọn sẵn 1 tổ chưa được giao."),
        roles: choices(&[("", "Cả tổ"), ("leader", "Chỉ tổ trưởng")], ""),
        hidden: vec![hidden("module", "an-toan")],
        back_href: s("/trainer/assignments/new?module=an-toan"),
        errors: errors(&[("team", "Chọn ít nhất một tổ.")]),
        ..TeamsPage::default()
    };
    let due = DuePage {
        dues: vec![
            rich("2026-12-05", "Hai tuần nữa", "Thứ Bảy 05/12", None, false),
            rich("2026-12-19", "Bốn tuần nữa", "Thứ Bảy 19/12", None, true),
            rich("other", "Ngày khác", "Chọn ở ô dưới", None, false),
        ],
        message: s("Mời học trước bài 1."),
        summary: vec![fact("Tổ", "Thôn Gò Sim"), fact("Số người", "5 người")],
        submit: Some(s("Giao cho 5 người")),
        skips: vec![rich("tet", "Nghỉ Tết", "30/01/2027 đến 13/02/2027", None, true)],
        from: s("01/12/2026"),
        to: s("31/2"),
        skipped: s("30/01/2027 đến 13/02/2027"),
        hidden: vec![hidden("module", "an-toan"), hidden("team", "2")],
        form_id: s("01990005"),
        back_href: s("/trainer/assignments/new/teams?module=an-toan"),
        errors: errors(&[("to", "Gõ ngày đầu và ngày cuối của đợt nghỉ."), ("other", "Gõ ngày khác.")]),
        ..DuePage::default()
    };
    let one = AssignmentPage {
        crumbs: vec![Action::new("/trainer/assignments", "Đã giao")],
        heading: s("An toàn trên không gian mạng"),
        counts: s("10 người, 3 người đã xong."),
        facts: vec![fact("Hạn", "Hạn: thứ Bảy 19/12, còn 27 ngày"), fact("Tổ", "Thôn Gò Sim")],
        change_href: Some(s("/trainer/assignments/1/change")),
        ending: Some(Action::new("/trainer/assignments/1/ending", "Thu lại")),
        ending_hint: s("Thu lại thì như chưa giao."),
        list_heading: s("Người chưa xong"),
        switch: Action::new("/trainer/assignments/1?all=1", "Xem cả người đã xong"),
        members: vec![AssignedRow {
            name: s("Trần Đình Lộc"),
            place: s("Thôn Gò Sim, tổ trưởng"),
            states: vec![status(Kind::Bad, "Chưa học"), status(Kind::Ok, "Chuyên đề 2: xong")],
            href: s("/trainer/members/1"),
        }],
        more_href: Some(s("/trainer/assignments/1?after=1")),
    };
    let line = |name: &str, href: Option<&str>| MonthLine {
        name: s(name),
        href: href.map(s),
        modules: s("1, 3"),
        lessons: s("4"),
        tests: s("1"),
        acts: s("3"),
        certificates: s("0"),
    };
    let month = MonthPage {
        crumbs: vec![Action::new("/trainer", "Tổng quan")],
        heading: s("Tháng 11/2026: tổ thôn Bến Đá"),
        as_of: s("Số liệu đến 17 giờ, 20/11/2026"),
        column: s("Thành viên"),
        lines: vec![line("Nguyễn Văn Hòa", Some("/trainer/members/1"))],
        total: line("Cộng", None),
        months: vec![Action::new("/trainer/teams/1/months/2026-10", "Tháng 10/2026")],
        file_href: s("/trainer/teams/1/months/2026-11/sheet.xlsx"),
        more_href: Some(s("/trainer/teams/1/months/2026-11?after=1")),
    };
    vec![
        sample(
            "trainer-assign-1",
            layout,
            ModulesPage {
                modules: vec![rich(
                    "an-toan",
                    "4. An toàn trên không gian mạng",
                    "6 bài, khoảng 60 phút. Đã giao 6 tổ.",
                    Some(4),
                    true,
                )],
                hidden: vec![hidden("role", "leader")],
                errors: errors(&[("module", "Chọn ít nhất một chuyên đề.")]),
            },
        ),
        sample("trainer-assign-2", layout, teams_page.clone()),
        sample(
            "trainer-assign-2-many",
            layout,
            TeamsPage {
                teams: vec![],
                areas: vec![Action::new(
                    "/trainer/assignments/new/due?unit=1",
                    "Mọi tổ của Tỉnh Tuyên Quang",
                )],
                ..teams_page
            },
        ),
        sample("trainer-assign-3", layout, due),
        sample(
            "trainer-assignments",
            layout,
            AssignmentsPage {
                assignments: vec![AssignmentRow {
                    title: s("An toàn trên không gian mạng"),
                    whom: s("Thôn Gò Sim"),
                    due: s("Hạn: thứ Bảy 19/12, còn 27 ngày"),
                    href: s("/trainer/assignments/1"),
                }],
                more_href: Some(s("/trainer/assignments?after=1")),
            },
        ),
        sample("trainer-assignments-empty", layout, AssignmentsPage::default()),
        sample("trainer-assignment", layout, one.clone()),
        sample(
            "trainer-assignment-others",
            layout,
            AssignmentPage { change_href: None, ending: None, members: vec![], ..one },
        ),
        sample(
            "trainer-assignment-change",
            layout,
            ChangePage {
                crumbs: vec![Action::new("/trainer/assignments", "Đã giao")],
                heading: s("An toàn trên không gian mạng"),
                action: s("/trainer/assignments/1"),
                teams,
                roles: choices(&[("", "Tất cả thành viên"), ("leader", "Chỉ tổ trưởng")], ""),
                due: s("31/2"),
                message: s("Mời học trước bài 1."),
                doubts: None,
                errors: errors(&[("team", "Chọn ít nhất một tổ."), ("due", "Gõ ngày khác.")]),
            },
        ),
        sample("trainer-month", layout, month.clone()),
        sample("trainer-month-empty", layout, MonthPage { lines: vec![], ..month }),
    ]
}

fn others() -> Vec<Sample> {
    let author = &staff_layout("Lương Thị Hạnh", &[("/author", "Bàn biên soạn")]);
    let admin = &staff_layout(
        "Quản trị viên",
        &[("/admin", "Người làm việc"), ("/admin/grants/new", "Cấp ban đầu"), ("/admin/audit", "Nhật ký")],
    );
    let desk = DeskPage {
        broken: Some(s("Bản đang sửa có 1 lỗi. Học viên đang học bản ngày 20/11/2026.")),
        modules: vec![CatalogueRow {
            title: s("Thanh toán không dùng tiền mặt"),
            href: s("/author/modules/thanh-toan"),
            lessons: s("5"),
            questions: s("14 trong bài, 24 trong ngân hàng"),
            version: s("a1b2c3d4"),
            published: s("20/11/2026"),
            review: s("01/03/2026"),
            overdue: true,
        }],
        waiting: vec![author::WaitingRow {
            title: s("Thanh toán không dùng tiền mặt"),
            kind: Kind::Warn,
            class: s("Đổi nghĩa"),
            touched: vec![s("1.240 chứng nhận cần học lại phần đã đổi, 0 bị thu hồi nội dung.")],
            href: s("/author/modules/thanh-toan/publication"),
        }],
        counts: s("1 lỗi, 1 cảnh báo"),
        facts: vec![author::FactRow {
            name: s("hotline-cuoc-goi-rac"),
            value: s("156"),
            review: s("21/02/2026"),
            overdue: true,
            places: vec![s("thanh-toan/08-khi-co-su-co.md:41"), s("an-toan/03-gia-cong-an.md:12")],
        }],
        diagnostics: vec![
            Diagnostic {
                kind: Kind::Bad,
                code: s("lỗi[Q012]"),
                place: s("thanh-toan/03-ma-qr.md:41:7"),
                message: s("Câu “chọn một” có hai ý được đánh dấu đúng."),
                fix: Some(s("Bỏ một dấu [x], hoặc đổi thành “chọn nhiều”.")),
                source: Some(s("41 | - [x] Dừng lại, hỏi chủ quán\n   |   ^^^")),
            },
            Diagnostic {
                kind: Kind::Warn,
                code: s("cảnh báo[L003]"),
                place: s("thanh-toan/04-tin-nhan.md:8:1"),
                message: s("Câu này dài 24 tiếng."),
                fix: None,
                source: None,
            },
        ],
    };
    let author_module = author::ModulePage {
        title: s("Thanh toán không dùng tiền mặt"),
        summary: s("Quét mã, chuyển tiền, nhận tiền."),
        facts: vec![Fact { label: s("Bản"), value: s("a1b2c3d4") }],
        lessons: vec![author::LessonRow {
            number: 2,
            title: s("Trả tiền bằng mã QR"),
            href: s("/author/modules/thanh-toan/lessons/ttkm-03"),
            about: s("8 phút, 3 câu hỏi, bản 2"),
        }],
        questions_href: s("/author/modules/thanh-toan/questions"),
        booklet_href: s("/author/modules/thanh-toan/booklet.pdf"),
        versions: vec![author::VersionRow { version: s("a1b2c3d4"), since: s("20/11/2026") }],
        provinces: vec![Action::new("/author/modules/thanh-toan?tinh=15", "Lào Cai")],
        of_province: Some(s("Bản của Lào Cai.")),
        back: Action::new("/author", "Về bàn biên soạn"),
    };
    let publication = author::PublicationPage {
        title: s("Thanh toán không dùng tiền mặt"),
        kind: Kind::Warn,
        class: s("Đổi nghĩa"),
        touched: vec![s("1.240 chứng nhận cần học lại phần đã đổi, 0 bị thu hồi nội dung.")],
        changes: vec![author::ChangeRow {
            part: s("Câu hỏi “Nên làm gì?”"),
            class: s("đổi nghĩa"),
            proof: s("đổi đáp án đúng"),
        }],
        too_loose: vec![s("Bài “Trả tiền bằng mã QR” khai nhẹ hơn điều đã đổi. Tính theo điều đã đổi.")],
        version: s("a1b2c3d4"),
        action: s("/author/modules/thanh-toan/publication"),
    };
    let performance = author::QuestionsPage {
        title: s("Thanh toán không dùng tiền mặt"),
        questions: vec![
            author::QuestionRow {
                stem: s("Nên làm gì trước?"),
                place: s("Bài 1. Mở đầu"),
                n: s("40"),
                right: Some(25),
                right_words: s("25 %"),
                wrong: s("Bấm ngay cho nhanh (20 người)"),
                discrimination: s("0,10"),
                bad: true,
            },
            author::QuestionRow {
                stem: s("Chọn hai cách giữ mã."),
                n: s("0"),
                ..author::QuestionRow::default()
            },
        ],
        back: Action::new("/author/modules/thanh-toan", "Về chuyên đề"),
    };
    let preview = PreviewPage {
        eyebrow: words::lesson_place(3, 2, 5),
        title: s("Trả tiền bằng mã QR"),
        of_province: None,
        body: html(LESSON),
        drills_intro: html("<p>Tập ở đây thì không mất tiền.</p>"),
        steps: vec![PreviewStep {
            label: words::drill_place(1, 2),
            task: s("Mở phần quét mã"),
            scene: phone(true),
            options: marked_options(),
        }],
        questions: vec![PreviewQuestion {
            label: s("Câu 1 (chọn một)"),
            stem: s("Quét mã xong, tên hiện ra không phải tên chủ quán. Nên làm gì?"),
            context: html("<p>Ở quán cô Lan.</p>"),
            hint: Some(html("Mã có thể bị dán đè.")),
            explained: all_explained(),
            explanation: Some(html("Kẻ gian in mã của họ, dán lên mã của quán.")),
        }],
        look: "dark",
        looks: vec![author::Look {
            label: s("Bản in"),
            href: s("/author/modules/thanh-toan/lessons/ttkm-03?look=print"),
            current: false,
        }],
        back: Action::new("/author/modules/thanh-toan", "Về chuyên đề"),
    };
    let people = PeoplePage {
        people: vec![
            StaffRow {
                name: s("Trần Thị Thu Hằng"),
                account: s("0900 000 012, hang.tran"),
                state: status(Kind::Ok, "Đang làm việc"),
                roles: vec![
                    RoleRow {
                        role: s("Tập huấn viên"),
                        unit: s("Xã Đồng Mây, tỉnh Tuyên Quang"),
                        dates: s("Từ 01/10/2026 đến 31/12/2027"),
                        end_action: Some(s("/admin/roles/1/ending")),
                    },
                    RoleRow {
                        role: s("Cán bộ phụ trách"),
                        unit: s(""),
                        dates: s("Đã dừng 01/10/2026"),
                        end_action: None,
                    },
                ],
                invite_action: None,
            },
            StaffRow {
                name: s("Lương Thị Hạnh"),
                account: s("0900 000 013"),
                state: status(Kind::Warn, "Chưa nhận lời mời"),
                roles: vec![],
                invite_action: Some(s("/admin/people/2/invitations")),
            },
        ],
        next_href: Some(s("/admin?after=2")),
        ..PeoplePage::default()
    };
    let roles = choices(
        &[
            ("trainer", "Tập huấn viên"),
            ("officer", "Cán bộ phụ trách"),
            ("author", "Người soạn bài"),
            ("administrator", "Quản trị viên"),
        ],
        "trainer",
    );
    let new_person = NewPersonPage { roles, ..NewPersonPage::default() };
    let bad_person = NewPersonPage {
        full_name: s("Trần Thị Thu Hằng"),
        phone: s("0900 000 012"),
        account: s("hang.tran"),
        unit_code: s("99999"),
        valid_until: s("31/02/2027"),
        errors: errors(&[
            ("role", "Chọn một vai trò."),
            ("unit_code", "Không có đơn vị nào mang mã này. Xem lại mã."),
            ("valid_until", "Tháng 2 không có ngày 31. Viết lại ngày."),
        ]),
        ..new_person.clone()
    };
    let grant = NewGrantPage {
        modules: choices(
            &[("dich-vu-cong", "Dịch vụ công trực tuyến"), ("thanh-toan", "Thanh toán")],
            "thanh-toan",
        ),
        ..NewGrantPage::default()
    };
    let bad_grant = NewGrantPage {
        account: s("hang.tran"),
        reason: s("Đã dạy nhiều năm"),
        document: s("12/QĐ-SKHCN"),
        date: s("2026"),
        errors: errors(&[
            ("reason", "Viết rõ hơn, ít nhất một câu."),
            ("module", "Người này đã có chuyên đề đó."),
            ("date", "Viết đủ ngày/tháng/năm."),
        ]),
        ..grant.clone()
    };
    let audit_row = |whom: &str| AuditRow {
        when: s("19 giờ 30, 21/11/2026"),
        who: s("Trần Thị Thu Hằng"),
        what: s("Xem trang thành viên"),
        whom: s(whom),
        source: s("Điện thoại Android"),
    };
    vec![
        sample("author-desk", author, desk),
        sample("author-desk-empty", author, DeskPage::default()),
        sample("author-module", author, author_module),
        sample("author-preview", author, preview),
        sample("author-publication", author, publication),
        sample("author-questions", author, performance),
        sample("admin-people", admin, people),
        sample("admin-people-empty", admin, PeoplePage::default()),
        sample("admin-person-new", admin, new_person),
        sample("admin-person-new-error", admin, bad_person),
        sample(
            "admin-invitation-made",
            admin,
            InvitationMadePage {
                name: s("Trần Thị Thu Hằng"),
                link: s("https://tungngo.example/invitation/abcdef"),
                expires: s("28/11/2026"),
                back: Action::new("/admin", "Người dùng"),
            },
        ),
        sample("admin-grant-new", admin, grant),
        sample("admin-grant-new-error", admin, bad_grant),
        sample("admin-unit-new", admin, NewUnitPage::default()),
        sample(
            "admin-unit-new-error",
            admin,
            NewUnitPage {
                parent: s("00000"),
                name: s(""),
                parent_name: Some(s("Xã Đồng Mây")),
                errors: errors(&[("name", "Gõ tên thôn."), ("parent", "Không có xã nào mang mã này.")]),
            },
        ),
        sample(
            "admin-audit",
            admin,
            AuditPage {
                rows: vec![audit_row("Nguyễn Văn Hòa"), audit_row("")],
                older_href: Some(s("/admin/audit?before=1")),
                newer_href: Some(s("/admin/audit?after=2")),
            },
        ),
        sample("admin-audit-empty", admin, AuditPage::default()),
        sample("admin-reforms", admin, reforms_samples::list()),
        sample("admin-reforms-empty", admin, super::reforms::ReformsPage::default()),
        sample("admin-reform", admin, reforms_samples::one()),
        sample("admin-reform-empty", admin, reforms_samples::being_read()),
    ]
}

fn roster() -> Vec<Sample> {
    let layout = &staff_layout("Trần Thị Thu Hằng", &[("/trainer", "Tổng quan")]);
    let crumbs = vec![Action::new("/trainer", "Tổng quan")];
    let import = |file: &str, state: Status| ImportRow {
        file: s(file),
        href: s("/trainer/roster/1"),
        when: s("Gửi lúc 9 giờ 12, 20/11/2026"),
        state,
        counts: s("Mới 12, đổi 3, đã có 20, không nhận 2."),
    };
    let list = RosterPage {
        crumbs: crumbs.clone(),
        action: s("/trainer/roster"),
        units: choices(&[("1", "Xã Đồng Mây"), ("2", "Xã Nà Hang")], "1"),
        asks_commune: true,
        commune: s("00001"),
        templates: vec![Action::new("/trainer/roster/template.xlsx", "Mẫu Excel")],
        exports: vec![Action::new("/trainer/roster/members.xlsx", "Lấy bản Excel")],
        imports: vec![
            import("danh sách tổ CNSCĐ.xlsx", status(Kind::Warn, "Đang chờ ghi vào sổ")),
            import("thon.csv", status(Kind::Ok, "Đã ghi vào sổ")),
        ],
        older_href: Some(s("/trainer/roster?before=1")),
        errors: errors(&[("file", "Chưa chọn tệp. Chọn tệp danh sách rồi gửi lại.")]),
    };
    let row = |number: &str, name: &str, state: Status, says: &[&str]| RowLine {
        number: s(number),
        name: s(name),
        about: s("Thôn Bến Đá, tổ trưởng, sinh 1959, 0900 000 123"),
        state,
        says: says.iter().map(|line| s(line)).collect(),
    };
    let page = ImportPage {
        crumbs,
        file: s("danh sách tổ CNSCĐ.xlsx"),
        when: s("Gửi lúc 9 giờ 12, 20/11/2026"),
        state: status(Kind::Warn, "Đang chờ ghi vào sổ"),
        href: s("/trainer/roster/1"),
        ..ImportPage::default()
    };
    let read = ImportPage {
        refusal: Some(s("Sổ đã thay đổi từ lúc đọc tệp. Gửi lại tệp để xem lại.")),
        columns: vec![ColumnRow {
            heading: s("Họ và tên"),
            meaning: s("Họ và tên"),
            cells: s("Nguyễn Văn Hòa; Ma Thị Mùi"),
        }],
        notes: vec![s("Dòng tiêu đề là dòng 4.")],
        villages: vec![s("Thôn Nà Mây")],
        tabs: vec![Tab { label: s("Mới: 12"), href: s("/trainer/roster/1?class=new"), current: true }],
        rows: vec![
            row("5", "Nguyễn Văn Hòa", status(Kind::Ok, "Mới"), &[]),
            row("6", "Ma Thị Mùi", status(Kind::Bad, "Không nhận"), &["Trùng với dòng 5."]),
        ],
        next_href: Some(s("/trainer/roster/1?class=new&after=6")),
        first_href: Some(s("/trainer/roster/1?class=new")),
        will: s("Người mới: 12. Người đổi: 3. Thôn thêm: 1."),
        apply_action: Some(s("/trainer/roster/1/application")),
        undo_action: Some(s("/trainer/roster/1/undoing")),
        ..page.clone()
    };
    vec![
        sample("trainer-roster", layout, list),
        sample(
            "trainer-roster-empty",
            layout,
            RosterPage { action: s("/trainer/roster"), ..RosterPage::default() },
        ),
        sample("trainer-roster-read", layout, read),
        sample(
            "trainer-roster-reading",
            layout,
            ImportPage { progress: Some(s("Đã đọc 12.000 dòng.")), ..page.clone() },
        ),
        sample("trainer-roster-failed", layout, ImportPage { problem: Some(s("Tệp bị hỏng.")), ..page }),
    ]
}
