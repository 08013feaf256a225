//! Questions exchanged with other systems as GIFT, the text form that Moodle and others read.
//!
//! Owns: what of a question has a form in GIFT, and telling of what has none. Does not own: reading and writing files.
//!
//! Multiple choice, several answers, true or false, matching, numbers, short answers, feedback for each answer and
//! explanations go both ways. Ordering, tapping, signs and hints have no form in GIFT. Whatever is lost, either way, is
//! told with its line; nothing is lost silently.

mod markup;
mod read;
mod write;

pub use read::import;
pub use write::export;

/// Something that has no form on the other side.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Loss {
    /// The line of the GIFT text, from 1.
    pub line: u32,
    /// What was lost, in Vietnamese.
    pub what: String,
}

/// What an exchange gives.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Exchanged {
    /// The text: GIFT after an export, a bank in our Markdown after an import.
    pub text: String,
    /// How many questions are in it.
    pub questions: usize,
    /// What was lost, by line.
    pub lost: Vec<Loss>,
}
