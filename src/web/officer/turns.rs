//! `/officer/units/{id}/turns`: what a number of turns is the sum of, module by module, each with its own list.
//!
//! Owns: this page. Does not own: the counts, the lists. A member who got there in two modules is two turns, so there is
//! no one list of people behind such a number.

use super::asked::{list_href, when_words};
use super::list::{metric_words, read_when, when_said};
use super::reading::Reader;
use super::unit::bar;
use super::{audit_read, crumbs, unit_id};
use crate::web::App;
use crate::web::error::WebError;
use crate::web::login::Officer;
use crate::web::messages::message;
use crate::web::page::{Page, url_query};
use crate::web::view::officer::{BarRow, Number, PartsPage};
use crate::web::view::words;
use actix_web::{HttpRequest, web};
use tungngo_domain::rollup::{Metric, Subject};
use tungngo_storage::behind::Behind;

/// Shows the modules of a number of turns.
pub async fn show(
    app: web::Data<App>,
    request: HttpRequest,
    officer: Officer,
    path: web::Path<String>,
) -> Result<Page<PartsPage>, WebError> {
    let id = unit_id(&path)?;
    let reader = Reader::of(&app, &officer);
    let asked = |name: &str| url_query(&request, name);
    let metric = asked("metric").and_then(|code| Metric::from_code(&code));
    let metric = metric.filter(|metric| matches!(metric, Metric::Knows | Metric::Does | Metric::Teaches));
    let metric = metric.ok_or(WebError::NotFound)?;
    let when = read_when(&asked)?;
    if !app.store.reaches(&officer.scope, id).await? {
        return Err(WebError::NotFound);
    }
    let mut parts = Vec::new();
    for (module, title) in &reader.modules {
        let behind = Behind { when, ..Behind::of(module.as_str(), metric) };
        let n = app.store.count_behind(&app.store.listing(&officer.scope, id, behind).await?).await?;
        let href = list_href(id, &Subject::Module(module.clone()), metric, None) + &when_words(when);
        parts.push((title.clone(), n, href));
    }
    let all: u64 = parts.iter().map(|(_, n, _)| n).sum();
    let unit = app.store.unit(id).await?;
    audit_read(&app, &officer, "figures-read", id, String::new()).await?;
    let about = [Some(unit.name), when_said(when)].into_iter().flatten().collect::<Vec<_>>().join(", ");
    let way = app.store.unit_path(id).await?;
    Ok(Page::new(PartsPage {
        crumbs: crumbs(&app, &officer, &way).await?,
        heading: message("turns-heading", &[("what", &metric_words(metric))]),
        count: message("turns-count", &[("n", &words::number(all)), ("about", &about)]),
        as_of: words::figures_as_of(&reader.as_of()),
        first: message("modules-first", &[]),
        rows: parts
            .into_iter()
            .map(|(label, n, href)| BarRow {
                label,
                bar: bar(n, all),
                n: Number { text: words::number(n), href: (n > 0).then_some(href) },
                share: words::percent(n, all),
            })
            .collect(),
        files: None,
    }))
}
