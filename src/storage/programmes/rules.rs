//! Setting programmes up, and their rules from draft to the day they begin.
//!
//! Owns: who may, what is refused, the lines of the trail. Does not own: whom a rule touches ([`super::whom`]) nor what
//! happens on its day ([`super::issuing`]).

use super::{programme_from, rule_from, standing_rules, whom};
use crate::audit;
use crate::certificates::{Issuer, MEMBERS_PROGRAMME};
use crate::connect::Store;
use crate::entity::{programme, programme_rule, unit};
use crate::error::{Result, StorageError};
use crate::people::is_below;
use crate::programmes::FIRST_DAY;
use crate::slug;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
    QuerySelect, Set,
};
use tungngo_domain::access::Scope;
use tungngo_domain::certification::Rung;
use tungngo_domain::ids::{PersonId, Slug, UnitId};
use tungngo_domain::people::TeamRole;
use tungngo_domain::programmes::{Audience, BadRule, Requirement, Rule};
use tungngo_domain::time::{Instant, day, start_of_day};
use uuid::Uuid;
/// No unit keeps more programmes.
const PROGRAMMES_AT_MOST: u64 = 100;

/// A rule that somebody writes.
#[derive(Debug, Clone)]
pub struct NewRule {
    /// The form's own id: the same form again keeps nothing more.
    pub id: Uuid,
    /// The programme.
    pub programme: Slug,
    /// What it says.
    pub rule: Rule,
}

/// Why a rule is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RuleRefusal {
    /// It cannot be.
    Bad(BadRule),
    /// Its day has come, or it was withdrawn or adopted meanwhile.
    Over,
    /// Another rule of the programme, adopted since, begins on its day or later.
    Crossed,
    /// How many get a certificate is not the number that was typed.
    Count,
}

impl RuleRefusal {
    /// All refusals.
    pub const ALL: [Self; 8] = [
        Self::Bad(BadRule::Nothing),
        Self::Bad(BadRule::TooLow),
        Self::Bad(BadRule::Nobody),
        Self::Bad(BadRule::TooSoon),
        Self::Bad(BadRule::Months),
        Self::Over,
        Self::Crossed,
        Self::Count,
    ];

    /// As it is written down.
    pub fn code(self) -> &'static str {
        match self {
            Self::Bad(BadRule::Nothing) => "nothing",
            Self::Bad(BadRule::TooLow) => "too-low",
            Self::Bad(BadRule::Nobody) => "nobody",
            Self::Bad(BadRule::TooSoon) => "too-soon",
            Self::Bad(BadRule::Months) => "months",
            Self::Over => "over",
            Self::Crossed => "crossed",
            Self::Count => "count",
        }
    }

    /// Reads [`Self::code`].
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.code() == code)
    }
}

fn refused(refusal: RuleRefusal) -> StorageError {
    StorageError::Refused(refusal.code())
}

fn row_of(new: &NewRule, version: i32, by: Option<PersonId>, now: Instant) -> Result<programme_rule::Model> {
    let join = |codes: Vec<&str>| codes.join(",");
    let (audience, roles) = match &new.rule.audience {
        Audience::Members(roles) => ("members", join(roles.iter().map(|role| role.code()).collect())),
        Audience::Staff(roles) => ("staff", join(roles.iter().map(|role| role.code()).collect())),
    };
    Ok(programme_rule::Model {
        id: new.id,
        programme_id: new.programme.to_string(),
        version,
        from_day: new.rule.from,
        requires: serde_json::to_string(&new.rule.requires)?,
        valid_for_months: new.rule.valid_for_months.and_then(|months| i32::try_from(months).ok()),
        audience: audience.to_owned(),
        roles,
        made_by: by.map(|by| by.0),
        made_at: now,
        adopted_by: None,
        adopted_at: None,
        withdrawn_at: None,
        swept_to: None,
        swept_at: None,
    })
}

fn entry(
    actor: PersonId,
    action: &'static str,
    row: &programme_rule::Model,
    unit: Option<Uuid>,
) -> audit::Entry {
    audit::Entry {
        actor: Some(actor),
        action,
        target: Some(("programme-rule", row.id.to_string())),
        unit: unit.map(UnitId),
        detail: [&row.programme_id, " ", &row.version.to_string()].concat(),
        ..audit::Entry::default()
    }
}

/// Whether somebody may keep a programme of a unit: the nation's only who reaches the nation.
pub(super) async fn keeps(db: &impl ConnectionTrait, scope: &Scope, unit: Option<Uuid>) -> Result<bool> {
    let wanted = match unit {
        Some(unit) => unit::Column::Id.eq(unit),
        None => unit::Column::Kind.eq("nation"),
    };
    let within = is_below(scope.roots().iter().copied(), (unit::Entity, unit::Column::Id));
    Ok(unit::Entity::find().filter(wanted).filter(within).one(db).await?.is_some())
}

impl Store {
    /// Sets a programme up on first start, with the rule it begins with; later starts leave it alone.
    pub async fn ensure_programme_as(
        &self,
        id: &Slug,
        title: &str,
        rule: Rule,
        issuer: Option<Issuer>,
    ) -> Result<()> {
        let since = Some(start_of_day(rule.from));
        self.write(async |txn| {
            if programme::Entity::find_by_id(id.to_string()).one(txn).await?.is_some() {
                return Ok(());
            }
            let row = programme::Model {
                id: id.to_string(),
                title: title.to_owned(),
                issuer_unit: issuer.as_ref().map(|issuer| issuer.unit.clone()),
                issuer_title: issuer.as_ref().map(|issuer| issuer.title.clone()),
                issuer_name: issuer.map(|issuer| issuer.name),
                unit_id: None,
            };
            programme::Entity::insert(row.into_active_model()).exec_without_returning(txn).await?;
            let new = NewRule { id: Uuid::now_v7(), programme: id.clone(), rule: rule.clone() };
            let row = row_of(&new, 1, None, start_of_day(new.rule.from))?;
            let row = programme_rule::Model { adopted_at: since, swept_at: since, ..row };
            programme_rule::Entity::insert(row.into_active_model()).exec_without_returning(txn).await?;
            Ok(())
        })
        .await
    }

    /// The same for the members' own programme: for everybody in a team, from the beginning, to *Làm được*.
    pub async fn ensure_programme(
        &self,
        title: &str,
        modules: &[&str],
        issuer: Option<Issuer>,
    ) -> Result<()> {
        self.ensure_programme_as(&slug(MEMBERS_PROGRAMME)?, title, first_rule(modules)?, issuer).await
    }

    /// Begins a programme of a unit within reach. It asks nothing and is for nobody before its first rule. The same id
    /// again is the same programme.
    pub async fn begin_programme(
        &self,
        scope: &Scope,
        id: &Slug,
        title: &str,
        unit: UnitId,
        now: Instant,
    ) -> Result<()> {
        self.write(async |txn| {
            if !keeps(txn, scope, Some(unit.0)).await? {
                return Err(StorageError::NotFound);
            }
            if let Some(there) = programme::Entity::find_by_id(id.to_string()).one(txn).await? {
                let same = there.title == title && there.unit_id == Some(unit.0);
                return if same { Ok(()) } else { Err(StorageError::NotFound) };
            }
            let all = programme::Entity::find().limit(PROGRAMMES_AT_MOST).all(txn).await?;
            if all.len() as u64 >= PROGRAMMES_AT_MOST {
                return Err(refused(RuleRefusal::Over));
            }
            let row = programme::Model {
                id: id.to_string(),
                title: title.to_owned(),
                issuer_unit: None,
                issuer_title: None,
                issuer_name: None,
                unit_id: Some(unit.0),
            };
            programme::Entity::insert(row.into_active_model()).exec_without_returning(txn).await?;
            let entry = audit::Entry {
                actor: Some(scope.actor()),
                action: "programme-begun",
                target: Some(("programme", id.to_string())),
                unit: Some(unit),
                ..audit::Entry::default()
            };
            audit::write(txn, entry, now).await
        })
        .await
    }

    /// Gives a programme another title, for what is issued from now on; certificates keep that of their day. The same
    /// title again changes nothing.
    pub async fn rename_programme(&self, scope: &Scope, id: &Slug, title: &str, now: Instant) -> Result<()> {
        self.write(async |txn| {
            let of = kept_programme(txn, scope, id).await?;
            if of.title == title {
                return Ok(());
            }
            let entry = audit::Entry {
                actor: Some(scope.actor()),
                action: "programme-renamed",
                target: Some(("programme", id.to_string())),
                unit: of.unit_id.map(UnitId),
                detail: [&of.title, " → ", title].concat(),
                ..audit::Entry::default()
            };
            programme::ActiveModel { title: Set(title.to_owned()), ..of.into_active_model() }
                .update(txn)
                .await?;
            audit::write(txn, entry, now).await
        })
        .await
    }

    /// Keeps a rule as a draft.
    pub async fn draft_rule(&self, scope: &Scope, new: NewRule, now: Instant) -> Result<()> {
        self.write(async |txn| {
            let of = kept_programme(txn, scope, &new.programme).await?;
            new.rule
                .check(of.id == MEMBERS_PROGRAMME, day(now))
                .map_err(|bad| refused(RuleRefusal::Bad(bad)))?;
            if let Some(there) = programme_rule::Entity::find_by_id(new.id).one(txn).await? {
                let same = there.made_by == Some(scope.actor().0);
                return if same { Ok(()) } else { Err(StorageError::NotFound) };
            }
            let last = programme_rule::Entity::find()
                .filter(programme_rule::Column::ProgrammeId.eq(new.programme.as_str()))
                .order_by_desc(programme_rule::Column::Version)
                .one(txn)
                .await?;
            let row = row_of(&new, last.map_or(0, |row| row.version) + 1, Some(scope.actor()), now)?;
            let unit = of.unit_id;
            programme_rule::Entity::insert(row.clone().into_active_model())
                .exec_without_returning(txn)
                .await?;
            audit::write(txn, entry(scope.actor(), "rule-drafted", &row, unit), now).await
        })
        .await
    }

    /// Adopts a draft: it comes into force with its day. `due` is how many get a certificate then, as the officer saw
    /// and typed it. Once adopted, the same again changes nothing.
    pub async fn adopt_rule(&self, scope: &Scope, id: Uuid, due: u64, now: Instant) -> Result<()> {
        self.write(async |txn| {
            let row = programme_rule::Entity::find_by_id(id).one(txn).await?.ok_or(StorageError::NotFound)?;
            let of = kept_programme(txn, scope, &slug(&row.programme_id)?).await?;
            let rule = rule_from(&row)?;
            if row.withdrawn_at.is_some() {
                return Err(refused(RuleRefusal::Over));
            }
            if row.adopted_at.is_some() {
                return Ok(());
            }
            rule.check(of.id == MEMBERS_PROGRAMME, day(now)).map_err(|bad| refused(RuleRefusal::Bad(bad)))?;
            let later = standing_rules()
                .filter(programme_rule::Column::ProgrammeId.eq(row.programme_id.as_str()))
                .filter(programme_rule::Column::FromDay.gte(rule.from));
            if later.one(txn).await?.is_some() {
                return Err(refused(RuleRefusal::Crossed));
            }
            let programme = programme_from(&of, rule)?;
            if whom::due(txn, &programme, None, now).await? != due {
                return Err(refused(RuleRefusal::Count));
            }
            let mut changed = row.clone().into_active_model();
            changed.adopted_at = Set(Some(now));
            changed.adopted_by = Set(Some(scope.actor().0));
            changed.update(txn).await?;
            audit::write(txn, entry(scope.actor(), "rule-adopted", &row, of.unit_id), now).await
        })
        .await
    }

    /// Takes an adopted rule back before its day, or a draft.
    pub async fn withdraw_rule(&self, scope: &Scope, id: Uuid, now: Instant) -> Result<()> {
        self.write(async |txn| {
            let row = programme_rule::Entity::find_by_id(id).one(txn).await?.ok_or(StorageError::NotFound)?;
            let of = kept_programme(txn, scope, &slug(&row.programme_id)?).await?;
            if row.withdrawn_at.is_some() {
                return Ok(());
            }
            if row.adopted_at.is_some() && row.from_day <= day(now) {
                return Err(refused(RuleRefusal::Over));
            }
            let mut changed = row.clone().into_active_model();
            changed.withdrawn_at = Set(Some(now));
            changed.update(txn).await?;
            audit::write(txn, entry(scope.actor(), "rule-withdrawn", &row, of.unit_id), now).await
        })
        .await
    }
}

/// The rule with which the members' programme begins: these modules to *Làm được*, for everybody in a team, from the
/// beginning.
pub fn first_rule(modules: &[&str]) -> Result<Rule> {
    let requires = modules.iter().map(|module| Ok(Requirement { module: slug(module)?, rung: Rung::Does }));
    Ok(Rule {
        requires: requires.collect::<Result<_>>()?,
        valid_for_months: None,
        audience: Audience::Members(TeamRole::ALL.into_iter().collect()),
        from: FIRST_DAY,
    })
}

pub(super) async fn kept_programme(
    db: &impl ConnectionTrait,
    scope: &Scope,
    id: &Slug,
) -> Result<programme::Model> {
    let row = programme::Entity::find_by_id(id.to_string()).one(db).await?.ok_or(StorageError::NotFound)?;
    if keeps(db, scope, row.unit_id).await? { Ok(row) } else { Err(StorageError::NotFound) }
}
