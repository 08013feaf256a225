//! The figures of a unit's page, part by part, and the lists behind them, as CSV and XLSX.
//!
//! Owns: which columns a file has. Does not own: the formats (`table.rs`), the counts. A file says of which unit it is
//! and of when: in every row, so that rows of several files can stand in one sheet.

use super::asked::Asked;
use super::list::{self, Wanted};
use super::unit::Material;
use super::{Loaded, audit_read, modules, unit_id};
use crate::table::{Kind, TableWriter};
use crate::web::App;
use crate::web::error::WebError;
use crate::web::login::Officer;
use crate::web::messages::message;
use crate::web::page::url_query;
use crate::web::view::officer::{BarRow, Number, UnitPage};
use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, web};
use std::fs::File;
use std::io::{BufWriter, Seek};
use tokio::io::AsyncReadExt;
use tungngo_storage::units::Unit;

type Table = TableWriter<BufWriter<File>>;

/// A part of the figures as CSV.
pub async fn figures_csv(
    app: web::Data<App>,
    request: HttpRequest,
    officer: Officer,
    path: web::Path<String>,
) -> Result<HttpResponse, WebError> {
    figures(&app, &request, &officer, &path, Kind::Csv).await
}

/// A part of the figures as XLSX.
pub async fn figures_xlsx(
    app: web::Data<App>,
    request: HttpRequest,
    officer: Officer,
    path: web::Path<String>,
) -> Result<HttpResponse, WebError> {
    figures(&app, &request, &officer, &path, Kind::Xlsx).await
}

/// The list behind a number as CSV.
pub async fn list_csv(
    app: web::Data<App>,
    request: HttpRequest,
    officer: Officer,
    path: web::Path<String>,
) -> Result<HttpResponse, WebError> {
    list_file(&app, &request, &officer, &path, Kind::Csv).await
}

/// The list behind a number as XLSX.
pub async fn list_xlsx(
    app: web::Data<App>,
    request: HttpRequest,
    officer: Officer,
    path: web::Path<String>,
) -> Result<HttpResponse, WebError> {
    list_file(&app, &request, &officer, &path, Kind::Xlsx).await
}

/// A table of a page: its heading, and its rows.
type Part = (Vec<String>, Vec<Vec<String>>);

async fn figures(
    app: &App,
    request: &HttpRequest,
    officer: &Officer,
    path: &str,
    kind: Kind,
) -> Result<HttpResponse, WebError> {
    let id = unit_id(path)?;
    let asked = Asked::read(request, &modules(app));
    let part = url_query(request, "part").unwrap_or_default();
    let loaded = Loaded::of(app, officer, id, &asked).await?;
    let whole = Material { rows: (0, usize::MAX), ..loaded.material(&asked) };
    let (heading, rows) = part_of(&part, &whole.page()).ok_or(WebError::NotFound)?;
    let unit = &loaded.figures.unit;
    let mut table = begin(kind, unit, &heading)?;
    for row in &rows {
        write(&mut table, &unit.name, row, &loaded.as_of)?;
    }
    audit_read(app, officer, "figures-exported", id, rows.len().to_string()).await?;
    send(kind, &["so-lieu-", &part, "-"].concat(), unit, table)
}

/// A part of a page as a table; none where there is no such part.
fn part_of(part: &str, page: &UnitPage) -> Option<Part> {
    let said = |keys: &[&str]| keys.iter().map(|key| message(key, &[])).collect::<Vec<_>>();
    let bars = |row: &BarRow| vec![row.label.clone(), digits(&row.n), row.share.clone()];
    Some(match part {
        "stages" => {
            (said(&["stages-first", "stages-people", "stages-share"]), page.stages.iter().map(bars).collect())
        }
        "modules" => (
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
        "cohorts" => (
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
        "trend" => {
            let trend = page.trend.as_ref()?;
            let heading = [message("trend-when", &[])].into_iter().chain(trend.columns.iter().cloned());
            let rows = trend.rows.iter().map(|row| {
                let cells = row.cells.iter().map(|cell| cell.replace('.', ""));
                [row.when.clone()].into_iter().chain(cells).collect()
            });
            (heading.collect(), rows.collect())
        }
        "units" => (
            page.columns.iter().map(|column| column.label.clone()).collect(),
            page.children
                .iter()
                .map(|row| {
                    let cells = row.cells.iter().map(digits);
                    [row.name.clone()].into_iter().chain(cells).chain([row.rate.clone()]).collect()
                })
                .collect(),
        ),
        _ => return None,
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
    let wanted = Wanted::read(app, request, officer, unit_id(path)?).await?;
    let keys: &[&str] = if wanted.teams() {
        &["column-village", "column-commune-of", "list-state"]
    } else {
        &["me-name", "column-village", "column-commune-of", "list-state"]
    };
    let heading: Vec<String> = keys.iter().map(|key| message(key, &[])).collect();
    let mut table = begin(kind, &wanted.unit, &heading)?;
    let (mut after, mut rows) = (None, 0_u64);
    loop {
        let page = list::rows(app, officer, &wanted, after).await?;
        for row in &page.rows {
            let cells = [row.name.clone(), row.team.clone(), row.commune.clone(), row.state.clone()];
            let cells = if wanted.teams() { &cells[1..] } else { &cells[..] };
            write(&mut table, &wanted.unit.name, cells, &wanted.as_of)?;
            rows += 1;
        }
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    audit_read(app, officer, wanted.export_action(), wanted.unit.id, rows.to_string()).await?;
    send(kind, "danh-sach-", &wanted.unit, table)
}

fn begin(kind: Kind, unit: &Unit, heading: &[String]) -> Result<Table, WebError> {
    let (of, as_of) = (message("file-unit", &[]), message("file-as-of", &[]));
    let heading: Vec<&str> =
        [of.as_str()].into_iter().chain(heading.iter().map(String::as_str)).chain([as_of.as_str()]).collect();
    let out = BufWriter::new(tempfile::tempfile().map_err(anyhow::Error::from)?);
    Ok(TableWriter::new(kind, &unit.name, &heading, out)?)
}

fn write(table: &mut Table, unit: &str, row: &[String], as_of: &str) -> Result<(), WebError> {
    let cells: Vec<&str> = [unit].into_iter().chain(row.iter().map(String::as_str)).chain([as_of]).collect();
    Ok(table.row(&cells)?)
}

/// Sends a table that was written beside, so that the trail has its number of rows before a byte goes out (A1).
fn send(kind: Kind, name: &str, unit: &Unit, table: Table) -> Result<HttpResponse, WebError> {
    let out = table.finish()?;
    let mut file = out.into_inner().map_err(|error| anyhow::Error::from(error.into_error()))?;
    file.rewind().map_err(anyhow::Error::from)?;
    let body = futures_util::stream::try_unfold(tokio::fs::File::from_std(file), |mut file| async move {
        let mut chunk = vec![0; 64 * 1024];
        let read = file.read(&mut chunk).await?;
        chunk.truncate(read);
        Ok::<_, std::io::Error>((read > 0).then(|| (web::Bytes::from(chunk), file)))
    });
    let ending = if kind == Kind::Csv { ".csv" } else { ".xlsx" };
    let plain = unit.name_key.replace(|c: char| !c.is_ascii_alphanumeric(), "-");
    let name = ["attachment; filename=\"", name, &plain, ending, "\""].concat();
    let mut response = HttpResponse::Ok();
    response.content_type(kind.content_type()).insert_header((header::CONTENT_DISPOSITION, name));
    Ok(response.streaming(body))
}
