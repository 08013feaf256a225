//! What is asked once more before somebody is written into a team, and the answer "yes" to just that.
//!
//! Owns: the sentences, and which of them were answered. Does not own: what speaks for asking (`storage::doubts`).

use crate::web::messages::message;
use crate::web::view::Doubts;
use std::collections::BTreeSet;
use tungngo_storage::doubts::{Doubt, Why};

/// The sentence of a doubt; a phone is named with its digits.
pub fn sentence(doubt: &Doubt) -> String {
    let who = match doubt.birth_year {
        Some(year) => message("doubt-who-born", &[("name", &doubt.name), ("year", &year.to_string())]),
        None => doubt.name.clone(),
    };
    match doubt.why {
        Why::Namesake => message("doubt-namesake", &[("who", &who)]),
        Why::PhoneOf => message("doubt-phone", &[("who", &who), ("village", &doubt.village)]),
        Why::Led => message("doubt-led", &[("who", &who)]),
    }
}

fn mark(doubt: &Doubt) -> String {
    let why = match doubt.why {
        Why::Namesake => "namesake",
        Why::PhoneOf => "phone",
        Why::Led => "led",
    };
    [why, ":", &doubt.id.to_string()].concat()
}

/// What is still to be asked: nothing where all of it was shown with the form that was sent.
pub fn open(doubts: &[Doubt], answered: &str) -> Option<Doubts> {
    let answered: BTreeSet<&str> = answered.split(' ').collect();
    let marks: Vec<String> = doubts.iter().map(mark).collect();
    let all = marks.iter().all(|mark| answered.contains(mark.as_str()));
    (!all).then(|| Doubts { lines: doubts.iter().map(sentence).collect(), answer: marks.join(" ") })
}

#[cfg(test)]
mod tests {
    use super::*;
    use tungngo_domain::ids::PersonId;
    use uuid::Uuid;

    #[test]
    fn a_yes_counts_for_what_was_shown_and_for_no_more() {
        let doubt = |id: u128, why| Doubt {
            of: 0,
            why,
            id: PersonId(Uuid::from_u128(id)),
            name: "Lò Văn Mẫu".to_owned(),
            birth_year: None,
            village: String::new(),
        };
        let one = [doubt(1, Why::Namesake)];
        let two = [doubt(1, Why::Namesake), doubt(1, Why::Led)];
        let asked = open(&one, "").expect("nothing was answered");
        assert_eq!(open(&one, &asked.answer), None);
        assert_eq!(open(&two, &asked.answer).map(|asked| asked.lines.len()), Some(2));
        assert_eq!(open(&[], ""), None);
    }
}
