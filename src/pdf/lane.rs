//! The lane of five houses, as on the site's pages.

use super::PdfError;
use super::canvas::*;
use super::paths::{rounded_rectangle, svg_path};
use krilla::geom::Transform;
use krilla::paint::FillRule;
use krilla::tagging::Tag;

/// The lane is drawn in units of its own, [`LANE_UNITS`] wide and high.
const LANE_UNITS: (f32, f32) = (360.0, 104.0);
const LANE_SCALE: f32 = 0.29;
const LANE_TOP: f32 = 38.0;
const LANE_CORNER: f32 = 2.8;

/// What a part of a house is painted with.
#[derive(Clone, Copy)]
pub(super) enum Part {
    Wall,
    Bright,
    Roof,
    /// Lamp-coloured when the house is lit, dark when not.
    Opening,
}

/// A house: where it stands in the lane and its parts, from back to front, in SVG path data.
pub(super) struct House {
    left: f32,
    parts: &'static [(Part, &'static str)],
}

pub(super) const HOUSE_TOP: f32 = 44.0;

/// The same drawings as on the site's pages.
pub(super) const HOUSES: [House; 5] = [
    House {
        left: 6.0,
        parts: &[
            (Part::Wall, "M6 33h48v27H6z"),
            (Part::Bright, "M4 29h52v4H4zM21 33h3v27h-3zM36 33h3v27h-3z"),
            (Part::Roof, "M2 29 30 15l28 14zM29 2h14l-4 4 4 4H31v5h-2z"),
            (Part::Opening, "M10 38h8v12h-8zM42 38h8v12h-8z"),
            (Part::Opening, "M25 38h10v22H25z"),
        ],
    },
    House {
        left: 80.0,
        parts: &[
            (Part::Wall, "M6 18h48v42H6z"),
            (Part::Bright, "M3 13h54v5H3zM13 22h34v5H13z"),
            (
                Part::Roof,
                "M8 30h44l6 9a5 5 0 0 1-9.3 1 5 5 0 0 1-9.3 0 5 5 0 0 1-9.4 0 5 5 0 0 1-9.4 0 \
                 5 5 0 0 1-9.3 0A5 5 0 0 1 2 39z",
            ),
            (Part::Opening, "M11 44h24v9H11z"),
            (Part::Opening, "M40 44h9v16h-9z"),
        ],
    },
    House {
        left: 150.0,
        parts: &[
            (Part::Wall, "M7 36h46v24H7z"),
            (Part::Roof, "M13 14h34c1 9 5 19 13 21l-1.5 4h-57L0 35c8-2 12-12 13-21z"),
            (Part::Bright, "M12 11h36v4H12z"),
            (Part::Opening, "M12 44h9v16h-9zM39 44h9v16h-9z"),
            (Part::Opening, "M25 44h10v16H25z"),
        ],
    },
    House {
        left: 222.0,
        parts: &[
            (Part::Wall, "M14 24 30 11l16 13v36H14z"),
            (Part::Roof, "M7 27 30 6l23 21-3 3.5L30 13 10 30.5z"),
            (Part::Opening, "M24 27h12v10H24z"),
            (Part::Bright, "M2 47h18v-4h5v17H2zM35 60V43h5v4h18v13z"),
            (Part::Opening, "M25 60V49a5 5 0 0 1 10 0v11z"),
        ],
    },
    House {
        left: 294.0,
        parts: &[
            (Part::Wall, "M9 28h42v17H9zM10 47h3v13h-3zM21 47h3v13h-3zM37 47h3v13h-3zM48 47h3v13h-3z"),
            (Part::Roof, "M16 9h28l13 21H3zM12 2l3-1.5 6 9h-4zM48 2l-3-1.5-6 9h4z"),
            (
                Part::Bright,
                "M5 44h50v3H5zM26 60l1.5-13h2L28 60zM32 60l1.5-13h2L34 60zM27 55h7v1.8h-7z\
                 M28 50.5h7v1.8h-7z",
            ),
            (Part::Opening, "M13 34h9v7h-9zM38 34h9v7h-9z"),
            (Part::Opening, "M26 33h8v11h-8z"),
        ],
    },
];

pub(super) const MOON_PATH: &str = "M344 4a11 11 0 1 0 11 15 9 9 0 0 1-11-15z";
pub(super) const PALM_PATH: &str =
    "M0 0v-58c-7-7-14-5-17 3M0-58c7-7 14-5 17 3M0-58c-3-9-10-11-15-7M0-58c3-9 10-11 15-7";
pub(super) const PALMS: [(f32, f32); 2] = [(76.0, 104.0), (290.0, 116.0)];

/// Draws the lane centred on `centre`, in millimetres.
pub(super) fn draw_lane(canvas: &mut Canvas<'_, '_>, centre: f32, lit: [bool; 5]) -> Result<(), PdfError> {
    let (width, height) = (LANE_UNITS.0 * LANE_SCALE, LANE_UNITS.1 * LANE_SCALE);
    let left = centre - width / 2.0;
    let band = rounded_rectangle(left, LANE_TOP, width, height, LANE_CORNER)?;
    let count = lit.iter().filter(|lit| **lit).count();
    let alt = Some(format!("Dãy năm ngôi nhà trong ngõ ban đêm, {count} nhà sáng đèn"));
    canvas.tagged(Tag::Figure(alt), |canvas| {
        canvas.fill(&band, NIGHT);
        canvas.surface.push_clip_path(&band, &FillRule::NonZero);
        canvas.surface.push_transform(&Transform::from_translate(left, LANE_TOP));
        canvas.surface.push_transform(&Transform::from_scale(LANE_SCALE, LANE_SCALE));
        let drawn = draw_lane_contents(canvas, lit);
        canvas.surface.pop();
        canvas.surface.pop();
        canvas.surface.pop();
        drawn
    })
}

pub(super) fn draw_lane_contents(canvas: &mut Canvas<'_, '_>, lit: [bool; 5]) -> Result<(), PdfError> {
    canvas.fill(&svg_path(MOON_PATH, 0.0, 0.0)?, MOON);
    for (x, y) in PALMS {
        canvas.stroke(&svg_path(PALM_PATH, x, y)?, stroke(WALL_BRIGHT, 2.6, 1.0));
    }
    for (house, lit) in HOUSES.iter().zip(lit) {
        for (part, data) in house.parts {
            let ink = match part {
                Part::Wall => WALL,
                Part::Bright => WALL_BRIGHT,
                Part::Roof => ROOF,
                Part::Opening if lit => LAMP,
                Part::Opening => DARK_WINDOW,
            };
            canvas.fill(&svg_path(data, house.left, HOUSE_TOP)?, ink);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pdf::paths::trace;

    #[test]
    fn every_drawing_of_the_lane_can_be_traced() {
        for data in
            HOUSES.iter().flat_map(|house| house.parts).map(|part| part.1).chain([MOON_PATH, PALM_PATH])
        {
            assert!(trace(data).is_some_and(|steps| steps.len() > 3), "{data}");
        }
        assert_eq!(trace("M1 2h3z l4"), None);
        assert_eq!(trace("M1 2Q3 4 5 6"), None);
    }
}
