//! The journal of a reform: a row for each row it changes, written before the change and read to take it back.

use super::{Found, MAP, NewReform};
use crate::entity::{reform, reform_change, setting};
use crate::error::Result;
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, Statement, Value,
};
use tungngo_domain::ids::PersonId;
use tungngo_domain::time::Instant;
use uuid::Uuid;

/// What a row of the journal is about.
pub(super) mod what {
    /// A unit that ended: `row_id`.
    pub(in super::super) const CLOSED: &str = "closed";
    /// A unit that began: `row_id`.
    pub(in super::super) const CREATED: &str = "created";
    /// A village that came under another commune.
    pub(in super::super) const VILLAGE: &str = "village";
    /// A right that moved.
    pub(in super::super) const GRANT: &str = "grant";
    /// A right that was added because another, `old_unit` here, had to be in several places.
    pub(in super::super) const GRANTED: &str = "granted";
    /// A unit of an assignment that was taken away (`old_unit`) or added (`new_unit`).
    pub(in super::super) const ASSIGNED: &str = "assigned";
    /// A planned session that moved, with its audience before.
    pub(in super::super) const SESSION: &str = "session";
}

/// Rows on their way into the journal.
#[derive(Debug)]
pub(super) struct Journal {
    reform: Uuid,
    rows: Vec<reform_change::Model>,
}

impl Journal {
    pub(super) fn new(reform: Uuid) -> Self {
        Self { reform, rows: Vec::new() }
    }

    pub(super) fn add(&mut self, what: &str, row: Uuid, old: Option<Uuid>, new: Option<Uuid>) {
        self.add_text(what, row, (old, new), (None, None));
    }

    pub(super) fn add_text(
        &mut self,
        what: &str,
        row: Uuid,
        units: (Option<Uuid>, Option<Uuid>),
        texts: (Option<String>, Option<String>),
    ) {
        self.rows.push(reform_change::Model {
            reform_id: self.reform,
            number: i32::try_from(self.rows.len()).unwrap_or(i32::MAX),
            what: what.to_owned(),
            row_id: row,
            old_unit: units.0,
            new_unit: units.1,
            old_text: texts.0,
            new_text: texts.1,
        });
    }

    pub(super) async fn write(self, txn: &impl ConnectionTrait) -> Result<()> {
        let mut rows = self.rows.into_iter().map(IntoActiveModel::into_active_model).peekable();
        while rows.peek().is_some() {
            let chunk: Vec<_> = rows.by_ref().take(crate::BATCH_ROWS).collect();
            reform_change::Entity::insert_many(chunk).exec_without_returning(txn).await?;
        }
        Ok(())
    }
}

/// The rows of one kind, in their order.
pub(super) async fn read(
    db: &impl ConnectionTrait,
    reform: Uuid,
    what: &str,
) -> Result<Vec<reform_change::Model>> {
    Ok(reform_change::Entity::find()
        .filter(reform_change::Column::ReformId.eq(reform))
        .filter(reform_change::Column::What.eq(what))
        .order_by_asc(reform_change::Column::Number)
        .all(db)
        .await?)
}

/// The row of the reform itself.
pub(super) async fn insert_reform(
    txn: &impl ConnectionTrait,
    new: &NewReform,
    found: &Found,
    actor: Option<PersonId>,
    now: Instant,
) -> Result<()> {
    let row = reform::Model {
        id: new.id,
        name: new.name.clone(),
        day: new.day,
        file: new.file.clone(),
        report: serde_json::to_string(found)?,
        created_at: now,
        created_by: actor.map(|actor| actor.0),
        applied_at: None,
        applied_by: None,
        reversed_at: None,
        reversed_by: None,
    };
    reform::Entity::insert(row.into_active_model()).exec_without_returning(txn).await?;
    Ok(())
}

/// Runs a statement with these values; `$1` is the reform.
pub(super) async fn run(
    txn: &impl ConnectionTrait,
    sql: &str,
    reform: Uuid,
    more: impl IntoIterator<Item = Value>,
) -> Result<u64> {
    let values: Vec<Value> = [reform.into()].into_iter().chain(more).collect();
    let statement = Statement::from_sql_and_values(txn.get_database_backend(), sql, values);
    Ok(txn.execute_raw(statement).await?.rows_affected())
}

/// Tells every reader that the map is another now.
pub(super) async fn new_map(txn: &impl ConnectionTrait) -> Result<()> {
    let row = setting::Model { name: MAP.to_owned(), value: Uuid::now_v7().to_string() };
    setting::Entity::insert(row.into_active_model())
        .on_conflict(
            OnConflict::column(setting::Column::Name).update_column(setting::Column::Value).to_owned(),
        )
        .exec_without_returning(txn)
        .await?;
    Ok(())
}
