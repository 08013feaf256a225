//! The officer's pages, made of counts as they might be: the nation, a province, a commune, a team, nobody.

use super::*;
use crate::web::officer::asked::{Asked, Order};
use crate::web::officer::unit::Material;
use crate::web::view::certificates::OtherRow;
use crate::web::view::officer::*;
use crate::web::view::periods::{PeriodName, PeriodRow, PeriodTable, PeriodsPage};
use crate::web::view::tokens::{TokenMadePage, TokenRow, TokensPage};
use chrono::{Days, NaiveDate};
use std::collections::{BTreeMap, HashMap};
use tungngo_domain::ids::{Slug, UnitId};
use tungngo_domain::people::TeamRole;
use tungngo_domain::rollup::{ANY_MODULE, Cohort, Metric};
use tungngo_domain::target::Plan;
use tungngo_domain::units::{PROVINCES, UnitKind};
use tungngo_storage::figures::{Below, Cohorts, Counts, UnitFigures, Weeks};
use tungngo_storage::targets::Target;
use tungngo_storage::units::Unit;
use uuid::Uuid;

const MODULES: [(&str, &str); 5] = [
    ("dich-vu-cong", "Dịch vụ công trực tuyến"),
    ("thuong-mai", "Thương mại điện tử"),
    ("thanh-toan", "Thanh toán không dùng tiền mặt"),
    ("an-toan", "An toàn trên không gian mạng"),
    ("dia-phuong", "Nền tảng số địa phương"),
];

fn programme() -> Slug {
    Slug::parse("thanh-vien").unwrap()
}

fn unit(n: u128, kind: UnitKind, code: Option<&str>, name: &str) -> Unit {
    // Ids as they are made: of one moment, and the rest by chance.
    let chance = n.wrapping_mul(0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835) >> 68;
    Unit {
        id: UnitId(Uuid::from_u128((0x0199_0000_0000_7000_8000 << 48) | chance)),
        parent: None,
        kind,
        code: code.map(s),
        name: s(name),
        name_key: s(name),
    }
}

/// Counts of so many members, of whom so many in a hundred are certified.
fn counts(members: u64, certified: u64) -> Counts {
    let mut counts = BTreeMap::new();
    let of = |percent: u64| members * percent.min(100) / 100;
    for (metric, n) in [
        (Metric::Members, members),
        (Metric::Reachable, of(96)),
        (Metric::NoDevice, of(4)),
        (Metric::Paper, of(2)),
        (Metric::Started, of(certified + 25)),
        (Metric::Knows, of(certified + 15)),
        (Metric::Waiting, of(9)),
        (Metric::Does, of(certified + 4)),
        (Metric::Teaches, of(certified / 3)),
        (Metric::Teams, members.div_ceil(5)),
        (Metric::TeamsStarted, of(19)),
    ] {
        counts.insert((s(ANY_MODULE), metric), n);
    }
    for (metric, n) in [
        (Metric::Certified, of(certified)),
        (Metric::Lapsed, of(1)),
        (Metric::TeamsLed, of(certified / 6)),
        (Metric::TeamsReady, of(certified / 7)),
    ] {
        counts.insert((s("thanh-vien"), metric), n);
    }
    for (at, (id, _)) in MODULES.into_iter().enumerate() {
        let certified = (certified + 10).saturating_sub(at as u64 * 4);
        for (metric, n) in [
            (Metric::Started, of(certified + 20)),
            (Metric::Knows, of(certified + 14)),
            (Metric::Does, of(certified + 3)),
            (Metric::Teaches, of(certified / 4)),
            (Metric::Certified, of(certified)),
            (Metric::Lapsed, of(1)),
            (Metric::TeamsTeaching, of(certified / 8)),
        ] {
            counts.insert((s(id), metric), n);
        }
    }
    counts.into_iter().collect()
}

fn cohorts(members: u64) -> Cohorts {
    let decade = |decade: i32, percent: u64| (Cohort::Born(Some(decade)), percent);
    let all = [
        (Cohort::Role(TeamRole::Leader), 21),
        (Cohort::Role(TeamRole::Deputy), 20),
        (Cohort::Role(TeamRole::Member), 59),
        decade(1950, 9),
        decade(1960, 21),
        decade(1970, 22),
        decade(1980, 20),
        decade(1990, 18),
        decade(2000, 7),
        (Cohort::Born(None), 3),
    ];
    let mut cohorts = Cohorts::new();
    for (cohort, percent) in all {
        let n = members * percent / 100;
        for (metric, n) in
            [(Metric::Members, n), (Metric::Started, n * 8 / 10), (Metric::Certified, n * 6 / 10)]
        {
            cohorts.insert((cohort, metric), n);
        }
    }
    cohorts
}

fn weeks(certified: u64) -> Weeks {
    let mut weeks = Weeks::new();
    let monday = NaiveDate::from_ymd_opt(2026, 11, 16).unwrap();
    for back in 0..38 {
        let n = certified / 45 + certified / 300 * (back % 5);
        for (metric, n) in [(Metric::Certified, n), (Metric::Does, n), (Metric::Started, n + n / 3)] {
            weeks.insert((monday - Days::new(7 * back), metric), n);
        }
    }
    weeks
}

fn page(asked: &Asked, own: Unit, members: u64, children: Vec<(Unit, Counts)>) -> UnitPage {
    let is_team = own.kind == UnitKind::Village;
    let weeks = weeks(members * 6 / 10);
    let subjects = [ANY_MODULE, "thanh-vien"].into_iter().chain(MODULES.into_iter().map(|(id, _)| id));
    let weeks_of = subjects.map(|subject| (s(subject), weeks.clone()));
    let figures = UnitFigures {
        unit: own,
        own: counts(members, 60),
        cohorts: if is_team { Cohorts::new() } else { cohorts(members) },
        weeks: if is_team { HashMap::new() } else { weeks_of.collect() },
        children: children
            .into_iter()
            .map(|(unit, counts)| Below { unit, counts, cohorts: cohorts(40) })
            .collect(),
        day: NaiveDate::from_ymd_opt(2026, 11, 20).unwrap(),
        behind: false,
        since: NaiveDate::from_ymd_opt(2025, 7, 1).unwrap(),
        ended: None,
    };
    let modules: Vec<(Slug, String)> =
        MODULES.into_iter().map(|(id, title)| (Slug::parse(id).unwrap(), s(title))).collect();
    Material {
        asked,
        figures: &figures,
        modules: &modules,
        programme: &programme(),
        target: (members > 300_000).then(|| Target {
            plan: Plan::new(80, NaiveDate::from_ymd_opt(2026, 12, 31).unwrap()).unwrap(),
            unit: figures.unit.id,
            unit_name: figures.unit.name.clone(),
        }),
        of_now: true,
        rows: if asked.table > 0 { (0, 100) } else { (0, 12) },
        as_of: s("17 giờ, 20/11/2026"),
    }
    .page()
}

pub(super) fn nation(asked: &Asked) -> UnitPage {
    let provinces = PROVINCES.iter().enumerate().map(|(at, (code, name))| {
        let at = at as u128;
        let rate = u64::try_from(36 + at * 37 % 51).unwrap();
        let members = u64::try_from(3_026 + at * 7_919 % 15_800).unwrap();
        let name = [if at.is_multiple_of(6) { "Thành phố " } else { "Tỉnh " }, name].concat();
        (unit(at + 2, UnitKind::Province, Some(code), &name), counts(members, rate))
    });
    page(asked, unit(1, UnitKind::Nation, Some("vn"), "Cả nước"), 348_362, provinces.collect())
}

pub(super) fn province(asked: &Asked) -> UnitPage {
    let communes = (0..124u64).map(|at| {
        let name = format!("Xã Đồng Mây {at}");
        (
            unit(u128::from(at) + 900, UnitKind::Commune, Some("02212"), &name),
            counts(30 + at % 60, at * at % 97),
        )
    });
    UnitPage {
        crumbs: vec![Action::new("/officer/units/1", "Cả nước")],
        periods_href: Some(s("/officer/units/2/periods")),
        compare_href: Some(s("/officer/units/2/comparison")),
        months_href: Some(s("/officer/units/2/months")),
        help: s("Chỗ vướng chuyển lên: 2 đang chờ"),
        lacking_heading: s("Phần riêng của tỉnh Tuyên Quang còn thiếu"),
        lacking: vec![s("Nền tảng số địa phương: chưa điền: Số tổng đài của tỉnh")],
        ..page(asked, unit(2, UnitKind::Province, Some("08"), "Tỉnh Tuyên Quang"), 10_472, communes.collect())
    }
}

/// A commune that was made of two and is no more itself.
fn ended(mut page: UnitPage) -> UnitPage {
    let kin = |name: &str, part: &str, href: Option<&str>| KinRow {
        name: s(name),
        href: href.map(s),
        part: s(part),
    };
    page.ended = s("Xã Đồng Mây hết hiệu lực từ 01/12/2026. Số liệu giữ như ngày 01/12/2026.");
    page.became_heading = s("Nay là");
    page.became = vec![
        kin("Xã Bình Xa", "một phần", Some("/officer/units/5")),
        kin("Phường Thượng Lâm", "một phần", None),
    ];
    page.made_of_heading = s("Lập ngày 01/07/2025, từ");
    page.made_of = vec![kin("Xã Mây Trắng", "", Some("/officer/units/6"))];
    page.without_lists();
    page
}

/// All of them.
pub fn all() -> Vec<Sample> {
    let layout = &staff_layout("Cục Chuyển đổi số quốc gia", &[("/officer", "Số liệu")]);
    let asked = Asked::default();
    let module = Asked { module: Some(Slug::parse("an-toan").unwrap()), ..asked.clone() };
    let role = Asked { role: Some(TeamRole::Leader), order: Order::Worst, ..asked.clone() };
    let team = |n| (unit(n, UnitKind::Village, None, &format!("Thôn Bến Đá {n}")), counts(5, 40));
    let commune = unit(3, UnitKind::Commune, Some("02212"), "Xã Đồng Mây");
    let village = || unit(4, UnitKind::Village, None, "Thôn Bến Đá");
    let drawn = Asked { drawn: true, weekly: true, order: Order::Name, ..asked.clone() };
    let row = |name: &str| BehindRow {
        name: s(name),
        href: Some(s("/officer/members/1")),
        team: s("Thôn Bến Đá"),
        commune: s("Xã Đồng Mây"),
        province: s("Tỉnh Tuyên Quang"),
        state: s("Tổ trưởng. Có giấy chứng nhận."),
    };
    let file =
        FilePart { label: s("cả danh sách này"), xlsx: s("/officer/1.xlsx"), csv: s("/officer/1.csv") };
    let list = BehindPage {
        crumbs: vec![Action::new("/officer", "Cả nước")],
        heading: s("Có giấy chứng nhận"),
        count: s("5.464 người, Tỉnh Tuyên Quang"),
        as_of: words::figures_as_of("17 giờ, 20/11/2026"),
        state: s("Tình trạng"),
        members: vec![row("Ma Thị Mùi"), row("Lý Văn Sáng")],
        first_href: Some(s("/officer/units/1/list")),
        next_href: Some(s("/officer/units/1/list?after=2")),
        files: Some(file.clone()),
        ..BehindPage::default()
    };
    let cell = |n: u64| BarRow {
        bar: s("52.2"),
        n: Number { text: words::number(n), href: Some(s("/officer/units/1/list")) },
        share: s("52,2%"),
        ..BarRow::default()
    };
    let parts = PartsPage {
        crumbs: vec![Action::new("/officer", "Cả nước")],
        heading: s("Có giấy chứng nhận"),
        count: s("13.719 người, Cả nước"),
        as_of: s("Tháng 10/2026, chốt 8 giờ, 05/11/2026"),
        first: s("Nơi"),
        rows: vec![
            BarRow { label: s("Tỉnh Tuyên Quang"), ..cell(5_464) },
            BarRow { label: s("Tỉnh Lào Cai"), ..cell(8_255) },
        ],
        files: Some(file.clone()),
    };
    let person = PersonPage {
        crumbs: vec![
            Action::new("/officer", "Tỉnh Tuyên Quang"),
            Action::new("/officer/units/4", "Thôn Bến Đá"),
        ],
        name: s("Ma Thị Mùi"),
        about: s("67 tuổi, tổ trưởng"),
        place: s("Thôn Bến Đá, xã Đồng Mây"),
        modules: vec![PersonModule {
            number: 1,
            title: s("Dịch vụ công trực tuyến"),
            rungs: rungs(),
            status: s("Đang học, xong 2/5 bài"),
            seen: vec![s("Đăng nhập bằng VNeID: Hằng thấy ngày 12/10/2026")],
        }],
        named_otherwise: s("Có 1 giấy ghi tên khác tên nay."),
        certificates: vec![OtherRow {
            href: s("/officer/certificates/1"),
            label: s("Dịch vụ công trực tuyến, số TN-2026-000184"),
            state: Status::new(Kind::Ok, "Có giá trị đến 12/10/2028"),
        }],
    };
    let comparison = ComparisonPage {
        crumbs: vec![Action::new("/officer", "Cả nước")],
        heading: s("Tỉnh Tuyên Quang và tỉnh Lào Cai"),
        as_of: words::figures_as_of("17 giờ, 20/11/2026"),
        action: s("/officer/units/1/comparison"),
        others: choices(&[("2", "Tỉnh Lào Cai"), ("3", "Tỉnh Cao Bằng")], "2"),
        names: vec![
            Action::new("/officer/units/1", "Tỉnh Tuyên Quang"),
            Action::new("/officer/units/2", "Tỉnh Lào Cai"),
        ],
        rows: ["Trong danh sách", "Có giấy chứng nhận"]
            .map(|label| ComparisonRow { label: s(label), cells: vec![cell(10_472), cell(8_255)] })
            .to_vec(),
        files: Some(file.clone()),
    };
    let cut = Asked {
        until: "2026-08".parse().ok(),
        units: vec![s("01"), s("08"), s("15")],
        role: Some(TeamRole::Leader),
        ..asked.clone()
    };
    let period_row = |label: &str, bars: &[&str]| PeriodRow {
        label: s(label),
        cells: [1_204, 1_516].map(|n| cell(n).n).to_vec(),
        by: s("+312"),
        percent: s("+25,9%"),
        bars: bars.iter().map(|bar| s(bar)).collect(),
    };
    let name = |label: &str, href: Option<&str>| PeriodName { label: s(label), href: href.map(s) };
    let period_table = |id, bars: &[&str], full: &str, href: Option<&str>| PeriodTable {
        id,
        heading: s("Mới đạt trong kỳ"),
        names: vec![name("Tháng 9/2026", href), name("Tháng 10/2026", href)],
        full: s(full),
        rows: vec![period_row("Vào học", bars), period_row("Lượt đạt Làm được", bars)],
    };
    let periods = PeriodsPage {
        crumbs: vec![Action::new("/officer", "Cả nước")],
        heading: s("Tháng 9/2026 và tháng 10/2026: tỉnh Tuyên Quang"),
        as_of: words::figures_as_of("17 giờ, 20/11/2026"),
        chosen: s("Đang xem: An toàn trên không gian mạng."),
        action: s("/officer/units/1/periods"),
        ones: choices(&[("2026-10", "Tháng 10/2026"), ("2026-09", "Tháng 9/2026")], "2026-09"),
        others: choices(&[("2026-10", "Tháng 10/2026"), ("2026-Q3", "Quý 3/2026")], "2026-10"),
        subjects: choices(&[("", "Cả chương trình"), ("an-toan", "An toàn")], "an-toan"),
        spans: vec![
            s("Tháng 9/2026: 4 tuần, từ 07/09/2026 đến 04/10/2026."),
            s("Tháng 10/2026: 4 tuần, từ 05/10/2026 đến 01/11/2026."),
        ],
        tables: vec![
            period_table("trong-ky", &["79.4", "100"], "Vạch đầy: 1.516", None),
            period_table("so-chot", &[], "", Some("/officer/months/1")),
        ],
        months_href: s("/officer/units/1/months"),
        how: vec![s("Tháng gồm các tuần bắt đầu trong tháng đó.")],
        file: FilePart { label: s("Cả hai kỳ"), xlsx: s("/officer/1.xlsx"), csv: s("/officer/1.csv") },
        ..PeriodsPage::default()
    };
    let choice = |value: &str| Choice { value: s(value), label: s(value), checked: value == "90" };
    let token = TokenRow {
        name: s("Bảng điều hành"),
        about: s("Tỉnh Tuyên Quang, chỉ số liệu, đến hết 20/02/2027"),
        made: s("Người tạo: Lê Văn Xã"),
        used: s("Chưa dùng lần nào"),
        state: Status::new(Kind::Ok, "Đang dùng được"),
        end_action: Some(s("/officer/tokens/1/ending")),
    };
    let tokens = TokensPage {
        crumbs: vec![Action::new("/officer", "Số liệu")],
        tokens: vec![
            TokenRow { end_action: None, state: Status::new(Kind::Bad, "Hết hạn"), ..token.clone() },
            token,
        ],
        next_href: Some(s("/officer/tokens?before=1")),
        name: s("Bảng điều hành"),
        units: vec![choice("Tỉnh Tuyên Quang")],
        days: ["30", "90"].map(choice).to_vec(),
        lists: vec![choice("yes")],
        ..TokensPage::default()
    };
    vec![
        sample("officer-nation", layout, nation(&asked)),
        sample("officer-nation-map", layout, nation(&drawn)),
        sample("officer-nation-leaders", layout, nation(&role)),
        sample("officer-province", layout, province(&asked)),
        sample("officer-province-table", layout, province(&Asked { table: 1, ..asked.clone() })),
        sample("officer-province-module", layout, province(&module)),
        sample("officer-commune", layout, page(&asked, commune.clone(), 40, (20..28).map(team).collect())),
        sample("officer-commune-ended", layout, ended(page(&asked, commune.clone(), 40, vec![]))),
        sample("officer-commune-empty", layout, page(&asked, commune, 0, vec![])),
        sample("officer-team", layout, page(&asked, village(), 5, vec![])),
        sample("officer-list", layout, list.clone()),
        sample(
            "officer-list-teams",
            layout,
            BehindPage { teams: list.members.clone(), members: vec![], ..list.clone() },
        ),
        sample("officer-list-empty", layout, BehindPage { members: vec![], ..list }),
        sample("officer-parts", layout, parts),
        sample("officer-member", layout, person),
        sample("officer-comparison", layout, comparison.clone()),
        sample(
            "officer-comparison-choice",
            layout,
            ComparisonPage { rows: vec![], names: vec![], ..comparison },
        ),
        sample("officer-nation-set", layout, nation(&cut)),
        sample("officer-nation-set-table", layout, nation(&Asked { table: 1, ..cut })),
        sample("officer-periods", layout, periods.clone()),
        sample(
            "officer-periods-bare",
            layout,
            PeriodsPage {
                chosen: String::new(),
                tables: vec![period_table("trong-ky", &[], "Vạch đầy: 0", None)],
                unfrozen: s("Chưa chốt tháng 9/2026, nên không có số đúng như lúc đó."),
                ..periods
            },
        ),
        sample(
            "officer-target",
            layout,
            TargetPage {
                crumbs: vec![Action::new("/officer", "Số liệu")],
                heading: s("Chỉ tiêu của tỉnh Tuyên Quang"),
                action: s("/officer/units/2/target"),
                percent: s("80"),
                due: s("31/12/2026"),
                changes: vec![s("Đặt 80% đến hết 31/12/2026. Lê Văn Xã, 17 giờ, 20/11/2026.")],
                errors: vec![],
            },
        ),
        sample("officer-target-none", layout, TargetPage { heading: s("Chỉ tiêu"), ..TargetPage::default() }),
        sample("officer-tokens", layout, tokens.clone()),
        sample("officer-tokens-none", layout, TokensPage { tokens: vec![], next_href: None, ..tokens }),
        sample(
            "officer-token-made",
            layout,
            TokenMadePage {
                crumbs: vec![Action::new("/officer/tokens", "Mã truy cập")],
                name: s("Bảng điều hành"),
                token: s("tungngo_abcdefgh"),
                address: s("https://tungngo.example/api/v1/units/1/figures"),
                until: s("Dùng được đến hết 20/02/2027."),
            },
        ),
    ]
}
