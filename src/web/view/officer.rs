//! The officer's pages: honest figures of a unit and of the units below it.
//!
//! Owns: what each says and its title. Does not own: how figures are counted (`domain`, `storage`).

use super::{Action, View};
use serde::Serialize;

/// `/officer`, `/officer/units/{id}`: one unit.
#[derive(Debug, Clone, Default, Serialize)]
pub struct UnitPage {
    /// The way down to here, from the officer's own unit.
    pub crumbs: Vec<Action>,
    /// "Tỉnh Tuyên Quang"
    pub heading: String,
    /// "Số liệu đến 17 giờ, 20/11/2026"
    pub as_of: String,
    /// The figures, each with its denominator.
    pub figures: Vec<Figure>,
    /// "124 xã, phường"; empty where there is nothing below.
    pub children_heading: String,
    /// What the first column holds: "Xã, phường".
    pub child_column: String,
    /// "Chỗ vướng chuyển lên: 2 đang chờ"
    pub help: String,
    /// The units below.
    pub children: Vec<UnitRow>,
    /// Their sum, which is this unit's own line.
    pub total: Option<UnitRow>,
    /// "Phần riêng của tỉnh Tuyên Quang còn thiếu"
    pub lacking_heading: String,
    /// What the province has not written yet; empty where nothing is missing.
    pub lacking: Vec<String>,
}

/// A figure with its denominator.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Figure {
    /// "Có giấy chứng nhận"
    pub label: String,
    /// "52,2%"
    pub value: String,
    /// "5.464 trong 10.472 người"
    pub note: String,
}

/// A line of the table of units; every cell formatted.
#[derive(Debug, Clone, Default, Serialize)]
pub struct UnitRow {
    /// "Xã Đồng Mây"
    pub name: String,
    /// The unit's page; none on the line of the sum.
    pub href: Option<String>,
    /// On the roster.
    pub roster: String,
    /// With a device or a phone number.
    pub reachable: String,
    /// With a first answer.
    pub started: String,
    /// *Biết* in every required module.
    pub knows: String,
    /// *Làm được* in every required module.
    pub does: String,
    /// With the valid certificate.
    pub certified: String,
    /// Certified ÷ roster.
    pub rate: String,
}

impl View for UnitPage {
    const TEMPLATE: &'static str = "officer/unit.html";
    fn title(&self) -> String {
        self.heading.clone()
    }
}
