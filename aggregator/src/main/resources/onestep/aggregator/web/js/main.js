// Brings the parts of the page together.
import { change, onChange, settings } from "./address.js";
import { byId, coalesced, setText } from "./dom.js";
import { showDownloads } from "./downloads.js";
import { showFailures } from "./failures.js";
import { Feed } from "./feed.js";
import { showFigures } from "./figures.js";
import { Store } from "./store.js";
import { showSweeps } from "./sweeps.js";
import { CellTable } from "./table.js";
import { start as startTheme } from "./theme.js";
import { showWorkers } from "./workers.js";

// Browsers open few connections to one host: a page that is not looked at gives its own up.
const HIDDEN_MS = 60000;

const store = new Store();
const table = new CellTable();
const feed = new Feed((event, data) => store.apply(event, data), showConnection);
let listening = null;
let hidden = null;

const chosen = () => settings().sweep ?? null;

function showConnection(state, text) {
  const pill = byId("connection");
  pill.dataset.state = state;
  setText(pill, text);
  document.body.classList.toggle("stale", state === "lost");
}

function showNotice(text) {
  byId("notice").hidden = text === null;
  if (text !== null) setText(byId("notice"), text);
}

const drawSweeps = coalesced(() => {
  if (store.sweeps === null) return;
  showSweeps(store.sweeps, chosen());
  const sweep = store.sweep(chosen());
  if (sweep !== undefined) showDownloads(sweep).catch(() => {}); // the feed tells of lost connections
  const missing = chosen() !== null && sweep === undefined;
  showNotice(missing ? `There is no sweep ${chosen()} (yet); choose another, or wait for it.` : null);
});

const drawFigures = coalesced(() => setTimeout(() => showFigures(store.ordered(), store.total)));

const drawCells = coalesced(() => {
  table.show(store.ordered());
  drawFigures();
  showFailures(store.failures, store.cells, chosen());
});

const drawActivity = coalesced(() => {
  showWorkers(store.workers, store.now);
  showFailures(store.failures, store.cells, chosen());
});

/** Listens to the sweep that is chosen, once there is one; the last submitted where none is. */
function follow() {
  if (store.sweeps === null) return;
  if (chosen() === null && store.sweeps.length > 0) {
    const latest = store.sweeps.reduce((a, b) => (b.submittedAt > a.submittedAt ? b : a));
    change({ sweep: latest.sweep });
    return; // the change of settings leads here again
  }
  const there = store.sweep(chosen()) === undefined ? null : chosen();
  if (there === feed.sweep) return;
  if (there !== listening) store.forgetSweep();
  listening = there;
  feed.open(there);
}

function settingsChanged() {
  follow();
  drawSweeps();
  drawFigures();
}

/** The address keeps what is shown, so that the link must not take its place there. */
function skip(event) {
  event.preventDefault();
  byId("detail").focus();
}

function visibilityChanged() {
  clearTimeout(hidden);
  if (document.hidden) {
    hidden = setTimeout(() => {
      feed.close();
      showConnection("paused", "paused");
    }, HIDDEN_MS);
  } else if (byId("connection").dataset.state === "paused") {
    feed.open(feed.sweep);
  }
}

store.on("sweeps", follow);
store.on("sweeps", drawSweeps);
store.on("cells", drawCells);
store.on("activity", drawActivity);
onChange(settingsChanged);
byId("skip").addEventListener("click", skip);
document.addEventListener("visibilitychange", visibilityChanged);
startTheme(drawFigures);
listening = chosen();
feed.open(chosen());
