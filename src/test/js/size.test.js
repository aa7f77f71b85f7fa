import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';

const BUDGET = 4096;
const installed = existsSync(new URL('node_modules/esbuild/package.json', import.meta.url));

test('theCoreFitsItsBudget', { skip: !installed && 'npm install was not run' }, async (t) => {
  const core = fileURLToPath(new URL('../../main/webapp/client/taskcast.js', import.meta.url));
  const { outputFiles } = await createRequire(import.meta.url)('esbuild').build({
    entryPoints: [core],
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
