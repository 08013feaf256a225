//! `/officer/tokens`: tokens with which programs read the figures of a unit within reach.

use super::trainers::units;
use crate::web::App;
use crate::web::api::TOKEN_BEGINS;
use crate::web::error::WebError;
use crate::web::form::Form;
use crate::web::login::Officer;
use crate::web::messages::message;
use crate::web::page::{Page, see_other_done, url_query};
use crate::web::public::logout::Nothing;
use crate::web::secrets::{link_secret, secret_hash};
use crate::web::view::tokens::{TokenMadePage, TokenRow, TokensPage};
use crate::web::view::{Action, Choice, FieldError, Kind, Status, words};
use actix_web::{HttpRequest, HttpResponse, web};
use chrono::Duration;
use serde::Deserialize;
use tungngo_domain::ids::UnitId;
use tungngo_domain::people::clean_line;
use tungngo_domain::time::day;
use tungngo_storage::tokens::{ApiToken, NewToken};
use uuid::Uuid;

const LIST: &str = "/officer/tokens";
/// For how long a token may be made.
const DAYS: [i64; 3] = [30, 90, 365];
/// The longest name.
const NAME_MAX_CHARS: usize = 80;

/// The form of a token.
#[derive(Debug, Default, Deserialize)]
pub struct TokenForm {
    #[serde(default)]
    name: String,
    #[serde(default)]
    unit: String,
    #[serde(default)]
    days: String,
    #[serde(default)]
    lists: String,
}

fn row(app: &App, token: &ApiToken) -> TokenRow {
    let is_over = token.ended_at.is_some() || token.until <= app.now();
    let (kind, key) = match (token.ended_at, is_over) {
        (Some(_), _) => (Kind::Bad, "token-ended"),
        (None, true) => (Kind::Bad, "token-over"),
        (None, false) => (Kind::Ok, "token-in-force"),
    };
    TokenRow {
        name: token.name.clone(),
        about: message(
            if token.lists { "token-about-lists" } else { "token-about-figures" },
            &[("unit", &token.unit_name), ("until", &words::full_day(day(token.until)))],
        ),
        made: message("token-made-by", &[("name", &token.owner_name)]),
        used: match token.used_at {
            Some(at) => message("token-used", &[("when", &words::moment(at))]),
            None => message("token-unused", &[]),
        },
        state: Status::new(kind, message(key, &[])),
        end_action: (!is_over).then(|| [LIST, "/", &token.id.to_string(), "/ending"].concat()),
    }
}

async fn page(
    app: &App,
    officer: &Officer,
    before: Option<Uuid>,
    form: &TokenForm,
    errors: Vec<FieldError>,
) -> Result<TokensPage, WebError> {
    let (tokens, next) = app.store.tokens(&officer.scope, before).await?;
    let choice = |days: i64| Choice {
        value: days.to_string(),
        label: message("token-days", &[("days", &days.to_string())]),
        checked: form.days == days.to_string(),
    };
    Ok(TokensPage {
        crumbs: vec![Action::new("/officer", message("nav-officer", &[]))],
        tokens: tokens.iter().map(|token| row(app, token)).collect(),
        first_href: before.map(|_| LIST.to_owned()),
        next_href: next.map(|next| [LIST, "?before=", &next.to_string()].concat()),
        name: form.name.chars().take(NAME_MAX_CHARS).collect(),
        units: units(app, officer, std::slice::from_ref(&form.unit)).await?,
        days: DAYS.map(choice).into(),
        lists: vec![Choice {
            value: "yes".to_owned(),
            label: message("token-lists", &[]),
            checked: form.lists == "yes",
        }],
        errors,
    })
}

/// Shows the tokens and the form for one more.
pub async fn list(
    app: web::Data<App>,
    request: HttpRequest,
    officer: Officer,
) -> Result<Page<TokensPage>, WebError> {
    let before = url_query(&request, "before").and_then(|text| text.parse().ok());
    let form = TokenForm { days: DAYS[1].to_string(), ..TokenForm::default() };
    Ok(Page::new(page(&app, &officer, before, &form, vec![]).await?))
}

/// Makes a token, which is shown once.
pub async fn make(
    app: web::Data<App>,
    request: HttpRequest,
    officer: Officer,
    form: Form<TokenForm>,
) -> Result<HttpResponse, WebError> {
    let Form(form) = form;
    let mut errors = Vec::new();
    let name = clean_line(&form.name);
    if name.is_empty() || name.chars().count() > NAME_MAX_CHARS {
        errors.push(FieldError::new("name", message("token-name-wrong", &[])));
    }
    let days = DAYS.into_iter().find(|days| days.to_string() == form.days);
    if days.is_none() {
        errors.push(FieldError::new("days", message("choose-one", &[])));
    }
    let unit = if form.unit.is_empty() {
        errors.push(FieldError::new("unit", message("choose-one", &[])));
        None
    } else {
        Some(form.unit.parse::<UnitId>().map_err(|_| WebError::NotFound)?)
    };
    let (Some(days), Some(unit), true) = (days, unit, errors.is_empty()) else {
        let page = page(&app, &officer, None, &form, errors).await?;
        return Page::with_errors(page).into_response(&request);
    };
    let (secret, until) = (link_secret(), app.now() + Duration::days(days));
    let new = NewToken {
        name: name.clone(),
        unit,
        lists: form.lists == "yes",
        until,
        secret_hash: secret_hash(&secret),
    };
    app.store.make_token(&officer.scope, new, app.now()).await?;
    Page::new(TokenMadePage {
        crumbs: vec![Action::new(LIST, message("tokens-title", &[]))],
        name,
        token: [TOKEN_BEGINS, &secret].concat(),
        address: [&app.config.base_url, "/api/v1/units/", &unit.to_string(), "/figures"].concat(),
        until: message("token-until", &[("until", &words::full_day(day(until)))]),
    })
    .into_response(&request)
}

/// Ends a token at once.
pub async fn end(
    app: web::Data<App>,
    officer: Officer,
    path: web::Path<String>,
    _form: Form<Nothing>,
) -> Result<HttpResponse, WebError> {
    let id: Uuid = path.parse().map_err(|_| WebError::NotFound)?;
    app.store.end_token(&officer.scope, id, app.now()).await?;
    Ok(see_other_done(LIST, "token-ended"))
}
