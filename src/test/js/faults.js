/**
 * Faults of a client, at least one for each clause of PROTOCOL.md. Each has the clause, and a scenario of the conformance kit
 * that must find it. `faulty-client.js` is our client with one of these faults; most faults stand between it and its sockets.
 *
 * - `out(frame, socket)`: returns the frame to send instead, or nothing to send no frame
 * - `hear(frame, socket)`: returns the frame that the client hears instead, or nothing if it hears no frame
 * - `code(code, socket)`: returns the code with which a socket ends for the client; `undefined` hides the end from it
 * - `shut(socket)`: runs instead of the close of a socket; `opened(socket)`: runs when a socket is open
 * - `say(words)`: prints instead of the application
 * - `options`, `runtime`: the client's; `exits`: the process ends without a close; `raw`: there is no client at all
 *
 * @module
 */
const ofType = (type, instead) => (frame, socket) => (frame.type === type ? instead(frame, socket) : frame);
const without = (type) => ofType(type, () => undefined);
const left = (socket, code = 1006) => void socket.lose(code);
const seen = new Set();

/** Changes the frame; in a batch, changes every frame. */
const each = (change) => (frame, socket) => {
  if (frame.type !== 'batch') return change(frame, socket);
  return { ...frame, frames: frame.frames.map((one) => change(one, socket)).filter(Boolean) };
};

export const FAULTS = {
  'ends-at-a-frame-it-does-not-know': {
    clause: 'C-1',
    scenario: 'unknown-frame',
    hear: (frame, socket) => (/tomorrow|goodbye/.test(frame.type) ? left(socket) : frame),
  },
  'speaks-before-it-is-answered': { clause: 'C-2', scenario: 'welcome', raw: true },
  'sends-binary-frames': { clause: 'C-3', scenario: 'welcome', opened: (socket) => socket.binary() },
  'knows-no-fragments': {
    clause: 'C-4',
    scenario: 'fragments',
    hear: (frame) => (/[^\0-\x7f]/.test(JSON.stringify(frame)) ? undefined : frame),
  },
  'forgets-the-token': {
    clause: 'C-5',
    scenario: 'welcome',
    out: ofType('auth', ({ token: _, ...frame }) => frame),
  },
  'gives-up-at-401': { clause: 'C-6', scenario: 'refused-with-401', code: (code, socket) => (socket.was ? code : undefined) },
  'sends-a-type-of-its-own': {
    clause: 'C-7',
    scenario: 'welcome',
    hear: ofType('welcome', (frame, socket) => socket.send('{"type":"hello"}') ?? frame),
  },
  'accepts-batches-and-ignores-them': { clause: 'C-8', scenario: 'batch', hear: without('batch') },
  'drops-the-last-event-of-a-batch': {
    clause: 'C-8',
    scenario: 'batch',
    hear: ofType('batch', (frame) => ({ ...frame, frames: frame.frames.slice(0, -1) })),
  },
  'keeps-the-cursors-of-events-only': {
    clause: 'C-9',
    scenario: 'resume-from-any-frame',
    hear: each(({ cursor, ...frame }) => (frame.type === 'task_update' ? { cursor, ...frame } : frame)),
  },
  'makes-cursors': {
    clause: 'C-10',
    scenario: 'cursor-as-it-came',
    out: ofType('auth', (frame) => ({ ...frame, cursor: frame.cursor?.toLowerCase() })),
  },
  'loads-nothing-at-first': { clause: 'C-11', scenario: 'welcome', say: (words) => words !== 'snapshot' && words },
  'loads-after-each-welcome': {
    clause: 'C-12',
    scenario: 'resume',
    hear: ofType('welcome', (frame) => ({ ...frame, resume: 'reset' })),
  },
  'believes-that-it-resumed': {
    clause: 'C-13',
    scenario: 'reset',
    hear: ofType('welcome', (frame) => ({ ...frame, resume: 'resumed' })),
  },
  'ignores-a-reset': { clause: 'C-14', scenario: 'reset-during-a-session', hear: without('reset') },
  'ignores-a-reset-in-a-batch': {
    clause: 'C-14',
    scenario: 'reset-in-a-batch',
    hear: ofType('batch', (frame) => each(without('reset'))(frame)),
  },
  'does-not-look-who-it-is': {
    clause: 'C-15',
    scenario: 'another-user',
    hear: ofType('welcome', (frame) => ({ ...frame, user: 'ada' })),
  },
  'takes-a-batch-backwards': {
    clause: 'C-16',
    scenario: 'batch',
    hear: ofType('batch', (frame) => ({ ...frame, frames: [...frame.frames].reverse() })),
  },
  'sends-no-cursor': {
    clause: 'C-17',
    scenario: 'resume',
    out: ofType('auth', ({ cursor: _, ...frame }) => frame),
  },
  'resumes-from-an-older-cursor': {
    clause: 'C-17',
    scenario: 'resume',
    hear: ofType('task_update', ({ cursor: _, ...frame }) => frame),
  },
  'listens-to-two-lines': {
    clause: 'C-18',
    scenario: 'half-open-without-a-close',
    shut: (socket) => socket.told(),
  },
  'compares-ids-only': { clause: 'C-19', scenario: 'duplicate-by-name', hear: ({ fingerprint: _, ...frame }) => frame },
  'doubles-after-a-handover': {
    clause: 'C-20',
    scenario: 'duplicate',
    hear: ofType('task_update', (frame, socket) => ({ ...frame, fingerprint: `${socket.number} ${frame.id}` })),
  },
  'doubles-in-a-batch': {
    clause: 'C-20',
    scenario: 'duplicate-in-a-batch',
    hear: ofType(
      'batch',
      each((frame, { number }) => ({ ...frame, fingerprint: `${number} ${frame.id}` })),
    ),
  },
  'takes-a-name-once-for-ever': {
    clause: 'C-20',
    scenario: 'no-duplicate',
    hear: ofType('task_update', (frame) => {
      const name = frame.fingerprint ?? frame.id;
      return seen.size === seen.add(name).size ? { type: 'heartbeat', cursor: frame.cursor } : frame;
    }),
  },
  'keeps-names-over-a-reset': {
    clause: 'C-21',
    scenario: 'names-after-a-reset',
    hear: ofType('welcome', (frame, socket) => {
      if (frame.resume === 'reset') socket.say('snapshot');
      return frame.resume === 'reset' ? { ...frame, resume: 'resumed' } : frame;
    }),
  },
  'comes-back-without-a-wait': { clause: 'C-22', scenario: 'not-in-a-tight-loop', runtime: { random: () => 0 } },
  'never-comes-back': { clause: 'C-22', scenario: 'comes-back-for-ever', code: () => undefined },
  'begins-its-waits-anew-at-each-welcome': {
    clause: 'C-23',
    scenario: 'not-in-a-tight-loop',
    runtime: { now: () => performance.now() * 10_000, random: () => 0.5 },
  },
  'never-forgets-its-failures': {
    clause: 'C-23',
    scenario: 'a-good-session',
    runtime: { now: () => performance.now() / 1_000, random: () => 0.5 },
  },
  'stops-at-a-code-it-does-not-know': {
    clause: 'C-24',
    scenario: 'close-unknown',
    code: (code) => (code === 4777 ? 4003 : code),
  },
  'comes-back-with-the-refused-token': { clause: 'C-25', scenario: 'close-4001', options: { token: () => 'token-1' } },
  'comes-back-at-4001-for-ever': {
    clause: 'C-26',
    scenario: 'refused-twice',
    code: (code) => (code === 4001 ? 1006 : code),
  },
  'comes-back-where-it-was-forbidden': {
    clause: 'C-27',
    scenario: 'close-4003',
    code: (code) => (code === 4003 ? 1006 : code),
  },
  'leaves-a-silent-gateway-unasked': { clause: 'C-28', scenario: 'silent-but-alive', out: without('ping') },
  'believes-a-dead-line': {
    clause: 'C-29',
    scenario: 'half-open',
    opened: (socket) => setInterval(() => socket.pretend({ type: 'pong' }), 300).unref(),
  },
  'answers-no-ping': { clause: 'C-30', scenario: 'protocol-ping', socket: { autoPong: false } },
  'lets-its-token-expire': { clause: 'C-31', scenario: 'expiry', hear: without('auth_expiring') },
  'fetches-a-token-at-each-announcement': {
    clause: 'C-32',
    scenario: 'expiry-announced-too-often',
    hear: ofType('auth_expiring', (_, socket) => socket.send('{"type":"auth","token":"token-2"}')),
  },
  'leaves-when-a-new-token-is-refused': {
    clause: 'C-33',
    scenario: 'expiry-refused',
    hear: (frame, socket) => (frame.code === 'token_refused' ? left(socket) : frame),
  },
  'does-not-wait-for-its-slot': {
    clause: 'C-34',
    scenario: 'goaway',
    hear: ofType('goaway', (frame) => ({ ...frame, reconnect_in_ms: 0 })),
  },
  'breaks-before-it-makes': {
    clause: 'C-35',
    scenario: 'goaway',
    hear: ofType('goaway', (_, socket) => left(socket, 1001)),
  },
  'keeps-the-line-it-left': { clause: 'C-36', scenario: 'goaway', shut: () => {} },
  'tries-one-second-line': {
    clause: 'C-37',
    scenario: 'goaway-to-nowhere',
    code: (code, socket) => (socket.number === 2 ? undefined : code),
  },
  'stops-when-it-is-told-goodbye': {
    clause: 'C-38',
    scenario: 'close-1000',
    code: (code) => (code === 1000 ? 4003 : code),
  },
  'answers-no-close': { clause: 'C-39', scenario: 'close-1001', opened: (socket) => socket.deaf() },
  'vanishes-without-a-close': { clause: 'C-40', scenario: 'leave', exits: true },
  'ends-at-an-error': { clause: 'C-41', scenario: 'error', hear: ofType('error', (_, socket) => left(socket)) },
  'sends-too-much': {
    clause: 'C-42',
    scenario: 'welcome',
    hear: ofType('welcome', (frame, socket) => {
      for (let i = 0; i < 60; i++) socket.send('{"type":"ping"}');
      return frame;
    }),
  },
};
