import { connected } from './line.js';
import { Timer } from './timer.js';

/** @import { Word } from './tab-words.js' */
/** @import { Settings } from './taskcast.js' */

/** So long may a leader be silent before it is asked; up to a fifth more, so that not all tabs ask at once. */
const BEAT_MS = 5_000;

/** So long is a tab in sight before it takes over from one that is hidden: who leafs through tabs moves nothing. */
const SIGHT_MS = 3_000;

/**
 * How a tab that follows watches its leader. Tabs have a heartbeat among themselves: a leader that says nothing is asked, and
 * answers at once, also where the browser holds its timers back. One that does not answer is doubted, and asked once more; then
 * the tab takes over. It also takes over where it is in sight and the leader is not, after a while, and where the leader has not
 * noticed that its line is dead.
 */
export class Watch {
  #settings;
  #tell;
  #timer;
  #sight;
  #page;

  /**
   * @param {Settings} settings
   * @param {{ ask: () => void, doubt: () => void, take: () => void, turned: () => void }} tell `turned`: this tab is hidden now,
   * or no longer
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

  /** The leader said something. */
  heard() {
    this.#timer.start(this.#somewhat(BEAT_MS), () => {
      this.#tell.ask();
      this.#timer.start(this.#settings.probeTimeoutMs / 2, () => this.#tell.doubt());
    });
  }

  /** @param {number} ms so long has whoever leads for an answer */
  await(ms) {
    this.#sight.stop(); // perhaps another one leads by now
    this.#timer.start(ms, () => this.#tell.take());
  }

  /** @param {Word & { kind: 'beat' }} beat of the leader */
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
