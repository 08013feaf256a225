//! A roster in and out: files of officials, read in bounded memory and held row by row against what is known.
//!
//! Owns: the two readings of a file. The first finds whom each row may mean, the second classifies. Between them all rows
//! of one name are decided at once. Does not own: the rules (`domain::roster`), how files are opened ([`file`],
//! [`sheet`]), what is written (`storage::rosters`), pages and commands.

pub mod classify;
pub mod export;
pub mod file;
mod packed;
pub mod sheet;

use classify::Classifier;
use file::{Problem, Table};
use serde::{Deserialize, Serialize};
use std::path::PathBuf;
use std::sync::Arc;
use tokio::sync::mpsc;
use tungngo_domain::access::Scope;
use tungngo_domain::ids::UnitId;
use tungngo_domain::roster::heading::Heading;
use tungngo_domain::roster::rows::{Line, Rows};
use tungngo_storage::rosters::{Counts, NewUnit, Row};
use tungngo_storage::{StorageError, Store};

/// Rows that are written with one commit.
const BATCH: usize = 2_000;

/// Why a reading ended without result.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The file cannot be taken.
    #[error("the file cannot be taken: {}", .0.code)]
    File(#[from] Problem),
    /// The database.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// What is read, for whom, and on which day.
#[derive(Debug)]
pub struct Order {
    /// The file; it is not changed.
    pub file: PathBuf,
    /// Our own program, which opens workbooks in a process of its own.
    pub program: PathBuf,
    /// The longest file.
    pub max_bytes: u64,
    /// Within whose reach rows are understood.
    pub scope: Scope,
    /// The unit that rows belong to which name no commune.
    pub unit: UnitId,
    /// For ages.
    pub this_year: i32,
}

/// What was understood of the heading, as it is kept with an import.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Understood {
    /// The row of the heading, from 1.
    pub row: u32,
    /// Each column: its heading, the code of what it means, the first cells below it.
    pub columns: Vec<UnderstoodColumn>,
}

/// A column as it was understood.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnderstoodColumn {
    /// Its heading as written.
    pub heading: String,
    /// The code of what it means.
    pub field: String,
    /// The first cells below it.
    pub cells: Vec<String>,
}

/// What a reading came to.
#[derive(Debug, Clone)]
pub struct Reading {
    /// Of the heading.
    pub understood: Understood,
    /// Of the rows.
    pub counts: Counts,
    /// Villages that are added.
    pub units: Vec<NewUnit>,
    /// Units whose people are named.
    pub reach: Vec<UnitId>,
}

/// Reads a file and classifies its rows; `took` gets them in their order, with the counts so far. Changes nothing.
pub async fn read(
    store: &Store,
    order: Order,
    mut took: impl AsyncFnMut(Vec<Row>, Counts) -> Result<(), StorageError>,
) -> Result<Reading, ReadError> {
    let table = Arc::new(Table::open(&order.file, &order.program, order.max_bytes).await?);
    let (heading, understood) = blocking({
        let table = Arc::clone(&table);
        move || table.heading()
    })
    .await?;
    let heading = Arc::new(heading);
    let mut classifier = Classifier::new(store, &order.scope, order.unit, heading.village_word).await?;
    let mut counts = Counts::default();
    let mut lines = lines(&table, &heading, order.this_year);
    while let Some(batch) = lines.recv().await {
        for (_, line) in batch?.0 {
            if let Line::Person(entry) = line {
                classifier.note(&entry).await?;
                counts.lines += 1;
            }
        }
        took(Vec::new(), counts).await?;
    }
    classifier.decide();
    let (mut counts, mut rows, mut carried) = (Counts::default(), Vec::with_capacity(BATCH), 0);
    let mut lines = self::lines(&table, &heading, order.this_year);
    while let Some(batch) = lines.recv().await {
        let (batch, carried_so_far) = batch?;
        carried = carried_so_far;
        for (number, line) in batch {
            let row = match line {
                Line::Person(entry) => classifier.classify(number, &entry),
                Line::Refused(refusal, name) => Classifier::refused(number, name, refusal),
                Line::Aside => {
                    counts.aside += 1;
                    continue;
                }
                Line::Blank => continue,
            };
            counts.count(classify::class(&row));
            rows.push(row);
            if rows.len() == BATCH {
                took(std::mem::take(&mut rows), counts).await?;
            }
        }
    }
    if counts.lines == 0 {
        return Err(Problem::new("no-rows", "").into());
    }
    let (units, reach, absent) = classifier.finish();
    (counts.carried, counts.absent) = (i64::from(carried), absent);
    counts.new_units = i64::try_from(units.len()).unwrap_or(i64::MAX);
    took(rows, counts).await?;
    Ok(Reading { understood, counts, units, reach })
}

/// Reads the rows below the heading in a thread of their own, a batch ahead at most.
fn lines(
    table: &Arc<Table>,
    heading: &Arc<Heading>,
    this_year: i32,
) -> mpsc::Receiver<Result<Batch, Problem>> {
    let (send, receive) = mpsc::channel(1);
    let (table, heading) = (Arc::clone(table), Arc::clone(heading));
    tokio::task::spawn_blocking(move || {
        let sent = produce(&table, &heading, this_year, &send);
        if let Err(problem) = sent {
            // Nobody listens any more where this cannot be told.
            let _ = send.blocking_send(Err(problem));
        }
    });
    receive
}

/// Rows with their numbers, and how many so far took their village from a row above.
type Batch = (Vec<(i32, Line)>, u32);

fn produce(
    table: &Table,
    heading: &Heading,
    this_year: i32,
    send: &mpsc::Sender<Result<Batch, Problem>>,
) -> Result<(), Problem> {
    let mut rows = table.rows()?;
    let mut reader = Rows::new(heading, this_year);
    let mut batch = Vec::with_capacity(BATCH);
    let (mut at, mut before) = (0, 0);
    while let Some((number, cells)) = rows.next_row()? {
        at += 1;
        // Rows of a workbook that are empty are not there at all.
        if number > before + 1 {
            reader.read(&[""]);
        }
        before = number;
        if at <= heading.row + 1 {
            continue;
        }
        let cells: Vec<&str> = cells.iter().collect();
        batch.push((i32::try_from(number).unwrap_or(i32::MAX), reader.read(&cells)));
        if batch.len() == BATCH
            && send.blocking_send(Ok((std::mem::take(&mut batch), reader.carried))).is_err()
        {
            return Ok(());
        }
    }
    let _ = send.blocking_send(Ok((batch, reader.carried)));
    Ok(())
}

/// Runs what reads files off the threads that answer requests.
pub(crate) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Problem> + Send + 'static,
) -> Result<T, Problem> {
    match tokio::task::spawn_blocking(work).await {
        Ok(done) => done,
        Err(_) => Err(Problem::new("broken", "")),
    }
}
