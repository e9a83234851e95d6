// Cells as rows of numbers. A worker reads them; the page is handed one array, at no cost, however many there are.

const COUNTS = ["wanted", "spared", "done", "dead", "networks", "trials", "degenerate", "unresolved"];
const ESTIMATES = ["flippedFraction", "eta", "gradientNorm", "linearity"];
const PARTS = ["mean", "low", "high", "sd", "effectiveTrials"];
const MEASURED = new Set([...COUNTS, ...ESTIMATES, "stop"]);
const ROW = COUNTS.length + ESTIMATES.length * PARTS.length;

const firstOf = (estimate) => COUNTS.length + PARTS.length * estimate;
const orNull = (number) => (Number.isNaN(number) ? null : number);

/** What a cell is, without what has been measured in it. */
function identity(cell) {
  return Object.fromEntries(Object.entries(cell).filter(([name]) => !MEASURED.has(name)));
}

/** The cells of a sweep as the server tells them, and what of that has not been handed on. */
export class CellRows {
  constructor() {
    this.clear();
  }

  clear() {
    this.known = new Map();
    this.numbers = new Float64Array(0);
    this.total = 0;
    this.reset = true;
    this.added = [];
  }

  /** Takes the data of an event in. */
  take({ reset, total, cells }) {
    if (reset) this.clear();
    this.total = total;
    for (const cell of cells) this.write(cell, this.rowOf(cell));
  }

  rowOf(cell) {
    const before = this.known.get(cell.cell);
    const row = before?.row ?? this.known.size;
    if (before?.position !== cell.position) {
      this.known.set(cell.cell, { row, position: cell.position });
      this.added.push({ ...identity(cell), row });
    }
    return row;
  }

  write(cell, row) {
    if ((row + 1) * ROW > this.numbers.length) {
      const grown = new Float64Array(2 * (row + 1) * ROW);
      grown.set(this.numbers);
      this.numbers = grown;
    }
    let at = row * ROW;
    for (const name of COUNTS) this.numbers[at++] = cell[name];
    for (const name of ESTIMATES) {
      for (const part of PARTS) this.numbers[at++] = cell[name][part] ?? NaN;
    }
  }

  /** Cells that are new or elsewhere in the plan, and the numbers of all. */
  changes() {
    const { reset, total, added } = this;
    this.reset = false;
    this.added = [];
    return { reset, total, added, numbers: this.numbers.slice(0, ROW * this.known.size) };
  }
}

/** A cell, with the fields that the server's cells have; its numbers are always the latest. */
export class Cell {
  /** @param measured holds the numbers of all cells of the sweep, as CellRows tells them */
  constructor(fields, measured) {
    Object.assign(this, fields);
    this.measured = measured;
  }
}

COUNTS.forEach((name, i) => {
  Object.defineProperty(Cell.prototype, name, {
    get() {
      return this.measured.numbers[this.row * ROW + i];
    },
  });
});

ESTIMATES.forEach((name, i) => {
  Object.defineProperty(Cell.prototype, name, {
    get() {
      const { numbers } = this.measured;
      const at = this.row * ROW + firstOf(i);
      return {
        mean: orNull(numbers[at]),
        low: orNull(numbers[at + 1]),
        high: orNull(numbers[at + 2]),
        sd: orNull(numbers[at + 3]),
        effectiveTrials: orNull(numbers[at + 4]),
      };
    },
  });
});
