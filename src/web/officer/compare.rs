//! `/officer/units/{id}/comparison`: a unit beside another of its kind.
//!
//! Owns: which units may stand beside it, which figures. Does not own: the counts.

use super::asked::{Asked, unit_href};
use super::export;
use super::reading::{Loaded, Reader};
use super::unit::Material;
use super::{audit_read, crumbs, unit_id};
use crate::table::Kind;
use crate::web::App;
use crate::web::download;
use crate::web::error::WebError;
use crate::web::login::Officer;
use crate::web::messages::message;
use crate::web::page::{Page, url_query};
use crate::web::view::officer::{ComparisonPage, ComparisonRow, FilePart};
use crate::web::view::{Action, Choice, words};
use actix_web::{HttpRequest, HttpResponse, web};
use tungngo_domain::ids::UnitId;
use tungngo_domain::units::in_sentence;

/// Shows the choice, and the two units once one is chosen.
pub async fn show(
    app: web::Data<App>,
    request: HttpRequest,
    officer: Officer,
    path: web::Path<String>,
) -> Result<Page<ComparisonPage>, WebError> {
    let id = unit_id(&path)?;
    let asked = Asked::default();
    let reader = Reader::of(&app, &officer);
    let own = Loaded::of(&reader, id, &asked).await?;
    // Units of its kind below the same unit. Their names are public, their figures are not.
    let parent = own.figures.unit.parent.ok_or(WebError::NotFound)?;
    let mut others: Vec<Choice> = Vec::new();
    let with = url_query(&request, "with").and_then(|text| text.parse::<UnitId>().ok());
    if app.store.reaches(&officer.scope, parent).await? {
        let siblings = app.store.children(parent).await?;
        others.extend(siblings.into_iter().filter(|unit| unit.id != id).map(|unit| Choice {
            value: unit.id.to_string(),
            label: unit.name,
            checked: with == Some(unit.id),
        }));
    }
    let other = match with {
        Some(with) => Some(Loaded::of(&reader, with, &asked).await?),
        None => None,
    };
    let way = app.store.unit_path(id).await?;
    audit_read(&app, &officer, "figures-read", id, String::new()).await?;
    let name = |loaded: &Loaded| loaded.figures.unit.name.clone();
    let mut page = ComparisonPage {
        crumbs: crumbs(&app, &officer, &way).await?,
        heading: message("compare-choose", &[("unit", &in_sentence(&name(&own)))]),
        as_of: words::figures_as_of(&own.as_of),
        action: [&unit_href(id), "/comparison"].concat(),
        others,
        ..ComparisonPage::default()
    };
    if let Some(other) = other {
        audit_read(&app, &officer, "figures-read", other.figures.unit.id, String::new()).await?;
        let both = [&own, &other];
        page.heading =
            message("compare-heading", &[("one", &name(&own)), ("other", &in_sentence(&name(&other)))]);
        page.names =
            both.iter().map(|loaded| Action::new(unit_href(loaded.figures.unit.id), name(loaded))).collect();
        page.rows = rows(both.map(|loaded| loaded.material(&asked)));
        let file = |ending: &str| format!("{}{ending}?with={}", page.action, other.figures.unit.id);
        page.files =
            Some(FilePart { label: message("compare-file", &[]), xlsx: file(".xlsx"), csv: file(".csv") });
    }
    Ok(Page::new(page))
}

export::in_both_formats! {
    /// Two units
    csv, xlsx => file;
}

async fn file(
    app: &App,
    request: &HttpRequest,
    officer: &Officer,
    path: &str,
    kind: Kind,
) -> Result<HttpResponse, WebError> {
    let (id, asked) = (unit_id(path)?, Asked::default());
    let with = url_query(request, "with").and_then(|text| text.parse::<UnitId>().ok());
    let with = with.ok_or(WebError::NotFound)?;
    let reader = Reader::of(app, officer);
    let (own, other) = (Loaded::of(&reader, id, &asked).await?, Loaded::of(&reader, with, &asked).await?);
    let name = |loaded: &Loaded| loaded.figures.unit.name.clone();
    let share = message("stages-share", &[]);
    let heading = vec![message("stages-first", &[]), name(&own), share.clone(), name(&other), share];
    let rows = rows([own.material(&asked), other.material(&asked)]).into_iter().map(|row| {
        let cells = row.cells.into_iter().flat_map(|cell| [cell.n.text.replace('.', ""), cell.share]);
        [row.label].into_iter().chain(cells).collect::<Vec<_>>()
    });
    let table = (heading, rows.collect());
    audit_read(app, officer, "figures-exported", with, String::new()).await?;
    let unit = &own.figures.unit;
    let file = ["so-hai-noi-", &download::plain(unit), "-", &download::plain(&other.figures.unit)].concat();
    export::send_table((app, officer), (kind, &file), unit, &table, &own.as_of).await
}

/// Every stage, and every module's certificate, of both.
fn rows(both: [Material<'_>; 2]) -> Vec<ComparisonRow> {
    let [one, other] = both.map(|material| material.compared());
    one.into_iter()
        .zip(other)
        .map(|(one, other)| ComparisonRow { label: one.label.clone(), cells: vec![one, other] })
        .collect()
}
