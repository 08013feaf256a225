//! What measuring and the kill test share: a small HTTP client, servers as child processes, and a data folder full of
//! signed-in members.

#![allow(dead_code, reason = "each program that takes these modules in uses a part of them")]

pub mod http;
pub mod people;
pub mod process;
