/** @typedef {{ labels: Record<string, string>, value: number }} Sample */

const LINE = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)/;
const LABEL = /(\w+)="((?:[^"\\]|\\.)*)"/g;

/** One reading of /metrics (the text format of Prometheus). */
export class Scrape {
  /** @type {Map<string, Sample[]>} */
  #samples = new Map();
  at = performance.now();

  /** @param {string} text */
  constructor(text) {
    for (const line of text.split('\n')) {
      const found = LINE.exec(line);
      if (!found) continue;
      const [, name, all = '', value] = found;
      const labels = Object.fromEntries([...all.matchAll(LABEL)].map(([, key, text]) => [key, text.replace(/\\(.)/g, '$1')]));
      const samples = this.#samples.get(name) ?? [];
      samples.push({ labels, value: Number(value.replace('Inf', 'Infinity')) });
      this.#samples.set(name, samples);
    }
  }

  /** @param {string} name */
  samples(name) {
    return this.#samples.get(name) ?? [];
  }

  /**
   * The sum over all labels, or over the labels that fit; undefined if this replica has no such metric.
   *
   * @param {string} name
   * @param {(labels: Record<string, string>) => boolean} [fits]
   */
  sum(name, fits = () => true) {
    const samples = this.samples(name).filter(({ labels }) => fits(labels));
    return samples.length ? samples.reduce((sum, { value }) => sum + value, 0) : undefined;
  }

  /** @param {string} name */
  max(name) {
    const values = this.samples(name).map(({ value }) => value);
    return values.length ? Math.max(...values) : undefined;
  }

  /**
   * The growth of a counter per second since `before`.
   *
   * @param {string} name
   * @param {Scrape} before
   */
  rate(name, before) {
    const [now, then] = [this.sum(name), before.sum(name)];
    if (now === undefined || then === undefined) return undefined;
    return Math.max(0, now - then) / ((this.at - before.at) / 1000);
  }

  /**
   * The upper bound of the bucket that holds the quantile, over the values since `before`.
   *
   * @param {number} q
   * @param {string} name
   * @param {Scrape} before
   */
  quantile(q, name, before) {
    const counts = (/** @type {Scrape} */ scrape) =>
      new Map(scrape.samples(`${name}_bucket`).map(({ labels, value }) => [Number(labels.le.replace('+Inf', 'Infinity')), value]));
    const [now, then] = [counts(this), counts(before)];
    const grown = [...now].map(([end, count]) => ({ end, count: count - (then.get(end) ?? 0) })).sort((a, b) => a.end - b.end);
    const all = grown.at(-1)?.count ?? 0;
    return all > 0 ? grown.find(({ count }) => count >= q * all)?.end : undefined;
  }
}
