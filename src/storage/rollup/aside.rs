//! Counting communes aside, from what is stored of their members, to find the counters that are not so.
//!
//! By [`tungngo_domain::rollup::contribution`] itself: what keeps the counters member by member and what counts whole
//! communes in the database ([`super::statements`]) are both held against it. Some communes at a time, each part on one
//! state of the database, as many parts at once as there are processors.
//!
//! Does not own: sums of provinces and of the nation.

use super::{figures_day, in_force};
use crate::certificates::MEMBERS_PROGRAMME;
use crate::connect::Store;
use crate::entity::{rollup_counter, unit};
use crate::error::{Result, StorageError};
use crate::programmes::required_modules;
use crate::slug;
use crate::units::is_a_village;
use chrono::{DateTime, NaiveDate};
use sea_orm::sea_query::{Expr, ExprTrait, Query};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, FromQueryResult, QueryFilter, QuerySelect,
};
use std::collections::{BTreeMap, HashMap, VecDeque};
use tungngo_domain::ids::{Slug, UnitId};
use tungngo_domain::ledger::ModuleProgress;
use tungngo_domain::people::TeamRole;
use tungngo_domain::rollup::{Certified, Counted, Counter, Metric, Part, contribution};
use tungngo_domain::tally::{Sums, as_a_team};
use tungngo_domain::units::UnitKind;
use uuid::Uuid;

/// Communes that are counted at once: some four thousand members.
const AT_ONCE: usize = 40;
/// Between two members of a team, or two counters of a unit.
const BETWEEN_ROWS: char = '\u{1E}';
/// Between the particulars of a member or a counter.
const BETWEEN_PARTICULARS: char = '\u{1F}';
/// Between two modules of a member.
const BETWEEN_MODULES: char = '\u{1D}';
/// Between the particulars of a module.
const BETWEEN_MODULE_PARTICULARS: char = '\u{1C}';

/// The counters of a unit in one text: a country has two million.
const COUNTERS: &str = "string_agg(part || '\u{1F}' || module_id || '\u{1F}' || metric || '\u{1F}' || CAST(n AS TEXT), '\u{1E}')";
/// What is counted of the members of the team `t`, in one text: row by row, reading them is most of the work. `{seconds …}`
/// is an instant in seconds.
const MEMBERS: &str = "(SELECT string_agg(m.role || '\u{1F}' || COALESCE(CAST(m.birth_decade AS TEXT), '') || '\u{1F}' || CASE WHEN \
                       m.reachable THEN 'r' ELSE '' END || CASE WHEN m.no_device THEN 'n' ELSE '' END || CASE WHEN m.borrowed \
                       THEN 'b' ELSE '' END || CASE WHEN m.paper THEN 'p' ELSE '' END || CASE WHEN m.stage = 'waiting' THEN 'w' \
                       ELSE '' END || '\u{1F}' || COALESCE(CAST(m.certified_on AS TEXT), '') || '\u{1F}' || \
                       COALESCE(CAST(m.certified_until AS TEXT), '') || '\u{1F}' || COALESCE((SELECT string_agg(p.module_id || \
                       '\u{1C}' || {seconds p.started_at} || '\u{1C}' || {seconds p.knows_at} || '\u{1C}' || {seconds \
                       p.does_at} || '\u{1C}' || {seconds p.teaches_at} || '\u{1C}' || COALESCE(CAST(p.certified_until AS \
                       TEXT), ''), '\u{1D}') FROM module_progress p WHERE p.member_id = m.member_id), ''), '\u{1E}') FROM \
                       member_stage m WHERE m.team_id = t.id)";

/// What the comparison of all communes found.
#[derive(Debug, Default)]
pub(crate) struct Compared {
    /// How many communes there are.
    pub(crate) communes: usize,
    /// The counters that are not what the members give.
    pub(crate) wrong: Vec<Wrong>,
}

/// A counter that is not what the members give.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Wrong {
    /// The commune in which it is.
    pub(crate) commune: UnitId,
    /// The commune itself or one of its teams.
    pub(crate) unit: UnitId,
    /// Its part, subject and metric as they are stored.
    pub(crate) counter: [String; 3],
}

/// By which day and which rule is counted.
struct Rule {
    day: NaiveDate,
    programme: Slug,
    required: Vec<Slug>,
}

impl Store {
    /// Counts every commune aside and compares. `progress` hears how many communes of how many are done.
    pub(crate) async fn compare_communes(&self, progress: impl Fn(usize, usize)) -> Result<Compared> {
        let communes = in_force(self.reader(), UnitKind::Commune).await?;
        let at_once = std::thread::available_parallelism().map_or(2, std::num::NonZero::get);
        let mut found = Compared { communes: communes.len(), ..Compared::default() };
        let mut chunks = communes.chunks(AT_ONCE);
        let (mut running, mut done) = (VecDeque::new(), 0);
        loop {
            let next = chunks.next();
            if let Some(chunk) = next {
                let (store, chunk) = (self.clone(), chunk.to_vec());
                running.push_back(tokio::spawn(async move { store.compare_some(&chunk).await }));
            }
            if running.len() > at_once || next.is_none() {
                let Some(first) = running.pop_front() else { break };
                let wrong = match first.await {
                    Ok(part) => part?,
                    Err(ended) => std::panic::resume_unwind(ended.into_panic()),
                };
                found.wrong.extend(wrong);
                done = communes.len().min(done + AT_ONCE);
                progress(done, communes.len());
            }
        }
        Ok(found)
    }

    async fn compare_some(&self, communes: &[UnitId]) -> Result<Vec<Wrong>> {
        let db = &*self.snapshot().await?;
        let day = figures_day(db).await?;
        let rule =
            Rule { day, programme: slug(MEMBERS_PROGRAMME)?, required: required_modules(db, day).await? };
        let teams = teams_of(db, communes).await?;
        let units = communes.iter().map(|commune| commune.0).chain(teams.iter().map(|team| team.id));
        let stored = stored(db, units).await?;
        let communes = communes.to_vec();
        let compared = tokio::task::spawn_blocking(move || compare(&communes, &teams, &rule, &stored));
        compared.await.unwrap_or_else(|ended| std::panic::resume_unwind(ended.into_panic()))
    }
}

/// A team with its members.
#[derive(FromQueryResult)]
struct Team {
    id: Uuid,
    commune_id: Uuid,
    members: Option<String>,
}

async fn teams_of(db: &impl ConnectionTrait, communes: &[UnitId]) -> Result<Vec<Team>> {
    let is_postgres = db.get_database_backend() == DbBackend::Postgres;
    let seconds = |parts: &str| {
        let (column, rest) = parts.split_once('}').unwrap_or((parts, ""));
        let seconds = if is_postgres {
            ["CAST(floor(EXTRACT(EPOCH FROM ", column.trim(), ")) AS BIGINT)"].concat()
        } else {
            ["unixepoch(", column.trim(), ")"].concat()
        };
        ["COALESCE(CAST(", &seconds, " AS TEXT), '')", rest].concat()
    };
    let (first, instants) = MEMBERS.split_once("{seconds").unwrap_or((MEMBERS, ""));
    let members = first.to_owned() + &instants.split("{seconds").map(seconds).collect::<String>();
    let mut query = Query::select();
    query
        .expr_as(Expr::col(("t", "id")), "id")
        .expr_as(Expr::col(("t", "parent_id")), "commune_id")
        .expr_as(Expr::cust(members), "members")
        .from_as(unit::Entity, "t")
        .and_where(is_a_village(Expr::col(("t", "kind"))))
        .and_where(Expr::col(("t", "parent_id")).is_in(communes.iter().map(|commune| commune.0)));
    let rows = db.query_all(&query).await?;
    rows.iter().map(|row| Ok(Team::from_query_result(row, "")?)).collect()
}

/// Reads what is counted of a member from [`MEMBERS`].
fn counted(text: &str) -> Option<Counted> {
    let mut parts = text.split(BETWEEN_PARTICULARS);
    let mut next = || parts.next();
    let role = TeamRole::from_code(next()?)?;
    let decade = next()?;
    let birth_decade = if decade.is_empty() { None } else { Some(decade.parse().ok()?) };
    let is = next()?;
    let (on, until) = (a_day(next()?)?, a_day(next()?)?);
    let modules = next()?.split(BETWEEN_MODULES).filter(|module| !module.is_empty()).map(a_module);
    Some(Counted {
        role,
        birth_decade,
        reachable: is.contains('r'),
        no_device: is.contains('n'),
        borrowed: is.contains('b'),
        paper: is.contains('p'),
        waiting: is.contains('w'),
        certified: on.zip(until).map(|(on, until)| Certified { on, until }),
        modules: modules.collect::<Option<_>>()?,
    })
}

fn a_module(text: &str) -> Option<(Slug, ModuleProgress, Option<NaiveDate>)> {
    let mut parts = text.split(BETWEEN_MODULE_PARTICULARS);
    let module = Slug::parse(parts.next()?).ok()?;
    let mut instant = || {
        let seconds = parts.next()?;
        if seconds.is_empty() {
            return Some(None);
        }
        Some(Some(DateTime::from_timestamp(seconds.parse().ok()?, 0)?))
    };
    let progress = ModuleProgress {
        started_at: instant()?,
        knows_at: instant()?,
        does_at: instant()?,
        teaches_at: instant()?,
        ..ModuleProgress::default()
    };
    Some((module, progress, a_day(parts.next()?)?))
}

/// A day, or none where there is no text.
fn a_day(text: &str) -> Option<Option<NaiveDate>> {
    if text.is_empty() { Some(None) } else { Some(Some(text.parse().ok()?)) }
}

fn compare(
    communes: &[UnitId],
    teams: &[Team],
    rule: &Rule,
    stored: &HashMap<Uuid, String>,
) -> Result<Vec<Wrong>> {
    let mut of_communes: HashMap<Uuid, Sums> =
        communes.iter().map(|commune| (commune.0, Sums::new())).collect();
    let mut wrong = Vec::new();
    let text = |unit: Uuid| stored.get(&unit).map_or("", String::as_str);
    for team in teams {
        let Some(of_commune) = of_communes.get_mut(&team.commune_id) else { continue };
        let sums = count(team, of_commune, rule)?;
        wrong.extend(differences(UnitId(team.commune_id), UnitId(team.id), &sums, text(team.id)));
    }
    for (commune, sums) in of_communes {
        wrong.extend(differences(UnitId(commune), UnitId(commune), &sums, text(commune)));
    }
    wrong.sort_unstable();
    Ok(wrong)
}

/// What the members of a team give it; adds to its commune what they give that.
fn count(team: &Team, of_commune: &mut Sums, rule: &Rule) -> Result<Sums> {
    let mut sums = Sums::new();
    let members = team.members.as_deref().unwrap_or_default();
    for text in members.split(BETWEEN_ROWS).filter(|text| !text.is_empty()) {
        let member = counted(text).ok_or_else(|| StorageError::Corrupt(team.id.to_string()))?;
        for (counter, n) in contribution(&member, &rule.programme, rule.day) {
            let sums = if counter.part == Part::All { &mut sums } else { &mut *of_commune };
            *sums.entry(counter).or_default() += n;
        }
    }
    let of_teams = as_a_team(&sums, &rule.programme, &rule.required);
    let counts = sums.iter().map(|(counter, n)| (counter, *n)).chain(of_teams.iter().map(|one| (one, 1)));
    for (counter, n) in counts {
        match of_commune.get_mut(counter) {
            Some(sum) => *sum += n,
            None => _ = of_commune.insert(counter.clone(), n),
        }
    }
    // Of the counters that count teams, a team has this one only.
    sums.extend(of_teams.into_iter().filter(|one| one.metric == Metric::TeamsReady).map(|one| (one, 1)));
    Ok(sums)
}

/// The counters of a unit that are not as counted.
fn differences(commune: UnitId, unit: UnitId, counted: &Sums, stored: &str) -> Vec<Wrong> {
    let mut is: Vec<&str> = stored.split(BETWEEN_ROWS).filter(|line| !line.is_empty()).collect();
    is.sort_unstable();
    let lines = lines(counted);
    if lines == is {
        return Vec::new();
    }
    let missing = lines.iter().map(String::as_str).filter(|line| is.binary_search(line).is_err());
    let surplus =
        is.iter().copied().filter(|line| lines.binary_search_by(|one| one.as_str().cmp(line)).is_err());
    let mut wrong: Vec<Wrong> = missing
        .chain(surplus)
        .map(|line| {
            let mut parts = line.split(BETWEEN_PARTICULARS).map(str::to_owned);
            let mut next = || parts.next().unwrap_or_default();
            Wrong { commune, unit, counter: [next(), next(), next()] }
        })
        .collect();
    // A counter that is there with another number is both missing and too many.
    wrong.sort_unstable();
    wrong.dedup();
    wrong
}

/// The counters that are stored of these units, as [`lines`] but in no order.
async fn stored(
    db: &impl ConnectionTrait,
    units: impl IntoIterator<Item = Uuid>,
) -> Result<HashMap<Uuid, String>> {
    let rows: Vec<(Uuid, String)> = rollup_counter::Entity::find()
        .select_only()
        .column(rollup_counter::Column::UnitId)
        .expr(Expr::cust(COUNTERS))
        .filter(rollup_counter::Column::UnitId.is_in(units))
        .filter(rollup_counter::Column::N.ne(0))
        .group_by(rollup_counter::Column::UnitId)
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows.into_iter().collect())
}

/// Counters as they are stored, in the order of their texts.
fn lines(sums: &Sums) -> Vec<String> {
    let mut parts: BTreeMap<Part, String> = BTreeMap::new();
    let mut lines: Vec<String> = sums
        .iter()
        .map(|(Counter { subject, metric, part }, n)| {
            let part = parts.entry(*part).or_insert_with(|| part.code());
            let n = n.to_string();
            let texts = [part.as_str(), subject.code(), metric.code(), &n];
            texts.join(BETWEEN_PARTICULARS.encode_utf8(&mut [0; 4]))
        })
        .collect();
    lines.sort_unstable();
    lines
}
