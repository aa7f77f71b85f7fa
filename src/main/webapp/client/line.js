/**
 * The layer below a connection: a link of its own, or one that it shares with other tabs.
 *
 * @module
 */

/** @import { Delivery } from './delivery.js' */
/** @import { ProblemCode } from './errors.js' */
/** @import { Settings, Status } from './taskcast.js' */

/**
 * What a connection needs of the line below it.
 *
 * @typedef {{
 *   readonly status: Status,
 *   connect: () => void, narrow: (filter?: string) => void,
 *   wake: () => void, settle: () => void, stop: (reason: string, code?: number) => void,
 * }} Line
 */

/**
 * A problem with a code is another component's error; the code says where it occurred.
 *
 * @typedef {{ status: (status: Status) => void, problem: (problem: unknown, code?: ProblemCode) => void }} LinkTelling
 */

/**
 * Makes the line of a connection.
 *
 * @typedef {(settings: Settings, delivery: Delivery, tell: LinkTelling) => Line} MakeLine
 */

/**
 * Whether there is a session.
 *
 * @param {Status} status
 */
export const connected = ({ state }) => state === 'live' || state === 'catching-up';
