//! Reforms of the map, invented.

use super::super::reforms::{NamedList, ReformPage, ReformRow, ReformsPage};
use super::super::{Action, FieldError, Kind, Status};

fn s(text: &str) -> String {
    text.to_owned()
}

/// The list, with an error.
pub fn list() -> ReformsPage {
    ReformsPage {
        name: s("Nhập xã Đồng Mây"),
        day: s("31/13/2026"),
        reforms: vec![ReformRow {
            name: s("Nhập xã Đồng Mây vào xã Bình Xa"),
            href: s("/admin/reforms/1"),
            since: s("Có hiệu lực từ 01/12/2026"),
            state: Status::new(Kind::Warn, s("Chưa áp dụng")),
        }],
        errors: vec![FieldError::new("day", s("Ghi ngày, tháng, năm."))],
    }
}

/// One of them, with everything a page may have.
pub fn one() -> ReformPage {
    ReformPage {
        name: s("Nhập xã Đồng Mây vào xã Bình Xa"),
        since: s("Có hiệu lực từ 01/12/2026"),
        state: Status::new(Kind::Warn, s("Chưa áp dụng")),
        look_again: Some(s("/admin/reforms/1")),
        not_yet: s("Áp dụng được từ ngày 01/12/2026."),
        summary: vec![
            s("Đóng 0 tỉnh, thành phố và 2 xã, phường."),
            s("8 thôn về xã mới, cùng 41 thành viên."),
        ],
        lists: vec![NamedList {
            heading: s("Quyền rộng hơn trước (1)"),
            hint: s("Xã được nhập trọn: người phụ trách thấy cả thành viên của xã nhập cùng."),
            lines: vec![s("Trần Thị Thu Hằng, tập huấn viên: Xã Đồng Mây → Xã Bình Xa")],
        }],
        apply_action: Some(s("/admin/reforms/1/application")),
        shown: s("0123"),
        members: s("4"),
        errors: vec![FieldError::new("members", "Số vừa gõ khác số thành viên về xã mới.")],
        reverse_action: Some(s("/admin/reforms/1/reversal")),
        problems: vec![s("Số liệu đã khác lúc xem trước. Xem lại bên dưới rồi áp dụng.")],
        back: Action::new("/admin/reforms", "Các đợt sắp xếp"),
    }
}

/// One that is still being held against the map.
pub fn being_read() -> ReformPage {
    ReformPage {
        name: s("Nhập xã Đồng Mây vào xã Bình Xa"),
        since: s("Có hiệu lực từ 01/12/2026"),
        state: Status::new(Kind::Plain, s("Đang xem trước")),
        look_again: Some(s("/admin/reforms/1")),
        back: Action::new("/admin/reforms", "Các đợt sắp xếp"),
        ..ReformPage::default()
    }
}
