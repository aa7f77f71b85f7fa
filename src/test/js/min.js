/**
 * Builds `taskcast.min.js`, the client as one module, from its sources: node src/test/js/min.js
 *
 * The result is committed with the sources, so that the build and `npm pack` need no bundler. `package.test.js` fails if it
 * does not match the sources.
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
