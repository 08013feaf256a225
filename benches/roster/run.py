#!/usr/bin/env python3
"""G9: the roster of the country in and out, and 100,000 members from a workbook, beside a raw load of the same rows.

    python3 benches/roster/run.py [--program target/release/tungngo] [--rows 348362] [--members 100000]

Needs Python 3 and a release build. Prints one line a figure; says the size it ran with and the load average."""

import argparse, csv, os, random, re, shutil, socket, sqlite3, subprocess, sys, tempfile, threading, time
import urllib.error, urllib.parse, urllib.request, zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FAMILY = "Nguyễn Trần Lê Phạm Hoàng Bùi Đặng Đỗ Hồ Ngô Dương Lý Ma Nông Triệu Lương Bàn Phùng".split()
MIDDLE = "Văn Thị Đình Hữu Thanh Ngọc Xuân Minh".split()
GIVEN = "An Ánh Bình Châu Cúc Dũng Đào Giang Hà Hạnh Hòa Huệ Khôi Lan Lộc Mai Mùi Nga Oanh Phúc Quế Sen Tơ Út Vân Xuân Yến".split()
HEADING = ["Tỉnh", "Xã", "Thôn", "Họ và tên", "Năm sinh", "Điện thoại", "Vai trò trong tổ"]


def people(rows, villages_a_commune=10):
    """Rows of a roster over all communes, the same at each run."""
    chance = random.Random(7)
    units = list(csv.reader((ROOT / "src/storage/data/admin-units.csv").open(encoding="utf-8")))[1:]
    provinces = {code: f"{kind} {name}" for code, name, kind, parent in units if not parent}
    communes = [(provinces[parent], f"{kind} {name}") for _, name, kind, parent in units if parent]
    for n in range(rows):
        province, commune = communes[n * len(communes) // rows]
        name = " ".join((chance.choice(FAMILY), chance.choice(MIDDLE), chance.choice(GIVEN)))
        role = "tổ trưởng" if n % 10 == 0 else "tổ viên"
        yield [province, commune, f"Thôn {n % villages_a_commune + 1}", name, str(chance.randint(1950, 2005)),
               f"09{n:08d}", role]


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


class Server:
    def __init__(self, program, kind, data):
        self.port = free_port()
        self.process = subprocess.Popen(
            [program, kind, "--data", data, "--listen", f"127.0.0.1:{self.port}", "--courses", ROOT / "courses"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.cookies = {}
        for _ in range(600):
            try:
                self.get("/health")
                return
            except OSError:
                time.sleep(0.1)
        sys.exit("the server does not start")

    def ask(self, path, body=None, kind=None):
        head = {"Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items()), "Sec-Fetch-Site": "same-origin"}
        if kind:
            head["Content-Type"] = kind
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", body, head)
        opener = urllib.request.build_opener(NoRedirect)
        try:
            answer = opener.open(request, timeout=300)
        except urllib.error.HTTPError as error:
            answer = error
        for cookie in answer.headers.get_all("Set-Cookie") or []:
            name, value = cookie.split(";")[0].split("=", 1)
            self.cookies[name] = value
        return answer.status, answer.headers.get("Location"), answer.read().decode()

    def get(self, path):
        return self.ask(path)

    def token(self, path):
        return re.search(r'name="csrf" value="([^"]+)"', self.get(path)[2]).group(1)

    def post(self, path, fields):
        return self.ask(path, urllib.parse.urlencode(fields).encode(), "application/x-www-form-urlencoded")

    def memory(self):
        text = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(r"VmRSS:\s+(\d+)", text).group(1)) / 1024

    def stop(self):
        self.process.terminate()
        self.process.wait()


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


def workbook(path, rows):
    cell = lambda text: f'<c t="inlineStr"><is><t>{text}</t></is></c>'
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006/relationships"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("[Content_Types].xml", '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>')
        file.writestr("_rels/.rels", f'<Relationships xmlns="{package}"><Relationship Id="r1" Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>')
        file.writestr("xl/workbook.xml", f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets><sheet name="A" sheetId="1" r:id="r1"/></sheets></workbook>')
        file.writestr("xl/_rels/workbook.xml.rels", f'<Relationships xmlns="{package}"><Relationship Id="r1" Type="{office}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>')
        with file.open("xl/worksheets/sheet1.xml", "w") as sheet:
            sheet.write(f'<worksheet xmlns="{main}"><sheetData>'.encode())
            for row in rows:
                sheet.write(("<row>" + "".join(map(cell, row)) + "</row>").encode())
            sheet.write(b"</sheetData></worksheet>")


def national(program, work, rows):
    data = str(work / "country")
    Server(program, "serve", data).stop()
    empty = work / "empty.db"
    shutil.copy(Path(data) / "tungngo.db", empty)
    source = work / "country.csv"
    with source.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows([HEADING, *people(rows)])
    run = lambda *words: subprocess.run(
        ["/usr/bin/env", "python3", "-c", "import resource,subprocess,sys;subprocess.run(sys.argv[1:],check=True,stdout=subprocess.DEVNULL);"
         "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)", program, *map(str, words)],
        check=True, capture_output=True, text=True)
    began = time.monotonic()
    memory = int(run("import", "roster", source, "--unit", "vn", "--data", data).stdout) / 1024
    took = time.monotonic() - began
    taken = sqlite3.connect(Path(data) / "tungngo.db")
    tables = {t: taken.execute(f"SELECT * FROM {t}").fetchall() for t in ("unit", "unit_ancestor", "person", "membership")}
    taken.close()
    assert len(tables["person"]) == rows, f"{len(tables['person'])} people of {rows}"
    raw = sqlite3.connect(empty, isolation_level=None)
    raw.execute("PRAGMA journal_mode=WAL")
    raw.execute("PRAGMA synchronous=FULL")
    known = {row[0] for row in raw.execute("SELECT id FROM unit")}
    tables["unit"] = [row for row in tables["unit"] if row[0] not in known]
    tables["unit_ancestor"] = [row for row in tables["unit_ancestor"] if row[1] not in known]
    began = time.monotonic()
    raw.execute("BEGIN IMMEDIATE")
    for table, all_rows in tables.items():
        raw.executemany(f"INSERT INTO {table} VALUES ({','.join('?' * len(all_rows[0]))})", all_rows)
    raw.execute("COMMIT")
    load = time.monotonic() - began
    print(f"G9 import {rows} rows: {took:.1f} s, raw load {load:.1f} s, ratio {took / load:.2f} (≤ 4), {memory:.0f} MiB (≤ 128)")
    began = time.monotonic()
    memory = int(run("import", "roster", source, "--unit", "vn", "--dry-run", "--data", data).stdout) / 1024
    print(f"   the same again, only read and classified: {time.monotonic() - began:.1f} s, {memory:.0f} MiB")
    for ending in ("csv", "xlsx"):
        began = time.monotonic()
        memory = int(run("export", "roster", "--unit", "vn", "--out", work / f"out.{ending}", "--data", data).stdout) / 1024
        took = time.monotonic() - began
        print(f"G9 export {ending}: {rows / took:,.0f} rows/s (≥ 100,000), {memory:.0f} MiB")


def evening(program, work, members):
    server = Server(program, "demo", str(work / "demo"))
    try:
        secret = "hoa gạo đỏ đầu làng"
        page = server.get("/staff/login")[2]
        names = re.findall(r'<input[^>]+name="([^"]+)"', page)
        account = next(name for name in names if name not in ("csrf", "passphrase", "next"))
        server.post("/staff/login", {"csrf": server.token("/staff/login"), account: "quantri", "passphrase": secret})
        book = work / "members.xlsx"
        workbook(book, [HEADING, *people(members)])
        before, peak, ended = server.memory(), [0.0], threading.Event()

        def watch():
            while not ended.is_set():
                peak[0] = max(peak[0], server.memory())
                time.sleep(0.05)

        threading.Thread(target=watch, daemon=True).start()
        token = server.token("/admin/roster")
        body = (f'--ranh\r\nContent-Disposition: form-data; name="csrf"\r\n\r\n{token}\r\n--ranh\r\nContent-Disposition: '
                'form-data; name="file"; filename="a.xlsx"\r\n\r\n').encode() + book.read_bytes() + b"\r\n--ranh--\r\n"
        began = time.monotonic()
        status, place, _ = server.ask("/admin/roster", body, "multipart/form-data; boundary=ranh")
        assert status == 303, status
        while "Đang đọc" in (page := server.get(place)[2]):
            time.sleep(0.2)
        preview = time.monotonic() - began
        assert "Đang chờ ghi" in page, re.sub("<[^>]+>", " ", page)[-600:]
        began = time.monotonic()
        status = server.post(place + "/application", {"csrf": server.token(place)})[0]
        assert status == 303, status
        write = time.monotonic() - began
        ended.set()
        print(f"XLSX {members} members ({book.stat().st_size / 1e6:.1f} MB): preview {preview:.1f} s (≤ 30), write {write:.1f} s "
              f"(≤ 30), server from {before:.0f} to {peak[0]:.0f} MiB (+ ≤ 64)")
    finally:
        server.stop()


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--program", default=str(ROOT / "target/release/tungngo"))
    options.add_argument("--rows", type=int, default=348_362)
    options.add_argument("--members", type=int, default=100_000)
    asked = options.parse_args()
    print("load average", *os.getloadavg())
    with tempfile.TemporaryDirectory() as work:
        national(asked.program, Path(work), asked.rows)
        evening(asked.program, Path(work), asked.members)
    print("load average", *os.getloadavg())


main()
