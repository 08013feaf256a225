//! The pages of a training session: planning, reminders, attendance, run sheet, record.
//!
//! Owns: what each says and its title. Does not own: who may see it nor what may be signed off (`domain`).

use super::{Action, Choice, FieldError, Status, View, marked, titled};
use crate::web::messages::message;
use serde::Serialize;
use tungngo_domain::content::Html;

/// `/trainer/sessions`: all sessions within reach, the latest first.
#[derive(Debug, Clone, Default, Serialize)]
pub struct SessionsPage {
    /// A page of them.
    pub sessions: Vec<SessionRow>,
    /// Earlier ones.
    pub more: Option<Action>,
}

/// A session of the list.
#[derive(Debug, Clone, Default, Serialize)]
pub struct SessionRow {
    /// "Thứ Bảy 21/11/2026, 19 giờ 30"
    pub when: String,
    /// "Nhà văn hóa thôn Bến Đá. Thanh toán, An toàn"
    pub about: String,
    /// Open or closed.
    pub status: Status,
    /// Its page.
    pub href: String,
}

impl View for SessionsPage {
    const TEMPLATE: &'static str = "trainer/sessions.html";
    fn title(&self) -> String {
        message("sessions-title", &[])
    }
}

/// `/trainer/sessions/new`: planning one; `/trainer/sessions/{id}/change`: another plan.
#[derive(Debug, Clone, Default, Serialize)]
pub struct PlanPage {
    /// Of a session that is there.
    pub change: bool,
    /// Where the form is posted.
    pub action: String,
    /// Back to the list, or to the session.
    pub back: Action,
    /// As typed.
    pub place: String,
    /// As typed: `date`.
    pub date: String,
    /// As typed: `time`.
    pub time: String,
    /// `module`, repeated.
    pub modules: Vec<Choice>,
    /// `team`, repeated.
    pub teams: Vec<Choice>,
    /// `role`, repeated.
    pub roles: Vec<Choice>,
    /// `uncertified`.
    pub uncertified: bool,
    /// There are more teams than fit: `q` with the button `find` shows others, and keeps what is filled in.
    pub search: Option<String>,
    /// What stands below the search.
    pub search_hint: String,
    /// The hidden `form_id`.
    pub form_id: String,
    /// What was wrong, by field.
    pub errors: Vec<FieldError>,
}

impl View for PlanPage {
    const TEMPLATE: &'static str = "trainer/session_plan.html";
    fn title(&self) -> String {
        let key = if self.change { "session-change-title" } else { "session-new-title" };
        titled(key, !self.errors.is_empty())
    }
}

/// `/trainer/sessions/{id}/cancellation`: calling it off.
#[derive(Debug, Clone, Default, Serialize)]
pub struct CancellingPage {
    /// "Thứ Bảy 21/11/2026, 19 giờ 30, nhà văn hóa thôn Bến Đá"
    pub about: String,
    /// Set where something happened in it already: it is closed instead, there.
    pub close_href: Option<String>,
    /// Where the form is posted: `reason`.
    pub action: String,
    /// As typed.
    pub why: String,
    /// The most signs of it.
    pub max: usize,
    /// Back to the session.
    pub back: Action,
    /// What was wrong.
    pub errors: Vec<FieldError>,
}

impl View for CancellingPage {
    const TEMPLATE: &'static str = "trainer/session_cancelling.html";
    fn title(&self) -> String {
        titled("session-cancelling-title", !self.errors.is_empty())
    }
}

/// `/trainer/sessions/{id}`: the run sheet.
#[derive(Debug, Clone, Default, Serialize)]
pub struct SessionPage {
    /// "Thứ Bảy 21/11/2026"
    pub heading: String,
    /// "19 giờ 30, nhà văn hóa thôn Bến Đá"
    pub about: String,
    /// "12 người được mời, 9 người có mặt, 14 việc tự làm được."
    pub counts: String,
    /// Set once it was changed: "Đã đổi 10 giờ 05, 20/11/2026, người đổi: cô Hằng"
    pub changed: Option<String>,
    /// Filled once it is cancelled: since when and by whom, then why.
    pub cancelled: Vec<String>,
    /// Set once it is closed: "Đã kết thúc 21 giờ 10, 21/11/2026"
    pub closed: Option<String>,
    /// The session's address.
    pub href: String,
    /// "Tất cả có mặt (12 người chưa ghi)", while somebody is not marked.
    pub all_present: Option<String>,
    /// "Bỏ ghi có mặt 12 người vừa ghi", right after it.
    pub unmark: String,
    /// The ids of those who were marked at once just now: what the form that takes it back sends.
    pub marked: Vec<String>,
    /// The people by team.
    pub groups: Vec<TeamGroup>,
    /// The acts to mark for all who are there.
    pub acts: Vec<ActLink>,
}

/// The people of one team.
#[derive(Debug, Clone, Default, Serialize)]
pub struct TeamGroup {
    /// "Thôn Bến Đá"
    pub name: String,
    /// Its people.
    pub people: Vec<PersonRow>,
}

/// One person of the run sheet.
#[derive(Debug, Clone, Default, Serialize)]
pub struct PersonRow {
    /// The person's id: what the form sends.
    pub id: String,
    /// The full name.
    pub name: String,
    /// "3/6 việc", "3/6 việc, không có điện thoại"
    pub status: Status,
    /// Whether there.
    pub present: bool,
    /// The person's page in the session.
    pub href: String,
}

/// An act to mark for all who are there.
#[derive(Debug, Clone, Default, Serialize)]
pub struct ActLink {
    /// The act.
    pub act: String,
    /// "Thanh toán: 3/9 người tự làm được"
    pub status: String,
    /// Its page.
    pub href: String,
}

impl View for SessionPage {
    const TEMPLATE: &'static str = "trainer/session.html";
    fn title(&self) -> String {
        self.heading.clone()
    }
}

/// `/trainer/sessions/{id}/members/{member}`: one person's acts.
#[derive(Debug, Clone, Default, Serialize)]
pub struct SessionPersonPage {
    /// The full name.
    pub name: String,
    /// "Thôn Bến Đá, tổ trưởng"
    pub about: String,
    /// Whether there.
    pub present: bool,
    /// Where the form is posted: `o.{module}.{item}`, `note`, `form_id`.
    pub action: String,
    /// The hidden `form_id`.
    pub form_id: String,
    /// The modules of the evening.
    pub modules: Vec<PersonModule>,
    /// `note`, repeated.
    pub notes: Vec<Choice>,
    /// The next person of the list.
    pub next: Option<Action>,
    /// Back to the list.
    pub back: Action,
    /// The member's own page.
    pub member_href: String,
    /// Where "Học trên máy này" is posted.
    pub entries_action: String,
    /// The session is over.
    pub closed: bool,
    /// What was wrong.
    pub errors: Vec<FieldError>,
}

/// A module on the person's page.
#[derive(Debug, Clone, Default, Serialize)]
pub struct PersonModule {
    /// Its title.
    pub title: String,
    /// Why this trainer may not sign here; then there is nothing to mark.
    pub refusal: Option<String>,
    /// The hands-on acts, then the teach-back.
    pub acts: Vec<PersonAct>,
}

/// An act on the person's page.
#[derive(Debug, Clone, Default, Serialize)]
pub struct PersonAct {
    /// The field: `o.{module}.{item}`.
    pub name: String,
    /// The act.
    pub act: String,
    /// What to look for.
    pub look_for: Option<Html>,
    /// It belongs to the teach-back.
    pub teaching: bool,
    /// "Đã xác nhận 19/11, cô Hằng": then there is nothing to choose.
    pub signed: Option<String>,
    /// The three outcomes.
    pub outcomes: Vec<Choice>,
}

impl View for SessionPersonPage {
    const TEMPLATE: &'static str = "trainer/session_person.html";
    fn title(&self) -> String {
        marked(self.name.clone(), !self.errors.is_empty())
    }
}

/// `/trainer/sessions/{id}/modules/{m}/acts/{act}`: one act of all who are there; then what will be recorded.
#[derive(Debug, Clone, Default, Serialize)]
pub struct SessionActPage {
    /// The act.
    pub act: String,
    /// The module's title.
    pub module: String,
    /// What to look for.
    pub look_for: Option<Html>,
    /// Why this trainer may not sign here.
    pub refusal: Option<String>,
    /// Where the form is posted: `p.{person}`, `form_id`, and `confirm` in the second step.
    pub action: String,
    /// The hidden `form_id`.
    pub form_id: String,
    /// Who is there and has not done it alone yet.
    pub people: Vec<ActPerson>,
    /// In the second step: what will be recorded, a sentence an outcome.
    pub confirm: Vec<String>,
    /// In the second step: the fields to send again.
    pub chosen: Vec<Choice>,
    /// Back to the list.
    pub back: Action,
    /// What was wrong.
    pub errors: Vec<FieldError>,
}

/// One person on an act's page.
#[derive(Debug, Clone, Default, Serialize)]
pub struct ActPerson {
    /// The field: `p.{person}`.
    pub name: String,
    /// The full name.
    pub who: String,
    /// The three outcomes.
    pub outcomes: Vec<Choice>,
}

impl View for SessionActPage {
    const TEMPLATE: &'static str = "trainer/session_act.html";
    fn title(&self) -> String {
        marked(self.act.clone(), !self.errors.is_empty())
    }
}

/// `/trainer/sessions/{id}/guests`: adding somebody who came without being invited.
#[derive(Debug, Clone, Default, Serialize)]
pub struct GuestsPage {
    /// As typed.
    pub q: String,
    /// Where the search goes and the person is posted.
    pub action: String,
    /// Who was found.
    pub found: Vec<GuestRow>,
    /// "Không có ai tên như vậy trong địa bàn."
    pub nobody: bool,
    /// Back to the list.
    pub back: Action,
}

/// Somebody found.
#[derive(Debug, Clone, Default, Serialize)]
pub struct GuestRow {
    /// What the form sends as `member`.
    pub id: String,
    /// The full name.
    pub name: String,
    /// "Thôn Bến Đá, tổ viên, 58 tuổi"
    pub about: String,
}

impl View for GuestsPage {
    const TEMPLATE: &'static str = "trainer/session_guests.html";
    fn title(&self) -> String {
        message("session-guests-title", &[])
    }
}

/// `/trainer/sessions/{id}/reminders`: slips to print, texts to copy.
#[derive(Debug, Clone, Default, Serialize)]
pub struct RemindersPage {
    /// One text a team.
    pub texts: Vec<TeamText>,
    /// One slip a person.
    pub slips: Vec<Slip>,
    /// The plan is not the first: the slips take the place of others.
    pub changed: bool,
    /// Set once it is cancelled: "Lý do: mưa to."
    pub cancelled: Option<String>,
    /// "Thứ Bảy 21/11/2026, 19 giờ 30"
    pub when: String,
    /// Where.
    pub place: String,
    /// "Thanh toán không dùng tiền mặt"
    pub about: String,
    /// "cô Hằng, 0900 000 011"
    pub contact: String,
    /// Back to the session.
    pub back: Action,
}

/// A text to copy into a chat.
#[derive(Debug, Clone, Default, Serialize)]
pub struct TeamText {
    /// Of the field.
    pub id: String,
    /// "Thôn Bến Đá"
    pub team: String,
    /// The whole message.
    pub text: String,
}

/// A reminder to cut out.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Slip {
    /// "Kính mời bác Nguyễn Văn Hòa"
    pub invited: String,
    /// "Thôn Bến Đá"
    pub team: String,
}

impl View for RemindersPage {
    const TEMPLATE: &'static str = "trainer/session_reminders.html";
    fn title(&self) -> String {
        message("session-reminders-title", &[])
    }
}

/// `/trainer/sessions/{id}/attendance-sheet`: to sign on paper.
#[derive(Debug, Clone, Default, Serialize)]
pub struct AttendanceSheetPage {
    /// "Xã Đồng Mây"
    pub unit: String,
    /// "Thứ Bảy 21/11/2026, 19 giờ 30, nhà văn hóa thôn Bến Đá"
    pub when: String,
    /// The way back to the run sheet.
    pub qr_svg: Html,
    /// The rows, with blank ones at the end.
    pub rows: Vec<AttendanceRow>,
    /// Back to the session.
    pub back: Action,
}

/// A row to sign.
#[derive(Debug, Clone, Default, Serialize)]
pub struct AttendanceRow {
    /// The full name; empty in a blank row.
    pub name: String,
    /// The village.
    pub team: String,
    /// What waits to be seen.
    pub practice: String,
}

impl View for AttendanceSheetPage {
    const TEMPLATE: &'static str = "trainer/session_attendance.html";
    fn title(&self) -> String {
        message("session-sheet-title", &[])
    }
}

/// `/trainer/sessions/{id}/closing`: what closing does, before it is done.
#[derive(Debug, Clone, Default, Serialize)]
pub struct ClosingPage {
    /// What it comes to, a sentence each.
    pub lines: Vec<String>,
    /// Where it is posted.
    pub action: String,
    /// Back to the session.
    pub back: Action,
}

impl View for ClosingPage {
    const TEMPLATE: &'static str = "trainer/session_closing.html";
    fn title(&self) -> String {
        message("session-closing-title", &[])
    }
}

/// `/trainer/sessions/{id}/record`: who was there, what was signed, by whom.
#[derive(Debug, Clone, Default, Serialize)]
pub struct RecordPage {
    /// "Xã Đồng Mây"
    pub unit: String,
    /// "Thứ Bảy 21/11/2026, 19 giờ 30, nhà văn hóa thôn Bến Đá"
    pub when: String,
    /// The modules.
    pub about: String,
    /// "12 người được mời, 9 người có mặt, 14 việc tự làm được."
    pub counts: String,
    /// "Đã kết thúc …", or that it is still open.
    pub state: String,
    /// One row a person.
    pub rows: Vec<RecordRow>,
    /// The same as a workbook.
    pub xlsx_href: String,
    /// Back to the session.
    pub back: Action,
}

/// A person of the record.
#[derive(Debug, Clone, Default, Serialize)]
pub struct RecordRow {
    /// The full name.
    pub name: String,
    /// The village.
    pub team: String,
    /// "có mặt", "vắng", "có mặt, không có tên mời"
    pub there: String,
    /// What was seen, a line each: "Tự mở ứng dụng: tự làm (cô Hằng)"
    pub acts: Vec<String>,
    /// The notes in words.
    pub notes: String,
}

impl View for RecordPage {
    const TEMPLATE: &'static str = "trainer/session_record.html";
    fn title(&self) -> String {
        message("session-record-title", &[])
    }
}
