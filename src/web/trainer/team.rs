//! `/trainer/teams/{team}/members`: adding a member; and how a team is found and named.

use super::doubts;
use super::person_form::{PersonForm, newcomer};
use crate::web::App;
use crate::web::error::WebError;
use crate::web::form::Form;
use crate::web::learner::{form_id, read_form_id};
use crate::web::login::Trainer;
use crate::web::messages::message;
use crate::web::page::{Page, see_other_done};
use crate::web::view::memberships::MemberFormPage;
use crate::web::view::{Action, FieldError, words};
use actix_web::{HttpRequest, HttpResponse, web};
use chrono::Datelike;
use tungngo_domain::ids::UnitId;
use tungngo_domain::people::TeamRole;
use tungngo_domain::units::{UnitKind, in_sentence};
use tungngo_storage::units::Unit;

/// A team within reach; any other does not exist.
pub async fn find(app: &App, trainer: &Trainer, id: &str) -> Result<Unit, WebError> {
    let id: UnitId = id.parse().map_err(|_| WebError::NotFound)?;
    if !app.store.reaches(&trainer.scope, id).await? {
        return Err(WebError::NotFound);
    }
    let unit = app.store.unit(id).await?;
    if unit.kind == UnitKind::Village { Ok(unit) } else { Err(WebError::NotFound) }
}

/// "67 tuổi, tổ trưởng"
pub fn about(birth_year: Option<i32>, role: TeamRole, today: chrono::NaiveDate) -> String {
    match birth_year {
        Some(year) => {
            let age = (today.year() - year).to_string();
            message("about-age", &[("age", &age), ("role", role.word())])
        }
        None => words::capital(role.word()),
    }
}

/// "Tổ thôn Bến Đá"
pub fn heading(unit: &Unit) -> String {
    message("team-heading", &[("village", &in_sentence(&unit.name))])
}

fn form_page(app: &App, unit: &Unit, form: &PersonForm, errors: Vec<FieldError>) -> MemberFormPage {
    let href = ["/trainer/teams/", &unit.id.to_string()].concat();
    MemberFormPage {
        team: heading(unit),
        heading: message("member-new-title", &[]),
        intro: String::new(),
        action: [&href, "/members"].concat(),
        save: message("member-new-save", &[]),
        fields: form.fields(app),
        doubts: None,
        form_id: if form.form_id.is_empty() { form_id() } else { form.form_id.clone() },
        errors,
        back: Action::new(href, heading(unit)),
    }
}

/// Shows the form of a new member.
pub async fn show_new_member(
    app: web::Data<App>,
    trainer: Trainer,
    path: web::Path<String>,
) -> Result<Page<MemberFormPage>, WebError> {
    let unit = find(&app, &trainer, &path).await?;
    Ok(Page::new(form_page(&app, &unit, &PersonForm::of_newcomer(TeamRole::Member), vec![])))
}

/// Adds a member to the team; the same form sent twice adds one.
pub async fn add_member(
    app: web::Data<App>,
    request: HttpRequest,
    trainer: Trainer,
    path: web::Path<String>,
    form: Form<PersonForm>,
) -> Result<HttpResponse, WebError> {
    let unit = find(&app, &trainer, &path).await?;
    let form_id = read_form_id(&form.0.form_id)?;
    match form.0.read(&app) {
        Ok(read) => {
            let new = newcomer(read);
            let scope = &trainer.scope;
            let doubts = app.store.doubts_of_newcomer(scope, unit.id, &new, form_id, None).await?;
            if let Some(doubts) = doubts::open(&doubts, &form.0.sure) {
                let page = form_page(&app, &unit, &form.0, vec![]);
                return Page::asking(MemberFormPage { doubts: Some(doubts), ..page }).into_response(&request);
            }
            let member = app.store.add_member(&trainer.scope, unit.id, new, form_id, app.now()).await?;
            Ok(see_other_done(&["/trainer/members/", &member.to_string()].concat(), "member-added"))
        }
        Err(errors) => Page::with_errors(form_page(&app, &unit, &form.0, errors)).into_response(&request),
    }
}
