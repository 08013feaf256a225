//! The program itself, as an operator or author runs it: what it prints, and how it ends.

use crate::support::fixture_courses;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("tungngo-test-program-{}-{name}", std::process::id()));
        let _ = std::fs::remove_dir_all(&path);
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn tungngo(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tungngo"));
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("TUNGNGO_")) {
        command.env_remove(name);
    }
    command.current_dir(folder);
    command
}

/// Runs what must be refused: exit code 1, one sentence on standard error, no stack of the program's inside.
fn refused(command: &mut Command) -> String {
    let output: Output = command.output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{said}");
    let lines: Vec<&str> = said.lines().filter(|line| !line.trim().is_empty()).collect();
    assert_eq!(lines.len(), 1, "{said}");
    assert!(lines[0].starts_with("Lỗi: "), "{said}");
    assert!(!said.contains("panicked") && !said.contains(".rs:"), "{said}");
    said
}

fn serve(folder: &Path) -> Command {
    let mut command = tungngo(folder);
    command.args(["serve", "--data", "data", "--listen", "127.0.0.1:0", "--courses"]).arg(fixture_courses());
    command
}

#[test]
fn a_taken_port_is_told_in_one_sentence() {
    let folder = Folder::new("port");
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let mut command = tungngo(&folder.0);
    let said = refused(command.args(["serve", "--data", "data", "--listen", &address]));
    assert!(said.contains(&address) && said.contains("đang có chương trình khác dùng"), "{said}");
}

#[test]
fn an_unwritable_data_folder_is_told_in_one_sentence() {
    let folder = Folder::new("data");
    // A file where the folder should be: also the administrator of the machine cannot write into it.
    std::fs::write(folder.0.join("data"), b"").unwrap();
    let said = refused(&mut serve(&folder.0));
    assert!(said.contains("không ghi được vào thư mục data"), "{said}");
}

#[test]
fn an_unreachable_database_is_told_in_one_sentence_without_its_password() {
    let folder = Folder::new("postgres");
    let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let url = format!("postgres://tungngo:bimat@127.0.0.1:{free}/tungngo");
    let said = refused(serve(&folder.0).args(["--database-url", &url]));
    assert!(said.contains("không kết nối được cơ sở dữ liệu"), "{said}");
    assert!(!said.contains("bimat"), "{said}");
}

#[test]
fn an_unknown_variable_is_told_in_one_sentence() {
    let folder = Folder::new("variable");
    let said = refused(serve(&folder.0).env("TUNGNGO_LISTNE", "127.0.0.1:1"));
    assert!(said.contains("TUNGNGO_LISTNE"), "{said}");
}

#[test]
fn plain_http_off_loopback_is_refused_in_one_sentence() {
    let folder = Folder::new("http");
    let mut command = tungngo(&folder.0);
    let said = refused(command.args([
        "serve",
        "--data",
        "data",
        "--listen",
        "0.0.0.0:0",
        "--base-url",
        "http://lop.example",
    ]));
    assert!(said.contains("--insecure-http"), "{said}");
    // Without a name nobody could be led to it.
    let mut command = tungngo(&folder.0);
    let said = refused(command.args(["serve", "--data", "data", "--listen", "0.0.0.0:0", "--insecure-http"]));
    assert!(said.contains("--base-url"), "{said}");
    let mut command = tungngo(&folder.0);
    let open = [
        "demo",
        "--data",
        "data",
        "--listen",
        "0.0.0.0:0",
        "--insecure-http",
        "--base-url",
        "http://lop.example",
    ];
    let said = refused(command.args(open));
    assert!(said.contains("127.0.0.1"), "{said}");
}

#[test]
fn a_setting_nobody_knows_in_the_file_is_refused() {
    let folder = Folder::new("file");
    std::fs::write(folder.0.join("tungngo.toml"), "listne = \"127.0.0.1:1\"\n").unwrap();
    let output = serve(&folder.0).args(["--config", "tungngo.toml"]).output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("listne") && said.contains("tungngo.toml"), "{said}");
}

#[test]
fn course_check_prints_every_error_and_ends_with_one() {
    let folder = Folder::new("check");
    let run = |courses: &Path| tungngo(&folder.0).args(["course", "check"]).arg(courses).output().unwrap();
    let output = run(&fixture_courses());
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stdout));

    let broken = folder.0.join("courses/thanh-toan");
    std::fs::create_dir_all(broken.join("ngan-hang")).unwrap();
    for file in
        ["module.md", "01-mo-dau.md", "02-lam-that.md", "kiem-tra.md", "thuc-hanh.md", "ngan-hang/chung.md"]
    {
        std::fs::copy(fixture_courses().join("thanh-toan").join(file), broken.join(file)).unwrap();
    }
    let change = |file: &str, from: &str, to: &str| {
        let text = std::fs::read_to_string(broken.join(file)).unwrap();
        assert!(text.contains(from), "{file}");
        std::fs::write(broken.join(file), text.replace(from, to)).unwrap();
    };
    change("01-mo-dau.md", "- [x] Đọc tên", "- [ ] Đọc tên");
    change("02-lam-that.md", "minutes: 6", "minutse: 6");
    change("kiem-tra.md", "Rút **4** câu", "Rút **9** câu");
    let output = run(&folder.0.join("courses"));
    let said = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(1), "{said}");
    for file in ["thanh-toan/01-mo-dau.md:", "thanh-toan/02-lam-that.md:", "thanh-toan/kiem-tra.md:"] {
        assert!(said.contains(file), "{file} is not in\n{said}");
    }
    assert!(said.contains("lỗi[") && said.contains("Sửa:"), "{said}");
    let said = refused(tungngo(&folder.0).args(["course", "check", "khong-co"]));
    assert!(said.contains("không đọc được thư mục khong-co"), "{said}");
}

#[test]
fn the_proofs_of_a_database_that_is_not_there_are_refused() {
    let folder = Folder::new("proofs");
    for proof in ["ledger", "audit"] {
        let said = refused(tungngo(&folder.0).args([proof, "verify", "--data", "data"]));
        assert!(said.contains("không thấy cơ sở dữ liệu"), "{said}");
    }
    let said = refused(tungngo(&folder.0).args(["keys", "rotate", "--data", "data"]));
    assert!(said.contains("không thấy tệp khóa"), "{said}");
}
