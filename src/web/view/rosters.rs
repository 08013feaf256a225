//! The pages of rosters in and out: sending a file, what was understood, what it changes, taking it back.
//!
//! Owns: what each says and its title. Does not own: how rows are understood and classified (`domain`, `roster`).

use super::{Action, Choice, FieldError, Status, View, titled};
use crate::web::messages::message;
use serde::Serialize;
use tungngo_domain::people::{AddressForm, TeamRole};
use tungngo_domain::roster::{Change, Reason, Refusal};

/// `/trainer/roster`: sending a file, and what was sent before.
#[derive(Debug, Clone, Default, Serialize)]
pub struct RosterPage {
    /// The page above.
    pub crumbs: Vec<Action>,
    /// Where the file is posted: fields `csrf`, `unit`, `commune`, `file`, in this order.
    pub action: String,
    /// `unit`: the units of the reach, where there are several.
    pub units: Vec<Choice>,
    /// Whether a commune may be chosen by its code.
    pub asks_commune: bool,
    /// As typed.
    pub commune: String,
    /// The empty table.
    pub templates: Vec<Action>,
    /// The roster out.
    pub exports: Vec<Action>,
    /// Files sent before, the latest first.
    pub imports: Vec<ImportRow>,
    /// The page of older ones.
    pub older_href: Option<String>,
    /// What was wrong.
    pub errors: Vec<FieldError>,
}

/// A file that was sent.
#[derive(Debug, Clone, Default, Serialize)]
pub struct ImportRow {
    /// Its name.
    pub file: String,
    /// Its page.
    pub href: String,
    /// "Gửi lúc 9 giờ 12, 20/11/2026"
    pub when: String,
    /// How far it has come.
    pub state: Status,
    /// "12 người mới, 3 người đổi"
    pub counts: String,
}

impl View for RosterPage {
    const TEMPLATE: &'static str = "trainer/roster.html";
    fn title(&self) -> String {
        titled("roster-title", !self.errors.is_empty())
    }
}

/// `/trainer/roster/{import}`: one file.
#[derive(Debug, Clone, Default, Serialize)]
pub struct ImportPage {
    /// The pages above.
    pub crumbs: Vec<Action>,
    /// The file's name.
    pub file: String,
    /// "Gửi lúc 9 giờ 12, 20/11/2026"
    pub when: String,
    /// How far it has come.
    pub state: Status,
    /// While it is read: "Đã đọc 12.000 dòng"; then there is nothing below.
    pub progress: Option<String>,
    /// Why the file cannot be taken, and what to do; then there is nothing below.
    pub problem: Option<String>,
    /// What came of the last act, where it was refused.
    pub refusal: Option<String>,
    /// Its own address, to look again.
    pub href: String,
    /// The columns as they were understood.
    pub columns: Vec<ColumnRow>,
    /// Sentences on what else was understood.
    pub notes: Vec<String>,
    /// Villages that are added.
    pub villages: Vec<String>,
    /// The classes with their counts, each a filter.
    pub tabs: Vec<Tab>,
    /// The rows of this page.
    pub rows: Vec<RowLine>,
    /// The next page of rows.
    pub next_href: Option<String>,
    /// The first page of rows, where this is another.
    pub first_href: Option<String>,
    /// "Ghi 12 người mới, đổi 3 người, thêm 1 thôn."
    pub will: String,
    /// Where it is written.
    pub apply_action: Option<String>,
    /// Where it is laid aside, before it is written.
    pub drop_action: Option<String>,
    /// Where it is taken back.
    pub undo_action: Option<String>,
}

/// A column as it was understood.
#[derive(Debug, Clone, Default, Serialize)]
pub struct ColumnRow {
    /// Its heading as written.
    pub heading: String,
    /// What it was taken as.
    pub meaning: String,
    /// The first cells below it.
    pub cells: String,
}

/// A class as a filter.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Tab {
    /// "Mới: 12"
    pub label: String,
    /// Its rows.
    pub href: String,
    /// Whether these are shown.
    pub current: bool,
}

/// A row of the file.
#[derive(Debug, Clone, Default, Serialize)]
pub struct RowLine {
    /// Its number in the file.
    pub number: String,
    /// The name.
    pub name: String,
    /// "Thôn Bến Đá, tổ trưởng, sinh 1959, 0900 000 123"
    pub about: String,
    /// Its class.
    pub state: Status,
    /// Why it is refused, or what changes.
    pub says: Vec<String>,
}

impl View for ImportPage {
    const TEMPLATE: &'static str = "trainer/roster_import.html";
    fn title(&self) -> String {
        message("roster-import-title", &[("file", &self.file)])
    }
}

/// What the sheet of a workbook is called.
pub fn sheet_name() -> String {
    message("roster-sheet", &[])
}

/// The word of a device in a table.
pub fn device_word(device: &str) -> String {
    match device {
        "own" => message("roster-device-own", &[]),
        "shared" => message("roster-device-shared", &[]),
        "none" => message("roster-device-none", &[]),
        _ => String::new(),
    }
}

/// Why a row is refused and what to do about it.
pub fn refusal(refusal: &Refusal) -> String {
    let key = match refusal.reason {
        Reason::NoName => "roster-no-name",
        Reason::NameTooLong => "roster-name-too-long",
        Reason::NameWithoutLetters => "roster-name-without-letters",
        Reason::OldFont => "roster-old-font",
        Reason::BirthUnreadable => "roster-birth-unreadable",
        Reason::BirthOutOfRange => "roster-birth-out-of-range",
        Reason::PhoneUnreadable => "roster-phone-unreadable",
        Reason::PhoneDigitsLost => "roster-phone-digits-lost",
        Reason::TwoPhones => "roster-two-phones",
        Reason::NoVillage => "roster-no-village",
        Reason::VillageTooLong => "roster-village-too-long",
        Reason::NoCommune => "roster-no-commune",
        Reason::UnknownCommune => "roster-unknown-commune",
        Reason::ManyCommunes => "roster-many-communes",
        Reason::UnknownVillage => "roster-unknown-village",
        Reason::ManyVillages => "roster-many-villages",
        Reason::CellTooLong => "roster-cell-too-long",
        Reason::Double => "roster-double",
        Reason::DoubleAlike => "roster-double-alike",
        Reason::Ambiguous => "roster-ambiguous",
        Reason::Left => "roster-left",
        Reason::CodeOfAnother => "roster-code-of-another",
        Reason::CodeOfElsewhere => "roster-code-of-elsewhere",
    };
    message(key, &[("text", &refusal.detail)])
}

/// Why a file cannot be taken and what to do about it.
pub fn problem(code: &str) -> String {
    let key = match code {
        "empty" => "roster-file-empty",
        "too-long" => "roster-file-too-long",
        "encoding" => "roster-file-encoding",
        "old-workbook" => "roster-file-old-workbook",
        "other-format" => "roster-file-other-format",
        "too-many-rows" => "roster-file-too-many-rows",
        "too-many-columns" => "roster-file-too-many-columns",
        "packed-too-much" | "too-heavy" => "roster-file-too-heavy",
        "row-too-long" => "roster-file-row-too-long",
        "no-heading" => "roster-file-no-heading",
        "heading-twice" => "roster-file-heading-twice",
        "no-rows" => "roster-file-no-rows",
        "expired" => "roster-file-expired",
        "dropped" => "roster-file-dropped",
        "stopped" => "roster-file-stopped",
        _ => "roster-file-broken",
    };
    message(key, &[])
}

/// What a column was taken as.
pub fn meaning(field: &str) -> String {
    let key = match field {
        "number" => "roster-field-number",
        "name" => "roster-field-name",
        "family" => "roster-field-family",
        "given" => "roster-field-given",
        "birth" => "roster-field-birth",
        "phone" => "roster-field-phone",
        "village" => "roster-field-village",
        "commune" => "roster-field-commune",
        "province" => "roster-field-province",
        "home" => "roster-field-home",
        "role" => "roster-field-role",
        "office" => "roster-field-office",
        "body" => "roster-field-body",
        "address" => "roster-field-address",
        "device" => "roster-field-device",
        "code" => "roster-field-code",
        _ => "roster-field-ignored",
    };
    message(key, &[])
}

/// "Điện thoại: 0900 000 123 → 0900 000 124"
pub fn change(change: &Change) -> String {
    let value = |text: &str| {
        let word = match change.field.as_str() {
            "role" => TeamRole::from_code(text).map(|role| role.word().to_owned()),
            "address" => AddressForm::from_code(text).map(|form| form.word().to_owned()),
            "device" => Some(device_word(text)),
            _ => Some(text.to_owned()),
        };
        word.filter(|word| !word.is_empty()).unwrap_or_else(|| message("roster-blank", &[]))
    };
    let field = meaning(&change.field);
    message("roster-change", &[("field", &field), ("old", &value(&change.old)), ("new", &value(&change.new))])
}
