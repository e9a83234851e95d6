#!/usr/bin/env node
// Asks a real Prometheus that scrapes a running sweep for every metric that rules, alerts and dashboards name, for every
// rule itself, and for every query of the dashboards: each must answer without an error, and with data; what dashboards
// get must be what their panels draw. Needs node 18, npm, promtool and prometheus (Debian: prometheus). --plant NAME adds a
// rule on a metric of that name, to see that a misspelt one fails.
import {execFileSync} from 'node:child_process';
import {copyFileSync, readFileSync, writeFileSync} from 'node:fs';
import {createServer} from 'node:http';
import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {curvesTest} from './curves.mjs';
import {ask} from './dashboards.mjs';
import {ONESTEP, System, api, freePort, query, sleep, until} from './system.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const system = new System('onestep-prometheus-');
const {dir} = system;

/** Names of metrics that an expression reads. */
const names = expr => new Set(expr.replace(/"[^"]*"/g, '""').match(/\b(?:onestep|kafka|jvm|process|system|disk)[_:][a-z0-9_:]+/g) ?? []);

/** Serves a worker's metrics and, as no device is here, made-up ones of a device, by the names that are declared. */
function withDevice(worker, port) {
  const dictionary = readFileSync(join(here, '..', 'METRICS.md'), 'utf8');
  const declared = [...dictionary.matchAll(/^\| `(onestep_worker_device_\w+)` \| (counter|gauge) /gm)];
  const start = Date.now();
  const value = kind => (kind === 'counter' ? (Date.now() - start) / 1000 : 1e9);
  const server = createServer(async (request, response) => {
    try {
      const own = await (await fetch(`http://127.0.0.1:${worker}/metrics`)).text();
      const made = declared.map(([, name, kind]) => `# TYPE ${name} ${kind}\n${name}{backend="cpu",device="stand-in"} ${value(kind)}\n`);
      response.writeHead(200, {'Content-Type': 'text/plain; version=0.0.4; charset=utf-8'}).end(own + made.join(''));
    } catch {
      response.writeHead(502).end();
    }
  });
  server.listen(port, '127.0.0.1');
  server.unref();
}

async function main() {
  const dashboardsFolder = join(here, '..', 'grafana', 'dashboards');
  const curves = join(dir, 'curves_test.yml');
  writeFileSync(curves, curvesTest(join(dashboardsFolder, 'onestep-science.json')));
  execFileSync('promtool', ['test', 'rules', join(here, 'rules_test.yml'), curves], {stdio: 'pipe'});
  const [broker, page, worker, scraped, prometheus] =
    [await freePort(), await freePort(), await freePort(), await freePort(), await freePort()];
  withDevice(worker, scraped);
  const ruleFiles = ['rules.yml', 'alerts.yml'];
  ruleFiles.forEach(file => copyFileSync(join(here, file), join(dir, file)));
  const plant = process.argv[2] === '--plant' ? process.argv[3] : undefined;
  if (plant) {
    ruleFiles.push('planted.yml');
    writeFileSync(join(dir, 'planted.yml'), `groups: [{name: planted, rules: [{record: planted, expr: ${plant}}]}]\n`);
  }
  writeFileSync(join(dir, 'prometheus.yml'), `
global: {scrape_interval: 1s, evaluation_interval: 1s}
rule_files: [${ruleFiles.join(', ')}]
scrape_configs:
  - {job_name: onestep-aggregator, static_configs: [{targets: ['127.0.0.1:${page}']}]}
  - {job_name: onestep-worker, static_configs: [{targets: ['127.0.0.1:${scraped}']}]}
`);
  writeFileSync(join(dir, 'sweep.yaml'), `
name: check
seed: 1
points: 10
activation: relu
gain: 1
attack: {name: smallest-step, max_step: 20, resolution: 0.5}
cells:
  - {depth: [1, 2, 3], dimension: [10, 100], width: [10, 100, 1000], networks: 3000}
`);
  system.start('up', ONESTEP, ['up', '--data', join(dir, 'data'), '--port', `${broker}`, '--web-port', `${page}`,
    '--metrics-port', `${worker}`, '--workers', '1']);
  const base = `http://127.0.0.1:${prometheus}`;
  system.prometheus(prometheus);
  await until('running aggregator', 90, async () => (await fetch(`http://127.0.0.1:${page}/health`)).ok);
  system.start('submit', ONESTEP, ['submit', join(dir, 'sweep.yaml'), '--bootstrap-servers', `127.0.0.1:${broker}`]);
  const flipped = 'count(count by (depth, dimension) (onestep_cell_eta_low and onestep_cell_flipped_ratio)) >= 4'; // curves to tell apart
  await until('data of a finished task', 60, async () =>
    (await query(base, flipped)).length > 0
    && (await query(base, 'sum by (sampler) (rate(onestep_worker_task_seconds_count[1m])) > 0')).length === 2
    && (await query(base, 'onestep_sweep_remaining_seconds')).length > 0
    && (await query(base, 'onestep_queue_tasks')).length > 0);
  await sleep(3000);

  const failures = [];
  const rules = (await api(base, '/api/v1/rules')).groups.flatMap(group => group.rules);
  const dashboards = await ask(dashboardsFolder, path => api(base, path));
  failures.push(...dashboards.failures);
  for (const rule of rules) {
    if (rule.health !== 'ok') failures.push(`rule ${rule.name}: ${rule.health} ${rule.lastError ?? ''}`);
  }
  const whole = rules.filter(rule => rule.type === 'recording').map(rule => rule.query);
  const read = new Set([...rules.map(rule => rule.query), ...dashboards.exprs].flatMap(expr => [...names(expr)]));
  for (const expr of new Set([...whole, ...read])) { // an alert itself is empty when all is well
    try {
      if ((await query(base, expr)).length === 0) failures.push(`no data: ${expr}`);
    } catch (e) {
      failures.push(`${e.message}: ${expr}`);
    }
  }
  const firing = rules.filter(rule => rule.type === 'alerting' && rule.state === 'firing' && rule.name !== 'OnestepDiskFull');
  firing.forEach(rule => failures.push(`alert ${rule.name} fires in a healthy system`));
  console.log(`${rules.length} rules, ${dashboards.exprs.length} queries of dashboards, ${read.size} metrics asked for`);
  return failures;
}

let failures;
try {
  failures = await main();
} catch (e) {
  failures = [e.message];
}
await system.stop();
if (failures.length > 0) {
  failures.forEach(failure => console.error(failure));
  console.error(`logs: ${dir}`);
  process.exitCode = 1;
} else {
  system.forget();
}
