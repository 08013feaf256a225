//! Counting members per unit: what is counted, what one member adds to the counts, and sums up the tree.
//!
//! Owns: the metrics, and [`contribution`], the one rule of who counts where. Does not own: keeping the counters.
//! Storage writes those of team and commune in the transaction that changes a record (K1): it asks for the member's
//! contribution before and after, and adds the difference.

use crate::ids::{Slug, UnitId};
use crate::ledger::ModuleProgress;
use crate::people::TeamRole;
use crate::time::day;
use chrono::{Datelike, Days, NaiveDate};
use std::collections::{BTreeMap, HashMap};

/// The subject under which a member counts once, in however many modules: no module may have this id.
pub const ANY_MODULE: &str = "*";

/// What is counted of a unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Metric {
    /// Members on the roster.
    Members,
    /// Members with a device or a phone number (product.md §5).
    Reachable,
    /// Members who said that they have no device.
    NoDevice,
    /// Members whom a trainer let in on another phone.
    Borrowed,
    /// Members with a test on paper that was keyed in.
    Paper,
    /// Members who answered something.
    Started,
    /// Members who passed the certifying test (*Biết*).
    Knows,
    /// Members who were seen doing it (*Làm được*).
    Does,
    /// Members who were seen teaching it (*Dạy được*).
    Teaches,
    /// Members who know something that a trainer has still to see.
    Waiting,
    /// Members with a certificate that is valid on the day of the counters.
    Certified,
    /// Members whose last certificate has ended.
    Lapsed,
    /// Leaders of teams with a valid certificate.
    Leaders,
    /// Teams with a member.
    Teams,
    /// Teams in which somebody started; the others are there on paper only.
    TeamsStarted,
    /// Teams in which somebody does it.
    TeamsDoing,
    /// Teams in which somebody can teach it.
    TeamsTeaching,
    /// Teams whose leader is certified.
    TeamsLed,
    /// Teams that can serve their village (*đạt chuẩn*, product.md §5).
    TeamsReady,
}

impl Metric {
    /// All metrics.
    pub const ALL: [Self; 19] = [
        Self::Members,
        Self::Reachable,
        Self::NoDevice,
        Self::Borrowed,
        Self::Paper,
        Self::Started,
        Self::Knows,
        Self::Does,
        Self::Teaches,
        Self::Waiting,
        Self::Certified,
        Self::Lapsed,
        Self::Leaders,
        Self::Teams,
        Self::TeamsStarted,
        Self::TeamsDoing,
        Self::TeamsTeaching,
        Self::TeamsLed,
        Self::TeamsReady,
    ];

    /// How the database and addresses write it; at most 16 letters.
    pub fn code(self) -> &'static str {
        match self {
            Self::Members => "members",
            Self::Reachable => "reachable",
            Self::NoDevice => "no-device",
            Self::Borrowed => "borrowed",
            Self::Paper => "paper",
            Self::Started => "started",
            Self::Knows => "knows",
            Self::Does => "does",
            Self::Teaches => "teaches",
            Self::Waiting => "waiting",
            Self::Certified => "certified",
            Self::Lapsed => "lapsed",
            Self::Leaders => "leaders",
            Self::Teams => "teams",
            Self::TeamsStarted => "teams-started",
            Self::TeamsDoing => "teams-doing",
            Self::TeamsTeaching => "teams-teaching",
            Self::TeamsLed => "teams-led",
            Self::TeamsReady => "teams-ready",
        }
    }

    /// Reads [`Self::code`].
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|metric| metric.code() == code)
    }

    /// Whether it counts teams, not members.
    pub fn counts_teams(self) -> bool {
        self >= Self::Teams
    }

    /// What a commune counts of its teams in which this is more than nobody.
    pub fn teams(self, subject: &Subject) -> Option<Self> {
        match (subject, self) {
            (Subject::Any, Self::Members) => Some(Self::Teams),
            (Subject::Any, Self::Started) => Some(Self::TeamsStarted),
            (Subject::Module(_), Self::Does) => Some(Self::TeamsDoing),
            (Subject::Module(_), Self::Teaches) => Some(Self::TeamsTeaching),
            (Subject::Programme(_), Self::Leaders) => Some(Self::TeamsLed),
            _ => None,
        }
    }
}

/// What a count is about.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Subject {
    /// People, once each.
    Any,
    /// One module.
    Module(Slug),
    /// A programme's certificate.
    Programme(Slug),
}

impl Subject {
    /// How the database and addresses write it. Modules and programmes never share an id.
    pub fn code(&self) -> &str {
        match self {
            Self::Any => ANY_MODULE,
            Self::Module(id) | Self::Programme(id) => id.as_str(),
        }
    }

    /// Reads [`Self::code`], knowing the programmes.
    pub fn from_code(code: &str, is_programme: impl Fn(&str) -> bool) -> Option<Self> {
        if code == ANY_MODULE {
            return Some(Self::Any);
        }
        let id = Slug::parse(code).ok()?;
        Some(if is_programme(code) { Self::Programme(id) } else { Self::Module(id) })
    }
}

/// A part of the members, by what does not change with time: the role in the team, or the decade of birth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Cohort {
    /// Leaders, deputies, or the other members.
    Role(TeamRole),
    /// Born in the ten years from this one; `None` is unknown.
    Born(Option<i32>),
}

impl Cohort {
    /// How the database and addresses write it; at most 16 letters.
    pub fn code(self) -> String {
        match self {
            Self::Role(role) => role.code().to_owned(),
            Self::Born(Some(decade)) => ["b", &decade.to_string()].concat(),
            Self::Born(None) => "b?".to_owned(),
        }
    }

    /// Reads [`Self::code`].
    pub fn from_code(code: &str) -> Option<Self> {
        if let Some(role) = TeamRole::from_code(code) {
            return Some(Self::Role(role));
        }
        match code.strip_prefix('b')? {
            "?" => Some(Self::Born(None)),
            digits => digits.parse().ok().filter(|year| year % 10 == 0).map(|year| Self::Born(Some(year))),
        }
    }
}

/// The first year of the decade of a year of birth.
pub fn decade(birth_year: i32) -> i32 {
    birth_year.div_euclid(10) * 10
}

/// The Monday of the week of a day.
pub fn week_of(on: NaiveDate) -> NaiveDate {
    on.checked_sub_days(Days::new(on.weekday().num_days_from_monday().into())).unwrap_or(on)
}

/// Which part of a count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Part {
    /// Everybody.
    All,
    /// Those of a cohort.
    Cohort(Cohort),
    /// Those who got there in the week that begins on this Monday, in Vietnam.
    Week(NaiveDate),
}

impl Part {
    /// How the database writes it; at most 16 letters.
    pub fn code(self) -> String {
        match self {
            Self::All => String::new(),
            Self::Cohort(cohort) => cohort.code(),
            Self::Week(monday) => ["w", &monday.to_string()].concat(),
        }
    }

    /// Reads [`Self::code`].
    pub fn from_code(code: &str) -> Option<Self> {
        if code.is_empty() {
            return Some(Self::All);
        }
        match code.strip_prefix('w') {
            Some(monday) => monday.parse().ok().map(Self::Week),
            None => Cohort::from_code(code).map(Self::Cohort),
        }
    }
}

/// One count of a unit.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Counter {
    /// What it is about.
    pub subject: Subject,
    /// What is counted.
    pub metric: Metric,
    /// Of whom.
    pub part: Part,
}

/// From when and until when somebody is certified; certificates without an end last until the end of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Certified {
    /// The day of issue.
    pub on: NaiveDate,
    /// The last valid day.
    pub until: NaiveDate,
}

/// What the counters need of a present member.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counted {
    /// The place in the team.
    pub role: TeamRole,
    /// The first year of the decade of birth.
    pub birth_decade: Option<i32>,
    /// A device or a phone number is on record.
    pub reachable: bool,
    /// No device, as said.
    pub no_device: bool,
    /// A trainer let them in on another phone.
    pub borrowed: bool,
    /// A test on paper was keyed in.
    pub paper: bool,
    /// Somebody has to see what they know.
    pub waiting: bool,
    /// The certificate of the programme.
    pub certified: Option<Certified>,
    /// Each module they began: how far, and the last valid day of its certificate.
    pub modules: Vec<(Slug, ModuleProgress, Option<NaiveDate>)>,
}

/// What one member adds to the counters of their team and commune on a day: each count is 1.
///
/// Parts add up: over the roles, over the decades, and over the weeks where they are kept.
pub fn contribution(member: &Counted, programme: &Slug, today: NaiveDate) -> BTreeMap<Counter, i64> {
    let mut counts = BTreeMap::new();
    let mut add = |subject: &Subject, metric, part| {
        counts.insert(Counter { subject: subject.clone(), metric, part }, 1);
    };
    let any = Subject::Any;
    let cohorts = [Cohort::Role(member.role), Cohort::Born(member.birth_decade)];
    let reached = |at: fn(&ModuleProgress) -> Option<crate::time::Instant>| {
        member.modules.iter().filter_map(|(_, progress, _)| at(progress)).min()
    };
    let started = reached(|progress| progress.started_at);
    for (metric, counts_here) in [
        (Metric::Members, true),
        (Metric::Reachable, member.reachable),
        (Metric::NoDevice, member.no_device),
        (Metric::Borrowed, member.borrowed),
        (Metric::Paper, member.paper),
        (Metric::Started, started.is_some()),
        (Metric::Knows, reached(|progress| progress.knows_at).is_some()),
        (Metric::Does, reached(|progress| progress.does_at).is_some()),
        (Metric::Teaches, reached(|progress| progress.teaches_at).is_some()),
        (Metric::Waiting, member.waiting),
    ] {
        if counts_here {
            add(&any, metric, Part::All);
        }
    }
    for cohort in cohorts {
        add(&any, Metric::Members, Part::Cohort(cohort));
    }
    if let Some(at) = started {
        add(&any, Metric::Started, Part::Week(week_of(day(at))));
        cohorts.into_iter().for_each(|cohort| add(&any, Metric::Started, Part::Cohort(cohort)));
    }
    for (id, progress, until) in &member.modules {
        let subject = Subject::Module(id.clone());
        for (metric, at) in [
            (Metric::Started, progress.started_at),
            (Metric::Knows, progress.knows_at),
            (Metric::Does, progress.does_at),
            (Metric::Teaches, progress.teaches_at),
        ] {
            if let Some(at) = at {
                add(&subject, metric, Part::All);
                add(&subject, metric, Part::Week(week_of(day(at))));
            }
        }
        if let Some(until) = until {
            add(&subject, if *until >= today { Metric::Certified } else { Metric::Lapsed }, Part::All);
        }
    }
    let subject = Subject::Programme(programme.clone());
    match member.certified {
        Some(held) if held.until >= today => {
            add(&subject, Metric::Certified, Part::All);
            add(&subject, Metric::Certified, Part::Week(week_of(held.on)));
            cohorts.into_iter().for_each(|cohort| add(&subject, Metric::Certified, Part::Cohort(cohort)));
            if member.role == TeamRole::Leader {
                add(&subject, Metric::Leaders, Part::All);
            }
        }
        Some(_) => add(&subject, Metric::Lapsed, Part::All),
        None => {}
    }
    counts
}

/// How counts change when a contribution does: what is added, and taken away; nothing that stays.
pub fn difference(before: &BTreeMap<Counter, i64>, after: &BTreeMap<Counter, i64>) -> BTreeMap<Counter, i64> {
    let mut changes = after.clone();
    for (counter, n) in before {
        *changes.entry(counter.clone()).or_default() -= n;
    }
    changes.retain(|_, n| *n != 0);
    changes
}

/// Whether a module's progress counts otherwise than before: most answers change no count.
pub fn counts_otherwise(before: &ModuleProgress, after: &ModuleProgress) -> bool {
    let counted = |progress: &ModuleProgress| {
        [progress.started_at, progress.knows_at, progress.does_at, progress.teaches_at]
    };
    counted(before) != counted(after)
}

/// Whether a team can serve its village (*đạt chuẩn*, product.md §5): its leader is certified, and of every required
/// module somebody is at *Làm được* or above.
pub fn team_is_ready(certified_leaders: i64, required: &[Slug], doing: impl Fn(&Slug) -> i64) -> bool {
    certified_leaders > 0 && !required.is_empty() && required.iter().all(|module| doing(module) > 0)
}

/// Sums of each unit's own counts and those of all units below it.
///
/// `parents` names each unit's parent; `own` holds counts of single units. A unit in `own` without a parent is a root.
pub fn sum_up(
    parents: &HashMap<UnitId, UnitId>,
    own: &BTreeMap<(UnitId, Metric), i64>,
) -> BTreeMap<(UnitId, Metric), i64> {
    let mut sums = BTreeMap::new();
    for ((unit, metric), count) in own {
        let mut at = Some(*unit);
        while let Some(unit) = at {
            *sums.entry((unit, *metric)).or_default() += count;
            at = parents.get(&unit).copied();
        }
    }
    sums
}

#[cfg(test)]
mod tests;
