import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { after, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { connect } from '../../main/webapp/client/taskcast.js';
import { scene, settled, update } from './fakes.js';
import { LossyLine } from './lossy-line.js';
import { base, blocked, call, installed, lacks, require, someone, until, WebSocket } from './tools.js';

/** Every recipe of docs/recipes.md, unchanged, with the real packages and a real gateway. */
const document = readFileSync(new URL('../../../docs/recipes.md', import.meta.url), 'utf8');
const blocks = [...document.matchAll(/^```ts ([\w-]+)\n(.*?)^```$/gms)].map(([, name, code]) => ({ name, code }));
const open = [];
after(() => open.forEach((thing) => thing.close()));

const packages = {
  zustand: ['zustand'],
  query: ['@tanstack/query-core'],
  redux: ['@reduxjs/toolkit'],
  vue: ['vue'],
  svelte: ['svelte'],
  narrow: [],
  partysocket: ['partysocket'],
  'reconnecting-websocket': ['reconnecting-websocket'],
};

/** The tasks in a recipe's state. */
const tasksOf = {
  zustand: ({ useTasks }) => Object.values(useTasks.getState().byId),
  query: ({ queries, tasks }) => queries.getQueryData(tasks.queryKey) ?? [],
  redux: ({ store, selectAll }) => selectAll(store.getState()),
  vue: ({ useTasks }) => [...useTasks().tasks.values()],
  svelte: ({ tasks }) => [...require('svelte/store').get(tasks).values()],
};

/** Writes a recipe as a module with these objects in scope; returns its exports. */
async function made({ name, code }, world, change = (text) => text) {
  globalThis.recipes ??= {};
  globalThis.recipes[name] = world;
  const folder = `${installed}recipes/`;
  mkdirSync(folder, { recursive: true });
  const names = Object.keys(world).filter((word) => code.includes(word));
  const ours = `const { ${names} } = globalThis.recipes['${name}'];\n`;
  const { code: plain } = await require('esbuild').transform(code, { loader: 'ts' });
  writeFileSync(`${folder}${name}.js`, ours + change(plain));
  return import(pathToFileURL(`${folder}${name}.js`));
}

/** Runs a recipe for a user over a line; returns its exports, and a function that reads its state. */
async function cook(block, user, line, boards = {}) {
  const own = new Map();
  const url = new URL('ws', line.url);
  const fetchToken = async () => (await call('POST', 'token', { user })).token;
  const world = {
    get connection() {
      const connection = connect({ url, token: fetchToken, backoffMs: 200, runtime: { WebSocket } });
      open.push(connection);
      return connection;
    },
    fetchToken,
    loadTasks: async (board) => boards[board] ?? (await call('GET', `tasks?user=${user}`)).tasks,
    replaceAll(tasks) {
      own.clear();
      for (const task of tasks) own.set(task.id, task);
    },
    apply: (event, task) => (event === 'task.deleted' ? own.delete(task.id) : own.set(task.id, task)),
  };
  globalThis.WebSocket ??= WebSocket;
  const exported = await made(block, world, (text) => text.replace('wss://gateway.example/ws', url.href.replace('http', 'ws')));
  if (exported.socket) open.push(exported.socket);
  return { made: exported, own, tasks: () => tasksOf[block.name]?.(exported) ?? [...own.values()] };
}

test('everyRecipeIsTested', () => {
  assert.deepEqual(
    blocks.map(({ name }) => name),
    Object.keys(packages),
  );
});

const alone = { skip: lacks({ packages: ['@tanstack/query-core', 'esbuild'] }) };
test('theRecipeOfTanStackQueryTakesNoFetchOfBeforeAndLosesNoEvent', alone, async () => {
  const s = scene();
  const loads = [];
  const loadTasks = () => new Promise((resolve) => loads.push(resolve));
  const { code } = blocks.find(({ name }) => name === 'query');
  const { queries, tasks } = await made({ name: 'query-alone', code }, { connection: s.connection, loadTasks });
  const shows = () => queries.getQueryData(tasks.queryKey).map(({ title }) => title);
  queries.fetchQuery(tasks).catch(() => {}); // by a component that is mounted before the session
  const socket = await s.live();
  await settled();
  assert.equal(loads.length, 2);
  loads[1]([{ id: 'a', title: 'milk' }, { id: 'b', title: 'bread' }]);
  await settled();
  loads[0]([{ id: 'a', title: 'of before' }]);
  await settled();
  assert.deepEqual(shows(), ['milk', 'bread']);
  const again = queries.fetchQuery({ ...tasks, staleTime: 0 }); // by a window that has the focus again
  socket.receive(update(1, { task: { id: 'c', title: 'jam' } }));
  socket.receive(update(2, { event: 'task.deleted', task: { id: 'b' } }));
  loads[2]([{ id: 'a', title: 'oat milk' }, { id: 'b', title: 'bread' }]);
  await again;
  assert.deepEqual(shows(), ['oat milk', 'jam']);
  queries.clear();
});

const narrow = { skip: lacks({ gateway: true, packages: ['ws', 'esbuild'] }), timeout: 30_000 };
test('theRecipeForBoardsShowsOneBoardAtATime', narrow, async () => {
  const user = someone();
  const line = await new LossyLine(base).listen();
  open.push(line);
  const { token } = await call('POST', 'token', { user: 'backend', groups: ['publisher'] });
  const boards = { 'board:7': [], 'board:8': [] };
  const put = async (board, title) => {
    const task = { id: title, title };
    boards[board].push(task);
    const answer = await fetch(new URL('events', base), {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify({ event_type: 'task.created', user_id: user, channel: board, task }),
    });
    assert.equal(answer.status, 202, await answer.text());
  };
  await put('board:7', 'seven');
  await put('board:8', 'eight');
  const { made, own, tasks } = await cook(
    blocks.find(({ name }) => name === 'narrow'),
    user,
    line,
    boards,
  );
  const shows = (...titles) =>
    until(
      () => JSON.stringify(tasks().map(({ title }) => title)) === JSON.stringify(titles),
      () => [...own.values()],
    );
  await shows('seven');
  await put('board:8', 'eight and a half');
  await put('board:7', 'seven and a half');
  await shows('seven', 'seven and a half');
  made.show('board:8');
  await shows('eight', 'eight and a half');
  await put('board:7', 'seven again');
  await put('board:8', 'eight again');
  await shows('eight', 'eight and a half', 'eight again');
});

const socketsOnly = ['partysocket', 'reconnecting-websocket'];
for (const name of socketsOnly) {
  const options = { skip: lacks({ packages: [...packages[name], 'esbuild'] }) };
  test(`theRecipeStopsAtTheSecondRefusalOfATokenInARow (${name})`, options, async (t) => {
    const sockets = [];
    const before = globalThis.WebSocket;
    t.after(() => (globalThis.WebSocket = before));
    globalThis.WebSocket = class extends EventTarget {
      static CLOSING = 2;
      readyState = 3; // closed, so the recipe's close() only ends the attempts
      constructor() {
        super();
        sockets.push(this);
      }
      tell = (type, fields) => this.dispatchEvent(Object.assign(new Event(type), fields));
    };
    t.mock.timers.enable({ apis: ['setTimeout'] });
    const { code } = blocks.find((block) => block.name === name);
    const nothing = async () => {};
    const world = { fetchToken: async () => 'token', loadTasks: nothing, replaceAll: nothing, apply: nothing };
    await made({ name: `${name}-refused`, code }, world);
    /** Refuses the next attempt after `ms` of session; whether there was an attempt. */
    const refuse = async (ms) => {
      const had = sockets.length;
      for (let waited = 0; sockets.length === had && waited < 60_000; waited += 500) {
        t.mock.timers.tick(500);
        await settled();
      }
      if (sockets.length === had) return false;
      sockets.at(-1).tell('open');
      if (ms) sockets.at(-1).tell('message', { data: '{"type":"welcome","resume":"resumed"}' });
      t.mock.timers.tick(ms);
      sockets.at(-1).tell('close', { code: 4001, reason: 'token expired' });
      return true;
    };
    const attempts = [];
    for (const ms of [5_000, 5_000, 4_999, 0]) attempts.push(await refuse(ms));
    assert.deepEqual(attempts, [true, true, true, false], 'a session of 5 s forgets the refusal before it');
  });
}

for (const block of blocks.filter(({ name }) => name !== 'narrow' && !(blocked && socketsOnly.includes(name)))) {
  const options = { skip: lacks({ gateway: true, packages: [...packages[block.name], 'ws', 'esbuild'] }), timeout: 30_000 };
  test(`theRecipeKeepsTheListThatTheBackendHas (${block.name})`, options, async () => {
    const user = someone();
    const line = await new LossyLine(base).listen();
    open.push(line);
    const create = (title) => call('POST', 'tasks', { user, title });
    const before = [await create('was there before'), await create('goes')];
    const { tasks } = await cook(block, user, line);
    const sorted = (list) => [...list].sort((a, b) => (a.id < b.id ? -1 : 1));
    const same = async () => {
      const expected = sorted((await call('GET', `tasks?user=${user}`)).tasks);
      return until(
        () => JSON.stringify(sorted(tasks())) === JSON.stringify(expected),
        () => ({ tasks: tasks(), expected }),
      );
    };
    await same();
    const { id } = await create('new');
    await call('PATCH', `tasks/${id}`, { user, title: 'renamed' });
    await call('DELETE', `tasks/${before[1].id}?user=${user}`);
    await same();
    assert.deepEqual(
      sorted(tasks())
        .map(({ title }) => title)
        .sort(),
      ['renamed', 'was there before'],
    );

    line.break();
    await call('POST', `tasks/${id}/complete`, { user });
    await call('DELETE', `tasks/${before[0].id}?user=${user}`);
    await create('while it was away');
    line.mend();
    await same();
    assert.equal(tasks().find((task) => task.id === id).status, 'completed');
  });
}
