// A stand-in for an aggregator: it serves one sweep, whose cells change when asked to.
import { createServer } from "node:http";

const NAME = "stand-in";
const AT_ONCE = 500;
const estimate = (mean) => ({ mean, low: 0.9 * mean, high: 1.1 * mean, sd: mean / 2, effectiveTrials: 400 });

/** A cell as the API tells it; fields replace what is told of all of them. */
export function cell(position, mean, fields) {
  return {
    cell: String(position), position, activation: "relu", gain: 1, sampler: "dense", attack: "smallest-step",
    steps: "η ≤ 20", maxStep: 20, maxStepUnit: "eta", resolution: 0.5, points: 1, wanted: 100, done: 50, dead: 0, networks: 50, trials: 50,
    degenerate: 0, unresolved: 0, flippedFraction: estimate(0.8), eta: estimate(mean), gradientNorm: estimate(0.7),
    linearity: estimate(1.1), theory: { flippedFraction: 1, eta: 1.128, gradientNorm: 0.707 }, ...fields,
  };
}

const sweepOf = (cells) => ({
  sweep: NAME, epoch: 1, state: "RUNNING", settled: false, cells, completeCells: 0, wanted: 1e6, done: 5e5,
  dead: 10, outstanding: 5e5, cancelled: 0, unpublished: 0, trials: 5e5, computeSeconds: 100, networksPerSecond: 1000,
  remainingSeconds: 500, submittedAt: "2026-01-01T00:00:00Z", updatedAt: "2026-01-01T00:00:00Z",
});
const letter = {
  task: "1-0-9", epoch: 1, cell: "1", first: 0, count: 10, error: "overflow in trial 3", attempts: 5, worker: "w",
  at: "2026-01-01T00:00:00Z",
};

/**
 * Serves the files of a page from another server.
 * @param cellsIn the cells in a round; rounds count from 0, and change() begins the next one
 */
export async function standIn(page, cellsIn) {
  const streams = new Set();
  let round = 0;
  const send = (to, name, data) => to.write(`event: ${name}\ndata: ${JSON.stringify(data)}\n\n`);
  const sendCells = (to, reset) => {
    const cells = cellsIn(round);
    for (let from = 0; from < cells.length; from += AT_ONCE) {
      const part = cells.slice(from, from + AT_ONCE);
      send(to, "cells", { sweep: NAME, reset: reset && from === 0, total: cells.length, cells: part });
    }
  };
  const stream = (request, response) => {
    response.writeHead(200, { "Content-Type": "text/event-stream" });
    streams.add(response);
    send(response, "sweeps", { sweeps: [sweepOf(cellsIn(round).length)] });
    if (request.url.includes("sweep=")) sendCells(response, true);
    send(response, "activity", { now: "2026-01-01T00:00:00Z", workers: [], deadLetters: [letter] });
  };
  const server = createServer(async (request, response) => {
    if (request.url.startsWith("/api/events")) {
      stream(request, response);
    } else if (request.url.startsWith("/api/")) {
      response.writeHead(200, { "Content-Type": "application/json" }).end('{"sweeps":[],"figures":[]}');
    } else {
      const answer = await fetch(new URL(request.url, page));
      response.writeHead(answer.status, { "Content-Type": answer.headers.get("Content-Type") });
      response.end(Buffer.from(await answer.arrayBuffer()));
    }
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  return {
    address: `http://127.0.0.1:${server.address().port}/`,
    change: () => {
      round += 1;
      streams.forEach((to) => sendCells(to, false));
    },
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
