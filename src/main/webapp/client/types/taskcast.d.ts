/** A task, as its producer wrote it: an `id`, and any other fields. */
export interface Task {
  id: string | number;
  [field: string]: unknown;
}

/**
 * The types of an application's tasks and events. Augment it once, instead of naming types everywhere:
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
/** The events of the application in addition to those that every deployment has, see `Register`. */
export type RegisteredEvents = Register extends { events: infer E } ? E : {};

/** The events that every deployment has. */
export type KnownEvent = 'task.created' | 'task.updated' | 'task.completed' | 'task.deleted';

/** The type of task that each event carries: `T` for the known events, and for the events of `E` the type that `E` names. */
export type TaskEvents<T = RegisteredTask, E = RegisteredEvents> = Omit<Record<KnownEvent, T>, keyof E> & E;

/** The names of the events. */
export type EventName<T = RegisteredTask, E = RegisteredEvents> = keyof TaskEvents<T, E> & string;

/** One event that concerns the user. */
export interface TaskUpdate<N extends string = string, T = RegisteredTask> {
  type: 'task_update';
  event: N;
  task: T;
  /** The id that the producer gave it; not always unique. */
  id: string;
  /** Distinguishes two events with the same `id`. */
  fingerprint?: string;
  /** The channel that a page may narrow to. */
  channel?: string;
  /** The position after it. */
  cursor: string;
  /** When it happened, ISO 8601. */
  time: string;
}

/** Any of the events; `event` tells which `task` it carries. A producer may send events without a type: handle a `default`. */
export type AnyUpdate<T = RegisteredTask, E = RegisteredEvents> = {
  [N in EventName<T, E>]: TaskUpdate<N, TaskEvents<T, E>[N]>;
}[EventName<T, E>];

type Beginnings<N> = N extends `${infer Head}.${infer Rest}` ? `${Head}.*` | `${Head}.${Beginnings<Rest>}` : never;

/**
 * Which events a page wants. A list that is absent or empty passes everything. A list has at most 64 entries of at most 256
 * characters; both lists together have at most 4 096 characters.
 */
export interface Filter<N extends string = EventName> {
  /** Names, or prefixes of names that end in `.*`. */
  events?: readonly (N | Beginnings<N> | '*')[];
  /** Whole names. */
  channels?: readonly string[];
}

/** The transport of a session. */
export type Kind = 'websocket' | 'sse';

interface StatusFields {
  /** How many attempts failed in a row. */
  attempt: number;
  /** When the next attempt is, in milliseconds since 1970. */
  retryAt: number;
  /** Why the last session ended, or why the connection stopped; the server's words if it gave a reason. */
  reason: string;
  /** The close code of the server. */
  code: number;
  /** The server refuses this client. */
  fatal: boolean;
  /** The server was silent for too long: the page may show old data, until the next answer or the end of the session. */
  stale: boolean;
  /** The transport of the session. */
  transport: Kind;
}
type StatusOf<S extends string, Always extends keyof StatusFields, Perhaps extends keyof StatusFields = never> = Readonly<
  { state: S } & Pick<StatusFields, Always> &
    Partial<Pick<StatusFields, Perhaps>> & { [F in Exclude<keyof StatusFields, Always | Perhaps>]?: undefined }
>;

/** The state of a connection; `state` tells which of the other fields are present. */
export type Status =
  | StatusOf<'connecting', never, 'attempt'>
  | StatusOf<'catching-up' | 'live', never, 'stale' | 'transport'>
  | StatusOf<'reconnecting', 'attempt' | 'retryAt' | 'reason', 'code'>
  | StatusOf<'offline', never>
  | StatusOf<'stopped', 'reason' | 'fatal', 'code'>;

/** The quality of the connection. */
export interface Quality {
  /**
   * How long an answer of the gateway took. It is absent without an answer in time, on a stream, and if another tab has
   * the connection.
   */
  roundTripMs?: number;
  /**
   * How old the newest event was when it came, by the clock of this device. It is absent before the first event, and if
   * another tab has the connection.
   */
  lagMs?: number;
}

/** Where a page keeps its position across reloads: an opaque string. Nobody waits for `save`. */
export interface Store {
  load(): string | null | undefined | Promise<string | null | undefined>;
  save(place: string): unknown;
}

/** Why a snapshot must be loaded, and a signal that aborts once it is no longer wanted. */
export interface Reset {
  reason: string;
  signal: AbortSignal;
}

/** An `error` frame. */
export interface ErrorFrame {
  type: 'error';
  code: string;
  message: string;
  retryable: boolean;
}

/**
 * Where a problem occurred. `token`: `token` failed, or returned no text; it is called again. `snapshot`: a listener of
 * `onReset` failed or took too long; it is called again. `listener`: another listener threw. `store`: the position could not
 * be stored; this is reported once. `cannot-open`: this platform cannot open the connection. `stopped`, `overflow`: why an
 * iteration ended.
 */
export type ProblemCode = 'token' | 'snapshot' | 'listener' | 'store' | 'cannot-open' | 'stopped' | 'overflow';

/** A problem that this library reports. */
export declare class TaskcastError extends Error {
  constructor(code: ProblemCode, cause: unknown);
  name: string;
  code: ProblemCode;
}

/** The functions of the platform, for programs that replace them. */
export interface Runtime {
  WebSocket: typeof WebSocket;
  fetch: typeof fetch;
  setTimeout(callback: () => void, ms: number): unknown;
  clearTimeout(timer: never): void;
  now(): number;
  random(): number;
  /** Whether there is a network; called before every attempt. */
  online(url: string): boolean;
  /** Whether the page is hidden. */
  hidden(): boolean;
  /** The events after which the connection should be checked. */
  wakers: ReadonlyArray<readonly [target: EventTarget | undefined, event: string]>;
}

/** How all tabs share one socket: the result of `oneSocket`. */
export interface Tabs {
  (settings: never, delivery: never, tell: never): unknown;
}

/** How to connect. */
export interface Options<N extends string = EventName> {
  /**
   * The token, or a function that fetches one. The function returns `null` if the user signed out: then the connection stops.
   * It is called before every connection, when the server says that the token will expire soon, and once more after a refusal.
   * There is one call at a time, unless one hangs for `connectTimeoutMs`. While a session lives, there is at most one call in
   * 10 s. If a plain string expires, the connection stops.
   */
  token: string | ((why: { reason: 'connect' | 'refused' | 'expiring' }) => string | null | Promise<string | null>);
  /**
   * The endpoint; `http(s)` and relative addresses are fine. A gateway below a context root, such as `/live`, serves this client
   * with `/live/ws` as the default. @default '/ws' of the page's own host
   */
  url?: string | URL;
  /**
   * How the token is sent: in the first frame, in the subprotocol header (for gateways that check it at the handshake), or in
   * the query (where access logs record it). @default 'frame'
   */
  auth?: 'frame' | 'subprotocol' | 'query';
  /** The allowed transports, the preferred one first. @default ['websocket', 'sse'] */
  transports?: readonly Kind[];
  /** Which of the user's events the page wants, see `connection.narrow`. @default all */
  narrow?: Filter<N>;
  /** The name of this program, for the operator, such as `board/2.1`: at most 64 printable characters. @default undefined */
  client?: string;
  /** Aborting it closes the connection. */
  signal?: AbortSignal;
  /** Keeps the position across reloads of the page, see `sessionStore`. @default undefined */
  store?: Store;
  /** A cursor to begin after if `store` has no position: the cursor of a snapshot that is part of the page. @default undefined */
  since?: string;
  /** One socket for all tabs, see `oneSocket`. @default a socket per tab */
  tabs?: Tabs;
  /** First upper bound of the random delays. @default 1000 */
  backoffMs?: number;
  /** Largest upper bound of the random delays. @default 30000 */
  backoffCapMs?: number;
  /** How long token, handshake and welcome may take together. @default 15000 */
  connectTimeoutMs?: number;
  /** The silence of the server after which a connection counts as dead. @default 30000 */
  deadAfterMs?: number;
  /** How long a silent server may take to answer a ping. @default 5000 */
  probeTimeoutMs?: number;
  /** How long a listener of `onReset` may take before events no longer wait for it. @default 30000 */
  snapshotTimeoutMs?: number;
  /** Writes each step to the console; never a token, never a task. @default false */
  debug?: boolean;
  /** How many events may wait for a snapshot or an iterator. @default 10000 */
  holdLimit?: number;
  /** Replacements for the platform's functions; on Node 20 `{ WebSocket }` of `ws`, otherwise the transport is `sse`. */
  runtime?: Partial<Runtime>;
}

/** A lasting connection: the events of a user, each exactly once and in order, over any network. */
export interface TaskcastConnection<T = RegisteredTask, E = RegisteredEvents> extends AsyncIterable<AnyUpdate<T, E>> {
  /** The state of the connection; the same frozen object until it changes. */
  readonly status: Status;
  /** True while there is a session: live, or catching up. */
  readonly isConnected: boolean;
  /** The transport of the current session. */
  readonly transport: Kind | undefined;
  /** The user whom the token proved, once a session was welcomed. */
  readonly user: string | undefined;
  /** The position after the events so far, for the `since` of another connection. */
  readonly cursor: string | undefined;
  /** Listens to one kind of event, or with `*` to all of them; returns a function that stops listening. */
  on<N extends EventName<T, E>>(event: N, listener: (update: TaskUpdate<N, TaskEvents<T, E>[N]>) => unknown): () => void;
  on(event: '*', listener: (update: AnyUpdate<T, E>) => unknown): () => void;
  /**
   * Called whenever events alone do not give the state: load your snapshot and return the promise. Events wait until it
   * resolves. It is called at the first connection (`fresh`), after a gap, and immediately for a listener that is added
   * later (`late`). `signal` is aborted once the snapshot is no longer wanted: pass it to `fetch`, so that an old answer
   * replaces nothing.
   */
  onReset(listener: (reset: Reset) => unknown): () => void;
  /** Called at every change of `status`. */
  onStatus(listener: (status: Status) => unknown): () => void;
  /** Called with each problem that does not end the connection. Without a listener, the problem goes to the console. */
  onError(listener: (problem: TaskcastError | ErrorFrame) => unknown): () => void;
  /** From now on the page wants only these events; `{}` means all. @throws {TypeError} if the gateway would refuse the filter */
  narrow(filter: Filter<EventName<T, E>>): void;
  /** Measures the quality of the connection now. A tab that uses the socket of another tab gets `{}`. */
  quality(): Promise<Quality>;
  /** Checks the connection now instead of later; for platforms that wake up without one of the usual events. */
  wake(): void;
  /** Ends the connection permanently; no event listener is called after this. */
  close(): void;
}

/**
 * Connects, and stays connected until `close()` or until the server says stop. Returns immediately; listeners that are
 * added directly after this call miss nothing.
 *
 * @throws {TypeError} if `url` is not an address, or `narrow` not a filter
 */
export declare function connect<T = RegisteredTask, E = RegisteredEvents>(
  options: NoInfer<Options<EventName<T, E>>>,
): TaskcastConnection<T, E>;

/**
 * A part of the page that has a state of its own: only its listeners wait for its snapshots. If one of its snapshots hangs,
 * the other parts continue.
 *
 * @example
 * const board = part(connection);
 * board.onReset(async () => show(await loadBoard()));
 * board.on('task.updated', ({ task }) => put(task));
 */
export declare function part<T, E>(connection: TaskcastConnection<T, E>): Pick<TaskcastConnection<T, E>, 'on' | 'onReset'>;

/**
 * Keeps a connection's position in `sessionStorage`, so that a reload of the page resumes. Use it only if the page keeps its
 * own state across the reload too.
 */
export declare function sessionStore(key?: string): Store;

/** Every close code of the protocol: its name, and what the client does after it. */
export declare const CLOSE_CODES: Readonly<
  Record<number, readonly [name: string, advice: 'reconnect' | 'backoff' | 'new-token' | 'stop']>
>;
