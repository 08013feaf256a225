//! The officer's pages about programmes.

use super::*;
use crate::web::view::officer::Number;
use crate::web::view::programmes::{
    ModuleChoice, NumberRow, ProgrammeLine, ProgrammePage, ProgrammesPage, Renaming, RequirementRow,
    RuleForm, RuleLine, RuleNumbers, RulePage, RulePeoplePage, RulePerson,
};

fn crumbs() -> Vec<Action> {
    vec![
        Action::new("/officer", "Số liệu"),
        Action::new("/officer/programmes", "Chương trình và quy định cấp giấy"),
    ]
}

fn facts() -> Vec<Fact> {
    [
        ("Đơn vị", "Cả nước"),
        ("Dành cho", "Mọi thành viên tổ"),
        ("Có hiệu lực từ", "01/01/2027"),
        ("Giấy có giá trị", "24 tháng"),
    ]
    .map(|(label, value)| Fact { label: s(label), value: s(value) })
    .into()
}

fn numbers() -> RuleNumbers {
    let row = |label: &str, n: &str, list: &str| NumberRow {
        label: s(label),
        n: Number {
            text: s(n),
            href: (n != "0").then(|| s("/officer/programme-rules/1/people?list=") + list),
        },
    };
    let module = |title: &str, rung: &str, met: &str, share: &str, bar: &str| RequirementRow {
        title: s(title),
        rung: s(rung),
        met: s(met),
        share: s(share),
        bar: s(bar),
    };
    RuleNumbers {
        rows: vec![
            row("Người thuộc chương trình", "10.472", "people"),
            row("Đang có giấy còn giá trị", "5.464", "holders"),
            row("Đang có giấy nhưng lần sau cần học thêm", "1.208", "lacking"),
            row("Đủ điều kiện mà chưa có giấy", "0", "due"),
        ],
        modules: vec![
            module("Thanh toán không dùng tiền mặt", "Làm được", "6.180", "59%", "59"),
            module("An toàn trên không gian mạng", "Dạy được", "4.256", "41%", "40.6"),
        ],
        teams: s("Tổ đạt chuẩn: nay 812 trong 2.176 tổ, theo quy định này 604 tổ."),
    }
}

fn form() -> RuleForm {
    let module = |title: &str, chosen: &str| ModuleChoice {
        title: s(title),
        rungs: choices(&[("", "Không cần"), ("a:does", "Làm được"), ("a:teaches", "Dạy được")], chosen),
    };
    RuleForm {
        action: s("/officer/programmes/thanh-vien/rules"),
        form_id: s("0192f0c1-0000-7000-8000-000000000001"),
        modules: vec![
            module("Thanh toán không dùng tiền mặt", "a:does"),
            module("An toàn trên không gian mạng", ""),
        ],
        audiences: choices(&[("members", "Thành viên tổ"), ("staff", "Người làm việc với tổ")], "members"),
        roles: choices(&[("leader", "Tổ trưởng"), ("deputy", "Tổ phó"), ("member", "Tổ viên")], "leader"),
        rights: choices(&[("trainer", "Tập huấn viên"), ("officer", "Cán bộ theo dõi")], "trainer"),
        months: s("24"),
        from: s("01/01/2027"),
    }
}

pub(super) fn all() -> Vec<Sample> {
    let layout = &staff_layout("Cục Chuyển đổi số quốc gia", &[("/officer", "Số liệu")]);
    let list = ProgrammesPage {
        crumbs: vec![Action::new("/officer", "Số liệu")],
        programmes: vec![
            ProgrammeLine {
                title: s("Thành viên Tổ công nghệ số cộng đồng"),
                href: s("/officer/programmes/thanh-vien"),
                unit: s("Cả nước"),
                state: status(Kind::Ok, "Cần 5 chuyên đề"),
            },
            ProgrammeLine {
                title: s("Người hướng dẫn"),
                href: s("/officer/programmes/ct-nguoi-huong-dan"),
                unit: s("Cả nước"),
                state: status(Kind::Plain, "Chưa có quy định"),
            },
        ],
        form_id: s("0192f0c1-0000-7000-8000-000000000001"),
        title: String::new(),
        units: choices(&[("1", "Xã Đồng Mây")], "1"),
        errors: vec![],
    };
    let one = ProgrammePage {
        crumbs: crumbs(),
        heading: s("Thành viên Tổ công nghệ số cộng đồng"),
        facts: facts(),
        numbers: Some(numbers()),
        words: Some(Action::new("/officer/certificates/wording", "Lời văn trên giấy chứng nhận")),
        renaming: Some(Renaming {
            action: s("/officer/programmes/thanh-vien/title"),
            title: s("Thành viên Tổ công nghệ số cộng đồng"),
            open: false,
        }),
        rules: vec![
            RuleLine {
                label: s("Quy định 2, từ 01/01/2027"),
                about: s("Đỗ Văn Trung soạn ngày 22/11/2026"),
                state: status(Kind::Warn, "Bản nháp, chưa dùng"),
                href: s("/officer/programme-rules/2"),
            },
            RuleLine {
                label: s("Quy định 1, từ ngày đầu chương trình"),
                about: String::new(),
                state: status(Kind::Ok, "Đang có hiệu lực"),
                href: s("/officer/programme-rules/1"),
            },
        ],
        form: Some(form()),
        errors: vec![],
    };
    let rule = RulePage {
        crumbs: crumbs(),
        heading: s("Quy định 2: Thành viên Tổ công nghệ số cộng đồng"),
        state: status(Kind::Warn, "Bản nháp, chưa dùng"),
        facts: facts(),
        more: vec![s("An toàn trên không gian mạng: mức Dạy được")],
        less: vec![s("Thương mại điện tử: mức Làm được")],
        numbers: numbers(),
        adopt_action: Some(s("/officer/programme-rules/2/adoption")),
        count: String::new(),
        withdraw_action: Some(s("/officer/programme-rules/2/withdrawal")),
        errors: vec![],
    };
    let people = RulePeoplePage {
        crumbs: crumbs(),
        heading: s("Đang có giấy nhưng lần sau cần học thêm"),
        count: s("1.208 người"),
        people: vec![
            RulePerson {
                name: s("Nông Văn Đức"), team: s("Thôn Bến Đá"), commune: s("Xã Đồng Mây")
            },
            RulePerson { name: s("Ma Thị Mùi"), team: String::new(), commune: String::new() },
        ],
        first_href: None,
        next_href: Some(s("/officer/programme-rules/2/people?list=lacking&after=1")),
    };
    let wrong = vec![FieldError::new("requires", "Chọn ít nhất một chuyên đề.")];
    let empty = ProgrammePage { numbers: None, rules: vec![], errors: wrong, ..one.clone() };
    let count = vec![FieldError::new("count", "Số vừa gõ khác số người đủ điều kiện. Xem lại bảng rồi gõ.")];
    let nobody = RulePeoplePage { people: vec![], next_href: None, ..people.clone() };
    let title = vec![FieldError::new("title", "Gõ tên, nhiều nhất 80 chữ cái.")];
    let renaming = one.renaming.clone().map(|form| Renaming { title: String::new(), open: true, ..form });
    let unnamed = ProgrammePage { renaming, errors: title.clone(), ..one.clone() };
    vec![
        sample("officer-programmes", layout, list.clone()),
        sample("officer-programmes-422", layout, ProgrammesPage { errors: title, ..list }),
        sample("officer-programme", layout, one),
        sample("officer-programme-422", layout, empty),
        sample("officer-programme-rename-422", layout, unnamed),
        sample("officer-programme-rule", layout, rule.clone()),
        sample("officer-programme-rule-422", layout, RulePage { errors: count, count: s("3"), ..rule }),
        sample("officer-programme-people", layout, people),
        sample("officer-programme-people-none", layout, nobody),
    ]
}
