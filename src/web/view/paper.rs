//! Tests on paper: printed, found again, keyed in; and a member's learning on a trainer's phone.
//!
//! Owns: what each page says. Does not own: how answers are read (`tungngo_domain::paper`). Never the key of a test.

use super::{Action, Choice, FieldError, View, titled};
use crate::web::messages::message;
use serde::Serialize;
use tungngo_domain::content::Html;

/// One or more tests to print.
#[derive(Debug, Clone, Default, Serialize)]
pub struct PaperPrintPage {
    /// One a person.
    pub sheets: Vec<PrintedTest>,
    /// Back.
    pub back: Action,
}

/// A test printed for one person.
#[derive(Debug, Clone, Default, Serialize)]
pub struct PrintedTest {
    /// The full name.
    pub name: String,
    /// "Thôn Bến Đá, xã Đồng Mây"
    pub place: String,
    /// The test's title.
    pub title: String,
    /// "12 câu hỏi. Đúng từ 10 câu là đạt."
    pub rule: String,
    /// "K7M-2PQ"
    pub code: String,
    /// Opens the page where the answers are keyed in.
    pub qr_svg: Html,
    /// The questions in their order.
    pub questions: Vec<PaperQuestion>,
    /// Where the answers are written.
    pub blanks: Vec<Blank>,
}

/// A question on paper.
#[derive(Debug, Clone, Default, Serialize)]
pub struct PaperQuestion {
    /// Its number.
    pub number: usize,
    /// The question.
    pub stem: String,
    /// Paragraphs before the options; may be empty.
    pub context: Html,
    /// How it is answered with a pen.
    pub how: String,
    /// The lettered options, parts or targets.
    pub options: Vec<Lettered>,
    /// The numbered rows of *ghép đôi*.
    pub rows: Vec<Lettered>,
    /// The scene in words, where one is tapped on a phone.
    pub scene: Option<String>,
}

/// An option with its sign.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Lettered {
    /// "a", "Đ", "1"
    pub sign: String,
    /// What it says.
    pub text: Html,
}

/// Where one answer is written.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Blank {
    /// The question's number.
    pub number: usize,
    /// The letters to circle; none where something is written.
    pub letters: Vec<String>,
    /// "1 …  2 …", "đồng"; may be empty.
    pub hint: String,
}

impl View for PaperPrintPage {
    const TEMPLATE: &'static str = "trainer/paper_print.html";
    fn title(&self) -> String {
        message("paper-print-title", &[])
    }
}

/// `/trainer/papers`: finding a sheet by its number.
#[derive(Debug, Clone, Default, Serialize)]
pub struct PapersPage {
    /// As typed.
    pub code: String,
    /// What was wrong.
    pub errors: Vec<FieldError>,
}

impl View for PapersPage {
    const TEMPLATE: &'static str = "trainer/papers.html";
    fn title(&self) -> String {
        titled("papers-title", !self.errors.is_empty())
    }
}

/// `/trainer/papers/{sheet}`: keying a sheet in, checking it, its result.
#[derive(Debug, Clone, Default, Serialize)]
pub struct PaperPage {
    /// The full name.
    pub name: String,
    /// "Bài kiểm tra …, tờ số K7M-2PQ"
    pub about: String,
    /// Where it is posted: `answers`, and `confirm` in the second step.
    pub action: String,
    /// As typed.
    pub answers: String,
    /// How each question is keyed: "Câu 1: một chữ".
    pub keys: Vec<String>,
    /// In the second step: what was read, a line a question.
    pub read: Vec<String>,
    /// Once it is closed.
    pub result: Option<String>,
    /// That other answers were kept aside.
    pub aside: Option<String>,
    /// The sheet to print.
    pub print: Action,
    /// Back.
    pub back: Action,
    /// What was wrong; all at the field `answers`.
    pub errors: Vec<FieldError>,
}

impl View for PaperPage {
    const TEMPLATE: &'static str = "trainer/paper.html";
    fn title(&self) -> String {
        titled("paper-title", !self.errors.is_empty())
    }
}

/// `/trainer/sessions/{id}/papers`: printing for several people, and their sheets.
#[derive(Debug, Clone, Default, Serialize)]
pub struct SessionPapersPage {
    /// Where the form is posted: `module`, `member` (repeated), `form_id`.
    pub action: String,
    /// The hidden `form_id`.
    pub form_id: String,
    /// `module`.
    pub modules: Vec<Choice>,
    /// `member`, repeated.
    pub people: Vec<Choice>,
    /// The sheets so far.
    pub sheets: Vec<SheetRow>,
    /// All of them to print.
    pub print_href: String,
    /// The session is over.
    pub closed: bool,
    /// Back to the session.
    pub back: Action,
    /// What was wrong.
    pub errors: Vec<FieldError>,
}

/// A sheet of the list.
#[derive(Debug, Clone, Default, Serialize)]
pub struct SheetRow {
    /// The full name.
    pub name: String,
    /// "K7M-2PQ, Thanh toán: chưa nhập"
    pub about: String,
    /// Where it is keyed in.
    pub href: String,
}

impl View for SessionPapersPage {
    const TEMPLATE: &'static str = "trainer/session_papers.html";
    fn title(&self) -> String {
        titled("session-papers-title", !self.errors.is_empty())
    }
}

/// `/trainer/members/{id}/entries`: a code for another phone, shown once.
#[derive(Debug, Clone, Default, Serialize)]
pub struct EntryCodePage {
    /// The full name.
    pub name: String,
    /// "K7M-2PQR"
    pub code: String,
    /// Where it is typed.
    pub address: String,
    /// "19 giờ 40"
    pub until: String,
    /// Back.
    pub back: Action,
}

impl View for EntryCodePage {
    const TEMPLATE: &'static str = "trainer/entry_code.html";
    fn title(&self) -> String {
        message("entry-code-title", &[])
    }
}

/// `/entry`: where the code is typed.
#[derive(Debug, Clone, Default, Serialize)]
pub struct EntryPage {
    /// As typed.
    pub code: String,
    /// What was wrong.
    pub errors: Vec<FieldError>,
    /// The door is closed for now.
    pub locked: Option<String>,
}

impl View for EntryPage {
    const TEMPLATE: &'static str = "public/entry.html";
    fn title(&self) -> String {
        titled("entry-title", !self.errors.is_empty() || self.locked.is_some())
    }
}

/// `/hand-back`: the trainer takes the phone back.
#[derive(Debug, Clone, Default, Serialize)]
pub struct HandBackPage {
    /// Whose learning ends.
    pub name: String,
    /// "cô Hằng"
    pub trainer: String,
    /// What was wrong.
    pub errors: Vec<FieldError>,
    /// The door is closed for now.
    pub locked: Option<String>,
}

impl View for HandBackPage {
    const TEMPLATE: &'static str = "public/hand_back.html";
    fn title(&self) -> String {
        titled("hand-back-title", !self.errors.is_empty() || self.locked.is_some())
    }
}
