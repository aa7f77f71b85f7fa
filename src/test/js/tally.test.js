import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inWords, sum, Tally, verdict } from '../../main/webapp/demo/tally.js';

/** The proof of the demo page. */
const events = (tally, burst, ...numbers) => numbers.forEach((n) => tally.count({ id: 'burst', burst, n, of: 3 }));

test('eachEventOnceAndInOrderIsGood', () => {
  const tally = new Tally();
  tally.begin('a', 3);
  assert.equal(verdict(tally.sum), '');
  events(tally, 'a', 1, 2, 3);
  assert.equal(inWords(tally.sum), '3 of 3 · 0 missing · 0 twice');
  assert.equal(verdict(tally.sum), 'good');
});

test('aHoleARepetitionAndAWrongOrderAreBad', () => {
  for (const [numbers, words] of [
    [[1, 3], '2 of 3 · 1 missing · 0 twice'],
    [[2, 3], '2 of 3 · 1 missing · 0 twice'],
    [[1, 2, 2, 3], '3 of 3 · 0 missing · 1 twice'],
    [[1, 3, 2], '2 of 3 · 1 missing · 1 twice'],
  ]) {
    const tally = new Tally();
    tally.begin('a', 3);
    events(tally, 'a', ...numbers);
    assert.equal(inWords(tally.sum), words);
    assert.equal(verdict(tally.sum), 'bad');
  }
});

test('aBurstOfAnotherWindowCountsFromItsFirstEventAndNotFromItsMiddle', () => {
  const tally = new Tally();
  events(tally, 'under way', 2, 3);
  assert.equal(tally.sum.total, 0);
  events(tally, 'b', 1, 2, 3);
  assert.equal(inWords(tally.sum), '3 of 3 · 0 missing · 0 twice');
});

test('burstsThatOverlapAreASumAndOneThatIsOverIsForgotten', () => {
  const tally = new Tally();
  tally.begin('a', 3);
  events(tally, 'a', 1);
  tally.begin('b', 3);
  events(tally, 'b', 1, 2);
  events(tally, 'a', 2, 3);
  assert.equal(inWords(tally.sum), '5 of 6 · 0 missing · 0 twice');
  events(tally, 'b', 3);
  tally.begin('c', 3);
  assert.equal(inWords(tally.sum), '0 of 3 · 0 missing · 0 twice');
  tally.forget('c');
  assert.equal(inWords(sum([tally.sum, tally.sum])), '0 of 0 · 0 missing · 0 twice');
});
