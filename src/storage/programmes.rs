//! Programmes: their rules by day, whom each is for, and issuing their certificates.
//!
//! Owns: `programme` and `programme_rule`, the rule in force on a day, what of it is due to somebody. Does not own: the
//! rule ([`tungngo_domain::programmes`]), its drafting and adopting ([`rules`]), issuing ([`issuing`]), the certificate
//! ([`crate::certificates`]), who is touched ([`whom`]).
//!
//! A rule never changes once adopted, and takes nothing away: certificates stand as they were issued. It comes into
//! force with its day, at which the readiness of teams is counted anew ([`Store::bring_figures_to`]).

pub(crate) mod issuing;
mod rules;
pub mod whom;

use crate::certificates::{
    Certificate, Issuer, MEMBERS_PROGRAMME, Subject, SubjectKind, certificates_in, held_for,
};
use crate::connect::Store;
use crate::entity::{module_progress, person, programme, programme_rule, unit_ancestor};
use crate::error::{Result, StorageError};
use crate::rollup::EARLIEST;
use crate::slug;
use chrono::NaiveDate;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use std::collections::HashMap;
use tungngo_domain::access::{Role, Scope};
use tungngo_domain::certification::{Due, Rung, Rungs, Standing};
use tungngo_domain::content::{Catalogue, Skill};
use tungngo_domain::ids::{PersonId, Slug, UnitId};
use tungngo_domain::people::TeamRole;
use tungngo_domain::programmes::{Audience, Requirement, Rule, reached};
use tungngo_domain::time::{Instant, day};
use uuid::Uuid;

use rules::keeps;
pub use rules::{NewRule, RuleRefusal, first_rule};

/// The programme that trainers and officials begin with.
pub const STAFF_PROGRAMME: &str = "ct-nguoi-huong-dan";
/// The first day of a rule that counts from the beginning.
pub const FIRST_DAY: NaiveDate = EARLIEST;

/// Rules of one programme that its page shows.
const RULES_SHOWN: u64 = 30;
/// A programme.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Programme {
    /// Which.
    pub id: Slug,
    /// Its title.
    pub title: String,
    /// The unit it is of; none for the nation.
    pub unit: Option<UnitId>,
    /// Who issues.
    pub issuer: Option<Issuer>,
    /// The rule in force; none before the first.
    pub rule: Option<Rule>,
    /// Which it is.
    pub rule_id: Option<Uuid>,
}

impl Programme {
    /// What it requires now; nothing before its first rule.
    pub fn requires(&self) -> &[Requirement] {
        self.rule.as_ref().map_or(&[], |rule| &rule.requires)
    }

    /// Whether it is the members' own.
    pub fn is_of_members(&self) -> bool {
        self.id.as_str() == MEMBERS_PROGRAMME
    }

    /// Whether it names its holders as trainers or officials, not as members of a team.
    pub fn is_of_staff(&self) -> bool {
        matches!(&self.rule, Some(Rule { audience: Audience::Staff(_), .. }))
    }

    /// Which houses of the lane its certificate lights: the skills of the modules it requires.
    pub fn lit_houses(&self, catalogue: &Catalogue) -> [bool; 5] {
        Skill::ALL.map(|skill| {
            self.requires().iter().any(|one| {
                one.module.as_str() == skill.word()
                    || catalogue.modules.iter().any(|module| module.skill == skill && module.id == one.module)
            })
        })
    }
}

/// A rule on record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// Which.
    pub id: Uuid,
    /// Of which programme.
    pub programme: Slug,
    /// Its number in its programme, from 1.
    pub version: i32,
    /// What it says.
    pub rule: Rule,
    /// Who wrote it; none for the one the programme began with.
    pub made_by: Option<PersonId>,
    /// When it was written.
    pub made_at: Instant,
    /// When it was adopted; none for a draft.
    pub adopted_at: Option<Instant>,
    /// When it was taken back before its day.
    pub withdrawn_at: Option<Instant>,
    /// Whether everything it made due was issued.
    pub swept: bool,
}

/// The requirements as kept: a module alone is its certificate.
#[derive(serde::Deserialize)]
#[serde(untagged)]
enum Written {
    Module(Slug),
    Whole(Requirement),
}

pub(crate) fn read_requires(text: &str) -> Result<Vec<Requirement>> {
    let all: Vec<Written> = serde_json::from_str(text)?;
    Ok(all
        .into_iter()
        .map(|one| match one {
            Written::Module(module) => Requirement { module, rung: Rung::Does },
            Written::Whole(whole) => whole,
        })
        .collect())
}

fn rule_from(row: &programme_rule::Model) -> Result<Rule> {
    let corrupt = || StorageError::Corrupt(row.roles.clone());
    let codes = || row.roles.split(',').filter(|code| !code.is_empty());
    let audience = match row.audience.as_str() {
        "staff" => Audience::Staff(codes().map(Role::from_code).collect::<Option<_>>().ok_or_else(corrupt)?),
        _ => Audience::Members(codes().map(TeamRole::from_code).collect::<Option<_>>().ok_or_else(corrupt)?),
    };
    Ok(Rule {
        requires: read_requires(&row.requires)?,
        valid_for_months: row.valid_for_months.and_then(|months| u32::try_from(months).ok()),
        audience,
        from: row.from_day,
    })
}

fn kept_from(row: &programme_rule::Model) -> Result<Kept> {
    Ok(Kept {
        id: row.id,
        programme: slug(&row.programme_id)?,
        version: row.version,
        rule: rule_from(row)?,
        made_by: row.made_by.map(PersonId),
        made_at: row.made_at,
        adopted_at: row.adopted_at,
        withdrawn_at: row.withdrawn_at,
        swept: row.swept_at.is_some(),
    })
}

/// Rules that were adopted and stand.
fn standing_rules() -> sea_orm::Select<programme_rule::Entity> {
    programme_rule::Entity::find()
        .filter(programme_rule::Column::AdoptedAt.is_not_null())
        .filter(programme_rule::Column::WithdrawnAt.is_null())
}

/// Every programme with its rule in force on a day, the members' own first.
pub(crate) async fn programmes_on(db: &impl ConnectionTrait, day: NaiveDate) -> Result<Vec<Programme>> {
    let rows = programme::Entity::find().order_by_asc(programme::Column::Id).all(db).await?;
    let rules = standing_rules()
        .filter(programme_rule::Column::FromDay.lte(Ord::max(day, EARLIEST)))
        .order_by_asc(programme_rule::Column::FromDay)
        .order_by_asc(programme_rule::Column::Version)
        .all(db)
        .await?;
    // The last of each programme stands.
    let rules: HashMap<&str, &programme_rule::Model> =
        rules.iter().map(|row| (row.programme_id.as_str(), row)).collect();
    let mut all = Vec::new();
    for row in rows {
        all.push(Programme {
            rule: rules.get(row.id.as_str()).map(|row| rule_from(row)).transpose()?,
            rule_id: rules.get(row.id.as_str()).map(|row| row.id),
            id: slug(&row.id)?,
            title: row.title,
            unit: row.unit_id.map(UnitId),
            issuer: row.issuer_unit.map(|unit| Issuer {
                unit,
                title: row.issuer_title.unwrap_or_default(),
                name: row.issuer_name.unwrap_or_default(),
            }),
        });
    }
    all.sort_by_key(|one| !one.is_of_members());
    Ok(all)
}

/// The members' programme with its rule on a day.
pub(crate) async fn members_programme(db: &impl ConnectionTrait, day: NaiveDate) -> Result<Programme> {
    let all = programmes_on(db, day).await?;
    all.into_iter().find(Programme::is_of_members).ok_or(StorageError::NotFound)
}

/// The modules that the members' programme requires on a day; none before it is set up.
pub(crate) async fn required_modules(db: &impl ConnectionTrait, day: NaiveDate) -> Result<Vec<Slug>> {
    match members_programme(db, day).await {
        Ok(programme) => Ok(programme.requires().iter().map(|one| one.module.clone()).collect()),
        Err(StorageError::NotFound) => Ok(Vec::new()),
        Err(error) => Err(error),
    }
}

/// How each requirement counts for the holder of `certificates` on a day.
async fn standings(
    db: &impl ConnectionTrait,
    rule: &Rule,
    member: PersonId,
    certificates: &[Certificate],
    today: NaiveDate,
) -> Result<Vec<Standing>> {
    let mut rungs: HashMap<String, Rungs> = HashMap::new();
    if rule.requires.iter().any(|one| one.rung != Rung::Does) {
        let of_member = module_progress::Column::MemberId.eq(member.0);
        for row in module_progress::Entity::find().filter(of_member).all(db).await? {
            let of = Rungs { knows: row.knows_at, does: row.does_at, teaches: row.teaches_at };
            rungs.insert(row.module_id, of);
        }
    }
    Ok(rule
        .requires
        .iter()
        .map(|one| {
            let module = one.module.as_str();
            let on_record = rungs.get(module).copied().unwrap_or_default();
            reached(one.rung, &held_for(certificates, SubjectKind::Module, module), &on_record, today)
        })
        .collect())
}

/// Whether a programme is for somebody now.
async fn is_for(
    db: &impl ConnectionTrait,
    programme: &Programme,
    rule: &Rule,
    who: PersonId,
    now: Instant,
) -> Result<bool> {
    let found = person::Entity::find_by_id(who.0).filter(whom::is_for(programme, rule, None, now));
    Ok(found.one(db).await?.is_some())
}

/// What a programme's certificate says it is for.
pub(crate) fn subject_of(programme: &Programme, catalogue: &Catalogue) -> Subject {
    Subject {
        kind: SubjectKind::Programme,
        id: programme.id.clone(),
        title: programme.title.clone(),
        version: String::new(),
        lit: programme.lit_houses(catalogue),
        of_staff: programme.is_of_staff(),
    }
}

/// Why a programme's certificate is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Asked {
    /// Something was reached.
    ByRecord,
    /// An officer continues the one that is held.
    ByOfficer,
}

/// The programme's certificate that is due to somebody, if any.
pub(crate) async fn due(
    db: &impl ConnectionTrait,
    programme: &Programme,
    catalogue: &Catalogue,
    member: PersonId,
    asked: Asked,
    now: Instant,
) -> Result<Option<(Subject, Due)>> {
    let Some(rule) = &programme.rule else { return Ok(None) };
    let (all, today) = (certificates_in(db, member).await?, day(now));
    let standings = standings(db, rule, member, &all, today).await?;
    let held = held_for(&all, SubjectKind::Programme, programme.id.as_str());
    let due = match asked {
        Asked::ByRecord => rule.due(&standings, &held, today),
        Asked::ByOfficer => rule.continued(&standings, &held, today),
    };
    match due {
        Some(due) if is_for(db, programme, rule, member, now).await? => {
            Ok(Some((subject_of(programme, catalogue), due)))
        }
        _ => Ok(None),
    }
}

impl Store {
    /// The programmes with their rules in force on a day, the members' own first. Unscoped: for a learner's own pages
    /// and for what everybody may read on a certificate.
    pub async fn programmes(&self, day: NaiveDate) -> Result<Vec<Programme>> {
        programmes_on(self.reader(), day).await
    }

    /// The members' programme with its rule in force on a day.
    pub async fn programme(&self, day: NaiveDate) -> Result<Programme> {
        members_programme(self.reader(), day).await
    }

    /// The programmes that are for somebody now.
    pub async fn programmes_for(&self, who: PersonId, now: Instant) -> Result<Vec<Programme>> {
        let mut all = Vec::new();
        for programme in programmes_on(self.reader(), day(now)).await? {
            if let Some(rule) = &programme.rule
                && is_for(self.reader(), &programme, rule, who, now).await?
            {
                all.push(programme);
            }
        }
        Ok(all)
    }

    /// How each requirement of a programme counts for somebody today. Unscoped: for the person's own pages.
    pub async fn requirement_standings(
        &self,
        rule: &Rule,
        who: PersonId,
        today: NaiveDate,
    ) -> Result<Vec<Standing>> {
        let all = certificates_in(self.reader(), who).await?;
        standings(self.reader(), rule, who, &all, today).await
    }

    /// The programmes that count for units within reach: those of such a unit, and of one above; with each whether the
    /// reader keeps it.
    pub async fn programmes_within(&self, scope: &Scope, today: NaiveDate) -> Result<Vec<(Programme, bool)>> {
        let mut all = Vec::new();
        for programme in programmes_on(self.reader(), today).await? {
            let kept = keeps(self.reader(), scope, programme.unit.map(|unit| unit.0)).await?;
            let above = match programme.unit {
                None => true,
                Some(unit) => {
                    let roots = scope.roots().iter().map(|root| root.0);
                    let above = unit_ancestor::Entity::find()
                        .filter(unit_ancestor::Column::AncestorId.eq(unit.0))
                        .filter(unit_ancestor::Column::UnitId.is_in(roots));
                    above.one(self.reader()).await?.is_some()
                }
            };
            if kept || above {
                all.push((programme, kept));
            }
        }
        Ok(all)
    }

    /// The latest rules of a programme, the latest first.
    pub async fn rules(&self, programme: &Slug) -> Result<Vec<Kept>> {
        let rows = programme_rule::Entity::find()
            .filter(programme_rule::Column::ProgrammeId.eq(programme.as_str()))
            .order_by_desc(programme_rule::Column::Version)
            .limit(RULES_SHOWN)
            .all(self.reader())
            .await?;
        rows.iter().map(kept_from).collect()
    }

    /// A rule.
    pub async fn rule(&self, id: Uuid) -> Result<Kept> {
        let row = programme_rule::Entity::find_by_id(id).one(self.reader()).await?;
        kept_from(&row.ok_or(StorageError::NotFound)?)
    }
}

fn programme_from(row: &programme::Model, rule: Rule) -> Result<Programme> {
    Ok(Programme {
        id: slug(&row.id)?,
        title: row.title.clone(),
        unit: row.unit_id.map(UnitId),
        issuer: None,
        rule: Some(rule),
        rule_id: None,
    })
}
