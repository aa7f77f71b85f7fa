import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { executablePath, WebSocket } from './tools.js';

/**
 * A Chromium as a user has it, driven by its own protocol: tabs behind others are hidden, and their timers are
 * throttled. (Playwright keeps every page visible and every timer on time.) A minute of Chromium's throttling is two
 * seconds here.
 */
const FLAGS = [
  '--headless=new',
  '--no-sandbox',
  '--disable-gpu',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--remote-debugging-port=0',
  '--renderer-process-limit=100', // a process for each tab
  '--intensive-wake-up-throttling-policy=force-enable',
  '--enable-features=IntensiveWakeUpThrottling:grace_period_seconds/2',
];

export class Chromium {
  #process;
  #folder;
  #socket;
  #calls = new Map();
  #id = 0;

  static async start() {
    const folder = mkdtempSync(join(tmpdir(), 'chromium-'));
    const child = spawn(executablePath, [...FLAGS, `--user-data-dir=${folder}`], { stdio: ['ignore', 'ignore', 'pipe'] });
    let text = '';
    for await (const data of child.stderr) {
      text += data;
      const [address] = /ws:\/\/\S+/.exec(text) ?? [];
      if (address) return new Chromium(child, folder).#connect(address);
    }
    throw new Error(`Chromium did not start: ${text}`);
  }

  constructor(child, folder) {
    this.#process = child;
    this.#folder = folder;
  }

  async #connect(address) {
    this.#process.stderr.resume();
    this.#socket = new WebSocket(address);
    await new Promise((resolve, reject) => Object.assign(this.#socket, { onopen: resolve, onerror: reject }));
    this.#socket.onmessage = ({ data }) => {
      const { id, result, error } = JSON.parse(data);
      const call = this.#calls.get(id);
      this.#calls.delete(id);
      if (error) call?.reject(new Error(error.message));
      else call?.resolve(result);
    };
    return this;
  }

  /** A command of the DevTools protocol. */
  call(method, params = {}, sessionId = undefined) {
    return new Promise((resolve, reject) => {
      this.#calls.set(++this.#id, { resolve, reject });
      this.#socket.send(JSON.stringify({ id: this.#id, method, params, sessionId }));
    });
  }

  /** Opens a group of tabs that is isolated from others: in front of the last one, or in its own window. */
  async context() {
    const { browserContextId } = await this.call('Target.createBrowserContext');
    let first = true;
    return (url, own) => {
      const newWindow = own || first;
      first = false;
      return Tab.open(this, { url, browserContextId, newWindow });
    };
  }

  /** Stops the process of a tab (SIGSTOP); returns how to continue it. */
  async stop(tab) {
    const { processInfo } = await this.call('SystemInfo.getProcessInfo');
    for (const { type, id } of processInfo) {
      if (type !== 'renderer') continue;
      process.kill(id, 'SIGSTOP');
      const answers = tab.run('1').then(() => true);
      if (!(await Promise.race([answers, new Promise((resolve) => setTimeout(resolve, 1_000))]))) {
        return () => process.kill(id, 'SIGCONT');
      }
      process.kill(id, 'SIGCONT');
    }
    throw new Error('the process of the tab was not found');
  }

  async close() {
    const gone = new Promise((resolve) => this.#process.once('exit', resolve));
    await this.call('Browser.close').catch(() => {});
    await gone;
    rmSync(this.#folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

class Tab {
  #browser;
  #targetId;
  #sessionId;

  static async open(browser, where) {
    const { targetId } = await browser.call('Target.createTarget', where);
    const { sessionId } = await browser.call('Target.attachToTarget', { targetId, flatten: true });
    return new Tab(browser, targetId, sessionId);
  }

  constructor(browser, targetId, sessionId) {
    this.#browser = browser;
    this.#targetId = targetId;
    this.#sessionId = sessionId;
  }

  /** The value of an expression; waits for promises. */
  async run(expression) {
    const how = { expression, awaitPromise: true, returnByValue: true };
    const { result, exceptionDetails } = await this.#browser.call('Runtime.evaluate', how, this.#sessionId);
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return result.value;
  }

  /** Brings it to the front of its window. */
  show() {
    return this.#browser.call('Target.activateTarget', { targetId: this.#targetId });
  }
}
