//! What the roster has of a member, kept small while a file is held against it.

use tungngo_domain::roster::Particulars;

/// Particulars as one text: a third of the memory, for as many members as the country has.
pub struct Packed(Box<str>);

/// Between two particulars; whatever is typed holds no such sign.
const BETWEEN: char = '\u{1F}';
/// What is not known, which is not the same as empty.
const UNKNOWN: &str = "\u{1E}";

impl Packed {
    /// Packs them.
    pub fn of(has: &Particulars) -> Self {
        let year = has.birth_year.map(|year| year.to_string());
        let known = |text: &Option<String>| text.as_deref().unwrap_or(UNKNOWN).to_owned();
        let parts = [
            has.full_name.clone(),
            known(&has.phone),
            known(&year),
            has.role.clone(),
            known(&has.body),
            has.address_form.clone(),
            known(&has.device),
        ];
        Self(parts.join(BETWEEN.encode_utf8(&mut [0; 4])).into_boxed_str())
    }

    /// What was packed.
    pub fn open(&self) -> Particulars {
        let mut parts = self.0.split(BETWEEN);
        let mut next = || parts.next().unwrap_or(UNKNOWN).to_owned();
        let known = |text: String| (text != UNKNOWN).then_some(text);
        Particulars {
            full_name: next(),
            phone: known(next()),
            birth_year: known(next()).and_then(|year| year.parse().ok()),
            role: next(),
            body: known(next()),
            address_form: next(),
            device: known(next()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_packed_comes_out_as_it_was() {
        let full = Particulars {
            full_name: "Đặng Thị Út".to_owned(),
            phone: Some("0900000123".to_owned()),
            birth_year: Some(1961),
            role: "leader".to_owned(),
            body: Some("Hội Phụ nữ".to_owned()),
            address_form: "bac".to_owned(),
            device: Some("own".to_owned()),
        };
        let unknown = Particulars { phone: None, birth_year: None, body: None, device: None, ..full.clone() };
        let empty = Particulars { body: Some(String::new()), ..full.clone() };
        for has in [full, unknown, empty] {
            assert_eq!(Packed::of(&has).open(), has);
        }
    }
}
