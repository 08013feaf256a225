//! The officer's pages about certificates: the search, one of them, revoking, reissuing and continuing, the words on
//! them.
//!
//! Owns: what each says and its title. Does not own: what may be done (`domain`).

use super::assignments::Hidden;
use super::learner::{Face, Fact};
use super::officer::FilePart;
use super::{Action, Choice, FieldError, Status, View, marked};
use crate::web::messages::message;
use serde::Serialize;

/// `/officer/certificates`: what was found, a page of it.
#[derive(Debug, Clone, Default, Serialize)]
pub struct SearchPage {
    /// The way down to here.
    pub crumbs: Vec<Action>,
    /// `q` as typed.
    pub query: String,
    /// `unit`: the units to choose from.
    pub units: Vec<Choice>,
    /// `subject`: the programme and its modules.
    pub subjects: Vec<Choice>,
    /// `state`
    pub states: Vec<Choice>,
    /// The certificates found.
    pub rows: Vec<SearchRow>,
    /// The first page, when this is not it.
    pub first_href: Option<String>,
    /// The next ones.
    pub next_href: Option<String>,
    /// The list as a file.
    pub files: Option<FilePart>,
    /// Other pages about certificates.
    pub ways: Vec<Action>,
}

/// A certificate of the list.
#[derive(Debug, Clone, Default, Serialize)]
pub struct SearchRow {
    /// Its page.
    pub href: String,
    /// The name as printed.
    pub name: String,
    /// "Tên trong danh sách: Nguyễn Văn Hòa", where that is another.
    pub name_now: Option<String>,
    /// "TN-2026-000184"
    pub number: String,
    /// "Thanh toán không dùng tiền mặt"
    pub subject: String,
    /// "Thôn Bến Đá"; empty for who left.
    pub team: String,
    /// "xã Đồng Mây, tỉnh Tuyên Quang", as printed.
    pub unit: String,
    /// "21/11/2026"
    pub issued: String,
    /// "Có giá trị đến 21/11/2028"
    pub state: Status,
}

impl View for SearchPage {
    const TEMPLATE: &'static str = "officer/certificates.html";
    fn title(&self) -> String {
        message("certificates-title", &[])
    }
}

/// `/officer/certificates/{id}`: one certificate.
#[derive(Debug, Clone, Serialize)]
pub struct OnePage {
    /// The way down to here.
    pub crumbs: Vec<Action>,
    /// "Giấy số TN-2026-000184"
    pub heading: String,
    /// "Có giá trị đến 21/11/2028"
    pub state: Status,
    /// Sentences that say more of it: what the name is now, what took its place, why it was revoked.
    pub notes: Vec<String>,
    /// Who issued it, whose it is and so on.
    pub facts: Vec<Fact>,
    /// Where one may go from here: the holder, the check page, the one it replaces.
    pub ways: Vec<Action>,
    /// What may be done.
    pub acts: Vec<Action>,
    /// What happened to it, the latest first.
    pub history: Vec<PastRow>,
    /// What else the holder was issued.
    pub others: Vec<OtherRow>,
    /// Its face.
    pub face: Face,
}

/// Something that happened.
#[derive(Debug, Clone, Default, Serialize)]
pub struct PastRow {
    /// "21/11/2026, 19 giờ 42"
    pub when: String,
    /// "Cấp, sau việc của Trần Thị Thu Hằng"
    pub what: String,
}

/// Another certificate of the holder.
#[derive(Debug, Clone, Default, Serialize)]
pub struct OtherRow {
    /// Its page.
    pub href: String,
    /// "Thanh toán không dùng tiền mặt, số TN-2026-000184"
    pub label: String,
    /// Its state.
    pub state: Status,
}

impl View for OnePage {
    const TEMPLATE: &'static str = "officer/certificate.html";
    fn title(&self) -> String {
        self.heading.clone()
    }
}

/// `/officer/certificates/{id}/revocation` and `…/reissue`: what will be done, asked before it is.
#[derive(Debug, Clone, Default, Serialize)]
pub struct ActPage {
    /// The way down to here.
    pub crumbs: Vec<Action>,
    /// "Thu hồi giấy chứng nhận"
    pub heading: String,
    /// What will happen, in sentences.
    pub lines: Vec<String>,
    /// Number, holder, subject.
    pub facts: Vec<Fact>,
    /// Where it is posted.
    pub action: String,
    /// `reason`: to choose; none where nothing is asked, or it was chosen.
    pub reasons: Vec<Choice>,
    /// `note` as typed, while it is asked for.
    pub note: String,
    /// What was chosen on the step before: hidden fields.
    pub kept: Vec<Hidden>,
    /// What the button says; empty where nothing can be done.
    pub save: String,
    /// Back to the certificate.
    pub back: Action,
    /// What was wrong, by field.
    pub errors: Vec<FieldError>,
}

impl View for ActPage {
    const TEMPLATE: &'static str = "officer/certificate_act.html";
    fn title(&self) -> String {
        marked(self.heading.clone(), !self.errors.is_empty())
    }
}

/// `/officer/certificates/continuations`: those that end soon; then what continuing the chosen ones would do.
#[derive(Debug, Clone, Default, Serialize)]
pub struct ContinuePage {
    /// The way down to here.
    pub crumbs: Vec<Action>,
    /// Whether this is the second step, which shows what will be done.
    pub sure: bool,
    /// The chosen unit, for the way back and the next page.
    pub unit: String,
    /// `unit`: the units to choose from.
    pub units: Vec<Choice>,
    /// The certificates.
    pub rows: Vec<ContinueRow>,
    /// The hidden id of the form.
    pub form_id: String,
    /// "Sẽ cấp 12 giấy mới."
    pub what: String,
    /// `count` as typed.
    pub count: String,
    /// The first page, when this is not it.
    pub first_href: Option<String>,
    /// The next ones.
    pub next_href: Option<String>,
    /// What was wrong, by field.
    pub errors: Vec<FieldError>,
}

/// A certificate that ends soon.
#[derive(Debug, Clone, Default, Serialize)]
pub struct ContinueRow {
    /// Its id.
    pub id: String,
    /// Its page.
    pub href: String,
    /// The name on record.
    pub name: String,
    /// "TN-2026-000184"
    pub number: String,
    /// "Thanh toán không dùng tiền mặt"
    pub subject: String,
    /// "Thôn Bến Đá, xã Đồng Mây"
    pub place: String,
    /// "31/12/2026"
    pub until: String,
    /// "31/12/2027", "Không thời hạn"; empty where it may not be continued.
    pub next: String,
    /// Why it may not be; empty where it may.
    pub why_not: String,
    /// Whether it is chosen.
    pub checked: bool,
}

impl View for ContinuePage {
    const TEMPLATE: &'static str = "officer/certificate_continuations.html";
    fn title(&self) -> String {
        marked(message("continue-title", &[]), !self.errors.is_empty())
    }
}

/// The words on certificates: the form of a new version, and the versions there are.
#[derive(Debug, Clone, Default, Serialize)]
pub struct WordingPage {
    /// The way down to here.
    pub crumbs: Vec<Action>,
    /// The programmes to choose from; none where there is one.
    pub tabs: Vec<ProgrammeTab>,
    /// "Chương trình Người hướng dẫn", where no list says so.
    pub of: String,
    /// Where it is posted.
    pub action: String,
    /// The hidden id of the form.
    pub form_id: String,
    /// The fields, in the order of the sheet.
    pub fields: Vec<WordingField>,
    /// The versions, the latest first.
    pub versions: Vec<VersionRow>,
    /// What was wrong, by field.
    pub errors: Vec<FieldError>,
}

/// A programme to choose.
#[derive(Debug, Clone, Default, Serialize)]
pub struct ProgrammeTab {
    /// Its words.
    pub href: String,
    /// Its title, with the unit it is of.
    pub label: String,
    /// Whether its words are shown.
    pub current: bool,
}

/// A field of the words.
#[derive(Debug, Clone, Default, Serialize)]
pub struct WordingField {
    /// Its name.
    pub name: String,
    /// What it asks for.
    pub label: String,
    /// How to fill it.
    pub hint: String,
    /// As typed.
    pub value: String,
    /// Its most letters.
    pub max: usize,
}

/// A version of the words.
#[derive(Debug, Clone, Default, Serialize)]
pub struct VersionRow {
    /// Its page.
    pub href: String,
    /// "Bản 3"
    pub label: String,
    /// "Viết ngày 21/11/2026"
    pub when: String,
    /// "Đang dùng", "Chưa dùng", "Đã thay"
    pub state: Status,
}

impl View for WordingPage {
    const TEMPLATE: &'static str = "officer/wording.html";
    fn title(&self) -> String {
        marked(message("wording-title", &[]), !self.errors.is_empty())
    }
}

/// A version of the words as it looks on a sheet.
#[derive(Debug, Clone, Serialize)]
pub struct PreviewPage {
    /// The way down to here.
    pub crumbs: Vec<Action>,
    /// "Mẫu giấy, bản 3"
    pub heading: String,
    /// "Chương trình Người hướng dẫn"
    pub of: String,
    /// Where it stands.
    pub state: Status,
    /// Where other words are written from these.
    pub edit: Action,
    /// The sheet as PDF.
    pub pdf_href: String,
    /// Where it is put in force; none for what is or was.
    pub use_action: Option<String>,
    /// The programme's certificate.
    pub face: Face,
    /// The sentences of those of modules; only for the members' programme.
    pub sentences: Vec<Fact>,
}

impl View for PreviewPage {
    const TEMPLATE: &'static str = "officer/wording_preview.html";
    fn title(&self) -> String {
        self.heading.clone()
    }
}
