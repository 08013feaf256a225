#!/usr/bin/env python3
"""G5, G10, G11 on a country that `tungngo demo --scale national` (or `province`) has filled.

    python3 benches/country/run.py --data FOLDER [--program target/release/tungngo] [--rounds 30] [--officers 20]
        [--database-url postgres://…]

Needs Python 3 and a release build. Starts the server on the filled folder nine times and takes the time to its first 200,
then asks for every wide page, one officer alone and several at once, and prints median, 95th percentile and
bytes; at the end the server's memory. A page that is not 200 ends the run. Prints the load average."""

import argparse, http.client, os, re, socket, statistics, subprocess, sys, threading, time, urllib.parse
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SECONDS_A_PAGE = 5
PASSPHRASE = "hoa gạo đỏ đầu làng"


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


class Server:
    """The program on the folder; `started` are the seconds to its first 200."""

    def __init__(self, program, options):
        self.port, begun = free_port(), time.monotonic()
        self.process = subprocess.Popen(
            [program, "demo", *options, "--listen", f"127.0.0.1:{self.port}", "--courses", ROOT / "courses"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        while time.monotonic() - begun < 300:
            try:
                if Client(self.port).ask("/login")[0] == 200:
                    self.started = time.monotonic() - begun
                    return
            except OSError:
                time.sleep(0.001)
        sys.exit("the server does not start")

    def memory(self):
        text = Path(f"/proc/{self.process.pid}/smaps_rollup").read_text()
        return int(re.search(r"^Pss:\s+(\d+)", text, re.M).group(1)) / 1024

    def stop(self):
        self.process.terminate()
        self.process.wait()


class Client:
    """One kept-alive connection with its cookies."""

    def __init__(self, port):
        self.connection, self.cookies = http.client.HTTPConnection("127.0.0.1", port, timeout=300), {}

    def ask(self, path, fields=None, packed=False):
        head = {"Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items()), "Sec-Fetch-Site": "same-origin"}
        if packed:
            head["Accept-Encoding"] = "br"
        body = None
        if fields:
            body, head["Content-Type"] = urllib.parse.urlencode(fields), "application/x-www-form-urlencoded"
        try:
            self.connection.request("POST" if fields else "GET", path, body, head)
            answer = self.connection.getresponse()
        except (http.client.RemoteDisconnected, ConnectionError):
            # The server gave the idle connection up.
            self.connection.close()
            self.connection.request("POST" if fields else "GET", path, body, head)
            answer = self.connection.getresponse()
        for cookie in answer.headers.get_all("Set-Cookie") or []:
            name, value = cookie.split(";")[0].split("=", 1)
            self.cookies[name] = value
        return answer.status, answer.headers, answer.read()

    def text(self, path):
        status, headers, body = self.ask(path)
        if status != 200:
            sys.exit(f"{path}: {status} {headers.get('Location')}")
        return body.decode()

    def sign_in(self, account):
        token = re.search(r'name="csrf" value="([^"]+)"', self.text("/staff/login")).group(1)
        fields = {"csrf": token, "next": "", "account": account, "passphrase": PASSPHRASE}
        status = self.ask("/staff/login", fields)[0]
        if status != 303:
            sys.exit(f"{account} cannot sign in: {status}")
        return self


def quantile(times, share):
    return sorted(times)[min(len(times) - 1, int(len(times) * share))]


def pages(clients, most):
    """Name, who asks, path; so many lists of each unit."""
    ministry, province, commune, trainer, administrator = clients
    units = lambda html: dict.fromkeys(re.findall(r"/officer/units/([0-9a-f-]{36})(?=[\"?])", html))
    nation = re.search(r"/officer/units/([0-9a-f-]{36})/", ministry.text("/officer")).group(1)
    of_nation = [one for one in units(ministry.text("/officer")) if one != nation]
    one = of_nation[len(of_nation) // 2]
    of_one = [two for two in units(ministry.text(f"/officer/units/{one}")) if two not in (one, nation)]
    two = of_one[len(of_one) // 2]
    rows = [("ministry", ministry, "/officer"), ("province", ministry, f"/officer/units/{one}"),
            ("commune", ministry, f"/officer/units/{two}"), ("officer of a province", province, "/officer"),
            ("officer of a commune", commune, "/officer")]
    for unit, word in ((nation, "ministry"), (one, "province"), (two, "commune")):
        html = ministry.text(f"/officer/units/{unit}").replace("&amp;", "&")
        lists = dict.fromkeys(re.findall(r'"(/officer/units/%s/list\?[^"]+)"' % unit, html))
        for path in list(lists)[:most]:
            rows.append((f"{word}: {path.split('?')[1]}", ministry, path))
    rows += [("certificates", ministry, "/officer/certificates"), ("trainers", ministry, "/officer/trainers"),
             ("months", ministry, f"/officer/units/{nation}/months"), ("help", ministry, "/officer/help"),
             ("continuations", ministry, "/officer/certificates/continuations"),
             ("people with roles", administrator, "/admin"), ("audit", administrator, "/admin/audit"),
             ("reforms", administrator, "/admin/reforms"), ("trainer", trainer, "/trainer"),
             ("trainer: members", trainer, "/trainer/members")]
    return rows


def together(port, clients, path, rounds):
    """So many officers at once, each a page a second."""
    times, bad = [], []

    def one(number):
        client = Client(port)
        client.cookies = dict(clients.cookies)
        time.sleep(number / 20)
        for _ in range(rounds):
            begun = time.monotonic()
            if client.ask(path, packed=True)[0] != 200:
                bad.append(path)
            took = time.monotonic() - begun
            times.append(took)
            time.sleep(max(0, 1 - took))

    officers = [threading.Thread(target=one, args=[number]) for number in range(OFFICERS)]
    for officer in officers:
        officer.start()
    for officer in officers:
        officer.join()
    if bad:
        sys.exit(f"{path} failed {len(bad)} times")
    return times


def main():
    global OFFICERS
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", required=True)
    parser.add_argument("--program", default=ROOT / "target/release/tungngo")
    parser.add_argument("--database-url")
    parser.add_argument("--rounds", type=int, default=30)
    parser.add_argument("--lists", type=int, default=20)
    parser.add_argument("--starts", type=int, default=9)
    parser.add_argument("--officers", type=int, default=20)
    asked = parser.parse_args()
    OFFICERS = asked.officers
    options = ["--data", asked.data] + (["--database-url", asked.database_url] if asked.database_url else [])
    print(f"load average {os.getloadavg()}")
    starts = []
    for _ in range(asked.starts):
        server = Server(asked.program, options)
        starts.append(server.started)
        server.stop()
    print(f"G10 start to the first 200: {statistics.median(starts) * 1e3:.1f} ms "
          f"[{min(starts) * 1e3:.1f}–{max(starts) * 1e3:.1f}] n={len(starts)}")
    server = Server(asked.program, options)
    try:
        print(f"PSS before any page {server.memory():.1f} MiB")
        accounts = ("canbo.bo", "canbo.tinh", "canbo.xa", "hang", "quantri")
        clients = [Client(server.port).sign_in(account) for account in accounts]
        rows = pages(clients, asked.lists)
        for name, client, path in rows:
            times = []
            while len(times) < asked.rounds and sum(times) < SECONDS_A_PAGE:
                begun = time.monotonic()
                status, _, body = client.ask(path, packed=True)
                times.append(time.monotonic() - begun)
                if status != 200:
                    sys.exit(f"{path}: {status}")
            print(f"{statistics.median(times) * 1e3:9.1f} ms  p95 {quantile(times, .95) * 1e3:9.1f}  "
                  f"{len(body):7} bytes  n={len(times):3}  {name}", flush=True)
        for row in rows[:3] + [row for row in rows if row[0] == "certificates"]:
            took = together(server.port, row[1], row[2], 5)
            print(f"{OFFICERS} officers, a page a second each: {statistics.median(took) * 1e3:9.1f} ms  "
                  f"p95 {quantile(took, .95) * 1e3:9.1f}  n={len(took)}  {row[0]}", flush=True)
        print(f"G11 PSS after all of the above {server.memory():.1f} MiB")
    finally:
        server.stop()
    print(f"load average {os.getloadavg()}")


if __name__ == "__main__":
    main()
