//! What a row below the heading says: a person, the heading of a village's part, a sum or a signature, or nothing.

use super::codes::Code;
use super::heading::{Field, Heading};
use super::places::{key, names_village, split};
use super::{CELL_MAX_CHARS, Entry, Reason, Refusal, cells};
use crate::people::{NAME_MAX_CHARS, clean_line};

/// A row of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Line {
    /// A person.
    Person(Entry),
    /// A row that cannot be taken, with the name as far as there is one.
    Refused(Refusal, String),
    /// A title, a sum, a signature: told as passed over.
    Aside,
    /// Nothing stands in it.
    Blank,
}

/// Reads row by row; remembers the units that a merged cell names only once.
#[derive(Debug, Clone)]
pub struct Rows<'h> {
    heading: &'h Heading,
    this_year: i32,
    numbered: bool,
    blank_before: bool,
    people: u32,
    village: String,
    commune: String,
    province: String,
    /// Rows that took their village from a row above.
    pub carried: u32,
}

impl<'h> Rows<'h> {
    /// Begins below this heading.
    pub fn new(heading: &'h Heading, this_year: i32) -> Self {
        Self {
            heading,
            this_year,
            numbered: false,
            blank_before: false,
            people: 0,
            village: String::new(),
            commune: String::new(),
            province: String::new(),
            carried: 0,
        }
    }

    /// Reads the next row.
    pub fn read<T: AsRef<str>>(&mut self, row: &[T]) -> Line {
        let filled = row.iter().filter(|cell| !clean_line(cell.as_ref()).is_empty()).count();
        if filled == 0 {
            self.blank_before = self.people > 0;
            return Line::Blank;
        }
        if row.iter().any(|cell| cell.as_ref().chars().count() > CELL_MAX_CHARS) {
            return Line::Refused(Refusal::new(Reason::CellTooLong, ""), String::new());
        }
        let cell = |field: Field| {
            self.heading
                .columns
                .iter()
                .filter(|column| column.field == field)
                .filter_map(|column| row.get(column.at))
                .map(|cell| cells::unquoted(cell.as_ref().trim()))
                .find(|cell| !cell.is_empty())
                .unwrap_or("")
        };
        let named = [cell(Field::FamilyName), cell(Field::FullName), cell(Field::GivenName)];
        let name = named.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ");
        let number = clean_line(cell(Field::Number));
        let begins_with_digit = number.starts_with(|c: char| c.is_ascii_digit());
        let has_villages =
            self.heading.columns.iter().any(|one| matches!(one.field, Field::Village | Field::Address));
        // "I. Thôn Bến Đá" over the whole row: the village of all rows below.
        if let Some(village) = part_heading(row) {
            if !has_villages {
                self.village = village;
            }
            return Line::Aside;
        }
        if is_sum(row) || (self.people > 0 && self.is_signature(row, &name, filled, begins_with_digit)) {
            return Line::Aside;
        }
        self.numbered |= begins_with_digit;
        self.blank_before = false;
        self.people += 1;
        let (mut village, mut commune, mut province) = split(cell(Field::Village));
        if village.is_empty() {
            (village, commune, province) = split(cell(Field::Address));
        }
        let named = |text: &str, own: String| if text.is_empty() { own } else { clean_line(text) };
        commune = named(cell(Field::Commune), commune);
        province = named(cell(Field::Province), province);
        self.carry(&mut village, &mut commune, &mut province);
        let mut role = cells::role(cell(Field::Role));
        let mut body = cells::body(cell(Field::Body));
        for field in [Field::Role, Field::Office] {
            let office = cell(field);
            role = role.or_else(|| cells::role(office));
            if body.is_none() && cells::role(office).is_none() {
                body = cells::body(office);
            }
        }
        let entry = (|| {
            let full_name = cells::name(&name)?;
            let birth_year = cells::birth_year(cell(Field::Birth), self.this_year)?;
            let phone = cells::phone(cell(Field::Phone))?;
            if village.is_empty() {
                return Err(Refusal::new(Reason::NoVillage, ""));
            }
            if village.chars().count() > NAME_MAX_CHARS - 12 {
                return Err(Refusal::new(Reason::VillageTooLong, &village));
            }
            let address_form = cells::address_form(cell(Field::AddressForm));
            let device = cells::device(cell(Field::Device));
            Ok(Entry {
                full_name,
                birth_year,
                phone,
                village,
                commune,
                province,
                role,
                body,
                address_form,
                device,
                code: Code::read(cell(Field::Code)),
            })
        })();
        match entry {
            Ok(entry) => Line::Person(entry),
            Err(refusal) => Line::Refused(refusal, clean_line(&name)),
        }
    }

    /// A blank cell below a named unit belongs to it, as in a merged cell, until the unit above it changes.
    fn carry(&mut self, village: &mut String, commune: &mut String, province: &mut String) {
        if province.is_empty() {
            province.clone_from(&self.province);
        } else if key(province) != key(&self.province) {
            (self.commune, self.village) = (String::new(), String::new());
        }
        if commune.is_empty() {
            commune.clone_from(&self.commune);
        } else if key(commune) != key(&self.commune) {
            self.village = String::new();
        }
        if village.is_empty() {
            village.clone_from(&self.village);
            self.carried += u32::from(!village.is_empty());
        }
        self.village.clone_from(village);
        self.commune.clone_from(commune);
        self.province.clone_from(province);
    }

    /// Who drew the list up and who signs it, below the last person.
    fn is_signature<T: AsRef<str>>(
        &self,
        row: &[T],
        name: &str,
        filled: usize,
        begins_with_digit: bool,
    ) -> bool {
        const TITLES: [&str; 7] =
            ["nguoi lap", "chu tich", "tm uy ban", "tm ubnd", "thu truong", "nguoi tong hop", "kt chu tich"];
        let unnumbered = self.numbered && !begins_with_digit;
        let titled = || {
            row.iter()
                .map(|cell| key(cell.as_ref()))
                .any(|cell| TITLES.iter().any(|word| cell.starts_with(word)))
        };
        filled <= 2
            && !begins_with_digit
            && (titled() || (self.blank_before && (unnumbered || filled == 1 || name.is_empty())))
    }
}

/// The village that a row of one cell, or of a number and a cell, names for the rows below.
fn part_heading<T: AsRef<str>>(row: &[T]) -> Option<String> {
    let cells: Vec<String> =
        row.iter().map(|cell| clean_line(cell.as_ref())).filter(|cell| !cell.is_empty()).collect();
    let counts =
        |cell: &str| cell.len() <= 5 && cell.chars().all(|c| c.is_ascii_digit() || "IVXivx.)".contains(c));
    let text = match cells.as_slice() {
        [text] => text,
        [number, text] if counts(number) => text,
        _ => return None,
    };
    let bare = text
        .split_once(['.', ')', ':'])
        .filter(|(before, _)| before.chars().count() <= 4)
        .map_or(text.as_str(), |(_, after)| after)
        .trim();
    let bare = bare.split('(').next().unwrap_or(bare).trim().trim_end_matches([':', '.']);
    names_village(bare).then(|| bare.to_owned())
}

fn is_sum<T: AsRef<str>>(row: &[T]) -> bool {
    let first = row.iter().map(|cell| key(cell.as_ref())).find(|cell| !cell.is_empty()).unwrap_or_default();
    ["tong cong", "tong so", "tong", "cong", "danh sach nay", "danh sach gom", "danh sach co", "an dinh"]
        .iter()
        .any(|word| first.strip_prefix(word).is_some_and(|rest| rest.is_empty() || rest.starts_with(' ')))
}

#[cfg(test)]
mod tests {
    use super::super::heading::recognise;
    use super::*;
    use crate::people::TeamRole;

    fn read(text: &str) -> (Vec<Line>, u32) {
        let rows: Vec<Vec<&str>> = text.lines().map(|line| line.split('|').collect()).collect();
        let heading = recognise(&rows).unwrap();
        let mut reader = Rows::new(&heading, 2026);
        let lines = rows[heading.row + 1..].iter().map(|row| reader.read(row)).collect();
        (lines, reader.carried)
    }

    fn people(text: &str) -> Vec<(String, String)> {
        read(text)
            .0
            .into_iter()
            .filter_map(|line| match line {
                Line::Person(entry) => Some((entry.full_name, entry.village)),
                _ => None,
            })
            .collect()
    }

    #[test]
    fn a_full_row_is_read() {
        let (lines, _) = read(
            "TT|Họ tên|Ngày sinh|ĐT|Thôn|Xã|Tỉnh|Vai trò|Đoàn thể|Xưng hô|Máy\n1|Nguyễn  Văn Hòa|12/3/1959|900000123|Bến Đá|Đồng Mây|Tuyên Quang|Tổ trưởng|Hội Nông dân|bác|riêng",
        );
        let Line::Person(entry) = &lines[0] else { panic!("{lines:?}") };
        assert_eq!(entry.full_name, "Nguyễn Văn Hòa");
        assert_eq!(entry.birth_year, Some(1959));
        assert_eq!(entry.phone.as_ref().unwrap().digits(), "0900000123");
        assert_eq!((entry.village.as_str(), entry.commune.as_str()), ("Bến Đá", "Đồng Mây"));
        assert_eq!((entry.role, entry.body.as_deref()), (Some(TeamRole::Leader), Some("Hội Nông dân")));
        assert_eq!(entry.device, Some("own"));
    }

    #[test]
    fn a_merged_village_counts_for_the_rows_below_it() {
        let text = "STT|Họ và tên|Thôn|Xã\n1|A B|Bến Đá|X\n2|C D||\n3|E F|Nà Mây|\n4|G H||\n5|I K||Y";
        let (lines, carried) = read(text);
        assert_eq!(
            people(text),
            [("A B", "Bến Đá"), ("C D", "Bến Đá"), ("E F", "Nà Mây"), ("G H", "Nà Mây")]
                .map(|(a, b)| (a.to_owned(), b.to_owned()))
        );
        assert_eq!(carried, 2);
        assert_eq!(lines[4], Line::Refused(Refusal::new(Reason::NoVillage, ""), "I K".to_owned()));
    }

    #[test]
    fn a_row_over_a_part_names_its_village() {
        let text =
            "STT|Họ và tên|Năm sinh\nI|Thôn Bến Đá (5 người)|\n1|A B|1960\n2. Thôn Nà Mây||\n1|C D|1961";
        assert_eq!(
            people(text),
            [("A B", "Thôn Bến Đá"), ("C D", "Thôn Nà Mây")].map(|(a, b)| (a.to_owned(), b.to_owned()))
        );
    }

    #[test]
    fn a_name_and_a_village_are_a_person() {
        let text = "Họ tên|Thôn\nBàn Thị Xuân|Thôn Bến Đá\n1|Bản Lác";
        assert_eq!(people(text), [("Bàn Thị Xuân".to_owned(), "Thôn Bến Đá".to_owned())]);
    }

    #[test]
    fn sums_and_signatures_are_nobody() {
        let text = "STT|Họ và tên|Thôn\n1|A B|Bến Đá\n2|C D|Bến Đá\n|Tổng cộng: 2 người|\n||\n|NGƯỜI LẬP BIỂU|CHỦ TỊCH\n|Lò Văn Mẫu|";
        assert_eq!(people(text).len(), 2);
        let without_number = "Họ và tên|Thôn\nA B|Bến Đá\n|\nLò Văn Mẫu|";
        assert_eq!(people(without_number).len(), 1);
    }

    #[test]
    fn an_office_that_is_no_place_in_the_team_is_the_body() {
        let (lines, _) = read("Họ tên|Thôn|Chức vụ\nA B|Bến Đá|Bí thư Đoàn\nC D|Bến Đá|Tổ phó");
        let found: Vec<_> = lines
            .iter()
            .map(|line| match line {
                Line::Person(entry) => (entry.role, entry.body.as_deref()),
                other => panic!("{other:?}"),
            })
            .collect();
        assert_eq!(found, [(None, Some("Bí thư Đoàn")), (Some(TeamRole::Deputy), None)]);
    }
}
