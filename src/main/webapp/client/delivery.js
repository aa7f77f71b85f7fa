import { covers, filterOf, passes } from './filter.js';
import { nameOf } from './frames.js';
import { Hold } from './hold.js';

/** @import { Frame, TaskUpdate, Welcome } from './frames.js' */
/** @import { Outlet } from './hold.js' */
/** @import { Settings } from './taskcast.js' */

/**
 * Where a page keeps its place across reloads: an opaque string. `load` may be asynchronous, `save` is not waited for.
 *
 * @typedef {{
 *   load: () => string | null | undefined | Promise<string | null | undefined>,
 *   save: (place: string) => unknown,
 * }} Store
 */

/**
 * Where a page stands: everything up to `cursor` that `filter` lets pass, and of what comes after it the events with the
 * names in `seen`.
 *
 * @typedef {{ cursor?: string, user?: string, seen: string[], filter?: string }} Place
 */

/**
 * What the page has not had yet, in order, of one message. `was` is the filter until then.
 *
 * @typedef {(TaskUpdate | { type: 'reset', reason: string, was?: string })[]} News
 */

/**
 * What reaches the page, each event exactly once: the cursor, and the frames that two overlapping sessions both bring.
 *
 * Why it is exact. The cursor of a session's last frame covers all that this session handed over, and nothing else
 * is ever sent as the place to resume. While a new session takes over from a live one it resumes from a cursor that
 * the old one then leaves behind; so what the old one brings from there on is listed (`#overlap`), and becomes, at
 * the new one's welcome, the list of what the new one will bring again (`seen`). An entry is struck off when it comes.
 * The list belongs to the cursor: both are stored together.
 *
 * A filter that lets more pass than the one before leaves a hole before the cursor: the page is reset. The server sends
 * that reset right after `narrowed`, so the new filter belongs to the place only once the frame after that is taken. Each
 * filter that was sent holds for a while, if only until the next one does: they are taken one after the other.
 */
export class Delivery {
  /** @type {string | undefined} */
  cursor;
  /** @type {string | undefined} */
  user;
  /** @type {string[]} */
  seen = [];
  /** @type {TaskUpdate[] | undefined} */
  #overlap;
  /** @type {string | undefined} */
  filter;
  /** @type {(string | undefined)[]} the filters that were sent to the session that is listened to, and do not yet hold */
  sent = [];
  /** The first of them holds from the next frame on. */
  #narrowed = false;
  #out;
  /** @type {((news: News, place: Place) => void) | undefined} who else is told */
  tell;
  /** @type {Partial<Place> | undefined} what is kept otherwise than it came */
  kept;

  /**
   * @param {Outlet} out
   * @param {Settings} settings
   */
  constructor(out, settings) {
    this.#out = out;
    this.hold = new Hold(out, settings);
  }

  /** @returns {Place} */
  get place() {
    const { cursor, user, seen, filter } = this;
    return { cursor, user, seen: [...seen], filter };
  }

  /** The cursor for a session that begins now; from here on, what the old one delivers is listed. */
  resume() {
    this.#overlap = [];
    return this.cursor;
  }

  /** The session that asked to `resume` never began. */
  forget() {
    this.#overlap = undefined;
  }

  /**
   * A session begins, and is from here on the only one that is listened to.
   *
   * @param {Welcome} welcome
   * @param {string} [filter] what it gets
   */
  welcome({ resume, reason, cursor, user }, filter) {
    this.seen.push(...(this.#overlap ?? []).filter((update) => passes(filter, update)).map(nameOf));
    this.#overlap = undefined;
    const known = this.cursor;
    const same = this.user === undefined || this.user === user;
    const whole = covers(this.filter, filterOf(filter));
    this.user = user;
    this.filter = filter;
    this.#narrowed = false;
    this.sent = [];
    if (known && same && resume === 'resumed' && whole) return;
    const why = !known ? 'fresh' : !same ? 'user-changed' : (reason ?? (whole ? 'reset' : 'widened'));
    this.message([{ type: 'reset', reason: why, cursor }]);
  }

  /**
   * What one message brought, in its order.
   *
   * @param {Frame[]} frames
   */
  message(frames) {
    /** @type {News} */
    const news = [];
    const before = this.place;
    for (const frame of frames) {
      const { cursor, code } = /** @type {{ cursor?: string, code?: unknown }} */ (frame);
      const was = this.filter;
      if (this.#narrowed) this.filter = this.sent.shift();
      this.#narrowed = frame.type === 'narrowed' && this.sent.length > 0;
      if (code === 'invalid_field') this.sent.shift(); // the only thing that can be wrong
      if (frame.type === 'reset') {
        if (frame.reason !== 'widened') this.seen = [];
        news.push({ ...frame, was });
      } else if (frame.type === 'task_update') {
        this.#overlap?.push(frame);
        if (!this.strike(frame)) news.push(frame);
      }
      if (cursor) this.cursor = cursor;
    }
    this.tell?.(news, this.place);
    this.bring(news, before);
  }

  /**
   * Strikes an event off the list of what was seen, if it is there.
   *
   * @param {TaskUpdate} update
   */
  strike(update) {
    const at = this.seen.indexOf(nameOf(update));
    return at >= 0 && this.seen.splice(at, 1);
  }

  /**
   * @param {News} news for the page, after which it stands at this place
   * @param {Partial<Place>} before where it stood before the news; where it closes in the middle, `seen` is still so
   */
  bring(news, { cursor, seen }) {
    this.hold.place = { ...this.place, ...this.kept };
    for (const item of news) {
      if (this.#out.over()) return;
      if (item.type === 'reset') this.hold.reset(item.reason);
      else this.hold.event(item, { cursor, seen });
      cursor = /** @type {TaskUpdate} */ (item).cursor;
    }
    if (!this.#out.over()) this.hold.save();
  }
}
