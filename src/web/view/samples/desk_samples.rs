//! The officer's pages about certificates.

use super::*;
use crate::web::view::assignments::Hidden;
use crate::web::view::certificates::{
    ActPage, ContinuePage, ContinueRow, OnePage, OtherRow, PastRow, PreviewPage, ProgrammeTab, SearchPage,
    SearchRow, VersionRow, WordingField, WordingPage,
};
use crate::web::view::officer::FilePart;

fn crumbs() -> Vec<Action> {
    vec![Action::new("/officer", "Số liệu"), Action::new("/officer/certificates", "Giấy chứng nhận")]
}

fn facts() -> Vec<Fact> {
    [
        ("Tên trên giấy", "Nguyễn Văn Hoà"),
        ("Cấp cho", "Thanh toán không dùng tiền mặt"),
        ("Số giấy", "TN-2026-000184"),
        ("Ngày cấp", "21/11/2026"),
        ("Có giá trị đến", "20/11/2027"),
    ]
    .map(|(label, value)| Fact { label: s(label), value: s(value) })
    .into()
}

fn search() -> SearchPage {
    let row = |name: &str, number: &str, kind: Kind, state: &str| SearchRow {
        href: s("/officer/certificates/1"),
        name: s(name),
        number: s(number),
        subject: s("Thanh toán không dùng tiền mặt"),
        team: s("Thôn Bến Đá"),
        unit: s("xã Đồng Mây, tỉnh Tuyên Quang"),
        issued: s("21/11/2026"),
        state: status(kind, state),
        name_now: (number.ends_with('4')).then(|| s("Tên trong danh sách: Nguyễn Văn Hòa")),
    };
    SearchPage {
        crumbs: vec![Action::new("/officer", "Số liệu")],
        query: s("hoa"),
        units: choices(&[("", "Tất cả"), ("1", "Xã Đồng Mây")], "1"),
        subjects: choices(&[("", "Tất cả"), ("thanh-vien", "Cả chương trình")], ""),
        states: choices(&[("", "Tất cả"), ("ending", "Hết hạn trong 60 ngày")], "ending"),
        rows: vec![
            row("Nguyễn Văn Hoà", "TN-2026-000184", Kind::Ok, "Có giá trị đến 20/11/2027"),
            row("Ma Thị Mùi", "TN-2026-000185", Kind::Warn, "Sắp hết hạn, đến 31/12/2026"),
            row("Lò Văn Ún", "TN-2026-000186", Kind::Bad, "Đã thu hồi ngày 22/11/2026"),
        ],
        first_href: Some(s("/officer/certificates?q=hoa")),
        next_href: Some(s("/officer/certificates?q=hoa&after=1")),
        files: Some(FilePart {
            label: s("cả danh sách này"),
            xlsx: s("/officer/certificates/list.xlsx"),
            csv: s("/officer/certificates/list.csv"),
        }),
        ways: vec![Action::new("/officer/certificates/continuations", "Gia hạn giấy sắp hết hạn")],
    }
}

fn one() -> OnePage {
    OnePage {
        crumbs: crumbs(),
        heading: s("Giấy số TN-2026-000184"),
        state: status(Kind::Bad, "Đã thu hồi ngày 22/11/2026"),
        notes: vec![s("Lý do thu hồi: Cấp nhầm người."), s("Ghi chú nội bộ: Theo biên bản ngày 20/11")],
        facts: facts(),
        ways: vec![Action::new("/verify/X", "Trang kiểm tra giấy này")],
        acts: vec![Action::new("/officer/certificates/1/reissue", "Cấp lại theo tên đã sửa")],
        history: vec![PastRow {
            when: s("22/11/2026, 19 giờ 42"),
            what: s("Máy cấp khi đủ điều kiện. Việc cuối do Trần Thị Thu Hằng ghi."),
        }],
        others: vec![OtherRow {
            href: s("/officer/certificates/2"),
            label: s("An toàn trên không gian mạng, số TN-2026-000190"),
            state: status(Kind::Ok, "Còn giá trị"),
        }],
        face: Face { qr_svg: None, ..face() },
    }
}

fn continuing() -> ContinuePage {
    let row = |name: &str, next: &str, why_not: &str| ContinueRow {
        id: s(name),
        href: s("/officer/certificates/1"),
        name: s(name),
        number: s("TN-2025-000184"),
        subject: s("An toàn trên không gian mạng"),
        place: s("Thôn Bến Đá, xã Đồng Mây"),
        until: s("31/12/2026"),
        next: s(next),
        why_not: s(why_not),
        checked: why_not.is_empty(),
    };
    ContinuePage {
        crumbs: crumbs(),
        units: choices(&[("", "Tất cả"), ("1", "Xã Đồng Mây")], ""),
        rows: vec![
            row("Nguyễn Văn Hòa", "31/12/2028", ""),
            row("Ma Thị Mùi", "", "Có phần cần học, thi hoặc thực hành lại trước."),
        ],
        form_id: s("1"),
        next_href: Some(s("/officer/certificates/continuations?after=1")),
        ..ContinuePage::default()
    }
}

fn wording() -> WordingPage {
    let field = |name: &str, label: &str, value: &str| WordingField {
        name: s(name),
        label: s(label),
        hint: s("Chỗ nào cần tên chuyên đề thì viết [tên]."),
        value: s(value),
        max: 200,
    };
    WordingPage {
        crumbs: crumbs(),
        tabs: [
            ("thanh-vien", "Thành viên Tổ công nghệ số cộng đồng"),
            ("nguoi-huong-dan", "Người hướng dẫn"),
        ]
        .map(|(id, label)| ProgrammeTab {
            href: ["/officer/certificates/wording?programme=", id].concat(),
            label: s(label),
            current: id == "thanh-vien",
        })
        .into(),
        of: s("Chương trình Thành viên Tổ công nghệ số cộng đồng"),
        action: s("/officer/certificates/wording"),
        form_id: s("1"),
        fields: vec![
            field("heading", "Tên giấy", "Giấy chứng nhận"),
            field("module", "Câu trên giấy của một chuyên đề", "đã học và làm được chuyên đề [tên]"),
        ],
        versions: vec![VersionRow {
            href: s("/officer/certificates/wording/1"),
            label: s("Bản 3"),
            when: s("Viết ngày 21/11/2026"),
            state: status(Kind::Ok, "Đang dùng"),
        }],
        errors: vec![],
    }
}

/// All of them.
pub fn all() -> Vec<Sample> {
    let layout = &staff_layout("Cục Chuyển đổi số quốc gia", &[("/officer", "Số liệu")]);
    let act = ActPage {
        crumbs: crumbs(),
        heading: s("Thu hồi giấy chứng nhận"),
        lines: vec![s("Thu hồi rồi thì giấy không dùng được nữa.")],
        facts: facts(),
        action: s("/officer/certificates/1/revocation"),
        reasons: choices(&[("wrong-person", "Cấp nhầm người"), ("not-met", "Chưa đủ điều kiện cấp")], ""),
        save: s("Xem lại trước khi thu hồi"),
        back: Action::new("/officer/certificates/1", "Giấy số TN-2026-000184"),
        errors: errors(&[("reason", "Chọn một mục."), ("note", "Ghi rõ căn cứ.")]),
        ..ActPage::default()
    };
    let sure = ActPage {
        kept: vec![Hidden { name: s("sure"), value: s("1") }],
        reasons: vec![],
        errors: vec![],
        save: s("Thu hồi giấy này"),
        ..act.clone()
    };
    let refused = ActPage {
        save: s(""),
        reasons: vec![],
        errors: errors(&[("act", "Giấy này đã bị thu hồi.")]),
        ..act.clone()
    };
    let preview = PreviewPage {
        crumbs: crumbs(),
        heading: s("Lời văn trên giấy, bản 3"),
        of: s("Chương trình Thành viên Tổ công nghệ số cộng đồng"),
        state: status(Kind::Warn, "Chưa dùng"),
        edit: Action::new("/officer/certificates/wording?from=1", "Sửa tiếp bản này"),
        pdf_href: s("/officer/certificates/wording/1/preview.pdf"),
        use_action: Some(s("/officer/certificates/wording/1/application")),
        face: Face { qr_svg: None, ..face() },
        sentences: facts(),
    };
    vec![
        sample("officer-certificates", layout, search()),
        sample("officer-certificates-none", layout, SearchPage { rows: vec![], ..search() }),
        sample("officer-certificate", layout, one()),
        sample("officer-certificate-revocation", layout, act),
        sample("officer-certificate-revocation-sure", layout, sure),
        sample("officer-certificate-refused", layout, refused),
        sample("officer-continuations", layout, continuing()),
        sample(
            "officer-continuations-sure",
            layout,
            ContinuePage {
                sure: true,
                what: s("Sẽ gia hạn 2 giấy dưới đây, mỗi giấy một số mới."),
                count: s("3"),
                errors: errors(&[("count", "Số vừa gõ khác số giấy trong bảng.")]),
                ..continuing()
            },
        ),
        sample("officer-continuations-none", layout, ContinuePage { rows: vec![], ..continuing() }),
        sample("officer-wording", layout, wording()),
        sample(
            "officer-wording-wrong",
            layout,
            WordingPage { errors: errors(&[("module", "Thêm [tên] vào chỗ ghi tên.")]), ..wording() },
        ),
        sample("officer-wording-one", layout, WordingPage { tabs: vec![], versions: vec![], ..wording() }),
        sample("officer-wording-preview", layout, preview.clone()),
        sample("officer-wording-preview-staff", layout, PreviewPage { sentences: vec![], ..preview }),
        sample(
            "verify-replaced",
            &learner_layout(),
            VerifyPage {
                status: Verdict::Replaced,
                course: s("Thanh toán không dùng tiền mặt"),
                unit: s("xã Đồng Mây, tỉnh Tuyên Quang"),
                issued_on: s("21/11/2026"),
                replaced_by: Some(Action::new("/verify/Y", "Số TN-2026-000185")),
                action: s("/verify/X"),
                ..VerifyPage::default()
            },
        ),
    ]
}
