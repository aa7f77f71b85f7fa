import { acks } from './ack.js';
import { heard } from './quality.js';
import { renewals } from './renew.js';
import { Way } from './way.js';

/** @import { Delivery } from './delivery.js' */
/** @import { Link } from './link.js' */
/** @import { Settings } from './taskcast.js' */

/**
 * What a link does beside delivering: it renews tokens, finds another way where WebSockets are blocked, tells the gateway what
 * the page has, and says on the console why it was refused. It is loaded beside the rest, and no event depends on it: it
 * stands before the link, and looks at what comes.
 *
 * @param {Settings} settings
 * @param {Delivery} delivery
 * @param {Link} link
 */
export function beside(settings, delivery, link) {
  const { ended, message, stop, welcome } = link;
  const { renew, end } = renewals(link, settings);
  const way = new Way(link, settings);
  link.welcome = (frame, transport) => {
    way.once = false;
    welcome.call(link, frame, transport);
  };
  link.message = (frames, transport, size) => {
    message.call(link, frames, transport, size);
    heard(link, frames, settings.runtime.now());
    if (!transport.over && frames.some(({ type }) => type === 'auth_expiring')) renew(transport);
  };
  link.ended = (code, reason, transport, error, retryMs) => {
    way.ended(code, transport);
    ended.call(link, code, reason, transport, error, retryMs);
  };
  link.stop = (reason, code) => {
    const { state } = link.status;
    end();
    stop.call(link, reason, code);
    if (code && state !== 'stopped') import('./refusal.js').then(({ explain }) => explain(link.status, settings), () => {});
  };
  acks(settings, delivery, link);
}
