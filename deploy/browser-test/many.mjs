// A stand-in for an aggregator with a sweep of many cells, all of which change at once when asked to.
import { createServer } from "node:http";

const NAME = "many";
const estimate = (mean) => ({ mean, low: 0.9 * mean, high: 1.1 * mean, sd: mean, effectiveTrials: 400 });

function cell(i, round) {
  const mean = 1 + (i % 97) / 50 + round / 100;
  return {
    cell: String(i), position: i, depth: 1 + (i % 5), widths: [10 * (1 + (Math.floor(i / 5) % 100))],
    dimension: 10 * (1 + Math.floor(i / 500)), activation: "relu", gain: 1, sampler: "dense", attack: "smallest-step",
    maxStep: 20, maxStepUnit: "eta", resolution: 0.5, points: 1, wanted: 100, done: 50, dead: 0, networks: 50, trials: 50,
    degenerate: 0, unresolved: 0, flippedFraction: estimate(0.8), eta: estimate(mean), gradientNorm: estimate(0.7),
    linearity: estimate(1.1), theory: { flippedFraction: 1, eta: 1.128, gradientNorm: 0.707 },
  };
}

const sweep = {
  sweep: NAME, epoch: 1, state: "RUNNING", settled: false, cells: 10000, completeCells: 0, wanted: 1e6, done: 5e5,
  dead: 10, outstanding: 5e5, cancelled: 0, unpublished: 0, trials: 5e5, computeSeconds: 100, networksPerSecond: 1000,
  remainingSeconds: 500, submittedAt: "2026-01-01T00:00:00Z", updatedAt: "2026-01-01T00:00:00Z",
};
const letter = {
  task: "1-0-9", epoch: 1, cell: "1", first: 0, count: 10, error: "overflow in trial 3", attempts: 5, worker: "w",
  at: "2026-01-01T00:00:00Z",
};

/** Serves the files of the page from another server; returns its address, and what changes all cells. */
export async function many(count, page) {
  const streams = new Set();
  let round = 0;
  const send = (to, name, data) => to.write(`event: ${name}\ndata: ${JSON.stringify(data)}\n\n`);
  const cells = (to, reset) => {
    for (let from = 0; from < count; from += 500) {
      const part = Array.from({ length: Math.min(500, count - from) }, (_, i) => cell(from + i, round));
      send(to, "cells", { sweep: NAME, reset: reset && from === 0, total: count, cells: part });
    }
  };
  const server = createServer(async (request, response) => {
    if (request.url.startsWith("/api/events")) {
      response.writeHead(200, { "Content-Type": "text/event-stream" });
      streams.add(response);
      send(response, "sweeps", { sweeps: [sweep] });
      if (request.url.includes("sweep=")) cells(response, true);
      send(response, "activity", { now: sweep.updatedAt, workers: [], deadLetters: [letter] });
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
    change: () => { round += 1; streams.forEach((stream) => cells(stream, false)); },
    close: () => { server.closeAllConnections(); server.close(); },
  };
}
