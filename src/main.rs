//! The `tungngo` program: parse the command line, run, print the error chain, exit code.

use clap::Parser;
use std::process::ExitCode;
use tungngo::cli::Cli;

fn main() -> ExitCode {
    match Cli::parse().run() {
        Ok(code) => code,
        Err(error) => {
            eprintln!("Lỗi: {error:#}");
            ExitCode::FAILURE
        }
    }
}
