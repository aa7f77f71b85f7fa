/** @import { Store } from './delivery.js' */

/**
 * Keeps a connection's position in `sessionStorage`, so that a reload of the page resumes. Use it only if the page
 * keeps its own state across the reload too, because a resumed session asks for no snapshot. If the storage is blocked
 * or full, nothing is kept and nothing fails.
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
      // a reload then starts fresh, and the page is told so
    }
  },
});
