// From cells to what a chart draws: a panel a depth, a series a dimension, a point a width.
import { count } from "./format.js";

const LIMITS = {
  eta: (limit) => `η ${limit}`,
  linear: (limit) => `η ${limit} |f|/‖∇f‖²`,
  radius: (limit) => `η‖∇f‖ ${limit} √d`,
  length: (limit) => `η‖∇f‖ ${limit}`,
  sigma: (limit) => `η ${limit} σ`,
};

const attackOf = (cell) => [cell.attack, cell.maxStep, cell.maxStepUnit, cell.resolution].join(" ");

/** The attack as its largest step and the spacing of its search, as in "η ≤ 20, step 0.5", or as the step of those that have one. */
export function attackLabel(cell) {
  const searches = cell.attack !== "fixed-step" && cell.attack !== "probe";
  const limit = LIMITS[cell.maxStepUnit]?.(`${searches ? "≤" : "="} ${Number(cell.maxStep.toPrecision(6))}`) ?? cell.attack;
  return searches ? `${limit}, step ${cell.resolution}` : limit;
}

/** Charts are of networks whose layers are equally wide, as the paper's are. */
const isDrawn = (cell) => cell.widths.every((width) => width === cell.widths[0]);

const VARIANTS = { gain: (cell) => String(cell.gain), activation: (cell) => cell.activation, attack: attackOf };

function distinct(cells, of) {
  const first = new Map();
  for (const cell of cells) if (!first.has(of(cell))) first.set(of(cell), cell);
  return first;
}

/**
 * What can be chosen from, and what is: of each variant the wish, or else the first that there is.
 * @param wishes the settings
 */
export function choose(cells, wishes) {
  const options = {};
  const chosen = {};
  for (const [name, of] of Object.entries(VARIANTS)) {
    options[name] = distinct(cells, of);
    const keys = [...options[name].keys()];
    chosen[name] = keys.includes(wishes[name]) ? wishes[name] : keys[0];
  }
  options.depth = distinct(cells, (cell) => String(cell.depth));
  chosen.depth = options.depth.has(wishes.depth) ? wishes.depth : null;
  return { options, chosen };
}

/** Where two cells have the same place in a chart, the sampler tells their series apart. */
function haveSamplers(cells) {
  const places = new Set(cells.map((cell) => `${cell.depth} ${cell.dimension} ${cell.widths[0]}`));
  return places.size < cells.length;
}

/** The panels of the chosen cells, by depth, and the series that any of them has, by dimension. */
export function panels(cells, chosen) {
  const drawn = cells.filter(
    (cell) =>
      isDrawn(cell) &&
      Object.entries(VARIANTS).every(([name, of]) => of(cell) === chosen[name]) &&
      (chosen.depth === null || String(cell.depth) === chosen.depth)
  );
  const samplers = haveSamplers(drawn);
  const keyOf = (cell) => (samplers ? `${cell.dimension} ${cell.sampler}` : String(cell.dimension));
  const labelOf = (cell) => `d = ${count(cell.dimension)}${samplers ? ` ${cell.sampler}` : ""}`;
  const series = [...distinct(drawn, keyOf)]
    .map(([key, cell]) => ({ key, label: labelOf(cell), dimension: cell.dimension }))
    .sort((a, b) => a.dimension - b.dimension || a.key.localeCompare(b.key));
  const depths = [...new Set(drawn.map((cell) => cell.depth))].sort((a, b) => a - b);
  return { series, panels: depths.map((depth) => panel(depth, drawn, keyOf)), drawn: drawn.length };
}

function panel(depth, drawn, keyOf) {
  const cells = drawn.filter((cell) => cell.depth === depth);
  const widths = [...new Set(cells.map((cell) => cell.widths[0]))].sort((a, b) => a - b);
  const place = new Map(widths.map((width, i) => [width, i]));
  const points = new Map();
  for (const cell of cells) {
    const key = keyOf(cell);
    if (!points.has(key)) points.set(key, Array(widths.length).fill(null));
    points.get(key)[place.get(cell.widths[0])] = cell;
  }
  return { depth, widths, points };
}

/** The ends of a band around a mean: its 95 % interval, one standard deviation, or none. */
export function bandOf(estimate, band) {
  if (band === "sd" && estimate.sd !== null) return [estimate.mean - estimate.sd, estimate.mean + estimate.sd];
  if (band === "interval" && estimate.low !== null) return [estimate.low, estimate.high];
  return [estimate.mean, estimate.mean];
}
