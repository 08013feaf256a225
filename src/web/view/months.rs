//! The monthly sheet: of a team member by member, of a commune team by team.
//!
//! Owns: what it says and its title. Does not own: what is counted (`domain/months.rs`).

use super::{Action, View};
use serde::Serialize;

/// `/trainer/teams/{team}/months/{month}` and `/trainer/communes/{unit}/months/{month}`
#[derive(Debug, Clone, Default, Serialize)]
pub struct MonthPage {
    /// The way down to here.
    pub crumbs: Vec<Action>,
    /// "Tháng 11/2026: tổ thôn Bến Đá"
    pub heading: String,
    /// "Số liệu đến 17 giờ, 20/11/2026"
    pub as_of: String,
    /// What the first column holds: "Thành viên" or "Tổ".
    pub column: String,
    /// The lines, at most a page of them.
    pub lines: Vec<MonthLine>,
    /// The sum of all lines, of every page.
    pub total: MonthLine,
    /// The month before, the month after where it has begun.
    pub months: Vec<Action>,
    /// The same as a workbook.
    pub file_href: String,
    /// The next page.
    pub more_href: Option<String>,
}

/// A line; every cell formatted.
#[derive(Debug, Clone, Default, Serialize)]
pub struct MonthLine {
    /// Whose.
    pub name: String,
    /// The page of that member or team.
    pub href: Option<String>,
    /// The modules it was in: "1, 3".
    pub modules: String,
    /// Lessons finished.
    pub lessons: String,
    /// Tests passed.
    pub tests: String,
    /// Acts signed off.
    pub acts: String,
    /// Certificates.
    pub certificates: String,
}

impl View for MonthPage {
    const TEMPLATE: &'static str = "trainer/month.html";
    fn title(&self) -> String {
        self.heading.clone()
    }
}
