//! The trainer's pages: whom to meet, who stands where, adding members, signing off, cards.
//!
//! Owns: what each says and its title. Does not own: whom a trainer reaches and what may be signed off (`domain`).

use super::{Action, Choice, Contact, FieldError, Rung, View, marked};
use crate::web::messages::message;
use crate::web::view::learner::Fact;
use serde::Serialize;
use tungngo_domain::content::Html;

/// `/trainer`: whom to meet, and the matrix of teams and skills.
#[derive(Debug, Clone, Default, Serialize)]
pub struct OverviewPage {
    /// "Xã Đồng Mây"
    pub heading: String,
    /// "8 tổ, 40 thành viên. 5 người đã có giấy chứng nhận."
    pub counts: String,
    /// The training session of this evening, where there is one.
    pub tonight: Option<Tonight>,
    /// "Cần gặp 5 người"
    pub meet_heading: String,
    /// Whom to meet, longest wait first.
    pub meet: Vec<MeetRow>,
    /// "Đang hiện 20 người chờ lâu nhất."; empty where all are shown.
    pub meet_more: String,
    /// The page of them, from 1.
    pub meet_page: usize,
    /// To the first and the next page, where there are such.
    pub meet_ways: Vec<Action>,
    /// Modules that changed, with how many within reach have something to do again: a sentence each.
    pub changed: Vec<String>,
    /// "Chỗ vướng: 2 đang chờ"
    pub help: String,
    /// The modules, which are the columns of the matrix.
    pub modules: Vec<ModuleColumn>,
    /// The teams, which are its rows.
    pub teams: Vec<TeamRow>,
    /// The next page of teams.
    pub more_href: Option<String>,
    /// The sheets of this month.
    pub months: Vec<Action>,
    /// The trainers' own modules.
    pub guides: Vec<Action>,
    /// What was wrong with a note of what was done: field `hen-{id}` or `viec-{id}` of the row.
    pub errors: Vec<FieldError>,
}

/// The session of this evening.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Tonight {
    /// "Tối nay 19 giờ 30, nhà văn hóa thôn Bến Đá"
    pub heading: String,
    /// "8 người được mời, 4 bài thực hành chờ xác nhận."
    pub text: String,
    /// To the run sheet.
    pub action: Action,
}

/// Somebody to meet.
#[derive(Debug, Clone, Default, Serialize)]
pub struct MeetRow {
    /// Names the fields of this row.
    pub id: String,
    /// "Bác Nguyễn Văn Hòa"
    pub name: String,
    /// "Thôn Bến Đá, tổ trưởng"
    pub place: String,
    /// "Dừng ở chuyên đề 2, bài 3, 12 ngày"
    pub why: super::Status,
    /// Said where there is no device.
    pub no_device: bool,
    /// The member's page.
    pub href: String,
    /// `tel:…`, where there is a number.
    pub call_href: Option<String>,
    /// Where what was done is posted: `kind`, `until`, `form_id`.
    pub action: String,
    /// The hidden `form_id`.
    pub form_id: String,
    /// `kind`: called, met, agreed.
    pub kinds: Vec<Choice>,
    /// `until`, as typed.
    pub until: String,
    /// Whether the form stands open.
    pub open: bool,
}

/// A column of a matrix.
#[derive(Debug, Clone, Default, Serialize)]
pub struct ModuleColumn {
    /// Its place, shown alone on narrow screens.
    pub number: u32,
    /// The short title.
    pub title: String,
}

/// A row of the matrix of teams.
#[derive(Debug, Clone, Default, Serialize)]
pub struct TeamRow {
    /// "Bến Đá"
    pub name: String,
    /// The team's page.
    pub href: String,
    /// One cell a module.
    pub cells: Vec<Cell>,
}

/// A step of the ramp (design.md §3), always with its own words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Ramp {
    /// Not asked of them.
    #[default]
    T0,
    /// *Chưa học*; for teams: nobody yet.
    T1,
    /// *Đang học*; a few.
    T2,
    /// *Biết*; more than half.
    T3,
    /// *Làm được*.
    T4,
    /// *Dạy được*; the whole team.
    T5,
    /// Stuck over seven days.
    Stop,
}

/// A cell of a matrix.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Cell {
    /// Its colour.
    pub ramp: Ramp,
    /// "3/5", "Đủ", "Làm được"
    pub text: String,
    /// A shorter text for narrow screens ("Làm"); none where [`Self::text`] is short.
    pub short: Option<String>,
    /// What a sign stands for ("Chưa giao"), for who hears the page; none where [`Self::text`] is words.
    pub said: Option<String>,
}

impl View for OverviewPage {
    const TEMPLATE: &'static str = "trainer/overview.html";
    fn title(&self) -> String {
        marked(self.heading.clone(), !self.errors.is_empty())
    }
}

/// `/trainer/teams/{id}`: one team, member by member.
#[derive(Debug, Clone, Default, Serialize)]
pub struct TeamPage {
    /// The way down to here: the commune.
    pub crumbs: Vec<Action>,
    /// "Tổ thôn Bến Đá"
    pub heading: String,
    /// "5 thành viên, chưa ai có giấy chứng nhận."
    pub counts: String,
    /// The page for a new member.
    pub add_href: String,
    /// Other pages about the team.
    pub ways: Vec<Action>,
    /// The first members, when these are not the first.
    pub first_href: Option<String>,
    /// The columns.
    pub modules: Vec<ModuleColumn>,
    /// The rows, by given name.
    pub members: Vec<MemberRow>,
    /// The next page of members.
    pub more_href: Option<String>,
    /// Who knows, does, teaches.
    pub coverage: Vec<CoverageRow>,
    /// Whether the team can serve its village, and what is missing.
    pub verdict: super::Status,
    /// What is missing, a sentence each.
    pub lacking: Vec<String>,
    /// The sheet of this month.
    pub month: Action,
}

/// A skill of a team: how many have reached each rung, and who where the team is small.
#[derive(Debug, Clone, Default, Serialize)]
pub struct CoverageRow {
    /// The skill.
    pub skill: String,
    /// "3: Hòa, Khôi, Mùi"
    pub knows: String,
    /// Likewise.
    pub does: String,
    /// Likewise.
    pub teaches: String,
    /// Required, and nobody does it.
    pub lacking: bool,
}

/// A row of the matrix of members.
#[derive(Debug, Clone, Default, Serialize)]
pub struct MemberRow {
    /// The full name.
    pub name: String,
    /// "67 tuổi, tổ trưởng"
    pub about: String,
    /// The member's page.
    pub href: String,
    /// One cell a module.
    pub cells: Vec<Cell>,
}

impl View for TeamPage {
    const TEMPLATE: &'static str = "trainer/team.html";
    fn title(&self) -> String {
        self.heading.clone()
    }
}

/// `/trainer/members/{id}`: one member, and signing off what was seen.
#[derive(Debug, Clone, Default, Serialize)]
pub struct MemberPage {
    /// The way down to here: commune, team.
    pub crumbs: Vec<Action>,
    /// The full name.
    pub name: String,
    /// "67 tuổi, tổ trưởng"
    pub about: String,
    /// Whom to call.
    pub contact: Option<Contact>,
    /// Device, form of address and so on.
    pub facts: Vec<Fact>,
    /// Correcting, moving, replacing, leaving.
    pub ways: Vec<Action>,
    /// What was done about it so far, newest first: "Đã gọi 21/11, cô Hằng. Hẹn lại 28/11".
    pub contacts: Vec<String>,
    /// The modules with their rungs.
    pub modules: Vec<MemberModule>,
    /// Where a new card is posted.
    pub cards_action: String,
    /// "Thẻ gần nhất in ngày 12/10"; may be empty.
    pub card_note: String,
    /// Where "Học trên máy này" is posted: `where`.
    pub entries_action: String,
    /// What was wrong with a sign-off: field `ky-{number}` of the module, or `ly-do-{number}-{key}` of a revocation.
    pub errors: Vec<FieldError>,
}

/// A module on the member's page.
#[derive(Debug, Clone, Default, Serialize)]
pub struct MemberModule {
    /// Its place.
    pub number: u32,
    /// Its title.
    pub title: String,
    /// The three rungs.
    pub rungs: Vec<Rung>,
    /// "Đang học, xong 2/5 bài"; may be empty.
    pub status: String,
    /// "Đã tập xong 1 trong 3 máy tập"; none before the first.
    pub drilled: Option<String>,
    /// Its checklist, where it has one.
    pub sign_off: Option<SignOff>,
    /// Where a test on paper is drawn: `form_id`.
    pub paper_action: Option<String>,
    /// The hidden `form_id` of that form.
    pub paper_form: String,
}

/// The checklist of a module for one member.
#[derive(Debug, Clone, Default, Serialize)]
pub struct SignOff {
    /// `/trainer/members/{id}/modules/{m}/sign-offs`; posts `item` (repeated), `form_id`.
    pub action: String,
    /// The hidden `form_id`.
    pub form_id: String,
    /// Why this trainer may not sign here, in words; then there is no form.
    pub refusal: Option<String>,
    /// "Xác nhận việc đã thấy, còn 7 việc"
    pub summary: String,
    /// Whether the acts are shown at once: the member waits for it, or something was wrong.
    pub open: bool,
    /// The hands-on acts.
    pub checklist: Vec<SignOffItem>,
    /// The teach-back acts.
    pub teach_back: Vec<SignOffItem>,
}

/// An act of the checklist.
#[derive(Debug, Clone, Default, Serialize)]
pub struct SignOffItem {
    /// Its authored id: what the form sends.
    pub key: String,
    /// The act.
    pub act: String,
    /// What to look for.
    pub look_for: Option<Html>,
    /// "Đã xác nhận 19/11, cô Hằng"; none while it is open.
    pub signed: Option<String>,
    /// `/trainer/sign-offs/{id}/revocation`, where this trainer may take it back; posts `reason`.
    pub revocation_action: Option<String>,
}

impl View for MemberPage {
    const TEMPLATE: &'static str = "trainer/member.html";
    fn title(&self) -> String {
        marked(self.name.clone(), !self.errors.is_empty())
    }
}

/// The answer to a new card: shown once, to print.
#[derive(Debug, Clone, Serialize)]
pub struct PrintedCardPage {
    /// The full name.
    pub name: String,
    /// "Tổ trưởng, thôn Bến Đá"
    pub role: String,
    /// "Xã Đồng Mây"
    pub unit: String,
    /// The card's QR code, drawn by us.
    pub qr_svg: Html,
    /// The serial in letters; it opens nothing.
    pub serial: String,
    /// "407 215"; none when the member keeps the lasting PIN.
    pub first_pin: Option<String>,
    /// "21/12/2026": the last day of the first PIN.
    pub pin_until: String,
    /// "0900 000 011"; may be empty.
    pub help_phone: String,
    /// Back to the member.
    pub back: Action,
}

impl View for PrintedCardPage {
    const TEMPLATE: &'static str = "trainer/card.html";
    fn title(&self) -> String {
        message("card-print-title", &[("name", &self.name)])
    }
}
