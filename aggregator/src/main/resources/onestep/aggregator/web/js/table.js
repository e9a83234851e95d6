// The table of cells. Only the rows in sight are in the document, however many there are.
import { columnsFor, sorted } from "./columns.js";
import { byId, element, setText } from "./dom.js";
import { FILTERS, filtered, parse } from "./filter.js";
import { count } from "./format.js";

const BEYOND = 8;
const PLAN = { id: "position", value: (cell) => cell.position };

export class CellTable {
  constructor() {
    this.cells = [];
    this.rows = [];
    this.columns = [];
    this.ids = null;
    this.anyDead = false;
    this.texts = {};
    this.order = { column: "position", descending: false };
    this.shape = "";
    this.drawn = "";
    this.scroll = byId("cells");
    this.head = element("thead");
    this.body = element("tbody");
    this.widths = element("colgroup");
    this.table = element("table", { class: "cells" }, this.widths, this.head, this.body);
    this.scroll.append(this.table);
    this.scroll.addEventListener("scroll", () => this.draw(), { passive: true });
    new ResizeObserver(() => this.draw()).observe(this.scroll);
    this.addFilters();
  }

  /**
   * Shows cells.
   * @param ids an array that is another one whenever these are not the same cells as before
   */
  show(cells, ids) {
    this.cells = cells;
    const anyDead = cells.some((cell) => cell.dead > 0);
    if (ids !== this.ids || anyDead !== this.anyDead) {
      this.ids = ids;
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
    const shape = this.columns.map((column) => column.id).join(" ");
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
    const rows = this.rows.slice(first, last).map((cell, i) => this.row(cell, first + i));
    if (rows.length === 0) rows.push(this.nothing());
    this.body.replaceChildren(this.space(first * height), ...rows, this.space((this.rows.length - last) * height));
  }

  rowHeight() {
    return parseFloat(getComputedStyle(this.table).getPropertyValue("--row")) || 28;
  }

  row(cell, index) {
    const made = element("tr", { "aria-rowindex": index + 2, class: index % 2 === 1 ? "odd" : null });
    for (const column of this.columns) {
      const classes = [column.starts && "starts", column.quiet && "quiet", column.strong?.(cell) && "strong"];
      const text = column.text === undefined ? String(column.value(cell)) : column.text(cell);
      const className = classes.filter(Boolean).join(" ");
      made.append(element("td", { textContent: text, class: className === "" ? null : className }));
    }
    if (cell.done >= cell.wanted) made.classList.add("complete");
    return made;
  }

  nothing() {
    const text = this.cells.length === 0 ? "No cell yet." : "No cell passes the filters.";
    return element("tr", {}, element("td", { class: "nothing", colSpan: this.columns.length, textContent: text }));
  }

  space(height) {
    const row = element("tr", { class: "space", "aria-hidden": "true" });
    row.style.height = `${height}px`;
    row.hidden = height === 0;
    return row;
  }
}
