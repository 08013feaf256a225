#!/usr/bin/env python3
"""Goal G8: the course compiler beside Hugo and mdBook on one generated corpus, in one run.

    cargo build --release
    benches/compile/run.py [--lessons 5000] [--rounds 5] [--program target/release/tungngo]

One edited lesson of the same corpus:

    benches/compile/run.py --corpus /tmp/g8 && cargo bench --bench edit -- /tmp/g8/ours

Every lesson has about 650 words of its own and five questions. Hugo and mdBook get the same pages; the questions are
left out for Hugo, and given to mdBook as quizzes of mdbook-quiz where that is installed. Programs take turns (A B A B),
each as a process of its own; wall time, CPU and peak memory are what the system says of that process and its children.
A program that is not installed is left out, and said so.
"""
import argparse, os, random, resource, shutil, statistics, subprocess, sys, tempfile, time
from pathlib import Path

SYLLABLES = """bác bấm bà bên bật chỗ chọn chờ chữ con cô cửa dòng đọc đúng gọi giữ hình hỏi hiện kéo khóa lại làm lần
máy mã màn mình mở mới mua nào nên nghe người nhà nhìn nhớ nói nút ô phải phần quán quay quét rồi sau số tay tên thấy
thì thử tiền tìm trang trên trước tự từ ứng dụng vào về việc xã xem xong""".split()


def sentence(rng, words):
    text = " ".join(rng.choice(SYLLABLES) for _ in range(words))
    return text[0].upper() + text[1:] + "."


def paragraph(rng, words):
    out = []
    while words > 0:
        n = min(words, rng.randint(6, 14))
        out.append(sentence(rng, max(n, 3)))
        words -= n
    return " ".join(out)


def page(rng, words=650):
    """Body of a lesson in plain Markdown that all three read, and one procedure."""
    parts = [paragraph(rng, 60)]
    for title in ("Vì sao cần", "Chuẩn bị", "Dấu hiệu đã xong", "Bà con hay hỏi"):
        parts += [f"## {title}", paragraph(rng, (words - 200) // 4), f"**{sentence(rng, 5)}** {sentence(rng, 9)}"]
    parts += ["## Các bước", "\n\n".join(f"{n}. {sentence(rng, 9)}" for n in range(1, 7))]
    parts += ["- " + sentence(rng, 7) + "\n- " + sentence(rng, 8)]
    return "\n\n".join(parts)


def question(rng, number, key):
    right = rng.randrange(3)
    lines = [f"### Câu {number} (chọn một) — {sentence(rng, 8)[:-1]}? <!-- id: {key} -->", ""]
    for place in range(3):
        said = "Đúng. " if place == right else ""
        lines += [f"- [{'x' if place == right else ' '}] {sentence(rng, 5)[:-1]} {place}", f"  > {said}{sentence(rng, 8)}"]
    return "\n".join(lines + ["", f"> **Giải thích:** {sentence(rng, 10)}"])


def quiz(rng, n):
    out = []
    for _ in range(n):
        out.append('[[questions]]\ntype = "MultipleChoice"\nprompt.prompt = "%s"\nprompt.distractors = ["%s", "%s"]\nanswer.answer = "%s"\ncontext = "%s"\n'
                   % tuple(sentence(rng, 7) for _ in range(5)))
    return "\n".join(out)


def write(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def corpus(folder, lessons, quizzes):
    rng = random.Random(20261121)
    per_module = 5
    summary = ["# Summary", ""]
    write(folder / "hugo/config.toml", 'baseURL = "http://example.org/"\ndisableKinds = ["taxonomy", "term", "RSS", "sitemap"]\n')
    write(folder / "hugo/layouts/_default/single.html", "<!doctype html><title>{{ .Title }}</title>{{ .Content }}")
    write(folder / "hugo/layouts/_default/list.html", "<!doctype html>{{ range .Pages }}<a href='{{ .RelPermalink }}'>{{ .Title }}</a>{{ end }}")
    write(folder / "mdbook/book.toml", '[book]\ntitle = "G8"\n[output.html.search]\nenable = false\n' + ("[preprocessor.quiz]\n" if quizzes else ""))
    for n in range(lessons):
        m, k = divmod(n, per_module)
        module, body = f"m{m:05}", page(rng)
        title = sentence(rng, 5)[:-1]
        if k == 0:
            write(folder / f"ours/{module}/module.md",
                  f"---\nid: {module}\ntitle: Chuyên đề {m}\nsummary: Một câu ngắn.\nskill: thanh-toan\norder: {m + 1}\n---\n\n# Chuyên đề {m}\n")
        questions = "\n\n".join(question(rng, q, f"q{k}{q}") for q in range(1, 6))
        write(folder / f"ours/{module}/{k + 1:02}-bai.md",
              f"---\nid: {module}-{k + 1}\ntitle: {title}\nminutes: 7\nversion: 1\n---\n\n# {title}\n\n{body}\n\n## Câu hỏi\n\n{questions}\n")
        write(folder / f"hugo/content/{module}/{k + 1:02}-bai.md", f"---\ntitle: {title}\n---\n\n{body}\n")
        quiz_line = f"\n\n{{{{#quiz ./{k + 1:02}.toml}}}}\n" if quizzes else ""
        write(folder / f"mdbook/src/{module}/{k + 1:02}-bai.md", f"# {title}\n\n{body}{quiz_line}\n")
        if quizzes:
            write(folder / f"mdbook/src/{module}/{k + 1:02}.toml", quiz(rng, 5))
        summary.append(f"- [{title}](./{module}/{k + 1:02}-bai.md)")
    write(folder / "mdbook/src/SUMMARY.md", "\n".join(summary) + "\n")


def run(command, cwd):
    begun = time.monotonic()
    process = subprocess.Popen(command, cwd=cwd, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    errors = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        sys.exit(f"{command} failed:\n{errors.decode()[-2000:]}")
    return time.monotonic() - begun, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--lessons", type=int, default=5000)
    arguments.add_argument("--rounds", type=int, default=5)
    arguments.add_argument("--mdbook-rounds", type=int, default=1)
    arguments.add_argument("--program", default="target/release/tungngo")
    arguments.add_argument("--corpus", help="only write our part of the corpus into this folder")
    given = arguments.parse_args()
    if given.corpus:
        corpus(Path(given.corpus), given.lessons, False)
        return
    ours = str(Path(given.program).resolve())
    quizzes = shutil.which("mdbook-quiz") is not None
    with tempfile.TemporaryDirectory(prefix="tungngo-g8-") as name:
        folder = Path(name)
        corpus(folder / "all", given.lessons, quizzes)
        corpus(folder / "part", max(given.lessons // 25, 5), False)
        size = sum(file.stat().st_size for file in (folder / "all/ours").rglob("*.md"))
        print(f"{given.lessons} lessons, {given.lessons * 5} questions, {size / 1e6:.1f} MB; load {os.getloadavg()}")
        programs = {
            "tungngo course check": ([ours, "course", "check", "ours"], "all", given.rounds),
            "tungngo, 1/25 of it": ([ours, "course", "check", "ours"], "part", given.rounds),
            "hugo, no questions": (["hugo", "--quiet", "-s", "hugo", "-d", "public", "--cleanDestinationDir"], "all", given.rounds),
            "mdbook + quiz" if quizzes else "mdbook, no questions": (["mdbook", "build", "mdbook"], "all", given.mdbook_rounds),
        }
        seen = {name: [] for name in programs}
        for round in range(given.rounds):
            for name, (command, where, rounds) in programs.items():
                if round >= rounds:
                    continue
                if not shutil.which(command[0]):
                    if round == 0:
                        print(f"!! LEFT OUT: {command[0]} is not installed")
                    continue
                seen[name].append(run(command, folder / where))
        print(f"load after {os.getloadavg()}\n")
        print(f"| {'program':24} | rounds | wall s, median [min–max] | CPU s, median [min–max] | peak MiB |")
        print(f"|{'-' * 26}|-------:|---|---|---:|")
        middle = {}
        for name, rows in seen.items():
            if rows:
                wall, cpu, memory = (sorted(column) for column in zip(*rows))
                middle[name] = (statistics.median(wall), statistics.median(cpu), max(memory))
                cells = [f"{statistics.median(c):.2f} [{c[0]:.2f}–{c[-1]:.2f}]" for c in (wall, cpu)]
                print(f"| {name:24} | {len(rows)} | {cells[0]} | {cells[1]} | {max(memory):.0f} |")
        mine = middle["tungngo course check"]
        print()
        if "hugo, no questions" in middle:
            print(f"CPU against Hugo: {mine[1] / middle['hugo, no questions'][1]:.2f} (floor 0.7, stretch 0.4)")
        print(f"memory: {mine[2]:.0f} MiB (floor 150)")
        print(f"25 times the input: {mine[1] / middle['tungngo, 1/25 of it'][1]:.1f} times the CPU (floor 28)")
        print(f"cores used: {mine[1] / mine[0]:.2f}")


main()
