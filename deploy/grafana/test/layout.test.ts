import assert from 'node:assert/strict';
import {readdirSync, readFileSync} from 'node:fs';
import {test} from 'node:test';
import type {Dashboard} from '../src/json';
import {faults} from '../src/layout';

const folder = 'dashboards';
const read = (): Dashboard[] => readdirSync(folder).map(file => JSON.parse(readFileSync(`${folder}/${file}`, 'utf8')));
const names = ['onestep-pipeline', 'onestep-science', 'onestep-sweep', 'onestep-workers'];

test('four dashboards keep their addresses, and nothing is wrong with them', () => {
  assert.deepEqual(read().map(({uid}) => uid), names);
  assert.deepEqual(faults(read()), []);
});

/** The dashboards with something done to the first panel that is not a row. */
function spoilt(spoil: (panel: NonNullable<Dashboard['panels']>[number], board: Dashboard) => void): string {
  const boards = read();
  const board = boards[0]!;
  spoil(board.panels!.find(({type}) => type !== 'row')!, board);
  return faults(boards).join('\n');
}

test('each fault is told', () => {
  assert.match(spoilt(panel => delete panel.description), /has no description/);
  assert.match(spoilt(panel => delete panel.fieldConfig!.defaults.unit), /has no unit/);
  assert.match(spoilt(panel => { panel.fieldConfig!.defaults.unit = 'bits/s'; }), /unit that Grafana does not know: bits\/s/);
  assert.match(spoilt(panel => { panel.title = ''; }), /has no title/);
  assert.match(spoilt(panel => { panel.id = 3; }), /id 3 is used twice/);
  assert.match(spoilt(panel => { panel.gridPos!.w = 4; }), /overlap/);
  assert.match(spoilt(panel => { panel.gridPos!.x = 23; }), /leaves the grid/);
  assert.match(spoilt(panel => { panel.datasource!.uid = 'P1'; }), /does not use the data source chosen/);
  assert.match(spoilt(panel => { panel.targets = []; }), /has no query/);
  assert.match(spoilt((_, board) => { board.uid = 'onestep-sweep'; }), /uid onestep-sweep is used twice/);
});
