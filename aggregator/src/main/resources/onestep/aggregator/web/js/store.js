// What is known, as the feed has told it.
import { Cell } from "./cells.js";

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

  takeCells({ reset, total, added, numbers }) {
    // What still shows forgotten cells keeps their numbers.
    if (reset) this.measured = {};
    if (reset) this.cells.clear();
    this.total = total;
    this.measured.numbers = numbers;
    for (const fields of added) this.cells.set(fields.cell, new Cell(fields, this.measured));
    if (reset || added.length > 0) this.inOrder = null;
  }

  /** Cells in the order of the plan: the same array as long as the cells are the same. */
  ordered() {
    this.inOrder ??= [...this.cells.values()].sort((a, b) => a.position - b.position);
    return this.inOrder;
  }

  /** Forgets what was of one sweep. */
  forgetSweep() {
    this.apply("cells", { reset: true, total: 0, added: [], numbers: null });
    this.failures = [];
  }

  sweep(name) {
    return this.sweeps?.find((one) => one.sweep === name);
  }
}
