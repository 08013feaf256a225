//! The officer's pages about trainers: who is one, for what and until when.
//!
//! Owns: what each says and its title. Does not own: who may grant what (`domain`).

use super::{Action, Choice, FieldError, Status, View, marked};
use crate::web::messages::message;
use serde::Serialize;

/// `/officer/trainers`: the trainers within reach.
#[derive(Debug, Clone, Default, Serialize)]
pub struct TrainersPage {
    /// The way down to here.
    pub crumbs: Vec<Action>,
    /// Their grants, by name.
    pub grants: Vec<GrantRow>,
    /// The first page, when this is not it.
    pub first_href: Option<String>,
    /// The next names.
    pub next_href: Option<String>,
}

/// A grant of the list.
#[derive(Debug, Clone, Default, Serialize)]
pub struct GrantRow {
    /// The full name.
    pub name: String,
    /// "Xã Đồng Mây"
    pub unit: String,
    /// "Mọi chuyên đề", "Thanh toán, An toàn"
    pub modules: String,
    /// "Từ 01/10/2026 đến 31/12/2027"
    pub dates: String,
    /// "Đang làm", "Hết hạn", "Chưa nhận lời mời"
    pub state: Status,
    /// The page to change it; none when it has ended.
    pub change_href: Option<String>,
}

impl View for TrainersPage {
    const TEMPLATE: &'static str = "officer/trainers.html";
    fn title(&self) -> String {
        message("trainers-title", &[])
    }
}

/// `/officer/trainers/new`: looking for a person, or writing a new one down; `/officer/trainers/{id}`: changing a grant.
#[derive(Debug, Clone, Default, Serialize)]
pub struct GrantPage {
    /// "Thêm tập huấn viên", "Tập huấn viên Trần Thị Thu Hằng"
    pub heading: String,
    /// Where it is posted.
    pub action: String,
    /// `person`: the id of somebody who is known already; empty for a new person.
    pub person: String,
    /// Their name, for a person who is known.
    pub name: String,
    /// Whether somebody is looked for first: on the page of a new grant without a person.
    pub searches: bool,
    /// `q` as typed.
    pub query: String,
    /// Who was found; each leads to the form for them.
    pub found: Vec<Found>,
    /// `full_name` as typed, for a new person.
    pub full_name: String,
    /// `phone` as typed, for a new person.
    pub phone: String,
    /// Whether an account name is asked for: whoever has none cannot come in as staff.
    pub asks_account: bool,
    /// `account` as typed.
    pub account: String,
    /// `unit`: the units to choose from, several; none on the page of a change.
    pub units: Vec<Choice>,
    /// `module`: none chosen means all.
    pub modules: Vec<Choice>,
    /// `from` as typed (dd/mm/yyyy).
    pub from: String,
    /// `until` as typed (dd/mm/yyyy).
    pub until: String,
    /// What the button says.
    pub save: String,
    /// Where the grant is ended at once; none on the page of a new one.
    pub end_action: Option<String>,
    /// What was wrong, by field.
    pub errors: Vec<FieldError>,
}

/// Somebody who was found.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Found {
    /// The full name.
    pub name: String,
    /// "Sinh 1990, số 09•• ••• 123, Thôn Bến Đá, Xã Đồng Mây"
    pub about: String,
    /// The form for them.
    pub href: String,
}

impl View for GrantPage {
    const TEMPLATE: &'static str = "officer/trainer_grant.html";
    fn title(&self) -> String {
        marked(self.heading.clone(), !self.errors.is_empty())
    }
}
