// Links to files of the sweep that is shown.
import { byId, element } from "./dom.js";

let shown = "";
let linked = "";

function link(text, path, sweep, download) {
  return element("a", {
    textContent: text,
    href: `${path}?sweep=${encodeURIComponent(sweep)}`,
    download: download ?? undefined,
    target: download === null ? "_blank" : undefined,
  });
}

const tables = (sweep) => [
  link("cells.csv", "/api/cells.csv", sweep, ""),
  link("sweep.json", "/api/specification", sweep, ""),
];

function figures(sweep, names) {
  if (names.length === 0) return [];
  const list = element("ul", {}, ...names.map((name) => element("li", {}, link(name, `/figures/${name}.svg`, sweep, null))));
  return [element("details", { class: "menu" }, element("summary", { textContent: "figures (SVG)" }), list)];
}

/** Shows the links; figures are asked for again whenever another cell is complete. */
export async function showDownloads(sweep) {
  const key = `${sweep.sweep} ${sweep.epoch} ${sweep.completeCells}`;
  if (key === shown) return;
  shown = key;
  const name = sweep.sweep;
  if (name !== linked) {
    linked = name;
    byId("downloads").replaceChildren(...tables(name));
  }
  const response = await fetch(`/api/figures?sweep=${encodeURIComponent(name)}`);
  if (!response.ok || key !== shown) return;
  const { figures: names } = await response.json();
  const open = byId("downloads").querySelector("details")?.open ?? false;
  byId("downloads").replaceChildren(
    ...tables(name),
    ...figures(name, names)
  );
  const menu = byId("downloads").querySelector("details");
  if (menu !== null) menu.open = open;
}
