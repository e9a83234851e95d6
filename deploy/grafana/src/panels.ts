// One way to write a query and each kind of panel.
import * as common from '@grafana/grafana-foundation-sdk/common';
import * as dashboard from '@grafana/grafana-foundation-sdk/dashboard';
import * as bargauge from '@grafana/grafana-foundation-sdk/bargauge';
import * as heatmap from '@grafana/grafana-foundation-sdk/heatmap';
import * as prometheus from '@grafana/grafana-foundation-sdk/prometheus';
import * as stat from '@grafana/grafana-foundation-sdk/stat';
import * as table from '@grafana/grafana-foundation-sdk/table';
import * as timeseries from '@grafana/grafana-foundation-sdk/timeseries';
import type {DataTransformerInfo, FieldType, SpecialValue, standardTransformers} from '@grafana/data';

export const datasource: common.DataSourceRef = {type: 'prometheus', uid: '${datasource}'};

export const colours = {good: 'green', warn: 'orange', bad: 'red', calm: 'blue', quiet: 'text'} as const;

/** What every panel must say. */
export interface Panel {
  title: string;
  description: string;
  unit: string;
  width: number;
  height: number;
}

/** A query and the legend of its answer: fixed text, or {{label}}. */
export interface Query {
  expr: string;
  legend?: string;
}

type Step = readonly [from: number | null, colour: string];

export const thresholds = (...steps: Step[]): dashboard.ThresholdsConfigBuilder =>
  new dashboard.ThresholdsConfigBuilder()
    .mode(dashboard.ThresholdsMode.Absolute)
    .steps(steps.map(([value, color]) => ({value, color})));

/** Green at zero, and a colour from one on. */
export const noneIsGood = (colour: string = colours.bad): dashboard.ThresholdsConfigBuilder =>
  thresholds([null, colours.good], [1, colour]);

/** Always one colour: a number that is neither good nor bad. */
export const plain = (colour: string = colours.calm): dashboard.ThresholdsConfigBuilder => thresholds([null, colour]);

type Standard = typeof standardTransformers;
interface Transformers {
  convertFieldType: Standard['convertFieldTypeTransformer'];
  groupingToMatrix: Standard['groupingToMatrixTransformer'];
  merge: Standard['mergeTransformer'];
  organize: Standard['organizeFieldsTransformer'];
  sortBy: Standard['sortByTransformer'];
}
type Options<T> = T extends DataTransformerInfo<infer O> ? O : never;

/** A transformation, its options held against Grafana's own types: an option that is misspelt would be ignored. */
export const transform = <K extends keyof Transformers>(
  id: K,
  options: Options<Transformers[K]>,
): dashboard.DataTransformerConfig => ({id, options});

export const NUMBER = 'number' as FieldType;
export const NULL = 'null' as SpecialValue;

/** An override of a field's option. */
export const standard = <K extends keyof dashboard.FieldConfig>(
  id: K,
  value: NonNullable<dashboard.FieldConfig[K]>,
): dashboard.DynamicConfigValue => ({id, value});

/** An override of an option of curves. */
export const curve = <K extends keyof common.GraphFieldConfig>(
  id: K,
  value: NonNullable<common.GraphFieldConfig[K]>,
): dashboard.DynamicConfigValue => ({id: `custom.${id}`, value});

/** An override of an option of columns. */
const column = <K extends keyof common.TableFieldOptions>(
  id: K,
  value: NonNullable<common.TableFieldOptions[K]>,
): dashboard.DynamicConfigValue => ({id: `custom.${id}`, value});

export const fixedColour = (colour: string): dashboard.DynamicConfigValue =>
  standard('color', {mode: dashboard.FieldColorModeId.Fixed, fixedColor: colour});

const refId = (index: number) => String.fromCharCode('A'.charCodeAt(0) + index);

function targets(queries: Query[], kind: 'range' | 'instant', format = prometheus.PromQueryFormat.TimeSeries) {
  return queries.map(({expr, legend}, index) => {
    const query = new prometheus.DataqueryBuilder()
      .refId(refId(index))
      .datasource(datasource)
      .expr(expr)
      .format(format)
      .editorMode(prometheus.QueryEditorMode.Code)
      .legendFormat(legend ?? '__auto');
    return kind === 'range' ? query.range() : query.instant();
  });
}

/** An instant query in table format, named by the letter that its column is called after: Value #A. */
export const tableTargets = (queries: Query[]): prometheus.DataqueryBuilder[] =>
  targets(queries, 'instant', prometheus.PromQueryFormat.Table);

interface Chrome<B> {
  title(title: string): B;
  description(description: string): B;
  unit(unit: string): B;
  span(w: number): B;
  height(h: number): B;
  datasource(datasource: common.DataSourceRef): B;
}

/** Gives a panel what every panel has. */
export const chrome = <B extends Chrome<B>>(builder: B, panel: Panel): B =>
  builder
    .title(panel.title)
    .description(panel.description)
    .unit(panel.unit)
    .span(panel.width)
    .height(panel.height)
    .datasource(datasource);

const last = () => new common.ReduceDataOptionsBuilder().calcs(['lastNotNull']).fields('').values(false);

/** Big numbers of this moment: asked over a range, a number whose process has died would linger as its last value. */
export function stats(
  panel: Panel & {
    queries: Query[];
    steps?: dashboard.ThresholdsConfigBuilder;
    decimals?: number;
    noValue?: string;
    text?: common.BigValueTextMode;
  },
): stat.PanelBuilder {
  const builder = chrome(new stat.PanelBuilder(), panel)
    .targets(targets(panel.queries, 'instant'))
    .reduceOptions(last())
    .thresholds(panel.steps ?? plain())
    .colorScheme(new dashboard.FieldColorBuilder().mode(dashboard.FieldColorModeId.Thresholds))
    .colorMode(common.BigValueColorMode.Value)
    .graphMode(common.BigValueGraphMode.None)
    .textMode(panel.text ?? common.BigValueTextMode.Auto)
    .justifyMode(common.BigValueJustifyMode.Auto)
    .orientation(common.VizOrientation.Auto)
    .noValue(panel.noValue ?? '–');
  return panel.decimals === undefined ? builder : builder.decimals(panel.decimals);
}

/** Horizontal bars from 0 to 1. */
export const bars = (
  panel: Panel & {queries: Query[]; steps: dashboard.ThresholdsConfigBuilder},
): bargauge.PanelBuilder =>
  chrome(new bargauge.PanelBuilder(), panel)
    .targets(targets(panel.queries, 'instant'))
    .reduceOptions(last())
    .min(0)
    .max(1)
    .thresholds(panel.steps)
    .colorScheme(new dashboard.FieldColorBuilder().mode(dashboard.FieldColorModeId.Thresholds))
    .orientation(common.VizOrientation.Horizontal)
    .valueMode(common.BarGaugeValueMode.Color)
    .namePlacement(common.BarGaugeNamePlacement.Left)
    .showUnfilled(true);

export const legendBelow = (...calcs: string[]): common.VizLegendOptionsBuilder =>
  new common.VizLegendOptionsBuilder()
    .showLegend(true)
    .displayMode(calcs.length > 0 ? common.LegendDisplayMode.Table : common.LegendDisplayMode.List)
    .placement(common.LegendPlacement.Bottom)
    .calcs(calcs);

/** Curves against time. */
export function lines(
  panel: Panel & {
    queries: Query[];
    /** Whether the series are parts of a whole. */
    stack?: boolean;
    max?: number;
    /** Colours of series by their legend. */
    colours?: Record<string, string>;
  },
): timeseries.PanelBuilder {
  let builder = chrome(new timeseries.PanelBuilder(), panel)
    .targets(targets(panel.queries, 'range'))
    .min(0)
    .drawStyle(common.GraphDrawStyle.Line)
    .lineInterpolation(common.LineInterpolation.Linear)
    .lineWidth(panel.stack ? 1 : 2)
    .fillOpacity(panel.stack ? 60 : 8)
    .showPoints(common.VisibilityMode.Never)
    .colorScheme(new dashboard.FieldColorBuilder().mode(dashboard.FieldColorModeId.PaletteClassic))
    .stacking(
      new common.StackingConfigBuilder()
        .group('A')
        .mode(panel.stack ? common.StackingMode.Normal : common.StackingMode.None),
    )
    .legend(legendBelow())
    .tooltip(
      new common.VizTooltipOptionsBuilder().mode(common.TooltipDisplayMode.Multi).sort(common.SortOrder.Descending),
    );
  if (panel.max !== undefined) builder = builder.max(panel.max);
  for (const [name, colour] of Object.entries(panel.colours ?? {})) {
    builder = builder.overrideByName(name, [fixedColour(colour)]);
  }
  return builder;
}

/** The cumulative buckets of a histogram against time; the query keeps the label le. */
export const heat = (panel: Panel & {expr: string}): heatmap.PanelBuilder =>
  chrome(new heatmap.PanelBuilder(), panel)
    .targets(targets([{expr: panel.expr, legend: '{{le}}'}], 'range', prometheus.PromQueryFormat.Heatmap))
    .calculate(false)
    .yAxis(new heatmap.YAxisConfigBuilder().unit(panel.unit).axisPlacement(common.AxisPlacement.Left))
    .cellValues(new heatmap.CellValuesBuilder().unit('short'))
    .color(
      new heatmap.HeatmapColorOptionsBuilder()
        .mode(heatmap.HeatmapColorMode.Scheme)
        .scheme('Blues')
        .scale(heatmap.HeatmapColorScale.Exponential)
        .exponent(0.5)
        .steps(64)
        .reverse(false)
        .fill('dark-blue'),
    )
    .filterValues(new heatmap.FilterValueRangeBuilder().le(1e-9))
    .cellGap(1)
    .showValue(common.VisibilityMode.Never)
    .tooltip(new heatmap.HeatmapTooltipBuilder().mode(common.TooltipDisplayMode.Single).yHistogram(true))
    .showLegend();

/** A column of a table: what names it before (a label, or Value #A), its header, and how it is shown. */
export interface Column {
  field: string;
  header: string;
  unit?: string;
  decimals?: number;
  width?: number;
  steps?: Step[];
}

/** Rows of several instant queries, merged where their labels agree. Labels named numeric become numbers. */
export function rows(
  panel: Panel & {
    queries: Query[];
    columns: Column[];
    drop: string[];
    numeric?: string[];
    sortBy: {header: string; descending?: boolean}[];
  },
): table.PanelBuilder {
  let builder = chrome(new table.PanelBuilder(), panel)
    .targets(tableTargets(panel.queries))
    .withTransformation(transform('merge', {}))
    .withTransformation(
      transform('convertFieldType', {
        conversions: (panel.numeric ?? []).map(field => ({targetField: field, destinationType: NUMBER})),
      }),
    )
    .withTransformation(
      transform('organize', {
        excludeByName: Object.fromEntries(panel.drop.map(name => [name, true])),
        indexByName: Object.fromEntries(panel.columns.map(({field}, index) => [field, index])),
        renameByName: Object.fromEntries(panel.columns.map(({field, header}) => [field, header])),
      }),
    )
    .filterable(true)
    .cellHeight(common.TableCellHeight.Sm)
    .sortBy(
      panel.sortBy.map(({header, descending}) =>
        new common.TableSortByFieldStateBuilder().displayName(header).desc(descending ?? false),
      ),
    );
  for (const {header, unit, decimals, width, steps} of panel.columns) {
    const properties: dashboard.DynamicConfigValue[] = [];
    if (unit !== undefined) properties.push(standard('unit', unit));
    if (decimals !== undefined) properties.push(standard('decimals', decimals));
    if (width !== undefined) properties.push(column('width', width));
    if (steps !== undefined) {
      properties.push(
        standard('thresholds', thresholds(...steps).build()),
        standard('color', {mode: dashboard.FieldColorModeId.Thresholds}),
        column('cellOptions', {type: common.TableCellDisplayMode.ColorText}),
      );
    }
    if (properties.length > 0) builder = builder.overrideByName(header, properties);
  }
  return builder;
}
