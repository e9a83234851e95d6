// Puts values of variables into queries, as Grafana does for a Prometheus.
import type {Variable} from './json';

/** Values chosen, by the name of the variable: a list where several may be. */
export type Values = Record<string, string | string[]>;

/** What Grafana sets by itself, for a window of five minutes. */
export const BUILT_IN: Values = {__rate_interval: '1m', __interval: '15s', __interval_ms: '15000', __range: '5m', __range_s: '300'};

const escaped = (value: string) => value.replace(/\\/g, '\\\\\\\\').replace(/[$^*{}[\]'+?.()|]/g, '\\\\$&');

/** A query with $name, ${name} and ${name:pipe} replaced. A list becomes a regular expression of its values. */
export function interpolate(query: string, values: Values): string {
  return query.replace(/\$(?:(\w+)|\{(\w+)(?::(\w+))?\})/g, (whole, bare?: string, braced?: string, format?: string) => {
    const name = bare ?? braced ?? '';
    if (/^\d+$/.test(name)) return whole; // $1 of label_replace
    const value = values[name];
    if (value === undefined) throw new Error(`no variable ${name}`);
    if (format === 'pipe') return [value].flat().join('|');
    if (format !== undefined) throw new Error(`no format ${format}`);
    if (typeof value === 'string') return value;
    return value.length === 1 ? escaped(value[0]!) : `(${value.map(escaped).join('|')})`;
  });
}

/** The series and the label of a query label_values(series, label). */
export function labelValues(variable: Variable): {series: string; label: string} {
  const query = typeof variable.query === 'string' ? variable.query : variable.query.query;
  const [, series, label] = /^label_values\((.+),\s*(\w+)\)$/.exec(query) ?? [];
  if (series === undefined || label === undefined) throw new Error(`variable ${variable.name} has no label_values: ${query}`);
  return {series, label};
}

/** The values that a variable has at first: all of them, or the first in its order. */
export function atFirst({multi, sort}: Variable, values: string[]): string | string[] {
  const sorted = [...values].sort(sort === 3 ? (a, b) => Number(a) - Number(b) : undefined);
  return multi ? sorted : sorted[0]!;
}
