/** @import { Task, TaskUpdate } from '../client/frames.js' */

/** The tasks that one device knows: a snapshot, and every event since. */
export class Tasks {
  /** @type {Map<string, Task>} */
  #byId = new Map();

  /** @param {Task[]} tasks */
  replaceAll(tasks) {
    this.#byId = new Map(tasks.map((task) => [String(task.id), task]));
  }

  /** @param {TaskUpdate} update */
  apply({ event, task }) {
    if (event === 'task.deleted') this.#byId.delete(String(task.id));
    else this.#byId.set(String(task.id), event === 'task.completed' ? { ...task, status: 'completed' } : task);
  }

  /** Open tasks first; within a group, the newest first. */
  list() {
    const rank = (/** @type {Task} */ task) =>
      (task.status === 'completed' ? '0' : '1') + String(task.created_at ?? '');
    return [...this.#byId.values()].sort((a, b) => (rank(a) < rank(b) ? 1 : -1));
  }
}
