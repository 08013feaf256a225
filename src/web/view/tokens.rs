//! The officer's pages about tokens for programs.

use super::{Action, Choice, FieldError, Status, View, marked};
use crate::web::messages::message;
use serde::Serialize;

/// `/officer/tokens`: the tokens of units within reach, and the form for one more.
#[derive(Debug, Clone, Default, Serialize)]
pub struct TokensPage {
    /// The way down to here.
    pub crumbs: Vec<Action>,
    /// The tokens, the newest first.
    pub tokens: Vec<TokenRow>,
    /// The first page, when this is not it.
    pub first_href: Option<String>,
    /// Older ones.
    pub next_href: Option<String>,
    /// The name as typed.
    pub name: String,
    /// The units to choose from.
    pub units: Vec<Choice>,
    /// For how long.
    pub days: Vec<Choice>,
    /// Whether it reads lists too.
    pub lists: Vec<Choice>,
    /// What is wrong with the form.
    pub errors: Vec<FieldError>,
}

/// A token of the list.
#[derive(Debug, Clone, Default, Serialize)]
pub struct TokenRow {
    /// "Bảng điều hành của tỉnh"
    pub name: String,
    /// "Tỉnh Tuyên Quang, số liệu và danh sách, đến 20/02/2027"
    pub about: String,
    /// Who made it.
    pub made: String,
    /// When it was last used.
    pub used: String,
    /// "Đang dùng được"
    pub state: Status,
    /// Where it is ended; none when it is over.
    pub end_action: Option<String>,
}

impl View for TokensPage {
    const TEMPLATE: &'static str = "officer/tokens.html";
    fn title(&self) -> String {
        marked(message("tokens-title", &[]), !self.errors.is_empty())
    }
}

/// What a new token is, shown once.
#[derive(Debug, Clone, Default, Serialize)]
pub struct TokenMadePage {
    /// The way back.
    pub crumbs: Vec<Action>,
    /// What it is for.
    pub name: String,
    /// The token itself.
    pub token: String,
    /// An address to begin with.
    pub address: String,
    /// Until when.
    pub until: String,
}

impl View for TokenMadePage {
    const TEMPLATE: &'static str = "officer/token_made.html";
    fn title(&self) -> String {
        message("token-made-title", &[])
    }
}
