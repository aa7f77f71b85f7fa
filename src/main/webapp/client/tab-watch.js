import { connected } from './line.js';
import { Timer } from './timer.js';

/** @import { Word } from './tab-words.js' */
/** @import { Settings } from './taskcast.js' */

/**
 * How long a leader may be silent before a tab asks it. Up to a fifth is added, so that not all tabs ask at the same
 * time.
 */
const BEAT_MS = 5_000;

/** How long a tab is visible before it takes over from a hidden leader: a user who switches through tabs changes nothing. */
const SIGHT_MS = 3_000;

/**
 * How a following tab watches its leader. Tabs have a heartbeat among themselves. A silent leader is asked, and answers
 * immediately, even if the browser throttles its timers. If it does not answer, it is doubted and asked once more; then
 * the tab takes over.
 *
 * The tab also takes over after a while if it is visible and the leader is not. It takes over immediately if the leader
 * has not noticed that its connection is dead.
 */
export class Watch {
  #settings;
  #tell;
  #timer;
  #sight;
  #page;

  /**
   * @param {Settings} settings
   * @param {{ ask: () => void, doubt: () => void, take: () => void, turned: () => void }} tell `turned`: this tab is now
   * hidden, or visible again
   */
  constructor(settings, tell) {
    this.#settings = settings;
    this.#tell = tell;
    this.#timer = new Timer(settings.runtime);
    this.#sight = new Timer(settings.runtime);
    this.#page = settings.runtime.wakers.find(([, event]) => event === 'visibilitychange')?.[0];
  }

  begin() {
    this.#page?.addEventListener('visibilitychange', this);
  }

  end() {
    this.#page?.removeEventListener('visibilitychange', this);
    this.stop();
  }

  stop() {
    this.#timer.stop();
    this.#sight.stop();
  }

  /** The leader sent something. */
  heard() {
    this.#timer.start(this.#somewhat(BEAT_MS), () => {
      this.#tell.ask();
      this.#timer.start(this.#settings.probeTimeoutMs / 2, () => this.#tell.doubt());
    });
  }

  /** @param {number} ms how long any leader has for an answer */
  await(ms) {
    this.#sight.stop(); // another tab may lead by now
    this.#timer.start(ms, () => this.#tell.take());
  }

  /** @param {Word & { kind: 'beat' }} beat from the leader */
  beat({ status, silentMs, hidden }) {
    const { runtime, deadAfterMs } = this.#settings;
    if (connected(status) && silentMs > deadAfterMs) this.#tell.take();
    else if (!hidden || runtime.hidden()) this.#sight.stop();
    else if (!this.#sight.runs) {
      this.#sight.start(this.#somewhat(SIGHT_MS), () => runtime.hidden() || this.#tell.take());
    }
  }

  handleEvent() {
    this.#sight.stop();
    this.#tell.turned();
  }

  /** @param {number} ms */
  #somewhat = (ms) => ms * (1 + this.#settings.runtime.random() / 5);
}
