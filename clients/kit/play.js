import { isDeepStrictEqual } from 'node:util';
import { Stage } from './stage.js';

/** @import { Line } from './stage.js' */

const USUAL = [0, 5_000];
/** How long the kit waits after the last step; anything that comes in this time is a fault. */
const AFTER_MS = 200;

/**
 * @typedef {{ name: string, clauses: string[], says: string, steps: any[] }} Scenario
 * @typedef {{ defaults: Record<string, object>, always: { clause: string, rule: string }[], scenarios: Scenario[] }} Script
 */

/**
 * Plays one scenario to one process of a client.
 *
 * @param {Script} script
 * @param {Scenario} scenario
 * @param {string[]} command
 * @returns {Promise<string>} the client's fault in words; empty if there is no fault
 */
export async function play(script, scenario, command) {
  const stage = new Stage(script.always);
  const played = new Play(stage, script.defaults);
  let at = 0;
  try {
    await stage.begin(command);
    for (const step of scenario.steps) {
      at++;
      await played.step(step);
    }
    if ('turn_away' in scenario.steps[at - 1]) return ''; // the client comes again
    await played.step({ quiet: AFTER_MS });
    await played.step({ heard: [] });
    return '';
  } catch (wrong) {
    const { heard = [], complaints = '' } = stage.subject ?? {};
    const step = JSON.stringify(scenario.steps[at - 1]).slice(0, 300);
    const said = complaints && `; its error stream: ${complaints.slice(-1_000)}`;
    const where = `step ${at} ${step}; clauses ${scenario.clauses.join(', ')}`;
    return `${/** @type {Error} */ (wrong).message}\n  at ${where}\n  it said: ${heard.join(' | ').slice(-500)}${said}`;
  } finally {
    await stage.end();
  }
}

/** The steps of a scenario: each method has the name of the step's first field. */
class Play {
  #stage;
  #defaults;
  /** @type {Record<string, Line>} by the names in the scenario */
  #lines = {};
  /** How many of the stage's lines have a name, and how many of the client's words were compared. */
  #claimed = 0;
  #compared = 0;
  /** When the previous step ended. */
  #since = performance.now();

  /** @param {Stage} stage @param {Record<string, object>} defaults */
  constructor(stage, defaults) {
    this.#stage = stage;
    this.#defaults = defaults;
  }

  /** @param {any} step */
  async step(step) {
    const [name] = Object.keys(step);
    const steps = /** @type {any} */ (this);
    if (!(name in steps) || name === 'step') throw new Error(`the scenario has a step that nobody knows: ${name}`);
    await steps[name](step[name], step);
    this.#since = performance.now();
  }

  /** The client connects, and its first frame matches. @param {string} name @param {any} step */
  async connect(name, { within: [least, most] = USUAL, first = {}, status }) {
    const { lines, subject } = this.#stage;
    await this.#until(most, () => lines.length > this.#claimed || subject?.over, 'a new connection');
    if (lines.length === this.#claimed) throw new Error('its process has ended');
    const line = (this.#lines[name] = lines[this.#claimed++]);
    const ms = Math.max(0, line.at - this.#since);
    if (ms < least) throw new Error(`it connected after ${Math.round(ms)} ms, not ${least} ms`);
    if (status) return line.socket.refuse(status);
    await this.#stage.open(line);
    compare(first, line.first, 'the first frame');
  }

  /** Sends frames to the client, each in its own message. @param {string} name @param {any} step */
  async send(name, { frames, pieces }) {
    for (const frame of frames) this.#stage.send(this.#line(name), this.#whole(frame), pieces);
  }

  /** Sends frames to the client in one batch, if it accepts batches. @param {string} name @param {any} step */
  async batch(name, { frames }) {
    const line = this.#line(name);
    if (!line.first.accept?.includes('batch')) return this.send(name, { frames });
    this.#stage.send(line, { type: 'batch', frames: frames.map((/** @type {any} */ frame) => this.#whole(frame)) });
  }

  /**
   * The client's application was told exactly these words since the last time. @param {string[]} words @param {any}
   * step
   */
  async heard(words, { within: [, most] = USUAL }) {
    const { heard } = /** @type {NonNullable<Stage['subject']>} */ (this.#stage.subject);
    await this.#stage.within(most, () => heard.length >= this.#compared + words.length);
    const news = heard.slice(this.#compared);
    if (!isDeepStrictEqual(news, words)) throw new Error(`it said [${news.join(' | ')}], not [${words.join(' | ')}]`);
    this.#compared = heard.length;
  }

  /**
   * A frame comes from the client; earlier frames of other types do not count. @param {string} name @param {any} step
   */
  async expect(name, { frame, within: [least, most] = USUAL }) {
    const { frames } = this.#line(name);
    const is = (/** @type {any} */ one) => one.type === frame.type;
    await this.#until(most, () => frames.some(is), `a frame ${JSON.stringify(frame)}`);
    const ms = performance.now() - this.#since;
    if (ms < least) throw new Error(`${frame.type} came after ${Math.round(ms)} ms, not ${least} ms`);
    compare(frame, frames.splice(0, frames.findIndex(is) + 1).at(-1), 'the frame');
  }

  /** The client closes a line, with this code if the step has one. @param {string} name @param {any} step */
  async closed(name, { code, within: [, most] = USUAL }) {
    const line = this.#line(name);
    await this.#until(most, () => line.left, `the end of line ${name}`);
    if (code && line.code !== code) throw new Error(`it ended line ${name} with ${line.code ?? 'no close frame'}, not ${code}`);
  }

  /** The gateway closes; the client answers. @param {string} name @param {any} step */
  async close(name, { code, reason }) {
    const line = this.#line(name);
    line.silent = true; // a close is not answered with another close
    line.socket.close(code, reason);
    await this.#stage.within(3_000, () => line.left);
    if (line.code === undefined) this.#stage.rules.broken('answers-a-close', `${code} was not answered`);
    line.socket.end();
  }

  /** Cuts the line. @param {string} name */
  async cut(name) {
    this.#line(name).socket.cut();
  }

  /** From now on the gateway answers nothing on its own. @param {string} name */
  async silent(name) {
    this.#line(name).silent = true;
  }

  /** Exactly these lines are open. @param {string[]} names */
  async open(names) {
    for (const name of names) if (this.#line(name).left) throw new Error(`line ${name} has ended (${this.#line(name).code})`);
  }

  /** For this time the client only pings, acknowledges and listens. @param {number} ms */
  async quiet(ms) {
    const { lines } = this.#stage;
    const still = () => ({
      connections: lines.length - this.#claimed,
      ended: lines.filter(({ left }) => left).length,
      frames: lines.flatMap(({ frames }) => frames.filter(({ type }) => type !== 'ping')),
    });
    const before = { ...still(), connections: 0 };
    const moved = await this.#stage.within(ms, () => !isDeepStrictEqual(still(), before));
    if (moved) throw new Error(`it was to be quiet; before: ${JSON.stringify(before)}, then: ${JSON.stringify(still())}`);
  }

  /** The gateway does nothing for this time, and the client may do anything. @param {number} ms */
  async wait(ms) {
    await this.#stage.within(ms, () => false);
  }

  /** The client answers a ping of the protocol. @param {string} name */
  async ping(name) {
    const { socket, pongs } = this.#line(name);
    socket.ping('are you there?');
    await this.#until(USUAL[1], () => pongs.length, 'a pong of the protocol');
    compare({ pong: 'are you there?' }, { pong: pongs.shift() }, 'the pong');
  }

  /** The client's application closes its connection. */
  async leave() {
    this.#stage.subject?.leave();
  }

  /** Welcomes and closes every connection, and counts how many come. @param {number} code @param {any} step */
  async turn_away(code, { frames, during, at_least: least, at_most: most }) {
    const { lines } = this.#stage;
    let count = 0;
    for (let end = Infinity; ; count++) {
      const ms = Math.min(20_000, end - performance.now());
      const over = () => this.#stage.subject?.over;
      if (!(await this.#stage.within(ms, () => lines.length > this.#claimed || over())) || over()) break;
      if (end === Infinity) end = performance.now() + during;
      await this.connect('turned-away', { first: {} });
      await this.send('turned-away', { frames });
      await this.close('turned-away', { code, reason: 'try again later' });
    }
    this.#compared = this.#stage.subject?.heard.length ?? 0;
    if (count < least || count > most) throw new Error(`${count} connections in ${during} ms, not ${least} to ${most}`);
  }

  /** @param {string} name */
  #line(name) {
    const line = this.#lines[name];
    if (!line) throw new Error(`the scenario names a line that is not there: ${name}`);
    return line;
  }

  /** @param {any} frame */
  #whole(frame) {
    return { type: frame.type, ...this.#defaults[frame.type], ...frame };
  }

  /** @param {number} ms @param {() => unknown} condition @param {string} words */
  async #until(ms, condition, words) {
    if (!(await this.#stage.within(ms, condition))) throw new Error(`waited ${ms} ms in vain for ${words}`);
  }
}

/** @param {Record<string, unknown>} wanted `null` means absent @param {any} found @param {string} what */
function compare(wanted, found, what) {
  for (const [field, value] of Object.entries(wanted))
    if (!isDeepStrictEqual(found?.[field] ?? null, value))
      throw new Error(`${what} has ${field} ${JSON.stringify(found?.[field] ?? null)}, not ${JSON.stringify(value)}`);
}
