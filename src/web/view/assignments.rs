//! The pages of assigning: three steps, the list, one assignment, changing it.
//!
//! Owns: what each says and its title. Does not own: whom an assignment is for and how its deadline is counted.

use super::{Action, Choice, Doubts, FieldError, View, marked};
use crate::web::messages::message;
use crate::web::view::learner::Fact;
use serde::Serialize;

/// A choice with a line below it.
#[derive(Debug, Clone, Default, Serialize)]
pub struct RichChoice {
    /// What the form sends.
    pub value: String,
    /// What it says.
    pub label: String,
    /// The line below; may be empty.
    pub note: String,
    /// The house beside it, from 1; none where there is no house.
    pub house: Option<usize>,
    /// Whether it is chosen.
    pub checked: bool,
}

/// A hidden field: what earlier steps chose.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Hidden {
    /// Its name.
    pub name: String,
    /// Its value.
    pub value: String,
}

/// Step 1: what.
#[derive(Debug, Clone, Default, Serialize)]
pub struct ModulesPage {
    /// `module`, repeated.
    pub modules: Vec<RichChoice>,
    /// What other steps chose.
    pub hidden: Vec<Hidden>,
    /// What was wrong.
    pub errors: Vec<FieldError>,
}

impl View for ModulesPage {
    const TEMPLATE: &'static str = "trainer/assign_modules.html";
    fn title(&self) -> String {
        marked(message("assign-title-1", &[]), !self.errors.is_empty())
    }
}

/// Step 2: to whom.
#[derive(Debug, Clone, Default, Serialize)]
pub struct TeamsPage {
    /// "An toàn trên không gian mạng: giao cho tổ nào?"
    pub question: String,
    /// `team`, repeated; empty where there are too many to tick.
    pub teams: Vec<RichChoice>,
    /// "Đã chọn sẵn 2 tổ chưa được giao."
    pub hint: String,
    /// Where there are many: a smaller area, or all of this one.
    pub areas: Vec<Action>,
    /// `role`
    pub roles: Vec<Choice>,
    /// `certified`: also those who hold the certificate.
    pub certified: bool,
    /// What other steps chose.
    pub hidden: Vec<Hidden>,
    /// Back to step 1.
    pub back_href: String,
    /// What was wrong.
    pub errors: Vec<FieldError>,
}

impl View for TeamsPage {
    const TEMPLATE: &'static str = "trainer/assign_teams.html";
    fn title(&self) -> String {
        marked(message("assign-title-2", &[]), !self.errors.is_empty())
    }
}

/// Step 3: by when, and exactly what will happen.
#[derive(Debug, Clone, Default, Serialize)]
pub struct DuePage {
    /// `due`: a day, or `other`.
    pub dues: Vec<RichChoice>,
    /// `other`, as typed.
    pub other: String,
    /// `message`, as typed.
    pub message: String,
    /// What was chosen, line by line.
    pub summary: Vec<Fact>,
    /// "Giao cho 10 người"; none where it is for nobody.
    pub submit: Option<String>,
    /// `skip`: weeks that can be left out.
    pub skips: Vec<RichChoice>,
    /// `from`, as typed.
    pub from: String,
    /// `to`, as typed.
    pub to: String,
    /// What is left out now, in words; may be empty.
    pub skipped: String,
    /// What earlier steps chose, without what is left out.
    pub hidden: Vec<Hidden>,
    /// The hidden `form_id`.
    pub form_id: String,
    /// Back to step 2.
    pub back_href: String,
    /// What was wrong.
    pub errors: Vec<FieldError>,
}

impl View for DuePage {
    const TEMPLATE: &'static str = "trainer/assign_due.html";
    fn title(&self) -> String {
        marked(message("assign-title-3", &[]), !self.errors.is_empty())
    }
}

/// `/trainer/assignments`: all that concern teams within reach.
#[derive(Debug, Clone, Default, Serialize)]
pub struct AssignmentsPage {
    /// Newest first.
    pub assignments: Vec<AssignmentRow>,
    /// The next page.
    pub more_href: Option<String>,
}

/// A row of the list.
#[derive(Debug, Clone, Default, Serialize)]
pub struct AssignmentRow {
    /// "4. An toàn trên không gian mạng"
    pub title: String,
    /// "Thôn Gò Sim, Thôn Suối Tre"
    pub whom: String,
    /// "Hạn: thứ Bảy 19/12, còn 27 ngày"
    pub due: String,
    /// Its page.
    pub href: String,
}

impl View for AssignmentsPage {
    const TEMPLATE: &'static str = "trainer/assignments.html";
    fn title(&self) -> String {
        message("assignments-title", &[])
    }
}

/// `/trainer/assignments/{id}`: one, and who is behind.
#[derive(Debug, Clone, Default, Serialize)]
pub struct AssignmentPage {
    /// The way down to here.
    pub crumbs: Vec<Action>,
    /// "An toàn trên không gian mạng"
    pub heading: String,
    /// "10 người, 3 người đã xong."
    pub counts: String,
    /// What was assigned, line by line.
    pub facts: Vec<Fact>,
    /// To change it; none where it is not all within reach, or ended.
    pub change_href: Option<String>,
    /// To take it back or end it: address and words of the button.
    pub ending: Option<Action>,
    /// What the button does.
    pub ending_hint: String,
    /// Heading of the list.
    pub list_heading: String,
    /// The other list: all, or only those behind.
    pub switch: Action,
    /// Members by team.
    pub members: Vec<AssignedRow>,
    /// The next page.
    pub more_href: Option<String>,
}

/// A member of an assignment.
#[derive(Debug, Clone, Default, Serialize)]
pub struct AssignedRow {
    /// The full name.
    pub name: String,
    /// "Thôn Gò Sim, tổ trưởng"
    pub place: String,
    /// A sentence a module: "Chuyên đề 4: đang học bài 2".
    pub states: Vec<super::Status>,
    /// The member's page.
    pub href: String,
}

impl View for AssignmentPage {
    const TEMPLATE: &'static str = "trainer/assignment.html";
    fn title(&self) -> String {
        self.heading.clone()
    }
}

/// `/trainer/assignments/{id}/change`
#[derive(Debug, Clone, Default, Serialize)]
pub struct ChangePage {
    /// The way down to here.
    pub crumbs: Vec<Action>,
    /// "An toàn trên không gian mạng"
    pub heading: String,
    /// Where it is posted.
    pub action: String,
    /// `team`, repeated; empty where all teams of an area are meant.
    pub teams: Vec<RichChoice>,
    /// `role`: whom of the teams.
    pub roles: Vec<Choice>,
    /// `due`, as typed.
    pub due: String,
    /// `message`, as typed.
    pub message: String,
    /// What is asked before it is kept.
    pub doubts: Option<Doubts>,
    /// What was wrong.
    pub errors: Vec<FieldError>,
}

impl View for ChangePage {
    const TEMPLATE: &'static str = "trainer/assignment_change.html";
    fn title(&self) -> String {
        marked(message("assign-change-title", &[]), !self.errors.is_empty())
    }
}
