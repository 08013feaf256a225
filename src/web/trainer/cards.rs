//! Sheets of login cards: for a team, for chosen people, for all without a card. Shown once; all cards or none.

use super::reading;
use super::team;
use crate::web::App;
use crate::web::error::WebError;
use crate::web::form::Form;
use crate::web::login::Trainer;
use crate::web::messages::message;
use crate::web::page::{Page, url_query};
use crate::web::qr;
use crate::web::secrets::{link_secret, random_byte, random_number, secret_hash};
use crate::web::view::memberships::{
    CardChoicePage, CardMember, CardSheet, CardSheetsPage, CardTeam, SheetCard,
};
use crate::web::view::{Action, FieldError, words};
use actix_web::{HttpRequest, HttpResponse, web};
use chrono::Duration;
use serde::Deserialize;
use std::collections::hash_map::Entry;
use std::collections::{BTreeSet, HashMap};
use tungngo_domain::codes;
use tungngo_domain::ids::{PersonId, UnitId};
use tungngo_domain::pin::{FIRST_PIN_DAYS, Pin};
use tungngo_domain::time::{Instant, day};
use tungngo_domain::units::in_sentence;
use tungngo_storage::cards::NewCard;
use tungngo_storage::people::Member;
use tungngo_storage::units::Unit;

/// Cards of one sheet (design.md §10).
const CARDS_A_SHEET: usize = 8;
/// Cards at once: each PIN is hashed with care, and others wait for the same work.
const CARDS_AT_ONCE: usize = 100;

/// Whose cards.
#[derive(Debug, Deserialize)]
pub struct Chosen {
    #[serde(default)]
    member: Vec<String>,
}

/// Shows the members of all teams within reach.
pub async fn show_all(
    app: web::Data<App>,
    request: HttpRequest,
    trainer: Trainer,
) -> Result<Page<CardChoicePage>, WebError> {
    Ok(Page::new(choice_page(&app, &request, &trainer, None, vec![]).await?))
}

/// Shows the members of a team.
pub async fn show_team(
    app: web::Data<App>,
    request: HttpRequest,
    trainer: Trainer,
    path: web::Path<String>,
) -> Result<Page<CardChoicePage>, WebError> {
    let team = team::find(&app, &trainer, &path).await?;
    Ok(Page::new(choice_page(&app, &request, &trainer, Some(&team), vec![]).await?))
}

fn here(team: Option<&Unit>) -> String {
    match team {
        Some(team) => ["/trainer/teams/", &team.id.to_string(), "/cards"].concat(),
        None => "/trainer/cards".to_owned(),
    }
}

async fn choice_page(
    app: &App,
    request: &HttpRequest,
    trainer: &Trainer,
    team: Option<&Unit>,
    errors: Vec<FieldError>,
) -> Result<CardChoicePage, WebError> {
    let everybody = url_query(request, "who").is_some_and(|who| who == "all");
    let unit = team.map(|team| team.id);
    let all = app.store.members(&trainer.scope, unit).await?;
    reading(app, trainer, unit, all.len()).await?;
    let ids: Vec<PersonId> = all.iter().map(|member| member.person.id).collect();
    let of: std::collections::BTreeSet<UnitId> = all.iter().map(|member| member.team).chain(unit).collect();
    let names = app.store.unit_names(&of.into_iter().collect::<Vec<_>>()).await?;
    let cards = app.store.living_cards(&ids).await?;
    let mut teams: Vec<(&UnitId, &String)> = names.iter().collect();
    teams.sort_by_cached_key(|(_, name)| tungngo_domain::collation::sort_key(name));
    let href = here(team);
    let me = trainer.login.person.id;
    let without = ids.iter().filter(|id| **id != me && !cards.contains_key(id)).count();
    let too_many = team.is_none() && if everybody { ids.len() } else { without } > CARDS_AT_ONCE;
    let listed = |one: &&UnitId| team.is_none_or(|team| team.id == **one);
    let mut crumbs = vec![Action::new("/trainer", message("nav-trainer", &[]))];
    if let Some(team) = team {
        crumbs.push(Action::new(["/trainer/teams/", &team.id.to_string()].concat(), team::heading(team)));
    }
    let of_team = |id: &UnitId| -> Vec<CardMember> {
        let members = all.iter().filter(|member| member.team == *id && member.person.id != me);
        // Beyond one team only those are listed who are asked for: the list of a commune stays short.
        let members =
            members.filter(|member| team.is_some() || everybody || !cards.contains_key(&member.person.id));
        members.map(|member| card_member(member, &cards, everybody)).collect()
    };
    let (members, without) = (words::number(ids.len() as u64), words::number(without as u64));
    Ok(CardChoicePage {
        crumbs,
        heading: match team {
            Some(team) => message("cards-heading-team", &[("team", &in_sentence(&team.name))]),
            None => message("cards-heading-all", &[]),
        },
        counts: message("cards-counts", &[("members", &members), ("without", &without)]),
        action: href.clone(),
        teams: if too_many {
            vec![]
        } else {
            teams
                .iter()
                .filter(|(id, _)| listed(id))
                .map(|(id, name)| CardTeam { name: (*name).clone(), members: of_team(id) })
                .filter(|team| !team.members.is_empty())
                .collect()
        },
        without_href: href.clone(),
        all_href: [&href, "?who=all"].concat(),
        errors,
        by_team: if too_many {
            let href = |id: &UnitId| ["/trainer/teams/", &id.to_string(), "/cards"].concat();
            teams.iter().map(|(id, name)| Action::new(href(id), (*name).clone())).collect()
        } else {
            vec![]
        },
    })
}

fn card_member(member: &Member, cards: &HashMap<PersonId, Instant>, everybody: bool) -> CardMember {
    let printed = cards.get(&member.person.id);
    CardMember {
        id: member.person.id.to_string(),
        name: member.shown_name(),
        note: match printed {
            Some(at) => message("card-will-die", &[("date", &words::full_day(day(*at)))]),
            None => message("card-none-yet", &[]),
        },
        checked: everybody || printed.is_none(),
    }
}

/// Prints cards for chosen people of all teams within reach.
pub async fn print_all(
    app: web::Data<App>,
    request: HttpRequest,
    trainer: Trainer,
    form: Form<Chosen>,
) -> Result<HttpResponse, WebError> {
    print(&app, &request, &trainer, None, &form.0).await
}

/// Prints cards for chosen people of a team.
pub async fn print_team(
    app: web::Data<App>,
    request: HttpRequest,
    trainer: Trainer,
    path: web::Path<String>,
    form: Form<Chosen>,
) -> Result<HttpResponse, WebError> {
    let team = team::find(&app, &trainer, &path).await?;
    print(&app, &request, &trainer, Some(&team), &form.0).await
}

/// A card with what is printed on it and never kept.
struct Drawn {
    member: Member,
    secret: String,
    pin: Pin,
    card: NewCard,
}

async fn print(
    app: &App,
    request: &HttpRequest,
    trainer: &Trainer,
    team: Option<&Unit>,
    chosen: &Chosen,
) -> Result<HttpResponse, WebError> {
    // Asked for now: of two taps the sheet of the second is the one that is seen, and the one that lives.
    let now = app.now();
    let refused = match chosen.member.len() {
        0 => Some("cards-nobody"),
        1..=CARDS_AT_ONCE => None,
        _ => Some("cards-too-many"),
    };
    if let Some(key) = refused {
        let errors = vec![FieldError::new("chon", message(key, &[]))];
        let page = choice_page(app, request, trainer, team, errors).await?;
        return Page::with_errors(page).into_response(request);
    }
    let ids: BTreeSet<PersonId> = chosen
        .member
        .iter()
        .map(|id| id.parse().map_err(|_| WebError::NotFound))
        .collect::<Result<_, _>>()?;
    // Everybody is looked at before anything is made; storage looks again inside its transaction.
    let mut members = Vec::with_capacity(ids.len());
    for id in &ids {
        let member = app.store.member(&trainer.scope, *id).await?;
        if team.is_some_and(|team| team.id != member.team) {
            return Err(WebError::NotFound);
        }
        if *id == trainer.login.person.id {
            return Err(WebError::Refused("nobody prints their own card"));
        }
        members.push(member);
    }
    let until = now + Duration::days(FIRST_PIN_DAYS);
    let mut drawn = Vec::with_capacity(members.len());
    for member in members {
        let person = &member.person;
        let (secret, pin) = (link_secret(), Pin::propose(random_number, person.phone.as_ref()));
        // One after another: whoever signs in meanwhile takes a turn in between.
        let pin_hash = app.hasher.hash_pin(&pin, person.id).await?;
        let card = NewCard {
            person: person.id,
            secret_hash: secret_hash(&secret),
            serial: codes::make(codes::CARD_SERIAL_SIGNS, random_byte),
            pin_hash,
            pin_until: until,
        };
        drawn.push(Drawn { member, secret, pin, card });
    }
    let cards = drawn.iter().map(|one| one.card.clone()).collect();
    app.store.print_cards(&trainer.scope, cards, now).await?;
    Page::new(sheets_page(app, team, drawn, until).await?).into_response(request)
}

async fn sheets_page(
    app: &App,
    team: Option<&Unit>,
    drawn: Vec<Drawn>,
    until: Instant,
) -> Result<CardSheetsPage, WebError> {
    let mut places = HashMap::new();
    for one in &drawn {
        if let Entry::Vacant(unknown) = places.entry(one.member.team) {
            unknown.insert(app.store.place(one.member.person.id).await?.ok_or(WebError::NotFound)?);
        }
    }
    let mut drawn = drawn;
    let key = |one: &Drawn| {
        let place = places.get(&one.member.team).map_or("", |place| place.team_name.as_str());
        let name = tungngo_domain::collation::person_sort_key(&one.member.person.full_name);
        (tungngo_domain::collation::sort_key(place), one.member.team, one.member.role, name)
    };
    drawn.sort_by_cached_key(key);
    let mut sheets = Vec::new();
    for of_team in drawn.chunk_by(|a, b| a.member.team == b.member.team) {
        let place = places.get(&of_team[0].member.team).ok_or(WebError::NotFound)?;
        for (number, sheet) in of_team.chunks(CARDS_A_SHEET).enumerate() {
            let number = (number + 1).to_string();
            let mut cards = Vec::with_capacity(sheet.len());
            for one in sheet {
                let url = [&app.config.base_url, "/card/", &one.secret].concat();
                cards.push(SheetCard {
                    name: one.member.shown_name(),
                    role: [words::capital(one.member.role.word()), in_sentence(&place.team_name)].join(", "),
                    unit: place.commune_name.clone(),
                    qr_svg: qr::svg(&url, &message("card-qr", &[]))?,
                    serial: one.card.serial.clone(),
                    first_pin: one.pin.grouped(),
                    pin_until: words::full_day(day(until)),
                    help_phone: app.config.help_phone.as_ref().map(|it| it.grouped()).unwrap_or_default(),
                });
            }
            let name = message("card-sheet", &[("team", &place.team_name), ("number", &number)]);
            sheets.push(CardSheet { name, cards });
        }
    }
    let (cards, pages) = (words::number(drawn.len() as u64), words::number(sheets.len() as u64));
    Ok(CardSheetsPage {
        counts: message("card-sheets-counts", &[("cards", &cards), ("sheets", &pages)]),
        sheets,
        back: match team {
            Some(team) => {
                Action::new(["/trainer/teams/", &team.id.to_string()].concat(), team::heading(team))
            }
            None => Action::new("/trainer", message("nav-trainer", &[])),
        },
    })
}
