// What must hold of a dashboard's JSON before anybody asks its queries.
import {getValueFormatterIndex} from '@grafana/data';
import type {Dashboard, Panel} from './json';

const COLUMNS = 24;

/** What is wrong with the layout and the words of dashboards; empty if nothing is. */
export function faults(dashboards: Dashboard[]): string[] {
  const uids = dashboards.map(({uid}) => uid);
  return [
    ...repeated(uids).map(uid => `uid ${uid} is used twice`),
    ...dashboards.flatMap(board => {
      const panels = board.panels ?? [];
      const of = (fault: string) => `${board.title}: ${fault}`;
      return [
        ...(board.uid?.startsWith('onestep-') ? [] : [of(`uid ${board.uid} does not start with onestep-`)]),
        ...repeated(panels.map(({id}) => id)).map(id => of(`id ${id} is used twice`)),
        ...panels.flatMap(panel => words(panel).map(of)),
        ...panels.flatMap(panel => place(panel).map(of)),
        ...panels.flatMap((panel, index) =>
          panels.slice(index + 1).filter(other => overlap(panel, other))
            .map(other => of(`“${panel.title}” and “${other.title}” overlap`))),
      ];
    }),
  ];
}

function words(panel: Panel): string[] {
  const name = `“${panel.title}”`;
  if (panel.id === undefined) return [`${name} has no id`];
  if (panel.type === 'row') return panel.title ? [] : ['a row has no title'];
  const unit = panel.fieldConfig?.defaults.unit;
  return [
    ...(panel.title ? [] : [`panel ${panel.id} has no title`]),
    ...(panel.description ? [] : [`${name} has no description`]),
    ...(unit ? [] : [`${name} has no unit`]),
    ...[unit, ...(panel.fieldConfig?.overrides ?? []).flatMap(({properties}) =>
      properties.filter(({id}) => id === 'unit').map(({value}) => String(value)))]
      .filter(id => id && !known(id)).map(id => `${name} has a unit that Grafana does not know: ${id}`),
    ...(panel.datasource?.uid === '${datasource}' ? [] : [`${name} does not use the data source chosen`]),
    ...repeated((panel.targets ?? []).map(({refId}) => refId)).map(id => `${name} has two queries ${id}`),
    ...(panel.targets?.length ? [] : [`${name} has no query`]),
  ];
}

const known = (unit: string) => unit.startsWith('suffix:') || unit in getValueFormatterIndex();

function place(panel: Panel): string[] {
  const at = panel.gridPos;
  if (!at) return [`“${panel.title}” has no place`];
  return at.x < 0 || at.y < 0 || at.w < 1 || at.h < 1 || at.x + at.w > COLUMNS ? [`“${panel.title}” leaves the grid`] : [];
}

function overlap({gridPos: a}: Panel, {gridPos: b}: Panel): boolean {
  return !!a && !!b && a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;
}

function repeated<T>(values: T[]): T[] {
  return [...new Set(values.filter((value, index) => values.indexOf(value) !== index))];
}
