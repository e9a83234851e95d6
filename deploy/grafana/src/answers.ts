// Holds the answers of a Prometheus against what the panel that asked needs. Transformations are Grafana's own code.
import {
  type DataFrame, FieldType, fieldMatchers, getFieldDisplayName, isLikelyAscendingVector, standardTransformers,
  standardTransformersRegistry, toDataFrame, transformDataFrame,
} from '@grafana/data';
import {firstValueFrom} from 'rxjs';
import type {Annotation, Override, Panel, Target} from './json';

/** Marks of curves, the first dimension's first. */
export const MARKS = [...'①②③④⑤⑥⑦⑧'];

export * from './layout';
export * from './variables';

/** A vector, as Prometheus's API tells it. */
export type Vector = {metric: Record<string, string>; value: [time: number, value: string]}[];

export interface Answer {
  target: Target;
  vector: Vector;
}

const byId = new Map(Object.values(standardTransformers).map(transformation => [transformation.id, transformation]));
standardTransformersRegistry.setInit(() =>
  [...byId.values()].map(transformation => ({
    id: transformation.id,
    name: transformation.name,
    transformation,
    editor: () => null,
    imageDark: '',
    imageLight: '',
  })));

/** What is wrong with the answers that a panel got; empty if it can draw them. */
export async function judge(panel: Panel, answers: Answer[]): Promise<string[]> {
  const empty = answers.filter(({vector}) => vector.length === 0);
  if (empty.length > 0) return empty.map(({target}) => `no data: ${target.expr}`);
  const complaints = answers.flatMap(({target, vector}) => [
    ...values(target, vector),
    ...legend(target.legendFormat ?? '', vector),
    ...(panel.type === 'heatmap' ? buckets(target, vector) : []),
  ]);
  if (complaints.length > 0) return complaints;
  if (!panel.transformations?.length) return drawn(panel, names(answers));
  const {frames, complaints: lost} = await transformed(panel, tables(answers));
  if (lost.length > 0) return lost;
  if (panel.type === 'trend') return trend(panel, frames);
  if (panel.type === 'table') return table(panel, frames);
  return [`no way to judge transformations of a ${panel.type}`];
}

/** The table that the transformations of a panel leave, as lists by the names of its fields. */
export async function columns(panel: Panel, answers: Answer[]): Promise<Record<string, unknown[]>> {
  const {frames} = await transformed(panel, tables(answers));
  return Object.fromEntries(frames.flatMap(({fields}) => fields.map(({name, values}) => [name, values])));
}

/** What is wrong with the answer that an annotation got. */
export function judgeAnnotation(annotation: Annotation, vector: Vector): string[] {
  const {target, textFormat = '', tagKeys = ''} = annotation;
  if (vector.length === 0) return [`no data: ${target?.expr}`];
  const tags = tagKeys.split(',').map(key => `{{${key}}}`).join();
  const year2000 = 946_684_800_000;
  const late = annotation.useValueForTime && vector.some(({value}) => !(Number(value[1]) > year2000));
  return [...legend(textFormat + tags, vector), ...(late ? [`not milliseconds since 1970: ${target?.expr}`] : [])];
}

function values({expr}: Target, vector: Vector): string[] {
  const wrong = vector.find(({value}) => !Number.isFinite(Number(value[1])));
  return wrong ? [`${wrong.value[1]} is no number to draw: ${expr}`] : [];
}

function legend(format: string, vector: Vector): string[] {
  const labels = [...format.matchAll(/\{\{\s*(\w+)\s*\}\}/g)].map(match => match[1]!);
  return [...new Set(labels)]
    .filter(label => vector.some(({metric}) => !(label in metric)))
    .map(label => `the answer has no label ${label}, which “${format}” names`);
}

/** Cumulative buckets of one histogram. */
function buckets({expr, format}: Target, vector: Vector): string[] {
  if (format !== 'heatmap') return [`format ${format} makes no heatmap: ${expr}`];
  const bounds = vector.map(({metric, value}) => ({le: Number((metric['le'] ?? '').replace('+Inf', 'Infinity')), count: Number(value[1])}));
  if (bounds.length < 3 || vector.some(({metric}) => !metric['le']) || bounds.some(({le}) => Number.isNaN(le))) {
    return [`no buckets by le: ${expr}`];
  }
  bounds.sort((a, b) => a.le - b.le);
  if (new Set(bounds.map(({le}) => le)).size < bounds.length) return [`buckets of several histograms: ${expr}`];
  if (bounds.at(-1)!.le !== Infinity) return [`no bucket +Inf: ${expr}`];
  if (bounds.some(({count}, i) => i > 0 && count < bounds[i - 1]!.count - 1e-9)) return [`buckets are not cumulative: ${expr}`];
  return bounds.at(-1)!.count > 0 ? [] : [`empty buckets: ${expr}`];
}

/** Names of series as their legends call them. */
const names = (answers: Answer[]): string[] =>
  answers.flatMap(({target, vector}) => vector.map(({metric}) =>
    (target.legendFormat ?? '').replace(/\{\{\s*(\w+)\s*\}\}/g, (_, label: string) => metric[label] ?? '')));

/** The tables that Grafana makes of instant queries in table format: a column a label, and one for the value. */
function tables(answers: Answer[]): DataFrame[] {
  return answers.map(({target, vector}) => {
    const labels = [...new Set(vector.flatMap(({metric}) => Object.keys(metric)))].sort();
    return toDataFrame({
      refId: target.refId,
      fields: [
        {name: 'Time', type: FieldType.time, values: vector.map(({value}) => value[0] * 1000)},
        ...labels.map(label => ({name: label, type: FieldType.string, values: vector.map(({metric}) => metric[label] ?? '')})),
        {
          name: answers.length > 1 ? `Value #${target.refId}` : 'Value',
          type: FieldType.number,
          values: vector.map(({value}) => Number(value[1])),
        },
      ],
    });
  });
}

async function transformed(panel: Panel, tables: DataFrame[]): Promise<{frames: DataFrame[]; complaints: string[]}> {
  let frames = tables;
  const complaints: string[] = [];
  for (const target of panel.targets ?? []) {
    if (target.format !== 'table' || !target.instant) complaints.push(`query ${target.refId} is not an instant table`);
  }
  for (const {id, options} of panel.transformations ?? []) {
    if (!byId.has(id as never)) complaints.push(`Grafana has no transformation ${id}`);
    const fields = frames.flatMap(frame => frame.fields.map(({name}) => name));
    for (const name of named(options)) {
      if (!fields.includes(name)) complaints.push(`${id} names ${name}, which none of ${fields.join(', ')} is`);
    }
    if (complaints.length > 0) break;
    frames = await firstValueFrom(transformDataFrame([{id, options}], frames));
  }
  if (complaints.length === 0 && frames.length !== 1) complaints.push(`${frames.length} tables are left, not one`);
  return {frames, complaints};
}

/** Fields that options of a transformation name. */
function named(options: Record<string, unknown>): string[] {
  const {conversions, sort, columnField, rowField, valueField, excludeByName, renameByName} = options as {
    conversions?: {targetField: string}[];
    sort?: {field: string}[];
    columnField?: string;
    rowField?: string;
    valueField?: string;
    excludeByName?: object;
    renameByName?: object;
  };
  return [
    ...(conversions ?? []).map(({targetField}) => targetField),
    ...(sort ?? []).map(({field}) => field),
    ...[columnField, rowField, valueField].filter(field => field !== undefined),
    ...Object.keys(excludeByName ?? {}),
    ...Object.keys(renameByName ?? {}),
  ];
}

/** A numeric, ascending and positive x, and for each curve its values and an interval around each. */
function trend(panel: Panel, frames: DataFrame[]): string[] {
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
  return [...complaints, ...drawn(panel, frame, MARKS.slice(curves.length))];
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

function table(panel: Panel, [frame]: DataFrame[]): string[] {
  if (!frame || frame.length === 0) return ['no rows'];
  const headers = frame.fields.map(field => getFieldDisplayName(field, frame));
  const converted = (panel.transformations ?? []).flatMap(({options}) => (options['conversions'] ?? []) as {targetField: string}[]);
  const meant = (panel.transformations ?? []).flatMap(({options}) => Object.values(options['renameByName'] ?? {}) as string[]);
  return [
    ...(panel.options?.sortBy ?? []).filter(({displayName}) => !headers.includes(displayName))
      .map(({displayName}) => `sorted by ${displayName}, which none of ${headers.join(', ')} is`),
    ...headers.filter(header => !meant.includes(header)).map(header => `column ${header} is not meant to be there`),
    ...frame.fields.filter(field => field.values.some(value => value === undefined || value === null || Number.isNaN(value)))
      .map(field => `column ${getFieldDisplayName(field, frame)} has gaps`),
    ...(frame.fields.filter(({type}) => type === FieldType.number).length > converted.length ? [] : ['no column of numbers']),
    ...drawn(panel, frame),
  ];
}

/** Overrides that match nothing, but for those of marks that no curve has. */
function drawn(panel: Panel, over: DataFrame | string[], spare: readonly string[] = []): string[] {
  return (panel.fieldConfig?.overrides ?? [])
    .filter(override => matching(override, over).length === 0)
    .map(({matcher}) => String(matcher.options))
    .filter(name => !spare.some(mark => name.includes(mark)))
    .map(name => `an override is for ${name}, which nothing is called`);
}

function matching({matcher}: Override, over: DataFrame | string[]): string[] {
  const frame = Array.isArray(over)
    ? toDataFrame({fields: over.map(name => ({name, type: FieldType.number, values: []}))})
    : over;
  const matches = fieldMatchers.get(matcher.id).get(matcher.options);
  return frame.fields.filter(field => matches(field, frame, [frame])).map(({name}) => name);
}
