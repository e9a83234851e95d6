// What the figures against width make of choices and cells that one fresh sweep does not have, as a test for promtool.
import {readFileSync} from 'node:fs';
import {createRequire} from 'node:module';

const {interpolate} = createRequire(import.meta.url)('../grafana/build/src/answers.cjs');

const METRICS = ['eta_mean', 'eta_low', 'eta_high', 'eta_theory_mean', 'trials'];

/** Series of a cell whose metrics have the values first, first + 0.1, and so on. */
const cell = (id, dimension, first, {instance = 'a', width = '100', metrics = METRICS} = {}) => metrics.map((metric, i) => ({
  series: `onestep_cell_${metric}{cell="${id}",instance="${instance}",depth="1",width="${width}",dimension="${dimension}",`
    + 'gain="1.0",activation="relu",sampler="dense"}',
  values: `${first + i / 10}x5`,
}));

const curve = (mark, dimension, first) => [[`d = ${dimension}`, first], ['high', first + 0.2], ['low', first + 0.1], ['theory', first + 0.3]]
  .map(([part, value]) => ({labels: `{curve="${mark} ${part}", width="100"}`, value}));

/** A file of tests for promtool, given the Science dashboard. */
export function curvesTest(file) {
  const {targets: [{expr}]} = JSON.parse(readFileSync(file, 'utf8')).panels.find(({type}) => type === 'trend');
  const ask = dimension => interpolate(expr, {activation: 'relu', gain: '1.0', depth: ['1'], sampler: ['conditioned', 'dense'], dimension});
  const test = (name, input_series, dimension, exp_samples) =>
    ({name, interval: '1m', input_series, promql_expr_test: [{expr: ask(dimension), eval_time: '5m', exp_samples}]});
  const dimensions = ['5', '10', '20', '50', '100', '200', '500', '1000', '2000'];
  return JSON.stringify({tests: [
    test('marks follow the choice, not the number', [...cell('x', '10', 1), ...cell('y', '100', 2)], ['100', '10'],
      [...curve('①', '100', 2), ...curve('②', '10', 1)]),
    test('the ninth dimension is not drawn', dimensions.flatMap((dimension, i) => cell(dimension, dimension, i + 1)), dimensions,
      [...'①②③④⑤⑥⑦⑧'].flatMap((mark, i) => curve(mark, dimensions[i], i + 1))),
    test('of cells alike, the one with most trials is drawn', [...cell('few', '10', 1), ...cell('many', '10', 2)], ['10'], curve('①', '10', 2)),
    test('a cell that two aggregators tell of is drawn once', [...cell('x', '10', 1), ...cell('x', '10', 1, {instance: 'b'})], ['10'],
      curve('①', '10', 1)),
    test('a cell without an interval has its mean', cell('x', '10', 1, {metrics: ['eta_mean', 'trials']}), ['10'],
      [{labels: '{curve="① d = 10", width="100"}', value: 1}]),
    test('a width for each layer has no place', [...cell('x', '10', 1), ...cell('y', '10', 2, {width: '100-50'})], ['10'], curve('①', '10', 1)),
  ]});
}
