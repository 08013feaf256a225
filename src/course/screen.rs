//! A drawn phone as markup: the figure in a text, and the scene whose parts are tapped.
//!
//! Owns: the markup of a screen and its reading in words. Does not own: its grammar (`phone.rs`) nor how it looks (the
//! style sheet: `.phone .pt .pg .pl .pf .pb .pr .pn .pq .hit`).
//!
//! Both come from one screen: the figure is a picture told in words, the scene is made of pieces of the same look.

use crate::html::{Markup, QR};
use crate::phone::{Mark, Screen, Shape};
use crate::vietnamese::bare;
use std::ops::Range;
use tungngo_domain::content::{Frame, Piece, Scene};

/// A part that can be tapped: a part of the screen, or a cell of a grid.
pub(crate) struct Touch<'s> {
    /// What it may be called in `sai …:`.
    pub(crate) names: Vec<&'s str>,
    /// What it says, as plain text.
    pub(crate) words: String,
    pub(crate) mark: Option<&'s Mark>,
    pub(crate) place: &'s Range<usize>,
}

impl Screen {
    /// What can be tapped, in order: all but the title.
    pub(crate) fn touches(&self) -> Vec<Touch<'_>> {
        let mut touches = Vec::new();
        for part in &self.parts {
            match &part.shape {
                Shape::Grid(cells) => {
                    touches.extend(cells.iter().map(|(cell, mark)| Touch {
                        names: vec![cell],
                        words: cell.clone(),
                        mark: mark.as_ref(),
                        place: &part.place,
                    }));
                }
                shape => touches.push(Touch {
                    names: shape.names(),
                    words: shape.words(),
                    mark: part.mark.as_ref(),
                    place: &part.place,
                }),
            }
        }
        touches
    }
}

/// The screen as a picture in a text.
pub(crate) fn figure(screen: &Screen) -> Markup {
    let mut out = Markup::default();
    out.raw("<div class=\"phone\" role=\"img\" aria-label=\"");
    out.text(&reading(screen, true));
    out.raw("\">");
    title(screen, &mut out);
    for part in &screen.parts {
        let hit = if part.mark.is_some() { " hit" } else { "" };
        match &part.shape {
            Shape::Grid(cells) => {
                out.raw("<div class=\"pg\">");
                for (cell, mark) in cells {
                    out.raw(if mark.is_some() { "<span class=\"hit\">" } else { "<span>" })
                        .text(cell)
                        .raw("</span>");
                }
                out.raw("</div>");
            }
            Shape::Qr(words) => {
                out.raw("<svg class=\"pq").raw(hit).raw("\" viewBox=\"0 0 21 21\" aria-hidden=\"true\">");
                out.raw("<path d=\"").raw(QR).raw("\"/></svg>");
                if !words.is_empty() {
                    out.raw("<p class=\"pn\">").text(words).raw("</p>");
                }
            }
            shape => {
                let tag =
                    if matches!(shape, Shape::Button(_) | Shape::RoundButton(_)) { "span" } else { "p" };
                out.raw("<").raw(tag).raw(" class=\"").raw(shape.class()).raw(hit).raw("\">");
                out.append(shape.label()).raw("</").raw(tag).raw(">");
            }
        }
    }
    out.raw("</div>");
    out
}

/// The screen as pieces to tap, each at its place among [`Screen::touches`]. Says nothing of what is right.
pub(crate) fn scene(screen: &Screen) -> Scene {
    let mut pieces = Vec::new();
    let mut head = Markup::default();
    title(screen, &mut head);
    pieces.push(Piece::Markup(head.into_html()));
    // A screen has at most 30 lines of at most 12 cells; what does not fit was told of as too large.
    let mut places = 0u8..=u8::MAX;
    let mut part = |class: &str, label: Markup| {
        places.next().map(|place| Piece::Part { place, class: class.to_owned(), label: label.into_html() })
    };
    let grid = |markup: &str| {
        let mut out = Markup::default();
        out.raw(markup);
        Piece::Markup(out.into_html())
    };
    for found in &screen.parts {
        match &found.shape {
            Shape::Grid(cells) => {
                pieces.push(grid("<div class=\"pg\">"));
                for (cell, _) in cells {
                    let mut label = Markup::default();
                    label.text(cell);
                    pieces.extend(part("", label));
                }
                pieces.push(grid("</div>"));
            }
            shape => pieces.extend(part(shape.class(), shape.label())),
        }
    }
    Scene { frame: Frame::Phone, reading: reading(screen, false), pieces }
}

fn title(screen: &Screen, out: &mut Markup) {
    if !screen.title.is_empty() {
        out.raw("<p class=\"pt\">").text(&screen.title).raw("</p>");
    }
}

/// The screen in words, for those who hear the page and for pages without pictures.
fn reading(screen: &Screen, marks: bool) -> String {
    let said_of = |mark: Option<&Mark>| match mark {
        Some(Mark::Press) if marks => ", chỗ cần bấm",
        Some(Mark::Look) if marks => ", chỗ cần nhìn",
        _ => "",
    };
    let mut words = format!("Màn hình {}", screen.title);
    for (index, part) in screen.parts.iter().enumerate() {
        words.push_str(if index == 0 { ": " } else { "; " });
        if let Shape::Grid(cells) = &part.shape {
            let cells: Vec<_> =
                cells.iter().map(|(cell, mark)| format!("{cell}{}", said_of(mark.as_ref()))).collect();
            words.push_str("các nút ");
            words.push_str(&cells.join(", "));
        } else {
            words.push_str(&part.shape.reading());
        }
        words.push_str(said_of(part.mark.as_ref()));
    }
    words
}

impl Shape {
    fn reading(&self) -> String {
        match self {
            Self::Line { label, value } if label.is_empty() => value.clone(),
            Self::Line { label, value } => format!("{label} {value}"),
            Self::Field { label, value } if value.is_empty() => format!("ô {label}, còn trống"),
            Self::Field { label, value } => format!("ô {label}, ghi {value}"),
            Self::Button(label) => format!("nút {label}"),
            Self::RoundButton(label) => format!("nút tròn {label}"),
            Self::Grid(_) => String::new(),
            Self::Address(address) => format!("đường dẫn {address}"),
            Self::Announcement(text) => format!("thông báo {text}"),
            Self::Switch { label, on } => {
                format!("công tắc {label}, đang {}", if *on { "bật" } else { "tắt" })
            }
            Self::Digits => "bàn phím số".to_owned(),
            Self::Picture(words) => format!("ảnh {words}"),
            Self::Qr(words) if words.is_empty() => "mã QR".to_owned(),
            Self::Qr(words) => format!("mã QR, dưới ghi {words}"),
        }
    }

    fn class(&self) -> &'static str {
        match self {
            Self::Line { .. } | Self::Address(_) | Self::Switch { .. } => "pl",
            Self::Field { .. } | Self::Picture(_) => "pf",
            Self::Button(_) => "pb",
            Self::RoundButton(_) => "pr",
            Self::Announcement(_) | Self::Digits => "pn",
            Self::Qr(_) => "pq",
            Self::Grid(_) => "",
        }
    }

    /// What stands in the part, as inline markup.
    fn label(&self) -> Markup {
        let mut out = Markup::default();
        match self {
            Self::Line { label, value } => labelled(label, value, true, &mut out),
            Self::Field { label, value } => labelled(label, value, false, &mut out),
            Self::Address(address) => labelled("Đường dẫn", address, true, &mut out),
            Self::Switch { label, on } => labelled(label, if *on { "Bật" } else { "Tắt" }, true, &mut out),
            Self::Picture(words) => labelled("Ảnh", words, false, &mut out),
            Self::Button(label) => {
                out.text(label);
            }
            Self::RoundButton(label) => {
                out.icon(sign(label)).text(label);
            }
            Self::Announcement(text) => {
                if is_success(text) {
                    out.icon("i-ok");
                }
                out.text(text);
            }
            Self::Digits => {
                out.raw("1\u{2003}2\u{2003}3<br>4\u{2003}5\u{2003}6<br>7\u{2003}8\u{2003}9<br>0");
            }
            Self::Qr(words) => {
                out.raw("<svg viewBox=\"0 0 21 21\" aria-hidden=\"true\"><path d=\"")
                    .raw(QR)
                    .raw("\"/></svg>");
                out.text(if words.is_empty() { "Mã QR" } else { words });
            }
            Self::Grid(_) => {}
        }
        out
    }

    fn names(&self) -> Vec<&str> {
        match self {
            Self::Line { label, value } | Self::Field { label, value } => {
                [label, value].into_iter().map(String::as_str).filter(|name| !name.is_empty()).collect()
            }
            Self::Button(name) | Self::RoundButton(name) | Self::Announcement(name) => vec![name],
            Self::Switch { label, .. } => vec![label],
            Self::Address(address) => vec![address, "đường dẫn"],
            Self::Digits => vec!["bàn phím số"],
            Self::Picture(words) => vec![words, "ảnh"],
            Self::Qr(words) => vec![words, "qr", "mã QR"],
            Self::Grid(_) => Vec::new(),
        }
    }

    fn words(&self) -> String {
        match self {
            Self::Line { label, value } | Self::Field { label, value }
                if !label.is_empty() && !value.is_empty() =>
            {
                format!("{label}: {value}")
            }
            Self::Line { label, value } | Self::Field { label, value } => format!("{label}{value}"),
            Self::Button(name) | Self::RoundButton(name) | Self::Announcement(name) => name.clone(),
            Self::Switch { label, on } => format!("{label}: {}", if *on { "bật" } else { "tắt" }),
            Self::Address(address) => format!("Đường dẫn {address}"),
            Self::Digits => "Bàn phím số".to_owned(),
            Self::Picture(words) => format!("Ảnh {words}"),
            Self::Qr(words) if words.is_empty() => "Mã QR".to_owned(),
            Self::Qr(words) => format!("Mã QR {words}"),
            Self::Grid(_) => String::new(),
        }
    }
}

fn labelled(label: &str, value: &str, strong: bool, out: &mut Markup) {
    if !label.is_empty() {
        out.raw("<small>").text(label).raw("</small>");
    }
    if strong {
        out.raw("<b>").text(value).raw("</b>");
    } else if value.is_empty() {
        // Keeps the empty field as high as a filled one.
        out.raw("\u{a0}");
    } else {
        out.text(value);
    }
}

/// The sign on a round button, by what it says.
fn sign(label: &str) -> &'static str {
    let label = bare(label);
    let says = |words: &[&str]| words.iter().any(|word| label.contains(word));
    if says(&["quet", "qr", "ma "]) {
        "i-qr"
    } else if says(&["quay lai", "tro ve"]) {
        "i-back"
    } else if says(&["nghe", "loa", "am thanh"]) {
        "i-sound"
    } else if says(&["gui", "tiep", "chuyen", "vao"]) {
        "i-go"
    } else {
        "i-ok"
    }
}

/// A tick only where something has worked: “không thành công” gets none.
fn is_success(text: &str) -> bool {
    let text = text.to_lowercase();
    text.contains("thành công") && !["không", "chưa", "thất bại"].iter().any(|word| text.contains(word))
}
