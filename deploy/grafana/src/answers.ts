// Holds the answers of a Prometheus against what the panel that asked needs.
import {type DataFrame, FieldType, getFieldDisplayName} from '@grafana/data';
import {trend} from './figure';
import {type Answer, tables, transformed, type Vector} from './frames';
import type {Annotation, Panel, Target} from './json';
import {unmatched} from './overrides';

export {columns} from './frames';
export {MARKS} from './marks';
export * from './variables';

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
  if (!panel.transformations?.length) return unmatched(panel, names(answers));
  const {frames, complaints: lost} = await transformed(panel, tables(answers));
  if (lost.length > 0) return lost;
  if (panel.type === 'trend') return trend(panel, frames);
  if (panel.type === 'table') return table(panel, frames);
  return [`no way to judge transformations of a ${panel.type}`];
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
    ...unmatched(panel, frame),
  ];
}
