import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { PAGE, blank, close, live, open, shot, until } from "../browser.mjs";
import { cell, standIn } from "../standin.mjs";

const CELLS = 10000;
const UPDATES = 5;

/** Means that differ in each round, in five panels of twenty series of a hundred widths. */
const mean = (i, round) => 1 + (i % 97) / 50 + round / 100;
const manyCells = (round) =>
  Array.from({ length: CELLS }, (_, i) =>
    cell(i, mean(i, round), {
      depth: 1 + (i % 5),
      widths: [10 * (1 + (Math.floor(i / 5) % 100))],
      dimension: 10 * (1 + Math.floor(i / 500)),
    })
  );

/** Tells the milliseconds of processor time that the page's main thread has used so far, for whatever it did. */
async function mainThread(page) {
  const session = await page.context().newCDPSession(page);
  await session.send("Performance.enable", { timeDomain: "threadTicks" });
  return async () => {
    const { metrics } = await session.send("Performance.getMetrics");
    return 1000 * metrics.find((metric) => metric.name === "TaskDuration").value;
  };
}

test("updates 10,000 cells with less than 100 ms of the main thread", async (context) => {
  const server = await standIn(PAGE, manyCells);
  context.after(server.close);
  const page = await open(server.address);
  await page.waitForFunction(() => document.getElementById("cells-count").textContent === "10,000");
  await sleep(1000);
  const used = await mainThread(page);
  // The rows stay, and with them what is selected.
  const row = await page.$("#cells tbody:not([hidden]) tr");
  const spent = [];
  for (let round = 1; round <= UPDATES; round++) {
    const before = await used();
    server.change();
    // The server tells once a second what has changed; all that the page does in that time is the update.
    await sleep(700);
    await until(async () => (await row.innerText()).includes(`${mean(0, round).toFixed(2)} [`), `round ${round}`);
    await sleep(300);
    spent.push((await used()) - before);
  }
  // Time of the processor, so that what else the machine does is not counted; the median, so that one collection of
  // garbage is not.
  spent.sort((a, b) => a - b);
  const median = spent[(UPDATES - 1) / 2];
  console.log(`updates of 10,000 cells, ms of the main thread: ${spent.map(Math.round).join(", ")}`);
  assert.ok(median < 100, `${median} ms`);

  await page.getByRole("button", { name: /^η, / }).press("Enter");
  await page.waitForSelector('th[aria-sort="ascending"]');
  await page.locator("#filters input").last().fill(">= 150");
  await page.waitForFunction(() => document.getElementById("cells-count").textContent === "3,000 of 10,000");
  assert.ok((await page.locator("#cells tbody tr").count()) < 60);
  await shot(page, "many", true);
  await close(page);
});

test("loads less than 200 kB at first", async () => {
  const page = await blank(PAGE);
  const finished = [];
  page.on("requestfinished", (request) => finished.push(request));
  await page.goto(PAGE);
  await live(page);
  await page.locator("#panels canvas").first().waitFor();
  await page.waitForLoadState("load");
  const sizes = await Promise.all(finished.map((request) => request.sizes()));
  const bytes = sizes.reduce((sum, size) => sum + size.responseHeadersSize + size.responseBodySize, 0);
  const paths = finished.map((request) => new URL(request.url()).pathname);
  console.log(`first load: ${paths.length} files, ${bytes} bytes`);
  for (const path of ["/", "/uplot.js", "/onestep.css", "/js/main.js", "/js/listener.js", "/js/stream.js"]) {
    assert.ok(paths.includes(path), `${path} is among ${paths}`);
  }
  assert.ok(bytes < 200_000, `${bytes} bytes`);
  await close(page);
});
