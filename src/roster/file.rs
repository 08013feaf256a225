//! Opening a file as offices send it: which format, which encoding, which separator; its rows in bounded memory (F4).

use super::{Understood, UnderstoodColumn, blocking, sheet};
use csv::StringRecord;
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1258};
use encoding_rs_io::DecodeReaderBytesBuilder;
use std::fs::File;
use std::io::{Read, Seek};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use tempfile::TempPath;
use tungngo_domain::people::clean_line;
use tungngo_domain::roster::COLUMNS_MAX;
use tungngo_domain::roster::heading::{Field, HEADING_WITHIN, Heading, NoHeading, recognise};

/// The longest file that a page takes (B1).
pub const UPLOAD_MAX_BYTES: u64 = 20 * 1024 * 1024;
/// The longest file that the command takes.
pub const COMMAND_MAX_BYTES: u64 = 200 * 1024 * 1024;
/// The longest row in bytes, so that an unclosed quote does not read the whole file as one cell.
const ROW_MAX_BYTES: u64 = 512 * 1024;
/// Cells below a heading that are shown with it.
const SHOWN_ROWS: usize = 3;

/// Why a file cannot be taken: a word for the messages, and the text it is about.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{code} {detail}")]
pub struct Problem {
    /// The word.
    pub code: &'static str,
    /// The text.
    pub detail: String,
}

/// All words of problems.
pub const PROBLEMS: [&str; 15] = [
    "empty",
    "too-long",
    "encoding",
    "old-workbook",
    "other-format",
    "broken",
    "too-many-rows",
    "too-many-columns",
    "packed-too-much",
    "too-heavy",
    "row-too-long",
    "no-heading",
    "heading-twice",
    "no-rows",
    "expired",
];

impl Problem {
    /// A problem about this text.
    pub fn new(code: &'static str, detail: &str) -> Self {
        Self { code, detail: detail.chars().take(60).collect() }
    }
}

impl From<std::io::Error> for Problem {
    fn from(error: std::io::Error) -> Self {
        if error.to_string().contains(ROW_TOO_LONG) {
            Self::new("row-too-long", "")
        } else {
            Self::new("broken", "")
        }
    }
}

impl From<csv::Error> for Problem {
    fn from(error: csv::Error) -> Self {
        match error.into_kind() {
            csv::ErrorKind::Io(error) => error.into(),
            _ => Self::new("broken", ""),
        }
    }
}

const ROW_TOO_LONG: &str = "a row is too long";

/// A file whose rows can be read, any number of times.
#[derive(Debug)]
pub struct Table {
    file: PathBuf,
    form: Form,
    /// What the reader of workbooks wrote; gone with this.
    _rows_of_workbook: Option<TempPath>,
}

#[derive(Debug, Clone, Copy)]
enum Form {
    /// Text, its encoding and separator.
    Text(&'static Encoding, u8),
    /// Rows of a workbook, each after its number.
    Numbered,
}

/// What the first bytes of a file say.
enum Kind {
    Text,
    Workbook,
}

impl Table {
    /// Opens a file. A workbook is read by `program`, our own, in a process with little memory.
    pub async fn open(file: &Path, program: &Path, max_bytes: u64) -> Result<Self, Problem> {
        let path = file.to_owned();
        let kind = blocking(move || kind_of(&path, max_bytes)).await?;
        if matches!(kind, Kind::Workbook) {
            let rows = sheet::rows_of_workbook(program, file).await?;
            return Ok(Self {
                file: rows.to_path_buf(),
                form: Form::Numbered,
                _rows_of_workbook: Some(rows),
            });
        }
        let path = file.to_owned();
        let form = blocking(move || {
            let encoding = encoding_of(&path)?;
            Ok(Form::Text(encoding, separator_of(&path, encoding)?))
        })
        .await?;
        Ok(Self { file: file.to_owned(), form, _rows_of_workbook: None })
    }

    /// Its rows from the beginning.
    pub fn rows(&self) -> Result<TableRows, Problem> {
        let file = File::open(&self.file)?;
        Ok(match self.form {
            Form::Text(encoding, separator) => TableRows::new(decoded(file, encoding), separator, false),
            Form::Numbered => TableRows::new(Box::new(file), b',', true),
        })
    }

    /// Its heading, and how to show it.
    pub fn heading(&self) -> Result<(Heading, Understood), Problem> {
        let (mut first, mut numbers) = (Vec::new(), Vec::new());
        let mut rows = self.rows()?;
        while first.len() < HEADING_WITHIN + SHOWN_ROWS
            && let Some((number, cells)) = rows.next_row()?
        {
            numbers.push(number);
            first.push(cells.iter().map(str::to_owned).collect::<Vec<String>>());
        }
        let heading = recognise(&first).map_err(|error| match error {
            NoHeading::Empty => Problem::new("empty", ""),
            NoHeading::NoName => Problem::new("no-heading", ""),
            NoHeading::Twice(field) => Problem::new("heading-twice", field.code()),
        })?;
        let below = &first[heading.row + 1..];
        let columns = heading
            .columns
            .iter()
            .map(|column| UnderstoodColumn {
                heading: column.heading.chars().take(60).collect(),
                field: column.field.code().to_owned(),
                cells: below
                    .iter()
                    .filter(|row| row.iter().any(|cell| !clean_line(cell).is_empty()))
                    .take(SHOWN_ROWS)
                    .map(|row| row.get(column.at).map(|cell| shown(cell, column.field)).unwrap_or_default())
                    .collect(),
            })
            .collect();
        let row = numbers.get(heading.row).copied().unwrap_or(1);
        Ok((heading, Understood { row, columns }))
    }
}

/// What nobody asked for is not shown either (D1).
fn shown(cell: &str, field: Field) -> String {
    if field == Field::Ignored { String::new() } else { clean_line(cell).chars().take(60).collect() }
}

/// The rows of a table.
pub struct TableRows {
    reader: csv::Reader<Bounded>,
    since_row: Arc<AtomicU64>,
    record: StringRecord,
    numbered: bool,
    breaks: u64,
}

impl TableRows {
    fn new(inner: Box<dyn Read + Send>, separator: u8, numbered: bool) -> Self {
        let since_row = Arc::new(AtomicU64::new(0));
        let reader =
            csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(separator).from_reader(
                Bounded {
                    inner: Box::new(LineEnds { inner, after_cr: false, open: false }),
                    since_row: Arc::clone(&since_row),
                },
            );
        Self { reader, since_row, record: StringRecord::new(), numbered, breaks: 0 }
    }

    /// The next row with its number, from 1.
    pub fn next_row(&mut self) -> Result<Option<(u32, StringRecord)>, Problem> {
        self.since_row.store(0, Ordering::Relaxed);
        if !self.reader.read_record(&mut self.record)? {
            return Ok(None);
        }
        let mut record = std::mem::take(&mut self.record);
        let number = if self.numbered {
            let number = record.get(0).and_then(|text| text.parse().ok()).unwrap_or(0);
            record = record.iter().skip(1).collect();
            number
        } else {
            // Counted back from the line behind it: where it begins is told before the empty lines above it are passed.
            let own = record.iter().map(|cell| cell.matches('\n').count() as u64).sum::<u64>();
            self.breaks += own;
            let number = self.reader.position().line().saturating_sub(1 + self.breaks);
            u32::try_from(number).unwrap_or(u32::MAX)
        };
        if record.len() > COLUMNS_MAX {
            if record.iter().skip(COLUMNS_MAX).any(|cell| !clean_line(cell).is_empty()) {
                return Err(Problem::new("too-many-columns", ""));
            }
            record.truncate(COLUMNS_MAX);
        }
        Ok(Some((number, record)))
    }
}

/// Ends every line with LF, the last one too, so that lines can be counted: whoever looks for a refused row in a
/// spreadsheet must find that one.
struct LineEnds {
    inner: Box<dyn Read + Send>,
    /// The byte read last was a CR, whose line has ended.
    after_cr: bool,
    /// The last line that was handed on has no end yet.
    open: bool,
}

impl Read for LineEnds {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        loop {
            let read = self.inner.read(buffer)?;
            if read == 0 {
                let Some(first) = buffer.first_mut().filter(|_| self.open) else { return Ok(0) };
                *first = b'\n';
                self.open = false;
                return Ok(1);
            }
            let mut kept = 0;
            for at in 0..read {
                let byte = buffer[at];
                let ended_before = byte == b'\n' && self.after_cr;
                self.after_cr = byte == b'\r';
                if !ended_before {
                    buffer[kept] = if self.after_cr { b'\n' } else { byte };
                    kept += 1;
                }
            }
            if kept > 0 {
                self.open = buffer[kept - 1] != b'\n';
                return Ok(kept);
            }
        }
    }
}

/// Stops a row that does not end.
struct Bounded {
    inner: Box<dyn Read + Send>,
    since_row: Arc<AtomicU64>,
}

impl Read for Bounded {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let read = self.inner.read(buffer)?;
        if self.since_row.fetch_add(read as u64, Ordering::Relaxed) > ROW_MAX_BYTES {
            return Err(std::io::Error::other(ROW_TOO_LONG));
        }
        Ok(read)
    }
}

/// How files begin that are no table: PDF, PNG, JPEG.
const OTHER_FORMATS: [&[u8]; 3] = [b"%PDF", b"\x89PNG", &[0xFF, 0xD8, 0xFF]];
/// How texts begin that are no table, in lower case: pages and documents, some of them named `.xls`.
const OTHER_TEXTS: [&str; 5] = ["<html", "<!doctype", "<table", "<?xml", "{\\rtf"];

fn kind_of(path: &Path, max_bytes: u64) -> Result<Kind, Problem> {
    let mut file = File::open(path)?;
    let length = file.metadata()?.len();
    if length == 0 {
        return Err(Problem::new("empty", ""));
    }
    if length > max_bytes {
        return Err(Problem::new("too-long", ""));
    }
    let mut first = Vec::new();
    file.by_ref().take(512).read_to_end(&mut first)?;
    let text = String::from_utf8_lossy(&first).trim_start_matches('\u{FEFF}').trim_start().to_lowercase();
    if first.starts_with(b"PK\x03\x04") {
        Ok(Kind::Workbook)
    } else if first.starts_with(&[0xD0, 0xCF, 0x11, 0xE0]) {
        Err(Problem::new("old-workbook", ""))
    } else if OTHER_FORMATS.iter().any(|begin| first.starts_with(begin))
        || OTHER_TEXTS.iter().any(|begin| text.starts_with(begin))
    {
        Err(Problem::new("other-format", ""))
    } else {
        Ok(Kind::Text)
    }
}

fn decoded(file: File, encoding: &'static Encoding) -> Box<dyn Read + Send> {
    Box::new(
        DecodeReaderBytesBuilder::new()
            .encoding(Some(encoding))
            .bom_sniffing(true)
            .strip_bom(true)
            .build(file),
    )
}

/// UTF-8 and UTF-16 by their marks or by what stands in them; Windows-1258 where it reads as Vietnamese.
fn encoding_of(path: &Path) -> Result<&'static Encoding, Problem> {
    let mut file = File::open(path)?;
    let mut first = Vec::new();
    file.by_ref().take(4_096).read_to_end(&mut first)?;
    if let Some((encoding, _)) = Encoding::for_bom(&first) {
        // A mark may lie: what it says must hold for the whole file.
        return reads_as(path, encoding).then_some(encoding).ok_or_else(|| Problem::new("encoding", ""));
    }
    let zeros = |odd: usize| first.iter().skip(odd).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    if even.max(odd) * 8 > first.len() {
        let encoding = if odd > even { UTF_16LE } else { UTF_16BE };
        return reads_as(path, encoding).then_some(encoding).ok_or_else(|| Problem::new("encoding", ""));
    }
    if reads_as(path, UTF_8) {
        return Ok(UTF_8);
    }
    file.rewind()?;
    let mut bytes = Vec::new();
    file.take(256 * 1024).read_to_end(&mut bytes)?;
    let (text, _, _) = WINDOWS_1258.decode(&bytes);
    let text = clean_line(&text);
    let vietnamese =
        text.chars().any(|c| "ăâđêôơưĂÂĐÊÔƠƯ".contains(c) || ('\u{1EA0}'..='\u{1EF9}').contains(&c));
    // What TCVN3 and VNI leave: signs between letters, and marks that belong to no letter.
    let strange = text.chars().any(|c| {
        "¡¢£¤¥¦§¨©ª«¬®¯±²³´µ¶·¸¹º»¼½¾¿×÷ÿþðøßæ\u{FFFD}".contains(c) || ('\u{300}'..='\u{36F}').contains(&c)
    });
    if vietnamese && !strange { Ok(WINDOWS_1258) } else { Err(Problem::new("encoding", "")) }
}

/// Whether every byte of a file is of this encoding, and no NUL among them.
fn reads_as(path: &Path, encoding: &'static Encoding) -> bool {
    let Ok(mut file) = File::open(path) else { return false };
    let mut decoder = encoding.new_decoder_with_bom_removal();
    let (mut bytes, mut text) = (vec![0; 64 * 1024], String::with_capacity(256 * 1024));
    loop {
        let Ok(read) = file.read(&mut bytes) else { return false };
        text.clear();
        let (result, _) = decoder.decode_to_string_without_replacement(&bytes[..read], &mut text, read == 0);
        if result != encoding_rs::DecoderResult::InputEmpty || text.contains('\0') {
            return false;
        }
        if read == 0 {
            return true;
        }
    }
}

/// The separator with which the heading is understood best.
fn separator_of(path: &Path, encoding: &'static Encoding) -> Result<u8, Problem> {
    let mut best = (0, 0, b',');
    for separator in [b',', b';', b'\t'] {
        let mut rows = TableRows::new(decoded(File::open(path)?, encoding), separator, false);
        let mut first: Vec<Vec<String>> = Vec::new();
        while first.len() < HEADING_WITHIN
            && let Ok(Some((_, cells))) = rows.next_row()
        {
            first.push(cells.iter().map(str::to_owned).collect());
        }
        let known = recognise(&first)
            .map_or(0, |heading| heading.columns.iter().filter(|one| one.field != Field::Ignored).count());
        let widest = first.iter().map(Vec::len).max().unwrap_or(0);
        if (known, widest) > (best.0, best.1) {
            best = (known, widest, separator);
        }
    }
    Ok(best.2)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Cursor;

    /// Hands over so many bytes at a time.
    struct Slowly(Cursor<Vec<u8>>, usize);

    impl Read for Slowly {
        fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
            let at_most = self.1.min(buffer.len());
            self.0.read(&mut buffer[..at_most])
        }
    }

    #[test]
    fn a_row_has_the_number_a_spreadsheet_shows_however_lines_end() {
        let text = "Họ tên,Thôn\nAn,\"Bến\nĐá\"\nBình,Nà Mạ\n\nCúc,Nà Mạ\nDũng,Nà Mạ";
        for (ends, at_a_time) in [("\n", 4_096), ("\r\n", 4_096), ("\r\n", 1), ("\r\n", 3), ("\r", 2)] {
            let bytes = text.replace('\n', ends).into_bytes();
            let mut rows = TableRows::new(Box::new(Slowly(Cursor::new(bytes), at_a_time)), b',', false);
            let mut seen = Vec::new();
            while let Some((number, record)) = rows.next_row().unwrap_or_else(|_| panic!("{ends:?}")) {
                seen.push((number, record.get(0).unwrap_or_default().to_owned()));
            }
            let names: Vec<&str> = seen.iter().map(|(_, name)| name.as_str()).collect();
            assert_eq!(names, ["Họ tên", "An", "Bình", "Cúc", "Dũng"], "{ends:?} {at_a_time}");
            let numbers: Vec<u32> = seen.iter().map(|(number, _)| *number).collect();
            assert_eq!(numbers, [1, 2, 3, 5, 6], "{ends:?} {at_a_time}");
        }
    }
}
