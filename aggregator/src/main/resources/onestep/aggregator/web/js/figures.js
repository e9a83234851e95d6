// The charts of the sweep that is shown, and what chooses them.
import { change, settings } from "./address.js";
import { Chart } from "./chart.js";
import { byId, element, reconcile, setText } from "./dom.js";
import { count } from "./format.js";
import { QUANTITIES, quantity } from "./quantities.js";
import { attackLabel, choose, panels } from "./series.js";
import { isDark } from "./theme.js";

const BANDS = { interval: "95 % interval", sd: "one sd", none: "none" };
const MOST_PANELS = 12;
const charts = new Map();
const queue = new Map();
let controls = "";
let drawing = false;
let arranged = { cells: null, wishes: null };

/** Draws what waits, a chart a task, so that the page answers in between. */
function drawNext() {
  const [key, draw] = queue.entries().next().value ?? [null, null];
  if (drawing || draw === null) return;
  drawing = true;
  queue.delete(key);
  draw();
  setTimeout(() => {
    drawing = false;
    drawNext();
  });
}

/** From light to dark with the dimension, over hues that also the colour-blind tell apart. */
function colors(number, dark) {
  const [from, to] = dark ? [0.88, 0.6] : [0.74, 0.36];
  return Array.from({ length: number }, (_, i) => {
    const share = number === 1 ? 0.6 : i / (number - 1);
    const lightness = from + share * (to - from);
    const hue = 75 - 175 * share;
    return { color: `oklch(${lightness} 0.15 ${hue})`, fill: `oklch(${lightness} 0.15 ${hue} / 0.16)` };
  });
}

function select(label, name, options, chosen) {
  const made = element(
    "select",
    {},
    ...options.map(([value, text]) => element("option", { value, textContent: text, selected: value === chosen }))
  );
  made.addEventListener("change", () => change({ [name]: made.value === "" ? null : made.value }));
  made.dataset.setting = name;
  return element("label", { class: "field" }, element("span", { textContent: label }), made);
}

function quantityButtons(chosen) {
  const radios = QUANTITIES.map((one) => {
    const radio = element("input", { type: "radio", name: "quantity", value: one.id, checked: one === chosen });
    radio.addEventListener("change", () => change({ show: one.id }));
    return element("label", {}, radio, element("span", { textContent: one.label }));
  });
  return element(
    "fieldset",
    { class: "segments" },
    element("legend", { class: "unseen", textContent: "Quantity" }),
    ...radios
  );
}

function logarithmicBox(checked) {
  const box = element("input", { type: "checkbox", checked });
  box.addEventListener("change", () => change({ log: box.checked ? "1" : null }));
  return element("label", { class: "field check" }, box, element("span", { textContent: "log y" }));
}

function fields(options, chosen, shown) {
  const depths = [...options.depth.keys()].sort((a, b) => a - b);
  const made = [quantityButtons(shown.quantity)];
  if (depths.length > 1) {
    made.push(select("Depth", "depth", [["", "all"], ...depths.map((depth) => [depth, `L = ${depth}`])], chosen.depth ?? ""));
  }
  const texts = { gain: String, activation: String, attack: (key) => attackLabel(options.attack.get(key)) };
  for (const [name, text] of Object.entries(texts)) {
    const keys = [...options[name].keys()];
    const label = name[0].toUpperCase() + name.slice(1);
    if (keys.length > 1) made.push(select(label, name, keys.map((key) => [key, text(key)]), chosen[name]));
  }
  const bands = Object.entries(BANDS).filter(([band]) => band !== "sd" || !shown.quantity.noSpread);
  made.push(select("Band", "band", bands, shown.band));
  made.push(logarithmicBox(shown.logarithmic));
  return made;
}

/** Makes the controls anew where what can be chosen has changed, and keeps the focus. */
function showControls(options, chosen, shown) {
  const key = JSON.stringify([Object.values(options).map((map) => [...map.keys()]), chosen, shown.quantity.id, shown.band, shown.logarithmic]);
  if (key === controls) return;
  controls = key;
  const bar = byId("controls");
  const focused = bar.contains(document.activeElement) ? document.activeElement : null;
  bar.replaceChildren(...fields(options, chosen, shown));
  if (focused === null) return;
  const again = focused.dataset.setting
    ? bar.querySelector(`[data-setting="${focused.dataset.setting}"]`)
    : bar.querySelector(focused.type === "radio" ? "input:checked" : "input[type=checkbox]");
  again?.focus();
}

function showLegend(series) {
  reconcile(
    byId("legend"),
    [...series, { key: "theory", label: "theory", color: null }],
    (one) => one.key,
    () => element("li", {}, element("span", { class: "swatch" }), element("span")),
    (item, one) => {
      const swatch = item.firstElementChild;
      swatch.classList.toggle("dashed", one.color === null);
      swatch.style.background = one.color ?? "";
      setText(item.lastElementChild, one.label);
    }
  );
}

function note(cells, drawn, shown, all) {
  const none = cells.every((cell) => cell.trials === 0);
  if (all === 0) return "";
  if (none) return "Nothing has come in yet; points appear here as soon as it has.";
  if (shown < drawn.panels.length) return `The first ${shown} of ${drawn.panels.length} depths; choose one for the others.`;
  if (drawn.drawn === 0) return "No cell has this combination, with layers of one width.";
  return `${count(drawn.drawn)} of ${count(all)} cells`;
}

/** What can be chosen and what panels there are: of the same cells and wishes the same, whatever has been measured. */
function arrange(cells, wishes) {
  const key = JSON.stringify(wishes);
  if (cells !== arranged.cells || key !== arranged.wishes) {
    const { options, chosen } = choose(cells, wishes);
    arranged = { cells, wishes: key, options, chosen, drawn: panels(cells, chosen) };
  }
  return arranged;
}

/** @param cells an array that is another one whenever these are not the same cells as before */
export function showFigures(cells, total) {
  const wishes = settings();
  const shown = {
    quantity: quantity(wishes.show),
    band: BANDS[wishes.band] === undefined ? "interval" : wishes.band,
    logarithmic: wishes.log === "1",
    theme: isDark() ? "dark" : "light",
  };
  if (shown.quantity.noSpread && shown.band === "sd") shown.band = "interval";
  const { options, chosen, drawn } = arrange(cells, wishes);
  showControls(options, chosen, shown);
  const inks = colors(drawn.series.length, shown.theme === "dark");
  const series = drawn.series.map((one, i) => ({ ...one, ...inks[i] }));
  showLegend(series);
  const few = drawn.panels.slice(0, MOST_PANELS);
  setText(byId("figures-note"), note(cells, drawn, few.length, total));
  byId("panels").classList.toggle("single", few.length === 1);
  const keyOf = (panel) => `${panel.depth} ${wishes.sweep}`;
  for (const [key, chart] of charts) {
    if (few.every((panel) => keyOf(panel) !== key)) {
      chart.destroy();
      charts.delete(key);
    }
  }
  const variant = JSON.stringify(chosen);
  few.forEach((panel, i) => {
    const key = keyOf(panel);
    if (!charts.has(key)) {
      const chart = new Chart((words) => setText(byId("reading"), words));
      charts.set(key, chart);
      byId("panels").insertBefore(chart.root, byId("panels").children[i] ?? null);
    }
    queue.set(key, () => charts.get(key)?.show(panel, { ...shown, variant, series }));
  });
  drawNext();
}
