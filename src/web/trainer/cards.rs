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
    CardChoicePage, CardMember, CardSheet, CardSheetsPage, CardTeam, SheetCard, TeamCards,
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
use tungngo_storage::PAGE_ROWS;
use tungngo_storage::cards::NewCard;
use tungngo_storage::people::Member;
use tungngo_storage::teams::Team;
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
    let (all, without) = app.store.card_counts(&trainer.scope, team.map(|team| team.id)).await?;
    let href = here(team);
    let mut crumbs = vec![Action::new("/trainer", message("nav-trainer", &[]))];
    if let Some(team) = team {
        crumbs.push(Action::new(["/trainer/teams/", &team.id.to_string()].concat(), team::heading(team)));
    }
    let counted = [("members", words::number(all)), ("without", words::number(without))];
    let mut page = CardChoicePage {
        crumbs,
        heading: match team {
            Some(team) => message("cards-heading-team", &[("team", &in_sentence(&team.name))]),
            None => message("cards-heading-all", &[]),
        },
        counts: message("cards-counts", &counted.each_ref().map(|(name, n)| (*name, n.as_str()))),
        action: href.clone(),
        without_href: href.clone(),
        all_href: [&href, "?who=all"].concat(),
        errors,
        ..CardChoicePage::default()
    };
    let asked_for = if everybody { all } else { without };
    if team.is_none() && asked_for > CARDS_AT_ONCE as u64 {
        (page.by_team, page.more_href) = team_choices(app, request, trainer, everybody).await?;
    } else {
        page.teams = member_choices(app, trainer, team, everybody).await?;
    }
    Ok(page)
}

/// Teams to choose from, each with a page of its own, and where the next ones are.
async fn team_choices(
    app: &App,
    request: &HttpRequest,
    trainer: &Trainer,
    everybody: bool,
) -> Result<(Vec<TeamCards>, Option<String>), WebError> {
    let after = super::later_page(request).map(UnitId);
    let mut teams = app.store.teams(&trainer.scope, None, after, PAGE_ROWS + 1).await?;
    let path = if everybody { "/trainer/cards?who=all" } else { "/trainer/cards" };
    let more = super::next_page(&mut teams, path, |team| team.id.0);
    let ids: Vec<UnitId> = teams.iter().map(|team| team.id).collect();
    let without = app.store.without_card_by_team(&trainer.scope, &ids).await?;
    let several = teams.iter().any(|team| team.commune != teams[0].commune);
    let choice = |team: &Team| {
        let without = without.get(&team.id).copied().unwrap_or(0);
        TeamCards {
            href: ["/trainer/teams/", &team.id.to_string(), "/cards"].concat(),
            name: if several { team.with_commune() } else { team.name.clone() },
            note: match without {
                0 => message("cards-none", &[]),
                n => message("cards-without-count", &[("n", &words::number(n))]),
            },
        }
    };
    Ok((teams.iter().map(choice).collect(), more))
}

/// Members to tick, team by team. Of several teams only those are listed who are asked for: the list stays short.
async fn member_choices(
    app: &App,
    trainer: &Trainer,
    team: Option<&Unit>,
    everybody: bool,
) -> Result<Vec<CardTeam>, WebError> {
    let mut members = match team {
        None if !everybody => app.store.members_without_card(&trainer.scope).await?,
        _ => app.store.members(&trainer.scope, team.map(|team| team.id)).await?,
    };
    reading(app, trainer, team.map(|team| team.id), members.len()).await?;
    members.retain(|member| member.person.id != trainer.login.person.id);
    let ids: Vec<PersonId> = members.iter().map(|member| member.person.id).collect();
    let cards = app.store.living_cards(&ids).await?;
    let with_pin = app.store.with_pin(&ids).await?;
    let names = app.store.unit_names(members.iter().map(|member| member.team)).await?;
    let mut teams: Vec<(&UnitId, &String)> = names.iter().collect();
    teams.sort_by_cached_key(|(_, name)| tungngo_domain::collation::sort_key(name));
    // No more are ticked than can be printed at once.
    let mut room = CARDS_AT_ONCE;
    let mut choice = |member: &Member| {
        let printed = cards.get(&member.person.id);
        // Who studies with a PIN already would be signed out by a card: that is chosen by hand.
        let has_pin = with_pin.contains(&member.person.id);
        let checked = room > 0 && (everybody || (printed.is_none() && !has_pin));
        room -= usize::from(checked);
        card_member(member, printed, has_pin, checked)
    };
    let mut listed = Vec::with_capacity(teams.len());
    for (id, name) in teams {
        let members = members.iter().filter(|member| member.team == *id).map(&mut choice).collect();
        listed.push(CardTeam { name: name.clone(), members });
    }
    Ok(listed)
}

fn card_member(member: &Member, printed: Option<&Instant>, has_pin: bool, checked: bool) -> CardMember {
    CardMember {
        id: member.person.id.to_string(),
        name: member.shown_name(),
        note: match printed {
            Some(at) => message("card-will-die", &[("date", &words::full_day(day(*at)))]),
            None if has_pin => message("card-none-but-pin", &[]),
            None => message("card-none-yet", &[]),
        },
        checked,
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
