#![doc = include_str!("README.md")]

pub mod cli;
pub mod config;
pub mod country;
pub mod pdf;
pub mod reform_file;
pub mod roster;
pub mod table;
pub mod web;
