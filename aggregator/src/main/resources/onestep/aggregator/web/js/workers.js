// Workers: where they are, what they do, how busy they are.
import { byId, element, reconcile, setText } from "./dom.js";
import { count, percent } from "./format.js";

const WINDOW_MS = 15000;
const heard = new Map();

/** Busy slot seconds over slot seconds, over the last heartbeats, or since the start before there are two. */
function utilisation(worker) {
  const at = Date.parse(worker.updatedAt);
  const samples = heard.get(worker.worker) ?? [];
  if (samples.length === 0 || samples[samples.length - 1].at < at) samples.push({ at, busy: worker.busySeconds });
  while (samples.length > 2 && at - samples[0].at > WINDOW_MS) samples.shift();
  heard.set(worker.worker, samples);
  const since =
    samples.length > 1 ? samples[0] : { at: Date.parse(worker.startedAt), busy: 0 };
  const seconds = (at - since.at) / 1000;
  if (!(seconds > 0)) return null;
  return Math.min(1, Math.max(0, (worker.busySeconds - since.busy) / (seconds * worker.slots)));
}

function make() {
  return element(
    "li",
    { class: "worker" },
    element("div", { class: "line" }, element("span", { class: "name" }), element("span", { class: "badge" })),
    element("div", { class: "line quiet small" }, element("span", { class: "what" }), element("span", { class: "seen" })),
    element(
      "div",
      { class: "line small" },
      element("span", { class: "bar" }, element("span", { class: "done" })),
      element("span", { class: "busy" })
    ),
    element("div", { class: "quiet small tasks" })
  );
}

function tasks(worker) {
  const done = `${count(worker.tasksDone)} tasks done`;
  return worker.tasks.length === 0 ? done : `${count(worker.tasks.length)} in hand, ${done}`;
}

function show(item, worker, now) {
  const busy = utilisation(worker);
  item.title = `${worker.worker}\nversion ${worker.version}\n${worker.tasks.join("\n")}`;
  setText(item.querySelector(".name"), worker.host);
  const badge = item.querySelector(".badge");
  setText(badge, worker.state.toLowerCase());
  badge.dataset.state = worker.state.toLowerCase();
  const slots = worker.slots === 1 ? "1 slot" : `${worker.slots} slots`;
  setText(item.querySelector(".what"), `${worker.backend}, ${slots}`);
  const age = Math.max(0, Math.round((now - Date.parse(worker.updatedAt)) / 1000));
  setText(item.querySelector(".seen"), age < 2 ? "seen now" : `seen ${age} s ago`);
  item.querySelector(".done").style.width = `${100 * (busy ?? 0)}%`;
  setText(item.querySelector(".busy"), busy === null ? "" : `${percent(busy, 0)} busy`);
  setText(item.querySelector(".tasks"), tasks(worker));
}

/** @param now when the server looked at them, by its own clock */
export function showWorkers(workers, now) {
  const names = new Set(workers.map((worker) => worker.worker));
  for (const name of heard.keys()) if (!names.has(name)) heard.delete(name);
  byId("no-workers").hidden = workers.length > 0;
  setText(byId("workers-count"), workers.length > 0 ? String(workers.length) : "");
  reconcile(
    byId("workers"),
    workers,
    (worker) => worker.worker,
    make,
    (item, worker) => show(item, worker, Date.parse(now))
  );
}
