//! The lists behind the figures: exactly those members or teams that a number counts, and what a list says of them.
//!
//! Owns: these reads. Does not own: the figures ([`crate::figures`]), who counts where ([`tungngo_domain::rollup`]).

use crate::Span;
use crate::certificates::MEMBERS_PROGRAMME;
use crate::connect::Store;
use crate::entity::{member_stage, module_progress, person, rollup_counter, rollup_due, unit};
use crate::error::{Result, StorageError};
use crate::people::{Member, asked_of_each, is_below, teams_below};
use crate::rollup::figures_day;
use crate::units::{Unit, is_a_village, unit_from};
use chrono::{Days, NaiveDate};
use sea_orm::sea_query::{Expr, ExprTrait, JoinType, Order, Query, SelectStatement, UnionType};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QueryResult,
    QuerySelect, Select,
};
use std::collections::{BTreeSet, HashMap};
use tungngo_domain::access::Scope;
use tungngo_domain::attention::Stage;
use tungngo_domain::ids::{PersonId, UnitId};
use tungngo_domain::people::TeamRole;
use tungngo_domain::rollup::{ANY_MODULE, Cohort, Metric, Part, Subject, week_of};
use tungngo_domain::time::start_of_day;
use tungngo_domain::units::{UnitKind, in_sentence};
use uuid::Uuid;

/// Members or teams of a page of the list behind a number.
pub const ROWS_BEHIND: u64 = 50;

/// What a list behind a number is of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Behind {
    /// [`ANY_MODULE`], a module or the programme.
    pub subject: String,
    /// What is counted.
    pub metric: Metric,
    /// Of whom.
    pub part: Part,
    /// When it was reached.
    pub when: When,
    /// The units below in which it is counted; all of them where none is named.
    pub among: Vec<UnitId>,
}

impl Behind {
    /// Of everybody in all of a unit, whenever they got there.
    pub fn of(subject: &str, metric: Metric) -> Self {
        Self { subject: subject.to_owned(), metric, part: Part::All, when: When::Ever, among: Vec::new() }
    }

    /// The units in which it is counted, of the one that was asked for.
    fn places(&self, id: UnitId) -> Vec<UnitId> {
        if self.among.is_empty() { vec![id] } else { self.among.clone() }
    }

    /// Whether it is known in which week somebody got there, and counted of everybody.
    pub fn has_weeks(&self) -> bool {
        let subject = Subject::from_code(&self.subject, |code| code == MEMBERS_PROGRAMME);
        self.part == Part::All
            && match (self.metric, subject) {
                (Metric::Started, Some(Subject::Any)) => true,
                (Metric::Certified, Some(Subject::Programme(_))) => true,
                (metric, Some(Subject::Module(_))) => {
                    matches!(metric, Metric::Started | Metric::Knows | Metric::Does | Metric::Teaches)
                }
                _ => false,
            }
    }
}

/// When those got there who are counted now, by whole weeks: a week belongs to the month, and to whatever other time, in
/// which its Monday lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum When {
    /// Whenever.
    #[default]
    Ever,
    /// In a week that begins on the first of these days or later, and before the second.
    Within(NaiveDate, NaiveDate),
    /// In a week that begins before this day.
    Before(NaiveDate),
}

impl When {
    /// The days on which it was: from, and before.
    pub fn days(self) -> (Option<NaiveDate>, Option<NaiveDate>) {
        // The first Monday that is not before a day.
        let monday = |day: NaiveDate| week_of(day + Days::new(6));
        match self {
            Self::Ever => (None, None),
            Self::Within(from, before) => (Some(monday(from)), Some(monday(before))),
            Self::Before(before) => (None, Some(monday(before))),
        }
    }
}

/// The parts of a count that are weeks, from a Monday on and before another. No other part's code comes after theirs.
fn weeks(from: NaiveDate, before: Option<NaiveDate>) -> Expr {
    let part = || Expr::col(rollup_counter::Column::Part);
    let before = before.map_or_else(|| "x".to_owned(), |before| Part::Week(before).code());
    part().gte(Part::Week(from).code()).and(part().lt(before))
}

/// Where a member stands, in a row of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RowState {
    /// The stage.
    pub stage: Stage,
    /// The last valid day of the member's certificate, where there is or was one.
    pub certified_until: Option<NaiveDate>,
}

/// A team with its commune, by name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Whereabouts {
    /// The team's village.
    pub team: String,
    /// Its commune.
    pub commune: String,
    /// Its province.
    pub province: String,
}

impl Whereabouts {
    /// "Thôn Bến Đá, xã Đồng Mây"
    pub fn in_words(&self) -> String {
        if self.commune.is_empty() {
            self.team.clone()
        } else {
            [self.team.as_str(), &in_sentence(&self.commune)].join(", ")
        }
    }
}

/// A list within reach: whom a number counts, and how many they are.
#[derive(Debug, Clone)]
pub struct Listing {
    /// Of which unit.
    pub unit: Unit,
    /// What it counts.
    pub behind: Behind,
    /// The day of the counters.
    day: NaiveDate,
    kept: Kept,
}

/// What counters keep of a list.
#[derive(Debug, Clone, Copy, Default)]
struct Kept {
    /// How many are listed, exact at the moment of reading; none where that is not kept.
    listed: Option<u64>,
    /// How many there are in the unit.
    of_unit: u64,
    /// How many there are.
    everything: u64,
}

impl Listing {
    /// Which way finds a page of it sooner: walking looks at one page's share of everything there is, gathering at
    /// everything of the unit. The weights are what a look costs on the whole country: what is gathered lies together,
    /// by teams, and a name is looked up only of those who are counted; each name that is walked past is looked for
    /// somewhere else.
    fn way(&self, rows: u64) -> Way {
        let Kept { listed, of_unit, everything } = self.kept;
        let Some(listed) = listed else { return Way::Gather };
        if listed <= rows {
            return if listed == 0 { Way::Nothing } else { Way::Gather };
        }
        let names = rows * Ord::max(everything, of_unit) / listed;
        let (gather, walk) = match self.behind.metric.counts_teams() {
            true => (of_unit, names),
            false => (of_unit + 4 * listed, 24 * names),
        };
        if walk < gather { Way::Walk } else { Way::Gather }
    }
}

/// How a page of a list by name is found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    /// There is nothing in it.
    Nothing,
    /// All of the unit are looked at, and those that are counted put in order.
    Gather,
    /// The order of names is walked as far as the page goes, whatever the unit.
    Walk,
}

/// Members that a number counts, before the unit is said, and without columns.
struct Counted(SelectStatement);

impl Counted {
    fn in_teams(mut self, condition: Expr) -> SelectStatement {
        self.0.and_where(condition);
        self.0
    }
}

fn is_one_of(units: &[UnitId]) -> Expr {
    Expr::col(rollup_counter::Column::UnitId).is_in(units.iter().map(|unit| unit.0))
}

/// Teams of a unit that a number counts.
struct CountedTeams<'a> {
    units: Vec<UnitId>,
    behind: &'a Behind,
}

impl<'a> CountedTeams<'a> {
    fn of(listing: &'a Listing) -> Result<Self> {
        let behind = &listing.behind;
        if !behind.metric.counts_teams() || behind.part != Part::All || behind.when != When::Ever {
            return Err(StorageError::NotFound);
        }
        Ok(Self { units: behind.places(listing.unit.id), behind })
    }

    fn by(&self, way: Way) -> Select<unit::Entity> {
        const TEAM: (unit::Entity, unit::Column) = (unit::Entity, unit::Column::Id);
        let metric = self.behind.metric;
        let counted = match metric {
            Metric::Teams | Metric::TeamsSilent => Metric::Members,
            Metric::TeamsStarted => Metric::Started,
            Metric::TeamsDoing => Metric::Does,
            Metric::TeamsTeaching => Metric::Teaches,
            Metric::TeamsLed => Metric::Leaders,
            other => other,
        };
        let subject = Subject::from_code(&self.behind.subject, |code| code == MEMBERS_PROGRAMME);
        let is_counted = subject.is_some_and(|subject| match metric {
            Metric::TeamsReady => matches!(subject, Subject::Programme(_)),
            Metric::TeamsSilent => subject == Subject::Any,
            metric => counted.teams(&subject) == Some(metric),
        });
        let with = |metric: Metric| {
            let of = Expr::col(rollup_counter::Column::UnitId);
            let mut counters = Query::select();
            counters
                .from(rollup_counter::Entity)
                .and_where(Expr::col(rollup_counter::Column::Part).eq(""))
                .and_where(Expr::col(rollup_counter::Column::ModuleId).eq(self.behind.subject.as_str()))
                .and_where(Expr::col(rollup_counter::Column::Metric).eq(metric.code()))
                .and_where(Expr::col(rollup_counter::Column::N).gt(0))
                .and_where(Expr::val(is_counted).eq(true));
            if way == Way::Walk {
                asked_of_each(counters.expr(Expr::val(1)).and_where(of.equals(TEAM)).to_owned())
            } else {
                counters
                    .column(rollup_counter::Column::UnitId)
                    .and_where(of.in_subquery(teams_below(self.units.iter().copied())));
                Expr::col(TEAM).in_subquery(counters)
            }
        };
        let kind = Expr::col((unit::Entity, unit::Column::Kind));
        let village = match way {
            Way::Walk => kind.eq("village").and(is_below(self.units.iter().copied(), TEAM)),
            _ => is_a_village(kind),
        };
        let teams = unit::Entity::find().filter(village).filter(with(counted));
        if metric == Metric::TeamsSilent { teams.filter(with(Metric::Started).not()) } else { teams }
    }
}

/// One sum of counters.
struct Sum {
    /// Of which units.
    units: Expr,
    /// What is summed of each counter.
    n: Expr,
    subject: String,
    metric: Metric,
    part: Expr,
}

impl Sum {
    fn query(self, at: usize) -> SelectStatement {
        Query::select()
            .expr_as(Expr::cust(at.to_string()), "at")
            .expr_as(self.n.sum().cast_as("BIGINT"), "n")
            .from(rollup_counter::Entity)
            .and_where(self.units)
            .and_where(self.part)
            .and_where(rollup_counter::Column::ModuleId.eq(self.subject))
            .and_where(rollup_counter::Column::Metric.eq(self.metric.code()))
            .to_owned()
    }
}

/// What a number is made of: counters that are added, or taken away.
fn terms(behind: &Behind) -> Vec<(i64, Metric, Expr)> {
    let part = || rollup_counter::Column::Part.eq(behind.part.code());
    match (behind.metric.kept_as(), behind.when.days()) {
        // What is the rest of two: all without some.
        ([all, some], _) => vec![(1, *all, part()), (-1, *some, part())],
        (_, (None, None)) => vec![(1, behind.metric, part())],
        (_, (Some(from), before)) => vec![(1, behind.metric, weeks(from, before))],
        // All without those who got there later.
        (_, (None, Some(before))) => {
            vec![(1, behind.metric, part()), (-1, behind.metric, weeks(before, None))]
        }
    }
}

/// The sums from which it is read how many are listed, each with its sign; none where it is not kept. Exact: what is not
/// yet summed of a province or the nation is added.
fn listed_sums(places: &[unit::Model], behind: &Behind) -> Option<Vec<(i64, Sum)>> {
    let (mut leaves, mut provinces, mut nations) = (Vec::new(), Vec::new(), Vec::new());
    for place in places {
        let kind = UnitKind::from_code(&place.kind)?;
        let only_all = behind.part == Part::All && behind.when == When::Ever;
        let of_team = kind == UnitKind::Village && (!only_all || behind.metric.counts_teams());
        if place.valid_to.is_some() || of_team {
            return None;
        }
        match kind {
            UnitKind::Commune | UnitKind::Village => leaves.push(UnitId(place.id)),
            UnitKind::Province => provinces.push(UnitId(place.id)),
            UnitKind::Nation => nations.push(UnitId(place.id)),
        }
    }
    let n = || Expr::col(rollup_counter::Column::N);
    let missing = || n().sub(Expr::col(rollup_counter::Column::Summed));
    let due = |below: Option<&[UnitId]>| {
        let mut due = Query::select();
        due.column(rollup_due::Column::UnitId).from(rollup_due::Entity);
        if let Some(provinces) = below {
            let communes = Query::select()
                .column(unit::Column::Id)
                .from(unit::Entity)
                .and_where(unit::Column::ParentId.is_in(provinces.iter().map(|id| id.0)))
                .to_owned();
            due.and_where(Expr::col(rollup_due::Column::UnitId).in_subquery(communes));
        }
        Expr::col(rollup_counter::Column::UnitId).in_subquery(due)
    };
    let mut parts: Vec<(Expr, Expr)> = Vec::new();
    if !leaves.is_empty() {
        parts.push((is_one_of(&leaves), n()));
    }
    if !provinces.is_empty() {
        parts.extend([(is_one_of(&provinces), n()), (due(Some(&provinces)), missing())]);
    }
    if !nations.is_empty() {
        parts.extend([(is_one_of(&nations), n()), (due(None), missing())]);
    }
    let mut sums = Vec::new();
    for (sign, metric, part) in terms(behind) {
        for (units, n) in &parts {
            let (units, n, part, subject) = (units.clone(), n.clone(), part.clone(), behind.subject.clone());
            sums.push((sign, Sum { units, n, subject, metric, part }));
        }
    }
    Some(sums)
}

/// The members that a number counts, of any unit: `s` is the member's stage, `g` the module's progress. The same
/// conditions as [`tungngo_domain::rollup::contribution`]; tests hold the two together.
fn counted_members(listing: &Listing) -> Result<Counted> {
    let (behind, day) = (&listing.behind, listing.day);
    if behind.metric.counts_teams() {
        return Err(StorageError::NotFound);
    }
    let s = |column: &'static str| Expr::col(("s", column));
    let mut query = Query::select();
    query.from_as(member_stage::Entity, "s");
    let any = behind.subject == ANY_MODULE;
    let programme = behind.subject == MEMBERS_PROGRAMME;
    let g = |column: &'static str| Expr::col(("g", column));
    if !any && !programme {
        query.join_as(
            JoinType::InnerJoin,
            module_progress::Entity,
            "g",
            g("member_id").equals(("s", "member_id")).and(g("module_id").eq(behind.subject.as_str())),
        );
    }
    let nobody = Expr::val(1).eq(0);
    let counted = match (behind.metric, any, programme) {
        (Metric::Members, true, _) => Expr::val(1).eq(1),
        (Metric::Reachable, true, _) => s("reachable").eq(true),
        (Metric::NoDevice, true, _) => s("no_device").eq(true),
        (Metric::Borrowed, true, _) => s("borrowed").eq(true),
        (Metric::Paper, true, _) => s("paper").eq(true),
        (Metric::Waiting, true, _) => s("stage").eq("waiting"),
        (Metric::Started, true, _) => s("started_on").is_not_null(),
        (Metric::Knows, true, _) => s("knows").eq(true),
        (Metric::Does, true, _) => s("does").eq(true),
        (Metric::Teaches, true, _) => s("teaches").eq(true),
        (Metric::Certified, false, true) => s("certified_until").gte(day),
        (Metric::Lapsed, false, true) => s("certified_until").lt(day),
        (Metric::Leaders, false, true) => {
            s("certified_until").gte(day).and(s("role").eq(TeamRole::Leader.code()))
        }
        (Metric::Started, false, false) => g("started_at").is_not_null(),
        (Metric::Knows, false, false) => g("knows_at").is_not_null(),
        (Metric::Does, false, false) => g("does_at").is_not_null(),
        (Metric::Teaches, false, false) => g("teaches_at").is_not_null(),
        (Metric::Certified, false, false) => g("certified_until").gte(day),
        (Metric::Lapsed, false, false) => g("certified_until").lt(day),
        _ => nobody.clone(),
    };
    query.and_where(counted);
    let reached = match (behind.metric, any, programme) {
        (Metric::Started, true, _) => s("started_on"),
        (Metric::Certified, false, true) => s("certified_on"),
        (Metric::Started, ..) => g("started_at"),
        (Metric::Knows, ..) => g("knows_at"),
        (Metric::Does, ..) => g("does_at"),
        _ => g("teaches_at"),
    };
    // Of all modules together the day is kept, of each the instant.
    let at = |day: NaiveDate| match any || programme {
        true => Expr::val(day),
        false => Expr::val(start_of_day(day)),
    };
    let (from, before) = behind.when.days();
    if let Some(from) = from {
        query.and_where(reached.clone().gte(at(from)));
    }
    if let Some(before) = before {
        query.and_where(reached.lt(at(before)));
    }
    match behind.part {
        Part::All => {}
        Part::Cohort(Cohort::Role(role)) => {
            query.and_where(s("role").eq(role.code()));
        }
        Part::Cohort(Cohort::Born(Some(decade))) => {
            query.and_where(s("birth_decade").eq(decade));
        }
        Part::Cohort(Cohort::Born(None)) => {
            query.and_where(s("birth_decade").is_null());
        }
        // Weeks are asked for as a time.
        Part::Week(_) => {
            query.and_where(nobody);
        }
    }
    Ok(Counted(query))
}

impl Store {
    /// A list of a unit within reach; what nothing counts has none.
    pub async fn listing(&self, scope: &Scope, id: UnitId, behind: Behind) -> Result<Listing> {
        let known = behind.when == When::Ever || (!behind.metric.counts_teams() && behind.has_weeks());
        if !known || (behind.metric.counts_teams() && behind.part != Part::All) {
            return Err(StorageError::NotFound);
        }
        let places: BTreeSet<Uuid> = behind.places(id).into_iter().map(|place| place.0).collect();
        let wanted: BTreeSet<Uuid> = places.iter().copied().chain([id.0]).collect();
        let count = wanted.len();
        // All of a unit within reach are within reach.
        let mut units = unit::Entity::find()
            .filter(unit::Column::Id.is_in(wanted))
            .filter(is_below(scope.roots().iter().copied(), (unit::Entity, unit::Column::Id)))
            .all(self.reader())
            .await?;
        if units.len() < count {
            return Err(StorageError::NotFound);
        }
        let own = units.iter().find(|unit| unit.id == id.0).cloned().and_then(unit_from);
        let unit = own.ok_or(StorageError::NotFound)?;
        units.retain(|unit| places.contains(&unit.id));
        let day = Ord::max(figures_day(self.reader()).await?, crate::rollup::EARLIEST);
        let kept = self.kept(&units, &behind).await?;
        Ok(Listing { unit, behind, day, kept })
    }

    async fn kept(&self, places: &[unit::Model], behind: &Behind) -> Result<Kept> {
        let Some(listed) = listed_sums(places, behind) else { return Ok(Kept::default()) };
        let of = if behind.metric.counts_teams() { Metric::Teams } else { Metric::Members };
        // What the weights go by need not be of this moment.
        let weight = |units: Expr| Sum {
            units,
            n: Expr::col(rollup_counter::Column::N),
            subject: ANY_MODULE.to_owned(),
            metric: of,
            part: rollup_counter::Column::Part.eq(""),
        };
        let nation = Query::select()
            .column(unit::Column::Id)
            .from(unit::Entity)
            .and_where(unit::Column::Kind.eq(UnitKind::Nation.code()))
            .to_owned();
        let ids: Vec<UnitId> = places.iter().map(|place| UnitId(place.id)).collect();
        let (signs, listed): (Vec<i64>, Vec<Sum>) = listed.into_iter().unzip();
        let weights =
            [weight(is_one_of(&ids)), weight(Expr::col(rollup_counter::Column::UnitId).in_subquery(nation))];
        // All in one question: they are many and small.
        let mut sums = listed.into_iter().chain(weights).enumerate().map(|(at, sum)| sum.query(at));
        let mut query = sums.next().ok_or(StorageError::NotFound)?;
        query.unions(sums.map(|sum| (UnionType::All, sum)));
        let (mut n, mut of_unit, mut everything) = (0, 0, 0);
        for row in self.reader().query_all(&query).await? {
            let at = usize::try_from(row.try_get::<i32>("", "at")?).unwrap_or(0);
            let sum = row.try_get::<Option<i64>>("", "n")?.unwrap_or(0);
            match signs.get(at) {
                Some(sign) => n += sign * sum,
                None if at == signs.len() => of_unit = sum,
                None => everything = sum,
            }
        }
        let count = |n: i64| u64::try_from(n).unwrap_or(0);
        Ok(Kept { listed: Some(count(n)), of_unit: count(of_unit), everything: count(everything) })
    }

    /// How many are behind a number: what its list is announced with. Read from the counters of the communes as they
    /// are now, or one by one where none are kept.
    pub async fn count_behind(&self, listing: &Listing) -> Result<u64> {
        if let Some(kept) = listing.kept.listed {
            return Ok(kept);
        }
        if listing.behind.metric.counts_teams() {
            return Ok(CountedTeams::of(listing)?.by(Way::Gather).count(self.reader()).await?);
        }
        let teams = teams_below(listing.behind.places(listing.unit.id));
        let mut query = counted_members(listing)?.in_teams(Expr::col(("s", "team_id")).in_subquery(teams));
        query.expr_as(Expr::col(("s", "member_id")).count(), "n");
        let row = self.reader().query_one(&query).await?;
        let n: Option<i64> = row.map(|row| row.try_get("", "n")).transpose()?.flatten();
        Ok(u64::try_from(n.unwrap_or(0)).unwrap_or(0))
    }

    /// A page of the members behind a number, in the order of the roster: exactly those whom it counts.
    pub async fn members_behind(&self, listing: &Listing, span: Span<PersonId>) -> Result<Vec<Member>> {
        let members = counted_members(listing)?;
        let units = listing.behind.places(listing.unit.id);
        let mut query = match listing.way(span.rows) {
            Way::Nothing => return Ok(Vec::new()),
            Way::Gather => {
                let mut query = members.in_teams(Expr::col(("s", "team_id")).in_subquery(teams_below(units)));
                query.join_as(
                    JoinType::InnerJoin,
                    person::Entity,
                    "p",
                    Expr::col(("p", "id")).equals(("s", "member_id")),
                );
                query
            }
            Way::Walk => {
                let mut counted = members.in_teams(is_below(units, ("s", "team_id")));
                counted.expr(Expr::val(1)).and_where(Expr::col(("s", "member_id")).equals(("p", "id")));
                Query::select().from_as(person::Entity, "p").and_where(asked_of_each(counted)).to_owned()
            }
        };
        query.expr_as(Expr::col(("p", "id")), "id");
        if let Some(after) = span.after {
            let last = person::Entity::find_by_id(after.0)
                .one(self.reader())
                .await?
                .ok_or(StorageError::NotFound)?;
            let key = Expr::tuple([Expr::col(("p", "sort_key")), Expr::col(("p", "id"))]);
            query.and_where(key.gt(Expr::tuple([Expr::val(last.sort_key), Expr::val(last.id)])));
        }
        query.order_by(("p", "sort_key"), Order::Asc).order_by(("p", "id"), Order::Asc).limit(span.rows);
        let ids: Vec<Uuid> = self
            .reader()
            .query_all(&query)
            .await?
            .iter()
            .map(|row| Ok(row.try_get("", "id")?))
            .collect::<Result<_>>()?;
        let places = self.places_of(&ids).await?;
        self.members_at(places, &HashMap::new()).await
    }

    /// A page of the teams behind a number, by name.
    pub async fn teams_behind(&self, listing: &Listing, span: Span<UnitId>) -> Result<Vec<Unit>> {
        let way = listing.way(span.rows);
        if way == Way::Nothing {
            return Ok(Vec::new());
        }
        let mut query = CountedTeams::of(listing)?.by(way);
        if let Some(after) = span.after {
            let last =
                unit::Entity::find_by_id(after.0).one(self.reader()).await?.ok_or(StorageError::NotFound)?;
            let key = Expr::tuple([
                Expr::col((unit::Entity, unit::Column::SortKey)),
                Expr::col((unit::Entity, unit::Column::Id)),
            ]);
            query = query.filter(key.gt(Expr::tuple([Expr::val(last.sort_key), Expr::val(last.id)])));
        }
        let rows = query
            .order_by_asc(unit::Column::SortKey)
            .order_by_asc(unit::Column::Id)
            .limit(span.rows)
            .all(self.reader())
            .await?;
        Ok(rows.into_iter().filter_map(unit_from).collect())
    }

    /// Where these members stand, who were found through the scope before.
    pub async fn row_states(&self, members: &[PersonId]) -> Result<HashMap<PersonId, RowState>> {
        let rows = member_stage::Entity::find()
            .filter(member_stage::Column::MemberId.is_in(members.iter().map(|id| id.0)))
            .all(self.reader())
            .await?;
        Ok(rows
            .into_iter()
            .filter_map(|row| {
                let stage = Stage::from_code(&row.stage)?;
                Some((PersonId(row.member_id), RowState { stage, certified_until: row.certified_until }))
            })
            .collect())
    }

    /// The names of these teams, of their communes and provinces, which are public.
    pub async fn whereabouts(&self, teams: &[UnitId]) -> Result<HashMap<UnitId, Whereabouts>> {
        let (t, c, p) = ("t", "c", "p");
        let above = |of: &'static str, unit: &'static str| {
            Expr::col((of, unit::Column::Id)).equals((unit, unit::Column::ParentId))
        };
        let query = Query::select()
            .expr_as(Expr::col((t, unit::Column::Id)), "id")
            .expr_as(Expr::col((t, unit::Column::Name)), "team")
            .expr_as(Expr::col((c, unit::Column::Name)), "commune")
            .expr_as(Expr::col((p, unit::Column::Name)), "province")
            .from_as(unit::Entity, t)
            .join_as(JoinType::LeftJoin, unit::Entity, c, above(c, t))
            .join_as(JoinType::LeftJoin, unit::Entity, p, above(p, c))
            .and_where(Expr::col((t, unit::Column::Id)).is_in(teams.iter().map(|team| team.0)))
            .to_owned();
        let place = |row: &QueryResult| {
            let name = |of: &str| -> Result<String> {
                Ok(row.try_get::<Option<String>>("", of)?.unwrap_or_default())
            };
            let (team, commune, province) = (name("team")?, name("commune")?, name("province")?);
            Ok((UnitId(row.try_get("", "id")?), Whereabouts { team, commune, province }))
        };
        self.reader().query_all(&query).await?.iter().map(place).collect()
    }
}
