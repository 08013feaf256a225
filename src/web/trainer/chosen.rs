//! What the steps of assigning chose so far: read from an address or the last form, and carried on.

use super::assign::TEAMS_TICKED;
use super::dates::read_day;
use crate::web::error::WebError;
use crate::web::learner::number;
use crate::web::messages::message;
use crate::web::view::FieldError;
use crate::web::view::assignments::Hidden;
use actix_web::HttpRequest;
use chrono::NaiveDate;
use serde::Deserialize;
use std::collections::BTreeSet;
use tungngo_domain::assignment::{Break, DEADLINE_MAX_DAYS, next_tet};
use tungngo_domain::audience::Audience;
use tungngo_domain::content::{Catalogue, Module, Skill};
use tungngo_domain::ids::{Slug, UnitId};
use tungngo_domain::people::TeamRole;
use tungngo_storage::assignments::Terms;

/// What was chosen so far, in the address or in the last form.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Chosen {
    /// The modules.
    #[serde(default)]
    pub module: Vec<String>,
    /// The teams.
    #[serde(default)]
    pub team: Vec<String>,
    /// An area, where all of its teams are meant.
    #[serde(default)]
    pub unit: String,
    /// The places in the team: empty, `leader`, `leaders`.
    #[serde(default)]
    pub role: String,
    /// `1`: also who is certified.
    #[serde(default)]
    pub certified: String,
    /// `tet`
    #[serde(default)]
    pub skip: Vec<String>,
    /// The first day left out, as typed.
    #[serde(default)]
    pub from: String,
    /// The last.
    #[serde(default)]
    pub to: String,
    /// A day, or `other`.
    #[serde(default)]
    pub due: String,
    /// The other day, as typed.
    #[serde(default)]
    pub other: String,
    /// What the trainer says.
    #[serde(default)]
    pub message: String,
    /// The form's hidden id.
    #[serde(default)]
    pub form_id: String,
}

/// Reads the address.
pub fn chosen(request: &HttpRequest) -> Result<Chosen, WebError> {
    serde_html_form::from_str(request.query_string()).map_err(|_| WebError::Unreadable)
}

/// As hidden inputs, without what is empty.
pub fn hidden(fields: &[(&str, &str)]) -> Vec<Hidden> {
    let some = fields.iter().filter(|(_, value)| !value.is_empty());
    some.map(|(name, value)| Hidden { name: (*name).to_owned(), value: (*value).to_owned() }).collect()
}

/// The places in the team that a choice means; none of them stands for all.
pub fn read_roles(value: &str) -> Option<BTreeSet<TeamRole>> {
    match value {
        "" => Some(BTreeSet::new()),
        "leader" => Some([TeamRole::Leader].into()),
        "leaders" => Some([TeamRole::Leader, TeamRole::Deputy].into()),
        _ => None,
    }
}

/// The choice that means these places.
pub fn role_value(roles: &BTreeSet<TeamRole>) -> &'static str {
    ["leader", "leaders"]
        .into_iter()
        .find(|value| read_roles(value).as_ref() == Some(roles))
        .unwrap_or_default()
}

impl Chosen {
    /// The fields of the steps whose names are given, for hidden inputs and for addresses.
    pub fn fields(&self, names: &[&str]) -> Vec<(&str, &str)> {
        let mut fields = Vec::new();
        for name in names {
            let values: Vec<&str> = match *name {
                "module" => self.module.iter().map(String::as_str).collect(),
                "team" => self.team.iter().map(String::as_str).collect(),
                "skip" => self.skip.iter().map(String::as_str).collect(),
                "unit" => vec![&self.unit],
                "role" => vec![&self.role],
                "certified" => vec![&self.certified],
                "from" => vec![&self.from],
                "to" => vec![&self.to],
                _ => Vec::new(),
            };
            fields.extend(values.into_iter().map(|value| match *name {
                "module" => ("module", value),
                "team" => ("team", value),
                "skip" => ("skip", value),
                "unit" => ("unit", value),
                "role" => ("role", value),
                "certified" => ("certified", value),
                "from" => ("from", value),
                _ => ("to", value),
            }));
        }
        fields
    }

    /// The address of a step, with the fields whose names are given.
    pub fn address(&self, path: &str, names: &[&str]) -> String {
        let fields: Vec<(&str, &str)> =
            self.fields(names).into_iter().filter(|(_, value)| !value.is_empty()).collect();
        match serde_html_form::to_string(&fields) {
            Ok(query) if !query.is_empty() => [path, "?", &query].concat(),
            _ => path.to_owned(),
        }
    }

    /// The modules that members study; an unknown one is not there.
    pub fn modules<'a>(&self, catalogue: &'a Catalogue) -> Result<Vec<&'a Module>, WebError> {
        let mut modules = Vec::new();
        for id in &self.module {
            let id = Slug::parse(id).map_err(|_| WebError::NotFound)?;
            let module = catalogue.module(&id).filter(|module| Skill::ALL.contains(&module.skill));
            modules.push(module.ok_or(WebError::NotFound)?);
        }
        modules.sort_by_key(|module| number(module));
        modules.dedup_by_key(|module| number(module));
        Ok(modules)
    }

    /// Whom.
    pub fn audience(&self) -> Result<Audience, WebError> {
        Ok(Audience {
            teams: read_units(&self.team)?,
            roles: read_roles(&self.role).ok_or(WebError::NotFound)?,
            uncertified: self.certified != "1",
        })
    }

    /// What is asked of whom. `None` where no team was ticked.
    pub fn terms(&self, modules: &[&Module]) -> Result<Option<Terms>, WebError> {
        let mut audience = self.audience()?;
        let units = if self.unit.is_empty() {
            audience.teams.clone()
        } else {
            audience.teams.clear();
            [self.unit.parse().map_err(|_| WebError::NotFound)?].into()
        };
        let modules = modules.iter().map(|module| module.id.clone()).collect();
        Ok((!units.is_empty()).then_some(Terms { modules, audience, units }))
    }

    /// The days that are left out, and what was wrong with those that were typed.
    pub fn breaks(&self, today: NaiveDate) -> (Vec<Break>, Vec<FieldError>) {
        let mut breaks = Vec::new();
        if self.skip.iter().any(|one| one == "tet") {
            breaks.extend(next_tet(today));
        }
        if self.from.trim().is_empty() && self.to.trim().is_empty() {
            return (breaks, Vec::new());
        }
        let from = read_day(&self.from, today);
        let to = read_day(&self.to, from.map_or(today, |from| from.max(today)));
        let mut errors = Vec::new();
        match (from, to) {
            (Some(from), Some(to)) if from <= to && (to - today).num_days() <= DEADLINE_MAX_DAYS => {
                breaks.push(Break { from, to });
            }
            (None, _) => errors.push(FieldError::new("from", message("skip-wrong", &[]))),
            _ => errors.push(FieldError::new("to", message("skip-wrong", &[]))),
        }
        (breaks, errors)
    }
}

/// Reads the ids of teams.
pub fn read_units(ids: &[String]) -> Result<BTreeSet<UnitId>, WebError> {
    if ids.len() as u64 > TEAMS_TICKED {
        return Err(WebError::NotFound);
    }
    ids.iter().map(|id| id.parse().map_err(|_| WebError::NotFound)).collect()
}
