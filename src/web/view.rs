//! What pages say: one struct for each template, already worded and formatted, and the layout around them.
//!
//! Owns: the shape of every page's data and its title. Does not own: where the data comes from (the handlers), how it
//! is drawn (`templates/`), fixed words (`messages/vi.ftl`).
//!
//! A template chooses and loops; it computes nothing. So a view holds sentences, not numbers: [`words`] makes them.

pub mod admin;
pub mod assignments;
pub mod author;
pub mod certificates;
pub mod freezes;
pub mod help;
pub mod learner;
pub mod memberships;
pub mod months;
pub mod officer;
pub mod paper;
pub mod periods;
pub mod programmes;
pub mod public;
pub mod quiz;
pub mod reforms;
pub mod rosters;
#[cfg(test)]
mod samples;
pub mod session;
#[cfg(test)]
mod tests;
pub mod tokens;
pub mod trainer;
pub mod trainers;
pub mod words;

use super::messages::message;
use serde::Serialize;

/// A page: the data of one template.
pub trait View: Serialize {
    /// The template, relative to `templates/`.
    const TEMPLATE: &'static str;

    /// Whether it reads the same for many members, so that it is worth keeping packed.
    const SAME_FOR_MANY: bool = false;

    /// What the browser calls the page; begins with "Lỗi:" when a form came back with mistakes.
    fn title(&self) -> String;
}

/// What stands around every page. The responder fills it, never a handler.
#[derive(Debug, Clone, Serialize)]
pub struct Layout {
    /// The language of the page.
    pub lang: &'static str,
    /// The class that enlarges text: empty, `to` or `rat-to`.
    pub text_size_class: &'static str,
    /// Where "Chữ to" leads.
    pub text_size_href: String,
    /// Where "Gọi giúp" leads: `tel:…`, or `/help` while no number is known.
    pub help_href: String,
    /// The token of every form on the page.
    pub csrf: String,
    /// Something that just happened.
    pub notice: Option<Notice>,
    /// The page came over a network that does not encrypt.
    pub insecure_http: bool,
    /// On a shared phone: whose turn it is.
    pub shared_name: Option<String>,
    /// On a trainer's phone: the turn ends by handing it back.
    pub hand_back: bool,
    /// How the person is addressed ("bác"), for the chrome's few words that need it.
    pub address: String,
    /// Set on work pages.
    pub staff: Option<StaffBar>,
    /// Where the brand leads.
    pub home_href: String,
}

impl Default for Layout {
    fn default() -> Self {
        Self {
            lang: "vi",
            text_size_class: "",
            text_size_href: "/text-size".to_owned(),
            help_href: "/help".to_owned(),
            csrf: String::new(),
            notice: None,
            insecure_http: false,
            shared_name: None,
            hand_back: false,
            address: "bác".to_owned(),
            staff: None,
            home_href: "/".to_owned(),
        }
    }
}

/// The header of work pages.
#[derive(Debug, Clone, Serialize)]
pub struct StaffBar {
    /// Who is signed in.
    pub name: String,
    /// The main pages of the role.
    pub nav: Vec<NavItem>,
}

/// A link of the staff header.
#[derive(Debug, Clone, Serialize)]
pub struct NavItem {
    /// Where it leads.
    pub href: String,
    /// What it says.
    pub label: String,
    /// This page, or a page below it.
    pub current: bool,
}

/// The weight of a notice or a status; always beside words that say the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub enum Kind {
    /// Neither good nor bad.
    #[default]
    #[serde(rename = "")]
    Plain,
    /// Done, passed, saved.
    #[serde(rename = "ok")]
    Ok,
    /// Waiting, or worth attention.
    #[serde(rename = "warn")]
    Warn,
    /// Not right, refused, stuck.
    #[serde(rename = "bad")]
    Bad,
}

/// A sentence at the top of the next page.
#[derive(Debug, Clone, Serialize)]
pub struct Notice {
    /// Its weight.
    pub kind: Kind,
    /// The sentence.
    pub text: String,
}

/// A short status: an icon and words.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Status {
    /// Its weight; chooses icon and colour.
    pub kind: Kind,
    /// The words.
    pub text: String,
}

impl Status {
    /// A status of this weight.
    pub fn new(kind: Kind, text: impl Into<String>) -> Self {
        Self { kind, text: text.into() }
    }
}

/// A way on: where to, and in what words.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Action {
    /// Where it leads.
    pub href: String,
    /// Verb first, at most four words on buttons.
    pub label: String,
}

impl Action {
    /// A way on.
    pub fn new(href: impl Into<String>, label: impl Into<String>) -> Self {
        Self { href: href.into(), label: label.into() }
    }
}

/// What is asked once more before it is kept.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Doubts {
    /// "Trong tổ đã có Ma Thị Mùi, sinh 1959. Có phải cùng một người không?"
    pub lines: Vec<String>,
    /// The hidden `sure`: what the form, sent once more, says yes to.
    pub answer: String,
}

/// What is wrong with one field, in a sentence that says how to mend it.
#[derive(Debug, Clone, Serialize)]
pub struct FieldError {
    /// The field's name in the form, which is also its id on the page.
    pub field: String,
    /// What happened and what to do.
    pub text: String,
}

impl FieldError {
    /// A mistake in this field.
    pub fn new(field: impl Into<String>, text: impl Into<String>) -> Self {
        Self { field: field.into(), text: text.into() }
    }
}

/// How one house of the lane stands (design.md §1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum House {
    /// Not begun.
    #[default]
    Dark,
    /// Being learnt.
    Half,
    /// *Biết*: the test is passed, a trainer has yet to see it done.
    Wait,
    /// *Làm được*: the module's certificate is there.
    Lit,
    /// *Dạy được*.
    Teach,
}

/// The five houses in the order of the skills.
pub type Lane = [House; 5];

/// How a rung is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum RungState {
    /// Not reached.
    #[default]
    #[serde(rename = "")]
    Open,
    /// Waiting for a trainer.
    Ask,
    /// Reached.
    Got,
}

/// One of the three rungs of a module.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Rung {
    /// "Biết", "Làm được", "Dạy được".
    pub label: String,
    /// The day it was reached, as "14/11"; none while it is not.
    pub when: Option<String>,
    /// How it is drawn.
    pub state: RungState,
}

/// A choice of a form field.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Choice {
    /// What the form sends.
    pub value: String,
    /// What it says.
    pub label: String,
    /// Whether it is chosen.
    pub checked: bool,
}

/// A person to call.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Contact {
    /// "cô Hằng".
    pub name: String,
    /// `tel:…`
    pub href: String,
    /// The number in groups.
    pub phone: String,
}

/// A title of the catalogue, with "Lỗi:" before it when a form came back with mistakes.
fn titled(key: &str, failed: bool) -> String {
    marked(message(key, &[]), failed)
}

fn marked(title: String, failed: bool) -> String {
    if failed { message("title-error", &[("title", &title)]) } else { title }
}
