import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {test} from 'node:test';
import {judge, judgeAnnotation} from '../src/answers';
import type {Answer, Vector} from '../src/frames';
import type {Dashboard, Panel, Target} from '../src/json';

const board = (name: string): Dashboard => JSON.parse(readFileSync(`dashboards/onestep-${name}.json`, 'utf8'));
const panelOf = (name: string, type: string): Panel => board(name).panels!.find(panel => panel.type === type)!;

const vector = (...series: [Record<string, string>, number][]): Vector =>
  series.map(([metric, value]) => ({metric, value: [1, String(value)]}));

const answer = (target: Partial<Target>, found: Vector): Answer => ({target: {refId: 'A', expr: 'x', ...target}, vector: found});

const stat: Panel = {type: 'stat'};

test('a number with the labels of its legend can be drawn', async () => {
  const found = vector([{sweep: 'a', state: 'done'}, 1]);
  assert.deepEqual(await judge(stat, [answer({legendFormat: '{{sweep}}: {{state}}'}, found)]), []);
});

test('no data, no number, and a label that the answer lacks are told', async () => {
  assert.match((await judge(stat, [answer({}, [])])).join(), /no data: x/);
  assert.match((await judge(stat, [answer({}, vector([{}, NaN]))])).join(), /NaN is no number/);
  assert.match((await judge(stat, [answer({}, vector([{}, Infinity]))])).join(), /Infinity is no number/);
  const lacking = vector([{sweep: 'a'}, 1], [{}, 2]);
  assert.match((await judge(stat, [answer({legendFormat: '{{sweep}}'}, lacking)])).join(), /no label sweep/);
});

test('an override for a series that is not there is told', async () => {
  const panel: Panel = {
    type: 'timeseries',
    fieldConfig: {defaults: {}, overrides: [{matcher: {id: 'byName', options: 'dead'}, properties: []}]},
  };
  const of = (state: string) => [answer({legendFormat: '{{state}}'}, vector([{state}, 1]))];
  assert.deepEqual(await judge(panel, of('dead')), []);
  assert.match((await judge(panel, of('done'))).join(), /an override is for dead/);
});

const heatmap: Panel = {type: 'heatmap'};
const cumulative = vector([{le: '1.0'}, 1], [{le: '0.1'}, 0], [{le: '+Inf'}, 2]);

test('a heatmap wants cumulative buckets of one histogram', async () => {
  const asked = (found: Vector, format = 'heatmap') => judge(heatmap, [answer({format, legendFormat: '{{le}}'}, found)]);
  assert.deepEqual(await asked(cumulative), []);
  assert.match((await asked(cumulative, 'time_series')).join(), /makes no heatmap/);
  assert.match((await asked(vector([{le: '0.1'}, 2], [{le: '1'}, 1], [{le: '+Inf'}, 3]))).join(), /not cumulative/);
  assert.match((await asked(vector([{le: '0.1'}, 1], [{le: '1'}, 1], [{le: '10'}, 3]))).join(), /no bucket \+Inf/);
  assert.match((await asked([...cumulative, ...cumulative])).join(), /several histograms/);
  assert.match((await asked(vector([{le: 'a'}, 1], [{le: 'b'}, 1], [{le: '+Inf'}, 3]))).join(), /no buckets by le/);
  assert.match((await asked(cumulative.map(({metric}) => ({metric, value: [1, '0']})))).join(), /empty buckets/);
});

/** Points of two curves, widths neither in order nor the same. */
const points = (curves: Record<string, [width: string, value: number][]>): Vector =>
  vector(...Object.entries(curves).flatMap(([curve, at]) =>
    at.map(([width, value]): [Record<string, string>, number] => [{curve, width}, value])));
const CURVES: Record<string, [string, number][]> = {
  '① d = 10': [['1000', 1.1], ['30', 1.4], ['100', 1.2]],
  '① low': [['1000', 1], ['30', 1.3], ['100', 1.2]],
  '① high': [['1000', 1.2], ['30', 1.5], ['100', 1.2]],
  '① theory': [['1000', 1.128], ['30', 1.128], ['100', 1.128]],
  '② d = 100': [['100', 1.15]],
  '② low': [['100', 1.1]],
  '② high': [['100', 1.2]],
  '② theory': [['100', 1.128]],
};
const figure = (): Panel => panelOf('science', 'trend');
const drawn = (panel: Panel, found: Vector) => judge(panel, [{target: panel.targets![0]!, vector: found}]);

/** What is said of the figure with something done to one of its parts. */
async function spoilt(spoil: (panel: Panel) => void, curves = CURVES): Promise<string> {
  const panel = figure();
  spoil(panel);
  return (await drawn(panel, points(curves))).join('\n');
}

test('a figure against width can be drawn, whatever the order of its points', async () => {
  assert.equal(await spoilt(() => {}), '');
});

test('a transformation that is left out or misspelt is told', async () => {
  const step = (panel: Panel, id: string) => panel.transformations!.find(transformation => transformation.id === id)!;
  const without = (id: string) => (panel: Panel) => {
    panel.transformations = panel.transformations!.filter(transformation => transformation.id !== id);
  };
  assert.match(await spoilt(without('convertFieldType')), /is of type string, not a number/);
  assert.match(await spoilt(without('sortBy')), /does not ascend: 1000,30,100/);
  assert.match(await spoilt(without('groupingToMatrix')), /convertFieldType names width\\curve, which none of/);
  assert.match(await spoilt(panel => { step(panel, 'sortBy').id = 'sortby'; }), /no transformation sortby/);
  assert.match(await spoilt(panel => { step(panel, 'groupingToMatrix').options['rowField'] = 'k'; }), /names k, which none of/);
  assert.match(await spoilt(panel => { delete step(panel, 'groupingToMatrix').options['emptyValue']; }), /② d = 100 is not all numbers/);
});

test('a field that a figure maps and does not get is told', async () => {
  assert.match(await spoilt(panel => { panel.options!.xField = 'width'; }), /no field width for x/);
  assert.match(await spoilt(panel => { panel.targets![0]!.instant = false; }), /query A is not an instant table/);
  assert.match(await spoilt(panel => { panel.fieldConfig!.defaults = {...panel.fieldConfig!.defaults, ...{min: 0}}; }), /min is set for x/);
  const {'① low': _low, ...noLow} = CURVES;
  assert.match(await spoilt(() => {}, noLow), /① d = 10 at 30 has no interval around it/);
  const {'① theory': _theory, ...noTheory} = CURVES;
  assert.match(await spoilt(() => {}, noTheory), /① d = 10 at 30 has no theory/);
  assert.match(await spoilt(() => {}, {...CURVES, '② high': [['100', 1.12]]}), /② d = 100 at 100 has no interval around it/);
  assert.match(await spoilt(() => {}, {...CURVES, '② d = 100': [['100-50', 1.15]]}), /values that a logarithmic axis does not/);
});

test('a band that fills down to nothing is told', async () => {
  const fault = await spoilt(panel => {
    for (const {properties} of panel.fieldConfig!.overrides) {
      for (const property of properties) if (property.id === 'custom.fillBelowTo') property.value = 'low';
    }
  });
  assert.match(fault, /0 bands for 2 curves/);
});

test('rows merge by their labels; a column too many, one too few, and a gap are told', async () => {
  const panel = panelOf('sweep', 'table');
  const row = (state: boolean): Vector => vector([state ? {sweep: 'a', state: 'running'} : {sweep: 'a'}, 1]);
  const answers = (): Answer[] => panel.targets!.map((target, index) => ({target, vector: row(index === 0)}));
  assert.deepEqual(await judge(panel, answers()), []);
  const named = answers();
  named[1]!.vector[0]!.metric['__name__'] = 'x';
  assert.match((await judge(panel, named)).join(), /column __name__ is not meant to be there/);
  const other = answers();
  other[3]!.vector = vector([{sweep: 'b'}, 1]);
  assert.match((await judge(panel, other)).join(), /column done has gaps/);
  const {options} = panel.transformations!.find(({id}) => id === 'organize')!;
  options['renameByName'] = {...options['renameByName'] as object, 'Value #Z': 'more'};
  assert.match((await judge(panel, answers())).join(), /organize names Value #Z/);
});

test('an annotation wants the labels of its text, and milliseconds where its value is a time', () => {
  const annotation = board('sweep').annotations!.list![0]!;
  const started = (value: number, metric: Record<string, string> = {instance: 'a', version: '1'}) => vector([metric, value]);
  assert.deepEqual(judgeAnnotation(annotation, started(1.7e12)), []);
  assert.match(judgeAnnotation(annotation, started(1.7e9)).join(), /not milliseconds/);
  assert.match(judgeAnnotation(annotation, started(1.7e12, {instance: 'a'})).join(), /no label version/);
  assert.match(judgeAnnotation(annotation, []).join(), /no data/);
});
