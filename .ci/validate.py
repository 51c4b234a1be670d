#!/usr/bin/env python3
"""Holds a built site to the validators that the world uses.

    validate.py PUBLIC [--schemas FOLDER] [--vnu vnu.jar]

Every page through the Nu HTML checker; every feed through feedparser, its three formats saying the same;
JSON Feeds against their schema, sitemaps against theirs (with xmllint); every `hreflang` both ways; all
structured data strict JSON in the vocabulary of schema.org. Exit code 1 where anything is wrong, or where something
that a check needs is not at hand. The checks by schemas or by the HTML checker are left out, which is said, where
those are not given.
"""
import argparse
import csv
import html
import html.parser
import json
import pathlib
import re
import shutil
import subprocess
import sys
import urllib.parse
import xml.etree.ElementTree as ElementTree

import feedparser
import jsonschema

FAULTS = []

SCHEMAS = ["jsonfeed-1.1.schema.json", "siteindex.xsd", "all-local.xsd", "schemaorg-current-https-types.csv",
           "schemaorg-current-https-properties.csv"]


def fault(where, what):
    FAULTS.append(f"{where}: {what}")


class Head(html.parser.HTMLParser):
    """Canonical address, alternates and structured data of a page."""

    def __init__(self, text):
        super().__init__()
        self.canonical, self.alternates, self.data, self.is_data = None, {}, [], False
        self.is_redirect = False
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        self.is_redirect |= tag == "meta" and given.get("http-equiv") == "refresh"
        if tag == "link" and given.get("rel") == "canonical":
            self.canonical = given["href"]
        if tag == "link" and given.get("rel") == "alternate" and "hreflang" in given:
            if given["hreflang"] in self.alternates:
                fault(self.canonical, f"two alternates for {given['hreflang']}")
            self.alternates[given["hreflang"]] = given["href"]
        self.is_data = tag == "script" and given.get("type") == "application/ld+json"

    def handle_data(self, data):
        if self.is_data:
            self.data.append(data)

    def handle_endtag(self, tag):
        self.is_data = False


def check_pages(public, schemas):
    vocabulary = Vocabulary(schemas) if schemas else None
    heads, things = {}, 0
    for path in sorted(public.rglob("*.html")):
        head = Head(path.read_text(encoding="utf-8"))
        for data in head.data:
            if "<" in data:
                fault(path, "structured data has a `<`")
            graph = json.loads(data, parse_constant=lambda name: fault(path, f"`{name}` is no JSON"))
            if graph["@context"] != "https://schema.org" or not graph["@graph"]:
                fault(path, "structured data is no graph of schema.org")
            if vocabulary:
                things += sum(vocabulary.check(path, node) for node in graph["@graph"])
        if head.canonical and not head.is_redirect:
            heads[head.canonical] = head
    several = 0
    for address, head in heads.items():
        if not head.alternates:
            continue
        several += 1
        if address not in head.alternates.values():
            fault(address, "does not name itself among its alternates")
        if "x-default" not in head.alternates:
            fault(address, "has no x-default")
        for lang, other in head.alternates.items():
            if other not in heads:
                fault(address, f"its alternate {other} is no page")
            elif heads[other].alternates != head.alternates:
                fault(address, f"{other} ({lang}) does not name the same alternates")
    print(f"{len(heads)} pages with canonical addresses, {several} in several languages, "
          f"{things or 'no'} things held to schema.org")


def entries(path):
    """What a reader finds in a feed, by the address of each article: its identity may be written otherwise in Atom."""
    if path.name == "feed.json":
        feed = json.loads(path.read_text(encoding="utf-8"))
        return {item["url"]: {
            "title": spaced(item["title"]), "authors": len(item.get("authors", [])),
            "tags": sorted(item.get("tags", [])), "summary": spaced(item.get("summary", ""))} for item in feed["items"]}
    feed = feedparser.parse(path.read_bytes())
    if feed.bozo:
        fault(path, f"feedparser: {feed.bozo_exception}")
    is_rss = path.name == "rss.xml"
    written = xml_texts(path)
    found = {}
    for entry in feed.entries:
        for needed in ("id", "title", "link", "published_parsed", "summary"):
            if entry.get(needed) is None:
                fault(path, f"{entry.get('link')}: feedparser finds no {needed}")
        title, summary = written[entry.link]
        if is_rss:
            if "<" in summary:
                fault(path, f"{entry.link}: the description has markup, which summaries have not: {summary}")
            summary = html.unescape(summary)
        # feedparser takes a plain text of RSS for HTML where it has an end tag or an entity; any other is kept.
        if not (is_rss and LOOKS_LIKE_HTML.search(title)) and spaced(entry.title) != spaced(title):
            fault(path, f"{entry.link}: feedparser reads the title as {entry.title}")
        # What it calls HTML it gives back escaped; Atom's summaries are text.
        read = html.unescape(entry.summary) if is_rss else entry.summary
        if spaced(read) != spaced(summary):
            fault(path, f"{entry.link}: feedparser reads the summary as {entry.summary}")
        found[entry.link] = {
            "title": spaced(title), "authors": len([a for a in entry.get("authors", []) if a.get("name")]),
            "tags": sorted(tag.term for tag in entry.get("tags", [])), "summary": spaced(summary)}
    return found


LOOKS_LIKE_HTML = re.compile(r"</\w+>|&#?\w+;")
ATOM = "{http://www.w3.org/2005/Atom}"


def xml_texts(path):
    """Titles and summaries as XML alone has them, by the address of each article."""
    root = ElementTree.fromstring(path.read_bytes())
    if path.name == "rss.xml":
        return {item.findtext("link"): (item.findtext("title") or "", item.findtext("description") or "")
                for item in root.iter("item")}
    return {entry.find(f"{ATOM}link[@rel='alternate']").get("href"):
            (entry.findtext(f"{ATOM}title") or "", entry.findtext(f"{ATOM}summary") or "")
            for entry in root.iter(f"{ATOM}entry")}


def spaced(text):
    return " ".join(text.split())


class Vocabulary:
    """The types of schema.org with those above them, and its properties with the types that have them."""

    def __init__(self, schemas):
        def column(file, name):
            with open(schemas / file, encoding="utf-8", newline="") as rows:
                return {row["label"]: {part.rsplit("/", 1)[-1] for part in row[name].split(", ") if part}
                        for row in csv.DictReader(rows)}
        self.above = column("schemaorg-current-https-types.csv", "subTypeOf")
        self.domains = column("schemaorg-current-https-properties.csv", "domainIncludes")

    def types(self, kind):
        return {kind}.union(*(self.types(above) for above in self.above.get(kind, ())))

    def check(self, where, node):
        """Returns how many things there were."""
        kind = node.get("@type")
        if kind not in self.above:
            fault(where, f"schema.org has no type {kind}")
            return 1
        types, seen = self.types(kind), 1
        for name, value in node.items():
            if not name.startswith("@"):
                if name not in self.domains:
                    fault(where, f"schema.org has no property {name}")
                elif not types & self.domains[name]:
                    fault(where, f"a {kind} of schema.org has no {name}")
            for inner in value if isinstance(value, list) else [value]:
                if isinstance(inner, dict):
                    seen += self.check(where, inner)
        return seen


def check_feeds(public, schemas):
    schema = None
    if schemas:
        schema = json.loads((schemas / "jsonfeed-1.1.schema.json").read_text(encoding="utf-8"))
    feeds = 0
    for path in sorted(public.rglob("rss.xml")):
        rss = entries(path)
        for other in (path.with_name("atom.xml"), path.with_name("feed.json")):
            feeds += 1
            found = entries(other)
            if list(found) != list(rss):
                fault(other, "has other articles than RSS, or in another order")
            for key, entry in found.items():
                for what, told in rss.get(key, {}).items():
                    if entry[what] != told:
                        fault(other, f"{key}: {what} is not as in RSS: {entry[what]} and {told}")
        if schema:
            feed = json.loads(path.with_name("feed.json").read_text(encoding="utf-8"))
            for error in jsonschema.Draft202012Validator(schema).iter_errors(feed):
                fault(path.with_name("feed.json"), error.message[:200])
        feeds += 1
    print(f"{feeds} feeds", "" if schema else "(not held to a schema: none given)")


def check_sitemaps(public, schemas):
    files = [public / "sitemap.xml", *sorted((public / "sitemaps").glob("*.xml"))]
    if not schemas:
        print("sitemaps not held to schemas: none given")
        return
    for path in files:
        schema = "siteindex.xsd" if path.name == "sitemap.xml" else "all-local.xsd"
        done = subprocess.run(["xmllint", "--noout", "--nonet", "--schema", str(schemas / schema), str(path)],
                              capture_output=True, text=True)
        if done.returncode:
            fault(path, done.stderr.strip()[:500])
    print(f"{len(files)} sitemaps")


def check_html(public, vnu):
    if not vnu:
        print("pages not checked as HTML: no checker given")
        return
    done = subprocess.run(["java", "-Xss8m", "-jar", str(vnu), "--errors-only", "--skip-non-html", "--format", "json",
                           str(public)], capture_output=True, text=True)
    try:
        messages = json.loads(done.stderr)["messages"]
    except ValueError:
        fault(vnu, done.stderr[:500])
        return
    for message in messages:
        where = urllib.parse.unquote(message["url"].rsplit(str(public), 1)[-1])
        fault(where, f"line {message.get('lastLine')}: {message['message']}")
    print(f"{len(list(public.rglob('*.html')))} pages through the Nu HTML checker")


def not_at_hand(schemas, vnu):
    """What the checks that are wanted need and do not find."""
    files = [schemas / name for name in SCHEMAS] if schemas else []
    tools = ["xmllint"] if schemas else []
    if vnu:
        files.append(vnu)
        tools.append("java")
    return [str(path) for path in files if not path.is_file()] + [tool for tool in tools if not shutil.which(tool)]


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("public", type=pathlib.Path)
    options.add_argument("--schemas", type=pathlib.Path)
    options.add_argument("--vnu", type=pathlib.Path)
    given = options.parse_args()
    missing = not_at_hand(given.schemas, given.vnu)
    if missing:
        print("not at hand:", ", ".join(missing), file=sys.stderr)
        return 1
    check_pages(given.public, given.schemas)
    check_feeds(given.public, given.schemas)
    check_sitemaps(given.public, given.schemas)
    check_html(given.public, given.vnu)
    for line in FAULTS[:50]:
        print(line, file=sys.stderr)
    print(f"{len(FAULTS)} faults")
    return 1 if FAULTS else 0


if __name__ == "__main__":
    sys.exit(main())
