/** @import { Frame } from './frames.js' */
/** @import { Line } from './line.js' */
/** @import { Link } from './link.js' */
/** @import { Settings } from './taskcast.js' */

/**
 * - `roundTripMs`: how long an answer of the gateway took; nothing where it did not come in time, or cannot be asked for: by a
 *   stream, or through another tab.
 * - `lagMs`: how old the newest event was when it came, by the clock of this device; nothing before the first one.
 *
 * @typedef {{ roundTripMs?: number, lagMs?: number }} Quality
 */

/** @type {WeakMap<Line, { lagMs?: number, answered?: () => void }>} what is known of a link */
const known = new WeakMap();

/**
 * Takes note of what a link brought.
 *
 * @param {Link} link
 * @param {Frame[]} frames
 * @param {number} now
 */
export function heard(link, frames, now) {
  const own = known.get(link) ?? {};
  known.set(link, own);
  for (const frame of frames) {
    if (frame.type === 'task_update') own.lagMs = Math.max(0, now - Date.parse(frame.time));
    if (frame.type === 'pong') own.answered?.();
  }
}

/**
 * Asks the gateway how far away it is.
 *
 * @param {Line & { own?: Line }} line
 * @param {Settings} settings
 * @returns {Promise<Quality>}
 */
export async function quality(line, { runtime, probeTimeoutMs }) {
  const link = 'own' in line ? line.own : line;
  if (!link) return {};
  const own = known.get(link) ?? {};
  known.set(link, own);
  if (link.status.transport !== 'websocket') return { lagMs: own.lagMs };
  const asked = runtime.now();
  const others = own.answered;
  const roundTripMs = await new Promise((resolve) => {
    const timer = runtime.setTimeout(() => resolve(undefined), probeTimeoutMs);
    own.answered = () => {
      others?.();
      own.answered = undefined;
      runtime.clearTimeout(/** @type {never} */ (timer));
      resolve(runtime.now() - asked);
    };
    link.wake();
  });
  return { roundTripMs, lagMs: own.lagMs };
}
