//! Frozen months: being counted, stopped, standing, signed, reopened, with what came later and with what differs.

use super::*;
use crate::web::officer::asked::Asked;
use crate::web::view::freezes::*;
use crate::web::view::officer::{FilePart, UnitPage};

fn crumbs() -> Vec<Action> {
    vec![
        Action::new("/officer/units/1", "Tỉnh Tuyên Quang"),
        Action::new("/officer/units/1/months", "Số liệu chốt theo tháng"),
    ]
}

fn month(label: &str, state: Status, lines: &[&str]) -> MonthRow {
    MonthRow {
        label: s(label),
        href: s("/officer/months/1"),
        state,
        lines: lines.iter().map(|l| s(l)).collect(),
    }
}

/// All of them.
pub fn all() -> Vec<Sample> {
    let layout = &staff_layout("Phạm Thị Tỉnh", &[("/officer", "Số liệu")]);
    let frozen_by = "Chốt 8 giờ, 05/11/2026, người chốt: Phạm Thị Tỉnh.";
    let signed_by = "Ký 9 giờ 15, 05/11/2026, người ký: Lê Văn Xã.";
    let waiting = Status::new(Kind::Warn, "Đã chốt, chưa ký");
    let list = MonthsPage {
        crumbs: vec![Action::new("/officer/units/1", "Tỉnh Tuyên Quang")],
        heading: s("Số liệu chốt theo tháng: Tỉnh Tuyên Quang"),
        action: s("/officer/units/1/months"),
        open: vec![
            Action::new("2026-10", "Chốt tháng 10/2026"),
            Action::new("2026-09", "Chốt tháng 09/2026"),
        ],
        months: vec![
            month("Tháng 08/2026, lần chốt 2", waiting.clone(), &[frozen_by]),
            month(
                "Tháng 08/2026",
                Status::new(Kind::Plain, "Đã mở lại, số này không còn dùng"),
                &[frozen_by, signed_by, "Lý do mở lại: Thiếu một thôn"],
            ),
            month("Tháng 07/2026", Status::new(Kind::Plain, "Đang đếm"), &[]),
        ],
        errors: vec![],
    };
    let unit = |page: UnitPage| UnitPage { map: None, spread: None, trend: None, ..page.without_ways() };
    let file = FilePart {
        label: s("Từng chuyên đề"),
        xlsx: s("/officer/months/1/figures.xlsx?part=modules"),
        csv: s("/officer/months/1/figures.csv?part=modules"),
    };
    let standing = FrozenPage {
        crumbs: crumbs(),
        heading: s("Tháng 10/2026: Tỉnh Tuyên Quang"),
        state: waiting,
        lines: vec![s(frozen_by), s("Dấu của số liệu: 7d1c 90ab 33ef 0021")],
        href: s("/officer/months/1"),
        months_href: s("/officer/units/1/months"),
        unit: Some(unit(super::officer_samples::province(&Asked::default()))),
        files: vec![file],
        may_sign: true,
        may_reopen: true,
        ..FrozenPage::default()
    };
    let same = CheckPart {
        state: Status::new(Kind::Ok, "Khớp: tính lại từ sổ ra đúng các số đã chốt."),
        when: s("Tính lại 10 giờ, 20/11/2026, 10.472 người."),
        late: s("Đến sau khi chốt: 3 bản ghi của 2 người. Số đã chốt không đổi."),
        later: vec![LaterRow { label: s("Đã vào học"), frozen: s("8.255"), with: s("8.257") }],
        ..CheckPart::default()
    };
    let differs = CheckPart {
        state: Status::new(Kind::Bad, "Lệch 2 chỗ so với sổ. Báo cho người vận hành máy chủ."),
        differences: vec![s("Xã Đồng Mây, Làm được: đã chốt 7, tính lại 1")],
        unmoved: s("Tính thêm các bản ghi này thì không số nào đổi."),
        later: vec![],
        ..same.clone()
    };
    let counting = FrozenPage {
        state: Status::new(Kind::Plain, "Đang đếm"),
        lines: vec![],
        unit: None,
        files: vec![],
        may_sign: false,
        may_reopen: false,
        ..standing.clone()
    };
    vec![
        sample("officer-months", layout, list.clone()),
        sample("officer-months-none", layout, MonthsPage { open: vec![], months: vec![], ..list.clone() }),
        sample(
            "officer-months-wrong",
            layout,
            MonthsPage {
                errors: errors(&[("month", "Tháng này chưa chốt được. Chọn một tháng đã hết.")]),
                ..list
            },
        ),
        sample("officer-frozen", layout, standing.clone()),
        sample(
            "officer-frozen-nation",
            layout,
            FrozenPage {
                check: Some(same),
                unit: Some(unit(super::officer_samples::nation(&Asked::default()))),
                ..standing.clone()
            },
        ),
        sample(
            "officer-frozen-differs",
            layout,
            FrozenPage { check: Some(differs), checking: true, may_sign: false, ..standing.clone() },
        ),
        sample(
            "officer-frozen-wrong",
            layout,
            FrozenPage {
                errors: errors(&[("reason", "Ghi lý do mở lại, nhiều nhất 500 ký tự.")]),
                reason: s("x"),
                ..standing
            },
        ),
        sample(
            "officer-frozen-counting",
            layout,
            FrozenPage { progress: s("Đã đếm 4.000 người."), ..counting.clone() },
        ),
        sample(
            "officer-frozen-stopped",
            layout,
            FrozenPage {
                stopped: s("Máy chủ đã dừng khi đang đếm. Chưa có số nào được chốt."), ..counting
            },
        ),
    ]
}
