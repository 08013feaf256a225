//! Every code the compiler may report, each with its meaning, its mending, why it matters, and an example.
//!
//! Owns: the list, split by what a code is about (`codes/`). Does not own: when a code applies; that stands in the
//! file that reads the thing.
//!
//! Retired, never to be given another meaning: V012 and Q003 (what the first edition did not have yet).
//!
//! # Adding a code
//!
//! One entry in the fitting file, with a number that was never used, is all; the tests, `tungngo course explain` and
//! the authors' reference (`tungngo course reference > courses/MA-LOI.md`) come from it:
//!
//! ```text
//! NO_RIGHT = "Q006" Error "what it means" "how to mend it" {
//!     why: "why it matters, in a sentence or two",
//!     wrong: "what an author might write",
//!     right: "the same, mended",
//!     course: |text, wrong| Course::sample().question(text),
//! };
//! ```
//!
//! `course` puts `wrong` or `right` into the sample course, and says by its second argument which of the two. A test
//! compiles both: the wrong one must be told of with this code, of the right one nothing may be told. Where the
//! example is no text but a state of files, `wrong` and `right` say it in words and `course` builds it.

use crate::diagnostic::Code;
use crate::sample::Course;

/// What stands in the reference beside the meaning of a code.
pub(crate) struct Example {
    /// The code.
    pub(crate) code: &'static str,
    /// Why it matters.
    pub(crate) why: &'static str,
    /// What an author might write.
    pub(crate) wrong: &'static str,
    /// The same, mended.
    pub(crate) right: &'static str,
    /// The sample course with this text in it; the second argument is true for the wrong one.
    pub(crate) course: fn(&str, bool) -> Course,
}

macro_rules! codes {
    ($($name:ident = $code:literal $severity:ident $meaning:literal $mend:literal
        $({
            why: $why:literal,
            wrong: $wrong:literal,
            right: $right:literal,
            course: $course:expr $(,)?
        })?;
    )*) => {
        /// The codes of this file by name.
        pub(crate) mod code {
            use crate::diagnostic::{Code, Severity};
            $(pub(crate) const $name: Code =
                Code { code: $code, severity: Severity::$severity, meaning: $meaning, mend: $mend };)*
        }
        pub(super) const CODES: &[crate::diagnostic::Code] = &[$(code::$name),*];
        pub(super) const EXAMPLES: &[super::Example] = &[$($(
            super::Example { code: $code, why: $why, wrong: $wrong, right: $right, course: $course },
        )?)*];
    };
}

mod drill;
mod files;
mod front_matter;
mod lints;
mod local;
mod media;
mod phone;
mod practice;
mod questions;
mod talk;
mod test;
mod text;

/// Every code by name.
pub(crate) mod code {
    pub(crate) use super::drill::code::*;
    pub(crate) use super::files::code::*;
    pub(crate) use super::front_matter::code::*;
    pub(crate) use super::lints::code::*;
    pub(crate) use super::local::code::*;
    pub(crate) use super::media::code::*;
    pub(crate) use super::phone::code::*;
    pub(crate) use super::practice::code::*;
    pub(crate) use super::questions::code::*;
    pub(crate) use super::talk::code::*;
    pub(crate) use super::test::code::*;
    pub(crate) use super::text::code::*;
}

/// The parts of the reference in its order: their first letter, their heading, their codes and examples.
pub(crate) const PARTS: [Part; 12] = [
    Part { letter: 'F', title: "Tệp và thư mục", codes: files::CODES, examples: files::EXAMPLES },
    Part {
        letter: 'M',
        title: "Phần khai báo ở đầu tệp",
        codes: front_matter::CODES,
        examples: front_matter::EXAMPLES,
    },
    Part { letter: 'V', title: "Chữ trong trang", codes: text::CODES, examples: text::EXAMPLES },
    Part { letter: 'P', title: "Màn hình vẽ", codes: phone::CODES, examples: phone::EXAMPLES },
    Part {
        letter: 'S', title: "Tin nhắn, cuộc gọi, thẻ in", codes: talk::CODES, examples: talk::EXAMPLES
    },
    Part { letter: 'B', title: "Máy tập", codes: drill::CODES, examples: drill::EXAMPLES },
    Part { letter: 'Q', title: "Câu hỏi", codes: questions::CODES, examples: questions::EXAMPLES },
    Part {
        letter: 'K', title: "Ngân hàng và bài kiểm tra", codes: test::CODES, examples: test::EXAMPLES
    },
    Part { letter: 'T', title: "Bài thực hành", codes: practice::CODES, examples: practice::EXAMPLES },
    Part { letter: 'D', title: "Phần riêng của tỉnh", codes: local::CODES, examples: local::EXAMPLES },
    Part {
        letter: 'A', title: "Ảnh, âm thanh, tiếng khác", codes: media::CODES, examples: media::EXAMPLES
    },
    Part { letter: 'L', title: "Cảnh báo", codes: lints::CODES, examples: lints::EXAMPLES },
];

/// A part of the reference.
pub(crate) struct Part {
    pub(crate) letter: char,
    pub(crate) title: &'static str,
    pub(crate) codes: &'static [Code],
    pub(crate) examples: &'static [Example],
}

const COUNT: usize = {
    let (mut count, mut part) = (0, 0);
    while part < PARTS.len() {
        count += PARTS[part].codes.len();
        part += 1;
    }
    count
};

const ALL: [Code; COUNT] = {
    let mut all = [files::CODES[0]; COUNT];
    let (mut part, mut at) = (0, 0);
    while part < PARTS.len() {
        let mut index = 0;
        while index < PARTS[part].codes.len() {
            all[at] = PARTS[part].codes[index];
            at += 1;
            index += 1;
        }
        part += 1;
    }
    all
};

/// Every code the compiler may report, in the order of the authors' reference (`courses/MA-LOI.md`).
pub const CODES: &[Code] = &ALL;

/// The example of a code, if it has one; a test sees to it that all have.
pub(crate) fn example_of(code: &str) -> Option<&'static Example> {
    PARTS.iter().flat_map(|part| part.examples).find(|example| example.code == code)
}
