import { el } from './dom.js';

/** @import { Task } from '../client/frames.js' */

/**
 * What a person does with a task; `rename` says whether it was done.
 *
 * @typedef {{
 *   rename: (id: unknown, title: string) => Promise<boolean>,
 *   complete: (id: unknown) => void,
 *   remove: (id: unknown) => void,
 * }} TaskActions
 */

/** One task: complete, rename in place, delete. */
export class TaskRow {
  #actions;
  #shown = '';
  /** @type {Task | undefined} */
  #task;
  /** @type {string | undefined} the requested title, until an event brings it */
  #wanted;
  #done = el('button', { type: 'button', className: 'done', tabIndex: -1 });
  #title = el('button', { type: 'button', className: 'title', dir: 'auto', tabIndex: -1 });
  #remove = el('button', { type: 'button', className: 'icon', tabIndex: -1 }, '✕');
  element = el(
    'div',
    { className: 'task', role: 'row' },
    ...[this.#done, this.#title, this.#remove].map((button) => el('span', { role: 'gridcell' }, button)),
  );

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
    this.#wanted = undefined;
    this.#name(title);
    this.#done.setAttribute('aria-disabled', String(done));
    this.#done.textContent = done ? '✓' : '';
    this.element.classList.toggle('completed', done);
  }

  /** @param {string} title */
  #name(title) {
    this.#title.textContent = title;
    this.#title.setAttribute('aria-label', `Rename ${title}`);
    this.#done.setAttribute('aria-label', this.#task?.status === 'completed' ? `${title} is completed` : `Complete ${title}`);
    this.#remove.setAttribute('aria-label', `Delete ${title}`);
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
      dir: 'auto',
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
      if (keep && title && title !== before) this.#rename(title);
    };
    input.addEventListener('keydown', (event) => {
      if (event.isComposing || (event.key !== 'Enter' && event.key !== 'Escape')) return;
      event.preventDefault(); // otherwise this key would press the title, which has the focus now
      end(event.key === 'Enter', true);
    });
    input.addEventListener('blur', () => end(true, false));
    this.#title.replaceWith(input);
    input.select();
  }

  /**
   * Shows the new title immediately; if it is refused, shows the old one again.
   *
   * @param {string} title
   */
  async #rename(title) {
    this.#wanted = title;
    this.#name(title);
    const done = await this.#actions.rename(this.#task?.id, title);
    if (!done && this.#wanted === title) this.#name(String(this.#task?.title ?? this.#task?.id));
  }
}
