// What every page of a site has to be, in a browser: without a fault that axe-core knows (WCAG 2.2 AA), in light and
// in dark; nowhere wider than the screen; reached by keys, which show where they are; quiet in the console; asking no
// other host for anything until a video is asked for; still while it loads; readable without scripts and on paper; and small.
//
//     node bars.mjs PUBLIC OUTLET

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { browser, serve } from "./outlet.mjs";
import { each, OTHERS, paths } from "./pages.mjs";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
// Of what passes it need not tell the elements, which takes it long.
const RULES = { resultTypes: ["violations"], runOnly: { type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] } };
const WIDTHS = [320, 390, 820, 1440, 2560];
// In bytes, compressed: a page with its style sheets and typefaces, and its style sheets and its scripts alone.
const PAGE = 90 * 1024;
const STYLE = 12 * 1024;
const SCRIPT = 2 * 1024;

const faults = [];
const fault = (where, what) => faults.push(`${where}: ${what}`);

/** In the page: what a key leads to, in the order of the document. */
function reachable() {
  const can = "a[href], button, input, select, textarea, summary, iframe, video[controls], [tabindex='0']";
  const seen = (element) => element.checkVisibility() && !element.closest("[inert]") && element.tabIndex >= 0 && element.type !== "hidden";
  return [...document.querySelectorAll(can)].filter(seen).length;
}

/** In the page: where the focus is, and whether that can be seen. */
function focused() {
  const element = document.activeElement;
  if (!element || element === document.body) return null;
  const style = getComputedStyle(element);
  const box = element.getBoundingClientRect();
  element.dataset.reached = "";
  return {
    name: element.outerHTML.slice(0, 90),
    // What is within a player has a focus of its own.
    is_shown: element.matches("video, iframe") || style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0,
    is_in_sight: box.bottom > 0 && box.top < innerHeight && box.width > 0,
    reached: document.querySelectorAll("[data-reached]").length,
  };
}

/** In the page: counts what jumps, and says what did first. */
function watch() {
  window.shifts = 0;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      window.shifts += entry.value;
      window.jumped ??= entry.sources.map(({ node }) => (node?.outerHTML ?? node?.textContent ?? "?").slice(0, 90)).join(" … ");
    }
  }).observe({ type: "layout-shift", buffered: true });
}

/** Tells what jumped on a page that was watched. */
async function still(page, where) {
  const [shifts, jumped] = await page.evaluate(() => [window.shifts, window.jumped]);
  if (shifts > 0) fault(where, `what is there jumps (${shifts}): ${jumped}`);
}

/** Goes to a page and tells what is wrong while it loads. */
async function visit(context, address, path, where) {
  const page = await context.newPage();
  page.on("console", (message) => message.type() === "error" && !message.text().includes("404") && fault(where, `the console says: ${message.text()}`));
  page.on("pageerror", (error) => fault(where, `a script fails: ${error.message}`));
  page.on("request", (request) => request.url().startsWith(address) || request.url().startsWith("data:") || fault(where, `asks another host: ${request.url()}`));
  await page.goto(address + path, { waitUntil: "load" });
  return page;
}

async function accessible(chromium, address, path) {
  for (const colorScheme of ["light", "dark"]) {
    for (const width of [390, 1440]) {
      const where = `${path}, ${colorScheme}, ${width} px`;
      const context = await chromium.newContext({ viewport: { width, height: 900 }, colorScheme, reducedMotion: "reduce" });
      await context.addInitScript(watch);
      const page = await visit(context, address, path, where);
      await page.evaluate(AXE);
      const { violations } = await page.evaluate((rules) => window.axe.run(document, rules), RULES);
      for (const { id, help, nodes } of violations) fault(where, `${id}: ${help}: ${nodes[0].html.slice(0, 160)} (${nodes.length})`);
      await still(page, where);
      await context.close();
    }
  }
}

/** In the page: waits until a piece of it is there, and painted. */
function painted(number) {
  const is_there = () => {
    const comments = document.createTreeWalker(document, NodeFilter.SHOW_COMMENT);
    while (comments.nextNode()) if (comments.currentNode.data === String(number)) return true;
    return false;
  };
  return new Promise((done) => {
    const look = () => is_there() ? requestAnimationFrame(() => requestAnimationFrame(() => done(true))) : requestAnimationFrame(look);
    look();
  });
}

/** Nothing jumps either where a page comes bit by bit. */
async function bit_by_bit(chromium, folder, path) {
  for (const width of [390, 820, 1440]) {
    const where = `${path}, bit by bit, ${width} px`;
    const context = await chromium.newContext({ viewport: { width, height: 900 }, reducedMotion: "reduce" });
    await context.addInitScript(watch);
    const page = await context.newPage();
    let pieces = 0;
    const slow = await serve(folder, async (number) => {
      // Until the first piece has come, the page is the empty one before it.
      await page.waitForURL((url) => url.href !== "about:blank", { waitUntil: "commit" });
      await page.evaluate(painted, number);
      pieces = number;
    });
    await page.goto(slow.address + path, { waitUntil: "load" });
    await still(page, where);
    if (pieces === 0) fault(where, "came in one piece");
    await context.close();
    slow.stop();
  }
}

async function within(chromium, address, path) {
  const context = await chromium.newContext();
  const page = await context.newPage();
  await page.goto(address + path, { waitUntil: "load" });
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 900 });
    await page.waitForFunction((width) => innerWidth === width, width);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    if (wide > width) fault(`${path}, ${width} px`, `is ${wide} px wide`);
  }
  await context.close();
}

async function by_keys(chromium, address, path) {
  const context = await chromium.newContext({ viewport: { width: 1440, height: 900 }, reducedMotion: "reduce" });
  const page = await context.newPage();
  await page.goto(address + path, { waitUntil: "load" });
  const all = await page.evaluate(reachable);
  let reached = 0;
  for (let turn = 0; turn < all * 2 + 10 && reached < all; turn += 1) {
    await page.keyboard.press("Tab");
    const found = await page.evaluate(focused);
    if (!found) continue;
    ({ reached } = found);
    if (!found.is_shown) fault(path, `focus is not shown on ${found.name}`);
    if (!found.is_in_sight) fault(path, `focus is out of sight on ${found.name}`);
  }
  if (reached < all) fault(path, `${reached} of ${all} things are reached by keys`);
  await context.close();
}

async function without_scripts(chromium, address, path) {
  const context = await chromium.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(address + path, { waitUntil: "load" });
  const words = (await page.innerText("main")).trim().split(/\s+/).length;
  if (words < 3) fault(path, `says ${words} words without scripts`);
  await context.close();
}

/** In the page, printed: what of it is hidden that should not be. */
function lost() {
  const hidden = [...document.querySelectorAll("details > :not(summary)")].filter((answer) => !answer.checkVisibility()).length;
  const { href } = document.querySelector("link[rel=canonical]") ?? {};
  const says_where = !href || [...document.querySelectorAll("body *")].some((element) => element.checkVisibility() && element.textContent.trim() === href);
  return [hidden > 0 && `${hidden} answers of the FAQ are closed`, !says_where && "nothing says where it is from"].filter(Boolean);
}

async function on_paper(chromium, address, path) {
  const context = await chromium.newContext({ viewport: { width: 718, height: 1000 } });
  const page = await context.newPage();
  await page.emulateMedia({ media: "print" });
  await page.goto(address + path, { waitUntil: "load" });
  for (const what of await page.evaluate(lost)) fault(`${path}, printed`, what);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth);
  if (wide > 718) fault(`${path}, printed`, `is ${wide} px wide`);
  await context.close();
}

/** A video of another host is a link until it is clicked; then its player is there, and has the focus. */
async function on_demand(chromium, address, path) {
  const context = await chromium.newContext({ viewport: { width: 820, height: 900 } });
  const page = await context.newPage();
  await page.goto(address + path, { waitUntil: "load" });
  const link = page.locator("a[data-embed]").first();
  if (await link.count() > 0) {
    const embed = await link.getAttribute("data-embed");
    await page.route((url) => !url.href.startsWith(address), (route) => route.fulfill({ body: "a player", contentType: "text/html" }));
    const asked = page.waitForRequest((request) => request.url() === embed, { timeout: 10_000 }).catch(() => fault(path, `a click does not bring ${embed}`));
    await link.click();
    await asked;
    if (await page.evaluate(() => document.activeElement?.tagName) !== "IFRAME") fault(path, "the player that was asked for has not the focus");
  }
  await context.close();
}

function small(folder, path) {
  const file = path.endsWith("/") ? `${path}index.html` : path;
  const html = readFileSync(join(folder, file), "utf8");
  const linked = (pattern) => [...html.matchAll(pattern)].map(([, url]) => readFileSync(join(folder, url)));
  const size = (bytes) => gzipSync(bytes, { level: 9 }).length;
  const sheets = linked(/<link rel="stylesheet" href="([^"]+)"/g).reduce((sum, bytes) => sum + size(bytes), 0);
  const fonts = linked(/as="font"[^>]*href="([^"]+)"/g).reduce((sum, bytes) => sum + bytes.length, 0);
  const scripts = linked(/<script[^>]* src="([^"]+)"/g).reduce((sum, bytes) => sum + size(bytes), 0);
  if (scripts > SCRIPT) fault(path, `its scripts have ${scripts} bytes`);
  if (sheets > STYLE) fault(path, `its style sheets have ${sheets} bytes`);
  const all = size(Buffer.from(html)) + sheets + fonts;
  if (fonts === 0) fault(path, "has no typeface of its own");
  if (all > PAGE) fault(path, `has ${all} bytes with its style sheets and typefaces`);
  return all;
}

const [folder, outlet] = process.argv.slice(2);
const pages = [...paths(outlet), ...OTHERS[outlet]];
const { address, stop } = await serve(folder);
const chromium = await browser();
let largest = 0;
await each(pages, 3, async (path) => {
  await accessible(chromium, address, path);
  await bit_by_bit(chromium, folder, path);
  await within(chromium, address, path);
  await by_keys(chromium, address, path);
  await without_scripts(chromium, address, path);
  await on_paper(chromium, address, path);
  await on_demand(chromium, address, path);
  largest = Math.max(largest, small(folder, path));
});
await chromium.close();
stop();
for (const one of faults) console.error(one);
console.log(`${pages.length} pages, ${faults.length} faults; the largest has ${(largest / 1024).toFixed(1)} KB`);
process.exitCode = faults.length === 0 ? 0 : 1;
