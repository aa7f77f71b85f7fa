import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { client, lacks, require } from './tools.js';

/**
 * The most bytes of each part. A page loads `core` when it connects, and `beside` after that. It loads each other part
 * only when it needs it:
 *
 * - `stream` if WebSockets are blocked, and `probe` after an attempt that ended without an answer
 * - `handshake` for the two rarer `auth`s, and `place` for a store
 * - `updates` for an iteration, `refusal` after a refusal, and `debug` with the option `debug`
 */
const BUDGETS = {
  core: 5_000,
  beside: 1_400,
  stream: 1_400,
  handshake: 512,
  probe: 640,
  place: 352,
  updates: 400,
  refusal: 640,
  debug: 768,
};

/** The part that the bundler adds to file names; it cannot be compressed, and is not our code. */
const HASH = /-[A-Z\d]{8}(?=\.js")/g;

test('theOneFileIsNotLargerThanTheDocumentsSay', () => {
  const { length } = gzipSync(readFileSync(`${client}taskcast.min.js`), { level: 9 });
  for (const name of ['README.md', 'docs/clients-compared.md', 'src/main/webapp/client/README.md']) {
    const text = readFileSync(new URL(`../../../${name}`, import.meta.url), 'utf8').replace(/\s+/g, ' ');
    const [, said] = text.match(/(?:one file of|serves has|This file is) (\d+\.\d) kB/) ?? assert.fail(name);
    assert.ok(length <= said * 1_000, `${name} says ${said} kB, and the file has ${length} bytes, gzipped`);
  }
});

test('eachPartFitsItsBudget', { skip: lacks({ packages: ['esbuild'] }) }, async (t) => {
  const { outputFiles, metafile } = await require('esbuild').build({
    stdin: { contents: `export { connect } from './taskcast.js'`, resolveDir: client },
    bundle: true,
    splitting: true,
    minify: true,
    write: false,
    metafile: true,
    outdir: 'bundle',
    absWorkingDir: client,
    chunkNames: '[name]-[hash]',
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
    const loaded = [...new Set(withImports(entry))].map((path) => find(path).file.text);
    return gzipSync(loaded.join('').replace(HASH, ''), { level: 9 }).length;
  };
  const sizes = { core: size('<stdin>') };
  for (const part of Object.keys(BUDGETS)) sizes[part] ??= size(part === 'stream' ? 'event-stream.js' : `${part}.js`);
  t.diagnostic(JSON.stringify({ sizes, budgets: BUDGETS }));
  for (const [part, bytes] of Object.entries(sizes)) {
    assert.ok(bytes < BUDGETS[part], `${part}: ${bytes} bytes, minified and gzipped`);
  }
});
