//! The counting of whole communes as SQL.
//!
//! Each body selects rows of `rollup_counter` (`unit_id`, `part`, `module_id`, `metric`, `n`) for the communes in `due`
//! and their teams (`team`). Bodies after the first read what the ones before have written. It is the same rule as
//! [`tungngo_domain::rollup::contribution`], told to the database; `ledger verify` ([`super::aside`]) and the tests hold the
//! two together.

use chrono::NaiveDate;
use sea_orm::{DbBackend, Statement, Value};
use tungngo_domain::ids::Slug;

/// `$1` the day of the figures, `$2` the required modules between commas, `$3` how many these are.
struct Body {
    /// More tables of the `WITH`.
    with: &'static str,
    select: &'static str,
}

/// Teams: from the members' stages and modules.
const TEAMS: Body = Body {
    with: ", s AS (SELECT m.team_id, COUNT(*) AS members, COUNT(CASE WHEN m.reachable THEN 1 END) AS reachable, \
           COUNT(CASE WHEN m.no_device THEN 1 END) AS no_device, COUNT(CASE WHEN m.borrowed THEN 1 END) AS borrowed, \
           COUNT(CASE WHEN m.paper THEN 1 END) AS paper, COUNT(m.started_on) AS started, COUNT(CASE WHEN m.knows THEN 1 \
           END) AS knows, COUNT(CASE WHEN m.does THEN 1 END) AS does, COUNT(CASE WHEN m.teaches THEN 1 END) AS teaches, \
           COUNT(CASE WHEN m.stage = 'waiting' THEN 1 END) AS waiting, COUNT(CASE WHEN m.certified_until >= $1 THEN 1 \
           END) AS certified, COUNT(CASE WHEN m.certified_until < $1 THEN 1 END) AS lapsed, COUNT(CASE WHEN m.role = \
           'leader' AND m.certified_until >= $1 THEN 1 END) AS leaders FROM team t JOIN member_stage m ON m.team_id = \
           t.id GROUP BY m.team_id), p AS (SELECT m.team_id, mp.module_id, COUNT(mp.started_at) AS started, \
           COUNT(mp.knows_at) AS knows, COUNT(mp.does_at) AS does, COUNT(mp.teaches_at) AS teaches, COUNT(CASE WHEN \
           mp.certified_until >= $1 THEN 1 END) AS certified, COUNT(CASE WHEN mp.certified_until < $1 THEN 1 END) AS \
           lapsed FROM team t JOIN member_stage m ON m.team_id = t.id JOIN module_progress mp ON mp.member_id = \
           m.member_id GROUP BY m.team_id, mp.module_id), counted AS (SELECT team_id AS unit_id, '' AS part, '*' AS \
           module_id, 'members' AS metric, members AS n FROM s UNION ALL SELECT team_id, '', '*', 'reachable', \
           reachable FROM s UNION ALL SELECT team_id, '', '*', 'no-device', no_device FROM s UNION ALL SELECT team_id, \
           '', '*', 'borrowed', borrowed FROM s UNION ALL SELECT team_id, '', '*', 'paper', paper FROM s UNION ALL \
           SELECT team_id, '', '*', 'started', started FROM s UNION ALL SELECT team_id, '', '*', 'knows', knows FROM s \
           UNION ALL SELECT team_id, '', '*', 'does', does FROM s UNION ALL SELECT team_id, '', '*', 'teaches', teaches \
           FROM s UNION ALL SELECT team_id, '', '*', 'waiting', waiting FROM s UNION ALL SELECT team_id, '', \
           'thanh-vien', 'certified', certified FROM s UNION ALL SELECT team_id, '', 'thanh-vien', 'lapsed', lapsed \
           FROM s UNION ALL SELECT team_id, '', 'thanh-vien', 'leaders', leaders FROM s UNION ALL SELECT team_id, '', \
           module_id, 'started', started FROM p UNION ALL SELECT team_id, '', module_id, 'knows', knows FROM p UNION \
           ALL SELECT team_id, '', module_id, 'does', does FROM p UNION ALL SELECT team_id, '', module_id, 'teaches', \
           teaches FROM p UNION ALL SELECT team_id, '', module_id, 'certified', certified FROM p UNION ALL SELECT \
           team_id, '', module_id, 'lapsed', lapsed FROM p)",
    select: "SELECT unit_id, part, module_id, metric, n FROM counted WHERE n <> 0",
};

/// Which teams can serve their village ([`tungngo_domain::rollup::team_is_ready`]).
const READY: Body = Body {
    with: "",
    select: "SELECT r.unit_id, '' AS part, 'thanh-vien' AS module_id, 'teams-ready' AS metric, 1 AS n FROM team t JOIN \
             rollup_counter r ON r.unit_id = t.id WHERE r.part = '' AND r.module_id = 'thanh-vien' AND r.metric = \
             'leaders' AND r.n > 0 AND CAST($3 AS BIGINT) > 0 AND (SELECT COUNT(*) FROM rollup_counter d WHERE d.unit_id \
             = t.id AND d.part = '' AND d.metric = 'does' AND d.n > 0 AND CAST($2 AS TEXT) LIKE '%,' || d.module_id || \
             ',%') = CAST($3 AS BIGINT)",
};

/// Communes: the sums of their teams, and how many teams have somebody.
const COMMUNES: Body = Body {
    with: "",
    select: "SELECT t.parent_id AS unit_id, '' AS part, r.module_id, r.metric, CAST(SUM(r.n) AS BIGINT) AS n FROM team t \
             JOIN rollup_counter r ON r.unit_id = t.id AND r.part = '' GROUP BY t.parent_id, r.module_id, r.metric \
             HAVING SUM(r.n) <> 0 UNION ALL SELECT t.parent_id, '', r.module_id, CASE r.metric WHEN 'members' THEN \
             'teams' WHEN 'started' THEN 'teams-started' WHEN 'does' THEN 'teams-doing' WHEN 'teaches' THEN \
             'teams-teaching' ELSE 'teams-led' END, COUNT(*) FROM team t JOIN rollup_counter r ON r.unit_id = t.id AND \
             r.part = '' WHERE r.n > 0 AND ((r.module_id = '*' AND r.metric IN ('members', 'started')) OR (r.module_id \
             <> '*' AND r.metric IN ('does', 'teaches')) OR r.metric = 'leaders') GROUP BY t.parent_id, r.module_id, \
             r.metric",
};

/// Communes by role and by decade of birth.
const COHORTS: Body = Body {
    with: ", c AS (SELECT t.parent_id AS unit_id, m.role AS role, CASE WHEN m.birth_decade IS NULL THEN 'b?' ELSE 'b' || \
           CAST(m.birth_decade AS TEXT) END AS born, COUNT(*) AS members, COUNT(m.started_on) AS started, COUNT(CASE \
           WHEN m.certified_until >= $1 THEN 1 END) AS certified FROM team t JOIN member_stage m ON m.team_id = t.id \
           GROUP BY t.parent_id, m.role, m.birth_decade), parts AS (SELECT unit_id, role AS part, members, started, \
           certified FROM c UNION ALL SELECT unit_id, born, members, started, certified FROM c), counted AS (SELECT \
           unit_id, part, '*' AS module_id, 'members' AS metric, CAST(SUM(members) AS BIGINT) AS n FROM parts GROUP BY \
           unit_id, part UNION ALL SELECT unit_id, part, '*', 'started', CAST(SUM(started) AS BIGINT) FROM parts GROUP \
           BY unit_id, part UNION ALL SELECT unit_id, part, 'thanh-vien', 'certified', CAST(SUM(certified) AS BIGINT) \
           FROM parts GROUP BY unit_id, part)",
    select: "SELECT unit_id, part, module_id, metric, n FROM counted WHERE n <> 0",
};

/// Communes by week, of each thing that has its day or its instant.
const WEEKS: Body = Body {
    with: ", w AS (SELECT t.parent_id AS unit_id, '*' AS module_id, 'started' AS metric, m.started_on AS \
           on_day, CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS at_instant FROM team t JOIN member_stage m \
           ON m.team_id = t.id WHERE m.started_on IS NOT NULL UNION ALL SELECT t.parent_id, \
           'thanh-vien', 'certified', m.certified_on, NULL FROM team t JOIN member_stage m ON m.team_id \
           = t.id WHERE m.certified_until >= $1 UNION ALL SELECT t.parent_id, mp.module_id, 'started', \
           CAST(NULL AS DATE), mp.started_at FROM team t JOIN member_stage m ON m.team_id = t.id JOIN \
           module_progress mp ON mp.member_id = m.member_id WHERE mp.started_at IS NOT NULL UNION ALL \
           SELECT t.parent_id, mp.module_id, 'knows', CAST(NULL AS DATE), mp.knows_at FROM team t JOIN \
           member_stage m ON m.team_id = t.id JOIN module_progress mp ON mp.member_id = m.member_id \
           WHERE mp.knows_at IS NOT NULL UNION ALL SELECT t.parent_id, mp.module_id, 'does', CAST(NULL \
           AS DATE), mp.does_at FROM team t JOIN member_stage m ON m.team_id = t.id JOIN module_progress \
           mp ON mp.member_id = m.member_id WHERE mp.does_at IS NOT NULL UNION ALL SELECT t.parent_id, \
           mp.module_id, 'teaches', CAST(NULL AS DATE), mp.teaches_at FROM team t JOIN member_stage m ON \
           m.team_id = t.id JOIN module_progress mp ON mp.member_id = m.member_id WHERE mp.teaches_at IS \
           NOT NULL)",
    select: "",
};
/// The Monday of its week in Vietnam, which each database finds in its own way.
const MONDAY_IN_SQLITE: &str = "SELECT unit_id, 'w' || COALESCE(date(on_day, 'weekday 0', '-6 days'), date(at_instant, \
                                '+7 hours', 'weekday 0', '-6 days')) AS part, module_id, metric, COUNT(*) AS n FROM w \
                                GROUP BY 1, 2, 3, 4";
const MONDAY_IN_POSTGRES: &str = "SELECT unit_id, 'w' || to_char(date_trunc('week', COALESCE(CAST(on_day AS TIMESTAMP), \
                                  (at_instant AT TIME ZONE 'UTC') + INTERVAL '7 hours')), 'YYYY-MM-DD') AS part, \
                                  module_id, metric, COUNT(*) AS n FROM w GROUP BY 1, 2, 3, 4";

fn bodies(backend: DbBackend) -> [Body; 5] {
    let select = if backend == DbBackend::Postgres { MONDAY_IN_POSTGRES } else { MONDAY_IN_SQLITE };
    [TEAMS, READY, COMMUNES, COHORTS, Body { select, ..WEEKS }]
}

/// The communes that `rollup_due` names to be counted anew.
const DUE: &str = "WITH due AS (SELECT unit_id FROM rollup_due WHERE recount)";
/// Their teams, found below them: by an index of kinds SQLite would look at every village of the country.
const TEAM: &str = ", team AS (SELECT id, parent_id FROM unit WHERE kind || '' = 'village' AND parent_id IN (SELECT \
                    unit_id FROM due))";

fn values(day: NaiveDate, required: &[Slug]) -> Vec<Value> {
    let mut list = String::from(",");
    for module in required {
        list.push_str(module.as_str());
        list.push(',');
    }
    // The first day of all is none that databases know.
    let day = day.max(super::EARLIEST);
    vec![day.into(), list.into(), i64::try_from(required.len()).unwrap_or(i64::MAX).into()]
}

/// Counts the communes anew that `rollup_due` names, and takes the names off. With `learn` PostgreSQL looks at the
/// counters of the teams before it sums them: of rows that the same transaction wrote it knows nothing otherwise, and
/// takes a plan for a table that is all but empty.
pub(crate) fn recount(backend: DbBackend, day: NaiveDate, required: &[Slug], learn: bool) -> Vec<Statement> {
    const CLEAR: &str = "DELETE FROM rollup_counter WHERE unit_id IN (SELECT t.id FROM unit t JOIN rollup_due d ON \
                         d.unit_id = t.parent_id WHERE d.recount AND t.kind || '' = 'village') OR (summed = 0 AND unit_id IN \
                         (SELECT unit_id FROM rollup_due WHERE recount))";
    // What stands in the sums above must be known when it is taken out of them.
    const KEEP: &str =
        "UPDATE rollup_counter SET n = 0 WHERE unit_id IN (SELECT unit_id FROM rollup_due WHERE recount)";
    const DONE: &str = "UPDATE rollup_due SET recount = FALSE WHERE recount";
    let mut all = vec![Statement::from_string(backend, CLEAR), Statement::from_string(backend, KEEP)];
    for (at, body) in bodies(backend).into_iter().enumerate() {
        if at == 1 && learn && backend == DbBackend::Postgres {
            all.push(Statement::from_string(backend, "ANALYZE rollup_counter"));
        }
        let sql = [
            "INSERT INTO rollup_counter (unit_id, part, module_id, metric, n) ",
            DUE,
            TEAM,
            body.with,
            " ",
            body.select,
            " ON CONFLICT (unit_id, part, module_id, metric) DO UPDATE SET n = excluded.n",
        ]
        .concat();
        all.push(bound(backend, &sql, values(day, required)));
    }
    all.push(Statement::from_string(backend, DONE));
    all
}

/// A statement with those values it names: PostgreSQL refuses to be given more, and numbers have no gaps.
fn bound(backend: DbBackend, sql: &str, values: Vec<Value>) -> Statement {
    let mut text = sql.to_owned();
    let mut named = Vec::new();
    for (index, value) in values.into_iter().enumerate() {
        let old = ["$", &(index + 1).to_string()].concat();
        if text.contains(&old) {
            named.push(value);
            text = text.replace(&old, &["$", &named.len().to_string()].concat());
        }
    }
    Statement::from_sql_and_values(backend, text, named)
}

/// Takes the communes of a province (`$1`) off those that are due, and tells which they are. On PostgreSQL it waits for
/// whoever is changing one of them, and makes the next one wait.
pub(crate) const TAKE_DUE: &str =
    "DELETE FROM rollup_due WHERE unit_id IN (SELECT id FROM unit WHERE parent_id = $1) RETURNING unit_id";

/// Adds to the counters of a unit (`$1`) what changed of these communes since they were summed. All writers go through
/// the counters in the same order, so that none waits for another in a circle.
pub(crate) fn add_changes(communes: &str) -> String {
    [
        "INSERT INTO rollup_counter (unit_id, part, module_id, metric, n) SELECT $1, part, module_id, metric, \
         CAST(SUM(n - summed) AS BIGINT) FROM rollup_counter WHERE n <> summed AND unit_id IN (",
        communes,
        ") GROUP BY part, module_id, metric ORDER BY part, module_id, metric ON CONFLICT (unit_id, part, module_id, \
         metric) DO UPDATE SET n = rollup_counter.n + excluded.n",
    ]
    .concat()
}

/// Notes that everything of these communes stands in the sums above.
pub(crate) fn are_summed(communes: &str) -> String {
    ["UPDATE rollup_counter SET summed = n WHERE n <> summed AND unit_id IN (", communes, ")"].concat()
}

/// Forgets the sums of a unit (`$1`).
pub(crate) const FORGET_SUMS: &str = "DELETE FROM rollup_counter WHERE unit_id = $1";

/// What a unit (`$1`) has of those in force right below it: a province what stands in it of its communes (`summed`), the
/// nation what its provinces have (`n`).
fn sums(column: &str) -> String {
    [
        "SELECT r.part, r.module_id, r.metric, CAST(SUM(r.",
        column,
        ") AS BIGINT) AS n FROM unit u JOIN rollup_counter r ON r.unit_id = u.id WHERE u.parent_id = $1 AND u.valid_to \
         IS NULL GROUP BY r.part, r.module_id, r.metric HAVING SUM(r.",
        column,
        ") <> 0",
    ]
    .concat()
}

/// Sums a unit (`$1`) anew, a province from `summed`, so that what somebody changes meanwhile is not added twice.
pub(crate) fn sum_anew(column: &str) -> String {
    [
        "INSERT INTO rollup_counter (unit_id, part, module_id, metric, n) SELECT $1, part, module_id, metric, n FROM (",
        &sums(column),
        ") s",
    ]
    .concat()
}

/// Counters of a unit (`$1`) that are not its sums.
pub(crate) fn compare_sums(column: &str) -> String {
    [
        "WITH fresh AS (",
        &sums(column),
        "), stored AS (SELECT part, module_id, metric, n FROM rollup_counter WHERE unit_id = $1 AND n <> 0) SELECT \
         part, module_id, metric FROM (SELECT * FROM fresh EXCEPT SELECT * FROM stored) a UNION SELECT part, module_id, \
         metric FROM (SELECT * FROM stored EXCEPT SELECT * FROM fresh) b LIMIT 20",
    ]
    .concat()
}

/// Communes whose counters are not in the sums above, although nothing is due.
pub(crate) const NOT_SUMMED: &str = "SELECT DISTINCT r.unit_id FROM unit u JOIN rollup_counter r ON r.unit_id = u.id \
     WHERE u.kind = 'commune' AND u.valid_to IS NULL AND r.n <> r.summed AND NOT EXISTS (SELECT 1 FROM rollup_due d WHERE \
     d.unit_id = u.id)";
