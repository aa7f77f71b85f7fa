import { connected } from './line.js';
import { link } from './link.js';

/** @import { Line } from './line.js' */
/** @import { TabParts } from './tabs.js' */
/** @import { Status } from './taskcast.js' */

/**
 * The line of a tab that has one of its own. Where it takes over from a line that was there, this one shows what that one did, as
 * `stale`, until it knows better: nobody sees that a tab was changed.
 */
export class OwnLine {
  /** @type {Line} */
  #line;
  #runtime;
  #heard;
  /** @type {Status | undefined} */
  #cover;
  #gone = false;
  #before;
  #tell;

  /**
   * @param {Pick<TabParts, 'settings' | 'delivery' | 'tell'>} parts
   * @param {Status} before what was shown until now
   * @param {(status: Status) => void} report
   */
  constructor({ settings, delivery, tell }, before, report) {
    this.#runtime = settings.runtime;
    this.#before = before;
    this.#tell = tell;
    this.#heard = settings.runtime.now();
    if (connected(before)) this.#cover = Object.freeze({ ...before, stale: true });
    this.#line = link(settings, delivery, {
      problem: tell.problem,
      status: (status) => {
        if (this.#gone || (this.#cover && status.state === 'connecting')) return;
        this.#cover = undefined;
        this.heard();
        report(status);
        tell.status(status);
      },
    });
  }

  get status() {
    return this.#cover ?? this.#line.status;
  }

  /** The link of this tab. */
  get own() {
    return this.#line;
  }

  /** How long the gateway has said nothing. */
  get silentMs() {
    return this.#runtime.now() - this.#heard;
  }

  /** The gateway said something. */
  heard() {
    this.#heard = this.#runtime.now();
  }

  connect() {
    if (this.#cover || this.#before.state !== this.status.state) this.#tell.status(this.status);
    this.#line.connect();
  }

  /** @param {string} [filter] */
  narrow(filter) {
    this.#line.narrow(filter);
  }

  wake() {
    this.#line.wake();
  }

  settle() {
    this.#line.settle();
  }

  /**
   * @param {string} reason
   * @param {number} [code]
   */
  stop(reason, code) {
    this.#line.stop(reason, code);
  }

  /** Another tab has the line now; nothing is reported of this one any more. */
  leave() {
    this.#gone = true;
    this.#line.stop('replaced');
  }
}
