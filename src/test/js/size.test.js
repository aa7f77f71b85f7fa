import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { client, lacks, require } from './tools.js';

const BUDGET = 4096;

test('theCoreFitsItsBudget', { skip: lacks({ packages: ['esbuild'] }) }, async (t) => {
  const { outputFiles } = await require('esbuild').build({
    entryPoints: [`${client}taskcast.js`],
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    target: 'es2022',
  });
  const size = gzipSync(outputFiles[0].contents, { level: 9 }).length;
  t.diagnostic(`${size} bytes of ${BUDGET}`);
  assert.ok(size <= BUDGET, `${size} bytes, minified and gzipped`);
});
