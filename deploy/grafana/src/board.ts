// One way to write a dashboard: its variables, its rows, and what all dashboards have.
import type * as cog from '@grafana/grafana-foundation-sdk/cog';
import * as dashboard from '@grafana/grafana-foundation-sdk/dashboard';
import * as prometheus from '@grafana/grafana-foundation-sdk/prometheus';
import {datasource} from './panels';

const TAG = 'onestep';

/** Several values of a label, all of them at first. */
export const many = (...named: Parameters<typeof choice>): dashboard.QueryVariableBuilder =>
  choice(...named)
    .multi(true)
    .includeAll(true)
    .current({selected: true, text: ['All'], value: ['$__all']});

/** One value of a label, the first at first. */
export const one = (...named: Parameters<typeof choice>): dashboard.QueryVariableBuilder =>
  choice(...named).multi(false).includeAll(false);

function choice(name: string, label: string, description: string, series: string, order: 'text' | 'number' = 'text') {
  const query = `label_values(${series}, ${name})`;
  return new dashboard.QueryVariableBuilder(name)
    .label(label)
    .description(description)
    .datasource(datasource)
    .query({qryType: 1, query, refId: 'PrometheusVariableQueryEditor-VariableQuery'})
    .definition(query)
    .refresh(dashboard.VariableRefresh.OnTimeRangeChanged)
    .sort(order === 'text' ? dashboard.VariableSort.AlphabeticalAsc : dashboard.VariableSort.NumericalAsc);
}

/** Panels under a heading; repeated for every value of a variable if one is named. */
export interface Row {
  title: string;
  repeat?: string;
  panels: cog.Builder<dashboard.Panel>[];
}

/** A dashboard from the top to the bottom; panels get ids and places in the order they are named in. */
export function board(spec: {
  uid: string;
  title: string;
  description: string;
  variables: dashboard.QueryVariableBuilder[];
  rows: Row[];
}): dashboard.Dashboard {
  let builder = new dashboard.DashboardBuilder(`Onestep / ${spec.title}`)
    .uid(spec.uid)
    .description(spec.description)
    .tags([TAG])
    .editable()
    .timezone('browser')
    .time({from: 'now-1h', to: 'now'})
    .refresh('10s')
    .tooltip(dashboard.DashboardCursorSync.Crosshair)
    .link(
      new dashboard.DashboardLinkBuilder('Onestep')
        .type(dashboard.DashboardLinkType.Dashboards)
        .tags([TAG])
        .asDropdown(false)
        .keepTime(true)
        .includeVars(false),
    )
    .annotation(starts())
    .withVariable(
      new dashboard.DatasourceVariableBuilder('datasource')
        .label('Prometheus')
        .description('The Prometheus that scrapes aggregators and workers.')
        .type('prometheus'),
    );
  for (const variable of spec.variables) builder = builder.withVariable(variable);
  let id = 0;
  for (const row of spec.rows) {
    const heading = new dashboard.RowBuilder(row.title).id(++id).collapsed(false);
    builder = builder.withRow(row.repeat === undefined ? heading : heading.repeat(row.repeat));
    for (const panel of row.panels) {
      const built = {...panel.build(), id: ++id};
      builder = builder.withPanel({build: () => built});
    }
  }
  const built = builder.build();
  // The library puts links into a menu unless told otherwise, and cannot be told.
  built.links?.forEach(link => delete link.placement);
  return built;
}

/** A line where a process of Onestep started, so that what a restart does to a curve is not taken for something else. */
const starts = () =>
  new dashboard.AnnotationQueryBuilder()
    .name('Starts')
    .enable(true)
    .datasource(datasource)
    .iconColor('purple')
    .target(
      new prometheus.DataqueryBuilder()
        .refId('Anno')
        .expr('1000 * process_start_time_seconds * on (instance) group_left (version) onestep_build_info')
        .range(),
    )
    .titleFormat('Start')
    .textFormat('{{instance}} started, version {{version}}')
    .tagKeys('instance')
    .useValueForTime(true);
