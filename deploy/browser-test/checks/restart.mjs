import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";
import { PAGE, UP_PID, live, open, shot } from "../browser.mjs";

function aggregatorOf(up) {
  const processes = execFileSync("ps", ["-eo", "pid,ppid,args"], { encoding: "utf8" }).split("\n");
  const found = processes.find((line) => new RegExp(`^\\s*\\d+\\s+${up}\\s.* aggregator( |$)`).test(line));
  assert.ok(found, "no aggregator among the processes of up");
  return Number(found.trim().split(/\s+/)[0]);
}

test("says that the connection is lost, and survives a restart of the aggregator", async () => {
  const page = await open(`${PAGE}#sweep=browser`);
  await live(page);
  await page.waitForFunction(() => document.querySelectorAll("#cells tbody tr.complete").length === 12);
  process.kill(aggregatorOf(UP_PID));
  await page.waitForSelector('#connection[data-state="lost"]');
  await shot(page, "lost");
  assert.match(await page.innerText("#connection"), /retrying/);
  await live(page);
  await page.waitForFunction(() => document.querySelectorAll("#cells tbody tr.complete").length === 12);
  await page.context().close(); // a lost connection is an error of the console
});
