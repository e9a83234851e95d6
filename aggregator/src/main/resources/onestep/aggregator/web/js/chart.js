// One panel: means against width with bands, theory dashed. It can be read with the mouse and with the keyboard.
import { element } from "./dom.js";
import { count, short } from "./format.js";
import { bandOf } from "./series.js";
import { padded, tickTexts, ticks } from "./scales.js";

const MOST_DOTS = 200;
const FONT = "11px system-ui, sans-serif";

/** A custom property as a colour that a canvas understands. */
function color(property) {
  const probe = element("span");
  probe.style.color = `var(${property})`;
  document.body.append(probe);
  const resolved = getComputedStyle(probe).color;
  probe.remove();
  return resolved;
}

export class Chart {
  /** @param onRead is told in words what the keyboard has come to */
  constructor(onRead) {
    this.onRead = onRead;
    this.heading = element("h4");
    this.whole = element("button", { type: "button", class: "quiet-button", hidden: true, textContent: "Show all" });
    this.place = element("div", { class: "plot", tabIndex: 0, role: "group", "aria-roledescription": "chart" });
    this.tip = element("div", { class: "tip", hidden: true });
    this.root = element("figure", { class: "panel" }, element("div", { class: "line" }, this.heading, this.whole), this.place);
    this.plot = null;
    this.shape = null;
    this.subject = null;
    // The part that was chosen by dragging, as ranges; null where all is shown.
    this.zoom = { x: null, y: null };
    this.whole.addEventListener("click", () => {
      this.reset();
      this.place.focus();
    });
    this.place.addEventListener("keydown", (event) => this.key(event));
    this.place.addEventListener("blur", () => this.leave());
    this.sizes = new ResizeObserver(() => this.resize());
    this.sizes.observe(this.place);
  }

  /**
   * Draws a panel.
   * @param panel depth, widths and points by series
   * @param look quantity, band, logarithmic, the theme, the series with their colours, and as variant what of the sweep
   */
  show(panel, look) {
    this.panel = panel;
    this.look = look;
    this.series = look.series.filter((one) => panel.points.has(one.key));
    this.heading.textContent = `L = ${panel.depth}`;
    this.place.setAttribute("aria-label", this.summary());
    const data = this.data();
    const subject = [look.quantity.id, look.logarithmic, look.variant].join(" ");
    if (subject !== this.subject) this.zoomTo(this.zoom.x, null);
    this.subject = subject;
    const shape = JSON.stringify([this.series, subject, look.theme, this.hasDots()]);
    if (shape === this.shape) {
      this.plot.setData(data);
    } else {
      this.shape = shape;
      this.plot?.destroy();
      this.plot = new uPlot(this.options(), data, this.place);
      this.plot.over.append(this.tip);
    }
    this.readAgain();
  }

  destroy() {
    this.sizes.disconnect();
    this.plot?.destroy();
    this.root.remove();
  }

  summary() {
    const { quantity } = this.look;
    const dimensions = this.series.map((one) => one.label).join(", ");
    return `${quantity.label} against width, ${this.panel.depth} layers, ${dimensions}. The arrow keys move along it.`;
  }

  /** For each series low, high and mean, so that bands lie below the lines; then theory. */
  data() {
    const { quantity, band, logarithmic } = this.look;
    const columns = [this.panel.widths];
    const usable = (value) => value !== null && (!logarithmic || value > 0);
    const theory = this.panel.widths.map(() => null);
    const [floor, roof] = this.reach(usable);
    for (const { key } of this.series) {
      const low = [];
      const high = [];
      const mean = [];
      this.panel.points.get(key).forEach((cell, i) => {
        const estimate = cell?.[quantity.id];
        const known = estimate !== undefined && usable(estimate.mean);
        const ends = known ? bandOf(estimate, band) : [null, null];
        low.push(ends[0] === null ? null : Math.max(floor, ends[0]));
        high.push(ends[1] === null ? null : Math.min(roof, ends[1]));
        mean.push(known ? estimate.mean : null);
        if (cell !== null) theory[i] ??= quantity.theory(cell);
      });
      columns.push(low, high, mean);
    }
    columns.push(theory.map((value) => (usable(value) ? value : null)));
    return columns;
  }

  /** How far bands are drawn: an interval of two networks would flatten all others. */
  reach(usable) {
    const { quantity, logarithmic } = this.look;
    const means = this.series.flatMap(({ key }) =>
      this.panel.points.get(key).map((cell) => cell?.[quantity.id].mean ?? null).filter(usable),
    );
    return [logarithmic ? Math.min(...means) / 3 : 0, quantity.ceiling ?? 2 * Math.max(...means)];
  }

  options() {
    const ink = color("--ink");
    const line = color("--grid");
    const { quantity, logarithmic } = this.look;
    const isPercent = quantity.ceiling === 1;
    const axis = { stroke: color("--quiet"), font: FONT, grid: { stroke: line, width: 1 }, ticks: { show: false } };
    return {
      ...this.size(),
      legend: { show: false },
      padding: [8, 10, 0, 0],
      cursor: {
        drag: { x: true, y: true, uni: 24, dist: 5, setScale: false },
        bind: { dblclick: () => () => this.reset() },
        points: { size: (_, i) => (this.isMean(i) ? 9 : 0), width: (_, i) => (this.isMean(i) ? 2 : 0) },
      },
      select: { show: true, left: 0, top: 0, width: 0, height: 0 },
      scales: {
        x: { time: false, distr: 3, range: (plot, low, high) => this.zoom.x ?? this.widthRange(plot, low, high) },
        y: { distr: logarithmic ? 3 : 1, range: (_, low, high) => this.zoom.y ?? this.valueRange(low, high) },
      },
      series: [{}, ...this.series.flatMap((one) => this.lines(one)), this.theoryLine(ink)],
      bands: this.series.map((one, i) => ({ series: [3 * i + 2, 3 * i + 1], fill: one.fill })),
      axes: [
        {
          ...axis,
          size: 24,
          label: "width k",
          labelFont: FONT,
          labelSize: 16,
          labelGap: 0,
          splits: (plot, _, low, high) => ticks(low, high, true, Math.max(2, plot.width / 70)),
          filter: (_, splits) => splits,
          values: (_, splits) => splits.map(short),
        },
        {
          ...axis,
          size: 50,
          splits: (plot, _, low, high) => ticks(low, high, logarithmic, Math.max(3, plot.height / 48)),
          filter: (_, splits) => splits,
          values: (_, splits) => tickTexts(splits, isPercent),
        },
      ],
      hooks: {
        draw: [(plot) => this.drawWhiskers(plot)],
        setCursor: [() => this.point()],
        setSelect: [() => this.zoomToSelected()],
      },
    };
  }

  /** Many points hide each other, and cost most of the time. */
  hasDots() {
    return this.series.length * this.panel.widths.length <= MOST_DOTS;
  }

  lines({ color: stroke, label }) {
    const edge = { width: 0, points: { show: false }, spanGaps: true };
    return [
      edge,
      edge,
      { label, stroke, width: 1.75, spanGaps: true, points: { show: this.hasDots(), size: 5, width: 1, fill: stroke, stroke } },
    ];
  }

  /** A band around a single point has no width; it is drawn as a line. */
  drawWhiskers(plot) {
    const { ctx, bbox, data } = plot;
    ctx.save();
    ctx.beginPath();
    ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
    ctx.clip();
    ctx.lineWidth = 1.25 * devicePixelRatio;
    ctx.setLineDash([]);
    this.series.forEach(({ color: stroke }, s) => {
      const [low, high, mean] = data.slice(3 * s + 1, 3 * s + 4);
      const known = mean.flatMap((value, i) => (value === null ? [] : [i]));
      if (known.length !== 1) return;
      const x = plot.valToPos(data[0][known[0]], "x", true);
      ctx.strokeStyle = stroke;
      ctx.beginPath();
      for (const end of [low, high]) ctx.lineTo(x, plot.valToPos(end[known[0]], "y", true));
      ctx.stroke();
    });
    ctx.restore();
  }

  theoryLine(stroke) {
    return { label: "theory", stroke, width: 1.25, dash: [5, 4], spanGaps: true, points: { show: false } };
  }

  isMean(i) {
    return i > 0 && i % 3 === 0 && i <= 3 * this.series.length;
  }

  widthRange(plot, low, high) {
    const all = plot.data[0];
    if (low === null || all.length === 0) return [1, 10];
    return low === all[0] && high === all[all.length - 1] ? padded(low, high, true) : [low, high];
  }

  valueRange(low, high) {
    const { quantity, logarithmic } = this.look;
    if (low === null || !Number.isFinite(low)) return logarithmic ? [0.1, 1] : [0, 1];
    const [from, to] = padded(low, high, logarithmic);
    return quantity.ceiling !== undefined && high <= quantity.ceiling && !logarithmic
      ? [Math.max(-0.02, from), Math.min(1.02 * quantity.ceiling, to)]
      : [from, to];
  }

  /** What was dragged along one axis alone reaches over all of the other, which stays as it is. */
  zoomToSelected() {
    const { over, select } = this.plot;
    const { left, top, width, height } = select;
    const value = (position, scale) => this.plot.posToVal(position, scale);
    const x = width < over.clientWidth ? [value(left, "x"), value(left + width, "x")] : this.zoom.x;
    const y = height < over.clientHeight ? [value(top + height, "y"), value(top, "y")] : this.zoom.y;
    this.plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
    this.zoomTo(x, y);
    this.plot.setData(this.plot.data);
  }

  zoomTo(x, y) {
    this.zoom = { x, y };
    this.whole.hidden = x === null && y === null;
  }

  size() {
    return { width: Math.max(160, this.place.clientWidth), height: Math.max(140, this.place.clientHeight) };
  }

  resize() {
    if (this.plot === null) return;
    const size = this.size();
    if (size.width !== this.plot.width || size.height !== this.plot.height) this.plot.setSize(size);
  }

  key(event) {
    if (event.key === "Escape") {
      this.reset();
    } else {
      const i = this.reachedBy(event.key);
      if (i === undefined) return;
      const left = this.plot.valToPos(this.panel.widths[i], "x");
      this.plot.setCursor({ left, top: this.plot.over.clientHeight / 3 });
      this.onRead(this.words(i));
    }
    event.preventDefault();
  }

  /** The place of the width that a key leads to, of those in sight; undefined where it leads nowhere. */
  reachedBy(key) {
    const { min, max } = this.plot.scales.x;
    const seen = this.panel.widths.flatMap((width, i) => (width >= min && width <= max ? [i] : []));
    const [first, last] = [seen[0], seen[seen.length - 1]];
    const at = this.plot.cursor.idx ?? null;
    const keys = {
      ArrowRight: at === null ? first : Math.min(last, at + 1),
      ArrowLeft: at === null ? last : Math.max(first, at - 1),
      Home: first,
      End: last,
    };
    return seen.length === 0 ? undefined : keys[key];
  }

  /** Shows all there is. */
  reset() {
    this.zoomTo(null, null);
    this.plot.setData(this.plot.data);
    this.leave();
  }

  leave() {
    this.plot?.setCursor({ left: -10, top: -10 });
  }

  /** What the series have at a width. */
  readings(i) {
    const { quantity } = this.look;
    return this.series
      .map((one) => ({ ...one, cell: this.panel.points.get(one.key)[i] }))
      .filter(({ cell }) => cell !== null && cell[quantity.id].mean !== null);
  }

  words(i) {
    const { quantity } = this.look;
    const values = this.readings(i).map(({ label, cell }) => `${label}: ${quantity.interval(cell[quantity.id])}`);
    return `L = ${this.panel.depth}, k = ${count(this.panel.widths[i])}. ${values.join("; ")}`;
  }

  readAgain() {
    if (!this.tip.hidden) this.point();
  }

  /** Shows the numbers at the cursor. */
  point() {
    const { idx: i, left, top } = this.plot.cursor;
    const readings = i === null || i === undefined || left < 0 ? [] : this.readings(i);
    this.tip.hidden = readings.length === 0;
    if (this.tip.hidden) return;
    this.tip.replaceChildren(...this.tipRows(i, readings));
    const over = this.plot.over;
    const x = left + 14 + this.tip.offsetWidth > over.clientWidth ? left - 14 - this.tip.offsetWidth : left + 14;
    const lowest = over.clientHeight - this.tip.offsetHeight;
    this.tip.style.transform = `translate(${Math.max(-45, x)}px, ${Math.max(-8, Math.min(top + 10, lowest))}px)`;
  }

  tipRows(i, readings) {
    const { quantity } = this.look;
    const theory = quantity.theory(readings[0].cell);
    const rows = readings.map(({ label, color: ink, cell }) => {
      const swatch = element("span", { class: "swatch" });
      swatch.style.background = ink;
      const estimate = cell[quantity.id];
      const spread = quantity.noSpread || estimate.sd === null ? "" : ` sd ${quantity.format(estimate.sd)}`;
      return element(
        "tr",
        {},
        element("th", { scope: "row" }, swatch, label),
        element("td", { textContent: quantity.interval(estimate) }),
        element("td", { class: "quiet", textContent: `${spread} n ${count(cell.trials)}` })
      );
    });
    const limit = theory === null ? "" : `, theory ${quantity.format(theory)}`;
    return [
      element("div", { class: "tip-head", textContent: `k = ${count(this.panel.widths[i])}${limit}` }),
      element("table", {}, element("tbody", {}, ...rows)),
    ];
  }
}
