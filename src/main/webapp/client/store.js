/** @import { Store } from './delivery.js' */

/**
 * Keeps a connection's place in `sessionStorage`, so that a reload of the page resumes instead of starting anew. Use it
 * only when the page keeps its own state across the reload too: no snapshot is asked for when the session resumes.
 * Where the storage is blocked or full, nothing is kept and nothing fails.
 *
 * @param {string} [key]
 * @returns {Store}
 */
export const sessionStore = (key = 'taskcast') => ({
  load() {
    try {
      return sessionStorage.getItem(key);
    } catch {
      return null;
    }
  },
  save(place) {
    try {
      sessionStorage.setItem(key, place);
    } catch {
      // a reload then starts fresh, and says so
    }
  },
});
