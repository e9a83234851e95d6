// What is known, as the stream has told it.

export class Store {
  constructor() {
    this.sweeps = null;
    this.cells = new Map();
    this.total = 0;
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
      if (data.reset) this.cells.clear();
      this.total = data.total;
      for (const cell of data.cells) this.cells.set(cell.cell, cell);
    } else if (event === "activity") {
      this.workers = data.workers;
      this.failures = data.deadLetters;
      this.now = data.now;
    }
    for (const callback of this.listeners.get(event) ?? []) callback();
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
