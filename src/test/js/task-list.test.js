import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Room } from '../../main/webapp/client/react-room.js';
import { TaskList } from '../../main/webapp/client/task-list.js';
import { scene, settled } from './fakes.js';
import { lacks, require } from './tools.js';

/** The list behind `useTasks`: snapshot, events, gaps, and changes that are undone. */
function started(load, options = {}) {
  const list = new TaskList({ load, ...options });
  const source = {};
  const stop = list.attach(
    (take) => ((source.event = (event, task) => take({ event, task })), () => {}),
    (reset) => ((source.reset = reset), () => {}),
  );
  const titles = () => list.state.tasks.map(({ title }) => title);
  return { list, stop, titles, ...source };
}

/** A backend that answers when the test says so. */
function backend() {
  const answer = {};
  answer.promise = new Promise((resolve, reject) => Object.assign(answer, { resolve, reject }));
  return answer;
}

test('aSnapshotThenTheEvents', async () => {
  const { list, titles, event, reset } = started(async () => [{ id: 1, title: 'milk' }]);
  assert.deepEqual([list.state.isLoading, titles()], [true, []]);
  await reset();
  assert.deepEqual([list.state.isLoading, titles()], [false, ['milk']]);
  event('task.created', { id: 2, title: 'bread' });
  event('task.updated', { id: 1, title: 'oat milk' });
  event('note.added', { id: 3, title: 'no task' });
  assert.deepEqual(titles(), ['oat milk', 'bread']);
  event('task.deleted', { id: 1 });
  assert.deepEqual(titles(), ['bread']);
});

test('afterAGapTheSnapshotReplacesAllButWhatIsNotConfirmed', async () => {
  const snapshots = [[{ id: 1, title: 'old' }], [{ id: 2, title: 'new' }]];
  const { list, titles, reset } = started(() => snapshots.shift());
  await reset();
  const answer = backend();
  list.change(3, { title: 'mine' }, () => answer.promise);
  await reset();
  assert.deepEqual(titles(), ['new', 'mine']);
});

test('aSnapshotThatComesAfterANewerOneIsDropped', async () => {
  const answers = [backend(), backend(), backend()];
  let calls = 0;
  const { list, titles, event, reset } = started(() => answers[calls++].promise);
  const loads = [reset(), reset(), reset()];
  answers[1].resolve([{ id: 1, title: 'new' }]);
  await loads[1];
  assert.deepEqual([titles(), list.state.isLoading], [[], true], 'nor is one shown that is not the latest');
  answers[2].resolve([{ id: 1, title: 'newest' }]);
  await loads[2];
  event('task.updated', { id: 1, title: 'by event' });
  answers[0].reject(new Error('late'));
  await assert.rejects(loads[0], /late/);
  assert.deepEqual([titles(), list.state.error], [['by event'], undefined]);
});

test('aSnapshotThatFailsIsSaidAndLeftToTheConnection', async () => {
  const { list, reset } = started(async () => Promise.reject(new Error('down')));
  await assert.rejects(reset(), /down/);
  assert.equal(list.state.error.message, 'down');
});

test('aChangeIsSeenImmediatelyAndUndoneIfItFailsWithoutTheChangesOfOthers', async () => {
  const { list, titles, event, reset } = started(() => [{ id: 1, title: 'milk' }, { id: 2, title: 'bread' }]);
  await reset();
  const answer = backend();
  const done = list.change(1, { title: 'mine' }, () => answer.promise);
  assert.deepEqual(titles(), ['mine', 'bread']);
  event('task.updated', { id: 1, done: true });
  event('task.updated', { id: 2, title: 'theirs' });
  answer.reject(new Error('refused'));
  await assert.rejects(done, /refused/);
  assert.deepEqual(list.state.tasks, [{ id: 1, title: 'milk', done: true }, { id: 2, title: 'theirs' }]);
});

test('aChangeThatIsConfirmedStaysUntilItsEventComesAndAfter', async () => {
  const { list, titles, event, reset } = started(() => [{ id: 1, title: 'milk' }]);
  await reset();
  await list.change(1, { title: 'mine' }, async () => {});
  assert.deepEqual(titles(), ['mine']);
  event('task.updated', { id: 1, title: 'mine' });
  event('task.updated', { id: 1, title: 'theirs' });
  assert.deepEqual(titles(), ['theirs']);
});

test('anAnswerThatIsLateDoesNotUndoWhatCameAfterIt', async () => {
  const { list, titles, event, reset } = started(() => [{ id: 1, title: 'milk' }]);
  await reset();
  const answer = backend();
  const done = list.change(1, { title: 'mine' }, () => answer.promise);
  event('task.updated', { id: 1, title: 'mine' });
  event('task.updated', { id: 1, title: 'theirs, later' });
  answer.resolve({ id: 1, title: 'mine' });
  await done;
  assert.deepEqual(titles(), ['theirs, later']);
});

test('aChangeThatIsConfirmedIsShownUntilItsOwnEventAlsoAmongOlderOnes', async () => {
  for (const older of ['before the answer', 'after it']) {
    const { list, event, reset } = started(() => [{ id: 1, title: 'milk', done: false }]);
    await reset();
    const answer = backend();
    const done = list.change(1, { title: ' mine ' }, () => answer.promise);
    if (older === 'before the answer') event('task.updated', { id: 1, title: 'milk', done: true });
    answer.resolve({ id: 1, title: 'mine', done: true });
    await done;
    if (older === 'after it') event('task.updated', { id: 1, title: 'milk', done: true });
    assert.deepEqual(list.state.tasks, [{ id: 1, title: 'mine', done: true }], older);
    event('task.updated', { id: 1, title: 'mine', done: true });
    event('task.updated', { id: 1, title: 'theirs', done: true });
    assert.equal(list.state.tasks[0].title, 'theirs');
  }
});

test('anAnswerThatTellsOnlyTheIdConfirmsTheWholeChange', async () => {
  const { titles, list, reset } = started(() => [{ id: 1, title: 'milk' }]);
  await reset();
  await list.change(1, { title: 'mine' }, () => ({ id: 1 }));
  assert.deepEqual(titles(), ['mine']);
});

test('aTaskThatIsGoneStaysGoneAlsoAmongOlderEvents', async () => {
  for (const older of ['before the answer', 'after it', 'never']) {
    const { list, titles, event, reset } = started(() => [{ id: 1, title: 'milk' }]);
    await reset();
    const answer = backend();
    const done = list.change(1, null, () => answer.promise);
    if (older === 'before the answer') event('task.updated', { id: 1, title: 'oat milk' });
    answer.resolve();
    await done;
    if (older === 'after it') event('task.updated', { id: 1, title: 'oat milk' });
    assert.deepEqual(titles(), [], older);
    event('task.deleted', { id: 1 });
    event('task.created', { id: 1, title: 'again' });
    assert.deepEqual(titles(), ['again']);
  }
});

test('aChangeWhoseOwnEventDoesNotComeIsShownForSomeSeconds', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const { list, titles, event, reset } = started(() => [{ id: 1, title: 'milk' }]);
  await reset();
  await list.change(1, { title: 'mine' }, () => {});
  event('task.updated', { id: 1, title: 'theirs' });
  t.mock.timers.tick(4_999);
  assert.deepEqual(titles(), ['mine']);
  t.mock.timers.tick(1);
  assert.deepEqual(titles(), ['theirs']);
  await list.change(1, { title: 'mine' }, () => {});
  event('task.deleted', { id: 1 });
  assert.deepEqual(titles(), [], 'a task that is gone does not come back');
  await list.change(2, { title: 'mine' }, () => {});
  await reset();
  assert.deepEqual(titles(), ['milk'], 'nor does one that a snapshot lacks');
  await list.change(1, { title: 'mine' }, () => {});
  t.mock.timers.tick(5_000);
  assert.deepEqual(titles(), ['mine'], 'without any event it stays');
});

test('aNewTaskHasTheIdOfTheBackendOnceForAnyOrderOfEventAndAnswer', async () => {
  for (const eventFirst of [true, false]) {
    const { list, event, reset } = started(() => []);
    await reset();
    const answer = backend();
    const done = list.change('draft', { title: 'new' }, () => answer.promise);
    if (eventFirst) event('task.created', { id: 7, title: 'new' });
    answer.resolve({ id: 7, title: 'new' });
    await done;
    if (!eventFirst) event('task.created', { id: 7, title: 'new' });
    assert.deepEqual(list.state.tasks, [{ id: 7, title: 'new' }]);
  }
});

test('aTaskThatGoesComesBackWhenThatFails', async () => {
  const { list, titles, reset } = started(() => [{ id: 1, title: 'milk' }]);
  await reset();
  const done = list.change(1, null, async () => Promise.reject(new Error('refused')));
  assert.deepEqual(titles(), []);
  await assert.rejects(done);
  assert.deepEqual(titles(), ['milk']);
});

test('theListOfAnotherUserIsForgotten', async () => {
  const { list, titles, reset } = started(() => [{ id: 1, title: 'secret' }]);
  await reset();
  list.clear();
  assert.deepEqual([titles(), list.state.isLoading], [[], true]);
});

test('aSnapshotThatComesAfterTheUserLeftShowsNothing', async () => {
  const answer = backend();
  const { list, titles, reset } = started(() => answer.promise);
  const load = reset();
  list.clear();
  answer.resolve([{ id: 1, title: 'secret' }]);
  await load;
  assert.deepEqual([titles(), list.state.isLoading], [[], true]);
});

test('aChangeThatIsConfirmedAfterTheUserLeftShowsNothing', async () => {
  const { list, titles, reset } = started(() => [{ id: 1, title: 'milk' }]);
  await reset();
  for (const answer of [undefined, { id: 1, title: 'secret' }, { id: 2, title: 'secret' }]) {
    const confirmed = backend();
    const done = list.change(1, { title: 'secret' }, () => confirmed.promise);
    list.clear();
    confirmed.resolve(answer);
    await done;
    assert.deepEqual(titles(), []);
  }
});

test('theNextUserOfAPageSeesNothingOfTheOneBefore', async () => {
  const room = new Room();
  const answers = [];
  const list = room.list('["tasks"]');
  list.loadBy(() => (answers.push(backend()), answers.at(-1).promise));
  room.use('["tasks"]', list);
  const ada = scene();
  room.enter(ada.connection);
  await ada.live();
  room.leave(ada.connection);
  const grace = scene();
  room.enter(grace.connection);
  await grace.live({ user: 'grace' });
  answers[1].resolve([{ id: 1, title: "Grace's" }]);
  await settled();
  answers[0].resolve([{ id: 2, title: 'secret' }]);
  await settled();
  assert.deepEqual(list.state.tasks.map(({ title }) => title), ["Grace's"]);
});

const query = { skip: lacks({ packages: ['@tanstack/query-core'] }) };
test('theListIsInTheCacheOfTanStackQuery', query, async () => {
  const { QueryClient } = require('@tanstack/query-core');
  const queryClient = new QueryClient();
  const { list, stop, titles, event, reset } = started(() => [{ id: 1, title: 'milk' }], { queryClient, key: ['tasks'] });
  const cached = () => queryClient.getQueryData(['tasks']).map(({ title }) => title);
  await reset();
  event('task.created', { id: 2, title: 'bread' });
  assert.deepEqual(cached(), ['milk', 'bread']);
  const queryFn = () => [{ id: 3, title: 'fetched by another part of the page' }];
  await queryClient.fetchQuery({ queryKey: ['tasks'], queryFn, staleTime: 0 });
  assert.deepEqual(titles(), cached());
  await assert.rejects(list.change(3, { title: 'mine' }, () => Promise.reject(new Error('refused'))));
  assert.deepEqual(cached(), ['fetched by another part of the page']);
  stop();
  queryClient.clear();
});

test('aFetchThatBeganBeforeAnEventDoesNotUndoIt', query, async () => {
  const { QueryClient } = require('@tanstack/query-core');
  const queryClient = new QueryClient();
  const { stop, titles, event, reset } = started(() => [{ id: 1, title: 'milk' }, { id: 2, title: 'bread' }], {
    queryClient,
    key: ['tasks'],
  });
  await reset();
  event('task.updated', { id: 1, title: 'before the fetch' });
  const answer = backend();
  const focus = queryClient.fetchQuery({ queryKey: ['tasks'], queryFn: () => answer.promise, staleTime: 0 });
  event('task.updated', { id: 1, title: 'oat milk' });
  event('task.created', { id: 3, title: 'jam' });
  event('task.deleted', { id: 2 });
  answer.resolve([{ id: 1, title: 'before the fetch' }, { id: 2, title: 'bread' }, { id: 4, title: 'only in the fetch' }]);
  await focus;
  const expected = ['oat milk', 'only in the fetch', 'jam'];
  assert.deepEqual([titles(), queryClient.getQueryData(['tasks']).map(({ title }) => title)], [expected, expected]);
  const next = queryClient.fetchQuery({ queryKey: ['tasks'], queryFn: () => [{ id: 1, title: 'new' }], staleTime: 0 });
  await next;
  assert.deepEqual(titles(), ['new'], 'what came before a fetch began is in it');
  const failing = () => Promise.reject(new Error('down'));
  const failed = queryClient.fetchQuery({ queryKey: ['tasks'], queryFn: failing, staleTime: 0 });
  event('task.updated', { id: 1, title: 'while it failed' });
  await assert.rejects(failed);
  assert.deepEqual(titles(), ['while it failed']);
  stop();
  queryClient.clear();
});

test('aFetchThatBeganBeforeTheSessionIsNotTheSnapshot', query, async () => {
  const { QueryClient, QueryObserver } = require('@tanstack/query-core');
  const queryClient = new QueryClient();
  const early = backend();
  const key = ['tasks'];
  const { stop, list, titles, reset } = started(async () => [{ id: 1, title: 'after welcome' }], { queryClient, key });
  const observer = new QueryObserver(queryClient, { queryKey: key, queryFn: () => early.promise });
  const leave = observer.subscribe(() => {});
  const snapshot = reset();
  early.resolve([{ id: 1, title: 'before welcome' }]);
  await snapshot;
  const seen = observer.getCurrentResult().data.map(({ title }) => title);
  assert.deepEqual([titles(), seen, list.state.isLoading], [['after welcome'], ['after welcome'], false]);
  leave();
  stop();
  queryClient.clear();
});

test('theCacheHasNothingOfTheUserWhoLeft', query, async () => {
  const { QueryClient, QueryObserver } = require('@tanstack/query-core');
  const queryClient = new QueryClient();
  const key = ['tasks'];
  const answers = [];
  const load = () => (answers.push(backend()), answers.at(-1).promise);
  const { list, stop, titles, reset } = started(load, { queryClient, key });
  const first = reset();
  await settled();
  answers[0].resolve([{ id: 1, title: 'secret' }]);
  await first;
  const observer = new QueryObserver(queryClient, { queryKey: key, queryFn: load, staleTime: Infinity });
  const leave = observer.subscribe(() => {});
  const second = reset();
  await settled();
  list.clear();
  answers[1].resolve([{ id: 1, title: 'secret' }]);
  await assert.rejects(second);
  assert.deepEqual([titles(), queryClient.getQueryData(key), observer.getCurrentResult().data], [[], undefined, []]);
  assert.equal(new TaskList({ load, queryClient, key }).state.isLoading, true);
  leave();
  stop();
  queryClient.clear();
});

test('aListThatIsShownNoMoreWritesNothingIntoTheCache', query, async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const { QueryClient } = require('@tanstack/query-core');
  const queryClient = new QueryClient();
  const { list, stop, reset } = started(() => [{ id: 1, title: 'milk' }], { queryClient });
  await reset();
  await list.change(1, { title: 'mine' }, () => {});
  stop();
  queryClient.setQueryData(['tasks'], [{ id: 1, title: 'of another list' }]);
  t.mock.timers.tick(5_000);
  assert.equal(queryClient.getQueryData(['tasks'])[0].title, 'of another list');
  queryClient.clear();
});

test('theCacheForgetsAlsoTheListThatNobodyShowsWhenTheUserLeaves', query, async () => {
  const { QueryClient } = require('@tanstack/query-core');
  const queryClient = new QueryClient();
  const room = new Room();
  const list = room.list('["tasks"]', queryClient);
  list.loadBy(() => [{ id: 1, title: 'secret' }]);
  const stop = room.use('["tasks"]', list);
  const ada = scene();
  room.enter(ada.connection);
  await ada.live();
  await settled();
  stop();
  assert.equal(queryClient.getQueryData(['tasks']).length, 1);
  room.leave(ada.connection);
  assert.equal(queryClient.getQueryData(['tasks']), undefined);
  queryClient.clear();
});
