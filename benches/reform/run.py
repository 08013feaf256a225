#!/usr/bin/env python3
"""The reform of 2025 on a country of 348,362 members on the old map: looked at, carried out, taken back.

    python3 benches/reform/run.py [--program target/release/tungngo] [--members 348362] [--url postgres://…]

Needs Python 3 and a release build; with `--url` an empty PostgreSQL database, and `psql`. Prints the seconds of each
command, proves that every counter is as it was, and says the load average. Ledger events are left out: no command of a
reform reads them."""

import argparse, csv, gzip, io, os, random, re, socket, sqlite3, subprocess, sys, tempfile, time, uuid
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
MODULES = ["dich-vu-cong", "thuong-mai", "thanh-toan", "an-toan", "dia-phuong"]
VILLAGES = 70_000
chance = random.Random(2025)


def new_id():
    return uuid.UUID(int=chance.getrandbits(128), version=4)


def legacy():
    with gzip.open(ROOT / "src/storage/data/admin-units-legacy-map.csv.gz", "rt", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if row["old_code"]:
                kind = row["old_type"]
                name = f"{kind[0].upper()}{kind[1:]} {row['old_name']}"
                yield row["old_code"], name, row["old_province_code"], row["old_province"]
            else:
                yield (row["old_district_code"], row["old_district"], row["old_province_code"],
                       row["old_province"])


def country(members):
    """Rows of each table, as dictionaries of lists of columns."""
    tables = {name: [] for name in ("unit", "unit_ancestor", "person", "membership", "member_stage", "module_progress",
                                    "role_grant", "assignment", "assignment_unit", "training_session")}
    since, at = "2025-01-01", "2025-03-03 03:00:00.000000+00:00"

    def unit(parents, kind, code, name):
        one = new_id()
        tables["unit"].append((one, parents[-1] if parents else None, kind, code, name, name.lower(),
                               name.encode(), since, None))
        for depth, above in enumerate(reversed(parents + [one])):
            tables["unit_ancestor"].append((above, one, depth))
        return one

    def person(name):
        one = new_id()
        tables["person"].append((one, name, name.lower(), name.encode(), None, None, "bac", 1970, "own", "vi",
                                 "normal", True, None, None, at))
        return one

    nation = unit([], "nation", "vn", "Cả nước")
    provinces, communes = {}, {}
    for code, name, province, province_name in legacy():
        if province not in provinces:
            provinces[province] = unit([nation], "province", province, province_name)
        if code not in communes:
            above = [nation, provinces[province]]
            communes[code] = (above, unit(above, "commune", code, name))
    places = list(communes.values())
    villages = []
    for n in range(VILLAGES):
        above, commune = places[n * len(places) // VILLAGES]
        villages.append(unit(above + [commune], "village", None, f"Thôn {n}"))
    for n in range(members):
        one, team = person(f"Nguyễn Văn {n}"), villages[n * len(villages) // members]
        role = "leader" if n % 5 == 0 else "member"
        tables["membership"].append((new_id(), one, team, role, None, since, None, None))
        started, certified = n % 10 < 8, n % 10 < 3
        tables["member_stage"].append((
            one, team, "learning", since, None, 0, "2025-05-05" if certified else None,
            "2028-05-05" if certified else None, None, role, 1970, True, False, False, False,
            "2025-03-03" if started else None, started, certified, False))
        for module in MODULES[: chance.randint(1, 5)] if started else []:
            done = at if certified else None
            tables["module_progress"].append((one, module, at, at, 3, at, done, None,
                                              "2027-05-05" if certified else None))
    by = person("Ngô Văn Trị")
    for above, commune in places:
        for role in ("trainer", "officer"):
            tables["role_grant"].append((new_id(), person("Lý Thị Giúp"), role, commune, at, None, None, by, at))
        assignment = new_id()
        tables["assignment"].append((assignment, "{}", "2025-08-01", "", by, at, None, False))
        tables["assignment_unit"].append((commune, assignment))
        tables["training_session"].append((new_id(), commune, by, "Nhà văn hóa", "2025-09-01 03:00:00.000000+00:00",
                                           "[]", "{}", at, None, None))
    return tables


COLUMNS = {
    "unit": "id parent_id kind code name name_key sort_key valid_from valid_to",
    "unit_ancestor": "ancestor_id unit_id depth",
    "person": "id full_name name_key sort_key phone phone_door address_form birth_year device language text_size "
              "active consent_notice consent_at created_at",
    "membership": "id person_id team_id role body joined_on left_on ended_why",
    "member_stage": "member_id team_id stage since module_id failed certified_on certified_until aside_until role "
                    "birth_decade reachable no_device borrowed paper started_on knows does teaches",
    "module_progress": "member_id module_id started_at last_at lessons_finished knows_at does_at teaches_at "
                       "certified_until",
    "role_grant": "id person_id role unit_id valid_from valid_until ended_at granted_by created_at",
    "assignment": "id audience due_on message created_by created_at ended_at withdrawn",
    "assignment_unit": "unit_id assignment_id",
    "training_session": "id unit_id trainer_id place starts_at modules audience created_at closed_at closed_by",
}


# The map that the server lays out at its first start is that of today.
EMPTY = "DELETE FROM unit_ancestor; DELETE FROM unit;"


def set_up(program, folder, options):
    """Lets a server make the schema, then stops it."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{one.getsockname()[1]}"
    server = subprocess.Popen([program, "serve", "--data", folder, *options, "--listen", address, "--base-url",
                               f"http://{address}", "--insecure-http", "--courses", ROOT / "courses"],
                              stdout=subprocess.DEVNULL)
    while True:
        if server.poll() is not None:
            sys.exit("the server does not start")
        try:
            socket.create_connection(address.split(":")).close()
            break
        except OSError:
            time.sleep(0.1)
    time.sleep(1)
    server.terminate()
    server.wait()


class Sqlite:
    def __init__(self, folder, program):
        self.options, self.file = ["--data", str(folder)], None
        self.program, self.folder = program, folder

    def fill(self, tables):
        self.file = self.folder / "tungngo.db"
        db = sqlite3.connect(self.file)
        db.executescript(EMPTY)
        for table, rows in tables.items():
            cells = lambda row: [cell.bytes if isinstance(cell, uuid.UUID) else cell for cell in row]
            names = COLUMNS[table].split()
            sql = f"INSERT INTO {table} ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})"
            db.executemany(sql, map(cells, rows))
        db.commit()
        db.close()

    def ask(self, sql):
        db = sqlite3.connect(self.file)
        rows = sorted(db.execute(sql).fetchall())
        db.close()
        return rows


class Postgres:
    def __init__(self, url):
        self.url, self.options = url, ["--database-url", url]

    def psql(self, sql, feed=None):
        done = subprocess.run(["psql", "-qAt", "-v", "ON_ERROR_STOP=1", self.url, "-c", sql], input=feed,
                              capture_output=True, text=True)
        if done.returncode:
            sys.exit(done.stderr)
        return done.stdout

    def fill(self, tables):
        def cell(value):
            if value is None:
                return ""
            return "\\x" + value.hex() if isinstance(value, bytes) else str(value)
        self.psql(EMPTY)
        for table, rows in tables.items():
            out = io.StringIO()
            csv.writer(out).writerows([cell(value) for value in row] for row in rows)
            self.psql(f"COPY {table} ({', '.join(COLUMNS[table].split())}) FROM STDIN (FORMAT csv, NULL '', "
                      f"FORCE_NOT_NULL ({'message' if table == 'assignment' else COLUMNS[table].split()[0]}))",
                      out.getvalue())
        self.psql("ANALYZE")

    def ask(self, sql):
        return sorted(self.psql(sql).splitlines())


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--program", default=str(ROOT / "target/release/tungngo"))
    options.add_argument("--members", type=int, default=348_362)
    options.add_argument("--url")
    options = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        where = Postgres(options.url) if options.url else Sqlite(folder, options.program)

        def run(*words):
            begun, own = time.monotonic(), os.times()
            done = subprocess.run([options.program, *words, *where.options], capture_output=True, text=True)
            if done.returncode:
                sys.exit(done.stdout[-3000:] + done.stderr)
            now = os.times()
            cpu = now.children_user + now.children_system - own.children_user - own.children_system
            return done.stdout, time.monotonic() - begun, cpu

        sheet = folder / "reform.csv"
        text = subprocess.run([options.program, "reform", "legacy-2025"], capture_output=True, check=True).stdout
        sheet.write_bytes(text)
        set_up(options.program, folder, [] if isinstance(where, Sqlite) else where.options)
        tables = country(options.members)
        where.fill(tables)
        sizes = {name: len(rows) for name, rows in tables.items()}
        print(sizes, "load", os.getloadavg(), flush=True)
        members = "SELECT COUNT(*) FROM membership m JOIN unit_ancestor a ON a.unit_id = m.team_id JOIN unit u ON " \
                  "u.id = a.ancestor_id WHERE u.kind = 'commune' AND u.valid_to IS NULL"
        ancestors = "SELECT ancestor_id, unit_id, depth FROM unit_ancestor WHERE depth >= 0 AND unit_id IN (SELECT id " \
                    "FROM unit WHERE valid_to IS NULL)"
        every = "SELECT r.unit_id, part, module_id, metric, n FROM rollup_counter r JOIN unit u ON u.id = r.unit_id WHERE " \
                "u.valid_to IS NULL AND n <> 0"
        sums = "SELECT part, module_id, metric, SUM(n) FROM rollup_counter r JOIN unit u ON u.id = r.unit_id WHERE " \
               "u.kind = 'commune' AND u.valid_to IS NULL GROUP BY 1, 2, 3"
        _, seconds, cpu = run("ledger", "recount")
        print(f"recount  {seconds:6.1f} s, {cpu:6.1f} s CPU: all counters of the old map", flush=True)
        before, counters = where.ask(ancestors), where.ask(every)
        assert counters, "there are counters"
        words = ["--day", "2025-07-01"]
        _, seconds, cpu = run("reform", "check", str(sheet), *words)
        print(f"check    {seconds:6.1f} s, {cpu:6.1f} s CPU", flush=True)
        said, seconds, cpu = run("reform", "apply", str(sheet), "--yes", *words)
        print(f"apply    {seconds:6.1f} s, {cpu:6.1f} s CPU", flush=True)
        reform = re.search(r"Mã: (\S+)", said).group(1)
        counted, after = where.ask(members), where.ask(sums)
        _, seconds, cpu = run("reform", "reverse", reform, "--yes")
        print(f"reverse  {seconds:6.1f} s, {cpu:6.1f} s CPU; load {os.getloadavg()}", flush=True)
        assert counted == where.ask(members) and str(options.members) in str(counted), counted
        teams = lambda rows: [row for row in rows if "teams" not in str(row)]
        assert teams(after) == teams(where.ask(sums)), "sums differ"
        assert before == where.ask(ancestors), "the tree is not as it was"
        assert counters == where.ask(every), "counters are not as they were"
        print("every member is in one commune, every counter, every sum and the whole tree are as they were")


main()
