//! `/api/v1`: the figures and the lists behind them for programs, as JSON, with a token of an officer.
//!
//! Owns: the shapes, which `openapi.json` describes. Does not own: the counts and lists, which are those of the
//! officer's pages.

pub mod shapes;
mod token;

pub use token::{ApiError, Program, TOKEN_BEGINS};

use super::App;
use super::messages::message;
use super::officer::list::{self, Wanted};
use super::officer::reading::{Reader, modules_of};
use super::page::url_query;
use actix_web::{HttpRequest, HttpResponse, web};
use chrono::NaiveDate;
use shapes::{Figures, List, MetricName, Problem, Row};
use tungngo_domain::ids::UnitId;
use tungngo_domain::rollup::{ANY_MODULE, Cohort, Metric};
use tungngo_storage::audit;
use tungngo_storage::behind::{Behind, ROWS_BEHIND};
use tungngo_storage::certificates::MEMBERS_PROGRAMME;
use tungngo_storage::figures::Ask;
use tungngo_storage::{Span, StorageError};
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::{Modify, OpenApi};
use uuid::Uuid;

/// What there is, as OpenAPI says it.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "Từng Ngõ",
        description = "Số liệu đào tạo và chứng nhận của Tổ công nghệ số cộng đồng: các số trên trang của cán bộ và \
                       danh sách đứng sau mỗi số. Mã truy cập do cán bộ tạo tại trang Mã truy cập, chỉ đọc, cho một \
                       đơn vị, có ngày hết hạn.",
        version = "1"
    ),
    paths(figures, members_or_teams),
    modifiers(&Tokens),
    security(("token" = []))
)]
pub struct Described;

struct Tokens;

impl Modify for Tokens {
    fn modify(&self, described: &mut utoipa::openapi::OpenApi) {
        let token = SecurityScheme::Http(HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build());
        described.components.get_or_insert_default().add_security_scheme("token", token);
    }
}

/// `GET /api/v1/openapi.json`: what there is. No secret, so for everybody.
pub async fn openapi() -> HttpResponse {
    HttpResponse::Ok().json(Described::openapi())
}

/// By id, or by the official code (`vn`, `08`, `02212`).
async fn unit_id(app: &App, text: &str) -> Result<UnitId, ApiError> {
    match app.store.unit_by_name(text).await {
        Ok(unit) => Ok(unit.id),
        Err(StorageError::NotFound) => Err(ApiError::NotFound),
        Err(error) => Err(ApiError::Ours(error.into())),
    }
}

fn reader<'a>(app: &'a App, program: &'a Program) -> Reader<'a> {
    Reader {
        store: &app.store,
        scope: &program.0.scope,
        modules: modules_of(&app.courses.now().catalogue),
        now: app.now(),
    }
}

async fn note(
    app: &App,
    program: &Program,
    action: &'static str,
    unit: UnitId,
    rows: usize,
) -> Result<(), ApiError> {
    let entry = audit::Entry {
        actor: Some(program.0.scope.actor()),
        action,
        target: Some(("token", program.0.id.to_string())),
        unit: Some(unit),
        detail: rows.to_string(),
        ..audit::Entry::default()
    };
    Ok(app.store.audit_read(entry, app.now())?)
}

/// Số liệu của một đơn vị và của các đơn vị ngay dưới, đọc cùng một lúc nên tổng các phần bằng số chung.
#[utoipa::path(
    get,
    path = "/api/v1/units/{unit}/figures",
    params(("unit" = String, Path, description = "Mã đơn vị: `vn`, mã tỉnh, mã xã, hoặc id")),
    responses(
        (status = 200, description = "Số liệu", body = Figures),
        (status = 400, description = "Có tham số thừa", body = Problem),
        (status = 401, description = "Thiếu mã truy cập, hoặc mã đã hết hạn", body = Problem),
        (status = 404, description = "Không có đơn vị này trong tầm của mã", body = Problem),
        (status = 503, description = "Đang bận, gọi lại sau", body = Problem),
    )
)]
pub async fn figures(
    app: web::Data<App>,
    request: HttpRequest,
    program: Program,
    path: web::Path<String>,
) -> Result<HttpResponse, ApiError> {
    // A program that believes it has filtered would be worse off than one that is told.
    if let Some(name) = parameters(&request).first() {
        return Err(ApiError::BadQuestion(message("api-no-parameter", &[("name", name)])));
    }
    let id = unit_id(&app, &path).await?;
    let reader = reader(&app, &program);
    let mut subjects = vec![ANY_MODULE, MEMBERS_PROGRAMME];
    subjects.extend(reader.modules.iter().map(|(id, _)| id.as_str()));
    let below = shapes::counted_below(&subjects);
    let ask = Ask { below: &below, cohort_below: None, cohorts: true, weeks_of: &subjects };
    let figures = app.store.figures(&program.0.scope, id, &ask).await?;
    note(&app, &program, "figures-read", id, figures.children.len()).await?;
    Ok(HttpResponse::Ok().json(Figures::of(&figures, app.now())))
}

/// The names of what was asked, short enough to be said again.
fn parameters(request: &HttpRequest) -> Vec<String> {
    let asked = web::Query::<Vec<(String, String)>>::from_query(request.query_string());
    let asked = asked.map(web::Query::into_inner).unwrap_or_default();
    asked.into_iter().map(|(name, _)| name.chars().take(40).collect()).collect()
}

/// What a list can be asked by.
const ASKED: [&str; 8] = ["metric", "subject", "cohort", "from", "before", "units", "after", "limit"];
/// The most rows of a page.
const MOST_ROWS: u64 = 500;

/// How many rows are wanted; an error that says what is wrong with the question, where something is.
fn read_question(request: &HttpRequest, reader: &Reader<'_>) -> Result<u64, ApiError> {
    fn bad(key: &'static str, args: &[(&'static str, &str)]) -> Result<u64, ApiError> {
        Err(ApiError::BadQuestion(message(key, args)))
    }
    let names = parameters(request);
    if let Some(name) = names.iter().find(|name| !ASKED.contains(&name.as_str())) {
        return bad("api-unknown-parameter", &[("name", name), ("names", &ASKED.join(", "))]);
    }
    let query = |name: &str| url_query(request, name);
    let Some(metric) = query("metric").and_then(|code| Metric::from_code(&code)) else {
        let names = Metric::ALL.map(Metric::code).join(", ");
        return bad("api-metric", &[("names", &names)]);
    };
    let subject = query("subject").unwrap_or_else(|| ANY_MODULE.to_owned());
    let mut subjects = vec![ANY_MODULE, MEMBERS_PROGRAMME];
    subjects.extend(reader.modules.iter().map(|(id, _)| id.as_str()));
    if !subjects.contains(&subject.as_str()) {
        return bad("api-subject", &[("names", &subjects.join(", "))]);
    }
    if query("before").is_some() && !Behind::of(&subject, metric).has_weeks() {
        return bad("api-no-weeks", &[]);
    }
    if query("after").is_some_and(|after| after.parse::<Uuid>().is_err()) {
        return bad("api-after", &[]);
    }
    if query("cohort").is_some_and(|code| Cohort::from_code(&code).is_none()) {
        return bad("api-cohort", &[]);
    }
    let is_day = |name: &str| query(name).is_none_or(|day| day.parse::<NaiveDate>().is_ok());
    if !is_day("from") || !is_day("before") || (query("from").is_some() && query("before").is_none()) {
        return bad("api-day", &[]);
    }
    match query("limit").map(|limit| limit.parse::<u64>()) {
        None => Ok(ROWS_BEHIND),
        Some(Ok(rows)) if (1..=MOST_ROWS).contains(&rows) => Ok(rows),
        Some(_) => bad("api-limit", &[("most", &MOST_ROWS.to_string())]),
    }
}

/// Danh sách đứng sau một số: thành viên hoặc tổ, đúng bằng số đó, từng trang.
#[utoipa::path(
    get,
    path = "/api/v1/units/{unit}/list",
    params(
        ("unit" = String, Path, description = "Mã đơn vị: `vn`, mã tỉnh, mã xã, hoặc id"),
        ("metric" = MetricName, Query, description = "Số nào, như trong `counts`"),
        ("subject" = Option<String>, Query, description = "Về gì: `*` (mặc định), một chuyên đề hay `thanh-vien`"),
        ("cohort" = Option<String>, Query, description = "Của nhóm nào: `leader`, `deputy`, `member`, `b1960`, `b?`"),
        ("from" = Option<String>, Query, description = "Chỉ ai đạt trong tuần bắt đầu từ ngày này (2026-10-01); cần `before`"),
        ("before" = Option<String>, Query, description = "Chỉ ai đạt trong tuần bắt đầu trước ngày này"),
        ("units" = Option<String>, Query, description = "Chỉ các đơn vị ngay dưới có mã này, cách nhau bằng dấu phẩy"),
        ("after" = Option<String>, Query, description = "Giá trị `next` của trang trước"),
        ("limit" = Option<u64>, Query, description = "Số dòng một trang, từ 1 đến 500; không ghi thì 50"),
    ),
    responses(
        (status = 200, description = "Một trang", body = List),
        (status = 400, description = "Câu hỏi viết sai; `problem` nói sai ở đâu", body = Problem),
        (status = 401, description = "Thiếu mã truy cập, hoặc mã đã hết hạn", body = Problem),
        (status = 404, description = "Không có danh sách này trong tầm của mã", body = Problem),
        (status = 503, description = "Đang bận, gọi lại sau", body = Problem),
    )
)]
pub async fn members_or_teams(
    app: web::Data<App>,
    request: HttpRequest,
    program: Program,
    path: web::Path<String>,
) -> Result<HttpResponse, ApiError> {
    // A token without lists knows of none.
    if !program.0.lists {
        return Err(ApiError::NotFound);
    }
    let id = unit_id(&app, &path).await?;
    let reader = reader(&app, &program);
    let rows = read_question(&request, &reader)?;
    let wanted = Wanted::read(&reader, id, |name| url_query(&request, name)).await?;
    let span = Span { after: url_query(&request, "after"), rows };
    let page = list::rows(&reader, &wanted, span).await?;
    note(&app, &program, wanted.export_action(), id, page.rows.len()).await?;
    let row = |row: super::view::officer::BehindRow| Row {
        name: (!row.name.is_empty()).then_some(row.name),
        team: row.team,
        commune: row.commune,
        province: row.province,
        state: row.state,
    };
    Ok(HttpResponse::Ok().json(List {
        of: if wanted.teams() { "teams" } else { "members" }.to_owned(),
        as_of: app.now(),
        rows: page.rows.into_iter().map(row).collect(),
        next: page.next,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_described_names_every_metric() {
        let described = serde_json::to_value(Described::openapi()).unwrap();
        let names = described.pointer("/components/schemas/MetricName/enum").unwrap();
        let codes: Vec<&str> = Metric::ALL.into_iter().map(Metric::code).collect();
        assert_eq!(*names, serde_json::json!(codes));
        let list = described.pointer("/paths/~1api~1v1~1units~1{unit}~1list/get/parameters").unwrap();
        let named: Vec<&str> =
            list.as_array().unwrap().iter().filter_map(|one| one["name"].as_str()).collect();
        assert_eq!(named[1..], ASKED);
    }
}
