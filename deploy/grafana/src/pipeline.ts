// What happens to results between workers and statistics: rates, lag, Kafka Streams, and the aggregators themselves.
import * as common from '@grafana/grafana-foundation-sdk/common';
import {board, many} from './board';
import {jvm} from './jvm';
import * as panels from './panels';

const CHOSEN = 'instance=~"$instance"';
const rate = (metric: string) => `sum(rate(onestep_${metric}{${CHOSEN}}[$__rate_interval]))`;
/** Kafka's own metrics of aggregators; NaN, which it tells where there was nothing to measure, is dropped. */
const kafka = (metric: string, by: string, labels = '') => `max by (${by}) (kafka_${metric}{${CHOSEN}${labels}} >= 0)`;
const LAG = kafka('consumer_fetch_manager_records_lag_max', 'client_id', ',client_id!~".*-restore-consumer"');
/** Errors of all producers, those of workers too. */
const producers = (metric: string) => `sum by (instance) (rate(kafka_producer_${metric}[$__rate_interval]))`;

export const pipeline = board({
  uid: 'onestep-pipeline',
  title: 'Pipeline',
  description: 'Results, rows, duplicates and lag of the aggregators, Kafka Streams, producers, queues, exported cells and disks.',
  variables: [many('instance', 'Aggregator', 'Aggregators by the address that Prometheus scrapes.', 'onestep_aggregator_running')],
  rows: [
    {
      title: 'Now',
      panels: [
        panels.stats({
          title: 'Aggregators running',
          description: 'Aggregators whose Streams client runs or moves partitions. With none, results wait in Kafka and nothing is lost.',
          unit: 'locale', width: 3, height: 4,
          queries: [{expr: `sum(onestep_aggregator_running{${CHOSEN}}) or vector(0)`, legend: 'aggregators'}],
          steps: panels.thresholds([null, panels.colours.bad], [1, panels.colours.good]),
        }),
        panels.stats({
          title: 'Rows a second',
          description: 'Rows of networks that were not seen before.',
          unit: 'suffix: rows/s', width: 3, height: 4,
          queries: [{expr: rate('rows_total'), legend: 'rows'}],
        }),
        panels.stats({
          title: 'Duplicates',
          description: 'Rows seen before, of all rows within the time shown. They change nothing: a task was delivered twice.',
          unit: 'percentunit', width: 3, height: 4,
          queries: [{
            expr: `sum(increase(onestep_duplicate_rows_total{${CHOSEN}}[$__range])) / (sum(increase(onestep_rows_total{${CHOSEN}}[$__range])) + sum(increase(onestep_duplicate_rows_total{${CHOSEN}}[$__range])) > 0) or 0 * sum(onestep_aggregator_running{${CHOSEN}})`,
            legend: 'duplicates',
          }],
          steps: panels.thresholds([null, panels.colours.good], [0.05, panels.colours.warn]),
        }),
        panels.stats({
          title: 'Rejected records',
          description: 'Records that could not be used and were skipped, since each aggregator started. Its log says which and why.',
          unit: 'locale', width: 3, height: 4,
          queries: [{expr: `sum(onestep_rejected_records_total{${CHOSEN}})`, legend: 'records'}],
          steps: panels.noneIsGood(),
        }),
        panels.stats({
          title: 'Lag',
          description: 'Most records of one partition that an aggregator has not counted.',
          unit: 'locale', width: 3, height: 4,
          queries: [{expr: `max(${LAG}) or 0 * max(onestep_aggregator_running{${CHOSEN}})`, legend: 'records'}],
          steps: panels.thresholds([null, panels.colours.good], [1000, panels.colours.warn], [10000, panels.colours.bad]),
        }),
        panels.stats({
          title: 'Cells exported',
          description: 'Cells that have series of their own now, which the Science dashboard draws.',
          unit: 'locale', width: 3, height: 4,
          queries: [{expr: `sum(onestep_exported_cells{${CHOSEN}})`, legend: 'cells'}],
        }),
        panels.stats({
          title: 'Cells left out',
          description: 'Cells of sweeps under way without series, because more than --exported-cells changed after them. The live page and cells.csv have them all.',
          unit: 'locale', width: 3, height: 4,
          queries: [{expr: `sum(onestep_left_out_cells{${CHOSEN}})`, legend: 'cells'}],
          steps: panels.noneIsGood(panels.colours.warn),
        }),
        panels.stats({
          title: 'Least disk free',
          description: 'Free share of the fullest disk that holds the state of an aggregator; on one machine, the broker’s too.',
          unit: 'percentunit', width: 3, height: 4,
          queries: [{expr: `min(disk_free_bytes{${CHOSEN}} / disk_total_bytes{${CHOSEN}})`, legend: 'free'}],
          steps: panels.thresholds([null, panels.colours.bad], [0.1, panels.colours.warn], [0.2, panels.colours.good]),
        }),
      ],
    },
    {
      title: 'Flow',
      panels: [
        panels.lines({
          title: 'Results',
          description: 'Results counted a second. A result carries the rows of the networks of one task.',
          unit: 'suffix: results/s', width: 8, height: 8,
          queries: [{expr: rate('results_total'), legend: 'results'}],
        }),
        panels.lines({
          title: 'Rows',
          description: 'Rows of networks a second: new ones, and those seen before.',
          unit: 'suffix: rows/s', width: 8, height: 8, stack: true,
          queries: [{expr: rate('rows_total'), legend: 'new'}, {expr: rate('duplicate_rows_total'), legend: 'duplicate'}],
          colours: {new: 'green', duplicate: 'orange'},
        }),
        panels.lines({
          title: 'Rejected records',
          description: 'Records a second that could not be used and were skipped, by topic.',
          unit: 'suffix: records/s', width: 8, height: 8,
          queries: [{expr: `sum by (topic) (rate(onestep_rejected_records_total{${CHOSEN}}[$__rate_interval]))`, legend: '{{topic}}'}],
        }),
        panels.lines({
          title: 'Lag',
          description: 'Most records of one partition that a consumer of an aggregator has not read.',
          unit: 'locale', width: 8, height: 8,
          queries: [{expr: LAG, legend: '{{client_id}}'}],
        }),
        panels.lines({
          title: 'Tasks not settled',
          description: 'Tasks that workers have not settled, by queue. Grows while submit is faster than the workers; falls to zero at the end.',
          unit: 'locale', width: 8, height: 8,
          queries: [{expr: 'onestep:queue_tasks:max', legend: '{{queue}}'}],
        }),
        panels.lines({
          title: 'Exported cells',
          description: 'Cells with series of their own, and cells of sweeps under way that are left out.',
          unit: 'locale', width: 8, height: 8,
          queries: [
            {expr: `sum(onestep_exported_cells{${CHOSEN}})`, legend: 'exported'},
            {expr: `sum(onestep_left_out_cells{${CHOSEN}})`, legend: 'left out'},
          ],
          colours: {exported: 'blue', 'left out': 'orange'},
        }),
      ],
    },
    {
      title: 'Kafka',
      panels: [
        panels.stats({
          title: 'Stream threads alive',
          description: 'Stream threads that live, by client. Fewer than --threads means that some died of an error.',
          unit: 'locale', width: 4, height: 8, text: common.BigValueTextMode.ValueAndName,
          queries: [{expr: kafka('stream_alive_stream_threads', 'client_id'), legend: '{{client_id}}'}],
          steps: panels.thresholds([null, panels.colours.bad], [1, panels.colours.good]),
        }),
        panels.lines({
          title: 'What stream threads do',
          description: 'Share of time of stream threads spent processing, polling and committing: near 1 in sum, they are the bottleneck; add --threads or aggregators.',
          unit: 'percentunit', width: 10, height: 8,
          queries: [
            {expr: kafka('stream_thread_process_ratio', 'thread_id'), legend: '{{thread_id}} processing'},
            {expr: kafka('stream_thread_poll_ratio', 'thread_id'), legend: '{{thread_id}} polling'},
            {expr: kafka('stream_thread_commit_ratio', 'thread_id'), legend: '{{thread_id}} committing'},
          ],
        }),
        panels.lines({
          title: 'Latency of stream threads',
          description: 'Mean time to process a batch and to commit, by thread. A transaction is committed with each commit.',
          unit: 'ms', width: 10, height: 8,
          queries: [
            {expr: kafka('stream_thread_process_latency_avg', 'thread_id'), legend: '{{thread_id}} process'},
            {expr: kafka('stream_thread_commit_latency_avg', 'thread_id'), legend: '{{thread_id}} commit'},
          ],
        }),
        panels.lines({
          title: 'Records read',
          description: 'Records a second that the consumers of aggregators read, those of rebuilds too.',
          unit: 'suffix: records/s', width: 8, height: 8,
          queries: [{
            expr: `sum by (client_id) (rate(kafka_consumer_fetch_manager_records_consumed_total{${CHOSEN}}[$__rate_interval]))`,
            legend: '{{client_id}}',
          }],
        }),
        panels.lines({
          title: 'Records sent',
          description: 'Records a second that producers send, by process: results by workers; statistics, progress and changelogs by aggregators.',
          unit: 'suffix: records/s', width: 8, height: 8,
          queries: [{expr: producers('record_send_total'), legend: '{{instance}}'}],
        }),
        panels.lines({
          title: 'Errors of producers',
          description: 'Records that producers could not send, and those that they sent again, by process.',
          unit: 'suffix: records/s', width: 8, height: 8,
          queries: [
            {expr: producers('record_error_total'), legend: '{{instance}} errors'},
            {expr: producers('record_retry_total'), legend: '{{instance}} retries'},
          ],
        }),
      ],
    },
    {
      title: 'Processes',
      panels: [
        ...jvm(`onestep_aggregator_running{${CHOSEN}}`),
        panels.lines({
          title: 'Disk free',
          description: 'Free share of the disk of the state directory.',
          unit: 'percentunit', width: 24, height: 7, max: 1,
          queries: [{expr: `min by (instance, path) (disk_free_bytes{${CHOSEN}} / disk_total_bytes{${CHOSEN}})`, legend: '{{instance}} {{path}}'}],
        }),
      ],
    },
  ],
});
