import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { many } from "./many.mjs";

const { PAGE, SHOTS, UP_PID } = process.env;
const AXE = readFileSync(fileURLToPath(import.meta.resolve("axe-core/axe.min.js")), "utf8");
const ONESTEP = "../../onestep";
const WIDE = { width: 1440, height: 1000 };
let browser;

before(async () => {
  browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox"] });
});
after(() => browser.close());

/** Shows the page; errors are those of its console and its scripts. */
async function open(address, options = {}) {
  const context = await browser.newContext({ viewport: WIDE, reducedMotion: "reduce", ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(20000);
  page.errors = [];
  page.on("console", (message) => message.type() === "error" && page.errors.push(message.text()));
  page.on("pageerror", (error) => page.errors.push(error.stack));
  page.on("request", (request) => {
    if (new URL(request.url()).host !== new URL(address).host) page.errors.push(`left the host: ${request.url()}`);
  });
  await page.goto(address);
  return page;
}

async function violations(page) {
  await page.evaluate(AXE);
  const { violations: found } = await page.evaluate(() => globalThis.axe.run());
  return found.map((one) => `${one.id}: ${one.nodes.map((node) => `${node.html} ${node.failureSummary}`).join("; ")}`);
}

const live = (page) => page.waitForSelector('#connection[data-state="live"]');
const shot = (page, name, fullPage = false) => page.screenshot({ path: `${SHOTS}/${name}.png`, fullPage });

function aggregatorOf(up) {
  const processes = execFileSync("ps", ["-eo", "pid,ppid,args"], { encoding: "utf8" }).split("\n");
  const found = processes.find((line) => new RegExp(`^\\s*\\d+\\s+${up}\\s.* aggregator( |$)`).test(line));
  assert.ok(found, "no aggregator among the processes of up");
  return Number(found.trim().split(/\s+/)[0]);
}

test("tells what to do where there is no sweep", async () => {
  const page = await open(PAGE);
  await live(page);
  await page.getByText("No sweep has been submitted yet").waitFor();
  await shot(page, "empty");
  assert.deepEqual(await violations(page), []);
  assert.deepEqual(page.errors, []);
  await page.context().close();
});

test("draws a running sweep, ends with the values of cells.csv, and survives a restart", async () => {
  const page = await open(PAGE);
  await live(page);
  const submitted = once(spawn(ONESTEP, ["submit", "sweep.yaml"], { stdio: "ignore" }), "exit");
  await page.waitForSelector("#panels .u-over", { state: "attached" });
  await page.waitForSelector('#sweep-state[data-state="finished"]');
  assert.equal((await submitted)[0], 0, "exit code of submit");
  const csv = await (await fetch(`${PAGE}api/cells.csv?sweep=browser`)).text();
  const [head, ...rows] = csv.trim().split("\n").map((line) => line.split(","));
  assert.equal(rows.length, 12);
  await page.waitForFunction(() => document.querySelectorAll("#cells tbody tr.complete").length === 12);
  const eta = head.indexOf("eta_mean");
  const shown = await page.locator("#cells tbody tr.complete").allInnerTexts();
  rows.forEach((row, i) => {
    const decimals = /(\d+\.?\d*) \[/g;
    const values = [...shown[i].matchAll(decimals)].map((match) => match[1]);
    const digits = (values[0].split(".")[1] ?? "").length;
    assert.equal(values[0], Number(row[eta]).toFixed(digits), shown[i]);
  });
  await page.hover("#panels .u-over");
  await page.locator(".tip:visible").waitFor();
  await shot(page, "finished", true);
  assert.deepEqual(await violations(page), []);
  assert.deepEqual(page.errors, []);

  await page.evaluate(() => document.activeElement.blur());
  const hash = await page.evaluate(() => location.hash);
  await page.getByText("Skip to the sweep").press("Enter");
  assert.equal(await page.evaluate(() => document.activeElement.id), "detail");
  assert.equal(await page.evaluate(() => location.hash), hash);

  process.kill(aggregatorOf(UP_PID));
  await page.waitForSelector('#connection[data-state="lost"]');
  await shot(page, "lost");
  assert.match(await page.innerText("#connection"), /retrying/);
  await live(page);
  await page.waitForFunction(() => document.querySelectorAll("#cells tbody tr.complete").length === 12);
  await page.context().close();
});

test("says that a sweep is not there, and keeps waiting for it", async () => {
  const page = await open(`${PAGE}#sweep=other`);
  await page.getByText("There is no sweep other (yet)").waitFor();
  await page.context().close();
});

test("fits a narrow window, and is dark where that is wished", async () => {
  const page = await open(PAGE, { viewport: { width: 400, height: 800 }, colorScheme: "dark" });
  await page.locator("#panels .u-over").first().waitFor();
  await page.waitForFunction(() => document.querySelectorAll("#panels canvas").length === 2);
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 400);
  assert.equal(await page.evaluate(() => document.documentElement.dataset.theme), "dark");
  await shot(page, "narrow-dark", true);
  assert.deepEqual(await violations(page), []);
  assert.deepEqual(page.errors, []);
  await page.context().close();
});

test("shows and updates 10,000 cells in less than 100 ms", async (context) => {
  const server = await many(10000, PAGE);
  context.after(server.close);
  const page = await open(server.address);
  await page.waitForFunction(() => document.getElementById("cells-count").textContent === "10,000");
  await page.evaluate(() => {
    globalThis.longest = 0;
    new PerformanceObserver((list) => list.getEntries().forEach((entry) => (globalThis.longest = Math.max(longest, entry.duration)))).observe({ type: "longtask" });
  });
  for (let i = 0; i < 3; i++) {
    server.change();
    await page.waitForTimeout(1000);
  }
  const longest = await page.evaluate(() => globalThis.longest);
  // Tasks below 50 ms are not told.
  console.log(`longest task of an update of 10,000 cells: ${longest === 0 ? "below 50" : Math.round(longest)} ms`);
  await page.getByRole("button", { name: /^η, / }).press("Enter");
  await page.waitForSelector('th[aria-sort="ascending"]');
  await page.locator("#filters input").last().fill(">= 150");
  await page.waitForFunction(() => document.getElementById("cells-count").textContent === "3,000 of 10,000");
  assert.ok((await page.locator("#cells tbody tr").count()) < 60);
  await shot(page, "many", true);
  assert.ok(longest < 100, `${longest} ms`);
  assert.deepEqual(page.errors, []);
  await page.context().close();
});
