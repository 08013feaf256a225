//! Invented people: names that could be anybody's and are nobody's, villages, bodies, devices and phones.

use super::{chance, dice, id_of};
use chrono::{Duration, NaiveDate};
use fastrand::Rng;
use tungngo_domain::ids::PersonId;
use tungngo_domain::membership::BODIES;
use tungngo_domain::people::{AddressForm, Phone, TeamRole};
use tungngo_domain::time::{Instant, start_of_day};
use tungngo_storage::people::NewPerson;

/// When invented trainers and officers were born, as far as the word they are spoken to with asks for it.
pub const STAFF_BORN: i32 = 1990;

const FAMILIES: [&str; 24] = [
    "Nguyễn", "Nguyễn", "Nguyễn", "Nguyễn", "Trần", "Trần", "Lê", "Lê", "Phạm", "Hoàng", "Phan", "Vũ",
    "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô", "Dương", "Lý", "Đinh", "Mai", "Trịnh", "Lương", "Tạ",
];
const FAMILIES_OF_THE_MOUNTAINS: [&str; 14] = [
    "Hoàng", "Ma", "Nông", "Lý", "Triệu", "Bàn", "Đặng", "Phùng", "Lò", "Quàng", "Cà", "Vàng", "Giàng",
    "Sùng",
];
const MIDDLES_OF_MEN: [&str; 8] = ["Văn", "Văn", "Văn", "Đình", "Hữu", "Quang", "Xuân", "Đức"];
const MIDDLES_OF_WOMEN: [&str; 7] = ["Thị", "Thị", "Thị", "Thị Thu", "Thị Kim", "Thị Ngọc", "Thị Bích"];
const MEN: [&str; 32] = [
    "Hòa", "Khôi", "Thành", "Sử", "Pảo", "Thịnh", "Nghị", "Mão", "Quế", "Bền", "Sáng", "Lộc", "Thảo", "Cội",
    "Dậu", "Tích", "Phúc", "Sinh", "Kim", "Chanh", "Bách", "Đoàn", "Tuấn", "Hùng", "Lâm", "Sơn", "Hải",
    "Nam", "Cường", "Vinh", "Toàn", "Khánh",
];
const WOMEN: [&str; 32] = [
    "Mùi", "Lụa", "Duyên", "Bích", "Sen", "Hạnh", "Tơ", "Hiên", "Chài", "Ngần", "Nết", "Mẩy", "Thơm", "Pham",
    "Mây", "Xuân", "Hương", "Vân", "Lan", "Huệ", "Cúc", "Mai", "Hoa", "Nga", "Thủy", "Hằng", "Loan", "Liên",
    "Yến", "Nhàn", "Đào", "Quyên",
];
const FIRST_SYLLABLES: [&str; 23] = [
    "Bến", "Nà", "Khuôn", "Đồng", "Gò", "Làng", "Suối", "Vực", "Cây", "Bãi", "Giếng", "Đình", "Chùa", "Vườn",
    "Rừng", "Cầu", "Ao", "Đầm", "Xóm", "Bờ", "Núi", "Ruộng", "Kênh",
];
const SECOND_SYLLABLES: [&str; 24] = [
    "Đá",
    "Mây",
    "Lúa",
    "Trám",
    "Sim",
    "Cọ",
    "Tre",
    "Chanh",
    "Đa",
    "Gạo",
    "Sen",
    "Bưởi",
    "Dừa",
    "Mía",
    "Thông",
    "Cả",
    "Hạ",
    "Thượng",
    "Đông",
    "Đoài",
    "Mới",
    "Lớn",
    "Vàng",
    "Xanh",
];

/// A member of a team who is nobody.
#[derive(Debug, Clone)]
pub struct Somebody {
    /// Who.
    pub id: PersonId,
    /// Name, phone, year of birth and device.
    pub person: NewPerson,
    /// The place in the team.
    pub role: TeamRole,
    /// The body they come from.
    pub body: Option<String>,
    /// When they were put on the roster.
    pub joined: Instant,
}

/// The number `n` of the block that belongs to nobody.
pub fn phone(n: u64) -> Phone {
    match Phone::read(&format!("0900000{:03}", n % 1000)) {
        Ok(phone) => phone,
        Err(_) => unreachable!("0900 000 xxx has ten digits"),
    }
}

/// Whether a province is one of the northern mountains.
pub fn is_mountainous(province_code: &str) -> bool {
    matches!(province_code, "04" | "08" | "11" | "12" | "14" | "15" | "19" | "20")
}

/// The name of a village of a commune, by its place in it; no two of a commune are the same.
pub fn village(commune: &str, province_code: &str, first: u64, place: usize) -> String {
    let is_south = province_code.parse::<u32>().is_ok_and(|code| code >= 66);
    if commune.starts_with("Phường") {
        let word = if is_south { "Khu phố" } else { "Tổ dân phố" };
        return format!("{word} {}", place + 1);
    }
    let word = match place % 3 {
        0 if is_mountainous(province_code) => "Bản",
        _ if is_south => "Ấp",
        _ => "Thôn",
    };
    let names = FIRST_SYLLABLES.len() * SECOND_SYLLABLES.len();
    // 23 and 24 have no common factor: each step changes both syllables, and none comes back before all were there.
    let at = (usize::try_from(first).unwrap_or(0) + place) % names;
    let name = [FIRST_SYLLABLES[at % FIRST_SYLLABLES.len()], SECOND_SYLLABLES[at % SECOND_SYLLABLES.len()]]
        .join(" ");
    match place / names {
        0 => format!("{word} {name}"),
        again => format!("{word} {name} {}", again + 1),
    }
}

/// A name.
pub fn name(dice: &mut Rng, is_mountainous: bool) -> String {
    let pick = |dice: &mut Rng, from: &[&'static str]| from[dice.usize(..from.len())];
    let families =
        if is_mountainous && chance(dice, 0.7) { &FAMILIES_OF_THE_MOUNTAINS[..] } else { &FAMILIES };
    let family = pick(dice, families);
    let (middle, given) = if chance(dice, 0.47) {
        (pick(dice, &MIDDLES_OF_WOMEN), pick(dice, &WOMEN))
    } else {
        (pick(dice, &MIDDLES_OF_MEN), pick(dice, &MEN))
    };
    [family, middle, given].join(" ")
}

/// The member `number` of the country: at this place of a team that is on the roster since a day.
pub fn somebody(seed: u64, number: u64, place: u8, since: NaiveDate, is_mountainous: bool) -> Somebody {
    let mut dice = dice(seed, "person", number);
    let joined =
        start_of_day(since - Duration::days(dice.i64(0..10))) + Duration::minutes(dice.i64(480..1000));
    let id = PersonId(id_of(joined, &mut dice));
    let role = match place {
        0 => TeamRole::Leader,
        1 => TeamRole::Deputy,
        _ => TeamRole::Member,
    };
    let birth_year = match role {
        TeamRole::Leader => 1950 + dice.i32(0..20) + dice.i32(0..18),
        TeamRole::Deputy => 1986 + dice.i32(0..19),
        TeamRole::Member => 1956 + dice.i32(0..24) + dice.i32(0..24),
    };
    let full_name = name(&mut dice, is_mountainous);
    let without = if birth_year < 1965 { 0.15 } else { 0.05 } * if is_mountainous { 1.7 } else { 1.0 };
    let device = match dice.f64() {
        at if at < without => "none",
        at if at < without + 0.14 => "shared",
        _ => "own",
    };
    let has_phone = if device == "none" { chance(&mut dice, 0.2) } else { chance(&mut dice, 0.93) };
    // 101 is the elder's who is printed; lower ones are the staff's.
    let phone = has_phone.then(|| phone(102 + dice.u64(..898)));
    let body = match role {
        TeamRole::Leader => None,
        TeamRole::Deputy => Some(BODIES[0]),
        TeamRole::Member => chance(&mut dice, 0.8).then(|| BODIES[dice.usize(..BODIES.len())]),
    };
    let address_form = spoken_to(&full_name, birth_year);
    let device = Some(device.to_owned());
    let person = NewPerson { full_name, address_form, phone, birth_year: Some(birth_year), device };
    Somebody { id, person, role, body: body.map(str::to_owned), joined }
}

/// How an invented person of such a name is spoken to by someone of middle age.
pub fn spoken_to(full_name: &str, birth_year: i32) -> AddressForm {
    match (birth_year, full_name.contains(" Thị ")) {
        (..1975, _) => AddressForm::Bac,
        (1975..1988, true) => AddressForm::Co,
        (1975..1988, false) => AddressForm::Chu,
        (_, true) => AddressForm::Chi,
        (_, false) => AddressForm::Anh,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn no_two_villages_of_a_commune_have_one_name() {
        for commune in ["Xã Mẫu", "Phường Mẫu"] {
            let names: BTreeSet<String> = (0..600).map(|place| village(commune, "08", 17, place)).collect();
            assert_eq!(names.len(), 600, "{commune}");
        }
    }

    #[test]
    fn phones_are_of_the_block_that_belongs_to_nobody() {
        let since = "2026-05-20".parse().unwrap();
        let mut with_phone = 0;
        for number in 0..2_000 {
            let one = somebody(3, number, (number % 5) as u8, since, number % 2 == 0);
            let Some(phone) = one.person.phone else { continue };
            assert!(phone.digits().starts_with("0900000"), "{}", phone.digits());
            with_phone += 1;
        }
        assert!((1_500..2_000).contains(&with_phone), "{with_phone}");
    }
}
