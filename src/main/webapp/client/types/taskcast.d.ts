/** A task, as its producer wrote it: an `id`, and whatever else the producer knows. */
export interface Task {
  id: string | number;
  [field: string]: unknown;
}

/**
 * What a whole application means by a task and by its events. Augment it once, instead of naming types everywhere:
 *
 * @example
 * declare module '@taskcast/client' {
 *   interface Register {
 *     task: MyTask;
 *     events: { 'task.archived': MyTask; 'note.added': Note };
 *   }
 * }
 */
export interface Register {}

/** The task of the application, see `Register`. */
export type RegisteredTask = Register extends { task: infer T } ? T : Task;
/** The events of the application beside those that every deployment knows, see `Register`. */
export type RegisteredEvents = Register extends { events: infer E } ? E : {};

/** The events that every deployment knows. */
export type KnownEvent = 'task.created' | 'task.updated' | 'task.completed' | 'task.deleted';

/** What each event carries: the known events a `T`, and those of `E` (a name to what it carries) what they say. */
export type TaskEvents<T = RegisteredTask, E = RegisteredEvents> = Omit<Record<KnownEvent, T>, keyof E> & E;

/** The names of the events. */
export type EventName<T = RegisteredTask, E = RegisteredEvents> = keyof TaskEvents<T, E> & string;

/** One event that concerns the user. */
export interface TaskUpdate<N extends string = string, T = RegisteredTask> {
  type: 'task_update';
  event: N;
  task: T;
  /** What the producer calls it; not always unique. */
  id: string;
  /** Tells two events with the same `id` apart. */
  fingerprint?: string;
  /** What a page may narrow to. */
  channel?: string;
  /** The place after it. */
  cursor: string;
  /** When it happened, ISO 8601. */
  time: string;
}

/** Any of the events; `event` tells which `task` it carries. A producer may send others, that no type names: have a `default`. */
export type AnyUpdate<T = RegisteredTask, E = RegisteredEvents> = {
  [N in EventName<T, E>]: TaskUpdate<N, TaskEvents<T, E>[N]>;
}[EventName<T, E>];

type Beginnings<N> = N extends `${infer Head}.${infer Rest}` ? `${Head}.*` | `${Head}.${Beginnings<Rest>}` : never;

/**
 * Which events a page wants. A list that is absent or empty lets everything pass. At most 64 entries a list, of at most 256
 * characters, and 4 096 characters in all.
 */
export interface Filter<N extends string = EventName> {
  /** Names, or the beginning of names that ends in `.*`. */
  events?: readonly (N | Beginnings<N> | '*')[];
  /** Whole names. */
  channels?: readonly string[];
}

/** What carries a session. */
export type Kind = 'websocket' | 'sse';

interface StatusFields {
  /** How many attempts failed in a row. */
  attempt: number;
  /** When the next attempt is, in milliseconds since 1970. */
  retryAt: number;
  /** Why the last session ended, or this is the end, in the words of the server where it said it. */
  reason: string;
  /** The close code of the server. */
  code: number;
  /** The server refuses this client. */
  fatal: boolean;
  /** Nothing was heard for too long, and what is shown may be old, until that is found out. */
  stale: boolean;
  /** What carries the session. */
  transport: Kind;
}
type StatusOf<S extends string, Always extends keyof StatusFields, Perhaps extends keyof StatusFields = never> = Readonly<
  { state: S } & Pick<StatusFields, Always> &
    Partial<Pick<StatusFields, Perhaps>> & { [F in Exclude<keyof StatusFields, Always | Perhaps>]?: undefined }
>;

/** Where a connection stands; `state` tells which of the other fields are there. */
export type Status =
  | StatusOf<'connecting', never, 'attempt'>
  | StatusOf<'catching-up' | 'live', never, 'stale' | 'transport'>
  | StatusOf<'reconnecting', 'attempt' | 'retryAt' | 'reason', 'code'>
  | StatusOf<'offline', never>
  | StatusOf<'stopped', 'reason' | 'fatal', 'code'>;

/** How good the line is. */
export interface Quality {
  /**
   * How long an answer of the gateway took; nothing where it did not come in time, or cannot be asked for: by a stream, or
   * through another tab.
   */
  roundTripMs?: number;
  /**
   * How old the newest event was when it came, by the clock of this device; nothing before the first one, or through another
   * tab.
   */
  lagMs?: number;
}

/** Where a page keeps its place across reloads: an opaque string. `save` is not waited for. */
export interface Store {
  load(): string | null | undefined | Promise<string | null | undefined>;
  save(place: string): unknown;
}

/** Why a snapshot is to be loaded, and until when it is wanted. */
export interface Reset {
  reason: string;
  signal: AbortSignal;
}

/** The words of an `error` frame. */
export interface ErrorFrame {
  type: 'error';
  code: string;
  message: string;
  retryable: boolean;
}

/**
 * Where something went wrong. `token` failed, or gave no text: it is asked again. `snapshot`: a listener of `onReset` failed or
 * took too long: it is called again. `listener`: another listener threw. `store`: the place could not be kept, which is said once.
 * `cannot-open`: this platform cannot open the connection. `stopped`, `overflow`: why an iteration ended.
 */
export type ProblemCode = 'token' | 'snapshot' | 'listener' | 'store' | 'cannot-open' | 'stopped' | 'overflow';

/** What went wrong, of ours. */
export declare class TaskcastError extends Error {
  constructor(code: ProblemCode, cause: unknown);
  name: string;
  code: ProblemCode;
}

/** What the platform provides, for those who replace it. */
export interface Runtime {
  WebSocket: typeof WebSocket;
  fetch: typeof fetch;
  setTimeout(callback: () => void, ms: number): unknown;
  clearTimeout(timer: never): void;
  now(): number;
  random(): number;
  /** Whether there is a network; asked before every attempt. */
  online(url: string): boolean;
  /** Whether nobody looks at the page. */
  hidden(): boolean;
  /** The events after which the line is worth another look. */
  wakers: ReadonlyArray<readonly [target: EventTarget | undefined, event: string]>;
}

/** How all tabs share one socket: what `oneSocket` gives. */
export interface Tabs {
  (settings: never, delivery: never, tell: never): unknown;
}

/** How to connect. */
export interface Options<N extends string = EventName> {
  /**
   * The token, or a function that fetches one. The function gives `null` if the user signed out: then the connection stops. It
   * is called before every connection, when the server says that the token is about to expire, and once more when one was
   * refused. There is one call at a time, unless one hangs for `connectTimeoutMs`. While a session lives, there is one call in
   * 10 s at most. A plain string that expires is the end.
   */
  token: string | ((why: { reason: 'connect' | 'refused' | 'expiring' }) => string | null | Promise<string | null>);
  /**
   * The endpoint; `http(s)` and relative addresses are fine. A gateway below a context root, such as `/live`, serves this client
   * with `/live/ws` as the default. @default '/ws' of the page's own host
   */
  url?: string | URL;
  /**
   * How the token is handed over: in the first frame, in the subprotocol header (for gateways that check it at the handshake), or
   * in the query (it ends up in access logs). @default 'frame'
   */
  auth?: 'frame' | 'subprotocol' | 'query';
  /** What may carry the events, the preferred one first. @default ['websocket', 'sse'] */
  transports?: readonly Kind[];
  /** Which of the user's events are wanted, see `connection.narrow`. @default all */
  narrow?: Filter<N>;
  /** Which program this is, for the operator, such as `board/2.1`: at most 64 printable characters. @default none */
  client?: string;
  /** Aborting it closes the connection. */
  signal?: AbortSignal;
  /** Keeps the place across reloads of the page, see `sessionStore`. @default none */
  store?: Store;
  /** A cursor to begin after, where `store` has no place: that of a snapshot which the page came with. @default none */
  since?: string;
  /** One socket for all tabs, see `oneSocket`. @default a socket per tab */
  tabs?: Tabs;
  /** First upper bound of the random delays. @default 1000 */
  backoffMs?: number;
  /** Largest upper bound of the random delays. @default 30000 */
  backoffCapMs?: number;
  /** How long token, handshake and welcome may take together. @default 15000 */
  connectTimeoutMs?: number;
  /** After so long without a word of the server a line is dead. @default 30000 */
  deadAfterMs?: number;
  /** How long a server may take to answer when it fell silent. @default 5000 */
  probeTimeoutMs?: number;
  /** How long a listener of `onReset` may take before events no longer wait for it. @default 30000 */
  snapshotTimeoutMs?: number;
  /** Writes each step to the console; never a token, never a task. @default false */
  debug?: boolean;
  /** How many events may wait for a snapshot or an iterator. @default 10000 */
  holdLimit?: number;
  /** Replacements for what the platform provides; `{ WebSocket }` of `ws` on Node 20, else it goes by `sse`. */
  runtime?: Partial<Runtime>;
}

/** A lasting connection: the events of a user, each exactly once and in order, whatever the line does. */
export interface TaskcastConnection<T = RegisteredTask, E = RegisteredEvents> extends AsyncIterable<AnyUpdate<T, E>> {
  /** Where the connection stands; the same frozen object until it changes. */
  readonly status: Status;
  /** True while a session is there: live, or catching up. */
  readonly isConnected: boolean;
  /** What carries the session that is there. */
  readonly transport: Kind | undefined;
  /** The user whom the token proved, once a session was welcomed. */
  readonly user: string | undefined;
  /** What has come so far: the place after it, for the `since` of another connection. */
  readonly cursor: string | undefined;
  /** Listens to one kind of event, or with `*` to all of them; gives what stops listening. */
  on<N extends EventName<T, E>>(event: N, listener: (update: TaskUpdate<N, TaskEvents<T, E>[N]>) => unknown): () => void;
  on(event: '*', listener: (update: AnyUpdate<T, E>) => unknown): () => void;
  /**
   * Called whenever events alone do not tell the state: load your snapshot and return the promise. Events wait until it is done.
   * It is called at the first connection (`fresh`), after a gap, and at once for a listener that is added later (`late`).
   * `signal` is aborted when the snapshot is not wanted any more: give it to `fetch`, and an old answer replaces nothing.
   */
  onReset(listener: (reset: Reset) => unknown): () => void;
  /** Called at every change of `status`. */
  onStatus(listener: (status: Status) => unknown): () => void;
  /** Called with what went wrong and is not the end. Without a listener it goes to the console. */
  onError(listener: (problem: TaskcastError | ErrorFrame) => unknown): () => void;
  /** From now on only these events are wanted; `{}` is all of them. @throws {TypeError} when the gateway would refuse it */
  narrow(filter: Filter<EventName<T, E>>): void;
  /** Asks the gateway how good the line is now. A tab that uses the socket of another tab gets `{}`. */
  quality(): Promise<Quality>;
  /** Looks at the line now instead of later; for platforms that wake up without one of the usual events. */
  wake(): void;
  /** Ends the connection; it does not come back, and no listener of events is called after this. */
  close(): void;
}

/**
 * Connects, and stays connected until `close()` or until the server says stop. Returns at once; listeners that are added right
 * after miss nothing.
 *
 * @throws {TypeError} when `url` is not an address, or `narrow` not a filter
 */
export declare function connect<T = RegisteredTask, E = RegisteredEvents>(
  options: NoInfer<Options<EventName<T, E>>>,
): TaskcastConnection<T, E>;

/**
 * A part of the page that has a state of its own: what listens here waits for the snapshots that are loaded here, and nobody else
 * does. Where one of them hangs, the other parts go on.
 *
 * @example
 * const board = part(connection);
 * board.onReset(async () => show(await loadBoard()));
 * board.on('task.updated', ({ task }) => put(task));
 */
export declare function part<T, E>(connection: TaskcastConnection<T, E>): Pick<TaskcastConnection<T, E>, 'on' | 'onReset'>;

/**
 * Keeps a connection's place in `sessionStorage`, so that a reload of the page resumes instead of starting anew. Use it only when
 * the page keeps its own state across the reload too.
 */
export declare function sessionStore(key?: string): Store;

/** Every close code of the protocol: its name, and what the client then does. */
export declare const CLOSE_CODES: Readonly<
  Record<number, readonly [name: string, advice: 'reconnect' | 'backoff' | 'new-token' | 'stop']>
>;
