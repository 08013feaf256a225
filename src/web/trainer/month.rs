//! `…/months/{month}`: what a team or a commune learnt in a month, to print and as a workbook.

use super::team::{find, heading};
use super::{later_page, reading};
use crate::table::{Kind as FileKind, TableWriter};
use crate::web::App;
use crate::web::download;
use crate::web::error::WebError;
use crate::web::login::Trainer;
use crate::web::messages::message;
use crate::web::page::Page;
use crate::web::view::months::{MonthLine, MonthPage};
use crate::web::view::{Action, words};
use actix_web::{HttpRequest, HttpResponse, web};
use chrono::Datelike;
use std::collections::BTreeMap;
use std::io::Cursor;
use tungngo_domain::collation::{person_sort_key, sort_key};
use tungngo_domain::content::Catalogue;
use tungngo_domain::ids::{PersonId, UnitId};
use tungngo_domain::months::{Line, Month, lines, total};
use tungngo_domain::units::UnitKind;
use tungngo_storage::PAGE_ROWS;
use tungngo_storage::units::Unit;
use uuid::Uuid;

/// A sheet before it is cut into pages.
struct Sheet {
    unit: Unit,
    month: Month,
    /// Of each member of a team, or of each team of a commune; in Vietnamese order.
    rows: Vec<Row>,
    total: Line,
}

struct Row {
    id: Uuid,
    name: String,
    href: String,
    line: Line,
}

/// The sheet of a team.
pub async fn show_team(
    app: web::Data<App>,
    request: HttpRequest,
    trainer: Trainer,
    path: web::Path<(String, String)>,
) -> Result<Page<MonthPage>, WebError> {
    let unit = find(&app, &trainer, &path.0).await?;
    let sheet = sheet(&app, &trainer, unit, read_month(&app, &path.1)?).await?;
    let after = later_page(&request);
    page(&app, &trainer, sheet, after).await
}

/// The sheet of a commune.
pub async fn show_commune(
    app: web::Data<App>,
    request: HttpRequest,
    trainer: Trainer,
    path: web::Path<(String, String)>,
) -> Result<Page<MonthPage>, WebError> {
    let unit = find_commune(&app, &trainer, &path.0).await?;
    let sheet = sheet(&app, &trainer, unit, read_month(&app, &path.1)?).await?;
    let after = later_page(&request);
    page(&app, &trainer, sheet, after).await
}

/// The sheet of a team as a workbook.
pub async fn team_file(
    app: web::Data<App>,
    trainer: Trainer,
    path: web::Path<(String, String)>,
) -> Result<HttpResponse, WebError> {
    let unit = find(&app, &trainer, &path.0).await?;
    let sheet = sheet(&app, &trainer, unit, read_month(&app, &path.1)?).await?;
    file(&app, &trainer, sheet).await
}

/// The sheet of a commune as a workbook.
pub async fn commune_file(
    app: web::Data<App>,
    trainer: Trainer,
    path: web::Path<(String, String)>,
) -> Result<HttpResponse, WebError> {
    let unit = find_commune(&app, &trainer, &path.0).await?;
    let sheet = sheet(&app, &trainer, unit, read_month(&app, &path.1)?).await?;
    file(&app, &trainer, sheet).await
}

async fn find_commune(app: &App, trainer: &Trainer, id: &str) -> Result<Unit, WebError> {
    let id: UnitId = id.parse().map_err(|_| WebError::NotFound)?;
    if !app.store.reaches(&trainer.scope, id).await? {
        return Err(WebError::NotFound);
    }
    let unit = app.store.unit(id).await?;
    if unit.kind == UnitKind::Commune { Ok(unit) } else { Err(WebError::NotFound) }
}

/// A month that has begun.
fn read_month(app: &App, text: &str) -> Result<Month, WebError> {
    let month: Month = text.parse().map_err(|_| WebError::NotFound)?;
    if month > Month::of(app.today()) { Err(WebError::NotFound) } else { Ok(month) }
}

async fn sheet(app: &App, trainer: &Trainer, unit: Unit, month: Month) -> Result<Sheet, WebError> {
    let stays = app.store.stays(&trainer.scope, unit.id, month).await?;
    let achieved = app.store.achieved(&stays, month).await?;
    let lines = lines(month, &stays, &achieved);
    let sum = total(lines.values());
    let mut rows = if unit.kind == UnitKind::Village {
        let members: Vec<PersonId> = lines.keys().map(|(_, member)| *member).collect();
        let names = app.store.names_of(&members).await?;
        let mut present = app.store.present_members(&members).await?;
        present.retain(|_, member| member.team == unit.id);
        let name = |member: PersonId| match present.get(&member) {
            Some(present) => present.shown_name(),
            // Two of one name who left are told apart by their days.
            None => {
                let name = names.get(&member).map(String::as_str).unwrap_or_default();
                let days = stays.iter().filter(|stay| stay.member == member && stay.team == unit.id);
                match days.filter_map(|stay| stay.until).max() {
                    Some(left) => message("month-left", &[("name", name), ("date", &words::full_day(left))]),
                    None => name.to_owned(),
                }
            }
        };
        let mut rows: Vec<Row> = lines
            .into_iter()
            .map(|((_, member), line)| Row {
                id: member.0,
                name: name(member),
                href: ["/trainer/members/", &member.to_string()].concat(),
                line,
            })
            .collect();
        let by_name = |id: Uuid| names.get(&PersonId(id)).map(|name| person_sort_key(name));
        rows.sort_by_cached_key(|row| (by_name(row.id), row.id));
        rows
    } else {
        let mut teams: BTreeMap<UnitId, Line> =
            app.store.children(unit.id).await?.into_iter().map(|team| (team.id, Line::default())).collect();
        for ((team, _), line) in &lines {
            *teams.entry(*team).or_default() += line;
        }
        let names = app.store.unit_names(teams.keys().copied()).await?;
        let mut rows: Vec<Row> = teams
            .into_iter()
            .map(|(team, line)| Row {
                id: team.0,
                name: names.get(&team).cloned().unwrap_or_default(),
                href: ["/trainer/teams/", &team.to_string(), "/months/", &month.to_string()].concat(),
                line,
            })
            .collect();
        rows.sort_by_cached_key(|row| (sort_key(&row.name), row.id));
        rows
    };
    rows.dedup_by_key(|row| row.id);
    Ok(Sheet { unit, month, rows, total: sum })
}

fn numbers(catalogue: &Catalogue, line: &Line) -> String {
    let mut numbers: Vec<usize> = line
        .modules
        .iter()
        .filter_map(|id| catalogue.module(id))
        .map(|module| module.skill.house())
        .collect();
    numbers.sort_unstable();
    numbers.dedup();
    numbers.iter().map(usize::to_string).collect::<Vec<_>>().join(", ")
}

fn view(catalogue: &Catalogue, name: String, href: Option<String>, line: &Line) -> MonthLine {
    MonthLine {
        name,
        href,
        modules: numbers(catalogue, line),
        lessons: words::number(line.lessons),
        tests: words::number(line.tests),
        acts: words::number(line.acts),
        certificates: words::number(line.certificates),
    }
}

fn month_word(month: Month) -> String {
    let first = month.first_day();
    let (number, year) = (first.month().to_string(), first.year().to_string());
    message("month-word", &[("month", &number), ("year", &year)])
}

fn unit_words(unit: &Unit) -> String {
    if unit.kind == UnitKind::Village { heading(unit) } else { unit.name.clone() }
}

fn title(sheet: &Sheet) -> String {
    let unit = unit_words(&sheet.unit);
    message("month-heading", &[("month", &month_word(sheet.month)), ("unit", &unit)])
}

async fn page(
    app: &App,
    trainer: &Trainer,
    mut sheet: Sheet,
    after: Option<Uuid>,
) -> Result<Page<MonthPage>, WebError> {
    let in_use = app.courses.now();
    let village = sheet.unit.kind == UnitKind::Village;
    let (kind, id) = (if village { "teams" } else { "communes" }, sheet.unit.id.to_string());
    let at = |month: Month| ["/trainer/", kind, "/", &id, "/months/", &month.to_string()].concat();
    if let Some(after) = after {
        let place = sheet.rows.iter().position(|row| row.id == after).ok_or(WebError::NotFound)?;
        sheet.rows.drain(..=place);
    }
    let more_href = super::next_page(&mut sheet.rows, &at(sheet.month), |row| row.id);
    reading(app, trainer, Some(sheet.unit.id), sheet.rows.len().min(PAGE_ROWS as usize)).await?;
    let heading = title(&sheet);
    let mut months = vec![Action::new(at(sheet.month.previous()), month_word(sheet.month.previous()))];
    if sheet.month < Month::of(app.today()) {
        months.push(Action::new(at(sheet.month.next()), month_word(sheet.month.next())));
    }
    let mut crumbs = vec![Action::new("/trainer", message("nav-trainer", &[]))];
    if village {
        crumbs.push(Action::new(["/trainer/teams/", &id].concat(), unit_words(&sheet.unit)));
    }
    Ok(Page::new(MonthPage {
        crumbs,
        heading,
        as_of: words::figures_as_of(&words::moment(app.now())),
        column: message(if village { "team-member" } else { "overview-team" }, &[]),
        lines: sheet
            .rows
            .into_iter()
            .map(|row| view(&in_use.catalogue, row.name, Some(row.href), &row.line))
            .collect(),
        total: view(&in_use.catalogue, message("total", &[]), None, &sheet.total),
        months,
        file_href: [&at(sheet.month), "/sheet.xlsx"].concat(),
        more_href,
    }))
}

async fn file(app: &App, trainer: &Trainer, sheet: Sheet) -> Result<HttpResponse, WebError> {
    reading(app, trainer, Some(sheet.unit.id), sheet.rows.len()).await?;
    let in_use = app.courses.now();
    let village = sheet.unit.kind == UnitKind::Village;
    let first = message(if village { "team-member" } else { "overview-team" }, &[]);
    let columns = ["month-modules", "month-lessons", "month-tests", "month-acts", "month-certificates"]
        .map(|key| message(key, &[]));
    let mut heading = vec![first.as_str()];
    heading.extend(columns.iter().map(String::as_str));
    let mut table = TableWriter::new(FileKind::Xlsx, &month_word(sheet.month), &heading, Cursor::new(vec![]))
        .map_err(WebError::Ours)?;
    let cells =
        |line: MonthLine| [line.name, line.modules, line.lessons, line.tests, line.acts, line.certificates];
    for row in sheet.rows {
        let line = view(&in_use.catalogue, row.name, None, &row.line);
        table.row(&cells(line)).map_err(WebError::Ours)?;
    }
    let sum = view(&in_use.catalogue, message("total", &[]), None, &sheet.total);
    table.row(&cells(sum)).map_err(WebError::Ours)?;
    let bytes = table.finish().map_err(WebError::Ours)?.into_inner();
    Ok(download::table(FileKind::Xlsx, &["thang-", &sheet.month.to_string()].concat()).body(bytes))
}
