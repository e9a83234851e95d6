import assert from "node:assert/strict";
import { test } from "node:test";
import { PAGE, api, checkAccessibility, close, open, shot, submit } from "../browser.mjs";

test("shows which networks were given up, and why, in light and dark", async () => {
  const page = await open(`${PAGE}#sweep=failing`, { colorScheme: "light" });
  await submit("sweeps/failing.yaml");
  const rows = page.locator("#failures tbody tr");
  await rows.nth(1).waitFor();
  await page.waitForSelector('#sweep-state[data-state="finished"]');
  const { deadLetters } = await api("failures?sweep=failing");
  assert.deepEqual(deadLetters.map((letter) => letter.first).sort(), [0, 1]);
  const texts = await rows.allInnerTexts();
  [...deadLetters].reverse().forEach((letter, i) => {
    const [, cell, networks, reason, attempts, worker] = texts[i].split("\t");
    assert.equal(cell, "L=1 d=10,000 k=300,000 gain 1 relu");
    assert.deepEqual([networks, reason, attempts, worker], [String(letter.first), letter.error, "1", letter.worker]);
    assert.match(reason, /takes longer than the time limit of PT3S/);
  });
  assert.equal(await page.locator("#facts .bad dd").innerText(), "2");
  assert.equal(await page.innerText("#failures code"), "./onestep retry failing");
  for (const theme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme: theme });
    await page.waitForSelector(`html[data-theme="${theme}"]`);
    await shot(page, `failures-${theme}`, true);
    await checkAccessibility(page);
  }
  await close(page);
});
