// The page's end of the worker that listens to the server.

export class Feed {
  /**
   * @param onEvent is told name and data of each event
   * @param onState is told connecting, live or lost, and a text to show
   */
  constructor(onEvent, onState) {
    this.onEvent = onEvent;
    this.onState = onState;
    this.sweep = null;
    this.turn = 0;
    this.worker = new Worker("/js/listener.js", { type: "module" });
    this.worker.addEventListener("message", ({ data }) => this.heard(data));
    this.worker.addEventListener("error", () => onState("lost", "the script that listens has failed; reload the page"));
  }

  /** Listens to all sweeps and to the cells of one, or of none. */
  open(sweep) {
    this.sweep = sweep;
    this.ask({ listen: true, sweep });
  }

  close() {
    this.ask({ listen: false });
  }

  ask(message) {
    this.turn += 1;
    this.worker.postMessage({ turn: this.turn, ...message });
  }

  /** What was on its way when something else was asked for is late. */
  heard({ turn, sweep, event, data, state, text }) {
    if (turn !== this.turn) return;
    this.sweep = sweep;
    if (event === undefined) this.onState(state, text);
    else this.onEvent(event, data);
  }
}
