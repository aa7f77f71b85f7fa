import { byId } from '../demo/dom.js';
import { fill } from './table.js';

/** @import { Scrape } from './scrape.js' */

const HEAD = ['Partition', 'Next offset', 'Records behind', 'Seconds behind'];
const whole = (/** @type {number} */ value) => Math.round(value).toLocaleString('en');

/**
 * Shows the window, and lag and position by partition.
 *
 * @param {Scrape} scrape
 */
export function showPartitions(scrape) {
  const of = (/** @type {string} */ name) => new Map(scrape.samples(name).map(({ labels, value }) => [labels.partition, value]));
  const [positions, records, seconds] = ['taskcast_kafka_position', 'taskcast_kafka_lag_records', 'taskcast_kafka_lag_seconds'].map(of);
  const partitions = [...records.keys()].sort((a, b) => Number(a) - Number(b));
  const rows = partitions.map((partition) => [
    partition,
    positions.get(partition) ?? '?',
    records.get(partition) ?? '?',
    seconds.has(partition) ? Number(seconds.get(partition)?.toFixed(1)) : '?',
  ]);
  fill(byId('partitions'), 'How far this replica has read', HEAD, rows, 'This replica has not looked at the topic yet.');

  const sum = (/** @type {string} */ name) => scrape.sum(`taskcast_window_${name}`) ?? 0;
  const full = (100 * sum('bytes')) / sum('max_bytes');
  const age = sum('age_seconds');
  const look = scrape.max('taskcast_kafka_look_age_seconds');
  byId('window').textContent = [
    `The window has ${whole(sum('events'))} events of ${whole(sum('users'))} users and is ${full.toFixed(1)} % full.`,
    age < 120 ? `It goes ${Math.round(age)} s back.` : `It goes ${Math.round(age / 60)} min back.`,
    sum('evicted_for_space_total') ? `It has forgotten ${whole(sum('evicted_for_space_total'))} events early for lack of space.` : '',
    look === undefined ? '' : `Last look at the topic: ${look.toFixed(0)} s ago.`,
  ].join(' ');
}
