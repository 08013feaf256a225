//! Programmes: their rules by day, whom each is for, and issuing their certificates.
//!
//! Owns: `programme` and `programme_rule`, the rule in force on a day, drafting, adopting and withdrawing rules, and
//! [`Store::issue_by_new_rules`], which issues what a rule makes due when its day has come. Does not own: the rule
//! ([`tungngo_domain::programmes`]), the certificate ([`crate::certificates`]), who is touched ([`whom`]).
//!
//! A rule never changes once adopted, and takes nothing away: certificates stand as they were issued. It comes into
//! force with its day, at which the readiness of teams is counted anew ([`Store::bring_figures_to`]).

pub mod whom;

use crate::audit;
use crate::certificates::{
    Cause, Certificate, Issuer, MEMBERS_PROGRAMME, Subject, SubjectKind, certificates_in, held_for, issue,
};
use crate::connect::Store;
use crate::entity::{module_progress, person, programme, programme_rule, unit, unit_ancestor};
use crate::error::{Result, StorageError};
use crate::people::{place_in, teams_within, units_above};
use crate::rights::rights_in;
use crate::rollup::EARLIEST;
use crate::slug;
use chrono::NaiveDate;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
    QuerySelect, Set,
};
use std::collections::HashMap;
use tungngo_domain::access::{Role, Scope};
use tungngo_domain::certification::{Due, Rung, Rungs, Standing};
use tungngo_domain::content::{Catalogue, Skill};
use tungngo_domain::ids::{CertificateId, EventId, PersonId, Slug, UnitId};
use tungngo_domain::ledger::{Source, following_event_id};
use tungngo_domain::people::TeamRole;
use tungngo_domain::programmes::{Audience, BadRule, Requirement, Rule, reached};
use tungngo_domain::time::{Instant, day, start_of_day};
use uuid::Uuid;

/// The programme that trainers and officials begin with.
pub const STAFF_PROGRAMME: &str = "ct-nguoi-huong-dan";
/// The first day of a rule that counts from the beginning.
pub const FIRST_DAY: NaiveDate = EARLIEST;

/// Members to whom certificates are issued in one transaction when a rule comes into force.
const ISSUED_AT_ONCE: u64 = 50;
/// Rules of one programme that its page shows.
const RULES_SHOWN: u64 = 30;
/// No unit keeps more programmes.
const PROGRAMMES_AT_MOST: u64 = 100;

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
    catalogue: &Catalogue,
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
            let months =
                catalogue.modules.iter().find(|of| of.id == one.module).and_then(|of| of.valid_for_months);
            let on_record = rungs.get(module).copied().unwrap_or_default();
            reached(one.rung, &held_for(certificates, SubjectKind::Module, module), &on_record, months, today)
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
    match &rule.audience {
        Audience::Members(roles) => {
            let Some(place) = place_in(db, who).await? else { return Ok(false) };
            Ok(roles.contains(&place.role)
                && match programme.unit {
                    None => true,
                    Some(unit) => units_above(db, who).await?.contains(&unit),
                })
        }
        Audience::Staff(roles) => {
            let rights = rights_in(db, who).await?;
            let rights = rights.iter().filter(|right| right.in_force(now) && roles.contains(&right.role));
            let units: Vec<Uuid> = rights.map(|right| right.unit.0).collect();
            match programme.unit {
                _ if units.is_empty() => Ok(false),
                None => Ok(true),
                Some(unit) => {
                    let below = unit_ancestor::Entity::find()
                        .filter(unit_ancestor::Column::AncestorId.eq(unit.0))
                        .filter(unit_ancestor::Column::UnitId.is_in(units));
                    Ok(below.one(db).await?.is_some())
                }
            }
        }
    }
}

/// What a programme's certificate says it is for.
pub(crate) fn subject_of(programme: &Programme, catalogue: &Catalogue) -> Subject {
    let required = |skill: Skill| {
        programme.requires().iter().any(|one| {
            one.module.as_str() == skill.word()
                || catalogue.modules.iter().any(|module| module.skill == skill && module.id == one.module)
        })
    };
    Subject {
        kind: SubjectKind::Programme,
        id: programme.id.clone(),
        title: programme.title.clone(),
        version: String::new(),
        lit: Skill::ALL.map(required),
        of_staff: matches!(&programme.rule, Some(Rule { audience: Audience::Staff(_), .. })),
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
    let standings = standings(db, rule, catalogue, member, &all, today).await?;
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

/// Issues the certificates of programmes that are due to a member after something was reached in a module;
/// `certified` says whether the module's own certificate is new.
pub(crate) async fn issue_due(
    txn: &impl ConnectionTrait,
    member: PersonId,
    catalogue: &Catalogue,
    (module, certified): (&Slug, bool),
    random: &mut dyn FnMut() -> u8,
    cause: &Cause,
) -> Result<Vec<CertificateId>> {
    let mut issued = Vec::new();
    for programme in programmes_on(txn, day(cause.now)).await? {
        let may_count = |one: &Requirement| one.module == *module && (certified || one.rung != Rung::Does);
        if !programme.requires().iter().any(may_count) {
            continue;
        }
        let due = due(txn, &programme, catalogue, member, Asked::ByRecord, cause.now).await?;
        if let Some((subject, due)) = due {
            issued.push(issue(txn, member, &subject, &due, random, cause).await?);
        }
    }
    Ok(issued)
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
async fn keeps(db: &impl ConnectionTrait, scope: &Scope, unit: Option<Uuid>) -> Result<bool> {
    let wanted = match unit {
        Some(unit) => unit::Column::Id.eq(unit),
        None => unit::Column::Kind.eq("nation"),
    };
    let within = unit::Column::Id.in_subquery(teams_within(scope));
    Ok(unit::Entity::find().filter(wanted).filter(within).one(db).await?.is_some())
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
        catalogue: &Catalogue,
        who: PersonId,
        today: NaiveDate,
    ) -> Result<Vec<Standing>> {
        let all = certificates_in(self.reader(), who).await?;
        standings(self.reader(), rule, catalogue, who, &all, today).await
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

    /// Issues what rules made due that came into force, some members at a time, until nobody is left; whoever stops in
    /// the middle goes on where it was. Answers how many certificates were issued.
    pub async fn issue_by_new_rules(
        &self,
        catalogue: &Catalogue,
        random: &mut dyn FnMut() -> u8,
        now: Instant,
    ) -> Result<u64> {
        let open = standing_rules()
            .filter(programme_rule::Column::SweptAt.is_null())
            .filter(programme_rule::Column::FromDay.lte(day(now)))
            .order_by_asc(programme_rule::Column::FromDay)
            .all(self.reader())
            .await?;
        let mut issued = 0;
        for row in open {
            let mut after = row.swept_to;
            loop {
                let done =
                    self.write(async |txn| sweep(txn, row.id, after, catalogue, random, now).await).await?;
                issued += done.issued;
                match done.last {
                    Some(last) => after = Some(last),
                    None => break,
                }
            }
        }
        Ok(issued)
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

async fn kept_programme(db: &impl ConnectionTrait, scope: &Scope, id: &Slug) -> Result<programme::Model> {
    let row = programme::Entity::find_by_id(id.to_string()).one(db).await?.ok_or(StorageError::NotFound)?;
    if keeps(db, scope, row.unit_id).await? { Ok(row) } else { Err(StorageError::NotFound) }
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

/// A step of [`Store::issue_by_new_rules`].
struct Swept {
    issued: u64,
    /// The last member that was looked at; none at the end.
    last: Option<Uuid>,
}

async fn sweep(
    txn: &impl ConnectionTrait,
    id: Uuid,
    after: Option<Uuid>,
    catalogue: &Catalogue,
    random: &mut dyn FnMut() -> u8,
    now: Instant,
) -> Result<Swept> {
    let row = programme_rule::Entity::find_by_id(id).one(txn).await?.ok_or(StorageError::NotFound)?;
    let of = programme::Entity::find_by_id(row.programme_id.clone()).one(txn).await?;
    let of = of.ok_or(StorageError::NotFound)?;
    let programme = programme_from(&of, rule_from(&row)?)?;
    let in_force = programmes_on(txn, day(now)).await?;
    if !in_force.iter().any(|one| one.id == programme.id && one.rule == programme.rule) {
        // A later one came into force before this was done.
        let done = programme_rule::ActiveModel { swept_at: Set(Some(now)), ..row.into_active_model() };
        done.update(txn).await?;
        return Ok(Swept { issued: 0, last: None });
    }
    let mut found = person::Entity::find()
        .select_only()
        .column(person::Column::Id)
        .filter(whom::is_due(&programme, None, now))
        .order_by_asc(person::Column::Id)
        .limit(ISSUED_AT_ONCE);
    if let Some(after) = after {
        found = found.filter(person::Column::Id.gt(after));
    }
    let members: Vec<Uuid> = found.into_tuple().all(txn).await?;
    let last = members.last().copied();
    let actor = row.adopted_by.or(row.made_by).map(PersonId);
    let mut issued = 0;
    for member in members {
        let member = PersonId(member);
        let cause = Cause {
            event: following_event_id(EventId(id), &member.to_string()),
            actor: actor.unwrap_or(member),
            source: Source::Server,
            now,
        };
        let due = due(txn, &programme, catalogue, member, Asked::ByRecord, now).await?;
        if let Some((subject, due)) = due {
            issue(txn, member, &subject, &due, random, &cause).await?;
            issued += 1;
        }
    }
    let mut changed = row.into_active_model();
    match last {
        Some(last) => changed.swept_to = Set(Some(last)),
        None => changed.swept_at = Set(Some(now)),
    }
    changed.update(txn).await?;
    Ok(Swept { issued, last })
}
