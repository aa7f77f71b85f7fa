/**
 * The messages between tabs, on a BroadcastChannel.
 *
 * @module
 */

/** @import { News, Place } from './delivery.js' */
/** @import { TaskUpdate } from './frames.js' */
/** @import { Status } from './taskcast.js' */

/**
 * What tabs send to each other. `hello` asks the leader (a new leader by name) for the way from `cursor` to its position;
 * `join` is the answer. `ping` asks whether the leader is there; `beat` is the answer. `want` says which events a tab wants,
 * also as the answer to `roll`.
 *
 * @typedef {{ kind: 'hello', tab: string, cursor?: string, leader?: string, filter?: string }
 *   | { kind: 'want', tab: string, filter?: string }
 *   | { kind: 'roll' }
 *   | { kind: 'lead', from: string }
 *   | { kind: 'left', from: string }
 *   | { kind: 'join', from: string, to: string, cursor?: string, status: Status, place: Place, missed?: TaskUpdate[],
 *     known?: string[] }
 *   | { kind: 'news', from: string, news: News, place: Place }
 *   | { kind: 'status', from: string, status: Status }
 *   | { kind: 'beat', from: string, status: Status, silentMs: number, hidden: boolean }
 *   | { kind: 'ping' }
 *   | { kind: 'wake' }} Word
 */

export {};
