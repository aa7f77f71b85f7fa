/** What an application in TypeScript may write, and what it may not; package.test.js compiles it. */
import { create } from 'zustand';
import { connect, sessionStore, TaskcastError, type Status } from '@taskcast/client';
import { ConnectionStatus, TaskcastProvider, useTaskcast, useTaskEvents, useTasks } from '@taskcast/client/react';
import { bindStores } from '@taskcast/client/stores';
import { QueryClient } from '@tanstack/query-core';
import { taskList } from '@taskcast/client/tasks';
import { oneSocket } from '@taskcast/client/tabs';
const connection = connect({ token: async ({ reason }) => reason, store: sessionStore(), tabs: oneSocket('ada') });
connection.on('task.created', (update) => { const event: 'task.created' = update.event; void event; });
connection.on('*', ({ task, cursor }) => { const id: string | number = task.id; const text: string = cursor; void [id, text]; });
connection.narrow({ events: ['task.*'], channels: ['board:7'] });
connect({ token: '', transports: ['sse'], narrow: { channels: [] } }).transport?.concat('sse');
connection.on('*', ({ channel }) => channel?.toUpperCase());
// @ts-expect-error
connect({ token: '', transports: ['pigeon'] });
// @ts-expect-error
connection.narrow({ channels: 'board:7' });
connection.onStatus((status: Status) => status.retryAt?.toFixed());
connection.onStatus(({ stale, fatal }) => { const doubt: boolean | undefined = stale ?? fatal; void doubt; });
connection.onError((problem) => { const code: string = problem.code; if (problem instanceof TaskcastError) void [code, problem.cause]; });
connect({ token: async () => null, deadAfterMs: 10_000, snapshotTimeoutMs: 5_000, debug: true });
// @ts-expect-error
connect({ token: 7 });
for await (const { event } of connection) event.toUpperCase();
interface Own { id: string; title: string }
const store = { getState: () => ({ addTask: (task: Own) => {}, updateTask: (task: Own) => {}, removeTask: (id: string) => {} }) };
export const { useWebSocket, WebSocketProvider } = bindStores({ useToken: () => null, tasks: store });
export function App() {
  const { isConnected }: { isConnected: boolean } = useWebSocket();
  useTaskEvents(({ event }) => event.length);
  const { status } = useTaskcast();
  return <TaskcastProvider token={null} narrow={{ channels: [status.state] }}><ConnectionStatus className="own">{({ state }) => state}</ConnectionStatus>
    <WebSocketProvider>{status.state}{isConnected}</WebSocketProvider></TaskcastProvider>;
}

// The compiler refuses an event that is not declared, such as a misspelt one.
// @ts-expect-error
connection.on('tsak.created', () => {});
// @ts-expect-error
connection.narrow({ events: ['tsak.created'] });
// @ts-expect-error
connect({ token: '', narrow: { events: ['tsak.*'] } });

// Types of one connection.
interface Note { id: string; text: string }
const typed = connect<Own, { 'note.added': Note }>({ token: '', since: 'c1', narrow: { events: ['note.*', 'task.created'] } });
typed.on('task.created', ({ task }) => task.title.trim());
typed.on('note.added', ({ task }) => task.text.trim());
typed.on('*', (update) => {
  if (update.event === 'note.added') update.task.text.trim();
  else update.task.title.trim();
  // @ts-expect-error
  update.task.colour;
});
// @ts-expect-error
typed.on('note.removed', () => {});
for await (const { task } of typed) task.id.trim();

// A status has the fields of its state.
export function words(status: Status): string {
  switch (status.state) {
    case 'connecting':
    case 'offline':
      return status.state;
    case 'catching-up':
    case 'live':
      return `${status.transport} ${status.stale}`;
    case 'reconnecting':
      return new Date(status.retryAt).toISOString() + status.reason;
    case 'stopped':
      return status.reason + status.fatal;
    default: {
      const nothing: never = status;
      return nothing;
    }
  }
}
// @ts-expect-error
if (connection.status.state === 'live') connection.status.retryAt.toFixed();
const { roundTripMs, lagMs } = await connection.quality();
const [place, how]: [string | undefined, 'websocket' | 'sse' | undefined] = [connection.cursor, connection.status.transport];
void [roundTripMs?.toFixed(), lagMs?.toFixed(), place, how];

// The stores of an application of the former service, under zustand's own types.
interface TaskState {
  tasks: Own[];
  addTask: (task: Own) => void;
  updateTask: (task: Own) => void;
  removeTask: (id: string) => void;
}
const useTaskStore = create<TaskState>()((set) => ({
  tasks: [],
  addTask: (task) => set(({ tasks }) => ({ tasks: [...tasks, task] })),
  updateTask: (task) => set(({ tasks }) => ({ tasks: tasks.map((other) => (other.id === task.id ? task : other)) })),
  removeTask: (id) => set(({ tasks }) => ({ tasks: tasks.filter((task) => task.id !== id) })),
}));
const useAuthStore = create<{ token: string | null }>()(() => ({ token: null }));
export const bound = bindStores({
  useToken: () => useAuthStore((state) => state.token),
  tasks: useTaskStore,
  tabs: oneSocket,
});

// One hook gives the list and its changes, with the cache of TanStack Query.
export function Board() {
  const { tasks, isLoading, error, change } = useTasks<Own>({ load: async () => [], key: ['tasks'], queryClient: new QueryClient() });
  // @ts-expect-error
  void change('t1', { colour: 'red' }, () => undefined);
  return <button disabled={isLoading} onClick={() => change('t1', { title: 'x' }, async () => tasks[0])}>{String(error)}</button>;
}
const list = taskList<Own, { 'note.added': Note }>(typed, { load: async () => [{ id: 't1', title: 'milk' }] });
list.subscribe(({ tasks }) => tasks[0]?.title.trim());
