//! A person's time in a team: why it ends, which body they come from, and how two of one name are told apart.
//!
//! Owns: the reasons for leaving, the bodies, and the mark beside a name that somebody else in the team has too. Does
//! not own: who may change a membership ([`crate::access`]) nor what follows for the figures ([`crate::rollup`]).

use crate::people::{Phone, clean_line, given_name};
use chrono::NaiveDate;
use std::collections::BTreeMap;
use std::fmt;

/// The longest text about a membership that is typed: a body, the end of one.
pub const TEXT_MAX_CHARS: usize = 40;

/// The bodies that members mostly come from, in the order they are offered.
pub const BODIES: [&str; 7] = [
    "Đoàn thanh niên",
    "Hội phụ nữ",
    "Hội nông dân",
    "Hội cựu chiến binh",
    "Công an",
    "Viễn thông",
    "Bưu chính",
];

/// A text about a membership is longer than [`TEXT_MAX_CHARS`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the text is longer than 40 characters")]
pub struct TooLong;

/// Reads a short text as typed; nothing where it is empty.
pub fn read_text(text: &str) -> Result<Option<String>, TooLong> {
    let text = clean_line(text);
    match text.chars().count() {
        0 => Ok(None),
        1..=TEXT_MAX_CHARS => Ok(Some(text)),
        _ => Err(TooLong),
    }
}

/// Reads a body: one of [`BODIES`] in whatever case, or as typed.
pub fn read_body(text: &str) -> Result<Option<String>, TooLong> {
    let typed = read_text(text)?;
    let known = typed
        .as_ref()
        .and_then(|typed| BODIES.into_iter().find(|known| known.to_lowercase() == typed.to_lowercase()));
    Ok(known.map(str::to_owned).or(typed))
}

/// Why a membership ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ending {
    /// Went to another team, where the next membership stands.
    Moved,
    /// Somebody else took the place.
    Replaced,
    /// Asked to stop.
    Resigned,
    /// Lives or works elsewhere now.
    Away,
    /// Died.
    Died,
    /// Was entered by mistake.
    Mistake,
    /// Another reason, in the trainer's words.
    Other(String),
}

impl Ending {
    /// The reasons a trainer chooses from when somebody leaves; [`Self::Other`] comes with words.
    pub const OFFERED: [Self; 4] = [Self::Resigned, Self::Away, Self::Died, Self::Mistake];

    /// The Vietnamese words.
    pub fn words(&self) -> &str {
        match self {
            Self::Moved => "chuyển sang tổ khác",
            Self::Replaced => "có người khác thay",
            Self::Resigned => "xin thôi",
            Self::Away => "đi nơi khác",
            Self::Died => "đã mất",
            Self::Mistake => "nhập nhầm",
            Self::Other(words) => words,
        }
    }

    /// How forms and the database write it; another reason is written as its words.
    pub fn code(&self) -> &str {
        match self {
            Self::Moved => "moved",
            Self::Replaced => "replaced",
            Self::Resigned => "resigned",
            Self::Away => "away",
            Self::Died => "died",
            Self::Mistake => "mistake",
            Self::Other(words) => words,
        }
    }

    /// Reads [`Self::code`].
    pub fn from_code(code: &str) -> Self {
        [Self::Moved, Self::Replaced, Self::Resigned, Self::Away, Self::Died, Self::Mistake]
            .into_iter()
            .find(|known| known.code() == code)
            .unwrap_or_else(|| Self::Other(code.to_owned()))
    }

    /// Reads what a trainer chose, and the words where the choice is `other`; nothing where a reason is missing.
    pub fn read(chosen: &str, words: &str) -> Result<Option<Self>, TooLong> {
        if chosen == "other" {
            // Words that look like a code of ours would be read back as that code.
            return Ok(read_text(words)?.map(|words| match Self::from_code(&words) {
                Self::Other(words) => Self::Other(words),
                known => Self::Other(format!("{}.", known.code())),
            }));
        }
        Ok(Self::OFFERED.into_iter().find(|known| known.code() == chosen))
    }
}

/// What tells somebody apart from others of the same name in the same team.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Mark {
    /// The year of birth, where nobody else of the name has it.
    Born(i32),
    /// The last three digits of the phone number.
    Phone(String),
    /// The place among those of the name, by time of joining; from 1.
    Nth(usize),
}

impl fmt::Display for Mark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Born(year) => write!(f, "sinh {year}"),
            Self::Phone(digits) => write!(f, "số cuối {digits}"),
            Self::Nth(place) => write!(f, "người thứ {place}"),
        }
    }
}

/// One of a team, as far as telling apart needs it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Namesake<'a> {
    /// The full name.
    pub name: &'a str,
    /// Year of birth.
    pub birth_year: Option<i32>,
    /// A contact.
    pub phone: Option<&'a Phone>,
    /// When they joined; of one day, who was entered first has the smaller number.
    pub joined: (NaiveDate, u128),
}

/// The marks of all members of **one** team, in their order: nothing where the name stands alone, otherwise a mark that
/// nobody else of the name has. The year of birth is used before the phone number, and the phone number before the
/// time of joining.
pub fn tell_apart(team: &[Namesake<'_>]) -> Vec<Option<Mark>> {
    let mut of_name: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (at, one) in team.iter().enumerate() {
        of_name.entry(one.name.to_lowercase()).or_default().push(at);
    }
    let mut marks = vec![None; team.len()];
    for mut group in of_name.into_values().filter(|group| group.len() > 1) {
        group.sort_by_key(|at| team[*at].joined);
        let born = |at: usize| team[at].birth_year;
        let digits = |at: usize| team[at].phone.map(Phone::last_three);
        for (place, at) in group.iter().enumerate() {
            let others = || group.iter().filter(|other| *other != at);
            let by_birth = born(*at).filter(|year| others().all(|other| born(*other) != Some(*year)));
            let by_phone = digits(*at).filter(|own| others().all(|other| digits(*other) != Some(*own)));
            marks[*at] = Some(match (by_birth, by_phone) {
                (Some(year), _) => Mark::Born(year),
                (None, Some(digits)) => Mark::Phone(digits.to_owned()),
                (None, None) => Mark::Nth(place + 1),
            });
        }
    }
    marks
}

/// A name with its mark: "Nguyễn Văn Hòa (sinh 1959)".
pub fn marked_name(name: &str, mark: Option<&Mark>) -> String {
    match mark {
        Some(mark) => format!("{name} ({mark})"),
        None => name.to_owned(),
    }
}

/// The names of people on one line, in their order, as short as tells them apart: the given name; for those who share
/// one, the full name, with its mark if that is shared, too. `people` are full names and [`marked_name`]s.
pub fn short_names(people: &[(&str, String)]) -> Vec<String> {
    let mut of_name: BTreeMap<String, usize> = BTreeMap::new();
    let key = |full_name: &str| given_name(full_name).to_lowercase();
    for (full_name, _) in people {
        *of_name.entry(key(full_name)).or_default() += 1;
    }
    let short = |(full_name, marked): &(&str, String)| match of_name.get(&key(full_name)) {
        Some(1) => given_name(full_name).to_owned(),
        _ => marked.clone(),
    };
    people.iter().map(short).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    fn one<'a>(
        name: &'a str,
        birth_year: Option<i32>,
        phone: Option<&'a Phone>,
        joined: u128,
    ) -> Namesake<'a> {
        Namesake { name, birth_year, phone, joined: (NaiveDate::default(), joined) }
    }

    #[test]
    fn a_given_name_stands_alone_where_nobody_else_has_it() {
        let people = [
            ("Ma Thị Mùi", "Ma Thị Mùi (sinh 1968)".to_owned()),
            ("Lương Thị Bích", "Lương Thị Bích".to_owned()),
            ("Ma Thị Mùi", "Ma Thị Mùi (sinh 1990)".to_owned()),
            ("Lý Văn MÙI", "Lý Văn MÙI".to_owned()),
        ];
        let wanted = ["Ma Thị Mùi (sinh 1968)", "Bích", "Ma Thị Mùi (sinh 1990)", "Lý Văn MÙI"];
        assert_eq!(short_names(&people), wanted);
    }

    #[test]
    fn two_of_one_name_are_told_apart_by_birth_then_phone_then_joining() {
        let (a, b) = (Phone::read("0900 000 123").unwrap(), Phone::read("0900 111 456").unwrap());
        let hoa = "Nguyễn Văn Hòa";
        let words = |team: &[Namesake<'_>]| -> Vec<String> {
            tell_apart(team)
                .iter()
                .zip(team)
                .map(|(mark, one)| marked_name(one.name, mark.as_ref()))
                .collect()
        };
        assert_eq!(
            words(&[
                one(hoa, Some(1959), None, 1),
                one(hoa, Some(1971), None, 2),
                one("Ma Thị Mùi", None, None, 3)
            ]),
            ["Nguyễn Văn Hòa (sinh 1959)", "Nguyễn Văn Hòa (sinh 1971)", "Ma Thị Mùi"]
        );
        assert_eq!(
            words(&[one(hoa, Some(1959), Some(&a), 1), one(hoa, Some(1959), Some(&b), 2)]),
            ["Nguyễn Văn Hòa (số cuối 123)", "Nguyễn Văn Hòa (số cuối 456)"]
        );
        assert_eq!(
            words(&[one(hoa, None, None, 9), one(hoa, None, Some(&a), 5), one(hoa, Some(1959), Some(&a), 7)]),
            ["Nguyễn Văn Hòa (người thứ 3)", "Nguyễn Văn Hòa (người thứ 1)", "Nguyễn Văn Hòa (sinh 1959)"]
        );
        // Marks of tone make another name; capitals do not.
        assert_eq!(tell_apart(&[one("Hòa", None, None, 1), one("Hoa", None, None, 2)]), [None, None]);
        assert!(
            tell_apart(&[one("Hòa", None, None, 1), one("HÒA", None, None, 2)]).iter().all(Option::is_some)
        );
    }

    #[test]
    fn reasons_and_bodies_read_back() {
        for ending in [Ending::Moved, Ending::Replaced, Ending::Died, Ending::Other("Đi bộ đội".to_owned())]
        {
            assert_eq!(Ending::from_code(ending.code()), ending);
        }
        assert_eq!(Ending::read("away", ""), Ok(Some(Ending::Away)));
        // What the program itself writes cannot be chosen, nor slip in as words.
        assert_eq!(Ending::read("moved", ""), Ok(None));
        let slipped = Ending::read("other", "moved").unwrap().unwrap();
        assert_ne!(Ending::from_code(slipped.code()), Ending::Moved);
        assert_eq!(Ending::read("other", " \u{200b} "), Ok(None));
        assert_eq!(Ending::read("other", &"x".repeat(41)), Err(TooLong));
        assert_eq!(read_body("hội  PHỤ nữ").unwrap().as_deref(), Some("Hội phụ nữ"));
        assert_eq!(read_body("Mặt trận").unwrap().as_deref(), Some("Mặt trận"));
        assert_eq!(read_body(""), Ok(None));
    }

    fn phones() -> impl Strategy<Value = Option<Phone>> {
        prop::option::of((0u32..4).prop_map(|n| Phone::read(&format!("090000000{n}")).unwrap()))
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn nobody_of_a_team_is_shown_as_another_and_order_does_not_matter(
            people in prop::collection::vec(
                (prop::sample::select(vec!["Hòa", "Mùi", "hòa"]), prop::option::of(1958i32..1961), phones()), 0..9),
            turn in 0usize..9,
        ) {
            let mut team: Vec<Namesake<'_>> = people.iter().enumerate()
                .map(|(at, (name, born, phone))| one(name, *born, phone.as_ref(), at as u128)).collect();
            let marks = tell_apart(&team);
            let shown: BTreeSet<(String, Option<String>)> = team.iter().zip(&marks)
                .map(|(one, mark)| (one.name.to_lowercase(), mark.as_ref().map(Mark::to_string))).collect();
            prop_assert_eq!(shown.len(), team.len());
            for (one, mark) in team.iter().zip(&marks) {
                let same = team.iter().filter(|other| other.name.to_lowercase() == one.name.to_lowercase()).count();
                prop_assert_eq!(mark.is_some(), same > 1);
            }
            let by = turn % team.len().max(1);
            team.rotate_left(by);
            let mut turned = tell_apart(&team);
            turned.rotate_right(by);
            prop_assert_eq!(turned, marks);
        }
    }
}
