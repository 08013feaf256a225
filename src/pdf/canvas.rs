//! The drawing surface in millimetres, its colours, and the reading order of what was drawn on it.

use super::paths::Xy;
use super::typesetting::{Block, Line};
use krilla::color::rgb;
use krilla::geom::{Path, Point};
use krilla::num::NormalizedF32;
use krilla::paint::{Fill, FillRule, LineCap, Stroke};
use krilla::surface::Surface;
use krilla::tagging::{Artifact, ArtifactType, ContentTag, Node, TagGroup, TagKind};

/// Points of a PDF in a millimetre.
pub(super) const PT_PER_MM: f32 = 72.0 / 25.4;

pub(super) fn millimetres(points: f32) -> f32 {
    points / PT_PER_MM
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Ink(pub(super) u8, pub(super) u8, pub(super) u8);

pub(super) const PAPER: Ink = Ink(0xff, 0xfa, 0xf0);
pub(super) const WHITE: Ink = Ink(0xff, 0xff, 0xff);
pub(super) const BLACK: Ink = Ink(0, 0, 0);
pub(super) const TEXT: Ink = Ink(0x1a, 0x1d, 0x33);
pub(super) const TEXT_QUIET: Ink = Ink(0x43, 0x46, 0x5e);
pub(super) const INDIGO: Ink = Ink(0x27, 0x33, 0x6f);
pub(super) const NIGHT: Ink = Ink(0x1c, 0x24, 0x50);
pub(super) const MOON: Ink = Ink(0xff, 0xf7, 0xe6);
pub(super) const LAMP: Ink = Ink(0xff, 0xc6, 0x4a);
pub(super) const DARK_WINDOW: Ink = Ink(0x16, 0x1c, 0x40);
pub(super) const WALL: Ink = Ink(0x35, 0x42, 0x8a);
pub(super) const WALL_BRIGHT: Ink = Ink(0x46, 0x54, 0x9f);
pub(super) const ROOF: Ink = Ink(0xb4, 0x53, 0x3a);
pub(super) const VOID: Ink = Ink(0x86, 0x23, 0x0f);

pub(super) fn fill(ink: Ink, opacity: f32) -> Fill {
    Fill {
        paint: rgb::Color::new(ink.0, ink.1, ink.2).into(),
        opacity: NormalizedF32::new(opacity).unwrap_or(NormalizedF32::ONE),
        rule: FillRule::NonZero,
    }
}

pub(super) fn stroke(ink: Ink, width: f32, opacity: f32) -> Stroke {
    Stroke {
        paint: rgb::Color::new(ink.0, ink.1, ink.2).into(),
        width,
        opacity: NormalizedF32::new(opacity).unwrap_or(NormalizedF32::ONE),
        line_cap: LineCap::Round,
        ..Stroke::default()
    }
}

/// A krilla surface in millimetres, and the tags of what was drawn on it, in reading order.
pub(super) struct Canvas<'c, 'd> {
    pub(super) surface: &'c mut Surface<'d>,
    pub(super) tags: Vec<Node>,
}

impl Canvas<'_, '_> {
    pub(super) fn fill(&mut self, path: &Path, ink: Ink) {
        self.surface.set_stroke(None);
        self.surface.set_fill(Some(fill(ink, 1.0)));
        self.surface.draw_path(path);
    }

    pub(super) fn stroke(&mut self, path: &Path, with: Stroke) {
        self.surface.set_fill(None);
        self.surface.set_stroke(Some(with));
        self.surface.draw_path(path);
    }

    /// One line, as text or only as the shapes of its letters; `start` is its left end on the baseline.
    pub(super) fn line(&mut self, start: Xy, size: f32, line: &Line, paint: Fill, shapes: bool) {
        self.surface.set_stroke(None);
        self.surface.set_fill(Some(paint));
        let (mut x, y) = start;
        for run in &line.runs {
            self.surface.draw_glyphs(
                Point::from_xy(x, y),
                &run.glyphs,
                run.font.clone(),
                &run.text,
                size,
                shapes,
            );
            x += run.width * size;
        }
    }

    /// One line of text, made bolder by `weight` ems where the font has no bold of its own.
    pub(super) fn weighted_line(&mut self, start: Xy, size: f32, line: &Line, ink: Ink, weight: f32) {
        let paint = fill(ink, 1.0);
        if weight == 0.0 {
            return self.line(start, size, line, paint, false);
        }
        let (mut x, y) = start;
        for run in &line.runs {
            // Setting either paint forgets the other's place in krilla's state, so both are set for each run.
            self.surface.set_fill(Some(paint.clone()));
            self.surface.set_stroke(Some(stroke(ink, size * weight, 1.0)));
            self.surface.draw_glyphs(
                Point::from_xy(x, y),
                &run.glyphs,
                run.font.clone(),
                &run.text,
                size,
                false,
            );
            x += run.width * size;
        }
        self.surface.set_stroke(None);
    }

    /// The lines of `block` from `top` downwards; returns where the next block may start.
    pub(super) fn block(&mut self, place: Place, top: f32, block: &Block, ink: Ink) -> f32 {
        let leading = block.leading();
        for (index, line) in block.lines.iter().enumerate() {
            let baseline = top + leading * index as f32 + block.first_baseline();
            let x = match place {
                Place::Left(x) => x,
                Place::Centre(x) => x - line.width() * block.size / 2.0,
            };
            self.line((x, baseline), block.size, line, fill(ink, 1.0), false);
        }
        top + block.height()
    }

    /// Draws something that only decorates: a screen reader passes over it.
    pub(super) fn ornament<T>(&mut self, draw: impl FnOnce(&mut Self) -> T) -> T {
        let artifact = Artifact::with_kind(ArtifactType::Layout);
        self.surface.start_tagged(ContentTag::Artifact(artifact));
        let drawn = draw(self);
        self.surface.end_tagged();
        drawn
    }

    /// Draws something that is read, as an element of the given kind.
    pub(super) fn tagged<T>(&mut self, kind: impl Into<TagKind>, draw: impl FnOnce(&mut Self) -> T) -> T {
        let id = self.surface.start_tagged(ContentTag::Other);
        let drawn = draw(self);
        self.surface.end_tagged();
        self.tags.push(TagGroup::with_children(kind, vec![id.into()]).into());
        drawn
    }
}

#[derive(Clone, Copy)]
pub(super) enum Place {
    Left(f32),
    Centre(f32),
}
