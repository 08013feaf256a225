//! Samples of the pages of training sessions, of tests on paper and of members let in.

use super::*;
use crate::web::view::paper::*;
use crate::web::view::session::*;

fn outcomes(checked: &str) -> Vec<Choice> {
    choices(&[("alone", "Tự làm"), ("helped", "Cần giúp"), ("not-yet", "Chưa")], checked)
}

fn back() -> Action {
    Action::new("/trainer/sessions/1", "Về danh sách buổi")
}

pub fn evening() -> Vec<Sample> {
    let layout = &staff_layout("Trần Thị Thu Hằng", &[("/trainer/sessions", "Tập huấn")]);
    let mut samples = planning(layout);
    samples.extend(run_sheet(layout));
    samples.extend(printed(layout));
    samples.extend(papers(layout));
    samples.extend(entries(layout));
    samples
}

fn planning(layout: &Layout) -> Vec<Sample> {
    let row = |status: Status| SessionRow {
        when: s("Thứ Bảy 21/11/2026, 19 giờ 30"),
        about: s("Nhà văn hóa thôn Bến Đá. Thanh toán không dùng tiền mặt"),
        status,
        href: s("/trainer/sessions/1"),
    };
    let list = SessionsPage {
        sessions: vec![
            row(status(Kind::Warn, "Chưa kết thúc")),
            row(status(
                Kind::Plain,
                "Đã hủy 10 giờ 05, 20/11/2026, người hủy: Trần Thị Thu Hằng. Lý do: mưa to.",
            )),
            row(status(Kind::Ok, "Đã kết thúc")),
        ],
        more: Some(Action::new("/trainer/sessions?after=1_1", "Xem các buổi trước nữa")),
    };
    let new = PlanPage {
        change: false,
        action: s("/trainer/sessions"),
        back: Action::new("/trainer/sessions", "Về các buổi tập huấn"),
        place: s("Nhà văn hóa thôn Bến Đá"),
        date: s("2026-11-21"),
        time: s("19:30"),
        modules: choices(
            &[("thanh-toan", "Thanh toán không dùng tiền mặt"), ("an-toan", "An toàn")],
            "an-toan",
        ),
        teams: choices(&[("1", "Thôn Bến Đá"), ("2", "Thôn Nà Mây")], "1"),
        roles: choices(&[("leader", "Tổ trưởng"), ("member", "Tổ viên")], ""),
        uncertified: true,
        search: Some(s("ben")),
        search_hint: s("Tổ đã đánh dấu luôn đứng đầu. Danh sách có nhiều nhất 100 tổ."),
        form_id: s("01990001"),
        errors: vec![],
    };
    let bad = PlanPage {
        errors: errors(&[("place", "Ghi nơi tập huấn."), ("module", "Chọn từ 1 đến 6 chuyên đề.")]),
        search: None,
        ..new.clone()
    };
    let change = PlanPage { change: true, action: s("/trainer/sessions/1"), back: back(), ..new.clone() };
    let cancelling = CancellingPage {
        about: s("Thứ Bảy 21/11/2026, 19 giờ 30, nhà văn hóa thôn Bến Đá"),
        close_href: None,
        action: s("/trainer/sessions/1/cancellation"),
        why: s("Mưa to"),
        max: 200,
        back: back(),
        errors: vec![],
    };
    vec![
        sample("session-change", layout, change),
        sample("session-cancelling", layout, cancelling.clone()),
        sample(
            "session-cancelling-error",
            layout,
            CancellingPage {
                errors: errors(&[("reason", "Ghi lý do hủy.")]),
                why: String::new(),
                ..cancelling.clone()
            },
        ),
        sample(
            "session-cancelling-begun",
            layout,
            CancellingPage { close_href: Some(s("/trainer/sessions/1/closing")), ..cancelling },
        ),
        sample("sessions", layout, list),
        sample("sessions-empty", layout, SessionsPage::default()),
        sample("session-new", layout, new),
        sample("session-new-error", layout, bad),
    ]
}

fn run_sheet(layout: &Layout) -> Vec<Sample> {
    let row = |id: &str, name: &str, present: bool| PersonRow {
        id: s(id),
        name: s(name),
        status: status(if present { Kind::Ok } else { Kind::Plain }, "3/6 việc, không có điện thoại"),
        present,
        href: s("/trainer/sessions/1/members/1"),
    };
    let sheet = SessionPage {
        changed: None,
        cancelled: vec![],
        heading: s("Thứ Bảy 21/11/2026"),
        about: s("19 giờ 30, nhà văn hóa thôn Bến Đá"),
        counts: s("12 người được mời, 9 người có mặt, 14 việc tự làm được."),
        closed: None,
        href: s("/trainer/sessions/1"),
        all_present: Some(s("Tất cả có mặt (3 người chưa ghi)")),
        unmark: s("Bỏ ghi có mặt 9 người vừa ghi"),
        marked: vec![s("1")],
        groups: vec![TeamGroup {
            name: s("Thôn Bến Đá"),
            people: vec![row("1", "Nguyễn Văn Hòa", true), row("2", "Ma Thị Mùi", false)],
        }],
        acts: vec![ActLink {
            act: s("Tự mở ứng dụng ngân hàng"),
            status: s("Thanh toán: 3/9 người có mặt đã xong"),
            href: s("/trainer/sessions/1/modules/thanh-toan/acts/ttth1"),
        }],
    };
    let act = |name: &str, signed: Option<&str>, teaching: bool| PersonAct {
        name: s(name),
        act: s("Tự mở ứng dụng ngân hàng"),
        look_for: Some(html("không để người khác thấy mã")),
        teaching,
        signed: signed.map(s),
        outcomes: if signed.is_some() { vec![] } else { outcomes("helped") },
    };
    let person = SessionPersonPage {
        name: s("Nguyễn Văn Hòa"),
        about: s("Thôn Bến Đá, tổ trưởng"),
        present: false,
        action: s("/trainer/sessions/1/members/1"),
        form_id: s("01990001"),
        modules: vec![
            PersonModule {
                title: s("Thanh toán không dùng tiền mặt"),
                refusal: None,
                acts: vec![
                    act("o.thanh-toan.ttth1", Some("Đã xác nhận 19/11, Hằng"), false),
                    act("o.thanh-toan.ttth2", None, false),
                    act("o.thanh-toan.ttdl1", None, true),
                ],
            },
            PersonModule {
                title: s("An toàn"),
                refusal: Some(s("Muốn xác nhận chuyên đề này, cần có chứng nhận trước.")),
                acts: vec![],
            },
        ],
        notes: choices(
            &[
                ("late", "Đến muộn"),
                ("early", "Về sớm"),
                ("large-text", "Cần chữ to"),
                ("no-phone", "Máy yếu hoặc không có máy"),
                ("sit-beside", "Lần sau nên ngồi cùng"),
                ("on-paper", "Cần bài in ra giấy"),
            ],
            "late",
        ),
        next: Some(Action::new("/trainer/sessions/1/members/2", "Người tiếp theo: Ma Thị Mùi")),
        back: back(),
        member_href: s("/trainer/members/1"),
        entries_action: s("/trainer/members/1/entries"),
        closed: false,
        errors: vec![],
    };
    let people = vec![ActPerson { name: s("p.1"), who: s("Nguyễn Văn Hòa"), outcomes: outcomes("") }];
    let one_act = SessionActPage {
        act: s("Tự mở ứng dụng ngân hàng"),
        module: s("Thanh toán không dùng tiền mặt"),
        look_for: Some(html("không để người khác thấy mã")),
        refusal: None,
        action: s("/trainer/sessions/1/modules/thanh-toan/acts/ttth1"),
        form_id: s("01990001"),
        people,
        confirm: vec![],
        chosen: vec![],
        back: back(),
        errors: vec![],
    };
    let confirm = SessionActPage {
        confirm: vec![s("Tự làm, 2 người: Nguyễn Văn Hòa, Ma Thị Mùi.")],
        chosen: vec![Choice { value: s("alone"), label: s("p.1"), checked: true }],
        ..one_act.clone()
    };
    let nothing = SessionActPage {
        errors: errors(&[("nguoi", "Chọn kết quả của ít nhất một người.")]),
        ..one_act.clone()
    };
    let guests = GuestsPage {
        q: s("mui"),
        action: s("/trainer/sessions/1/guests"),
        found: vec![GuestRow {
            id: s("2"),
            name: s("Ma Thị Mùi"),
            about: s("Thôn Nà Mây, 58 tuổi, tổ viên"),
        }],
        nobody: false,
        back: back(),
    };
    let closing = ClosingPage {
        lines: vec![s("12 người được mời, 9 người có mặt, 14 việc tự làm được.")],
        action: s("/trainer/sessions/1/closing"),
        back: back(),
    };
    vec![
        sample("session", layout, sheet.clone()),
        sample(
            "session-closed",
            layout,
            SessionPage { closed: Some(s("Đã kết thúc 21 giờ 10, 21/11/2026")), ..sheet.clone() },
        ),
        sample(
            "session-cancelled",
            layout,
            SessionPage {
                cancelled: vec![
                    s("Đã hủy 10 giờ 05, 20/11/2026, người hủy: Trần Thị Thu Hằng"),
                    s("Lý do: mưa to."),
                ],
                changed: Some(s("Đã đổi 10 giờ 00, 20/11/2026, người đổi: Trần Thị Thu Hằng")),
                ..sheet
            },
        ),
        sample("session-empty", layout, SessionPage::default()),
        sample("session-person", layout, person.clone()),
        sample("session-person-closed", layout, SessionPersonPage { closed: true, next: None, ..person }),
        sample("session-act", layout, one_act.clone()),
        sample("session-act-confirm", layout, confirm),
        sample("session-act-error", layout, nothing),
        sample(
            "session-act-refused",
            layout,
            SessionActPage { refusal: Some(s("Cần có chứng nhận trước.")), ..one_act.clone() },
        ),
        sample("session-act-nobody", layout, SessionActPage { people: vec![], look_for: None, ..one_act }),
        sample("session-guests", layout, guests.clone()),
        sample("session-guests-none", layout, GuestsPage { found: vec![], nobody: true, ..guests }),
        sample("session-closing", layout, closing),
    ]
}

fn printed(layout: &Layout) -> Vec<Sample> {
    let when = s("Thứ Bảy 21/11/2026, 19 giờ 30, nhà văn hóa thôn Bến Đá");
    let reminders = RemindersPage {
        texts: vec![TeamText {
            id: s("to-1"),
            team: s("Thôn Bến Đá"),
            text: s("Kính mời bác Hòa, bác Mùi dự buổi tập huấn.\nNhớ mang điện thoại."),
        }],
        slips: vec![
            Slip { invited: s("Kính mời bác Nguyễn Văn Hòa"), team: s("Thôn Bến Đá") };
            3
        ],
        when: s("Thứ Bảy 21/11/2026, 19 giờ 30"),
        place: s("Nhà văn hóa thôn Bến Đá"),
        about: s("Thanh toán không dùng tiền mặt"),
        contact: s("chị Hằng, 0900 000 011"),
        changed: true,
        cancelled: None,
        back: back(),
    };
    let row = |name: &str| AttendanceRow {
        name: s(name),
        team: s(if name.is_empty() { "" } else { "Bến Đá" }),
        practice: s(if name.is_empty() { "" } else { "Thanh toán" }),
    };
    let attendance = AttendanceSheetPage {
        unit: s("Xã Đồng Mây"),
        when: when.clone(),
        qr_svg: qr(),
        rows: vec![row("Nguyễn Văn Hòa"), row("Ma Thị Mùi"), row("")],
        back: back(),
    };
    let record = RecordPage {
        unit: s("Xã Đồng Mây"),
        when,
        about: s("Thanh toán không dùng tiền mặt"),
        counts: s("12 người được mời, 9 người có mặt, 14 việc tự làm được."),
        state: s("Kết thúc 21 giờ 10, 21/11/2026, người ghi: chị Hằng."),
        rows: vec![
            RecordRow {
                name: s("Nguyễn Văn Hòa"),
                team: s("Bến Đá"),
                there: s("có mặt"),
                acts: vec![s("Tự mở ứng dụng: tự làm (Hằng)"), s("Tự đọc tên: cần giúp (Hằng)")],
                notes: s("Cần chữ to"),
            },
            RecordRow {
                name: s("Ma Thị Mùi"), team: s("Bến Đá"), there: s("vắng"), ..RecordRow::default()
            },
        ],
        xlsx_href: s("/trainer/sessions/1/record.xlsx"),
        back: back(),
    };
    vec![
        sample("session-reminders", layout, reminders.clone()),
        sample(
            "session-reminders-cancelled",
            layout,
            RemindersPage { cancelled: Some(s("Lý do: mưa to.")), ..reminders },
        ),
        sample("session-reminders-none", layout, RemindersPage { back: back(), ..RemindersPage::default() }),
        sample("session-attendance", layout, attendance),
        sample("session-record", layout, record),
    ]
}

fn papers(layout: &Layout) -> Vec<Sample> {
    let lettered = |all: &[&str], signs: &[&str]| -> Vec<Lettered> {
        all.iter().zip(signs).map(|(text, sign)| Lettered { sign: s(sign), text: html(text) }).collect()
    };
    let test = PrintedTest {
        name: s("Nguyễn Văn Hòa"),
        place: s("Thôn Bến Đá, xã Đồng Mây"),
        title: s("Kiểm tra: Thanh toán không dùng tiền mặt"),
        rule: s("12 câu hỏi. Đúng từ 10 câu là đạt"),
        code: s("K7M-2PQ"),
        qr_svg: qr(),
        questions: vec![
            PaperQuestion {
                number: 1,
                stem: s("Quét mã xong, làm gì trước?"),
                context: html("<p>Quán ghi giá 45 nghìn đồng.</p>"),
                how: s("Khoanh một chữ."),
                options: lettered(&["Đọc tên người nhận", "Bấm chuyển tiền"], &["a", "b"]),
                rows: vec![],
                scene: Some(s("Màn hình điện thoại: ngân hàng.")),
            },
            PaperQuestion {
                number: 2,
                stem: s("Ghép từng việc."),
                how: s("Mỗi số ghi một chữ."),
                options: lettered(&["Ứng dụng", "Tổng đài"], &["a", "b"]),
                rows: lettered(&["Xem số dư", "Báo mất thẻ"], &["1", "2"]),
                ..PaperQuestion::default()
            },
        ],
        blanks: vec![
            Blank { number: 1, letters: vec![s("a"), s("b")], hint: s("") },
            Blank { number: 2, letters: vec![], hint: s("1 …   2 …") },
        ],
    };
    let print = PaperPrintPage { sheets: vec![test.clone(), test], back: back() };
    let key = PaperPage {
        name: s("Nguyễn Văn Hòa"),
        about: s("Kiểm tra: Thanh toán không dùng tiền mặt, tờ số K7M-2PQ"),
        action: s("/trainer/papers/1"),
        answers: s(""),
        keys: vec![s("Câu 1: một chữ từ a đến d"), s("Câu 2: 2 cặp số và chữ, ví dụ 1b 2a")],
        print: Action::new("/trainer/papers/1/print", "Xem tờ bài để in"),
        back: back(),
        ..PaperPage::default()
    };
    let read =
        PaperPage {
            read: vec![s("Câu 1: a"), s("Câu 2: 1b 2a")], answers: s("1 a\n2 1b 2a"), ..key.clone()
        };
    let wrong = PaperPage {
        answers: s("1x"),
        errors: errors(&[("answers", "Câu 1 chưa đọc được. Ghi một chữ từ a đến d.")]),
        ..key.clone()
    };
    let done = PaperPage {
        result: Some(s("Đúng 10/12 câu. Đạt.")),
        aside: Some(s("Đã cất riêng 1 lần gõ khác. Kết quả không đổi.")),
        ..key.clone()
    };
    let several = SessionPapersPage {
        action: s("/trainer/sessions/1/papers"),
        form_id: s("01990001"),
        modules: choices(&[("thanh-toan", "Thanh toán không dùng tiền mặt")], "thanh-toan"),
        people: choices(&[("1", "Nguyễn Văn Hòa"), ("2", "Ma Thị Mùi")], "2"),
        sheets: vec![SheetRow {
            name: s("Ma Thị Mùi"),
            about: s("K7M-2PQ, Thanh toán: chưa nhập"),
            href: s("/trainer/papers/1"),
        }],
        print_href: s("/trainer/sessions/1/papers/print"),
        closed: false,
        back: back(),
        errors: errors(&[("member", "Chọn từ 1 đến 40 người.")]),
    };
    let none = SessionPapersPage { people: vec![], sheets: vec![], errors: vec![], ..several.clone() };
    let find = PapersPage { code: s("K7"), errors: errors(&[("code", "Số tờ gồm 6 chữ và số.")]) };
    vec![
        sample("paper-print", layout, print),
        sample("paper-key", layout, key),
        sample("paper-read", layout, read),
        sample("paper-key-error", layout, wrong),
        sample("paper-done", layout, done),
        sample("session-papers", layout, several),
        sample("session-papers-none", layout, none),
        sample("papers", layout, PapersPage::default()),
        sample("papers-error", layout, find),
    ]
}

fn entries(layout: &Layout) -> Vec<Sample> {
    let borrowed = &Layout { hand_back: true, ..hall_layout() };
    let code = EntryCodePage {
        name: s("Nguyễn Văn Hòa"),
        code: s("K7M2-PQRS"),
        address: s("https://tungngo.example/entry"),
        until: s("19 giờ 40"),
        back: Action::new("/trainer/members/1", "Nguyễn Văn Hòa"),
    };
    let entry =
        EntryPage {
            code: s("K7M2"), errors: errors(&[("code", "Mã này không dùng được.")]), locked: None
        };
    let hand_back =
        HandBackPage { name: s("Nguyễn Văn Hòa"), trainer: s("chị Hằng"), ..HandBackPage::default() };
    let wrong = HandBackPage {
        errors: errors(&[("passphrase", "Mật khẩu chưa đúng. Còn 3 lần thử.")]),
        locked: Some(s(LOCKED)),
        ..hand_back.clone()
    };
    vec![
        sample("entry-code", layout, code),
        sample("entry", &learner_layout(), EntryPage::default()),
        sample("entry-error", &learner_layout(), EntryPage { locked: Some(s(LOCKED)), ..entry }),
        sample("hand-back", borrowed, hand_back),
        sample("hand-back-error", borrowed, wrong),
    ]
}
