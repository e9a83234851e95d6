// Whether a Trend panel can draw curves with their bands against width.
import {type DataFrame, FieldType, isLikelyAscendingVector} from '@grafana/data';
import type {Panel} from './json';
import {MARKS} from './marks';
import {matching, unmatched} from './overrides';

/** A numeric, ascending and positive x, and for each curve its values and an interval around each. */
export function trend(panel: Panel, frames: DataFrame[]): string[] {
  const [frame] = frames;
  const x = frame?.fields.find(({name}) => name === panel.options?.xField);
  if (!frame || !x) return [`no field ${panel.options?.xField} for x`];
  if (x.type !== FieldType.number) return [`${x.name} is of type ${x.type}, not a number`];
  if (!x.values.every(value => value > 0)) return [`${x.name} has values that a logarithmic axis does not: ${x.values.join()}`];
  if (!isLikelyAscendingVector(x.values) || new Set(x.values).size < x.values.length) return [`${x.name} does not ascend: ${x.values.join()}`];
  const curves = frame.fields.filter(({name}) => / d = /.test(name));
  if (curves.length === 0) return ['no curve'];
  const field = (name: string) => frame.fields.find(other => other.name === name);
  const hasTheory = panel.targets!.some(({expr}) => expr.includes('"theory"'));
  const complaints = frame.fields
    .filter(({type, values}) => type !== FieldType.number || !values.every(value => value === null || Number.isFinite(value)))
    .map(({name}) => `${name} is not all numbers`);
  for (const curve of curves) {
    const mark = curve.name.split(' ')[0];
    const low = field(`${mark} low`);
    const high = field(`${mark} high`);
    const theory = field(`${mark} theory`);
    curve.values.forEach((mean, i) => {
      if (mean === null) return;
      const [from, to] = [low?.values[i], high?.values[i]];
      if (!(Number.isFinite(from) && from <= mean && mean <= to && Number.isFinite(to))) {
        complaints.push(`${curve.name} at ${x.values[i]} has no interval around it: ${from}, ${mean}, ${to}`);
      }
      if (hasTheory && !Number.isFinite(theory?.values[i])) complaints.push(`${curve.name} at ${x.values[i]} has no theory`);
    });
  }
  const fills = (panel.fieldConfig?.overrides ?? []).flatMap(override =>
    override.properties.filter(({id}) => id === 'custom.fillBelowTo').map(({value}) => ({override, to: String(value)})));
  const bands = fills.filter(({override, to}) => matching(override, frame).length === 1 && field(to));
  if (bands.length !== curves.length) complaints.push(`${bands.length} bands for ${curves.length} curves`);
  complaints.push(...scales(panel, frame, x.name));
  // There are more marks than dimensions.
  return [...complaints, ...unmatched(panel, frame, MARKS.slice(curves.length))];
}

/** One scale for all curves, and a logarithmic one for x that no limit of theirs has got into. */
function scales(panel: Panel, frame: DataFrame, x: string): string[] {
  const configs = new Map(frame.fields.map(({name}) => {
    const {custom, ...defaults} = (panel.fieldConfig?.defaults ?? {}) as {custom?: object; unit?: string};
    const config: Record<string, unknown> = {...defaults};
    for (const [id, value] of Object.entries(custom ?? {})) config[`custom.${id}`] = value;
    for (const override of panel.fieldConfig?.overrides ?? []) {
      if (!matching(override, frame).includes(name)) continue;
      for (const {id, value} of override.properties) config[id] = value;
    }
    return [name, config];
  }));
  const limits = ['min', 'max', 'custom.axisSoftMin', 'custom.axisSoftMax'];
  const ofX = configs.get(x)!;
  const distribution = ofX['custom.scaleDistribution'] as {type?: string} | undefined;
  const others = [...configs].filter(([name]) => name !== x).map(([, config]) =>
    JSON.stringify([...limits, 'unit', 'custom.scaleDistribution'].map(id => config[id] ?? null)));
  return [
    ...(distribution?.type === 'log' ? [] : ['the axis of x is not logarithmic']),
    ...limits.filter(id => ofX[id] !== undefined).map(id => `${id} is set for x`),
    ...(new Set(others).size === 1 ? [] : [`curves have several scales: ${[...new Set(others)].join(' ')}`]),
  ];
}
