// How far the sweeps are, when they end, what became of their networks, and what waits for workers.
import * as common from '@grafana/grafana-foundation-sdk/common';
import * as dashboard from '@grafana/grafana-foundation-sdk/dashboard';
import {board, many} from './board';
import * as panels from './panels';

const CHOSEN = 'sweep=~"$sweep"';
/** Of sweeps one aggregator tells; while they trade places, two may. */
const sweeps = (metric: string, by = 'sweep', more = '') => `max by (${by}) (onestep_sweep_${metric}{${CHOSEN}${more}})`;
const inState = (state: string) => sweeps('networks', 'sweep', `,state="${state}"`);

/** Of which a sweep has one. */
const STATES = [['running', 'green'], ['paused', 'orange'], ['cancelled', 'red'], ['purged', 'text']] as const;

/** Nothing is left of a sweep that is done; one without a rate has no time left to tell. */
const remaining = `${sweeps('remaining_seconds')} or 0 * (onestep:sweep_progress:ratio{${CHOSEN}} >= 1)`;

export const sweep = board({
  uid: 'onestep-sweep',
  title: 'Sweep',
  description: 'State, progress and time left of sweeps, what became of their networks, and the tasks that wait for workers.',
  variables: [many('sweep', 'Sweep', 'Sweeps by name.', 'onestep_sweep_wanted_networks')],
  rows: [
    {
      title: 'Now',
      panels: [
        panels
          .stats({
            title: 'State',
            description: 'State of each sweep. A sweep that is done stays running, as it may be extended.',
            unit: 'none', width: 6, height: 5, text: common.BigValueTextMode.ValueAndName,
            queries: [{
              expr: STATES.map(([state], i) => `${i + 1} * ${sweeps('state', 'sweep', `,state="${state}"`)}`).join(' + '),
              legend: '{{sweep}}',
            }],
          })
          .mappings([{
            type: dashboard.MappingType.ValueToText,
            options: Object.fromEntries(STATES.map(([state, color], index) => [index + 1, {text: state, color, index}])),
          }]),
        panels.bars({
          title: 'Progress',
          description: 'Networks done or given up over networks of the whole sweep.',
          unit: 'percentunit', width: 9, height: 5,
          steps: panels.thresholds([null, panels.colours.calm], [1, panels.colours.good]),
          queries: [{expr: `onestep:sweep_progress:ratio{${CHOSEN}}`, legend: '{{sweep}}'}],
        }),
        panels.stats({
          title: 'Time left',
          description: 'At the rate of the last half minute; unknown where there was none, as in a sweep that is paused or has no workers.',
          unit: 'dtdurations', width: 5, height: 5, noValue: 'unknown',
          queries: [{expr: remaining, legend: '{{sweep}}'}],
        }),
        panels.stats({
          title: 'In dead letters',
          description: 'Networks given up after their last delivery. onestep status SWEEP prints why, onestep retry SWEEP tries them again.',
          unit: 'locale', width: 4, height: 5,
          queries: [{expr: `sum(${inState('dead')})`, legend: 'networks'}],
          steps: panels.noneIsGood(),
        }),
        panels.stats({
          title: 'Networks wanted',
          description: 'Networks of the whole of these sweeps.',
          unit: 'locale', width: 4, height: 4,
          queries: [{expr: `sum(${sweeps('wanted_networks')})`, legend: 'networks'}],
        }),
        panels.stats({
          title: 'Networks done',
          description: 'Networks of these sweeps that were counted.',
          unit: 'locale', width: 4, height: 4,
          queries: [{expr: `sum(${inState('done')})`, legend: 'networks'}],
        }),
        panels.stats({
          title: 'Cells complete',
          description: 'Cells whose networks are all done, over all cells of these sweeps.',
          unit: 'percentunit', width: 4, height: 4,
          queries: [{
            expr: `sum(${sweeps('cells', 'sweep', ',state="complete"')}) / sum(${sweeps('cells', 'sweep, state')})`,
            legend: 'complete',
          }],
        }),
        panels.stats({
          title: 'Trials',
          description: 'Trials of the cells of these sweeps.',
          unit: 'short', width: 4, height: 4,
          queries: [{expr: `sum(${sweeps('trials')})`, legend: 'trials'}],
        }),
        panels.stats({
          title: 'Compute time',
          description: 'Time that slots spent on the results of these sweeps: an hour of eight slots is eight hours.',
          unit: 'dtdurations', width: 4, height: 4,
          queries: [{expr: `sum(${sweeps('compute_seconds')})`, legend: 'slot time'}],
        }),
        panels.stats({
          title: 'Since the last result',
          description: 'Time since the newest record that the accounting covers. Long while networks are outstanding means that nothing moves.',
          unit: 'dtdurations', width: 4, height: 4,
          queries: [{expr: `time() - max(${sweeps('updated_timestamp_seconds')})`, legend: 'age'}],
          steps: panels.plain(panels.colours.quiet),
        }),
      ],
    },
    {
      title: 'Course',
      panels: [
        panels.lines({
          title: 'Networks by what became of them',
          description: 'Done, dead, outstanding, cancelled and unpublished networks add up to those wanted.',
          unit: 'locale', width: 12, height: 9, stack: true,
          queries: [{expr: `sum by (state) (${sweeps('networks', 'sweep, state')})`, legend: '{{state}}'}],
          colours: {done: 'green', dead: 'red', outstanding: 'blue', cancelled: 'orange', unpublished: 'purple'},
        }),
        panels.lines({
          title: 'Progress',
          description: 'Networks done or given up over networks of the whole sweep.',
          unit: 'percentunit', width: 12, height: 9, max: 1,
          queries: [{expr: `onestep:sweep_progress:ratio{${CHOSEN}}`, legend: '{{sweep}}'}],
        }),
        panels.lines({
          title: 'Networks done a second',
          description: 'Growth of the networks done of each sweep.',
          unit: 'suffix: networks/s', width: 12, height: 8,
          queries: [{
            expr: `clamp_min(max by (sweep) (deriv(onestep_sweep_networks{${CHOSEN},state="done"}[$__rate_interval])), 0)`,
            legend: '{{sweep}}',
          }],
        }),
        panels.lines({
          title: 'Time left',
          description: 'At the rate of the last half minute; a gap where there was none.',
          unit: 'dtdurations', width: 12, height: 8,
          queries: [{expr: remaining, legend: '{{sweep}}'}],
        }),
      ],
    },
    {
      title: 'Queues and deliveries, of all sweeps',
      panels: [
        panels.lines({
          title: 'Tasks not settled',
          description: 'Tasks that workers have not settled, queued or in hands, by queue: small tasks, and bulk ones. A queue that the brokers do not tell of yet has no curve.',
          unit: 'locale', width: 8, height: 8,
          queries: [{expr: 'onestep:queue_tasks:max', legend: '{{queue}}'}],
        }),
        panels.lines({
          title: 'Deliveries by what became of them',
          description: 'Tasks done, skipped (nobody wants them any more), released for another try, or dead.',
          unit: 'suffix: tasks/s', width: 8, height: 8, stack: true,
          queries: [{expr: 'sum by (settlement) (rate(onestep_worker_tasks_total[$__rate_interval]))', legend: '{{settlement}}'}],
          colours: {done: 'green', skipped: 'blue', released: 'orange', dead: 'red'},
        }),
        panels.lines({
          title: 'Redeliveries',
          description: 'Tasks begun that some worker had been given before, by sweep: a worker died, hung or was closed.',
          unit: 'suffix: tasks/s', width: 8, height: 8,
          queries: [{expr: `sum by (sweep) (rate(onestep_worker_task_redeliveries_total{${CHOSEN}}[$__rate_interval]))`, legend: '{{sweep}}'}],
        }),
      ],
    },
    {
      title: 'Accounting',
      panels: [
        panels.rows({
          title: 'Sweeps',
          description: 'A row a sweep: its state, and what became of its networks.',
          unit: 'locale', width: 24, height: 9,
          queries: [
            {expr: `${sweeps('state', 'sweep, state')} == 1`},
            {expr: `max by (sweep) (onestep:sweep_progress:ratio{${CHOSEN}})`},
            {expr: sweeps('wanted_networks')},
            {expr: inState('done')},
            {expr: inState('outstanding')},
            {expr: inState('dead')},
            {expr: inState('cancelled')},
            {expr: inState('unpublished')},
            {expr: sweeps('trials')},
            {expr: sweeps('compute_seconds')},
            {expr: sweeps('checked_networks')},
            {expr: sweeps('disagreeing_networks')},
            {expr: sweeps('spared_networks')},
          ],
          drop: ['Time', 'Value #A'],
          columns: [
            {field: 'sweep', header: 'sweep'},
            {field: 'state', header: 'state'},
            {field: 'Value #B', header: 'progress', unit: 'percentunit', decimals: 1},
            {field: 'Value #C', header: 'wanted'},
            {field: 'Value #D', header: 'done'},
            {field: 'Value #E', header: 'outstanding'},
            {field: 'Value #F', header: 'dead', steps: [[null, 'text'], [1, 'red']]},
            {field: 'Value #G', header: 'cancelled'},
            {field: 'Value #H', header: 'unpublished'},
            {field: 'Value #I', header: 'trials', unit: 'short'},
            {field: 'Value #J', header: 'compute time', unit: 'dtdurations'},
            {field: 'Value #K', header: 'checked'},
            {field: 'Value #L', header: 'disagreeing', steps: [[null, 'text'], [1, 'red']]},
            {field: 'Value #M', header: 'spared'},
          ],
          sortBy: [{header: 'progress'}],
        }),
      ],
    },
  ],
});
