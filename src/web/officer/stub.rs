//! Stand-in for the counters' read API until it is there.
use chrono::NaiveDate;
use std::collections::BTreeMap;
use tungngo_domain::ids::Slug;
use tungngo_domain::people::TeamRole;
use tungngo_domain::time::Instant;
use tungngo_storage::units::Unit;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Metric {
    Members, Reachable, NoDevice, Borrowed, Paper, Started, Knows, Does, Teaches, Waiting, Certified, Lapsed, Leaders,
    Teams, TeamsStarted, TeamsDoing, TeamsTeaching, TeamsLed, TeamsReady,
}
impl Metric {
    pub const ALL: [Self; 19] = [
        Self::Members, Self::Reachable, Self::NoDevice, Self::Borrowed, Self::Paper, Self::Started, Self::Knows,
        Self::Does, Self::Teaches, Self::Waiting, Self::Certified, Self::Lapsed, Self::Leaders, Self::Teams,
        Self::TeamsStarted, Self::TeamsDoing, Self::TeamsTeaching, Self::TeamsLed, Self::TeamsReady,
    ];
    pub fn code(self) -> &'static str {
        match self {
            Self::Members => "members", Self::Reachable => "reachable", Self::NoDevice => "no-device",
            Self::Borrowed => "borrowed", Self::Paper => "paper", Self::Started => "started", Self::Knows => "knows",
            Self::Does => "does", Self::Teaches => "teaches", Self::Waiting => "waiting",
            Self::Certified => "certified", Self::Lapsed => "lapsed", Self::Leaders => "leaders", Self::Teams => "teams",
            Self::TeamsStarted => "teams-started", Self::TeamsDoing => "teams-doing",
            Self::TeamsTeaching => "teams-teaching", Self::TeamsLed => "teams-led", Self::TeamsReady => "teams-ready",
        }
    }
    pub fn from_code(code: &str) -> Option<Self> { Self::ALL.into_iter().find(|m| m.code() == code) }
    pub fn counts_teams(self) -> bool { self >= Self::Teams }
}
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Subject { Any, Module(Slug), Programme(Slug) }
impl Subject {
    pub fn code(&self) -> &str { match self { Self::Any => "*", Self::Module(id) | Self::Programme(id) => id.as_str() } }
    pub fn from_code(code: &str, is_programme: impl Fn(&str) -> bool) -> Option<Self> {
        if code == "*" { return Some(Self::Any); }
        let id = Slug::parse(code).ok()?;
        Some(if is_programme(code) { Self::Programme(id) } else { Self::Module(id) })
    }
}
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cohort { Role(TeamRole), Born(Option<i32>) }
impl Cohort {
    pub fn code(self) -> String {
        match self { Self::Role(r) => r.code().to_owned(), Self::Born(Some(d)) => format!("b{d}"), Self::Born(None) => "b?".to_owned() }
    }
    pub fn from_code(code: &str) -> Option<Self> {
        if let Some(role) = TeamRole::from_code(code) { return Some(Self::Role(role)); }
        match code.strip_prefix('b')? { "?" => Some(Self::Born(None)), d => d.parse().ok().filter(|y| y % 10 == 0).map(|y| Self::Born(Some(y))) }
    }
}
#[derive(Debug, Clone, Default)]
pub struct Counts(pub BTreeMap<(Subject, Metric), u64>);
impl Default for Subject { fn default() -> Self { Self::Any } }
impl Counts {
    pub fn get(&self, subject: &Subject, metric: Metric) -> u64 { self.0.get(&(subject.clone(), metric)).copied().unwrap_or(0) }
}
#[derive(Debug, Clone)]
pub struct UnitFigures { pub unit: Unit, pub own: Counts, pub children: Vec<(Unit, Counts)>, pub day: NaiveDate, pub summed_at: Option<Instant> }
pub type Cohorts = BTreeMap<(Cohort, Metric), u64>;
pub type Weeks = BTreeMap<(NaiveDate, Subject, Metric), i64>;

/// Which rows a number counts.
#[derive(Debug, Clone)]
pub struct Behind { pub subject: Subject, pub metric: Metric, pub cohort: Option<Cohort> }
