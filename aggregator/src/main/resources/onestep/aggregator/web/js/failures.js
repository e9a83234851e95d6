// Dead letters of the sweep that is shown: which networks were given up, and why.
import { byId, element, setText } from "./dom.js";
import { count, time, widths } from "./format.js";

let shown = "";

function cellText(cell) {
  return `L=${cell.depth} d=${count(cell.dimension)} k=${widths(cell.widths)} gain ${cell.gain} ${cell.activation}`;
}

function networks(letter) {
  return letter.count === 1 ? String(letter.first) : `${letter.first} to ${letter.first + letter.count - 1}`;
}

function row(letter, cells) {
  const cell = cells.get(letter.cell);
  return element(
    "tr",
    {},
    element("td", { textContent: time(letter.at) }),
    element("td", { textContent: cell === undefined ? letter.cell : cellText(cell), title: letter.cell }),
    element("td", { textContent: networks(letter) }),
    element("td", { class: "reason", textContent: letter.error }),
    element("td", { textContent: letter.attempts }),
    element("td", { class: "reason", textContent: letter.worker })
  );
}

function table(letters, cells) {
  const heads = ["When", "Cell", "Networks", "Reason", "Attempts", "Worker"];
  return element(
    "div",
    { class: "scroll short", tabIndex: 0, role: "region", "aria-label": "Table of failures" },
    element(
      "table",
      { class: "plain" },
      element("thead", {}, element("tr", {}, ...heads.map((head) => element("th", { scope: "col", textContent: head })))),
      element("tbody", {}, ...letters.map((letter) => row(letter, cells)))
    )
  );
}

export function showFailures(letters, cells, sweep) {
  setText(byId("failures-count"), letters.length > 0 ? String(letters.length) : "");
  const known = letters.filter((letter) => cells.has(letter.cell)).length;
  const key = JSON.stringify([letters, known, sweep]);
  if (key === shown) return;
  shown = key;
  if (letters.length === 0) {
    byId("failures").replaceChildren(element("p", { class: "quiet small", textContent: "None. Every task so far has been computed, or will be tried again." }));
    return;
  }
  byId("failures").replaceChildren(
    element(
      "p",
      { class: "small" },
      "Tasks given up, the latest first. ",
      element("code", { textContent: `./onestep retry ${sweep}` }),
      " tries them again."
    ),
    table([...letters].reverse(), cells)
  );
}
