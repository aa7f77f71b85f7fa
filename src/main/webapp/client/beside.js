import { acks } from './ack.js';
import { renewals } from './renew.js';
import { Way } from './way.js';

/** @import { Delivery } from './delivery.js' */
/** @import { Frame } from './frames.js' */
/** @import { Link } from './link.js' */
/** @import { Settings } from './taskcast.js' */

/** A timer of a hidden page that is so late was held back: browsers do that to a second, or to a minute. */
const LATE_MS = 5_000;

/**
 * Watches the timers of a page while it is hidden. Where the browser holds back one that a message started, the connection gets
 * timers that it does not.
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
        loaded?.catch(() => {}); // the timers of the page are left
      }, LATE_MS);
    },
    end() {
      over = true;
      runtime.clearTimeout(/** @type {never} */ (timer));
      loaded?.then((end) => end(), () => {});
    },
  };
}

/** @type {(frame: Frame) => boolean | undefined} whether a token is to be renewed, or its renewal to be tried again */
const due = (frame) => frame.type === 'auth_expiring' || (frame.type === 'error' && frame.code === 'token_refused' && frame.retryable);

/**
 * What a link does beside delivering: it renews tokens, finds another way where WebSockets are blocked, tells the gateway what
 * the page has, sees whether its timers come in time, and says on the console why it was refused. It is loaded beside the rest, and no event depends on it: it
 * stands before the link, and looks at what comes. What came before it was there, it takes
 * from `link.last`; an attempt that ended before does not count for another way, so that takes one more.
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
