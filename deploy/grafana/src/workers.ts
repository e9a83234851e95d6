// What workers do, on CPUs and on GPUs: how busy they are, how fast, how long tasks take, and what goes wrong.
import {board, many} from './board';
import {jvm} from './jvm';
import * as panels from './panels';

const CHOSEN = 'backend=~"$backend",instance=~"$instance"';
const BACKEND = 'backend=~"$backend"';
const SAMPLED = `${CHOSEN},sampler=~"$sampler"`;
const rate = (metric: string, by: string, labels: string) => `sum by (${by}) (rate(onestep_worker_${metric}{${labels}}[$__rate_interval]))`;
const quantile = (q: number) => `histogram_quantile(${q}, ${rate('task_seconds_bucket', 'backend, sampler, le', SAMPLED)}) >= 0`;
const inRange = (metric: string) => `sum(increase(onestep_worker_${metric}{${CHOSEN}}[$__range]))`;

export const workers = board({
  uid: 'onestep-workers',
  title: 'Workers',
  description: 'Slots, throughput, task times, failures and memory of workers, by backend (cpu or cuda).',
  variables: [
    many('backend', 'Backend', 'What computes: cpu or cuda.', 'onestep_worker_slots'),
    many('instance', 'Worker', 'Workers by the address that Prometheus scrapes.', 'onestep_worker_slots{backend=~"$backend"}'),
    many('sampler', 'Sampler', 'How networks are drawn: each has a heatmap of task times.', 'onestep_worker_trials_total{backend=~"$backend"}'),
  ],
  rows: [
    {
      title: 'Now',
      panels: [
        panels.stats({
          title: 'Workers',
          description: 'Workers whose heartbeat is fresh, whether Prometheus scrapes them or not.',
          unit: 'locale', width: 4, height: 4,
          queries: [{expr: `onestep:workers:max{${BACKEND}}`, legend: '{{backend}}'}],
          steps: panels.thresholds([null, panels.colours.bad], [1, panels.colours.good]),
        }),
        panels.stats({
          title: 'Slots',
          description: 'Networks that the workers compute at once.',
          unit: 'locale', width: 4, height: 4,
          queries: [{expr: `sum by (backend) (onestep_worker_slots{${CHOSEN}})`, legend: '{{backend}}'}],
        }),
        panels.stats({
          title: 'Utilisation',
          description: 'Time spent computing over the time of all slots of a backend, in the last minute.',
          unit: 'percentunit', width: 4, height: 4,
          queries: [{expr: `onestep:worker_busy:ratio1m{${BACKEND}}`, legend: '{{backend}}'}],
          steps: panels.plain(),
        }),
        panels.stats({
          title: 'Trials a second',
          description: 'Trials of finished tasks of a backend in the last minute. Counted when a task ends, so long tasks make it jump.',
          unit: 'short', width: 4, height: 4,
          queries: [{expr: `sum by (backend) (onestep:worker_trials:rate1m{${BACKEND}})`, legend: '{{backend}}'}],
        }),
        panels.stats({
          title: 'Failed deliveries',
          description: 'Deliveries of tasks that failed within the time shown, whatever became of them.',
          unit: 'locale', width: 4, height: 4, decimals: 0,
          queries: [{expr: inRange('task_failures_total'), legend: 'tasks'}],
          steps: panels.noneIsGood(panels.colours.warn),
        }),
        panels.stats({
          title: 'Stuck threads',
          description: 'Compute threads replaced because a network did not end when interrupted; they still burn a core. Restart the worker.',
          unit: 'locale', width: 4, height: 4,
          queries: [{expr: `sum(onestep_worker_stuck_slots{${CHOSEN}})`, legend: 'threads'}],
          steps: panels.noneIsGood(),
        }),
      ],
    },
    {
      title: 'Throughput',
      panels: [
        panels.lines({
          title: 'Trials a second, by sampler',
          description: 'Trials of finished tasks, by backend and sampler.',
          unit: 'suffix: trials/s', width: 8, height: 8,
          queries: [{expr: rate('trials_total', 'backend, sampler', SAMPLED), legend: '{{backend}}, {{sampler}}'}],
        }),
        panels.lines({
          title: 'Networks a second, by sampler',
          description: 'Networks of finished tasks, by backend and sampler.',
          unit: 'suffix: networks/s', width: 8, height: 8,
          queries: [{expr: rate('networks_total', 'backend, sampler', SAMPLED), legend: '{{backend}}, {{sampler}}'}],
        }),
        panels.lines({
          title: 'Utilisation, by worker',
          description: 'Time spent computing over the time of the slots of each worker.',
          unit: 'percentunit', width: 8, height: 8,
          queries: [{
            expr: `${rate('busy_seconds_total', 'backend, instance', CHOSEN)} / sum by (backend, instance) (onestep_worker_slots{${CHOSEN}})`,
            legend: '{{backend}}, {{instance}}',
          }],
        }),
        panels.lines({
          title: 'Slots',
          description: 'Slots that compute and slots that wait, by backend. Waiting slots while tasks are queued mean that memory or Kafka holds them up.',
          unit: 'locale', width: 8, height: 8, stack: true,
          queries: [
            {expr: `sum by (backend) (onestep_worker_slots{${CHOSEN}} - onestep_worker_waiting_slots{${CHOSEN}})`, legend: '{{backend}} busy'},
            {expr: `sum by (backend) (onestep_worker_waiting_slots{${CHOSEN}})`, legend: '{{backend}} waiting'},
          ],
        }),
        panels.lines({
          title: 'Workers',
          description: 'Workers whose heartbeat is fresh, by backend.',
          unit: 'locale', width: 8, height: 8,
          queries: [{expr: `onestep:workers:max{${BACKEND}}`, legend: '{{backend}}'}],
        }),
        panels.lines({
          title: 'Memory budget',
          description: 'Memory that the networks in flight of a worker may use together. A network that needs more waits until others end.',
          unit: 'bytes', width: 8, height: 8,
          queries: [{expr: `sum by (backend, instance) (onestep_worker_memory_budget_bytes{${CHOSEN}})`, legend: '{{backend}}, {{instance}}'}],
        }),
      ],
    },
    {
      title: 'Devices',
      panels: [
        panels.lines({
          title: 'Utilisation, by device',
          description: 'Share of the time that kernels ran on the NVIDIA device of a worker, estimated from one launch in 16. Above 100 %, slots wait for each other.',
          unit: 'percentunit', width: 8, height: 8,
          queries: [{expr: rate('device_busy_seconds_total', 'instance, device', CHOSEN), legend: '{{instance}} {{device}}'}],
        }),
        panels.lines({
          title: 'Launches a second',
          description: 'Kernels launched on each device. Many launches and little utilisation: networks are too small for it.',
          unit: 'short', width: 8, height: 8,
          queries: [{expr: rate('device_launches_total', 'instance, device', CHOSEN), legend: '{{instance}} {{device}}'}],
        }),
        panels.lines({
          title: 'Memory held',
          description: 'Memory of each device that networks take, or took and is kept for the next.',
          unit: 'bytes', width: 8, height: 8,
          queries: [{expr: `sum by (instance, device) (onestep_worker_device_held_bytes{${CHOSEN}})`, legend: '{{instance}} {{device}}'}],
        }),
      ],
    },
    {
      title: 'Task times',
      panels: [
        panels.lines({
          title: 'Task time, by sampler and backend',
          description: 'Median, 90th and 99th percentile of the wall time of tasks, between the bounds of the histogram’s buckets.',
          unit: 's', width: 16, height: 9,
          queries: [
            {expr: quantile(0.5), legend: '{{backend}}, {{sampler}}, median'},
            {expr: quantile(0.9), legend: '{{backend}}, {{sampler}}, 90 %'},
            {expr: quantile(0.99), legend: '{{backend}}, {{sampler}}, 99 %'},
          ],
        }),
        panels.lines({
          title: 'Mean task time',
          description: 'Mean wall time of tasks, by sampler and backend.',
          unit: 's', width: 8, height: 9,
          queries: [{
            expr: `${rate('task_seconds_sum', 'backend, sampler', SAMPLED)} / ${rate('task_seconds_count', 'backend, sampler', SAMPLED)} >= 0`,
            legend: '{{backend}}, {{sampler}}',
          }],
        }),
        panels
          .heat({
            title: 'Task times, $sampler',
            description: 'Tasks by their wall time, each column an interval of the time shown.',
            unit: 's', width: 24, height: 8,
            expr: `sum by (le) (increase(onestep_worker_task_seconds_bucket{${CHOSEN},sampler=~"$sampler"}[$__rate_interval]))`,
          })
          .repeat('sampler')
          .repeatDirection('h')
          .maxPerRow(2),
      ],
    },
    {
      title: 'What goes wrong',
      panels: [
        panels.lines({
          title: 'Deliveries by what became of them',
          description: 'Tasks done, skipped (nobody wants them any more), released for another try, or dead.',
          unit: 'suffix: tasks/s', width: 8, height: 8, stack: true,
          queries: [{expr: rate('tasks_total', 'settlement', CHOSEN), legend: '{{settlement}}'}],
          colours: {done: 'green', skipped: 'blue', released: 'orange', dead: 'red'},
        }),
        panels.lines({
          title: 'Failures and redeliveries',
          description: 'Deliveries that failed, and tasks begun that some worker had been given before.',
          unit: 'suffix: tasks/s', width: 8, height: 8,
          queries: [
            {expr: rate('task_failures_total', 'backend', CHOSEN), legend: '{{backend}} failures'},
            {expr: rate('task_redeliveries_total', 'backend', CHOSEN), legend: '{{backend}} redeliveries'},
          ],
        }),
        panels.lines({
          title: 'Locks',
          description: 'Locks renewed because a task took longer than a third of one, and acknowledgements that the broker refused or did not answer: their tasks run again.',
          unit: 'suffix: tasks/s', width: 8, height: 8,
          queries: [
            {expr: rate('lock_renewals_total', 'backend', CHOSEN), legend: '{{backend}} renewals'},
            {expr: rate('acknowledgement_failures_total', 'backend', CHOSEN), legend: '{{backend}} acknowledgement failures'},
          ],
        }),
      ],
    },
    {title: 'JVM', panels: jvm(`onestep_worker_slots{${CHOSEN}}`)},
  ],
});
