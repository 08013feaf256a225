//! Servers as child processes, and what the kernel says of them.

use super::http::{Client, get};
use std::fs;
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// A running server; killed when dropped.
pub struct Server {
    child: Child,
    /// Where it listens, on loopback.
    pub port: u16,
}

impl Server {
    /// Starts the product on a data folder, without waiting for it.
    pub fn start(data: &Path, courses: &Path) -> Self {
        Self::start_as("serve", data, courses, None)
    }

    /// The same by this command (`serve` or `demo`), on a PostgreSQL database where one is named.
    pub fn start_as(command: &str, data: &Path, courses: &Path, database: Option<&str>) -> Self {
        let (word, port) = (command, free_port());
        let mut command = Command::new(env!("CARGO_BIN_EXE_tungngo"));
        command.args([word, "--listen", &format!("127.0.0.1:{port}")]);
        command.arg("--data").arg(data).arg("--courses").arg(courses);
        if let Some(url) = database {
            command.args(["--database-url", url]);
        }
        Self::spawn(command, port)
    }

    /// Starts a command that listens on `port`.
    pub fn spawn(mut command: Command, port: u16) -> Self {
        let ours = std::env::vars_os().map(|(name, _)| name);
        for name in ours.filter(|name| name.to_string_lossy().starts_with("TUNGNGO_")) {
            command.env_remove(name);
        }
        let child = command.stdout(Stdio::null()).spawn().expect("the server starts");
        Self { child, port }
    }

    /// Waits until it answers 200 at `path`, for half a minute at most.
    pub fn wait(self, path: &str) -> Self {
        let begun = Instant::now();
        let request = get(path, "", "");
        loop {
            let answer = Client::connect(self.port).and_then(|mut client| client.ask(&request));
            if answer.is_ok_and(|answer| answer.status == 200) {
                return self;
            }
            assert!(begun.elapsed() < Duration::from_secs(30), "no 200 from {path} within 30 s");
            std::thread::sleep(Duration::from_micros(200));
        }
    }

    /// Milliseconds of CPU it has used, to 10 ms.
    pub fn cpu_ms(&self) -> f64 {
        cpu_ms(&self.child.id().to_string())
    }

    /// Its proportional share of memory, in MiB.
    pub fn pss_mib(&self) -> f64 {
        let rollup =
            fs::read_to_string(format!("/proc/{}/smaps_rollup", self.child.id())).unwrap_or_default();
        let line = rollup.lines().find_map(|line| line.strip_prefix("Pss:")).unwrap_or_default();
        let kib: f64 = line.trim().trim_end_matches("kB").trim().parse().unwrap_or(f64::NAN);
        kib / 1024.0
    }

    /// Asks it to stop, and waits until it has.
    pub fn stop(mut self) {
        let asked = Command::new("kill").arg("-TERM").arg(self.child.id().to_string()).status();
        if asked.is_ok_and(|status| status.success()) {
            let begun = Instant::now();
            while begun.elapsed() < Duration::from_secs(30) && matches!(self.child.try_wait(), Ok(None)) {
                std::thread::sleep(Duration::from_millis(5));
            }
        }
    }

    /// Ends it at once, as a power cut would end the program.
    pub fn kill(&mut self) {
        self.child.kill().expect("the server is ours to kill");
        self.child.wait().expect("the server can be waited for");
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Milliseconds of CPU that a process has used (`self` for this one), to 10 ms.
pub fn cpu_ms(process: &str) -> f64 {
    let stat = fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
    let rest = stat.rsplit_once(')').map_or("", |(_, rest)| rest);
    let fields: Vec<f64> =
        rest.split_whitespace().skip(11).take(2).filter_map(|field| field.parse().ok()).collect();
    // The kernel tells user programs hundredths of a second, whatever its own tick is.
    fields.iter().sum::<f64>() * 10.0
}

/// The load average of the machine, as the kernel words it.
pub fn load_average() -> String {
    let text = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    text.split_whitespace().take(3).collect::<Vec<_>>().join(" ")
}

/// A port nobody listens on now.
pub fn free_port() -> u16 {
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("loopback has a free port");
    listener.local_addr().expect("a bound socket has an address").port()
}

/// Copies a folder of plain files.
pub fn copy_folder(from: &Path, to: &Path) {
    let _ = fs::remove_dir_all(to);
    fs::create_dir_all(to).expect("the folder can be made");
    for entry in fs::read_dir(from).expect("the folder can be read").flatten() {
        fs::copy(entry.path(), to.join(entry.file_name())).expect("the file can be copied");
    }
}

/// Whether `tungngo ledger verify` agrees with a data folder, and what it said.
pub fn ledger_agrees(data: &Path) -> (bool, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_tungngo"))
        .args(["ledger", "verify", "--data"])
        .arg(data)
        .output()
        .expect("ledger verify runs");
    let said = [output.stdout, output.stderr].concat();
    (output.status.success(), String::from_utf8_lossy(&said).trim().to_owned())
}
