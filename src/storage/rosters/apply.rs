//! Writing an import into the roster, and taking it back: each one transaction, whole or not at all.
//!
//! The rows were prepared when they were classified, so both are a few statements from table to table. Before anything
//! is written, the roster must still be what the rows were held against; before anything is taken back, it must still
//! be what was written, and nothing may have grown on it since.

use super::{Import, State, entry, forget_rows, import_from, visible};
use crate::audit;
use crate::connect::Store;
use crate::entity::{roster_import, roster_import_row};
use crate::error::{Result, StorageError};
use crate::rollup::{communes_of, recount};
use sea_orm::sea_query::{Expr, ExprTrait, Query, SelectStatement};
use sea_orm::{
    ActiveModelTrait, ConnectionTrait, DatabaseTransaction, DbBackend, DbErr, EntityTrait, QueryFilter, Set,
    SqlErr, Statement, Value,
};
use tungngo_domain::access::Scope;
use tungngo_domain::ids::PersonId;
use tungngo_domain::time::{Instant, day};
use uuid::Uuid;

/// Lines of one statement, so that no statement lasts longer than a database allows.
const LINES: i64 = 20_000;

/// Why an import was not written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It is written now, or was before.
    Written,
    /// The roster changed since the file was read.
    Moved,
}

/// Why an import was not taken back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Undoing {
    /// It is taken back now, or was before.
    Done,
    /// Something newer stands on these rows; the first few lines of the file.
    Newer(Vec<i32>),
    /// The rows are no longer kept.
    TooOld,
}

/// Somebody came into a new person's village under the same name since the file was read.
const JOINED_SINCE: &str = "SELECT COUNT(*) AS n FROM roster_import_row r JOIN membership m ON m.team_id = r.team_id AND \
                            m.left_on IS NULL AND m.id > r.import_id JOIN person p ON p.id = m.person_id AND p.name_key \
                            = r.name_key WHERE r.import_id = $1 AND r.class = 'new'";
/// A new village is there already, or the unit above it is no more.
const UNIT_SINCE: &str = "SELECT COUNT(*) AS n FROM roster_import_unit i JOIN unit c ON c.id = i.parent_id WHERE \
                          i.import_id = $1 AND (c.valid_to IS NOT NULL OR EXISTS (SELECT 1 FROM unit u WHERE \
                          u.parent_id = i.parent_id AND u.name_key = i.name_key AND u.valid_to IS NULL))";
/// A village of the file is no more.
const UNIT_ENDED: &str = "SELECT COUNT(*) AS n FROM (SELECT DISTINCT team_id FROM roster_import_row WHERE import_id = $1) r \
                          JOIN unit u ON u.id = r.team_id WHERE u.valid_to IS NOT NULL";
/// Members who are no longer as they were when the rows were held against them.
const CHANGED_SINCE: &str = "SELECT COUNT(*) AS n FROM roster_import_row r JOIN roster_import_change c ON c.import_id = \
                             r.import_id AND c.line = r.line LEFT JOIN person p ON p.id = r.person_id LEFT JOIN \
                             membership m ON m.person_id = r.person_id AND m.team_id = r.team_id AND m.left_on IS NULL \
                             WHERE r.import_id = $1 AND (p.id IS NULL OR m.id IS NULL OR p.full_name <> c.old_name OR \
                             p.phone IS DISTINCT FROM c.old_phone OR p.birth_year IS DISTINCT FROM c.old_birth_year OR \
                             p.address_form <> c.old_address_form OR p.device IS DISTINCT FROM c.old_device OR m.role <> \
                             c.old_role OR m.body IS DISTINCT FROM c.old_body)";

const ADD_UNITS: &str = "INSERT INTO unit (id, parent_id, kind, code, name, name_key, sort_key, valid_from, valid_to) \
                         SELECT unit_id, parent_id, 'village', NULL, name, name_key, sort_key, $2, NULL FROM roster_import_unit WHERE \
                         import_id = $1";
const ADD_SELVES: &str = "INSERT INTO unit_ancestor (ancestor_id, unit_id, depth) SELECT unit_id, unit_id, 0 FROM \
                          roster_import_unit WHERE import_id = $1";
const ADD_ANCESTORS: &str = "INSERT INTO unit_ancestor (ancestor_id, unit_id, depth) SELECT a.ancestor_id, i.unit_id, \
                             a.depth + 1 FROM roster_import_unit i JOIN unit_ancestor a ON a.unit_id = i.parent_id \
                             WHERE i.import_id = $1";

/// A new phone closes the door of the old one first, so that people may exchange numbers.
const CLOSE_DOORS: &str = "UPDATE person SET phone_door = NULL WHERE id IN (SELECT r.person_id FROM roster_import_row r \
                           JOIN roster_import_change c ON c.import_id = r.import_id AND c.line = r.line WHERE \
                           r.import_id = $1 AND r.phone IS DISTINCT FROM c.old_phone)";
const CHANGE_PEOPLE: &str = "UPDATE person SET full_name = r.full_name, name_key = r.name_key, sort_key = r.sort_key, \
                             phone = r.phone, birth_year = r.birth_year, address_form = r.address_form, device = \
                             r.device FROM roster_import_row r WHERE r.import_id = $1 AND r.class = 'changed' AND \
                             r.person_id = person.id";
const OPEN_DOORS: &str = "UPDATE person SET phone_door = r.phone FROM roster_import_row r JOIN roster_import_change c ON \
                          c.import_id = r.import_id AND c.line = r.line WHERE r.import_id = $1 AND r.person_id = \
                          person.id AND r.opens_door AND r.phone IS DISTINCT FROM c.old_phone AND NOT EXISTS (SELECT 1 \
                          FROM person q WHERE q.phone_door = r.phone)";
const CHANGE_PLACES: &str = "UPDATE membership SET role = r.role, body = r.body FROM roster_import_row r WHERE \
                             r.import_id = $1 AND r.class = 'changed' AND r.person_id = membership.person_id AND \
                             r.team_id = membership.team_id AND membership.left_on IS NULL";
const ADD_PEOPLE: &str = "INSERT INTO person (id, full_name, name_key, sort_key, phone, phone_door, address_form, \
                          birth_year, device, language, text_size, active, created_at) SELECT r.person_id, r.full_name, \
                          r.name_key, r.sort_key, r.phone, CASE WHEN r.opens_door AND NOT EXISTS (SELECT 1 FROM person \
                          q WHERE q.phone_door = r.phone) THEN r.phone END, r.address_form, r.birth_year, r.device, \
                          'vi', '', TRUE, $4 FROM roster_import_row r WHERE r.import_id = $1 AND r.class = 'new' AND \
                          r.line > $2 AND r.line <= $3";
const ADD_PLACES: &str = "INSERT INTO membership (id, person_id, team_id, role, body, joined_on) SELECT r.membership_id, \
                          r.person_id, r.team_id, r.role, r.body, $4 FROM roster_import_row r WHERE r.import_id = $1 \
                          AND r.class = 'new' AND r.line > $2 AND r.line <= $3";
/// What [`crate::stages`] derives of somebody who has just joined.
const ADD_STAGES: &str = "INSERT INTO member_stage (member_id, team_id, stage, since, failed, role, birth_decade, \
                          reachable, no_device, borrowed, paper, knows, does, teaches) SELECT r.person_id, r.team_id, \
                          'new', $4, 0, r.role, r.birth_year / 10 * 10, r.phone IS NOT NULL OR (r.device IS NOT NULL AND \
                          r.device IN ('own', 'shared')), r.device IS NOT NULL AND r.device = 'none', FALSE, FALSE, \
                          FALSE, FALSE, FALSE FROM roster_import_row r WHERE r.import_id = $1 AND r.class = 'new' AND \
                          r.line > $2 AND r.line <= $3";
/// The same of those who were there and were changed, or changed back.
const CHANGE_STAGES: &str = "UPDATE member_stage SET role = m.role, birth_decade = p.birth_year / 10 * 10, reachable = \
                             p.phone IS NOT NULL OR (p.device IS NOT NULL AND p.device IN ('own', 'shared')), no_device \
                             = p.device IS NOT NULL AND p.device = 'none' FROM roster_import_row r JOIN person p ON p.id \
                             = r.person_id JOIN membership m ON m.person_id = p.id AND m.left_on IS NULL WHERE \
                             r.import_id = $1 AND r.class = 'changed' AND member_stage.member_id = p.id";

/// New people on whom something stands: they came in, learnt, were given a card or a role, moved, or were edited.
const NEW_GROWN: &str = "SELECT r.line AS line FROM roster_import_row r LEFT JOIN person p ON p.id = r.person_id LEFT JOIN \
                         membership m ON m.id = r.membership_id WHERE r.import_id = $1 AND r.class = 'new' AND (p.id IS \
                         NULL OR m.id IS NULL OR m.left_on IS NOT NULL OR m.team_id <> r.team_id OR m.role <> r.role OR \
                         m.body IS DISTINCT FROM r.body OR p.full_name <> r.full_name OR p.phone IS DISTINCT FROM \
                         r.phone OR p.birth_year IS DISTINCT FROM r.birth_year OR p.address_form <> r.address_form OR \
                         p.device IS DISTINCT FROM r.device OR p.consent_at IS NOT NULL OR NOT p.active OR EXISTS \
                         (SELECT 1 FROM membership o WHERE o.person_id = p.id AND o.id <> m.id) OR EXISTS (SELECT 1 FROM \
                         ledger_event e WHERE e.member_id = p.id) OR EXISTS (SELECT 1 FROM card k WHERE k.person_id = \
                         p.id) OR EXISTS (SELECT 1 FROM credential k WHERE k.person_id = p.id) OR EXISTS (SELECT 1 FROM \
                         login l WHERE l.person_id = p.id) OR EXISTS (SELECT 1 FROM role_grant g WHERE g.person_id = \
                         p.id)) ORDER BY r.line LIMIT 10";
/// Changed people who were edited since, or left or moved.
const CHANGED_GROWN: &str = "SELECT r.line AS line FROM roster_import_row r LEFT JOIN person p ON p.id = r.person_id LEFT \
                             JOIN membership m ON m.person_id = r.person_id AND m.team_id = r.team_id AND m.left_on IS \
                             NULL WHERE r.import_id = $1 AND r.class = 'changed' AND (p.id IS NULL OR m.id IS NULL OR \
                             p.full_name <> r.full_name OR p.phone IS DISTINCT FROM r.phone OR p.birth_year IS DISTINCT \
                             FROM r.birth_year OR p.address_form <> r.address_form OR p.device IS DISTINCT FROM r.device \
                             OR m.role <> r.role OR m.body IS DISTINCT FROM r.body) ORDER BY r.line LIMIT 10";
/// New villages that others came into, or over which somebody has a right.
const UNITS_GROWN: &str = "SELECT MIN(r.line) AS line FROM roster_import_unit i JOIN roster_import_row r ON r.import_id = \
                           i.import_id AND r.team_id = i.unit_id WHERE i.import_id = $1 AND (EXISTS (SELECT 1 FROM \
                           membership m WHERE m.team_id = i.unit_id AND NOT EXISTS (SELECT 1 FROM roster_import_row o \
                           WHERE o.import_id = i.import_id AND o.membership_id = m.id)) OR EXISTS (SELECT 1 FROM \
                           role_grant g WHERE g.unit_id = i.unit_id)) GROUP BY i.unit_id LIMIT 10";

const DROP_STAGES: &str = "DELETE FROM member_stage WHERE member_id IN (SELECT person_id FROM roster_import_row WHERE \
                           import_id = $1 AND class = 'new' AND line > $2 AND line <= $3)";
const DROP_PLACES: &str = "DELETE FROM membership WHERE id IN (SELECT membership_id FROM roster_import_row WHERE import_id \
                           = $1 AND class = 'new' AND line > $2 AND line <= $3)";
const DROP_PEOPLE: &str = "DELETE FROM person WHERE id IN (SELECT person_id FROM roster_import_row WHERE import_id = $1 \
                           AND class = 'new' AND line > $2 AND line <= $3)";
const DROP_ANCESTORS: &str = "DELETE FROM unit_ancestor WHERE unit_id IN (SELECT unit_id FROM roster_import_unit WHERE import_id = $1)";
const DROP_UNITS: &str =
    "DELETE FROM unit WHERE id IN (SELECT unit_id FROM roster_import_unit WHERE import_id = $1)";
const RESTORE_PEOPLE: &str = "UPDATE person SET full_name = c.old_name, name_key = c.old_name_key, sort_key = \
                              c.old_sort_key, phone = c.old_phone, birth_year = c.old_birth_year, address_form = \
                              c.old_address_form, device = c.old_device FROM roster_import_row r JOIN \
                              roster_import_change c ON c.import_id = r.import_id AND c.line = r.line WHERE r.import_id \
                              = $1 AND r.person_id = person.id";
/// A door that somebody else opened meanwhile stays theirs.
const RESTORE_DOORS: &str = "UPDATE person SET phone_door = c.old_door FROM roster_import_row r JOIN roster_import_change \
                             c ON c.import_id = r.import_id AND c.line = r.line WHERE r.import_id = $1 AND r.person_id = \
                             person.id AND r.phone IS DISTINCT FROM c.old_phone AND NOT EXISTS (SELECT 1 FROM person q \
                             WHERE q.phone_door = c.old_door)";
const RESTORE_PLACES: &str = "UPDATE membership SET role = c.old_role, body = c.old_body FROM roster_import_row r JOIN \
                              roster_import_change c ON c.import_id = r.import_id AND c.line = r.line WHERE r.import_id \
                              = $1 AND r.person_id = membership.person_id AND r.team_id = membership.team_id AND \
                              membership.left_on IS NULL";

impl Store {
    /// Writes an import into the roster. A second time changes nothing.
    pub async fn apply_import(
        &self,
        scope: &Scope,
        id: Uuid,
        actor: Option<PersonId>,
        now: Instant,
    ) -> Result<Standing> {
        self.write_much(async |txn| {
            let import = locked(txn, scope, id).await?;
            match import.state {
                State::Applied | State::Undone => return Ok(Standing::Written),
                State::Read => {}
                State::Reading | State::Failed | State::Dropped => return Err(StorageError::NotFound),
            }
            for question in [JOINED_SINCE, UNIT_SINCE, UNIT_ENDED, CHANGED_SINCE] {
                if count(txn, question, id).await? > 0 {
                    return Ok(Standing::Moved);
                }
            }
            run(txn, ADD_UNITS, [id.into(), day(now).into()]).await?;
            run(txn, ADD_SELVES, [id.into()]).await?;
            run(txn, ADD_ANCESTORS, [id.into()]).await?;
            if import.counts.changed > 0 {
                for change in [CLOSE_DOORS, CHANGE_PEOPLE, OPEN_DOORS, CHANGE_PLACES, CHANGE_STAGES] {
                    run(txn, change, [id.into()]).await?;
                }
            }
            let last = last_line(txn, id).await?;
            let mut from = 0;
            while from < last {
                let lines = |last_value: Value| [id.into(), from.into(), (from + LINES).into(), last_value];
                run(txn, ADD_PEOPLE, lines(now.into())).await?;
                run(txn, ADD_PLACES, lines(day(now).into())).await?;
                run(txn, ADD_STAGES, lines(day(now).into())).await?;
                from += LINES;
            }
            recount(txn, &communes_of(txn, teams_of(id)).await?).await?;
            turn(txn, id, State::Applied, actor, now).await?;
            let counts = import.counts;
            let detail = [counts.new, counts.changed, counts.new_units].map(|n| n.to_string()).join(" ");
            audit::write(txn, entry("roster-applied", actor, id, import.unit, detail), now).await?;
            Ok(Standing::Written)
        })
        .await
    }

    /// Lays aside an import that waits to be written, with all that it says of people; whether it is laid aside now.
    pub async fn drop_import(
        &self,
        scope: &Scope,
        id: Uuid,
        actor: Option<PersonId>,
        now: Instant,
    ) -> Result<bool> {
        self.write(async |txn| {
            let import = locked(txn, scope, id).await?;
            match import.state {
                State::Dropped => return Ok(true),
                State::Read => {}
                _ => return Ok(false),
            }
            forget_rows(txn, &[id]).await?;
            let row = roster_import::ActiveModel {
                id: Set(id),
                state: Set(State::Dropped.code().to_owned()),
                understood: Set(String::new()),
                ..Default::default()
            };
            row.update(txn).await?;
            audit::write(txn, entry("roster-dropped", actor, id, import.unit, String::new()), now).await?;
            Ok(true)
        })
        .await
    }

    /// Takes an import back: exactly what was before. Refused as a whole where something newer stands on a row.
    pub async fn undo_import(
        &self,
        scope: &Scope,
        id: Uuid,
        actor: Option<PersonId>,
        now: Instant,
    ) -> Result<Undoing> {
        let undone = self.write_much(async |txn| undo(txn, scope, id, actor, now).await).await;
        match undone {
            // Something that this part of the program does not know points at a person or a village.
            Err(StorageError::Database(error)) if points_at(&error) => Ok(Undoing::Newer(Vec::new())),
            other => other,
        }
    }
}

fn points_at(error: &DbErr) -> bool {
    matches!(error.sql_err(), Some(SqlErr::ForeignKeyConstraintViolation(_)))
}

async fn undo(
    txn: &DatabaseTransaction,
    scope: &Scope,
    id: Uuid,
    actor: Option<PersonId>,
    now: Instant,
) -> Result<Undoing> {
    let import = locked(txn, scope, id).await?;
    match import.state {
        State::Undone => return Ok(Undoing::Done),
        State::Applied if import.understood.is_empty() => return Ok(Undoing::TooOld),
        State::Applied => {}
        _ => return Err(StorageError::NotFound),
    }
    for question in [NEW_GROWN, CHANGED_GROWN, UNITS_GROWN] {
        let grown = lines(txn, question, id).await?;
        if !grown.is_empty() {
            return Ok(Undoing::Newer(grown));
        }
    }
    let communes = communes_of(txn, teams_of(id)).await?;
    let last = last_line(txn, id).await?;
    let mut from = 0;
    while from < last {
        for drop in [DROP_STAGES, DROP_PLACES, DROP_PEOPLE] {
            run(txn, drop, [id.into(), from.into(), (from + LINES).into()]).await?;
        }
        from += LINES;
    }
    if import.counts.changed > 0 {
        for change in [CLOSE_DOORS, RESTORE_PEOPLE, RESTORE_DOORS, RESTORE_PLACES, CHANGE_STAGES] {
            run(txn, change, [id.into()]).await?;
        }
    }
    // Nothing is counted of the new villages any more, so that they can go.
    recount(txn, &communes).await?;
    run(txn, DROP_ANCESTORS, [id.into()]).await?;
    run(txn, DROP_UNITS, [id.into()]).await?;
    turn(txn, id, State::Undone, actor, now).await?;
    let detail = [import.counts.new, import.counts.changed].map(|n| n.to_string()).join(" ");
    audit::write(txn, entry("roster-undone", actor, id, import.unit, detail), now).await?;
    Ok(Undoing::Done)
}

/// The teams of the rows that change something.
fn teams_of(import: Uuid) -> SelectStatement {
    Query::select()
        .column(roster_import_row::Column::TeamId)
        .from(roster_import_row::Entity)
        .and_where(Expr::col(roster_import_row::Column::ImportId).eq(import))
        .and_where(Expr::col(roster_import_row::Column::Class).is_in(["new", "changed"]))
        .to_owned()
}

/// The import, while nobody else writes people, places or units: what is looked at must still hold when it is written.
async fn locked(txn: &DatabaseTransaction, scope: &Scope, id: Uuid) -> Result<Import> {
    if txn.get_database_backend() == DbBackend::Postgres {
        txn.execute_unprepared(
            "LOCK TABLE roster_import, unit, person, membership IN SHARE ROW EXCLUSIVE MODE",
        )
        .await?;
    }
    let row = roster_import::Entity::find_by_id(id).filter(visible(scope)).one(txn).await?;
    import_from(row.ok_or(StorageError::NotFound)?)
}

async fn run<const N: usize>(txn: &DatabaseTransaction, sql: &'static str, values: [Value; N]) -> Result<()> {
    txn.execute_raw(Statement::from_sql_and_values(txn.get_database_backend(), sql, values)).await?;
    Ok(())
}

async fn count(txn: &DatabaseTransaction, sql: &'static str, id: Uuid) -> Result<i64> {
    let statement = Statement::from_sql_and_values(txn.get_database_backend(), sql, [id.into()]);
    let row = txn.query_one_raw(statement).await?;
    Ok(row.map(|row| row.try_get("", "n")).transpose()?.unwrap_or(0))
}

async fn lines(txn: &DatabaseTransaction, sql: &'static str, id: Uuid) -> Result<Vec<i32>> {
    let statement = Statement::from_sql_and_values(txn.get_database_backend(), sql, [id.into()]);
    let rows = txn.query_all_raw(statement).await?;
    Ok(rows.iter().map(|row| row.try_get("", "line")).collect::<std::result::Result<_, _>>()?)
}

async fn last_line(txn: &DatabaseTransaction, id: Uuid) -> Result<i64> {
    const SQL: &str =
        "SELECT CAST(COALESCE(MAX(line), 0) AS BIGINT) AS n FROM roster_import_row WHERE import_id = $1";
    count(txn, SQL, id).await
}

async fn turn(
    txn: &DatabaseTransaction,
    id: Uuid,
    state: State,
    actor: Option<PersonId>,
    now: Instant,
) -> Result<()> {
    const APPLIED: &str =
        "UPDATE roster_import SET state = $2, applied_at = $3, applied_by = $4 WHERE id = $1";
    const UNDONE: &str = "UPDATE roster_import SET state = $2, undone_at = $3, undone_by = $4 WHERE id = $1";
    let sql = if state == State::Applied { APPLIED } else { UNDONE };
    let actor: Option<Uuid> = actor.map(|actor| actor.0);
    run(txn, sql, [id.into(), state.code().into(), now.into(), actor.into()]).await
}
