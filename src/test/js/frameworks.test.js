import assert from 'node:assert/strict';
import { test } from 'node:test';
import { status, tasks } from '../../main/webapp/client/svelte.js';
import { scene, settled, update } from './fakes.js';
import { bundle } from './bundle.js';
import { client, lacks, require } from './tools.js';

/** The tasks of a connection in Vue and in Svelte, with each framework's own stores. */
const load = async () => [{ id: 't', title: 'milk' }];
const renamed = () => update(1, { task: { id: 't', title: 'bread' } });

test('svelteShowsTheTasksAndTheStatus', { skip: lacks({ packages: ['svelte'] }) }, async () => {
  const { get } = require('svelte/store');
  const s = scene();
  const list = tasks(s.connection, { load });
  const line = status(s.connection);
  assert.equal(get(list).isLoading, true);
  await s.live();
  await settled();
  s.socket.receive(renamed());
  assert.deepEqual(get(list).tasks, [{ id: 't', title: 'bread' }]);
  assert.equal(get(line).transport, 'websocket');
  await assert.rejects(list.change('t', null, () => Promise.reject(new Error('refused'))));
  assert.equal(get(list).tasks.length, 1);
  list.close();
  s.socket.receive(update(2, { task: { id: 'u' } }));
  assert.equal(get(list).tasks.length, 1);
});

test('vueShowsTheTasksUntilTheComponentGoes', { skip: lacks({ packages: ['vue', 'esbuild'] }) }, async () => {
  const contents = `export { useStatus, useTasks } from './vue.js'; export { effectScope, watchEffect, nextTick } from 'vue';`;
  const code = await bundle({ stdin: { contents, resolveDir: client } }, 'node');
  const module = { exports: {} };
  new Function('module', 'exports', 'require', code)(module, module.exports, require);
  const { effectScope, nextTick, useStatus, useTasks, watchEffect } = module.exports;
  const s = scene();
  const scope = effectScope();
  const shown = [];
  const { list, line } = scope.run(() => {
    const made = { list: useTasks(s.connection, { load }), line: useStatus(s.connection) };
    watchEffect(() => shown.push(made.list.state.value.tasks.map(({ title }) => title).join()));
    return made;
  });
  await s.live();
  await settled();
  await nextTick();
  s.socket.receive(renamed());
  await nextTick();
  assert.deepEqual([shown.at(-1), line.value.state], ['bread', s.connection.status.state]);
  const done = list.change('t', { title: 'mine' }, () => Promise.reject(new Error('refused')));
  await nextTick();
  assert.equal(shown.at(-1), 'mine');
  await assert.rejects(done);
  await nextTick();
  assert.equal(shown.at(-1), 'bread');
  scope.stop();
  s.socket.receive(update(2, { task: { id: 't', title: 'later' } }));
  assert.equal(list.state.value.tasks[0].title, 'bread');
});
