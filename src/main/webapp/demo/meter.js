/** How many seconds the charts show. */
export const SECONDS = 60;

/**
 * Events per second and their latency (from the event's `time` to this page), over the last minute. Only events that
 * happened while the device was live count for the latency. The wait of an event for a cut line does not show how fast
 * the gateway is.
 */
export class Meter {
  /** @type {Map<number, number[]>} */
  #seconds = new Map();

  /** @param {number} [latencyMs] */
  count(latencyMs) {
    const second = Math.floor(Date.now() / 1000);
    const bucket = this.#seconds.get(second) ?? [];
    bucket.push(latencyMs ?? NaN);
    this.#seconds.set(second, bucket);
  }

  /** The last minute, oldest second first: how many events, and the median and 95th percentile of their latency. */
  read() {
    const now = Math.floor(Date.now() / 1000);
    for (const second of this.#seconds.keys()) if (second <= now - SECONDS) this.#seconds.delete(second);
    const all = Array.from({ length: SECONDS }, (_, i) => this.#seconds.get(now - SECONDS + 1 + i) ?? []);
    const known = (/** @type {number[]} */ bucket) => bucket.filter((ms) => ms >= 0).sort((a, b) => a - b);
    const latencies = known(all.flat());
    return {
      rates: all.map((bucket) => bucket.length),
      rate: Math.max(all[SECONDS - 1].length, all[SECONDS - 2].length),
      medians: all.map((bucket) => quantile(known(bucket), 0.5)),
      median: quantile(latencies, 0.5),
      p95: quantile(latencies, 0.95),
    };
  }
}

/**
 * @param {number[]} sorted
 * @param {number} q
 */
const quantile = (sorted, q) =>
  sorted.length ? sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))] : undefined;
