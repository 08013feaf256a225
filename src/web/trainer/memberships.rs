//! Changing memberships: correcting a member, moving, replacing, leaving and returning.

use super::doubts;
use super::member::find;
use super::person_form::{PersonForm, newcomer, roles};
use super::{later_page, reading};
use crate::web::App;
use crate::web::error::WebError;
use crate::web::form::Form;
use crate::web::learner::{form_id, read_form_id};
use crate::web::login::Trainer;
use crate::web::messages::message;
use crate::web::page::{Page, see_other_done, url_query};
use crate::web::view::memberships::{FormerPage, FormerRow, LeavingPage, MemberFormPage, MemberPlacePage};
use crate::web::view::{Action, Choice, Doubts, FieldError, words};
use actix_web::{HttpRequest, HttpResponse, web};
use serde::Deserialize;
use tungngo_domain::ids::{PersonId, UnitId};
use tungngo_domain::membership::Ending;
use tungngo_domain::people::{TeamRole, fold};
use tungngo_domain::units::in_sentence;
use tungngo_storage::StorageError;
use tungngo_storage::doubts::Asked;
use tungngo_storage::memberships::PastPlace;
use tungngo_storage::people::Member;
use tungngo_storage::rosters::OutgoingCommune;
use tungngo_storage::teams::Team;

/// Up to so many teams stand in one list; of more, those of one commune.
const TEAMS_IN_ONE_LIST: u64 = 200;

/// A team, and the place in it.
#[derive(Debug, Default, Deserialize)]
pub struct PlaceForm {
    #[serde(default)]
    team: String,
    #[serde(default)]
    role_in_team: String,
    #[serde(default)]
    commune: String,
    #[serde(default)]
    sure: String,
}

/// Why somebody leaves.
#[derive(Debug, Default, Deserialize)]
pub struct LeavingForm {
    #[serde(default)]
    why: String,
    #[serde(default)]
    why_other: String,
}

/// The name of a team's page: "Tổ thôn Bến Đá".
async fn team_heading(app: &App, team: UnitId) -> Result<String, WebError> {
    let unit = app.store.unit(team).await?;
    Ok(message("team-heading", &[("village", &in_sentence(&unit.name))]))
}

fn member_href(id: PersonId) -> String {
    ["/trainer/members/", &id.to_string()].concat()
}

fn back_to(member: &Member) -> Action {
    Action::new(member_href(member.person.id), member.shown_name())
}

/// Shows what is on record, to correct it.
pub async fn show_edit(
    app: web::Data<App>,
    trainer: Trainer,
    path: web::Path<String>,
) -> Result<Page<MemberFormPage>, WebError> {
    let member = find(&app, &trainer, &path).await?;
    let form = PersonForm::of_member(&member);
    Ok(Page::new(edit_page(&app, &member, &form, vec![]).await?))
}

async fn edit_page(
    app: &App,
    member: &Member,
    form: &PersonForm,
    errors: Vec<FieldError>,
) -> Result<MemberFormPage, WebError> {
    Ok(MemberFormPage {
        team: team_heading(app, member.team).await?,
        heading: message("member-edit-heading", &[("name", &member.shown_name())]),
        intro: String::new(),
        action: [&member_href(member.person.id), "/edit"].concat(),
        save: message("member-new-save", &[]),
        fields: form.fields(app),
        doubts: None,
        form_id: form_id(),
        errors,
        back: back_to(member),
    })
}

/// Corrects what is on record.
pub async fn edit(
    app: web::Data<App>,
    request: HttpRequest,
    trainer: Trainer,
    path: web::Path<String>,
    form: Form<PersonForm>,
) -> Result<HttpResponse, WebError> {
    let member = find(&app, &trainer, &path).await?;
    match form.0.read(&app) {
        Ok(read) => {
            let has = &member.person;
            let phone = read.phone.clone().filter(|phone| has.phone.as_ref() != Some(phone));
            let asked = Asked {
                team: member.team,
                who: Some(has.id),
                name: (fold(&read.full_name) != fold(&has.full_name)).then(|| read.full_name.clone()),
                phone: phone.map(|phone| phone.digits().to_owned()),
                leads: read.role == TeamRole::Leader && member.role != TeamRole::Leader,
            };
            let doubts = app.store.doubts(&trainer.scope, &[asked]).await?;
            if let Some(doubts) = doubts::open(&doubts, &form.0.sure) {
                let page = edit_page(&app, &member, &form.0, vec![]).await?;
                return Page::asking(MemberFormPage { doubts: Some(doubts), ..page }).into_response(&request);
            }
            app.store.correct_member(&trainer.scope, member.person.id, read, app.now()).await?;
            Ok(see_other_done(&member_href(member.person.id), "member-corrected"))
        }
        Err(errors) => {
            let page = edit_page(&app, &member, &form.0, errors).await?;
            Page::with_errors(page).into_response(&request)
        }
    }
}

/// Shows the form of who comes in a member's place.
pub async fn show_replacement(
    app: web::Data<App>,
    trainer: Trainer,
    path: web::Path<String>,
) -> Result<Page<MemberFormPage>, WebError> {
    let member = find(&app, &trainer, &path).await?;
    let form = PersonForm::of_newcomer(member.role);
    Ok(Page::new(replacement_page(&app, &member, &form, vec![]).await?))
}

async fn replacement_page(
    app: &App,
    member: &Member,
    form: &PersonForm,
    errors: Vec<FieldError>,
) -> Result<MemberFormPage, WebError> {
    Ok(MemberFormPage {
        heading: message("member-replace-heading", &[("name", &member.shown_name())]),
        intro: message("member-replace-intro", &[]),
        action: [&member_href(member.person.id), "/replacement"].concat(),
        save: message("member-replace-save", &[]),
        ..edit_page(app, member, form, errors).await?
    })
}

/// Puts somebody new in a member's place.
pub async fn replace(
    app: web::Data<App>,
    request: HttpRequest,
    trainer: Trainer,
    path: web::Path<String>,
    form: Form<PersonForm>,
) -> Result<HttpResponse, WebError> {
    let id: PersonId = path.parse().map_err(|_| WebError::NotFound)?;
    let member = match app.store.member(&trainer.scope, id).await {
        Ok(member) => Some(member),
        // The second of two taps comes when the old member is gone already.
        Err(StorageError::NotFound) => {
            app.store.past_place(&trainer.scope, id).await?;
            None
        }
        Err(error) => return Err(error.into()),
    };
    let form_id = read_form_id(&form.0.form_id)?;
    match (form.0.read(&app), member) {
        (Ok(read), member) => {
            let new = newcomer(read);
            if let Some(member) = member {
                let doubts = app
                    .store
                    .doubts_of_newcomer(&trainer.scope, member.team, &new, form_id, Some(id))
                    .await?;
                if let Some(doubts) = doubts::open(&doubts, &form.0.sure) {
                    let page = replacement_page(&app, &member, &form.0, vec![]).await?;
                    let form_id = form.0.form_id.clone();
                    return Page::asking(MemberFormPage { doubts: Some(doubts), form_id, ..page })
                        .into_response(&request);
                }
            }
            let new = app.store.replace_member(&trainer.scope, id, new, form_id, app.now()).await?;
            Ok(see_other_done(&member_href(new), "member-replaced"))
        }
        (Err(errors), Some(member)) => {
            let page = replacement_page(&app, &member, &form.0, errors).await?;
            Page::with_errors(MemberFormPage { form_id: form.0.form_id.clone(), ..page })
                .into_response(&request)
        }
        (Err(_), None) => Err(WebError::NotFound),
    }
}

/// Teams within reach to choose from, and communes where the teams are too many for one list.
async fn to_choose(
    app: &App,
    trainer: &Trainer,
    own: UnitId,
    form: &PlaceForm,
) -> Result<(Vec<Choice>, Vec<Choice>), WebError> {
    let teams = app.store.teams(&trainer.scope, None, None, TEAMS_IN_ONE_LIST + 1).await?;
    let choice = |id: UnitId, label: String, chosen: &str| {
        let value = id.to_string();
        Choice { checked: value == chosen, value, label }
    };
    if teams.len() as u64 <= TEAMS_IN_ONE_LIST {
        let several = teams.iter().any(|team| team.commune != teams[0].commune);
        let label = |team: &Team| if several { team.with_commune() } else { team.name.clone() };
        return Ok((vec![], teams.iter().map(|team| choice(team.id, label(team), &form.team)).collect()));
    }
    let asked = form.commune.parse::<UnitId>().ok();
    let of_own = app.store.teams_among(&trainer.scope, [own]).await?.pop();
    let commune = asked.or(of_own.map(|team| team.commune)).unwrap_or(teams[0].commune);
    let chosen = commune.to_string();
    let communes = app.store.outgoing_communes(&trainer.scope).await?;
    let several = communes.iter().any(|one| one.province != communes[0].province);
    let label = |one: &OutgoingCommune| {
        if several { [one.name.as_str(), &one.province].join(", ") } else { one.name.clone() }
    };
    let communes = communes.iter().map(|one| choice(one.id, label(one), &chosen)).collect();
    let teams = app.store.teams(&trainer.scope, Some(commune), None, None).await?;
    Ok((communes, teams.into_iter().map(|team| choice(team.id, team.name, &form.team)).collect()))
}

/// The team and role chosen, or what is wrong.
fn read_place(form: &PlaceForm) -> Result<(UnitId, TeamRole), Vec<FieldError>> {
    let mut errors = Vec::new();
    let team = form.team.parse::<UnitId>().ok();
    if team.is_none() {
        errors.push(FieldError::new("team", message("choose-one", &[])));
    }
    let role = TeamRole::from_code(&form.role_in_team);
    if role.is_none() {
        errors.push(FieldError::new("role_in_team", message("choose-one", &[])));
    }
    team.zip(role).ok_or(errors)
}

/// What is asked before somebody comes to a team as its leader.
async fn led_already(
    app: &App,
    trainer: &Trainer,
    who: PersonId,
    team: UnitId,
    role: TeamRole,
    form: &PlaceForm,
) -> Result<Option<Doubts>, WebError> {
    let leads = role == TeamRole::Leader;
    let asked = Asked { team, who: Some(who), name: None, phone: None, leads };
    let doubts = app.store.doubts(&trainer.scope, &[asked]).await?;
    Ok(doubts::open(&doubts, &form.sure))
}

fn asked_commune(request: &HttpRequest) -> String {
    url_query(request, "commune").unwrap_or_default()
}

/// Shows where a member may move.
pub async fn show_move(
    app: web::Data<App>,
    request: HttpRequest,
    trainer: Trainer,
    path: web::Path<String>,
) -> Result<Page<MemberPlacePage>, WebError> {
    let member = find(&app, &trainer, &path).await?;
    let form = PlaceForm {
        team: member.team.to_string(),
        role_in_team: member.role.code().to_owned(),
        commune: asked_commune(&request),
        sure: String::new(),
    };
    Ok(Page::new(move_page(&app, &trainer, &member, &form, vec![]).await?))
}

async fn move_page(
    app: &App,
    trainer: &Trainer,
    member: &Member,
    form: &PlaceForm,
    errors: Vec<FieldError>,
) -> Result<MemberPlacePage, WebError> {
    let (communes, teams) = to_choose(app, trainer, member.team, form).await?;
    Ok(MemberPlacePage {
        heading: message("member-move-heading", &[("name", &member.shown_name())]),
        intro: message("member-move-intro", &[]),
        action: [&member_href(member.person.id), "/move"].concat(),
        communes,
        teams,
        roles: roles(&form.role_in_team),
        doubts: None,
        save: message("member-move-save", &[]),
        errors,
        back: back_to(member),
    })
}

/// Moves a member to another team.
pub async fn move_to(
    app: web::Data<App>,
    request: HttpRequest,
    trainer: Trainer,
    path: web::Path<String>,
    form: Form<PlaceForm>,
) -> Result<HttpResponse, WebError> {
    let member = find(&app, &trainer, &path).await?;
    match read_place(&form.0) {
        // Chosen by mistake, or tapped twice.
        Ok((team, _)) if team == member.team => {
            Ok(see_other_done(&member_href(member.person.id), "member-stays"))
        }
        Ok((team, role)) => {
            if let Some(doubts) = led_already(&app, &trainer, member.person.id, team, role, &form.0).await? {
                let page = move_page(&app, &trainer, &member, &form.0, vec![]).await?;
                return Page::asking(MemberPlacePage { doubts: Some(doubts), ..page })
                    .into_response(&request);
            }
            app.store.move_member(&trainer.scope, member.person.id, team, role, app.now()).await?;
            Ok(see_other_done(&member_href(member.person.id), "member-moved"))
        }
        Err(errors) => {
            let page = move_page(&app, &trainer, &member, &form.0, errors).await?;
            Page::with_errors(page).into_response(&request)
        }
    }
}

/// Shows the reasons to leave.
pub async fn show_leaving(
    app: web::Data<App>,
    trainer: Trainer,
    path: web::Path<String>,
) -> Result<Page<LeavingPage>, WebError> {
    let member = find(&app, &trainer, &path).await?;
    Ok(Page::new(leaving_page(&member, &LeavingForm::default(), vec![])))
}

fn leaving_page(member: &Member, form: &LeavingForm, errors: Vec<FieldError>) -> LeavingPage {
    let choice =
        |value: &str, label: String| Choice { value: value.to_owned(), label, checked: value == form.why };
    let mut reasons: Vec<Choice> =
        Ending::OFFERED.iter().map(|why| choice(why.code(), words::capital(why.words()))).collect();
    reasons.push(choice("other", message("leaving-other-choice", &[])));
    LeavingPage {
        heading: message("member-leave-heading", &[("name", &member.shown_name())]),
        action: [&member_href(member.person.id), "/leaving"].concat(),
        reasons,
        other: form.why_other.chars().take(120).collect(),
        errors,
        back: back_to(member),
    }
}

/// Ends a membership.
pub async fn leave(
    app: web::Data<App>,
    request: HttpRequest,
    trainer: Trainer,
    path: web::Path<String>,
    form: Form<LeavingForm>,
) -> Result<HttpResponse, WebError> {
    let id: PersonId = path.parse().map_err(|_| WebError::NotFound)?;
    let member = match app.store.member(&trainer.scope, id).await {
        Ok(member) => Some(member),
        Err(StorageError::NotFound) => {
            app.store.past_place(&trainer.scope, id).await?;
            None
        }
        Err(error) => return Err(error.into()),
    };
    let why = Ending::read(&form.0.why, &form.0.why_other);
    match (why, member) {
        (Ok(Some(why)), _) => {
            let team = app.store.end_membership(&trainer.scope, id, why, app.now()).await?;
            Ok(see_other_done(&["/trainer/teams/", &team.to_string()].concat(), "member-left"))
        }
        (wrong, Some(member)) => {
            let (field, key) = match wrong {
                Err(_) => ("why_other", "leaving-too-long"),
                Ok(_) if form.0.why == "other" => ("why_other", "leaving-other-missing"),
                Ok(_) => ("why", "choose-one"),
            };
            let errors = vec![FieldError::new(field, message(key, &[]))];
            Page::with_errors(leaving_page(&member, &form.0, errors)).into_response(&request)
        }
        (_, None) => Err(WebError::NotFound),
    }
}

/// Lists those who left and are in no team.
pub async fn show_former(
    app: web::Data<App>,
    request: HttpRequest,
    trainer: Trainer,
) -> Result<Page<FormerPage>, WebError> {
    let after = later_page(&request).map(PersonId);
    let (people, next) = app.store.former_members(&trainer.scope, after).await?;
    reading(&app, &trainer, None, people.len()).await?;
    let names = app.store.unit_names(people.iter().map(|one| one.place.team)).await?;
    Ok(Page::new(FormerPage {
        crumbs: vec![
            Action::new("/trainer", message("nav-trainer", &[])),
            Action::new("/trainer/members", message("members-title", &[])),
        ],
        people: people
            .iter()
            .map(|one| FormerRow {
                name: one.person.full_name.clone(),
                place: past_words(names.get(&one.place.team).map_or("", String::as_str), &one.place),
                why: message("former-why", &[("why", one.place.why.words())]),
                return_href: return_href(one.person.id),
            })
            .collect(),
        first_href: after.map(|_| "/trainer/former-members".to_owned()),
        next_href: next.map(|next| ["/trainer/former-members?after=", &next.to_string()].concat()),
    }))
}

fn past_words(team: &str, place: &PastPlace) -> String {
    message(
        "former-place",
        &[
            ("team", team),
            ("role", place.role.word()),
            ("from", &words::full_day(place.joined_on)),
            ("until", &words::full_day(place.left_on)),
        ],
    )
}

fn return_href(id: PersonId) -> String {
    ["/trainer/former-members/", &id.to_string(), "/return"].concat()
}

/// Shows where somebody who left may return to.
pub async fn show_return(
    app: web::Data<App>,
    request: HttpRequest,
    trainer: Trainer,
    path: web::Path<String>,
) -> Result<Page<MemberPlacePage>, WebError> {
    let id: PersonId = path.parse().map_err(|_| WebError::NotFound)?;
    let past = app.store.past_place(&trainer.scope, id).await?;
    let form = PlaceForm {
        team: past.team.to_string(),
        role_in_team: past.role.code().to_owned(),
        commune: asked_commune(&request),
        sure: String::new(),
    };
    Ok(Page::new(return_page(&app, &trainer, id, &past, &form, vec![]).await?))
}

async fn return_page(
    app: &App,
    trainer: &Trainer,
    id: PersonId,
    past: &PastPlace,
    form: &PlaceForm,
    errors: Vec<FieldError>,
) -> Result<MemberPlacePage, WebError> {
    let name = app.store.own_person(id).await?.full_name;
    let team = app.store.unit(past.team).await?.name;
    let (communes, teams) = to_choose(app, trainer, past.team, form).await?;
    Ok(MemberPlacePage {
        heading: message("member-return-heading", &[("name", &name)]),
        intro: past_words(&team, past),
        action: return_href(id),
        communes,
        teams,
        roles: roles(&form.role_in_team),
        doubts: None,
        save: message("member-return-save", &[]),
        errors,
        back: Action::new("/trainer/former-members", message("former-title", &[])),
    })
}

/// Brings somebody back into a team.
pub async fn return_to(
    app: web::Data<App>,
    request: HttpRequest,
    trainer: Trainer,
    path: web::Path<String>,
    form: Form<PlaceForm>,
) -> Result<HttpResponse, WebError> {
    let id: PersonId = path.parse().map_err(|_| WebError::NotFound)?;
    match read_place(&form.0) {
        Ok((team, role)) => {
            // The second of two taps finds nobody to bring back, and says what it always said.
            let past = app.store.past_place(&trainer.scope, id).await.ok();
            let doubts = led_already(&app, &trainer, id, team, role, &form.0).await?;
            if let Some((past, doubts)) = past.zip(doubts) {
                let page = return_page(&app, &trainer, id, &past, &form.0, vec![]).await?;
                return Page::asking(MemberPlacePage { doubts: Some(doubts), ..page })
                    .into_response(&request);
            }
            app.store.return_member(&trainer.scope, id, team, role, app.now()).await?;
            Ok(see_other_done(&member_href(id), "member-returned"))
        }
        Err(errors) => {
            let past = app.store.past_place(&trainer.scope, id).await?;
            let page = return_page(&app, &trainer, id, &past, &form.0, errors).await?;
            Page::with_errors(page).into_response(&request)
        }
    }
}
