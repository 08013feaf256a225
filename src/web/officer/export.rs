//! The figures of a unit's page, part by part, and the lists behind them, as CSV and XLSX.
//!
//! Owns: which columns a file has. Does not own: the formats (`table.rs`), the counts. A file says of which unit it is
//! and of when: in every row, so that rows of several files can stand in one sheet.

use super::asked::Asked;
use super::list::{self, Wanted};
use super::reading::{Loaded, Reader};
use super::unit::Material;
use super::{audit_read, unit_id};
use crate::table::{Kind, TableWriter};
use crate::web::App;
use crate::web::download;
use crate::web::error::WebError;
use crate::web::login::Officer;
use crate::web::messages::message;
use crate::web::page::url_query;
use crate::web::view::officer::{BarRow, BehindRow, Number, UnitPage};
use actix_web::{HttpRequest, HttpResponse};
use std::io::{Seek, Write};
use tungngo_domain::ids::UnitId;
use tungngo_storage::Span;
use tungngo_storage::units::Unit;

/// The two handlers of a file, CSV and workbook; `$file` takes what was asked and which of them.
macro_rules! in_both_formats {
    ($(#[doc = $says:literal] $csv:ident, $xlsx:ident => $file:path;)+) => {$(
        #[doc = concat!($says, " as CSV.")]
        pub async fn $csv(
            app: actix_web::web::Data<crate::web::App>,
            request: actix_web::HttpRequest,
            officer: crate::web::login::Officer,
            path: actix_web::web::Path<String>,
        ) -> Result<actix_web::HttpResponse, crate::web::error::WebError> {
            $file(&app, &request, &officer, &path, crate::table::Kind::Csv).await
        }

        #[doc = concat!($says, " as XLSX.")]
        pub async fn $xlsx(
            app: actix_web::web::Data<crate::web::App>,
            request: actix_web::HttpRequest,
            officer: crate::web::login::Officer,
            path: actix_web::web::Path<String>,
        ) -> Result<actix_web::HttpResponse, crate::web::error::WebError> {
            $file(&app, &request, &officer, &path, crate::table::Kind::Xlsx).await
        }
    )+};
}
pub(super) use in_both_formats;

in_both_formats! {
    /// A part of the figures
    figures_csv, figures_xlsx => figures;
    /// The list behind a number
    list_csv, list_xlsx => list_file;
}

/// A part of a unit's page that can be had as a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PagePart {
    /// From the roster to the certificate.
    Stages,
    /// Modules and rungs.
    Modules,
    /// Roles and decades of birth.
    Cohorts,
    /// What was reached when.
    Trend,
    /// The units right below.
    Units,
}

impl PagePart {
    /// All, in the order of the page.
    pub const ALL: [Self; 5] = [Self::Stages, Self::Modules, Self::Cohorts, Self::Trend, Self::Units];

    /// As addresses, files and the command line name it.
    pub fn code(self) -> &'static str {
        match self {
            Self::Stages => "stages",
            Self::Modules => "modules",
            Self::Cohorts => "cohorts",
            Self::Trend => "trend",
            Self::Units => "units",
        }
    }

    /// As people name it.
    pub fn label(self) -> String {
        message(&["part-", self.code()].concat(), &[])
    }

    /// The part that an address asks for; another does not exist.
    pub(super) fn asked(request: &HttpRequest) -> Result<Self, WebError> {
        let code = url_query(request, "part").unwrap_or_default();
        Self::ALL.into_iter().find(|part| part.code() == code).ok_or(WebError::NotFound)
    }
}

/// A table of a page: its heading, and its rows.
pub(super) type Table = (Vec<String>, Vec<Vec<String>>);

async fn figures(
    app: &App,
    request: &HttpRequest,
    officer: &Officer,
    path: &str,
    kind: Kind,
) -> Result<HttpResponse, WebError> {
    let id = unit_id(path)?;
    let reader = Reader::of(app, officer);
    let asked = Asked::read(request, &reader.modules);
    let part = PagePart::asked(request)?;
    let written = write_figures(&reader, id, &asked, part, kind, download::beside().await?).await?;
    audit_read(app, officer, "figures-exported", id, written.rows.to_string()).await?;
    let name = ["so-lieu-", part.code(), "-", &download::plain(&written.unit)].concat();
    download::send(download::table(kind, &name), written.out)
}

/// A table that was written.
pub struct Written<W> {
    /// Of which unit.
    pub unit: Unit,
    /// How many rows below the heading.
    pub rows: u64,
    /// Where.
    pub out: W,
}

/// Writes a part of the figures of a unit. One that the unit does not have, and a unit out of reach, do not exist.
pub async fn write_figures<W: Write + Seek + Send>(
    reader: &Reader<'_>,
    id: UnitId,
    asked: &Asked,
    part: PagePart,
    kind: Kind,
    out: W,
) -> Result<Written<W>, WebError> {
    let loaded = Loaded::of(reader, id, asked).await?;
    let asked = asked.clone().settled(&loaded.figures);
    let whole = Material { rows: (0, usize::MAX), ..loaded.material(&asked) };
    let (heading, rows) = part_of(part, &whole.page()).ok_or(WebError::NotFound)?;
    let unit = loaded.figures.unit.clone();
    let out = write_table(kind, &unit, (&heading, &rows), &loaded.as_of, out)?;
    Ok(Written { unit, rows: rows.len() as u64, out })
}

fn write_table<W: Write + Seek + Send>(
    kind: Kind,
    unit: &Unit,
    (heading, rows): (&[String], &[Vec<String>]),
    as_of: &str,
    out: W,
) -> Result<W, WebError> {
    let mut table = begin(kind, unit, heading, out)?;
    for row in rows {
        // The unit, and what the row is of.
        table.figures(2, &cells(&unit.name, row, as_of))?;
    }
    Ok(table.finish()?)
}

/// Answers with a table of figures of a unit, under a name without its ending.
pub(super) async fn send_table(
    (app, officer): (&App, &Officer),
    (kind, name): (Kind, &str),
    unit: &Unit,
    (heading, rows): &Table,
    as_of: &str,
) -> Result<HttpResponse, WebError> {
    let written = write_table(kind, unit, (heading, rows), as_of, download::beside().await?)?;
    audit_read(app, officer, "figures-exported", unit.id, rows.len().to_string()).await?;
    download::send(download::table(kind, name), written)
}

/// A part of a page as a table; none where there is no such part.
pub(super) fn part_of(part: PagePart, page: &UnitPage) -> Option<Table> {
    let said = |keys: &[&str]| keys.iter().map(|key| message(key, &[])).collect::<Vec<_>>();
    let bars = |row: &BarRow| vec![row.label.clone(), digits(&row.n), row.share.clone()];
    Some(match part {
        PagePart::Stages => {
            (said(&["stages-first", "stages-people", "stages-share"]), page.stages.iter().map(bars).collect())
        }
        PagePart::Modules => (
            said(&[
                "modules-first",
                "unit-started",
                "rung-knows",
                "rung-does",
                "rung-teaches",
                "unit-certified",
                "unit-lapsed",
                "modules-teaching",
                "modules-covered",
            ]),
            page.modules
                .iter()
                .map(|row| {
                    let cells = row.cells.iter().chain([&row.teaching]).map(digits);
                    [row.label.clone()].into_iter().chain(cells).chain([row.covered.clone()]).collect()
                })
                .collect(),
        ),
        PagePart::Cohorts => (
            said(&["file-cohort", "unit-roster", "unit-started", "unit-certified", "unit-rate"]),
            page.roles
                .iter()
                .chain(&page.births)
                .map(|row| {
                    let cells = row.cells.iter().map(digits);
                    [row.label.clone()].into_iter().chain(cells).chain([row.rate.clone()]).collect()
                })
                .collect(),
        ),
        PagePart::Trend => {
            let trend = page.trend.as_ref()?;
            let heading = [message("trend-when", &[])].into_iter().chain(trend.columns.iter().cloned());
            let rows = trend.rows.iter().map(|row| {
                let cells = row.cells.iter().map(digits);
                [row.when.clone()].into_iter().chain(cells).chain([row.rate.clone()]).collect()
            });
            (heading.collect(), rows.collect())
        }
        PagePart::Units => (
            page.columns.iter().map(|column| column.label.clone()).collect(),
            page.children
                .iter()
                .chain(&page.chosen_total)
                .map(|row| {
                    let cells = row.cells.iter().map(digits);
                    [row.name.clone()].into_iter().chain(cells).chain([row.rate.clone()]).collect()
                })
                .collect(),
        ),
    })
}

/// A number as a spreadsheet reads it, without dots.
fn digits(number: &Number) -> String {
    number.text.replace('.', "")
}

async fn list_file(
    app: &App,
    request: &HttpRequest,
    officer: &Officer,
    path: &str,
    kind: Kind,
) -> Result<HttpResponse, WebError> {
    let reader = Reader::of(app, officer);
    let wanted = Wanted::read(&reader, unit_id(path)?, |name| url_query(request, name)).await?;
    let written = write_list(&reader, &wanted, kind, download::beside().await?, |_| {}).await?;
    audit_read(app, officer, wanted.export_action(), wanted.unit().id, written.rows.to_string()).await?;
    let name = ["danh-sach-", &wanted.file_words(), "-", &download::plain(&written.unit)].concat();
    download::send(download::table(kind, &name), written.out)
}

/// Writes the list behind a number, page by page; `progress` hears how many rows are written.
pub async fn write_list<W: Write + Seek + Send>(
    reader: &Reader<'_>,
    wanted: &Wanted,
    kind: Kind,
    out: W,
    progress: impl Fn(u64),
) -> Result<Written<W>, WebError> {
    let keys: &[&str] = if wanted.teams() {
        &["column-village", "column-commune-of", "column-province", "list-state"]
    } else {
        &["me-name", "column-village", "column-commune-of", "column-province", "list-state"]
    };
    let heading: Vec<String> = keys.iter().map(|key| message(key, &[])).collect();
    let mut table = begin(kind, wanted.unit(), &heading, out)?;
    let (mut after, mut rows) = (None, 0_u64);
    loop {
        let page = list::rows(reader, wanted, Span::of_a_file(after)).await?;
        for row in &page.rows {
            let BehindRow { name, team, commune, province, state, .. } = row.clone();
            let cells = [name, team, commune, province, state];
            let cells = if wanted.teams() { &cells[1..] } else { &cells[..] };
            write(&mut table, &wanted.unit().name, cells, &wanted.as_of)?;
            rows += 1;
        }
        progress(rows);
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    Ok(Written { unit: wanted.unit().clone(), rows, out: table.finish()? })
}

pub(super) fn begin<W: Write + Seek + Send>(
    kind: Kind,
    unit: &Unit,
    heading: &[String],
    out: W,
) -> Result<TableWriter<W>, WebError> {
    let (of, as_of) = (message("file-unit", &[]), message("file-as-of", &[]));
    let heading: Vec<&str> =
        [of.as_str()].into_iter().chain(heading.iter().map(String::as_str)).chain([as_of.as_str()]).collect();
    Ok(TableWriter::new(kind, &unit.name, &heading, out)?)
}

pub(super) fn write<W: Write + Seek + Send>(
    table: &mut TableWriter<W>,
    unit: &str,
    row: &[String],
    as_of: &str,
) -> Result<(), WebError> {
    Ok(table.row(&cells(unit, row, as_of))?)
}

/// The cells of a row: the unit before, the time behind.
fn cells<'a>(unit: &'a str, row: &'a [String], as_of: &'a str) -> Vec<&'a str> {
    [unit].into_iter().chain(row.iter().map(String::as_str)).chain([as_of]).collect()
}
