/**
 * The messages on the wire, protocol version 1: PROTOCOL.md as types and constants.
 *
 * @module
 */

/** @import { Advice } from './close-codes.js' */

/** The codes after which a client stops. After 4001 it fetches a token; after all other codes it reconnects. */
export const STOP = /^(100[379]|400[39])$/;

/**
 * A task, as its producer wrote it: an `id`, and any other fields.
 *
 * @typedef {{ id: string | number, [field: string]: unknown }} Task
 */

/**
 * One event that concerns the user: `{"type":"task_update","event":"task.created","task":{…},…}`. A `channel` is what a
 * page may narrow to.
 *
 * @template {string} [E=string]
 * @typedef {{ type: 'task_update', event: E, task: Task, id: string, fingerprint?: string, channel?: string, cursor: string,
 *   time: string }} TaskUpdate
 */

/**
 * A name that no other event has until a reset. Producers choose the `id` and may choose it twice; then the event has a
 * fingerprint.
 *
 * @param {TaskUpdate} update
 */
export const nameOf = ({ fingerprint, id }) => fingerprint ?? id;

/**
 * The events that every deployment has, and `*` for all; a producer may add others, with any dotted name.
 *
 * @typedef {'task.created' | 'task.updated' | 'task.completed' | 'task.deleted'} KnownEvent
 * @typedef {{ [E in KnownEvent | '*']: TaskUpdate<E extends '*' ? string : E> }} TaskEvents
 */

/**
 * @typedef {{ type: 'welcome', user: string, session: string, cursor: string,
 *   resume: 'fresh' | 'resumed' | 'reset', reason?: string, heartbeat_ms: number, expires_at?: string }} Welcome
 * @typedef {{ type: 'error', code: string, message: string, retryable: boolean }} ErrorFrame
 * @typedef {{ type: 'reset', cursor: string, reason: string }} Reset
 * @typedef {{ type: 'goaway', reconnect_in_ms: number }} GoAway
 * @typedef {{ type: 'close', code: number, reason: string, advice: Advice }} Close
 * @typedef {{ type: 'heartbeat' | 'pong' | 'auth_ok' | 'auth_expiring' | 'narrowed', cursor?: string }} Signal
 * @typedef {TaskUpdate | Welcome | ErrorFrame | Reset | GoAway | Close | Signal} Frame
 * @typedef {{ type: 'batch', frames: Frame[] }} Batch
 */
