//! One batch, one transaction.

use super::{Batch, Moment};
use crate::audit;
use crate::certificates::{number_text, take_numbers};
use crate::connect::Store;
use crate::entity::{
    attempt, attempt_answer, certificate, drill_progress, holding_grant, ledger_event, lesson_progress,
    member_stage, membership, module_progress, paper_sheet, person, question_progress, role_grant, sign_off,
    unit, unit_ancestor,
};
use crate::error::{Result, StorageError};
use crate::rollup::recount;
use crate::settings;
use chrono::Datelike;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, IntoActiveModel, QueryFilter,
    QuerySelect, Statement,
};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use tungngo_domain::codes;
use tungngo_domain::paper::SHEET_SIGNS;
use tungngo_domain::time::in_vietnam;
use uuid::Uuid;

/// How SQLite writes batches: what a power cut takes is filled again, and a large index is walked in memory (in KiB;
/// negative is the pragma's sign for that).
const WHILE_FILLING: &str = "PRAGMA synchronous = OFF; PRAGMA cache_size = -262144";
/// How it writes otherwise ([`crate::connect`]); the last thing is on the disk before anybody is told that it is done.
const OTHERWISE: &str =
    "PRAGMA synchronous = FULL; PRAGMA cache_size = -8000; PRAGMA wal_checkpoint(TRUNCATE)";

impl Store {
    /// Begins a filling: nobody else writes until [`Store::end_batches`]. A program that ends in between loses nothing
    /// that was written; on SQLite a power cut may damage the file.
    pub async fn begin_batches(&self) -> Result<()> {
        self.set_up_writer(WHILE_FILLING).await
    }

    /// Writes a batch and a setting that tells how far the filling is, in one transaction.
    pub async fn write_batch(&self, batch: Batch, setting: (&str, &str)) -> Result<()> {
        self.write_much(async |txn| {
            write(txn, batch).await?;
            settings::set(txn, setting.0, setting.1).await
        })
        .await
    }

    /// Ends a filling: the sums of provinces, and the last setting, before which everything is on the disk.
    pub async fn end_batches(&self, setting: (&str, &str)) -> Result<()> {
        self.sum_provinces().await?;
        self.set_up_writer(OTHERWISE).await?;
        self.set_setting(setting.0, setting.1).await
    }

    /// The phone numbers that open somebody's door.
    pub async fn phone_doors(&self) -> Result<BTreeSet<String>> {
        let doors: Vec<Option<String>> = person::Entity::find()
            .select_only()
            .column(person::Column::PhoneDoor)
            .filter(person::Column::PhoneDoor.is_not_null())
            .into_tuple()
            .all(self.reader())
            .await?;
        Ok(doors.into_iter().flatten().collect())
    }

    /// Whether nobody is in the database yet.
    pub async fn has_nobody(&self) -> Result<bool> {
        let one: Option<Uuid> = person::Entity::find()
            .select_only()
            .column(person::Column::Id)
            .limit(1)
            .into_tuple()
            .one(self.reader())
            .await?;
        Ok(one.is_none())
    }

    /// How large the database is, in bytes.
    pub async fn size_in_bytes(&self) -> Result<u64> {
        let sql = match self.backend() {
            DbBackend::Postgres => "SELECT pg_database_size(current_database()) AS n",
            _ => "SELECT page_count * page_size AS n FROM pragma_page_count, pragma_page_size",
        };
        let statement = Statement::from_string(self.backend(), sql);
        let row = self.reader().query_one_raw(statement).await?.ok_or(StorageError::NotFound)?;
        Ok(u64::try_from(row.try_get::<i64>("", "n")?).unwrap_or(0))
    }
}

async fn write(txn: &impl ConnectionTrait, mut batch: Batch) -> Result<()> {
    insert::<unit::Entity>(txn, batch.units).await?;
    insert::<unit_ancestor::Entity>(txn, batch.ancestors).await?;
    insert::<person::Entity>(txn, batch.people).await?;
    insert::<membership::Entity>(txn, batch.memberships).await?;
    insert::<role_grant::Entity>(txn, batch.roles).await?;
    insert::<holding_grant::Entity>(txn, batch.holdings).await?;
    write_events(txn, batch.events).await?;
    insert::<question_progress::Entity>(txn, batch.questions).await?;
    insert::<lesson_progress::Entity>(txn, batch.lessons).await?;
    insert::<drill_progress::Entity>(txn, batch.drills).await?;
    insert::<module_progress::Entity>(txn, batch.modules).await?;
    batch.attempts.sort_unstable_by_key(|row| row.id);
    insert::<attempt::Entity>(txn, batch.attempts).await?;
    batch.answers.sort_unstable_by_key(|row| (row.attempt_id, row.place));
    insert::<attempt_answer::Entity>(txn, batch.answers).await?;
    batch.sign_offs.sort_unstable_by_key(|row| row.id);
    insert::<sign_off::Entity>(txn, batch.sign_offs).await?;
    free_codes(txn, &mut batch.sheets).await?;
    insert::<paper_sheet::Entity>(txn, batch.sheets).await?;
    write_certificates(txn, batch.certificates).await?;
    insert::<member_stage::Entity>(txn, batch.stages).await?;
    recount(txn, &batch.communes.into_iter().collect::<Vec<_>>()).await?;
    batch.audit.sort_by_key(|(moment, _)| *moment);
    audit::append(txn, batch.audit.into_iter().map(|((at, _, _), entry)| (entry, at))).await
}

/// Events are numbered in the order of receipt and written in the order of their ids: these are scattered, so the index
/// of a large ledger is walked once a batch from end to end instead of jumped about in.
async fn write_events(
    txn: &impl ConnectionTrait,
    mut events: Vec<(Moment, ledger_event::Model)>,
) -> Result<()> {
    if events.is_empty() {
        return Ok(());
    }
    let last: Option<Option<i64>> = ledger_event::Entity::find()
        .select_only()
        .column_as(ledger_event::Column::Seq.max(), "last")
        .into_tuple()
        .one(txn)
        .await?;
    let mut seq = last.flatten().unwrap_or(0);
    events.sort_by_key(|(moment, _)| *moment);
    for (_, row) in &mut events {
        seq += 1;
        row.seq = seq;
    }
    events.sort_unstable_by_key(|(_, row)| row.id);
    insert::<ledger_event::Entity>(txn, events.into_iter().map(|(_, row)| row)).await?;
    if txn.get_database_backend() == DbBackend::Postgres {
        const NEXT: &str = "SELECT setval(pg_get_serial_sequence('ledger_event', 'seq'), $1)";
        let next = Statement::from_sql_and_values(DbBackend::Postgres, NEXT, [seq.into()]);
        txn.query_one_raw(next).await?;
    }
    Ok(())
}

/// A sheet whose code is on another already gets one that follows from its id: among the 30⁶ codes there are, that
/// happens to one or two sheets of a country.
async fn free_codes(txn: &impl ConnectionTrait, sheets: &mut [paper_sheet::Model]) -> Result<()> {
    let mut taken: BTreeSet<String> = BTreeSet::new();
    for chunk in sheets.chunks(crate::BATCH_ROWS) {
        let codes: Vec<String> = paper_sheet::Entity::find()
            .select_only()
            .column(paper_sheet::Column::Code)
            .filter(paper_sheet::Column::Code.is_in(chunk.iter().map(|sheet| sheet.code.as_str())))
            .into_tuple()
            .all(txn)
            .await?;
        taken.extend(codes);
    }
    for sheet in sheets {
        let mut tries = 0_u32..;
        while !taken.insert(sheet.code.clone()) {
            let nth = tries.next().unwrap_or_default().to_be_bytes();
            let mut bytes = Sha256::digest([sheet.id.as_bytes(), &nth[..]].concat()).into_iter();
            let code = codes::make(SHEET_SIGNS, || bytes.next().unwrap_or_default());
            let there = paper_sheet::Entity::find().filter(paper_sheet::Column::Code.eq(code.as_str()));
            if there.one(txn).await?.is_some() {
                taken.insert(code.clone());
            }
            sheet.code = code;
        }
    }
    Ok(())
}

/// Certificates get their running numbers in the order they were issued.
async fn write_certificates(
    txn: &impl ConnectionTrait,
    mut certificates: Vec<(Moment, certificate::Model)>,
) -> Result<()> {
    certificates.sort_by_key(|(moment, _)| *moment);
    let year_of = |row: &certificate::Model| in_vietnam(row.issued_at).year();
    let mut years: BTreeMap<i32, i64> = BTreeMap::new();
    for (_, row) in &certificates {
        *years.entry(year_of(row)).or_default() += 1;
    }
    for (year, count) in &mut years {
        let taken = *count;
        *count = take_numbers(txn, *year, taken).await? - taken;
    }
    for (_, row) in &mut certificates {
        let year = year_of(row);
        if let Some(number) = years.get_mut(&year) {
            *number += 1;
            row.number = number_text(year, *number);
        }
    }
    insert::<certificate::Entity>(txn, certificates.into_iter().map(|(_, row)| row)).await
}

async fn insert<E>(txn: &impl ConnectionTrait, rows: impl IntoIterator<Item = E::Model>) -> Result<()>
where
    E: EntityTrait,
    E::Model: IntoActiveModel<E::ActiveModel>,
    E::ActiveModel: ActiveModelTrait<Entity = E>,
{
    let mut rows = rows.into_iter().map(IntoActiveModel::into_active_model);
    loop {
        let chunk: Vec<E::ActiveModel> = rows.by_ref().take(crate::BATCH_ROWS).collect();
        if chunk.is_empty() {
            return Ok(());
        }
        E::insert_many(chunk).exec_without_returning(txn).await?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::connect::sqlite_url;
    use tungngo_domain::time::Instant;

    fn sheet(n: u8, code: &str) -> paper_sheet::Model {
        let id = Uuid::from_bytes([n; 16]);
        paper_sheet::Model {
            id,
            code: code.to_owned(),
            attempt_id: id,
            member_id: id,
            module_id: "thanh-toan".to_owned(),
            session_id: None,
            printed_by: id,
            printed_at: Instant::default(),
            keyed_by: None,
            keyed_at: None,
            answers: None,
        }
    }

    #[tokio::test]
    async fn a_code_that_is_taken_is_given_to_nobody_else() {
        let folder = std::env::temp_dir().join(format!("tungngo-codes-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let store = Store::open(&sqlite_url(&folder.join("codes.db"))).await.unwrap();
        // Nobody of these is there: only the codes matter.
        store.set_up_writer("PRAGMA foreign_keys = OFF").await.unwrap();
        let twice = async || {
            let mut sheets = vec![sheet(2, "222222"), sheet(3, "333333"), sheet(4, "333333")];
            store
                .write(async |txn| {
                    free_codes(txn, &mut sheets).await?;
                    Ok(sheets.iter().map(|sheet| sheet.code.clone()).collect::<Vec<_>>())
                })
                .await
                .unwrap()
        };
        assert_eq!(twice().await[..2], ["222222", "333333"]);
        let there = [sheet(1, "222222"), sheet(5, "444444")];
        store.write(async |txn| insert::<paper_sheet::Entity>(txn, there).await).await.unwrap();
        let codes = twice().await;
        assert!(codes[0] != "222222" && codes[0].len() == SHEET_SIGNS, "{codes:?}");
        assert_eq!(codes[1], "333333");
        assert_eq!(codes.iter().collect::<BTreeSet<_>>().len(), 3, "{codes:?}");
        assert_eq!(twice().await, codes, "the same batch, the same codes");
        store.close().await.unwrap();
        std::fs::remove_dir_all(&folder).unwrap();
    }
}
