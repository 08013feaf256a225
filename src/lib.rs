//! Từng Ngõ.

pub mod certificate_pdf;
pub mod web;
