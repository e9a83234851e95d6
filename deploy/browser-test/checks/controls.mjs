import assert from "node:assert/strict";
import { test } from "node:test";
import { PAGE, api, checkAccessibility, close, open, shot, until } from "../browser.mjs";

/** The trials of two dimensions differ from variant to variant in no way that is seen; their numbers do. */
async function readFirst(page) {
  const plot = page.locator(".plot").first();
  await plot.press("Home");
  return page.locator("#reading").innerText();
}

async function isFinished(page, cells) {
  await page.waitForSelector('#sweep-state[data-state="finished"]');
  await page.waitForFunction((number) => document.getElementById("cells-count").textContent === String(number), cells);
}

const percentOf = (cell) => `d = ${cell.dimension}: ${(100 * cell.flippedFraction.mean).toFixed(1)} %`;

test("draws the gain, the activation, the attack and the depth that are chosen, and keeps the choice", async () => {
  const { cells } = await api("cells?sweep=variants");
  const page = await open(`${PAGE}#sweep=variants&show=flippedFraction`);
  await isFinished(page, cells.length);
  const field = (name) => page.locator(`select[data-setting="${name}"]`);
  const expected = (gain, activation, maxStep, depth) =>
    cells
      .filter((one) => one.gain === gain && one.activation === activation && one.maxStep === maxStep && one.depth === depth)
      .filter((one) => one.widths[0] === 10)
      .map(percentOf);
  for (const gain of [1, 2]) {
    for (const activation of ["relu", "tanh"]) {
      for (const maxStep of [1, 20]) {
        await field("gain").selectOption(String(gain));
        await field("activation").selectOption(activation);
        await field("attack").selectOption({ label: `η ≤ ${maxStep}, step 0.5` });
        const values = expected(gain, activation, maxStep, 1);
        assert.equal(values.length, 2);
        await until(async () => {
          const text = await readFirst(page);
          return text.startsWith("L = 1, k = 10.") && values.every((value) => text.includes(value));
        }, `${gain} ${activation} ${maxStep}: ${values}`);
      }
    }
  }
  await field("depth").selectOption("2");
  await until(async () => (await page.locator("#panels .panel").count()) === 1, "one panel");
  await page.reload();
  await isFinished(page, cells.length);
  const kept = expected(2, "tanh", 20, 2);
  await until(async () => (await page.locator("#panels canvas").count()) === 1, "one panel after a reload");
  await until(async () => {
    const text = await readFirst(page);
    return text.startsWith("L = 2, k = 10.") && kept.every((value) => text.includes(value));
  }, `the choice after a reload: ${kept}`);
  await shot(page, "variants", true);
  await checkAccessibility(page);
  await close(page);
});

test("changes the theme with its button, and keeps it", async () => {
  const page = await open(`${PAGE}#sweep=browser`, { colorScheme: "dark" });
  await page.locator("#panels canvas").first().waitFor();
  const button = page.getByRole("button", { name: /^Theme: / });
  const theme = () => page.evaluate(() => document.documentElement.dataset.theme);
  const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const canvas = async () => (await page.locator("#panels canvas").first().screenshot()).toString("base64");
  assert.deepEqual([await button.innerText(), await theme()], ["Theme: system", "dark"]);
  const dark = { ground: await ground(), canvas: await canvas() };
  await button.click();
  assert.deepEqual([await button.innerText(), await theme()], ["Theme: light", "light"]);
  assert.notEqual(await ground(), dark.ground);
  await until(async () => (await canvas()) !== dark.canvas, "a light chart");
  await page.reload();
  assert.deepEqual([await button.innerText(), await theme()], ["Theme: light", "light"]);
  await button.press("Enter");
  await page.emulateMedia({ colorScheme: "light" });
  await page.reload();
  assert.deepEqual([await button.innerText(), await theme()], ["Theme: dark", "dark"]);
  await page.locator("#panels canvas").first().waitFor();
  await until(async () => (await canvas()) === dark.canvas, "the dark chart again");
  await button.press("Space");
  assert.deepEqual([await button.innerText(), await theme()], ["Theme: system", "light"]);
  await close(page);
});

test("sorts the table with mouse and keyboard", async () => {
  const { cells } = await api("cells?sweep=browser");
  const page = await open(`${PAGE}#sweep=browser`);
  await isFinished(page, cells.length);
  const rows = () => page.locator("#cells tbody:not([hidden]) tr").allInnerTexts();
  const keyOf = (one) => [one.depth, one.dimension.toLocaleString("en"), one.widths[0].toLocaleString("en")].join("\t");
  const checkOrder = async (by, message) => {
    const expected = [...cells].sort((a, b) => by(a, b) || a.position - b.position).map(keyOf);
    const shown = (await rows()).map((row) => row.split("\t").slice(0, 3).join("\t"));
    assert.deepEqual(shown, expected, message);
  };
  const head = (name) => page.getByRole("columnheader", { name });
  const eta = head(/^η, .*mean/);
  const steps = [
    { order: "ascending", by: (a, b) => a.eta.mean - b.eta.mean },
    { order: "descending", by: (a, b) => b.eta.mean - a.eta.mean },
    { order: "none", by: () => 0 },
  ];
  const ways = {
    mouse: () => eta.getByRole("button").click(),
    enter: () => eta.getByRole("button").press("Enter"),
    space: () => eta.getByRole("button").press("Space"),
  };
  for (const [way, press] of Object.entries(ways)) {
    for (const { order, by } of steps) {
      await press();
      assert.equal(await eta.getAttribute("aria-sort"), order, way);
      await checkOrder(by, `${way}, ${order}`);
    }
  }
  await head(/^k, /).getByRole("button").click();
  await checkOrder((a, b) => a.widths[0] - b.widths[0], "by width");
  assert.equal(await eta.getAttribute("aria-sort"), "none");
  await page.getByLabel("Depth", { exact: true }).last().fill("2");
  await page.waitForFunction(() => document.getElementById("cells-count").textContent === "6 of 12");
  assert.ok((await rows()).every((row) => row.startsWith("2\t")));
  await close(page);
});
