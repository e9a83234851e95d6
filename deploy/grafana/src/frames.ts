// The tables that a panel is given, through the panel's transformations: Grafana's own code.
import {
  type DataFrame, FieldType, standardTransformers, standardTransformersRegistry, toDataFrame, transformDataFrame,
} from '@grafana/data';
import {firstValueFrom} from 'rxjs';
import type {Panel, Target} from './json';

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

/** The tables that Grafana makes of instant queries in table format: a column a label, and one for the value. */
export function tables(answers: Answer[]): DataFrame[] {
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

/** What the transformations leave, and what they name without there being such a thing. */
export async function transformed(panel: Panel, tables: DataFrame[]): Promise<{frames: DataFrame[]; complaints: string[]}> {
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

/** The table that the transformations of a panel leave, as lists by the names of its fields. */
export async function columns(panel: Panel, answers: Answer[]): Promise<Record<string, unknown[]>> {
  const {frames} = await transformed(panel, tables(answers));
  return Object.fromEntries(frames.flatMap(({fields}) => fields.map(({name, values}) => [name, values])));
}
