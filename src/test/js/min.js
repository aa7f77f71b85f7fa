/**
 * Makes `taskcast.min.js`, the client as one module, of its sources: node src/test/js/min.js
 *
 * It is kept with the sources, so that neither the build nor `npm pack` needs more than it has; `package.test.js` fails when it is
 * not what the sources give.
 *
 * @module
 */
import { writeFileSync } from 'node:fs';
import { client, require } from './tools.js';

export async function minified() {
  const { outputFiles } = await require('esbuild').build({
    stdin: { contents: `export * from './taskcast.js'; export * from './tabs.js';`, resolveDir: client },
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    target: 'es2022',
    banner: { js: '/* Taskcast, Apache-2.0. Made by src/test/js/min.js. */' },
  });
  return outputFiles[0].text;
}

if (import.meta.filename === process.argv[1]) writeFileSync(`${client}taskcast.min.js`, await minified());
