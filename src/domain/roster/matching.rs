//! Whom of the roster a row means: within one village, among people of one name.
//!
//! People of one name are told apart by phone and year of birth. A row is taken for somebody only when something agrees
//! or when nobody else is called so and nothing speaks against it; where it stays open, the row is refused.

/// What tells people of one name apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Marks {
    /// The phone number, as a number.
    pub phone: Option<u64>,
    /// The year of birth.
    pub year: Option<i32>,
}

/// Somebody on the roster.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Known {
    /// Phone and year.
    pub marks: Marks,
    /// Whether they left the team.
    pub left: bool,
}

/// What a row of one name comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Match {
    /// Nobody on the roster.
    New,
    /// This one, by their place in the list.
    Person(usize),
    /// The same person as an earlier row, by its place in the list.
    Double(usize),
    /// It may be one or another.
    Ambiguous,
    /// Somebody who left the team.
    Left,
}

impl Marks {
    /// How many marks agree, and how many contradict each other; a mark that one side lacks does neither.
    fn against(self, other: Self) -> (u8, u8) {
        let one = |same: Option<bool>| match same {
            Some(true) => (1, 0),
            Some(false) => (0, 1),
            None => (0, 0),
        };
        let phone = one(self.phone.zip(other.phone).map(|(a, b)| a == b));
        let year = one(self.year.zip(other.year).map(|(a, b)| a == b));
        (phone.0 + year.0, phone.1 + year.1)
    }
}

/// Decides for all rows of one name in one village at once, so that the order of the file does not matter, except for
/// which of two equal rows is the double.
pub fn assign(rows: &[Marks], people: &[Known]) -> Vec<Match> {
    let mut found: Vec<Option<Match>> = vec![None; rows.len()];
    for at in 1..rows.len() {
        let earlier =
            (0..at).find(|before| found[*before].is_none() && rows[*before].against(rows[at]).1 == 0);
        found[at] = earlier.map(Match::Double);
    }
    let mut taken = vec![false; people.len()];
    // What agrees more goes first: both marks, one and nothing against it, one against the other.
    for wanted in [(2, 0), (1, 0), (1, 1)] {
        let fits = |row: usize, person: usize| {
            let people: &Known = &people[person];
            (!people.left || wanted.1 == 0) && rows[row].against(people.marks) == wanted
        };
        let open: Vec<usize> = (0..rows.len()).filter(|row| found[*row].is_none()).collect();
        let free: Vec<usize> = (0..people.len()).filter(|person| !taken[*person]).collect();
        for &row in &open {
            let mut candidates = free.iter().copied().filter(|person| fits(row, *person));
            let (Some(person), second) = (candidates.next(), candidates.next()) else { continue };
            let rivals = open.iter().filter(|other| fits(**other, person)).count();
            found[row] = Some(match second {
                None if rivals == 1 && people[person].left => Match::Left,
                None if rivals == 1 => Match::Person(person),
                _ => Match::Ambiguous,
            });
            if second.is_none() && rivals == 1 {
                taken[person] = true;
            }
        }
    }
    let present = people.iter().filter(|known| !known.left).count();
    let distinct = found.iter().filter(|one| !matches!(one, Some(Match::Double(_)))).count();
    (0..rows.len())
        .map(|row| {
            if let Some(found) = found[row] {
                return found;
            }
            let mut open = (0..people.len()).filter(|person| !taken[*person] && !people[*person].left);
            let maybe: Vec<(usize, (u8, u8))> =
                open.by_ref().map(|person| (person, rows[row].against(people[person].marks))).collect();
            match maybe.as_slice() {
                [(person, (0, 0))] if present == 1 && distinct == 1 => Match::Person(*person),
                // Two marks against: surely somebody else.
                all if all.iter().all(|(_, marks)| *marks == (0, 2)) => Match::New,
                _ => Match::Ambiguous,
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn marks(phone: u64, year: i32) -> Marks {
        Marks { phone: (phone > 0).then_some(phone), year: (year > 0).then_some(year) }
    }

    fn here(phone: u64, year: i32) -> Known {
        Known { marks: marks(phone, year), left: false }
    }

    #[test]
    fn a_row_is_taken_for_somebody_only_where_something_agrees_or_nothing_speaks_against() {
        use Match::{Ambiguous, Double, Left, New, Person};
        type Case = (&'static [(u64, i32)], &'static [(u64, i32)], &'static [Match]);
        let cases: [Case; 14] = [
            (&[(1, 1960)], &[], &[New]),
            (&[(1, 1960)], &[(1, 1960)], &[Person(0)]),
            (&[(2, 1960)], &[(1, 1960)], &[Person(0)]),
            (&[(1, 0)], &[(1, 1960)], &[Person(0)]),
            (&[(0, 0)], &[(1, 1960)], &[Person(0)]),
            (&[(0, 0)], &[(1, 1960), (2, 1970)], &[Ambiguous]),
            (&[(2, 0)], &[(1, 1960)], &[Ambiguous]),
            (&[(2, 1970)], &[(1, 1960)], &[New]),
            (&[(1, 1960), (2, 1960)], &[(1, 1960)], &[Person(0), New]),
            (&[(2, 1960), (1, 1960)], &[(1, 1960)], &[New, Person(0)]),
            (&[(1, 1960), (1, 1985)], &[(1, 1985), (1, 1960)], &[Person(1), Person(0)]),
            (&[(0, 0), (0, 0)], &[], &[New, Double(0)]),
            (&[(1, 0), (2, 0)], &[(0, 0)], &[Ambiguous, Ambiguous]),
            (&[(1, 1970)], &[(1, 1960), (2, 1970)], &[Ambiguous]),
        ];
        for (rows, people, wanted) in cases {
            let rows: Vec<Marks> = rows.iter().map(|(phone, year)| marks(*phone, *year)).collect();
            let people: Vec<Known> = people.iter().map(|(phone, year)| here(*phone, *year)).collect();
            assert_eq!(assign(&rows, &people), wanted, "{rows:?} {people:?}");
        }
        let gone = Known { left: true, ..here(1, 1960) };
        assert_eq!(assign(&[marks(1, 1960)], &[gone]), [Left]);
        assert_eq!(assign(&[marks(0, 0)], &[gone]), [New]);
        assert_eq!(assign(&[marks(1, 1960)], &[gone, here(1, 1960)]), [Ambiguous]);
    }

    fn some_marks() -> impl Strategy<Value = Marks> {
        (0u64..4, 0i32..4).prop_map(|(phone, year)| marks(phone, year))
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, cases: 2_000, ..ProptestConfig::default() })]

        #[test]
        fn nobody_is_meant_by_two_rows(
            rows in prop::collection::vec(some_marks(), 0..6),
            people in prop::collection::vec(some_marks(), 0..5),
        ) {
            let people: Vec<Known> = people.into_iter().map(|marks| Known { marks, left: false }).collect();
            let mut meant: Vec<usize> = assign(&rows, &people)
                .into_iter()
                .filter_map(|one| if let Match::Person(person) = one { Some(person) } else { None })
                .collect();
            let all = meant.len();
            meant.sort_unstable();
            meant.dedup();
            prop_assert_eq!(all, meant.len());
        }

        /// Written into the roster and read again, every row that was taken means the person it made or changed.
        #[test]
        fn the_same_rows_again_change_nothing(
            rows in prop::collection::vec(some_marks(), 0..6),
            people in prop::collection::vec(some_marks(), 0..5),
        ) {
            let mut people: Vec<Known> =
                people.into_iter().map(|marks| Known { marks, left: false }).collect();
            let mut who = vec![None; rows.len()];
            for (row, one) in assign(&rows, &people).into_iter().enumerate() {
                match one {
                    Match::New => {
                        people.push(Known { marks: rows[row], left: false });
                        who[row] = Some(people.len() - 1);
                    }
                    Match::Person(person) => {
                        let known = &mut people[person].marks;
                        known.phone = rows[row].phone.or(known.phone);
                        known.year = rows[row].year.or(known.year);
                        who[row] = Some(person);
                    }
                    _ => {}
                }
            }
            let again = assign(&rows, &people);
            for (row, person) in who.iter().enumerate() {
                if let Some(person) = person {
                    prop_assert_eq!(again[row], Match::Person(*person), "row {} of {:?} in {:?}", row, rows, people);
                }
            }
        }
    }
}
