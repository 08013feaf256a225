//! `/officer/units/{id}/periods`: two periods of one unit side by side.
//!
//! Owns: what the page says and its title. Does not own: what a period is (`domain`), what is counted
//! (`web/officer/periods.rs`).

use super::officer::{FilePart, Number};
use super::{Action, Choice, View};
use serde::Serialize;

/// `/officer/units/{id}/periods`: two periods of one unit.
#[derive(Debug, Clone, Default, Serialize)]
pub struct PeriodsPage {
    /// The way down to here.
    pub crumbs: Vec<Action>,
    /// "Tháng 9/2026 và tháng 10/2026: tỉnh Tuyên Quang"
    pub heading: String,
    /// "Số liệu đến 17 giờ, 20/11/2026"
    pub as_of: String,
    /// "Đang xem: An toàn trên không gian mạng."; empty where everything counts.
    pub chosen: String,
    /// Where the form leads.
    pub action: String,
    /// What the earlier may be.
    pub ones: Vec<Choice>,
    /// What the later may be.
    pub others: Vec<Choice>,
    /// Which module, or all.
    pub subjects: Vec<Choice>,
    /// "Tháng 10/2026: 4 tuần, từ 05/10/2026 đến 01/11/2026."
    pub spans: Vec<String>,
    /// The figures.
    pub tables: Vec<PeriodTable>,
    /// What has no frozen figures; empty where both ends have.
    pub unfrozen: String,
    /// The frozen months of the unit.
    pub months_href: String,
    /// How it is counted, a sentence a line.
    pub how: Vec<String>,
    /// The same as a file.
    pub file: FilePart,
}

/// Figures of both periods.
#[derive(Debug, Clone, Default, Serialize)]
pub struct PeriodTable {
    /// Where links find it.
    pub id: &'static str,
    /// "Mới đạt trong kỳ"
    pub heading: String,
    /// The two periods; with an address where they stand by themselves.
    pub names: Vec<PeriodName>,
    /// What a full bar is; empty where there are no bars.
    pub full: String,
    /// A line a figure.
    pub rows: Vec<PeriodRow>,
}

/// The head of a column.
#[derive(Debug, Clone, Default, Serialize)]
pub struct PeriodName {
    /// "Tháng 10/2026"
    pub label: String,
    /// The frozen month.
    pub href: Option<String>,
}

/// A figure in both periods.
#[derive(Debug, Clone, Default, Serialize)]
pub struct PeriodRow {
    /// "Vào học"
    pub label: String,
    /// Of each period: "1.204".
    pub cells: Vec<Number>,
    /// The difference: "+312".
    pub by: String,
    /// The difference, of the earlier: "+35,0%".
    pub percent: String,
    /// How long the bar of each is, of 100.
    pub bars: Vec<String>,
}

impl View for PeriodsPage {
    const TEMPLATE: &'static str = "officer/periods.html";
    fn title(&self) -> String {
        self.heading.clone()
    }
}
