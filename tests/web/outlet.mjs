// A published folder behind a server of its own, and Debian's Chromium in front of it.

import { createReadStream, existsSync, readFileSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { createGzip } from "node:zlib";
import { chromium } from "playwright-core";

const TYPES = {
  ".html": "text/html; charset=utf-8", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml",
  ".jpg": "image/jpeg", ".png": "image/png", ".webp": "image/webp", ".woff2": "font/woff2", ".xml": "text/xml",
};

/** Serves a folder on loopback. Where `between` is given, what is within `main` comes in pieces, as over a bad line:
 *  each ends with a comment that has its number, and `between(number)` is awaited before the next one.
 *  Returns its address and what stops it. */
export async function serve(folder, between) {
  const server = createServer((request, response) => {
    const path = normalize(decodeURIComponent(new URL(request.url, "http://localhost").pathname));
    let file = join(folder, path);
    if (existsSync(file) && statSync(file).isDirectory()) file = join(file, "index.html");
    const found = existsSync(file);
    if (!found) file = join(folder, "404.html");
    const type = TYPES[extname(file)] ?? "application/octet-stream";
    const headers = { "content-type": type };
    // As any host does.
    if (path.startsWith("/assets/")) headers["cache-control"] = "public, max-age=31536000, immutable";
    if (between && extname(file) === ".html") return void drip(readFileSync(file, "utf8"), response, headers, between);
    const is_text = /^text|svg/.test(type) && /gzip/.test(request.headers["accept-encoding"]);
    if (is_text) headers["content-encoding"] = "gzip";
    response.writeHead(found ? 200 : 404, headers);
    const body = createReadStream(file);
    (is_text ? body.pipe(createGzip()) : body).pipe(response);
  });
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  return { address: `http://127.0.0.1:${server.address().port}`, stop: () => server.close() };
}

// Of so many characters the first has at least, and each so much more than the one before: what comes first is what
// jumps farthest.
const PIECE = 150;
const GROWTH = 1.15;

async function drip(html, response, headers, between) {
  response.writeHead(200, headers);
  const begin = html.indexOf("<main");
  response.write(html.slice(0, begin));
  let [piece, number] = ["", 0];
  for (const part of html.slice(begin).split(/(?<=<\/(?:a|p|h[1-6]|li|ul|div|figure|header|article|section)>)|(?=<time)/)) {
    piece += part;
    if (piece.length < PIECE * GROWTH ** number) continue;
    number += 1;
    response.write(`${piece}<!--${number}-->`);
    piece = "";
    await between(number);
  }
  response.end(piece);
}

/** Where the browser is, and how it is kept from talking with the world. */
export const CHROMIUM = process.env.CHROMIUM ?? "/usr/bin/chromium";
export const QUIETLY = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
  "--disable-background-networking", "--disable-component-update", "--disable-sync"];

// The same typefaces on every machine.
const FONTS = fileURLToPath(new URL("fonts.conf", import.meta.url));

export function browser() {
  return chromium.launch({ executablePath: CHROMIUM, args: QUIETLY, env: { ...process.env, FONTCONFIG_FILE: FONTS } });
}
