#![doc = include_str!("README.md")]

pub mod certificate_pdf;
pub mod cli;
pub mod config;
pub mod web;
