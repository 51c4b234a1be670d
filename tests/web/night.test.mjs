// A browser before a running `presstime serve`: what an editor sees who saves a file.
//
// PRESSTIME is the program, CHROMIUM a browser; `bash tests/web/run` sets both.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { createServer, request } from "node:http";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { after, before, beforeEach, test } from "node:test";
import { browser as launched } from "./outlet.mjs";

const presstime = resolve(process.env.PRESSTIME);
const PORT_TALKS = "world/2026/11/port/";
const PATIENCE = 20_000;

let browser, context, site, server;

before(async () => {
  browser = await launched();
});

beforeEach(async (t) => {
  site = await mkdtemp(join(tmpdir(), "presstime-"));
  await write("site.yaml", "title: Courier\nurl: https://courier.example/news/\ntimezone: UTC\n");
  await write("content/world/port.md", article("Port talks"));
  await write("content/sport/race.md", article("A race"));
  await write("static/own.css", "h1 { color: rgb(1, 2, 3) }");
  server = await serve();
  context = await browser.newContext();
  t.after(async () => {
    await context.close();
    await stop(server);
    await rm(site, { recursive: true, force: true });
  });
});

after(() => browser.close());

async function write(path, text) {
  await mkdir(dirname(join(site, path)), { recursive: true });
  await writeFile(join(site, path), text);
}

function article(title, more = "") {
  const long = Array.from({ length: 80 }, (_, n) => `Paragraph ${n} of a long story.`).join("\n\n");
  return `---\ntitle: ${title}\ndate: 2026-11-20\n---\n\n${more}\n\n${long}\n`;
}

// Starts the program, and waits for its address.
async function serve(...args) {
  const child = spawn(presstime, ["serve", "-C", site, ...(args.includes("--port") ? [] : ["--port", "0"]), ...args], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  let said = "";
  const url = await new Promise((found, failed) => {
    child.stderr.on("data", (data) => {
      said += data;
      const url = /serving (http:\S+)/.exec(said)?.[1];
      if (url) found(url);
    });
    child.on("exit", () => failed(new Error(`it ended: ${said}`)));
  });
  return { child, url, port: new URL(url).port };
}

async function stop({ child }) {
  if (child.exitCode !== null) return;
  const end = new Promise((done) => child.on("exit", done));
  child.kill("SIGINT");
  await end;
}

// A page with a mark that a reload would wipe away. Call it while no build is due, which would reload it at once.
async function open(url) {
  const page = await context.newPage();
  const listens = page.waitForResponse((response) => response.url().includes("/-/events"));
  await page.goto(url, { waitUntil: "load" });
  await listens;
  await page.evaluate(() => { window.mark = true; });
  return page;
}

const isMarked = (page) => page.evaluate(() => window.mark === true);
const heading = (page, text) => page.locator("h1", { hasText: text }).waitFor({ timeout: PATIENCE });

test("an edit appears by itself, on the pages that it changes and no others", async () => {
  const port = await open(server.url + PORT_TALKS);
  const race = await open(`${server.url}sport/2026/11/race/`);
  const front = await open(server.url);
  await write("content/world/port.md", article("Port talks end"));
  await heading(port, "Port talks end");
  await front.getByText("Port talks end").first().waitFor({ timeout: PATIENCE });
  assert.equal(await isMarked(race), true, "the other article was loaded again");
});

test("a reload keeps the place", async () => {
  const page = await open(server.url + PORT_TALKS);
  await page.evaluate(() => scrollTo(0, 1200));
  await write("content/world/port.md", article("Port talks go on"));
  await heading(page, "Port talks go on");
  await page.waitForFunction(() => scrollY === 1200, null, { timeout: PATIENCE });
  assert.equal(await isMarked(page), false);
});

test("style sheets are swapped; the place and what was opened stay", async () => {
  const page = await open(server.url + PORT_TALKS);
  await write("templates/head.html", "<link rel=\"stylesheet\" href=\"{{ url(path=\"/own.css\") }}\">");
  await write("content/world/port.md", article("Port talks", "<details><summary>More</summary>Inside</details>"));
  // They may make two builds, and so two reloads: what both bring is waited for.
  await page.waitForFunction(() => getComputedStyle(document.querySelector("h1")).color === "rgb(1, 2, 3)"
    && document.querySelector("summary"), null, { timeout: PATIENCE });
  await page.locator("summary", { hasText: "More" }).click();
  await page.evaluate(() => { window.mark = true; scrollTo(0, 900); });
  await write("static/own.css", "h1 { color: rgb(4, 5, 6) }");
  await page.waitForFunction(() => getComputedStyle(document.querySelector("h1")).color === "rgb(4, 5, 6)",
    null, { timeout: PATIENCE });
  assert.equal(await isMarked(page), true, "it was loaded again");
  assert.equal(await page.evaluate(() => scrollY), 900);
  assert.equal(await page.evaluate(() => document.querySelector("details").open), true);
  await page.waitForFunction(() => document.querySelectorAll('link[rel="stylesheet"]').length === 1,
    null, { timeout: PATIENCE });
});

test("so is a sheet of the theme, whose name changes with it", async () => {
  const page = await open(server.url + PORT_TALKS);
  await write("static/unused.txt", "x");
  const before = await page.evaluate(() => document.querySelector('link[rel="stylesheet"]').href);
  await mkdir(join(site, "themes/mine/static"), { recursive: true });
  await write("themes/mine/theme.yaml", "name: mine\nextends: default\n");
  await write("themes/mine/static/site.css", "body { background: rgb(9, 9, 9) }");
  await write("site.yaml", "title: Courier\nurl: https://courier.example/news/\ntimezone: UTC\ntheme: mine\n");
  const is = (color) => page.waitForFunction(
    (color) => getComputedStyle(document.body).backgroundColor === color, color, { timeout: PATIENCE });
  await is("rgb(9, 9, 9)");
  await page.evaluate(() => { window.mark = true; });
  await write("themes/mine/static/site.css", "body { background: rgb(8, 8, 8) }");
  await is("rgb(8, 8, 8)");
  assert.equal(await isMarked(page), true, "it was loaded again");
  assert.notEqual(await page.evaluate(() => document.querySelector('link[rel="stylesheet"]').href), before);
});

test("an error covers the page in the words of the terminal, and goes when it is mended", async () => {
  const page = await open(server.url + PORT_TALKS);
  await write("content/sport/race.md", "---\ntitle: More: of it\ndate: 2026-11-20\n---\n");
  const overlay = page.getByRole("alertdialog");
  await overlay.waitFor({ timeout: PATIENCE });
  const text = await overlay.innerText();
  assert.match(text, /content\/sport\/race\.md:2:12/);
  assert.match(text, / 2 \| title: More: of it\n {3}\| {12}\^/);
  const box = await overlay.boundingBox();
  const view = page.viewportSize();
  assert.ok(box.width >= view.width - 20 && box.height >= view.height - 20, "it does not cover the page");
  // Who opens another page now sees it too.
  const front = await open(server.url);
  await front.getByRole("alertdialog").waitFor({ timeout: PATIENCE });
  await write("content/sport/race.md", article("A race"));
  await overlay.waitFor({ state: "detached", timeout: PATIENCE });
  await front.getByRole("alertdialog").waitFor({ state: "detached", timeout: PATIENCE });
  assert.equal(await isMarked(page), true);
});

test("pages find the server again that was started anew", async () => {
  const page = await open(server.url + PORT_TALKS);
  const other = await open(`${server.url}sport/2026/11/race/`);
  const { port } = server;
  await stop(server);
  await write("content/world/port.md", article("While it slept"));
  server = await serve("--port", port);
  assert.equal(server.port, port);
  await heading(page, "While it slept");
  await write("content/sport/race.md", article("Another race"));
  await heading(other, "Another race");
});

test("it works through a proxy under another name", async (t) => {
  const proxy = createServer((from, to) => {
    const options = { port: server.port, path: from.url, headers: from.headers, method: from.method };
    const onward = request(options, (back) => {
      to.writeHead(back.statusCode, back.headers);
      back.on("error", () => to.destroy());
      back.pipe(to);
    });
    onward.on("error", () => to.writeHead(502).end("down"));
    to.on("close", () => onward.destroy());
    from.pipe(onward);
  });
  await new Promise((ready) => proxy.listen(0, "127.0.0.1", ready));
  t.after(() => { proxy.closeAllConnections(); proxy.close(); });
  const url = `http://desk.localhost:${proxy.address().port}/news/`;
  const page = await open(url + PORT_TALKS);
  await write("content/world/port.md", article("By proxy"));
  await heading(page, "By proxy");
  assert.ok(page.url().startsWith(url));
  const { port } = server;
  // Meanwhile the proxy answers that there is nobody.
  const nobody = page.waitForResponse((response) => response.status() === 502, { timeout: PATIENCE });
  await stop(server);
  await nobody;
  await write("content/world/port.md", article("By proxy again"));
  server = await serve("--port", port);
  await heading(page, "By proxy again");
});

test("a page that is not there yet appears when it is, and one that goes makes way", async () => {
  const page = await open(`${server.url}world/2026/11/new/`);
  await write("content/world/new.md", article("Brand new"));
  await heading(page, "Brand new");
  await rm(join(site, "content/world/new.md"));
  await page.waitForFunction(() => !document.body.innerText.includes("Brand new"), null, { timeout: PATIENCE });
});

test("the desk keeps up, counts down, and can be read by all", async () => {
  const until = new Date(Date.now() + 3_600_000).toISOString();
  const page = await open(`${server.url}-/`);
  await write("content/world/sealed.md", `---\ntitle: Sealed\ndate: ${until}\npermalink: /sealed/\n---\n\nText.\n`);
  const link = page.getByRole("region", { name: /Embargoed/ }).getByRole("link", { name: "Sealed" });
  await link.waitFor({ timeout: PATIENCE });
  const left = page.locator(".embargoed .left").first();
  const first = await left.innerText();
  await page.waitForFunction((first) => document.querySelector(".embargoed .left").innerText !== first, first,
    { timeout: PATIENCE });
  await write("content/world/drafted.md", "---\ntitle: Unfinished\ndraft: true\ndate: 2026-11-20\n---\n");
  await page.getByRole("region", { name: /Drafts/ }).getByRole("link", { name: "Unfinished" })
    .waitFor({ timeout: PATIENCE });
  await page.getByRole("region", { name: /Embargoed/ }).getByRole("link", { name: "Sealed" }).click();
  await page.getByText("Embargoed: readers see this from").waitFor({ timeout: PATIENCE });
});
