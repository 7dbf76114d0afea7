// Opens pages in headless Chromium as a reader would - light, dark, on a phone, on paper - and prints what is wrong with them.
//
//     BAKEOFF_TEST_BROWSER=folder node check.mjs [--shots folder] page.html ...
//
// The folder holds node_modules with playwright-core and axe-core (scripts/setup-tests.sh). Exit code 1 when anything is wrong.
import { createRequire } from "node:module";
import fs from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";

const BYTES_MAX = 300_000;
const FONT_PX_MIN = 10;
const CONTRAST_MIN = 4.5;
const require = createRequire(path.join(process.env.BAKEOFF_TEST_BROWSER, "from.js"));
const { chromium } = require("playwright-core");
const axe = fs.readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

const MODES = [
  { name: "light", width: 1100, media: { colorScheme: "light" } },
  { name: "dark", width: 1100, media: { colorScheme: "dark" } },
  { name: "phone", width: 380, media: { colorScheme: "light" } },
  { name: "dark phone", width: 380, media: { colorScheme: "dark" } },
  { name: "paper", width: 680, media: { colorScheme: "dark", media: "print" } },
];

/** What only the browser knows of a page; runs inside it. */
function look({ fontMin, contrastMin, paper }) {
  const wrong = [];
  const root = document.documentElement;
  if (root.scrollWidth > root.clientWidth) {
    const past = [...document.body.querySelectorAll("*")].filter((element) => element.getBoundingClientRect().right > root.clientWidth + 1);
    wrong.push(`${root.scrollWidth - root.clientWidth} px wider than the window: ${past.at(-1)?.outerHTML.slice(0, 80)}`);
  }
  for (const [name, count] of [["h1", 1], ["main", 1], ["header", 1], ["footer", 1], ["script", 0], ["link", 0]]) {
    const found = document.querySelectorAll(name).length;
    if (found !== count) wrong.push(`${found} elements <${name}>, not ${count}`);
  }
  const luminance = (color) => {
    const [r, g, b] = color.match(/[\d.]+/g).map((c) => c / 255).map((c) => (c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = luminance(getComputedStyle(document.body).backgroundColor);
  if (paper && behind < 0.99) wrong.push("paper is not white");
  for (const svg of document.querySelectorAll("svg.plot")) {
    const box = svg.getBoundingClientRect();
    if (box.width === 0) continue;
    const title = svg.querySelector("title").textContent;
    const texts = [...svg.querySelectorAll("text")].map((text) => ({ text, box: text.getBoundingClientRect() }));
    for (const { text, box: at } of texts) {
      const style = getComputedStyle(text);
      const size = (parseFloat(style.fontSize) * box.width) / svg.viewBox.baseVal.width;
      if (size < fontMin) wrong.push(`${title}: “${text.textContent}” is ${size.toFixed(1)} px high`);
      const ink = luminance(style.fill);
      const contrast = (Math.max(ink, behind) + 0.05) / (Math.min(ink, behind) + 0.05);
      if (contrast < contrastMin) wrong.push(`${title}: “${text.textContent}” has a contrast of ${contrast.toFixed(2)}`);
      if (at.left < box.left - 1 || at.right > box.right + 1 || at.top < box.top - 1 || at.bottom > box.bottom + 1) {
        wrong.push(`${title}: “${text.textContent}” is cut at the edge`);
      }
    }
    // A line of text is drawn a little lower than its box is high.
    const slack = 2.5;
    texts.forEach((a, at) => texts.slice(at + 1).forEach((b) => {
      const across = Math.min(a.box.right, b.box.right) - Math.max(a.box.left, b.box.left);
      const down = Math.min(a.box.bottom, b.box.bottom) - Math.max(a.box.top, b.box.top);
      if (across > 0.5 && down > slack) wrong.push(`${title}: “${a.text.textContent}” and “${b.text.textContent}” collide`);
    }));
  }
  if (paper) {
    for (const part of document.querySelectorAll("details")) {
      if (part.lastElementChild.getBoundingClientRect().height === 0) wrong.push(`“${part.firstElementChild.textContent}” stays folded on paper`);
    }
  }
  return wrong;
}

/** Rules of accessibility that the page breaks, folded parts opened. */
async function accessible(page) {
  await page.evaluate(() => document.querySelectorAll("details").forEach((part) => (part.open = true)));
  await page.evaluate(axe);
  const found = await page.evaluate(() => axe.run(document, { resultTypes: ["violations"] }));
  return found.violations.map((rule) => `${rule.id}: ${rule.help}: ${rule.nodes.slice(0, 3).map((node) => node.html.slice(0, 160)).join(" | ")}`);
}

/** Opens one file in the window of one mode. */
async function check(window, mode, file, shots) {
  const wrong = [];
  const say = (text) => wrong.push(`${path.basename(file)}: ${mode.name}: ${text}`);
  const url = pathToFileURL(path.resolve(file)).href;
  const heard = {
    console: (message) => say(`console ${message.type()}: ${message.text()}`),
    pageerror: (error) => say(`error: ${error.message}`),
    request: (request) => request.url() === url || say(`asks the network for ${request.url()}`),
  };
  Object.entries(heard).forEach(([event, listener]) => window.on(event, listener));
  await window.goto(url);
  const paper = mode.name === "paper";
  (await window.evaluate(look, { fontMin: FONT_PX_MIN, contrastMin: CONTRAST_MIN, paper })).forEach(say);
  const shot = shots && path.join(shots, `${path.basename(file, ".html")}-${mode.name.replace(" ", "-")}`);
  if (shot && paper) await window.pdf({ path: `${shot}.pdf`, preferCSSPageSize: true });
  if (shot && !paper) await window.screenshot({ path: `${shot}.png`, fullPage: true });
  (await accessible(window)).forEach(say);
  const over = await window.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  if (over > 0) say(`${over} px wider than the window with all parts unfolded`);
  Object.entries(heard).forEach(([event, listener]) => window.off(event, listener));
  return wrong;
}

const files = process.argv.slice(2);
const shots = files[0] === "--shots" ? files.splice(0, 2)[1] : null;
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});
const wrong = files.filter((file) => fs.statSync(file).size >= BYTES_MAX).map((file) => `${file}: too many bytes`);
for (const mode of MODES) {
  const window = await browser.newPage({ viewport: { width: mode.width, height: 900 } });
  await window.emulateMedia(mode.media);
  for (const file of files) wrong.push(...(await check(window, mode, file, shots)));
  await window.close();
}
await browser.close();
wrong.forEach((line) => console.log(line));
console.log(`${files.length} pages, ${wrong.length} complaints`);
process.exit(wrong.length > 0 ? 1 : 0);
