//! Frozen months of a unit: which there are, and the figures of one.
//!
//! Owns: what they say and their titles. Does not own: what is counted, nor how live figures look (`view/officer.rs`),
//! whose parts a frozen month shows without the lists behind them: a list is of today, a frozen number is not.

use super::officer::{FilePart, UnitPage};
use super::{Action, FieldError, Status, View};
use serde::Serialize;

/// `/officer/units/{id}/months`: the months of a unit.
#[derive(Debug, Clone, Default, Serialize)]
pub struct MonthsPage {
    /// The way down to here.
    pub crumbs: Vec<Action>,
    /// "Chốt số liệu tháng: Xã Đồng Mây"
    pub heading: String,
    /// Where the forms lead.
    pub action: String,
    /// Ended months that do not stand: the address's word and the button's.
    pub open: Vec<Action>,
    /// What was frozen, the latest month first.
    pub months: Vec<MonthRow>,
    /// What is wrong with the form.
    pub errors: Vec<FieldError>,
}

/// A frozen month in the list.
#[derive(Debug, Clone, Default, Serialize)]
pub struct MonthRow {
    /// "Tháng 10/2026", "Tháng 10/2026, lần chốt 2"
    pub label: String,
    /// Its page.
    pub href: String,
    /// Frozen, signed, reopened, being counted.
    pub state: Status,
    /// Who did what, and when.
    pub lines: Vec<String>,
}

/// `/officer/months/{freeze}`: a frozen month.
#[derive(Debug, Clone, Default, Serialize)]
pub struct FrozenPage {
    /// The way down to here.
    pub crumbs: Vec<Action>,
    /// "Tháng 10/2026: Xã Đồng Mây"
    pub heading: String,
    /// Frozen, signed, reopened, being counted.
    pub state: Status,
    /// Who did what, and when; on paper too.
    pub lines: Vec<String>,
    /// "Đã đếm 12.000 người": while it is counted.
    pub progress: String,
    /// That its counting stopped, and what to do.
    pub stopped: String,
    /// Its own address.
    pub href: String,
    /// Where the unit's months are.
    pub months_href: String,
    /// The figures, as a unit's page words them; none while they are counted.
    pub unit: Option<UnitPage>,
    /// The files of each part.
    pub files: Vec<FilePart>,
    /// What the last recount found.
    pub check: Option<CheckPart>,
    /// A recount is at work.
    pub checking: bool,
    /// It may be signed.
    pub may_sign: bool,
    /// It may be reopened.
    pub may_reopen: bool,
    /// The reason as typed.
    pub reason: String,
    /// What is wrong with the form.
    pub errors: Vec<FieldError>,
}

/// What a recount found.
#[derive(Debug, Clone, Default, Serialize)]
pub struct CheckPart {
    /// "Khớp: mọi số tính lại từ sổ bằng số đã chốt."
    pub state: Status,
    /// When.
    pub when: String,
    /// What differs, number by number.
    pub differences: Vec<String>,
    /// "Đến sau khi chốt: 3 bản ghi của 2 người."
    pub late: String,
    /// That no number would be another; mostly empty.
    pub unmoved: String,
    /// The numbers that would be others.
    pub later: Vec<LaterRow>,
}

/// A number with what arrived later.
#[derive(Debug, Clone, Default, Serialize)]
pub struct LaterRow {
    /// "Biết, ít nhất một chuyên đề"
    pub label: String,
    /// As frozen.
    pub frozen: String,
    /// With what arrived later.
    pub with: String,
}

impl UnitPage {
    /// The same without ways to what it is today: to units, and to other orders.
    pub fn without_ways(mut self) -> Self {
        for row in self.children.iter_mut().chain(&mut self.total) {
            row.href = None;
        }
        for column in &mut self.columns {
            column.href = None;
        }
        self
    }
}

impl View for MonthsPage {
    const TEMPLATE: &'static str = "officer/months.html";
    fn title(&self) -> String {
        super::marked(self.heading.clone(), !self.errors.is_empty())
    }
}

impl View for FrozenPage {
    const TEMPLATE: &'static str = "officer/frozen.html";
    fn title(&self) -> String {
        super::marked(self.heading.clone(), !self.errors.is_empty())
    }
}
