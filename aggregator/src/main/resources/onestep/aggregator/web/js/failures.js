// Dead letters of the sweep that is shown: which networks were given up, and why.
import { byId, element, reconcile, setText } from "./dom.js";
import { count, time, widths } from "./format.js";

// The server tells no more.
const MOST = 100;
let shown = "";

function cellText(cell) {
  return `L=${cell.depth} d=${count(cell.dimension)} k=${widths(cell.widths)} gain ${cell.gain} ${cell.activation}`;
}

function networks(letter) {
  return letter.count === 1 ? String(letter.first) : `${letter.first} to ${letter.first + letter.count - 1}`;
}

const HEADS = ["When", "Cell", "Networks", "Reason", "Attempts", "Worker"];

const made = {
  intro: element("p", { class: "small" }, element("span"), element("code"), " tries them again."),
  rows: element("tbody"),
};
made.table = element(
  "div",
  { class: "scroll short", tabIndex: 0, role: "region", "aria-label": "Table of failures" },
  element(
    "table",
    { class: "plain" },
    element("thead", {}, element("tr", {}, ...HEADS.map((head) => element("th", { scope: "col", textContent: head })))),
    made.rows
  )
);
const none = element("p", { class: "quiet small", textContent: "None. Every task so far has been computed, or will be tried again." });

function row() {
  return element("tr", {}, ...HEADS.map((head) => element("td", { class: head === "Reason" ? "reason" : null })));
}

function showRow(shown, letter, cells) {
  const cell = cells.get(letter.cell);
  const where = cell === undefined ? letter.cell : cellText(cell);
  const texts = [time(letter.at), where, networks(letter), letter.error, String(letter.attempts), letter.worker];
  texts.forEach((text, i) => setText(shown.children[i], text));
  shown.children[1].title = letter.cell;
}

/** @param letters of the sweep, oldest first: the last of them where there are very many */
export function showFailures(letters, cells, sweep) {
  setText(byId("failures-count"), letters.length > 0 ? String(letters.length) : "");
  const known = letters.filter((letter) => cells.has(letter.cell)).length;
  const key = JSON.stringify([letters, known, sweep]);
  if (key === shown) return;
  shown = key;
  const [intro, code] = made.intro.children;
  const many = letters.length === MOST ? `The last ${MOST} tasks given up` : "Tasks given up";
  setText(intro, `${many}, the latest first. `);
  setText(code, `./onestep retry ${sweep}`);
  const keyOf = (letter) => `${letter.task} ${letter.at}`;
  reconcile(made.rows, [...letters].reverse(), keyOf, row, (item, letter) => showRow(item, letter, cells));
  const parts = letters.length > 0 ? [made.intro, made.table] : [none];
  if (byId("failures").firstElementChild !== parts[0]) byId("failures").replaceChildren(...parts);
}
