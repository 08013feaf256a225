//! Whether a made-up country could be one: who is certified in it, where and when.

use super::commune::Maker;
use super::plan::{Location, Plan, Scale};
use chrono::{Datelike, NaiveDate};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use tungngo_course::{Limits, SourceTree, compile};
use tungngo_domain::ids::{PersonId, Slug, UnitId};
use tungngo_storage::bulk::Batch;
use tungngo_storage::certificates::MEMBERS_PROGRAMME;
use tungngo_storage::programmes::{Programme, first_rule};
use uuid::Uuid;

/// As many communes as the country has, on a map of thirty-four provinces.
pub fn communes() -> Vec<Location> {
    (0..3321u128)
        .map(|n| Location {
            id: UnitId(Uuid::from_u128(n)),
            code: format!("{:05}", n * 7),
            name: if n % 5 == 0 { "Phường Mẫu".to_owned() } else { "Xã Mẫu".to_owned() },
            province: UnitId(Uuid::from_u128(90_000 + n % 34)),
            province_code: format!("{:02}", n % 34),
            province_name: "Tỉnh Mẫu".to_owned(),
            nation: UnitId(Uuid::from_u128(99_999)),
        })
        .collect()
}

/// Of every commune its members, those who learned, and the days on which members were certified.
fn figures(seed: u64, communes_of: impl Fn(usize) -> bool) -> Vec<(usize, usize, Vec<NaiveDate>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("courses");
    let limits = Limits::default();
    let today: NaiveDate = "2026-11-22".parse().unwrap();
    let tree = SourceTree::read(&folder, &limits).unwrap();
    let catalogue = compile(&tree, &limits, today).catalogue;
    let required = super::required(&catalogue);
    let maker = Maker {
        plan: Plan::new(seed, today, Scale::National, communes()),
        programme: Programme {
            id: Slug::parse(MEMBERS_PROGRAMME).unwrap(),
            title: "Mẫu".to_owned(),
            unit: None,
            issuer: None,
            rule: Some(first_rule(&required).unwrap()),
            rule_id: None,
        },
        catalogue,
        notice: "1".to_owned(),
        administrator: PersonId(Uuid::from_u128(7)),
    };
    let chosen = (0..maker.plan.communes.len()).filter(|at| communes_of(*at));
    chosen
        .map(|at| {
            let mut batch = Batch::new(BTreeSet::new());
            maker.make(at, &mut batch).unwrap();
            let commune = &maker.plan.communes[at];
            let lives = maker.members(commune, &maker.villages(commune));
            let learned = lives.iter().filter(|made| !made.acts.is_empty()).count();
            (batch.members(), learned, batch.certified_on().collect())
        })
        .collect()
}

#[test]
fn many_are_certified_more_are_not_and_no_commune_is_like_another() {
    let communes = figures(1, |at| at % 120 == 7);
    let members: usize = communes.iter().map(|one| one.0).sum();
    let learned: usize = communes.iter().map(|one| one.1).sum();
    let certified: usize = communes.iter().map(|one| one.2.len()).sum();
    let share = |part: usize| 100 * part / members;
    assert!((30..50).contains(&share(certified)), "{certified} of {members} are certified");
    assert!((60..90).contains(&share(learned)), "{learned} of {members} learned");
    let mut shares: Vec<usize> = communes.iter().map(|one| 100 * one.2.len() / one.0).collect();
    shares.sort_unstable();
    let (low, high) = (shares[shares.len() / 10], shares[shares.len() * 9 / 10]);
    assert!(low <= 30 && high >= 55, "{shares:?}");
    let mut by_month: BTreeMap<(i32, u32), usize> = BTreeMap::new();
    for on in communes.iter().flat_map(|one| &one.2) {
        *by_month.entry((on.year(), on.month())).or_insert(0) += 1;
    }
    assert!(by_month.len() >= 4, "{by_month:?}");
    assert!(by_month.values().all(|n| 100 * n <= 50 * certified), "{by_month:?}");
}
