//! The officer's pages, made of counts as they might be: the nation, a province, a commune, a team, nobody.

use super::*;
use crate::web::officer::asked::{Asked, Order};
use crate::web::officer::unit::{Cohorts, Material, Weeks};
use crate::web::view::officer::*;
use chrono::{Days, NaiveDate};
use std::collections::BTreeMap;
use tungngo_domain::ids::{Slug, UnitId};
use tungngo_domain::people::TeamRole;
use tungngo_domain::rollup::{ANY_MODULE, Cohort, Metric};
use tungngo_domain::units::{PROVINCES, UnitKind};
use tungngo_storage::figures::{Counts, UnitFigures};
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
    let figures = UnitFigures {
        unit: own,
        own: counts(members, 60),
        children,
        day: NaiveDate::from_ymd_opt(2026, 11, 20).unwrap(),
        behind: false,
    };
    let modules: Vec<(Slug, String)> =
        MODULES.into_iter().map(|(id, title)| (Slug::parse(id).unwrap(), s(title))).collect();
    let weeks = weeks(members * 6 / 10);
    let below = figures.children.iter().map(|(unit, _)| (unit.id, cohorts(40))).collect();
    Material {
        asked,
        figures: &figures,
        cohorts: &cohorts(members),
        below: &below,
        weeks: &weeks,
        started: &weeks,
        modules: &modules,
        programme: &programme(),
        target: (members > 300_000).then_some(80),
        rows: if asked.table > 0 { (0, 100) } else { (0, 12) },
        as_of: s("17 giờ, 20/11/2026"),
    }
    .page()
}

fn nation(asked: &Asked) -> UnitPage {
    let provinces = PROVINCES.iter().enumerate().map(|(at, (code, name))| {
        let at = at as u128;
        let rate = u64::try_from(36 + at * 37 % 51).unwrap();
        let members = u64::try_from(3_026 + at * 7_919 % 15_800).unwrap();
        let name = [if at.is_multiple_of(6) { "Thành phố " } else { "Tỉnh " }, name].concat();
        (unit(at + 2, UnitKind::Province, Some(code), &name), counts(members, rate))
    });
    page(asked, unit(1, UnitKind::Nation, Some("vn"), "Cả nước"), 348_362, provinces.collect())
}

fn province(asked: &Asked) -> UnitPage {
    let communes = (0..124u64).map(|at| {
        let name = format!("Xã Đồng Mây {at}");
        (
            unit(u128::from(at) + 900, UnitKind::Commune, Some("02212"), &name),
            counts(30 + at % 60, at * at % 97),
        )
    });
    UnitPage {
        crumbs: vec![Action::new("/officer/units/1", "Cả nước")],
        compare_href: Some(s("/officer/units/2/comparison")),
        help: s("Chỗ vướng chuyển lên: 2 đang chờ"),
        lacking_heading: s("Phần riêng của tỉnh Tuyên Quang còn thiếu"),
        lacking: vec![s("Nền tảng số địa phương: chưa điền: Số tổng đài của tỉnh")],
        ..page(asked, unit(2, UnitKind::Province, Some("08"), "Tỉnh Tuyên Quang"), 10_472, communes.collect())
    }
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
        team: s("Thôn Bến Đá"),
        commune: s("Xã Đồng Mây"),
        state: s("Tổ trưởng. Có giấy chứng nhận."),
    };
    let file =
        FilePart { label: s("cả danh sách này"), xlsx: s("/officer/1.xlsx"), csv: s("/officer/1.csv") };
    let list = BehindPage {
        crumbs: vec![Action::new("/officer", "Cả nước")],
        heading: s("Có giấy chứng nhận"),
        count: s("5.464 người, Tỉnh Tuyên Quang"),
        as_of: words::figures_as_of("17 giờ, 20/11/2026"),
        members: vec![row("Ma Thị Mùi"), row("Lý Văn Sáng")],
        first_href: Some(s("/officer/units/1/list")),
        next_href: Some(s("/officer/units/1/list?after=2")),
        files: Some(file),
        ..BehindPage::default()
    };
    let cell = |n: u64| BarRow {
        bar: s("52.2"),
        n: Number { text: words::number(n), href: Some(s("/officer/units/1/list")) },
        share: s("52,2%"),
        ..BarRow::default()
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
    };
    vec![
        sample("officer-nation", layout, nation(&asked)),
        sample("officer-nation-map", layout, nation(&drawn)),
        sample("officer-nation-leaders", layout, nation(&role)),
        sample("officer-province", layout, province(&asked)),
        sample("officer-province-table", layout, province(&Asked { table: 1, ..asked.clone() })),
        sample("officer-province-module", layout, province(&module)),
        sample("officer-commune", layout, page(&asked, commune.clone(), 40, (20..28).map(team).collect())),
        sample("officer-commune-empty", layout, page(&asked, commune, 0, vec![])),
        sample("officer-team", layout, page(&asked, village(), 5, vec![])),
        sample("officer-list", layout, list.clone()),
        sample(
            "officer-list-teams",
            layout,
            BehindPage { teams: list.members.clone(), members: vec![], ..list.clone() },
        ),
        sample("officer-list-empty", layout, BehindPage { members: vec![], ..list }),
        sample("officer-comparison", layout, comparison.clone()),
        sample(
            "officer-comparison-choice",
            layout,
            ComparisonPage { rows: vec![], names: vec![], ..comparison },
        ),
    ]
}
