// What is known, as the stream has told it.

export class Store {
  constructor() {
    this.sweeps = null;
    this.cells = new Map();
    this.total = 0;
    this.inOrder = null;
    this.workers = [];
    this.failures = [];
    this.now = null;
    this.listeners = new Map();
  }

  /** Calls back whenever sweeps, cells or activity change. */
  on(event, callback) {
    this.listeners.set(event, [...(this.listeners.get(event) ?? []), callback]);
  }

  /** Takes the data of an event in. */
  apply(event, data) {
    if (event === "sweeps") {
      this.sweeps = data.sweeps;
    } else if (event === "cells") {
      this.takeCells(data);
    } else if (event === "activity") {
      this.workers = data.workers;
      this.failures = data.deadLetters;
      this.now = data.now;
    }
    for (const callback of this.listeners.get(event) ?? []) callback();
  }

  takeCells(data) {
    const before = this.cells.size;
    if (data.reset) this.cells.clear();
    this.total = data.total;
    for (const cell of data.cells) this.cells.set(cell.cell, cell);
    if (data.reset || this.cells.size !== before) this.inOrder = null;
  }

  /** Ids of the cells in the order of the plan: the same array as long as the cells are the same. */
  ids() {
    this.inOrder ??= [...this.cells.values()].sort((a, b) => a.position - b.position).map((cell) => cell.cell);
    return this.inOrder;
  }

  /** Forgets what was of one sweep. */
  forgetSweep() {
    this.apply("cells", { reset: true, total: 0, cells: [] });
    this.failures = [];
  }

  sweep(name) {
    return this.sweeps?.find((one) => one.sweep === name);
  }
}
