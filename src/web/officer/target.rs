//! `/officer/units/{id}/target`: the planned share of certified members of a unit, set and taken back.

use super::asked::unit_href;
use super::{crumbs, unit_id};
use crate::web::App;
use crate::web::error::WebError;
use crate::web::form::Form;
use crate::web::login::Officer;
use crate::web::messages::message;
use crate::web::page::{Page, see_other_done};
use crate::web::trainer::dates::read_day;
use crate::web::view::officer::TargetPage;
use crate::web::view::{FieldError, words};
use actix_web::{HttpRequest, HttpResponse, web};
use serde::Deserialize;
use tungngo_domain::ids::UnitId;
use tungngo_domain::target::{Plan, Standing};
use tungngo_domain::units::{UnitKind, in_sentence};
use tungngo_storage::targets::Target;

/// The form of a plan; both left out takes it back.
#[derive(Debug, Default, Deserialize)]
pub struct TargetForm {
    #[serde(default)]
    percent: String,
    #[serde(default)]
    due: String,
}

/// "Chỉ tiêu 80% đến hết 31/12/2026: còn thiếu 28 người, 6 tuần"
pub fn words_of(
    target: &Target,
    own: UnitId,
    certified: u64,
    members: u64,
    today: chrono::NaiveDate,
) -> String {
    let plan = target.plan;
    let what = message(
        if target.unit == own { "target-own" } else { "target-of" },
        &[
            ("percent", &plan.percent.to_string()),
            ("due", &words::full_day(plan.due_on)),
            ("unit", &in_sentence(&target.unit_name)),
        ],
    );
    let how = match plan.standing(certified, members, today) {
        Standing::Reached => message("target-reached", &[]),
        Standing::Missing { members, weeks } => message(
            "target-missing",
            &[("members", &words::number(members)), ("weeks", &words::number(weeks))],
        ),
        Standing::Over { members } => message("target-past", &[("members", &words::number(members))]),
    };
    [what, how].join(": ")
}

async fn page(
    app: &App,
    officer: &Officer,
    id: UnitId,
    form: TargetForm,
    errors: Vec<FieldError>,
) -> Result<TargetPage, WebError> {
    let way = app.store.unit_path(id).await?;
    let unit = way.last().ok_or(WebError::NotFound)?;
    let changes = app.store.target_changes(id).await?;
    Ok(TargetPage {
        crumbs: crumbs(app, officer, &way).await?,
        heading: message("target-title", &[("unit", &in_sentence(&unit.name))]),
        action: [&unit_href(id), "/target"].concat(),
        percent: form.percent.chars().take(8).collect(),
        due: form.due.chars().take(20).collect(),
        changes: changes
            .iter()
            .map(|change| {
                let what = match change.plan {
                    Some(plan) => message(
                        "target-set-to",
                        &[("percent", &plan.percent.to_string()), ("due", &words::full_day(plan.due_on))],
                    ),
                    None => message("target-taken-back", &[]),
                };
                message(
                    "target-change",
                    &[("what", &what), ("by", &change.by), ("when", &words::moment(change.at))],
                )
            })
            .collect(),
        errors,
    })
}

/// A unit within reach that can have a plan; teams have none.
async fn find(app: &App, officer: &Officer, path: &str) -> Result<UnitId, WebError> {
    let id = unit_id(path)?;
    if !app.store.reaches(&officer.scope, id).await? || app.store.unit(id).await?.kind == UnitKind::Village {
        return Err(WebError::NotFound);
    }
    Ok(id)
}

/// Shows the plan as it stands.
pub async fn show(
    app: web::Data<App>,
    officer: Officer,
    path: web::Path<String>,
) -> Result<Page<TargetPage>, WebError> {
    let id = find(&app, &officer, &path).await?;
    let changes = app.store.target_changes(id).await?;
    let form = match changes.first().and_then(|last| last.plan) {
        Some(plan) => TargetForm { percent: plan.percent.to_string(), due: words::full_day(plan.due_on) },
        None => TargetForm::default(),
    };
    Ok(Page::new(page(&app, &officer, id, form, vec![]).await?))
}

/// Sets the plan, or takes it back when both fields are empty.
pub async fn set(
    app: web::Data<App>,
    request: HttpRequest,
    officer: Officer,
    path: web::Path<String>,
    form: Form<TargetForm>,
) -> Result<HttpResponse, WebError> {
    let id = find(&app, &officer, &path).await?;
    let Form(form) = form;
    let (percent, due) = (form.percent.trim().trim_end_matches('%').trim(), form.due.trim());
    if percent.is_empty() && due.is_empty() {
        app.store.set_target(&officer.scope, id, None, app.now()).await?;
        return Ok(see_other_done(&unit_href(id), "target-taken-back"));
    }
    let mut errors = Vec::new();
    let day = read_day(due, app.today()).filter(|day| *day >= app.today());
    if day.is_none() {
        errors.push(FieldError::new("due", message("target-due-wrong", &[])));
    }
    let percent = percent.parse::<u8>().ok().filter(|percent| (1..=100).contains(percent));
    if percent.is_none() {
        errors.push(FieldError::new("percent", message("target-percent-wrong", &[])));
    }
    let plan = percent.zip(day).and_then(|(percent, day)| Plan::new(percent, day));
    let Some(plan) = plan else {
        let page = page(&app, &officer, id, form, errors).await?;
        return Page::with_errors(page).into_response(&request);
    };
    app.store.set_target(&officer.scope, id, Some(plan), app.now()).await?;
    Ok(see_other_done(&unit_href(id), "target-set"))
}
