import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { bundle } from './bundle.js';
import { base, call, client, here, installed, lacks, launch, someone, waysOf } from './tools.js';

/** Pages of another origin in one Chromium: a plain script, and components from Vue's and Svelte's own compilers. */
const needed = ['esbuild', 'svelte', 'vue', '@vue/compiler-sfc'];
const options = { skip: lacks({ packages: needed, gateway: true, browser: true }), timeout: 30_000 };
let browser;
before(async () => {
  if (!options.skip) browser = await launch();
});
after(() => browser?.close());

const compiler = (name) => import(pathToFileURL(`${installed}node_modules/${name}`));
const compilers = {
  async svelte(text, filename) {
    const { compile } = await compiler('svelte/src/compiler/index.js');
    return compile(text, { filename, generate: 'client' }).js.code;
  },
  async vue(text, filename) {
    const { default: sfc } = await compiler('@vue/compiler-sfc/dist/compiler-sfc.cjs.js');
    return sfc.compileScript(sfc.parse(text, { filename }).descriptor, { id: 'tasks', inlineTemplate: true }).content;
  },
};

/** How to show the component of `frameworks/tasks.…`. */
const show = {
  svelte: "import { mount } from 'svelte'; export default (props) => mount(Tasks, { target: document.body, props });",
  vue: "import { createApp } from 'vue'; export default (props) => createApp(Tasks, props).mount(document.querySelector('#app'));",
};

async function application(name) {
  const compiled = {
    name,
    setup: (build) =>
      build.onLoad({ filter: /\.(svelte|vue)$/ }, async ({ path }) => ({
        contents: await compilers[name](readFileSync(path, 'utf8'), path),
        loader: 'ts',
      })),
  };
  const contents = `
    import { connect } from '@taskcast/client';
    import Tasks from './frameworks/tasks.${name}';
    ${show[name].replace('export default', 'const show =')}
    const load = async () => [{ id: 'first', title: 'was there before' }];
    show({ connection: connect({ url: GATEWAY + 'ws', token: TOKEN }), load });`;
  const alias = { '@taskcast/client': `${client}taskcast.js`, [`@taskcast/client/${name}`]: `${client}${name}.js` };
  return bundle({ stdin: { contents, resolveDir: here }, plugins: [compiled], alias });
}

/** Without tools: the module as the gateway serves it, minified. */
const plain = async () => `
  import { connect } from '${base}client/taskcast.min.js';
  const connection = connect({ url: GATEWAY + 'ws', token: TOKEN });
  const add = ({ title }) => document.querySelector('ul').append(Object.assign(document.createElement('li'), { textContent: title }));
  connection.onReset(() => add({ title: 'was there before' }));
  connection.on('task.created', ({ task }) => add(task));
  connection.onStatus(({ state }) => (document.querySelector('p').textContent = state));`;

for (const [name, code] of Object.entries({ plain, svelte: () => application('svelte'), vue: () => application('vue') })) {
  test(`aPageOfAnotherOriginShowsWhatIsLive (${name})`, options, async (t) => {
    const user = someone();
    const { token } = await call('POST', 'token', { user });
    const page = await (await browser.newContext()).newPage();
    const [errors, ways] = [[], waysOf(page)];
    page.on('pageerror', ({ message }) => errors.push(message));
    const given = `<script>const GATEWAY = '${base}', TOKEN = '${token}';</script>`;
    const body = `<div id="app">${name === 'plain' ? '<p role="status"></p><ul></ul>' : ''}</div>`;
    const script = `<script type="module">${(await code()).replaceAll('</script', '<\\/script')}</script>`;
    const html = `<!doctype html><html lang="en">${body}${given}${script}</html>`;
    const server = createServer((_, response) => response.setHeader('content-type', 'text/html').end(html)).listen(0, 'localhost');
    t.after(() => server.close());
    await once(server, 'listening');
    await page.goto(`http://localhost:${server.address().port}/`);
    await page.getByRole('status').getByText('live', { exact: true }).waitFor();
    await call('POST', 'tasks', { user, title: 'comes live' });
    await page.getByRole('listitem').getByText('comes live').waitFor();
    assert.deepEqual(await page.getByRole('listitem').allInnerTexts(), ['was there before', 'comes live']);
    assert.equal(ways.size, 1);
    assert.deepEqual(errors, []);
  });
}
