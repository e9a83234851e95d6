// The list of sweeps, and the head of the one that is shown.
import { linkTo } from "./address.js";
import { byId, element, reconcile, setText } from "./dom.js";
import { count, duration, number, time } from "./format.js";

const finished = (sweep) => sweep.settled && sweep.state !== "CANCELLED";

export function stateOf(sweep) {
  if (finished(sweep)) return "finished";
  return sweep.state.toLowerCase();
}

const isRunning = (sweep) => stateOf(sweep) === "running";

function left(sweep) {
  return isRunning(sweep) && sweep.remainingSeconds !== null ? duration(sweep.remainingSeconds) : null;
}

function rate(sweep) {
  return isRunning(sweep) && sweep.networksPerSecond > 0 ? number(sweep.networksPerSecond) : null;
}

/** Whole percents, of which 100 is only what is complete. */
function percentDone(sweep) {
  return Math.floor((100 * (sweep.done + sweep.dead)) / Math.max(1, sweep.wanted));
}

function showBar(bar, sweep) {
  const wanted = Math.max(1, sweep.wanted);
  bar.querySelector(".done").style.width = `${(100 * sweep.done) / wanted}%`;
  bar.querySelector(".dead").style.width = `${(100 * sweep.dead) / wanted}%`;
}

function listed() {
  return element(
    "li",
    {},
    element(
      "a",
      { class: "sweep" },
      element("span", { class: "line" }, element("span", { class: "name" }), element("span", { class: "badge" })),
      element("span", { class: "bar" }, element("span", { class: "done" }), element("span", { class: "dead" })),
      element("span", { class: "line quiet small" }, element("span", { class: "networks" }), element("span", { class: "left" }))
    )
  );
}

function showListed(item, sweep, chosen) {
  const link = item.firstElementChild;
  link.href = linkTo(sweep.sweep);
  if (sweep.sweep === chosen) link.setAttribute("aria-current", "true");
  else link.removeAttribute("aria-current");
  setText(link.querySelector(".name"), sweep.sweep);
  showBadge(link.querySelector(".badge"), sweep);
  showBar(link.querySelector(".bar"), sweep);
  setText(link.querySelector(".networks"), `${count(sweep.done)} of ${count(sweep.wanted)} networks`);
  setText(link.querySelector(".left"), left(sweep) === null ? `${percentDone(sweep)} %` : `${left(sweep)} left`);
}

function showBadge(badge, sweep) {
  setText(badge, stateOf(sweep));
  badge.dataset.state = stateOf(sweep);
}

function sparedText(sweep) {
  return `${count(sweep.spared)} (${Math.floor((100 * sweep.spared) / (sweep.spared + sweep.wanted))} %)`;
}

function facts(sweep) {
  return [
    ["Networks", `${count(sweep.done)} of ${count(sweep.wanted)}`],
    ["Spared by stop rules", sweep.spared > 0 ? sparedText(sweep) : null],
    ["Dead", sweep.dead > 0 ? count(sweep.dead) : null, "bad"],
    ["Not alike", sweep.disagreeing > 0 ? `${count(sweep.disagreeing)} of ${count(sweep.checked)} computed again` : null, "bad"],
    ["Cells complete", `${count(sweep.completeCells)} of ${count(sweep.cells)}`],
    ["Trials", count(sweep.trials)],
    ["Networks a second", rate(sweep)],
    ["Time left", left(sweep)],
    ["Computed", `${duration(sweep.computeSeconds)}`],
    ["Submitted", time(sweep.submittedAt)],
    ["Epoch", sweep.epoch > 1 ? String(sweep.epoch) : null],
  ].filter(([, text]) => text !== null);
}

function makeFact([label]) {
  return element("div", {}, element("dt", { textContent: label }), element("dd"));
}

/** Shows all sweeps, the last submitted first, and the chosen one in full. */
export function showSweeps(sweeps, chosen) {
  const byAge = [...sweeps].sort((a, b) => b.submittedAt.localeCompare(a.submittedAt));
  byId("no-sweeps").hidden = sweeps.length > 0;
  reconcile(
    byId("sweeps"),
    byAge,
    (sweep) => sweep.sweep,
    listed,
    (item, sweep) => showListed(item, sweep, chosen)
  );
  const sweep = sweeps.find((one) => one.sweep === chosen);
  byId("empty").hidden = sweeps.length > 0;
  byId("sweep").hidden = sweep === undefined;
  if (sweep === undefined) {
    document.title = "Onestep";
    return;
  }
  document.title = finished(sweep) ? `${sweep.sweep} · Onestep` : `${percentDone(sweep)} % ${sweep.sweep} · Onestep`;
  setText(byId("sweep-title"), sweep.sweep);
  showBadge(byId("sweep-state"), sweep);
  showBar(byId("bar"), sweep);
  byId("bar").setAttribute("aria-valuenow", percentDone(sweep));
  byId("bar").setAttribute("aria-label", `progress of ${sweep.sweep}`);
  reconcile(
    byId("facts"),
    facts(sweep),
    ([label]) => label,
    makeFact,
    (item, [, text, className]) => {
      setText(item.lastElementChild, text);
      item.className = className ?? "";
    }
  );
}
