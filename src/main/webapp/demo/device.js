import { connect } from '../client/taskcast.js';
import { api } from './api.js';
import { el } from './dom.js';
import { FrameLog } from './frame-log.js';
import { LineControls } from './line-controls.js';
import { Line } from './line.js';
import { StatusPill } from './status-pill.js';
import { inWords, Tally, verdict } from './tally.js';
import { TaskRows } from './task-rows.js';
import { Tasks } from './tasks.js';

/** @import { Meter } from './meter.js' */

let devices = 0;
let visits = 0;

/** One device of a user: a line, a connection on it, and the tasks as this device knows them. */
export class Device {
  #frames = new FrameLog();
  #line = new Line((direction, text) => this.#frames.add(direction, text));
  #pill = new StatusPill();
  #tasks = new Tasks();
  #tally = new Tally();
  #progress = el('progress', { max: 1, value: 0, 'aria-label': 'Burst received' });
  #proof = el('strong', {});
  #proofRow = el('div', { className: 'proof' }, this.#proof, this.#progress);
  #input = el('input', {
    type: 'text',
    dir: 'auto',
    maxLength: 200,
    placeholder: 'New task',
    required: true,
    'aria-label': 'New task',
  });
  #fields = el('fieldset', {}, this.#input, el('button', { className: 'button', type: 'submit' }, 'Add'));
  #calls;
  #meter;
  #page;
  /** Whether this device has ever loaded the tasks. */
  #loaded = false;
  #failed = false;
  /** @type {string | undefined} */
  #place;
  #liveSince = Infinity;
  #drawing = false;
  #received = 0;

  /**
   * @param {string} user
   * @param {string} name
   * @param {Meter} meter
   * @param {{ problem: (error: unknown) => void, removed: (device: Device) => void, counted: () => void }} page
   */
  constructor(user, name, meter, page) {
    const id = `device-${++devices}`;
    const calls = (this.#calls = api(user, this.#line));
    this.#meter = meter;
    this.#page = page;
    const tried = (/** @type {Promise<unknown>} */ call) => call.then(() => true, (error) => (page.problem(error), false));
    const rows = (this.rows = new TaskRows({
      rename: (task, title) => tried(calls.rename(task, title)),
      complete: (task) => void tried(calls.complete(task)),
      remove: (task) => void tried(calls.remove(task)),
    }));

    const form = el('form', { className: 'new-task' }, this.#fields);
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      const title = this.#input.value.trim();
      if (title) void this.#create(title, tried);
    });
    const controls = new LineControls(name, this.#line, {
      changed: () => this.#lineChanged(),
      reload: () => this.#reload(),
    });
    const remove = el('button', { type: 'button', className: 'icon', 'aria-label': `Remove ${name}` }, '✕');
    remove.addEventListener('click', () => page.removed(this));
    this.element = el(
      'section',
      { className: 'device', 'aria-labelledby': id },
      el('header', {}, el('h2', { id }, name), this.#pill.element, remove),
      controls.element,
      this.#proofRow,
      form,
      rows.element,
      this.#frames.element,
    );

    this.connection = this.#connect();
    this.#lineChanged();
  }

  /**
   * @param {string} burst that is about to come
   * @param {number} count how many events it has
   */
  expect(burst, count) {
    this.#tally.begin(burst, count);
    this.rows.toTop();
    this.#draw();
  }

  /** @param {string} burst that will not come */
  forget(burst) {
    this.#tally.forget(burst);
    this.#draw();
  }

  /** The results of the bursts. */
  get sum() {
    return this.#tally.sum;
  }

  /** Called once a second. */
  tick() {
    this.#pill.tick();
  }

  close() {
    this.connection.close();
    this.element.remove();
  }

  /**
   * Empties the field for the next title immediately; if this title is refused, the field shows it again.
   *
   * @param {string} title
   * @param {(call: Promise<unknown>) => Promise<boolean>} tried
   */
  async #create(title, tried) {
    this.#input.value = '';
    if (!(await tried(this.#calls.create(title))) && !this.#input.value) this.#input.value = title;
  }

  #connect() {
    const connection = connect({
      url: new URL(`ws?visit=${++visits}`, document.baseURI), // each device must find out about its line by itself
      token: () => this.#calls.token(),
      runtime: this.#line.runtime,
      store: { load: () => this.#place, save: (place) => (this.#place = place) },
    });
    connection.onReset(async () => {
      if (this.#loaded) this.#tally.clear();
      try {
        this.#tasks.replaceAll(await this.#calls.tasks());
        this.#loaded = true;
      } finally {
        this.#failed = !this.#loaded;
        this.#draw();
      }
    });
    connection.onStatus((status) => {
      if (status.state === 'live') this.#liveSince = Math.min(this.#liveSince, Date.now());
      else this.#liveSince = Infinity;
      this.#pill.show(status);
      this.#frames.by(connection.transport);
      this.#draw();
    });
    connection.onError(this.#page.problem);
    connection.on('*', (update) => {
      const at = Date.parse(update.time);
      this.#meter.count(at >= this.#liveSince ? Date.now() - at : undefined);
      this.#received++;
      this.#tasks.apply(update);
      this.#tally.count(update.task);
      this.#draw();
    });
    this.#pill.show(connection.status);
    this.#draw();
    return connection;
  }

  /**
   * Reloads like the page of a device that keeps its list and its position: it misses no event that comes meanwhile.
   */
  #reload() {
    this.connection.close();
    this.connection = this.#connect();
  }

  #lineChanged() {
    const { connected } = this.#line;
    this.#fields.disabled = !connected;
    this.#input.placeholder = connected ? 'New task' : 'Offline';
    this.element?.classList.toggle('cut', !connected);
    this.#draw();
  }

  #draw() {
    if (this.#drawing) return;
    this.#drawing = true;
    requestAnimationFrame(() => {
      this.#drawing = false;
      const { sum } = this;
      this.rows.show(this.#tasks.list(), this.#empty());
      this.#progress.max = sum.total || 1;
      this.#progress.value = sum.received;
      this.#progress.classList.toggle('idle', !sum.total);
      this.#proofRow.dataset.verdict = verdict(sum);
      const words = sum.total ? inWords(sum) : `${this.#received} event${this.#received === 1 ? '' : 's'} received`;
      this.#proof.replaceChildren(...words.split(/(?<=·) /).flatMap((part, i) => [i ? ' ' : '', el('span', {}, part)]));
      this.#page.counted();
    });
  }

  /** The text in place of tasks: "no task" is only true once they were loaded. */
  #empty() {
    if (this.#loaded) return 'No tasks. Add one here or on another device.';
    if (!this.#line.connected) return 'Not loaded: this device is offline.';
    return this.#failed ? 'The tasks could not be loaded. The device asks again soon.' : 'Loading the tasks…';
  }
}
