//! The learner's pages.
//!
//! Owns: what each says and its title. Does not own: what comes next for whom (`domain`), nor the drawing.

use super::help::ShownHelp;
use super::quiz::{Asked, DrawnScene, Explained};
use super::{Action, Choice, Contact, FieldError, House, Kind, Lane, Rung, Status, View, marked, titled};
use crate::web::messages::message;
use serde::Serialize;
use tungngo_domain::content::Html;

/// `/`: the next thing to do, the lane, and what is missing for the certificate.
#[derive(Debug, Clone, Serialize)]
pub struct HomePage {
    /// "Chào bác Hòa"
    pub greeting: String,
    /// The next thing to do; none when there is nothing to open yet.
    pub next: Option<NextStep>,
    /// "Hạn: thứ Hai 30/11, còn 9 ngày"
    pub deadline: Option<String>,
    /// The five houses.
    pub lane: Lane,
    /// "Sáng đèn 1 trong 5 chuyên đề"
    pub progress: String,
    /// The modules in the order of the lane.
    pub modules: Vec<ModuleRow>,
    /// Sentences: what the certificate still asks for. Empty when it is there.
    pub missing: Vec<String>,
    /// Programmes beside the members' own that are for this learner.
    pub programmes: Vec<ProgrammePart>,
    /// "Có câu trả lời mới cho chỗ vướng"
    pub help_news: Option<String>,
    /// Whether anything was ever asked: the footer leads there.
    pub asked_help: bool,
}

/// A programme beside the members' own, on the home page.
#[derive(Debug, Clone, Default, Serialize)]
pub struct ProgrammePart {
    /// "Chương trình Người hướng dẫn"
    pub title: String,
    /// "Đã có giấy chứng nhận"
    pub held: Option<Status>,
    /// What it asks for.
    pub rows: Vec<ProgrammeRow>,
}

/// A module that a programme asks for.
#[derive(Debug, Clone, Default, Serialize)]
pub struct ProgrammeRow {
    /// "Hướng dẫn người khác"
    pub title: String,
    /// Its page; none while it is not open.
    pub href: Option<String>,
    /// "Đã đạt", "Cần tới mức Biết"
    pub status: Status,
}

/// The one primary action of the home page.
#[derive(Debug, Clone, Default, Serialize)]
pub struct NextStep {
    /// "Bài 2 trong 5, khoảng 8 phút"
    pub eyebrow: String,
    /// "Trả tiền bằng mã QR"
    pub title: String,
    /// Where it leads.
    pub href: String,
    /// "Học tiếp", "Làm bài kiểm tra", "Xem bài thực hành", "Xem giấy chứng nhận"
    pub label: String,
}

/// A module in a list.
#[derive(Debug, Clone, Default, Serialize)]
pub struct ModuleRow {
    /// Its place, from 1.
    pub number: u32,
    /// Its title.
    pub title: String,
    /// Where it leads; none while it is not open yet.
    pub href: Option<String>,
    /// Which house of the lane it is, 1 to 5.
    pub house: usize,
    /// How that house stands.
    pub state: House,
    /// "Đang học, xong 1/5 bài"
    pub status: Status,
    /// A bar, while it is being learnt.
    pub meter: Option<Meter>,
}

/// A bar of progress.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Meter {
    /// How many are done.
    pub value: u32,
    /// Of how many.
    pub max: u32,
    /// The same in words, for those who hear the page.
    pub label: String,
}

impl View for HomePage {
    const TEMPLATE: &'static str = "learner/home.html";
    fn title(&self) -> String {
        message("home-title", &[])
    }
}

/// `/modules/{m}`: a module's lessons, test and practice.
#[derive(Debug, Clone, Serialize)]
pub struct ModulePage {
    /// "Chuyên đề 3"
    pub eyebrow: String,
    /// The module's title.
    pub title: String,
    /// What it is about.
    pub summary: String,
    /// "3/5 bài"
    pub count: String,
    /// The three rungs.
    pub rungs: Vec<Rung>,
    /// Which house it is, 1 to 5.
    pub house: usize,
    /// How that house stands.
    pub state: House,
    /// The lessons in order.
    pub lessons: Vec<LessonRow>,
    /// The certifying test, where there is one.
    pub test: Option<TaskRow>,
    /// The hands-on practice, where there is one.
    pub practice: Option<TaskRow>,
    /// Its certificate, once issued.
    pub certificate_href: Option<String>,
    /// The one thing to do next in this module.
    pub next: Option<Action>,
}

/// A lesson in a list.
#[derive(Debug, Clone, Default, Serialize)]
pub struct LessonRow {
    /// Its place in the module.
    pub number: u32,
    /// Its title.
    pub title: String,
    /// "khoảng 8 phút"; empty where [`Self::status`] says it.
    pub minutes: String,
    /// "Đã học", "Chưa học", "Trả lời 1/3 câu"
    pub status: Status,
    /// Where it leads.
    pub href: String,
    /// "Máy tập của bài 2"
    pub drill: Option<Action>,
}

/// The test or the practice in a module's list.
#[derive(Debug, Clone, Default, Serialize)]
pub struct TaskRow {
    /// Its title.
    pub title: String,
    /// How it stands.
    pub status: Status,
    /// Where it leads.
    pub href: String,
}

impl View for ModulePage {
    const TEMPLATE: &'static str = "learner/module.html";
    fn title(&self) -> String {
        self.title.clone()
    }
}

/// A language that a lesson can be read in, as a link.
#[derive(Debug, Clone, Default, Serialize)]
pub struct LanguageLink {
    /// Chooses it and comes back.
    pub href: String,
    /// "tiếng Mông"
    pub name: String,
}

/// A recording that reads a lesson aloud.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Listen {
    /// The recording.
    pub src: String,
    /// "tốn 0,5 MB"
    pub cost: String,
}

/// `/modules/{m}/lessons/{l}`: one page to read.
#[derive(Debug, Clone, Serialize)]
pub struct LessonPage {
    /// "Chuyên đề 3, bài 2 trong 5"
    pub eyebrow: String,
    /// The lesson's title.
    pub title: String,
    /// "Bài 2: Trả tiền bằng mã QR"
    pub page_title: String,
    /// The compiled page.
    pub body: Html,
    /// What is said before its practice phones.
    pub drills_intro: Html,
    /// Its practice phones and which of them were done.
    pub drills: Vec<QuestionMark>,
    /// The language of the page's text, where it is not Vietnamese.
    pub lang: Option<&'static str>,
    /// Other languages it can be read in.
    pub languages: Vec<LanguageLink>,
    /// The recording that reads it aloud.
    pub listen: Option<Listen>,
    /// Its questions and which of them were answered.
    pub questions: Vec<QuestionMark>,
    /// "Đã học xong bài này"; set once every question was answered.
    pub finished: Option<String>,
    /// "Tập trên máy tập", "Trả lời 3 câu hỏi", or on to the next lesson.
    pub next: Action,
    /// Straight to the questions, where the practice phone comes first.
    pub second: Option<Action>,
    /// What others asked here, and the answers.
    pub notes: Vec<ShownHelp>,
    /// All of them, where some are not shown.
    pub notes_href: Option<String>,
    /// "Tôi vướng ở đây"; none outside every team.
    pub help_href: Option<String>,
    /// "Về chuyên đề 3"
    pub back: Action,
}

/// A question in a list.
#[derive(Debug, Clone, Default, Serialize)]
pub struct QuestionMark {
    /// "Câu 2"
    pub label: String,
    /// "Đã trả lời", "Chưa trả lời"
    pub status: Status,
    /// Where it leads.
    pub href: String,
}

impl View for LessonPage {
    const TEMPLATE: &'static str = "learner/lesson.html";
    const SAME_FOR_MANY: bool = true;
    fn title(&self) -> String {
        self.page_title.clone()
    }
}

/// `…/questions/{n}`: one question of a lesson.
#[derive(Debug, Clone, Serialize)]
pub struct QuestionPage {
    /// "Câu 2/3 – Bài 2: Trả tiền bằng mã QR"
    pub page_title: String,
    /// The question.
    pub q: Asked,
    /// The language of the question, where it is not Vietnamese.
    pub lang: Option<&'static str>,
    /// "Tôi vướng ở đây"; none outside every team.
    pub help_href: Option<String>,
    /// Back to the lesson.
    pub back: Action,
}

impl View for QuestionPage {
    const TEMPLATE: &'static str = "learner/question.html";
    fn title(&self) -> String {
        marked(self.page_title.clone(), !self.q.errors.is_empty())
    }
}

/// `…/questions/{n}/answer`: right or not yet, and why.
#[derive(Debug, Clone, Serialize)]
pub struct AnswerPage {
    /// "Câu 2: đúng rồi"
    pub page_title: String,
    /// Whether the whole answer is right.
    pub right: bool,
    /// The question.
    pub stem: String,
    /// The language of the question, where it is not Vietnamese.
    pub lang: Option<&'static str>,
    /// What came of the answer, and what is right.
    pub explained: Explained,
    /// Why.
    pub explanation: Option<Html>,
    /// The sentence to repeat to villagers, on a right answer.
    pub say: Option<String>,
    /// The next question, or back to the module.
    pub next: Action,
    /// "Làm lại câu này"
    pub retry_href: String,
    /// "Tôi vướng ở đây"; none outside every team.
    pub help_href: Option<String>,
    /// "Xem lại bài học"
    pub lesson_href: String,
}

impl View for AnswerPage {
    const TEMPLATE: &'static str = "learner/answer.html";
    fn title(&self) -> String {
        self.page_title.clone()
    }
}

/// `…/drills/{n}/steps/{k}`: one step of a practice phone.
#[derive(Debug, Clone, Serialize)]
pub struct DrillStepPage {
    /// "Bước 1/4 – Máy tập: Trả tiền bằng mã QR"
    pub page_title: String,
    /// "Máy tập, bước 1 trong 4"
    pub eyebrow: String,
    /// Its place, from 1.
    pub number: u32,
    /// How many there are.
    pub total: u32,
    /// What to do.
    pub task: String,
    /// What the right tap before led to.
    pub done: Option<Html>,
    /// The tap before was wrong.
    pub missed: bool,
    /// What is said about it.
    pub wrong: Option<Html>,
    /// The screen.
    pub scene: DrawnScene,
    /// Where a tap is posted: `bam`, `form_id`, `step`.
    pub action: String,
    /// The hidden `form_id`: the last tap sent twice counts once.
    pub form_id: String,
    /// The hidden `step`: names the screen exactly as it was shown.
    pub step: String,
    /// Back to the lesson.
    pub back: Action,
}

impl View for DrillStepPage {
    const TEMPLATE: &'static str = "learner/drill_step.html";
    fn title(&self) -> String {
        self.page_title.clone()
    }
}

/// `…/drills/{n}/finished`: the practice phone was tapped through.
#[derive(Debug, Clone, Serialize)]
pub struct DrillFinishedPage {
    /// "Bài 3. Trả tiền bằng mã QR"
    pub eyebrow: String,
    /// What the last tap led to.
    pub done: Option<Html>,
    /// What was practised, step by step.
    pub steps: Vec<String>,
    /// The first open question, or what comes after the lesson.
    pub next: Action,
    /// The practice phone from its first step.
    pub again_href: String,
    /// Back to the lesson.
    pub back: Action,
}

impl View for DrillFinishedPage {
    const TEMPLATE: &'static str = "learner/drill_finished.html";
    fn title(&self) -> String {
        message("drill-finished", &[])
    }
}

/// `/modules/{m}/test`: what the certifying test asks, before it begins.
#[derive(Debug, Clone, Serialize)]
pub struct TestIntroPage {
    /// "Chuyên đề 3"
    pub eyebrow: String,
    /// The test's title.
    pub title: String,
    /// What the author says before it.
    pub intro: Html,
    /// "12 câu hỏi, không tính giờ"
    pub questions: String,
    /// "Đúng từ 10 câu là đạt"
    pub needed: String,
    /// "Hôm nay còn 2 lần làm"
    pub tries: String,
    /// An attempt is open: back to it instead of a new one.
    pub resume: Option<Action>,
    /// It is printed: "Đang làm trên giấy, tờ số K7M-2PQ."
    pub paper: Option<String>,
    /// "Hôm nay đã làm 3 lần. Mai làm lại được."
    pub blocked: Option<String>,
    /// "Tôi vướng ở đây": the test as a whole; none outside every team.
    pub help_href: Option<String>,
    /// Where a new attempt is posted (`form_id`).
    pub action: String,
    /// The hidden `form_id`.
    pub form_id: String,
    /// Back to the module.
    pub back: Action,
}

impl View for TestIntroPage {
    const TEMPLATE: &'static str = "learner/test_intro.html";
    fn title(&self) -> String {
        self.title.clone()
    }
}

/// `/attempts/{id}/questions/{n}`: one question of the certifying test.
#[derive(Debug, Clone, Serialize)]
pub struct AttemptQuestionPage {
    /// "Câu 2/12 – Kiểm tra: Thanh toán không dùng tiền mặt"
    pub page_title: String,
    /// The question.
    pub q: Asked,
    /// The answer is kept; it may be changed until the attempt is closed.
    pub saved: bool,
    /// The question before.
    pub previous_href: Option<String>,
    /// The question after, without answering this one.
    pub skip_href: Option<String>,
    /// All questions of the attempt.
    pub overview_href: String,
}

impl View for AttemptQuestionPage {
    const TEMPLATE: &'static str = "learner/attempt_question.html";
    fn title(&self) -> String {
        marked(self.page_title.clone(), !self.q.errors.is_empty())
    }
}

/// `/attempts/{id}`: what is answered, before handing in.
#[derive(Debug, Clone, Serialize)]
pub struct AttemptOverviewPage {
    /// "Kiểm tra chuyên đề 3"
    pub eyebrow: String,
    /// The questions in order.
    pub questions: Vec<QuestionMark>,
    /// "Còn 2 câu chưa trả lời"; none when all are answered.
    pub unanswered: Option<String>,
    /// The first unanswered question, if any: then it is the primary action.
    pub next: Option<Action>,
    /// Where handing in is posted.
    pub action: String,
    /// The hidden `form_id`.
    pub form_id: String,
    /// Back to the module.
    pub back: Action,
}

impl View for AttemptOverviewPage {
    const TEMPLATE: &'static str = "learner/attempt_overview.html";
    fn title(&self) -> String {
        message("overview-title", &[])
    }
}

/// `/attempts/{id}/result`: passed or not yet.
#[derive(Debug, Clone, Serialize)]
pub struct ResultPage {
    /// Whether the test is passed.
    pub passed: bool,
    /// "Bài kiểm tra chuyên đề 3"
    pub eyebrow: String,
    /// "Đạt rồi, chúc mừng bác Hòa" or "Chưa đạt lần này, còn thiếu 2 câu"
    pub heading: String,
    /// "Đúng 9 trong 10 câu. Cần đúng 8 câu."
    pub numbers: String,
    /// "Làm lại được ngay" or "Mai làm lại được"; for those who have not passed.
    pub again: Option<String>,
    /// The three rungs.
    pub rungs: Vec<Rung>,
    /// The lane, shown when passed.
    pub lane: Lane,
    /// Lessons to look at again; may be empty.
    pub lessons: Vec<LessonRow>,
    /// "Còn bậc Làm được là sáng đèn"
    pub missing_heading: Option<String>,
    /// What is missing, in sentences.
    pub missing: Vec<String>,
    /// The primary action.
    pub next: Action,
    /// A second one of the same size, such as calling the trainer.
    pub second: Option<Action>,
    /// The answers with their reasons.
    pub review_href: String,
}

impl View for ResultPage {
    const TEMPLATE: &'static str = "learner/result.html";
    fn title(&self) -> String {
        message(if self.passed { "result-title-passed" } else { "result-title-not-yet" }, &[])
    }
}

/// `/attempts/{id}/review`: every question of a closed attempt with its reasons.
#[derive(Debug, Clone, Serialize)]
pub struct ReviewPage {
    /// "Bài kiểm tra chuyên đề 3"
    pub eyebrow: String,
    /// "Đúng 9 trong 10 câu. Cần đúng 8 câu."
    pub numbers: String,
    /// The questions in the order asked.
    pub questions: Vec<ReviewedQuestion>,
    /// Back to the result.
    pub back: Action,
}

/// A question of a closed attempt.
#[derive(Debug, Clone, Serialize)]
pub struct ReviewedQuestion {
    /// "Câu 2"
    pub label: String,
    /// The question.
    pub stem: String,
    /// Paragraphs before the options; may be empty.
    pub context: Html,
    /// Whether the answer was right.
    pub right: bool,
    /// The question was left open.
    pub unanswered: bool,
    /// What came of the answer, and what is right.
    pub explained: Explained,
    /// Why.
    pub explanation: Option<Html>,
}

impl View for ReviewPage {
    const TEMPLATE: &'static str = "learner/review.html";
    fn title(&self) -> String {
        message("review-title", &[])
    }
}

/// `/modules/{m}/practice`: what the trainer will watch, and what was seen already.
#[derive(Debug, Clone, Serialize)]
pub struct PracticePage {
    /// "Chuyên đề 2, bài thực hành"
    pub eyebrow: String,
    /// The practice's title.
    pub title: String,
    /// What to prepare.
    pub intro: Html,
    /// "Cô Hằng sẽ xem và xác nhận trong buổi tập huấn tới."
    pub waiting: Option<String>,
    /// The hands-on acts.
    pub checklist: Vec<Act>,
    /// The teach-back acts.
    pub teach_back: Vec<Act>,
    /// The three rungs with their dates.
    pub miles: Vec<Mile>,
    /// Who will watch; none while nobody is assigned.
    pub trainer: Option<Contact>,
    /// "Trong lúc chờ, học tiếp"
    pub next: Option<Action>,
    /// Back to the module.
    pub back: Action,
}

/// An observable act.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Act {
    /// The act.
    pub text: String,
    /// What the trainer looks for.
    pub look_for: Option<Html>,
    /// "Đã xác nhận 19/11, cô Hằng"; none while it waits.
    pub done: Option<String>,
}

/// A step of the way through a module.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Mile {
    /// It is behind.
    pub done: bool,
    /// It is where the member stands.
    pub now: bool,
    /// "Làm được: chờ xác nhận"
    pub title: String,
    /// "Đạt bài kiểm tra ngày 14/11"
    pub text: String,
}

impl View for PracticePage {
    const TEMPLATE: &'static str = "learner/practice.html";
    fn title(&self) -> String {
        message("practice-title", &[("title", &self.title)])
    }
}

/// `/certificates`: all certificates, and what is missing for the big one.
#[derive(Debug, Clone, Serialize)]
pub struct CertificatesPage {
    /// Certificates, newest first.
    pub certificates: Vec<CertificateRow>,
    /// What the member's certificate still asks for, in sentences.
    pub missing: Vec<String>,
}

/// A certificate in a list.
#[derive(Debug, Clone, Default, Serialize)]
pub struct CertificateRow {
    /// What it certifies.
    pub title: String,
    /// Which house, 1 to 5; none for the member's certificate.
    pub house: Option<usize>,
    /// "Còn giá trị đến 21/11/2028"
    pub status: Status,
    /// Where it leads.
    pub href: String,
}

impl View for CertificatesPage {
    const TEMPLATE: &'static str = "learner/certificates.html";
    fn title(&self) -> String {
        message("certificates-title", &[])
    }
}

/// `/certificates/{id}`: the certificate itself, to print.
#[derive(Debug, Clone, Serialize)]
pub struct CertificatePage {
    /// "Giấy chứng nhận của bác Hòa đã sẵn sàng."
    pub lead: String,
    /// Revoked or past its day: what that means, in a sentence.
    pub warning: Option<Warning>,
    /// `/certificates/{id}/certificate.pdf`; none when revoked.
    pub pdf_href: Option<String>,
    /// "Tệp để in, 0,1 MB."
    pub pdf_hint: String,
    /// What stands on it.
    pub face: Face,
    /// The one that took its place: "Số TN-2026-000185".
    pub newer: Option<Action>,
}

/// What stands on a certificate.
#[derive(Debug, Clone, Serialize)]
pub struct Face {
    /// "Giấy chứng nhận"
    pub heading: String,
    /// "Ủy ban nhân dân xã Đồng Mây, tỉnh Tuyên Quang chứng nhận"; empty until the programme says who issues.
    pub issuer: String,
    /// The name as printed.
    pub name: String,
    /// "Tổ trưởng Tổ công nghệ số cộng đồng thôn Bến Đá"
    pub role: String,
    /// "đã học và thực hành đủ năm chuyên đề kỹ năng số cơ bản."
    pub statement: String,
    /// "Số 0184/2026/TN-ĐM"
    pub number: String,
    /// "Thay giấy số TN-2026-000184"; none where it replaces none.
    pub replaces: Option<String>,
    /// The code in groups, beside the QR code.
    pub code: String,
    /// The QR code that leads to the check page, drawn by us; none but on the holder's own page.
    pub qr_svg: Option<Html>,
    /// "Đồng Mây, ngày 21 tháng 11 năm 2026"
    pub place_and_day: String,
    /// "Chủ tịch"; empty until the programme says who signs.
    pub signer_title: String,
    /// The signer's name; may be empty.
    pub signer_name: String,
    /// The houses to draw.
    pub lane: Lane,
    /// "Có giá trị đến 21/11/2028"; none when it is for good.
    pub valid_until: Option<String>,
}

/// Why a certificate is no longer good.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Warning {
    /// Its weight.
    pub kind: Kind,
    /// "Giấy này đã bị thu hồi"
    pub heading: String,
    /// Since when, and why.
    pub text: String,
}

impl View for CertificatePage {
    const TEMPLATE: &'static str = "learner/certificate.html";
    fn title(&self) -> String {
        message("certificate-title", &[])
    }
}

/// `/me`: what the programme keeps about the person, and where they are signed in.
#[derive(Debug, Clone, Serialize)]
pub struct MePage {
    /// The full name.
    pub name: String,
    /// Phone (masked), team, unit and so on, each with its label.
    pub facts: Vec<Fact>,
    /// The forms of address: values `bac`, `co`, `chu`, `anh`, `chi`; a pair only while it is on record.
    pub address_forms: Vec<Choice>,
    /// Signed-in browsers, this one first.
    pub logins: Vec<LoginRow>,
    /// "Đồng ý ngày 12/10/2026"
    pub consent: String,
    /// What was wrong with the form of address (`address_form`).
    pub errors: Vec<FieldError>,
}

/// A label and what stands beside it.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Fact {
    /// "Số điện thoại"
    pub label: String,
    /// "09•• ••• 123"
    pub value: String,
}

/// A signed-in browser.
#[derive(Debug, Clone, Default, Serialize)]
pub struct LoginRow {
    /// "Điện thoại Android"
    pub device: String,
    /// "Từ 12/10, dùng gần nhất hôm nay"
    pub since: String,
    /// The browser that shows the page.
    pub this: bool,
    /// Where ending it is posted.
    pub action: String,
}

impl View for MePage {
    const TEMPLATE: &'static str = "learner/me.html";
    fn title(&self) -> String {
        titled("me-title", !self.errors.is_empty())
    }
}

/// `/pin`: the present PIN, before a new one is proposed.
#[derive(Debug, Clone, Default, Serialize)]
pub struct PinPage {
    /// What was wrong (`pin`).
    pub errors: Vec<FieldError>,
    /// "Gõ sai 5 lần nên tạm nghỉ 15 phút. …"; then there is no form.
    pub locked: Option<String>,
}

impl View for PinPage {
    const TEMPLATE: &'static str = "learner/pin.html";
    fn title(&self) -> String {
        titled("pin-title", !self.errors.is_empty())
    }
}
