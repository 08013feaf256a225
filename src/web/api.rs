//! `/api/v1`: the figures and the lists behind them for programs, as JSON, with a token of an officer.
//!
//! Owns: the shapes, which `openapi.json` describes. Does not own: the counts and lists, which are those of the
//! officer's pages.

pub mod shapes;
mod token;

pub use token::{ApiError, Program, TOKEN_BEGINS};

use super::App;
use super::officer::list::{self, Wanted};
use super::officer::reading::{Reader, modules_of};
use super::page::url_query;
use actix_web::{HttpRequest, HttpResponse, web};
use shapes::{Figures, List, Problem, Row};
use tungngo_domain::ids::UnitId;
use tungngo_domain::rollup::ANY_MODULE;
use tungngo_storage::StorageError;
use tungngo_storage::audit;
use tungngo_storage::certificates::MEMBERS_PROGRAMME;
use tungngo_storage::figures::Ask;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::{Modify, OpenApi};

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
        (status = 401, description = "Thiếu mã truy cập, hoặc mã đã hết hạn", body = Problem),
        (status = 404, description = "Không có đơn vị này trong tầm của mã", body = Problem),
        (status = 503, description = "Đang bận, gọi lại sau", body = Problem),
    )
)]
pub async fn figures(
    app: web::Data<App>,
    program: Program,
    path: web::Path<String>,
) -> Result<HttpResponse, ApiError> {
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

/// Danh sách đứng sau một số: thành viên hoặc tổ, đúng bằng số đó, từng trang.
#[utoipa::path(
    get,
    path = "/api/v1/units/{unit}/list",
    params(
        ("unit" = String, Path, description = "Mã đơn vị: `vn`, mã tỉnh, mã xã, hoặc id"),
        ("metric" = String, Query, description = "Số nào, như trong `counts`, ví dụ `certified`, `teams-silent`"),
        ("subject" = Option<String>, Query, description = "Về gì: `*` (mặc định), một chuyên đề hay `thanh-vien`"),
        ("cohort" = Option<String>, Query, description = "Của nhóm nào: `leader`, `deputy`, `member`, `b1960`, `b?`"),
        ("after" = Option<String>, Query, description = "Giá trị `next` của trang trước"),
    ),
    responses(
        (status = 200, description = "Một trang", body = List),
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
    let wanted = Wanted::read(&reader, id, |name| url_query(&request, name)).await?;
    let page = list::rows(&reader, &wanted, list::page_after(url_query(&request, "after"))).await?;
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
