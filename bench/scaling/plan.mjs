/**
 * How many replicas a load needs, and what fails first: `node bench/scaling/plan.mjs devices=1e6 events=20000`. It
 * prints a line for each number of groups. docs/scaling.md explains the words and the unit costs, and says what is only
 * an estimate.
 *
 * @module
 */
import { pathToFileURL } from 'node:url';

/** What a caller can give, with the defaults. */
export const DEFAULTS = {
  devices: 100_000, // connected at the same time
  perUser: 1.3, // devices of one user who is connected
  events: 2_000, // per second, of all users
  online: 0.2, // the share of the events whose user is connected anywhere
  bytes: 300, // of one record
  window: 300, // seconds of events that a replica must keep in memory
  cores: 2, // of one replica
  memory: 4, // GiB of one replica
  busy: 0.5, // the share of its cores that a replica may use while all replicas are there
  replication: 3, // copies that Kafka keeps of a record
};

/** Unit costs: seconds of one core, and bytes. Each has its source in docs/scaling.md. */
export const UNITS = {
  process: 0.09, // a second of a gateway that reads 1 000 records a second or more; less in proportion below
  polls: [[1_000, 0.056], [5_000, 0.098], [20_000, 0.118]], // a second of Kafka's client, by records a second
  absent: 3.65e-6, // a record whose user is not connected here
  event: 10.3e-6, // a record whose user is connected here, with its first delivery
  delivery: 0.9e-6, // each further delivery of it
  idle: 3.0e-6, // a second of a connection: heartbeats, pings, pongs
  warm: 392e-6, // a new connection on a process that has compiled its code
  cold: 2_024e-6, // one of the first 5 000 after a start
  heapShare: 0.36, // of the memory
  windowShare: 0.4, // of the heap
  heapOfConnection: 80 << 10, // heap for each connection that admission lets in
  besideHeap: 72 << 10, // and beside the heap, in the process and in the kernel
  fixed: 240 * 2 ** 20, // classes, code, threads, Kafka's client
  besideShare: 7 / 8, // of what is left beside heap and process, for connections that are sockets
  entry: 158, // bytes of a window's entry in addition to the record
  reader: 0.8, // of one core, the most that the reading thread may use
};

const GIB = 2 ** 30;
const MAX_REPLICAS = 1_000;

/** Seconds of a core per second for Kafka's client at `rate` records per second: between two measured rates by their logarithm. */
export function polls(rate) {
  const points = UNITS.polls;
  if (rate <= points[0][0]) return points[0][1] * Math.min(1, rate / points[0][0]);
  const above = points.findIndex(([at]) => at >= rate);
  if (above < 0) return points.at(-1)[1];
  const [[from, low], [to, high]] = [points[above - 1], points[above]];
  return low + ((high - low) * Math.log(rate / from)) / Math.log(to / from);
}

/** Cores that one replica uses: `rate` records per second, `share` of them for its own users, `perEvent` deliveries for each, `connections`. */
export function processor({ rate, share, perEvent, connections }) {
  const here = UNITS.event + UNITS.delivery * Math.max(0, perEvent - 1);
  const process = UNITS.process * Math.min(1, rate / 1_000);
  return process + polls(rate) + rate * (share * here + (1 - share) * UNITS.absent) + connections * UNITS.idle;
}

/** The plan for one group of `replicas`, which reads `rate` records per second and serves `devices`. */
function replica(load, rate, devices, replicas) {
  const connections = devices / replicas;
  // The devices of one user are on different replicas, because a load balancer spreads them.
  const perReplica = Math.max(1, load.perUser / replicas);
  const share = Math.min(1, (load.online * load.perUser) / replicas / perReplica);
  const heap = load.memory * GIB * UNITS.heapShare;
  const left = Math.max(0, load.memory * GIB - heap - UNITS.fixed);
  const seconds = (heap * UNITS.windowShare) / (rate * (load.bytes + UNITS.entry));
  const reading = polls(rate) + rate * (share * (UNITS.event - UNITS.delivery) + (1 - share) * UNITS.absent);
  const lost = connections / 2; // a third of the replicas fails: each of the others takes a half more
  return {
    connections,
    places: Math.min(heap / UNITS.heapOfConnection, (left * UNITS.besideShare) / UNITS.besideHeap),
    cores: processor({ rate, share, perEvent: perReplica, connections }),
    reading,
    window: seconds,
    storm: (lost * UNITS.warm) / Math.max(0.1, load.cores * (1 - load.busy)),
  };
}

/** Why `replicas` are too few for a group, or nothing if they suffice. */
function lacks(load, one) {
  if (one.reading > UNITS.reader) return 'the thread that reads';
  if (one.cores > load.cores * load.busy) return 'processor';
  if (one.window < load.window) return 'memory for the window';
  // If a third of the replicas fails, the others have places for all devices.
  if (one.connections * 1.5 > one.places) return 'places for connections';
  return undefined;
}

/** The smallest plan of `groups` groups, or what makes it impossible. */
export function group(given, groups) {
  const load = { ...DEFAULTS, ...given };
  const rate = load.events / groups;
  const devices = load.devices / groups;
  let why;
  for (let replicas = 3; replicas <= MAX_REPLICAS; replicas++) {
    const one = replica(load, rate, devices, replicas);
    why = lacks(load, one);
    if (!why) {
      const inBytes = load.events * load.bytes;
      return {
        groups, replicas, all: groups * replicas, ...one,
        kafkaIn: inBytes * load.replication,
        kafkaOut: inBytes * (replicas + load.replication - 1),
      };
    }
    if (why === 'memory for the window') break; // each replica keeps the whole window of its group
  }
  return { groups, impossible: why };
}

/** Plans for 1, 2, 5, 10, … groups, until more groups only need more replicas. */
export function plans(given) {
  const found = [];
  for (const groups of [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000]) {
    found.push(group(given, groups));
    const [before, last] = found.slice(-2);
    if (last?.all > before.all) break;
  }
  return found;
}

const mega = (bytes) => `${(bytes / 1e6).toFixed(0)} MB/s`;

/** One line of text for a plan. */
export function line(plan) {
  if (plan.impossible) return `${plan.groups} groups: not possible, ${plan.impossible} does not suffice`;
  return [
    `${plan.groups} groups × ${plan.replicas} replicas = ${plan.all}`,
    `each ${plan.connections.toFixed(0)} connections of ${plan.places.toFixed(0)} places`,
    `${plan.cores.toFixed(2)} cores`,
    `window ${plan.window.toFixed(0)} s`,
    `Kafka in ${mega(plan.kafkaIn)}, out ${mega(plan.kafkaOut)}`,
    `a third lost: ${plan.storm.toFixed(1)} s of connecting`,
  ].join('; ');
}

/** The load that `words` such as `devices=1e6` give. */
export function load(words) {
  return Object.fromEntries(words.map((word) => {
    const [name, value] = word.split('=');
    if (!Object.hasOwn(DEFAULTS, name) || !(Number(value) > 0)) {
      throw new RangeError(`${word}: expected one of ${Object.keys(DEFAULTS).join(', ')} with a number above 0, such as devices=1e6`);
    }
    return [name, Number(value)];
  }));
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  try {
    for (const plan of plans(load(process.argv.slice(2)))) console.log(line(plan));
  } catch (error) {
    console.error(error.message);
    process.exitCode = 2;
  }
}
