import assert from 'node:assert/strict';
import {test} from 'node:test';
import {Scaler} from './scaler.mjs';

const object = (metadata = {}, spec = {}) => ({spec: {
  minReplicaCount: 0, maxReplicaCount: 20, pollingInterval: 15, cooldownPeriod: 60, fallback: {failureThreshold: 2, replicas: 3},
  advanced: {horizontalPodAutoscalerConfig: {behavior: {scaleDown: {stabilizationWindowSeconds: 30}}}},
  ...spec, triggers: [{metadata: {query: 'q', threshold: '50', activationThreshold: '0', ignoreNullValues: 'false', ...metadata}}],
}});
const tasks = number => [{value: [0, `${number}`]}];

test('stays at none without tasks, and starts the first worker with one', () => {
  const scaler = new Scaler(object());
  assert.equal(scaler.decide(0, 0, tasks(0)), 0);
  assert.equal(scaler.decide(15, 0, tasks(1)), 1);
});

test('goes up to the tasks by the threshold, doubling or by four at once, and to the most', () => {
  const scaler = new Scaler(object());
  assert.equal(scaler.decide(0, 1, tasks(60)), 2);
  assert.equal(scaler.decide(15, 1, tasks(1000)), 5);
  assert.equal(scaler.decide(30, 5, tasks(1000)), 10);
  assert.equal(scaler.decide(45, 18, tasks(5000)), 20);
});

test('goes down only to the most that was wished for within the window', () => {
  const scaler = new Scaler(object());
  assert.equal(scaler.decide(0, 10, tasks(500)), 10);
  assert.equal(scaler.decide(15, 10, tasks(100)), 10);
  assert.equal(scaler.decide(31, 10, tasks(60)), 2);
});

test('goes to none only after the cooldown', () => {
  const scaler = new Scaler(object());
  assert.equal(scaler.decide(0, 1, tasks(10)), 1);
  assert.equal(scaler.decide(30, 1, tasks(0)), 1);
  assert.equal(scaler.decide(60, 1, tasks(0)), 0);
});

test('takes an empty answer for an error, keeps what there is, and falls back after some', () => {
  const scaler = new Scaler(object());
  assert.equal(scaler.decide(0, 7, []), 7);
  assert.equal(scaler.decide(15, 7, new Error('no connection')), 7);
  assert.equal(scaler.decide(30, 7, []), 3);
  assert.equal(new Scaler(object({ignoreNullValues: 'true'})).decide(0, 0, []), 0);
});
