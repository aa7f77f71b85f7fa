/** @import { Delivery } from './delivery.js' */
/** @import { Link } from './link.js' */
/** @import { Settings } from './taskcast.js' */
/** @import { Transport } from './transport.js' */

/** The page sends an acknowledgement at most this often. */
const ACK_MS = 5_000;

/**
 * Acknowledges to the gateway what the page has, for its operator: some seconds after an event, and when the page
 * hides.
 *
 * This module is loaded after the rest, and nothing depends on it: it wraps the link's `message` and looks at each
 * frame. A stream cannot send acknowledgements. An older gateway does not know the frame and answers with an error.
 * This module then sends no more of them, and hides that error from the page.
 *
 * @param {Settings} settings
 * @param {Delivery} delivery
 * @param {Link} link
 */
export function acks({ runtime }, delivery, link) {
  const page = runtime.wakers.find(([, event]) => event === 'visibilitychange')?.[0];
  const { message, stop } = link;
  /** @type {unknown} */
  let timer;
  /** @type {Transport | undefined} the transport of events that are not acknowledged yet */
  let news;
  let told = false;
  let mute = false;

  const end = () => {
    runtime.clearTimeout(/** @type {never} */ (timer));
    timer = undefined;
  };
  const tell = () => {
    end();
    if (!news || news.over || mute) return;
    if (delivery.hold.owes) return later(); // the page has the events only when its snapshots are loaded
    news.send({ type: 'ack', cursor: delivery.cursor });
    news = undefined;
    told = true;
  };
  const later = () => {
    timer ??= runtime.setTimeout(tell, ACK_MS);
  };
  const hide = () => {
    if (runtime.hidden()) tell();
  };
  page?.addEventListener('visibilitychange', hide);

  const note = (/** @type {Transport} */ transport) => {
    if (transport.over || transport.kind !== 'websocket') return;
    news = transport;
    later();
  };
  const before = link.last.task_update;
  if (before) note(before[0]);

  link.message = (frames, transport, size) => {
    const rest = frames.filter((frame) => !told || !('code' in frame) || frame.code !== 'unknown_type');
    mute ||= rest.length < frames.length;
    message.call(link, rest, transport, size);
    if (frames.some(({ type }) => type === 'task_update')) note(transport);
  };
  link.stop = (...why) => {
    end();
    page?.removeEventListener('visibilitychange', hide);
    stop.call(link, ...why);
  };
}
