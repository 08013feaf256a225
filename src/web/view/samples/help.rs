//! Samples of the pages of those who are stuck.

use super::*;
use crate::web::view::help::*;

const PLACE: &str = "Thanh toán không dùng tiền mặt: Bài 2. Trả tiền bằng mã QR";
const STEM: &str = "Quét mã xong, tên hiện ra không phải tên chủ quán. Nên làm gì?";

pub fn shown() -> Vec<ShownHelp> {
    vec![
        ShownHelp {
            question: s("Quét mã mà không hiện tên người nhận thì sao?"),
            answer: vec![s("Dừng lại, chưa bấm chuyển."), s("Hỏi chủ quán số tài khoản rồi gõ tay.")],
        },
        ShownHelp {
            question: s("Mất sóng giữa chừng?"), answer: vec![s("Chờ tin báo của ngân hàng.")]
        },
    ]
}

pub fn help() -> Vec<Sample> {
    let mut samples = asking(&learner_layout());
    samples.extend(desk());
    samples
}

fn asking(layout: &Layout) -> Vec<Sample> {
    let ask = AskHelpPage {
        place: s(PLACE),
        stem: s(STEM),
        who: Some(s("Tập huấn viên xã Đồng Mây nhận và trả lời.")),
        action: s("/modules/thanh-toan/help"),
        lesson: s("ttkm-03"),
        question: s("k1"),
        kinds: choices(&[("unclear", "Chưa hiểu ý này"), ("phone", "Máy của tôi khác hình")], "phone"),
        text: s("Máy không có nút quét."),
        form_id: s("01990001"),
        errors: errors(&[("kind", "Chọn một điều đang khó."), ("text", "Bớt còn 500.")]),
        back: Action::new("/modules/thanh-toan/lessons/ttkm-03/questions/1", "Về câu hỏi"),
    };
    let nobody = AskHelpPage { place: s(PLACE), back: ask.back.clone(), ..AskHelpPage::default() };
    let own = OwnHelp {
        id: s("1"),
        place: s(PLACE),
        href: Some(s("/modules/thanh-toan/lessons/ttkm-03")),
        stem: s(STEM),
        asked: s("Gửi 19 giờ 30, 21/11/2026. Chưa hiểu ý này."),
        text: vec![s("Tên khác thì có sao không?")],
        status: status(Kind::Ok, "Đã có câu trả lời"),
        answer: vec![s("Dừng lại."), s("Hỏi chủ quán.")],
        answered: s("Trần Thị Thu Hằng trả lời 7 giờ, 22/11/2026"),
        action: Some(s("/help-requests/1")),
        form_id: s("01990002"),
        typed: s("Chủ quán đi vắng."),
        open: true,
    };
    let waiting = OwnHelp {
        id: s("2"),
        place: s(PLACE),
        asked: s("Gửi 19 giờ 30, 20/11/2026. Khác."),
        status: status(Kind::Warn, "Đang chờ tập huấn viên trả lời"),
        ..OwnHelp::default()
    };
    let list = OwnHelpPage {
        who: s("Tập huấn viên xã Đồng Mây nhận và trả lời."),
        requests: vec![own, waiting],
        more_href: Some(s("/help-requests?after=2")),
        errors: errors(&[("them-1", "Đang dài 600 chữ cái. Bớt còn 500.")]),
    };
    let answers = LessonAnswersPage {
        lesson: s("Bài 2. Trả tiền bằng mã QR"),
        notes: shown(),
        more_href: Some(s("/modules/thanh-toan/lessons/ttkm-03/answers?after=1")),
        back: Action::new("/modules/thanh-toan/lessons/ttkm-03", "Về bài học"),
    };
    vec![
        sample("help-ask", layout, ask),
        sample("help-ask-nobody", layout, nobody),
        sample("help-own", layout, list),
        sample("help-own-empty", layout, OwnHelpPage::default()),
        sample("lesson-answers", layout, answers.clone()),
        sample(
            "lesson-answers-empty",
            layout,
            LessonAnswersPage { notes: vec![], more_href: None, ..answers },
        ),
    ]
}

fn desk() -> Vec<Sample> {
    let layout = &staff_layout("Trần Thị Thu Hằng", &[("/trainer", "Tổ của tôi")]);
    let crumbs = || vec![Action::new("/trainer", "Các tổ"), Action::new("/trainer/help", "Chỗ bà con vướng")];
    let tab = |label: &str, current| Tab { label: s(label), href: s("/trainer/help"), current };
    let row = |status: Status| HelpRow {
        name: s("Nguyễn Văn Hòa"),
        team: s("Thôn Bến Đá, xã Đồng Mây"),
        place: s(PLACE),
        kind: s("Chưa hiểu ý này"),
        status,
        href: s("/trainer/help/1"),
    };
    let list = HelpListPage {
        crumbs: crumbs()[..1].to_vec(),
        tabs: vec![tab("Đang chờ", true), tab("Tất cả", false)],
        requests: vec![
            row(status(Kind::Bad, "Chờ 12 ngày, quá 7 ngày làm việc")),
            row(status(Kind::Plain, "Gửi hôm nay")),
        ],
        more_href: Some(s("/trainer/help?after=1")),
    };
    let step = |what: &str, text: &[&str]| HelpStepRow {
        what: s(what),
        when: s("19 giờ 30, 21/11/2026"),
        text: text.iter().map(|line| s(line)).collect(),
    };
    let open = HelpRequestPage {
        crumbs: crumbs(),
        name: s("Nguyễn Văn Hòa"),
        member_href: Some(s("/trainer/members/1")),
        team: s("Thôn Bến Đá, xã Đồng Mây"),
        place: s(PLACE),
        place_href: Some(s("/modules/thanh-toan/lessons/ttkm-03/questions/1")),
        stem: s(STEM),
        kind: s("Chưa hiểu ý này"),
        text: vec![s("Tên khác thì có sao không?")],
        status: status(Kind::Warn, "Chờ 6 ngày, quá 3 ngày làm việc"),
        action: s("/trainer/help/1"),
        form_id: s("01990003"),
        seen: s("1"),
        note: s("Nhờ tỉnh xem."),
        can_publish: true,
        can_pass: true,
        steps: vec![step("Nguyễn Văn Hòa hỏi", &["Tên khác thì có sao không?"])],
        errors: errors(&[("answer", "Ghi câu trả lời."), ("lich-su", "Vừa có việc mới.")]),
        ..HelpRequestPage::default()
    };
    let answered = HelpRequestPage {
        member_href: None,
        place_href: None,
        status: status(Kind::Ok, "Đã trả lời 22/11/2026"),
        answer: vec![s("Dừng lại."), s("Hỏi chủ quán.")],
        typed: s("Dừng lại.\nHỏi chủ quán."),
        note: s(""),
        can_pass: false,
        can_hand_back: true,
        publication: Some(Action::new("/trainer/help/1/publication", "Đăng bên cạnh bài")),
        published: vec![s("Đang hiện bên cạnh bài cho xã Đồng Mây.")],
        errors: vec![],
        ..open.clone()
    };
    let publication = HelpPublicationPage {
        crumbs: crumbs(),
        place: s(PLACE),
        for_whom: s("Mọi thành viên ở xã Đồng Mây đọc được ở bài này."),
        action: s("/trainer/help/1/publication"),
        form_id: s("01990004"),
        seen: s("2"),
        question: s("Tên người nhận khác thì làm gì?"),
        answer: s("Dừng lại."),
        standing: true,
        errors: errors(&[
            ("question", "Câu này có tên người hỏi. Bỏ tên rồi đăng."),
            ("dang", "Có việc mới."),
        ]),
        back: Action::new("/trainer/help/1", "Về chỗ vướng"),
    };
    let first = HelpPublicationPage { standing: false, errors: vec![], ..publication.clone() };
    vec![
        sample("trainer-help-list", layout, list),
        sample("trainer-help-list-empty", layout, HelpListPage::default()),
        sample("trainer-help", layout, open),
        sample("trainer-help-answered", layout, answered),
        sample("trainer-help-publication", layout, publication),
        sample("trainer-help-publication-first", layout, first),
    ]
}
