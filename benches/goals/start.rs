//! G10: from starting the program to its first 200.

use super::bare;
use super::support::process::Server;
use super::table::Table;
use std::path::Path;
use std::time::Instant;

const ROUNDS: usize = 9;

/// Measures it, on the data folder as it is.
pub fn measure(table: &mut Table, data: &Path, courses: &Path) {
    let file = data.join("page.bare");
    std::fs::write(&file, b"<!doctype html><title>bare</title>").expect("the data folder can be written");
    let (mut ours, mut bares) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let begun = Instant::now();
        let server = Server::start(data, courses).wait("/login");
        ours.push(begun.elapsed().as_secs_f64() * 1_000.0);
        server.stop();
        let begun = Instant::now();
        let server = bare::start(&file, "identity").wait("/");
        bares.push(begun.elapsed().as_secs_f64() * 1_000.0);
        drop(server);
    }
    let what = "start to the first 200, demo database and courses, 3,000 members";
    table.times("G10", what, ("bare actix-web", &bares), (&ours, "ms"), 10.0, 3.0);
}
