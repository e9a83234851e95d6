import assert from "node:assert/strict";
import { test } from "node:test";
import { PAGE, assertShown, checkAccessibility, close, live, open, shot, submit } from "../browser.mjs";

test("tells what to do where there is no sweep", async () => {
  const page = await open(PAGE);
  await live(page);
  await page.getByText("No sweep has been submitted yet").waitFor();
  await shot(page, "empty");
  await checkAccessibility(page);
  await close(page);
});

test("draws a running sweep, and ends with the values of cells.csv", async () => {
  const page = await open(PAGE);
  await live(page);
  const submitted = submit("sweeps/browser.yaml");
  await page.waitForSelector("#panels .u-over", { state: "attached" });
  await page.waitForSelector('#sweep-state[data-state="finished"]');
  await submitted;
  const csv = await (await fetch(`${PAGE}api/cells.csv?sweep=browser`)).text();
  const [head, ...rows] = csv.trim().split("\n").map((line) => line.split(","));
  assert.equal(rows.length, 12);
  await page.waitForFunction(() => document.querySelectorAll("#cells tbody tr.complete").length === 12);
  const eta = head.indexOf("eta_mean");
  const shown = await page.locator("#cells tbody tr.complete").allInnerTexts();
  rows.forEach((row, i) => {
    const [, text] = /(\d+\.?\d*) \[/.exec(shown[i].replace(/.*% \[[^\]]*\]/, ""));
    assertShown(text, Number(row[eta]), shown[i]);
  });
  await page.hover("#panels .u-over");
  await page.locator(".tip:visible").waitFor();
  await shot(page, "finished", true);
  await checkAccessibility(page);
  await close(page);
});

test("skips to the sweep, and keeps the address", async () => {
  const page = await open(`${PAGE}#sweep=browser&show=linearity`);
  await live(page);
  await page.getByText("Skip to the sweep").press("Enter");
  assert.equal(await page.evaluate(() => document.activeElement.id), "detail");
  assert.equal(await page.evaluate(() => location.hash), "#sweep=browser&show=linearity");
  await close(page);
});

test("says that a sweep is not there, and keeps waiting for it", async () => {
  const page = await open(`${PAGE}#sweep=other`);
  await page.getByText("There is no sweep other (yet)").waitFor();
  await page.context().close(); // asking for what is not there is an error of the console
});

test("fits a narrow window, and is dark where that is wished", async () => {
  const page = await open(`${PAGE}#sweep=browser`, { viewport: { width: 400, height: 800 }, colorScheme: "dark" });
  await page.waitForFunction(() => document.querySelectorAll("#panels canvas").length === 2);
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 400);
  assert.equal(await page.evaluate(() => document.documentElement.dataset.theme), "dark");
  await shot(page, "narrow-dark", true);
  await checkAccessibility(page);
  await close(page);
});
