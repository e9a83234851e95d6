import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { PAGE, api, assertShown, close, open, shot, submit, until } from "../browser.mjs";
import { cell, standIn } from "../standin.mjs";

const WIDTHS = [10, 30, 100, 300, 1000];

const UNKNOWN = { mean: null, low: null, high: null, sd: null, effectiveTrials: null };

/** Two panels, of which only the second one changes with the rounds; nothing is known of a width of the first. */
const twoPanels = (round) =>
  WIDTHS.flatMap((width, i) => [
    cell(2 * i, 1 + i / 4, { depth: 1, widths: [width], dimension: 50, ...(width === 300 && { eta: UNKNOWN }) }),
    cell(2 * i + 1, 2 + i / 4 + round, { depth: 2, widths: [width], dimension: 50 }),
  ]);

const numberOf = (text) => Number(text.replaceAll(",", ""));
const panel = (page, i) => page.locator("#panels .panel").nth(i);
const reading = (page) => page.locator("#reading").innerText();

/** A digest of what is drawn in a panel once the frame is there, without what follows the mouse. */
async function picture(page, i) {
  await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
  const drawn = await panel(page, i).locator("canvas").evaluate((canvas) => canvas.toDataURL());
  return createHash("sha256").update(drawn).digest("hex");
}

async function openTwoPanels(context) {
  const server = await standIn(PAGE, twoPanels);
  context.after(server.close);
  const page = await open(server.address);
  await until(async () => (await page.locator("#panels canvas").count()) === 2, "two panels");
  /** Changes the numbers of the second panel, and waits until it is drawn anew: after the first one. */
  const update = async () => {
    const before = await picture(page, 1);
    server.change();
    await until(async () => (await picture(page, 1)) !== before, "an update of the second panel");
  };
  return { page, update };
}

/** Drags from one place to another, in shares of the first panel's width and height. */
async function drag(page, from, to, meanwhile = async () => {}) {
  const box = await panel(page, 0).locator(".u-over").boundingBox();
  const at = ([x, y]) => [box.x + x * box.width, box.y + y * box.height];
  await page.mouse.move(...at(from));
  await page.mouse.down();
  await page.mouse.move(...at(to), { steps: 5 });
  await meanwhile();
  await page.mouse.up();
}

const DRAGS = {
  "along the width": [[0.3, 0.5], [0.7, 0.52]],
  "along the values": [[0.5, 0.2], [0.51, 0.6]],
  "over a rectangle": [[0.3, 0.2], [0.7, 0.6]],
};

test("keeps what is chosen by dragging through updates, until all is asked for", async (context) => {
  const { page, update } = await openTwoPanels(context);
  const whole = await picture(page, 0);
  const over = panel(page, 0).locator(".u-over");
  const resets = {
    "along the width": () => over.dblclick(),
    "along the values": () => panel(page, 0).locator(".plot").press("Escape"),
    "over a rectangle": () => panel(page, 0).getByRole("button", { name: "Show all" }).press("Enter"),
  };
  const zoomed = new Set([whole]);
  for (const [name, [from, to]] of Object.entries(DRAGS)) {
    await drag(page, from, to);
    const chosen = await picture(page, 0);
    assert.ok(!zoomed.has(chosen), `a picture of its own ${name}`);
    zoomed.add(chosen);
    await update();
    assert.equal(await picture(page, 0), chosen, `the part chosen ${name}, after an update`);
    if (name === "over a rectangle") await shot(page, "zoomed", true);
    await resets[name]();
    assert.equal(await picture(page, 0), whole, `all, after dragging ${name}`);
    assert.equal(await panel(page, 0).getByRole("button").count(), 0, "no button where all is shown");
  }
  // An update while the mouse is held down neither ends the drag nor changes what it chooses.
  await drag(page, ...DRAGS["over a rectangle"]);
  const chosen = await picture(page, 0);
  await over.dblclick();
  await drag(page, ...DRAGS["over a rectangle"], update);
  assert.equal(await picture(page, 0), chosen);
  await close(page);
});

test("draws values on a logarithmic axis where that is wished, and keeps the wish", async (context) => {
  const { page } = await openTwoPanels(context);
  const linear = await picture(page, 0);
  await page.getByLabel("log y").check();
  const logarithmic = await until(async () => {
    const now = await picture(page, 0);
    return now !== linear && now;
  }, "another picture");
  assert.match(await page.evaluate(() => location.hash), /log=1/);
  assert.ok(await page.getByLabel("log y").evaluate((box) => box === document.activeElement), "the focus stays");
  await page.reload();
  await until(async () => (await page.locator("#panels canvas").count()) === 2, "two panels");
  await until(async () => (await picture(page, 0)) === logarithmic, "the same picture after a reload");
  await page.getByLabel("log y").uncheck();
  await until(async () => (await picture(page, 0)) === linear, "the first picture");
  await close(page);
});

test("is read with the keyboard, within what is in sight", async (context) => {
  const { page } = await openTwoPanels(context);
  const plot = panel(page, 0).locator(".plot");
  const widthAt = async () => numberOf(/k = ([\d,]+)/.exec(await reading(page))[1]);
  const walk = async (keys) => {
    const widths = [];
    for (const key of keys) {
      await plot.press(key);
      widths.push(await widthAt());
    }
    return widths;
  };
  assert.deepEqual(await walk(["ArrowRight", "ArrowRight", "End", "ArrowRight", "ArrowLeft", "Home", "ArrowLeft"]), [
    10, 30, 1000, 1000, 300, 10, 10,
  ]);
  assert.equal(await reading(page), "L = 1, k = 10. d = 50: 1.00 [0.90, 1.10]");
  assert.ok(await panel(page, 0).locator(".tip").isVisible());
  await plot.press("Escape");
  assert.ok(await panel(page, 0).locator(".tip").isHidden());
  await drag(page, [0.2, 0.5], [0.8, 0.5]);
  await page.mouse.move(0, 0);
  assert.deepEqual(await walk(["Home", "End", "ArrowRight", "ArrowLeft"]), [30, 300, 300, 100]);
  await plot.press("Escape");
  assert.deepEqual(await walk(["ArrowLeft", "Home"]), [1000, 10]);
  await close(page);
});

const NUMBER = "(−?[\\d,.]+)";
const ROW = new RegExp(`^d = ([\\d,]+)\\s+${NUMBER}( %)?(?: \\[${NUMBER}, ${NUMBER}\\])?\\s+(?:sd ${NUMBER} )?n ([\\d,]+)$`);

/** Holds a line of the numbers at the cursor against the API. */
function checkRow(text, cells, quantity) {
  const parts = ROW.exec(text.trim().replace(/\s+/g, " "));
  assert.ok(parts, `readable: ${text}`);
  const [, dimension, mean, percent, low, high, sd, trials] = parts;
  const told = cells.find((one) => one.dimension === numberOf(dimension));
  const scale = percent ? 100 : 1;
  const estimate = told[quantity];
  assertShown(mean, scale * estimate.mean, text);
  if (estimate.low !== null && low !== undefined) assertShown(low, scale * estimate.low, text);
  if (estimate.high !== null && high !== undefined) assertShown(high, scale * estimate.high, text);
  if (sd !== undefined) assertShown(sd, estimate.sd, text);
  assert.equal(numberOf(trials), told.trials);
}

test("shows the numbers of the API where the mouse is", async () => {
  await submit("sweeps/variants.yaml");
  const page = await open(`${PAGE}#sweep=variants`);
  await page.waitForSelector('#sweep-state[data-state="finished"]');
  await until(async () => (await page.locator("#cells tbody tr.complete").count()) > 20, "complete cells");
  const { cells } = await api("cells?sweep=variants");
  const shown = cells.filter((one) => one.gain === 1 && one.activation === "relu" && one.maxStep === 1);
  const quantities = { "Smallest step η": "eta", "Gradient norm ‖∇f‖": "gradientNorm", Flipped: "flippedFraction", Linearity: "linearity" };
  for (const [label, quantity] of Object.entries(quantities)) {
    await page.locator("#controls").getByText(label, { exact: true }).click();
    await until(async () => (await page.locator(".plot").first().getAttribute("aria-label")).startsWith(label), label);
    for (const [i, depth] of [1, 2].entries()) {
      const box = await panel(page, i).locator(".u-over").boundingBox();
      const widths = new Set();
      for (const share of [0.05, 0.5, 0.95]) {
        await page.mouse.move(box.x + share * box.width, box.y + box.height / 2);
        const tip = panel(page, i).locator(".tip");
        const width = numberOf(/k = ([\d,]+)/.exec(await tip.locator(".tip-head").innerText())[1]);
        widths.add(width);
        const there = shown.filter((one) => one.depth === depth && one.widths[0] === width);
        const rows = await tip.locator("tr").allInnerTexts();
        assert.equal(rows.length, there.filter((one) => one[quantity].mean !== null).length);
        rows.forEach((row) => checkRow(row, there, quantity));
      }
      assert.deepEqual([...widths], [10, 100, 1000]);
    }
  }
  await close(page);
});
