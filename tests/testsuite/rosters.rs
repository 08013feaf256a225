//! Rosters in and out: files as offices send them, what is refused, writing as a whole and taking back.

use crate::support::{Browser, Commune, Page, TestApp};
use reqwest::Method;
use rust_xlsxwriter::{Format, Workbook};
use std::io::Write;
use std::time::Instant;
use tungngo_domain::access::Role;
use tungngo_domain::ids::UnitId;
use tungngo_domain::people::TeamRole;
use tungngo_storage::people::Member;
use zip::write::{SimpleFileOptions, ZipWriter};

/// Sends a file as the page's form does, and shows its page when the reading has ended.
async fn send(browser: &Browser, root: &str, name: &str, content: &[u8]) -> Page {
    let form = browser.get(root).await.form(root);
    let answer = browser
        .request(Method::POST, root)
        .on_own_page()
        .file(&[("csrf".to_owned(), form.value("csrf"))], name, content)
        .send()
        .await;
    answer.is(303);
    let place = answer.location();
    for _ in 0..200 {
        let page = browser.get(&place).await;
        page.is(200);
        if !page.text().contains("Đang đọc") {
            return page;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    panic!("the reading does not end");
}

async fn press(browser: &Browser, page: &Page, act: &str) -> Page {
    let action = [page.path.split('?').next().unwrap_or_default(), act].concat();
    browser.send(&page.form(&action)).await
}

async fn roster(app: &TestApp, commune: &Commune) -> Vec<Member> {
    let staff = app.db_staff("Phùng Văn Sinh", Role::Trainer, commune.id).await.person;
    app.store.members(&app.trainer_scope(staff, commune.id), None).await.unwrap()
}

/// Name, phone, year of birth, place, team.
type Described = (String, Option<String>, Option<i32>, TeamRole, UnitId);

fn described(members: &[Member]) -> Vec<Described> {
    members
        .iter()
        .map(|one| {
            let phone = one.person.phone.as_ref().map(|phone| phone.digits().to_owned());
            (one.person.full_name.clone(), phone, one.person.birth_year, one.role, one.team)
        })
        .collect()
}

/// A workbook as a commune's office keeps it: titles, a merged heading, numbers and days as cells, a sum, a signature.
fn office_workbook() -> Vec<u8> {
    let mut book = Workbook::new();
    let (bold, date) = (Format::new().set_bold(), Format::new().set_num_format("dd/mm/yyyy"));
    book.add_worksheet().set_name("Ghi chú").unwrap().write(0, 0, "Không có gì ở đây").unwrap();
    let sheet = book.add_worksheet();
    sheet.merge_range(0, 0, 0, 5, "ỦY BAN NHÂN DÂN XÃ ĐỒNG MÂY", &bold).unwrap();
    sheet.merge_range(2, 0, 2, 5, "DANH SÁCH THÀNH VIÊN TỔ CÔNG NGHỆ SỐ CỘNG ĐỒNG", &bold).unwrap();
    for (at, text) in
        ["STT", "Thôn", "HỌ VÀ TÊN", "Ngày sinh", "Số ĐT", "Chức vụ trong tổ"].iter().enumerate()
    {
        sheet.write(4, at as u16, *text).unwrap();
    }
    sheet.merge_range(5, 1, 6, 1, "Vực Chanh", &bold).unwrap();
    let day = rust_xlsxwriter::ExcelDateTime::from_ymd(1959, 3, 12).unwrap();
    sheet.write(5, 0, 1).unwrap();
    sheet.write(5, 2, "Nguye\u{302}\u{303}n Va\u{306}n Ho\u{300}a").unwrap();
    sheet.write_with_format(5, 3, &day, &date).unwrap();
    sheet.write(5, 4, 900_000_201).unwrap();
    sheet.write(5, 5, "Tổ trưởng").unwrap();
    sheet.write(6, 0, 2).unwrap();
    sheet.write(6, 2, "Ma\u{a0}Thị Mùi").unwrap();
    sheet.write(6, 3, 1968).unwrap();
    sheet.write(6, 4, "0900.000.202").unwrap();
    sheet.write(7, 0, 3).unwrap();
    sheet.write(7, 1, "thôn GÒ SIM").unwrap();
    sheet.write(7, 2, "Trần Văn Quế").unwrap();
    sheet.write(7, 3, 21_621).unwrap();
    sheet.write(7, 4, "9,0E+08").unwrap();
    sheet.write(8, 0, 4).unwrap();
    sheet.write(8, 1, "thôn GÒ SIM").unwrap();
    sheet.write(8, 2, "Lý Văn Sáng").unwrap();
    sheet.write(9, 2, "Tổng cộng: 4 người").unwrap();
    sheet.write(11, 4, "CHỦ TỊCH").unwrap();
    book.save_to_buffer().unwrap()
}

#[tokio::test]
async fn sec_f4_a_file_goes_in_is_the_same_again_and_comes_out_again() {
    let app = TestApp::start().await;
    let commune = app.db_commune().await;
    let (trainer, before) = (app.trainer_of(commune.id).await, roster(&app, &commune).await);
    let page = send(&trainer, "/trainer/roster", "danh sách.xlsx", &office_workbook()).await;
    page.sees("Đang chờ ghi vào sổ").sees("Dòng tiêu đề là dòng 5.").sees("Mới: 3").sees("Không nhận: 1");
    page.sees("Bảng tính đã làm mất số “9,0E+08”")
        .sees("lấy theo dòng trên")
        .sees("Thôn Vực Chanh")
        .sees("Thôn GÒ SIM");
    assert_eq!(
        described(&roster(&app, &commune).await),
        described(&before),
        "nothing is written before a word"
    );

    press(&trainer, &page, "/application").await.sees("Đã ghi cả tệp vào sổ.");
    // A second tap changes nothing.
    press(&trainer, &page, "/application").await.sees("Đã ghi cả tệp vào sổ.");
    let after = roster(&app, &commune).await;
    assert_eq!(after.len(), before.len() + 3);
    let hoa = after.iter().find(|one| one.person.full_name == "Nguyễn Văn Hòa").expect("NFC");
    assert_eq!((hoa.person.birth_year, hoa.role), (Some(1959), TeamRole::Leader));
    assert_eq!(hoa.person.phone.as_ref().unwrap().digits(), "0900000201");
    assert_eq!(app.store.unit(hoa.team).await.unwrap().name, "Thôn Vực Chanh");
    app.assert_books_agree().await;

    let again = send(&trainer, "/trainer/roster", "danh sách.xlsx", &office_workbook()).await;
    again.sees("Đã có: 3").sees("Mới: 0").sees("Có đổi: 0");
    assert!(again.find_form(&[&again.path, "/application"].concat()).is_none(), "there is nothing to write");

    let undone = press(&trainer, &page_of(&trainer, &page).await, "/undoing").await;
    undone.sees("Đã hoàn lại.").sees("Nội dung tệp").does_not_see("Ghi vào sổ");
    assert_eq!(described(&roster(&app, &commune).await), described(&before));
    assert_eq!(app.store.villages_below(commune.id).await.unwrap().len(), 2, "new villages went too");
    app.assert_books_agree().await;
}

async fn page_of(browser: &Browser, page: &Page) -> Page {
    browser.get(page.path.split('?').next().unwrap_or_default()).await
}

#[tokio::test]
async fn sec_f4_files_of_every_office_program_say_the_same() {
    let app = TestApp::start().await;
    let commune = app.db_commune().await;
    let trainer = app.trainer_of(commune.id).await;
    let rows = [
        ["Họ và tên", "Năm sinh", "Điện thoại", "Thôn"],
        ["Lương Thị Bích", "1985", "0900000301", "Làng Cọ"],
    ];
    let joined = |by: &str, end: &str| rows.map(|row| row.join(by)).join(end) + end;
    let utf16 = |text: &str, little: bool| -> Vec<u8> {
        text.encode_utf16()
            .flat_map(|unit| if little { unit.to_le_bytes() } else { unit.to_be_bytes() })
            .collect()
    };
    let plain = joined(",", "\r\n");
    let windows = b"\xF2\xF2Ho ten,Thon\r\n\xF5,\xF4\r\n".to_vec();
    // Windows-1258 keeps tones apart from their letters.
    let decomposed = "Ho\u{323} va\u{300} t\u{ea}n;N\u{103}m sinh;\u{110}i\u{ea}\u{323}n thoa\u{323}i;Th\u{f4}n\r\n\
                      L\u{1b0}\u{1a1}ng Thi\u{323} Bi\u{301}ch;1985;900000301;La\u{300}ng Co\u{323}\r\n";
    let (as_1258, _, lossy) = encoding_rs::WINDOWS_1258.encode(decomposed);
    assert!(!lossy, "the sample is Windows-1258");
    for (what, content) in [
        ("LibreOffice", plain.clone().into_bytes()),
        ("Excel UTF-8", ["\u{FEFF}", &joined(";", "\r\n")].concat().into_bytes()),
        ("Excel with its separator", ["sep=;\r\n", &joined(";", "\r\n")].concat().into_bytes()),
        ("Excel Unicode text", [vec![0xFF, 0xFE], utf16(&joined("\t", "\r\n"), true)].concat()),
        ("big end first", [vec![0xFE, 0xFF], utf16(&joined("\t", "\r\n"), false)].concat()),
        ("without its mark", utf16(&joined("\t", "\r\n"), true)),
        ("WPS, old Windows", as_1258.into_owned()),
        ("one ending a line", joined(",", "\n").into_bytes()),
    ] {
        let page = send(&trainer, "/trainer/roster", "to.csv", &content).await;
        assert!(page.text().contains("Mới: 1"), "{what}: {}", page.text());
        page.sees("Lương Thị Bích").sees("0900 000 301").sees("sinh 1985").sees("Làng Cọ");
    }
    for (what, content, says) in [
        ("marks alone", windows, "Không đọc được chữ trong tệp"),
        (
            "TCVN3",
            b"H\xE4 v\xB5 t\xAAn,Th\xABn\r\nNguy\xD4n V\xA8n H\xDFa,B\xD5n \xA7\xB8\r\n".to_vec(),
            "Không đọc được",
        ),
        ("old Excel", vec![0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1], "đời cũ"),
        ("a page", b"<html><table><tr><td>A".to_vec(), "không phải Excel"),
        ("no heading", b"a,b\r\nc,d\r\n".to_vec(), "Không thấy dòng tiêu đề"),
        ("nobody", "Họ tên,Thôn\r\n".as_bytes().to_vec(), "không có người nào"),
        (
            "an open quote",
            [b"Ho ten,Thon\r\n\"A", vec![b'a'; 900_000].as_slice()].concat(),
            "Có dòng quá dài",
        ),
        ("a broken workbook", b"PK\x03\x04rubbish".to_vec(), "Tệp bị hỏng"),
    ] {
        let page = send(&trainer, "/trainer/roster", "to.csv", &content).await;
        assert!(page.text().contains(says), "{what}: {}", page.text());
        page.sees("Không nhận được");
    }
}

/// A workbook of one sheet with these cells and this size said of it.
fn workbook(sheet: &str, strings: Option<&[u8]>) -> Vec<u8> {
    let mut file = ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let mut entry = |name: &str, content: &[u8]| {
        file.start_file(name, SimpleFileOptions::default()).unwrap();
        file.write_all(content).unwrap();
    };
    let types = "http://schemas.openxmlformats.org/package/2006/content-types";
    let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let package = "http://schemas.openxmlformats.org/package/2006/relationships";
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    entry("[Content_Types].xml", format!("<Types xmlns=\"{types}\"/>").as_bytes());
    entry(
        "_rels/.rels",
        format!("<Relationships xmlns=\"{package}\"><Relationship Id=\"r1\" Type=\"{office}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>").as_bytes(),
    );
    entry(
        "xl/workbook.xml",
        format!("<workbook xmlns=\"{main}\" xmlns:r=\"{office}\"><sheets><sheet name=\"A\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>").as_bytes(),
    );
    entry(
        "xl/_rels/workbook.xml.rels",
        format!("<Relationships xmlns=\"{package}\"><Relationship Id=\"r1\" Type=\"{office}/worksheet\" Target=\"worksheets/sheet1.xml\"/><Relationship Id=\"r2\" Type=\"{office}/sharedStrings\" Target=\"sharedStrings.xml\"/></Relationships>").as_bytes(),
    );
    entry("xl/sharedStrings.xml", strings.unwrap_or(format!("<sst xmlns=\"{main}\"/>").as_bytes()));
    entry("xl/worksheets/sheet1.xml", format!("<worksheet xmlns=\"{main}\">{sheet}</worksheet>").as_bytes());
    file.finish().unwrap().into_inner()
}

fn resident_mib() -> u64 {
    let pages: u64 = std::fs::read_to_string("/proc/self/statm")
        .unwrap()
        .split(' ')
        .nth(1)
        .and_then(|text| text.parse().ok())
        .unwrap();
    pages * 4096 / (1024 * 1024)
}

#[tokio::test]
async fn sec_f3_hostile_workbooks_are_refused_at_once_and_cost_no_memory() {
    let app = TestApp::start().await;
    let commune = app.db_commune().await;
    let trainer = app.trainer_of(commune.id).await;
    let cell = |at: &str| format!("<c r=\"{at}\" t=\"str\"><v>Họ và tên</v></c>");
    let wide = format!(
        "<dimension ref=\"A1:XFD1048576\"/><sheetData><row r=\"1\">{}</row><row r=\"1048576\">{}</row></sheetData>",
        cell("A1"),
        cell("XFD1048576")
    );
    let long = format!(
        "<dimension ref=\"A1:A1048576\"/><sheetData><row r=\"1\">{}</row><row r=\"1048576\">{}</row></sheetData>",
        cell("A1"),
        cell("A1048576")
    );
    let strings = ["<sst>".to_owned(), "<si><t>a</t></si>".repeat(3_000_000)].concat();
    let (small, nested) = (workbook(&wide, None), workbook("<sheetData/>", Some(b"PK\x03\x04 inside")));
    assert!(small.len() < 3_000, "a small file: {}", small.len());
    for (what, content, says) in [
        ("A1 and XFD1048576", small, "Trang tính"),
        ("a million rows", workbook(&long, None), "Trang tính dài quá"),
        ("strings that inflate", workbook("<sheetData/>", Some(strings.as_bytes())), "bung ra quá lớn"),
        ("a file in a file", nested, "bung ra quá lớn"),
    ] {
        let (memory, began) = (resident_mib(), Instant::now());
        let page = send(&trainer, "/trainer/roster", "to.xlsx", &content).await;
        let took = began.elapsed();
        assert!(page.text().contains(says), "{what}: {}", page.text());
        assert!(took.as_millis() < if cfg!(debug_assertions) { 8_000 } else { 1_000 }, "{what}: {took:?}");
        assert!(resident_mib() <= memory + 64, "{what}: from {memory} to {} MiB", resident_mib());
    }
    trainer.get("/trainer/roster").await.is(200).sees("Không nhận được");
}

#[tokio::test]
async fn a_team_stands_in_the_export_as_it_is_led() {
    let app = TestApp::start().await;
    let commune = app.db_commune().await;
    let member = |name: &str| app.db_a_member().named(name).in_team(commune.team);
    member("Ma Văn An").create().await;
    member("Lý Văn Bền").second().create().await;
    member("Bàn Văn Xuân").leading().create().await;
    let out = app.trainer_of(commune.id).await.get("/trainer/roster/members.csv").await;
    let text = out.is(200).body();
    let at = |name: &str| text.find(name).unwrap_or_else(|| panic!("{name} is not in {text}"));
    assert!(at("Bàn Văn Xuân") < at("Lý Văn Bền") && at("Lý Văn Bền") < at("Ma Văn An"), "{text}");
}

#[tokio::test]
async fn sec_x1_ones_own_export_changes_nothing() {
    let app = TestApp::start().await;
    let commune = app.db_commune().await;
    let trainer = app.trainer_of(commune.id).await;
    for (name, phone) in [
        ("=HYPERLINK(\"http://x\";\"y\")", "0900000401"),
        ("-Lò Văn Mẫu", "0900000402"),
        ("Bàn Văn Phúc", "0900000403"),
    ] {
        app.db_a_member().named(name).phone(phone).in_team(commune.team).create().await;
    }
    app.db_a_member().named("Bàn Văn Phúc").without_phone().in_team(commune.other_team).create().await;
    for file in ["members.csv", "members.xlsx"] {
        let out = trainer.get(&["/trainer/roster/", file].concat()).await;
        out.is(200);
        assert!(out.header("content-disposition").contains("attachment"));
        if file.ends_with("csv") {
            let text = out.body();
            assert!(
                text.contains("'=HYPERLINK") && text.contains("'-Lò") && text.contains("0900000401"),
                "{text}"
            );
        }
        let page = send(&trainer, "/trainer/roster", file, &out.bytes).await;
        page.sees("Đã có: 4").sees("Mới: 0").sees("Có đổi: 0").sees("Không nhận: 0");
    }
    for file in ["template.csv", "template.xlsx"] {
        let out = trainer.get(&["/trainer/roster/", file].concat()).await;
        let page = send(&trainer, "/trainer/roster", file, &out.is(200).bytes).await;
        page.sees("không có người nào");
    }
    let trail = app.store.audit_entries(None).await.unwrap();
    let exports: Vec<&str> =
        trail.iter().filter(|one| one.action == "roster-exported").map(|one| one.detail.as_str()).collect();
    assert_eq!(exports, ["4", "4"], "each export with its number of rows");
}

#[tokio::test]
async fn two_people_whom_nothing_else_tells_apart_are_told_apart_by_the_code_of_ones_own_export() {
    let app = TestApp::start().await;
    let commune = app.db_commune().await;
    let trainer = app.trainer_of(commune.id).await;
    for _ in 0..2 {
        app.db_a_member().named("Bàn Thị Mẩy").phone("0900000411").in_team(commune.team).create().await;
    }
    app.db_a_member().named("Lý Văn Chanh").phone("0900000412").in_team(commune.other_team).create().await;
    for file in ["members.csv", "members.xlsx"] {
        let out = trainer.get(&["/trainer/roster/", file].concat()).await;
        let page = send(&trainer, "/trainer/roster", file, &out.is(200).bytes).await;
        page.sees("Đã có: 3").sees("Mới: 0").sees("Có đổi: 0").sees("Không nhận: 0");
        page.sees("Mã trong sổ, cho biết ai là ai");
    }
    let out = trainer.get("/trainer/roster/members.csv").await.body();
    let lines: Vec<&str> = out.trim_start_matches('\u{feff}').trim_end().lines().collect();
    let of = |name: &str| lines.iter().find(|line| line.contains(name)).unwrap().trim_end().to_owned();
    let code = |line: &str| line.rsplit([',', ';']).next().unwrap().trim_matches('"').to_owned();
    // One of them has a phone of her own now: the code says which.
    let (head, mine) = (lines[0], of("Bàn Thị Mẩy"));
    let file = [head, &mine.replace("0900000411", "0900000413")].join("\n");
    let page = send(&trainer, "/trainer/roster", "sua.csv", file.as_bytes()).await;
    page.sees("Có đổi: 1").sees("Mới: 0").sees("0900000411 → 0900000413");
    // A name is corrected where the phone agrees; a code beside a stranger's name changes nobody.
    let file = [head, &mine.replace("Bàn Thị Mẩy", "Bàn Thị Mây Hoa")].join("\n");
    let page = send(&trainer, "/trainer/roster", "ten.csv", file.as_bytes()).await;
    page.sees("Có đổi: 1").sees("Bàn Thị Mẩy → Bàn Thị Mây Hoa");
    let stranger = mine.replace("Bàn Thị Mẩy", "Đặng Văn Sinh").replace("0900000411", "0900000414");
    let page = send(&trainer, "/trainer/roster", "lech.csv", [head, &stranger].join("\n").as_bytes()).await;
    page.sees("Không nhận: 1").sees("Mã trong sổ ở dòng này là của Bàn Thị Mẩy");
    // Twice one code is one person; a code of another village says where they are.
    let page = send(&trainer, "/trainer/roster", "doi.csv", [head, &mine, &mine].join("\n").as_bytes()).await;
    page.sees("Đã có: 1").sees("Không nhận: 1").sees("Giống hệt dòng 2");
    let moved = mine.replace(&code(&mine), &code(&of("Lý Văn Chanh")));
    let page = send(&trainer, "/trainer/roster", "noi.csv", [head, &moved].join("\n").as_bytes()).await;
    let there = app.store.unit(commune.other_team).await.unwrap().name;
    page.sees("Không nhận: 1").sees(&format!("Người này đang ở {there}"));
    // A code that nobody has says nothing.
    let unknown = of("Lý Văn Chanh").replace(&code(&of("Lý Văn Chanh")), "M0123456789");
    let page = send(&trainer, "/trainer/roster", "la.csv", [head, &unknown].join("\n").as_bytes()).await;
    page.sees("Đã có: 1").sees("Không nhận: 0");
}

#[tokio::test]
async fn a_waiting_file_is_laid_aside_and_a_file_without_news_says_so() {
    let app = TestApp::start().await;
    let commune = app.db_commune().await;
    let trainer = app.trainer_of(commune.id).await;
    let village = app.store.unit(commune.team).await.unwrap().name;
    let member = |name: &str, phone: &str| app.db_a_member().named(name).phone(phone).in_team(commune.team);
    member("Bàn Thị Mẩy", "0900000431").leading().create().await;
    let before = described(&roster(&app, &commune).await);
    let file = format!(
        "Họ tên,Thôn,Năm sinh,ĐT,Vai trò\nBÀN THỊ MẨY,{village},1985,0900000439,\n\
         Lý Văn Chanh,{village},,0900000431,Tổ trưởng\nMa Văn Sinh,{village},,,\n"
    );
    let page = send(&trainer, "/trainer/roster", "to.csv", file.as_bytes()).await;
    page.sees("Mới: 3").sees("Trong tổ đã có Bàn Thị Mẩy, sinh 1959. Có phải cùng một người không?");
    page.sees("đang ghi cho Bàn Thị Mẩy").sees("Tổ đang có tổ trưởng là Bàn Thị Mẩy");
    let write = page.form(&[&page.path, "/application"].concat());
    press(&trainer, &page, "/dropping").await.sees("Đã bỏ tệp này. Sổ giữ nguyên.").sees("Đã bỏ");
    trainer.get(&page.path).await.sees("Tệp này đã bỏ").does_not_see("Lý Văn Chanh");
    // A tap too many lays aside once; another window that still shows the button writes nothing.
    press(&trainer, &page, "/dropping").await.is(200);
    trainer.submit(&write).await.is(404);
    assert_eq!(described(&roster(&app, &commune).await), before);
    let same = format!("Họ tên,Thôn\nBàn Thị Mẩy,{village}\n");
    let page = send(&trainer, "/trainer/roster", "cu.csv", same.as_bytes()).await;
    page.sees("Trong tệp không có gì mới để ghi vào sổ.");
    let wrong = format!("Họ tên,Thôn,ĐT\nBàn Thị Mẩy,{village},12\n");
    let page = send(&trainer, "/trainer/roster", "sai.csv", wrong.as_bytes()).await;
    page.sees("Trong tệp không có dòng nào ghi được.");
    // What is written cannot be laid aside.
    let page = send(&trainer, "/trainer/roster", "to.csv", file.as_bytes()).await;
    press(&trainer, &page, "/application").await.is(200);
    press(&trainer, &page, "/dropping").await.is(409).sees("không còn chờ ghi").sees("Hoàn lại cả tệp");
    let trail = app.store.audit_entries(None).await.unwrap();
    assert_eq!(trail.iter().filter(|one| one.action == "roster-dropped").count(), 1);
}

#[tokio::test]
async fn what_changes_is_shown_written_and_put_back() {
    let app = TestApp::start().await;
    let commune = app.db_commune().await;
    let trainer = app.trainer_of(commune.id).await;
    let village = app.store.unit(commune.team).await.unwrap().name;
    app.db_a_member().named("Nông Văn Bền").phone("0900000501").in_team(commune.team).create().await;
    app.db_a_member().named("Lý Văn Chanh").phone("0900000502").in_team(commune.team).create().await;
    let before = roster(&app, &commune).await;
    // They exchanged numbers: the year of birth tells who is who.
    let file = format!(
        "Họ tên,Thôn,Năm sinh,ĐT,Vai trò\nNông Văn Bền,{village},1959,0900000502,Tổ phó\nLÝ VĂN CHANH,{village},1959,0900000501,\n"
    );
    let page = send(&trainer, "/trainer/roster", "to.csv", file.as_bytes()).await;
    page.sees("Có đổi: 2").sees("Điện thoại: 0900000501 → 0900000502").sees("tổ viên → tổ phó");
    page.does_not_see("→ LÝ VĂN CHANH");
    press(&trainer, &page, "/application").await.sees("Đã ghi cả tệp vào sổ.");
    let after = roster(&app, &commune).await;
    let ben = after.iter().find(|one| one.person.full_name == "Nông Văn Bền").unwrap();
    assert_eq!(ben.person.phone.as_ref().unwrap().digits(), "0900000502");
    assert_eq!(ben.role, TeamRole::Deputy);
    press(&trainer, &page_of(&trainer, &page).await, "/undoing").await.sees("Đã hoàn lại.");
    assert_eq!(described(&roster(&app, &commune).await), described(&before));
    app.assert_books_agree().await;
}

#[tokio::test]
async fn sec_z6_taking_back_is_refused_as_a_whole_where_something_newer_stands_on_any_row() {
    let app = TestApp::start().await;
    for at in 0..3 {
        let commune = app.db_commune().await;
        let trainer = app.trainer_of(commune.id).await;
        let file = "Họ tên,Thôn\nBàn Thị Xuân,Nà Mây\nPhùng Văn Sinh,Nà Mây\nTriệu Văn Kim,Nà Mây\n";
        let page = send(&trainer, "/trainer/roster", "to.csv", file.as_bytes()).await;
        press(&trainer, &page, "/application").await.is(200);
        let members = roster(&app, &commune).await;
        let names = ["Bàn Thị Xuân", "Phùng Văn Sinh", "Triệu Văn Kim"];
        let grown = members.iter().find(|one| one.person.full_name == names[at]).unwrap().person.id;
        match at {
            0 => app.db_consent(grown).await,
            1 => drop(app.db_card(grown).await),
            _ => {
                app.store.set_address_form(grown, tungngo_domain::people::AddressForm::AnhChi).await.unwrap()
            }
        }
        let page = page_of(&trainer, &page).await;
        let refused = press(&trainer, &page, "/undoing").await;
        refused.is(409).sees(&format!("Các dòng {} đã có việc mới", at + 2));
        assert_eq!(roster(&app, &commune).await.len(), members.len(), "nothing of it was taken back");
    }
}

#[tokio::test]
async fn sec_z3_a_file_reaches_no_further_than_who_sends_it() {
    let app = TestApp::start().await;
    let (own, foreign) = (app.db_commune().await, app.db_commune().await);
    let (trainer, other) = (app.trainer_of(own.id).await, app.trainer_of(foreign.id).await);
    app.db_a_member().named("Đặng Thị Mây").in_team(foreign.team).create().await;
    let name = app.store.unit(foreign.id).await.unwrap().name;
    let own_name = app.store.unit(own.id).await.unwrap().name;
    let file = format!("Họ tên,Thôn,Xã\nĐặng Thị Mây,A,{name}\nĐặng Thị Mai,A,{own_name}\n");
    let page = send(&trainer, "/trainer/roster", "to.csv", file.as_bytes()).await;
    page.sees("Không nhận: 1").sees("Mới: 1").sees("Không tìm thấy xã");
    other.get(&page.path).await.is(404);
    other.get("/trainer/roster").await.does_not_see("to.csv");
    // An administrator reaches both, from pages of their own.
    let administrator = app.administrator().await;
    let seen = page.path.replace("/trainer/", "/admin/");
    administrator.get(&seen).await.is(200).sees("Mới: 1");
    let file = "Họ tên,Thôn\nĐặng Thị Mai,A\n";
    send(&administrator, "/admin/roster", "ca-nuoc.csv", file.as_bytes())
        .await
        .sees("Chưa biết thuộc xã nào");
}

#[tokio::test]
async fn an_officer_keeps_the_roster_of_the_own_commune() {
    let app = TestApp::start().await;
    let (own, foreign) = (app.db_commune().await, app.db_commune().await);
    app.db_a_member().named("Ma Thị Mùi").in_team(own.team).create().await;
    let before = described(&roster(&app, &own).await);
    let (phone, born) = (before[0].1.clone().unwrap_or_default(), before[0].2.unwrap_or_default());
    let (officer, other) = (app.officer_of(own.id).await, app.officer_of(foreign.id).await);
    let page = officer.get("/officer").await;
    assert_eq!(page.link("Gửi danh sách vào sổ"), "/officer/roster");
    let (team, there) =
        (app.store.unit(own.team).await.unwrap().name, app.store.unit(foreign.id).await.unwrap().name);
    let here = app.store.unit(own.id).await.unwrap().name;
    let file = format!(
        "Họ tên,Thôn,Xã,Năm sinh,Điện thoại,Chức vụ\nMa Thị Mùi,{team},{here},{born},{phone},Tổ phó\n\
         Đặng Thị Mai,{team},{here},,,\nĐặng Thị Mây,A,{there},,,\n"
    );
    // Every row is classified; what is out of reach is refused with its reason.
    let page = send(&officer, "/officer/roster", "to.csv", file.as_bytes()).await;
    page.sees("Mới: 1").sees("Có đổi: 1").sees("Không nhận: 1").sees("Không tìm thấy xã");
    assert!(page.path.starts_with("/officer/roster/"), "{}", page.path);
    assert_eq!(roster(&app, &own).await.len(), 1, "nothing is written yet");
    // Nobody else sees it: neither another commune's officer nor the own commune's trainer.
    other.get(&page.path).await.is(404);
    other.get("/officer/roster").await.does_not_see("to.csv");
    let trainer = app.trainer_of(own.id).await;
    trainer.get(&page.path.replace("/officer/", "/trainer/")).await.is(404);
    trainer.get("/officer/roster").await.is(404);
    let token = other.get("/officer/roster").await.form("/officer/roster").value("csrf");
    for act in ["/application", "/undoing"] {
        let action = [page.path.as_str(), act].concat();
        let form = [("csrf".to_owned(), token.clone())];
        other.request(Method::POST, &action).on_own_page().form(&form).send().await.is(404);
    }
    assert_eq!(roster(&app, &own).await.len(), 1);
    let written = press(&officer, &page, "/application").await;
    written.is(200).sees("Đã ghi");
    let names: Vec<String> = roster(&app, &own).await.into_iter().map(|one| one.person.full_name).collect();
    assert!(names.contains(&"Đặng Thị Mai".to_owned()) && names.len() == 2, "{names:?}");
    let out = officer.get("/officer/roster/members.csv").await.text();
    assert!(out.contains("Đặng Thị Mai") && !out.contains("Đặng Thị Mây"), "{out}");
    press(&officer, &written, "/undoing").await.is(200);
    assert_eq!(described(&roster(&app, &own).await), before);
    officer.get(&page.path).await.sees("Đã hoàn lại");
    let trail = app.store.audit_entries(None).await.unwrap();
    for action in ["roster-uploaded", "roster-applied", "roster-undone", "roster-exported"] {
        assert!(
            trail.iter().any(|one| one.action == action && one.actor == Some(officer.person)),
            "{action}"
        );
    }
    // A province's officer says of which commune a row is, and reaches both.
    let province = app.officer_of(own.province).await;
    let page = send(&province, "/officer/roster", "tinh.csv", file.as_bytes()).await;
    page.sees("Mới: 2").sees("Có đổi: 1").does_not_see("Không tìm thấy xã");
    app.assert_books_agree().await;
}

#[tokio::test]
async fn a_roster_that_moved_since_the_file_was_read_is_not_written() {
    let app = TestApp::start().await;
    let commune = app.db_commune().await;
    let trainer = app.trainer_of(commune.id).await;
    let village = app.store.unit(commune.team).await.unwrap().name;
    let file = format!("Họ tên,Thôn\nBàn Thị Xuân,{village}\n");
    let page = send(&trainer, "/trainer/roster", "to.csv", file.as_bytes()).await;
    app.db_a_member().named("Bàn Thị Xuân").in_team(commune.team).create().await;
    press(&trainer, &page, "/application").await.is(409).sees("Sổ đã thay đổi");
    assert_eq!(roster(&app, &commune).await.len(), 1);
}

#[tokio::test]
async fn sec_b1_a_file_is_bounded_and_needs_the_token_of_its_login() {
    let app = TestApp::start().await;
    let commune = app.db_commune().await;
    let trainer = app.trainer_of(commune.id).await;
    let token = trainer.get("/trainer/roster").await.form("/trainer/roster").value("csrf");
    let post = |token: &str, content: Vec<u8>| {
        let fields = [("csrf".to_owned(), token.to_owned())];
        let request = trainer.request(Method::POST, "/trainer/roster").on_own_page();
        request.file(&fields, "to.csv", &content).send()
    };
    post("", b"a".to_vec()).await.is(403);
    post("wrong", b"a".to_vec()).await.is(403);
    post(&token, vec![]).await.is(422).sees("Chưa chọn tệp");
    post(&token, vec![b'a'; 20 * 1024 * 1024 + 1]).await.is(413);
    let foreign = trainer.request(Method::POST, "/trainer/roster").header("origin", "https://xa.example");
    foreign.file(&[("csrf".to_owned(), token)], "to.csv", b"a").send().await.is(403);
    trainer.get("/trainer/roster").await.sees("Chưa gửi tệp nào.");
}

#[tokio::test]
async fn rows_of_a_long_file_come_page_by_page_and_class_by_class() {
    let app = TestApp::start().await;
    let commune = app.db_commune().await;
    let trainer = app.trainer_of(commune.id).await;
    let mut file = "Họ tên,Thôn,Năm sinh\n".to_owned();
    for n in 0..250 {
        file.push_str(&format!("Người {n},Nà Mây,{}\n", if n % 50 == 7 { "x9" } else { "1970" }));
    }
    let page = send(&trainer, "/trainer/roster", "to.csv", file.as_bytes()).await;
    page.sees("Mới: 245").sees("Không nhận: 5").sees("Người 0").does_not_see("Người 101");
    let refused = trainer.get(&[&page.path, "?class=refused"].concat()).await;
    refused.sees("Người 207").does_not_see("Người 206");
    let next = trainer.get(&page.link("100 dòng tiếp")).await;
    next.sees("Người 101").does_not_see("Người 99 ");
    for bad in ["?class=x", "?after=x", "?after=99999999999"] {
        trainer.get(&[&page.path, bad].concat()).await.is(400);
    }
    press(&trainer, &page, "/application").await.is(200);
    assert_eq!(roster(&app, &commune).await.len(), 245);
}

#[tokio::test]
async fn sec_f4_the_commands_keep_the_same_rules() {
    let app = TestApp::start().await;
    let commune = app.db_commune().await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("to.xlsx");
    std::fs::write(&file, office_workbook()).unwrap();
    let run = |words: &[&str]| {
        let output = std::process::Command::new(env!("CARGO_BIN_EXE_tungngo"))
            .args(words)
            .args(["--unit", &commune.id.to_string(), "--database-url", &app.database().url])
            .output()
            .unwrap();
        let said = [output.stdout, output.stderr].map(|bytes| String::from_utf8(bytes).unwrap()).concat();
        assert!(output.status.success(), "{said}");
        said
    };
    let file = file.to_str().unwrap();
    let look = run(&["import", "roster", file, "--dry-run"]);
    assert!(look.contains("Mới 3, đổi 0, đã có 0, không nhận 1; thôn thêm 2"), "{look}");
    assert!(look.contains("dòng 8: Trần Văn Quế."), "{look}");
    assert!(roster(&app, &commune).await.is_empty(), "a look writes nothing");
    assert!(run(&["import", "roster", file]).contains("Đã ghi vào sổ."));
    assert_eq!(roster(&app, &commune).await.len(), 3);
    let out = folder.path().join("ra.csv");
    assert!(run(&["export", "roster", "--out", out.to_str().unwrap()]).contains("3 người"));
    let look = run(&["import", "roster", out.to_str().unwrap(), "--dry-run"]);
    assert!(look.contains("Mới 0, đổi 0, đã có 3, không nhận 0"), "{look}");
    app.assert_books_agree().await;
}

/// Names as they are made of the commonest parts, in all five tones.
fn personal_names() -> Vec<String> {
    let family =
        ["Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Đặng", "Đỗ", "Ma", "Mã", "Lý", "Lỳ", "Bàn", "Ân", "Ẩn"];
    let middle = ["Văn", "Thị", "Đình", "Hữu", "Ưng", "Ánh"];
    let given = [
        "An", "Án", "Ăn", "Ân", "Ấn", "Dung", "Đung", "Hoa", "Hòa", "Hoà", "Hóa", "Họa", "Mùi", "Mủi", "Tơ",
        "Tô", "To", "Tợ", "Ư", "Ứ", "Út", "Ýt", "Yến", "Yên",
    ];
    let all =
        family.iter().flat_map(|a| middle.iter().flat_map(move |b| given.map(|c| format!("{a} {b} {c}"))));
    all.take(2_000).collect()
}

#[tokio::test]
async fn order_and_folding_agree_with_icu_s_own() {
    use sea_orm::{ConnectionTrait, Statement};
    use tungngo_domain::collation::{compare, sort_key};
    use tungngo_domain::people::fold;
    let app = TestApp::start().await;
    if !app.database().url.starts_with("postgres") {
        return;
    }
    let mut communes = csv::Reader::from_path("src/storage/data/admin-units.csv").unwrap();
    let communes: Vec<String> = communes.records().map(|row| row.unwrap()[1].to_owned()).collect();
    assert_eq!(communes.len(), 3_321 + 34);
    let db = app.database().connect().await;
    db.execute_unprepared(
        "CREATE COLLATION IF NOT EXISTS letters_only (provider = icu, locale = 'und-u-ks-level1', deterministic = false)",
    )
    .await
    .unwrap();
    for names in [communes, personal_names()] {
        let joined = names.join("\n");
        let ask = |sql: &'static str| {
            let statement =
                Statement::from_sql_and_values(db.get_database_backend(), sql, [joined.clone().into()]);
            db.query_all_raw(statement)
        };
        let rows =
            ask("SELECT t FROM unnest(string_to_array($1, chr(10))) AS t ORDER BY t COLLATE \"vi-x-icu\"")
                .await;
        let ordered: Vec<String> = rows.unwrap().iter().map(|row| row.try_get("", "t").unwrap()).collect();
        assert_eq!(ordered.len(), names.len());
        for pair in ordered.windows(2) {
            assert!(compare(&pair[0], &pair[1]).is_le(), "{pair:?}");
            assert!(sort_key(&pair[0]) <= sort_key(&pair[1]), "{pair:?}");
        }
        // Folding forgets what ICU holds to be marks and case, and đ besides, which ICU holds to be a letter.
        let rows = ask(
            "SELECT DISTINCT translate(t, 'đĐ', 'dD') COLLATE letters_only AS t FROM unnest(string_to_array($1, chr(10))) \
             AS t",
        )
        .await;
        let distinct = rows.unwrap().len();
        let folded: std::collections::BTreeSet<String> = names.iter().map(|name| fold(name)).collect();
        assert_eq!(distinct, folded.len());
    }
}
