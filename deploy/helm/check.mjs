import assert from 'node:assert/strict';
import {execFileSync, spawnSync} from 'node:child_process';
import {mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {test} from 'node:test';
import {fileURLToPath} from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const MODELS = {'keda.sh': '@kubernetes-models/keda', 'monitoring.coreos.com': '@kubernetes-models/prometheus-operator'};
const modelOf = ({apiVersion, kind}) => {
  const models = MODELS[apiVersion.split('/')[0]];
  return models && `${models}/${apiVersion}/${kind}`;
};

const resources = readdirSync(join(here, 'target/rendered')).flatMap(file =>
  JSON.parse(readFileSync(join(here, 'target/rendered', file), 'utf8'))
    .filter(modelOf)
    .map(resource => ({...resource, scenario: file})));
const plain = ({scenario, ...resource}) => resource;
const nameOf = ({scenario, kind, metadata}) => `${scenario} ${kind}/${metadata.name}`;
const first = kind => plain(resources.find(resource => resource.kind === kind));

/** What the schema says; nothing if all is well. */
async function schema(resource) {
  const {[resource.kind]: Model} = await import(modelOf(resource));
  try {
    new Model(resource).validate();
    return '';
  } catch (e) {
    return e.message;
  }
}

/** What the types say of resources, by name. */
function types(named) {
  const file = join(here, 'types.generated.ts');
  const config = join(here, 'types.generated.json');
  const text = Object.entries(named).map(([name, resource], i) =>
    `import type {I${resource.kind} as T${i}} from '${modelOf(resource)}';\n`
    + `export const v${i}: T${i} = ${JSON.stringify(resource)}; // ${name}\n`).join('');
  writeFileSync(file, text);
  writeFileSync(config, JSON.stringify({
    compilerOptions: {noEmit: true, strict: true, skipLibCheck: true, module: 'nodenext', moduleResolution: 'nodenext', target: 'es2022', types: []},
    files: [file],
  }));
  try {
    return spawnSync(join(here, 'node_modules/.bin/tsc'), ['-p', config], {encoding: 'utf8'}).stdout;
  } finally {
    rmSync(file);
    rmSync(config);
  }
}

test('there are resources of each kind', () => {
  const kinds = new Set(resources.map(({kind}) => kind));
  assert.deepEqual(kinds, new Set(['ScaledObject', 'PodMonitor', 'PrometheusRule']));
});

test('schemas take every resource', async () => {
  for (const resource of resources) assert.equal(await schema(plain(resource)), '', nameOf(resource));
});

test('types take every resource', () => {
  assert.equal(types(Object.fromEntries(resources.map(resource => [nameOf(resource), plain(resource)]))), '');
});

test('planted mistakes are found', async () => {
  const planted = [ // kind, who finds it, by what word
    ['ScaledObject', 'types', 'maxReplicaCont', resource => { resource.spec.maxReplicaCont = 3; }],
    ['ScaledObject', 'schema', 'minReplicaCount', resource => { resource.spec.minReplicaCount = '0'; }],
    ['ScaledObject', 'schema', 'ignoreNullValues', resource => { resource.spec.triggers[0].metadata.ignoreNullValues = false; }],
    ['PodMonitor', 'types', 'portt', resource => { resource.spec.podMetricsEndpoints[0].portt = 'web'; }],
    ['PodMonitor', 'schema', 'interval', resource => { resource.spec.podMetricsEndpoints[0].interval = '15 seconds'; }],
    ['PrometheusRule', 'types', 'fore', resource => { resource.spec.groups[0].rules[0].fore = '5m'; }],
    ['PrometheusRule', 'schema', 'expr', resource => { delete resource.spec.groups[0].rules[0].expr; }],
  ];
  for (const [kind, by, word, plant] of planted) {
    const resource = structuredClone(first(kind));
    plant(resource);
    const found = by === 'types' ? types({planted: resource}) : await schema(resource);
    assert.match(found, new RegExp(word), `${kind}: ${word} was not found by ${by}`);
  }
});

test('queries of ScaledObjects are PromQL', () => {
  const dir = mkdtempSync(join(tmpdir(), 'onestep-helm-'));
  const check = query => {
    const file = join(dir, 'rules.yml');
    writeFileSync(file, JSON.stringify({groups: [{name: 'x', rules: [{record: 'x', expr: query}]}]}));
    execFileSync('promtool', ['check', 'rules', file], {stdio: 'pipe'});
  };
  const queries = resources.filter(({kind}) => kind === 'ScaledObject')
    .flatMap(({spec}) => spec.triggers.map(({metadata}) => metadata.query));
  assert.notEqual(queries.length, 0);
  queries.forEach(check);
  assert.throws(() => check('sum(max by (queue) (onestep_queue_tasks)'));
  rmSync(dir, {recursive: true});
});
