import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { client, lacks, require } from './tools.js';

/**
 * What a page loads that connects; and what comes only where WebSockets are blocked, for the two rarer `auth`s, after an
 * attempt that ended without a word, and before a token ends.
 */
const BUDGETS = { core: 5_000, stream: 1_400, handshake: 512, probe: 640, renew: 512, ack: 640 };

test('eachPartFitsItsBudget', { skip: lacks({ packages: ['esbuild'] }) }, async (t) => {
  const { outputFiles, metafile } = await require('esbuild').build({
    stdin: { contents: `export { connect } from './taskcast.js'`, resolveDir: client },
    bundle: true,
    splitting: true,
    minify: true,
    write: false,
    metafile: true,
    outdir: '/bundle',
    chunkNames: '[name]',
    format: 'esm',
    target: 'es2022',
  });
  const files = Object.entries(metafile.outputs).map(([path, output], i) => ({ path, output, file: outputFiles[i] }));
  const find = (path) => files.find((each) => each.path === path);
  const withImports = ({ path, output }) => [
    path,
    ...output.imports.filter(({ kind }) => kind === 'import-statement').flatMap((each) => withImports(find(each.path))),
  ];
  const size = (name) => {
    const entry = files.find(({ output }) => output.entryPoint?.endsWith(name));
    const loaded = [...new Set(withImports(entry))].map((path) => find(path).file.contents);
    return gzipSync(Buffer.concat(loaded), { level: 9 }).length;
  };
  const parts = { stream: '/event-stream.js', handshake: '/handshake.js', probe: '/probe.js', renew: '/renew.js', ack: '/ack.js' };
  const sizes = { core: size('<stdin>') };
  for (const [part, name] of Object.entries(parts)) sizes[part] = size(name);
  t.diagnostic(JSON.stringify({ sizes, budgets: BUDGETS }));
  for (const [part, bytes] of Object.entries(sizes)) {
    assert.ok(bytes < BUDGETS[part], `${part}: ${bytes} bytes, minified and gzipped`);
  }
});
