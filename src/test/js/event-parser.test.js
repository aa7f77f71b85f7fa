import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EventParser } from '../../main/webapp/client/event-parser.js';
import { chanceOf } from './replicas.js';

const encoder = new TextEncoder();

/** The parser's result for these bytes, in pieces. */
function parse(...pieces) {
  const parser = new EventParser();
  return pieces.flatMap((piece) => parser.push(typeof piece === 'string' ? encoder.encode(piece) : piece));
}
const data = (...pieces) => parse(...pieces).map((event) => event.data);

test('anEventHasItsLines', () => {
  assert.deepEqual(data('data: one\n\n'), ['one']);
  assert.deepEqual(data('data: {"a":\ndata: 1}\n\ndata: two\n\n'), ['{"a":\n1}', 'two']);
  assert.deepEqual(data('data\n\n', 'data:\n\n', 'data:  two spaces\n\n', 'data:no space\n\n'), [
    '',
    '',
    ' two spaces',
    'no space',
  ]);
});

test('everyLineEndIsOne', () => {
  for (const end of ['\n', '\r', '\r\n']) {
    assert.deepEqual(data(`data: a${end}data: b${end}${end}data: c${end}${end}`), ['a\nb', 'c'], JSON.stringify(end));
  }
});

test('aReturnAtTheEndOfAPieceEndsTheLineImmediatelyAndItsOtherHalfIsNoEmptyLine', () => {
  assert.deepEqual(data('data: a\r', '\ndata: b\r', '\n\r', '\n'), ['a\nb']);
  assert.deepEqual(data('data: a\r\r'), ['a'], 'nothing is waited for');
});

test('commentsNamesIdsAndWhatNobodyKnowsAreNoData', () => {
  assert.deepEqual(data(': comment\n:\nevent: x\nid: c1\nfrom-the-future: 1\ndata: a\n\n: only a comment\n\nid: c2\n\n'), ['a']);
});

test('aByteOrderMarkAtTheBeginningIsNoData', () => {
  assert.deepEqual(data('\ufeffdata: a\n\n'), ['a']);
});

test('theTimeToWaitIsTheLastOneThatWasSaid', () => {
  const retries = (text) => parse(text).map(({ retryMs }) => retryMs);
  assert.deepEqual(retries('data: a\n\nretry: 1500\n\ndata: b\n\nretry: 20\ndata: c\n\n'), [0, 1500, 20]);
  assert.deepEqual(retries('retry: soon\ndata: a\n\nretry: -1\ndata: b\n\nretry:\ndata: c\n\n'), [0, 0, 0]);
});

test('anEventThatIsCutOffAtTheEndIsIgnored', () => {
  assert.deepEqual(data('data: a\n\ndata: {"half'), ['a']);
  assert.deepEqual(data('data: a\n\ndata: whole, but not ended\n'), ['a']);
});

test('howeverTheBytesAreCutTheEventsAreTheSame', () => {
  const text =
    'retry: 1000\r\n\r\n: müßig\rid: c1\rdata: {"title":"müßig 🎈",\rdata: "n":1}\r\r' +
    'id: c2\ndata: 🎈🎈\n\ndata: a\r\ndata: b\r\n\r\ndata: last\n\n';
  const bytes = encoder.encode(text);
  const expected = ['{"title":"müßig 🎈",\n"n":1}', '🎈🎈', 'a\nb', 'last'];
  assert.deepEqual(data(bytes), expected);
  for (let at = 0; at <= bytes.length; at++) {
    assert.deepEqual(data(bytes.subarray(0, at), bytes.subarray(at)), expected, `cut at ${at}`);
  }
  assert.deepEqual(data(...[...bytes].map((byte) => Uint8Array.of(byte))), expected, 'byte by byte');
  const chance = chanceOf(7);
  for (let round = 0; round < 500; round++) {
    const pieces = [];
    for (let at = 0; at < bytes.length; ) {
      const to = at + Math.floor(chance() * 12);
      pieces.push(bytes.subarray(at, to));
      at = to;
    }
    assert.deepEqual(data(...pieces), expected, `round ${round}`);
  }
});
