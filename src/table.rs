//! A table on its way out, as CSV or as XLSX, so that a spreadsheet shows what stands in it and nothing runs (X1).
//!
//! Every cell is text, so phones keep their first 0, but for figures in a workbook, which can be added up. In CSV a cell
//! that a spreadsheet would take for a formula begins with an apostrophe. Owns: the two formats. Does not own: what stands
//! in a table, nor who may have it.

use anyhow::Context;
use rust_xlsxwriter::{Format, Workbook};
use std::borrow::Cow;
use std::io::Write;

/// What is gathered of a CSV before it is handed on.
const BUFFER_BYTES: usize = 64 * 1024;
/// The longest sheet a spreadsheet opens, with its heading row.
const SHEET_ROWS: u32 = 1_048_576;

/// Which file is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// UTF-8 with a byte order mark, so that Excel reads Vietnamese.
    Csv,
    /// An Excel workbook of one sheet.
    Xlsx,
}

impl Kind {
    /// By the ending of a file's name.
    pub fn from_ending(ending: &str) -> Option<Self> {
        match ending {
            "csv" => Some(Self::Csv),
            "xlsx" => Some(Self::Xlsx),
            _ => None,
        }
    }

    /// The ending of a file's name, with its dot.
    pub fn ending(self) -> &'static str {
        match self {
            Self::Csv => ".csv",
            Self::Xlsx => ".xlsx",
        }
    }

    /// What the file is sent as.
    pub fn content_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        }
    }
}

/// Writes rows one after the other; memory does not grow with their number.
pub enum TableWriter<W: Write + std::io::Seek + Send> {
    /// As CSV.
    Csv(Box<csv::Writer<W>>),
    /// As XLSX: the workbook, the next row, where it goes.
    Xlsx(Box<Workbook>, u32, W),
}

impl<W: Write + std::io::Seek + Send> TableWriter<W> {
    /// Begins a table. `sheet` names the sheet of a workbook (at most 31 characters are kept).
    pub fn new(kind: Kind, sheet: &str, heading: &[&str], mut out: W) -> anyhow::Result<Self> {
        match kind {
            Kind::Csv => {
                out.write_all("\u{FEFF}".as_bytes())?;
                let mut writer = csv::WriterBuilder::new()
                    .terminator(csv::Terminator::CRLF)
                    .buffer_capacity(BUFFER_BYTES)
                    .from_writer(out);
                writer.write_record(heading)?;
                Ok(Self::Csv(Box::new(writer)))
            }
            Kind::Xlsx => {
                let mut book = Workbook::new();
                let page = book.add_worksheet_with_constant_memory()?;
                page.set_name(
                    sheet.chars().filter(|c| !"[]:*?/\\'".contains(*c)).take(31).collect::<String>(),
                )?;
                page.set_freeze_panes(1, 0)?;
                let bold = Format::new().set_bold();
                for (at, text) in heading.iter().enumerate() {
                    let column = u16::try_from(at)?;
                    page.set_column_width(column, 18)?;
                    page.write_string_with_format(0, column, *text, &bold)?;
                }
                Ok(Self::Xlsx(Box::new(book), 1, out))
            }
        }
    }

    /// Writes a row.
    pub fn row<T: AsRef<str>>(&mut self, cells: &[T]) -> anyhow::Result<()> {
        match self {
            Self::Csv(writer) => {
                for cell in cells {
                    writer.write_field(harmless(cell.as_ref()).as_bytes())?;
                }
                writer.write_record(None::<&[u8]>)?;
            }
            Self::Xlsx(book, next, _) => {
                anyhow::ensure!(*next < SHEET_ROWS, "more rows than a sheet holds; ask for CSV");
                let page = book.worksheet_from_index(0).context("the sheet")?;
                for (at, cell) in cells.iter().enumerate() {
                    page.write_string(*next, u16::try_from(at)?, cell.as_ref())?;
                }
                *next += 1;
            }
        }
        Ok(())
    }

    /// Writes a row of figures: names in the first `names` cells, then what a workbook can add up and put in order.
    pub fn figures(&mut self, names: usize, cells: &[&str]) -> anyhow::Result<()> {
        if let Self::Csv(writer) = self {
            for (at, cell) in cells.iter().enumerate() {
                match figure(cell).filter(|_| at >= names) {
                    // Read as a number, sign and all, it is no formula.
                    Some(_) => writer.write_field(cell.trim_start_matches('+').replace('−', "-"))?,
                    None => writer.write_field(harmless(cell).as_bytes())?,
                }
            }
            writer.write_record(None::<&[u8]>)?;
            return Ok(());
        }
        self.row(cells)?;
        let Self::Xlsx(book, next, _) = self else { return Ok(()) };
        let page = book.worksheet_from_index(0).context("the sheet")?;
        for (at, cell) in cells.iter().enumerate().skip(names) {
            let Some((n, format)) = figure(cell) else { continue };
            page.write_number_with_format(
                *next - 1,
                u16::try_from(at)?,
                n,
                &Format::new().set_num_format(format),
            )?;
        }
        Ok(())
    }

    /// Ends the table and gives back where it went.
    pub fn finish(self) -> anyhow::Result<W> {
        match self {
            Self::Csv(writer) => writer.into_inner().map_err(|error| anyhow::anyhow!(error.to_string())),
            Self::Xlsx(mut book, _, mut out) => {
                book.save_to_writer(&mut out)?;
                Ok(out)
            }
        }
    }
}

/// A number or a share as pages write them, with the format that shows it so again; none of anything else.
fn figure(cell: &str) -> Option<(f64, &'static str)> {
    let (digits, is_share) = cell.strip_suffix('%').map_or((cell, false), |share| (share.trim_end(), true));
    let digits = digits.strip_prefix('+').unwrap_or(digits);
    let (digits, sign) = digits.strip_prefix(['−', '-']).map_or((digits, 1.0), |rest| (rest, -1.0));
    let (whole, part) = digits.split_once(',').unwrap_or((digits, "0"));
    let all_digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    if !all_digits(whole)
        || !all_digits(part)
        || whole.len() > 12
        || (whole.len() > 1 && whole.starts_with('0'))
    {
        return None;
    }
    let n = sign * [whole, ".", part].concat().parse::<f64>().ok()?;
    Some(if is_share { (n / 100.0, "0.0%") } else { (n, if part == "0" { "0" } else { "0.0" }) })
}

/// A cell that no spreadsheet takes for a formula: an apostrophe before whatever begins like one, spaces apart (X1).
pub fn harmless(cell: &str) -> Cow<'_, str> {
    let begins = cell.trim_start_matches(' ').chars().next();
    match begins {
        Some('=' | '+' | '-' | '@' | '\t' | '\r' | '＝' | '＋' | '－' | '＠') => {
            Cow::Owned(["'", cell].concat())
        }
        _ => Cow::Borrowed(cell),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Cursor;

    #[test]
    fn figures_are_read_and_nothing_else_is() {
        assert_eq!(figure("87364"), Some((87_364.0, "0")));
        assert_eq!(figure("−15141"), Some((-15_141.0, "0")));
        assert_eq!(figure("0"), Some((0.0, "0")));
        assert_eq!(figure("2,5"), Some((2.5, "0.0")));
        let (share, format) = figure("37,4%").unwrap();
        assert!((share - 0.374).abs() < 1e-12 && format == "0.0%");
        for text in ["", "–", "0900", "12/2026", "1.234", "=1", "1,2,3", "%", "-", "9 điểm", "1234567890123"]
        {
            assert_eq!(figure(text), None, "{text}");
        }
    }

    #[test]
    fn sec_x1_what_looks_like_a_formula_is_text() {
        for cell in ["=1+1", " =1", "+84", "-1", "@a", "\ta", "\ra", "＝1", "＋1", "－1", "＠a"] {
            assert_eq!(harmless(cell), ["'", cell].concat());
        }
        assert_eq!(harmless("0900 000 123"), "0900 000 123");
        assert_eq!(harmless("Nguyễn Văn Hòa"), "Nguyễn Văn Hòa");
        assert_eq!(harmless(""), "");
    }

    #[test]
    fn figures_in_csv_are_numbers_and_nothing_else_is() {
        let mut table = TableWriter::new(Kind::Csv, "Số", &["a", "b", "c"], Cursor::new(Vec::new())).unwrap();
        table.figures(1, &["-1", "−15", "+2,5%"]).unwrap();
        table.figures(1, &["=1", "-1+2", "-"]).unwrap();
        let text = String::from_utf8(table.finish().unwrap().into_inner()).unwrap();
        let lines: Vec<&str> = text.lines().skip(1).collect();
        assert_eq!(lines, ["'-1,-15,\"2,5%\"", "'=1,'-1+2,'-"]);
    }

    #[test]
    fn a_table_is_written_in_both_formats() {
        let write = |kind| {
            let mut table =
                TableWriter::new(kind, "Thành viên", &["Họ tên", "Điện thoại"], Cursor::new(Vec::new()))
                    .unwrap();
            table.row(&["=HYPERLINK(\"x\")", "0900000123"]).unwrap();
            table.finish().unwrap().into_inner()
        };
        let csv = String::from_utf8(write(Kind::Csv)).unwrap();
        assert_eq!(csv, "\u{FEFF}Họ tên,Điện thoại\r\n\"'=HYPERLINK(\"\"x\"\")\",0900000123\r\n");
        let xlsx = write(Kind::Xlsx);
        assert!(xlsx.starts_with(b"PK\x03\x04"));
    }
}
