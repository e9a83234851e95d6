// Ranges and ticks of axes.
import { short } from "./format.js";

const MULTIPLES = [[1], [1, 3], [1, 2, 5], [1, 2, 3, 4, 5, 6, 7, 8, 9]];

function logTicks(low, high, multiples) {
  const ticks = [];
  for (let power = Math.floor(Math.log10(low)); power <= Math.log10(high); power++) {
    for (const multiple of multiples) {
      const tick = multiple * 10 ** power;
      if (tick >= low && tick <= high) ticks.push(tick);
    }
  }
  return ticks;
}

function linearTicks(low, high, wanted) {
  const rough = (high - low) / wanted;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * [1, 2, 5, 10].find((multiple) => multiple * power >= rough);
  const ticks = [];
  for (let i = Math.ceil(low / step); i * step <= high; i++) ticks.push(i * step);
  return ticks;
}

/** About so many ticks: whole decades where there are many, finer ones where there are few. */
export function ticks(low, high, logarithmic, wanted) {
  if (!(high > low)) return [low];
  if (!logarithmic) return linearTicks(low, high, wanted);
  const finest = MULTIPLES.map((multiples) => logTicks(low, high, multiples))
    .filter((some) => some.length <= wanted + 2)
    .pop();
  if (finest === undefined) {
    const decades = logTicks(low, high, [1]);
    const every = Math.ceil(decades.length / wanted);
    return decades.filter((_, i) => i % every === 0);
  }
  return finest.length >= 2 ? finest : linearTicks(low, high, wanted);
}

/** A range with some room at both ends. */
export function padded(low, high, logarithmic) {
  if (logarithmic) {
    const factor = Math.max(1.12, (high / low) ** 0.04);
    return [low / factor, high * factor];
  }
  const room = high > low ? 0.06 * (high - low) : Math.max(0.05 * Math.abs(high), 1e-3);
  return [low - room, high + room];
}

/** Ticks as texts, to the decimals that tell them apart. */
export function tickTexts(values, asPercent) {
  const step = values.length > 1 ? Math.min(...values.slice(1).map((value, i) => value - values[i])) : 1;
  if (asPercent) {
    const decimals = Math.max(0, Math.min(3, -Math.floor(Math.log10(100 * step) + 1e-9)));
    return values.map((value) => `${(100 * value).toFixed(decimals)}%`);
  }
  const largest = Math.max(...values.map(Math.abs));
  if (largest >= 1000) return values.map(short);
  const decimals = Math.max(0, Math.min(6, -Math.floor(Math.log10(step) + 1e-9)));
  return values.map((value) => String(Number(value.toFixed(decimals))).replace("-", "−"));
}
