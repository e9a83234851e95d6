// Filters of the table: numbers, lists and ranges, such as "1, 3", "10-100" or ">= 50".

const RANGE = /^(\d+)\s*(?:-|–|\.\.)\s*(\d+)$/;
const BOUND = /^(<=|>=|<|>|≤|≥|=)?\s*(\d+)$/;

const TESTS = {
  "<": (value, bound) => value < bound,
  ">": (value, bound) => value > bound,
  "<=": (value, bound) => value <= bound,
  ">=": (value, bound) => value >= bound,
  "≤": (value, bound) => value <= bound,
  "≥": (value, bound) => value >= bound,
  "=": (value, bound) => value === bound,
};

function part(text) {
  const range = RANGE.exec(text);
  if (range !== null) return (value) => value >= Number(range[1]) && value <= Number(range[2]);
  const bound = BOUND.exec(text);
  if (bound === null) return null;
  return (value) => TESTS[bound[1] ?? "="](value, Number(bound[2]));
}

/** A test of numbers; null where the text is none of these. An empty text lets everything through. */
export function parse(text) {
  const parts = text
    .split(",")
    .map((one) => one.trim())
    .filter((one) => one !== "")
    .map(part);
  if (parts.includes(null)) return null;
  return (value) => parts.length === 0 || parts.some((test) => test(value));
}

export const FILTERS = {
  depth: { label: "Depth", of: (cell) => [cell.depth] },
  width: { label: "Width", of: (cell) => cell.widths },
  dimension: { label: "Dimension", of: (cell) => [cell.dimension] },
};

/** Cells that pass all filters; a filter that cannot be read lets everything through. */
export function filtered(cells, texts) {
  const tests = Object.entries(FILTERS)
    .map(([name, { of }]) => [of, parse(texts[name] ?? "")])
    .filter(([, test]) => test !== null);
  if (Object.keys(FILTERS).every((name) => (texts[name] ?? "") === "")) return cells;
  return cells.filter((cell) => tests.every(([of, test]) => of(cell).some(test)));
}
