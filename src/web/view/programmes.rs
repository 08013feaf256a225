//! The officer's pages about programmes and their rules.

use super::learner::Fact;
use super::officer::Number;
use super::{Action, Choice, FieldError, Status, View, marked};
use crate::web::messages::message;
use serde::Serialize;

/// `/officer/programmes`: the programmes that count within reach, and the form for one more.
#[derive(Debug, Clone, Default, Serialize)]
pub struct ProgrammesPage {
    /// The way down to here.
    pub crumbs: Vec<Action>,
    /// The programmes, the members' own first.
    pub programmes: Vec<ProgrammeLine>,
    /// The form's own id.
    pub form_id: String,
    /// The title as typed.
    pub title: String,
    /// The units to choose from.
    pub units: Vec<Choice>,
    /// What is wrong with the form.
    pub errors: Vec<FieldError>,
}

/// A programme of the list.
#[derive(Debug, Clone, Default, Serialize)]
pub struct ProgrammeLine {
    /// "Người hướng dẫn"
    pub title: String,
    /// Its page.
    pub href: String,
    /// "Cả nước", "Tỉnh Tuyên Quang"
    pub unit: String,
    /// "Cần 5 chuyên đề"
    pub state: Status,
}

/// `/officer/programmes/{programme}`: what it asks for, how far people are, what is to come, and the form of another
/// rule.
#[derive(Debug, Clone, Default, Serialize)]
pub struct ProgrammePage {
    /// The way down to here.
    pub crumbs: Vec<Action>,
    /// Its title.
    pub heading: String,
    /// For whom, from when, for how long.
    pub facts: Vec<Fact>,
    /// How far people are; none before the first rule.
    pub numbers: Option<RuleNumbers>,
    /// Its rules, the latest first.
    pub rules: Vec<RuleLine>,
    /// The words on its certificates; only for who keeps the programme, as what follows.
    pub words: Option<Action>,
    /// The form of another title.
    pub renaming: Option<Renaming>,
    /// The form of another rule.
    pub form: Option<RuleForm>,
    /// What is wrong with the form.
    pub errors: Vec<FieldError>,
}

/// The form of another title.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Renaming {
    /// Where it goes.
    pub action: String,
    /// The title, as typed.
    pub title: String,
    /// Whether it is shown at once.
    pub open: bool,
}

/// How people stand with a rule.
#[derive(Debug, Clone, Default, Serialize)]
pub struct RuleNumbers {
    /// "Người thuộc chương trình", with its list.
    pub rows: Vec<NumberRow>,
    /// The modules.
    pub modules: Vec<RequirementRow>,
    /// "Tổ đạt chuẩn: nay 12 trong 40, theo quy định này 9."
    pub teams: String,
}

/// A number with its words.
#[derive(Debug, Clone, Default, Serialize)]
pub struct NumberRow {
    /// What it counts.
    pub label: String,
    /// How many.
    pub n: Number,
}

/// A module that is required, and who has come so far.
#[derive(Debug, Clone, Default, Serialize)]
pub struct RequirementRow {
    /// The module.
    pub title: String,
    /// "Làm được"
    pub rung: String,
    /// How many have.
    pub met: String,
    /// "45%"
    pub share: String,
    /// The same as a bar of 100.
    pub bar: String,
}

/// A rule of a programme's list.
#[derive(Debug, Clone, Default, Serialize)]
pub struct RuleLine {
    /// "Quy định 2, từ 01/01/2027"
    pub label: String,
    /// Who wrote it, when.
    pub about: String,
    /// Where it stands.
    pub state: Status,
    /// Its page.
    pub href: String,
}

/// The form of another rule.
#[derive(Debug, Clone, Default, Serialize)]
pub struct RuleForm {
    /// Where it goes.
    pub action: String,
    /// The form's own id.
    pub form_id: String,
    /// Each module with the rungs that may be asked for.
    pub modules: Vec<ModuleChoice>,
    /// Members or staff.
    pub audiences: Vec<Choice>,
    /// Places in a team.
    pub roles: Vec<Choice>,
    /// Rights of staff.
    pub rights: Vec<Choice>,
    /// For how many months; empty for as long as the modules.
    pub months: String,
    /// The first day, as typed.
    pub from: String,
}

/// A module of the form.
#[derive(Debug, Clone, Default, Serialize)]
pub struct ModuleChoice {
    /// Its title.
    pub title: String,
    /// Nothing, or a rung.
    pub rungs: Vec<Choice>,
}

/// `/officer/programme-rules/{rule}`: a rule, whom it touches, and taking it into force or back.
#[derive(Debug, Clone, Default, Serialize)]
pub struct RulePage {
    /// The way down to here.
    pub crumbs: Vec<Action>,
    /// "Quy định 2 của Người hướng dẫn"
    pub heading: String,
    /// Where it stands.
    pub state: Status,
    /// For whom, from when, for how long.
    pub facts: Vec<Fact>,
    /// What is required beyond the rule before it.
    pub more: Vec<String>,
    /// What is required no more.
    pub less: Vec<String>,
    /// Whom it touches.
    pub numbers: RuleNumbers,
    /// Where it is adopted; none where it is not to be.
    pub adopt_action: Option<String>,
    /// The count as typed.
    pub count: String,
    /// Where it is taken back.
    pub withdraw_action: Option<String>,
    /// What is wrong with the form.
    pub errors: Vec<FieldError>,
}

/// `/officer/programme-rules/{rule}/people`: a list behind a number of a rule.
#[derive(Debug, Clone, Default, Serialize)]
pub struct RulePeoplePage {
    /// The way down to here.
    pub crumbs: Vec<Action>,
    /// "Được cấp giấy khi quy định có hiệu lực"
    pub heading: String,
    /// "12 người"
    pub count: String,
    /// The people.
    pub people: Vec<RulePerson>,
    /// The first page, when this is not it.
    pub first_href: Option<String>,
    /// The next page.
    pub next_href: Option<String>,
}

/// Somebody of such a list.
#[derive(Debug, Clone, Default, Serialize)]
pub struct RulePerson {
    /// The name.
    pub name: String,
    /// The village.
    pub team: String,
    /// The commune.
    pub commune: String,
}

impl View for ProgrammesPage {
    const TEMPLATE: &'static str = "officer/programmes.html";
    fn title(&self) -> String {
        marked(message("programmes-title", &[]), !self.errors.is_empty())
    }
}

impl View for ProgrammePage {
    const TEMPLATE: &'static str = "officer/programme.html";
    fn title(&self) -> String {
        marked(self.heading.clone(), !self.errors.is_empty())
    }
}

impl View for RulePage {
    const TEMPLATE: &'static str = "officer/programme_rule.html";
    fn title(&self) -> String {
        marked(self.heading.clone(), !self.errors.is_empty())
    }
}

impl View for RulePeoplePage {
    const TEMPLATE: &'static str = "officer/programme_people.html";
    fn title(&self) -> String {
        self.heading.clone()
    }
}
