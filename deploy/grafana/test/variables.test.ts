import assert from 'node:assert/strict';
import {test} from 'node:test';
import {atFirst, interpolate, labelValues} from '../src/variables';

test('values are put in as Grafana does for a Prometheus', () => {
  const values = {one: '1.0', several: ['a', 'b.c'], single: ['127.0.0.1:80']};
  assert.equal(interpolate('x{a="$one"}[${one}]', values), 'x{a="1.0"}[1.0]');
  assert.equal(interpolate('x{a=~"$several"}', values), 'x{a=~"(a|b\\\\.c)"}');
  assert.equal(interpolate('x{a=~"$single"}', values), 'x{a=~"127\\\\.0\\\\.0\\\\.1:80"}');
  assert.equal(interpolate('${several:pipe} ${one:pipe}', values), 'a|b.c 1.0');
  assert.equal(interpolate('label_replace(x, "a", "$1", "b", "(.*)")', values), 'label_replace(x, "a", "$1", "b", "(.*)")');
});

test('a variable that does not exist is an error', () => {
  assert.throws(() => interpolate('x{a="$onee"}', {one: '1'}), /no variable onee/);
  assert.throws(() => interpolate('${one:csv}', {one: '1'}), /no format csv/);
});

test('a variable starts with all values in its order, or with the first', () => {
  const variable = {type: 'query', name: 'width', query: {query: 'label_values(up{a="b, c"}, width)'}};
  assert.deepEqual(labelValues(variable), {series: 'up{a="b, c"}', label: 'width'});
  assert.deepEqual(atFirst({...variable, multi: true, sort: 3}, ['100', '20']), ['20', '100']);
  assert.equal(atFirst({...variable, sort: 1}, ['b', 'a']), 'a');
  assert.throws(() => labelValues({...variable, query: 'query_result(up)'}), /no label_values/);
});
