import { spawn } from 'node:child_process';
import { once } from 'node:events';

const PATIENCE_MS = 3_000;

/** A process of the client: each line that it prints is a word that its application was told. */
export class Subject {
  /** @type {string[]} */
  heard = [];
  /** What it wrote to its error stream, to help find a fault. */
  complaints = '';
  /** Whether its process has ended. */
  over = false;
  #process;
  #ended;

  /**
   * @param {string[]} command
   * @param {() => void} changed called when it printed a line or ended
   */
  constructor([program, ...parameters], changed) {
    this.#process = spawn(program, parameters, { stdio: 'pipe' });
    this.#ended = once(this.#process, 'close')
      .catch(() => {})
      .then(() => {
        this.over = true;
        changed();
      });
    this.#process.on('error', ({ message }) => (this.complaints += message));
    this.#process.stdin.on('error', () => {}); // the process has ended
    this.#process.stderr.setEncoding('utf8').on('data', (text) => (this.complaints += text));
    let rest = '';
    this.#process.stdout.setEncoding('utf8').on('data', (text) => {
      const lines = (rest + text).split(/\r?\n/);
      rest = lines.pop() ?? '';
      this.heard.push(...lines.filter(Boolean));
      changed();
    });
  }

  /** Its application closes the connection. */
  leave() {
    this.#process.stdin.end();
  }

  /** Ends the process, politely at first. */
  async end() {
    this.leave();
    const timer = setTimeout(() => this.#process.kill('SIGKILL'), PATIENCE_MS);
    await this.#ended;
    clearTimeout(timer);
  }
}
