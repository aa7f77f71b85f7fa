import { Chart } from '../demo/chart.js';
import { SECONDS } from '../demo/meter.js';

/** @import { Scrape } from './scrape.js' */

/** A rate compares the newest scrape with the scrape that came this many scrapes before it. */
const SPAN = 5;

/**
 * A number with its past: one value a scrape, the oldest one first.
 *
 * @typedef {{
 *   name: string, kind: string, floor: number, read: (now: Scrape, before: Scrape) => number | undefined,
 *   words: (value: number) => string, note?: (now: Scrape) => string,
 * }} Kind
 */

const whole = (/** @type {number} */ value) => Math.round(value).toLocaleString('en');
const seconds = (/** @type {number} */ value) => {
  if (value === Infinity) return 'longer';
  return value < 1 ? `${Math.round(value * 1000)} ms` : `${value.toFixed(1)} s`;
};
const mebibytes = (/** @type {number | undefined} */ value) => (value === undefined ? '?' : `${whole(value / 2 ** 20)} MiB`);
const heap = (/** @type {Record<string, string>} */ { area }) => area === 'heap';

/** @type {Kind[]} */
const KINDS = [
  {
    name: 'Devices',
    kind: 'rate',
    floor: 10,
    read: (now) => now.sum('taskcast_connections'),
    words: whole,
    note: (now) => `${whole(now.sum('taskcast_users') ?? 0)} users, room for ${whole(now.sum('taskcast_sockets_max') ?? 0)}`,
  },
  { name: 'Events a second', kind: 'rate', floor: 10, read: (now, before) => now.rate('taskcast_window_appended_total', before), words: whole },
  { name: 'Deliveries a second', kind: 'rate', floor: 10, read: (now, before) => now.rate('taskcast_deliveries_total', before), words: whole },
  {
    name: 'Time to the device, p99',
    kind: 'latency',
    floor: 0.05,
    read: (now, before) => now.quantile(0.99, 'taskcast_delivery_seconds', before),
    words: (value) => `≤ ${seconds(value)}`,
  },
  {
    name: 'Behind Kafka',
    kind: 'latency',
    floor: 1,
    read: (now) => now.max('taskcast_kafka_lag_seconds'),
    words: seconds,
    note: (now) => `${whole(now.sum('taskcast_kafka_lag_records') ?? 0)} records`,
  },
  {
    name: 'Devices behind',
    kind: 'latency',
    floor: 10,
    read: (now) => now.sum('taskcast_sessions_behind'),
    words: whole,
    note: (now) => `not reading: ${whole(now.sum('taskcast_stuck_calls') ?? 0)}`,
  },
  {
    name: 'Heap',
    kind: 'rate',
    floor: 2 ** 24,
    read: (now) => now.sum('jvm_memory_used_bytes', heap),
    words: mebibytes,
    note: (now) => `of ${mebibytes(now.sum('jvm_memory_max_bytes', heap))}`,
  },
  {
    name: 'Processors in use',
    kind: 'rate',
    floor: 0.5,
    read: (now, before) => now.rate('process_cpu_seconds_total', before),
    words: (value) => value.toFixed(2),
  },
];

/** Numbers with sparklines, from one scrape after the other. */
export class Numbers {
  /** @type {Scrape[]} */
  #scrapes = [];
  #tiles = KINDS.map((kind) => ({ kind, chart: new Chart(kind.name, kind.kind, '2 min', (top) => kind.words(top).replace('≤ ', '')), values: /** @type {(number | undefined)[]} */ ([]) }));
  elements = this.#tiles.map(({ chart }) => chart.element);

  /** @param {Scrape} now */
  show(now) {
    this.#scrapes = [...this.#scrapes, now].slice(-SPAN - 1);
    const before = this.#scrapes[0];
    for (const { kind, chart, values } of this.#tiles) {
      const value = kind.read(now, before);
      values.push(value !== undefined && Number.isFinite(value) ? value : undefined);
      values.splice(0, values.length - SECONDS);
      const past = [...Array(SECONDS - values.length).fill(undefined), ...values];
      const known = value !== undefined && !Number.isNaN(value);
      chart.show(past, kind.floor, known ? kind.words(value) : '–', known && kind.note ? kind.note(now) : '');
    }
  }
}
