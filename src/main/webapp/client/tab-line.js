import { connected } from './line.js';
import { link } from './link.js';

/** @import { Line } from './line.js' */
/** @import { TabParts } from './tabs.js' */
/** @import { Status } from './taskcast.js' */

/**
 * The line of a tab that has its own link. If it replaces an earlier line, it shows the earlier status as `stale` until
 * it knows more. So the page does not show that another tab took over.
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
   * @param {Status} before the status shown until now
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

  /** For how long the gateway has sent nothing. */
  get silentMs() {
    return this.#runtime.now() - this.#heard;
  }

  /** The gateway sent something. */
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

  /** Another tab has the line now; this one reports nothing any more. */
  leave() {
    this.#gone = true;
    this.#line.stop('replaced');
  }
}
