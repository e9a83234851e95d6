// How numbers and times are written.

const MINUS = "−";

const signed = (text) => text.replace("-", MINUS);

const GROUPED = new Intl.NumberFormat("en");

export const count = (value) => GROUPED.format(value);

/** Three or four significant digits; powers of ten beyond what is easily read. */
export function number(value, digits = 3) {
  if (value === null || value === undefined) return "–";
  if (value === 0) return "0";
  const size = Math.abs(value);
  if (size >= 1e3 && size < 1e6) return signed(count(Math.round(value)));
  if (size >= 1e6 || size < 1e-3) return signed(value.toExponential(digits - 1));
  const decimals = Math.max(0, digits - 1 - Math.floor(Math.log10(size)));
  return signed(value.toFixed(Math.min(decimals, 6)));
}

/** To the decimals that another number has. */
export function fixed(value, decimals) {
  return value === null ? "–" : signed(value.toFixed(decimals));
}

export const percent = (value, decimals = 1) =>
  value === null || value === undefined ? "–" : `${(100 * value).toFixed(decimals)} %`;

/** A width as on an axis: 10, 1k, 1M. */
export function short(value) {
  if (value >= 1e6) return `${Number((value / 1e6).toPrecision(3))}M`;
  if (value >= 1e3) return `${Number((value / 1e3).toPrecision(3))}k`;
  return String(Number(value.toPrecision(3)));
}

export function duration(seconds) {
  if (seconds === null || seconds === undefined) return "–";
  const whole = Math.round(seconds);
  const two = (part) => String(part).padStart(2, "0");
  const days = Math.floor(whole / 86400);
  const hours = Math.floor((whole % 86400) / 3600);
  const minutes = Math.floor((whole % 3600) / 60);
  if (days > 0) return `${days} d ${hours} h`;
  if (hours > 0) return `${hours} h ${two(minutes)} min`;
  return `${minutes}:${two(whole % 60)}`;
}

export function time(instant) {
  const at = new Date(instant);
  const today = new Date().toDateString() === at.toDateString();
  return today
    ? at.toLocaleTimeString("en-GB")
    : `${at.toLocaleDateString("en-CA")} ${at.toLocaleTimeString("en-GB")}`;
}

/** All widths where layers differ. */
export function widths(values) {
  return values.every((one) => one === values[0]) ? count(values[0]) : values.join("-");
}
