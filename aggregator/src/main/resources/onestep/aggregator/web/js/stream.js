// Server-sent events that come back by themselves, and tell how the connection is.

const EVENTS = ["sweeps", "cells", "activity", "alive"];
const FIRST_RETRY_MS = 1000;
const LAST_RETRY_MS = 8000;
const SILENCE_MS = 25000;

export class Stream {
  /**
   * @param onEvent is told name and data of each event
   * @param onState is told connecting, live or lost, and a text to show
   */
  constructor(onEvent, onState) {
    this.onEvent = onEvent;
    this.onState = onState;
    this.sweep = null;
    this.source = null;
    this.timer = null;
    this.silence = null;
    this.delay = FIRST_RETRY_MS;
  }

  /** Listens to all sweeps and to the cells of one, or of none. */
  open(sweep) {
    this.close();
    this.sweep = sweep;
    const query = sweep === null ? "" : `?sweep=${encodeURIComponent(sweep)}`;
    const source = new EventSource(`/api/events${query}`);
    this.source = source;
    for (const name of EVENTS) {
      source.addEventListener(name, (event) => this.heard(name, event));
    }
    source.addEventListener("error", () => this.lost(source));
    this.watch(source);
  }

  close() {
    clearTimeout(this.timer);
    clearTimeout(this.silence);
    this.source?.close();
    this.source = null;
  }

  heard(name, event) {
    this.delay = FIRST_RETRY_MS;
    this.watch(this.source);
    this.onState("live", "live");
    if (name !== "alive") this.onEvent(name, JSON.parse(event.data));
  }

  // A network that has gone away says nothing at all.
  watch(source) {
    clearTimeout(this.silence);
    this.silence = setTimeout(() => this.lost(source), SILENCE_MS);
  }

  async lost(source) {
    if (source !== this.source) return;
    this.close();
    this.source = source; // until this one has been replaced, it is the current one
    this.onState("lost", "connection lost, retrying …");
    const reason = await this.reason();
    if (source !== this.source) return;
    if (reason.sweepIsMissing) {
      this.open(null);
      return;
    }
    this.onState("lost", reason.text);
    this.timer = setTimeout(() => this.open(this.sweep), this.delay);
    this.delay = Math.min(LAST_RETRY_MS, 2 * this.delay);
  }

  /** An event source does not tell why it failed; a plain request does. */
  async reason() {
    try {
      const response = await fetch("/api/sweeps", { signal: AbortSignal.timeout(5000) });
      if (!response.ok) {
        const { error } = await response.json();
        return { text: `the aggregator answers: ${error}; retrying …` };
      }
      const { sweeps } = await response.json();
      const missing = this.sweep !== null && sweeps.every((one) => one.sweep !== this.sweep);
      return missing
        ? { sweepIsMissing: true }
        : { text: "connection lost, or too many pages are open; retrying …" };
    } catch {
      return { text: "connection lost, retrying …" };
    }
  }
}
