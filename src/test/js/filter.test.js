import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { filterText } from '../../main/webapp/client/filter.js';
import { union } from '../../main/webapp/client/tab-filter.js';

/** The gateway's FilterTest reads the same file. */
const golden = readFileSync(new URL('../resources/wire/filters.jsonl', import.meta.url), 'utf8');
const filters = golden.trim().split('\n').map((line) => JSON.parse(line));

test('aFilterIsWhatTheGatewayTakesForOne', () => {
  assert.ok(filters.length > 50, 'the file was read');
  for (const { why, good, ...filter } of filters) {
    if (good) assert.doesNotThrow(() => filterText(filter), why);
    else assert.throws(() => filterText(filter), TypeError, why);
  }
});

test('itSaysWhichListIsWrongAndNotWhatIsInIt', () => {
  const message = (filter) => {
    try {
      filterText(filter);
    } catch (error) {
      return error.message;
    }
  };
  assert.equal(message({ events: ['task.*', 'my secret'] }), 'narrow: wrong or too many events');
  assert.equal(message({ channels: ['b', 'a', ' '] }), 'narrow: wrong or too many channels');
  assert.equal(message({ channels: Array.from({ length: 65 }, (_, i) => `c${i}`) }), 'narrow: wrong or too many channels');
});

test('tabsThatTogetherWantMoreThanAFilterHoldsAskForMore', () => {
  const long = (letter, from) => Array.from({ length: 10 }, (_, i) => `${from + i}`.padEnd(256, letter));
  const tab = (filter) => filterText(filter);
  assert.equal(union([tab({ channels: long('x', 10) }), tab({ channels: long('x', 30) })]), undefined);
  const both = { events: long('e', 10).slice(0, 6), channels: long('x', 10) };
  const more = { events: long('e', 30).slice(0, 6), channels: long('x', 10) };
  assert.deepEqual(JSON.parse(union([tab(both), tab(more)])), { events: [...both.events, ...more.events].sort() });
  assert.equal(union(['{"events":["of a former version"]}']), undefined);
});
