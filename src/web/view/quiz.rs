//! Questions and scenes as pages show them: asked, and explained after the answer. Alike for learners and authors.
//!
//! Owns: the shapes. Does not own: what is right (`tungngo_domain::grading`), nor which template shows what.

use super::{FieldError, Kind};
use serde::Serialize;
use tungngo_domain::content::Html;

/// An option of a question that can be chosen.
#[derive(Debug, Clone, Serialize)]
pub struct QuestionOption {
    /// What the form sends as `c`.
    pub value: String,
    /// What it says.
    pub text: Html,
    /// Whether it was chosen before.
    pub checked: bool,
}

/// A question as it is asked, alike in lessons and tests. It is answered by exactly one of `options`, `rows`, `typed`
/// and `scene`.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Asked {
    /// "Bài 2, câu hỏi 2 trong 3" or "Câu 2 trong 12"
    pub eyebrow: String,
    /// Its place, from 1.
    pub number: u32,
    /// How many there are.
    pub total: u32,
    /// The question itself.
    pub stem: String,
    /// Paragraphs before the options; may be empty.
    pub context: Html,
    /// A situation from life.
    pub situation: bool,
    /// A hint, opened on demand.
    pub hint: Option<Html>,
    /// Several options or parts may be chosen.
    pub multiple: bool,
    /// How to answer: "Chọn 2 ý", "Mỗi số chỉ dùng một lần."
    pub how: Option<String>,
    /// The options in the order shown.
    pub options: Vec<QuestionOption>,
    /// What is put in order or matched.
    pub rows: Vec<ArrangedRow>,
    /// Where something is typed.
    pub typed: Option<TypedField>,
    /// What is tapped.
    pub scene: Option<DrawnScene>,
    /// The hidden `form_id`: the same answer sent twice counts once.
    pub form_id: String,
    /// The hidden `question`: names the question exactly as it was shown.
    pub question: String,
    /// Where the answer is posted: `c` (repeated), `a0` to `a7` or `t`, with `form_id` and `question`.
    pub action: String,
    /// What was wrong, by field; the page is then sent with 422.
    pub errors: Vec<FieldError>,
}

/// Something to give a number or a partner. Its names and values say where it is shown, never where it belongs.
#[derive(Debug, Clone, Default, Serialize)]
pub struct ArrangedRow {
    /// The field, `a0` to `a7`.
    pub name: String,
    /// What it says.
    pub text: Html,
    /// The choices are numbers, drawn as a row of chips.
    pub numbers: bool,
    /// The choices are many or long, so they stand in a list box.
    pub listed: bool,
    /// What it can be given.
    pub choices: Vec<RowChoice>,
}

/// A choice of an [`ArrangedRow`].
#[derive(Debug, Clone, Default, Serialize)]
pub struct RowChoice {
    /// What the form sends.
    pub value: String,
    /// What it says, in words alone.
    pub label: String,
    /// What it says, as markup.
    pub text: Html,
    /// Whether it was chosen before.
    pub checked: bool,
}

/// A field to type an answer into.
#[derive(Debug, Clone, Default, Serialize)]
pub struct TypedField {
    /// What was typed before.
    pub value: String,
    /// A number is wanted.
    pub number: bool,
    /// What is counted; may be empty.
    pub unit: String,
}

/// A drawn phone, message or call.
#[derive(Debug, Clone, Default, Serialize)]
pub struct DrawnScene {
    /// It is a phone: narrow, so what is said about a part stands below it.
    pub phone: bool,
    /// It is a call; else, where it is no phone either, a message.
    pub call: bool,
    /// The scene in words.
    pub reading: String,
    /// What it is made of.
    pub pieces: Vec<DrawnPiece>,
}

/// A piece of a scene: markup, or a part.
#[derive(Debug, Clone, Default, Serialize)]
pub struct DrawnPiece {
    /// Compiled markup; empty where there is a part.
    pub markup: Html,
    /// A part that can be tapped.
    pub part: Option<DrawnPart>,
}

/// A part of a scene.
#[derive(Debug, Clone, Default, Serialize)]
pub struct DrawnPart {
    /// What the form sends.
    pub value: String,
    /// Its style class; may be empty.
    pub class: String,
    /// What stands in it.
    pub label: Html,
    /// Whether it was chosen before.
    pub checked: bool,
    /// What came of it, after the answer.
    pub mark: Option<PartMark>,
    /// On a practice phone: what a wrong tap is told, in words alone.
    pub wrong: Option<String>,
    /// On a practice phone: the page after a right tap.
    pub next: Option<String>,
}

/// What came of a part.
#[derive(Debug, Clone, Default, Serialize)]
pub struct PartMark {
    /// Its weight.
    pub kind: Kind,
    /// The same in words.
    pub words: String,
    /// Why.
    pub feedback: Option<Html>,
}

/// One thing to say about an answer: an option chosen, an item put in its place, a text typed.
#[derive(Debug, Clone, Default, Serialize)]
pub struct MarkedOption {
    /// [`Kind::Ok`] where it is right, [`Kind::Bad`] where it is not, [`Kind::Warn`] where it was missed.
    pub kind: Kind,
    /// "Đã chọn, và đúng", "Đã đặt số 3"
    pub words: String,
    /// Its right place, from 1; none where order is irrelevant.
    pub number: Option<u32>,
    /// What it says, as compiled markup.
    pub text: Html,
    /// What a member typed, or another plain text; may be empty.
    pub plain: String,
    /// What it belongs to.
    pub partner: Option<Html>,
    /// What is said about it.
    pub feedback: Option<Html>,
}

/// A question after the answer, or with all its answers.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Explained {
    /// The scene with its parts marked.
    pub scene: Option<DrawnScene>,
    /// What is said below.
    pub options: Vec<MarkedOption>,
    /// "Ở đây không có chỗ nào đáng ngờ."
    pub note: Option<String>,
}
