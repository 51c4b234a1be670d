#!/usr/bin/env python3
"""Checks a built site as a reader, a crawler and a feed reader would meet it.

    check_site.py PUBLIC [--url https://courier.example/] [--content content] [--now 2026-11-23T06:00:00Z]
                  [--at-least PAGES]

Every page is HTML with a title, a language and one h1; every link, picture and style sheet within the site
leads to a file, and every fragment to an id; feeds and sitemaps are well-formed, and every address in them
is a page; nothing that is not published yet, or any more, is named anywhere. It needs nothing but Python's
own library. Exit code 1 where anything is wrong.
"""
import argparse
import datetime
import json
import pathlib
import re
import sys
import urllib.parse
import xml.etree.ElementTree as ElementTree
from html.parser import HTMLParser

SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
ATOM = "{http://www.w3.org/2005/Atom}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"


def pictures(srcset):
    """The addresses of a `srcset`."""
    return [address.rstrip(",") for address in re.findall(r"[\s,]*(\S*[^\s,])(?:,|\s[^,]*,?|$)", srcset)]


class Page(HTMLParser):
    """Where a page leads, and where it can be led to."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.links, self.ids, self.repeated, self.headings = [], set(), set(), 0
        self.lang, self.title, self.in_title, self.is_redirect = None, "", False, False
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        if tag == "html":
            self.lang = given.get("lang")
        if tag == "h1":
            self.headings += 1
        if tag == "title":
            self.in_title = True
        if tag == "meta" and (given.get("http-equiv") or "").lower() == "refresh":
            self.is_redirect = True
            self.links.append(given.get("content", "").partition("url=")[2])
        if given.get("id"):
            (self.repeated if given["id"] in self.ids else self.ids).add(given["id"])
        for name in ("href", "src", "poster", "cite"):
            if given.get(name) is not None:
                self.links.append(given[name])
        self.links += pictures(given.get("srcset") or "")

    def handle_endtag(self, tag):
        if tag == "title":
            self.in_title = False

    def handle_data(self, data):
        if self.in_title:
            self.title += data


class Site:
    def __init__(self, folder, url):
        self.folder, self.url = folder, url
        self.base = urllib.parse.urlsplit(url).path
        self.files = {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}
        self.pages = {}
        self.faults = []

    def fault(self, where, what):
        self.faults.append(f"{where}: {what}")

    def file_of(self, path):
        """The file that a server gives for a path of the site, or None."""
        path = urllib.parse.unquote(path)
        if not path.startswith(self.base):
            return None
        path = path[len(self.base):]
        candidates = [path + "index.html"] if path.endswith("/") or not path else [path, path + "/index.html"]
        return next((c for c in candidates if c in self.files), None)

    def check_page(self, name):
        text = (self.folder / name).read_text(encoding="utf-8")
        page = self.pages[name] = Page(text)
        if not text.lower().startswith("<!doctype html>"):
            self.fault(name, "no doctype")
        if not page.title.strip():
            self.fault(name, "no title")
        if not page.lang:
            self.fault(name, "no language")
        if not page.is_redirect and page.headings != 1:
            self.fault(name, f"{page.headings} headings of the first level")
        for repeated in sorted(page.repeated):
            self.fault(name, f"the id {repeated} comes twice")

    def check_links(self, name):
        here = urllib.parse.urljoin(self.url, urllib.parse.quote(name.removesuffix("index.html")))
        for link in self.pages[name].links:
            target = urllib.parse.urljoin(here, link)
            if not target.startswith(self.url):
                continue
            parts = urllib.parse.urlsplit(target)
            found, fragment = self.file_of(parts.path), parts.fragment
            if found is None:
                self.fault(name, f"a dead link to {link}")
            elif fragment and found in self.pages:
                if urllib.parse.unquote(fragment) not in self.pages[found].ids:
                    self.fault(name, f"a link to {link}, where there is no such id")

    def xml(self, name):
        try:
            return ElementTree.fromstring((self.folder / name).read_bytes())
        except ElementTree.ParseError as error:
            self.fault(name, f"not well-formed: {error}")
            return None

    def check_address(self, where, address):
        if not (address or "").startswith(self.url):
            self.fault(where, f"an address that is not the site's: {address}")
        elif self.file_of(urllib.parse.urlsplit(address).path) is None:
            self.fault(where, f"an address without a file: {address}")

    def check_feed(self, name):
        root = self.xml(name)
        if root is None:
            return
        channel = root.find("channel")
        if root.tag != "rss" or channel is None:
            self.fault(name, "not RSS")
            return
        for needed in ("title", "link", "description"):
            if not (channel.findtext(needed) or "").strip():
                self.fault(name, f"the channel has no {needed}")
        ids = [item.findtext("guid") for item in channel.iter("item")]
        if len(ids) != len(set(ids)):
            self.fault(name, "two items are one")
        for item in channel.iter("item"):
            self.check_address(name, item.findtext("link"))
            if not (item.findtext("title") or "").strip():
                self.fault(name, "an item has no title")
            self.check_body(name, item.findtext(CONTENT))

    def check_atom(self, name):
        root = self.xml(name)
        for entry in root.iter(f"{ATOM}entry") if root is not None else ():
            self.check_body(name, entry.findtext(f"{ATOM}content"))

    def check_json_feed(self, name):
        for item in json.loads((self.folder / name).read_text(encoding="utf-8"))["items"]:
            self.check_body(name, item.get("content_html"))

    def check_body(self, where, body):
        """Every address in an article's text leads somewhere from wherever it is read."""
        for link in Page(body or "").links:
            if not urllib.parse.urlsplit(link).scheme:
                self.fault(where, f"a link that is not absolute: {link}")
            elif link.startswith(self.url):
                self.check_address(where, link)

    def check_sitemaps(self):
        seen, todo = set(), ["sitemap.xml"]
        while todo:
            name = todo.pop()
            root = self.xml(name) if name in self.files else self.fault(name, "is missing")
            if root is None:
                continue
            for part in root.iter(f"{SITEMAP}sitemap"):
                address = part.findtext(f"{SITEMAP}loc")
                self.check_address(name, address)
                todo.append(self.file_of(urllib.parse.urlsplit(address or "").path) or "?")
            for entry in root.iter(f"{SITEMAP}url"):
                address = entry.findtext(f"{SITEMAP}loc")
                self.check_address(name, address)
                # A news sitemap names again what another one names.
                if name.endswith("-news.xml"):
                    continue
                if address in seen:
                    self.fault(name, f"named twice: {address}")
                seen.add(address)
        return seen


def unpublished(content, now):
    """Titles of articles that no reader may see, with their files."""
    found = []
    for path in sorted(content.rglob("*.md")):
        if path.relative_to(content).parts[0] in ("pages", "authors", "sections"):
            continue
        head = path.read_text(encoding="utf-8").partition("\n---")[0]
        field = lambda *names: next((m[1].strip(" \"'") for name in names
                                     if (m := re.search(rf"^{name}:[ ]*(.+)$", head, re.M))), None)
        title, date, expires = field("title", "headline"), field("date", "published"), field("expires")
        named = re.match(r"\d{4}-\d\d-\d\d", path.name if path.stem.split(".")[0] != "index" else path.parent.name)
        date = date if date and date[0].isdigit() else named[0] if named else None
        hidden = field("draft") == "true" or field("published") == "false"
        hidden |= date is not None and date[:10] > now
        hidden |= expires is not None and expires[:10] < now
        if hidden and title:
            found.append((path, title))
    return found


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("public", type=pathlib.Path)
    options.add_argument("--url", default="https://courier.example/")
    options.add_argument("--content", type=pathlib.Path, default=pathlib.Path("content"))
    options.add_argument("--now", default=datetime.datetime.now(datetime.timezone.utc).isoformat())
    options.add_argument("--at-least", type=int, default=1)
    given = options.parse_args()

    site = Site(given.public, given.url)
    for needed in ("index.html", "404.html", "rss.xml", "sitemap.xml", "robots.txt"):
        if needed not in site.files:
            site.fault(needed, "is missing")
    pages = sorted(name for name in site.files if name.endswith(".html"))
    for name in pages:
        site.check_page(name)
    for name in pages:
        site.check_links(name)
    feeds = []
    for ending, check in (("rss.xml", site.check_feed), ("atom.xml", site.check_atom), ("feed.json", site.check_json_feed)):
        for name in sorted(name for name in site.files if name.endswith(ending)):
            feeds.append(name)
            check(name)
    mapped = site.check_sitemaps()
    hidden = unpublished(given.content, given.now[:10])
    texts = {name: (given.public / name).read_text(encoding="utf-8")
             for name in site.files if name.endswith((".html", ".xml", ".txt"))}
    for path, title in hidden:
        for name, text in texts.items():
            if title in text:
                site.fault(name, f"names what is not published: {path}")
    if len(pages) < given.at_least:
        site.fault(given.public, f"{len(pages)} pages, fewer than {given.at_least}")

    for fault in site.faults:
        print(fault, file=sys.stderr)
    links = sum(len(page.links) for page in site.pages.values())
    print(f"{len(pages)} pages, {links} links, {len(feeds)} feeds, {len(mapped)} addresses in sitemaps, "
          f"{len(hidden)} unpublished articles: {len(site.faults)} faults")
    return 1 if site.faults else 0


if __name__ == "__main__":
    sys.exit(main())
