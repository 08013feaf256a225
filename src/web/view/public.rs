//! Pages before sign-in: the doors, the check of certificates, help and errors.
//!
//! Owns: what each says and its title. Does not own: who is let in (`domain`, the handlers).

use super::{Action, FieldError, Status, View, marked, titled};
use crate::web::messages::message;
use serde::Serialize;
use tungngo_domain::content::Html;

/// `/login`: phone number and PIN.
#[derive(Debug, Clone, Default, Serialize)]
pub struct LoginPage {
    /// The number as typed.
    pub phone: String,
    /// "Máy dùng chung" is ticked.
    pub shared: bool,
    /// Where to go afterwards, hidden; a path on our own list.
    pub next: String,
    /// What was wrong: fields `phone`, `pin`. A wrong PIN belongs to `pin`.
    pub errors: Vec<FieldError>,
    /// "Gõ sai 5 lần nên tạm nghỉ 15 phút. …"
    pub locked: Option<String>,
}

impl View for LoginPage {
    const TEMPLATE: &'static str = "public/login.html";
    fn title(&self) -> String {
        titled("login-title", !self.errors.is_empty())
    }
}

/// `/card/{secret}`: after scanning a login card.
#[derive(Debug, Clone, Default, Serialize)]
pub struct CardPage {
    /// "Chào bác Hòa": form of address and given name, nothing more until the PIN is right.
    pub greeting: String,
    /// "bác", for the hint.
    pub address: String,
    /// The page's own path.
    pub action: String,
    /// "Máy dùng chung" is ticked.
    pub shared: bool,
    /// What was wrong: field `pin`.
    pub errors: Vec<FieldError>,
    /// "Gõ sai 5 lần nên tạm nghỉ 15 phút. …"
    pub locked: Option<String>,
}

impl View for CardPage {
    const TEMPLATE: &'static str = "public/card.html";
    fn title(&self) -> String {
        titled("card-title", !self.errors.is_empty())
    }
}

/// `/first-pin`: the lasting PIN, proposed by the machine.
#[derive(Debug, Clone, Default, Serialize)]
pub struct FirstPinPage {
    /// "482 913"
    pub proposed: String,
    /// Hidden: names the proposal without letting the form choose it.
    pub proposed_token: String,
    /// The page was reached to change a lasting PIN.
    pub changing: bool,
    /// What was wrong: field `own_pin`.
    pub errors: Vec<FieldError>,
}

impl View for FirstPinPage {
    const TEMPLATE: &'static str = "public/first_pin.html";
    fn title(&self) -> String {
        titled("first-pin-title", !self.errors.is_empty())
    }
}

/// `/consent`: which data, why, who sees it.
#[derive(Debug, Clone, Default, Serialize)]
pub struct ConsentPage {
    /// The version of the text, hidden.
    pub version: String,
    /// What was wrong: field `agree`.
    pub errors: Vec<FieldError>,
}

impl View for ConsentPage {
    const TEMPLATE: &'static str = "public/consent.html";
    fn title(&self) -> String {
        titled("consent-title", !self.errors.is_empty())
    }
}

/// `/staff/login`: phone number or account name, and passphrase.
#[derive(Debug, Clone, Default, Serialize)]
pub struct StaffLoginPage {
    /// As typed.
    pub account: String,
    /// Where to go afterwards, hidden.
    pub next: String,
    /// What was wrong: fields `account`, `passphrase`.
    pub errors: Vec<FieldError>,
    /// "Gõ sai 5 lần nên tạm nghỉ 15 phút. …"
    pub locked: Option<String>,
}

impl View for StaffLoginPage {
    const TEMPLATE: &'static str = "public/staff_login.html";
    fn title(&self) -> String {
        titled("staff-login-title", !self.errors.is_empty())
    }
}

/// `/staff/second-factor`: six digits of the authenticator.
#[derive(Debug, Clone, Default, Serialize)]
pub struct SecondFactorPage {
    /// Where to go afterwards, hidden.
    pub next: String,
    /// What was wrong: field `code`.
    pub errors: Vec<FieldError>,
    /// Too many wrong codes.
    pub locked: Option<String>,
}

impl View for SecondFactorPage {
    const TEMPLATE: &'static str = "public/second_factor.html";
    fn title(&self) -> String {
        titled("second-factor-title", !self.errors.is_empty())
    }
}

/// `/staff/second-factor/new`: setting up the authenticator.
#[derive(Debug, Clone, Serialize)]
pub struct NewSecondFactorPage {
    /// The QR code for the authenticator, drawn by us.
    pub qr_svg: Html,
    /// The same secret in groups of four, to be typed.
    pub secret: String,
    /// What was wrong: field `code`.
    pub errors: Vec<FieldError>,
}

impl View for NewSecondFactorPage {
    const TEMPLATE: &'static str = "public/second_factor_new.html";
    fn title(&self) -> String {
        titled("second-factor-new-title", !self.errors.is_empty())
    }
}

/// `/invitation/{secret}` and `/setup/{secret}`: a staff member chooses a passphrase.
#[derive(Debug, Clone, Default, Serialize)]
pub struct InvitationPage {
    /// "Mời Trần Thị Thu Hằng nhận việc" or "Tạo quản trị viên đầu tiên"
    pub heading: String,
    /// "Tập huấn viên xã Đồng Mây, đến 31/12/2027"; empty at set-up.
    pub role: String,
    /// The first administrator names themselves: fields `full_name` and `account` are asked.
    pub setup: bool,
    /// The name as typed.
    pub full_name: String,
    /// The account name: typed at set-up, else shown (may be empty).
    pub account: String,
    /// The page's own path.
    pub action: String,
    /// What was wrong: fields `full_name`, `account`, `passphrase`.
    pub errors: Vec<FieldError>,
}

impl View for InvitationPage {
    const TEMPLATE: &'static str = "public/invitation.html";
    fn title(&self) -> String {
        marked(self.heading.clone(), !self.errors.is_empty())
    }
}

/// `/help`: whom to call, where to go.
#[derive(Debug, Clone, Default, Serialize)]
pub struct HelpPage {
    /// The number to call: href and the number in groups as label.
    pub phone: Option<Action>,
    /// "Đến Ủy ban nhân dân xã, hỏi tập huấn viên của tổ công nghệ số."
    pub where_to_go: String,
}

impl View for HelpPage {
    const TEMPLATE: &'static str = "public/help.html";
    fn title(&self) -> String {
        message("help-title", &[])
    }
}

/// `/verify`: the code of a certificate.
#[derive(Debug, Clone, Default, Serialize)]
pub struct VerifyFormPage {
    /// As typed.
    pub code: String,
    /// What was wrong: field `code`.
    pub errors: Vec<FieldError>,
}

impl View for VerifyFormPage {
    const TEMPLATE: &'static str = "public/verify_form.html";
    fn title(&self) -> String {
        titled("verify-title", !self.errors.is_empty())
    }
}

/// What a checked certificate is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// It holds.
    Valid,
    /// Its day has passed.
    Expired,
    /// It was taken back.
    Revoked,
    /// Another took its place.
    Replaced,
    /// No certificate has this code.
    #[default]
    Unknown,
}

/// `/verify/{code}`: what a certificate is worth. Never phone, birth or village (D7).
#[derive(Debug, Clone, Default, Serialize)]
pub struct VerifyPage {
    /// The verdict.
    pub status: Verdict,
    /// "Chứng nhận Thành viên tổ công nghệ số cộng đồng"
    pub course: String,
    /// "Làm được"; may be empty.
    pub level: String,
    /// "xã Đồng Mây, tỉnh Tuyên Quang"
    pub unit: String,
    /// "21/11/2026"
    pub issued_on: String,
    /// "21/11/2028"; none when it is for good.
    pub valid_until: Option<String>,
    /// "02/12/2026"
    pub revoked_on: Option<String>,
    /// Why it was taken back.
    pub revoked_reason: Option<String>,
    /// The one that took its place: its check page, "Số TN-2026-000185".
    pub replaced_by: Option<Action>,
    /// The one whose place it took: "Số TN-2026-000184".
    pub replaces: Option<String>,
    /// What of its content was recalled, in a sentence.
    pub recalled: Option<String>,
    /// The name as printed, once shown by the QR code or the last digits.
    pub name: Option<String>,
    /// The last three digits of the phone number may be asked for.
    pub ask_last_digits: bool,
    /// The page's own path, where `digits` is posted.
    pub action: String,
    /// What was wrong: field `digits`.
    pub errors: Vec<FieldError>,
}

impl View for VerifyPage {
    const TEMPLATE: &'static str = "public/verify.html";
    fn title(&self) -> String {
        titled("verify-title", !self.errors.is_empty())
    }
}

/// `/logout`: on a shared phone, before leaving.
#[derive(Debug, Clone, Default, Serialize)]
pub struct LogoutPage {
    /// The full name.
    pub name: String,
    /// What still waits to be sent, in a sentence.
    pub waiting: Option<Status>,
}

impl View for LogoutPage {
    const TEMPLATE: &'static str = "public/logout.html";
    fn title(&self) -> String {
        message("sign-out-shared", &[])
    }
}

/// Any page that could not be: what happened and the ways on.
#[derive(Debug, Clone, Default, Serialize)]
pub struct ErrorPage {
    /// What happened.
    pub heading: String,
    /// How to go on.
    pub text: String,
    /// Ways on; the first is the primary one.
    pub ways: Vec<Action>,
    /// "7F3K, 19 giờ 42", only when it is our fault.
    pub reference: Option<String>,
}

impl ErrorPage {
    /// The page of a status that has no better words: 400, 403, 404, 405, 409, 413, 414, 415, 422, 429, 431, 503, else 500.
    pub fn of_status(status: u16, home_href: &str, reference: Option<String>) -> Self {
        let (heading, text) = match status {
            400 | 415 | 422 => ("error-400-heading", "error-400-text"),
            403 => ("error-403-heading", "error-403-text"),
            404 | 405 => ("error-404-heading", "error-404-text"),
            409 => ("error-409-heading", "error-409-text"),
            413 | 414 | 431 => ("error-413-heading", "error-413-text"),
            429 => ("error-429-heading", "error-429-text"),
            503 => ("error-503-heading", "error-503-text"),
            _ => ("error-500-heading", "error-500-text"),
        };
        Self {
            heading: message(heading, &[]),
            text: message(text, &[]),
            ways: vec![Action::new(home_href, message("back-home", &[]))],
            reference: if status >= 500 { reference } else { None },
        }
    }
}

impl View for ErrorPage {
    const TEMPLATE: &'static str = "error.html";
    fn title(&self) -> String {
        marked(self.heading.clone(), true)
    }
}
