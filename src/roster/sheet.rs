//! Reading a workbook in a process of its own, with little memory and time, because a small file can ask for a lot and
//! an allocation that fails takes its process with it (F2, F3).
//!
//! The child writes the rows of the sheet that looks like a roster, as CSV after their numbers, and the parent keeps at
//! most so many bytes of them in a file. Cells are read one by one; no grid is ever made.

use super::file::{PROBLEMS, Problem};
use calamine::{DataRef, Reader, SheetType, SheetVisible, Xlsx};
use std::fs::File;
use std::io::{BufReader, BufWriter, Read, Write};
use std::path::Path;
use std::process::{ExitCode, Stdio};
use std::time::Duration;
use tempfile::TempPath;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tungngo_domain::roster::heading::{HEADING_WITHIN, recognise};
use tungngo_domain::roster::{CELL_MAX_CHARS, COLUMNS_MAX, SHEET_ROWS_MAX};
use zip::ZipArchive;

/// Address space of the child.
const MEMORY_MAX_BYTES: u64 = 512 * 1024 * 1024;
/// Processor time of the child, and how long the parent waits.
const TIME_MAX: Duration = Duration::from_secs(60);
/// What is really inflated, in all (F2).
const INFLATED_MAX_BYTES: u64 = 150 * 1024 * 1024;
/// How much a file may grow by inflating (F2); a small one has a megabyte anyway.
const RATIO_MAX: u64 = 100;
const SMALL_BYTES: u64 = 1024 * 1024;
/// Files inside the file (F2).
const ENTRIES_MAX: usize = 2_000;
/// What the parent takes from the child.
const ROWS_MAX_BYTES: u64 = 200 * 1024 * 1024;

/// The hidden command that reads a workbook.
pub const COMMAND: &str = "workbook-rows";

/// The rows of a workbook, read by `program` into a file.
pub async fn rows_of_workbook(program: &Path, workbook: &Path) -> Result<TempPath, Problem> {
    let broken = || Problem::new("broken", "");
    let (out, path) = tempfile::NamedTempFile::new().map_err(|_| broken())?.into_parts();
    let mut out = tokio::fs::File::from_std(out);
    let mut child = tokio::process::Command::new(program)
        .arg(COMMAND)
        .arg(workbook)
        .env_clear()
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true)
        .spawn()?;
    let (Some(rows), Some(told)) = (child.stdout.take(), child.stderr.take()) else { return Err(broken()) };
    let work = async {
        let mut rows = rows.take(ROWS_MAX_BYTES + 1);
        let written = tokio::io::copy(&mut rows, &mut out).await?;
        out.flush().await?;
        let mut problem = String::new();
        let mut told = told.take(200);
        let _ = told.read_to_string(&mut problem).await;
        if written > ROWS_MAX_BYTES {
            return Err(Problem::new("too-heavy", ""));
        }
        if child.wait().await?.success() {
            return Ok(());
        }
        let known = PROBLEMS.into_iter().find(|code| problem.trim() == *code);
        // Without a word it was stopped by its limits.
        Err(Problem::new(known.unwrap_or("too-heavy"), ""))
    };
    tokio::time::timeout(TIME_MAX, work).await.unwrap_or_else(|_| Err(Problem::new("too-heavy", "")))?;
    Ok(path)
}

/// The child: writes the rows of a workbook to standard output, or one word of what is wrong to standard error.
pub fn write_rows(workbook: &Path) -> ExitCode {
    let limits = [
        (rlimit::Resource::AS, MEMORY_MAX_BYTES),
        (rlimit::Resource::CPU, TIME_MAX.as_secs()),
        (rlimit::Resource::CORE, 0),
        (rlimit::Resource::FSIZE, 0),
    ];
    let limited = limits.iter().all(|(resource, limit)| resource.set(*limit, *limit).is_ok());
    if !limited {
        eprintln!("too-heavy");
        return ExitCode::FAILURE;
    }
    let out = BufWriter::with_capacity(64 * 1024, std::io::stdout().lock());
    match looked_into(workbook).and_then(|()| rows_into(workbook, out)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("{}", problem.code);
            ExitCode::FAILURE
        }
    }
}

fn broken<E>(_: E) -> Problem {
    Problem::new("broken", "")
}

/// Inflates every entry into nothing and counts: what a header says of sizes is not believed (F2).
fn looked_into(workbook: &Path) -> Result<(), Problem> {
    let file = File::open(workbook)?;
    let length = file.metadata()?.len();
    let at_most = INFLATED_MAX_BYTES.min((length * RATIO_MAX).max(SMALL_BYTES));
    let mut archive = ZipArchive::new(BufReader::new(file)).map_err(broken)?;
    if archive.len() > ENTRIES_MAX {
        return Err(Problem::new("packed-too-much", ""));
    }
    let (mut left, mut is_workbook) = (at_most, false);
    let mut buffer = vec![0; 64 * 1024];
    for at in 0..archive.len() {
        let mut entry = archive.by_index(at).map_err(broken)?;
        is_workbook |= entry.name().is_ok_and(|name| name == "xl/workbook.xml");
        let mut first = true;
        loop {
            let read = entry.read(&mut buffer).map_err(broken)?;
            if read == 0 {
                break;
            }
            if std::mem::take(&mut first) && buffer[..read].starts_with(b"PK\x03\x04") {
                return Err(Problem::new("packed-too-much", ""));
            }
            left = left.checked_sub(read as u64).ok_or_else(|| Problem::new("packed-too-much", ""))?;
        }
    }
    if is_workbook { Ok(()) } else { Err(Problem::new("other-format", "")) }
}

/// Writes the rows of the sheet that has the heading of a roster; of the first, where none has.
fn rows_into(workbook: &Path, out: impl Write) -> Result<(), Problem> {
    let file = BufReader::new(File::open(workbook)?);
    let mut book: Xlsx<_> = Xlsx::new(file).map_err(broken)?;
    let sheets: Vec<String> = book
        .sheets_metadata()
        .iter()
        .filter(|sheet| sheet.typ == SheetType::WorkSheet && sheet.visible == SheetVisible::Visible)
        .map(|sheet| sheet.name.clone())
        .collect();
    let mut chosen = None;
    for name in &sheets {
        let mut first: Vec<Vec<String>> = Vec::new();
        each_row(&mut book, name, |_, cells| {
            first.push(cells.to_vec());
            Ok(first.len() < HEADING_WITHIN)
        })?;
        if recognise(&first).is_ok() {
            chosen = Some(name);
            break;
        }
    }
    let Some(name) = chosen.or(sheets.first()) else { return Err(Problem::new("empty", "")) };
    let mut out = csv::WriterBuilder::new().flexible(true).from_writer(out);
    each_row(&mut book, name, |number, cells| {
        out.write_field(number.to_string())?;
        out.write_record(cells)?;
        Ok(true)
    })?;
    out.flush()?;
    Ok(())
}

/// Gives each row that is not empty, with its number from 1, until told to stop.
fn each_row(
    book: &mut Xlsx<BufReader<File>>,
    sheet: &str,
    mut give: impl FnMut(u32, &[String]) -> Result<bool, Problem>,
) -> Result<(), Problem> {
    let mut cells = book.worksheet_cells_reader(sheet).map_err(broken)?;
    let (mut row, mut filled): (u32, Vec<String>) = (0, Vec::new());
    while let Some(cell) = cells.next_cell().map_err(broken)? {
        let (at, column) = cell.get_position();
        let Some(text) = text(cell.get_value()) else { continue };
        let column = usize::try_from(column).map_err(broken)?;
        // Before anything is made room for.
        if at >= SHEET_ROWS_MAX {
            return Err(Problem::new("too-many-rows", ""));
        }
        if column >= COLUMNS_MAX {
            return Err(Problem::new("too-many-columns", ""));
        }
        if at != row {
            if at < row {
                return Err(Problem::new("broken", ""));
            }
            if !filled.is_empty() && !give(row + 1, &filled)? {
                return Ok(());
            }
            filled.clear();
            row = at;
        }
        if filled.len() <= column {
            filled.resize(column + 1, String::new());
        }
        filled[column] = text;
    }
    if !filled.is_empty() {
        give(row + 1, &filled)?;
    }
    Ok(())
}

/// What a cell says; nothing for an empty one. A number is written with all its digits, a day as year, month, day.
fn text(cell: &DataRef<'_>) -> Option<String> {
    let cut = |text: &str| text.chars().take(CELL_MAX_CHARS + 1).collect::<String>();
    let text = match cell {
        DataRef::Empty | DataRef::Error(_) => return None,
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) if number.fract() == 0.0 && number.abs() < 1e15 => format!("{number:.0}"),
        DataRef::Float(number) => number.to_string(),
        DataRef::String(text) => cut(text),
        DataRef::SharedString(text) => cut(text),
        DataRef::Bool(yes) => if *yes { "x" } else { "" }.to_owned(),
        DataRef::DateTime(moment) if moment.is_datetime() => {
            let (year, month, day, ..) = moment.to_ymd_hms_milli();
            format!("{year:04}-{month:02}-{day:02}")
        }
        DataRef::DateTime(moment) => moment.as_f64().to_string(),
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => cut(text),
    };
    (!text.is_empty()).then_some(text)
}
