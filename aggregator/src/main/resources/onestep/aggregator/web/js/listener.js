// Runs in a worker: listens to the server and reads what it tells, which for many cells is megabytes of text.
import { CellRows } from "./cells.js";
import { Stream } from "./stream.js";

// Cells come in parts; the page is told of all of them at once.
const QUIET_MS = 100;
const LONGEST_MS = 500;

const rows = new CellRows();
const stream = new Stream(heard, showState);
let turn = 0;
let state = "";
let timer = null;
let since = null;

function tell(message, transferred = []) {
  postMessage({ turn, sweep: stream.sweep, ...message }, transferred);
}

function heard(event, data) {
  if (event === "cells") {
    rows.take(data);
    const now = performance.now();
    since ??= now;
    clearTimeout(timer);
    timer = setTimeout(tellCells, Math.min(QUIET_MS, since + LONGEST_MS - now));
  } else {
    tell({ event, data });
  }
}

function tellCells() {
  since = null;
  const data = rows.changes();
  tell({ event: "cells", data }, [data.numbers.buffer]);
}

function showState(name, text) {
  if (text === state) return;
  state = text;
  tell({ state: name, text });
}

addEventListener("message", ({ data }) => {
  ({ turn } = data);
  clearTimeout(timer);
  since = null;
  state = "";
  if (data.listen) {
    rows.clear();
    stream.open(data.sweep);
  } else {
    stream.close();
  }
});
