import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { client, lacks, require } from './tools.js';

/** What a page loads that connects, and what is loaded only where WebSockets are blocked. */
const BUDGETS = { core: 5 * 1024, stream: 1_280 };

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
  const entry = files.find(({ output }) => output.entryPoint === '<stdin>');
  const core = new Set(withImports(entry));
  const size = (chosen) => gzipSync(Buffer.concat(chosen.map(({ file }) => file.contents)), { level: 9 }).length;
  const sizes = {
    core: size(files.filter(({ path }) => core.has(path))),
    stream: size(files.filter(({ path }) => !core.has(path))),
  };
  t.diagnostic(JSON.stringify({ sizes, budgets: BUDGETS }));
  for (const [part, bytes] of Object.entries(sizes)) {
    assert.ok(bytes <= BUDGETS[part], `${part}: ${bytes} bytes, minified and gzipped`);
  }
});
