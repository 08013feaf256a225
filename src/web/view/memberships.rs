//! The pages of memberships: the list of members, forms that change one, those who left, sheets of login cards.
//!
//! Owns: what each says and its title. Does not own: who may change whom (`domain`).

use super::{Action, Choice, Contact, Doubts, FieldError, View, marked};
use crate::web::messages::message;
use serde::Serialize;
use tungngo_domain::content::Html;

/// `/trainer/members`: everybody within reach.
#[derive(Debug, Clone, Default, Serialize)]
pub struct MemberListPage {
    /// The way down to here.
    pub crumbs: Vec<Action>,
    /// "40 thành viên", "Tìm thấy 3 trong 40 thành viên"
    pub counts: String,
    /// `q` as typed.
    pub query: String,
    /// The members of this page.
    pub members: Vec<ListedMember>,
    /// Those whose names come first, when this is not the first page.
    pub first_href: Option<String>,
    /// Those whose names come next.
    pub next_href: Option<String>,
}

/// A member of the list.
#[derive(Debug, Clone, Default, Serialize)]
pub struct ListedMember {
    /// The full name, told apart from others.
    pub name: String,
    /// "Thôn Bến Đá, 67 tuổi, tổ trưởng"
    pub about: String,
    /// The member's page.
    pub href: String,
    /// Whom to call.
    pub contact: Option<Contact>,
}

impl View for MemberListPage {
    const TEMPLATE: &'static str = "trainer/members.html";
    fn title(&self) -> String {
        message("members-title", &[])
    }
}

/// The fields of a person and of the place in the team.
#[derive(Debug, Clone, Default, Serialize)]
pub struct PersonFields {
    /// As typed.
    pub full_name: String,
    /// As typed.
    pub phone: String,
    /// As typed.
    pub birth_year: String,
    /// `role_in_team`: `leader`, `deputy`, `member`.
    pub roles: Vec<Choice>,
    /// `body`: the known ones, none, or `other`.
    pub bodies: Vec<Choice>,
    /// `body_other` as typed.
    pub body_other: String,
    /// `address_form`: `bac`, `co`, `chu`, `anh`, `chi`; a pair only while it is on record.
    pub address_forms: Vec<Choice>,
    /// `device`: `own`, `shared`, `none`.
    pub devices: Vec<Choice>,
    /// `language`: Vietnamese and what lessons are translated into; one alone is not asked for.
    pub languages: Vec<Choice>,
}

/// A form about a member: a new one, a correction, somebody in another's place.
#[derive(Debug, Clone, Default, Serialize)]
pub struct MemberFormPage {
    /// "Tổ thôn Bến Đá"
    pub team: String,
    /// "Thêm thành viên", "Sửa thông tin: Ma Thị Mùi"
    pub heading: String,
    /// What will happen; may be empty.
    pub intro: String,
    /// Where it is posted.
    pub action: String,
    /// What the button says.
    pub save: String,
    /// The fields.
    pub fields: PersonFields,
    /// What is asked before it is kept.
    pub doubts: Option<Doubts>,
    /// The hidden `form_id`.
    pub form_id: String,
    /// What was wrong, by field.
    pub errors: Vec<FieldError>,
    /// Where it was opened from.
    pub back: Action,
}

impl View for MemberFormPage {
    const TEMPLATE: &'static str = "trainer/member_form.html";
    fn title(&self) -> String {
        marked(self.heading.clone(), !self.errors.is_empty())
    }
}

/// Choosing a team: to move a member to, or for somebody to return to.
#[derive(Debug, Clone, Default, Serialize)]
pub struct MemberPlacePage {
    /// "Chuyển tổ: Ma Thị Mùi"
    pub heading: String,
    /// What will happen.
    pub intro: String,
    /// Where it is posted.
    pub action: String,
    /// `commune`, where there are too many teams for one list; a form of its own.
    pub communes: Vec<Choice>,
    /// `team`: the teams to choose from.
    pub teams: Vec<Choice>,
    /// `role_in_team`.
    pub roles: Vec<Choice>,
    /// What is asked before it is kept.
    pub doubts: Option<Doubts>,
    /// What the button says.
    pub save: String,
    /// What was wrong, by field.
    pub errors: Vec<FieldError>,
    /// Where it was opened from.
    pub back: Action,
}

impl View for MemberPlacePage {
    const TEMPLATE: &'static str = "trainer/member_place.html";
    fn title(&self) -> String {
        marked(self.heading.clone(), !self.errors.is_empty())
    }
}

/// `/trainer/members/{id}/leaving`: somebody leaves the team.
#[derive(Debug, Clone, Default, Serialize)]
pub struct LeavingPage {
    /// "Cho rời tổ: Ma Thị Mùi"
    pub heading: String,
    /// Where it is posted.
    pub action: String,
    /// `why`.
    pub reasons: Vec<Choice>,
    /// `why_other` as typed.
    pub other: String,
    /// What was wrong, by field.
    pub errors: Vec<FieldError>,
    /// Back to the member.
    pub back: Action,
}

impl View for LeavingPage {
    const TEMPLATE: &'static str = "trainer/member_leaving.html";
    fn title(&self) -> String {
        marked(self.heading.clone(), !self.errors.is_empty())
    }
}

/// `/trainer/former-members`: those who left and are in no team.
#[derive(Debug, Clone, Default, Serialize)]
pub struct FormerPage {
    /// The way down to here.
    pub crumbs: Vec<Action>,
    /// The latest first.
    pub people: Vec<FormerRow>,
    /// The page of those who left last, when this is not it.
    pub first_href: Option<String>,
    /// Those who left earlier.
    pub next_href: Option<String>,
}

/// Somebody who left.
#[derive(Debug, Clone, Default, Serialize)]
pub struct FormerRow {
    /// The full name.
    pub name: String,
    /// "Thôn Bến Đá, tổ viên từ 01/10/2026 đến 20/11/2026"
    pub place: String,
    /// "Lý do: đi nơi khác"
    pub why: String,
    /// The form of return.
    pub return_href: String,
}

impl View for FormerPage {
    const TEMPLATE: &'static str = "trainer/former.html";
    fn title(&self) -> String {
        message("former-title", &[])
    }
}

/// `/trainer/cards`, `/trainer/teams/{id}/cards`: whose cards to print, and what will die.
#[derive(Debug, Clone, Default, Serialize)]
pub struct CardChoicePage {
    /// The way down to here.
    pub crumbs: Vec<Action>,
    /// "Thẻ học, tổ thôn Bến Đá"
    pub heading: String,
    /// "5 thành viên, 2 người chưa có thẻ."
    pub counts: String,
    /// Where it is posted.
    pub action: String,
    /// The members, team by team; none where there are too many for one sheet.
    pub teams: Vec<CardTeam>,
    /// Ticks those without a card.
    pub without_href: String,
    /// Ticks everybody.
    pub all_href: String,
    /// What was wrong.
    pub errors: Vec<FieldError>,
    /// Where there are too many: the teams, each with a page of its own.
    pub by_team: Vec<TeamCards>,
    /// More such teams.
    pub more_href: Option<String>,
}

/// A team whose cards are printed on a page of its own.
#[derive(Debug, Clone, Serialize)]
pub struct TeamCards {
    /// That page.
    pub href: String,
    /// "Thôn Bến Đá"
    pub name: String,
    /// "2 người chưa có thẻ"
    pub note: String,
}

/// The members of one team to choose from.
#[derive(Debug, Clone, Default, Serialize)]
pub struct CardTeam {
    /// "Thôn Bến Đá"
    pub name: String,
    /// Its members.
    pub members: Vec<CardMember>,
}

/// A member whose card may be printed.
#[derive(Debug, Clone, Default, Serialize)]
pub struct CardMember {
    /// `member`: the id.
    pub id: String,
    /// The full name, told apart from others.
    pub name: String,
    /// "Chưa có thẻ", "Thẻ in ngày 12/10/2026 sẽ hết dùng"
    pub note: String,
    /// Whether it is ticked.
    pub checked: bool,
}

impl View for CardChoicePage {
    const TEMPLATE: &'static str = "trainer/card_choice.html";
    fn title(&self) -> String {
        marked(self.heading.clone(), !self.errors.is_empty())
    }
}

/// The sheets of cards: shown once, to print.
#[derive(Debug, Clone, Default, Serialize)]
pub struct CardSheetsPage {
    /// "5 thẻ trên 1 tờ A4."
    pub counts: String,
    /// The sheets; each holds cards of one team.
    pub sheets: Vec<CardSheet>,
    /// Back to where it was asked for.
    pub back: Action,
}

/// A sheet of at most eight cards.
#[derive(Debug, Clone, Default, Serialize)]
pub struct CardSheet {
    /// "Thôn Bến Đá, tờ 1"
    pub name: String,
    /// The cards.
    pub cards: Vec<SheetCard>,
}

/// A card on a sheet, with its stub.
#[derive(Debug, Clone, Serialize)]
pub struct SheetCard {
    /// The full name, told apart from others.
    pub name: String,
    /// "Tổ trưởng, thôn Bến Đá"
    pub role: String,
    /// "Xã Đồng Mây"
    pub unit: String,
    /// The card's QR code, drawn by us.
    pub qr_svg: Html,
    /// The serial in letters; it opens nothing.
    pub serial: String,
    /// "407 215"
    pub first_pin: String,
    /// "21/12/2026": the last day of the first PIN.
    pub pin_until: String,
    /// "0900 000 011"; may be empty.
    pub help_phone: String,
}

impl View for CardSheetsPage {
    const TEMPLATE: &'static str = "trainer/card_sheets.html";
    fn title(&self) -> String {
        message("card-print-heading", &[])
    }
}
