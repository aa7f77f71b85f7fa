import assert from 'node:assert/strict';
import { test } from 'node:test';
import { oneSocket } from '../../main/webapp/client/tabs.js';
import { FakeAir, FakeLocks } from './fake-tabs.js';
import { FakeClock, scene, settled } from './fakes.js';
import { channelOf, chanceOf, Gateway } from './replicas.js';

/**
 * Tabs that open, crash, sleep and are reloaded, on lines that break, at replicas that read in different orders.
 * Messages between tabs overtake each other.
 *
 * A tab that is reset reports it, and may miss what was published until then: its snapshot has that. With `narrowing`
 * each tab wants some channels, and changes its filter: it must not hear what it does not want.
 */
async function run(seed, narrowing) {
  const chance = chanceOf(seed);
  const gateway = new Gateway(chance);
  const [locks, air, clock] = [new FakeLocks(), new FakeAir(), new FakeClock()];
  const sessions = new Map();
  const tabs = [];
  let published = 0;
  let resets = 0;

  const some = () => ['board:0', 'board:1', 'board:2', 'board:3'].filter(() => chance() < 0.4);
  const wants = (tab, n) => !tab.channels.length || tab.channels.includes(channelOf(n));

  const open = (memory = { heard: new Set(), excused: new Set(), channels: narrowing ? some() : [] }) => {
    const tab = { suspended: false, ...memory, unwanted: [], twice: [], order: [[], [], []] };
    const store = { load: () => memory.place, save: (place) => (memory.place = place) };
    const platform = { locks, BroadcastChannel: air.channelOf(tab) };
    tab.memory = memory;
    tab.scene = scene({
      clock,
      store,
      random: chance,
      tabs: oneSocket('ada', platform),
      narrow: { channels: tab.channels },
      probeTimeoutMs: 500,
    });
    tab.scene.connection.onReset(({ reason }) => {
      for (let n = 0; n < published; n++) tab.excused.add(n);
      if (reason !== 'fresh') resets++;
    });
    tab.scene.connection.on('*', ({ task }) => {
      if (!wants(tab, task.n)) tab.unwanted.push(task.n);
      if (tab.heard.has(task.n) && !tab.excused.has(task.n)) tab.twice.push(task.n);
      tab.heard.add(task.n);
      if (!tab.excused.has(task.n)) tab.order[task.n % 3].push(task.n);
    });
    tabs.push(tab);
    return tab;
  };
  const close = (tab) => {
    tabs.splice(tabs.indexOf(tab), 1);
    tab.scene.connection.close();
  };

  const answer = (socket) => {
    const session = sessions.get(socket);
    if (socket.readyState === 0) return socket.open();
    const asked = session && socket.sent.slice(session.answered).find(({ type }) => type === 'narrow');
    if (asked) {
      session.answered = socket.sent.indexOf(asked) + 1;
      const widened = session.channels && !(asked.channels ?? ['*']).every((name) => session.channels.includes(name));
      session.channels = asked.channels;
      const cursor = session.seen.join('.');
      socket.receive({ type: 'narrowed', cursor });
      return widened && chance() < 0.9 ? socket.receive({ type: 'reset', reason: 'widened', cursor }) : widened && socket.drop();
    }
    if (!session && socket.readyState === 1 && socket.sent.length) {
      const { cursor, narrow } = socket.sent[0];
      const replica = Math.floor(chance() * 2);
      const begun = gateway.session(replica, cursor);
      sessions.set(socket, Object.assign(begun, { channels: narrow?.channels, answered: 1 }));
      return socket.welcome({ resume: cursor ? 'resumed' : 'fresh', cursor: begun.seen.join('.') });
    }
    if (!session || socket.readyState !== 1) return undefined;
    const frames = [];
    for (let frame; frames.length < 1 + chance() * 4 && (frame = gateway.next(session));) frames.push(frame);
    if (frames.length) return socket.receive(frames.length > 1 ? { type: 'batch', frames } : frames[0]);
    return socket.receive({ type: 'pong' });
  };
  const gone = [];
  const check = (tab) => {
    assert.deepEqual(tab.twice, [], `seed ${seed}: nothing twice`);
    assert.deepEqual(tab.unwanted, [], `seed ${seed}: nothing that nobody wants`);
    for (const order of tab.order) {
      assert.deepEqual(
        order,
        [...order].sort((a, b) => a - b),
        `seed ${seed}: in order`,
      );
    }
    gone.push(tab);
  };

  for (const _ of [1, 2, 3]) open();
  for (let step = 0; step < 300; step++) {
    const dice = chance();
    const tab = tabs[Math.floor(chance() * tabs.length)];
    const wild = step < 240;
    if (wild && dice < 0.2) for (let i = 0; i < 3; i++) gateway.publish(published++);
    else if (dice < 0.4) gateway.poll(Math.floor(chance() * 2));
    else if (wild && dice < 0.44) tab.scene.socket?.drop(1006);
    else if (wild && dice < 0.5) tab.scene.socket?.receive({ type: 'goaway', reconnect_in_ms: 50 });
    else if (wild && dice < 0.53) {
      check(tab);
      close(tab);
      open(tab.memory);
    } else if (wild && dice < 0.55 && tabs.length > 1) {
      check(tab);
      close(tab);
    } else if (wild && dice < 0.57 && tabs.length < 5) open();
    else if (wild && dice < 0.6) tab.suspended = true;
    else if (dice < 0.7) tab.suspended = false;
    else if (wild && narrowing && dice < 0.75) {
      tab.channels = tab.memory.channels = some();
      tab.scene.connection.narrow({ channels: tab.channels });
    }
    for (const { scene, suspended } of tabs)
      if (!suspended) for (const socket of scene.sockets.slice(-2)) answer(socket);
    air.blow(chance, 1 + Math.floor(chance() * 4));
    await clock.advance(Math.floor(chance() * 200));
  }
  for (let i = 0; i < 300; i++) {
    for (const tab of tabs) tab.suspended = false;
    gateway.poll(0);
    gateway.poll(1);
    for (const { scene } of tabs) for (const socket of scene.sockets.slice(-2)) answer(socket);
    air.blow();
    await clock.advance(100);
  }
  const open1 = tabs.flatMap(({ scene }) => scene.sockets).filter(({ readyState }) => readyState === 1).length;
  for (const tab of tabs) {
    check(tab);
    const lost = [...Array(published).keys()].filter((n) => wants(tab, n) && !tab.heard.has(n) && !tab.excused.has(n));
    assert.deepEqual(lost, [], `seed ${seed}: nothing lost`);
    assert.equal(tab.scene.connection.status.state, 'live', `seed ${seed}`);
  }
  assert.equal(open1, 1, `seed ${seed}: one socket`);
  for (const tab of [...tabs]) close(tab);
  await settled();
  return { heard: gone.reduce((sum, tab) => sum + tab.heard.size, 0), resets };
}

for (const narrowing of [false, true]) {
  test(`whateverTabsDoEachHears${narrowing ? 'WhatItWants' : 'Everything'}OnceAndInOrder`, (t) => many(t, narrowing));
}

/** Seeds that once failed: a tab lacked what its leader had seen beyond the tab's cursor, or heard it twice. */
const FAILED_ONCE = [277, 326, 364, 470, 485, 522];
const SEEDS = [...Array(25).keys()].map((i) => i + 1);

async function many(t, narrowing) {
  let [heard, resets] = [0, 0];
  for (const seed of narrowing ? SEEDS : [...SEEDS, ...FAILED_ONCE]) {
    const result = await run(seed, narrowing);
    heard += result.heard;
    resets += result.resets;
  }
  t.diagnostic(`${heard} events heard, ${resets} resets`);
  assert.ok(heard > (narrowing ? 3_000 : 10_000), `${heard} events were heard`);
}
