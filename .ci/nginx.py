"""Has nginx read the map of redirects of a site with many and long addresses, and asks it for one of each.

    python3 .ci/nginx.py target/release/presstime
"""

import http.client
import pathlib
import socket
import subprocess
import sys
import tempfile
import time

LONG = "/viejo/" + "á-very-long-address/" * 12


def articles(folder):
    (folder / "site.yaml").write_text(
        "title: Courier\nurl: https://courier.example/\ntimezone: UTC\nhosting: nginx\n"
    )
    (folder / "content/port").mkdir(parents=True)
    for number in range(600):
        aliases = f"[/old/{number}/, '{LONG if number == 0 else f'/older/{number}.html'}']"
        (folder / f"content/port/story-{number}.md").write_text(
            f"---\ntitle: Story {number}\ndate: 2026-11-01\naliases: {aliases}\n---\n"
        )
    # What only case tells from an address that is read today, or from another former one.
    for slug, aliases in [("one", "/Port/2026/11/One/"), ("upper", "/Casing/a+b.html"), ("lower", "/casing/a+b.html")]:
        (folder / f"content/port/{slug}.md").write_text(
            f"---\ntitle: {slug}\ndate: 2026-11-01\naliases: [{aliases}]\n---\n"
        )


def main(presstime):
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        # Started by root, nginx reads it as somebody else.
        folder.chmod(0o755)
        articles(folder)
        subprocess.run([presstime, "build", "--quiet", "-C", folder], check=True)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        conf = folder / "nginx.conf"
        conf.write_text(
            f"daemon off; pid {folder}/pid; error_log stderr; events {{}}\n"
            f"http {{ access_log off; include {folder}/public/nginx-redirects.conf;\n"
            f"  server {{ listen 127.0.0.1:{port}; root {folder}/public;\n"
            "    if ($presstime_redirect) { return 301 $presstime_redirect; } } }\n"
        )
        command = ["nginx", "-p", name, "-c", str(conf), "-e", "stderr"]
        tested = subprocess.run([*command, "-t", "-q"], capture_output=True, text=True)
        assert (tested.returncode, tested.stderr) == (0, ""), tested.stderr
        server = subprocess.Popen(command)
        try:
            for path, target in [
                ("/old/7/", "story-7"),
                ("/older/599.html", "story-599"),
                (LONG.replace("á", "%C3%A1"), "story-0"),
                ("/Port/2026/11/One/", "one"),
                ("/Casing/a+b.html", "upper"),
                ("/casing/a+b.html", "lower"),
            ]:
                status, location = ask(port, path)
                assert status == 301 and location.endswith(f"/port/2026/11/{target}/"), (path, status, location)
            assert ask(port, "/port/2026/11/one/") == (200, "")
        finally:
            server.terminate()
            server.wait()
    print("nginx redirects")


def ask(port, path):
    for _ in range(50):
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", path)
            answer = connection.getresponse()
            return answer.status, answer.getheader("Location", "")
        except ConnectionRefusedError:
            time.sleep(0.1)
    raise SystemExit("nginx does not answer")


main(sys.argv[1])
