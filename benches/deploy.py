#!/usr/bin/env python3
"""presstime beside rclone and the AWS command line: the same site to the same store on loopback, taking turns.

    deploy.py --presstime target/release/presstime [-n 10000] [--runs 3] [--newsroom BIN] [--no-aws]

For a first upload into an empty bucket, and for one article more, it prints the median of the wall clock and of the
processor's time of the client, and how many requests changed something. The site is built before anything is
measured; the article is built by presstime within its own time as well (`with its build`).

rclone is taken if it is installed; the AWS command line comes from PyPI into WORK. Both are told to use as many
connections as presstime, and rclone to compare by checksum, which is its quickest sound way with S3. The store is
`s3s-fs`, in a process of its own. --newsroom is the bench of that name, where it is built already.
"""
import argparse
import os
import pathlib
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time

from compare import newsroom, timed

KEY, SECRET = "AKEXAMPLE", "not-a-secret"
PARALLEL = 32


def aws(work):
    """The AWS command line, installed if need be."""
    venv = work / "venv"
    if not (venv / "bin" / "aws").exists():
        subprocess.run([sys.executable, "-m", "venv", venv], check=True)
        subprocess.run([venv / "bin" / "pip", "--quiet", "install", "awscli"], check=True)
    config = work / "aws.ini"
    config.write_text(f"[default]\ns3 =\n  max_concurrent_requests = {PARALLEL}\n")
    os.environ["AWS_CONFIG_FILE"] = str(config)
    return venv / "bin" / "aws"


class Store:
    """The store, with buckets that are folders."""

    def __init__(self, tool, folder):
        self.folder = folder
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.process = subprocess.Popen([tool, "store", folder, str(self.port)])
        for _ in range(200):
            with socket.socket() as knock:
                if knock.connect_ex(("127.0.0.1", self.port)) == 0:
                    break
            time.sleep(0.05)

    def url(self):
        return f"http://127.0.0.1:{self.port}"

    def empty(self, bucket):
        shutil.rmtree(self.folder / bucket, ignore_errors=True)
        (self.folder / bucket).mkdir()


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--presstime", type=pathlib.Path, required=True)
    options.add_argument("-n", type=int, default=10000, metavar="ARTICLES")
    options.add_argument("--runs", type=int, default=3)
    options.add_argument("--work", type=pathlib.Path, default=pathlib.Path("target/deploy"))
    options.add_argument("--no-aws", action="store_true")
    options.add_argument("--newsroom", type=pathlib.Path, metavar="BIN")
    given = options.parse_args()
    given.work.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=given.work.resolve()) as run:
        compare(given, pathlib.Path(run))


def compare(given, work):
    tool = given.newsroom.resolve() if given.newsroom else newsroom()
    site = work / "site"
    # Loopback speaks no TLS, and rclone can not be told of certificates in this way.
    os.environ.pop("AWS_CA_BUNDLE", None)
    subprocess.run([tool, "gen", str(given.n), site], check=True, stdout=subprocess.DEVNULL)
    (work / "store").mkdir()
    store = Store(tool, work / "store")
    os.environ.update({
        "AWS_ACCESS_KEY_ID": KEY, "AWS_SECRET_ACCESS_KEY": SECRET, "AWS_REGION": "us-east-1",
        "RCLONE_CONFIG_STORE_TYPE": "s3", "RCLONE_CONFIG_STORE_PROVIDER": "Other",
        "RCLONE_CONFIG_STORE_ENDPOINT": store.url(), "RCLONE_CONFIG_STORE_ENV_AUTH": "true",
        "RCLONE_CONFIG_STORE_REGION": "us-east-1", "RCLONE_CONFIG": "/dev/null",
    })
    with (site / "site.yaml").open("a", encoding="utf-8") as config:
        config.write(f"deploy: {{live: {{to: s3, bucket: presstime, endpoint: '{store.url()}', parallel: {PARALLEL}}}}}\n")
    presstime = given.presstime.resolve()
    subprocess.run([presstime, "build", "-q"], cwd=site, check=True)
    clients = {
        "presstime": [presstime, "deploy", "--no-build", "-q"],
        "with its build": [presstime, "deploy", "-q"],
    }
    if shutil.which("rclone"):
        clients["rclone"] = ["rclone", "sync", "--checksum", "--fast-list", f"--transfers={PARALLEL}", f"--checkers={PARALLEL}",
                             "--exclude=.presstime/**", "public", "store:rclone"]
    if not given.no_aws:
        clients["aws"] = [aws(given.work.resolve()), "s3", "sync", "--only-show-errors", "--endpoint-url", store.url(),
                          "--exclude=.presstime/*", "--delete", "public", "s3://aws"]
    measured = {}
    try:
        for turn in range(given.runs):
            for name, command in clients.items():
                if name == "with its build":
                    continue
                store.empty(name)
                shutil.rmtree(site / ".presstime" / "deploy", ignore_errors=True)
                os.sync()
                measured.setdefault(("first upload", name), []).append(timed(command, site))
            for later in range(2):
                # The one who builds it comes first, and deploys it; the next article is built for the others.
                added = given.n + turn * 2 + later
                subprocess.run([tool, "one", str(added), site], check=True, stdout=subprocess.DEVNULL)
                if later == 0:
                    measured.setdefault(("one more", "with its build"), []).append(timed(clients["with its build"], site))
                    for name in [name for name in ("rclone", "aws") if name in clients]:
                        timed(clients[name], site)
                    continue
                subprocess.run([presstime, "build", "-q"], cwd=site, check=True)
                for name in [name for name in clients if name != "with its build"]:
                    measured.setdefault(("one more", name), []).append(timed(clients[name], site))
    finally:
        store.process.kill()
    files = sum(1 for path in (site / "public").rglob("*") if path.is_file())
    print(f"{given.n} articles, {files} files, the median of {given.runs}")
    print(f"{'':30}{'wall s':>10}{'cpu s':>10}{'peak MiB':>10}{'times presstime':>18}")
    for case in ("first upload", "one more"):
        base = statistics.median(wall for wall, _, _ in measured[(case, "presstime")])
        for name in clients:
            if (case, name) not in measured:
                continue
            wall, cpu, memory = (statistics.median(values) for values in zip(*measured[(case, name)]))
            print(f"{case:14}{name:16}{wall:10.3f}{cpu:10.3f}{memory:10.1f}{wall / base:18.1f}")


if __name__ == "__main__":
    main()
