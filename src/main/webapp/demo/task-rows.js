import { el } from './dom.js';
import { TaskRow } from './task-row.js';

/** @import { Task } from '../client/frames.js' */
/** @import { TaskActions } from './task-row.js' */

/**
 * The list of tasks of one device. A row lives as long as its task. So focus, and a title that is being edited, survive
 * all events.
 *
 * Tab reaches the list once, for any length. The arrow keys move from there: up and down between tasks, left and right
 * between the buttons of a task.
 */
export class TaskRows {
  #actions;
  /** @type {Map<string, TaskRow>} */
  #rows = new Map();
  #empty = el('p', { className: 'empty' });
  #grid = el('div', { role: 'grid', 'aria-label': 'Tasks', hidden: true });
  element = el('div', { className: 'tasks', tabIndex: -1 }, this.#empty, this.#grid);
  /** @type {HTMLElement | undefined} the element that Tab reaches */
  #stop;

  /** @param {TaskActions} actions */
  constructor(actions) {
    this.#actions = actions;
    this.#grid.addEventListener('focusin', ({ target }) => target instanceof HTMLButtonElement && this.#stopAt(target));
    this.#grid.addEventListener('keydown', (event) => this.#move(event));
  }

  /**
   * @param {Task[]} tasks
   * @param {string} empty the text if there is no task
   */
  show(tasks, empty) {
    const gone = new Set(this.#rows.keys());
    /** @type {Element | null} */
    let previous = null;
    for (const task of tasks) {
      const id = String(task.id);
      gone.delete(id);
      const row = this.#rows.get(id) ?? new TaskRow(this.#actions);
      this.#rows.set(id, row);
      row.show(task);
      /** @type {ChildNode | null} */
      const place = previous ? previous.nextSibling : this.#grid.firstChild;
      if (row.element !== place) this.#grid.insertBefore(row.element, place);
      previous = row.element;
    }
    for (const id of gone) this.#drop(id);
    if (this.#empty.textContent !== empty) this.#empty.textContent = empty;
    this.#empty.hidden = tasks.length > 0;
    this.#grid.hidden = !tasks.length;
    if (!this.#stop?.isConnected) this.#stopAt(this.#grid.querySelector('button') ?? undefined);
  }

  /** Scrolls to the top, where a burst is shown, unless the user works in the list. */
  toTop() {
    if (!this.element.contains(document.activeElement)) this.element.scrollTop = 0;
  }

  /** @param {string} id */
  #drop(id) {
    const row = this.#rows.get(id);
    const hadFocus = row?.element.contains(document.activeElement);
    const near = row?.element.nextElementSibling ?? row?.element.previousElementSibling;
    row?.element.remove();
    this.#rows.delete(id);
    if (hadFocus) (near?.querySelector('button') ?? this.element).focus();
  }

  /** @param {HTMLElement} [button] */
  #stopAt(button) {
    if (this.#stop) this.#stop.tabIndex = -1;
    if (button) button.tabIndex = 0;
    this.#stop = button;
  }

  /** @param {KeyboardEvent} event */
  #move(event) {
    const { key, target, altKey, metaKey, shiftKey, ctrlKey } = event;
    if (!(target instanceof HTMLButtonElement) || altKey || metaKey || shiftKey) return;
    const rows = [...this.#grid.children];
    const row = rows.findIndex((element) => element.contains(target));
    const column = buttons(rows[row]).indexOf(target);
    const step = getComputedStyle(this.#grid).direction === 'rtl' ? -1 : 1;
    const to = {
      ArrowDown: [row + 1, column],
      ArrowUp: [row - 1, column],
      ArrowRight: [row, column + step],
      ArrowLeft: [row, column - step],
      Home: [ctrlKey ? 0 : row, 0],
      End: [ctrlKey ? rows.length - 1 : row, 2],
    }[key];
    if (!to) return;
    event.preventDefault();
    buttons(rows[to[0]])[to[1]]?.focus();
  }
}

/** @param {Element | undefined} row */
const buttons = (row) => [...(row?.querySelectorAll('button') ?? [])];
