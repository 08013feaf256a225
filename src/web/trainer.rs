//! The trainer's smallest step: see the members within reach, add one, print a card, sign off what was seen.

pub mod member;
pub mod overview;
pub mod rosters;
pub mod team;

use super::view::House;
use super::view::trainer::{Cell, ModuleColumn, Ramp};
use tungngo_domain::content::Skill;

/// The five columns of every matrix.
pub fn columns() -> Vec<ModuleColumn> {
    Skill::ALL
        .into_iter()
        .map(|skill| ModuleColumn {
            number: u32::try_from(skill.house()).unwrap_or(0),
            title: skill.short_title().to_owned(),
        })
        .collect()
}

/// How one member stands in one module, as a cell.
pub fn member_cell(house: Option<House>) -> Cell {
    let (ramp, text, short) = match house {
        None => (Ramp::T0, "–", None),
        Some(House::Dark) => (Ramp::T1, "Chưa học", Some("0")),
        Some(House::Half) => (Ramp::T2, "Đang học", Some("Học")),
        Some(House::Wait) => (Ramp::T3, "Biết", None),
        Some(House::Lit) => (Ramp::T4, "Làm được", Some("Làm")),
        Some(House::Teach) => (Ramp::T5, "Dạy được", Some("Dạy")),
    };
    Cell { ramp, text: text.to_owned(), short: short.map(str::to_owned) }
}
