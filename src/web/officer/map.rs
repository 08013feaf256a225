//! The country as tiles and as a sketch, and how the units of a province are spread over the rates.
//!
//! Owns: where each province stands, the ramp of rates, the drawings. Does not own: the rates; colours (`office.css`).

use super::asked::Asked;
use crate::web::messages::message;
use crate::web::view::Action;
use crate::web::view::officer::{Bin, Map, MapKey, Number, Shape, Spread, Tile};
use crate::web::view::words;
use std::collections::HashMap;
use std::sync::LazyLock;
use tungngo_domain::ids::UnitId;
use tungngo_domain::units::province_name;

/// Column and row of each province's tile, by official code (design.md §8).
const PLACES: [(&str, u8, u8); 34] = [
    ("12", 1, 1),
    ("15", 2, 1),
    ("08", 3, 1),
    ("04", 4, 1),
    ("11", 1, 2),
    ("25", 2, 2),
    ("19", 3, 2),
    ("20", 4, 2),
    ("14", 1, 3),
    ("01", 2, 3),
    ("24", 3, 3),
    ("22", 4, 3),
    ("37", 2, 4),
    ("33", 3, 4),
    ("31", 4, 4),
    ("38", 2, 5),
    ("40", 2, 6),
    ("42", 3, 6),
    ("44", 3, 7),
    ("46", 4, 7),
    ("48", 4, 8),
    ("51", 4, 9),
    ("52", 4, 10),
    ("66", 4, 11),
    ("75", 2, 12),
    ("68", 3, 12),
    ("56", 4, 12),
    ("80", 1, 13),
    ("79", 2, 13),
    ("91", 1, 14),
    ("82", 2, 14),
    ("86", 3, 14),
    ("96", 1, 15),
    ("92", 2, 15),
];

/// The outlines, with their notice in `sketch-NOTICE.md` beside them: code, place of the number, path.
const SKETCH: &str = include_str!("sketch.txt");

static OUTLINES: LazyLock<HashMap<&str, [&str; 3]>> = LazyLock::new(|| {
    SKETCH
        .lines()
        .filter_map(|line| {
            let mut parts = line.splitn(4, ' ');
            Some((parts.next()?, [parts.next()?, parts.next()?, parts.next()?]))
        })
        .collect()
});

/// The lowest percentage of each colour, from the second on.
const RAMP: [u64; 4] = [40, 50, 65, 80];

/// The classes of the colours; the first is for who has no rate.
const CLASSES: [&str; 6] = ["t0", "t1", "t2", "t3", "t4", "t5"];

/// Whole percent, rounded as it is shown; none where there is nobody.
pub fn whole_percent(part: u64, whole: u64) -> Option<u64> {
    (whole > 0).then(|| ((u128::from(part) * 200 + u128::from(whole)) / (u128::from(whole) * 2)) as u64)
}

/// The colour of a rate as shown.
pub fn ramp(rate: Option<u64>) -> &'static str {
    match rate {
        None => CLASSES[0],
        Some(rate) => CLASSES[1 + RAMP.iter().filter(|from| rate >= **from).count()],
    }
}

/// A province and how many of its members are certified.
#[derive(Debug, Clone)]
pub struct Province {
    /// Its official code.
    pub code: String,
    /// Its unit.
    pub id: UnitId,
    /// Certified, of so many.
    pub rate: (u64, u64),
}

/// The country in the way that was asked for.
pub fn map(asked: &Asked, nation: UnitId, provinces: &[Province]) -> Map {
    let mut map = Map {
        other: Action::new(
            Asked { drawn: !asked.drawn, ..asked.clone() }.href(nation),
            message(if asked.drawn { "map-tiles" } else { "map-drawn" }, &[]),
        ),
        key: key(),
        ..Map::default()
    };
    let stay = asked.elsewhere();
    for (code, column, row) in PLACES {
        let (Some(one), Some(name)) = (provinces.iter().find(|one| one.code == code), province_name(code))
        else {
            continue;
        };
        let rate = whole_percent(one.rate.0, one.rate.1);
        let shown = rate.map_or_else(|| "–".to_owned(), |rate| rate.to_string());
        let (ramp, href, name) = (ramp(rate), stay.href(one.id), name.to_owned());
        match OUTLINES.get(code) {
            Some(&[x, y, path]) if asked.drawn => {
                map.shapes.push(Shape { ramp, href, name, rate: shown, path, x, y });
            }
            _ => {
                let rate = if rate.is_some() { shown + "%" } else { shown };
                map.tiles.push(Tile { class: format!("c{column} r{row}"), ramp, href, name, rate });
            }
        }
    }
    map
}

fn key() -> Vec<MapKey> {
    let mut key = Vec::new();
    for (at, ramp) in CLASSES.into_iter().enumerate().skip(1) {
        let from = at.checked_sub(2).map(|below| RAMP[below].to_string());
        let until = RAMP.get(at - 1).map(|next| (next - 1).to_string());
        let text = match (from, until) {
            (None, _) => message("map-below", &[("until", &RAMP[0].to_string())]),
            (Some(from), Some(until)) => message("map-between", &[("from", &from), ("until", &until)]),
            (Some(from), None) => message("map-from", &[("from", &from)]),
        };
        key.push(MapKey { ramp, text });
    }
    key
}

/// Ten columns of squares, a square a unit; `rates` in percent, `units_at` the table of those between two.
pub fn spread(kind: &str, rates: &[u64], units_at: impl Fn(u64, u64) -> String) -> Spread {
    // The room of a column, across and up, and where it stands.
    const ACROSS: u64 = 51;
    const UP: u64 = 165;
    const FLOOR: u64 = 196;
    let mut counts = [0u64; 10];
    for rate in rates {
        counts[(rate / 10).min(9) as usize] += 1;
    }
    let most = counts.into_iter().max().unwrap_or(0);
    let step = (4..=17).rev().find(|step| most.div_ceil(ACROSS / step) * step <= UP).unwrap_or(4);
    let a_row = ACROSS / step;
    let bins = counts.iter().enumerate().map(|(at, n)| {
        let left = 12 + 58 * at as u64;
        let side = step - 2;
        let mut path = String::new();
        for one in 0..*n {
            let (x, y) = (left + one % a_row * step, FLOOR - step - one / a_row * step);
            path += &format!("M{x} {y}h{side}v{side}h-{side}z");
        }
        let (from, to) = (at as u64 * 10, if at == 9 { 100 } else { at as u64 * 10 + 9 });
        Bin {
            ramp: ramp(Some(at as u64 * 10)),
            path,
            x: (left + 25).to_string(),
            above: (FLOOR - n.div_ceil(a_row) * step - 9).to_string(),
            n: Number { text: words::number(*n), href: (*n > 0).then(|| units_at(from, to)) },
            label: format!("{from}–{to}"),
        }
    });
    let below: u64 = counts[..4].iter().sum();
    let below_href = (below > 0).then(|| units_at(0, 39));
    let (below, from) = (words::number(below), words::number(counts[8] + counts[9]));
    Spread {
        bins: bins.collect(),
        below_href,
        heading: message("spread-heading", &[("n", &below), ("kind", kind)]),
        said: message("spread-said", &[("n", &below), ("kind", kind), ("from", &from)]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;
    use tungngo_domain::units::PROVINCES;
    use uuid::Uuid;

    #[test]
    fn every_province_has_a_tile_of_its_own_and_an_outline() {
        let codes: BTreeSet<&str> = PROVINCES.iter().map(|(code, _)| *code).collect();
        assert_eq!(PLACES.iter().map(|(code, ..)| *code).collect::<BTreeSet<_>>(), codes);
        assert_eq!(OUTLINES.keys().copied().collect::<BTreeSet<_>>(), codes);
        let mut places: BTreeSet<(u8, u8)> = PLACES.iter().map(|(_, column, row)| (*column, *row)).collect();
        // Hoàng Sa and Trường Sa stand beside.
        places.extend([(5, 8), (5, 12)]);
        assert_eq!(places.len(), PLACES.len() + 2);
    }

    #[test]
    fn the_colour_is_that_of_the_number_as_it_is_shown() {
        for (part, whole, percent, class) in [
            (0, 0, None, "t0"),
            (0, 9, Some(0), "t1"),
            (394, 1000, Some(39), "t1"),
            (395, 1000, Some(40), "t2"),
            (499, 1000, Some(50), "t3"),
            (65, 100, Some(65), "t4"),
            (795, 1000, Some(80), "t5"),
            (9, 9, Some(100), "t5"),
        ] {
            let rate = whole_percent(part, whole);
            assert_eq!((rate, ramp(rate)), (percent, class));
        }
    }

    #[test]
    fn all_34_are_drawn_either_way_and_each_leads_to_its_page() {
        let province = |at: usize, code: &str| Province {
            code: code.to_owned(),
            id: UnitId(Uuid::from_u128(at as u128)),
            rate: (1, 2),
        };
        let all: Vec<Province> =
            PROVINCES.iter().enumerate().map(|(at, (code, _))| province(at, code)).collect();
        let nation = UnitId(Uuid::nil());
        let tiles = map(&Asked::default(), nation, &all);
        assert_eq!((tiles.tiles.len(), tiles.shapes.len(), tiles.key.len()), (34, 0, 5));
        let drawn = map(&Asked { drawn: true, ..Asked::default() }, nation, &all);
        assert_eq!((drawn.tiles.len(), drawn.shapes.len()), (0, 34));
        let pages: BTreeSet<&String> = drawn.shapes.iter().map(|shape| &shape.href).collect();
        assert_eq!(pages.len(), 34);
        assert!(tiles.other.href.ends_with("?view=map") && !drawn.other.href.contains("view"));
    }

    #[test]
    fn every_unit_is_one_square_and_none_leaves_the_drawing() {
        for rates in [vec![], vec![0; 168], (0..=100).collect::<Vec<u64>>(), vec![100, 80, 79, 39, 40]] {
            let spread = spread("xã", &rates, |from, to| format!("{from}-{to}"));
            let linked = |one: &Bin| {
                one.n.text == "0" || one.n.href.as_ref().is_some_and(|href| href.starts_with(&one.label[..1]))
            };
            assert!(spread.bins.iter().all(linked));
            let below = rates.iter().any(|rate| *rate < 40).then(|| "0-39".to_owned());
            assert_eq!(spread.below_href, below);
            let squares: usize = spread.bins.iter().map(|bin| bin.path.matches('M').count()).sum();
            assert_eq!(squares, rates.len());
            assert!(spread.bins.iter().all(|bin| bin.above.parse::<u64>().is_ok_and(|y| y >= 14)));
        }
    }
}
