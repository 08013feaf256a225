//! The pages of the roster, the sheets of cards and the officer's trainers.

use super::*;
use crate::web::view::memberships::*;
use crate::web::view::trainers::*;

fn fields() -> PersonFields {
    PersonFields {
        roles: choices(&[("leader", "Tổ trưởng"), ("deputy", "Tổ phó"), ("member", "Tổ viên")], "member"),
        bodies: choices(&[("", "Không ghi"), ("Hội phụ nữ", "Hội phụ nữ"), ("other", "Tổ chức khác")], ""),
        address_forms: choices(
            &[("bac", "Bác"), ("co", "Cô"), ("chu", "Chú"), ("anh", "Anh"), ("chi", "Chị")],
            "bac",
        ),
        devices: choices(
            &[("own", "Máy riêng"), ("shared", "Dùng chung với người khác"), ("none", "Không có")],
            "",
        ),
        languages: choices(&[("vi", "Tiếng Việt"), ("hmn", "Tiếng Mông")], "vi"),
        ..PersonFields::default()
    }
}

/// All of them.
pub fn all() -> Vec<Sample> {
    let layout = &staff_layout("Trần Thị Thu Hằng", &[("/trainer", "Tổng quan")]);
    let officer = &staff_layout("Lê Văn Xã", &[("/officer", "Số liệu")]);
    let mut samples = forms(layout);
    samples.extend(lists(layout));
    samples.extend(cards(layout));
    samples.extend(trainers(officer));
    samples
}

fn doubts(answer: &str) -> Doubts {
    Doubts {
        lines: vec![
            s("Trong tổ đã có Ma Thị Mùi, sinh 1959. Có phải cùng một người không?"),
            s(
                "Số điện thoại này đang ghi cho Lò Văn Mẫu, Thôn Nà Mây. Dùng chung số thì người ghi sau vào bằng thẻ.",
            ),
        ],
        answer: s(answer),
    }
}

fn forms(layout: &Layout) -> Vec<Sample> {
    let new = MemberFormPage {
        team: s("Tổ thôn Bến Đá"),
        heading: s("Thêm thành viên"),
        action: s("/trainer/teams/1/members"),
        save: s("Lưu thành viên"),
        fields: fields(),
        form_id: s("01990003"),
        back: Action::new("/trainer/teams/1", "Về tổ thôn Bến Đá"),
        ..MemberFormPage::default()
    };
    let wrong = MemberFormPage {
        heading: s("Thay Ma Thị Mùi"),
        intro: s("Người cũ rời tổ và giữ kết quả của mình."),
        fields: PersonFields {
            full_name: s("Ma Thị Mùi"),
            phone: s("0900 000"),
            birth_year: s("58"),
            body_other: s("Mặt trận"),
            languages: choices(&[("vi", "Tiếng Việt")], "vi"),
            ..fields()
        },
        errors: errors(&[
            ("phone", "Số điện thoại cần đủ 10 chữ số. Gõ thêm 2 chữ số nữa."),
            ("birth_year", "Năm sinh cần đủ 4 chữ số, ví dụ 1959."),
            ("body", "Chọn một mục."),
            ("device", "Chọn một trong ba ô về điện thoại."),
        ]),
        ..new.clone()
    };
    let place = MemberPlacePage {
        heading: s("Chuyển tổ: Ma Thị Mùi"),
        intro: s("Kết quả học đi theo người."),
        action: s("/trainer/members/1/move"),
        communes: choices(&[("1", "Xã Đồng Mây"), ("2", "Xã Suối Tre")], "1"),
        teams: choices(&[("1", "Thôn Bến Đá"), ("2", "Thôn Nà Mây")], "1"),
        roles: fields().roles,
        doubts: None,
        save: s("Chuyển tổ"),
        errors: vec![],
        back: Action::new("/trainer/members/1", "Ma Thị Mùi"),
    };
    let leaving = LeavingPage {
        heading: s("Cho rời tổ: Ma Thị Mùi"),
        action: s("/trainer/members/1/leaving"),
        reasons: choices(&[("resigned", "Xin thôi"), ("away", "Đi nơi khác"), ("other", "Lý do khác")], ""),
        back: Action::new("/trainer/members/1", "Ma Thị Mùi"),
        ..LeavingPage::default()
    };
    vec![
        sample("trainer-member-new", layout, new),
        sample(
            "trainer-member-new-doubts",
            layout,
            MemberFormPage { doubts: Some(doubts("namesake:1 phone:2")), ..wrong.clone() },
        ),
        sample("trainer-member-new-error", layout, wrong),
        sample("trainer-member-place", layout, place.clone()),
        sample(
            "trainer-member-place-doubts",
            layout,
            MemberPlacePage { doubts: Some(doubts("1")), ..place.clone() },
        ),
        sample(
            "trainer-member-place-error",
            layout,
            MemberPlacePage { communes: vec![], errors: errors(&[("team", "Chọn một mục.")]), ..place },
        ),
        sample("trainer-member-leaving", layout, leaving.clone()),
        sample(
            "trainer-member-leaving-error",
            layout,
            LeavingPage { other: s("x"), errors: errors(&[("why_other", "Lý do dài quá.")]), ..leaving },
        ),
    ]
}

fn lists(layout: &Layout) -> Vec<Sample> {
    let listed = |name: &str, contact: Option<Contact>| ListedMember {
        name: s(name),
        about: s("Thôn Bến Đá, 67 tuổi, tổ trưởng"),
        href: s("/trainer/members/1"),
        contact,
    };
    let list = MemberListPage {
        crumbs: vec![Action::new("/trainer", "Tổng quan")],
        counts: s("Tìm thấy 2 trong 40 thành viên."),
        query: s("hoa"),
        members: vec![
            listed(
                "Nguyễn Văn Hòa (sinh 1959)",
                Some(Contact { name: s("bác Hòa"), href: s("tel:+84900000123"), phone: s("0900 000 123") }),
            ),
            listed("Nguyễn Văn Hòa (sinh 1971)", None),
        ],
        first_href: Some(s("/trainer/members?q=hoa")),
        next_href: Some(s("/trainer/members?q=hoa&after=2")),
    };
    let former = FormerPage {
        crumbs: vec![Action::new("/trainer", "Tổng quan")],
        people: vec![FormerRow {
            name: s("Lý Thị Xoan"),
            place: s("Thôn Bến Đá, tổ viên từ 01/10/2026 đến 20/11/2026"),
            why: s("Lý do: đi nơi khác"),
            return_href: s("/trainer/former-members/1/return"),
        }],
        first_href: None,
        next_href: Some(s("/trainer/former-members?after=1")),
    };
    vec![
        sample("trainer-members", layout, list),
        sample("trainer-members-empty", layout, MemberListPage::default()),
        sample("trainer-former", layout, former),
        sample("trainer-former-empty", layout, FormerPage::default()),
    ]
}

fn cards(layout: &Layout) -> Vec<Sample> {
    let member = |id: &str, name: &str, note: &str, checked| CardMember {
        id: s(id),
        name: s(name),
        note: s(note),
        checked,
    };
    let choice = CardChoicePage {
        crumbs: vec![Action::new("/trainer", "Tổng quan")],
        heading: s("Thẻ học, tổ thôn Bến Đá"),
        counts: s("5 thành viên, 1 người chưa có thẻ."),
        action: s("/trainer/teams/1/cards"),
        teams: vec![CardTeam {
            name: s("Thôn Bến Đá"),
            members: vec![
                member("1", "Nguyễn Văn Hòa", "Chưa có thẻ", true),
                member("2", "Ma Văn Khôi", "Thẻ in ngày 12/10/2026 sẽ hết dùng", false),
            ],
        }],
        without_href: s("/trainer/teams/1/cards"),
        all_href: s("/trainer/teams/1/cards?who=all"),
        errors: errors(&[("chon", "Chọn ít nhất một người.")]),
        by_team: vec![],
        more_href: None,
    };
    let card = |name: &str| SheetCard {
        name: s(name),
        role: s("Tổ trưởng, thôn Bến Đá"),
        unit: s("Xã Đồng Mây"),
        qr_svg: qr(),
        serial: s("K7M2-P4RX"),
        first_pin: s("407 215"),
        pin_until: s("21/12/2026"),
        help_phone: s("0900 000 011"),
    };
    let of_eight = |count: usize| {
        (0..count).map(|n| {
            card(if n == 3 {
                "Nguyễn Thị Hồng Phương Thảo (số cuối 123)"
            } else {
                "Ma Văn Khôi"
            })
        })
    };
    let sheets = CardSheetsPage {
        counts: s("9 thẻ trên 2 tờ A4."),
        sheets: vec![
            CardSheet { name: s("Thôn Bến Đá, tờ 1"), cards: of_eight(8).collect() },
            CardSheet { name: s("Thôn Nà Mây, tờ 1"), cards: of_eight(1).collect() },
        ],
        back: Action::new("/trainer/teams/1", "Tổ thôn Bến Đá"),
    };
    let one = SheetCard { help_phone: s(""), ..card("Ma Thị Mùi") };
    let none = CardChoicePage { teams: vec![], errors: vec![], crumbs: vec![], ..choice.clone() };
    let many = CardChoicePage {
        by_team: vec![TeamCards {
            href: s("/trainer/teams/1/cards"),
            name: s("Thôn Bến Đá"),
            note: s("12 người chưa có thẻ."),
        }],
        more_href: Some(s("/trainer/cards?after=1")),
        ..none.clone()
    };
    vec![
        sample("trainer-card-choice", layout, choice),
        sample("trainer-card-choice-none", layout, none),
        sample("trainer-card-choice-many", layout, many),
        sample("trainer-card-sheets", layout, sheets.clone()),
        sample(
            "trainer-card-sheets-one",
            layout,
            CardSheetsPage {
                sheets: vec![CardSheet { name: s("Tờ 1"), cards: vec![one] }],
                ..sheets.clone()
            },
        ),
    ]
}

fn trainers(officer: &Layout) -> Vec<Sample> {
    let grant = |state, change: Option<&str>| GrantRow {
        name: s("Trần Thị Thu Hằng"),
        unit: s("Xã Đồng Mây"),
        modules: s("Mọi chuyên đề"),
        dates: s("Từ 01/10/2026 đến 31/12/2027"),
        state,
        change_href: change.map(s),
    };
    let list = TrainersPage {
        crumbs: vec![Action::new("/officer", "Số liệu")],
        grants: vec![
            grant(status(Kind::Ok, "Đang làm việc"), Some("/officer/trainers/1")),
            grant(status(Kind::Bad, "Đã hết hạn"), None),
        ],
        first_href: Some(s("/officer/trainers")),
        next_href: Some(s("/officer/trainers?after=1")),
    };
    let modules = choices(&[("thanh-toan", "Thanh toán"), ("an-toan", "An toàn")], "an-toan");
    let new = GrantPage {
        heading: s("Thêm tập huấn viên"),
        action: s("/officer/trainers"),
        searches: true,
        query: s("hang"),
        found: vec![Found {
            name: s("Trần Thị Thu Hằng"),
            about: s("sinh 1990, số 09•• ••• 123"),
            href: s("/officer/trainers/new?person=1"),
        }],
        asks_account: true,
        units: choices(&[("1", "Xã Đồng Mây"), ("2", "Thôn Bến Đá")], "1"),
        modules: modules.clone(),
        from: s("21/11/2026"),
        save: s("Giao việc"),
        ..GrantPage::default()
    };
    let known = GrantPage {
        person: s("1"),
        name: s("Trần Thị Thu Hằng"),
        searches: false,
        errors: errors(&[
            ("person", "Không tự cấp cho mình."),
            ("account", "Tên này đã có người dùng."),
            ("unit", "Chọn ít nhất một nơi."),
            ("until", "Gõ ngày theo kiểu 31/12/2027."),
        ]),
        ..new.clone()
    };
    let change = GrantPage {
        heading: s("Trần Thị Thu Hằng, xã Đồng Mây"),
        action: s("/officer/trainers/1"),
        end_action: Some(s("/officer/trainers/1/ending")),
        modules,
        until: s("31/12/2027"),
        save: s("Lưu thay đổi"),
        ..GrantPage::default()
    };
    vec![
        sample("officer-trainers", officer, list),
        sample("officer-trainers-empty", officer, TrainersPage::default()),
        sample("officer-trainer-new", officer, new.clone()),
        sample("officer-trainer-new-nobody", officer, GrantPage { found: vec![], ..new }),
        sample("officer-trainer-known", officer, known),
        sample("officer-trainer-change", officer, change),
    ]
}
