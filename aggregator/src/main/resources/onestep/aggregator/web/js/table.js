// The table of cells. Only the rows in sight are in the document, however many there are.
import { columnsFor, sorted, textOf } from "./columns.js";
import { byId, element, setText } from "./dom.js";
import { FILTERS, filtered, parse } from "./filter.js";
import { count } from "./format.js";

const BEYOND = 8;
const PLAN = { id: "position", value: (cell) => cell.position };

/** Room for rows that are not in the document. */
function space() {
  return element("tbody", { "aria-hidden": "true" }, element("tr"));
}

function setSpace(where, height) {
  where.hidden = height === 0;
  where.firstElementChild.style.height = `${height}px`;
}

function setClass(where, ...names) {
  const all = names.filter(Boolean).join(" ");
  if (where.className !== all) where.className = all;
}

export class CellTable {
  constructor() {
    this.cells = [];
    this.rows = [];
    this.columns = [];
    this.anyDead = false;
    this.texts = {};
    this.order = { column: "position", descending: false };
    this.shape = "";
    this.drawn = "";
    this.scroll = byId("cells");
    this.head = element("thead");
    this.above = space();
    this.body = element("tbody");
    this.below = space();
    this.nothing = element("tbody", {}, element("tr", {}, element("td", { class: "nothing" })));
    this.widths = element("colgroup");
    this.table = element("table", { class: "cells" }, this.widths, this.head, this.above, this.body, this.below, this.nothing);
    this.scroll.append(this.table);
    this.scroll.addEventListener("scroll", () => this.draw(), { passive: true });
    new ResizeObserver(() => this.draw()).observe(this.scroll);
    this.addFilters();
  }

  /**
   * Shows cells.
   * @param cells an array that is another one whenever these are not the same cells as before
   */
  show(cells) {
    const anyDead = cells.some((cell) => cell.dead > 0);
    if (cells !== this.cells || anyDead !== this.anyDead) {
      this.cells = cells;
      this.anyDead = anyDead;
      const { columns, common } = columnsFor(cells);
      this.columns = columns;
      setText(byId("cells-common"), common.length > 0 ? `All: ${common.join(", ")}` : "");
    }
    this.arrange();
  }

  addFilters() {
    for (const [name, { label }] of Object.entries(FILTERS)) {
      const input = element("input", { type: "text", size: 9, placeholder: "all", autocomplete: "off" });
      input.title = "numbers, lists and ranges, such as 1, 3 or 10-100 or >= 50";
      input.addEventListener("input", () => {
        this.texts[name] = input.value;
        input.setAttribute("aria-invalid", String(parse(input.value) === null));
        this.scroll.scrollTop = 0;
        this.arrange();
      });
      byId("filters").append(element("label", { class: "field" }, element("span", { textContent: label }), input));
    }
    byId("filters").append(element("span", { class: "quiet small", textContent: "such as 1, 3 or 10-100 or >= 50" }));
  }

  /** Filters, sorts and draws. */
  arrange() {
    const passed = filtered(this.cells, this.texts);
    const column = this.columns.find((one) => one.id === this.order.column) ?? PLAN;
    this.rows = sorted(passed, column, this.order.descending);
    const all = count(this.cells.length);
    setText(byId("cells-count"), passed.length === this.cells.length ? all : `${count(passed.length)} of ${all}`);
    this.showHead();
    this.draw(true);
  }

  /** Ascending at first, descending at the second time, in the order of the plan at the third. */
  sortBy(id) {
    if (this.order.column !== id) this.order = { column: id, descending: false };
    else if (!this.order.descending) this.order = { column: id, descending: true };
    else this.order = { column: "position", descending: false };
    this.scroll.scrollTop = 0;
    this.arrange();
  }

  showHead() {
    const shape = this.columns.map((column) => `${column.id} ${column.chars}`).join(" ");
    if (shape !== this.shape) {
      this.shape = shape;
      this.widths.replaceChildren(
        ...this.columns.map((column) => {
          const col = element("col");
          col.style.width = `${column.chars}ch`;
          return col;
        })
      );
      this.table.style.width = `${this.columns.reduce((sum, column) => sum + column.chars, 0)}ch`;
      this.body.replaceChildren();
      this.head.replaceChildren(element("tr", { "aria-rowindex": 1 }, ...this.columns.map((column) => this.headCell(column))));
    }
    [...this.head.firstElementChild.children].forEach((cell, i) => {
      const isOrder = this.columns[i].id === this.order.column;
      cell.setAttribute("aria-sort", isOrder ? (this.order.descending ? "descending" : "ascending") : "none");
    });
  }

  headCell(column) {
    const button = element("button", { type: "button", title: column.title, textContent: column.label });
    if (column.title !== column.label) button.setAttribute("aria-label", `${column.label}, ${column.title}`);
    button.addEventListener("click", () => this.sortBy(column.id));
    return element("th", { scope: "col", class: column.starts ? "starts" : null }, button);
  }

  /** @param changed whether rows may differ from those drawn last */
  draw(changed = false) {
    const height = this.rowHeight();
    const first = Math.max(0, Math.floor(this.scroll.scrollTop / height) - BEYOND);
    const seen = Math.ceil(this.scroll.clientHeight / height) + 2 * BEYOND;
    const last = Math.min(this.rows.length, first + seen);
    const range = `${first} ${last}`;
    if (!changed && range === this.drawn) return;
    this.drawn = range;
    this.table.setAttribute("aria-rowcount", this.rows.length + 1);
    setSpace(this.above, first * height);
    setSpace(this.below, (this.rows.length - last) * height);
    this.makeRows(last - first).forEach((row, i) => this.showRow(row, this.rows[first + i], first + i));
    this.showWhetherEmpty();
  }

  /** So many rows: those that are there stay, and with them what is selected in them. */
  makeRows(number) {
    while (this.body.children.length > number) this.body.lastElementChild.remove();
    while (this.body.children.length < number) {
      this.body.append(element("tr", {}, ...this.columns.map(() => element("td", {}, ""))));
    }
    return [...this.body.children];
  }

  rowHeight() {
    return parseFloat(getComputedStyle(this.table).getPropertyValue("--row")) || 28;
  }

  showRow(row, cell, index) {
    row.setAttribute("aria-rowindex", index + 2);
    setClass(row, index % 2 === 1 && "odd", cell.done >= cell.wanted && "complete");
    this.columns.forEach((column, i) => {
      const shown = row.children[i];
      const text = textOf(column, cell);
      if (shown.firstChild.data !== text) shown.firstChild.data = text;
      setClass(shown, column.starts && "starts", column.quiet && "quiet", column.strong?.(cell) && "strong");
    });
  }

  showWhetherEmpty() {
    this.nothing.hidden = this.rows.length > 0;
    const where = this.nothing.querySelector("td");
    where.colSpan = Math.max(1, this.columns.length);
    setText(where, this.cells.length === 0 ? "No cell yet." : "No cell passes the filters.");
  }
}
