//! `/trainer/teams/{team}`: one team member by member, and adding a member.

use super::overview::{is_certified, reach};
use super::person_form::{PersonForm, newcomer};
use super::{columns, member_cell};
use crate::web::App;
use crate::web::error::WebError;
use crate::web::form::Form;
use crate::web::learner::{Stand, form_id, read_form_id};
use crate::web::login::Trainer;
use crate::web::messages::message;
use crate::web::page::{Page, see_other_done, url_query};
use crate::web::view::roster::MemberFormPage;
use crate::web::view::trainer::{MemberRow, TeamPage};
use crate::web::view::{Action, FieldError, words};
use actix_web::{HttpRequest, HttpResponse, web};
use chrono::Datelike;
use tungngo_domain::content::Skill;
use tungngo_domain::ids::{PersonId, UnitId};
use tungngo_domain::people::TeamRole;
use tungngo_domain::units::{UnitKind, in_sentence};
use tungngo_storage::member_list::PAGE_ROWS;
use tungngo_storage::people::Member;
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

pub fn heading(unit: &Unit) -> String {
    message("team-heading", &[("village", &in_sentence(&unit.name))])
}

/// Shows a team, at most [`PAGE_ROWS`] members at a time.
pub async fn show(
    app: web::Data<App>,
    request: HttpRequest,
    trainer: Trainer,
    path: web::Path<String>,
) -> Result<Page<TeamPage>, WebError> {
    let unit = find(&app, &trainer, &path).await?;
    let in_use = app.courses.now();
    let reach = reach(&app, &trainer, Some(unit.id)).await?;
    let is_one = |member: &&Member| is_certified(&app, reach.certificates.get(&member.person.id));
    let certified = reach.members.iter().filter(is_one).count() as u64;
    // Whoever left in the meantime is no place to go on from: the list begins anew.
    let after = url_query(&request, "after").and_then(|text| text.parse::<PersonId>().ok());
    let at = |id| reach.members.iter().position(|member| member.person.id == id);
    let from = after.and_then(at).map_or(0, |at| at + 1);
    let rows = &reach.members[from..reach.members.len().min(from + PAGE_ROWS)];
    let next = rows.last().filter(|_| reach.members.len() > from + PAGE_ROWS);
    let ids: Vec<PersonId> = rows.iter().map(|member| member.person.id).collect();
    let mut progress = app.store.members_progress(&ids).await?;
    let none = Vec::new();
    let members: Vec<MemberRow> = rows
        .iter()
        .map(|member| {
            let certificates = reach.certificates.get(&member.person.id);
            let mut own = progress.remove(&member.person.id).unwrap_or_default();
            let cells = Skill::ALL
                .into_iter()
                .map(|skill| {
                    let module = in_use
                        .catalogue
                        .modules_for(member.province.as_deref())
                        .find(|module| module.skill == skill);
                    member_cell(module.map(|module| {
                        let progress = own.remove(&module.id).unwrap_or_default();
                        Stand::new(module, progress, certificates.unwrap_or(&none), &app).house()
                    }))
                })
                .collect();
            MemberRow {
                name: member.shown_name(),
                about: about(member.person.birth_year, member.role, app.today()),
                href: ["/trainer/members/", &member.person.id.to_string()].concat(),
                cells,
            }
        })
        .collect();
    let href = ["/trainer/teams/", &unit.id.to_string()].concat();
    Ok(Page::new(TeamPage {
        crumbs: vec![Action::new("/trainer", message("nav-trainer", &[]))],
        heading: heading(&unit),
        counts: words::team_counts(reach.members.len() as u64, certified),
        add_href: [&href, "/members/new"].concat(),
        ways: vec![
            Action::new([&href, "/cards"].concat(), message("cards-of-team", &[])),
            Action::new("/trainer/former-members", message("former-title", &[])),
        ],
        first_href: (from > 0).then(|| href.clone()),
        next_href: next.map(|last| [&href, "?after=", &last.person.id.to_string()].concat()),
        modules: columns(),
        members,
    }))
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
            let member = app.store.add_member(&trainer.scope, unit.id, new, form_id, app.now()).await?;
            Ok(see_other_done(&["/trainer/members/", &member.to_string()].concat(), "member-added"))
        }
        Err(errors) => Page::with_errors(form_page(&app, &unit, &form.0, errors)).into_response(&request),
    }
}
