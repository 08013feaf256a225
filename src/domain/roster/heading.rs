//! Which row of a file is its heading, and what each of its columns means.
//!
//! Offices write headings in any order and spelling, below the titles of a letter, sometimes in two rows. A heading is
//! the row that has most words we know, with the name among them.

use super::COLUMNS_MAX;
use super::places::key;

/// What a column means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Field {
    /// The running number; not kept.
    Number,
    /// The whole name.
    FullName,
    /// Family and middle names, where the given name has a column of its own.
    FamilyName,
    /// The given name, beside [`Self::FamilyName`].
    GivenName,
    /// Year or day of birth.
    Birth,
    /// Phone.
    Phone,
    /// The village, its team.
    Village,
    /// The commune.
    Commune,
    /// The province.
    Province,
    /// An address that names the village.
    Address,
    /// The place in the team.
    Role,
    /// An office, which may also name the place in the team.
    Office,
    /// Youth union, police, telecom…
    Body,
    /// How to speak to them.
    AddressForm,
    /// The device.
    Device,
    /// The code that our own export gives a member.
    Code,
    /// Nothing that the roster keeps.
    Ignored,
}

impl Field {
    /// How messages name it.
    pub fn code(self) -> &'static str {
        match self {
            Self::Number => "number",
            Self::FullName => "name",
            Self::FamilyName => "family",
            Self::GivenName => "given",
            Self::Birth => "birth",
            Self::Phone => "phone",
            Self::Village => "village",
            Self::Commune => "commune",
            Self::Province => "province",
            Self::Address => "home",
            Self::Role => "role",
            Self::Office => "office",
            Self::Body => "body",
            Self::AddressForm => "address",
            Self::Device => "device",
            Self::Code => "code",
            Self::Ignored => "ignored",
        }
    }
}

/// A column with a heading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its place, from 0.
    pub at: usize,
    /// Its heading as written.
    pub heading: String,
    /// What it means.
    pub field: Field,
}

/// The heading of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heading {
    /// The last row of the heading, from 0: people begin below it.
    pub row: usize,
    /// Its columns, from left to right.
    pub columns: Vec<Column>,
    /// The type word that stands before village names which have none ("Thôn").
    pub village_word: Option<&'static str>,
}

/// Why no heading was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoHeading {
    /// There is nothing in the file.
    #[error("the file is empty")]
    Empty,
    /// No row names a column of names.
    #[error("no row has a heading for the name")]
    NoName,
    /// Two columns of one meaning that can hold only one.
    #[error("two columns mean the same")]
    Twice(Field),
}

/// Rows among which the heading is looked for.
pub const HEADING_WITHIN: usize = 40;

/// What a heading means; `None` where no word of it is known.
pub fn field(heading: &str) -> Option<Field> {
    let key = key(heading);
    let is = |words: &[&str]| words.contains(&key.as_str());
    let has = |words: &[&str]| {
        let padded = [" ", &key, " "].concat();
        words.iter().any(|word| padded.contains(&[" ", word, " "].concat()))
    };
    if key.is_empty() || key.chars().count() > 80 {
        None
    } else if is(&["stt", "tt", "so tt", "so thu tu", "no"]) {
        Some(Field::Number)
    } else if is(&["ma trong so"]) {
        Some(Field::Code)
    } else if has(&[
        "ghi chu",
        "email",
        "cccd",
        "cmnd",
        "cmt",
        "can cuoc",
        "dan toc",
        "ton giao",
        "gioi tinh",
        "trinh do",
        "ky ten",
        "ky nhan",
        "chu ky",
        "quoc tich",
        "so tai khoan",
    ]) {
        Some(Field::Ignored)
    } else if is(&[
        "ho dem",
        "ho lot",
        "ho va dem",
        "ho va ten dem",
        "ho ten dem",
        "ho chu dem",
        "ho va chu dem",
        "ho va chu lot",
        "ho va ten lot",
        "ho",
        "ho va lot",
    ]) {
        Some(Field::FamilyName)
    } else if is(&["ten", "ten goi"]) {
        Some(Field::GivenName)
    } else if has(&[
        "ho va ten",
        "ho ten",
        "ten thanh vien",
        "ten day du",
        "ho va ten dem va ten",
        "full name",
        "ho va ten khai sinh",
    ]) || is(&[
        "hoten",
        "thanh vien",
        "ho dem va ten",
        "ho dem ten",
        "ho chu dem va ten",
        "nguoi tham gia",
        "name",
    ]) {
        Some(Field::FullName)
    } else if has(&["thiet bi", "dien thoai thong minh", "smartphone", "loai may", "may dang dung"])
        || is(&["may", "co may"])
    {
        Some(Field::Device)
    } else if has(&[
        "dien thoai",
        "dt",
        "sdt",
        "sđt",
        "so dt",
        "di dong",
        "dtdd",
        "phone",
        "mobile",
        "zalo",
        "tel",
    ]) || is(&["so may", "lien he", "so lien he", "so lien lac"])
    {
        Some(Field::Phone)
    } else if has(&["nam sinh", "ngay sinh", "sinh nam", "sinh ngay", "thang nam sinh", "birth", "sinh"])
        || is(&["ns"])
    {
        Some(Field::Birth)
    } else if has(&["xung ho", "danh xung", "cach goi", "cach xung", "goi la"]) {
        Some(Field::AddressForm)
    } else if has(&["vai tro", "chuc danh trong to", "chuc vu trong to", "nhiem vu trong to", "trong to"]) {
        Some(Field::Role)
    } else if has(&[
        "doan the",
        "don vi cong tac",
        "co quan",
        "to chuc",
        "thanh phan",
        "noi cong tac",
        "don vi cu",
        "luc luong",
    ]) || is(&["don vi", "nganh", "nghe nghiep"])
    {
        Some(Field::Body)
    } else if has(&["chuc vu", "chuc danh", "nhiem vu", "chuc trach"]) {
        Some(Field::Office)
    } else if has(&[
        "thon",
        "ban",
        "ap",
        "khu pho",
        "to dan pho",
        "tdp",
        "khom",
        "buon",
        "lang",
        "to cong nghe so",
        "to cnscd",
        "to cnsc",
        "dia ban",
        "khu dan cu",
        "to dan cu",
    ]) || is(&["to", "ten to", "to so", "khu"])
    {
        Some(Field::Village)
    } else if has(&["dia chi", "noi o", "cho o", "noi thuong tru", "thuong tru", "noi cu tru", "ho khau"]) {
        Some(Field::Address)
    } else if has(&["xa", "phuong", "dac khu"]) {
        Some(Field::Commune)
    } else if has(&["tinh", "thanh pho"]) || is(&["tinh tp", "tp"]) {
        Some(Field::Province)
    } else {
        None
    }
}

/// The type word that a heading of villages names, where it names one kind only.
fn village_word(heading: &str) -> Option<&'static str> {
    let padded = [" ", &key(heading), " "].concat();
    const WORDS: [(&str, &str); 8] = [
        ("thon", "Thôn"),
        ("ban", "Bản"),
        ("ap", "Ấp"),
        ("khu pho", "Khu phố"),
        ("to dan pho", "Tổ dân phố"),
        ("tdp", "Tổ dân phố"),
        ("khom", "Khóm"),
        ("buon", "Buôn"),
    ];
    let mut named = WORDS
        .into_iter()
        .filter(|(word, _)| padded.contains(&[" ", word, " "].concat()))
        .map(|(_, word)| word);
    match (named.next(), named.next()) {
        (Some(one), None) => Some(one),
        _ => None,
    }
}

fn columns<T: AsRef<str>>(row: &[T]) -> Vec<Column> {
    row.iter()
        .take(COLUMNS_MAX)
        .enumerate()
        .filter(|(_, cell)| !key(cell.as_ref()).is_empty())
        .map(|(at, cell)| Column {
            at,
            heading: crate::people::clean_line(cell.as_ref()),
            field: field(cell.as_ref()).unwrap_or(Field::Ignored),
        })
        .collect()
}

fn known(columns: &[Column]) -> usize {
    let names = columns.iter().any(|one| matches!(one.field, Field::FullName | Field::GivenName));
    let known = columns.iter().filter(|one| one.field != Field::Ignored).count();
    if names { known } else { 0 }
}

/// Finds the heading among the first rows of a file.
pub fn recognise<T: AsRef<str>>(rows: &[Vec<T>]) -> Result<Heading, NoHeading> {
    let rows = &rows[..rows.len().min(HEADING_WITHIN)];
    if rows.iter().flatten().all(|cell| key(cell.as_ref()).is_empty()) {
        return Err(NoHeading::Empty);
    }
    let mut best: Option<(usize, Vec<Column>)> = None;
    for (at, row) in rows.iter().enumerate() {
        let columns = columns(row);
        let found = known(&columns);
        // A sentence of a title may hold a word we know; a heading has two, or stands alone in a file of names.
        let enough =
            found >= 2 || (found == 1 && columns.len() == 1 && columns[0].heading.chars().count() <= 24);
        if enough && best.as_ref().is_none_or(|(_, before)| found > known(before)) {
            best = Some((at, columns));
        }
    }
    let (mut row, mut columns) = best.ok_or(NoHeading::NoName)?;
    if let Some(below) = rows.get(row + 1) {
        row += usize::from(second_row(&mut columns, below));
    }
    let has = |columns: &[Column], field| columns.iter().any(|one| one.field == field);
    // "Tên" alone is the whole name; so is it beside "Họ và tên" a name that is not needed.
    let (full, family) = (has(&columns, Field::FullName), has(&columns, Field::FamilyName));
    let (role, village) = (has(&columns, Field::Role), has(&columns, Field::Village));
    for column in &mut columns {
        column.field = match column.field {
            // "Họ và tên" above two columns: the second has no heading and is found by `second_row`.
            Field::GivenName if !full && !family => Field::FullName,
            Field::GivenName | Field::FamilyName if full => Field::Ignored,
            Field::Office if role => Field::Body,
            Field::Address if village => Field::Ignored,
            other => other,
        };
    }
    let body = columns.iter().filter(|one| one.field == Field::Body).count();
    if body > 1 {
        // A column named for the body goes before an office that was made one.
        let mut first = true;
        for column in columns.iter_mut().filter(|one| one.field == Field::Body) {
            if !std::mem::take(&mut first) {
                column.field = Field::Ignored;
            }
        }
    }
    for one in [
        Field::FullName,
        Field::FamilyName,
        Field::GivenName,
        Field::Village,
        Field::Commune,
        Field::Province,
    ] {
        if columns.iter().filter(|column| column.field == one).count() > 1 {
            return Err(NoHeading::Twice(one));
        }
    }
    for one in [
        Field::Phone,
        Field::Role,
        Field::Office,
        Field::Device,
        Field::AddressForm,
        Field::Address,
        Field::Code,
    ] {
        let mut seen = false;
        for column in columns.iter_mut().filter(|column| column.field == one) {
            if std::mem::replace(&mut seen, true) {
                column.field = Field::Ignored;
            }
        }
    }
    let village_word =
        columns.iter().find(|one| one.field == Field::Village).and_then(|one| village_word(&one.heading));
    Ok(Heading { row, columns, village_word })
}

/// A second row of a heading: "Nam" and "Nữ" below the year of birth, "Họ đệm" and "Tên" below the name.
fn second_row<T: AsRef<str>>(columns: &mut Vec<Column>, below: &[T]) -> bool {
    let parts: Vec<(usize, String, String)> = below
        .iter()
        .enumerate()
        .map(|(at, cell)| (at, key(cell.as_ref()), crate::people::clean_line(cell.as_ref())))
        .filter(|(_, key, _)| !key.is_empty())
        .collect();
    let is =
        |words: &[&str]| !parts.is_empty() && parts.iter().all(|(_, key, _)| words.contains(&key.as_str()));
    let numbers =
        parts.len() >= 2 && parts.iter().all(|(_, key, _)| key.len() <= 2 && key.parse::<u8>().is_ok());
    const SPLIT: [&str; 9] =
        ["ho dem", "ho va ten dem", "ho lot", "ho va dem", "ho va lot", "ho", "ten", "nam", "nu"];
    let births = columns.iter().any(|one| one.field == Field::Birth);
    if parts.len() >= 2
        && is(&SPLIT)
        && (births || !parts.iter().any(|(_, key, _)| key == "nam" || key == "nu"))
    {
        for (at, key, heading) in parts {
            let field = match key.as_str() {
                "nam" | "nu" => Field::Birth,
                "ten" => Field::GivenName,
                _ => Field::FamilyName,
            };
            // The heading above stands for its parts.
            columns.retain(|one| one.at != at && !(one.field == Field::FullName && field != Field::Birth));
            if field == Field::Birth {
                let part = |one: &Column| ["nam", "nu"].contains(&super::places::key(&one.heading).as_str());
                columns.retain(|one| one.field != Field::Birth || part(one));
            }
            columns.push(Column { at, heading, field });
        }
    } else {
        // A row that only counts the columns: 1, 2, 3…
        return numbers && parts.iter().enumerate().all(|(n, (_, key, _))| key.parse() == Ok(n + 1));
    }
    columns.sort_by_key(|one| one.at);
    true
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn rows(text: &str) -> Vec<Vec<String>> {
        text.lines().map(|line| line.split('|').map(str::to_owned).collect()).collect()
    }

    fn fields(text: &str) -> Vec<(usize, Field)> {
        recognise(&rows(text)).unwrap().columns.into_iter().map(|one| (one.at, one.field)).collect()
    }

    #[test]
    fn a_heading_is_found_below_the_titles_of_a_letter() {
        let text = "ỦY BAN NHÂN DÂN||\nXÃ ĐỒNG MÂY||\n|DANH SÁCH THÀNH VIÊN TỔ CÔNG NGHỆ SỐ CỘNG ĐỒNG|\n||\nSTT|Họ và tên|Năm sinh|Số ĐT|Thôn/bản|Chức vụ";
        let found = recognise(&rows(text)).unwrap();
        assert_eq!(found.row, 4);
        assert_eq!(
            fields(text),
            [
                (0, Field::Number),
                (1, Field::FullName),
                (2, Field::Birth),
                (3, Field::Phone),
                (4, Field::Village),
                (5, Field::Office)
            ]
        );
        assert_eq!(found.village_word, None);
        assert_eq!(recognise(&rows("TT|HỌ TÊN|THÔN")).unwrap().village_word, Some("Thôn"));
    }

    #[test]
    fn headings_are_known_in_any_spelling() {
        for (text, wanted) in [
            ("HO VA TEN", Field::FullName),
            ("Họ, tên", Field::FullName),
            ("Ho\u{323} te\u{302}n", Field::FullName),
            ("Điện thoại thông minh", Field::Device),
            ("Số điện thoại", Field::Phone),
            ("SĐT (Zalo)", Field::Phone),
            ("Ngày, tháng, năm sinh", Field::Birth),
            ("Tổ dân phố", Field::Village),
            ("Tên thôn, bản", Field::Village),
            ("Xã/phường", Field::Commune),
            ("Tỉnh/thành phố", Field::Province),
            ("Vai trò trong tổ", Field::Role),
            ("Đơn vị công tác", Field::Body),
            ("Cách xưng hô", Field::AddressForm),
            ("Máy", Field::Device),
            ("Mã trong sổ", Field::Code),
            ("Ghi chú", Field::Ignored),
            ("Dân tộc", Field::Ignored),
        ] {
            assert_eq!(field(text), Some(wanted), "{text}");
        }
        assert_eq!(field("Cân nặng"), None);
    }

    #[test]
    fn names_in_two_columns_and_headings_in_two_rows() {
        assert_eq!(
            fields("STT|Họ đệm|Tên|Nam sinh"),
            [(0, Field::Number), (1, Field::FamilyName), (2, Field::GivenName), (3, Field::Birth)]
        );
        assert_eq!(fields("Tên|Thôn"), [(0, Field::FullName), (1, Field::Village)]);
        let text = "STT|Họ và tên|Năm sinh||Thôn\n||Nam|Nữ|";
        assert_eq!(recognise(&rows(text)).unwrap().row, 1);
        assert_eq!(
            fields(text),
            [
                (0, Field::Number),
                (1, Field::FullName),
                (2, Field::Birth),
                (3, Field::Birth),
                (4, Field::Village)
            ]
        );
        let text = "STT|Họ và tên||Thôn\n|Họ đệm|Tên|\n1|Nguyễn Văn|Hòa|Bến Đá";
        assert_eq!(
            fields(text),
            [(0, Field::Number), (1, Field::FamilyName), (2, Field::GivenName), (3, Field::Village)]
        );
        assert_eq!(recognise(&rows("STT|Họ và tên|Thôn\n1|2|3\n1|Nguyễn Văn Hòa|Bến Đá")).unwrap().row, 1);
        assert_eq!(recognise(&rows("STT|Họ và tên|Thôn\n1|Nguyễn Văn Hòa|Bến Đá")).unwrap().row, 0);
        // People named Bàn in villages are no second row of a heading.
        assert_eq!(recognise(&rows("Họ tên|Thôn\nBàn Thị Xuân|Thôn Bến Đá")).unwrap().row, 0);
        assert_eq!(recognise(&rows("Họ tên|Họ và tên|Thôn")), Err(NoHeading::Twice(Field::FullName)));
        assert_eq!(recognise(&rows("a|b\nc|d")), Err(NoHeading::NoName));
        assert_eq!(recognise(&rows(" |")), Err(NoHeading::Empty));
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn the_order_of_columns_does_not_matter(order in Just(vec!["STT", "Họ và tên", "Năm sinh", "Điện thoại", "Thôn", "Vai trò", "Thiết bị"]).prop_shuffle()) {
            let heading = recognise(std::slice::from_ref(&order)).unwrap();
            for column in heading.columns {
                prop_assert_eq!(Some(column.field), field(order[column.at]));
            }
        }

        #[test]
        fn no_rows_whatever_stop_the_reading(rows in prop::collection::vec(prop::collection::vec("\\PC{0,12}|Tên|Nam|STT|Họ đệm", 0..5), 0..5)) {
            let _ = recognise(&rows);
        }
    }
}
