import assert from 'node:assert/strict';
import { test } from 'node:test';
import { backoff } from '../../main/webapp/client/schedule.js';

const limits = (random) => ({ backoffMs: 1000, backoffCapMs: 30_000, runtime: { random } });

test('theUpperBoundDoublesUpToTheCap', () => {
  const bounds = [0, 1, 2, 3, 4, 5, 6, 1000].map((attempt) =>
    backoff(
      attempt,
      limits(() => 1),
    ),
  );
  assert.deepEqual(bounds, [1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000]);
});

test('theJitterIsFullAndStaysFullAtTheCap', () => {
  for (const attempt of [0, 9, 500]) {
    assert.equal(
      backoff(
        attempt,
        limits(() => 0),
      ),
      0,
    );
    assert.equal(
      backoff(
        attempt,
        limits(() => 0.5),
      ),
      backoff(
        attempt,
        limits(() => 1),
      ) / 2,
    );
  }
});
