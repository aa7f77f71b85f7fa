/** The lock that makes one tab the leader. When that tab ends in any way, the browser gives the lock to another tab. */
export class Leadership {
  #locks;
  #name;
  #tell;
  /** @type {AbortController | undefined} */
  #campaign;

  /**
   * @param {LockManager} locks
   * @param {string} name
   * @param {{ won: () => void, lost: () => void, impossible: () => void }} tell
   */
  constructor(locks, name, tell) {
    this.#locks = locks;
    this.#name = name;
    this.#tell = tell;
  }

  /**
   * Waits for the lock, and keeps it.
   *
   * @param {boolean} [steal] takes it from a leader that does not answer (usually a suspended tab)
   */
  async stand(steal = false) {
    this.leave();
    const { signal } = (this.#campaign = new AbortController());
    let won = false;
    try {
      await this.#locks.request(this.#name, steal ? { steal } : { signal }, async () => {
        if (signal.aborted) return;
        won = true;
        this.#tell.won();
        await new Promise((resolve) => signal.addEventListener('abort', () => resolve(0)));
      });
    } catch {
      if (signal.aborted) return;
      if (won) this.#tell.lost();
      else this.#tell.impossible(); // no locks in this context
    }
  }

  /** Gives the lock back, or stops waiting for it. */
  leave() {
    this.#campaign?.abort();
  }
}
