// The JVM of the processes that have a series of a given metric: the label that tells them apart is the scraped instance.
import * as panels from './panels';

/** Heap, collection, CPU and threads, side by side. */
export function jvm(processes: string) {
  const here = `and on (instance) ${processes}`;
  const panel = {width: 6, height: 8};
  return [
    panels.lines({
      ...panel,
      title: 'Heap in use',
      description: 'Heap in use, by process, and the most that it may grow to. Without the memory that matrices and Kafka’s buffers use outside the heap.',
      unit: 'bytes',
      queries: [
        {expr: `sum by (instance) (jvm_memory_used_bytes{area="heap"}) ${here}`, legend: '{{instance}}'},
        {expr: `max(sum by (instance) (jvm_memory_max_bytes{area="heap"} >= 0) ${here})`, legend: 'most'},
      ],
    }),
    panels.lines({
      ...panel,
      title: 'Time in garbage collection',
      description: 'Share of time that a process stood still for its garbage collector. Beyond a tenth, give it more heap.',
      unit: 'percentunit',
      queries: [{expr: `sum by (instance) (rate(jvm_gc_pause_seconds_sum[$__rate_interval])) ${here}`, legend: '{{instance}}'}],
    }),
    panels.lines({
      ...panel,
      title: 'CPU',
      description: 'Share of all CPUs of its machine that a process uses.',
      unit: 'percentunit',
      max: 1,
      queries: [{expr: `max by (instance) (process_cpu_usage) ${here}`, legend: '{{instance}}'}],
    }),
    panels.lines({
      ...panel,
      title: 'Threads',
      description: 'Live threads by process. A steady climb is a leak.',
      unit: 'locale',
      queries: [{expr: `max by (instance) (jvm_threads_live_threads) ${here}`, legend: '{{instance}}'}],
    }),
  ];
}
