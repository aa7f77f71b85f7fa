/**
 * Compares our client with others: npm install && node compare.mjs. It takes two minutes, on loopback, and prints a
 * line for each client. `node compare.mjs sizes` measures the sizes only.
 *
 * - `first`, `all`: bytes of an application that connects and receives, minified and gzipped. `first` is what loads at
 *   the start; `all` includes what may be loaded later.
 * - `half open`: how long until the application learns that a line is dead on which nothing goes through.
 * - `tokens`: how often the client asks for a token in 30 s if the server refuses every token.
 * - `cut`: the line is cut for a second while 200 events come. How many are lost, doubled, out of order. It is not
 *   measured if the real server keeps a history, because the scripted server keeps no history.
 *
 * @module
 */
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { LossyLine } from '../../src/test/js/lossy-line.js';
import { clients } from './clients.mjs';

const PATIENCE_MS = 120_000;
const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const quiet = process.argv[2] === 'sizes';

async function size(contents) {
  const { outputFiles, metafile } = await build({
    stdin: { contents, resolveDir: new URL('.', import.meta.url).pathname },
    bundle: true, splitting: true, minify: true, write: false, metafile: true, format: 'esm', target: 'es2022', outdir: 'out',
    platform: 'browser', define: { 'process.env.NODE_ENV': '"production"' }, logLevel: 'error',
  });
  const zipped = Object.fromEntries(outputFiles.map(({ path, contents }) => [path.split('/').pop(), gzipSync(contents, { level: 9 }).length]));
  const output = (path) => metafile.outputs[path];
  const entry = Object.keys(metafile.outputs).find((path) => output(path).entryPoint === '<stdin>');
  const first = (path) => [path, ...output(path).imports.filter(({ kind, external }) => kind === 'import-statement' && !external).flatMap((each) => first(each.path))];
  const sum = (paths) => [...new Set(paths)].reduce((bytes, path) => bytes + zipped[path.split('/').pop()], 0);
  return { first: sum(first(entry)), all: sum(Object.keys(metafile.outputs)) };
}

/** A client with its server, over a line that may be bad. */
async function scene({ serve, open }, refuse, recovery) {
  const server = await serve(refuse, recovery);
  const line = await new LossyLine(server.url).listen();
  const seen = { ups: 0, downs: 0, events: [], tokens: 0, down: undefined };
  const end = open(line.url.replace('localhost', '127.0.0.1'), {
    token: async () => `token-${++seen.tokens}`,
    up: () => void seen.ups++,
    down: () => void (seen.down ??= Date.now(), seen.downs++),
    event: (n) => void seen.events.push(n),
  });
  const until = async (condition, ms) => {
    for (const deadline = Date.now() + ms; !condition() && Date.now() < deadline; ) await wait(20);
    return condition();
  };
  const close = () => {
    end();
    line.close();
    server.close();
  };
  return { server, line, seen, until, close };
}

async function halfOpen(client) {
  const { line, seen, until, close } = await scene(client);
  if (!(await until(() => seen.ups, 10_000))) return close(), 'did not connect';
  await wait(3_000); // the line is in use
  line.stall();
  const start = Date.now();
  seen.down = undefined;
  await until(() => seen.down, PATIENCE_MS);
  const { down } = seen;
  close();
  return down ? `${((down - start) / 1_000).toFixed(1)} s` : `not in ${PATIENCE_MS / 1_000} s`;
}

async function tokens(client) {
  const { seen, close } = await scene(client, true);
  await wait(30_000);
  close();
  return seen.tokens;
}

async function cut(client, recovery) {
  const { server, line, seen, until, close } = await scene(client, false, recovery);
  if (!(await until(() => seen.ups, 10_000))) return close(), 'did not connect';
  await wait(1_000);
  for (let n = 1; n <= 200; n++) {
    server.send(n);
    if (n === 50) line.break();
    if (n === 150) line.mend();
    await wait(10);
  }
  await until(() => seen.ups > 1, 40_000);
  await wait(1_000);
  close();
  const lost = 200 - new Set(seen.events).size;
  const ordered = seen.events.every((n, i) => i === 0 || n > seen.events[i - 1]);
  return `${lost} lost, ${seen.events.length - new Set(seen.events).size} doubled${ordered ? '' : ', out of order'}${seen.ups > 1 ? '' : ', did not come back'}`;
}

const version = (name) => {
  const path = name.startsWith('@taskcast') ? '../../src/main/webapp/client/package.json' : `node_modules/${name}/package.json`;
  return JSON.parse(readFileSync(new URL(path, import.meta.url))).version;
};

process.on('unhandledRejection', () => {}); // from a client that was closed in the middle
const rows = await Promise.all(
  Object.entries(clients).map(async ([name, client]) => {
    const bytes = await size(client.bundle);
    if (quiet) return { name, version: version(name), ...bytes };
    const [dead, asked, plain, recovered] = await Promise.all([
      halfOpen(client), tokens(client), client.history ? 'not measured' : cut(client), client.recovery && cut(client, true),
    ]);
    return { name, version: version(name), ...bytes, 'half open': dead, tokens: asked, cut: plain, [client.recovery ?? 'cut']: recovered ?? plain };
  }),
);
const query = await size(`import { QueryClient, QueryObserver } from '@tanstack/query-core'; new QueryObserver(new QueryClient(), { queryKey: ['t'] }).subscribe(console.log);`);
rows.push({ name: '@tanstack/query-core', version: version('@tanstack/query-core'), ...query });
for (const row of rows) console.log(JSON.stringify(row));
process.exit();
