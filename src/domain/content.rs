//! What authors write, as data: the catalogue, its modules, lessons, questions, banks, tests and checklists.
//!
//! Owns: the shapes and the look-ups in them. Does not own: how Markdown becomes these (the course crate), nor how
//! answers are graded ([`crate::grading`]).
//!
//! Every value here is serialisable, because a published module version is kept for ever as one JSON document: a
//! learner in mid-attempt goes on with the version the attempt began with.

use crate::change::{Class, Declared};
use crate::ids::Slug;
use chrono::NaiveDate;
pub use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Markup that the course compiler built. Nothing else may build it, which is why templates may print it unescaped.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Html(String);

impl Html {
    /// Wraps markup **built by the compiler**; never call it with text that came from anywhere else.
    pub fn from_compiler(markup: String) -> Self {
        Self(markup)
    }

    /// The markup.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// One of the five basic skills; also which house of the lane a module is (design.md §1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Skill {
    /// Online public services.
    DichVuCong,
    /// Buying and selling online.
    ThuongMaiDienTu,
    /// Cashless payment.
    ThanhToan,
    /// Safety in cyberspace.
    AnToan,
    /// The local platforms of the province.
    NenTangDiaPhuong,
    /// Guiding others: for trainers and officials, no house of the lane and no part of the member's certificate.
    HuongDan,
}

impl Skill {
    /// All five, in the order of the lane.
    pub const ALL: [Self; 5] =
        [Self::DichVuCong, Self::ThuongMaiDienTu, Self::ThanhToan, Self::AnToan, Self::NenTangDiaPhuong];

    /// Every word an author may write: the five, and guiding others.
    pub const KNOWN: [Self; 6] = [
        Self::DichVuCong,
        Self::ThuongMaiDienTu,
        Self::ThanhToan,
        Self::AnToan,
        Self::NenTangDiaPhuong,
        Self::HuongDan,
    ];

    /// The place in the lane, 1 to 5; guiding others comes after it, as 6.
    pub fn house(self) -> usize {
        1 + Self::KNOWN.iter().position(|skill| *skill == self).unwrap_or_default()
    }

    /// The authored word in front matter (`skill: thanh-toan`); also the id and folder of the national module.
    pub fn word(self) -> &'static str {
        match self {
            Self::DichVuCong => "dich-vu-cong",
            Self::ThuongMaiDienTu => "thuong-mai-dien-tu",
            Self::ThanhToan => "thanh-toan",
            Self::AnToan => "an-toan",
            Self::NenTangDiaPhuong => "nen-tang-dia-phuong",
            Self::HuongDan => "huong-dan",
        }
    }

    /// The full Vietnamese name.
    pub fn title(self) -> &'static str {
        match self {
            Self::DichVuCong => "Dịch vụ công trực tuyến",
            Self::ThuongMaiDienTu => "Thương mại điện tử",
            Self::ThanhToan => "Thanh toán không dùng tiền mặt",
            Self::AnToan => "An toàn trên không gian mạng",
            Self::NenTangDiaPhuong => "Nền tảng số địa phương",
            Self::HuongDan => "Hướng dẫn người khác",
        }
    }

    /// The short name for narrow columns (design.md §7).
    pub fn short_title(self) -> &'static str {
        match self {
            Self::DichVuCong => "Dịch vụ công",
            Self::ThuongMaiDienTu => "Thương mại",
            Self::ThanhToan => "Thanh toán",
            Self::AnToan => "An toàn",
            Self::NenTangDiaPhuong => "Địa phương",
            Self::HuongDan => "Hướng dẫn",
        }
    }
}

/// All compiled modules, in the order of their front matter, and what provinces have of their own.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Catalogue {
    /// The national modules, by `order`, then id.
    pub modules: Vec<Arc<Module>>,
    /// By province code: the modules that are different there, each whole (the national one with the province's part).
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub local: BTreeMap<String, Vec<Arc<Module>>>,
    /// Modules of which every province should have a part of its own (`scope: tinh`).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub wants_local: Vec<Slug>,
    /// By province code: the cards that the province still has to fill in.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub unfilled: BTreeMap<String, Vec<Unfilled>>,
}

/// A fact card that a province still has to fill in (`can = "…"`). Learners never see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unfilled {
    /// The module.
    pub module: Slug,
    /// The card's name.
    pub card: String,
    /// What is wanted, in the author's words.
    pub wanted: String,
}

/// What a province lacks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lacking<'a> {
    /// A part of its own in a module that asks for one: its members study the national text alone.
    Part(&'a Module),
    /// A card to fill in.
    Card(&'a Module, &'a Unfilled),
}

impl Catalogue {
    /// The national module with this authored id.
    pub fn module(&self, id: &Slug) -> Option<&Module> {
        self.modules.iter().find(|module| module.id == *id).map(Arc::as_ref)
    }

    /// The module as the members of a province study it: its own where it has one, else the national one.
    pub fn for_province(&self, province: Option<&str>, id: &Slug) -> Option<&Module> {
        let own = self.own(province).iter().find(|module| module.id == *id);
        own.map(Arc::as_ref).or_else(|| self.module(id))
    }

    /// All modules as the members of a province study them, in the order of the catalogue.
    pub fn modules_for<'a>(&'a self, province: Option<&str>) -> impl Iterator<Item = &'a Module> {
        let own = self.own(province);
        self.modules.iter().map(move |national| {
            own.iter().find(|module| module.id == national.id).unwrap_or(national).as_ref()
        })
    }

    /// What a province has not written yet.
    pub fn lacking(&self, province: &str) -> Vec<Lacking<'_>> {
        let own = self.own(Some(province));
        let without_part = |module: &&Module| {
            self.wants_local.contains(&module.id) && !own.iter().any(|one| one.id == module.id)
        };
        let cards = self.unfilled.get(province).map(Vec::as_slice).unwrap_or_default();
        let mut lacking = Vec::new();
        for module in self.modules.iter().map(Arc::as_ref) {
            lacking.extend(Some(module).filter(without_part).map(Lacking::Part));
            let of_module = cards.iter().filter(|card| card.module == module.id);
            lacking.extend(of_module.map(|card| Lacking::Card(module, card)));
        }
        lacking
    }

    /// Whether a person of this province may see a picture or recording: all but what only other provinces have. What no
    /// module in use shows belongs to an older version, which an open attempt may still ask for.
    pub fn may_show(&self, province: Option<&str>, hash: &str) -> bool {
        let shows = |module: &&Arc<Module>| module.assets.iter().any(|asset| asset.hash == hash);
        let theirs = self.modules.iter().chain(self.own(province)).any(|module| shows(&module));
        theirs || !self.local.values().flatten().any(|module| shows(&module))
    }

    fn own(&self, province: Option<&str>) -> &[Arc<Module>] {
        province.and_then(|code| self.local.get(code)).map(Vec::as_slice).unwrap_or_default()
    }
}

/// A module (*chuyên đề*): a folder of lessons with its banks, certifying test and hands-on checklist.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Module {
    /// The authored id; stays when the folder is renamed.
    pub id: Slug,
    /// The content version: lower-case hex SHA-256 of everything below in canonical JSON, with this field empty.
    pub version: String,
    /// The title shown to people.
    pub title: String,
    /// One or two plain sentences.
    pub summary: String,
    /// The skill it teaches.
    pub skill: Skill,
    /// Place among the modules.
    pub order: u32,
    /// How long a certificate stays valid, in months; `None` is for good.
    pub valid_for_months: Option<u32>,
    /// When the author wants to look at it again.
    pub review_by: Option<NaiveDate>,
    /// Lessons by number.
    pub lessons: Vec<Lesson>,
    /// Banks: their questions appear in tests only.
    pub banks: Vec<Bank>,
    /// The certifying test; a module without one cannot be certified.
    pub test: Option<CertifyingTest>,
    /// The hands-on checklist (*Làm được*) and the teach-back (*Dạy được*).
    pub practice: Option<Practice>,
    /// The pictures and recordings of its pages, by hash.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub assets: Vec<Asset>,
}

impl Module {
    /// The lesson with this authored id.
    pub fn lesson(&self, id: &Slug) -> Option<&Lesson> {
        self.lessons.iter().find(|lesson| lesson.id == *id)
    }

    /// A bank's question by its key.
    pub fn bank_question(&self, key: &Slug) -> Option<&Question> {
        self.banks.iter().flat_map(|bank| &bank.questions).find(|question| question.key == *key)
    }
}

/// A lesson: one page to read, then its questions, one a page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lesson {
    /// The authored id.
    pub id: Slug,
    /// Its place in the module, from 1.
    pub number: u32,
    /// The title.
    pub title: String,
    /// How long it takes, in minutes.
    pub minutes: u32,
    /// The author's own version number.
    pub version: u32,
    /// What the author declares of the change that led to this version.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub change: Option<Class>,
    /// The page to read: all before the questions, without the title.
    pub body: Html,
    /// The sentence to repeat to villagers (*Nói với bà con*), as plain text.
    pub say: Option<String>,
    /// What is said before its practice phones.
    #[serde(default, skip_serializing_if = "Html::is_empty")]
    pub drills_intro: Html,
    /// Its practice phones: offered, not demanded (product.md §5).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub drills: Vec<Drill>,
    /// Two or three questions.
    pub questions: Vec<Question>,
    /// The recording that reads it aloud.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub audio: Option<Asset>,
    /// The same lesson in other languages.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub translations: Vec<Translation>,
}

/// A lesson in another language. It asks what the original asks: same ids, kinds and right places.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Translation {
    /// One of [`LANGUAGES`], by its code.
    pub lang: String,
    /// The title.
    pub title: String,
    /// The page to read.
    pub body: Html,
    /// The sentence to repeat to villagers.
    pub say: Option<String>,
    /// Its practice phones.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub drills: Vec<Drill>,
    /// Its questions.
    pub questions: Vec<Question>,
    /// The recording that reads it aloud.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub audio: Option<Asset>,
}

/// A language that lessons may be written in besides Vietnamese.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Language {
    /// ISO 639-3, as it stands in file names.
    pub code: &'static str,
    /// What a page's `lang` attribute says (BCP 47: the shortest code there is).
    pub tag: &'static str,
    /// The Vietnamese name.
    pub name: &'static str,
}

/// The languages besides Vietnamese.
pub const LANGUAGES: [Language; 10] = [
    Language { code: "hmn", tag: "hmn", name: "tiếng Mông" },
    Language { code: "tyz", tag: "tyz", name: "tiếng Tày" },
    Language { code: "nut", tag: "nut", name: "tiếng Nùng" },
    Language { code: "blt", tag: "blt", name: "tiếng Thái" },
    Language { code: "khm", tag: "km", name: "tiếng Khmer" },
    Language { code: "cjm", tag: "cjm", name: "tiếng Chăm" },
    Language { code: "jra", tag: "jra", name: "tiếng Gia Rai" },
    Language { code: "rad", tag: "rad", name: "tiếng Ê Đê" },
    Language { code: "bdq", tag: "bdq", name: "tiếng Ba Na" },
    Language { code: "eng", tag: "en", name: "tiếng Anh" },
];

/// A picture or recording, named by its content. The bytes are kept apart.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asset {
    /// Lower-case hex SHA-256 of the bytes.
    pub hash: String,
    /// What it is.
    pub kind: MediaKind,
    /// How many bytes.
    pub length: u32,
}

/// What a picture or recording is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum MediaKind {
    /// A PNG picture.
    Png,
    /// A JPEG picture.
    Jpeg,
    /// A WebP picture.
    Webp,
    /// Opus in Ogg.
    Opus,
    /// MP3.
    Mp3,
    /// AAC in MP4.
    M4a,
}

impl MediaKind {
    /// What browsers are told it is.
    pub fn mime(self) -> &'static str {
        match self {
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
            Self::Webp => "image/webp",
            Self::Opus => "audio/ogg",
            Self::Mp3 => "audio/mpeg",
            Self::M4a => "audio/mp4",
        }
    }

    /// Whether it is looked at, not listened to.
    pub fn is_picture(self) -> bool {
        matches!(self, Self::Png | Self::Jpeg | Self::Webp)
    }
}

impl Lesson {
    /// The question at this place, from 1.
    pub fn question(&self, number: usize) -> Option<&Question> {
        number.checked_sub(1).and_then(|index| self.questions.get(index))
    }

    /// The lesson in another language; itself where it has not been translated. What counts as right stays the
    /// original's.
    pub fn in_language(&self, lang: Option<&str>) -> Cow<'_, Self> {
        let Some(translation) = self.translations.iter().find(|one| Some(one.lang.as_str()) == lang) else {
            return Cow::Borrowed(self);
        };
        let mut questions = translation.questions.clone();
        for (question, original) in questions.iter_mut().zip(&self.questions) {
            question.accepted.clone_from(&original.accepted);
        }
        Cow::Owned(Self {
            title: translation.title.clone(),
            body: translation.body.clone(),
            say: translation.say.clone(),
            drills: translation.drills.clone(),
            audio: translation.audio.clone(),
            questions,
            ..self.clone()
        })
    }

    /// The practice phone at this place, from 1.
    pub fn drill(&self, number: usize) -> Option<&Drill> {
        number.checked_sub(1).and_then(|index| self.drills.get(index))
    }
}

/// How a question is answered (course-format.md, "Kinds of question"). What its options are differs by kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum QuestionKind {
    /// *chọn một*: exactly one option is right.
    One,
    /// *chọn nhiều*: one or more are right, and the page says how many.
    Many,
    /// *đúng/sai*: two options, in the author's order always.
    TrueFalse,
    /// *sắp xếp*: the options stand in the right order; they are shown in another.
    Order,
    /// *ghép đôi*: each option belongs to one of [`Question::targets`].
    Match,
    /// *điền số*: a number is typed; the options are common mistakes, each with its feedback.
    Number,
    /// *trả lời ngắn*: a word or two are typed; the options are common mistakes, each with its feedback.
    Short,
    /// *chạm*: one part of a drawn phone is tapped; the options are its parts.
    Tap,
    /// *tìm dấu hiệu*: every suspicious part of a scene is tapped; the options are its parts.
    Signs,
}

impl QuestionKind {
    /// All kinds, in the order of the authors' reference.
    pub const ALL: [Self; 9] = [
        Self::One,
        Self::Many,
        Self::TrueFalse,
        Self::Order,
        Self::Match,
        Self::Number,
        Self::Short,
        Self::Tap,
        Self::Signs,
    ];

    /// The authored word, as it stands in a question's heading.
    pub fn word(self) -> &'static str {
        match self {
            Self::One => "chọn một",
            Self::Many => "chọn nhiều",
            Self::TrueFalse => "đúng/sai",
            Self::Order => "sắp xếp",
            Self::Match => "ghép đôi",
            Self::Number => "điền số",
            Self::Short => "trả lời ngắn",
            Self::Tap => "chạm",
            Self::Signs => "tìm dấu hiệu",
        }
    }
}

/// A drawn scene of which parts can be tapped: a phone's screen, a message, a call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scene {
    /// What is drawn.
    pub frame: Frame,
    /// The scene in words, for those who hear the page, without saying what is right.
    pub reading: String,
    /// What it is made of, in order.
    pub pieces: Vec<Piece>,
}

/// What a scene shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Frame {
    /// `dien-thoai`, and each screen of a `may-tap`.
    Phone,
    /// `tin-nhan`.
    Message,
    /// `cuoc-goi`.
    Call,
}

/// A piece of a scene. Printed one after the other, the pieces are well-formed markup.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Piece {
    /// Markup that cannot be tapped; may open or close an element around later pieces.
    Markup(Html),
    /// A part that can be tapped.
    Part {
        /// Its place among the options, from 0.
        place: u8,
        /// The style class of its shape, such as `pb` for a button; may be empty.
        class: String,
        /// What stands in it, as inline markup.
        label: Html,
    },
}

/// A practice phone (`may-tap`): a whole procedure to tap through. A wrong tap explains and stays.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Drill {
    /// The authored id, unique in the module.
    pub key: Slug,
    /// Its steps in order; at least one.
    pub steps: Vec<DrillStep>,
}

/// A step of a practice phone: a task and a screen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DrillStep {
    /// What to do, as plain text.
    pub task: String,
    /// The screen.
    pub screen: Scene,
    /// The parts of the screen by place; feedback is what is said after tapping it.
    pub parts: Vec<Choice>,
}

/// What counts as right where something is typed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Accepted {
    /// A number from `from` to `to`, both included.
    Number {
        /// The smallest right number.
        from: Decimal,
        /// The largest right number.
        to: Decimal,
        /// What is counted, shown after the field (`đồng`).
        unit: Option<String>,
        /// The right answer as the author wrote it.
        shown: String,
    },
    /// One of these texts, compared after folding ([`crate::folding`]).
    Text {
        /// The right answers; the first is the one shown.
        answers: Vec<String>,
        /// Whether marks do not count (`ca phe` = `cà phê`).
        without_marks: bool,
    },
}

/// A question with its options, each with its own feedback.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    /// The authored id, unique in the module.
    pub key: Slug,
    /// How it is answered.
    pub kind: QuestionKind,
    /// Marked *tình huống*: a situation from life.
    pub situation: bool,
    /// The question itself, as plain text (the heading after the dash).
    pub stem: String,
    /// Paragraphs between the heading and the options, if any.
    pub context: Html,
    /// *Gợi ý*, if any, as inline markup.
    pub hint: Option<Html>,
    /// The options in the author's order.
    pub options: Vec<Choice>,
    /// *Giải thích*, if any, as inline markup.
    pub explanation: Option<Html>,
    /// The scene that is tapped, in *chạm* and *tìm dấu hiệu*.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scene: Option<Scene>,
    /// The right-hand sides of *ghép đôi*, as inline markup.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub targets: Vec<Html>,
    /// What counts as right in *điền số* and *trả lời ngắn*.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accepted: Option<Accepted>,
}

impl Question {
    /// The places (from 0) of the right options.
    pub fn right(&self) -> Vec<u8> {
        (0..).zip(&self.options).filter(|(_, option)| option.right).map(|(place, _)| place).collect()
    }

    /// How many things can be shown in another order: the targets of *ghép đôi*, else the options.
    pub fn shown(&self) -> usize {
        if self.kind == QuestionKind::Match { self.targets.len() } else { self.options.len() }
    }
}

/// One option of a question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    /// What it says, as inline markup.
    pub text: Html,
    /// Whether choosing it is right.
    pub right: bool,
    /// What is said to one who chose it, as inline markup.
    pub feedback: Option<Html>,
    /// Which of [`Question::targets`] it belongs to, in *ghép đôi*.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target: Option<u8>,
}

/// A pool of questions for the certifying test.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bank {
    /// The authored id.
    pub id: Slug,
    /// What it asks about.
    pub title: String,
    /// What the author declares of its latest change.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub declared: Option<Declared>,
    /// Its questions.
    pub questions: Vec<Question>,
}

/// How many questions a test draws from which bank.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draw {
    /// The bank.
    pub bank: Slug,
    /// How many of its questions.
    pub count: u32,
}

/// The certifying test (*bài kiểm tra*): drawn from banks, untimed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CertifyingTest {
    /// The title.
    pub title: String,
    /// What is said before it begins.
    pub intro: Html,
    /// Draws in order.
    pub draws: Vec<Draw>,
    /// Percent of the questions that must be right, 1–100.
    pub pass_percent: u32,
    /// Closed tries that count on one day (in Vietnam's time) before it rests until tomorrow.
    pub tries_a_day: u32,
}

impl CertifyingTest {
    /// How many questions one attempt has.
    pub fn questions(&self) -> u32 {
        self.draws.iter().map(|draw| draw.count).sum()
    }
}

/// `thuc-hanh.md`: what a trainer watches.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Practice {
    /// The title.
    pub title: String,
    /// What to prepare.
    pub intro: Html,
    /// The hands-on checklist (*Làm được*).
    pub checklist: Vec<PracticeItem>,
    /// The teach-back (*Dạy được*).
    pub teach_back: Vec<PracticeItem>,
}

/// One observable act.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PracticeItem {
    /// The authored id, unique in the module.
    pub key: Slug,
    /// The act, as plain text.
    pub act: String,
    /// What the trainer looks for, as inline markup.
    pub look_for: Option<Html>,
}
