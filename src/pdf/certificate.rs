//! The printed certificate: one A4 landscape sheet as a PDF.
//!
//! Owns the look of the sheet: roof-tile frame, night band with the lane of five houses, type, QR.
//!
//! Does not own what is printed. Every word, date and number comes from the certificate's snapshot
//! through [`CertificateSheet`], in NFC; nothing is looked up, no clock is read, and the same sheet
//! always gives the same bytes. It knows neither the database nor HTTP, and it does not decide who may
//! see a certificate.

use super::PdfError;
use super::canvas::*;
use super::lane::draw_lane;
use super::paths::{rectangle, rounded_rectangle};
use super::typesetting::{Block, Fit, Fonts, Manner, Style};
use fast_qr::{ECL, QRBuilder, QRCode};
use krilla::Document;
use krilla::action::{Action, LinkAction};
use krilla::annotation::{Annotation, LinkAnnotation, Target};
use krilla::geom::{PathBuilder, Rect, Transform};
use krilla::metadata::Metadata;
use krilla::page::PageSettings;
use krilla::paint::FillRule;
use krilla::tagging::{Tag, TagGroup, TagKind, TagTree};
use std::num::NonZeroU16;
use std::ops::Range;

/// What is printed; every field comes from the certificate's snapshot, as NFC text.
#[derive(Debug, Clone, Copy)]
pub struct CertificateSheet<'a> {
    /// "Giấy chứng nhận".
    pub heading: &'a str,
    /// The holder's name as it was when the certificate was issued.
    pub holder: &'a str,
    /// The holder's post: "Tổ trưởng, Tổ công nghệ số cộng đồng thôn Bến Đá".
    pub holder_line: &'a str,
    /// Where the team is: "xã Đồng Mây, tỉnh Tuyên Quang".
    pub unit_line: &'a str,
    /// What was achieved: "đã học và thực hành đạt chuyên đề Thanh toán không dùng tiền mặt".
    pub achievement: &'a str,
    /// Who issues and signs. `None` while nobody has declared it: the sheet then says so and leaves the
    /// place for the signature empty.
    pub issuer: Option<Issuer<'a>>,
    /// The running number: "TN-2026-000184".
    pub number: &'a str,
    /// The verify code grouped for reading aloud and typing. It does not carry the key of `verify_url`.
    pub code: &'a str,
    /// The address inside the QR and behind it as a link. Of its text only host and folder are printed,
    /// never the code or the key at its end.
    pub verify_url: &'a str,
    /// "Đồng Mây, ngày 21 tháng 11 năm 2026".
    pub place_and_date: &'a str,
    /// Small lines, label and value: "Đạt bài kiểm tra", "14/11/2026".
    pub details: &'a [(&'a str, &'a str)],
    /// Which of the five houses of the lane are lit, from the left.
    pub lit_houses: [bool; 5],
    /// Printed across a sheet that no longer holds: "ĐÃ THU HỒI".
    pub void_notice: Option<&'a str>,
}

/// The unit that issues a certificate and the person who signs for it. A field left empty is not printed.
#[derive(Debug, Clone, Copy)]
pub struct Issuer<'a> {
    /// "Ủy ban nhân dân xã Đồng Mây, tỉnh Tuyên Quang".
    pub unit: &'a str,
    /// "Chủ tịch".
    pub signatory_title: &'a str,
    /// The name under the signature.
    pub signatory_name: &'a str,
}

/// Draws the sheet and returns the PDF file.
///
/// # Errors
///
/// When a text holds a letter no font has, when the verify address is longer than a QR code can carry,
/// or when krilla refuses to write the file.
pub fn render(sheet: &CertificateSheet<'_>) -> Result<Vec<u8>, PdfError> {
    let fonts = Fonts::load()?;
    let qr = qr_code(sheet.verify_url)?;
    let mut document = Document::new();
    document.set_metadata(
        Metadata::new()
            .title(format!("Giấy chứng nhận {}: {}", sheet.number, sheet.holder))
            .language("vi".to_owned())
            .creator("Từng Ngõ".to_owned())
            .document_id(sheet.number.to_owned()),
    );
    let settings =
        PageSettings::from_wh(PAGE_WIDTH * PT_PER_MM, PAGE_HEIGHT * PT_PER_MM).ok_or(PdfError::Drawing)?;
    let mut page = document.start_page_with(settings);
    let mut surface = page.surface();
    let mut canvas = Canvas { surface: &mut surface, tags: Vec::new() };
    canvas.surface.push_transform(&Transform::from_scale(PT_PER_MM, PT_PER_MM));
    let drawn = draw(&mut canvas, &fonts, sheet, &qr);
    canvas.surface.pop();
    let mut tags = canvas.tags;
    surface.finish();
    let qr_place = drawn?;
    let link = LinkAnnotation::new(
        Rect::from_xywh(
            qr_place.x * PT_PER_MM,
            qr_place.y * PT_PER_MM,
            qr_place.side * PT_PER_MM,
            qr_place.side * PT_PER_MM,
        )
        .ok_or(PdfError::Drawing)?,
        Target::Action(Action::Link(LinkAction::new(sheet.verify_url.to_owned()))),
    );
    let link = page.add_tagged_annotation(Annotation::new_link(link, Some("Mở trang kiểm tra".to_owned())));
    tags.push(TagGroup::with_children(Tag::Link, vec![link.into()]).into());
    page.finish();
    document.set_tag_tree(TagTree::from(tags));
    document.finish().map_err(|error| PdfError::Write(format!("{error:?}")))
}

const PAGE_WIDTH: f32 = 297.0;
const PAGE_HEIGHT: f32 = 210.0;
const CENTRE: f32 = PAGE_WIDTH / 2.0;

/// One roof tile; the frame is one tile wide and holds a whole number of them on each side.
const TILE: f32 = 8.0;
const FRAME_LEFT: f32 = 8.5;
const FRAME_TOP: f32 = 9.0;
const FRAME_COLUMNS: usize = 35;
const FRAME_ROWS: usize = 48;

/// Between lane and footer: title, issuer, name, achievement, centred in this stretch.
const MIDDLE: Range<f32> = 70.0..138.5;
const MIDDLE_WIDTH: f32 = 226.0;

/// The holder's name: large, and on one line as long as it can be read from across a room.
const NAME: Manner = Manner { style: Style::Serif, wish: 36.0, floor: 24.0, lines: 2 };

const FOOTER_TOP: f32 = 142.0;
const FOOTER_BOTTOM: f32 = 189.0;
const DETAILS_LEFT: f32 = 27.0;
const DETAILS_WIDTH: f32 = 83.0;
const DETAILS_INDENT: f32 = 3.5;
const QR_COLUMN: f32 = 74.0;
const SIGNATURE_CENTRE: f32 = 229.5;
const SIGNATURE_WIDTH: f32 = 82.0;

/// Side of the dark-and-light square alone; the quiet zone comes on top of it.
const QR_SIDE: f32 = 27.0;
const QR_QUIET_MODULES: f32 = 4.0;

/// A square on the page.
#[derive(Clone, Copy)]
struct Square {
    x: f32,
    y: f32,
    side: f32,
}

/// Draws everything; returns where the QR stands, its quiet zone included.
fn draw(
    canvas: &mut Canvas<'_, '_>,
    fonts: &Fonts,
    sheet: &CertificateSheet<'_>,
    qr: &QRCode,
) -> Result<Square, PdfError> {
    canvas.ornament(draw_frame)?;
    draw_motto(canvas, fonts)?;
    draw_lane(canvas, CENTRE, sheet.lit_houses)?;
    draw_middle(canvas, fonts, sheet)?;
    draw_details(canvas, fonts, sheet)?;
    let place = draw_qr_column(canvas, fonts, sheet, qr)?;
    draw_signature(canvas, fonts, sheet)?;
    if let Some(notice) = void_notice(sheet) {
        draw_void_stamp(canvas, fonts, notice)?;
    }
    Ok(place)
}

fn void_notice<'a>(sheet: &CertificateSheet<'a>) -> Option<&'a str> {
    sheet.void_notice.filter(|notice| !notice.trim().is_empty())
}

fn draw_frame(canvas: &mut Canvas<'_, '_>) -> Result<(), PdfError> {
    let (columns, rows) = (FRAME_COLUMNS as f32, FRAME_ROWS as f32);
    let (width, height) = (columns * TILE, rows * TILE / 2.0);
    canvas.fill(&rectangle(0.0, 0.0, PAGE_WIDTH, PAGE_HEIGHT)?, PAPER);

    let outer = rectangle(FRAME_LEFT, FRAME_TOP, width, height)?;
    let inner = rectangle(FRAME_LEFT + TILE, FRAME_TOP + TILE, width - 2.0 * TILE, height - 2.0 * TILE)?;
    let mut ring = PathBuilder::new();
    for (inset, size) in [(0.0, (width, height)), (TILE, (width - 2.0 * TILE, height - 2.0 * TILE))] {
        let rect = Rect::from_xywh(FRAME_LEFT + inset, FRAME_TOP + inset, size.0, size.1);
        ring.push_rect(rect.ok_or(PdfError::Drawing)?);
    }
    let ring = ring.finish().ok_or(PdfError::Drawing)?;

    // Rows of half circles, every second row half a tile further, only where the frame runs.
    let mut tiles = PathBuilder::new();
    for row in 0..FRAME_ROWS {
        let y = FRAME_TOP + row as f32 * TILE / 2.0;
        let shift = if row % 2 == 0 { 0.0 } else { TILE / 2.0 };
        let across = !(2..FRAME_ROWS - 2).contains(&row);
        for column in 0..=FRAME_COLUMNS {
            if across || column <= 1 || column >= FRAME_COLUMNS - 1 {
                half_circle(&mut tiles, FRAME_LEFT + column as f32 * TILE - shift, y, TILE / 2.0);
            }
        }
    }
    let tiles = tiles.finish().ok_or(PdfError::Drawing)?;
    canvas.surface.push_clip_path(&ring, &FillRule::EvenOdd);
    canvas.stroke(&tiles, stroke(ROOF, 0.5, 1.0));
    canvas.surface.pop();
    canvas.stroke(&outer, stroke(INDIGO, 0.8, 1.0));
    canvas.stroke(&inner, stroke(INDIGO, 0.8, 1.0));
    Ok(())
}

/// A half circle hanging from the line at `y`, from `x` rightwards.
fn half_circle(builder: &mut PathBuilder, x: f32, y: f32, radius: f32) {
    let pull = radius * 0.552_284_8;
    builder.move_to(x, y);
    builder.cubic_to(x, y + pull, x + radius - pull, y + radius, x + radius, y + radius);
    let right = x + 2.0 * radius;
    builder.cubic_to(x + radius + pull, y + radius, right, y + pull, right, y);
}

fn draw_motto(canvas: &mut Canvas<'_, '_>, fonts: &Fonts) -> Result<(), PdfError> {
    let one_line = |style, wish| Fit { style, wish, floor: wish, width: MIDDLE_WIDTH, lines: 1 };
    let state = fonts.set("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", one_line(Style::Serif, 12.0))?;
    let motto = fonts.set("Độc lập - Tự do - Hạnh phúc", one_line(Style::Sans, 12.0))?;
    let top = FRAME_TOP + TILE + 5.5;
    let next = canvas.tagged(Tag::P, |canvas| canvas.block(Place::Centre(CENTRE), top, &state, TEXT));
    canvas.tagged(Tag::P, |canvas| canvas.block(Place::Centre(CENTRE), next, &motto, TEXT));
    Ok(())
}

fn draw_middle(
    canvas: &mut Canvas<'_, '_>,
    fonts: &Fonts,
    sheet: &CertificateSheet<'_>,
) -> Result<(), PdfError> {
    let issuer = match sheet.issuer {
        Some(issuer) if !issuer.unit.trim().is_empty() => format!("{} chứng nhận", issuer.unit.trim()),
        _ => "(Đơn vị cấp chưa khai báo)".to_owned(),
    };
    let (post, unit) = (sheet.holder_line.trim(), sheet.unit_line.trim());
    let joined = format!("{post}, {unit}");
    let body = |lines| Manner { style: Style::Sans, wish: 14.0, floor: 13.0, lines };
    let one_line = Fit { style: Style::Sans, wish: 14.0, floor: 14.0, width: MIDDLE_WIDTH, lines: 1 };
    let together = !post.is_empty() && !unit.is_empty() && fonts.set(&joined, one_line)?.fits_wish(14.0);
    let (post, unit) = if together { (joined.as_str(), "") } else { (post, unit) };

    // Text, manner, ink, space above in millimetres, share of the room left over.
    let title = Manner { style: Style::Serif, wish: 33.0, floor: 20.0, lines: 1 };
    let parts = [
        (sheet.heading, title, TEXT, 0.0, 0.18),
        (issuer.as_str(), body(2), TEXT, 0.6, 0.1),
        (sheet.holder, NAME, INDIGO, 1.6, 0.17),
        (post, body(2), TEXT, 1.2, 0.17),
        (unit, body(1), TEXT, 0.0, 0.0),
        (sheet.achievement, body(3), TEXT, 0.4, 0.06),
    ];
    let room = MIDDLE.end - MIDDLE.start;
    let mut scale = 1.0;
    let (blocks, left_over) = loop {
        let mut blocks = Vec::with_capacity(parts.len());
        let mut total = 0.0;
        for (text, manner, ink, above, share) in parts {
            let (wish, floor) = (manner.wish * scale, manner.floor * scale);
            let Manner { style, lines, .. } = manner;
            let block = fonts.set(text, Fit { style, wish, floor, width: MIDDLE_WIDTH, lines })?;
            total += above + block.height();
            blocks.push((block, ink, above, share));
        }
        if total <= room || scale < 0.4 {
            break (blocks, (room - total).max(0.0));
        }
        scale -= 0.04;
    };
    let mut top = MIDDLE.start;
    for (index, (block, ink, above, share)) in blocks.iter().enumerate() {
        if block.lines.is_empty() {
            continue;
        }
        top += above + share * left_over;
        let kind: TagKind = match index {
            0 => Tag::Hn(NonZeroU16::MIN, None).into(),
            _ => Tag::P.into(),
        };
        top = canvas.tagged(kind, |canvas| canvas.block(Place::Centre(CENTRE), top, block, *ink));
    }
    Ok(())
}

fn draw_details(
    canvas: &mut Canvas<'_, '_>,
    fonts: &Fonts,
    sheet: &CertificateSheet<'_>,
) -> Result<(), PdfError> {
    let number = Fit { style: Style::Serif, wish: 12.0, floor: 9.0, width: DETAILS_WIDTH, lines: 1 };
    let number = fonts.set(&format!("Số {}", sheet.number), number)?;
    let place = Place::Left(DETAILS_LEFT);
    let mut top = FOOTER_TOP;
    if let Some(notice) = void_notice(sheet) {
        let fit = Fit { style: Style::Serif, wish: 12.0, floor: 9.0, width: DETAILS_WIDTH, lines: 2 };
        let notice = fonts.set(notice, fit)?;
        top = canvas.tagged(Tag::P, |canvas| canvas.block(place, top, &notice, VOID));
        // Whoever listens to the sheet hears this first.
        canvas.tags.rotate_right(1);
    }
    let top = canvas.tagged(Tag::P, |canvas| canvas.block(place, top, &number, TEXT)) + 0.8;
    let mut points = 10.5;
    let details = loop {
        let details = set_details(fonts, sheet.details, points)?;
        let height: f32 = details.iter().flatten().map(Block::height).sum();
        if top + height <= FOOTER_BOTTOM || points < 4.0 {
            break details;
        }
        points -= 0.5;
    };
    let mut top = top;
    for detail in &details {
        canvas.tagged(Tag::P, |canvas| {
            for (index, block) in detail.iter().enumerate() {
                let indent = if index == 0 { 0.0 } else { DETAILS_INDENT };
                top = canvas.block(Place::Left(DETAILS_LEFT + indent), top, block, TEXT_QUIET);
            }
        });
    }
    Ok(())
}

/// Each detail on one line; where that is too long, its value set in below its label.
fn set_details(fonts: &Fonts, details: &[(&str, &str)], points: f32) -> Result<Vec<Vec<Block>>, PdfError> {
    let fit = |width, lines| Fit { style: Style::Sans, wish: points, floor: points, width, lines };
    let mut blocks = Vec::with_capacity(details.len());
    for (label, value) in details {
        let whole = fonts.set(&format!("{label}: {value}"), fit(DETAILS_WIDTH, 1))?;
        blocks.push(if whole.fits_wish(points) {
            vec![whole]
        } else {
            let label = fonts.set(&format!("{label}:"), fit(DETAILS_WIDTH, 2))?;
            vec![label, fonts.set(value, fit(DETAILS_WIDTH - DETAILS_INDENT, 2))?]
        });
    }
    Ok(blocks)
}

fn draw_signature(
    canvas: &mut Canvas<'_, '_>,
    fonts: &Fonts,
    sheet: &CertificateSheet<'_>,
) -> Result<(), PdfError> {
    let place = Place::Centre(SIGNATURE_CENTRE);
    let fit = |style, wish, lines| Fit { style, wish, floor: wish - 2.0, width: SIGNATURE_WIDTH, lines };
    let (title, name) = match sheet.issuer {
        Some(issuer) => (issuer.signatory_title.trim(), issuer.signatory_name.trim()),
        None => ("", ""),
    };
    let date = fonts.set(sheet.place_and_date, fit(Style::Sans, 12.0, 2))?;
    let mut top = canvas.tagged(Tag::P, |canvas| canvas.block(place, FOOTER_TOP, &date, TEXT));
    if !title.is_empty() {
        let title = fonts.set(title, fit(Style::Serif, 12.0, 2))?;
        top = canvas.tagged(Tag::P, |canvas| canvas.block(place, top, &title, TEXT));
    }
    let hint = fonts.set("(ký tên, đóng dấu)", fit(Style::Sans, 10.5, 1))?;
    canvas.tagged(Tag::P, |canvas| canvas.block(place, top, &hint, TEXT_QUIET));
    if !name.is_empty() {
        let name = fonts.set(name, fit(Style::Serif, 12.0, 1))?;
        let top = FOOTER_BOTTOM - name.height();
        canvas.tagged(Tag::P, |canvas| canvas.block(place, top, &name, TEXT));
    }
    Ok(())
}

/// The notice turned across the middle of the sheet, framed like a stamp; what it crosses stays readable,
/// and the QR stays clear of it so that the check page can still be opened.
///
/// It is drawn as shapes: turned letters come out of a PDF one by one, between those of the name they
/// cross. As text the notice stands level above the number.
fn draw_void_stamp(canvas: &mut Canvas<'_, '_>, fonts: &Fonts, notice: &str) -> Result<(), PdfError> {
    let fit = Fit { style: Style::Serif, wish: 64.0, floor: 30.0, width: 190.0, lines: 1 };
    let notice = fonts.set(notice, fit)?;
    let width = notice.widest_line();
    let (wide, high) = (width + 16.0, notice.size * 1.5);
    let frame = rounded_rectangle(-wide / 2.0, -high / 2.0, wide, high, 3.0)?;
    let centre_y = (MIDDLE.start + MIDDLE.end) / 2.0;
    let baseline = notice.first_baseline() - notice.leading() / 2.0;
    canvas.ornament(|canvas| {
        canvas.surface.push_transform(&Transform::from_translate(CENTRE, centre_y));
        canvas.surface.push_transform(&Transform::from_rotate(-12.0));
        canvas.stroke(&frame, stroke(VOID, 1.4, 0.65));
        for line in &notice.lines {
            canvas.line((-width / 2.0, baseline), notice.size, line, fill(VOID, 0.52), true);
        }
        canvas.surface.pop();
        canvas.surface.pop();
    });
    Ok(())
}

fn qr_code(url: &str) -> Result<QRCode, PdfError> {
    QRBuilder::new(url).ecl(ECL::M).build().map_err(|_| PdfError::Qr)
}

/// The dark modules as horizontal bars `(column, row, length)`.
fn qr_bars(qr: &QRCode) -> Vec<(usize, usize, usize)> {
    let mut bars: Vec<(usize, usize, usize)> = Vec::new();
    for row in 0..qr.size {
        for column in (0..qr.size).filter(|column| qr[row][*column].value()) {
            match bars.last_mut() {
                Some(bar) if bar.1 == row && bar.0 + bar.2 == column => bar.2 += 1,
                _ => bars.push((column, row, 1)),
            }
        }
    }
    bars
}

fn draw_qr_column(
    canvas: &mut Canvas<'_, '_>,
    fonts: &Fonts,
    sheet: &CertificateSheet<'_>,
    qr: &QRCode,
) -> Result<Square, PdfError> {
    let module = QR_SIDE / qr.size as f32;
    let quiet = module * QR_QUIET_MODULES;
    let side = QR_SIDE + 2.0 * quiet;
    let place = Square { x: CENTRE - side / 2.0, y: FOOTER_TOP - 1.0, side };
    let mut dark = PathBuilder::new();
    for (column, row, length) in qr_bars(qr) {
        let (x, y) = (place.x + quiet + column as f32 * module, place.y + quiet + row as f32 * module);
        // A breath of overlap, or viewers that smooth edges show hairlines between the rows.
        let rect = Rect::from_xywh(x, y, length as f32 * module, module + 0.02);
        dark.push_rect(rect.ok_or(PdfError::Drawing)?);
    }
    let dark = dark.finish().ok_or(PdfError::Drawing)?;
    let ground = rounded_rectangle(place.x, place.y, side, side, 1.2)?;
    let alt = Some("Mã QR để kiểm tra giấy chứng nhận".to_owned());
    canvas.tagged(Tag::Figure(alt), |canvas| {
        canvas.fill(&ground, WHITE);
        canvas.fill(&dark, BLACK);
    });

    let hint = match printed_address(sheet.verify_url) {
        Some(address) => format!("Quét mã QR, hoặc vào {address} nhập mã:"),
        None => "Quét mã QR, hoặc nhập mã:".to_owned(),
    };
    let fit = Fit { style: Style::Sans, wish: 9.5, floor: 8.0, width: QR_COLUMN, lines: 2 };
    let hint = fonts.set(&hint, fit)?;
    let code = Fit { style: Style::Serif, wish: 11.0, floor: 8.0, width: QR_COLUMN, lines: 1 };
    let code = fonts.set(sheet.code, code)?;
    let top = place.y + side + 0.8;
    let top = canvas.tagged(Tag::P, |canvas| canvas.block(Place::Centre(CENTRE), top, &hint, TEXT_QUIET));
    canvas.tagged(Tag::P, |canvas| canvas.block(Place::Centre(CENTRE), top, &code, TEXT));
    Ok(place)
}

/// Host and folder of the check page: the address without scheme, key and last segment.
fn printed_address(url: &str) -> Option<&str> {
    let address = url.split_once("://").map_or(url, |(_, rest)| rest);
    let address = &address[..address.find(['?', '#']).unwrap_or(address.len())];
    let folder = address.trim_end_matches('/').rsplit_once('/').map_or("", |(folder, _)| folder);
    (!folder.is_empty()).then_some(folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    const URL: &str = "https://tungngo.example.vn/verify/K7QM4D2XP9TN6HWA?k=3f9a7c21b8d04e65";

    fn sheet() -> CertificateSheet<'static> {
        CertificateSheet {
            heading: "Giấy chứng nhận",
            holder: "Nguyễn Văn Hòa",
            holder_line: "Tổ trưởng, Tổ công nghệ số cộng đồng thôn Bến Đá",
            unit_line: "xã Đồng Mây, tỉnh Tuyên Quang",
            achievement: "đã học và thực hành đạt chuyên đề Thanh toán không dùng tiền mặt",
            issuer: Some(Issuer {
                unit: "Ủy ban nhân dân xã Đồng Mây, tỉnh Tuyên Quang",
                signatory_title: "Chủ tịch",
                signatory_name: "Ma Thị Bích Ngọc",
            }),
            number: "TN-2026-000184",
            code: "K7QM-4D2X-P9TN-6HWA",
            verify_url: URL,
            place_and_date: "Đồng Mây, ngày 21 tháng 11 năm 2026",
            details: &[
                ("Đạt bài kiểm tra", "14/11/2026"),
                ("Tập huấn viên xác nhận", "Trần Thị Thu Hằng, 20/11/2026"),
            ],
            lit_houses: [false, false, true, false, false],
            void_notice: None,
        }
    }

    fn fonts() -> Fonts {
        Fonts::load().expect("the compiled fonts are readable")
    }

    fn name_box() -> Fit {
        let Manner { style, wish, floor, lines } = NAME;
        Fit { style, wish, floor, width: MIDDLE_WIDTH, lines }
    }

    #[test]
    fn the_same_sheet_gives_the_same_bytes() {
        let first = render(&sheet()).expect("renders");
        assert!(first.starts_with(b"%PDF-"));
        assert!(first.len() < 60 * 1024, "{} bytes", first.len());
        assert_eq!(first, render(&sheet()).expect("renders"));
    }

    #[test]
    fn every_field_is_printed_or_at_least_changes_the_file() {
        let plain = render(&sheet()).expect("renders");
        let issuer = sheet().issuer;
        let others = [
            CertificateSheet { heading: "Chứng chỉ", ..sheet() },
            CertificateSheet { holder: "Lò Thị Ún", ..sheet() },
            CertificateSheet { holder_line: "Thành viên", ..sheet() },
            CertificateSheet { unit_line: "xã Bản Lầu, tỉnh Lào Cai", ..sheet() },
            CertificateSheet { achievement: "đã học đủ năm chuyên đề", ..sheet() },
            CertificateSheet { issuer: None, ..sheet() },
            CertificateSheet { issuer: issuer.map(|issuer| Issuer { unit: "Xã", ..issuer }), ..sheet() },
            CertificateSheet {
                issuer: issuer.map(|issuer| Issuer { signatory_title: "", signatory_name: "", ..issuer }),
                ..sheet()
            },
            CertificateSheet { number: "TN-2026-000185", ..sheet() },
            CertificateSheet { code: "AAAA-BBBB", ..sheet() },
            CertificateSheet { verify_url: "https://tungngo.example.vn/verify/A", ..sheet() },
            CertificateSheet { place_and_date: "Đồng Mây, ngày 22 tháng 11 năm 2026", ..sheet() },
            CertificateSheet { details: &[], ..sheet() },
            CertificateSheet { lit_houses: [true; 5], ..sheet() },
            CertificateSheet { void_notice: Some("ĐÃ THU HỒI"), ..sheet() },
        ];
        for other in &others {
            assert_ne!(plain, render(other).expect("renders"), "{other:?}");
        }
    }

    #[test]
    fn a_short_name_keeps_its_size_and_a_long_one_fits_its_box() {
        let fonts = fonts();
        assert!(fonts.set("Nguyễn Văn Hòa", name_box()).expect("fits").fits_wish(NAME.wish));
        let long = "Nguyễn Hoàng Phương Thảo Nguyên Quỳnh";
        let endless = long.replace(' ', "");
        for (name, lines) in
            [(long.to_owned(), 1), (format!("{long} {long}"), 2), (format!("{endless}{endless}"), 1)]
        {
            let block = fonts.set(&name, name_box()).expect("fits");
            assert_eq!(block.lines.len(), lines, "{name}");
            assert!(block.widest_line() <= MIDDLE_WIDTH + 0.01, "{name}: {} mm", block.widest_line());
            let printed: Vec<&str> =
                block.lines.iter().flat_map(|line| &line.runs).map(|run| run.text.as_str()).collect();
            assert_eq!(printed.join(" "), name);
        }
    }

    #[test]
    fn overlong_and_empty_texts_still_give_a_sheet() {
        let long = "Ban Chỉ đạo phát triển khoa học, công nghệ và chuyển đổi số ".repeat(6);
        let details = [(long.as_str(), long.as_str()); 12];
        let issuer = Issuer { unit: &long, signatory_title: &long, signatory_name: &long };
        let full = CertificateSheet {
            holder: &long,
            holder_line: &long,
            unit_line: &long,
            achievement: &long,
            issuer: Some(issuer),
            number: &long,
            code: &long,
            place_and_date: &long,
            details: &details,
            void_notice: Some(&long),
            ..sheet()
        };
        render(&full).expect("renders");
        let issuer = Issuer { unit: "", signatory_title: "", signatory_name: "" };
        let empty = CertificateSheet {
            holder: "",
            holder_line: " ",
            unit_line: "",
            achievement: "",
            issuer: Some(issuer),
            number: "",
            code: "",
            place_and_date: "",
            details: &[("", "")],
            void_notice: Some(""),
            ..sheet()
        };
        render(&empty).expect("renders");
    }

    #[test]
    fn the_qr_drawn_is_the_qr_of_the_verify_address() {
        let qr = qr_code(URL).expect("fits");
        let mut drawn = vec![vec![false; qr.size]; qr.size];
        for (column, row, length) in qr_bars(&qr) {
            for module in &mut drawn[row][column..column + length] {
                assert!(!*module, "no module twice");
                *module = true;
            }
        }
        let reference = QRBuilder::new(URL).ecl(ECL::M).build().expect("fits");
        for (row, modules) in drawn.iter().enumerate() {
            let wanted: Vec<bool> = reference[row].iter().map(|module| module.value()).collect();
            assert_eq!(*modules, wanted, "row {row}");
        }
    }

    #[test]
    fn an_address_too_long_for_a_qr_is_an_error() {
        let url = format!("https://tungngo.example.vn/verify/{}", "A".repeat(4000));
        let error = render(&CertificateSheet { verify_url: &url, ..sheet() });
        assert!(matches!(error, Err(PdfError::Qr)));
    }

    #[test]
    fn the_printed_address_holds_neither_code_nor_key() {
        assert_eq!(printed_address(URL), Some("tungngo.example.vn/verify"));
        assert_eq!(printed_address("http://10.0.0.5:8080/verify/A/#b"), Some("10.0.0.5:8080/verify"));
        assert_eq!(printed_address("https://tungngo.example.vn"), None);
        assert_eq!(printed_address(""), None);
    }
}
