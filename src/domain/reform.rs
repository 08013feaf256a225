//! A reform of the map: which units end and which begin, and where everything goes that hung on the old ones.
//!
//! Owns: the sheet that describes a reform, the present map it is held against, the plan that follows, and the rules by
//! which rights, assignments and sessions follow. Does not own: reading files, keeping history, or writing the plan.
//!
//! The rules:
//! * **Villages keep their id for ever** and move with their commune. So members, cards and everything that hangs on a
//!   person or a team stays where it is, and nobody is in two units or in none.
//! * A commune or province whose extent, name or parent changes is **closed**, and a new one is made. A unit that keeps
//!   all three stays the same unit. Validity is half-open: a closed unit was in force until the day before `valid_to`,
//!   which is the day of the reform and the first day of its successors.
//! * A village of a divided commune goes to the successor that the sheet names for it, or for a person who is a member
//!   of it; all others go to the default successor and are told as *undecided*.
//! * **Rights** ([`Plan::follow_right`]): what was wholly merged is followed to the successor, which may reach wider,
//!   and that is told. Of what was divided a trainer keeps exactly the members they had: the right goes to each
//!   successor whose villages were all within it, else to the villages; every other role goes to the default successor,
//!   unless the sheet names the person for another.
//! * **Assignments** ([`Plan::follow_assignment`]) are for exactly the villages they were for.
//! * **Planned sessions** ([`Plan::follow_session`]) go to the successor, of a divided unit to the one with most of the
//!   teams that are invited.

mod follow;
mod plan;
#[cfg(test)]
mod tests;

pub use follow::{Destination, Following};
pub use plan::plan;

use crate::ids::{PersonId, UnitId};
use crate::units::UnitKind;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// How an old unit goes on in a new one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Relation {
    /// All of it.
    Whole,
    /// A part of it.
    Divided,
}

impl Relation {
    /// How the database writes it.
    pub fn code(self) -> &'static str {
        match self {
            Self::Whole => "whole",
            Self::Divided => "divided",
        }
    }

    /// Reads [`Self::code`], and `part`, as the table of the reform of 2025 says it.
    pub fn from_code(code: &str) -> Option<Self> {
        match code {
            "whole" => Some(Self::Whole),
            "divided" | "part" => Some(Self::Divided),
            _ => None,
        }
    }
}

/// A line of the sheet: an old unit goes on in a new one, or a village or person of it does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Its number in the file.
    pub number: usize,
    /// The old unit, by code or id.
    pub old: String,
    /// The new unit, by code.
    pub new: String,
    /// Whole or a part.
    pub relation: Relation,
    /// Of a divided unit: where everything goes for which nothing is named.
    pub is_default: bool,
    /// Only this village, by name or id.
    pub village: Option<String>,
    /// Only this person, as [`Present::people`] knows them.
    pub person: Option<String>,
}

/// A unit of the new map.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Definition {
    /// Its number in the file.
    pub number: usize,
    /// The code.
    pub code: String,
    /// The name with its type word.
    pub name: String,
    /// The code of the province above; none for a province.
    pub parent: Option<String>,
}

/// What the file of a reform says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sheet {
    /// Old to new.
    pub lines: Vec<Line>,
    /// The new units. One that keeps its name and parent need not be here.
    pub units: Vec<Definition>,
}

/// The nation, a province or a commune in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Which.
    pub id: UnitId,
    /// Its level.
    pub kind: UnitKind,
    /// The official code, if it has one.
    pub code: Option<String>,
    /// The name with its type word.
    pub name: String,
    /// The unit above.
    pub parent: Option<UnitId>,
}

impl Place {
    /// How a sheet names it: by code, else by id.
    pub fn key(&self) -> String {
        self.code.clone().unwrap_or_else(|| self.id.to_string())
    }
}

/// A village in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Village {
    /// Which.
    pub id: UnitId,
    /// The name with its type word.
    pub name: String,
    /// The commune it belongs to.
    pub commune: UnitId,
}

/// Somebody a sheet names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Named {
    /// Who.
    pub person: PersonId,
    /// The village of whose team they are a member.
    pub village: Option<UnitId>,
}

/// The map in force.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Present {
    /// All units above the villages.
    pub places: Vec<Place>,
    /// All villages.
    pub villages: Vec<Village>,
    /// The persons that the sheet names, by what it calls them.
    pub people: BTreeMap<String, Named>,
}

/// A unit after the reform.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Target {
    /// One that goes on as it is.
    Kept(UnitId),
    /// A new one: the place in [`Plan::created`].
    Created(usize),
}

/// A unit that begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Created {
    /// Its level.
    pub kind: UnitKind,
    /// The code; fictional units have none.
    pub code: Option<String>,
    /// The name with its type word.
    pub name: String,
    /// The unit above.
    pub parent: Target,
}

/// An old unit goes on in a new one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Succession {
    /// The closed unit.
    pub old: UnitId,
    /// The place of the successor in [`Plan::created`].
    pub new: usize,
    /// All of it, or a part.
    pub relation: Relation,
    /// Where what cannot be divided goes; exactly one for each old unit.
    pub is_default: bool,
}

/// A village comes under another commune.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Move {
    /// Which.
    pub village: UnitId,
    /// The closed commune.
    pub from: UnitId,
    /// The place of the new commune in [`Plan::created`].
    pub to: usize,
}

/// What a reform does to the map.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Plan {
    /// The units that end, provinces first.
    pub closed: Vec<UnitId>,
    /// The units that begin, provinces first.
    pub created: Vec<Created>,
    /// How the closed go on in the created.
    pub successions: Vec<Succession>,
    /// The villages that come under another commune.
    pub moves: Vec<Move>,
    /// Villages of divided communes for which nothing was named: they go to the default.
    pub undecided: Vec<UnitId>,
    /// Communes and provinces in force that stay as they are.
    pub kept: usize,
    /// Persons whom the sheet names for one successor of a divided commune.
    named: HashMap<(PersonId, UnitId), usize>,
    /// The successors of each closed unit, the default first.
    successors: HashMap<UnitId, Vec<usize>>,
    /// The villages of each closed unit, before.
    before: HashMap<UnitId, BTreeSet<UnitId>>,
    /// The villages of each created unit.
    after: Vec<BTreeSet<UnitId>>,
    /// The communes of each created province.
    below: Vec<Vec<usize>>,
}

/// Why a sheet cannot be carried out. `line` is its number in the file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, thiserror::Error)]
pub enum Problem {
    /// The old unit is not on the map.
    #[error("line {line}: no unit {unit} is in force")]
    UnknownOld {
        /// Where.
        line: usize,
        /// What was named.
        unit: String,
    },
    /// The new unit is neither defined nor on the map.
    #[error("line {line}: the new unit {unit} is not defined")]
    UnknownNew {
        /// Where.
        line: usize,
        /// What was named.
        unit: String,
    },
    /// The unit above a new unit is no province after the reform.
    #[error("line {line}: {unit} is no province of the new map")]
    UnknownParent {
        /// Where.
        line: usize,
        /// What was named.
        unit: String,
    },
    /// A unit is defined twice in different words.
    #[error("line {line}: the unit {unit} is defined twice")]
    DefinedTwice {
        /// Where.
        line: usize,
        /// What was named.
        unit: String,
    },
    /// A commune cannot go on in a province, nor a province in a commune.
    #[error("line {line}: {unit} is of another level than its successor")]
    OtherLevel {
        /// Where.
        line: usize,
        /// What was named.
        unit: String,
    },
    /// A whole unit has exactly one successor, a divided one at least two.
    #[error("line {line}: {unit} is whole with several successors, or divided with one")]
    WrongParts {
        /// Where.
        line: usize,
        /// What was named.
        unit: String,
    },
    /// A divided unit has exactly one default successor.
    #[error("line {line}: {unit} needs exactly one default successor")]
    NoDefault {
        /// Where.
        line: usize,
        /// What was named.
        unit: String,
    },
    /// The village is not in that commune, or its name is there twice.
    #[error("line {line}: {village} is not one village of {unit}")]
    UnknownVillage {
        /// Where.
        line: usize,
        /// What was named.
        village: String,
        /// The commune.
        unit: String,
    },
    /// The person is not known, or is no member of that commune and has no right there.
    #[error("line {line}: the person {person} is not known")]
    UnknownPerson {
        /// Where.
        line: usize,
        /// Who was named.
        person: String,
    },
    /// Two lines send a village to different communes.
    #[error("line {line}: {village} was sent elsewhere by another line")]
    VillageTwice {
        /// Where.
        line: usize,
        /// Which village.
        village: String,
    },
    /// Its communes go elsewhere than the sheet says of the province.
    #[error("line {line}: the communes of {unit} go elsewhere")]
    ProvinceContradicts {
        /// Where.
        line: usize,
        /// What was named.
        unit: String,
    },
    /// The province is divided, and the sheet does not say to which part this commune comes.
    #[error("line {line}: nothing says where {unit} comes to")]
    CommuneLeft {
        /// Of the province.
        line: usize,
        /// The commune.
        unit: String,
    },
}
