// What a browser makes of the photos of the demonstration outlet: on a telephone and on a desk it fetches, for each,
// the smallest picture that is large enough, and nothing jumps while they come.
//
//     node photos.mjs PUBLIC PAGE…

import { browser, serve } from "./outlet.mjs";

const SCREENS = [
  { name: "telephone", viewport: { width: 390, height: 844 }, deviceScaleFactor: 2 },
  { name: "desk", viewport: { width: 1440, height: 900 }, deviceScaleFactor: 1 },
];

/** In the page: what there is to choose from for each picture, what is needed, and what was taken. */
function pictures() {
  const widest = (srcset) => srcset.split(",").map((one) => {
    const [url, width] = one.trim().split(/\s+/);
    return { url: new URL(url, location.href).href, width: parseInt(width, 10) };
  }).sort((a, b) => a.width - b.width);
  return [...document.images].filter((image) => image.srcset).map((image) => {
    const source = image.closest("picture")?.querySelector("source");
    const candidates = widest(source?.srcset ?? image.srcset);
    const needed = Math.ceil(image.getBoundingClientRect().width * devicePixelRatio);
    const right = candidates.find(({ width }) => width >= needed) ?? candidates.at(-1);
    return { taken: image.currentSrc, right: right.url, needed, is_there: image.complete && image.naturalWidth > 0,
      has_size: image.hasAttribute("width") && image.hasAttribute("height"),
      candidates: candidates.map(({ width }) => width) };
  });
}

/** In the page: counts what jumps. */
function watch() {
  window.shifts = 0;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) window.shifts += entry.value;
  }).observe({ type: "layout-shift", buffered: true });
}

const [folder, ...pages] = process.argv.slice(2);
const { address, stop } = await serve(folder);
const chromium = await browser();
const faults = [];
let seen = 0;
for (const { name, ...screen } of SCREENS) {
  const context = await chromium.newContext(screen);
  await context.addInitScript(watch);
  for (const path of pages) {
    const page = await context.newPage();
    await page.goto(address + path, { waitUntil: "load" });
    // Those that are lazy are fetched as they come into sight.
    const height = await page.evaluate(() => document.documentElement.scrollHeight);
    for (let at = 0; at < height; at += 600) {
      await page.mouse.wheel(0, 600);
      await page.waitForFunction((y) => scrollY >= Math.min(y, document.documentElement.scrollHeight - innerHeight) - 1, at + 600);
    }
    await page.waitForFunction(() => [...document.images].every((image) => image.complete));
    const where = `${path} on a ${name}`;
    for (const picture of await page.evaluate(pictures)) {
      seen += 1;
      if (!picture.is_there) faults.push(`${where}: ${picture.taken || picture.right} does not come`);
      if (!picture.has_size) faults.push(`${where}: ${picture.taken} has no size`);
      if (picture.taken !== picture.right) {
        faults.push(`${where}: ${picture.needed} pixels of ${picture.candidates} are needed; took ${picture.taken}, not ${picture.right}`);
      }
    }
    const shifts = await page.evaluate(() => window.shifts);
    if (shifts !== 0) faults.push(`${where}: what is there jumps (${shifts})`);
    await page.close();
  }
  await context.close();
}
await chromium.close();
stop();
if (seen === 0) faults.push("no page shows a picture");
for (const fault of faults) console.error(fault);
console.log(`${seen} pictures on ${pages.length} pages`);
process.exitCode = faults.length === 0 ? 0 : 1;
