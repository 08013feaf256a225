//! Paths: rectangles, and the SVG path data of the site's drawings.

use super::PdfError;
use krilla::geom::{Path, PathBuilder, Rect};

pub(super) fn rectangle(x: f32, y: f32, width: f32, height: f32) -> Result<Path, PdfError> {
    let mut builder = PathBuilder::new();
    builder.push_rect(Rect::from_xywh(x, y, width, height).ok_or(PdfError::Drawing)?);
    builder.finish().ok_or(PdfError::Drawing)
}

pub(super) fn rounded_rectangle(
    x: f32,
    y: f32,
    width: f32,
    height: f32,
    corner: f32,
) -> Result<Path, PdfError> {
    let r = corner.min(width / 2.0).min(height / 2.0);
    let (w, h) = (width - 2.0 * r, height - 2.0 * r);
    let data = format!(
        "M{} {y}h{w}a{r} {r} 0 0 1 {r} {r}v{h}a{r} {r} 0 0 1 -{r} {r}h-{w}a{r} {r} 0 0 1 -{r} -{r}v-{h}\
         a{r} {r} 0 0 1 {r} -{r}z",
        x + r
    );
    svg_path(&data, 0.0, 0.0)
}

/// Turns SVG path data into a path, moved by `(dx, dy)`. Knows the commands the drawings use:
/// `M L H V C A Z`, large and small.
pub(super) fn svg_path(data: &str, dx: f32, dy: f32) -> Result<Path, PdfError> {
    trace(data)
        .and_then(|steps| {
            let mut builder = PathBuilder::new();
            for step in steps {
                match step {
                    Step::Move(p) => builder.move_to(p.0 + dx, p.1 + dy),
                    Step::Line(p) => builder.line_to(p.0 + dx, p.1 + dy),
                    Step::Cubic(a, b, p) => {
                        builder.cubic_to(a.0 + dx, a.1 + dy, b.0 + dx, b.1 + dy, p.0 + dx, p.1 + dy);
                    }
                    Step::Close => builder.close(),
                }
            }
            builder.finish()
        })
        .ok_or(PdfError::Drawing)
}

pub(super) type Xy = (f32, f32);

/// One step of a path, in absolute places.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Step {
    Move(Xy),
    Line(Xy),
    Cubic(Xy, Xy, Xy),
    Close,
}

pub(super) fn trace(data: &str) -> Option<Vec<Step>> {
    let mut numbers = Numbers { rest: data };
    let mut steps = Vec::new();
    let (mut at, mut start): (Xy, Xy) = ((0.0, 0.0), (0.0, 0.0));
    let mut command = None;
    loop {
        match numbers.command() {
            Some(next) => command = Some(next),
            None if numbers.is_empty() => return Some(steps),
            // More numbers after a move mean lines; after any other command, the same again.
            None => {
                command = match command? {
                    'M' => Some('L'),
                    'm' => Some('l'),
                    'Z' | 'z' => return None,
                    same => Some(same),
                }
            }
        }
        let command = command?;
        let origin = if command.is_ascii_lowercase() { at } else { (0.0, 0.0) };
        match command.to_ascii_uppercase() {
            'M' => {
                at = numbers.point(origin)?;
                start = at;
                steps.push(Step::Move(at));
            }
            'L' => {
                at = numbers.point(origin)?;
                steps.push(Step::Line(at));
            }
            'H' => {
                at.0 = origin.0 + numbers.number()?;
                steps.push(Step::Line(at));
            }
            'V' => {
                at.1 = origin.1 + numbers.number()?;
                steps.push(Step::Line(at));
            }
            'C' => {
                let (a, b) = (numbers.point(origin)?, numbers.point(origin)?);
                at = numbers.point(origin)?;
                steps.push(Step::Cubic(a, b, at));
            }
            'A' => {
                let radii = (numbers.number()?, numbers.number()?);
                // The drawings have circles only; a circle has no axis to turn.
                let _turn = numbers.number()?;
                let (large, sweep) = (numbers.flag()?, numbers.flag()?);
                let end = numbers.point(origin)?;
                arc(&mut steps, at, radii.0.max(radii.1), large, sweep, end);
                at = end;
            }
            'Z' => {
                steps.push(Step::Close);
                at = start;
            }
            _ => return None,
        }
    }
}

/// An arc of a circle from `from` to `to` as cubic curves of at most a quarter turn each (SVG 1.1, F.6).
pub(super) fn arc(steps: &mut Vec<Step>, from: Xy, radius: f32, large: bool, sweep: bool, to: Xy) {
    let half = ((from.0 - to.0) / 2.0, (from.1 - to.1) / 2.0);
    let half_chord = half.0.hypot(half.1);
    if half_chord == 0.0 || radius == 0.0 {
        steps.push(Step::Line(to));
        return;
    }
    let radius = radius.max(half_chord);
    let reach = (radius * radius - half_chord * half_chord).max(0.0).sqrt() / half_chord;
    let reach = if large == sweep { -reach } else { reach };
    let centre = (from.0 - half.0 + reach * half.1, from.1 - half.1 - reach * half.0);
    let first = (from.1 - centre.1).atan2(from.0 - centre.0);
    let last = (to.1 - centre.1).atan2(to.0 - centre.0);
    let full = std::f32::consts::TAU;
    let turn = match (last - first, sweep) {
        (turn, true) if turn < 0.0 => turn + full,
        (turn, false) if turn > 0.0 => turn - full,
        (turn, _) => turn,
    };
    let count = (turn.abs() / std::f32::consts::FRAC_PI_2).ceil().max(1.0);
    let each = turn / count;
    let pull = 4.0 / 3.0 * (each / 4.0).tan() * radius;
    for index in 0..count as usize {
        let begin = first + each * index as f32;
        let end = begin + each;
        let on = |angle: f32| (centre.0 + radius * angle.cos(), centre.1 + radius * angle.sin());
        let (p, q) = (on(begin), if index + 1 == count as usize { to } else { on(end) });
        steps.push(Step::Cubic(
            (p.0 - pull * begin.sin(), p.1 + pull * begin.cos()),
            (q.0 + pull * end.sin(), q.1 - pull * end.cos()),
            q,
        ));
    }
}

/// Reads the numbers and letters of path data.
pub(super) struct Numbers<'a> {
    rest: &'a str,
}

impl Numbers<'_> {
    pub(super) fn skip(&mut self) {
        self.rest = self.rest.trim_start_matches([' ', ',']);
    }

    pub(super) fn is_empty(&mut self) -> bool {
        self.skip();
        self.rest.is_empty()
    }

    pub(super) fn command(&mut self) -> Option<char> {
        self.skip();
        let letter = self.rest.chars().next().filter(char::is_ascii_alphabetic)?;
        self.rest = &self.rest[1..];
        Some(letter)
    }

    pub(super) fn flag(&mut self) -> Option<bool> {
        self.skip();
        let flag = match self.rest.as_bytes().first()? {
            b'0' => false,
            b'1' => true,
            _ => return None,
        };
        self.rest = &self.rest[1..];
        Some(flag)
    }

    pub(super) fn number(&mut self) -> Option<f32> {
        self.skip();
        let mut dots = 0;
        let length = self
            .rest
            .bytes()
            .enumerate()
            .take_while(|(index, byte)| {
                dots += usize::from(*byte == b'.');
                byte.is_ascii_digit() || (*byte == b'-' && *index == 0) || (*byte == b'.' && dots == 1)
            })
            .count();
        let (number, rest) = self.rest.split_at(length);
        self.rest = rest;
        number.parse().ok()
    }

    pub(super) fn point(&mut self, origin: Xy) -> Option<Xy> {
        Some((origin.0 + self.number()?, origin.1 + self.number()?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn path_data_is_read_as_svg_reads_it() {
        let steps = trace("M29 2h14l-4 4 4 4H31v-1.5z").expect("traced");
        let places = [(43.0, 2.0), (39.0, 6.0), (43.0, 10.0), (31.0, 10.0), (31.0, 8.5)];
        assert_eq!(steps[0], Step::Move((29.0, 2.0)));
        assert_eq!(steps[1..6], places.map(Step::Line));
        assert_eq!(steps[6..], [Step::Close]);
    }

    #[test]
    fn an_arc_bulges_to_the_side_svg_says() {
        // The door of the fourth house: from (25, 49) over its top at (30, 44) to (35, 49).
        let steps = trace("M25 49a5 5 0 0 1 10 0").expect("traced");
        let [Step::Move(_), Step::Cubic(_, _, top), Step::Cubic(_, _, end)] = steps[..] else {
            panic!("two quarter turns: {steps:?}");
        };
        assert!((top.0 - 30.0).abs() < 0.01 && (top.1 - 44.0).abs() < 0.01, "{top:?}");
        assert_eq!(end, (35.0, 49.0));
    }
}
