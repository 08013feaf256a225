//! `cargo bench --bench goals`: measures the goals of speed against limits of the same machine in the same minutes.
//!
//! Each reference runs between the measurements it is compared with (A B A B). See `benches/README.md`.

#[path = "../support/mod.rs"]
mod support;

mod bare;
mod country;
mod lesson;
mod logins;
mod raw_postgres;
mod start;
mod submissions;
mod table;
mod trainers;

use std::path::{Path, PathBuf};
use std::time::Instant;
use support::process::{Server, ledger_agrees, load_average};
use table::Table;

/// Members who read lessons; each has some progress.
const READERS: usize = 600;
/// Members who hand in answers.
const WRITERS: usize = 2_400;
/// Members who sign in with a PIN.
const WITH_PIN: usize = 40;

fn main() -> anyhow::Result<()> {
    let arguments: Vec<String> = std::env::args().collect();
    if arguments.get(1).is_some_and(|word| word == "bare") {
        return bare::serve(&arguments[2..]);
    }
    let begun = Instant::now();
    let courses = Path::new(env!("CARGO_MANIFEST_DIR")).join("courses");
    let folder = Folder::new()?;
    let data = folder.0.join("data");
    let mut table = Table::new();
    println!("Load average before: {}. Filling a data folder …", load_average());
    let runtime = actix_web::rt::System::new();
    let alone = arguments.get(1).map(String::as_str);
    match alone {
        Some("country") => {
            let filled = arguments.get(2).expect("the folder that `tungngo demo --scale` has filled");
            country::measure(&mut table, &runtime, Path::new(filled), &courses)?;
        }
        Some("submissions") => runtime.block_on(submissions::alone(&mut table, &folder.0, &courses))?,
        Some("trainers") => trainers::measure(&mut table, &runtime, &folder.0, &courses)?,
        _ => {}
    }
    if matches!(alone, Some("country" | "submissions" | "trainers")) {
        table.print();
        println!("\nLoad average after: {}; {:.0} s.", load_average(), begun.elapsed().as_secs_f64());
        return Ok(());
    }
    let seeded = runtime.block_on(support::people::seed(
        &data,
        &courses,
        None,
        READERS + WRITERS,
        WITH_PIN,
        READERS,
    ))?;
    let raw_data = folder.0.join("raw");
    support::process::copy_folder(&data, &raw_data);
    println!("{} members after {:.0} s.", seeded.members.len(), begun.elapsed().as_secs_f64());

    start::measure(&mut table, &data, &courses);
    let server = Server::start(&data, &courses).wait("/health");
    let (readers, writers) = seeded.members.split_at(READERS);
    lesson::measure(&mut table, &server, &folder.0, &seeded, readers)?;
    table.note("G3", "Readable time is measured in a browser: see tests/browser.");
    let acknowledged =
        runtime.block_on(submissions::measure(&mut table, &server, &seeded, writers, &raw_data))?;
    logins::measure(&mut table, &server, &seeded, readers)?;
    let memory = server.pss_mib();
    table.most("G11", "PSS after all of the above", "", vec![memory], "MiB", (100.0, 50.0));
    server.stop();
    trainers::measure(&mut table, &runtime, &folder.0, &courses)?;

    let kept = runtime.block_on(submissions::kept(&data, writers))?;
    let (agrees, said) = ledger_agrees(&data);
    table.print();
    println!("\nSubmissions acknowledged {acknowledged}, in the ledger {kept}; ledger verify: {said}");
    println!(
        "Load average after: {}; {} CPUs; {:.0} s in all.",
        load_average(),
        std::thread::available_parallelism()?,
        begun.elapsed().as_secs_f64()
    );
    anyhow::ensure!(acknowledged == kept, "acknowledged submissions are missing, or there are others");
    anyhow::ensure!(agrees, "ledger verify does not agree");
    Ok(())
}

/// A folder that goes away with its value; beside the build's products, so on a disk and not in memory.
struct Folder(PathBuf);

impl Folder {
    fn new() -> anyhow::Result<Self> {
        let place = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("goals-{}", std::process::id()));
        std::fs::create_dir_all(&place)?;
        Ok(Self(place))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
