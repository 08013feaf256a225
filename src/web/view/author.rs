//! The author's desk: the catalogue as it is, what the compiler says, and every lesson as learners see it.
//!
//! Owns: what each says and its title. Does not own: compiling and publishing (`course`, `storage`).

use super::learner::Fact;
use super::quiz::{DrawnScene, Explained, MarkedOption};
use super::{Action, Kind, View};
use crate::web::messages::message;
use serde::Serialize;
use tungngo_domain::content::Html;

/// `/author`: the catalogue and the compiler's findings.
#[derive(Debug, Clone, Default, Serialize)]
pub struct DeskPage {
    /// The course does not compile, so the last good one is in use: since when, in a sentence.
    pub broken: Option<String>,
    /// What is saved and waits to be published.
    pub waiting: Vec<WaitingRow>,
    /// The modules in use.
    pub modules: Vec<CatalogueRow>,
    /// "2 lỗi, 3 cảnh báo"; empty when there are none.
    pub counts: String,
    /// What the compiler found, errors first.
    pub diagnostics: Vec<Diagnostic>,
    /// The fact cards, overdue ones first.
    pub facts: Vec<FactRow>,
}

/// A fact card and where it is printed.
#[derive(Debug, Clone, Default, Serialize)]
pub struct FactRow {
    /// `hotline-cuoc-goi-rac`
    pub name: String,
    /// What it prints.
    pub value: String,
    /// "21/02/2027"; a dash when the card has none.
    pub review: String,
    /// The day to look at it again is past.
    pub overdue: bool,
    /// "an-toan/03-gia-cong-an.md:41" each.
    pub places: Vec<String>,
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
    /// The day to look at it again is past.
    pub overdue: bool,
}

/// A module that waits to be published.
#[derive(Debug, Clone, Default, Serialize)]
pub struct WaitingRow {
    /// Its title.
    pub title: String,
    /// The class of the change: [`Kind::Plain`] for wording, [`Kind::Warn`] for meaning, [`Kind::Bad`] for a recall.
    pub kind: Kind,
    /// "đổi nghĩa"
    pub class: String,
    /// Whom it touches, a sentence each.
    pub touched: Vec<String>,
    /// The page that shows it whole and publishes it.
    pub href: String,
}

/// `/author/modules/{m}/publication`: what would be published, and whom it touches.
#[derive(Debug, Clone, Default, Serialize)]
pub struct PublicationPage {
    /// The module's title.
    pub title: String,
    /// As on the desk.
    pub kind: Kind,
    /// "đổi nghĩa"
    pub class: String,
    /// Whom it touches, a sentence each.
    pub touched: Vec<String>,
    /// Each part that differs.
    pub changes: Vec<ChangeRow>,
    /// Lessons that declare less than what is proved, a sentence each.
    pub too_loose: Vec<String>,
    /// The version that is shown, and published.
    pub version: String,
    /// Where the form goes.
    pub action: String,
}

/// A part that differs.
#[derive(Debug, Clone, Default, Serialize)]
pub struct ChangeRow {
    /// "Câu hỏi “Nên làm gì?”"
    pub part: String,
    /// "đổi nghĩa"
    pub class: String,
    /// "đổi đáp án đúng"
    pub proof: String,
}

impl View for PublicationPage {
    const TEMPLATE: &'static str = "author/publication.html";
    fn title(&self) -> String {
        message("publication-title", &[("title", &self.title)])
    }
}

/// `/author/modules/{m}/questions`: how each question performs, bad ones first.
#[derive(Debug, Clone, Default, Serialize)]
pub struct QuestionsPage {
    /// The module's title.
    pub title: String,
    /// The questions.
    pub questions: Vec<QuestionRow>,
    /// Back to the module.
    pub back: Action,
}

/// How a question performs.
#[derive(Debug, Clone, Default, Serialize)]
pub struct QuestionRow {
    /// The question.
    pub stem: String,
    /// "Bài 2" or the bank's title.
    pub place: String,
    /// "40"
    pub n: String,
    /// Percent right at the first try, for the bar; none while nobody answered.
    pub right: Option<u32>,
    /// "35 %"
    pub right_words: String,
    /// "Chuyển luôn (12 người)"; a dash when nobody was wrong.
    pub wrong: String,
    /// "0,25"; a dash where it cannot be told.
    pub discrimination: String,
    /// It should be looked at again.
    pub bad: bool,
}

impl View for QuestionsPage {
    const TEMPLATE: &'static str = "author/questions.html";
    fn title(&self) -> String {
        message("performance-title", &[("title", &self.title)])
    }
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
    /// How its questions perform.
    pub questions_href: String,
    /// The whole module as a PDF.
    pub booklet_href: String,
    /// The versions that were in use, the latest first.
    pub versions: Vec<VersionRow>,
    /// The provinces that have a part of their own.
    pub provinces: Vec<Action>,
    /// "Bản của Lào Cai.", when this is the module of one province.
    pub of_province: Option<String>,
    /// Back to the desk, or to the national module.
    pub back: Action,
}

/// A version that was in use.
#[derive(Debug, Clone, Default, Serialize)]
pub struct VersionRow {
    /// The first characters of its hash.
    pub version: String,
    /// Since when.
    pub since: String,
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
    /// What is said before its practice phones.
    pub drills_intro: Html,
    /// Its practice phones, step by step.
    pub steps: Vec<PreviewStep>,
    /// Its questions with their answers.
    pub questions: Vec<PreviewQuestion>,
    /// How it is looked at: empty, `light`, `dark` or `print`, each as narrow as a phone or a sheet.
    pub look: &'static str,
    /// The other ways to look at it.
    pub looks: Vec<Look>,
    /// Back to the module.
    pub back: Action,
}

/// A way to look at a lesson.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Look {
    /// "Điện thoại 360 px, nền tối"
    pub label: String,
    /// Its address.
    pub href: String,
    /// It is the one shown.
    pub current: bool,
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
    /// The scene and all options, in the author's order.
    pub explained: Explained,
    /// Why.
    pub explanation: Option<Html>,
}

/// A step of a practice phone with what each tap is told.
#[derive(Debug, Clone, Default, Serialize)]
pub struct PreviewStep {
    /// "Máy tập, bước 1 trong 4"
    pub label: String,
    /// What to do.
    pub task: String,
    /// The screen, its right parts marked.
    pub scene: DrawnScene,
    /// All parts with what is said about them.
    pub options: Vec<MarkedOption>,
}

impl View for PreviewPage {
    const TEMPLATE: &'static str = "author/preview.html";
    fn title(&self) -> String {
        self.title.clone()
    }
}
