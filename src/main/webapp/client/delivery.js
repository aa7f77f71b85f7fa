import { covers, filterOf, passes } from './filter.js';
import { nameOf } from './frames.js';
import { Hold } from './hold.js';

/** @import { Frame, TaskUpdate, Welcome } from './frames.js' */
/** @import { Outlet } from './hold.js' */
/** @import { Settings } from './taskcast.js' */

/**
 * Where a page keeps its position across reloads: an opaque string. `load` may be asynchronous; nobody waits for `save`.
 *
 * @typedef {{
 *   load: () => string | null | undefined | Promise<string | null | undefined>,
 *   save: (place: string) => unknown,
 * }} Store
 */

/**
 * A page's position: it has everything up to `cursor` that `filter` passes, and the later events whose names are in
 * `seen`.
 *
 * @typedef {{ cursor?: string, user?: string, seen: string[], filter?: string }} Place
 */

/**
 * The items of one message that are new to the page, in order. `was` is the filter until then.
 *
 * @typedef {(TaskUpdate | { type: 'reset', reason: string, was?: string })[]} News
 */

/**
 * What reaches the page, each event exactly once: it keeps the cursor, and finds the events that two overlapping
 * sessions both deliver.
 *
 * Why it is exact. The cursor of a session's last frame covers everything that this session delivered, and only that
 * cursor is sent as the position to resume from. When a new session replaces a live one, it resumes from a cursor that
 * the old session then leaves behind. The page lists what the old session delivers after that cursor (`#overlap`). At
 * the new session's welcome, this list becomes the list of events that the new session will deliver again (`seen`). An
 * event is removed from the list when it comes. The list belongs to the cursor: both are stored together.
 *
 * If a new filter passes more events than the old one, events before the cursor are missing, and the page is reset. The
 * server sends that reset directly after `narrowed`. So the new filter belongs to the position only once the frame
 * after `narrowed` is processed. Each filter that was sent applies for a while, until the next one does: they are
 * processed one after the other.
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
  /** @type {(string | undefined)[]} the filters that were sent to the current session and do not apply yet */
  sent = [];
  /** Whether the first of these filters applies from the next frame on. */
  #narrowed = false;
  #out;
  /** @type {((news: News, place: Place) => void) | undefined} another receiver of all news */
  tell;
  /** @type {Partial<Place> | undefined} the parts of the stored position that differ */
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

  /** The cursor for a new session. From now on, the deliveries of the old session are listed. */
  resume() {
    this.#overlap = [];
    return this.cursor;
  }

  /** The session that asked to `resume` never began. */
  forget() {
    this.#overlap = undefined;
  }

  /**
   * A session begins; from now on, only its frames count.
   *
   * @param {Welcome} welcome
   * @param {string} [filter] the filter of the session
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
   * Processes the frames of one message, in order.
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
      if (code === 'invalid_field') this.sent.shift(); // a filter is the only field that can be wrong
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
   * Removes an event from the list of seen events, if it is there.
   *
   * @param {TaskUpdate} update
   */
  strike(update) {
    const at = this.seen.indexOf(nameOf(update));
    return at >= 0 && this.seen.splice(at, 1);
  }

  /**
   * @param {News} news for the page, whose position after it is the current one
   * @param {Partial<Place>} before the position before the news; if the page closes in between, `seen` still has this value
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
