//! The file of a reform: one table, CSV in UTF-8, that says which units there are from now on and how the old ones go
//! on in them.
//!
//! Columns, found by name, in any order: `old_code`, `new_code`, `relation` (`whole` or `part`), `is_default` (`1` for
//! the one successor that takes whatever nothing is named for), `village` and `person` (only this village, by name or
//! id; only this person, by account or id), `name`, `type`, `parent`. A line without `old_code` says what `new_code` is:
//! its `name` without the type word, its `type` and the code of the province above (none for a province). A unit that
//! keeps name and province need not be said. An old unit without an official code is named by its id.
//!
//! Owns: reading and writing this table. Does not own: what it means ([`tungngo_domain::reform`]).

use tungngo_domain::people::clean_line;
use tungngo_domain::reform::{Definition, Line, Relation, Sheet};
use tungngo_domain::units::titled;

/// The longest file that is read: the reform of a whole country has about 600 kB.
pub const MAX_BYTES: usize = 8 << 20;
/// The longest name of a unit with its type word.
const NAME_MAX_CHARS: usize = 120;
const HEADING: [&str; 9] =
    ["old_code", "new_code", "relation", "is_default", "village", "person", "name", "type", "parent"];

/// Why a file is not read. Lines are counted as a text editor does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unreadable {
    /// Not UTF-8, or not a table.
    NoTable,
    /// Longer than [`MAX_BYTES`].
    TooLong,
    /// No column of this name.
    NoColumn(&'static str),
    /// This cell of this line cannot be read.
    Cell(usize, &'static str),
    /// There is no line below the heading.
    Empty,
}

/// Reads a file.
pub fn read(bytes: &[u8]) -> Result<Sheet, Unreadable> {
    if bytes.len() > MAX_BYTES {
        return Err(Unreadable::TooLong);
    }
    let text = std::str::from_utf8(bytes).map_err(|_| Unreadable::NoTable)?.trim_start_matches('\u{FEFF}');
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
    let heading = reader.headers().map_err(|_| Unreadable::NoTable)?.clone();
    let column = |name: &str| heading.iter().position(|cell| clean_line(cell).to_lowercase() == name);
    let columns: Vec<Option<usize>> = HEADING.iter().map(|name| column(name)).collect();
    for needed in [0, 1, 2, 3] {
        if columns[needed].is_none() {
            return Err(Unreadable::NoColumn(HEADING[needed]));
        }
    }
    let mut sheet = Sheet::default();
    for record in reader.records() {
        let record = record.map_err(|_| Unreadable::NoTable)?;
        let number = record.position().map_or(0, |at| line_of(text, at));
        let cell =
            |at: usize| clean_line(columns[at].and_then(|column| record.get(column)).unwrap_or_default());
        let wrong = |at: usize| Unreadable::Cell(number, HEADING[at]);
        let some = |at: usize| Some(cell(at)).filter(|text| !text.is_empty());
        if record.iter().all(|cell| clean_line(cell).is_empty()) {
            continue;
        }
        let new = some(1).ok_or_else(|| wrong(1))?;
        let Some(old) = some(0) else {
            let (name, kind) = (some(6).ok_or_else(|| wrong(6))?, some(7).ok_or_else(|| wrong(7))?);
            let name = titled(&kind, &name);
            if name.chars().count() > NAME_MAX_CHARS {
                return Err(wrong(6));
            }
            sheet.units.push(Definition { number, code: new, name, parent: some(8) });
            continue;
        };
        sheet.lines.push(Line {
            number,
            old,
            new,
            relation: Relation::from_code(&cell(2).to_lowercase()).ok_or_else(|| wrong(2))?,
            is_default: match cell(3).as_str() {
                "1" => true,
                "" | "0" => false,
                _ => return Err(wrong(3)),
            },
            village: some(4),
            person: some(5),
        });
    }
    if sheet.lines.is_empty() && sheet.units.is_empty() {
        return Err(Unreadable::Empty);
    }
    Ok(sheet)
}

/// The line on which a record begins: the reader counts from before the empty lines that it skips.
fn line_of(text: &str, at: &csv::Position) -> usize {
    let skipped = usize::try_from(at.byte()).ok().and_then(|from| text.as_bytes().get(from..));
    let empty = skipped.unwrap_or_default().iter().take_while(|byte| matches!(byte, b'\n' | b'\r'));
    usize::try_from(at.line()).unwrap_or(0) + empty.filter(|byte| **byte == b'\n').count()
}

/// Writes a sheet as such a file.
pub fn write(sheet: &Sheet) -> anyhow::Result<String> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(HEADING)?;
    for one in &sheet.units {
        let (kind, name) = split(&one.name);
        let parent = one.parent.as_deref().unwrap_or_default();
        writer.write_record(["", &one.code, "", "", "", "", name, &kind.to_lowercase(), parent])?;
    }
    for line in &sheet.lines {
        let relation = if line.relation == Relation::Whole { "whole" } else { "part" };
        let is_default = if line.is_default { "1" } else { "0" };
        let some = |text: &Option<String>| text.clone().unwrap_or_default();
        let (village, person) = (some(&line.village), some(&line.person));
        writer.write_record([&line.old, &line.new, relation, is_default, &village, &person, "", "", ""])?;
    }
    Ok(String::from_utf8(writer.into_inner()?)?)
}

/// The type word of a name and the rest.
fn split(name: &str) -> (&str, &str) {
    const TWO_WORDS: [&str; 2] = ["Thành phố ", "Đặc khu "];
    let at = TWO_WORDS.iter().find(|word| name.starts_with(**word)).map(|word| word.len() - 1);
    let at = at.or(name.find(' ')).unwrap_or(0);
    (&name[..at], name[at..].trim_start())
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "\u{FEFF}old_code,new_code,relation,is_default,village,person,name,type,parent\n\
                        ,90001,,,,,Đồng Mây,đặc khu,08\n\
                        00001,90001,whole,1\n\
                        \n\
                        00002,90001,part,0,\"Thôn Bến Đá\",,,,\n\
                        00002,00003,part,1,,,,,\n";

    #[test]
    fn a_file_is_read_by_the_names_of_its_columns() {
        let sheet = read(FILE.as_bytes()).unwrap();
        assert_eq!(sheet.units[0].name, "Đặc khu Đồng Mây");
        assert_eq!((sheet.lines.len(), sheet.lines[1].number), (3, 5));
        assert_eq!(sheet.lines[1].village.as_deref(), Some("Thôn Bến Đá"));
        assert!(!sheet.lines[1].is_default && sheet.lines[2].is_default);
        let turned = "relation,is_default,new_code,old_code\nwhole,1,90001,00001\n";
        assert_eq!(read(turned.as_bytes()).unwrap().lines[0].old, "00001");
    }

    #[test]
    fn what_is_wrong_is_told_with_its_line_and_column() {
        let with = |line: &str| read(["old_code,new_code,relation,is_default\n", line].concat().as_bytes());
        assert_eq!(read(b"old_code,new_code,relation\n"), Err(Unreadable::NoColumn("is_default")));
        assert_eq!(with("00001,,whole,1\n"), Err(Unreadable::Cell(2, "new_code")));
        assert_eq!(with("00001,2,half,1\n"), Err(Unreadable::Cell(2, "relation")));
        assert_eq!(with("00001,2,whole,yes\n"), Err(Unreadable::Cell(2, "is_default")));
        assert_eq!(with(",2,,\n"), Err(Unreadable::Cell(2, "name")));
        assert_eq!(with(""), Err(Unreadable::Empty));
        assert_eq!(read(&[0xff, 0xfe, 0x00]), Err(Unreadable::NoTable));
    }

    #[test]
    fn the_reform_of_2025_is_written_and_read_back_the_same() {
        let sheet = tungngo_storage::reforms::reform_of_2025().unwrap();
        assert_eq!((sheet.units.len(), sheet.lines.len()), (3_355, 10_571));
        let text = write(&sheet).unwrap();
        assert_eq!(read(text.as_bytes()).unwrap(), sheet);
    }
}
