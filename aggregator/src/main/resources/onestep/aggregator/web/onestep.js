"use strict";

const REFRESH_MS = 1000;
const FIGURES_EVERY = 5;
const CELLS_SHOWN = 500;

const byId = (id) => document.getElementById(id);
let chosen = null;
let rounds = 0;

function element(tag, className, text) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}

const count = (value) => value.toLocaleString("en");
const number = (value, digits) => (value === null ? "" : value.toFixed(digits));

function duration(seconds) {
  if (seconds === null) return "";
  const whole = Math.round(seconds);
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor((whole % 3600) / 60);
  if (hours > 0) return `${hours} h ${minutes} min`;
  return minutes > 0 ? `${minutes} min ${whole % 60} s` : `${whole} s`;
}

function estimate(value, digits) {
  if (value.mean === null) return "";
  if (value.low === null) return number(value.mean, digits);
  return `${number(value.mean, digits)} ± ${number((value.high - value.low) / 2, digits)}`;
}

function percent(value) {
  if (value.mean === null) return "";
  const of = (part) => (100 * part).toFixed(1);
  return `${of(value.mean)} % [${of(value.low)}, ${of(value.high)}]`;
}

function remaining(sweep) {
  if (sweep.settled) return "finished";
  if (sweep.state !== "RUNNING") return sweep.state.toLowerCase();
  const left = duration(sweep.remainingSeconds);
  return left ? `${left} left` : "";
}

function card(sweep) {
  const made = element("button", "sweep");
  made.type = "button";
  made.setAttribute("aria-pressed", String(sweep.sweep === chosen));
  made.addEventListener("click", () => choose(sweep.sweep).catch(lost));
  const line = element("div", "line");
  line.append(
    element("span", "name", sweep.sweep),
    element("span", "", `${count(sweep.done)} of ${count(sweep.wanted)} networks`),
    element("span", "quiet", `${count(sweep.completeCells)} of ${count(sweep.cells)} cells`),
    element("span", "quiet", `${count(sweep.trials)} trials`)
  );
  if (!sweep.settled && sweep.networksPerSecond !== null) {
    line.append(element("span", "quiet", `${number(sweep.networksPerSecond, 1)} networks/s`));
  }
  line.append(element("span", "quiet", remaining(sweep)));
  if (sweep.dead > 0) line.append(element("span", "dead", `${count(sweep.dead)} dead`));
  const bar = document.createElement("progress");
  bar.max = Math.max(1, sweep.wanted);
  bar.value = sweep.done;
  bar.setAttribute("aria-label", `progress of ${sweep.sweep}`);
  made.append(line, bar);
  return made;
}

function width(widths) {
  return widths.every((one) => one === widths[0]) ? count(widths[0]) : widths.join("-");
}

function row(cell) {
  const made = document.createElement("tr");
  const texts = [
    cell.depth,
    count(cell.dimension),
    width(cell.widths),
    cell.gain,
    cell.activation,
    cell.sampler,
    `${count(cell.done)} / ${count(cell.wanted)}`,
    count(cell.trials),
    percent(cell.flippedFraction),
    estimate(cell.eta, 3),
    number(cell.theory.eta, 3),
    estimate(cell.gradientNorm, 4),
    number(cell.theory.gradientNorm, 4),
    number(cell.linearity.mean, 3),
  ];
  made.append(...texts.map((text) => element("td", "", text)));
  return made;
}

async function choose(sweep) {
  chosen = sweep;
  byId("figures").replaceChildren();
  await refresh();
  await drawFigures();
}

// A figure replaces its older self only once it has arrived, so that nothing flickers.
async function drawFigures() {
  if (chosen === null) return;
  const sweep = chosen;
  const { figures } = await load(`/api/figures?sweep=${encodeURIComponent(sweep)}`);
  let previous = null;
  for (const figure of figures) {
    const image = new Image();
    image.alt = `${figure} of ${sweep}`;
    image.dataset.figure = figure;
    image.src = `/figures/${figure}.svg?sweep=${encodeURIComponent(sweep)}&round=${rounds}`;
    await image.decode();
    if (sweep !== chosen) return;
    const shown = byId("figures").querySelector(`[data-figure="${figure}"]`);
    if (shown) shown.replaceWith(image);
    else if (previous) previous.after(image);
    else byId("figures").prepend(image);
    previous = image;
  }
}

async function load(path) {
  const response = await fetch(path);
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  return response.json();
}

async function refresh() {
  const { sweeps } = await load("/api/sweeps");
  byId("none").hidden = sweeps.length > 0;
  if (chosen === null && sweeps.length > 0) {
    const latest = sweeps.reduce((a, b) => (b.submittedAt > a.submittedAt ? b : a));
    chosen = latest.sweep;
  }
  const focused = document.activeElement?.closest(".sweep") !== null;
  byId("sweeps").replaceChildren(...sweeps.map(card));
  if (focused) byId("sweeps").querySelector('[aria-pressed="true"]')?.focus();
  byId("cells").hidden = chosen === null;
  if (chosen !== null) {
    const sweep = chosen;
    const query = `sweep=${encodeURIComponent(sweep)}&limit=${CELLS_SHOWN}`;
    const { total, cells } = await load(`/api/cells?${query}`);
    if (sweep === chosen) {
      byId("chosen").textContent = chosen;
      byId("shown").textContent =
        total > cells.length ? `the first ${cells.length} of ${count(total)}` : `${count(total)} in all`;
      byId("rows").replaceChildren(...cells.map(row));
    }
  }
}

function lost() {
  byId("connection").textContent = "The aggregator does not answer; trying again …";
}

async function tick() {
  try {
    await refresh();
    byId("connection").textContent = "live";
    if (rounds % FIGURES_EVERY === 0) await drawFigures();
    rounds += 1;
  } catch {
    lost();
  }
  setTimeout(tick, REFRESH_MS);
}

tick();
