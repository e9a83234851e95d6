// The columns of the table of cells.
import { count, fixed, widths } from "./format.js";
import { QUANTITIES, deviation } from "./quantities.js";
import { attackLabel } from "./series.js";

// A column that has one value for all cells is told above the table instead; the others are as wide as their texts.
const IDENTITY = [
  { id: "depth", label: "L", title: "depth: hidden layers", value: (cell) => cell.depth, always: true },
  { id: "dimension", label: "d", title: "input dimension", value: (cell) => cell.dimension, text: (cell) => count(cell.dimension), always: true },
  { id: "width", label: "k", title: "width", value: (cell) => cell.widths[cell.widths.length - 1], text: (cell) => widths(cell.widths), always: true },
  { id: "gain", label: "gain", title: "weights are N(0, gain / fan-in)", value: (cell) => cell.gain },
  { id: "activation", label: "activation", title: "activation", value: (cell) => cell.activation },
  { id: "sampler", label: "sampler", title: "how weights are sampled", value: (cell) => cell.sampler },
  { id: "attack", label: "attack", title: "largest step searched, or the step taken", value: attackLabel },
  { id: "points", label: "points", title: "inputs per network", value: (cell) => cell.points },
];

const COUNTS = [
  { id: "networks", label: "networks", title: "networks done of those wanted", chars: 17, value: (cell) => cell.done, text: (cell) => `${count(cell.done)} / ${count(cell.wanted)}` },
  { id: "spared", label: "spared", title: "networks that the stop rule will not ask for", chars: 9, value: (cell) => cell.spared, text: (cell) => count(cell.spared), onlyIf: (cells) => cells.some((cell) => cell.spared > 0) },
  { id: "dead", label: "dead", title: "networks given up", chars: 6, value: (cell) => cell.dead, onlyIf: (cells) => cells.some((cell) => cell.dead > 0) },
  { id: "trials", label: "trials", title: "trials, flipped or not", chars: 12, value: (cell) => cell.trials, text: (cell) => count(cell.trials) },
];

function of(quantity) {
  const mean = {
    id: quantity.id,
    label: quantity.symbol,
    title: `${quantity.label}: mean with its 95 % interval`,
    chars: quantity.ceiling === 1 ? 21 : 25,
    value: (cell) => cell[quantity.id].mean,
    text: (cell) => quantity.interval(cell[quantity.id]),
    starts: true,
  };
  if (quantity.id === "linearity") return [mean];
  return [
    mean,
    {
      id: `${quantity.id}-theory`,
      label: "theory",
      title: `${quantity.label} predicted by infinite width and dimension`,
      chars: 9,
      value: quantity.theory,
      text: (cell) => quantity.format(quantity.theory(cell)),
      quiet: true,
    },
    {
      id: `${quantity.id}-deviation`,
      label: "σ",
      title: `${quantity.label}: distance from theory in standard errors`,
      chars: 9,
      value: (cell) => deviation(cell, quantity),
      text: (cell) => deviationText(deviation(cell, quantity)),
      strong: (cell) => Math.abs(deviation(cell, quantity) ?? 0) > 3,
    },
  ];
}

function deviationText(value) {
  if (value === null) return "–";
  const text = fixed(value, Math.abs(value) < 100 ? 1 : 0);
  return value > 0 ? `+${text}` : text;
}

const MEASURED = ["flippedFraction", "eta", "gradientNorm", "linearity"].flatMap((id) =>
  of(QUANTITIES.find((quantity) => quantity.id === id))
);

const MARGIN = 3; // characters that the padding takes
const ARROW = 2;
const MOST_CHARS = 40; // of a network whose layers all differ

export const textOf = (column, cell) => (column.text === undefined ? String(column.value(cell)) : column.text(cell));

function withRoom(column, cells) {
  const longest = cells.reduce((most, cell) => Math.max(most, textOf(column, cell).length), column.label.length + ARROW);
  return { ...column, chars: Math.min(MOST_CHARS, longest + MARGIN) };
}

/** The columns that these cells need, and texts of what all of them have in common. */
export function columnsFor(cells) {
  const varies = (column) => column.always || new Set(cells.map(column.value)).size > 1;
  const same = cells.length === 0 ? [] : IDENTITY.filter((column) => !varies(column));
  const common = same.map((column) =>
    column.id === "activation" || column.id === "attack" ? column.value(cells[0]) : `${column.label} ${column.value(cells[0])}`
  );
  const columns = [
    ...IDENTITY.filter(varies).map((column) => withRoom(column, cells)),
    ...COUNTS.filter((column) => column.onlyIf === undefined || column.onlyIf(cells)),
    ...MEASURED,
  ];
  return { columns, common };
}

/** Orders cells by a column; undefined values come last in either direction. */
export function sorted(cells, column, descending) {
  if (column.id === "position" && !descending) return cells;
  const sign = descending ? -1 : 1;
  return cells
    .map((cell) => ({ cell, key: column.value(cell) }))
    .sort((a, b) => {
      if (a.key === b.key) return a.cell.position - b.cell.position;
      if (a.key === null) return 1;
      if (b.key === null) return -1;
      return a.key < b.key ? -sign : sign;
    })
    .map(({ cell }) => cell);
}
