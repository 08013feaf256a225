//! The plan of a country: which communes, with how many teams of how many members, and when each began.
//!
//! The sums are those of June 2023: 74,422 teams with 348,362 members, shared out over the communes of today. A smaller
//! plan is a part of the whole one, so a province is the same alone and within its country.

use super::dice;
use chrono::{Duration, NaiveDate};
use clap::ValueEnum;
use serde::{Deserialize, Serialize};
use tungngo_domain::ids::UnitId;
use tungngo_storage::{Result, Store};

/// Teams of the country.
pub const TEAMS: usize = 74_422;
/// Members of the country.
pub const MEMBERS: usize = 348_362;
/// Members of the smallest and the largest team.
const TEAM_SIZES: (u8, u8) = (3, 9);
/// Teams that every commune has at least.
const TEAMS_AT_LEAST: usize = 4;
/// The days that a history can be long.
const DAYS: i64 = 190;
/// The province of the smaller plans: Tuyên Quang.
const PROVINCE: &str = "08";
/// Provinces that began first: those that wrote a part of the courses.
const FIRST: [&str; 4] = ["08", "15", "31", "37"];

/// How much of the country.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Scale {
    /// One commune.
    Commune,
    /// One province.
    Province,
    /// Every hundredth commune of the country.
    Hundredth,
    /// Every tenth commune of the country.
    Tenth,
    /// All of it.
    National,
}

/// Where a commune is.
#[derive(Debug, Clone)]
pub struct Location {
    /// The commune.
    pub id: UnitId,
    /// Its official code.
    pub code: String,
    /// Its name ("Xã Bình Xa").
    pub name: String,
    /// The province.
    pub province: UnitId,
    /// The province's official code.
    pub province_code: String,
    /// The province's name.
    pub province_name: String,
    /// The nation.
    pub nation: UnitId,
}

/// A commune and its teams.
#[derive(Debug, Clone)]
pub struct Commune {
    /// Where it is.
    pub location: Location,
    /// How many members each team has.
    pub teams: Vec<u8>,
    /// The number of its first member in the country.
    pub first_member: u64,
    /// The day on which its teams were put on the roster.
    pub since: NaiveDate,
    /// How likely its people are to come along and to stay; 1 is usual.
    pub zeal: f64,
}

/// Who is to be made.
#[derive(Debug, Clone)]
pub struct Plan {
    /// What everything follows from.
    pub seed: u64,
    /// The day that histories lead up to.
    pub today: NaiveDate,
    /// The communes, in the order in which they are made.
    pub communes: Vec<Commune>,
}

impl Plan {
    /// The plan of a country, cut to a scale.
    pub fn new(seed: u64, today: NaiveDate, scale: Scale, locations: Vec<Location>) -> Self {
        let weights: Vec<f64> = locations.iter().map(|one| weight(seed, one)).collect();
        let teams = shares(TEAMS, TEAMS_AT_LEAST, &weights);
        let sizes = team_sizes(seed, teams.iter().sum());
        let mut left = sizes.as_slice();
        let mut first_member = 0;
        let mut communes = Vec::new();
        for (location, teams) in locations.into_iter().zip(teams) {
            let (own, others) = left.split_at(teams.min(left.len()));
            left = others;
            let (since, zeal) = beginning(seed, today, &location);
            let members: u64 = own.iter().map(|size| u64::from(*size)).sum();
            communes.push(Commune { location, teams: own.to_vec(), first_member, since, zeal });
            first_member += members;
        }
        match scale {
            Scale::Commune | Scale::Province => {
                communes.retain(|one| one.location.province_code == PROVINCE);
                if scale == Scale::Commune {
                    communes.truncate(1);
                }
            }
            Scale::Hundredth => communes = communes.into_iter().step_by(100).collect(),
            Scale::Tenth => communes = communes.into_iter().step_by(10).collect(),
            Scale::National => {}
        }
        // Ids begin with the time, so what began first is written first.
        communes.sort_by(|a, b| (a.since, &a.location.code).cmp(&(b.since, &b.location.code)));
        Self { seed, today, communes }
    }

    /// How many members it has from a commune on.
    pub fn members_from(&self, commune: usize) -> u64 {
        self.communes.iter().skip(commune).map(Commune::members).sum()
    }
}

impl Commune {
    /// How many members it has.
    pub fn members(&self) -> u64 {
        self.teams.iter().map(|size| u64::from(*size)).sum()
    }
}

/// All communes of the database's map with an official code, by code.
pub async fn locations(store: &Store) -> Result<Vec<Location>> {
    let nation = store.unit_by_code("vn").await?.id;
    let mut all = Vec::new();
    for province in store.children(nation).await? {
        let Some(province_code) = province.code else { continue };
        for commune in store.children(province.id).await? {
            let Some(code) = commune.code else { continue };
            all.push(Location {
                id: commune.id,
                code,
                name: commune.name,
                province: province.id,
                province_code: province_code.clone(),
                province_name: province.name.clone(),
                nation,
            });
        }
    }
    all.sort_by(|a, b| a.code.cmp(&b.code));
    Ok(all)
}

/// How many teams a commune has beside others: more where the country is flat, fewer in towns.
fn weight(seed: u64, location: &Location) -> f64 {
    let number = location.province_code.parse::<u64>().unwrap_or(0);
    let of_province = 0.75 + 0.5 * dice(seed, "province", number).f64();
    let of_place = match location.name.split(' ').next() {
        Some("Phường") => 0.9,
        Some("Đặc") => 0.3,
        _ => 1.05,
    };
    let mut own = dice(seed, "commune", location.code.parse().unwrap_or(0));
    of_province * of_place * (0.45 + own.f64() + 0.3 * own.f64())
}

/// Shares a total out by weight: everybody has at least so much, and the parts add up to the total.
fn shares(total: usize, at_least: usize, weights: &[f64]) -> Vec<usize> {
    let sum: f64 = weights.iter().sum();
    let free = total.saturating_sub(at_least * weights.len()) as f64;
    let exact: Vec<f64> = weights.iter().map(|weight| weight / sum * free).collect();
    let mut parts: Vec<usize> = exact.iter().map(|part| *part as usize + at_least).collect();
    let mut by_rest: Vec<usize> = (0..weights.len()).collect();
    by_rest.sort_by(|a, b| exact[*b].fract().total_cmp(&exact[*a].fract()).then(a.cmp(b)));
    let missing = total.saturating_sub(parts.iter().sum());
    for at in by_rest.into_iter().take(missing) {
        parts[at] += 1;
    }
    parts
}

/// The size of each team, from 3 to 9; together they are the members of the country.
fn team_sizes(seed: u64, teams: usize) -> Vec<u8> {
    let mut dice = dice(seed, "teams", 0);
    let mut sizes: Vec<u8> = (0..teams)
        .map(|_| match dice.u8(0..100) {
            0..18 => 3,
            18..51 => 4,
            51..79 => 5,
            79..91 => 6,
            91..97 => 7,
            97..99 => 8,
            _ => 9,
        })
        .collect();
    let mut sum: usize = sizes.iter().map(|size| usize::from(*size)).sum();
    let fits = (teams * usize::from(TEAM_SIZES.0)..=teams * usize::from(TEAM_SIZES.1)).contains(&MEMBERS);
    while fits && sum != MEMBERS {
        let size = &mut sizes[dice.usize(..teams)];
        if sum < MEMBERS && *size < TEAM_SIZES.1 {
            (*size, sum) = (*size + 1, sum + 1);
        } else if sum > MEMBERS && *size > TEAM_SIZES.0 {
            (*size, sum) = (*size - 1, sum - 1);
        }
    }
    sizes
}

/// When a commune began and how its people take to it: provinces come in waves, their communes within two weeks.
fn beginning(seed: u64, today: NaiveDate, location: &Location) -> (NaiveDate, f64) {
    let number = location.province_code.parse::<u64>().unwrap_or(0);
    let mut province = dice(seed, "wave", number);
    let wave = if FIRST.contains(&location.province_code.as_str()) { 0 } else { province.i64(1..=5) };
    let of_province = 0.72 + 0.5 * province.f64();
    let mut own = dice(seed, "since", location.code.parse().unwrap_or(0));
    let since = today - Duration::days(DAYS - wave * 18 - own.i64(0..14));
    // Some communes have teams on paper only.
    let own = if own.u8(0..100) < 4 { 0.12 } else { 0.5 + own.f64() };
    (since, of_province * own)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::country::tests::communes;
    use std::collections::BTreeSet;

    #[test]
    fn the_country_has_the_teams_and_members_that_were_counted() {
        let today = "2026-11-22".parse().unwrap();
        let plan = Plan::new(1, today, Scale::National, communes());
        assert_eq!(plan.communes.iter().map(|one| one.teams.len()).sum::<usize>(), TEAMS);
        assert_eq!(plan.members_from(0), MEMBERS as u64);
        let sizes = plan.communes.iter().flat_map(|one| &one.teams);
        assert!(sizes.clone().all(|size| (3..=9).contains(size)));
        assert!(plan.communes.iter().all(|one| one.since < today));
        let other = Plan::new(2, today, Scale::National, communes());
        assert_ne!(plan.communes[0].teams, other.communes[0].teams);
    }

    #[test]
    fn a_province_is_the_same_alone_and_in_its_country() {
        let today = "2026-11-22".parse().unwrap();
        let whole = Plan::new(7, today, Scale::National, communes());
        let alone = Plan::new(7, today, Scale::Province, communes());
        assert!(!alone.communes.is_empty());
        for one in &alone.communes {
            let there = whole.communes.iter().find(|other| other.location.code == one.location.code).unwrap();
            assert_eq!((&there.teams, there.first_member), (&one.teams, one.first_member));
            assert_eq!(there.since, one.since);
        }
    }

    #[test]
    fn parts_of_the_country_are_spread_over_its_provinces() {
        let today = "2026-11-22".parse().unwrap();
        let part = |scale| Plan::new(1, today, scale, communes());
        let (tenth, hundredth) = (part(Scale::Tenth), part(Scale::Hundredth));
        assert_eq!((tenth.communes.len(), hundredth.communes.len()), (333, 34));
        let in_tenth: BTreeSet<&str> = tenth.communes.iter().map(|one| &*one.location.code).collect();
        assert!(hundredth.communes.iter().all(|one| in_tenth.contains(&*one.location.code)));
        let provinces: BTreeSet<&str> =
            tenth.communes.iter().map(|one| &*one.location.province_code).collect();
        // Every tenth of a list that turns through 34 provinces meets every second of them.
        assert_eq!(provinces.len(), 17);
        let share = tenth.members_from(0) as f64 / MEMBERS as f64;
        assert!((0.09..0.11).contains(&share), "{share}");
    }
}
