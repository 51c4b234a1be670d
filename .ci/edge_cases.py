#!/usr/bin/env python3
"""Writes a site of hard cases into an empty folder: `edge_cases.py FOLDER`.

Titles, summaries, names, ids and texts with quotes, markup, emoji and every direction of writing; very long ones;
raw HTML with relative addresses; articles without photo, author or text; live coverage without an update, photos
without a file's ending; every kind of article; everything that site.yaml can switch on.
"""
import json
import pathlib
import sys

TEXTS = {
    "quotes": 'He said: "It\'s «over»", & left',
    "markup": "</script><script>alert(1)</script> <b>bold</b> <!-- no -->",
    "entities": "AT&T &amp; Co. &lt;3 &nbsp; &copy",
    "cdata": "An end ]]> and a beginning <![CDATA[",
    "emoji": "Ships 🚢 and families 👨‍👩‍👧‍👦 and flags 🏳️‍🌈",
    "rtl": "وصلت السفينة إلى الميناء رقم 7 (Pier 7)",
    "hebrew": "האונייה \"נמל\" הגיעה",
    "cjk": "港口重新开放，船只“进入”港湾",
    "combining": "Z̸a̴l̵g̶o̷ ñandú e\u0301l",
    "long": "A headline of very many words that goes on and on, " * 4,
    "one-word": "Donaudampfschifffahrtsgesellschaftskapitän" * 5,
    "template": "{{ site.title }} {% if true %} {# no #} ${x}",
    "backslash": "C:\\new\\table `code` *stars* _lines_ [brackets](#)",
    "spaces": "Thin\u2009spaces\u00a0and\u200bjoiners",
}
KINDS = ["news", "opinion", "analysis", "review", "interview", "explainer", "live", "sponsored"]
BODY = """{text}

See [another]({other}.md), [a part](#a-part), [elsewhere](https://elsewhere.example/?a=1&b=2) and ![{alt}](/port.png).

## A part

> {text}

| a | b |
|---|---|
| 1 | {cell} |

- [x] done
- [ ] open[^1]

[^1]: A note.

<details><summary>More</summary>Raw HTML</details>

<img src="/port.png" srcset="/port.png 1x, //pictures.example/port.png 2x" alt="Port">

<blockquote cite="/port.png"><a href="?all">So</a> it <a href="#a-part">is</a>.</blockquote>
"""


def quoted(text):
    # JSON's strings are YAML's too.
    return json.dumps(text, ensure_ascii=False)


def write(folder, path, text):
    file = folder / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


def article(number, name, text, kind, more=""):
    names = list(TEXTS)
    other = names[(number + 1) % len(names)]
    day, hour = 1 + number % 20, number % 24
    head = (f"title: {quoted(text)}\ndate: 2026-11-{day:02} {hour:02}:00\nkind: {kind}\n"
            f"tags: [{quoted(text[:40])}, Ports]\nsummary: {quoted(text)}\nid: {quoted(f'{name} {text[:40]}')}\n{more}")
    body = BODY.format(text=text.replace("<!-- no -->", ""), other=other, alt=text[:20].replace("]", ""), cell="&")
    if kind == "live":
        body += "\n## 08:15 First\n\nOne.\n\n## 2026-11-21 09:00 Second & last\n\nTwo.\n"
    return f"---\n{head}---\n{body}"


def main():
    folder = pathlib.Path(sys.argv[1])
    config = {
        "title": 'The "Edge" & Courier <1>', "url": "https://courier.example/a/b/", "timezone": "America/Havana",
        "language": "en", "description": TEXTS["quotes"], "page_size": 3,
        "languages": [{"code": "ar", "title": TEXTS["rtl"]}, {"code": "es", "title": "El Límite"}],
        "publisher": {"name": 'Edge & "Co."', "logo": "/port.png",
                      "policies": {"about": "/about/", "corrections": "/corrections/"}},
        "sections": [{"slug": "world", "name": 'World & "more"'},
                     {"slug": "asia", "name": "Asia", "parent": "world"}],
        "feed": {"tags": "full", "authors": "full", "hub": "https://hub.example/"},
        "hosting": ["cloudflare", "github", "nginx", "vercel"],
        "robots": {"ai": "deny"}, "ads_txt": ["a.example, 1, DIRECT"],
        "security_txt": {"contact": "mailto:a@courier.example", "expires": "2027-06-30T00:00:00Z"},
        "trust_txt": {"belongto": ["https://association.example/"]},
    }
    write(folder, "site.yaml", json.dumps(config, ensure_ascii=False, indent=1))
    for number, (name, text) in enumerate(TEXTS.items()):
        more = ""
        if number % 3 != 1:
            more += f"image: {{src: /port.png, alt: {quoted(text[:60])}, caption: {quoted(text)}, credit: {quoted(text[:60])}}}\n"
        if number % 3 != 2:
            more += f"authors: [ana, {quoted(text[:40])}]\n"
        if number % 2:
            more += f"faq: [{{q: {quoted(text)}, a: {quoted(text)}}}]\ncorrections: [{{date: 2026-11-21, text: {quoted(text)}}}]\n"
        if number % 4 == 0:
            more += f"series: {quoted(text[:30])}\nlocation: {quoted(text[:30])}\nupdated: 2026-11-22\n"
            more += f"videos: [{{url: 'https://video.example/?a=1&b=2', title: {quoted(text)}, duration: 65}}]\n"
        write(folder, f"content/world/{name}.md", article(number, name, text, KINDS[number % len(KINDS)], more))
    for number, kind in enumerate(KINDS):
        name = f"kind-{kind}"
        write(folder, f"content/world/asia/{name}.md",
              article(number, name, f"Of kind {kind}", kind).replace(f"({list(TEXTS)[number + 1]}.md)", f"(../{list(TEXTS)[number + 1]}.md)"))
    write(folder, "content/world/quotes.ar.md", article(3, "quotes", TEXTS["rtl"], "news"))
    write(folder, "content/world/empty.es.md", "---\ntitle: Vacío\ndate: 2026-11-22\n---\n")
    write(folder, "content/world/fresh.md", '---\ntitle: "Fresh & <new>"\ndate: 2026-11-23\n---\n')
    write(folder, "content/world/live.md", "---\ntitle: Live without an update\ndate: 2026-11-20\nkind: live\n---\n## At noon\n\nSo far.\n")
    write(folder, "content/world/far.md",
          "---\ntitle: A picture elsewhere\ndate: 2026-11-21\nimage: {src: 'https://pictures.example/id/7?w=640', alt: A}\n---\nText.\n")
    write(folder, "content/world/bare.md", "---\ntitle: Bare\ndate: 2026-11-01\naliases: [/old/]\n---\n")
    write(folder, "content/authors/ana.md",
          f"---\nname: {quoted(TEXTS['quotes'])}\nrole: {quoted(TEXTS['markup'])}\nphoto: /port.png\nfediverse: '@ana@social.example'\n---\n{TEXTS['emoji']}\n")
    write(folder, "content/pages/about.md", f"---\ntitle: {quoted(TEXTS['entities'])}\n---\n{TEXTS['quotes']}\n")
    png = bytes.fromhex(
        "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060000000050001a5f6"
        "45400000000049454e44ae426082")
    (folder / "static").mkdir()
    (folder / "static" / "port.png").write_bytes(png)


if __name__ == "__main__":
    main()
