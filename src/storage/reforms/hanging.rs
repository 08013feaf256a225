//! `unit_ancestor` after a change of the map: what moved, and where the past of closed units is found.

use super::PAST;
use super::journal::run;
use crate::entity::{reform, unit, unit_ancestor, unit_succession};
use crate::error::Result;
use sea_orm::sea_query::Query;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QuerySelect, Statement,
};
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// Units that the journal names: those that ended, began or moved.
const UNHANG: &str = "DELETE FROM unit_ancestor WHERE unit_id IN (SELECT row_id FROM reform_change WHERE reform_id = $1 \
                      AND what IN ('closed', 'created', 'village'))";
const HANG: [&str; 4] = [
    "INSERT INTO unit_ancestor (ancestor_id, unit_id, depth) SELECT u.id, u.id, 0 FROM unit u WHERE u.id IN (SELECT \
     row_id FROM reform_change WHERE reform_id = $1 AND what IN ('closed', 'created', 'village'))",
    "INSERT INTO unit_ancestor (ancestor_id, unit_id, depth) SELECT u.parent_id, u.id, 1 FROM unit u WHERE u.valid_to IS \
     NULL AND u.id IN (SELECT row_id FROM reform_change WHERE reform_id = $1 AND what IN ('closed', 'created', 'village'))",
    "INSERT INTO unit_ancestor (ancestor_id, unit_id, depth) SELECT p.parent_id, u.id, 2 FROM unit u JOIN unit p ON p.id = \
     u.parent_id WHERE p.parent_id IS NOT NULL AND u.valid_to IS NULL AND u.id IN (SELECT row_id FROM reform_change WHERE \
     reform_id = $1 AND what IN ('closed', 'created', 'village'))",
    "INSERT INTO unit_ancestor (ancestor_id, unit_id, depth) SELECT g.parent_id, u.id, 3 FROM unit u JOIN unit p ON p.id = \
     u.parent_id JOIN unit g ON g.id = p.parent_id WHERE g.parent_id IS NOT NULL AND u.valid_to IS NULL AND u.id IN \
     (SELECT row_id FROM reform_change WHERE reform_id = $1 AND what IN ('closed', 'created', 'village'))",
];

/// Hangs everything that a reform moved where it belongs by `unit.parent_id` now.
pub(super) async fn hang(txn: &impl ConnectionTrait, reform: Uuid) -> Result<()> {
    run(txn, UNHANG, reform, []).await?;
    for sql in HANG {
        run(txn, sql, reform, []).await?;
    }
    hang_past(txn).await
}

/// Hangs each closed unit below the lowest unit in force that contains all of it, and below all above that one.
async fn hang_past(txn: &impl ConnectionTrait) -> Result<()> {
    unit_ancestor::Entity::delete_many().filter(unit_ancestor::Column::Depth.eq(PAST)).exec(txn).await?;
    let rows = unit_succession::Entity::find().all(txn).await?;
    let taken_back: HashSet<Uuid> = reform::Entity::find()
        .select_only()
        .column(reform::Column::Id)
        .filter(reform::Column::ReversedAt.is_not_null())
        .into_tuple()
        .all(txn)
        .await?
        .into_iter()
        .collect();
    // Forward for what was carried out; backward for units that a reform made that was taken back.
    let mut goes_on: HashMap<Uuid, Vec<Uuid>> = HashMap::new();
    for row in rows {
        if taken_back.contains(&row.reform_id) {
            goes_on.entry(row.new_id).or_default().push(row.old_id);
        } else {
            goes_on.entry(row.old_id).or_default().push(row.new_id);
        }
    }
    let in_force = Query::select()
        .column(unit::Column::Id)
        .from(unit::Entity)
        .and_where(unit::Column::ValidTo.is_null())
        .and_where(unit::Column::Kind.ne("village"))
        .to_owned();
    let parents: HashMap<Uuid, Option<Uuid>> = unit::Entity::find()
        .select_only()
        .columns([unit::Column::Id, unit::Column::ParentId])
        .filter(unit::Column::Id.in_subquery(in_force))
        .into_tuple::<(Uuid, Option<Uuid>)>()
        .all(txn)
        .await?
        .into_iter()
        .collect();
    let mut lines: HashMap<Uuid, Vec<Uuid>> = HashMap::new();
    let mut rows = Vec::new();
    for unit in goes_on.keys().filter(|unit| !parents.contains_key(unit)) {
        for ancestor in line(*unit, &goes_on, &parents, &mut lines) {
            rows.push(unit_ancestor::Model { ancestor_id: ancestor, unit_id: *unit, depth: PAST });
        }
    }
    for chunk in rows.chunks(crate::BATCH_ROWS) {
        let chunk = chunk.iter().cloned().map(IntoActiveModel::into_active_model);
        unit_ancestor::Entity::insert_many(chunk).exec_without_returning(txn).await?;
    }
    Ok(())
}

/// The units in force that contain all of a unit, the highest first.
fn line(
    unit: Uuid,
    goes_on: &HashMap<Uuid, Vec<Uuid>>,
    parents: &HashMap<Uuid, Option<Uuid>>,
    known: &mut HashMap<Uuid, Vec<Uuid>>,
) -> Vec<Uuid> {
    if let Some(line) = known.get(&unit) {
        return line.clone();
    }
    let mut found: Option<Vec<Uuid>> = None;
    if parents.contains_key(&unit) {
        let mut up = vec![unit];
        while let Some(Some(parent)) = up.last().and_then(|last| parents.get(last)) {
            up.push(*parent);
        }
        up.reverse();
        found = Some(up);
    } else {
        for next in goes_on.get(&unit).into_iter().flatten() {
            let other = line(*next, goes_on, parents, known);
            found = Some(match found {
                None => other,
                Some(line) => {
                    line.into_iter().zip(other).take_while(|(a, b)| a == b).map(|(a, _)| a).collect()
                }
            });
        }
    }
    let found = found.unwrap_or_default();
    known.insert(unit, found.clone());
    found
}

/// What must hold of every map. Tells the first thing that does not.
pub(super) async fn prove(txn: &impl ConnectionTrait) -> Result<Option<&'static str>> {
    const RULES: [(&str, &str); 5] = [
        (
            "a unit hangs below a closed one, or below one of the wrong level",
            "SELECT COUNT(*) AS n FROM unit u LEFT JOIN unit p ON p.id = u.parent_id WHERE u.valid_to IS NULL AND u.kind \
             <> 'nation' AND (p.id IS NULL OR p.valid_to IS NOT NULL OR p.kind <> CASE u.kind WHEN 'village' THEN \
             'commune' WHEN 'commune' THEN 'province' ELSE 'nation' END)",
        ),
        (
            "a village is closed",
            "SELECT COUNT(*) AS n FROM membership m JOIN unit u ON u.id = m.team_id WHERE m.left_on IS NULL AND \
             (u.valid_to IS NOT NULL OR u.kind <> 'village')",
        ),
        (
            "a member is in no commune, or in two",
            "SELECT COUNT(*) AS n FROM unit u WHERE u.kind = 'village' AND u.valid_to IS NULL AND (SELECT COUNT(*) FROM \
             unit_ancestor a JOIN unit p ON p.id = a.ancestor_id WHERE a.unit_id = u.id AND p.valid_to IS NULL AND a.depth \
             BETWEEN 0 AND 3) <> 4",
        ),
        (
            "a unit hangs elsewhere than below its parent",
            "SELECT COUNT(*) AS n FROM unit u WHERE u.valid_to IS NULL AND u.parent_id IS NOT NULL AND NOT EXISTS (SELECT 1 \
             FROM unit_ancestor a WHERE a.unit_id = u.id AND a.ancestor_id = u.parent_id AND a.depth = 1)",
        ),
        (
            "something in force hangs below a closed unit",
            "SELECT COUNT(*) AS n FROM unit_ancestor a JOIN unit p ON p.id = a.ancestor_id WHERE p.valid_to IS NOT NULL AND \
             a.unit_id <> a.ancestor_id",
        ),
    ];
    for (rule, sql) in RULES {
        let statement = Statement::from_string(txn.get_database_backend(), sql);
        let n: i64 = match txn.query_one_raw(statement).await? {
            Some(row) => row.try_get("", "n")?,
            None => 0,
        };
        if n > 0 {
            return Ok(Some(rule));
        }
    }
    Ok(None)
}
