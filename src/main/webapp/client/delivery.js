/** @import { Frame, TaskUpdate, Welcome } from './frames.js' */

/**
 * Where a page keeps its place across reloads: an opaque string. `load` may be asynchronous, `save` is not waited for.
 *
 * @typedef {{
 *   load: () => string | null | undefined | Promise<string | null | undefined>,
 *   save: (place: string) => unknown,
 * }} Store
 */

/**
 * @typedef {{
 *   event: (update: TaskUpdate) => void,
 *   reset: (reason: string, wanted: () => boolean) => Promise<unknown>,
 *   settled: () => void,
 *   overflow: number,
 *   store?: Store,
 * }} Outlet
 */

/**
 * What reaches the listeners, each event exactly once: the cursor, the frames that two overlapping sessions both
 * bring, and the events that wait while the application loads its snapshot.
 *
 * Why it is exact. The cursor of a session's last frame covers all that this session handed over, and nothing else
 * is ever sent as the place to resume. While a new session takes over from a live one it resumes from a cursor that
 * the old one then leaves behind; so what the old one brings from there on is listed (`#overlap`), and becomes, at
 * the new one's welcome, the list of what the new one will bring again (`#seen`). An entry is struck off when it comes.
 * The list belongs to the cursor: both are stored together.
 */
export class Delivery {
  #out;
  /** @type {string | undefined} */
  cursor;
  /** @type {string | undefined} */
  user;
  /** @type {string[]} */
  #seen = [];
  /** @type {string[] | undefined} */
  #overlap;
  /** @type {TaskUpdate[] | undefined} */
  #held;
  #turn = 0;

  /** @param {Outlet} out */
  constructor(out) {
    this.#out = out;
  }

  /** True while events wait for the application's snapshot. */
  get holding() {
    return this.#held !== undefined;
  }

  /** Takes up the place that was stored, if it is one. */
  async load() {
    try {
      const { cursor, user, seen } = JSON.parse((await this.#out.store?.load()) ?? '{}');
      if (typeof cursor !== 'string' || !Array.isArray(seen)) return;
      Object.assign(this, { cursor, user });
      this.#seen = seen;
    } catch {
      // a place that cannot be read is no place: the session starts fresh, and says so
    }
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
   */
  welcome({ resume, reason, cursor, user }) {
    this.#seen.push(...(this.#overlap ?? []));
    this.#overlap = undefined;
    const known = this.cursor !== undefined;
    const same = this.user === undefined || this.user === user;
    this.user = user;
    if (known && same && resume === 'resumed') return;
    this.#reset(cursor, !known ? 'fresh' : same ? (reason ?? 'reset') : 'user-changed');
  }

  /**
   * What one message brought, in its order.
   *
   * @param {Frame[]} frames
   */
  message(frames) {
    for (const frame of frames) {
      if (frame.type === 'task_update') this.#update(frame);
      else if (frame.type === 'reset') this.#reset(frame.cursor, frame.reason);
      if ('cursor' in frame && frame.cursor) this.cursor = frame.cursor;
    }
    this.#save();
  }

  /** @param {TaskUpdate} update */
  #update(update) {
    this.#overlap?.push(update.id);
    const at = this.#seen.indexOf(update.id);
    if (at >= 0) return void this.#seen.splice(at, 1);
    if (!this.#held) this.#out.event(update);
    else if (this.#held.push(update) > this.#out.overflow) this.#reset(update.cursor, 'overflow');
  }

  /**
   * @param {string} cursor
   * @param {string} reason
   */
  async #reset(cursor, reason) {
    const turn = ++this.#turn;
    this.cursor = cursor;
    this.#seen = [];
    this.#held = [];
    await this.#out.reset(reason, () => turn === this.#turn);
    if (turn !== this.#turn) return; // a later reset makes this snapshot too old
    const held = this.#held;
    this.#held = undefined;
    held.forEach(this.#out.event);
    this.#save();
    this.#out.settled();
  }

  #save() {
    const { cursor, user } = this;
    if (!this.#held && cursor) this.#out.store?.save(JSON.stringify({ cursor, user, seen: this.#seen }));
  }
}
