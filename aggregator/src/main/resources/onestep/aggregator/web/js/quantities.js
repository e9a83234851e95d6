// What is measured in a cell: where its numbers are and how they are written.
import { fixed, number, percent } from "./format.js";

/** Decimals so that half the interval has two digits. */
function decimals(estimate) {
  const half = (estimate.high - estimate.low) / 2;
  if (estimate.low === null || !(half > 0)) return null;
  return Math.min(6, Math.max(0, 1 - Math.floor(Math.log10(half))));
}

function plainInterval(estimate) {
  if (estimate.mean === null) return "–";
  const digits = decimals(estimate);
  if (digits === null) return number(estimate.mean);
  return `${fixed(estimate.mean, digits)} [${fixed(estimate.low, digits)}, ${fixed(estimate.high, digits)}]`;
}

function percentInterval(estimate) {
  if (estimate.mean === null) return "–";
  const of = (part) => (100 * part).toFixed(1);
  return estimate.low === null
    ? percent(estimate.mean)
    : `${of(estimate.mean)} % [${of(estimate.low)}, ${of(estimate.high)}]`;
}

export const QUANTITIES = [
  {
    id: "eta",
    label: "Smallest step η",
    symbol: "η",
    axis: "smallest flipping step η",
    theory: (cell) => cell.theory.eta,
    format: number,
    interval: plainInterval,
  },
  {
    id: "gradientNorm",
    label: "Gradient norm ‖∇f‖",
    symbol: "‖∇f‖",
    axis: "gradient norm ‖∇f‖",
    theory: (cell) => cell.theory.gradientNorm,
    format: number,
    interval: plainInterval,
  },
  {
    id: "flippedFraction",
    label: "Flipped",
    symbol: "flipped",
    axis: "inputs flipped by one step",
    theory: (cell) => cell.theory.flippedFraction,
    format: percent,
    interval: percentInterval,
    ceiling: 1,
    noSpread: true,
  },
  {
    id: "linearity",
    label: "Linearity",
    symbol: "linearity",
    axis: "η‖∇f‖² / |f|  (1 where f is linear)",
    theory: () => 1,
    format: number,
    interval: plainInterval,
    noSpread: true,
  },
];

export const quantity = (id) => QUANTITIES.find((one) => one.id === id) ?? QUANTITIES[0];

/** How far a mean is from theory, in standard errors; null where either is not known. */
export function deviation(cell, of) {
  const estimate = cell[of.id];
  const theory = of.theory(cell);
  if (estimate.mean === null || theory === null || !(estimate.effectiveTrials > 0)) return null;
  const error = estimate.sd / Math.sqrt(estimate.effectiveTrials);
  return error > 0 ? (estimate.mean - theory) / error : null;
}
