// What Lighthouse says of pages on a telephone: all there is in accessibility, best practices and SEO, and nearly all in
// performance, of which the best of three runs counts, since the machine does other things too.
//
//     node lighthouse.mjs PUBLIC OUTLET

import { launch } from "chrome-launcher";
import lighthouse from "lighthouse";
import { CHROMIUM, QUIETLY, serve } from "./outlet.mjs";
import { paths } from "./pages.mjs";

const BARS = { performance: 0.98, accessibility: 1, "best-practices": 1, seo: 1 };

// The page for what is not there is not to be found, which Lighthouse holds against any page.
const MISSING = { skipAudits: ["is-crawlable"] };

const [folder, outlet] = process.argv.slice(2);
const { address, stop } = await serve(folder);
const chrome = await launch({ chromePath: CHROMIUM, chromeFlags: ["--headless", ...QUIETLY] });
let failed = false;
for (const path of paths(outlet)) {
  const best = {};
  let weak = [];
  for (let run = 0; run < 3 && !Object.entries(BARS).every(([name, bar]) => best[name] >= bar); run += 1) {
    const { lhr } = await lighthouse(address + path, { port: chrome.port, logLevel: "silent", output: "json", ...(path.endsWith("/404.html") ? MISSING : {}) });
    for (const name of Object.keys(BARS)) best[name] = Math.max(best[name] ?? 0, lhr.categories[name].score);
    weak = Object.values(lhr.audits).filter((audit) => audit.score !== null && audit.score < 0.9).map((audit) => audit.id);
  }
  const is_well = Object.entries(BARS).every(([name, bar]) => best[name] >= bar);
  console.log(path, Object.values(best).map((score) => Math.round(score * 100)).join(" "), is_well ? "" : weak.join(" "));
  failed ||= !is_well;
}
await chrome.kill();
stop();
process.exitCode = failed ? 1 : 0;
