// Pictures of an outlet's pages on a telephone, a tablet and a desk, held to those that were accepted (`pictures/`).
//
//     node pictures.mjs PUBLIC OUTLET             compare
//     node pictures.mjs PUBLIC OUTLET --accept    accept what there is
//
// Both sides are half as large as the screen and went through the same lossy format, so that the pictures stay small
// and what one version of a browser smooths otherwise than the next does not count. What differs is put beside what was
// accepted in `target/pictures/`.

import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import pixelmatch from "pixelmatch";
import sharp from "sharp";
import { browser, serve } from "./outlet.mjs";
import { each, PAGES } from "./pages.mjs";

const WIDTHS = [390, 820, 1440];
const ACCEPTED = fileURLToPath(new URL("pictures/", import.meta.url));
const DIFFERING = fileURLToPath(new URL("../../target/pictures/", import.meta.url));
const FORMAT = { quality: 50, effort: 5 };
// How unlike two pixels may be (0 to 1), and how many may be more unlike than that, of a thousand.
const UNLIKE = 0.1;
const FEW = 0.5;

/** In the page: waits until all that it shows is there, and painted with the rest: a photo that is decoded beside may
 *  be missing in the picture. */
async function complete() {
  await Promise.all([...document.images].map(async (image) => {
    image.loading = "eager";
    image.decoding = "sync";
    if (!image.complete) await new Promise((done) => { image.onload = done; image.onerror = done; });
    await image.decode();
  }));
  await document.fonts.ready;
  await new Promise((painted) => requestAnimationFrame(() => requestAnimationFrame(painted)));
}

/** A picture of the whole page. */
async function shoot(chromium, address, path, width) {
  const context = await chromium.newContext({ viewport: { width, height: 900 }, colorScheme: "light", reducedMotion: "reduce" });
  const page = await context.newPage();
  // Whether a typeface comes in time is no question of looks.
  await page.route("**/*.css", async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: (await response.text()).replaceAll("font-display:optional", "font-display:block").replaceAll("font-display: optional", "font-display: block") });
  });
  await page.goto(address + path, { waitUntil: "load" });
  await page.evaluate(complete);
  // A player's buttons are the browser's own.
  await page.addStyleTag({ content: "video::-webkit-media-controls { display: none !important }" });
  const shot = await page.screenshot({ fullPage: true, animations: "disabled" });
  await context.close();
  return sharp(shot).resize({ width: Math.round(width / 2) }).webp(FORMAT).toBuffer();
}

/** The pixels of a picture on a white ground of a size. */
async function pixels(picture, width, height) {
  return sharp(picture).ensureAlpha().extend({ right: 0, bottom: 0 }).resize({ width, height, fit: "contain", position: "top", background: "#fff", withoutEnlargement: true })
    .raw().toBuffer();
}

/** What tells a picture from the accepted one, or nothing; with a picture of it. */
async function compare(actual, accepted) {
  const [now, before] = await Promise.all([actual, accepted].map((picture) => sharp(picture).metadata()));
  const { width } = now;
  const height = Math.max(now.height, before.height);
  if (before.width !== width) return { what: `is ${width} pixels wide, not ${before.width}` };
  const [a, b] = await Promise.all([pixels(actual, width, height), pixels(accepted, width, height)]);
  const shown = Buffer.alloc(a.length);
  const count = pixelmatch(b, a, shown, width, height, { threshold: UNLIKE });
  const difference = () => sharp(shown, { raw: { width, height, channels: 4 } }).png({ palette: true }).toBuffer();
  if (now.height !== before.height) return { what: `is ${2 * now.height} pixels high, not ${2 * before.height}`, difference: await difference() };
  const of_thousand = 1000 * count / (width * height);
  if (of_thousand > FEW) return { what: `${of_thousand.toFixed(2)} of 1,000 pixels differ`, difference: await difference() };
  return null;
}

const [folder, outlet, flag] = process.argv.slice(2);
const accepts = flag === "--accept";
const wanted = Object.entries(PAGES[outlet]).flatMap(([lang, kinds]) => Object.entries(kinds)
  .flatMap(([kind, path]) => WIDTHS.map((width) => ({ path, width, name: `${outlet}-${lang}-${kind}-${width}` }))));
const { address, stop } = await serve(folder);
const chromium = await browser();
const faults = [];
mkdirSync(ACCEPTED, { recursive: true });
for (const left of existsSync(DIFFERING) ? readdirSync(DIFFERING) : []) {
  if (left.startsWith(`${outlet}-`)) rmSync(join(DIFFERING, left));
}
await each(wanted, 3, async ({ path, width, name }) => {
  const actual = await shoot(chromium, address, path, width);
  const file = join(ACCEPTED, `${name}.webp`);
  const accepted = existsSync(file) ? readFileSync(file) : null;
  const differs = accepted ? await compare(actual, accepted) : { what: "has no accepted picture" };
  if (!differs) return;
  // One that differs by nothing that counts stays as it was accepted.
  if (accepts) return writeFileSync(file, actual);
  faults.push(`${path} at ${width} px: ${differs.what}`);
  mkdirSync(DIFFERING, { recursive: true });
  writeFileSync(join(DIFFERING, `${name}.actual.webp`), actual);
  if (accepted) writeFileSync(join(DIFFERING, `${name}.accepted.webp`), accepted);
  if (differs.difference) writeFileSync(join(DIFFERING, `${name}.difference.png`), differs.difference);
});
const known = new Set(wanted.map(({ name }) => `${name}.webp`));
for (const file of readdirSync(ACCEPTED).filter((file) => file.startsWith(`${outlet}-`) && !known.has(file))) {
  if (accepts) rmSync(join(ACCEPTED, file));
  else faults.push(`${file} is a picture of no page`);
}
await chromium.close();
stop();
for (const fault of faults) console.error(fault);
if (faults.length > 0) console.error(`see ${DIFFERING}; if it is as it should be: just accept`);
console.log(`${wanted.length} pictures, ${faults.length} that differ`);
process.exitCode = faults.length === 0 ? 0 : 1;
