/** @import { Line } from './line.js' */
/** @import { Link } from './link.js' */
/** @import { Settings } from './taskcast.js' */

/**
 * - `roundTripMs`: how long an answer of the gateway took. It is absent if no answer came in time, on a stream, and
 *   if another tab has the connection.
 * - `lagMs`: how old the newest event was when it came, by the clock of this device. It is absent before the first
 *   event, and if another tab has the connection.
 *
 * @typedef {{ roundTripMs?: number, lagMs?: number }} Quality
 */

/** @type {WeakMap<Link, Set<() => void>>} the callers that wait for an answer */
const waiting = new WeakMap();

/**
 * The callers that wait for the next answer on a link. It wraps the link's `message` and looks at each frame.
 *
 * @param {Link} link
 */
function answers(link) {
  const known = waiting.get(link);
  if (known) return known;
  const { message } = link;
  /** @type {Set<() => void>} */
  const all = new Set();
  waiting.set(link, all);
  link.message = (frames, transport, size) => {
    message.call(link, frames, transport, size);
    if (frames.some(({ type }) => type === 'pong')) all.forEach((answered) => answered());
  };
  return all;
}

/**
 * Measures how long the gateway takes to answer.
 *
 * @param {Line & { own?: Line }} line
 * @param {Settings} settings
 * @returns {Promise<Quality>}
 */
export async function quality(line, { runtime, probeTimeoutMs }) {
  const link = /** @type {Link | undefined} */ ('own' in line ? line.own : line);
  if (!link) return {};
  const all = answers(link);
  const lag = () => {
    const [, newest, at] = link.last.task_update ?? [];
    return newest && Math.max(0, at - Date.parse(newest.time));
  };
  if (link.status.transport !== 'websocket') return { lagMs: lag() };
  const asked = runtime.now();
  const roundTripMs = await new Promise((resolve) => {
    const answered = () => {
      all.delete(answered);
      runtime.clearTimeout(/** @type {never} */ (timer));
      resolve(runtime.now() - asked);
    };
    const late = () => resolve(all.delete(answered) && undefined);
    const timer = runtime.setTimeout(late, probeTimeoutMs);
    all.add(answered);
    link.wake();
  });
  return { roundTripMs, lagMs: lag() };
}
