import { acks } from './ack.js';
import { renewals } from './renew.js';
import { Way } from './way.js';

/** @import { Delivery } from './delivery.js' */
/** @import { Frame } from './frames.js' */
/** @import { Link } from './link.js' */
/** @import { Settings } from './taskcast.js' */

/** If a hidden page's timer is this late, the browser throttled it: browsers throttle to a second, or to a minute. */
const LATE_MS = 5_000;

/**
 * Watches the timers of a page while it is hidden. If the browser throttles a timer that a message started, the
 * connection gets timers that are not throttled.
 *
 * @param {Settings} settings
 */
function lateness({ runtime }) {
  /** @type {unknown} */
  let timer;
  /** @type {Promise<() => void> | undefined} */
  let loaded;
  let over = false;
  return {
    look() {
      if (timer || loaded || !globalThis.Worker || !runtime.hidden()) return;
      const due = runtime.now() + LATE_MS;
      timer = runtime.setTimeout(() => {
        timer = undefined;
        if (runtime.now() - due > LATE_MS) loaded = import('./steady.js').then(({ steady }) => (over ? () => {} : steady(runtime)));
        loaded?.catch(() => {}); // then the page's own timers stay in use
      }, LATE_MS);
    },
    end() {
      over = true;
      runtime.clearTimeout(/** @type {never} */ (timer));
      loaded?.then((end) => end(), () => {});
    },
  };
}

/** @type {(frame: Frame) => boolean | undefined} whether to renew a token, or to retry its renewal */
const due = (frame) => frame.type === 'auth_expiring' || (frame.type === 'error' && frame.code === 'token_refused' && frame.retryable);

/**
 * What a link does besides delivering. It renews tokens, switches the transport where WebSockets are blocked,
 * acknowledges events, and detects throttled timers. It also explains a refusal on the console.
 *
 * This module is loaded after the rest, and no event depends on it: it wraps the link's methods and looks at each
 * frame. It takes earlier frames from `link.last`. It does not know earlier attempts, so switching the transport takes
 * one attempt more.
 *
 * @param {Settings} settings
 * @param {Delivery} delivery
 * @param {Link} link
 */
export function beside(settings, delivery, link) {
  const explain = () => {
    if (link.status.code) import('./refusal.js').then((refusal) => refusal.explain(link.status, settings), () => {});
  };
  if (link.status.state === 'stopped') return explain();
  const { ended, message, stop, welcome } = link;
  const { renew, end } = renewals(link, settings);
  const way = new Way(link, settings);
  const timers = lateness(settings);
  link.welcome = (frame, transport) => {
    way.once = false;
    welcome.call(link, frame, transport);
  };
  link.message = (frames, transport, size) => {
    message.call(link, frames, transport, size);
    if (!transport.over) timers.look();
    if (!transport.over && frames.some(due)) renew(transport);
  };
  link.ended = (code, reason, transport, error, retryMs) => {
    way.ended(code, transport);
    ended.call(link, code, reason, transport, error, retryMs);
  };
  link.stop = (reason, code) => {
    const { state } = link.status;
    end();
    timers.end();
    stop.call(link, reason, code);
    if (state !== 'stopped') explain();
  };
  acks(settings, delivery, link);
  const [expiring] = link.last.auth_expiring ?? [];
  if (expiring && !expiring.over) renew(expiring);
}
