//! The roster of a unit as officials send it: a table of people, in whatever form their offices keep it.
//!
//! Owns: which column means what ([`heading`]), what a cell says ([`cells`]), the code of a member
//! ([`codes`]), what a row says ([`rows`]), how units are
//! named ([`places`]), whom of the roster a row means ([`matching`]), and what a row would change. Does not own: how a
//! file is opened (the root package) nor how rows are kept (storage).

pub mod cells;
pub mod codes;
pub mod heading;
pub mod matching;
pub mod places;
pub mod rows;

use crate::people::{AddressForm, Phone, TeamRole};
use codes::Code;
use serde::{Deserialize, Serialize};

/// The longest cell, in characters (F4).
pub const CELL_MAX_CHARS: usize = 1_000;
/// The last column that is read (F3).
pub const COLUMNS_MAX: usize = 60;
/// The last row of a sheet that is read (F3).
pub const SHEET_ROWS_MAX: u32 = 120_000;
/// The longest name of a body, as the roster keeps it.
pub const BODY_MAX_CHARS: usize = 40;

/// What a device is called in the database: own, shared, none.
pub const DEVICES: [&str; 3] = ["own", "shared", "none"];

/// A person as a row of the file tells of them. What the file leaves out is `None`, and changes nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The name, cleaned.
    pub full_name: String,
    /// The year of birth.
    pub birth_year: Option<i32>,
    /// The phone number.
    pub phone: Option<Phone>,
    /// The village as the file names it.
    pub village: String,
    /// The commune as the file names it; empty where it does not.
    pub commune: String,
    /// The province as the file names it; empty where it does not.
    pub province: String,
    /// The place in the team.
    pub role: Option<TeamRole>,
    /// Youth union, police, telecom…
    pub body: Option<String>,
    /// How to speak to them.
    pub address_form: Option<AddressForm>,
    /// One of [`DEVICES`].
    pub device: Option<&'static str>,
    /// The code of somebody on the roster.
    pub code: Option<Code>,
}

/// Why a row is refused, with the text it is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// Why.
    pub reason: Reason,
    /// What stands in the file, or the number of another row.
    pub detail: String,
}

impl Refusal {
    /// A refusal about this text; a long text is cut.
    pub fn new(reason: Reason, detail: &str) -> Self {
        Self { reason, detail: detail.chars().take(60).collect() }
    }
}

macro_rules! reasons {
    ($($(#[$doc:meta])* $name:ident = $code:literal,)*) => {
        /// Why a row is refused.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Reason {
            $($(#[$doc])* $name,)*
        }

        impl Reason {
            /// All reasons.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// How the database and the messages write it.
            pub fn code(self) -> &'static str {
                match self {
                    $(Self::$name => $code,)*
                }
            }

            /// Reads [`Self::code`].
            pub fn from_code(code: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|reason| reason.code() == code)
            }
        }
    };
}

reasons! {
    /// The name is missing.
    NoName = "no-name",
    /// The name is longer than a name may be.
    NameTooLong = "name-too-long",
    /// No letter stands in the name.
    NameWithoutLetters = "name-without-letters",
    /// The name is written in an old font (TCVN3, VNI), not in Unicode.
    OldFont = "old-font",
    /// The year or day of birth cannot be read.
    BirthUnreadable = "birth-unreadable",
    /// Nobody of a team was born then.
    BirthOutOfRange = "birth-out-of-range",
    /// The phone number cannot be read.
    PhoneUnreadable = "phone-unreadable",
    /// The spreadsheet threw digits of the phone number away.
    PhoneDigitsLost = "phone-digits-lost",
    /// Two phone numbers in one cell.
    TwoPhones = "two-phones",
    /// No village is named.
    NoVillage = "no-village",
    /// The village's name is too long.
    VillageTooLong = "village-too-long",
    /// No commune is named, and none was chosen.
    NoCommune = "no-commune",
    /// No such commune within reach.
    UnknownCommune = "unknown-commune",
    /// Several communes of this name within reach.
    ManyCommunes = "many-communes",
    /// No such village within reach, and none may be added there.
    UnknownVillage = "unknown-village",
    /// Several villages may be meant.
    ManyVillages = "many-villages",
    /// A cell is longer than any cell may be.
    CellTooLong = "cell-too-long",
    /// The same person stands in an earlier row.
    Double = "double",
    /// The same person stands in an earlier row, with the same year and phone.
    DoubleAlike = "double-alike",
    /// Several people of this name, and nothing says which.
    Ambiguous = "ambiguous",
    /// The person left the team.
    Left = "left",
    /// The code is that of somebody else.
    CodeOfAnother = "code-of-another",
    /// The code is that of a member of another village.
    CodeOfElsewhere = "code-of-elsewhere",
}

/// How a row stands against the roster.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    /// Nobody yet.
    New,
    /// On the roster, with other particulars.
    Changed,
    /// On the roster just so.
    Same,
    /// Cannot be taken.
    Refused,
}

impl Class {
    /// All classes, in the order they are shown.
    pub const ALL: [Self; 4] = [Self::New, Self::Changed, Self::Same, Self::Refused];

    /// How addresses and the database write it.
    pub fn code(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Changed => "changed",
            Self::Same => "same",
            Self::Refused => "refused",
        }
    }

    /// Reads [`Self::code`].
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|class| class.code() == code)
    }
}

/// What the roster has of a member, as far as a file can tell of it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Particulars {
    /// The name as typed.
    pub full_name: String,
    /// Ten digits.
    pub phone: Option<String>,
    /// Year of birth.
    pub birth_year: Option<i32>,
    /// The place in the team, as the database writes it.
    pub role: String,
    /// Youth union, police, telecom…
    pub body: Option<String>,
    /// How to speak to them, as the database writes it.
    pub address_form: String,
    /// One of [`DEVICES`].
    pub device: Option<String>,
}

/// A field that a row would change: which, from what, to what.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// `name`, `phone`, `birth`, `role`, `body`, `address`, `device`.
    pub field: String,
    /// What stands in the roster.
    pub old: String,
    /// What stands in the file.
    pub new: String,
}

impl Entry {
    /// What a new person of this row would have.
    pub fn particulars(&self) -> Particulars {
        Particulars {
            full_name: self.full_name.clone(),
            phone: self.phone.as_ref().map(|phone| phone.digits().to_owned()),
            birth_year: self.birth_year,
            role: self.role.unwrap_or(TeamRole::Member).code().to_owned(),
            body: self.body.clone(),
            address_form: self.address_form.unwrap_or_default().code().to_owned(),
            device: self.device.map(str::to_owned),
        }
    }

    /// What somebody on the roster would have after this row, and what that changes. A blank cell changes nothing.
    pub fn over(&self, known: &Particulars) -> (Particulars, Vec<Change>) {
        let mut new = known.clone();
        new.full_name.clone_from(&self.full_name);
        if let Some(phone) = &self.phone {
            new.phone = Some(phone.digits().to_owned());
        }
        new.birth_year = self.birth_year.or(known.birth_year);
        if let Some(role) = self.role {
            new.role = role.code().to_owned();
        }
        new.body = self.body.clone().or(new.body);
        if let Some(form) = self.address_form {
            new.address_form = form.code().to_owned();
        }
        if let Some(device) = self.device {
            new.device = Some(device.to_owned());
        }
        let year = |year: Option<i32>| year.map(|year| year.to_string()).unwrap_or_default();
        let pairs = [
            ("name", known.full_name.clone(), new.full_name.clone()),
            ("phone", known.phone.clone().unwrap_or_default(), new.phone.clone().unwrap_or_default()),
            ("birth", year(known.birth_year), year(new.birth_year)),
            ("role", known.role.clone(), new.role.clone()),
            ("body", known.body.clone().unwrap_or_default(), new.body.clone().unwrap_or_default()),
            ("address", known.address_form.clone(), new.address_form.clone()),
            ("device", known.device.clone().unwrap_or_default(), new.device.clone().unwrap_or_default()),
        ];
        let changes = pairs
            .into_iter()
            .filter(|(_, old, new)| old != new)
            .map(|(field, old, new)| Change { field: field.to_owned(), old, new })
            .collect();
        (new, changes)
    }
}
