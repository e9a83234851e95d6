import {execFileSync} from 'node:child_process';
import {existsSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {parseArgs} from 'node:util';
import {ONESTEP, System, freePort, query, sleep, until} from '../prometheus/system.mjs';
import {Scaler} from './scaler.mjs';

const SCENARIO = fileURLToPath(new URL('target/rendered/keda-values.yaml.json', import.meta.url));
const MOST_MINUTES = 15;
const SWEEP = `
name: autoscale
seed: 1
points: 20
activation: relu
cells:
  - {depth: [1, 3], gain: [1, 2], dimension: [100, 1000], width: [300, 3000], networks: 500}
`;

function number(name, text) {
  const value = Number(text);
  if (!(value >= 1)) {
    console.error(`autoscale: ${name} must be a number of at least 1, got ${text}`);
    process.exit(2);
  }
  return value;
}

function scaledObject() {
  if (!existsSync(SCENARIO)) {
    console.error('autoscale: nothing is rendered; run mvn verify first');
    process.exit(2);
  }
  return JSON.parse(readFileSync(SCENARIO, 'utf8')).find(({kind, metadata}) => kind === 'ScaledObject' && metadata.name.endsWith('cpu'));
}

/** Worker processes, the last of which is the first to be told to end, as a Deployment's pods are in no order at all. */
class Workers {
  constructor(system, cluster) {
    this.system = system;
    this.cluster = cluster;
    this.running = [];
    this.leaving = [];
    this.count = 0;
  }

  scale(wanted) {
    while (this.running.length < wanted) {
      this.count += 1;
      const name = `worker-${this.count}`;
      this.running.push(this.system.start(name, ONESTEP, ['worker', '--name', name, '--slots', '1', ...this.cluster]));
    }
    while (this.running.length > wanted) {
      const worker = this.running.pop();
      worker.kill('SIGTERM');
      this.leaving.push(worker.ended);
    }
  }
}

/** A run of the sweep by nobody but one worker, for its cells. */
function calmCells(system) {
  execFileSync(ONESTEP, ['run', join(system.dir, 'sweep.yaml'), '--data', join(system.dir, 'calm'), '--results', join(system.dir, 'calm-results')],
    {stdio: 'ignore'});
  return readFileSync(join(system.dir, 'calm-results', 'cells.csv'));
}

async function main(system, {most, hurry}) {
  const object = scaledObject();
  object.spec.maxReplicaCount = Math.min(most, object.spec.maxReplicaCount);
  const scaler = new Scaler(object);
  const [broker, page, prometheus] = [await freePort(), await freePort(), await freePort()];
  const namespace = /namespace="([^"]+)"/.exec(scaler.query)?.[1] ?? 'none';
  writeFileSync(join(system.dir, 'sweep.yaml'), SWEEP);
  writeFileSync(join(system.dir, 'prometheus.yml'), `
global: {scrape_interval: 1s}
scrape_configs:
  - {job_name: onestep, static_configs: [{targets: ['127.0.0.1:${page}'], labels: {namespace: ${namespace}}}]}
`);
  const cluster = ['--bootstrap-servers', `127.0.0.1:${broker}`];
  system.start('up', ONESTEP, ['up', '--workers', '0', '--data', join(system.dir, 'data'), '--port', `${broker}`, '--web-port', `${page}`]);
  system.prometheus(prometheus);
  const base = `http://127.0.0.1:${prometheus}`;
  await until('backlog of an empty queue', 90, async () => (await query(base, scaler.query))[0].value[1] === '0');
  const workers = new Workers(system, cluster);
  const state = async () => (await (await fetch(`http://127.0.0.1:${page}/api/sweeps`)).json()).sweeps.find(({sweep}) => sweep === 'autoscale');

  execFileSync(ONESTEP, ['submit', join(system.dir, 'sweep.yaml'), '--task-seconds', '0.5', ...cluster], {stdio: 'ignore'});
  const begun = Date.now();
  const seconds = () => (Date.now() - begun) / 1000;
  console.log(`the times of ${object.metadata.name} divided by ${hurry}, at most ${scaler.most} workers of one slot\n`
    + '  time  tasks not settled  workers  networks done');
  const events = {};
  let reached = 0;
  for (;;) {
    const result = await query(base, scaler.query).catch(e => e);
    const before = workers.running.length;
    workers.scale(scaler.decide(seconds() * hurry, before, result));
    const now = workers.running.length;
    const sweep = await state();
    const tasks = result instanceof Error ? result.message : result[0]?.value[1] ?? 'unknown';
    if (now !== before) {
      console.log(`${seconds().toFixed(0).padStart(4)} s  ${tasks.padStart(17)}  ${String(now).padStart(7)}  ${String(sweep?.done ?? 0).padStart(13)}`);
      if (before === 0) events.first ??= seconds();
    }
    reached = Math.max(reached, now);
    if (sweep && sweep.done + sweep.dead === sweep.wanted) events.done ??= seconds();
    if (events.done && now === 0) break;
    if (seconds() > 60 * MOST_MINUTES) throw new Error(`not done within ${MOST_MINUTES} minutes`);
    await sleep(1000 * scaler.interval / hurry);
  }
  events.none = seconds();
  const exits = await Promise.all(workers.leaving);
  events.gone = seconds();
  const sweep = await state();
  execFileSync(ONESTEP, ['export', 'autoscale', '--results', join(system.dir, 'results'), ...cluster], {stdio: 'ignore'});
  const cells = readFileSync(join(system.dir, 'results', 'cells.csv'));

  console.log(`first worker started ${events.first.toFixed(1)} s after the submit; at most ${reached} at once, ${workers.count} in all; drained after `
    + `${events.done.toFixed(1)} s, no worker wanted after ${events.none.toFixed(1)} s, the last one gone after ${events.gone.toFixed(1)} s`);
  const failures = [];
  if (sweep.done !== sweep.wanted || sweep.dead !== 0) failures.push(`${sweep.done} of ${sweep.wanted} networks done, ${sweep.dead} dead`);
  if (reached !== scaler.most) failures.push(`at most ${reached} workers at once, not ${scaler.most}`);
  if (exits.some(exit => exit !== 0)) failures.push(`workers ended with ${exits}`);
  if (!cells.equals(calmCells(system))) failures.push('cells.csv differs from that of a calm run');
  if (failures.length === 0) console.log(`${sweep.done} networks done, none lost, cells.csv is that of a calm run`);
  return failures;
}

const {values} = parseArgs({options: {most: {type: 'string', default: '4'}, hurry: {type: 'string', default: '10'}}});
const options = {most: number('--most', values.most), hurry: number('--hurry', values.hurry)};
const system = new System('onestep-autoscale-');
let failures;
try {
  failures = await main(system, options);
} catch (e) {
  failures = [e.message];
}
await system.stop();
failures.forEach(failure => console.error(failure));
if (failures.length === 0) {
  system.forget();
} else {
  console.error(`logs: ${system.dir}`);
  process.exitCode = 1;
}
