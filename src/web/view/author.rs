//! The author's desk: the catalogue as it is, what the compiler says, and every lesson as learners see it.
//!
//! Owns: what each says and its title. Does not own: compiling and publishing (`course`, `storage`).

use super::learner::{Fact, MarkedOption};
use super::{Action, Kind, View};
use crate::web::messages::message;
use serde::Serialize;
use tungngo_domain::content::Html;

/// `/author`: the catalogue and the compiler's findings.
#[derive(Debug, Clone, Default, Serialize)]
pub struct DeskPage {
    /// The course does not compile, so the last good one is in use: since when, in a sentence.
    pub broken: Option<String>,
    /// The modules in use.
    pub modules: Vec<CatalogueRow>,
    /// "2 lỗi, 3 cảnh báo"; empty when there are none.
    pub counts: String,
    /// What the compiler found, errors first.
    pub diagnostics: Vec<Diagnostic>,
}

/// A module of the catalogue.
#[derive(Debug, Clone, Default, Serialize)]
pub struct CatalogueRow {
    /// Its title.
    pub title: String,
    /// Its page.
    pub href: String,
    /// "5"
    pub lessons: String,
    /// "14 trong bài, 24 trong ngân hàng"
    pub questions: String,
    /// The first characters of its version.
    pub version: String,
    /// "20/11/2026"
    pub published: String,
    /// "01/03/2027"; a dash when the author set none.
    pub review: String,
}

/// A finding of the compiler.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Diagnostic {
    /// [`Kind::Bad`] for errors, [`Kind::Warn`] for warnings.
    pub kind: Kind,
    /// "lỗi[Q012]", "cảnh báo[L003]"
    pub code: String,
    /// "thanh-toan/03-ma-qr.md:12:5"
    pub place: String,
    /// What is wrong.
    pub message: String,
    /// What to write instead.
    pub fix: Option<String>,
    /// The source line with the place underlined below it, as fixed-width text.
    pub source: Option<String>,
}

impl View for DeskPage {
    const TEMPLATE: &'static str = "author/desk.html";
    fn title(&self) -> String {
        message("desk-title", &[])
    }
}

/// `/author/modules/{m}`: a module with its lessons.
#[derive(Debug, Clone, Default, Serialize)]
pub struct ModulePage {
    /// The module's title.
    pub title: String,
    /// What it is about.
    pub summary: String,
    /// Version, dates, test, practice.
    pub facts: Vec<Fact>,
    /// Its lessons.
    pub lessons: Vec<LessonRow>,
    /// The provinces that have a part of their own.
    pub provinces: Vec<Action>,
    /// "Bản của Lào Cai.", when this is the module of one province.
    pub of_province: Option<String>,
    /// Back to the desk, or to the national module.
    pub back: Action,
}

/// A lesson of a module.
#[derive(Debug, Clone, Default, Serialize)]
pub struct LessonRow {
    /// Its place.
    pub number: u32,
    /// Its title.
    pub title: String,
    /// The preview.
    pub href: String,
    /// "8 phút, 3 câu hỏi, bản 2"
    pub about: String,
}

impl View for ModulePage {
    const TEMPLATE: &'static str = "author/module.html";
    fn title(&self) -> String {
        self.title.clone()
    }
}

/// `/author/modules/{m}/lessons/{l}`: a lesson as learners see it, with all answers.
#[derive(Debug, Clone, Default, Serialize)]
pub struct PreviewPage {
    /// "Chuyên đề 3, bài 2 trong 5"
    pub eyebrow: String,
    /// The lesson's title.
    pub title: String,
    /// "Bản của Lào Cai.", when it is shown as one province has it.
    pub of_province: Option<String>,
    /// The compiled page.
    pub body: Html,
    /// Its questions with their answers.
    pub questions: Vec<PreviewQuestion>,
    /// Back to the module.
    pub back: Action,
}

/// A question with its answers.
#[derive(Debug, Clone, Default, Serialize)]
pub struct PreviewQuestion {
    /// "Câu 1 (chọn một)"
    pub label: String,
    /// The question.
    pub stem: String,
    /// Paragraphs before the options; may be empty.
    pub context: Html,
    /// The hint.
    pub hint: Option<Html>,
    /// All options in the author's order; `chosen` is not used here.
    pub options: Vec<MarkedOption>,
    /// Why.
    pub explanation: Option<Html>,
}

impl View for PreviewPage {
    const TEMPLATE: &'static str = "author/preview.html";
    fn title(&self) -> String {
        self.title.clone()
    }
}
