// The paper's figures, live: each quantity against width, one curve a dimension, one row of panels a depth.
import * as common from '@grafana/grafana-foundation-sdk/common';
import * as dashboard from '@grafana/grafana-foundation-sdk/dashboard';
import * as trend from '@grafana/grafana-foundation-sdk/trend';
import {board, many, one} from './board';
import {type Mark, MARKS} from './marks';
import * as panels from './panels';

/** Colours that the colour-blind can tell apart (Okabe and Ito). */
const COLOURS: Record<Mark, string> = {
  '①': '#0072B2', '②': '#E69F00', '③': '#009E73', '④': '#D55E00', '⑤': '#CC79A7', '⑥': '#56B4E9', '⑦': '#B8A300', '⑧': '#8C8C8C',
};

/** What groupingToMatrix calls its first column. */
const X = 'width\\curve';

/** Cells with one width for all layers: only they have a place on an axis of width. */
const UNIFORM = 'width=~"[0-9]+"';
const MODELS = `onestep_cell_trials{${UNIFORM},activation="$activation",gain="$gain"}`;
const CHOSEN = `${UNIFORM},activation="$activation",gain="$gain",sampler=~"$sampler",dimension=~"$dimension"`;
const EVERY_DEPTH = `${CHOSEN},depth=~"$depth"`;

/** Metrics of a quantity, without the common prefix. */
interface Quantity {
  mean: string;
  low: string;
  high: string;
  theory?: string;
}

const ETA = {mean: 'eta_mean', low: 'eta_low', high: 'eta_high', theory: 'eta_theory_mean'};
const FLIPPED = {mean: 'flipped_ratio', low: 'flipped_low_ratio', high: 'flipped_high_ratio', theory: 'flipped_theory_ratio'};
const GRADIENT = {mean: 'gradient_norm_mean', low: 'gradient_norm_low', high: 'gradient_norm_high', theory: 'gradient_norm_theory'};
const LINEARITY = {mean: 'linearity', low: 'linearity_low', high: 'linearity_high'};

/**
 * The dimensions chosen, each with a mark by its place in the choice: ① for the first. A place past the last one gets
 * its mark for a dimension, which no cell has.
 */
const marked = MARKS.map((mark, place) => {
  const from = `label_replace(label_replace(vector(1), "mark", "${mark}", "", ""), "dimension", "${mark}", "", "")`;
  const chosen = `label_replace(${from}, "choice", "\${dimension:pipe}", "", "")`;
  return `label_replace(${chosen}, "dimension", "$1", "choice", "(?:[^|]*[|]){${place}}([^|]+)(?:[|].*)?")`;
}).join('\n  or ');

/** One series a point of a curve, with labels width and curve: "① d = 10", "① low", "① high", "① theory". */
function curves({mean, low, high, theory}: Quantity): string {
  const chosen = `{depth=~"$depth",${CHOSEN}}`;
  const part = (metric: string, name: string) =>
    `label_replace(onestep_cell_${metric}${chosen}, "part", "${name}", "dimension", "(.*)")`;
  const parts = [part(mean, 'd = $1'), part(low, 'low'), part(high, 'high'), ...(theory ? [part(theory, 'theory')] : [])];
  // Of cells that differ in what no label tells (points, attack), the one with most trials is shown.
  return `max by (width, curve) (label_join(
  ((${parts.join('\n  or ')})
  and on (cell) topk by (width, dimension) (1, onestep_cell_trials${chosen}))
  * on (dimension) group_left (mark) (${marked})
, "curve", " ", "mark", "part"))`;
}

const FROM_ZERO = [panels.standard('min', 0)];

const hide = (...from: ('legend' | 'tooltip')[]) =>
  panels.curve('hideFrom', {legend: from.includes('legend'), tooltip: from.includes('tooltip'), viz: false});

/** @param scale limits of y; not the panel's, which would hold for x too and leave a logarithm of 0 */
function figure(panel: panels.Panel & {quantity: Quantity; scale: dashboard.DynamicConfigValue[]}): trend.PanelBuilder {
  let builder = panels
    .chrome(new trend.PanelBuilder(), panel)
    .targets(panels.tableTargets([{expr: curves(panel.quantity)}]))
    .withTransformation(
      panels.transform('groupingToMatrix', {
        columnField: 'curve', rowField: 'width', valueField: 'Value', emptyValue: panels.NULL,
      }),
    )
    .withTransformation(
      panels.transform('convertFieldType', {conversions: [{targetField: X, destinationType: panels.NUMBER}]}),
    )
    .withTransformation(panels.transform('sortBy', {sort: [{field: X}]}))
    .xField(X)
    .drawStyle(common.GraphDrawStyle.Line)
    .lineInterpolation(common.LineInterpolation.Linear)
    .lineWidth(2)
    .fillOpacity(0)
    .showPoints(common.VisibilityMode.Always)
    .pointSize(5)
    .spanNulls(true)
    .noValue('No cell of this choice yet')
    .colorScheme(new dashboard.FieldColorBuilder().mode(dashboard.FieldColorModeId.PaletteClassic))
    .legend(panels.legendBelow())
    .tooltip(new common.VizTooltipOptionsBuilder().mode(common.TooltipDisplayMode.Multi).sort(common.SortOrder.None))
    .overrideByName(X, [
      panels.standard('displayName', 'k'),
      panels.standard('unit', 'locale'),
      panels.curve('axisLabel', 'width k'),
      panels.curve('scaleDistribution', {type: common.ScaleDistribution.Log, log: 10}),
    ])
    .overrideByRegexp(`/^[${MARKS.join('')}] /`, panel.scale);
  for (const mark of MARKS) {
    const thread = panels.fixedColour(COLOURS[mark]);
    const edge = [
      thread,
      panels.curve('lineWidth', 0),
      panels.curve('showPoints', common.VisibilityMode.Never),
      hide('legend', 'tooltip'),
    ];
    builder = builder
      .overrideByRegexp(`/^${mark} d = /`, [thread])
      .overrideByName(`${mark} low`, edge)
      .overrideByName(`${mark} high`, [
        ...edge,
        panels.curve('fillBelowTo', `${mark} low`),
        panels.curve('fillOpacity', 18),
      ]);
    if (panel.quantity.theory) {
      builder = builder.overrideByName(`${mark} theory`, [
        thread,
        panels.curve('lineWidth', 1),
        panels.curve('lineStyle', {fill: 'dash', dash: [6, 6]}),
        panels.curve('showPoints', common.VisibilityMode.Never),
        hide('legend'),
      ]);
    }
  }
  return builder;
}

/** A metric of the cells chosen, once a cell, with the labels that tell cells apart. */
const cell = (metric: string) =>
  `max by (cell, depth, width, dimension, gain, activation, sampler) (onestep_cell_${metric}{${EVERY_DEPTH}})`;
const count = (condition: string) => `(count(${condition}) or vector(0))`;
const off = (quantity: Quantity) => `${cell(quantity.mean)} / ${cell(`${quantity.theory}`)} - 1`;

const SMALL = [[null, 'orange'], [-0.05, 'text'], [0.05, 'orange']] as [number | null, string][];

export const science = board({
  uid: 'onestep-science',
  title: 'Science',
  description:
    'The figures of the paper as results come in: smallest step, flipped fraction, gradient norm and linearity against width, beside what infinite width and dimension predict.',
  variables: [
    one('activation', 'Activation', 'Activation of the networks.', `onestep_cell_trials{${UNIFORM}}`),
    one('gain', 'Gain', 'Variance of a weight is gain / fan-in: 1 is the paper’s Section 1, 2 is He’s.', `onestep_cell_trials{${UNIFORM},activation="$activation"}`, 'number'),
    many('depth', 'Depth', 'Hidden layers: each has a row of figures.', MODELS, 'number'),
    many('dimension', 'Dimension', 'Dimension of the input: each has a curve, the first eight are drawn.', MODELS, 'number'),
    many('sampler', 'Sampler', 'How networks are drawn; both samplers have one law.', MODELS),
  ],
  rows: [
    {
      title: 'Cells of this choice',
      panels: [
        panels.stats({
          title: 'Cells',
          description: 'Cells of this choice that have a series, all layers of one width. Prometheus is told of the cells that changed last.',
          unit: 'locale', width: 4, height: 4,
          queries: [{expr: `count(${cell('trials')})`, legend: 'cells'}],
        }),
        panels.stats({
          title: 'Networks',
          description: 'Networks of these cells that were counted.',
          unit: 'locale', width: 4, height: 4,
          queries: [{expr: `sum(${cell('networks')})`, legend: 'networks'}],
        }),
        panels.stats({
          title: 'Networks done',
          description: 'Networks counted over networks wanted, in these cells.',
          unit: 'percentunit', width: 4, height: 4,
          queries: [{expr: `sum(${cell('networks')}) / sum(${cell('wanted_networks')})`, legend: 'done'}],
        }),
        panels.stats({
          title: 'η off the limit',
          description: 'Cells whose 95 % interval of the mean smallest step leaves out the value at infinite width and dimension. At finite width many should: the limit holds for width and dimension far above depth.',
          unit: 'locale', width: 4, height: 4,
          queries: [{
            expr: `${count(`${cell('eta_low')} > ${cell('eta_theory_mean')}`)} + ${count(`${cell('eta_high')} < ${cell('eta_theory_mean')}`)}`,
            legend: 'cells',
          }],
        }),
        panels.stats({
          title: 'Degenerate trials',
          description: 'Trials with f = 0 or ∇f = 0, as when all ReLUs of a narrow layer are dead. They count as not flipped.',
          unit: 'locale', width: 4, height: 4,
          queries: [{expr: `sum(${cell('degenerate_trials')})`, legend: 'trials'}],
        }),
        panels.stats({
          title: 'Unresolved trials',
          description: 'Trials with a sign that rounding hides. They count as not flipped; many of them make the flipped fraction too small.',
          unit: 'locale', width: 4, height: 4,
          queries: [{expr: `sum(${cell('unresolved_trials')})`, legend: 'trials'}],
          steps: panels.noneIsGood(panels.colours.warn),
        }),
      ],
    },
    {
      title: 'Depth $depth',
      repeat: 'depth',
      panels: [
        figure({
          title: 'Mean smallest step η, L = $depth',
          description: 'Mean of the smallest step along the gradient that flips the sign, over flipped trials. Band: 95 % interval, clustered by network. Dashed: infinite width and dimension.',
          unit: 'short', width: 12, height: 10, quantity: ETA, scale: FROM_ZERO,
        }),
        figure({
          title: 'Flipped fraction, L = $depth',
          description: 'Fraction of trials whose sign flips within the largest step. Band: 95 % interval (Clopper and Pearson at the effective number of trials). Dashed: infinite width and dimension.',
          unit: 'percentunit', width: 12, height: 10, quantity: FLIPPED, scale: [...FROM_ZERO, panels.standard('max', 1)],
        }),
        figure({
          title: 'Gradient norm ‖∇f‖, L = $depth',
          description: 'Mean norm of the gradient in the input, over all trials. Band: 95 % interval, clustered by network. Dashed: infinite width and dimension.',
          unit: 'short', width: 12, height: 10, quantity: GRADIENT, scale: FROM_ZERO,
        }),
        figure({
          title: 'Linearity η‖∇f‖² / |f|, L = $depth',
          description: 'Harmonic mean over flipped trials: 1 where f is linear on the way to the flip, which is what the paper explains adversarial examples with. Band: 95 % interval.',
          unit: 'short', width: 12, height: 10, quantity: LINEARITY, scale: [panels.curve('axisSoftMin', 0.95), panels.curve('axisSoftMax', 1.05)],
        }),
      ],
    },
    {
      title: 'Deviation from theory',
      panels: [
        panels.rows({
          title: 'Cells',
          description: 'Every cell of this choice beside its limit at infinite width and dimension. In intervals: distance of the mean step from the limit in halves of the 95 % interval; beyond ±1 the interval leaves the limit out. Orange: more than 5 % or one interval off.',
          unit: 'short', width: 24, height: 14,
          queries: [
            {expr: cell('networks')},
            {expr: cell('flipped_ratio')},
            {expr: `${cell(FLIPPED.mean)} - ${cell(FLIPPED.theory)}`},
            {expr: cell('eta_mean')},
            {expr: off(ETA)},
            {expr: `2 * (${cell('eta_mean')} - ${cell('eta_theory_mean')}) / (${cell('eta_high')} - ${cell('eta_low')})`},
            {expr: cell('gradient_norm_mean')},
            {expr: off(GRADIENT)},
            {expr: cell('linearity')},
          ],
          drop: ['Time', 'cell', 'activation', 'gain'],
          numeric: ['depth', 'dimension', 'width'],
          columns: [
            {field: 'depth', header: 'L', width: 60, unit: 'none'},
            {field: 'dimension', header: 'd', width: 80, unit: 'locale'},
            {field: 'width', header: 'k', width: 100, unit: 'locale'},
            {field: 'sampler', header: 'sampler', width: 120},
            {field: 'Value #A', header: 'networks', unit: 'locale'},
            {field: 'Value #B', header: 'flipped', unit: 'percentunit', decimals: 1},
            {field: 'Value #C', header: 'flipped − theory', unit: 'percentunit', decimals: 1, steps: SMALL},
            {field: 'Value #D', header: 'η', unit: 'short', decimals: 3},
            {field: 'Value #E', header: 'η off theory', unit: 'percentunit', decimals: 1, steps: SMALL},
            {field: 'Value #F', header: 'η off theory, in intervals', unit: 'short', decimals: 1, steps: [[null, 'orange'], [-1, 'text'], [1, 'orange']]},
            {field: 'Value #G', header: '‖∇f‖', unit: 'short', decimals: 4},
            {field: 'Value #H', header: '‖∇f‖ off theory', unit: 'percentunit', decimals: 1, steps: SMALL},
            {field: 'Value #I', header: 'linearity', unit: 'short', decimals: 3},
          ],
          sortBy: [{header: 'L'}, {header: 'd'}, {header: 'k'}],
        }),
      ],
    },
  ],
});
