//! Where learners are stuck: asking, one's own requests, answers beside lessons; the desk of trainers and officers.
//!
//! Owns: what each says and its title. Does not own: who reaches a request and what may be published (`domain`).

use super::rosters::Tab;
use super::{Action, Choice, FieldError, Status, View, marked, titled};
use crate::web::messages::message;
use serde::Serialize;

/// `/modules/{m}/help`: saying what is hard at a place.
#[derive(Debug, Clone, Default, Serialize)]
pub struct AskHelpPage {
    /// "Thanh toán: Bài 2. Quét mã"
    pub place: String,
    /// What the question asks, where one is meant.
    pub stem: String,
    /// "Tập huấn viên xã Đồng Mây nhận và trả lời."; none outside every team, where there is nobody to ask.
    pub who: Option<String>,
    /// Where it is posted: `lesson`, `question`, `kind`, `text`, `form_id`.
    pub action: String,
    /// The hidden `lesson`.
    pub lesson: String,
    /// The hidden `question`.
    pub question: String,
    /// `kind`
    pub kinds: Vec<Choice>,
    /// `text`, as typed.
    pub text: String,
    /// The hidden `form_id`.
    pub form_id: String,
    /// What was wrong.
    pub errors: Vec<FieldError>,
    /// Back to the place.
    pub back: Action,
}

impl View for AskHelpPage {
    const TEMPLATE: &'static str = "learner/help.html";
    fn title(&self) -> String {
        titled("help-here", !self.errors.is_empty())
    }
}

/// `/help-requests`: what one asked, and what came of it.
#[derive(Debug, Clone, Default, Serialize)]
pub struct OwnHelpPage {
    /// "Tập huấn viên xã Đồng Mây nhận và trả lời."
    pub who: String,
    /// The requests, newest first.
    pub requests: Vec<OwnHelp>,
    /// The next page.
    pub more_href: Option<String>,
    /// What was wrong with what was said of an answer: field `them-{id}`.
    pub errors: Vec<FieldError>,
}

/// One's own request.
#[derive(Debug, Clone, Default, Serialize)]
pub struct OwnHelp {
    /// Names the fields of this request.
    pub id: String,
    /// "Thanh toán: Bài 2. Quét mã"
    pub place: String,
    /// To the place, while it is there.
    pub href: Option<String>,
    /// What the question asks.
    pub stem: String,
    /// "Gửi 19 giờ 30, 21/11/2026: chưa hiểu ý này"
    pub asked: String,
    /// In the own words, a line each.
    pub text: Vec<String>,
    /// "Đang chờ tập huấn viên trả lời"
    pub status: Status,
    /// The answer, a line each.
    pub answer: Vec<String>,
    /// "Trần Thị Thu Hằng trả lời, 7 giờ, 22/11/2026"
    pub answered: String,
    /// Where is posted what is said of it: `said`, `text`, `form_id`; none where nothing is to be said.
    pub action: Option<String>,
    /// The hidden `form_id`.
    pub form_id: String,
    /// `text`, as typed.
    pub typed: String,
    /// Whether the form stands open.
    pub open: bool,
}

impl View for OwnHelpPage {
    const TEMPLATE: &'static str = "learner/help_requests.html";
    fn title(&self) -> String {
        titled("help-own-title", !self.errors.is_empty())
    }
}

/// A question with its answer beside a lesson.
#[derive(Debug, Clone, Default, Serialize)]
pub struct ShownHelp {
    /// As the publisher worded it.
    pub question: String,
    /// The answer, a line each.
    pub answer: Vec<String>,
}

/// `…/lessons/{l}/answers`: all that was asked at a lesson and is for everybody.
#[derive(Debug, Clone, Default, Serialize)]
pub struct LessonAnswersPage {
    /// "Bài 2. Quét mã"
    pub lesson: String,
    /// The questions, newest first.
    pub notes: Vec<ShownHelp>,
    /// The next page.
    pub more_href: Option<String>,
    /// Back to the lesson.
    pub back: Action,
}

impl View for LessonAnswersPage {
    const TEMPLATE: &'static str = "learner/lesson_answers.html";
    fn title(&self) -> String {
        message("help-notes", &[])
    }
}

/// `/trainer/help`, `/officer/help`: who is stuck where, the longest wait first.
#[derive(Debug, Clone, Default, Serialize)]
pub struct HelpListPage {
    /// The page above.
    pub crumbs: Vec<Action>,
    /// What is shown, and what else can be.
    pub tabs: Vec<Tab>,
    /// The requests.
    pub requests: Vec<HelpRow>,
    /// The next page.
    pub more_href: Option<String>,
}

/// A request in the list.
#[derive(Debug, Clone, Default, Serialize)]
pub struct HelpRow {
    /// "Nguyễn Văn Hòa"
    pub name: String,
    /// "Thôn Bến Đá, xã Đồng Mây"
    pub team: String,
    /// "Thanh toán: Bài 2. Quét mã"
    pub place: String,
    /// "Chưa hiểu ý này"
    pub kind: String,
    /// "Chờ 4 ngày, quá 3 ngày làm việc"
    pub status: Status,
    /// Its page.
    pub href: String,
}

impl View for HelpListPage {
    const TEMPLATE: &'static str = "trainer/help_list.html";
    fn title(&self) -> String {
        message("help-desk-title", &[])
    }
}

/// `/trainer/help/{r}`, `/officer/help/{r}`: one request, and what can be done with it.
#[derive(Debug, Clone, Default, Serialize)]
pub struct HelpRequestPage {
    /// The pages above.
    pub crumbs: Vec<Action>,
    /// "Nguyễn Văn Hòa"
    pub name: String,
    /// The member's page, where it is within reach.
    pub member_href: Option<String>,
    /// "Thôn Bến Đá, xã Đồng Mây"
    pub team: String,
    /// "Thanh toán: Bài 2. Quét mã"
    pub place: String,
    /// To the place, while it is there.
    pub place_href: Option<String>,
    /// What the question asks.
    pub stem: String,
    /// "Chưa hiểu ý này"
    pub kind: String,
    /// In the learner's words, a line each.
    pub text: Vec<String>,
    /// "Chờ 4 ngày, quá 3 ngày làm việc"
    pub status: Status,
    /// The answer that stands, a line each.
    pub answer: Vec<String>,
    /// Where acts are posted: `/answer`, `/passing`, `/handing-back`, `/withdrawal` behind it.
    pub action: String,
    /// The hidden `form_id` of every form.
    pub form_id: String,
    /// The hidden `seen` of every form: what the page was made of.
    pub seen: String,
    /// `answer`, as typed, or the answer to be corrected.
    pub typed: String,
    /// `note`, as typed.
    pub note: String,
    /// Whether it can be put beside a lesson: the tick is offered.
    pub can_publish: bool,
    /// Whether it can be passed on.
    pub can_pass: bool,
    /// Whether it can be given back to the trainer.
    pub can_hand_back: bool,
    /// To the page that puts the answer beside the lesson, or changes that.
    pub publication: Option<Action>,
    /// "Đang hiện bên cạnh bài cho xã Đồng Mây."
    pub published: Vec<String>,
    /// What was done with it, from the first step on.
    pub steps: Vec<HelpStepRow>,
    /// What was wrong.
    pub errors: Vec<FieldError>,
}

/// A step in the history.
#[derive(Debug, Clone, Default, Serialize)]
pub struct HelpStepRow {
    /// "Trần Thị Thu Hằng trả lời"
    pub what: String,
    /// "19 giờ 30, 21/11/2026"
    pub when: String,
    /// What was written, a line each.
    pub text: Vec<String>,
}

impl View for HelpRequestPage {
    const TEMPLATE: &'static str = "trainer/help.html";
    fn title(&self) -> String {
        marked(message("help-of", &[("name", &self.name)]), !self.errors.is_empty())
    }
}

/// `…/help/{r}/publication`: wording what stands beside the lesson.
#[derive(Debug, Clone, Default, Serialize)]
pub struct HelpPublicationPage {
    /// The pages above.
    pub crumbs: Vec<Action>,
    /// "Thanh toán: Bài 2. Quét mã"
    pub place: String,
    /// "Mọi thành viên trong xã Đồng Mây đọc được ở bài này."
    pub for_whom: String,
    /// Where it is posted: `question`, `answer`, `seen`, `form_id`; `/ending` behind it takes it away.
    pub action: String,
    /// The hidden `form_id`.
    pub form_id: String,
    /// The hidden `seen`.
    pub seen: String,
    /// `question`
    pub question: String,
    /// `answer`
    pub answer: String,
    /// Whether it stands there already.
    pub standing: bool,
    /// What was wrong.
    pub errors: Vec<FieldError>,
    /// Back to the request.
    pub back: Action,
}

impl View for HelpPublicationPage {
    const TEMPLATE: &'static str = "trainer/help_publication.html";
    fn title(&self) -> String {
        titled("help-publication-title", !self.errors.is_empty())
    }
}
