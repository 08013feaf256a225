//! What is printed as a PDF: the certificate and the booklet of a module.
//!
//! Owns the drawing surface in millimetres (`canvas.rs`), the little typesetting krilla leaves to its user
//! (`typesetting.rs`), the drawings (`paths.rs`, `lane.rs`) and the two documents. Does not own what they say: all of it
//! comes in as data, so that the same data always gives the same bytes. Knows neither database nor HTTP.

pub mod booklet;
mod canvas;
pub mod certificate;
mod flow;
mod lane;
mod markup;
mod paths;
mod typesetting;

/// Why a PDF could not be made.
#[derive(Debug, thiserror::Error)]
pub enum PdfError {
    /// A font compiled into the server could not be read.
    #[error("the font {0} could not be read")]
    Font(&'static str),
    /// Neither font has this letter, so that a name or a word would be printed wrong.
    #[error("no font has the letter {letter:?} (U+{:04X})", u32::from(*.letter))]
    NoGlyph {
        /// The letter.
        letter: char,
    },
    /// The verify address does not fit into a QR code.
    #[error("the verify address does not fit into a QR code")]
    Qr,
    /// A drawing of this module is malformed.
    #[error("a drawing is malformed")]
    Drawing,
    /// The PDF could not be written.
    #[error("the PDF could not be written: {0}")]
    Write(String),
}
