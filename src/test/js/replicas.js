/**
 * A small model of a gateway with two replicas. Every replica reads all partitions, in the order of its own polls. A
 * session is a position in that order. A cursor names an offset for every partition, so it is valid on both replicas.
 */
export class Gateway {
  partitions = [[], [], []];
  /** Per replica, the order in which it read: [partition, offset]. */
  orders = [[], []];
  #chance;

  constructor(chance) {
    this.#chance = chance;
  }

  publish(n) {
    const partition = n % this.partitions.length;
    this.partitions[partition].push(n);
  }

  /** A replica polls: some partitions advance, in any order. */
  poll(replica) {
    const order = this.orders[replica];
    const read = this.partitions.map((_, partition) => order.filter(([p]) => p === partition).length);
    const waiting = this.partitions.flatMap((records, p) => (read[p] < records.length ? [p] : []));
    while (waiting.length) {
      const p = waiting.splice(Math.floor(this.#chance() * waiting.length), 1)[0];
      while (read[p] < this.partitions[p].length && this.#chance() < 0.8) order.push([p, read[p]++]);
    }
  }

  session(replica, cursor) {
    const from = cursor
      ? cursor.split('.').map(Number)
      : this.partitions.map((_, p) => this.orders[replica].filter(([q]) => q === p).length);
    return { replica, seen: from, at: 0 };
  }

  /** The next event that the session has not had and wants, once its replica has read as far as the cursor. */
  next(session) {
    const order = this.orders[session.replica];
    const behind = session.seen.some((offset, p) => order.filter(([q]) => q === p).length < offset && session.at === 0);
    if (behind) return undefined;
    while (session.at < order.length) {
      const [p, offset] = order[session.at++];
      if (offset < session.seen[p]) continue;
      session.seen[p] = offset + 1;
      const n = this.partitions[p][offset];
      if (session.channels && !session.channels.includes(channelOf(n))) continue;
      return {
        type: 'task_update',
        event: 'task.updated',
        task: { id: 't', n },
        id: `${p}-${offset}`,
        channel: channelOf(n),
        cursor: session.seen.join('.'),
        time: '',
      };
    }
    return undefined;
  }
}

/** The channel of an event. */
export const channelOf = (n) => `board:${n % 4}`;

/** A random generator that gives the same numbers for the same seed (mulberry32). */
export function chanceOf(seed) {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}
