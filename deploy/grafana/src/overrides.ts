// Which fields or series the overrides of a panel are for, by Grafana's own matchers.
import {type DataFrame, FieldType, fieldMatchers, toDataFrame} from '@grafana/data';
import type {Override, Panel} from './json';

/** Overrides that match nothing, but for those of marks that no curve has. */
export function unmatched(panel: Panel, over: DataFrame | string[], spare: readonly string[] = []): string[] {
  return (panel.fieldConfig?.overrides ?? [])
    .filter(override => matching(override, over).length === 0)
    .map(({matcher}) => String(matcher.options))
    .filter(name => !spare.some(mark => name.includes(mark)))
    .map(name => `an override is for ${name}, which nothing is called`);
}

/** Names of the fields that an override is for. */
export function matching({matcher}: Override, over: DataFrame | string[]): string[] {
  const frame = Array.isArray(over)
    ? toDataFrame({fields: over.map(name => ({name, type: FieldType.number, values: []}))})
    : over;
  const matches = fieldMatchers.get(matcher.id).get(matcher.options);
  return frame.fields.filter(field => matches(field, frame, [frame])).map(({name}) => name);
}
