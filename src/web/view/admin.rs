//! The administrator's pages: staff, grants, units, the audit trail.
//!
//! Owns: what each says and its title. Does not own: what a role may do (`domain`).

use super::{Action, Choice, FieldError, Status, View, titled};
use crate::web::messages::message;
use serde::Serialize;

/// `/admin`: all staff.
#[derive(Debug, Clone, Default, Serialize)]
pub struct PeoplePage {
    /// Staff by name.
    pub people: Vec<StaffRow>,
    /// The first page, when this is not it.
    pub first_href: Option<String>,
    /// The next page.
    pub next_href: Option<String>,
}

/// A member of staff.
#[derive(Debug, Clone, Default, Serialize)]
pub struct StaffRow {
    /// The full name.
    pub name: String,
    /// "0900 000 012, hang.tran"
    pub account: String,
    /// "Đang làm việc", "Chưa nhận lời mời"
    pub state: Status,
    /// Their roles.
    pub roles: Vec<RoleRow>,
    /// `/admin/people/{id}/invitations`, where a new link can be made.
    pub invite_action: Option<String>,
}

/// A role of a member of staff.
#[derive(Debug, Clone, Default, Serialize)]
pub struct RoleRow {
    /// "Tập huấn viên"
    pub role: String,
    /// "Xã Đồng Mây, tỉnh Tuyên Quang"
    pub unit: String,
    /// "Từ 01/10/2026 đến 31/12/2027"
    pub dates: String,
    /// `/admin/roles/{id}/ending`; none when it has ended.
    pub end_action: Option<String>,
}

impl View for PeoplePage {
    const TEMPLATE: &'static str = "admin/people.html";
    fn title(&self) -> String {
        message("people-title", &[])
    }
}

/// `/admin/people/new`: inviting somebody; posted to `/admin/people`.
#[derive(Debug, Clone, Default, Serialize)]
pub struct NewPersonPage {
    /// As typed.
    pub full_name: String,
    /// As typed.
    pub phone: String,
    /// As typed.
    pub account: String,
    /// `role`: `trainer`, `officer`, `author`, `administrator`.
    pub roles: Vec<Choice>,
    /// `unit_code` as typed.
    pub unit_code: String,
    /// `valid_until` as typed (dd/mm/yyyy).
    pub valid_until: String,
    /// What was wrong, by field.
    pub errors: Vec<FieldError>,
}

impl View for NewPersonPage {
    const TEMPLATE: &'static str = "admin/person_new.html";
    fn title(&self) -> String {
        titled("person-new-title", !self.errors.is_empty())
    }
}

/// The answer to an invitation: its link, shown once.
#[derive(Debug, Clone, Default, Serialize)]
pub struct InvitationMadePage {
    /// Who is invited.
    pub name: String,
    /// The whole address.
    pub link: String,
    /// "28/11/2026"
    pub expires: String,
    /// Back to the list.
    pub back: Action,
}

impl View for InvitationMadePage {
    const TEMPLATE: &'static str = "admin/invitation_made.html";
    fn title(&self) -> String {
        message("invitation-made-title", &[])
    }
}

/// `/admin/grants/new`: *cấp ban đầu*; posted to `/admin/grants`.
#[derive(Debug, Clone, Default, Serialize)]
pub struct NewGrantPage {
    /// `account`: phone number or account name, as typed.
    pub account: String,
    /// `module`: ids and titles.
    pub modules: Vec<Choice>,
    /// `reason` as typed.
    pub reason: String,
    /// `document` as typed.
    pub document: String,
    /// `date` as typed (dd/mm/yyyy).
    pub date: String,
    /// What was wrong, by field.
    pub errors: Vec<FieldError>,
}

impl View for NewGrantPage {
    const TEMPLATE: &'static str = "admin/grant_new.html";
    fn title(&self) -> String {
        titled("grant-new-title", !self.errors.is_empty())
    }
}

/// `/admin/units/new`: a village team below a commune; posted to `/admin/units`.
#[derive(Debug, Clone, Default, Serialize)]
pub struct NewUnitPage {
    /// `parent`: the commune's code, as typed.
    pub parent: String,
    /// `name`: the village, as typed.
    pub name: String,
    /// "Xã Đồng Mây", once the code is known.
    pub parent_name: Option<String>,
    /// What was wrong, by field.
    pub errors: Vec<FieldError>,
}

impl View for NewUnitPage {
    const TEMPLATE: &'static str = "admin/unit_new.html";
    fn title(&self) -> String {
        titled("unit-new-title", !self.errors.is_empty())
    }
}

/// `/admin/audit`: the audit trail, newest first, a page at a time.
#[derive(Debug, Clone, Default, Serialize)]
pub struct AuditPage {
    /// The rows.
    pub rows: Vec<AuditRow>,
    /// Older rows.
    pub older_href: Option<String>,
    /// Newer rows.
    pub newer_href: Option<String>,
}

/// An entry of the audit trail.
#[derive(Debug, Clone, Default, Serialize)]
pub struct AuditRow {
    /// "19 giờ 30, 21/11/2026"
    pub when: String,
    /// Who.
    pub who: String,
    /// "Xem trang thành viên", "Xác nhận thực hành"
    pub what: String,
    /// Whom or what; may be empty.
    pub whom: String,
    /// Where from; may be empty.
    pub source: String,
}

impl View for AuditPage {
    const TEMPLATE: &'static str = "admin/audit.html";
    fn title(&self) -> String {
        message("audit-title", &[])
    }
}
