// The browser and the pages that the checks share.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { after, before } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

export const { PAGE, UP_PID } = process.env;
const { SHOTS } = process.env;
const AXE = readFileSync(fileURLToPath(import.meta.resolve("axe-core/axe.min.js")), "utf8");
const ONESTEP = "../../onestep";
const WIDE = { width: 1440, height: 1000 };
const PATIENCE_MS = 30000;
let browser;

before(async () => {
  browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox"] });
});
after(() => browser.close());

/** A page that shows nothing yet; its errors are those of its console and its scripts. */
export async function blank(address, options = {}) {
  const context = await browser.newContext({ viewport: WIDE, reducedMotion: "reduce", ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  page.errors = [];
  page.on("console", (message) => message.type() === "error" && page.errors.push(message.text()));
  page.on("pageerror", (error) => page.errors.push(error.stack));
  page.on("request", (request) => {
    if (new URL(request.url()).host !== new URL(address).host) page.errors.push(`left the host: ${request.url()}`);
  });
  return page;
}

/** Shows the page. */
export async function open(address, options) {
  const page = await blank(address, options);
  await page.goto(address);
  return page;
}

/** Closes a page that has had no error. */
export async function close(page) {
  assert.deepEqual(page.errors, []);
  await page.context().close();
}

export const live = (page) => page.waitForSelector('#connection[data-state="live"]');

export const shot = (page, name, fullPage = false) => page.screenshot({ path: `${SHOTS}/${name}.png`, fullPage });

export async function checkAccessibility(page) {
  await page.evaluate(AXE);
  const { violations } = await page.evaluate(() => globalThis.axe.run());
  const texts = violations.map((one) => `${one.id}: ${one.nodes.map((node) => `${node.html} ${node.failureSummary}`).join("; ")}`);
  assert.deepEqual(texts, []);
}

/** Submits a sweep. */
export async function submit(file) {
  const [code] = await once(spawn(ONESTEP, ["submit", file], { stdio: "ignore" }), "exit");
  assert.equal(code, 0, `exit code of submit ${file}`);
}

/** What the API says. */
export async function api(path) {
  const answer = await fetch(new URL(`api/${path}`, PAGE));
  assert.equal(answer.status, 200, path);
  return answer.json();
}

/** Waits for what a condition finds. */
export async function until(condition, what) {
  const end = Date.now() + PATIENCE_MS;
  for (;;) {
    const found = await condition();
    if (found) return found;
    assert.ok(Date.now() < end, `in vain: ${what}`);
    await sleep(50);
  }
}

/** A number as it is shown, to the decimals that are shown. */
export function assertShown(text, value, message) {
  const decimals = (text.split(".")[1] ?? "").length;
  assert.equal(text, value.toFixed(decimals).replace("-", "−"), message);
}
