//! `/officer/programmes`: what programmes ask for, whom a new rule touches, and taking it into force or back.
//!
//! Owns: reading the forms, the words. Does not own: the rule ([`tungngo_domain::programmes`]) nor who keeps a programme
//! (storage). A programme of a unit above is seen and not kept; one of elsewhere does not exist.

pub mod renaming;

use super::own_units;
use super::unit::bar;
use super::wording;
use crate::web::App;
use crate::web::error::WebError;
use crate::web::form::Form;
use crate::web::learner::form_id;
use crate::web::learner::read_form_id;
use crate::web::login::Officer;
use crate::web::messages::message;
use crate::web::page::{Page, see_other, see_other_done, url_query};
use crate::web::public::logout::Nothing;
use crate::web::trainer::dates::read_day;
use crate::web::view::learner::Fact;
use crate::web::view::officer::Number;
use crate::web::view::programmes::{
    ModuleChoice, NumberRow, ProgrammeLine, ProgrammePage, ProgrammesPage, Renaming, RequirementRow,
    RuleForm as FormView, RuleLine, RuleNumbers, RulePage, RulePeoplePage, RulePerson,
};
use crate::web::view::{Action, Choice, FieldError, Kind, Status, words};
use actix_web::{HttpRequest, HttpResponse, web};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use tungngo_domain::access::Role;
use tungngo_domain::certification::Rung;
use tungngo_domain::content::Skill;
use tungngo_domain::ids::{PersonId, Slug, UnitId};
use tungngo_domain::people::{TeamRole, clean_line};
use tungngo_domain::programmes::{Audience, BadRule, Change, Requirement, Rule};
use tungngo_domain::time::day;
use tungngo_storage::programmes::whom::{List, Touched};
use tungngo_storage::programmes::{Kept, NewRule, Programme, RuleRefusal};
use tungngo_storage::{StorageError, audit};
use uuid::Uuid;

const LIST: &str = "/officer/programmes";
/// The longest title.
const TITLE_MAX_CHARS: usize = 80;
/// Begins the id of a programme that an officer made; modules and the first programmes have other ids.
const ID_BEGINS: &str = "ct-";

fn href(id: &Slug) -> String {
    [LIST, "/", id.as_str()].concat()
}

fn rule_href(id: Uuid) -> String {
    ["/officer/programme-rules/", &id.to_string()].concat()
}

fn crumbs() -> Vec<Action> {
    vec![
        Action::new("/officer", message("nav-officer", &[])),
        Action::new(LIST, message("programmes-title", &[])),
    ]
}

/// "Cả nước", "Tỉnh Tuyên Quang"
async fn unit_words(app: &App, programme: &Programme) -> Result<String, WebError> {
    Ok(match programme.unit {
        None => message("programme-nation", &[]),
        Some(unit) => app.store.unit(unit).await?.name,
    })
}

/// The title of a module, also of one that is not written yet.
fn module_title(app: &App, id: &Slug) -> String {
    let in_use = app.courses.now();
    let skill = Skill::KNOWN.into_iter().find(|skill| skill.word() == id.as_str());
    match (in_use.catalogue.modules.iter().find(|module| module.id == *id), skill) {
        (Some(module), _) => module.title.clone(),
        (None, Some(skill)) => skill.title().to_owned(),
        (None, None) => id.to_string(),
    }
}

/// "An toàn trên không gian mạng: Làm được"
fn requirement_words(app: &App, one: &Requirement) -> String {
    message("rule-requirement", &[("title", &module_title(app, &one.module)), ("rung", one.rung.word())])
}

fn facts(unit: String, rule: &Rule) -> Vec<Fact> {
    let list = |words: Vec<&str>| words.join(", ");
    let whom = match &rule.audience {
        Audience::Members(roles) if roles.len() == TeamRole::ALL.len() => message("rule-for-members", &[]),
        Audience::Members(roles) => list(roles.iter().map(|role| role.word()).collect()),
        Audience::Staff(roles) => list(roles.iter().map(|role| role.word()).collect()),
    };
    let fact = |key: &str, value: String| Fact { label: message(key, &[]), value };
    vec![
        fact("rule-unit", unit),
        fact("rule-whom", words::capital(&whom)),
        fact("rule-since", since(rule)),
        fact(
            "rule-lasts",
            match rule.valid_for_months {
                Some(months) => message("rule-lasts-months", &[("n", &months.to_string())]),
                None => message("rule-lasts-modules", &[]),
            },
        ),
    ]
}

/// "Từ đầu", "01/01/2027"
fn since(rule: &Rule) -> String {
    if rule.from <= tungngo_storage::programmes::FIRST_DAY {
        message("rule-from-start", &[])
    } else {
        words::full_day(rule.from)
    }
}

/// The numbers of a rule; the lists are those of the rule with this id.
fn numbers(app: &App, touched: &Touched, rule: Uuid) -> RuleNumbers {
    let row = |list: List, n: u64| NumberRow {
        label: message(&["rule-list-", list.code()].concat(), &[]),
        n: Number {
            text: words::number(n),
            href: (n > 0).then(|| [&rule_href(rule), "/people?list=", list.code()].concat()),
        },
    };
    RuleNumbers {
        rows: vec![
            row(List::People, touched.people),
            row(List::Holders, touched.holders),
            row(List::Lacking, touched.lacking),
            row(List::Due, touched.due),
        ],
        modules: touched
            .met
            .iter()
            .map(|(one, n)| RequirementRow {
                title: module_title(app, &one.module),
                rung: one.rung.word().to_owned(),
                met: words::number(*n),
                share: words::percent(*n, touched.people),
                bar: bar(*n, touched.people),
            })
            .collect(),
        teams: match touched.teams {
            None => String::new(),
            Some([all, now, then]) => message(
                "rule-teams",
                &[("all", &words::number(all)), ("now", &words::number(now)), ("then", &words::number(then))],
            ),
        },
    }
}

/// A programme within sight, and whether the officer keeps it.
async fn find(app: &App, officer: &Officer, id: &str) -> Result<(Programme, bool), WebError> {
    let all = app.store.programmes_within(&officer.scope, app.today()).await?;
    all.into_iter().find(|(one, _)| one.id.as_str() == id).ok_or(WebError::NotFound)
}

/// A rule of a programme within sight, the programme carrying it, and whether the officer keeps it. What is not adopted
/// is there only for who keeps it.
async fn find_rule(app: &App, officer: &Officer, id: &str) -> Result<(Kept, Programme, bool), WebError> {
    let id: Uuid = id.parse().map_err(|_| WebError::NotFound)?;
    let kept = app.store.rule(id).await?;
    let (programme, keeps) = find(app, officer, kept.programme.as_str()).await?;
    if !keeps && (kept.adopted_at.is_none() || kept.withdrawn_at.is_some()) {
        return Err(WebError::NotFound);
    }
    let programme = Programme { rule: Some(kept.rule.clone()), rule_id: Some(kept.id), ..programme };
    Ok((kept, programme, keeps))
}

async fn note(
    app: &App,
    officer: &Officer,
    action: &'static str,
    of: (&'static str, String),
    detail: String,
) -> Result<(), WebError> {
    let entry = audit::Entry {
        actor: Some(officer.login.person.id),
        action,
        target: Some(of),
        unit: officer.scope.roots().first().copied(),
        detail,
        ..audit::Entry::default()
    };
    Ok(app.store.audit_read(entry, app.now())?)
}

/// The form of a programme.
#[derive(Debug, Default, Deserialize)]
pub struct ProgrammeForm {
    #[serde(default)]
    form_id: String,
    #[serde(default)]
    title: String,
    #[serde(default)]
    unit: String,
}

async fn list_page(
    app: &App,
    officer: &Officer,
    form: ProgrammeForm,
    errors: Vec<FieldError>,
) -> Result<ProgrammesPage, WebError> {
    let mut programmes = Vec::new();
    for (one, _) in app.store.programmes_within(&officer.scope, app.today()).await? {
        let state = match one.requires().len() {
            0 => Status::new(Kind::Plain, message("programme-asks-nothing", &[])),
            n => Status::new(Kind::Ok, message("programme-asks", &[("n", &n.to_string())])),
        };
        let unit = unit_words(app, &one).await?;
        programmes.push(ProgrammeLine { href: href(&one.id), title: one.title, unit, state });
    }
    let units = own_units(app, officer).await?.into_iter().map(|unit| {
        let value = unit.id.to_string();
        Choice { checked: form.unit == value, value, label: unit.name }
    });
    Ok(ProgrammesPage {
        crumbs: vec![Action::new("/officer", message("nav-officer", &[]))],
        programmes,
        form_id: form.form_id,
        title: form.title.chars().take(TITLE_MAX_CHARS).collect(),
        units: units.collect(),
        errors,
    })
}

/// Shows the programmes, and the form for one more.
pub async fn list(app: web::Data<App>, officer: Officer) -> Result<Page<ProgrammesPage>, WebError> {
    let form = ProgrammeForm { form_id: form_id(), ..ProgrammeForm::default() };
    Ok(Page::new(list_page(&app, &officer, form, vec![]).await?))
}

/// What is wrong with the title of a programme.
fn wrong_title(title: &str) -> Vec<FieldError> {
    let fits = !title.is_empty() && title.chars().count() <= TITLE_MAX_CHARS;
    if fits { vec![] } else { vec![FieldError::new("title", message("programme-title-wrong", &[]))] }
}

/// Begins a programme, and goes on to what it asks for.
pub async fn begin(
    app: web::Data<App>,
    request: HttpRequest,
    officer: Officer,
    form: Form<ProgrammeForm>,
) -> Result<HttpResponse, WebError> {
    let Form(form) = form;
    let title = clean_line(&form.title);
    let mut errors = wrong_title(&title);
    if form.unit.is_empty() {
        errors.push(FieldError::new("unit", message("choose-one", &[])));
    }
    if !errors.is_empty() {
        return Page::with_errors(list_page(&app, &officer, form, errors).await?).into_response(&request);
    }
    let unit: UnitId = form.unit.parse().map_err(|_| WebError::NotFound)?;
    let id = [ID_BEGINS, &read_form_id(&form.form_id)?.simple().to_string()].concat();
    let id = Slug::parse(&id).map_err(|_| WebError::NotFound)?;
    app.store.begin_programme(&officer.scope, &id, &title, unit, app.now()).await?;
    Ok(see_other(&href(&id)))
}

/// The form of a rule.
#[derive(Debug, Default, Deserialize)]
pub struct RuleForm {
    #[serde(default)]
    form_id: String,
    #[serde(default)]
    requires: Vec<String>,
    #[serde(default)]
    audience: String,
    #[serde(default)]
    role: Vec<String>,
    #[serde(default)]
    right: Vec<String>,
    #[serde(default)]
    months: String,
    #[serde(default)]
    from: String,
}

impl RuleForm {
    /// The form of a programme as its rule stands, from the first of the month after this one.
    fn of(programme: &Programme, app: &App) -> Self {
        let next = tungngo_domain::months::Month::of(app.today()).next().first_day();
        let all = Rule {
            requires: Vec::new(),
            valid_for_months: None,
            audience: Audience::Members(TeamRole::ALL.into_iter().collect()),
            from: next,
        };
        let rule = programme.rule.as_ref().unwrap_or(&all);
        let (audience, role, right) = match &rule.audience {
            Audience::Members(roles) => ("members", roles.iter().map(|role| role.code()).collect(), vec![]),
            Audience::Staff(roles) => ("staff", vec![], roles.iter().map(|role| role.code()).collect()),
        };
        let owned = |codes: Vec<&str>| codes.into_iter().map(str::to_owned).collect();
        Self {
            form_id: form_id(),
            requires: rule.requires.iter().map(requirement_code).collect(),
            audience: audience.to_owned(),
            role: owned(role),
            right: owned(right),
            months: rule.valid_for_months.map(|months| months.to_string()).unwrap_or_default(),
            from: words::full_day(next),
        }
    }
}

/// "thanh-toan:does"
fn requirement_code(one: &Requirement) -> String {
    [one.module.as_str(), ":", rung_code(one.rung)].concat()
}

fn rung_code(rung: Rung) -> &'static str {
    match rung {
        Rung::Knows => "knows",
        Rung::Does => "does",
        Rung::Teaches => "teaches",
    }
}

/// The modules that may be asked for: those there are, and those that are asked for already.
fn modules(app: &App, programme: &Programme) -> Vec<Slug> {
    let in_use = app.courses.now();
    let mut all: Vec<Slug> = in_use.catalogue.modules.iter().map(|module| module.id.clone()).collect();
    for one in programme.requires() {
        if !all.contains(&one.module) {
            all.push(one.module.clone());
        }
    }
    all
}

fn form_view(app: &App, programme: &Programme, form: RuleForm) -> FormView {
    let chosen = |one: &Requirement| form.requires.contains(&requirement_code(one));
    let module = |id: &Slug| {
        let rungs = Rung::ALL.into_iter().filter(|rung| !programme.is_of_members() || *rung >= Rung::Does);
        let rungs: Vec<Choice> = rungs
            .map(|rung| {
                let one = Requirement { module: id.clone(), rung };
                Choice { value: requirement_code(&one), label: rung.word().to_owned(), checked: chosen(&one) }
            })
            .collect();
        let none = Choice {
            value: String::new(),
            label: message("rule-not-required", &[]),
            checked: rungs.iter().all(|rung| !rung.checked),
        };
        ModuleChoice { title: module_title(app, id), rungs: std::iter::once(none).chain(rungs).collect() }
    };
    let choice =
        |value: &str, label: String, chosen: bool| Choice { value: value.to_owned(), label, checked: chosen };
    let of_members = programme.is_of_members();
    let audiences = ["members", "staff"]
        .map(|code| choice(code, message(&["rule-audience-", code].concat(), &[]), form.audience == code));
    let has = |list: &[String], code: &str| list.iter().any(|one| one == code);
    FormView {
        action: [&href(&programme.id), "/rules"].concat(),
        modules: modules(app, programme).iter().map(module).collect(),
        audiences: if of_members { vec![] } else { audiences.into() },
        roles: TeamRole::ALL
            .map(|role| choice(role.code(), words::capital(role.word()), has(&form.role, role.code())))
            .into(),
        rights: if of_members {
            vec![]
        } else {
            Audience::STAFF
                .map(|role| choice(role.code(), words::capital(role.word()), has(&form.right, role.code())))
                .into()
        },
        months: form.months.chars().take(4).collect(),
        from: form.from.chars().take(20).collect(),
        form_id: form.form_id,
    }
}

fn state(kept: &Kept, in_force: Option<Uuid>, today: chrono::NaiveDate) -> Status {
    let (kind, key) = match kept {
        _ if kept.withdrawn_at.is_some() => (Kind::Plain, "rule-withdrawn"),
        _ if kept.adopted_at.is_none() => (Kind::Warn, "rule-draft"),
        _ if in_force == Some(kept.id) && !kept.swept => (Kind::Ok, "rule-issuing"),
        _ if in_force == Some(kept.id) => (Kind::Ok, "rule-in-force"),
        _ if kept.rule.from > today => (Kind::Warn, "rule-coming"),
        _ => (Kind::Plain, "rule-past"),
    };
    Status::new(kind, message(key, &[]))
}

async fn programme_page(
    app: &App,
    officer: &Officer,
    (programme, keeps): (Programme, bool),
    form: Option<RuleForm>,
    title: Option<String>,
    errors: Vec<FieldError>,
) -> Result<ProgrammePage, WebError> {
    let unit = unit_words(app, &programme).await?;
    let (mut facts_of, mut numbers_of) = (Vec::new(), None);
    if let (Some(rule), Some(id)) = (&programme.rule, programme.rule_id) {
        facts_of = facts(unit, rule);
        let touched = app.store.touched_by_rule(&officer.scope, &programme, app.now()).await?;
        numbers_of = Some(numbers(app, &touched, id));
        note(app, officer, "figures-read", ("programme", programme.id.to_string()), String::new()).await?;
    }
    let rules = app.store.rules(&programme.id).await?;
    let makers: Vec<PersonId> = rules.iter().filter_map(|rule| rule.made_by).collect();
    let names = app.store.names_of(&makers).await?;
    let line = |kept: &Kept| RuleLine {
        label: message("rule-line", &[("n", &kept.version.to_string()), ("from", &since(&kept.rule))]),
        about: match kept.made_by.and_then(|by| names.get(&by)) {
            Some(name) => {
                message("rule-by", &[("name", name), ("date", &words::full_day(day(kept.made_at)))])
            }
            None => String::new(),
        },
        state: state(kept, programme.rule_id, app.today()),
        href: rule_href(kept.id),
    };
    let seen = |kept: &&Kept| keeps || (kept.adopted_at.is_some() && kept.withdrawn_at.is_none());
    Ok(ProgrammePage {
        crumbs: crumbs(),
        heading: programme.title.clone(),
        facts: facts_of,
        numbers: numbers_of,
        rules: rules.iter().filter(seen).map(line).collect(),
        words: keeps.then(|| wording::way(&programme.id)),
        renaming: keeps.then(|| Renaming {
            action: [&href(&programme.id), "/title"].concat(),
            open: title.is_some(),
            title: title.unwrap_or_else(|| programme.title.clone()).chars().take(TITLE_MAX_CHARS).collect(),
        }),
        form: keeps
            .then(|| form_view(app, &programme, form.unwrap_or_else(|| RuleForm::of(&programme, app)))),
        errors,
    })
}

/// Shows a programme.
pub async fn show(
    app: web::Data<App>,
    officer: Officer,
    path: web::Path<String>,
) -> Result<Page<ProgrammePage>, WebError> {
    let found = find(&app, &officer, &path).await?;
    Ok(Page::new(programme_page(&app, &officer, found, None, None, vec![]).await?))
}

/// The rule as typed, or what is wrong with it.
fn read_rule(app: &App, programme: &Programme, form: &RuleForm) -> Result<Rule, Vec<FieldError>> {
    let mut errors = Vec::new();
    let mut wrong = |field: &str, key: &str| errors.push(FieldError::new(field, message(key, &[])));
    let known: BTreeSet<Slug> = modules(app, programme).into_iter().collect();
    let mut requires: BTreeMap<Slug, Rung> = BTreeMap::new();
    for text in form.requires.iter().filter(|text| !text.is_empty()) {
        let (module, rung) = text.split_once(':').unwrap_or((text, ""));
        let rung = Rung::ALL.into_iter().find(|one| rung_code(*one) == rung);
        match (known.iter().find(|one| one.as_str() == module), rung) {
            (Some(module), Some(rung)) => {
                requires.insert(module.clone(), rung);
            }
            _ => wrong("requires", "choose-one"),
        }
    }
    let roles = |list: &[String]| list.iter().filter_map(|code| TeamRole::from_code(code)).collect();
    let rights = |list: &[String]| {
        let known = list.iter().filter_map(|code| Role::from_code(code));
        known.filter(|role| Audience::STAFF.contains(role)).collect()
    };
    let audience = match form.audience.as_str() {
        "staff" if !programme.is_of_members() => Audience::Staff(rights(&form.right)),
        "members" => Audience::Members(roles(&form.role)),
        _ if programme.is_of_members() => Audience::Members(roles(&form.role)),
        _ => {
            wrong("audience", "choose-one");
            Audience::Members(BTreeSet::new())
        }
    };
    let valid_for_months = match form.months.trim() {
        "" => None,
        typed => match typed.parse() {
            Ok(months) => Some(months),
            Err(_) => {
                wrong("months", "rule-months-wrong");
                None
            }
        },
    };
    let from = read_day(&form.from, app.today());
    if from.is_none() {
        wrong("from", "date-wrong");
    }
    // In the order of the catalogue, as the form shows them.
    let requires = modules(app, programme)
        .into_iter()
        .filter_map(|module| {
            requires.get(&module).map(|rung| Requirement { module: module.clone(), rung: *rung })
        })
        .collect();
    let rule = Rule { requires, valid_for_months, audience, from: from.unwrap_or_default() };
    if errors.is_empty()
        && let Err(bad) = rule.check(programme.is_of_members(), app.today())
    {
        errors.push(bad_words(bad, &rule));
    }
    if errors.is_empty() { Ok(rule) } else { Err(errors) }
}

fn bad_words(bad: BadRule, rule: &Rule) -> FieldError {
    let (field, key) = match (bad, &rule.audience) {
        (BadRule::Nothing, _) => ("requires", "rule-nothing"),
        (BadRule::TooLow, _) => ("requires", "rule-too-low"),
        (BadRule::Nobody, Audience::Members(_)) => ("role", "choose-one"),
        (BadRule::Nobody, Audience::Staff(_)) => ("right", "choose-one"),
        (BadRule::TooSoon, _) => ("from", "rule-too-soon"),
        (BadRule::Months, _) => ("months", "rule-months-wrong"),
    };
    FieldError::new(field, message(key, &[]))
}

/// Keeps a rule as a draft, and goes on to whom it touches.
pub async fn draft(
    app: web::Data<App>,
    request: HttpRequest,
    officer: Officer,
    path: web::Path<String>,
    form: Form<RuleForm>,
) -> Result<HttpResponse, WebError> {
    let Form(form) = form;
    let (programme, keeps) = find(&app, &officer, &path).await?;
    if !keeps {
        return Err(WebError::NotFound);
    }
    let rule = match read_rule(&app, &programme, &form) {
        Ok(rule) => rule,
        Err(errors) => {
            let found = (programme, keeps);
            let page = programme_page(&app, &officer, found, Some(form), None, errors).await?;
            return Page::with_errors(page).into_response(&request);
        }
    };
    let id = read_form_id(&form.form_id)?;
    let new = NewRule { id, programme: programme.id, rule };
    app.store.draft_rule(&officer.scope, new, app.now()).await?;
    Ok(see_other(&rule_href(id)))
}

async fn rule_page(
    app: &App,
    officer: &Officer,
    (kept, programme, keeps): (Kept, Programme, bool),
    count: String,
    errors: Vec<FieldError>,
) -> Result<RulePage, WebError> {
    let touched = app.store.touched_by_rule(&officer.scope, &programme, app.now()).await?;
    note(app, officer, "figures-read", ("programme-rule", kept.id.to_string()), String::new()).await?;
    let (now, _) = find(app, officer, programme.id.as_str()).await?;
    let is_new = now.rule_id != Some(kept.id) && kept.rule.from > app.today();
    let change =
        if is_new { Change::between(now.requires(), &kept.rule.requires) } else { Change::default() };
    let said = |list: &[Requirement]| list.iter().map(|one| requirement_words(app, one)).collect();
    let here = rule_href(kept.id);
    let mut way = crumbs();
    way.push(Action::new(href(&programme.id), programme.title.clone()));
    let open = keeps && kept.withdrawn_at.is_none() && is_new;
    Ok(RulePage {
        crumbs: way,
        heading: message("rule-heading", &[("n", &kept.version.to_string()), ("title", &programme.title)]),
        state: state(&kept, now.rule_id, app.today()),
        facts: facts(unit_words(app, &programme).await?, &kept.rule),
        more: said(&change.more),
        less: said(&change.less),
        numbers: numbers(app, &touched, kept.id),
        adopt_action: (open && kept.adopted_at.is_none()).then(|| [&here, "/adoption"].concat()),
        count,
        withdraw_action: open.then(|| [&here, "/withdrawal"].concat()),
        errors,
    })
}

/// Shows a rule and whom it touches.
pub async fn show_rule(
    app: web::Data<App>,
    officer: Officer,
    path: web::Path<String>,
) -> Result<Page<RulePage>, WebError> {
    let found = find_rule(&app, &officer, &path).await?;
    Ok(Page::new(rule_page(&app, &officer, found, String::new(), vec![]).await?))
}

/// The form that adopts a rule.
#[derive(Debug, Default, Deserialize)]
pub struct AdoptionForm {
    #[serde(default)]
    count: String,
}

/// Adopts a rule, when as many as it makes due were counted and typed.
pub async fn adopt(
    app: web::Data<App>,
    request: HttpRequest,
    officer: Officer,
    path: web::Path<String>,
    form: Form<AdoptionForm>,
) -> Result<HttpResponse, WebError> {
    let Form(form) = form;
    let found = find_rule(&app, &officer, &path).await?;
    let id = found.0.id;
    let refusal = match form.count.trim().replace('.', "").parse::<u64>() {
        Err(_) => Some(RuleRefusal::Count),
        Ok(count) => match app.store.adopt_rule(&officer.scope, id, count, app.now()).await {
            Ok(()) => None,
            Err(StorageError::Refused(code)) => {
                Some(RuleRefusal::from_code(code).ok_or(StorageError::Refused(code))?)
            }
            Err(error) => return Err(error.into()),
        },
    };
    let Some(refusal) = refusal else { return Ok(see_other_done(&rule_href(id), "rule-adopted")) };
    let key = match refusal {
        RuleRefusal::Count => "rule-count-wrong",
        RuleRefusal::Crossed => "rule-crossed",
        RuleRefusal::Bad(BadRule::TooSoon) => "rule-too-soon",
        RuleRefusal::Bad(_) | RuleRefusal::Over => "rule-over",
    };
    let errors = vec![FieldError::new("count", message(key, &[]))];
    let page = rule_page(&app, &officer, found, form.count.chars().take(12).collect(), errors).await?;
    Page::with_errors(page).into_response(&request)
}

/// Takes a rule back before its day.
pub async fn withdraw(
    app: web::Data<App>,
    officer: Officer,
    path: web::Path<String>,
    _form: Form<Nothing>,
) -> Result<HttpResponse, WebError> {
    let (kept, ..) = find_rule(&app, &officer, &path).await?;
    match app.store.withdraw_rule(&officer.scope, kept.id, app.now()).await {
        Ok(()) => Ok(see_other_done(&rule_href(kept.id), "rule-withdrawn")),
        // Its day has come: the page says so.
        Err(StorageError::Refused(_)) => Ok(see_other(&rule_href(kept.id))),
        Err(error) => Err(error.into()),
    }
}

/// Shows the list behind a number of a rule.
pub async fn people(
    app: web::Data<App>,
    request: HttpRequest,
    officer: Officer,
    path: web::Path<String>,
) -> Result<Page<RulePeoplePage>, WebError> {
    let (kept, programme, _) = find_rule(&app, &officer, &path).await?;
    let asked = url_query(&request, "list").unwrap_or_default();
    let list = List::ALL.into_iter().find(|list| list.code() == asked).unwrap_or(List::People);
    let after = url_query(&request, "after").and_then(|text| text.parse().ok()).map(PersonId);
    let (people, next) = app.store.people_of_rule(&officer.scope, &programme, list, after, app.now()).await?;
    let count = app.store.count_of_rule(&officer.scope, &programme, list, app.now()).await?;
    let detail = people.len().to_string();
    note(&app, &officer, "members-read", ("programme-rule", kept.id.to_string()), detail).await?;
    let teams: Vec<UnitId> = people.iter().filter_map(|one| one.team).collect();
    let places = app.store.whereabouts(&teams).await?;
    let here = [&rule_href(kept.id), "/people?list=", list.code()].concat();
    let mut way = crumbs();
    way.push(Action::new(href(&programme.id), programme.title.clone()));
    way.push(Action::new(
        rule_href(kept.id),
        message("rule-heading", &[("n", &kept.version.to_string()), ("title", &programme.title)]),
    ));
    Ok(Page::new(RulePeoplePage {
        crumbs: way,
        heading: message(&["rule-list-", list.code()].concat(), &[]),
        count: message("rule-people", &[("n", &words::number(count))]),
        people: people
            .into_iter()
            .map(|one| {
                let place = one.team.and_then(|team| places.get(&team));
                RulePerson {
                    name: one.name,
                    team: place.map(|place| place.team.clone()).unwrap_or_default(),
                    commune: place.map(|place| place.commune.clone()).unwrap_or_default(),
                }
            })
            .collect(),
        first_href: after.map(|_| here.clone()),
        next_href: next.map(|next| [&here, "&after=", &next.to_string()].concat()),
    }))
}
