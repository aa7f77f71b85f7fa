import { el } from './dom.js';

/** @import { Task } from '../client/frames.js' */

/**
 * What a person does with a task.
 *
 * @typedef {{
 *   rename: (id: unknown, title: string) => void,
 *   complete: (id: unknown) => void,
 *   remove: (id: unknown) => void,
 * }} TaskActions
 */

/**
 * The list of tasks of one device. Rows live as long as their task, so focus, and a title that is being edited, survive
 * whatever arrives meanwhile.
 */
export class TaskRows {
  #actions;
  /** @type {Map<string, Row>} */
  #rows = new Map();
  #empty = el('li', { className: 'empty' }, 'No tasks yet. Add one here or on another device.');
  element = el('ul', { className: 'tasks', 'aria-label': 'Tasks', tabIndex: 0 }, this.#empty);

  /** @param {TaskActions} actions */
  constructor(actions) {
    this.#actions = actions;
  }

  /** @param {Task[]} tasks */
  show(tasks) {
    const gone = new Set(this.#rows.keys());
    /** @type {Element | null} */
    let previous = null;
    for (const task of tasks) {
      const id = String(task.id);
      gone.delete(id);
      const row = this.#rows.get(id) ?? new Row(this.#actions);
      this.#rows.set(id, row);
      row.show(task);
      /** @type {ChildNode | null} */
      const place = previous ? previous.nextSibling : this.element.firstChild;
      if (row.element !== place) this.element.insertBefore(row.element, place);
      previous = row.element;
    }
    for (const id of gone) {
      const row = this.#rows.get(id);
      if (row?.element.contains(document.activeElement)) this.element.focus();
      row?.element.remove();
      this.#rows.delete(id);
    }
    if (tasks.length) this.#empty.remove();
    else this.element.append(this.#empty);
  }
}

/** One task: complete, rename in place, delete. */
class Row {
  #actions;
  #shown = '';
  /** @type {Task | undefined} */
  #task;
  #done = el('button', { type: 'button', className: 'done' });
  #title = el('button', { type: 'button', className: 'title' });
  #remove = el('button', { type: 'button', className: 'icon' }, '✕');
  element = el('li', { className: 'task' }, this.#done, this.#title, this.#remove);

  /** @param {TaskActions} actions */
  constructor(actions) {
    this.#actions = actions;
    this.#done.addEventListener('click', () => this.#task?.status !== 'completed' && actions.complete(this.#task?.id));
    this.#remove.addEventListener('click', () => actions.remove(this.#task?.id));
    this.#title.addEventListener('click', () => this.#edit());
  }

  /** @param {Task} task */
  show(task) {
    const title = String(task.title ?? task.id);
    const done = task.status === 'completed';
    const shown = JSON.stringify([title, done, task.updated_at]);
    this.#task = task;
    if (shown === this.#shown) return;
    if (this.#shown) this.#flash();
    this.#shown = shown;
    this.#title.textContent = title;
    this.#title.setAttribute('aria-label', `Rename ${title}`);
    this.#done.setAttribute('aria-label', done ? `${title} is completed` : `Complete ${title}`);
    this.#done.setAttribute('aria-disabled', String(done));
    this.#done.textContent = done ? '✓' : '';
    this.#remove.setAttribute('aria-label', `Delete ${title}`);
    this.element.classList.toggle('completed', done);
  }

  #flash() {
    for (const animation of this.element.getAnimations()) animation.cancel();
    if (matchMedia('(prefers-reduced-motion: reduce)').matches) return;
    this.element.animate({ backgroundColor: ['var(--flash)', 'transparent'] }, { duration: 900, easing: 'ease-out' });
  }

  #edit() {
    const before = this.#title.textContent ?? '';
    const input = el('input', {
      type: 'text',
      className: 'edit',
      value: before,
      maxLength: 200,
      'aria-label': 'Title',
    });
    let over = false;
    const end = (/** @type {boolean} */ keep, /** @type {boolean} */ focus) => {
      if (over) return;
      over = true;
      const title = input.value.trim();
      input.replaceWith(this.#title);
      if (focus) this.#title.focus();
      if (keep && title && title !== before) this.#actions.rename(this.#task?.id, title);
    };
    input.addEventListener('keydown', ({ key, isComposing }) => {
      if (key === 'Enter' && !isComposing) end(true, true);
      if (key === 'Escape') end(false, true);
    });
    input.addEventListener('blur', () => end(true, false));
    this.#title.replaceWith(input);
    input.select();
  }
}
